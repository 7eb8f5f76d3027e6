"""Bringing a backup back: unpacked beside the home, checked to the last byte, then put in its place by one rename."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import shutil
import sqlite3
import sys
import uuid
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from corpus.backup.layout import BLOCK, BackupError, BackupProblem, Manifest, Progress, Stored, opened, reading
from corpus.backup.making import without_sign_ins
from corpus.catalog import Catalog
from corpus.errors import CasebaseError, HomeError, HomeProblem
from corpus.home import Home, storage_errors, writing
from corpus.workspace import Action, Change, Person, Workspace, record, require

_SPARE = 64 * 1024**2  # bytes that a disk should have left afterwards
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # of Linux: <fcntl.h>, <linux/fs.h>


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and where that went which was in its place before; None where there was nothing."""

    manifest: Manifest
    aside: Path | None


def restore(
    file: Path, home: Home, person: Person, *, move_aside: bool = False, progress: Progress | None = None
) -> Restored:
    """Make `home` what it was when the backup `file` was made.

    Until the last moment nothing in `home` is touched: a process that is killed leaves the old library in use. What
    was there is kept in a folder beside it, whose backups go along. Nobody stays signed in.

    Args:
        file: the backup.
        home: an empty or new folder, or with `move_aside` any other.
        person: who asks for it.
        move_aside: whether what is there may be moved to a folder beside it.
        progress: told how far it is.

    Raises:
        NotAllowedError: the person may not.
        BackupError: the backup is damaged, or does not fit in here; `home` is as it was.
        LockedError: somebody is writing in `home`.
        HomeError: the disk is full, or cannot be written.
    """
    require(person, Action.ADMINISTER)
    target = Home(home.path.resolve())
    occupied = _occupied(target.path)
    if occupied and not move_aside:
        raise BackupError(BackupProblem.OCCUPIED, target.path)
    with opened(file) as (archive, manifest):
        held = writing(target, "restoring a backup") if occupied else contextlib.nullcontext()
        with held, storage_errors(target):
            if occupied:
                _clear(target.path)
            aside = _restored(archive, manifest, file, target.path, progress, occupied=occupied)
    _take_along(aside, target)
    with Workspace.open(target) as workspace:
        kept = aside.name if aside else ""
        record(workspace, person, Change.RESTORED, file.name, made_at=manifest.made_at, kept=kept)
    return Restored(manifest, aside)


def _occupied(folder: Path) -> bool:
    try:
        return any(folder.iterdir())
    except FileNotFoundError:
        return False
    except OSError as error:
        raise BackupError(BackupProblem.OCCUPIED, folder, error.strerror or "") from error


def _clear(folder: Path) -> None:
    """Delete what restores that were killed had unpacked; what was moved aside has another name."""
    for path in folder.parent.glob(f".{folder.name}.restoring-*"):
        shutil.rmtree(path, ignore_errors=True)


def _restored(
    archive: zipfile.ZipFile, manifest: Manifest, file: Path, target: Path, progress: Progress | None, *, occupied: bool
) -> Path | None:
    """Unpack, check, publish; returns where the old home is now."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(target.parent).free < manifest.size + _SPARE:
        raise BackupError(BackupProblem.NO_SPACE, target.parent, f"{manifest.size / 2**30:.1f} GB are needed")
    unpacked = target.parent / f".{target.name}.restoring-{uuid.uuid4().hex[:12]}"
    try:
        unpacked.mkdir()
        _unpack(archive, manifest, file, unpacked, progress)
        without_sign_ins(unpacked / Workspace.FILE)
        _check(Home(unpacked), manifest, file)
        if occupied:
            shutil.copymode(target, unpacked)
        os.sync()
        return _publish(unpacked, target, occupied=occupied)
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)


# Unpacking and checking


def _unpack(archive: zipfile.ZipFile, manifest: Manifest, file: Path, folder: Path, progress: Progress | None) -> None:
    done, total = 0, manifest.size
    for one in manifest.files:
        if progress:
            progress(done, total, one.path)
        path = folder / one.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with reading(file):
            _unpack_one(archive, one, path, file)
        os.utime(path, ns=(one.modified, one.modified))
        done += one.size
    if progress:
        progress(total, total, "")


def _unpack_one(archive: zipfile.ZipFile, one: Stored, path: Path, file: Path) -> None:
    digest, size = hashlib.sha256(), 0
    with archive.open(one.path) as source, path.open("xb") as target:
        while block := source.read(BLOCK):
            size += len(block)
            if size > one.size:  # a bomb, or another file than the list names
                break
            digest.update(block)
            target.write(block)
    if size != one.size or digest.hexdigest() != one.sha256:
        raise BackupError(BackupProblem.DAMAGED, file, f"{one.path} is not what it was")


def _check(home: Home, manifest: Manifest, file: Path) -> None:
    """Whether this version of the program can use what was unpacked, and it is what the list says."""
    try:
        for path in home.path.glob("*.sqlite"):
            with contextlib.closing(sqlite3.connect(path)) as database:
                found = database.execute("PRAGMA quick_check(1)").fetchone()[0]
                if found != "ok":
                    raise BackupError(BackupProblem.DAMAGED, file, f"{path.name}: {found}"[:120])
        with Catalog.open_readonly(home) as catalog:
            held = (catalog.catalog_id, catalog.revision, *catalog.counts())
    except HomeError as error:
        problem = BackupProblem.TOO_NEW if error.problem is HomeProblem.TOO_NEW else BackupProblem.DAMAGED
        raise BackupError(problem, file, error.detail) from error
    except (CasebaseError, sqlite3.Error) as error:
        if isinstance(error, BackupError):
            raise
        raise BackupError(BackupProblem.DAMAGED, file, str(error)[:120]) from error
    if held != (manifest.catalog_id, manifest.revision, manifest.documents, manifest.passages):
        raise BackupError(BackupProblem.DAMAGED, file, "its list and its catalogue differ")


# Publishing


def _publish(unpacked: Path, target: Path, *, occupied: bool) -> Path | None:
    """Put a folder in the place of `target` by one rename; returns where the old one is."""
    if not occupied:
        try:
            unpacked.rename(target)  # over nothing, or an empty folder
        except OSError as error:
            raise BackupError(BackupProblem.OCCUPIED, target, error.strerror or "") from error
        return None
    aside = _free_name(target)
    try:
        unpacked.rename(aside)  # from here on under the name that the old home gets: whatever happens, that one stays
        try:
            _exchange(aside, target)
        except BaseException:
            aside.rename(unpacked)
            raise
    except OSError as error:
        raise BackupError(BackupProblem.IMMOVABLE, target, error.strerror or "") from error
    return aside


def _free_name(target: Path) -> Path:
    stem = f"{target.name}-before-restore-{datetime.now():%Y%m%d-%H%M%S}"
    names = (target.with_name(stem if not number else f"{stem}-{number}") for number in range(1_000))
    return next(path for path in names if not path.exists())


def _exchange(one: Path, other: Path) -> None:
    """Swap the names of two folders: at once where the system can, else by way of a third name."""
    if sys.platform == "linux" and _exchanged_at_once(one, other):
        return
    between = other.with_name(f".{other.name}.between-{uuid.uuid4().hex[:12]}")
    other.rename(between)
    try:
        one.rename(other)
    except BaseException:
        between.rename(other)
        raise
    between.rename(one)


def _exchanged_at_once(one: Path, other: Path) -> bool:
    """Whether the kernel swapped them; False where it, or the file system, does not know how to."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    paths = os.fsencode(one), os.fsencode(other)
    return bool(renameat2(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0)


def _take_along(aside: Path | None, target: Home) -> None:
    """Keep the backups where they are looked for; where that fails they are in the folder beside it."""
    if aside is None or not Home(aside).backups.is_dir():
        return
    with contextlib.suppress(OSError):
        Home(aside).backups.rename(target.backups)
