"""Words of the page on the quality of the results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from evaluation.judgements import Grade
from ui.labels.en.base import GRADES, counted, thousands

REPORT: Final = "Quality of the results"
REPORT_SUB: Final = "Measured on public labelled data and on questions of our own; every figure can be reproduced."
QUALITY_COMMAND: Final = "python -m evaluation quality --data DATA_FOLDER"
NOT_MEASURED: Final = "Nothing has been measured yet"
NOT_MEASURED_DO: Final = "Put labelled sets (BEIR format) into a folder and run on the command line:"
OWN_HEADING: Final = "Our own questions"
OWN_NOTE: Final = (
    "Written by hand, avoiding the words of the texts; an answer counts only if the passage found overlaps with it."
)
ASKED_BY: Final = "Asked by"
QUESTIONS: Final = "Questions"
SETS_HEADING: Final = "Public sets"
SETS_NOTE: Final = "Every document is stored as a user's file would be, and ranked by its best passage."
MEDIAN_TIME: Final = "Median time"
SLOW_TIME: Final = "95% within"
AGAINST_LEXICAL: Final = "Better than “Keywords”, or luck?"
PAIR_COLUMNS: Final = ("Measure", "Mode", "Difference", "95% interval", "p", "Verdict", "Better / same / worse")
PAIR_NOTE: Final = (
    "Two-sided randomisation test paired by question, p corrected by Holm, intervals by the bootstrap. "
    "A p below .05 says that luck is unlikely; whether the difference matters is a question of its size."
)
SCRIPTS_HEADING: Final = "Asking in the other script"
SCRIPTS_NOTE: Final = (
    "The documents stay as they are; the questions are converted (simplified to traditional, or the reverse) "
    "and asked again."
)
SCRIPT_COLUMNS: Final = ("Set", "Asked in", "Mode", "nDCG@10 as is", "Converted", "Difference", "Same first ten")
ABSTAINING: Final = "Knowing that there is no answer"
ABSTAINING_NOTE: Final = (
    "Of the same questions, those without an answer in the library should be told so, and those with one should not. "
    "In doubt, passages are listed with a remark that they may not answer."
)
ABSTAINING_COLUMNS: Final = (
    "Rightly said",
    "Said where due",
    "Of these, near topics",
    "Wrongly said",
    "In doubt without an answer",
    "In doubt with one",
)
HISTORY_HEADING: Final = "Over time"
ALL_FIGURES: Final = "All figures"
DEFINITIONS: Final = "What the measures mean"
MEANS_NOTE: Final = (
    "Means include every question; one without results, or that cannot be asked, counts 0. "
    "Relevant means grade 1 or above."
)
DAY: Final = "Date"
SET: Final = "Set"
ENCODER: Final = "Model version"
MEASURES: Final[dict[str, str]] = {
    "nDCG@10": (
        "Discounted cumulative gain of the first 10, over that of the ideal order; the gain is the grade (linear), "
        "discounted by the logarithm of the rank."
    ),
    "RR@10": "One over the rank of the first relevant document, 0 if none is among the first 10; its mean is MRR@10.",
    "R@10": "The share of all relevant documents among the first 10; cannot reach 1 where there are more than 10.",
    "R@100": "The share of all relevant documents among the first 100.",
    "Success@5": "1 if at least one of the first 5 is relevant, else 0; also called hit rate.",
    "Success@1": "1 if the first is relevant, else 0.",
}
_SETS: Final[dict[str, str]] = {
    "cmrc_simplified": "Wiki, simplified",
    "drcd_traditional": "Wiki, traditional",
    "statutes": "Statutes",
    "statutes, cross-validated": "Statutes, 5 folds",
    "statutes, unseen fifth": "Statutes, unseen",
}
_SET_NOTES: Final[dict[str, str]] = {
    "training saw four fifths of these questions": " Four fifths of these questions were trained on: figures are high.",
    "questions that training never saw": " Questions that training never saw.",
    "what is installed was trained on these questions: no evidence of quality": (
        " The bundled model was trained on these questions: no evidence of quality."
    ),
    "five folds: each question answered by what was learned without it; times of what is installed": (
        " Five folds: each question is answered by a model that never saw it; times are those of the bundled model."
    ),
    "times taken beside other work: far too long": " Times were taken beside other work: far too long.",
}
_USERS: Final[dict[str, str]] = {
    "": "All",
    "official": "Officials",
    "reviewer": "Reviewers",
    "researcher": "Researchers",
}
MY_LABELS: Final = "My grades"
MY_LABELS_NOTE: Final = (
    "Grades given to results are kept in the library on this machine only. They can measure the search, and be taken "
    "away."
)
NO_LABELS: Final = "Nothing is graded yet"
NO_LABELS_DO: Final = "After a search, choose a grade below each result."
GO_TO_SEARCH: Final = "Go to Search"
QUESTION_COLUMN: Final = "Question"
LABELLED_ON: Final = "Last graded"
DOWNLOAD_LABELS: Final = "Download grades (BEIR format, .zip)"
MEASURE_LABELS: Final = "Measure with these grades"
MEASURING: Final = "Searching and measuring, question by question…"
FEW_QUESTIONS: Final = "Fewer than 30 questions: take the figures as a hint."


def set_name(name: str) -> str:
    """What a labelled set is called; one that is not known by its own name."""
    return _SETS.get(name, name)


def set_note(note: str) -> str:
    """What has to be known about a set."""
    return "".join(_SET_NOTES.get(part, part) for part in note.split(" / "))


def user(group: str) -> str:
    """A group of users; all of them for none."""
    return _USERS.get(group, group)


def measured(day: str, machine: str) -> str:
    """When and where the figures were measured."""
    return f"Measured on {day}. Test machine: {machine}"


def encoder(name: str, revision: str) -> str:
    """With which encoder."""
    return f"Model: {name}, version {revision}"


def limited(count: int) -> str:
    """That not every question was asked."""
    return f"Only the first {counted(count, 'question')} of each set were asked."


def own_size(answerable: int, unanswerable: int, documents: int, passages: int) -> str:
    """How large the own question set is."""
    return (
        f"{counted(answerable, 'question')} with an answer in the library, {thousands(unanswerable)} without; "
        f"{counted(documents, 'document')}, {counted(passages, 'passage')}."
    )


def left_out(count: int) -> str:
    """That questions could not be asked."""
    verb = "was" if count == 1 else "were"
    return f" Another {counted(count, 'question')} {verb} not asked, because the document is missing."


def set_size(questions: int, documents: int, passages: int) -> str:
    """How large a labelled set is."""
    return f"{counted(questions, 'question')}, {counted(documents, 'document')}, {counted(passages, 'passage')}."


def by_mode(measure: str) -> str:
    """The title of a chart of one measure."""
    return f"{measure} by mode"


def by_user(measure: str) -> str:
    """The title of the chart of the own questions."""
    return f"{measure} by who asks"


def history_note(measure: str) -> str:
    """What the charts of the runs show."""
    return f"{measure} of the default mode, each time it was measured."


def measure_value(value: float) -> str:
    """A measure in [0, 1], with as many digits as it deserves."""
    return f"{value:.4f}".removeprefix("0") if value < 1 else f"{value:.3f}"


def signed(value: float) -> str:
    """A difference with its sign, a true minus."""
    return f"{value:+.4f}".replace("-", "−").replace("0.", ".", 1)


def interval(low: float, high: float) -> str:
    """From where to where a difference may lie."""
    return f"{signed(low)} to {signed(high)}"


def p_value(p: float) -> str:
    """A probability as papers print it."""
    return "<.001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


def verdict(difference: float, *, likely: bool) -> str:
    """What a test says about a difference."""
    if not likely:
        return "undecided"
    return "better" if difference > 0 else "worse"


def wins(better: int, same: int, worse: int) -> str:
    """On how many questions it was better, equal, worse."""
    return f"{better} / {same} / {worse}"


def milliseconds(value: float) -> str:
    """A time in milliseconds."""
    return f"{value:.0f} ms" if value >= 10 else f"{value:.1f} ms"


def scripts_verdict(worst: float, *, limit: float) -> str:
    """Whether the script of a question makes a difference."""
    most = f"{worst:.4f}".removeprefix("0")
    wanted = f"{limit}".removeprefix("0")
    said = "Either script does equally well" if worst < limit else "The script makes a difference"
    return f"{said}: nDCG@10 differs by at most {most} (wanted: below {wanted})."


def labelled(questions: int, count: int, counts: Mapping[Grade, int]) -> str:
    """How much was labelled."""
    each = ", ".join(f"{GRADES[grade].lower()} {number}" for grade, number in counts.items())
    return f"{counted(questions, 'question')}, {counted(count, 'grade')}: {each}."


def every_label(count: int) -> str:
    """What opens the list of labels."""
    return f"One by one ({count})"


def lost(count: int) -> str:
    """Labels that apply to nothing any more."""
    whose = "its passage" if count == 1 else "their passages"
    return f"{counted(count, 'grade')} left out: {whose} can no longer be found in the library"


def without_relevant(count: int) -> str:
    """Questions that cannot be measured."""
    return f"{counted(count, 'question')} left out: no passage is graded as relevant"


def measured_with(questions: int, count: int) -> str:
    """What the labels were measured with."""
    return (
        f"Measured with {counted(questions, 'question')} and {counted(count, 'grade')}; "
        "passages without a grade count as not relevant."
    )
