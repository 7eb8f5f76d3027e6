"""The lines of a PDF page with their places, as PDFium finds them."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

import pypdfium2
import pypdfium2.raw as pdfium

_SOFT_HYPHENS = {0x02, 0xFFFE, 0xFFFF}  # what PDFium puts for a hyphen that only breaks a word
HYPHEN = "\xad"
_NARROW_GAP = 0.4  # em
_LATIN_SPACES = re.compile(r"[ \t\xa0]+")
_IDEOGRAPH = r"[\u3001-\u301f\u3400-\u9fff\uff01-\uff1f]"
_LETTERSPACED = re.compile(rf"(?<!\S){_IDEOGRAPH}(?: {_IDEOGRAPH}){{3,}}(?!\S)")


CellAt = Callable[[float, float], Hashable]  # the cell at a point, in points from the lower left; None outside


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line. Points, origin at the lower left of the page as it is shown; `y` is the baseline.

    `row` marks one that was made of the cells of a table row.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    row: bool = False

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table, or wide gaps divide it as they do the cells of one."""
        return self.row or self.x1 - self.x0 > (1.2 * width_in_em(self.text) + 1.5) * self.size


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of one page, in the order of the file, and the page's size in points."""

    lines: tuple[Line, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A place on the page as it is shown."""

    left: float
    right: float
    baseline: float
    size: float


def sheet_of(page: pypdfium2.PdfPage, cell_at: CellAt | None = None) -> Sheet:
    """The lines of `page`; none reaches from one cell of a table, which `cell_at` names, into another."""
    width, height = page.get_size()
    text_page = page.get_textpage()
    try:
        rotation = page.get_rotation()
        lines = tuple(_lines(text_page, rotation, width, height, cell_at))
    finally:
        text_page.close()
    return Sheet(lines, width, height)


def sheet_of_text(text: str) -> Sheet:
    """Lines without known places: as wide as their characters, one below the other."""
    kept = [line.rstrip() for line in text.splitlines() if line.strip()]
    lines = tuple(
        Line(line.strip(), width_in_em(line) - width_in_em(line.lstrip()), width_in_em(line), -1.5 * number, 1.0)
        for number, line in enumerate(kept)
    )
    return Sheet(lines, max((line.x1 for line in lines), default=0.0), 1.5 * len(lines))


def width_in_em(text: str) -> float:
    """How wide type sets `text`, about, in em: an ideograph is one, a Latin letter half as wide."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WF" else 0.5 for char in text)


def _lines(
    text_page: pypdfium2.PdfTextPage, rotation: int, width: float, height: float, cell_at: CellAt | None
) -> Iterator[Line]:
    runs = _runs(text_page)
    for codes in _cut(text_page, runs, cell_at) if cell_at else runs:
        text = _text([code for _, code in codes])
        printed = [index for index, code in codes if code > 32 and code != 0xA0]
        if not text.strip() or not printed:
            continue
        first = _turned(_glyph(text_page, printed[0]), rotation, width, height)
        last = _turned(_glyph(text_page, printed[-1]), rotation, width, height)
        yield Line(text, min(first.left, last.left), max(first.right, last.right), first.baseline, first.size)


def _runs(text_page: pypdfium2.PdfTextPage) -> Iterator[list[tuple[int, int]]]:
    """The (index, code point) pairs of each line."""
    run: list[tuple[int, int]] = []
    for index in range(text_page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        gap = _gap(text_page, index) if code == 32 else _Gap.SPACE
        if code in (10, 13) or gap is _Gap.BREAK:
            if run:
                yield run
            run = []
        elif code and gap is _Gap.SPACE:
            run.append((index, code))
            if code in _SOFT_HYPHENS:
                yield run
                run = []
    if run:
        yield run


def _cut(
    text_page: pypdfium2.PdfTextPage, runs: Iterable[list[tuple[int, int]]], cell_at: CellAt
) -> Iterator[list[tuple[int, int]]]:
    """The runs, cut where they pass from one cell of a table into another."""
    for run in runs:
        piece: list[tuple[int, int]] = []
        within: Hashable = None
        for index, code in run:
            if code > 32:
                box = _glyph(text_page, index)
                cell = cell_at((box.left + box.right) / 2, box.y + 0.3 * box.size)
                if piece and cell != within:
                    yield piece
                    piece = []
                within = cell
            if piece or code > 32:
                piece.append((index, code))
        if piece:
            yield piece


class _Gap(Enum):
    """What a space that PDFium inferred from a gap stands for."""

    BREAK = 0
    NOTHING = 1
    SPACE = 2


def _gap(text_page: pypdfium2.PdfTextPage, index: int) -> _Gap:
    """Judge the space at `index` by its neighbours: between ideographs only a wide gap means anything."""
    if pdfium.FPDFText_IsGenerated(text_page, index) != 1 or index == 0:
        return _Gap.SPACE
    before, after = _glyph(text_page, index - 1), _glyph(text_page, index + 1)
    if after.x < before.x - after.size and abs(after.y - before.y) > 0.5 * after.size:
        return _Gap.BREAK
    codes = [pdfium.FPDFText_GetUnicode(text_page, place) for place in (index - 1, index + 1)]
    narrow = max(after.left - before.right, after.bottom - before.top) < _NARROW_GAP * after.size
    return _Gap.NOTHING if narrow and any(_is_wide(code) for code in codes) else _Gap.SPACE


def _is_wide(code: int) -> bool:
    return 0x2E80 <= code <= 0x9FFF or 0xFF00 <= code <= 0xFF60


def _text(codes: list[int]) -> str:
    """Characters beyond the Basic Multilingual Plane may come as two surrogates each."""
    text = "".join(HYPHEN if code in _SOFT_HYPHENS else chr(code) for code in codes)
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if HYPHEN in text[:-1]:
        text = text[:-1].replace(HYPHEN, "-") + text[-1]
    text = _LATIN_SPACES.sub(" ", text).strip(" ")
    return _LETTERSPACED.sub(lambda found: found[0].replace(" ", ""), text)


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    bottom: float
    right: float
    top: float
    x: float
    y: float
    size: float


def _glyph(text_page: pypdfium2.PdfTextPage, index: int) -> _Box:
    """The box of a character from ascent to descent, its origin, and its font size in points."""
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text_page, index, box)
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text_page, index, matrix)
    scale = math.hypot(matrix.a, matrix.b) or 1.0
    size = pdfium.FPDFText_GetFontSize(text_page, index) * scale
    return _Box(box.left, box.bottom, box.right, box.top, x.value, y.value, size or box.top - box.bottom)


def _turned(box: _Box, rotation: int, width: float, height: float) -> _Glyph:
    """As shown on a page that is displayed turned clockwise by `rotation` degrees."""
    if rotation == 90:
        return _Glyph(box.bottom, box.top, height - box.x, box.size)
    if rotation == 180:
        return _Glyph(width - box.right, width - box.left, height - box.y, box.size)
    if rotation == 270:
        return _Glyph(width - box.top, width - box.bottom, box.x, box.size)
    return _Glyph(box.left, box.right, box.y, box.size)


def rows(lines: tuple[Line, ...]) -> list[Line]:
    """Join neighbours that stand side by side on one baseline, as the cells of a table row do."""
    joined: list[Line] = []
    for line in lines:
        before = joined[-1] if joined else None
        if (
            before
            and not (before.row or line.row)
            and abs(before.y - line.y) < 0.3 * line.size
            and before.x1 <= line.x0 + 0.5 * line.size
        ):
            joined[-1] = replace(before, text=f"{before.text} {line.text}", x1=line.x1)
        else:
            joined.append(line)
    return joined
