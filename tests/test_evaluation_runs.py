"""TREC runs in and out, tables by question, and the commands that score and compare them."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pytest
import pytrec_eval
from test_evaluation import QUERIES, write_beir

from evaluation.beir import BeirError, read_beir
from evaluation.measures import measure
from evaluation.per_query import query_rows, to_csv
from evaluation.trec import read_run, run_lines, score_run

GOOD = "q1 Q0 d/1 1 9.0 good\nq2 Q0 d/5 1 3.0 good\nq2 Q0 d/2 2 2.0 good\nq3 Q0 d/4 1 1.0 good\nq4 Q0 d/3 1 1 good\n"
POOR = "q1 Q0 d/2 1 9.0 poor\nq1 Q0 d/1 2 8.0 poor\nq2 Q0 d/1 1 3.0 poor\nunknown Q0 d/1 1 1.0 poor\n"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    return write_beir(tmp_path / "beir")


def test_a_run_is_ordered_by_score_whatever_ranks_it_states(tmp_path: Path) -> None:
    run = read_run(write(tmp_path / "run", "q Q0 a 1 0.5 t\n\nq\tQ0\tb\t7\t1e2\tt\nq Q0 c 0 -3 t\np Q0 a 1 1 t\n"))
    assert run.rankings == {"q": ("b", "a", "c"), "p": ("a",)}
    assert run.tag == "t"


def test_equal_scores_are_ordered_as_trec_eval_does(tmp_path: Path) -> None:
    """Measured by trec_eval itself on the raw scores, and by us on the order that was read: the same."""
    scores = {"b": 1.0, "d": 1.0, "a": 1.0, "c": 1.0, "e": 2.0, "f": 1.0 + 1e-9}  # f ties in single precision
    text = "".join(f"q Q0 {doc_id} 1 {score!r} t\n" for doc_id, score in scores.items())
    run = read_run(write(tmp_path / "run", text))
    assert run.rankings["q"] == ("e", "f", "d", "c", "b", "a")
    for relevant in scores:
        qrels = {"q": {relevant: 1}}
        theirs = pytrec_eval.RelevanceEvaluator(qrels, {"recip_rank", "ndcg_cut_10"}).evaluate({"q": scores})["q"]
        ours = measure(qrels, run.rankings).means
        assert ours["RR@10"] == pytest.approx(theirs["recip_rank"])
        assert ours["nDCG@10"] == pytest.approx(theirs["ndcg_cut_10"])


def test_a_packed_run_is_read(tmp_path: Path) -> None:
    path = tmp_path / "run.gz"
    path.write_bytes(gzip.compress(GOOD.encode()))
    assert read_run(path).rankings["q2"] == ("d/5", "d/2")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"run\.txt: there is no line in this run: write one a document$"),
        ("q Q0 d 1 1.0 t\nq Q0 d2 2 0.5\n", r"run\.txt, line 2: there are 5 fields, not query Q0 document rank score"),
        ("q Q0 d 1 high t\n", r"run\.txt, line 1: the score 'high' is not a number: correct it$"),
        ("q Q0 d 1 nan t\n", r"line 1: the score 'nan' is not a number"),
        ("q Q0 d 1 2 t\nq Q0 d 2 1 t\n", r"line 2: query 'q' has document 'd' a second time: keep one of them$"),
    ],
)
def test_a_malformed_run_is_named_by_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(BeirError, match=message):
        read_run(write(tmp_path / "run.txt", text))


def test_a_run_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BeirError, match=r"nowhere: the file cannot be read"):
        read_run(tmp_path / "nowhere")


def test_missing_queries_count_0_and_unknown_ones_not_at_all(beir: Path, tmp_path: Path) -> None:
    scored = score_run(read_beir(beir), read_run(write(tmp_path / "poor", POOR)))
    assert (scored.missing, scored.unjudged) == (2, 1)
    assert {query: one["RR@10"] for query, one in scored.quality.per_query.items()} == {
        "q1": 0.5,
        "q2": 0.0,
        "q3": 0.0,
        "q4": 0.0,
    }
    assert scored.quality.means["RR@10"] == 0.125


def test_a_run_of_another_set_is_refused(beir: Path, tmp_path: Path) -> None:
    run = read_run(write(tmp_path / "run", "x Q0 d 1 1 t\n"))
    with pytest.raises(BeirError, match=r"none of its queries is judged in .*beir"):
        score_run(read_beir(beir), run)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    text = "".join(run_lines("q", ["z", "a", "m"], [1.0, 1.0, 1.0], tag="t"))
    assert read_run(write(tmp_path / "run", text)).rankings == {"q": ("z", "a", "m")}
    for query, ranking in [("a b", ["d"]), ("q", ["d\t1"]), ("", ["d"])]:
        with pytest.raises(ValueError, match="white space or nothing"):
            list(run_lines(query, ranking, [1.0], tag="t"))


def test_a_table_by_question_by_hand(beir: Path, tmp_path: Path) -> None:
    labelled = read_beir(beir)
    run = read_run(write(tmp_path / "poor", POOR))
    text = to_csv(query_rows(labelled, score_run(labelled, run).quality, run.rankings, run="poor"))
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith("\ufeffquery_id,text,nDCG@10,RR@10,R@10,R@100,Success@5,first_relevant_rank,run\n")
    assert [row["query_id"] for row in rows] == ["q1", "q2", "q3", "q4"]
    assert (rows[0]["text"], rows[0]["RR@10"], rows[0]["first_relevant_rank"]) == (QUERIES[0]["text"], "0.5", "2")
    assert (rows[1]["RR@10"], rows[1]["first_relevant_rank"], rows[1]["run"]) == ("0.0", "", "poor")


def test_commands_score_and_compare(command, beir: Path, tmp_path: Path) -> None:
    good, poor = write(tmp_path / "good.txt", GOOD), write(tmp_path / "poor.txt", POOR)
    table = tmp_path / "table.csv"
    done = command("evaluation", "score", "--beir", beir, "--run", good, poor, "--per-query", table, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)["runs"]
    assert told["good.txt"]["nDCG@10"] == 1.0
    assert (told["poor.txt"]["missing"], told["poor.txt"]["unjudged"]) == (2, 1)
    assert len(table.read_text(encoding="utf-8").splitlines()) == 1 + 2 * 4
    plain = command("evaluation", "score", "--beir", beir, "--run", good).stdout
    assert "trec_eval's ndcg_cut_10" in plain

    done = command("evaluation", "compare", "--beir", beir, "--run", poor, good, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = {one["measure"]: one for one in json.loads(done.stdout)["comparisons"]}["RR@10"]
    assert (found["first"], found["second"], found["difference"]) == ("poor.txt", "good.txt", 0.875)
    assert found["p"] == {"value": 2 / 16, "exact": True, "rounds": 16}
    assert (found["wins"], found["ties"], found["losses"]) == (4, 0, 0)
    plain = command("evaluation", "compare", "--beir", beir, "--run", poor, good, "--measure", "RR@10").stdout
    assert f"+1.0000  q2  {QUERIES[1]['text']}" in plain
    assert plain.startswith("poor.txt: 2 judged queries have no line and count 0; 1 queries without judgements")


def test_commands_say_what_is_wrong(command, beir: Path, tmp_path: Path) -> None:
    good = write(tmp_path / "good.txt", GOOD)
    alone = command("evaluation", "compare", "--beir", beir, "--run", good, good)
    assert alone.returncode == 1
    assert alone.stderr == (
        f"error: {good}: there is nothing to compare this run with: name at least two different files\n"
    )
    assert command("evaluation", "compare", "--beir", beir, "--run", good, "--rounds", "5").returncode == 2
