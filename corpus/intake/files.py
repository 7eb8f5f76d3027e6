"""Regular files, opened and read as they stood at one moment."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Self

from corpus.errors import ReadError, ReadProblem
from corpus.intake.limits import FILE_BYTES

_TRIES: Final = 3
_PAUSE: Final = 0.2  # seconds before a file that changed is read anew
_TICK: Final = 2.0  # seconds: the coarsest clock that a file system in use keeps for its files


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the file system says of a file: another stamp, another content. Times in nanoseconds.

    `changed` moves with every write, and cannot be set by whoever writes. `settled` is False where the file was so
    new when it was looked at that a later write could leave it with the same times.
    """

    size: int
    modified: int
    changed: int
    device: int
    inode: int
    settled: bool = True

    @classmethod
    def of(cls, status: os.stat_result) -> Self:
        """The stamp of a file whose state was asked for just now."""
        latest = max(status.st_mtime_ns, status.st_ctime_ns)
        settled = time.time_ns() - latest > _TICK * 1e9
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_dev, status.st_ino, settled)

    def __str__(self) -> str:
        return f"{self.size}:{self.modified}:{self.changed}:{self.device}:{self.inode}"


def load(path: Path, *, limit: int = FILE_BYTES) -> tuple[bytes, Stamp]:
    """The bytes of a regular file, all of one moment, with its stamp.

    Raises:
        ReadError: it is missing, no regular file, larger than `limit` bytes, or changes whenever it is read.
    """
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(_PAUSE)
        with opened(path, limit=limit) as (file, stamp):
            data = file.read(stamp.size + 1)
            if len(data) == stamp.size and not has_changed(file, stamp):
                return data, stamp
    raise ReadError(str(path), ReadProblem.CHANGING)


@contextlib.contextmanager
def opened(path: Path, *, limit: int) -> Iterator[tuple[BinaryIO, Stamp]]:
    """A regular file of at most `limit` bytes, open for reading, with its stamp."""
    try:
        with os.fdopen(_open(path, limit), "rb") as file:
            status = os.fstat(file.fileno())
            _check_regular(path, status, limit)
            yield file, Stamp.of(status)
    except OSError as error:
        raise _unreadable(path, error) from error


def _open(path: Path, limit: int) -> int:
    """A descriptor, opened without blocking: a pipe without a writer would wait for ever."""
    try:
        _check_regular(path, path.stat(), limit)
        return os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise ReadError(str(path), ReadProblem.MISSING) from error


def _unreadable(path: Path, error: OSError) -> ReadError:
    if error.errno == errno.ELOOP:
        return ReadError(str(path), ReadProblem.NOT_A_FILE, "a symbolic link that leads back to itself")
    return ReadError(str(path), ReadProblem.UNREADABLE, error.strerror or "")


def has_changed(file: BinaryIO, stamp: Stamp) -> bool:
    """Whether an open file was written to since it had `stamp`."""
    now = os.fstat(file.fileno())
    return (now.st_size, now.st_mtime_ns) != (stamp.size, stamp.modified)


def too_large(name: str, size: int, limit: int = FILE_BYTES) -> ReadError:
    """The refusal of a file of `size` bytes."""
    return ReadError(name, ReadProblem.TOO_LARGE, f"{size / 2**20:.0f} MB, the limit is {limit // 2**20} MB")


def file_kind(mode: int) -> str:
    """What a file that is not regular is, in a word."""
    kinds = {stat.S_IFDIR: "folder", stat.S_IFIFO: "pipe", stat.S_IFSOCK: "socket", stat.S_IFLNK: "symbolic link"}
    return kinds.get(stat.S_IFMT(mode), "device")


def _check_regular(path: Path, status: os.stat_result, limit: int) -> None:
    if stat.S_ISDIR(status.st_mode):
        os.scandir(path).close()  # a folder that cannot be listed is refused for that
    if not stat.S_ISREG(status.st_mode):
        raise ReadError(str(path), ReadProblem.NOT_A_FILE, file_kind(status.st_mode))
    if status.st_size > limit:
        raise too_large(str(path), status.st_size, limit)


@dataclass(frozen=True, slots=True)
class Found:
    """The `files` to read, and the symbolic links that are not followed: those that lead out of the folders named."""

    files: tuple[Path, ...]
    leading_out: tuple[Path, ...] = ()


def find_files(paths: Iterable[Path]) -> Found:
    """The files that `paths` name: each file itself, and what is in each folder, sorted, without hidden files.

    Symbolic links to folders are not followed, so that a loop of them ends, nor are links in a folder that lead out of
    all folders named: who names a folder means what is in it. A link that is itself named is followed. Names that do
    not exist stay in the list: reading them reports it.
    """
    named = list(paths)
    roots = [_target(path) for path in named if _is_folder(path)]
    files: dict[Path, None] = {}
    leading_out: dict[Path, None] = {}
    for given in named:
        for path in _walk(given) if _is_folder(given) else (given,):
            outside = path is not given and path.is_symlink() and _leads_out(path, roots)
            if outside:
                leading_out[path] = None
            elif path is given or not (path.is_symlink() and _is_folder(path)):
                files[path] = None
    return Found(tuple(files), tuple(path for path in leading_out if path not in files))


def files_under(paths: Iterable[Path]) -> list[Path]:
    """The files of `find_files`."""
    return list(find_files(paths).files)


def _target(path: Path) -> Path | None:
    """Where a path leads to; None where that cannot be told, as of a circle of links: reading it says what is wrong."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return None


def _leads_out(link: Path, roots: Iterable[Path | None]) -> bool:
    target = _target(link)
    return target is not None and not any(root is not None and target.is_relative_to(root) for root in roots)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # in a folder that may not be entered, or too long: reading it says what is wrong
        return False


def _walk(folder: Path) -> Iterator[Path]:
    """What is in a folder and below it: files, and symbolic links whatever they lead to."""
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        yield folder  # reading it says what is wrong
        return
    for path in entries:
        if path.name.startswith((".", "~$")):
            continue
        if _is_folder(path) and not path.is_symlink():
            yield from _walk(path)
        else:
            yield path
