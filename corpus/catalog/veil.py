"""A catalogue as if some documents were not in it, for whoever must not know of them.

Temporary views stand before the tables of one connection: whatever is asked through it finds nothing of these
documents, without any question having to mind.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

_OF_DOCUMENTS = (
    "documents", "pages", "headings", "passages", "metadata", "notices", "origins", "audit", "members", "doubts",
    "corrections", "fingerprints", "links",
)  # fmt: skip
_ORDERED = frozenset({"audit", "corrections"})  # read in the order of their rows, which a view has none of by itself


def hide(connection: sqlite3.Connection, doc_ids: Iterable[str]) -> None:
    """Let the documents of `doc_ids` be absent for `connection`, which only reads."""
    connection.execute("CREATE TEMP TABLE hidden (doc_id TEXT PRIMARY KEY) WITHOUT ROWID")
    connection.executemany("INSERT OR IGNORE INTO hidden VALUES (?)", [(one,) for one in doc_ids])
    there = {row[0] for row in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")}
    for name in _OF_DOCUMENTS:
        if name not in there:
            continue
        columns = "rowid, *" if name in _ORDERED else "*"
        shown = "doc_id NOT IN (SELECT doc_id FROM temp.hidden)"
        if name == "links":
            shown += " AND other NOT IN (SELECT doc_id FROM temp.hidden)"
        connection.execute(f"CREATE TEMP VIEW {name} AS SELECT {columns} FROM main.{name} WHERE {shown}")
