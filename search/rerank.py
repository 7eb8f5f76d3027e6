"""The best candidates put in order anew, by everything that can be seen in them. START READING HERE for `reranked`."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.catalog import Catalog
from corpus.script import fold
from indexing.encoder import PieceEncoder
from indexing.engine import Engine
from search.features import NAMES, QUESTION_NAMES, Features, Lists, Wording, features
from search.fusion import Reason, Scored
from search.holdings import Named
from search.ranking import Ranking, logistic
from search.signals import Readable, signals_of
from search.understanding import Understood

SHORTLIST = 60  # candidates that are read and compared with the question
_EXPLAINED = 20  # of the shortlist, the best: to explain costs as much as to score
_SHOWN = 3  # reasons given for a place

_GROUPS = {
    "words": ("lexical", "document", "terms", "longest", "bigrams", "digits"),
    "meaning": ("dense", "pieces"),
    "headings": ("terms_heading", "terms_title", "title"),
    "references": ("phrase", "year", "place"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The question as reranking needs it."""

    understood: Understood
    named: Named
    encoder: PieceEncoder


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The candidates that were read, and their features, shape (candidates, len(NAMES))."""

    chosen: tuple[Scored, ...]
    read: tuple[Readable, ...]
    rows: Features


@dataclass(frozen=True, slots=True)
class Examined:
    """All candidates of a question in fused order, the shortlist, and the question's own features, shape (6,)."""

    scored: tuple[Scored, ...]
    shortlist: Shortlist
    question: Features


def rerank(
    scored: Sequence[Scored], some: Shortlist, ranking: Ranking, *, said: Features | None = None
) -> list[Scored]:
    """`scored` with the shortlist `some` of it in the order of `ranking`, the rest behind, best first.

    A score of the shortlist is 1 plus half the logistic function of what the trees say, so it stays above the rest,
    and what references add (exact_share, a half at least where a passage names the article) comes on top of either.
    """
    if not some.chosen:
        return list(scored)
    scores = ranking.trees.score(some.rows) if said is None else said
    best = np.argsort(-scores, kind="stable")[:_EXPLAINED]
    moved = dict(zip(best.tolist(), ranking.trees.contributions(some.rows[best]), strict=True))
    told = {one.candidate.passage_id: float(score) for one, score in zip(some.chosen, scores, strict=True)}
    again = {
        one.candidate.passage_id: replace(
            one,
            score=1 + logistic(scores[place]) / 2 + one.exact_share,
            reasons=reasons(moved[place]) if place in moved else (),
        )
        for place, one in enumerate(some.chosen)
    }
    merged = [again.get(one.candidate.passage_id, one) for one in scored]
    # The logistic function is flat at its ends: what the trees said themselves still tells apart there.
    return sorted(
        merged,
        key=lambda one: (-one.score, -told.get(one.candidate.passage_id, -math.inf), one.candidate.passage_id),
    )


def examine(scored: Sequence[Scored], coverage: float, asked: Asked, engine: Engine, catalog: Catalog) -> Shortlist:
    """Read the shortlist of `scored` and compare it with the question; `coverage` is that of its findings."""
    chosen = shortlist(scored)
    passages = catalog.passages_by_id([one.candidate.passage_id for one in chosen])
    documents = catalog.summaries_of(list({one.candidate.doc_id for one in chosen}))
    # Another process may have removed a document since it was found.
    read = {
        passage_id: Readable.of(passage, documents[passage.doc_id])
        for passage_id, passage in passages.items()
        if passage.doc_id in documents
    }
    chosen = [one for one in chosen if one.candidate.passage_id in read]
    if not chosen:
        return Shortlist((), (), np.zeros((0, len(NAMES)), dtype=np.float32))
    readable = tuple(read[one.candidate.passage_id] for one in chosen)
    places = {one.candidate.passage_id: place for place, one in enumerate(scored)}
    lists = Lists.of([one.candidate for one in scored], coverage)
    folded = fold(asked.understood.text)
    rows = features(
        [places[one.candidate.passage_id] for one in chosen],
        lists,
        Wording.of(folded, asked.understood.terms, _idf(engine), asked.encoder),
        readable,
        [signals_of(asked.understood, asked.named, one) for one in readable],
        len(folded),
    )
    return Shortlist(tuple(chosen), readable, rows)


def _idf(engine: Engine) -> Callable[[str], float]:
    held = engine.counts()[1]

    def idf(term: str) -> float:
        holding = engine.frequency(term)
        return math.log1p((held - holding + 0.5) / (holding + 0.5))

    return idf


def shortlist(scored: Sequence[Scored], size: int = SHORTLIST) -> list[Scored]:
    """The first of `scored`, of its order by meaning and of its order by words, in turn, until there are `size`."""
    by_meaning = sorted(scored, key=lambda one: (-one.candidate.dense, one.candidate.passage_id))
    by_words = sorted(scored, key=lambda one: (-(one.words), one.candidate.passage_id))
    chosen: dict[int, Scored] = {}
    for some in zip(scored, by_meaning, by_words, strict=True):
        for one in some:
            chosen.setdefault(one.candidate.passage_id, one)
        if len(chosen) >= size:
            break
    return list(chosen.values())[:size]


def reasons(moved: Features) -> tuple[Reason, ...]:
    """What moved a score most, by group, the strongest first, those that say next to nothing left out."""
    total = float(np.abs(moved).sum()) or 1.0
    sums = zip(_GROUPS, (_MEMBERS @ moved).tolist(), strict=True)
    found = [Reason(group, value / total) for group, value in sums if abs(value) > 0.05 * total]
    return tuple(sorted(found, key=lambda reason: -abs(reason.share))[:_SHOWN])


def _group(name: str) -> str | None:
    if name in QUESTION_NAMES:  # the same for all candidates, so no reason for one of them
        return None
    # The longest beginning decides: terms_title is a matter of headings, not of words.
    fitting = [(len(start), group) for group, starts in _GROUPS.items() for start in starts if name.startswith(start)]
    return max(fitting)[1] if fitting else None


# Shape (groups, features): 1 where a feature is of a group.
_MEMBERS = np.array([[_group(name) == group for name in NAMES] for group in _GROUPS], dtype=np.float32)
