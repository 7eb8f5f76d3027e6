"""Second stage: people's questions, those written for it (`written.py`), and made ones (`practice.py`).

Each must find the articles that answer it among those that only look alike.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from indexing.sentences import SENTENCE_WEIGHT
from indexing.train.contrastive import ContrastiveOptions, Descent, Mixture, Progress, batch_loss
from indexing.train.model import Bag, StaticModel
from indexing.train.questions import QuestionSet, rank
from indexing.train.store import Parted, Rows, Texts
from indexing.train.tokenizer import Cutting


@dataclass(frozen=True, slots=True)
class Asking:
    """How one set of questions is asked in each step, and how much its loss counts.

    `batch` questions each meet `negatives` documents drawn from their pools: the first `lexical_depth` that BM25 finds
    and the first `dense_depth` that the model itself finds, found anew every `refresh` steps.
    """

    batch: int = 256
    negatives: int = 16
    lexical_depth: int = 50
    dense_depth: int = 50
    refresh: int = 100
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class SupervisedOptions:
    """How the second stage runs.

    `pull` draws the vectors back to where the first stage left them; `rehearsal` is the share of the first stage's
    loss that keeps running, on batches of `rehearsal_batch`, so that the questions do not cost what was learnt about
    everything else. A document's best sentence counts `sentences` beside the whole, as where passages are searched.
    """

    steps: int = 400
    rate: float = 1.5e-3
    temperature: float = 0.05
    pull: float = 1e-4
    rehearsal: float = 0.5
    rehearsal_batch: int = 512
    dropout: float = 0.3
    sentences: float = SENTENCE_WEIGHT
    questions: Asking = field(default_factory=Asking)
    written: Asking = field(default_factory=lambda: Asking(batch=768, negatives=8, refresh=200, weight=2.0))
    practice: Asking = field(
        default_factory=lambda: Asking(
            batch=128, negatives=8, lexical_depth=30, dense_depth=30, refresh=300, weight=0.4
        )
    )


@dataclass(frozen=True, slots=True)
class Task:
    """Questions, documents (whole and in parts), the rows of the answers to each, those BM25 finds (best first)."""

    questions: Texts
    documents: Texts
    parted: Parted
    relevant: Sequence[Rows]
    lexical: Sequence[Rows]

    @classmethod
    def of(cls, cut: Cutting, asked: QuestionSet, lexical: Sequence[Rows]) -> Task:
        """The questions and documents of `asked` as pieces."""
        parted = Parted.of(cut, asked.documents, asked.above)
        documents = Texts.of(cut, asked.documents)
        return cls(Texts.of(cut, asked.questions), documents, parted, asked.relevant, lexical)

    def subset(self, rows: Sequence[int]) -> Task:
        """The same documents with the questions of `rows`."""
        return Task(
            self.questions.subset(np.array(rows, dtype=np.int64)),
            self.documents,
            self.parted,
            [self.relevant[row] for row in rows],
            [self.lexical[row] for row in rows],
        )


def answer_loss(scores: Tensor, answers: Tensor) -> Tensor:
    """Mean over all (question, answer) of −log softmax(answer), a question's other answers left out of the sum.

    Args:
        scores: (questions, documents), divided by the temperature already.
        answers: booleans of the same shape, at least one true in each row.
    """
    others = scores.masked_fill(answers, -torch.inf).logsumexp(dim=1, keepdim=True)
    asked, columns = answers.nonzero(as_tuple=True)
    right = scores[asked, columns]
    losses = torch.logaddexp(right, others[asked, 0]) - right
    return (losses / answers.sum(dim=1)[asked]).sum() / len(scores)


@dataclass(frozen=True, slots=True)
class Reading:
    """Unit vectors of a batch of documents: `whole` (documents, d), and of their `sentences` (sum of `counts`, d).

    Each sentence is read under what stands above its document; `counts` (documents,) is how many each has.
    """

    whole: Tensor
    sentences: Tensor
    counts: Tensor

    @classmethod
    def of(cls, model: StaticModel, parts: Bag, lengths: Rows, *, dropout: float) -> Reading:
        """Read documents in `parts`, of which each has `lengths` (see `Parted`)."""
        sums = model.sums(parts, dropout=dropout)
        counts = torch.from_numpy(lengths)
        owners = torch.repeat_interleave(torch.arange(len(counts)), counts)
        titles = counts.cumsum(0) - counts
        said = torch.ones(len(sums), dtype=torch.bool)
        said[titles] = False
        whole = torch.zeros(len(counts), sums.shape[1]).index_add(0, owners, sums)
        sentences = sums[said] + sums[titles][owners[said]]
        return cls(functional.normalize(whole, dim=-1), functional.normalize(sentences, dim=-1), counts - 1)

    def scores(self, questions: Tensor, share: float) -> Tensor:
        """How near each document comes to each question, (questions, documents); its best sentence counts `share`."""
        whole = questions @ self.whole.T
        some = self.counts > 0
        if not share or not len(self.sentences):
            return whole
        products = self.sentences @ questions.T
        best = torch.segment_reduce(products, "max", lengths=self.counts[some], axis=0, unsafe=True).T
        scores = whole.clone()
        scores[:, some] = (1 - share) * whole[:, some] + share * best
        return scores


def pools(model: StaticModel, task: Task, asking: Asking) -> list[Rows]:
    """For each question the rows that look like answers and are none."""
    questions = model.encode(task.questions.ids, task.questions.offsets)
    documents = model.encode(task.documents.ids, task.documents.offsets)
    dense = rank(questions, documents, k=asking.dense_depth)
    return [
        np.setdiff1d(np.concatenate([near, found[: asking.lexical_depth]]), answers)
        for near, found, answers in zip(dense, task.lexical, task.relevant, strict=True)
    ]


class _Asker:
    """Asks the questions of one task, step by step."""

    def __init__(self, task: Task, asking: Asking) -> None:
        self._task, self.asking = task, asking
        self._pool: list[Rows] = []

    def prepare(self, model: StaticModel, step: int) -> None:
        """Find the pools where `step` is one of those that begin with that."""
        if step % self.asking.refresh == 0:
            self._pool = pools(model, self._task, self.asking)

    def loss(self, model: StaticModel, generator: np.random.Generator, options: SupervisedOptions) -> Tensor:
        """The loss of one batch of questions drawn by `generator`."""
        count = len(self._task.questions)
        asked = generator.choice(count, min(self.asking.batch, count), replace=False)
        rows, answers = self._candidates(generator, asked)
        questions = model(self._task.questions.bag(asked), dropout=options.dropout)
        documents = Reading.of(model, *self._task.parted.drawn(rows), dropout=options.dropout)
        scores = documents.scores(questions, options.sentences)
        return answer_loss(scores / options.temperature, torch.from_numpy(answers))

    def _candidates(self, generator: np.random.Generator, asked: Rows) -> tuple[Rows, NDArray[np.bool_]]:
        """The documents of one batch, each once, and which of them answer which question."""
        pool, relevant, most = self._pool, self._task.relevant, self.asking.negatives
        chosen = [relevant[row] for row in asked]
        chosen += [generator.choice(pool[row], min(most, len(pool[row])), replace=False) for row in asked]
        rows = np.unique(np.concatenate(chosen))
        answers = np.zeros((len(asked), len(rows)), dtype=np.bool_)
        for place, row in enumerate(asked):
            answers[place, np.searchsorted(rows, relevant[row])] = True
        return rows, answers


@contextlib.contextmanager
def _sixteen_bits() -> Iterator[None]:
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("medium")
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before)


@_sixteen_bits()
def train_supervised(
    model: StaticModel,
    tasks: Sequence[tuple[Task, Asking]],
    rehearsal: Mixture,
    options: SupervisedOptions,
    *,
    seed: int,
    progress: Progress,
) -> None:
    """Train `model` in place on the questions of `tasks`; `rehearsal` is what the first stage drew from.

    A task without questions is left out. Where the processor knows numbers of 16 bits, products are made of these.
    """
    generator = np.random.default_rng(seed)
    torch.manual_seed(seed)
    origin = model.vectors.detach().clone()
    again = ContrastiveOptions(dropout=options.dropout)
    descent = Descent(model, rate=options.rate, steps=options.steps, warm_up=10)
    askers = [_Asker(task, asking) for task, asking in tasks if len(task.questions)]
    for step in range(options.steps):
        for asker in askers:
            asker.prepare(model, step)
        losses = [asker.loss(model, generator, options) for asker in askers]
        total = options.pull * (model.vectors - origin).square().sum()
        for asker, loss in zip(askers, losses, strict=True):
            total = total + asker.asking.weight * loss
        if options.rehearsal:
            batch = rehearsal.draw(generator, options.rehearsal_batch)
            total = total + options.rehearsal * batch_loss(model, batch, again)
        descent.step(step, total)
        if (step + 1) % 100 == 0:
            shown = ", ".join(f"{loss.item():.3f}" for loss in losses)
            progress(f"questions step {step + 1}/{options.steps}: loss {shown}")
