"""Questions with the passages that answer them, written by hand: reading them, and finding the passages.

One JSON object a line: {"id", "user", "question", "answers": [{"document", "anchor"} or {"document", "start", "end"}],
"near"}.
`document` is a path under corpus/documents, or `seed:` and the name of a file of the seed folder; `anchor` is a short
literal piece of the answer. Questions that the library cannot answer have no answers; `near` is true where it treats
their subject all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpus.script import without_surrogates
from evaluation.beir import BeirError, numbered_rows

FOLDER = Path(__file__).parent / "questions"
SEED = "seed:"


class Split(StrEnum):
    """What a file of questions is for: reporting, or setting thresholds. No question is in both."""

    TEST = "test"
    CALIBRATION = "calibration"


class User(StrEnum):
    """Who would ask it."""

    OFFICIAL = "official"
    REVIEWER = "reviewer"
    RESEARCHER = "researcher"


@dataclass(frozen=True, slots=True)
class Answer:
    """Where an answer stands: in `document`, at `anchor`, or from `start` to `end` where no anchor is given."""

    document: str
    anchor: str | None
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question with its answers, any of which will do; none where the library holds no answer."""

    question_id: str
    user: User
    text: str
    answers: tuple[Answer, ...]
    line: int
    near: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A stretch of a document that answers a question; offsets are half-open, in its text."""

    document: str
    doc_id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Located:
    """A question with the stretches that answer it. An anchor that stands in several places answers in each."""

    question: OwnQuestion
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class LocatedSet:
    """The questions that can be asked of a library: `left_out` are those whose documents are all absent from it.

    `repeated` are those with an anchor that stands in more than one place.
    """

    questions: tuple[Located, ...]
    left_out: tuple[OwnQuestion, ...]
    repeated: tuple[OwnQuestion, ...]


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document that answers may stand in."""

    doc_id: str
    text: str


def read_questions(path: Path) -> list[OwnQuestion]:
    """The questions of a file, in order.

    Raises:
        BeirError: the file cannot be read, a line is malformed, or an id occurs twice.
    """
    questions: dict[str, OwnQuestion] = {}
    for number, row in numbered_rows(path):
        question = _question(row, path, number)
        if question.question_id in questions:
            raise BeirError(path, f"the id {question.question_id!r} occurs a second time: make it unique", number)
        questions[question.question_id] = question
    if not questions:
        raise BeirError(path, "there are no questions: write one a line")
    return list(questions.values())


def _question(row: Mapping[str, Any], path: Path, number: int) -> OwnQuestion:
    user, answers = _text(row, "user", path, number), row.get("answers")
    if user not in set(User):
        raise BeirError(path, f"the user {user!r} is unknown: use one of {', '.join(User)}", number)
    if not isinstance(answers, list) or not all(isinstance(answer, dict) for answer in answers):
        raise BeirError(path, "the field 'answers' is missing or not a list of objects: add it, empty for none", number)
    return OwnQuestion(
        question_id=_text(row, "id", path, number),
        user=User(user),
        text=_text(row, "question", path, number),
        answers=tuple(_answer(answer, path, number) for answer in answers),
        line=number,
        near=row.get("near") is True,
    )


def _answer(row: Mapping[str, Any], path: Path, number: int) -> Answer:
    document = _text(row, "document", path, number)
    if "anchor" in row:
        return Answer(document, _text(row, "anchor", path, number))
    start, end = row.get("start"), row.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
        raise BeirError(path, "an answer needs an 'anchor', or a 'start' and an 'end' behind it: add them", number)
    return Answer(document, None, start, end)


def _text(row: Mapping[str, Any], field: str, path: Path, number: int) -> str:
    value = row.get(field)
    if not isinstance(value, str) or not value.strip():
        raise BeirError(path, f"the field {field!r} is missing, empty or not text: add it", number)
    return without_surrogates(value)


def locate(questions: Iterable[OwnQuestion], documents: Mapping[str, KnownDocument], path: Path) -> LocatedSet:
    """Find where the answers stand.

    Args:
        questions: as read from `path`.
        documents: what the library holds, by the name that answers use.
        path: the file of the questions, for errors.

    Raises:
        BeirError: a document that is there does not hold an anchor, or ends before an answer does.
    """
    found, left_out, repeated = [], [], []
    for question in questions:
        present = [answer for answer in question.answers if answer.document in documents]
        if question.answers and not present:
            left_out.append(question)
            continue
        places = [_targets(answer, documents[answer.document], path, question.line) for answer in present]
        if any(len(some) > 1 for some in places):
            repeated.append(question)
        found.append(Located(question, tuple(target for some in places for target in some)))
    return LocatedSet(tuple(found), tuple(left_out), tuple(repeated))


def _targets(answer: Answer, document: KnownDocument, path: Path, line: int) -> list[Target]:
    text = document.text
    spans = [(answer.start, answer.end)] if answer.anchor is None else _occurrences(answer.anchor, text)
    if not spans:
        raise BeirError(path, f"{answer.document} does not hold {answer.anchor!r}: correct the anchor", line)
    if spans[-1][1] > len(text):
        raise BeirError(path, f"{answer.document} ends at {len(text)}, before {answer.end}: correct the answer", line)
    return [Target(answer.document, document.doc_id, start, end, text[start:end]) for start, end in spans]


def _occurrences(anchor: str, text: str) -> list[tuple[int, int]]:
    found, start = [], text.find(anchor)
    while start >= 0:
        found.append((start, start + len(anchor)))
        start = text.find(anchor, start + len(anchor))
    return found
