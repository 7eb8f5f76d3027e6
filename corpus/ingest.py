"""The whole way in: a file becomes a document with passages, and is stored. START READING HERE."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus import chunker, metadata, readers, structure
from corpus.catalog import Catalog, Entry, Outcome
from corpus.encoding import clean_controls
from corpus.errors import ReadError, ReadProblem
from corpus.model import Document, Heading, IngestReport, Metadata, MetadataValue, Origin, Passage, Reading, Source
from corpus.script import detect_script, fold, without_surrogates


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
    entry = assemble(reading, content, file_name=_storable(path.name), origin=_storable(str(path.resolve())))
    return _with_text(entry, str(path))


def read_upload(content: bytes, *, file_name: str) -> Entry:
    """The same for bytes that came without a path, which therefore replace nothing."""
    reading = readers.read_bytes(content, file_name)
    return _with_text(assemble(reading, content, file_name=_storable(file_name), origin=None), file_name)


def assemble(reading: Reading, content: bytes, *, file_name: str, origin: str | None) -> Entry:
    """What is inferred from a reading: outline, metadata, script, passages."""
    outline = structure.find_outline(reading)
    known = metadata.extract(reading, outline, file_name=file_name)
    document = _document(reading, content, file_name=file_name, outline=outline, known=known)
    return Entry(document, _passages(document), content, origin)


def ingest_text(text: str, *, name: str, title: str | None = None) -> Entry:
    """A document from text that is at hand already (labelled sets); no copy of it is kept in sources/.

    Control characters become spaces and lone surrogates U+FFFD, as in files, so that its length stays.
    """
    reading = Reading(text=_clean(text), reader="text", media_type="text/plain", encoding="utf-8")
    known = Metadata(title=MetadataValue(_clean(title), Origin.FILE) if title else None)
    content = f"{name}\n{title or ''}\n{text}".encode("utf-8", "surrogatepass")
    outline = structure.find_outline(reading)
    document = _document(reading, content, file_name=name, outline=outline, known=known)
    return Entry(document, _passages(document), None)


def _storable(name: str) -> str:
    """A file name with its bytes that are not UTF-8 written as escapes: two such names stay two."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _clean(text: str) -> str:
    return clean_controls(without_surrogates(text))[0]


def _with_text(entry: Entry, name: str) -> Entry:
    """Refuse a file without anything to cite, such as front matter alone: it could never be found."""
    if not entry.passages:
        raise ReadError(name, ReadProblem.NO_TEXT)
    return entry


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
    yield from _results(paths, catalog.add)


def recut(catalog: Catalog) -> int:
    """Cut again the documents that another version of the chunker cut; returns how many there were."""
    outdated = catalog.cut_otherwise()
    for doc_id in outdated:
        catalog.replace_passages(doc_id, _passages(catalog.document(doc_id)))
    return len(outdated)


def check_files(paths: Iterable[Path]) -> Iterator[FileResult]:
    """The same report for each file, storing nothing."""
    yield from _results(paths, lambda entry: None)


def _results(paths: Iterable[Path], store: Callable[[Entry], Outcome | None]) -> Iterator[FileResult]:
    for path in paths:
        try:
            entry = read_file(path)
        except ReadError as error:
            yield FileResult(str(path), error=error)
        else:
            yield FileResult(str(path), store(entry), entry.document, len(entry.passages))


def files_under(paths: Iterable[Path]) -> list[Path]:
    """The files that `paths` name: each file itself, and what is in each folder, sorted, without hidden files.

    Symbolic links to folders are not followed, so that a loop of them ends. Names that do not exist stay in the list:
    reading them reports it.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if _is_folder(path):
            found.update(dict.fromkeys(_walk(path)))
        else:
            found[path] = None
    return list(found)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # in a folder that may not be entered, or too long: reading it says what is wrong
        return False


def _walk(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        yield folder  # reading it says what is wrong
        return
    for path in entries:
        if path.name.startswith((".", "~$")):
            continue
        if _is_folder(path):
            if not path.is_symlink():
                yield from _walk(path)
        else:
            yield path
