"""What reviewers leave behind: scores, sheets, conflicts of interest; the public vote; why one cannot be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from corpus.errors import CasebaseError

COMMENT_LIMIT: Final = 4_000  # characters
REASON_LIMIT: Final = 1_000  # characters
MOST_VOTES: Final = 10**12


@dataclass(frozen=True, slots=True)
class Score:
    """What a reviewer says of a submission on a criterion.

    `value` is None where there is a comment only; `changed` is UTC, ISO 8601; `revision` counts from 1 how often it
    was saved, which tells two tabs apart within one second.
    """

    round: str
    number: int
    person: str
    criterion: str
    value: Decimal | None
    comment: str
    changed: str
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Saved:
    """A score as it is kept now.

    `replaced` is what stood there and was not what the writer had seen (another tab, another machine): it is gone now,
    and worth telling. None where nothing unseen was replaced.
    """

    score: Score
    replaced: Score | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """All scores of a reviewer in a round: a draft, or submitted at a time (UTC, ISO 8601; empty for a draft)."""

    round: str
    person: str
    submitted: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A reviewer who does not judge a submission, and why; `said_by` is the reviewer or a chair."""

    round: str
    number: int
    person: str
    reason: str
    said_by: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    """What the public gave a submission."""

    round: str
    number: int
    votes: int


class Counting(StrEnum):
    """Which sheets the results are made of."""

    SAVED = "saved"  # everything saved, drafts included
    SUBMITTED = "submitted"  # sheets that were submitted


class Basis(StrEnum):
    """Which result of the reviewers the ranking goes by."""

    RAW = "raw"  # weighted means on the scale of the rubric
    NORMALISED = "normalised"  # means of z-scores, each reviewer measured by their own mean and spread


class Scaling(StrEnum):
    """How the public vote is put on one scale with the scores of the reviewers."""

    NONE = "none"  # it is not: the vote is shown and decides nothing
    RANGE = "range"  # min–max: (x - least) / (most - least), for scores and votes alike
    MAXIMUM = "maximum"  # share of the maximum: x / most, for scores and votes alike


@dataclass(frozen=True, slots=True)
class Formula:
    """How the ranking of a round is made; `vote_share` is the weight of the vote, from 0 to 1."""

    basis: Basis = Basis.RAW
    scaling: Scaling = Scaling.NONE
    vote_share: Decimal = Decimal(0)


class ScoreProblem(StrEnum):
    """Why a score, a sheet, a conflict or a vote cannot be kept."""

    OUTSIDE = "outside"
    STEP = "step"
    CONFLICT = "conflict"
    NOT_ASSIGNED = "not_assigned"
    NOT_OPEN = "not_open"
    NOT_JUDGED = "not_judged"
    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    NO_REVIEWER = "no_reviewer"
    COMMENT = "comment"
    REASON = "reason"
    NOT_YOURS = "not_yours"
    TOO_FEW = "too_few"
    VOTES = "votes"
    SHARE = "share"
    NEGATIVE = "negative"
    DECIDED = "decided"


_SENTENCES: Final = {
    ScoreProblem.OUTSIDE: "{value} is outside the scale: enter a number from {lowest} to {highest}",
    ScoreProblem.STEP: "{value} is between two steps of the scale: count from {lowest} in steps of {step}",
    ScoreProblem.CONFLICT: "{person} has a conflict of interest with submission {number} and does not score it: "
    "withdraw the conflict first if it does not exist",
    ScoreProblem.NOT_ASSIGNED: "submission {number} is not assigned to {person}: ask the chair",
    ScoreProblem.NOT_OPEN: "this round is not open for scores (it is in the phase {phase}): ask the chair",
    ScoreProblem.NOT_JUDGED: "submission {number} is {standing} and is not scored",
    ScoreProblem.SUBMITTED: "the sheet of {person} is submitted and cannot be changed: ask the chair to reopen it",
    ScoreProblem.INCOMPLETE: "{missing} scores are missing, the first is submission {number}, {criterion}: "
    "enter them, or submit the sheet as it is",
    ScoreProblem.NO_REVIEWER: "{person} is no reviewer of this round: seat them first",
    ScoreProblem.COMMENT: "the comment is longer than {limit} characters: shorten it",
    ScoreProblem.REASON: "a conflict needs a reason of 1 to {limit} characters",
    ScoreProblem.NOT_YOURS: "this conflict was set by the chair, who alone can withdraw it",
    ScoreProblem.TOO_FEW: "{each} reviewers for each submission is not possible: there are {there}",
    ScoreProblem.VOTES: "{value} is no number of votes: enter a whole number from 0",
    ScoreProblem.SHARE: "{value} is no share: enter a number from 0 to 1",
    ScoreProblem.NEGATIVE: "normalised scores can be negative and have no share of the maximum: choose min–max",
    ScoreProblem.DECIDED: "this round is decided and stays as it is: go back a phase to change it",
}


class ScoreError(CasebaseError):
    """Something that cannot be kept; `given` holds what the sentence names. Nothing was changed."""

    def __init__(self, problem: ScoreProblem, **given: object) -> None:
        self.problem = problem
        self.given: Mapping[str, object] = given
        super().__init__(_SENTENCES[problem].format_map(given))


class CellProblem(StrEnum):
    """What is wrong with a cell of a file that was filled in elsewhere."""

    NOT_A_NUMBER = "not_a_number"
    OUTSIDE = "outside"
    STEP = "step"
    COMMENT = "comment"
    UNKNOWN_SUBMISSION = "unknown_submission"
    UNKNOWN_CRITERION = "unknown_criterion"
    TWICE = "twice"
    NOT_YOURS = "not_yours"
    CHANGED = "changed"
    FORMULA = "formula"
    COLUMN = "column"


_CELLS: Final = {
    CellProblem.NOT_A_NUMBER: "is no number",
    CellProblem.OUTSIDE: "is outside the scale",
    CellProblem.STEP: "is between two steps of the scale",
    CellProblem.COMMENT: "is too long for a comment",
    CellProblem.UNKNOWN_SUBMISSION: "is no submission of this round",
    CellProblem.UNKNOWN_CRITERION: "is no criterion of this round",
    CellProblem.TWICE: "stands there twice",
    CellProblem.NOT_YOURS: "is not to be scored by this reviewer",
    CellProblem.CHANGED: "was changed here after the sheet was written",
    CellProblem.FORMULA: "is a formula: put its value there",
    CellProblem.COLUMN: "is missing among the columns",
}


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that cannot be taken over: where (C7; empty for the whole file), what stands there, what is wrong."""

    cell: str
    found: str
    problem: CellProblem

    def __str__(self) -> str:
        where = f"{self.cell}: " if self.cell else ""
        return f"{where}{self.found!r} {_CELLS[self.problem]}"


class FileProblem(StrEnum):
    """Why nothing of a file was taken over."""

    UNREADABLE = "unreadable"  # no XLSX or CSV, or damaged
    FOREIGN = "foreign"  # a sheet of another round or reviewer, or no sheet at all
    CELLS = "cells"


_FILES: Final = {
    FileProblem.UNREADABLE: "the file cannot be read: save it again as {form}",
    FileProblem.FOREIGN: "this is no sheet of this round for this reviewer: export it again",
    FileProblem.CELLS: "{count} cells cannot be taken over, nothing was imported: {cells}",
}


class SheetFileError(CasebaseError):
    """A file that was filled in elsewhere and cannot be taken over; `faults` are all its bad cells."""

    def __init__(self, problem: FileProblem, faults: tuple[CellFault, ...] = (), form: str = "XLSX") -> None:
        self.problem = problem
        self.faults = faults
        self.form = form
        super().__init__(_FILES[problem].format(form=form, count=len(faults), cells="; ".join(map(str, faults))))


@dataclass(frozen=True, slots=True)
class ReviewerProgress:
    """How far a reviewer is: `done` of `expected` scores, which leave out conflicts and what is not judged."""

    person: str
    shown: str
    done: int
    expected: int
    submitted: str
    conflicts: int
    last: str
    chair: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who scores which submissions, by their numbers; empty where everybody scores everything."""

    numbers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def includes(self, person: str, number: int) -> bool:
        """Whether `person` is to score the submission, conflicts aside."""
        return not self.numbers or number in self.numbers.get(person, ())
