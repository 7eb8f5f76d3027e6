"""Words of the reader around the text: pages as pictures, what is done with marked words, notes, print."""

from __future__ import annotations

from typing import Final

from corpus.workspace.notes import NoteReach
from ui.labels.en.base import FIELDS, thousands

# How the document is shown: by value of ui.address.View
VIEW: Final = "Layout"
VIEWS: Final = {"text": "Text", "page": "Page", "both": "Side by side"}

# The page as a picture
ZOOM: Final = "Zoom"
FACSIMILE: Final = "Picture of the page"
NO_PLACE: Final = "This place could not be found on the picture of the page: compare the text."
NO_PLACE_GARBLED: Final = "The text of this page is not what it shows, so nothing is marked: rely on the picture."
NO_PLACE_EMPTY: Final = "No text was read from this page: rely on the picture."
ESTIMATED_PLACE: Final = "On scanned pages places are estimated by OCR and may be off by a character or two."
PAGE_NOT_DRAWN: Final = "This page cannot be shown as a picture."
PAGE_NOT_DRAWN_DO: Final = "Read the text, or download the original."
LOCATING: Final = "Finding the place; a scanned page takes some seconds the first time …"
GARBLED_MARK: Final = "garbled text"
GARBLED_HINT: Final = "The text of this page is wrongly encoded and unreliable: check the page or the original."
IN_PASSAGE_OCR: Final = "The passage below stands on a page read by OCR: check the original before you cite it."
IN_PASSAGE_GARBLED: Final = "The passage below stands on a page of garbled text: rely on its picture or the original."


def zoomed(percent: int) -> str:
    """How large the page is shown."""
    return f"{percent}%"


def page_of(number: int, total: int) -> str:
    """Which page of how many."""
    return f"Page {thousands(number)} of {thousands(total)}"


def page_picture(title: str, number: int, marked: int) -> str:
    """What the picture of a page shows, for those who do not see it."""
    words = f"Page {number} of “{title}” as a picture"
    return f"{words}; the words quoted are boxed on {marked} lines" if marked else words


def marked_on(number: int) -> str:
    """Leads to the page that the passage stands on."""
    return f"The passage is on page {number}"


# Marked words
SELECTED: Final = "With the selected words"
SELECT_COPY: Final = "Copy with citation"
SELECT_COLLECT: Final = "Add to a collection"
SELECT_NOTE: Final = "Add a note"
SELECT_COPIED: Final = "Copied with its citation"
SELECT_NOT_COPIED: Final = "The browser did not allow copying: use the Copy button beside the citation"
KEYS: Final = "j and k lead to the next and the previous place"
KEYS_HINT: Final = "So do ] and [. They do nothing while you type."
BACK_TO_LINES: Final = "Back to the concordance"

# Correcting one value
FIX_MORE: Final = "Add something else"
FIX_FIELD: Final = "Field"
FIX_VALUE: Final = "Change to"
FIX_NOTHING_LEFT: Final = "Every field has a value; correct it where it stands."
FIX_ALL: Final = "Correct everything in the library ›"
FIX_HINT: Final = "Empty clears the field. Corrections are recorded, and kept when the file is read again."


def fix(field: str) -> str:
    """What a dialog that corrects one field is called."""
    return f"Correct: {FIELDS[field]}"


# Notes
NOTES: Final = "Notes"
NOTE_PROMPT: Final = "A note on the marked words"
NOTE_PLACEHOLDER: Final = "Why it matters, or what is doubtful"
NOTE_SHARE: Final = "Colleagues can read it"
NOTE_SAVE: Final = "Save note"
NOTE_SAVED: Final = "The note was saved."
NOTE_REMOVED: Final = "The note was removed."
NOTE_EDIT: Final = "Edit note"
NOTE_REMOVE: Final = "Remove note"
NOTE_REMOVE_SURE: Final = "Remove it"
NOTE_EMPTY: Final = "The note is still empty: write a few words first."
NOTE_LOST: Final = "The words it is about are not in the text any more; the document may have been read anew."
NOTE_MOVED: Final = "The document was read anew; the place was found again by its words."
NOTE_MINE: Final = "me"
NO_NOTES: Final = "No notes yet. Select words in the text and choose “Add a note”."
NOTE_REACH: Final = {NoteReach.PRIVATE: "only you", NoteReach.SHARED: "colleagues, too"}


def notes(count: int) -> str:
    """How many notes stand at a paragraph."""
    return f"Notes: {count}"


# On paper
PRINT_FROM: Final = "Source"
PRINT_ADDRESS: Final = "Address"
PRINT_FILE: Final = "Original"
PRINT: Final = "Print"
