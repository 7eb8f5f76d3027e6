"""The learned ranking: gradient-boosted trees over `search.features`, and how much the dense side counts in fusion.

`evaluation/ranking/` learned both and wrote the file; here they are only applied, without the library that grew them.
LambdaMART: Burges, From RankNet to LambdaRank to LambdaMART, 2010. What each feature contributed to a score follows the
path through every tree: Saabas, Interpreting random forests, 2014.
"""

from __future__ import annotations

import functools
import itertools
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from corpus.errors import CasebaseError
from search.features import NAMES, Features

RANKING_FILE = Path(__file__).with_name("ranking.safetensors")
_NODES = ("feature", "threshold", "left", "right", "value")
_PEAK = 10  # how far down the order of the trees their peak is looked at


class RankingError(CasebaseError):
    """A learned ranking cannot be used: `path` is its file, `detail` says why and what to do."""

    def __init__(self, path: Path, detail: str) -> None:
        self.path = path
        self.detail = detail
        super().__init__(f"{path}: {detail}")


def logistic(value: float) -> float:
    """1 / (1 + e^-value), for any value."""
    power = math.exp(-abs(value))
    return 1 / (1 + power) if value >= 0 else power / (1 + power)


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees of at most m nodes each, shape (trees, m); a leaf is its own left and right.

    A row goes left where its feature is at most the threshold. `value` is what the tree would say at each node.
    """

    feature: NDArray[np.int32]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float32]

    def check(self) -> None:
        """Whether every walk ends in a leaf, by way of features that there are.

        Raises:
            ValueError: the tables do not fit each other, or a node leads back or out of its tree.
        """
        shapes = {getattr(self, name).shape for name in _NODES}
        if len(shapes) != 1 or len(next(iter(shapes))) != 2:
            raise ValueError(f"the tables of its trees have the shapes {sorted(shapes)}")
        nodes = np.arange(self.feature.shape[1])
        leaves = (self.left == nodes) & (self.right == nodes)
        onward = (np.minimum(self.left, self.right) > nodes) & (np.maximum(self.left, self.right) < len(nodes))
        # What a narrow tree is padded with leads back to its root, and no node leads there.
        padding = ~leaves & (self.left == 0) & (self.right == 0)
        reached = np.zeros_like(padding)
        for children in (self.left, self.right):
            reached |= onward & np.take_along_axis(padding, np.where(onward, children, 0), axis=1)
        known = (self.feature >= 0) & (self.feature < len(NAMES))
        if not ((leaves | onward | padding) & known).all() or padding[:, :1].any() or reached.any():
            raise ValueError("a node of its trees leads nowhere")

    def score(self, rows: Features) -> Features:
        """The sum over all trees for each row, shape (rows,)."""
        *_, leaves = self._walk(rows)
        total: Features = self.value.ravel()[leaves].sum(axis=1)
        return total

    def contributions(self, rows: Features) -> Features:
        """How much each feature moved the score of each row, shape (rows, features)."""
        feature, value = self.feature.ravel(), self.value.ravel()
        moved = np.zeros(rows.size, dtype=np.float32)
        cells = np.arange(len(rows))[:, None] * rows.shape[1]
        for at, further in itertools.pairwise(self._walk(rows)):
            steps = (value[further] - value[at]).ravel()
            moved += np.bincount((cells + feature[at]).ravel(), weights=steps, minlength=rows.size).astype(np.float32)
        return moved.reshape(rows.shape)

    def _walk(self, rows: Features) -> Iterator[NDArray[np.int64]]:
        """Where each row stands in each tree, shape (rows, trees), from the roots to the leaves.

        Places count through all trees, one after the other: one index into a flat table is found faster than two.
        """
        feature, threshold, values = self.feature.ravel(), self.threshold.ravel(), rows.ravel()
        first = np.arange(len(self.feature))[:, None] * self.feature.shape[1]
        onward = np.stack([self.right + first, self.left + first], axis=-1).ravel()
        cells = np.arange(len(rows))[:, None] * rows.shape[1]
        at = np.broadcast_to(first.ravel(), (len(rows), len(first)))
        while True:
            yield at
            goes_left = values[cells + feature[at]] <= threshold[at]
            further = onward[2 * at + goes_left]
            if np.array_equal(further, at):
                return
            at = further


@dataclass(frozen=True, slots=True)
class Fusion:
    """The dense side's weight: `most` times the logistic function of a weighted sum of the question's features.

    `weights` and `bias` belong to features as they are (search.features.question_features).
    """

    weights: Features
    bias: float
    most: float

    def dense_weight(self, question: Features) -> float:
        """In [0, most] for the features of one question, shape (6,)."""
        return self.most * logistic(float(question @ self.weights) + self.bias)


class Answered(StrEnum):
    """Whether something that was found answers the question."""

    YES = auto()
    PERHAPS = auto()
    NO = auto()


@dataclass(frozen=True, slots=True)
class Abstaining:
    """Tells from a few numbers of a shortlist whether anything in it answers: a linear rule.

    `columns` are places in search.features.NAMES. Weighed are the best of each in the shortlist, each of what the trees
    put first, and how far the tenth stands behind the first by what the trees say. What answers by no more than `doubt`
    perhaps does.
    """

    columns: NDArray[np.int32]
    weights: Features
    bias: float
    doubt: float = 0.0

    def answered(self, rows: Features, said: Features) -> Answered:
        """Whether anything in a shortlist with features `rows`, of which the trees say `said`, seems to answer."""
        total = float(self.evidence(rows, said) @ self.weights) + self.bias
        if total <= 0:
            return Answered.NO
        return Answered.PERHAPS if total <= self.doubt else Answered.YES

    def evidence(self, rows: Features, said: Features) -> Features:
        """The numbers that the rule weighs, shape (2 * len(columns) + 1,)."""
        looked_at = rows[:, self.columns]
        order = np.argsort(-said, kind="stable")
        lead = said[order[0]] - said[order[min(_PEAK, len(order)) - 1]]
        return np.concatenate([looked_at.max(axis=0), looked_at[order[0]], [lead]]).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Everything that was learned. `revision` is that of the encoder whose scores it was learned from."""

    trees: Trees
    fusion: Fusion
    abstaining: Abstaining | None
    revision: str
    facts: Mapping[str, Any]

    def answered(self, rows: Features, said: Features) -> Answered:
        """Whether anything in a shortlist with features `rows`, of which the trees say `said`, seems to answer."""
        return self.abstaining.answered(rows, said) if self.abstaining else Answered.YES

    @classmethod
    def load(cls, path: Path = RANKING_FILE) -> Self:
        """Read what `save_ranking` (evaluation.ranking) wrote.

        Raises:
            RankingError: there is no such file, it is damaged, or it was learned from other features.
        """
        try:
            with safe_open(str(path), framework="numpy") as file:
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping
                facts = json.loads((file.metadata() or {})["facts"])
            if tuple(facts["features"]) == NAMES:
                return cls._made(tensors, facts)
        except (OSError, ValueError, LookupError, TypeError, SafetensorError) as error:
            detail = f"the file is missing or damaged ({' '.join(str(error).split())}): restore it, or learn it anew"
            raise RankingError(path, detail) from error
        raise RankingError(path, "it was learned from other features than search/features.py has: learn it anew")

    @classmethod
    def _made(cls, tensors: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> Self:
        trees = Trees(*(tensors[f"trees.{name}"] for name in _NODES))
        trees.check()
        bias, most = tensors["fusion.scalars"].tolist()
        fusion = Fusion(tensors["fusion.weights"], bias, most)
        abstaining = None
        if "abstaining.weights" in tensors:
            columns, weights = tensors["abstaining.columns"], tensors["abstaining.weights"]
            if len(weights) != 2 * len(columns) + 1:
                raise ValueError(f"{len(weights)} weights for {len(columns)} columns")
            abstaining = Abstaining(columns, weights, *tensors["abstaining.scalars"].tolist())
        return cls(trees, fusion, abstaining, facts["encoder_revision"], facts)


@functools.cache
def bundled_ranking() -> Ranking | None:
    """The ranking that comes with the program, read once; None where it is not there."""
    return Ranking.load() if RANKING_FILE.is_file() else None
