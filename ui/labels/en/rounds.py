"""Why a round or a rubric stays as it is: the wording of what was refused."""

from __future__ import annotations

from typing import Final

from review.rounds.model import Phase, RoundError, RoundProblem, Standing
from review.rubric.model import Flaw, RubricError, RubricProblem
from ui.labels.cases import ErrorText

_GIVEN: Final[dict[str, str]] = {
    Phase.COLLECTING: "Collecting",
    Phase.ELIGIBILITY: "Eligibility",
    Phase.REVIEW: "Review",
    Phase.SHORTLIST: "Shortlist",
    Phase.DECIDED: "Decided",
    Standing.PENDING: "pending",
    Standing.ELIGIBLE: "eligible",
    Standing.INELIGIBLE: "ineligible",
    Standing.SHORTLISTED: "shortlisted",
    Standing.AWARDED: "awarded",
    Standing.WITHDRAWN: "withdrawn",
    "title": "The title",
    "description": "The description",
    "reason": "The reason",
    "there": "received",
}
ROUND_PROBLEMS: Final[dict[RoundProblem, tuple[str, str]]] = {
    RoundProblem.NO_TITLE: ("The round has no title yet.", "Type a few words, then save."),
    RoundProblem.TOO_LONG: ("{given} is longer than {limit} characters and was not saved.", "Shorten it, then save."),
    RoundProblem.TOO_MANY: (
        "A round holds at most {limit} {given}; nothing was added.",
        "Begin another round, or take some out first.",
    ),
    RoundProblem.BAD_DATE: ("“{given}” is no date and was not saved.", "Write it as 2026-03-31."),
    RoundProblem.DATES_TURNED: ("The end is before the beginning ({given}).", "Exchange the two dates."),
    RoundProblem.NOT_CHAIR: ("Only a chair of the round may do this; nothing was changed.", "Ask {given}."),
    RoundProblem.LAST_CHAIR: ("{given} is the only chair; nothing was changed.", "Name another chair first."),
    RoundProblem.BAD_PERSON: ("“{given}” cannot be a sign-in name.", "Use letters, digits and . _ - + ' @."),
    RoundProblem.NO_ACCOUNT: (
        "There is no account “{given}”; nothing was changed.",
        "Make the account under “Manage › People” first.",
    ),
    RoundProblem.CANNOT_CHAIR: (
        "The role of {given} does not include chairing.",
        "Ask an administrator to make them an editor, or choose somebody else.",
    ),
    RoundProblem.CANNOT_SCORE: (
        "The role of {given} does not include scoring.",
        "Ask an administrator to make them a reviewer, or choose somebody else.",
    ),
    RoundProblem.NOT_COLLECTING: (
        "The round is in the phase “{given}”; submissions are no longer added or taken out.",
        "If you must, put it back to “Collecting” first.",
    ),
    RoundProblem.NOT_NEXT: (
        "A round goes one phase on or back at a time, not straight to “{given}”.",
        "Go through the phases one by one.",
    ),
    RoundProblem.NOTHING_HELD: (
        "No submission is {given} yet; the round stays in its phase.",
        "Add submissions, or decide on their eligibility.",
    ),
    RoundProblem.UNDECIDED: (
        "{given} submissions still await a decision on their eligibility.",
        "Decide on each, then go on.",
    ),
    RoundProblem.DECIDED: ("The round is decided and no longer changes.", "If you must, put it back to “Shortlist”."),
    RoundProblem.STANDING_PHASE: (
        "A submission cannot become “{given}” now.",
        "Go to the phase for it; only eligible ones are shortlisted, only shortlisted ones awarded.",
    ),
    RoundProblem.NO_REASON: (
        "Ineligible needs a reason; nothing was saved.",
        "Write what is missing, or which requirement is not met.",
    ),
    RoundProblem.RUBRIC_SCORED: (
        "There are scores by the present rubric ({given}); nothing was saved.",
        "Criteria that have scores stay, and so does the scale; words, questions and weights may change.",
    ),
    RoundProblem.CRITERION_CHANGED: (
        "Somebody else has just changed or removed “{given}”; your change was not saved.",
        "Copy what you typed, close this form, look at the criterion as it is now, then change it again.",
    ),
    RoundProblem.SUBMISSION_SCORED: (
        "Submission {given} has scores, which would be lost; it was not taken out.",
        "Withdraw it instead.",
    ),
    RoundProblem.BLIND_SCORED: (
        "Reviewers have begun to score blindly; names cannot be shown now.",
        "Leave it blind, or begin another round.",
    ),
    RoundProblem.REQUIREMENT: ("One of the requirements cannot be used: {given}.", "Correct it, then save."),
    RoundProblem.NO_NAME: ("“{given}” cannot be masked.", "Write a name of 2 to {limit} characters."),
}
RUBRIC_FIELDS: Final[dict[str, str]] = {
    "key": "key",
    "title": "title",
    "name": "name",
    "weight": "weight",
    "description": "description",
    "questions": "questions",
    "words": "search words",
    "examples": "examples",
    "scale": "scale",
    "lowest": "lowest score",
    "highest": "highest score",
    "step": "step",
    "criterion": "criteria",
}
RUBRIC_PROBLEMS: Final[dict[RubricProblem, str]] = {
    RubricProblem.UNREADABLE: "cannot be read ({value}); fill in the template again",
    RubricProblem.TOO_LARGE: "larger than {limit} bytes; check that this is the file",
    RubricProblem.UNKNOWN_FORMAT: "neither TOML nor XLSX; save it as one of the two",
    RubricProblem.NO_CRITERIA: "there is no criterion; write at least one",
    RubricProblem.TOO_MANY: "more than {limit}; leave some out",
    RubricProblem.MISSING: "missing; fill it in",
    RubricProblem.TOO_LONG: "longer than {limit} characters; shorten it",
    RubricProblem.NOT_TEXT: "“{value}” stands where text is wanted (in quotation marks in TOML)",
    RubricProblem.NOT_NUMBER: "“{value}” is no number; write one such as 20 or 1.5",
    RubricProblem.NOT_POSITIVE: "{value}; write a number above 0",
    RubricProblem.REPEATED: "“{value}” is that of another criterion; write another one",
    RubricProblem.BAD_KEY: "“{value}” cannot be used; write up to {limit} small letters, digits, - and _",
    RubricProblem.UNKNOWN: "not known; check the spelling, or take it out",
    RubricProblem.FORMULA: "holds a formula without a saved value; write the value itself",
    RubricProblem.SCALE: "{value} is not above the lowest score; make it larger",
    RubricProblem.STEP: "{value}; write a step that leads from lowest to highest in at most {limit} steps",
}


def rubric_flaw(flaw: Flaw) -> str:
    """One place of a rubric that has to be mended: where, what, what to do."""
    row = f" (row {flaw.row})" if flaw.row else ""
    criterion = f"Criterion {flaw.number} “{flaw.criterion}”{row}" if flaw.number else ""
    field = RUBRIC_FIELDS.get(flaw.field, f"“{flaw.field}”" if flaw.field else "")
    where = ", ".join(part for part in (criterion, field) if part) or "The file"
    return f"{where}: {RUBRIC_PROBLEMS[flaw.problem].format(value=flaw.value, limit=f'{flaw.limit:,}')}."


def round_refusal(error: RoundError | RubricError) -> ErrorText:
    """What was refused, and what to do."""
    if isinstance(error, RubricError):
        many = f": {len(error.flaws)} places need mending" if len(error.flaws) > 1 else ""
        return ErrorText(f"The rubric “{error.name}” cannot be used{many}.", " ".join(map(rubric_flaw, error.flaws)))
    given = _GIVEN.get(error.given, error.given)
    return ErrorText(*ROUND_PROBLEMS[error.problem]).filled({"given": given, "limit": f"{error.limit:,}"})
