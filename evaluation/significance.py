"""Is one run better than another, or is it luck? Paired tests over queries; pure functions.

Sources: Fisher, The Design of Experiments, 1935 (the randomisation test); Smucker, Allan and Carterette, A Comparison
of Statistical Significance Tests for Information Retrieval Evaluation, CIKM 2007; Phipson and Smyth, Permutation
P-values Should Never Be Zero, 2010; Efron, Bootstrap Methods, 1979; Holm, A Simple Sequentially Rejective Multiple Test
Procedure, 1979.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from evaluation.measures import Quality

ROUNDS = 20_000
CONFIDENCE = 0.95
SEED = 20_070
EXACT_UP_TO = 12  # differing queries: all 2^12 assignments are fewer than the rounds
_BATCH = 2_000_000  # random numbers held at a time
_TIE = 1e-9  # differences that only rounding made

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PValue:
    """A two-sided p-value; `exact` where all assignments were enumerated, else estimated from `rounds` of them."""

    value: float
    exact: bool
    rounds: int


@dataclass(frozen=True, slots=True)
class QueryChange:
    """A query and its difference, second run minus first."""

    query_id: str
    difference: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs on one measure. `difference` is second minus first, `low` to `high` its 95 % bootstrap interval.

    `p` is two-sided; `p_holm` is corrected for all pairs that were compared on the measure. `wins` count queries on
    which the second is better, `losses` those on which it is worse. `gains` and `falls` are the largest of these,
    largest first.
    """

    measure: str
    first: str
    second: str
    queries: int
    first_mean: float
    second_mean: float
    difference: float
    low: float
    high: float
    p: PValue
    p_holm: float
    wins: int
    ties: int
    losses: int
    gains: tuple[QueryChange, ...]
    falls: tuple[QueryChange, ...]


def randomisation_p(differences: Sequence[float] | Floats, *, rounds: int = ROUNDS, seed: int = SEED) -> PValue:
    """How often the mean would differ from 0 by as much, were it chance which run each query's values belong to.

    Two-sided, on the mean: the share of assignments of signs to `differences` whose absolute mean is at least the
    observed one. All assignments are counted where at most EXACT_UP_TO differences are not 0; else `rounds` random
    ones, and p = (as extreme + 1) / (rounds + 1), which is never 0.
    """
    moved = _without_ties(differences)
    observed = abs(float(moved.sum()))
    least = observed - 1e-12 * float(np.abs(moved).sum())  # sums in another order differ in the last digits
    if len(moved) <= EXACT_UP_TO:
        bits = (np.arange(2 ** len(moved))[:, None] >> np.arange(len(moved))) & 1
        return PValue(float(np.mean(np.abs((2 * bits - 1) @ moved) >= least)), True, 2 ** len(moved))
    generator = np.random.default_rng(seed)
    extreme = sum(int((np.abs(sums) >= least).sum()) for sums in _random_sums(moved, rounds, generator))
    return PValue((extreme + 1) / (rounds + 1), False, rounds)


def _without_ties(differences: Sequence[float] | Floats) -> Floats:
    """The differences whose sign matters."""
    values = np.asarray(differences, dtype=np.float64)
    return values[np.abs(values) > _TIE]


def _random_sums(values: Floats, rounds: int, generator: np.random.Generator) -> list[Floats]:
    """The sums of `values` under `rounds` random assignments of signs, in batches."""
    size = max(1, _BATCH // len(values))
    sums = []
    for start in range(0, rounds, size):
        some = min(size, rounds - start)
        signs = generator.integers(0, 2, size=(some, len(values)), dtype=np.int8)
        sums.append(2 * (signs.astype(np.float64) @ values) - values.sum())
    return sums


def bootstrap_interval(
    differences: Sequence[float] | Floats,
    *,
    rounds: int = ROUNDS,
    seed: int = SEED,
    confidence: float = CONFIDENCE,
) -> tuple[float, float]:
    """Between which two values the mean lies with `confidence`: percentiles over `rounds` resamplings of queries.

    Raises `ValueError` where there are no differences.
    """
    values = np.asarray(differences, dtype=np.float64)
    if not len(values):
        raise ValueError("there are no differences: compare at least one query")
    generator = np.random.default_rng(seed)
    size = max(1, _BATCH // len(values))
    means: list[Floats] = []
    for start in range(0, rounds, size):
        drawn = generator.integers(0, len(values), size=(min(size, rounds - start), len(values)), dtype=np.int32)
        means.append(values[drawn].mean(axis=1))
    outside = 100 * (1 - confidence) / 2
    low, high = np.percentile(np.concatenate(means), [outside, 100 - outside])
    return float(low), float(high)


def holm(p_values: Sequence[float]) -> list[float]:
    """The p-values corrected for their number, in the same order: each may be compared with the level itself."""
    order = np.argsort(p_values, kind="stable")
    corrected = [0.0] * len(p_values)
    largest = 0.0
    for step, index in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - step) * p_values[index]))
        corrected[index] = largest
    return corrected


def compare_all(
    runs: Mapping[str, Quality],
    *,
    baseline: str | None = None,
    measures: Sequence[str] | None = None,
    rounds: int = ROUNDS,
    seed: int = SEED,
    shown: int = 5,
) -> list[Comparison]:
    """Every pair of `runs` on each measure, corrected by Holm within the measure.

    Args:
        runs: by name, all over the same queries.
        baseline: compare each other run with this one only; None compares every pair.
        measures: which; None: all that the runs have.
        rounds: random assignments, and resamplings for the interval.
        seed: of these.
        shown: how many of the largest gains and falls each comparison names.

    Raises:
        ValueError: fewer than two runs, or runs over different queries.
    """
    if len(runs) < 2:
        raise ValueError("there is nothing to compare: name at least two runs")
    queries = [set(quality.per_query) for quality in runs.values()]
    if any(some != queries[0] for some in queries):
        raise ValueError("the runs were measured on different queries: measure them on the same ones")
    others = [name for name in runs if name != baseline]
    wanted = list(combinations(runs, 2)) if baseline is None else [(baseline, name) for name in others]
    compared: list[Comparison] = []
    for name in measures or list(next(iter(runs.values())).means):
        pairs = [_compare(runs, pair, name, rounds, seed, shown) for pair in wanted]
        corrected = holm([pair.p.value for pair in pairs])
        compared += [replace(pair, p_holm=p) for pair, p in zip(pairs, corrected, strict=True)]
    return compared


def _compare(
    runs: Mapping[str, Quality], pair: tuple[str, str], measure: str, rounds: int, seed: int, shown: int
) -> Comparison:
    first, second = (runs[name].per_query for name in pair)
    changes = [QueryChange(query, second[query][measure] - values[measure]) for query, values in first.items()]
    differences = np.array([change.difference for change in changes])
    low, high = bootstrap_interval(differences, rounds=rounds, seed=seed)
    better = sorted((c for c in changes if c.difference > _TIE), key=lambda c: (-c.difference, c.query_id))
    worse = sorted((c for c in changes if c.difference < -_TIE), key=lambda c: (c.difference, c.query_id))
    p = randomisation_p(differences, rounds=rounds, seed=seed)
    return Comparison(
        measure=measure,
        first=pair[0],
        second=pair[1],
        queries=len(changes),
        first_mean=runs[pair[0]].means[measure],
        second_mean=runs[pair[1]].means[measure],
        difference=float(differences.mean()),
        low=low,
        high=high,
        p=p,
        p_holm=p.value,
        wins=len(better),
        ties=len(changes) - len(better) - len(worse),
        losses=len(worse),
        gains=tuple(better[:shown]),
        falls=tuple(worse[:shown]),
    )
