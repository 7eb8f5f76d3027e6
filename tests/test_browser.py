"""The pages in a real browser, wide and narrow: journeys from end to end, and a console that stays empty."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from weakref import WeakKeyDictionary

import pytest

from corpus.catalog import Catalog
from corpus.home import Home
from corpus.ingest import add_files
from evaluation.judgements import Grade
from indexing.build import build
from search.query import Mode
from ui import labels
from ui.address import DEFAULT_MODE, LibraryAddress, ReaderAddress, ReportAddress, SearchAddress

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

ROOT = Path(__file__).parents[1]
CHROMIUM = Path("/usr/bin/chromium")
WIDE, NARROW = 1280, 390
QUESTION = "反对加装电梯的住户能得到补偿吗"
ANSWER = "反对的住户可以提出补偿"

_FILLER = "\n".join(f"背景说明之{n}：街道逐户走访，记录每一户的意见，汇总后在门厅张贴。" for n in range(60))
LIFT = f"""---
title: 清溪区楼道协商加装电梯：从一户一票到账目公开，从补偿答复到法律顾问全程记录的完整做法与反思
published_on: 2023-05-18
region: 浙江省杭州市
kind: case
---
# 清溪区楼道协商加装电梯

## 一、背景
{_FILLER}

## 二、补偿怎样商量
{ANSWER}，由社区法律顾问记录在册，三天内答复，协商不成的不开工。
"""
CANTEEN = """---
title: 星湖镇老年食堂运营记
published_on: 2021-11
region: 四川省成都市
kind: policy
---
# 星湖镇老年食堂运营记

## 一、老年食堂的钱从哪里来
星湖镇的老年食堂由镇政府补贴场地，企业负责经营，老人每餐付八元，差额由慈善基金补足，电梯维护另行列支。
"""
TRADITIONAL = """---
title: 臨江里弄議事
published_on: 2020
---
# 臨江里弄議事

## 一、居民議事會如何運作
臨江里弄設立居民議事會，每月第一個星期六開會，討論垃圾分類、停車和綠化，決議張貼在弄堂口。
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Home:
    folder = tmp_path_factory.mktemp("files")
    for name, text in {"电梯.md": LIFT, "食堂.md": CANTEEN, "里弄.md": TRADITIONAL}.items():
        (folder / name).write_text(text, encoding="utf-8")
    home = Home(tmp_path_factory.mktemp("browser-home"))
    with Catalog.open(home) as catalog:
        assert all(result.error is None for result in add_files(catalog, sorted(folder.iterdir())))
    build(home)
    return home


@pytest.fixture(scope="module")
def address(home: Home, tmp_path_factory) -> Iterator[str]:
    """The address of the application, served as `make app` does."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log.txt"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    with log.open("wb") as stream:
        server = subprocess.Popen(
            [*command, "--server.address=127.0.0.1", f"--server.port={port}"],
            cwd=ROOT,
            env={**os.environ, "CASEBASE_HOME": str(home.path)},
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", server, log)
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait(timeout=30)
    assert "Traceback" not in log.read_text(encoding="utf-8")


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        assert server.poll() is None, log.read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"the server did not answer: {log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    if not CHROMIUM.is_file():
        pytest.skip(f"{CHROMIUM} is not installed")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield running
        running.close()


_LAID_BY: WeakKeyDictionary[object, object] = WeakKeyDictionary()


def lent(browser, width: int, scheme: str = "light"):
    """A window as if it were new: one that was handed back and has compiled the front end already, or a new one.

    Nothing moves in it: a box that is still opening can take what is clicked in it away from under the pointer.
    """
    page = _LAID_BY.pop(browser, None)
    if page is None:
        page = browser.new_context(locale="zh-CN").new_page()
        page.set_default_timeout(30_000)
    page.set_viewport_size({"width": width, "height": 900 if width == WIDE else 844})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    return page


def hand_back(browser, page) -> None:
    """Close all that was opened beside `page` and forget what its sites kept, so that it can be lent again."""
    for other in page.context.pages:
        if other is not page:
            other.close()
    site = urllib.parse.urlsplit(page.url)
    if browser in _LAID_BY or not site.netloc:
        page.context.close()
        return
    page.evaluate("sessionStorage.clear()")
    page.goto("about:blank")
    page.mouse.move(0, 0)
    page.context.clear_cookies()
    page.context.clear_permissions()
    session = page.context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": f"{site.scheme}://{site.netloc}", "storageTypes": "all"})
    session.detach()
    _LAID_BY[browser] = page


class Visit:
    """A browser window; leaving it fails where the console held an error or a request left the machine."""

    def __init__(self, browser, address: str, width: int) -> None:
        self.browser = browser
        self.address = address
        self.complaints: list[str] = []
        self.page = self._heard(lent(browser, width))
        self.context = self.page.context
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])

    def window(self):
        page = self.context.new_page()
        page.set_viewport_size(self.page.viewport_size)
        page.set_default_timeout(30_000)
        return self._heard(page)

    def _heard(self, page):
        for event, hear in self._ears.items():
            page.on(event, hear)
        return page

    @cached_property
    def _ears(self):
        return {
            "console": lambda message: message.type == "error" and self.complaints.append(message.text),
            "pageerror": lambda error: self.complaints.append(str(error)),
            "request": self._request,
        }

    def _request(self, request) -> None:
        if not request.url.startswith((self.address, self.address.replace("http", "ws", 1), "data:", "blob:")):
            self.complaints.append(f"request to {request.url}")

    def open(self, href: str):
        self.page.goto(self.address + href.removeprefix("./"))
        self.page.locator(".masthead").wait_for()
        return self.page

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, kind, *_: object) -> None:
        if kind is not None or self.complaints or self.page.is_closed():
            self.context.close()
        else:
            for event, hear in self._ears.items():
                self.page.remove_listener(event, hear)
            hand_back(self.browser, self.page)
        if kind is None:
            assert self.complaints == []


@pytest.fixture(params=[WIDE, NARROW])
def visit(request, browser, address) -> Iterator[Visit]:
    with Visit(browser, address, request.param) as visit:
        yield visit


@pytest.fixture
def wide(browser, address) -> Iterator[Visit]:
    with Visit(browser, address, WIDE) as visit:
        yield visit


def ask(page, question: str) -> None:
    page.get_by_label(labels.QUESTION).fill(question)
    page.get_by_label(labels.QUESTION).press("Enter")


def settled(page) -> None:
    """Wait until the page is drawn to its end, so that nothing is put in the place of what is clicked."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_function("window.casebase")  # page.js, which is loaded beside the page


def in_view(page, selector: str) -> bool:
    script = f"document.querySelector({selector!r})?.getBoundingClientRect().top"
    top = page.evaluate(script)
    return top is not None and 0 <= top <= page.viewport_size["height"]


def fits(page) -> bool:
    """Whether nothing sticks out sideways."""
    return page.evaluate(
        "[document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".every(one => one.scrollWidth <= innerWidth)"
    )


def test_from_a_question_to_the_passage_in_its_document(visit: Visit) -> None:
    page = visit.open("./")
    page.locator(".shelf a").first.wait_for()
    assert fits(page)
    ask(page, QUESTION)
    card = page.locator(".hit").filter(has_text=ANSWER).first
    card.wait_for()
    assert SearchAddress.read({"q": [QUESTION]}).href.removeprefix("./") in page.url.replace("+", "%20")
    assert card.locator("mark.words").count() > 0
    settled(page)
    assert fits(page)

    card.locator("summary", has_text=labels.CITE).click()
    card.get_by_role("button", name=f"{labels.COPY} GB/T 7714—2025").click()
    page.get_by_text(labels.COPIED).wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert ANSWER in copied
    assert "二、补偿怎样商量" in copied
    assert "清溪区楼道协商加装电梯" in copied.splitlines()[-1]
    page.keyboard.press("Escape")

    card.get_by_role("link", name=labels.OPEN_PASSAGE).first.click()
    page.locator("mark.passage").first.wait_for()
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollTop > 300")
    page.wait_for_timeout(400)
    assert in_view(page, "#passage")
    assert ANSWER in page.locator(".prose mark.passage").all_inner_texts()[-1] + "".join(
        page.locator(".prose .spot").all_inner_texts()
    )
    assert fits(page)
    page.go_back()
    card.wait_for()
    sync_api.expect(page.get_by_label(labels.QUESTION)).to_have_value(QUESTION)


def test_the_address_reproduces_the_page_in_another_window(wide: Visit) -> None:
    page = wide.open(SearchAddress("电梯").href)
    page.get_by_text(labels.EXPORT).wait_for()  # which is drawn when all cards are
    before = page.locator(".hit").count()
    settled(page)
    page.locator("a.facet", has_text="成都市").click()
    page.wait_for_url("**region=**")
    page.locator(".hit").filter(has_text="星湖镇").first.wait_for()
    page.wait_for_function("document.querySelectorAll('.hit').length === 1")
    page.get_by_role("link", name=labels.MODES[Mode.LEXICAL]).click()
    page.wait_for_url("**mode=lexical**")
    page.locator(".choices a[aria-current]", has_text=labels.MODES[Mode.LEXICAL]).wait_for()

    other = wide.window()
    other.goto(page.url)
    other.locator(".hit").first.wait_for()
    assert other.locator(".hit h3").all_inner_texts() == page.locator(".hit h3").all_inner_texts()
    sync_api.expect(other.get_by_label(labels.QUESTION)).to_have_value("电梯")

    page.go_back()
    page.locator(".choices a[aria-current]", has_text=labels.MODES[DEFAULT_MODE]).wait_for()
    page.go_back()
    page.wait_for_function(f"document.querySelectorAll('.hit').length === {before}")
    page.go_forward()
    page.wait_for_function("document.querySelectorAll('.hit').length === 1")


def test_chosen_citations_are_downloaded(wide: Visit) -> None:
    page = wide.open(SearchAddress(QUESTION).href)
    card = page.locator(".boxed").filter(has_text=ANSWER).first
    card.wait_for()
    settled(page)
    card.get_by_text(labels.SELECT).click()
    page.get_by_text(labels.chosen(1)).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="BibTeX（.bib）").click()
    assert download.value.suggested_filename.endswith(".bib")
    assert "清溪区楼道协商加装电梯" in Path(download.value.path()).read_text(encoding="utf-8")


def test_simplified_characters_keep_the_passage_marked(wide: Visit) -> None:
    page = wide.open(SearchAddress("居民议事会").href)
    card = page.locator(".hit").filter(has_text="每月第一個星期六").first
    card.get_by_role("link", name=labels.OPEN_PASSAGE).first.click()
    page.locator("mark.passage", has_text="每月第一個星期六開會").first.wait_for()
    page.get_by_role("link", name="简体").click()
    page.locator("mark.passage", has_text="每月第一个星期六开会").first.wait_for()
    assert page.locator(".prose").get_attribute("lang") == "zh-Hans"


def test_the_outline_leads_to_its_heading(visit: Visit, home: Home) -> None:
    with Catalog.open_readonly(home) as catalog:
        doc = next(one.doc_id for one in catalog.summaries() if "清溪区" in one.title)
    page = visit.open(ReaderAddress(doc).href)
    if page.viewport_size["width"] == NARROW:
        page.locator("label.fold-label").click()
    page.locator(".contents a", has_text="补偿怎样商量").click()
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollTop > 300")
    page.wait_for_timeout(400)
    heading = page.locator(".prose h4", has_text="补偿怎样商量")
    top = heading.bounding_box()["y"]
    assert 0 <= top <= page.viewport_size["height"]
    assert fits(page)


def test_uploaded_files_are_reported_found_and_never_run(wide: Visit) -> None:
    hostile = "<img src=x onerror=window.owned=1>.txt"
    files = [
        _file("候鸟驿站.md", "# 候鸟驿站\n\n候鸟驿站为冬季来的老人办理登记，免费量血压，每周组织两次合唱。"),
        _file(hostile, "白鲸试验：<script>window.owned=1</script><img src=x onerror='window.owned=1'> 只是文字。"),
        _file("空的.txt", ""),
    ]
    page = wide.open(LibraryAddress().href)
    page.get_by_text(labels.ADD_FILES).first.click()
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name=labels.ADD_BUTTON).click()  # which waits until the files have arrived
    page.locator(".added li.ok").nth(1).wait_for(timeout=90_000)  # the first time everything is loaded
    assert "入库 2 个文件，1 个未能读取。" in page.locator("body").inner_text()
    refused = page.locator(".added li.refused").inner_text()
    assert "空的.txt" in refused
    assert "0 字节" in refused
    assert hostile in page.locator(".added").inner_text()

    page.get_by_role("link", name=labels.NAV_SEARCH, exact=True).click()
    page.locator(".shelf a").first.wait_for()
    ask(page, "给过冬老人量血压")
    page.locator(".hit").filter(has_text="候鸟驿站为冬季来的老人").first.wait_for()
    ask(page, "白鲸试验")
    card = page.locator(".hit").filter(has_text="<script>window.owned=1</script>").first
    card.wait_for()
    card.get_by_role("link", name=labels.OPEN_PASSAGE).first.click()
    page.locator("mark.passage").first.wait_for()
    page.locator(".facts", has_text=hostile).first.wait_for()
    assert page.evaluate("window.owned") is None


def test_a_box_opens_at_once_for_who_wants_no_motion(wide: Visit) -> None:
    page = wide.open(LibraryAddress().href)
    settled(page)
    page.get_by_text(labels.ADD_FILES).first.click()
    lasting = "one => one.effect.target.closest('details') && one.effect.getComputedTiming().endTime > 1"  # ms
    assert page.evaluate(f"document.getAnimations().filter({lasting}).length") == 0
    page.get_by_role("button", name=labels.ADD_BUTTON).wait_for()
    assert page.get_by_role("button", name=labels.ADD_BUTTON).is_disabled()  # there is nothing to add


def test_tables_are_previewed_and_archives_reported_by_member(visit: Visit) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("目录/哨所.md", f"# 鹭岛哨所{visit.page.viewport_size['width']}\n\n哨所每晚登记过往渔船。")
        archive.writestr("目录/空.txt", "")
    terms = "镇里和摊主一起订立公约，规定十点半收摊，地面自己清扫，油烟统一处理，违约三次取消摊位，由摊主互相监督。"
    rows = f"项目名称,申报单位,主要做法\n夜市公约,白塔镇政府,{terms}\n早市公约,白塔镇商会,{terms}\n"
    page = visit.open(LibraryAddress().href)
    page.get_by_text(labels.ADD_FILES).first.click()
    archive_file = {"name": "资料.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}
    page.locator("input[type=file]").set_input_files([archive_file, _file("申报.csv", rows)])
    page.locator(".preview").wait_for()
    assert labels.becomes(2, by_row=True) in page.locator(".preview").inner_text()
    assert fits(page)
    page.get_by_role("button", name=labels.ADD_BUTTON).click()
    page.locator(".added .bundle").nth(1).wait_for(timeout=90_000)
    packed_said, table_said = (
        page.locator(".added .bundle", has_text=name).inner_text() for name in ("资料.zip", "申报.csv")
    )
    assert labels.members(2, 1, 0, 1) in packed_said
    assert "目录/空.txt" in packed_said
    assert "0 字节" in packed_said
    assert "第3行" in table_said
    page.locator(".preview").wait_for(state="detached")
    assert fits(page)


def _file(name: str, text: str) -> dict[str, object]:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def test_nothing_typed_and_nothing_found(visit: Visit) -> None:
    page = visit.open("./")
    ask(page, "   ")
    page.locator(".shelf a").first.wait_for()
    ask(page, "？？？")
    page.get_by_text("检索内容里没有文字或数字").wait_for()
    page.goto(visit.address + SearchAddress("电梯", filters=(("region", "火星"),)).href.removeprefix("./"))
    page.get_by_text("在当前筛选条件下没有找到").wait_for()
    page.get_by_role("link", name=labels.CLEAR_FILTERS).last.click()
    page.locator(".hit").first.wait_for()
    assert fits(page)


def test_reasons_open_and_stay_within_the_card(visit: Visit) -> None:
    page = visit.open(SearchAddress(QUESTION).href)
    card = page.locator(".hit").filter(has_text=ANSWER).first
    card.wait_for()
    settled(page)
    card.locator("summary", has_text=labels.WHY_HERE).click()
    reasons = card.locator(".reasons")
    reasons.wait_for()
    drawn = [one.bounding_box() for one in reasons.locator(".bar").all()]
    assert len(drawn) == reasons.locator("dt").count() >= 4
    assert all(box["width"] > 60 and box["height"] >= 4 for box in drawn)
    assert "%" not in reasons.inner_text()
    assert fits(page)


def test_what_was_understood_stands_under_the_box_and_can_be_switched_off(
    visit: Visit, home: Home, synonyms: None
) -> None:
    page = visit.open(SearchAddress("灰雁驿站的补偿 -食堂").href)
    line = page.locator(".understood")
    line.filter(has_text="也查找：加装电梯").wait_for()
    assert "不含“食堂”" in line.inner_text()
    box, below = page.get_by_label(labels.QUESTION).bounding_box(), line.bounding_box()
    assert box["y"] + box["height"] <= below["y"] <= box["y"] + box["height"] + 40
    page.get_by_role("link", name=labels.EXPAND_NOT).click()
    page.wait_for_url("**expand=0**")
    line.filter(has_text=labels.NOT_EXPANDED).wait_for()
    assert "加装电梯" not in line.inner_text()
    page.go_back()
    line.filter(has_text="也查找：加装电梯").wait_for()
    assert fits(page)


@pytest.fixture
def synonyms(home: Home) -> Iterator[None]:
    home.synonyms.write_text("灰雁驿站 = 加装电梯\n", encoding="utf-8")
    yield
    home.synonyms.unlink()


def test_a_grade_is_marked_without_drawing_the_list_again_and_counts_on_the_report(visit: Visit) -> None:
    question = f"加装电梯的补偿怎样商量{visit.page.viewport_size['width']}"
    page = visit.open(SearchAddress(question).href)
    card = page.locator(".boxed").filter(has_text=ANSWER).first
    choice = card.get_by_role("button", name=labels.GRADES[Grade.HIGHLY_RELEVANT], exact=True)
    choice.wait_for()
    settled(page)
    page.evaluate("document.querySelector('.count').dataset.same = 'yes'")
    choice.click()
    card.get_by_text(labels.GRADED).wait_for()
    assert choice.get_attribute("aria-pressed") == "true"
    assert page.locator(".count").get_attribute("data-same") == "yes"

    page.get_by_role("link", name=labels.NAV_REPORT, exact=True).click()
    row = page.locator(".figures tr").filter(has_text=question)
    row.wait_for()
    assert row.locator("td").first.inner_text() == "1"
    with page.expect_download() as download:
        page.get_by_role("button", name=labels.DOWNLOAD_LABELS).click()
    names = zipfile.ZipFile(download.value.path()).namelist()
    assert names == ["corpus.jsonl", "qrels/test.tsv", "queries.jsonl"]
    row.get_by_role("link").click()
    choice.wait_for()
    sync_api.expect(choice).to_have_attribute("aria-pressed", "true")
    settled(page)
    choice.click()
    card.get_by_text(labels.GRADED).wait_for(state="detached")
    assert choice.get_attribute("aria-pressed") == "false"
    assert fits(page)


def test_the_report_draws_its_charts_and_tables(visit: Visit) -> None:
    page = visit.open(ReportAddress().href)
    page.locator(".figures").first.wait_for()
    page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first.wait_for()
    assert page.locator("[data-testid=stVegaLiteChart]").count() >= 3
    page.locator("summary", has_text=labels.DEFINITIONS).click()
    page.get_by_text(labels.MEASURES["nDCG@10"]).wait_for()
    assert fits(page)


@pytest.mark.parametrize(
    ("href", "shown"),
    [
        (ReportAddress().href, labels.REPORT),
        (LibraryAddress().href, "星湖镇老年食堂运营记"),
        (ReaderAddress().href, labels.READER_EMPTY),
        (ReaderAddress("none").href, "文库里没有“none”"),
    ],
)
def test_every_page_fits_and_is_in_chinese(visit: Visit, href: str, shown: str) -> None:
    page = visit.open(href)
    page.get_by_text(shown).first.wait_for()
    assert fits(page)
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.title().endswith(labels.APP)
    seen = page.locator("body").inner_text()
    for word in ("Deploy", "Rerun", "Press Enter", "Drag and drop", "Browse", "Running"):
        assert word not in seen


def test_the_keyboard_alone_is_enough_to_reach_a_passage(wide: Visit) -> None:
    page = wide.open("./")
    page.get_by_label(labels.QUESTION).focus()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".hit").first.wait_for()
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.actions > a')"):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.locator("mark.passage").first.wait_for()
