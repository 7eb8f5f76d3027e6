"""Counts of what can be filtered by: they promise what the list then shows, for every combination."""

from __future__ import annotations

import time
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import DocumentSummary, Metadata, MetadataValue, Origin, Script, Source
from search.facets import Choice, Facets, counted
from search.query import Filters, parse_filters


def document(number: int, **values: str) -> DocumentSummary:
    metadata = Metadata(**{name: MetadataValue(value, Origin.TEXT) for name, value in values.items()})
    source = Source(f"{number}.txt", "text/plain", "0" * 64, 1)
    return DocumentSummary(
        f"{number:064d}", source, metadata, 100, Script.SIMPLIFIED, 1, 0, "2024-01-01T00:00:00+00:00"
    )


LIBRARY = (
    document(1, region="四川省巴中市", published_on="2021-05-18", kind="case", issuer="巴中市民政局、巴中市财政局"),
    document(2, region="四川省成都市", published_on="2021", kind="policy", subject_words="养老、社区"),
    document(3, region="四川省", published_on="2022-01", kind="case", issuer="四川省民政局", subject_words="社区"),
    document(4, region="廣東省深圳市南山区", published_on="2022", kind="case", genre="通知"),
    document(5, region="广东省深圳市", kind="policy", genre="通知", level="市级"),
    document(6, region="云岭", published_on="不详"),
)


def counts(*given: str) -> dict[str, dict[str, int]]:
    return {
        facet.name: {one.value: one.count for one in facet.choices} for facet in counted(LIBRARY, parse_filters(given))
    }


def test_without_filters_everything_is_counted() -> None:
    found = counts()
    assert list(found) == ["region", "year", "kind", "genre", "level", "issuer", "subject_words"]
    assert found["year"] == {"2022": 2, "2021": 2}
    assert found["kind"] == {"case": 3, "policy": 2}
    assert found["subject_words"] == {"社区": 2, "养老": 1}
    assert found["issuer"] == {"四川省民政局": 1, "巴中市民政局": 1, "巴中市财政局": 1}


def test_a_field_is_counted_under_the_choices_of_the_others_and_not_its_own() -> None:
    found = counts("kind=case", "year=2021")
    assert found["kind"] == {"case": 1, "policy": 1}  # of 2021, whatever its kind
    assert found["year"] == {"2022": 2, "2021": 1}  # cases, whatever their year
    assert found["region"] == {"四川省": 1, "四川省巴中市": 1}  # cases of 2021
    assert "genre" not in found


def test_regions_are_a_tree_in_which_a_province_counts_its_cities() -> None:
    (regions,) = (facet for facet in counted(LIBRARY, Filters()) if facet.name == "region")
    assert [(one.label, one.depth, one.count) for one in regions.choices] == [
        ("四川省", 0, 3), ("巴中市", 1, 1), ("成都市", 1, 1),
        ("广东省", 0, 2), ("深圳市", 1, 2), ("南山区", 2, 1), ("云岭", 0, 1),
    ]  # fmt: skip
    assert [one.value for one in regions.choices][5] == "广东省深圳市南山区"


def test_what_is_chosen_stays_though_it_shows_nothing_or_is_no_value_of_the_list() -> None:
    (years,) = (one for one in counted(LIBRARY, parse_filters(["year=2020..2021", "level=市级"])) if one.name == "year")
    assert years.chosen == ("2020..2021",)
    assert years.choices[0] == Choice("2020..2021", 0, chosen=True, label="2020..2021")
    assert counts("year=2020..2021")["year"]["2020..2021"] == 2


def test_only_some_documents_can_be_counted() -> None:
    facets = Facets(LIBRARY).counted(Filters(), among={LIBRARY[0].doc_id, LIBRARY[3].doc_id, "elsewhere"})
    assert {facet.name: sum(one.count for one in facet.choices if not one.depth) for facet in facets} == {
        "region": 2, "year": 2, "kind": 2, "genre": 1, "issuer": 2,
    }  # fmt: skip


def test_at_most_so_many_values_and_the_chosen_ones() -> None:
    many = [document(number, genre=f"文种{number:03d}") for number in range(100)]
    (genres,) = Facets(many).counted(parse_filters(["genre=文种099"]), most=10)
    assert len(genres.choices) == 11
    assert [one.value for one in genres.choices if one.chosen] == ["文种099"]


VALUES = {
    "region": ("四川省", "四川省巴中市", "巴中", "廣東省深圳市", "云岭"),
    "published_on": ("2021", "2021-05", "2022-02-01", "旧"),
    "kind": ("case", "policy"),
    "issuer": ("甲局", "甲局、乙局", "乙局", "大甲局"),
    "subject_words": ("养老", "养老、社区", "社區", "社区治理"),
}
_documents = st.lists(
    st.fixed_dictionaries({}, optional={name: st.sampled_from(some) for name, some in VALUES.items()}), max_size=12
).map(lambda some: [document(number, **values) for number, values in enumerate(some)])
_chosen = st.lists(
    st.sampled_from(
        [
            "region=四川",
            "region=深圳",
            "year=2021",
            "year=2021..",
            "kind=case",
            "issuer=甲局",
            "subject_words=社区",
            "title=1",
            "doc=000",
            "genre=x",
        ]
    ),
    max_size=4,
).map(parse_filters)


@given(_documents, _chosen)
def test_a_count_is_how_many_the_list_would_show_with_the_value_chosen(
    documents: list[DocumentSummary], chosen: Filters
) -> None:
    facets = Facets(documents)
    assert facets.accepted(chosen).tolist() == [chosen.accepts(one) for one in documents]
    for facet in facets.counted(chosen):
        for one in facet.choices:
            alone = Filters({**chosen.values, facet.name: (one.value,)})
            assert one.count == sum(alone.accepts(each) for each in documents)
            assert one.count or one.chosen
            assert one.chosen == (one.value in chosen.values.get(facet.name, ()))


@pytest.mark.parametrize("size", [5_000])
def test_thousands_are_counted_at_once(size: int) -> None:
    places = [f"{province}{city}" for province, city in product(("四川省", "广东省"), ("成都市", "深圳市", "巴中市"))]
    many = [
        document(n, region=places[n % 6], published_on=str(1990 + n % 30), issuer=f"第{n % 900}局", kind="case")
        for n in range(size)
    ]
    facets = Facets(many)
    before = time.perf_counter()
    found = facets.counted(parse_filters(["region=四川省", "year=1990..2000"]))
    assert time.perf_counter() - before < 0.2
    assert sum(one.count for one in found[1].choices) >= size / 2
