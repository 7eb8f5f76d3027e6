"""Every occurrence of a term in its context (关键词居中, KWIC): found, ordered by its neighbours, cut from the text.

A term is a string of characters, not a word: 社区 is also found in 社区治理. It is compared in folded form (simplified,
half-width, lower case), so that 社区 finds 社區 as well; what is shown is always the original, and
`text[start:end]` is the node. Occurrences may overlap; one place that two terms share is one occurrence.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from corpus.catalog import Catalog
from corpus.errors import QueryError, QueryProblem
from corpus.model import DocumentSummary, Locator
from corpus.script import fold, without_surrogates
from search.synonyms import Synonyms
from search.texts import FoldedTexts

TERM_LIMIT = 200  # characters, of all terms together
WIDTH = 20  # characters of context on each side
WIDTH_AT_MOST = 200
NEIGHBOURS = 10  # characters that are compared on a side; further off, nobody sees an order
_LOOKED_AT = 24  # characters to take those from, blanks and line breaks among them
_UNDATED = "9999"
_PARTS = re.compile(r"[、|｜\n]")
_LINES_AT_ONCE = 2_000

Rows = NDArray[np.int64]


class Sort(StrEnum):
    """What occurrences are put in order by; LEFT reads from the node leftwards."""

    DOCUMENT = "document"
    LEFT = "left"
    RIGHT = "right"
    DATE = "date"


class Collation(StrEnum):
    """How characters are compared. PINYIN: marks, Latin, then Chinese by the most usual reading of each character."""

    CODE_POINT = "code"
    PINYIN = "pinyin"


@dataclass(frozen=True, slots=True, eq=False)
class Concordance:
    """All occurrences of `terms`, in the order of `documents` and of their texts.

    Args:
        terms: what was looked for, as typed.
        documents: those that hold an occurrence.
        which: the document of each occurrence, an index into `documents`, (n,).
        starts: where each begins, (n,).
        ends: and where it ends, (n,).
    """

    terms: tuple[str, ...]
    documents: tuple[DocumentSummary, ...]
    which: Rows
    starts: Rows
    ends: Rows

    def __len__(self) -> int:
        return len(self.starts)

    def by_document(self) -> tuple[tuple[DocumentSummary, int], ...]:
        """How many occurrences each document has, the most first."""
        counts = np.bincount(self.which, minlength=len(self.documents)).tolist()
        return tuple(sorted(zip(self.documents, counts, strict=True), key=lambda item: (-item[1], item[0].title)))

    def by_year(self) -> dict[str, int]:
        """How many there are in the documents of each year, '' for those without a date, in order."""
        counts: Counter[str] = Counter()
        for document, count in self.by_document():
            counts[year_of(document)] += count
        return dict(sorted(counts.items()))


@dataclass(frozen=True, slots=True)
class Line:
    """One occurrence as it is shown: `node` is `text[start:end]` of the document, the contexts stand right beside it.

    `sha256` is that of the source file.
    """

    doc_id: str
    title: str
    date: str
    sha256: str
    start: int
    end: int
    left: str
    node: str
    right: str
    locator: Locator


def year_of(document: DocumentSummary) -> str:
    """The year of a document, '' where that is not known."""
    year = (document.metadata.get("published_on") or "")[:4]
    return year if re.fullmatch("[0-9]{4}", year) else ""


def parse_terms(given: str) -> tuple[str, ...]:
    """The terms in what was typed, parted by 、 or |, each once.

    Raises:
        QueryError: there is none, or they are too long.
    """
    if len(given) > TERM_LIMIT:
        raise QueryError(QueryProblem.TOO_LONG, len(given), TERM_LIMIT)
    terms = tuple(dict.fromkeys(part.strip() for part in _PARTS.split(given) if part.strip()))
    if not terms:
        raise QueryError(QueryProblem.EMPTY, len(given), TERM_LIMIT)
    return tuple(without_surrogates(term) for term in terms)


def with_variants(terms: Sequence[str], synonyms: Synonyms) -> tuple[str, ...]:
    """`terms`, and behind them what the list of synonyms gives for each."""
    also = [other for term in terms for other in synonyms.also.get(fold(term), ())]
    return tuple(dict.fromkeys((*terms, *also)))


def forms(term: str) -> tuple[str, ...]:
    """What to look for in folded text: the folded term, and itself where a longer word keeps its character (乾隆)."""
    return tuple(dict.fromkeys((fold(term), term.lower())))


def concordance(documents: Sequence[DocumentSummary], terms: Sequence[str], texts: FoldedTexts) -> Concordance:
    """Every occurrence of any of `terms` in `documents`, in the order of these and of their texts."""
    wanted = tuple(dict.fromkeys(form for term in terms for form in forms(term) if form))
    summaries = {one.doc_id: one for one in documents}
    holding: list[DocumentSummary] = []
    counts: list[int] = []
    spans: list[tuple[int, int]] = []
    for doc_id, folded in texts.of(texts.narrowed(list(summaries), wanted)):
        if found := occurrences(folded, wanted):
            holding.append(summaries[doc_id])
            counts.append(len(found))
            spans.extend(found)
    both = np.array(spans, dtype=np.int64).reshape(-1, 2)
    which = np.repeat(np.arange(len(holding), dtype=np.int64), counts)
    return Concordance(tuple(terms), tuple(holding), which, both[:, 0], both[:, 1])


def occurrences(folded: str, wanted: Sequence[str]) -> list[tuple[int, int]]:
    """Where any of the folded terms stands, overlapping ones included, each place once, in order."""
    found: list[tuple[int, int]] = []
    for term in wanted:
        at = folded.find(term)
        while at >= 0:
            found.append((at, at + len(term)))
            at = folded.find(term, at + 1)
    return found if len(wanted) == 1 else sorted(set(found))


def ordered(found: Concordance, sort: Sort, texts: FoldedTexts, *, collation: Collation = Collation.CODE_POINT) -> Rows:
    """The rows of `found` in the order of `sort`, (n,); what compares equal stays in the order of documents.

    Documents are compared by title; dates by the day, what has none comes last. Neighbours are compared as they are
    folded, without blanks, `NEIGHBOURS` characters deep.
    """
    if sort in (Sort.LEFT, Sort.RIGHT):
        keys = collated(_neighbours(found, sort, texts), collation)
    else:
        titles = collated([fold(one.title) for one in found.documents], collation)
        dates = [one.metadata.get("published_on") or _UNDATED for one in found.documents]
        named = [(date if sort is Sort.DATE else "", title) for date, title in zip(dates, titles, strict=True)]
        ranks = {name: rank for rank, name in enumerate(sorted(set(named)))}
        return np.argsort(np.array([ranks[name] for name in named], dtype=np.int64)[found.which], kind="stable")
    return np.array(sorted(range(len(found)), key=keys.__getitem__), dtype=np.int64)


def _neighbours(found: Concordance, side: Sort, texts: FoldedTexts) -> list[str]:
    """What stands beside each node, from the node outwards, folded and without blanks."""
    keys = [""] * len(found)  # which stays for what was removed meanwhile
    bounds = np.searchsorted(found.which, np.arange(len(found.documents) + 1)).tolist()
    starts, ends = found.starts.tolist(), found.ends.tolist()
    at = {one.doc_id: index for index, one in enumerate(found.documents)}
    for doc_id, folded in texts.of(list(at)):
        for row in range(*bounds[at[doc_id] : at[doc_id] + 2]):
            if side is Sort.LEFT:
                beside = folded[max(starts[row] - _LOOKED_AT, 0) : starts[row]][::-1]
            else:
                beside = folded[ends[row] : ends[row] + _LOOKED_AT]
            keys[row] = "".join(beside.split())[:NEIGHBOURS]
    return keys


def collated(keys: Sequence[str], collation: Collation) -> list[str]:
    """Strings that compare by code point as `keys` compare by `collation`."""
    if collation is Collation.CODE_POINT:
        return list(keys)
    characters = sorted(set().union(*keys), key=_in_pinyin)
    # Not above U+D7FF: what follows there cannot be part of a string. More characters than that do not occur.
    table = {ord(character): min(rank, 0xD7FF) for rank, character in enumerate(characters, 1)}
    return [key.translate(table) for key in keys]


@functools.cache
def _in_pinyin(character: str) -> tuple[int, str, str]:
    import pypinyin  # it reads its dictionaries: only for who sorts by them

    if not character.isalnum():
        return 0, "", character
    (reading,) = pypinyin.lazy_pinyin(character, style=pypinyin.Style.TONE3) or [""]
    return (1, "", character) if reading == character else (2, reading, character)


def lines(catalog: Catalog, found: Concordance, rows: Iterable[int], *, width: int = WIDTH) -> Iterator[Line]:
    """The occurrences `rows` of `found` with `width` characters of context on each side, read as they are wanted.

    A document that was removed meanwhile is left out.
    """
    wanted = [int(row) for row in rows]
    for first in range(0, len(wanted), _LINES_AT_ONCE):
        some = wanted[first : first + _LINES_AT_ONCE]
        doc_ids = list(dict.fromkeys(found.documents[found.which[row]].doc_id for row in some))
        texts, places = dict(catalog.texts_of(doc_ids)), catalog.locators(doc_ids)
        for row in some:
            document = found.documents[found.which[row]]
            if document.doc_id in texts:
                start, end = int(found.starts[row]), int(found.ends[row])
                locator = _locator(places.get(document.doc_id, ()), start)
                yield _line(document, texts[document.doc_id], (start, end), locator, width)


def _line(document: DocumentSummary, text: str, span: tuple[int, int], locator: Locator, width: int) -> Line:
    start, end = span
    return Line(
        doc_id=document.doc_id,
        title=document.title,
        date=document.metadata.get("published_on") or "",
        sha256=document.source.sha256,
        start=start,
        end=end,
        left=text[max(start - width, 0) : start],
        node=text[start:end],
        right=text[end : end + width],
        locator=locator,
    )


def _locator(passages: Sequence[tuple[int, Locator]], start: int) -> Locator:
    """Where the passage stands that holds `start`; nothing is known before the first."""
    at = bisect_right(passages, start, key=lambda one: one[0]) - 1
    return passages[at][1] if at >= 0 else Locator()
