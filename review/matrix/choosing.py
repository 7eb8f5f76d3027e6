"""The best passages of a document for a criterion: those that pass, long enough to read, each saying something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.matrix.features import Reading, features, figures
from review.matrix.model import Span, Strength
from review.matrix.stretches import LONGEST, Stretch
from review.matrix.wanted import Wanted
from review.matrix.weights import BEHIND, BIAS, CLEAR, FURTHER, PASSING, STRONG, WEIGHTS

MOST = 3
SHORT = 30  # characters: a shorter passage takes a neighbour along
_SAME_WORDS = 0.5  # of the terms of two passages (Jaccard): beyond that they say the same
_SAME_MEANING = 0.9  # cosine
_FIGURES = 0.5  # how far a criterion must ask for figures for them to be marked

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A passage `[start, end)` of the document; highlights are half-open spans of the passage."""

    start: int
    end: int
    strength: Strength
    highlights: tuple[Span, ...]
    words: tuple[str, ...]


def scores(reading: Reading, wanted: Wanted) -> Scores:
    """How firmly each sentence is evidence: the logarithm of the odds, as far as the labels reach."""
    summed: Scores = features(reading, wanted) @ WEIGHTS + BIAS
    return summed


def choose(folded: str, some: Sequence[Stretch], reading: Reading, wanted: Wanted) -> tuple[Chosen, ...]:
    """At most MOST passages of the document, the strongest first; none where nothing passes."""
    if not some:
        return ()
    said = scores(reading, wanted)
    taken: list[tuple[int, range]] = []
    for at in np.argsort(-said, kind="stable").tolist():
        least = max(PASSING + FURTHER, float(said[taken[0][0]]) - BEHIND) if taken else PASSING
        if said[at] < least or len(taken) == MOST:
            break
        if any(at in rows or _same(reading, at, rows) for _, rows in taken):
            continue
        taken.append((at, _grown(at, some, said, [rows for _, rows in taken])))
    return tuple(_chosen(folded, some, rows, float(said[at]), wanted) for at, rows in taken)


def _same(reading: Reading, at: int, rows: range) -> bool:
    """Whether a sentence says what a passage says already."""
    mine = reading.terms[at]
    for row in rows:
        shared = len(mine & reading.terms[row])
        if shared > _SAME_WORDS * (len(mine) + len(reading.terms[row]) - shared):
            return True
        if float(reading.vectors[at] @ reading.vectors[row]) > _SAME_MEANING:
            return True
    return False


def _grown(at: int, some: Sequence[Stretch], said: Scores, taken: Sequence[range]) -> range:
    """The sentence with the neighbours that pass, too, and with one at least where it is too short to be read alone."""
    first = last = at
    while True:
        size = some[last].end - some[first].start
        ways = [
            way
            for way in (last + 1, first - 1)
            if 0 <= way < len(some)
            and _together(some, way, first, last)
            and not any(way in rows for rows in taken)
            and (said[way] >= PASSING or size < SHORT)
        ]
        if not ways:
            return range(first, last + 1)
        way = max(ways, key=lambda one: (float(said[one]), one))
        first, last = min(first, way), max(last, way)


def _together(some: Sequence[Stretch], way: int, first: int, last: int) -> bool:
    """Whether a neighbour stands in the same paragraph, or table, and is not too much."""
    low, high = some[min(way, first)], some[max(way, last)]
    near = some[way + 1] if way < first else some[way - 1]
    beside = some[way].line == near.line or (some[way].row and near.row and abs(some[way].line - near.line) == 1)
    return beside and high.end - low.start <= LONGEST


def _chosen(folded: str, some: Sequence[Stretch], rows: range, score: float, wanted: Wanted) -> Chosen:
    start, end = some[rows[0]].start, some[rows[-1]].end
    quote = folded[start:end]
    found: list[Span] = []
    words: list[str] = []
    for word in filter(lambda word: word.own, wanted.words):
        places = [place for form, _ in word.forms for place in _places(form, quote)]
        if places:
            words.append(word.shown)
            found += places
    if wanted.figures >= _FIGURES:
        found += figures(quote)
    return Chosen(start, end, strength(score), _merged(found), tuple(words))


def strength(score: float) -> Strength:
    """The rank word for a score that passes."""
    if score >= STRONG:
        return Strength.STRONG
    return Strength.CLEAR if score >= CLEAR else Strength.WEAK


def _places(form: str, text: str) -> list[Span]:
    found, start = [], text.find(form)
    while start >= 0:
        found.append((start, start + len(form)))
        start = text.find(form, start + len(form))
    return found


def _merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    """In order and disjoint; what touches is one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
