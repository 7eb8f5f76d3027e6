"""How far the ranking hangs on the weights: exact intervals, and shares of ranks under weights drawn around them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from review.scores.statistics import competition_ranks, total, weighted_mean

Key = TypeVar("Key", bound=Hashable)
Values = Mapping[Key, Mapping[str, Fraction | None]]

DRAWS: Final = 2_000
SEED: Final = 20_260_101
CONCENTRATION: Final = 50
_DIGITS: Final = 9  # totals that agree so far tie: they are sums of floats here


@dataclass(frozen=True, slots=True)
class Interval:
    """From where to where the weight of a criterion can go, as a share of all weights, with nothing changing.

    `weight` is the given one. `first` holds whoever is first, `shortlist` who is among the first so many; both ends
    belong to the interval (at them there is a tie, or the weight is 0 or 1).
    """

    criterion: str
    weight: float
    first: tuple[float, float]
    shortlist: tuple[float, float]


@dataclass(frozen=True, slots=True)
class RankShares:
    """Where a submission stands under drawn weights: `shares[r - 1]` of the draws give it rank r.

    `low`, `middle` and `high` are the 5th, 50th and 95th percentile of its rank; `first` and `shortlist` the shares
    of draws in which it is first or shortlisted.
    """

    number: int
    shares: tuple[float, ...]
    low: int
    middle: int
    high: int
    first: float
    shortlist: float


def totals(values: Values[Key], weights: Mapping[str, Fraction]) -> dict[Key, Fraction | None]:
    """The weighted result of each submission."""
    return {key: weighted_mean(of, weights) for key, of in values.items()}


def top(values: Values[Key], weights: Mapping[str, Fraction], size: int) -> frozenset[Key]:
    """The first `size`; with those that tie with the last of them."""
    ranks = competition_ranks(totals(values, weights))
    return frozenset(key for key, rank in ranks.items() if rank <= size)


def interval(
    values: Values[Key], weights: Mapping[str, Fraction], criterion: str, size: int
) -> tuple[Fraction, Fraction]:
    """The interval of the share t of `criterion` in which the first `size` stay the first `size`.

    The other weights keep their proportions and share 1 - t. Where every value is there, a result is
    t x + (1 - t) r, r the mean of the others: linear in t, so each pair of one inside and one outside the first gives
    one inequality and the interval is exact. Submissions that lack a value of any criterion with a weight are
    compared in the same way as long as they lack the same; a pair that does not is left out.
    """
    inside = top(values, weights, size)
    lines = {key: line for key, of in values.items() if (line := _line(of, weights, criterion)) is not None}
    whole = lcm(*(part.denominator for line in lines.values() for part in line))
    within = [_whole(lines[key], whole) for key in lines.keys() & inside]
    beyond = [_whole(lines[key], whole) for key in lines.keys() - inside]
    low, high = (0, 1), (1, 1)  # as numerator and denominator: there can be very many pairs
    for own, rest in within:
        for other, others_rest in beyond:
            # t slope + offset ≥ 0, of which the given weight is a solution
            slope, offset = own - rest - other + others_rest, rest - others_rest
            if slope > 0 and -offset * low[1] > low[0] * slope:
                low = -offset, slope
            elif slope < 0 and offset * high[1] < high[0] * -slope:
                high = offset, -slope
    return Fraction(*low), Fraction(*high)


def _whole(line: tuple[Fraction, Fraction], denominator: int) -> tuple[int, int]:
    one, other = (part.numerator * (denominator // part.denominator) for part in line)
    return one, other


def _line(
    of: Mapping[str, Fraction | None], weights: Mapping[str, Fraction], criterion: str
) -> tuple[Fraction, Fraction] | None:
    """The value on the criterion and the weighted mean of the others; None where a value is missing."""
    needed = [key for key, weight in weights.items() if weight or key == criterion]
    own = of.get(criterion)
    if own is None or any(of.get(key) is None for key in needed):
        return None
    rest = weighted_mean({key: of[key] for key in needed if key != criterion}, weights)
    return own, own if rest is None else rest


def intervals(values: Values[Key], weights: Mapping[str, Fraction], size: int) -> tuple[Interval, ...]:
    """For every criterion, in their order, the intervals for the first and for the first `size`."""
    whole = total(weights.values())
    found = []
    for criterion, weight in weights.items():
        spans = [interval(values, weights, criterion, count) for count in (1, size)]
        first, shortlist = ((float(low), float(high)) for low, high in spans)
        found.append(Interval(criterion, float(weight / whole), first, shortlist))
    return tuple(found)


def rank_shares(
    values: Mapping[int, Mapping[str, Fraction | None]],
    weights: Mapping[str, Fraction],
    size: int,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    concentration: float = CONCENTRATION,
) -> tuple[RankShares, ...]:
    """Shares of ranks under weights drawn from Dirichlet(concentration × share of each given weight).

    The mean of the draws is the given weights, the standard deviation of a weight w is √(w (1 - w) / (concentration +
    1)): 5.6 percentage points for w = 20 % and 50. A criterion of weight 0 stays at 0. The same seed gives the same
    draws (NumPy's PCG64). Submissions without any result are left out.
    """
    kept = [number for number, of in values.items() if weighted_mean(of, weights) is not None]
    names = [name for name, weight in weights.items() if weight]
    if not kept or not names:
        return ()
    scores = np.array([[_float(values[number].get(name)) for name in names] for number in kept])
    whole = total(weights.values())
    shares = np.array([float(weights[name] / whole) for name in names])
    drawn = np.random.default_rng(seed).dirichlet(concentration * shares, draws)
    ranks = _ranks(drawn, scores)
    counts = np.stack([(ranks == rank).mean(axis=0) for rank in range(1, len(kept) + 1)], axis=1)
    percentiles = np.percentile(ranks, (5, 50, 95), axis=0, method="inverted_cdf")
    return tuple(
        RankShares(
            number,
            tuple(float(share) for share in counts[at]),
            int(low),
            int(middle),
            int(high),
            float(counts[at, 0]),
            float((ranks[:, at] <= size).mean()),
        )
        for at, (number, (low, middle, high)) in enumerate(zip(kept, percentiles.T, strict=True))
    )


def _float(value: Fraction | None) -> float:
    return float("nan") if value is None else float(value)


def _ranks(drawn: NDArray[np.float64], scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Competition ranks of the submissions (columns) in every draw (rows)."""
    there = ~np.isnan(scores)
    sums = drawn @ np.where(there, scores, 0).T
    with np.errstate(invalid="ignore", divide="ignore"):
        results = np.round(sums / (drawn @ there.T.astype(float)), _DIGITS)
    ordered = np.sort(results, axis=1)
    better = [len(row) - np.searchsorted(row, asked, side="right") for row, asked in zip(ordered, results, strict=True)]
    return np.array(better) + 1


def shares_for_chart(found: Sequence[RankShares]) -> list[dict[str, float | int]]:
    """A row for every submission and rank that occurs: number, rank, share."""
    return [
        {"number": one.number, "rank": rank, "share": share}
        for one in found
        for rank, share in enumerate(one.shares, 1)
        if share
    ]
