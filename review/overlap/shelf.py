"""Where the texts come from that are compared: given ones, or a catalogue whose letters are kept beside it."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import sqlite3
import zlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from corpus.catalog import Catalog
from corpus.home import Home
from corpus.model import Locator
from review.model import Quotation, Text
from review.overlap.letters import LETTERS_VERSION, Letters, letters_in, only_letters

_REMEMBERED = 30  # results
_KEPT = 200  # documents whose letters are in memory with their places


class Shelf(Protocol):
    """Documents that can be compared, and quoted."""

    def letters(self, doc_ids: Sequence[str]) -> Iterator[tuple[str, str]]:
        """The letters of each of these documents, in their order."""
        ...

    def read(self, doc_id: str) -> Letters:
        """A document's letters and where they stand."""
        ...

    def quotation(self, doc_id: str, start: int, end: int) -> Quotation:
        """The words of `[start, end)`."""
        ...

    def twins(self, doc_id: str) -> Mapping[str, float]:
        """The documents that are known to be copies or other versions of it, and how similar they are."""
        ...


class Texts:
    """Texts in memory."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self._texts = {text.document.doc_id: text for text in texts}
        self.read = functools.lru_cache(_KEPT)(self._read)

    def letters(self, doc_ids: Sequence[str]) -> Iterator[tuple[str, str]]:
        """The letters of each of these documents, in their order."""
        for doc_id in doc_ids:
            yield doc_id, only_letters(self._texts[doc_id].document.text)

    def _read(self, doc_id: str) -> Letters:
        return letters_in(self._texts[doc_id].document.text)

    def quotation(self, doc_id: str, start: int, end: int) -> Quotation:
        """The words of `[start, end)`."""
        return self._texts[doc_id].quotation(start, end)

    def twins(self, doc_id: str) -> Mapping[str, float]:
        """Nothing is known of these."""
        del doc_id
        return {}


class Kept:
    """The documents of a catalogue; their letters are kept in a file that can be deleted at any time."""

    def __init__(self, catalog: Catalog, store: Store, twins: Mapping[str, Mapping[str, float]]) -> None:
        self._catalog, self._store, self._twins = catalog, store, twins
        self._versions = catalog.versions()
        self.read = functools.lru_cache(_KEPT)(self._read)
        self._locators = functools.lru_cache(_KEPT)(self._read_locators)

    def letters(self, doc_ids: Sequence[str]) -> Iterator[tuple[str, str]]:
        """The letters of each of these documents, in their order."""
        for at in range(0, len(doc_ids), 200):
            some = doc_ids[at : at + 200]
            found = self._store.letters({doc_id: self._versions[doc_id] for doc_id in some})
            new = {
                doc_id: only_letters(text)
                for doc_id, text in self._catalog.texts_of([doc_id for doc_id in some if doc_id not in found])
            }
            self._store.keep({doc_id: (self._versions[doc_id], letters) for doc_id, letters in new.items()})
            yield from ((doc_id, (found | new).get(doc_id, "")) for doc_id in some)

    def _read(self, doc_id: str) -> Letters:
        return letters_in(self._catalog.text(doc_id))

    def _read_locators(self, doc_id: str) -> list[tuple[int, Locator]]:
        return self._catalog.locators([doc_id]).get(doc_id, [])

    def quotation(self, doc_id: str, start: int, end: int) -> Quotation:
        """The words of `[start, end)`."""
        locators = self._locators(doc_id)
        at = bisect_right(locators, start, key=lambda one: one[0]) - 1
        quote = self.read(doc_id).text[start:end]
        return Quotation(doc_id, start, end, quote, locators[at][1] if at >= 0 else Locator())

    def twins(self, doc_id: str) -> Mapping[str, float]:
        """The documents that the catalogue links as copies or versions."""
        return self._twins.get(doc_id, {})

    def known_twins(self) -> list[tuple[str, str]]:
        """All of them, in order."""
        return sorted((one, other) for one, others in self._twins.items() for other in others)

    def digest(self, doc_ids: Sequence[str]) -> str:
        """Changes when one of the documents, or a text of theirs, does."""
        told = "\n".join(f"{doc_id} {self._versions.get(doc_id)}" for doc_id in doc_ids)
        return hashlib.blake2b(f"{LETTERS_VERSION}\n{told}".encode(), digest_size=16).hexdigest()


class Store:
    """Letters by document, and what was found before, in a file under the home directory."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.is_damaged = False

    @classmethod
    @contextlib.contextmanager
    def open(cls, home: Home) -> Iterator[Store]:
        """The store of a home; in memory where it cannot be written, and anew where it is damaged."""
        path = home.reviews / "overlap" / "kept.sqlite"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = _connect(str(path))
        except (OSError, sqlite3.OperationalError):
            connection = _connect(":memory:")
        except sqlite3.DatabaseError:
            _remove(path)
            connection = _connect(str(path))
        store = cls(connection)
        try:
            with contextlib.closing(connection):
                yield store
        finally:
            if store.is_damaged:
                _remove(path)

    def _rows(self, sql: str, values: Sequence[str] = ()) -> list[tuple[str, str, bytes]]:
        """What is kept; nothing where the file is damaged, which is then removed in the end."""
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.DatabaseError:
            self.is_damaged = True
            return []

    def _write(self, sql: str, rows: Sequence[Sequence[str | bytes | int]]) -> None:
        """Keep rows, or not: another may be writing, the disk full, the file damaged."""
        with contextlib.suppress(sqlite3.DatabaseError), self._connection:
            self._connection.executemany(sql, rows)

    def letters(self, wanted: Mapping[str, int]) -> dict[str, str]:
        """The letters of those documents that are kept as of the version that is wanted."""
        marks = ",".join("?" * len(wanted))
        sql = f"SELECT doc_id, version, letters FROM letters WHERE doc_id IN ({marks})"
        return {
            doc_id: letters.decode("utf-16-le", "replace")
            for doc_id, version, letters in self._rows(sql, list(wanted))
            if version == f"{LETTERS_VERSION}:{wanted[doc_id]}"
        }

    def keep(self, letters: Mapping[str, tuple[int, str]]) -> None:
        """Keep the letters of documents, each with the version of its text."""
        rows = [(i, f"{LETTERS_VERSION}:{version}", text.encode("utf-16-le")) for i, (version, text) in letters.items()]
        self._write("INSERT OR REPLACE INTO letters VALUES (?, ?, ?)", rows)

    def against(self, keys: Mapping[str, str]) -> dict[str, bytes]:
        """What is kept of documents against the library, each under the key that is wanted."""
        sql = "SELECT doc_id, key, content FROM against WHERE doc_id = ? AND key = ?"
        rows = [row for wanted in keys.items() for row in self._rows(sql, wanted)]
        told = {doc_id: _unpacked(content) for doc_id, _, content in rows}
        return {doc_id: content for doc_id, content in told.items() if content is not None}

    def keep_against(self, contents: Mapping[str, tuple[str, bytes]]) -> None:
        """Keep what documents share with the library, each under its key."""
        rows = [(doc_id, key, zlib.compress(content, 1)) for doc_id, (key, content) in contents.items()]
        self._write("INSERT OR REPLACE INTO against VALUES (?, ?, ?)", rows)

    def found(self, key: str) -> bytes | None:
        """What was found before under this key."""
        rows = self._rows("SELECT key, key, content FROM found WHERE key = ?", (key,))
        return _unpacked(rows[0][2]) if rows else None

    def remember(self, key: str, content: bytes) -> None:
        """Keep what was found."""
        self._write("INSERT OR REPLACE INTO found VALUES (?, ?)", [(key, zlib.compress(content, 1))])
        self._write("DELETE FROM found WHERE rowid <= (SELECT max(rowid) FROM found) - ?", [(_REMEMBERED,)])

    def forget(self, kept: frozenset[str]) -> None:
        """Drop what belongs to documents that are not there any more."""
        for table in ("letters", "against"):
            rows = self._rows(f"SELECT doc_id, '', '' FROM {table}")
            self._write(f"DELETE FROM {table} WHERE doc_id = ?", [(row[0],) for row in rows if row[0] not in kept])


def _unpacked(content: bytes) -> bytes | None:
    try:
        return zlib.decompress(content)
    except zlib.error:
        return None


def _remove(path: Path) -> None:
    for each in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        with contextlib.suppress(OSError):
            each.unlink(missing_ok=True)


def _connect(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=10)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        with connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS letters"
                " (doc_id TEXT PRIMARY KEY, version TEXT NOT NULL, letters BLOB NOT NULL)"
            )
            connection.execute(
                "CREATE TABLE IF NOT EXISTS against (doc_id TEXT PRIMARY KEY, key TEXT NOT NULL, content BLOB NOT NULL)"
            )
            connection.execute("CREATE TABLE IF NOT EXISTS found (key TEXT PRIMARY KEY, content BLOB NOT NULL)")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection
