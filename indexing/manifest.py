"""What an index was built from and with, and whether that still holds."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from importlib.metadata import version
from pathlib import Path
from typing import Self

from corpus.errors import DamagedIndexError, MismatchError
from corpus.home import Home, write_atomically
from indexing.analyzer import NO_DICTIONARY, Dictionary, dictionary_at, parted
from indexing.encoder import Encoder, load_encoder
from indexing.lexical import LEXICAL_VERSION

INDEX_SCHEMA = "2"  # what is stored, and how sentences are parted (indexing/sentences.py)
DICTIONARY = "the user dictionary"  # how `MismatchError.what` begins where a person's own words have changed


@dataclass(frozen=True, slots=True)
class EncoderChoice:
    """An encoder by name or folder, and what it wants in front of a question (None: what the model itself says)."""

    name: str
    query_prompt: str | None = None

    def load(self) -> Encoder:
        """Load it; see `load_encoder` for the errors."""
        return load_encoder(self.name, query_prompt=self.query_prompt)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The record kept in each generation. `encoder` is the name or folder asked for, so that it can be asked again."""

    schema: str
    generation: str
    catalog_id: str
    catalog_revision: int
    encoder: str
    query_prompt: str | None
    encoder_revision: str
    dimension: int
    analyzer: str
    lexical: str
    opencc: str
    dense: str
    documents: int
    passages: int
    built_at: str

    @property
    def choice(self) -> EncoderChoice:
        """The encoder that the vectors come from."""
        return EncoderChoice(self.encoder, self.query_prompt)

    @classmethod
    def load(cls, path: Path, home: Home) -> Self:
        """Read a manifest.

        Raises:
            DamagedIndexError: there is none, or it is not one of this version.
        """
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            return cls(**{field.name: stored[field.name] for field in fields(cls)})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DamagedIndexError(str(home.path), f"{path.parent.name}/{path.name} cannot be read") from error

    def save(self, path: Path) -> None:
        """Write the manifest to `path`, whole or not at all."""
        write_atomically(path, json.dumps(asdict(self), ensure_ascii=False, indent=2).encode())


def tools(dictionary: Dictionary = NO_DICTIONARY) -> dict[str, str]:
    """The versions of everything that the content of an index depends on, the encoder aside."""
    return {
        "schema": INDEX_SCHEMA,
        "analyzer": dictionary.version,
        "lexical": LEXICAL_VERSION,
        "opencc": version("opencc"),
    }


def check_tools(manifest: Manifest, home: Home) -> None:
    """Raise `MismatchError` where the index was built with other tools, or another dictionary, than are in use.

    Raises:
        WordListError: the dictionary cannot be read.
    """
    for name, current in tools(dictionary_at(home.dictionary)).items():
        built = getattr(manifest, name)
        if built != current:
            raise _mismatch(name, built, current, home)


def _mismatch(name: str, built: str, current: str, home: Home) -> MismatchError:
    """What to say of a tool that has changed: the dictionary is named where only that has."""
    (analyzer, words), (analyzer_now, words_now) = parted(built), parted(current)
    if name == "analyzer" and analyzer == analyzer_now:
        what = f"{DICTIONARY} {home.dictionary}"
        return MismatchError(what, _version_of(words), f"one {_version_of(words_now)}", str(home.path))
    return MismatchError(f"{name} version", built, current, str(home.path))


def _version_of(words: str) -> str:
    return f"in version {words}" if words else "without words"


def check_encoder(manifest: Manifest, encoder: Encoder, home: Home) -> None:
    """Raise `MismatchError` where `encoder` is not the one whose vectors the index holds."""
    if encoder.dimension != manifest.dimension or encoder.revision != manifest.encoder_revision:
        built = (
            f"encoder {manifest.encoder} ({manifest.dimension} dimensions, revision {manifest.encoder_revision[:12]})"
        )
        current = f"{encoder.name} ({encoder.dimension} dimensions, revision {encoder.revision[:12]})"
        raise MismatchError("an encoder:", built, current, str(home.path))
