"""Numbers and days as others may print them: 1930 and 1,930, 百分之九十七点三 and 97.3, 3月5日 and 03-05.

Pure functions on folded text (corpus.script.fold).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.official.dates import dates_in
from corpus.official.numerals import parse_number
from search.references import COUNTED

NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|\d+")
_COUNTED = re.compile(rf"(?<![\d.,])(?P<number>{NUMBER.pattern})(?={COUNTED})")
_SINGLE = "〇零一二三四五六七八九"
_PERCENT = re.compile(rf"百分之(?P<whole>[{_SINGLE}十百两]{{1,7}})(?:点(?P<parts>[{_SINGLE}]{{1,6}}))?")
_LEAST_GROUPED = 4  # digits


def grouped(number: str) -> str:
    """`number` (see NUMBER) with a comma before every three digits, or without any if it has some."""
    if "," in number:
        return number.replace(",", "")
    return f"{int(number):,}" if len(number) >= _LEAST_GROUPED and not number.startswith("0") else number


def printed_otherwise(folded: str) -> Iterator[str]:
    """What is to be looked for as well: other forms of the numbers, percentages and days in `folded`.

    Only numbers of things have commas: no years, telephone numbers and what follows a point.
    """
    for found in _COUNTED.finditer(folded):
        yield from {grouped(found["number"])} - {found["number"]}
    for percent in _PERCENT.finditer(folded):
        if (whole := parse_number(percent["whole"])) is not None:
            parts = "".join(str(parse_number(digit)) for digit in percent["parts"] or "")
            yield f"{whole}.{parts}" if parts else str(whole)
    for date in dates_in(folded):
        month_and_day = date.iso.split("-")[1:]
        yield from (form for part in month_and_day for form in (part, part.removeprefix("0")))
