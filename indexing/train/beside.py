"""Two pieces of work at once that share nothing, such as the halves of the model, each on one thread."""

from __future__ import annotations

import multiprocessing
import sys
import traceback
import warnings
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from indexing.train.contrastive import Progress

Result = TypeVar("Result")
Work = Callable[[Progress], Result]
"""What is to be done, given somebody to tell about it."""


def both(work: tuple[Work[Result], Work[Result]], progress: Progress, *, apart: bool = True) -> tuple[Result, Result]:
    """What both return, in this order; the second is done in a process of its own where the system forks one.

    A forked process has everything at hand; on systems that start processes anew the two are done one after the other,
    and so they are unless `apart`: work that uses several threads cannot be forked safely. `progress` hears of both.

    Raises:
        RuntimeError: the other process ended without a result; what it printed says why.
    """
    first, second = work
    if sys.platform != "linux" or not apart:
        return first(progress), second(progress)
    receiver, sender = multiprocessing.Pipe(duplex=False)
    other = multiprocessing.get_context("fork").Process(target=_send, args=(sender, receiver, second), daemon=True)
    with warnings.catch_warnings():
        # Python warns of forking beside other threads: these wait for searches, and nothing here searches.
        warnings.simplefilter("ignore", DeprecationWarning)
        other.start()
    sender.close()
    with receiver, ThreadPoolExecutor(1, thread_name_prefix="casebase-train") as beside:
        try:
            listening: Future[Result] = beside.submit(_receive, receiver, progress)
            done = first(progress)
            return done, listening.result()
        except BaseException:
            other.kill()
            raise
        finally:
            other.join()


def _send(sender: Connection, receiver: Connection, work: Work[Any]) -> None:
    receiver.close()
    try:
        sender.send((work(sender.send),))
    except BaseException:
        traceback.print_exc()  # before the other end hears that it is over
        raise


def _receive(receiver: Connection, progress: Progress) -> Any:
    with suppress(EOFError):
        while isinstance(said := receiver.recv(), str):
            progress(said)
        return said[0]
    raise RuntimeError("the process that does the other half of the training ended too soon: see what it printed")
