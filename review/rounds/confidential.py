"""What must stay hidden from the reviewers of a blind round: its submissions, wherever they are not masked."""

from __future__ import annotations

from functools import lru_cache

from corpus.home import Home
from corpus.workspace import Action, Person, Workspace, allowed
from review.rounds.model import Phase

_HIDDEN = (
    "SELECT DISTINCT s.doc_id FROM round_members m JOIN rounds r ON r.id = m.round"
    " JOIN round_submissions s ON s.round = r.id"
    " WHERE m.person = ? AND r.blind <> 0 AND r.phase <> ?"
)
_NOTHING: frozenset[str] = frozenset()


def hidden_documents(workspace: Workspace, person: Person) -> frozenset[str]:
    """The submissions of every blind round that `person` sits in and that is not decided yet, as ids of documents.

    None for editors and administrators, who look after the documents themselves; who chairs a round is one of them,
    or was one and sees as much as a reviewer now. A submission that was left out or
    withdrawn stays hidden with the others.
    """
    if allowed(person, Action.EDIT):
        return _NOTHING
    rows = workspace.select(_HIDDEN, [person.name, Phase.DECIDED])
    return frozenset(row["doc_id"] for row in rows)


def hidden_in(home: Home, person: Person) -> frozenset[str]:
    """As `hidden_documents`, of the workspace of `home`; worked out anew when anything in it was written."""
    if allowed(person, Action.EDIT):
        return _NOTHING
    return _hidden(home, person, _written(home))


@lru_cache(maxsize=256)
def _hidden(home: Home, person: Person, written: tuple[tuple[int, ...], ...]) -> frozenset[str]:
    with Workspace.open_readonly(home) as workspace:
        return hidden_documents(workspace, person)


def _written(home: Home) -> tuple[tuple[int, ...], ...]:
    """Changes with every write: of the file itself and of the log before it."""
    path = Workspace.path(home)
    found = []
    for one in (path, path.with_name(f"{path.name}-wal")):
        try:
            status = one.stat()
        except OSError:
            continue
        found.append((status.st_ino, status.st_size, status.st_mtime_ns))
    return tuple(found)
