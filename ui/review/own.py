"""How far the visitor is with their own scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from review.rounds.model import Phase, Round
from review.scores.access import SCORING
from review.scores.store import Scores
from ui import labels, session
from ui.review import reach


def done(award: Round) -> Mapping[int, str] | None:
    """What is left to do of each submission that the visitor scores; None where nobody scores, or they do not."""
    if award.phase not in SCORING and award.phase is not Phase.DECIDED:
        return None

    def ask(scores: Scores) -> Mapping[int, str]:
        me = session.person().name
        given = Counter(one.number for one in scores.scores(award.id, person=me) if one.value is not None)
        mine = scores.to_score(award.id)
        words = {number: labels.scored_of(given[number], len(award.rubric.criteria)) for number in mine}
        out = {one.number: labels.CONFLICT_DECLARED for one in scores.conflicts(award.id) if one.person == me}
        return words | out

    found = reach.read_scores(ask)
    seated = reach.read(lambda rounds: rounds.seat_of(award.id))
    return found if found and seated else None
