"""The documents of the same text and the other versions, as links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.duplicates import DUPLICATES, Relation
from search.hits import Duplicate
from ui import labels
from ui.address import ReaderAddress, SearchAddress, passage_href
from ui.markup import Markup, join, link, tag

_SHOWN = 6


def duplicates(some: Sequence[Duplicate], *, back: SearchAddress | None = None) -> Markup:
    """同文另见 and 另有版本, each on a line of its own; nothing where there are none. `back` is the search."""
    same = [one for one in some if one.relation in DUPLICATES]
    versions = [one for one in some if one.relation is Relation.VERSION]
    return join(
        [
            _line(labels.SAME_TEXT, same, (_copy(one, back) for one in same)),
            _line(labels.OTHER_VERSIONS, versions, (_version(one, back) for one in versions)),
        ]
    )


def _line(label: str, some: Sequence[Duplicate], links: Iterable[Markup]) -> Markup:
    if not some:
        return Markup("")
    listed = list(links)
    line = tag("span", label, *_listed(listed[:_SHOWN]))
    if len(listed) <= _SHOWN:
        return tag("div", line, class_="locator")
    more = tag("details", tag("summary", labels.more_duplicates(len(listed))), *_listed(listed[_SHOWN:]))
    return tag("div", line, more, class_="locator")


def _listed(links: Sequence[Markup]) -> list[str]:
    return [part for one in links for part in (labels.AND, one)][1:]


def _copy(one: Duplicate, back: SearchAddress | None) -> Markup:
    document = one.document
    exact = one.relation is Relation.SAME
    return link(labels.duplicate(document.title, document.source.file_name, exact=exact), _href(one, back))


def _version(one: Duplicate, back: SearchAddress | None) -> Markup:
    dated = one.dated or one.document.metadata.get("published_on") or labels.UNDATED
    return link(labels.version_of(one.document.title, dated), _href(one, back))


def _href(one: Duplicate, back: SearchAddress | None) -> str:
    if one.passage:
        return passage_href(one.document.doc_id, one.passage.start, one.passage.end, back=back)
    return ReaderAddress(one.document.doc_id).href
