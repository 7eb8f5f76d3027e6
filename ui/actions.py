"""What the pages change: nothing is left open afterwards, and what touches the catalogue holds the write lock."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus import ingest
from corpus.catalog import Catalog
from corpus.home import Home, writing
from corpus.ingest import FileResult
from corpus.model import DocumentSummary, Passage
from evaluation.judgements import Grade, Judgements
from indexing.build import Progress, build, build_locked

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


@dataclass(frozen=True, slots=True)
class Steps:
    """Who wants to know how far it is: called with (done, total, file name), then by the build."""

    reading: Callable[[int, int, str], None]
    indexing: Progress


def add_uploads(home: Home, uploads: Sequence[Upload], steps: Steps, results: list[FileResult]) -> None:
    """Store each file, append what became of it to `results`, and bring the index up to date.

    A bad file stops nothing; what is in `results` when an error is raised has been stored all the same.

    Raises:
        LockedError: another process is writing.
        HomeError: the directory cannot be written.
        IndexingError: the files are stored, but the index could not be built.
    """
    with writing(home, _ACTIVITY), Catalog.open(home) as catalog:
        done = 0

        def finished(files: int) -> None:
            nonlocal done
            done = files
            steps.reading(done, len(uploads), "")

        steps.reading(0, len(uploads), uploads[0].name if uploads else "")
        files = ((upload.name, upload.getvalue()) for upload in uploads)
        with contextlib.closing(ingest.add_uploads(catalog, files, progress=finished)) as added:
            for result in added:
                results.append(result)
                steps.reading(done, len(uploads), result.path)
        build_locked(home, catalog, progress=steps.indexing)


def correct(home: Home, doc_id: str, values: Mapping[str, str]) -> None:
    """Record corrections of metadata and bring the index up to date."""
    with writing(home, _ACTIVITY), Catalog.open(home) as catalog:
        catalog.correct(doc_id, values)
        build_locked(home, catalog)


def remove(home: Home, doc_ids: Iterable[str]) -> None:
    """Remove documents, with the copies of their files, from catalogue and index."""
    with writing(home, _ACTIVITY), Catalog.open(home) as catalog:
        for doc_id in doc_ids:
            catalog.remove(doc_id)
        build_locked(home, catalog)


def update_index(home: Home, progress: Progress) -> None:
    """Bring the index up to date with the catalogue."""
    build(home, progress=progress)


def judge(home: Home, question: str, passage: Passage, document: DocumentSummary, grade: Grade | None) -> Grade | None:
    """Record how well `passage` answers `question`, or take that back (None); the grade in force afterwards.

    Raises:
        HomeError: the labels cannot be written.
    """
    with Judgements.open(home) as judgements:
        if grade is None:
            judgements.clear(question, passage, document)
        else:
            judgements.set(question, passage, document, grade)
        return judgements.grades(question, [passage]).get(passage.passage_id)
