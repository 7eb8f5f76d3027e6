"""Words of what the search page does beside answering: themes, orders, likeness, saved searches; comparing; batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from search.query import Mode
from ui.labels.en.base import FIELDS, MODES, counted, filter_value, quoted, seconds, thousands, titled

LIBRARY_THEMES: Final = "Frequent themes of this library"
TOOLS_LABEL: Final = "Search tools"
BATCH: Final = "Batch search"
BATCH_HINT: Final = "Submit a list of questions, download cited answers"
HISTORY: Final = "Search history"
HISTORY_ALL: Final = "Whole history"
HISTORY_EMPTY: Final = "Nothing has been searched for yet."
HISTORY_OFF: Final = "No search history is kept."
HISTORY_KEEP: Final = "Keep my search history"
HISTORY_CLEAR: Final = "Clear the history"
HISTORY_PRIVATE: Final = "Only you can see it; the last 200 questions are kept. Turning it off clears it at once."
SAVED_SEARCHES: Final = "Saved searches"
SAVE_SEARCH: Final = "Save search"
SAVE_NAME: Final = "Name"
SAVE_DO: Final = "Save"
SAVE_REMOVE: Final = "Remove"
SAVE_HINT: Final = (
    "Filters, mode and order are saved with it. When you open it again, it says how many relevant documents were added "
    "since you last looked."
)
NEW_NONE: Final = "No relevant document was added since you last looked."
COUNTS_HINT: Final = "Numbers count the documents of the library that pass all the other filters."
CHOSEN_FILTERS: Final = "Chosen"
REMOVE_FILTER: Final = "Remove"
SIMILAR: Final = "More like this"
SIMILAR_DOCUMENT: Final = "Documents like this one"
SIMILAR_WORDS: Final = "Looked for by: "
SIMILAR_NOTHING: Final = "Nothing similar was found."
SIMILAR_NOTHING_DO: Final = "Remove some filters, or choose another passage of the original."
SIMILAR_SOURCE: Final = "The original compared with"
IN_CONTEXT: Final = "Every occurrence"
COMPARE: Final = "Compare"
COMPARE_WITH: Final = "Side by side with this search"
COMPARE_TITLE: Final = "Two searches compared"
COMPARE_LEFT: Final = "Question on the left"
COMPARE_RIGHT: Final = "Question on the right"
COMPARE_DO: Final = "Compare"
COMPARE_SWAP: Final = "Swap sides"
COMPARE_EMPTY: Final = "Fill in both questions, then click “Compare”."
COMPARE_LEGEND: Final = (
    "Agreement of the orders over the first {k} passages (RBO, p = 0.9): 1 means the same passages in the same order, "
    "0 that none is shared; higher ranks weigh more."
)
COMPARE_EDIT: Final = "Open this search by itself"
NO_FILTERS: Final = "No filters"
BATCH_TITLE: Final = "Batch search"
BATCH_SUB: Final = "Upload a list of questions; download answers of which every quotation can be checked."
BATCH_FILE: Final = "File of questions"
BATCH_FORMATS: Final = (
    "CSV, XLSX or TXT, at most 1,000 questions. In a table, the column called “问题” or “question”, else the first; "
    "in a TXT, one question a line."
)
BATCH_DROP: Final = "or drop it here; up to 10 MB"
BATCH_PASSAGES: Final = "Passages for each"
BATCH_START: Final = "Start"
BATCH_DOWNLOAD: Final = "Download the answers (.xlsx)"
BATCH_QUESTION: Final = "Question"
BATCH_ANSWER: Final = "Most relevant passage"
BATCH_SOURCE: Final = "Source"
BATCH_TABLE: Final = "Results of the batch"
BATCH_IN_DOUBT: Final = "Near; may not answer"
BATCH_VERIFY: Final = "The table holds all that is needed to check its quotations word for word, with this command:"


def by_date(shown: int, passages: int, documents: int, milliseconds: float) -> str:
    """What is put in the order of dates, and how many of it are on show."""
    return (
        f"By date: the {counted(passages, 'passage')} of {counted(documents, 'document')} at least half as relevant as "
        f"the best; the first {shown} are shown, undated ones come last · {seconds(milliseconds)}"
    )


def theme(word: str, count: int) -> str:
    """A theme, with how many documents are about it."""
    return f"{word} ({counted(count, 'document')})"


def similar_to(title: str, *, whole: bool) -> str:
    """What the results resemble."""
    return f"Like {'all of' if whole else 'this passage of'} {titled(title)}"


def similar_count(count: int, documents: int, left_out: int, milliseconds: float) -> str:
    """How many similar passages are on show, and what was left out."""
    out = f", {left_out} of its copies or versions left out" if left_out else ""
    return f"The {count} most similar, out of {counted(documents, 'document')}{out} · {seconds(milliseconds)}"


def new_since(count: int, moment: str) -> str:
    """How many relevant documents were added since a saved search was looked at."""
    return f"{counted(count, 'relevant document')} added since you last looked ({moment}):"


def saved_as(name: str) -> str:
    """That a search is kept under a name."""
    return f"Saved as {quoted(name)}."


def filter_chip(name: str, value: str) -> str:
    """A chosen filter, with its field."""
    return f"{FIELDS[name]}: {filter_value(name, value)}"


def only(values: Sequence[str]) -> str:
    """A search within these values of a field."""
    return f"Only {', '.join(values)}"


def against(left: str, right: str) -> str:
    """Two searches, named shortly."""
    return f"{left} against {right}"


def mode_against(mode: Mode) -> str:
    """The same question in another mode."""
    return f"In mode “{MODES[mode]}”"


def agreement(value: float) -> str:
    """How far two orders agree, as a figure and in words."""
    steps = ((0.8, "nearly the same"), (0.5, "mostly the same"), (0.2, "partly the same"), (1e-9, "hardly the same"))
    said = next((said for least, said in steps if value >= least), "with nothing in common")
    return f"Agreement of the orders {value:.2f}: {said}"


def overlap(both: int, left: int, right: int, documents: int) -> str:
    """How many passages both searches found, and how many only one did."""
    shared = f"{counted(documents, 'document')} in common"
    return f"{counted(both, 'passage')} on both sides · {left} only left · {right} only right · {shared}"


def other_side(rank: int, *, right: bool) -> str:
    """Where a passage stands on the other side."""
    return f"also number {rank} on the {'right' if right else 'left'}"


def only_side(*, right: bool) -> str:
    """That only one side has a passage."""
    return f"only on the {'right' if right else 'left'}"


def batch_read(count: int, column: str) -> str:
    """What was found in a file of questions."""
    return f"{counted(count, 'question')} found" + (f" in the column “{column}”." if column else ".")


def batch_progress(done: int, total: int) -> str:
    """How far it is."""
    return f"Question {thousands(done)} of {thousands(total)}"


def batch_done(total: int, found: int, doubtful: int, nothing: int, refused: int) -> str:
    """What became of the questions."""
    parts = [f"{thousands(found)} answered by passages", f"{thousands(nothing)} with nothing relevant"]
    if doubtful:
        parts.insert(1, f"{thousands(doubtful)} with passages that may not answer")
    if refused:
        parts.append(f"{thousands(refused)} could not be asked")
    return f"{counted(total, 'question')}: {', '.join(parts)}."


def batch_shown(count: int, total: int) -> str:
    """That the page lists the first ones only."""
    return (
        f"The page lists the first {thousands(count)} questions; all {thousands(total)} are in the table to download."
    )


def more_passages(count: int) -> str:
    """How many more passages a question has."""
    return f"{count} more in the table"
