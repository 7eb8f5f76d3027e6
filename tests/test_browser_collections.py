"""Collections in a real browser: from a search to an exported file whose quotations are checked."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import docx
from test_browser import Visit, address, ask, browser, fits, home, settled, sync_api, visit, wide  # noqa: F401

from corpus.home import Home
from search.collections.export import FORMATS, Form
from ui import labels
from ui.address import CollectionsAddress, SearchAddress

FIRST, SECOND = "反对的住户可以提出补偿", "每月第一個星期六開會"
TITLE, NOTE, HEADING = "加装电梯与议事", "第一段最要紧。", "一、怎样商量"


def collect(page, words: str, *, title: str = "", note: str = "") -> None:
    card = page.locator(".boxed").filter(has_text=words).first
    card.get_by_role("button", name=labels.COLLECT, exact=True).click()
    form = page.get_by_role("dialog")
    form.get_by_label(labels.ITEM_NOTE).fill(note)
    if title:
        form.get_by_label(labels.COLLECTION_TITLE).fill(title)
    form.get_by_role("button", name=labels.COLLECT_SAVE, exact=True).click()
    card.locator(".said", has_text="已收入").wait_for()
    form.wait_for(state="detached")
    settled(page)


def export(page, form: Form, folder: Path) -> Path:
    page.get_by_role("button", name=labels.EXPORT_COLLECTION, exact=True).click()
    button = page.get_by_role("button", name=labels.export_as(form, FORMATS[form].suffix))
    with page.expect_download() as download:
        button.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    page.keyboard.press("Escape")
    settled(page)
    return path


def test_from_a_search_to_a_checked_briefing(visit: Visit, home: Home, tmp_path: Path, command) -> None:  # noqa: F811
    page = visit.open(SearchAddress("反对加装电梯的住户能得到补偿吗").href)
    page.locator(".hit").filter(has_text=FIRST).first.wait_for()
    settled(page)
    collect(page, FIRST, title=TITLE, note=NOTE)
    visit.open(SearchAddress("居民议事会每月第几个星期六开会").href)
    page.locator(".hit").filter(has_text=SECOND).first.wait_for()
    settled(page)
    collect(page, SECOND)
    assert fits(page)

    page.get_by_role("link", name=labels.NAV_COLLECTIONS, exact=True).click()
    page.locator(".shelf a", has_text=TITLE).click()
    page.locator("h1", has_text=TITLE).wait_for()
    items = page.locator("[class*=st-key-item-excerpt-]")
    sync_api.expect(items).to_have_count(2)
    settled(page)
    sync_api.expect(items.nth(0)).to_contain_text(NOTE)
    assert fits(page)

    page.get_by_role("button", name=labels.ADD_HEADING, exact=True).click()
    page.get_by_test_id("stPopoverBody").get_by_label(labels.ITEM_TEXTS["heading"], exact=True).fill(HEADING)
    page.keyboard.press("Enter")
    heading = page.locator("[class*=st-key-item-heading-]")
    heading.wait_for()
    settled(page)
    up = heading.get_by_role("button", name=labels.ITEM_UP)
    up.focus()
    for place in (1, 0):
        page.keyboard.press("Enter")
        page.wait_for_function(
            "place => [...document.querySelectorAll('[class*=st-key-item-]')]"
            ".findIndex(one => one.className.includes('st-key-item-heading-')) === place",
            arg=place,
        )
        settled(page)
        heading.get_by_role("button", name=labels.ITEM_UP).focus()

    page.get_by_role("button", name=labels.CHECK_ALL).click()
    page.get_by_text(labels.checked_all(2, 0)).wait_for()
    settled(page)

    briefing, own = export(page, Form.DOCX, tmp_path), export(page, Form.JSON, tmp_path)
    texts = [one.text for one in docx.Document(briefing).paragraphs]
    assert texts[0] == TITLE
    assert texts.index(HEADING) < next(at for at, one in enumerate(texts) if FIRST in one)
    assert f"备注：{NOTE}" in texts
    with zipfile.ZipFile(briefing) as package:
        assert package.read("word/footnotes.xml").decode().count("<w:footnoteRef/>") == 2
    assert [one["kind"] for one in json.loads(own.read_text(encoding="utf-8"))["items"]] == [
        "heading", "excerpt", "excerpt",
    ]  # fmt: skip

    for path in (briefing, own):
        done = command("search", "quote", "--file", path, "--home", home.path)
        assert (done.returncode, done.stdout.count("exact: ")) == (0, 2), done.stdout + done.stderr
    text = own.read_text(encoding="utf-8")
    own.write_text(text.replace("提出补偿", "提出赔偿", 1), encoding="utf-8")
    done = command("search", "quote", "--file", own, "--home", home.path)
    assert done.returncode == 1
    assert "the text has '补', the quotation '赔'" in done.stdout

    page.get_by_role("button", name=labels.COLLECTION_SETTINGS).click()
    page.get_by_label(labels.COLLECTION_DELETE_SURE).locator("xpath=ancestor::label").click()
    settled(page)
    page.get_by_role("button", name=labels.COLLECTION_DELETE, exact=True).click()
    page.get_by_text(labels.COLLECTION_DELETED).wait_for()
    sync_api.expect(page.locator(".shelf a")).to_have_count(0)


def test_an_item_is_removed_and_comes_back(wide: Visit) -> None:  # noqa: F811
    page = wide.open(CollectionsAddress().href)
    page.get_by_label(labels.COLLECTION_TITLE).fill("<b>粗</b> $x$ **星**")
    page.keyboard.press("Enter")
    page.locator("h1", has_text="<b>粗</b> $x$ **星**").wait_for()
    settled(page)
    page.get_by_role("button", name=labels.ADD_TEXT, exact=True).click()
    page.get_by_test_id("stPopoverBody").get_by_label(labels.ITEM_TEXTS["text"], exact=True).fill("<i>自己的话</i>")
    page.get_by_role("button", name=labels.ADD_ITEM, exact=True).click()
    item = page.locator("[class*=st-key-item-text-]")
    sync_api.expect(item).to_contain_text("<i>自己的话</i>")
    settled(page)
    item.get_by_role("button", name=labels.ITEM_REMOVE).click()
    sync_api.expect(item).to_have_count(0)
    settled(page)
    page.get_by_role("button", name=labels.ITEM_UNDO).click()
    sync_api.expect(item).to_have_count(1)
    settled(page)
    assert fits(page)
    page.go_back()
    page.locator(".shelf a").first.wait_for()
