"""Comparing encoders and modes in one table; the report of a release, as data and as a page."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import pytest
from conftest import ROOT
from test_evaluation import QUERIES, encoder, jsonl, write_beir  # noqa: F401 - a fixture
from test_evaluation_own import ROWS
from test_evaluation_own import write as write_questions

from corpus.model import Script
from evaluation.beir import BeirError, read_beir
from evaluation.markdown import markdown_table, p_text, share_text, text_table
from evaluation.measures import DEFINITIONS
from evaluation.own import Mode
from evaluation.quality import ALL_DEFINITIONS, in_other_script, measure_quality
from evaluation.quality_page import page
from evaluation.report import (
    BUNDLED_REPORT,
    Abstaining,
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
    with_run,
)
from evaluation.table import NO_ENCODER, compare_sets, labels_of, ladder, sets_in, to_markdown
from indexing.manifest import EncoderChoice

MEANS = {"nDCG@10": 0.5, "RR@10": 0.25, "R@10": 0.75, "R@100": 1.0, "Success@5": 0.125}
RUN = Run(
    at="2026-01-02T03:04:05Z",
    machine="a machine",
    encoder="bundled",
    encoder_revision="0123456789abcdef",
    limit=None,
    sets=(
        SetFigures(
            name="set|one",
            note="seen in training",
            questions=4,
            documents=5,
            passages=6,
            modes=(ModeFigures("lexical", MEANS, 1.0, 2.0), ModeFigures("hybrid", MEANS, 3.0, 4.5)),
            pairs=(PairFigures("nDCG@10", "lexical", "hybrid", 0.1, -0.05, 0.25, 0.0004, 0.0008, 3, 1, 0),),
            scripts=(ScriptFigures("hybrid", "traditional", "nDCG@10", 0.5, 0.4875, 0.75),),
        ),
    ),
    own=OwnFigures(
        answerable=3,
        unanswerable=1,
        left_out=2,
        documents=7,
        passages=8,
        modes=(
            OwnModeFigures(
                mode="hybrid",
                measures={"Success@5": 2 / 3},
                by_user={"official": {"Success@5": 2 / 3}},
                questions_by_user={"official": 3},
                failures=1,
                abstaining=Abstaining(3, 1, 1.0, None, 0.5, 0.0),
            ),
        ),
    ),
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_beir(tmp_path / "data" / "one")
    write_beir(tmp_path / "data" / "two")
    (tmp_path / "data" / "notes").mkdir()
    return tmp_path / "data"


def test_sets_are_found_by_their_judgements(data: Path, tmp_path: Path) -> None:
    assert [path.name for path in sets_in(data)] == ["one", "two"]
    assert [path.name for path in sets_in(data, ["two"])] == ["two"]
    with pytest.raises(BeirError, match=r"there is no set 'three' here \(one, two\)"):
        sets_in(data, ["three"])
    with pytest.raises(BeirError, match="there is no set here"):
        sets_in(data / "notes")
    with pytest.raises(BeirError, match="the folder cannot be read"):
        sets_in(tmp_path / "nowhere")


def test_every_mode_is_measured_words_first() -> None:
    assert set(ladder()) == set(Mode)
    assert ladder()[0] is Mode.LEXICAL
    assert ladder([Mode.DENSE]) == (Mode.DENSE,)


def test_encoders_and_modes_in_one_table(data: Path, tmp_path: Path, encoder: EncoderChoice) -> None:  # noqa: F811
    second = tmp_path / "second"
    shutil.copytree(encoder.name, second)
    rows = list(
        compare_sets(
            data,
            names=["one"],
            modes=[Mode.LEXICAL, Mode.DENSE],
            encoders=[encoder, EncoderChoice(str(second)), encoder, EncoderChoice(str(second), "养老服务")],
        )
    )
    assert [(row.encoder, row.mode) for row in rows] == [
        (NO_ENCODER, Mode.LEXICAL),
        ("characters", Mode.DENSE),
        ("second", Mode.DENSE),
        ("second, prompt '养老服务'", Mode.DENSE),
    ]
    assert rows[1].means == rows[2].means  # the same vectors under another name
    assert rows[0].p is None
    assert rows[1].p == rows[2].p
    assert all(row.questions == 4 for row in rows)
    text = to_markdown(rows)
    assert text.splitlines()[0].startswith("| set | questions | encoder | mode | nDCG@10 | RR@10 | R@10 | R@100 |")
    assert "| one | 4 | second | dense |" in text
    assert "**1.0000**" in text or "**0.7500**" in text


def test_encoders_of_one_name_are_told_apart() -> None:
    one, two, other = EncoderChoice("/a/model"), EncoderChoice("/b/model"), EncoderChoice("/c/other")
    prompted = EncoderChoice("/c/other", "query: ")
    assert labels_of([one, two, other, prompted, one]) == {
        one: "/a/model",
        two: "/b/model",
        other: "other",
        prompted: "other, prompt 'query: '",
    }


def test_the_table_command(data: Path, tmp_path: Path, encoder: EncoderChoice, command) -> None:  # noqa: F811
    arguments = ["--data", data, "--encoder", encoder.name, "--modes", "lexical", "--out", tmp_path / "table.md"]
    done = command("evaluation", "table", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (tmp_path / "table.md").read_text(encoding="utf-8")
    assert done.stdout.count("| lexical |") == 2
    told = json.loads(command("evaluation", "table", *arguments, "--json").stdout)
    assert [(row["set_name"], row["mode"], row["p"]) for row in told] == [
        ("one", "lexical", None),
        ("two", "lexical", None),
    ]
    assert command("evaluation", "table", "--data", data, "--modes", "best").returncode == 2
    uneven = ["--encoder", "a", "--encoder", "b", "--query-prompt", "问题："]
    assert (
        "2 --encoder need as many --query-prompt, not 1"
        in command("evaluation", "table", "--data", data, *uneven).stderr
    )


def test_questions_are_converted_to_the_other_script(tmp_path: Path) -> None:
    beir = read_beir(write_beir(tmp_path / "simplified"))
    converted = in_other_script(beir)
    assert converted is not None
    assert converted[1] is Script.TRADITIONAL
    assert converted[0].queries["q3"] == "養老服務"
    assert converted[0].qrels == beir.qrels
    rows = [{**row, "text": "養老服務"} for row in QUERIES]
    back = in_other_script(read_beir(write_beir(tmp_path / "traditional", queries=jsonl(rows))))
    assert back is not None
    assert (back[1], back[0].queries["q1"]) == (Script.SIMPLIFIED, "养老服务")
    latin = [{**row, "text": "housing"} for row in QUERIES]
    assert in_other_script(read_beir(write_beir(tmp_path / "latin", queries=jsonl(latin)))) is None


def test_quality_is_measured_and_written(
    data: Path,
    tmp_path: Path,
    encoder: EncoderChoice,  # noqa: F811
    command,
) -> None:
    """The whole command: sets, both scripts, own questions, the page and the report; then a second run beside it."""
    out, report = tmp_path / "quality.md", tmp_path / "report.json"
    arguments = [
        "--data", data, "--encoder", encoder.name, "--modes", "lexical,dense", "--out", out, "--report", report,
        "--questions", write_questions(tmp_path / "q.jsonl", ROWS), "--seeds", tmp_path / "nowhere",
    ]  # fmt: skip
    done = command("evaluation", "quality", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    stored = load_report(report)
    assert stored is not None
    (run,) = stored.runs
    assert [one.name for one in run.sets] == ["one", "two"]
    one = run.sets[0]
    assert [mode.mode for mode in one.modes] == ["lexical", "dense"]
    assert (one.questions, one.documents) == (4, 5)
    assert {pair.measure for pair in one.pairs} == {"nDCG@10", "R@100", "Success@5"}
    assert [(s.mode, s.script, s.same_first, s.difference) for s in one.scripts] == [
        ("lexical", "traditional", 1.0, 0.0),
        ("dense", "traditional", 1.0, 0.0),
    ]
    assert run.own is not None
    assert (run.own.answerable, run.own.left_out) == (2, 1)
    assert {pair.measure for pair in run.own.pairs} == {"Success@5", "RR@10"}
    text = out.read_text(encoding="utf-8")
    assert text == page(stored)
    assert all(name in text for name in DEFINITIONS)
    assert "It holds: the largest is 0.0000" in text
    assert str(tmp_path) not in text + report.read_text(encoding="utf-8")  # nobody's paths are published
    again = command("evaluation", "quality", *arguments, "--json")
    assert json.loads(again.stdout)["encoder"] == "characters"
    assert len(load_report(report).runs) == 1  # type: ignore[union-attr] - the same day, the same encoder


def test_what_was_learned_without_a_question_is_reported_by_itself(tmp_path: Path, encoder: EncoderChoice) -> None:  # noqa: F811
    names = [f"s{i}" for i in range(12)]
    write_beir(
        tmp_path / "data" / "statutes",
        queries=jsonl([{"_id": name, "text": "公租房"} for name in names]),
        qrels="".join(f"{name}\td/2\t1\n" for name in names),
    )
    (tmp_path / "runs").mkdir()
    found = "".join(f"{name} Q0 {'d/2' if name < 's2' else 'd/1'} 1 1.0 t\n" for name in names)
    (tmp_path / "runs" / "lexical.run").write_text(found, encoding="utf-8")
    run = measure_quality(
        tmp_path / "data",
        modes=[Mode.LEXICAL],
        encoder=encoder.name,
        cross_validated=tmp_path / "runs",
        questions=write_questions(tmp_path / "q.jsonl", ROWS),
        seeds=tmp_path / "nowhere",
    )
    installed, unseen = run.sets
    assert (installed.name, installed.questions) == ("statutes", 12)
    assert "no evidence" in installed.note
    assert (unseen.name, unseen.questions) == ("statutes, cross-validated", 12)
    right = sum(name < "s2" for name in names)
    assert unseen.modes[0].measures["nDCG@10"] == pytest.approx(right / 12)


def test_a_report_is_read_back_as_it_was(tmp_path: Path) -> None:
    report = with_run(None, RUN, ALL_DEFINITIONS)
    stored = save_report(report, tmp_path / "report.json")
    assert load_report(tmp_path / "report.json") == stored
    assert stored.definitions == ALL_DEFINITIONS
    assert stored.runs[0].sets == RUN.sets
    assert stored.runs[0].own is not None
    assert stored.runs[0].own.modes[0].measures == {"Success@5": 0.666667}
    assert stored.runs[0].own.modes[0].abstaining == Abstaining(3, 1, 1.0, None, 0.5, 0.0)
    assert load_report(tmp_path / "nothing.json") is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": 1, "runs": [{}], "definitions": {}}', '{"schema": 9}'])
def test_what_is_no_report_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "report.json").write_text(text, encoding="utf-8")
    with pytest.raises(BeirError, match=r"report\.json: .*: measure anew"):
        load_report(tmp_path / "report.json")


def test_runs_are_kept_newest_first() -> None:
    report = with_run(None, RUN, {})
    report = with_run(report, dataclasses.replace(RUN, at="2026-01-02T09:00:00Z"), {})
    assert [run.at for run in report.runs] == ["2026-01-02T09:00:00Z"]
    report = with_run(report, dataclasses.replace(RUN, encoder_revision="other"), {})
    assert len(report.runs) == 2
    for day in range(10, 30):
        report = with_run(report, dataclasses.replace(RUN, at=f"2026-02-{day}T00:00:00Z"), {})
    assert len(report.runs) == 12
    assert report.runs[0].at.startswith("2026-02-29")


def test_the_page_says_what_was_measured() -> None:
    text = page(QualityReport((RUN, dataclasses.replace(RUN, at="2025-12-01T00:00:00Z")), ALL_DEFINITIONS))
    assert "on 2026-01-02. Machine: a machine. Encoder: bundled, revision 0123456789ab." in text
    assert "| set\\|one | 4 | lexical | 0.5000 | 0.2500 | 0.7500 | 1.0000 | 0.1250 | 1.0 | 2.0 |" in text
    assert "| set\\|one | nDCG@10 | hybrid – lexical | +0.1000 | -0.0500 to +0.2500 | <.001 | 3 / 1 / 0 |" in text
    assert "It DOES NOT HOLD: the largest is 0.0125." in text
    assert "| hybrid | official | 3 | 0.6667 |" in text
    assert "| hybrid | 1.0000 | – | 0.5000 | 0.0000 |" in text
    assert "2 questions were left out" in text
    assert "| 2025-12-01 | 0123456789ab | set\\|one | 4 | hybrid | 0.5000 |" in text
    with pytest.raises(ValueError, match="no run"):
        page(QualityReport((), {}))


def test_tables() -> None:
    assert markdown_table(["a", "b"], [["x|y", "1.5"], ["z", "–"]]) == (
        "| a | b |\n| --- | ---: |\n| x\\|y | 1.5 |\n| z | – |"
    )
    assert text_table(["name", "n"], [["a", "10"], ["bcdef", "9"]]) == "name    n\na      10\nbcdef   9"
    assert [p_text(p) for p in (None, 0.0001, 0.001, 0.25)] == ["–", "<.001", "0.001", "0.250"]
    assert [share_text(share) for share in (None, 0.5)] == ["–", "0.5000"]


def test_the_bundled_report_and_page_belong_together() -> None:
    report = load_report(BUNDLED_REPORT)
    if report is None:
        pytest.skip("no release has been measured yet (evaluation/report.json)")
    assert (ROOT / "docs" / "quality.md").read_text(encoding="utf-8") == page(report)
    assert report.definitions == ALL_DEFINITIONS
