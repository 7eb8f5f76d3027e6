"""First stage: nobody's labels. Each text must find its partner among all the others of the batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from indexing.train.model import Batch, StaticModel

Draw = Callable[[np.random.Generator, int], Batch]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ContrastiveOptions:
    """How the first stage runs.

    `rate` rises over 50 steps, then falls to zero along a cosine. `dropout` is the chance of a piece to be left out,
    on both sides.
    """

    steps: int = 2000
    batch: int = 1536
    rate: float = 5e-3
    temperature: float = 0.05
    dropout: float = 0.15


@dataclass(frozen=True, slots=True)
class Mixture:
    """Where batches come from, each source with its share.

    A whole batch comes from one source: its texts are alike, and that makes a partner hard to tell from the others.
    """

    sources: tuple[Draw, ...]
    shares: tuple[float, ...]

    def draw(self, generator: np.random.Generator, size: int) -> Batch:
        """A batch of `size` from one source, chosen by the shares."""
        chances = np.array(self.shares) / sum(self.shares)
        return self.sources[generator.choice(len(self.sources), p=chances)](generator, size)


def info_nce(queries: Tensor, documents: Tensor, keys: Tensor, temperature: float) -> Tensor:
    """The symmetric in-batch softmax loss of unit vectors (van den Oord et al. 2018).

    The partner of query i is document i; documents of the same key are left out of its sum.
    """
    partners = torch.arange(len(keys))
    same = (keys[:, None] == keys[None, :]) & (partners[:, None] != partners[None, :])
    scores = (queries @ documents.T / temperature).masked_fill(same, -torch.inf)
    return (functional.cross_entropy(scores, partners) + functional.cross_entropy(scores.T, partners)) / 2


def cosine(step: int, steps: int, *, warm_up: int = 50) -> float:
    """The learning rate's share at `step`: a linear start, then half a cosine down to zero."""
    if step < warm_up:
        return (step + 1) / warm_up
    return 0.5 * (1 + float(np.cos(np.pi * (step - warm_up) / max(1, steps - warm_up))))


def batch_loss(model: StaticModel, batch: Batch, options: ContrastiveOptions) -> Tensor:
    """The loss of `model` on one batch."""
    queries = model(batch.queries, dropout=options.dropout)
    documents = model(batch.documents, dropout=options.dropout)
    return info_nce(queries, documents, batch.keys, options.temperature)


class Descent:
    """Adam on a falling rate."""

    def __init__(self, model: StaticModel, *, rate: float, steps: int, warm_up: int) -> None:
        self._optimiser = torch.optim.Adam(model.parameters(), lr=rate, fused=True)
        self._rate, self._steps, self._warm_up = rate, steps, warm_up

    def step(self, number: int, loss: Any) -> None:
        """Step `number` (from 0) down the gradient of `loss`."""
        for group in self._optimiser.param_groups:
            group["lr"] = self._rate * cosine(number, self._steps, warm_up=self._warm_up)
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self._optimiser.step()


def train_contrastive(
    model: StaticModel, mixture: Mixture, options: ContrastiveOptions, *, seed: int, progress: Progress
) -> None:
    """Train `model` in place. The same seed gives the same batches in the same order."""
    generator = np.random.default_rng(seed)
    torch.manual_seed(seed)
    descent = Descent(model, rate=options.rate, steps=options.steps, warm_up=50)
    running = 0.0
    for step in range(options.steps):
        loss = batch_loss(model, mixture.draw(generator, options.batch), options)
        descent.step(step, loss)
        running = 0.98 * running + 0.02 * loss.item() if step else loss.item()
        if (step + 1) % 250 == 0:
            progress(f"contrastive step {step + 1}/{options.steps}: loss {running:.3f}")
