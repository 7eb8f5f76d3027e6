"""The dense side: inner products of normalised vectors, in FAISS, with explicit ids."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import faiss
import numpy as np
import numpy.typing as npt

from corpus.home import write_atomically

Vectors = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

EXACT_UP_TO = 300_000  # passages; above this an inverted file is faster and loses little (docs/decisions.md)
COARSE_FROM = 5_000  # passages: from here on looking at eight bits first is worth the memory
_PROBED_SHARE = 1 / 16
_TRAINING_POINTS_PER_LIST = 64
_EIGHT_BITS = 127
_TINY = 1e-12
_AT_ONCE = 16_384  # vectors decoded at a time
_MORE = 40  # candidates by eight bits beyond those wanted


def factory_for(count: int) -> str:
    """The FAISS index that suits `count` vectors: exact in half precision, or an inverted file beyond EXACT_UP_TO."""
    if count <= EXACT_UP_TO:
        return "SQfp16"
    return f"IVF{2 ** round(math.log2(4 * math.sqrt(count)))},SQfp16"


@dataclass(frozen=True, slots=True)
class _Coarse:
    """All vectors in whole numbers of eight bits, in memory: what is nearest by them is nearly always nearest.

    Products of whole numbers take a fifth of the time (docs/decisions.md).
    """

    index: Any
    ids: Ids

    @classmethod
    def of(cls, flat: Any) -> Self:
        """Of an exact index with its ids."""
        stored = faiss.downcast_index(flat.index)
        coarse = faiss.IndexScalarQuantizer(
            stored.d, faiss.ScalarQuantizer.QT_8bit_direct_signed, faiss.METRIC_INNER_PRODUCT
        )
        parts = [(start, min(_AT_ONCE, stored.ntotal - start)) for start in range(0, stored.ntotal, _AT_ONCE)]
        largest = max(float(np.abs(stored.reconstruct_n(*part)).max()) for part in parts)
        scale = _EIGHT_BITS / max(largest, _TINY)
        for part in parts:
            coarse.add(np.rint(stored.reconstruct_n(*part) * scale))
        return cls(coarse, faiss.vector_to_array(flat.id_map))

    def nearest(self, vector: Vectors, k: int) -> Ids:
        """The places of the `k` nearest."""
        asked = np.rint(vector * (_EIGHT_BITS / max(float(np.abs(vector).max()), _TINY)))
        places: Ids = self.index.search(asked[None, :].astype(np.float32), k)[1][0]
        return places


class DenseIndex:
    """Vectors by passage id. Offsets into FAISS are never exposed, so removing cannot shift anything."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._coarse: _Coarse | None = None

    @property
    def factory(self) -> str:
        """The FAISS factory string of the index."""
        return f"IVF{self._index.nlist},SQfp16" if isinstance(self._index, faiss.IndexIVF) else "SQfp16"

    @classmethod
    def build(cls, vectors: Vectors, ids: Ids, *, factory: str | None = None) -> Self:
        """A new index of `vectors` (n, d), L2-normalised, under `ids` (n,)."""
        index = faiss.index_factory(vectors.shape[1], factory or factory_for(len(ids)), faiss.METRIC_INNER_PRODUCT)
        if isinstance(index, faiss.IndexIVF):
            sample = min(len(vectors), index.nlist * _TRAINING_POINTS_PER_LIST)
            chosen = np.random.default_rng(0).choice(len(vectors), sample, replace=False)
            index.train(vectors[np.sort(chosen)])
            index.nprobe = max(1, round(index.nlist * _PROBED_SHARE))
            index.set_direct_map_type(faiss.DirectMap.Hashtable)  # vectors can be had, and dropped, by id
        else:
            flat, index = index, faiss.IndexIDMap2(index)
            flat.this.disown()
            index.own_fields = True
        built = cls(index)
        built._add(vectors, ids)
        return built

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read an index that `save` wrote; through bytes, because FAISS cannot open every path on every system."""
        content = np.frombuffer(path.read_bytes(), dtype=np.uint8)
        return cls(faiss.deserialize_index(content))

    def save(self, path: Path) -> None:
        """Write the index to `path`, whole or not at all."""
        write_atomically(path, faiss.serialize_index(self._index).tobytes())

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return int(self._index.d)

    def search(self, vector: Vectors, k: int, *, within: Ids | None = None) -> list[tuple[int, float]]:
        """The `k` nearest to `vector` (d,) as (id, inner product), best first; among `within` where given."""
        ids, scores = self.nearest(vector, k, within=within)
        return list(zip(ids.tolist(), scores.tolist(), strict=True))

    def nearest(self, vector: Vectors, k: int, *, within: Ids | None = None) -> tuple[Ids, Vectors]:
        """The same as arrays, shape (n,) each."""
        k = min(k, len(self))
        if k < 1:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        # One question cannot be split among threads: more of them only wait for each other, at full speed. OpenMP
        # keeps the number for each thread that calls, so that it is said anew in every one.
        faiss.omp_set_num_threads(1)
        if within is None and len(self) >= COARSE_FROM and not isinstance(self._index, faiss.IndexIVF):
            return self._found_coarsely(vector, k)
        scores, ids = self._index.search(vector[None, :], k, params=self._parameters(within))
        found = ids[0] >= 0
        return ids[0][found], scores[0][found]

    def score(self, vector: Vectors, ids: Ids) -> Vectors:
        """The inner products of `vector` (d,) with the vectors stored under `ids` (n,), all of which must exist."""
        if not len(ids):
            return np.zeros(0, dtype=np.float32)
        return self.vectors(ids) @ vector

    def vectors(self, ids: Ids) -> Vectors:
        """The vectors (n, d) stored under `ids` (n,), all of which must exist."""
        if not len(ids):
            return np.zeros((0, self.dimension), dtype=np.float32)
        stored: Vectors = self._index.reconstruct_batch(ids)
        return stored

    def updated(self, *, keep: Ids, remove: Ids, vectors: Vectors, ids: Ids) -> Self:
        """The index without `remove`, with `vectors` (n, d) under `ids` (n,): itself, or a new one of another kind.

        `keep` are the ids that stay; where their number and that of the new ones call for another kind of index, all
        go into one.
        """
        if factory_for(len(keep) + len(ids)) != self.factory:
            stored: Vectors = self._index.reconstruct_batch(keep)
            return type(self).build(np.concatenate([stored, vectors]), np.concatenate([keep, ids]))
        self.update(remove=remove, vectors=vectors, ids=ids)
        return self

    def update(self, *, remove: Ids, vectors: Vectors, ids: Ids) -> None:
        """Drop the vectors of `remove`, then add `vectors` (n, d) under `ids` (n,), whatever that makes of the size."""
        if len(remove):
            inverted = isinstance(self._index, faiss.IndexIVF)
            selector = faiss.IDSelectorArray if inverted else faiss.IDSelectorBatch  # a hashed map takes arrays only
            self._index.remove_ids(selector(remove))
        self._add(vectors, ids)

    def _found_coarsely(self, vector: Vectors, k: int) -> tuple[Ids, Vectors]:
        """As `nearest` among all: the nearest by eight bits, some more than wanted, scored by what is stored."""
        coarse = self._coarse  # another thread may build it too; both are the same
        if coarse is None:
            coarse = self._coarse = _Coarse.of(self._index)
        places = coarse.nearest(vector, min(len(self), k + max(_MORE, k // 5)))
        ids = coarse.ids[places]
        scores = self.score(vector, ids)
        order = np.argsort(-scores, kind="stable")[:k]
        return ids[order], scores[order]

    def _parameters(self, within: Ids | None) -> Any:
        if within is None:
            return None
        chosen = faiss.IDSelectorBatch(within)
        if isinstance(self._index, faiss.IndexIVF):
            # Where only some documents are wanted they may all lie in lists that are not near: look in every one.
            return faiss.SearchParametersIVF(sel=chosen, nprobe=self._index.nlist)
        return faiss.SearchParameters(sel=chosen)

    def _add(self, vectors: Vectors, ids: Ids) -> None:
        self._coarse = None
        if len(ids):
            self._index.add_with_ids(np.ascontiguousarray(vectors), ids)
