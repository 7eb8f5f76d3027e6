"""The whole way in: files are read by processes of their own, and what they hold is stored. START READING HERE.

What a worker makes of one file is in `corpus.intake.contents` and `corpus.intake.assembly`.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Container, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.catalog import Catalog, FileChange, Gone, Outcome
from corpus.errors import ReadError
from corpus.intake.assembly import assemble, ingest_text, passages_of, read_file, read_upload, storable
from corpus.intake.entry import Entry
from corpus.intake.files import Stamp, files_under, find_files, load
from corpus.intake.workers import Answer, Cost, Ended, Failed, Job, Read, Workers
from corpus.model import Document

__all__ = [
    "FileResult",
    "Held",
    "Progress",
    "add_files",
    "add_uploads",
    "assemble",
    "check_files",
    "files_under",
    "find_files",
    "ingest_text",
    "read_file",
    "read_upload",
    "recut",
]

_NOTHING = Cost()
_WITH_ATTACHMENTS = ("message/", "multipart/")


@dataclass(frozen=True, slots=True)
class Held:
    """A document that was there already: its title, and another path (of an upload: the name) it came from."""

    doc_id: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one document, or the error that kept it or its file out.

    `path` is the file as it was named, and under it the member of an archive. `outcome` is None where nothing was
    stored: refused, or only checked. `known` are the documents of a file that was not read again, because it has not
    changed since it was stored. What came from one reading shares its cost, which stands with the first. `same_as` is
    what held the same content before, where it now came from another path.
    """

    path: str
    outcome: Outcome | None = None
    document: Document | None = None
    passages: int = 0
    error: ReadError | None = None
    cost: Cost = _NOTHING
    known: tuple[str, ...] = ()
    same_as: Held | None = None


Progress = Callable[[int], None]


def add_files(
    catalog: Catalog,
    paths: Iterable[Path],
    *,
    workers: int | None = None,
    reread: bool = False,
    progress: Progress | None = None,
) -> Generator[FileResult]:
    """Store what each file holds, and say what became of it, as it comes; a bad file stops nothing.

    Args:
        catalog: open for writing.
        paths: the files.
        workers: how many processes read at once; None: as many as the machine bears.
        reread: read also files that have not changed, and take anew what is read differently by now.
        progress: called with the number of files that are done.

    Raises:
        CatalogError: the home directory cannot be written, so that going on would be pointless.
        WorkerError: the processes that read cannot be started.
    """
    done = _Counter(progress)
    intake = _Intake(catalog, renew=reread)
    known: deque[FileResult] = deque()
    with Workers(workers) as readers_apart:
        for answer in readers_apart.read(_fresh(catalog, paths, known, done, reread=reread)):
            yield from _drained(known)
            yield from intake.take(answer)
            done.count(answer)
    yield from _drained(known)


def check_files(
    paths: Iterable[Path], *, workers: int | None = None, progress: Progress | None = None
) -> Generator[FileResult]:
    """The same report for each file, storing nothing."""
    done = _Counter(progress)
    jobs = (Job(number, str(path), path) for number, path in enumerate(paths))
    with Workers(workers) as readers_apart:
        for answer in readers_apart.read(jobs):
            yield from _checked(answer)
            done.count(answer)


def add_uploads(
    catalog: Catalog,
    uploads: Iterable[tuple[str, bytes]],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Generator[FileResult]:
    """The same for names and bytes that came without a path, which therefore replace nothing."""
    done = _Counter(progress)
    intake = _Intake(catalog)
    jobs = (Job(number, name, content=content) for number, (name, content) in enumerate(uploads))
    with Workers(workers) as readers_apart:
        for answer in readers_apart.read(jobs):
            yield from intake.take(answer)
            done.count(answer)


class _Intake:
    """Puts what the workers read into the catalogue: all documents of a file, or of a member, in one transaction."""

    def __init__(self, catalog: Catalog, *, renew: bool = False) -> None:
        self._catalog = catalog
        self._renew = renew
        self._seen: dict[int, set[str | None]] = {}
        self._unread: dict[int, set[str]] = {}
        self._finished: set[int] = set()

    def take(self, answer: Answer) -> Iterator[FileResult]:
        """Store what was read; what a file no longer holds goes when all of it was looked at."""
        job = answer.job
        if isinstance(answer, Failed):
            self._unread.setdefault(job.number, set()).add(_under(job.origin or "", answer.inside))
            yield FileResult(_under(job.name, answer.inside), error=answer.error, cost=answer.cost)
        elif isinstance(answer, Read):
            known = self._catalog.known_origins([entry.origin for entry in answer.entries if entry.origin])
            change = self._stored(answer)
            yield from self._with_copies(_results(answer, change.outcomes), answer.entries, known)
            yield from self._gone(job, change.gone)
        else:
            yield from self._gone(job, self._end(answer))

    def _with_copies(
        self, results: Iterable[FileResult], entries: Iterable[Entry], known: Container[str]
    ) -> Iterator[FileResult]:
        for result, entry in zip(results, entries, strict=True):
            new = entry.origin is not None and entry.origin not in known
            if new and result.outcome is Outcome.UNCHANGED:
                yield replace(result, same_as=_held_before(self._catalog, entry.document.doc_id, entry.origin))
            else:
                yield result

    def _stored(self, answer: Read) -> FileChange:
        job, catalog = answer.job, self._catalog
        if job.origin is None:
            return FileChange(tuple(catalog.add_many(answer.entries)))
        if answer.stamp is None:
            self._seen.setdefault(job.number, set()).update(entry.origin for entry in answer.entries)
            member = _under(job.origin, answer.inside)
            return FileChange(catalog.add_member(job.origin, member, answer.entries, renew=self._renew))
        self._finished.add(job.number)
        return catalog.add_file(job.origin, answer.entries, stamp=answer.stamp, renew=self._renew)

    def _end(self, answer: Ended) -> tuple[Gone, ...]:
        job = answer.job
        seen, unread = self._seen.pop(job.number, set()), self._unread.pop(job.number, set())
        if job.origin is None or job.number in self._finished:
            self._finished.discard(job.number)
            return ()
        return self._catalog.finish(job.origin, seen, unread=unread, stamp=answer.stamp)

    def _gone(self, job: Job, gone: Iterable[Gone]) -> Iterator[FileResult]:
        for one in gone:
            inside = one.origin.removeprefix(job.origin or "").lstrip("/")
            yield FileResult(_under(job.name, inside), Outcome.REMOVED, known=(one.doc_id,))


def _results(answer: Read, outcomes: Sequence[Outcome | None]) -> Iterator[FileResult]:
    cost = answer.cost
    for entry, outcome in zip(answer.entries, outcomes, strict=True):
        path = _under(answer.job.name, answer.inside)
        yield FileResult(path, outcome, entry.document, len(entry.passages), cost=cost)
        cost = _NOTHING


def _checked(answer: Answer) -> Iterator[FileResult]:
    if isinstance(answer, Failed):
        yield FileResult(_under(answer.job.name, answer.inside), error=answer.error, cost=answer.cost)
    elif isinstance(answer, Read):
        yield from _results(answer, [None] * len(answer.entries))


def _fresh(
    catalog: Catalog, paths: Iterable[Path], known: deque[FileResult], done: _Counter, *, reread: bool
) -> Iterator[Job]:
    """The files that have to be read. The others are done, and put into `known`."""
    held = {} if reread else _held(catalog)
    for number, path in enumerate(paths):
        origin = _origin(path)
        settled = () if reread else catalog.settled(origin, _stamp(path))
        if settled:
            known.append(FileResult(str(path), Outcome.UNCHANGED, known=settled))
        elif (met := _met_again(catalog, path, origin, held)) is not None:
            known.extend(met)
        else:
            yield Job(number, str(path), path, origin=origin)
            continue
        done.count(None)


def _held(catalog: Catalog) -> dict[int, set[str]]:
    """The files in the library that are one document each, by size."""
    held: dict[int, set[str]] = {}
    for doc_id, source in catalog.kept_sources().items():
        if source.sha256.startswith(doc_id) and not source.media_type.startswith(_WITH_ATTACHMENTS):
            held.setdefault(source.size, set()).add(source.sha256)
    return held


def _met_again(catalog: Catalog, path: Path, origin: str, held: dict[int, set[str]]) -> list[FileResult] | None:
    """What becomes of a file that is in the library from another place, or from before it was touched."""
    try:
        if path.stat().st_size not in held:
            return None
        content, stamp = load(path)
    except (OSError, ValueError, ReadError):  # reading it says what is wrong
        return None
    digest = hashlib.sha256(content).hexdigest()
    if digest not in held[stamp.size]:
        return None
    document = catalog.document(digest[:20])
    entry = Entry(document, catalog.passages(document.doc_id), content, origin)
    new = not catalog.known_origins([origin])
    change = catalog.add_file(origin, [entry], stamp=str(stamp) if stamp.settled else None)
    gone = [FileResult(str(path), Outcome.REMOVED, known=(one.doc_id,)) for one in change.gone]
    same_as = _held_before(catalog, document.doc_id, origin) if new else None
    return [FileResult(str(path), change.outcomes[0], known=(document.doc_id,), same_as=same_as), *gone]


def _held_before(catalog: Catalog, doc_id: str, origin: str | None) -> Held:
    document = catalog.summaries_of([doc_id])[doc_id]
    others = [path for path in catalog.origins(doc_id).get(doc_id, ()) if path != origin]
    return Held(doc_id, document.title, others[0] if others else document.source.file_name)


def _drained(known: deque[FileResult]) -> Iterator[FileResult]:
    while known:
        yield known.popleft()


def _stamp(path: Path) -> str:
    """What the file system says of the file now; nothing where it cannot be asked."""
    try:
        return str(Stamp.of(path.stat()))
    except (OSError, ValueError):
        return ""


def _under(path: str, inside: str) -> str:
    return f"{path}/{inside}" if inside else path


def _origin(path: Path) -> str:
    try:
        return storable(str(path.resolve()))
    except (OSError, RuntimeError, ValueError):  # a circle of links, a name that cannot be: reading it says so
        return storable(str(path))


class _Counter:
    """Tells how many files are done."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._done = 0

    def count(self, answer: Answer | None) -> None:
        """Count a file if `answer` is its last; None: one that was not read at all."""
        if answer is not None and not isinstance(answer, Ended):
            return
        self._done += 1
        if self._progress:
            self._progress(self._done)


def recut(catalog: Catalog) -> int:
    """Cut again the documents that another version of the chunker cut; returns how many there were."""
    outdated = catalog.cut_otherwise()
    for doc_id in outdated:
        catalog.replace_passages(doc_id, passages_of(catalog.document(doc_id)))
    return len(outdated)
