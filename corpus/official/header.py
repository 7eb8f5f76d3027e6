"""The top and the bottom of a document: where titles, by-lines, numbers and dates are printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.lines import Line, front_matter_end, lines_of
from corpus.markers import marker_of
from corpus.model import Heading

_MOST_LINES = 30
_LONGEST_LINE = 200  # characters of a title or of labelled information
_LONGEST_HISTORY = 600
_HISTORY = re.compile(
    r"[（(〔\[]?\s?(?:[12１２][\d０-９]{3}|[一二〇○零九]{4})\s?年[^。]{1,20}日.*(?:通过|通過|公布|发布|颁布|批准|修订|修正|施行|决定》)"
)
_RUNNING_TEXT = 60  # characters from which a line without a label is running text
_LONGEST_TITLE = 160
_LONG_TITLE = re.compile(  # in both scripts
    r"[^。；！？]*(?:关于|關於)[^。；！？]*的?(?:通知|意见|意見|公告|通告|决定|決定|批复|批復|函|通报|通報|解释|解釋|规定|規定|安排|办法|辦法"
    r"|细则|細則|规则|規則|决议|決議|方案|纪要|紀要|报告|報告|指引|答复|答復)(?:[（(][^（()）]{1,10}[）)])?"
)
_ENDED = re.compile(r"[。！？；][”’」』）》】]*$")
_FURNITURE = re.compile(
    r"^(?:发文|發文|档号|檔號|速别|速別|密等|发布|發布|成文|印发|发文|文章来源|来源|來源|作者|时间|日期|索引号|主题|分类|字号|浏览|点击|摘要|关键词|關鍵詞|【摘要】|【关键词】|首页|当前位置|您的位置)"
    r"|(?:发布时间|发布日期|文章来源|浏览次数|字号|来源\s?[：:])"
)


@dataclass(frozen=True, slots=True)
class Header:
    """The lines above the first paragraph or heading, and where the body begins."""

    lines: tuple[Line, ...]
    body: int


def is_furniture(line: str) -> bool:
    """Whether `line` is labelled information about the document rather than its title or text."""
    return len(line) < _LONGEST_LINE and _FURNITURE.search(line) is not None


def is_history(line: str) -> bool:
    """Whether `line` tells when a law was passed, issued or amended."""
    return len(line) < _LONGEST_HISTORY and _HISTORY.match(line) is not None


def _is_apparatus(line: str) -> bool:
    """Labelled information, a rule (=====), or a line of the history of a law."""
    return is_history(line) or is_furniture(line) or (len(line) < _LONGEST_HISTORY and not re.search(r"\w", line))


def header_of(text: str, outline: Sequence[Heading]) -> Header:
    """Split off the header: at most 30 lines, up to the first running text or (outline) heading."""
    first_heading = min((h.start for h in outline), default=len(text))
    head: list[Line] = []
    body = len(text)
    for line in lines_of(text, front_matter_end(text)):
        is_text = (len(line.text) >= _RUNNING_TEXT or _ENDED.search(line.text)) and not _is_apparatus(line.text)
        too_far = len(head) >= _MOST_LINES or line.start >= first_heading or marker_of(line.text) is not None
        if too_far or (is_text and not _long_title(line.text)):
            body = line.start
            break
        head.append(line)
    return Header(tuple(head), body)


def _long_title(line: str) -> bool:
    """Titles of official documents exceed sixty characters where several offices issue them."""
    return len(line) < _LONGEST_TITLE and _LONG_TITLE.fullmatch(line) is not None
