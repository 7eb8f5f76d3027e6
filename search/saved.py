"""What a person has asked, and the searches that they keep: theirs alone, whatever their role.

An address is what stands behind the question mark in the address bar: the whole search in words that pages read.
Nothing of it goes into the audit log, which others read.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from corpus.catalog import Catalog
from corpus.errors import CasebaseError, NotFoundError
from corpus.model import DocumentSummary
from corpus.workspace import Action, Person, Workspace, require
from search.hits import SearchResult

HISTORY_AT_MOST = 200  # questions of a person
SAVED_AT_MOST = 200
NAME_AT_MOST = 60  # characters
_NO_HISTORY = "history off"


class SavedSearchError(CasebaseError):
    """A search that cannot be kept under this name: `problem` says why, `limit` what is allowed."""

    def __init__(self, problem: str, limit: int) -> None:
        self.problem = problem
        self.limit = limit
        super().__init__(
            {
                "empty": "a saved search needs a name",
                "long": f"the name is too long: write at most {limit} characters",
                "many": f"{limit} searches are saved already: remove some first",
            }[problem]
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked: when (ISO 8601 in UTC), in which words, and the address of the whole search."""

    at: str
    question: str
    address: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A search under a name. `seen` is when its owner last looked at it: what was added since is new to them."""

    key: str
    name: str
    address: str
    saved: str
    seen: str


def remember(workspace: Workspace, person: Person, question: str, address: str) -> None:
    """Put a question at the head of the person's history, unless they keep none; asked again, it moves there."""
    require(person, Action.READ)
    if not keeps_history(workspace, person):
        return
    with workspace.transaction() as now:
        workspace.execute("DELETE FROM asked WHERE person = ? AND address = ?", [person.name, address])
        workspace.execute(
            "INSERT INTO asked (person, at, question, address) VALUES (?,?,?,?)", [person.name, now, question, address]
        )
        workspace.execute(
            "DELETE FROM asked WHERE person = ? AND number <= (SELECT number FROM asked WHERE person = ?"
            " ORDER BY number DESC LIMIT 1 OFFSET ?)",
            [person.name, person.name, HISTORY_AT_MOST],
        )


def history(workspace: Workspace, person: Person, limit: int = HISTORY_AT_MOST) -> tuple[Asked, ...]:
    """What the person asked, the last first."""
    require(person, Action.READ)
    rows = workspace.select(
        "SELECT at, question, address FROM asked WHERE person = ? ORDER BY number DESC LIMIT ?", [person.name, limit]
    )
    return tuple(Asked(row["at"], row["question"], row["address"]) for row in rows)


def clear_history(workspace: Workspace, person: Person) -> None:
    """Forget everything that the person asked; saved searches stay."""
    require(person, Action.READ)
    with workspace.transaction():
        workspace.execute("DELETE FROM asked WHERE person = ?", [person.name])


def keeps_history(workspace: Workspace, person: Person) -> bool:
    """Whether the person wants their questions to be remembered; they do unless they said otherwise."""
    require(person, Action.READ)
    return not workspace.select(
        "SELECT 1 FROM search_settings WHERE person = ? AND name = ?", [person.name, _NO_HISTORY]
    )


def keep_history(workspace: Workspace, person: Person, *, wanted: bool) -> None:
    """Remember what the person asks from now on, or stop and forget."""
    require(person, Action.READ)
    with workspace.transaction():
        workspace.execute("DELETE FROM search_settings WHERE person = ? AND name = ?", [person.name, _NO_HISTORY])
        if not wanted:
            workspace.execute("INSERT INTO search_settings VALUES (?,?)", [person.name, _NO_HISTORY])
            clear_history(workspace, person)


def save(workspace: Workspace, person: Person, name: str, address: str) -> Saved:
    """Keep a search under a name; under one that the person has used, it takes the place of the other.

    Raises:
        SavedSearchError: the name is empty or too long, or there are too many already.
    """
    require(person, Action.READ)
    name = " ".join(name.split())
    if not name:
        raise SavedSearchError("empty", NAME_AT_MOST)
    if len(name) > NAME_AT_MOST:
        raise SavedSearchError("long", NAME_AT_MOST)
    with workspace.transaction() as now:
        workspace.execute("DELETE FROM saved_searches WHERE person = ? AND name = ?", [person.name, name])
        if len(saved(workspace, person)) >= SAVED_AT_MOST:
            raise SavedSearchError("many", SAVED_AT_MOST)
        kept = Saved(secrets.token_hex(8), name, address, now, now)
        workspace.execute(
            "INSERT INTO saved_searches VALUES (?,?,?,?,?,?)",
            [kept.key, person.name, kept.name, kept.address, kept.saved, kept.seen],
        )
    return kept


def saved(workspace: Workspace, person: Person) -> tuple[Saved, ...]:
    """The searches that the person keeps, the last saved first."""
    require(person, Action.READ)
    rows = workspace.select(
        "SELECT * FROM saved_searches WHERE person = ? ORDER BY saved DESC, rowid DESC", [person.name]
    )
    return tuple(Saved(row["key"], row["name"], row["address"], row["saved"], row["seen"]) for row in rows)


def saved_search(workspace: Workspace, person: Person, key: str) -> Saved:
    """One of the searches that the person keeps.

    Raises:
        NotFoundError: they keep none of that key, whoever else may.
    """
    found = [one for one in saved(workspace, person) if one.key == key]
    if not found:
        raise NotFoundError("saved search", key, "look at the list of your saved searches")
    return found[0]


def looked_at(workspace: Workspace, person: Person, key: str, result: SearchResult, asked_at: str) -> bool:
    """From now on, only what was added since `asked_at` is new to the owner of a saved search.

    `asked_at` (UTC, ISO 8601) is when the search that gave `result` began. False, and all stays as it was, where
    documents wait for the index: they would never be reported, having been added before they could be found.
    """
    saved_search(workspace, person, key)
    if result.pending:
        return False
    with workspace.transaction():
        values = [asked_at, key, person.name]
        workspace.execute("UPDATE saved_searches SET seen = ? WHERE key = ? AND person = ?", values)
    return True


def remove(workspace: Workspace, person: Person, key: str) -> None:
    """Keep a search no longer.

    Raises:
        NotFoundError: they keep none of that key, whoever else may.
    """
    saved_search(workspace, person, key)
    with workspace.transaction():
        workspace.execute("DELETE FROM saved_searches WHERE key = ? AND person = ?", [key, person.name])


def added_since(catalog: Catalog, result: SearchResult, since: str) -> tuple[DocumentSummary, ...]:
    """The documents that are relevant to a question (search.ordering) and were added since `since`, best first.

    Those of the very second are among them: better reported twice than lost, times being kept to the second.
    """
    if not result.answered:
        return ()
    documents = catalog.summaries_of(list(result.relevant))
    relevant = (documents[doc_id] for doc_id in result.relevant if doc_id in documents)
    return tuple(one for one in relevant if one.added_at >= since)
