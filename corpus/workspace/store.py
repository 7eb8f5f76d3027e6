"""The file that holds what people make of a library."""

from __future__ import annotations

from corpus.records import Records
from corpus.workspace import tables


class Workspace(Records):
    """`workspace.sqlite`: the audit log, and the tables of the modules that keep something in it."""

    FILE = "workspace.sqlite"
    SCHEMA = tables.TABLES
    VERSION = tables.VERSION
