"""Citations of what is on show, and how they are offered for copying."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from corpus.model import Document, DocumentSummary, Locator, Page, PageKind
from search.citation import Citation, Style, cite, locator_text
from search.excerpts import headings_end as headings_end
from search.excerpts import of_hit as of_hit
from ui import labels
from ui.markup import Markup, tag

_IN_WORDS = (Style.GBT7714_2025, Style.GBT7714_2015)


def of_excerpt(document: Document, start: int, end: int, locator: Locator) -> Citation:
    """The citation of `[start, end)` of a document, from below its headings."""
    start += headings_end(document.text[start:end], locator.heading_path)
    ocr = recognised(document, start, end)
    return _citation(document, start, end, document.text[start:end], replace(locator, ocr=ocr), ocr=ocr)


def recognised(document: Document, start: int, end: int) -> bool:
    """Whether words of `[start, end)` stand on a page that was recognised from a picture."""
    return any(page.kind is PageKind.OCR for page in _touched(document.pages, start, end))


def garbled(document: Document, start: int, end: int) -> bool:
    """Whether words of `[start, end)` stand on a page whose text is not what it shows."""
    return any(page.kind is PageKind.GARBLED for page in _touched(document.pages, start, end))


def entry(citation: Citation) -> str:
    """The entry of a list of references, as of today."""
    return cite(citation, Style.GBT7714_2025, accessed=date.today())


def of_document(document: Document) -> Citation:
    """The citation of a document as a whole."""
    return _citation(document, 0, 0, "", Locator())


def copied(citation: Citation, style: Style) -> str:
    """What the copy button yields: for GB/T 7714 the words and their place above the entry; records hold both."""
    worded = cite(citation, style, accessed=date.today())
    if style not in _IN_WORDS or not citation.quote:
        return worded
    place = locator_text(citation.locator, start=citation.start, end=citation.end)
    return f"{labels.quoted(citation.quote)}（{place}）\n{worded}"


def formats(citation: Citation) -> Markup:
    """Every format with its text and a copy button, all but the first folded up.

    A whole document without a quotation has its GB/T 7714 entries alone: records are for excerpts.
    """
    first, *rest = Style.GBT7714_2025, Style.GBT7714_2015, Style.BIBTEX, Style.RIS, Style.CSL
    offered = rest if citation.quote else [one for one in rest if one in _IN_WORDS]
    folded = [tag("details", tag("summary", labels.STYLES[one]), _format(citation, one)) for one in offered]
    return tag("div", _format(citation, first), *folded, class_="formats")


def menu(citation: Citation) -> Markup:
    """The 引用 button of a hit and the sheet that it opens."""
    sheet = tag("div", formats(citation), class_="sheet")
    return tag("details", tag("summary", labels.CITE), sheet, class_="menu")


def _format(citation: Citation, style: Style) -> Markup:
    button = tag(
        "button",
        labels.COPY,
        type="button",
        data_copy=True,
        data_done=labels.COPIED,
        data_failed=labels.COPY_FAILED,
        aria_label=f"{labels.COPY} {labels.STYLES[style]}",
    )
    head = tag("div", tag("span", labels.STYLES[style]), button, class_="line")
    return tag("div", head, tag("pre", copied(citation, style)), data_copies=True)


def _citation(
    document: Document | DocumentSummary, start: int, end: int, quote: str, locator: Locator, *, ocr: bool = False
) -> Citation:
    return Citation(
        doc_id=document.doc_id,
        start=start,
        end=end,
        quote=quote,
        sha256=document.source.sha256,
        title=document.title,
        metadata=document.metadata,
        locator=locator,
        file_name=document.source.file_name,
        ocr=ocr,
    )


def _touched(pages: Iterable[Page], start: int, end: int) -> list[Page]:
    return [page for page in pages if page.start < end and start < page.end]
