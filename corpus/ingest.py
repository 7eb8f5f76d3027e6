"""The whole way in: a file becomes a document with passages, and is stored. START READING HERE."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus import chunker, metadata, readers, structure
from corpus.catalog import Catalog, Entry, Outcome
from corpus.errors import ReadError
from corpus.model import Document, Heading, IngestReport, Metadata, MetadataValue, Origin, Passage, Reading, Source
from corpus.script import detect_script, fold


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file: the outcome and its document, or the error that kept it out.

    `outcome` is None where nothing was stored: refused, or only checked.
    """

    path: str
    outcome: Outcome | None = None
    document: Document | None = None
    passages: int = 0
    error: ReadError | None = None


def read_file(path: Path) -> Entry:
    """Read, outline, cut and describe one file, storing nothing.

    Raises:
        ReadError: the file cannot become a document.
    """
    reading, content = readers.read(path)
    return assemble(reading, content, file_name=path.name, origin=str(path.resolve()))


def read_upload(content: bytes, *, file_name: str) -> Entry:
    """The same for bytes that came without a path, which therefore replace nothing."""
    return assemble(readers.read_bytes(content, file_name), content, file_name=file_name, origin=None)


def assemble(reading: Reading, content: bytes, *, file_name: str, origin: str | None) -> Entry:
    """What is inferred from a reading: outline, metadata, script, passages."""
    outline = structure.find_outline(reading)
    known = metadata.extract(reading, outline, file_name=file_name)
    document = _document(reading, content, file_name=file_name, outline=outline, known=known)
    return Entry(document, _passages(document), content, origin)


def ingest_text(text: str, *, name: str, title: str | None = None) -> Entry:
    """A document from text that is at hand already (labelled sets); no copy of it is kept in sources/."""
    reading = Reading(text=text, reader="text", media_type="text/plain", encoding="utf-8")
    known = Metadata(title=MetadataValue(title, Origin.FILE) if title else None)
    content = f"{name}\n{title or ''}\n{text}".encode("utf-8", "surrogatepass")
    outline = structure.find_outline(reading)
    document = _document(reading, content, file_name=name, outline=outline, known=known)
    return Entry(document, _passages(document), None)


def _document(
    reading: Reading, content: bytes, *, file_name: str, outline: tuple[Heading, ...], known: Metadata
) -> Document:
    digest = hashlib.sha256(content).hexdigest()
    return Document(
        doc_id=digest[:20],
        text=reading.text,
        folded=fold(reading.text),
        source=Source(file_name, reading.media_type, digest, len(content), reading.encoding),
        metadata=known,
        report=IngestReport(reading.reader, len(reading.text), detect_script(reading.text), reading.notices),
        pages=reading.pages,
        outline=outline,
    )


def _passages(document: Document) -> tuple[Passage, ...]:
    return chunker.chunk(document.doc_id, document.text, outline=document.outline, pages=document.pages)


def add_files(catalog: Catalog, paths: Iterable[Path]) -> Iterator[FileResult]:
    """Store each file in a transaction of its own, and say what became of it; a bad file stops nothing.

    Raises:
        CatalogError: the home directory cannot be written, so that going on would be pointless.
    """
    for path in paths:
        try:
            entry = read_file(path)
        except ReadError as error:
            yield FileResult(str(path), error=error)
        else:
            outcome = catalog.add(entry)
            yield FileResult(str(path), outcome, entry.document, len(entry.passages))


def recut(catalog: Catalog) -> int:
    """Cut again the documents that another version of the chunker cut; returns how many there were."""
    outdated = catalog.cut_otherwise()
    for doc_id in outdated:
        catalog.replace_passages(doc_id, _passages(catalog.document(doc_id)))
    return len(outdated)


def check_files(paths: Iterable[Path]) -> Iterator[FileResult]:
    """The same report for each file, storing nothing."""
    for path in paths:
        try:
            entry = read_file(path)
        except ReadError as error:
            yield FileResult(str(path), error=error)
        else:
            yield FileResult(str(path), None, entry.document, len(entry.passages))


def files_under(paths: Iterable[Path]) -> list[Path]:
    """The files that `paths` name: each file itself, and what is in each folder, sorted, without hidden files.

    Symbolic links to folders are not followed, so that a loop of them ends. Names that do not exist stay in the list:
    reading them reports it.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(_walk(path)))
        else:
            found[path] = None
    return list(found)


def _walk(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        yield folder  # reading it says what is wrong
        return
    for path in entries:
        if path.name.startswith((".", "~$")):
            continue
        if path.is_dir():
            if not path.is_symlink():
                yield from _walk(path)
        else:
            yield path
