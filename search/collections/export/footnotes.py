"""Footnotes in a DOCX, for which python-docx has no words: the part, its two styles, references to it.

ECMA-376 part 1, 17.11. The first two notes are the lines that separate notes from the text.
"""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from lxml import etree

TEXT_STYLE = "footnote text"
REFERENCE_STYLE = "footnote reference"
_EMPTY = f"""<w:footnotes {nsdecls("w")}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>
</w:footnotes>"""


class Footnotes:
    """The footnotes of a document; `close` writes them into it."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._notes: Any = parse_xml(_EMPTY)
        self._style_ids = _styles(document)

    def add(self, paragraph: Paragraph, text: str) -> None:
        """Put a reference at the end of `paragraph`, and `text` at the foot of its page."""
        number = str(len(self._notes) - 1)
        run = paragraph.add_run()
        run._r.append(_properties(self._style_ids[REFERENCE_STYLE]))
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), number)
        run._r.append(reference)
        self._notes.append(self._note(number, text))

    def close(self) -> None:
        """Make the notes a part of the package."""
        data = etree.tostring(self._notes, xml_declaration=True, encoding="UTF-8", standalone=True)
        package = self._document.part.package
        part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, data, package)
        self._document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    def _note(self, number: str, text: str) -> Any:
        note = OxmlElement("w:footnote")
        note.set(qn("w:id"), number)
        paragraph: Any = OxmlElement("w:p")
        style = OxmlElement("w:pStyle")
        style.set(qn("w:val"), self._style_ids[TEXT_STYLE])
        properties = OxmlElement("w:pPr")
        properties.append(style)
        mark = OxmlElement("w:r")
        mark.append(_properties(self._style_ids[REFERENCE_STYLE]))
        mark.append(OxmlElement("w:footnoteRef"))
        words: Any = OxmlElement("w:r")
        words.text = f" {text}"
        for part in (properties, mark, words):
            paragraph.append(part)
        note.append(paragraph)
        return note


def _properties(style_id: str) -> Any:
    properties, style = OxmlElement("w:rPr"), OxmlElement("w:rStyle")
    style.set(qn("w:val"), style_id)
    properties.append(style)
    return properties


def _styles(document: Document) -> dict[str, str]:
    """The styles that Word gives footnotes, by name: their ids in this document."""
    text = document.styles.add_style(TEXT_STYLE, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    text.base_style = document.styles["Normal"]
    text.font.size = Pt(9)
    text.paragraph_format.space_after = Pt(2)
    text.paragraph_format.line_spacing = 1.15
    reference = document.styles.add_style(REFERENCE_STYLE, WD_STYLE_TYPE.CHARACTER, builtin=True)
    reference.font.superscript = True
    return {TEXT_STYLE: text.style_id, REFERENCE_STYLE: reference.style_id}
