"""Files become submissions: read into the library, marked as such, put into a round, with a report on each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus import ingest
from corpus.catalog import Catalog, Outcome
from corpus.duplicates import DUPLICATES, Relation
from corpus.errors import NotFoundError, ReadError
from corpus.home import Home, writing
from corpus.ingest import FileResult
from corpus.model import Kind
from corpus.workspace import Action, Person, Workspace, require
from corpus.workspace.library import record_added
from review.model import Progress, nothing_told
from review.rounds.model import Submission
from review.rounds.store import Rounds


@dataclass(frozen=True, slots=True)
class Twin:
    """Another submission of the round that is the same text, or nearly (`same` False)."""

    number: int
    title: str
    same: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one document, or the error that kept it or its file out.

    `path` is the file as it was named, under it the member of an archive. `new`: the round did not have it; `outcome`
    says the same of the library. `twins` are the submissions that it repeats.
    """

    path: str
    submission: Submission | None = None
    new: bool = False
    outcome: Outcome | None = None
    twins: tuple[Twin, ...] = ()
    error: ReadError | None = None


def take_files(
    home: Home, person: Person, round_id: str, paths: Sequence[Path], *, progress: Progress = nothing_told
) -> Iterator[Taken]:
    """Add files (an archive: each file in it) to the library and the round, telling of each by name.

    The index has to be brought up to date afterwards.

    Raises:
        NotAllowedError: `person` may not add to the library.
        NotFoundError: there is no such round for them.
        RoundError: they are no chair of it, or it takes no more.
        LockedError: another process is writing.
    """
    require(person, Action.EDIT)

    def feed(catalog: Catalog) -> Iterator[FileResult]:
        return ingest.add_files(catalog, paths, progress=lambda done: progress(done, len(paths)))

    return _take(home, person, round_id, feed)


def take_uploads(
    home: Home,
    person: Person,
    round_id: str,
    uploads: Sequence[tuple[str, bytes]],
    *,
    progress: Progress = nothing_told,
) -> Iterator[Taken]:
    """The same for names and bytes that came without a path; raises as `take_files`."""
    require(person, Action.EDIT)

    def feed(catalog: Catalog) -> Iterator[FileResult]:
        return ingest.add_uploads(catalog, uploads, progress=lambda done: progress(done, len(uploads)))

    return _take(home, person, round_id, feed)


def _take(
    home: Home, person: Person, round_id: str, feed: Callable[[Catalog], Iterator[FileResult]]
) -> Iterator[Taken]:
    with Workspace.open(home) as workspace:
        rounds = Rounds(workspace, person)
        rounds.require_collecting(round_id)  # before anything is read
        with writing(home, f"{person} taking in submissions"), Catalog.open(home) as catalog:
            results = []
            for result in feed(catalog):
                record_added(workspace, person, result)
                results.append(light(result))
            # In the order of their names: files are read at the same time, and whichever was ready first is chance.
            for result in sorted(results, key=lambda one: natural_order(one.path)):
                yield from received(catalog, rounds, round_id, result)


def light(result: FileResult) -> FileResult:
    """A result that can be kept for hundreds of files: its document without the text."""
    document = result.document
    return result if document is None else replace(result, document=replace(document, text="", folded="", outline=()))


def natural_order(path: str) -> list[tuple[str, int]]:
    """An order in which 2号 comes before 10号."""
    return [(words, int(digits or 0)) for words, digits in re.findall(r"(\D*)(\d{0,18})", path)]


def received(catalog: Catalog, rounds: Rounds, round_id: str, result: FileResult) -> Iterator[Taken]:
    """Put what a file held into the round, as far as it could be read; `catalog` is open for writing.

    A document of which nothing says what it is becomes a submission in the library, too.
    """
    if result.error is not None:
        yield Taken(result.path, error=result.error)
        return
    held = [result.document.doc_id] if result.document else list(result.known)
    if result.outcome is Outcome.REMOVED:  # a file that is no longer what it was
        return
    for doc_id in held:
        _mark(catalog, doc_id)
        title = catalog.summaries_of([doc_id])[doc_id].title
        added = rounds.add(round_id, [doc_id], [title])
        (submission,) = added.new or added.known
        twins = tuple(_twins(catalog, submission, rounds.submissions(round_id)))
        yield Taken(result.path, submission, bool(added.new), result.outcome, twins)


def take_documents(catalog: Catalog, rounds: Rounds, round_id: str, doc_ids: Iterable[str]) -> tuple[Taken, ...]:
    """Put documents of the library into the round.

    Raises:
        NotFoundError: there is no such round for the person, or no such document.
        RoundError: they are no chair of it, or it takes no more.
    """
    wanted = list(dict.fromkeys(doc_ids))
    held = catalog.summaries_of(wanted)
    for doc_id in wanted:
        if doc_id not in held:
            raise NotFoundError("document", doc_id, "choose one from the library")
    added = rounds.add(round_id, wanted, [held[doc_id].title for doc_id in wanted])
    new = {one.number for one in added.new}
    everything = rounds.submissions(round_id)
    both = sorted((*added.new, *added.known), key=lambda one: wanted.index(one.doc_id))
    return tuple(
        Taken(one.title, one, one.number in new, None, tuple(_twins(catalog, one, everything))) for one in both
    )


def gone(catalog: Catalog, submissions: Sequence[Submission]) -> frozenset[int]:
    """The numbers of those whose document was removed from the library meanwhile."""
    held = catalog.summaries_of([one.doc_id for one in submissions])
    return frozenset(one.number for one in submissions if one.doc_id not in held)


def _mark(catalog: Catalog, doc_id: str) -> None:
    if catalog.summaries_of([doc_id])[doc_id].metadata.get("kind") is None:
        catalog.correct(doc_id, {"kind": Kind.SUBMISSION})


def _twins(catalog: Catalog, submission: Submission, others: Sequence[Submission]) -> Iterator[Twin]:
    by_document = {one.doc_id: one for one in others if one.number != submission.number}
    for link in catalog.links([submission.doc_id]).get(submission.doc_id, ()):
        if link.relation in DUPLICATES and link.other in by_document:
            other = by_document[link.other]
            yield Twin(other.number, other.title, link.relation is Relation.SAME)
