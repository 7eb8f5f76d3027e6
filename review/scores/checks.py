"""What a score must be like to be kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from corpus.errors import NotFoundError
from review.rounds.model import Round
from review.rubric.model import Rubric
from review.scores.model import COMMENT_LIMIT, Score, ScoreError, ScoreProblem

_DECIMALS: Final = 12  # of a score; the arithmetic of the scale is exact up to there


def on_a_step(rubric: Rubric, value: Decimal) -> bool:
    """Whether a value within the scale is one of its steps; what has more decimals than anybody needs is none."""
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -_DECIMALS and rubric.holds(value)


def checked_score(round_: Round, score: Score) -> Score:
    """The score, if it is on the scale and about a criterion of the rubric.

    Raises:
        ScoreError: it is outside the scale, between its steps, or the comment is too long.
        NotFoundError: no such criterion.
    """
    rubric, value = round_.rubric, score.value
    if rubric.get(score.criterion) is None:
        raise NotFoundError("criterion", score.criterion, "choose one of the rubric of this round")
    if len(score.comment) > COMMENT_LIMIT:
        raise ScoreError(ScoreProblem.COMMENT, limit=COMMENT_LIMIT)
    if value is not None and (not value.is_finite() or not rubric.lowest <= value <= rubric.highest):
        raise ScoreError(ScoreProblem.OUTSIDE, value=value, lowest=rubric.lowest, highest=rubric.highest)
    if value is not None and not on_a_step(rubric, value):
        raise ScoreError(ScoreProblem.STEP, value=value, lowest=rubric.lowest, step=rubric.step)
    return score
