"""What every command line shares: --home, --json, exit codes, and errors in one sentence.

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, TextIO

from corpus.errors import CasebaseError, SearchError

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


def common_options() -> argparse.ArgumentParser:
    """A parent parser with the options that every command takes."""
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument("--home", metavar="DIR", help="home directory (default: $CASEBASE_HOME, else ./library)")
    parent.add_argument("--json", action="store_true", help="print JSON for machines")
    return parent


def run(main: Callable[[Sequence[str]], int]) -> None:
    """Run a command line to its exit code; errors raised on purpose become one sentence on standard error."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = main(sys.argv[1:])
        sys.stdout.flush()
    except SearchError as error:
        code = _say(error, USAGE)
    except CasebaseError as error:
        code = _say(error, FAILED)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away: nothing to say, and nothing to flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = FAILED
    sys.exit(code)


def to_json(value: Any) -> str:
    """JSON as the commands print it: Chinese readable, indented."""
    return json.dumps(value, ensure_ascii=False, indent=2)


class ProgressBar:
    """A bar on a terminal; silent elsewhere, so that logs and pipes stay clean."""

    def __init__(self, label: str, stream: TextIO = sys.stderr) -> None:
        self._label = label
        self._stream = stream
        self._shown = stream.isatty()

    def __call__(self, done: int, total: int) -> None:
        """Show that `done` of `total` are done."""
        if not self._shown or not total:
            return
        filled = 30 * done // total
        self._stream.write(f"\r{self._label} [{'#' * filled}{'.' * (30 - filled)}] {done}/{total}")
        if done == total:
            self._stream.write("\n")
        self._stream.flush()

    def clear(self) -> None:
        """Wipe the line, so that something else can be printed."""
        if self._shown:
            self._stream.write("\r\x1b[K")


def _say(error: CasebaseError, code: int) -> int:
    print(f"error: {error}", file=sys.stderr)  # noqa: T201 - the one place where a command words an error
    return code
