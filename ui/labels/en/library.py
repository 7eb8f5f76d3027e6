"""Words of the library, and of adding files to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from corpus.catalog import Outcome
from corpus.readers.sheet_columns import Role
from ui.labels.en.base import AND, BAD_DATE, FIELDS, counted, quoted, thousands

FIND: Final = "Find in the library"
FIND_PLACEHOLDER: Final = "Words of a title, region, issuer or file name"
FIND_BUTTON: Final = "Find"
ADD_FILES: Final = "Add files"
ADD_HINT: Final = (
    "PDF (scans too), OFD, Word, WPS, web pages, spreadsheets (XLSX, CSV), mail, images and plain text, and archives "
    "of these; several at once. Files are kept in the library on this machine only."
)
ADD_BUTTON: Final = "Add"
ADDING: Final = "Reading"
RESULTS_OF_ADDING: Final = "What was added"
DISMISS: Final = "Dismiss"
COLUMNS: Final = ("Title", "Type", "Region", "Issuer", "Date", "Passages", "Characters", "Script", "Notices")
EDIT: Final = "Correct the details"
EDIT_HINT: Final = (
    "Corrected values are marked as such and are kept when the file is read again. Leave a field empty to remove it."
)
SAVE: Final = "Save corrections"
SAVED: Final = "Saved."
NOTHING_CHANGED: Final = "Nothing was changed."
REMOVE: Final = "Remove from the library"
REMOVE_CONFIRM: Final = "Yes, remove this document and delete the stored original"
CLOSE_PANEL: Final = "Back to the list"
NOT_IN_LIST: Final = "No document matches."
NOT_IN_LIST_DO: Final = "Try another word, or clear the box to see all; to look inside the texts, use Search."
NUMBER_COLUMNS: Final = ("Date", "Passages", "Characters", "Notices")
PASSAGES_UNIT: Final = " passages"
CHARACTERS_UNIT: Final = " characters"
NOTICES_UNIT: Final = " notices"
GO_TO_LIBRARY: Final = "Add files"
UPLOAD_BROWSE: Final = "Choose files"
UPLOAD_DROP: Final = "or drop them here; up to 200 MB each"
OUTCOMES: Final[dict[Outcome, str]] = {
    Outcome.ADDED: "Added",
    Outcome.UNCHANGED: "Already in the library, not added again",
    Outcome.REPLACED: "Replaced by the new version",
    Outcome.REMOVED: "No longer in its file, removed from the library",
}
REFUSED: Final = "Not added"
FILES_UNIT: Final = "files"
DOCUMENTS_UNIT: Final = "documents"
PREVIEW: Final = "Preview"
PREVIEWING: Final = "Looking at the tables…"
PREVIEW_COLUMNS: Final = ("Column", "Heading", "Used as")
ROLES: Final[dict[str, str]] = {
    **{role: FIELDS[role] for role in Role if role in FIELDS},
    Role.BODY: "Text",
    Role.OTHER: "Other, kept with the text",
}
PREVIEW_TOO_LARGE: Final = "The file is too large for a preview; it can be added all the same."
PREVIEW_NOTHING: Final = "There is no sheet that can be read."
ONLY_DOUBTFUL: Final = "Only those with details to check"
NONE_DOUBTFUL: Final = "No document has details to check."
FIELD_GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "Title and responsibility": ("title", "author", "issuer", "document_number", "addressees"),
    "Dates and validity": ("published_on", "released_on", "effective_on", "expires_on", "validity"),
    "Classification": ("kind", "genre", "region", "level", "subject_words"),
    "Source": ("url", "source", "journal"),
}
SEVERAL_HINT: Final = "Separate several with 、"


def fields_with_bad_dates(names: Iterable[str]) -> str:
    """Which dates cannot be understood, and how they are written."""
    return f"Not a date: {AND.join(FIELDS[name] for name in names)}. {BAD_DATE}"


def reading(done: int, total: int, documents: int, name: str) -> str:
    """How far reading uploads is."""
    return f"{ADDING}: {done} of {counted(total, 'file')} read, {counted(documents, 'document')} so far — {name}"


def members(total: int, stored: int, known: int, refused: int) -> str:
    """What became of what a file holds."""
    parts = [(stored, f"{stored} added"), (known, f"{known} already there"), (refused, f"{refused} not readable")]
    return f"Holds {counted(total, 'item')}: " + ", ".join(text for count, text in parts if count)


def sheet(name: str, header_row: int | None, rows: int) -> str:
    """A sheet of a table, and where its header is."""
    head = f"headings in row {header_row}" if header_row else "no headings"
    return f"{'Sheet ' + quoted(name) if name else 'The whole table'}: {head}, {counted(rows, 'row')} below"


def becomes(documents: int, *, by_row: bool) -> str:
    """What a sheet becomes."""
    return f"One document a row, {thousands(documents)} in all" if by_row else "One document for the whole table"


def listed(count: int, total: int) -> str:
    """How many documents a list shows."""
    return counted(total, "document") if count == total else f"{thousands(count)} of {counted(total, 'document')}"


def added(document_passages: int, characters: int) -> str:
    """What came out of a file."""
    return f"{counted(characters, 'character')}, {counted(document_passages, 'passage')}"


def adding_summary(stored: int, known: int, refused: int, *, unit: str) -> str:
    """What became of an upload as a whole; `unit` is what was stored."""
    parts = [
        (stored, f"{counted(stored, unit.removesuffix('s'), unit)} added"),
        (known, f"{thousands(known)} already in the library"),
        (refused, f"{thousands(refused)} not readable"),
    ]
    return ", ".join(text for count, text in parts if count) + "."
