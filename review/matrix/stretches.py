"""The sentences of a document that can be shown as evidence: running prose, never headings, contents or references."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.lines import Line, front_matter_end, lines_of
from corpus.model import Document
from corpus.sentences import sentences_of_line

SHORTEST = 12  # characters that say something by themselves
LONGEST = 200  # characters that are read at a glance
_LABEL = 26  # characters: a line without an end that is no longer is a label or a heading
_RUN_IN = 24  # characters: so long may a heading be that begins a paragraph and ends with a full stop
_SECTION = 800  # characters: of a longer one, the heading says too little of a single sentence
_FRONT = 60  # characters: nor is one before the first sentence anything but a title
_CLOSED = re.compile(r"[。！？；!?;…][”’」』）)\]]*$")
_CONTENTS = re.compile(r"(?:[.．·•…─—_]{3,}|\t| {3,})\s*\d{1,4}$")
_CELLS = re.compile(r"\s\|\s|\t|^\|")
_DIGIT = re.compile(r"\d")
_COMMA = re.compile(r"[，,、]")
# What stands at the end of a text or of a page and speaks of other texts, or of this one as a publication.
_BACK = re.compile(
    r"(?:参考文献|资料来源|作者简介|基金项目|其他文献|相关(?:阅读|推荐|链接|文献)|延伸阅读|责任编辑|编辑|版权(?:声明|说明)|免责声明|注释|脚注)"
)
_BACK_LINE = re.compile(
    r"\s*(?:\[\d{1,3}\]|[①-⑳]|作者简介|基金项目|(?:资料|資料)?(?:来源|來源)\s*[:：]|责任编辑|責任編輯|本文[系係]|声明\s*[:：]|摘自)"
)
_MARK = re.compile(r"\s*(?:[-*+•●▪◆■·]\s+|[•●▪◆■]|\|\s*)")
_NUMBER = re.compile(r"^\s*[【\[〔]?(?:[一二三四五六七八九十百]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|#+)?\s*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence at `[start, end)` of a document.

    `line` numbers the paragraph, `headings` are the folded headings above it, `row` marks a row of a table.
    """

    start: int
    end: int
    line: int
    headings: str
    row: bool = False


def stretches(document: Document) -> tuple[Stretch, ...]:
    """The sentences of `document` that can be evidence, in order and disjoint."""
    text, folded = document.text, document.folded
    begins = [heading.start for heading in document.outline]
    ends = [heading.end for heading in document.outline]
    found: list[Stretch] = []
    label, begun = "", False
    for number, line in enumerate(lines_of(text, front_matter_end(text))):
        at = bisect_right(begins, line.start) - 1
        below = folded[begins[at] : ends[at]] if at >= 0 else ""
        if _is_back(below):
            continue
        first = _after_headings(line, begins, ends)
        if first >= line.end or _CONTENTS.search(line.text) or _BACK_LINE.match(line.text):
            label = "" if first >= line.end else label
            continue
        row, closed = _CELLS.search(line.text) is not None, _CLOSED.search(line.text) is not None
        begun = begun or closed
        if not closed and (not begun or not row) and line.end - first <= (_LABEL if begun else _FRONT):
            label = folded[first : line.end]
            continue
        if _is_back(label):
            continue
        first, last = _inside(text, first, line.end)
        if first >= last:
            continue
        spans = list(_sentences(text, first, last))
        path = _path(document, at, folded)
        run_in = folded[slice(*spans.pop(0))] if _has_run_in(folded, spans) else ""
        above = " ".join(filter(None, (path, label, run_in)))
        found += [
            Stretch(start, end, number, above, row) for start, end in spans if _says_something(folded, start, end)
        ]
    return tuple(found)


def _is_back(heading: str) -> bool:
    return _BACK.match(_NUMBER.sub("", heading)) is not None


def _after_headings(line: Line, begins: Sequence[int], ends: Sequence[int]) -> int:
    """Where the text of a line begins behind the heading that it may begin with."""
    at = bisect_right(begins, line.end - 1) - 1
    return max(line.start, min(ends[at], line.end)) if at >= 0 and begins[at] <= line.end else line.start


def _inside(text: str, start: int, end: int) -> tuple[int, int]:
    """A line without the sign that begins an item of a list, and without the borders of a table."""
    mark = _MARK.match(text, start, end)
    start = mark.end() if mark else start
    start = min(start, end)
    while end > start and text[end - 1] in "| \t":
        end -= 1
    return start, end


def _path(document: Document, at: int, folded: str) -> str:
    """The headings above whose sections are short enough for the heading to speak of every sentence in them."""
    outline = document.outline
    path: list[str] = []
    level = outline[at].level + 1 if at >= 0 else 0
    for number in range(at, -1, -1):
        heading = outline[number]
        if heading.level >= level:
            continue
        level = heading.level
        after = (other.start for other in outline[number + 1 :] if other.level <= heading.level)
        if next(after, len(folded)) - heading.end <= _SECTION:
            path.append(folded[heading.start : heading.end])
    return " ".join(reversed(path))


def _has_run_in(folded: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a paragraph of several sentences begins with a short one that heads it."""
    if not spans:
        return False
    start, end = spans[0]
    return len(spans) > 1 and end - start <= _RUN_IN and not _DIGIT.search(folded, start, end)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a line; those too long to be read at a glance are cut at commas."""
    for first, last in sentences_of_line(text, start, end):
        while last - first > LONGEST:
            commas = [match.end() for match in _COMMA.finditer(text, first + LONGEST // 2, first + LONGEST)]
            cut = commas[-1] if commas else first + LONGEST
            yield first, cut
            first = cut
        yield first, last


def _says_something(folded: str, start: int, end: int) -> bool:
    """Whether it is long enough, and no question."""
    return (
        folded[start:end].rstrip("”’」』)）")[-1:] not in ("?", "？")
        and sum(map(str.isalnum, folded[start:end])) >= SHORTEST
    )
