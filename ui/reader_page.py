"""阅读: a document opened at a passage, with its outline, what is known about it and how it is cited."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from corpus.errors import CasebaseError
from corpus.model import METADATA_FIELDS, Document, Heading, MetadataValue, Origin, Script
from corpus.official.regions import code_of
from corpus.script import to_simplified
from search.highlight import lexical_spans
from search.query import Query, parse_filters
from ui import citations, frame, intake, labels, prose, resources
from ui.address import LibraryAddress, ReaderAddress, Reading, passage_href
from ui.duplicates import duplicates
from ui.grading import Grades, grade_buttons
from ui.markup import Markup, icon, join, link, outside, tag
from ui.passages import Marked, chips, marks_of, path_text
from ui.resources import Opened
from ui.widgets import fold, segmented

_HITS = 6  # passages of this document to go through, as many as a grouped card lists
_LISTED = 8


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
    frame.html(_title(document), duplicates(resources.duplicates(document.doc_id)))
    if address.start is not None and passage is None:
        frame.state(labels.BEYOND_THE_END, [labels.BEYOND_THE_END_DO], calm=True)
    left, middle, right = st.columns([1, 2.9, 1.25], gap="medium")
    with left:
        frame.html(tag("div", _outline(address, opened, place), class_="beside"))
    with middle:
        _text(address, opened, passage, place)
    with right:
        _about(address, opened, passage)
    target = prose.PASSAGE_ID if passage and address.at is None else prose.anchor_of(opened.paragraphs, place)
    if passage or address.at is not None:
        frame.run_script(f"window.casebaseShow('{target}')")


def _passage(address: ReaderAddress, document: Document) -> tuple[int, int] | None:
    if address.start is None or address.end is None or address.end > len(document.text):
        return None
    return address.start, address.end


def _title(document: Document) -> Markup:
    return tag("div", tag("h1", document.title), class_="reader-title")


def _outline(address: ReaderAddress, opened: Opened, place: int) -> Markup:
    entries = prose.contents(opened.document.outline)
    if not entries:
        return tag("div", tag("h2", labels.OUTLINE), tag("p", labels.NO_OUTLINE, class_="muted"))
    here = max((one.start for one in entries if one.start <= place), default=-1)
    links = [_entry(address, one, current=one.start == here) for one in entries]
    return fold("outline", labels.OUTLINE, tag("nav", tag("h2", labels.OUTLINE), *links, class_="contents"))


def _entry(address: ReaderAddress, heading: Heading, *, current: bool) -> Markup:
    return link(
        path_text([heading.title]),
        address.turned_to(heading.start).href,
        style=f"padding-left: {10 + 14 * (heading.level - 1)}px",
        id="here" if current else None,
    )


def _text(address: ReaderAddress, opened: Opened, passage: tuple[int, int] | None, place: int) -> None:
    document, paragraphs = opened.document, opened.paragraphs
    frame.html(_bar(address, opened, passage))
    parts = prose.parts(paragraphs)
    at = prose.part_with(parts, paragraphs, place)
    shown = paragraphs[parts[at].first : parts[at].last]
    original = address.reading is Reading.ORIGINAL
    text = document.text if original else to_simplified(document.text)
    script = document.report.script if original else Script.SIMPLIFIED
    turner = _turner(address, opened, parts, at)
    marks = _marks(address, document, passage)
    body = prose.prose(document, text, shown, script=script, marks=marks, passage=passage)
    frame.html(turner, body, turner)
    _grading(address, opened, passage)


def _grading(address: ReaderAddress, opened: Opened, span: tuple[int, int] | None) -> None:
    """How well the passage answers the question that led here, where it is one that a search can find."""
    question = address.question.q.strip()
    passage = next((one for one in opened.passages if (one.start, one.end) == span), None)
    if passage and question:
        summary = resources.holdings().summary(opened.document.doc_id)
        with st.container(key="reader-grade"):
            frame.html(tag("p", labels.quoted(question), class_="muted"))
            grade_buttons(Grades.read(question, [passage]), passage, summary)


def _marks(address: ReaderAddress, document: Document, passage: tuple[int, int] | None) -> list[Marked]:
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


def _bar(address: ReaderAddress, opened: Opened, passage: tuple[int, int] | None) -> Markup:
    readings = [(labels.READINGS[one], address.in_script(one).href, one is address.reading) for one in Reading]
    parts = [segmented(labels.SHOW_IN, readings)]
    if address.question.q:
        if passage:
            parts.append(_hit_walk(address, opened, passage))
        parts.append(link(join([icon("arrow_back"), labels.BACK_TO_HITS]), address.question.href))
    if passage and citations.recognised(opened.document, *passage):
        parts.append(intake.doubt(labels.OCR_MARK, hint=labels.OCR_HINT))
    return tag("div", *parts, class_="reader-bar")


def _hit_walk(address: ReaderAddress, opened: Opened, passage: tuple[int, int]) -> Markup:
    """上一处 2 / 5 下一处: through the passages of this document that the question finds."""
    places = sorted({passage, *_hits(address, opened.document)})
    at, doc, asked = places.index(passage), opened.document.doc_id, address.question

    def to(index: int, label: str) -> Markup:
        if not 0 <= index < len(places):
            return tag("span", label, class_="muted")
        return link(label, passage_href(doc, *places[index], back=asked, reading=address.reading))

    position = tag("span", labels.hit_position(at + 1, len(places)), class_="number")
    return tag("span", to(at - 1, labels.PREVIOUS_HIT), "　", position, "　", to(at + 1, labels.NEXT_HIT))


def _hits(address: ReaderAddress, document: Document) -> list[tuple[int, int]]:
    """Where the question finds something here; nothing where it cannot be asked, which the search page explains."""
    within = parse_filters([f"doc={document.doc_id}"])
    try:
        query = Query(address.question.q, address.question.mode, k=_HITS, filters=within, highlight=False)
        hits = resources.searcher().search(query).hits
    except CasebaseError:
        return []
    return [(hit.passage.start, hit.passage.end) for hit in hits]


# What is known about it


def _about(address: ReaderAddress, opened: Opened, passage: tuple[int, int] | None) -> None:
    document = opened.document
    excerpt = citations.of_excerpt(document, *passage, opened.locator(passage[0])) if passage else None
    cited = citations.formats(excerpt or citations.of_document(document))
    heading = labels.CITE_PASSAGE if passage else labels.CITE_DOCUMENT
    report = intake.report(document, lambda offset: address.turned_to(offset).href)
    frame.html(
        tag(
            "div",
            tag("section", tag("h2", labels.ABOUT), *_known(opened)),
            tag("section", tag("h2", heading), cited),
            tag("section", tag("h2", labels.INGEST_REPORT), report),
            tag("section", tag("h2", labels.ORIGINAL_FILE), *_file(document)),
            class_="facts",
        )
    )
    _download(document)


def _known(opened: Opened) -> list[Markup]:
    """What is known, what of it is a guess, where to correct it, and what was corrected."""
    document = opened.document
    doubtful = intake.doubtful(document.metadata)
    return [
        tag("p", doubtful) if doubtful else Markup(""),
        tag("dl", *(_fact(opened, name) for name in METADATA_FIELDS)),
        tag("p", link(labels.EDIT, LibraryAddress(doc=document.doc_id).href), class_="manage"),
        intake.history(resources.catalog().corrections(document.doc_id)),
    ]


def _fact(opened: Opened, name: str) -> Markup:
    value: MetadataValue | None = getattr(opened.document.metadata, name)
    if value is None:
        return Markup("")
    evidence = join([_provenance(opened, value), intake.confidence(value)])
    return join([tag("dt", labels.FIELDS[name]), tag("dd", _worded(name, value.value), evidence)])


def _worded(name: str, value: str) -> str:
    """A value as people read it; a region with its code."""
    if name == "url":
        return outside(value)
    return labels.region(value, code_of(value)) if name == "region" else labels.filter_value(name, value)


def _provenance(opened: Opened, value: MetadataValue) -> Markup:
    """Where a value comes from; for one that was read from the text, the words it was read from."""
    document, origin = opened.document, labels.ORIGINS[value.origin]
    if value.origin is not Origin.TEXT or value.start is None or value.end is None:
        return tag("span", origin, class_="from")
    words = labels.quoted(" ".join(document.text[value.start : value.end].split()))
    if opened.paragraphs and value.end <= opened.paragraphs[0].start:
        return tag("span", labels.FRONT_MATTER, title=words, class_="from")  # which the reader does not show
    href = ReaderAddress(document.doc_id, value.start, value.end).href
    return tag("span", link(f"{labels.EVIDENCE}：{origin} ›", href, title=words), class_="from")


def _file(document: Document) -> list[Markup]:
    source = document.source
    return [
        tag("p", labels.place_in_file(source.file_name, source.member), style="overflow-wrap: anywhere"),
        tag("p", labels.file_size(source.size), class_="muted"),
        tag("p", labels.FINGERPRINT, class_="muted"),
        tag("p", source.sha256, class_="sha"),
    ]


def _download(document: Document) -> None:
    path: Path = resources.catalog().source_path(document.source)
    if not path.is_file():
        frame.html(tag("p", labels.ORIGINAL_MISSING, class_="muted"))
        return
    st.download_button(
        labels.DOWNLOAD_ORIGINAL,
        path.read_bytes,
        file_name=document.source.file_name,
        mime="application/octet-stream",  # whatever it is, the browser saves it and does not open it in this origin
        icon=":material/download:",
        on_click="ignore",
    )
