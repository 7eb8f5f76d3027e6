"""Notes that people write beside a text: whose they are, who reads them, and the words that they are about.

A note keeps the words it is about, so that it finds its place again where a document was read anew and its offsets
moved; where those words are gone, it says so rather than standing beside others.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from corpus.errors import CasebaseError, NotFoundError
from corpus.model import Document
from corpus.nearest import nearest
from corpus.workspace.audit import Change, record
from corpus.workspace.people import Person
from corpus.workspace.rights import Action, require
from corpus.workspace.store import Workspace

TEXT_LIMIT: Final = 4_000  # characters of a note
QUOTE_LIMIT: Final = 20_000  # characters that one note is about


class NoteReach(StrEnum):
    """Who reads a note."""

    PRIVATE = "private"  # whoever wrote it
    SHARED = "shared"  # everyone; only whoever wrote it changes it


@dataclass(frozen=True, slots=True)
class Note:
    """What a person wrote about `[start, end)` of a document, which read `quote` then.

    `sha256` is that of the file; `owner` the name of a person; `written` and `changed` are UTC, ISO 8601.
    """

    id: str
    owner: str
    doc_id: str
    start: int
    end: int
    quote: str
    sha256: str
    text: str
    reach: NoteReach
    written: str
    changed: str

    def place(self, text: str) -> tuple[int, int] | None:
        """Where its words stand in the text of the document now, the nearest to where they stood; None if nowhere."""
        if text[self.start : self.end] == self.quote:
            return self.start, self.end
        at = nearest(text, self.quote, self.start)
        return (at, at + len(self.quote)) if at >= 0 else None


class NoteProblem(StrEnum):
    """Why a note cannot be kept."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_WORDS = "no_words"  # to be about, or too many


class NoteError(CasebaseError):
    """A note that cannot be kept; `problem` says why, `limit` is in characters."""

    def __init__(self, problem: NoteProblem, limit: int = 0) -> None:
        self.problem = problem
        self.limit = limit
        super().__init__(
            {
                NoteProblem.EMPTY: "the note is empty: write something",
                NoteProblem.TOO_LONG: f"the note is too long, the limit is {limit} characters: shorten it",
                NoteProblem.NO_WORDS: f"a note is about 1 to {limit} characters of a document: mark fewer",
            }[problem]
        )


def write_note(
    workspace: Workspace,
    person: Person,
    document: Document,
    span: tuple[int, int],
    text: str,
    reach: NoteReach = NoteReach.PRIVATE,
) -> Note:
    """Write a note about `[start, end)` of a document.

    Raises:
        NotAllowedError: `person` may not, or not for others to read.
        NoteError: it is empty or too long, or about nothing.
    """
    text = _checked(person, text, reach)
    start, end = span
    quote = document.text[start:end] if 0 <= start < end <= len(document.text) else ""
    if not quote.strip() or len(quote) > QUOTE_LIMIT:
        raise NoteError(NoteProblem.NO_WORDS, QUOTE_LIMIT)
    with workspace.transaction() as now:
        sha256 = document.source.sha256
        note = Note(
            secrets.token_hex(8), person.name, document.doc_id, start, end, quote, sha256, text, reach, now, now
        )
        workspace.execute(
            'INSERT INTO notes (id, owner, doc_id, start, "end", quote, sha256, text, reach, written, changed)'
            " VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            [note.id, note.owner, note.doc_id, start, end, quote, sha256, text, reach, now, now],
        )
        record(workspace, person, Change.NOTED, note.id, doc_id=document.doc_id, start=start, end=end, reach=reach)
    return note


def change_note(workspace: Workspace, person: Person, note_id: str, text: str, reach: NoteReach) -> Note:
    """Reword a note, or let others read it, or no longer.

    Raises:
        NotAllowedError: `person` may not let others read it.
        NotFoundError: there is no such note of theirs.
        NoteError: it is empty or too long.
    """
    text = _checked(person, text, reach)
    with workspace.transaction() as now:
        note = _own(workspace, person, note_id)
        workspace.execute("UPDATE notes SET text = ?, reach = ?, changed = ? WHERE id = ?", [text, reach, now, note_id])
        detail = {"reach": reach, "before": _fingerprint(note.text), "after": _fingerprint(text)}
        record(workspace, person, Change.NOTED, note_id, doc_id=note.doc_id, **detail)
        return _own(workspace, person, note_id)


def remove_note(workspace: Workspace, person: Person, note_id: str) -> None:
    """Remove a note.

    Raises:
        NotFoundError: there is no such note of theirs.
    """
    require(person, Action.READ)
    with workspace.transaction():
        note = _own(workspace, person, note_id)
        workspace.execute("DELETE FROM notes WHERE id = ?", [note_id])
        record(workspace, person, Change.NOTE_REMOVED, note_id, doc_id=note.doc_id)


def notes_on(workspace: Workspace, person: Person, doc_id: str) -> tuple[Note, ...]:
    """The notes on a document that `person` may read, in the order of the text.

    Raises:
        NotAllowedError: `person` may not.
    """
    require(person, Action.READ)
    rows = workspace.select(
        "SELECT * FROM notes WHERE doc_id = ? AND (owner = ? OR reach = ?) ORDER BY start, written, id",
        [doc_id, person.name, NoteReach.SHARED],
    )
    return tuple(map(_note, rows))


def notes_of(workspace: Workspace, person: Person) -> tuple[Note, ...]:
    """All notes that `person` wrote, the latest first.

    Raises:
        NotAllowedError: `person` may not.
    """
    require(person, Action.READ)
    rows = workspace.select("SELECT * FROM notes WHERE owner = ? ORDER BY changed DESC, id", [person.name])
    return tuple(map(_note, rows))


def _checked(person: Person, text: str, reach: NoteReach) -> str:
    require(person, Action.READ if reach is NoteReach.PRIVATE else Action.SHARE)
    text = text.strip()
    if not text:
        raise NoteError(NoteProblem.EMPTY)
    if len(text) > TEXT_LIMIT:
        raise NoteError(NoteProblem.TOO_LONG, TEXT_LIMIT)
    return text


def _own(workspace: Workspace, person: Person, note_id: str) -> Note:
    rows = workspace.select("SELECT * FROM notes WHERE id = ? AND owner = ?", [note_id, person.name])
    if not rows:
        raise NotFoundError("note", note_id, "it was removed, or is somebody else's")
    return _note(rows[0])


def _note(row: sqlite3.Row) -> Note:
    given = {name: row[name] for name in row.keys()}  # noqa: SIM118 - a row is no mapping
    return Note(**given | {"reach": NoteReach(row["reach"])})


def _fingerprint(text: str) -> str:
    """What the log holds of a note: that it changed, not what it says, which is its owner's."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
