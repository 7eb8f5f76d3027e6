"""Would another encoder find more in this library? Both are measured beside it, before anything is switched."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Final

from corpus.backup.making import copy_database
from corpus.catalog import Catalog
from corpus.errors import QueryError
from corpus.home import Home, storage_errors
from evaluation.judgements import Judgements, passage_name
from evaluation.measures import PRIMARY, Quality, measure
from evaluation.own import evaluate_own
from evaluation.runner import Progress
from evaluation.significance import Comparison, compare_all
from indexing.build import build, text_in_context
from indexing.encoder import Encoder
from indexing.manifest import EncoderChoice
from search.query import Mode, Query
from search.searcher import Searcher

ENOUGH: Final = 10  # labelled questions from which on those of the library are asked, not those that come with us
_DEPTH = 100  # passages a question
_SAMPLE = 96  # passages that are encoded to take the time
_ASKED = 12  # questions that are encoded to take the time
_MEASURES = {"labels": (PRIMARY, "Success@5"), "own": ("Success@5", "RR@10")}


class QuestionSet(StrEnum):
    """Whose questions are asked: what was labelled in this library, or those that come with the program."""

    LABELS = "labels"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class EncoderFigures:
    """One encoder: means by mode and measure, and milliseconds to encode a passage, and a question."""

    encoder: str
    dimension: int
    means: dict[Mode, dict[str, float]]
    passage_ms: float
    question_ms: float


@dataclass(frozen=True, slots=True)
class EncoderComparison:
    """Two encoders on the same `questions`; `pairs` hold, by mode, the second minus the first on each measure."""

    question_set: QuestionSet
    questions: int
    labelled: int
    passages: int
    first: EncoderFigures
    second: EncoderFigures
    pairs: dict[Mode, tuple[Comparison, ...]]


def compare_encoders(
    home: Home, first: EncoderChoice, second: EncoderChoice, *, progress: Progress | None = None
) -> EncoderComparison:
    """Measure both encoders, changing nothing in `home` but its store of vectors, which a switch then finds filled.

    The questions are those that people have labelled in this library, where they are ENOUGH, else those that come with
    the program, asked of its starter library. Modes: the one that people get, and meaning alone.

    Raises:
        HomeError: there is no library, or no room for a second index.
        EncoderError: an encoder cannot be loaded.
    """
    modes = (Query("问").mode, Mode.DENSE)
    with Catalog.open_readonly(home) as catalog, Judgements.open_readonly(home) as judgements:
        qrels = judgements.labels(catalog).qrels
        passages = catalog.counts()[1]
        sample = list(islice(_texts(catalog), _SAMPLE))
    wanted = QuestionSet.LABELS if len(qrels) >= ENOUGH else QuestionSet.OWN
    figures, qualities = [], []
    with tempfile.TemporaryDirectory(prefix="casebase-encoders-") as temporary:
        beside = Home(Path(temporary) / "home")
        for choice in (first, second):
            model = choice.load()
            if wanted is QuestionSet.LABELS:
                measured = _on_labels(home, beside, choice, qrels, modes, progress)
            else:
                report = evaluate_own(beside, modes=modes, encoder=choice, progress=progress)
                measured = {result.mode: result.quality for result in report.results}
            qualities.append(measured)
            figures.append(_figures(choice, model, measured, sample, list(qrels) or [text[:20] for text in sample]))
    pairs = {mode: _compared(qualities[0][mode], qualities[1][mode], wanted) for mode in modes}
    count = len(qualities[0][modes[0]].per_query)
    return EncoderComparison(wanted, count, len(qrels), passages, figures[0], figures[1], pairs)


def _texts(catalog: Catalog) -> Iterator[str]:
    for summary in catalog.summaries():
        for passage in catalog.passages(summary.doc_id):
            yield text_in_context(summary.title, passage)


def _on_labels(
    home: Home,
    beside: Home,
    choice: EncoderChoice,
    qrels: Mapping[str, Mapping[str, int]],
    modes: Sequence[Mode],
    progress: Progress | None,
) -> dict[Mode, Quality]:
    """Index a copy of the catalogue beside the library, and ask it."""
    with storage_errors(home):
        if not beside.path.exists():
            beside.path.mkdir()
            copy_database(home.catalog, beside.catalog)
            home.vectors.mkdir(exist_ok=True)
            beside.vectors.symlink_to(home.vectors.resolve(), target_is_directory=True)
    build(
        beside, encoder=choice, progress=(lambda done, total: progress("indexing", done, total)) if progress else None
    )
    with Searcher.open(beside) as searcher:
        return {mode: measure(qrels, dict(_ask(searcher, qrels, mode, progress))) for mode in modes}


def _ask(
    searcher: Searcher, questions: Mapping[str, Mapping[str, int]], mode: Mode, progress: Progress | None
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for done, question in enumerate(questions, 1):
        with contextlib.suppress(QueryError):
            hits = searcher.search(Query(question, mode=mode, k=_DEPTH, highlight=False)).hits
            yield question, tuple(passage_name(hit.passage) for hit in hits)
        if progress:
            progress("searching", done, len(questions))


def _figures(
    choice: EncoderChoice, model: Encoder, measured: Mapping[Mode, Quality], sample: Sequence[str], asked: Sequence[str]
) -> EncoderFigures:
    model.encode_documents(sample[:2])  # what is loaded on first use is no time of a passage
    began = time.perf_counter()
    model.encode_documents(sample)
    passages_took = time.perf_counter() - began
    few = asked[:_ASKED]
    began = time.perf_counter()
    for question in few:
        model.encode_queries([question])
    questions_took = time.perf_counter() - began
    return EncoderFigures(
        encoder=choice.name,
        dimension=model.dimension,
        means={mode: quality.means for mode, quality in measured.items()},
        passage_ms=1_000 * passages_took / max(len(sample), 1),
        question_ms=1_000 * questions_took / max(len(few), 1),
    )


def _compared(first: Quality, second: Quality, wanted: QuestionSet) -> tuple[Comparison, ...]:
    return tuple(compare_all({"first": first, "second": second}, baseline="first", measures=_MEASURES[wanted]))
