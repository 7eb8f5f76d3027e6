"""Training text as pieces, and how batches are cut from it without a Python loop over texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from indexing.pieces import Ids, Offsets
from indexing.sentences import sentences_of
from indexing.train.model import Bag, Batch, bag_of
from indexing.train.texts import bucket
from indexing.train.tokenizer import Cutting

Rows = NDArray[np.int64]
_Number = TypeVar("_Number", bound=np.integer[Any])


def gather(ids: NDArray[_Number], starts: Rows, lengths: Rows) -> NDArray[_Number]:
    """The runs `ids[starts[i] : starts[i] + lengths[i]]` end to end."""
    ends = np.cumsum(lengths)
    shifts = np.repeat(starts - (ends - lengths), lengths)
    picked: NDArray[_Number] = ids[np.arange(len(shifts)) + shifts]
    return picked


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts as pieces: text i is `ids[offsets[i]:offsets[i + 1]]`. `density` is that of their cutting."""

    ids: Ids
    offsets: Offsets
    density: int = 1

    @classmethod
    def of(cls, cut: Cutting, texts: Sequence[str]) -> Texts:
        """Cut folded texts."""
        bags = cut(texts)
        return cls(bags.ids, bags.offsets, cut.density)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def bag(self, rows: Rows, *, limit: int = 400) -> Bag:
        """The texts of `rows`, each cut after `limit` pieces (times the density)."""
        starts = self.offsets[rows]
        lengths = np.minimum(self.offsets[rows + 1] - starts, limit * self.density)
        return bag_of(gather(self.ids, starts, lengths), lengths)

    def subset(self, rows: Rows) -> Texts:
        """Only the texts of `rows`, whole."""
        lengths = self.offsets[rows + 1] - self.offsets[rows]
        offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
        return Texts(gather(self.ids, self.offsets[rows], lengths), offsets, self.density)


@dataclass(frozen=True, slots=True)
class Parted:
    """Documents in parts: what stands above each (it may be empty), then its sentences, scraps left out.

    Those of document i are `parts` from `first[i]` to before `first[i + 1]`.
    """

    parts: Texts
    first: Rows

    @classmethod
    def of(cls, cut: Cutting, documents: Sequence[str], above: Sequence[int]) -> Parted:
        """Cut folded documents, the first `above[i]` characters of which are a title; without `above` none has one."""
        titles = above or [0] * len(documents)
        texts = ((text[:end], sentences_of(text[end:])) for text, end in zip(documents, titles, strict=True))
        parts = [[title, *sentences] for title, sentences in texts]
        first = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(list(map(len, parts)), dtype=np.int64)])
        return cls(Texts.of(cut, [part for some in parts for part in some]), first)

    def drawn(self, rows: Rows) -> tuple[Bag, Rows]:
        """All parts of the documents of `rows` one after the other, and how many each has."""
        counts = self.first[rows + 1] - self.first[rows]
        every = gather(np.arange(len(self.parts), dtype=np.int64), self.first[rows], counts)
        return self.parts.bag(every), counts


@dataclass(frozen=True, slots=True)
class Passages:
    """Documents as runs of sentences.

    `sentences` holds all of them in order; sentence i belongs to the document whose sentences are
    `[first[i], last[i])`. `askable` are the rows that may be drawn as queries.
    """

    sentences: Texts
    first: Rows
    last: Rows
    askable: Rows

    @classmethod
    def of(cls, cut: Cutting, documents: Sequence[Sequence[str]], *, repeats: int = 5) -> Passages:
        """Cut documents given as sentences.

        A sentence is askable if it has four pieces at least, neighbours, and no more than `repeats` copies: nothing
        is learnt from 本法自公布之日起施行.
        """
        flat = [sentence for document in documents for sentence in document]
        sizes = np.array([len(document) for document in documents], dtype=np.int64)
        ends = np.cumsum(sizes)
        first, last = np.repeat(ends - sizes, sizes), np.repeat(ends, sizes)
        texts = Texts.of(cut, flat)
        _, inverse, counts = np.unique(
            np.array([hashed(sentence) for sentence in flat]), return_inverse=True, return_counts=True
        )
        fit = (np.diff(texts.offsets) >= 4) & (last - first >= 3) & (counts[inverse] <= repeats)
        return cls(texts, first, last, np.flatnonzero(fit))

    def draw(self, generator: np.random.Generator, size: int, *, overlap: float, reach: int) -> Batch:
        """`size` random sentences (fewer where there are fewer), and for each the sentences around it.

        `overlap` is the share of surroundings that keep the sentence itself; `reach` the most sentences on each side,
        150 pieces of them at most, whatever the density.
        """
        size = min(size, len(self.askable))
        rows = generator.choice(self.askable, size, replace=False)
        left = np.maximum(rows - generator.integers(1, reach + 1, size), self.first[rows])
        right = np.minimum(rows + 1 + generator.integers(1, reach + 1, size), self.last[rows])
        kept = generator.random(size) < overlap
        offsets = self.sentences.offsets
        # Two runs a text: up to the sentence (or past its end, where it is kept), and from its end on.
        starts = np.stack([offsets[left], offsets[rows + 1]], axis=1)
        stops = np.stack([np.where(kept, offsets[rows + 1], offsets[rows]), offsets[right]], axis=1)
        lengths = np.minimum(stops - starts, 150)
        around = bag_of(gather(self.sentences.ids, starts.ravel(), lengths.ravel()), lengths.sum(axis=1))
        return Batch(self.sentences.bag(rows, limit=60), around, torch.arange(size))


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs as pieces: query i goes with document i, and with every other document of the same key."""

    queries: Texts
    documents: Texts
    keys: Rows

    @classmethod
    def of(cls, cut: Cutting, queries: list[str], documents: list[str]) -> Pairs:
        """Cut folded pairs, kept in their order."""
        keys = np.array([hashed(document) for document in documents], dtype=np.int64)
        return cls(Texts.of(cut, queries), Texts.of(cut, documents), keys)

    def draw(self, generator: np.random.Generator, size: int, *, run: int = 4) -> Batch:
        """`size` pairs (fewer where there are fewer) as runs of `run` neighbours.

        Neighbours come from one law: the hardest of all negatives, at no cost.
        """
        count = len(self.keys)
        run = min(run, count)
        starts = generator.choice(count - run + 1, min(size // run, count // run), replace=False)
        rows = np.unique(starts[:, None] + np.arange(run))
        return Batch(
            self.queries.bag(rows, limit=100), self.documents.bag(rows, limit=250), torch.from_numpy(self.keys[rows])
        )


def hashed(text: str) -> int:
    """A 31-bit hash that is the same in every process."""
    return bucket(text, 1 << 31)
