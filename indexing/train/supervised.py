"""Second stage: people's questions. Each must find the articles that answer it among those that only look alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from indexing.train.contrastive import ContrastiveOptions, Descent, Mixture, Progress, batch_loss
from indexing.train.model import StaticModel
from indexing.train.questions import rank
from indexing.train.store import Rows, Texts


@dataclass(frozen=True, slots=True)
class SupervisedOptions:
    """How the second stage runs.

    Each question meets `negatives` documents drawn from its pool: the first `lexical_depth` that BM25 finds and the
    first `dense_depth` that the model itself finds, found anew every `refresh` steps. `pull` draws the vectors back
    to where the first stage left them; `rehearsal` is the share of the first stage's loss that keeps running, so that
    a thousand questions about law do not cost what was learnt about everything else.
    """

    steps: int = 300
    batch: int = 256
    rate: float = 1e-3
    temperature: float = 0.05
    negatives: int = 16
    lexical_depth: int = 50
    dense_depth: int = 50
    refresh: int = 50
    pull: float = 1e-4
    rehearsal: float = 0.2
    dropout: float = 0.3


@dataclass(frozen=True, slots=True)
class Task:
    """Questions, documents, the rows of the answers to each, the rows that BM25 finds for each (best first)."""

    questions: Texts
    documents: Texts
    relevant: Sequence[Rows]
    lexical: Sequence[Rows]


def answer_loss(scores: Tensor, answers: Tensor) -> Tensor:
    """Mean over all (question, answer) of −log softmax(answer), a question's other answers left out of the sum.

    Args:
        scores: (questions, documents), divided by the temperature already.
        answers: booleans of the same shape, at least one true in each row.
    """
    others = scores.masked_fill(answers, -torch.inf).logsumexp(dim=1, keepdim=True)
    losses = torch.logaddexp(scores, others) - scores
    return (losses * answers).sum(dim=1).div(answers.sum(dim=1)).mean()


def pools(model: StaticModel, task: Task, options: SupervisedOptions) -> list[Rows]:
    """For each question the rows that look like answers and are none."""
    questions = model.encode(task.questions.ids, task.questions.offsets)
    documents = model.encode(task.documents.ids, task.documents.offsets)
    dense = rank(questions, documents, k=options.dense_depth)
    return [
        np.setdiff1d(np.concatenate([near, found[: options.lexical_depth]]), answers)
        for near, found, answers in zip(dense, task.lexical, task.relevant, strict=True)
    ]


def _candidates(
    generator: np.random.Generator, task: Task, pool: Sequence[Rows], asked: Rows, negatives: int
) -> tuple[Rows, NDArray[np.bool_]]:
    """The documents of one batch, each once, and which of them answer which question."""
    chosen = [task.relevant[row] for row in asked]
    chosen += [generator.choice(pool[row], min(negatives, len(pool[row])), replace=False) for row in asked]
    rows = np.unique(np.concatenate(chosen))
    return rows, np.stack([np.isin(rows, task.relevant[row]) for row in asked])


def train_supervised(
    model: StaticModel,
    task: Task,
    rehearsal: Mixture,
    options: SupervisedOptions,
    *,
    seed: int,
    progress: Progress,
) -> None:
    """Train `model` in place on the questions of `task`; `rehearsal` is what the first stage drew from."""
    generator = np.random.default_rng(seed)
    torch.manual_seed(seed)
    origin = model.vectors.detach().clone()
    descent = Descent(model, rate=options.rate, steps=options.steps, warm_up=10)
    pool: list[Rows] = []
    for step in range(options.steps):
        if step % options.refresh == 0:
            pool = pools(model, task, options)
        asked = generator.choice(len(task.questions), min(options.batch, len(task.questions)), replace=False)
        rows, answers = _candidates(generator, task, pool, asked, options.negatives)
        questions = model(task.questions.bag(asked), dropout=options.dropout)
        documents = model(task.documents.bag(rows), dropout=options.dropout)
        loss = answer_loss(questions @ documents.T / options.temperature, torch.from_numpy(answers))
        total = loss + options.pull * (model.vectors - origin).square().sum()
        if options.rehearsal:
            batch = rehearsal.draw(generator, options.batch * 2)
            total = total + options.rehearsal * batch_loss(model, batch, ContrastiveOptions(dropout=options.dropout))
        descent.step(step, total)
        if (step + 1) % 50 == 0:
            progress(f"questions step {step + 1}/{options.steps}: loss {loss.item():.3f}")
