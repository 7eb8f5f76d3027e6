"""What users mark as relevant: kept through everything, exported as a labelled set, measured."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.catalog import Catalog
from corpus.errors import HomeError, HomeProblem
from corpus.home import Home
from corpus.ingest import ingest_text
from corpus.model import DocumentSummary, Passage
from evaluation.beir import BeirError, read_beir
from evaluation.judgements import Grade, Judgements, passage_name, question_id
from evaluation.labels import evaluate_labels
from indexing.build import build
from search.query import Mode

TEXTS = {
    "低保": "一、申请\n申请最低生活保障应当向街道办事处提出，如实填写收入。\n二、审核\n街道办事处应当入户调查。\n",
    "养老": "社区食堂为七十岁以上老人打折，每餐补贴三元。\n",
    "网格": "网格員每日走訪居民，上報問題。\n",
}
QUESTION = "穷人怎么申请补助？"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    with Catalog.open(home) as catalog:
        catalog.add_many(ingest_text(text, name=f"{title}.txt", title=title) for title, text in TEXTS.items())
    build(home)
    return home


def passage_of(home: Home, title: str, ordinal: int = 0) -> tuple[Passage, DocumentSummary]:
    with Catalog.open_readonly(home) as catalog:
        document = next(one for one in catalog.summaries() if one.title == title)
        return catalog.passages(document.doc_id)[ordinal], document


def judge(home: Home, question: str, title: str, grade: Grade) -> Passage:
    passage, document = passage_of(home, title)
    with Judgements.open(home) as judgements:
        judgements.set(question, passage, document, grade)
    return passage


def test_the_latest_grade_wins_and_the_history_stays(home: Home) -> None:
    for grade in (Grade.RELEVANT, Grade.NOT_RELEVANT, Grade.HIGHLY_RELEVANT):
        passage = judge(home, QUESTION, "低保", grade)
    judge(home, "别的问题", "养老", Grade.RELEVANT)
    with Judgements.open(home) as judgements:
        span = (passage.doc_id, passage.start, passage.end)
        assert judgements.for_question(f"  {QUESTION}\n") == {span: Grade.HIGHLY_RELEVANT}
        assert judgements.grades(QUESTION, [passage]) == {passage.passage_id: Grade.HIGHLY_RELEVANT}
        assert judgements.for_question("没有问过的") == {}
        assert judgements.questions() == {"别的问题": 1, QUESTION: 1}
        assert [one.grade for one in judgements.history()] == [1, 0, 2, 1]
        first = judgements.history()[0]
        assert (first.quote, first.title) == (passage.text, "低保")
        assert first.sha256 == passage_of(home, "低保")[1].source.sha256
        assert first.at.endswith("Z")


def test_a_grade_can_be_taken_back(home: Home) -> None:
    judge(home, QUESTION, "低保", Grade.RELEVANT)
    passage, document = passage_of(home, "低保")
    with Judgements.open(home) as judgements:
        judgements.clear(QUESTION, passage, document)
        judgements.clear(QUESTION, passage, document)  # nothing there any more: nothing to record
        assert judgements.for_question(QUESTION) == {}
        assert judgements.questions() == {}
        assert [one.grade for one in judgements.history()] == [1, None]


def test_what_makes_no_sense_is_refused(home: Home) -> None:
    passage, document = passage_of(home, "低保")
    other = passage_of(home, "养老")[1]
    with Judgements.open(home) as judgements:
        with pytest.raises(ValueError, match="question is empty"):
            judgements.set(" \n", passage, document, Grade.RELEVANT)
        with pytest.raises(ValueError, match="not a valid Grade"):
            judgements.set(QUESTION, passage, document, 3)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="the passage is of document"):
            judgements.set(QUESTION, passage, other, Grade.RELEVANT)
        assert judgements.history() == ()


def test_labels_survive_cutting_anew(home: Home) -> None:
    """The judged passage is cut in two, its neighbour joined to a third: each has what covers half of the shorter."""
    passage, document = passage_of(home, "低保")
    judge(home, QUESTION, "低保", Grade.HIGHLY_RELEVANT)
    text = TEXTS["低保"]
    cuts = [(passage.start, passage.start + 10), (passage.start + 10, passage.end)]
    if passage.end < len(text):
        cuts.append((passage.end, len(text)))
    pieces = [
        replace(passage, ordinal=i, start=start, end=end, text=text[start:end]) for i, (start, end) in enumerate(cuts)
    ]
    with Catalog.open(home) as catalog, Judgements.open(home) as judgements:
        catalog.replace_passages(document.doc_id, pieces)
        labels = judgements.labels(catalog)
        assert labels.qrels == {QUESTION: {passage_name(piece): 2 for piece in pieces[:2]}}
        assert judgements.grades(QUESTION, pieces) == {piece.passage_id: Grade.HIGHLY_RELEVANT for piece in pieces[:2]}
        assert labels.lost == ()


def test_an_exact_grade_comes_before_those_nearby(home: Home) -> None:
    passage, document = passage_of(home, "低保")
    longer = replace(passage, end=passage.end - 1, text=passage.text[:-1])
    with Judgements.open(home) as judgements:
        judgements.set(QUESTION, longer, document, Grade.HIGHLY_RELEVANT)
        judgements.set(QUESTION, passage, document, Grade.NOT_RELEVANT)
        assert judgements.grades(QUESTION, [passage, longer]) == {passage.passage_id: 0, longer.passage_id: 2}


def test_labels_survive_removal_and_return(home: Home) -> None:
    judge(home, QUESTION, "低保", Grade.RELEVANT)
    judge(home, QUESTION, "养老", Grade.NOT_RELEVANT)
    gone = passage_of(home, "低保")[1]
    with Catalog.open(home) as catalog, Judgements.open(home) as judgements:
        catalog.remove(gone.doc_id)
        labels = judgements.labels(catalog)
        assert [one.title for one in labels.lost] == ["低保"]
        assert labels.without_relevant == (QUESTION,)
        assert labels.qrels == {}
        with pytest.raises(HomeError, match="1 labels have lost their document"):
            judgements.export(home.path.parent / "out", catalog)
        catalog.add(ingest_text(TEXTS["低保"], name="低保.txt", title="低保"))
        labels = judgements.labels(catalog)
        assert labels.lost == ()
        assert sorted(labels.qrels[QUESTION].values()) == [0, 1]


def test_an_export_is_a_set_that_can_be_measured(home: Home, tmp_path: Path, command) -> None:
    right = judge(home, "谁来走访居民？", "网格", Grade.HIGHLY_RELEVANT)
    judge(home, "谁来走访居民？", "养老", Grade.NOT_RELEVANT)
    judge(home, "没有好答案的问题", "养老", Grade.NOT_RELEVANT)
    out = tmp_path / "标注"
    done = command("evaluation", "export-labels", "--home", home.path, "--out", out, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["questions"], told["judgements"], told["without_relevant"]) == (1, 2, ["没有好答案的问题"])
    beir = read_beir(out)
    query = question_id("谁来走访居民？")
    assert beir.queries == {query: "谁来走访居民？"}
    assert beir.qrels[query][passage_name(right)] == 2
    documents = {one.doc_id: one for one in beir.documents()}
    assert len(documents) == told["passages"] >= 3
    assert documents[passage_name(right)].text == right.text
    done = command("evaluation", "run", "--beir", out, "--mode", "lexical", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["RR@10"] == 1.0


def test_an_export_of_judged_documents_only(home: Home, tmp_path: Path) -> None:
    passage = judge(home, QUESTION, "养老", Grade.RELEVANT)
    with Catalog.open_readonly(home) as catalog, Judgements.open_readonly(home) as judgements:
        export = judgements.export(tmp_path / "out", catalog, judged_documents=True)
        with pytest.raises(BeirError, match="the folder cannot be written"):
            judgements.export(home.catalog, catalog)
    assert [one.doc_id for one in read_beir(tmp_path / "out").documents()] == [passage_name(passage)]
    assert export.passages == 1


def test_a_library_is_measured_on_its_labels(home: Home, command) -> None:
    judge(home, "每餐补贴多少", "养老", Grade.HIGHLY_RELEVANT)
    judge(home, "月球背面", "低保", Grade.RELEVANT)
    report = evaluate_labels(home, modes=[Mode.LEXICAL])
    assert (report.questions, report.judgements) == (2, 2)
    quality = report.by_mode[Mode.LEXICAL]
    assert quality.per_query["每餐补贴多少"]["RR@10"] == 1.0
    assert quality.per_query["月球背面"]["Success@5"] == 0.0
    done = command("evaluation", "labels", "--home", home.path, "--modes", "lexical", "--json")
    assert json.loads(done.stdout)["by_mode"]["lexical"]["means"]["RR@10"] == 0.5
    assert "lexical" in command("evaluation", "labels", "--home", home.path, "--modes", "lexical").stdout


def test_without_labels_the_commands_say_what_to_do(home: Home, tmp_path: Path, command) -> None:
    done = command("evaluation", "labels", "--home", home.path)
    assert done.returncode == 1
    assert done.stderr == (
        f"error: {home.path}: nobody has judged a passage yet: mark some as relevant on the search page first\n"
    )
    done = command("evaluation", "export-labels", "--home", home.path, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert not Judgements.path(home).exists()  # looking creates nothing


def test_a_damaged_or_newer_file_is_named(home: Home) -> None:
    path = Judgements.path(home)
    path.write_bytes(b"not a database, but long enough to be looked at" * 100)
    with pytest.raises(HomeError, match=r"judgements\.sqlite is damaged") as raised:
        Judgements.open(home)
    assert raised.value.problem is HomeProblem.DAMAGED
    path.unlink()
    Judgements.open(home).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE state SET value = '99'")
    connection.close()
    for opener in (Judgements.open, Judgements.open_readonly):
        with pytest.raises(HomeError, match="later version") as raised:
            opener(home)
        assert raised.value.problem is HomeProblem.TOO_NEW


def copied_while_open(home: Home, to: Path) -> Home:
    """A copy made while somebody was judging, on a medium where no shared-memory file can be made."""
    passage, document = passage_of(home, "养老")
    with Judgements.open(home) as judgements:
        judgements.set(QUESTION, passage, document, Grade.RELEVANT)
        shutil.copytree(home.path, to)
    shm = to / "judgements.sqlite-shm"
    shm.unlink()
    shm.symlink_to(to / "nowhere" / "shm")
    return Home(to)


def test_labels_are_read_where_nothing_can_be_written(home: Home, tmp_path: Path) -> None:
    copy = copied_while_open(home, tmp_path / "copy")
    assert (copy.path / "judgements.sqlite-wal").stat().st_size
    with pytest.raises(HomeError, match="copy the folder to where it can"):
        Judgements.open_readonly(copy)
    shutil.copy(Judgements.path(home), Judgements.path(copy))  # closed by now: the log went into it
    (copy.path / "judgements.sqlite-wal").write_bytes(b"")
    with Judgements.open_readonly(copy) as judgements:
        assert judgements.questions() == {QUESTION: 1}


def test_a_file_that_was_only_begun_holds_no_labels(home: Home) -> None:
    Judgements.path(home).write_bytes(b"")
    with Judgements.open_readonly(home) as judgements:
        assert judgements.questions() == {}
    judge(home, QUESTION, "养老", Grade.RELEVANT)  # and can be used all the same
    with Judgements.open_readonly(home) as judgements:
        assert judgements.questions() == {QUESTION: 1}


def test_several_threads_may_judge_at_once(home: Home) -> None:
    passage, document = passage_of(home, "养老")

    def many(number: int) -> None:
        with Judgements.open(home) as own:
            for i in range(10):
                own.set(f"问题{number}-{i}", passage, document, Grade.RELEVANT)

    threads = [threading.Thread(target=many, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Judgements.open(home) as judgements:
        assert len(judgements.questions()) == 40
