"""How submissions come into a round: files are read in the background, documents of the library at once."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import ingest
from corpus.catalog import Catalog
from corpus.home import Home
from corpus.ingest import FileResult
from corpus.jobs import BOARD, LANES, Job, State, Task
from corpus.workspace import Action, Person, Workspace, require
from review.rounds.intake import light, natural_order, received, take_documents
from review.rounds.model import Phase, Round, Submission
from review.rounds.store import Rounds
from ui import actions, adding, background, jobs, labels, resources
from ui.markup import Markup, tag
from ui.tables import fold_away

_STARTER = Path(__file__).parents[2] / "corpus" / "documents" / "submissions"


@dataclass(frozen=True, slots=True)
class OfRound:
    """Kept with the results of a job: the round that its files are for."""

    id: str


@dataclass(frozen=True, slots=True)
class StarterFile:
    """One of the six fictional submissions, as if it came with a form."""

    path: Path

    @property
    def name(self) -> str:
        """Its file name."""
        return self.path.name

    def getvalue(self) -> bytes:
        """Its content."""
        return self.path.read_bytes()


def starter_files() -> tuple[StarterFile, ...]:
    """The six fictional submissions of the starter library."""
    return tuple(StarterFile(path) for path in sorted(_STARTER.iterdir()) if path.is_file())


def gather(home: Home, person: Person, award: str, uploads: Sequence[actions.Upload]) -> Job:
    """Add files that came with a form to the library and what they hold to a round, each as soon as it is read.

    Raises:
        NotAllowedError: `person` may not.
        NotFoundError: there is no such round for them.
        BusyError: somebody is writing already.
    """
    require(person, Action.EDIT)
    with Workspace.open_readonly(home) as workspace:
        Rounds(workspace, person).require_collecting(award)
    names = tuple(dict.fromkeys(upload.name for upload in uploads))

    def work(job: Job) -> jobs.Added:
        job.add(OfRound(award))
        files = [(upload.name, upload.getvalue()) for upload in uploads]
        with Workspace.open(home) as workspace:
            rounds = Rounds(workspace, person)

            def feed(catalog: Catalog, *, progress: ingest.Progress) -> Generator[FileResult]:
                read: list[FileResult] = []
                try:
                    for result in ingest.add_uploads(catalog, files, progress=progress):
                        read.append(light(result))
                        yield result
                finally:  # also of an addition that was stopped: what is in the library is in the round
                    # In the order of their names: whichever was read first is chance.
                    for result in sorted(read, key=lambda one: natural_order(one.path)):
                        list(received(catalog, rounds, award, result))

            jobs.take_in(home, person, feed, len(uploads), job)
        return jobs.Added(names, stopped=job.stopped)

    return BOARD.start(home, Task.GATHERING, person, work)


def add(rounds: Rounds, award: str, doc_ids: Sequence[str]) -> None:
    """Put documents of the library into a round."""
    if doc_ids:
        take_documents(resources.catalog(), rounds, award, doc_ids)


def progress(award: Round, submissions: Sequence[Submission]) -> bool:
    """How far the reading of files for a round is, and what came of it, for its chair; whether files are being read.

    What came of it is told as long as submissions are collected: afterwards the list of them says it.
    """
    background.progress(Task.GATHERING)
    if award.phase is Phase.COLLECTING:
        taken = frozenset(one.doc_id for one in submissions)
        background.reports(
            lambda state: _report(state, taken), Task.GATHERING, wanted=lambda state: _is_for(state, award.id)
        )
    state = jobs.running(resources.home(), LANES[Task.GATHERING])
    return state is not None and state.task is Task.GATHERING


def _report(state: State, taken: frozenset[str]) -> Markup:
    """How many submissions the files became; file by file for those who want it, at once where some are missing."""
    results = jobs.results(state)
    inside = {one.document.doc_id for one in results if one.document and one.document.doc_id in taken}
    refused = sum(one.outcome is None for one in results)
    head = tag("h3", labels.submissions_taken_in(len(inside), refused))
    whole = adding.report(state)
    stopped = isinstance(state.outcome, jobs.Added) and state.outcome.stopped
    plain = inside and not refused and not stopped
    return tag("div", head, fold_away(labels.FILE_BY_FILE, whole) if plain else whole, class_="gathered")


def _is_for(state: State, award: str) -> bool:
    return OfRound(award) in state.results
