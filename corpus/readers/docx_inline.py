"""What stands inside a paragraph of WordprocessingML, as the page shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpus.readers.docx_fields import Kind, Token, resolved, tokens
from corpus.readers.docx_math import M, equation
from corpus.readers.docx_notes import Notes
from corpus.readers.docx_package import DocxPackage, R
from corpus.readers.docx_styles import Styles, W, switched_on, value
from corpus.readers.docx_symbols import UNKNOWN, symbol, unmasked

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATE = _MC + "AlternateContent"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_V = "{urn:schemas-microsoft-com:vml}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DROPPED = frozenset(
    {W + "del", W + "moveFrom", W + "pPr", W + "rPr", W + "sdtPr", W + "sdtEndPr", W + "delText", W + "delInstrText"}
    | {W + "rubyPr", W + "rt", W + "softHyphen", W + "footnoteRef", W + "endnoteRef", W + "annotationRef"}
)
_CHARACTERS = {
    W + "tab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
    W + "ptab": "\t",
}
EQUATIONS = frozenset({M + "oMath", M + "oMathPara"})
_PICTURES = frozenset({_PICTURE, _CHART, _V + "imagedata"})
_REFERENCES = {W + "footnoteReference": "footnotes", W + "endnoteReference": "endnotes"}
_WHITE_SPACE = re.compile(r"[\r\n\t]+")
_MOST_DIAGRAM_LINES = 2_000


class Inline:
    """Reads paragraphs and keeps count of what they show beside text, and of what they do not show.

    `pictures` counts images and charts, `hidden` the characters of hidden text, `unknown` those of symbol fonts that
    nobody knows.
    """

    def __init__(self, package: DocxPackage, styles: Styles, notes: Notes) -> None:
        self._package = package
        self._styles = styles
        self._notes = notes
        self._boxes: list[Any] = []
        self._diagrams: set[str] = set()
        self._paragraph_hides = False
        self.pictures = 0
        self.hidden = 0
        self.unknown = 0

    def text(self, paragraph: Any) -> str:
        """What a paragraph shows, its text boxes aside; insertions kept, deletions dropped, fields by their results."""
        if paragraph.tag in EQUATIONS:
            return equation(paragraph)
        self._paragraph_hides = self._styles.hides(value(paragraph.find(W + "pPr"), "pStyle"))
        text = resolved(self._tokens(paragraph, font="", hidden=False))
        self.unknown += text.count(UNKNOWN)
        return text.replace("\N{SOFT HYPHEN}", "")

    def boxes(self) -> list[Any]:
        """What was anchored in the paragraphs since the last call: text boxes, and lines of drawings as they are."""
        found, self._boxes = self._boxes, []
        return found

    def hides(self, properties: Any, *, otherwise: bool = False) -> bool:
        """Whether text with these run properties (w:rPr) is hidden; where they do not say, `otherwise`."""
        said = switched_on(properties, "vanish")
        if said is not None:
            return said
        return otherwise or self._styles.hides(value(properties, "rStyle"))

    def _tokens(self, element: Any, *, font: str, hidden: bool) -> Iterator[Token]:
        for child in element:
            if child.tag == W + "r":
                properties = child.find(W + "rPr")
                unseen = self.hides(properties, otherwise=self._paragraph_hides)
                yield from self._tokens(child, font=_font(properties), hidden=unseen)
            elif child.tag in _DROPPED or not isinstance(child.tag, str) or (hidden and child.tag in _REFERENCES):
                continue
            elif child.tag == W + "fldChar":
                yield from tokens(child)
            elif child.tag == W + "instrText":
                yield Kind.INSTRUCTION, child.text or ""
            elif (shown := self._shown(child, font)) is not None:
                if hidden:
                    self.hidden += len(shown.strip())
                else:
                    yield Kind.TEXT, shown
            elif not hidden and not self._drawn(child):
                yield from self._tokens(chosen(child), font=font, hidden=hidden)

    def _shown(self, element: Any, font: str) -> str | None:
        """The text of an element that is text; None where it is none itself."""
        if element.tag == W + "t":
            text = _WHITE_SPACE.sub(" ", element.text or "")
            return unmasked(text if element.get(_XML_SPACE) == "preserve" else text.strip(" "), font)
        if element.tag in _CHARACTERS:
            return _CHARACTERS[element.tag]
        if element.tag == W + "sym":
            return _symbol(element)
        if element.tag in EQUATIONS:
            return equation(element)
        if element.tag in _REFERENCES:
            return self._notes.mark(_REFERENCES[element.tag], element)
        return None

    def _drawn(self, element: Any) -> bool:
        """Take note of what is drawn; whether that was all there is in it."""
        self.pictures += element.tag in _PICTURES
        if element.tag == W + "txbxContent":
            self._boxes.append(element)
        elif element.tag == _A + "p":
            self._boxes.append("".join(part.text or "" for part in element.iter(_A + "t")))
        elif element.tag == _V + "textpath":
            self._boxes.append(element.get("string") or "")
        elif element.tag == _DIAGRAM + "relIds":
            self._boxes += self._diagram(element.get(R + "dm"))
        else:
            return False
        return True

    def _diagram(self, relation: str | None) -> list[str]:
        """The lines of a SmartArt diagram, in the order of its points; each diagram once."""
        if not relation or relation in self._diagrams:
            return []
        self._diagrams.add(relation)
        root = self._package.by_id(relation)
        lines: list[str] = []
        for point in () if root is None else root.iter(_DIAGRAM + "pt"):
            if point.get("type", "node") in ("node", "asst") and len(lines) < _MOST_DIAGRAM_LINES:
                lines += ["".join(part.text or "" for part in line.iter(_A + "t")) for line in point.iter(_A + "p")]
        return lines


def chosen(element: Any) -> Any:
    """The version that new programs show of what is stored twice (mc:AlternateContent); anything else as it is."""
    if element.tag != ALTERNATE:
        return element
    versions = [version for version in element if version.tag in (_MC + "Choice", _MC + "Fallback")]
    return next(
        (version for version in versions if len(version)), element.makeelement("none") if not versions else versions[0]
    )


def _font(properties: Any) -> str:
    fonts = properties.find(W + "rFonts") if properties is not None else None
    return "" if fonts is None else fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or ""


def _symbol(element: Any) -> str:
    """A character of a symbol font."""
    try:
        return symbol(int(element.get(W + "char") or "", 16), element.get(W + "font") or "")
    except ValueError:
        return ""
