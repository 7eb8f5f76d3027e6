"""Offices: what reads as the name of one, and where several are named in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.official.regions import mentions

_END = re.compile(
    r"(?:国务院|人民政府|政府|办公厅|办公室|委员会|管委会|常委会|代表大会|法院|检察院|办事处|局|厅|部|署|司法院|行政院|考试院|监察院"
    r"|委|党组|联合会|残联|妇联|文联|科协|工会|红十字会|协会|促进会|服务中心|保障中心|领导小组|指挥部|人民银行|监会|总队|支队|中共中央"
    r"|国民政府|总统|(?<![主承举协合开督代经])办)$"
)
_NOT = re.compile(r"(?:[全内外东西南北中上下一二三各]部|干部|俱乐部|结局|布局|格局|大厅|餐厅|客厅|第[一二三四五]部)$")
_CHINESE = re.compile(r"[\u4e00-\u9fff()]{2,40}")
_NEXT = re.compile(
    r"国家|国务院|中共|中国|中央|最高人民|全国|外交部|国防部|教育部|科学技术部|科技部|工业和信息化部|公安部|民政部|司法部|财政部|人力资源和?社会保障部"
    r"|自然资源部|生态环境部|环境保护部|住房和?城乡建设部|交通运输部|水利部|农业农村部|农业部|商务部|文化和旅游部|文化部|卫生部|退役军人事务部"
    r"|应急管理部|人民银行|审计署|海关总署|税务总局|市场监管总局|广电总局|新闻出版署|银保监会|证监会|保监会|银监会"
)
_STATE = "中华人民共和国"
_SEPARATOR = re.compile(r"[、，,\s]+")
_AND_OTHERS = re.compile(r"等(?:[0-9一二三四五六七八九十]{1,3}个?)?(?:部门|单位|机关|机构|部委|委办局|厅局)?$")
LONGEST = 200  # characters of a row of offices


@dataclass(frozen=True, slots=True)
class Organ:
    """An office named in a text, in one or more `spans` of it: the number of a term between them is not its name."""

    spans: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        """Where its name begins."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Where its name ends."""
        return self.spans[-1][1]

    def name(self, text: str) -> str:
        """Its name as `text` prints it, without blanks."""
        return "".join("".join(text[start:end].split()) for start, end in self.spans)


def is_organ(name: str) -> bool:
    """Whether `name` (simplified) reads as the name of an office."""
    return _CHINESE.fullmatch(name) is not None and _END.search(name) is not None and not _NOT.search(name)


def organs_in(folded: str, start: int, end: int) -> tuple[Organ, ...]:
    """The offices that `folded[start:end]` consists of, or none if anything else is there.

    They are divided by blanks, line breaks, commas or nothing at all (财政部国家税务总局). A name with blanks inside it
    (民 政 部) is one.
    """
    if end - start > LONGEST:
        return ()
    found: list[Organ] = []
    first, name = start, ""
    for piece_start, piece_end in _pieces(folded, start, end):
        first = piece_start if not name else first
        name += folded[piece_start:piece_end]
        if is_organ(name):
            found += [Organ((span,)) for span in _apart(folded, first, piece_end)]
            name = ""
    return () if name else tuple(found)


def without_state(folded: str, organ: Organ) -> Organ:
    """国务院 for 中华人民共和国国务院."""
    inner = organ.start + len(_STATE)
    named = folded.startswith(_STATE, organ.start, organ.end) and is_organ(folded[inner : organ.end])
    return Organ(((inner, organ.end),)) if named else organ


def without_others(folded: str, start: int, end: int) -> int:
    """Where a row of offices ends that goes on with 等11部门; `end` itself where it does not."""
    match = _AND_OTHERS.search(folded[start:end])
    return start + match.start() if match else end


def _pieces(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    position = start
    for separator in _SEPARATOR.finditer(folded, start, end):
        if separator.start() > position:
            yield position, separator.start()
        position = separator.end()
    if position < end:
        yield position, end


def _apart(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Two offices or more that were printed without a blank between them, each."""
    for cut in range(start + 2, end - 1):
        if is_organ(folded[start:cut]) and is_organ(folded[cut:end]) and _begins_office(folded[cut:end]):
            return [(start, cut), *_apart(folded, cut, end)]
    return [(start, end)]


def _begins_office(name: str) -> bool:
    if _NEXT.match(name):
        return True
    place = next(mentions(name), None)
    return place is not None and place.start == 0
