"""Labelled questions in the BEIR layout, and the measures that training is judged by."""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.script import fold
from indexing.train.texts import bucket, records

FOLDS = 5


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Folded documents and questions; `relevant[i]` holds the rows of the documents that answer question i.

    The first `above[j]` characters of document j are its title; without `above` no document has one.
    """

    documents: list[str]
    question_ids: list[str]
    questions: list[str]
    relevant: list[NDArray[np.int64]]
    above: list[int] = field(default_factory=list)

    def subset(self, rows: list[int]) -> QuestionSet:
        """The same documents with some of the questions."""
        return QuestionSet(
            self.documents,
            [self.question_ids[row] for row in rows],
            [self.questions[row] for row in rows],
            [self.relevant[row] for row in rows],
            self.above,
        )

    def split(self, fold: int) -> tuple[list[int], list[int]]:
        """The rows of the questions outside the fold and of those in it: one in five, by its id alone."""
        rows: tuple[list[int], list[int]] = ([], [])
        for row, name in enumerate(self.question_ids):
            rows[bucket(name, FOLDS) == fold].append(row)
        return rows

    def unseen(self, rows: list[int], held: Set[int]) -> list[int]:
        """Those of `rows` whose questions none of the documents `held` answers."""
        return [row for row in rows if held.isdisjoint(self.relevant[row].tolist())]


def read_questions(folder: Path, *, split: str = "test") -> QuestionSet:
    """A BEIR folder: `corpus.jsonl.gz`, `queries.jsonl`, `qrels/SPLIT.tsv`. Title and text are joined by a blank."""
    rows: dict[str, int] = {}
    documents: list[str] = []
    above: list[int] = []
    for record in records(folder / "corpus.jsonl.gz"):
        rows[record["_id"]] = len(documents)
        title = fold((record.get("title") or "").strip())
        above.append(len(title))
        documents.append(f"{title} {fold(record['text'])}".strip())
    relevant = _read_judgements(folder / "qrels" / f"{split}.tsv", rows)
    asked = [json.loads(line) for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    asked = [record for record in asked if record["_id"] in relevant]
    return QuestionSet(
        documents,
        [record["_id"] for record in asked],
        [fold(record["text"]) for record in asked],
        [np.array(sorted(relevant[record["_id"]]), dtype=np.int64) for record in asked],
        above,
    )


def _read_judgements(path: Path, rows: Mapping[str, int]) -> dict[str, set[int]]:
    relevant: dict[str, set[int]] = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        question, document, grade = line.split("\t")
        if int(grade) > 0:
            relevant.setdefault(question, set()).add(rows[document])
    return relevant


@dataclass(frozen=True, slots=True)
class Measures:
    """Means over all questions, in 0–1."""

    ndcg_10: float
    recall_10: float
    recall_100: float


def measure(ranked: NDArray[np.int64], relevant: list[NDArray[np.int64]]) -> Measures:
    """nDCG@10 (binary gains), recall@10 and recall@100 of `ranked`, shape (questions, 100 or more)."""
    discounts = 1 / np.log2(np.arange(2, 12))
    found = [np.isin(row[:100], answers) for row, answers in zip(ranked, relevant, strict=True)]
    ideal = [discounts[: len(answers)].sum() for answers in relevant]
    sizes = np.array([len(answers) for answers in relevant])
    dcg = np.array([hits[:10] @ discounts[: len(hits[:10])] for hits in found])
    return Measures(
        float(np.mean(dcg / np.array(ideal))),
        float(np.mean(np.array([hits[:10].sum() for hits in found]) / sizes)),
        float(np.mean(np.array([hits.sum() for hits in found]) / sizes)),
    )


def rank(
    questions: NDArray[np.float32], documents: NDArray[np.float32], *, k: int = 100, batch: int = 256
) -> NDArray[np.int64]:
    """The rows of the `k` nearest documents of each question, nearest first."""
    k = min(k, len(documents))
    ranked = np.zeros((len(questions), k), dtype=np.int64)
    for start in range(0, len(questions), batch):
        scores = questions[start : start + batch] @ documents.T
        best = np.argpartition(-scores, k - 1, axis=1)[:, :k]
        order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1, kind="stable")
        ranked[start : start + batch] = np.take_along_axis(best, order, axis=1)
    return ranked
