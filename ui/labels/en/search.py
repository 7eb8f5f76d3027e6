"""Words of the search page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from search.query import Mode
from ui.address import DEFAULT_MODE
from ui.labels.en.base import AND, MODES, counted, quoted, seconds, thousands

QUESTION: Final = "Question"
QUESTION_PLACEHOLDER: Final = "A sentence or a few words, in Chinese"
SEARCH: Final = "Search"
MODE: Final = "How to search"
ORDER: Final = "Order"
GROUP: Final = "Group by document"
FILTERS: Final = "Filters"
CLEAR_FILTERS: Final = "Clear filters"
SHOW_MORE: Final = "Show more results"
SELECT: Final = "Select for export"
EXPORT: Final = "Export citations"
EXPORT_EMPTY: Final = "Tick “Select for export” on results, then download them here."
EXPORT_CLEAR: Final = "Clear the selection"
WELCOME: Final = "Cases and evidence, word for word"
WELCOME_SUB: Final = "Ask in a sentence; get passages of the originals with their sources."
EXAMPLES: Final = "Try one of these (from documents in the library)"
RECENT: Final = "Recent searches"
WORDS_HINT: Final = "Same words as in the question: "
MEANING_HINT: Final = "The sentence closest in meaning to the question"
MATCHED_WORDS: Final = "Words: "
MATCHED_MEANING: Final = "close in meaning"
MATCHED_DOCUMENT: Final = "whole text related"
NOT_EXPANDED: Final = "Synonyms were not searched"
EXPAND: Final = "Search synonyms too"
EXPAND_NOT: Final = "Only these words"
MUST_HOLD: Final = "Must contain"
MUST_NOT_HOLD: Final = "Without"
ARTICLE: Final = "Article"
DID_YOU_MEAN: Final = "Did you mean: "
UNANSWERED: Final = "Nothing relevant was found"
DOUBTFUL: Final = (
    "These are the nearest passages; they may not answer the question. Other words, or a full sentence, may find more."
)
NEAREST: Final = "The nearest passages (perhaps unrelated)"
WHY_HERE: Final = "Why it ranks here"
WHY_PARTS: Final[dict[str, str]] = {
    "passage": "Words, passage",
    "document": "Words, document",
    "dense": "Meaning",
    "exact": "Named exactly",
}
REORDERED_BY: Final = "When reranked"
FOUND_BY: Final = "When found"
REASONS: Final[dict[str, str]] = {
    "words": "Words",
    "meaning": "Meaning",
    "headings": "Title and headings",
    "references": "Phrase, year, region",
}
MOVED_UP: Final = "up"
MOVED_DOWN: Final = "down"
PART_MAIN: Final = "main"
PART_SOME: Final = "some"
PART_LITTLE: Final = "little"
PART_NONE: Final = "none"
MET: Final = "Meets: "
BARS_HINT: Final = "Lengths compare the results on this page. They explain the order and are no probabilities."
SIGNALS: Final[dict[str, tuple[str, str]]] = {
    "number": ("document number matches", "the text cites this document number"),
    "article": ("article matches", "the text mentions this article"),
    "title": ("title matches", "part of the title matches"),
    "phrase": ("holds every quoted phrase", "holds some of the quoted phrases"),
    "year": ("year matches", "some years match"),
    "place": ("region matches", "belongs to the region above the one asked for"),
}
GRADE_HINT: Final = "Is this passage relevant?"
GRADED: Final = "Saved; press again to take it back"
UPDATE_INDEX: Final = "Update the index"
DICTIONARY_CHANGED: Final = "The dictionary has changed: it counts once the index is updated."
BUILD_INDEX: Final = "Build the index"
INDEXING: Final = "Updating the index…"


def shown(count: int, passages: int, documents: int, milliseconds: float) -> str:
    """How many hits are on show, out of what, and how long it took."""
    return (
        f"The {counted(count, 'most relevant result', 'most relevant results')} "
        f"(out of {counted(passages, 'passage')} from {counted(documents, 'document')}) · {seconds(milliseconds)}"
    )


def also_searched(words: Sequence[str], count: int) -> str:
    """Synonyms that are looked for as well, out of how many."""
    return f"Also searched: {AND.join(words)}" + (f" ({count} in all)" if count > len(words) else "")


def recognised(name: str, values: Iterable[str]) -> str:
    """Something that the question was found to name."""
    return f"{name} {AND.join(values)}"


def unmet(phrases: Sequence[str], *, kept: Sequence[str] = (), filtered: bool = False, excluding: bool = False) -> str:
    """That no passage holds all of `phrases`; where others are `kept` as required, that none holds any of them.

    Only passages within the filters, where it is `filtered`, and without the excluded words, were looked at.
    """
    both = "" if kept or len(phrases) == 1 else "both " if len(phrases) == 2 else "all of "
    also = " and " if both else " or "
    passage = ("Under these filters, no" if filtered else "No") + " passage"
    passage += " without the excluded words" if excluding else ""
    return f"{passage} contains {both}{also.join(map(quoted, phrases))}; this was no longer required."


def lacking(references: Sequence[str], *, filtered: bool, others: bool) -> str:
    """That such document numbers or articles were not found, maybe within filters; and what the `others` go by."""
    within = "Under these filters, " if filtered else ""
    rest = "; what follows goes by the rest of the question" if others else ""
    return f"{within}{AND.join(references)} {'were' if len(references) > 1 else 'was'} not found{rest}."


def unanswered_remedies(*, filtered: bool) -> list[str]:
    """What to do where the library seems to hold no answer."""
    fewer = ["Remove some of the filters and try again."] if filtered else []
    return [*fewer, "Put it differently, or as a whole question.", "Add files that may hold the answer to the library."]


def nearest(count: int) -> str:
    """How many passages are on show although none seems to be an answer."""
    return f"The nearest {counted(count, 'passage')}"


def others(count: int) -> str:
    """How many more passages of the same document there are."""
    return f"{counted(count, 'more passage')} of this document"


def more_values(count: int) -> str:
    """What opens the rest of a long list of filter values."""
    return f"{thousands(count)} more"


def chosen(count: int) -> str:
    """The button of the export, with how many citations are chosen."""
    return f"{EXPORT} ({count})" if count else EXPORT


def pending(count: int) -> str:
    """What a search says when the index is behind."""
    verb = "is" if count == 1 else "are"
    return f"{counted(count, 'changed document')} {verb} not in the index yet and cannot be found until it is updated."


def holdings(documents: int, passages: int) -> str:
    """What is in the library, in one line."""
    return f"{counted(documents, 'document')} · {counted(passages, 'passage')}"


def nothing_found(*, filtered: bool, lexical: bool) -> tuple[str, list[str]]:
    """Why nothing was found, and what to do."""
    if filtered:
        return "Nothing was found under these filters.", ["Remove some of them and try again."]
    if lexical:
        return "No document contains these words.", [
            f"Search by “{MODES[DEFAULT_MODE]}” or “{MODES[Mode.DENSE]}”, which find other wordings too.",
            "Try a more common expression, or fewer words.",
        ]
    return "No relevant passage was found.", [
        "Put it differently, or as a whole question.",
        "See whether the library holds documents on this.",
    ]
