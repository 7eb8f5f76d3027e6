"""The bookmarks of a PDF as headings, as far as its text holds them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Final

import pypdfium2

from corpus.model import Heading
from corpus.readers.radicals import repair

_MOST: Final = 5_000  # bookmarks looked at
_DEEPEST: Final = 8
_FEWEST: Final = 2
_TRUSTED: Final = 0.6  # share of the bookmarks whose words stand at the beginning of a line of their page
_LONGEST: Final = 120  # characters of a title
_SPACE = re.compile(r"\s+")

Span = tuple[int, int]


def headings(document: pypdfium2.PdfDocument, text: str, pages: Sequence[Span]) -> tuple[Heading, ...]:
    """The bookmarks that are found in `text`, in order; none where most are not, or where they run backwards.

    `pages` are the spans of the pages. Programs that print to PDF leave bookmarks that name files, slides or pages.
    """
    marks = [mark for mark in _bookmarks(document) if mark[1]]
    found: list[Heading] = []
    at = 0
    for level, title, index in marks:
        span = _find(text, title, *_place(pages, index), at) if index < len(pages) else None
        if span:
            found.append(Heading(level, text[slice(*span)].strip(), *span))
            at = span[1]
    if len(found) < _FEWEST or len(found) < _TRUSTED * len(marks):
        return ()
    return tuple(found)


def _bookmarks(document: pypdfium2.PdfDocument) -> list[tuple[int, str, int]]:
    """Level from 1, title without white space, page from 0."""
    marks = []
    for mark in itertools.islice(document.get_toc(max_depth=_DEEPEST), _MOST):
        target = mark.get_dest()
        index = target.get_index() if target else None
        title = _SPACE.sub("", repair(mark.get_title())[0])
        if index is not None and title and len(title) <= _LONGEST:
            marks.append((mark.level + 1, title, index))
    return marks


def _place(pages: Sequence[Span], index: int) -> Span:
    """Where to look: on the page, and on the next, since a heading at the top of a page may be aimed at from above."""
    return pages[index][0], pages[min(index + 1, len(pages) - 1)][1]


def _find(text: str, title: str, start: int, end: int, after: int) -> Span | None:
    """The first place where `title` begins a line and ends one, or ends before a space; white space apart."""
    start = max(start, after)
    positions = [at for at in range(start, end) if not text[at].isspace()]
    squeezed = "".join(text[at] for at in positions)
    at = squeezed.find(title)
    while at >= 0:
        first, last = positions[at], positions[at + len(title) - 1]
        if (first == 0 or text[first - 1] == "\n") and text[last + 1 : last + 2] in ("", "\n", " ", "\u3000"):
            return first, last + 1
        at = squeezed.find(title, at + 1)
    return None
