"""How the scores of both sides become one. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexing.engine import Candidate
from search.signals import NO_SIGNALS, Signals

DOCUMENT_WEIGHT = 0.5
WORK_WEIGHT = 0.9  # what a work promises of a candidate behind the shortlist (docs/decisions.md)
_BEST_OF_WORK = 3  # passages that tell what a work promises
_MOST_DENSE = 0.80  # where the library uses none of the question's words
_FULL_COVERAGE = 0.70  # where words answer the question by themselves


_NO_EXACT: Mapping[int, float] = MappingProxyType({})
_NOTHING_KNOWN: Mapping[int, Signals] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reason:
    """What moved a reranked hit: a `group` of features, and its signed share of all that moved it, in [-1, 1]."""

    group: str
    share: float


class Scored(NamedTuple):
    """A candidate with its fused score, and the shares of it that each part contributed; one of hundreds, so a tuple.

    The first three shares together are in [0, 1]. `exact_share` is what references such as a document number or an
    article add (search.signals), 0 for most questions; `signals` says which of them the candidate meets.
    """

    candidate: Candidate
    score: float
    passage_share: float
    document_share: float
    dense_share: float
    exact_share: float = 0.0
    signals: Signals = NO_SIGNALS
    reasons: tuple[Reason, ...] = ()

    def scoring(self, score: float) -> Scored:
        """The same with another score."""
        shares = self.passage_share, self.document_share, self.dense_share, self.exact_share
        return Scored(self.candidate, score, *shares, self.signals, self.reasons)

    @property
    def words(self) -> float:
        """What both kinds of BM25 contributed."""
        return self.passage_share + self.document_share


def dense_weight(coverage: float) -> float:
    """How much the dense side of any encoder counts, in [0, 1], given the coverage of the question by words.

    (Coverage: indexing.engine.Findings. For the bundled encoder `search.ranking.Fusion` has learned it.)

    A straight line that falls from _MOST_DENSE at no coverage to 0 at _FULL_COVERAGE: BM25 is hard to beat where some
    passage uses the question's words, and blind where none does. Fitted on half of the questions of the development
    sets, looked at on the other half (docs/decisions.md).
    """
    return _MOST_DENSE * max(0.0, 1 - coverage / _FULL_COVERAGE)


def convex_combination(
    candidates: Sequence[Candidate],
    *,
    dense_weight: float,
    document_weight: float = DOCUMENT_WEIGHT,
    exact: Mapping[int, float] = _NO_EXACT,
    signals: Mapping[int, Signals] = _NOTHING_KNOWN,
) -> list[Scored]:
    """Fuse and order, best first: (1 - a) * ((1 - b) * passage + b * document) + a * dense + exact.

    Each score is divided by the best of its kind for the question, a negative one counts as 0; a is `dense_weight`,
    b `document_weight`; `exact` and `signals` are by passage id. Convex combination: Bruch et al., An Analysis of
    Fusion Functions for Hybrid Retrieval, 2023.
    Equal scores keep a fixed order by passage id.
    """
    passages = (1 - dense_weight) * (1 - document_weight) * _shares([c.lexical for c in candidates])
    documents = (1 - dense_weight) * document_weight * _shares([c.document for c in candidates])
    meanings = dense_weight * _shares([c.dense for c in candidates])
    fused = []
    shares = zip(candidates, passages.tolist(), documents.tolist(), meanings.tolist(), strict=True)
    for candidate, passage, document, dense in shares:
        added, known = exact.get(candidate.passage_id, 0.0), signals.get(candidate.passage_id, NO_SIGNALS)
        score = passage + document + dense + added
        fused.append(Scored(candidate, score, passage, document, dense, added, known))
    return sorted(fused, key=lambda scored: (-scored.score, scored.candidate.passage_id))


def beside_works(scores: NDArray[np.floating[Any]], works: Sequence[str]) -> NDArray[np.float64]:
    """The `scores` (n,) of candidates in [0, 1], each together with what its work promises; in [0, 1] again.

    A law, or a report, of which several passages fit is more likely to hold the next one too.
    """
    return (scores + WORK_WEIGHT * work_evidence(scores, works)) / (1 + WORK_WEIGHT)


def work_evidence(scores: NDArray[np.floating[Any]], works: Sequence[str]) -> NDArray[np.float64]:
    """For each of n candidates the mean of the three best of `scores` (n,) in its work, 0 for one that is not there."""
    numbers: dict[str, int] = {}
    codes = np.array([numbers.setdefault(work, len(numbers)) for work in works], dtype=np.int64)
    order = np.lexsort((-scores, codes))
    starts = np.searchsorted(codes[order], np.arange(len(numbers)))
    place = np.arange(len(order)) - starts[codes[order]]  # within the work, the best is 0
    best = np.where(place < _BEST_OF_WORK, scores[order], 0.0)
    means = np.bincount(codes[order], best, minlength=len(numbers)).astype(np.float64) / _BEST_OF_WORK
    found: NDArray[np.float64] = means[codes]
    return found


def _shares(scores: Sequence[float]) -> NDArray[np.float64]:
    """Each over the best of them, those below 0 as 0."""
    known = np.maximum(np.array(scores, dtype=np.float64), 0.0)
    best = known.max(initial=0.0)
    return known / best if best > 0 else known
