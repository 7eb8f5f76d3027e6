"""Evidence in a real browser: a quotation opens its place and leads back; a match brings both texts to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import ROOT
from test_browser import NARROW, WIDE, Visit, browser, fits, in_view, settled

from corpus.catalog import Catalog
from corpus.home import Home
from corpus.ingest import add_files
from evaluation.pages import served
from indexing.build import build
from ui import labels
from ui.address import RoundAddress, RoundView

__all__ = ["browser"]  # a fixture

STARTER = ROOT / "corpus" / "documents" / "submissions"
NUMBERED = "button.goes[data-match]"


@pytest.fixture(scope="module")
def docs(tmp_path_factory) -> tuple[Home, tuple[str, ...]]:
    """A library of the fictional submissions, and their ids, the two that share paragraphs first."""
    home = Home(tmp_path_factory.mktemp("evidence-browser"))
    with Catalog.open(home) as catalog:
        results = list(add_files(catalog, sorted(STARTER.iterdir())))
        assert all(result.error is None for result in results)
        sharing = ("青禾区", "石渡區")
        ordered = sorted(catalog.summaries(), key=lambda one: not any(word in one.title for word in sharing))
    build(home)
    return home, tuple(one.doc_id for one in ordered)


@pytest.fixture(scope="module")
def address(docs: tuple[Home, tuple[str, ...]]) -> Iterator[str]:
    with served(docs[0]) as (address, _):
        yield address


@pytest.fixture(params=[WIDE, NARROW])
def visit(request, browser, address) -> Iterator[Visit]:
    with Visit(browser, address, request.param) as visit:
        yield visit


def near(page, box: int, number: str) -> bool:
    """Whether the match called `number` stands within the `box`-th text."""
    return page.evaluate(
        """([box, number]) => {
          const text = document.querySelectorAll(".texts .text")[box].getBoundingClientRect()
          const mark = document.querySelectorAll(".texts .text")[box].querySelector(`mark.m-${number}`)
          const top = mark.getBoundingClientRect().top
          return text.top <= top && top <= text.bottom
        }""",
        [box, number],
    )


def test_a_quotation_opens_its_place_and_a_match_brings_both_texts_to_it(visit: Visit, docs) -> None:
    matrix = RoundAddress(view=RoundView.MATRIX, docs=docs[1])
    page = visit.open(matrix.href)
    page.locator(".matrix").wait_for(timeout=90_000)
    settled(page)
    assert fits(page)
    quotation = page.locator(".matrix a.cited").first
    words = quotation.locator(".quote").inner_text().split("\n")[-1][:12]
    quotation.click()
    page.locator("mark.passage").first.wait_for()
    settled(page)
    page.wait_for_function("document.querySelector('mark.passage').getBoundingClientRect().top < innerHeight")
    assert in_view(page, "mark.passage")
    assert words in page.locator(".prose").inner_text()
    page.get_by_role("link", name=labels.BACK_TO_REVIEW).click()
    page.locator(".matrix").wait_for()

    page = visit.open(RoundAddress(view=RoundView.OVERLAP, number=1, other=2, docs=docs[1]).href)
    page.locator(".texts").wait_for(timeout=90_000)
    settled(page)
    assert fits(page)
    numbers = [one.get_attribute("data-match") for one in page.locator(NUMBERED).all()]  # as the list numbers them
    assert len(numbers) >= 3
    for number in (numbers[0], numbers[-1]):
        button = page.locator(f"{NUMBERED}[data-match='{number}']")
        button.click()
        page.wait_for_function(f"document.querySelectorAll('.texts mark.now.m-{number}').length > 1")
        assert near(page, 0, number)
        assert near(page, 1, number)
        assert button.get_attribute("aria-pressed") == "true"
    first = numbers[0]
    page.locator(".texts .text").nth(1).locator(f"button.tag[data-match='{first}']").focus()
    page.keyboard.press("Enter")
    page.wait_for_function(f"document.querySelectorAll('.texts mark.now.m-{first}').length > 1")
    assert near(page, 0, first)
