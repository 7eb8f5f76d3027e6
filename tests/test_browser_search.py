"""Searching in a real browser: filters that combine, a batch of questions, a saved search, two searches compared."""

from __future__ import annotations

import re

import openpyxl
import pytest
from test_browser import NARROW, WIDE, Visit, address, ask, browser, fits, home, settled, sync_api

from corpus.catalog import Catalog
from corpus.home import Home
from search.query import Mode
from ui import labels
from ui.address import BatchAddress, CompareAddress, SearchAddress

__all__ = ["address", "browser", "home"]  # fixtures

QUESTION = "电梯"


def shown(page) -> int:
    return page.locator(".hit").count()


def facets(page) -> dict[str, int]:
    """The values to choose from with their counts, folded ones included."""
    script = "all => all.map(one => ['span:not(.icon)', '.number'].map(what => one.querySelector(what).textContent))"
    return {name: int(count) for name, count in page.locator("a.facet").evaluate_all(script)}


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_filters_combine_and_count_what_they_show(browser, address, width: int) -> None:
    with Visit(browser, address, width) as visit:
        page = visit.open(SearchAddress(QUESTION).href)
        page.get_by_text(labels.EXPORT).wait_for()
        settled(page)
        before = shown(page)
        asked = SearchAddress(QUESTION)
        for name, value in (("year", "2023"), ("year", "2021"), ("kind", "case")):
            if width == NARROW:
                if not page.locator(".filters").is_visible():
                    page.locator(".fold-label").click()
                page.locator(".filters").wait_for()
            asked = asked.toggled(name, value)
            page.locator("a.facet", has_text=labels.filter_value(name, value)).first.click()
            page.wait_for_url(f"**{name}={value}**")
            page.locator(".chip", has_text=labels.filter_value(name, value)).wait_for()
            settled(page)
        counts = facets(page)
        assert counts["2023"] + counts["2021"] >= 1
        page.wait_for_function(f"document.querySelectorAll('.hit').length === {counts[labels.kind('case')]}")
        assert shown(page) < before
        assert fits(page)
        other = visit.window()
        other.goto(page.url)
        other.locator(".hit").first.wait_for()
        settled(other)
        assert facets(other) == counts


def test_questions_in_cited_answers_out(browser, address, home: Home, tmp_path) -> None:
    questions = tmp_path / "问题.csv"
    questions.write_bytes(
        "编号,问题\n1,反对加装电梯的住户能得到补偿吗\n2,？！\n3,火星基地的氧气供应\n".encode("gb18030")
    )
    with Visit(browser, address, WIDE) as visit:
        page = visit.open(BatchAddress().href)
        page.locator("input[type=file]").set_input_files(questions)
        settled(page)
        page.get_by_text("问题.csv").wait_for()
        page.get_by_role("button", name=labels.BATCH_START).click()
        page.get_by_text(labels.batch_done(3, 1, 0, 1, 1)).wait_for()
        settled(page)
        assert fits(page)
        with page.expect_download() as download:
            page.get_by_role("button", name=labels.BATCH_DOWNLOAD).click()
        download.value.save_as(tmp_path / "answers.xlsx")
    head, *rows = openpyxl.load_workbook(tmp_path / "answers.xlsx").active.iter_rows(values_only=True)
    told = [dict(zip(head, row, strict=True)) for row in rows]
    assert {one["序号"] for one in told} == {1, 2, 3}
    with Catalog.open_readonly(home) as catalog:
        for one in told:
            if one["quote"]:
                document = catalog.document(one["doc_id"])
                assert document.text[one["start"] : one["end"]] == one["quote"]
                assert document.source.sha256 == one["sha256"]
    assert "反对的住户可以提出补偿" in told[0]["quote"]


def test_a_saved_search_is_there_in_another_browser_of_the_same_person(browser, address) -> None:
    with Visit(browser, address, WIDE) as visit:
        page = visit.open(SearchAddress(QUESTION, mode=Mode.LEXICAL).href)
        page.get_by_text(labels.EXPORT).wait_for()
        settled(page)
        page.get_by_role("button", name=labels.SAVE_SEARCH).click()
        page.get_by_label(labels.SAVE_NAME).fill("电梯 <b>跟踪</b>")
        page.get_by_role("button", name=labels.SAVE_DO, exact=True).click()
        page.get_by_text(labels.saved_as("电梯 <b>跟踪</b>")).wait_for()
    with Visit(browser, address, NARROW) as visit:
        page = visit.open("./")
        saved = page.get_by_role("link", name="电梯 <b>跟踪</b>")
        saved.wait_for()
        settled(page)
        assert fits(page)
        saved.click()
        page.locator(".news").wait_for()
        page.locator(".choices a[aria-current]", has_text=labels.MODES[Mode.LEXICAL]).wait_for()
        assert "mode=lexical" in page.url


def test_two_searches_are_set_against_each_other_in_one_click(browser, address) -> None:
    with Visit(browser, address, WIDE) as visit:
        page = visit.open(SearchAddress(QUESTION).href)
        page.get_by_text(labels.EXPORT).wait_for()
        settled(page)
        page.locator(".opposites summary").click()
        page.get_by_role("link", name=labels.mode_against(Mode.LEXICAL)).click()
        page.locator(".compared").wait_for()
        settled(page)
        expected = CompareAddress(SearchAddress(QUESTION), SearchAddress(QUESTION, mode=Mode.LEXICAL)).href
        assert page.url.endswith(expected.removeprefix("./"))
        said = page.locator(".compared").inner_text()
        both = int(re.search(r"两边都有 (\d+) 段", said)[1])
        assert page.locator(".found.both").count() == 2 * both
        assert fits(page)


def test_slash_goes_to_the_box_and_typing_searches_nothing(browser, address) -> None:
    with Visit(browser, address, WIDE) as visit:
        page = visit.open(SearchAddress(QUESTION).href)
        page.get_by_text(labels.EXPORT).wait_for()
        settled(page)
        page.keyboard.press("/")
        box = page.get_by_label(labels.QUESTION)
        sync_api.expect(box).to_be_focused()
        page.evaluate(
            "new MutationObserver(() => window.ran = true)"
            ".observe(document.querySelector('[data-testid=stApp]'), {attributeFilter: ['data-test-script-state']})"
        )
        page.keyboard.type("老人/食堂")
        page.wait_for_timeout(600)
        sync_api.expect(box).to_have_value("老人/食堂")
        assert page.evaluate("window.ran") is None
        ask(page, "老年食堂的钱")
        page.locator(".hit", has_text="星湖镇").first.wait_for()
        sync_api.expect(box).to_be_focused()
