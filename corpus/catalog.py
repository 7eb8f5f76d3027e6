"""The catalogue: documents, passages and metadata in SQLite. The one record of truth; the index is derived from it.

Every change of a document is one transaction and moves `revision` on by one; a document's own `version` is the
revision of its last change, so the index knows what to catch up with. Passages are stored as offsets: their text is
cut from the document's whenever it is read, which is why it cannot differ.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Self, TypeVar

from corpus import tables
from corpus.chunker import CHUNKER_VERSION
from corpus.duplicates import Link
from corpus.errors import HomeError, HomeProblem, MetadataError, NotFoundError
from corpus.home import Home, nothing_there, storage_errors, utc_now, write_atomically
from corpus.intake.entry import Entry as Entry
from corpus.links import SCHEMA as LINK_TABLES
from corpus.links import Described, Links
from corpus.model import (
    DATE_FIELDS,
    METADATA_FIELDS,
    Confidence,
    Correction,
    Document,
    DocumentSummary,
    Heading,
    IngestReport,
    Kind,
    Metadata,
    MetadataValue,
    Notice,
    Origin,
    Page,
    PageKind,
    Passage,
    Script,
    Source,
)
from corpus.official.dates import is_iso
from corpus.script import fold, without_surrogates

_Item = TypeVar("_Item")
_SUFFIX_LIMIT = 16  # characters, the dot included: the name of a copy must fit any file system
_CANNOT_OPEN = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY})


class Outcome(StrEnum):
    """What adding a document did."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    REMOVED = "removed"  # the file that it came from no longer holds it


@dataclass(frozen=True, slots=True)
class Gone:
    """A document that a file no longer holds: removed, unless other files hold it, too."""

    origin: str
    doc_id: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """What storing a file did: to each of its documents, in order, and to those that it held before."""

    outcomes: tuple[Outcome, ...]
    gone: tuple[Gone, ...] = ()


class Catalog:
    """An open catalogue. Use as a context manager; safe to share between threads; one process writes at a time.

    Raises `HomeError` when the directory cannot be used, `NotFoundError` for unknown documents and fields,
    `MetadataError` for corrections that make no sense.
    """

    def __init__(self, home: Home, connection: sqlite3.Connection) -> None:
        self.home = home
        self._connection = connection
        self._guard = threading.RLock()
        self._written: set[Path] = set()  # copies that are known to be right in the transaction at hand
        self._links = Links(self._select, self._execute, self._described)

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

    # -- reading

    @property
    def catalog_id(self) -> str:
        """The identity that this catalogue was born with."""
        return self._state("catalog_id")

    @property
    def revision(self) -> int:
        """How many changes of documents there have been."""
        return int(self._state("revision"))

    def versions(self) -> dict[str, int]:
        """The revision of every document's last change, by `doc_id`."""
        return {row["doc_id"]: row["version"] for row in self._select("SELECT doc_id, version FROM documents")}

    def cut_otherwise(self) -> list[str]:
        """The documents whose passages another version of the chunker cut."""
        rows = self._select("SELECT doc_id FROM documents WHERE chunker <> ?", [CHUNKER_VERSION])
        return [row["doc_id"] for row in rows]

    def counts(self) -> tuple[int, int]:
        """How many documents and how many passages there are."""
        row = self._select("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)")[0]
        return row[0], row[1]

    def summaries(self) -> tuple[DocumentSummary, ...]:
        """Every document, newest first."""
        with self._reading():
            rows = self._select(tables.SUMMARY + " ORDER BY d.version DESC")
            metadata = self._metadata_by_document("TRUE")
        return tuple(tables.summary(row, metadata.get(row["doc_id"], {})) for row in rows)

    def summaries_of(self, doc_ids: Sequence[str]) -> dict[str, DocumentSummary]:
        """The documents of `doc_ids` that exist, by `doc_id`."""
        found: dict[str, DocumentSummary] = {}
        for some in _batches(doc_ids):
            marks = ",".join("?" * len(some))
            with self._reading():
                metadata = self._metadata_by_document(f"doc_id IN ({marks})", some)
                for row in self._select(f"{tables.SUMMARY} WHERE d.doc_id IN ({marks})", some):
                    found[row["doc_id"]] = tables.summary(row, metadata.get(row["doc_id"], {}))
        return found

    def document(self, doc_id: str) -> Document:
        """The whole document called `doc_id` (a prefix that fits only one document will do)."""
        with self._reading():
            doc_id = self.resolve(doc_id)
            row = self._select(f"{tables.DOCUMENT} WHERE doc_id = ?", [doc_id])[0]
            pages = self._select("SELECT * FROM pages WHERE doc_id = ? ORDER BY number", [doc_id])
            headings = self._select("SELECT * FROM headings WHERE doc_id = ? ORDER BY start", [doc_id])
            notices = self._select("SELECT * FROM notices WHERE doc_id = ? ORDER BY ordinal", [doc_id])
            metadata = self._metadata_by_document("doc_id = ?", [doc_id]).get(doc_id, {})
        return Document(
            doc_id=doc_id,
            text=row["text"],
            folded=fold(row["text"]),
            source=tables.source(row),
            metadata=Metadata(**metadata),
            report=IngestReport(
                reader=row["reader"],
                characters=row["characters"],
                script=Script(row["script"]),
                notices=tuple(Notice(n["code"], n["detail"], n["page"]) for n in notices),
            ),
            pages=tuple(Page(p["number"], p["start"], p["end"], p["label"], PageKind(p["kind"])) for p in pages),
            outline=tuple(Heading(h["level"], h["title"], h["start"], h["end"], bool(h["article"])) for h in headings),
        )

    def text(self, doc_id: str) -> str:
        """The text of the document called `doc_id`, as extracted."""
        rows = self._select("SELECT text FROM documents WHERE doc_id = ?", [doc_id])
        if not rows:
            raise _no_document(doc_id)
        return str(rows[0]["text"])

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every `doc_id` with its text, one document in memory at a time."""
        for doc_id in self.versions():
            with contextlib.suppress(NotFoundError):
                yield doc_id, self.text(doc_id)

    def passages(self, doc_id: str) -> tuple[Passage, ...]:
        """All passages of a document, in order."""
        with self._reading():
            text = self.text(doc_id)
            rows = self._select(f"SELECT {tables.PASSAGE} FROM passages p WHERE doc_id = ? ORDER BY ordinal", [doc_id])
        return tuple(tables.passage(row, text[row["start"] : row["end"]]) for row in rows)

    def passages_by_id(self, passage_ids: Sequence[int]) -> dict[int, Passage]:
        """The passages of `passage_ids` that exist, by id."""
        found: dict[int, Passage] = {}
        for some in _batches(passage_ids):
            marks = ",".join("?" * len(some))
            rows = self._select(
                f'SELECT {tables.PASSAGE}, substr(d.text, p.start + 1, p."end" - p.start) AS text'
                f" FROM passages p JOIN documents d USING (doc_id) WHERE passage_id IN ({marks})",
                some,
            )
            found.update({row["passage_id"]: tables.passage(row, row["text"]) for row in rows})
        return found

    def kept_sources(self) -> dict[str, Source]:
        """The files of which a copy is kept, by `doc_id`."""
        rows = self._select(f"{tables.SUMMARY} WHERE d.kept")
        return {row["doc_id"]: tables.source(row) for row in rows}

    def source_path(self, source: Source) -> Path:
        """Where the copy of a file is, if one is kept."""
        suffix = Path(source.file_name).suffix.lower()
        plain = suffix.isascii() and suffix[1:].isalnum() and len(suffix) <= _SUFFIX_LIMIT
        return self.home.sources / f"{source.sha256}{suffix if plain else ''}"

    def resolve(self, prefix: str) -> str:
        """The one `doc_id` that begins with `prefix`."""
        pattern = "".join(f"[{c}]" if c in "*?[" else c for c in prefix) + "*"
        rows = self._select("SELECT doc_id FROM documents WHERE doc_id GLOB ? LIMIT 2", [pattern])
        if prefix and len(rows) == 1:
            return str(rows[0]["doc_id"])
        if prefix and rows:
            raise NotFoundError("single document", prefix, "several begin like this: type more characters")
        raise _no_document(prefix)

    def links(self, doc_ids: Sequence[str] | None = None) -> dict[str, tuple[Link, ...]]:
        """The duplicates and other versions of `doc_ids` (None: of every document), for those that have some."""
        with self._reading():
            return self._links.of(doc_ids)

    def corrections(self, doc_id: str | None = None) -> tuple[Correction, ...]:
        """What people changed in the metadata of a document (None: of all, also of those removed), oldest first."""
        condition, parameters = ("doc_id = ?", [doc_id]) if doc_id else ("TRUE", [])
        rows = self._select(f"SELECT * FROM corrections WHERE {condition} ORDER BY rowid", parameters)
        return tuple(map(tables.correction, rows))

    def audit(self) -> list[tuple[str, str, str, str]]:
        """The log of changes, oldest first: when (UTC), what, which document, details."""
        return [tuple(row) for row in self._select("SELECT at, action, doc_id, detail FROM audit ORDER BY rowid")]

    # -- writing

    def add(self, entry: Entry) -> Outcome:
        """Store one document in one transaction.

        The same bytes again change nothing, but a copy that was lost or damaged is written again; other bytes from
        the same `origin` replace the document that came from there, and corrections made by a person stay with the
        new version, unless it is in the catalogue already, with corrections of its own.
        """
        return self.add_many([entry])[0]

    def add_many(self, entries: Iterable[Entry]) -> list[Outcome]:
        """Store several documents in one transaction: all of them or none."""
        dropped: dict[Path, str] = {}
        with self._transaction() as now:
            outcomes = [self._add(entry, now, dropped) for entry in entries]
            unused = self._unused(dropped)
        _unlink(unused)
        return outcomes

    def add_file(
        self, file: str, entries: Sequence[Entry], *, stamp: str | None = None, renew: bool = False
    ) -> FileChange:
        """Store all documents of the file that is known as `file`, in one transaction.

        Their origins are `file` or lie under it. What came from there before and does so no more is removed. With a
        `stamp`, `settled` knows the file again. `renew` takes documents anew that are read differently by now.
        """
        dropped: dict[Path, str] = {}
        with self._transaction() as now:
            outcomes = tuple(self._add_parts(file, entries, now, dropped, renew=renew))
            change = FileChange(outcomes, self._forget(file, {entry.origin for entry in entries}, (), now, dropped))
            self._put_stamp(file, stamp)
            unused = self._unused(dropped)
        _unlink(unused)
        return change

    def add_member(
        self, file: str, member: str, entries: Sequence[Entry], *, renew: bool = False
    ) -> tuple[Outcome, ...]:
        """Store the documents of one member of an archive, in one transaction; `finish` ends the archive.

        Their origins are `member`, which lies under `file`, or lie under it.
        """
        dropped: dict[Path, str] = {}
        with self._transaction() as now:
            outcomes = tuple(self._add_parts(member, entries, now, dropped, renew=renew))
            self._execute("DELETE FROM stamps WHERE path = ?", [file])
            unused = self._unused(dropped)
        _unlink(unused)
        return outcomes

    def finish(
        self, file: str, seen: Collection[str | None], *, unread: Collection[str] = (), stamp: str | None = None
    ) -> tuple[Gone, ...]:
        """Remove what came from `file` before and is not there any more; returns what that was.

        Args:
            file: what is known of the archive's path.
            seen: the origins of all documents that it gave this time.
            unread: what was there but could not be read: documents that came from it before stay, as they do when a
                whole file cannot be read any more.
            stamp: as for `add_file`.
        """
        dropped: dict[Path, str] = {}
        with self._transaction() as now:
            gone = self._forget(file, seen, unread, now, dropped)
            self._put_stamp(file, stamp)
            unused = self._unused(dropped)
        _unlink(unused)
        return gone

    def settled(self, file: str, stamp: str) -> tuple[str, ...]:
        """The documents of a file that was read whole when it had this `stamp`; none where anything is amiss since."""
        known = self._select("SELECT * FROM stamps WHERE path = ? AND stamp = ?", [file, stamp])
        if not known:
            return ()
        held = "SELECT o.doc_id FROM origins o WHERE o.path = ? OR (o.path > ? AND o.path < ?)"
        rows = self._select(f"{tables.SUMMARY} WHERE d.kept AND d.doc_id IN ({held})", _at_or_under(file))
        whole = len(rows) == known[0]["documents"]
        intact = whole and all(self._is_intact(tables.source(row), known[0]["stored"]) for row in rows)
        return tuple(row["doc_id"] for row in rows) if intact else ()

    def remove(self, doc_id: str) -> str:
        """Delete a document with everything about it and the copy of its file; returns its full `doc_id`."""
        dropped: dict[Path, str] = {}
        with self._transaction() as now:
            doc_id = self.resolve(doc_id)
            title = self.summaries_of([doc_id])[doc_id].title
            self._delete(doc_id, dropped)
            self._log(now, "remove", doc_id, title)
            unused = self._unused(dropped)
        _unlink(unused)
        return doc_id

    def correct(self, doc_id: str, values: Mapping[str, str]) -> None:
        """Record a person's corrections, all of them or none; they win over extraction for ever.

        An empty value clears its field, also for ever: it is stored like any other.
        """
        checked = {field: _checked_value(field, value.strip()) for field, value in values.items()}
        with self._transaction() as now:
            doc_id = self.resolve(doc_id)
            for field, value in checked.items():
                before = self._stored_value(doc_id, field)
                self._put_metadata(doc_id, field, MetadataValue(value, Origin.PERSON))
                old, origin = (before.value, before.origin) if before else (None, None)
                self._execute("INSERT INTO corrections VALUES (?,?,?,?,?,?)", [now, doc_id, field, old, origin, value])
                self._log(now, "set", doc_id, f"{field}={value}" + (f" (was {old})" if old else ""))
            if checked.keys() & {"title", "published_on", "region"}:
                self._record_links(doc_id)
            self._execute("UPDATE documents SET version = ? WHERE doc_id = ?", [self._next_revision(), doc_id])

    def set_metadata(self, doc_id: str, field: str, value: str) -> None:
        """Record one correction, as `correct` does."""
        self.correct(doc_id, {field: value})

    def replace_passages(self, doc_id: str, passages: Iterable[Passage]) -> None:
        """Record other passages for a document, cut by the chunker in use."""
        with self._transaction():
            self._execute("DELETE FROM passages WHERE doc_id = ?", [doc_id])
            self._insert_passages(passages)
            update = "UPDATE documents SET chunker = ?, version = ? WHERE doc_id = ?"
            self._execute(update, [CHUNKER_VERSION, self._next_revision(), doc_id])

    def unlinked(self) -> int:
        """How many documents have not been compared with the others yet (`relink` does that)."""
        return len(self._links.missing())

    def relink(self) -> int:
        """Find the duplicates of documents that came before this version of looking for them; how many there were."""
        missing = self._links.missing()
        for some in _batches(missing, 50):
            with self._transaction():
                for doc_id in some:
                    self._record_links(doc_id)
        return len(missing)

    def _record_links(self, doc_id: str) -> None:
        for described in self._described([doc_id]).values():
            self._links.record(described)

    def _described(self, doc_ids: Sequence[str]) -> dict[str, Described]:
        return {doc_id: Described(one, self.text(doc_id)) for doc_id, one in self.summaries_of(doc_ids).items()}

    def _add(
        self,
        entry: Entry,
        now: str,
        dropped: dict[Path, str],
        inherited: Mapping[str, Mapping[str, MetadataValue]] | None = None,
    ) -> Outcome:
        document = entry.document
        previous = self._origin(entry.origin)
        replaced = previous if previous != document.doc_id else None
        known = self._select(f"{tables.DOCUMENT} WHERE doc_id = ?", [document.doc_id])
        if known:
            self._restore_copy(known[0], entry.content, now)
        else:
            self._keep_copy(document.source, entry.content)
            self._insert(entry, now)
            corrections = self._corrections(replaced) if inherited is None else inherited.get(document.doc_id, {})
            for field, value in corrections.items():
                self._put_metadata(document.doc_id, field, value)
            self._record_links(document.doc_id)
        if replaced is not None:
            self._execute("DELETE FROM origins WHERE path = ?", [entry.origin])
            if not self._select("SELECT 1 FROM origins WHERE doc_id = ?", [replaced]):
                self._delete(replaced, dropped)
        if entry.origin is not None:
            self._execute("INSERT OR REPLACE INTO origins VALUES (?, ?)", [entry.origin, document.doc_id])
        if known and replaced is None:
            return Outcome.UNCHANGED
        outcome = Outcome.ADDED if replaced is None else Outcome.REPLACED
        self._log(now, outcome, document.doc_id, document.source.file_name)
        return outcome

    def _add_parts(
        self, file: str, entries: Sequence[Entry], now: str, dropped: dict[Path, str], *, renew: bool
    ) -> Iterator[Outcome]:
        alone = all(entry.origin == file for entry in entries)
        inherited = None if alone else self._inherited(file, entries)
        for entry in entries:
            if renew and self._is_read_otherwise(entry):
                self._renew(entry, now)
                self._add(entry, now, dropped)
                yield Outcome.REPLACED
            else:
                yield self._add(entry, now, dropped, inherited)

    def _inherited(self, file: str, entries: Sequence[Entry]) -> dict[str, dict[str, MetadataValue]]:
        """The corrections that the parts of a file take over: from the same text, wherever it stood, else the place."""
        held = self._select(
            "SELECT DISTINCT o.path, o.doc_id FROM origins o JOIN metadata m USING (doc_id)"
            " WHERE m.origin = ? AND (o.path = ? OR (o.path > ? AND o.path < ?))",
            [Origin.PERSON, *_at_or_under(file)],
        )
        by_text = {self.text(row["doc_id"]): row["doc_id"] for row in held}
        by_place = {row["path"]: row["doc_id"] for row in held}
        moved = {by_text[entry.document.text] for entry in entries if entry.document.text in by_text}
        found: dict[str, dict[str, MetadataValue]] = {}
        for entry in entries:
            before = by_text.get(entry.document.text) or by_place.get(entry.origin or "")
            if before and (entry.document.text in by_text or before not in moved):
                found[entry.document.doc_id] = self._corrections(before)
        return found

    def _is_read_otherwise(self, entry: Entry) -> bool:
        """Whether a document is here that today's readers make something else of."""
        document = entry.document
        rows = self._select("SELECT text, reader FROM documents WHERE doc_id = ?", [document.doc_id])
        return bool(rows) and (rows[0]["text"], rows[0]["reader"]) != (document.text, document.report.reader)

    def _renew(self, entry: Entry, now: str) -> None:
        """Put another reading of the same file in the place of the one that is there; corrections stay."""
        doc_id = entry.document.doc_id
        corrections = self._corrections(doc_id)
        origins = self._select("SELECT path FROM origins WHERE doc_id = ?", [doc_id])
        self._delete(doc_id, {})
        self._insert(entry, now)
        for field, value in corrections.items():
            self._put_metadata(doc_id, field, value)
        self._execute_many("INSERT INTO origins VALUES (?, ?)", [(row["path"], doc_id) for row in origins])
        self._record_links(doc_id)
        self._log(now, "renewed", doc_id, entry.document.source.file_name)

    def _forget(
        self, file: str, seen: Collection[str | None], unread: Collection[str], now: str, dropped: dict[Path, str]
    ) -> tuple[Gone, ...]:
        """Take leave of what came from `file` under origins that are not in `seen`, and not in or under `unread`."""
        held = "SELECT path, doc_id FROM origins o WHERE o.path = ? OR (o.path > ? AND o.path < ?)"
        gone = [
            Gone(row["path"], row["doc_id"])
            for row in self._select(held, _at_or_under(file))
            if row["path"] not in seen and not any(parent in unread for parent in _upwards(row["path"], file))
        ]
        for one in gone:
            self._execute("DELETE FROM origins WHERE path = ?", [one.origin])
            if not self._select("SELECT 1 FROM origins WHERE doc_id = ?", [one.doc_id]):
                self._delete(one.doc_id, dropped)
                self._log(now, Outcome.REMOVED, one.doc_id, one.origin)
        return tuple(gone)

    def _put_stamp(self, file: str, stamp: str | None) -> None:
        self._execute("DELETE FROM stamps WHERE path = ?", [file])
        if stamp is not None:
            held = "SELECT count(DISTINCT o.doc_id) FROM origins o WHERE o.path = ? OR (o.path > ? AND o.path < ?)"
            documents = self._select(held, _at_or_under(file))[0][0]
            self._execute("INSERT INTO stamps VALUES (?,?,?,?)", [file, stamp, documents, time.time_ns()])

    def _is_intact(self, source: Source, stored: int) -> bool:
        """Whether the copy of a file is there, and was not written to since the moment `stored`."""
        try:
            status = self.source_path(source).stat()
        except OSError:
            return False
        return status.st_size == source.size and status.st_mtime_ns <= stored

    def _restore_copy(self, row: sqlite3.Row, content: bytes | None, now: str) -> None:
        """Write the copy of a file that is known again, where there is none or it is not what it was."""
        if content is None:
            return
        path = self.source_path(tables.source(row))
        if row["kept"] and (path in self._written or (path.is_file() and path.read_bytes() == content)):
            self._written.add(path)
            return
        self._keep_copy(tables.source(row), content)
        self._execute("UPDATE documents SET kept = 1 WHERE doc_id = ?", [row["doc_id"]])
        self._log(now, "restored", row["doc_id"], path.name)

    def _keep_copy(self, source: Source, content: bytes | None) -> None:
        """Write the copy of a file, once for all documents of it that come together."""
        path = self.source_path(source)
        if content is not None and path not in self._written:
            write_atomically(path, content)
            self._written.add(path)

    def _origin(self, origin: str | None) -> str | None:
        rows = self._select("SELECT doc_id FROM origins WHERE path = ?", [origin])
        return str(rows[0]["doc_id"]) if rows else None

    def _stored_value(self, doc_id: str, field: str) -> MetadataValue | None:
        rows = self._select(f"{tables.METADATA} WHERE m.doc_id = ? AND m.field = ?", [doc_id, field])
        return tables.metadata_value(rows[0]) if rows else None

    def _corrections(self, doc_id: str | None) -> dict[str, MetadataValue]:
        rows = self._select(f"{tables.METADATA} WHERE doc_id = ? AND origin = ?", [doc_id, Origin.PERSON])
        return {row["field"]: tables.metadata_value(row) for row in rows}

    def _insert(self, entry: Entry, now: str) -> None:
        document, report = entry.document, entry.document.report
        doc_id, many = document.doc_id, self._execute_many
        self._execute(
            "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            tables.document_row(document, now, self._next_revision(), kept=entry.content is not None),
        )
        many(
            "INSERT INTO pages VALUES (?,?,?,?,?,?)",
            [(doc_id, p.number, p.start, p.end, p.label, p.kind) for p in document.pages],
        )
        many(
            "INSERT INTO headings VALUES (?,?,?,?,?,?)",
            [(doc_id, h.start, h.end, h.level, h.title, h.article) for h in document.outline],
        )
        if document.source.member is not None:
            self._execute("INSERT INTO members VALUES (?,?)", [doc_id, document.source.member])
        self._insert_passages(entry.passages)
        many(
            "INSERT INTO notices VALUES (?,?,?,?,?)",
            [(doc_id, i, n.code, n.detail, n.page) for i, n in enumerate(report.notices)],
        )
        for field in METADATA_FIELDS:
            value = getattr(document.metadata, field)
            if value is not None:
                self._put_metadata(doc_id, field, value)

    def _insert_passages(self, passages: Iterable[Passage]) -> None:
        rows = map(tables.passage_row, passages)
        self._execute_many("INSERT INTO passages VALUES (?,?,?,?,?,?,?,?,?,?)", rows)

    def _put_metadata(self, doc_id: str, field: str, value: MetadataValue) -> None:
        self._execute(
            "INSERT OR REPLACE INTO metadata VALUES (?,?,?,?,?,?)",
            [doc_id, field, value.value, value.origin, value.start, value.end],
        )
        self._execute("DELETE FROM doubts WHERE doc_id = ? AND field = ?", [doc_id, field])
        if value.confidence is not Confidence.HIGH:
            self._execute("INSERT INTO doubts VALUES (?,?,?)", [doc_id, field, value.confidence])

    def _delete(self, doc_id: str, dropped: dict[Path, str]) -> None:
        row = self._select(f"{tables.DOCUMENT} WHERE doc_id = ?", [doc_id])[0]
        self._links.hand_over(doc_id)
        self._execute("DELETE FROM documents WHERE doc_id = ?", [doc_id])
        self._next_revision()
        if row["kept"]:
            dropped[self.source_path(tables.source(row))] = row["sha256"]

    def _unused(self, dropped: Mapping[Path, str]) -> list[Path]:
        """The copies among `dropped` that no document has, not even one that came back after being dropped."""
        unused = []
        for path, sha256 in dropped.items():
            rows = self._select(f"{tables.DOCUMENT} WHERE sha256 = ? AND kept", [sha256])
            if path not in {self.source_path(tables.source(row)) for row in rows}:
                unused.append(path)
        return unused

    def _next_revision(self) -> int:
        self._execute("UPDATE state SET value = CAST(value AS INTEGER) + 1 WHERE key = 'revision'")
        return self.revision

    def _log(self, now: str, action: str, doc_id: str, detail: str) -> None:
        self._execute("INSERT INTO audit VALUES (?,?,?,?)", [now, action, doc_id, detail])

    # -- plumbing

    def _state(self, key: str) -> str:
        return str(self._select("SELECT value FROM state WHERE key = ?", [key])[0]["value"])

    def _select(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        with self._guard, _database_errors(self.home):
            return self._execute(sql, parameters).fetchall()

    def _execute(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Cursor:
        return self._connection.execute(sql, _storable(parameters))

    def _execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._connection.executemany(sql, map(_storable, rows))

    def _metadata_by_document(
        self, condition: str, parameters: Sequence[Any] = ()
    ) -> dict[str, dict[str, MetadataValue]]:
        """The metadata of the documents that `condition` names; what a person cleared is not there."""
        found: dict[str, dict[str, MetadataValue]] = {}
        for row in self._select(f"{tables.METADATA} WHERE {condition} AND value <> ''", parameters):
            if row["field"] in METADATA_FIELDS:
                found.setdefault(row["doc_id"], {})[row["field"]] = tables.metadata_value(row)
        return found

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
                self._links.forget()
                with contextlib.suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise

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


def _checked_value(field: str, value: str) -> str:
    if field not in METADATA_FIELDS:
        raise NotFoundError("metadata field", field, f"use one of {', '.join(METADATA_FIELDS)}")
    if value and field in DATE_FIELDS and not is_iso(value):
        raise MetadataError(field, value, "use a date such as 2021, 2021-05 or 2021-05-18")
    if value and field == "kind" and value not in set(Kind):
        raise MetadataError(field, value, f"use one of {', '.join(Kind)}")
    return value


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


def _batches(items: Sequence[_Item], size: int = 500) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _at_or_under(file: str) -> list[str]:
    """The bounds for everything that came from `file`: its own path, and those that begin with it and a slash."""
    return [file, f"{file}/", f"{file}0"]  # 0 follows / in Unicode


def _upwards(path: str, file: str) -> Iterator[str]:
    """The paths from `path` up to `file`, both included."""
    yield path
    while len(path) > len(file):
        path = path.rpartition("/")[0]
        yield path


def _no_document(name: str) -> NotFoundError:
    return NotFoundError("document", name, "list what there is with python -m corpus list")


def _unlink(paths: Iterable[Path]) -> None:
    """Delete copies that no document has any more; one that cannot be deleted is only left over."""
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
