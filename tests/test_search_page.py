"""The search page beyond a question and its answer: themes, filters, orders, likeness, comparing, batches, history."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest
from test_pages import doc_id, home, library, markup, open_page, passage_of, run, shared, words

from corpus.home import Home
from corpus.workspace import OWNER, Person, Role, Workspace
from search import saved
from search.query import Mode
from search.searcher import Searcher
from ui import labels
from ui.address import BatchAddress, CompareAddress, SearchAddress, Sort

__all__ = ["home", "library", "shared"]  # fixtures

ASKED = SearchAddress("费用怎样分担公开")


def titles(page: str) -> list[str]:
    return [re.sub(r"^\d+", "", words(one)) for one in re.findall(r"<h3>.*?</h3>", page)]


def facet(page: str, name: str) -> dict[str, int]:
    """The values of a field with their counts, as the page lists them."""
    section = next(one for one in re.findall(r"<section>(.*?)</section>", page, re.S) if f"<h2>{name}</h2>" in one)
    found = re.findall(r'class="facet[^"]*".*?<span>(.*?)</span><span class="number">(\d+)</span>', section)
    return {html.unescape(value): int(count) for value, count in found}


# Filters


def test_counts_respect_what_is_chosen_in_other_fields_only(shared: Home) -> None:
    page = markup(open_page(SearchAddress("居民", filters=(("year", "2023"),)).href))
    assert facet(page, labels.FIELDS["year"]) == {"2023": 1, "2021": 1, "2020": 1}
    assert sum(facet(page, labels.FIELDS["kind"]).values()) == 1
    assert labels.COUNTS_HINT in words(page)


def test_two_values_of_one_field_are_either_and_two_fields_are_both(shared: Home) -> None:
    either = SearchAddress("居民 老人", filters=(("year", "2023"), ("year", "2021")))
    assert {one[:2] for one in titles(markup(open_page(either.href)))} == {"清溪", "星湖"}
    both = either.toggled("kind", "policy")
    assert [one[:2] for one in titles(markup(open_page(both.href)))] == ["星湖"]


def test_what_is_chosen_stays_in_sight_with_a_way_out(shared: Home) -> None:
    asked = SearchAddress("居民", filters=(("region", "火星"), ("title", "清溪")))
    page = markup(open_page(asked.href))
    chips = re.findall(r'<a[^>]*class="chip"[^>]*href="([^"]*)"|<a href="([^"]*)"[^>]*class="chip"', page)
    assert {html.unescape(one or other) for one, other in chips} == {
        asked.toggled(name, value).href for name, value in asked.filters
    }
    assert labels.filter_chip("region", "火星") in words(page)
    assert html.escape(asked.unfiltered().href) in page


# Orders


def test_dates_order_what_is_relevant_enough_both_ways(shared: Home) -> None:
    asked = SearchAddress("公开 公布 居民 住户 老人", mode=Mode.DENSE)
    newest = titles(markup(open_page(asked.changed(sort=Sort.DATE).href)))
    oldest = titles(markup(open_page(asked.changed(sort=Sort.OLDEST).href)))
    dated = [one for one in newest if not one.startswith("<script>")]
    assert len(dated) > 1
    assert dated == [one for one in oldest if one in dated][::-1]
    assert dated[0].startswith("清溪")
    assert newest[: len(dated)] == dated  # undated ones come last in either order
    assert oldest[: len(dated)] == dated[::-1]
    page = markup(open_page(asked.changed(sort=Sort.DATE).href))
    assert f"来自 {len(newest)} 篇" in words(page)


# Before anything is asked


def test_the_first_screen_offers_themes_and_tools(tmp_path: Path, shared: Home) -> None:
    page = markup(open_page("./"))
    assert html.escape(BatchAddress().href) in page
    assert html.escape(CompareAddress().href) in page


# More like this


def test_a_card_leads_to_what_is_like_it(shared: Home) -> None:
    one = passage_of(shared, "费用按楼层分担")
    like = ASKED.resembling(f"{one.doc_id}:{one.start}-{one.end}")
    assert html.escape(like.href) in markup(open_page(SearchAddress("电梯费用按楼层分担").href))
    page = markup(open_page(like.href))
    assert labels.similar_to("清溪区楼道协商加装电梯", whole=False) in words(page)
    assert titles(page)
    assert not any(one.startswith("清溪") for one in titles(page))


def test_a_whole_document_and_nonsense(shared: Home) -> None:
    whole = SearchAddress(like=doc_id(shared, "清溪"))
    assert labels.similar_to("清溪区楼道协商加装电梯", whole=True) in words(markup(open_page(whole.href)))
    for given in ("<script>alert(1)</script>", "ffff", "0:1-2", f"{whole.like}:5-999999"):
        page = markup(open_page(SearchAddress(like=given).href))
        assert "<script>alert" not in page
        assert 'class="state"' in page


# Comparing


def test_two_searches_side_by_side(shared: Home) -> None:
    address = CompareAddress(ASKED, ASKED.changed(mode=Mode.LEXICAL))
    page = markup(open_page(address.href))
    found = re.search(r"两边都有 (\d+) 段 · 只在左边 (\d+) 段 · 只在右边 (\d+) 段", words(page))
    assert found
    both, left, right = map(int, found.groups())
    assert both >= 1
    assert page.count('class="found both"') == 2 * both
    assert page.count('class="found"') == left + right
    assert html.escape(CompareAddress(address.right, address.left).href) in page
    same = words(markup(open_page(CompareAddress(ASKED, ASKED).href)))
    assert labels.agreement(1.0) in same


def test_a_search_offers_what_it_can_be_compared_with(shared: Home) -> None:
    asked = ASKED.toggled("region", "浙江省").toggled("region", "四川省")
    page = markup(open_page(asked.href))
    between = CompareAddress(asked.filtered("region", "浙江省"), asked.filtered("region", "四川省"))
    assert html.escape(between.href) in page
    assert html.escape(CompareAddress(asked, asked.changed(mode=Mode.DENSE)).href) in page


def test_doubt_is_said_on_the_side_that_has_it(shared: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = Searcher.search
    in_doubt = Mode.LEXICAL
    monkeypatch.setattr(
        Searcher, "search", lambda self, query: replace(ask(self, query), doubtful=query.mode is in_doubt)
    )
    address = CompareAddress(ASKED, ASKED.changed(mode=in_doubt))
    assert words(markup(open_page(address.href))).count(labels.DOUBTFUL) == 1


def test_a_side_that_cannot_be_searched_says_so_beside_the_other(shared: Home) -> None:
    page = markup(open_page(CompareAddress(SearchAddress("？"), ASKED).href))
    assert "检索内容里没有文字或数字" in words(page)
    assert 'class="found"' in page


def test_nothing_to_compare_yet(shared: Home) -> None:
    assert labels.COMPARE_EMPTY in words(markup(open_page(CompareAddress().href)))


# Batches


def test_a_file_of_questions_is_answered(shared: Home) -> None:
    app = open_page(BatchAddress(passages=2).href)
    app.get("file_uploader")[0].set_value(
        ("q.csv", "问题\n电梯费用怎样分担\n？！\n火星基地的氧气\n".encode("gb18030"), "text/csv")
    )
    next(one for one in app.button if one.label == labels.BATCH_START).click()
    run(app)
    said = words(markup(app))
    assert labels.batch_done(3, 1, 0, 1, 1) in said
    assert "清溪区楼道协商加装电梯" in said
    assert labels.UNANSWERED in said
    assert app.get("download_button")


@pytest.mark.parametrize(("data", "said"), [("问题\n".encode(), "里没有问题"), (b"PK\x03\x04x", "文件已损坏")])
def test_a_file_without_questions_is_refused_in_words(shared: Home, data: bytes, said: str) -> None:
    app = open_page(BatchAddress().href)
    app.get("file_uploader")[0].set_value(("q.csv", data, "text/csv"))
    next(one for one in app.button if one.label == labels.BATCH_START).click()
    run(app)
    assert said in words(markup(app))


# What was asked, what is kept


def test_a_question_is_remembered_once_and_offered_again(home: Home) -> None:
    with Workspace.open(home) as workspace:
        saved.clear_history(workspace, OWNER)
    app = open_page(ASKED.href)
    run(app)
    with Workspace.open_readonly(home) as workspace:
        assert [one.question for one in saved.history(workspace, OWNER)] == [ASKED.q]
    page = markup(open_page("./"))
    assert html.escape(ASKED.href) in page
    assert labels.RECENT in words(page)


def test_a_saved_search_says_what_is_new_to_its_owner(home: Home) -> None:
    with Workspace.open(home) as workspace:
        one = saved.save(workspace, OWNER, "费用<b>", ASKED.query)
        with workspace.transaction():
            workspace.execute("UPDATE saved_searches SET seen = '2000-01-01T00:00:00Z'")
        other = saved.save(workspace, Person("ben", Role.READER), "别人的", ASKED.query)
    page = markup(open_page("./"))
    assert html.escape("费用<b>") in page
    assert "费用<b>" not in page
    assert "别人的" not in page
    page = markup(open_page(f"{ASKED.href}&saved={one.key}"))
    new = re.search(r'class="news".*?</ul>', page, re.S)
    assert new
    assert new[0].count("<li>") == int(re.search(r"新增 (\d+) 篇相关文献", words(new[0]))[1]) >= 1
    assert labels.NEW_NONE in words(markup(open_page(f"{ASKED.href}&saved={one.key}")))
    assert 'class="news"' in page
    assert 'class="news"' not in markup(open_page(f"{ASKED.href}&saved={other.key}"))


def test_a_search_is_saved_from_the_page(home: Home) -> None:
    app = open_page(ASKED.href)
    app.text_input(key=f"save-{ASKED.query}").set_value("费用")
    next(one for one in app.button if one.label == labels.SAVE_DO).click()
    run(app)
    with Workspace.open_readonly(home) as workspace:
        assert [(one.name, one.address) for one in saved.saved(workspace, OWNER)] == [("费用", ASKED.query)]
