"""收入专题集: putting a passage into a collection from where it is read, without drawing the page anew."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from corpus.errors import CasebaseError
from corpus.workspace import Workspace
from search.citation import Citation
from search.collections import Addition, Collection, Collections, Contents
from search.collections.model import TITLE_LIMIT
from ui import frame, labels, resources, session
from ui.address import CollectionsAddress
from ui.markup import icon, join, link, tag

_LAST = "collected-into"  # the collection that was chosen last in this session
_NEW = ""


@st.fragment
def collect_button(citation: Citation, key: str) -> None:
    """A button that opens a form: which collection, a note. Nothing is read for it before it is opened.

    `key` tells it from the others on the page.
    """
    name, kept = f"collect-{key}", _said(citation, key)
    with st.container(key=f"collecting-{key}", horizontal=True, vertical_alignment="center", gap="small"):
        opener = st.popover(
            labels.COLLECT, icon=":material/bookmark_add:", type="tertiary", key=name, on_change="rerun"
        )
        if kept:
            shown = link(join([icon("check"), said(citation, key)]), CollectionsAddress(kept[1].id).href)
            frame.html(tag("span", shown, class_="collected", role="status"))
    if opener.open:
        with opener, frame.errors_said():
            _form(citation, key)


def collect_dialog(citation: Citation, key: str) -> None:
    """The same form in a window of its own, for buttons that are not widgets; saving closes it."""
    st.session_state[f"collect-{key}"] = True

    def draw() -> None:
        if not st.session_state.get(f"collect-{key}"):
            st.rerun()
        with frame.errors_said():
            _form(citation, key)

    st.dialog(labels.COLLECT)(draw)()


def said(citation: Citation, key: str) -> str:
    """What became of this citation, in words; nothing where it was not kept from here."""
    told = _said(citation, key)
    if not told:
        return ""
    addition, collection = told
    return labels.collected(collection.title) if addition.new else labels.collected_already(collection.title)


def _said(citation: Citation, key: str) -> tuple[Addition, Collection] | None:
    """What became of this citation; the button may have stood beside another one before."""
    told: tuple[Addition, Collection] | None = st.session_state.get(f"collected-{key}")
    kept = told[0].item.citation if told else None
    same = kept and (kept.doc_id, kept.start, kept.end) == (citation.doc_id, citation.start, citation.end)
    return told if same else None


def _form(citation: Citation, key: str) -> None:
    with Workspace.open_readonly(resources.home()) as workspace:
        fillable = Collections(workspace, session.person()).fillable()
    if error := st.session_state.pop(f"refused-{key}", None):
        frame.show_error(error)
    chosen = _choice(fillable, key) if fillable else _NEW
    with st.form(f"collect-form-{key}", border=False):
        if chosen == _NEW:
            st.text_input(
                labels.COLLECTION_TITLE,
                placeholder=labels.COLLECTION_TITLE_EXAMPLE,
                max_chars=TITLE_LIMIT,
                key=f"title-{key}",
            )
        st.text_area(labels.ITEM_NOTE, placeholder=labels.ITEM_NOTE_EXAMPLE, height=88, key=f"note-{key}")
        st.form_submit_button(labels.COLLECT_SAVE, type="primary", on_click=_save, args=(citation, chosen, key))


def _choice(fillable: Sequence[Collection], key: str) -> str:
    """Which collection: the one chosen last, else the one changed last, else a new one."""
    titles = {**{one.id: one.title for one in fillable}, _NEW: labels.COLLECT_NEW}
    last = st.session_state.get(_LAST)
    ids = list(titles)
    at = ids.index(last) if last in titles else 0
    return st.selectbox(labels.COLLECT_INTO, ids, at, titles.__getitem__, key=f"into-{key}") or _NEW


def _save(citation: Citation, chosen: str, key: str) -> None:
    """Keep it, close the form, and say so beside the button; what keeps it from being kept is said in the form."""
    title = str(st.session_state.get(f"title-{key}", "")).strip() or labels.COLLECTION_UNTITLED
    note = str(st.session_state.get(f"note-{key}", ""))
    try:
        addition, collection = _kept(citation, chosen, title, note)
    except CasebaseError as error:
        st.session_state[f"refused-{key}"] = error
        return
    st.session_state[_LAST] = collection.id
    st.session_state[f"collected-{key}"] = (addition, collection)
    st.session_state[f"collect-{key}"] = False


def _kept(citation: Citation, chosen: str, title: str, note: str) -> tuple[Addition, Collection]:
    person = session.person()
    with Workspace.open(resources.home()) as workspace, workspace.transaction():
        collections = Collections(workspace, person)
        collection = collections.get(chosen) if chosen else collections.make(title)
        return Contents(workspace, person, collection.id).add_excerpt(citation, note), collection
