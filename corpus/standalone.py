"""Headings without a number: short lines between paragraphs, as newspapers and web pages print them.

Precision comes first: these are looked for only where a document has no other headings, and a heading that is
missed costs a line in a path, while a by-line or a caption taken for one would be cited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.lines import Line
from corpus.markers import marker_of
from corpus.model import Heading

LONGEST = 28  # characters of one line of such a heading
SHORTEST = 4
_PARAGRAPH = 45  # characters from which a line without a final 。 still counts as running text
_LINES = 2  # a heading is printed on at most so many lines
_ENDED = re.compile(r"[。！？!?；;…：:][”’」』）》】〕\")\]]*(?:\[\d+\])*$")

_KNOWN_SHORT = frozenset(
    [
        "背景",
        "做法",
        "成效",
        "启示",
        "啟示",
        "经验",
        "經驗",
        "问题",
        "問題",
        "对策",
        "對策",
        "结语",
        "結語",
        "引言",
        "前言",
        "结论",
        "結論",
        "反思",
        "评析",
    ]
)
_BACK_MATTER = re.compile(
    r"[【\[［]?(参考文献|參考文獻|注释|注釋|作者简介|作者簡介|基金项目|基金項目|其他文献|相关链接|相關鏈接|相关阅读|延伸阅读"
    r"|附\s?[件录錄表]\s?(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,2})?)[】\]］]?\s?[：:]?"
)
_BYLINE = re.compile(
    r"(?:记者|記者|通讯员|通訊員|编辑|編輯|责编|責編|摄影|攝影|供稿|供图|点击量|浏览|瀏覽|字号|打印本页|分享到|版权所有|上一篇|下一篇)"
    r"|^(?:作者|来源|來源|文章来源|图片|圖片|摘要|关键词|關鍵詞|关键字|首页|首頁|当前位置|转载|声明|[文图圖][/／]|[图圖表]\s?\d)"
    r"|(?:作者|来源|來源|审核|校对|摄)\s?[：:]"
)
_NOT_A_TITLE = re.compile(
    r"[。；;！!|\t<>=＞>@]|https?:|www\.|[，,、：:]$|[：:]|\d{4}\s?[-年./]\s?\d|\s{3,}|合影|^[（(].*[)）]$|^[”’」』）》】,，、.．]|^[-—–·•●◆■□*#\d\s.,%]+$"
)
_SPEAKER = re.compile(
    r"\S.{2,40}(?:院长|教授|书记|主任|负责人|部长|局长|市长|区长|县长|镇长|乡长|会长|秘书长|处长|科长|主席|委员|代表|研究员|讲师|博士|专家|所长|校长"
    r"|董事长|经理|站长|队长|理事长|院士|書記|負責人|區長|縣長|鎮長|會長|處長|研究員)"
    r"[ \u3000]+[\u4e00-\u9fff](?:[ \u3000]?[\u4e00-\u9fff]){1,3}"
)


def back_matter_title(line: str) -> str | None:
    """The title of what follows the text proper (参考文献, 附件1, …) if `line` is nothing but that, else None."""
    match = _BACK_MATTER.fullmatch(line)
    return match[1] if match else None


def is_annex(title: str) -> bool:
    """Whether `title` opens an annex, which has an outline of its own: 附件1, 附录, 附表."""
    return title.startswith("附")


def is_speaker(line: str) -> bool:
    """Whether `line` is an office and a name, as it introduces a speaker or an author: 某大学教授 张三."""
    return _SPEAKER.fullmatch(line) is not None


def is_byline(line: str) -> bool:
    """Whether `line` belongs to the apparatus of a page: who wrote, took, edited, published or may share it."""
    return _BYLINE.search(line) is not None


def _is_prose(line: Line) -> bool:
    if len(line.text) >= _PARAGRAPH:
        return True
    return len(line.text) > 2 * SHORTEST and _ENDED.search(line.text) is not None and not is_byline(line.text)


def _could_be_title(text: str) -> bool:
    if len(text) > LONGEST or (len(text) < SHORTEST and text not in _KNOWN_SHORT):
        return False
    if is_byline(text) or is_speaker(text) or back_matter_title(text):
        return False
    return _NOT_A_TITLE.search(text) is None and marker_of(text) is None


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Runs of lines between two paragraphs of running text; the first paragraph ends the title of the document."""
    block: list[Line] | None = None
    for line in lines:
        if not _is_prose(line):
            if block is not None:
                block.append(line)
            continue
        if block:
            yield block
        block = []


def _wrapped(lines: Sequence[Line]) -> bool:
    """Whether lines were broken at a margin: many of about the same, greatest, length end in mid-sentence."""
    lengths = sorted(len(line.text) for line in lines)
    if not lengths:
        return False
    margin = lengths[int(len(lengths) * 0.9)]
    broken = sum(0.85 * margin <= len(line.text) <= 1.1 * margin and not _ENDED.search(line.text) for line in lines)
    return margin < 120 and broken > 0.25 * len(lines)


def _heading(block: Sequence[Line], *, level: int) -> Heading | None:
    """The lines of `block` as one heading, if they can be one."""
    if not 0 < len(block) <= _LINES or not all(_could_be_title(line.text) for line in block):
        return None
    title = " ".join(line.text for line in block)
    return Heading(level=level, title=title, start=block[0].start, end=block[-1].end)


def _in_block(block: Sequence[Line], *, speakers: bool) -> list[Heading]:
    """The headings in what stands between two paragraphs: after the by-line, [speaker,] title."""
    after = max((i + 1 for i, line in enumerate(block) if is_byline(line.text)), default=0)
    rest = block[after:]
    found: list[Heading] = []
    if speakers and rest and is_speaker(rest[0].text):
        found.append(Heading(level=1, title=rest[0].text, start=rest[0].start, end=rest[0].end))
        rest = rest[1:]
    title = _heading(rest, level=2 if speakers else 1)
    return [*found, title] if title else found


def standalone_headings(lines: Sequence[Line]) -> list[Heading]:
    """Unnumbered headings among `lines`, in order; none unless at least two behave alike.

    Where several speakers are introduced by office and name, these are the first level and titles the second.
    """
    if _wrapped(lines):
        return []
    blocks = list(_blocks(lines))
    speakers = sum(is_speaker(line.text) for block in blocks for line in block) > 1
    found = [heading for block in blocks for heading in _in_block(block, speakers=speakers)]
    return found if len(found) > 1 else []
