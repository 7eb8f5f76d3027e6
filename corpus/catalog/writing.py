"""What changes the catalogue: each change of a document is one transaction."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rapidfuzz import fuzz

from corpus.catalog import tables
from corpus.catalog.reading import CatalogReader, batches
from corpus.chunker import CHUNKER_VERSION
from corpus.errors import MetadataError, NotFoundError
from corpus.home import write_atomically
from corpus.intake.entry import Entry
from corpus.model import (
    DATE_FIELDS,
    METADATA_FIELDS,
    Confidence,
    Kind,
    MetadataValue,
    Origin,
    Passage,
    Source,
)
from corpus.official.dates import is_iso

_STILL_THE_SAME = 80.0  # percent of likeness from which a text that was edited is still the same submission


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


class Catalog(CatalogReader):
    """An open catalogue. Use as a context manager; safe to share between threads; one process writes at a time.

    Raises `HomeError` when the directory cannot be used, `NotFoundError` for unknown documents and fields,
    `MetadataError` for corrections that make no sense.
    """

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

        An empty value clears its field, also for ever: it is stored like any other. The value that is there confirms
        it; a document of which nothing else is corrected need not be indexed anew.
        """
        checked = {field: _checked_value(field, value.strip()) for field, value in values.items()}
        with self._transaction() as now:
            doc_id, other = self.resolve(doc_id), set[str]()
            for field, value in checked.items():
                before = self._stored_value(doc_id, field)
                other |= {field} if (before.value if before else "") != value else set()
                self._put_metadata(doc_id, field, MetadataValue(value, Origin.PERSON))
                old, origin = (before.value, before.origin) if before else (None, None)
                self._execute("INSERT INTO corrections VALUES (?,?,?,?,?,?)", [now, doc_id, field, old, origin, value])
                self._log(now, "set", doc_id, f"{field}={value}" + (f" (was {old})" if old else ""))
            if other & {"title", "published_on", "region"}:
                self._record_links(doc_id)
            revision = self._next_revision()
            if other:
                self._execute("UPDATE documents SET version = ? WHERE doc_id = ?", [revision, doc_id])

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
        for some in batches(missing, 50):
            with self._transaction():
                for doc_id in some:
                    self._record_links(doc_id)
        return len(missing)

    def _record_links(self, doc_id: str) -> None:
        for described in self._described([doc_id]).values():
            self._links.record(described)

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
        """The corrections that the parts of a file take over from those that say the same, or nearly the same.

        Never from those that stood in the same place: where a row goes, all that follow move up.
        """
        within = "FROM origins o JOIN documents d USING (doc_id) WHERE (o.path = ? OR (o.path > ? AND o.path < ?))"
        corrected = " AND EXISTS (SELECT 1 FROM metadata m WHERE m.doc_id = o.doc_id AND m.origin = ?)"
        held = self._select(f"SELECT DISTINCT doc_id, text {within}{corrected}", [*_at_or_under(file), Origin.PERSON])
        if not held:
            return {}
        known = {row["text"] for row in self._select(f"SELECT DISTINCT text {within}", _at_or_under(file))}
        # Only what is new can be another's edited text: what was there already is itself.
        likeness = [
            (fuzz.ratio(row["text"], now.text, score_cutoff=_STILL_THE_SAME), str(row["doc_id"]), now.doc_id)
            for row in held
            for now in (entry.document for entry in entries)
            if now.text == row["text"] or now.text not in known
        ]
        found: dict[str, dict[str, MetadataValue]] = {}
        taken: set[str] = set()
        for score, before, now in sorted(likeness, reverse=True):
            if score >= _STILL_THE_SAME and before not in taken and now not in found:
                found[now] = self._corrections(before)
                taken.add(before)
        return found

    def _is_read_otherwise(self, entry: Entry) -> bool:
        """Whether a document is here that today's readers make something else of."""
        now = entry.document
        if not self._select("SELECT 1 FROM documents WHERE doc_id = ?", [now.doc_id]):
            return False
        then, corrected = self.document(now.doc_id), self._corrections(now.doc_id)
        return (then.text, then.pages, then.outline, then.report) != (
            now.text,
            now.pages,
            now.outline,
            now.report,
        ) or any(
            getattr(then.metadata, field) != getattr(now.metadata, field)
            for field in METADATA_FIELDS
            if field not in corrected
        )

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


def _checked_value(field: str, value: str) -> str:
    if field not in METADATA_FIELDS:
        raise NotFoundError("metadata field", field, f"use one of {', '.join(METADATA_FIELDS)}")
    if value and field in DATE_FIELDS and not is_iso(value):
        raise MetadataError(field, value, "use a date such as 2021, 2021-05 or 2021-05-18")
    if value and field == "kind" and value not in set(Kind):
        raise MetadataError(field, value, f"use one of {', '.join(Kind)}")
    return value


def _at_or_under(file: str) -> list[str]:
    """The bounds for everything that came from `file`: its own path, and those that begin with it and a slash."""
    return [file, f"{file}/", f"{file}0"]  # 0 follows / in Unicode


def _upwards(path: str, file: str) -> Iterator[str]:
    """The paths from `path` up to `file`, both included."""
    yield path
    while len(path) > len(file):
        path = path.rpartition("/")[0]
        yield path


def _unlink(paths: Iterable[Path]) -> None:
    """Delete copies that no document has any more; one that cannot be deleted is only left over."""
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
