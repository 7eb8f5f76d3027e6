"""How the scores of both sides become one. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexing.engine import Candidate

DOCUMENT_WEIGHT = 0.5
_MOST_DENSE = 0.80  # where the library uses none of the question's words
_FULL_COVERAGE = 0.70  # where words answer the question by themselves


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its fused score in [0, 1], and the shares of it that each part contributed."""

    candidate: Candidate
    score: float
    passage_share: float
    document_share: float
    dense_share: float


def dense_weight(coverage: float) -> float:
    """How much the dense side counts, in [0, 1], given the coverage of the question by words (indexing.engine).

    A straight line that falls from _MOST_DENSE at no coverage to 0 at _FULL_COVERAGE: BM25 is hard to beat where some
    passage uses the question's words, and blind where none does. Fitted on half of the questions of the development
    sets, looked at on the other half (docs/decisions.md).
    """
    return _MOST_DENSE * max(0.0, 1 - coverage / _FULL_COVERAGE)


def convex_combination(
    candidates: Sequence[Candidate], *, dense_weight: float, document_weight: float = DOCUMENT_WEIGHT
) -> list[Scored]:
    """Fuse and order, best first: (1 - a) * ((1 - b) * passage + b * document) + a * dense.

    Each score is divided by the best of its kind for the question, a negative one counts as 0; a is `dense_weight`,
    b `document_weight`. Convex combination: Bruch et al., An Analysis of Fusion Functions for Hybrid Retrieval, 2023.
    Equal scores keep a fixed order by passage id.
    """
    best_passage = max((c.lexical for c in candidates), default=0.0)
    best_document = max((c.document for c in candidates), default=0.0)
    best_dense = max((c.dense for c in candidates), default=0.0)
    fused = []
    for candidate in candidates:
        passage = (1 - dense_weight) * (1 - document_weight) * _share(candidate.lexical, best_passage)
        document = (1 - dense_weight) * document_weight * _share(candidate.document, best_document)
        dense = dense_weight * _share(candidate.dense, best_dense)
        fused.append(Scored(candidate, passage + document + dense, passage, document, dense))
    return sorted(fused, key=lambda scored: (-scored.score, scored.candidate.passage_id))


def _share(score: float, best: float) -> float:
    return max(score, 0.0) / best if best > 0 else 0.0
