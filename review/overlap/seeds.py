"""Where two sides may share words: their common n-grams of letters, chained where they lie close together.

The submissions' n-grams are held sorted; the other side goes by in pieces and is never held. n-grams of very many
documents are no seeds: what they belong to is found by its rarer ones, or is boilerplate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from corpus.errors import CasebaseError
from review.overlap.letters import as_codes

Numbers = NDArray[np.int64]

SHORT, LONG = 5, 8  # letters of an n-gram: what edits leave, and what chance seldom brings
COMMON = 40  # documents: n-grams that more share are no seeds

_PLACE = np.uint64(26)  # bits for a place among all letters of one side; the other 38 are the hash
_PLACES = np.uint64((1 << 26) - 1)
_FILTER = np.uint64(38)  # bits that a hash is shifted by to its place in the filter
_SIDE = 1 << 26
_REACH = 40  # letters between two seeds of one borrowing
_DRIFT = 16  # letters that edits between them may add or drop
_NEIGHBOURS = 6
_ALONE = 12  # letters of a seed that needs no other
_TOGETHER = 11  # letters of several
_TIMES = 24  # an n-gram in one document: it says no more when it comes again, and pairs grow with the square
_PAIRS = 4_000_000  # looked at in one go


class TooMuchError(CasebaseError):
    """There are more letters than can be compared at once."""

    def __init__(self, letters: int) -> None:
        super().__init__(f"{letters} letters are more than the {_SIDE} that are compared at once: name fewer documents")


@dataclass(frozen=True, slots=True)
class Side:
    """Letters of several documents one behind the other; document i at `[starts[i], starts[i + 1])`."""

    codes: NDArray[np.uint16]
    starts: Numbers

    @classmethod
    def of(cls, letters: Sequence[str]) -> Side:
        """The side of these documents.

        Raises:
            TooMuchError: there are too many letters for one side.
        """
        starts = np.concatenate([[0], np.cumsum([len(each) for each in letters], dtype=np.int64)])
        if starts[-1] >= _SIDE:
            raise TooMuchError(int(starts[-1]))
        return cls(as_codes("".join(letters)), starts)

    def documents(self, places: Numbers) -> Numbers:
        """In which document each place lies."""
        return np.searchsorted(self.starts, places, "right") - 1


@dataclass(frozen=True, slots=True)
class Cluster:
    """Letters `[left, left_end)` of a document on the left that seem to be `[right, right_end)` of one on the right."""

    left_doc: int
    right_doc: int
    left: int
    left_end: int
    right: int
    right_end: int
    covered: int


def _packed(side: Side, n: int, wanted: NDArray[np.bool_] | None) -> NDArray[np.uint64]:
    """The n-grams of a side as hash and place in one number, ascending; only those that the filter knows."""
    count = len(side.codes) - n + 1
    if count <= 0:
        return np.zeros(0, np.uint64)
    hashes = np.zeros(count, np.uint64)
    for at in range(n):
        hashes *= np.uint64(0x9E3779B97F4A7C15)
        hashes += side.codes[at : at + count]
    hashes ^= hashes >> np.uint64(29)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(32)
    keep = np.ones(count, np.bool_)
    for end in side.starts[1:-1]:
        keep[max(0, end - n + 1) : end] = False
    if wanted is not None:
        keep &= wanted[hashes >> _FILTER]
    places = np.flatnonzero(keep).astype(np.uint64)
    packed = (hashes[keep] & ~_PLACES) | places
    packed.sort()
    return packed


class Grams:
    """The n-grams of the left side: where each stands, and in how many documents on either side."""

    def __init__(self, left: Side, n: int) -> None:
        self.left, self.n = left, n
        packed = _packed(left, n, None)
        self.places = (packed & _PLACES).astype(np.int64)
        hashes = packed >> _PLACE
        first = np.ones(len(hashes), np.bool_)
        first[1:] = hashes[1:] != hashes[:-1]
        self.hashes = hashes[first]
        self.firsts = np.append(np.flatnonzero(first), len(hashes))
        documents = left.documents(self.places)
        new = first.copy()
        new[1:] |= documents[1:] != documents[:-1]
        self.within = np.add.reduceat(new.astype(np.int32), self.firsts[:-1]) if len(hashes) else np.zeros(0, np.int32)
        early = _early(new)
        self._seeds = self.places if early.all() else self.places[early]
        self._seeds_from = np.append(0, np.cumsum(early))[self.firsts]
        self.elsewhere = np.zeros(len(self.hashes), np.int32)
        self.example = np.full((len(self.hashes), 2), -1, np.int32)  # a document elsewhere, and the letter in it

    def filter(self, chosen: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
        """Which leading bits of a hash are among the (chosen) n-grams."""
        wanted = np.zeros(1 << (64 - int(_FILTER)), np.bool_)
        wanted[(self.hashes if chosen is None else self.hashes[chosen]) >> (_FILTER - _PLACE)] = True
        return wanted

    def found_in(self, side: Side, wanted: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
        """The n-grams of the left that stand in `side`, by number, ascending, and where."""
        packed = _packed(side, self.n, wanted)
        hashes = packed >> _PLACE
        which = np.minimum(np.searchsorted(self.hashes, hashes), max(len(self.hashes) - 1, 0))
        known = self.hashes[which] == hashes if len(self.hashes) else np.zeros(len(hashes), np.bool_)
        return which[known], (packed[known] & _PLACES).astype(np.int64)

    def count(self, side: Side, first: int, wanted: NDArray[np.bool_]) -> None:
        """Count in how many documents of `side`, numbered from `first`, each n-gram stands."""
        which, places = self.found_in(side, wanted)
        documents = side.documents(places)
        np.add.at(self.elsewhere, which[_begin(which, documents)], 1)
        self.example[which, 0] = documents + first
        self.example[which, 1] = places - side.starts[documents]

    def by_letter(self, counts: NDArray[np.int32]) -> NDArray[np.int32]:
        """For each letter of the left the count of the n-gram that begins there; 0 where none does."""
        found = np.zeros(len(self.left.codes), np.int32)
        found[self.places] = np.repeat(counts, np.diff(self.firsts))
        return found

    def pairs(self, side: Side, chosen: NDArray[np.bool_]) -> Iterator[tuple[Numbers, Numbers]]:
        """Places on the left and in `side` with the same chosen n-gram, some millions at a time."""
        which, places = self.found_in(side, self.filter(chosen))
        keep = chosen[which] & _early(_begin(which, side.documents(places)))
        which, places = which[keep], places[keep]
        counts = self._seeds_from[which + 1] - self._seeds_from[which]
        order = np.argsort(places, kind="stable")  # pieces are cut by place: a document's pairs stay together
        which, places, counts = which[order], places[order], counts[order]
        total = np.cumsum(counts)
        documents = side.documents(places)
        at = 0
        while at < len(which):
            end = int(np.searchsorted(total, (total[at - 1] if at else 0) + _PAIRS, "right"))
            end = int(np.searchsorted(documents, documents[min(max(end, at + 1), len(which)) - 1], "right"))
            many = counts[at:end]
            offsets = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
            lefts = self._seeds[np.repeat(self._seeds_from[which[at:end]], many) + offsets]
            yield lefts, np.repeat(places[at:end], many)
            at = end


def _begin(which: Numbers, documents: Numbers) -> NDArray[np.bool_]:
    """Where the n-gram or the document is another than before."""
    new = np.ones(len(which), np.bool_)
    new[1:] = (which[1:] != which[:-1]) | (documents[1:] != documents[:-1])
    return new


def _early(new: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which are among the first few of their row; `new` is where rows begin."""
    at = np.arange(len(new))
    return at - np.maximum.accumulate(np.where(new, at, 0)) < _TIMES


def clusters(grams: Sequence[Grams], chosen: Sequence[NDArray[np.bool_]], side: Side) -> list[Cluster]:
    """Where letters of the left may stand in `side`, too.

    Args:
        grams: the n-grams of one left side, of several n.
        chosen: which of each are seeds.
        side: what goes by; the left side itself to compare it with itself (then each two documents once).
    """
    left = grams[0].left
    runs = [_runs(left, side, one.n, *pair) for one, seeds in zip(grams, chosen, strict=True)
            for pair in one.pairs(side, seeds)]  # fmt: skip
    return _chained(left, side, np.concatenate(runs, axis=1)) if runs else []


def _runs(left: Side, side: Side, n: int, lefts: Numbers, rights: Numbers) -> Numbers:
    """Seeds that overlap on one diagonal joined: rows of diagonal, first letter on the left, and after the last."""
    if left is side:
        apart = left.documents(lefts) < left.documents(rights)
        lefts, rights = lefts[apart], rights[apart]
    keys = ((lefts - rights + _SIDE) << 26) | lefts
    keys.sort()
    diagonals, places = (keys >> 26) - _SIDE, keys & (_SIDE - 1)
    new = np.ones(len(keys), np.bool_)
    new[1:] = (diagonals[1:] != diagonals[:-1]) | (places[1:] >= places[:-1] + n)
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(keys)) - 1
    runs = np.stack([diagonals[first], places[first], places[last] + n]) if len(keys) else np.zeros((3, 0), np.int64)
    return _without_lonely(left, side, runs)


def _by_pair(left: Side, side: Side, runs: Numbers) -> tuple[Numbers, Numbers]:
    """The runs in order of their two documents and the left side, and a number for each two documents."""
    documents = left.documents(runs[1]) * len(side.starts) + side.documents(runs[1] - runs[0])
    order = np.lexsort((runs[0], runs[1], documents))
    return runs[:, order], documents[order]


def _links(runs: Numbers, documents: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """Runs of the same two documents that lie close together, as pairs of their numbers."""
    for step in range(1, _NEIGHBOURS + 1):
        near = (
            (documents[step:] == documents[:-step])
            & (runs[1, step:] - runs[2, :-step] <= _REACH)
            & (np.abs(runs[0, step:] - runs[0, :-step]) <= _DRIFT)
        )
        first = np.flatnonzero(near)
        yield first, first + step


def _without_lonely(left: Side, side: Side, runs: Numbers) -> Numbers:
    """Without the short runs that have no other near them: most common words are."""
    runs, documents = _by_pair(left, side, runs)
    keep = runs[2] - runs[1] >= _ALONE
    for first, second in _links(runs, documents):
        enough = runs[2, second] - runs[1, first] >= _TOGETHER
        keep[first[enough]] = keep[second[enough]] = True
    return runs[:, keep]


def _chained(left: Side, side: Side, runs: Numbers) -> list[Cluster]:
    if not runs.shape[1]:
        return []
    runs, documents = _by_pair(left, side, runs)
    edges = list(_links(runs, documents))
    first, second = (np.concatenate(ends) for ends in zip(*edges, strict=True))
    size = runs.shape[1]
    graph = coo_array((np.ones(len(first), np.bool_), (first, second)), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    order = np.argsort(labels, kind="stable")
    runs, cuts = runs[:, order], np.flatnonzero(np.diff(labels[order], prepend=-1))
    return [one for one in map(_cluster, *_hulls(left, side, runs, cuts)) if one.covered >= _TOGETHER]


def _hulls(left: Side, side: Side, runs: Numbers, cuts: Numbers) -> tuple[list[int], ...]:
    """Of each group of runs: documents, hulls on both sides, letters that are covered."""
    lefts, left_ends = runs[1], runs[2]
    rights, right_ends = lefts - runs[0], left_ends - runs[0]
    ends = np.append(cuts[1:], len(lefts))
    furthest = np.concatenate([np.maximum.accumulate(left_ends[a:b]) for a, b in zip(cuts, ends, strict=True)])
    before = np.concatenate([[0], furthest[:-1]])
    before[cuts] = 0
    covered = np.add.reduceat(np.maximum(left_ends - np.maximum(lefts, before), 0), cuts)
    left_doc, right_doc = left.documents(lefts[cuts]), side.documents(rights[cuts])
    at, to = left.starts[left_doc], side.starts[right_doc]
    columns = (
        left_doc,
        right_doc,
        np.minimum.reduceat(lefts, cuts) - at,
        np.maximum.reduceat(left_ends, cuts) - at,
        np.minimum.reduceat(rights, cuts) - to,
        np.maximum.reduceat(right_ends, cuts) - to,
        covered,
    )
    return tuple(column.tolist() for column in columns)


def _cluster(*columns: int) -> Cluster:
    return Cluster(*columns)
