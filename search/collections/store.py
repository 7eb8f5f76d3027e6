"""The collections that a person may see: made, changed, shared, deleted. What is in one: `contents`."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Sequence
from typing import Any

from corpus.errors import NotFoundError
from corpus.workspace import Action, Change, Person, Workspace, allowed, record, require
from search.collections.model import TITLE_LIMIT, Collection, CollectionError, CollectionProblem, Visibility, worded

_COLLECTIONS = (
    "SELECT c.*, count(i.number) AS excerpts, count(DISTINCT i.doc_id) AS documents FROM collections c"
    " LEFT JOIN collection_items i ON i.collection = c.id AND i.kind = 'excerpt' AND i.removed IS NULL"
)


class Collections:
    """What of the collections in `workspace` is there for `person`.

    A private collection of somebody else is not there: it raises `NotFoundError` like one that never was. One that
    others may read but not change raises `CollectionError`.
    """

    def __init__(self, workspace: Workspace, person: Person) -> None:
        self._workspace = workspace
        self._person = person

    # -- reading

    def visible(self) -> tuple[Collection, ...]:
        """Those of the person first, then what others share; what was changed last first."""
        require(self._person, Action.READ)
        found = self._select("c.owner = ? OR c.visibility <> ?", [self._person.name, Visibility.PRIVATE])
        return tuple(sorted(found, key=lambda one: one.owner != self._person.name))

    def fillable(self) -> tuple[Collection, ...]:
        """Those that the person may add to, in the order of `visible`."""
        return tuple(one for one in self.visible() if self.may_fill(one))

    def get(self, collection: str) -> Collection:
        """One collection.

        Raises:
            NotFoundError: there is none of this id, or it is somebody else's own.
        """
        require(self._person, Action.READ)
        allowed_to_see = "c.id = ? AND (c.owner = ? OR c.visibility <> ?)"
        found = self._select(allowed_to_see, [collection, self._person.name, Visibility.PRIVATE])
        if not found:
            raise NotFoundError("collection", collection, "choose one from the list of collections")
        return found[0]

    def may_change(self, collection: Collection) -> bool:
        """Whether the person may change title, order and everything else: it is theirs."""
        return collection.owner == self._person.name

    def may_fill(self, collection: Collection) -> bool:
        """Whether the person may add to it: it is theirs, or open and they may share."""
        is_open = collection.visibility is Visibility.OPEN
        return self.may_change(collection) or (is_open and allowed(self._person, Action.SHARE))

    # -- changing

    def make(self, title: str, description: str = "") -> Collection:
        """A new collection that only the person sees."""
        require(self._person, Action.READ)
        title = worded(title, "the title", limit=TITLE_LIMIT, needed=True)
        description = worded(description, "the description")
        with self._workspace.transaction() as now:
            made = Collection(secrets.token_hex(8), title, description, self._person.name, Visibility.PRIVATE, now, now)
            self._workspace.execute(
                "INSERT INTO collections (id, title, description, owner, visibility, created, changed)"
                " VALUES (?,?,?,?,?,?,?)",
                [made.id, title, description, made.owner, made.visibility, now, now],
            )
            record(self._workspace, self._person, Change.COLLECTION_MADE, made.id)
        return made

    def describe(self, collection: str, title: str, description: str) -> Collection:
        """Give it another title and description."""
        title = worded(title, "the title", limit=TITLE_LIMIT, needed=True)
        description = worded(description, "the description")
        with self._workspace.transaction() as now:
            self._own(collection)
            self._workspace.execute(
                "UPDATE collections SET title = ?, description = ?, changed = ? WHERE id = ?",
                [title, description, now, collection],
            )
            record(self._workspace, self._person, Change.COLLECTION_CHANGED, collection, what="title and description")
        return self.get(collection)

    def share(self, collection: str, visibility: Visibility) -> Collection:
        """Let others see it, or nobody any more.

        Raises:
            NotAllowedError: the person may not share; keeping it to oneself needs no permission.
        """
        require(self._person, Action.READ if visibility is Visibility.PRIVATE else Action.SHARE)
        with self._workspace.transaction() as now:
            before = self._own(collection).visibility
            self._workspace.execute(
                "UPDATE collections SET visibility = ?, changed = ? WHERE id = ?", [visibility, now, collection]
            )
            record(
                self._workspace,
                self._person,
                Change.COLLECTION_SHARED,
                collection,
                before=str(before),
                after=str(visibility),
            )
        return self.get(collection)

    def delete(self, collection: str) -> None:
        """Delete it with everything in it, for good."""
        with self._workspace.transaction():
            excerpts = self._own(collection).excerpts
            self._workspace.execute("DELETE FROM collection_items WHERE collection = ?", [collection])
            self._workspace.execute("DELETE FROM collections WHERE id = ?", [collection])
            record(self._workspace, self._person, Change.COLLECTION_REMOVED, collection, excerpts=excerpts)

    def _own(self, collection: str) -> Collection:
        found = self.get(collection)
        if not self.may_change(found):
            raise CollectionError(CollectionProblem.NOT_YOURS, f"the collection {found.title!r}")
        return found

    def _select(self, condition: str, parameters: Sequence[Any]) -> list[Collection]:
        sql = f"{_COLLECTIONS} WHERE {condition} GROUP BY c.id ORDER BY c.changed DESC, c.id"
        return [_collection(row) for row in self._workspace.select(sql, parameters)]


def _collection(row: sqlite3.Row) -> Collection:
    return Collection(
        id=row["id"],
        title=row["title"],
        description=row["description"],
        owner=row["owner"],
        visibility=Visibility(row["visibility"]),
        created=row["created"],
        changed=row["changed"],
        excerpts=row["excerpts"],
        documents=row["documents"],
    )
