"""Practice for the second stage: questions that nobody asked, made from laws, each with all articles that answer it.

People's questions are a thousand; these are as many as one likes, and keep the model from learning a thousand by heart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexing.train.pairs import Kind, Pair, title_above
from indexing.train.questions import QuestionSet

# Out of how many of each kind the questions are drawn.
_SHARES = {Kind.PLAIN: 10_000, Kind.CONDITION: 8_000, Kind.REFERENCE: 5_000, Kind.DEFINITION: 3_000, Kind.GAP: 3_000}
_LEAST, _MOST = 8, 300  # characters of a question


def practice_questions(laws: Sequence[Pair], prose: Sequence[Pair], *, count: int, seed: int) -> QuestionSet:
    """At most `count` questions drawn from pairs, and every article that any of the pairs points to.

    Args:
        laws: pairs from the laws of one jurisdiction.
        prose: pairs from prose, of which the references to those laws count.
        count: fewer where some kind has fewer than its share.
        seed: of the draw. The order of the pairs does not matter.
    """
    cited = [pair for pair in prose if pair.kind is Kind.REFERENCE]
    drawn_from = [pair for pair in laws if pair.kind in _SHARES and pair.kind is not Kind.REFERENCE] + cited
    documents = sorted({pair.document for pair in drawn_from})
    places = {document: row for row, document in enumerate(documents)}
    answers: dict[str, set[int]] = {}
    for pair in (*laws, *cited):
        if pair.document in places:
            answers.setdefault(pair.query, set()).add(places[pair.document])
    asked = _drawn(drawn_from, count, np.random.default_rng(seed))
    rows = [np.array(sorted(answers[question]), dtype=np.int64) for question in asked]
    above = [title_above(document) for document in documents]
    return QuestionSet(documents, [str(row) for row in range(len(asked))], asked, rows, above)


def _drawn(pairs: Sequence[Pair], count: int, generator: np.random.Generator) -> list[str]:
    found: set[str] = set()
    for kind, share in _SHARES.items():
        fit = {pair.query for pair in pairs if pair.kind is kind and _LEAST <= len(pair.query) <= _MOST}
        some = min(len(fit), count * share // sum(_SHARES.values()))
        found.update(generator.choice(sorted(fit), some, replace=False).tolist() if some else [])
    return sorted(found)
