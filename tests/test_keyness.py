"""Association measures against values computed by hand, and what is counted for them."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_concordance import store

from corpus.catalog import Catalog
from search.association import keyness, log_dice, log_likelihood
from search.concordance import concordance
from search.texts import FoldedTexts
from search.words import WordCounts, collocates, count_words, periods, term_by_year


def test_keyness_by_hand() -> None:
    # E1 = 1000·30/3000 = 10, E2 = 20; G² = 2(20 ln 2 + 10 ln ½) = 20 ln 2
    assert keyness(20, 10, 1000, 2000) == pytest.approx(20 * math.log(2))
    assert keyness(10, 20, 2000, 1000) == pytest.approx(-20 * math.log(2))
    assert keyness(10, 20, 1000, 2000) == 0
    assert keyness(5, 0, 100, 100) == pytest.approx(10 * math.log(2))  # an empty cell counts 0
    assert keyness(5, 0, 100, 0) == 0


def test_log_likelihood_by_hand() -> None:
    # O = 10, 10 / 10, 70 of 100: E = 4, 16 / 16, 64
    expected = 2 * (10 * math.log(10 / 4) + 2 * 10 * math.log(10 / 16) + 70 * math.log(70 / 64))
    assert log_likelihood(10, 20, 20, 100) == pytest.approx(expected)
    assert log_likelihood(4, 20, 20, 100) == pytest.approx(0)
    assert log_likelihood(0, 20, 20, 100) < 0


def test_log_dice_by_hand() -> None:
    assert log_dice(8, 8, 8) == 14
    assert log_dice(2, 4, 12) == pytest.approx(12)  # 2·2/16 = ¼
    assert log_dice(0, 4, 12) == -math.inf


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 10**6), st.integers(1, 10**6))
def test_keyness_turns_its_sign_with_its_corpora(a: int, b: int, c: int, d: int) -> None:
    c, d = c + a, d + b
    assert keyness(a, b, c, d) == pytest.approx(-keyness(b, a, d, c), abs=1e-6)


TEXTS = {
    "甲": ("2010", "居民议事会讨论停车。\n居民议事会讨论绿化。\n" * 4),
    "乙": ("2011", "数字平台汇总数据。\n数字平台汇总停车数据。\n" * 4),
    "丙": ("", "没有日期的文献讨论停车。"),
}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    with Catalog.open_readonly(store(tmp_path_factory.mktemp("keyness"), TEXTS)) as catalog:
        yield catalog


def test_terms_by_year_are_counted_and_related_to_the_text(catalog: Catalog) -> None:
    documents = catalog.summaries()
    found = concordance(documents, ["停车"], FoldedTexts(catalog))
    lengths = {one.metadata.get("published_on"): one.characters for one in documents}
    assert [(one.year, one.count) for one in term_by_year(found, documents)] == [("2010", 4), ("2011", 4)]
    assert term_by_year(found, documents)[0].per_10k == pytest.approx(40_000 / lengths["2010"])


def test_periods_are_marked_by_their_own_words(catalog: Catalog) -> None:
    counts = count_words(catalog.summaries(), FoldedTexts(catalog))
    assert list(counts.by_year) == ["", "2010", "2011"]
    early, late = periods(counts, most=2)
    assert (early.first, early.last, late.first, late.last) == ("2010", "2010", "2011", "2011")
    assert "居民" in [one.word for one in early.words]
    assert {"数字", "数据"} <= {one.word for one in late.words}
    assert "停车" not in [one.word for one in (*early.words, *late.words)]  # as often in both
    inside, outside = counts.by_year["2010"], counts.by_year["2011"]
    word = next(one for one in early.words if one.word == "居民")
    assert word.g2 == pytest.approx(keyness(8, 0, inside.total(), outside.total()))


def test_periods_of_the_same_words_are_not_marked() -> None:
    counts = WordCounts({year: Counter({"社区": 50, "治理": 50}) for year in ("2010", "2011")})
    assert [one.words for one in periods(counts, most=2)] == [(), ()]


def test_one_year_alone_has_nothing_to_be_compared_with() -> None:
    (only,) = periods(WordCounts({"2010": Counter({"社区": 9})}))
    assert (only.first, only.words) == ("2010", ())
    assert periods(WordCounts({"": Counter({"社区": 9})})) == ()


def test_periods_hold_about_as_much_text_each() -> None:
    sizes = {"2001": 10, "2002": 10, "2003": 20, "2004": 40, "2005": 0}
    counts = WordCounts({year: Counter({"词语": size}) for year, size in sizes.items()})
    assert [(one.first, one.last) for one in periods(counts, most=2)] == [("2001", "2003"), ("2004", "2004")]


def test_collocates_are_counted_once_a_place(tmp_path: Path) -> None:
    line = "居民讨论停车，停车讨论居民。"
    home = store(tmp_path / "home", {str(n): ("2020", line + "\n远处的词语。" * 3 + f"{n}") for n in range(3)})
    with Catalog.open_readonly(home) as catalog:
        texts = FoldedTexts(catalog)
        documents = catalog.summaries()
        found = concordance(documents, ["停车"], texts)
        counts = count_words(documents, texts).total()
        near = {one.word: one for one in collocates(found, texts, counts, span=2)}
    assert len(found) == 6
    assert near["讨论"].near == near["讨论"].anywhere == 6  # near both nodes, and still once a place
    assert "远处" not in near  # another line
    assert near["停车"].near == 6  # each node stands near the other one
    n, r1 = counts.total(), sum(one.near for one in near.values())
    assert near["讨论"].log_dice == 14
    assert near["讨论"].g2 == pytest.approx(log_likelihood(6, r1, 6, n), rel=0.05)
