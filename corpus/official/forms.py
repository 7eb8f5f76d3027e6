"""Forms on which a case is submitted (申报书, 推荐表): what it is called, who submits it and when it was filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from corpus.lines import Line, front_matter_end, lines_of
from corpus.model import MetadataValue, Origin
from corpus.official.dates import dates_in

_NEAR_TOP = 3_000
_FIRST_LINES = 3  # 附件2 and a year may stand above the name of a form
_FORM = re.compile(
    r"[^。;:]{0,60}(?:申报|推荐|参评|报送|征集|评选)(?:登记|推荐|申报|信息|汇总)?(?:书|表|材料)(?:\s?\([^()]{1,12}\))?"
)
_ABOVE = re.compile(r"附件?\s?[\d一二三四五六七八九十]{0,3}\s?:?|(?:19|20)\d\d年?度?|编\s{0,4}号\s?:?.{0,20}")
_BLANK = r"[^\S\r\n]"


def _labelled(label: str) -> re.Pattern[str]:
    """A label at the beginning of a line or in a cell of a table, and what stands behind it on the line."""
    begins = rf"(?:^|\|){_BLANK}*(?:[\d一二三四五六七八九十]{{1,3}}[.、])?"
    value = rf"(?P<value>[^\s|][^\r\n|]{{1,159}}?){_BLANK}*(?=[|\r\n]|$)"
    return re.compile(rf"{begins}(?:{label}){_BLANK}*[:|]{_BLANK}*{value}", re.MULTILINE)


_NAME = _labelled(
    r"(?:申报|推荐|参评|典型|创新|实践)?(?:案例|项目|作品|成果|品牌|经验)(?:名[ \u3000]{0,4}称|题[ \u3000]{0,4}目|标题)"
)
_APPLICANT = _labelled(r"(?:申报|推荐|参评|报送|填报)(?:单位|机构|部门|主体)(?:名称|全称)?(?:\(盖章\))?")
_FILLED_IN = _labelled(r"(?:申报|填报|填表|推荐|报送)(?:日期|时间)")
_UNFILLED = re.compile(r"[\W_]*(?:\(?(?:盖章|公章|签章)\)?)?[\W_]*|[\s_年月日]*|\(.*\)")
_STAMP = re.compile(r"\s*\(?(?:盖章|公章|签章|加盖公章)\)?\s*$")


@dataclass(frozen=True, slots=True)
class Form:
    """What a form says behind its labels, None where a line was left empty; `name` is where it says what it is."""

    name: tuple[int, int]
    title: MetadataValue | None
    author: MetadataValue | None
    published_on: MetadataValue | None


def form_of(text: str, folded: str) -> Form | None:
    """The form that `text` is; None where none of its first lines is the name of a form and nothing else."""
    first = list(islice(lines_of(text, front_matter_end(text)), _FIRST_LINES))
    named = _form_name(first, folded)
    if named is None:
        return None
    return Form(
        (named.start, named.end),
        _filled(_NAME, text, folded, named.end),
        _filled(_APPLICANT, text, folded, named.end),
        _dated(folded, named.end),
    )


def _form_name(first: list[Line], folded: str) -> Line | None:
    for line in first:
        content = folded[line.start : line.end].lstrip("# ")
        if _FORM.fullmatch(content):
            return line
        if not _ABOVE.fullmatch(content):
            return None
    return None


def _values(pattern: re.Pattern[str], folded: str, start: int) -> Iterator[tuple[int, int]]:
    """Where the labels of `pattern` are followed by something that was written in."""
    for match in pattern.finditer(folded, start, min(len(folded), start + _NEAR_TOP)):
        begin, end = match.span("value")
        if stamp := _STAMP.search(folded, begin, end):
            end = stamp.start()
        if end > begin and not _UNFILLED.fullmatch(folded, begin, end):
            yield begin, end


def _filled(pattern: re.Pattern[str], text: str, folded: str, start: int) -> MetadataValue | None:
    for begin, end in _values(pattern, folded, start):
        return MetadataValue(" ".join(text[begin:end].split()), Origin.TEXT, begin, end)
    return None


def _dated(folded: str, start: int) -> MetadataValue | None:
    """The day or month behind 申报日期; a span of time, as a call for cases states it, is none."""
    for begin, end in _values(_FILLED_IN, folded, start):
        found = next(dates_in(folded, begin, end), None)
        if found and found.start == begin and not folded[found.end : end].strip() and "-" in found.iso:
            return MetadataValue(found.iso, Origin.TEXT, found.start, found.end)
    return None
