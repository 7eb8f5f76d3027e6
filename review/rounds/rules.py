"""What may change in which phase of a round; each refusal says what to do instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from review.rounds.model import Phase, RoundError, RoundProblem, Standing
from review.rubric.model import Rubric

ORDER = tuple(Phase)
IN_THE_RUNNING = (Standing.ELIGIBLE, Standing.SHORTLISTED, Standing.AWARDED)
_STANDINGS = {
    Phase.COLLECTING: {Standing.PENDING, Standing.ELIGIBLE, Standing.INELIGIBLE, Standing.WITHDRAWN},
    Phase.ELIGIBILITY: {Standing.PENDING, Standing.ELIGIBLE, Standing.INELIGIBLE, Standing.WITHDRAWN},
    Phase.REVIEW: {Standing.ELIGIBLE, Standing.INELIGIBLE, Standing.WITHDRAWN},
    Phase.SHORTLIST: set(Standing) - {Standing.PENDING},
    Phase.DECIDED: set[Standing](),
}
_BEFORE = {
    Standing.SHORTLISTED: {Standing.ELIGIBLE, Standing.SHORTLISTED, Standing.AWARDED},
    Standing.AWARDED: {Standing.SHORTLISTED, Standing.AWARDED},
}


def steps(phase: Phase) -> tuple[Phase, ...]:
    """The phases that a round can go to from `phase`: one back, one on."""
    at = ORDER.index(phase)
    return tuple(ORDER[next_] for next_ in (at - 1, at + 1) if 0 <= next_ < len(ORDER))


def standings(phase: Phase, before: Standing) -> tuple[Standing, ...]:
    """What a submission can become in `phase`, in the order of `Standing`."""
    allowed = _STANDINGS[phase]
    return tuple(one for one in Standing if one in allowed and before in _BEFORE.get(one, set(Standing)))


def require_step(phase: Phase, to: Phase, held: Iterable[Standing]) -> None:
    """Go on only where a round whose submissions stand like `held` may go from `phase` to `to`.

    Raises:
        RoundError: it may not, or the phase would be empty, or submissions still have to be decided.
    """
    if to not in steps(phase):
        raise RoundError(RoundProblem.NOT_NEXT, to)
    if ORDER.index(to) < ORDER.index(phase):
        return
    counted = Counter(held)
    if to is Phase.ELIGIBILITY and not counted.total():
        raise RoundError(RoundProblem.NOTHING_HELD, "there")
    if to is not Phase.ELIGIBILITY and counted[Standing.PENDING]:
        raise RoundError(RoundProblem.UNDECIDED, str(counted[Standing.PENDING]))
    if to is not Phase.ELIGIBILITY and not any(counted[one] for one in IN_THE_RUNNING):
        raise RoundError(RoundProblem.NOTHING_HELD, Standing.ELIGIBLE)


def require_standing(phase: Phase, before: Standing, after: Standing, reason: str) -> None:
    """Go on only where a submission may come to stand like `after`.

    Raises:
        RoundError: not in this phase, not from `before`, or without a reason.
    """
    if phase is Phase.DECIDED:
        raise RoundError(RoundProblem.DECIDED)
    if after not in standings(phase, before):
        raise RoundError(RoundProblem.STANDING_PHASE, after)
    if after is Standing.INELIGIBLE and not reason:
        raise RoundError(RoundProblem.NO_REASON)


def require_rubric(before: Rubric, after: Rubric, scored: Collection[str]) -> None:
    """Go on only where `after` may take the place of `before`, whose criteria `scored` have scores.

    Raises:
        RoundError: scores would lose their criterion or their scale.
    """
    if not scored:
        return
    names = {one.key: one.name for one in before.criteria}
    lost = [names.get(key, key) for key in scored if after.get(key) is None]
    if lost:
        raise RoundError(RoundProblem.RUBRIC_SCORED, "、".join(lost))
    scales = [(one.lowest, one.highest, one.step) for one in (before, after)]
    if scales[0] != scales[1]:
        raise RoundError(RoundProblem.RUBRIC_SCORED, "、".join(names.get(key, key) for key in scored))
