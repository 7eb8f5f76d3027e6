"""A process that draws pages: started when it is needed, ended when it takes too long or breaks."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Final, cast

from corpus.errors import ReadError, ReadProblem, WorkerError
from corpus.intake.channel import Message, receive, send

_COMMAND: Final = ("-m", "corpus.facsimile.worker")
_ROOT: Final = Path(__file__).parents[2]
_STARTING: Final = 60.0  # seconds
_SERVED: Final = 500  # answers after which a fresh process takes over, whatever the old one has gathered


class Draughtsman:
    """One process, asked by one thread at a time. Use `close` when nothing more is to be asked."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0

    def ask(self, request: Message, *, seconds: float) -> tuple[Message, bytes]:
        """What it answers.

        Raises:
            ReadError: the page cannot be drawn, or not within `seconds`.
            WorkerError: the process cannot be started.
        """
        name = Path(request["path"]).name
        with self._guard:
            process = self._running()
            try:
                send(cast("Any", process.stdin), request)
                received = _within(process, seconds)
            except OSError:
                received = None
            if received is None or self._served >= _SERVED:
                too_slow = process.poll() is None and received is None
                self._end()
                if received is None:
                    raise ReadError(name, ReadProblem.TOO_SLOW if too_slow else ReadProblem.CRASHED)
            self._served += 1
        message, content = received
        if message["kind"] == "refused":
            raise ReadError(name, ReadProblem(message["problem"]), message["detail"])
        return message, content

    def close(self) -> None:
        """End the process."""
        with self._guard:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        process = subprocess.Popen(
            [sys.executable, *_COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
        self._process, self._served = process, 0
        if _within(process, _STARTING) is None:
            self._end()
            raise WorkerError("corpus.facsimile.worker did not start")
        return process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                cast("Any", stream).close()


def _within(process: subprocess.Popen[bytes], seconds: float) -> tuple[Message, bytes] | None:
    """The next message; None when the process ended, or takes longer: then it is still running."""
    found: list[tuple[Message, bytes] | None] = []

    def wait() -> None:
        with contextlib.suppress(OSError, ValueError):
            found.append(receive(cast("Any", process.stdout)))

    waiting = threading.Thread(target=wait, daemon=True)
    waiting.start()
    waiting.join(seconds)
    return found[0] if found else None
