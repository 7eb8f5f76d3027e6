"""How a document came in: its pages by kind, what was left out, what to check. In English, for the command lines.

The pages word the same things in Chinese (ui.labels, ui.intake).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.model import METADATA_FIELDS, Confidence, Document, MetadataValue, Notice, NoticeCode, Page, PageKind
from corpus.official.regions import code_of


class Concern(StrEnum):
    """What a notice means to who relies on the text.

    UNREAD: the file says more than the text does. DOUBT: the text may not say what the file says. DROPPED: what was
    left out as no part of the text. NOTE: nothing to do.
    """

    UNREAD = "unread"
    DOUBT = "doubt"
    DROPPED = "dropped"
    NOTE = "note"


_CONCERNS = {
    Concern.UNREAD: (
        NoticeCode.EMPTY_PAGE,
        NoticeCode.PARTLY_READ,
        NoticeCode.PICTURES,
        NoticeCode.PAGE_MISSING,
        NoticeCode.PAGES_MISSING,
        NoticeCode.OCR_MISSING,
        NoticeCode.PICTURE_TOO_LARGE,
        NoticeCode.ATTACHMENTS,
        NoticeCode.SHEETS_SKIPPED,
        NoticeCode.ROWS_SKIPPED,
        NoticeCode.ROWS_WITHOUT_TEXT,
        NoticeCode.TOTALS_SKIPPED,
        NoticeCode.CELL_ERRORS,
        NoticeCode.FORMULAS_UNSAVED,
        NoticeCode.HIDDEN_TEXT,
    ),
    Concern.DOUBT: (
        NoticeCode.OCR_PAGE,
        NoticeCode.OCR_UNSURE,
        NoticeCode.OCR_LAYER,
        NoticeCode.GARBLED_PAGE,
        NoticeCode.UNDECODABLE,
        NoticeCode.ENCODING_GUESSED,
        NoticeCode.BODY_NOT_FOUND,
        NoticeCode.CONVERTED,
        NoticeCode.QUOTES_IGNORED,
        NoticeCode.SHEET_LARGE,
    ),
    Concern.DROPPED: (
        NoticeCode.RUNNING_LINES_DROPPED,
        NoticeCode.LINKS_DROPPED,
        NoticeCode.WATERMARKS_DROPPED,
    ),
    Concern.NOTE: (
        NoticeCode.SUFFIX_DIFFERS,
        NoticeCode.CONTROL_CHARACTERS,
        NoticeCode.RADICALS_REPAIRED,
        NoticeCode.SEAL,
    ),
}
_CONCERN_OF: dict[str, Concern] = {code: concern for concern, codes in _CONCERNS.items() for code in codes}
_HEADS = {
    Concern.UNREAD: "not read",
    Concern.DOUBT: "to check",
    Concern.DROPPED: "left out as no part of the text",
    Concern.NOTE: "notes",
}

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
    NoticeCode.TOTALS_SKIPPED: "{detail} rows of totals are in none of the documents.",
    NoticeCode.SHEET_LARGE: "A very large table is one document: {detail} rows; name its columns title and text "
    "(标题, 正文) for one document a row.",
    NoticeCode.QUOTES_IGNORED: "A quotation mark in the table is never closed; "
    "quotation marks were read as ordinary characters, each line as a row.",
    NoticeCode.CELL_ERRORS: "{detail} cells show an error (such as #N/A) and were left out.",
    NoticeCode.FORMULAS_UNSAVED: "{detail} formulas have no saved value; open the file in a spreadsheet and save it.",
    NoticeCode.WATERMARKS_DROPPED: "{detail} watermarks were left out.",
    NoticeCode.HIDDEN_TEXT: "{detail} characters that are not shown were not read.",
    NoticeCode.PICTURES: "Words in the {detail} images or charts of the file were not read.",
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


@dataclass(frozen=True, slots=True)
class Alike:
    """A notice, and all the pages (physical, ascending) that it is true of; no pages: of the whole file."""

    code: str
    detail: str
    pages: tuple[int, ...] = ()

    @property
    def concern(self) -> Concern:
        """What it means; a code that is not known here is something to check."""
        return concern(self.code)


def concern(code: str) -> Concern:
    """What a notice of this code means; one that is not known here is something to check."""
    return _CONCERN_OF.get(code, Concern.DOUBT)


def alike(notices: Iterable[Notice]) -> tuple[Alike, ...]:
    """The notices in order of first mention, what is said of several pages once.

    How sure the recognition of each page was is said as a range.
    """
    found: dict[tuple[str, str], list[Notice]] = {}
    for notice in notices:
        detail = "" if notice.code == NoticeCode.OCR_UNSURE else notice.detail
        found.setdefault((notice.code, detail), []).append(notice)
    return tuple(
        Alike(code, _range(some), tuple(sorted({one.page for one in some if one.page is not None})))
        for (code, _), some in found.items()
    )


def _range(some: Sequence[Notice]) -> str:
    details = sorted({notice.detail for notice in some}, key=lambda detail: (len(detail), detail))
    return details[0] if len(details) == 1 else f"{details[0]}–{details[-1]}"


def pages_by_kind(pages: Iterable[Page]) -> dict[PageKind, tuple[int, ...]]:
    """The numbers of the pages of each kind that occurs, in the order of `PageKind`."""
    numbers: dict[PageKind, list[int]] = {kind: [] for kind in PageKind}
    for page in pages:
        numbers[page.kind].append(page.number)
    return {kind: tuple(some) for kind, some in numbers.items() if some}


def pages_to_check(document: Document) -> tuple[int, ...]:
    """The pages that a person should hold beside the original: not native, or with something unread or in doubt."""
    looked_at = {page.number for page in document.pages if page.kind is not PageKind.NATIVE}
    serious = (Concern.UNREAD, Concern.DOUBT)
    noticed = {one.page for one in document.report.notices if one.page and concern(one.code) in serious}
    return tuple(sorted(looked_at | noticed))


def sentence(notice: Notice) -> str:
    """One English sentence for `notice`, with the page where it has one."""
    return _said(alike([notice])[0])


def sentences(notices: Iterable[Notice]) -> list[str]:
    """One English sentence for each thing to say, however many pages it is true of."""
    return [_said(one) for one in alike(notices)]


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """The numbers in order as first and last of each run of neighbours."""
    ranges: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges


def page_ranges(numbers: Iterable[int]) -> str:
    """The numbers in order, neighbours joined: 1–3, 7."""
    return ", ".join(f"{first}–{last}" if last > first else str(first) for first, last in runs(numbers))


def in_words(document: Document) -> Iterator[str]:
    """How the document was read, line by line: pages by kind, script, metadata with its evidence, what to check."""
    report = document.report
    if kinds := pages_by_kind(document.pages):
        yield "pages: " + "; ".join(f"{len(some)} {kind} ({page_ranges(some)})" for kind, some in kinds.items())
    if check := pages_to_check(document):
        yield f"pages to check against the original: {page_ranges(check)}"
    yield f"text: {report.characters} characters, {report.script}, {len(document.outline)} headings"
    for name in METADATA_FIELDS:
        value: MetadataValue | None = getattr(document.metadata, name)
        if value is not None:
            yield f"{name}: {value.value}{_code(name, value)}  [{_provenance(document, value)}]"
    if doubtful := document.metadata.doubtful():
        yield f"low confidence, to check: {', '.join(doubtful)}"
    found = alike(report.notices)
    for group in Concern:
        said = [_said(one) for one in found if one.concern is group]
        if said:
            yield f"{_HEADS[group]}:"
            yield from (f"  - {one}" for one in said)
    if not found:
        yield "nothing to note"


def _code(name: str, value: MetadataValue) -> str:
    code = code_of(value.value) if name == "region" else None
    return f" ({code})" if code else ""


def _provenance(document: Document, value: MetadataValue) -> str:
    parts = [value.origin.value]
    if value.start is not None and value.end is not None:
        parts.append(f"{value.start}–{value.end}: {document.text[value.start : value.end]}")
    if value.confidence is not Confidence.HIGH:
        parts.append(f"{value.confidence} confidence")
    return ", ".join(parts)


def _said(one: Alike) -> str:
    template = _SENTENCES.get(NoticeCode(one.code)) if one.code in set(NoticeCode) else None
    detail = one.detail or "an unknown number of"
    said = template.format(detail=detail) if template else f"{one.code} {one.detail}".strip() + "."
    return f"Page{'s' if len(one.pages) > 1 else ''} {page_ranges(one.pages)}: {said}" if one.pages else said
