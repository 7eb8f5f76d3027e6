"""The ruled tables of a PDF page: which lines are drawn, and what cells they make."""

from __future__ import annotations

import ctypes
import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium

_THIN: Final = 3.5  # points: what is thinner is a ruling, not an area
_SHORTEST: Final = 6.0  # points
_NEAR: Final = 2.5  # points between rulings that are one
_REACH: Final = 3.5  # points that a ruling may fall short of another that it meets
_MOST_OBJECTS: Final = 5_000
_MOST_SEGMENTS: Final = 2_000
_MOST_RULINGS: Final = 2_000
_MOST_UNITS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line: at `at` across its direction, from `start` to `end` along it; points."""

    at: float
    start: float
    end: float

    def covers(self, place: float) -> bool:
        """Whether it passes `place` along its direction."""
        return self.start - _REACH <= place <= self.end + _REACH


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: `xs` rise, `ys` fall; `cells[row][column]` is the number of the cell that this unit belongs to.

    Numbers count from 0 in the order of the upper left units; a cell that spans several units has them all.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[tuple[int, ...], ...]

    def cell_at(self, x: float, y: float) -> int | None:
        """The number of the cell at a point, None outside."""
        column = bisect_right(self.xs, x) - 1
        row = bisect_left([-edge for edge in self.ys], -y) - 1
        inside = 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1
        return self.cells[row][column] if inside else None

    def rows(self) -> Iterator[list[int]]:
        """The cells that begin in each row, from the left."""
        seen: set[int] = set()
        for row in self.cells:
            new = [cell for cell in dict.fromkeys(row) if cell not in seen]
            seen.update(new)
            yield new


def grids_on(page: pypdfium2.PdfPage) -> tuple[Grid, ...]:
    """The tables of at least two cells, the smallest first."""
    across, down = _rulings(page)
    if not across or not down or len(across) + len(down) > _MOST_RULINGS:
        return ()
    grids = [grid for group in _connected(across, down) if (grid := _grid(*group))]
    return tuple(sorted(grids, key=lambda grid: (grid.xs[-1] - grid.xs[0]) * (grid.ys[0] - grid.ys[-1])))


def _rulings(page: pypdfium2.PdfPage) -> tuple[list[Ruling], list[Ruling]]:
    """The horizontal and the vertical lines drawn on a page."""
    across: list[Ruling] = []
    down: list[Ruling] = []
    for index in range(min(pdfium.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        for x0, y0, x1, y1 in _drawn(item):
            if y1 - y0 <= _THIN and x1 - x0 >= _SHORTEST:
                across.append(Ruling((y0 + y1) / 2, x0, x1))
            elif x1 - x0 <= _THIN and y1 - y0 >= _SHORTEST:
                down.append(Ruling((x0 + x1) / 2, y0, y1))
    return across, down


def _drawn(item: Any) -> Iterator[tuple[float, float, float, float]]:
    """The thin areas that a path makes: itself, its sides where they are stroked."""
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(item, *edges):
        return
    x0, y0, x1, y1 = (edge.value for edge in edges)
    if x1 - x0 <= _THIN or y1 - y0 <= _THIN:
        yield x0, y0, x1, y1
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if pdfium.FPDFPath_GetDrawMode(item, fill, stroke) and stroke.value:
        yield from _sides(item)


def _sides(item: Any) -> Iterator[tuple[float, float, float, float]]:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, matrix)
    before = first = None
    for index in range(min(pdfium.FPDFPath_CountSegments(item), _MOST_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO and before:
            yield _between(before, point)
        if first and pdfium.FPDFPathSegment_GetClose(segment):
            yield _between(point, first)
        before = point


def _between(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float, float, float]:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])


def _connected(across: Sequence[Ruling], down: Sequence[Ruling]) -> Iterator[tuple[list[Ruling], list[Ruling]]]:
    """Rulings that meet, directly or over others."""
    sets = _Sets(len(across) + len(down))
    for i, one in enumerate(across):
        for j, other in enumerate(down):
            if one.covers(other.at) and other.covers(one.at):
                sets.join(i, len(across) + j)
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = {}
    for i, one in enumerate(across):
        groups.setdefault(sets.of(i), ([], []))[0].append(one)
    for j, other in enumerate(down):
        groups.setdefault(sets.of(len(across) + j), ([], []))[1].append(other)
    yield from groups.values()


def _grid(across: Sequence[Ruling], down: Sequence[Ruling]) -> Grid | None:
    xs, ys = _places(down, across), _places(across, down)[::-1]
    units = (len(xs) - 1) * (len(ys) - 1)
    if not across or not down or units < 2 or units > _MOST_UNITS:
        return None
    cells = _cells(xs, ys, across, down)
    return Grid(tuple(xs), tuple(ys), cells) if len({cell for row in cells for cell in row}) > 1 else None


def _places(rulings: Iterable[Ruling], crossing: Sequence[Ruling]) -> list[float]:
    """Where the rulings lie, near ones as one; the ends of those that cross them close a table that has no sides."""
    places: list[float] = []
    for at in sorted(ruling.at for ruling in rulings):
        if not places or at - places[-1] > _NEAR:
            places.append(at)
    if places and crossing:
        first, last = min(one.start for one in crossing), max(one.end for one in crossing)
        places = [first] * (first < places[0] - 2 * _REACH) + places + [last] * (last > places[-1] + 2 * _REACH)
    return places


def _cells(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Ruling], down: Sequence[Ruling]
) -> tuple[tuple[int, ...], ...]:
    """Units that no ruling parts are one cell."""
    width, height = len(xs) - 1, len(ys) - 1
    sets = _Sets(width * height)
    middle_x = [(a + b) / 2 for a, b in itertools.pairwise(xs)]
    middle_y = [(a + b) / 2 for a, b in itertools.pairwise(ys)]
    for column in range(1, width):
        parting = [one for one in down if abs(one.at - xs[column]) <= _NEAR]
        for row in range(height):
            if not any(one.covers(middle_y[row]) for one in parting):
                sets.join(row * width + column - 1, row * width + column)
    for row in range(1, height):
        parting = [one for one in across if abs(one.at - ys[row]) <= _NEAR]
        for column in range(width):
            if not any(one.covers(middle_x[column]) for one in parting):
                sets.join((row - 1) * width + column, row * width + column)
    numbers: dict[int, int] = {}
    return tuple(
        tuple(numbers.setdefault(sets.of(row * width + column), len(numbers)) for column in range(width))
        for row in range(height)
    )


class _Sets:
    """Disjoint sets of the numbers below `size`."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def of(self, one: int) -> int:
        """What stands for the set that `one` is in."""
        while self._parent[one] != one:
            self._parent[one] = self._parent[self._parent[one]]
            one = self._parent[one]
        return one

    def join(self, one: int, other: int) -> None:
        """Make two sets one."""
        self._parent[self.of(other)] = self.of(one)
