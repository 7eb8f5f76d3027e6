"""Dates as documents print them, to ISO 8601."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from corpus.numerals import parse_number

_FIRST_REPUBLICAN_YEAR = 1911  # 民國 1 is 1912
_C = "〇零○Ｏ一二三四五六七八九十百"
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_DATE = re.compile(
    rf"(?P<era>(?:中華)?民國|(?:中华)?民国)?\s?(?P<year>[0-9０-９]{{1,4}}|[{_C}]{{1,6}})\s?年"
    rf"\s?(?:(?P<month>[0-9０-９]{{1,2}}|[{_C}]{{1,3}})\s?月(?:\s?(?P<day>[0-9０-９]{{1,2}}|[{_C}]{{1,3}})\s?[日号號])?)?"
    r"|(?<![\d.-])(?P<y>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?![\d-])"
)


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
    return parse_number(printed.replace("Ｏ", "〇")) if printed else None


def dates_in(text: str, start: int = 0, end: int | None = None) -> Iterator[PrintedDate]:
    """The dates in `text[start:end]`, in order; years without a month only where four digits make them certain."""
    for match in _DATE.finditer(text, start, len(text) if end is None else end):
        year, month, day = (_number(match["y"] or match["year"]), None, None)
        month, day = _number(match["m"] or match["month"]), _number(match["d"] or match["day"])
        if year is not None and match["era"]:
            year += _FIRST_REPUBLICAN_YEAR
        iso = _iso(year, month, day) if year is not None else None
        if iso:
            yield PrintedDate(iso, match.start(), match.end())
