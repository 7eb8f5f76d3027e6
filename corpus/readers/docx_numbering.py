"""The numbers that Word prints before paragraphs without storing them in the text: 一、 （一） 第三条 1.2."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from corpus.readers.docx_styles import Styles, W, value

_PLACEHOLDER = re.compile(r"%([1-9])")
_DIGITS = "零一二三四五六七八九"
_FORMAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_FORMAL_UNITS = ("", "拾", "佰", "仟")
_UNITS = ("", "十", "百", "千")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_ONES = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: its number format, its pattern (第%1条), its first number."""

    number_format: str
    pattern: str
    start: int
    plain: bool = False


@dataclass(slots=True)
class _List:
    levels: dict[int, Level]
    counts: dict[int, int] = field(default_factory=dict)


def chinese(number: int, *, digits: str = _DIGITS, units: tuple[str, ...] = _UNITS) -> str:
    """A number below ten thousand in Chinese: 10 is 十, 21 is 二十一, 105 is 一百零五."""
    if not 0 < number < 10_000:
        return str(number)
    figures = [int(figure) for figure in str(number)]
    written = ""
    for place, figure in zip(reversed(range(len(figures))), figures, strict=True):
        if figure:
            written += digits[figure] + units[place]
        elif not written.endswith(digits[0]):
            written += digits[0]
    written = written.rstrip(digits[0])
    return written[1:] if 10 <= number < 20 and units is _UNITS else written


def roman(number: int) -> str:
    """A number in lower-case Roman numerals."""
    written = ""
    for worth, sign in _ROMAN + _ROMAN_ONES:
        while number >= worth:
            written += sign
            number -= worth
    return written


def letters(number: int) -> str:
    """A, B … Z, AA, BB … as Word counts, in lower case."""
    repeat, rest = divmod(number - 1, 26)
    return chr(ord("a") + rest) * (repeat + 1)


def formatted(number: int, number_format: str) -> str:
    """`number` as Word prints it in `number_format` (ST_NumberFormat); Arabic where that is not known here."""
    if number < 1:
        return str(number)
    if number_format in _FORMATS:
        return str(_FORMATS[number_format](number))
    return str(number)


_FORMATS: dict[str, Any] = {
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": lambda number: "".join("〇一二三四五六七八九"[int(figure)] for figure in str(number)),
    "chineseLegalSimplified": lambda number: chinese(number, digits=_FORMAL_DIGITS, units=_FORMAL_UNITS),
    "ideographTraditional": lambda number: _STEMS[(number - 1) % 10],
    "ideographZodiac": lambda number: _BRANCHES[(number - 1) % 12],
    "upperLetter": lambda number: letters(number).upper(),
    "lowerLetter": letters,
    "upperRoman": lambda number: roman(number).upper(),
    "lowerRoman": roman,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "decimalEnclosedCircle": lambda number: chr(0x2460 + number - 1) if number <= 20 else str(number),
    "decimalEnclosedCircleChinese": lambda number: chr(0x2460 + number - 1) if number <= 20 else str(number),
    "decimalEnclosedParen": lambda number: f"({number})",
    "none": lambda number: "",
}


class Numbering:
    """Counts paragraphs as Word does and says what it prints before each."""

    def __init__(self, root: Any, styles: Styles) -> None:
        self._styles = styles
        abstract = (
            {} if root is None else {item.get(W + "abstractNumId"): item for item in root.iter(W + "abstractNum")}
        )
        shared = {key: _List(_levels(item)) for key, item in abstract.items()}
        self._lists: dict[str, _List] = {}
        for number in () if root is None else root.iter(W + "num"):
            found = shared.get(value(number, "abstractNumId"))
            if found is not None:
                self._lists[number.get(W + "numId")] = _overridden(number, found)

    def prefix(self, properties: Any, style_id: str | None) -> str:
        """What Word prints before the paragraph with these properties (w:pPr); also counts it."""
        number, level_name = value(properties, "numPr/numId"), value(properties, "numPr/ilvl")
        if number is None:
            number, inherited = self._styles.numbering(style_id)
            level_name = level_name or inherited
        found = self._lists.get(number or "")
        depth = int(level_name) if level_name and level_name.isdigit() else 0
        if found is None or depth not in found.levels:
            return ""
        level = found.levels[depth]
        found.counts[depth] = found.counts.get(depth, level.start - 1) + 1
        for deeper in [key for key in found.counts if key > depth]:
            del found.counts[deeper]
        return "" if level.number_format == "bullet" else self._printed(found, level)

    def _printed(self, found: _List, level: Level) -> str:
        def number_at(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            source = found.levels.get(depth)
            if source is None:
                return ""
            count = found.counts.setdefault(depth, source.start)
            return formatted(count, "decimal" if level.plain else source.number_format)

        return _PLACEHOLDER.sub(number_at, level.pattern)


def _levels(abstract: Any) -> dict[int, Level]:
    return {int(level.get(W + "ilvl") or 0): _level(level) for level in abstract.iter(W + "lvl")}


def _level(element: Any) -> Level:
    start = value(element, "start") or "1"
    return Level(
        number_format=value(element, "numFmt") or "decimal",
        pattern=value(element, "lvlText") or "",
        start=int(start) if start.isdigit() else 1,
        plain=element.find(W + "isLgl") is not None,
    )


def _overridden(number: Any, shared: _List) -> _List:
    """A list with its own levels or starts counts for itself; any other goes on with the count of its kind."""
    overrides = number.findall(W + "lvlOverride")
    if not overrides:
        return shared
    levels = dict(shared.levels)
    for override in overrides:
        depth = int(override.get(W + "ilvl") or 0)
        own, start = override.find(W + "lvl"), value(override, "startOverride")
        if own is not None:
            levels[depth] = _level(own)
        elif start is not None and start.isdigit() and depth in levels:
            old = levels[depth]
            levels[depth] = Level(old.number_format, old.pattern, int(start), old.plain)
    return _List(levels)
