"""Words of the concordance: every occurrence of a term in its context."""

from __future__ import annotations

from typing import Final

from search.concordance import Collation, Sort
from ui.labels.en.base import quoted, thousands

CONCORDANCE: Final = "In context"
CONCORDANCE_LONG: Final = "Words in context (concordance)"
CONCORDANCE_SUB: Final = "Every occurrence of a word in the library, with what stands before and after it."
TERM: Final = "Word to look at"
TERM_PLACEHOLDER: Final = "e.g. 社区; several parted by 、 or |"
TERM_BUTTON: Final = "Show"
TERM_HOW: Final = (
    "Characters are matched as they are written, in either script, full or half width, upper or lower case; 社区 is "
    "also found in 社区治理.",
    "Sort by the left or the right neighbour to see what a word goes with; a click on a line opens the text there.",
    "The exported table gives the offsets of each occurrence and the file's checksum, so that each can be checked.",
)
LINE_ORDER: Final = "Order"
LINE_ORDERS: Final[dict[Sort, str]] = {
    Sort.DOCUMENT: "Document",
    Sort.LEFT: "Left neighbour",
    Sort.RIGHT: "Right neighbour",
    Sort.DATE: "Date",
}
COLLATION: Final = "Order of characters"
COLLATIONS: Final[dict[Collation, str]] = {Collation.PINYIN: "Pinyin", Collation.CODE_POINT: "Code point"}
WITH_VARIANTS: Final = "Synonyms too"
WITH_DETAILS: Final = "Years and collocates"
NO_OCCURRENCE_DO: Final = ("Try a shorter form, or fewer filters.", "To search by meaning, use Search.")
COLLOCATES: Final = "Collocates"
COLLOCATES_HINT: Final = (
    "Words within five words on either side, in the same line, compared with how common they are elsewhere. G²: "
    "log-likelihood (Dunning 1993), the larger, the less it looks like chance; logDice: 14 + log₂(2f(x,y) / (f(x) + "
    "f(y))) (Rychlý 2008), 14 at most, comparable between libraries."
)
COLLOCATES_NONE: Final = "There are too few occurrences to see what it goes with."
COLLOCATE_COLUMNS: Final = ("Word", "Near", "Anywhere", "G²", "logDice")
YEARS_OF_TERM: Final = "Year by year"
YEARS_HINT: Final = "Click a bar to look at the documents of that year only."
DOCUMENTS_OF_TERM: Final = "Documents that use it most"
DOCUMENT_COLUMNS: Final = ("Document", "Occurrences")
EXPORT_LINES: Final = "Export all occurrences"
LINES_FILE: Final = "concordance"
LINE_COLUMNS: Final = (
    "No.",
    "Document",
    "Title",
    "Date",
    "Place",
    "Start (from 0)",
    "End",
    "Left",
    "Node",
    "Right",
    "SHA-256 of the file",
)
LINES_LABEL: Final = "Occurrences"


def no_occurrence(terms: str) -> str:
    """Nothing was found."""
    return f"None of these documents holds {quoted(terms)}."


def occurrences(count: int, documents: int, searched: int) -> str:
    """How many were found, in how many documents, of how many."""
    return f"{thousands(count)} in {thousands(documents)} documents ({thousands(searched)} looked at)"


def also_looked_for(terms: str) -> str:
    """The synonyms that were looked for as well."""
    return f"Also looked for: {terms}"


def open_at(title: str) -> str:
    """What a line opens."""
    return f"Open {quoted(title)} here"


def years_say(term: str, first: str, last: str) -> str:
    """The chart of years in a sentence."""
    return f"Occurrences of {quoted(term)} year by year from {first} to {last}, with the figures on the bars."
