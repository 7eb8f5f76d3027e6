"""A file's text becomes a document: outline, metadata, script, passages."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from corpus import chunker, metadata, readers, structure
from corpus.encoding import clean_controls, plain_line_ends
from corpus.errors import ReadError, ReadProblem
from corpus.intake.entry import Entry
from corpus.model import (
    Document,
    Heading,
    IngestReport,
    Metadata,
    MetadataValue,
    Origin,
    Part,
    Passage,
    Reading,
    Source,
)
from corpus.script import detect_script, fold, without_surrogates


def read_file(path: Path) -> Entry:
    """Read, outline, cut and describe one file, storing nothing.

    Raises:
        ReadError: the file cannot become a document.
    """
    reading, content = readers.read(path)
    entry = assemble(reading, content, file_name=storable(path.name), origin=storable(str(path.resolve())))
    return _with_text(entry, str(path))


def read_upload(content: bytes, *, file_name: str) -> Entry:
    """The same for bytes that came without a path, which therefore replace nothing."""
    reading = readers.read_bytes(content, file_name)
    return _with_text(assemble(reading, content, file_name=storable(file_name), origin=None), file_name)


def assemble(reading: Reading, content: bytes, *, file_name: str, origin: str | None) -> Entry:
    """What is inferred from a reading: outline, metadata, script, passages."""
    return _assemble(reading, _source(reading, content, file_name), content, origin)


def assemble_parts(
    parts: Sequence[Part], content: bytes, *, shown: str, member: str | None, origin: str | None
) -> tuple[Entry, ...]:
    """The documents of one file that is told as `shown`: one, or several that share its bytes.

    `member` says where the file was found (资料.zip/方案.docx), `origin` under which path it is known.

    Raises:
        ReadError: there is nothing to cite in any of them.
    """
    source = replace(_source(parts[0].reading, content, storable(PurePath(shown).name)), member=member)
    entries = [_part(part, source, content, origin) for part in parts]
    citable = tuple(entry for entry in entries if entry.passages)
    if not citable:
        raise ReadError(shown, ReadProblem.NO_TEXT)
    return citable


def _part(part: Part, source: Source, content: bytes, origin: str | None) -> Entry:
    reading = part.reading
    source = replace(source, media_type=reading.media_type, encoding=reading.encoding)
    if not part.member:
        return _assemble(reading, source, content, origin)
    member = storable(f"{source.member}/{part.member}" if source.member else part.member)
    digest = hashlib.sha256(f"{source.sha256}\0{part.member}".encode("utf-8", "surrogatepass")).hexdigest()
    where = f"{origin}/{part.member}" if origin else None
    return _assemble(reading, replace(source, member=member), content, where, doc_id=digest[:20])


def _assemble(
    reading: Reading, source: Source, content: bytes, origin: str | None, *, doc_id: str | None = None
) -> Entry:
    reading = replace(reading, text=plain_line_ends(reading.text))
    outline = structure.find_outline(reading)
    known = metadata.extract(reading, outline, file_name=source.file_name)
    document = _document(reading, source, doc_id=doc_id, outline=outline, known=known)
    return Entry(document, passages_of(document), content, origin)


def ingest_text(text: str, *, name: str, title: str | None = None) -> Entry:
    """A document from text that is at hand already (labelled sets); no copy of it is kept in sources/.

    Control characters become spaces, lone surrogates U+FFFD, U+2028 and U+2029 newlines, as in files: its length stays.
    """
    reading = Reading(text=_clean(text), reader="text", media_type="text/plain", encoding="utf-8")
    known = Metadata(title=MetadataValue(_clean(title), Origin.FILE) if title else None)
    content = f"{name}\n{title or ''}\n{text}".encode("utf-8", "surrogatepass")
    outline = structure.find_outline(reading)
    document = _document(reading, _source(reading, content, name), outline=outline, known=known)
    return Entry(document, passages_of(document), None)


def storable(name: str) -> str:
    """A file name with its bytes that are not UTF-8 written as escapes: two such names stay two."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _clean(text: str) -> str:
    return plain_line_ends(clean_controls(without_surrogates(text))[0])


def _with_text(entry: Entry, name: str) -> Entry:
    """Refuse a file without anything to cite, such as front matter alone: it could never be found."""
    if not entry.passages:
        raise ReadError(name, ReadProblem.NO_TEXT)
    return entry


def _source(reading: Reading, content: bytes, file_name: str) -> Source:
    return Source(file_name, reading.media_type, hashlib.sha256(content).hexdigest(), len(content), reading.encoding)


def _document(
    reading: Reading, source: Source, *, outline: tuple[Heading, ...], known: Metadata, doc_id: str | None = None
) -> Document:
    return Document(
        doc_id=doc_id or source.sha256[:20],
        text=reading.text,
        folded=fold(reading.text),
        source=source,
        metadata=known,
        report=IngestReport(reading.reader, len(reading.text), detect_script(reading.text), reading.notices),
        pages=reading.pages,
        outline=outline,
    )


def passages_of(document: Document) -> tuple[Passage, ...]:
    """The document, cut."""
    return chunker.chunk(document.doc_id, document.text, outline=document.outline, pages=document.pages)
