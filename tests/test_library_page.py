"""Browsing the library and looking at every occurrence of a term, run by Streamlit's own test harness."""

from __future__ import annotations

import html
import re
import shutil
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from corpus.catalog import Catalog
from corpus.home import Home
from corpus.ingest import ingest_text
from corpus.model import METADATA_FIELDS, Confidence, Metadata, MetadataValue, Origin
from indexing.build import build
from search.concordance import Collation, Sort
from search.query import FILTER_FIELDS
from ui import labels
from ui.address import Charts, ConcordanceAddress, LibraryAddress, ListOrder

APP = str(Path(__file__).parents[1] / "app.py")
HOSTILE = "<script>document.title='owned'</script><img src=x onerror=alert(1)>"
# title, region, date, kind, issuer, text
DOCUMENTS = (
    ("乙村办法", "四川省巴中市", "2019-03", "policy", "巴中市民政局", "居民议事会讨论停车。居民商量停车费用。"),
    ("甲街案例", "四川省成都市", "2021-05-18", "case", "成都市民政局", "社區居民議事會討論停車，社区公示。" * 3),
    ("丙市方案", "广东省深圳市", "2021", "policy", "深圳市民政局", "数字平台汇总数据，居民查询进度。" * 5),
    (f"丁{HOSTILE}", "", "", "case", HOSTILE, f"停车前有 {HOSTILE} 停车后也有。"),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Home:
    home = Home(tmp_path_factory.mktemp("browsing"))
    with Catalog.open(home) as catalog:
        for title, region, day, kind, issuer, text in DOCUMENTS:
            values = {"title": title, "region": region, "published_on": day, "kind": kind, "issuer": issuer}
            known = {name: MetadataValue(value, Origin.TEXT) for name, value in values.items() if value}
            if title == "丙市方案":
                known["region"] = replace(known["region"], confidence=Confidence.LOW)
            entry = ingest_text(text, name=f"{title[0]}.txt", title=title)
            catalog.add_many([replace(entry, document=replace(entry.document, metadata=Metadata(**known)))])
    build(home)
    return home


@pytest.fixture
def home(library: Home, monkeypatch) -> Home:
    monkeypatch.setenv("CASEBASE_HOME", str(library.path))
    return library


def open_page(href: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    for name, values in parse_qs(href.partition("?")[2]).items():
        app.query_params[name] = values
    return run(app)


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, app.exception
    return app


def markup(app: AppTest) -> str:
    return "\n".join(str(one.value) for one in app.get("html"))


def words(app: AppTest) -> str:
    return html.unescape(re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", markup(app), flags=re.DOTALL))


def listed(app: AppTest) -> list[str]:
    """The first characters of the titles in the list."""
    return [html.unescape(one)[0] for one in re.findall(r'<tr><td><a href="[^"]*"[^>]*>(.*?)</a>', markup(app))]


def lines_of(app: AppTest) -> list[str]:
    items = re.findall(r"<li>(<a [^>]*><span class=\"left\">.*?</a>)</li>", markup(app))
    return [html.unescape(re.sub(r"<[^>]+>", "", one)) for one in items]


def test_filters_are_joined_with_and_between_fields_and_or_inside_one(home: Home) -> None:
    both = (("region", "四川省"), ("year", "2021"))
    assert listed(open_page(LibraryAddress(filters=both).href)) == ["甲"]
    either = (("region", "四川省"), ("region", "广东省"))
    assert sorted(listed(open_page(LibraryAddress(filters=either).href))) == ["丙", "乙", "甲"]
    none = open_page(LibraryAddress(filters=(("year", "2019"), ("kind", "case"))).href)
    assert labels.NOT_IN_LIST in words(none)
    assert labels.CLEAR_FILTERS in words(none)


def test_counts_say_what_a_click_would_show(home: Home) -> None:
    page = markup(open_page(LibraryAddress(filters=(("kind", "policy"),)).href))
    counted = re.findall(r'class="facet[^"]*"[^>]*>.*?<span>([^<]*)</span><span class="number">(\d+)</span></a>', page)
    counts = {html.unescape(name): int(count) for name, count in counted}
    assert counts["四川省"] == 1
    assert counts["广东省"] == 1
    assert counts[labels.KINDS["case"]] == 2  # of its own field, which stays open to more
    assert counts["2021"] == 1


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (ListOrder.ADDED, "丁丙甲乙"),
        (ListOrder.TITLE, "丙丁甲乙"),  # bing, ding, jia, yi
        (ListOrder.DATE, "甲丙乙丁"),
    ],
)
def test_the_list_has_the_order_that_is_asked_for(home: Home, order: ListOrder, expected: str) -> None:
    assert "".join(listed(open_page(LibraryAddress(order=order).href))) == expected


def test_longest_first(home: Home) -> None:
    with Catalog.open_readonly(home) as catalog:
        lengths = {one.title[0]: one.characters for one in catalog.summaries()}
    expected = sorted(lengths, key=lambda one: -lengths[one])
    assert listed(open_page(LibraryAddress(order=ListOrder.LENGTH).href)) == expected


def test_chosen_filters_and_words_are_chips_that_take_themselves_away(home: Home) -> None:
    address = LibraryAddress("民政", filters=(("region", "四川省"), ("year", "2021")))
    page = markup(open_page(address.href))
    chips = [html.unescape(one) for one in re.findall(r'<a href="([^"]*)"[^>]*class="chip"', page)]
    assert sorted(chips) == sorted(
        [address.finding("").href, address.toggled("region", "四川省").href, address.toggled("year", "2021").href]
    )


def test_a_year_that_is_none_is_said_not_raised(home: Home) -> None:
    app = open_page(LibraryAddress(filters=(("year", "昨天"),)).href)
    assert 'class="state' in markup(app)


def test_charts_are_drawn_only_when_they_are_open(home: Home) -> None:
    assert not open_page(LibraryAddress().href).get("vega_lite_chart")
    app = open_page(LibraryAddress(charts=Charts.OVERVIEW).href)
    assert len(app.get("vega_lite_chart")) == 3
    said = words(app)
    for title in (labels.BY_REGION, labels.BY_YEAR, labels.BY_KIND, labels.AS_TABLE):
        assert title in said


def test_terms_are_followed_over_the_years(home: Home) -> None:
    app = open_page(LibraryAddress(charts=Charts.THEMES, terms="停车、居民").href)
    assert len(app.get("vega_lite_chart")) == 2
    said = words(app)
    assert labels.theme_total(5) in said  # 停车 of 2019 and, in the other script, of 2021; what has no date is left out
    assert labels.PERIODS in said
    many = open_page(LibraryAddress(charts=Charts.THEMES, terms="一、二、三、四、五、六").href)
    assert len(many.get("vega_lite_chart")) == 5
    assert labels.TOO_MANY_TERMS in words(many)


def test_themes_of_one_year_of_none_and_of_nothing(home: Home) -> None:
    alone = LibraryAddress(charts=Charts.THEMES, filters=(("year", "2019"),))
    assert labels.PERIODS_NONE in words(open_page(alone.href))
    undated = LibraryAddress("丁", charts=Charts.THEMES, terms="停车")
    assert labels.NO_YEAR_KNOWN in words(open_page(undated.href))
    assert labels.NOT_IN_LIST in words(open_page(LibraryAddress("无此", charts=Charts.OVERVIEW, terms="停车").href))


def test_every_occurrence_is_listed_in_order_and_links_to_its_place(home: Home) -> None:
    app = open_page(ConcordanceAddress("停车", sort=Sort.RIGHT, width=3).href)
    assert labels.occurrences(7, 3, 4) in words(app)
    assert len(lines_of(app)) == 7
    nodes = re.findall(r'<mark class="words">(.*?)</mark>', markup(app))
    assert sorted(set(nodes)) == ["停車", "停车"]
    with Catalog.open_readonly(home) as catalog:
        for href in re.findall(r'<li><a href="([^"]*)"', markup(app)):
            if "start=" in href:
                given = parse_qs(html.unescape(href).partition("?")[2])
                text = catalog.text(given["doc"][0])
                assert text[int(given["start"][0]) : int(given["end"][0])] in ("停車", "停车")


def test_years_collocates_and_documents_are_drawn_on_demand(home: Home) -> None:
    assert not open_page(ConcordanceAddress("停车").href).get("vega_lite_chart")
    app = open_page(ConcordanceAddress("停车", details=True).href)
    assert len(app.get("vega_lite_chart")) == 1
    said = words(app)
    assert labels.COLLOCATES in said
    assert labels.DOCUMENTS_OF_TERM in said
    assert "讨论" in said


def test_a_concordance_of_nothing_of_too_much_and_of_what_is_not_there(home: Home) -> None:
    assert labels.TERM_HOW[0] in words(open_page(ConcordanceAddress().href))
    assert labels.no_occurrence("没有这个词") in words(open_page(ConcordanceAddress("没有这个词").href))
    for wrong in ("字" * 300, "、|"):
        assert 'class="state' in markup(open_page(ConcordanceAddress(wrong).href))


def test_a_filter_narrows_the_concordance(home: Home) -> None:
    app = open_page(ConcordanceAddress("停车", filters=(("year", "2019"),)).href)
    assert labels.occurrences(2, 1, 1) in words(app)


@pytest.mark.parametrize(
    "href",
    [
        LibraryAddress(charts=Charts.OVERVIEW).href,
        LibraryAddress(HOSTILE, filters=(("issuer", HOSTILE),)).href,
        LibraryAddress(charts=Charts.THEMES, terms=HOSTILE).href,
        ConcordanceAddress("停车", details=True, filters=(("issuer", HOSTILE),)).href,
        ConcordanceAddress(HOSTILE).href,
    ],
)
def test_nothing_from_documents_or_addresses_runs(home: Home, href: str) -> None:
    app = open_page(href)
    page = re.sub(r"<(style|script)>.*?</\1>", "", markup(app), flags=re.DOTALL)  # the product's own
    assert "document.title='owned'" not in page.replace(html.escape("document.title='owned'"), "")
    assert not re.search(r"<script|<img(?! src=\"data:)", page)


_filters = st.lists(
    st.tuples(st.sampled_from([one for one in FILTER_FIELDS if one != "doc"]), st.text(min_size=1)), max_size=3
).map(lambda some: tuple(sorted(dict.fromkeys(some), key=lambda one: FILTER_FIELDS.index(one[0]))))


@given(_filters, st.text(), st.sampled_from(ListOrder), st.sampled_from(Charts), st.text(), st.integers(1, 99))
def test_the_address_of_the_list_holds_its_state(filters, find, order, charts, terms, page) -> None:
    address = LibraryAddress(find, page, filters=filters, order=order, charts=charts, terms=terms)
    given = parse_qs(address.href.partition("?")[2])
    assert LibraryAddress.read(given) == address


@given(_filters, st.text(), st.sampled_from(Sort), st.sampled_from(Collation), st.booleans(), st.integers(1, 200))
def test_the_address_of_a_concordance_holds_its_state(filters, term, sort, collation, flag, number) -> None:
    address = ConcordanceAddress(term, sort, collation, filters, flag, number, number, not flag)
    assert ConcordanceAddress.read(parse_qs(address.href.partition("?")[2])) == address
    assert address.toggled("year", "2021").toggled("year", "2021").page == 1


def test_columns_of_files_are_as_many_as_their_cells(home: Home) -> None:
    from search.concordance import concordance, lines
    from search.kwic import COLUMNS, rows
    from search.texts import FoldedTexts
    from ui.library_list import _cells

    with Catalog.open_readonly(home) as catalog:
        summaries = catalog.summaries()
        found = concordance(summaries, ["停车"], FoldedTexts(catalog))
        (first, *_) = rows(lines(catalog, found, [0]))
    assert len(labels.LINE_COLUMNS) == len(COLUMNS) == len(first)
    assert len(labels.LIST_COLUMNS) == len(_cells(summaries[0]))
    assert set(METADATA_FIELDS) >= {"region", "issuer"}


def test_thousands_of_documents_are_listed_within_half_a_second(tmp_path: Path, monkeypatch) -> None:
    home = Home(tmp_path / "many")
    with Catalog.open(home) as catalog:
        catalog.add_many(_many(2_000))
    monkeypatch.setenv("CASEBASE_HOME", str(home.path))
    address = LibraryAddress(filters=(("kind", "case"),), charts=Charts.OVERVIEW)
    open_page(address.href)
    spent = []
    for year in ("2001", "2002", "2003"):
        before = time.process_time()  # of the server: what else runs on the machine does not count
        app = open_page(address.toggled("year", year).href)
        spent.append(time.process_time() - before)
        assert len(listed(app)) == 50
    assert min(spent) < 0.5, spent
    shutil.rmtree(home.path)


def _many(count: int):
    for number in range(count):
        # Words of its own keep each from being a copy of the others, which would be compared one by one.
        own = "".join(chr(0x4E00 + (number * 7_919 + place * 104_729) % 20_000) for place in range(40))
        entry = ingest_text(f"第{number}号文件讨论停车。{own}", name=f"{number}.txt", title=f"文件{number}")
        values = {
            "title": f"文件{number}",
            "kind": ("case", "policy")[number // 10 % 2],
            "published_on": str(2000 + number % 10),
            "issuer": f"第{number % 300}局",
        }
        known = Metadata(**{name: MetadataValue(value, Origin.TEXT) for name, value in values.items()})
        yield replace(entry, document=replace(entry.document, metadata=known))
