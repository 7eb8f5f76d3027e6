"""The product's own questions over the starter library and the seeds, judged on passages. START READING HERE.

A hit counts where it overlaps an answer in the right document: finding the document is not enough.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.catalog import Catalog
from corpus.errors import HomeError, HomeProblem, QueryError
from corpus.home import Home, writing
from corpus.ingest import files_under, read_file
from corpus.model import Passage
from evaluation.abstaining import Abstaining, Outcome, abstaining
from evaluation.beir import BeirError
from evaluation.measures import PASSAGE_MEASURES, Quality, measure
from evaluation.questions import FOLDER, SEED, KnownDocument, Located, Split, Target, User, locate, read_questions
from evaluation.runner import Progress
from indexing.build import build
from indexing.manifest import EncoderChoice
from search.hits import Hit, SearchResult
from search.query import Mode, Query
from search.searcher import Searcher

ROOT = Path(__file__).parents[1]
STARTER = ROOT / "corpus" / "documents"
STARTER_FOLDERS = ("cases", "policy", "papers", "submissions")
SEEDS = ROOT.parent / "shared" / "seeds"
DEPTH = 10  # hits a question: what RR@10 needs
SHOWN = 5  # a question failed where no answer is among so many
_NO_ANSWER = "answer not found"  # a relevant passage that no ranking holds

SaidNothing = Callable[[SearchResult], bool]
"""Whether a result says that the library holds nothing relevant."""


def said_nothing(result: SearchResult) -> bool:
    """How the commands see it."""
    return not result.answered


SAID_NOTHING: SaidNothing | None = said_nothing


@dataclass(frozen=True, slots=True)
class Failure:
    """A question without an answer among the first SHOWN hits.

    `rank` is where the first answer stood, None beyond DEPTH; `first_document` and `first_text` are what came first
    instead, empty where nothing did.
    """

    question_id: str
    user: User
    question: str
    wanted: tuple[Target, ...]
    rank: int | None
    first_document: str
    first_text: str


@dataclass(frozen=True, slots=True)
class ModeResult:
    """One mode on the answerable questions, over all and by user group, and on abstaining where that was asked for."""

    mode: Mode
    quality: Quality
    by_user: dict[User, Quality]
    failures: tuple[Failure, ...]
    abstaining: Abstaining | None


@dataclass(frozen=True, slots=True)
class OwnReport:
    """What the own questions gave: how many were asked, how many not because their document is absent, and by mode.

    `repeated` are the ids of questions with an anchor that stands in several places, all of which count.
    """

    split: str
    encoder: str
    documents: int
    passages: int
    answerable: int
    unanswerable: int
    left_out: int
    repeated: tuple[str, ...]
    results: tuple[ModeResult, ...]


def evaluate_own(
    home: Home,
    *,
    questions: Path | None = None,
    split: Split = Split.TEST,
    seeds: Path = SEEDS,
    modes: Sequence[Mode] = tuple(Mode),
    encoder: EncoderChoice | None = None,
    said_nothing: SaidNothing | None = None,
    progress: Progress | None = None,
) -> OwnReport:
    """Ingest and index the starter library and the seeds in `home`, ask, measure Success@5, Success@1 and RR@10.

    Args:
        home: an empty directory, or one that an earlier run left.
        questions: a file of questions; None is that of `split`.
        split: which of the bundled files.
        seeds: the folder of the seed documents; questions about them are left out where it is absent.
        modes: which to measure.
        encoder: which; None is the one that the index has, at first the bundled one.
        said_nothing: how a result says that there is nothing relevant; None: abstaining is not measured.
        progress: told how far it is.

    Raises:
        BeirError: the questions are malformed, or none of them can be asked.
        HomeError: `home` holds other documents, which would compete with the answers.
    """
    path = questions or FOLDER / f"{split}.jsonl"
    with open_own(home, path, seeds=seeds, encoder=encoder, progress=progress) as opened:
        answerable = sum(bool(one.targets) for one in opened.questions)
        return OwnReport(
            split=path.stem,
            encoder=opened.searcher.generation.manifest.encoder,
            documents=opened.documents,
            passages=opened.passages,
            answerable=answerable,
            unanswerable=len(opened.questions) - answerable,
            left_out=opened.left_out,
            repeated=opened.repeated,
            results=tuple(
                _measure(opened.searcher, opened.questions, mode, opened.names, said_nothing) for mode in modes
            ),
        )


@dataclass(frozen=True, slots=True)
class OpenedOwn:
    """The library of the own questions, open for searching, and the questions that can be asked of it.

    `names` are those of its documents by `doc_id`, as the questions call them.
    """

    searcher: Searcher
    questions: Sequence[Located]
    names: dict[str, str]
    documents: int
    passages: int
    left_out: int
    repeated: tuple[str, ...]


@contextlib.contextmanager
def open_own(
    home: Home,
    path: Path,
    *,
    seeds: Path = SEEDS,
    encoder: EncoderChoice | None = None,
    progress: Progress | None = None,
) -> Iterator[OpenedOwn]:
    """Ingest and index the starter library and the seeds in `home` for the questions in the file `path`.

    Raises as `evaluate_own`.
    """
    asked = read_questions(path)
    documents = _ingest(home, seeds)
    built = build(home, encoder=encoder, progress=(lambda d, t: progress("indexing", d, t)) if progress else None)
    located = locate(asked, documents, path)
    if not any(one.targets for one in located.questions):
        raise BeirError(path, f"none of its {len(asked)} questions has an answer in this library: add the documents")
    with Searcher.open(home) as searcher:
        yield OpenedOwn(
            searcher=searcher,
            questions=located.questions,
            names={known.doc_id: name for name, known in documents.items()},
            documents=built.documents,
            passages=built.passages,
            left_out=len(located.left_out),
            repeated=tuple(question.question_id for question in located.repeated),
        )


def _ingest(home: Home, seeds: Path) -> dict[str, KnownDocument]:
    """The starter library and the seeds, stored in `home`, by the names that questions use for them."""
    files = {path: str(path.relative_to(STARTER)) for path in files_under([STARTER / name for name in STARTER_FOLDERS])}
    files |= {path: f"{SEED}{path.name}" for path in (files_under([seeds]) if seeds.is_dir() else [])}
    entries = {name: read_file(path) for path, name in files.items()}
    ours = {entry.document.doc_id for entry in entries.values()}
    with writing(home, "python -m evaluation own"), Catalog.open(home) as catalog:
        foreign = catalog.versions().keys() - ours
        if foreign:
            detail = (
                f"it holds {len(foreign)} documents beside the starter library and the seeds: choose another --home"
            )
            raise HomeError(str(home.path), HomeProblem.FOREIGN, detail)
        catalog.add_many(entries.values())
    return {name: KnownDocument(entry.document.doc_id, entry.document.text) for name, entry in entries.items()}


def _measure(
    searcher: Searcher,
    questions: Sequence[Located],
    mode: Mode,
    names: dict[str, str],
    said_nothing: SaidNothing | None,
) -> ModeResult:
    results = {one.question.question_id: result for one, result in _results(searcher, questions, mode)}
    answerable = [one for one in questions if one.targets]
    quality = _quality(answerable, results)
    by_user = {
        user: quality.part([one.question.question_id for one in answerable if one.question.user is user])
        for user in User
        if any(one.question.user is user for one in answerable)
    }
    outcomes = [
        Outcome(bool(one.targets), said_nothing(result), one.question.near, result.doubtful)
        for one in questions
        if said_nothing and (result := results.get(one.question.question_id))
    ]
    return ModeResult(
        mode=mode,
        quality=quality,
        by_user=by_user,
        failures=tuple(_failures(answerable, results, names)),
        abstaining=abstaining(outcomes) if said_nothing else None,
    )


def _results(searcher: Searcher, questions: Sequence[Located], mode: Mode) -> Iterator[tuple[Located, SearchResult]]:
    for one in questions:
        with contextlib.suppress(QueryError):
            yield one, searcher.search(Query(one.question.text, mode=mode, k=DEPTH, highlight=False))


def _quality(questions: Sequence[Located], results: dict[str, SearchResult]) -> Quality:
    qrels: dict[str, dict[str, int]] = {}
    rankings: dict[str, list[str]] = {}
    for one in questions:
        key = one.question.question_id
        hits = results[key].hits if key in results else ()
        rankings[key] = [str(hit.passage.passage_id) for hit in hits]
        right = {str(hit.passage.passage_id): 1 for hit in hits if answers(hit, one.targets)}
        qrels[key] = right or {_NO_ANSWER: 1}
    return measure(qrels, rankings, measures=PASSAGE_MEASURES)


def answers(hit: Hit, targets: Sequence[Target]) -> bool:
    """Whether the passage of `hit` overlaps one of `targets` in the same document."""
    return overlaps(hit.passage, targets)


def overlaps(passage: Passage, targets: Sequence[Target]) -> bool:
    """Whether `passage` overlaps one of `targets` in the same document."""
    return any(
        passage.doc_id == target.doc_id and passage.start < target.end and target.start < passage.end
        for target in targets
    )


def _failures(
    questions: Sequence[Located], results: dict[str, SearchResult], names: dict[str, str]
) -> Iterator[Failure]:
    for one in questions:
        key = one.question.question_id
        hits = results[key].hits if key in results else ()
        rank = next((hit.rank for hit in hits if answers(hit, one.targets)), None)
        if rank is not None and rank <= SHOWN:
            continue
        document = names.get(hits[0].passage.doc_id, hits[0].document.source.file_name) if hits else ""
        text = hits[0].passage.text if hits else ""
        yield Failure(key, one.question.user, one.question.text, one.targets, rank, document, text)
