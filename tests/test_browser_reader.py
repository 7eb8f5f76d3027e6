"""The reader in a real browser: words selected with the mouse, copied, noted; a page with its boxes; keys; paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from pdf_files import lines, pdf
from test_browser import NARROW, WIDE, Visit, address, browser, fits, settled, sync_api

from corpus.catalog import Catalog
from corpus.home import Home
from corpus.ingest import add_files
from corpus.model import Document
from indexing.build import build
from ui import labels
from ui.address import ReaderAddress, SearchAddress, View

__all__ = ["address", "browser"]

TEXT = """# 臨江里弄議事

## 一、居民議事會如何運作

臨江里弄設立居民議事會，每月第一個星期六開會。𠮷田路的住戶𠀋也來參加，討論垃圾分類、停車和綠化。

決議張貼在弄堂口，三天以內可以提出異議。
"""
QUOTE = "𠮷田路的住戶𠀋也來參加"
MANY = "\n\n".join(
    f"## 第{n}節 停車\n\n停車位的第{n}次商量，" + "住戶代表逐一說明理由，" * 14 + "散會。" for n in range(1, 5)
)
PRINTED = [
    "第一章 社区食堂",
    "社区食堂由街道提供场地，企业负责经营。",
    "老人每餐付八元，差额由慈善基金补足。",
    "食堂的账目每季度公布一次。",
]
WANTED = PRINTED[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Home:
    folder = tmp_path_factory.mktemp("reader-files")
    (folder / "里弄.md").write_text(TEXT, encoding="utf-8")
    (folder / "停車.md").write_text(f"# 停車記\n\n{MANY}\n", encoding="utf-8")
    second = lines(["第二章 其他事项", "本办法自公布之日起施行，由街道办事处负责解释。"])
    (folder / "食堂.pdf").write_bytes(pdf([lines(PRINTED, size=14, step=30), second]))
    home = Home(tmp_path_factory.mktemp("reader-home"))
    with Catalog.open(home) as catalog:
        assert all(result.error is None for result in add_files(catalog, sorted(folder.iterdir())))
    build(home)
    return home


@pytest.fixture
def wide(browser, address) -> Iterator[Visit]:
    with Visit(browser, address, WIDE) as visit:
        yield visit


def document(home: Home, name: str) -> Document:
    with Catalog.open_readonly(home) as catalog:
        return catalog.document(next(one.doc_id for one in catalog.summaries() if name in one.source.file_name))


def marked(document: Document, words: str) -> ReaderAddress:
    start = document.text.index(words)
    return ReaderAddress(document.doc_id, start, start + len(words))


def select_by_mouse(page, words: str) -> None:
    """Drag from the first to behind the last of `words`, as a hand does."""
    script = """words => {
      const walker = document.createTreeWalker(document.querySelector('.prose'), NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.data.indexOf(words)
        if (at < 0) continue
        const range = document.createRange()
        range.setStart(node, at); range.setEnd(node, at + words.length)
        const rects = [...range.getClientRects()]
        const first = rects[0], last = rects[rects.length - 1]
        return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2]
      }
    }"""
    page.locator("#selection-bar").wait_for(state="hidden")  # where it says what it did, it covers words
    place = page.evaluate(script, words)
    for _ in range(50):  # the page scrolls to what the address marks
        page.wait_for_timeout(200)
        before, place = place, page.evaluate(script, words)
        if place == before:
            break
    x0, y0, x1, y1 = place
    page.mouse.move(x0, y0)
    page.mouse.down()
    page.mouse.move((x0 + x1) / 2, (y0 + y1) / 2, steps=4)
    page.mouse.move(x1, y1, steps=4)
    page.mouse.up()
    page.locator("#selection-bar:not([hidden])").wait_for()


def test_selected_words_are_copied_exactly_and_noted(wide: Visit, home: Home) -> None:
    whole = document(home, "里弄")
    page = wide.open(ReaderAddress(whole.doc_id).href)
    settled(page)
    select_by_mouse(page, QUOTE)
    page.locator("[data-select=copy]").click()
    page.locator("#selection-bar [role=status]", has_text=labels.SELECT_COPIED).wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"“{QUOTE}”（")
    assert "一、居民議事會如何運作" in copied
    assert "臨江里弄議事" in copied.splitlines()[-1]
    at = whole.text.index(QUOTE)
    assert f"start={at}&end={at + len(QUOTE)}" in page.url
    assert page.locator("mark.passage").all_inner_texts() == [QUOTE]

    settled(page)
    select_by_mouse(page, "決議張貼在弄堂口")
    page.locator("[data-select=note]").click()
    place = marked(whole, "決議張貼在弄堂口")
    page.wait_for_url(f"**start={place.start}&end={place.end}**")
    settled(page)
    page.wait_for_function("document.activeElement?.tagName === 'TEXTAREA'")
    field = page.locator(f".st-key-note-at-{place.start}-{place.end}").get_by_label(labels.NOTE_PROMPT)
    sync_api.expect(field).to_be_focused()
    field.fill("<img src=x onerror=window.owned=1> 要核對")
    settled(page)
    page.get_by_role("button", name=labels.NOTE_SAVE).click()
    page.get_by_text(labels.NOTE_SAVED).wait_for()
    page.reload()
    page.locator(".noted-here summary").click()
    sync_api.expect(page.locator(".noted-here .said")).to_have_text("<img src=x onerror=window.owned=1> 要核對")
    assert page.locator("mark.noted").all_inner_texts() == ["決議張貼在弄堂口"]
    assert page.evaluate("window.owned") is None

    settled(page)
    page.get_by_role("button", name=labels.NOTE_EDIT).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text(labels.NOTE_REMOVE_SURE).click()
    dialog.get_by_role("button", name=labels.NOTE_REMOVE).click()
    page.get_by_text(labels.NOTE_REMOVED).wait_for()
    assert page.locator("mark.noted").count() == 0


def test_a_selection_in_simplified_characters_quotes_the_original(wide: Visit, home: Home) -> None:
    whole = document(home, "里弄")
    page = wide.open(f"{ReaderAddress(whole.doc_id).href}&script=simplified")
    settled(page)
    select_by_mouse(page, "𠮷田路的住户")
    page.locator("[data-select=copy]").click()
    page.locator("#selection-bar [role=status]", has_text=labels.SELECT_COPIED).wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("“𠮷田路的住戶”（")
    assert page.locator("mark.passage").all_inner_texts() == ["𠮷田路的住户"]


def test_what_is_copied_is_what_is_selected_at_the_click(wide: Visit, home: Home) -> None:
    page = wide.open(ReaderAddress(document(home, "里弄").doc_id).href)
    settled(page)
    select_by_mouse(page, QUOTE[:4])
    page.evaluate(
        "getSelection().modify('extend', 'forward', 'character'); document.querySelector('[data-select=copy]').click()"
    )
    page.locator("#selection-bar [role=status]", has_text=labels.SELECT_COPIED).wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"“{QUOTE[:5]}”（")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_page_shows_a_box_over_the_passage(browser, address, home: Home, width: int) -> None:
    whole = document(home, "食堂")
    with Visit(browser, address, width) as visit:
        page = visit.open(replace(marked(whole, WANTED), view=View.BOTH).href)
        box = page.locator(".spot-box")
        box.first.wait_for()
        settled(page)
        assert box.count() == 1
        shown, boxed, prose = page.evaluate(  # at once: the page may still be scrolling
            "['.sheet-of img', '.spot-box', '.prose']"
            ".map(one => document.querySelector(one).getBoundingClientRect().toJSON())"
        )
        source = pypdfium2.PdfDocument((home.sources / f"{whole.source.sha256}.pdf").read_bytes())
        sheet = source[0]
        across, down = (edge / of for edge, of in zip(sheet.get_size(), (shown["width"], shown["height"]), strict=True))
        left, top = (boxed["x"] - shown["x"]) * across, (boxed["y"] - shown["y"]) * down
        right, bottom = left + boxed["width"] * across, top + boxed["height"] * down
        text = sheet.get_textpage()
        height = sheet.get_height()
        assert text.get_text_bounded(left - 1, height - bottom - 1, right + 1, height - top + 1).strip() == WANTED
        text.close()
        source.close()
        assert fits(page)
        side = shown["y"] > prose["y"] + 300
        assert side is (width == NARROW)
        sync_api.expect(page.locator(".sheet-of img")).to_have_attribute("alt", labels.page_picture(whole.title, 1, 1))
        page.get_by_role("link", name="简体").click()
        page.wait_for_url("**script=simplified**")
        settled(page)
        assert box.count() == 1
        page.locator(".turn-page a", has_text=labels.NEXT_PAGE).click()
        page.wait_for_url("**leaf=2**")
        page.get_by_text(labels.marked_on(1)).wait_for()
        assert box.count() == 0


def test_keys_lead_through_the_hits_but_not_while_typing(wide: Visit, home: Home) -> None:
    page = wide.open(SearchAddress("停車位的商量").href)
    page.locator(".hit").filter(has_text="停車位").first.get_by_role("link", name=labels.OPEN_PASSAGE).first.click()
    page.locator(".reader-bar .number").wait_for()
    settled(page)
    ahead = page.locator("a[data-hit=next]").count() > 0
    before, position = page.url, page.locator(".reader-bar .number")
    at = position.inner_text()
    page.keyboard.press("j" if ahead else "k")
    sync_api.expect(position).not_to_have_text(at, timeout=30_000)
    assert page.url != before
    page.keyboard.press("[" if ahead else "]")
    sync_api.expect(position).to_have_text(at, timeout=30_000)
    assert page.url == before
    settled(page)
    page.get_by_label(labels.NOTE_PROMPT).press_sequentially("jk[]")
    assert page.url == before


def test_on_paper_there_is_the_text_and_where_it_is_from(wide: Visit, home: Home, tmp_path: Path) -> None:
    whole = document(home, "里弄")
    page = wide.open(marked(whole, QUOTE).href)
    settled(page)
    paper = pypdfium2.PdfDocument(page.pdf(format="A4"))
    text = "".join(sheet.get_textpage().get_text_bounded() for sheet in paper)
    picture = paper[0].render(scale=1).to_pil()
    paper.close()
    flat = "".join(text.split())
    assert "臨江里弄議事" in flat
    assert "¶1" in flat
    assert QUOTE in flat
    assert whole.source.sha256 in flat
    assert f"start={whole.text.index(QUOTE)}" in flat
    for left_out in (labels.NAV_SEARCH, labels.NOTE_PROMPT, labels.CITE_PASSAGE):
        assert left_out not in flat
    assert picture.convert("RGB").getpixel((3, 3)) == (255, 255, 255)
