"""Words of award rounds: what they are, their phases, submissions, rubrics, scores, results, settings."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from corpus.workspace import OWNER
from review.rounds.eligibility import Finding, Missing, Requirement
from review.rounds.model import Phase, Seat, Standing
from review.rounds.names import NameKind
from review.rubric.model import plain_number
from review.scores.model import Basis, Counting, Formula, Scaling
from ui.address import RoundView
from ui.labels.en.base import thousands
from ui.labels.en.people import AUDIT_OWNER

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
SUBMISSION_CHARACTERS: Final = "Characters"
OWN_PROGRESS: Final = "My scores"
SUBMISSIONS_NONE: Final = "There are no submissions yet"
SUBMISSIONS_NONE_DO: Final = "Upload files or a zip below, or choose documents of the library."
SUBMISSIONS_NONE_WAIT: Final = "They are listed here once the chair has added them."
SUBMISSIONS_ADD: Final = "Add submissions"
SUBMISSIONS_ADD_NOW: Final = "Add to this round"
SUBMISSIONS_NOTHING_CHOSEN: Final = "No file and no document is chosen yet."
SUBMISSION_GONE: Final = "The document was removed from the library"
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
    Requirement.LENGTH: "Length",
    Requirement.DATE: "Date",
    Requirement.ATTACHMENT: "Attachment “{name}”",
    Requirement.CONTACT: "Contact",
    Requirement.DUPLICATE: "Submitted twice",
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
STANDING_SAVED: Final = "The standing is saved."

# Scores

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
TURN_STATES: Final[dict[str, str]] = {
    "done": "scored",
    "begun": "begun",
    "open": "not scored",
    "away": "conflict of interest",
}
EVIDENCE_LOOKING: Final = "Looking for evidence…"
COMMENT_EXAMPLE: Final = "Reasons and remarks (may be left empty)"
NOT_SAVED: Final = "Not saved: "
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

# Results

RESULTS_PROGRESS: Final = "Progress"
PROGRESS_COLUMNS: Final = ("Reviewer", "Scored", "Sheet", "Conflicts", "Last saved")
SHEET_DRAFT: Final = "draft"
SHEET_REOPEN: Final = "Reopen"
SHEET_REOPEN_WHOSE: Final = "Whose sheet to reopen"
SHEET_REOPENED: Final = "The sheet is open again."
NO_REVIEWERS: Final = "There are no reviewers yet"
NO_REVIEWERS_DO: Final = "Seat reviewers under Settings, Members; a chair who scores is listed here, too."
RESULTS_RANKING: Final = "Results and ranking"
RESULTS_NONE: Final = "There are no scores to compute with yet"
RESULTS_NONE_DO: Final = "Once reviewers score, results, ranks, disagreement and the influence of weights appear here."
RESULTS_BY_CRITERION: Final = "Means by criterion"
RESULTS_COUNTING: Final = "Counted"
COUNTINGS: Final[dict[Counting, str]] = {
    Counting.SAVED: "All saved scores",
    Counting.SUBMITTED: "Submitted sheets only",
}
RESULT_PLACE: Final = "Place"
RESULT_RAW: Final = "Weighted mean"
RESULT_RANK: Final = "Rank by mean"
RESULT_NORMALISED: Final = "Normalised"
RESULT_NORMALISED_RANK: Final = "Rank, normalised"
RESULT_SPREAD: Final = "Spread (lowest–highest)"
RESULT_REVIEWERS: Final = "Reviewers"
RESULT_VOTES: Final = "Public votes"
RESULT_COMBINED: Final = "Combined"
NO_VALUE: Final = "—"
BASES: Final[dict[Basis, str]] = {Basis.RAW: "weighted mean (raw)", Basis.NORMALISED: "normalised (z-scores)"}
SCALINGS: Final[dict[Scaling, str]] = {
    Scaling.NONE: "not counted",
    Scaling.RANGE: "combined, min–max scaled",
    Scaling.MAXIMUM: "combined, as a share of the maximum",
}
SHORTLIST_SIZE: Final = "Places"
AGREEMENT: Final = "Do reviewers agree?"
AGREEMENT_NOTE: Final = (
    "Agreement is not correctness, and disagreement nobody's fault: first see whether all read the criterion alike."
)
AGREEMENT_NOT_YET: Final = "Agreement, severity and outliers need two reviewers who have scored the same submission."
AGREEMENT_COLUMNS: Final = ("Criterion", "α (interval)", "α (ordinal)", "Submissions with two scores", "Scores")
AGREEMENT_WHOLE: Final = "Weighted results"
ALPHA_MEANS: Final = (
    "Krippendorff's α: 1 less the observed over the expected disagreement. 1 is full agreement, 0 what chance gives, "
    "less is worse than chance. Interval looks at differences, ordinal at order alone. Missing scores are allowed; "
    "what only one reviewer scored says nothing and is left out."
)
W_MEANS: Final = (
    "Kendall's W: how alike the reviewers' rankings are, from 0 (nothing in common) to 1 (the same), ties by mean "
    "ranks; only submissions that every reviewer scored."
)
PROFILES: Final = "How severe each reviewer is"
PROFILES_NOTE: Final = (
    "Severity: by how much a reviewer scores above or below the others on the same submissions. Normalised results are "
    "free of it."
)
PROFILE_COLUMNS: Final = ("Reviewer", "Submissions", "Mean", "Standard deviation", "Severity")
OUTLIERS: Final = "Scores far from the others"
OUTLIERS_NONE: Final = "No score is far from those of the others."
OUTLIERS_NOTE: Final = "For you to look at; none is left out. This reviewer may have seen what others missed."
SENSITIVITY: Final = "Would other weights change the ranking?"
SENSITIVITY_RANKS: Final = "Range of places"
SENSITIVITY_WEIGHTS: Final = "How far each weight can go with the same winner"
SENSITIVITY_WEIGHTS_NOTE: Final = (
    "The point is the weight as it is, the bar where it can go alone, the others in proportion, with the same winner."
)
SENSITIVITY_FIGURES: Final = "Weights in figures"
KEEPS_FIRST: Final = "Same winner"
FORMULA: Final = "How the ranking is made"
FORMULA_NOTE: Final = (
    "The public vote is kept apart from the scores; the two are combined only by a formula that is stated here."
)
FORMULA_BASIS: Final = "Results of reviewers"
FORMULA_SCALING: Final = "Public vote"
FORMULA_SHARE: Final = "Share of the vote, %"
FORMULA_SAVE: Final = "Rank like this"
FORMULA_SAVED: Final = "The formula is saved, the ranking made anew."
VOTES_HINT: Final = "CSV or XLSX with two columns: number, votes. Submissions that are not named stay as they are."
VOTES_UPLOAD: Final = "Votes (CSV or XLSX)"
VOTES_TAKE_OVER: Final = "Take over the votes"
DECISION: Final = "Decision record"
DECISION_NOTE: Final = (
    "Rubric, scores, comments, evidence and shared text in one file, every quotation of which can be checked:"
)
DECISION_COMMAND: Final = "python -m search quote --file record.docx"
DECISION_MAKE: Final = "Make the record"
DECISION_BACK: Final = "Back to the results"
DECISION_NAMED: Final = "Name the reviewers"
DECISION_NAMED_HINT: Final = "Without, reviewers are told apart by numbers."
DECISION_WAIT: Final = "The submissions have to be compared first; when that is done, the downloads appear here."
DECISION_DOCX: Final = "Word record (.docx)"
DECISION_XLSX: Final = "Excel record (.xlsx)"

# Settings

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
    "what is none."
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


def part_number(number: int) -> str:
    """A part of a long text."""
    return f"Part {number}"


def scored_of(done: int, total: int) -> str:
    """How many scores there are, of how many."""
    return f"{done} / {total}"


def words_listed(words: Sequence[str]) -> str:
    """Words one after another."""
    return ("; " if any("," in one or len(one) > 20 for one in words) else ", ").join(words)


def shortened(words: str, limit: int) -> str:
    """The beginning of long words."""
    return words if len(words) <= limit else f"{words[: limit - 1]}…"


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


def accept_all(count: int) -> str:
    """All that have everything, at once."""
    return f"Make the {count} that meet everything eligible" if count else "Nothing pending meets all requirements"


def accepted(count: int) -> str:
    """So many are eligible now."""
    return f"{count} made eligible."


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


def turn_said(number: int, state: str, done: int, total: int) -> str:
    """A submission among those to be scored."""
    return f"No. {number}: {state}, {done} / {total}"


def sheet_missing(count: int) -> str:
    """How many scores are missing."""
    return f"{count} score{' is' if count == 1 else 's are'} missing."


def sheet_taken_over(count: int) -> str:
    """A sheet from elsewhere was taken over."""
    return f"The sheet is taken over, {count} changed." if count else "The sheet says what is there already."


def mark(value: float | None, places: int = 2) -> str:
    """A result on the scale of the rubric."""
    return NO_VALUE if value is None else f"{value:.{places}f}"


def signed_mark(value: float | None) -> str:
    """A result that may lie below 0."""
    if value is None:
        return NO_VALUE
    return "0.00" if f"{abs(value):.2f}" == "0.00" else f"{value:+.2f}".replace("-", "−")


def spread_of(sd: float | None, low: float, high: float) -> str:
    """How far apart reviewers are."""
    return NO_VALUE if sd is None else f"{sd:.2f} ({low:.1f}–{high:.1f})"


def ranked_by(what: str) -> str:
    """What the place goes by."""
    return (
        f"Places go by: {what}. The weighted mean combines the means of the criteria; normalised results count in "
        "standard deviations from each reviewer's own mean, which takes severity out."
    )


def shortlist_first(size: int) -> str:
    """The first of the ranking onto the shortlist."""
    return f"Shortlist the first {size}"


def shortlisted(count: int) -> str:
    """So many were put on the shortlist."""
    return f"{count} shortlisted."


def coefficient(value: float | None) -> str:
    """A coefficient of agreement."""
    return "not defined" if value is None else f"{value:.3f}".replace("-", "−")


def concordance(w: float | None, judges: int, objects: int, p: float | None, left_out: int) -> str:
    """Kendall's W in a sentence."""
    if w is None:
        return "needs two reviewers who have both scored two submissions."
    tail = f", {left_out} left out that not everybody scored" if left_out else ""
    chance = "" if p is None else f"; so much by chance has a probability of about {p:.3f}"
    return f"{w:.3f} ({judges} reviewers, {objects} submissions{tail}{chance})."


def outlier_place(number: int, criterion: str) -> str:
    """Where a score stands apart."""
    return f"No. {number} · {criterion}"


def outlier(person: str, value: str, middle: str) -> str:
    """A score that stands apart."""
    return f"{person} gave {value}, the median of the others is {middle}."


def sensitivity_note(draws: int, concentration: int) -> str:
    """How the ranges were found."""
    return (
        f"{thousands(draws)} sets of weights drawn around the given ones (Dirichlet, concentration {concentration}): "
        "the bar is where nine tenths of them put each submission, the point where it is now."
    )


def sensitivity_alt(lines: Sequence[str]) -> str:
    """The chart in words."""
    return "; ".join(lines)


def rank_range(low: int, high: int, first: float) -> str:
    """From which place to which."""
    places = f"place {low}" if low == high else f"places {low}–{high}"
    return f"{places}, first in {first * 100:.0f}%" if first >= 0.005 else places


def weight_range(now: float, low: float, high: float) -> str:
    """How far a weight can go."""
    return f"now {now * 100:.3g}%, same for {low * 100:.3g}%–{high * 100:.3g}%"


def keeps_shortlist(size: int) -> str:
    """Within these, the first so many stay."""
    return f"Same first {size}"


def formula_said(formula: Formula) -> str:
    """How the ranking is made."""
    by = f"E is the {BASES[formula.basis]} of the reviewers"
    if formula.scaling is Scaling.NONE:
        return f"{by}; places go by E, the public vote decides nothing."
    scaled = "(x − least) / (most − least)" if formula.scaling is Scaling.RANGE else "x / most"
    share_of = plain_number(formula.vote_share)
    rest = plain_number(1 - formula.vote_share)
    return f"{by}; E′ and V′ are E and the votes as {scaled}; places go by {rest} × E′ + {share_of} × V′."


def votes_entered(count: int) -> str:
    """For how many there are votes."""
    return f"Public vote ({count} submissions have votes)" if count else "Public vote (no votes yet)"


def votes_taken_over(count: int) -> str:
    """Votes from a file were taken over."""
    return f"Votes of {count} submissions are taken over."


def person_named(shown: str, name: str) -> str:
    """Somebody who sits in a round."""
    return AUDIT_OWNER if name == OWNER.name else shown or name


def member_named(shown: str, name: str, role: str) -> str:
    """An account in a list of choices."""
    return f"{shown or name} ({name}, {role})"
