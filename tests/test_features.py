"""Features: every one by hand-computed values, and none that is no number."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import DocumentSummary, Locator, Metadata, MetadataValue, Origin, Passage, Script, Source
from indexing.analyzer import analyze
from indexing.encoder import Interaction, PieceEncoder
from indexing.engine import Candidate
from indexing.pieces import PieceCutter
from search.features import (
    NAMES,
    QUESTION_NAMES,
    RISING,
    Lists,
    Word,
    Wording,
    features,
    list_features,
    named,
    question_features,
    wording_features,
)
from search.signals import NO_SIGNALS, Readable, Signals
from search.synonyms import Alternatives
from search.understanding import Understood

# Ids 1 to 4; the unknown piece is 0. 升降 is at 0.6 from 电梯 and at 0.8 from 费用, 空 is the piece of length 0.
PIECES = {"电梯": (3.0, 0.0), "费用": (0.0, 1.0), "升降": (0.6, 0.8), "空": (0.0, 0.0)}


@pytest.fixture(scope="module")
def encoder():
    table = np.array([(0.0, 0.0), *PIECES.values()], dtype=np.float32)
    cutter = PieceCutter([("[UNK]", 0.0), *((piece, -1.0) for piece in PIECES)])
    return PieceEncoder("tiny", "0", cutter, table, table)


def readable(text, *, title="甲", headings=()):
    metadata = Metadata(title=MetadataValue(title, Origin.PERSON))
    source = Source("甲.txt", "text/plain", "0" * 64, 1)
    document = DocumentSummary("d", source, metadata, len(text), Script.SIMPLIFIED, 1, 0, "2024-01-01")
    return Readable.of(Passage("d", 0, 0, len(text), text, Locator(heading_path=tuple(headings))), document)


def wording(encoder, question, idf, synonyms=()):
    understood = Understood(question, terms=tuple(idf), synonyms=tuple(synonyms))
    return Wording.of(question, understood, lambda word: idf.get(word, 0.0), encoder)


def columns_of(made, read, *names):
    return columns(np.hstack([np.zeros((len(read), 9)), wording_features(made, read)]), *names)


def columns(rows, *names):
    places = [NAMES.index(name) for name in names]
    return {name: rows[:, place] for name, place in zip(names, places, strict=True)}


LISTS = Lists(
    lexical=np.array([4.0, 8.0, 0.0], dtype=np.float32),
    document=np.array([5.0, 0.0, 10.0], dtype=np.float32),
    dense=np.array([0.5, -0.25, 0.4], dtype=np.float32),
    coverage=0.5,
    weight=16.0,
)


def test_list_features_by_hand():
    found = list_features(LISTS)
    expected = {
        "lexical": [0.5, 1.0, 0.0],
        "lexical_cover": [0.25, 0.5, 0.0],
        "lexical_rank": [1 / 6, 1 / 5, 1 / 7],
        "document": [0.5, 0.0, 1.0],
        "document_rank": [1 / 6, 1 / 7, 1 / 5],
        "dense": [0.5, -0.25, 0.4],
        "dense_share": [1.0, -0.5, 0.8],
        "dense_gap": [0.0, -0.75, -0.1],
        "dense_rank": [1 / 5, 1 / 7, 1 / 6],
    }
    assert NAMES[:9] == tuple(expected)
    np.testing.assert_allclose(found, np.array(list(expected.values())).T, rtol=1e-6)


def test_equal_scores_keep_the_order_of_the_candidates():
    zeros = np.zeros(3, dtype=np.float32)
    found = list_features(Lists(zeros, zeros, zeros, 0.0, 0.0))
    np.testing.assert_allclose(found[:, NAMES.index("lexical_rank")], [1 / 5, 1 / 6, 1 / 7])
    assert not found[:, [NAMES.index(name) for name in ("lexical", "document", "dense", "dense_share")]].any()


def test_where_nothing_is_near_in_meaning_no_share_is_out_of_all_bounds():
    dense = np.array([-0.5, -0.1], dtype=np.float32)
    zeros = np.zeros(2, dtype=np.float32)
    found = columns(list_features(Lists(zeros, zeros, dense, 0.0, 0.0)), "dense", "dense_share", "dense_rank")
    np.testing.assert_allclose(found["dense"], [-0.5, -0.1])
    np.testing.assert_array_equal(found["dense_share"], [0, 0])
    np.testing.assert_allclose(found["dense_rank"], [1 / 6, 1 / 5])


def test_the_weight_of_a_passage_that_holds_every_term_follows_from_coverage():
    candidates = [Candidate(1, "a", 6.0, 1.0, 0.5), Candidate(2, "b", 3.0, 2.0, -0.5)]
    lists = Lists.of(candidates, 0.75)
    assert lists.weight == pytest.approx(8.0)
    np.testing.assert_array_equal(lists.lexical, [6, 3])
    np.testing.assert_array_equal(lists.document, [1, 2])
    np.testing.assert_array_equal(lists.dense, [0.5, -0.5])
    assert Lists.of(candidates, 0.0).weight == 0
    empty = Lists.of([], 0.0)
    assert list_features(empty).shape == (0, 9)


def test_question_features_by_hand():
    assert NAMES[-6:] == ("question_length", "coverage", "lexical_peak", "dense_best", "dense_peak", "agreement")
    found = question_features(LISTS, 7)
    # Fewer than ten candidates: the last stands for the tenth, and all three are among the first ten of both sides.
    np.testing.assert_allclose(found, [math.log(8), 0.5, 1.0, 0.5, 0.75, 0.3], rtol=1e-6)


def test_peaks_look_at_the_tenth_and_agreement_at_the_first_ten():
    lexical = np.arange(20, 0, -1, dtype=np.float32)  # 20, 19, … the tenth is 11
    dense = np.concatenate([np.arange(4), np.arange(30, 14, -1)]).astype(np.float32) / 100
    found = question_features(Lists(lexical, lexical, dense, 1.0, 20.0), 0)
    # By words the first ten are 0 to 9, by meaning 4 to 13: six in common; the tenth by meaning has 0.21.
    np.testing.assert_allclose(found, [0, 1, 1 - 11 / 20, 0.30, 0.09, 0.6], rtol=1e-5)


def test_a_single_candidate():
    one = Lists.of([Candidate(1, "a", 2.0, 3.0, 0.4)], 0.5)
    np.testing.assert_allclose(list_features(one), [[1, 0.5, 0.2, 1, 0.2, 0.4, 1, 0, 0.2]], rtol=1e-6)
    np.testing.assert_allclose(question_features(one, 3), [math.log(4), 0.5, 0, 0.4, 0, 0.1], rtol=1e-6)


def test_wording_is_prepared_by_hand(encoder):
    made = wording(encoder, "电梯费用gb2023怎么分", {"电梯": 3.0, "费用": 1.0})
    assert made.terms == (("电梯", 3.0), ("费用", 1.0))
    assert made.runs == ("电梯费用", "gb2023", "怎么分")
    assert made.pairs == {"电梯", "梯费", "费用", "gb", "b2", "20", "02", "23", "怎么", "么分"}
    assert made.digits == ({"2023", "2,023"},)
    assert made.pieces.tolist() == [[1, 0], [0, 1]]
    np.testing.assert_allclose(made.weights, [0.75, 0.25])


def test_a_term_counts_once_however_often_it_is_asked(encoder):
    made = Wording.of("电梯电梯", Understood("电梯电梯", terms=("电梯", "电梯")), lambda _: 2.0, encoder)
    assert made.terms == (("电梯", 2.0),)
    assert made.words == (Word("电梯", (), 2.0),)


def test_pieces_meet_the_nearest_of_the_passage(encoder):
    made = wording(encoder, "电梯费用", {"电梯": 3.0, "费用": 1.0})
    read = [readable("升降费用"), readable("电梯"), readable("无"), readable("空")]
    found = columns(np.hstack([np.zeros((4, 9)), wording_features(made, read)]), "pieces", "pieces_least", "pieces_gap")
    # 升降费用: 0.75 * 0.6 + 0.25 * 1; 电梯: 0.75 * 1 + 0.25 * 0. Only 电梯 weighs at least as much as the middle.
    np.testing.assert_allclose(found["pieces"], [0.7, 0.75, 0, 0], rtol=1e-6)
    np.testing.assert_allclose(found["pieces_least"], [0.6, 1, 0, 0], rtol=1e-6)
    np.testing.assert_allclose(found["pieces_gap"], [-0.05, 0, -0.75, -0.75], rtol=1e-5)


def test_pieces_are_compared_as_was_learned(encoder):
    # A question's 电梯 looks like 费用 and the other way round, and 费用 counts three times as much.
    swapped = np.array([(0.0, 1.0), (2.0, 0.0)], dtype=np.float32)
    weights = np.array([1.0, 1.0, 3.0, 1.0, 1.0], dtype=np.float32)
    learned = PieceEncoder("tiny", "0", encoder.cutter, encoder.path, encoder.every, Interaction(swapped, weights))
    made = wording(learned, "电梯费用", {})
    np.testing.assert_allclose(made.pieces, [[0, 1], [1, 0]])
    np.testing.assert_allclose(made.weights, [0.25, 0.75])
    found = columns_of(made, [readable("升降"), readable("电梯"), readable("空")], "pieces", "pieces_least")
    np.testing.assert_allclose(found["pieces"], [0.25 * 0.8 + 0.75 * 0.6, 0.75, 0], rtol=1e-6)
    np.testing.assert_allclose(found["pieces_least"], [0.6, 1, 0], rtol=1e-6)


def test_the_title_and_the_headings_are_compared_too(encoder):
    made = wording(encoder, "电梯", {"电梯": 1.0})
    rows = wording_features(made, [readable("无", title="电梯"), readable("无", headings=["装电梯"]), readable("无")])
    np.testing.assert_allclose(rows[:, 0], [1, 1, 0])


def test_terms_count_by_idf_where_they_stand(encoder):
    made = wording(encoder, "电梯费用分摊", {"电梯": 3.0, "费用": 2.0, "分摊": 1.0})
    read = [
        readable("费用由业主分摊", title="电梯", headings=["费用"]),
        readable("电梯费用"),
        readable("无", headings=["分摊"]),
    ]
    names = ("terms", "terms_gap", "terms_heading", "terms_title")
    found = columns(np.hstack([np.zeros((3, 9)), wording_features(made, read)]), *names)
    np.testing.assert_allclose(found["terms"], [1, 5 / 6, 1 / 6], rtol=1e-6)
    np.testing.assert_allclose(found["terms_gap"], [0, -1 / 6, -5 / 6], rtol=1e-6)
    np.testing.assert_allclose(found["terms_heading"], [5 / 6, 0, 1 / 6], rtol=1e-6)
    np.testing.assert_allclose(found["terms_title"], [0.5, 0, 0], rtol=1e-6)


def test_words_are_held_as_words(encoder):
    made = wording(encoder, "一楼 住户 app", {"一楼": 3.0, "住户": 2.0, "app": 1.0})
    read = [
        readable("同一楼门的住户开会。"),  # 一楼 is parts of two words here
        readable("一楼的住户开会。"),
        readable("一楼。住户。", title="APP"),
        readable("Happy住户。"),
    ]
    found = columns_of(made, read, "words", "words_gap", "also", "together")
    np.testing.assert_allclose(found["words"], [2 / 6, 5 / 6, 1, 2 / 6], rtol=1e-6)
    np.testing.assert_allclose(found["words_gap"], [-4 / 6, -1 / 6, 0, -4 / 6], rtol=1e-6)
    np.testing.assert_array_equal(found["also"], found["words"])
    np.testing.assert_allclose(found["together"], [2 / 6, 5 / 6, 3 / 6, 2 / 6], rtol=1e-6)


def test_a_synonym_will_do(encoder):
    synonyms = [Alternatives("一楼", 0, 2, ("底楼", "低樓層")), Alternatives("住户", 2, 4, ("居民",))]
    made = wording(encoder, "一楼住户反对", {"一楼": 3.0, "住户": 2.0, "反对": 1.0}, synonyms)
    assert made.words == (Word("一楼", ("底楼", "低楼层"), 3.0), Word("住户", ("居民",), 2.0), Word("反对", (), 1.0))
    read = [readable("底楼居民。"), readable("低楼层。居民反对。"), readable("一楼反对。"), readable("无")]
    found = columns_of(made, read, "words", "also", "also_gap", "together")
    np.testing.assert_allclose(found["words"], [0, 1 / 6, 4 / 6, 0], rtol=1e-6)
    np.testing.assert_allclose(found["also"], [5 / 6, 1, 4 / 6, 0], rtol=1e-6)
    np.testing.assert_allclose(found["also_gap"], [-1 / 6, 0, -2 / 6, -1], rtol=1e-6)
    np.testing.assert_allclose(found["together"], [5 / 6, 3 / 6, 4 / 6, 0], rtol=1e-6)


def test_words_that_only_ask_count_for_nothing(encoder):
    made = wording(encoder, "电梯怎么办", {"电梯": 3.0, "怎么办": 9.0})
    assert made.words == (Word("电梯", (), 3.0),)
    assert columns_of(made, [readable("电梯")], "words")["words"][0] == 1


def test_two_synonyms_in_one_word_count_both(encoder):
    synonyms = [Alternatives("资源", 0, 2, ("物资",)), Alternatives("回收", 2, 4, ("收集",))]
    made = wording(encoder, "资源回收机", {"资源": 1.0, "回收": 1.0}, synonyms)
    assert [word.word for word in made.words] == ["资源", "回收"]


def test_terms_that_weigh_nothing_are_held_by_nobody(encoder):
    made = wording(encoder, "电梯", {"电梯": 0.0})
    assert wording_features(made, [readable("电梯")])[0, 3] == 0


@pytest.mark.parametrize(
    ("question", "text", "longest", "share", "bigrams"),
    [
        ("旧楼装电梯费用", "给旧楼 装电\n梯的费用", 5, 5 / 7, 5 / 6),  # blanks in between do not count
        ("装电梯", "装电梯", 3, 1, 1),
        ("装电梯", "无关", 0, 0, 0),
        ("装，电梯", "装电梯", 2, 2 / 3, 1),  # a part never goes beyond a comma of the question
        ("aab", "xaabx", 3, 1, 1),
        ("ab cd", "abcd", 2, 0.5, 1),
        ("电", "电", 1, 1, 0),
        ("，。", "电梯", 0, 0, 0),
        ("电梯", "", 0, 0, 0),
    ],
)
def test_the_longest_common_part_and_pairs(encoder, question, text, longest, share, bigrams):
    found = columns(
        np.hstack([np.zeros((1, 9)), wording_features(wording(encoder, question, {}), [readable(text)])]),
        "longest",
        "longest_share",
        "bigrams",
    )
    assert found["longest"][0] == longest
    assert found["longest_share"][0] == pytest.approx(share)
    assert found["bigrams"][0] == pytest.approx(bigrams)


@pytest.mark.parametrize(
    ("question", "text", "digits"),
    [
        ("2021年15号", "2021年", 0.5),
        ("1930人次", "共1,930人次", 1),
        ("1,930人次", "1930人次", 1),
        ("100,200,300", "100、200、300", 1),
        ("2021年15号", "15号,2021年", 1),
        ("几号", "15号", 0.5),
        ("7号", "八号", 0),
    ],
)
def test_numbers(encoder, question, text, digits):
    found = wording_features(wording(encoder, question, {}), [readable(text)])
    assert columns(np.hstack([np.zeros((1, 9)), found]), "digits")["digits"][0] == digits


def test_the_digits_of_a_synonym_are_no_number_of_the_question(encoder):
    said = Understood("接诉即办", terms=("接诉",), synonyms=(Alternatives("接诉即办", 0, 4, ("12345热线办理",)),))
    assert Wording.of("接诉即办", said, lambda term: 1.0, encoder).digits == ()
    number = Understood("百分之九", terms=("百分",), synonyms=(Alternatives("百分之九", 0, 4, ("9%",), number=True),))
    assert Wording.of("百分之九", number, lambda term: 1.0, encoder).digits == ({"百分之九", "9%"},)


def test_length_is_that_of_title_headings_and_text(encoder):
    found = wording_features(wording(encoder, "电梯", {}), [readable("一 二三", title="四五", headings=["六"])])
    assert found[0, -1] == pytest.approx(math.log(1 + len("四五\n六\n一二三")))


def test_a_question_without_chinese(encoder):
    made = wording(encoder, "gdp 2023", {"gdp": 1.0, "2023": 1.0})
    assert (len(made.pieces), made.runs) == (0, ("gdp", "2023"))
    row = wording_features(made, [readable("2023年GDP")])[0]
    held = [1, 0, 1, 0, 1]  # as words, with synonyms, in one sentence
    expected = [0, 0, 0, 1, 0, 0, 0, *held, 4, 4 / 7, 1, 1, math.log(1 + len("甲\n2023年gdp"))]
    np.testing.assert_allclose(row, expected, rtol=1e-6)


def test_everything_together_has_a_column_for_each_name(encoder):
    lists = Lists.of([Candidate(i, "d", float(i), 1.0, 0.1 * i) for i in range(1, 4)], 0.5)
    signals = [Signals(number=1, article=1, title=0.5, phrase=0.25, year=0.75, place=1), NO_SIGNALS]
    made = wording(encoder, "电梯费用", {"电梯": 3.0})
    read = [readable("电梯"), readable("费用")]
    rows = features([2, 0], lists, made, read, signals, 4)
    assert rows.shape == (2, len(NAMES)) and rows.dtype == np.float32
    np.testing.assert_array_equal(rows[:, :9], list_features(lists)[[2, 0]])
    np.testing.assert_array_equal(rows[:, 9:26], wording_features(made, read))
    np.testing.assert_array_equal(rows[:, 26:30], [[0.5, 0.25, 0.75, 1], [0, 0, 0, 0]])
    np.testing.assert_array_equal(rows[:, 30:], [question_features(lists, 4)] * 2)
    told = named(rows[0])
    assert tuple(told) == NAMES
    assert (told["title"], told["year"], told["lexical"]) == (0.5, 0.75, 1.0)
    assert features([], lists, made, [], [], 4).shape == (0, len(NAMES))


def test_what_can_only_speak_for_a_passage_is_of_the_passage():
    assert len(set(NAMES)) == len(NAMES)
    assert set(NAMES) - RISING == {"length", "digits"} | QUESTION_NAMES


scores = st.floats(-1, 50, allow_nan=False, width=32)
texts = st.text("电梯费用升降空无ab12，。 \n", max_size=30)


@given(
    st.lists(st.tuples(scores, scores, scores, texts), min_size=1, max_size=15),
    texts,
    st.just(0.0) | st.floats(1e-6, 3),
    st.floats(0, 9),
)
def test_every_feature_is_a_number(encoder, some, question, coverage, idf):
    candidates = [Candidate(i, "d", max(a, 0), max(b, 0), c) for i, (a, b, c, _) in enumerate(some)]
    lists = Lists.of(candidates, coverage)
    made = Wording.of(question, Understood(question, terms=tuple(analyze(question))), lambda _: idf, encoder)
    read = [readable(text, headings=[question]) for *_, text in some]
    rows = features(range(len(some)), lists, made, read, [NO_SIGNALS] * len(some), len(question))
    assert np.isfinite(rows).all()
    found = {name: rows[:, place] for place, name in enumerate(NAMES)}
    shares = ("lexical", "document", "terms", "terms_heading", "terms_title", "longest_share", "bigrams", "digits")
    for name in (*shares, "words", "also", "together"):
        assert (found[name] >= -1e-6).all() and (found[name] <= 1 + 1e-6).all(), name
    assert (found["terms_heading"] <= found["terms"] + 1e-6).all()
    assert (found["pieces"] <= 1 + 1e-5).all()
    assert (found["words"] <= found["also"] + 1e-6).all() and (found["together"] <= found["also"] + 1e-6).all()
    for name in ("pieces_gap", "terms_gap", "words_gap", "also_gap"):
        assert found[name].max() == pytest.approx(0, abs=1e-6) or found[name.removesuffix("_gap")].max() < 0
