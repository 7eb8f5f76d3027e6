"""From letters that agree to matches that a reader can check, and what they add up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.overlap.alignment import Block, Piece
from review.overlap.comparing import Pair, Shared
from review.overlap.joining import Stretch, are_near, is_part, stretches
from review.overlap.judging import Marked, Verdict, judge, marked, widened
from review.overlap.letters import Letters
from review.overlap.model import Duplicate, Match, Nature, Overlaps, Run, Summary
from review.overlap.seeds import LONG
from review.overlap.sharing import Place, boilerplate, stretches_of
from review.overlap.shelf import Shelf

_COPY = 0.8  # of the letters of both: the document as a whole is a copy
_NAMED = 5  # documents that are named for words that are no borrowing
_TOLD = 12  # letters of a phrase that everybody uses
_CONVERTED = 0.02  # of the letters that agree are written otherwise


@dataclass(frozen=True, slots=True)
class _Judged:
    """A stretch of a submission and another document, judged."""

    pair: Pair
    stretch: Stretch
    verdict: Verdict


def tell(shelf: Shelf, submissions: Sequence[str], shared: Shared) -> Overlaps:
    """The matches and summaries of what was found."""
    teller = _Teller(shelf, submissions, shared)
    return teller.told()


class _Teller:
    def __init__(self, shelf: Shelf, submissions: Sequence[str], shared: Shared) -> None:
        self._shelf, self._submissions, self._shared = shelf, submissions, shared
        self._own = {doc_id: shelf.read(doc_id) for doc_id in submissions}
        self._duplicates = {(d.doc_id, d.other): d for d in self._copies()}
        self._blocks = {pair: blocks for pair, blocks in shared.blocks.items() if not self._is_set_apart(pair)}
        self._marked = self._all_marked()

    def _read(self, doc_id: str) -> Letters:
        return self._own.get(doc_id) or self._shelf.read(doc_id)

    def told(self) -> Overlaps:
        """All of it."""
        judged = [one for pair in _by_other(self._blocks) for one in self._judged(pair, self._blocks[pair])]
        judged = _with_few_named(judged)
        of: dict[str, list[_Judged]] = defaultdict(list)
        for one in judged:
            for doc_id in one.pair:
                of[doc_id].append(one)
        matches = [self._match(one) for one in sorted(judged, key=lambda one: one.pair[::-1])]
        matches += [match for doc_id in self._submissions for match in self._phrases(doc_id, of[doc_id])]
        order = {doc_id: at for at, doc_id in enumerate(self._submissions)}
        matches.sort(key=lambda m: (order[m.left.doc_id], m.left.start, m.left.end, m.right.doc_id,
                                    m.right.start))  # fmt: skip
        summaries = tuple(self._summary(doc_id, of[doc_id]) for doc_id in self._submissions)
        return Overlaps(tuple(matches), summaries, tuple(self._duplicates.values()))

    def _copies(self) -> Iterable[Duplicate]:
        """Documents that are copies or versions of a submission as a whole: as linked, or as found."""
        found: dict[Pair, float] = {}
        for (left, right), blocks in self._shared.blocks.items():
            share = self._common_share(left, right, blocks)
            if share >= _COPY:
                found[left, right] = share
                if right in self._own:
                    found[right, left] = share
        for doc_id in self._submissions:
            found |= {(doc_id, other): share for other, share in self._shelf.twins(doc_id).items()}
        return (Duplicate(*pair, round(share, 4)) for pair, share in sorted(found.items()))

    def _common_share(self, left: str, right: str, blocks: Sequence[Block]) -> float:
        longest = max(len(self._shared.letters[left]), len(self._shared.letters[right]))
        return min(1.0, sum(block.agreeing for block in blocks) / longest)

    def _is_set_apart(self, pair: Pair) -> bool:
        """Whether the other document is the submission itself in the library; two submissions are always told of."""
        return pair in self._duplicates and pair[1] not in self._own

    def _all_marked(self) -> dict[str, Marked]:
        places: dict[str, list[Place]] = defaultdict(list)
        for (left, right), blocks in self._blocks.items():
            for block in blocks:
                (a, b), (c, d) = block.left, block.right
                places[left].append(Place(a, b, right, c, d))
                if right in self._own:
                    places[right].append(Place(c, d, left, a, b))
        found = {}
        for doc_id in self._submissions:
            letters = self._own[doc_id]
            common = boilerplate(letters.letters, places[doc_id], self._shared.letters.__getitem__)
            for at in np.flatnonzero(self._shared.everywhere[doc_id]):
                common[at : at + LONG] = True
            found[doc_id] = marked(letters, common)
        return found

    def _judged(self, pair: Pair, blocks: Sequence[Block]) -> Iterable[_Judged]:
        if sum(block.agreeing for block in blocks) < _TOLD:
            return
        left, right = (self._read(doc_id) for doc_id in pair)
        found = [one for one in stretches(blocks, left, right) if one.agreeing >= _TOLD]
        judged = [(one, judge(one, self._marked[pair[0]], alone=True)) for one in found]
        sure = [one for one, verdict in judged if verdict and verdict.nature is Nature.BORROWING]
        for one, verdict in judged:
            part = one not in sure and any(are_near(one, firm) for firm in sure) and is_part(one, left, right)
            final = judge(one, self._marked[pair[0]], alone=False) if part else verdict
            if final and final.nature is Nature.BORROWING and pair[1] in self._own:
                again = judge(_turned(one), self._marked[pair[1]], alone=not part)
                final = again if again and again.nature in (Nature.QUOTATION, Nature.BOILERPLATE) else final
            if final:
                yield _Judged(pair, one, final)

    def _match(self, one: _Judged) -> Match:
        left, right = (self._read(doc_id) for doc_id in one.pair)
        span, other = left.span(*one.stretch.left), right.span(*one.stretch.right)
        front, behind, right_front, right_behind = widened(left.text, span, right.text, other)
        start, end = span[0] - front, span[1] + behind
        right_start, right_end = other[0] - right_front, other[1] + right_behind
        blocks = one.stretch.blocks
        size = sum(b.left[1] - b.left[0] + b.right[1] - b.right[0] for b in blocks)
        return Match(
            left=self._shelf.quotation(one.pair[0], start, end),
            right=self._shelf.quotation(one.pair[1], right_start, right_end),
            nature=one.verdict.nature,
            similarity=round(2 * one.stretch.agreeing / size, 4),
            letters=one.stretch.agreeing,
            counted=len(one.verdict.counted),
            converted=_is_converted(left, right, blocks),
            pairs=tuple(_runs(left, right, blocks, (start, end), (right_start, right_end))),
        )

    def _phrases(self, doc_id: str, judged: Sequence[_Judged]) -> Iterable[Match]:
        """Words that too many documents share to name them: each with one of them."""
        told = np.zeros(len(self._own[doc_id]), np.bool_)
        for one in judged:
            for (a, b), own in ((one.stretch.left, one.pair[0]), (one.stretch.right, one.pair[1])):
                if own == doc_id:
                    told[a:b] = True
        own = self._own[doc_id].letters
        for at, (other, there) in self._shared.examples[doc_id].items():
            theirs = self._read(other).letters
            size = _agreeing(own[at:], theirs[there:])
            if size >= _TOLD and not told[at : at + size].any():
                block = Block((Piece(at, at + size, there, there + size, True),))
                verdict = Verdict(Nature.BOILERPLATE, np.zeros(0, np.int64))
                yield self._match(_Judged((doc_id, other), Stretch((block,)), verdict))

    def _summary(self, doc_id: str, judged: Sequence[_Judged]) -> Summary:
        size = len(self._own[doc_id])
        total, without = (np.zeros(size, np.bool_) for _ in range(2))
        for start, end in stretches_of(_spread(self._shared.everywhere[doc_id])):
            total[start:end] |= end - start >= _TOLD
        sources: dict[str, NDArray[np.bool_]] = {}
        for one in judged:
            mine = one.pair[0] == doc_id
            stretch = one.stretch if mine else _turned(one.stretch)
            letters = _agreeing_letters(stretch)
            total[letters] = True
            if one.verdict.nature is Nature.BORROWING:
                counted = one.verdict.counted if mine else letters[~self._excused(doc_id, stretch)[letters]]
                without[counted] = True
                sources.setdefault(one.pair[1] if mine else one.pair[0], np.zeros(size, np.bool_))[counted] = True
        sizes = {source: int(counted.sum()) for source, counted in sources.items()}
        largest = min(sizes.items(), key=lambda one: (-one[1], one[0]), default=None)
        return Summary(doc_id, size, int(total.sum()), int(without.sum()), largest)

    def _excused(self, doc_id: str, stretch: Stretch) -> NDArray[np.bool_]:
        text = self._marked[doc_id]
        return text.quoted_in(stretch) | text.shared | text.named


def _by_other(pairs: Iterable[Pair]) -> list[Pair]:
    """In an order in which each document beside the submissions is read once."""
    return sorted(pairs, key=lambda pair: pair[::-1])


def _spread(begins: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which letters n-grams cover that begin at these."""
    found = begins.copy()
    for at in np.flatnonzero(begins):
        found[at : at + LONG] = True
    return found


def _agreeing(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _turned(stretch: Stretch) -> Stretch:
    """The same stretch with its sides exchanged."""
    blocks = [
        Block(tuple(Piece(p.right, p.right_end, p.left, p.left_end, p.equal) for p in block.pieces))
        for block in stretch.blocks
    ]
    return Stretch(tuple(sorted(blocks, key=lambda block: block.left)))


def _agreeing_letters(stretch: Stretch) -> NDArray[np.int64]:
    return np.concatenate([np.arange(p.left, p.left_end) for b in stretch.blocks for p in b.pieces if p.equal])


def _with_few_named(judged: Sequence[_Judged]) -> list[_Judged]:
    """All borrowings; of what is none, no more than a few documents for the same words of a submission."""
    kept: list[_Judged] = []
    named: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for one in sorted(judged, key=lambda one: (-one.stretch.worth, one.pair, one.stretch.left)):
        start, end = one.stretch.left
        if one.verdict.nature is not Nature.BORROWING:
            covering = sum(min(b, end) - max(a, start) >= (end - start) / 2 for a, b in named[one.pair[0]])
            if covering >= _NAMED:
                continue
            named[one.pair[0]].append((start, end))
        kept.append(one)
    return kept


def _is_converted(left: Letters, right: Letters, blocks: Sequence[Block]) -> bool:
    """Whether the same Chinese characters are written otherwise on the two sides."""
    pairs = [
        (left.text[a], right.text[b])
        for block in blocks
        for piece in block.pieces
        if piece.equal
        for a, b in zip(
            left.positions[piece.left : piece.left_end], right.positions[piece.right : piece.right_end], strict=True
        )
    ]
    other = sum(a != b and min(a, b) >= "\u3400" and max(a, b) < "\uff00" for a, b in pairs)
    return other >= max(1, _CONVERTED * len(pairs))


def _runs(
    left: Letters, right: Letters, blocks: Sequence[Block], span: tuple[int, int], other: tuple[int, int]
) -> Iterable[Run]:
    """The aligned runs, the first and the last with the punctuation that the match has more."""
    runs = [
        Run(left.span(piece.left, piece.left_end), right.span(piece.right, piece.right_end), piece.equal)
        for block in blocks
        for piece in block.pieces
    ]
    first, last = min(run.left[0] for run in runs), max(run.left[1] for run in runs)
    there, there_last = min(run.right[0] for run in runs), max(run.right[1] for run in runs)
    for run in runs:
        yield Run(
            (span[0] if run.left[0] == first else run.left[0], span[1] if run.left[1] == last else run.left[1]),
            (other[0] if run.right[0] == there else run.right[0],
             other[1] if run.right[1] == there_last else run.right[1]),
            run.equal,
        )  # fmt: skip
