"""Ruled tables as lines of text: one line a row, its cells in order; cells that hold whole texts as paragraphs."""

from __future__ import annotations

import functools
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from corpus.readers.pdf_grid import Grid
from corpus.readers.pdf_layout import begins_paragraph, join
from corpus.readers.pdf_lines import Line, Sheet

CELL_SEPARATOR: Final = " | "

_LONGEST_CELL: Final = 240  # characters on one line; forms have cells that hold pages

_Cells = Mapping[int, Sequence[Line]]


def with_tables(sheet: Sheet, grids: Sequence[Grid]) -> Sheet:
    """The page with the lines inside `grids` put together to rows, where the first of them stood.

    Lines must not reach over the sides of a cell. A cell that spans several rows stands in the first.
    """
    lines = list(sheet.lines)
    for grid in grids:
        placed = [(index, cell) for index, line in enumerate(lines) if (cell := _cell_of(line, grid)) is not None]
        cells: dict[int, list[Line]] = {}
        for index, cell in placed:
            cells.setdefault(cell, []).append(lines[index])
        if len(cells) < 2:
            continue
        inside = {index for index, _ in placed}
        first = min(inside)
        before = [line for index, line in enumerate(lines[:first]) if index not in inside]
        after = [line for index, line in enumerate(lines) if index > first and index not in inside]
        lines = [*before, *_rows(grid, cells), *after]
    return replace(sheet, lines=tuple(lines))


def _cell_of(line: Line, grid: Grid) -> int | None:
    return grid.cell_at((line.x0 + line.x1) / 2, line.y + 0.3 * line.size)


def _rows(grid: Grid, cells: _Cells) -> Iterator[Line]:
    for row in grid.rows():
        filled = [sorted(cells.get(cell, ()), key=lambda line: (-line.y, line.x0)) for cell in row]
        texts = [_text(lines) for lines in filled]
        if max(map(len, texts), default=0) > _LONGEST_CELL:
            for lines, text in zip(filled, texts, strict=True):
                yield from lines if len(text) > _LONGEST_CELL else _line(grid, lines, text)
        else:
            printed = [line for lines in filled for line in lines]
            yield from _line(grid, printed, _row(texts))


def _row(texts: Sequence[str]) -> str:
    """The cells of a row on one line; empty ones count only between others."""
    filled = [index for index, text in enumerate(texts) if text]
    return CELL_SEPARATOR.join(texts[filled[0] : filled[-1] + 1]) if filled else ""


def _text(lines: Sequence[Line]) -> str:
    """What a cell says on one line."""
    return functools.reduce(_joined, (line.text for line in lines), "")


def _joined(before: str, after: str) -> str:
    return f"{before} {after}" if before and begins_paragraph(after) else join(before, after)


def _line(grid: Grid, printed: Sequence[Line], text: str) -> Iterator[Line]:
    """One line as wide as the table, which neither goes on nor is gone on with."""
    if printed:
        size = statistics.median(line.size for line in printed)
        yield Line(text, grid.xs[0], grid.xs[-1], max(line.y for line in printed), size, row=True)
