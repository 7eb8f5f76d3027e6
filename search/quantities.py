"""Numbers and days as others print them: 1930 and 1,930; 百分之九十七点三 as 97.3; 2026年3月5日 and 2026-03-05.

Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.official.dates import dates_in
from corpus.official.numerals import parse_number
from corpus.script import fold
from search.references import COUNTED, chinese
from search.synonyms import Alternatives

_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
# What may be a year only before what is counted beyond doubt: 2024项目 is one of that year.
_PLAIN = re.compile(
    rf"(?<![\d.,第法典例定则程])(?:(?!(?:19|20)\d\d\D)[1-9]\d{{3,11}}(?={COUNTED}|\s?[张条])"
    r"|(?:19|20)\d\d(?=\s?[多余]?(?:人次|元|户|吨|亩|公里|平方|%|‰)))"
)
_SINGLE = "〇零一二三四五六七八九"  # the digit n, from 1 on, is at n + 1
_SPELT = re.compile(
    rf"(?<![{_SINGLE}十百千万亿两几数第之\d])[{_SINGLE}两][{_SINGLE}十百千两]{{1,8}}+(?![多余几])(?={COUNTED}|\s?[张条])"
)
_PERCENT = re.compile(
    rf"百分之(?P<whole>[{_SINGLE}十百两]{{1,7}}+)(?:点(?P<parts>[{_SINGLE}]{{1,6}}+))?+(?![几多来余])"
    r"|(?<![\d.,])(?P<digits>\d{1,3})(?:\.(?P<after>\d{1,4}))?%"
)
_CHINESE_COMMA = "，"
_LEAST_GROUPED = 4  # digits


def otherwise(typed: str) -> Iterator[Alternatives]:
    """The numbers, percentages and full dates in `typed`, each with its other forms.

    Only numbers of things have any: no years, telephone numbers and what follows a point.
    """
    folded = fold(typed)
    for start, end, also in _forms(folded):
        if _CHINESE_COMMA not in typed[start:end]:  # which parts two numbers, but is any comma once folded
            yield Alternatives(folded[start:end], start, end, also, number=True)


def _forms(folded: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    for joined in _GROUPED.finditer(folded):
        yield *joined.span(), (joined.group().replace(",", ""),)
    for number in _PLAIN.finditer(folded):
        yield *number.span(), (grouped(number.group()),)
    for spelt in _SPELT.finditer(folded):
        value = parse_number(spelt.group())
        if value is not None and re.search("[百千]", spelt.group()):
            yield *spelt.span(), tuple(dict.fromkeys((str(value), grouped(str(value)))))
    for percent in _PERCENT.finditer(folded):
        yield *percent.span(), (_percentage(percent),)
    for date in (date for date in dates_in(folded) if date.exact):
        year, month, day = map(int, date.iso.split("-"))
        forms = (date.iso, f"{year}年{month}月{day}日", f"{year}.{month}.{day}")
        yield date.start, date.end, tuple(form for form in forms if form != folded[date.start : date.end])


def _percentage(found: re.Match[str]) -> str:
    """What _PERCENT found, in the other form."""
    if found["digits"]:
        after = "".join(_SINGLE[int(digit) + (digit != "0")] for digit in found["after"] or "")
        whole = chinese(int(found["digits"])) or "零"
        return f"百分之{whole}点{after}" if after else f"百分之{whole}"
    parts = "".join(str(parse_number(digit)) for digit in found["parts"] or "")
    return f"{parse_number(found['whole'])}.{parts}".rstrip(".") + "%"


def grouped(number: str) -> str:
    """The digits `number` with a comma before every three of them: 1930 is 1,930."""
    return f"{int(number):,}" if len(number) >= _LEAST_GROUPED and not number.startswith("0") else number


def telling(form: str) -> list[str]:
    """The terms of another form of a number or a day that tell something: of 1,930 only 930, of 10,000 none."""
    numbers = re.findall(r"\d+(?:\.\d+)*", form)
    return [number for number in numbers[1:] if number.strip("0")] if "," in form else numbers


def holds(text: str, one: Alternatives) -> bool:
    """Whether folded `text` without blanks has the number or the day in any of its forms, and not as a year."""
    return any(holds_number(text, form, beside="年") for form in (one.word, *one.also))


def holds_number(text: str, form: str, *, beside: str = "") -> bool:
    """Whether `text` has this form, not as part of a longer number (30 is not in 1,930) nor before `beside`."""
    after = rf"(?!\d|[.,]\d|{beside})" if beside else r"(?!\d|[.,]\d)"
    return form in text and bool(re.search(rf"(?<!\d)(?<!\d[.,]){re.escape(form)}{after}", text))
