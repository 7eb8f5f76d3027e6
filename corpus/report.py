"""What the notices of an ingest report say, in English, for the command lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.model import Notice, NoticeCode

_SENTENCES = {
    NoticeCode.SUFFIX_DIFFERS: "The content is {detail}, not what the file's suffix says; it was read as that.",
    NoticeCode.ENCODING_GUESSED: "The file does not say how it is encoded; it was read as {detail}.",
    NoticeCode.UNDECODABLE: "{detail} characters could not be decoded and stand as \ufffd.",
    NoticeCode.CONTROL_CHARACTERS: "{detail} control characters were replaced by spaces.",
    NoticeCode.EMPTY_PAGE: "No text here (a scan?).",
    NoticeCode.GARBLED_PAGE: "The text is garbled: its fonts do not say what their characters are.",
    NoticeCode.RADICALS_REPAIRED: "{detail} look-alike radicals and compatibility characters became the ordinary ones.",
    NoticeCode.BODY_NOT_FOUND: "The body of the web page could not be told from what surrounds it; all was kept.",
    NoticeCode.PARTLY_READ: "Not everything was read: {detail}.",
    NoticeCode.RUNNING_LINES_DROPPED: "{detail} lines of running heads, feet and page numbers were left out.",
    NoticeCode.LINKS_DROPPED: "{detail} lines of links at the end of the web page were left out.",
    NoticeCode.ATTACHMENTS: "The file has attachments, which are not part of this text: {detail}.",
    NoticeCode.CONVERTED: "The file was converted by {detail} before it was read.",
    NoticeCode.SEAL: "Bears the electronic seal {detail} (its signature was not verified).",
    NoticeCode.SHEETS_SKIPPED: "Hidden sheets were not read: {detail}.",
    NoticeCode.ROWS_SKIPPED: "The table is too large; read were {detail}.",
    NoticeCode.ROWS_WITHOUT_TEXT: "{detail} rows with neither title nor text are in none of the documents.",
    NoticeCode.CELL_ERRORS: "{detail} cells show an error (such as #N/A) and were left out.",
    NoticeCode.FORMULAS_UNSAVED: "{detail} formulas have no saved value; open the file in a spreadsheet and save it.",
    NoticeCode.WATERMARKS_DROPPED: "{detail} watermarks were left out.",
    NoticeCode.HIDDEN_TEXT: "{detail} characters that are not shown were not read.",
    NoticeCode.PAGE_MISSING: "The page is missing from the file or damaged.",
    NoticeCode.PAGES_MISSING: "{detail} pages that the file declares at its end are not in it.",
    NoticeCode.OCR_PAGE: "The text was recognised from a picture: check quotations against the original.",
    NoticeCode.OCR_UNSURE: "The text was recognised from a picture that is hard to read (mean confidence {detail} %): "
    "check it against the original.",
    NoticeCode.OCR_LAYER: "The text was recognised by the program that made the file: "
    "check quotations against the original.",
    NoticeCode.OCR_MISSING: "Not read: this is a picture, and rapidocr and onnxruntime are not installed.",
    NoticeCode.PICTURE_TOO_LARGE: "The picture was not looked at: {detail} pixels are too many.",
}


def sentence(notice: Notice) -> str:
    """One English sentence for `notice`, with the page where it has one."""
    return _said([notice])


def sentences(notices: Iterable[Notice]) -> list[str]:
    """One English sentence for each thing to say, however many pages it is true of."""
    alike: dict[tuple[str, str], list[Notice]] = {}
    for notice in notices:
        alike.setdefault((notice.code, notice.detail), []).append(notice)
    return [_said(some) for some in alike.values()]


def page_ranges(numbers: Iterable[int]) -> str:
    """The numbers in order, neighbours joined: 1–3, 7."""
    ranges: list[list[int]] = []
    for number in sorted(set(numbers)):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(f"{first}–{last}" if last > first else str(first) for first, last in ranges)


def _said(alike: Sequence[Notice]) -> str:
    first = alike[0]
    template = _SENTENCES.get(NoticeCode(first.code)) if first.code in set(NoticeCode) else None
    said = template.format(detail=first.detail or "an unknown number of") if template else _unknown(first)
    pages = [notice.page for notice in alike if notice.page is not None]
    return f"Page{'s' if len(pages) > 1 else ''} {page_ranges(pages)}: {said}" if pages else said


def _unknown(notice: Notice) -> str:
    return f"{notice.code} {notice.detail}".strip() + "."
