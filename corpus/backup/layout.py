"""What a backup is: a zip (ZIP64) of the files of a home, and a list of them with sizes and SHA-256."""

from __future__ import annotations

import errno
import functools
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path, PurePosixPath

from corpus.errors import CasebaseError
from corpus.home import Home

FORMAT = 1
MANIFEST = "casebase-backup.json"
SUFFIX = ".zip"
LOCKS = ("writer.lock", "writer.txt")
BLOCK = 1 << 20  # bytes read at once
_YEAR_10000 = 253_402_300_800 * 10**9  # ns: later than any file, and than what file systems can say
_LONGEST_MANIFEST = 1 << 28

Progress = Callable[[int, int, str], None]
"""Called with the bytes done, the bytes to do and the file at hand."""


class BackupProblem(StrEnum):
    """Why a backup was not made, or not restored."""

    EXISTS = "backup_exists"  # there is a file of that name
    UNREADABLE = "backup_unreadable"  # no file, or one that cannot be opened
    UNWRITABLE = "backup_unwritable"
    FOREIGN = "backup_foreign"  # something else than a backup
    DAMAGED = "backup_damaged"
    UNSAFE = "backup_unsafe"  # it names a file outside of the home
    TOO_NEW = "backup_too_new"
    NO_SPACE = "backup_no_space"
    OCCUPIED = "backup_occupied"  # there is something in the folder to restore into
    IMMOVABLE = "backup_immovable"  # what is there cannot be moved aside


_SENTENCES = {
    BackupProblem.EXISTS: "there is a file of this name already: name another",
    BackupProblem.UNREADABLE: "the file cannot be opened: check the path and its permissions",
    BackupProblem.UNWRITABLE: "the backup cannot be written: check the folder, its permissions and the free space",
    BackupProblem.FOREIGN: "this is no backup of a library: name a file that python -m corpus backup has made",
    BackupProblem.DAMAGED: "the backup is damaged or cut off, and nothing was restored: use another one",
    BackupProblem.UNSAFE: "the backup names a file outside of the library, and nothing was restored: do not trust it",
    BackupProblem.TOO_NEW: "the backup was made by a later version than this: update the program, then restore it",
    BackupProblem.NO_SPACE: "there is not enough free space to restore the backup: free some, or restore elsewhere",
    BackupProblem.OCCUPIED: "there is something in this folder already: name a new one with --home, "
    "or move what is there aside with --move-aside",
    BackupProblem.IMMOVABLE: "the folder cannot be moved aside (a mounted disk?), and nothing was changed: "
    "restore into a new one and name that with --home",
}


class BackupError(CasebaseError):
    """A backup cannot be made or restored; the home is as it was.

    Args:
        problem: why.
        path: the backup, or the folder that is in the way.
        detail: more about it, in a few words; may be empty.
    """

    def __init__(self, problem: BackupProblem, path: Path | str, detail: str = "") -> None:
        self.problem = problem
        self.path = str(path)
        self.detail = detail
        super().__init__(f"{path}: {_SENTENCES[problem]}" + (f" ({detail})" if detail else ""))


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in a backup: its path in the home with slashes, its size in bytes, when it was modified (ns)."""

    path: str
    size: int
    sha256: str
    modified: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `made_at` is UTC, ISO 8601; without `index` it has to be built after restoring.

    `missing` are originals that were not there any more when the backup was made.
    """

    format: int
    made_at: str
    made_by: str
    catalog_id: str
    revision: int
    documents: int
    passages: int
    index: bool
    missing: int
    files: tuple[Stored, ...]

    @property
    def size(self) -> int:
        """The bytes of all files together, unpacked."""
        return sum(one.size for one in self.files)

    def to_json(self) -> bytes:
        """As it stands in the backup."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def read(cls, archive: zipfile.ZipFile, path: Path) -> Manifest:
        """The list of an open backup, every name in it safe, and no file beside those that it names.

        Raises:
            BackupError: it is none, or not one that can be restored.
        """
        with reading(path):
            try:
                entry = archive.getinfo(MANIFEST)
            except KeyError:
                raise BackupError(BackupProblem.FOREIGN, path) from None
            if entry.file_size > _LONGEST_MANIFEST:
                raise BackupError(BackupProblem.DAMAGED, path, "its list is too long")
            manifest = cls._parsed(archive.read(entry), path)
        named = [one.path for one in manifest.files]
        for name in named:
            if not is_safe(name):
                raise BackupError(BackupProblem.UNSAFE, path, repr(name)[:120])
        if sorted([*named, MANIFEST]) != sorted(archive.namelist()):
            raise BackupError(BackupProblem.DAMAGED, path, "its list and its files differ")
        return manifest

    @classmethod
    def _parsed(cls, content: bytes, path: Path) -> Manifest:
        try:
            given = json.loads(content)
            if int(given["format"]) > FORMAT:
                raise BackupError(BackupProblem.TOO_NEW, path)
            files = tuple(
                Stored(str(one["path"]), int(one["size"]), str(one["sha256"]), int(one["modified"]))
                for one in given["files"]
            )
            if any(one.size < 0 or not 0 <= one.modified < _YEAR_10000 for one in files):
                raise ValueError("a size or a time that cannot be")
            made_at = str(given["made_at"])
            datetime.fromisoformat(made_at)
            return cls(
                format=int(given["format"]),
                made_at=made_at,
                made_by=str(given["made_by"]),
                catalog_id=str(given["catalog_id"]),
                revision=int(given["revision"]),
                documents=int(given["documents"]),
                passages=int(given["passages"]),
                index=bool(given["index"]),
                missing=int(given["missing"]),
                files=files,
            )
        except (ValueError, LookupError, TypeError, OverflowError) as error:
            raise BackupError(BackupProblem.DAMAGED, path, "its list cannot be read") from error


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Word what the libraries raise about a file that is no zip, or a broken one."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise BackupError(BackupProblem.DAMAGED, path, " ".join(str(error).split())[:120]) from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a broken offset names a place before the beginning; the rest is the disk's
            raise
        raise BackupError(BackupProblem.DAMAGED, path, "it names a place that is not there") from error


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A backup, open for reading, with its list.

    Raises:
        BackupError: it is missing, no backup, or damaged.
    """
    try:
        stream = path.open("rb")
    except (OSError, ValueError) as error:
        raise BackupError(BackupProblem.UNREADABLE, path, getattr(error, "strerror", "") or "") from error
    with stream:
        with reading(path):
            archive = zipfile.ZipFile(stream)
        with archive:
            yield archive, Manifest.read(archive, path)


def inspect(path: Path) -> Manifest:
    """What the backup at `path` holds, by its list; the files themselves are not looked at.

    Raises:
        BackupError: it is missing, no backup, or damaged.
    """
    with opened(path) as (_, manifest):
        return manifest


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup in the folder of a home; `manifest` is None where it cannot be read. `size` in bytes."""

    path: Path
    size: int
    manifest: Manifest | None


def list_backups(home: Home) -> tuple[Kept, ...]:
    """The backups that are kept in `home`, the newest first."""
    found = []
    paths = home.backups.glob(f"*{SUFFIX}") if home.backups.is_dir() else ()
    for path in sorted(paths, reverse=True):
        if path.is_symlink() or not path.is_file():
            continue
        status = path.stat()
        found.append(Kept(path, status.st_size, _known(path, status.st_size, status.st_mtime_ns)))
    return tuple(sorted(found, key=lambda one: one.manifest.made_at if one.manifest else "", reverse=True))


@functools.lru_cache(maxsize=64)
def _known(path: Path, size: int, changed: int) -> Manifest | None:
    """What a file holds, read once for each state of it; None for one that is no backup, or is damaged."""
    try:
        return inspect(path)
    except BackupError:
        return None


def is_safe(name: str) -> bool:
    """Whether a path in a backup stays in the home, on every system, and is not one that the home makes itself."""
    path = PurePosixPath(name)
    if not path.parts or any(char in name for char in "\\:\0") or str(path) != name:
        return False
    return not path.is_absolute() and ".." not in path.parts and path.parts[0] not in (*LOCKS, MANIFEST)
