"""How fast the page is: what is counted, said and refused. The times themselves are measured by hand."""

from pathlib import Path

import pytest

from corpus.catalog import Catalog
from corpus.home import Home
from corpus.ingest import ingest_text
from evaluation.pages import CHROMIUM, PageSpeed, PageSpeedError, _percentile, measure_pages, page_speed_page
from indexing.build import build

SPEED = PageSpeed(
    alone=(0.1, 0.3, 0.2, 0.4),
    together=(1.0, 3.0, 2.0),
    browsers=3,
    server_mb=512.04,
    server_seconds=0.0791,
    errors=("refused",),
    machine="two cores",
    passages=61605,
)


def test_medians_and_percentiles() -> None:
    figures = SPEED.figures()
    assert (figures["alone_median_ms"], figures["alone_p95_ms"]) == (250.0, 400.0)
    assert (figures["together_median_ms"], figures["together_p95_ms"]) == (2000.0, 3000.0)
    assert figures["server_cpu_ms_a_question"] == 79.1


def test_the_percentile_is_the_smallest_value_that_so_many_do_not_exceed() -> None:
    hundred = [float(n) for n in range(1, 101)]
    assert [_percentile(hundred, share) for share in (0.5, 0.95, 1.0)] == [50, 95, 100]
    assert _percentile([7.0], 0.95) == 7


def test_the_page_says_what_was_measured() -> None:
    page = page_speed_page(SPEED)
    assert "| 3 browsers at once | 3 | 2000.0 | 3000.0 |" in page
    assert "61,605 passages" in page
    assert "consoles: 1." in page


def test_one_question_is_too_few(tmp_path) -> None:
    with pytest.raises(PageSpeedError, match="give at least 2"):
        measure_pages(Home(tmp_path), ["一个问题"])


def test_the_pages_are_measured_in_a_real_browser(tmp_path) -> None:
    pytest.importorskip("playwright", reason="Playwright is not installed")
    if not Path(CHROMIUM).is_file():
        pytest.skip(f"{CHROMIUM} is not installed")
    home = Home(tmp_path / "home")
    with Catalog.open(home) as catalog:
        entry = ingest_text("# 电梯\n\n加装电梯的费用按楼层分担，一楼不出钱。\n", name="电梯.md", title="电梯")
        catalog.add_many([entry])
    build(home)
    speed = measure_pages(home, ["电梯费用", "楼层分担"], browsers=2, rounds=1)
    assert (len(speed.alone), len(speed.together), speed.passages, speed.errors) == (1, 2, 1, ())
    assert all(0 < seconds < 60 for seconds in (*speed.alone, *speed.together))
