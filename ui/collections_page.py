"""专题集: the list of collections, and one of them: what it is, what may be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

import streamlit as st

from corpus.errors import CasebaseError
from corpus.workspace import Action, Workspace
from search.collections import Collection, Collections, Contents, Visibility
from search.collections.export import FORMATS, Brief, Form, exported, file_name
from search.collections.model import TITLE_LIMIT
from ui import collection_items, frame, labels, resources, session
from ui.address import CollectionsAddress, SearchAddress
from ui.markup import Markup, icon, join, link, tag
from ui.widgets import form_row

_MAKING = "collection-title"
_SAID = "collection-said"
_SETTLED = "collection-settled"  # the dialog has done its work and is to close

_Result = TypeVar("_Result")


def render() -> None:
    """The page."""
    with frame.page(labels.NAV_COLLECTIONS, labels.NAV_COLLECTIONS):
        address = CollectionsAddress.read(frame.params())
        st.session_state.pop(_SETTLED, None)
        if said := st.session_state.pop(_SAID, None):
            frame.show_error(said) if isinstance(said, CasebaseError) else frame.state(said, calm=True)
        if address.id:
            _one(_read(lambda collections: collections.get(address.id)))
        else:
            _list(_read(Collections.visible))


def _read(ask: Callable[[Collections], _Result]) -> _Result:
    with Workspace.open_readonly(resources.home()) as workspace:
        return ask(Collections(workspace, session.person()))


def _change(do: Callable[[Collections], object]) -> bool:
    """Do it; what is wrong is said when the page is drawn next. Whether it was done."""
    try:
        with Workspace.open(resources.home()) as workspace:
            do(Collections(workspace, session.person()))
    except CasebaseError as error:
        st.session_state[_SAID] = error
        return False
    return True


# The list


def _list(visible: Sequence[Collection]) -> None:
    heading = tag("h1", labels.NAV_COLLECTIONS), tag("p", labels.COLLECTIONS_SUB, class_="sub")
    frame.html(tag("div", *heading, class_="welcome"))
    with form_row("make-collection"):
        st.text_input(
            labels.COLLECTION_TITLE,
            key=_MAKING,
            placeholder=labels.COLLECTION_TITLE_EXAMPLE,
            max_chars=TITLE_LIMIT,
            label_visibility="collapsed",
        )
        st.form_submit_button(labels.COLLECTION_MAKE, type="primary", on_click=_make)
    if not visible:
        frame.state(labels.COLLECTIONS_NONE, labels.COLLECTIONS_NONE_DO, calm=True)
        frame.html(link(join([icon("search"), labels.COLLECTIONS_SEARCH]), SearchAddress().href))
        return
    me = session.person().name
    own, shared = ([one for one in visible if (one.owner == me) is mine] for mine in (True, False))
    for name, some in ((labels.COLLECTIONS_OWN, own), (labels.COLLECTIONS_SHARED, shared)):
        if some:
            cards = [_card(one, mine=one.owner == me) for one in some]
            frame.html(tag("div", tag("h2", name), tag("div", *cards, class_="shelf"), class_="block"))


def _card(collection: Collection, *, mine: bool) -> Markup:
    words = tag("span", " ".join(collection.description.split()), class_="excerpted") if collection.description else ""
    facts = tag("span", " · ".join(_facts(collection, mine=mine)))
    return link(join([tag("b", collection.title), words, facts]), CollectionsAddress(collection.id).href)


def _facts(collection: Collection, *, mine: bool) -> list[str]:
    return [
        labels.collection_size(collection.excerpts, collection.documents),
        labels.VISIBILITY_MARKS[collection.visibility] if mine else labels.collection_owner(collection.owner),
        labels.collection_changed(labels.moment(collection.changed)),
    ]


def _make() -> None:
    title = str(st.session_state[_MAKING]).strip() or labels.COLLECTION_UNTITLED

    def make(collections: Collections) -> None:
        frame.go(CollectionsAddress(collections.make(title).id).href)

    if _change(make):
        st.session_state[_MAKING] = ""


# One of them


def _one(collection: Collection) -> None:
    mine = collection.owner == session.person().name
    back = link(join([icon("arrow_back"), labels.COLLECTIONS_ALL]), CollectionsAddress().href)
    title = tag("div", tag("h1", collection.title), class_="reader-title")
    facts = tag("p", " · ".join(_facts(collection, mine=mine)), class_="muted")
    lines = [tag("p", line) for line in collection.description.splitlines() if line.strip()]
    frame.html(tag("div", back, class_="reader-bar"), title, facts, tag("div", *lines, class_="description"))
    with st.container(key="collection-tools", horizontal=True, vertical_alignment="center", gap="small"):
        _export(collection)
        settings = labels.COLLECTION_SETTINGS
        if mine and st.button(settings, icon=":material/edit:", key="collection-settings"):
            st.dialog(settings, width="medium")(_settings)(collection)
    collection_items.draw(collection)


@st.fragment
def _export(collection: Collection) -> None:
    """Every format; each is written when it is asked for."""
    name = f"briefing-{collection.id}"
    opener = st.popover(
        labels.EXPORT_COLLECTION, icon=":material/download:", type="primary", key=name, on_change="rerun"
    )
    if not opener.open:
        return
    with opener, frame.errors_said():
        brief = _brief(collection.id)
        for form, kind in FORMATS.items():
            st.download_button(
                labels.export_as(form, kind.suffix),
                _written(brief, form),
                file_name=file_name(brief, form),
                mime=kind.media_type,
                key=f"{name}-{form}",
                on_click="ignore",
                width="stretch",
            )
        hint = tag("p", labels.EXPORT_COLLECTION_HINT), tag("code", labels.EXPORT_COLLECTION_COMMAND)
        frame.html(tag("div", *hint, class_="export-hint"))


def _brief(collection: str) -> Brief:
    with Workspace.open_readonly(resources.home()) as workspace:
        person = session.person()
        items = collection_items.shown(Contents(workspace, person, collection).items())
        return Brief(Collections(workspace, person).get(collection), items, date.today())


def _written(brief: Brief, form: Form) -> Callable[[], bytes]:
    return lambda: exported(brief, form)


def _settings(collection: Collection) -> None:
    """Title, description, who sees it; deleting it."""
    if st.session_state.pop(_SETTLED, False):
        st.rerun()
    with st.form("collection-settings-form", border=False):
        st.text_input(labels.COLLECTION_TITLE, collection.title, max_chars=TITLE_LIMIT, key="settings-title")
        st.text_area(
            labels.COLLECTION_DESCRIPTION,
            collection.description,
            placeholder=labels.COLLECTION_DESCRIPTION_EXAMPLE,
            height=110,
            key="settings-description",
        )
        _visibility(collection)
        st.form_submit_button(labels.COLLECTION_SAVE, type="primary", on_click=_save, args=(collection,))
    with st.container(key="collection-delete"):
        sure = st.checkbox(labels.COLLECTION_DELETE_SURE, key="settings-sure")
        st.button(
            labels.COLLECTION_DELETE,
            icon=":material/delete:",
            disabled=not sure,
            on_click=_delete,
            args=(collection,),
        )


def _visibility(collection: Collection) -> None:
    options = list(Visibility)
    shares = session.may(Action.SHARE)
    st.radio(
        labels.COLLECTION_VISIBILITY,
        options,
        options.index(collection.visibility),
        labels.VISIBILITIES.__getitem__,
        disabled=not shares and collection.visibility is Visibility.PRIVATE,
        key="settings-visibility",
    )
    if not shares:
        frame.html(tag("p", labels.VISIBILITY_NOT_ALLOWED, class_="muted"))


def _save(collection: Collection) -> None:
    title, description = (str(st.session_state[f"settings-{name}"]).strip() for name in ("title", "description"))
    visibility = st.session_state["settings-visibility"] or collection.visibility

    def save(collections: Collections) -> None:
        if (title, description) != (collection.title, collection.description):
            collections.describe(collection.id, title, description)
        if visibility is not collection.visibility:
            collections.share(collection.id, visibility)

    _change(save)
    st.session_state[_SETTLED] = True


def _delete(collection: Collection) -> None:
    if _change(lambda collections: collections.delete(collection.id)):
        frame.go(CollectionsAddress().href)
        st.session_state[_SAID] = labels.COLLECTION_DELETED
    st.session_state[_SETTLED] = True
