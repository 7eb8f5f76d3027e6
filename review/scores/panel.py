"""How the reviewers of a round score: each against the others, and how far they agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from review.rounds.model import Submission
from review.rubric.model import Rubric
from review.scores.agreement import Alpha, Concordance, Level, complete, kendall_w, krippendorff_alpha
from review.scores.model import ReviewerProgress, Score
from review.scores.statistics import deviation, mean, outliers, severity, usual_spread

Own = Mapping[str, Mapping[int, Fraction]]
"""The weighted result that each reviewer gives each submission."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How a reviewer scores: mean and standard deviation of their weighted results, severity against the others.

    `even`: everything got the same (or one submission only), so that z-scores are all 0.
    """

    person: str
    shown: str
    submissions: int
    mean: float | None
    sd: float | None
    severity: float | None
    even: bool


@dataclass(frozen=True, slots=True)
class Outlier:
    """A score far from those of the others; `middle` is the median of the others, `limit` the distance allowed."""

    number: int
    person: str
    criterion: str
    value: float
    middle: float
    limit: float


@dataclass(frozen=True, slots=True)
class Agreed:
    """How far reviewers agree on a criterion, or on their weighted results where `criterion` is empty."""

    criterion: str
    interval: Alpha
    ordinal: Alpha


def profiles_of(progress: Sequence[ReviewerProgress], own: Own, scores: Sequence[Score]) -> tuple[Profile, ...]:
    """Everybody who scores, in the order of `progress`."""
    values = {(one.person, (one.number, one.criterion)): Fraction(one.value) for one in scores if one.value is not None}
    strict = severity(values)
    return tuple(_profile(one, list(own.get(one.person, {}).values()), strict.get(one.person)) for one in progress)


def _profile(progress: ReviewerProgress, given: list[Fraction], strict: float | None) -> Profile:
    sd = deviation(given)
    return Profile(progress.person, progress.shown, len(given), _float(mean(given)), sd, strict, bool(given) and not sd)


def outliers_of(scores: Sequence[Score], rubric: Rubric) -> tuple[Outlier, ...]:
    """Scores far from those of the others, by what is usual in this round."""
    cells: dict[tuple[int, str], dict[str, float]] = {}
    for one in scores:
        if one.value is not None:
            cells.setdefault((one.number, one.criterion), {})[one.person] = float(one.value)
    width = float(rubric.highest - rubric.lowest)
    usual = usual_spread([list(values.values()) for values in cells.values()])
    return tuple(
        Outlier(number, person, criterion, far.value, far.middle, far.limit)
        for (number, criterion), values in cells.items()
        for person, far in outliers(values, width, usual).items()
    )


def agreement_of(
    scores: Sequence[Score],
    own: Own,
    submissions: Sequence[Submission],
    rubric: Rubric,
) -> tuple[Agreed, ...]:
    """For each criterion, then for the weighted results."""
    given = {(one.person, one.number, one.criterion): one.value for one in scores}
    numbers = [one.number for one in submissions]
    found = []
    for criterion in rubric.criteria:
        rows = [[given.get((person, number, criterion.key)) for number in numbers] for person in own]
        found.append(_agreed(criterion.key, [[None if one is None else float(one) for one in row] for row in rows]))
    return (*found, _agreed("", [[_float(of.get(number)) for number in numbers] for of in own.values()]))


def _agreed(criterion: str, matrix: list[list[float | None]]) -> Agreed:
    return Agreed(criterion, krippendorff_alpha(matrix, Level.INTERVAL), krippendorff_alpha(matrix, Level.ORDINAL))


def concordance_of(own: Own, submissions: Sequence[Submission]) -> Concordance:
    """Whether reviewers put the submissions in the same order, of those that all have scored."""
    whole, left_out = complete([[_float(of.get(one.number)) for one in submissions] for of in own.values()])
    return kendall_w(whole, left_out=left_out)


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
