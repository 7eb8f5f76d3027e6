"""Files read in processes of their own, with limits on time and memory, several at once.

A process that takes too long, needs too much or breaks is ended and replaced; the file that it was reading is
reported, and what follows in it is read by the next one. Memory stays bounded: a process that has an answer waits
until it is taken.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Self

from corpus.errors import ReadError, ReadProblem, WorkerError
from corpus.intake.channel import Message, packed, receive
from corpus.intake.entry import Entry
from corpus.intake.limits import Limits, limits_for, worker_count
from corpus.intake.measure import resident_bytes
from corpus.intake.plain import from_plain
from corpus.model import Document, Locator, Passage
from corpus.script import fold

_COMMAND: Final = ("-m", "corpus.intake.worker")
_ROOT: Final = Path(__file__).parents[2]
_GLANCE: Final = 0.25  # seconds between looks at clocks and memory
_STARTING: Final = 120.0  # seconds until a process must be ready
_AHEAD: Final = 4_096  # bytes of a job that may wait in a pipe: more could block it
_LOST_STARTS: Final = 3  # processes in a row that end before they are ready
_RESTARTS: Final = 20  # for one file: an archive full of files that break the reader is given up
_OUT_OF_MEMORY: Final = 86  # what a worker ends with that has none left


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read: as people call it, its `path` or else its `content`, and where it is known to come from.

    `number` tells it from all others of one `Workers.read`; `after` is the member at which an earlier process broke.
    """

    number: int
    name: str
    path: Path | None = None
    content: bytes = b""
    origin: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """What a reading took: seconds, and the most memory that its process had meanwhile, in bytes."""

    seconds: float = 0.0
    peak: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """Documents to be stored together; `inside` is where in the file they were, empty for the file itself.

    `stamp` is the file's where these are all that it holds, and it can be known again.
    """

    job: Job
    inside: str
    entries: tuple[Entry, ...]
    cost: Cost
    stamp: str | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """What could not be read, and why."""

    job: Job
    inside: str
    error: ReadError
    cost: Cost


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a file; `stamp` where all of it was read and none of it refused."""

    job: Job
    stamp: str | None


Answer = Read | Failed | Ended


class Worker:
    """One process, and a thread that listens to it."""

    def __init__(self, answers: queue.Queue[tuple[Worker, Message | None, bytes]]) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(
            [sys.executable, *_COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=_environment(),
            start_new_session=True,
        )
        self._answers = answers
        self.jobs: deque[Job] = deque()
        self.ready = self.is_retired = self.is_closed = False
        self.ended_for: ReadProblem | None = None
        self.inside = ""
        self.limits = Limits(_STARTING, 2**63)
        self._heard = time.monotonic()
        self._is_waiting = False
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def give(self, job: Job, limits: Limits | None) -> None:
        """Hand over a job; a process that is gone already is met when its end is heard of."""
        if not self.jobs:
            self._heard = time.monotonic()
        self.jobs.append(job)
        assert self._process.stdin is not None
        try:
            for piece in _job_message(job, limits):
                self._process.stdin.write(piece)
            self._process.stdin.flush()
        except OSError:
            return

    def look(self) -> None:
        """End the process if it has gone beyond its limits."""
        if self._is_waiting or not (self.jobs or not self.ready) or self.ended_for:
            return
        if time.monotonic() - self._heard > self.limits.seconds:
            self.end(ReadProblem.TOO_SLOW)
        elif self.jobs and (resident_bytes(self._process.pid) or 0) > self.limits.memory:
            self.end(ReadProblem.TOO_MUCH_MEMORY)

    def end(self, problem: ReadProblem) -> None:
        """Kill the process and all that it started."""
        self.ended_for = problem
        _kill(self._process)

    def problem(self) -> tuple[ReadProblem, str]:
        """Why the process has ended, and what the system says of it."""
        status = self._process.wait()
        if self.ended_for is ReadProblem.TOO_SLOW:
            return self.ended_for, f"more than {self.limits.seconds:.0f} seconds"
        if self.ended_for or status == _OUT_OF_MEMORY:
            return ReadProblem.TOO_MUCH_MEMORY, f"more than {self.limits.memory // 2**20} MB"
        if status == -getattr(signal, "SIGKILL", 9):
            return ReadProblem.TOO_MUCH_MEMORY, "the system ended the process"
        return ReadProblem.CRASHED, f"signal {-status}" if status < 0 else f"exit status {status}"

    def last_words(self) -> str:
        """The last line that the process wrote on its standard error."""
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"exit status {self._process.returncode}"

    def close(self) -> None:
        """End the process, whatever it is doing, and give back what it held."""
        if self.is_closed:
            return
        self.is_closed = True
        _kill(self._process)
        self._process.wait()
        self._listener.join()
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            _close(stream)

    def _listen(self) -> None:
        """Pass on what the process says. The clock stands still while nobody takes it."""
        assert self._process.stdout is not None
        while True:
            received = _received(self._process.stdout)
            self._is_waiting = True
            message, content = received or (None, b"")
            while not self.is_closed:
                try:
                    self._answers.put((self, message, content), timeout=_GLANCE)
                    break
                except queue.Full:
                    continue
            self._heard = time.monotonic()
            self._is_waiting = False
            if received is None or self.is_closed:
                return


class Workers:
    """Processes that read files, as many as `count` at once. Use as a context manager.

    Raises:
        WorkerError: they cannot be started.
    """

    def __init__(self, count: int | None = None, *, limits: Limits | None = None) -> None:
        self._count = count or worker_count()
        self._limits = limits
        self._answers: queue.Queue[tuple[Worker, Message | None, bytes]] = queue.Queue(maxsize=1)
        self._workers: list[Worker] = []
        self._lost_starts = 0
        self._restarts: dict[int, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all processes, whatever they are doing."""
        for worker in self._workers:
            worker.close()
        self._workers.clear()

    def read(self, jobs: Iterable[Job]) -> Iterator[Answer]:
        """What becomes of each job, as it comes; every job ends with `Ended`. Jobs are asked for as they are needed."""
        waiting = _Waiting(jobs)
        self._restarts.clear()
        while True:
            self._hand_out(waiting)
            if not any(worker.jobs for worker in self._workers):
                return
            try:
                worker, message, content = self._answers.get(timeout=_GLANCE)
            except queue.Empty:
                pass
            else:
                if message is None:
                    yield from self._bury(worker, waiting)
                else:
                    yield from self._take(worker, message, content)
            for one in self._workers:
                one.look()

    def _hand_out(self, waiting: _Waiting) -> None:
        """Keep every process busy, with one small job in its pipe, so that none waits for us."""
        while (job := waiting.first()) is not None:
            worker = self._free_worker(small=len(str(job.path)) + len(job.content) < _AHEAD)
            if worker is None:
                return
            waiting.take()
            worker.give(job, self._limits)

    def _free_worker(self, *, small: bool) -> Worker | None:
        able = [worker for worker in self._workers if not worker.is_retired]
        idle = next((worker for worker in able if not worker.jobs), None)
        if idle or len(self._workers) < self._count:
            return idle or self._start()
        return next((worker for worker in able if small and len(worker.jobs) == 1 and worker.ready), None)

    def _start(self) -> Worker:
        try:
            worker = Worker(self._answers)
        except OSError as error:
            raise WorkerError(error.strerror or str(error)) from error
        self._workers.append(worker)
        return worker

    def _take(self, worker: Worker, message: Message, content: bytes) -> Iterator[Answer]:
        kind = message["kind"]
        if kind == "ready":
            worker.ready = True
            self._lost_starts = 0
        elif kind == "begun":
            worker.inside = message["inside"]
            name = worker.inside or worker.jobs[0].name
            worker.limits = self._limits or limits_for(name, message["size"])
        elif kind == "idle":
            worker.jobs.popleft()
            worker.is_retired = message["retire"]
            worker.inside = ""
        else:
            yield _answer(worker.jobs[0], message, content)

    def _bury(self, worker: Worker, waiting: _Waiting) -> Iterator[Answer]:
        """Say what a process that has ended was doing, and let others do what it leaves."""
        problem, detail = worker.problem()
        self._workers.remove(worker)
        words = worker.last_words()
        worker.close()
        if not worker.ready:
            self._lost_starts += 1
            if self._lost_starts >= _LOST_STARTS:
                raise WorkerError(words)
        elif worker.jobs and not worker.is_retired:
            job = worker.jobs.popleft()
            yield from self._blame(job, worker, ReadError(_shown(job, worker.inside), problem, detail), waiting)
        for left in reversed(worker.jobs):
            waiting.put_back(left)

    def _blame(self, job: Job, worker: Worker, error: ReadError, waiting: _Waiting) -> Iterator[Answer]:
        """Report what broke a process; what follows it in the same file is read by another."""
        yield Failed(job, worker.inside, error, Cost())
        self._restarts[job.number] = self._restarts.get(job.number, 0) + 1
        if worker.inside and self._restarts[job.number] <= _RESTARTS:
            waiting.put_back(replace(job, after=worker.inside))
            return
        if worker.inside:
            detail = f"{_RESTARTS} files in it broke the reader: the rest was not read"
            yield Failed(job, "", ReadError(job.name, ReadProblem.CRASHED, detail), Cost())
        yield Ended(job, None)


class _Waiting:
    """The jobs that nobody has yet, and those that came back, which go first."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._fresh = iter(jobs)
        self._back: deque[Job] = deque()

    def first(self) -> Job | None:
        """The next job, which stays first until it is taken."""
        if not self._back and (fresh := next(self._fresh, None)):
            self._back.append(fresh)
        return self._back[0] if self._back else None

    def take(self) -> None:
        """Remove the first job."""
        self._back.popleft()

    def put_back(self, job: Job) -> None:
        """Make `job` the first."""
        self._back.appendleft(job)


def _answer(job: Job, message: Message, content: bytes) -> Answer:
    if message["kind"] == "finished":
        # A file that was taken up again after a break was not read as one, nor without loss.
        return Ended(job, message["stamp"] if job.after is None else None)
    cost = Cost(message["seconds"], message["peak"])
    if message["kind"] == "refused":
        error = ReadError(message["path"], ReadProblem(message["problem"]), message["detail"])
        return Failed(job, message["inside"], error, cost)
    entries = tuple(_entry(plain, content) for plain in message["entries"])
    return Read(job, message["inside"], entries, cost, message["stamp"])


def _entry(plain: list[Any], content: bytes) -> Entry:
    of_document, of_passages, origin = plain
    document = from_plain(Document, of_document)
    document = replace(document, folded=fold(document.text))
    passages = tuple(
        Passage(document.doc_id, ordinal, start, end, document.text[start:end], from_plain(Locator, locator))
        for ordinal, start, end, locator in of_passages
    )
    return Entry(document, passages, content, origin)


def _job_message(job: Job, limits: Limits | None) -> list[bytes]:
    message = {
        "job": job.number,
        "name": job.name,
        "path": None if job.path is None else str(job.path),
        "origin": job.origin,
        "after": job.after,
        "limits": limits and [limits.seconds, limits.memory],
    }
    return packed(message, job.content)


def _received(stream: Any) -> tuple[Message, bytes] | None:
    try:
        return receive(stream)
    except (OSError, ValueError):  # the pipe is gone, or holds what no worker says
        return None


def _shown(job: Job, inside: str) -> str:
    return f"{job.name}/{inside}" if inside else job.name


def _environment() -> dict[str, str]:
    """Ours, with the place of the product and the way in which names of files are read."""
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    utf8 = {"PYTHONUTF8": "1"} if sys.flags.utf8_mode else {}
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **utf8}


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The process with everything that it started, where it leads a group of its own."""
    if process.poll() is not None:
        return
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except OSError:
        process.kill()


def _close(stream: Any) -> None:
    try:
        stream.close()
    except OSError:  # what was still to be written has nobody to read it
        return
