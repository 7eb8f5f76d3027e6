"""How a document came in: its file, its pages by kind, what was left out, what to check; and what people corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from corpus.model import Confidence, Correction, Document, Metadata, MetadataValue
from corpus.report import Alike, Concern, alike, pages_by_kind, pages_to_check, runs
from ui import labels
from ui.markup import Markup, icon, join, link, tag

_RUNS = 8  # of pages: more are folded up

Target = Callable[[int], str]
"""The address that shows an offset of the text."""


def report(document: Document, to: Target) -> Markup:
    """Pages by kind, what to look at, what was not read, what was left out; page numbers lead there."""
    found = alike(document.report.notices)
    groups = [_group(concern, [one for one in found if one.concern is concern]) for concern in Concern]
    untroubled = not found and not pages_to_check(document)
    return tag(
        "div",
        tag("p", _what(document), class_="muted"),
        _pages(document, to),
        *groups,
        tag("p", labels.NO_NOTICES, class_="muted") if untroubled else "",
        class_="intake",
    )


def _what(document: Document) -> str:
    parts = [
        labels.media(document.source.media_type),
        labels.page_count(len(document.pages)) if document.pages else "",
        labels.characters(document.report.characters),
        labels.SCRIPTS[document.report.script],
        labels.encoded(document.source.encoding) if document.source.encoding else "",
    ]
    return " · ".join(part for part in parts if part)


def _pages(document: Document, to: Target) -> Markup:
    rows = [
        tag("div", tag("dt", labels.PAGE_KINDS[kind]), tag("dd", labels.page_count(len(some)), class_="number"))
        for kind, some in pages_by_kind(document.pages).items()
    ]
    if check := pages_to_check(document):
        starts = {page.number: page.start for page in document.pages}
        where = _numbers(check, starts, to)
        rows.append(tag("div", tag("dt", doubt(labels.PAGES_TO_CHECK)), tag("dd", where), class_="check"))
    return tag("dl", *rows, class_="kinds") if rows else Markup("")


def _numbers(numbers: Iterable[int], starts: Mapping[int, int], to: Target) -> Markup:
    """第 1—3、7 页; a run whose first page is there is a link to it."""
    told: list[object] = []
    for first, last in runs(numbers):
        words = labels.run_of_pages(first, last)
        told.append(link(words, to(starts[first])) if first in starts else words)
    if len(told) <= _RUNS:
        return tag("span", labels.BEFORE_PAGES, _listed(told), labels.AFTER_PAGES)
    rest = tag("details", tag("summary", labels.more_values(len(told) - _RUNS)), _listed(told[_RUNS:]))
    return join([tag("span", labels.BEFORE_PAGES, _listed(told[:_RUNS]), labels.AFTER_PAGES), rest])


def _listed(parts: Sequence[object]) -> Markup:
    return join([piece for one in parts for piece in (labels.AND, one)][1:])


def _group(concern: Concern, some: Sequence[Alike]) -> Markup:
    if not some:
        return Markup("")
    return join([tag("h3", labels.CONCERNS[concern]), tag("ul", *(tag("li", labels.alike(one)) for one in some))])


def doubt(words: str, *, hint: str | None = None) -> Markup:
    """A mark that says, in words and by its outline, that a person should look at this."""
    return tag("span", icon("help"), words, class_="doubt", title=hint)


def doubtful(metadata: Metadata) -> Markup:
    """How many values are guesses, and which; nothing where none is."""
    names = [labels.FIELDS[name] for name in metadata.doubtful()]
    return doubt(labels.doubtful(names), hint=labels.LOW_HINT) if names else Markup("")


def confidence(value: MetadataValue) -> Markup:
    """How far a value can be relied on, where that is less than fully."""
    if value.confidence is Confidence.LOW:
        return doubt(labels.CONFIDENCES[Confidence.LOW], hint=labels.LOW_HINT)
    if value.confidence is Confidence.MEDIUM:
        return tag("span", labels.CONFIDENCES[Confidence.MEDIUM], class_="from", title=labels.MEDIUM_HINT)
    return Markup("")


def history(corrections: Sequence[Correction]) -> Markup:
    """What people changed, the latest first, folded up; nothing where nobody did."""
    if not corrections:
        return Markup("")
    items = [tag("li", tag("span", labels.moment(one.at), class_="muted"), " ", _change(one)) for one in corrections]
    summary = tag("summary", labels.corrections(len(corrections)))
    return tag("details", summary, tag("ul", *reversed(items)), class_="more history")


def _change(one: Correction) -> str:
    before = labels.filter_value(one.field, one.before) if one.before else ""
    origin = labels.ORIGINS[one.origin] if one.before and one.origin else ""
    after = labels.filter_value(one.field, one.after) if one.after else ""
    return labels.correction(labels.FIELDS[one.field], before, origin, after)
