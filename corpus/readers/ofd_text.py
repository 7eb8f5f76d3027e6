"""Text objects of OFD to strips of text with their places (GB/T 33190-2016, 8.5 and 11)."""

from __future__ import annotations

import itertools
import math
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from lxml import etree

from corpus.readers.pdf_lines import width_in_em

_DEEPEST = 16  # composites and blocks within one another
_MAX_OBJECTS = 1_000_000  # visited in one file, as often as composites repeat them
_MAX_CHARACTERS = 20_000_000
_MAX_DELTAS = 100_000
_FAR = 1.5  # em between two characters of one object that stand apart
_SPACE = 0.25  # em between Latin words where no space is written
_OFF_LINE = 0.35  # em
_PLACEHOLDER = "\xa4"  # what the standard has a producer write for a glyph without a code
_OBJECTS = frozenset({"TextObject", "PathObject", "ImageObject", "CompositeObject", "PageBlock", "Layer"})
_LATIN_WIDTHS = {  # em, about, of the usual text faces: fonts are not opened for this
    **dict.fromkeys("ijlt'|.,:;!()[]{}/\\I`frs-", 0.33),
    **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ&w", 0.7),
    **dict.fromkeys("mMW@%", 0.85),
}
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]")


class Matrix(NamedTuple):
    """x' = a·x + c·y + e, y' = b·x + d·y + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def then(self, outer: Matrix) -> Matrix:
        """This one first, then `outer`."""
        return Matrix(
            self.a * outer.a + self.b * outer.c,
            self.a * outer.b + self.b * outer.d,
            self.c * outer.a + self.d * outer.c,
            self.c * outer.b + self.d * outer.d,
            self.e * outer.a + self.f * outer.c + outer.e,
            self.e * outer.b + self.f * outer.d + outer.f,
        )

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point comes to lie."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


IDENTITY = Matrix(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Strip:
    """Characters set side by side. Millimetres from the upper left of the page, y downwards.

    `angle` is the direction of reading in degrees clockwise, 90 for a vertical column. `u0`, `u1` run along it and
    `v` across, towards the next line: for an upright line these are left, right and baseline. `shown` is False for
    text that the page does not show (an invisible layer over a scan), `unread` counts glyphs without a code.
    """

    text: str
    angle: int
    u0: float
    u1: float
    v: float
    size: float
    shown: bool = True
    unread: int = 0


class Picture(NamedTuple):
    """A picture on a page: the ID of its resource and how many square millimetres its box covers."""

    resource: str
    area: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is on a page: its strips in the order of the file, the texts of watermark patterns, its pictures."""

    strips: tuple[Strip, ...]
    patterns: tuple[str, ...]
    pictures: tuple[Picture, ...]


@dataclass(slots=True)
class Limits:
    """What may still be visited in this file; `exceeded` once something was left out."""

    objects: int = _MAX_OBJECTS
    characters: int = _MAX_CHARACTERS
    exceeded: bool = False

    def take(self, characters: int = 0) -> bool:
        """Count one object with so many characters; False where that is too much."""
        self.objects -= 1
        self.characters -= characters
        self.exceeded = self.exceeded or self.objects < 0 or self.characters < 0
        return not self.exceeded


@dataclass(slots=True)
class Canvas:
    """Draws objects: walks through layers, blocks and composites and collects their text."""

    units: dict[str, Any]  # composite graphic units by their ID
    limits: Limits
    _strips: list[Strip]
    _patterns: list[str]
    _pictures: list[Picture]

    @classmethod
    def empty(cls, units: dict[str, Any], limits: Limits) -> Canvas:
        """A canvas with nothing on it."""
        return cls(units, limits, [], [], [])

    @property
    def drawn(self) -> Drawn:
        """What has been drawn so far."""
        return Drawn(tuple(self._strips), tuple(self._patterns), tuple(self._pictures))

    def draw(self, container: Any, outer: Matrix = IDENTITY, *, shown: bool = True, depth: int = 0) -> None:
        """All objects within `container`, in order."""
        if depth > _DEEPEST:
            self.limits.exceeded = True
            return
        for element in container.iterchildren(etree.Element):
            kind = etree.QName(element).localname
            if kind in _OBJECTS and self.limits.take():
                self._object(kind, element, outer, shown=shown and _is_shown(element), depth=depth)

    def _object(self, kind: str, element: Any, outer: Matrix, *, shown: bool, depth: int) -> None:
        if kind in {"Layer", "PageBlock"}:
            self.draw(element, outer, shown=shown, depth=depth + 1)
        elif kind == "TextObject":
            self._strips.extend(_strips(element, _placed(element).then(outer), self.limits, shown=shown))
        elif kind == "CompositeObject":
            unit = self.units.get(element.get("ResourceID", ""))
            content = unit.find("{*}Content") if unit is not None else None
            if content is not None:
                self.draw(content, _placed(element).then(outer), shown=shown, depth=depth + 1)
        elif kind == "ImageObject":
            _, _, width, height = [*numbers(element.get("Boundary"), 4), 0.0, 0.0, 0.0, 0.0][:4]
            scale = abs(outer.a * outer.d - outer.b * outer.c)
            self._pictures.append(Picture(element.get("ResourceID", ""), abs(width * height) * scale))
        for cell in element.iterfind("{*}FillColor/{*}Pattern/{*}CellContent"):
            self._patterns.extend(code_text(cell) or [])


def code_text(container: Any) -> list[str]:
    """The text of each text object within `container`, as it is written."""
    texts = ("".join(found.itertext()).strip() for found in container.iterfind(".//{*}TextCode"))
    return [text for text in texts if text]


def numbers(written: str | None, most: int = _MAX_DELTAS) -> list[float]:
    """An array of the standard; `g n v` stands for n times v. What is no number counts as 0."""
    words = (written or "").split()
    found: list[float] = []
    index = 0
    while index < len(words) and len(found) < most:
        if words[index] == "g" and index + 2 < len(words):
            count = int(_number(words[index + 1]))
            found.extend([_number(words[index + 2])] * max(0, min(count, most - len(found))))
            index += 3
        else:
            found.append(_number(words[index]))
            index += 1
    return found


def _number(word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        return 0.0
    return value if math.isfinite(value) and abs(value) < 1e7 else 0.0


def _is_shown(element: Any) -> bool:
    visible: str = element.get("Visible", "true")
    alpha: str = element.get("Alpha", "255")
    return visible.strip().lower() != "false" and alpha.strip() != "0"


def _placed(element: Any) -> Matrix:
    """From the inside of an object to what it stands in: its own transformation, then the corner of its box."""
    ctm = numbers(element.get("CTM"), 6)
    own = Matrix(*ctm) if len(ctm) == 6 else IDENTITY
    x, y, *_ = [*numbers(element.get("Boundary"), 4), 0.0, 0.0]
    return own.then(Matrix(1.0, 0.0, 0.0, 1.0, x, y))


class _Glyph(NamedTuple):
    char: str
    x: float
    y: float
    advance: float  # along the direction of reading


def _strips(element: Any, matrix: Matrix, limits: Limits, *, shown: bool) -> Iterator[Strip]:
    """The strips of one text object: one, or more where its characters stand far apart."""
    size = _number(element.get("Size", "0")) or 1.0
    stretch = _number(element.get("HScale", "1")) or 1.0
    a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
    across = math.hypot(c, d) or math.hypot(a, b) or 1.0
    if math.hypot(a, b) < 1e-6 * across:  # some programs write a matrix without any width
        a, b = (d, -c) if math.hypot(c, d) else (1.0, 0.0)
        matrix = matrix._replace(a=a, b=b)
    glyphs, vertical = _glyphs(element, size, stretch, limits)
    angle = _degrees(a, b) + (90 if vertical else 0)
    placed = [
        _Glyph(glyph.char, *matrix.at(glyph.x, glyph.y), glyph.advance * math.hypot(*((c, d) if vertical else (a, b))))
        for glyph in glyphs
    ]
    yield from _split(placed, (angle + 180) % 360 - 180, abs(size) * across, shown=shown)


def _degrees(a: float, b: float) -> int:
    """The direction of the x axis in whole degrees; what is nearly a right angle is one."""
    angle = round(math.degrees(math.atan2(b, a)))
    nearest = round(angle / 90) * 90
    return nearest if abs(angle - nearest) <= 3 else angle


def _glyphs(element: Any, size: float, stretch: float, limits: Limits) -> tuple[list[_Glyph], bool]:
    """The characters of all text codes with their places inside the object, and whether they run downwards."""
    turned = element.get("ReadDirection", "0").strip() in {"90", "270"}
    glyphs: list[_Glyph] = []
    x = y = 0.0
    downwards = False
    for code in element.iterfind("{*}TextCode"):
        text = "".join(code.itertext())
        if not limits.take(len(text)):
            break
        x = _number(code.get("X", "")) if code.get("X") else x
        y = _number(code.get("Y", "")) if code.get("Y") else y
        dx, dy = numbers(code.get("DeltaX"), len(text)), numbers(code.get("DeltaY"), len(text))
        downwards = downwards or turned or (len(text) > 1 and sum(map(abs, dy)) > sum(map(abs, dx)))
        across, down = x, y
        for index, char in enumerate(text):
            wide = _width(char) * size * (1.0 if downwards else stretch)
            glyphs.append(_Glyph(char, across, down, wide))
            across += _delta(dx, index, 0.0 if dy or downwards else wide)
            down += _delta(dy, index, wide if downwards and not dx else 0.0)
    return glyphs, downwards


def _width(char: str) -> float:
    """How wide a character is, about, in em."""
    return _LATIN_WIDTHS.get(char) or width_in_em(char)


def _delta(deltas: list[float], index: int, default: float) -> float:
    """The step after a character; where the list is too short its last entry goes on."""
    return deltas[min(index, len(deltas) - 1)] if deltas else default


def _split(glyphs: list[_Glyph], angle: int, size: float, *, shown: bool) -> Iterator[Strip]:
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    group: list[tuple[str, float, float, float]] = []
    last: tuple[str, float, float, float] | None = None  # that is no blank: forms leave room for values with blanks
    for glyph in glyphs:
        u, v = glyph.x * cos + glyph.y * sin, glyph.y * cos - glyph.x * sin
        printed = (glyph.char, u, v, glyph.advance)
        if last and glyph.char.strip() and _is_apart(last, u, v, size):
            yield from _strip(group, angle, size, shown=shown)
            group = []
        group.append(printed)
        last = printed if glyph.char.strip() else last
    yield from _strip(group, angle, size, shown=shown)


def _is_apart(before: tuple[str, float, float, float], u: float, v: float, size: float) -> bool:
    gap = u - before[1] - before[3]
    return abs(v - before[2]) > _OFF_LINE * size or gap > _FAR * size or u < before[1] - _FAR * size


def _strip(group: list[tuple[str, float, float, float]], angle: int, size: float, *, shown: bool) -> Iterator[Strip]:
    """The group as a strip, without the blanks at its ends; a gap between Latin words is a space."""
    while group and not group[0][0].strip():
        group = group[1:]
    while group and not group[-1][0].strip():
        group.pop()
    if not group:
        return
    parts = [group[0][0]]
    usual = _usual_step(group)
    for (before, u, _, advance), (char, following, _, _) in itertools.pairwise(group):
        wide = following - u - max(advance, usual) > gap_of_space(before, char) * size
        if wide and before.strip() and char.strip():
            parts.append(" ")
        parts.append(char)
    text = "".join(parts)
    end = max(u + advance for _, u, _, advance in group)
    unread = sum(_is_without_code(char) for char in text)
    yield Strip(text, angle, min(u for _, u, _, _ in group), end, group[0][2], size, shown, unread)


def _usual_step(group: list[tuple[str, float, float, float]]) -> float:
    """The step from one Latin character to the next where most are alike, as in type of one width; else 0."""
    steps = [
        round(after[1] - before[1], 2)
        for before, after in itertools.pairwise(group)
        if not _WIDE.match(before[0]) and not _WIDE.match(after[0])
    ]
    step = statistics.mode(steps) if steps else 0.0
    return step if steps.count(step) * 2 > len(steps) > 2 else 0.0


def gap_of_space(before: str, after: str) -> float:
    """How many em between two characters mean a space: ideographs are spaced out for looks."""
    return 0.7 if _WIDE.match(before[-1:]) or _WIDE.match(after[:1]) else _SPACE


def _is_without_code(char: str) -> bool:
    """Whether it stands for a glyph only; the private code points of symbol fonts are bullets and ticks."""
    private = ("\ue000" <= char <= "\uf8ff" and not "\uf020" <= char <= "\uf0ff") or char >= "\U000f0000"
    return private or char in {_PLACEHOLDER, "\ufffd"} or (char < " " and char not in "\t\n\r")
