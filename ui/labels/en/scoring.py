"""Words of the page on which reviewers score: turns, scores, conflicts of interest, the sheet."""

from __future__ import annotations

from typing import Final

from ui.labels.en.base import thousands

SCORES_NO_SEAT: Final = "You have no seat in this round"
SCORES_NO_SEAT_DO: Final = "To score, seat yourself as a reviewer or a chair under Settings, Members."
SCORES_NOT_YET: Final = "Scoring has not begun"
SCORES_NOT_YET_DO: Final = (
    "Scores are taken once eligibility is decided and the round is in review. Evidence, figures and shared text are "
    "there already."
)
SCORES_NONE: Final = "There is nothing for you to score"
SCORES_NONE_DO: Final = "All may be assigned to others, or none is eligible; ask the chair if in doubt."
SCORES_OVER: Final = "The round is over, scores no longer change"
SCORES_OVER_DO: Final = "Below is what you scored."
SHEET_SUBMITTED: Final = "Your sheet was submitted at {at}"
SHEET_SUBMITTED_DO: Final = "To change something, ask the chair to reopen it."
TURNS_LABEL: Final = "Submissions that I score"
TURNS_NEAR: Final = "Submissions next to this one"
TURN_STATES: Final[dict[str, str]] = {
    "done": "scored",
    "begun": "begun",
    "open": "not scored",
    "away": "conflict of interest",
}
EVIDENCE_LOOKING: Final = "Looking for evidence…"
COMMENT_EXAMPLE: Final = "Reasons and remarks (may be left empty)"
NOT_SAVED: Final = "Not saved: "
OFF_SCALE: Final = "Not saved: a score is within {scale}. The one before stays."
NOT_SCORED_YET: Final = "Not scored yet"
NO_SCORE: Final = "no score"
CONFLICT_DECLARED: Final = "conflict of interest"
CONFLICT_DECLARE: Final = "Declare a conflict of interest"
CONFLICT_WITHDRAW: Final = "Withdraw the conflict of interest"
CONFLICT_HINT: Final = (
    "Where you have an interest in the applicant you do not score; what you have scored already does not count."
)
CONFLICT_REASON: Final = "Reason"
CONFLICT_REASON_EXAMPLE: Final = "such as: I used to work for the applicant"
CONFLICT_SAVED: Final = "The conflict of interest is declared."
CONFLICT_WITHDRAWN: Final = "The conflict is withdrawn; you can score this submission."
CONFLICT_SAID: Final = "You declared a conflict of interest and do not score this one"
SHEET_WHOLE: Final = "The whole sheet"
SAVED_AT_ONCE: Final = "Each entry is saved as you leave it"
SHEET_WHOLE_HINT: Final = (
    "Every entry is saved as a draft at once. Submit the sheet when all is scored; then only the chair can reopen it."
)
SHEET_SUBMIT: Final = "Submit the sheet"
SHEET_COMPLETE: Final = "Everything is scored. Once submitted, only the chair can reopen the sheet."
SHEET_INCOMPLETE_SURE: Final = "I know that scores are missing and submit all the same"
SHEET_SENT: Final = "The sheet is submitted. Thank you."
SHEET_OFFLINE: Final = "Work offline"
SHEET_OFFLINE_HINT: Final = (
    "Download the sheet, fill it in without a network, and upload it. If one cell is wrong nothing is taken over, and "
    "each such cell is named."
)
SHEET_DOWNLOAD: Final = "Download my sheet"
SHEET_FILE: Final = "scores"
SHEET_UPLOAD: Final = "The sheet, filled in (XLSX)"
SHEET_TAKE_OVER: Final = "Take over this sheet"


def scored_of(done: int, total: int) -> str:
    """How many scores there are, of how many."""
    return f"{done} / {total}"


def score_of(criterion: str) -> str:
    """The field for a score."""
    return f"{criterion}: score"


def comment_of(criterion: str) -> str:
    """The field for a comment."""
    return f"{criterion}: comment"


def saved_at(clock: str) -> str:
    """When an entry was saved."""
    return f"Saved {clock}"


def score_replaced(before: str) -> str:
    """Something else was entered meanwhile, on another page."""
    return f"Another window had just entered “{before}”; this replaced it."


def scores_done(done: int, total: int) -> str:
    """How far one is with everything."""
    return f"I have scored {done} of {total}"


def turns_all(count: int) -> str:
    """All submissions that one scores, where a few are in view."""
    return f"All {thousands(count)}"


def turn_said(number: int, state: str, done: int, total: int) -> str:
    """A submission among those to be scored."""
    return f"No. {number}: {state}, {done} / {total}"


def sheet_missing(count: int) -> str:
    """How many scores are missing."""
    return f"{count} score{' is' if count == 1 else 's are'} missing."


def sheet_taken_over(count: int) -> str:
    """A sheet from elsewhere was taken over."""
    return f"The sheet is taken over, {count} changed." if count else "The sheet says what is there already."
