"""Submissions against one another and against a library: which letters agree, before anything is judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from corpus.errors import CasebaseError
from review.model import Progress
from review.overlap.alignment import Block, align
from review.overlap.seeds import COMMON, LONG, SHORT, Cluster, Grams, Side, clusters
from review.overlap.shelf import Shelf

_SIDE = 3_000_000  # letters that go by at once

Pair = tuple[str, str]


class Stopped(CasebaseError):  # noqa: N818 - no error: somebody asked for it
    """The comparison was stopped by whoever had asked for it."""

    def __init__(self) -> None:
        super().__init__("the comparison was stopped")


@dataclass(frozen=True, slots=True)
class Shared:
    """What was found.

    Args:
        blocks: of a submission and another document, in the order of the submission.
        letters: of all documents in `blocks`.
        everywhere: by submission, which letters begin words that too many documents share to name them all.
        examples: by submission, for such letters one document and where in its letters they stand, by letter.
    """

    blocks: dict[Pair, list[Block]]
    letters: dict[str, str]
    everywhere: dict[str, NDArray[np.bool_]]
    examples: dict[str, dict[int, tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Against:
    """What one submission shares with a library, whatever the other submissions are.

    Args:
        blocks: by the other document.
        common: letters that begin words which too many of the library share.
        examples: for the first of each row of those, one document and where in its letters they stand.
    """

    blocks: dict[str, list[Block]] = field(default_factory=dict)
    common: tuple[int, ...] = ()
    examples: dict[int, tuple[str, int]] = field(default_factory=dict)


class Comparison:
    """Submissions, ready to be compared; `against` is what each shares with the library, as far as it is known."""

    def __init__(
        self,
        shelf: Shelf,
        submissions: Sequence[str],
        against: Mapping[str, Against],
        *,
        progress: Progress,
        stopped: Callable[[], bool],
    ) -> None:
        self._shelf, self._submissions = shelf, submissions
        self._progress, self._stopped = progress, stopped
        self._letters = dict(shelf.letters(submissions))
        self._met = dict(self._letters)
        self.against = dict(against)

    def run(self, library: Sequence[str]) -> Shared:
        """Compare them with one another, and those of which it is not known with these documents of the library.

        Raises:
            Stopped: it was asked to stop.
        """
        whole = [Grams(self._side(self._submissions), n) for n in (SHORT, LONG)]
        fresh = [doc_id for doc_id in self._submissions if doc_id not in self.against]
        total = 2 * len(library) + len(self._submissions)
        if fresh and library:
            grams = whole
            if len(fresh) < len(self._submissions):
                grams = [Grams(self._side(fresh), n) for n in (SHORT, LONG)]
            self.against |= self._looked_up(fresh, grams, library, total)
        self._tell(2 * len(library), total)
        seeds = [grams.within <= COMMON for grams in whole]
        letters = [self._letters[doc_id] for doc_id in self._submissions]
        found = clusters(whole, seeds, whole[0].left)
        blocks = dict(self._aligned(found, self._submissions, self._submissions, letters))
        for doc_id in self._submissions:
            blocks |= {(doc_id, other): each for other, each in self._known(doc_id).blocks.items()}
        self._tell(total, total)
        self._met |= self._shelf.letters(sorted({right for _, right in blocks} - self._met.keys()))
        return Shared(blocks, self._met, *self._common(whole[-1]))

    def _known(self, doc_id: str) -> Against:
        return self.against.get(doc_id, Against())

    def _side(self, doc_ids: Sequence[str]) -> Side:
        return Side.of([self._letters[doc_id] for doc_id in doc_ids])

    def _tell(self, done: int, total: int) -> None:
        if self._stopped():
            raise Stopped
        self._progress(done, total)

    def _looked_up(
        self, fresh: Sequence[str], grams: Sequence[Grams], library: Sequence[str], total: int
    ) -> dict[str, Against]:
        """What these submissions share with the library, which goes by twice: to count, and to align."""
        done = 0
        filters = [each.filter() for each in grams]
        for first, side, ids in self._sides(library):
            for each, known in zip(grams, filters, strict=True):
                each.count(side, first, known)
            done += len(ids)
            self._tell(done, total)
        found: dict[str, dict[str, list[Block]]] = {doc_id: {} for doc_id in fresh}
        seeds = [each.elsewhere <= COMMON for each in grams]
        for _, side, ids in self._sides(library):
            letters = self._cut(side)
            for (left, right), blocks in self._aligned(clusters(grams, seeds, side), fresh, ids, letters):
                found[left][right] = blocks
            theirs = dict(zip(ids, letters, strict=True))
            self._met |= {i: theirs[i] for i in ids if any(i in blocks for blocks in found.values())}
            done += len(ids)
            self._tell(done, total)
        return {doc_id: self._told(grams[-1], at, library, found[doc_id]) for at, doc_id in enumerate(fresh)}

    @staticmethod
    def _told(grams: Grams, at: int, library: Sequence[str], blocks: dict[str, list[Block]]) -> Against:
        own = slice(int(grams.left.starts[at]), int(grams.left.starts[at + 1]))
        common = grams.by_letter((grams.elsewhere > COMMON).astype(np.int32))[own] > 0
        numbers = grams.by_letter(np.arange(len(grams.elsewhere), dtype=np.int32))[own]
        examples = {}
        for letter in _first_of_rows(common).tolist():
            document, place = grams.example[numbers[letter]].tolist()
            examples[letter] = library[document], place
        return Against(blocks, tuple(np.flatnonzero(common).tolist()), examples)

    def _sides(self, doc_ids: Sequence[str]) -> Iterator[tuple[int, Side, list[str]]]:
        """The library in pieces: the number of the first document, their letters, their ids."""
        first, size = 0, 0
        ids: list[str] = []
        held: list[str] = []
        for doc_id, letters in self._shelf.letters(doc_ids):
            if held and size + len(letters) > _SIDE:
                yield first, Side.of(held), ids
                first, size, ids, held = first + len(ids), 0, [], []
            ids.append(doc_id)
            held.append(letters)
            size += len(letters)
        if held:
            yield first, Side.of(held), ids

    @staticmethod
    def _cut(side: Side) -> list[str]:
        whole = side.codes.tobytes().decode("utf-16-le")
        return [whole[a:b] for a, b in zip(side.starts[:-1].tolist(), side.starts[1:].tolist(), strict=True)]

    def _aligned(
        self, found: Sequence[Cluster], submissions: Sequence[str], ids: Sequence[str], letters: Sequence[str]
    ) -> Iterator[tuple[Pair, list[Block]]]:
        by_pair: dict[tuple[int, int], list[Cluster]] = defaultdict(list)
        for cluster in found:
            by_pair[cluster.left_doc, cluster.right_doc].append(cluster)
        for (left, right), some in sorted(by_pair.items()):
            aligned = align(self._letters[submissions[left]], letters[right], some)
            if aligned:
                yield (submissions[left], ids[right]), aligned
            if self._stopped():
                raise Stopped

    def _common(self, grams: Grams) -> tuple[dict[str, NDArray[np.bool_]], dict[str, dict[int, tuple[str, int]]]]:
        """Which letters are of words that too many documents share, and where else they stand."""
        begins = grams.by_letter((grams.within > COMMON).astype(np.int32)) > 0
        numbers = grams.by_letter(np.arange(len(grams.within), dtype=np.int32))
        everywhere, examples = {}, {}
        for at, doc_id in enumerate(self._submissions):
            start, end = int(grams.left.starts[at]), int(grams.left.starts[at + 1])
            known = self._known(doc_id)
            common = begins[start:end].copy()
            common[list(known.common)] = True
            everywhere[doc_id] = common
            examples[doc_id] = {
                letter: known.examples.get(letter) or self._example(grams, int(numbers[start + letter]), at)
                for letter in _first_of_rows(common).tolist()
            }
        return everywhere, examples

    def _example(self, grams: Grams, number: int, doc: int) -> tuple[str, int]:
        """Another submission that has this n-gram, and where."""
        places = grams.places[grams.firsts[number] : grams.firsts[number + 1]]
        documents = grams.left.documents(places)
        other = int(np.flatnonzero(documents != doc)[0])
        return self._submissions[documents[other]], int(places[other] - grams.left.starts[documents[other]])


def _first_of_rows(marked: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.flatnonzero(marked & ~np.concatenate([[False], marked[:-1]]))
