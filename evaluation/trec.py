"""TREC run files, in and out: `query Q0 document rank score tag`, one line a document."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evaluation.beir import BeirError, BeirSet, numbered_lines
from evaluation.measures import Quality, Ranking, falling, measure

_FIELDS = ("query", "Q0", "document", "rank", "score", "tag")


@dataclass(frozen=True, slots=True)
class TrecRun:
    """What a system answered: documents by query, best first. `tag` is what the file calls the system.

    The order is that of trec_eval: falling scores in single precision, equal ones by document id backwards; the rank
    that the file states does not count.
    """

    path: Path
    tag: str
    rankings: dict[str, Ranking]


@dataclass(frozen=True, slots=True)
class Scored:
    """A run measured on a set.

    `missing` judged queries have no line in the run and count 0; `unjudged` ones of the run do not count.
    """

    run: TrecRun
    quality: Quality
    missing: int
    unjudged: int


def read_run(path: Path) -> TrecRun:
    """Read a run file, packed where its name ends in .gz.

    Raises:
        BeirError: it cannot be read, a line is malformed, or a query has a document twice.
    """
    scores: dict[str, dict[str, np.float32]] = {}
    tag = ""
    for number, line in numbered_lines(path):
        query, doc_id, score, tag = _fields(line, path, number)
        documents = scores.setdefault(query, {})
        if doc_id in documents:
            raise BeirError(path, f"query {query!r} has document {doc_id!r} a second time: keep one of them", number)
        documents[doc_id] = score
    if not scores:
        raise BeirError(path, "there is no line in this run: write one a document")
    return TrecRun(path, tag, {query: _ranking(documents) for query, documents in scores.items()})


def _fields(line: str, path: Path, number: int) -> tuple[str, str, np.float32, str]:
    fields = line.split()
    if len(fields) != len(_FIELDS):
        raise BeirError(path, f"there are {len(fields)} fields, not {' '.join(_FIELDS)}: correct the line", number)
    query, _, doc_id, _, stated, tag = fields
    try:
        score = float(stated)
    except ValueError:
        score = math.nan
    if not math.isfinite(score):
        raise BeirError(path, f"the score {stated!r} is not a number: correct it", number)
    with np.errstate(over="ignore"):  # beyond single precision trec_eval sees infinity, too
        return query, doc_id, np.float32(score), tag


def _ranking(scores: Mapping[str, np.float32]) -> tuple[str, ...]:
    return tuple(sorted(scores, key=lambda doc_id: (scores[doc_id], doc_id), reverse=True))


def score_run(beir: BeirSet, run: TrecRun) -> Scored:
    """How good a run is on the judged queries of `beir`.

    Raises:
        BeirError: none of the queries of the run is judged.
    """
    unjudged = run.rankings.keys() - beir.qrels.keys()
    if len(unjudged) == len(run.rankings):
        raise BeirError(run.path, f"none of its queries is judged in {beir.folder}: name the set that it was made for")
    rankings = {query: ranking for query, ranking in run.rankings.items() if query in beir.qrels}
    return Scored(run, measure(beir.qrels, rankings), len(beir.qrels.keys() - run.rankings.keys()), len(unjudged))


def run_lines(query: str, ranking: Ranking, scores: Sequence[float], *, tag: str) -> Iterator[str]:
    """The lines of one query. The scores are made to fall strictly, so that every reader sees this order.

    Raises:
        ValueError: an id holds white space, which separates the fields of a run.
    """
    for name in (query, tag, *ranking):
        if name.split() != [name]:
            raise ValueError(f"the id {name!r} holds white space or nothing, and cannot stand in a TREC run: rename it")
    for rank, (doc_id, score) in enumerate(zip(ranking, falling(scores), strict=True), 1):
        yield f"{query} Q0 {doc_id} {rank} {score:.9g} {tag}\n"
