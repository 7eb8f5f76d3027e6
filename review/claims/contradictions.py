"""Figures of one submission that cannot all be right: two values, too large parts, percentages that do not follow.

Precision comes first: what another reading of the sentence explains is not reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations, islice, pairwise

from review.claims.indicators import total_of
from review.claims.model import Claim, Contradiction, ContradictionKind, Measure, Qualifier
from review.claims.units import MONEY, TIME, base_unit
from review.claims.values import last_digit, room
from review.model import Quotation, Text

_LOOKED_AT = 12  # numbers of a sentence that belong together at most
_NEAR = 40  # characters between numbers that belong to one statement
_SENTENCE_END = re.compile(r"[。!?\n]")
_EXCESS = re.compile(r"超员|超载|超出|多出|下调|上调|让利|优惠|相差|差")
_THRESHOLDS = frozenset({Qualifier.OVER, Qualifier.AT_LEAST, Qualifier.UP_TO})
_REST = re.compile(r"其他|其余|剩余|另外|余下")
_ITS_PART = re.compile(r"其中(?![^,。]*(?:[一1][名个位家件人项]|被|与|比))[^,。]{0,16}$")
_STATE = re.compile(r"^(?:其中)?,?(?:已|正在|尚|未|在建|待|仍|完成|办结|完工|没有)")
_SHARE = re.compile(r"(?:率|占|占比|比例|比重)[^,。;\d]{0,6}$")
_OWN_RATES = re.compile(
    r"失业率|增长率|增速|死亡率|出生率|化率|森林覆盖率|森林复盖率|利率|汇率|税率|贡献率|恩格尔|普及率|入住率"
)
_OF_ANOTHER = re.compile(r"占(?!比|到|了|约|近|超|达)[^,。;\d]{2,}[^,。;]*$")
_BECAME = re.compile(r"(?:下降|减少|降低|降|减|缩短|压缩|压减|增加|提高|提升|增长|增|升|上升|扩大|发展)(?:到|至|为|成)")
_CHANGED = re.compile(
    r"^[^\u4e00-\u9fff]{0,2}(?:共|总共|整体|累计|均)?(?:降幅|增幅|涨幅|下降|减少|降低|增长|增加|提高|提升|上升|缩短|压缩|压减)(?:了|率|约|"
    r"近|超过?|达|幅度|为)*$"
)
_THAN = re.compile(r"[比较]")
_BY_NUMBER = re.compile(r"(?:减少|下降|降低|增长|增加|提高|上升|缩短)(?:了|约|近|超过?)*$")
_MOVED = re.compile(r"提升|提高|上升|下降|降低|降至|升至|增至|降到|升到")
_NOT = re.compile(r"[不未非]")
_FELL = re.compile(r"减少|下降|降低|压减|缩短")
_DUE = re.compile(r"[应共总](?!急|对|用)")
_FAR_PART = re.compile(r"[。;]|分别")
_LAST_YEAR = re.compile(r"(?:上年|去年|上年同期|去年同期)的?$")
_NOW = re.compile(r"(?:截至|截止|到)?(?:目前|年[底末])")
_UNIT_WORDS = re.compile(r"同比|环比|年均|比上年|较上年|比去年")


def contradictions(text: Text, claims: Sequence[Claim]) -> tuple[Contradiction, ...]:
    """What does not agree among the claims of `text`, in its order."""
    folded = text.document.folded
    found = [
        one
        for sentence in _by_sentence(folded, claims)
        for one in (*_parts(text, sentence), *_percentages(text, sentence))
    ]
    found += _two_values(text, claims)
    return tuple(sorted(found, key=lambda one: (one.claims[0].number, one.kind)))


def _by_sentence(folded: str, claims: Sequence[Claim]) -> Iterator[list[Claim]]:
    """Claims of one sentence together; tables are left out, whose cells are read down as well as across."""
    sentence: list[Claim] = []
    for claim in claims:
        if sentence and _SENTENCE_END.search(folded, sentence[-1].whole[1], claim.number[0]):
            yield sentence
            sentence = []
        if "|" not in claim.quotation.quote:
            sentence.append(claim)
    yield sentence


def _numeral(text: Text, claim: Claim) -> str:
    return text.document.folded[claim.number[0] : claim.number[1]]


def _high(text: Text, claim: Claim) -> Decimal:
    return room(claim, _numeral(text, claim)).high


def _low(text: Text, claim: Claim) -> Decimal:
    return room(claim, _numeral(text, claim)).low


def _counted(claim: Claim) -> bool:
    return claim.measure is Measure.COUNT and not claim.each and claim.figure.low == claim.figure.high


def _parts(text: Text, sentence: Sequence[Claim]) -> Iterator[Contradiction]:
    """Parts behind 其中 that are together, or alone, more than their whole."""
    for index, whole in enumerate(sentence):
        if whole.part or whole.change or not _counted(whole) or index + 1 == len(sentence):
            continue
        if _EXCESS.search(_clause_before(text, whole)):
            continue
        parts = list(_parts_of(text, whole, islice(sentence, index + 1, index + 1 + _LOOKED_AT)))
        if parts and {whole.figure.qualifier, parts[0].figure.qualifier} <= _THRESHOLDS:
            continue  # 降雨量大于25毫米的，其中大于50毫米的
        if parts and parts[0].object in {one.object for one in sentence[:index] if one.unit == whole.unit} - {
            whole.object
        }:
            continue  # 16个村、4个社区受灾，其中11个村
        exclusive = _exclusive(text, parts)
        for some in (
            exclusive,
            parts[:1],
        ):  # alone only what 其中 stands before: the others may go on with something else
            least = sum((_low(text, one) for one in some), Decimal(0))
            if some and least > _high(text, whole):
                stated = sum((one.figure.low for one in some), Decimal(0))
                yield _together(text, ContradictionKind.PARTS_EXCEED, (whole, *some), stated)
                break


def _parts_of(text: Text, whole: Claim, rest: Iterable[Claim]) -> Iterator[Claim]:
    folded = text.document.folded
    before = whole
    for claim in rest:
        between = folded[before.whole[1] : claim.number[0]]
        if not claim.part or not _counted(claim) or claim.change or len(between) > _NEAR or claim.unit != whole.unit:
            return
        if (
            claim.unit == "个"
            and claim.object_at
            and claim.object_at > claim.number
            and claim.object[-1] != whole.object[-1:]
        ):
            return  # 两个候车厅，其中有40个座椅
        if re.search("[除最]", between) or folded[claim.whole[1] : claim.whole[1] + 1] == "的":
            return
        if before is whole and (not _ITS_PART.search(between) or ")" in between):
            return
        yield claim
        before = claim


def _exclusive(text: Text, parts: Sequence[Claim]) -> Sequence[Claim]:
    """The parts that are known not to overlap: a list up to the rest of it, or states of one thing."""
    labels = [_clause_before(text, part) for part in parts]
    rest = next((at for at, label in enumerate(labels) if at and _REST.search(label)), None)
    if rest is not None:
        return parts[: rest + 1]
    states = len(parts) > 1 and all(_STATE.match(label) for label in labels) and parts[0].unit not in MONEY
    return parts if states else ()


def _clause_before(text: Text, claim: Claim) -> str:
    folded, start = text.document.folded, claim.whole[0]
    return re.split(r"[,。;:\n、]", folded[max(0, start - 30) : start])[-1].strip()


def _percentages(text: Text, sentence: Sequence[Claim]) -> Iterator[Contradiction]:
    """Percentages that the two numbers right before them do not lead to."""
    for index in range(2, len(sentence)):
        whole, part, percent = sentence[index - 2 : index + 1]
        if percent.measure is not Measure.PERCENT or not _one_statement(text, whole, part, percent):
            continue
        share = _share(text, whole, part, percent)
        expected = share if share is not None else _change(text, whole, part, percent)
        if expected is None or _follows(text, percent, expected, (whole, part), change=share is None):
            continue
        before = sentence[max(0, index - _LOOKED_AT) : index]
        if not _explained(text, percent, before, () if share is not None else (whole, part)):
            digits = max(-last_digit(percent, _numeral(text, percent)).adjusted(), 1)
            yield _together(text, ContradictionKind.PERCENTAGE, (whole, part, percent), round(expected, digits))


def _one_statement(text: Text, whole: Claim, part: Claim, percent: Claim) -> bool:
    folded = text.document.folded
    near = all(later.number[0] - earlier.whole[1] <= _NEAR for earlier, later in pairwise((whole, part, percent)))
    plain = all(
        one.unit not in TIME and one.measure is Measure.COUNT and not one.each and one.figure.low == one.figure.high > 0
        for one in (whole, part)
    )
    same = whole.unit == part.unit and ";" not in folded[whole.whole[1] : percent.number[0]]
    return near and plain and same and percent.figure.low == percent.figure.high


def _share(text: Text, whole: Claim, part: Claim, percent: Claim) -> Decimal | None:
    """What percentage the part is: 收回1,240份，满意的1,054份，满意率…."""
    folded = text.document.folded
    clause = _clause_before(text, percent)
    between = folded[whole.whole[1] : part.whole[0]]
    if not _SHARE.search(clause) or _OF_ANOTHER.search(clause) or percent.change or part.change or whole.change:
        return None
    if _BECAME.search(between) or _THAN.search(clause) or _OWN_RATES.search(clause) or _MOVED.search(clause):
        return None
    if _DUE.search(between) and whole.figure.high < part.figure.low:  # 收缴120万元，应收150万元
        whole, part = part, whole
    if part.figure.high > whole.figure.high or _NOT.match(_clause_before(text, part)):
        return None
    said = folded[max(0, part.whole[0] - 20) : part.whole[0]] + part.object
    named, holder = _shared(clause, said), clause.split("占")[0]
    if "占" in clause and holder and holder[-2:] not in said:  # 撤诉88件，胜诉案件占77%
        return None
    if not named and ("占" not in clause or (whole.object and part.object and _unlike(whole, part, between))):
        return None
    if named and _FAR_PART.search(between):
        return None
    return part.figure.low * 100 / whole.figure.low


def _shared(clause: str, said: str) -> bool:
    """Whether the name of a rate says what was counted: 满意率 of 表示满意的, 回收率 of 收回."""
    stem = re.split("率", clause)[0][-2:]
    return "率" in clause and len(stem) == 2 and (stem in said or stem[::-1] in said)


def _unlike(whole: Claim, part: Claim, between: str) -> bool:
    """Whether two numbers count different things, so that neither is a share of the other."""
    return (
        part.object_at is not None
        and whole.object_at is not None
        and whole.object != part.object
        and not re.search(r"其中|的$|里|中", between)
        and part.object[-2:] != whole.object[-2:]
    )


def _change(text: Text, before: Claim, after: Claim, percent: Claim) -> Decimal | None:
    """By how much something rose or fell: 由41件下降到16件，下降61%; 降到486宗，比2023年的1,145宗减少57.6%."""
    folded = text.document.folded
    ahead, clause = folded[after.whole[1] : percent.whole[0]], folded[before.whole[1] : after.whole[0]]
    if (
        _THAN.search(clause) and after.change and len(clause) <= 20 and _CHANGED.match(ahead) and "比" not in ahead
    ):  # 较2022年增加582万人次
        fell = _FELL.search(clause) is not None
        old = before.figure.low + (after.figure.low if fell else -after.figure.low)
        new = before.figure.low
        return abs(new - old) * 100 / old if old > 0 else None
    last_year = _LAST_YEAR.search(folded, max(0, before.whole[0] - 8), before.whole[0])
    if (_UNIT_WORDS.search(ahead) and not last_year) or _UNIT_WORDS.search(clause):
        return None
    if _BECAME.search(clause) and len(clause) <= 20 and _CHANGED.match(ahead.replace("同比", "")):
        old, new = before.figure.low, after.figure.low
    elif (
        _THAN.search(clause) and not after.change and len(clause) <= 16 and _BY_NUMBER.match(ahead) and len(ahead) <= 6
    ):
        old, new = after.figure.low, before.figure.low
    else:
        return None
    return abs(new - old) * 100 / old


def _follows(
    text: Text, percent: Claim, expected: Decimal, numbers: tuple[Claim, Claim], *, change: bool = False
) -> bool:
    """Whether a percentage is what two numbers lead to, give or take its last digit and theirs."""
    stated, one = percent.figure.low, last_digit(percent, _numeral(text, percent)) or Decimal(1)
    rounding = sum((last_digit(claim, _numeral(text, claim)) / claim.figure.low for claim in numbers), Decimal(0))
    least = expected - rounding * (expected + 100 if change else expected) - one
    most = expected + rounding * (expected + 100 if change else expected) + one
    if percent.printed.startswith(("不足", "不到", "低于", "少于")):  # which say how much at most
        most *= Decimal("1.3")
    roughly = "%" not in percent.printed and "百分" not in percent.printed  # 两成, 五分之一
    if roughly or any(claim.figure.qualifier is not Qualifier.EXACT for claim in (*numbers, percent)):
        least, most = least * Decimal("0.9"), most * Decimal("1.1")
    return least <= stated <= most


def _explained(text: Text, percent: Claim, before: Sequence[Claim], changed: Sequence[Claim]) -> bool:
    """Whether any two numbers before a percentage lead to it after all; `changed` are a change and no share."""
    counts = [one for one in before if one.measure is Measure.COUNT and one.figure.low > 0]
    for one, other in combinations(counts, 2):
        if base_unit(one.unit)[0] != base_unit(other.unit)[0] or (one in changed and other in changed):
            continue
        low, high = sorted((one.figure.low, other.figure.low))
        changes = ((high - low) * 100 / low, (high - low) * 100 / high)
        if any(_follows(text, percent, led_to, (one, other), change=True) for led_to in changes):
            return True
        if not changed and _follows(text, percent, low * 100 / high, (one, other)):
            return True
    return False


def _two_values(text: Text, claims: Sequence[Claim]) -> Iterator[Contradiction]:
    """The same thing said of the same subject for the same time, with figures that cannot both be true."""
    first: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        if not _counted(claim) or claim.change or claim.planned or claim.part or "|" in claim.quotation.quote:
            continue
        if (said := total_of(text, claim)) is None:
            continue
        earlier = first.setdefault((said, base_unit(claim.unit)[0]), [])
        for other in earlier:
            if _same_time(other, claim) and not room(other, _numeral(text, other)).meets(
                room(claim, _numeral(text, claim))
            ):
                pair = (other, claim)
                yield Contradiction(ContradictionKind.TWO_VALUES, pair, tuple(_span(text, (one,)) for one in pair))
                break
        earlier.append(claim)


def _same_time(one: Claim, other: Claim) -> bool:
    """Whether two figures can be of one time: both dated alike, or not both dated."""
    if one.period and other.period:
        return one.period == other.period
    return not (one.when and other.when) or one.when == other.when or any(map(_NOW.fullmatch, (one.when, other.when)))


def _together(text: Text, kind: ContradictionKind, claims: tuple[Claim, ...], expected: Decimal) -> Contradiction:
    return Contradiction(kind, claims, (_span(text, claims),), expected)


def _span(text: Text, claims: tuple[Claim, ...]) -> Quotation:
    """The clauses from the first claim to the last."""
    folded = text.document.folded
    start, end = min(claim.whole[0] for claim in claims), max(claim.whole[1] for claim in claims)
    while start > 0 and folded[start - 1] not in ",。!?;\n":
        start -= 1
    while end < len(folded) and folded[end] not in ",。!?;\n":
        end += 1
    while folded[start] in " \t\u3000":
        start += 1
    return text.quotation(start, end)
