"""Questions asked of an index, as numbers to learn from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.catalog import Catalog
from corpus.errors import QueryError
from corpus.home import Home
from corpus.ingest import ingest_text
from evaluation.beir import BeirSet
from evaluation.own import open_own, overlaps
from evaluation.questions import Target
from evaluation.ranking.practice import PracticeQuestion, PracticeSet, Shelf
from evaluation.runner import prepare
from indexing.build import build
from indexing.manifest import EncoderChoice
from indexing.train.questions import FOLDS
from indexing.train.texts import bucket
from search.features import Features
from search.query import Mode, Query
from search.rerank import Examined
from search.searcher import Searcher
from search.signals import Readable

_AT_ONCE = 500  # documents in one transaction


@dataclass(frozen=True, slots=True)
class Example:
    """One question: its candidates in fused order, those read, which of both answer.

    `scores` is shape (candidates, 3): passage, document, dense; `names` the documents of the candidates, `works` what
    these are part of; `rows` the features of the shortlist, whose places among the candidates are `chosen`. `relevant`
    is how many documents answer.
    """

    question_id: str
    question: Features
    scores: Features
    answers: NDArray[np.bool_]
    names: tuple[str, ...]
    works: tuple[str, ...]
    chosen: NDArray[np.int64]
    rows: Features
    relevant: int


def take_in(home: Home, practice: PracticeSet) -> None:
    """Store the documents of a practice set in the empty `home`."""
    with Catalog.open(home) as catalog:
        for start in range(0, len(practice.documents), _AT_ONCE):
            some = practice.documents[start : start + _AT_ONCE]
            catalog.add_many(ingest_text(d.text, name=f"{d.name}.txt", title=d.title or None) for d in some)


def practice_examples(
    home: Home, practice: PracticeSet, questions: Sequence[PracticeQuestion], encoder: EncoderChoice | None = None
) -> Iterator[Example]:
    """Index the documents in `home` by `encoder` and ask some of their questions; what finds no answer is left out."""
    build(home, encoder=encoder)
    with Searcher.open(home) as searcher:
        for question in questions:
            wanted = _holds(question.statements)
            example = _example(searcher, f"{practice.name}-{question.name}", question.text, wanted, relevant=1)
            if example is not None and example.answers.any():
                yield example


def shelf_examples(home: Home, shelf: Shelf, fold: int, encoder: EncoderChoice) -> Iterator[tuple[Example, bool]]:
    """Index a shelf in the empty `home` and ask it what its fold's encoder never saw; each with whether it answers."""
    take_in(home, shelf.documents)
    build(home, encoder=encoder)
    with Searcher.open(home) as searcher:
        for questions, answered in ((shelf.documents.questions, True), (shelf.foreign, False)):
            for one in (one for one in questions if bucket(one.name, FOLDS) == fold):
                example = _example(searcher, one.name, one.text, _holds(one.statements), relevant=1)
                if example is not None and len(example.rows) and (example.answers.any() or not answered):
                    yield example, answered


def labelled_examples(home: Home, beir: BeirSet, queries: Sequence[str], encoder: EncoderChoice) -> Iterator[Example]:
    """Index a labelled set by `encoder` and ask some of its `queries`."""
    prepare(beir, home, encoder=encoder)
    with Searcher.open(home) as searcher:
        for query_id in queries:
            relevant = {doc for doc, grade in beir.qrels[query_id].items() if grade > 0}
            wanted = _is_of(relevant)
            example = _example(searcher, query_id, beir.queries[query_id], wanted, relevant=len(relevant))
            if example is not None:
                yield example


def own_examples(home: Home, path: Path) -> Iterator[Example]:
    """Ask those of the own questions in the file `path` that have an answer."""
    with open_own(home, path) as opened:
        for one in opened.questions:
            question, wanted = one.question, _overlaps(one.targets)
            if not one.targets:
                continue
            example = _example(opened.searcher, question.question_id, question.text, wanted, relevant=1)
            if example is not None:
                yield example


Wanted = Callable[[str, Readable | None], bool]
"""Whether a candidate answers: the name of its document, and the passage where it was read."""


def _holds(statements: Sequence[str]) -> Wanted:
    return lambda name, read: read is not None and any(one in read.unspaced for one in statements)


def _is_of(relevant: set[str]) -> Wanted:
    return lambda name, read: name in relevant


def _overlaps(targets: Sequence[Target]) -> Wanted:
    return lambda name, read: read is not None and overlaps(read.passage, targets)


def _example(searcher: Searcher, query_id: str, text: str, wanted: Wanted, *, relevant: int) -> Example | None:
    try:
        found = searcher.examine(Query(text, mode=Mode.HYBRID, k=100, highlight=False))
    except QueryError:
        return None
    return None if found is None else _as_numbers(searcher.catalog, query_id, found, wanted, relevant)


def _as_numbers(catalog: Catalog, query_id: str, found: Examined, wanted: Wanted, relevant: int) -> Example:
    places = {one.candidate.passage_id: place for place, one in enumerate(found.scored)}
    documents = catalog.summaries_of(list({one.candidate.doc_id for one in found.scored}))
    names = tuple(documents[one.candidate.doc_id].source.file_name for one in found.scored)
    read = {one.passage.passage_id: one for one in found.shortlist.read}
    ids = [one.candidate.passage_id for one in found.scored]
    answers = [wanted(name, read.get(i)) for name, i in zip(names, ids, strict=True)]
    scores = [(c.lexical, c.document, c.dense) for c in (one.candidate for one in found.scored)]
    return Example(
        question_id=query_id,
        question=found.question,
        scores=np.array(scores, dtype=np.float32),
        answers=np.array(answers),
        names=names,
        works=tuple(one.candidate.work or one.candidate.doc_id for one in found.scored),
        chosen=np.array([places[one.candidate.passage_id] for one in found.shortlist.chosen], dtype=np.int64),
        rows=found.shortlist.rows,
        relevant=relevant,
    )
