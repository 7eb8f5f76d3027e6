"""Two texts side by side: which paragraphs differ, and in them which characters.

Compared are the folded texts, so that the script of a character makes no difference; shown are the texts as they are.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel, Levenshtein

from corpus.script import fold

_PARAGRAPHS = 6_000  # compared of each text: the time grows with their product
_CHARACTERS = 4_000  # of a paragraph: a longer one is shown as changed as a whole
_ALIKE = 0.35  # from here on two paragraphs are two wordings of one
_SHORTEST = 2  # characters: what two paragraphs share in shorter pieces only is shown as changed


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that both texts have (`changed` False) or only this one."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of the first text beside one of the second; no pieces where it has none that fits."""

    left: tuple[Piece, ...] = ()
    right: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Same:
    """Paragraphs that both texts have, one after another; the first and the last of them as they stand."""

    count: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Differences:
    """What separates two texts, in order; `removed` and `inserted` count characters.

    `whole` is False where the texts are so long that only their beginnings were compared.
    """

    parts: tuple[Row | Same, ...]
    removed: int
    inserted: int
    whole: bool


def differences(one: str, other: str) -> Differences:
    """What is to be taken out of `one`, and put in, to make `other`."""
    left, right = _paragraphs(one), _paragraphs(other)
    whole = len(left) <= _PARAGRAPHS and len(right) <= _PARAGRAPHS
    left, right = left[:_PARAGRAPHS], right[:_PARAGRAPHS]
    parts = tuple(_parts(left, right))
    rows = [part for part in parts if isinstance(part, Row)]
    removed = sum(len(piece.text) for row in rows for piece in row.left if piece.changed)
    inserted = sum(len(piece.text) for row in rows for piece in row.right if piece.changed)
    return Differences(parts, removed, inserted, whole)


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _parts(left: Sequence[str], right: Sequence[str]) -> Iterator[Row | Same]:
    folded = [fold(line) for line in left], [fold(line) for line in right]
    for equal, blocks in itertools.groupby(Indel.opcodes(*folded), lambda block: block.tag == "equal"):
        some = list(blocks)  # what is taken out and what is put in its place are two blocks
        here = left[some[0].src_start : some[-1].src_end]
        there = right[some[0].dest_start : some[-1].dest_end]
        if equal:
            yield Same(len(here), here[0], here[-1])
        else:
            yield from _rows(here, there)


def _rows(left: Sequence[str], right: Sequence[str]) -> Iterator[Row]:
    """Paragraphs that differ: each beside the next that resembles it, the others alone, in the order of both."""
    after = 0
    for paragraph in left:
        match = next((at for at in range(after, len(right)) if _alike(paragraph, right[at])), None)
        if match is None:
            yield Row(left=(Piece(paragraph, changed=True),))
            continue
        yield from (Row(right=(Piece(alone, changed=True),)) for alone in right[after:match])
        yield _row(paragraph, right[match])
        after = match + 1
    yield from (Row(right=(Piece(alone, changed=True),)) for alone in right[after:])


def _alike(one: str, other: str) -> bool:
    longest = max(len(one), len(other))
    if longest > _CHARACTERS or min(len(one), len(other)) < longest * _ALIKE / 2:
        return False
    return bool(Indel.normalized_similarity(fold(one), fold(other), score_cutoff=_ALIKE) >= _ALIKE)


def _row(left: str, right: str) -> Row:
    """Character by character; what both share in single characters between changes is part of the change."""
    here: list[Piece] = []
    there: list[Piece] = []
    blocks = list(Levenshtein.opcodes(fold(left), fold(right)))
    for number, block in enumerate(blocks):
        one, other = left[block.src_start : block.src_end], right[block.dest_start : block.dest_end]
        inside = 0 < number < len(blocks) - 1
        changed = block.tag != "equal" or (inside and len(one) < _SHORTEST)
        _join(here, one, changed=changed)
        _join(there, other, changed=changed)
    return Row(tuple(here), tuple(there))


def _join(pieces: list[Piece], text: str, *, changed: bool) -> None:
    if not text:
        return
    if pieces and pieces[-1].changed is changed:
        text = pieces.pop().text + text
    pieces.append(Piece(text, changed))
