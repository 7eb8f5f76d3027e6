from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.highlight import MEANING_LEAD, MEANING_SIMILARITY, Span, SpanKind, lexical_spans, meaning_span


def marked(query: str, passage: str) -> list[tuple[str, str]]:
    return [(passage[span.start : span.end], span.reason) for span in lexical_spans(query, passage)]


def test_a_simplified_question_marks_traditional_text_at_its_own_offsets() -> None:
    assert lexical_spans("社区工作者如何考核", "全區321名社區工作者通過考核") == (
        Span(6, 11, SpanKind.WORDS, "社区工作者"),
        Span(13, 15, SpanKind.WORDS, "考核"),
    )


def test_a_traditional_question_marks_simplified_text() -> None:
    assert marked("黨建引領基層治理", "坚持党建引领，推动基层治理创新") == [
        ("党建引领", "党建引领"),
        ("基层治理", "基层治理"),
    ]


def test_question_words_and_function_words_mark_nothing() -> None:
    assert marked("哪些做法值得推广？有什么问题", "有哪些问题？什么是好的做法，如何推广") == [
        ("做法", "做法"),
        ("推广", "推广"),
    ]
    assert lexical_spans("怎样的有哪些如何什么", "有哪些问题？什么是好的做法，怎样的，如何") == ()


@pytest.mark.parametrize(
    ("query", "passage", "found"),
    [
        ("12", "12个街道，2012年，1.2万人，12.5元，A12，共12", ["12", "12"]),
        ("1.2万", "增加1.2万，11.2万，1.25万", ["1.2"]),
        ("PPP模式", "推行ＰＰＰ模式，不是PPPX", ["ＰＰＰ模式"]),
        ("京政办发〔2005〕37号", "见京政办发[2005]37号文件", ["京政办发", "2005", "37"]),
    ],
)
def test_numbers_and_latin_words_are_marked_where_they_stand_alone(query: str, passage: str, found: list[str]) -> None:
    assert [words for words, _ in marked(query, passage)] == found


def test_pairs_of_characters_count_only_in_runs_of_three() -> None:
    assert marked("双全社工", "雙全社工考核") == [("雙全社工", "双全社工")]
    assert marked("区块链存证", "长链存储") == []
    assert marked("区块链存证", "以区块链存储") == [("区块链存", "区块链存")]


@pytest.mark.parametrize(
    ("query", "passage", "found"),
    [
        ("停车位不够吵架", "为停车吵架，新划车位一千个", ["停车吵架", "车位"]),
        ("停车位不够", "停车有序", []),
        ("人民政府", "向民政部门申请", []),
        ("中华人民共和国", "海外华人", []),
        ("工作人员", "工作日，参保人员", ["工作", "人员"]),
        ("民法典第十二条", "第十条、第二条和十二项", []),
        ("二十三", "第十三条，二十日内", []),
        ("拖欠工资去哪里告", "没有拖欠职工工资的", ["拖欠", "工资"]),
        ("停车位不够", "新划停车位，停车有序", ["停车位"]),
        ("高考分数线", "三是部分数据由社区填报", []),
    ],
)
def test_where_a_word_is_missing_the_words_at_its_ends_are_marked(query: str, passage: str, found: list[str]) -> None:
    assert [passage[one.start : one.end] for one in lexical_spans(query, passage)] == found


def test_what_touches_is_one_span_with_the_widest_reasons() -> None:
    assert marked("镇江市润州区", "江蘇省鎮江市潤州區。潤州區") == [
        ("鎮江市潤州區", "镇江市润州区"),
        ("潤州區", "润州区"),
    ]


def test_nothing_in_common_marks_nothing() -> None:
    assert lexical_spans("养老服务", "招商引资政策") == ()
    assert lexical_spans("", "招商引资政策") == ()
    assert lexical_spans("养老服务", "") == ()


TEXT = st.text(st.sampled_from("党黨建設引领基层治理12 .A的，\n𠮷"), max_size=40)


@given(query=TEXT, passage=TEXT)
def test_spans_are_in_order_apart_and_inside(query: str, passage: str) -> None:
    spans = lexical_spans(query, passage)
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(passage) for edge in edges)


QUERY = np.array([2.0, 0.0])
SPANS = [(0, 5), (5, 9), (9, 20)]


def rows(*cosines: float) -> np.ndarray:
    return np.array([[3 * c, 3 * (1 - c * c) ** 0.5] for c in cosines], dtype=np.float32)


def test_the_sentence_closest_in_meaning_is_marked() -> None:
    assert meaning_span(QUERY, SPANS, rows(0.2, 0.8, 0.5)) == Span(5, 9, SpanKind.MEANING, "0.80")
    assert meaning_span(QUERY, SPANS[:1], rows(0.8)) == Span(0, 5, SpanKind.MEANING, "0.80")


def test_a_sentence_that_is_not_clearly_related_is_not_marked() -> None:
    assert meaning_span(QUERY, SPANS, rows(0.1, MEANING_SIMILARITY - 0.01, -0.5)) is None
    assert meaning_span(QUERY, SPANS, rows(0.1, MEANING_SIMILARITY + 0.01, -0.5)) is not None


def test_a_sentence_that_is_not_clearly_ahead_is_not_marked() -> None:
    assert meaning_span(QUERY, SPANS, rows(0.8, 0.8 - MEANING_LEAD / 2, 0.1)) is None
    assert meaning_span(QUERY, SPANS, rows(0.8, 0.8 - MEANING_LEAD * 2, 0.1)) is not None


def test_sentences_without_a_vector_are_never_closest() -> None:
    vectors = rows(0.5, 0.6, 0.9)
    vectors[2] = 0
    assert meaning_span(QUERY, SPANS, vectors) == Span(5, 9, SpanKind.MEANING, "0.60")
    assert meaning_span(np.zeros(2), SPANS, vectors) is None
    assert meaning_span(QUERY, [], np.zeros((0, 2))) is None


def test_each_sentence_needs_a_vector() -> None:
    with pytest.raises(ValueError, match="3 sentences but 2 vectors"):
        meaning_span(QUERY, SPANS, rows(0.1, 0.2))


def test_no_single_word_of_what_is_looked_for_beside_the_question_is_marked():
    passage = "鼓勵靈活就業人員參保，穩定就業，人員不減，新增1,930人，共11,930人，就业人员有别"
    spans = lexical_spans("跑单的", passage, ["灵活就业人员", "1,930"])
    assert [passage[span.start : span.end] for span in spans] == ["靈活就業人員", "1,930", "就业人员"]
    assert [span.reason for span in spans] == ["灵活就业人员", "1,930", "就业人员"]


def test_digits_of_what_is_looked_for_beside_the_question_are_marked_in_their_place_only():
    passage = "投入12340元，办结51234件，拨打12345热线"
    spans = lexical_spans("投诉电话", passage, ["12345热线"])
    assert [passage[span.start : span.end] for span in spans] == ["12345热线"]
