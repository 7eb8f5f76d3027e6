"""Run a labelled set through the product's own way in and its own search, and measure it. START READING HERE."""

from __future__ import annotations

import contextlib
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from corpus.catalog import Catalog
from corpus.errors import HomeError, HomeProblem, QueryError
from corpus.home import Home, writing
from corpus.ingest import ingest_text
from evaluation.beir import BeirDocument, BeirSet
from evaluation.measures import Quality, Ranking, measure, percentile
from evaluation.trec import run_lines
from indexing.build import build
from indexing.manifest import EncoderChoice
from search.query import Mode, Query
from search.searcher import Searcher

Progress = Callable[[str, int, int], None]
"""Called with the step, the number done and the number to do."""

_AT_ONCE = 1_000  # documents a transaction
_PROGRESS_EVERY = 100  # queries


@dataclass(frozen=True, slots=True)
class Answer:
    """What one query got: document ids best first, their scores, the time it took."""

    ranking: tuple[str, ...]
    scores: tuple[float, ...]
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Prepared:
    """A labelled set that is ready to be asked, and the seconds that ingesting and indexing it took."""

    documents: int
    passages: int
    index_seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """What a run was worth and what it cost.

    `index_seconds` is the time that ingesting and indexing took in this run: next to nothing where `home` held the
    corpus already. `unanswerable` counts queries that cannot be asked (no words, too long); they count 0.
    """

    quality: Quality
    answers: dict[str, Answer]
    mode: Mode
    encoder: str
    documents: int
    passages: int
    index_seconds: float
    unanswerable: int
    peak_rss_mb: float
    encoder_revision: str = ""

    @property
    def rankings(self) -> dict[str, Ranking]:
        """The documents that each query got, by query; those that could not be asked have none."""
        return {query: answer.ranking for query, answer in self.answers.items()}

    def percentile_ms(self, share: float, queries: Iterable[str] | None = None) -> float:
        """The time below which `share` percent of the queries (None: all of them) were answered."""
        asked = self.answers if queries is None else [query for query in queries if query in self.answers]
        return percentile([self.answers[query].milliseconds for query in asked], share)

    def figures(self) -> dict[str, float | int | str]:
        """The figures by name, for JSON; measures unrounded."""
        return {
            **self.quality.means,
            "queries": len(self.quality.per_query),
            "documents": self.documents,
            "index_seconds": round(self.index_seconds, 3),
            "p50_ms": round(self.percentile_ms(50), 3),
            "p95_ms": round(self.percentile_ms(95), 3),
            "peak_rss_mb": round(self.peak_rss_mb, 1),
            "mode": str(self.mode),
            "encoder": self.encoder,
            "passages": self.passages,
            "unanswerable": self.unanswerable,
        }


def evaluate(
    beir: BeirSet,
    home: Home,
    *,
    mode: Mode,
    k: int = 100,
    encoder: EncoderChoice | None = None,
    progress: Progress | None = None,
) -> Report:
    """Ingest and index the corpus in `home`, ask every judged query, measure.

    Args:
        beir: the labelled set.
        home: an empty directory, or one that a run over the same corpus left; only what is missing is added.
        mode: which sides are asked.
        k: documents per query; below 100 R@100 cannot be what it says.
        encoder: which; None is the one that the index has, at first the bundled one.
        progress: told how far it is.

    Raises:
        HomeError: `home` holds documents that are not of this corpus.
        BeirError: the corpus is malformed.
        CasebaseError: whatever ingesting, indexing or searching raises.
    """
    prepared = prepare(beir, home, encoder=encoder, progress=progress)
    return ask(beir, home, prepared, mode=mode, k=k, progress=progress)


def prepare(
    beir: BeirSet, home: Home, *, encoder: EncoderChoice | None = None, progress: Progress | None = None
) -> Prepared:
    """Ingest and index the corpus, once for several modes or wordings of the questions; see `evaluate`."""
    tell = progress or _silent
    began = time.perf_counter()
    _ingest(beir, home, tell)
    built = build(home, encoder=encoder, progress=lambda done, total: tell("indexing", done, total))
    return Prepared(built.documents, built.passages, time.perf_counter() - began)


def ask(
    beir: BeirSet, home: Home, prepared: Prepared, *, mode: Mode, k: int = 100, progress: Progress | None = None
) -> Report:
    """Ask every judged query in a home that `prepare` has filled, and measure; see `evaluate`."""
    with Searcher.open(home) as searcher:
        manifest = searcher.generation.manifest
        answers = dict(_ask(searcher, beir, mode, k, progress or _silent))
    return Report(
        quality=measure(beir.qrels, {query: answer.ranking for query, answer in answers.items()}),
        answers=answers,
        mode=mode,
        encoder=manifest.encoder,
        documents=prepared.documents,
        passages=prepared.passages,
        index_seconds=prepared.index_seconds,
        unanswerable=len(beir.queries) - len(answers),
        peak_rss_mb=peak_rss_mb(),
        encoder_revision=manifest.encoder_revision,
    )


def _silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""


def trec_run(report: Report, *, tag: str = "casebase") -> Iterator[str]:
    """The lines of a TREC run file: query, Q0, document, rank, score, tag; scores fall strictly within a query."""
    for query, answer in report.answers.items():
        yield from run_lines(query, answer.ranking, answer.scores, tag=tag)


def peak_rss_mb() -> float:
    """The most memory that this process has held, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def _ingest(beir: BeirSet, home: Home, tell: Progress) -> None:
    """Add the documents that `home` does not hold yet, each under its id in the set as its file name.

    The corpus is read twice: a malformed line or a wrong home should be known before anything is written.
    """
    lengths = {document.doc_id: len(_body(document)) for document in beir.documents()}
    with writing(home, "python -m evaluation run"), Catalog.open(home) as catalog:
        held = {summary.source.file_name: summary.characters for summary in catalog.summaries()}
        foreign = [name for name, length in held.items() if lengths.get(name) != length]
        if foreign:
            detail = f"it holds {len(foreign)} documents that are not of {beir.folder}: choose another with --home"
            raise HomeError(str(home.path), HomeProblem.FOREIGN, detail)
        missing = (document for document in beir.documents() if document.doc_id not in held)
        done = len(held)
        while some := list(islice(missing, _AT_ONCE)):
            catalog.add_many(ingest_text(_body(d), name=d.doc_id, title=d.title or None) for d in some)
            done += len(some)
            tell("ingesting", done, len(lengths))


def _body(document: BeirDocument) -> str:
    return document.text if document.text.strip() else document.title


def _ask(searcher: Searcher, beir: BeirSet, mode: Mode, k: int, tell: Progress) -> Iterator[tuple[str, Answer]]:
    """Every query that can be asked, with its answer."""
    for done, (query_id, text) in enumerate(beir.queries.items(), 1):
        with contextlib.suppress(QueryError):
            yield query_id, _answer(searcher, Query(text, mode=mode, k=k, group=True, highlight=False, gather=False))
        if done % _PROGRESS_EVERY == 0 or done == len(beir.queries):
            tell("searching", done, len(beir.queries))


def _answer(searcher: Searcher, query: Query) -> Answer:
    began = time.perf_counter()
    hits = searcher.search(query).hits
    took = (time.perf_counter() - began) * 1000
    return Answer(tuple(hit.document.source.file_name for hit in hits), tuple(hit.score for hit in hits), took)
