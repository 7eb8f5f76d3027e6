"""Notes: whose they are, who reads them, and that they find their words again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from corpus.errors import NotFoundError
from corpus.home import Home
from corpus.intake.assembly import ingest_text
from corpus.model import Document
from corpus.workspace import Change, NotAllowedError, Person, Role, Workspace, history
from corpus.workspace.notes import (
    TEXT_LIMIT,
    NoteError,
    NoteProblem,
    NoteReach,
    change_note,
    notes_of,
    notes_on,
    remove_note,
    write_note,
)

ANN, BEN = Person("ann", Role.READER), Person("ben", Role.REVIEWER)
TEXT = "# 食堂\n\n老人每餐付八元。𠮷田路的住户也来。\n\n账目每季度公布。老人每餐付八元。\n"


@pytest.fixture
def workspace(tmp_path) -> Iterator[Workspace]:
    with Workspace.open(Home(tmp_path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def document() -> Document:
    return ingest_text(TEXT, name="食堂.md").document


def span(document: Document, words: str, at: int = 0) -> tuple[int, int]:
    start = document.text.index(words, at)
    return start, start + len(words)


def test_a_note_holds_the_words_it_is_about(workspace: Workspace, document: Document) -> None:
    place = span(document, "𠮷田路的住户")
    note = write_note(workspace, ANN, document, place, "  哪一条路？\n")
    assert (note.quote, note.text, note.owner, note.reach) == ("𠮷田路的住户", "哪一条路？", "ann", NoteReach.PRIVATE)
    assert note.sha256 == document.source.sha256
    assert notes_on(workspace, ANN, document.doc_id) == (note,)
    assert notes_of(workspace, ANN) == (note,)
    assert note.place(document.text) == place


def test_private_notes_are_nobody_elses(workspace: Workspace, document: Document) -> None:
    note = write_note(workspace, BEN, document, span(document, "账目"), "每季度？")
    assert notes_on(workspace, ANN, document.doc_id) == ()
    for attempt in (
        lambda: change_note(workspace, ANN, note.id, "改", NoteReach.PRIVATE),
        lambda: remove_note(workspace, ANN, note.id),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert notes_on(workspace, BEN, document.doc_id) == (note,)


def test_shared_notes_are_read_by_all_and_changed_by_their_owner(workspace: Workspace, document: Document) -> None:
    note = write_note(workspace, BEN, document, span(document, "账目"), "每季度？", NoteReach.SHARED)
    assert notes_on(workspace, ANN, document.doc_id) == (note,)
    with pytest.raises(NotFoundError):
        remove_note(workspace, ANN, note.id)
    changed = change_note(workspace, BEN, note.id, "每月？", NoteReach.PRIVATE)
    assert (changed.text, changed.written, changed.quote) == ("每月？", note.written, "账目")
    assert notes_on(workspace, ANN, document.doc_id) == ()


def test_sharing_needs_its_right(workspace: Workspace, document: Document) -> None:
    with pytest.raises(NotAllowedError):
        write_note(workspace, ANN, document, span(document, "账目"), "每季度？", NoteReach.SHARED)
    note = write_note(workspace, ANN, document, span(document, "账目"), "每季度？")
    with pytest.raises(NotAllowedError):
        change_note(workspace, ANN, note.id, "每季度？", NoteReach.SHARED)
    assert notes_on(workspace, ANN, document.doc_id) == (note,)


def test_every_change_is_in_the_log_without_what_the_note_says(workspace: Workspace, document: Document) -> None:
    note = write_note(workspace, ANN, document, span(document, "账目"), "秘密的想法")
    change_note(workspace, ANN, note.id, "另一个秘密", NoteReach.PRIVATE)
    remove_note(workspace, ANN, note.id)
    entries = history(workspace)
    assert [entry.change for entry in entries] == [Change.NOTE_REMOVED, Change.NOTED, Change.NOTED]
    assert {(entry.person, entry.target) for entry in entries} == {("ann", note.id)}
    assert "秘密" not in repr(entries)
    assert notes_on(workspace, ANN, document.doc_id) == ()


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        (" \n", (8, 12), NoteProblem.EMPTY),
        ("字" * (TEXT_LIMIT + 1), (8, 12), NoteProblem.TOO_LONG),
        ("好", (4, 6), NoteProblem.NO_WORDS),  # blank lines
        ("好", (8, 8), NoteProblem.NO_WORDS),
        ("好", (8, len(TEXT) + 40), NoteProblem.NO_WORDS),
        ("好", (-3, 8), NoteProblem.NO_WORDS),
    ],
)
def test_what_cannot_be_kept(
    workspace: Workspace, document: Document, text: str, place: tuple[int, int], problem: NoteProblem
) -> None:
    with pytest.raises(NoteError) as caught:
        write_note(workspace, ANN, document, place, text)
    assert caught.value.problem is problem
    assert notes_of(workspace, ANN) == ()
    assert history(workspace) == ()


def test_a_note_finds_its_words_where_a_new_reading_moved_them(workspace: Workspace, document: Document) -> None:
    second = span(document, "老人每餐付八元", document.text.index("账目"))
    note = write_note(workspace, ANN, document, second, "涨价了吗")
    longer = "增补的一段。\n" + document.text
    assert note.place(longer) == (second[0] + 7, second[1] + 7)  # the second of two, as before
    assert note.place(longer.replace("老人每餐付八元", "老人每餐付九元")) is None
    often = "老人每餐付八元。" * 500
    assert replace(note, start=8 * 400 + 1, end=8 * 400 + 8).place(often) == (8 * 400, 8 * 400 + 7)
    assert replace(note, start=0, end=7).place(document.text) == span(document, "老人每餐付八元")
