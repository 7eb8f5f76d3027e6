"""The encoders that a library can be searched with, and how much room its index takes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.errors import EncoderError, IndexingError
from corpus.home import Home
from indexing.encoder import BUNDLED
from indexing.generations import published

_MODEL_FILES = ("modules.json", "config.json")


@dataclass(frozen=True, slots=True)
class DiskUse:
    """Bytes that each part of a home takes."""

    catalog: int
    sources: int
    index: int
    vectors: int


def disk_use(home: Home) -> DiskUse:
    """How much room the parts of `home` take now."""
    return DiskUse(
        catalog=sum(_size(home.path / f"{home.catalog.name}{tail}") for tail in ("", "-wal")),
        sources=_below(home.sources),
        index=_below(home.index),
        vectors=_below(home.vectors),
    )


def _below(folder: Path) -> int:
    return sum(_size(path) for path in folder.rglob("*") if not path.is_symlink()) if folder.is_dir() else 0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:  # gone meanwhile
        return 0


def encoder_in_use(home: Home) -> str:
    """The encoder that the published index was made with; the bundled one where there is no index."""
    try:
        return published(home).manifest.encoder
    except IndexingError:
        return BUNDLED


def known_encoders(home: Home) -> tuple[str, ...]:
    """What can be chosen without typing: the one in use, the bundled one, the models in the folder of the home."""
    folders = sorted(home.encoders.iterdir()) if home.encoders.is_dir() else []
    models = [str(folder.resolve()) for folder in folders if _is_model(folder)]
    return tuple(dict.fromkeys([encoder_in_use(home), BUNDLED, *models]))


def local_encoder(given: str) -> str:
    """The name of an encoder on this machine: the bundled one, or the full path of a folder with a model.

    Raises:
        EncoderError: there is none; nothing is ever fetched from the hub on the word of a web page.
    """
    if given == BUNDLED:
        return given
    folder = Path(given)
    try:
        there = folder.is_absolute() and folder.is_dir() and _is_model(folder)
    except (OSError, ValueError):
        there = False
    if not there:
        raise EncoderError(given, "there is no model in such a folder on this machine: check the path")
    return str(folder.resolve())


def _is_model(folder: Path) -> bool:
    return any((folder / name).is_file() for name in _MODEL_FILES)
