"""What the documents can be filtered by, with counts; and example questions, taken from their own headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from corpus.model import Document, DocumentSummary, several
from corpus.script import fold

EXAMPLES = 6

_NUMBERING = re.compile(
    r"^(?:#{1,6}\s*)?(?:第[一二三四五六七八九十百千\d]+[编章節节条條部分]*|[（(]?[一二三四五六七八九十\d]+[）)、.．:：]|[一二三四五六七八九十]+、)?\s*"
)
_SHORTEST, _LONGEST = 7, 24
# Headings that say what part of a paper this is, not what it is about.
_FORMAL = re.compile(
    r"^(?:附件|附录|参考|资料来源|摘要|关键词|引言|前言|结语|结论|目录|说明|来源|背景|机制概要|研究|总则|附则)"
)


@dataclass(frozen=True, slots=True)
class Facet:
    """A field to filter by: its values, the most frequent first, each with how many documents it lets through."""

    name: str
    values: tuple[tuple[str, int], ...]


def facets(summaries: Iterable[DocumentSummary]) -> tuple[Facet, ...]:
    """The fields that at least one document has, in the order of the page."""
    documents = list(summaries)
    found = [Facet(name, _counted(name, map(value, documents))) for name, value in _VALUES.items()]
    return tuple(facet for facet in found if facet.values)


def _value_of(name: str) -> Callable[[DocumentSummary], str | None]:
    return lambda document: document.metadata.get(name)


def _year(document: DocumentSummary) -> str | None:
    return (document.metadata.get("published_on") or "")[:4] or None


_VALUES: dict[str, Callable[[DocumentSummary], str | None]] = {
    "region": _value_of("region"),
    "year": _year,
    "kind": _value_of("kind"),
    "genre": _value_of("genre"),
    "level": _value_of("level"),
    "issuer": _value_of("issuer"),
}


def _counted(name: str, values: Iterable[str | None]) -> tuple[tuple[str, int], ...]:
    own = Counter(value for value in values if value)
    if name == "issuer":
        return _ordered(_contained(own, several))
    if name == "year":
        return tuple(sorted(own.items(), reverse=True))
    if name == "kind":
        return tuple(own.most_common())
    return _ordered(_contained(own, lambda value: (value,)))


def _ordered(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _contained(own: Counter[str], parts: Callable[[str], Iterable[str]]) -> dict[str, int]:
    """Each of the `parts` of values with the number of documents whose value contains it, as a filter reads it.

    四川省 counts 四川省巴中市 as well; of 案例摘编 and 案例摘編 the more frequent stands for both.
    """
    spelled: dict[str, str] = {}
    folded: Counter[str] = Counter()
    for value, count in own.most_common():
        for part in parts(value):
            spelled.setdefault(fold(part), part)
        folded[fold(value)] += count
    return {value: sum(n for other, n in folded.items() if key in other) for key, value in spelled.items()}


def examples(documents: Sequence[Document], count: int = EXAMPLES) -> tuple[tuple[str, str], ...]:
    """Headings that read as something to ask, one a document before a second of any; (question, title) pairs."""
    per_document = [[(heading, document.title) for heading in _askable(document)] for document in documents]
    rounds = chain.from_iterable(zip_longest(*per_document))
    chosen: dict[str, str] = {}
    for pair in rounds:
        if pair and pair[0] not in chosen:
            chosen[pair[0]] = pair[1]
    return tuple(chosen.items())[:count]


def _askable(document: Document) -> list[str]:
    """The longest headings first, as far as they fit: they say most."""
    bare = (_NUMBERING.sub("", " ".join(heading.title.split())) for heading in document.outline if not heading.article)
    fitting = {text for text in bare if _SHORTEST <= len(text) <= _LONGEST and not _FORMAL.match(text)}
    return sorted(fitting, key=lambda text: (-len(text), text))
