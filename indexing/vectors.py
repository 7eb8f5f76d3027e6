"""Vectors by content: a text that an encoder has seen once is never encoded again."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np

from corpus.home import Home
from indexing.dense import Vectors
from indexing.encoder import Encoder

_BATCH = 500


class VectorCache:
    """The vectors of one encoder in one SQLite file, in half precision, by the hash of the text.

    Losing the file costs time, never correctness: it is not flushed to the disk after each write.
    """

    def __init__(self, connection: sqlite3.Connection, encoder: Encoder) -> None:
        self._connection = connection
        self._encoder = encoder

    @classmethod
    def open(cls, home: Home, encoder: Encoder) -> Self:
        """The cache of `encoder` in `home`; another revision of the encoder has another cache."""
        folder = home.vectors / f"{encoder.name}-{encoder.revision[:12]}"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "vectors.sqlite"
        try:
            return cls(_connect(path), encoder)
        except sqlite3.DatabaseError:
            for part in folder.glob("vectors.sqlite*"):
                part.unlink()
            return cls(_connect(path), encoder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors (n, d) of `texts` as documents, rounded to half precision whether cached or new."""
        keys = [hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
        known = self._lookup(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            fresh = self._encoder.encode_documents(list(missing.values())).astype(np.float16)
            rows = [(key, vector.tobytes()) for key, vector in zip(missing, fresh, strict=True)]
            self._keep(rows)
            known.update(rows)
        packed = b"".join(known[key] for key in keys)
        vectors = np.frombuffer(packed, dtype=np.float16).reshape(len(texts), self._encoder.dimension)
        return vectors.astype(np.float32)

    def _keep(self, rows: list[tuple[bytes, bytes]]) -> None:
        # A cache that cannot be written, on a full disk say, is no reason to fail.
        with contextlib.suppress(sqlite3.Error), self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?,?)", rows)

    def _lookup(self, keys: list[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        for start in range(0, len(keys), _BATCH):
            some = keys[start : start + _BATCH]
            marks = ",".join("?" * len(some))
            found.update(self._connection.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", some))
        return found


def _connect(path: Path) -> sqlite3.Connection:
    """Open the cache at `path`; `sqlite3.DatabaseError` says that it is damaged."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("the cache is damaged")
        connection.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
    except BaseException:
        connection.close()
        raise
    return connection
