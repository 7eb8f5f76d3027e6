"""Words of the settings of a round: rubric, members, who scores what, masking."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from corpus.workspace import OWNER
from review.rounds.model import Seat
from review.rounds.names import NameKind
from review.rubric.model import plain_number
from ui.labels.en.people import AUDIT_OWNER

SETTINGS_LABEL: Final = "Parts of the settings"
SETTINGS_SECTIONS: Final[dict[str, str]] = {
    "": "The round",
    "rubric": "Rubric",
    "people": "Members",
    "masks": "Masking",
    "requirements": "Requirements",
}
ROUND_SAVED: Final = "Saved."
PHASE_BACK_HINT: Final = "One step on or back at a time; nothing is lost by going back."
ROUND_REMOVE: Final = "Remove this round"
ROUND_REMOVE_HINT: Final = (
    "Scores, comments, standings and seats will be lost for good; the submissions stay in the library."
)
ROUND_REMOVE_SURE: Final = "I know that this cannot be undone"
ROUND_REMOVED: Final = "The round is removed, its submissions are still in the library."
RUBRIC_SAVED: Final = "The rubric is saved."
RUBRIC_SCALE: Final = "Title and scale"
RUBRIC_TITLE: Final = "Title of the rubric"
SCALE_LOWEST: Final = "Lowest score"
SCALE_HIGHEST: Final = "Highest score"
SCALE_STEP: Final = "Step"
RUBRIC_REPLACE: Final = "Replace the rubric"
RUBRIC_REPLACE_HINT: Final = "All of it is replaced. Criteria that have scores, and the scale, have to stay."
RUBRIC_DOWNLOAD: Final = "Download this rubric:"
CRITERION_ADD: Final = "Add a criterion"
CRITERION_EDIT: Final = "Edit"
CRITERION_UP: Final = "Up"
CRITERION_DOWN: Final = "Down"
CRITERION_REMOVE: Final = "Remove"
CRITERION_REMOVED: Final = "The criterion is removed."
CRITERION_QUESTIONS_LINES: Final = "Guiding questions, one a line"
CRITERION_EXAMPLES_LINES: Final = "Example sentences, one a line"
CRITERION_WORDS_LINES: Final = "Words that evidence is searched by, with commas between them"
SEATS: Final[dict[Seat, str]] = {Seat.CHAIR: "chair", Seat.REVIEWER: "reviewer"}
SEAT: Final = "Seat"
MEMBER_COLUMNS: Final = ("Name", "Account", "Seat")
MEMBER_CHOOSE: Final = "Choose"
MEMBER_SEAT: Final = "Seat"
MEMBER_SEATED: Final = "Seated."
MEMBER_NONE_CHOSEN: Final = "Nobody is chosen yet."
MEMBER_UNSEAT: Final = "Unseat"
MEMBER_UNSEAT_WHOM: Final = "Whom to unseat"
MEMBER_UNSEATED: Final = "Unseated; their scores no longer count."
PEOPLE_ALONE: Final = "Nobody signs in here: you are alone"
PEOPLE_ALONE_DO: Final = (
    "For several reviewers, make accounts under Manage, People, and turn signing in on. You yourself can score."
)
ASSIGNMENT: Final = "Who scores what"
ASSIGNMENT_NOTE: Final = (
    "With many submissions, each can go to a few reviewers only; conflicts are kept apart and loads even."
)
ASSIGNMENT_COLUMNS: Final = ("Reviewer", "Number", "Submissions")
ASSIGNED_ALL: Final = "Now: every reviewer scores every submission."
ASSIGNED_SOME: Final = "Now: each reviewer scores these submissions."
ASSIGN_EACH: Final = "Reviewers for each"
ASSIGN_NOW: Final = "Assign"
ASSIGN_ALL: Final = "Everybody everything"
ASSIGNED: Final = "The assignment is changed."
MASKS_NOTE: Final = (
    "Reviewers see the tokens, the chair the original. Recognition misses some: add names that were missed, take out "
    "what is not a name."
)
MASKS_NONE: Final = "No names were recognised in this submission."
MASK_COLUMNS: Final = ("Token", "Kind", "As written", "Places", "Source")
MASK_GIVEN: Final = "added by the chair"
MASK_FOUND: Final = "recognised"
MASK_SAMPLE: Final = "As reviewers see the beginning: "
MASK_NAME: Final = "Name to mask"
MASK_NAME_EXAMPLE: Final = "such as: Qinghe"
MASK_KIND: Final = "Kind"
MASK_ADD: Final = "Mask"
MASK_ADDED: Final = "Masked."
MASK_OUT: Final = "Show"
MASK_OUT_WHICH: Final = "What need not be masked"
MASK_REMOVED: Final = "This name is no longer masked."
MASK_BACK: Final = "Recognise again"
MASK_BACK_WHICH: Final = "Said to be no name"
MASK_CHOOSE: Final = "Choose"
NAME_KINDS: Final[dict[NameKind, str]] = {
    NameKind.PERSON: "person",
    NameKind.UNIT: "unit",
    NameKind.PLACE: "place",
    NameKind.CONTACT: "contact",
}


def weight(value: Decimal) -> str:
    """A weight as it was given."""
    return plain_number(value)


def share(value: float | Decimal) -> str:
    """A share of all weights."""
    return f"{float(value) * 100:.3g}%"


def share_range(low: float, high: float) -> str:
    """From one share to another."""
    return f"{low * 100:.3g}%–{high * 100:.3g}%"


def weight_and_share(value: Decimal, of_all: str) -> str:
    """A weight, and what part of all it is."""
    return f"weight {plain_number(value)} ({of_all} of all)"


def scale(lowest: Decimal, highest: Decimal, step: Decimal) -> str:
    """What can be given."""
    return f"{plain_number(lowest)} to {plain_number(highest)} each, in steps of {plain_number(step)}"


def scale_range(lowest: Decimal, highest: Decimal) -> str:
    """What can be given, in short."""
    return f"{plain_number(lowest)}–{plain_number(highest)}"


def criterion_holds(questions: int, words: int, examples: int) -> str:
    """What is said of a criterion."""
    return f"{questions} guiding questions, {words} words, {examples} example sentences"


def person_named(shown: str, name: str) -> str:
    """Somebody who sits in a round."""
    return AUDIT_OWNER if name == OWNER.name else shown or name


def member_named(shown: str, name: str, role: str) -> str:
    """An account in a list of choices."""
    return f"{shown or name} ({name}, {role})"
