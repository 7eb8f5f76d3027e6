from __future__ import annotations

import gzip
import itertools
import json
import math
from pathlib import Path

import numpy as np
import pytest
from conftest import SHARED
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, models, pre_tokenizers

from corpus.errors import HomeError
from corpus.home import Home
from evaluation.beir import BeirDocument, BeirError, read_beir
from evaluation.benchmark import measure_sets, page
from evaluation.measures import (
    DEFINITIONS,
    MEASURES,
    PASSAGE_MEASURES,
    falling,
    first_relevant_rank,
    measure,
    percentile,
)
from evaluation.runner import evaluate, peak_rss_mb, trec_run
from indexing.manifest import EncoderChoice
from search.query import Mode

CORPUS = [
    {"_id": "d/1", "title": "低保办法", "text": "申请最低生活保障应当向街道办事处提出。"},
    {"_id": "d/2", "title": "公租房", "text": "申請公共租賃住房的家庭,應當符合收入標準。"},
    {"_id": "d/3", "title": "", "text": "网格员每日走访居民。\n\n网格员上报问题。"},
    {"_id": "d/4", "title": "只有题名的养老服务", "text": ""},
    {"_id": "d/5", "title": "公租房", "text": "申請公共租賃住房的家庭,應當符合收入標準。"},
]
QUERIES = [
    {"_id": "q1", "text": "最低生活保障向谁申请？"},
    {"_id": "q2", "text": "公共租赁住房的收入标准"},
    {"_id": "q3", "text": "养老服务"},
    {"_id": "q4", "text": "？！"},
    {"_id": "q5", "text": "没有判断的问题"},
]
QRELS = [("q1", "d/1", 1), ("q1", "d/3", 0), ("q2", "d/5", 2), ("q2", "d/2", 1), ("q3", "d/4", 1), ("q4", "d/3", 1)]


def write_beir(
    folder: Path, *, corpus: str | None = None, queries: str | None = None, qrels: str | None = None
) -> Path:
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{query}\t{document}\t{grade}\n" for query, document, grade in QRELS)
    with gzip.open(folder / "corpus.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(jsonl(CORPUS) if corpus is None else corpus)
    (folder / "queries.jsonl").write_text(jsonl(QUERIES) if queries is None else queries, encoding="utf-8")
    text = "query-id\tcorpus-id\tscore\n" + lines if qrels is None else qrels
    (folder / "qrels" / "test.tsv").write_text(text, encoding="utf-8")
    return folder


def jsonl(rows: list[dict[str, str]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    return write_beir(tmp_path / "beir")


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> EncoderChoice:
    """A static model with one vector a character, in the layout of the bundled one."""
    folder = tmp_path_factory.mktemp("encoder") / "characters"
    module = folder / "0_StaticEmbedding"
    module.mkdir(parents=True)
    characters = sorted(
        set("申请最低生活保障应当向街道办事处提出公共租赁住房的家庭符合收入标准网格员每日走访居民上报问题养老服务")
    )
    tokenizer = Tokenizer(models.WordLevel({char: i for i, char in enumerate(["?", *characters])}, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    tokenizer.save(str(module / "tokenizer.json"))
    table = np.random.default_rng(7).normal(size=(len(characters) + 1, 16)).astype(np.float32)
    save_file({"embedding.weight": table}, module / "model.safetensors")
    kinds = [("0_StaticEmbedding", "StaticEmbedding"), ("1_Normalize", "Normalize")]
    modules = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (path, kind) in enumerate(kinds)
    ]
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    return EncoderChoice(str(folder))


# measures


def test_measures_by_hand() -> None:
    qrels = {"a": {"d1": 1, "d2": 0, "d3": 2}, "b": {"x": 1}, "c": {"z": 1, "y": 1}, "d": {"w": 1}}
    run = {
        "a": ["d9", "d3", "d1"],
        "b": ["y"],
        "c": [*(f"n{i}" for i in range(10)), "z"],
        "unjudged": ["d1"],
    }
    quality = measure(qrels, run)
    gained, ideal = 2 / math.log2(3) + 1 / math.log2(4), 2 / math.log2(2) + 1 / math.log2(3)
    names = ("nDCG@10", "RR@10", "R@10", "R@100", "Success@5")
    assert quality.per_query == {
        "a": dict(zip(names, (pytest.approx(gained / ideal), 0.5, 1.0, 1.0, 1.0), strict=True)),
        "b": dict.fromkeys(names, 0.0),
        "c": dict(zip(names, (0.0, 0.0, 0.0, 0.5, 0.0), strict=True)),
        "d": dict.fromkeys(names, 0.0),
    }
    assert quality.means == {
        "nDCG@10": pytest.approx(gained / ideal / 4),
        "RR@10": 0.125,
        "R@10": 0.25,
        "R@100": 0.375,
        "Success@5": 0.25,
    }
    assert quality.part(["a", "b"]).means["RR@10"] == 0.25
    with pytest.raises(ValueError, match="no queries in this part"):
        quality.part([])


def test_success_at_5_sees_five_places() -> None:
    run = {"fifth": [*"abcd", "right"], "sixth": [*"abcde", "right"]}
    qrels = {"fifth": {"right": 1}, "sixth": {"right": 2}}
    assert {query: one["Success@5"] for query, one in measure(qrels, run).per_query.items()} == {
        "fifth": 1.0,
        "sixth": 0.0,
    }


def test_every_measure_is_defined() -> None:
    assert {str(one) for one in (*MEASURES, *PASSAGE_MEASURES)} == set(DEFINITIONS)


@pytest.mark.parametrize(
    ("ranking", "rank"), [(["x", "d"], 2), (["d"], 1), (["zero", "x"], None), ([], None), (["zero", "two", "d"], 2)]
)
def test_the_first_relevant_rank(ranking: list[str], rank: int | None) -> None:
    assert first_relevant_rank({"d": 1, "two": 2, "zero": 0}, ranking) == rank


def test_without_any_results_every_measure_is_0() -> None:
    assert measure({"a": {"d": 1}}, {"a": []}).means == dict.fromkeys(map(str, MEASURES), 0.0)


def test_the_order_of_a_ranking_counts_not_the_names_in_it() -> None:
    for first, second in [("a", "z"), ("z", "a")]:
        assert measure({"q": {first: 1}}, {"q": [first, second]}).means["RR@10"] == 1.0
        assert measure({"q": {second: 1}}, {"q": [first, second]}).means["RR@10"] == 0.5


def test_what_cannot_be_measured_says_why() -> None:
    with pytest.raises(ValueError, match="'q' holds a document twice"):
        measure({"q": {"d": 1}}, {"q": ["d", "d"]})
    with pytest.raises(ValueError, match="no judged queries"):
        measure({}, {"q": ["d"]})


def test_percentiles_by_hand() -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], 50) == 2.5
    assert percentile([float(i) for i in range(101)], 95) == 95.0
    assert percentile([7.0], 95) == 7.0
    assert percentile([], 50) == 0.0


@given(st.lists(st.floats(-10, 10, width=32), max_size=30).map(lambda scores: sorted(scores, reverse=True)))
def test_falling_scores_keep_their_order_and_hardly_move(scores: list[float]) -> None:
    changed = falling(scores)
    assert all(np.float32(a) > np.float32(b) for a, b in itertools.pairwise(changed))
    assert changed == pytest.approx(scores, abs=1e-4)


# the BEIR layout


def test_a_set_is_read(beir: Path) -> None:
    labelled = read_beir(beir)
    assert labelled.queries == {query["_id"]: query["text"] for query in QUERIES[:4]}
    assert labelled.qrels == {
        "q1": {"d/1": 1, "d/3": 0},
        "q2": {"d/5": 2, "d/2": 1},
        "q3": {"d/4": 1},
        "q4": {"d/3": 1},
    }
    assert next(iter(labelled.documents())) == BeirDocument("d/1", "低保办法", "申请最低生活保障应当向街道办事处提出。")
    assert len(list(labelled.documents())) == 5


def test_a_limit_keeps_the_first_judged_queries(beir: Path) -> None:
    labelled = read_beir(beir, limit=2)
    assert list(labelled.queries) == ["q1", "q2"]
    assert list(labelled.qrels) == ["q1", "q2"]


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path: Path) -> None:
    marked = read_beir(write_beir(tmp_path, queries="\ufeff" + jsonl(QUERIES), qrels="\ufeffq1\td/1\t1\n"))
    assert marked.qrels == {"q1": {"d/1": 1}} and list(marked.queries) == ["q1"]


def test_judgements_need_no_header_and_may_have_another_name(tmp_path: Path) -> None:
    folder = write_beir(tmp_path, qrels="q1\td/1\t1\n")
    (folder / "qrels" / "test.tsv").rename(folder / "qrels" / "dev.tsv")
    assert read_beir(folder).qrels == {"q1": {"d/1": 1}}
    assert read_beir(folder, split="dev").qrels == {"q1": {"d/1": 1}}
    with pytest.raises(BeirError, match=r"no qrels/train\.tsv: choose one with --split: dev"):
        read_beir(folder, split="train")


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"queries": "{}\n"}, r"queries\.jsonl, line 1: the field '_id' is missing"),
        (
            {"queries": '\n{"_id": "q1", "text": 3}\n'},
            r"queries\.jsonl, line 2: the field 'text' is missing or not text",
        ),
        ({"queries": "[]\n"}, r"queries\.jsonl, line 1: this is not a JSON object"),
        ({"queries": jsonl([*QUERIES, QUERIES[0]])}, r"queries\.jsonl, line \d+: the id 'q1' occurs a second time"),
        ({"queries": '{"_id": "q1"'}, r"queries\.jsonl, line 1: this is not JSON"),
        ({"queries": jsonl(QUERIES[1:])}, r"test\.tsv: 1 queries \(such as q1\) are not in queries\.jsonl"),
        ({"qrels": "q\td\ts\nq1\td/1\n"}, r"test\.tsv, line 2: there are 2 fields"),
        ({"qrels": "q\td\ts\nq1\td/1\tgood\n"}, r"test\.tsv, line 2: the grade 'good'"),
        ({"qrels": "q\td\ts\n"}, r"test\.tsv: there are no judgements"),
    ],
)
def test_what_is_malformed_is_named(tmp_path: Path, files: dict[str, str], message: str) -> None:
    with pytest.raises(BeirError, match=message):
        read_beir(write_beir(tmp_path, **files))


@pytest.mark.parametrize(
    ("corpus", "message"),
    [
        (jsonl(CORPUS) + '{"_id": "d/9", "text": null}', r"corpus\.jsonl\.gz, line 6: the field 'text'"),
        (jsonl([*CORPUS, CORPUS[0]]), r"corpus\.jsonl\.gz, line 6: the id 'd/1' occurs a second time"),
    ],
)
def test_a_malformed_corpus_is_known_before_anything_is_written(
    tmp_path: Path, encoder: EncoderChoice, corpus: str, message: str
) -> None:
    labelled = read_beir(write_beir(tmp_path / "beir", corpus=corpus))
    with pytest.raises(BeirError, match=message):
        evaluate(labelled, Home(tmp_path / "home"), mode=Mode.LEXICAL, encoder=encoder)
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("missing", ["corpus.jsonl.gz", "queries.jsonl", "qrels/test.tsv"])
def test_a_missing_file_is_named(beir: Path, missing: str) -> None:
    (beir / missing).unlink()
    with pytest.raises(BeirError, match=missing.removesuffix(".gz")):
        list(read_beir(beir).documents())


def test_a_damaged_archive_is_named(beir: Path) -> None:
    whole = (beir / "corpus.jsonl.gz").read_bytes()
    (beir / "corpus.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BeirError, match=r"corpus\.jsonl\.gz: the file cannot be read"):
        list(read_beir(beir).documents())


# the whole way


@pytest.mark.parametrize("mode", list(Mode))
def test_a_set_is_measured(beir: Path, tmp_path: Path, encoder: EncoderChoice, mode: Mode) -> None:
    report = evaluate(read_beir(beir), Home(tmp_path / "home"), mode=mode, k=3, encoder=encoder)
    figures = report.figures()
    assert list(figures)[:5] == ["nDCG@10", "RR@10", "R@10", "R@100", "Success@5"]
    assert (figures["queries"], figures["documents"], figures["unanswerable"]) == (4, 5, 1)
    assert figures["RR@10"] == 0.75  # q4 cannot be asked
    assert report.answers["q1"].ranking[0] == "d/1"
    assert set(report.answers["q2"].ranking[:2]) == {"d/2", "d/5"}  # two documents, though their words are the same
    assert report.answers["q3"].ranking[0] == "d/4"
    assert all(len(answer.ranking) <= 3 for answer in report.answers.values())
    assert 0 < figures["p50_ms"] <= figures["p95_ms"]
    assert 1 < peak_rss_mb() < 100_000


def test_a_kept_home_is_used_again_and_completed(beir: Path, tmp_path: Path, encoder: EncoderChoice) -> None:
    home = Home(tmp_path / "home")
    first = evaluate(read_beir(beir), home, mode=Mode.LEXICAL, encoder=encoder)
    steps: list[str] = []
    again = evaluate(
        read_beir(beir), home, mode=Mode.LEXICAL, encoder=encoder, progress=lambda step, done, total: steps.append(step)
    )
    assert again.quality == first.quality
    assert set(steps) == {"searching"}
    write_beir(beir, corpus=jsonl([*CORPUS, {"_id": "d/6", "title": "", "text": "新增的一份文献"}]))
    more = evaluate(read_beir(beir), home, mode=Mode.LEXICAL, encoder=encoder)
    assert more.documents == 6


def test_a_home_with_other_documents_is_refused(beir: Path, tmp_path: Path, encoder: EncoderChoice) -> None:
    home = Home(tmp_path / "home")
    evaluate(read_beir(beir), home, mode=Mode.LEXICAL, encoder=encoder)
    write_beir(beir, corpus=jsonl(CORPUS[:3]))
    with pytest.raises(HomeError, match="holds 2 documents that are not of"):
        evaluate(read_beir(beir), home, mode=Mode.LEXICAL, encoder=encoder)


def test_a_run_file_keeps_the_order(beir: Path, tmp_path: Path, encoder: EncoderChoice) -> None:
    report = evaluate(read_beir(beir), Home(tmp_path / "home"), mode=Mode.LEXICAL, encoder=encoder)
    rows = [line.split() for line in trec_run(report, tag="t")]
    assert [row[2] for row in rows if row[0] == "q2"] == list(report.answers["q2"].ranking)
    assert {(row[1], row[5]) for row in rows} == {("Q0", "t")}
    by_query = {query: [row for row in rows if row[0] == query] for query in report.answers}
    for some in by_query.values():
        assert [int(row[3]) for row in some] == list(range(1, len(some) + 1))
        scores = [np.float32(row[4]) for row in some]
        assert all(a > b for a, b in itertools.pairwise(scores))


def test_the_command_prints_the_documented_keys(command, beir: Path, tmp_path: Path, encoder: EncoderChoice) -> None:
    run_file, table = tmp_path / "run.txt", tmp_path / "table.csv"
    done = command(
        "evaluation", "run", "--beir", beir, "--mode", "lexical", "--encoder", encoder.name, "--json",
        "--run", run_file, "--per-query", table,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert {"nDCG@10", "RR@10", "R@10", "R@100", "Success@5", "queries", "documents"} <= told.keys()
    assert {"index_seconds", "p50_ms", "p95_ms", "peak_rss_mb"} <= told.keys()
    rows = table.read_text(encoding="utf-8-sig").splitlines()
    assert [row.rsplit(",", 2)[1] for row in rows] == ["first_relevant_rank", "1", "1", "1", ""]
    assert run_file.read_text(encoding="utf-8").startswith("q1 Q0 d/1 1 ")


def test_measures_deeper_than_the_rankings_are_left_out(
    command, beir: Path, tmp_path: Path, encoder: EncoderChoice
) -> None:
    table = tmp_path / "table.csv"
    asked = ("evaluation", "run", "--beir", beir, "--mode", "lexical", "--encoder", encoder.name)
    done = command(*asked, "--k", 10, "--json", "--per-query", table)
    assert (done.returncode, done.stderr) == (0, "")
    assert list(json.loads(done.stdout))[:5] == ["nDCG@10", "RR@10", "R@10", "Success@5", "queries"]
    head = table.read_text(encoding="utf-8-sig").splitlines()[0]
    assert head == "query_id,text,nDCG@10,RR@10,R@10,Success@5,first_relevant_rank,run"
    said = command(*asked, "--k", 5).stdout.splitlines()
    assert [line.split()[0] for line in said[1:3]] == ["Success@5", "queries"]
    because = "not measured, because --k asks for fewer documents than they look at"
    assert f"{because}: nDCG@10, RR@10, R@10, R@100" in said
    assert f"{because}: nDCG@10, RR@10, R@10, R@100, Success@5" in command(*asked, "--k", 1).stdout.splitlines()
    assert because not in command(*asked).stdout


def test_the_command_says_what_is_wrong_in_one_sentence(command, tmp_path: Path) -> None:
    done = command("evaluation", "run", "--beir", tmp_path)
    assert done.returncode == 1
    assert (
        done.stderr
        == f"error: {tmp_path}: there is no queries.jsonl or queries.jsonl.gz: name a folder in the BEIR layout\n"
    )
    assert command("evaluation", "run", "--beir", tmp_path, "--mode", "best").returncode == 2


def test_a_real_set_is_answered_well(tmp_path: Path, encoder: EncoderChoice) -> None:
    """A slice of the traditional encyclopaedia, asked as it is: nearly every question finds its paragraph."""
    folder = SHARED / "data" / "dev" / "drcd_traditional"
    if not folder.is_dir():
        pytest.skip("the labelled sets are not part of the checkout (../shared/data)")
    labelled = read_beir(folder, limit=40)
    wanted = {document for judged in labelled.qrels.values() for document in judged}
    slice_folder = tmp_path / "slice"
    some = [d for i, d in enumerate(labelled.documents()) if d.doc_id in wanted or i < 60]
    rows = [{"_id": d.doc_id, "title": d.title, "text": d.text} for d in some]
    write_beir(
        slice_folder,
        corpus=jsonl(rows),
        queries=jsonl([{"_id": query, "text": text} for query, text in labelled.queries.items()]),
        qrels="".join(f"{q}\t{d}\t{g}\n" for q, judged in labelled.qrels.items() for d, g in judged.items()),
    )
    report = evaluate(read_beir(slice_folder), Home(tmp_path / "home"), mode=Mode.LEXICAL, encoder=encoder)
    assert report.quality.means["nDCG@10"] > 0.95
    assert report.quality.means["R@100"] == 1.0


def test_a_set_with_half_characters_and_nul_is_measured(beir: Path, tmp_path: Path, encoder: EncoderChoice) -> None:
    rows = [{**row, "text": f"\ud800\x00{row['text']}"} for row in CORPUS]
    write_beir(beir, corpus="".join(json.dumps(row) + "\n" for row in rows))
    home = Home(tmp_path / "home")
    for _ in range(2):  # the second time everything is there already
        report = evaluate(read_beir(beir), home, mode=Mode.LEXICAL, encoder=encoder)
        assert report.documents == len(CORPUS)


def test_the_speed_of_every_mode_is_measured_and_written(beir: Path, tmp_path: Path) -> None:
    (tmp_path / "sets").mkdir()
    beir.rename(tmp_path / "sets" / "tiny")
    lines = list(measure_sets(tmp_path / "sets", questions=2))
    assert {line.mode for line in lines} == set(Mode)
    assert all(1 <= line.questions <= 2 and 0 < line.p50_ms <= line.p95_ms for line in lines)
    written = page(lines, [0.5, 0.75], 0.1, 9_876.0)
    assert "| tiny |" in written and "9,876 a second" in written and "quality.md" in written
    with pytest.raises(BeirError, match="no set here"):
        list(measure_sets(tmp_path / "sets" / "tiny" / "qrels"))
