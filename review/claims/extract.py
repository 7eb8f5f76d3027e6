"""From a text to its quantitative statements. START READING HERE."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from review.claims.exclusions import excluded, is_rhetoric
from review.claims.model import Claim, Measure, Span
from review.claims.numbers import Number, numbers
from review.claims.objects import Surroundings, object_of, respectively
from review.claims.units import TIME, is_classifier
from review.claims.whens import When, whens
from review.claims.words import subject_of, words
from review.model import Quotation, Text

_AHEAD = 150  # characters before a number in which it can be called a target
_WIDEST = 200  # characters on both sides of a number that a clause may take
_LONGEST = 100  # characters of a quotation, where clauses can be left out
_SENTENCE = re.compile(r"[^。!?;；\n]+[。!?;；]?")
_CLAUSE = re.compile(r"[,:、。!?;\n|()“”「」]")
_CLAUSE_ENDS = re.compile(r"[,:。!?;\n|]")
_PLANNED = re.compile(
    r"力争|争取|确保|目标(?:是|为|:)|(?:预期|主要|年度|工作)目标|计划(?:到|于|在|用|投|新|建|完成|年内|今年|"
    r"总|实施)|拟(?!定|合)|预计|预期|有望|望达|"
    r"将(?:达|实现|建成|超过|突破|新增|完成|增长|增加|减少|新建|投入|改造)|要达到|到20[3-9]\d年"
)
_CHANGE = re.compile(
    r"(?:增长|增加|提高|提升|下降|减少|降低|上升|上涨|下跌|下滑|回升|增|降|涨|跌|缩短|压缩|压减|扩大|回落|"
    r"收窄|高|低|多|少)(?:了|约|近|超过?|超)?$"
)
_EACH = re.compile(
    r"(?:每(?:个|户|人|台|年|月|天|日|次|名|家|栋|亩|吨|季度|周|平方米|位|单元|件|场|项|张|条|所|间)*|人均|"
    r"户均|单台|单户|年均|日均|月均|平均)[^,。;]{0,10}$"
)
_PART = re.compile(r"其中")
_TABLE = re.compile(r"^[^\n|]*\|[^\n]*$", re.MULTILINE)


@dataclass(slots=True)
class _Sentence:
    """A sentence with its numbers, while they are read."""

    start: int
    end: int
    numbers: list[Number] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What the claims of one text are read from."""

    text: Text
    folded: str
    times: Sequence[When]

    def printed(self, span: Span | None) -> str:
        return self.text.document.text[span[0] : span[1]] if span else ""


def claims_of(text: Text) -> tuple[Claim, ...]:
    """Every quantitative statement of `text`, in its order."""
    folded = _digits_only(text.document.text, text.document.folded)
    times = sorted(whens(folded, text.document.metadata.get("published_on")), key=lambda when: when.span)
    scene = _Scene(text, folded, times)
    found: list[Claim] = []
    for sentence in _sentences(folded, _masked(folded, times)):
        found.extend(_claims(scene, sentence))
    return tuple(found)


def _digits_only(original: str, folded: str) -> str:
    """The folded text without digits that folding made of something else (①, ²)."""
    if all(char.isdecimal() for char, made in zip(original, folded, strict=True) if made.isdecimal()):
        return folded
    return "".join(
        "\ufffc" if made.isdecimal() and not char.isdecimal() else made
        for char, made in zip(original, folded, strict=True)
    )


def _masked(folded: str, times: Sequence[When]) -> bytearray:
    masked = bytearray(len(folded))
    for start, end in (*excluded(folded), *(when.span for when in times)):
        masked[start:end] = b"\1" * (end - start)
    return masked


def _sentences(folded: str, masked: bytearray) -> Iterator[_Sentence]:
    """The sentences that hold numbers."""
    current: _Sentence | None = None
    for number in numbers(folded, masked):
        if current is None or number.whole[0] >= current.end:
            if current:
                yield current
            current = _sentence(folded, number)
        current.numbers.append(number)
    if current:
        yield current


_STOPS = "。!?;\n"


def _sentence(folded: str, number: Number) -> _Sentence:
    start, end = number.whole
    while start > 0 and folded[start - 1] not in _STOPS:
        start -= 1
    while end < len(folded) and folded[end] not in _STOPS:
        end += 1
    while start < end and folded[start] in " \t\u3000":
        start += 1
    return _Sentence(start, end)


def _claims(scene: _Scene, sentence: _Sentence) -> Iterator[Claim]:
    folded = scene.folded
    subject_span = subject_of(words(folded, sentence.start, sentence.numbers[0].whole[0]), sentence.numbers[0].whole[0])
    before: Claim | None = None
    behind = sentence.start
    listed: dict[int, Span] = {}
    times = [when.span for when in _within(scene.times, sentence)]
    for index, number in enumerate(sentence.numbers):
        object_at, label = _named(scene.folded, sentence, index, behind, times)
        if index not in listed:
            several = respectively(folded, max(sentence.start, behind), sentence.numbers[index:], object_at)
            listed.update(enumerate(several, index))
        object_at = listed.get(index, object_at)
        if is_rhetoric(folded, number, object_at):
            continue
        before = _claim(scene, sentence, number, object_at, label, before, subject_span)
        behind = max(number.whole[1], object_at[1] if object_at else 0)
        yield before


def _named(folded: str, sentence: _Sentence, index: int, behind: int, times: Sequence[Span]) -> tuple[Span | None, str]:
    """What a number counts; of two that touch (2座35万千瓦光热发电项目) the first counts what the second does."""
    number, rest = sentence.numbers[index], sentence.numbers[index + 1 :]
    following = rest[0].whole[0] if rest else sentence.end
    if rest and following == number.whole[1] and is_classifier(number.unit):
        beyond = rest[1].whole[0] if len(rest) > 1 else sentence.end
        there, _ = object_of(folded, rest[0], Surroundings(following, following, beyond, ()))
        if there and there[0] >= rest[0].whole[1]:
            return there, ""
    return object_of(folded, number, Surroundings(sentence.start, behind, following, times))


def _claim(
    scene: _Scene, sentence: _Sentence, number: Number, object_at: Span | None, label: str,
    before: Claim | None, subject_span: Span | None,
) -> Claim:  # fmt: skip
    folded, start = scene.folded, number.whole[0]
    ahead = folded[max(sentence.start, start - 30) : start]
    clause = re.split(r"[,;。:]", ahead)[-1]
    when = _when(scene.times, sentence, start)
    named = scene.printed(object_at) or (before.object if before and number.unit not in TIME else "")
    return Claim(
        quotation=_quotation(scene.text, folded, sentence, number.whole),
        number=number.numeral,
        whole=number.whole,
        printed=scene.printed(number.whole),
        figure=number.figure,
        measure=number.measure,
        unit=number.unit,
        object=named,
        object_at=object_at,
        label=label,
        when=scene.printed(when.span) if when else "",
        period=when.period if when else "",
        subject=scene.printed(subject_span),
        planned=bool(_PLANNED.search(folded, max(sentence.start, start - _AHEAD), start)),
        part=bool(_PART.search(clause)) or bool(before and before.part and _same_run(folded, before, number)),
        change=bool(_CHANGE.search(clause)) or number.measure is Measure.POINTS,
        each=bool(_EACH.search(clause)),
    )


def _same_run(folded: str, before: Claim, number: Number) -> bool:
    """Whether a number goes on with the list that 其中 began: same unit, no longer way."""
    between = folded[before.whole[1] : number.whole[0]]
    return before.unit == number.unit and len(between) <= 16 and "。" not in between


def _quotation(text: Text, folded: str, sentence: _Sentence, whole: Span) -> Quotation:
    """The sentence; where it is long, the clauses around the number."""
    start, end = sentence.start, min(sentence.end + 1, len(folded))
    if end - start > _LONGEST:
        start = _clause_start(folded, max(sentence.start, whole[0] - _WIDEST), whole[0])
        end = _clause_end(folded, min(sentence.end, whole[1] + _WIDEST), whole[1])
    while end > start and folded[end - 1] in " \n\t;,":
        end -= 1
    return text.quotation(start, end)


def _clause_start(folded: str, least: int, at: int) -> int:
    """The beginning of the clause, and of the one before it where it is short."""
    start = _back(folded, least, at)
    return _back(folded, least, start - 1) if start - 1 > least and at - start < 12 else start


def _back(folded: str, least: int, at: int) -> int:
    while at > least and not _CLAUSE_ENDS.match(folded[at - 1]):
        at -= 1
    return at


def _clause_end(folded: str, most: int, at: int) -> int:
    while at < most and not _CLAUSE_ENDS.match(folded[at]):
        at += 1
    return at


def _within(times: Sequence[When], sentence: _Sentence) -> Sequence[When]:
    first = bisect_left(times, sentence.start, key=lambda when: when.span[0])
    return times[first : bisect_left(times, sentence.end, key=lambda when: when.span[0])]


def _when(times: Sequence[When], sentence: _Sentence, at: int) -> When | None:
    """The last time named before the number in its sentence."""
    index = bisect_right(times, (at, at), key=lambda when: when.span) - 1
    while index >= 0 and times[index].span[0] >= sentence.start:
        if times[index].span[1] <= at:
            return times[index]
        index -= 1
    return None
