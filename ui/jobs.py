"""What the pages set going in the background of the server, so that nobody has to keep a browser open for it."""

from __future__ import annotations

import contextlib
import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import backup, ingest
from corpus.backup import Manifest, Restored
from corpus.errors import ReadError, ReadProblem
from corpus.home import Home
from corpus.ingest import FileResult
from corpus.jobs import BOARD, Job, Lane, State, Step, Task
from corpus.workspace import Action, Change, Person, Workspace, record, require
from indexing import doctor
from indexing.build import BuildReport, build
from indexing.choices import encoder_in_use, local_encoder
from indexing.doctor import Finding
from indexing.manifest import EncoderChoice
from ui import actions

_STEPS = {"ingesting": Step.READING, "indexing": Step.INDEXING, "searching": Step.SEARCHING}


@dataclass(frozen=True, slots=True)
class Added:
    """What an addition ended with: the names of its files, links that were not followed, whether it was stopped.

    `folder` is the one that was named, empty where files came with a form.
    """

    names: tuple[str, ...]
    folder: str = ""
    leading_out: tuple[Path, ...] = ()
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """A backup that was made."""

    path: Path
    manifest: Manifest


def running(home: Home, lane: Lane) -> State | None:
    """What is going on in a lane."""
    job = BOARD.running(home, lane)
    return job.state() if job else None


def ended(home: Home, *tasks: Task) -> tuple[State, ...]:
    """What has ended and was not put away, the newest first."""
    return BOARD.ended(home, *tasks)


def dismiss(home: Home, person: Person, number: int) -> None:
    """Put a report away, for everybody; who may add files may do that."""
    require(person, Action.EDIT)
    BOARD.dismiss(home, number)


def stop(home: Home, person: Person, lane: Lane) -> None:
    """Ask what is going on in a lane to end after what is at hand; anybody who may add files may."""
    require(person, Action.EDIT)
    if job := BOARD.running(home, lane):
        job.stop()


# Adding


def add_uploads(home: Home, person: Person, uploads: Sequence[actions.Upload]) -> Job:
    """Add files that came with a form.

    Raises:
        NotAllowedError: `person` may not.
        BusyError: somebody is writing already.
    """
    require(person, Action.EDIT)
    names = tuple(dict.fromkeys(upload.name for upload in uploads))

    def work(job: Job) -> Added:
        files = ((upload.name, upload.getvalue()) for upload in uploads)
        take_in(home, person, functools.partial(ingest.add_uploads, uploads=files), len(uploads), job)
        return Added(names, stopped=job.stopped)

    return BOARD.start(home, Task.ADDING, person, work)


def add_folder(home: Home, person: Person, typed: str) -> Job:
    """Add the files of a folder of this machine, and of those below it; what stands in the home itself is left out.

    Raises:
        NotAllowedError: `person` may not: it shows what is on the disk of the server.
        ReadError: there is no such folder.
        BusyError: somebody is writing already.
    """
    require(person, Action.ADMINISTER)
    folder = Path(typed.strip())
    try:
        there = folder.is_absolute() and folder.is_dir()
    except (OSError, ValueError):
        there = False
    if not there:
        raise ReadError(typed, ReadProblem.MISSING)

    def work(job: Job) -> Added:
        job.tell(Step.LOOKING, 0, 0, str(folder))
        found = ingest.find_files([folder])
        ours = home.path.resolve()
        paths = [path for path in found.files if not path.resolve().is_relative_to(ours)]
        take_in(home, person, functools.partial(ingest.add_files, paths=paths), len(paths), job)
        return Added(tuple(map(str, paths)), str(folder), found.leading_out, job.stopped)

    return BOARD.start(home, Task.ADDING, person, work)


def take_in(home: Home, person: Person, feed: actions.Feed, total: int, job: Job) -> None:
    """Within a job: store what `feed` reads of `total` files, and keep what became of each for the report.

    Raises:
        NotAllowedError: `person` may not.
    """
    require(person, Action.EDIT)
    last = ""

    def reading(done: int, total: int, name: str) -> None:
        nonlocal last
        last = name or last  # between two files the last one stays in view
        job.tell(Step.READING, done, total, last)

    steps = actions.Steps(
        reading=reading,
        indexing=lambda done, total: job.tell(Step.INDEXING, done, total),
    )
    actions.add_from(home, person, feed, total, steps, job.add, stopped=lambda: job.stopped)


def results(state: State) -> list[FileResult]:
    """What became of each file of an addition."""
    return [one for one in state.results if isinstance(one, FileResult)]


# Index and encoder


def update_index(home: Home, person: Person, *, anew: bool = False) -> Job:
    """Bring the index up to date with the catalogue, or make it anew.

    Raises:
        NotAllowedError: `person` may not.
        BusyError: somebody is writing already.
    """
    require(person, Action.EDIT)

    def work(job: Job) -> BuildReport:
        report = build(home, anew=anew, progress=lambda done, total: job.tell(Step.INDEXING, done, total))
        with Workspace.open(home) as workspace:
            record(workspace, person, Change.INDEXED, report.generation, documents=report.updated, anew=anew)
        return report

    return BOARD.start(home, Task.INDEXING, person, work)


def switch_encoder(home: Home, person: Person, name: str, prompt: str = "") -> Job:
    """Index everything with another encoder; until that is done, the old index answers.

    Raises:
        NotAllowedError: `person` may not.
        EncoderError: there is no such encoder on this machine.
        BusyError: somebody is writing already.
    """
    require(person, Action.ADMINISTER)
    choice = EncoderChoice(local_encoder(name), prompt or None)

    def work(job: Job) -> BuildReport:
        before = encoder_in_use(home)
        # Anew: the same model under another name would be taken for the one in use, and not be named as asked.
        report = build(
            home, encoder=choice, anew=True, progress=lambda done, total: job.tell(Step.INDEXING, done, total)
        )
        with Workspace.open(home) as workspace:
            record(workspace, person, Change.ENCODER, choice.name, before=before, generation=report.generation)
        return report

    return BOARD.start(home, Task.ENCODER, person, work)


def measure_encoder(home: Home, person: Person, name: str, prompt: str = "") -> Job:
    """Measure an encoder beside the one in use; nothing is switched.

    Raises:
        NotAllowedError: `person` may not.
        EncoderError: there is no such encoder on this machine.
        BusyError: something else is being measured.
    """
    require(person, Action.ADMINISTER)
    choice = EncoderChoice(local_encoder(name), prompt or None)

    def work(job: Job) -> object:
        from evaluation.encoders import compare_encoders  # with it comes what only measuring needs

        def progress(step: str, done: int, total: int) -> None:
            job.tell(_STEPS.get(step, Step.CHECKING), done, total, choice.name)

        return compare_encoders(home, _in_use(home), choice, progress=progress)

    return BOARD.start(home, Task.MEASURING, person, work)


def _in_use(home: Home) -> EncoderChoice:
    from indexing.generations import published

    return published(home).manifest.choice


def examine(home: Home, person: Person) -> Job:
    """Check every passage, file and member of the index.

    Raises:
        NotAllowedError: `person` may not.
        BusyError: something else is being checked or measured.
    """
    require(person, Action.EDIT)

    def work(job: Job) -> tuple[Finding, ...]:
        job.tell(Step.CHECKING, 0, 0)
        return tuple(doctor.examine(home, thorough=True))

    return BOARD.start(home, Task.CHECKING, person, work)


# Backups


def back_up(home: Home, person: Person, *, without_index: bool = False) -> Job:
    """Make a backup in the folder of the home.

    Raises:
        NotAllowedError: `person` may not.
        BusyError: another backup is being made, or something measured.
    """
    require(person, Action.ADMINISTER)

    def work(job: Job) -> Saved:
        path = _unused(home.backups / backup.backup_name())
        manifest = backup.back_up(
            home,
            path,
            person,
            without_index=without_index,
            progress=lambda done, total, name: job.tell(Step.PACKING, done, total, name),
        )
        return Saved(path, manifest)

    return BOARD.start(home, Task.BACKING_UP, person, work)


def _unused(path: Path) -> Path:
    """`path`, or with a number behind it where two are made in one second."""
    names = (path.with_stem(f"{path.stem}-{number}") if number else path for number in itertools.count())
    return next(one for one in names if not one.exists())


def restore(home: Home, person: Person, file: Path) -> Job:
    """Bring a backup back in the place of the library; what is there now is kept in a folder beside it.

    Raises:
        NotAllowedError: `person` may not.
        BackupError: there is no such backup, or it cannot be read.
        BusyError: somebody is writing already.
    """
    require(person, Action.ADMINISTER)
    backup.inspect(file)

    def work(job: Job) -> Restored:
        restored = backup.restore(
            file,
            home,
            person,
            move_aside=True,
            progress=lambda done, total, name: job.tell(Step.UNPACKING, done, total, name),
        )
        if not restored.manifest.index:
            build(home, progress=lambda done, total: job.tell(Step.INDEXING, done, total))
        return restored

    return BOARD.start(home, Task.RESTORING, person, work)


def remove_backup(home: Home, person: Person, name: str) -> None:
    """Delete one of the backups in the folder of the home.

    Raises:
        NotAllowedError: `person` may not.
    """
    require(person, Action.ADMINISTER)
    for kept in backup.list_backups(home):
        if kept.path.name == name:
            with Workspace.open(home) as workspace, contextlib.suppress(FileNotFoundError):
                kept.path.unlink()
                record(workspace, person, Change.BACKUP_REMOVED, name)
