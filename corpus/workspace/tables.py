"""The tables of the workspace, in one place whichever package reads and writes them."""

from __future__ import annotations

TABLES = (
    # corpus.workspace.audit
    "CREATE TABLE IF NOT EXISTS audit ("
    " number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, person TEXT NOT NULL, change TEXT NOT NULL,"
    " target TEXT NOT NULL, detail TEXT NOT NULL)",
)
