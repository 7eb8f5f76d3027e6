"""Vectors of single sentences: what a passage says in one of them is not lost in the average of all it says.

A vector of the bundled kind is a sum over the pieces of a text, so a long text resembles every question a little. The
best of its sentences, beside the whole, tells what it answers (docs/decisions.md).
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from corpus.home import write_atomically
from indexing.dense import Ids, Vectors
from indexing.encoder import Encoder, TableEncoder

SENTENCE_WEIGHT = 0.5  # what the best sentence counts beside the whole passage (docs/decisions.md)

SENTENCE_ENDS = re.compile(r"[。！？；!?;\n]+")
_SHORTEST = 4  # letters
_EIGHT_BITS = 127
_TINY = 1e-12


def sentence_vectors(encoder: Encoder, above: Sequence[str], texts: Sequence[str]) -> list[Vectors]:
    """The vectors (n, d) of the sentences of each text, which stands under the headings `above` it.

    None of an encoder that reads more than a bag of pieces.
    """
    if not isinstance(encoder, TableEncoder):
        return [np.zeros((0, encoder.dimension), dtype=np.float32)] * len(texts)
    return encoder.encode_sentences(above, texts, sentences_of)


def sentences_of(text: str) -> list[str]:
    """What stands between marks that end a sentence, and between lines; rules, numbers of pages and the like do not."""
    return [part for part in SENTENCE_ENDS.split(text) if sum(map(str.isalpha, part)) >= _SHORTEST]


def packed(passage_id: int, vectors: Vectors) -> NDArray[Any]:
    """The vectors (n, d) of the sentences of one passage as rows of `SentenceVectors`."""
    rows = np.zeros(len(vectors), dtype=_fields(vectors.shape[1]))
    scale = np.maximum(np.abs(vectors).max(axis=1, initial=0.0), _TINY) / _EIGHT_BITS
    rows["passage"], rows["scale"] = passage_id, scale
    rows["vector"] = np.rint(vectors / scale[:, None])
    return rows


@dataclass(frozen=True, slots=True)
class SentenceVectors:
    """Vectors in whole numbers of eight bits by passage id; the file is mapped, so that processes share it.

    `rows` has the fields `passage`, `scale` and `vector` (d,), in the order of the passages; `passages` are these,
    each once, and the sentences of the i-th are `rows[offsets[i]:offsets[i + 1]]`.
    """

    rows: NDArray[Any]
    passages: Ids
    offsets: Ids

    @classmethod
    def of(cls, rows: NDArray[Any]) -> Self:
        """Rows in any order."""
        if (np.diff(rows["passage"]) < 0).any():
            rows = rows[np.argsort(rows["passage"], kind="stable")]
        passages, first = np.unique(rows["passage"], return_index=True)
        return cls(rows, passages, np.append(first, len(rows)))

    @classmethod
    def empty(cls, dimension: int) -> Self:
        """For vectors of `dimension`."""
        return cls.of(np.zeros(0, dtype=_fields(dimension)))

    @classmethod
    def load(cls, path: Path, dimension: int) -> Self:
        """Map what `save` wrote.

        Raises:
            OSError: there is no such file, or it cannot be read.
            ValueError: it is damaged, or holds vectors of another dimension.
        """
        try:
            rows = np.lib.format.open_memmap(path, mode="r")
        except OSError:
            raise
        except Exception as error:  # a damaged header may raise whatever Python's own tokenizer raises
            raise ValueError(f"{path.name} is damaged") from error
        if rows.dtype != _fields(dimension) or rows.ndim != 1:
            raise ValueError(f"{path.name} holds other vectors than of dimension {dimension}")
        return cls.of(rows)

    def save(self, path: Path) -> None:
        """Write everything to `path`, whole or not at all."""
        content = io.BytesIO()
        np.save(content, self.rows, allow_pickle=False)
        write_atomically(path, content.getvalue())

    def updated(self, *, remove: Ids, add: Sequence[NDArray[Any]]) -> SentenceVectors:
        """Those without the passages `remove`, with the rows `add` (see `packed`)."""
        kept = self.rows[~np.isin(self.rows["passage"], remove)] if len(remove) else self.rows
        return type(self).of(np.concatenate([kept, *add]))

    def of_passage(self, passage_id: int) -> Vectors:
        """The vectors (n, d) of the sentences of one passage, as near as eight bits come."""
        place = int(np.searchsorted(self.passages, passage_id))
        if place == len(self.passages) or self.passages[place] != passage_id:
            return np.zeros((0, self.rows.dtype["vector"].shape[0]), dtype=np.float32)
        some = self.rows[self.offsets[place] : self.offsets[place + 1]]
        found: Vectors = some["vector"].astype(np.float32) * some["scale"][:, None]
        return found

    def blended(self, vector: Vectors, ids: Ids, whole: Vectors) -> Vectors:
        """What each of the passages `ids` (n,) says to `vector` (d,): as a whole, and in the best of its sentences.

        `whole` (n,) are the products with their own vectors; they stand alone where no sentence is known.
        """
        if not len(self.passages) or not len(ids):
            return whole
        at = np.minimum(np.searchsorted(self.passages, ids), len(self.passages) - 1)
        known = np.flatnonzero(self.passages[at] == ids)
        if not len(known):
            return whole
        first, lengths = self.offsets[at[known]], np.diff(self.offsets)[at[known]]
        begins = np.cumsum(lengths) - lengths
        some = self.rows[np.repeat(first - begins, lengths) + np.arange(lengths.sum())]
        # No product of matrices: so small a one only waits for a second thread.
        products = np.einsum("ij,j->i", some["vector"].astype(np.float32), vector) * some["scale"]
        blended = whole.copy()
        best = np.maximum.reduceat(products, begins)
        blended[known] = (1 - SENTENCE_WEIGHT) * whole[known] + SENTENCE_WEIGHT * best
        return blended


def _fields(dimension: int) -> np.dtype[Any]:
    return np.dtype([("passage", "<i8"), ("scale", "<f4"), ("vector", "i1", (dimension,))])
