"""What is known about a document that is being read, with where it is known from, and correcting one value in place."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from corpus.model import DATE_FIELDS, METADATA_FIELDS, Document, Kind, MetadataValue, Origin
from corpus.official.dates import is_iso
from corpus.official.regions import code_of
from corpus.workspace import Action
from search.citation import Citation
from ui import actions, citations, frame, intake, labels, resources
from ui.address import LibraryAddress, ReaderAddress
from ui.markup import Markup, icon, join, link, outside, tag
from ui.resources import Opened
from ui.session import may, person

_MORE = "more"  # in place of a field: one that has no value yet


def citation(opened: Opened, passage: tuple[int, int] | None) -> Citation:
    """That of the passage, else of the document."""
    if passage is None:
        return citations.of_document(opened.document)
    return citations.of_excerpt(opened.document, *passage, opened.locator(passage[0]))


def cited(opened: Opened, passage: tuple[int, int] | None) -> Markup:
    """How the passage is cited, else the document."""
    heading = labels.CITE_PASSAGE if passage else labels.CITE_DOCUMENT
    formats = citations.formats(citation(opened, passage))
    span = f"{passage[0]}-{passage[1]}" if passage else None
    return tag("section", tag("h2", heading), formats, data_cited=span)


def known(address: ReaderAddress, opened: Opened) -> Markup:
    """What is known, how the file was read, and which file it is."""
    document = opened.document
    report = intake.report(document, lambda offset: address.turned_to(offset).href)
    return tag(
        "div",
        tag("section", tag("h2", labels.ABOUT), *_known(address, opened)),
        tag("section", tag("h2", labels.INGEST_REPORT), report),
        tag("section", tag("h2", labels.ORIGINAL_FILE), *_file(document)),
    )


def _known(address: ReaderAddress, opened: Opened) -> list[Markup]:
    """What is known, what of it is a guess, where to correct it, and what was corrected."""
    document = opened.document
    doubtful = intake.doubtful(document.metadata)
    more = [link(labels.FIX_MORE, address.fixing(_MORE).href)] if may(Action.EDIT) else []
    return [
        tag("p", doubtful) if doubtful else Markup(""),
        tag("dl", *(_fact(address, opened, name) for name in METADATA_FIELDS)),
        tag("p", *more, class_="manage"),
        intake.history(resources.catalog().corrections(document.doc_id)),
    ]


def _fact(address: ReaderAddress, opened: Opened, name: str) -> Markup:
    value: MetadataValue | None = getattr(opened.document.metadata, name)
    if value is None:
        return Markup("")
    evidence = [_provenance(opened, value), intake.confidence(value)]
    if may(Action.EDIT):
        said = labels.fix(name)
        pen = link(icon("edit"), address.fixing(name).href, class_="fix", aria_label=said, title=said)
        evidence.append(pen)
    return join([tag("dt", labels.FIELDS[name]), tag("dd", _worded(name, value.value), *evidence)])


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
    return tag("span", link(f"{labels.said_of(labels.EVIDENCE, origin)} ›", href, title=words), class_="from")


def _file(document: Document) -> list[Markup]:
    source = document.source
    return [
        tag("p", labels.place_in_file(source.file_name, source.member), style="overflow-wrap: anywhere"),
        tag("p", labels.file_size(source.size), class_="muted"),
        tag("p", labels.FINGERPRINT, class_="muted"),
        tag("p", source.sha256, class_="sha"),
    ]


def download(document: Document) -> None:
    """The file as it came."""
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


# Correcting


def correcting(address: ReaderAddress, document: Document) -> None:
    """The dialog that the address names, for who may correct."""
    if not address.fix or not may(Action.EDIT):
        return
    if address.fix in METADATA_FIELDS:
        title = labels.fix(address.fix)
    elif address.fix == _MORE:
        title = labels.FIX_MORE
    else:
        return
    st.dialog(title, on_dismiss=_closed)(_form)(address, document)


def _closed() -> None:
    st.query_params.pop("fix", None)


def _form(address: ReaderAddress, document: Document) -> None:
    name = address.fix
    if name == _MORE:
        missing = [one for one in METADATA_FIELDS if document.metadata.get(one) is None]
        if not missing:
            frame.html(tag("p", labels.FIX_NOTHING_LEFT))
            return
        name = st.selectbox(labels.FIX_FIELD, missing, format_func=lambda one: labels.FIELDS[one], key="fix-field")
    with st.form(f"fix-{name}", border=False):
        given = _field(document, name)
        frame.html(tag("p", labels.FIX_HINT, class_="muted"))
        save = st.form_submit_button(labels.SAVE, type="primary")
    frame.html(tag("p", link(labels.FIX_ALL, LibraryAddress(doc=document.doc_id).href), class_="manage"))
    if save:
        _save(address, document, name, given)


def _field(document: Document, name: str) -> str:
    now, key = document.metadata.get(name) or "", f"fix-{document.doc_id}-{name}"
    if name == "kind":
        kinds = ["", *Kind]
        return str(st.selectbox(labels.FIX_VALUE, kinds, kinds.index(now), labels.kind_or_none, key=key) or "")
    hint = labels.DATE_PLACEHOLDER if name in DATE_FIELDS else None
    return str(st.text_input(labels.FIX_VALUE, now, key=key, placeholder=hint) or "").strip()


def _save(address: ReaderAddress, document: Document, name: str, value: str) -> None:
    if value == (document.metadata.get(name) or ""):
        frame.state(labels.NOTHING_CHANGED, calm=True)
        return
    if name in DATE_FIELDS and value and not is_iso(value):
        frame.state(labels.fields_with_bad_dates([name]))
        return
    with frame.errors_said():
        with st.spinner(labels.INDEXING):
            actions.correct(resources.home(), person(), document.doc_id, {name: value})
        frame.go(address.fixing("").href)
        st.rerun()
