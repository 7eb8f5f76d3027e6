"""The whole recipe in order: tokenizer, pairs; for each half of the model two stages; for both the third; measures."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import torch
from threadpoolctl import threadpool_limits
from tokenizers import Tokenizer

from corpus.errors import EncoderError
from indexing.analyzer import terms_of_folded
from indexing.encoder import Encoder, PieceEncoder, Vectors, load_encoder
from indexing.lexical import LexicalIndex, LexicalItem
from indexing.pieces import Half
from indexing.train.beside import both
from indexing.train.contrastive import ContrastiveOptions, Draw, Mixture, Progress, train_contrastive
from indexing.train.copies import copies
from indexing.train.folder import save_folder, write_facts
from indexing.train.interaction import InteractionOptions, train_interaction
from indexing.train.model import StaticModel
from indexing.train.pairs import Kind, Pair, Statutes, law_pairs, prose_pairs
from indexing.train.practice import practice_questions
from indexing.train.questions import FOLDS, QuestionSet, measure, rank, read_questions
from indexing.train.store import Pairs, Passages, Rows
from indexing.train.supervised import SupervisedOptions, Task, train_supervised
from indexing.train.texts import LAW_FILES, Law, read_laws, read_prose, sample, sentences
from indexing.train.tokenizer import Cutting, train_tokenizer
from indexing.train.written import written_questions

QUESTIONS = "statutes"
CHECKED = ("drcd_traditional", "cmrc_simplified")

CONTEXT = "context"
# Neighbours in a batch come from one law. Under one heading they would be each other's false negatives.
_RUNS = {Kind.DEFINITION: 4, Kind.CONDITION: 4, Kind.REFERENCE: 4, Kind.GAP: 2, Kind.PLAIN: 2}


def _shares() -> dict[str, float]:
    return {
        f"laws/{CONTEXT}": 0.11,
        f"laws/{Kind.HEADING}": 0.03,
        f"laws/{Kind.DEFINITION}": 0.03,
        f"laws/{Kind.CONDITION}": 0.06,
        f"laws/{Kind.REFERENCE}": 0.05,
        f"laws/{Kind.GAP}": 0.03,
        f"laws/{Kind.PLAIN}": 0.09,
        f"taiwan_laws/{CONTEXT}": 0.09,
        f"taiwan_laws/{Kind.HEADING}": 0.015,
        f"taiwan_laws/{Kind.DEFINITION}": 0.025,
        f"taiwan_laws/{Kind.CONDITION}": 0.025,
        f"taiwan_laws/{Kind.REFERENCE}": 0.03,
        f"taiwan_laws/{Kind.GAP}": 0.03,
        f"taiwan_laws/{Kind.PLAIN}": 0.04,
        f"prose/{CONTEXT}": 0.25,
        f"prose/{Kind.HEADLINE}": 0.05,
        f"prose/{Kind.REFERENCE}": 0.05,
        f"prose/{Kind.GAP}": 0.12,
        f"prose/{Kind.PLAIN}": 0.07,
    }


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """Every number that the result depends on, beside the data.

    `tokenizer_share` is the share (0–1) of the text that the tokenizer is trained on; `shares` how often a batch of
    the first stage comes from each source: `<file or prose>/<context or kind of pair>`.
    A context reaches up to `reach` sentences to each side; the share `overlap` of them keeps the sentence asked for.
    `dimension` is that of each half; `practice` how many questions are made for the second stage.
    """

    seed: int = 0
    threads: int = 1
    tokenizer_share: float = 0.15
    pieces: int = 40_000
    max_piece_length: int = 6
    dimension: int = 256
    shares: dict[str, float] = field(default_factory=_shares)
    overlap: float = 0.1
    reach: int = 4
    practice: int = 8_000
    contrastive: ContrastiveOptions = field(default_factory=ContrastiveOptions)
    supervised: SupervisedOptions = field(default_factory=SupervisedOptions)
    interaction: InteractionOptions = field(default_factory=InteractionOptions)


@dataclass(frozen=True, slots=True)
class TrainReport:
    """What came out: the folder, its size in bytes, the seconds spent, measures by set (those in `dev/`).

    The set that is trained on is there only with cross-validation: each of its questions asked of a model that never
    saw it.
    """

    folder: Path
    size: int
    seconds: float
    measures: dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class _Source:
    """One part of the training text: its documents as sentences, and its pairs."""

    name: str
    documents: list[list[str]]
    pairs: list[Pair]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the later stages ask, with what BM25 finds: people's questions, those written for passages, and practice.

    `common` says which documents of `written` say nearly the same as one of `asked` that answers something.
    """

    asked: QuestionSet
    asked_lexical: list[Rows]
    written: QuestionSet
    written_lexical: list[Rows]
    practice: QuestionSet
    practice_lexical: list[Rows]
    common: Mapping[int, Rows]

    def rows(self, fold: int | None) -> tuple[list[int], list[int]]:
        """Which of the `asked` and of the `written` questions a model without `fold` learns from.

        Of the written ones it learns from none about a passage that answers a question of the fold, of either kind.
        """
        if fold is None:
            return list(range(len(self.asked.questions))), list(range(len(self.written.questions)))
        asked, held_back = self.asked.split(fold)
        written, held_back_written = self.written.split(fold)
        held = {row for question in held_back_written for row in self.written.relevant[question].tolist()}
        for question in held_back:
            for document in self.asked.relevant[question].tolist():
                held.update(self.common[document].tolist())
        return asked, self.written.unseen(written, held)


def train(
    data: Path,
    out: Path,
    *,
    options: TrainOptions | None = None,
    tokenizer: Tokenizer | None = None,
    cross_validate: Path | None = None,
    progress: Progress = lambda message: None,
) -> TrainReport:
    """Train the bundled encoder from the text in `data` and write it to the folder `out`.

    Args:
        data: holds `train/*.jsonl.gz` (any of the four files) and, for the second stage and the measures,
            `dev/<set>/` in the BEIR layout. Without `dev/statutes` the first stage is all.
        out: a folder in the sentence-transformers layout; files of the same names are replaced.
        options: the numbers of the recipe; by default those of the bundled model.
        tokenizer: one to use instead of training it anew. The tokenizer of a finished folder makes the rest repeatable
            to the bit; training it anew may exchange a few of the rarest pieces.
        cross_validate: a folder for five more models `0` to `4`, each without one fifth of the labelled and of the
            written questions after its first stage, and without the written ones about passages that answer any of
            these; measured on the labelled fifth.
        progress: called with a line of text now and then.

    Raises:
        EncoderError: there is no training text in `data`, or nothing to cross-validate with.
    """
    options = options or TrainOptions()
    began = time.monotonic()
    torch.set_num_threads(options.threads)
    _check_questions(data / "dev" / QUESTIONS, cross_validate)
    parts = _read(data / "train")
    progress("read " + ", ".join(f"{len(part.documents)} {part.name}" for part in parts))
    tokenizer = _tokenizer(data / "train", options) if tokenizer is None else tokenizer
    progress(f"tokenizer: {tokenizer.get_vocab_size()} pieces")
    questions = _questions(data, parts, options, progress)
    folds = {fold: cross_validate / str(fold) for fold in range(FOLDS)} if cross_validate else {}
    inputs = parts, questions, options, list(folds)
    halves = [partial(_half, Cutting.of(tokenizer, half), *inputs) for half in (Half.PATH, Half.ALL)]
    with threadpool_limits(options.threads, user_api="blas"):
        path, every = both((halves[0], halves[1]), progress, apart=options.threads == 1)
        finished = list(zip((out, *folds.values()), (None, *folds), zip(path, every, strict=True), strict=True))
        for folder, _, tables in finished:
            save_folder(folder, tokenizer, *tables)
        if questions is not None:
            some = [partial(_interactions, finished[start::2], tokenizer, questions, options) for start in (0, 1)]
            both((some[0], some[1]), progress, apart=options.threads == 1)
    measures = measure_unseen(questions.asked, folds, options) if questions and folds else {}
    return _report(data / "dev", out, options, time.monotonic() - began, measures)


def _check_questions(folder: Path, cross_validate: Path | None) -> None:
    if cross_validate and not folder.is_dir():
        raise EncoderError(str(folder), "there are no labelled questions to validate with: train without --folds")


def _read(folder: Path) -> list[_Source]:
    parts = []
    mainland = Statutes([])
    for name in LAW_FILES:
        laws = list(read_laws(folder / name))
        statutes = Statutes(laws)
        if name == LAW_FILES[0]:
            mainland = statutes
        pairs = list(law_pairs(laws, statutes))
        parts.append(_Source(name.split(".")[0], [_law_sentences(law) for law in laws], pairs))
    prose = list(read_prose(folder))
    parts.append(_Source("prose", [sentences(text.text) for text in prose], list(prose_pairs(prose, mainland))))
    if not any(part.documents for part in parts):
        raise EncoderError(str(folder), "there is no training text (*.jsonl.gz) in this folder: check --data")
    return [part for part in parts if part.documents]


def _tokenizer(folder: Path, options: TrainOptions) -> Tokenizer:
    texts = sample(folder, options.tokenizer_share)
    return train_tokenizer(texts, pieces=options.pieces, max_piece_length=options.max_piece_length)


def _law_sentences(law: Law) -> list[str]:
    return sentences("\n".join([law.preamble, *(article.text for article in law.articles)]))


def _mixture(cut: Cutting, parts: list[_Source], options: TrainOptions) -> tuple[Mixture, Rows]:
    """What the first stage draws from, and how often each piece occurs in it."""
    counts = np.zeros(cut.cutter.size, dtype=np.int64)
    draws: dict[str, Draw] = {}
    for part in parts:
        passages = Passages.of(cut, part.documents)
        counts += np.bincount(passages.sentences.ids, minlength=len(counts))
        if len(passages.askable):
            draws[f"{part.name}/{CONTEXT}"] = partial(passages.draw, overlap=options.overlap, reach=options.reach)
        for kind in (kind for kind in Kind if options.shares.get(f"{part.name}/{kind}")):
            if some := [pair for pair in part.pairs if pair.kind == kind]:
                pairs = Pairs.of(cut, [pair.query for pair in some], [pair.document for pair in some])
                draws[f"{part.name}/{kind}"] = partial(pairs.draw, run=_RUNS.get(kind, 1))
    names = [name for name in draws if options.shares.get(name)]
    return Mixture(tuple(draws[name] for name in names), tuple(options.shares[name] for name in names)), counts


def _half(
    cut: Cutting,
    parts: list[_Source],
    questions: Asked | None,
    options: TrainOptions,
    folds: Sequence[int],
    progress: Progress,
) -> list[Vectors]:
    """One half of the model, finished: trained on all questions, then without those of each of `folds`."""
    mixture, counts = _mixture(cut, parts, options)
    model = StaticModel(counts, dimension=options.dimension, seed=options.seed)
    progress(f"{cut.half} half: {counts.sum()} pieces in contexts")
    train_contrastive(model, mixture, options.contrastive, seed=options.seed, progress=progress)
    if questions is None:
        return [model.folded()]
    begun = {name: values.clone() for name, values in model.state_dict().items()}
    task = Task.of(cut, questions.asked, questions.asked_lexical)
    written = Task.of(cut, questions.written, questions.written_lexical)
    practice = Task.of(cut, questions.practice, questions.practice_lexical)
    tables = []
    for fold in (None, *folds):
        asked_rows, written_rows = questions.rows(fold)
        progress(f"{cut.half} half: {len(asked_rows)} questions asked, {len(written_rows)} written")
        model.load_state_dict(begun)
        how = options.supervised
        tasks = [
            (task.subset(asked_rows), how.questions),
            (written.subset(written_rows), how.written),
            (practice, how.practice),
        ]
        train_supervised(model, tasks, mixture, how, seed=options.seed, progress=progress)
        tables.append(model.folded())
    return tables


def _interactions(
    finished: Sequence[tuple[Path, int | None, tuple[Vectors, Vectors]]],
    tokenizer: Tokenizer,
    questions: Asked,
    options: TrainOptions,
    progress: Progress,
) -> None:
    """The third stage for each of the `finished` folders, which hold the tables of a model without a fold."""
    cut = Cutting.of(tokenizer, Half.ALL)
    for folder, fold, tables in finished:
        encoder = load_encoder(str(folder))
        assert isinstance(encoder, PieceEncoder)
        asked, written = questions.rows(fold)
        progress(f"comparing pieces: {len(asked)} questions asked, {len(written)} written")
        known = (questions.asked, asked), (questions.written, written)
        learned = train_interaction(encoder, cut, *known, options.interaction, seed=options.seed, progress=progress)
        save_folder(folder, tokenizer, *tables, learned)


def _questions(data: Path, parts: list[_Source], options: TrainOptions, progress: Progress) -> Asked | None:
    folder = data / "dev" / QUESTIONS
    if not folder.is_dir():
        return None
    asked = read_questions(folder)
    written = written_questions(data / "train")
    pairs = {part.name: part.pairs for part in parts}
    practice = practice_questions(
        pairs.get("laws", []), pairs.get("prose", []), count=options.practice, seed=options.seed
    )
    counts = f"{len(asked.questions)} asked, {len(written.questions)} written, {len(practice.questions)} for practice"
    progress(f"questions: {counts}")
    how = options.supervised
    return Asked(
        asked,
        lexical_ranks(asked, how.questions.lexical_depth),
        written,
        lexical_ranks(written, how.written.lexical_depth),
        practice,
        lexical_ranks(practice, how.practice.lexical_depth),
        in_common(asked, written),
    )


def in_common(asked: QuestionSet, written: QuestionSet) -> dict[int, Rows]:
    """For each document of `asked` that answers something, those of `written` that answer and say nearly the same."""
    answers, others = (sorted({row for rows in some.relevant for row in rows.tolist()}) for some in (asked, written))
    texts = [asked.documents[row] for row in answers] + [written.documents[row] for row in others]
    near = copies(texts, set(range(len(answers))))
    beside = {place: [others[one - len(answers)] for one in near[place] if one >= len(answers)] for place in near}
    return {row: np.array(beside[place], dtype=np.int64) for place, row in enumerate(answers)}


def lexical_ranks(asked: QuestionSet, k: int) -> list[Rows]:
    """The rows of the `k` documents that BM25 finds for each question, best first."""
    with tempfile.TemporaryDirectory() as folder:
        index = LexicalIndex.create(Path(folder) / "lexical")
        with index.writing() as writer:
            for row, text in enumerate(asked.documents):
                writer.add(LexicalItem(row, str(row), terms_of_folded(text)))
        search = partial(index.search, k=k)
        return [
            np.array([key for key, _ in search(terms_of_folded(question))], dtype=np.int64)
            for question in asked.questions
        ]


def _report(
    dev: Path, out: Path, options: TrainOptions, seconds: float, measures: dict[str, dict[str, float]]
) -> TrainReport:
    """Measure the finished folder as its users will read it, and write down how it was made."""
    encoder = load_encoder(str(out))
    measures = measures | {name: measure_dense(encoder, dev / name) for name in CHECKED if (dev / name).is_dir()}
    write_facts(out, {"seconds": round(seconds), "measures": measures, "options": asdict(options)})
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    return TrainReport(out, size, seconds, measures)


def measure_dense(encoder: Encoder, folder: Path) -> dict[str, float]:
    """Measures of the encoder alone on a BEIR folder that it was not trained on."""
    asked = read_questions(folder)
    return _measures(asked, _ranked(encoder, asked)) if asked.questions else {}


def measure_unseen(
    asked: QuestionSet, folders: Mapping[int, Path], options: TrainOptions
) -> dict[str, dict[str, float]]:
    """Measures over all questions, each asked of the model in the folder of its fold, which never saw it.

    Every folder gets its own (`training.json`).
    """
    order: list[int] = []
    ranked: list[Rows] = []
    for fold, folder in folders.items():
        _, rows = asked.split(fold)
        if rows:
            some = asked.subset(rows)
            found = _ranked(load_encoder(str(folder)), some)
            order += rows
            ranked.append(found)
            measures = {QUESTIONS: _measures(some, found)}
            write_facts(folder, {"fold": fold, "measures": measures, "options": asdict(options)})
    return {QUESTIONS: _measures(asked.subset(order), np.concatenate(ranked))} if order else {}


def _ranked(encoder: Encoder, asked: QuestionSet) -> Rows:
    return rank(encoder.encode_queries(asked.questions), encoder.encode_documents(asked.documents))


def _measures(asked: QuestionSet, ranked: Rows) -> dict[str, float]:
    return {"questions": len(asked.questions), **asdict(measure(ranked, asked.relevant))}
