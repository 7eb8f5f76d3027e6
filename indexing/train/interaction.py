"""Third stage: how single pieces of a question and of a passage are compared, where passages are put in order.

Late interaction (Khattab and Zaharia, ColBERT, 2020) of pieces without context: each piece of the question looks for
the nearest one of the passage. The tables stay as they are; learned is what a question's piece looks like to those of
passages (one matrix), and how much each piece counts in a question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from indexing.encoder import Interaction, PieceEncoder, Vectors, unit
from indexing.pieces import Ids
from indexing.train.contrastive import Progress, cosine
from indexing.train.questions import QuestionSet, rank
from indexing.train.store import Rows, Texts
from indexing.train.tokenizer import Cutting

_SCALES = (15.0, 5.0)  # what the dense score and the pieces count at first
_SCALE_RATE = 0.05
_LIGHTEST = 1e-3  # what a piece weighs at least at first
_WARM_UP = 10


@dataclass(frozen=True, slots=True)
class InteractionOptions:
    """How the third stage runs.

    A step asks `asked` of people's questions and `written` of those written for passages. Each meets one answer and
    `negatives` others of the first `depth` that the encoder finds. `rate` is that of the matrix, `weight_rate` that of
    the logarithms of the weights; `pull` draws the matrix back to where it began: every piece as it is.
    """

    steps: int = 500
    asked: int = 8
    written: int = 40
    negatives: int = 12
    depth: int = 30
    rate: float = 1e-3
    weight_rate: float = 2e-2
    pull: float = 1e-4


@dataclass(frozen=True, slots=True)
class Contest:
    """One question as pieces, documents as pieces of which the first answers, and how near the encoder puts these."""

    question: Ids
    documents: tuple[Ids, ...]
    dense: Vectors


class Comparison(nn.Module):
    """The numbers to learn: the matrix, the weights of pieces, and what dense score and pieces count beside each other.

    Args:
        table: the vectors of all pieces, shape (pieces, d). They stay.
    """

    def __init__(self, table: Vectors) -> None:
        super().__init__()
        self._units = torch.from_numpy(unit(table))
        self.matrix = nn.Parameter(torch.eye(table.shape[1]))
        self.log_weights = nn.Parameter(torch.from_numpy(np.linalg.norm(table, axis=1)).clamp_min(_LIGHTEST).log())
        self.scales = nn.Parameter(torch.tensor(_SCALES))

    def forward(self, contests: Sequence[Contest]) -> Tensor:
        """The mean of −log softmax of what answers, over `contests`."""
        lengths = [len(one.question) for one in contests]
        pieces = torch.from_numpy(np.concatenate([one.question for one in contests]).astype(np.int64))
        asked = torch.split(functional.normalize(self._units[pieces] @ self.matrix, dim=-1), lengths)
        weights = torch.split(self.log_weights[pieces], lengths)
        losses = [
            -functional.log_softmax(self._scores(one, vectors, weighing.softmax(0)), 0)[0]
            for one, vectors, weighing in zip(contests, asked, weights, strict=True)
        ]
        return torch.stack(losses).mean()

    def _scores(self, contest: Contest, asked: Tensor, weights: Tensor) -> Tensor:
        held, places = np.unique(np.concatenate(contest.documents), return_inverse=True)
        nearness = self._units[torch.from_numpy(held.astype(np.int64))] @ asked.T
        lengths = torch.tensor([len(document) for document in contest.documents])
        best = torch.segment_reduce(nearness[torch.from_numpy(places)], "max", lengths=lengths, axis=0, unsafe=True)
        return self.scales[0] * torch.from_numpy(contest.dense) + self.scales[1] * (best @ weights)

    def pulled(self) -> Tensor:
        """How far the matrix is from where it began, squared."""
        return (self.matrix - torch.eye(len(self.matrix))).square().sum()

    @torch.no_grad()
    def learned(self) -> Interaction:
        """What is shipped."""
        return Interaction(self.matrix.numpy().copy(), self.log_weights.exp().numpy().copy())


@dataclass(frozen=True, slots=True)
class Arena:
    """Questions that are drawn from, and what the encoder finds for them.

    `questions` and `documents` are pieces; question i is answered by the documents `relevant[i]`, `found[i]` are the
    nearest others; `asked` and `held` are the vectors of both. Rows of questions are drawn from `drawn`.
    """

    questions: Texts
    documents: Texts
    relevant: Sequence[Rows]
    found: Sequence[Rows]
    asked: Vectors
    held: Vectors
    drawn: Rows

    @classmethod
    def of(cls, encoder: PieceEncoder, cut: Cutting, some: QuestionSet, drawn: Rows, depth: int) -> Self:
        """Of the questions of `some` at the rows `drawn` (one may stand there twice), with their documents."""
        rows, places = np.unique(drawn, return_inverse=True)
        asked = some.subset(rows.tolist())
        vectors, held = encoder.encode_folded(asked.questions), encoder.encode_folded(some.documents)
        ranked = rank(vectors, held, k=depth)
        found = [np.setdiff1d(near, answers) for near, answers in zip(ranked, asked.relevant, strict=True)]
        questions, documents = Texts.of(cut, asked.questions), Texts.of(cut, some.documents)
        return cls(questions, documents, asked.relevant, found, vectors, held, places.astype(np.int64))

    def contest(self, generator: np.random.Generator, negatives: int) -> Contest | None:
        """One question drawn by `generator`; None where there is nothing to compare."""
        row = generator.choice(self.drawn)
        found = self.found[row]
        some = generator.choice(found, min(negatives, len(found)), replace=False)
        rows = np.concatenate([generator.choice(self.relevant[row], 1), some])
        pieces, *documents = (_pieces(self.questions, row), *(_pieces(self.documents, one) for one in rows))
        if not len(pieces) or not len(some) or not all(map(len, documents)):
            return None
        return Contest(pieces, tuple(documents), self.held[rows] @ self.asked[row])


def _pieces(texts: Texts, row: int) -> Ids:
    pieces: Ids = np.unique(texts.ids[texts.offsets[row] : texts.offsets[row + 1]])
    return pieces


def train_interaction(
    encoder: PieceEncoder,
    cut: Cutting,
    asked: tuple[QuestionSet, Sequence[int]],
    written: tuple[QuestionSet, Sequence[int]],
    options: InteractionOptions,
    *,
    seed: int,
    progress: Progress,
) -> Interaction:
    """Learn how pieces of questions and passages are compared by `encoder`, whose tables stay as they are.

    Args:
        encoder: both stages done.
        cut: into all pieces that occur.
        asked: people's questions, and the rows of them that may be seen.
        written: the same of those written for passages.
        options: how long, and how.
        seed: for what is drawn.
        progress: told now and then.
    """
    generator = np.random.default_rng(seed)
    arenas: list[tuple[Arena, int]] = []
    for (some, rows), size in ((asked, options.asked), (written, options.written)):
        if size and rows:
            drawn = generator.choice(np.array(rows, dtype=np.int64), options.steps * size)
            arenas.append((Arena.of(encoder, cut, some, drawn, options.depth), size))
    model = Comparison(encoder.every)
    groups = [([model.matrix], options.rate), ([model.log_weights], options.weight_rate), ([model.scales], _SCALE_RATE)]
    optimiser = torch.optim.Adam([{"params": params, "lr": rate} for params, rate in groups])
    for step in range(options.steps):
        drawn_now = [arena.contest(generator, options.negatives) for arena, size in arenas for _ in range(size)]
        contests = [one for one in drawn_now if one is not None]
        if not contests:
            continue
        for group, (_, rate) in zip(optimiser.param_groups, groups, strict=True):
            group["lr"] = rate * cosine(step, options.steps, warm_up=_WARM_UP)
        loss = model(contests)
        optimiser.zero_grad(set_to_none=True)
        (loss + options.pull * model.pulled()).backward()
        optimiser.step()
        if (step + 1) % 100 == 0:
            progress(f"pieces step {step + 1}/{options.steps}: loss {loss.item():.3f}")
    return model.learned()
