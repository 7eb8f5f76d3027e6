"""What every command line shares: --home, --json, exit codes, and errors in one sentence.

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, TextIO

from corpus.errors import CasebaseError, SearchError

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130

_REDRAW = 0.1  # seconds: a terminal is slower than what is told of
_LATELY = 30.0  # seconds over which a speed is taken

# Control characters and those that change the direction of what follows: a file name may hold them.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def common_options() -> argparse.ArgumentParser:
    """A parent parser with the options that every command takes."""
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument("--home", metavar="DIR", help="home directory (default: $CASEBASE_HOME, else ./library)")
    parent.add_argument("--json", action="store_true", help="print JSON for machines")
    return parent


def number_between(least: int, most: int) -> Callable[[str], int]:
    """A type for argparse: a whole number from `least` to `most`."""

    def number(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text} is not between {least} and {most}")
        return value

    return number


def one_line(text: str) -> str:
    """`text` as it can be printed: line breaks and control characters as escapes."""
    return _UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def run(main: Callable[[Sequence[str]], int]) -> None:
    """Run a command line to its exit code; errors raised on purpose become one sentence on standard error."""
    _open_streams()
    try:
        code = main(sys.argv[1:])
        sys.stdout.flush()
    except SearchError as error:
        code = _say(error, USAGE)
    except CasebaseError as error:
        code = _say(error, FAILED)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:  # the reader of our output went away: nothing to say
        code = FAILED
    except OSError as error:
        code = _say(_failure(error), FAILED)
    try:
        sys.stdout.flush()
    except OSError:  # what cannot be written would be tried again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = FAILED
    sys.exit(code)


def _open_streams() -> None:
    """Make the standard streams print anything; one that was closed goes nowhere, and no file gets its number."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name) or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", closefd=False)
        stream.reconfigure(errors="backslashreplace")
        setattr(sys, name, stream)


def _failure(error: OSError) -> str:
    """What the operating system refused, where nothing nearer to it had a better sentence."""
    where = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
    return f"{where}{error.strerror or error}: check the path, its permissions and the free space"


def to_json(value: Any) -> str:
    """JSON as the commands print it: Chinese readable, indented."""
    return json.dumps(value, ensure_ascii=False, indent=2)


class ProgressBar:
    """A bar on a terminal, with the speed and the time that is left; silent elsewhere, so that logs stay clean."""

    def __init__(self, label: str, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._label = label
        self._stream = stream or sys.stderr
        self._shown = self._stream.isatty()
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque([(clock(), 0)])
        self._drawn = -math.inf

    def __call__(self, done: int, total: int) -> None:
        """Show that `done` of `total` are done."""
        if not self._shown or not total:
            return
        now = self._clock()
        if done < total and now - self._drawn < _REDRAW:
            return
        self._drawn = now
        filled = 30 * done // total
        pace = self._pace(now, done, total)
        self._stream.write(f"\r{self._label} [{'#' * filled}{'.' * (30 - filled)}] {done}/{total}{pace}\x1b[K")
        if done == total:
            self._stream.write("\n")
            self._drawn = -math.inf
        self._stream.flush()

    def clear(self) -> None:
        """Wipe the line, so that something else can be printed."""
        if self._shown and self._drawn > -math.inf:
            self._stream.write("\r\x1b[K")
            self._drawn = -math.inf

    def _pace(self, now: float, done: int, total: int) -> str:
        """How many a second lately, and how long the rest takes at that."""
        self._seen.append((now, done))
        while len(self._seen) > 2 and now - self._seen[0][0] > _LATELY:
            self._seen.popleft()
        began, before = self._seen[0]
        if done == before or now <= began:
            return ""
        speed = (done - before) / (now - began)
        left = "" if done == total else f", {duration((total - done) / speed)} left"
        return f"  {speed:.{0 if speed >= 10 else 1}f}/s{left}"


def duration(seconds: float) -> str:
    """Minutes and seconds (2:05), with hours where there are any (1:02:05)."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _say(error: CasebaseError | str, code: int) -> int:
    print(f"error: {one_line(str(error))}", file=sys.stderr)
    return code
