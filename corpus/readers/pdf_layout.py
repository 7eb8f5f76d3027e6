"""Printed lines to paragraphs: a line break that the typesetter made is undone, one that the author made is kept."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass

from corpus.readers.pdf_lines import HYPHEN, Line, Sheet, rows, width_in_em

_TERMINAL = tuple("。！？；：!?;:…”」』")
_MARKER = re.compile(
    r"第[一二三四五六七八九十百千零〇○\d]{1,6}[编章节条款部篇]"
    r"|[一二三四五六七八九十百]{1,4}[、.．]"
    r"|[(（][一二三四五六七八九十百\d]{1,3}[)）]"
    r"|\d{1,3}(?:[.．、](?!\d)|(?:\.\d{1,2}){1,3}\s)"
    r"|[①-⑳●•■◆▪·○–-]|附件|附[:：]|[问答][:：]"
)
_LATIN = re.compile(r"[A-Za-z0-9À-ɏ,.;:)%\]'\"]$")
_LATIN_START = re.compile(r"[A-Za-z0-9À-ɏ(\[$'\"]")
_BROKEN_WORD = re.compile(r"[a-z]-$")
# What a line must take as a whole: opening marks, one ideograph or a run of Latin letters and digits, closing marks.
_UNIT = re.compile(r"[“‘（《〈「『【〔(\[]*(?:[A-Za-z0-9À-ɏ.,%·/:+-]+|.)[，。、；：！？”’）》〉」』】〕…—,.;:!?)\]%·]*")

_NARROWEST = 14.0  # em: a narrower block is a list of names or a table cell, not a column of running text
_SLACK = 1.1  # em that a full line may fall short of its column's edge, beside what did not fit any more
_LONGEST_UNIT = 12.0  # em
_INDENT = 1.2  # em
_LONG = 0.95  # of the lines of a document end before its edge
_FEWEST_BESIDE = 3  # lines that make a column
_LOOSE = 1.3  # of the usual distance between baselines: more is a new paragraph


@dataclass(frozen=True, slots=True)
class Block:
    """Lines set one below the other at an even distance: `left` and `right` are the edges of its column."""

    lines: tuple[Line, ...]
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Column:
    """The paragraphs of a page; `last` and `right` tell whether the last one may go on overleaf."""

    paragraphs: tuple[str, ...]
    last: Line | None = None
    right: float = 0.0

    def runs_on(self, following: str) -> bool:
        """Whether a paragraph that goes on with `following` may have begun here."""
        return self.last is not None and _is_full(self.last, following, self.right)


def paragraphs(sheet: Sheet, right: float | None = None) -> Column:
    """The paragraphs of a page.

    `right` is the edge of the text on the document's other pages, for a page too short to show its own.
    """
    lines = rows(sheet.lines)
    if not lines:
        return Column(())
    blocks = _blocks(lines, max([right or 0.0, *(line.x1 for line in lines)]))
    texts = tuple(text for block in blocks for text in _block_paragraphs(block))
    return Column(texts, blocks[-1].lines[-1], blocks[-1].right)


def right_edge(sheets: tuple[Sheet, ...]) -> float | None:
    """Where most long lines of a document end."""
    ends = sorted(line.x1 for sheet in sheets for line in sheet.lines if _is_wide(line))
    return ends[int(_LONG * (len(ends) - 1))] if ends else None


def join(before: str, after: str) -> str:
    """Two lines of one paragraph as one: a space between Latin words, no hyphen inside one."""
    if before.endswith(HYPHEN) or (_BROKEN_WORD.search(before) and after[:1].islower()):
        return before[:-1] + after
    return before + glue(before, after) + after


def glue(before: str, after: str) -> str:
    """What belongs between two lines of one paragraph: a space between Latin words, else nothing."""
    return " " if _LATIN.search(before) and _LATIN_START.match(after) else ""


def begins_paragraph(text: str) -> bool:
    """Whether a line opens with the number of a heading, an article or a list item."""
    return _MARKER.match(text) is not None


def _blocks(lines: list[Line], edge: float) -> list[Block]:
    pitch = _usual_pitch(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _follows(groups[-1][-1], line, pitch):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_block(group, _edge_beside(group, lines, edge)) for group in groups]


def _edge_beside(group: list[Line], lines: list[Line], edge: float) -> float:
    """The edge of the page, or the column of running text that stands to the right of a block."""
    top, bottom, right = group[0].y, group[-1].y, max(line.x1 for line in group)
    beside = [line.x0 for line in lines if line.x0 > right and bottom <= line.y <= top and _is_wide(line)]
    return min(beside) if len(beside) >= _FEWEST_BESIDE else edge


def _usual_pitch(lines: list[Line]) -> float:
    """The distance between baselines within paragraphs, in multiples of the size of type."""
    steps = Counter(
        round((above.y - below.y) / below.size, 1)
        for above, below in itertools.pairwise(lines)
        if above.y > below.y and _is_wide(above) and abs(above.size - below.size) < 0.1 * below.size
    )
    steps = Counter({step: count for step, count in steps.items() if step < 3.5})
    return steps.most_common(1)[0][0] if steps else 1.5


def _is_wide(line: Line) -> bool:
    return line.x1 - line.x0 >= _NARROWEST * line.size


def _follows(above: Line, below: Line, pitch: float) -> bool:
    """Whether `below` is the next line of the same column in the same type."""
    step = (above.y - below.y) / below.size
    alike = abs(above.size - below.size) <= 0.12 * max(above.size, below.size)
    overlap = min(above.x1, below.x1) - max(above.x0, below.x0)
    return alike and overlap > 0 and 0.3 < step <= max(pitch * _LOOSE, pitch + 0.3)


def _block(group: list[Line], edge: float) -> Block:
    """A block of three lines or more that end together has its own right edge; any other ends with the page's."""
    left, right = min(line.x0 for line in group), max(line.x1 for line in group)
    size = group[0].size
    narrowest = left + _NARROWEST * size
    flush = sum(line.x1 > right - 1.1 * size for line in group)
    own = right >= narrowest and flush >= 3 and flush >= 0.4 * len(group)
    return Block(tuple(group), left, right if own else max(edge, narrowest))


def _block_paragraphs(block: Block) -> list[str]:
    texts: list[str] = []
    for index, line in enumerate(block.lines):
        if index and not _breaks(block, index):
            texts[-1] = join(texts[-1], line.text)
        else:
            texts.append(line.text)
    return [text.replace(HYPHEN, "-") for text in texts]


def _is_full(line: Line, following: str, right: float) -> bool:
    """Whether what follows would not have fitted on the line: then the typesetter broke it, not the author."""
    unit = _UNIT.match(following)
    needed = min(width_in_em(unit[0]), _LONGEST_UNIT) if unit else 1.0
    return line.x1 + (needed + _SLACK) * line.size > right and not line.is_row


def _breaks(block: Block, index: int) -> bool:
    """Whether a paragraph begins at this line of the block."""
    above, line = block.lines[index - 1], block.lines[index]
    if line.is_row or not _is_full(above, line.text, block.right):
        return True
    ended = above.text.endswith(_TERMINAL)
    if ended and begins_paragraph(line.text):
        return True
    return _is_indented(block, index) and (ended or not begins_paragraph(above.text))


def _is_indented(block: Block, index: int) -> bool:
    """Indented like a first line: more than the line before, or all alone among lines that are not."""
    above, line = block.lines[index - 1], block.lines[index]
    if line.x0 <= block.left + _INDENT * line.size:
        return False
    if line.x0 > above.x0 + _INDENT * line.size:
        return True
    below = block.lines[index + 1] if index + 1 < len(block.lines) else None
    return above.text.endswith(_TERMINAL) and (below is None or below.x0 < line.x0 - _INDENT * line.size)
