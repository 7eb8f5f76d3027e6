"""Words of the results of a round: progress, ranking, agreement, weights, public vote, decision record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from review.rubric.model import plain_number
from review.scores.model import Basis, Counting, Formula, Scaling
from ui.labels.en.base import thousands

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
IN_PART_NOTE: Final = (
    "In part: some criteria have no score yet. The mean rests on the others, and the place may still change."
)
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
KENDALL_W: Final = "Kendall's W: "
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
DECISION_NAMED_HINT: Final = "Otherwise reviewers go by numbers."
DECISION_WAIT: Final = "The submissions have to be compared first; when that is done, the downloads appear here."
DECISION_DOCX: Final = "Word record (.docx)"
DECISION_XLSX: Final = "Excel record (.xlsx)"


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
        f"Places go by: {what}; equal results share a place. The weighted mean combines the means of the criteria; "
        "normalised results count in standard deviations from each reviewer's own mean, which takes severity out. "
        "The spread is the standard deviation of the reviewers' weighted scores, with the lowest and the highest."
    )


def in_part(mark: str) -> str:
    """A mean of a submission of which some criteria have no score."""
    return f"{mark} (in part)"


def scored_by_one(numbers: Sequence[int]) -> str:
    """Which submissions have the scores of one reviewer only."""
    which = ", ".join(map(str, numbers))
    return f"Scored by one reviewer only: no. {which}. Mean and place hang on how severe that reviewer is."


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
    return f"The votes are taken over; {count} submission{' has' if count == 1 else 's have'} votes now."
