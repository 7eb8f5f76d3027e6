"""Are these quotations still what the library holds? Each is compared with the text at its place, to the character."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.catalog import Catalog
from corpus.errors import NotFoundError, QueryError
from corpus.model import DocumentSummary
from corpus.nearest import nearest
from search.citation import Citation
from search.quote import Difference, Stored, verify


class Finding(StrEnum):
    """What became of a quotation. Only EXACT agrees with what was recorded."""

    EXACT = "exact"  # the document has these words at this place
    MOVED = "moved"  # the document has these words, but at another place
    CHANGED = "changed"  # the document does not have these words, or is not made of the recorded file
    GONE = "document gone"
    INCOMPLETE = "incomplete"  # the words, or where they stand, are missing in what is checked


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation as it was recorded: `quote == text[start:end]` of the document then. `number` counts from 1.

    What a file has lost is None.
    """

    number: int
    quote: str | None
    doc_id: str | None = None
    start: int | None = None
    end: int | None = None
    sha256: str | None = None

    @classmethod
    def of(cls, number: int, citation: Citation) -> Quotation:
        """What `citation` records."""
        return cls(number, citation.quote, citation.doc_id, citation.start, citation.end, citation.sha256)


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand now: `found == text[start:end]`."""

    doc_id: str
    title: str
    start: int
    end: int
    found: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A quotation and what became of it.

    `place` is where its words stand now, or the words nearest to them, of which `differences` say how they differ;
    None where nothing is near. For a document that is gone `sought_elsewhere` gives a place in another one with the
    very same words. `other_file`: the document is made of another file than the one recorded.
    """

    quotation: Quotation
    finding: Finding
    title: str = ""
    place: Place | None = None
    differences: tuple[Difference, ...] = ()
    other_file: bool = False

    @property
    def holds(self) -> bool:
        """Whether everything is as it was recorded."""
        return self.finding is Finding.EXACT


def check(quotations: Iterable[Quotation], catalog: Catalog) -> tuple[Checked, ...]:
    """What became of each of `quotations`, in their order; every document that they are from is read once."""
    asked = tuple(quotations)
    documents = catalog.summaries_of(list({one.doc_id for one in asked if one.doc_id}))
    by_document: dict[str | None, list[Quotation]] = {}
    for one in asked:
        by_document.setdefault(one.doc_id, []).append(one)
    found: dict[int, Checked] = {}
    for doc_id, some in by_document.items():
        for checked in _in_document(some, documents.get(doc_id or ""), catalog):
            found[id(checked.quotation)] = checked
    return tuple(found[id(one)] for one in asked)


def _in_document(quotations: Sequence[Quotation], document: DocumentSummary | None, catalog: Catalog) -> list[Checked]:
    """The quotations from one document, None where it is not there."""
    if document is None:
        return [Checked(one, Finding.GONE if one.doc_id and one.quote else Finding.INCOMPLETE) for one in quotations]
    try:
        text = catalog.text(document.doc_id)
    except NotFoundError:  # removed a moment ago
        return [Checked(one, Finding.GONE) for one in quotations]
    return [_checked(one, document, text) for one in quotations]


def _checked(quotation: Quotation, document: DocumentSummary, text: str) -> Checked:
    quote, start, end = quotation.quote, quotation.start, quotation.end
    if not quote or start is None or end is None or not quotation.sha256:
        return Checked(quotation, Finding.INCOMPLETE, document.title)
    other_file = quotation.sha256 != document.source.sha256
    if 0 <= start < end and text[start:end] == quote:
        place = Place(document.doc_id, document.title, start, end, quote)
        return Checked(
            quotation, Finding.CHANGED if other_file else Finding.EXACT, document.title, place, (), other_file
        )
    if (at := nearest(text, quote, start)) >= 0:
        place = Place(document.doc_id, document.title, at, at + len(quote), quote)
        return Checked(
            quotation, Finding.CHANGED if other_file else Finding.MOVED, document.title, place, (), other_file
        )
    return replace(_changed(quotation, quote, document, text), other_file=other_file)


def _changed(quotation: Quotation, quote: str, document: DocumentSummary, text: str) -> Checked:
    """With the words of the document that come nearest, and how they differ."""
    try:
        matches = verify(quote, [Stored(document.doc_id, text, document.title)], limit=1)
    except QueryError:  # too long for that, or nothing but punctuation
        matches = ()
    if not matches:
        return Checked(quotation, Finding.CHANGED, document.title)
    match = matches[0]
    place = Place(match.doc_id, match.title, match.start, match.end, match.found)
    return Checked(quotation, Finding.CHANGED, document.title, place, match.differences)


def sought_elsewhere(checked: tuple[Checked, ...], catalog: Catalog) -> tuple[Checked, ...]:
    """With a place in another document for those whose own is gone: a file that was replaced, as a rule.

    Every text of the library may be read for it.
    """
    wanted = {one.quotation.quote for one in checked if one.finding is Finding.GONE and one.quotation.quote}
    if not wanted:
        return checked
    places: dict[str, tuple[str, int]] = {}
    for doc_id, text in catalog.texts():
        for quote in [one for one in wanted if one not in places]:
            if (at := text.find(quote)) >= 0:
                places[quote] = (doc_id, at)
        if len(places) == len(wanted):
            break
    titles = {one.doc_id: one.title for one in catalog.summaries_of([doc_id for doc_id, _ in places.values()]).values()}
    return tuple(_with_place(one, places, titles) for one in checked)


def _with_place(checked: Checked, places: Mapping[str, tuple[str, int]], titles: Mapping[str, str]) -> Checked:
    quote = checked.quotation.quote or ""
    if checked.finding is not Finding.GONE or quote not in places:
        return checked
    doc_id, at = places[quote]
    return replace(checked, place=Place(doc_id, titles.get(doc_id, doc_id), at, at + len(quote), quote))
