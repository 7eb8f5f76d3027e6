"""What an award round is: its phase, its submissions, who sits in it; and what cannot be done to one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from corpus.errors import CasebaseError

if TYPE_CHECKING:
    from review.rounds.requirements import Requirements
    from review.rubric.model import Rubric

TITLE_LIMIT = 120  # characters, as the following
DESCRIPTION_LIMIT = 10_000
REASON_LIMIT = 2_000
SUBMISSIONS_LIMIT = 2_000
NAMES_LIMIT = 2_000  # that a chair adds to the masking of one submission, or takes out of it


class Phase(StrEnum):
    """How far a round is, in order."""

    COLLECTING = "collecting"  # submissions come in
    ELIGIBILITY = "eligibility"  # are they complete, and may they take part?
    REVIEW = "review"  # reviewers score
    SHORTLIST = "shortlist"  # the chair chooses, reviewers may still score
    DECIDED = "decided"  # nothing changes any more


class Seat(StrEnum):
    """What somebody does in a round."""

    CHAIR = "chair"
    REVIEWER = "reviewer"


class Standing(StrEnum):
    """How a submission stands."""

    PENDING = "pending"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    SHORTLISTED = "shortlisted"
    AWARDED = "awarded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Round:
    """An award round with its own copy of the rubric.

    `opens_on` and `closes_on` are ISO 8601 days, empty where nobody said; both belong to the round. `blind`: reviewers
    see neither names nor places. `made` and `changed` are UTC, ISO 8601; `submissions` counts all, withdrawn included.
    """

    id: str
    title: str
    description: str
    rubric: Rubric
    phase: Phase
    blind: bool
    opens_on: str
    closes_on: str
    requirements: Requirements
    made_by: str
    made: str
    changed: str
    submissions: int = 0


@dataclass(frozen=True, slots=True)
class Submission:
    """A document that takes part in a round.

    `number` counts from 1 and is never given to another one; `title` is the document's when it came in. `reason` says
    why it stands as it does, where somebody wrote that.
    """

    round: str
    number: int
    doc_id: str
    title: str
    standing: Standing
    reason: str
    added: str


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who sits in a round: `person` is what they sign in with, `shown` their name as people read it."""

    round: str
    person: str
    seat: Seat
    shown: str


@dataclass(frozen=True, slots=True)
class Added:
    """What adding documents to a round came to: those that are new, and those that were there (`known`)."""

    new: tuple[Submission, ...]
    known: tuple[Submission, ...]


class RoundProblem(StrEnum):
    """Why a round stays as it is."""

    NO_TITLE = "no_title"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    BAD_DATE = "bad_date"
    DATES_TURNED = "dates_turned"
    NOT_CHAIR = "not_chair"
    LAST_CHAIR = "last_chair"
    BAD_PERSON = "bad_person"
    NO_ACCOUNT = "no_account"
    CANNOT_CHAIR = "cannot_chair"
    CANNOT_SCORE = "cannot_score"
    NOT_COLLECTING = "not_collecting"
    NOT_NEXT = "not_next"
    NOTHING_HELD = "nothing_held"
    UNDECIDED = "undecided"
    DECIDED = "decided"
    STANDING_PHASE = "standing_phase"
    NO_REASON = "no_reason"
    RUBRIC_SCORED = "rubric_scored"
    CRITERION_CHANGED = "criterion_changed"
    SUBMISSION_SCORED = "submission_scored"
    BLIND_SCORED = "blind_scored"
    REQUIREMENT = "requirement"
    NO_NAME = "no_name"


_SENTENCES = {
    RoundProblem.NO_TITLE: "a round needs a title: write a few words",
    RoundProblem.TOO_LONG: "{given} is longer than {limit} characters: shorten it",
    RoundProblem.TOO_MANY: "a round holds at most {limit} {given}: begin another round",
    RoundProblem.BAD_DATE: "{given!r} is no day: write it as 2026-03-31",
    RoundProblem.DATES_TURNED: "the round would end before it begins ({given}): exchange the two days",
    RoundProblem.NOT_CHAIR: "only the chair of a round may do this: ask {given}",
    RoundProblem.LAST_CHAIR: "{given} is the only chair: name another one first",
    RoundProblem.BAD_PERSON: "{given!r} is no name to sign in with: use letters, digits and . _ - + ' @",
    RoundProblem.NO_ACCOUNT: "nobody can sign in as {given!r}: make the account first (python -m corpus people add)",
    RoundProblem.CANNOT_CHAIR: "{given} may not chair: that needs the role of an editor or an administrator",
    RoundProblem.CANNOT_SCORE: "{given} may not score: that needs the role of a reviewer or an editor",
    RoundProblem.NOT_COLLECTING: "the round is in the phase {given} and takes no more submissions: "
    "put it back to collecting first",
    RoundProblem.NOT_NEXT: "a round goes from one phase to the next, or back by one: {given} is neither",
    RoundProblem.NOTHING_HELD: "no submission of the round is {given} yet: a phase without any would be empty",
    RoundProblem.UNDECIDED: "{given} submissions still await a decision on their eligibility: decide them first",
    RoundProblem.DECIDED: "the round is decided and no longer changes: put it back to shortlist first",
    RoundProblem.STANDING_PHASE: "a submission cannot become {given}: that belongs to another phase or standing",
    RoundProblem.NO_REASON: "somebody who is left out is told why: write the reason",
    RoundProblem.RUBRIC_SCORED: "there are scores by this rubric ({given}): criteria that have scores stay, and so "
    "does the scale; words, questions and weights may change",
    RoundProblem.CRITERION_CHANGED: "somebody else has just changed or removed {given}: look at it, then change yours",
    RoundProblem.SUBMISSION_SCORED: "submission {given} has scores, which would be lost: withdraw it instead",
    RoundProblem.BLIND_SCORED: "reviewers have begun to score blindly: showing names now would undo that, "
    "begin another round instead",
    RoundProblem.REQUIREMENT: "{given}: mend this requirement",
    RoundProblem.NO_NAME: "{given!r} cannot be masked: write a name of 2 to {limit} characters",
}


class RoundError(CasebaseError):
    """A round that cannot be changed like this.

    Args:
        problem: why.
        given: what it is about: what was typed, a phase, a standing, names, a count; see the sentence.
        limit: of characters or things, where there is one.
    """

    def __init__(self, problem: RoundProblem, given: str = "", limit: int = 0) -> None:
        self.problem = problem
        self.given = given
        self.limit = limit
        super().__init__(_SENTENCES[problem].format(given=given, limit=limit))
