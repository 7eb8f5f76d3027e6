"""The schema of the catalogue, and the values of corpus.model to and from its rows."""

from __future__ import annotations

import json
import sqlite3

from corpus.chunker import CHUNKER_VERSION
from corpus.model import (
    Confidence,
    Correction,
    Document,
    DocumentSummary,
    Locator,
    Metadata,
    MetadataValue,
    Origin,
    Passage,
    Script,
    Source,
)

SCHEMA_VERSION = 2  # 2: fields of metadata that version 1 does not know

SCHEMA = """
CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    doc_id TEXT PRIMARY KEY, file_name TEXT NOT NULL, media_type TEXT NOT NULL, sha256 TEXT NOT NULL,
    size INTEGER NOT NULL, encoding TEXT, reader TEXT NOT NULL, script TEXT NOT NULL, characters INTEGER NOT NULL,
    added_at TEXT NOT NULL, version INTEGER NOT NULL, kept INTEGER NOT NULL, chunker TEXT NOT NULL,
    text TEXT NOT NULL);
CREATE TABLE pages (
    doc_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, number INTEGER NOT NULL, start INTEGER NOT NULL,
    "end" INTEGER NOT NULL, label TEXT, kind TEXT NOT NULL, PRIMARY KEY (doc_id, number)) WITHOUT ROWID;
CREATE TABLE headings (
    doc_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    level INTEGER NOT NULL, title TEXT NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (doc_id, start)) WITHOUT ROWID;
CREATE TABLE passages (
    passage_id INTEGER PRIMARY KEY, doc_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, page INTEGER, page_label TEXT,
    heading_path TEXT NOT NULL, article TEXT, paragraph INTEGER);
CREATE UNIQUE INDEX passages_by_document ON passages (doc_id, ordinal);
CREATE TABLE metadata (
    doc_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, field TEXT NOT NULL, value TEXT NOT NULL,
    origin TEXT NOT NULL, start INTEGER, "end" INTEGER, PRIMARY KEY (doc_id, field)) WITHOUT ROWID;
CREATE TABLE notices (
    doc_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, ordinal INTEGER NOT NULL, code TEXT NOT NULL,
    detail TEXT NOT NULL, page INTEGER, PRIMARY KEY (doc_id, ordinal)) WITHOUT ROWID;
CREATE TABLE origins (
    path TEXT PRIMARY KEY, doc_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE) WITHOUT ROWID;
CREATE INDEX origins_by_document ON origins (doc_id);
CREATE TABLE audit (at TEXT NOT NULL, action TEXT NOT NULL, doc_id TEXT NOT NULL, detail TEXT NOT NULL);
"""

# Tables that older versions of the product neither know nor mind. `members`: which part of a file a document is.
# `stamps`: the files that were read whole, how many documents they gave, and when that was stored (ns since 1970).
# `doubts`: the confidence of values that are not surely right. `corrections`: what a person changed, and from what.
LATER_TABLES = (
    "CREATE TABLE IF NOT EXISTS members"
    " (doc_id TEXT PRIMARY KEY REFERENCES documents ON DELETE CASCADE, member TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS stamps"
    " (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, documents INTEGER NOT NULL, stored INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS doubts"
    " (doc_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, field TEXT NOT NULL, confidence TEXT NOT NULL,"
    " PRIMARY KEY (doc_id, field)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS corrections"
    " (at TEXT NOT NULL, doc_id TEXT NOT NULL, field TEXT NOT NULL, before TEXT, before_origin TEXT,"
    " after TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS corrections_by_document ON corrections (doc_id)",
)
# For reading a catalogue that has none of them, which must not be written.
STAND_INS = {
    "members": "CREATE TEMP TABLE members (doc_id TEXT PRIMARY KEY, member TEXT NOT NULL)",
    "doubts": "CREATE TEMP TABLE doubts (doc_id TEXT, field TEXT, confidence TEXT, PRIMARY KEY (doc_id, field))",
    "corrections": "CREATE TEMP TABLE corrections"
    " (at TEXT, doc_id TEXT, field TEXT, before TEXT, before_origin TEXT, after TEXT)",
}

METADATA = "SELECT m.*, d.confidence FROM metadata m LEFT JOIN doubts d USING (doc_id, field)"

DOCUMENT = "SELECT d.*, m.member FROM documents d LEFT JOIN members m USING (doc_id)"

# Passages with whether one of their pages was recognised from a picture: pages know, so that no column is needed.
PASSAGE = """
p.*, EXISTS (SELECT 1 FROM pages g WHERE g.doc_id = p.doc_id AND g.kind = 'ocr'
             AND g.start < p."end" AND p.start < g."end") AS ocr
"""

SUMMARY = """
SELECT d.doc_id, d.file_name, d.media_type, d.sha256, d.size, d.encoding, d.script, d.characters, d.added_at,
       (SELECT member FROM members m WHERE m.doc_id = d.doc_id) AS member,
       (SELECT count(*) FROM passages p WHERE p.doc_id = d.doc_id) AS passage_count,
       (SELECT count(*) FROM notices n WHERE n.doc_id = d.doc_id) AS notice_count
FROM documents d
"""


def document_row(document: Document, now: str, version: int, *, kept: bool) -> list[object]:
    """The row of `documents`; `kept` says whether a copy of the file is in sources/."""
    source, report = document.source, document.report
    file = [document.doc_id, source.file_name, source.media_type, source.sha256, source.size, source.encoding]
    return [*file, report.reader, report.script, report.characters, now, version, kept, CHUNKER_VERSION, document.text]


def source(row: sqlite3.Row) -> Source:
    """The file of a row of DOCUMENT or SUMMARY."""
    return Source(row["file_name"], row["media_type"], row["sha256"], row["size"], row["encoding"], row["member"])


def metadata_value(row: sqlite3.Row) -> MetadataValue:
    """A row of METADATA."""
    confidence = Confidence(row["confidence"] or Confidence.HIGH)
    return MetadataValue(row["value"], Origin(row["origin"]), row["start"], row["end"], confidence)


def correction(row: sqlite3.Row) -> Correction:
    """A row of `corrections`."""
    origin = Origin(row["before_origin"]) if row["before_origin"] else None
    return Correction(row["at"], row["doc_id"], row["field"], row["before"], origin, row["after"])


def summary(row: sqlite3.Row, metadata: dict[str, MetadataValue]) -> DocumentSummary:
    """A row of SUMMARY, with its metadata by field."""
    return DocumentSummary(
        doc_id=row["doc_id"],
        source=source(row),
        metadata=Metadata(**metadata),
        characters=row["characters"],
        script=Script(row["script"]),
        passages=row["passage_count"],
        notices=row["notice_count"],
        added_at=row["added_at"],
    )


def passage(row: sqlite3.Row, text: str) -> Passage:
    """A row of PASSAGE, with its text cut from the document."""
    locator = Locator(
        page=row["page"],
        page_label=row["page_label"],
        heading_path=tuple(json.loads(row["heading_path"])),
        article=row["article"],
        paragraph=row["paragraph"],
        ocr=bool(row["ocr"]),
    )
    return Passage(row["doc_id"], row["ordinal"], row["start"], row["end"], text, locator)


def passage_row(passage: Passage) -> tuple[object, ...]:
    """The row of `passages`."""
    at = passage.locator
    path = json.dumps(at.heading_path, ensure_ascii=False)
    span = (passage.passage_id, passage.doc_id, passage.ordinal, passage.start, passage.end)
    return (*span, at.page, at.page_label, path, at.article, at.paragraph)
