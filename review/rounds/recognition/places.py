"""Places: divisions of the table, and names that are made like theirs (云岭市, 青禾区, 粤海街道, 海珠社区)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.official.regions import Region, mentions
from review.rounds.names import NameKind
from review.rounds.recognition.words import (
    HAN,
    Found,
    Words,
    begins_name,
    everywhere,
    is_everyday,
    is_ordinary,
    is_proper,
    known,
    tags,
    within_word,
)

_DIVISION = "自治区|自治州|自治县|省|市|县|区|旗"
_SETTLEMENT = (
    "社区|小区|街道|新村|家园|花园|花苑|名苑|公寓|大厦|广场|开发区|高新区|工业园|产业园|科技园|园区|新区|农场|林场"
    "|水库|大道|镇|乡|村|庄|屯|路|街|巷|苑|湾"
)
_UNITS = ("社区", "小区", "街道", "镇", "乡", "村", "庄", "屯", "新村", "家园", "花园", "花苑", "名苑", "公寓", "苑")
_SUFFIX = re.compile(rf"(?P<suffix>{_DIVISION}|{_SETTLEMENT})")
_GOES_ON = re.compile(
    r"(?<=区)[域间划块段别分隔级]|(?<=市)[场民面容值级]|(?<=县)[域级]|(?<=村)[民庄居落级支规镇]|(?<=镇)[域级守村]"
    r"|(?<=乡)[村镇亲愁音土]|(?<=路)[径线灯口面子程由费上况段]|(?<=街)[道巷区坊头镇]|(?<=庄)[稼严园重]|(?<=湾)[区型]"
    r"|(?<=苑)[区]|(?<=省)[级略力心委]|(?<=巷)[道]|(?<=屯)[兵]|(?<=广场)[舞]"
)
_NO_STEM = re.compile(
    r".*[城超都股门上夜集]市$|.*[社地园小校景片街厂灾库郊城辖山牧农市院病特战学专林矿港湾业发验范税贸住宅教新老驻跨禁分选时]区$"
    r"|.*[农乡山全城本新旧古空村]村$|.*[城乡村集重小古]镇$|.*[城下家故回返老同]乡$|.*[道公铁马网线思出退套门电水陆一半通高]路$"
    r"|.*[大沿上逛步行老]街$|.*[街深小穷背串穿]巷$|.*[台港海]湾$|.*[人一村钱]庄$|.*市场广场$|.*[县市区]区$|.*[内外]省$|.*[全各本]县$"
)
_SINGLE = ("路", "街", "巷", "庄", "屯", "苑", "湾", "村", "乡", "镇")
_QUARTERS = ("社区", "小区", "街道")
_LAST_OF_PLACES = frozenset("里苑园桥门湾坊巷路道庙塘寺湖山河江岭坪泉店屯堡沟坡洼滩埠渡浦坝")
_OFFICIAL = ("街道", "镇", "乡")  # 草滩街道 in a list is a name, though 草滩 is a word
_MARK = re.compile(r"[、(]")
_LONGEST_STEM = 5
_NATION = ("中国", "中华")


def known_regions(words: Words) -> Iterator[Found]:
    """Divisions of the table, each part of 四川省巴中市 by itself; 适应城市 has no 应城市 in it."""
    folded = words.folded
    for mention in mentions(folded):
        if folded[mention.start : mention.end] not in _NATION and not within_word(words, mention.start):
            yield from _parts(mention.region, folded, mention.start, mention.end)


def _parts(region: Region, folded: str, start: int, end: int) -> Iterator[Found]:
    levels = [name for name in (region.province, region.city, region.county) if name]
    at = start
    for position, name in enumerate(levels):
        if at >= end:
            return
        length = _common(name, folded[at:end])
        if length < 2:
            continue
        stop = end if position == len(levels) - 1 else min(at + length, end)
        yield Found(NameKind.PLACE, name, at, stop)
        at = stop
    if at == start:
        yield Found(NameKind.PLACE, region.name, start, end)


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def made_like_places(words: Words, there: Sequence[Found]) -> list[Found]:
    """Names that end like those of divisions and settlements, wherever one of their occurrences shows that they are."""
    ends = {one.end for one in there}
    taken = {at for one in there for at in range(one.start, one.end)}
    names: dict[str, str] = {}
    for match in _SUFFIX.finditer(words.folded):
        suffix = match["suffix"]
        start = _begin(words, match.start(), suffix, ends)
        if (
            start is None
            or not taken.isdisjoint(range(start, match.end()))
            or _GOES_ON.match(words.folded, match.end())
        ):
            continue
        names[words.folded[start : match.end()]] = suffix
        ends.add(match.end())
    return [found for name, suffix in names.items() for found in _occurrences(words.folded, name, suffix)]


def _begin(words: Words, end: int, suffix: str, ends: set[int]) -> int | None:
    """Where the name begins whose suffix stands at `end`; None where there is none."""
    for length in range(2, _LONGEST_STEM + 1):
        start = end - length
        stem = words.folded[max(start, 0) : end]
        if start < 0 or not HAN.fullmatch(stem) or is_ordinary(stem):
            return None
        if len(suffix) == 1 and _NO_STEM.match(stem + suffix) and not (suffix == "区" and _is_listed(stem + suffix)):
            return None
        if start in ends:
            return start if not _is_common(stem, suffix) else None
        if suffix in _OFFICIAL and length <= 3 and _MARK.match(words.folded, start - 1) and start:
            return start if not known(stem + suffix) and tags(stem)[0][1].startswith("n") else None
        if begins_name(words, start) and not _is_common(stem, suffix) and _is_stem(stem, suffix):
            return start
    return None


def _is_stem(stem: str, suffix: str) -> bool:
    """Whether a name can begin with `stem`: 桃源里小区 is one, though 桃源 is a word."""
    like_a_place = suffix in _QUARTERS and len(stem) >= 3 and stem[-1] in _LAST_OF_PLACES
    return like_a_place or not is_everyday(stem)


def _is_listed(name: str) -> bool:
    """Whether the word list has it as a name."""
    return known(name) and is_proper(tags(name)[0][1]) and name != "大城市"


def _is_common(stem: str, suffix: str) -> bool:
    """Whether stem and suffix are one word, as 步行街 is; a single character as suffix needs a stem that is no word."""
    word = stem + suffix
    return (known(word) and not _is_listed(word)) or (suffix in _SINGLE and is_everyday(stem))


def _occurrences(folded: str, name: str, suffix: str) -> Iterator[Found]:
    kind = NameKind.UNIT if suffix in _UNITS else NameKind.PLACE
    for at in everywhere(folded, name):
        yield Found(kind, name, at, at + len(name))
    stem = name.removesuffix(suffix)
    if len(stem) >= 2 and not known(stem) and suffix in ("市", "县", "区", "镇", "乡"):
        for at in everywhere(folded, stem):
            yield Found(kind, name, at, at + len(stem))
