"""Our own labelled questions: every label points at text that is there, and the wording is not the answer's."""

import json
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from corpus.ingest import read_file
from corpus.script import detect_script, fold
from corpus.sentences import Span, sentences

QUESTIONS = Path(__file__).parents[1] / "evaluation" / "questions"
LIBRARY = Path(__file__).parents[1] / "corpus" / "documents"
SEEDS = Path(__file__).parents[1].parent / "shared" / "seeds"
SEED = "seed:"
NAMES = ("test", "calibration", "everyday")
LEAST = {"test": (130, 45), "calibration": (60, 60), "everyday": (200, 60)}  # answerable, unanswerable
USERS = {"official", "reviewer", "researcher"}
MOST_SHARED = 0.35  # median share of a question's bigrams that stand in or beside the answer
CLOSEST = 0.5  # similarity of two questions' bigrams, shared over all
LONGEST_COPY = 8  # characters of a question that may stand in a row in a seed: names and titles

Row = dict[str, Any]


@cache
def rows(name: str) -> list[Row]:
    return [json.loads(line) for line in (QUESTIONS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def every_row() -> list[Row]:
    return [row for name in NAMES for row in rows(name)]


def is_seed(answer: Row) -> bool:
    return str(answer["document"]).startswith(SEED)


@cache
def text_of(document: str) -> str:
    """The text as the product extracts it, or a seed's as it stands in the file."""
    if document.startswith(SEED):
        return (SEEDS / document.removeprefix(SEED)).read_bytes().decode("utf-8")
    return read_file(LIBRARY / document).document.text


@cache
def sentences_of(document: str) -> list[Span]:
    text = text_of(document)
    return sentences(text, 0, len(text))


def span_of(answer: Row) -> Span:
    if is_seed(answer):
        return answer["start"], answer["end"]
    start = text_of(answer["document"]).index(answer["anchor"])
    return start, start + len(answer["anchor"])


def surroundings(answer: Row) -> str:
    """The sentences that the answer touches, with one more on either side, folded."""
    start, end = span_of(answer)
    spans = sentences_of(answer["document"])
    touched = [n for n, span in enumerate(spans) if span[0] < end and start < span[1]]
    near = spans[max(0, touched[0] - 1) : touched[-1] + 2]
    return fold("\n".join(text_of(answer["document"])[first:last] for first, last in near))


def bigrams(question: str) -> list[str]:
    """Pairs of neighbouring Chinese characters, folded."""
    text = fold(question)
    pairs = (text[n : n + 2] for n in range(len(text) - 1))
    return [pair for pair in pairs if all("\u3400" <= char <= "\u9fff" for char in pair)]


def shared(question: str, answers: list[Row]) -> float:
    """The largest share of the question's bigrams that stand in or beside one of its answers."""
    pairs = bigrams(question)
    return max(sum(pair in beside for pair in pairs) / len(pairs) for beside in map(surroundings, answers))


def need_seeds() -> None:
    if not SEEDS.is_dir():
        pytest.skip("the seed documents are not beside this checkout")


@pytest.mark.parametrize("name", NAMES)
def test_enough_questions_of_every_kind(name: str) -> None:
    answerable = [row for row in rows(name) if row["answers"]]
    unanswerable = [row for row in rows(name) if not row["answers"]]
    assert len(answerable) >= LEAST[name][0]
    assert len(unanswerable) >= LEAST[name][1]
    near = sum(row["near"] for row in unanswerable)
    assert near >= len(unanswerable) / 2 and len(unanswerable) - near >= 15
    users = Counter(row["user"] for row in rows(name))
    assert set(users) == USERS and min(users.values()) >= len(rows(name)) / 8
    traditional = [row for row in rows(name) if detect_script(row["question"]) == "traditional"]
    assert len(traditional) >= len(rows(name)) / 4
    assert min(len(row["question"]) for row in rows("test")) <= 5
    assert max(len(row["question"]) for row in rows("test")) >= 50


@pytest.mark.parametrize("name", NAMES)
def test_layout(name: str) -> None:
    for row in rows(name):
        assert set(row) == {"id", "user", "question", "answers"} | (set() if row["answers"] else {"near"}), row["id"]
        assert row["question"] == row["question"].strip() and bigrams(row["question"]), row["id"]
        for answer in row["answers"]:
            keys = {"start", "end"} if is_seed(answer) else {"anchor"}
            assert set(answer) == {"document"} | keys, row["id"]
        labels = [json.dumps(answer, sort_keys=True) for answer in row["answers"]]
        assert len(set(labels)) == len(labels), row["id"]


def test_identifiers_and_questions_are_unique() -> None:
    for field in ("id", "question"):
        assert [value for value, n in Counter(row[field] for row in every_row()).items() if n > 1] == []
    assert all(row["id"].startswith(name[0]) for name in NAMES for row in rows(name))


def test_every_document_is_asked_about_at_least_twice() -> None:
    asked = Counter(document for row in rows("test") for document in {a["document"] for a in row["answers"]})
    folders = [path for path in LIBRARY.iterdir() if path.is_dir() and not path.name.startswith("_")]
    library = [str(path.relative_to(LIBRARY)) for folder in folders for path in folder.iterdir()]
    assert len(library) >= 39
    assert [document for document in library if asked[document] < 2] == []
    seeds = [document for document in asked if document.startswith(SEED)]
    assert len(seeds) == 5 and min(asked[document] for document in seeds) >= 5


@pytest.mark.parametrize("name", NAMES)
def test_every_anchor_stands_once_in_its_document(name: str) -> None:
    for row in rows(name):
        for answer in row["answers"]:
            if not is_seed(answer):
                assert 6 <= len(answer["anchor"]) <= 30, row["id"]
                assert text_of(answer["document"]).count(answer["anchor"]) == 1, (row["id"], answer["anchor"])


@pytest.mark.parametrize("name", NAMES)
def test_every_seed_span_is_whole_sentences(name: str) -> None:
    need_seeds()
    for row in rows(name):
        for answer in filter(is_seed, row["answers"]):
            starts, ends = zip(*sentences_of(answer["document"]), strict=True)
            assert 0 <= answer["start"] < answer["end"] <= len(text_of(answer["document"])), row["id"]
            assert answer["start"] in starts and answer["end"] in ends, row["id"]
            assert text_of(answer["document"])[answer["start"] : answer["end"]].strip(), row["id"]


def test_no_question_copies_from_a_seed() -> None:
    need_seeds()
    size = LONGEST_COPY + 1
    texts = [fold(path.read_bytes().decode("utf-8")) for path in sorted(SEEDS.glob("*.txt"))]
    assert texts
    runs = {text[n : n + size] for text in texts for n in range(len(text) - size + 1)}
    for row in every_row():
        question = fold(row["question"])
        assert [run for n in range(len(question)) if (run := question[n : n + size]) in runs] == [], row["id"]


@pytest.mark.parametrize("name", NAMES)
def test_questions_are_worded_unlike_their_answers(name: str) -> None:
    """Over the answers that are at hand: without the seeds, those of the starter library."""
    at_hand = [(row["question"], [a for a in row["answers"] if SEEDS.is_dir() or not is_seed(a)]) for row in rows(name)]
    shares = [shared(question, answers) for question, answers in at_hand if answers]
    assert len(shares) >= 50
    assert median(shares) <= MOST_SHARED
    assert max(shares) < 0.7


def test_no_two_questions_are_nearly_the_same() -> None:
    pairs = [(row["id"], set(bigrams(row["question"]))) for row in every_row()]
    close = [(a, b) for (a, one), (b, two) in combinations(pairs, 2) if len(one & two) > CLOSEST * len(one | two)]
    assert close == []


def test_calibration_and_test_ask_for_different_passages() -> None:
    labelled = [
        {json.dumps(answer, sort_keys=True) for row in rows(name) for answer in row["answers"]} for name in NAMES
    ]
    assert labelled[0] & labelled[1] == set()


@pytest.mark.parametrize("name", NAMES)
def test_the_data_card_gives_the_counts(name: str) -> None:
    answered = [row["answers"] for row in rows(name) if row["answers"]]
    near = Counter(row["near"] for row in rows(name) if not row["answers"])
    users = Counter(row["user"] for row in rows(name))
    counts = [
        len(answered),
        sum(any(map(is_seed, answers)) for answers in answered),
        sum(all(map(is_seed, answers)) for answers in answered),
        near[True],
        near[False],
        *(users[user] for user in ("official", "reviewer", "researcher")),
        sum(detect_script(row["question"]) == "traditional" for row in rows(name)),
    ]
    table = [line for line in (QUESTIONS / "README.md").read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    assert [int(line.split("|")[2 + NAMES.index(name)]) for line in table[2:]] == counts
