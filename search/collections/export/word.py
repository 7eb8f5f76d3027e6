"""DOCX: a briefing with headings, block quotes, a footnote for each, the references, and what checking needs.

A quotation is a paragraph of its own in a bookmark `casebase_quote_3`, which survives editing in Word and LibreOffice;
where it stands in the library is said by line [3] of the appendix. Reading takes whole paragraphs, tracked insertions
included and tracked deletions left out, so that whatever a reader of the file sees is what is compared.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from corpus.script import without_what_xml_forbids
from search.citation import Citation
from search.collections.checking import Quotation
from search.collections.export import word_styles as styles
from search.collections.export.brief import (
    NOTE,
    OCR_NOTE,
    RECORDS,
    RECORDS_HINT,
    REFERENCES,
    Brief,
    paired,
    record_lines,
    source,
)
from search.collections.export.footnotes import Footnotes
from search.collections.model import ItemKind

AUTHOR = "案据 Casebase"
_BOOKMARK = "casebase_quote_"
_WORDS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-", qn("w:softHyphen"): ""}
_NOT_SHOWN = {qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr")}


def written(brief: Brief) -> bytes:
    """The briefing."""
    document = docx.Document()
    styles.prepare(document)
    document.core_properties.title = _clean(brief.collection.title)
    document.core_properties.author = AUTHOR
    footnotes = Footnotes(document)
    add_text(document, brief.collection.title, styles.TITLE)
    add_text(document, brief.about(), styles.ABOUT)
    add_lines(document, brief.collection.description, styles.BODY)
    for number, item in brief.numbered():
        if item.citation:
            add_quotation(document, footnotes, number, item.citation, brief.on)
            add_lines(document, f"{NOTE}{item.note}" if item.note else "", styles.NOTE)
        elif item.kind is ItemKind.HEADING:
            add_text(document, item.text, styles.HEADING)
        else:
            add_lines(document, item.text, styles.BODY)
    if brief.citations():
        add_references(document, brief.references(), record_lines(brief))
    footnotes.close()
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def read(data: bytes) -> tuple[Quotation, ...] | None:
    """The quotations of such a file as it is now, none where it never had any; None for another one.

    Raises:
        Exception: this is no DOCX; of which kind is up to what unpacks it.
    """
    document = docx.Document(io.BytesIO(data))
    paragraphs = list(document.element.body.iter(qn("w:p")))
    lines = "\n".join(map(_shown, paragraphs))
    marked = _quotations(document.element.body)
    found = paired(marked, lines)
    if not found and not marked and document.core_properties.author == AUTHOR:
        return ()  # a record that quotes nothing
    return found or None


def add_quotation(document: Document, footnotes: Footnotes, number: int, citation: Citation, on: date) -> None:
    """A quotation as a paragraph of its own, its source in a footnote; `read` finds it by its number."""
    paragraph = document.add_paragraph(style=styles.QUOTE)
    mark, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for one in (mark, end):
        one.set(qn("w:id"), str(number))
    mark.set(qn("w:name"), f"{_BOOKMARK}{number}")
    paragraph._p.append(mark)
    paragraph.add_run(_clean(citation.quote))
    paragraph._p.append(end)
    footnotes.add(paragraph, _clean(source(citation, on)) + (OCR_NOTE if citation.ocr else ""))


def add_references(document: Document, references: Sequence[str], records: Sequence[str]) -> None:
    """The references, and for each quotation the line that it is checked by."""
    add_text(document, REFERENCES, styles.HEADING)
    for entry in references:
        add_text(document, entry, styles.REFERENCE)
    add_text(document, RECORDS, styles.HEADING)
    add_text(document, RECORDS_HINT, styles.ABOUT)
    for line in records:
        add_text(document, line, styles.RECORD)


def add_text(document: Document, text: str, style: str) -> Paragraph:
    """A paragraph; what XML cannot hold is replaced."""
    return document.add_paragraph(_clean(text), style=style)


def add_lines(document: Document, text: str, style: str) -> None:
    """A paragraph for each line that says something."""
    for line in text.splitlines():
        if line.strip():
            add_text(document, line.strip(), style)


def _clean(text: str) -> str:
    return without_what_xml_forbids(text)


def _quotations(body: Any) -> list[tuple[int, str]]:
    """The words of every paragraph that a bookmark of ours begins in or goes on through, by its number."""
    found: dict[int, list[str]] = {}
    going_on: dict[str, int] = {}  # what is begun and not ended, by the id of the bookmark
    for paragraph in body.iter(qn("w:p")):
        here = set(going_on.values())
        for mark in paragraph.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd")):
            mark_id, number = mark.get(qn("w:id"), ""), mark.get(qn("w:name"), "").removeprefix(_BOOKMARK)
            if mark.tag == qn("w:bookmarkEnd"):
                going_on.pop(mark_id, None)
            elif number.isdecimal():
                going_on[mark_id] = int(number)
                here.add(int(number))
        for one in here:
            found.setdefault(one, []).append(_shown(paragraph))
    return [(number, "\n".join(lines)) for number, lines in found.items()]


def _shown(element: Any) -> str:
    """The words of an element as its reader sees them."""
    if element.tag == qn("w:t"):
        return element.text or ""
    if element.tag in _NOT_SHOWN:
        return ""
    return _WORDS.get(element.tag) or "".join(map(_shown, element))
