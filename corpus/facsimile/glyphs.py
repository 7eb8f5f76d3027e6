"""What a page shows, character by character, with the place of each."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.ocr import Recognised, TextLine
from corpus.readers.pdf_lines import width_in_em

_MOST: Final = 60_000  # characters of a page that are looked at
_UNIT: Final = 1_000_000  # device units a side: places are read to a millionth of the page
_HIGH: Final = range(0xD800, 0xDC00)
_LOW: Final = range(0xDC00, 0xE000)
_TALL: Final = 1.5  # height to width of a line that runs downwards


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, as shares (0–1) of its width and height from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The characters of a page; `boxes[i]` is where `text[i]` stands, None for what only divides lines.

    `width` and `height` are those of the page, in any unit.
    """

    text: str
    boxes: tuple[Box | None, ...]
    width: float
    height: float

    def __add__(self, other: Glyphs) -> Glyphs:
        """The characters of both, which must be of one page."""
        return Glyphs(f"{self.text}\n{other.text}", (*self.boxes, None, *other.boxes), self.width, self.height)


def glyphs_of_page(page: pypdfium2.PdfPage) -> Glyphs:
    """What a PDF page holds as text, in the order of the file."""
    width, height = page.get_size()
    text_page = page.get_textpage()
    try:
        found = list(_characters(page, text_page))
    finally:
        text_page.close()
    return Glyphs("".join(char for char, _ in found), tuple(box for _, box in found), width, height)


def _characters(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> Iterator[tuple[str, Box | None]]:
    place = _Placer(page)
    high = 0
    for index in range(min(text_page.count_chars(), _MOST)):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if code in _HIGH:
            high = code
            continue
        if code in _LOW and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        if code in (10, 13):
            yield "\n", None
        elif code > 32 and not 0xD800 <= code < 0xE000:
            yield chr(code), place(text_page, index)


class _Placer:
    """From the space of a page, which may be turned and shifted, to shares of the page as it is shown."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        origin, along_x, along_y = (_shown(page, x, y) for x, y in ((0.0, 0.0), (1000.0, 0.0), (0.0, 1000.0)))
        self._origin = origin
        self._x = ((along_x[0] - origin[0]) / 1000, (along_x[1] - origin[1]) / 1000)
        self._y = ((along_y[0] - origin[0]) / 1000, (along_y[1] - origin[1]) / 1000)

    def __call__(self, text_page: pypdfium2.PdfTextPage, index: int) -> Box | None:
        """The box of a character, cut off at the edges of the page; None where it has no place on it."""
        corners = [self._at(x, y) for x, y in _corners(text_page, index)]
        if not all(math.isfinite(value) for corner in corners for value in corner):
            return None
        (left, right), (top, bottom) = (sorted(values) for values in zip(*corners, strict=True))
        box = Box(max(left, 0.0), max(top, 0.0), min(right, 1.0), min(bottom, 1.0))
        return box if box.left < box.right and box.top < box.bottom else None

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return (
            self._origin[0] + x * self._x[0] + y * self._y[0],
            self._origin[1] + x * self._x[1] + y * self._y[1],
        )


def _shown(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, _UNIT, _UNIT, 0, x, y, across, down)
    return across.value / _UNIT, down.value / _UNIT


def _corners(text_page: pypdfium2.PdfTextPage, index: int) -> tuple[tuple[float, float], tuple[float, float]]:
    box = pdfium.FS_RECTF()
    if pdfium.FPDFText_GetLooseCharBox(text_page, index, box) and box.left != box.right and box.top != box.bottom:
        return (box.left, box.bottom), (box.right, box.top)
    edges = [ctypes.c_double() for _ in range(4)]
    pdfium.FPDFText_GetCharBox(text_page, index, *edges)
    left, right, bottom, top = (edge.value for edge in edges)
    return (left, bottom), (right, top)


def glyphs_of_picture(found: Recognised) -> Glyphs:
    """What was recognised on a picture, each line spread evenly over its box; places are those before any turning."""
    text: list[str] = []
    boxes: list[Box | None] = []
    for line in found.lines:
        for char, box in _spread(line):
            text.append(char)
            boxes.append(_turned_back(_share(box, found), found.turns))
        text.append("\n")
        boxes.append(None)
    sideways = found.turns % 2 == 1
    width, height = (found.height, found.width) if sideways else (found.width, found.height)
    return Glyphs("".join(text), tuple(boxes), float(width), float(height))


def _spread(line: TextLine) -> Iterator[tuple[str, Box]]:
    """The characters of a line, each as wide as type sets it; in pixels."""
    total = width_in_em(line.text) or 1.0
    downwards = line.y1 - line.y0 > _TALL * (line.x1 - line.x0) and len(line.text) > 1
    at = 0.0
    for char in line.text:
        after = at + width_in_em(char)
        first, last = at / total, after / total
        at = after
        if char.isspace():
            continue
        if downwards:
            high = line.y1 - line.y0
            yield char, Box(line.x0, line.y0 + first * high, line.x1, line.y0 + last * high)
        else:
            wide = line.x1 - line.x0
            yield char, Box(line.x0 + first * wide, line.y0, line.x0 + last * wide, line.y1)


def _share(box: Box, found: Recognised) -> Box:
    return Box(
        max(box.left / found.width, 0.0),
        max(box.top / found.height, 0.0),
        min(box.right / found.width, 1.0),
        min(box.bottom / found.height, 1.0),
    )


def _turned_back(box: Box, turns: int) -> Box:
    """Where `box` was before the picture was turned anticlockwise by `turns` quarters."""
    for _ in range(turns % 4):
        box = Box(1 - box.bottom, box.left, 1 - box.top, box.right)
    return box
