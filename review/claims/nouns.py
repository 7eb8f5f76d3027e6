"""What a number counts, read from the words around it in its clause.

Words are tagged by jieba (rjieba); the tags n, v, a, d, p, c, r, u… are those of ICTCLAS.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import rjieba

from review.claims.model import Span
from review.claims.vocabulary import (
    ACTIVITIES,
    AFTER_SKIP,
    ALWAYS,
    DESCRIBING,
    DONE,
    INSIDE,
    JOINING,
    LEADING,
    NOMINAL,
    QUANTITIES,
    REALLY_NOUNS,
    ROSE,
    SHARES,
    STATES,
    STOP_NOUNS,
    TAIL,
    TOTALS,
)

_WHOLE_PLACE = re.compile(
    r"(?:全[国省市区县镇乡州村球校]|我[国省市区县]|各[地省市区县级]|当地|公司|记者|[^\s]{1,6}[省市县镇乡]|"
    r"目前|读者|人们|我们)$"
)
_DURATIONS = re.compile(
    r"(?:时间|时长|工期|周期|期限|年限|寿命|刑期|历史|年龄|[期龄时程]|审批|办理|协商|响应|处理|等待|施工|结案|"
    r"修复|审核|评审|培训|公示|徒刑|拘留|值班|办结|服务|停用)$"
)
_BREAK = re.compile(r"[,。;:!?、\n|()·…—/]|[“”‘’「」『』]")
_OPEN, _CLOSE = "“「『‘《", "”」』’》"


@dataclass(frozen=True, slots=True)
class Word:
    """A word at `[start, end)`, tagged."""

    start: int
    end: int
    text: str
    tag: str

    @property
    def nominal(self) -> bool:
        """Whether it can stand in a noun phrase."""
        return (
            self.tag.startswith(NOMINAL) or self.text in ACTIVITIES or self.text in REALLY_NOUNS
        ) and self.text not in STOP_NOUNS


def words(folded: str, start: int, end: int, times: Sequence[Span] = ()) -> list[Word]:
    """The tagged words of `[start, end)`; each of the `times` in it is one word."""
    found: list[Word] = []
    for left, right in times:
        if left >= start and right <= end:
            found += _tagged(folded, start, left)
            found.append(Word(left, right, folded[left:right], "tx"))
            start = right
    return found + _tagged(folded, start, end)


def _tagged(folded: str, at: int, end: int) -> list[Word]:
    found: list[Word] = []
    for text, tag in rjieba.tag(folded[at:end]):
        if text == "比" and found and found[-1].text == "占":  # which jieba takes apart
            text = "占比"
            at = found.pop().start
        if found and text in QUANTITIES and found[-1].tag[0] in "nvajbl" and found[-1].text not in AFTER_SKIP:
            before = found.pop()
            found.append(Word(before.start, at + len(text), before.text + text, "n"))
        else:
            found.append(Word(at, at + len(text), text, tag))
        at += len(text)
    return found


def named_after(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """The noun phrase that begins at `start`, at most up to `end`: what a classifier before it counts."""
    tagged = words(folded, start, end)
    if tagged and tagged[0].text in {"的", "地"}:
        tagged = tagged[1:]
    phrase = _phrase(tagged)
    if phrase is None:
        return None
    first, last, stopped = phrase
    if stopped is not None and "的" in {word.text for word in tagged[stopped : stopped + 2]}:
        first, last = _attributed(tagged, stopped) or (first, last)
    while last > first and tagged[last].text in TAIL:
        last -= 1
    return tagged[first].start, tagged[last].end


def _phrase(tagged: list[Word]) -> tuple[int, int, int | None] | None:
    """First and last word of the noun phrase at the beginning, and the word that ended it."""
    last, at = None, 0
    while at < len(tagged):
        word = tagged[at]
        if word.text in AFTER_SKIP:
            break
        if word.nominal or (word.text[0] in _OPEN + _CLOSE):
            last = at if word.nominal or word.text[0] in _CLOSE else last
        elif (
            (
                word.tag in {"a", "ad", "m", "q", "t", "r"}
                and last is None
                and at < 3
                and word.text not in {"的", "这", "那"}
            )
            or (word.tag.startswith("a") and at + 1 < len(tagged) and tagged[at + 1].nominal)
            or (word.tag.startswith(("v", "d", "k", "nr")) and _modifies(tagged, at))
            or (word.text in JOINING and last == at - 1 and at + 1 < len(tagged) and tagged[at + 1].nominal)
        ):
            pass
        else:
            break
        at += 1
    stopped = at if at < len(tagged) else None
    if last is None:
        attributed = _attributed(tagged, at) if stopped is not None else None
        return (*attributed, None) if attributed else None
    first = next((at for at in range(last + 1) if tagged[at].nominal or tagged[at].text[0] in _OPEN), last)
    return (0 if tagged[0].tag not in {"q", "m"} and first < 3 else first), last, stopped


def _modifies(tagged: list[Word], at: int) -> bool:
    """Whether a verb only describes the noun right behind it: 规划项目, 独居老人."""
    word = tagged[at]
    if at + 1 >= len(tagged) or not tagged[at + 1].nominal or word.text in AFTER_SKIP:
        return False
    return word.tag[0] != "v" or word.text in DESCRIBING


def _attributed(tagged: list[Word], at: int) -> tuple[int, int] | None:
    """The noun phrase behind the next 的: 符合条件的成员."""
    far = tagged[0].tag == "p"  # 对…感兴趣，…的学生
    for index in range(at, min(at + (20 if far else 9), len(tagged) - 1)):
        if tagged[index].text == "的":
            phrase = _phrase(tagged[index + 1 :]) if tagged[index + 1].nominal else None
            return (index + 1 + phrase[0], index + 1 + phrase[1]) if phrase else None
        if _BREAK.match(tagged[index].text[0]) and tagged[index].text[0] not in "“”" and not far:
            return None
    return None


def named_before(folded: str, start: int, end: int, times: Sequence[Span] = ()) -> tuple[int, int] | None:
    """The noun phrase that ends right before `end`, verbs and adverbs between left out."""
    tagged = words(folded, start, end, times)
    at = len(tagged) - 1
    while at >= 0 and _skipped(tagged, at):
        if tagged[at].tag.startswith("v") and not _passes(tagged[at]):
            return None
        at -= 1
    at = _before_comparison(tagged, at)
    found = _backwards(tagged, at) if at >= 0 and not _under_way(tagged, at) else None
    if found and (share := _share(tagged, found)) is not None:
        found = share or None
    return None if found is None or _WHOLE_PLACE.fullmatch(folded[found[0] : found[1]]) else found


def _share(tagged: list[Word], found: Span) -> Span | tuple[()] | None:
    """Of 甲占乙的比重 all of it, of 占乙 what stands before it; None where nothing is a share of `found`."""
    index = next((at for at, word in enumerate(tagged) if word.text in SHARES and word.end <= found[0]), None)
    if index is None or any(word.text in {",", "的"} for word in tagged[index : index + 1]):
        return None
    at = index - 1
    while at >= 0 and _skipped(tagged, at):
        at -= 1
    before = _backwards(tagged, at) if at >= 0 else None
    if tagged and _is_share(tagged, found[1]):
        return (before[0] if before else tagged[index].start, found[1])
    return before or ()


def _is_share(tagged: list[Word], end: int) -> bool:
    """Whether the word that ends at `end` is a share (比重, 比例)."""
    return any(word.end == end and word.text.endswith(("比重", "比例", "份额")) for word in tagged)


def is_duration(folded: str, span: Span) -> bool:
    """Whether what stands at `span` lasts: 工期, 平均协商时间."""
    return _DURATIONS.search(folded, *span) is not None


def _passes(word: Word) -> bool:
    """Whether a verb may stand between what is counted and its number."""
    said = word.text
    return said in AFTER_SKIP or said in DONE or said[-1] in "为到至达" or bool(ROSE & set(said))


def _skipped(tagged: list[Word], at: int) -> bool:
    word = tagged[at]
    if word.text in AFTER_SKIP or word.text in STOP_NOUNS or word.text.startswith("每"):
        return True
    if word.tag[0] in "dpcurxmqty" or word.tag in {"a", "ad"}:
        return True
    if at > 0 and tagged[at - 1].text == "的" and word.tag[0] in "vl":  # 行业的营收
        return False
    if word.text.endswith(("保持", "稳定", "达到")):
        return True
    if word.text in DONE and not (at > 0 and (tagged[at - 1].tag == "v" or tagged[at - 1].text in TOTALS)):
        return True
    if word.tag == "vn":
        return not word.nominal
    return word.tag.startswith("v") and not (word.nominal and not _is_verb(tagged, at))


def _under_way(tagged: list[Word], at: int) -> bool:
    """Whether an activity is the state that things are in: 尚在协商, 待审批."""
    return at > 0 and tagged[at].text in ACTIVITIES and tagged[at - 1].text in STATES


def _is_verb(tagged: list[Word], at: int) -> bool:
    """Whether an activity is done here rather than named: nothing nominal stands before it."""
    return at > 0 and not (tagged[at - 1].nominal or tagged[at - 1].text == "的" or tagged[at - 1].tag.startswith("v"))


def _before_comparison(tagged: list[Word], at: int) -> int:
    """比上年, 较2021年: what is compared stands before it."""
    for index in range(at, max(-1, at - 6), -1):
        if tagged[index].text in {"比", "较", "比较", "同"} and index > 0 and tagged[index].tag in {"p", "d", "v", "c"}:
            before = index - 1
            while before >= 0 and _skipped(tagged, before):
                before -= 1
            return before if before >= 0 else at
    return at


def _backwards(tagged: list[Word], at: int) -> tuple[int, int] | None:
    last = first = at
    at -= 1
    while at >= 0:
        word = tagged[at]
        if word.text in LEADING:
            break
        if word.nominal and not (word.tag.startswith("v") and _starts_phrase(tagged, at)):
            first = at
        elif word.text[0] in _OPEN + _CLOSE and len(word.text) == 1:
            first = at if word.text in _OPEN else first
        elif (
            word.text == "的"
            and at > 0
            and (tagged[at - 1].nominal or tagged[at - 1].tag.startswith("n"))
            and last - first < 6
        ):
            pass
        elif (
            (
                word.tag.startswith(("a", "z", "nr", "m", "q"))
                and first == at + 1
                and word.text not in AFTER_SKIP
                and not _only_number(word)
            )
            or (word.tag.startswith("v") and at > 0 and _described(tagged, at))
            or word.text in INSIDE
        ):
            first = at
        else:
            break
        at -= 1
    return tagged[first].start, tagged[last].end


def _only_number(word: Word) -> bool:
    return word.tag.startswith(("m", "q"))


def _starts_phrase(tagged: list[Word], at: int) -> bool:
    """Whether an activity before a noun is a verb that takes it: 改造|老旧小区, 收购|存量商品房."""
    return (
        tagged[at].tag == "v"
        and (at == 0 or not tagged[at - 1].nominal)
        and at + 1 < len(tagged)
        and (tagged[at].text not in ALWAYS)
    )


def _described(tagged: list[Word], at: int) -> bool:
    """Whether a verb stands inside the phrase, after another verb: 受理|加装电梯申请, 城镇新增就业."""
    word, before = tagged[at], tagged[at - 1]
    if word.text in AFTER_SKIP or not tagged[at + 1].nominal:
        return False
    return (before.tag == "v" and before.text not in AFTER_SKIP and word.text in {"加装", "新建", "改建"}) or (
        word.text in {"新增", "新建", "在建", "在校", "常住", "流动", "独居", "新签", "新登记"} and before.nominal
    )
