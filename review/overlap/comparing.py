"""Submissions against one another and against a library: which letters agree, before anything is judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

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


class Comparison:
    """The submissions' letters, ready to be compared with others."""

    def __init__(
        self, shelf: Shelf, submissions: Sequence[str], *, progress: Progress, stopped: Callable[[], bool]
    ) -> None:
        self._shelf, self._submissions = shelf, submissions
        self._progress, self._stopped = progress, stopped
        self._letters = [letters for _, letters in shelf.letters(submissions)]
        self._met = dict(zip(submissions, self._letters, strict=True))
        self._left = Side.of(self._letters)
        self._grams = [Grams(self._left, n) for n in (SHORT, LONG)]

    def run(self, library: Sequence[str]) -> Shared:
        """Compare them with one another, and with these documents of the library.

        Raises:
            Stopped: it was asked to stop.
        """
        total = 2 * len(library) + len(self._submissions)
        done = 0
        filters = [grams.filter() for grams in self._grams]
        for first, side, ids in self._sides(library):
            for grams, known in zip(self._grams, filters, strict=True):
                grams.count(side, first, known)
            done += len(ids)
            self._tell(done, total)
        blocks: dict[Pair, list[Block]] = {}
        seeds = [grams.elsewhere <= COMMON for grams in self._grams]
        for _, side, ids in self._sides(library):
            letters = self._cut(side)
            blocks |= self._aligned(clusters(self._grams, seeds, side), ids, letters)
            done += len(ids)
            self._tell(done, total)
        seeds = [grams.within <= COMMON for grams in self._grams]
        blocks |= self._aligned(clusters(self._grams, seeds, self._left), self._submissions, self._letters)
        self._tell(total, total)
        return Shared(blocks, self._met, *self._common(library))

    def _tell(self, done: int, total: int) -> None:
        if self._stopped():
            raise Stopped
        self._progress(done, total)

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

    def _aligned(self, found: Sequence[Cluster], ids: Sequence[str], letters: Sequence[str]) -> dict[Pair, list[Block]]:
        by_pair: dict[tuple[int, int], list[Cluster]] = defaultdict(list)
        for cluster in found:
            by_pair[cluster.left_doc, cluster.right_doc].append(cluster)
        blocks = {}
        for (left, right), some in sorted(by_pair.items()):
            aligned = align(self._letters[left], letters[right], some)
            if aligned:
                blocks[self._submissions[left], ids[right]] = aligned
                self._met[ids[right]] = letters[right]
            if self._stopped():
                raise Stopped
        return blocks

    def _common(
        self, library: Sequence[str]
    ) -> tuple[dict[str, NDArray[np.bool_]], dict[str, dict[int, tuple[str, int]]]]:
        """Which letters are of words that too many documents share, and where else they stand."""
        grams = self._grams[-1]
        many = (grams.elsewhere > COMMON) | (grams.within > COMMON)
        begins = grams.by_letter(many.astype(np.int32)) > 0
        numbers = grams.by_letter(np.arange(len(many), dtype=np.int32))
        everywhere, examples = {}, {}
        for at, doc_id in enumerate(self._submissions):
            start, end = int(self._left.starts[at]), int(self._left.starts[at + 1])
            everywhere[doc_id] = begins[start:end]
            examples[doc_id] = {
                int(letter): self._example(grams, int(numbers[start + letter]), at, library)
                for letter in _first_of_rows(begins[start:end])
            }
        return everywhere, examples

    def _example(self, grams: Grams, number: int, doc: int, library: Sequence[str]) -> tuple[str, int]:
        """A document that has this n-gram, and where: of the library, else another submission."""
        if grams.elsewhere[number]:
            document, place = grams.example[number].tolist()
            return library[document], place
        places = grams.places[grams.firsts[number] : grams.firsts[number + 1]]
        documents = self._left.documents(places)
        other = int(np.flatnonzero(documents != doc)[0])
        return self._submissions[documents[other]], int(places[other] - self._left.starts[documents[other]])


def _first_of_rows(marked: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.flatnonzero(marked & ~np.concatenate([[False], marked[:-1]]))
