"""What is said about how a file was read."""

from __future__ import annotations

from typing import Final

from corpus.model import Notice, NoticeCode, PageKind
from corpus.report import Alike, Concern
from ui.labels.en.base import page_numbers

NO_NOTICES: Final = "Nothing out of the ordinary when it was read."
PAGE_KINDS: Final[dict[str, str]] = {
    PageKind.NATIVE: "Text",
    PageKind.OCR: "OCR",
    PageKind.GARBLED: "Garbled",
    PageKind.EMPTY: "Blank",
}
PAGES_TO_CHECK: Final = "Please check"
CONCERNS: Final[dict[str, str]] = {
    Concern.UNREAD: "Not read",
    Concern.DOUBT: "Check before citing",
    Concern.DROPPED: "Left out of the text",
    Concern.NOTE: "Also",
}


def media(media_type: str) -> str:
    """What a kind of file is called."""
    return _MEDIA.get(media_type, media_type)


def encoded(encoding: str) -> str:
    """How the file says its characters."""
    return f"encoded in {encoding.upper()}"


_MEDIA: Final[dict[str, str]] = {
    "text/plain": "Plain text",
    "text/markdown": "Markdown",
    "text/html": "Web page (HTML)",
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word (DOCX)",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel (XLSX)",
    "application/vnd.ms-excel.sheet.binary.macroenabled.12": "Excel (XLSB)",
    "application/vnd.ms-excel": "Excel (XLS)",
    "application/vnd.oasis.opendocument.text": "OpenDocument (ODT)",
    "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument (ODS)",
    "application/msword": "Word (DOC)",
    "application/vnd.ms-works": "WPS",
    "application/rtf": "RTF",
    "application/ofd": "OFD",
    "text/csv": "CSV",
    "message/rfc822": "E-mail (EML)",
    "multipart/related": "Web archive (MHT)",
    **{f"image/{kind}": f"Image ({kind.upper()})" for kind in ("png", "jpeg", "tiff", "webp", "bmp", "gif")},
    "the file holds more pages or objects than the limit": "pages or objects beyond the limit were left out",
    "what is nested too deeply was left out": "what is nested too deeply was left out",
}
_OTHER: Final = "Something to note about the reading: {detail}."
_SOME_PAGE: Final = "one page"
_NOTICES: Final[dict[str, str]] = {
    NoticeCode.SUFFIX_DIFFERS: "The extension does not fit the content; the file was read as what it is ({detail}).",
    NoticeCode.ENCODING_GUESSED: (
        "The file does not declare its encoding and was read as {detail}; check for garbled text."
    ),
    NoticeCode.UNDECODABLE: (
        "Characters that could not be decoded: {detail}, shown as “\N{REPLACEMENT CHARACTER}”; compare the original."
    ),
    NoticeCode.CONTROL_CHARACTERS: "Invisible control characters replaced by spaces: {detail}.",
    NoticeCode.EMPTY_PAGE: (
        "No text could be extracted from {page}, so searches cannot find it; if it is a scan, add a version with text."
    ),
    NoticeCode.GARBLED_PAGE: "The text of {page} may be garbled; check the original before citing.",
    NoticeCode.RADICALS_REPAIRED: (
        "Characters stored as radicals or compatibility forms, restored to the common ones: {detail}."
    ),
    NoticeCode.BODY_NOT_FOUND: (
        "The body of the web page was not recognised; all of its text was kept, perhaps with navigation."
    ),
    NoticeCode.PARTLY_READ: "The file was not read to its end: {detail}.",
    NoticeCode.RUNNING_LINES_DROPPED: "Lines of headers, footers and page numbers left out: {detail}.",
    NoticeCode.LINKS_DROPPED: "Lines of links at the end of the web page left out: {detail}.",
    NoticeCode.ATTACHMENTS: "The file has attachments, which are not part of the text: {detail}.",
    NoticeCode.CONVERTED: "The file was converted by {detail} before reading; compare the layout with the original.",
    NoticeCode.SEAL: "There is an electronic seal on {page}: {detail} (signature not verified).",
    NoticeCode.SHEETS_SKIPPED: "Sheets not read: {detail}.",
    NoticeCode.ROWS_SKIPPED: "The table is too large; read were only {detail}.",
    NoticeCode.ROWS_WITHOUT_TEXT: (
        "Rows with neither a title nor text (notes to the headings, totals), not made into documents: {detail}."
    ),
    NoticeCode.TOTALS_SKIPPED: "Rows of totals and subtotals, not made into documents: {detail}.",
    NoticeCode.SHEET_LARGE: (
        "The table is very large ({detail} rows) and became one document; for one document a row, "
        "name its columns “title” and “text”."
    ),
    NoticeCode.QUOTES_IGNORED: (
        "A quotation mark in the table is never closed; quotation marks were read as ordinary characters and every "
        "line as one record. Compare the original."
    ),
    NoticeCode.CELL_ERRORS: "Cells with formula errors (such as #N/A), not read: {detail}.",
    NoticeCode.FORMULAS_UNSAVED: (
        "Formulas without a saved result, not read: {detail}; open the file in a spreadsheet program and save it again."
    ),
    NoticeCode.WATERMARKS_DROPPED: "Watermarks left out: {detail}.",
    NoticeCode.HIDDEN_TEXT: "Hidden characters on {page}, not read: {detail}.",
    NoticeCode.PICTURES: "Pictures or charts whose words were not read: {detail}.",
    NoticeCode.PAGE_MISSING: "Missing or damaged in the file, not read: {page}.",
    NoticeCode.PAGES_MISSING: "Pages declared at the end of the file that do not exist: {detail}.",
    NoticeCode.OCR_PAGE: "The text of {page} was recognised from an image (OCR); check the original before citing.",
    NoticeCode.OCR_UNSURE: (
        "The image of {page} is unclear, mean confidence of the recognition {detail}%; check the original before use."
    ),
    NoticeCode.OCR_LAYER: (
        "The text of {page} was recognised by the program that made the file; check the original before citing."
    ),
    NoticeCode.OCR_MISSING: "Only an image, not read because rapidocr and onnxruntime are not installed: {page}.",
    NoticeCode.PICTURE_TOO_LARGE: "The image of {page} is too large ({detail} pixels) and was not recognised.",
}


def notice(given: Notice) -> str:
    """What a notice says."""
    return alike(Alike(given.code, given.detail, (given.page,) if given.page else ()))


def alike(one: Alike) -> str:
    """What a notice says of all its pages at once."""
    detail = _MEDIA.get(one.detail, one.detail)
    pages = page_numbers(one.pages) if one.pages else ""
    sentence = _NOTICES.get(one.code, _OTHER)
    placed = f"{pages.capitalize()}: " if pages and "{page}" not in sentence else ""
    return placed + sentence.format(detail=detail, page=pages or _SOME_PAGE)
