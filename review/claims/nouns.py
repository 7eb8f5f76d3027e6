"""What a number counts, read from the words around it in its clause."""

from __future__ import annotations

import re
from collections.abc import Sequence

from review.claims.model import Span
from review.claims.vocabulary import (
    ACTIVITIES,
    ADVERBIAL,
    AFTER_SKIP,
    ALWAYS,
    COMPARING,
    DESCRIBING,
    DONE,
    ENDING,
    HEADS,
    INSIDE,
    JOINED,
    JOINING,
    LEADING,
    LEVELS,
    NOMINAL,
    REALLY_NOUNS,
    ROSE,
    SHARES,
    STATES,
    STOP_NOUNS,
    TAIL,
    TOTALS,
)
from review.claims.words import Word, words

_WHOLE_PLACE = re.compile(
    r"(?:全[国省市区县镇乡州村球校]|我[国省市区县]|各[地省市区县级]|当地|公司|记者|[^\s]{1,6}[省市县镇乡]|"
    r"目前|读者|人们|我们|农村|城镇|城乡|国内|海外|境内|境外)$"
)
_BREAK = re.compile(r"[,。;:!?、\n|()·…—/]|[“”‘’「」『』]")
_COMPARING_FAR = frozenset({"比", "相比", "相较于"})
_AMONG = frozenset("中里内间")
_OPEN, _CLOSE = "“「『‘《", "”」』’》"


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
        if (word.text in AFTER_SKIP and not _inside(tagged, at, last)) or (last is not None and word.text in ENDING):
            break
        if last is None and word.text in set(_OPEN) and (closed := _closed(tagged, at)) is not None:
            last = at = closed
        elif word.nominal or (word.text[0] in _OPEN + _CLOSE):
            last = at if word.nominal or word.text[0] in _CLOSE else last
        elif not _goes_on(tagged, at, last):
            break
        at += 1
    stopped = at if at < len(tagged) else None
    if last is None:
        attributed = _attributed(tagged, at) if stopped is not None else None
        return (*attributed, None) if attributed else None
    first = next((at for at in range(last + 1) if tagged[at].nominal or tagged[at].text[0] in _OPEN), last)
    return (0 if tagged[0].tag not in {"q", "m"} and first < 3 else first), last, stopped


def _goes_on(tagged: list[Word], at: int, last: int | None) -> bool:
    """Whether a word that is no noun can stand in a phrase whose last noun stands at `last`."""
    word = tagged[at]
    before_noun = at + 1 < len(tagged) and tagged[at + 1].nominal
    if last is None and at < 3 and word.tag in {"a", "ad", "m", "q", "t", "r"} and word.text not in {"这", "那"}:
        return True
    if before_noun and (word.tag.startswith("a") or word.text == "现代"):
        return True
    if word.tag.startswith(("v", "d", "k", "nr")) and _modifies(tagged, at):
        return True
    if last == at - 1 and word.text == "、" and tagged[last].text[-1] in "性型式":
        return True
    return _inside(tagged, at, last) or (before_noun and last == at - 1 and word.text in JOINING)


def _modifies(tagged: list[Word], at: int) -> bool:
    """Whether a verb only describes the noun right behind it: 规划项目, 独居老人."""
    word = tagged[at]
    while at + 2 < len(tagged) and tagged[at + 1].text in DESCRIBING:  # 知名|公立|医院
        at += 1
    if at + 1 >= len(tagged) or not tagged[at + 1].nominal or word.text in AFTER_SKIP:
        return False
    return word.tag[0] != "v" or word.text in DESCRIBING


def _closed(tagged: list[Word], at: int) -> int | None:
    """Where the quotation marks close that open at `at`; None where something follows them that cannot be one name."""
    for index in range(at + 1, min(at + 12, len(tagged))):
        if tagged[index].text[0] in _CLOSE:
            return index
    return None


def _inside(tagged: list[Word], at: int, last: int | None) -> bool:
    """Whether a verb stands inside a phrase: 灭火剂|泄漏|事件."""
    return (
        last is not None
        and last == at - 1
        and at + 1 < len(tagged)
        and (
            (tagged[at].tag.startswith("v") and len(tagged[at].text) > 1 and tagged[at + 1].text in HEADS)
            or (tagged[at].text in JOINED and tagged[at + 1].nominal)
        )
    )


def _attributed(tagged: list[Word], at: int) -> tuple[int, int] | None:
    """The noun phrase behind the next 的: 符合条件的成员."""
    far = tagged[0].tag == "p"  # 对…感兴趣，…的学生
    for index in range(at, min(at + (20 if far else 9), len(tagged) - 1)):
        if tagged[index].text == "的":
            if index and tagged[index - 1].text in _AMONG:  # 四个儿子中的次子
                return None
            named = tagged[index + 1].nominal or tagged[index + 1].text in set(_OPEN)
            phrase = _phrase(tagged[index + 1 :]) if named else None
            return (index + 1 + phrase[0], index + 1 + phrase[1]) if phrase else None
        if _BREAK.match(tagged[index].text[0]) and tagged[index].text[0] not in "“”" and not far:
            return None
    return None


def named_before(folded: str, start: int, end: int, times: Sequence[Span] = ()) -> tuple[int, int] | None:
    """The noun phrase that ends right before `end`, verbs and adverbs between left out."""
    tagged = words(folded, start, end, times)
    at = len(tagged) - 1
    while at >= 0 and _skipped(tagged, at):
        if tagged[at].text in COMPARING:
            break
        if tagged[at].tag.startswith("v") and not _passes(tagged[at]):
            if not _rises(tagged, at):
                return None
            break
        at -= 1
    at = _before_comparison(tagged, at)
    found = _backwards(tagged, at) if at >= 0 and not _under_way(tagged, at) else None
    if found and (share := _share(tagged, found)) is not None:
        found = share or None
    return None if found is None or _WHOLE_PLACE.fullmatch(folded[found[0] : found[1]]) else found


def is_filling(folded: str, start: int, end: int, times: Sequence[Span]) -> bool:
    """Whether nothing but times, adverbs and words like 达到 or 增长 stand there, which say something of a subject."""
    tagged = words(folded, start, end, times)
    return bool(tagged) and all(_skipped(tagged, at) and _said_of(tagged[at]) for at in range(len(tagged)))


def _said_of(word: Word) -> bool:
    return word.tag[0] not in "vr" or _passes(word) or word.text in STOP_NOUNS


def subject_at(folded: str, start: int, end: int) -> Span | None:
    """The noun phrase that a clause begins with, if something is said of it."""
    tagged = words(folded, start, end)
    phrase = _phrase(tagged)
    if phrase is None or phrase[0] > 0 or phrase[2] is None or tagged[phrase[2]].tag[0] not in "vdpazt":
        return None
    return tagged[0].start, tagged[phrase[1]].end


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


def _rises(tagged: list[Word], at: int) -> bool:
    """Whether what is taken for a verb is a quantity that rises or falls: 运能|提升, 总产能|超过."""
    return (
        0 < at < len(tagged) - 1
        and len(tagged[at].text) == 2
        and tagged[at].text not in ADVERBIAL
        and tagged[at - 1].tag.startswith(NOMINAL)
        and (tagged[at + 1].text in LEVELS or bool(ROSE & set(tagged[at + 1].text)))
    )


def _passes(word: Word) -> bool:
    """Whether a verb may stand between what is counted and its number."""
    said = word.text
    return said in AFTER_SKIP or said in DONE or said[-1] in "为到至达超近" or bool(ROSE & set(said))


def _skipped(tagged: list[Word], at: int) -> bool:
    word = tagged[at]
    if word.text in REALLY_NOUNS:
        return False
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
    return at > 0 and (tagged[at].text in ACTIVITIES or tagged[at].tag == "vn") and tagged[at - 1].text in STATES


def _is_verb(tagged: list[Word], at: int) -> bool:
    """Whether an activity is done here rather than named: nothing nominal stands before it."""
    return at > 0 and not (
        tagged[at - 1].nominal or tagged[at - 1].text in {"的", "再"} or tagged[at - 1].tag.startswith("v")
    )


def _before_comparison(tagged: list[Word], at: int) -> int:
    """比上年, 较2021年, 相比没有开展之前: what is compared stands before it, or in an earlier clause."""
    for index in range(at, -1, -1):
        word = tagged[index]
        if word.text in COMPARING and word.tag[0] in "pdvczj" and (index >= at - 6 or word.text in _COMPARING_FAR):
            before = index - 1
            while before >= 0 and _skipped(tagged, before):
                before -= 1
            return before
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
