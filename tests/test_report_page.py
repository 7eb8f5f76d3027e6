"""评测: the measured quality as the page tells it, and what users said of their own library."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from corpus.catalog import Catalog
from corpus.home import Home
from corpus.ingest import add_files
from evaluation.abstaining import Abstaining
from evaluation.beir import read_beir
from evaluation.judgements import Grade, Judgements
from evaluation.measures import DEFINITIONS
from evaluation.report import (
    BUNDLED_REPORT,
    TRAINED_NOTE,
    ModeFigures,
    OwnFigures,
    OwnModeFigures,
    PairFigures,
    QualityReport,
    Run,
    ScriptFigures,
    SetFigures,
    load_report,
    save_report,
)
from indexing.build import build
from search.query import Mode, Query
from search.searcher import Searcher
from ui import labels, own_labels, report_page
from ui.address import DEFAULT_MODE, ReportAddress, SearchAddress

APP = str(Path(__file__).parents[1] / "app.py")
TEXTS = {
    "电梯.md": "# 楼道协商加装电梯\n\n费用按楼层分担，一楼不出钱并得到补偿，全部账目贴在单元门口，住户随时可以查看。",
    "食堂.md": "# 老年食堂运营记\n\n老年食堂由镇政府补贴场地，企业负责经营，老人每餐付八元，差额由慈善基金补足。",
    "里弄.md": "# 里弄议事\n\n里弄设立居民议事会，每月第一个星期六开会，讨论垃圾分类、停车和绿化。",
}
MEASURES = ("nDCG@10", "RR@10", "R@10", "R@100", "Success@5")
LEXICAL, DENSE = str(Mode.LEXICAL), str(Mode.DENSE)


def pair(second: str, difference: float, p: float) -> PairFigures:
    return PairFigures(
        "nDCG@10", LEXICAL, second, difference, difference - 0.01, difference + 0.01, p, p, wins=31, ties=400, losses=7
    )


def figures(mode: str, value: float) -> ModeFigures:
    return ModeFigures(mode, dict.fromkeys(MEASURES, value), p50_ms=7.25, p95_ms=41.5)


def run_of(day: str, value: float = 0.6125, revision: str = "f323b10e1bdf7344") -> Run:
    one = SetFigures(
        name="statutes",
        note="training saw four fifths of these questions",
        questions=1235,
        documents=60521,
        passages=61605,
        modes=(figures(LEXICAL, 0.3711), figures(DENSE, 0.4808), figures(str(DEFAULT_MODE), value)),
        pairs=(pair(DENSE, 0.0929, 0.0002), pair(str(DEFAULT_MODE), -0.0047, 0.4)),
        scripts=(ScriptFigures(str(DEFAULT_MODE), "traditional", "nDCG@10", value, value - 0.0012, 0.9992),),
    )
    means = {"Success@5": 0.8125, "Success@1": 0.5, "RR@10": 0.625}
    own = OwnModeFigures(
        mode=str(DEFAULT_MODE),
        measures=means,
        by_user={"official": {**means, "Success@5": 0.7301}, "reviewer": means},
        questions_by_user={"official": 75, "reviewer": 34},
        failures=52,
        abstaining=Abstaining(
            168,
            52,
            precision=0.8421,
            recall=0.6154,
            recall_near=None,
            wrongly_silent=0.0357,
            doubted=0.25,
            wrongly_doubted=0.125,
        ),
    )
    asked = OwnFigures(168, 52, left_out=3, documents=44, passages=367, modes=(own,))
    return Run(f"{day}T08:00:00Z", "Some CPU, 2 cores in use", "bundled", revision, None, (one,), asked)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("files")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    home = Home(tmp_path_factory.mktemp("report-home"))
    with Catalog.open(home) as catalog:
        assert all(result.error is None for result in add_files(catalog, sorted(folder.iterdir())))
    build(home)
    return home


@pytest.fixture
def home(library: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    copy = Home(tmp_path / "home")
    shutil.copytree(library.path, copy.path)
    monkeypatch.setenv("CASEBASE_HOME", str(copy.path))
    return copy


Shipped = Callable[..., Path]


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shipped:
    """Ship a report of these runs, newest first; none: no report at all."""

    def ship(*runs: Run) -> Path:
        path = tmp_path / "report.json"
        if runs:
            save_report(QualityReport(runs, DEFINITIONS), path)
        monkeypatch.setattr(report_page, "REPORT", path)
        return path

    return ship


def open_report() -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["page"] = "report"
    return run(app)


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, [one.value for one in app.exception]
    return app


def markup(app: AppTest) -> str:
    bodies = [str(one.proto.body) for one in app.get("html")]
    return "\n".join(body for body in bodies if not body.startswith(("<div hidden><script>", "<style>")))


def words(markup_text: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", markup_text))


def rows(page: str, caption: str) -> list[list[str]]:
    """The rows of the table with this caption, as people read them."""
    table = re.search(rf"<caption>{re.escape(html.escape(caption))}</caption>(.*?)</table>", page, re.S)
    assert table, caption
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in re.findall(r"<tr>(.*?)</tr>", table[1])]
    return [[words(cell).strip() for cell in row] for row in cells]


def charts(app: AppTest) -> dict[str, list[dict[str, object]]]:
    """What each chart draws, by what it says that it shows."""
    found = [one.proto for one in app.get("vega_lite_chart")]
    return {
        json.loads(one.spec)["description"]: pa.ipc.open_stream(one.data.data).read_all().to_pylist() for one in found
    }


def judge(home: Home, question: str, grade: Grade, place: int = 0) -> None:
    with Searcher.open(home) as searcher, Judgements.open(home) as judgements:
        hit = searcher.search(Query(question)).hits[place]
        judgements.set(question, hit.passage, hit.document, grade)


# What was measured


def test_the_page_is_reached_from_every_other(home: Home, shipped: Shipped) -> None:
    shipped()
    for name in ("search", "reader", "library"):
        app = AppTest.from_file(APP, default_timeout=60)
        app.query_params["page"] = name
        assert f'href="{ReportAddress().href}"' in markup(run(app))


def test_nothing_measured_says_how_to(home: Home, shipped: Shipped) -> None:
    shipped()
    app = open_report()
    assert labels.NOT_MEASURED in words(markup(app))
    assert labels.QUALITY_COMMAND in words(markup(app))
    assert not charts(app)


def test_a_report_that_cannot_be_read_is_said_and_labels_stay(home: Home, shipped: Shipped) -> None:
    shipped().write_text('{"schema": 1, "runs": 5}', encoding="utf-8")
    page = words(markup(open_report()))
    assert "report.json”不能使用" in page
    assert labels.NO_LABELS in page


def test_figures_are_those_of_the_newest_run(home: Home, shipped: Shipped) -> None:
    shipped(run_of("2026-11-21"), run_of("2026-10-02", 0.5))
    page = markup(open_report())
    assert "2026-11-21 测得。测试用的机器：Some CPU, 2 个处理器核心" in words(page)
    assert "版本 f323b10e1bdf" in words(page)
    head, *table = rows(page, labels.set_name("statutes"))
    assert head == [labels.MODE, *MEASURES, labels.MEDIAN_TIME, labels.SLOW_TIME]
    assert table == [
        ["关键词", *[".3711"] * 5, "7.2 毫秒", "42 毫秒"],
        ["语义", *[".4808"] * 5, "7.2 毫秒", "42 毫秒"],
        [labels.mode(DEFAULT_MODE), *[".6125"] * 5, "7.2 毫秒", "42 毫秒"],
    ]
    assert len(re.findall("<b>.6125</b>", page)) == len(MEASURES)
    assert "1,235 个问题，60,521 篇文献，61,605 个片段" in words(page)
    assert labels.set_note("training saw four fifths of these questions") in words(page)


def test_own_questions_by_group_and_abstaining(home: Home, shipped: Shipped) -> None:
    shipped(run_of("2026-11-21"))
    page = markup(open_report())
    mode = labels.mode(DEFAULT_MODE)
    assert rows(page, labels.OWN_HEADING)[1:] == [
        ["全部", mode, "168", ".8125", ".5000", ".6250"],
        ["政府工作人员", mode, "75", ".7301", ".5000", ".6250"],
        ["评审人员", mode, "34", ".8125", ".5000", ".6250"],
    ]
    assert rows(page, labels.ABSTAINING)[1:] == [[mode, ".8421", ".6154", "—", ".0357", ".2500", ".1250"]]
    assert labels.left_out(3) in words(page)


def test_ways_that_never_judge_are_not_shown_as_never_wrong(home: Home, shipped: Shipped) -> None:
    run = run_of("2026-11-21")
    assert run.own
    silent = Abstaining(168, 52, precision=None, recall=0.0, recall_near=0.0, wrongly_silent=0.0, doubted=0.0)
    never = replace(run.own.modes[0], mode="lexical", abstaining=silent)
    doubting = replace(never, mode="hybrid", abstaining=replace(silent, wrongly_doubted=0.1))
    shipped(replace(run, own=replace(run.own, modes=(never, doubting, *run.own.modes))))
    judging = [row[0] for row in rows(markup(open_report()), labels.ABSTAINING)[1:]]
    assert judging == [labels.mode("hybrid"), labels.mode(DEFAULT_MODE)]


def test_differences_come_with_a_verdict(home: Home, shipped: Shipped) -> None:
    shipped(run_of("2026-11-21"))
    page = markup(open_report())
    assert rows(page, labels.AGAINST_LEXICAL)[1:] == [
        ["nDCG@10", "语义", "+.0929", "+.0829 至 +.1029", "<.001", "确实更好", "31 / 400 / 7"],
        ["nDCG@10", labels.mode(DEFAULT_MODE), "−.0047", "−.0147 至 +.0053", ".400", "分不出高下", "31 / 400 / 7"],
    ]
    assert labels.scripts_verdict(0.0012, limit=0.005) in words(page)
    assert "结果一样好" in labels.scripts_verdict(0.0012, limit=0.005)
    assert "有差别" in labels.scripts_verdict(0.0051, limit=0.005)


def test_charts_hold_the_figures_and_say_what_they_show(home: Home, shipped: Shipped) -> None:
    shipped(run_of("2026-11-21"))
    drawn = charts(open_report())
    assert list(drawn) == [labels.by_user("Success@5"), labels.by_mode("nDCG@10"), labels.by_mode("R@100")]
    assert [(one["group"], one["text"]) for one in drawn[labels.by_user("Success@5")]] == [
        ("全部", f"{labels.mode(DEFAULT_MODE)} .812"),
        ("政府工作人员", f"{labels.mode(DEFAULT_MODE)} .730"),
        ("评审人员", f"{labels.mode(DEFAULT_MODE)} .812"),
    ]
    assert [(one["label"], one["value"], one["main"]) for one in drawn[labels.by_mode("nDCG@10")]] == [
        ("关键词", 0.3711, False),
        ("语义", 0.4808, False),
        (labels.mode(DEFAULT_MODE), 0.6125, True),
    ]


def test_history_appears_with_the_second_day(home: Home, shipped: Shipped) -> None:
    shipped(run_of("2026-11-21"))
    assert labels.HISTORY_HEADING not in words(markup(open_report()))
    shipped(run_of("2026-11-21"), run_of("2026-10-02", 0.5, revision="0a0b0c0d0e0f0000"))
    app = open_report()
    name, mode = labels.set_name("statutes"), labels.mode(DEFAULT_MODE)
    assert rows(markup(app), labels.HISTORY_HEADING)[1:] == [
        ["2026-10-02", "0a0b0c0d0e0f", name, mode, ".5000"],
        ["2026-11-21", "f323b10e1bdf", name, mode, ".6125"],
    ]
    course = charts(app)[f"{labels.HISTORY_HEADING} {name}"]
    assert [(one["day"], one["value"]) for one in course] == [("2026-10-02", 0.5), ("2026-11-21", 0.6125)]


def test_of_one_day_the_chart_has_the_last_run(home: Home, shipped: Shipped) -> None:
    shipped(run_of("2026-11-21"), run_of("2026-11-21", 0.55), run_of("2026-10-02", 0.5))
    app = open_report()
    course = charts(app)[f"{labels.HISTORY_HEADING} {labels.set_name('statutes')}"]
    assert [(one["day"], one["value"]) for one in course] == [("2026-10-02", 0.5), ("2026-11-21", 0.6125)]
    assert len(rows(markup(app), labels.HISTORY_HEADING)[1:]) == 3


def test_what_was_trained_on_is_in_the_tables_but_in_no_chart(home: Home, shipped: Shipped) -> None:
    run, before = run_of("2026-11-21"), run_of("2026-10-02", 0.5)
    [one] = run.sets
    trained = replace(one, name="cmrc_simplified", note=TRAINED_NOTE)
    shipped(replace(run, sets=(one, trained)), replace(before, sets=(one, trained)))
    app = open_report()
    name = labels.set_name("cmrc_simplified")
    assert name in words(markup(app))
    drawn = charts(app)
    assert {bar["group"] for bar in drawn[labels.by_mode("nDCG@10")]} == {labels.set_name("statutes")}
    assert f"{labels.HISTORY_HEADING} {name}" not in drawn


def test_a_run_without_own_questions_or_other_script(home: Home, shipped: Shipped) -> None:
    full = run_of("2026-11-21")
    shipped(replace(full, own=None, sets=tuple(replace(one, scripts=(), pairs=()) for one in full.sets), limit=50))
    page = words(markup(open_report()))
    assert labels.OWN_HEADING not in page
    assert labels.SCRIPTS_HEADING not in page
    assert labels.AGAINST_LEXICAL not in page
    assert labels.limited(50) in page


def test_every_measure_is_explained_in_chinese(home: Home) -> None:
    assert set(labels.MEASURES) == set(DEFINITIONS)
    page = words(markup(open_report()))
    for definition in labels.MEASURES.values():
        assert definition in page


def test_the_shipped_report_is_in_chinese_but_for_names(home: Home) -> None:
    report = load_report(BUNDLED_REPORT)
    assert report and report.runs
    page = words(markup(open_report()))
    for name in (one.name for one in report.runs[0].sets):
        page = re.sub(rf"\b{re.escape(name)} ", "", page)
    assert not re.findall(r"[a-z]{4,} [a-z]{3,}", page)


# What users said


def test_labels_are_counted_listed_and_lead_back(home: Home, shipped: Shipped) -> None:
    shipped()
    judge(home, "电梯费用怎样分担", Grade.HIGHLY_RELEVANT)
    judge(home, "电梯费用怎样分担", Grade.NOT_RELEVANT, 1)
    judge(home, "食堂的钱从哪里来", Grade.NOT_RELEVANT)
    page = markup(open_report())
    table = rows(page, labels.MY_LABELS)
    assert table[0] == [labels.QUESTION_COLUMN, "很相关", "相关", "不相关", labels.LABELLED_ON]
    assert [row[:4] for row in table[1:]] == [["食堂的钱从哪里来", "0", "0", "1"], ["电梯费用怎样分担", "1", "0", "1"]]
    assert html.escape(SearchAddress("电梯费用怎样分担").href) in page
    assert labels.without_relevant(1) in words(page)


def test_labels_whose_document_is_gone_are_listed_as_lost(home: Home, shipped: Shipped) -> None:
    shipped()
    judge(home, "电梯费用怎样分担", Grade.RELEVANT)
    with Catalog.open(home) as catalog:
        catalog.remove(next(one.doc_id for one in catalog.summaries() if "电梯" in one.title))
    app = open_report()
    assert labels.lost(1) in words(markup(app))
    assert "费用按楼层分担" in words(markup(app))
    assert all(one.label != labels.MEASURE_LABELS for one in app.button)


def test_the_download_is_a_labelled_set(home: Home, shipped: Shipped, tmp_path: Path) -> None:
    shipped()
    judge(home, "电梯费用怎样分担", Grade.HIGHLY_RELEVANT)
    assert [one.proto.label for one in open_report().get("download_button")] == [labels.DOWNLOAD_LABELS]
    with Catalog.open_readonly(home) as catalog:
        zipfile.ZipFile(io.BytesIO(own_labels.zipped(home, catalog))).extractall(tmp_path / "set")
    beir = read_beir(tmp_path / "set")
    ((query, text),) = beir.queries.items()
    assert text == "电梯费用怎样分担"
    ((passage, grade),) = beir.qrels[query].items()
    assert grade == 2
    documents = {one.doc_id: one.text for one in beir.documents()}
    assert len(documents) == len(TEXTS)
    assert "费用按楼层分担" in documents[passage]


def test_measuring_with_labels_needs_a_click(home: Home, shipped: Shipped) -> None:
    shipped()
    judge(home, "电梯费用按楼层分担", Grade.HIGHLY_RELEVANT)
    app = open_report()
    assert f"<caption>{labels.MEASURE_LABELS}</caption>" not in markup(app)
    next(one for one in app.button if one.label == labels.MEASURE_LABELS).click()
    run(app)
    table = rows(markup(app), labels.MEASURE_LABELS)
    assert [row[0] for row in table[1:]] == [labels.mode(one) for one in Mode]
    first = next(row for row in table[1:] if row[0] == labels.mode(Mode.LEXICAL))
    assert first[1] == "1.000"
    assert labels.measured_with(1, 1) in words(markup(app))
    assert labels.FEW_QUESTIONS in words(markup(app))


def test_without_an_index_measuring_says_what_to_do(home: Home, shipped: Shipped) -> None:
    shipped()
    judge(home, "电梯费用怎样分担", Grade.RELEVANT)
    for manifest in home.index.glob("*/manifest.json"):
        manifest.write_text(re.sub(r'"opencc": "[^"]*"', '"opencc": "0"', manifest.read_text("utf-8")), "utf-8")
    app = open_report()
    next(one for one in app.button if one.label == labels.MEASURE_LABELS).click()
    run(app)
    assert "索引与当前的程序、模型或文库不一致" in words(markup(app))


def test_an_empty_library_still_shows_what_was_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shipped: Shipped
) -> None:
    shipped(run_of("2026-11-21"))
    monkeypatch.setenv("CASEBASE_HOME", str(tmp_path / "none yet"))
    page = words(markup(open_report()))
    assert labels.SETS_HEADING in page
    assert labels.NO_LABELS in page
    assert not (tmp_path / "none yet").exists()
