"""Where sentences end: after 。！？；…, with the closing quotation mark, never at a decimal point or in an address.

A quotation is not cut at the sentences inside it unless the whole would be too long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.lines import lines_of

LONG_SENTENCE = 120  # characters from which a sentence is also cut inside a quotation

_CLOSING = "”’」』）》】〕〉)\\]"
_END = re.compile(
    r"(?:[。！？；]|…+|[!?;](?![A-Za-z0-9=/&_%#])"
    r"|(?<=[\u3400-\u9fff])\.(?![A-Za-z0-9.])|(?<=[a-z)])\.(?=\s+[A-Z\u3400-\u9fff]))"
    rf"(?:[。！？!?…；;]|\.(?![A-Za-z0-9.]))*[{_CLOSING}]*"
)
_CLOSERS = re.compile(rf"[{_CLOSING}\"]+")
_BRACKETS = re.compile('[“”「」『』（）()《》"]')
_OPENING = {"”": "“", "」": "「", "』": "『", "）": "（", ")": "(", "》": "《"}
_ATTRIBUTION = re.compile(
    r"[^。！？；…“”\n，,]{1,16}(?:说|說|道|表示|指出|认为|認為|介绍|介紹|解释|解釋|建议|強調|强调|评价|坦言|记者)[。！]"
)

Span = tuple[int, int]


def _pairs(text: str, start: int, end: int) -> Iterator[Span]:
    """Matched brackets and quotation marks: `[opening, after closing)`; those without a partner are passed over."""
    opened: dict[str, list[int]] = {char: [] for char in (*_OPENING.values(), '"')}
    for match in _BRACKETS.finditer(text, start, end):
        char = match.group()
        if (char == '"' and not opened[char]) or char in _OPENING.values():
            opened[char].append(match.start())
            continue
        stack = opened[_OPENING.get(char, char)]
        if stack:
            yield stack.pop(), match.end()


def _enclosures(text: str, start: int, end: int) -> list[Span]:
    """The outermost matched pairs, in order and disjoint."""
    merged: list[Span] = []
    for first, last in sorted(_pairs(text, start, end)):
        if merged and first < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _ends(text: str, start: int, end: int) -> Iterator[tuple[int, bool]]:
    """Ends of sentences in one line, and whether each stands inside a quotation that goes on."""
    enclosures, at = _enclosures(text, start, end), 0
    for match in _END.finditer(text, start, end):
        while at < len(enclosures) and enclosures[at][1] <= match.start():
            at += 1
        first, last = enclosures[at] if at < len(enclosures) else (end, end)
        position = match.end()
        inside = first < match.start() < last
        if inside and position < last and (closers := _CLOSERS.match(text, position, last)):
            position = closers.end()
        if inside and position == last and (attribution := _ATTRIBUTION.match(text, position, end)):
            position = attribution.end()
        yield position, inside and position < last


def _cut(text: str, start: int, end: int, cuts: Sequence[int]) -> Iterator[Span]:
    """The pieces of `[start, end)` between `cuts`, without white space around them or empty ones."""
    for first, last in zip((start, *cuts), (*cuts, end), strict=True):
        piece = text[first:last]
        if content := piece.strip():
            offset = first + len(piece) - len(piece.lstrip())
            yield offset, offset + len(content)


def sentences_of_line(text: str, start: int, end: int, *, longest: int = LONG_SENTENCE) -> Iterator[Span]:
    """The sentences of one line; those of more than `longest` characters are cut inside quotations, too."""
    ends = list(dict.fromkeys(_ends(text, start, end)))
    strong = sorted({position for position, inside in ends if not inside and position < end})
    weak = sorted({position for position, inside in ends if inside and position < end})
    at = 0
    for first, last in _cut(text, start, end, strong):
        while at < len(weak) and weak[at] <= first:
            at += 1
        within = at
        while within < len(weak) and weak[within] < last:
            within += 1
        yield from _cut(text, first, last, weak[at:within] if last - first > longest else ())
        at = within


def sentences(text: str, start: int, end: int) -> list[Span]:
    """The sentences of `text[start:end]` as spans of `text`: in order, disjoint, without white space around them.

    A line break ends a sentence. Together they cover every character that is not white space.
    """
    return [span for line in lines_of(text, start, end) for span in sentences_of_line(text, line.start, line.end)]
