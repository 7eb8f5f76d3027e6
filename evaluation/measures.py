"""Retrieval measures as pure functions, calculated by ir_measures.

Averages run over every judged query; one without results counts 0. Of rival definitions these are used: nDCG with
linear gains and a log2 discount (trec_eval's ndcg_cut, Järvelin and Kekäläinen 2002), recall over all relevant
documents however many there are (trec_eval's recall_k), RR of the first relevant document and 0 beyond the cut-off.
Relevant means a grade of 1 or more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
from ir_measures import RR, R, nDCG

MEASURES = (nDCG @ 10, R @ 10, R @ 100, RR @ 10)

Ranking = Sequence[str]
"""Document ids, best first, each once."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Means by measure name ("nDCG@10", "R@10", "R@100", "RR@10"), and the values of each query."""

    means: dict[str, float]
    per_query: dict[str, dict[str, float]]


def measure(qrels: Mapping[str, Mapping[str, int]], run: Mapping[str, Ranking]) -> Quality:
    """How good the rankings of `run` are by the grades of `qrels`, for every query of `qrels`.

    Raises:
        ValueError: a ranking holds a document twice, or there are no judged queries.
    """
    if not qrels:
        raise ValueError("there are no judged queries: read some first")
    for query, ranking in run.items():
        if len(set(ranking)) != len(ranking):
            raise ValueError(f"the ranking of query {query!r} holds a document twice: keep its best place")
    grades = {query: dict(judged) for query, judged in qrels.items()}
    scores = {query: _scores_by_rank(run[query]) for query in qrels if run.get(query)}
    per_query: dict[str, dict[str, float]] = {query: {} for query in qrels}
    if scores:
        for value in ir_measures.iter_calc(MEASURES, grades, scores):
            per_query[value.query_id][str(value.measure)] = float(value.value)
    names = [str(name) for name in MEASURES]
    complete = {query: {name: values.get(name, 0.0) for name in names} for query, values in per_query.items()}
    means = {name: float(np.mean([values[name] for values in complete.values()])) for name in names}
    return Quality(means, complete)


def _scores_by_rank(ranking: Ranking) -> dict[str, float]:
    """Whole numbers that fall with the rank: measures would break ties between equal scores by document id."""
    return {doc_id: float(len(ranking) - i) for i, doc_id in enumerate(ranking)}


def falling(scores: Sequence[float]) -> list[float]:
    """The scores made strictly falling, in the single precision that trec_eval reads, so that the order survives."""
    result: list[float] = []
    for score in np.asarray(scores, dtype=np.float32):
        below = np.nextafter(np.float32(result[-1]), np.float32(-np.inf)) if result else score
        result.append(float(min(score, below)))
    return result


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 100) of the values lie, linear between neighbours; 0 for no values."""
    return float(np.percentile(values, share)) if values else 0.0
