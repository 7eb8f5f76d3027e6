"""What is relevant enough to be put in another order than that of relevance, and that order. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from search.fusion import Scored
from search.query import Order

RELEVANT = 0.5
"""Of the best fused score. On the calibration questions (evaluation/questions) a passage that answers lies above it for
98 % of them, and 9 of 44 documents do; at 0.7 it is 91 %, at 0.3 half of the library comes along (docs/decisions.md).
"""
FULL_DEPTH = 100
"""As many hits as may ever be shown: for how many candidates are sought whatever is shown of them, so that a page of
results in the order of dates does not change when more of them are asked for."""


def relevant(fused: Sequence[Scored], floor: float = RELEVANT) -> frozenset[int]:
    """The ids of the passages whose fused score is at least `floor` of the best one; `fused` in any order."""
    best = max((one.score for one in fused), default=0.0)
    return frozenset(one.candidate.passage_id for one in fused if one.score >= floor * best)


def by_date(scored: Sequence[Scored], dates: Mapping[str, str], order: Order) -> list[Scored]:
    """`scored`, best first, in the order of the dates of its documents; those without one come last in either order.

    Dates are ISO 8601, shortened to what is known, by `doc_id`: 2021 is before 2021-05. Where dates are equal, the
    better passage comes first, and documents do not mix.
    """
    first = {one.candidate.doc_id: place for place, one in reversed(list(enumerate(scored)))}
    dated = [one for one in scored if dates.get(one.candidate.doc_id)]
    undated = [one for one in scored if not dates.get(one.candidate.doc_id)]
    dated.sort(key=lambda one: first[one.candidate.doc_id])
    dated.sort(key=lambda one: dates[one.candidate.doc_id], reverse=order is Order.NEWEST)
    return [*dated, *sorted(undated, key=lambda one: first[one.candidate.doc_id])]
