"""检索记录、保存的检索: what the visitor asked, and the searches that they keep. Theirs alone."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from urllib.parse import parse_qs

import streamlit as st

from corpus.errors import CasebaseError
from corpus.model import DocumentSummary
from corpus.workspace import Workspace
from search import saved as kept
from search.hits import SearchResult
from search.saved import NAME_AT_MOST, Asked, Saved
from ui import frame, labels, resources
from ui.address import Params, ReaderAddress, SearchAddress
from ui.markup import Markup, icon, join, link, tag
from ui.passages import chips
from ui.session import person

RECENT = 6
_NEW_SHOWN = 10
_LAST = "asked-last"
_OPENED = "saved-opened"


def remember(asked: SearchAddress) -> None:
    """Write the search into the visitor's history, once however often the page is drawn; called when it is drawn.

    What keeps it from being written is no reason to disturb an answer.
    """
    if st.session_state.get(_LAST) == asked.query:
        return
    with contextlib.suppress(CasebaseError), Workspace.open(resources.home()) as workspace:
        kept.remember(workspace, person(), asked.q, asked.query)
    st.session_state[_LAST] = asked.query


def panel() -> None:
    """What was asked last, and the saved searches, as links; what manages both. Nothing where there is neither."""
    try:
        with Workspace.open_readonly(resources.home()) as workspace:
            recent = kept.history(workspace, person(), RECENT)
            saved = kept.saved(workspace, person())
            keeps = kept.keeps_history(workspace, person())
    except CasebaseError as error:
        frame.show_error(error)
        return
    if saved:
        items = [link(join([icon("bookmark"), one.name]), saved_href(one)) for one in saved]
        frame.html(tag("div", tag("h2", labels.SAVED_SEARCHES), tag("div", *items, class_="recent"), class_="block"))
    if recent or not keeps:
        line = (
            tag("div", *map(_link, recent), class_="recent") if recent else tag("p", labels.HISTORY_OFF, class_="muted")
        )
        frame.html(tag("div", tag("h2", labels.RECENT), line, class_="block"))
    if recent or saved or not keeps:
        with st.container(horizontal=True, key="memory"):
            if st.button(labels.HISTORY_ALL, type="tertiary", icon=":material/history:"):
                st.dialog(labels.HISTORY, width="medium")(_manage)()


def saved_href(one: Saved) -> str:
    """Where a saved search opens, saying what is new."""
    href = SearchAddress.read(parse_qs(one.address)).href
    return f"{href}&saved={one.key}" if "?" in href else f"{href}?saved={one.key}"


def save_button(asked: SearchAddress) -> None:
    """The button under which a search is saved, with its name."""
    with st.popover(labels.SAVE_SEARCH, icon=":material/bookmark:"), st.form("save-search", border=False):
        name = st.text_input(
            labels.SAVE_NAME, asked.q[:NAME_AT_MOST], max_chars=NAME_AT_MOST, key=f"save-{asked.query}"
        )
        frame.html(tag("p", labels.SAVE_HINT, class_="muted"))
        if st.form_submit_button(labels.SAVE_DO, type="primary"):
            _save(name, asked)


def _save(name: str, asked: SearchAddress) -> None:
    with frame.errors_said(), Workspace.open(resources.home()) as workspace:
        one = kept.save(workspace, person(), name, asked.query)
        frame.html(tag("p", labels.saved_as(one.name), role="status"))


def news(params: Params, result: SearchResult, asked_at: str) -> None:
    """Where the address opens a saved search: what was added since the visitor last looked at it.

    For as long as the page stays open the same is said; the next time, only what was added after this one is new,
    unless documents wait for the index now. `asked_at` is when the search began.
    """
    key = next(iter(params.get("saved", ())), "")
    if not key:
        st.session_state.pop(_OPENED, None)
        return
    try:
        with Workspace.open(resources.home()) as workspace:
            opened, since, looked = st.session_state.get(_OPENED, ("", "", False))
            if opened != key:
                since, looked = kept.saved_search(workspace, person(), key).seen, False
            if not looked:
                looked = kept.looked_at(workspace, person(), key, result, asked_at)
            st.session_state[_OPENED] = (key, since, looked)
    except CasebaseError:  # somebody else's, or removed: it is a search like any other
        return
    frame.html(_news(kept.added_since(resources.catalog(), result, since), since))


def _news(new: Sequence[DocumentSummary], since: str) -> Markup:
    if not new:
        return tag("p", labels.NEW_NONE, class_="muted news", role="status")
    items = [
        tag("li", link(labels.titled(document.title), ReaderAddress(document.doc_id).href), chips(document))
        for document in new[:_NEW_SHOWN]
    ]
    line = tag("p", labels.new_since(len(new), labels.moment(since)))
    return tag("div", line, tag("ul", *items), class_="news", role="status")


def _link(one: Asked) -> Markup:
    address = SearchAddress.read(parse_qs(one.address))
    extra = labels.AND.join(labels.filter_value(name, value) for name, value in address.filters)
    return link(join([one.question, tag("span", extra, class_="muted") if extra else ""]), address.href)


def _manage() -> None:
    """All of the history and the saved searches, with what clears, stops and removes."""
    with frame.errors_said(), Workspace.open_readonly(resources.home()) as workspace:
        who = person()
        saved, asked = kept.saved(workspace, who), kept.history(workspace, who)
        if saved:
            frame.html(tag("h2", labels.SAVED_SEARCHES))
        for one in saved:
            with st.container(horizontal=True, vertical_alignment="center", key=f"saved-{one.key}"):
                frame.html(link(one.name, saved_href(one)))
                st.button(
                    labels.SAVE_REMOVE, key=f"unsave-{one.key}", type="tertiary", on_click=_unsave, args=(one.key,)
                )
        wanted = kept.keeps_history(workspace, who)
        st.toggle(labels.HISTORY_KEEP, wanted, key="history-wanted", on_change=_switch)
        frame.html(tag("p", labels.HISTORY_PRIVATE, class_="muted"))
        lines = [tag("li", _link(one), tag("span", labels.moment(one.at), class_="muted number")) for one in asked]
        frame.html(tag("ol", *lines, class_="asked") if lines else tag("p", labels.HISTORY_EMPTY, class_="muted"))
        if lines:
            st.button(labels.HISTORY_CLEAR, on_click=_clear, type="tertiary", icon=":material/delete:")


def _switch() -> None:
    with contextlib.suppress(CasebaseError), Workspace.open(resources.home()) as workspace:
        kept.keep_history(workspace, person(), wanted=bool(st.session_state["history-wanted"]))


def _clear() -> None:
    with contextlib.suppress(CasebaseError), Workspace.open(resources.home()) as workspace:
        kept.clear_history(workspace, person())


def _unsave(key: str) -> None:
    with contextlib.suppress(CasebaseError), Workspace.open(resources.home()) as workspace:
        kept.remove(workspace, person(), key)
