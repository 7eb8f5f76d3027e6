"""How the briefing looks: sans-serif text, quotations in serif with a rule beside them, small print for the rest.

Fonts are those of Chinese Word; LibreOffice puts the Noto and Source Han fonts in their place.
"""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

TITLE, HEADING, BODY = "Title", "Heading 1", "Normal"
HEADING_2, HEADING_3 = "Heading 2", "Heading 3"
ABOUT, QUOTE, NOTE, REFERENCE, RECORD = "案据 说明", "案据 引文", "案据 备注", "案据 参考文献", "案据 核对信息"

_SANS, _SERIF, _LATIN, _MONO = "SimHei", "SimSun", "Times New Roman", "Consolas"
_TEXT, _MUTED, _ACCENT = RGBColor(0x1F, 0x23, 0x28), RGBColor(0x5B, 0x64, 0x70), RGBColor(0xA6, 0x3A, 0x2B)


def prepare(document: Document) -> None:
    """Set the page and every style that the briefing uses."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.8)
    section.top_margin = section.bottom_margin = Cm(2.5)
    _text(_style(document, BODY), _SERIF, 11, after=6, line=1.4)
    _text(_style(document, TITLE), _SANS, 22, after=4, line=1.3)
    _text(_style(document, HEADING), _SANS, 15, before=20, after=8, line=1.3)
    _text(_style(document, HEADING_2), _SANS, 13, before=14, after=6, line=1.3)
    _text(_style(document, HEADING_3), _SANS, 11, before=10, after=4, line=1.3)
    _text(_style(document, ABOUT), _SANS, 9, after=14, line=1.4, colour=_MUTED)
    _text(_style(document, QUOTE), _SERIF, 12, before=12, after=4, line=1.5, indent=0.7)
    _text(_style(document, NOTE), _SANS, 10, after=4, line=1.35, indent=0.7, colour=_MUTED)
    _text(_style(document, REFERENCE), _SERIF, 10.5, after=4, line=1.4)
    _text(_style(document, RECORD), _SANS, 7.5, after=3, line=1.2, colour=_MUTED, latin=_MONO)
    hanging = _style(document, REFERENCE).paragraph_format
    hanging.left_indent, hanging.first_line_indent = Cm(0.8), Cm(-0.8)
    _rule(_style(document, QUOTE))
    _without_rule(_style(document, TITLE))
    for name in (BODY, TITLE, HEADING, QUOTE, NOTE, REFERENCE):
        _style(document, name).paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    for name in (TITLE, HEADING, HEADING_2, HEADING_3):
        _style(document, name).font.bold = True
    _style(document, NOTE).paragraph_format.keep_together = True
    _language(document)


def _style(document: Document, name: str) -> ParagraphStyle:
    if name in document.styles:
        known: ParagraphStyle = document.styles[name]
        return known
    made: ParagraphStyle = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = document.styles[BODY]
    made.quick_style = True
    return made


def _text(
    style: ParagraphStyle,
    font: str,
    size: float,
    *,
    before: float = 0,
    after: float = 0,
    line: float = 1.5,
    indent: float = 0,
    colour: RGBColor = _TEXT,
    latin: str = _LATIN,
) -> None:
    """Set type (sizes in points, indent in centimetres), in Latin and in Chinese letters."""
    style.font.name, style.font.size = latin, Pt(size)
    style.font.color.rgb = colour
    fonts: Any = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)  # a theme's font would win over ours
    fonts.set(qn("w:eastAsia"), font)
    paragraph = style.paragraph_format
    paragraph.space_before, paragraph.space_after, paragraph.line_spacing = Pt(before), Pt(after), line
    paragraph.left_indent = Cm(indent)


def _rule(style: ParagraphStyle) -> None:
    """A vertical rule in the accent colour on the left."""
    borders, left = OxmlElement("w:pBdr"), OxmlElement("w:left")
    for name, value in {"val": "single", "sz": "12", "space": "10", "color": str(_ACCENT)}.items():
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _without_rule(style: ParagraphStyle) -> None:
    """The template underlines titles."""
    properties = style.element.get_or_add_pPr()
    for borders in properties.findall(qn("w:pBdr")):
        properties.remove(borders)


def _language(document: Document) -> None:
    """Chinese for line breaking and for the spelling checker."""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
