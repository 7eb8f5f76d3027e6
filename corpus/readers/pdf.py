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
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

import pypdf
import pypdfium2

from corpus import ocr
from corpus.encoding import clean_controls
from corpus.errors import ReadError, ReadProblem
from corpus.model import Notice, NoticeCode, Page, PageKind, Reading
from corpus.readers import pdf_furniture, pdf_layout, pdf_outline
from corpus.readers.pdf_grid import grids_on
from corpus.readers.pdf_judge import is_mojibake, judged_together, kind_of, letters
from corpus.readers.pdf_lines import Sheet, sheet_of, sheet_of_text
from corpus.readers.pdf_picture import Pictures, pictures_on, rendered
from corpus.readers.pdf_scan import Leaf, leaf_of_scan
from corpus.readers.pdf_tables import with_tables
from corpus.readers.radicals import repair

PDFIUM_LOCK = threading.RLock()  # PDFium is not thread-safe, in the whole process

_WRONG_PASSWORD = 4  # FPDF_ERR_PASSWORD
_SENTENCE_END = tuple("。！？：；!?…”」』")
MAX_PAGES: Final = 20_000
OCR_NOT_INSTALLED: Final = "its pages are pictures: to read them, install rapidocr and onnxruntime"
_FEW_LETTERS = 100  # on a page with pictures: a title, a stamp, a page number
_SOME_LETTERS = 300  # on a page that is a picture
_SMALL_PICTURE = 0.03  # of the page
_WHOLE_PAGE = 0.8
_LARGEST_PAGE = 1_000_000  # points; PDFium sets memory aside for each
_READABLE = frozenset({PageKind.NATIVE, PageKind.OCR})
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
    """Read a PDF page by page; pages that are pictures, or whose text is garbled, are recognised from how they look.

    Raises:
        ReadError: protected by a password, damaged, of too many pages, or without any text.
    """
    with _quiet():
        with PDFIUM_LOCK:
            document = _open(data, name)
        try:
            return _read(document, data, name)
        finally:
            with PDFIUM_LOCK:
                document.close()


@contextmanager
def opened_page(data: bytes, name: str, number: int) -> Iterator[pypdfium2.PdfPage]:
    """Page `number`, from 1, of a PDF; nothing else may use PDFium meanwhile.

    Raises:
        ReadError: protected by a password, damaged, or without such a page.
    """
    with PDFIUM_LOCK:
        document = _open(data, name)
        try:
            if not 1 <= number <= len(document):
                detail = f"it has {len(document):,} pages, so none of number {number:,}"
                raise ReadError(name, ReadProblem.DAMAGED, detail)
            with _loaded(document, number - 1) as page:
                if page is None:
                    raise ReadError(name, ReadProblem.DAMAGED, f"page {number:,} cannot be loaded")
                yield page
        finally:
            document.close()


def _open(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _WRONG_PASSWORD or "password" in str(error).lower():
            raise ReadError(name, ReadProblem.ENCRYPTED, "encrypted PDF") from None
        raise ReadError(name, ReadProblem.DAMAGED, str(error)[:200]) from None


def _read(document: pypdfium2.PdfDocument, data: bytes, name: str) -> Reading:
    _check_count(len(document), name)
    with PDFIUM_LOCK:
        declared = tuple(document.get_page_label(index) or None for index in range(len(document)))
        sheets, kinds = _sheets(document, data)
        pictures = _pages_to_recognise(document, sheets, kinds)
    leaves = _recognised(document, sheets, kinds, pictures)
    reading = reading_of(leaves, name, reader="pdf", media_type="application/pdf")
    with PDFIUM_LOCK:
        spans = [(page.start, page.end) for page in reading.pages]
        headings = pdf_outline.headings(document, reading.text, spans)
        properties = _properties(document) | reading.properties
    pages = reading.pages
    if _is_useful(declared[: len(pages)]):
        pages = tuple(replace(page, label=label) for page, label in zip(pages, declared, strict=False))
    missing = len(declared) - len(pages)
    notices = (*reading.notices, *([Notice(NoticeCode.PAGES_MISSING, str(missing))] if missing else []))
    return replace(reading, pages=pages, headings=headings, properties=properties, notices=notices)


def reading_of(leaves: Sequence[Leaf], name: str, *, reader: str, media_type: str) -> Reading:
    """The pages put together: without running heads and feet, paragraphs that a page break cuts in two made whole.

    Raises:
        ReadError: no page holds any text.
    """
    _check_text(leaves, name)
    kinds = tuple(leaf.kind for leaf in leaves)
    cleared = pdf_furniture.clear(tuple(leaf.sheet for leaf in leaves))
    repairs = _Repairs()
    text, spans = _assemble(cleared.sheets, kinds, repairs)
    return Reading(
        text=text,
        reader=reader,
        media_type=media_type,
        pages=tuple(
            Page(index + 1, start, end, label, kind)
            for index, ((start, end), label, kind) in enumerate(zip(spans, cleared.labels, kinds, strict=True))
        ),
        properties={"url": cleared.url} if cleared.url else {},
        notices=_notices(leaves, repairs, cleared.dropped),
    )


def _check_count(pages: int, name: str) -> None:
    if pages == 0:
        raise ReadError(name, ReadProblem.DAMAGED, "the file holds no pages")
    if pages > MAX_PAGES:
        raise ReadError(name, ReadProblem.TOO_LARGE, f"{pages:,} pages declared, the limit is {MAX_PAGES:,}")


def _check_text(leaves: Sequence[Leaf], name: str) -> None:
    if any(leaf.kind is not PageKind.EMPTY for leaf in leaves):
        return
    if not any(leaf.sheet.height for leaf in leaves):
        raise ReadError(name, ReadProblem.DAMAGED)
    missing = any(notice.code == NoticeCode.OCR_MISSING for leaf in leaves for notice in leaf.notices)
    too_large = next((n.detail for leaf in leaves for n in leaf.notices if n.code == NoticeCode.PICTURE_TOO_LARGE), "")
    detail = f"a picture of {too_large} pixels is too large to be read" if too_large else ""
    raise ReadError(name, ReadProblem.NO_TEXT, OCR_NOT_INSTALLED if missing else detail)


def _is_useful(declared: tuple[str | None, ...]) -> bool:
    """Whether page labels are declared that do more than count the pages."""
    return any(label not in (None, str(index + 1)) for index, label in enumerate(declared))


def _sheets(document: pypdfium2.PdfDocument, data: bytes) -> tuple[tuple[Sheet, ...], tuple[PageKind, ...]]:
    """The lines of each page, and how they read; pages at the end that are declared but not there are left out."""
    second = _SecondOpinion(data)
    sheets: list[Sheet] = []
    kinds: list[PageKind] = []
    for index in range(len(document)):
        sheet = _sheet(document, index)
        kind = kind_of(sheet)
        if kind is not PageKind.NATIVE and sheet.height:
            other = sheet_of_text(second.text(index))
            if kind_of(other) is PageKind.NATIVE:
                sheet, kind = other, PageKind.NATIVE
        sheets.append(sheet)
        kinds.append(kind)
    there = max((index + 1 for index, sheet in enumerate(sheets) if sheet.height), default=len(sheets))
    return tuple(sheets[:there]), tuple(judged_together(sheets[:there], kinds[:there]))


def _sheet(document: pypdfium2.PdfDocument, index: int) -> Sheet:
    """The lines of a page; one that cannot be loaded has none, and no size, as one that is miles wide has."""
    with _loaded(document, index) as page:
        if page is None or max(page.get_size()) > _LARGEST_PAGE:
            return Sheet((), 0.0, 0.0)
        grids = grids_on(page) if page.get_rotation() == 0 else ()
        if not grids:
            return sheet_of(page)
        return with_tables(sheet_of(page, lambda x, y: tuple(grid.cell_at(x, y) for grid in grids)), grids)


@contextmanager
def _loaded(document: pypdfium2.PdfDocument, index: int) -> Iterator[pypdfium2.PdfPage | None]:
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        yield None
        return
    try:
        yield page
    finally:
        page.close()


def _pages_to_recognise(
    document: pypdfium2.PdfDocument, sheets: Sequence[Sheet], kinds: Sequence[PageKind]
) -> dict[int, Pictures]:
    """The pages (from 0) that show more than their text says, with what is on them."""
    found: dict[int, Pictures] = {}
    for index, (sheet, kind) in enumerate(zip(sheets, kinds, strict=True)):
        if not sheet.height:
            continue
        with _loaded(document, index) as page:
            pictures = pictures_on(page) if page else Pictures()
        few = letters(sheet) < _FEW_LETTERS and pictures.coverage >= _SMALL_PICTURE
        some = letters(sheet) < _SOME_LETTERS and pictures.coverage >= _WHOLE_PAGE
        unseen = pictures.unseen_text and pictures.coverage >= _WHOLE_PAGE
        if pictures.objects and (kind is not PageKind.NATIVE or few or some or unseen):
            found[index] = pictures
    return found


def _recognised(
    document: pypdfium2.PdfDocument,
    sheets: Sequence[Sheet],
    kinds: Sequence[PageKind],
    pages: Mapping[int, Pictures],
) -> list[Leaf]:
    leaves = [Leaf(sheet, kind) for sheet, kind in zip(sheets, kinds, strict=True)]
    for index, pictures in pages.items():
        leaf = leaves[index]
        if leaf.kind is PageKind.NATIVE and pictures.unseen_text:
            notice = Notice(NoticeCode.OCR_LAYER, page=index + 1)
            leaves[index] = Leaf(leaf.sheet, PageKind.OCR, (notice,))
        elif pictures.oversized:
            said = Notice(NoticeCode.PICTURE_TOO_LARGE, pictures.oversized, index + 1)
            leaves[index] = replace(leaf, notices=(said,))
        elif ocr.available():
            leaves[index] = _looked_at(document, index, leaf)
        else:
            leaves[index] = replace(leaf, notices=(Notice(NoticeCode.OCR_MISSING, page=index + 1),))
    return leaves


def _looked_at(document: pypdfium2.PdfDocument, index: int, leaf: Leaf) -> Leaf:
    """Recognise a page. PDFium is left to others meanwhile: that takes seconds."""
    with PDFIUM_LOCK, _loaded(document, index) as page:
        picture = rendered(page) if page else None
    found = ocr.recognise(picture[0]) if picture else None
    if picture is None or found is None or not found.lines:
        return leaf
    native = leaf.sheet.lines if leaf.kind is PageKind.NATIVE else ()
    new = leaf_of_scan(found, picture[1], index + 1, native)
    return new if letters(new.sheet) > letters(Sheet(native, 0.0, 0.0)) else leaf


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
        readable = len(kinds[index : index + 2]) == 2 and _READABLE.issuperset(kinds[index : index + 2])
        following = columns[index + 1].paragraphs[:1] if readable else ()
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


def _notices(leaves: Sequence[Leaf], repairs: _Repairs, dropped: int) -> tuple[Notice, ...]:
    codes = {PageKind.EMPTY: NoticeCode.EMPTY_PAGE, PageKind.GARBLED: NoticeCode.GARBLED_PAGE}
    notices: list[Notice] = []
    for index, leaf in enumerate(leaves):
        if not leaf.sheet.height:
            notices.append(Notice(NoticeCode.PAGE_MISSING, page=index + 1))
        elif leaf.kind in codes and not leaf.notices:
            notices.append(Notice(codes[leaf.kind], page=index + 1))
        notices += leaf.notices
    counts = {
        NoticeCode.RADICALS_REPAIRED: repairs.radicals,
        NoticeCode.CONTROL_CHARACTERS: repairs.controls,
        NoticeCode.RUNNING_LINES_DROPPED: dropped,
    }
    notices += [Notice(code, str(count)) for code, count in counts.items() if count]
    return tuple(notices)


def _properties(document: pypdfium2.PdfDocument) -> dict[str, str]:
    """What the file says about itself, as far as a person may have said it."""
    info = document.get_metadata_dict()
    found: dict[str, str] = {}
    title = clean_controls(repair(info.get("Title", ""))[0])[0].strip()
    if len(title) > 1 and not _JUNK_TITLE.search(title) and not is_mojibake(title):
        found["title"] = title
    author = clean_controls(repair(info.get("Author", ""))[0])[0].strip()
    if author and not _JUNK_AUTHOR.fullmatch(author) and not is_mojibake(author):
        found["author"] = author
    date = _DATE.match(info.get("CreationDate", ""))
    if date:
        found["created_on"] = "-".join(date.groups())
    return found


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
