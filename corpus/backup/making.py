"""Writing a backup while the library is in use: what belongs together is pinned first, then packed at leisure.

Pinning takes moments and no lock: the published index is linked, then the catalogue is copied as it stands in one
transaction, then the originals that it names are linked. So the index is never ahead of the catalogue (it catches up
with it, as always), and every original is there, or was removed meanwhile, and then all is pinned again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sqlite3
import time
import uuid
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from corpus.backup.layout import (
    BLOCK,
    FORMAT,
    LOCKS,
    MANIFEST,
    SUFFIX,
    BackupError,
    BackupProblem,
    Manifest,
    Progress,
    Stored,
    is_safe,
)
from corpus.catalog import Catalog
from corpus.home import Home, storage_errors, utc_now, writing
from corpus.workspace import Action, Change, Person, Workspace, record, require

_PINNED = ".backup-"
_LEFT_BEHIND = 86_400  # seconds after which what a killed backup pinned is cleared
_TRIES = 4
_INDEX_GONE = -1
_WAIT = 60.0  # seconds for a writer to finish, where documents go faster than they can be pinned
_DATABASE = ".sqlite"
_LOGS = ("-wal", "-shm", "-journal")
_PACKED = frozenset(
    {".pdf", ".docx", ".xlsx", ".pptx", ".ofd", ".zip", ".gz", ".jpg", ".jpeg", ".png", ".webp", ".gif", ".7z"}
)
_SIGN_INS = ("sessions", "sign_ins")  # tables of the workspace that let a browser in


def backup_name() -> str:
    """A name for a backup that is made now."""
    return f"casebase-{datetime.now():%Y%m%d-%H%M%S}{SUFFIX}"


def back_up(
    home: Home, file: Path, person: Person, *, without_index: bool = False, progress: Progress | None = None
) -> Manifest:
    """Write everything in `home` to `file`, as it stands at one moment; others may go on reading and writing.

    Args:
        home: the library.
        file: where to; nothing is overwritten, and nothing is left there when it fails.
        person: who asks for it.
        without_index: leave out vectors and index, which can be built anew.
        progress: told how far it is.

    Raises:
        NotAllowedError: the person may not.
        HomeError: there is no library, or it cannot be read.
        BackupError: the file cannot be written.
    """
    require(person, Action.ADMINISTER)
    Catalog.open_readonly(home).close()
    if file.exists() or file.is_symlink():
        raise BackupError(BackupProblem.EXISTS, file)
    with storage_errors(home), _pinned(home, without_index=without_index) as (folder, missing):
        manifest = _packed(folder, file, person, missing, progress)
    with Workspace.open(home) as workspace:
        detail = {"documents": manifest.documents, "bytes": file.stat().st_size, "index": manifest.index}
        record(workspace, person, Change.BACKED_UP, file.name, **detail)
    return manifest


# Pinning


@contextlib.contextmanager
def _pinned(home: Home, *, without_index: bool) -> Iterator[tuple[Path, int]]:
    """A folder with all that belongs into the backup, and how many originals are missing; gone afterwards."""
    _clear(home)
    folder = home.path / f"{_PINNED}{uuid.uuid4().hex[:12]}"
    try:
        for _ in range(_TRIES):
            missing = _pin(home, folder, without_index=without_index)
            if not missing:
                break
            shutil.rmtree(folder)
        else:  # originals are really lost, or are removed all the time: then nobody may write for a moment
            with writing(home, "a backup", wait=_WAIT):
                missing = _pin(home, folder, without_index=without_index)
                if missing == _INDEX_GONE:  # nobody is at work on it: it was lost, and can be built anew
                    shutil.rmtree(folder)
                    missing = _pin(home, folder, without_index=True)
        yield folder, max(missing, 0)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear(home: Home) -> None:
    for path in home.path.glob(f"{_PINNED}*"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _LEFT_BEHIND:
                shutil.rmtree(path, ignore_errors=True)


def _pin(home: Home, folder: Path, *, without_index: bool) -> int:
    """Pin once; how many originals were missing, `_INDEX_GONE` where the published index is not there."""
    folder.mkdir()
    try:
        if not without_index:
            _pin_index(home, folder)
    except FileNotFoundError:
        return _INDEX_GONE
    copy_database(home.catalog, folder / home.catalog.name)
    missing = _pin_sources(home, folder)
    derived = {home.page_cache, home.reviews, *([home.vectors] if without_index else [])}
    taken = {home.sources, home.index, home.backups, *derived}
    for path in _files(home.path, taken):
        if path != home.catalog:
            _take_if_possible(home, path, folder / path.relative_to(home.path))
    without_sign_ins(folder / Workspace.FILE)
    return missing


def _take_if_possible(home: Home, path: Path, target: Path) -> None:
    """Take what is still there; vectors that cannot be read are left out: they are computed anew."""
    try:
        _take(path, target)
    except FileNotFoundError:  # whoever wrote it has taken it away again
        return
    except OSError:
        if not path.is_relative_to(home.vectors):
            raise
        target.unlink(missing_ok=True)


def _pin_index(home: Home, folder: Path) -> None:
    """Link the published generation; raises FileNotFoundError where it is cleared meanwhile."""
    if not home.current.is_file():
        return
    name = home.current.read_text(encoding="ascii").strip()
    for path in _files(home.index / name, set()):
        _take(path, folder / path.relative_to(home.path))
    if not (home.index / name).is_dir():
        raise FileNotFoundError(name)
    (folder / "index" / home.current.name).write_text(name, encoding="ascii")


def _pin_sources(home: Home, folder: Path) -> int:
    """Link the originals that the copied catalogue names; how many are not there."""
    missing = 0
    with Catalog.open_readonly(folder) as catalog:
        names = {catalog.source_path(source).name for source in catalog.kept_sources().values()}
    for name in names:
        try:
            _take(home.sources / name, folder / home.sources.name / name)
        except FileNotFoundError:
            missing += 1
    return missing


def _files(folder: Path, left_out: set[Path]) -> Iterator[Path]:
    """The regular files below `folder`; no links, nothing that only serves writing, nothing hidden at the top."""
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or path in left_out or path.name.startswith(".") or path.name in LOCKS:
            continue
        if path.is_dir():
            yield from _below(path)
        elif path.is_file() and not path.name.endswith(_LOGS):
            yield path


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            yield from _below(path)
        elif path.is_file() and not path.is_symlink() and not path.name.endswith(_LOGS):
            yield path


def _take(path: Path, target: Path) -> None:
    """A copy of a database, a link to anything else: files are replaced as a whole, never written to."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == _DATABASE:
        copy_database(path, target)
        return
    try:
        os.link(path, target)
    except FileNotFoundError:
        raise
    except OSError:  # a file system without hard links
        shutil.copy2(path, target)


def copy_database(path: Path, target: Path) -> None:
    """A copy of an SQLite file as it stands in one transaction, whoever is writing to it; one file, without a log.

    Raises:
        FileNotFoundError: there is none.
        OSError: it cannot be read, or the copy not be written.
    """
    if not path.is_file():
        raise FileNotFoundError(str(path))
    try:
        with (
            contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as source,
            contextlib.closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise OSError(f"{path.name} cannot be copied: {error}") from error


def without_sign_ins(path: Path) -> None:
    """Take out of a copy of the workspace what lets a browser in without a password."""
    if not path.is_file():
        return
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as copy:
        there = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for name in there.intersection(_SIGN_INS):
            copy.execute("PRAGMA secure_delete = ON")
            copy.execute(f"DELETE FROM {name}")


# Packing


def _packed(folder: Path, file: Path, person: Person, missing: int, progress: Progress | None) -> Manifest:
    """Write the zip beside `file` and put it there when it is whole."""
    part = file.with_name(f".{file.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        with contextlib.suppress(FileExistsError):  # a file in the place of the folder: opening says so
            file.parent.mkdir(parents=True, exist_ok=True)
        with part.open("xb") as stream:
            part.chmod(0o600)  # it holds the passwords of accounts, hashed, and everybody's collections
            with zipfile.ZipFile(stream, "w") as archive:
                files = tuple(_pack(archive, folder, progress))
                manifest = _described(folder, files, person, missing)
                archive.writestr(zipfile.ZipInfo(MANIFEST), manifest.to_json(), zipfile.ZIP_DEFLATED)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(part, file) if _can_link(part) else part.rename(file)  # a link never overwrites
    except FileExistsError as error:
        raise BackupError(BackupProblem.EXISTS, file) from error
    except OSError as error:
        raise BackupError(BackupProblem.UNWRITABLE, file, error.strerror or str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
    return manifest


def _can_link(path: Path) -> bool:
    probe = path.with_name(f"{path.name}.link")
    try:
        os.link(path, probe)
    except OSError:
        return False
    probe.unlink()
    return True


def _described(folder: Path, files: tuple[Stored, ...], person: Person, missing: int) -> Manifest:
    with Catalog.open_readonly(folder) as catalog:
        documents, passages = catalog.counts()
        return Manifest(
            format=FORMAT,
            made_at=utc_now(),
            made_by=person.name,
            catalog_id=catalog.catalog_id,
            revision=catalog.revision,
            documents=documents,
            passages=passages,
            index=any(one.path.startswith("index/") for one in files),
            missing=missing,
            files=files,
        )


def _pack(archive: zipfile.ZipFile, folder: Path, progress: Progress | None) -> Iterator[Stored]:
    paths = [path for path in _below(folder) if is_safe(path.relative_to(folder).as_posix())]
    total, done = sum(path.stat().st_size for path in paths), 0
    for path in paths:
        name = path.relative_to(folder).as_posix()
        if progress:
            progress(done, total, name)
        stored = _pack_one(archive, path, name)
        done += stored.size
        yield stored
    if progress:
        progress(total, total, "")


def _pack_one(archive: zipfile.ZipFile, path: Path, name: str) -> Stored:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_STORED if path.suffix.lower() in _PACKED else zipfile.ZIP_DEFLATED
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
        while block := source.read(BLOCK):
            digest.update(block)
            size += len(block)
            target.write(block)
    return Stored(name, size, digest.hexdigest(), path.stat().st_mtime_ns)
