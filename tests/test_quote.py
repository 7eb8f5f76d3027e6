from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.errors import QueryError, QueryProblem
from corpus.script import fold
from search.quote import (
    NEAR_SIMILARITY,
    QUOTE_LIMIT,
    Agreement,
    Difference,
    DifferenceKind,
    QuoteMatch,
    _letters,
    _reduce,
    differences_text,
    verify,
)

SEEDS = Path(__file__).parents[1].parent / "shared" / "seeds"


@dataclass(frozen=True)
class Text:
    text: str
    doc_id: str = "d"
    title: str = "题"


def only(quote: str, text: str) -> QuoteMatch:
    (match,) = verify(quote, [Text(text)])
    assert match.found == text[match.start : match.end]
    for difference in match.differences:
        assert difference.found == text[slice(*difference.text_span)]
        if difference.kind is not DifferenceKind.ELLIPSIS:
            assert difference.quoted == quote[slice(*difference.quote_span)]
    return match


BODY = "前文。全县共有321名社区工作者，已有245人通过考核，占76.3%。后文"


def test_exact() -> None:
    match = only("已有245人通过考核，占76.3%。", BODY)
    assert match == QuoteMatch("d", "题", Agreement.EXACT, 17, 35, "已有245人通过考核，占76.3%。", 1.0, ())


def test_quotation_marks_and_space_around_a_quotation_are_not_part_of_it() -> None:
    assert only(" “已有245人通过考核”\n", BODY).agreement is Agreement.EXACT
    assert only("「已有245人通过考核」", BODY).agreement is Agreement.EXACT


def test_quotation_marks_inside_the_text_are_quoted_exactly() -> None:
    match = only("通过“雙全社工”", "已有通过“雙全社工”考核")
    assert (match.agreement, match.found) == (Agreement.EXACT, "通过“雙全社工”")
    assert only("“雙全社工”考核", "通过“雙全社工”考核").found == "“雙全社工”考核"
    assert only("“雙全社工”", "通过雙全社工考核") == QuoteMatch("d", "题", Agreement.EXACT, 2, 6, "雙全社工", 1.0)


@pytest.mark.parametrize(
    ("quote", "text", "found"),
    [
        ("社区工作者", "全區社區工作者們", "社區工作者"),
        ("社區工作者", "全区社区工作者们", "社区工作者"),
        ("ＰＰＰ模式２０２１年", "推行ppp模式2021年起", "ppp模式2021年"),
        ("深化党建领航", "深化\n  党建 领航", "深化\n  党建 领航"),
        ("1000户居民", "共1,000户居民", "1,000户居民"),
        ("1234000户居民", "共1,234,000户居民", "1,234,000户居民"),
        ("始于2021年", "始于２ ０ ２ １ 年", "始于２ ０ ２ １ 年"),
    ],
)
def test_script_width_case_and_spacing_may_differ(quote: str, text: str, found: str) -> None:
    match = only(quote, text)
    assert (match.agreement, match.found, match.similarity) == (Agreement.SCRIPT_OR_PUNCTUATION, found, 1.0)
    assert {difference.found for difference in match.differences} <= {","}


def test_punctuation_that_differs_is_listed() -> None:
    match = only("321名社区工作者已有245人通过考核？", BODY)
    assert match.agreement is Agreement.SCRIPT_OR_PUNCTUATION
    assert match.differences == (
        Difference(DifferenceKind.DELETE, (9, 9), (16, 17), "", "，"),
        Difference(DifferenceKind.INSERT, (19, 20), (27, 27), "？", ""),
    )


def test_a_number_that_differs_is_one_difference_and_says_so() -> None:
    match = only("已有254人通过考核", BODY)
    assert match.agreement is Agreement.NEAR
    assert match.similarity == pytest.approx(1 - 2 / 10)
    (difference,) = match.differences
    assert difference == Difference(DifferenceKind.REPLACE, (2, 5), (19, 22), "254", "245")
    assert difference.in_number
    assert differences_text(match) == "19-22: the text has '245', the quotation '254' (a number)"


@pytest.mark.parametrize(
    ("quote", "text", "quoted", "found"),
    [
        ("投入资金35亿元用于改造", "投入资金3.5亿元用于改造", "35", "3.5"),
        ("服务了第35条街道居民", "服务了第3、5条街道居民", "35", "3、5"),
        ("共有45人通过本次考核", "共有245人通过本次考核", "45", "245"),
        ("占比达到30的合格标准", "占比达到30%的合格标准", "30", "30%"),
        ("合计分别为1234户", "合计分别为12 34户", "1234", "12 34"),
        ("合计分别为1234户", "合计分别为12\n34户", "1234", "12\n34"),
        ("自2021100人起算的", "自2021,100人起算的", "2021100", "2021,100"),
        ("在2020年到2021年之间", "在2020年到2022年之间", "2021", "2022"),
    ],
)
def test_what_changes_a_value_is_never_hidden(quote: str, text: str, quoted: str, found: str) -> None:
    match = only(quote, text)
    assert match.agreement is Agreement.NEAR
    assert [(d.quoted, d.found) for d in match.differences] == [(quoted, found)]


def test_a_number_is_not_found_inside_a_longer_one() -> None:
    assert verify("45人通过", [Text("已有245人通过")]) == ()
    assert verify("5亿元", [Text("投入3.5亿元")]) == ()
    assert only("5亿元", "投入35亿元，其中5亿元").start == 9


def test_a_number_cut_at_the_start_of_a_long_quotation_is_reported() -> None:
    match = only("45人通过双全社工考核", "已有245人通过双全社工考核")
    assert match.agreement is Agreement.NEAR
    assert match.found == "245人通过双全社工考核"
    assert [(d.quoted, d.found) for d in match.differences] == [("45", "245")]


def test_differences_are_listed_in_order() -> None:
    match = only("全县共有321名社工，已有245名社区人员通过了考核", BODY.replace("社区工作者", "社工"))
    assert match.found == "全县共有321名社工，已有245人通过考核"
    assert match.similarity == pytest.approx(1 - 5 / 25)
    assert [(d.kind, d.quoted, d.found) for d in match.differences] == [
        (DifferenceKind.INSERT, "名社区", ""),
        (DifferenceKind.INSERT, "员", ""),
        (DifferenceKind.INSERT, "了", ""),
    ]


@pytest.mark.parametrize(
    "quote",
    [
        "今天天气很好我们一起去公园散步吧",
        "全县共有多少名工人参加了培训和比赛活动",
        "社区工作站",
        "前言后语",
    ],
)
def test_what_is_not_there_is_not_found(quote: str) -> None:
    assert verify(quote, [Text(BODY)]) == ()


def test_near_places_are_reported_only_where_no_document_agrees() -> None:
    near, same = Text("已有254人通过考核", "near"), Text("已有245人通過考核", "same")
    assert [m.doc_id for m in verify("已有245人通过考核", [near, same])] == ["same"]
    assert [m.doc_id for m in verify("已有245人通过考核", [same, near])] == ["same"]
    assert [m.doc_id for m in verify("已有245人通过考核", [near])] == ["near"]


def test_best_first_and_limited() -> None:
    documents = [Text("已有245人通過考核", "b"), Text("已有245人通过考核", "a"), Text("已有245人通過考核" * 9, "c")]
    matches = verify("已有245人通过考核", documents)
    assert [(m.doc_id, m.agreement) for m in matches[:2]] == [
        ("a", Agreement.EXACT),
        ("b", Agreement.SCRIPT_OR_PUNCTUATION),
    ]
    assert [m.start for m in matches[2:]] == [0, 10, 20, 30, 40]
    assert len(verify("已有245人通过考核", documents, limit=2)) == 2
    closer = [Text("已有246人通过本次考试了", "far"), Text("已有245人通过本次考试了", "close")]
    assert [m.doc_id for m in verify("已有245人通过本次考核了", closer)] == ["close", "far"]


def test_an_ellipsis_stands_for_what_is_left_out() -> None:
    match = only("全县共有321名社区工作者……占76.3%", BODY)
    assert (match.agreement, match.start, match.end) == (Agreement.EXACT, 3, 34)
    assert [(d.kind, d.found) for d in match.differences] == [(DifferenceKind.ELLIPSIS, "，已有245人通过考核，")]
    assert differences_text(match) == "16-28: '……' stands for 12 characters"
    assert only("全县共有321名社區工作者...占76.3%", BODY).agreement is Agreement.SCRIPT_OR_PUNCTUATION


def test_the_parts_around_an_ellipsis_must_be_in_order_and_near() -> None:
    assert verify("占76.3%……全县共有", [Text(BODY)]) == ()
    far = "全县共有三百名社工" + "，" + "甲" * 2_100 + "占百分之七十六"
    assert verify("全县共有三百名社工……占百分之七十六", [Text(far)]) == ()


def test_an_ellipsis_of_the_text_itself_is_quoted_exactly() -> None:
    match = only("以及……等等的工作", "还有以及……等等的工作")
    assert (match.agreement, match.differences) == (Agreement.EXACT, ())


@pytest.mark.parametrize(
    ("quote", "problem"),
    [
        ("", QueryProblem.EMPTY),
        (" \n", QueryProblem.EMPTY),
        ("“……”，。", QueryProblem.NO_TERMS),
        ("字" * (QUOTE_LIMIT + 1), QueryProblem.TOO_LONG),
    ],
)
def test_a_quotation_that_cannot_be_verified(quote: str, problem: QueryProblem) -> None:
    with pytest.raises(QueryError) as raised:
        verify(quote, [Text(BODY)])
    assert raised.value.problem is problem


def test_a_given_folded_text_is_used() -> None:
    @dataclass(frozen=True)
    class Folded(Text):
        folded: str = "已有245人通过考核"

    (match,) = verify("已有245人通过考核", [Folded("已有245人通過考核")])
    assert match.found == "已有245人通過考核"


WRITTEN = st.text(st.sampled_from("党黨建建設3５0. ,，、\n%…“”Ａb_-"), max_size=40)


@given(WRITTEN)
def test_letters_know_where_they_come_from(text: str) -> None:
    folded = fold(text)
    letters = _letters(text, folded)
    assert letters.letters == _reduce(folded)
    positions = [letters.position(i) for i in range(len(letters.letters))]
    assert positions == sorted(set(positions))
    for char, at in zip(letters.letters, positions, strict=True):
        assert folded[at] == char or char in ".-"


@given(before=WRITTEN, after=WRITTEN, quote=st.text(st.sampled_from("党黨建設制度改革"), min_size=1, max_size=12))
def test_what_stands_in_a_text_is_found_there(before: str, quote: str, after: str) -> None:
    text = before + quote + after
    matches = verify(quote, [Text(text)], limit=100)
    assert matches[0].agreement is Agreement.EXACT
    assert all(m.found == text[m.start : m.end] for m in matches)
    assert all(_reduce(fold(m.found)) == _reduce(fold(quote)) for m in matches)


@given(seed=st.integers(0, 10_000), length=st.integers(30, 400), kind=st.integers(0, 3))
@example(seed=5246, length=30, kind=0)  # as many edits with the last three letters as without them
def test_a_quotation_with_a_few_changes_is_found_where_it_was_taken(seed: int, length: int, kind: int) -> None:
    rng = random.Random(seed)
    alphabet = [chr(0x4E00 + 7 * i) for i in range(900)]
    body = "".join(rng.choices(alphabet, k=1_500))
    at = rng.randrange(len(body) - length)
    quote = list(body[at : at + length])
    for i in rng.sample(range(length), length // 10):
        quote[i] = ["", quote[i] + rng.choice(alphabet), rng.choice(alphabet), rng.choice(["", "某"])][kind]
    match = only("".join(quote), body)
    assert match.similarity >= NEAR_SIMILARITY
    shared = min(match.end, at + length) - max(match.start, at)
    assert shared >= 0.8 * length  # a few characters before or behind a gap at its ends may be left out
    assert abs(match.end - at - length) <= length // 10


def seed() -> Text:
    path = next(SEEDS.glob("004_*.txt"), None) if SEEDS.is_dir() else None
    if path is None:
        pytest.skip("the seed documents are not there (../shared/seeds)")
    return Text(path.read_text(encoding="utf-8"), "004")


def test_a_simplified_quotation_is_verified_against_the_traditional_original() -> None:
    (match,) = verify("全区321名社区工作者中，已有245人通过双全社工考核", [seed()])
    assert match.agreement is Agreement.SCRIPT_OR_PUNCTUATION
    assert match.found == "全區321名社區工作者中,已有245人通過“雙全社工”考核"
    assert [(d.kind, d.found) for d in match.differences] == [
        (DifferenceKind.DELETE, "“"),
        (DifferenceKind.DELETE, "”"),
    ]


def test_a_wrong_number_in_a_simplified_quotation_is_shown_against_the_traditional_original() -> None:
    (match,) = verify("全区321名社区工作者中，已有254人通过双全社工考核", [seed()])
    assert match.agreement is Agreement.NEAR
    assert [(d.quoted, d.found, d.in_number) for d in match.differences] == [("254", "245", True)]
