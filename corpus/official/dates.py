"""Dates as documents print them, to ISO 8601."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from corpus.official.numerals import parse_number

_FIRST_WESTERN_YEAR = 1000
_YEAR_BEFORE_REPUBLIC = 1911  # 民國 1 is 1912
_C = "〇零○Ｏ一二三四五六七八九十百廿卅"
_ZERO = "OoΟО"  # Latin, Greek and Cyrillic letters that stand for 〇 in 二O二一年
_WRAP = r"(?:\s|\n {2})?"  # a line that was broken with an indent (Taiwanese collections)
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_DATE = re.compile(
    rf"(?P<era>(?:中華)?民國|(?:中华)?民国)?{_WRAP}(?P<year>[0-9０-９]{{1,4}}|[{_C}{_ZERO}]{{1,6}}|元){_WRAP}年"
    rf"{_WRAP}(?:(?P<month>[0-9０-９]{{1,2}}|[{_C}]{{1,3}}){_WRAP}月"
    rf"(?:{_WRAP}(?P<day>[0-9０-９]{{1,2}}|[{_C}]{{1,3}}){_WRAP}[日号號])?)?"
    r"|(?<![\d.-])(?P<y>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?![\d-])"
)
_SPELT = str.maketrans({"Ｏ": "〇", "元": "一"} | dict.fromkeys(_ZERO, "〇"))


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date at `[start, end)`; `iso` is as exact as what is printed (2021, 2021-05, 2021-05-18)."""

    iso: str
    start: int
    end: int

    @property
    def exact(self) -> bool:
        """Whether the day is known."""
        return self.iso.count("-") == 2


def is_iso(value: str) -> bool:
    """Whether `value` is YYYY, YYYY-MM or YYYY-MM-DD, and a date that exists."""
    match = _ISO.fullmatch(value)
    try:
        return match is not None and bool(date(*(int(part or 1) for part in match.groups())))
    except ValueError:
        return False


def _iso(year: int, month: int | None, day: int | None) -> str | None:
    """ISO 8601 of a date that exists, in a year from which documents are at hand."""
    if not 1900 <= year <= 2100:
        return None
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return f"{year}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if month and day else "")


def _number(printed: str | None) -> int | None:
    return parse_number(printed.translate(_SPELT)) if printed else None


def dates_in(text: str, start: int = 0, end: int | None = None, *, era: bool = False) -> Iterator[PrintedDate]:
    """The dates in `text[start:end]`, in order; years without a month only where four digits make them certain.

    `era`: years of three digits at most are those of the Republic (九十八年: 2009) even where it is not named.
    """
    for match in _DATE.finditer(text, start, len(text) if end is None else end):
        year, month, day = (_number(match["y"] or match["year"]), None, None)
        month, day = _number(match["m"] or match["month"]), _number(match["d"] or match["day"])
        if year is not None and (match["era"] or (era and year < _FIRST_WESTERN_YEAR)):
            year += _YEAR_BEFORE_REPUBLIC
        iso = _iso(year, month, day) if year is not None else None
        if iso:
            yield PrintedDate(iso, match.start(), match.end())
