"""The statistics of scores against published worked examples, hand-computed cases and independent implementations."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from review.scores.agreement import Level, coded, complete, kendall_w, krippendorff_alpha, midranks
from review.scores.assignment import assigned
from review.scores.combining import checked_formula, combined, in_words, scaled
from review.scores.model import Basis, Formula, Scaling, ScoreError, ScoreProblem
from review.scores.sensitivity import interval, intervals, rank_shares, shares_for_chart, top, totals
from review.scores.statistics import (
    Far,
    competition_ranks,
    deviation,
    outliers,
    severity,
    spread,
    usual_spread,
    weighted_mean,
    z_normalised,
)

# K. Krippendorff, "Computing Krippendorff's Alpha-Reliability", University of Pennsylvania, 2011 (2013 printing):
# A, binary data, two observers; B, nominal data, two observers; C and D, any number of observers, missing data.
EXAMPLE_A = ("0100000010", "1110010000")
EXAMPLE_B = ("aabbdcccedda", "babbbccceddd")
EXAMPLE_C = ("123321412***", "1233224125*3", "*3332342251*", "12332441251*")
MATRIX_C: list[list[float | None]] = [[None if sign == "*" else float(sign) for sign in line] for line in EXAMPLE_C]

# S. Siegel, Nonparametric Statistics for the Behavioral Sciences (1956), chapter 9: three executives rank six
# applicants, W = .16; three rankings of ten objects with ties (from M. G. Kendall, Rank Correlation Methods),
# W = .828, .796 without the correction.
EXECUTIVES = ((1, 6, 3, 2, 5, 4), (1, 5, 6, 4, 2, 3), (6, 3, 2, 5, 4, 1))
TIED = (
    (1, 4.5, 2, 4.5, 3, 7.5, 6, 9, 7.5, 10),
    (2.5, 1, 2.5, 4.5, 4.5, 8, 9, 6.5, 10, 6.5),
    (2, 1, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10),
)


# Krippendorff's alpha


@pytest.mark.parametrize(("lines", "published"), [(EXAMPLE_A, 0.095), (EXAMPLE_B, 0.692)])
def test_alpha_of_the_published_nominal_examples(lines: tuple[str, ...], published: float) -> None:
    assert krippendorff_alpha(coded(lines), Level.NOMINAL).value == pytest.approx(published, abs=5e-4)


@pytest.mark.parametrize(
    ("level", "published"), [(Level.NOMINAL, 0.743), (Level.ORDINAL, 0.815), (Level.INTERVAL, 0.849)]
)
def test_alpha_of_the_published_example_with_missing_values(level: Level, published: float) -> None:
    found = krippendorff_alpha(MATRIX_C, level)
    assert found.value == pytest.approx(published, abs=5e-4)
    assert (found.units, found.values) == (11, 40)  # the twelfth unit has one value only and cannot be paired


def by_definition(matrix: list[list[float | None]], level: Level) -> float:
    """Alpha from the coincidence matrix, cell by cell."""
    units = [[v for v in unit if v is not None] for unit in zip(*matrix, strict=True)]
    values = sorted({v for unit in units if len(unit) > 1 for v in unit})
    o = dict.fromkeys(product(values, repeat=2), 0.0)
    for unit in units:
        for a, one in enumerate(unit):
            for b, other in enumerate(unit):
                if a != b:
                    o[one, other] += 1 / (len(unit) - 1)
    n = {c: sum(o[c, k] for k in values) for c in values}

    def delta(c: float, k: float) -> float:
        if level is Level.ORDINAL:
            low, high = min(c, k), max(c, k)
            return (sum(n[g] for g in values if low <= g <= high) - (n[c] + n[k]) / 2) ** 2
        return float(c != k) if level is Level.NOMINAL else (c - k) ** 2

    observed = sum(o[c, k] * delta(c, k) for c, k in o)
    expected = sum(n[c] * n[k] * delta(c, k) for c, k in o) / (sum(n.values()) - 1)
    return 1 - observed / expected


@given(
    st.lists(st.lists(st.sampled_from([None, 0.0, 1.0, 2.5, 7.0]), min_size=5, max_size=5), min_size=2, max_size=4),
    st.sampled_from(list(Level)),
)
def test_alpha_is_what_the_coincidence_matrix_gives(matrix: list[list[float | None]], level: Level) -> None:
    found = krippendorff_alpha(matrix, level)
    paired = {v for unit in zip(*matrix, strict=True) if sum(v is not None for v in unit) > 1 for v in unit} - {None}
    if len(paired) < 2:
        assert found.value is None
    else:
        assert found.value == pytest.approx(by_definition(matrix, level))


def test_alpha_is_not_defined_where_nothing_varies_or_nothing_is_paired() -> None:
    assert krippendorff_alpha([[0.1, 0.1, 0.1], [0.1, 0.1, 0.1], [0.1] * 3], Level.INTERVAL).value is None
    assert krippendorff_alpha([[1.0, None], [None, 2.0]], Level.INTERVAL).value is None
    assert krippendorff_alpha([], Level.INTERVAL).value is None
    assert krippendorff_alpha([[1.0, 5.0], [1.0, 5.0]], Level.ORDINAL).value == 1


# Kendall's W


@pytest.mark.parametrize(("ranks", "published"), [(EXECUTIVES, 0.16), (TIED, 0.828)])
def test_w_of_the_published_examples(ranks: tuple[tuple[float, ...], ...], published: float) -> None:
    found = kendall_w(ranks)
    assert found.w == pytest.approx(published, abs=5e-3 if published == 0.16 else 5e-4)
    assert (found.judges, found.objects) == (3, len(ranks[0]))


@given(st.integers(2, 6).flatmap(lambda n: st.lists(st.lists(st.integers(0, 4), min_size=n, max_size=n), min_size=3)))
def test_chi_square_of_w_is_that_of_friedman(scores: list[list[int]]) -> None:
    found = kendall_w(scores)
    if len(scores[0]) < 3:
        return
    if all(len(set(row)) == 1 for row in scores):
        assert found.w is None
        return
    friedman = stats.friedmanchisquare(*zip(*scores, strict=True))
    assert found.chi_square == pytest.approx(friedman.statistic)
    assert found.p == pytest.approx(friedman.pvalue)
    assert midranks(scores[0]) == list(stats.rankdata(scores[0]))


def test_w_needs_two_judges_two_objects_and_some_order() -> None:
    assert kendall_w([]).w is None
    assert kendall_w([[1, 2, 3]]).w is None
    assert kendall_w([[1], [2]]).w is None
    assert kendall_w([[1, 1], [2, 2]]).w is None
    assert kendall_w([[1, 2, 3], [4, 5, 6]]).w == 1


def test_what_a_judge_has_not_ranked_is_left_out_of_w() -> None:
    matrix = [[1.0, 2.0, None, None], [3.0, 1.0, 5.0, None], [None, None, None, None]]
    assert complete(matrix) == ([[1.0, 2.0], [3.0, 1.0]], 1)
    assert complete([]) == ([], 0)


# What the scores come to

THIRD = Fraction(1, 3)


def fractions(**given: int | str | None) -> dict[str, Fraction | None]:
    return {key: None if value is None else Fraction(value) for key, value in given.items()}


def test_weights_of_missing_criteria_go_to_the_others() -> None:
    weights = {"a": Fraction(20), "b": Fraction(30), "c": Fraction(50)}
    assert weighted_mean(fractions(a=8, b=6, c=9), weights) == Fraction(79, 10)  # 1.6 + 1.8 + 4.5
    assert weighted_mean(fractions(a=8, b=None, c=9), weights) == Fraction(61, 7)  # (1.6 + 4.5) / 0.7
    assert weighted_mean(fractions(a=None, b=None, c=None), weights) is None
    assert weighted_mean(fractions(a=8), {"a": Fraction(0)}) is None


def test_z_scores_are_those_of_a_sample() -> None:
    z = z_normalised({1: Fraction(6), 2: Fraction(7), 3: Fraction(8)})
    assert z == {1: pytest.approx(-1), 2: 0, 3: pytest.approx(1)}
    given_ = [Fraction(v) for v in (3, 4, 8, 9)]
    expected = stats.zscore([float(v) for v in given_], ddof=1)
    assert list(z_normalised(dict(enumerate(given_))).values()) == pytest.approx(list(expected))


def test_a_reviewer_without_spread_moves_nothing() -> None:
    assert z_normalised({1: Fraction(7), 2: Fraction(7)}) == {1: 0, 2: 0}
    assert z_normalised({1: Fraction(9)}) == {1: 0}
    assert z_normalised({}) == {}


def test_ranks_with_ties_are_those_of_a_competition() -> None:
    assert competition_ranks({"a": 7, "b": 9, "c": 7, "d": None, "e": 3}) == {"b": 1, "a": 2, "c": 2, "e": 4}
    tenths = [Fraction(1, 10)] * 3
    assert competition_ranks({"sum": sum(tenths, Fraction(0)), "third": Fraction(3, 10)}) == {"sum": 1, "third": 1}


def test_spread() -> None:
    found = spread([Fraction(v) for v in (2, 4, 4, 4, 5, 5, 7, 9)])
    assert found is not None
    assert found.sd == pytest.approx(np.std([2, 4, 4, 4, 5, 5, 7, 9], ddof=1))
    assert (found.count, found.lowest, found.highest, found.range) == (8, 2, 9, 7)
    assert spread([]) is None
    assert deviation([Fraction(3)]) is None


@pytest.mark.parametrize(
    ("values", "far"),
    [
        ([8, 8, 8, 2], {3: Far(2, 8, 2.5)}),
        ([8, 8, 8, 6], {}),  # two steps of ten are less than a quarter of the scale
        ([2, 9, 9], {0: Far(2, 9, 2.5)}),  # and 9 is not far from (2, 9), whose median is 5.5
        ([3, 5, 7, 9], {}),  # the others are spread as well
        ([1, 10], {}),  # of two nobody can say which one is far
        ([10, 9, 10, 9, 9, 5], {5: Far(5, 9, 2.5)}),
        ([6, 7, 8, 9, 10, 1], {5: Far(1, 8, pytest.approx(3 * 1.4826))}),
    ],
)
def test_outliers(values: list[float], far: dict[int, Far]) -> None:
    assert outliers(dict(enumerate(values)), 10) == far


def test_what_is_usual_in_a_round_keeps_chance_from_being_far() -> None:
    # MADs 0, 1, 2 of three values each, so 1.495 × 1.4826 × their mean of 1; two values say nothing
    cells = [(7, 7, 2), (6, 7, 9), (3, 5, 7), (1, 9)]
    assert usual_spread(cells) == pytest.approx(1.495 * 1.4826)
    assert usual_spread([(1, 9)]) == usual_spread([]) == 0
    assert outliers({1: 6, 2: 6, 3: 9}, 10) == {3: Far(9, 6, 2.5)}
    assert outliers({1: 6, 2: 6, 3: 9}, 10, usual=1.2) == {}
    assert outliers({1: 6, 2: 6, 3: 10}, 10, usual=1.2) == {3: Far(10, 6, pytest.approx(3.6))}


@pytest.mark.parametrize("reviewers", [3, 4, 5])
def test_few_reviewers_who_just_differ_are_not_far_and_one_who_cheats_is(reviewers: int) -> None:
    drawn = np.random.default_rng(7).normal(6.5, 1, (200, reviewers))
    cells = [dict(enumerate(row)) for row in np.clip(np.round(2 * drawn) / 2, 0, 10).tolist()]
    usual = usual_spread([list(cell.values()) for cell in cells])
    assert usual == pytest.approx(1, abs=0.15)
    assert sum(len(outliers(cell, 10, usual)) for cell in cells) < 0.02 * 200 * reviewers
    assert sum(len(outliers(cell, 10)) for cell in cells) > 0.02 * 200 * reviewers  # what it would be without
    cheated = [cell | {0: 0.0} if at < 10 else cell for at, cell in enumerate(cells)]
    usual = usual_spread([list(cell.values()) for cell in cheated])
    assert sum(0 in outliers(cell, 10, usual) for cell in cheated[:10]) >= 8


def test_severity_is_the_mean_distance_from_the_others() -> None:
    values = {
        ("strict", 1): Fraction(5), ("mild", 1): Fraction(9), ("other", 1): Fraction(7),
        ("strict", 2): Fraction(6), ("mild", 2): Fraction(8), ("alone", 3): Fraction(1),
    }  # fmt: skip
    # strict: 5 - 8 = -3, 6 - 8 = -2; mild: 9 - 6 = 3, 8 - 6 = 2; other: 7 - 7 = 0
    assert severity(values) == {"strict": -2.5, "mild": 2.5, "other": 0}


# Sensitivity to the weights

# Totals with a : b = 40 : 60 are A 6.8, B 6.4, C 5.0.
VALUES = {1: fractions(a=8, b=6), 2: fractions(a=4, b=8), 3: fractions(a=5, b=5)}
WEIGHTS = {"a": Fraction(40), "b": Fraction(60)}


def test_the_interval_of_a_weight_is_exact() -> None:
    assert totals(VALUES, WEIGHTS) == {1: Fraction(34, 5), 2: Fraction(32, 5), 3: Fraction(5)}
    assert top(VALUES, WEIGHTS, 1) == {1}
    # 8t + 6(1 - t) = 4t + 8(1 - t) at t = 1/3; 4t + 8(1 - t) = 5 at t = 3/4
    assert interval(VALUES, WEIGHTS, "a", 1) == (THIRD, 1)
    assert interval(VALUES, WEIGHTS, "a", 2) == (0, Fraction(3, 4))
    assert interval(VALUES, WEIGHTS, "b", 1) == (0, Fraction(2, 3))
    first, _ = intervals(VALUES, WEIGHTS, 2)
    assert (first.criterion, first.weight) == ("a", 0.4)
    assert first.first == (pytest.approx(1 / 3), 1.0)
    assert first.shortlist == (0.0, 0.75)


cell = st.integers(0, 10).map(Fraction)


@given(st.lists(st.tuples(cell, cell, cell), min_size=2, max_size=6), st.integers(1, 3), st.sampled_from("abc"))
def test_inside_the_interval_the_first_stay_and_beyond_they_do_not(
    given_: list[tuple[Fraction, Fraction, Fraction]], size: int, name: str
) -> None:
    values = {n: dict(zip("abc", row, strict=True)) for n, row in enumerate(given_)}
    weights = {"a": Fraction(2), "b": Fraction(3), "c": Fraction(5)}
    inside = top(values, weights, size)
    low, high = interval(values, weights, name, size)
    rest = 10 - weights[name]

    def at(share: Fraction) -> dict[int, Fraction]:
        moved = {key: share if key == name else (1 - share) * weight / rest for key, weight in weights.items()}
        return {key: sum((moved[c] * of[c] for c in "abc"), Fraction(0)) for key, of in values.items()}

    def holds(share: Fraction) -> bool:
        result = at(share)
        return all(result[one] >= result[other] for one in inside for other in values.keys() - inside)

    assert 0 <= low <= weights[name] / 10 <= high <= 1
    assert holds(low)
    assert holds(high)
    assert low == 0 or not holds(low - Fraction(1, 10**9))
    assert high == 1 or not holds(high + Fraction(1, 10**9))


def test_submissions_without_a_value_do_not_stop_the_interval() -> None:
    values = {**VALUES, 4: fractions(a=None, b=9), 5: fractions(a=None, b=None)}
    assert top(values, WEIGHTS, 1) == {4}
    assert interval(values, WEIGHTS, "a", 1) == (0, 1)  # 4 cannot be compared
    assert interval({1: fractions(a=3), 2: fractions(a=2)}, {"a": Fraction(1)}, "a", 1) == (0, 1)


def test_shares_of_ranks_are_deterministic_and_add_up() -> None:
    found = rank_shares(VALUES, WEIGHTS, 2)
    assert found == rank_shares(VALUES, WEIGHTS, 2)
    assert [one.number for one in found] == [1, 2, 3]
    for one in found:
        assert sum(one.shares) == pytest.approx(1)
        assert one.low <= one.middle <= one.high
    one, other, last = found
    # the weight of a is Beta(20, 30); 1 is first where it exceeds 1/3, 3 comes before 2 where it exceeds 3/4
    assert one.first == pytest.approx(stats.beta.sf(1 / 3, 20, 30), abs=0.03)
    assert other.first == pytest.approx(1 - one.first)
    assert (one.middle, other.middle, last.middle) == (1, 2, 3)
    assert last.shares == (0, 0, 1)
    assert (one.shortlist, last.shortlist) == (1, 0)
    assert rank_shares(VALUES, WEIGHTS, 2, seed=1) != found
    assert sum(row["share"] for row in shares_for_chart(found)) == pytest.approx(3)


def test_ties_under_drawn_weights_share_a_rank() -> None:
    same = {1: fractions(a=7, b=7), 2: fractions(a=7, b=7), 3: fractions(a=1, b=None)}
    first, second, third = rank_shares(same, WEIGHTS, 1)
    assert first.shares == second.shares == (1, 0, 0)
    assert third.shares == (0, 0, 1)
    assert rank_shares({1: fractions(a=None, b=None)}, WEIGHTS, 1) == ()


# Votes


def test_votes_are_combined_by_the_formula_that_is_chosen() -> None:
    experts, votes = {1: Fraction(9), 2: Fraction(8), 3: Fraction(5)}, {1: 100, 2: 300}
    assert combined(experts, votes, Formula()) == experts
    third = Decimal("0.3")
    ranged = combined(experts, votes, Formula(Basis.RAW, Scaling.RANGE, third))
    # 0.7 · (1, 3/4, 0) + 0.3 · (1/3, 1, 0)
    assert ranged == {1: Fraction(8, 10), 2: Fraction(825, 1000), 3: 0}
    shares = combined(experts, votes, Formula(Basis.RAW, Scaling.MAXIMUM, third))
    assert shares == {1: Fraction(8, 10), 2: Fraction(7 * 8, 90) + Fraction(3, 10), 3: Fraction(7, 18)}
    assert scaled({1: Fraction(4), 2: Fraction(4)}, Scaling.RANGE) == {1: 0, 2: 0}
    assert scaled({1: Fraction(0)}, Scaling.MAXIMUM) == {1: 0}
    assert scaled({}, Scaling.RANGE) == {}


def test_formulas_that_cannot_be_computed_are_refused() -> None:
    for share in ("-0.1", "1.1", "NaN", "Infinity", "1e-999999"):
        with pytest.raises(ScoreError) as caught:
            checked_formula(Formula(Basis.RAW, Scaling.RANGE, Decimal(share)))
        assert caught.value.problem is ScoreProblem.SHARE
    with pytest.raises(ScoreError) as caught:
        checked_formula(Formula(Basis.NORMALISED, Scaling.MAXIMUM, Decimal(0)))
    assert caught.value.problem is ScoreProblem.NEGATIVE


def test_the_formula_in_words_names_both_shares() -> None:
    words = in_words(Formula(Basis.NORMALISED, Scaling.RANGE, Decimal("0.30")))
    assert "0.7 × E′ + 0.3 × V′" in words
    assert "z 分数" in words
    assert "不计入排序" in in_words(Formula())


# Who scores what


@given(st.integers(1, 40), st.integers(1, 9), st.integers(1, 4))
def test_without_conflicts_the_load_is_even(count: int, people: int, each: int) -> None:
    names = [f"评审{n}" for n in range(people)]
    found = assigned(range(1, count + 1), names, min(each, people))
    load = [len(some) for some in found.values()]
    assert max(load) - min(load) <= 1
    assert sum(load) == count * min(each, people)
    assert found == assigned(range(1, count + 1), names, min(each, people))


def test_conflicts_are_kept_and_the_load_evened_around_them() -> None:
    barred = {("a", n) for n in range(1, 7)} | {("b", 1)}
    found = assigned(range(1, 11), ["a", "b", "c"], 2, barred)
    assert not [(name, n) for name, some in found.items() for n in some if (name, n) in barred]
    judges = {n: [name for name, some in found.items() if n in some] for n in range(1, 11)}
    assert judges.pop(1) == ["c"]  # nobody else can
    assert all(len(some) == 2 for some in judges.values())
    assert len(found["a"]) == 4  # all that it may
    assert sorted(len(some) for some in found.values()) == [4, 7, 8]
