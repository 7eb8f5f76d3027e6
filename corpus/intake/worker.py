"""The process that reads files for the product, so that a file which breaks the reader breaks only this.

Started by `corpus.intake.workers`. It takes jobs from its standard input, one after the other, and answers on its
standard output; what libraries print there goes nowhere.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, BinaryIO, Final

from corpus.errors import ReadProblem
from corpus.intake.channel import Message, receive, send
from corpus.intake.contents import Begun, Event, Finished, Refused, Unit, Walk
from corpus.intake.entry import Entry
from corpus.intake.limits import Limits, limits_for
from corpus.intake.measure import Meter, resident_bytes
from corpus.intake.plain import to_plain
from corpus.model import Document

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

OUT_OF_MEMORY: Final = 86  # exit status
_FOLDED: Final = next(place for place, field in enumerate(fields(Document)) if field.name == "folded")
_TOO_FAT: Final = 2**30  # bytes: a worker that keeps more than this after its job makes room for a fresh one
_LOOK_AROUND: Final = 2.0  # seconds


def main() -> None:
    """Answer jobs until there are no more."""
    jobs, answers = take_streams()
    end_with(os.getppid())
    send(answers, {"kind": "ready"})
    _silence()
    while (received := receive(jobs)) is not None:
        job, content = received
        fat = _answer(answers, job, content)
        send(answers, {"kind": "idle", "job": job["job"], "retire": fat})
        if fat:
            return


def _answer(answers: BinaryIO, job: Message, content: bytes) -> bool:
    """Do one job; whether this process had better be replaced afterwards."""
    starved = False
    try:
        for event, meter in _metered(_events(job, content)):
            if isinstance(event, Begun):
                limit_memory(_limits_of(job, event).memory)
            if isinstance(event, Refused) and event.error.problem is ReadProblem.TOO_MUCH_MEMORY:
                starved = True
                limit_memory(None)
            _tell(answers, job, event, meter)
    except MemoryError:  # outside of a reader: the product sees this process end, and goes on with another
        limit_memory(None)
        os._exit(OUT_OF_MEMORY)
    return starved or (resident_bytes(os.getpid()) or 0) > _TOO_FAT


def _limits_of(job: Message, begun: Begun) -> Limits:
    if job["limits"] is not None:
        return Limits(*job["limits"])
    return limits_for(begun.inside or job["name"], begun.size)


def _events(job: Message, content: bytes) -> Iterator[Event]:
    walk = Walk(job["name"], job["origin"], job["after"])
    path = job["path"]
    return walk.through_content(content) if path is None else walk.through_path(Path(path))


def _metered(events: Iterator[Event]) -> Iterator[tuple[Event, Meter]]:
    """Each event with what it took since the last document or refusal."""
    meter = Meter()
    for event in events:
        yield event, meter
        if isinstance(event, Unit | Refused):
            meter = Meter()


def _tell(answers: BinaryIO, job: Message, event: Event, meter: Meter) -> None:
    about: dict[str, Any] = {"kind": type(event).__name__.lower(), "job": job["job"]}
    if isinstance(event, Begun):
        send(answers, {**about, "inside": event.inside, "size": event.size})
    elif isinstance(event, Finished):
        send(answers, {**about, "stamp": event.stamp})
    else:
        cost = {"seconds": meter.seconds(), "peak": meter.peak_bytes()}
        if isinstance(event, Refused):
            error = event.error
            told = {"path": error.path, "problem": error.problem, "detail": error.detail}
            send(answers, {**about, **cost, **told, "inside": event.inside})
            return
        entries = [[_document(entry), _passages(entry), entry.origin] for entry in event.entries]
        about |= {"inside": event.inside, "stamp": event.stamp, "entries": entries}
        send(answers, {**about, **cost}, event.entries[0].content or b"")


def _document(entry: Entry) -> Any:
    """The document without what is made of its text in no time."""
    plain = to_plain(entry.document)
    plain[_FOLDED] = ""
    return plain


def _passages(entry: Entry) -> Any:
    return [[one.ordinal, one.start, one.end, to_plain(one.locator)] for one in entry.passages]


def limit_memory(memory: int | None) -> None:
    """Let the system refuse more than `memory` bytes, where it can; None lifts that. The clock is watched outside."""
    if resource is None:
        return
    kind = resource.RLIMIT_DATA
    hard = resource.getrlimit(kind)[1]
    wanted = resource.RLIM_INFINITY if memory is None else memory
    with contextlib.suppress(ValueError, OSError):  # macOS knows limits that it does not let be set
        resource.setrlimit(kind, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def take_streams() -> tuple[BinaryIO, BinaryIO]:
    """The two pipes, out of reach of anything that reads standard input or prints."""
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asked decides what an interruption means
    return jobs, answers


def _silence() -> None:
    """From now on what libraries say on standard error goes nowhere, too."""
    sys.stderr.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def end_with(parent: int) -> None:
    """End when the product has ended without saying so, even in the middle of a long reading."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_AROUND)
        os._exit(1)

    if hasattr(os, "fork"):  # elsewhere the parent's number stays when it is gone
        threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    main()
