"""A cross-encoder over the best candidates, for who has the seconds: it reads question and passage together.

None comes with the program. Any of sentence-transformers will do, by its name on the hub or from a folder; torch is
loaded only where one is asked for.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.catalog import Catalog
from corpus.errors import EncoderError
from indexing.encoder import open_model, safe_name
from search.features import Features
from search.fusion import Reason, Scored
from search.ranking import logistic

CROSS_BUDGET = 2.0  # seconds
GROUP = "cross"  # the group of the reason that it gives
_BATCH = 4  # pairs between two looks at the clock: more at once gain little on a CPU
_MOST = 100  # candidates
# Anything else gets a head of random numbers when it is loaded as a cross-encoder, and would order by chance.
_SCORING = ("ForSequenceClassification", "ForCausalLM")


@dataclass(frozen=True, slots=True)
class Crossed:
    """Candidates in their new order, and how many of them the cross-encoder scored."""

    scored: list[Scored]
    count: int


class CrossReranker:
    """Puts the first candidates in the order of a cross-encoder, as many as `budget` allows. May be shared by threads.

    Args:
        name: a folder, or a hub name (`BAAI/bge-reranker-base`). With HF_HUB_OFFLINE=1 only what was downloaded before
            is used. Code that comes with a model is never run.
        budget: seconds a question. The first batch is scored whatever it takes; none is begun that would not end in
            time if it took as long as the slowest before it.
        batch: how many passages are scored at once.
        most: how many candidates are scored at most.

    Raises:
        EncoderError: there is no such model, it cannot be loaded, or it does not give one number for a pair.
    """

    def __init__(self, name: str, *, budget: float = CROSS_BUDGET, batch: int = _BATCH, most: int = _MOST) -> None:
        folder = Path(name).expanduser()
        self.name = safe_name(folder.resolve().name if folder.is_dir() else name)
        self.budget = budget
        self._model = open_model(name, _load, otherwise="")
        self._batch = batch
        self._most = most
        # Fast tokenizers change their own settings while they work: two threads at once are an error there.
        self._guard = threading.Lock()
        _check(name, self._model)

    def score(self, question: str, passages: Sequence[str]) -> Features:
        """What the model says of each passage, before any activation, shape (passages,); higher is better."""
        if not passages:
            return np.zeros(0, dtype=np.float32)
        from torch.nn import Identity

        pairs = [(question, passage) for passage in passages]
        with self._guard:
            said = self._model.predict(pairs, batch_size=self._batch, activation_fn=Identity(), show_progress_bar=False)
        return np.nan_to_num(np.asarray(said, dtype=np.float32).reshape(len(pairs)))

    def rerank(self, question: str, scored: Sequence[Scored], catalog: Catalog) -> Crossed:
        """`scored`, best first, with those that were scored in front, in the order of the model.

        A new score is 2 plus the logistic function of what the model says, so that it stays above all others (see
        search.rerank); what references add (exact_share) comes on top again.
        """
        said = self._said(question, scored[: self._most], catalog)
        front = [_crossed(one, said[one.candidate.passage_id]) for one in scored if one.candidate.passage_id in said]
        # The logistic function is flat at its ends: what the model said itself still tells apart there.
        front.sort(key=lambda one: (-one.score, -said[one.candidate.passage_id], one.candidate.passage_id))
        behind = [one for one in scored if one.candidate.passage_id not in said]
        return Crossed([*front, *behind], len(front))

    def _said(self, question: str, scored: Sequence[Scored], catalog: Catalog) -> dict[int, float]:
        """What the model says of the first of `scored`, by passage id, until the budget is used up."""
        began = time.monotonic()
        slowest = 0.0
        said: dict[int, float] = {}
        for start in range(0, len(scored), self._batch):
            beginning = time.monotonic()
            if start and beginning + slowest > began + self.budget:
                break
            texts = _texts([one.candidate.passage_id for one in scored[start : start + self._batch]], catalog)
            said.update(zip(texts, self.score(question, list(texts.values())).tolist(), strict=True))
            slowest = max(slowest, time.monotonic() - beginning)
        return said


def _crossed(one: Scored, said: float) -> Scored:
    share = logistic(said)
    return one._replace(score=2 + share + one.exact_share, reasons=(Reason(GROUP, 2 * share - 1),))


def _texts(passage_ids: Sequence[int], catalog: Catalog) -> Mapping[int, str]:
    """What is read of each passage, as it was written: the same as is indexed. Without those removed meanwhile."""
    from indexing.build import text_in_context  # brings the readers' modules along

    passages = catalog.passages_by_id(passage_ids)
    documents = catalog.summaries_of(list({passage.doc_id for passage in passages.values()}))
    return {
        passage_id: text_in_context(documents[passages[passage_id].doc_id].title, passages[passage_id])
        for passage_id in passage_ids
        if passage_id in passages and passages[passage_id].doc_id in documents
    }


def _load(where: str) -> Any:
    from sentence_transformers import CrossEncoder  # seconds to import: only who asks for it pays

    return CrossEncoder(where, device="cpu", trust_remote_code=False)


def _check(name: str, model: Any) -> None:
    kinds = [str(kind) for kind in getattr(model.config, "architectures", None) or ()]
    if not any(kind.endswith(_SCORING) for kind in kinds):
        found = ", ".join(kinds) or "a model of an unknown kind"
        raise EncoderError(name, f"it is {found}, which cannot score pairs of texts: name a cross-encoder (a reranker)")
    if model.num_labels != 1:
        detail = f"it gives {model.num_labels} numbers for a pair of texts instead of one: name a reranker"
        raise EncoderError(name, detail)
