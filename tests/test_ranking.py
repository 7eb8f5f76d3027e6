"""The learned ranking: trees against a plain walk and against LightGBM, the file, and what it does with candidates."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from corpus.catalog import Catalog
from corpus.home import Home
from corpus.ingest import ingest_text
from evaluation.ranking.learn import flattened, rounded_down, save_ranking
from indexing.build import build
from indexing.encoder import load_encoder
from indexing.engine import Candidate
from indexing.generations import open_engine, published
from search.features import NAMES, QUESTION_NAMES
from search.fusion import WORK_WEIGHT, Reason, Scored, convex_combination
from search.holdings import Named
from search.ranking import Abstaining, Answered, Fusion, Ranking, RankingError, bundled_ranking, logistic
from search.rerank import (
    FUSED_WEIGHT,
    NAMED,
    SHORTLIST,
    Asked,
    Shortlist,
    behind_shortlist,
    examine,
    explain,
    named_share,
    reasons,
    rerank,
    shortlist,
)
from search.understanding import understand

WIDE = len(NAMES)


def test_what_ships_was_learned_from_the_encoder_that_ships() -> None:
    ranking = bundled_ranking()
    assert ranking is not None
    assert ranking.revision == load_encoder().revision


def leaf(value):
    return {"leaf_value": value}


def split(feature, threshold, value, left, right):
    return {
        "split_feature": feature,
        "threshold": threshold,
        "internal_value": value,
        "left_child": left,
        "right_child": right,
    }


def trees_of(*roots):
    return flattened([{"tree_structure": root} for root in roots])


# At most 0.5 in feature 0: 1; else by feature 2 at -1: 2 or 7. Then a tree of one leaf, then a stump.
SMALL = (
    split(0, 0.5, 3.0, leaf(1.0), split(2, -1.0, 4.0, leaf(2.0), leaf(7.0))),
    leaf(0.25),
    split(1, 0.0, 0.5, leaf(-1.0), leaf(2.0)),
)


def rows_of(*rows):
    return np.array(rows, dtype=np.float32)


def walk(root, row):
    """The value of the leaf, and what each step on the way moved."""
    moved = {}
    node = root
    while "split_feature" in node:
        goes_left = float(row[node["split_feature"]]) <= node["threshold"]
        next_node = node["left_child" if goes_left else "right_child"]
        step = next_node.get("internal_value", next_node.get("leaf_value")) - node["internal_value"]
        moved[node["split_feature"]] = moved.get(node["split_feature"], 0.0) + step
        node = next_node
    return node["leaf_value"], moved


def test_trees_by_hand():
    trees = trees_of(*SMALL)
    rows = rows_of([0.5, 0.0, 9.0], [0.6, 0.1, -1.0], [0.6, -5.0, 0.0])
    np.testing.assert_allclose(trees.score(rows), [1 + 0.25 - 1, 2 + 0.25 + 2, 7 + 0.25 - 1])
    moved = trees.contributions(rows)
    np.testing.assert_allclose(moved, [[-2, -1.5, 0], [1, 1.5, -2], [1, -1.5, 3]])


def test_no_rows_have_no_scores():
    trees = trees_of(*SMALL)
    assert trees.score(np.zeros((0, 3), dtype=np.float32)).shape == (0,)
    assert trees.contributions(np.zeros((0, 3), dtype=np.float32)).shape == (0, 3)


numbers = st.floats(-4, 4, width=32)


def roots(depth):
    return (
        numbers.map(leaf)
        if not depth
        else st.one_of(
            numbers.map(leaf),
            st.builds(split, st.integers(0, 3), numbers, numbers, roots(depth - 1), roots(depth - 1)),
        )
    )


@settings(deadline=None)
@given(st.lists(roots(4), min_size=1, max_size=4), st.lists(st.lists(numbers, min_size=4, max_size=4), max_size=5))
def test_trees_are_a_plain_walk(made, some):
    rows = np.array(some, dtype=np.float32).reshape(-1, 4)
    trees = trees_of(*made)
    scores, moved = trees.score(rows), trees.contributions(rows)
    for row, score, parts in zip(rows, scores, moved, strict=True):
        walked = [walk(root, row) for root in made]
        assert score == pytest.approx(sum(value for value, _ in walked), abs=1e-4)
        expected = [sum(steps.get(feature, 0.0) for _, steps in walked) for feature in range(4)]
        np.testing.assert_allclose(parts, expected, atol=1e-4)
    base = sum(root.get("internal_value", root.get("leaf_value")) for root in made)
    np.testing.assert_allclose(moved.sum(axis=1), scores - np.float32(base), atol=1e-3)


@given(st.floats(-1e6, 1e6))
def test_a_threshold_is_rounded_down_to_single_precision(threshold):
    rounded = np.float32(rounded_down(threshold))
    assert float(rounded) == rounded_down(threshold) <= threshold
    assert float(np.nextafter(rounded, np.float32(np.inf))) > threshold


@pytest.fixture(scope="module")
def booster():
    lightgbm = pytest.importorskip("lightgbm", reason="it grows the trees, but is needed for learning only")
    generator = np.random.default_rng(0)
    rows = generator.standard_normal((600, 5)).astype(np.float32)
    rows[:, 4] = generator.integers(0, 3, 600) / 3
    # Neighbours in single precision: the threshold between them is none of the two.
    rows[:300, 3], rows[300:, 3] = np.float32(0.1), np.nextafter(np.float32(0.1), np.float32(1))
    answers = (rows[:, 0] + rows[:, 4] * rows[:, 1] + (rows[:, 3] > np.float32(0.1)) > 0.5).astype(int)
    model = lightgbm.LGBMRanker(
        n_estimators=25, num_leaves=9, min_child_samples=5, deterministic=True, n_jobs=1, verbose=-1
    )
    model.fit(rows, answers, group=[20] * 30)
    return model.booster_, rows


def thresholds(dumped):
    def below(node):
        if "split_feature" in node:
            yield node["split_feature"], node["threshold"]
            yield from below(node["left_child"])
            yield from below(node["right_child"])

    return [found for tree in dumped for found in below(tree["tree_structure"])]


def test_trees_say_what_lightgbm_says(booster):
    model, seen = booster
    dumped = model.dump_model()["tree_info"]
    split_at = thresholds(dumped)
    assert {feature for feature, _ in split_at} >= {0, 1, 3, 4}
    near = []
    # LightGBM reads what is within 1e-35 of 0 as 0, which is where its thresholds beside 0 are.
    apart = [(feature, threshold) for feature, threshold in split_at if abs(threshold) > 1e-30]
    for row, (feature, threshold) in zip(seen, apart, strict=False):
        for value in (
            np.float32(threshold),
            np.nextafter(np.float32(threshold), np.float32(9)),
            np.nextafter(np.float32(threshold), np.float32(-9)),
        ):
            near.append(row.copy())
            near[-1][feature] = value
    unseen = np.random.default_rng(1).standard_normal((200, 5)).astype(np.float32)
    rows = np.concatenate([seen, near, unseen])
    trees = flattened(dumped)
    np.testing.assert_allclose(trees.score(rows), model.predict(rows), rtol=1e-4, atol=1e-5)
    base = sum(tree["tree_structure"].get("internal_value", 0.0) for tree in dumped)
    np.testing.assert_allclose(trees.contributions(rows).sum(axis=1), trees.score(rows) - base, atol=1e-4)


@pytest.mark.parametrize(("value", "expected"), [(0, 0.5), (math.log(3), 0.75), (-math.log(3), 0.25)])
def test_logistic_by_hand(value, expected):
    assert logistic(value) == pytest.approx(expected)


@given(st.floats(allow_nan=False))
def test_logistic_takes_anything(value):
    assert 0 <= logistic(value) <= 1
    assert logistic(value) + logistic(-value) == pytest.approx(1)


def test_fusion_by_hand():
    fusion = Fusion(rows_of([1, -2, 0, 0, 0, 0])[0], bias=0.5, most=0.8)
    assert fusion.dense_weight(rows_of([1.5, 1, 9, 9, 9, 9])[0]) == pytest.approx(0.4)
    assert fusion.dense_weight(rows_of([0.5, 0.5, 0, 0, 0, 0])[0]) == pytest.approx(0.4)
    assert fusion.dense_weight(rows_of([math.log(3) + 1.5, 1, 0, 0, 0, 0])[0]) == pytest.approx(0.6)
    assert fusion.dense_weight(rows_of([3000, 0, 0, 0, 0, 0])[0]) == pytest.approx(0.8)
    assert fusion.dense_weight(rows_of([-3000, 0, 0, 0, 0, 0])[0]) == pytest.approx(0.0)


def test_abstaining_by_hand():
    rule = Abstaining(np.array([1, 0], dtype=np.int32), rows_of([2, 1, 0.5, 0, 1])[0], bias=-10.0)
    rows, said = rows_of([1, 0, 9], [0, 1, 9]), rows_of([-3, 2])[0]
    # The best of each, what the first by the trees has of each, and how far the last (there is no tenth) is behind it.
    np.testing.assert_array_equal(rule.evidence(rows, said), [1, 1, 1, 0, 5])
    # 2 + 1 + 0.5 + 0 + 5 is below 10, wherever they stand
    assert rule.answered(rows, said + np.float32(0.5)) is Answered.NO
    further = said + rows_of([-2, 0])[0]  # 2 + 1 + 0.5 + 0 + 7 is half above 10
    assert rule.answered(rows, further) is Answered.YES
    assert rule.answered(rows - np.float32(0.5), further) is Answered.NO
    assert replace(rule, doubt=0.5).answered(rows, further) is Answered.PERHAPS
    assert replace(rule, doubt=0.4).answered(rows, further) is Answered.YES
    assert replace(rule, doubt=0.5).answered(rows - np.float32(0.5), further) is Answered.NO
    many = rows_of(*([i, i, 0] for i in range(12)))
    assert rule.evidence(many, many[:, 0])[-1] == 9  # the eleventh and the twelfth do not count


def ranking_of(*roots, abstaining=None):
    fusion = Fusion(np.arange(6, dtype=np.float32) / 8, 0.25, 0.75)
    facts = {"features": list(NAMES), "encoder_revision": "abc", "由来": "测试"}
    return Ranking(trees_of(*roots), fusion, abstaining, "abc", facts)


def saved(path, ranking, **changed):
    save_ranking(path, ranking.trees, ranking.fusion, ranking.abstaining, {**ranking.facts, **changed})
    return path


def assert_same(found, ranking):
    for name in ("feature", "threshold", "left", "right", "value"):
        before, after = getattr(ranking.trees, name), getattr(found.trees, name)
        assert before.dtype == after.dtype
        np.testing.assert_array_equal(before, after)
    np.testing.assert_array_equal(found.fusion.weights, ranking.fusion.weights)
    assert (found.fusion.bias, found.fusion.most) == (ranking.fusion.bias, ranking.fusion.most)
    assert (found.revision, found.facts) == (ranking.revision, ranking.facts)


def test_what_is_saved_is_loaded(tmp_path):
    rule = Abstaining(np.array([3, 9], dtype=np.int32), rows_of([1, 2, 3, 4, 5])[0], bias=0.5, doubt=0.25)
    ranking = ranking_of(*SMALL, abstaining=rule)
    found = Ranking.load(saved(tmp_path / "a.safetensors", ranking))
    assert_same(found, ranking)
    np.testing.assert_array_equal(found.abstaining.columns, rule.columns)
    np.testing.assert_array_equal(found.abstaining.weights, rule.weights)
    assert (found.abstaining.bias, found.abstaining.doubt) == (0.5, 0.25)
    other = replace(ranking, abstaining=replace(rule, weights=rows_of([1, 2, 3])[0]))
    with pytest.raises(RankingError, match="3 weights for 2 columns"):
        Ranking.load(saved(tmp_path / "b.safetensors", other))


def test_without_a_rule_everything_found_may_answer(tmp_path):
    ranking = ranking_of(leaf(-9.0))
    found = Ranking.load(saved(tmp_path / "a.safetensors", ranking))
    assert_same(found, ranking)
    assert found.abstaining is None
    assert found.answered(np.zeros((1, WIDE), dtype=np.float32), np.zeros(1, dtype=np.float32)) is Answered.YES


def test_the_rule_hears_what_the_trees_say():
    rule = Abstaining(np.zeros(0, dtype=np.int32), rows_of([1])[0], bias=-1.0)
    ranking = ranking_of(split(0, 0.5, 0.0, leaf(-1.0), leaf(2.0)), abstaining=rule)
    rows = np.zeros((2, WIDE), dtype=np.float32)
    assert ranking.answered(rows, ranking.trees.score(rows)) is Answered.NO
    rows[1, 0] = 1
    assert ranking.answered(rows, ranking.trees.score(rows)) is Answered.YES


@pytest.mark.parametrize("names", [NAMES[:-1], (*NAMES[1:], NAMES[0]), ("words",)])
def test_other_features_are_one_sentence(tmp_path, names):
    path = saved(tmp_path / "旧.safetensors", ranking_of(*SMALL), features=names)
    with pytest.raises(RankingError, match=r"learned from other features .* learn it anew") as caught:
        Ranking.load(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("table", "place", "value"),
    [
        ("left", (0, 1), 9),  # out of its tree
        ("right", (0, 0), 0),  # back to the root
        ("left", (0, 2), 1),  # back to a node before
        ("right", (2, 0), 4),  # to where a narrow tree is padded
        ("feature", (2, 0), WIDE),
        ("feature", (0, 0), -1),
    ],
)
def test_trees_that_lead_nowhere_are_refused(tmp_path, table, place, value):
    path = saved(tmp_path / "a.safetensors", ranking_of(*SMALL))
    tensors = load_file(path)
    assert tensors["trees.left"].shape == (3, 5)
    tensors[f"trees.{table}"][place] = value
    save_file(tensors, path, metadata={"facts": json.dumps({"features": NAMES, "encoder_revision": ""})})
    with pytest.raises(RankingError, match=r"missing or damaged .*leads nowhere"):
        Ranking.load(path)


def test_damage_is_one_sentence(tmp_path):
    path = saved(tmp_path / "a.safetensors", ranking_of(*SMALL))
    whole = path.read_bytes()
    for content in (b"", whole[:200], whole[:-8]):
        path.write_bytes(content)
        with pytest.raises(RankingError, match="missing or damaged"):
            Ranking.load(path)
    path.write_bytes(whole)
    tensors = load_file(path)
    save_file(tensors, path)
    with pytest.raises(RankingError, match="missing or damaged"):
        Ranking.load(path)
    del tensors["trees.left"]
    save_file(tensors, path, metadata={"facts": json.dumps({"features": NAMES, "encoder_revision": ""})})
    with pytest.raises(RankingError, match=r"missing or damaged .*restore it"):
        Ranking.load(path)
    with pytest.raises(RankingError, match="missing or damaged"):
        Ranking.load(tmp_path / "none.safetensors")


def scored_of(*scores, exact=()):
    """Candidates 1, 2, … with these fused scores, best first."""
    shares = [(i, score, dict(exact).get(i, 0.0)) for i, score in enumerate(scores, 1)]
    made = [Scored(Candidate(i, f"d{i}", 0.0, 0.0, 0.0), s + e, s, 0.0, 0.0, e) for i, s, e in shares]
    return sorted(made, key=lambda one: -one.score)


def test_behind_the_shortlist_others_of_its_work_help_a_passage():
    shares = {1: ("law", 0.9), 2: ("law", 0.7), 3: ("single", 0.5), 4: ("law", 0.4)}
    exact = {2: 2.0}
    made = [
        Scored(Candidate(i, f"d{i}", 0, 0, 0, work), s + exact.get(i, 0), s, 0, 0, exact.get(i, 0))
        for i, (work, s) in shares.items()
    ]
    found = {one.candidate.passage_id: one.score for one in behind_shortlist(made)}
    whole = 1 + WORK_WEIGHT
    of_law = (0.9 + 0.7 + 0.4) / 3
    expected = {1: (0.9 + WORK_WEIGHT * of_law) / whole, 3: (0.5 + WORK_WEIGHT * 0.5 / 3) / whole}
    assert {i: found[i] for i in expected} == pytest.approx(expected)
    assert found[2] == pytest.approx(2 + (0.7 + WORK_WEIGHT * of_law) / whole)  # what references add stays whole
    assert found[4] > found[3]
    alone = [one._replace(candidate=one.candidate._replace(work="")) for one in made]  # each document by itself
    apart = {one.candidate.passage_id: one.score for one in behind_shortlist(alone)}
    assert apart[3] > apart[4]


def test_a_year_and_a_place_of_the_question_count_beside_the_trees():
    rows = np.zeros((4, WIDE), dtype=np.float32)
    rows[1, NAMES.index("year")], rows[2, NAMES.index("place")], rows[3, NAMES.index("place")] = 1, 1, 0.5
    assert named_share(rows).tolist() == [0, NAMED["year"], NAMED["place"], NAMED["place"] / 2]
    scored = scored_of(0.5, 0.5, 0.5, 0.5)
    some = replace(some_of(scored, {1: 0.0, 2: 0.0, 3: 0.0, 4: 0.0}), rows=rows)
    assert ids(rerank(scored, some, ranking_of(STEP))) == [3, 2, 4, 1]


def some_of(scored, values):
    """A shortlist of the candidates in `values`, which are those of feature 0."""
    chosen = tuple(one for one in scored if one.candidate.passage_id in values)
    rows = np.zeros((len(chosen), WIDE), dtype=np.float32)
    rows[:, 0] = [values[one.candidate.passage_id] for one in chosen]
    return Shortlist(chosen, (), rows, np.zeros(len(chosen), dtype=np.float32))


def ids(scored):
    return [one.candidate.passage_id for one in scored]


STEP = split(0, 0.0, 0.0, leaf(-1.0), split(0, 1.0, 1.0, leaf(0.0), leaf(2.0)))


def test_reranking_keeps_everything_and_follows_the_trees():
    scored = scored_of(0.9, 0.8, 0.7, 0.6, 0.5)
    some = some_of(scored, {1: -1.0, 3: 2.0, 4: 0.5})
    found = rerank(scored, some, ranking_of(STEP))
    assert ids(found) == [3, 4, 1, 2, 5]
    # Twice the fused score counts beside what the trees say.
    expected = [1 + logistic(2 + 1.4) / 2, 1 + logistic(0 + 1.2) / 2, 1 + logistic(-1 + 1.8) / 2, 0.8, 0.5]
    assert [one.score for one in found] == pytest.approx(expected)
    assert [one.passage_share for one in found] == [0.7, 0.6, 0.9, 0.8, 0.5]
    up, down = (Reason("words", 1.0),), (Reason("words", -1.0),)
    # The fourth was moved up by a step and down by the next, the second was not read, the fifth is not there.
    assert explain({1, 2, 3, 4, 9}, some, trees_of(STEP)) == {1: down, 3: up, 4: ()}
    assert explain({3}, some, trees_of(STEP)) == {3: up}
    assert explain((), some, trees_of(STEP)) == {}


def test_a_handicap_is_taken_off_what_the_trees_say():
    scored = scored_of(0.5, 0.5, 0.5)
    some = replace(some_of(scored, {1: 2.0, 2: 0.5, 3: -1.0}), handicaps=np.array([2.5, 0, 0], dtype=np.float32))
    found = rerank(scored, some, ranking_of(STEP))
    assert ids(found) == [2, 1, 3]
    assert found[1].score == pytest.approx(1 + logistic(2 - 2.5 + 1.0) / 2)


def test_references_come_on_top():
    scored = scored_of(0.9, 0.8, 0.1, exact={3: 2.0, 2: 0.3}.items())
    found = rerank(scored, some_of(scored, {1: 2.0, 2: 0.5, 3: -1.0}), ranking_of(STEP))
    assert ids(found) == [3, 2, 1]
    assert [one.score for one in found] == pytest.approx(
        [3 + logistic(-1 + 0.2) / 2, 1.3 + logistic(0 + 1.6) / 2, 1 + logistic(2 + 1.8) / 2]
    )


@pytest.mark.parametrize(("fused", "expected"), [((0.4,) * 4, [1, 2, 3, 4]), ((0.1, 0.2, 0.2, 0.4), [4, 2, 3, 1])])
def test_what_the_trees_cannot_tell_apart_is_ordered_by_fusion_then_by_passage(fused, expected):
    scored = scored_of(*fused)
    found = rerank(scored, some_of(scored, dict.fromkeys((1, 2, 3, 4), 0.5)), ranking_of(STEP))
    assert ids(found) == expected


@pytest.mark.parametrize("sure", [60.0, -900.0])
def test_the_order_is_that_of_the_trees_even_where_all_are_sure(sure):
    scored = scored_of(0.9, 0.8, 0.7)
    steep = split(0, 0.0, sure, leaf(sure), split(0, 1.0, sure, leaf(sure + 1), leaf(sure + 2)))
    found = rerank(scored, some_of(scored, {1: -1.0, 2: 2.0, 3: 0.5}), ranking_of(steep))
    assert ids(found) == [2, 3, 1]
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)


def test_without_a_shortlist_nothing_changes():
    scored = scored_of(0.2, 0.9)
    nothing = some_of([], {})
    assert rerank(scored, nothing, ranking_of(STEP)) == scored


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), numbers, st.booleans()), max_size=12))
def test_reranking_loses_nothing(some):
    scored = scored_of(*(score for score, _, _ in some))
    values = {i: value for i, (_, value, read) in enumerate(some, 1) if read}
    ranking = ranking_of(STEP)
    found = rerank(scored, some_of(scored, values), ranking)
    assert sorted(ids(found)) == sorted(ids(scored))
    front, behind = found[: len(values)], found[len(values) :]
    said = dict(zip(values, ranking.trees.score(some_of(scored_in_order(values), values).rows), strict=True))
    fused = {one.candidate.passage_id: one.score for one in scored}
    assert ids(front) == sorted(values, key=lambda i: (-(float(said[i]) + FUSED_WEIGHT * fused[i]), i))
    assert [one.score for one in behind] == sorted((one.score for one in behind), reverse=True)


def scored_in_order(values):
    return [Scored(Candidate(i, "d", 0.0, 0.0, 0.0), 0.0, 0.0, 0.0, 0.0) for i in values]


def test_reasons_by_hand():
    moved = np.zeros(WIDE, dtype=np.float32)
    for name, value in (
        ("lexical", 2.0),
        ("digits", 1.0),
        ("pieces", -4.0),
        ("terms_title", 0.5),
        ("terms_heading", 1.0),
        ("title", 0.5),
        ("place", 0.4),
        ("dense_best", 0.6),
    ):
        moved[NAMES.index(name)] = value
    # All that moved it is 10; the place's 4 percent say next to nothing, and the question's own are no reason.
    assert [(one.group, pytest.approx(one.share)) for one in reasons(moved)] == [
        ("meaning", -0.4),
        ("words", 0.3),
        ("headings", 0.2),
    ]
    assert reasons(np.zeros(WIDE, dtype=np.float32)) == ()


def test_every_feature_but_length_and_the_questions_own_is_of_some_group():
    silent = []
    for place, name in enumerate(NAMES):
        moved = np.zeros(WIDE, dtype=np.float32)
        moved[place] = 1.0
        if not reasons(moved):
            silent.append(name)
    assert set(silent) == QUESTION_NAMES | {"length"}


def test_the_shortlist_takes_from_the_three_orders_in_turn():
    candidates = [
        Candidate(1, "a", 9.0, 0.0, 0.1),
        Candidate(2, "b", 6.0, 0.0, 0.2),
        Candidate(3, "c", 0.0, 0.0, 0.9),
        Candidate(4, "d", 0.0, 0.0, 0.8),
        Candidate(5, "e", 0.0, 10.0, 0.0),
    ]
    scored = convex_combination(candidates, dense_weight=0.4)
    assert ids(scored)[:3] == [3, 4, 1]
    # By both: 3, 4, 1, 5, 2; by meaning: 3, 4, 2, 1, 5; by words: 1, 5 (whose document is the best), 2, 3, 4.
    assert ids(scored) == [3, 4, 1, 5, 2]
    assert [ids(shortlist(scored, size)) for size in (1, 2, 3)] == [[3], [3, 1], [3, 1, 4]]
    assert [ids(shortlist(scored, size)) for size in (4, 5)] == [[3, 1, 4, 5], [3, 1, 4, 5, 2]]
    assert sorted(ids(shortlist(scored))) == [1, 2, 3, 4, 5]
    assert shortlist([]) == []


def test_the_shortlist_is_no_longer_than_that():
    candidates = [Candidate(i, "d", float(i % 17), float(i % 5), (i % 29) / 29) for i in range(300)]
    found = ids(shortlist(convex_combination(candidates, dense_weight=0.5)))
    assert len(found) == len(set(found)) == SHORTLIST


class Library:
    """A few documents in a home, indexed by the encoder that `tiny` made, and questions about them."""

    def __init__(self, home, encoder):
        self.home, self.encoder = home, encoder

    def examine(self, text):
        """The candidates for a question in fused order, and those read."""
        engine = open_engine(published(self.home), self.home)
        with Catalog.open_readonly(self.home) as catalog:
            understood = understand(text)
            candidates = [
                Candidate(passage.passage_id, doc_id, 1.0, 1.0, 0.5)
                for doc_id in catalog.versions()
                for passage in catalog.passages(doc_id)
            ]
            scored = convex_combination(candidates, dense_weight=0.5)
            gone = scored[0]._replace(candidate=Candidate(1, "gone", 3.0, 3.0, 0.9))
            scored = [gone, *scored]
            return scored, examine(scored, 0.5, Asked(understood, Named(), self.encoder), engine, catalog)


@pytest.fixture
def library(tmp_path):
    from indexing.encoder import PieceEncoder
    from indexing.pieces import PieceCutter

    home = Home(tmp_path / "home")
    with Catalog.open(home) as catalog:
        texts = {"电梯": "加装电梯的费用按楼层分摊。", "网格": "网格员每天走访居民。"}
        catalog.add_many([ingest_text(text, name=name, title=name) for name, text in texts.items()])
    build(home)
    table = np.eye(3, 2, k=-1, dtype=np.float32)
    cutter = PieceCutter([("[UNK]", 0.0), ("电梯", -1.0), ("网格", -1.0)])
    return Library(home, PieceEncoder("tiny", "0", cutter, table, table))


def test_a_candidate_removed_meanwhile_is_not_read_but_kept(library):
    scored, some = library.examine("电梯费用怎么分摊")
    assert len(scored) == 3 and len(some.chosen) == len(some.read) == len(some.rows) == 2
    assert "gone" not in {one.candidate.doc_id for one in some.chosen}
    assert [one.candidate.passage_id for one in some.chosen] == [read.passage.passage_id for read in some.read]
    by_title = {read.document.title: row for read, row in zip(some.read, some.rows, strict=True)}
    columns = {name: place for place, name in enumerate(NAMES)}
    assert (by_title["电梯"][columns["pieces"]], by_title["网格"][columns["pieces"]]) == (1, 0)
    assert by_title["电梯"][columns["terms_title"]] > 0 == by_title["网格"][columns["terms"]]
    # Places in the lists are those among all candidates, the lost one included.
    assert {row[columns["dense_gap"]] for row in some.rows} == {np.float32(0.5) - np.float32(0.9)}
    found = rerank(scored, some, ranking_of(split(columns["pieces"], 0.5, 0.0, leaf(-1.0), leaf(1.0))))
    assert len(found) == 3
    assert found[-1].candidate.doc_id == "gone"
    assert [read.document.title for read in some.read if read.passage.passage_id == ids(found)[0]] == ["电梯"]


def test_terms_weigh_by_the_librarys_own_idf(library):
    _, some = library.examine("电梯居民")
    titles = [read.document.title for read in some.read]
    terms = some.rows[:, NAMES.index("terms")]
    # Each word stands in one of the two passages, the pair of characters between them in none.
    inside, across = math.log1p(1.5 / 1.5), math.log1p(2.5 / 0.5)
    expected = inside / (2 * inside + across)
    assert dict(zip(titles, terms.tolist(), strict=True)) == pytest.approx(dict.fromkeys(titles, expected))


def test_all_candidates_removed_leave_no_shortlist(library):
    with Catalog.open(library.home) as catalog:
        for doc_id in list(catalog.versions()):
            catalog.remove(doc_id)
    engine = open_engine(published(library.home), library.home)
    scored = scored_of(0.9, 0.8)
    with Catalog.open_readonly(library.home) as catalog:
        some = examine(scored, 0.5, Asked(understand("电梯"), Named(), library.encoder), engine, catalog)
    assert some.chosen == some.read == ()
    assert some.rows.shape == (0, WIDE)
    assert rerank(scored, some, ranking_of(STEP)) == scored
