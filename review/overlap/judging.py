"""What a stretch of shared words is: borrowed, or boilerplate, quoted, a name; and how it is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.script import fold
from review.overlap import marks
from review.overlap.alignment import Piece
from review.overlap.joining import STRONG, Stretch
from review.overlap.letters import Letters
from review.overlap.model import Nature

_TOLD = 12  # letters of what is told though it is no borrowing
_MOSTLY = 0.5
_BEGINNING = 8  # letters of a quotation in which it must begin to be that of the source
_SPEAKER = 2  # letters of the words that name who is quoted: who has them, too, copied the quoting
_LEAD = 3  # letters of the words that name a source, and still not part of what was taken
_EDITED, _EDITED_LETTERS = 16.0, 38  # worth, and letters that agree, of a borrowing with many edits
_ESSENCE = 12  # letters in a row that are no one else's
_SAID = 12  # different groups of three letters: fewer are a row of numbers, or the same again and again
_LOOKED_AT = 5000
_NUMBERS = str.maketrans(dict.fromkeys("0123456789一二三四五六七八九十百千万亿零", "0"))


@dataclass(frozen=True, slots=True)
class Marked:
    """Which letters of a document are boilerplate, quoted, parts of names; and where it cites without marks."""

    letters: str
    shared: NDArray[np.bool_]
    named: NDArray[np.bool_]
    quoted: tuple[marks.Quoted, ...]
    cited: tuple[tuple[int, int, int], ...]

    def quoted_in(self, stretch: Stretch) -> NDArray[np.bool_]:
        """What is quoted as far as this stretch goes: who copied the naming of the source, too, does not cite.

        Nor does who put words of another into the middle of what somebody is said to have said.
        """
        first, last = stretch.left
        found = np.zeros(len(self.shared), np.bool_)
        for one in self.quoted:
            copied = (one.lead < one.start and first <= one.lead - _SPEAKER) or one.end < one.tail <= last
            if first <= one.start + _BEGINNING and (one.public or not copied):
                found[one.start : one.end] = True
        for lead, start, end in self.cited:
            if lead + _LEAD >= stretch.left[0]:
                continue
            if start - _LEAD <= stretch.left[0] < end:
                found[start:end] = True
        return found


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a stretch is, and how many of its agreeing letters count as borrowed."""

    nature: Nature
    counted: NDArray[np.int64]


def marked(letters: Letters, shared: NDArray[np.bool_]) -> Marked:
    """What a document says of its words, beside what is known to be `shared` by many."""
    folded = fold(letters.text)
    shared = shared.copy()
    for start, end in marks.stock_phrases(letters.letters):
        shared[start:end] = True
    named = np.zeros(len(letters), np.bool_)
    quoted = tuple(_in_letters(one, letters) for one in marks.quotations(letters.text, folded))
    for start, end in marks.names(folded):
        named[slice(*letters.within(start, end))] = True
    cited = tuple(
        (letters.within(0, each.lead)[1], *letters.within(each.start, each.end)) for each in marks.citations(folded)
    )
    return Marked(letters.letters, shared, named, quoted, cited)


def _in_letters(one: marks.Quoted, letters: Letters) -> marks.Quoted:
    lead, start, end, tail = (letters.within(0, at)[1] for at in (one.lead, one.start, one.end, one.tail))
    return marks.Quoted(lead, start, end, tail, one.public)


def is_significant(worth: float, agreeing: int) -> bool:
    """Whether a stretch says enough to be told of: two dozen letters in a row, or more with edits among them."""
    return worth >= STRONG or (worth >= _EDITED and agreeing >= _EDITED_LETTERS)


def judge(stretch: Stretch, text: Marked, *, alone: bool) -> Verdict | None:
    """What a stretch is for the document on its left; None for nothing that is worth telling.

    Args:
        stretch: the agreeing letters.
        text: what is known of the document's words.
        alone: whether it must stand for itself, and is no further part of a borrowing near it.
    """
    quoted = text.quoted_in(stretch)
    masks = {Nature.QUOTATION: quoted, Nature.BOILERPLATE: text.shared, Nature.TITLE: text.named}
    free = ~(quoted | text.shared | text.named)
    agreeing = np.concatenate([np.arange(p.left, p.left_end) for b in stretch.blocks for p in b.pieces if p.equal])
    rest = agreeing[free[agreeing]]
    worth = sum(_worth(block.pieces, free) for block in stretch.blocks)
    says = _longest_row(rest) >= _ESSENCE // 2 and _says_something(text.letters, rest)
    if (is_significant(worth, len(rest)) or (not alone and worth >= _TOLD)) and says:
        return Verdict(Nature.BORROWING, rest)
    counts = {nature: int(mask[agreeing].sum()) for nature, mask in masks.items()}
    best = max(counts, key=lambda nature: counts[nature])
    if counts[best] < max(_TOLD, _MOSTLY * len(agreeing)):
        return None
    return Verdict(best, rest[:0])


def _worth(pieces: Sequence[Piece], free: NDArray[np.bool_]) -> float:
    """What the letters say that are nobody's: with the edits beside them."""
    worth = 0.0
    for at, piece in enumerate(pieces):
        if piece.equal:
            worth += int(free[piece.left : piece.left_end].sum())
        elif free[pieces[at - 1].left_end - 1] or free[pieces[at + 1].left]:
            worth += piece.worth
    return worth


def _says_something(letters: str, chosen: NDArray[np.int64]) -> bool:
    """Whether the chosen letters are more than numbers and their labels, or one word again and again."""
    found: set[str] = set()
    said = "".join(letters[at] for at in chosen[:_LOOKED_AT].tolist()).translate(_NUMBERS)
    for at in range(len(said) - 2):
        group = said[at : at + 3]
        if group != "000":
            found.add(group)
        if len(found) >= _SAID:
            return True
    return False


def _longest_row(letters: NDArray[np.int64]) -> int:
    if not len(letters):
        return 0
    cuts = np.flatnonzero(np.diff(letters) != 1)
    edges = np.concatenate([[-1], cuts, [len(letters) - 1]])
    return int(np.diff(edges).max())


_PAIRS = {"”": "“", "’": "‘", ")": "(", "》": "《", "】": "【", "]": "[", "〉": "〈", "〕": "〔"}
_ONE_STYLE = str.maketrans("「」『』（）［］．.！？；｡", "“”‘’()[]。。!?;。")
_ENDING = "。!?;…"
_MARKS = 6  # looked at on each side


def widened(left: str, span: tuple[int, int], right: str, other: tuple[int, int]) -> tuple[int, int, int, int]:
    """Two spans with the punctuation around them that both have: what ends a sentence, and marks with their partners.

    Returns:
        How many characters each takes more: left in front, left behind, right in front, right behind.
    """
    inner = _styled(left[slice(*span)])
    opened, closed = _unmatched(inner)
    before = list(_common(_before(left, span[0]), _before(right, other[0])))
    after = list(_common(_after(left, span[1]), _after(right, other[1])))
    front = behind = 0
    for mark, at, to in after:
        if mark in _PAIRS:
            if opened and opened[-1] == _PAIRS[mark]:
                opened.pop()
            elif front < len(before) and before[front][0] == _PAIRS[mark]:
                front += 1
            else:
                break
        elif mark not in _ENDING:
            break
        behind += 1
        last = at, to
    while front < len(before) and closed and _PAIRS[closed[0]] == before[front][0]:
        closed.pop(0)
        front += 1
    leads = before[front - 1][1:] if front else (0, 0)
    tails = last if behind else (0, 0)
    return leads[0], tails[0], leads[1], tails[1]


def _styled(text: str) -> str:
    return text.translate(_ONE_STYLE)


def _unmatched(text: str) -> tuple[list[str], list[str]]:
    """Opening marks that are not closed in `text`, and closing ones that were not opened."""
    opened: list[str] = []
    closed: list[str] = []
    for char in text:
        if char in _PAIRS.values():
            opened.append(char)
        elif char in _PAIRS:
            if opened and opened[-1] == _PAIRS[char]:
                opened.pop()
            else:
                closed.append(char)
    return opened, closed


def _after(text: str, end: int) -> list[tuple[str, int]]:
    return _marks(text[end : end + _MARKS])


def _before(text: str, start: int) -> list[tuple[str, int]]:
    return _marks(text[max(0, start - _MARKS) : start][::-1])


def _marks(text: str) -> list[tuple[str, int]]:
    """The marks at the beginning, in one style, each with how many characters it takes to have it."""
    found = []
    for at, char in enumerate(_styled(text)):
        if char.isalnum() or char in "\n\r":
            break
        if not char.isspace():
            found.append((char, at + 1))
    return found


def _common(one: list[tuple[str, int]], other: list[tuple[str, int]]) -> Iterator[tuple[str, int, int]]:
    for (mark, at), (same, to) in zip(one, other, strict=False):
        if mark != same:
            return
        yield mark, at, to
