"""Two rankings compared: the measure by hand, and what two real searches have in common."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.compare import rank_biased_overlap

RANKINGS = st.lists(st.integers(0, 30), unique=True, max_size=12)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("ab", "ab", 1.0),  # (.1/.9)(1*.9 + 1*.81) + 1*.81
        ("ab", "ba", 0.9),  # X = 0, 2: (.1/.9)(0 + 1*.81) + (2/2)*.81
        ("ab", "cd", 0.0),
        ("a", "ba", 0.45),  # s = 1, l = 2, X = 0, 1: (.1/.9)(.5*.81) + (1/2 + 0)*.81
        ("a", "ab", 1.0),  # X = 1, 1, and one goes on as it began: (.1/.9)(.9 + .5*.81 + .5*.81) + (0 + 1)*.81
        ("abc", "acd", 0.685),  # X = 1, 1, 2: (.1/.9)(.9 + .5*.81 + 2/3*.729) + 2/3*.729
        ("", "ab", 0.0),
        ("", "", 0.0),
    ],
)
def test_by_hand(one: str, other: str, expected: float) -> None:
    assert rank_biased_overlap(one, other) == pytest.approx(expected)


def test_the_order_counts_more_at_the_head() -> None:
    ranking = list("abcdefgh")
    head, tail = list("bacdefgh"), list("abcdefhg")
    assert rank_biased_overlap(ranking, head) < rank_biased_overlap(ranking, tail) < 1


@given(RANKINGS, RANKINGS)
def test_symmetric_and_between_nothing_and_all(one: list[int], other: list[int]) -> None:
    found = rank_biased_overlap(one, other)
    assert found == pytest.approx(rank_biased_overlap(other, one))
    assert -1e-9 <= found <= 1 + 1e-9
    assert (found < 1e-9) == (not set(one) & set(other))
    if one:
        assert rank_biased_overlap(one, one) == pytest.approx(1)
