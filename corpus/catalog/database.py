"""The database under the catalogue: opened, checked, read and written in transactions."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from corpus.catalog import tables
from corpus.catalog.links import SCHEMA as LINK_TABLES
from corpus.catalog.veil import hide
from corpus.errors import HomeError, HomeProblem
from corpus.home import Home, nothing_there, storage_errors, utc_now
from corpus.script import without_surrogates

_CANNOT_OPEN = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY})


class Database:
    """The open database of a home. Use as a context manager; safe to share between threads.

    Raises `HomeError` when the directory cannot be used.
    """

    def __init__(self, home: Home, connection: sqlite3.Connection) -> None:
        self.home = home
        self._connection = connection
        self._guard = threading.RLock()
        self._written: set[Path] = set()  # copies that are known to be right in the transaction at hand

    @classmethod
    def open(cls, home: Home | Path) -> Self:
        """Open the catalogue in `home` for reading and writing, creating it where there is none.

        One that was lost is not created again: what it said about the files and the index is gone.
        """
        home = _as_home(home)
        with storage_errors(home):
            home.path.mkdir(parents=True, exist_ok=True)
            _is_there(home)
        with _database_errors(home):
            connection = _connect(f"{home.catalog.absolute().as_uri()}?mode=rwc")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            catalog = cls(home, connection)
            catalog._prepare()
        return catalog

    @classmethod
    def open_existing(cls, home: Home | Path) -> Self:
        """Open a catalogue for reading and writing, creating nothing where there is none."""
        home = _as_home(home)
        _require(home)
        return cls.open(home)

    @classmethod
    def open_readonly(cls, home: Home | Path) -> Self:
        """Open an existing catalogue for reading, also on a medium that cannot be written."""
        home = _as_home(home)
        _require(home)
        uri = f"{home.catalog.absolute().as_uri()}?mode=ro"
        with _database_errors(home):
            try:
                return cls._checked(home, uri)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF not in _CANNOT_OPEN:
                    raise
                # WAL needs a shared-memory file beside the database: impossible on a read-only medium.
                _require_empty_log(home)
                return cls._checked(home, f"{uri}&immutable=1")

    @classmethod
    def open_without(cls, home: Home | Path, doc_ids: Iterable[str]) -> Self:
        """As `open_readonly`, but the documents of `doc_ids` are not there, whatever is asked."""
        catalog = cls.open_readonly(home)
        try:
            with _database_errors(catalog.home):
                hide(catalog._connection, doc_ids)
        except BaseException:
            catalog.close()
            raise
        return catalog

    @classmethod
    def _checked(cls, home: Home, uri: str) -> Self:
        catalog = cls(home, _connect(uri))
        try:
            catalog._check_schema()
            catalog._stand_in()
        except BaseException:
            catalog.close()
            raise
        return catalog

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; using the catalogue afterwards is an error."""
        with self._guard:
            self._connection.close()

    def _state(self, key: str) -> str:
        return str(self._select("SELECT value FROM state WHERE key = ?", [key])[0]["value"])

    def _select(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        with self._guard, _database_errors(self.home):
            return self._execute(sql, parameters).fetchall()

    def _execute(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Cursor:
        return self._connection.execute(sql, _storable(parameters))

    def _execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._connection.executemany(sql, map(_storable, rows))

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        """See one state of the catalogue in several SELECTs, whatever another process writes between them."""
        with self._guard, _database_errors(self.home):
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("ROLLBACK")

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[str]:
        with self._guard, storage_errors(self.home), _database_errors(self.home):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._written.clear()
                yield utc_now()
                self._connection.execute("COMMIT")
            except BaseException:
                self._forget_transaction()
                with contextlib.suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise

    def _forget_transaction(self) -> None:
        """Drop what is remembered of a transaction that failed."""

    def _prepare(self) -> None:
        with self._transaction():
            if self._select("SELECT 1 FROM sqlite_master WHERE name = 'state'"):
                self._check_schema()
                self._add_link_tables()
                self._execute("UPDATE state SET value = ? WHERE key = 'schema'", [str(tables.SCHEMA_VERSION)])
                return
            for statement in tables.SCHEMA.split(";\n"):
                if statement.strip():
                    self._connection.execute(statement)
            self._add_link_tables()
            self._connection.executemany(
                "INSERT INTO state VALUES (?,?)",
                [("schema", str(tables.SCHEMA_VERSION)), ("revision", "0"), ("catalog_id", uuid.uuid4().hex)],
            )

    def _add_link_tables(self) -> None:
        """Tables that older versions of the product neither know nor mind: the schema stays the same to them."""
        for statement in (*LINK_TABLES, *tables.LATER_TABLES):
            self._connection.execute(statement)

    def _stand_in(self) -> None:
        """Take what a catalogue of an older version lacks as empty."""
        there = {row["name"] for row in self._select("SELECT name FROM sqlite_master")}
        for name, statement in tables.STAND_INS.items():
            if name not in there:
                self._connection.execute(statement)

    def _check_schema(self) -> None:
        row = self._connection.execute("SELECT value FROM state WHERE key = 'schema'").fetchone()
        if row is None:
            raise sqlite3.DatabaseError("it does not say which schema it has")
        if int(row["value"]) > tables.SCHEMA_VERSION:
            detail = (
                f"the catalogue has schema {row['value']}, this version reads up to {tables.SCHEMA_VERSION}: update it"
            )
            raise HomeError(str(self.home.path), HomeProblem.TOO_NEW, detail)


def _as_home(home: Home | Path) -> Home:
    return home if isinstance(home, Home) else Home(home)


def _is_there(home: Home) -> bool:
    """Whether `home` has a catalogue. One that is missing or empty beside files of a library was lost."""
    if home.catalog.exists() and (not home.catalog.is_file() or home.catalog.stat().st_size):
        return True
    if any(folder.is_dir() and any(folder.iterdir()) for folder in (home.sources, home.index)):
        detail = (
            "catalog.sqlite is missing or empty, though sources or index hold files: restore it from a backup, "
            "or add the files to a new --home"
        )
        raise HomeError(str(home.path), HomeProblem.DAMAGED, detail)
    return False


def _require(home: Home) -> None:
    with storage_errors(home):
        if not _is_there(home):
            raise nothing_there(home)


def _require_empty_log(home: Home) -> None:
    """Reading without the write-ahead log would leave out the documents that are only there."""
    log = home.catalog.with_name(f"{home.catalog.name}-wal")
    if log.exists() and log.stat().st_size:
        detail = (
            "this copy holds changes that were not written into the catalogue yet, and cannot be read where it cannot "
            "be written: copy the folder to where it can, and name that with --home"
        )
        raise HomeError(str(home.path), HomeProblem.UNUSABLE, detail)


def _storable(parameters: Sequence[Any]) -> list[Any]:
    return [without_surrogates(item) if isinstance(item, str) else item for item in parameters]


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=30)
    connection.row_factory = sqlite3.Row
    return connection


@contextlib.contextmanager
def _database_errors(home: Home) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        detail = f"the catalogue cannot be opened or written ({error}): check permissions and free space"
        raise HomeError(str(home.path), HomeProblem.UNUSABLE, detail) from error
    except sqlite3.DatabaseError as error:
        detail = f"catalog.sqlite is damaged ({error}): restore it from a backup, or add the files to a new --home"
        raise HomeError(str(home.path), HomeProblem.DAMAGED, detail) from error
