"""The network: one vector and one weight a piece; a text is the weighted sum of its pieces, normalised."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from indexing.pieces import Ids, Offsets


@dataclass(frozen=True, slots=True)
class Bag:
    """A batch of texts as pieces: `ids` end to end, `offsets` where each text begins (without the final end)."""

    ids: Tensor
    offsets: Tensor

    def thinned(self, share: float) -> Bag:
        """Without about this share of the pieces, chosen by chance."""
        kept = torch.rand(len(self.ids)) >= share
        before = torch.cat([torch.zeros(1, dtype=torch.int64), kept.cumsum(0)])
        return Bag(self.ids[kept], before[self.offsets])


@dataclass(frozen=True, slots=True)
class Batch:
    """Queries and their partners, row by row. Rows of the same `keys` have the same partner: they are no negatives."""

    queries: Bag
    documents: Bag
    keys: Tensor


def bag_of(ids: Ids, lengths: NDArray[np.int64]) -> Bag:
    """A bag from ids end to end and the number of ids of each text."""
    offsets = np.zeros(len(lengths), dtype=np.int64)
    np.cumsum(lengths[:-1], out=offsets[1:])
    return Bag(torch.from_numpy(ids.astype(np.int64)), torch.from_numpy(offsets))


class StaticModel(nn.Module):
    """`pieces` vectors of `dimension` and a log weight for each, begun at the weight of smooth inverse frequency.

    Args:
        counts: how often each piece occurs in the training text, shape (pieces,).
        dimension: of the vectors.
        seed: for their first values.
    """

    def __init__(self, counts: NDArray[np.int64], *, dimension: int, seed: int) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        self.vectors = nn.Parameter(torch.randn(len(counts), dimension, generator=generator) / dimension**0.5)
        self.log_weights = nn.Parameter(torch.from_numpy(smooth_inverse_frequency(counts)).log())

    def forward(self, bag: Bag, *, dropout: float = 0.0) -> Tensor:
        """Unit vectors (texts, dimension). `dropout` is the chance of each piece to be left out."""
        return functional.normalize(self.sums(bag, dropout=dropout), dim=-1)

    def sums(self, bag: Bag, *, dropout: float = 0.0) -> Tensor:
        """The same before they are divided by their lengths."""
        some = bag.thinned(dropout) if dropout else bag
        weights = self.log_weights[some.ids].exp()
        return functional.embedding_bag(some.ids, self.vectors, some.offsets, mode="sum", per_sample_weights=weights)

    @torch.no_grad()
    def folded(self) -> NDArray[np.float32]:
        """The vectors with their weights multiplied in, the unknown piece (id 0) zero: all that is shipped."""
        table: NDArray[np.float32] = (self.vectors * self.log_weights.exp()[:, None]).numpy().copy()
        table[0] = 0.0
        return table

    @torch.no_grad()
    def encode(self, ids: Ids, offsets: Offsets, *, batch: int = 8192) -> NDArray[np.float32]:
        """The vectors of the texts `ids[offsets[i]:offsets[i + 1]]`."""
        parts = []
        for start in range(0, len(offsets) - 1, batch):
            ends = offsets[start : start + batch + 1]
            parts.append(self(bag_of(ids[ends[0] : ends[-1]], np.diff(ends))).numpy())
        return np.concatenate(parts)


def smooth_inverse_frequency(counts: NDArray[np.int64], *, a: float = 1e-3) -> NDArray[np.float32]:
    """The weight of a piece: a / (a + p), p its share among all (Arora, Liang & Ma 2017). Here training begins."""
    shares = counts / max(1, counts.sum())
    return np.asarray(a / (a + shares), dtype=np.float32)
