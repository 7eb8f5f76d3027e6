"""Words of the reader."""

from __future__ import annotations

from typing import Final

from ui.labels.en.base import thousands

BEYOND_THE_END: Final = "The link points beyond the end of the text; nothing is marked."
BEYOND_THE_END_DO: Final = "The link may be incomplete, or the document has changed since: search again."
OUTLINE: Final = "Contents"
NO_OUTLINE: Final = "No headings were recognised in this document."
ABOUT: Final = "About this document"
SHOW_IN: Final = "Show"
BACK_TO_HITS: Final = "Back to results"
PREVIOUS_HIT: Final = "Previous"
NEXT_HIT: Final = "Next"
PREVIOUS_PART: Final = "Previous part"
NEXT_PART: Final = "Next part"
FRONT_MATTER: Final = "document head"
EVIDENCE: Final = "From"
DOWNLOAD_ORIGINAL: Final = "Download the original"
ORIGINAL_MISSING: Final = "The original of this file is not stored in the library."
ORIGINAL_FILE: Final = "Source file"
FINGERPRINT: Final = "Checksum of the original (SHA-256)"
INGEST_REPORT: Final = "How it was read"
KIN: Final = "Copies and versions"
CITE_PASSAGE: Final = "Cite this passage"
CITE_DOCUMENT: Final = "Cite this document"
READER_EMPTY: Final = "Choose a document to read"
READER_EMPTY_SUB: Final = "Results of a search open at the passage that they quote; or pick a document here."
NEWEST: Final = "Recently added"
OPENED: Final = "Opened in this session"
ALL_DOCUMENTS: Final = "All documents"


def part(first: int, last: int, total: int) -> str:
    """Which paragraphs of a long text are on show."""
    return f"A long text: paragraphs {first}–{last} of {thousands(total)}"


def hit_position(position: int, total: int) -> str:
    """Which of the hits in a document is marked."""
    return f"{position} / {total}"
