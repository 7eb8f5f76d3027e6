"""Where on a page a stretch of the text stands: the text as it was read, aligned with the characters of the page.

A reader orders lines, joins them, replaces look-alike radicals, drops running heads and puts tables together. Both
sides are therefore reduced to the same letters, digits and marks, and printed lines are looked up in the text one by
one, the longest first, so that neither the order of a file nor what was left out matters. What is left over is
matched in pieces of a few characters. Nothing is guessed: a stretch of which too little was found has no place.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

from corpus.facsimile.glyphs import Box, Glyphs
from corpus.readers.radicals import repair

_FOUND: Final = 0.85  # share of the characters of a stretch that must have a place
_READ: Final = 0.6  # share of a page's text below which the page was not read from these characters
_SHORTEST_PIECE: Final = 3  # characters that are matched on their own
_LARGEST_REST: Final = 4_000  # characters on either side that are still matched in pieces
_CANDIDATES: Final = 50
_IGNORED: Final = frozenset("|-‐‑\xad\u200b\ufeff")  # cell separators, and hyphens that a line break makes or drops


@dataclass(frozen=True, slots=True)
class Alignment:
    """The text of a page beside its characters: `boxes[i]` is where `text[i]` stands, None where that is not known.

    `counted[i]` says whether the character is one that is looked for: white space and cell separators are not.
    """

    boxes: tuple[Box | None, ...]
    counted: tuple[bool, ...]
    width: float
    height: float

    @property
    def share(self) -> float:
        """How much of the page's text has a place, 0–1."""
        total = sum(self.counted)
        return sum(box is not None for box in self.boxes) / total if total else 0.0

    @property
    def is_read(self) -> bool:
        """Whether the text was read from the characters that it is compared with."""
        return self.share >= _READ

    def place(self, start: int, end: int) -> tuple[Box, ...]:
        """One box a line for `[start, end)`, in code points of the page's text; none where it cannot be found."""
        looked_for = sum(self.counted[start:end])
        found = [box for box in self.boxes[start:end] if box is not None]
        if not looked_for or len(found) < _FOUND * looked_for:
            return ()
        return tuple(_lines(found, self.width, self.height))


def align(text: str, glyphs: Glyphs) -> Alignment:
    """Compare the text of a page, as it was read, with what the page shows."""
    wanted, offsets = _reduced(text)
    given, origins = _reduced(glyphs.text)
    boxes: list[Box | None] = [None] * len(text)
    for at, origin in enumerate(_matched(wanted, given, _runs(glyphs, origins))):
        if origin is not None and (box := glyphs.boxes[origins[origin]]) is not None:
            boxes[offsets[at]] = box
    counted = [False] * len(text)
    for offset in offsets:
        counted[offset] = True
    return Alignment(tuple(boxes), tuple(counted), glyphs.width, glyphs.height)


def _reduced(text: str) -> tuple[str, list[int]]:
    """The characters that are compared, each with the offset that it comes from."""
    kept: list[str] = []
    offsets: list[int] = []
    for offset, char in enumerate(repair(text)[0]):
        for plain in unicodedata.normalize("NFKC", char).casefold():
            if not plain.isspace() and plain not in _IGNORED and not unicodedata.category(plain).startswith("C"):
                kept.append(plain)
                offsets.append(offset)
    return "".join(kept), offsets


_Run = tuple[int, int]  # of the reduced characters of a page


def _runs(glyphs: Glyphs, origins: Sequence[int]) -> list[_Run]:
    """The printed lines."""
    runs: list[_Run] = []
    first = 0
    for at, (before, after) in enumerate(pairwise(origins), 1):
        if "\n" in glyphs.text[before:after]:
            runs.append((first, at))
            first = at
    return [*runs, (first, len(origins))] if origins else []


def _matched(wanted: str, given: str, runs: Sequence[_Run]) -> list[int | None]:
    """For each character of `wanted` the one of `given` that it was read from, as far as that can be told."""
    found: list[int | None] = [None] * len(wanted)
    free = [True] * len(given)
    left = _looked_up(wanted, given, runs, found, free)
    if left:
        _in_pieces(wanted, given, found, free)
    return found


def _looked_up(wanted: str, given: str, runs: Sequence[_Run], found: list[int | None], free: list[bool]) -> list[_Run]:
    """Look whole lines up: those that occur once, the longest first, then the others beside them; yields the rest."""
    left: list[_Run] = []
    for run in sorted(runs, key=lambda one: one[0] - one[1]):
        places = _free_places(wanted, given[slice(*run)], found)
        if len(places) == 1 and run[1] - run[0] > 1:
            _take(run, places[0], found, free)
        else:
            left.append(run)
    unplaced: list[_Run] = []
    for run in sorted(left):
        expected = _after(run[0], found)
        places = _free_places(wanted, given[slice(*run)], found)
        if places and (expected is not None or len(places) == 1):
            nearest = min(places, key=lambda place: (place < (expected or 0), abs(place - (expected or 0))))
            _take(run, nearest, found, free)
        else:
            unplaced.append(run)
    return unplaced


def _free_places(wanted: str, words: str, found: Sequence[int | None]) -> list[int]:
    """Where `words` occur and nothing was found yet."""
    places: list[int] = []
    at = wanted.find(words) if words else -1
    while at >= 0 and len(places) < _CANDIDATES:
        if all(one is None for one in found[at : at + len(words)]):
            places.append(at)
        at = wanted.find(words, at + 1)
    return places


def _after(first: int, found: Sequence[int | None]) -> int | None:
    """Where what is printed at `first` should stand: behind what was printed before it; 0 where nothing was."""
    before = [(origin, at) for at, origin in enumerate(found) if origin is not None and origin < first]
    return max(before)[1] + 1 if before else 0


def _take(run: _Run, place: int, found: list[int | None], free: list[bool]) -> None:
    for step, origin in enumerate(range(*run)):
        found[place + step] = origin
        free[origin] = False


def _in_pieces(wanted: str, given: str, found: list[int | None], free: list[bool]) -> None:
    """Match what is left of both sides in pieces, each gap of the text with what is printed and not taken yet."""
    for first, last in _gaps(found):
        rest = [origin for origin, is_free in enumerate(free) if is_free]
        if not rest or last - first > _LARGEST_REST or len(rest) > _LARGEST_REST:
            continue
        letters = "".join(given[origin] for origin in rest)
        matcher = SequenceMatcher(None, wanted[first:last], letters, autojunk=False)
        for block in matcher.get_matching_blocks():
            if block.size < min(_SHORTEST_PIECE, last - first):
                continue
            for step in range(block.size):
                found[first + block.a + step] = rest[block.b + step]
                free[rest[block.b + step]] = False


def _gaps(found: Sequence[int | None]) -> list[_Run]:
    gaps: list[_Run] = []
    first: int | None = None
    for at, origin in enumerate([*found, 0]):
        if origin is None and first is None:
            first = at
        elif origin is not None and first is not None:
            gaps.append((first, at))
            first = None
    return gaps


def _lines(boxes: Sequence[Box], width: float, height: float) -> Iterator[Box]:
    """Boxes of characters that follow one another on a line, across or downwards, as one."""
    line: Box | None = None
    for box in boxes:
        if line is None:
            line = box
        elif _goes_on(line, box, width, height):
            line = Box(
                min(line.left, box.left),
                min(line.top, box.top),
                max(line.right, box.right),
                max(line.bottom, box.bottom),
            )
        else:
            yield line
            line = box
    if line is not None:
        yield line


def _goes_on(line: Box, box: Box, width: float, height: float) -> bool:
    """Whether `box` stands beside what `line` ends with, in whichever direction the line runs on the page."""
    high = min(line.bottom, box.bottom) - max(line.top, box.top)
    size = (box.bottom - box.top) * height
    if high > 0.5 * min(line.bottom - line.top, box.bottom - box.top):
        return -size < max(box.left - line.right, line.left - box.right) * width < 2 * size
    wide = min(line.right, box.right) - max(line.left, box.left)
    column = line.right - line.left < 1.6 * (box.right - box.left)
    gap = max(box.top - line.bottom, line.top - box.bottom) * height
    return column and wide > 0.5 * (box.right - box.left) and -0.5 * size < gap < size
