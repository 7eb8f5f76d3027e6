"""Lines of the audit log about the library itself: documents that came in, and what the command line changes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self

from corpus.catalog import Outcome
from corpus.commands import one_line
from corpus.errors import HomeError
from corpus.workspace.audit import Change, record
from corpus.workspace.people import COMMAND_LINE, Person
from corpus.workspace.store import Workspace

if TYPE_CHECKING:
    from corpus.home import Home
    from corpus.ingest import FileResult

_STORED = (Outcome.ADDED, Outcome.REPLACED)


def record_added(workspace: Workspace, person: Person, result: FileResult) -> None:
    """A line for a document that came in; what was there already is no change."""
    if line := _line(result):
        doc_id, detail = line
        record(workspace, person, Change.ADDED, doc_id, **detail)


def _line(result: FileResult) -> tuple[str, dict[str, object]] | None:
    document = result.document
    if document is None or result.outcome not in _STORED:
        return None
    return document.doc_id, {"title": document.title, "file": result.path, "outcome": result.outcome}


class CommandLog:
    """The log as a command writes it: a context manager that opens the workspace when there is something to write.

    Where that cannot be written (read-only, damaged, locked for long), this is said once, and the command goes on: what
    it was asked for is not undone because nobody could take note of it.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._workspace: Workspace | None = None
        self._given_up = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._workspace is not None:
            self._workspace.close()

    def record(self, change: Change, target: str = "", **detail: object) -> None:
        """Add a line, as far as that is possible."""
        if self._given_up:
            return
        try:
            self._workspace = self._workspace or Workspace.open(self._home)
            record(self._workspace, COMMAND_LINE, change, target, **detail)
        except HomeError as error:
            self._given_up = True
            sys.stderr.write(f"note: done, but not written into the audit log: {one_line(str(error))}\n")

    def added(self, result: FileResult) -> None:
        """Add a line for a document that came in."""
        if line := _line(result):
            doc_id, detail = line
            self.record(Change.ADDED, doc_id, **detail)
