"""PDF: PDFium for text and places, pypdf as a second opinion on pages that PDFium cannot read.

PDFium comes first because it is six times faster than pypdf and maps the look-alike radicals of web pages printed
to PDF back to ideographs (docs/decisions.md); pypdf reads a few fonts that PDFium does not.
"""

from __future__ import annotations

import io
import itertools
import logging
import re
import threading
import unicodedata
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdf
import pypdfium2

from corpus.encoding import clean_controls
from corpus.errors import ReadError, ReadProblem
from corpus.model import Notice, NoticeCode, Page, PageKind, Reading
from corpus.readers import pdf_furniture, pdf_layout
from corpus.readers.pdf_lines import Sheet, sheet_of, sheet_of_text
from corpus.readers.radicals import repair

PDFIUM_LOCK = threading.RLock()  # PDFium is not thread-safe, in the whole process

_WRONG_PASSWORD = 4  # FPDF_ERR_PASSWORD
_GARBLED_JUNK = 0.10  # share of characters that no text holds
_GARBLED_ODD = 0.25  # the same and those that running text holds few of
_GARBLED_KIN = 0.08  # the same on the pages of a document of which a third is garbled
_SENTENCE_END = tuple("。！？：；!?…”」』")
_FILLERS = re.compile(r"[\s.…·_=\-—─]+")
_GLYPH_NAMES = re.compile(r"(?:/[A-Za-z]+\w{1,5}){3,}")
_ODD = frozenset("!\"#$%&'*+<=>@\\^_`{|}~") | frozenset(map(chr, range(0xA1, 0x100))) - frozenset("·×°±§©®")
_JUNK_TITLE = re.compile(
    r"untitled|无标题|未命名|microsoft |幻灯片|文档 ?\d|\.(?:docx?|wps|pptx?|xlsx?|indd|tex|html?)\b", re.I
)
_JUNK_AUTHOR = re.compile(
    r"admin(?:istrator)?|user|pc|微软|windows|microsoft|lenovo|dell|hp|a a|unknown|.*pdf output", re.I
)
_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})")


@dataclass(slots=True)
class _Repairs:
    radicals: int = 0
    controls: int = 0


def read(data: bytes, name: str) -> Reading:
    """Read a PDF page by page.

    Raises:
        ReadError: protected by a password, damaged, or without any text.
    """
    with PDFIUM_LOCK, _quiet():
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise _open_error(name, error) from None
        try:
            return _read(document, data, name)
        finally:
            document.close()


def _open_error(name: str, error: pypdfium2.PdfiumError) -> ReadError:
    if getattr(error, "err_code", None) == _WRONG_PASSWORD or "password" in str(error).lower():
        return ReadError(name, ReadProblem.ENCRYPTED, "encrypted PDF")
    return ReadError(name, ReadProblem.DAMAGED, str(error)[:200])


def _read(document: pypdfium2.PdfDocument, data: bytes, name: str) -> Reading:
    if len(document) == 0:
        raise ReadError(name, ReadProblem.DAMAGED, "the file holds no pages")
    sheets, kinds = _sheets(document, data)
    if all(kind is PageKind.EMPTY for kind in kinds):
        loaded = any(sheet.height for sheet in sheets)
        raise ReadError(name, ReadProblem.NO_TEXT if loaded else ReadProblem.DAMAGED)
    cleared = pdf_furniture.clear(sheets)
    repairs = _Repairs()
    text, spans = _assemble(cleared.sheets, kinds, repairs)
    declared = tuple(document.get_page_label(index) or None for index in range(len(document)))
    labels = _useful(declared) or cleared.labels
    pages = tuple(
        Page(index + 1, start, end, label, kind)
        for index, ((start, end), label, kind) in enumerate(zip(spans, labels, kinds, strict=True))
    )
    return Reading(
        text=text,
        reader="pdf",
        media_type="application/pdf",
        pages=pages,
        properties=_properties(document, cleared.url),
        notices=_notices(kinds, repairs, cleared.dropped),
    )


def _useful(declared: tuple[str | None, ...]) -> tuple[str | None, ...] | None:
    """The declared labels, unless there are none or they only count the pages."""
    plain = all(label in (None, str(index + 1)) for index, label in enumerate(declared))
    return None if plain else declared


def _sheets(document: pypdfium2.PdfDocument, data: bytes) -> tuple[tuple[Sheet, ...], tuple[PageKind, ...]]:
    second = _SecondOpinion(data)
    sheets: list[Sheet] = []
    kinds: list[PageKind] = []
    for index in range(len(document)):
        sheet = _sheet(document, index)
        kind = _kind(sheet)
        if kind is not PageKind.NATIVE:
            other = sheet_of_text(second.text(index))
            if _kind(other) is PageKind.NATIVE:
                sheet, kind = other, PageKind.NATIVE
        sheets.append(sheet)
        kinds.append(kind)
    return tuple(sheets), tuple(_judged_together(sheets, kinds))


def _sheet(document: pypdfium2.PdfDocument, index: int) -> Sheet:
    """The lines of a page; a page that cannot be loaded has none, and no size."""
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return Sheet((), 0.0, 0.0)
    try:
        return sheet_of(page)
    finally:
        page.close()


class _SecondOpinion:
    """pypdf, opened when the first page needs it; anything that it trips over is no text."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._reader: pypdf.PdfReader | None = None

    def text(self, index: int) -> str:
        """The text of a page, counted from 0; may be empty."""
        try:
            if self._reader is None:
                self._reader = pypdf.PdfReader(io.BytesIO(self._data))
            return self._reader.pages[index].extract_text()
        except Exception:
            return ""


def _kind(sheet: Sheet, limit: float = _GARBLED_ODD) -> PageKind:
    """EMPTY without any letter; GARBLED where the characters are hardly those of any text."""
    text = _FILLERS.sub("", "".join(line.text for line in sheet.lines))
    if not any(char.isalnum() for char in text):
        return PageKind.EMPTY
    counts = Counter(text)
    junk = sum(count for char, count in counts.items() if _is_junk(char))
    odd = sum(count for char, count in counts.items() if char in _ODD)
    names = sum(len(found) for found in _GLYPH_NAMES.findall(text))
    garbled = junk > _GARBLED_JUNK * len(text) or junk + odd + names > limit * len(text)
    return PageKind.GARBLED if garbled else PageKind.NATIVE


def _is_junk(char: str) -> bool:
    """Whether no text holds it; the private code points of symbol fonts are bullets and ticks."""
    symbol = "\uf020" <= char <= "\uf0ff"
    return char == "\ufffd" or (unicodedata.category(char) in {"Cc", "Cn", "Co"} and not symbol)


def _judged_together(sheets: list[Sheet], kinds: list[PageKind]) -> list[PageKind]:
    """Pages share fonts: where a third of them is garbled, the others are looked at more severely."""
    if kinds.count(PageKind.GARBLED) * 3 < len(kinds) - kinds.count(PageKind.EMPTY):
        return kinds
    return [
        _kind(sheet, _GARBLED_KIN) if kind is PageKind.NATIVE else kind
        for sheet, kind in zip(sheets, kinds, strict=True)
    ]


def _assemble(
    sheets: tuple[Sheet, ...], kinds: tuple[PageKind, ...], repairs: _Repairs
) -> tuple[str, list[tuple[int, int]]]:
    """The text of all pages and the span of each; the spans follow each other without a gap.

    A paragraph that a page break cuts in two is joined, so that its sentence can be found whole.
    """
    right = pdf_layout.right_edge(sheets)
    columns = [pdf_layout.paragraphs(sheet, right) for sheet in sheets]
    parts: list[str] = []
    for index, column in enumerate(columns):
        part = _clean("\n".join(column.paragraphs), repairs)
        native = kinds[index : index + 2] == (PageKind.NATIVE, PageKind.NATIVE)
        following = columns[index + 1].paragraphs[:1] if native else ()
        parts.append(part + _page_break(part, column, following))
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part))
    return "".join(parts), list(itertools.pairwise(starts))


def _page_break(part: str, column: pdf_layout.Column, following: tuple[str, ...]) -> str:
    """What ends the text of a page: nothing or a space within a paragraph, else a newline."""
    if not part:
        return ""
    if following and not part.endswith(_SENTENCE_END) and not pdf_layout.begins_paragraph(following[0]):
        return pdf_layout.glue(part, following[0]) if column.runs_on(following[0]) else "\n"
    return "\n"


def _clean(text: str, repairs: _Repairs) -> str:
    text, radicals = repair(text)
    text, controls = clean_controls(text)
    repairs.radicals += radicals
    repairs.controls += controls
    return text


def _notices(kinds: tuple[PageKind, ...], repairs: _Repairs, dropped: int) -> tuple[Notice, ...]:
    codes = {PageKind.EMPTY: NoticeCode.EMPTY_PAGE, PageKind.GARBLED: NoticeCode.GARBLED_PAGE}
    notices = [Notice(codes[kind], page=index + 1) for index, kind in enumerate(kinds) if kind in codes]
    counts = {
        NoticeCode.RADICALS_REPAIRED: repairs.radicals,
        NoticeCode.CONTROL_CHARACTERS: repairs.controls,
        NoticeCode.RUNNING_LINES_DROPPED: dropped,
    }
    notices += [Notice(code, str(count)) for code, count in counts.items() if count]
    return tuple(notices)


def _properties(document: pypdfium2.PdfDocument, url: str | None) -> dict[str, str]:
    """What the file says about itself, as far as a person may have said it."""
    info = document.get_metadata_dict()
    found: dict[str, str] = {}
    title = clean_controls(repair(info.get("Title", ""))[0])[0].strip()
    if len(title) > 1 and not _JUNK_TITLE.search(title) and not _is_mojibake(title):
        found["title"] = title
    author = clean_controls(repair(info.get("Author", ""))[0])[0].strip()
    if author and not _JUNK_AUTHOR.fullmatch(author) and not _is_mojibake(author):
        found["author"] = author
    date = _DATE.match(info.get("CreationDate", ""))
    if date:
        found["created_on"] = "-".join(date.groups())
    if url:
        found["url"] = url
    return found


def _is_mojibake(text: str) -> bool:
    return sum(char in _ODD or char == "\ufffd" for char in text) > 0.2 * len(text)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pypdf's warnings and its log, which prints whole font tables, off the user's screen."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
