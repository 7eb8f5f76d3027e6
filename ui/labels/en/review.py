"""Words of award rounds: the list of rounds, a new one, phases, submissions, eligibility."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from review.rounds.eligibility import Finding, Missing, Requirement
from review.rounds.model import Phase, Standing
from ui.address import RoundView
from ui.labels.en.base import thousands
from ui.labels.en.evidence import numbers_of

NAV_ROUNDS: Final = "Review"
ROUND_KEEP: Final = "Save"

# The list of rounds

ROUNDS_SUB: Final = (
    "Set submissions side by side: evidence by criterion, figures that add up, shared text, scores and a decision. "
    "Everything leads back to the original words."
)
ROUNDS_ALL: Final = "All rounds"
ROUND_NEW: Final = "New round"
ROUNDS_NONE: Final = "There is no round yet"
ROUNDS_NONE_DO: Final = (
    "A round brings together submissions, a rubric and reviewers. It goes from collecting to a decision in five steps:"
)
ROUNDS_NONE_WAIT: Final = (
    "A round appears here once its chair has given you a seat. It goes from collecting to a decision in five steps:"
)
ROUND_STEPS: Final[tuple[tuple[str, str], ...]] = (
    ("Collecting", "Upload files or a zip, or choose documents of the library; choose a rubric, say what is required."),
    ("Eligibility", "Sections, length, dates, attachments and contact are checked; what is missing is named."),
    ("Review", "Evidence stands beside every criterion; figures and shared text have pages of their own."),
    ("Shortlist", "Look at results, disagreement and the influence of the weights; choose the shortlist."),
    ("Decided", "Export the decision record: every quotation in it can be checked character by character."),
)
ROUND_SAMPLE: Final = "Try one with six fictional submissions"
ROUND_SAMPLE_HINT: Final = (
    "They come with the starter library; places, bodies and figures are made up. Remove the round under Settings."
)
ROUND_SAMPLE_TITLE: Final = "A trial: lifts in old housing estates"
ROUND_SAMPLE_ABOUT: Final = "Six fictional submissions, to try things with."
ROUND_BLIND: Final = "blind"
TRIAL_OPEN: Final = "Without a round: look at a few documents first"
TRIAL_HINT: Final = (
    "Choose documents of the library and see their evidence, figures and shared text; nothing is scored or kept."
)
TRIAL_VIEW: Final = "Begin with"
TRIAL_GO: Final = "Have a look"
TRIAL_TITLE: Final = "A look without a round"
KIND_ANY: Final = "All kinds"
SUBMISSIONS_OF_LIBRARY: Final = "From the library"

# A new round

ROUND_NAME: Final = "Round"
ROUND_TITLE: Final = "Title"
ROUND_TITLE_EXAMPLE: Final = "such as: Grassroots governance award 2026"
ROUND_UNTITLED: Final = "Untitled round"
ROUND_ABOUT: Final = "Description"
ROUND_ABOUT_EXAMPLE: Final = "What is judged, and for whom (may be left empty)"
ROUND_OPENS: Final = "Opens on"
ROUND_CLOSES: Final = "Closes on"
ROUND_BLIND_ASK: Final = "Blind review"
ROUND_BLIND_HELP: Final = (
    "Reviewers see tokens in place of the names of people, units and places; the chair sees the original."
)
ROUND_RUBRIC: Final = "Rubric"
ROUND_REQUIREMENTS: Final = "Requirements"
ROUND_REQUIREMENTS_HINT: Final = (
    "Checked for every submission; what is left empty is not. They can be changed later under Settings."
)
ROUND_SUBMISSIONS: Final = "Submissions"
ROUND_SUBMISSIONS_HINT: Final = "Add some now, or later. Files become part of the library, too."
SUBMISSIONS_UPLOAD: Final = "Files or a zip"
ROUND_MAKE: Final = "Make the round"
RUBRIC_FROM: Final = "Where the rubric comes from"
RUBRIC_SOURCES: Final[dict[str, str]] = {"bundled": "Bundled", "file": "A file", "round": "Another round"}
RUBRIC_BUNDLED: Final = "Bundled rubric"
RUBRIC_UPLOAD: Final = "Rubric (TOML or XLSX)"
RUBRIC_TEMPLATE: Final = "Not sure how to write one? Change this:"
RUBRIC_CHOOSE: Final = "Choose a rubric first."
RUBRIC_CRITERION: Final = "Criterion"
RUBRIC_WEIGHT: Final = "Weight"
CRITERION_DESCRIPTION: Final = "Description"
RUBRIC_QUESTIONS: Final = "Guiding questions"
CRITERION_WORDS: Final = "Words"
CRITERION_EXAMPLES: Final = "Example sentences"
CRITERIA_DETAILS: Final = "Guiding questions, words and example sentences"

# The head of a round

PHASES: Final[dict[Phase, str]] = {
    Phase.COLLECTING: "Collecting",
    Phase.ELIGIBILITY: "Eligibility",
    Phase.REVIEW: "Review",
    Phase.SHORTLIST: "Shortlist",
    Phase.DECIDED: "Decided",
}
PHASES_LABEL: Final = "Phase"
STEP_STATES: Final[dict[str, str]] = {"done": " (done)", "now": " (now)", "ahead": " (to come)"}
PHASE_NOW: Final[dict[Phase, str]] = {
    Phase.COLLECTING: "Now: collecting.",
    Phase.ELIGIBILITY: "Now: eligibility.",
    Phase.REVIEW: "Now: reviewers score.",
    Phase.SHORTLIST: "Now: the shortlist.",
    Phase.DECIDED: "The round is over.",
}
PHASE_DO: Final[dict[Phase, str]] = {
    Phase.COLLECTING: "Add the submissions; go on when all are there.",
    Phase.ELIGIBILITY: "Check the requirements and decide which submissions take part.",
    Phase.REVIEW: "Seat reviewers under Settings; progress and results are always in view.",
    Phase.SHORTLIST: "Look at ranking, disagreement and weights; mark what is shortlisted and awarded.",
    Phase.DECIDED: "Scores no longer change; the decision record can be exported.",
}
PHASE_VIEWS: Final[dict[Phase, RoundView]] = {
    Phase.COLLECTING: RoundView.SUBMISSIONS,
    Phase.ELIGIBILITY: RoundView.ELIGIBILITY,
    Phase.REVIEW: RoundView.RESULTS,
    Phase.SHORTLIST: RoundView.RESULTS,
    Phase.DECIDED: RoundView.RESULTS,
}
PHASE_CHANGED: Final = "The phase is now: {phase}."
ROUND_VIEWS: Final[dict[RoundView, str]] = {
    RoundView.SUBMISSIONS: ROUND_SUBMISSIONS,
    RoundView.ELIGIBILITY: "Eligibility",
    RoundView.MATRIX: "Evidence",
    RoundView.CLAIMS: "Figures",
    RoundView.OVERLAP: "Shared text",
    RoundView.SCORES: "Scores",
    RoundView.RESULTS: "Results",
    RoundView.SETTINGS: "Settings",
}
ROUND_VIEWS_LABEL: Final = "Views of the round"
ROUND_VIEW_NOT: Final = "Only the chair sees this page"
ROUND_VIEW_NOT_DO: Final = "Ask the chair of this round if you need it."

# Submissions

SUBMISSION_NUMBER: Final = "No."
STANDING: Final = "Standing"
STANDINGS: Final[dict[Standing, str]] = {
    Standing.PENDING: "pending",
    Standing.ELIGIBLE: "eligible",
    Standing.INELIGIBLE: "ineligible",
    Standing.SHORTLISTED: "shortlisted",
    Standing.AWARDED: "awarded",
    Standing.WITHDRAWN: "withdrawn",
}
SUBMISSION_CHARACTERS: Final = "Characters with punctuation"
OWN_PROGRESS: Final = "My scores"
SUBMISSIONS_NONE: Final = "There are no submissions yet"
SUBMISSIONS_NONE_DO: Final = "Upload files or a zip below, or choose documents of the library."
SUBMISSIONS_NONE_WAIT: Final = "They are listed here once the chair has added them."
SUBMISSIONS_ADD: Final = "Add submissions"
SUBMISSIONS_ADD_NOW: Final = "Add to this round"
SUBMISSIONS_NOTHING_CHOSEN: Final = "No file and no document is chosen yet."
SUBMISSION_GONE: Final = "The document was removed from the library"
SUBMISSION_GONE_DO: Final = "Ask the chair to add the document again, or to withdraw this submission."
SUBMISSION_BACK: Final = "All submissions"
SUBMISSION_OPEN: Final = "Open in the reader"
SUBMISSION_SCORE: Final = "Score this one"
SUBMISSION_MASKED: Final = "Blind review: names of people, units and places are replaced by tokens."
NEXT_ONE: Final = "Next"
PREVIOUS_ONE: Final = "Previous"
NOT_YOURS_TO_SCORE: Final = "not mine"
SUBMISSION_TITLE: Final = "Title"
SUBMISSION_READ: Final = "Read it as reviewers do"
SUBMISSIONS_ADD_HINT: Final = (
    "Every file of a zip is a submission. Files become part of the library; what is there already is not stored twice."
)
READ_WHOLE: Final = "Read all of it"
PARTS_LABEL: Final = "Parts of the text"

# Eligibility

REQUIREMENTS_CHANGE: Final = "Change the requirements"
REQUIREMENTS_SAVED: Final = "The requirements are saved."
REQUIRED_SECTIONS: Final = "Required sections, one a line"
REQUIRED_SECTIONS_HELP: Final = (
    "Written as name: word, word. A heading with one of the words will do; without words the name is looked for."
)
REQUIRED_SHORTEST: Final = "Characters, at least"
REQUIRED_LONGEST: Final = "Characters, at most"
REQUIRED_EARLIEST: Final = "Dated from"
REQUIRED_LATEST: Final = "Dated until"
REQUIRED_ANY: Final = "any"
REQUIRED_ATTACHMENTS: Final = "Attachments"
REQUIRED_ATTACHMENTS_EXAMPLE: Final = "such as: declaration, letter of recommendation (may be left empty)"
REQUIRED_DATE: Final = "A date"
REQUIRED_CONTACT: Final = "A contact with telephone or e-mail"
REQUIRED_ONCE: Final = "Not submitted twice"
REQUIREMENTS: Final[dict[Requirement, str]] = {
    Requirement.SECTION: "Section “{name}”",
    Requirement.LENGTH: "Length without punctuation",
    Requirement.DATE: "Date",
    Requirement.ATTACHMENT: "Attachment “{name}”",
    Requirement.CONTACT: "Contact",
    Requirement.DUPLICATE: "Submitted once",
}
MISSINGS: Final[dict[Missing, str]] = {
    Missing.NOTHING: "met",
    Missing.NOT_FOUND: "not found",
    Missing.EMPTY: "a heading with nothing below it",
    Missing.TOO_SHORT: "{found} characters, too short ({wanted} are wanted)",
    Missing.TOO_LONG: "{found} characters, too long ({wanted} are wanted)",
    Missing.TOO_EARLY: "{found}, before {wanted}",
    Missing.TOO_LATE: "{found}, after {wanted}",
    Missing.VAGUE: "{found} only, which cannot be told from {wanted}",
    Missing.NO_NUMBER: "no telephone number and no e-mail address",
    Missing.NO_PERSON: "nobody to ask for",
    Missing.SAME: "the same text as no. {found}",
    Missing.NEARLY_SAME: "nearly the same text as no. {found}",
}
ELIGIBILITY_TABLE: Final = "Requirements at a glance"
STANDING_SET: Final = "Set standing"
STANDING_WHY: Final = "Reason"
STANDING_WHY_EXAMPLE: Final = "Where it is ineligible, say what is missing; it goes into the decision record."
FIND_ELIGIBLE: Final = "Eligible"
FIND_INELIGIBLE: Final = "Ineligible, with the reason"
FILE_BY_FILE: Final = "File by file"
STANDING_SAVED: Final = "The standing is saved."


def submission_count(count: int) -> str:
    """How many submissions there are."""
    return f"{thousands(count)} submission{'' if count == 1 else 's'}"


def round_dates(opens: str, closes: str) -> str:
    """From when to when a round goes; empty where nobody said."""
    if opens and closes:
        return f"{opens} to {closes}"
    return f"from {opens}" if opens else f"until {closes}" if closes else ""


def trial_facts(count: int) -> str:
    """What a look without a round is of."""
    return f"{count} document{'' if count == 1 else 's'} of the library; nothing is scored or kept"


def documents_to_choose(count: int) -> str:
    """What stands in the empty box."""
    return f"{thousands(count)} documents; type words of a title to narrow them"


def choose_all(count: int) -> str:
    """All documents of a kind."""
    return f"Choose all {thousands(count)} of this kind"


def phase_on(name: str) -> str:
    """To the next phase."""
    return f"On to: {name}"


def phase_back(name: str) -> str:
    """To the phase before."""
    return f"Back to: {name}"


def submission_masked(number: int) -> str:
    """A submission whose title must not be seen."""
    return f"Submission no. {number}"


def submissions_added(count: int) -> str:
    """Documents of the library were taken in."""
    return f"{count} added."


def submissions_gone(numbers: Sequence[int]) -> str:
    """Submissions whose document is not in the library any more."""
    return f"{numbers_of(numbers)}: removed from the library and not compared."


def part_number(number: int) -> str:
    """A part of a long text."""
    return f"Part {number}"


def words_listed(words: Sequence[str]) -> str:
    """Words one after another."""
    return ("; " if any("," in one or len(one) > 20 for one in words) else ", ").join(words)


def shortened(words: str, limit: int) -> str:
    """The beginning of long words."""
    return words if len(words) <= limit else f"{words[: limit - 1]}…"


def eligibility_summary(complete: int, total: int) -> str:
    """How many have everything."""
    return f"{complete} of {total} submissions meet all requirements. A check by machine: the originals decide."


def requirement_named(finding: Finding) -> str:
    """A requirement at the head of a column."""
    return finding.name or REQUIREMENTS[finding.requirement]


def missing_count(count: int) -> str:
    """How many requirements are not met."""
    return f"{count} missing" if count else "All requirements are met"


def passed_count(count: int) -> str:
    """How many requirements are met."""
    return f"{count} others are met"


def finding_of(finding: Finding) -> str:
    """A requirement, and what became of it."""
    name = REQUIREMENTS[finding.requirement].format(name=finding.name)
    said = MISSINGS[finding.missing].format(found=finding.found, wanted=finding.wanted)
    if finding.passed and finding.found and finding.requirement in (Requirement.LENGTH, Requirement.DATE):
        said = f"{said} ({finding.found})"
    return f"{name}: {said}"


def submissions_taken_in(count: int, refused: int) -> str:
    """What became of files that were read for a round."""
    noun = "submission is" if count == 1 else "submissions are"
    said = f"{count} {noun} in the round" if count else "No submission was taken in"
    files = "file" if refused == 1 else "files"
    return f"{said}; {refused} {files} could not be read" if refused else said


def reasons_joined(reasons: Sequence[str]) -> str:
    """Several reasons as one."""
    return "; ".join(reasons)


def accept_all(count: int) -> str:
    """All that have everything, at once."""
    return f"Make the {count} that meet everything eligible" if count else "Nothing pending meets all requirements"


def accepted(count: int) -> str:
    """So many are eligible now."""
    return f"{count} made eligible."
