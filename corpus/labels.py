"""Values that documents print behind labels or on lines of their own: number, date, issuer, source, address.

Patterns meet folded text (simplified, half-width punctuation, lower case); values are cut from the text as printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.dates import PrintedDate, dates_in
from corpus.header import Header
from corpus.lines import Line, front_matter_end, lines_of
from corpus.model import MetadataValue, Origin
from corpus.script import fold

_NEAR_TOP = 3_000  # characters; labels further down belong to what is quoted

_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,14}[〔\[［（(【]\s?(?:19|20)\d{2}\s?[〕\]］）)】]\s?第?\s?\d{1,5}\s?号"
    r"|[\u4e00-\u9fff]{2,20}令\s?第\s?\d{1,4}\s?号"
)
_NUMBER_LABEL = re.compile(r"(?:发文字号|发文文号|文件编号|文\s{0,4}号)\s?[：:]\s?")
_DATE_LABEL = re.compile(
    r"(?P<made>(?:成文|印发|发文|公布|通过)(?:日期|时间))\s?[：:]\s?|(?:(?:发布|发表|更新)(?:日期|时间)|(?<![\u4e00-\u9fff])(?:日\s{0,4}期|时\s{0,4}间))\s?[：:]\s?"
)
_DATED_BY = re.compile(r"通过|公布|发布|颁布|批准|印发|制定|刊登|发表")
_NOT_DATED_BY = re.compile(r"施行|实施|起至|截止|修正|修订|有效")
_SOURCE = re.compile(
    r"(?:文章|信息|稿件)?来\s?源\s?[：:]\s*(?P<value>(?!x)[^\s|:,。;)]{2,30}?)"
    r"(?=浏览|点击|作者|发布|时间|日期|编辑|责任|阅读|字号|收藏|分享|打印|[\s|,。;)】]|$)",
    re.MULTILINE,
)
_URL = re.compile(
    r"(?:原文链接|原文地址|来源网址|文章链接|url)\s?[：:]\s?(?P<value>https?://[^\s\u3000-\u9fff]*[^\s\u3000-\u9fff,;.)])",
    re.IGNORECASE,
)
_ISSUER_LABEL = re.compile(
    r"(?:发文机关|发文单位|发布机构|发布单位|发布机关|制定机关|公布机关|印发机关)\s?[：:]\s?(?P<value>[^\s|,。;:]{3,40})"
)
_ORGAN = (
    r"[\u4e00-\u9fff]{2,30}?(?:人民政府|办公厅|办公室|委员会|国务院|人民法院|人民检察院|街道办事处|办事处|总局|管理局|教育局|党委|党工委|工委"
    r"|[\u4e00-\u9fff]局|[\u4e00-\u9fff]厅|[\u4e00-\u9fff]部|[\u4e00-\u9fff]署|[省市区县]委|联合会|总工会|中心)"
)
_TITLE_ISSUERS = re.compile(
    rf"(?P<value>(?:国务院|中共中央|{_ORGAN})(?:(?:[ \u3000、]|\s)?{_ORGAN})*)\s?(?=关于|印发|转发|公告|通告|令)"
)
_OFFICES = re.compile(rf"{_ORGAN}(?:[ \u3000]+{_ORGAN})*")
_LONGEST_OFFICE = 40


def _value(text: str, match: re.Match[str], group: str | int = "value") -> MetadataValue:
    start, end = match.span(group)
    return MetadataValue(" ".join(text[start:end].split()), Origin.TEXT, start, end)


def _labelled(pattern: re.Pattern[str], text: str, folded: str) -> MetadataValue | None:
    """The first value behind a label near the top; matched in simplified characters, read as printed."""
    match = pattern.search(folded, 0, min(len(folded), _NEAR_TOP))
    return _value(text, match) if match else None


def document_number(text: str, folded: str, header: Header) -> MetadataValue | None:
    """发文字号 as printed: behind its label or alone on a line at the top; numbers of other documents do not count."""
    label = _NUMBER_LABEL.search(folded, 0, min(len(folded), _NEAR_TOP))
    if label and (match := _NUMBER.match(folded, label.end())):
        return _value(text, match, 0)
    for line in header.lines:
        content = folded[line.start : line.end]
        inner = len(content) - len(content.lstrip("（("))
        match = _NUMBER.match(folded, line.start + inner, line.end)
        if match and not folded[match.end() : line.end].strip("）) \t签发人：:"):
            return _value(text, match, 0)
    return None


def _alone(folded: str, line: Line, *, beside: str = "") -> PrintedDate | None:
    """The date on a line that holds nothing else but brackets, a time and the words of the pattern `beside`."""
    for found in dates_in(folded, line.start, line.end):
        rest = folded[line.start : found.start] + folded[found.end : line.end]
        if found.exact and re.fullmatch(rf"[\s（()）]*(?:\d\d?:\d\d(?::\d\d)?|{beside})?[\s（()）]*", rest):
            return found
    return None


@dataclass(frozen=True, slots=True)
class Signature:
    """The end of a letter or notice: the offices that sign, one a line at `[start, end)`, and the date below."""

    offices: str
    start: int
    end: int
    dated: PrintedDate


def signature_of(text: str, folded: str) -> Signature | None:
    """The first signature: lines that are nothing but offices, directly above a line that is nothing but a date."""
    offices: list[Line] = []
    for line in lines_of(text, front_matter_end(text)):
        content = folded[line.start : line.end]
        if len(content) <= _LONGEST_OFFICE and _OFFICES.fullmatch(content):
            offices.append(line)
            continue
        dated = _alone(folded, line) if offices and len(content) <= _LONGEST_OFFICE else None
        if dated:
            printed = " ".join(" ".join(office.text.split()) for office in offices)
            return Signature(printed, offices[0].start, offices[-1].end, dated)
        offices = []
    return None


def published_on(folded: str, header: Header, signature: Signature | None) -> MetadataValue | None:
    """When the document was made, else published.

    In order: behind 成文日期 and the like; （…年…月…日…会议通过） at the top; below the signature; behind 发布日期 and
    the like; alone on a line at the top. Dates in the text do not count. Of a law that was amended it is the first.
    """
    found = (
        _labelled_date(folded, made=True)
        or _passed(folded, header)
        or (signature.dated if signature else None)
        or _labelled_date(folded, made=False)
        or next((date for line in header.lines if (date := _alone(folded, line, beside="印发|发布"))), None)
    )
    return MetadataValue(found.iso, Origin.TEXT, found.start, found.end) if found else None


def _labelled_date(folded: str, *, made: bool) -> PrintedDate | None:
    """The first date behind a label near the top that says when the document was made, or published."""
    for label in _DATE_LABEL.finditer(folded, 0, min(len(folded), _NEAR_TOP)):
        found = next(dates_in(folded, label.end(), label.end() + 20), None)
        is_made = label["made"] is not None
        if is_made == made and found and found.start - label.end() <= 2 and found.iso.count("-"):
            return found
    return None


def _passed(folded: str, header: Header) -> PrintedDate | None:
    """The day on a line at the top that says by whom the document was passed or issued."""
    for line in header.lines:
        content = folded[line.start : line.end]
        if _DATED_BY.search(content) and not content.startswith("关于") and not _DATE_LABEL.search(content):
            found = next((date for date in dates_in(folded, line.start, line.end) if date.exact), None)
            if found and not _NOT_DATED_BY.match(folded, found.end):
                return found
    return None


def issuer(text: str, folded: str, title: MetadataValue | None, signature: Signature | None) -> MetadataValue | None:
    """发文机关: behind its label, before 关于 in the title, or in the signature."""
    if found := _labelled(_ISSUER_LABEL, text, folded):
        return found
    if title is not None and (match := _TITLE_ISSUERS.match(fold(title.value))):
        if title.start is None or title.end is None:
            return MetadataValue(title.value[: match.end("value")], title.origin)
        if match := _TITLE_ISSUERS.match(folded, title.start, title.end):
            return _value(text, match)
    if signature is None:
        return None
    return MetadataValue(signature.offices, Origin.TEXT, signature.start, signature.end)


def source(text: str, folded: str) -> MetadataValue | None:
    """Where the text was taken from, behind 来源."""
    return _labelled(_SOURCE, text, folded)


def url(text: str, folded: str) -> MetadataValue | None:
    """The address behind 原文链接 and the like."""
    return _labelled(_URL, text, folded)
