"""The home directory: where everything that the product stores has its place, and the lock for writing there."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import filelock

from corpus.errors import HomeError, HomeProblem, LockedError

HOME_VARIABLE = "CASEBASE_HOME"
DEFAULT_HOME = "library"

_READ_ONLY = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True)
class Home:
    """Every path in a home directory; nothing else in the code joins one."""

    path: Path

    @property
    def catalog(self) -> Path:
        """The SQLite catalogue, the one record of truth."""
        return self.path / "catalog.sqlite"

    @property
    def sources(self) -> Path:
        """Every file as it came, byte for byte, named by its SHA-256."""
        return self.path / "sources"

    @property
    def vectors(self) -> Path:
        """Vectors by encoder and passage content."""
        return self.path / "vectors"

    @property
    def index(self) -> Path:
        """The generations of the index, and CURRENT, which names the published one."""
        return self.path / "index"

    @property
    def current(self) -> Path:
        """The file that names the published generation."""
        return self.index / "CURRENT"

    @property
    def synonyms(self) -> Path:
        """Words that a person wants to be found for one another, beside those that the product brings."""
        return self.path / "synonyms.txt"

    @property
    def dictionary(self) -> Path:
        """Words that a person wants to be taken as words when texts and questions are cut into terms."""
        return self.path / "dictionary.txt"

    @property
    def page_cache(self) -> Path:
        """What was recognised on pictures of pages, with its places: derived, can be deleted at any time."""
        return self.path / "page-cache"

    @property
    def reviews(self) -> Path:
        """What was worked out of submissions (evidence, figures, overlap): derived, can be deleted at any time."""
        return self.path / "review"

    @property
    def encoders(self) -> Path:
        """Folders of sentence-transformers models that can be chosen instead of the bundled one."""
        return self.path / "encoders"

    @property
    def backups(self) -> Path:
        """Backups of the rest, where none is asked for elsewhere."""
        return self.path / "backups"

    @property
    def lock(self) -> Path:
        """The lock that the one writer holds."""
        return self.path / "writer.lock"

    @property
    def holder(self) -> Path:
        """Who holds the lock, in words."""
        return self.path / "writer.txt"


def resolve_home(option: str | None) -> Home:
    """The home directory: the option, else $CASEBASE_HOME, else ./library."""
    return Home(Path(option or os.environ.get(HOME_VARIABLE) or DEFAULT_HOME))


@contextlib.contextmanager
def writing(home: Home, activity: str, *, wait: float = 0, create: bool = True) -> Iterator[None]:
    """Hold the write lock of `home` while `activity` goes on; the operating system frees it if the process dies.

    Args:
        home: the home directory.
        activity: what others are told who want to write at the same time.
        wait: how many seconds to wait for another process to finish.
        create: whether to make the directory where there is none.

    Raises:
        LockedError: another process holds it.
        HomeError: the directory cannot be written, or is not there and not to be made.
    """
    lock = filelock.FileLock(home.lock, timeout=wait)
    with storage_errors(home):
        if create:
            home.path.mkdir(parents=True, exist_ok=True)
        elif not home.path.is_dir():
            raise nothing_there(home)
        try:
            lock.acquire()
        except filelock.Timeout:
            raise LockedError(str(home.path), _holder(home)) from None
    try:
        with storage_errors(home):
            now = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S")
            home.holder.write_text(f"{activity} (process {os.getpid()}, since {now})", encoding="utf-8")
        yield
    finally:
        lock.release()


def nothing_there(home: Home) -> HomeError:
    """What to raise where there is no library yet."""
    remedy = f"nothing has been added yet: run python -m corpus add PATH --home {home.path}"
    return HomeError(str(home.path), HomeProblem.NOTHING_THERE, remedy)


def _holder(home: Home) -> str:
    try:
        return home.holder.read_text(encoding="utf-8") or "another process"
    except OSError:
        return "another process"


@contextlib.contextmanager
def storage_errors(home: Home) -> Iterator[None]:
    """Turn an `OSError` about the home directory (full, read-only, a file in the way) into a `HomeError`."""
    try:
        yield
    except OSError as error:
        raise HomeError(str(home.path), HomeProblem.UNUSABLE, _unusable(error)) from error


def _unusable(error: OSError) -> str:
    reason = error.strerror or str(error)
    if error.errno in _READ_ONLY:
        return f"the folder cannot be written ({reason}): change its permissions, or choose another with --home"
    if error.errno in _FULL:
        return f"the disk is full ({reason}): free space, or choose another with --home"
    return f"the folder cannot be used ({reason}): choose another with --home"


def write_atomically(path: Path, content: bytes) -> None:
    """Write a whole file or nothing: to a neighbour, flushed to the disk, then renamed into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def utc_now() -> str:
    """The time now in UTC, ISO 8601, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
