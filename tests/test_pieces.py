"""Cutting: the path against Hugging Face's tokenizers, all pieces against a search by hand, on the real vocabulary."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from corpus.script import fold
from indexing.encoder import BUNDLED_FOLDER
from indexing.pieces import Bags, PieceCutter

WORDING = (BUNDLED_FOLDER / "tokenizer.json").read_text(encoding="utf-8")
VOCABULARY = [(piece, score) for piece, score in json.loads(WORDING)["model"]["vocab"]]
IDS = {piece: row for row, (piece, _) in enumerate(VOCABULARY) if row}
LONGEST = max(map(len, IDS))

SMALL = [("[UNK]", 0.0), ("小", -3.0), ("区", -3.0), ("小区", -4.0), ("老旧", -4.0), ("老旧小区", -6.0), ("旧", -5.0)]


@pytest.fixture(scope="module")
def cutter():
    return PieceCutter.read(WORDING)


@pytest.fixture(scope="module")
def tokenizer():
    return Tokenizer.from_str(WORDING)


def rows_of(bags):
    return [bags.ids[start:end].tolist() for start, end in itertools.pairwise(bags.offsets)]


def known(tokenizer, text):
    """What tokenizers finds, without the unknown piece."""
    return [row for row in tokenizer.encode(text, add_special_tokens=False).ids if row]


def every_piece(text):
    places = range(len(text))
    found = (text[start:end] for start in places for end in range(start + 1, min(len(text), start + LONGEST) + 1))
    return [IDS[piece] for piece in found if piece in IDS]


# What stands in real texts side by side: Han of the vocabulary and beyond it, two scripts, numbers, marks, wreckage.
HAN = st.sampled_from(sorted(piece for piece in IDS if "\u4e00" <= piece[0] <= "\u9fff"))
RARE = st.characters(min_codepoint=0x3400, max_codepoint=0x4DBF) | st.sampled_from("𠀀𠮷𪚥龘〇々")
LATIN = st.sampled_from(["gdp", "app", "covid", "e", "naïve", "привет", "ひらがな", "カー"])
DIGITS = st.from_regex(r"[0-9]{1,6}", fullmatch=True) | st.sampled_from(["2023", "555", "½", "٣"])
MARKS = st.sampled_from([",", "。", " ", "\n", "、", "〔", "%", "\u0301", "🏘", "\x00"])
TEXTS = st.lists(st.one_of(HAN, HAN, RARE, LATIN, DIGITS, MARKS), max_size=30).map("".join).map(fold)


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTS, max_size=4))
def test_the_path_is_that_of_tokenizers(cutter, tokenizer, texts):
    # As multisets: of paths that are equally likely (555 as 5|55 or 55|5) either may win.
    found = [sorted(row) for row in rows_of(cutter.cut(texts).path)]
    assert found == [sorted(known(tokenizer, text)) for text in texts]


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTS | st.text(max_size=40) | st.text(st.characters(categories=["Cs", "Lo"])), max_size=4))
def test_all_pieces_are_those_that_a_search_finds(cutter, texts):
    bags = cutter.cut(texts).all
    assert rows_of(bags) == [every_piece(text) for text in texts]
    alone = cutter.occurring(texts)
    np.testing.assert_array_equal(alone.ids, bags.ids)
    np.testing.assert_array_equal(alone.offsets, bags.offsets)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(categories=["Cs", "Lo", "Nd", "Po"]), max_size=60))
def test_the_path_takes_any_text_and_stays_inside_it(cutter, text):
    pieces = [VOCABULARY[row][0] for row in cutter.cut([text]).path.ids]
    at = 0
    for piece in pieces:
        at = text.index(piece, at) + len(piece)


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=150))
def test_a_text_is_cut_the_same_in_any_company(cutter, texts):
    together = cutter.cut(texts)
    assert rows_of(together.path)[-1] == cutter.cut(texts[-1:]).path.ids.tolist()
    assert rows_of(together.all)[-1] == cutter.cut(texts[-1:]).all.ids.tolist()


def test_real_texts_are_cut_as_tokenizers_does(cutter, tokenizer):
    folder = Path(__file__).parents[1].parent / "shared" / "seeds"
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".txt", ".md"})[:40]
    if not files:
        pytest.skip("the seed texts are not beside this checkout (../shared/seeds)")
    texts = [fold(path.read_text(encoding="utf-8", errors="replace")) for path in files]
    cut = cutter.cut(texts)
    for text, path, every in zip(texts, rows_of(cut.path), rows_of(cut.all), strict=True):
        assert sorted(path) == sorted(known(tokenizer, text))
        assert every == every_piece(text)


def test_by_hand():
    cut = PieceCutter(SMALL).cut(["老旧小区", "小老区!旧", ""])
    # 老旧小区 -6 beats 老旧|小区 -8; 老 alone is no piece and passes without an id.
    assert rows_of(cut.path) == [[5], [1, 2, 6], []]
    assert rows_of(cut.all) == [[4, 5, 6, 1, 3, 2], [1, 2, 6], []]


def test_of_equal_paths_the_longer_last_piece_wins():
    cutter = PieceCutter([("[UNK]", 0.0), ("五", -1.0), ("五五", -2.5), ("六", -9.0)])
    assert rows_of(cutter.cut(["五五五"]).path) == [[1, 1, 1]]
    even = PieceCutter([("[UNK]", 0.0), ("五", -1.0), ("五五", -1.5)])
    assert rows_of(even.cut(["五五五"]).path) == [[1, 2]]


def test_a_very_long_text_without_a_mark_is_cut_like_any_other(cutter, tokenizer):
    text = "推进老旧小区改造完善社区治理机制办理医保报销手续" * 900
    assert len(text) > 20_000
    cut = cutter.cut(["前", text, "后"])
    assert rows_of(cut.path)[1] == known(tokenizer, text)
    assert rows_of(cut.all)[1] == every_piece(text)


def test_every_piece_of_the_vocabulary_is_found_whole(cutter):
    bags = cutter.cut(list(IDS)).all
    assert all(row in found for row, found in zip(IDS.values(), rows_of(bags), strict=True))


def test_the_best_path_is_the_likeliest_of_all(cutter):
    text = "全国人民代表大会常务委员会"[:9]
    scores = dict(VOCABULARY[1:])

    def best(rest):
        heads = (rest[:n] for n in range(1, min(LONGEST, len(rest)) + 1))
        return (
            max((scores[head] + best(rest[len(head) :]) for head in heads if head in scores), default=-math.inf)
            if rest
            else 0.0
        )

    found = sum(VOCABULARY[row][1] for row in cutter.cut([text]).path.ids)
    assert found == pytest.approx(best(text))


@pytest.mark.parametrize("texts", [[], [""], ["", "", ""], ["。,!"]])
def test_nothing_gives_nothing(cutter, texts):
    cut = cutter.cut(texts)
    for bags in (cut.path, cut.all, cutter.occurring(texts)):
        assert len(bags) == len(texts) and not len(bags.ids)
        assert bags.offsets.tolist() == [0] * (len(texts) + 1)


def test_a_vocabulary_of_nothing_finds_nothing():
    cut = PieceCutter([("[UNK]", 0.0)]).cut(["治理", ""])
    assert rows_of(cut.path) == rows_of(cut.all) == [[], []]


def test_joined_bags_follow_each_other():
    first = Bags(np.array([1, 2], dtype=np.int32), np.array([0, 2, 2]))
    second = Bags(np.array([3], dtype=np.int32), np.array([0, 1]))
    assert rows_of(Bags.joined([first, second])) == [[1, 2], [], [3]]
    assert len(Bags.joined([])) == 0


@pytest.mark.parametrize("wording", ["", "{}", '{"model": {"vocab": {"a": 1}}}', '{"model": {"vocab": [["a"]]}}'])
def test_another_file_is_refused(wording):
    with pytest.raises((ValueError, KeyError, TypeError)):
        PieceCutter.read(wording)
