"""The whole recipe in order: tokenizer, pairs, first stage, second stage, folder."""

from __future__ import annotations

import tempfile
import time
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from corpus.errors import EncoderError
from indexing.analyzer import terms_of_folded
from indexing.encoder import StaticEncoder, StaticLayout
from indexing.lexical import LexicalIndex, LexicalItem
from indexing.train.contrastive import ContrastiveOptions, Draw, Mixture, Progress, train_contrastive
from indexing.train.folder import save_folder, write_facts
from indexing.train.model import StaticModel
from indexing.train.pairs import Kind, Pair, Statutes, law_pairs, prose_pairs
from indexing.train.questions import QuestionSet, measure, rank, read_questions
from indexing.train.store import Pairs, Passages, Rows, Texts
from indexing.train.supervised import SupervisedOptions, Task, train_supervised
from indexing.train.texts import LAW_FILES, Law, read_laws, read_prose, sample, sentences
from indexing.train.tokenizer import train_tokenizer

QUESTIONS = "statutes"
CHECKED = ("statutes", "drcd_traditional", "cmrc_simplified")

CONTEXT = "context"
# Neighbours in a batch come from one law. Under one heading they would be each other's false negatives.
_RUNS = {Kind.DEFINITION: 4, Kind.CONDITION: 4, Kind.REFERENCE: 4}


def _shares() -> dict[str, float]:
    return {
        f"laws/{CONTEXT}": 0.15,
        f"laws/{Kind.HEADING}": 0.03,
        f"laws/{Kind.DEFINITION}": 0.03,
        f"laws/{Kind.CONDITION}": 0.06,
        f"laws/{Kind.REFERENCE}": 0.05,
        f"taiwan_laws/{CONTEXT}": 0.14,
        f"taiwan_laws/{Kind.HEADING}": 0.015,
        f"taiwan_laws/{Kind.DEFINITION}": 0.025,
        f"taiwan_laws/{Kind.CONDITION}": 0.025,
        f"taiwan_laws/{Kind.REFERENCE}": 0.03,
        f"prose/{CONTEXT}": 0.345,
        f"prose/{Kind.HEADLINE}": 0.05,
        f"prose/{Kind.REFERENCE}": 0.05,
    }


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """Every number that the result depends on, beside the data.

    `tokenizer_share` is the share (0–1) of the text that the tokenizer is trained on; `shares` how often a batch of
    the first stage comes from each source: `<file or prose>/<context or kind of pair>`.
    A context reaches up to `reach` sentences to each side; the share `overlap` of them keeps the sentence asked for.
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
    contrastive: ContrastiveOptions = field(default_factory=ContrastiveOptions)
    supervised: SupervisedOptions = field(default_factory=SupervisedOptions)


@dataclass(frozen=True, slots=True)
class TrainReport:
    """What came out: the folder, its size in bytes, the seconds spent, measures by set (those in `dev/`)."""

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


def train(
    data: Path,
    out: Path,
    *,
    options: TrainOptions | None = None,
    tokenizer: Tokenizer | None = None,
    progress: Progress = lambda message: None,
) -> TrainReport:
    """Train the bundled encoder from the text in `data` and write it to the folder `out`.

    Args:
        data: holds `train/*.jsonl.gz` (any of the four files) and, for the second stage and the measures,
            `dev/<set>/` in the BEIR layout. Without `dev/statutes` there is no second stage.
        out: a folder in the sentence-transformers layout; files of the same names are replaced.
        options: the numbers of the recipe; by default those of the bundled model.
        tokenizer: one to use instead of training it anew. The tokenizer of a finished folder makes the rest repeatable
            to the bit; training it anew may exchange a few of the rarest pieces.
        progress: called with a line of text now and then.

    Raises:
        EncoderError: there is no training text in `data`.
    """
    options = options or TrainOptions()
    began = time.monotonic()
    torch.set_num_threads(options.threads)
    parts = _read(data / "train")
    progress("read " + ", ".join(f"{len(part.documents)} {part.name}" for part in parts))
    tokenizer = _tokenizer(data / "train", options) if tokenizer is None else tokenizer
    progress(f"tokenizer: {tokenizer.get_vocab_size()} pieces")
    mixture, counts = _mixture(tokenizer, parts, options)
    model = StaticModel(counts, dimension=options.dimension, seed=options.seed)
    train_contrastive(model, mixture, options.contrastive, seed=options.seed, progress=progress)
    if (folder := data / "dev" / QUESTIONS).is_dir():
        asked, _ = read_questions(folder).split()
        train_supervised(
            model, _task(tokenizer, asked), mixture, options.supervised, seed=options.seed, progress=progress
        )
    save_folder(out, tokenizer, model.folded())
    return _report(data / "dev", out, options, time.monotonic() - began)


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


def _mixture(tokenizer: Tokenizer, parts: list[_Source], options: TrainOptions) -> tuple[Mixture, Rows]:
    """What the first stage draws from, and how often each piece occurs in it."""
    counts = np.zeros(tokenizer.get_vocab_size(), dtype=np.int64)
    draws: dict[str, Draw] = {}
    for part in parts:
        passages = Passages.of(tokenizer, part.documents)
        counts += np.bincount(passages.sentences.ids, minlength=len(counts))
        if len(passages.askable):
            draws[f"{part.name}/{CONTEXT}"] = partial(passages.draw, overlap=options.overlap, reach=options.reach)
        for kind in Kind:
            if some := [pair for pair in part.pairs if pair.kind == kind]:
                pairs = Pairs.of(tokenizer, [pair.query for pair in some], [pair.document for pair in some])
                draws[f"{part.name}/{kind}"] = partial(pairs.draw, run=_RUNS.get(kind, 1))
    names = [name for name in draws if options.shares.get(name)]
    return Mixture(tuple(draws[name] for name in names), tuple(options.shares[name] for name in names)), counts


def _task(tokenizer: Tokenizer, asked: QuestionSet) -> Task:
    return Task(
        Texts.of(tokenizer, asked.questions),
        Texts.of(tokenizer, asked.documents),
        asked.relevant,
        lexical_ranks(asked, 100),
    )


def lexical_ranks(asked: QuestionSet, k: int) -> list[Rows]:
    """The rows of the `k` documents that BM25 finds for each question, best first."""
    with tempfile.TemporaryDirectory() as folder:
        index = LexicalIndex.create(Path(folder) / "lexical")
        with index.writing() as writer:
            for row, text in enumerate(asked.documents):
                writer.add(LexicalItem(row, str(row), terms_of_folded(text)))
        search = partial(index.search, k=k)
        return [
            np.array([key for key, _, _ in search(terms_of_folded(question))], dtype=np.int64)
            for question in asked.questions
        ]


def _report(dev: Path, out: Path, options: TrainOptions, seconds: float) -> TrainReport:
    """Measure the finished folder as its users will read it, and write down how it was made."""
    layout = StaticLayout.find(out)
    assert layout is not None  # written a moment ago
    encoder = StaticEncoder.load(layout, out.name)
    measures = {name: measure_dense(encoder, dev / name) for name in CHECKED if (dev / name).is_dir()}
    facts = {"seconds": round(seconds), "measures": measures, "options": asdict(options)}
    write_facts(out, facts)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    return TrainReport(out, size, seconds, measures)


def measure_dense(encoder: StaticEncoder, folder: Path) -> dict[str, float]:
    """Measures of the encoder alone on a BEIR folder; on the set that it was trained on, over the held-back fifth."""
    asked = read_questions(folder)
    if folder.name == QUESTIONS:
        asked = asked.split()[1]
    if not asked.questions:
        return {}
    documents = encoder.encode_documents(asked.documents)
    ranked = rank(encoder.encode_queries(asked.questions), documents)
    return {"questions": len(asked.questions), **asdict(measure(ranked, asked.relevant))}
