"""The best candidates put in order anew, by everything that can be seen in them. START READING HERE for `reranked`."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.catalog import Catalog
from corpus.script import fold
from indexing.encoder import PieceEncoder
from indexing.engine import Engine
from search.apparatus import asks_for_apparatus, is_apparatus
from search.features import NAMES, QUESTION_NAMES, Features, Lists, Wording, features
from search.fusion import Reason, Scored, beside_works
from search.holdings import Named
from search.quantities import holds
from search.ranking import Ranking, Trees, logistic
from search.signals import Readable, signals_of, unspaced
from search.synonyms import Alternatives
from search.understanding import Understood

SHORTLIST = 30  # candidates that are read and compared with the question: more found no more (docs/decisions.md)
BEHIND_DENSE = 0.9  # the dense side's weight in the order of those behind them: what words find is in front by then
FUSED_WEIGHT = 2.0  # what the fused score, in [0, 1], counts beside the trees (docs/decisions.md)
APPARATUS = 5.0  # half of what the best and the worst of a shortlist differ by in what the trees say
STATED = 20.0  # twice what the best and the worst differ by: numbers that are all that is asked for come first
NAMED = {"year": 1.5, "place": 2.0}  # what a year and a place of the question add to what the trees say
_SHOWN = 3  # reasons given for a place

_NAMED_COLUMNS = [NAMES.index(name) for name in NAMED]
_GROUPS = {
    "words": ("lexical", "document", "terms", "words", "also", "together", "longest", "bigrams", "digits"),
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
    """The candidates that were read, their features, shape (candidates, len(NAMES)), and their handicaps.

    A handicap, shape (candidates,), is taken off what the trees say: of passages that tell where a text comes from. It
    is negative for those that hold a number where numbers are all that is asked for.
    """

    chosen: tuple[Scored, ...]
    read: tuple[Readable, ...]
    rows: Features
    handicaps: Features


@dataclass(frozen=True, slots=True)
class Examined:
    """All candidates of a question in fused order, the shortlist, and the question's own features, shape (6,)."""

    scored: tuple[Scored, ...]
    shortlist: Shortlist
    question: Features


def rerank(
    scored: Sequence[Scored], some: Shortlist, ranking: Ranking, *, said: Features | None = None
) -> list[Scored]:
    """The shortlist `some` in the order of `ranking`, and behind it what `scored` holds beside, best first.

    What orders the shortlist is what the trees say (`said`, where the caller knows it already), what years and places
    named add, less the handicap, and FUSED_WEIGHT times the fused score. A score of the shortlist is 1 plus half the
    logistic function of that, so it stays above the rest, and what references add (exact_share, more than a half where
    a passage names the article) comes on top of either.
    """
    if not some.chosen:
        return list(scored)
    of_trees = ranking.trees.score(some.rows) if said is None else said
    told = {
        one.candidate.passage_id: score + FUSED_WEIGHT * (one.score - one.exact_share)
        for one, score in zip(some.chosen, (of_trees + named_share(some.rows) - some.handicaps).tolist(), strict=True)
    }
    again = {
        one.candidate.passage_id: one.scoring(1 + logistic(told[one.candidate.passage_id]) / 2 + one.exact_share)
        for one in some.chosen
    }
    merged = [again.get(one.candidate.passage_id, one) for one in scored]
    # The logistic function is flat at its ends: what it was taken of still tells apart there.
    return sorted(
        merged,
        key=lambda one: (-one.score, -told.get(one.candidate.passage_id, -math.inf), one.candidate.passage_id),
    )


def named_share(rows: Features) -> Features:
    """What the years and places that the question names add for each row; the trees saw few such questions."""
    added: Features = rows[:, _NAMED_COLUMNS] @ np.array(list(NAMED.values()), dtype=np.float32)
    return added


def behind_shortlist(scored: Sequence[Scored]) -> list[Scored]:
    """What stands behind the shortlist: each of `scored` beside the best three of its work (search.fusion)."""
    shares = np.array([one.score - one.exact_share for one in scored], dtype=np.float64)
    found = beside_works(shares, [one.candidate.work or one.candidate.doc_id for one in scored])
    return [one.scoring(score + one.exact_share) for one, score in zip(scored, found.tolist(), strict=True)]


def explain(shown: Collection[int], some: Shortlist, trees: Trees) -> dict[int, tuple[Reason, ...]]:
    """What moved those passages of the shortlist that are `shown`, by passage id. It costs what scoring does."""
    ids = [one.candidate.passage_id for one in some.chosen]
    places = [place for place, passage_id in enumerate(ids) if passage_id in shown]
    moved = trees.contributions(some.rows[places])
    return {ids[place]: reasons(each) for place, each in zip(places, moved, strict=True)}


def examine(scored: Sequence[Scored], coverage: float, asked: Asked, engine: Engine, catalog: Catalog) -> Shortlist:
    """Read the shortlist of `scored` and compare it with the question; `coverage` is that of its findings."""
    chosen = shortlist(scored, first=_stating(asked.understood.quantities, scored, catalog))
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
        return Shortlist((), (), np.zeros((0, len(NAMES)), dtype=np.float32), np.zeros(0, dtype=np.float32))
    readable = tuple(read[one.candidate.passage_id] for one in chosen)
    places = {one.candidate.passage_id: place for place, one in enumerate(scored)}
    lists = Lists.of([one.candidate for one in scored], coverage)
    folded = fold(asked.understood.text)
    rows = features(
        [places[one.candidate.passage_id] for one in chosen],
        lists,
        Wording.of(folded, asked.understood, _idf(engine), asked.encoder),
        readable,
        [signals_of(asked.understood, asked.named, one) for one in readable],
        len(folded),
    )
    return Shortlist(tuple(chosen), readable, rows, _handicaps(folded, asked.understood, readable))


def _handicaps(folded: str, understood: Understood, readable: Sequence[Readable]) -> Features:
    """Of passages that only say what a text is, and of those that hold the numbers a question is made of."""
    wanted = asks_for_apparatus(folded)
    stated = [_stated(understood.quantities, one.unspaced) for one in readable]
    told = [not wanted and is_apparatus(one) for one in readable]
    return APPARATUS * np.array(told, dtype=np.float32) - STATED * np.array(stated, dtype=np.float32)


def _stated(numbers: Sequence[Alternatives], text: str) -> int:
    """How many of `numbers` a text without blanks holds."""
    return sum(holds(text, one) for one in numbers)


def _stating(numbers: Sequence[Alternatives], scored: Sequence[Scored], catalog: Catalog) -> list[Scored]:
    """Those that hold one of `numbers`, which is all that is asked for, those that hold most of them first.

    By words alone they are lost among all that is numbered so: 百分之四十三 leads to 四十三、.
    """
    if not numbers:
        return []
    passages = catalog.passages_by_id([one.candidate.passage_id for one in scored])
    held = {passage_id: _stated(numbers, unspaced(fold(one.text))) for passage_id, one in passages.items()}
    holding = [one for one in scored if held.get(one.candidate.passage_id)]
    return sorted(holding, key=lambda one: -held[one.candidate.passage_id])


def _idf(engine: Engine) -> Callable[[str], float]:
    held = engine.counts()[1]

    def idf(term: str) -> float:
        holding = engine.frequency(term)
        return math.log1p((held - holding + 0.5) / (holding + 0.5))

    return idf


def shortlist(scored: Sequence[Scored], size: int = SHORTLIST, *, first: Sequence[Scored] = ()) -> list[Scored]:
    """`first`, then of `scored`, of its order by meaning and of its order by words, in turn, until there are `size`."""
    by_meaning = sorted(scored, key=lambda one: (-one.candidate.dense, one.candidate.passage_id))
    by_words = sorted(scored, key=lambda one: (-(one.words), one.candidate.passage_id))
    chosen = {one.candidate.passage_id: one for one in first}
    for some in zip(scored, by_meaning, by_words, strict=True):
        if len(chosen) >= size:
            break
        for one in some:
            chosen.setdefault(one.candidate.passage_id, one)
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
