"""Who wrote a text: 作者, by-lines of reporters, an office and a name below the title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.lines import Line, lines_of
from corpus.model import MetadataValue, Origin
from corpus.official.header import Header
from corpus.standalone import is_speaker

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹"
    "薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施牛樊葛邢齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍"
    "涂苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍喻祁蒲房滕屈饶解牟艾尤穆司卓简车项连芦麦褚娄窦戚岑景费卜冷席卫柏宗瞿桂佟应臧闵苟芶邬边卞姬栾隋商刁沙荣郎甄仲虞敖佘池"
)
LONG_SURNAMES = frozenset({"欧阳", "司马", "上官", "诸葛", "司徒"})
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_NAME = r"[\u4e00-\u9fff](?:[ \u3000\xa0]?[\u4e00-\u9fff]){1,3}"
_LABEL = re.compile(
    rf"(?:^|[\s|｜】])(?:本文)?作\s{{0,4}}者\s?[：:]\s*(?P<value>{_NAME}(?:[、,，;；]\s?{_NAME})*)(?=[\s|｜（(]|$)",
    re.MULTILINE,
)
_NOTE = re.compile(r"作者简介[】\]]?\s?[：:]?\s*(?P<value>[\u4e00-\u9fff]{2,4})\s?(?=[（(,，])")
_REPORTER = re.compile(
    r"[（(]?[\u4e00-\u9fff+·]{0,12}?(?:见习|首席|本报|特约)?(?:记者|通讯员)[ \u3000：:]+"
    rf"(?P<value>{_NAME}(?:[、 \u3000]{_NAME})*)[）)]?"
)
_COMPILED = re.compile(r"^[ \t\u3000]*编\s?写\s?[：:]\s*(?P<value>[\u4e00-\u9fff]{2,12}[组室部处])\s*$", re.MULTILINE)
_BLANK = re.compile(r"\s+")
_NEAR_TOP = 3_000
_NEAR_END = 3_000


def _is_name(folded: str) -> bool:
    """Two to four characters that begin with a common surname."""
    bare = _BLANK.sub("", folded)
    return 2 <= len(bare) <= 4 and (bare[0] in SURNAMES or bare[:2] in LONG_SURNAMES)


def family_name_first(name: str) -> str | None:
    """芶召瑞 for 召瑞 芶, as files of Western programs state it; None where `name` is not written that way."""
    parts = name.split()
    if len(parts) != 2 or not all(_CHINESE.fullmatch(part) for part in parts):
        return None
    given, family = parts
    reversed_ = len(family) == 1 and len(given) <= 2 and family in SURNAMES and not _is_surname(given)
    return family + given if reversed_ else None


def _is_surname(name: str) -> bool:
    return (len(name) == 1 and name in SURNAMES) or name in LONG_SURNAMES


def author(text: str, folded: str, header: Header) -> MetadataValue | None:
    """The author as printed, blanks inside names taken out.

    In order: behind 作者; a group behind 编写; an office and a name, or a name alone, on a line at the top; behind
    作者简介; the by-lines of reporters, all of them, with the first as evidence.
    """
    if match := _LABEL.search(folded, 0, min(len(folded), _NEAR_TOP)):
        return _named(text, *match.span("value"))
    if match := _COMPILED.search(folded, 0, min(len(folded), _NEAR_TOP)):
        return _named(text, *match.span("value"))
    if found := _at_top(header.lines, text, folded):
        return found
    if match := _NOTE.search(folded, max(0, len(folded) - _NEAR_END)):
        return _named(text, *match.span("value"))
    return _reporters(text, folded)


def _named(text: str, start: int, end: int) -> MetadataValue:
    return MetadataValue(_BLANK.sub("", text[start:end]), Origin.TEXT, start, end)


def _at_top(lines: Sequence[Line], text: str, folded: str) -> MetadataValue | None:
    """The only speaker, or the only name, at the top; names below 图片 are captions."""
    speakers = [line for line in lines if is_speaker(line.text)]
    names = [
        line
        for i, line in enumerate(lines)
        if _is_name(folded[line.start : line.end]) and (i == 0 or lines[i - 1].text not in {"图片", "圖片"})
    ]
    if len(speakers) == 1:
        line = speakers[0]
        start = line.start + len(_office(line.text))
        if _is_name(folded[start : line.end]):
            return _named(text, start, line.end)
    return _named(text, names[0].start, names[0].end) if len(names) == 1 and not speakers else None


def _office(speaker: str) -> str:
    """The office in a line of office and name, with the blank after it (a name of two may hold a blank itself)."""
    words = re.split(r"([ \u3000]+)", speaker)
    name = 3 if len(words) > 3 and len(words[-1]) == len(words[-3]) == 1 else 1
    return "".join(words[:-name])


def _reporters(text: str, folded: str) -> MetadataValue | None:
    """Everyone named in by-lines of reporters."""
    found: list[MetadataValue] = []
    if "记者" not in folded and "通讯员" not in folded:
        return None
    for line in lines_of(text):
        match = _REPORTER.fullmatch(folded, line.start, line.end) if len(line.text) <= 40 else None
        if match and all(_is_name(name) for name in re.split("[、 \u3000]", match["value"]) if len(name) > 1):
            found.append(_named(text, *match.span("value")))
    if not found:
        return None
    names = "、".join(dict.fromkeys(value.value for value in found))
    return MetadataValue(names, Origin.TEXT, found[0].start, found[0].end)
