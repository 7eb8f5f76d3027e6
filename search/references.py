"""What a question or a passage refers to by number: documents, articles of laws, years. Pure functions on folded text.

Folded (corpus.script.fold) means simplified characters, half-width letters, digits and round brackets, lower case;
every other kind of bracket is still as it was typed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.official.dates import dates_in
from corpus.official.numerals import parse_number

_HAN = r"\u3400-\u9fff"
_SPELT = "〇零○一二三四五六七八九十廿卅卌百千两"
_DIGITS = "0-9" + _SPELT
_YEAR = r"(?:19|20)\d\d"
_ZERO = "[〇零○o0]"  # a Latin O is typed for it: 二O二一
_ANY_YEAR = rf"(?:{_YEAR}|(?:一九|二{_ZERO})(?:{_ZERO}|[一二三四五六七八九]){{2}})"
_MARK = "号(?![线楼院门馆])"
_NUMBER = re.compile(
    rf"(?P<code>[{_HAN}]{{1,14}})\s?[〔\[(【［〈<]\s?(?P<year>{_ANY_YEAR})\s?[〕\])】］〉>]\s?第?\s?"
    rf"(?:(?P<serial>\d{{1,5}})\s?号?|(?P<spelt_serial>[{_SPELT}]{{1,7}})\s?{_MARK})"  # without it, 一 may begin a word
    rf"|(?P<short>[{_HAN}]{{0,10}}[发字函办规办令政])\s?(?P<short_year>{_ANY_YEAR})\s?年?\s?第?\s?"
    rf"(?P<short_serial>\d{{1,5}}|[{_SPELT}]{{1,7}})\s?{_MARK}"
    rf"|(?P<order>[{_HAN}]{{1,20}}令)\s?第?\s?(?P<order_serial>[{_DIGITS}]{{1,7}})\s?号"
)
# What stands before a code in a sentence; no code of an office holds these words.
_BEFORE_CODE = re.compile(
    r".*(?:关于|根据|按照|依据|依照|遵照|对照|参照|落实|贯彻|执行|实施|请问|查找|查询|查阅|查看|搜索|检索|寻找|学习|解读|印发|下发|转发|废止|什么是|的"
    r"|文件|通知|文号|字号|编号|^找|^查|^看|^见|^与|^和|^及|^以)"
)
_SHORTEST_CODE = 2  # letters
_ORDER = re.compile("令")
_STATE = "中华人民共和国"

_ARTICLE = re.compile(
    rf"第\s?(?P<n>[{_DIGITS}]{{1,9}})\s?(?:-\s?(?P<dash>\d{{1,2}})\s?)?条(?:\s?之\s?(?P<sub>[{_DIGITS}]{{1,3}}))?"
    r"(?![例件线路道街河腿战约])"
)
# 12条 without 第 counts only where nothing follows that could be counted: 12条措施 are twelve measures.
_BARE_ARTICLE = re.compile(
    rf"(?<=[法典例定则程释》」])\s{{0,2}}(?P<n>\d{{1,4}})\s?(?:-\s?(?P<dash>\d{{1,2}})\s?)?条(?:\s?之\s?(?P<sub>[{_DIGITS}]{{1,3}}))?"
    r"(?=$|[\s，,。.?？!！;；:：、)）]|的?规定|的?内容|怎么|如何|是|讲|说|第)"
)
_LAW = re.compile(r"(?:法|法典|条例|规定|办法|细则|解释|规则|准则|通则|章程)$")
_LONGEST_LAW = 60  # letters before an article that may be the title of its law
_LAW_END = re.compile(r"[\s里中内之的》」』〉”\"(（]+$|\((?:19|20)\d\d.{0,8}\)$")

_RANGE = re.compile(rf"(?<!\d)(?P<first>{_YEAR})\s?年?\s?[-—–―~～至到]{{1,2}}\s?(?P<last>{_YEAR})(?!\d)")
COUNTED = r"\s?[多余]?[万千百亿元人名户次个件台家项所吨亩米%％‰]"
"""What follows a number of things, and no year."""
_PLAIN_YEAR = re.compile(rf"(?<![\d.]){_YEAR}(?![\d.]|{COUNTED}|\s?[多余]?条)")
_LONGEST_RANGE = 30


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch `[start, end)` of the folded text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """发文字号: `canonical` is 国发〔2021〕15号 or 国务院令第743号 whatever brackets, widths and numerals were used."""

    canonical: str
    at: Span


@dataclass(frozen=True, slots=True)
class Article:
    """第一百二十条之一 is number 120, sub 1; sub is 0 without 之. `law` holds the letters before it, maybe a title."""

    number: int
    sub: int
    law: str
    at: Span

    @property
    def key(self) -> tuple[int, int]:
        """What two mentions of the same article share."""
        return (self.number, self.sub)

    @property
    def printed(self) -> str:
        """The article as laws print it: 第一百二十条之一."""
        return f"第{chinese(self.number)}条" + (f"之{chinese(self.sub)}" if self.sub else "")


def chinese(number: int) -> str:
    """A number from 1 to 9999 as laws print it: 12 is 十二, 120 一百二十, 1005 一千零五."""
    digits = "零一二三四五六七八九"
    printed, skipped = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            printed += ("零" if skipped and printed else "") + digits[digit] + name
        skipped = not digit
    return printed.removeprefix("一") if printed.startswith("一十") else printed


def document_numbers(folded: str) -> Iterator[DocumentNumber]:
    """The document numbers in `folded`, in order, without the words that lead up to them."""
    for match in _NUMBER.finditer(folded):
        if match["order"]:
            ordinal = parse_number(match["order_serial"])
            name = without_lead(match["order"]).removeprefix(_STATE)
            if ordinal is None or len(name) < 2:
                continue
            canonical = f"{name}第{ordinal}号"
        else:
            code = without_lead(match["code"] or match["short"])
            if not code:
                continue
            year = parse_number((match["year"] or match["short_year"]).replace("o", "〇"))
            serial = parse_number(match["serial"] or match["spelt_serial"] or match["short_serial"])
            canonical = f"{code}〔{year}〕{serial}号"
        yield DocumentNumber(canonical, Span(match.start(), match.end()))


def without_lead(printed: str) -> str:
    """`printed` without the words of a sentence that lead up to a number or a title: 请问根据."""
    return _BEFORE_CODE.sub("", printed)


@functools.lru_cache(maxsize=4096)  # that of a document is looked at for each of its passages
def canonical_number(folded: str) -> str | None:
    """The canonical form of a value that is a document number, None where it is none."""
    found = next(document_numbers(folded.strip()), None)
    return found.canonical if found else None


def cites(folded: str, canonical: str) -> bool:
    """Whether `folded` text names the document number `canonical`, in whatever brackets and numerals."""
    year = re.search(_YEAR, canonical)
    sign = _year_printed(year.group()) if year else _ORDER
    if not sign.search(folded):  # which spares nearly every passage the search for numbers
        return False
    return any(
        found.canonical.endswith(canonical) or is_led_up_to(canonical, found.canonical)
        for found in document_numbers(folded)
    )


def is_led_up_to(asked: str, canonical: str) -> bool:
    """Whether `asked` is the number `canonical`, maybe with words that lead up to it: 我想看国发〔2021〕15号."""
    return asked.endswith(canonical) and len(canonical.partition("〔")[0]) >= _SHORTEST_CODE


@functools.lru_cache(maxsize=64)
def _year_printed(year: str) -> re.Pattern[str]:
    """What finds a year in Arabic and in Chinese numerals: 2021, 二〇二一."""
    spelt = "".join(_ZERO if digit == "0" else "一二三四五六七八九"[int(digit) - 1] for digit in year)
    return re.compile(f"{year}|{spelt}")


def articles(folded: str) -> Iterator[Article]:
    """The articles that `folded` names, in order: 第十二条, 第12条, 第廿一条, 第120条之一, 第12-1条, 民法典12条."""
    matches = sorted([*_ARTICLE.finditer(folded), *_BARE_ARTICLE.finditer(folded)], key=lambda match: match.start())
    for match in matches:
        number = parse_number(match["n"])
        sub = parse_number(match["sub"] or match["dash"] or "") or 0
        if number and number < 10_000 and sub < 100:
            at = Span(match.start(), match.end())
            before = folded[max(0, match.start() - 2 * _LONGEST_LAW) : match.start()]
            yield Article(number, sub, _law_before(before), at)


def article_key(printed: str) -> tuple[int, int] | None:
    """The (number, sub) of an article as printed in either script, None where it is none."""
    found = next(articles(printed.replace("條", "条")), None)
    return found.key if found else None


def _law_before(text: str) -> str:
    """The letters right before an article, without what only leads from the title to it."""
    while (shorter := _LAW_END.sub("", text)) != text:
        text = shorter
    return letters(text)[-_LONGEST_LAW:]


def is_law(title: str) -> bool:
    """Whether a text called `title`, folded, has articles."""
    return bool(_LAW.search(title))


def letters(folded: str) -> str:
    """The letters and digits alone: what is left of a title when punctuation does not count."""
    return "".join(filter(str.isalnum, folded))


def years(folded: str, *, apart_from: tuple[Span, ...] = ()) -> tuple[int, ...]:
    """The years that `folded` names, in ascending order: 2021年, 二〇二一年, 民国110年, 2019—2021, 2021 alone.

    Every year of a range counts, up to thirty. Numbers within `apart_from` do not.
    """
    found: set[int] = set()
    for match in _RANGE.finditer(folded):
        first, last = int(match["first"]), int(match["last"])
        if first <= last < first + _LONGEST_RANGE and _outside(match.start(), apart_from):
            found.update(range(first, last + 1))
    for date in dates_in(folded):
        if _outside(date.start, apart_from):
            found.add(int(date.iso[:4]))
    for match in _PLAIN_YEAR.finditer(folded):
        if _outside(match.start(), apart_from):
            found.add(int(match.group()))
    return tuple(sorted(found))


def _outside(position: int, spans: tuple[Span, ...]) -> bool:
    return not any(span.start <= position < span.end for span in spans)
