"""What is worked out of submissions in the background of the server: evidence, figures, shared words.

A result is kept in memory as long as nothing that it rests on has changed; the libraries keep what is costly on disk
besides, so that a server that was started anew has it again at once.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from corpus.home import Home
from corpus.jobs import BOARD, Job, Lane, State, Step, Task
from corpus.workspace import Action, Person, allowed, require
from review.model import Progress

TASKS: Final = (Task.MATRIX, Task.CLAIMS, Task.OVERLAP)
_KEPT: Final = 12  # results: those of some rounds that are looked at in turn

Work = Callable[[Progress, Callable[[], bool]], object]
"""Works a result out, telling how far it is and asking whether it is to stop; not None."""

_guard = threading.Lock()
_results: OrderedDict[tuple[Path, str], object] = OrderedDict()


def key_of(task: Task, *parts: Iterable[object]) -> str:
    """Names a result by everything that it rests on."""
    words = [str(task), *(str(one) for part in parts for one in (*part, "\n"))]
    return hashlib.sha256("\t".join(words).encode()).hexdigest()


def result(home: Home, key: str) -> object | None:
    """What was worked out under `key`; None where nothing is kept."""
    with _guard:
        found = _results.get((home.path.absolute(), key))
        if found is not None:
            _results.move_to_end((home.path.absolute(), key))
    return found


def begin(home: Home, person: Person, task: Task, key: str, work: Work) -> Job:
    """Work a result out.

    Raises:
        NotAllowedError: `person` may not.
        BusyError: something else is being worked out.
    """
    require(person, Action.READ)

    def run(job: Job) -> None:
        job.tell(Step.COMPARING, 0, 0)
        try:
            made = work(lambda done, total: job.tell(Step.COMPARING, done, total), lambda: job.stopped)
        except Exception:  # what was told to stop may end in any way
            if not job.stopped:
                raise
            return
        if not job.stopped:
            _keep(home, key, made)

    return BOARD.start(home, task, person, run, about=key)


def _keep(home: Home, key: str, made: object) -> None:
    with _guard:
        _results[home.path.absolute(), key] = made
        while len(_results) > _KEPT:
            _results.popitem(last=False)


def running(home: Home) -> State | None:
    """What is being worked out."""
    job = BOARD.running(home, Lane.COMPARING)
    return job.state() if job else None


def ended(home: Home, key: str) -> State | None:
    """How the last attempt at `key` has ended, where nothing came of it and nobody has asked for another one."""
    return next((one for one in BOARD.ended(home, *TASKS) if one.about == key and (one.error or one.stopping)), None)


def dismiss(home: Home, key: str) -> None:
    """Forget the attempts at `key`, so that another one can be made."""
    for state in BOARD.ended(home, *TASKS):
        if state.about == key:
            BOARD.dismiss(home, state.number)


def may_stop(person: Person, state: State) -> bool:
    """Whether a person may stop it: who began it, and who may add files."""
    return state.person == person or allowed(person, Action.EDIT)


def stop(home: Home, person: Person, number: int) -> None:
    """Stop the job called `number`, if it is still going on.

    Raises:
        NotAllowedError: somebody else began it, and `person` may not add files.
    """
    job = BOARD.running(home, Lane.COMPARING)
    if job is None or (state := job.state()).number != number:
        return
    if not may_stop(person, state):
        require(person, Action.EDIT)
    job.stop()
