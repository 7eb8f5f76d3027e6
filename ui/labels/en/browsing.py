"""Words of browsing the library: its order, its filters, its charts, its list as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ui.address import Charts, ListOrder
from ui.labels.en.base import quoted, thousands

LIST_ORDER: Final = "Order of the documents"
LIST_ORDERS: Final[dict[ListOrder, str]] = {
    ListOrder.ADDED: "Last added",
    ListOrder.TITLE: "Title",
    ListOrder.DATE: "Date",
    ListOrder.LENGTH: "Length",
}
CHARTS: Final = "Charts"
CHARTS_KINDS: Final[dict[Charts, str]] = {
    Charts.NONE: "No charts",
    Charts.OVERVIEW: "Distribution",
    Charts.THEMES: "Themes over time",
}
BY_REGION: Final = "By region"
BY_YEAR: Final = "By year"
BY_KIND: Final = "By type"
CHARTS_HINT: Final = "Click a bar to list only what it stands for; the same item among the filters takes it back."
AS_TABLE: Final = "As a table"
DOCUMENTS_COUNTED: Final = "Documents"
NO_REGION_KNOWN: Final = "None of these documents names a region."
NO_YEAR_KNOWN: Final = "None of these documents has a date."
TERMS_BY_YEAR: Final = "Words year by year"
THEMES_LABEL: Final = "Words to compare, five at most"
THEMES_PLACEHOLDER: Final = "e.g. 数字政府、养老服务 (parted by 、 or |, five at most)"
THEMES_BUTTON: Final = "Draw"
THEMES_HINT: Final = (
    "Height is occurrences per 10,000 characters, on one scale for all; counted in the texts of the chosen documents, "
    "in either script."
)
TOO_MANY_TERMS: Final = "Five words at a time: the others are not drawn."
YEAR: Final = "Year"
TIMES: Final = "Occurrences"
PER_10K: Final = "Per 10,000"
PERIODS: Final = "Words that mark each period"
PERIODS_HINT: Final = (
    "Words used markedly more in this period than in all other years (log-likelihood G², Rayson and Garside 2000; the "
    "larger, the less it looks like chance). Words are cut by a program; only those of two characters and more that "
    "occur at least three times and reach a G² of 6.63 (p < 0.01) are listed."
)
PERIODS_ALIKE: Final = "The periods do not differ markedly in their words."
PERIOD_ALIKE: Final = "No word stands out."
PERIODS_NONE: Final = "There is one period only: nothing to compare it with."
WORD: Final = "Word"
INSIDE: Final = "This period"
OUTSIDE: Final = "Others"
COUNTING: Final = "Counting words…"
EXPORT_LIST: Final = "Export this list"
CSV_FILE: Final = "CSV"
XLSX_FILE: Final = "XLSX"
LIST_FILE: Final = "documents"
LIST_COLUMNS: Final = (
    "Id",
    "Title",
    "Type",
    "Region",
    "Issuer",
    "Document number",
    "Date",
    "Level",
    "Genre",
    "Subject words",
    "Author",
    "Characters",
    "Passages",
    "File name",
    "Added at",
    "SHA-256 of the file",
)
LOOK_AT_PLACES: Final = "Words in context"


def chosen_words(words: str) -> str:
    """The words of the list in force, as their chip says it."""
    return f"holds {quoted(words)}"


def chart_says(what: str, counts: Sequence[tuple[str, int]]) -> str:
    """A chart in a sentence, for those who cannot see it."""
    listed = ", ".join(f"{name} {thousands(count)}" for name, count in counts[:12])
    return f"{what}, documents: {listed}" + (f", {len(counts)} in all." if len(counts) > 12 else ".")


def theme_says(term: str, first: str, last: str, total: int) -> str:
    """The chart of a term in a sentence."""
    return (
        f"Occurrences of {quoted(term)} per 10,000 characters, year by year from {first} to {last}, "
        f"{thousands(total)} in all; the table below has the figures."
    )


def theme_total(total: int) -> str:
    """How often a term stands in all years."""
    return f"{thousands(total)} occurrences"


def period(first: str, last: str) -> str:
    """A period."""
    return first if first == last else f"{first}–{last}"
