"""What a person says about passages: relevant to a question or not. Their own labelled set, in the end.

Stored in a file of its own beside the catalogue, so that cutting documents anew or removing them loses no label: each
keeps its offsets, its quotation and the SHA-256 of its document. Nothing is overwritten; the latest grade wins.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from corpus.catalog import Catalog
from corpus.errors import HomeError, HomeProblem
from corpus.home import utc_now, write_atomically
from corpus.model import DocumentSummary, Passage
from corpus.records import Records
from corpus.script import without_surrogates
from evaluation.beir import BeirError

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS judgements ("
    " number INTEGER PRIMARY KEY AUTOINCREMENT, question TEXT NOT NULL, doc_id TEXT NOT NULL, start INTEGER NOT NULL,"
    ' "end" INTEGER NOT NULL, sha256 TEXT NOT NULL, title TEXT NOT NULL, quote TEXT NOT NULL, grade INTEGER,'
    " at TEXT NOT NULL)",
    'CREATE INDEX IF NOT EXISTS by_question ON judgements (question, doc_id, start, "end", number)',
)
_LATEST = """
SELECT * FROM judgements WHERE number IN (SELECT max(number) FROM judgements GROUP BY question, doc_id, start, "end")
AND grade IS NOT NULL"""
_LEAST_SHARE = 0.5  # of the shorter of two spans: from here on they are about the same passage


class Grade(IntEnum):
    """很相关 / 相关 / 不相关: how well a passage answers a question."""

    NOT_RELEVANT = 0
    RELEVANT = 1
    HIGHLY_RELEVANT = 2


Span = tuple[str, int, int]
"""A stretch of a document: `doc_id`, `start`, `end`, as in the passage that was shown when it was judged."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One grade that one passage got for one question. `grade` None takes an earlier one back; `at` is UTC, ISO 8601.

    `sha256` is that of the document's file, `title` the document's when it was judged.
    """

    question: str
    doc_id: str
    start: int
    end: int
    sha256: str
    title: str
    quote: str
    grade: Grade | None
    at: str

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.doc_id, self.start, self.end


@dataclass(frozen=True, slots=True)
class OwnLabels:
    """Labels as they apply to the passages of a library now: grades by question and passage.

    `passages` holds every passage that has a grade, by its name in `qrels`. `lost` are labels whose document is gone
    or no longer holds the quotation; `without_relevant` are questions for which nothing is marked relevant, and which
    therefore cannot be measured.
    """

    qrels: dict[str, dict[str, int]]
    passages: dict[str, Passage]
    lost: tuple[Judgement, ...]
    without_relevant: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """What was written as a labelled set: counts, and what could not be (see `OwnLabels`)."""

    folder: Path
    questions: int
    judgements: int
    passages: int
    lost: tuple[Judgement, ...]
    without_relevant: tuple[str, ...]


class Judgements(Records):
    """The labels of one library."""

    FILE = "judgements.sqlite"
    SCHEMA = _SCHEMA

    # -- judging

    def set(self, question: str, passage: Passage, document: DocumentSummary, grade: Grade) -> None:
        """Say how well `passage` of `document` answers `question`; an earlier grade stays in the history only.

        Raises `ValueError` for an empty question, a grade that is none, or a passage of another document.
        """
        if passage.doc_id != document.doc_id:
            raise ValueError(f"the passage is of document {passage.doc_id}, not {document.doc_id}: give its own")
        self._insert(question, passage, document, Grade(grade))

    def clear(self, question: str, passage: Passage, document: DocumentSummary) -> None:
        """Take back what was said about `passage` and `question`."""
        if (passage.doc_id, passage.start, passage.end) in self.for_question(question):
            self._insert(question, passage, document, None)

    def _insert(self, question: str, passage: Passage, document: DocumentSummary, grade: Grade | None) -> None:
        row = [_key(question), passage.doc_id, passage.start, passage.end, document.source.sha256]
        columns = 'question, doc_id, start, "end", sha256, title, quote, grade, at'
        with self.transaction():
            self.execute(
                f"INSERT INTO judgements ({columns}) VALUES (?,?,?,?,?,?,?,?,?)",
                [*row, document.title, passage.text, grade, utc_now()],
            )

    # -- reading

    def for_question(self, question: str) -> dict[Span, Grade]:
        """The grades in force for `question`, by span."""
        return {one.span: Grade(one.grade) for one in self.current(question) if one.grade is not None}

    def grades(self, question: str, passages: Iterable[Passage]) -> dict[int, Grade]:
        """The grades in force for `passages` as they are cut now, by passage id.

        A passage has the grade of what was judged where they share half of the shorter one; of several, the best.
        """
        given = self.for_question(question)
        found = {passage.passage_id: _grade(passage, given) for passage in passages}
        return {passage_id: grade for passage_id, grade in found.items() if grade is not None}

    def questions(self) -> dict[str, int]:
        """Every question with grades in force, and how many it has, the one judged last first."""
        sql = f"SELECT question, count(*) AS grades FROM ({_LATEST}) GROUP BY question ORDER BY max(number) DESC"
        return {row["question"]: row["grades"] for row in self.select(sql)}

    def current(self, question: str | None = None) -> tuple[Judgement, ...]:
        """The judgements in force, for one question or for all, in the order they were made."""
        condition, parameters = (" AND question = ?", [_key(question)]) if question is not None else ("", [])
        return tuple(map(_judgement, self.select(f"{_LATEST}{condition} ORDER BY number", parameters)))

    def history(self) -> tuple[Judgement, ...]:
        """Every judgement ever made, oldest first, those taken back or superseded included."""
        return tuple(map(_judgement, self.select("SELECT * FROM judgements ORDER BY number")))

    # -- a labelled set

    def labels(self, catalog: Catalog) -> OwnLabels:
        """The labels in force, on the passages that `catalog` holds now."""
        held = {doc_id: catalog.text(doc_id) for doc_id in catalog.versions().keys() & self._judged_documents()}
        lost, by_question = [], dict[str, dict[Span, Grade]]()
        for one in self.current():
            span = _located(one, held.get(one.doc_id))
            if span is None or one.grade is None:
                lost.append(one)
                continue
            given = by_question.setdefault(one.question, {})
            given[span] = max(one.grade, given.get(span, Grade.NOT_RELEVANT))
        passages = {doc_id: catalog.passages(doc_id) for doc_id in held}
        qrels, graded = _applied(by_question, passages)
        without = [question for question, judged in qrels.items() if not any(judged.values())]
        return OwnLabels({q: judged for q, judged in qrels.items() if q not in without}, graded, (*lost,), (*without,))

    def export(self, folder: Path, catalog: Catalog, *, judged_documents: bool = False) -> Export:
        """Write the labels as a set in the BEIR layout, whose documents are the passages of the library.

        Args:
            folder: where corpus.jsonl, queries.jsonl and qrels/test.tsv are written, replacing those of an earlier
                export.
            catalog: the library.
            judged_documents: write the passages of documents with a judged passage only; else of all documents.

        Raises:
            HomeError: there is nothing to export.
            BeirError: the folder cannot be written.
        """
        labels = self.labels(catalog)
        if not labels.qrels:
            raise HomeError(str(self.home.path), HomeProblem.NOTHING_THERE, nothing_to_measure(labels))
        judged = {passage.doc_id for passage in labels.passages.values()}
        documents = [one for one in catalog.summaries() if not judged_documents or one.doc_id in judged]
        rows = [_row(passage, one) for one in reversed(documents) for passage in catalog.passages(one.doc_id)]
        queries = [{"_id": question_id(text), "text": text} for text in labels.qrels]
        lines = [f"{question_id(q)}\t{p}\t{int(g)}\n" for q, judged in labels.qrels.items() for p, g in judged.items()]
        qrels = "".join(["query-id\tcorpus-id\tscore\n", *lines]).encode()
        try:
            write_atomically(folder / "corpus.jsonl", _jsonl(rows))
            write_atomically(folder / "queries.jsonl", _jsonl(queries))
            write_atomically(folder / "qrels" / "test.tsv", qrels)
        except OSError as error:
            raise BeirError(folder, f"the folder cannot be written ({error.strerror}): name another") from error
        return Export(folder, len(queries), len(lines), len(rows), labels.lost, labels.without_relevant)

    def _judged_documents(self) -> frozenset[str]:
        return frozenset(row["doc_id"] for row in self.select("SELECT DISTINCT doc_id FROM judgements"))


def question_id(question: str) -> str:
    """A short id fixed by the words of the question, the same in every export."""
    return f"q{hashlib.sha256(_key(question).encode()).hexdigest()[:12]}"


def passage_name(passage: Passage) -> str:
    """What a passage is called in an exported set."""
    return f"{passage.doc_id}:{passage.start}-{passage.end}"


def _key(question: str) -> str:
    """The question without the white space that a text field leaves around and between words."""
    text = " ".join(without_surrogates(question).split())
    if not text:
        raise ValueError("the question is empty: judge passages for one that was asked")
    return text


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """How much two half-open spans share, as a part of the shorter one."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    shorter = min(one[1] - one[0], other[1] - other[0])
    return max(0, shared) / shorter if shorter > 0 else 0.0


def _grade(passage: Passage, given: Mapping[Span, Grade]) -> Grade | None:
    """The best grade of what was judged at `passage`, exactly there before anywhere near."""
    exact = given.get((passage.doc_id, passage.start, passage.end))
    if exact is not None:
        return exact
    near = [
        grade
        for (doc_id, start, end), grade in given.items()
        if doc_id == passage.doc_id and _overlap((start, end), (passage.start, passage.end)) >= _LEAST_SHARE
    ]
    return max(near, default=None)


def _located(judgement: Judgement, text: str | None) -> Span | None:
    """Where the quotation stands in the document now; None where the document or the quotation is gone."""
    if text is None:
        return None
    if text[judgement.start : judgement.end] == judgement.quote:
        return judgement.span
    start = text.find(judgement.quote) if text.count(judgement.quote) == 1 else -1
    return (judgement.doc_id, start, start + len(judgement.quote)) if start >= 0 else None


def _applied(
    by_question: Mapping[str, Mapping[Span, Grade]], passages: Mapping[str, Sequence[Passage]]
) -> tuple[dict[str, dict[str, int]], dict[str, Passage]]:
    """The grades of the passages that the documents have now, and those passages by name."""
    qrels: dict[str, dict[str, int]] = {}
    graded: dict[str, Passage] = {}
    for question, given in by_question.items():
        judged = qrels.setdefault(question, {})
        for doc_id in dict.fromkeys(doc_id for doc_id, _, _ in given):
            for passage in passages[doc_id]:
                grade = _grade(passage, given)
                if grade is not None:
                    judged[passage_name(passage)] = int(grade)
                    graded[passage_name(passage)] = passage
    return qrels, graded


def _row(passage: Passage, document: DocumentSummary) -> dict[str, str]:
    title = " ".join([document.title, *passage.locator.heading_path])
    return {"_id": passage_name(passage), "title": title, "text": passage.text}


def nothing_to_measure(labels: OwnLabels) -> str:
    """Why there is no question to measure with, and what to do."""
    if labels.lost or labels.without_relevant:
        return (
            f"there is no question with a relevant passage that is still there ({len(labels.lost)} labels have lost "
            f"their document, {len(labels.without_relevant)} questions have none): mark one as relevant first"
        )
    return "nobody has judged a passage yet: mark some as relevant on the search page first"


def _jsonl(rows: Iterable[Mapping[str, str]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _judgement(row: sqlite3.Row) -> Judgement:
    grade = None if row["grade"] is None else Grade(row["grade"])
    where = (row["doc_id"], row["start"], row["end"])
    return Judgement(row["question"], *where, row["sha256"], row["title"], row["quote"], grade, row["at"])
