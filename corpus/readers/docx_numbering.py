"""The numbers that Word prints before paragraphs without storing them in the text: 一、 （一） 第三条 1.2."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from corpus.readers.docx_styles import Styles, W, switched_on, value, whole

_PLACEHOLDER = re.compile(r"%([1-9])")
_DIGITS = "零一二三四五六七八九"
_FORMAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_DIGITS = "零壹貳參肆伍陸柒捌玖"
_FORMAL_UNITS = ("", "拾", "佰", "仟")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_LEVELS = 9
_LONGEST_PATTERN = 100  # characters; Word takes 30
_UNITS = ("", "十", "百", "千")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_ONES = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: its number format, its pattern (第%1条), its first number.

    `plain` shows all numbers as Arabic ones. The count begins again after a level above `restart` (0-based; None: any
    above its own). `spacing` is what stands between number and text: tab, space or nothing. `style` is the paragraph
    style that the level belongs to.
    """

    number_format: str
    pattern: str
    start: int
    plain: bool = False
    restart: int | None = None
    spacing: str = "tab"
    style: str | None = None


@dataclass(slots=True)
class _List:
    """A list as one numbering id shows it; all ids of one abstract list share `counts`."""

    levels: dict[int, Level]
    counts: dict[int, int]
    restarts: set[int] = field(default_factory=set)


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
    """A number from 1 to 32,767 in lower-case Roman numerals."""
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


def ordinal(number: int) -> str:
    """A number as English counts places: 1st, 2nd, 3rd, 4th, 11th."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in (11, 12, 13) else "th"
    return f"{number}{ending}"


def formatted(number: int, number_format: str) -> str:
    """`number` as Word prints it in `number_format` (ST_NumberFormat); Arabic where that is not known here."""
    if not 0 < number < 2**15:
        return "" if number_format == "none" else str(number)
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
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": lambda number: chr(0x2460 + number - 1) if number <= 20 else str(number),
    "decimalEnclosedCircleChinese": lambda number: chr(0x2460 + number - 1) if number <= 20 else str(number),
    "decimalEnclosedParen": lambda number: chr(0x2474 + number - 1) if number <= 20 else f"({number})",
    "decimalEnclosedFullstop": lambda number: chr(0x2488 + number - 1) if number <= 20 else f"{number}.",
    "ideographEnclosedCircle": lambda number: chr(0x3280 + number - 1) if number <= 10 else str(number),
    "ideographLegalTraditional": lambda number: chinese(number, digits=_LEGAL_DIGITS, units=_FORMAL_UNITS),
    "ideographZodiacTraditional": lambda number: _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12],
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "numberInDash": lambda number: f"- {number} -",
    "ordinal": ordinal,
    "chicago": lambda number: "*†‡§"[(number - 1) % 4] * min((number - 1) // 4 + 1, 10),
    "none": lambda number: "",
}


class Numbering:
    """Counts paragraphs as Word does and says what it prints before each."""

    def __init__(self, root: Any, styles: Styles) -> None:
        self._styles = styles
        abstract = [] if root is None else list(root.iter(W + "abstractNum"))
        by_style = {name: item for item in abstract if (name := value(item, "styleLink"))}
        shared: dict[str | None, _List] = {}
        for item in abstract:
            linked = value(item, "numStyleLink")
            shared[item.get(W + "abstractNumId")] = _List(_levels(by_style.get(linked, item) if linked else item), {})
        self._lists: dict[str, _List] = {}
        for number in () if root is None else root.iter(W + "num"):
            found = shared.get(value(number, "abstractNumId"))
            if found is not None:
                self._lists[number.get(W + "numId") or ""] = _overridden(number, found)

    def numbered(self, text: str, properties: Any, style_id: str | None) -> str:
        """`text` behind what Word prints before the paragraph with these properties (w:pPr); also counts it."""
        found, depth = self._place(properties, style_id)
        if found is None or depth not in found.levels:
            return text
        level = found.levels[depth]
        _count(found, depth)
        if level.number_format == "bullet":
            return text
        number = self._printed(found, level)
        apart = {"nothing": False, "space": bool(number)}.get(level.spacing, number[-1:].isalnum())
        return f"{number} {text}" if apart else number + text

    def _place(self, properties: Any, style_id: str | None) -> tuple[_List | None, int]:
        """The list of a paragraph and its level there: its own, its style's, or that which belongs to its style."""
        number, level = value(properties, "numPr/numId"), value(properties, "numPr/ilvl")
        inherited, style_level = self._styles.numbering(style_id)
        found = self._lists.get(number or inherited or "")
        depth = whole(level if level is not None else style_level if number is None else None)
        if found is not None and depth is None and number is None:
            depth = _level_of_style(found, self._styles.lineage(style_id))
        return found, depth or 0

    def _printed(self, found: _List, level: Level) -> str:
        def number_at(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            source = found.levels.get(depth)
            if source is None:
                return ""
            count = found.counts.setdefault(depth, source.start)
            return formatted(count, "decimal" if level.plain else source.number_format)

        return _PLACEHOLDER.sub(number_at, level.pattern)


def _count(found: _List, depth: int) -> None:
    """Count a paragraph at this level; what stands deeper begins again."""
    level = found.levels[depth]
    if depth in found.restarts:
        found.counts.pop(depth, None)
        found.restarts.discard(depth)
    found.counts[depth] = found.counts.get(depth, level.start - 1) + 1
    for deeper in [key for key in found.counts if key > depth]:
        above = found.levels[deeper].restart if deeper in found.levels else None
        if above is None or depth < above:
            del found.counts[deeper]


def _level_of_style(found: _List, lineage: tuple[str, ...]) -> int | None:
    owned = {level.style: depth for depth, level in found.levels.items() if level.style}
    return next((owned[style] for style in lineage if style in owned), None)


def _levels(abstract: Any) -> dict[int, Level]:
    found = ((whole(level.get(W + "ilvl")), level) for level in abstract.iter(W + "lvl"))
    return {depth: _level(level) for depth, level in found if depth is not None and depth < _LEVELS}


def _level(element: Any) -> Level:
    start = whole(value(element, "start"))
    unseen = switched_on(element.find(W + "rPr"), "vanish")
    return Level(
        number_format=_number_format(element),
        pattern="" if unseen else (value(element, "lvlText") or "")[:_LONGEST_PATTERN],
        start=1 if start is None else start,
        plain=bool(switched_on(element, "isLgl")),
        restart=whole(value(element, "lvlRestart")),
        spacing=value(element, "suff") or "tab",
        style=value(element, "pStyle"),
    )


def _number_format(level: Any) -> str:
    """The format; new programs keep one that old ones do not know beside the next best (mc:AlternateContent)."""
    found = value(level, "numFmt")
    if found is None:
        found = next(
            (item.get(W + "val") for item in level.iter(W + "numFmt") if item.get(W + "val") != "custom"), None
        )
    return found or "decimal"


def _overridden(number: Any, shared: _List) -> _List:
    """The list as this id shows it: levels of its own, and counts that begin again when it is first used."""
    levels, restarts = dict(shared.levels), set[int]()
    for override in number.findall(W + "lvlOverride"):
        depth = whole(override.get(W + "ilvl"))
        own, start = override.find(W + "lvl"), whole(value(override, "startOverride"))
        if depth is None or depth >= _LEVELS:
            continue
        if own is not None:
            levels[depth] = _level(own)
        if start is not None and depth in levels:
            levels[depth] = replace(levels[depth], start=start)
            restarts.add(depth)
    return _List(levels, shared.counts, restarts)
