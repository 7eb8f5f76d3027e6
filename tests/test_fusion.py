"""Fusion: hand-computed scores and order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.engine import Candidate
from search.fusion import WORK_WEIGHT, beside_works, convex_combination, dense_weight, work_evidence
from search.hits import arrange
from search.signals import NO_SIGNALS, Signals, exact_share


def test_convex_combination_by_hand():
    candidates = [
        Candidate(1, "a", lexical=10.0, document=4.0, dense=0.2),
        Candidate(2, "b", lexical=5.0, document=8.0, dense=0.8),
        Candidate(3, "c", lexical=0.0, document=0.0, dense=-0.5),
    ]
    fused = convex_combination(candidates, dense_weight=0.3, document_weight=0.5)
    assert [one.candidate.passage_id for one in fused] == [2, 1, 3]
    # b: 0.7 * (0.5 * 5/10 + 0.5 * 8/8) + 0.3 * 0.8/0.8; a: 0.7 * (0.5 * 1 + 0.5 * 4/8) + 0.3 * 0.2/0.8
    assert [one.score for one in fused] == pytest.approx([0.825, 0.6, 0.0])
    best = fused[0]
    assert (best.passage_share, best.document_share, best.dense_share) == pytest.approx((0.175, 0.35, 0.3))


def test_dense_alone_and_lexical_alone():
    candidates = [Candidate(1, "a", 9.0, 9.0, 0.1), Candidate(2, "b", 1.0, 1.0, 0.9)]
    dense = convex_combination(candidates, dense_weight=1.0)
    lexical = convex_combination(candidates, dense_weight=0.0)
    assert [one.candidate.passage_id for one in dense] == [2, 1]
    assert [one.candidate.passage_id for one in lexical] == [1, 2]
    assert dense[1].score == pytest.approx(1 / 9)


def test_equal_scores_are_ordered_by_id():
    fused = convex_combination([Candidate(9, "a", 1.0, 1.0, 0.0), Candidate(3, "b", 1.0, 1.0, 0.0)], dense_weight=0.3)
    assert [one.candidate.passage_id for one in fused] == [3, 9]


def test_nothing_to_fuse():
    assert convex_combination([], dense_weight=0.3) == []


scores = st.floats(-1, 100, allow_nan=False)


@given(st.lists(st.tuples(scores, scores, scores), max_size=20), st.floats(0, 1))
def test_scores_stay_in_the_unit_interval_and_order(triples, weight):
    candidates = [Candidate(i, "d", *triple) for i, triple in enumerate(triples)]
    fused = convex_combination(candidates, dense_weight=weight)
    assert all(0 <= one.score <= 1 + 1e-9 for one in fused)
    assert [one.score for one in fused] == sorted((one.score for one in fused), reverse=True)
    for one in fused:
        assert one.score == pytest.approx(one.passage_share + one.document_share + one.dense_share)


def test_exact_references_outrank_words_and_meaning():
    candidates = [Candidate(1, "a", 9.0, 9.0, 0.9), Candidate(2, "b", 1.0, 1.0, 0.1), Candidate(3, "c", 3.0, 3.0, 0.3)]
    met = {2: Signals(number=1.0), 3: Signals(title=1.0)}
    fused = convex_combination(candidates, dense_weight=0.5, exact={2: 2.0, 3: 0.1}, signals=met)
    assert [one.candidate.passage_id for one in fused] == [2, 1, 3]
    assert [one.score for one in fused] == pytest.approx([1 / 9 + 2.0, 1.0, 1 / 3 + 0.1])
    assert [one.exact_share for one in fused] == [2.0, 0.0, 0.1]
    assert [one.signals for one in fused] == [met[2], NO_SIGNALS, met[3]]


@pytest.mark.parametrize(
    ("signals", "firm", "share"),
    [
        (Signals(), True, 0.0),
        (Signals(number=1.0), False, 2.0),
        (Signals(number=0.5), True, 1.0),
        (Signals(article=1.0), True, 1.25),
        (Signals(article=0.5), True, 0.625),  # above what ranking and the title of its law add to any other: 0.6
        (Signals(article=1.0), False, 0.3),
        (Signals(article=1.0, title=1.0), True, 1.35),
        (Signals(phrase=1.0, year=1.0, place=1.0), True, 0.0),
    ],
)
def test_what_references_add(signals, firm, share):
    assert exact_share(signals, firm=firm) == pytest.approx(share)


def test_arranging_by_document_and_by_passage():
    owners = ["a", "a", "b", "a", "c"]
    candidates = [Candidate(i, owner, 10.0 - i, 0.0, 0.0) for i, owner in enumerate(owners)]
    scored = convex_combination(candidates, dense_weight=0.0)
    grouped = arrange(scored, 2, group=True)
    assert [place.leader.candidate.passage_id for place in grouped] == [0, 2]
    assert [one.candidate.passage_id for one in grouped[0].followers] == [1, 3]
    assert [place.leader.candidate.passage_id for place in arrange(scored, 3, group=False)] == [0, 1, 2]


@pytest.mark.parametrize(("coverage", "weight"), [(0.0, 0.80), (0.35, 0.40), (0.70, 0.0), (1.5, 0.0)])
def test_the_dense_side_counts_where_words_do_not_cover_the_question(coverage, weight):
    assert dense_weight(coverage) == pytest.approx(weight)


def test_a_work_promises_the_mean_of_its_three_best():
    scores = np.array([0.2, 0.9, 0.5, 0.8, 0.3, 0.4])
    works = ["law", "other", "law", "law", "single", "law"]
    of_law = (0.8 + 0.5 + 0.4) / 3
    np.testing.assert_allclose(work_evidence(scores, works), [of_law, 0.3, of_law, of_law, 0.1, of_law])
    np.testing.assert_allclose(beside_works(scores, works)[3], (0.8 + WORK_WEIGHT * of_law) / (1 + WORK_WEIGHT))
    assert work_evidence(np.zeros(0), []).shape == (0,)


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from("abcd")), max_size=30))
def test_what_works_promise_is_a_share(some):
    scores, works = np.array([score for score, _ in some]), [work for _, work in some]
    for place, (found, work) in enumerate(zip(work_evidence(scores, works).tolist(), works, strict=True)):
        beside = sorted((score for score, other in some if other == work), reverse=True)
        assert found == pytest.approx(sum(beside[:3]) / 3)
        assert 0 <= beside_works(scores, works)[place] <= 1
