"""Two texts side by side: which paragraphs differ, and in them which characters.

Compared are the folded texts, so that the script of a character makes no difference; shown are the texts as they are.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel, Levenshtein

from corpus.script import fold

_PARAGRAPHS = 6_000  # compared of each text
_WORK = 5_000_000_000  # what may be compared of two texts: products of the lengths of two paragraphs, …
_EACH = 20_000  # … and what comparing two costs however short they are; about a second in all
_CHARACTERS = 4_000  # of a paragraph: a longer one is shown as changed as a whole
_ALIKE = 0.35  # from here on two paragraphs are two wordings of one
_SHORTEST = 2  # characters: what two paragraphs share in shorter pieces only is shown as changed

_Paragraph = tuple[str, str]
"""As it is and folded, of the same length."""


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
    one, other = (list(zip(lines, plain, strict=True)) for lines, plain in zip((left, right), folded, strict=True))
    opcodes = list(Indel.opcodes(*folded))
    window = _window(left, right, sum(block.src_end - block.src_start for block in opcodes if block.tag != "equal"))
    for equal, blocks in itertools.groupby(opcodes, lambda block: block.tag == "equal"):
        some = list(blocks)  # what is taken out and what is put in its place are two blocks
        here = slice(some[0].src_start, some[-1].src_end)
        there = slice(some[0].dest_start, some[-1].dest_end)
        if equal:
            yield Same(here.stop - here.start, left[here.start], left[here.stop - 1])
        else:
            yield from _rows(one[here], other[there], window)


def _window(left: Sequence[str], right: Sequence[str], changed: int) -> int:
    """With how many paragraphs each of the `changed` ones can be compared, so that nobody waits for long."""
    if not changed:
        return 1
    means = (sum(min(len(line), _CHARACTERS) for line in lines) // max(len(lines), 1) for lines in (left, right))
    return max(_WORK // (changed * (_EACH + math.prod(means))), 1)


def _rows(left: Sequence[_Paragraph], right: Sequence[_Paragraph], window: int) -> Iterator[Row]:
    """Paragraphs that differ: each beside the next that resembles it, the others alone, in the order of both.

    Only the next `window` ones are looked at.
    """
    after = 0
    for paragraph in left:
        within = range(after, min(after + window, len(right)))
        match = next((at for at in within if _alike(paragraph[1], right[at][1])), None)
        if match is None:
            yield Row(left=(Piece(paragraph[0], changed=True),))
            continue
        yield from (Row(right=(Piece(alone, changed=True),)) for alone, _ in right[after:match])
        yield _row(paragraph, right[match])
        after = match + 1
    yield from (Row(right=(Piece(alone, changed=True),)) for alone, _ in right[after:])


def _alike(one: str, other: str) -> bool:
    """Whether two folded paragraphs are two wordings of one."""
    longest = max(len(one), len(other))
    if longest > _CHARACTERS or min(len(one), len(other)) < longest * _ALIKE / 2:
        return False
    return bool(Indel.normalized_similarity(one, other, score_cutoff=_ALIKE) >= _ALIKE)


def _row(one_side: _Paragraph, other_side: _Paragraph) -> Row:
    """Character by character; what both share in single characters between changes is part of the change."""
    here: list[Piece] = []
    there: list[Piece] = []
    (left, left_folded), (right, right_folded) = one_side, other_side
    blocks = list(Levenshtein.opcodes(left_folded, right_folded))
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
