"""Outline and text to passages: whole sentences, about 150 to 400 characters, never across a heading or an article.

Contract: passages are in order and disjoint; each is `text[start:end]` and begins and ends on a character that is
not white space; every such character belongs to exactly one passage. The one exception is front matter
(`corpus.lines.front_matter_end`), which describes the document and is not cited.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.lines import front_matter_end, lines_of
from corpus.model import Heading, Locator, Page, PageKind, Passage
from corpus.sentences import Span, sentences, sentences_of_line

CHUNKER_VERSION = "sections+sentences/1"

SHORTEST = 150  # characters; shorter only where a section is
TARGET = 280
LONGEST = 400  # never exceeded by the text below the headings of a passage
_FRAGMENT = 24  # sentences shorter than this stay with a neighbour of their paragraph
_SHORT_PENALTY = 2.0
_MID_PARAGRAPH_PENALTY = 0.12

_COMMA = re.compile(r"[，、,：:；;]|\s(?=\S)")

__all__ = ["CHUNKER_VERSION", "Paragraph", "chunk", "front_matter_end", "paragraphs", "sentences"]


_Place = tuple[tuple[str, ...], str | None]  # heading path and article


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line that is not blank; `number` counts from 1 and is None where the line is nothing but a heading."""

    number: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Section:
    """What stands between two cuts: `[start, body)` are lines of headings, `[body, end)` the text below them.

    `place` is the heading path and the article that hold here.
    """

    start: int
    body: int
    end: int
    place: _Place


@dataclass(frozen=True, slots=True)
class _Unit:
    """The least that passages are made of: a sentence, a few short ones, or a piece of one that is too long."""

    start: int
    end: int
    ends_paragraph: bool


def paragraphs(text: str, outline: Sequence[Heading]) -> tuple[Paragraph, ...]:
    """The lines of a document that are not blank, in order, numbered as locators number them."""
    found, number, at = [], 0, 0
    for line in lines_of(text, front_matter_end(text)):
        while at < len(outline) and outline[at].end < line.end:
            at += 1
        is_heading = at < len(outline) and outline[at].start <= line.start and line.end <= outline[at].end
        number += not is_heading
        found.append(Paragraph(None if is_heading else number, line.start, line.end))
    return tuple(found)


def _places(outline: Sequence[Heading]) -> Iterator[_Place]:
    """The heading path and the article from each heading to the next."""
    path: list[Heading] = []
    for heading in outline:
        if heading.article:
            yield tuple(h.title for h in path), heading.title
            continue
        while path and path[-1].level >= heading.level:
            path.pop()
        path.append(heading)
        yield tuple(h.title for h in path), None


def _sections(text: str, outline: Sequence[Heading]) -> Iterator[_Section]:
    """Cut before every heading, but leave a heading together with the deeper one directly below it."""
    start = body = front_matter_end(text)
    place: _Place = ((), None)
    for i, (heading, place_below) in enumerate(zip(outline, _places(outline), strict=True)):
        above = outline[i - 1] if i else None
        chained = above is not None and heading.level > above.level and not text[above.end : heading.start].strip()
        if not chained:
            yield _Section(start, body, heading.start, place)
            start = heading.start
        place = place_below
        body = _body_start(text, heading)
    yield _Section(start, body, len(text), place)


def _body_start(text: str, heading: Heading) -> int:
    """Where the text of a heading begins: below it, or with it where both share the line."""
    line = next(lines_of(text, heading.end), None)
    below = len(text) if line is None else line.start
    shares_line = not re.search(r"[\n\r\u2028\u2029]", text[heading.end : below]) and below < len(text)
    return heading.start if shares_line else below


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """A sentence that is too long in even pieces: at a comma near the ideal place, else at the place itself."""
    while end - start > LONGEST:
        size = (end - start) / -(-(end - start) // LONGEST)
        ideal = start + int(size)
        commas = [match.end() for match in _COMMA.finditer(text, start + LONGEST // 4, start + LONGEST)]
        cut = min(commas, key=lambda position: abs(position - ideal), default=ideal)
        yield start, start + len(text[start:cut].rstrip())
        start = cut + len(text[cut:end]) - len(text[cut:end].lstrip()) if text[cut].isspace() else cut
    yield start, end


def _line_units(text: str, start: int, end: int) -> list[_Unit]:
    """The units of one line, fragments joined to a neighbour."""
    if end - start < _FRAGMENT:
        return [_Unit(start, end, ends_paragraph=True)]
    spans: list[Span] = []
    for sentence in sentences_of_line(text, start, end, longest=LONGEST):
        for span in _pieces(text, *sentence):
            short = spans and min(span[1] - span[0], spans[-1][1] - spans[-1][0]) < _FRAGMENT
            if short and span[1] - spans[-1][0] <= LONGEST:
                spans[-1] = (spans[-1][0], span[1])
            else:
                spans.append(span)
    return [_Unit(*span, ends_paragraph=span is spans[-1]) for span in spans]


def _units(text: str, start: int, end: int) -> list[_Unit]:
    """The units of the text below a heading; a line that is a fragment stays with the line below it."""
    units: list[_Unit] = []
    for line in lines_of(text, start, end):
        for unit in _line_units(text, line.start, line.end):
            above = units[-1] if units else None
            fragment = above is not None and above.end - above.start < _FRAGMENT
            if above is not None and fragment and unit.end - above.start <= LONGEST:
                units[-1] = _Unit(above.start, unit.end, unit.ends_paragraph)
            else:
                units.append(unit)
    return units


def _cost(size: int) -> float:
    """How far a passage of `size` characters is from the ideal; the short are worse than the long."""
    short = _SHORT_PENALTY * (SHORTEST - size) / SHORTEST if size < SHORTEST else 0.0
    return ((size - TARGET) / TARGET) ** 2 + short


def _grouped(units: Sequence[_Unit]) -> list[Span]:
    """Passages of neighbouring units, none above `LONGEST`, at the least total cost (dynamic programming)."""
    best, cut_before = [0.0], [0]
    for j, last in enumerate(units, start=1):
        penalty = 0.0 if last.ends_paragraph else _MID_PARAGRAPH_PENALTY
        cheapest, at = float("inf"), j - 1
        for i in range(j - 1, -1, -1):
            size = last.end - units[i].start
            if size > LONGEST and i < j - 1:
                break
            cost = best[i] + _cost(size) + penalty
            if cost < cheapest:
                cheapest, at = cost, i
        best.append(cheapest)
        cut_before.append(at)
    spans, j = [], len(units)
    while j:
        spans.append((units[cut_before[j]].start, units[j - 1].end))
        j = cut_before[j]
    return spans[::-1]


def _passage_spans(text: str, section: _Section) -> list[Span]:
    """The passages of one section; its heading lines begin the first of them."""
    units = _units(text, section.body, section.end)
    if not units:
        headings = text[section.start : section.end].strip()
        first = text.find(headings, section.start) if headings else section.start
        return [(first, first + len(headings))] if headings else []
    whole = units[-1].end - units[0].start <= LONGEST
    spans = [(units[0].start, units[-1].end)] if whole else _grouped(units)
    return [(min(section.start, spans[0][0]), spans[0][1]), *spans[1:]] if section.start < section.body else spans


class _Places:
    """Turns offsets into page and paragraph numbers."""

    def __init__(self, text: str, outline: Sequence[Heading], pages: Sequence[Page]) -> None:
        self._pages = pages
        self._page_starts = [page.start for page in pages]
        self._numbered = [p for p in paragraphs(text, outline) if p.number is not None]
        self._ends = [p.end for p in self._numbered]

    def page(self, offset: int) -> Page | None:
        """The page that holds `offset`; the one before it in a gap between pages."""
        at = bisect_right(self._page_starts, offset) - 1
        return self._pages[at] if at >= 0 else None

    def is_recognised(self, start: int, end: int) -> bool:
        """Whether a page that was recognised from a picture reaches into `[start, end)`."""
        first = max(0, bisect_right(self._page_starts, start) - 1)
        touched = itertools.takewhile(lambda page: page.start < end, self._pages[first:])
        return any(page.kind is PageKind.OCR and start < page.end for page in touched)

    def paragraph(self, start: int, end: int) -> int | None:
        """The number of the first paragraph that reaches into `[start, end)`."""
        at = bisect_right(self._ends, start)
        return self._numbered[at].number if at < len(self._ends) and self._numbered[at].start < end else None


def chunk(doc_id: str, text: str, *, outline: Sequence[Heading], pages: Sequence[Page]) -> tuple[Passage, ...]:
    """All passages of a document, in order.

    `outline` and `pages` are sorted and hold offsets into `text`. A page break alone does not end a passage: `page`
    in its locator is where the passage begins.
    """
    places = _Places(text, outline, pages)
    passages: list[Passage] = []
    for section in _sections(text, outline):
        heading_path, article = section.place
        for start, end in _passage_spans(text, section):
            page = places.page(start)
            locator = Locator(
                page=page.number if page else None,
                page_label=page.label if page else None,
                heading_path=heading_path,
                article=article,
                paragraph=places.paragraph(start, end),
                ocr=places.is_recognised(start, end),
            )
            passages.append(Passage(doc_id, len(passages), start, end, text[start:end], locator))
    return tuple(passages)
