"""How fast the web page is in a real browser: from pressing Enter to results painted, alone and with many at once.

Needs Playwright (requirements-dev.txt) and Chromium; the browsers run on the same machine as the server and take their
share of its cores, so that the figures are upper bounds of what the server alone needs.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.catalog import Catalog
from corpus.errors import CasebaseError
from corpus.home import Home

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

CHROMIUM = "/usr/bin/chromium"
_ROOT = Path(__file__).parents[1]
_BOX = ".st-key-ask input"
_TIMEOUT_MS = 60_000

# Resolves when every card of the answer to `question` is in the page and a frame with them has been painted.
_PAINTED = """
question => new Promise(done => {
  const box = document.querySelector('.st-key-ask input')
  const there = () =>
    new URLSearchParams(location.search).get('q') === question &&
    document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning' &&
    document.querySelector('.hit, .state')
  box.addEventListener('keydown', event => {
    if (event.key !== 'Enter') return
    const began = performance.now()
    const look = () => there()
      ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)))
      : setTimeout(look, 10)
    setTimeout(look, 20)
  }, { once: true, capture: true })
})
"""


class PageSpeedError(CasebaseError):
    """The page could not be measured; the message says why."""


@dataclass(frozen=True, slots=True)
class PageSpeed:
    """Seconds from pressing Enter to results painted, and what the server took.

    `server_mb` is the most memory that it held, `server_seconds` the time of a processor core that it needed for one
    question of the many.

    `alone` are questions of one browser, one after the other; `together` those of `browsers` that all press Enter at
    the same moment, round after round. `errors` are messages of the browsers' consoles.
    """

    alone: tuple[float, ...]
    together: tuple[float, ...]
    browsers: int
    server_mb: float
    server_seconds: float
    errors: tuple[str, ...]
    machine: str
    passages: int

    def figures(self) -> dict[str, float | int | str | list[str]]:
        """Medians and 95th percentiles in milliseconds, for printing."""
        return {
            "machine": self.machine,
            "passages": self.passages,
            "alone_questions": len(self.alone),
            "alone_median_ms": _ms(statistics.median(self.alone)),
            "alone_p95_ms": _ms(_percentile(self.alone, 0.95)),
            "together_browsers": self.browsers,
            "together_questions": len(self.together),
            "together_median_ms": _ms(statistics.median(self.together)),
            "together_p95_ms": _ms(_percentile(self.together, 0.95)),
            "server_peak_mb": round(self.server_mb, 1),
            "server_cpu_ms_a_question": _ms(self.server_seconds),
            "errors": list(self.errors),
        }


def measure_pages(home: Home, questions: Sequence[str], *, browsers: int = 20, rounds: int = 3) -> PageSpeed:
    """Ask `questions` in one browser, then different ones in `browsers` at once, `rounds` times.

    Raises:
        PageSpeedError: Playwright or Chromium is missing, or the server does not answer.
    """
    if len(questions) < 2:
        raise PageSpeedError(f"{len(questions)} questions are too few: give at least 2, one a line")
    if not Path(CHROMIUM).is_file():
        raise PageSpeedError(f"{CHROMIUM} is not installed: install the package chromium")
    with Catalog.open_readonly(home) as catalog:
        passages = catalog.counts()[1]
    with served(home) as (address, server):
        alone, together, busy, errors = asyncio.run(_measured(address, server.pid, questions, browsers, rounds))
        peak = _peak_mb(server.pid)
    machine = f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores"
    return PageSpeed(alone, together, browsers, peak, busy, errors, machine, passages)


def page_speed_page(speed: PageSpeed) -> str:
    """The figures as a page for the documentation."""
    figures = speed.figures()
    rows = [
        ("one browser", figures["alone_questions"], figures["alone_median_ms"], figures["alone_p95_ms"]),
        (
            f"{speed.browsers} browsers at once",
            figures["together_questions"],
            figures["together_median_ms"],
            figures["together_p95_ms"],
        ),
    ]
    table = "\n".join(f"| {' | '.join(map(str, row))} |" for row in rows)
    return f"""# How fast the web page answers

From pressing Enter to all cards of the answer painted, in Chromium on the same machine as the server
(`python -m evaluation pages`), over {speed.passages:,} passages.

| | questions | median ms | p95 ms |
|---|---|---|---|
{table}

The browsers of a row share the cores with the server and with one another; of a question of the many, the server took
{figures["server_cpu_ms_a_question"]} ms of one core, the rest is what the browsers need to draw.
Memory of the server at most: {figures["server_peak_mb"]} MB. Messages in the browsers' consoles: {len(speed.errors)}.
Machine: {speed.machine}.
"""


async def _measured(
    address: str, server: int, questions: Sequence[str], browsers: int, rounds: int
) -> tuple[tuple[float, ...], tuple[float, ...], float, tuple[str, ...]]:
    try:
        from playwright.async_api import async_playwright
    except ImportError:
        raise PageSpeedError("Playwright is not installed: pip install -r requirements-dev.txt") from None
    errors: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        first = await _opened(browser, address, errors)
        await _ask(first, questions[0])  # loads what is loaded once
        alone = [await _ask(first, question) for question in questions[1:]]
        await first.context.close()
        pages = [await _opened(browser, address, errors) for _ in range(browsers)]
        await asyncio.gather(*(_ask(page, questions[0]) for page in pages))  # every browser compiles its scripts once
        together: list[float] = []
        before = _cpu_seconds(server)
        for turn in range(rounds):
            asked = [questions[(turn * browsers + at) % len(questions)] for at in range(browsers)]
            together += await asyncio.gather(*map(_ask, pages, asked))
        busy = (_cpu_seconds(server) - before) / len(together)
        await browser.close()
    return tuple(alone), tuple(together), busy, tuple(errors)


async def _opened(browser: Browser, address: str, errors: list[str]) -> Page:
    page = await (await browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")).new_page()
    page.set_default_timeout(_TIMEOUT_MS)
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(address)
    await page.locator(_BOX).wait_for()
    await page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    return page


async def _ask(page: Page, question: str) -> float:
    """Seconds from Enter to results painted."""
    await page.locator(_BOX).fill(question)
    painted = asyncio.ensure_future(page.evaluate(_PAINTED, question))
    await asyncio.sleep(0.05)  # the listener is there before the key
    await page.locator(_BOX).press("Enter")
    return float(await painted) / 1000


@contextlib.contextmanager
def served(home: Home) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The application as `make app` serves it, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}"]
    environment = {**os.environ, "CASEBASE_HOME": str(home.path.absolute())}
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(command, cwd=_ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait(f"http://localhost:{port}/_stcore/health", server)
            yield f"http://localhost:{port}/", server
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise PageSpeedError(f"the server stopped with exit code {server.returncode}: run make app to see why")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise PageSpeedError("the server did not answer within a minute: run make app to see why")


def _peak_mb(pid: int) -> float:
    """The most memory that a process ever held, as Linux counts it; 0 elsewhere."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _cpu_seconds(pid: int) -> float:
    """How long a process has been computing, as Linux counts it; 0 elsewhere."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(-(-len(ordered) * round(share * 100) // 100), len(ordered)) - 1]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
