"""Numbers and days as others may print them: 1930 and 1,930; 百分之九十七点三 as 97.3; 2026年3月5日 and 2026-03-05.

Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.official.dates import dates_in
from corpus.official.numerals import parse_number
from corpus.script import fold
from search.references import COUNTED

_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
# What may be a year only before what is counted beyond doubt: 2024项目 is one of that year.
_COUNTED = re.compile(
    rf"(?<![\d.,第])(?:(?!(?:19|20)\d\d\D)[1-9]\d{{3,11}}(?={COUNTED})"
    r"|(?:19|20)\d\d(?=\s?[多余]?(?:人次|元|户|吨|亩|公里|平方|%|‰)))"
)
_CHINESE_COMMA = "，"
_SINGLE = "〇零一二三四五六七八九"
_PERCENT = re.compile(rf"百分之(?P<whole>[{_SINGLE}十百两]{{1,7}})(?:点(?P<parts>[{_SINGLE}]{{1,6}}))?(?![几多来余])")
_LEAST_GROUPED = 4  # digits


def grouped(number: str) -> str:
    """The digits `number` with a comma before every three of them: 1930 is 1,930."""
    return f"{int(number):,}" if len(number) >= _LEAST_GROUPED and not number.startswith("0") else number


def printed_otherwise(typed: str) -> Iterator[str]:
    """What is to be looked for as well: other forms of the numbers, percentages and full dates in `typed`, folded.

    Numbers have commas where something is counted; of the groups between these only those that tell something count.
    """
    folded = fold(typed)
    for joined in _GROUPED.finditer(folded):
        if _CHINESE_COMMA not in typed[joined.start() : joined.end()]:  # which parts two numbers, but is a comma folded
            yield joined.group().replace(",", "")
    for number in _COUNTED.finditer(folded):
        yield from (group for group in grouped(number.group()).split(",")[1:] if group.strip("0"))
    for percent in _PERCENT.finditer(folded):
        if (whole := parse_number(percent["whole"])) is not None:
            parts = "".join(str(parse_number(digit)) for digit in percent["parts"] or "")
            yield f"{whole}.{parts}" if parts else str(whole)
    for date in dates_in(folded):
        month_and_day = date.iso.split("-")[1:]
        yield from (form for part in month_and_day for form in (part, part.removeprefix("0")))
