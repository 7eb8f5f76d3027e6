"""What a claim says besides its number, as a key: two claims with the same key are about the same quantity."""

from __future__ import annotations

import re

from corpus.script import fold
from review.claims.model import Claim
from review.model import Text

_LEFT = re.compile(r"[,。;:!?\n|、)]")
_FILLING = re.compile(
    r"首批|已经|已|共计|共有|共|累计|合计|总计|目前|现有|现|另有|由|全部|达到|达|约为|约|近|超过|超|的|了|,|\s|“|”|"
    r"截至|截止|其中|就|都|为|有"
)
_TIME = re.compile(r"(?:(?:19|20)\d\d年)?(?:\d{1,2}月)?(?:\d{1,2}日)?[底末初]?")
_NAMED = re.compile(r"(?:该|本|这[项个一])?(工程|项目|试点|计划|平台|机制|活动)(?=.{2})")
_WHOLE = re.compile(r"[全我][省市区县州旗镇乡社街](?:道|区)?(?=.{2})")
_WHOLE_INSIDE = re.compile(r"(?<![占居为位列超])[\u4e00-\u9fff]{2}全[区县镇乡街](?:道|区)?(?=.{2})")
_UNIQUE = re.compile(r"(?:常住人口|户籍人口|总人口|人口总数|总户数|辖区面积|区域面积|党员总数|网格总数)$")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,4}?[省市区县州旗镇乡]|[\u4e00-\u9fff]{2,4}?(?:街道|社区)")


def statement_of(text: Text, claim: Claim) -> str | None:
    """The words that lead to the number in its clause, without times and filling; None where they say nothing."""
    folded, start = text.document.folded, claim.whole[0]
    at = start
    while at > 0 and start - at < 40 and not _LEFT.match(folded[at - 1]):
        at -= 1
    said = _FILLING.sub("", _TIME.sub("", folded[at:start])).replace("覆", "复")  # folding is of two minds here
    return said if len(said) >= 3 else None


def total_of(text: Text, claim: Claim) -> str | None:
    """What a claim says of all that its document is about, in any order of words; None where it is not of all of it.

    全区共建成电梯18台 and 电梯全区已建成25台 are the same, so are 覆盖小区120个 and 覆盖120个小区.
    """
    said = statement_of(text, claim)
    if said is None or not _is_total(text, said):
        return None
    behind = claim.object_at and claim.object_at[0] >= claim.number[1]
    return "".join(sorted(said + (_FILLING.sub("", fold(claim.object)) if behind else "")))


def _is_total(text: Text, said: str) -> bool:
    """Whether a statement is about what the whole document is about, so that it can have one value only."""
    if _WHOLE.match(said) or _UNIQUE.search(said) or _WHOLE_INSIDE.search(said):
        return True
    title = _title(text)
    if named := _NAMED.match(said):
        return named[1] in title
    place = _PLACE.match(said)
    return place is not None and len(said) - len(place[0]) >= 2 and place[0] in title


def _title(text: Text) -> str:
    title = text.document.metadata.get("title") or text.document.source.file_name
    return fold(title)


_WHOLE_PLACE = re.compile(
    r"^(?:(?:全|我|该|本)[省市区县州旗镇乡社街](?:道|区)?|(?:[\u4e00-\u9fff]{2,4}?[省市区县州旗镇乡])+)"
)


def without_place(said: str) -> str:
    """A statement without the place it begins with: 全区常住人口 and 青禾区常住人口 are the same."""
    return _WHOLE_PLACE.sub("", said)
