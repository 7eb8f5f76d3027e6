"""Which lines of a web page are its article."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.readers.html_lines import PageLine

_SPACES = re.compile(r"\s+|\|")
_SENTENCE = re.compile(r"[。！？；：，,;:]")
_ATTACHMENT_LEAD = re.compile(r"附件|相关附件|附[:：]")
_PAGE_FURNITURE = re.compile(
    r"(?:[\[【〖<(]?(?:"
    r"(?:下载、)?打印(?:本页|此页|页面)?|打开当前页|关闭(?:本页|窗口|此页)?|返回(?:顶部|首页)?|收藏|分享(?:到)?[:：]?"
    r"|字体[:：].*|字号[:：].*|(?:A[+-]? ?[大中小]? ?){2,}|大|中|小|-?\d*次|(?:浏览|阅读|点击)(?:次数|量)?[:：] ?[-\d]*"
    r"|扫一扫.*|上一[篇条][:：]?.*|下一[篇条][:：]?.*|相关(?:链接|文章|新闻|阅读|推荐)[:：]?"
    r")[\]】〗>)]?\s*)+"
)
_EMPTY_LABEL = re.compile(r"(?:相关|下载)?(?:附件|文件|链接)(?:下载)?[:：]?")

_ANCHOR = 10  # characters that a line needs to mark an end of the body
_FOREIGN = 0.4  # share of unrecognised text above which the stretch is not one body
_OUTERMOST = 2  # a path this short leads to the root or to <body>
_LEAST = 60  # characters of a body
_LEAST_SHARE = 0.02  # of the page
_LIST = 5  # links in a row that make a list
_LINK_LENGTH = 24  # characters of an entry in such a list
_LINKED = 0.6  # share of the entries that are links


@dataclass(frozen=True, slots=True)
class Body:
    """The lines kept, whether a body was told from its surroundings, how many lines of links were left out."""

    lines: list[PageLine]
    found: bool
    links_dropped: int = 0


def find_body(lines: list[PageLine], recognised: list[str], title: str | None) -> Body:
    """The article among `lines`: from the first to the last line that was `recognised`, less lists of links."""
    known = {key for text in recognised if (key := _key(text))}
    running = "\n".join(known)
    marks = [_is_known(line, known, running) for line in lines]
    listed = _link_lists(lines)
    links = sum(marks[index] for index in listed)
    marks = [mark and index not in listed for index, mark in enumerate(marks)]
    anchors = [
        index for index, line in enumerate(lines) if marks[index] and (len(_key(line.text)) >= _ANCHOR or line.rank)
    ]
    if not anchors:
        return Body(lines, found=False)
    first = _back(lines, marks, anchors[0])
    stretch = list(range(first, _forward(lines, marks, anchors[-1]) + 1))
    body, dropped = _trimmed([lines[index] for index in _kept(lines, marks, anchors, stretch, listed)])
    size = sum(len(line.text) for line in body)
    if size < max(_LEAST, _LEAST_SHARE * sum(len(line.text) for line in lines)):
        return Body(lines, found=False)
    return Body([*_headline(lines, first, body, title), *body], found=True, links_dropped=links + dropped)


def _key(text: str) -> str:
    return _SPACES.sub("", text)


def _is_known(line: PageLine, known: set[str], running: str) -> bool:
    key = _key(line.text)
    return key in known or (len(key) >= _ANCHOR and key in running)


def _is_entry(line: PageLine) -> bool:
    """Whether a line could be an entry of a list of links: short, no sentence, no attachment."""
    return len(line.text) <= _LINK_LENGTH and not line.attachment and not _SENTENCE.search(line.text)


def _is_link(line: PageLine) -> bool:
    return line.linked >= 0.7 * len(line.text.strip("· •|>")) and line.linked > 0


def _link_lists(lines: list[PageLine]) -> set[int]:
    """The lines that stand in runs of short lines most of which are links."""
    found: set[int] = set()
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and _is_entry(lines[end]):
            end += 1
        found.update(_list_in(lines, range(start, end)))
        start = max(end, start + 1)
    return found


def _list_in(lines: list[PageLine], run: range) -> range:
    """The part of a run from its first to its last link; an office and a date before it sign the article."""
    links = [index for index in run if _is_link(lines[index])]
    if len(links) < _LIST:
        return range(0)
    first, last = links[0], links[-1]
    bullet = lines[first].text[0]
    while not bullet.isalnum() and first > run.start and lines[first - 1].text.startswith(bullet):
        first -= 1
    while not bullet.isalnum() and last + 1 < run.stop and lines[last + 1].text.startswith(bullet):
        last += 1
    return range(first, last + 1) if len(links) >= _LINKED * (last + 1 - first) else range(0)


def _back(lines: list[PageLine], marks: list[bool], first: int) -> int:
    """Short recognised lines right before the first anchor (a document number) belong to the body."""
    while first > 0 and marks[first - 1]:
        first -= 1
    return first


def _forward(lines: list[PageLine], marks: list[bool], last: int) -> int:
    """So do short recognised lines after the last (a date), and attachments."""
    while last + 1 < len(lines) and (
        marks[last + 1] or lines[last + 1].attachment or _ATTACHMENT_LEAD.match(lines[last + 1].text)
    ):
        last += 1
    return last


def _kept(
    lines: list[PageLine], marks: list[bool], anchors: list[int], stretch: list[int], listed: set[int]
) -> list[int]:
    """All of the element that holds the body, else the stretch without gaps, else what was recognised.

    Recognisers drop short lines at the end of an article, such as a table, the names of attachments, the date.
    """
    prefix = _common([lines[index].place for index in anchors])
    held = [index for index, line in enumerate(lines) if line.place[: len(prefix)] == prefix]
    whole = sorted({*(index for index in held if index >= stretch[0]), *stretch})
    whole = [index for index in whole if index not in listed]
    if len(prefix) > _OUTERMOST and _is_one_body(lines, marks, whole):
        return whole
    return stretch if _is_one_body(lines, marks, stretch) else [index for index in stretch if marks[index]]


def _common(places: list[tuple[int, ...]]) -> tuple[int, ...]:
    """The longest path that all places begin with."""
    low, high = min(places), max(places)
    same = 0
    while same < min(len(low), len(high)) and low[same] == high[same]:
        same += 1
    return low[:same]


def _is_one_body(lines: list[PageLine], marks: list[bool], inside: list[int]) -> bool:
    size = sum(len(lines[index].text) for index in inside)
    foreign = sum(len(lines[index].text) for index in inside if not marks[index])
    return foreign <= _FOREIGN * size


def _trimmed(body: list[PageLine]) -> tuple[list[PageLine], int]:
    """Without links at the end and without furniture anywhere; also how many lines were links."""
    kept = [line for line in body if not _is_furniture(line)]
    end = len(kept)
    while end and _is_entry(kept[end - 1]) and _is_link(kept[end - 1]):
        end -= 1
    dropped = len(kept) - end
    while end and _EMPTY_LABEL.fullmatch(kept[end - 1].text.strip()):
        end -= 1
    return kept[:end], dropped


def _is_furniture(line: PageLine) -> bool:
    text = line.text.strip()
    return _PAGE_FURNITURE.fullmatch(text) is not None or (len(text) <= 2 and not any(map(str.isalnum, text)))


def _headline(lines: list[PageLine], first: int, body: list[PageLine], title: str | None) -> list[PageLine]:
    """The page's own heading where it stands before the body, which recognisers tend to leave out."""
    if title is None or any(_key(line.text) == _key(title) for line in body[:8]):
        return []
    before = [line for line in lines[:first] if _key(line.text) == _key(title) and not _is_link(line)]
    if not before:
        return []
    return [PageLine(before[-1].text, rank=before[-1].rank or 1)]
