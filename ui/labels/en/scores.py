"""Why a score, a sheet, a conflict or a vote was not kept: the wording of what was refused."""

from __future__ import annotations

from typing import Final

from review.rounds.model import Phase, Standing
from review.scores.model import CellFault, CellProblem, FileProblem, ScoreError, ScoreProblem, SheetFileError
from ui.labels.cases import ErrorText

_CELLS_SHOWN: Final = 20
_NAMES: Final[dict[object, str]] = {
    Phase.COLLECTING: "collecting",
    Phase.ELIGIBILITY: "eligibility",
    Phase.REVIEW: "review",
    Phase.SHORTLIST: "shortlist",
    Phase.DECIDED: "decided",
    Standing.INELIGIBLE: "not eligible",
    Standing.WITHDRAWN: "withdrawn",
}
SCORE_PROBLEMS: Final[dict[ScoreProblem, tuple[str, str]]] = {
    ScoreProblem.OUTSIDE: ("{value} is outside the scale and was not saved.", "Enter {lowest} to {highest}."),
    ScoreProblem.STEP: ("{value} lies between two steps and was not saved.", "From {lowest} on in steps of {step}."),
    ScoreProblem.CONFLICT: (
        "A conflict of interest is registered for number {number}, so it cannot be scored.",
        "Withdraw it if that is a mistake; one that a chair set is withdrawn by a chair.",
    ),
    ScoreProblem.NOT_ASSIGNED: ("Number {number} is not assigned to this reviewer.", "If in doubt, ask the chair."),
    ScoreProblem.NOT_OPEN: (
        "This round takes no scores now: it is in the phase “{phase}”.",
        "Score in the phase review.",
    ),
    ScoreProblem.NOT_JUDGED: ("Number {number} is {standing} and is not scored.", "If in doubt, ask the chair."),
    ScoreProblem.SUBMITTED: (
        "The sheet is submitted and no longer changes.",
        "Ask the chair to reopen it.",
    ),
    ScoreProblem.INCOMPLETE: (
        "{missing} scores are missing, so the sheet was not submitted.",
        "The first is “{criterion}” of number {number}; enter them, or confirm to submit it like this.",
    ),
    ScoreProblem.NO_REVIEWER: ("“{person}” has no seat in this round.", "Give them one in the settings first."),
    ScoreProblem.COMMENT: ("The comment has more than {limit} characters and was not saved.", "Shorten it."),
    ScoreProblem.REASON: ("A conflict of interest needs a reason.", "Write 1 to {limit} characters."),
    ScoreProblem.NOT_YOURS: ("A chair set this conflict of interest.", "Only a chair changes or withdraws it."),
    ScoreProblem.TOO_FEW: (
        "{each} reviewers for each submission are not possible.",
        "This round has {there}; choose fewer, or add reviewers.",
    ),
    ScoreProblem.VOTES: ("{value} is no number of votes and was not saved.", "Enter a whole number from 0."),
    ScoreProblem.SHARE: ("{value} cannot be the share of the vote.", "Enter a number from 0 to 1."),
    ScoreProblem.NEGATIVE: (
        "Normalised scores can be negative and have no share of the maximum.",
        "Choose min–max, or go by the raw scores.",
    ),
    ScoreProblem.DECIDED: (
        "This round is decided; nothing was changed.",
        "A chair can go back a phase first.",
    ),
}
CELL_PROBLEMS: Final[dict[CellProblem, str]] = {
    CellProblem.NOT_A_NUMBER: "is no number",
    CellProblem.OUTSIDE: "is outside the scale",
    CellProblem.STEP: "lies between two steps of the scale",
    CellProblem.COMMENT: "is too long for a comment",
    CellProblem.UNKNOWN_SUBMISSION: "is no number of a submission",
    CellProblem.UNKNOWN_CRITERION: "is no criterion",
    CellProblem.TWICE: "stands there twice",
    CellProblem.NOT_YOURS: "is not scored by this reviewer",
    CellProblem.CHANGED: "was changed here after the sheet was written",
    CellProblem.FORMULA: "holds a formula without a value: put the value there",
    CellProblem.COLUMN: "is a column that is missing",
}
FILE_PROBLEMS: Final[dict[FileProblem, tuple[str, str]]] = {
    FileProblem.UNREADABLE: ("The file cannot be read; nothing was imported.", "Save it again as {form}."),
    FileProblem.FOREIGN: (
        "This is no sheet of this reviewer in this round; nothing was imported.",
        "Download the sheet again, fill it in, and import that.",
    ),
    FileProblem.CELLS: ("{count} places cannot be imported; nothing was.", "Mend them and import again: {cells}"),
}


def cell_fault(fault: CellFault) -> str:
    """What is wrong with one cell."""
    where = f"{fault.cell}: " if fault.cell else ""
    return f"{where}“{fault.found}” {CELL_PROBLEMS[fault.problem]}"


def score_refusal(error: ScoreError | SheetFileError) -> ErrorText:
    """What was refused, and what to do."""
    if isinstance(error, SheetFileError):
        shown = "; ".join(map(cell_fault, error.faults[:_CELLS_SHOWN]))
        more = "; …" if len(error.faults) > _CELLS_SHOWN else "."
        given: dict[str, object] = {"form": error.form, "count": len(error.faults), "cells": shown + more}
        return ErrorText(*FILE_PROBLEMS[error.problem]).filled(given)
    named = {name: _NAMES.get(value, value) for name, value in error.given.items()}
    return ErrorText(*SCORE_PROBLEMS[error.problem]).filled(named)
