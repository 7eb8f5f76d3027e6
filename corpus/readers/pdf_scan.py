"""Pictures of pages to lines: recognised text with its places, beside what the page says itself."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.model import Notice, NoticeCode, PageKind
from corpus.ocr import UNSURE, Recognised, TextLine
from corpus.readers.pdf_lines import Line, Sheet, width_in_em
from corpus.readers.pdf_order import in_reading_order

_TYPE_IN_BOX = 0.72  # size of type to the height of the box around a line, where nothing better is known
_DESCENT = 0.22  # of the height of the box below the baseline
_LONG = 6.0  # em from which the width of a line tells its size of type
_ALIKE = 1.18  # sizes closer than this are the same type


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page on its way: its lines, how they were got, what there is to say about it."""

    sheet: Sheet
    kind: PageKind = PageKind.EMPTY
    notices: tuple[Notice, ...] = ()


def leaf_of_scan(found: Recognised, scale: float, page: int, native: Sequence[Line] = ()) -> Leaf:
    """The page (from 1) that `found` was read from; `scale` is points per pixel.

    Lines that the page holds as text (`native`) stay as they are, in place of what was recognised there.
    """
    width, height = found.width * scale, found.height * scale
    new = [line for line in _lines(found.lines, scale, height) if not _covered(line, native)]
    unsure = found.confidence < UNSURE
    percent = f"{100 * found.confidence:.0f}" if unsure else ""
    notice = Notice(NoticeCode.OCR_UNSURE if unsure else NoticeCode.OCR_PAGE, percent, page)
    return Leaf(Sheet(in_reading_order([*native, *new]), width, height), PageKind.OCR, (notice,))


def _lines(found: Sequence[TextLine], scale: float, height: float) -> list[Line]:
    upright = [line for line in found if line.y1 > line.y0 and line.x1 > line.x0]
    sizes = _even([_size(line, _fill(upright)) for line in upright])
    return [
        Line(
            text=line.text,
            x0=line.x0 * scale,
            x1=line.x1 * scale,
            y=height - (line.y1 - _DESCENT * min(line.y1 - line.y0, line.x1 - line.x0)) * scale,
            size=size * scale,
        )
        for line, size in zip(upright, sizes, strict=True)
    ]


def _fill(lines: Iterable[TextLine]) -> float:
    """How much of the height of its box the type takes, from lines whose width tells their size."""
    known = [_by_width(line) / (line.y1 - line.y0) for line in lines if _is_long(line)]
    return min(0.95, max(0.5, statistics.median(known))) if known else _TYPE_IN_BOX


def _is_long(line: TextLine) -> bool:
    """Whether it is long, and set in ideographs, which are all equally wide."""
    em = width_in_em(line.text)
    return em >= _LONG and em > 0.8 * len(line.text) and line.x1 - line.x0 > 3 * (line.y1 - line.y0)


def _by_width(line: TextLine) -> float:
    return (line.x1 - line.x0) / width_in_em(line.text)


def _size(line: TextLine, fill: float) -> float:
    thickness = min(line.y1 - line.y0, line.x1 - line.x0)
    by_height = fill * thickness
    return min(by_height, _by_width(line)) if _is_long(line) else by_height


def _even(sizes: Sequence[float]) -> list[float]:
    """Boxes differ by a pixel or two from line to line: sizes that are nearly the same become the same."""
    groups: list[list[float]] = []
    for size in sorted(sizes):
        if groups and size <= groups[-1][0] * _ALIKE:
            groups[-1].append(size)
        else:
            groups.append([size])
    common = {size: statistics.median(group) for group in groups for size in group}
    return [common[size] for size in sizes]


def _covered(line: Line, native: Sequence[Line]) -> bool:
    """Whether the middle of `line` stands where the page has text of its own."""
    x, y = (line.x0 + line.x1) / 2, line.y + 0.35 * line.size
    return any(
        one.x0 - one.size <= x <= one.x1 + one.size and one.y - 0.5 * one.size <= y <= one.y + 1.2 * one.size
        for one in native
    )
