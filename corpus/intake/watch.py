"""Folders that are looked at again and again: which files are new or have changed, and are finished.

Looking is all that works everywhere, on network drives too, where systems do not tell of changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.intake.files import Stamp, files_under

_UNFINISHED = (".part", ".crdownload", ".download", ".tmp", ".partial")  # as browsers call what is on its way


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look found: files that are `ready` to be added, and those that have `vanished` since the last look."""

    ready: tuple[Path, ...]
    vanished: tuple[Path, ...]


class Watch:
    """Remembers how the files under `paths` looked. A file is ready when two looks in a row found it the same."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = tuple(paths)
        self._last: dict[Path, str] = {}
        self._settled: dict[Path, str] = {}

    def look(self) -> Seen:
        """Look once at everything."""
        now = {path: stamp for path in files_under(self._paths) if (stamp := _stamp(path)) is not None}
        ready = tuple(
            path for path, stamp in now.items() if self._settled.get(path) != stamp and self._last.get(path) == stamp
        )
        vanished = tuple(path for path in self._last if path not in now)
        for path in vanished:
            self._settled.pop(path, None)
        self._last = now
        return Seen(ready, vanished)

    def settle(self, paths: Sequence[Path]) -> None:
        """Take note that `paths` have been dealt with as the last look found them."""
        self._settled.update((path, self._last[path]) for path in paths if path in self._last)


def _stamp(path: Path) -> str | None:
    """What the file system says of a file; None where there is none, or one that is still on its way."""
    if path.suffix.lower() in _UNFINISHED:
        return None
    try:
        return None if path.is_dir() else str(Stamp.of(path.stat()))
    except (OSError, ValueError):
        return None
