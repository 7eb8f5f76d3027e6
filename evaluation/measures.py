"""Retrieval measures as pure functions, calculated by ir_measures, each with its definition in words.

Averages run over every judged query; one without results counts 0. Relevant means a grade of 1 or more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ir_measures
import numpy as np
from ir_measures import RR, R, Success, nDCG

MEASURES = (nDCG @ 10, RR @ 10, R @ 10, R @ 100, Success @ 5)
PRIMARY = str(MEASURES[0])
"""The measure that sets are compared on first."""

PASSAGE_MEASURES = (Success @ 5, Success @ 1, RR @ 10)
"""For questions with known answers, where further relevant passages were not looked for."""

DEFINITIONS: dict[str, str] = {
    "nDCG@10": "Discounted gain of the first 10 documents over that of the best possible order, with the grade itself "
    "as gain (linear, not 2^grade - 1) and a log2 discount: trec_eval's ndcg_cut_10 (Järvelin and Kekäläinen 2002).",
    "RR@10": "One over the rank of the first relevant document, 0 where none is among the first 10 "
    "(the mean is often called MRR@10).",
    "R@10": "Share of all relevant documents that are among the first 10, however many there are: trec_eval's "
    "recall_10. It cannot reach 1 where more than 10 are relevant.",
    "R@100": "Share of all relevant documents that are among the first 100: trec_eval's recall_100.",
    "Success@5": "1 where at least one relevant document is among the first 5, else 0: trec_eval's success_5, which "
    "others call hit rate or, for questions with one answer, recall.",
    "Success@1": "1 where the first document is relevant, else 0: trec_eval's success_1, which others call hit@1 or "
    "accuracy.",
}
"""What each measure means, by its name, for pages and reports alike. Of rival definitions each says which it is."""

OVER_ALL_QUERIES = "Means run over every judged question; one without results, or that cannot be asked, counts 0."

Ranking = Sequence[str]
"""Document ids, best first, each once."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Means by measure name ("nDCG@10", …, in the order of the measures), and the values of each query."""

    means: dict[str, float]
    per_query: dict[str, dict[str, float]]

    def part(self, queries: Sequence[str]) -> Quality:
        """The same for some of the queries only.

        Raises `ValueError` where there are none, `KeyError` for one that was not judged.
        """
        if not queries:
            raise ValueError("there are no queries in this part: choose another")
        return _quality({query: self.per_query[query] for query in queries})

    def only(self, names: Collection[str]) -> Quality:
        """The same on the measures `names` only."""
        return _quality(
            {query: {m: v for m, v in values.items() if m in names} for query, values in self.per_query.items()}
        )


def no_deeper_than(k: int) -> tuple[str, ...]:
    """The names of the measures that rankings of `k` documents suffice for: R@100 says nothing of ten."""
    return tuple(str(one) for one in MEASURES if one["cutoff"] <= k)


def measure(
    qrels: Mapping[str, Mapping[str, int]], run: Mapping[str, Ranking], *, measures: Sequence[Any] = MEASURES
) -> Quality:
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
        for value in ir_measures.iter_calc(measures, grades, scores):
            per_query[value.query_id][str(value.measure)] = float(value.value)
    names = [str(name) for name in measures]
    return _quality({query: {name: values.get(name, 0.0) for name in names} for query, values in per_query.items()})


def _quality(per_query: dict[str, dict[str, float]]) -> Quality:
    names = list(next(iter(per_query.values())))
    return Quality({name: float(np.mean([one[name] for one in per_query.values()])) for name in names}, per_query)


def first_relevant_rank(judged: Mapping[str, int], ranking: Ranking) -> int | None:
    """The rank, from 1, of the first document with a grade of 1 or more; None where the ranking holds none."""
    return next((rank for rank, doc_id in enumerate(ranking, 1) if judged.get(doc_id, 0) > 0), None)


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
