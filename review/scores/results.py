"""What the scores of a round come to: for the chair, and for the record. START READING HERE: `results`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Final

from corpus.workspace import Action, Person, Workspace, require
from review.rounds.model import Phase, Round, Standing, Submission
from review.rounds.store import Rounds
from review.rubric.model import Rubric
from review.scores import panel
from review.scores.access import NOT_JUDGED
from review.scores.agreement import Concordance
from review.scores.combining import combined
from review.scores.model import Conflict, Counting, Formula, ReviewerProgress, Score
from review.scores.panel import Agreed, Outlier, Profile
from review.scores.sensitivity import (
    CONCENTRATION,
    DRAWS,
    SEED,
    Interval,
    RankShares,
    intervals,
    rank_shares,
    totals,
)
from review.scores.statistics import (
    Spread,
    competition_ranks,
    mean,
    spread,
    weighted_mean,
    z_normalised,
)
from review.scores.store import Scores

_SHORTLIST: Final = 10  # at most so many are taken for the shortlist where none is chosen
_DIGITS: Final = 12  # z-scores are floats: what agrees so far ties


@dataclass(frozen=True, slots=True)
class Result:
    """What a submission got.

    `means` holds the mean of the reviewers for each criterion, `total` their weighted mean, both on the scale of the
    rubric; `normalised` is the mean of the reviewers' z-scores. None: nobody scored it. `complete`: every criterion
    has a score. `spread` is of the reviewers' own weighted results. `votes` is None where none were entered;
    `combined` what the formula of the round makes of it, and `place` the rank by that.
    """

    number: int
    doc_id: str
    title: str
    standing: Standing
    reviewers: int
    means: Mapping[str, float | None]
    complete: bool
    total: float | None
    rank: int | None
    normalised: float | None
    normalised_rank: int | None
    spread: Spread | None
    votes: int | None
    combined: float | None
    place: int | None


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How far the ranking by weighted means hangs on the weights; `size` is that of the shortlist looked at."""

    size: int
    intervals: tuple[Interval, ...]
    shares: tuple[RankShares, ...]
    draws: int = DRAWS
    seed: int = SEED
    concentration: int = CONCENTRATION


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that the chair looks at; `results` in the order of `place`, then those without a result."""

    round: Round
    counting: Counting
    formula: Formula
    progress: tuple[ReviewerProgress, ...]
    scores: tuple[Score, ...]
    results: tuple[Result, ...]
    profiles: tuple[Profile, ...]
    outliers: tuple[Outlier, ...]
    agreement: tuple[Agreed, ...]
    concordance: Concordance
    sensitivity: Sensitivity
    conflicts: tuple[Conflict, ...]

    def result(self, number: int) -> Result | None:
        """That of one submission."""
        return next((one for one in self.results if one.number == number), None)

    def score(self, person: str, number: int, criterion: str) -> Score | None:
        """One score of the matrix."""
        wanted = (person, number, criterion)
        return next((one for one in self.scores if (one.person, one.number, one.criterion) == wanted), None)


_Table = dict[str, dict[int, dict[str, Fraction]]]  # reviewer, number, criterion


def results(
    workspace: Workspace,
    person: Person,
    round_id: str,
    *,
    counting: Counting = Counting.SAVED,
    shortlist: int | None = None,
) -> Results:
    """What the scores of a round come to; for its chair, and once it is decided for everybody with a seat.

    Args:
        workspace: where they are kept.
        person: who asks.
        round_id: of the round.
        counting: whether drafts count.
        shortlist: how many are looked at as the shortlist in the sensitivity to weights; without one as many as are
            shortlisted or awarded, else a third, at most ten.
    """
    require(person, Action.JUDGE)
    rounds, store = Rounds(workspace, person), Scores(workspace, person)
    round_ = rounds.get(round_id)
    if round_.phase is not Phase.DECIDED:
        rounds.require_chair(round_id)
    submissions = [one for one in rounds.submissions(round_id) if one.standing not in NOT_JUDGED]
    progress, formula = store.progress(round_id), store.formula(round_id)
    scores = _counted(store.scores(round_id), submissions, progress, counting)
    table = _table(scores)
    votes = {vote.number: vote.votes for vote in store.votes(round_id)}
    own = _own_totals(table, round_.rubric)
    means = {one.number: _means(table, one.number, round_.rubric) for one in submissions}
    made = _results(round_.rubric, submissions, means, own, votes, formula)
    return Results(
        round_,
        counting,
        formula,
        progress,
        scores,
        made,
        panel.profiles_of(progress, own, scores),
        panel.outliers_of(scores, round_.rubric),
        panel.agreement_of(scores, own, submissions, round_.rubric),
        panel.concordance_of(own, submissions),
        _sensitivity(round_.rubric, means, _size(submissions, shortlist)),
        store.conflicts(round_id),
    )


def _counted(
    scores: Sequence[Score], submissions: Sequence[Submission], progress: Sequence[ReviewerProgress], counting: Counting
) -> tuple[Score, ...]:
    """The scores with a value, of those submissions and reviewers that count."""
    numbers = {one.number for one in submissions}
    people = {one.person for one in progress if counting is Counting.SAVED or one.submitted}
    return tuple(one for one in scores if one.value is not None and one.number in numbers and one.person in people)


def _table(scores: Sequence[Score]) -> _Table:
    table: _Table = {}
    for one in scores:
        if one.value is not None:
            table.setdefault(one.person, {}).setdefault(one.number, {})[one.criterion] = Fraction(one.value)
    return table


def weights_of(rubric: Rubric) -> dict[str, Fraction]:
    """The weights of the criteria, in the order of the rubric."""
    return {one.key: Fraction(one.weight) for one in rubric.criteria}


def _means(table: _Table, number: int, rubric: Rubric) -> dict[str, Fraction | None]:
    """The mean of the reviewers on each criterion."""
    given = [of[number] for of in table.values() if number in of]
    return {one.key: mean([some[one.key] for some in given if one.key in some]) for one in rubric.criteria}


def _own_totals(table: _Table, rubric: Rubric) -> dict[str, dict[int, Fraction]]:
    """The weighted result that each reviewer gives each submission."""
    weights = weights_of(rubric)
    found: dict[str, dict[int, Fraction]] = {}
    for person, of in table.items():
        own = {number: weighted_mean(some, weights) for number, some in of.items()}
        found[person] = {number: total for number, total in own.items() if total is not None}
    return found


def _results(
    rubric: Rubric,
    submissions: Sequence[Submission],
    means: Mapping[int, Mapping[str, Fraction | None]],
    own: Mapping[str, Mapping[int, Fraction]],
    votes: Mapping[int, int],
    formula: Formula,
) -> tuple[Result, ...]:
    raw = totals(means, weights_of(rubric))
    z = {person: z_normalised(of) for person, of in own.items()}
    normalised = {number: _z_mean([of[number] for of in z.values() if number in of]) for number in means}
    basis = raw if formula.basis == "raw" else normalised
    final = combined({number: value for number, value in basis.items() if value is not None}, votes, formula)
    ranks, z_ranks, places = competition_ranks(raw), competition_ranks(normalised), competition_ranks(final)
    made = [
        Result(
            one.number,
            one.doc_id,
            one.title,
            one.standing,
            sum(one.number in of for of in own.values()),
            {key: _float(value) for key, value in means[one.number].items()},
            all(value is not None for value in means[one.number].values()),
            _float(raw[one.number]),
            ranks.get(one.number),
            _float(normalised[one.number]),
            z_ranks.get(one.number),
            spread([of[one.number] for of in own.values() if one.number in of]),
            votes.get(one.number),
            _float(final.get(one.number)),
            places.get(one.number),
        )
        for one in submissions
    ]
    return tuple(sorted(made, key=lambda one: (one.place is None, one.place or 0, one.number)))


def _z_mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), _DIGITS) if values else None


def _float(value: Fraction | float | None) -> float | None:
    return None if value is None else float(value)


def _size(submissions: Sequence[Submission], asked: int | None) -> int:
    if asked is not None:
        return max(1, asked)
    chosen = sum(one.standing in (Standing.SHORTLISTED, Standing.AWARDED) for one in submissions)
    return chosen or max(1, min(_SHORTLIST, ceil(len(submissions) / 3)))


def _sensitivity(rubric: Rubric, means: Mapping[int, Mapping[str, Fraction | None]], size: int) -> Sensitivity:
    scored = {number: of for number, of in means.items() if any(value is not None for value in of.values())}
    weights = weights_of(rubric)
    if not scored:
        return Sensitivity(size, (), ())
    return Sensitivity(size, intervals(scored, weights, size), rank_shares(scored, weights, size))
