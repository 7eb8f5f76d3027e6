"""Questions and filters: what is accepted, what is refused and how it is said."""

import pytest

from corpus.errors import FilterError, QueryError, QueryProblem
from corpus.model import DocumentSummary, Metadata, MetadataValue, Origin, Script, Source
from indexing.analyzer import analyze
from search.query import QUERY_LIMIT, Mode, Query, parse_filters


def document(**values):
    known = {name: MetadataValue(value, Origin.FILE) for name, value in values.items()}
    source = Source("f.txt", "text/plain", "0" * 64, 1)
    return DocumentSummary("abcdef", source, Metadata(**known), 1, Script.SIMPLIFIED, 1, 0, "2026-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", QueryProblem.EMPTY),
        (" \n\u3000", QueryProblem.EMPTY),
        ("？！……", QueryProblem.NO_TERMS),
        ("问" * 10_000, QueryProblem.TOO_LONG),
    ],
)
def test_a_question_that_cannot_be_asked(text, problem):
    with pytest.raises(QueryError) as caught:
        Query(text)
    assert caught.value.problem is problem
    assert "\n" not in str(caught.value)


def test_the_longest_question_is_accepted():
    assert Query("问" * QUERY_LIMIT).mode is Mode.RERANKED


@pytest.mark.parametrize(
    "word", ["colour=red", "region", "region=", "=深圳", "year=去年", "year=..", "year=20", "year=2020..21"]
)
def test_a_filter_that_cannot_be_used_names_the_fields(word):
    with pytest.raises(FilterError) as caught:
        parse_filters([word])
    assert "region" in str(caught.value)
    assert caught.value.given == word


def test_and_between_fields_or_within_one():
    filters = parse_filters(["region=深圳", "region=巴中", "kind=case"])
    assert filters.accepts(document(region="四川省巴中市", kind="case"))
    assert not filters.accepts(document(region="四川省巴中市", kind="policy"))
    assert not filters.accepts(document(region="江苏省镇江市", kind="case"))
    assert not filters.accepts(document(kind="case"))


@pytest.mark.parametrize(
    ("wanted", "published_on", "accepted"),
    [
        ("2021", "2021-05-18", True),
        ("2021", "2022", False),
        ("2020..2022", "2022", True),
        ("2020..2022", "2023-01", False),
        ("..2020", "1999-01-01", True),
        ("2020..", "2019", False),
        ("2020..", None, False),
        ("2020..", "去年春天", False),
    ],
)
def test_years(wanted, published_on, accepted):
    known = {"published_on": published_on} if published_on else {}
    assert parse_filters([f"year={wanted}"]).accepts(document(**known)) is accepted


def test_a_filter_in_the_other_script_fits():
    assert parse_filters(["region=潤州"]).accepts(document(region="江苏省镇江市润州区"))


def test_kind_is_the_whole_value_and_doc_a_beginning():
    assert not parse_filters(["kind=cas"]).accepts(document(kind="case"))
    assert parse_filters(["doc=abc"]).accepts(document())
    assert not parse_filters(["doc=bcd"]).accepts(document())


def test_half_characters_do_not_get_into_a_question():
    assert Query("社区\ud800治理").text == "社区\ufffd治理"
    assert not parse_filters(["title=\ud800"]).accepts(document())


def test_numbers_with_many_dots_stay_short():
    assert max(map(len, analyze("1" + ".1" * 5000))) <= 120
    assert {"3.14159265358979", "1.2.3.4.5"} <= set(analyze("圆周率3.14159265358979，第1.2.3.4.5节"))
