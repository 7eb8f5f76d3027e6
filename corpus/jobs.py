"""Work that goes on in the background of a process, whoever looks: how far it is, what came of it, how to stop it.

A job outlives whoever started it: closing a browser, or loading a page anew, changes nothing. There is one at a time
for each home and lane (the write lock allows no more); who comes second is told who is at work. Some need more lanes
than the one they are shown in.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from corpus.errors import CasebaseError
from corpus.home import Home, utc_now
from corpus.workspace import Person

_KEPT: Final = 12  # finished jobs of a home: their reports are there until somebody puts them away
_log = logging.getLogger(__name__)


class Task(StrEnum):
    """What a job is for."""

    ADDING = "adding"
    GATHERING = "gathering submissions"
    INDEXING = "indexing"
    ENCODER = "encoder"
    CHECKING = "checking"
    MEASURING = "measuring"
    BACKING_UP = "backing up"
    RESTORING = "restoring"
    MATRIX = "looking for evidence"
    CLAIMS = "reading figures"
    OVERLAP = "comparing texts"


class Step(StrEnum):
    """What a job is doing at the moment."""

    STARTING = "starting"
    LOOKING = "looking"  # which files there are
    READING = "reading"
    INDEXING = "indexing"
    CHECKING = "checking"
    SEARCHING = "searching"
    PACKING = "packing"
    UNPACKING = "unpacking"
    COMPARING = "comparing"


class Lane(StrEnum):
    """What may go on at the same time: one job that writes, one that only reads, and one that compares submissions."""

    WRITING = "writing"
    READING = "reading"
    COMPARING = "comparing"


LANES: Final[dict[Task, Lane]] = {
    Task.CHECKING: Lane.READING,
    Task.MEASURING: Lane.READING,
    Task.BACKING_UP: Lane.READING,
    **dict.fromkeys((Task.ADDING, Task.GATHERING, Task.INDEXING, Task.ENCODER, Task.RESTORING), Lane.WRITING),
    **dict.fromkeys((Task.MATRIX, Task.CLAIMS, Task.OVERLAP), Lane.COMPARING),
}
"""The lane in which a job is shown."""

_ALONE: Final = frozenset(
    {
        Task.RESTORING,  # it takes the library away under whoever reads it
        Task.MEASURING,  # it keeps the vectors that it computes where a build keeps them
    }
)


class BusyError(CasebaseError):
    """A job is going on beside which this one cannot; `task`, `person` (as read) and `since` (UTC) say which."""

    def __init__(self, task: Task, person: str, since: str) -> None:
        self.task = task
        self.person = person
        self.since = since
        super().__init__(f"{person} has been {task} since {since}: wait until that has finished, then try again")


class BrokenOffError(CasebaseError):
    """A job ended in a way that nobody foresaw; the log of the server says how."""

    def __init__(self, task: Task) -> None:
        self.task = task
        super().__init__(f"{task} broke off: look at the log of the server, then try again")


@dataclass(frozen=True, slots=True)
class State:
    """How a job stands at one moment.

    `done` of `total` things of `step` are done (files, documents, bytes); `current` names the one at hand.
    `seconds_left` is an estimate for this step, None where there is nothing to tell it from. `results` are what came
    out so far, `outcome` is what it ended with. `about` tells it from other jobs of its task.
    """

    number: int
    task: Task
    person: Person
    since: str
    step: Step = Step.STARTING
    done: int = 0
    total: int = 0
    current: str = ""
    seconds_left: float | None = None
    results: tuple[object, ...] = ()
    outcome: object = None
    error: CasebaseError | None = None
    running: bool = True
    stopping: bool = False
    about: str = ""


class Job:
    """One piece of work, told how far it is by itself, looked at by anybody. Safe to share between threads."""

    def __init__(
        self,
        number: int,
        task: Task,
        person: Person,
        *,
        about: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._guard = threading.Lock()
        self._state = State(number, task, person, utc_now(), about=about)
        self._results: list[object] = []
        self._clock = clock
        self._began = clock()
        self._first = 0
        self._ended = threading.Event()

    def state(self) -> State:
        """How it stands now."""
        with self._guard:
            state = replace(self._state, results=tuple(self._results))
            if not state.running:
                return state
            passed, done = self._clock() - self._began, state.done - self._first
            left = passed / done * (state.total - state.done) if done > 0 and state.total else None
        return replace(state, seconds_left=left)

    def wait(self, seconds: float) -> bool:
        """Wait for its end, at most so long; whether it has ended."""
        return self._ended.wait(seconds)

    # -- for the work itself

    def tell(self, step: Step, done: int, total: int, current: str = "") -> None:
        """Say how far it is."""
        with self._guard:
            if step is not self._state.step or done < self._state.done:
                self._began, self._first = self._clock(), done
            self._state = replace(self._state, step=step, done=done, total=total, current=current)

    def add(self, result: object) -> None:
        """Keep one result for the report."""
        with self._guard:
            self._results.append(result)

    @property
    def stopped(self) -> bool:
        """Whether somebody wants it to end after what is at hand."""
        return self._state.stopping

    # -- for whoever looks at it

    def stop(self) -> None:
        """Ask it to end after what is at hand."""
        with self._guard:
            self._state = replace(self._state, stopping=True)

    def end(self, outcome: object = None, error: CasebaseError | None = None) -> None:
        """Take note of its end; called once."""
        with self._guard:
            self._state = replace(self._state, outcome=outcome, error=error, running=False)
        self._ended.set()


Work = Callable[[Job], object]
"""What a job does; returns its outcome."""


class Board:
    """All jobs of a process, by home: what goes on, and what has ended and was not put away yet."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._running: dict[tuple[Path, Lane], Job] = {}
        self._ended: dict[Path, list[Job]] = {}
        self._numbers = itertools.count(1)

    def start(self, home: Home, task: Task, person: Person, work: Work, *, about: str = "") -> Job:
        """Begin `work` in a thread of its own; `about` tells it from other jobs of its task.

        Raises:
            BusyError: another job is going on beside which this one cannot.
            BrokenOffError: there is no thread to be had.
        """
        path, lanes = _key(home), tuple(Lane) if task in _ALONE else (LANES[task],)
        with self._guard:
            for lane in lanes:
                if running := self._running.get((path, lane)):
                    state = running.state()
                    raise BusyError(state.task, str(state.person), state.since)
            job = Job(next(self._numbers), task, person, about=about)
            self._running |= {(path, lane): job for lane in lanes}
        # A server that is told to end does not wait: every document is stored in one transaction, or not at all.
        thread = threading.Thread(target=self._run, args=(path, job, work), name=f"casebase-{task}", daemon=True)
        try:
            thread.start()
        except Exception as error:  # no thread was to be had: the next job may get one
            _log.exception("a job could not begin")
            with self._guard:
                self._free(job)
            raise BrokenOffError(task) from error
        return job

    def _free(self, job: Job) -> None:
        for key in [key for key, one in self._running.items() if one is job]:
            del self._running[key]

    def _run(self, path: Path, job: Job, work: Work) -> None:
        outcome, failure = None, None
        try:
            outcome = work(job)
        except CasebaseError as error:
            failure = error
        except BaseException:  # whatever it is, those who look must learn that it is over
            _log.exception("a job broke off")
            failure = BrokenOffError(job.state().task)
        with self._guard:
            job.end(outcome, failure)
            self._free(job)
            ended = self._ended.setdefault(path, [])
            ended.append(job)
            del ended[:-_KEPT]

    def running(self, home: Home, lane: Lane) -> Job | None:
        """The job of a lane that is going on."""
        with self._guard:
            return self._running.get((_key(home), lane))

    def ended(self, home: Home, *tasks: Task) -> tuple[State, ...]:
        """The jobs for `tasks` that have ended and were not put away, the newest first."""
        with self._guard:
            states = [job.state() for job in reversed(self._ended.get(_key(home), ()))]
        return tuple(state for state in states if state.task in tasks)

    def dismiss(self, home: Home, number: int) -> None:
        """Put away the report of the job called `number`."""
        with self._guard:
            key = _key(home)
            self._ended[key] = [job for job in self._ended.get(key, ()) if job.state().number != number]


def _key(home: Home) -> Path:
    return home.path.absolute()


BOARD: Final = Board()
"""That of this process."""
