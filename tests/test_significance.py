from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.measures import Quality
from evaluation.significance import EXACT_UP_TO, bootstrap_interval, compare_all, holm, randomisation_p

DARWIN = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
"""Fisher's own example (1935, §21): Darwin's 15 pairs of Zea mays, in eighths of an inch; sum 314.

He counted 1,726 of the 32,768 assignments with a sum of at least 314 in absolute value.
"""


def brute_force(differences: Sequence[float]) -> float:
    """Every assignment of signs, one after the other, with exact sums."""
    observed = abs(math.fsum(differences))
    sums = [abs(math.fsum(s * d for s, d in zip(signs, differences, strict=True))) for signs in _signs(differences)]
    return sum(one >= observed - 1e-12 for one in sums) / len(sums)


def _signs(differences: Sequence[float]) -> itertools.product[tuple[int, ...]]:
    return itertools.product((-1, 1), repeat=len(differences))


def quality(values: dict[str, float], measure: str = "nDCG@10") -> Quality:
    return Quality({measure: float(np.mean([*values.values()]))}, {q: {measure: v} for q, v in values.items()})


@pytest.mark.parametrize(
    ("differences", "p"),
    [
        ([], 1.0),
        ([0.0, 0.0], 1.0),
        ([0.5], 1.0),  # + and - are equally far from 0
        ([0.1, 0.2, 0.3], 2 / 8),  # only all plus and all minus
        ([0.3, -0.1, 0.2], 4 / 8),  # sums .6 .4 .2 0: at least .4 are the two outermost of either side
        ([1.0] * 5, 2 / 32),
        ([1.0] * 5 + [0.0] * 50, 2 / 32),  # queries without a difference say nothing
    ],
)
def test_known_p_values(differences: list[float], p: float) -> None:
    found = randomisation_p(differences)
    assert found.exact
    assert found.value == pytest.approx(p)


@given(st.lists(st.sampled_from([-1.0, -0.5, -0.1, 0.0, 0.1, 0.2, 0.3, 0.5, 1 / 3]), max_size=8))
def test_few_differences_are_enumerated(differences: list[float]) -> None:
    assert randomisation_p(differences).value == pytest.approx(brute_force(differences))


def test_fisher_s_own_example() -> None:
    whole = brute_force(DARWIN)
    assert round(whole * 2**15) == 1726
    found = randomisation_p(DARWIN, rounds=100_000)
    assert not found.exact
    assert len(DARWIN) > EXACT_UP_TO
    assert found.value == pytest.approx(whole, abs=4 * math.sqrt(whole / 100_000))


def test_an_estimate_is_never_0_and_always_the_same() -> None:
    differences = [0.1] * 200
    found = randomisation_p(differences, rounds=10_000)
    assert found.value == 1 / 10_001
    mixed = [*np.random.default_rng(3).normal(0.02, 0.2, 300)]
    assert randomisation_p(mixed) == randomisation_p(mixed)
    assert randomisation_p(mixed, seed=1) != randomisation_p(mixed, seed=2)


def test_rounding_does_not_make_ties_extreme_or_not() -> None:
    """0.1 + 0.2 is not 0.3 in binary: sums that are equal on paper count as equal."""
    differences = [0.1, 0.2, -0.3, 0.1, 0.2, -0.3]
    assert randomisation_p(differences).value == 1.0
    tiny = [1e-17, -3e-17, 2e-17]
    assert randomisation_p(tiny).value == 1.0


def test_chance_is_seldom_called_significant() -> None:
    """Among 200 pairs of runs that differ by chance only, about one in twenty has p below .05."""
    generator = np.random.default_rng(11)
    below = sum(randomisation_p(generator.normal(0, 1, 30), rounds=1_000).value < 0.05 for _ in range(200))
    assert 2 <= below <= 20


def test_the_interval_of_two_values_by_hand() -> None:
    """Of two differences 0 and 1 the mean of a resampling is 0, .5 or 1 with chances 1/4, 1/2, 1/4."""
    assert bootstrap_interval([0.0, 1.0]) == (0.0, 1.0)
    assert bootstrap_interval([0.0, 1.0], confidence=0.4) == (0.5, 0.5)
    assert bootstrap_interval([0.25] * 7) == (0.25, 0.25)
    with pytest.raises(ValueError, match="no differences"):
        bootstrap_interval([])


def test_the_interval_is_that_of_the_normal_distribution_for_many() -> None:
    values = np.random.default_rng(5).normal(0.1, 1.0, 2_000)
    low, high = bootstrap_interval(values)
    half = 1.96 * values.std() / math.sqrt(len(values))
    assert low == pytest.approx(values.mean() - half, abs=0.003)
    assert high == pytest.approx(values.mean() + half, abs=0.003)


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.02]) == [0.02]
    assert holm([0.6, 0.7]) == [1.0, 1.0]
    assert holm([]) == []


def test_two_runs_by_hand() -> None:
    first = quality({"a": 0.5, "b": 0.5, "c": 0.25, "d": 1.0})
    second = quality({"a": 1.0, "b": 0.5, "c": 0.5, "d": 0.75})
    (found,) = compare_all({"one": first, "two": second}, shown=1)
    assert (found.first, found.second, found.measure, found.queries) == ("one", "two", "nDCG@10", 4)
    assert (found.first_mean, found.second_mean, found.difference) == (0.5625, 0.6875, 0.125)
    assert (found.wins, found.ties, found.losses) == (2, 1, 1)
    assert [(c.query_id, c.difference) for c in found.gains] == [("a", 0.5)]
    assert [(c.query_id, c.difference) for c in found.falls] == [("d", -0.25)]
    assert found.p.value == pytest.approx(brute_force([0.5, 0.25, -0.25]))
    assert found.p_holm == found.p.value
    assert found.low <= found.difference <= found.high


def test_three_runs_are_corrected_together() -> None:
    queries = [f"q{i}" for i in range(8)]
    low, mid, high = (quality({q: value + i / 100 for i, q in enumerate(queries)}) for value in (0.1, 0.2, 0.3))
    found = compare_all({"low": low, "mid": mid, "high": high})
    assert [(one.first, one.second) for one in found] == [("low", "mid"), ("low", "high"), ("mid", "high")]
    assert [one.p.value for one in found] == [2 / 2**8] * 3
    assert [one.p_holm for one in found] == [3 * 2 / 2**8] * 3
    against = compare_all({"low": low, "mid": mid, "high": high}, baseline="mid")
    assert [(one.first, one.second) for one in against] == [("mid", "low"), ("mid", "high")]
    assert [one.p_holm for one in against] == [2 * 2 / 2**8] * 2


def test_what_cannot_be_compared_says_why() -> None:
    one = quality({"a": 1.0})
    with pytest.raises(ValueError, match="at least two runs"):
        compare_all({"one": one})
    with pytest.raises(ValueError, match="different queries"):
        compare_all({"one": one, "two": quality({"b": 1.0})})
