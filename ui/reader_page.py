"""阅读: a document opened at a passage, with its outline, what is known about it and how it is cited."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from corpus.facsimile import has_pages
from corpus.model import Document, Heading, Script
from corpus.script import to_simplified
from search.highlight import lexical_spans
from ui import citations, facts, frame, labels, noting, page_view, prose, reader_bar, resources
from ui.address import LibraryAddress, ReaderAddress, Reading, View
from ui.collecting import collect_button
from ui.duplicates import duplicates
from ui.grading import Grades, grade_buttons
from ui.markup import Markup, join, link, tag
from ui.noting import Noted
from ui.passages import Marked, chips, marks_of, path_text
from ui.resources import Opened
from ui.widgets import fold

Span = tuple[int, int]

_LISTED = 8
_ON_PAPER = ("issuer", "document_number", "author", "published_on", "region", "genre")


def render() -> None:
    """The page."""
    with frame.page(labels.NAV_READER, labels.NAV_READER):
        address = ReaderAddress.read(frame.params())
        if not address.doc:
            _choose()
            return
        opened = resources.opened(address.doc)
        _remember(opened.document)
        _read(address, opened)


def _remember(document: Document) -> None:
    before = [one for one in st.session_state.get("opened", []) if one != document.doc_id]
    st.session_state["opened"] = [document.doc_id, *before][:_LISTED]


# Nothing chosen yet


def _choose() -> None:
    frame.html(
        tag("div", tag("h1", labels.READER_EMPTY), tag("p", labels.READER_EMPTY_SUB, class_="sub"), class_="welcome")
    )
    summaries = resources.holdings().summaries
    by_id = {one.doc_id: one for one in summaries}
    lists = [
        (labels.OPENED, [by_id[one] for one in st.session_state.get("opened", []) if one in by_id]),
        (labels.NEWEST, list(summaries[:_LISTED])),
    ]
    for heading, documents in lists:
        cards = [link(join([tag("b", one.title), chips(one)]), ReaderAddress(one.doc_id).href) for one in documents]
        if cards:
            frame.html(tag("div", tag("h2", heading), tag("div", *cards, class_="shelf"), class_="block"))
    frame.html(tag("div", link(labels.ALL_DOCUMENTS, LibraryAddress().href), class_="block"))


# Reading


def _read(address: ReaderAddress, opened: Opened) -> None:
    document = opened.document
    passage = _passage(address, document)
    place = address.at if address.at is not None else passage[0] if passage else 0
    view = address.view if has_pages(document) else View.TEXT
    some = noting.noted(document)
    frame.html(_title(document), duplicates(resources.duplicates(document.doc_id)), _source(address, opened, passage))
    if address.start is not None and passage is None:
        frame.state(labels.BEYOND_THE_END, [labels.BEYOND_THE_END_DO], calm=True)
    frame.html(reader_bar.bar(address, opened.document, passage))
    if view is View.BOTH:
        _side_by_side(address, opened, passage, place, some)
    else:
        left, middle, right = st.columns([1, 2.9, 1.25], gap="medium")
        with left:
            frame.html(tag("div", _outline(address, opened, place), class_="beside"))
        with middle:
            if view is View.PAGE:
                page_view.draw(address, opened, passage, place)
            else:
                _text(address, opened, passage, place, some)
        with right:
            _about(address, opened, passage, some)
    _arrive(address, opened, passage, view, place)
    facts.correcting(address, document)


def _side_by_side(
    address: ReaderAddress, opened: Opened, passage: Span | None, place: int, some: Sequence[Noted]
) -> None:
    frame.html(tag("details", tag("summary", labels.OUTLINE), _contents(address, opened, place), class_="more"))
    text, page = st.columns([1, 1], gap="medium")
    with text:
        _text(address, opened, passage, place, some)
    with page:
        page_view.draw(address, opened, passage, place)
    _about(address, opened, passage, some)


def _arrive(address: ReaderAddress, opened: Opened, passage: Span | None, view: View, place: int) -> None:
    """Put the browser where the address leads, and let it tell which words are selected."""
    frame.html(reader_bar.selection_bar())
    st.html(tag("div", _script(), hidden=True), unsafe_allow_javascript=True)
    if view is not View.TEXT:
        frame.run_script(f"window.casebaseShowBox('{page_view.BOX_ID}')")
    target = prose.PASSAGE_ID if passage and address.at is None else prose.anchor_of(opened.paragraphs, place)
    if view is not View.PAGE and (passage or address.at is not None):
        frame.run_script(f"window.casebaseShow('{target}')")


def _passage(address: ReaderAddress, document: Document) -> Span | None:
    if address.start is None or address.end is None or address.end > len(document.text):
        return None
    return address.start, address.end


def _title(document: Document) -> Markup:
    return tag("div", tag("h1", document.title), class_="reader-title")


def _source(address: ReaderAddress, opened: Opened, passage: Span | None) -> Markup:
    """What a printed page says of where it is from."""
    document = opened.document
    citation = facts.citation(opened, passage)
    here = f"{(st.context.url or '').partition('?')[0].rstrip('/')}/{address.href.removeprefix('./')}"
    values = document.metadata
    rows = [
        *((labels.FIELDS[name], labels.filter_value(name, value)) for name in _ON_PAPER if (value := values.get(name))),
        (labels.PRINT_FROM, citations.entry(citation)),
        (labels.PRINT_FILE, f"{document.source.file_name} · SHA-256 {document.source.sha256}"),
        (labels.PRINT_ADDRESS, here),
    ]
    return tag("dl", *(join([tag("dt", name), tag("dd", value)]) for name, value in rows), class_="on-paper")


def _outline(address: ReaderAddress, opened: Opened, place: int) -> Markup:
    return fold("outline", labels.OUTLINE, _contents(address, opened, place))


def _contents(address: ReaderAddress, opened: Opened, place: int) -> Markup:
    entries = prose.contents(opened.document.outline)
    if not entries:
        return tag("div", tag("h2", labels.OUTLINE), tag("p", labels.NO_OUTLINE, class_="muted"))
    here = max((one.start for one in entries if one.start <= place), default=-1)
    links = [_entry(address, one, current=one.start == here) for one in entries]
    return tag("nav", tag("h2", labels.OUTLINE), *links, class_="contents", aria_label=labels.OUTLINE)


def _entry(address: ReaderAddress, heading: Heading, *, current: bool) -> Markup:
    return link(
        path_text([heading.title]),
        address.turned_to(heading.start).href,
        style=f"padding-left: {10 + 14 * (heading.level - 1)}px",
        id="here" if current else None,
    )


def _text(address: ReaderAddress, opened: Opened, passage: Span | None, place: int, some: Sequence[Noted]) -> None:
    document, paragraphs = opened.document, opened.paragraphs
    parts = prose.parts(paragraphs)
    at = prose.part_with(parts, paragraphs, place)
    shown = paragraphs[parts[at].first : parts[at].last]
    original = address.reading is Reading.ORIGINAL
    text = document.text if original else to_simplified(document.text)
    script = document.report.script if original else Script.SIMPLIFIED
    turner = _turner(address, opened, parts, at)
    marks = [*_marks(address, document, passage), *noting.marks(some)]
    asides = noting.asides(some, paragraphs)
    body = prose.prose(document, text, shown, script=script, marks=marks, passage=passage, asides=asides)
    frame.html(turner, body, turner)
    _grading(address, opened, passage)


def _grading(address: ReaderAddress, opened: Opened, span: Span | None) -> None:
    """How well the passage answers the question that led here, where it is one that a search can find."""
    question = address.question.q.strip()
    passage = next((one for one in opened.passages if (one.start, one.end) == span), None)
    if passage and question:
        summary = resources.holdings().summary(opened.document.doc_id)
        with st.container(key="reader-grade"):
            frame.html(tag("p", labels.quoted(question), class_="muted"))
            grade_buttons(Grades.read(question, [passage]), passage, summary)


def _marks(address: ReaderAddress, document: Document, passage: Span | None) -> list[Marked]:
    if passage is None:
        return []
    start, end = passage
    words = lexical_spans(address.question.q, document.text[start:end]) if address.question.q else ()
    return [Marked(start, end, "passage", ""), *marks_of(words, shift=start)]


def _turner(address: ReaderAddress, opened: Opened, parts: Sequence[prose.Part], at: int) -> Markup:
    if len(parts) == 1:
        return Markup("")
    numbers = [one.number for one in opened.paragraphs[parts[at].first : parts[at].last] if one.number]
    total = max((one.number or 0 for one in opened.paragraphs), default=0)
    line = labels.part(numbers[0], numbers[-1], total) if numbers else ""

    def to(index: int, label: str) -> Markup:
        if not 0 <= index < len(parts):
            return tag("span")
        return link(label, address.turned_to(opened.paragraphs[parts[index].first].start).href)

    previous, following = to(at - 1, labels.PREVIOUS_PART), to(at + 1, labels.NEXT_PART)
    return tag("div", previous, tag("span", line, class_="muted"), following, class_="turner")


@functools.cache
def _script() -> Markup:
    return Markup(f"<script>{Path(__file__).with_name('reader.js').read_text(encoding='utf-8')}</script>")


# What is known about it, and what people make of it


def _about(address: ReaderAddress, opened: Opened, passage: Span | None, some: Sequence[Noted]) -> None:
    document = opened.document
    frame.html(tag("div", facts.cited(opened, passage), class_="facts"))
    if passage:
        key = f"passage-{passage[0]}-{passage[1]}"
        collect_button(facts.citation(opened, passage), key)
    noting.section(address, document, some)
    frame.html(tag("div", facts.known(address, opened), class_="facts"))
    facts.download(document)
