"""What stands in one collection, and in which order.

Every change reads and writes in one transaction, so that people who work on a collection at the same time lose nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpus.errors import NotFoundError
from corpus.workspace import Change, Person, Workspace, record
from search.citation import Citation
from search.collections import snapshot
from search.collections.model import (
    ITEMS_LIMIT,
    TITLE_LIMIT,
    Collection,
    CollectionError,
    CollectionProblem,
    Item,
    ItemKind,
    worded,
)
from search.collections.store import Collections

_ITEMS = "SELECT * FROM collection_items WHERE collection = ? AND removed IS NULL"


@dataclass(frozen=True, slots=True)
class Addition:
    """An excerpt in a collection; not `new` where the same span of the same document stood there already."""

    item: Item
    new: bool


class Contents:
    """The items of `collection` as far as `person` may see and change them.

    Whoever owns the collection may change everything in it; whoever may add to it, what they added themselves.
    Raises `NotFoundError` for a collection that the person cannot see, and for items that are not in it.
    """

    def __init__(self, workspace: Workspace, person: Person, collection: str) -> None:
        self._workspace = workspace
        self._person = person
        self._collections = Collections(workspace, person)
        self._id = collection

    # -- reading

    def items(self) -> tuple[Item, ...]:
        """Everything that stands in it, in order."""
        self._collections.get(self._id)
        return tuple(self._standing())

    def may_change(self, item: Item, collection: Collection) -> bool:
        """Whether the person may reword, annotate or remove `item`."""
        theirs = item.added_by == self._person.name and self._collections.may_fill(collection)
        return theirs or self._collections.may_change(collection)

    # -- adding

    def add_excerpt(self, citation: Citation, note: str = "") -> Addition:
        """Put an excerpt at the end; the same span twice stays where it is, and its note as it was."""
        note = worded(note, "the note")
        worded(citation.quote, "the excerpt", needed=True)
        with self._workspace.transaction():
            self._fillable()
            span = [self._id, citation.doc_id, citation.start, citation.end]
            same = self._workspace.select(f'{_ITEMS} AND doc_id = ? AND start = ? AND "end" = ?', span)
            if same:
                return Addition(_item(same[0]), new=False)
            return Addition(self._insert(ItemKind.EXCERPT, citation=citation, note=note), new=True)

    def add_heading(self, text: str) -> Item:
        """Put a heading at the end."""
        text = worded(" ".join(text.split()), "the heading", limit=TITLE_LIMIT, needed=True)
        with self._workspace.transaction():
            self._fillable()
            return self._insert(ItemKind.HEADING, text=text)

    def add_text(self, text: str) -> Item:
        """Put a text of one's own at the end."""
        text = worded(text, "the text", needed=True)
        with self._workspace.transaction():
            self._fillable()
            return self._insert(ItemKind.TEXT, text=text)

    # -- changing

    def annotate(self, number: int, note: str, *, before: str | None = None) -> Item:
        """Say something about an excerpt; nothing takes the note away.

        Raises:
            CollectionError: the note is too long, or is not `before` any more, where that is given.
        """
        note = worded(note, "the note")
        with self._workspace.transaction():
            _require_same(self._changeable(number).note, before, "the note")
            return self._write(number, "note", note, Change.NOTED if note else Change.NOTE_REMOVED)

    def reword(self, number: int, text: str, *, before: str | None = None) -> Item:
        """Give a heading or a free text other words.

        Raises:
            CollectionError: they cannot be kept, or the text is not `before` any more, where that is given.
        """
        with self._workspace.transaction():
            item = self._changeable(number)
            kind = item.kind
            if kind is ItemKind.EXCERPT:
                raise NotFoundError("item", str(number), "an excerpt keeps its words: write a note on it")
            _require_same(item.text, before, "the text")
            limit = {"limit": TITLE_LIMIT} if kind is ItemKind.HEADING else {}
            return self._write(number, "text", worded(text, "the text", needed=True, **limit))

    def move(self, number: int, position: int) -> None:
        """Put an item where `position` (from 0) says; beyond the ends it stands first or last."""
        with self._workspace.transaction() as now:
            self._owned()
            items = self._standing()
            moved = self._among(items, number)
            items.remove(moved)
            items.insert(max(position, 0), moved)
            self._renumber(items)
            self._changed(now, "order", number)

    def remove(self, number: int) -> None:
        """Take an item out; `restore` puts it back."""
        with self._workspace.transaction() as now:
            self._changeable(number)
            self._workspace.execute("UPDATE collection_items SET removed = ? WHERE number = ?", [now, number])
            self._renumber(self._standing())
            self._changed(now, "removed", number)

    def restore(self, number: int) -> Item:
        """Put back what was removed, where it stood; an excerpt that was added again meanwhile stays as it is."""
        with self._workspace.transaction() as now:
            sql = "SELECT * FROM collection_items WHERE collection = ? AND number = ?"
            rows = self._workspace.select(sql, [self._id, number])
            if not rows:
                raise _no_item(number)
            item = _item(rows[0])
            self._check_change(item)
            items = self._standing()
            if again := next((one for one in items if one.number == number or _same_span(one, item)), None):
                return again
            self._workspace.execute("UPDATE collection_items SET removed = NULL WHERE number = ?", [number])
            items.insert(item.position, item)
            self._renumber(items)
            self._changed(now, "restored", number)
            return self._among(self._standing(), number)

    # -- within a transaction

    def _standing(self) -> list[Item]:
        return [_item(row) for row in self._workspace.select(f"{_ITEMS} ORDER BY position, number", [self._id])]

    def _fillable(self) -> None:
        collection = self._collections.get(self._id)
        if not self._collections.may_fill(collection):
            raise CollectionError(CollectionProblem.NOT_YOURS, f"the collection {collection.title!r}")

    def _owned(self) -> None:
        collection = self._collections.get(self._id)
        if not self._collections.may_change(collection):
            raise CollectionError(CollectionProblem.NOT_YOURS, f"the collection {collection.title!r}")

    def _changeable(self, number: int) -> Item:
        item = self._among(self._standing(), number)
        self._check_change(item)
        return item

    def _check_change(self, item: Item) -> None:
        collection = self._collections.get(self._id)
        if not self.may_change(item, collection):
            raise CollectionError(CollectionProblem.NOT_YOURS, f"this item of {collection.title!r}")

    @staticmethod
    def _among(items: Sequence[Item], number: int) -> Item:
        found = next((item for item in items if item.number == number), None)
        if found is None:
            raise _no_item(number)
        return found

    def _insert(self, kind: ItemKind, *, text: str = "", citation: Citation | None = None, note: str = "") -> Item:
        items = self._standing()
        if len(items) >= ITEMS_LIMIT:
            raise CollectionError(CollectionProblem.TOO_MANY, "the collection", ITEMS_LIMIT)
        with self._workspace.transaction() as now:
            span: list[Any] = [citation.doc_id, citation.start, citation.end] if citation else [None, None, None]
            number = self._workspace.execute(
                "INSERT INTO collection_items"
                ' (collection, position, kind, text, note, citation, doc_id, start, "end", added_by, added)'
                " VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                [
                    *(self._id, len(items), kind, text, note),
                    *(snapshot.to_json(citation) if citation else None, *span, self._person.name, now),
                ],
            ).lastrowid
            self._changed(now, f"{kind} added", number or 0)
        return Item(number or 0, self._id, len(items), kind, text, note, citation, self._person.name, now)

    def _write(self, number: int, column: str, value: str, change: Change = Change.COLLECTION_CHANGED) -> Item:
        with self._workspace.transaction() as now:
            self._changeable(number)
            self._workspace.execute(f"UPDATE collection_items SET {column} = ? WHERE number = ?", [value, number])
            self._changed(now, column, number, change)
            return self._among(self._standing(), number)

    def _renumber(self, items: Sequence[Item]) -> None:
        for position, item in enumerate(items):
            self._workspace.execute(
                "UPDATE collection_items SET position = ? WHERE number = ? AND position <> ?",
                [position, item.number, position],
            )

    def _changed(self, now: str, what: str, number: int, change: Change = Change.COLLECTION_CHANGED) -> None:
        self._workspace.execute("UPDATE collections SET changed = ? WHERE id = ?", [now, self._id])
        record(self._workspace, self._person, change, self._id, what=what, item=number)


def _no_item(number: int) -> NotFoundError:
    return NotFoundError("item", str(number), "it may have been removed: open the collection anew")


def _require_same(now: str, before: str | None, what: str) -> None:
    if before is not None and now != before:
        raise CollectionError(CollectionProblem.MEANWHILE, what)


def _same_span(one: Item, other: Item) -> bool:
    if one.citation is None or other.citation is None:
        return False
    spans = [(each.doc_id, each.start, each.end) for each in (one.citation, other.citation)]
    return spans[0] == spans[1]


def _item(row: sqlite3.Row) -> Item:
    return Item(
        number=row["number"],
        collection=row["collection"],
        position=row["position"],
        kind=ItemKind(row["kind"]),
        text=row["text"],
        note=row["note"],
        citation=snapshot.from_json(row["citation"]) if row["citation"] else None,
        added_by=row["added_by"],
        added=row["added"],
    )
