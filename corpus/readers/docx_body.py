"""The text of WordprocessingML in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus.readers.builder import TextBuilder, one_line
from corpus.readers.docx_numbering import Numbering
from corpus.readers.docx_styles import Styles, W, value

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_DROPPED = frozenset(
    {W + "del", W + "moveFrom", W + "pPr", W + "rPr", W + "instrText", W + "delText", _MC + "Fallback"}
)
_CHARACTERS = {
    W + "tab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
    W + "ptab": "\t",
}
_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})
_CELL_SEPARATOR = " | "


class Walker:
    """Adds paragraphs, table rows, text boxes and notes to a builder."""

    def __init__(self, builder: TextBuilder, styles: Styles, numbering: Numbering) -> None:
        self._builder = builder
        self._styles = styles
        self._numbering = numbering

    def body(self, container: Any) -> None:
        """All blocks of a container, in order."""
        for block in _blocks(container):
            if block.tag == W + "tbl":
                self._table(block)
            else:
                self._paragraph(block)

    def notes(self, root: Any) -> None:
        """The footnotes or endnotes, one line each."""
        if root is None:
            return
        for note in root:
            if note.get(W + "type") not in _SEPARATORS:
                self._builder.add(self._flat(note))

    def _paragraph(self, paragraph: Any) -> None:
        properties = paragraph.find(W + "pPr")
        style_id = value(properties, "pStyle")
        printed = self._printed(paragraph)
        for index, line in enumerate(printed.split("\n")):
            self._builder.add(line, rank=self._rank(properties, style_id) if index == 0 and line.strip() else None)
        for box in _text_boxes(paragraph):
            self.body(box)

    def _printed(self, paragraph: Any) -> str:
        """The paragraph's text with its number; an empty paragraph is not numbered."""
        text = paragraph_text(paragraph)
        if not text.strip():
            return ""
        properties = paragraph.find(W + "pPr")
        number = self._numbering.prefix(properties, value(properties, "pStyle"))
        return f"{number} {text}" if number[-1:].isalnum() else number + text

    def _rank(self, properties: Any, style_id: str | None) -> int | None:
        level = value(properties, "outlineLvl")
        if level is not None and level.isdigit():
            return int(level) + 1 if int(level) < 9 else None
        return self._styles.rank(style_id)

    def _table(self, table: Any) -> None:
        for row in _rows(table):
            cells = [self._flat(cell) for cell in _cells(row)]
            while cells and not cells[-1]:
                cells.pop()
            if any(cells):
                self._builder.add(_CELL_SEPARATOR.join(cells))

    def _flat(self, container: Any) -> str:
        """All text of a cell or a note on one line, nested tables and text boxes included."""
        pieces: list[str] = []
        for block in _blocks(container):
            if block.tag == W + "tbl":
                pieces += [self._flat(cell) for row in _rows(block) for cell in _cells(row)]
            else:
                pieces.append(self._printed(block))
                pieces += [self._flat(box) for box in _text_boxes(block)]
        return one_line(" ".join(piece for piece in pieces if piece.strip()))


def paragraph_text(paragraph: Any) -> str:
    """The text of a paragraph without its text boxes; insertions kept, deletions dropped."""
    return "".join(_pieces(paragraph))


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in (W + "t", _M_TEXT):
            yield child.text or ""
        elif child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag]
        elif child.tag == W + "sym":
            yield _symbol(child)
        elif child.tag not in _DROPPED and not _is_text_box(child) and isinstance(child.tag, str):
            yield from _pieces(child)


def _symbol(element: Any) -> str:
    """A character of a symbol font."""
    try:
        return chr(int(element.get(W + "char") or "", 16))
    except (ValueError, OverflowError):
        return ""


def _is_text_box(element: Any) -> bool:
    return bool(element.tag == W + "txbxContent")


def _text_boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph, each once: Word stores a second copy for old readers."""
    for box in paragraph.iter(W + "txbxContent"):
        ancestors = []
        for ancestor in box.iterancestors():
            if ancestor is paragraph:
                break
            ancestors.append(ancestor.tag)
        if _MC + "Fallback" not in ancestors and W + "txbxContent" not in ancestors:
            yield box


def _blocks(container: Any) -> Iterator[Any]:
    """Paragraphs and tables, looking through content controls, custom XML and accepted insertions."""
    for child in container:
        if child.tag in (W + "p", W + "tbl"):
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo", W + "smartTag"):
            yield from _blocks(child)


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == W + "tr":
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins"):
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    """The cells of a row; one that continues a cell of the row above is not a cell of its own."""
    for child in row:
        if child.tag == W + "tc":
            merge = child.find(f"{W}tcPr/{W}vMerge")
            if merge is None or merge.get(W + "val") == "restart":
                yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml"):
            yield from _cells(child)
