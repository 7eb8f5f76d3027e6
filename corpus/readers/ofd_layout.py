"""Strips of text on an OFD page to lines in reading order, whatever order the file has them in.

Forms keep their labels in a template and their values in the page, and licences set every character as an object of
its own, so the order of the file cannot be trusted; the place on the page can.
"""

from __future__ import annotations

import bisect
import itertools
import math
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.readers.ofd_text import Drawn, Strip, gap_of_space
from corpus.readers.pdf_lines import Line, Sheet

_ON_ONE_LINE = 0.4  # em between baselines
_APART = 1.0  # em between strips of one line that are read as two cells
_COLUMN_LINES = 4  # fewer beside one another are a table or a form, which is read row by row
_COLUMN_WIDTH = 9.0  # em: running text has lines at least so long
_GUTTER = 0.8  # em
_STACK_STEP = 2.2  # em between the characters of a label that is set downwards
_REPEATED = 3  # times on one page: a watermark
_DEEPEST = 6  # columns within columns
_APART_STEP = 6.0  # em
_FOOT = 0.07  # share of the page's height
_FOOT_WIDTH = 12.0  # em
_SPREAD = 1.2  # times as wide as high
_SPREAD_LINES = 3
_ARC_STEP = 60  # degrees
_ARC_REACH = 3.0  # em from one character to the next
_SHORTEST_ARC = 4  # directions


@dataclass(frozen=True, slots=True)
class Laid:
    """The lines of a page in reading order, and how many pieces of text were left out as watermarks."""

    sheet: Sheet
    watermarks: int = 0


def lay_out(drawn: Drawn, width: float, height: float) -> Laid:
    """Put the strips of a page in reading order; the largest share of the text says which way is up."""
    strips = _arcs(stacks(_once(drawn.strips)))
    main = _main_angle(strips)
    upright = [strip for strip in strips if strip.angle == main]
    turned = [strip for strip in strips if strip.angle != main]
    marks = _repeated(turned)
    turned = [strip for strip in turned if strip.text not in marks]
    watermarks = len(strips) - len(upright) - len(turned) + len(drawn.patterns)
    if not upright and not turned:
        texts = tuple(dict.fromkeys([*marks, *drawn.patterns]))
        return Laid(Sheet(_lines_of(texts, height), width, height), max(0, watermarks - len(texts)))
    merged = _rows_merged(upright)
    body: list[Strip] = []
    feet: list[Strip] = []
    for strip in merged:
        (feet if main == 0 and _is_foot(strip, height) else body).append(strip)
    ordered = _ordered(body, spread=width > _SPREAD * height)
    moved = any(strip.v <= _lowest(ordered) for strip in feet)
    lines = [_line(strip) for strip in ordered + (_after(ordered, feet, _APART_STEP) if moved else feet)]
    lines += _below(turned, lines)
    return Laid(Sheet(tuple(_shifted(lines, height)), width, height), watermarks)


def _is_foot(strip: Strip, height: float) -> bool:
    """Whether it stands below the columns, where it would otherwise end the first of them."""
    return strip.v > (1 - _FOOT) * height and strip.u1 - strip.u0 < _FOOT_WIDTH * strip.size


def _repeated(strips: Sequence[Strip]) -> list[str]:
    """The slanting texts that are printed all over the page."""
    counts = Counter(strip.text for strip in strips if strip.angle % 90)
    return [text for text, count in counts.items() if count >= _REPEATED]


def _below(strips: Sequence[Strip], lines: Sequence[Line]) -> list[Line]:
    """Turned text, one strip a line under all others: its own places would mix with those of upright text."""
    bottom = min((line.y for line in lines), default=0.0)
    placed = []
    for strip in strips:
        bottom -= 4 * strip.size
        placed.append(replace(_line(strip), y=bottom))
    return placed


def _shifted(lines: list[Line], height: float) -> Iterable[Line]:
    """Baselines counted from below, as PDF has them, and never below the page: turned pages are taller than wide."""
    below = min([0.0, *(line.y + height for line in lines)])
    return [replace(line, y=line.y + height - below) for line in lines]


def _lines_of(texts: Sequence[str], height: float) -> tuple[Line, ...]:
    return tuple(Line(text, 0.0, float(len(text)), height - 2.0 * number, 1.0) for number, text in enumerate(texts))


def _line(strip: Strip) -> Line:
    return Line(strip.text, strip.u0, strip.u1, -strip.v, strip.size)


def _main_angle(strips: Sequence[Strip]) -> int:
    weights: Counter[int] = Counter()
    for strip in strips:
        weights[strip.angle] += len(strip.text)
    straight = [(weight, angle == 0, angle) for angle, weight in weights.items() if angle % 90 == 0]
    return max(straight)[2] if straight else 0


def _once(strips: Iterable[Strip]) -> list[Strip]:
    """Without what is printed twice on one spot to look bold."""
    seen: set[tuple[str, int, int, int]] = set()
    kept = []
    for strip in strips:
        step = 0.25 * strip.size or 1.0
        column, row = round(strip.u0 / step), round(strip.v / step)
        places = {(strip.text, strip.angle, column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1)}
        if seen.isdisjoint(places):
            kept.append(strip)
            seen.add((strip.text, strip.angle, column, row))
    return kept


def _arcs(strips: Sequence[Strip]) -> list[Strip]:
    """Join single characters that turn a little from one to the next, as on a round seal, to one slanting strip."""
    joined: list[Strip] = []
    run: list[Strip] = []
    for strip in strips:
        if run and not _turns_on(run, strip):
            joined.extend(_arc(run))
            run = []
        run.append(strip)
    return joined + _arc(run)


def _turns_on(run: list[Strip], strip: Strip) -> bool:
    last = run[-1]
    step, before = strip.angle - last.angle, last.angle - run[-2].angle if len(run) > 1 else 0
    single = len(strip.text) == len(last.text) == 1
    near = math.dist(_place(strip), _place(last)) < _ARC_REACH * strip.size
    return single and near and abs(step) <= _ARC_STEP and (step * before > 0 or (step == 0) != (before == 0))


def _place(strip: Strip) -> tuple[float, float]:
    """Where a strip begins, on the page."""
    cos, sin = math.cos(math.radians(strip.angle)), math.sin(math.radians(strip.angle))
    return strip.u0 * cos - strip.v * sin, strip.u0 * sin + strip.v * cos


def _arc(run: list[Strip]) -> list[Strip]:
    if len({strip.angle for strip in run}) < _SHORTEST_ARC:
        return run
    run = sorted(run, key=lambda strip: _place(strip)[0])
    return [replace(run[0], text="".join(strip.text for strip in run), unread=sum(strip.unread for strip in run))]


def stacks(strips: Sequence[Strip]) -> list[Strip]:
    """Join single ideographs set one below the other, as labels beside a table are, to one strip at their top."""
    joined: list[Strip] = []
    run: list[Strip] = []
    for strip in strips:
        if run and not _stacks_on(run, strip):
            joined.extend(_stacked(run))
            run = []
        run.append(strip)
    return joined + _stacked(run)


def _stacks_on(run: list[Strip], strip: Strip) -> bool:
    last = run[-1]
    step = strip.v - last.v
    return (
        all(len(one.text) == 1 and "\u3400" <= one.text <= "\u9fff" for one in (last, strip))
        and last.angle == strip.angle
        and abs(last.u0 - strip.u0) < 0.2 * strip.size
        and 0.7 * strip.size < step < _STACK_STEP * strip.size
        and (len(run) < 2 or abs(step - (last.v - run[-2].v)) < 0.3 * strip.size)
    )


def _stacked(run: list[Strip]) -> list[Strip]:
    if len(run) < 2:
        return run
    return [replace(run[0], text="".join(strip.text for strip in run), unread=sum(strip.unread for strip in run))]


def _rows_merged(strips: Sequence[Strip]) -> list[Strip]:
    """Join what stands side by side on one baseline without a gap that divides cells."""
    merged: list[Strip] = []
    for row in _rows(strips):
        start = len(merged)
        for strip in row:
            if len(merged) > start and _adjoins(merged[-1], strip):
                merged[-1] = _joined(merged[-1], strip)
            else:
                merged.append(strip)
    return merged


def _rows(strips: Sequence[Strip]) -> list[list[Strip]]:
    """The strips by baseline from top to bottom, each row from left to right."""
    rows: list[list[Strip]] = []
    for strip in sorted(strips, key=lambda strip: strip.v):
        if rows and strip.v - rows[-1][0].v <= _ON_ONE_LINE * min(strip.size, rows[-1][0].size):
            rows[-1].append(strip)
        else:
            rows.append([strip])
    return [sorted(row, key=lambda strip: strip.u0) for row in rows]


def _adjoins(before: Strip, after: Strip) -> bool:
    size = max(before.size, after.size)
    alike = min(before.size, after.size) > 0.6 * size
    return alike and -0.5 * size < after.u0 - before.u1 < _APART * size


def _joined(before: Strip, after: Strip) -> Strip:
    gap = after.u0 - before.u1
    space = " " if gap > gap_of_space(before.text, after.text) * after.size else ""
    return replace(
        before, text=before.text + space + after.text, u1=max(before.u1, after.u1), unread=before.unread + after.unread
    )


def _ordered(strips: Sequence[Strip], depth: int = 0, *, spread: bool = False) -> list[Strip]:
    """Row by row; where running text stands in columns, column by column between what spans them.

    A column is moved below the one before it, so that a paragraph that goes on there is one. `spread` says that the
    sheet is so wide that it may show two pages side by side.
    """
    rows = [strip for row in _rows(strips) for strip in row]
    if spread and (halves := _halves(rows)):
        first = _ordered(halves[0], depth + 1)
        return first + _after(first, _ordered(halves[1], depth + 1), _APART_STEP)
    gutter = _gutter(rows) if depth < _DEEPEST else None
    if gutter is None:
        return rows
    ordered: list[Strip] = []
    lowest = bottom = 0.0  # of what has been ordered: where it stood, where it was moved to
    for is_band, band in _bands(rows, gutter):
        left = [strip for strip in band if strip.u1 <= gutter]
        right = [strip for strip in band if strip.u0 >= gutter]
        lowered, lowest = bottom - lowest, _lowest(band)
        if is_band and _is_running(left) and _is_running(right):
            first, second = _ordered(left, depth + 1), _ordered(right, depth + 1)
            aside = min(strip.u0 for strip in left) - min(strip.u0 for strip in right)
            following = _after(first, [_moved(strip, aside, 0.0) for strip in second], _usual_step(first))
            band = first + following
        placed = [_moved(strip, 0.0, max(0.0, lowered)) for strip in band] if ordered else band
        bottom = _lowest(placed)
        ordered += placed
    return ordered


def _after(above: Sequence[Strip], strips: Sequence[Strip], step: float) -> list[Strip]:
    """The strips moved below others, the first `step` em below the lowest of them."""
    if not above or not strips:
        return list(strips)
    down = _lowest(above) + step * strips[0].size - min(strip.v for strip in strips)
    return [_moved(strip, 0.0, down) for strip in strips]


def _moved(strip: Strip, aside: float, down: float) -> Strip:
    return replace(strip, u0=strip.u0 + aside, u1=strip.u1 + aside, v=strip.v + down)


def _lowest(strips: Iterable[Strip]) -> float:
    return max((strip.v for strip in strips), default=0.0)


def _usual_step(strips: Sequence[Strip]) -> float:
    """The distance between the lines of a column, in em."""
    steps = [(below.v - above.v) / below.size for above, below in itertools.pairwise(strips)]
    steps = [step for step in steps if 0.5 < step < 4]
    return statistics.median(steps) if steps else 1.5


def _halves(rows: Sequence[Strip]) -> tuple[list[Strip], list[Strip]] | None:
    """The left and the right page of a spread: a gap near the middle, and lines at heights of their own beside it.

    The rows of a table, whose cells share their baselines, are none.
    """
    middle = _middle_gap(rows)
    left = [strip for strip in rows if middle is not None and strip.u1 <= middle]
    right = [strip for strip in rows if middle is not None and strip.u0 >= middle]
    if min(len(left), len(right)) < _SPREAD_LINES:
        return None
    heights = sorted(strip.v for strip in right)
    shared = sum(_nearest(heights, strip.v) < 0.3 * strip.size for strip in left)
    return (left, right) if shared < 0.5 * len(left) else None


def _middle_gap(rows: Sequence[Strip]) -> float | None:
    """The middle of the widest gap that no strip reaches into, in the middle third of what is printed."""
    spans = sorted((strip.u0, strip.u1) for strip in rows)
    if not spans:
        return None
    first, last, reached = spans[0][0], max(end for _, end in spans), spans[0][1]
    gaps = []
    for start, end in spans:
        at = (reached + start) / 2
        if start > reached and abs(at - (first + last) / 2) < (last - first) / 6:
            gaps.append((start - reached, at))
        reached = max(reached, end)
    return max(gaps)[1] if gaps else None


def _nearest(heights: list[float], v: float) -> float:
    at = bisect.bisect(heights, v)
    return min(abs(height - v) for height in heights[max(0, at - 1) : at + 1])


def _bands(rows: Sequence[Strip], gutter: float) -> list[tuple[bool, list[Strip]]]:
    """Stretches of the page that leave the gutter free (True), and what lies across it."""
    bands: list[tuple[bool, list[Strip]]] = []
    for strip in rows:
        free = strip.u1 <= gutter or strip.u0 >= gutter
        if bands and bands[-1][0] == free:
            bands[-1][1].append(strip)
        else:
            bands.append((free, [strip]))
    return bands


def _gutter(rows: Sequence[Strip]) -> float | None:
    """The middle of the gap that divides most lines of running text, or None."""
    running = [strip for strip in rows if strip.u1 - strip.u0 >= _COLUMN_WIDTH * strip.size]
    if len(running) < 2 * _COLUMN_LINES:
        return None
    lefts = Counter(round(strip.u0 / strip.size) * strip.size for strip in running)
    best: tuple[int, float] | None = None
    for left, count in lefts.most_common(8):
        size = statistics.median(strip.size for strip in running)
        at = left - _GUTTER * size
        beside = sum(strip.u1 <= at + 0.3 * size for strip in running)
        across = sum(strip.u0 < at - size and strip.u1 > at + size for strip in running)
        score = min(beside, count) - across
        if count >= _COLUMN_LINES and beside >= _COLUMN_LINES and score > 0 and (best is None or score > best[0]):
            best = (score, at)
    return best[1] if best else None


def _is_running(strips: Sequence[Strip]) -> bool:
    """Whether most of these lines are as long as those of running text."""
    long = sum(strip.u1 - strip.u0 >= _COLUMN_WIDTH * strip.size for strip in strips)
    return long >= _COLUMN_LINES and 2 * long >= len(strips)
