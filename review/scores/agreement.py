"""Do reviewers agree? Krippendorff's alpha and Kendall's W: pure formulas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import fsum

from scipy.special import gammaincc


class Level(StrEnum):
    """The level of measurement: how far apart two values are."""

    NOMINAL = "nominal"  # the same or not
    ORDINAL = "ordinal"  # how many values lie between them
    INTERVAL = "interval"  # their difference


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha: 1 for agreement, 0 for what chance gives, negative for less than that.

    `value` is None where it is not defined: no unit with two values, or all values the same. `units` counts units
    with at least two values, `values` the values in them; what stands alone is left out.
    """

    value: float | None
    level: Level
    units: int
    values: int


@dataclass(frozen=True, slots=True)
class Concordance:
    """Kendall's W: 1 for the same order by all, 0 for none in common.

    `w` is None with fewer than two judges or two objects, or where every judge ties everything. `chi_square` is
    m (n - 1) W with n - 1 degrees of freedom, `p` the probability of so much under no agreement (approximate; Siegel
    and Castellan give tables for n ≤ 7). `left_out`: objects that not every judge had scored.
    """

    w: float | None
    chi_square: float | None
    degrees: int
    p: float | None
    judges: int
    objects: int
    left_out: int = 0


def krippendorff_alpha(matrix: Sequence[Sequence[float | None]], level: Level) -> Alpha:
    """Alpha = 1 - D_o / D_e, from coincidences; any number of coders, missing values allowed.

    K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), and Content Analysis, chapter 11. A unit u
    with m_u ≥ 2 values contributes 1 / (m_u - 1) for each ordered pair of its values; units with one value say nothing
    and are left out.

    Args:
        matrix: a row a coder, a column a unit; None is missing. For the nominal level numbers are names.
        level: of measurement.
    """
    units = [[value for value in unit if value is not None] for unit in zip(*matrix, strict=True)]
    pairable = [unit for unit in units if len(unit) > 1]
    totals = Counter(value for unit in pairable for value in unit)
    n = totals.total()
    if len(totals) < 2:
        return Alpha(None, level, len(pairable), n)
    place = _places(totals, level)
    observed = sum(_disagreement([place[value] for value in unit], level) / (len(unit) - 1) for unit in pairable)
    expected = _disagreement([place[value] for unit in pairable for value in unit], level)
    return Alpha(1 - (n - 1) * observed / expected, level, len(pairable), n)


def _places(totals: Counter[float], level: Level) -> dict[float, float]:
    """Numbers whose squared differences are the delta² of the level.

    Ordinal: delta of c and k is the sum of n_g for g from c to k, less half of n_c and of n_k.
    """
    if level is not Level.ORDINAL:
        return {value: float(value) for value in totals}
    places: dict[float, float] = {}
    below = 0
    for value in sorted(totals):
        places[value] = below + totals[value] / 2
        below += totals[value]
    return places


def _disagreement(values: Sequence[float], level: Level) -> float:
    """The sum of delta² over all ordered pairs: Σ Σ (x - y)² = 2 n Σ (x - mean)²."""
    n = len(values)
    if level is Level.NOMINAL:
        return n**2 - sum(times**2 for times in Counter(values).values())
    mean = fsum(values) / n
    return 2 * n * fsum((value - mean) ** 2 for value in values)


def kendall_w(scores: Sequence[Sequence[float]], *, left_out: int = 0) -> Concordance:
    """W = 12 S / (m² (n³ - n) - m Σ T), S the squared deviations of the rank sums, T = Σ (t³ - t) over ties.

    M. G. Kendall and B. Babington Smith (1939); with the correction for ties as in Siegel and Castellan (1988), 9.6.
    Needs complete rows: an object that a judge has not ranked is left out before (`complete`).

    Args:
        scores: a row a judge, a column an object; whatever can be ranked, higher or lower first alike.
        left_out: passed on to the result.
    """
    m, n = len(scores), len(scores[0]) if scores else 0
    if m < 2 or n < 2:
        return Concordance(None, None, max(n - 1, 0), None, m, n, left_out)
    ranked = [midranks(row) for row in scores]
    sums = [sum(ranks) for ranks in zip(*ranked, strict=True)]
    mean = m * (n + 1) / 2
    s = sum((one - mean) ** 2 for one in sums)
    ties = sum(times**3 - times for row in scores for times in Counter(row).values())
    most = m**2 * (n**3 - n) - m * ties
    if not most:
        return Concordance(None, None, n - 1, None, m, n, left_out)
    w = 12 * s / most
    chi_square = m * (n - 1) * w
    return Concordance(w, chi_square, n - 1, float(gammaincc((n - 1) / 2, chi_square / 2)), m, n, left_out)


def complete(matrix: Sequence[Sequence[float | None]]) -> tuple[list[list[float]], int]:
    """The columns in which no value is missing, and how many others there were; rows without any value are dropped."""
    rows = [row for row in matrix if any(value is not None for value in row)]
    columns = list(zip(*rows, strict=True)) if rows else []
    whole = [[value for value in column if value is not None] for column in columns if None not in column]
    given = sum(any(value is not None for value in column) for column in columns)
    return [list(row) for row in zip(*whole, strict=True)], given - len(whole)


def midranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1, the least first; those that tie share the mean of their places."""
    order = sorted(range(len(values)), key=lambda at: values[at])
    ranks = [0.0] * len(values)
    starts = [at for at in range(len(order)) if at == 0 or values[order[at]] != values[order[at - 1]]]
    for start, end in pairwise([*starts, len(order)]):
        for at in order[start:end]:
            ranks[at] = (start + 1 + end) / 2
    return ranks


def coded(values: Sequence[Sequence[Hashable | None]]) -> list[list[float | None]]:
    """Names as numbers, for the nominal level."""
    known: dict[Hashable, float] = {}
    return [[None if one is None else known.setdefault(one, len(known)) for one in row] for row in values]
