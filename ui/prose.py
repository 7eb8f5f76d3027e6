"""The text of a document for reading: cut into parts where it is long, numbered, with page breaks and marks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.chunker import Paragraph
from corpus.model import Document, Heading, Page, PageKind, Script
from ui import labels
from ui.intake import doubt
from ui.markup import Markup, tag
from ui.passages import Marked, language, render

PART = 24_000  # characters on show at once: a browser lays them out at once, too
_OUTLINE_LIMIT = 400

PASSAGE_ID = "passage"


@dataclass(frozen=True, slots=True)
class Part:
    """The paragraphs `[first, last)` of a text that are shown together."""

    first: int
    last: int


def parts(paragraphs: Sequence[Paragraph]) -> tuple[Part, ...]:
    """All parts, cut at the same places whatever is looked for."""
    found: list[Part] = []
    first = 0
    for i, paragraph in enumerate(paragraphs):
        if i > first and paragraph.end - paragraphs[first].start > PART:
            found.append(Part(first, i))
            first = i
    return (*found, Part(first, len(paragraphs)))


def part_with(all_parts: Sequence[Part], paragraphs: Sequence[Paragraph], offset: int) -> int:
    """The index of the part that holds `offset`."""
    at = paragraph_at(paragraphs, offset)
    return max(bisect_right(all_parts, at, key=lambda part: part.first) - 1, 0)


def paragraph_at(paragraphs: Sequence[Paragraph], offset: int) -> int:
    """The index of the paragraph that holds `offset`, or of the one before it; 0 before the first."""
    return max(bisect_right(paragraphs, offset, key=lambda paragraph: paragraph.start) - 1, 0)


def anchor(paragraph: Paragraph) -> str:
    """The id of a paragraph on the page."""
    return f"o{paragraph.start}"


def anchor_of(paragraphs: Sequence[Paragraph], offset: int) -> str:
    """The id of the paragraph that holds `offset`."""
    return anchor(paragraphs[paragraph_at(paragraphs, offset)]) if paragraphs else PASSAGE_ID


def prose(
    document: Document,
    text: str,
    shown: Sequence[Paragraph],
    *,
    script: Script,
    marks: Sequence[Marked],
    passage: tuple[int, int] | None,
    asides: Mapping[int, Markup] | None = None,
) -> Markup:
    """The paragraphs `shown`, cut from `text`, in `script`: the document's or as long as it.

    `asides` stand below the paragraphs that begin at their offsets. Every paragraph names its offsets, and everything
    in it that is not of the text is marked, so that `ui/reader.js` can tell which words are selected.
    """
    levels = {heading.start: heading.level for heading in document.outline}
    drawn = [_one(document.pages, text, one, levels.get(one.start, 3), marks, passage) for one in shown]
    breaks = [_break(document.pages, above, one) for above, one in zip([None, *shown], shown, strict=False)]
    pieces: list[Markup] = []
    for before, one, body in zip(breaks, shown, drawn, strict=True):
        warning = [_warning(document.pages, passage)] if passage and one.start <= passage[0] < one.end else []
        below = asides.get(one.start, Markup("")) if asides else Markup("")
        pieces += [*before, *warning, body, below]
    return tag("div", *pieces, class_="prose", lang=language(script))


def _warning(pages: Sequence[Page], passage: tuple[int, int]) -> Markup:
    """What there is to know about the pages that a passage stands on, next to it."""
    kinds = {page.kind for page in pages if page.start < passage[1] and passage[0] < page.end}
    if PageKind.GARBLED in kinds:
        return tag("div", doubt(labels.IN_PASSAGE_GARBLED), class_="warning")
    return tag("div", doubt(labels.IN_PASSAGE_OCR), class_="warning") if PageKind.OCR in kinds else Markup("")


def _one(
    pages: Sequence[Page],
    text: str,
    paragraph: Paragraph,
    level: int,
    marks: Sequence[Marked],
    passage: tuple[int, int] | None,
) -> Markup:
    start, end = paragraph.start, paragraph.end
    inserts = [(page.start, _turn(page)) for page in pages if start < page.start < end]
    if passage and start <= passage[0] < end:
        inserts.append((passage[0], tag("span", id=PASSAGE_ID)))
    body = render(text, start, end, marks, inserts)
    inside = "spot" if passage and start < passage[1] and passage[0] < end else None
    if paragraph.number is None:
        headed = " ".join(filter(None, ("top" if level == 1 else None, inside)))
        return tag("h4", body, id=anchor(paragraph), class_=headed or None, data_start=start, data_end=end)
    number = tag("span", f"¶{paragraph.number}", class_="no", aria_hidden="true", data_aside=True)
    styled = ("titular" if text.startswith("#", start) else None, inside)
    classes = " ".join(filter(None, styled)) or None
    return tag("p", number, body, id=anchor(paragraph), class_=classes, data_start=start, data_end=end)


def _break(pages: Sequence[Page], above: Paragraph | None, paragraph: Paragraph) -> Iterator[Markup]:
    """The page breaks between a paragraph and the one above it."""
    after = bisect_right(pages, above.end - 1, key=lambda one: one.start) if above else 0
    upto = bisect_right(pages, paragraph.start, key=lambda one: one.start)
    for page in pages[after if above else max(upto - 1, 0) : upto]:
        yield tag("div", *_page(page), class_="break")


def _turn(page: Page) -> Markup:
    return tag("span", *_page(page), class_="turn", data_aside=True)


def _page(page: Page) -> Iterator[object]:
    """Its number; and how its text was got where that is in doubt."""
    yield labels.page_number(page.number, page.label)
    if page.kind is not PageKind.NATIVE:
        yield doubt(labels.PAGE_KINDS[page.kind], hint=labels.OCR_HINT if page.kind is PageKind.OCR else None)


def contents(outline: Sequence[Heading]) -> list[Heading]:
    """The entries of the table of contents: headings, articles where there are none, at most a few hundred."""
    headings = [heading for heading in outline if not heading.article] or list(outline)
    for deepest in range(max((h.level for h in headings), default=1), 0, -1):
        kept = [heading for heading in headings if heading.level <= deepest]
        if len(kept) <= _OUTLINE_LIMIT:
            return kept
    return headings[:_OUTLINE_LIMIT]
