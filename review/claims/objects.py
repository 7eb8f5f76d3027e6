"""Which words name what a number counts: behind it, before it, in the row of its table, or in the clause before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from review.claims.model import Measure, Span
from review.claims.nouns import is_duration, named_after, named_before
from review.claims.numbers import Number
from review.claims.units import MONEY, PEOPLE, PHYSICAL, TIME, is_classifier

_RIGHT_STOP = re.compile(r"[,。;:!?\n|()、…]")
_LEFT_STOP = re.compile(r"[,。;:!?\n|、…)]")
_LONG_ATTRIBUTE = re.compile(r"(?:对|以|由|在|集|具有|拥有|符合|来自|从|经|因)")
_ORGANISATIONS = re.compile(
    r"[^,。]*?(?:企业|公司|单位|机构|医院|银行|协会|门店|商户|酒店|工厂)(?!家|服务|中心|总部|集团|联盟)"
)
_PERSONS = re.compile(
    r"[^,。]*?(?:党员干部|居民代表|村民代表|党员|干部|大学生|学生|居民|教师|医生|志愿者|代表|职工|员工|老人|"
    r"老年人|人员|工人|群众|专家|患者|队员|成员|书记|游客|儿童|[\u4e00-\u9fff]员)(?![工会额证级]|中心|服务|"
    r"之家|大会|队|组|活动|家|干部|党员|书记|人)"
)
_COUNTED = {"家": _ORGANISATIONS, "名": _PERSONS, "位": _PERSONS}
_LASTS = re.compile(r"(?:为期|长达|历时|达|有|是|着|的|[,。])$")
_VARYING = re.compile(r"不等|之间|以上|以下|左右")
_FROM = re.compile(r"(?:从|由)(?!事|来|于)")
_FAR = 45  # characters behind a number that an attribute in front of a noun may take
_WIDEST = 80  # characters on either side of a number in which its object is looked for
_ROW = 500  # characters of a row before a number
_LABEL = 12  # characters
_EDGES = " ,、的|:"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a number.

    `start` is where its sentence begins, `behind` where the number before it and what that counts end, `following`
    where the next number begins (or the sentence ends); `times` are those that the sentence names.
    """

    start: int
    behind: int
    following: int
    times: Sequence[Span]


def object_of(folded: str, number: Number, around: Surroundings) -> tuple[Span | None, str]:
    """Where the words stand that say what is counted; and the words before a number that has none (已完工)."""
    start = number.whole[0]
    left_start = _left_start(folded, start, max(around.start, around.behind, start - _WIDEST))
    times = [span for span in around.times if left_start <= span[0] and span[1] <= start]
    counting = is_classifier(number.unit.split("/")[0])
    stated = counting and folded[start - 1 : start] == "的"  # 表示满意的1,054份 of what was counted before
    stated = stated and not (times and times[-1][1] == start - 1)
    left = named_before(folded, left_start, start, times) if left_start < start and not stated else None
    right = _named_right(folded, number, around.following)
    if number.unit and not counting:
        span = _of_measure(folded, number, left, right)
    else:
        span = _shortened(folded, number.unit, right) or left
    span = span or _row_label(folded, number, around.start)
    span = span or _named_earlier(folded, max(around.start, around.behind), left_start)
    return _trimmed(folded, span), _label(folded, left_start, start, times) if span is None else ""


def _of_measure(folded: str, number: Number, left: Span | None, right: Span | None) -> Span | None:
    """What a number is the measure of: its unit is no classifier, so that mostly stands before it."""
    start, end = number.whole
    behind = _VARYING.sub("", folded[end : end + 4])
    lasting = number.unit in TIME
    if behind.startswith("的") and right and not (number.measure is Measure.PERCENT and left):
        return right if not lasting or _LASTS.search(folded, max(0, start - 4), start) else None
    if number.unit in {"岁", "周岁"}:
        return left
    if lasting:
        return left if left and is_duration(folded, left) else None
    if number.unit in PHYSICAL or number.unit in MONEY:
        return right or left
    return left or (right if number.unit in PEOPLE or number.measure is Measure.PERCENT else None)


def _shortened(folded: str, unit: str, span: Span | None) -> Span | None:
    """A phrase up to the first word for what `unit` can count: 32家工业企业|噪声污染."""
    if span and unit in _COUNTED and (found := _COUNTED[unit].match(folded, *span)):
        return span[0], found.end()
    return span


def _named_right(folded: str, number: Number, following: int) -> Span | None:
    end = number.whole[1]
    if varying := _VARYING.match(folded, end):
        end = varying.end()
    if _LONG_ATTRIBUTE.match(folded, end):
        stop = min(following, end + _FAR)
    else:
        found = _RIGHT_STOP.search(folded, end, following)
        while found and found[0] == "、" and folded[found.start() - 1] in "性型式":  # 区域性、枢纽型中心
            found = _RIGHT_STOP.search(folded, found.end(), following)
        stop = min(found.start() if found else following, end + _WIDEST)
    return named_after(folded, end, stop) if end < stop else None


def _left_start(folded: str, start: int, least: int) -> int:
    """Where the words begin that belong to a number: behind the clause before it, the colon of a label passed over."""
    at = start
    while at > least and not _LEFT_STOP.match(folded[at - 1]):
        at -= 1
    if at > least and folded[at - 1] == ":" and not folded[at:start].strip():
        return _left_start(folded, at - 1, least)
    return at


def _row_label(folded: str, number: Number, begin: int) -> Span | None:
    """The first cell of the row that a number stands in, if it is a row of a table."""
    if number.whole[0] - begin > _ROW:
        return None
    while begin < number.whole[0] and folded[begin] in "| ":
        begin += 1
    bar = folded.find("|", begin, number.whole[0])
    own = folded.rfind("|", begin, number.whole[0])
    if bar < 0 or ":" in folded[own : number.whole[0]]:
        return None
    return begin, bar


def _named_earlier(folded: str, least: int, start: int) -> Span | None:
    """What the clause before ends with (调解员中，有46人; 上调了出货目标，从60GW提高)."""
    comma = folded.rfind(",", least, start)
    if comma < 0 or folded[comma + 1 : start].strip():
        return None
    begin = max(least, folded.rfind(",", least, comma) + 1)
    if folded[comma - 1] in "中里" and comma - 1 > begin:
        return named_before(folded, begin, comma - 1)
    return named_before(folded, begin, comma) if _FROM.match(folded, start) else None


def _label(folded: str, start: int, end: int, times: Sequence[Span]) -> str:
    """The words between the last time and a number that nothing names, without 其中."""
    if times:
        start = times[-1][1]
    said = folded[start:end].strip(_EDGES).removeprefix("以来").removeprefix("其中").strip(_EDGES)
    return said if len(said) <= _LABEL else ""


def _trimmed(folded: str, span: Span | None) -> Span | None:
    if span is None:
        return None
    start, end = span
    while start < end and folded[start] in _EDGES:
        start += 1
    while end > start and folded[end - 1] in _EDGES:
        end -= 1
    return (start, end) if start < end else None
