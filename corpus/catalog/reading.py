"""What the catalogue says: documents, passages, metadata, links, history."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from corpus.catalog import tables
from corpus.catalog.database import Database
from corpus.catalog.links import Described, Links
from corpus.chunker import CHUNKER_VERSION
from corpus.duplicates import Link
from corpus.errors import NotFoundError
from corpus.home import Home
from corpus.model import (
    METADATA_FIELDS,
    Correction,
    Document,
    DocumentSummary,
    Heading,
    IngestReport,
    Locator,
    Metadata,
    MetadataValue,
    Notice,
    Page,
    PageKind,
    Passage,
    Script,
    Source,
)
from corpus.script import fold

_Item = TypeVar("_Item")
_SUFFIX_LIMIT = 16  # characters, the dot included: the name of a copy must fit any file system


class CatalogReader(Database):
    """The half of `Catalog` that changes nothing. Raises `NotFoundError` for unknown documents."""

    def __init__(self, home: Home, connection: sqlite3.Connection) -> None:
        super().__init__(home, connection)
        self._links = Links(self._select, self._execute, self._described)

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
        for some in batches(doc_ids):
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

    def texts_of(self, doc_ids: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Those of `doc_ids` that exist, in no promised order, each with its text."""
        for some in batches(doc_ids):
            marks = ",".join("?" * len(some))
            rows = self._select(f"SELECT doc_id, text FROM documents WHERE doc_id IN ({marks})", some)
            yield from ((row["doc_id"], row["text"]) for row in rows)

    def locators(self, doc_ids: Sequence[str]) -> dict[str, list[tuple[int, Locator]]]:
        """Where the passages of each document begin and stand, in order, for those of `doc_ids` that have some."""
        found: dict[str, list[tuple[int, Locator]]] = {}
        for some in batches(doc_ids):
            marks = ",".join("?" * len(some))
            sql = f"SELECT {tables.PASSAGE} FROM passages p WHERE doc_id IN ({marks}) ORDER BY doc_id, ordinal"
            for row in self._select(sql, some):
                found.setdefault(row["doc_id"], []).append((row["start"], tables.passage(row, "").locator))
        return found

    def passages(self, doc_id: str) -> tuple[Passage, ...]:
        """All passages of a document, in order."""
        with self._reading():
            text = self.text(doc_id)
            rows = self._select(f"SELECT {tables.PASSAGE} FROM passages p WHERE doc_id = ? ORDER BY ordinal", [doc_id])
        return tuple(tables.passage(row, text[row["start"] : row["end"]]) for row in rows)

    def passages_by_id(self, passage_ids: Sequence[int]) -> dict[int, Passage]:
        """The passages of `passage_ids` that exist, by id."""
        found: dict[int, Passage] = {}
        for some in batches(passage_ids):
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

    def origins(self, doc_id: str | None = None) -> dict[str, tuple[str, ...]]:
        """The paths that each document (None: all of them) came from, ascending; uploads have none."""
        condition, parameters = ("doc_id = ?", [doc_id]) if doc_id else ("TRUE", [])
        found: dict[str, list[str]] = {}
        for row in self._select(f"SELECT path, doc_id FROM origins WHERE {condition} ORDER BY path", parameters):
            found.setdefault(row["doc_id"], []).append(row["path"])
        return {one: tuple(paths) for one, paths in found.items()}

    def known_origins(self, paths: Sequence[str]) -> frozenset[str]:
        """Those of `paths` that a document came from."""
        known: set[str] = set()
        for some in batches(paths):
            marks = ",".join("?" * len(some))
            known.update(row["path"] for row in self._select(f"SELECT path FROM origins WHERE path IN ({marks})", some))
        return frozenset(known)

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

    def _described(self, doc_ids: Sequence[str]) -> dict[str, Described]:
        return {doc_id: Described(one, self.text(doc_id)) for doc_id, one in self.summaries_of(doc_ids).items()}

    def _metadata_by_document(
        self, condition: str, parameters: Sequence[Any] = ()
    ) -> dict[str, dict[str, MetadataValue]]:
        """The metadata of the documents that `condition` names; what a person cleared is not there."""
        found: dict[str, dict[str, MetadataValue]] = {}
        for row in self._select(f"{tables.METADATA} WHERE {condition} AND value <> ''", parameters):
            if row["field"] in METADATA_FIELDS:
                found.setdefault(row["doc_id"], {})[row["field"]] = tables.metadata_value(row)
        return found

    def _forget_transaction(self) -> None:
        self._links.forget()


def batches(items: Sequence[_Item], size: int = 500) -> Iterator[Sequence[_Item]]:
    """`items` by `size`: SQLite takes only so many parameters at once."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _no_document(name: str) -> NotFoundError:
    return NotFoundError("document", name, "list what there is with python -m corpus list")
