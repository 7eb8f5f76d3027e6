"""备份: making one, those that there are, and bringing one back."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from corpus.backup import Kept, Manifest, Restored, inspect, list_backups
from corpus.errors import CasebaseError
from corpus.jobs import State, Task
from ui import background, frame, jobs, labels, resources, session
from ui.manage.index import start
from ui.markup import Markup, tag
from ui.tables import Cell, table

_DOWNLOADED = 256 * 1024**2  # bytes: a browser gets the whole file from the memory of the server
_OTHER = ""
_SAID = "backup-said"


def section() -> None:
    """What goes on, what came of it, and both directions."""
    background.progress(Task.BACKING_UP)
    background.progress(Task.RESTORING)
    background.reports(_report, Task.BACKING_UP, Task.RESTORING)
    if said := st.session_state.pop(_SAID, ""):
        frame.state(said, calm=True)
    _make()
    _kept()


def _report(state: State) -> Markup:
    outcome = state.outcome
    if isinstance(outcome, jobs.Saved):
        size = outcome.path.stat().st_size if outcome.path.is_file() else 0
        missing = outcome.manifest.missing
        words = labels.backup_done(outcome.path.name, size, outcome.manifest.documents)
        return tag("div", tag("h3", words), tag("p", labels.originals_missing(missing)) if missing else "")
    if isinstance(outcome, Restored):
        kept = str(outcome.aside) if outcome.aside else ""
        words = labels.restored_to(outcome.manifest.made_at, kept)
        return tag("div", tag("h3", labels.RESTORED), tag("p", words))
    return Markup("")


def _make() -> None:
    where = tag("p", labels.BACKUP_WHERE, " ", tag("code", resources.home().backups), class_="muted")
    frame.html(tag("p", labels.BACKUP_NOTE), where)
    without = st.checkbox(labels.BACKUP_WITHOUT_INDEX, key="without-index")
    if st.button(labels.BACKUP_MAKE, type="primary", icon=":material/archive:"):
        start(lambda: jobs.back_up(resources.home(), session.person(), without_index=without))


def _kept() -> None:
    kept = list_backups(resources.home())
    frame.html(tag("div", tag("h2", labels.BACKUPS), class_="chapter"))
    if kept:
        frame.html(table(labels.BACKUP_COLUMNS, map(_row, kept), caption=labels.BACKUPS))
    else:
        frame.html(tag("p", labels.BACKUPS_NONE, class_="muted"))
    names = {one.path.name: one for one in kept}

    def shown(name: str) -> str:
        return name or labels.BACKUP_OTHER

    chosen = st.selectbox(labels.BACKUP_CHOOSE, [*names, _OTHER], format_func=shown, key=f"backup-pick-{len(kept)}")
    if chosen:
        _one(names[chosen])
    elif path := st.text_input(labels.BACKUP_PATH, key="backup-path").strip():
        _restoring(Path(path))


def _row(one: Kept) -> list[Cell]:
    made = labels.moment(one.manifest.made_at) if one.manifest else "—"
    held = _held(one.manifest) if one.manifest else labels.BACKUP_BROKEN
    return [Cell(made), Cell(one.path.name), Cell(labels.file_size(one.size), number=True), Cell(held)]


def _held(manifest: Manifest) -> str:
    index = labels.WITH_INDEX if manifest.index else labels.WITHOUT_INDEX
    return labels.backup_holds(manifest.documents, len(manifest.files), index)


def _one(kept: Kept) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if kept.size <= _DOWNLOADED:
            st.download_button(
                labels.BACKUP_DOWNLOAD,
                kept.path.read_bytes,
                file_name=kept.path.name,
                mime="application/zip",
                icon=":material/download:",
                on_click="ignore",
            )
        else:
            frame.html(tag("p", labels.BACKUP_TOO_LARGE, class_="muted"))
        _restoring(kept.path)
    with st.popover(labels.BACKUP_REMOVE, icon=":material/delete:", type="tertiary"):
        sure = st.checkbox(labels.BACKUP_REMOVE_SURE, key=f"sure-{kept.path.name}")
        if st.button(labels.BACKUP_REMOVE, disabled=not sure, key=f"remove-{kept.path.name}"):
            jobs.remove_backup(resources.home(), session.person(), kept.path.name)
            st.session_state[_SAID] = labels.BACKUP_REMOVED
            st.rerun()


def _restoring(path: Path) -> None:
    """The button, and behind it what will happen."""
    if not st.button(labels.RESTORE, icon=":material/settings_backup_restore:"):
        return
    try:
        manifest = inspect(path)
    except CasebaseError as error:
        frame.show_error(error)
        return
    st.dialog(labels.RESTORE_ASK, width="medium")(_ask)(path, manifest)


def _ask(path: Path, manifest: Manifest) -> None:
    home = resources.home()
    now = resources.catalog().counts()[0] if home.catalog.is_file() else 0
    lines = [tag("li", line) for line in labels.restore_says(manifest.made_at, manifest.documents, now)]
    frame.html(tag("p", tag("b", path.name)), tag("ul", *lines, class_="says"))
    sure = st.checkbox(labels.RESTORE_SURE, key="restore-sure")
    if st.button(labels.RESTORE_YES, type="primary", disabled=not sure, key="restore-yes"):
        start(lambda: jobs.restore(home, session.person(), path))
