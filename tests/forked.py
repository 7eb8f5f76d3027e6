"""Commands in processes of their own without the cost of a start: each is forked from one that has imported already.

`Commands` is this end; run as a program, this module is the other: it imports what the command lines import, then
forks for every order. What runs is `python -m MODULE ARGS…` with its own arguments, environment, streams, exit code
and end; only the interpreter's start and the imports are shared.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import runpy
import socket
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
MODULES = ("corpus", "indexing", "search", "review", "evaluation")
_LONGEST = 1 << 20  # bytes of an order


class Commands:
    """Runs commands as `subprocess.run` does, with captured streams; to be closed."""

    def __init__(self) -> None:
        self._end, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _LONGEST)
        with other:
            self._server = subprocess.Popen(
                [sys.executable, "-W", "error", "-m", "tests.forked", str(other.fileno())],
                cwd=ROOT,
                env={**os.environ, "PYTHONUTF8": "1"},
                stdin=subprocess.DEVNULL,
                pass_fds=[other.fileno()],
            )

    def run(self, module: str, arguments: list[str], environment: Mapping[str, str], typed: str = "") -> Any:
        """The completed process; text is UTF-8."""
        order = json.dumps([module, arguments, dict(environment)]).encode()
        with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            stdin.write(typed.encode())
            stdin.seek(0)
            socket.send_fds(self._end, [order], [stdin.fileno(), out.fileno(), err.fileno()])
            answer = self._end.recv(64)
            assert answer, "the process that commands are forked from has ended"
            printed = []
            for stream in (out, err):
                stream.seek(0)
                printed.append(stream.read().decode())
        return subprocess.CompletedProcess([module, *arguments], int(answer), *printed)

    def close(self) -> None:
        """End the process that waits for orders."""
        self._end.close()
        self._server.wait(timeout=30)


def serve(orders: socket.socket) -> None:
    """Fork for every order until there are no more; the forked process leaves this function to run it."""
    for module in MODULES:
        importlib.import_module(f"{module}.__main__")
        del sys.modules[f"{module}.__main__"]
    kept = [importlib.import_module("indexing.encoder").load_encoder()]  # the forked find it in use
    gc.collect()
    gc.freeze()  # what a collection in the forked need not walk through, nor copy
    while True:
        order, streams, _, _ = socket.recv_fds(orders, _LONGEST, 3)
        if not order:
            kept.clear()
            sys.exit()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of threads: no library has begun one that works
            child = os.fork()
        if not child:
            orders.close()
            _become(order, streams)
            return
        for stream in streams:
            os.close(stream)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        with contextlib.suppress(BrokenPipeError):
            orders.send(str(code).encode())


def _become(order: bytes, streams: list[int]) -> None:
    module, arguments, environment = json.loads(order)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["-m", *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as end:
        serve(end)
