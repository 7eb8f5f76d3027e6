"""Values that documents print behind labels or on lines of their own: number, dates, source, address.

Patterns meet folded text (simplified, half-width punctuation, lower case); values are cut from the text as printed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.lines import Line, lines_of
from corpus.model import SEPARATOR, Confidence, MetadataValue, Origin
from corpus.official.adoption import Adoption
from corpus.official.dates import PrintedDate, dates_in
from corpus.official.header import Header

_TOP = 800
_BOTTOM = 300
_NEAR_TOP = 3_000  # characters; labels further down belong to what is quoted

_C = "〇零○一二三四五六七八九十廿卅卌百"
_SPELT_YEAR = "(?:一九|二[〇零○o0])[〇零○o0一二三四五六七八九]{2}"
_NUMBER = re.compile(
    rf"[\u4e00-\u9fff]{{1,16}}\s?[〔\[(【]\s?(?:(?:19|20)?\d{{2}}|{_SPELT_YEAR})\s?[〕\])】]\s?第?\s?(?:\d{{1,5}}|[{_C}]{{1,5}})\s?号"
    rf"|[\u4e00-\u9fff]{{2,30}}(?:令|公告|通告)\s{{0,4}}(?:[〔\[(【]\d{{4}}[〕\])】]\s?|\d{{4}}\s?年\s?)?第\s?[\d{_C}]{{1,5}}\s?号"
    r"|[\u4e00-\u9fff()]{1,16}字第\s{0,2}\d[\da-z]{2,14}\s{0,2}号"
)
_NUMBER_LABEL = re.compile(r"(?:发文字号|发文文号|文件编号|公文字号|文\s{0,4}号|字\s{0,4}号)\s?:\s{0,4}")
_BESIDE_NUMBER = re.compile(r"[)\s]*(?:签发人\s?:.{0,20})?")
_DATE_LABEL = re.compile(
    r"(?P<made>(?:成文|印发|发文|公布|通过)(?:日期|时间))\s?:\s{0,4}"
    r"|(?:(?:发布|发表|更新|刊登|公开)(?:日期|时间)|(?<![\u4e00-\u9fff])(?:日\s{0,4}期|时\s{0,4}间))\s?:\s{0,4}"
)
_BESIDE_RELEASE = re.compile(r"\s*(?:\d\d?:\d\d(?::\d\d)?)?\s*(?:来源|信息来源|文章来源|作者|浏览|字号|点击|发布|\|)")
_DELIVERED = re.compile(r"\s{0,2}在[^\n。]{4,60}?(?:会议|大会)上")
_SOURCE = re.compile(
    r"(?:^|[\s\d|()\[\]【】。])(?:文章|信息|稿件)?来\s?源\s?:[^\S\r\n]*"
    rf"(?P<value>(?!x|\(?[\d{_C}]{{1,3}}[).、])[^\s|:,。;)]{{2,30}}?)"
    r"(?=浏览|点击|作者|发布|时间|日期|编辑|责任|阅读|字号|收藏|分享|打印|[\s|,。;)】]|$)",
    re.MULTILINE,
)
_URL = re.compile(
    r"(?:原文链接|原文地址|来源网址|文章链接|url)\s?:\s?(?P<value>https?://[^\s\u3000-\u9fff]*[^\s\u3000-\u9fff,;.)])",
    re.IGNORECASE,
)


def _value(text: str, match: re.Match[str], group: str | int = "value") -> MetadataValue:
    start, end = match.span(group)
    return MetadataValue(" ".join(text[start:end].split()), Origin.TEXT, start, end)


def _labelled(pattern: re.Pattern[str], text: str, folded: str) -> MetadataValue | None:
    """The first value behind a label near the top; matched in simplified characters, read as printed."""
    match = pattern.search(folded, 0, min(len(folded), _NEAR_TOP))
    return _value(text, match) if match else None


def document_number(text: str, folded: str, header: Header, adoption: Adoption) -> MetadataValue | None:
    """发文字号 as printed, blanks taken out; numbers of other documents do not count.

    Behind its label, alone on a line at the top (over two where an order prints its number below), or in the history
    of a law.
    """
    label = _NUMBER_LABEL.search(folded, 0, min(len(folded), _NEAR_TOP))
    if label and (match := _NUMBER.match(folded, label.end())):
        return _number(text, [match.span()])
    for line in header.lines:
        content = folded[line.start : line.end]
        inner = len(content) - len(content.lstrip("(["))
        match = _NUMBER.match(folded, line.start + inner)
        if match and _BESIDE_NUMBER.fullmatch(folded, match.end(), max(line.end, match.end())):
            return _number(text, [match.span()])
    return _number(text, adoption.numbers) if adoption.numbers else None


def _number(text: str, spans: Sequence[tuple[int, int]]) -> MetadataValue:
    printed = ("".join(text[start:end].split()) for start, end in spans)
    return MetadataValue(SEPARATOR.join(printed), Origin.TEXT, spans[0][0], spans[-1][1])


def _alone(folded: str, line: Line, *, beside: str = "") -> PrintedDate | None:
    """The date on a line that holds nothing else but brackets, a time and the words of the pattern `beside`."""
    for found in dates_in(folded, line.start, line.end):
        rest = folded[line.start : found.start] + folded[found.end : line.end]
        if found.exact and re.fullmatch(rf"[\s()]*(?:\d\d?:\d\d(?::\d\d)?|{beside})?[\s()]*", rest):
            return found
    return None


def _dated(found: PrintedDate | None, confidence: Confidence = Confidence.HIGH) -> MetadataValue | None:
    return MetadataValue(found.iso, Origin.TEXT, found.start, found.end, confidence) if found else None


def published_on(folded: str, header: Header, *, dated: PrintedDate | None, adoption: Adoption) -> MetadataValue | None:
    """When the document was made, else published.

    In order: behind 成文日期 and the like; in the history of a law (of one that was amended it is the first day); below
    the signature (`dated`); where a report says in which meeting it was given; behind 发布日期 and the like; alone on a
    line at the top; on the last line. Dates in the text do not count.
    """
    sure = Confidence.HIGH if adoption.sure else Confidence.MEDIUM
    return (
        _dated(_labelled_date(folded, made=True))
        or _dated(adoption.made, sure)
        or _dated(dated)
        or _dated(_delivered(folded))
        or _dated(_labelled_date(folded, made=False), Confidence.MEDIUM)
        or _dated(_beside_source(folded, header), Confidence.MEDIUM)
        or _dated(_on_a_line(folded, header), Confidence.MEDIUM)
        or _dated(_last(folded), Confidence.MEDIUM)
    )


def released_on(folded: str, header: Header, *, adoption: Adoption) -> MetadataValue | None:
    """When the document was published: behind 发布日期, in the history of a law, beside its source at the top."""
    return (
        _dated(_labelled_date(folded, made=False))
        or _dated(adoption.released)
        or _dated(_beside_source(folded, header), Confidence.MEDIUM)
    )


def _on_a_line(folded: str, header: Header) -> PrintedDate | None:
    return next((date for line in header.lines if (date := _alone(folded, line, beside="印发|发布"))), None)


def _last(folded: str) -> PrintedDate | None:
    """The date that is the last line of the text (a notice without a signature), or in 某办公室 2024年1月31日印发."""
    start = max(0, len(folded) - _BOTTOM)
    lines = [line for line in lines_of(folded, start) if line.start > start or not start]
    if not lines:
        return None
    imprint = next((found for line in lines[-3:] if (found := _imprint(folded, line))), None)
    return imprint or _alone(folded, lines[-1])


def _imprint(folded: str, line: Line) -> PrintedDate | None:
    found = next((date for date in dates_in(folded, line.start, line.end) if date.exact), None)
    return found if found and folded[found.end : line.end].strip() == "印发" else None


def _beside_source(folded: str, header: Header) -> PrintedDate | None:
    """A date that begins a line at the top which goes on with 来源 and the like."""
    for line in header.lines:
        found = next(dates_in(folded, line.start, line.end), None)
        if found and found.exact and found.start == line.start and _BESIDE_RELEASE.match(folded, found.end, line.end):
            return found
    return None


def _labelled_date(folded: str, *, made: bool) -> PrintedDate | None:
    """The first date behind a label near the top that says when the document was made, or published."""
    for label in _DATE_LABEL.finditer(folded, 0, min(len(folded), _NEAR_TOP)):
        found = next(dates_in(folded, label.end(), label.end() + 20), None)
        is_made = label["made"] is not None
        if is_made == made and found and found.start - label.end() <= 2 and found.iso.count("-"):
            return found
    return None


def _delivered(folded: str) -> PrintedDate | None:
    """The day of the meeting to which a report was given (——2026年2月2日在某省第十四届人民代表大会第五次会议上)."""
    for found in dates_in(folded, 0, min(len(folded), _TOP)):
        if found.exact and _DELIVERED.match(folded, found.end):
            return found
    return None


def source(text: str, folded: str) -> MetadataValue | None:
    """Where the text was taken from, behind 来源."""
    return _labelled(_SOURCE, text, folded)


def url(text: str, folded: str) -> MetadataValue | None:
    """The address behind 原文链接 and the like."""
    return _labelled(_URL, text, folded)
