"""有效性: from when to when a document is in force, and whether it says that it no longer is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.model import Confidence, MetadataValue, Origin
from corpus.official.dates import PrintedDate, dates_in
from corpus.official.numerals import parse_number

_C = "〇零○一二三四五六七八九十百"
_NEAR_TOP = 3_000
_ITSELF = r"本(?:法|(?:(?!第)[\u4e00-\u9fff]){1,7}?)"  # not 本办法第三条
_FORCE = r"(?:正式|开始)?\s?(?:施行|实施|执行|生效|试行)"
_BEGINS = re.compile(
    rf"(?<![\u4e00-\u9fff]){_ITSELF}\s?(?:自|从|于)\s{{0,2}}(?:(?P<when>公布|发布|颁布|印发|下发|签发)(?:之)?日\s?起?|(?P<day>(?=[民中12一二〇○])))"
)
_STARTS = re.compile(rf"\s?(?:起|开始)?\s?{_FORCE}")
_EFFECTIVE_LABEL = re.compile(r"(?:实施|施行|生效|执行)(?:日期|时间)\s?:\s{0,4}")
_EXPIRES_LABEL = re.compile(r"(?:失效|废止|截止有效|有效期截止)(?:日期|时间)\s?:\s{0,4}")
_STATUS = re.compile(
    r"(?:文件状态|时效性|时效状态|效力状态|有效性|是否有效|文件时效)\s?:\s{0,4}(?P<value>现行有效|有效|是|已废止|废止|已失效|失效|否|已被?修改|部分失效"
    r"|尚未生效|尚未施行)"
)
_STATES = {
    "有效": "现行有效", "是": "现行有效", "废止": "已废止", "失效": "已失效", "否": "已失效", "已被修改": "已修改",
}  # fmt: skip
_TERM = re.compile(
    rf"(?:{_ITSELF}(?:的)?|(?:施行|实施|执行|生效|试行|发布)\s?[,。;]?\s?)(?P<value>有效期(?:限)?(?:为|是|:)?\s?(?P<years>\d{{1,2}}|[{_C}]{{1,3}})\s?年)"
)
_UNTIL = re.compile(
    r"(?:本[\u4e00-\u9fff]{1,7}?(?:的)?|(?:施行|实施|执行|生效|试行|发布)\s?[,。;]?\s?)(?P<value>有效期(?:限)?(?:调整|延长|延续|顺延)?(?:至|到))\s?"
)


@dataclass(frozen=True, slots=True)
class Validity:
    """What a document says of its own force."""

    effective_on: MetadataValue | None = None
    expires_on: MetadataValue | None = None
    status: MetadataValue | None = None


def _value(found: PrintedDate, confidence: Confidence = Confidence.HIGH) -> MetadataValue:
    return MetadataValue(found.iso, Origin.TEXT, found.start, found.end, confidence)


def validity_of(
    text: str,
    folded: str,
    *,
    told: PrintedDate | None,
    repealed: tuple[int, int] | None,
    issued: MetadataValue | None,
) -> Validity:
    """When the document takes effect and expires, and its status where stated.

    `told` is the day of effect that its history tells, `repealed` where that says it is repealed; `issued` is the day
    that 自公布之日起 means.
    """
    effective = _effective(folded, issued) or (_value(told) if told else None)
    term = _TERM.search(folded)
    years = parse_number(term["years"]) if term else None
    expires = _expires(folded)
    if expires is None and term and years and effective:
        expires = _computed(effective, years, *term.span("value"))
    status = _status(folded)
    if status is None and repealed:
        status = MetadataValue("已废止", Origin.TEXT, *repealed)
    if status is None and term and years:
        status = MetadataValue(f"有效期{years}年", Origin.TEXT, *term.span("value"))
    return Validity(effective, expires, status)


def _after_label(pattern: re.Pattern[str], folded: str) -> MetadataValue | None:
    for label in pattern.finditer(folded, 0, min(len(folded), _NEAR_TOP)):
        found = next(dates_in(folded, label.end(), label.end() + 20), None)
        if found and found.exact and found.start == label.end():
            return _value(found)
    return None


def _effective(folded: str, issued: MetadataValue | None) -> MetadataValue | None:
    """Behind 施行日期; else where the document says 本办法自…起施行, the first time that it does."""
    if labelled := _after_label(_EFFECTIVE_LABEL, folded):
        return labelled
    for match in _BEGINS.finditer(folded):
        if match["when"]:
            starts = _STARTS.match(folded, match.end())
            if starts and issued and issued.value.count("-") == 2:
                return MetadataValue(issued.value, Origin.TEXT, match.start(), starts.end(), Confidence.MEDIUM)
            continue
        found = next(dates_in(folded, match.end(), match.end() + 30), None)
        if found and found.exact and found.start == match.end() and _STARTS.match(folded, found.end):
            return _value(found)
    return None


def _expires(folded: str) -> MetadataValue | None:
    """Behind 失效日期; else behind 有效期至."""
    if labelled := _after_label(_EXPIRES_LABEL, folded):
        return labelled
    for match in _UNTIL.finditer(folded):
        found = next(dates_in(folded, match.end(), match.end() + 20), None)
        if found and found.exact and found.start == match.end():
            return _value(found)
    return None


def _computed(effective: MetadataValue, years: int, start: int, end: int) -> MetadataValue | None:
    """The last day of a term of so many years from the day of effect."""
    first = date.fromisoformat(effective.value)
    try:
        last = first.replace(year=first.year + years) - timedelta(days=1)
    except ValueError:  # from 29 February
        last = date(first.year + years, 2, 28)
    return MetadataValue(last.isoformat(), Origin.TEXT, start, end, Confidence.MEDIUM)


def _status(folded: str) -> MetadataValue | None:
    match = _STATUS.search(folded, 0, min(len(folded), _NEAR_TOP))
    if match is None:
        return None
    stated = match["value"]
    return MetadataValue(_STATES.get(stated, stated), Origin.TEXT, *match.span("value"))
