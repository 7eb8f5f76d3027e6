"""操作记录: who changed what, and when; for the administrator, as a section of the management page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from corpus.home import Home
from corpus.workspace import OWNER, Action, Change, Entry, Role, Workspace, history, require, writers
from corpus.workspace.people import COMMAND_LINE
from search.sheets import csv_bytes
from ui import frame, labels, resources, session
from ui.address import LogAddress
from ui.markup import Markup, icon, join, link, tag
from ui.tables import Cell, table

PER_PAGE = 50
_ALL = 1_000_000  # lines of a file: as many as spreadsheets take
_DETAIL_LIMIT = 120  # characters on the page; the file has all of them


def audit_section() -> None:
    """The log, newest first; of one person or one kind of change; a page at a time; as a file."""
    require(session.person(), Action.ADMINISTER)
    address, home = LogAddress.read(frame.params()), resources.home()
    frame.html(tag("p", labels.AUDIT_NOTE, class_="muted"))
    with Workspace.open_readonly(home) as workspace:
        names = writers(workspace)
        found = history(workspace, limit=PER_PAGE + 1, before=address.before, person=address.who, change=address.what)
    _filters(address, names)
    shown = found[:PER_PAGE]
    if shown:
        frame.html(_table(shown), _pager(address, shown, more=len(found) > PER_PAGE))
        _download(home, address)
    else:
        frame.html(tag("p", labels.AUDIT_NONE, class_="muted"), _pager(address, shown, more=False))


def _filters(address: LogAddress, names: Sequence[str]) -> None:
    people, changes = ["", *names], ["", *map(str, Change)]
    with st.container(key="log-filters", horizontal=True, gap="small"):
        st.selectbox(
            labels.AUDIT_WHO,
            people,
            people.index(address.who) if address.who in people else 0,
            format_func=_who_or_everybody,
            key=f"log-who-{address.who}",
            on_change=_filtered,
            args=(address,),
        )
        st.selectbox(
            labels.AUDIT_WHAT,
            changes,
            changes.index(address.what) if address.what in changes else 0,
            format_func=lambda one: labels.CHANGES[one] if one else labels.AUDIT_EVERYTHING,
            key=f"log-what-{address.what}",
            on_change=_filtered,
            args=(address,),
        )


def _filtered(address: LogAddress) -> None:
    who = st.session_state.get(f"log-who-{address.who}", address.who)
    what = st.session_state.get(f"log-what-{address.what}", address.what)
    frame.go(LogAddress(who, what).href)


def _table(entries: Iterable[Entry]) -> Markup:
    rows = [
        [
            Cell(labels.moment(one.at)),
            Cell(who(one.person)),
            Cell(labels.CHANGES.get(one.change, one.change)),
            Cell(tag("span", one.target, class_="target")),
            Cell(_short(in_words(one.detail))),
        ]
        for one in entries
    ]
    return table(_head(), rows, caption=labels.AUDIT)


def _head() -> list[str]:
    return [labels.AUDIT_WHEN, labels.AUDIT_WHO, labels.AUDIT_WHAT, labels.AUDIT_TARGET, labels.AUDIT_DETAIL]


def _pager(address: LogAddress, shown: Sequence[Entry], *, more: bool) -> Markup:
    newest = LogAddress(address.who, address.what)
    links = []
    if address.before:
        links.append(link(join([icon("first_page"), labels.AUDIT_NEWER]), newest.href))
    if more:
        older = LogAddress(address.who, address.what, shown[-1].number)
        links.append(link(join([labels.AUDIT_OLDER, icon("chevron_right")]), older.href))
    return tag("nav", *links, class_="pager", aria_label=labels.AUDIT) if links else Markup("")


def _download(home: Home, address: LogAddress) -> None:
    head = _head()
    st.download_button(
        labels.AUDIT_DOWNLOAD,
        lambda: as_csv(home, address, head),
        file_name="casebase-audit.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def as_csv(home: Home, address: LogAddress, head: Sequence[str]) -> bytes:
    """All lines that `address` names, oldest last, with what was recorded beside them as it was recorded."""
    with Workspace.open_readonly(home) as workspace:
        found = history(workspace, limit=_ALL, person=address.who, change=address.what)
    rows = (
        (one.at, one.person, one.change, one.target, json.dumps(one.detail, ensure_ascii=False, sort_keys=True))
        for one in found
    )
    return csv_bytes(head, rows)


def who(name: str) -> str:
    """A name in the log as people read it."""
    known = {OWNER.name: labels.AUDIT_OWNER, COMMAND_LINE.name: labels.AUDIT_COMMAND_LINE}
    return str(known.get(name, labels.AUDIT_UNKNOWN if name.startswith("(") else name))


def in_words(detail: Mapping[str, object]) -> str:
    """What was recorded beside a change, in a line."""
    said = (labels.detail(name, _value(value)) for name, value in detail.items() if value not in (None, "", False))
    return labels.AUDIT_JOIN.join(said)


def _value(value: object) -> str:
    """A role, a yes, a field of metadata in words; anything else as it is."""
    if isinstance(value, dict):
        return labels.AUDIT_JOIN.join(f"{labels.FIELDS.get(name, name)} {one}" for name, one in value.items())
    said = str(value)
    return labels.ROLES_OF_PEOPLE[Role(said)] if said in tuple(Role) else labels.AUDIT_VALUES.get(said, said)


def _who_or_everybody(name: str) -> str:
    return labels.plain(who(name)) if name else str(labels.AUDIT_EVERYBODY)


def _short(text: str) -> Markup:
    cut = text if len(text) <= _DETAIL_LIMIT else f"{text[:_DETAIL_LIMIT]}……"
    return tag("span", cut, title=text if cut != text else None)
