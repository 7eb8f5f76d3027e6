"""Which words name what a number counts: behind it, before it, in the row of its table, or in the clause before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from review.claims.model import Measure, Span
from review.claims.nouns import is_filling, named_after, named_before, subject_at
from review.claims.numbers import Number
from review.claims.units import MONEY, PEOPLE, PHYSICAL, TIME, is_classifier

_RIGHT_STOP = re.compile(r"[,。;:!?\n|()、…]")
_LEFT_STOP = re.compile(r"[,。;:!?\n|、…)]")
_LONG_ATTRIBUTE = re.compile(
    r"(?:对(?![接口象])|为(?!民)|以|由|在(?![建校职线籍岗])|集(?![体团中约装市群成贸资])|具有|拥有|符合|来自|从(?!业)|"
    r"经(?![济营费典验理开])|因(?!素)|名为|名叫|涉嫌|自称|参与|参加|用于|属于|使用)"
)
_ORGANISATIONS = re.compile(
    r"[^,。]*?(?:企业|公司|单位|机构|医院|银行|协会|门店|商户|酒店|工厂)(?!家|服务|中心|总部|集团|联盟|和|与|及)"
)
_PERSONS = re.compile(
    r"[^,。“]*?(?:党员干部|居民代表|村民代表|党员|干部|大学生|学生|居民|教师|医生|志愿者|代表|职工|员工|老人|"
    r"老年人|人员|工人|同志|社工|选手|警察|民警|群众|专家|患者|队员|成员|书记|游客|儿童|[\u4e00-\u9fff]员)(?![工会额证级]|中心|服务|"
    r"之家|大会|队|组|活动|家|干部|党员|书记|人|和|与|及)"
)
_COUNTED = {"家": _ORGANISATIONS, "名": _PERSONS, "位": _PERSONS}
_LASTS = re.compile(r"(?:时长|片长|为期|长达|历时|达|有|是|着|的|[,。])$")
_LASTED = re.compile(r"(?:统一|只|仅|已|延长|缩短|压缩)?(?:为|至|到)|不足|不到|超过|不超过|不少于|不低于")
_MADE_OF = re.compile(r"(?:组成|构成|参加|参与|规模)的")
_ABOUT = re.compile(r"约|近|超过?|至少|将近|不足")
_STATED = re.compile(r"(?:已|将|可|年)?(?:超过?|达到?|为|约|近|逾|突破|不足|不低于)*")
_VARYING = re.compile(r"不等|之间|以上|以下|左右")
_FROM = re.compile(r"(?:从|由)(?!事|来|于)")
_FAR = 45  # characters behind a number that an attribute in front of a noun may take
_WIDEST = 80  # characters on either side of a number in which its object is looked for
_ROW = 500  # characters of a row before a number
_LABEL = 12  # characters
_NAMED = 16  # characters up to the word for a person
_ITEMS = re.compile(r"[^、和与及]+")
_AND = re.compile(r"\s?[、和与及,]\s?")
_AMOUNTS = tuple("率量额数值费价")
_ITEM = re.compile(
    r"(?!已|正|尚|未|在|待|共|有|占|约|近|增|减|其中|同比|环比|分别|各|最|平均)[\u4e00-\u9fff]{2,6}(?<![达到至为是有增长降高])"
)
_COUNTED_BEFORE = re.compile(r"\d[万亿多余]*[个件起例宗次人名家项条台处座栋户](?:以上)?、$")
_DURATIONS = re.compile(
    r"(?:时间|时长|工期|周期|期限|年限|寿命|刑期|历史|年龄|[期龄时程]|审批|办理|协商|响应|处理|等待|施工|结案|"
    r"修复|审核|评审|培训|公示|徒刑|拘留|值班|办结|服务|停用)$"
)
_EDGES = " ,、的|:"
_ADVERBS = "很都均也已被将"


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
    right = _person(folded, number, around.following) or _named_right(folded, number, around.following)
    if number.unit and not counting:
        span = _of_measure(folded, number, left, right)
    else:
        span = _shortened(folded, number.unit, right) or left
    span = span or _item(folded, left_start, start)
    span = span or _row_label(folded, number, around.start)
    span = span or _named_earlier(folded, max(around.start, around.behind), left_start)
    if span is None and around.behind == around.start and number.unit not in TIME and not counting:
        span = _subject_earlier(folded, around.start, left_start, start, times)
    return _trimmed(folded, span), _label(folded, left_start, start, times) if span is None else ""


def respectively(folded: str, start: int, found: Sequence[Number], named: Span | None) -> tuple[Span, ...]:
    """What each of several numbers counts (事故起数和死亡人数分别下降48.9%、54.3%); nothing where it cannot be told.

    Args:
        folded: the text.
        start: where the words that name them can begin.
        found: the first of the numbers and those behind it.
        named: what the first would count alone.
    """
    if named is None or named[1] > found[0].whole[0] or "分别" not in folded[named[1] : found[0].whole[0]]:
        return ()
    many = 1
    while many < len(found) and _AND.fullmatch(folded, found[many - 1].whole[1], found[many].whole[0]):
        many += 1
    begin = _clause_start(folded, start, named[0])
    parts = [part.span() for part in _ITEMS.finditer(folded, begin, named[1])]
    if many < 2 or len(parts) != many:
        return ()
    head = folded[named[1] - 2 : named[1]]
    alike = all(folded[left:right].endswith((head, *_AMOUNTS)) for left, right in parts)
    return tuple(named_before(folded, *part) or part for part in parts) if alike else ()


def _clause_start(folded: str, least: int, at: int) -> int:
    while at > least and folded[at - 1] not in ",。;:!?\n":
        at -= 1
    return at


def _of_measure(folded: str, number: Number, left: Span | None, right: Span | None) -> Span | None:
    """What a number is the measure of: its unit is no classifier, so that mostly stands before it."""
    start, end = number.whole
    behind = _VARYING.sub("", folded[end : end + 4])
    lasting = number.unit in TIME
    if behind.startswith("的") and right and not (left and _says(folded, left[1], number)):
        return right if not lasting or _LASTS.search(folded, max(0, start - 4), start) else None
    if number.unit in {"岁", "周岁"}:
        return right if right and right[0] == end else left
    if lasting and left and not _DURATIONS.search(folded, *left):
        return left if _LASTED.fullmatch(folded, left[1], number.numeral[0]) else None
    if lasting:
        return left
    if number.unit in PHYSICAL or number.unit in MONEY:
        return right or left
    if _MADE_OF.match(folded, end) and right:
        return right
    return left or (right if number.unit in PEOPLE or number.measure is Measure.PERCENT else None)


def _says(folded: str, end: int, number: Number) -> bool:
    """Whether what ends at `end` has a number that 的 follows: 满意率超过90%的, but not 费城约90%的吸毒者."""
    gap = folded[end : number.numeral[0]]
    if number.measure is Measure.PERCENT:
        return _ABOUT.fullmatch(gap) is None
    return gap != "" and _STATED.fullmatch(gap) is not None


def _shortened(folded: str, unit: str, span: Span | None) -> Span | None:
    """A phrase up to the first word for what `unit` can count: 32家工业企业|噪声污染."""
    if span and unit in _COUNTED and (found := _COUNTED[unit].match(folded, *span)):
        return span[0], found.end()
    return span


def _person(folded: str, number: Number, following: int) -> Span | None:
    """Who is counted by 名 or 位, whatever they have or do: 4名|游客|乘坐的皮卡车."""
    end = number.whole[1]
    if number.unit not in {"名", "位"} or _LONG_ATTRIBUTE.match(folded, end):
        return None
    found = _PERSONS.match(folded, end, min(following, end + _NAMED))
    return found.span() if found and "的" not in found[0] else None


def _named_right(folded: str, number: Number, following: int) -> Span | None:
    end = number.whole[1]
    if varying := _VARYING.match(folded, end):
        end = varying.end()
    if _LONG_ATTRIBUTE.match(folded, end):
        stop = min(following, end + _FAR)
        behind = folded.find("的", end, stop)
        if behind > 0 and (named := named_after(folded, behind + 1, stop)):
            return named
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


def _subject_earlier(folded: str, begin: int, left: int, start: int, times: Sequence[Span]) -> Span | None:
    """What the clause before is about, where this one only says how much (外贸出口大幅度回升，全年达到1949亿美元)."""
    if left - 1 <= begin or folded[left - 1] != "," or not is_filling(folded, left, start, times):
        return None
    return subject_at(folded, max(begin, folded.rfind(",", begin, left - 1) + 1), left - 1)


def _item(folded: str, left: int, start: int) -> Span | None:
    """An item of a list that is no noun phrase: 查处酒驾125起、|疲劳驾驶|7起."""
    said = folded[left:start]
    if (
        folded[left - 1 : left] != "、"
        or not _ITEM.fullmatch(said)
        or not _COUNTED_BEFORE.search(folded[left - 5 : left])
    ):
        return None
    return left, start


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
    while end > start and folded[end - 1] in _EDGES + _ADVERBS:
        end -= 1
    return (start, end) if any(map(str.isalnum, folded[start:end])) else None
