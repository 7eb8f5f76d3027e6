"""How a law came about, as the lines below its title tell: who passed and who issued it, when, under which number.

Two traditions of print: one event a line or several in brackets, the date first (mainland: 2001年6月29日 某市第十一届
人民代表大会常务委员会第二十次会议通过), and numbered entries (Taiwan: 1.中華民國…日教育部臺教…字第…號令訂定發布).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntFlag, auto

from corpus.lines import Line
from corpus.official.dates import PrintedDate, dates_in
from corpus.official.organs import Organ, organs_in, without_state

_C = "〇零○一二三四五六七八九十百"
_NEAR_TOP = 3_000
_HISTORY_AT_MOST = 12_000
_PASSED = re.compile(r"通过|制定|审议|订定")
_RELEASED = re.compile(r"公布|发布|颁布|公告|令第")
_APPROVED = re.compile(r"批准")
_AMENDED = re.compile(r"修订|修正|修改|》|废止")
_EFFECTIVE = re.compile(r"[^。；]{0,4}?(?:起\s?)?(?:正式)?(?:施行|实施|生效|执行)")
_SESSION = re.compile(
    rf"\s*(?:由|经|,)?\s*(?P<place>[\u4e00-\u9fff]{{0,20}}?)(?:第?[{_C}\d]{{1,4}}届)?"
    r"(?P<body>(?:全国)?(?:人民代表大会(?:常务委员会)?|人大常委会))"
)
_OFFICE = re.compile(
    rf"\s*(?:由|经|,)?\s*(?P<office>[\u4e00-\u9fff、 ]{{2,60}}?)"
    rf"(?=第[{_C}\d]{{1,5}}[次届号]|(?:常务|部务|局务|委务|署务|全体|部长|局长|主任|行长|党组|办公)[^\s]{{0,4}}会议?|令|公告|审判委员会|检察委员会|审议|通过|公布|发布|颁布|制定|批准|印发)"
)
_ORDER = re.compile(
    rf"[\u4e00-\u9fff]{{2,30}}?(?:令|公告)\s?(?:[〔\[(【]\d{{4}}[〕\])】])?\s?第?\s?[\d{_C}]{{1,5}}\s?号"
)

_ERA = re.compile(r"(?:^|\n)[ \t\u3000]*(?:\d{1,3}\s?[.、])?\s{0,4}(?=中华民国[^\n]{5,20}[日号])")
_ENTRY = re.compile(r"\n\s{0,4}\d{1,3}\s?\.(?=\s{0,4}中华民国)")
_HISTORY_END = re.compile(rf"\n\s{{0,4}}第\s{{0,2}}[\d{_C}]{{1,4}}\s{{0,2}}[条章编]")
_ERA_OFFICE = (
    r"(?:总统(?!府)|国民政府|(?:行政院|司法院|考试院|监察院|立法院)?[\u4e00-\u9fff\s]{1,16}?(?:部|委员会|署|局|总处|处|会|研究院|博物院|中心|银行|政府|国史馆|文献馆|文学馆)"
    r"|行政院|司法院|考试院|监察院|立法院|国民大会)"
)
_ERA_ORDER = re.compile(
    rf"(?P<organ>{_ERA_OFFICE})\s{{0,3}}"
    r"(?:(?P<number>[\u4e00-\u9fff\d\s()]{1,24}?(?:字\s{0,2}第)?\s{0,3}\d[\d\sa-z-]{2,24}号)\s{0,4}(?:[训指]?令|函|公\s{0,4}告|[、,])"
    r"|令|(?=会\s{0,4}[衔同]|制\s{0,4}定|订\s{0,4}定|公\s{0,4}布|发\s{0,4}布|第|修正|核\s{0,4}[定准]))"
)
_REPEALED = re.compile(
    r"[令告布]\s{0,4}(?:发\s{0,4}布|公\s{0,4}布)?\s{0,4}废\s{0,4}止(?!\s{0,4}第)|发\s{0,4}布\s{0,4}废\s{0,4}止(?!\s{0,4}第)"
)
_ITSELF = re.compile(r"自\s{0,4}(?:公\s{0,4}布|发\s{0,4}布)\s{0,4}日\s{0,4}起?\s{0,4}(?:施\s{0,4}行|生\s{0,4}效)")
_FROM = re.compile(r"自\s{0,4}(?=中华民国|[〇零○一二三四五六七八九十百]{1,6}\s{0,4}年)")


@dataclass(frozen=True, slots=True)
class Adoption:
    """What the history of a law says of its beginning; offsets count in the text of the document.

    `repealed` is where it says that the law is no longer in force. `sure` is False where only an amendment is told.
    """

    organs: tuple[Organ, ...] = ()
    numbers: tuple[tuple[int, int], ...] = ()
    made: PrintedDate | None = None
    released: PrintedDate | None = None
    effective: PrintedDate | None = None
    repealed: tuple[int, int] | None = None
    sure: bool = True
    era: bool = False


class _Act(IntFlag):
    """What happened on a day."""

    NOTHING = 0
    PASSED = auto()
    RELEASED = auto()
    APPROVED = auto()
    AMENDED = auto()
    EFFECTIVE = auto()


@dataclass(frozen=True, slots=True)
class _Event:
    """A date and the words behind it, up to the next date or the end of the line."""

    date: PrintedDate
    end: int
    act: _Act = field(default=_Act.NOTHING)


def adoption_of(folded: str, lines: Sequence[Line]) -> Adoption:
    """The history of a law among `lines`, the lines at its top; an empty one where they tell none."""
    if match := _ERA.search(folded, 0, min(len(folded), _NEAR_TOP)):
        found = _by_era(folded, match.end())
        if found.made:
            return found
    events = list(_events(folded, lines))
    made = [event for event in events if event.act & (_Act.PASSED | _Act.RELEASED) and not event.act & _Act.AMENDED]
    released = next((event.date for event in made if event.act & _Act.RELEASED), None)
    first = made[0] if made else next((event for event in events if event.act & (_Act.AMENDED | _Act.APPROVED)), None)
    if first is None:
        return Adoption()
    actors = made or ([] if first.act == _Act.APPROVED else [first])
    organs = next((organs for event in actors if (organs := _organs(folded, event))), [])
    return Adoption(
        organs=tuple(dict.fromkeys(organs + _jointly(folded, first, events))),
        numbers=tuple(_orders(folded, made)),
        made=first.date,
        released=released,
        effective=next((event.date for event in events if event.act & _Act.EFFECTIVE), None),
        sure=bool(made),
    )


def _events(folded: str, lines: Sequence[Line]) -> Iterator[_Event]:
    """The dated events on lines that are nothing but a history, in order."""
    for line in lines:
        dates = [date for date in dates_in(folded, line.start, line.end) if date.exact]
        if not dates or folded[line.start : dates[0].start].strip("(〔[【 \t"):
            continue
        ends = [date.start for date in dates[1:]] + [line.end]
        events = [_Event(date, end) for date, end in zip(dates, ends, strict=True)]
        acts = [_act(folded, event) for event in events]
        for i in range(len(acts) - 2, -1, -1):  # 甲第一次会议、某日乙第二次会议通过: both passed it
            if acts[i] is _Act.NOTHING and folded[: events[i].end].rstrip().endswith(("、", "，", ",")):
                acts[i] = acts[i + 1]
        yield from (_Event(event.date, event.end, act) for event, act in zip(events, acts, strict=True))


def _act(folded: str, event: _Event) -> _Act:
    said = folded[event.date.end : event.end]
    if _EFFECTIVE.match(said):
        return _Act.EFFECTIVE
    act = _Act.NOTHING
    for pattern, meant in ((_PASSED, _Act.PASSED), (_RELEASED, _Act.RELEASED), (_APPROVED, _Act.APPROVED)):
        act |= meant if pattern.search(said) else _Act.NOTHING
    if _AMENDED.search(said):
        act |= _Act.AMENDED
    return act


def _organs(folded: str, event: _Event) -> list[Organ]:
    """Who acted: the assembly without the number of its term, or the offices before what they did."""
    start, end = event.date.end, event.end
    if match := _SESSION.match(folded, start, end):
        return [Organ((match.span("place"), match.span("body")) if match["place"] else (match.span("body"),))]
    match = _OFFICE.match(folded, start, end)
    if match is None:
        return []
    first, last = match.span("office")
    return [without_state(folded, organ) for organ in organs_in(folded, first, last)]


def _jointly(folded: str, first: _Event, events: Sequence[_Event]) -> list[Organ]:
    """Those who passed it with the first one, told on the same line."""
    same = [
        event for event in events if event is not first and event.date.start == first.end and event.act == first.act
    ]
    return [organ for event in same for organ in _organs(folded, event)]


def _orders(folded: str, made: Sequence[_Event]) -> Iterator[tuple[int, int]]:
    for event in made:
        if match := _ORDER.search(folded, event.date.end, event.end):
            printed = match.group()
            yield match.start() + len(printed) - len(printed.lstrip()), match.end()
            return


def _by_era(folded: str, start: int) -> Adoption:
    """The first of the numbered entries that Taiwanese collections print, and whether the last one is the end."""
    limit = min(len(folded), start + _HISTORY_AT_MOST)
    closing = _HISTORY_END.search(folded, start, limit)
    end = closing.start() if closing else limit
    following = _ENTRY.search(folded, start, end)
    first_end = following.start() if following else end
    made = next(dates_in(folded, start, min(start + 40, end)), None)
    if made is None or not made.exact:
        return Adoption()
    orders = list(_era_orders(folded, made.end, first_end))
    last = end if not following else [m.start() for m in _ENTRY.finditer(folded, start, end)][-1]
    repealed = _REPEALED.search(folded, last if following else start, end)
    return Adoption(
        organs=tuple(organ for organ, _ in orders if organ),
        numbers=tuple(number for _, number in orders if number),
        made=made,
        released=made,
        effective=_era_effective(folded, made, first_end),
        repealed=repealed.span() if repealed else None,
        era=True,
    )


def _era_orders(folded: str, start: int, end: int) -> Iterator[tuple[Organ | None, tuple[int, int] | None]]:
    """Who ordered it and under which number: one pair, or several where it was done jointly."""
    position = start
    while match := _ERA_ORDER.match(folded, position, end):
        organ = Organ((match.span("organ"),)) if match["organ"] else None
        yield organ, (match.span("number") if match["number"] else None)
        position = match.end()
        while position < end and folded[position] in "、,，\n ":
            position += 1


def _era_effective(folded: str, made: PrintedDate, end: int) -> PrintedDate | None:
    if match := _FROM.search(folded, made.end, end):
        found = next(dates_in(folded, match.end(), end, era=True), None)
        return found if found and found.exact and found.start == match.end() else None
    if match := _ITSELF.search(folded, made.end, end):
        return PrintedDate(made.iso, *match.span())
    return None
