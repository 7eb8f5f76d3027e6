"""The numbering that a line begins with: 第一章, 第三条, 一、, （一）, 1., 1.2, （1）.

A marker says nothing yet about whether its line is a heading: `corpus.structure` decides that in context.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from corpus.official.numerals import parse_number


class Family(IntEnum):
    """The kinds of numbering, outermost first (GB/T 9704 for 一、 （一） 1. （1）; drafting rules for 编 to 条)."""

    VOLUME = 10  # 第一编, 第一部分
    SUBVOLUME = 11  # 第一分编
    CHAPTER = 12  # 第一章
    SECTION = 13  # 第一节
    SUBSECTION = 14  # 第一款 as a title, 第一目 (Taiwan)
    ITEM = 15
    FORMAL = 18  # 壹、
    CHINESE = 19  # 一、
    BRACKET_CHINESE = 20  # （一）
    PLAIN_DIGIT = 21  # 1 引言, only beside 1.1
    DIGIT = 22  # 1.
    DECIMAL = 23  # 1.1
    DECIMAL_3 = 24  # 1.1.1
    BRACKET_DIGIT = 25  # （1）, 1）
    ARTICLE = 30  # 第一条, 第一条之一


DIVISIONS = frozenset(family for family in Family if family <= Family.ITEM)


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker at the beginning of a line: `end` is where it ends in the line, blanks after it included.

    `separated` says whether a blank or punctuation divides it from what follows.
    """

    family: Family
    number: int
    printed: str
    end: int
    separated: bool


_C = "〇零一二三四五六七八九十廿卅卌百千两兩○"
_N = rf"[{_C}0-9０-９]{{1,7}}"
_UNITS = {
    "编": Family.VOLUME, "編": Family.VOLUME, "部分": Family.VOLUME, "篇": Family.VOLUME, "卷": Family.VOLUME,
    "分编": Family.SUBVOLUME, "分編": Family.SUBVOLUME, "章": Family.CHAPTER, "节": Family.SECTION,
    "節": Family.SECTION, "款": Family.SUBSECTION, "目": Family.ITEM, "条": Family.ARTICLE, "條": Family.ARTICLE,
}  # fmt: skip

_ORDINAL = re.compile(
    rf"第\s?(?P<n>{_N})\s?(?P<sub>-\s?\d{{1,3}})?\s?(?P<unit>分编|分編|部分|[编編篇卷章节節款目条條])"
    rf"(?P<more>\s?之\s?[{_C}\d]{{1,3}})?(?![条條款项項目]|[之的]?规定|之|的)"
)
_D = "[0-9０-９]"
_COUNTED = (
    (Family.FORMAL, re.compile(r"([壹贰貳叁參叄肆伍陆陸柒捌玖拾]{1,3})\s?[、．.]")),
    (Family.CHINESE, re.compile(rf"([{_C}]{{1,4}})\s?[、．.]")),
    (Family.BRACKET_CHINESE, re.compile(rf"[（(]\s?([{_C}]{{1,4}})\s?[)）][、．.]?|([㈠-㈩])[、．.]?")),
    (Family.DECIMAL_3, re.compile(rf"(?:{_D}{{1,2}}[.．]){{2}}({_D}{{1,2}})(?:[\s.、]|(?=[\u3400-\u9fff“《]))")),
    (
        Family.DECIMAL,
        re.compile(rf"{_D}{{1,2}}[.．]({_D}{{1,2}})(?:\s|(?=[\u3400-\u9fff“《])(?![亿万萬億元倍个個年]))"),
    ),
    (Family.DIGIT, re.compile(r"([0-9０-９]{1,2})\s?[.．、](?![0-9０-９])|([⒈-⒛])")),
    (Family.BRACKET_DIGIT, re.compile(r"[（(]?\s?([0-9０-９]{1,2})\s?[)）][、．.]?|([⑴-⒇])")),
    (Family.PLAIN_DIGIT, re.compile(r"([0-9]{1,2})(?=[ \u3000][ \u3000]?[\u3400-\u9fff])")),
)
_SEPARATOR = re.compile(r"[\s【（(〔]|$")
_BLANKS = re.compile(r"\s*")


def _ordinal(line: str) -> Marker | None:
    match = _ORDINAL.match(line)
    number = parse_number(match["n"]) if match else None
    if match is None or number is None:
        return None
    separated = _SEPARATOR.match(line, match.end()) is not None
    end = _blanks_end(line, match.end())
    return Marker(_UNITS[match["unit"]], number, match.group(), end, separated)


def _blanks_end(line: str, start: int) -> int:
    match = _BLANKS.match(line, start)
    return match.end() if match else start


def marker_of(line: str) -> Marker | None:
    """The marker that `line` (without blanks before it) begins with, or None."""
    if line[:1] == "第":
        return _ordinal(line)
    for family, pattern in _COUNTED:
        if match := pattern.match(line):
            number = parse_number(next(group for group in match.groups() if group))
            if number:
                return Marker(family, number, match.group().strip(), _blanks_end(line, match.end()), True)
    return None
