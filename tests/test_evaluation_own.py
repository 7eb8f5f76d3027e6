"""The own questions: reading them, finding their answers, judging hits by passage; and abstaining."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.errors import HomeError
from corpus.home import Home
from corpus.ingest import read_file
from evaluation.abstaining import Outcome, abstaining
from evaluation.beir import BeirError
from evaluation.own import STARTER, STARTER_FOLDERS, evaluate_own
from evaluation.questions import FOLDER, KnownDocument, Split, User, locate, read_questions
from search.query import Mode

CASE = "cases/巴中-街道减负赋权.md"
ROWS = [
    {
        "id": "o1",
        "user": "official",
        "question": "农技站、文化站和会计核算中心怎么办？",
        "answers": [{"document": CASE, "anchor": "农技站"}],
    },
    {"id": "o2", "user": "reviewer", "question": "街道？", "answers": [{"document": CASE, "start": 5, "end": 6}]},
    {"id": "o3", "user": "researcher", "question": "月球背面是什么样子？", "answers": [], "near": True},
    {
        "id": "o4",
        "user": "researcher",
        "question": "找不到的文件说了什么？",
        "answers": [{"document": "seed:missing.txt", "anchor": "什么"}],
    },
]


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_questions_are_read(tmp_path: Path) -> None:
    questions = read_questions(write(tmp_path / "q.jsonl", ROWS))
    assert [one.question_id for one in questions] == ["o1", "o2", "o3", "o4"]
    assert (questions[1].user, questions[1].text, questions[1].line) == (User.REVIEWER, "街道？", 2)
    assert questions[2].answers == ()
    assert [one.near for one in questions] == [False, False, True, False]
    assert questions[3].answers[0].anchor == "什么"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"user": "citizen"}, r"q\.jsonl, line 2: the user 'citizen' is unknown: use one of official, reviewer, res"),
        ({"question": " "}, r"line 2: the field 'question' is missing, empty or not text"),
        ({"id": "o1"}, r"line 2: the id 'o1' occurs a second time"),
        ({"answers": None}, r"line 2: the field 'answers' is missing or not a list"),
        ({"answers": [{"document": CASE}]}, r"line 2: an answer needs an 'anchor', or a 'start' and an 'end'"),
        ({"answers": [{"document": CASE, "start": 3, "end": 3}]}, r"line 2: an answer needs an 'anchor'"),
        ({"answers": [{"anchor": "x"}]}, r"line 2: the field 'document' is missing"),
    ],
)
def test_a_malformed_question_is_named_by_line(tmp_path: Path, change: dict[str, object], message: str) -> None:
    with pytest.raises(BeirError, match=message):
        read_questions(write(tmp_path / "q.jsonl", [ROWS[0], {**ROWS[1], **change}]))


def test_answers_are_located(tmp_path: Path) -> None:
    path = write(
        tmp_path / "q.jsonl",
        [
            {**ROWS[0], "answers": [{"document": "a", "anchor": "社区"}, {"document": "gone", "anchor": "x"}]},
            {**ROWS[1], "answers": [{"document": "a", "start": 1, "end": 3}]},
            ROWS[2],
            ROWS[3],
        ],
    )
    found = locate(read_questions(path), {"a": KnownDocument("id-a", "社区和社区")}, path)
    assert [(t.start, t.end, t.quote) for t in found.questions[0].targets] == [(0, 2, "社区"), (3, 5, "社区")]
    assert [(t.doc_id, t.quote) for t in found.questions[1].targets] == [("id-a", "区和")]
    assert found.questions[2].targets == ()
    assert [one.question_id for one in found.left_out] == ["o4"]
    assert [one.question_id for one in found.repeated] == ["o1"]
    for answer, message in [
        ({"document": "a", "anchor": "街道"}, r"line 1: a does not hold '街道': correct the anchor"),
        ({"document": "a", "start": 2, "end": 9}, r"line 1: a ends at 5, before 9: correct the answer"),
    ]:
        wrong = write(tmp_path / "wrong.jsonl", [{**ROWS[0], "answers": [answer]}])
        with pytest.raises(BeirError, match=message):
            locate(read_questions(wrong), {"a": KnownDocument("id-a", "社区和社区")}, wrong)


def test_a_hit_must_be_the_passage_and_not_only_the_document(tmp_path: Path) -> None:
    """The same words asked twice: one answer is the passage that comes first, the other stands far behind it."""
    text = read_file(STARTER / CASE).document.text
    quote = "农技站"
    near = text.index(quote)
    question = {"user": "official", "question": "农技站、文化站和会计核算中心连同人财物一并转"}
    rows = [
        {"id": "near", **question, "answers": [{"document": CASE, "anchor": quote}]},
        {"id": "far", **question, "answers": [{"document": CASE, "start": len(text) - 5, "end": len(text)}]},
    ]
    assert len(text) - 5 > near + 300
    report = evaluate_own(
        Home(tmp_path / "home"),
        questions=write(tmp_path / "q.jsonl", rows),
        seeds=tmp_path / "nowhere",
        modes=[Mode.LEXICAL],
    )
    per_query = report.results[0].quality.per_query
    assert per_query["near"] == {"Success@5": 1.0, "Success@1": 1.0, "RR@10": 1.0}
    assert per_query["far"]["Success@1"] == 0.0


def test_the_command_reports_by_user_and_mode(tmp_path: Path, command) -> None:
    path = write(tmp_path / "q.jsonl", ROWS)
    home = tmp_path / "home"
    arguments = ["--questions", path, "--seeds", tmp_path / "nowhere", "--home", home, "--modes", "lexical,dense"]
    done = command("evaluation", "own", *arguments, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["answerable"], told["unanswerable"], told["left_out"]) == (2, 1, 1)
    assert [one["mode"] for one in told["results"]] == ["lexical", "dense"]
    lexical = told["results"][0]
    assert lexical["by_user"].keys() == {"official", "reviewer"}
    assert lexical["by_user"]["official"]["means"]["Success@5"] == 1.0
    assert lexical["abstaining"].keys() >= {"recall"}
    failed = {one["question_id"]: one for one in told["results"][1]["failures"]}
    for one in failed.values():
        assert one["wanted"][0]["document"] == CASE
        assert one["first_document"].split("/")[0] in STARTER_FOLDERS
    plain = command("evaluation", "own", *arguments)  # the same home again
    assert plain.stdout.startswith("2 questions with an answer, 1 without, 1 left out because")


def test_a_library_of_somebody_s_own_is_not_measured_nor_changed(tmp_path: Path, command) -> None:
    (tmp_path / "自己的.txt").write_text("自己的文件，不能混进去。\n", encoding="utf-8")
    home = tmp_path / "home"
    assert command("corpus", "add", tmp_path / "自己的.txt", "--home", home).returncode == 0
    with pytest.raises(HomeError, match="holds 1 documents beside the starter library"):
        evaluate_own(Home(home), questions=write(tmp_path / "q.jsonl", ROWS), seeds=tmp_path / "nowhere")
    assert "1 documents" in command("corpus", "list", "--home", home).stdout


def test_questions_about_nothing_at_hand_are_an_error(tmp_path: Path) -> None:
    path = write(tmp_path / "q.jsonl", ROWS[2:])
    with pytest.raises(BeirError, match="none of its 2 questions has an answer in this library"):
        evaluate_own(Home(tmp_path / "home"), questions=path, seeds=tmp_path / "nowhere", modes=[Mode.LEXICAL])


def test_whether_it_says_nothing_is_measured_where_it_can(tmp_path: Path) -> None:
    report = evaluate_own(
        Home(tmp_path / "home"),
        questions=write(tmp_path / "q.jsonl", ROWS),
        seeds=tmp_path / "nowhere",
        modes=[Mode.LEXICAL],
        said_nothing=lambda result: "月球" in result.query.text or len(result.query.text) < 4,
    )
    figures = report.results[0].abstaining
    assert figures is not None
    assert (figures.precision, figures.recall, figures.wrongly_silent) == (0.5, 1.0, 0.5)


def test_abstaining_by_hand() -> None:
    silent_right, silent_wrong = Outcome(False, True), Outcome(True, True)
    spoke_right, spoke_wrong = Outcome(True, False), Outcome(False, False)
    figures = abstaining([silent_right, silent_right, silent_wrong, spoke_right, spoke_right, spoke_right, spoke_wrong])
    assert (figures.answerable, figures.unanswerable) == (4, 3)
    assert figures.precision == pytest.approx(2 / 3)
    assert figures.recall == pytest.approx(2 / 3)
    assert figures.wrongly_silent == 0.25
    near = abstaining([Outcome(False, True), Outcome(False, False, near=True), Outcome(False, True, near=True)])
    assert (near.recall, near.recall_near) == (pytest.approx(2 / 3), 0.5)
    doubts = abstaining([Outcome(True, False, doubted=True), *[spoke_right] * 3, Outcome(False, False, doubted=True)])
    assert (doubts.doubted, doubts.wrongly_doubted, doubts.recall, doubts.wrongly_silent) == (1.0, 0.25, 0.0, 0.0)
    nothing = abstaining([spoke_right])
    assert (nothing.precision, nothing.recall, nothing.recall_near, nothing.wrongly_silent) == (None, None, None, 0.0)


@pytest.mark.parametrize("split", list(Split))
def test_the_bundled_questions_stand_in_their_documents(split: Split, seeds: Path) -> None:
    path = FOLDER / f"{split}.jsonl"
    questions = read_questions(path)
    names = {answer.document for question in questions for answer in question.answers}
    files = {name: seeds / name[5:] if name.startswith("seed:") else STARTER / name for name in names}
    read = {name: read_file(file).document for name, file in files.items()}
    known = {name: KnownDocument(document.doc_id, document.text) for name, document in read.items()}
    located = locate(questions, known, path)
    assert not located.left_out
    assert {one.question.user for one in located.questions} == set(User)
    assert any(not one.targets for one in located.questions)
