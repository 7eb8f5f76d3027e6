"""What stands above the text that is read, and what appears beside words that are selected in it."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.errors import CasebaseError
from corpus.facsimile import has_pages
from corpus.model import Document
from search.concordance import forms, occurrences, parse_terms
from search.query import Query, parse_filters
from search.similar import Likeness
from ui import citations, intake, labels, resources
from ui.address import ConcordanceAddress, ReaderAddress, Reading, SearchAddress, View
from ui.markup import Markup, icon, join, link, tag
from ui.widgets import segmented

_HITS = 6  # passages of this document to go through, as many as a grouped card lists
_OCCURRENCES = 5_000

Span = tuple[int, int]


def bar(address: ReaderAddress, document: Document, passage: Span | None) -> Markup:
    """Above the text: how it is shown, the way through what was found, what to know about the passage."""
    readings = [(labels.READINGS[one], address.in_script(one).href, one is address.reading) for one in Reading]
    parts = [segmented(labels.SHOW_IN, readings)]
    if has_pages(document):
        views = [(labels.VIEWS[one], address.shown_as(one).href, one is address.view) for one in View]
        parts.append(segmented(labels.VIEW, views))
    if address.term and passage:
        parts.append(_hit_walk(address, passage, _occurrences(address.term, document)))
    elif address.question.q and passage:
        parts.append(_hit_walk(address, passage, _hits(address, document)))
    if address.review:
        parts.append(link(join([icon("arrow_back"), labels.BACK_TO_REVIEW]), address.review.href))
    elif address.term:
        parts.append(link(join([icon("arrow_back"), labels.BACK_TO_LINES]), address.term.href))
    elif address.question.q or address.question.like:
        parts.append(link(join([icon("arrow_back"), labels.BACK_TO_HITS]), address.question.href))
    if passage and citations.recognised(document, *passage):
        parts.append(intake.doubt(labels.OCR_MARK, hint=labels.OCR_HINT))
    if passage and citations.garbled(document, *passage):
        parts.append(intake.doubt(labels.GARBLED_MARK, hint=labels.GARBLED_HINT))
    like = Likeness(document.doc_id, *passage) if passage else Likeness(document.doc_id)
    parts.append(link(join([icon("join_inner"), labels.SIMILAR]), SearchAddress(like=str(like)).href))
    parts.append(tag("button", icon("print"), labels.PRINT, type="button", class_="plain", data_print=True))
    return tag("div", *parts, class_="reader-bar")


def _hit_walk(address: ReaderAddress, passage: Span, found: Sequence[Span]) -> Markup:
    """上一处 2 / 5 下一处: through what was found in this document."""
    places = sorted({passage, *found})
    at = places.index(passage)

    def to(index: int, label: str, name: str) -> Markup:
        if not 0 <= index < len(places):
            return tag("span", label, class_="muted")
        return link(label, address.marking(*places[index]).href, data_hit=name)

    position = tag("span", labels.hit_position(at + 1, len(places)), class_="number")
    previous, following = to(at - 1, labels.PREVIOUS_HIT, "previous"), to(at + 1, labels.NEXT_HIT, "next")
    keys = tag("span", labels.KEYS, class_="muted keys", title=labels.KEYS_HINT) if len(places) > 1 else ""
    return tag("span", previous, "　", position, "　", following, keys)


def _hits(address: ReaderAddress, document: Document) -> list[Span]:
    """Where the question finds something here; nothing where it cannot be asked, which the search page explains."""
    within = parse_filters([f"doc={document.doc_id}"])
    try:
        query = Query(address.question.q, address.question.mode, k=_HITS, filters=within, highlight=False)
        hits = resources.searcher().search(query).hits
    except CasebaseError:
        return []
    return [(hit.passage.start, hit.passage.end) for hit in hits]


def _occurrences(asked: ConcordanceAddress, document: Document) -> list[Span]:
    """Where the term of a concordance stands here; nothing where it cannot be looked for."""
    try:
        terms = parse_terms(asked.term)
    except CasebaseError:
        return []
    wanted = [form for term in terms for form in forms(term) if form]
    return occurrences(document.folded, wanted)[:_OCCURRENCES]


def selection_bar() -> Markup:
    """What can be done with selected words; `ui/reader.js` shows it beside them."""
    acts = {"copy": labels.SELECT_COPY, "collect": labels.SELECT_COLLECT, "note": labels.SELECT_NOTE}
    buttons = [tag("button", label, type="button", data_select=act) for act, label in acts.items()]
    said = tag("span", role="status", data_done=labels.SELECT_COPIED, data_failed=labels.SELECT_NOT_COPIED)
    return tag(
        "div",
        *buttons,
        said,
        id="selection-bar",
        class_="selection-bar",
        role="toolbar",
        aria_label=labels.SELECTED,
        hidden=True,
    )
