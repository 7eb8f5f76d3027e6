"""What stands in a collection: quotations, headings and texts as cards, put in order, annotated, checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from corpus.errors import CasebaseError
from corpus.script import detect_script
from corpus.workspace import Workspace
from search.citation import Citation, locator_text
from search.collections import Collection, Collections, Contents, Item, ItemKind
from search.collections.checking import Checked, Finding
from search.collections.model import TITLE_LIMIT
from ui import frame, labels, resources, session
from ui.address import CollectionsAddress, passage_href
from ui.markup import Markup, icon, join, link, tag
from ui.passages import language, render
from ui.quotations import check_line, finding, findings, is_checked

_ERROR = "items-error"
_EDITING = "item-edited"  # the item that is being edited, as it was when that began
_REMOVED = "item-removed"  # the item that was removed last, for undoing
_PER_PAGE = 40
_SHOWN = 24  # characters of what was removed, enough to know it by


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A collection as the visitor may see and change it at this moment."""

    collection: Collection
    items: tuple[Item, ...]
    changeable: frozenset[int]
    mine: bool
    fillable: bool


@st.fragment
def draw(collection: Collection) -> None:
    """All items, read anew whenever something is clicked: others may be at work on the same collection."""
    with frame.errors_said():
        now = _read(collection.id)
        if error := st.session_state.pop(_ERROR, None):
            frame.show_error(error)
        found = findings(collection.id, now.items)
        check_line(collection.id, found)
        if not now.items:
            frame.state(labels.COLLECTION_EMPTY, [labels.COLLECTION_EMPTY_DO], calm=True)
        removed: Item | None = st.session_state.get(_REMOVED)
        if removed and removed.collection != collection.id:
            removed = None
        page, last = _page(now)
        for item in now.items[(page - 1) * _PER_PAGE : page * _PER_PAGE]:
            if removed and removed.position == item.position:
                _undo(removed)
            _item(now, item, found.get(item.number))
        if removed and removed.position >= len(now.items):
            _undo(removed)
        if last > 1:
            frame.html(_pager(collection.id, page, last))
        if now.fillable:
            _adding(collection.id)


def _page(now: _Drawn) -> tuple[int, int]:
    """Which part is shown, and how many there are."""
    last = _last_page(len(now.items))
    return min(CollectionsAddress.read(frame.params()).page, last), last


def _last_page(items: int) -> int:
    return max(-(-items // _PER_PAGE), 1)


def _pager(collection: str, page: int, last: int) -> Markup:
    def to(number: int, label: str) -> Markup:
        return link(label, CollectionsAddress(collection, number).href) if 1 <= number <= last else tag("span")

    middle = tag("span", labels.pages(page, last), class_="muted")
    return tag("div", to(page - 1, labels.PREVIOUS_PAGE), middle, to(page + 1, labels.NEXT_PAGE), class_="turner")


def _read(collection: str) -> _Drawn:
    with Workspace.open_readonly(resources.home()) as workspace:
        person = session.person()
        contents, collections = Contents(workspace, person, collection), Collections(workspace, person)
        known, items = collections.get(collection), shown(contents.items())
        return _Drawn(
            known,
            items,
            frozenset(item.number for item in items if contents.may_change(item, known)),
            collections.may_change(known),
            collections.may_fill(known),
        )


def shown(items: Sequence[Item]) -> tuple[Item, ...]:
    """Those that the visitor may see: an excerpt of what they review blindly tells what it is from."""
    hidden = resources.veil()
    return tuple(one for one in items if not one.citation or one.citation.doc_id not in hidden)


def _do(change: Callable[[Contents], object], collection: str) -> None:
    """Change something; what keeps it from being changed is said above the items."""
    try:
        with Workspace.open(resources.home()) as workspace, workspace.transaction():
            change(Contents(workspace, session.person(), collection))
    except CasebaseError as error:
        st.session_state[_ERROR] = error


# An item


def _item(now: _Drawn, item: Item, checked: Checked | None) -> None:
    with st.container(key=f"item-{item.kind}-{item.number}"):
        begun: Item | None = st.session_state.get(_EDITING)
        edited = begun is not None and begun.number == item.number and item.number in now.changeable
        frame.html(_card(now, item, checked, edited=edited))
        if begun and edited:
            _editor(now, replace(begun, position=item.position))
        else:
            _buttons(now, item)


def _card(now: _Drawn, item: Item, checked: Checked | None, *, edited: bool) -> Markup:
    """What it says; its note not while that is being edited below."""
    others = item.added_by != now.collection.owner
    by = tag("p", labels.item_added_by(item.added_by), class_="muted") if others else ""
    if item.citation is None:
        words = tag("h2", item.text) if item.kind is ItemKind.HEADING else _paragraphs(item.text, "own")
        return tag("div", words, by)
    said = finding(checked) if checked and (is_checked(now.collection.id) or not checked.holds) else ""
    note = Markup("")
    if item.note and not edited:
        note = tag("div", tag("b", labels.ITEM_NOTED), _paragraphs(item.note, "said"), class_="note")
    return tag("article", *_excerpt(item.citation, checked), said, note, by)


def _excerpt(citation: Citation, checked: Checked | None) -> list[Markup]:
    """The words, and the document and place that they are from; a link where they can be read."""
    quote = render(citation.quote, 0, len(citation.quote))
    title = labels.titled(citation.title)
    place = checked.place if checked and checked.finding in (Finding.EXACT, Finding.MOVED) else None
    if place:
        href = passage_href(place.doc_id, place.start, place.end)
        opened = link(join([icon("menu_book"), labels.OPEN_PASSAGE]), href)
    else:
        opened = Markup("")
    where = locator_text(citation.locator, start=citation.start, end=citation.end)
    return [
        tag("p", quote, class_="quote", lang=language(detect_script(citation.quote))),
        tag("p", tag("span", title), tag("span", where), opened, class_="locator source"),
    ]


def _paragraphs(text: str, class_: str) -> Markup:
    return tag("div", *(tag("p", line) for line in text.splitlines() if line.strip()), class_=class_)


def _buttons(now: _Drawn, item: Item) -> None:
    """Up, down, edit, remove: for those who may. Each says by its number which item it is for."""
    if item.number not in now.changeable:
        return
    at, last = item.position, len(now.items) - 1
    with st.container(key=f"tools-{item.number}", horizontal=True, gap="small"):
        if now.mine:
            for label, symbol, to in (
                (labels.ITEM_UP, "arrow_upward", at - 1),
                (labels.ITEM_DOWN, "arrow_downward", at + 1),
            ):
                st.button(
                    label,
                    icon=f":material/{symbol}:",
                    type="tertiary",
                    key=f"move-{symbol}-{item.number}",
                    disabled=not 0 <= to <= last,
                    on_click=_move,
                    args=(item, to),
                )
        st.button(
            labels.ITEM_EDIT if item.citation is None else labels.ITEM_NOTE,
            icon=":material/edit_note:",
            type="tertiary",
            key=f"edit-{item.number}",
            on_click=_edit,
            args=(item,),
        )
        st.button(
            labels.ITEM_REMOVE,
            icon=":material/close:",
            type="tertiary",
            key=f"remove-{item.number}",
            on_click=_remove,
            args=(item,),
        )


def _move(item: Item, to: int) -> None:
    _do(lambda contents: contents.move(item.number, to), item.collection)


def _edit(item: Item | None) -> None:
    st.session_state[_EDITING] = item


def _remove(item: Item) -> None:
    _do(lambda contents: contents.remove(item.number), item.collection)
    if _ERROR not in st.session_state:
        st.session_state[_REMOVED] = item


def _restore(item: Item) -> None:
    _do(lambda contents: contents.restore(item.number), item.collection)
    st.session_state.pop(_REMOVED, None)


def _undo(item: Item) -> None:
    """In the place of what was removed."""
    words = " ".join((item.citation.quote if item.citation else item.text).split())
    shown = words[:_SHOWN] + ("……" if len(words) > _SHOWN else "")
    with st.container(key="undo-line", horizontal=True, vertical_alignment="center", gap="small"):
        frame.html(tag("p", labels.item_removed(shown), class_="muted", role="status"))
        st.button(labels.ITEM_UNDO, icon=":material/undo:", key="undo", on_click=_restore, args=(item,))


def _editor(now: _Drawn, item: Item) -> None:
    """The note or the words, and the place in the order."""
    number = item.number
    with st.form(f"edit-form-{number}", border=False):
        label = labels.ITEM_TEXTS[item.kind]
        if item.kind is ItemKind.HEADING:
            st.text_input(label, item.text, max_chars=TITLE_LIMIT, key=f"words-{number}")
        else:
            placeholder = labels.ITEM_NOTE_EXAMPLE if item.citation else None
            text = item.note if item.citation else item.text
            st.text_area(label, text, placeholder=placeholder, height=110, key=f"words-{number}")
        if now.mine and len(now.items) > 1:
            st.number_input(
                labels.ITEM_POSITION, 1, len(now.items), item.position + 1, key=f"position-{number}", width=160
            )
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button(labels.ITEM_SAVE, type="primary", on_click=_save, args=(item,))
            st.form_submit_button(labels.ITEM_CANCEL, on_click=_edit, args=(None,))


def _save(item: Item) -> None:
    words = str(st.session_state[f"words-{item.number}"])
    position = int(st.session_state.get(f"position-{item.number}", item.position + 1)) - 1

    def save(contents: Contents) -> None:
        if item.citation is None and words.strip() != item.text:
            contents.reword(item.number, words, before=item.text)
        if item.citation and words.strip() != item.note:
            contents.annotate(item.number, words, before=item.note)
        if position != item.position:
            contents.move(item.number, position)

    _do(save, item.collection)
    if _ERROR not in st.session_state:
        st.session_state[_EDITING] = None


# Adding


def _adding(collection: str) -> None:
    with st.container(key="adding-items", horizontal=True, gap="small"):
        _addition(collection, ItemKind.HEADING, labels.ADD_HEADING, "title")
        _addition(collection, ItemKind.TEXT, labels.ADD_TEXT, "notes")


def _addition(collection: str, kind: ItemKind, label: str, symbol: str) -> None:
    key = f"add-{kind}"
    opener = st.popover(label, icon=f":material/{symbol}:", key=key, on_change="rerun")
    if not opener.open:
        return
    with opener, st.form(f"{key}-form", border=False, clear_on_submit=True):
        if kind is ItemKind.HEADING:
            st.text_input(labels.ITEM_TEXTS[kind], max_chars=TITLE_LIMIT, key=f"{key}-words")
        else:
            st.text_area(labels.ITEM_TEXTS[kind], height=110, key=f"{key}-words", help=None)
            frame.html(tag("p", labels.ADD_TEXT_HINT, class_="muted"))
        st.form_submit_button(labels.ADD_ITEM, type="primary", on_click=_add, args=(collection, kind))


def _add(collection: str, kind: ItemKind) -> None:
    words = str(st.session_state[f"add-{kind}-words"])
    heading = kind is ItemKind.HEADING

    def add(contents: Contents) -> None:
        added = contents.add_heading(words) if heading else contents.add_text(words)
        frame.go(CollectionsAddress(collection, _last_page(added.position + 1)).href)  # where it can be seen

    _do(add, collection)
    st.session_state[f"add-{kind}"] = False
