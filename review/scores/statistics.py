"""What scores come to: weighted results, z-scores, ranks, spread, outliers, severity. Pure formulas.

Sums are made of fractions, so that two submissions with the same scores tie whatever the order of adding; what is
shown is a float.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum, lcm, sqrt
from statistics import median
from typing import Final, TypeVar

Key = TypeVar("Key", bound=Hashable)
Judged = TypeVar("Judged", bound=Hashable)

FAR: Final = 0.25  # of the width of the scale
_MAD_TO_SD: Final = 1.4826  # of a normal distribution: 1 / Φ⁻¹(3/4)
_DEVIATIONS: Final = 3
# The mean MAD of n normal values is smaller than that of many: by these factors it is right (C. Croux and P. J.
# Rousseeuw, "Time-Efficient Algorithms for Two Highly Robust Estimators of Scale", COMPSTAT 1992).
_FEW: Final = {3: 1.495, 4: 1.363, 5: 1.206, 6: 1.200, 7: 1.140, 8: 1.129, 9: 1.107}
_ALIKE: Final = 1e-9  # distances of floats that are the same


def total(values: Iterable[Fraction]) -> Fraction:
    """The sum, over one common denominator: adding one after the other would reduce every step."""
    given = list(values)
    whole = lcm(*(value.denominator for value in given))
    return Fraction(sum(value.numerator * (whole // value.denominator) for value in given), whole)


def weighted_mean(values: Mapping[Key, Fraction | None], weights: Mapping[Key, Fraction]) -> Fraction | None:
    """Σ w x / Σ w over what has a value; None where nothing with a weight has one.

    A criterion without a value is left out and the weights of the others stand for the whole: it counts neither as 0
    nor as the mean of anything.
    """
    given = [(weights[key], value) for key, value in values.items() if value is not None]
    weight = total(weight for weight, _ in given)
    return total(weight * value for weight, value in given) / weight if weight else None


def mean(values: Sequence[Fraction]) -> Fraction | None:
    """The arithmetic mean; None of nothing."""
    return total(values) / len(values) if values else None


def deviation(values: Sequence[Fraction]) -> float | None:
    """The standard deviation of a sample (n - 1); None of fewer than two."""
    middle = mean(values)
    if middle is None or len(values) < 2:
        return None
    return sqrt(sum((value - middle) ** 2 for value in values) / (len(values) - 1))


def z_normalised(values: Mapping[Key, Fraction]) -> dict[Key, float]:
    """(x - mean) / sd of one reviewer's results, sd with n - 1.

    Where a reviewer gives everything the same, or has judged one submission only, there is no spread to measure by:
    every z is 0, which moves no submission up or down.
    """
    middle, spread = mean(list(values.values())), deviation(list(values.values()))
    if middle is None or not spread:
        return dict.fromkeys(values, 0.0)
    return {key: float(value - middle) / spread for key, value in values.items()}


def competition_ranks(values: Mapping[Key, Fraction | float | None]) -> dict[Key, int]:
    """1 for the highest; those that tie have the same rank and the next is skipped (1, 2, 2, 4). None has no rank."""
    given = {key: value for key, value in values.items() if value is not None}
    order = sorted(given.values(), reverse=True)
    first: dict[Fraction | float, int] = {}
    for rank, value in enumerate(order, 1):
        first.setdefault(value, rank)
    return {key: first[value] for key, value in given.items()}


@dataclass(frozen=True, slots=True)
class Spread:
    """How far apart the results of several reviewers for one submission are; `sd` of a sample, None for one."""

    count: int
    sd: float | None
    lowest: float
    highest: float

    @property
    def range(self) -> float:
        """Highest less lowest."""
        return self.highest - self.lowest


def spread(values: Sequence[Fraction]) -> Spread | None:
    """The spread of values; None of nothing."""
    if not values:
        return None
    return Spread(len(values), deviation(values), float(min(values)), float(max(values)))


@dataclass(frozen=True, slots=True)
class Far:
    """A value far from the others: `middle` is their median, `limit` how far would have been near enough."""

    value: float
    middle: float
    limit: float


def usual_spread(cells: Iterable[Sequence[float]]) -> float:
    """How far apart the scores for one thing usually are: the mean of their standard deviations, from MADs.

    A MAD hardly moves when one of three or more values is far off, so that one reviewer who is far from the others
    everywhere does not make that usual. Of fewer than three values nothing is said; 0 where there are no others.

    Args:
        cells: the scores of several reviewers for one submission and criterion each.
    """
    found = [_sd_of(values) for values in cells if len(values) > 2]
    return fsum(found) / len(found) if found else 0.0


def _sd_of(values: Sequence[float]) -> float:
    n, middle = len(values), median(values)
    return _FEW.get(n, n / (n - 0.8)) * _MAD_TO_SD * median(abs(value - middle) for value in values)


def outliers(values: Mapping[Key, float], width: float, usual: float = 0.0) -> dict[Key, Far]:
    """The values that are far from the others.

    x is far when |x - median of the others| exceeds three times the spread of scores (three as in C. Leys et al.,
    J. Exp. Soc. Psychol. 49, 2013) and is at least a quarter of the width of the scale, since among reviewers who
    agree on a step the next step would already be "far". The spread is the larger of that of the others (1.4826 MAD:
    F. R. Hampel, JASA 69, 1974) and of what is usual in the round: two to four others agree by chance so often that
    their own spread alone would call one score in ten far. It takes at least three values. Leaving x out of the
    median keeps it from hiding itself.

    Args:
        values: of several reviewers, for the same submission and criterion.
        width: of the scale, highest less lowest.
        usual: the `usual_spread` of the round.
    """
    found: dict[Key, Far] = {}
    for key, value in values.items():
        others = [other for name, other in values.items() if name != key]
        if len(others) < 2:
            continue
        middle = median(others)
        own = _MAD_TO_SD * median(abs(other - middle) for other in others)
        near = _DEVIATIONS * max(own, usual)
        distance = abs(value - middle)
        if distance > near + _ALIKE and distance >= FAR * width - _ALIKE:
            found[key] = Far(value, middle, max(near, FAR * width))
    return found


def severity(values: Mapping[tuple[Key, Judged], Fraction]) -> dict[Key, float]:
    """For each reviewer the mean of (own value - mean of the others' values) over what others judged as well.

    Negative: stricter than the others; positive: milder. A reviewer who shares nothing with anybody is left out.

    Args:
        values: by reviewer and what was judged (a submission, or a submission and a criterion).
    """
    by_object: dict[Judged, dict[Key, Fraction]] = {}
    for (person, judged), value in values.items():
        by_object.setdefault(judged, {})[person] = value
    differences: dict[Key, list[Fraction]] = {}
    for given in by_object.values():
        if len(given) < 2:
            continue
        whole = total(given.values())
        for person, value in given.items():  # value - (whole - value) / (n - 1), in one step
            differences.setdefault(person, []).append((len(given) * value - whole) / (len(given) - 1))
    return {person: float(total(some) / len(some)) for person, some in differences.items()}
