"""Times in a text: what is a date and no figure, and which period it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.official.numerals import parse_number
from review.claims.model import Span

_CN = "〇○零一二三四五六七八九"
_YEAR = rf"(?:(?:1[6-9]|20)\d\d|(?:1 9|2 0) \d \d|[一二][{_CN}]{{3}})"
_MONTH = r"(?:1 ?[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3 ?[01]|[12] ?\d|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_PART = r"(?:年?[底末初]|年中|上旬|中旬|下旬|上半年|下半年|前后)"
_MD = rf"{_MONTH}\s?月(?!饼|球|亮|收|薪|租)(?:份|\s?{_DAY}\s?[日号])?{_PART}?"
_YMD = rf"{_YEAR}\s?年度?(?:\s?(?:{_MD}|(?:第?[一二三四1-4]|前[一二三])季度|{_PART}))?"
_TO = r"\s?(?:至|到|[-—–―~～]{1,2})\s?"
_NOT = r"(?<![\d.])(?<!\d,)"
_DATE = re.compile(
    rf"{_NOT}(?:"
    rf"{_YMD}{_TO}{_YMD}|{_YMD}{_TO}{_MD}|{_YEAR}{_TO}(?:{_YMD})|{_YMD}{_TO}{_DAY}[日号]|{_YMD}(?:以来)?|"
    rf"{_MD}{_TO}(?:{_MD}|{_DAY}\s?[日号])|{_MONTH}{_TO}{_MD}|{_MD}|"
    r"(?:1[6-9]|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|"
    rf"{_DAY}{_TO}{_DAY}[日号](?!以?内|均|之内|间)|(?:3[01]|[12]\d|[1-9])[日号](?!以?内|均|之内|间|[楼线馆院坑店])|"
    r"\d{2,4}年代|[二三四五六七八九]十年代|\d{1,2}世纪(?:末|初|中叶|\d{2}年代|[二三四五六七八九]十年代)?|二十一?世纪|"
    r"(?:第?[一二三四1-4]|前[一二三])个?季度(?!各|每)|“?[十二三]?[一二三四五]?十?[一二三四五]五”?(?:时期|期间|"
    r"末|以来|规划)"
    r")"
)
_RELATIVE = re.compile(
    r"(?:截至|截止|到)?(?:目前|今年|去年|前年|明年|上年|本年|当年|同年|全年|年内|同期|上月|当月|本月|近年来?|"
    r"历年)(?:年?[底末初])?(?:上半年|下半年)?|上半年|下半年|"
    r"(?:(?<![将有了达])近|过去|今后|未来|最近|这|此后|前|头)[一二两三四五六七八九十几\d]{1,3}(?:多|余)?(?:年|个?月|个季度|"
    r"天|周)(?:多|余)?(?:来|间|里|内)?|"
    r"(?<![一二两三四五六七八九十〇零\d])[一二两三四五六七八九十几\d]{1,3}(?:多|余)?年(?:多|余)?(?:以?来|间|中|里)|"
    r"(?:(?<=[,。;:\n])|"
    r"^)[一二两三四五六七八九十]{1,2}年(?=新增|累计|共|建成|完成|实现|增长|提高|合计|年均|平均|下来|过去)|"
    r"(?:过去|平凡|难忘|这|以来)的[一二两三四五六七八九十]{1,2}年"
)
_PARTS = re.compile(rf"({_YEAR})\s?年?度?(?:\s?({_MONTH})\s?月)?(?:份?\s?({_DAY})\s?[日号])?")


@dataclass(frozen=True, slots=True)
class When:
    """A time at `span`: `words` as printed (folded), `period` in ISO 8601 where it can be told."""

    span: Span
    words: str
    period: str


def whens(folded: str, published: str | None) -> Iterator[When]:
    """The times in a text, in order; `published` (ISO 8601) dates 去年, 今年 and 上年."""
    year = int(published[:4]) if published and published[:4].isdigit() else None
    for found in _DATE.finditer(folded):
        yield When(found.span(), found[0], _period(found[0]))
    for found in _RELATIVE.finditer(folded):
        yield When(found.span(), found[0], _relative(found[0], year))


def _period(words: str) -> str:
    points = [point for found in _PARTS.finditer(words) if (point := _point(found))]
    if len(points) == 1 and (later := re.search(rf"(?:至|到|[-—–―~～])\s?({_MONTH})\s?月", words)) and "-" in points[0]:
        points.append(f"{points[0][:4]}-{_number(later[1]):02}")
    if len(points) > 1:
        return f"{points[0]}/{points[-1]}"
    return points[0] if points else ""


def _point(found: re.Match[str]) -> str:
    year = _number(found[1])
    parts = [f"{year:04}", *(f"{_number(part):02}" for part in found.groups()[1:] if part)]
    return "-".join(parts) if year else ""


def _number(printed: str) -> int:
    return parse_number(printed) or 0  # which leaves blanks inside out


def _relative(words: str, year: int | None) -> str:
    if year is None:
        return ""
    for word, before in (("去年", 1), ("上年", 1), ("前年", 2), ("今年", 0), ("本年", 0), ("明年", -1)):
        if word in words:
            return str(year - before)
    return ""
