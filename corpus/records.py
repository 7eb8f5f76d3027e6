"""A SQLite file of its own in a home: opened, checked, read and written in transactions.

For what people add to a library (labels, collections, accounts): apart from the catalogue, so that rebuilding or losing
one leaves the other, and so that nobody has to wait for a file to be read before writing a note.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
import threading
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

from corpus.errors import HomeError, HomeProblem
from corpus.home import Home, storage_errors, utc_now
from corpus.script import without_surrogates

_CANNOT_OPEN = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY})
_TABLE = re.compile(r"CREATE TABLE IF NOT EXISTS (?P<name>\w+)")


class Records:
    """An open file of records. Use as a context manager; safe to share between threads and between processes.

    Subclasses name the file, its tables and the version of their schema. Raises `HomeError` when the file cannot be
    used.
    """

    FILE: ClassVar[str]
    SCHEMA: ClassVar[tuple[str, ...]]
    VERSION: ClassVar[int] = 1

    def __init__(self, home: Home, connection: sqlite3.Connection) -> None:
        self.home = home
        self._connection = connection
        self._guard = threading.RLock()

    @classmethod
    def path(cls, home: Home) -> Path:
        """Where the records of `home` are kept."""
        return home.path / cls.FILE

    @classmethod
    def open(cls, home: Home | Path) -> Self:
        """Open the records in `home` for reading and writing, creating the file where there is none."""
        home = home if isinstance(home, Home) else Home(home)
        with storage_errors(home):
            home.path.mkdir(parents=True, exist_ok=True)
        with cls._errors(home):
            connection = _connect(f"{cls.path(home).absolute().as_uri()}?mode=rwc")
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
            except BaseException:
                connection.close()
                raise
        return cls._prepared(home, connection)

    @classmethod
    def open_readonly(cls, home: Home | Path) -> Self:
        """Open the records in `home` for reading; where nobody has written anything yet, there are none."""
        home = home if isinstance(home, Home) else Home(home)
        path = cls.path(home)
        with storage_errors(home):
            missing = not path.exists()
        if missing:
            return cls._prepared(home, _connect("file::memory:"))
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with cls._errors(home):
            try:
                return cls._checked(home, uri)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF not in _CANNOT_OPEN:
                    raise
                # WAL needs a shared-memory file beside the database: impossible on a read-only medium.
                _require_empty_log(home, path)
                return cls._checked(home, f"{uri}&immutable=1")

    @classmethod
    def _checked(cls, home: Home, uri: str) -> Self:
        """What is there; nothing where whoever created the file got no further."""
        connection = _connect(uri)
        try:
            begun = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'").fetchone()
        except BaseException:
            connection.close()
            raise
        if begun:
            return cls._prepared(home, connection, readonly=True)
        connection.close()
        return cls._prepared(home, _connect("file::memory:"))

    @classmethod
    def _prepared(cls, home: Home, connection: sqlite3.Connection, *, readonly: bool = False) -> Self:
        records = cls(home, connection)
        try:
            records._prepare(writable=not readonly)
        except BaseException:
            records.close()
            raise
        return records

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; using it afterwards is an error."""
        with self._guard:
            self._connection.close()

    def close_when_unused(self) -> None:
        """Close the file as soon as nobody holds these records any more: other threads may be reading in them now."""
        weakref.finalize(self, self._connection.close)

    def select(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """The rows that a SELECT yields."""
        with self._guard, self._errors(self.home):
            return self._connection.execute(sql, _storable(parameters)).fetchall()

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run one statement within a `transaction`."""
        return self._connection.execute(sql, _storable(parameters))

    @contextlib.contextmanager
    def transaction(self) -> Iterator[str]:
        """Write all of what is executed within, or nothing; yields the time. One within another is part of it."""
        with self._guard, storage_errors(self.home), self._errors(self.home):
            if self._connection.in_transaction:
                yield utc_now()
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield utc_now()
                self._connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise

    def _prepare(self, *, writable: bool) -> None:
        """Create the tables where there are none; refuse those of a later version."""
        begun = self.select("SELECT 1 FROM sqlite_master WHERE name = 'state'")
        stored = self.select("SELECT value FROM state WHERE key = 'schema'") if begun else []
        if not stored or int(stored[0]["value"]) < self.VERSION:
            if writable:
                self._create()
            else:
                self._stand_in()
        elif int(stored[0]["value"]) > self.VERSION:
            detail = f"{self.FILE} was written by a later version than this, which reads up to {self.VERSION}"
            raise HomeError(str(self.home.path), HomeProblem.TOO_NEW, f"{detail}: update it")

    def _create(self) -> None:
        with self.transaction():
            self.execute("CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
            for statement in self.SCHEMA:  # IF NOT EXISTS: another process may have made them meanwhile
                self.execute(statement)
            self.execute("INSERT OR REPLACE INTO state VALUES ('schema', ?)", [str(self.VERSION)])

    def _stand_in(self) -> None:
        """Take what a file of an older version lacks as empty."""
        there = {row["name"] for row in self.select("SELECT name FROM sqlite_master")}
        with self._errors(self.home):
            for statement in self.SCHEMA:
                made = _TABLE.match(statement)
                if made and made["name"] not in there:
                    self._connection.execute(statement.replace("CREATE TABLE", "CREATE TEMP TABLE", 1))

    @classmethod
    @contextlib.contextmanager
    def _errors(cls, home: Home) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            detail = f"{cls.FILE} cannot be opened or written ({error}): check permissions and free space"
            raise HomeError(str(home.path), HomeProblem.UNUSABLE, detail) from error
        except sqlite3.DatabaseError as error:
            detail = f"{cls.FILE} is damaged ({error}): restore it from a backup, or move it away to start anew"
            raise HomeError(str(home.path), HomeProblem.DAMAGED, detail) from error


def _require_empty_log(home: Home, path: Path) -> None:
    """Reading without the write-ahead log would leave out what is only there."""
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        detail = (
            f"this copy holds changes that were not written into {path.name} yet, and cannot be read where it cannot "
            "be written: copy the folder to where it can, and name that with --home"
        )
        raise HomeError(str(home.path), HomeProblem.UNUSABLE, detail)


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=30)
    connection.row_factory = sqlite3.Row
    return connection


def _storable(parameters: Sequence[Any]) -> list[Any]:
    return [without_surrogates(item) if isinstance(item, str) else item for item in parameters]
