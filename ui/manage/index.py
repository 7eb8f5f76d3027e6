"""索引: what it holds, whether it is up to date, updating and rebuilding it, checking the library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from corpus.errors import CasebaseError, IndexingError
from corpus.home import Home
from corpus.jobs import Job, State, Task
from indexing.build import BuildReport, behind
from indexing.choices import DiskUse, disk_use
from indexing.doctor import Finding
from indexing.encoder import BUNDLED
from indexing.generations import published
from indexing.manifest import Manifest
from ui import background, frame, jobs, labels, resources, session
from ui.markup import Markup, icon, tag

TASKS = (Task.INDEXING, Task.ENCODER, Task.CHECKING, Task.MEASURING)
_MEASURED_EVERY = 30  # seconds


def section() -> None:
    """What goes on, what came of it, how things stand, what can be done."""
    for task in TASKS:
        background.progress(task)
    background.reports(_report, Task.INDEXING, Task.ENCODER, Task.CHECKING)
    frame.html(tag("h2", labels.INDEX_STATE), _state())
    frame.html(tag("p", labels.REBUILD_HINT, class_="muted"))
    with st.container(horizontal=True):
        update = st.button(labels.UPDATE, type="primary", icon=":material/sync:")
        rebuild = st.button(labels.REBUILD, icon=":material/restart_alt:")
        examine = st.button(labels.EXAMINE, icon=":material/rule:", help=labels.plain(labels.EXAMINE_NOTE))
    if update or rebuild or examine:
        start(lambda: _begin(anew=rebuild, examine=examine))


def _begin(*, anew: bool, examine: bool) -> Job:
    home, person = resources.home(), session.person()
    return jobs.examine(home, person) if examine else jobs.update_index(home, person, anew=anew)


def start(begin: Callable[[], Job]) -> None:
    """Begin a job and draw the page anew, or say why it did not begin."""
    try:
        job = begin()
    except CasebaseError as error:
        frame.show_error(error)
        return
    background.wait_a_moment(job)
    st.rerun()


def called(encoder: str) -> str:
    """What an encoder is called on the page: the last part of its path tells it from others."""
    return labels.ENCODER_BUNDLED if encoder == BUNDLED else encoder.rsplit("/", 1)[-1]


def _state() -> Markup:
    home = resources.home()
    try:
        manifest: Manifest | None = published(home).manifest
    except IndexingError:
        manifest = None
    rows: dict[str, object] = {}
    if manifest:
        rows = {
            "generation": manifest.generation,
            "built_at": labels.moment(manifest.built_at),
            "encoder": called(manifest.encoder),
            "documents": labels.thousands(manifest.documents),
            "passages": labels.thousands(manifest.passages),
            "dense": manifest.dense,
        }
    if home.catalog.is_file():
        take_in, drop = behind(home, resources.catalog())
        rows["pending"] = labels.pending_documents(take_in, drop) if take_in or drop else labels.UP_TO_DATE
    used = _disk_use(str(home.path.absolute()))
    rows["disk"] = labels.disk(used.catalog, used.sources, used.index, used.vectors)
    items = [tag("div", tag("dt", labels.INDEX_FACTS[name]), tag("dd", value)) for name, value in rows.items()]
    missing = "" if manifest else tag("p", labels.INDEX_NONE)
    return tag("div", missing, tag("dl", *items), class_="index-facts")


@st.cache_data(show_spinner=False, ttl=_MEASURED_EVERY, max_entries=4)
def _disk_use(path: str) -> DiskUse:
    """Every file is asked for its size: not each time that something is clicked."""
    return disk_use(Home(Path(path)))


def _report(state: State) -> Markup:
    if isinstance(state.outcome, BuildReport):
        one = state.outcome
        words = labels.index_done(one.updated, one.dropped, one.documents, one.passages)
    else:
        words = labels.TASKS[state.task]
    by = tag("p", labels.report_of([], background.named(state), state.since), class_="muted")
    found = state.outcome if isinstance(state.outcome, tuple) else ()
    findings = [_finding(one) for one in found if isinstance(one, Finding)]
    return tag("div", tag("h3", words), by, tag("ul", *findings, class_="findings") if findings else "")


def _finding(one: Finding) -> Markup:
    """One thing that was looked at; good or bad is said by words and by a mark."""
    good, bad = labels.FINDINGS[one.what]
    mark = icon("check_circle" if one.good else "error")
    return tag("li", mark, good if one.good else bad, class_="good" if one.good else "bad")
