"""A researcher's way through the library in a real browser: filters, charts, every occurrence of a word, the export."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from test_browser import Visit, address, browser, fits, settled, visit, wide

from corpus.catalog import Catalog
from corpus.home import Home
from corpus.ingest import ingest_text
from corpus.model import Metadata, MetadataValue, Origin
from indexing.build import build
from search.concordance import Sort
from ui import labels
from ui.address import Charts, ConcordanceAddress, LibraryAddress

__all__ = ["address", "browser", "visit", "wide"]  # fixtures

_PLACES = ("四川省成都市", "四川省巴中市", "广东省深圳市", "浙江省杭州市")
_SENTENCES = (
    "居民议事会讨论停车费用，形成公约后张贴在楼道口。",
    "社區居民議事會討論停車，社区每月公示一次结果。",
    "数字平台汇总停车数据，由专班跟踪督办，限期反馈。",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Home:
    home = Home(tmp_path_factory.mktemp("library-home"))
    with Catalog.open(home) as catalog:
        for number in range(120):
            title = f"第{number:03d}号停车治理文件"
            values = {
                "title": title,
                "region": _PLACES[number % 4],
                "published_on": f"{2018 + number % 5}-06",
                "kind": ("policy", "case", "case")[number % 3],
                "issuer": f"{_PLACES[number % 4][3:]}人民政府",
            }
            known = Metadata(**{name: MetadataValue(value, Origin.TEXT) for name, value in values.items()})
            text = "\n".join(f"{number}之{n}：{_SENTENCES[(number + n) % 3]}" for n in range(4))
            text += "\n智慧平台上线运行，数据赋能治理。" if number % 5 > 2 else ""  # words of the later years
            entry = ingest_text(text, name=f"{number}.txt", title=title)
            catalog.add_many([replace(entry, document=replace(entry.document, metadata=known))])
    build(home)
    return home


def test_from_filters_and_a_chart_to_every_occurrence_and_its_export(wide: Visit, home: Home) -> None:
    page = wide.open(LibraryAddress().href)
    page.get_by_text(labels.listed(120, 120)).wait_for()
    settled(page)
    page.locator("a.facet", has_text="四川省").first.click()
    page.get_by_text(labels.listed(60, 120)).wait_for()
    settled(page)
    page.locator("a.facet", has_text=labels.KINDS["case"]).click()
    with Catalog.open_readonly(home) as catalog:
        known = [one.metadata for one in catalog.summaries()]
    fitting = [one for one in known if (one.get("region") or "").startswith("四川") and one.get("kind") == "case"]
    page.get_by_text(labels.listed(len(fitting), 120)).wait_for()
    assert page.locator(".chip").count() == 2

    page.get_by_role("link", name=labels.CHARTS_KINDS[Charts.OVERVIEW]).click()
    bars = page.locator(".st-key-charts [aria-roledescription=bar]")
    bars.first.wait_for()
    settled(page)
    page.locator(".st-key-charts [aria-roledescription=bar][aria-label*='2020']").first.click()
    page.wait_for_url("**year=2020**")
    in_year = sum((one.get("published_on") or "").startswith("2020") for one in fitting)
    page.get_by_text(labels.listed(in_year, 120)).wait_for()
    settled(page)
    assert page.locator(".shelves tbody tr").count() == in_year
    assert fits(page)
    with page.expect_download() as download:
        page.locator(".st-key-export-list").get_by_role("button", name=labels.CSV_FILE).click()
    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"), newline="")))
    assert tuple(rows[0]) == labels.LIST_COLUMNS
    assert len(rows) == in_year + 1

    page.get_by_role("link", name=labels.LOOK_AT_PLACES).click()
    page.get_by_label(labels.TERM).fill("停车")
    page.get_by_label(labels.TERM).press("Enter")
    page.locator(".kwic li").first.wait_for()
    settled(page)
    page.get_by_role("link", name=labels.LINE_ORDERS[Sort.RIGHT]).click()
    page.wait_for_url("**sort=right**")
    settled(page)
    page.locator(f".choices a[aria-current]:text-is('{labels.LINE_ORDERS[Sort.RIGHT]}')").wait_for()
    rights = page.locator(".kwic .right").all_inner_texts()
    firsts = [text.replace("，", "")[:1] for text in rights]
    assert len(rights) == 4 * in_year
    assert firsts == sorted(firsts, key="社费数".index)  # marks first; then fei4 before shu4
    with page.expect_download() as download:
        page.locator(".st-key-export-lines").get_by_role("button", name=labels.XLSX_FILE).click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).active
    head, *lines = list(sheet.iter_rows(values_only=True))
    assert head == labels.LINE_COLUMNS
    assert len(lines) == 4 * in_year
    with Catalog.open_readonly(home) as catalog:
        for _, doc, _, day, _, start, end, left, node, right, sha256 in lines:
            text = catalog.text(doc)
            assert text[start:end] == node
            assert node in ("停车", "停車")
            assert text[:start].endswith(left)
            assert text[end:].startswith(right)
            assert day.startswith("2020")
            assert sha256 == catalog.document(doc).source.sha256

    page.locator(".kwic a").first.click()
    page.locator("mark.passage").first.wait_for()
    assert page.locator("mark.passage").first.inner_text() in ("停车", "停車")


def test_nodes_stand_under_each_other_and_nothing_sticks_out(visit: Visit) -> None:
    page = visit.open(ConcordanceAddress("停车", details=True).href)
    page.locator(".kwic li").nth(20).wait_for()
    page.locator("[data-testid=stVegaLiteChart] svg").first.wait_for()
    settled(page)
    boxes = [one.bounding_box() for one in page.locator(".kwic mark").all()[:20]]
    assert len({round(box["x"]) for box in boxes}) == 1
    assert all(0 < box["x"] < page.viewport_size["width"] - box["width"] for box in boxes)
    assert fits(page)
    page.goto(visit.address + LibraryAddress(charts=Charts.THEMES, terms="停车、公约").href.removeprefix("./"))
    page.locator(".periods h3").first.wait_for()
    assert fits(page)
