"""What everything in a review rests on: a text with its passages, and quotations of it that can be checked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from corpus.catalog import Catalog
from corpus.model import Document, Locator, Passage

Progress = Callable[[int, int], None]
"""Told how many of how many things are done."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a document, and where they stand. Invariant: `quote == document.text[start:end]`."""

    doc_id: str
    start: int
    end: int
    quote: str
    locator: Locator


@dataclass(frozen=True, slots=True)
class Text:
    """A document with its passages, which know where they stand."""

    document: Document
    passages: tuple[Passage, ...]

    def locator(self, start: int) -> Locator:
        """Where the passage stands that `start` lies in; nothing is known before the first."""
        at = bisect_right(self.passages, start, key=lambda passage: passage.start) - 1
        return self.passages[at].locator if at >= 0 else Locator()

    def quotation(self, start: int, end: int) -> Quotation:
        """The words of `[start, end)`."""
        document = self.document
        return Quotation(document.doc_id, start, end, document.text[start:end], self.locator(start))


def read_text(catalog: Catalog, doc_id: str) -> Text:
    """The document with its passages.

    Raises:
        NotFoundError: there is none of this id.
    """
    return Text(catalog.document(doc_id), catalog.passages(doc_id))


def nothing_told(done: int, total: int) -> None:
    """A `Progress` that nobody looks at."""
