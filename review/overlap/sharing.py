"""Which letters of a document are boilerplate: short stretches that many documents share which are else unrelated.

A phrase that everybody uses stands in other surroundings everywhere; what was printed again and again, or copied by
many from one text, keeps them. So not documents are counted but surroundings (as reprints of one series count once in
passim, Smith, Cordell and Mullen 2015), and the longer a stretch is, the more of them it takes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

MANY = 5  # documents, this one among them, that share a phrase
_PHRASE = 40  # letters
_PASSAGE = 8  # documents that share more than a phrase
_PER_DOCUMENT = 20  # letters more for which it takes one more
_ENOUGH = 40  # documents: no text is copied so often
_LEVELS = (MANY - 1, 8, 16, 32)
_COVERING = 0.7  # of a stretch
_AT_ONCE = 0.3  # of those that share a letter
_SMALL = 4  # letters: no phrase
_AROUND = 40  # letters of its surroundings
_GRAM = 4
_BEYOND = 20  # letters beyond a phrase
_RELATED = 0.6  # of the n-grams of two surroundings that are one and the same, printed twice
_LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Letters `[start, end)` of a document that stand at `[there, there_end)` of another."""

    start: int
    end: int
    document: str
    there: int
    there_end: int


def boilerplate(own: str, places: Sequence[Place], letters: Callable[[str], str]) -> NDArray[np.bool_]:
    """Which letters of a document are boilerplate.

    Args:
        own: its letters.
        places: what other documents share with it.
        letters: of another document.
    """
    found = np.zeros(len(own), np.bool_)
    depth = _depth(len(own), places)
    cuts = _cuts(depth, places)
    spans = np.array([(place.start, place.end) for place in places], np.int64).reshape(-1, 2)
    for level in _LEVELS:
        for start, end in _divided(stretches_of(depth >= level), cuts):
            if found[start:end].all():
                continue
            common = np.minimum(spans[:, 1], end) - np.maximum(spans[:, 0], start)
            chosen = np.flatnonzero(common >= _COVERING * (end - start)).tolist()
            covering = [places[at] for at in chosen if not _goes_on(places[at], start, end, own, letters)]
            needed = _needed(end - start)
            if len(covering) + 1 >= needed and _surroundings(covering, letters) + 1 >= needed:
                found[start:end] = True
    return found


def _needed(length: int) -> float:
    """In how many documents boilerplate of this length stands; few may well copy a whole passage from one another."""
    if length <= _PHRASE:
        return MANY
    return min(_ENOUGH, max(_PASSAGE, MANY + (length - _PHRASE) / _PER_DOCUMENT))


def _depth(length: int, places: Iterable[Place]) -> NDArray[np.int32]:
    """In how many other documents each letter stands."""
    by_document: dict[str, list[Place]] = {}
    for place in places:
        by_document.setdefault(place.document, []).append(place)
    depth = np.zeros(length, np.int32)
    for some in by_document.values():
        covered = np.zeros(length, np.bool_)
        for place in some:
            covered[place.start : place.end] = True
        depth += covered
    return depth


def _cuts(depth: NDArray[np.int32], places: Sequence[Place]) -> list[int]:
    """Where the words that many share begin or end for many at once: there one phrase stands beside another."""
    edges = np.zeros(len(depth) + 1, np.int32)
    np.add.at(edges, [edge for place in places for edge in (place.start, place.end)], 1)
    around = np.maximum(np.append(depth, 0), np.append(0, depth))
    return [int(at) for at in np.flatnonzero((edges >= MANY - 1) & (edges >= _AT_ONCE * around))]


def _divided(stretches: Iterable[tuple[int, int]], cuts: Sequence[int]) -> list[tuple[int, int]]:
    found = []
    for start, end in stretches:
        inner = [start, *cuts[bisect_right(cuts, start) : bisect_left(cuts, end)], end]
        found += [(start, end), *((a, b) for a, b in pairwise(inner) if b - a > _SMALL and len(inner) > 2)]
    return found


def stretches_of(marked: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where marked letters stand in a row."""
    edges = np.flatnonzero(np.diff(marked.astype(np.int8), prepend=0, append=0))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _goes_on(place: Place, start: int, end: int, own: str, letters: Callable[[str], str]) -> bool:
    """Whether also what stands in front of `[start, end)` or behind it is the same in the other document."""
    before, after = start - place.start, place.end - end
    if max(before, after) < _BEYOND:
        return False
    there = letters(place.document)
    first, last = place.there + before, place.there_end - after
    sides = (
        (before, own[max(0, start - _AROUND) : start], there[max(0, first - _AROUND) : max(0, first)]),
        (after, own[end : end + _AROUND], there[last : last + _AROUND]),
    )
    return any(
        beyond >= _BEYOND and len(_grams(one) & _grams(other)) >= _RELATED * min(len(_grams(one)), len(_grams(other)))
        for beyond, one, other in sides
    )


def _grams(letters: str) -> set[str]:
    return {letters[at : at + _GRAM] for at in range(len(letters) - _GRAM + 1)}


def _surroundings(places: Sequence[Place], letters: Callable[[str], str]) -> int:
    """In how many different surroundings the words of these places stand."""
    seen: list[set[str]] = []
    documents: set[str] = set()
    for place in places[:_LOOKED_AT]:
        if place.document in documents:
            continue
        documents.add(place.document)
        whole = letters(place.document)
        grams = _grams(whole[max(0, place.there - _AROUND) : place.there])
        grams |= _grams(whole[place.there_end : place.there_end + _AROUND])
        if all(len(grams & other) < _RELATED * min(len(grams), len(other)) for other in seen):
            seen.append(grams)
    return len(seen)
