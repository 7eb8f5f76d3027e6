"""How good is search on what this library's own users have judged?"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import HomeError, HomeProblem, QueryError
from corpus.home import Home
from evaluation.judgements import Judgement, Judgements, nothing_to_measure, passage_name
from evaluation.measures import Quality, measure
from search.query import Mode, Query
from search.searcher import Searcher

DEPTH = 100  # passages a question: what R@100 needs


@dataclass(frozen=True, slots=True)
class LabelReport:
    """Measures by mode over the questions that users judged, on passages; one that nobody judged is not relevant.

    `judgements` are the grades in use; `lost` and `without_relevant` could not be used (evaluation.judgements).
    """

    questions: int
    judgements: int
    by_mode: dict[Mode, Quality]
    lost: tuple[Judgement, ...]
    without_relevant: tuple[str, ...]


def evaluate_labels(home: Home | Path, *, modes: Sequence[Mode] = tuple(Mode)) -> LabelReport:
    """Ask the library in `home` every question that its users judged, in each of `modes`, and measure.

    Raises:
        HomeError: nothing is marked as relevant there, or it cannot be read.
        CasebaseError: whatever opening an index raises.
    """
    home = home if isinstance(home, Home) else Home(home)
    with Searcher.open(home) as searcher, Judgements.open_readonly(home) as judgements:
        labels = judgements.labels(searcher.catalog)
        if not labels.qrels:
            raise HomeError(str(home.path), HomeProblem.NOTHING_THERE, nothing_to_measure(labels))
        by_mode = {mode: measure(labels.qrels, dict(_ask(searcher, labels.qrels, mode))) for mode in modes}
    count = sum(len(judged) for judged in labels.qrels.values())
    return LabelReport(len(labels.qrels), count, by_mode, labels.lost, labels.without_relevant)


def _ask(
    searcher: Searcher, questions: Mapping[str, Mapping[str, int]], mode: Mode
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for question in questions:
        with contextlib.suppress(QueryError):
            hits = searcher.search(Query(question, mode=mode, k=DEPTH, highlight=False)).hits
            yield question, tuple(passage_name(hit.passage) for hit in hits)
