"""文库: what is in it, adding files, correcting what is known about a document, removing it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from corpus.model import DATE_FIELDS, DocumentSummary, Kind
from corpus.official.dates import is_iso
from corpus.workspace import Action, require
from ui import actions, adding, frame, intake, labels, library_list, resources, session
from ui.address import LibraryAddress, ReaderAddress
from ui.duplicates import duplicates
from ui.markup import icon, join, link, tag

_WIDE = ("title", "url")
_SEVERAL = ("author", "issuer", "subject_words")


def render() -> None:
    """The page."""
    with frame.page(labels.NAV_LIBRARY, labels.NAV_LIBRARY):
        address = LibraryAddress.read(frame.params())
        if address.doc:
            _care(address, resources.holdings().summary(address.doc))
            return
        held = resources.holdings() if resources.home().catalog.is_file() else None
        if session.may(Action.EDIT):
            adding.last_report()
            adding.add(open_at_once=not (held and held.summaries))
        if held and held.summaries:
            library_list.draw(address, held)
        else:
            command = labels.add_command(resources.home().path)
            frame.state(f"{labels.EMPTY_LIBRARY}。", [labels.EMPTY_LIBRARY_OR], command=command, calm=True)


# Looking after one document


def _care(address: LibraryAddress, document: DocumentSummary) -> None:
    require(session.person(), Action.EDIT)
    back = link(join([icon("arrow_back"), labels.CLOSE_PANEL]), LibraryAddress(address.find).href)
    opened = link(join([icon("menu_book"), labels.OPEN]), ReaderAddress(document.doc_id).href)
    bar = tag("div", back, opened, class_="reader-bar")
    frame.html(bar, tag("div", tag("h1", document.title), class_="reader-title"))
    place = labels.place_in_file(document.source.file_name, document.source.member)
    frame.html(tag("p", place, class_="muted"), duplicates(resources.duplicates(document.doc_id)))
    if removed := st.session_state.pop("saved", None):
        frame.state(removed, calm=True)
    form, side = st.columns([2.2, 1], gap="large")
    with form:
        _correction_form(document)
    with side:
        _removal(document)


def _correction_form(document: DocumentSummary) -> None:
    frame.html(tag("h2", labels.EDIT), tag("p", labels.EDIT_HINT, class_="muted"))
    if doubtful := intake.doubtful(document.metadata):
        frame.html(tag("p", doubtful))
    given: dict[str, str] = {}
    with st.form(f"correct-{document.doc_id}", border=False):
        for group, names in labels.FIELD_GROUPS.items():
            frame.html(tag("h3", group, class_="group"))
            given |= {name: _field(document, name) for name in names if name in _WIDE}
            narrow = [name for name in names if name not in _WIDE]
            for at in range(0, len(narrow), 2):
                for column, name in zip(st.columns(2), narrow[at : at + 2], strict=False):
                    with column:
                        given[name] = _field(document, name)
        submitted = st.form_submit_button(labels.SAVE, type="primary")
    if submitted:
        _save(document, {name: value.strip() for name, value in given.items()})
    frame.html(intake.history(resources.catalog().corrections(document.doc_id)))


def _field(document: DocumentSummary, name: str) -> str:
    """The field called `name`, as it is now; one whose value is a guess says so."""
    label, known, key = labels.FIELDS[name], document.metadata.get(name) or "", f"{name}-{document.doc_id}"
    if name == "kind":
        kinds = ["", *Kind]
        chosen = st.selectbox(label, kinds, kinds.index(known), labels.kind_or_none, key=key)
    else:
        hint = labels.DATE_PLACEHOLDER if name in DATE_FIELDS else labels.SEVERAL_HINT if name in _SEVERAL else None
        chosen = st.text_input(label, known, key=key, placeholder=hint)
    value = getattr(document.metadata, name)
    if value is not None and (mark := intake.confidence(value)):
        frame.html(tag("div", mark, class_="mark"))
    return str(chosen or "")


def _save(document: DocumentSummary, given: Mapping[str, str]) -> None:
    changed = {name: value for name, value in given.items() if value != (document.metadata.get(name) or "")}
    if not changed:
        frame.state(labels.NOTHING_CHANGED, calm=True)
    elif bad := _bad_dates(changed):
        frame.state(labels.fields_with_bad_dates(bad))
    else:
        with st.spinner(labels.INDEXING):
            actions.correct(resources.home(), session.person(), document.doc_id, changed)
        st.session_state["saved"] = labels.SAVED
        st.rerun()


def _bad_dates(given: Mapping[str, str]) -> list[str]:
    """The date fields that hold something else than a date that exists."""
    return [name for name in DATE_FIELDS if given.get(name) and not is_iso(given[name])]


def _removal(document: DocumentSummary) -> None:
    frame.html(tag("h2", labels.REMOVE), tag("p", document.source.file_name, class_="muted"))
    sure = st.checkbox(labels.REMOVE_CONFIRM, key=f"sure-{document.doc_id}")
    if st.button(labels.REMOVE, disabled=not sure, icon=":material/delete:"):
        with st.spinner(labels.INDEXING):
            actions.remove(resources.home(), session.person(), [document.doc_id])
        frame.go(LibraryAddress().href)
        st.rerun()
