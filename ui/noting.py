"""Notes beside a text: marked in it, listed with their places, written, reworded and removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from corpus.chunker import Paragraph
from corpus.model import Document
from corpus.workspace import Action, Workspace
from corpus.workspace.notes import (
    TEXT_LIMIT,
    Note,
    NoteReach,
    change_note,
    notes_on,
    remove_note,
    write_note,
)
from ui import frame, labels, prose, resources
from ui.address import ReaderAddress
from ui.markup import Markup, icon, link, tag
from ui.passages import Marked
from ui.session import may, person

_QUOTED = 60  # characters of the words that a note is about, in the list
_SAID, _OPEN = "note-said", "note-open"


@dataclass(frozen=True, slots=True)
class Noted:
    """A note, and where in the text its words stand now; None where they are gone."""

    note: Note
    place: tuple[int, int] | None


def noted(document: Document) -> tuple[Noted, ...]:
    """The notes on a document that the visitor may read, by place."""
    with Workspace.open_readonly(resources.home()) as workspace:
        notes = notes_on(workspace, person(), document.doc_id)
    placed = [Noted(note, note.place(document.text)) for note in notes]
    return tuple(sorted(placed, key=lambda one: one.place or (len(document.text), 0)))


def marks(some: Sequence[Noted]) -> list[Marked]:
    """Their words, underlined in the text."""
    return [Marked(*one.place, "noted", one.note.text) for one in some if one.place]


def asides(some: Sequence[Noted], paragraphs: Sequence[Paragraph]) -> dict[int, Markup]:
    """For the paragraphs that words of notes begin in, by their offsets: a mark that opens the notes."""
    grouped: dict[int, list[Note]] = {}
    for one in some:
        if one.place and paragraphs:
            start = paragraphs[prose.paragraph_at(paragraphs, one.place[0])].start
            grouped.setdefault(start, []).append(one.note)
    return {start: _aside(notes) for start, notes in grouped.items()}


def _aside(notes: Sequence[Note]) -> Markup:
    summary = tag("summary", icon("sticky_note_2"), labels.notes(len(notes)))
    bodies = [tag("div", tag("p", one.text, class_="said"), tag("p", _signed(one), class_="muted")) for one in notes]
    return tag("details", summary, *bodies, class_="noted-here", data_aside=True)


def _signed(note: Note) -> str:
    who = labels.NOTE_MINE if note.owner == person().name else note.owner
    return " · ".join([who, labels.moment(note.changed), labels.NOTE_REACH[note.reach]])


# The list, and what is done to it


@st.fragment
def section(address: ReaderAddress, document: Document, some: Sequence[Noted]) -> None:
    """The form for the marked words, and all notes on the document."""
    with st.container(key="notes"):
        frame.html(tag("h2", labels.NOTES))
        if said := st.session_state.pop(_SAID, ""):
            frame.html(tag("p", said, class_="muted", role="status"))
        if address.start is not None and address.end is not None and address.end <= len(document.text):
            _form(document, (address.start, address.end), len(some))
        if not some:
            frame.html(tag("p", labels.NO_NOTES, class_="muted"))
        for one in some:
            _listed(address, one)


def _form(document: Document, span: tuple[int, int], written: int) -> None:
    """Empty again for each note that was `written`; what could not be saved stays."""
    start, end = span
    name = f"note-{document.doc_id}-{start}-{end}-{written}"
    with st.container(key=f"note-at-{start}-{end}"), st.form(name, border=False, clear_on_submit=False):
        text = st.text_area(
            labels.NOTE_PROMPT,
            key=f"{name}-text",
            max_chars=TEXT_LIMIT,
            height=92,
            placeholder=labels.NOTE_PLACEHOLDER,
        )
        shared = may(Action.SHARE) and st.checkbox(labels.NOTE_SHARE, key=f"{name}-shared")
        save = st.form_submit_button(labels.NOTE_SAVE)
    if save and not (text or "").strip():
        frame.html(tag("p", labels.NOTE_EMPTY, role="status"))
    elif save:
        with frame.errors_said():
            with Workspace.open(resources.home()) as workspace:
                write_note(workspace, person(), document, span, text or "", _reach(shared=bool(shared)))
            _done(labels.NOTE_SAVED)


def _listed(address: ReaderAddress, one: Noted) -> None:
    note = one.note
    words = " ".join(note.quote.split())
    short = labels.quoted(words if len(words) <= _QUOTED else f"{words[:_QUOTED]}……")
    moved = one.place is not None and one.place != (note.start, note.end)
    where = link(short, address.marking(*one.place).href, class_="quote") if one.place else tag("span", short)
    hints = [labels.NOTE_LOST] if one.place is None else [labels.NOTE_MOVED] if moved else []
    frame.html(
        tag(
            "div",
            tag("p", where, class_="about"),
            *(tag("p", hint, class_="muted hint") for hint in hints),
            tag("p", note.text, class_="said"),
            tag("p", _signed(note), class_="muted signed"),
            class_="note-listed",
        )
    )
    if note.owner == person().name:
        st.button(
            labels.NOTE_EDIT,
            key=f"note-edit-{note.id}",
            type="tertiary",
            on_click=_opens,
            args=[note],
            icon=":material/edit:",
        )
    if st.session_state.get(_OPEN) == note.id:
        st.dialog(labels.NOTE_EDIT, on_dismiss=_closed)(_edit)(note)


def _opens(note: Note) -> None:
    st.session_state[_OPEN] = note.id


def _closed() -> None:
    st.session_state.pop(_OPEN, None)


def _edit(note: Note) -> None:
    text = st.text_area(labels.NOTES, note.text, max_chars=TEXT_LIMIT, height=160, key=f"note-text-{note.id}")
    was_shared = note.reach is NoteReach.SHARED
    shared = may(Action.SHARE) and st.checkbox(labels.NOTE_SHARE, was_shared, key=f"note-shared-{note.id}")
    sure = st.checkbox(labels.NOTE_REMOVE_SURE, key=f"note-sure-{note.id}")
    with st.container(horizontal=True):
        save = st.button(labels.NOTE_SAVE, type="primary", key=f"note-save-{note.id}")
        remove = st.button(
            labels.NOTE_REMOVE, disabled=not sure, key=f"note-remove-{note.id}", icon=":material/delete:"
        )
    if save and not (text or "").strip():
        frame.html(tag("p", labels.NOTE_EMPTY, role="status"))
    elif save:
        with frame.errors_said():
            with Workspace.open(resources.home()) as workspace:
                change_note(workspace, person(), note.id, text or "", _reach(shared=bool(shared)))
            _done(labels.NOTE_SAVED)
    if remove:
        with frame.errors_said():
            with Workspace.open(resources.home()) as workspace:
                remove_note(workspace, person(), note.id)
            _done(labels.NOTE_REMOVED)


def _reach(*, shared: bool) -> NoteReach:
    return NoteReach.SHARED if shared else NoteReach.PRIVATE


def _done(said: str) -> None:
    """Draw the page anew: the text shows the notes, too."""
    _closed()
    st.session_state[_SAID] = said
    st.rerun()
