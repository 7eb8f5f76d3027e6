"""文库: what is in it, adding files, correcting what is known about a document, removing it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import streamlit as st

from corpus.catalog import Outcome
from corpus.duplicates import DUPLICATES, Link
from corpus.errors import CasebaseError
from corpus.ingest import FileResult
from corpus.model import DocumentSummary, Kind
from corpus.script import fold
from ui import actions, frame, labels, resources
from ui.address import LibraryAddress, ReaderAddress
from ui.duplicates import duplicates
from ui.markup import Markup, icon, join, link, tag
from ui.resources import Holdings
from ui.widgets import form_row, indexing_progress

_PER_PAGE = 50
_TEXT_FIELDS = ("title", "author", "issuer", "document_number", "published_on", "region", "level", "genre", "source")
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def render() -> None:
    """The page."""
    with frame.page(labels.NAV_LIBRARY, labels.NAV_LIBRARY):
        address = LibraryAddress.read(frame.params())
        if address.doc:
            _care(address, resources.holdings().summary(address.doc))
            return
        held = resources.holdings() if resources.home().catalog.is_file() else None
        _last_report()
        _add(open_at_once=not (held and held.summaries))
        if held and held.summaries:
            _list(address, held)
        else:
            command = labels.add_command(resources.home().path)
            frame.state(f"{labels.EMPTY_LIBRARY}。", [labels.EMPTY_LIBRARY_OR], command=command, calm=True)


# Adding


def _add(*, open_at_once: bool) -> None:
    with st.expander(labels.ADD_FILES, expanded=open_at_once, icon=":material/upload_file:"):
        frame.html(tag("p", labels.ADD_HINT, class_="muted"))
        with st.form("add", border=False, clear_on_submit=True):
            uploads = st.file_uploader(
                labels.ADD_FILES, accept_multiple_files=True, key="uploads", label_visibility="collapsed"
            )
            submitted = st.form_submit_button(labels.ADD_BUTTON, type="primary")
        if submitted and not uploads:
            frame.state(labels.NO_FILES_CHOSEN, calm=True)
        elif submitted:
            _store(uploads)


def _store(uploads: Sequence[actions.Upload]) -> None:
    bar = st.progress(0.0, labels.ADDING)

    def reading(done: int, total: int, name: str) -> None:
        bar.progress(done / total, labels.plain(f"{labels.ADDING}：{name}"))

    steps = actions.Steps(reading, indexing_progress(bar))
    results: list[FileResult] = []
    try:
        actions.add_uploads(resources.home(), uploads, steps, results)
    except CasebaseError as error:
        st.session_state["add_error"] = error
    st.session_state["added"] = results
    st.rerun()


def _last_report() -> None:
    """What became of the last upload, until it is put away."""
    if error := st.session_state.get("add_error"):
        frame.show_error(error)
    results: list[FileResult] = st.session_state.get("added", [])
    if results:
        outcomes = [result.outcome for result in results]
        stored = sum(one in (Outcome.ADDED, Outcome.REPLACED) for one in outcomes)
        summary = labels.adding_summary(stored, outcomes.count(Outcome.UNCHANGED), outcomes.count(None))
        heading = tag("div", tag("h2", labels.RESULTS_OF_ADDING), tag("p", summary))
        frame.html(heading, tag("ul", *map(_result, results), class_="added"))
    if results or error:
        st.button(labels.DISMISS, on_click=_put_away, type="tertiary")


def _put_away() -> None:
    st.session_state.pop("added", None)
    st.session_state.pop("add_error", None)


def _result(result: FileResult) -> Markup:
    if result.error:
        worded = labels.error_text(result.error)
        reason = tag("p", worded.what, worded.remedy, class_="muted")
        return tag("li", tag("span", labels.REFUSED, class_="verdict"), result.path, reason, class_="refused")
    document = result.document
    if document is None or result.outcome is None:
        return Markup("")
    verdict = tag("span", labels.OUTCOMES[result.outcome], class_="verdict")
    title = link(document.title, ReaderAddress(document.doc_id).href)
    size = labels.added(result.passages, len(document.text))
    notices = [tag("p", labels.notice(one), class_="muted") for one in document.report.notices]
    line = tag("p", f"{result.path} · {size}", class_="muted")
    return tag("li", verdict, title, line, *notices, class_="ok")


# The list


def _list(address: LibraryAddress, held: Holdings) -> None:
    _find_form(address)
    found = [one for one in held.summaries if _mentions(one, address.find)]
    last = max(-(-len(found) // _PER_PAGE), 1)
    page = min(address.page, last)
    frame.html(tag("div", labels.listed(len(found), len(held.summaries)), class_="count"))
    if not found:
        frame.state(labels.NOT_IN_LIST, [labels.NOT_IN_LIST_DO], calm=True)
        return
    links = resources.links(held)
    shown = found[(page - 1) * _PER_PAGE : page * _PER_PAGE]
    rows = [_row(document, links.get(document.doc_id, ())) for document in shown]
    head = tag("thead", tag("tr", *(_heading(name) for name in (*labels.COLUMNS, ""))))
    frame.html(tag("div", tag("table", head, tag("tbody", *rows)), class_="shelves"))
    if last > 1:
        frame.html(_pager(address, page, last))


def _find_form(address: LibraryAddress) -> None:
    if "find" not in st.session_state or st.session_state.get("find_of") != address.find:
        st.session_state["find"] = st.session_state["find_of"] = address.find
    with form_row("find-form"):
        st.text_input(labels.FIND, key="find", placeholder=labels.FIND_PLACEHOLDER, label_visibility="collapsed")
        st.form_submit_button(labels.FIND_BUTTON, on_click=_find)


def _find() -> None:
    words = str(st.session_state["find"]).strip()
    frame.go(LibraryAddress(words).href)
    st.session_state["find_of"] = words


def _mentions(document: DocumentSummary, words: str) -> bool:
    """Whether every word occurs in the title, the metadata or the file name, in either script."""
    if not words:
        return True
    held = fold(" ".join([document.title, document.source.file_name, *document.metadata.values().values()]))
    return all(word in held for word in fold(words).split())


def _heading(name: str) -> Markup:
    return tag("th", name, class_="number" if name in labels.NUMBER_COLUMNS else None, scope="col")


def _kin(links: Sequence[Link]) -> Markup:
    same = sum(one.relation in DUPLICATES for one in links)
    return tag("div", said, class_="muted") if (said := labels.kin(same, len(links) - same)) else Markup("")


def _row(document: DocumentSummary, links: Sequence[Link]) -> Markup:
    known = document.metadata
    return tag(
        "tr",
        tag("td", link(document.title, ReaderAddress(document.doc_id).href), _kin(links)),
        tag("td", labels.kind(known.get("kind")), class_="nowrap"),
        tag("td", known.get("region") or ""),
        tag("td", known.get("issuer") or ""),
        tag("td", known.get("published_on") or "", class_="nowrap number"),
        tag("td", labels.thousands(document.passages), class_="number", data_unit=labels.PASSAGES_UNIT),
        tag("td", labels.thousands(document.characters), class_="number", data_unit=labels.CHARACTERS_UNIT),
        tag("td", labels.SCRIPTS[document.script], class_="nowrap"),
        tag("td", document.notices or "", class_="number", data_unit=labels.NOTICES_UNIT),
        tag("td", link(labels.MANAGE, LibraryAddress(doc=document.doc_id).href), class_="nowrap"),
    )


def _pager(address: LibraryAddress, page: int, last: int) -> Markup:
    def to(number: int, label: str) -> Markup:
        return link(label, LibraryAddress(address.find, number).href) if 1 <= number <= last else tag("span")

    middle = tag("span", labels.pages(page, last), class_="muted")
    return tag("div", to(page - 1, labels.PREVIOUS_PAGE), middle, to(page + 1, labels.NEXT_PAGE), class_="turner")


# Looking after one document


def _care(address: LibraryAddress, document: DocumentSummary) -> None:
    back = link(join([icon("arrow_back"), labels.CLOSE_PANEL]), LibraryAddress(address.find).href)
    opened = link(join([icon("menu_book"), labels.OPEN]), ReaderAddress(document.doc_id).href)
    bar = tag("div", back, opened, class_="reader-bar")
    frame.html(bar, tag("div", tag("h1", document.title), class_="reader-title"))
    frame.html(duplicates(resources.duplicates(document.doc_id)))
    if removed := st.session_state.pop("saved", None):
        frame.state(removed, calm=True)
    form, side = st.columns([2.2, 1], gap="large")
    with form:
        _correction_form(document)
    with side:
        _removal(document)


def _correction_form(document: DocumentSummary) -> None:
    frame.html(tag("h2", labels.EDIT), tag("p", labels.EDIT_HINT, class_="muted"))
    known = document.metadata
    with st.form(f"correct-{document.doc_id}", border=False):
        kinds = ["", *Kind]
        given = {
            "kind": st.selectbox(
                labels.FIELDS["kind"], kinds, kinds.index(known.get("kind") or ""), labels.kind_or_none
            )
        }
        for name in _TEXT_FIELDS:
            given[name] = st.text_input(labels.FIELDS[name], known.get(name) or "", key=f"{name}-{document.doc_id}")
        submitted = st.form_submit_button(labels.SAVE, type="primary")
    if submitted:
        _save(document, {name: str(value or "").strip() for name, value in given.items()})


def _save(document: DocumentSummary, given: Mapping[str, str]) -> None:
    changed = {name: value for name, value in given.items() if value != (document.metadata.get(name) or "")}
    if not changed:
        frame.state(labels.NOTHING_CHANGED, calm=True)
        return
    if changed.get("published_on") and not _DATE.fullmatch(changed["published_on"]):
        frame.state(labels.BAD_DATE)
        return
    with st.spinner(labels.INDEXING):
        actions.correct(resources.home(), document.doc_id, changed)
    st.session_state["saved"] = labels.SAVED
    st.rerun()


def _removal(document: DocumentSummary) -> None:
    frame.html(tag("h2", labels.REMOVE), tag("p", document.source.file_name, class_="muted"))
    sure = st.checkbox(labels.REMOVE_CONFIRM, key=f"sure-{document.doc_id}")
    if st.button(labels.REMOVE, disabled=not sure, icon=":material/delete:"):
        with st.spinner(labels.INDEXING):
            actions.remove(resources.home(), [document.doc_id])
        frame.go(LibraryAddress().href)
        st.rerun()
