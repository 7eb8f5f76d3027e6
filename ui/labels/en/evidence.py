"""Words of what is found in submissions: evidence by criterion, figures, shared words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from review.claims.model import Qualifier
from review.matrix.model import Strength
from review.overlap.model import Nature
from ui.labels.en.base import AND, counted, quoted, thousands

# While it is worked out
EVIDENCE_GOES_ON: Final = (
    "Closing or reloading this page changes nothing; the result appears by itself. "
    "What has not changed is not worked out again."
)
EVIDENCE_STOP: Final = "Stop"
EVIDENCE_STOPPING: Final = "Asked to stop; finishing what is at hand…"
EVIDENCE_STOPPED: Final = "Stopped as asked; there is no result yet."
EVIDENCE_STOPPED_DO: Final = "Start again when you need it; what was done already is kept."
EVIDENCE_AGAIN: Final = "Start again"
NO_SUBMISSIONS: Final = "There are no submissions yet"
NO_SUBMISSIONS_DO: Final = "Add some under “Submissions” first."
NO_SUCH_SUBMISSION: Final = "There is no such submission."
NO_SUCH_SUBMISSION_DO: Final = "It may have been taken out of the round; open it again from the list."

# What all views use
SUBMISSION_ORDER: Final = "Order"
BY_NUMBER: Final = "Number"
BY_TITLE: Final = "Title"
BACK_TO_REVIEW: Final = "Back to the review"
WHOLE_GRID: Final = "Back to the table"
SET_BESIDE: Final = "Set another one beside it"
SET_BESIDE_CHOOSE: Final = "Choose a submission"
SUBMISSION_COLUMN: Final = "Submission"
EARLIER_SUBMISSION: Final = "Previous"
LATER_SUBMISSION: Final = "Next"


def submission_number(number: int) -> str:
    """A submission by its number."""
    return f"No. {number}"


def submission_named(number: int, title: str) -> str:
    """A submission in a list of choices."""
    return f"No. {number} · {title}"


def numbers_of(numbers: Sequence[int]) -> str:
    """Submissions by their numbers."""
    return AND.join(submission_number(one) for one in numbers)


def short_place(page: int | None, heading: str, article: str, paragraph: int | None, *, ocr: bool) -> str:
    """Where a passage stands, in short; what is unknown is left out."""
    parts = [
        f"p. {page}" if page else "",
        heading,
        "" if article and heading.startswith(article) else article,
        f"para. {paragraph}" if paragraph else "",
        "OCR" if ocr else "",
    ]
    return " · ".join(part for part in parts if part)


# Evidence by criterion
MATRIX_NOTE: Final = (
    "Each cell shows the passage of the submission that speaks most directly to the criterion; a click opens it in "
    "the text. “No evidence found” means that no passage does, not that nothing was done."
)
NO_EVIDENCE: Final = "No evidence found"
STRENGTHS: Final[dict[Strength, str]] = {
    Strength.STRONG: "Strong evidence",
    Strength.CLEAR: "Evidence",
    Strength.WEAK: "Weak evidence",
}
BY_FILLED: Final = "Criteria with evidence"
CRITERION: Final = "Criterion"
CRITERION_QUESTIONS: Final = "Questions to ask"
TRIAL_RUBRIC: Final = "Rubric"
EVIDENCE_MAP: Final = "At a glance"
EVIDENCE_MAP_HINT: Final = (
    "One block a submission, from left to right in the order of the table below: the higher, the stronger; a dash "
    "where no evidence was found."
)
MATRIX_LABEL: Final = "Evidence by criterion"
MATRIX_FILE: Final = "evidence"
EXPORT_MATRIX: Final = "Export the evidence"
MATRIX_COLUMNS: Final = (
    "Number",
    "Submission",
    "Criterion",
    "Strength",
    "Rank",
    "Quotation",
    "Place",
    "Start (from 0)",
    "End",
    "Document id",
)
WITHOUT_EVIDENCE: Final = "Submissions without evidence"
MATCHED_HINT: Final = "matches the words of the criterion"


def filled_of(filled: int, total: int) -> str:
    """How many have evidence."""
    return f"{thousands(filled)} / {thousands(total)} with evidence"


def criteria_filled(filled: int, total: int) -> str:
    """For how many criteria a submission has evidence."""
    return f"{filled} / {total} criteria"


def more_in_cell(count: int) -> str:
    """How many more passages a cell has."""
    return f"{count} more"


def map_row(name: str, filled: int, total: int, without: Sequence[int]) -> str:
    """A row of the overview, for those who do not see it."""
    words = f"{name}: evidence in {filled} of {counted(total, 'submission')}"
    return f"{words}; none in {numbers_of(without)}" if without else words


def grid_pages(first: int, last: int) -> str:
    """A part of the grid by the numbers of its columns."""
    return f"Column {first}" if first == last else f"Columns {first}–{last}"


# Figures
CLAIM_VIEWS: Final = {"": "All figures", "compare": "Side by side", "contradictions": "Contradictions"}
CLAIM_VIEW: Final = "What to look at"
CLAIMS_NOTE: Final = (
    "Figures as they are read from each sentence; values in one unit make them comparable. Whether they are true has "
    "to be checked in the text."
)
CLAIM_COLUMNS: Final = ("Number", "Figure", "Value", "What it counts", "When", "Who", "Quotation")
CLAIMS_LABEL: Final = "Figures"
CLAIMS_FILE: Final = "figures"
EXPORT_CLAIMS: Final = "Export the figures"
EXPORT_CLAIMS_BOOK: Final = "All figures, comparison and contradictions in one file (XLSX)"
CLAIMS_BOOK_FILE: Final = "all"
CLAIM_SHEET: Final = (
    "Number",
    "Submission",
    "Figure as printed",
    "Exactness",
    "Low",
    "High",
    "Unit",
    "What it counts",
    "Remarks",
    "When",
    "When (ISO 8601)",
    "Who",
    "Quotation",
    "Place",
    "Figure starts (from 0)",
    "Figure ends",
    "Document id",
)
UNIT: Final = "Unit"
ANY_UNIT: Final = "Any unit"
NO_UNIT: Final = "(no unit)"
OBJECT: Final = "What it counts"
OBJECT_PLACEHOLDER: Final = "e.g. lifts, as the text says it"
ANY_SUBMISSION: Final = "All submissions"
ONLY_PERCENT: Final = "Percentages only"
NO_CLAIMS: Final = "No figure passes these filters"
NO_CLAIMS_DO: Final = "Choose another unit, or fewer filters."
NO_CLAIMS_AT_ALL: Final = "No figure was read from these submissions."
QUALIFIERS: Final[dict[Qualifier, str]] = {
    Qualifier.EXACT: "",
    Qualifier.ABOUT: "about",
    Qualifier.NEARLY: "nearly",
    Qualifier.OVER: "over",
    Qualifier.AT_LEAST: "at least",
    Qualifier.UP_TO: "up to",
}
PLANNED: Final = "target"
PART_OF: Final = "part of another"
CHANGE_OF: Final = "change"
EACH_OF: Final = "per unit"
COMPARED_NOTE: Final = (
    "Figures of the same thing in the same unit. They may be counted differently: read the text before comparing. "
    "Where the number of residents is stated, the value per thousand residents is given."
)
COMPARED_COLUMNS: Final = ("Submission", "Figure", "Value", "Per thousand residents", "When", "Quotation")
NOTHING_COMPARED: Final = "No two submissions state the same thing"
NOTHING_COMPARED_DO: Final = "Filter “All figures” by unit instead."
NO_CONTRADICTION: Final = "No contradicting figures were found"
NO_CONTRADICTION_DO: Final = "Only figures that can be compared automatically were checked; the others need a reader."
CONTRADICTIONS_WITHIN: Final = "Within a submission"
CONTRADICTIONS_LIBRARY: Final = "Against the library"
CONTRADICTIONS_LIBRARY_NOTE: Final = (
    "A document of the library states another figure of the same thing at the same time. Check both texts."
)
CONTRADICTIONS_NOTE: Final = (
    "Figures that do not agree are no proof of invention: a slip, another way of counting or another date may "
    "explain them. Ask the applicant."
)
IN_LIBRARY: Final = "Library"
CONTRADICTION_KINDS: Final = {
    "two_values": "One thing, two figures",
    "parts_exceed": "Parts exceed their whole",
    "percentage": "Percentage does not follow",
    "library": "Differs from the library",
}


def number_said(value: Decimal) -> str:
    """A number for people: 36,400,000, or 15.5."""
    whole = value.normalize()
    return f"{whole:,f}"


def figure_said(low: Decimal, high: Decimal, unit: str, qualifier: str) -> str:
    """A figure in its base unit: about 36,400,000 元."""
    amount = number_said(low) if low == high else f"{number_said(low)}–{number_said(high)}"
    tight = unit in {"%", "‰"}
    return " ".join(part for part in (qualifier, f"{amount}{unit}" if tight else amount, "" if tight else unit) if part)


def claim_count(shown: int, total: int) -> str:
    """How many figures there are."""
    return counted(shown, "figure") + (f" of {thousands(total)}" if shown != total else "")


def group_named(name: str, unit: str, documents: int) -> str:
    """A group of figures that can be compared."""
    return f"{name} {f'({unit})' if unit else NO_UNIT} · {counted(documents, 'submission')}"


def two_values(what: str, values: Sequence[str]) -> str:
    """One thing, two figures."""
    return f"{quoted(what) if what else 'The same thing'} is {values[0]} in one place and {values[1]} in another."


def parts_exceed(parts: Sequence[str], total: str, whole: str) -> str:
    """The parts add up to more than their whole."""
    return f"{' + '.join(parts)} = {total}, more than the total of {whole}."


def percentage_wrong(part: str, whole: str, expected: str, stated: str) -> str:
    """A percentage that does not follow."""
    return f"{part} ÷ {whole} = {expected}%; the text says {stated}."


def library_differs(what: str, here: str, there: str) -> str:
    """A figure of a submission and one of the library."""
    return f"{quoted(what) if what else 'The same thing'} is {here} in the submission and {there} in the library."


# Shared words
OVERLAP_NOTE: Final = (
    "Shared words are not plagiarism: set phrases, quotations and names of documents are the same everywhere. This "
    "only shows which words stand elsewhere, too; read both texts and judge. Counted are the letters of the text that "
    "is compared, without punctuation, source and date."
)
OVERLAP_COLUMNS: Final = (
    "Number",
    "Submission",
    "Compared",
    "Shared",
    "Without set phrases, quotations and names",
    "Source that shares most",
)
OVERLAP_LABEL: Final = "Shared words by submission"
OVERLAP_FILE: Final = "shared-words"
EXPORT_OVERLAP: Final = "Export the shared words"
OVERLAP_SHEET: Final = (
    "Number",
    "Submission",
    "Other text",
    "Other text is in",
    "Nature",
    "Letters shared",
    "Letters counted",
    "Script converted",
    "Words of the submission",
    "Start (from 0)",
    "End",
    "Words of the other text",
    "Other start",
    "Other end",
    "Document id",
    "Other document id",
)
BY_LETTERS: Final = "Letters shared"
NATURES: Final[dict[Nature, str]] = {
    Nature.BORROWING: "Same or similar words",
    Nature.BOILERPLATE: "Set phrases",
    Nature.QUOTATION: "Attributed quotations",
    Nature.TITLE: "Names of documents, meetings, organs",
}
NATURE_HINTS: Final[dict[Nature, str]] = {
    Nature.BORROWING: "for a person to judge",
    Nature.BOILERPLATE: "in many unrelated documents",
    Nature.QUOTATION: "in quotation marks, with their source",
    Nature.TITLE: "in title marks, or full names",
}
CONVERTED: Final = "other script"
CHANGED_WORDS: Final = "changed words are underlined"
NO_OVERLAP: Final = "No shared words were found"
NO_OVERLAP_OF: Final = "This submission shares no words with any other text."
OTHER_SUBMISSIONS: Final = "Submissions"
LIBRARY_TEXTS: Final = "Library"
SIDE_BY_SIDE: Final = "Side by side"
BACK_TO_MATCHES: Final = "Back to the matches of this submission"
BACK_TO_SUMMARY: Final = "Back to the summary"
OVERLAP_MAP: Final = "Where in the text"
MATCH_LIST: Final = "Matches"
DUPLICATES_OF: Final = "The same text, or another version of it, as a whole; not listed passage by passage: "
LEFT_TEXT: Final = "Left text"
RIGHT_TEXT: Final = "Right text"
NO_LARGEST: Final = "none"
ALL_NATURES: Final = "All"
NATURE: Final = "Nature"
TEXT_LEFT_OUT: Final = "({count} characters without matches left out)"
SHOW_MATCH: Final = "Go to match {number} in both texts"


def letters(count: int, share: float | None = None) -> str:
    """So many letters, and which share of the text that is."""
    words = counted(count, "character")
    if share is None:
        return words
    percent = share * 100
    shown = "<0.1" if 0 < percent < 0.1 else f"{percent:.1f}"
    return f"{words} ({shown}%)"


def matches_with(count: int, total: int) -> str:
    """What a submission shares with one document."""
    return f"{counted(count, 'match', 'matches')}, {counted(total, 'character')}"


def match_number(number: int) -> str:
    """A match by its number on the page."""
    return f"Match {number}"


def match_place(number: int, nature: str, start: int, end: int) -> str:
    """A match in the strip of the whole text."""
    return f"Match {number}: {nature}, characters {thousands(start + 1)}–{thousands(end)}"


def strip_said(count: int, total: int) -> str:
    """The strip of the whole text, for those who do not see it."""
    return f"Where {counted(count, 'match', 'matches')} stand in {counted(total, 'character')}"


def natures_counted(counts: Sequence[tuple[str, int]]) -> str:
    """How many matches of each nature."""
    return " · ".join(f"{name}: {thousands(count)}" for name, count in counts if count)
