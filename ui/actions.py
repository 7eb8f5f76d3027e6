"""What the pages change: nothing is left open afterwards, and what touches the catalogue holds the write lock.

Everything here asks first whether `person` may, and writes into the audit log what was done.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from corpus import ingest
from corpus.catalog import Catalog
from corpus.errors import NotFoundError
from corpus.home import Home, writing
from corpus.ingest import FileResult
from corpus.model import DocumentSummary, Passage
from corpus.workspace import Action, Change, Person, Workspace, record, require
from corpus.workspace.library import record_added
from evaluation.judgements import Grade, Judgements
from indexing.build import Progress, build, build_locked

if TYPE_CHECKING:
    from evaluation.labels import LabelReport

_ACTIVITY = "the web pages"


class Upload(Protocol):
    """A file that came with a form."""

    @property
    def name(self) -> str:
        """Its name as the sender had it."""
        ...

    def getvalue(self) -> bytes:
        """Its content."""
        ...


class Feed(Protocol):
    """What reads files into a catalogue and yields what became of them (`corpus.ingest`, all but its files given)."""

    def __call__(self, catalog: Catalog, *, progress: ingest.Progress) -> Generator[FileResult]:
        """Read them; `progress` is told how many files are done."""
        ...


@dataclass(frozen=True, slots=True)
class Steps:
    """Who wants to know how far it is: called with (done, total, file name), then by the build."""

    reading: Callable[[int, int, str], None]
    indexing: Progress


def add_uploads(home: Home, person: Person, uploads: Sequence[Upload], steps: Steps, results: list[FileResult]) -> None:
    """Store each file, append what became of it to `results`, and bring the index up to date.

    A bad file stops nothing; what is in `results` when an error is raised has been stored all the same.

    Raises:
        NotAllowedError: `person` may not.
        LockedError: another process is writing.
        HomeError: the directory cannot be written.
        IndexingError: the files are stored, but the index could not be built.
    """
    require(person, Action.EDIT)
    files = ((upload.name, upload.getvalue()) for upload in uploads)
    feed = functools.partial(ingest.add_uploads, uploads=files)
    add_from(home, person, feed, len(uploads), steps, results.append)


def add_from(
    home: Home,
    person: Person,
    feed: Feed,
    total: int,
    steps: Steps,
    keep: Callable[[FileResult], None],
    *,
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Store what `feed` reads of `total` files, hand each result to `keep`, and bring the index up to date.

    Results are kept without the texts of their documents. When `stopped` says so, no further file is begun.

    Raises as `add_uploads`.
    """
    require(person, Action.EDIT)
    with Workspace.open(home) as workspace, writing(home, f"{person} on the web pages"), Catalog.open(home) as catalog:
        for result in _read(catalog, feed, total, steps):
            keep(result)
            record_added(workspace, person, result)  # at once: a server that is killed leaves nothing without a line
            if stopped():
                break
        build_locked(home, catalog, progress=steps.indexing)


def _read(catalog: Catalog, feed: Feed, total: int, steps: Steps) -> Iterator[FileResult]:
    done = 0

    def finished(files: int) -> None:
        nonlocal done
        done = files
        steps.reading(done, total, "")

    steps.reading(0, total, "")
    with contextlib.closing(feed(catalog, progress=finished)) as added:
        for result in added:
            steps.reading(done, total, result.path)
            yield _light(result)


def _light(result: FileResult) -> FileResult:
    """A result that can be kept for thousands of files: its document without the text."""
    document = result.document
    if document is None:
        return result
    return replace(result, document=replace(document, text="", folded="", outline=()))


def correct(home: Home, person: Person, doc_id: str, values: Mapping[str, str]) -> None:
    """Record corrections of metadata and bring the index up to date.

    Raises:
        NotAllowedError: `person` may not.
    """
    require(person, Action.EDIT)
    with Workspace.open(home) as workspace, writing(home, _ACTIVITY), Catalog.open(home) as catalog:
        catalog.correct(doc_id, values)
        record(workspace, person, Change.CORRECTED, catalog.resolve(doc_id), values=dict(values))
        build_locked(home, catalog)


def confirm(home: Home, person: Person, doc_id: str, field: str) -> None:
    """Record that a person found the value of a field to be right; nothing has to be indexed for that.

    Raises:
        NotAllowedError: `person` may not.
        NotFoundError: the field has no value.
    """
    require(person, Action.EDIT)
    with Workspace.open(home) as workspace, writing(home, _ACTIVITY), Catalog.open(home) as catalog:
        whole = catalog.resolve(doc_id)
        value = catalog.summaries_of([whole])[whole].metadata.get(field)
        if value is None:
            raise NotFoundError("value", field, "it was removed meanwhile")
        catalog.correct(whole, {field: value})
        record(workspace, person, Change.CORRECTED, whole, values={field: value}, confirmed=True)


def remove(home: Home, person: Person, doc_ids: Iterable[str]) -> None:
    """Remove documents, with the copies of their files, from catalogue and index.

    Raises:
        NotAllowedError: `person` may not.
    """
    require(person, Action.EDIT)
    with Workspace.open(home) as workspace, writing(home, _ACTIVITY), Catalog.open(home) as catalog:
        for doc_id in doc_ids:
            whole = catalog.resolve(doc_id)
            title = catalog.summaries_of([whole])[whole].title
            record(workspace, person, Change.REMOVED, catalog.remove(whole), title=title)
        build_locked(home, catalog)


def update_index(home: Home, person: Person, progress: Progress) -> None:
    """Bring the index up to date with the catalogue.

    Raises:
        NotAllowedError: `person` may not.
    """
    require(person, Action.EDIT)
    with Workspace.open(home) as workspace:
        build(home, progress=progress)
        record(workspace, person, Change.INDEXED)


def judge(
    home: Home, person: Person, question: str, passage: Passage, document: DocumentSummary, grade: Grade | None
) -> Grade | None:
    """Record how well `passage` answers `question`, or take that back (None); the grade in force afterwards.

    Raises:
        NotAllowedError: `person` may not.
        HomeError: the labels cannot be written.
    """
    require(person, Action.JUDGE)
    with Workspace.open(home) as workspace, Judgements.open(home) as judgements:
        if grade is None:
            judgements.clear(question, passage, document)
        else:
            judgements.set(question, passage, document, grade)
        where = f"{passage.doc_id}:{passage.start}-{passage.end}"
        said = None if grade is None else grade.name.lower()
        record(workspace, person, Change.JUDGED, where, question=question, grade=said)
        return judgements.grades(question, [passage]).get(passage.passage_id)


def measure(home: Home, person: Person) -> LabelReport:
    """Measure the library on what its own users have judged.

    Raises:
        NotAllowedError: `person` may not.
        HomeError: nothing is labelled, or it cannot be read.
    """
    require(person, Action.MEASURE)
    from evaluation.labels import evaluate_labels  # with it comes what only measuring needs

    with Workspace.open(home) as workspace:
        report = evaluate_labels(home)
        record(workspace, person, Change.MEASURED, questions=report.questions, judgements=report.judgements)
    return report
