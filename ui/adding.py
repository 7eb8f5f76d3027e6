"""Adding files: what tables will become, how far it is whoever looks, what became of each file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from corpus.catalog import Outcome
from corpus.errors import CasebaseError, ReadError
from corpus.ingest import FileResult
from corpus.jobs import State, Task
from corpus.model import Document
from corpus.readers.sheet import SheetPreview, preview
from corpus.readers.sheet_columns import Mode
from corpus.report import alike
from ui import actions, background, frame, intake, jobs, labels, resources, session
from ui.address import ReaderAddress
from ui.markup import Markup, join, link, tag
from ui.tables import Cell, fold_away, table

_TABLES = (".xlsx", ".xlsm", ".csv")
_PREVIEWED = 2 * 1024**2  # bytes: more takes longer than somebody waits before the button
_SHEETS = 8
_COLUMNS = 30
_MEMBERS = 12  # of one file: more are folded up
_LISTED = 60  # files of a report: the rest of those that came in is folded up
_STORED = (Outcome.ADDED, Outcome.REPLACED)


def add(*, open_at_once: bool) -> None:
    """The form: files, what the tables among them will become, and the button."""
    with st.expander(labels.ADD_FILES, expanded=open_at_once, icon=":material/upload_file:"):
        drop()


def drop() -> None:
    """The form by itself."""
    frame.html(tag("p", labels.ADD_HINT, class_="muted"))
    uploads = st.file_uploader(
        labels.ADD_FILES,
        accept_multiple_files=True,
        key=f"uploads-{st.session_state.get('batch', 0)}",
        label_visibility="collapsed",
    )
    with st.container():  # the button keeps its place among the elements, so that it is not drawn anew
        for upload in uploads:
            _preview(upload)
    # Files are named before they have arrived: until then there is nothing to add.
    if st.button(labels.ADD_BUTTON, type="primary", disabled=not uploads, key="begin-adding") and _begun(uploads):
        st.session_state["batch"] = st.session_state.get("batch", 0) + 1  # empties the form
        st.rerun()


def _begun(uploads: Sequence[actions.Upload]) -> bool:
    """Whether it began; else why not is on the page, and the files are still chosen."""
    try:
        job = jobs.add_uploads(resources.home(), session.person(), uploads)
    except CasebaseError as error:
        frame.show_error(error)
        return False
    background.wait_a_moment(job)
    return True


# Before


def _preview(upload: actions.Upload) -> None:
    """What a table will become, before anything is stored; nothing for other files."""
    if not upload.name.lower().endswith(_TABLES):
        return
    content = upload.getvalue()
    place = st.empty()  # one for both, so that nothing moves when the spinner goes
    if len(content) > _PREVIEWED:
        body: object = tag("p", labels.PREVIEW_TOO_LARGE, class_="muted")
    else:
        with place, st.spinner(labels.PREVIEWING):
            body = _previewed(content, upload.name)
    with place:
        frame.html(tag("section", tag("h3", labels.said_of(labels.PREVIEW, upload.name)), body, class_="preview"))


@st.cache_resource(show_spinner=False, max_entries=16)
def _sheets(content: bytes, name: str) -> tuple[SheetPreview, ...] | ReadError:
    """What the tables will become, or why they cannot be read: worded by whoever asks, in the visitor's language."""
    try:
        return tuple(preview(content, name).sheets)
    except ReadError as error:
        return error


def _previewed(content: bytes, name: str) -> Markup:
    sheets = _sheets(content, name)
    if isinstance(sheets, ReadError):
        worded = labels.error_text(sheets)
        return tag("p", worded.what, worded.remedy, class_="muted")
    if not sheets:
        return tag("p", labels.PREVIEW_NOTHING, class_="muted")
    return tag("div", *map(_sheet, sheets[:_SHEETS]))


def _sheet(sheet: SheetPreview) -> Markup:
    head = tag("p", labels.sheet(sheet.name, sheet.header_row, sheet.rows))
    becomes = tag("p", tag("b", labels.becomes(sheet.documents, by_row=sheet.mode is Mode.ROWS)))
    if sheet.header_row is None:
        return tag("div", head, becomes)
    rows = [
        (Cell(column.letter), Cell(column.name), Cell(labels.ROLES[column.role])) for column in sheet.columns[:_COLUMNS]
    ]
    return tag("div", head, becomes, table(labels.PREVIEW_COLUMNS, rows, caption=sheet.name or labels.PREVIEW))


# Meanwhile and afterwards


def last_report() -> None:
    """How far an addition is, and what became of those that have ended, until each is put away."""
    background.progress(Task.ADDING)
    background.reports(report, Task.ADDING)


def report(state: State) -> Markup:
    """What became of each file of an addition."""
    results = jobs.results(state)
    given = tuple(dict.fromkeys(one.path for one in results))
    outcome = state.outcome if isinstance(state.outcome, jobs.Added) else jobs.Added(given)
    names = outcome.names
    bundles = _bundled(results, names)
    unit = labels.DOCUMENTS_UNIT if len(bundles) < len(results) else labels.FILES_UNIT
    summary = labels.adding_summary(*_counts(results), unit=unit) if results else labels.NO_FILES_FOUND
    by = tag(
        "p",
        labels.report_of([outcome.folder] if outcome.folder else names, background.named(state), state.since),
        class_="muted",
    )
    heading = tag("div", tag("h2", labels.RESULTS_OF_ADDING), by, tag("p", summary))
    stopped = tag("p", labels.STOPPED) if outcome.stopped else ""
    return join([heading, stopped, _files(bundles), _not_followed(outcome)])


def _files(bundles: Sequence[tuple[str, list[FileResult]]]) -> Markup:
    """Those that were refused first: they are what somebody has to see to."""
    ordered = sorted(bundles, key=lambda one: not any(result.error for result in one[1]))
    lines = [_file(name, some) for name, some in ordered]
    more = labels.more_values(len(lines) - _LISTED)
    rest = fold_away(more, tag("ul", *lines[_LISTED:], class_="added")) if len(lines) > _LISTED else ""
    return join([tag("ul", *lines[:_LISTED], class_="added"), rest])


def _not_followed(outcome: jobs.Added) -> Markup:
    if not outcome.leading_out:
        return Markup("")
    return fold_away(
        labels.numbered(labels.NOT_FOLLOWED, len(outcome.leading_out)),
        tag("ul", *(tag("li", path) for path in outcome.leading_out[:_LISTED])),
    )


def _counts(results: Iterable[FileResult]) -> tuple[int, int, int]:
    """How many were stored, were known, were refused."""
    outcomes = [result.outcome for result in results]
    return sum(one in _STORED for one in outcomes), outcomes.count(Outcome.UNCHANGED), outcomes.count(None)


def _bundled(results: Iterable[FileResult], names: Iterable[str]) -> list[tuple[str, list[FileResult]]]:
    """The results of each file that was sent; what stands in an archive has its path under that of the archive."""
    longest_first = sorted(names, key=len, reverse=True)
    found: dict[str, list[FileResult]] = {}
    for result in results:
        of = (one for one in longest_first if result.path == one or result.path.startswith(f"{one}/"))
        found.setdefault(next(of, result.path), []).append(result)
    return list(found.items())


def _file(name: str, results: Sequence[FileResult]) -> Markup:
    if len(results) == 1 and results[0].path == name:
        return _result(results[0], name)
    lines = [_result(one, _inside(one, name)) for one in results]
    more = labels.more_values(len(lines) - _MEMBERS)
    rest = fold_away(more, tag("ul", *lines[_MEMBERS:])) if len(lines) > _MEMBERS else ""
    summary = tag("span", labels.members(len(results), *_counts(results)), class_="muted")
    return tag("li", tag("b", name), " ", summary, tag("ul", *lines[:_MEMBERS]), rest, class_="bundle")


def _inside(result: FileResult, name: str) -> str:
    """Where in the file it stands: the path in an archive, the row of a table."""
    path = result.path.removeprefix(name).lstrip("/")
    member = (result.document.source.member or "" if result.document else "").removeprefix(f"{name}/")
    return member if not path or path in member else " › ".join(one for one in (path, member) if one)


def _result(result: FileResult, place: str) -> Markup:
    if result.error:
        worded = labels.error_text(result.error)
        reason = tag("p", worded.what, worded.remedy, class_="muted")
        return tag("li", tag("span", labels.REFUSED, class_="verdict"), place, reason, class_="refused")
    document = result.document
    if document is None or result.outcome is None:
        return Markup("")
    verdict = tag("span", labels.OUTCOMES[result.outcome], class_="verdict")
    title = link(document.title, ReaderAddress(document.doc_id).href)
    size = labels.added(result.passages, document.report.characters)
    notices = [tag("p", labels.alike(one), class_="muted") for one in alike(document.report.notices)]
    doubtful = intake.doubtful(document.metadata)
    line = tag("p", f"{place} · {size}", class_="muted")
    pages = fold_away(labels.BY_PAGE, intake.report(document, _reader(document))) if document.pages else ""
    return tag("li", verdict, title, line, tag("p", doubtful) if doubtful else "", *notices, pages, class_="ok")


def _reader(document: Document) -> intake.Target:
    return lambda at: ReaderAddress(document.doc_id, at=at).href
