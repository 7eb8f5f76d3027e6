"""The order in which the lines of a page are read, from where they stand: columns one after the other, rows across."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterator, Sequence

from corpus.readers.pdf_lines import Line

_COLUMN = 12.0  # em: columns of running text are wider, cells of tables narrower
_FEWEST = 3  # lines that make a column
_GAP = 2.6  # of the usual distance between lines: what lies beyond is another part of the page
_SAME_ROW = 0.55  # em between the baselines of lines that stand side by side


def in_reading_order(lines: Sequence[Line]) -> tuple[Line, ...]:
    """All of `lines`, from the top: parts of the page, in them columns from the left, in those rows from the left."""
    return tuple(line for part in _parts(lines) for line in _columns(part))


def _parts(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines between gaps that go right across the page."""
    down = sorted(lines, key=lambda line: -line.y)
    steps = [above.y - below.y for above, below in itertools.pairwise(down)]
    usual = [step for step, line in zip(steps, down[1:], strict=True) if step > _SAME_ROW * line.size]
    limit = _GAP * statistics.median(usual) if usual else 0.0
    part: list[Line] = []
    for index, line in enumerate(down):
        if part and steps[index - 1] > max(limit, 2 * line.size):
            yield part
            part = []
        part.append(line)
    yield part


def _columns(lines: Sequence[Line]) -> Iterator[Line]:
    gutter = _gutter(lines)
    if gutter is None:
        yield from _across(lines)
        return
    left: list[Line] = []
    right: list[Line] = []
    for line in sorted(lines, key=lambda line: -line.y):
        if line.x0 < gutter < line.x1:
            yield from _columns(left)
            yield from _columns(right)
            yield line
            left, right = [], []
        else:
            (left if line.x1 <= gutter else right).append(line)
    yield from _columns(left)
    yield from _columns(right)


def _gutter(lines: Sequence[Line]) -> float | None:
    """An x that few lines cross, with a column of running text on either side; None where there is none."""
    best: tuple[int, float] | None = None
    for edge in sorted({round(line.x0 - 0.3 * line.size, 1) for line in lines}):
        left = [line for line in lines if line.x1 <= edge]
        right = [line for line in lines if line.x0 >= edge]
        crossing = len(lines) - len(left) - len(right)
        if crossing <= 0.5 * len(lines) and _is_column(left) and _is_column(right) and _beside(left, right):
            best = min(best or (crossing, edge), (crossing, edge))
    return best[1] if best else None


def _is_column(lines: Sequence[Line]) -> bool:
    """Whether half of them are as wide as the lines of running text."""
    if len(lines) < _FEWEST:
        return False
    widths = [(line.x1 - line.x0) / line.size for line in lines]
    return statistics.median(widths) >= _COLUMN


def _beside(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether two columns stand side by side rather than one above the other."""
    top, bottom = min(_top(left), _top(right)), max(_bottom(left), _bottom(right))
    shorter = min(_top(left) - _bottom(left), _top(right) - _bottom(right))
    return top - bottom > 0.4 * shorter


def _top(lines: Sequence[Line]) -> float:
    return max(line.y for line in lines)


def _bottom(lines: Sequence[Line]) -> float:
    return min(line.y for line in lines)


def _across(lines: Sequence[Line]) -> Iterator[Line]:
    row: list[Line] = []
    for line in sorted(lines, key=lambda line: -line.y):
        if row and row[0].y - line.y > _SAME_ROW * min(line.size, row[0].size):
            yield from sorted(row, key=lambda one: one.x0)
            row = []
        row.append(line)
    yield from sorted(row, key=lambda one: one.x0)
