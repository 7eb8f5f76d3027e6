"""Words that several pages use: names of fields, kinds and scripts; numbers, pages, places."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from corpus.model import Confidence, Kind, Origin, Script
from corpus.report import runs
from evaluation.judgements import Grade
from search.citation import Style
from search.query import Mode
from ui.address import Reading, Sort
from ui.labels.wording import LANGUAGES as LANGUAGES
from ui.labels.wording import plain as plain
from ui.labels.wording import thousands as thousands

APP: Final = "Casebase"
APP_FULL: Final = "Casebase 案据 · governance cases and policy texts"
NAV_SEARCH: Final = "Search"
NAV_READER: Final = "Read"
NAV_LIBRARY: Final = "Library"
NAV_REPORT: Final = "Evaluation"
NAV_LABEL: Final = "Main"
KINDS: Final[dict[str, str]] = {
    Kind.CASE: "Case",
    Kind.POLICY: "Policy",
    Kind.SUBMISSION: "Submission",
    Kind.PAPER: "Paper",
    Kind.OTHER: "Other",
}
FIELDS: Final[dict[str, str]] = {
    "title": "Title",
    "author": "Author",
    "issuer": "Issuer",
    "document_number": "Document number",
    "addressees": "Addressees",
    "published_on": "Dated",
    "released_on": "Released",
    "effective_on": "In force from",
    "expires_on": "Expires",
    "validity": "Validity",
    "region": "Region",
    "level": "Level",
    "genre": "Genre",
    "kind": "Type",
    "subject_words": "Subject words",
    "journal": "Journal",
    "source": "Source",
    "url": "Web address",
    "year": "Year",
    "doc": "Document",
}
SCRIPTS: Final[dict[str, str]] = {
    Script.SIMPLIFIED: "Simplified",
    Script.TRADITIONAL: "Traditional",
    Script.MIXED: "Mixed scripts",
    Script.NONE: "Not Chinese",
}
ORIGINS: Final[dict[str, str]] = {
    Origin.TEXT: "text",
    Origin.FILE: "file properties",
    Origin.PERSON: "corrected by hand",
}
MODES: Final[dict[Mode, str]] = {
    Mode.RERANKED: "Reranked",
    Mode.HYBRID: "Combined",
    Mode.DENSE: "Meaning",
    Mode.LEXICAL: "Keywords",
}
GRADES: Final[dict[Grade, str]] = {
    Grade.HIGHLY_RELEVANT: "Highly relevant",
    Grade.RELEVANT: "Relevant",
    Grade.NOT_RELEVANT: "Not relevant",
}
SORTS: Final[dict[Sort, str]] = {Sort.RELEVANCE: "By relevance", Sort.DATE: "Newest first", Sort.OLDEST: "Oldest first"}
READINGS: Final[dict[Reading, str]] = {Reading.ORIGINAL: "Original", Reading.SIMPLIFIED: "Simplified"}
STYLES: Final[dict[Style, str]] = {
    Style.GBT7714_2025: "GB/T 7714—2025",
    Style.GBT7714_2015: "GB/T 7714—2015",
    Style.BIBTEX: "BibTeX",
    Style.RIS: "RIS",
    Style.CSL: "CSL-JSON",
}
KIND_UNKNOWN: Final = "(not set)"
OPENING: Final = "Opening the library…"
OPEN_PASSAGE: Final = "Open in text"
CITE: Final = "Cite"
COPY: Final = "Copy"
COPIED: Final = "Copied"
COPY_FAILED: Final = "Please copy by hand"
BEFORE_PAGES: Final = "p. "
AFTER_PAGES: Final = ""
AND: Final = ", "
CONFIDENCES: Final[dict[str, str]] = {
    Confidence.HIGH: "Certain",
    Confidence.MEDIUM: "Inferred",
    Confidence.LOW: "Uncertain",
}
LOW_HINT: Final = "A guess among several possibilities: check it against the original. Correcting it removes this mark."
MEDIUM_HINT: Final = "Inferred from other content, or taken from an unusual place."
OCR_MARK: Final = "OCR text"
OCR_HINT: Final = "Recognised from an image and may differ from the original: check before citing."
MANAGE: Final = "Manage"
OPEN: Final = "Open"
EMPTY_LIBRARY: Final = "The library holds no documents yet"
EMPTY_LIBRARY_DO: Final = "Add files on the Library page, or run on the command line:"
EMPTY_LIBRARY_OR: Final = "Choose files above, or run on the command line:"
PREVIOUS_PAGE: Final = "Previous"
NEXT_PAGE: Final = "Next"
DATE_PLACEHOLDER: Final = "e.g. 2021-05-18"
BAD_DATE: Final = "Write dates as 2021, 2021-05 or 2021-05-18."


def counted(number: int, one: str, many: str = "") -> str:
    """1 document, 12,345 documents; `many` where it is not `one` with an s."""
    return f"{thousands(number)} {one if number == 1 else many or one + 's'}"


def seconds(milliseconds: float) -> str:
    """0.04 s."""
    return f"{max(milliseconds / 1000, 0.01):.2f} s"


def kind(value: str | None) -> str:
    """The label of a kind; empty for none."""
    return KINDS.get(value, value) if value else ""


def kind_or_none(value: str) -> str:
    """The label of a kind in a list of choices."""
    return KINDS.get(value, KIND_UNKNOWN)


def filter_value(name: str, value: str) -> str:
    """A filter's value as people read it."""
    return kind(value) if name == "kind" else value


def titled(title: str) -> str:
    """A title in its marks: those of its own language, which is Chinese."""
    return f"《{title}》"


def numbered(name: str, count: int) -> str:
    """Something and how much of it there is."""
    return f"{name} ({thousands(count)})"


def suffixed(name: str, suffix: str) -> str:
    """A format and the suffix of its files."""
    return f"{name} (.{suffix})"


def said_of(name: str, value: str) -> str:
    """A name and what is said of it."""
    return f"{name}: {value}"


def quoted(words: str) -> str:
    """Words in quotation marks."""
    return f"“{words}”"


SAME_TEXT: Final = "Same text: "
OTHER_VERSIONS: Final = "Other versions: "
UNDATED: Final = "undated"


def duplicate(title: str, file_name: str, *, exact: bool) -> str:
    """A document of the same text, told from others of the same title by its file."""
    return f"{titled(title)} ({file_name}{'' if exact else ', wording differs slightly'})"


def kin(same: int, versions: int) -> str:
    """How many documents hold the same text, and how many another version; '' for none of either."""
    parts = [
        counted(same, "copy", "copies") + " of this text" if same else "",
        counted(versions, "other version") if versions else "",
    ]
    return " · ".join(part for part in parts if part)


def version_of(title: str, dated: str) -> str:
    """A version of a document, told from the others by its date."""
    return f"{titled(title)} ({dated})"


def more_duplicates(count: int) -> str:
    """How many more there are than are shown."""
    return f"{thousands(count)} in all"


def listed_hints(hints: Iterable[str]) -> str:
    """Why something is marked, where there is more than one reason."""
    return "; ".join(dict.fromkeys(hints))


def characters(count: int) -> str:
    """The length of a text."""
    return counted(count, "character")


def years(first: str, last: str) -> str:
    """From which years the documents are."""
    return first if first == last else f"{first}–{last}"


def page_number(number: int, label: str | None) -> str:
    """A page break, with the printed number where it is another."""
    return f"Page {number}" + (f" (printed as {label})" if label and label != str(number) else "")


def page_count(count: int) -> str:
    """How many pages."""
    return counted(count, "page")


def run_of_pages(first: int, last: int) -> str:
    """Neighbouring pages: 3, or 3–5."""
    return str(first) if first == last else f"{first}–{last}"


def page_numbers(numbers: Iterable[int]) -> str:
    """Where something stands: page 3; pages 1–3, 7."""
    told = [run_of_pages(first, last) for first, last in runs(numbers)]
    several = len(told) > 1 or not told[0].isdigit()
    return ("pages " if several else "page ") + AND.join(told)


def place_in_file(file_name: str, member: str | None) -> str:
    """The file, and the place in an archive or a table: 资料.zip/目录/方案.docx, 申报.xlsx › 申报表!第2行."""
    if not member:
        return file_name
    return member if file_name in member else f"{file_name} › {member}"


def region(name: str, code: str | None) -> str:
    """A region with its code."""
    return f"{name} ({code})" if code else name


def doubtful(names: Sequence[str]) -> str:
    """Which values are guesses."""
    return f"{counted(len(names), 'uncertain value')}, please check: {AND.join(names)}"


def moment(at: str) -> str:
    """When something was done, in the time of this machine."""
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"


def corrections(count: int) -> str:
    """What opens the history of corrections."""
    return f"Corrections ({count})"


def correction(name: str, before: str, origin: str, after: str) -> str:
    """A change by a person: what it was, where that came from, what it is now."""
    was = quoted(before) + (f" ({origin})" if origin else "") if before else "empty"
    return f"{name}: {was} → {quoted(after) if after else 'removed'}"


def pages(current: int, total: int) -> str:
    """Which page of a list this is."""
    return f"Page {thousands(current)} of {thousands(total)}"


def file_size(size: int) -> str:
    """A size in bytes, for people."""
    if size < 1024:
        return counted(size, "byte")
    return f"{size / 1024:.0f} KB" if size < 1024**2 else f"{size / 1024**2:.1f} MB"


def mode(value: str) -> str:
    """The label of a mode; one of an earlier version as it was called there."""
    return MODES[Mode(value)] if value in set(Mode) else value


def add_command(home: object) -> str:
    """The command that adds files to the library in `home`."""
    return f"python -m corpus add FILES_OR_FOLDERS --home {shlex.quote(str(home))}"
