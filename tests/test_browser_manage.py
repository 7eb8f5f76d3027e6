"""Managing a library in a real browser: files in, values checked, a backup made, restored and searched."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from test_browser import NARROW, WIDE, Visit, ask, browser, fits, settled  # noqa: F401 - a fixture
from test_browser import _wait as wait_for_server

from corpus.backup import list_backups
from corpus.catalog import Catalog
from corpus.doubts import doubts
from corpus.home import Home
from corpus.model import Origin
from ui import labels
from ui.address import ManageAddress, SearchAddress, Section

REPORT = """2021年度社区议事工作总结

社区议事会全年召开十二次会议，形成决议三十条，全部张榜公布。

区民政局
2021年12月20日
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Home:
    return Home(tmp_path_factory.mktemp("managed") / "home")


@pytest.fixture(scope="module")
def address(home: Home, tmp_path_factory) -> Iterator[str]:
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
            wait_for_server(f"http://127.0.0.1:{port}/_stcore/health", server, log)
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait(timeout=30)
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.fixture
def wide(browser, address) -> Iterator[Visit]:  # noqa: F811
    with Visit(browser, address, WIDE) as visit:
        yield visit


def _file(name: str, text: str) -> dict[str, object]:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def test_files_go_in_and_a_reload_or_a_closed_window_stops_nothing(wide: Visit, home: Home) -> None:
    many = [_file(f"{n:02}.txt", f"第{n}号院的门岗由退休工人轮流值守，夜里两小时一换。" * 400) for n in range(12)]
    page = wide.open(ManageAddress().href)
    settled(page)
    page.locator("input[type=file]").set_input_files([_file("总结.txt", REPORT), _file("空.txt", ""), *many])
    page.get_by_text("11.txt").first.wait_for()
    page.wait_for_timeout(1_500)  # each file that has arrived draws the page anew
    settled(page)
    page.get_by_role("button", name=labels.ADD_BUTTON).click()
    page.locator("[class*=st-key-job-], .added").first.wait_for()
    page.close()  # whoever began it goes away
    other = wide.window()
    other.goto(wide.address + ManageAddress().href.removeprefix("./"))
    other.locator(".added li.refused").wait_for(timeout=60_000)  # progress, then the report, in another window
    assert "0 字节" in other.locator(".added li.refused").inner_text()
    other.reload()
    other.locator(".added li.refused").wait_for()  # kept until it is put away
    assert fits(other)
    with Catalog.open_readonly(home) as catalog:
        assert catalog.counts()[0] == 13
    settled(other)
    other.get_by_role("button", name=labels.DISMISS).click()
    other.locator(".added").wait_for(state="detached")


def test_values_are_accepted_by_key_and_corrected(wide: Visit, home: Home) -> None:
    def queue():
        with Catalog.open_readonly(home) as catalog:
            return doubts(catalog.summaries())

    before = queue()
    assert len(before) >= 2
    page = wide.open(ManageAddress(Section.REVIEW).href)
    page.get_by_role("button", name=labels.ACCEPT).wait_for()
    settled(page)
    page.keyboard.press("Alt+a")
    page.get_by_text(labels.CONFIRMED).wait_for()
    assert len(queue()) == len(before) - 1
    wrong = next(one for one in queue() if one.field != "kind")
    page.goto(wide.address + ManageAddress(Section.REVIEW, wrong.document.doc_id, wrong.field).href[2:])
    page.locator(".review-card").wait_for()
    settled(page)
    value = "2020-03-04" if "_on" in wrong.field else "四川省巴中市"
    page.get_by_label(labels.CORRECT).fill(value)
    page.get_by_role("button", name=labels.CORRECT_BUTTON).click()
    page.get_by_text(labels.CORRECTED).wait_for()
    with Catalog.open_readonly(home) as catalog:
        held = catalog.summaries_of([wrong.document.doc_id])[wrong.document.doc_id]
    kept = getattr(held.metadata, wrong.field)
    assert (kept.value, kept.origin) == (value, Origin.PERSON)
    page.set_viewport_size({"width": NARROW, "height": 844})
    assert fits(page)


def test_a_backup_brings_back_what_was_removed(wide: Visit, home: Home) -> None:
    page = wide.open(ManageAddress(Section.BACKUP).href)
    settled(page)
    page.get_by_role("button", name=labels.BACKUP_MAKE).click()
    page.locator("[class*=st-key-report-]").wait_for()
    (kept,) = list_backups(home)
    with page.expect_download() as download:
        page.get_by_role("button", name=labels.BACKUP_DOWNLOAD).click()
    assert kept.size == Path(download.value.path()).stat().st_size
    with Catalog.open_readonly(home) as catalog:
        gone = next(one for one in catalog.summaries() if one.source.file_name == "总结.txt")
    page.goto(wide.address + ManageAddress(Section.KIN, remove=gone.doc_id).href[2:])
    page.get_by_role("button", name=labels.REMOVE_YES, exact=True).click()
    page.get_by_text(labels.REMOVED).wait_for()
    page.goto(wide.address + SearchAddress("议事会形成了多少决议").href[2:])
    page.locator(".masthead").wait_for()
    settled(page)
    assert page.locator(".hit").filter(has_text="形成决议三十条").count() == 0

    page.goto(wide.address + ManageAddress(Section.BACKUP).href[2:])
    page.get_by_role("button", name=labels.RESTORE).wait_for()
    settled(page)
    page.get_by_role("button", name=labels.RESTORE).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text(labels.RESTORE_SURE).click()
    dialog.get_by_role("button", name=labels.RESTORE_YES).click()
    page.get_by_text(labels.RESTORED).wait_for(timeout=60_000)
    page.goto(wide.address + SearchAddress().href[2:])
    page.locator(".masthead").wait_for()
    ask(page, "议事会形成了多少决议")
    page.locator(".hit").filter(has_text="形成决议三十条").first.wait_for()  # without a restart
