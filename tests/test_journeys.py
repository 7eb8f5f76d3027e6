"""Three people, each from an empty home to a result that they take away and that is checked character by character."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from conftest import ROOT
from test_browser import NARROW, WIDE, Visit, ask, browser, fits, settled, sync_api
from test_browser_collections import collect, export

from corpus.catalog import Catalog
from corpus.home import Home
from evaluation.pages import served
from search.collections.export import Form
from search.concordance import Sort
from ui import labels
from ui.address import BatchAddress, CompareAddress, ConcordanceAddress, ManageAddress, SearchAddress

__all__ = ["browser"]  # a fixture

STARTER = ROOT / "corpus" / "documents"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def address(home: Home) -> Iterator[str]:
    with served(home) as (address, _):
        yield address


def add(page, address: str, files: list[Path]) -> None:
    """Drop files on the management page, and wait until they can be searched."""
    page.goto(address + ManageAddress().href.removeprefix("./"))
    page.locator("input[type=file]").wait_for(state="attached")
    settled(page)
    page.locator("input[type=file]").set_input_files(files)
    page.locator("[data-testid=stFileChip]").first.wait_for()
    page.wait_for_timeout(1_500)  # each file that has arrived draws the page anew
    settled(page)
    page.get_by_role("button", name=labels.ADD_BUTTON).click()
    page.locator(".added").wait_for(timeout=90_000)
    assert page.locator(".added li.refused").count() == 0
    settled(page)


def starter(folder: str, *suffixes: str) -> list[Path]:
    return sorted(path for path in (STARTER / folder).iterdir() if path.suffix in suffixes)


def check(command, path: Path, home: Home, count: int) -> None:
    """Every quotation of an exported file is in the library, and one changed character is found."""
    done = command("search", "quote", "--file", path, "--home", home.path)
    assert (done.returncode, done.stdout.count("exact: ")) == (0, count), done.stdout + done.stderr


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_an_official_looks_for_what_worked_and_briefs_colleagues(
    browser, address, home, tmp_path, command, width
) -> None:
    with Visit(browser, address, width) as visit:
        page = visit.open("./")
        page.get_by_text(labels.EMPTY_LIBRARY).first.wait_for()  # says so, and where to go
        files = starter("cases", ".md", ".docx", ".pdf")[:6]
        add(page, address, files)
        assert fits(page)

        page.get_by_role("link", name=labels.NAV_SEARCH, exact=True).click()
        page.locator(".shelf a").first.wait_for()
        ask(page, "怎样让居民从看客变成参与者")
        first = page.locator(".hit").first
        first.wait_for()
        settled(page)
        words = first.locator(".quote").first.inner_text().strip().splitlines()[-1][:20]
        collect(page, words, title="居民参与", note="可以照着办。")
        first.get_by_role("link", name=labels.OPEN_PASSAGE).first.click()
        page.locator("mark.passage").first.wait_for()
        assert fits(page)

        page.get_by_role("link", name=labels.NAV_COLLECTIONS, exact=True).click()
        page.locator(".shelf a", has_text="居民参与").click()
        page.locator("[class*=st-key-item-excerpt-]").wait_for()
        settled(page)
        assert fits(page)
        briefing = export(page, Form.DOCX, tmp_path)
    texts = [one.text for one in docx.Document(briefing).paragraphs]
    assert texts[0] == "居民参与"
    assert any(words in one for one in texts)
    check(command, briefing, home, 1)


def test_a_reviewer_sets_submissions_side_by_side_and_takes_the_evidence(
    browser, address, home, tmp_path, command
) -> None:
    question = "加装电梯的费用怎样分担"
    with Visit(browser, address, WIDE) as visit:
        page = visit.page
        add(page, address, starter("submissions", ".md", ".docx", ".pdf", ".html", ".txt"))
        with Catalog.open_readonly(home) as catalog:
            regions = sorted({region for one in catalog.summaries() if (region := one.metadata.get("region"))})
        left, right = (SearchAddress(question, filters=(("region", region),)) for region in regions[:2])
        page.goto(address + CompareAddress(left, right).href.removeprefix("./"))
        page.locator(".compared").wait_for()
        settled(page)
        assert "两边都有 0 段" in page.locator(".compared").inner_text()  # of two places
        assert page.locator(".found").count() >= 2
        assert fits(page)

        page.goto(address + BatchAddress(passages=2).href.removeprefix("./"))
        questions = tmp_path / "评审问题.txt"
        questions.write_text(f"{question}\n反对的住户怎么办\n火星基地的氧气供应\n", encoding="utf-8")
        page.locator("input[type=file]").set_input_files(questions)
        page.get_by_text("评审问题.txt").wait_for()
        settled(page)
        page.get_by_role("button", name=labels.BATCH_START).click()
        with page.expect_download() as download:
            page.get_by_role("button", name=labels.BATCH_DOWNLOAD).click()
        answers = tmp_path / "answers.xlsx"
        download.value.save_as(answers)
    head, *rows = openpyxl.load_workbook(answers).active.iter_rows(values_only=True)
    quoted = [row for row in rows if row[head.index("quote")]]
    assert len(quoted) >= 4
    check(command, answers, home, len(quoted))

    sheet = openpyxl.load_workbook(answers)
    cell = next(one for one in sheet.active["2"] if one.column == head.index("quote") + 1)
    cell.value = cell.value[:5] + "伪" + cell.value[6:]
    sheet.save(answers)
    done = command("search", "quote", "--file", answers, "--home", home.path)
    assert done.returncode == 1
    assert "'伪'" in done.stdout


def test_a_researcher_follows_a_word_and_cites_what_stands_there(browser, address, home, tmp_path, command) -> None:
    with Visit(browser, address, WIDE) as visit:
        page = visit.page
        add(page, address, [*starter("policy", ".md")[:5], *starter("cases", ".txt", ".html", ".md")[:5]])
        page.goto(address + ConcordanceAddress("社区", sort=Sort.RIGHT).href.removeprefix("./"))
        page.locator(".kwic li").first.wait_for()
        settled(page)
        with page.expect_download() as download:
            page.locator(".st-key-export-lines").get_by_role("button", name=labels.XLSX_FILE).click()
        lines = tmp_path / "lines.xlsx"
        download.value.save_as(lines)

        page.locator(".kwic a").first.click()
        page.locator("mark.passage").first.wait_for()
        settled(page)
        page.get_by_text(labels.CITE_PASSAGE).first.wait_for()
        page.get_by_role("button", name=f"{labels.COPY} GB/T 7714—2025").first.click()
        page.wait_for_function("navigator.clipboard.readText().then(text => text.startsWith('“'))")
        copied = page.evaluate("navigator.clipboard.readText()")
    words = re.match("“(.+?)”（", copied, re.S)[1]
    done = command("search", "quote", words, "--home", home.path)
    assert done.returncode == 0, done.stdout
    head, *rows = openpyxl.load_workbook(lines).active.iter_rows(values_only=True)
    assert tuple(head) == labels.LINE_COLUMNS
    assert len(rows) >= 10
    with Catalog.open_readonly(home) as catalog:
        for _, doc, _, _, _, start, end, left, node, right, sha256 in rows:
            text = catalog.text(doc)
            assert (text[start:end], sha256) == (node, catalog.document(doc).source.sha256)
            assert text[:start].endswith(left or "")
            assert text[end:].startswith(right or "")


def test_names_texts_and_addresses_run_nothing(browser, address, home, tmp_path) -> None:
    """Script in file names, texts, metadata, notes, questions and every field of every address is shown as text."""
    evil = "<img src=x onerror=window.owned=1><script>window.owned=1</script>"
    hostile = tmp_path / "<img src=x onerror=window.owned=1>.md"
    hostile.write_text(
        f"---\ntitle: 白鲸{evil}\nissuer: {evil}\nregion: {evil}\nsubject_words: {evil}\n---\n# 白鲸{evil}\n\n"
        f"白鲸试验站每周开放两天。{evil} [链接](javascript:window.owned=1)\n",
        encoding="utf-8",
    )
    with Visit(browser, address, WIDE) as visit:
        page = visit.page
        add(page, address, [hostile])
        with Catalog.open_readonly(home) as catalog:
            doc = catalog.summaries()[0].doc_id
        page.goto(address + SearchAddress(f"白鲸试验站 {evil}").href.removeprefix("./"))
        page.locator(".hit").first.wait_for()
        settled(page)
        collect(page, "白鲸试验站", title=evil, note=evil)
        assert page.evaluate("window.owned") is None
        fields = {
            "search": ("q", "mode", "region", "year", "sort", "shown", "like", "doc"),
            "reader": ("start", "end", "back", "script", "view", "leaf", "fix"),
            "library": ("find", "n", "doc", "region", "terms", "charts", "sort"),
            "concordance": ("term", "sort", "by", "width"),
            "compare": ("a", "b"),
            "batch": ("mode", "passages", "region"),
            "collections": ("id",),
            "manage": ("section", "doc", "field", "other", "remove", "who", "what"),
            "report": ("q",),
        }
        payload = "%3Cimg%20src%3Dx%20onerror%3Dwindow.owned%3D1%3E%22%27"
        for place, names in fields.items():
            alone = [f"?page={place}&{name}={payload}" for name in names]
            known = [f"?page={place}&doc={doc}&{'&'.join(f'{name}={payload}' for name in names if name != 'doc')}"]
            for query in (*alone, *known):
                page.goto(address + query)
                page.locator(".masthead").wait_for()
                settled(page)
                assert page.evaluate("window.owned") is None, query
                assert page.locator("img[src=x]").count() == 0, query
                assert page.locator("[data-testid=stException]").count() == 0, query
                assert page.locator("a[href^='javascript:']").count() == 0, query
        page.goto(address + f"?page=reader&doc={doc}")
        page.locator(".prose").wait_for()
        sync_api.expect(page.locator(".prose")).to_contain_text(evil)
        assert page.evaluate("window.owned") is None
