"""The words of a library as the segmenter cuts them: what stands beside a term, and what marks a period.

Only words of two characters and more are reported: single characters are mostly function words. Sizes count every word.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import rjieba

from corpus.model import DocumentSummary
from search.association import keyness, log_dice, log_likelihood
from search.concordance import Concordance, year_of
from search.texts import FoldedTexts

SPAN = 5  # words on each side of the node
LEAST = 3  # occurrences: below that, no measure says anything
PERIODS = 4
SIGNIFICANT = 6.63  # G² that chance alone exceeds once in a hundred words (χ², one degree of freedom)


@dataclass(frozen=True, slots=True)
class WordCounts:
    """How often each word stands in the documents of each year ('' for those without one)."""

    by_year: Mapping[str, Counter[str]]

    def total(self) -> Counter[str]:
        """How often each stands in all of them."""
        total: Counter[str] = Counter()
        for counts in self.by_year.values():
            total.update(counts)
        return total


@dataclass(frozen=True, slots=True)
class Collocate:
    """A word near the node: how often there, how often at all, and how strongly the two go together.

    `g2` is Dunning's log-likelihood, `log_dice` Rychlý's logDice (search.association).
    """

    word: str
    near: int
    anywhere: int
    g2: float
    log_dice: float


@dataclass(frozen=True, slots=True)
class Characteristic:
    """A word that marks a period: how often it stands there and in all the others, and its keyness G²."""

    word: str
    inside: int
    outside: int
    g2: float


@dataclass(frozen=True, slots=True)
class Period:
    """Years from `first` to `last` with the words that set them off from all others, the most characteristic first."""

    first: str
    last: str
    words: tuple[Characteristic, ...] = ()


@dataclass(frozen=True, slots=True)
class YearCount:
    """How often a term stands in the documents of a year, and per 10,000 characters of their text."""

    year: str
    count: int
    per_10k: float


def count_words(documents: Sequence[DocumentSummary], texts: FoldedTexts) -> WordCounts:
    """Every word of `documents`, by year."""
    years = {one.doc_id: year_of(one) for one in documents}
    by_year: dict[str, Counter[str]] = {}
    for doc_id, folded in texts.of(list(years)):
        by_year.setdefault(years[doc_id], Counter()).update(rjieba.cut(folded))
    return WordCounts({year: _words_only(counts) for year, counts in sorted(by_year.items())})


def collocates(
    found: Concordance, texts: FoldedTexts, counts: Counter[str], *, span: int = SPAN, most: int = 50
) -> tuple[Collocate, ...]:
    """The words that stand near the node more often than elsewhere, the strongest by G² first.

    A word counts once for each place that it stands at within `span` words of a node, in the same line; words that the
    node is part of do not count. `counts` are those of all documents that were searched.
    """
    near: Counter[str] = Counter()
    bounds = [bisect_left(found.which, index) for index in range(len(found.documents) + 1)]
    at = {one.doc_id: index for index, one in enumerate(found.documents)}
    for doc_id, folded in texts.of(list(at)):  # without those that were removed meanwhile
        first, last = bounds[at[doc_id] : at[doc_id] + 2]
        spans = zip(found.starts[first:last].tolist(), found.ends[first:last].tolist(), strict=True)
        near.update(_near(folded, list(spans), span))
    size, beside = counts.total(), near.total()
    listed = [
        Collocate(word, f_xy, f_y, g2, log_dice(f_xy, len(found), f_y))
        for word, f_xy in near.items()
        if len(word) > 1 and f_xy >= LEAST and (f_y := max(counts[word], f_xy))
        if (g2 := log_likelihood(f_xy, beside, f_y, max(size, beside + f_y))) > 0
    ]
    return tuple(sorted(listed, key=lambda one: (-one.g2, one.word))[:most])


def _near(folded: str, spans: Sequence[tuple[int, int]], span: int) -> Iterator[str]:
    """The words within `span` words of any of `spans`, each place once."""
    taken: set[int] = set()
    line_start, line_end = 0, -1
    words: list[str] = []
    edges: list[tuple[int, int]] = []
    for start, end in spans:
        if start >= line_end:
            line_start = folded.rfind("\n", 0, start) + 1
            line_end = found if (found := folded.find("\n", start)) >= 0 else len(folded)
            words, edges = _cut(folded[line_start:line_end])
        first = bisect_right(edges, start - line_start, key=lambda one: one[1])
        after = bisect_left(edges, end - line_start, key=lambda one: one[0])
        for at in (*range(max(first - span, 0), first), *range(after, min(after + span, len(words)))):
            if (place := line_start + edges[at][0]) not in taken:
                taken.add(place)
                yield words[at]


def _cut(line: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The words of a line, and where each begins and ends."""
    cut = rjieba.cut(line)
    ends = accumulate(map(len, cut))
    kept = [(word, (end - len(word), end)) for word, end in zip(cut, ends, strict=True) if word[0].isalnum()]
    return [word for word, _ in kept], [span for _, span in kept]


def term_by_year(found: Concordance, documents: Sequence[DocumentSummary]) -> tuple[YearCount, ...]:
    """How often the terms of `found` stand in the documents of each year that there is; undated ones are left out."""
    characters: Counter[str] = Counter()
    for document in documents:
        characters[year_of(document)] += document.characters
    counts = found.by_year()
    years = sorted(year for year in characters if year)
    return tuple(YearCount(year, n := counts.get(year, 0), _per_10k(n, characters[year])) for year in years)


def periods(counts: WordCounts, *, most: int = PERIODS, words: int = 8) -> tuple[Period, ...]:
    """The years that there are, parted into at most `most` periods with about as much text each, and what marks each.

    Words are ranked by `keyness` against all other periods, as far as that is `SIGNIFICANT`.
    """
    parts = _parted({year: some.total() for year, some in counts.by_year.items() if year}, most)
    sums = [sum((counts.by_year[year] for year in part), Counter[str]()) for part in parts]
    whole = sum(sums, Counter[str]())
    return tuple(
        Period(part[0], part[-1], _characteristic(inside, whole, words) if len(parts) > 1 else ())
        for part, inside in zip(parts, sums, strict=True)
    )


def _characteristic(inside: Counter[str], whole: Counter[str], most: int) -> tuple[Characteristic, ...]:
    c, d = inside.total(), whole.total() - inside.total()
    found = [
        Characteristic(word, a, whole[word] - a, keyness(a, whole[word] - a, c, d))
        for word, a in inside.items()
        if a >= LEAST and len(word) > 1 and not word.isascii() and not word[0].isdigit()
    ]
    kept = sorted((one for one in found if one.g2 >= SIGNIFICANT), key=lambda one: (-one.g2, one.word))
    return tuple(kept[:most])


def _parted(sizes: Mapping[str, int], most: int) -> list[list[str]]:
    """The years in order, cut where a share of 1 / `most` of all words is full."""
    parts: dict[int, list[str]] = {}
    whole, before = sum(sizes.values()), 0
    for year, size in sorted(sizes.items()):
        if size:
            middle = before + size / 2
            parts.setdefault(int(middle * most / whole), []).append(year)
        before += size
    return list(parts.values())


def _words_only(counts: Counter[str]) -> Counter[str]:
    return Counter({word: count for word, count in counts.items() if word[0].isalnum()})


def _per_10k(count: int, characters: int) -> float:
    return 10_000 * count / characters if characters else 0.0
