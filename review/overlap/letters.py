"""Texts as they are compared: their letters alone, folded, and where each of them stands.

What a letter is, and which variants of characters are one, is decided in `corpus.duplicates`. Every letter is one
unit of 16 bits, so that numbers and strings of letters have the same offsets.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.duplicates import letters_of
from corpus.lines import front_matter_end
from corpus.script import fold

LETTERS_VERSION = "1"

_PLANE = 0x10000
_PRIVATE, _PRIVATE_SIZE = 0xE000, 0x1900  # stand for the rare characters beyond 16 bits
_SENTENCES = "。！？!?；;…"
_BREAKS = "\n\r\u2028\u2029"
_BREAK = re.compile(f"[{_BREAKS}]")
_HEAD = 600  # characters: above these, a file may tell of itself in lines with labels
_DATA = re.compile(
    r"^[ \t\u3000]*(?:来源|來源|编写|編寫|作者|申报单位|申報單位|报送单位|推荐单位|单位|單位|日期|时间|時間|发布日期|"
    r"发布时间|联系人|聯絡人|联系电话|电话|地址|邮编|邮箱|填报人|关键词|主题词|分类|编号|索引号|发文机关|发文字号)"
    r"[ \t\u3000]*[：:][^\n\r。！？；]{0,60}$",
    re.MULTILINE,
)
_WRAPPED = 28  # characters: a line that is shorter was ended on purpose
_ENDED = re.compile(r"[。！？!?；;…：:][”’」』）》】\")\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Letters:
    """`letters[i]` stands at `positions[i]` of `text`.

    `breaks[i]` says that a sentence or a line ends in front of it, `lines[i]` that a line does.
    """

    text: str
    letters: str
    positions: NDArray[np.int32]
    breaks: NDArray[np.bool_]
    lines: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.letters)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `letters[start:end]` stands; an empty one right behind the letter before it."""
        if start == end:
            here = int(self.positions[start - 1]) + 1 if start else 0
            return here, here
        return int(self.positions[start]), int(self.positions[end - 1]) + 1

    def clause(self, start: int, end: int) -> bool:
        """Whether `letters[start:end]` has no letter right in front of it or behind it."""
        begins = start == 0 or self.positions[start] > self.positions[start - 1] + 1
        return bool(begins and (end == len(self) or self.positions[end] > self.positions[end - 1] + 1))

    def within(self, start: int, end: int) -> tuple[int, int]:
        """The letters that stand in `text[start:end]`."""
        first, last = np.searchsorted(self.positions, (start, end))
        return int(first), int(last)


@functools.cache
def _table() -> NDArray[np.uint16]:
    """For each character of the first plane the letter that it is compared as, 0 where it is none."""
    table = np.zeros(_PLANE, np.uint16)
    kept = [code for code in range(_PLANE) if chr(code).isalnum()]
    table[kept] = [ord(char) for char in letters_of("".join(map(chr, kept)))]
    return table


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _compared(text: str) -> NDArray[np.uint16]:
    """Of each character the letter that it is compared as; what stands above a file as data about it is none."""
    codes = _codes(fold(text))
    found = _table()[np.minimum(codes, _PLANE - 1)]
    for at in np.flatnonzero(codes >= _PLANE):
        if chr(codes[at]).isalnum():
            found[at] = _PRIVATE + codes[at] % _PRIVATE_SIZE
    found[: front_matter_end(text)] = 0
    for line in _DATA.finditer(text, 0, _HEAD):
        found[slice(*line.span())] = 0
    return found


def only_letters(text: str) -> str:
    """The letters of a text."""
    codes = _compared(text)
    return as_string(codes[codes > 0])


def letters_in(text: str) -> Letters:
    """The letters of a text, and where they stand."""
    codes = _compared(text)
    positions = np.flatnonzero(codes).astype(np.int32)
    characters = _codes(text)
    lines = np.zeros(len(characters), np.bool_)
    lines[list(_ends_of_paragraphs(text))] = True
    breaks = np.isin(characters, _codes(_BREAKS)) | np.isin(characters, _codes(_SENTENCES))
    return Letters(
        text, as_string(codes[positions]), positions, _in_front(breaks, positions), _in_front(lines, positions)
    )


def _ends_of_paragraphs(text: str) -> Iterator[int]:
    """The line breaks that a writer made, not the width of a page."""
    start = 0
    for found in _BREAK.finditer(text):
        at = found.start()
        if at - start < _WRAPPED or _ENDED.search(text, max(start, at - 12), at):
            yield at
        start = at + 1


def _in_front(marks: NDArray[np.bool_], positions: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whether a mark stands between each letter and the one before it; in front of the first it does."""
    before = np.concatenate([[0], np.cumsum(marks)])[positions]
    found = np.ones(len(positions), np.bool_)
    found[1:] = before[1:] > before[:-1]
    return found


def as_string(codes: NDArray[np.uint16]) -> str:
    """Letters from their numbers."""
    return codes.tobytes().decode("utf-16-le")


def as_codes(letters: str) -> NDArray[np.uint16]:
    """The numbers of letters."""
    return np.frombuffer(letters.encode("utf-16-le"), np.uint16)
