"""The generations of an index: finding the published one, making the next, publishing it, clearing old ones."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import DamagedIndexError, NoIndexError
from corpus.home import Home, write_atomically
from indexing.engine import Layout, LocalEngine
from indexing.manifest import Manifest
from indexing.members import Members

_KEPT = 2  # the published one, and the one before it for readers that still have it open
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Generation:
    """One published state of the index: its folder and its manifest."""

    folder: Path
    manifest: Manifest


def manifest_path(folder: Path) -> Path:
    """Where the manifest of the generation in `folder` is."""
    return folder / _MANIFEST


def published(home: Home) -> Generation:
    """The generation that readers should use.

    Raises:
        NoIndexError: nothing has been published.
        DamagedIndexError: what was published is not there, or cannot be read by this version.
    """
    try:
        name = home.current.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise NoIndexError(str(home.path)) from None
    except (OSError, ValueError) as error:
        raise DamagedIndexError(str(home.path), "index/CURRENT cannot be read") from error
    folder = home.index / name
    return Generation(folder, Manifest.load(manifest_path(folder), home))


def open_engine(generation: Generation, home: Home) -> LocalEngine:
    """The engine of `generation`, every part of it present and of the size that the manifest says.

    Raises:
        DamagedIndexError: a part is missing, damaged, or does not belong to the others.
    """
    with _damage(home):
        engine = LocalEngine.open(generation.folder)
        promised = (generation.manifest.documents, generation.manifest.passages)
        if engine.counts() != promised:
            raise ValueError(f"it holds {engine.counts()} documents and passages, not {promised}")
    return engine


def versions(generation: Generation, home: Home) -> dict[str, int]:
    """The version of every document that `generation` holds, by `doc_id`, without opening the engine.

    Raises:
        DamagedIndexError: the list of members is missing or damaged.
    """
    with _damage(home):
        return Members.load(Layout(generation.folder).members).versions()


@contextlib.contextmanager
def next_generation(home: Home, base: Generation | None) -> Iterator[Path]:
    """A folder for the next generation, a copy of `base` or not made yet; gone again if the block fails."""
    _clear(home, keep={home.current.read_text(encoding="ascii").strip()} if base else set(), finished=_KEPT)
    numbers = [int(path.name[1:]) for path in home.index.glob("g*") if path.name[1:].isdigit()]
    folder = home.index / f"g{max(numbers, default=0) + 1:06d}"
    try:
        if base:
            _copy(base.folder, folder)
            manifest_path(folder).unlink()
        else:
            home.index.mkdir(parents=True, exist_ok=True)
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _copy(source: Path, target: Path) -> None:
    try:
        shutil.copytree(source, target)
    except shutil.Error as error:  # it lists every file that failed: the first says why
        raise OSError(str(error.args[0][0][2])) from error


def publish(home: Home, folder: Path, manifest: Manifest) -> None:
    """Make the generation in `folder` the one that readers use, by one rename, and clear those before the last."""
    manifest.save(manifest_path(folder))
    write_atomically(home.current, folder.name.encode())
    _clear(home, keep={folder.name}, finished=_KEPT)


def _clear(home: Home, *, keep: set[str], finished: int) -> None:
    """Delete all generations but `keep` and the last `finished`, and what interrupted builds left behind."""
    complete = sorted(path.name for path in home.index.glob("g*") if manifest_path(path).exists())
    kept = {*keep, *complete[-finished:]}
    for folder in home.index.glob("g*"):
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _damage(home: Home) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, RuntimeError, LookupError, TypeError) as error:
        detail = " ".join(str(error).split())[:160] or type(error).__name__
        raise DamagedIndexError(str(home.path), detail) from error
