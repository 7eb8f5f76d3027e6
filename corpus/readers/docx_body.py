"""The text of WordprocessingML in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpus.readers.builder import TextBuilder, one_line
from corpus.readers.docx_inline import ALTERNATE, EQUATIONS, Inline, chosen
from corpus.readers.docx_notes import Notes
from corpus.readers.docx_numbering import Numbering
from corpus.readers.docx_styles import Styles, W, outline_rank, switched_on, value

_CELL_SEPARATOR = " | "
_SENTENCE_END = re.compile(r"[。！？；：.!?;:…][”’」』）)\]】》\s]*(?:(?:\[\S{1,8}\]|[\u2460-\u32ff])\s*)*$")
_LONG_CELL = 200  # characters, from where the paragraphs of a row's last cell stay paragraphs
_LOOKED_THROUGH = frozenset(
    W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "hyperlink", "dir", "bdo")
)
_BLOCKS = frozenset({W + "p", W + "tbl", *EQUATIONS})
_FIRST_IDEOGRAPHIC = "\u2e80"
_TAIL = 200  # characters at the end of a paragraph that show whether it closes a sentence
_BREAK = re.compile(r"[^\S\u3000]*\n\s*")


class Walker:
    """Adds paragraphs, table rows, text boxes and notes to a builder."""

    def __init__(
        self, builder: TextBuilder, styles: Styles, numbering: Numbering, inline: Inline, notes: Notes
    ) -> None:
        self._builder = builder
        self._styles = styles
        self._numbering = numbering
        self._inline = inline
        self._notes = notes

    def document(self, body: Any) -> None:
        """The body of a document; footnotes behind the sentence that they belong to, endnotes at the end."""
        for block in _joined(body):
            if isinstance(block, list):
                closed = _SENTENCE_END.search(self._paragraph(block)[-_TAIL:]) is not None
                for _ in filter(_ends_section, block):
                    self._notes.end_section()
            else:
                self._table(block)
                closed = True
            if closed:
                self._add_notes("footnotes")
        self._add_notes("footnotes")
        self._add_notes("endnotes")

    def body(self, container: Any) -> None:
        """All blocks of a text box or a cell, in order."""
        for block in _joined(container):
            if isinstance(block, list):
                self._paragraph(block)
            else:
                self._table(block)

    def _add_notes(self, kind: str) -> None:
        for mark, note in self._notes.waiting(kind):
            self._builder.add(f"{mark} {self._flat(note)}")

    def _paragraph(self, parts: list[Any]) -> str:
        """Add a paragraph, which may have been several, and what is anchored in it; returns its text."""
        text, owner = self._text(parts)
        boxes = self._inline.boxes()
        rank = self._rank(owner)
        printed = self._numbered(text.lstrip("\n") if rank is None else _in_one_line(text), owner)
        for line in printed.split("\n") if text.strip() else ():
            self._builder.add(line, rank=rank)
        for box in boxes:
            if isinstance(box, str):
                self._builder.add(one_line(box))
            else:
                self.body(box)
        return text

    def _text(self, parts: list[Any]) -> tuple[str, Any]:
        """The text of joined paragraphs, and the properties that hold for it.

        Those of the last, whose mark is left; where the mark of the first is hidden, not deleted, its own.
        """
        texts = [self._inline.text(part) for part in parts]
        owner = parts[-1].find(W + "pPr")
        first = parts[0].find(W + "pPr")
        if len(parts) > 1 and texts[0].strip() and not _is_deleted(first):
            owner = first
        return "".join(texts), owner

    def _numbered(self, text: str, properties: Any) -> str:
        """`text` with its number; an empty paragraph counts, but for one whose mark is hidden."""
        mark = properties.find(W + "rPr") if properties is not None else None
        if not text.strip() and self._inline.hides(mark):
            return text
        return self._numbering.numbered(text, properties, value(properties, "pStyle"))

    def _rank(self, properties: Any) -> int | None:
        said, level = outline_rank(properties)
        return level if said else self._styles.rank(value(properties, "pStyle"))

    def _table(self, table: Any) -> None:
        for first, row in enumerate(self._rows(table)):
            cells = list(_cells(row, first=first == 0))
            if len(cells) == 1:
                self.body(cells[0])
                continue
            own = cells.pop() if cells and _is_long(cells[-1]) else None
            texts = [self._flat(cell) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            self._builder.add(_CELL_SEPARATOR.join(texts))
            if own is not None:
                self.body(own)

    def _rows(self, table: Any) -> Iterator[Any]:
        """The rows of a table that are shown; the characters of hidden ones are counted."""
        for row in _all_rows(table):
            if switched_on(row.find(W + "trPr"), "hidden"):
                self._inline.hidden += sum(len((text.text or "").strip()) for text in row.iter(W + "t"))
            else:
                yield row

    def _flat(self, container: Any) -> str:
        """All text of a cell or a note on one line, nested tables and text boxes included."""
        pieces: list[str] = []
        for block in _joined(container):
            if isinstance(block, list):
                text, owner = self._text(block)
                boxes = self._inline.boxes()
                pieces.append(self._numbered(text, owner))
                pieces += [box if isinstance(box, str) else self._flat(box) for box in boxes]
            else:
                rows = enumerate(self._rows(block))
                pieces += [self._flat(cell) for first, row in rows for cell in _cells(row, first=first == 0)]
        return one_line(" ".join(piece for piece in pieces if piece.strip()))


def _in_one_line(heading: str) -> str:
    """A heading without the breaks that only fit it to its page."""
    lines = _BREAK.split(heading.strip())
    joined = lines[0]
    for line in lines[1:]:
        joined += line if max(joined[-1:], line[:1]) > _FIRST_IDEOGRAPHIC else f" {line}"
    return joined


def _joined(container: Any) -> Iterator[Any]:
    """Tables, and paragraphs as lists of those that run into one another because the mark between them is gone."""
    open_parts: list[Any] = []
    for block in _blocks(container):
        if block.tag == W + "tbl":
            if open_parts:
                yield open_parts
            open_parts = []
            yield block
            continue
        open_parts.append(block)
        if not _runs_on(block.find(W + "pPr")):
            yield open_parts
            open_parts = []
    if open_parts:
        yield open_parts


def _runs_on(properties: Any) -> bool:
    """Whether what follows a paragraph stands on its last line.

    A style separator (w:specVanish), which does that too, is kept as a break: what stands before it is a heading.
    """
    mark = properties.find(W + "rPr") if properties is not None else None
    if mark is None:
        return False
    return _is_deleted(properties) or bool(switched_on(mark, "vanish") and not switched_on(mark, "specVanish"))


def _is_deleted(properties: Any) -> bool:
    mark = properties.find(W + "rPr") if properties is not None else None
    return mark is not None and any(mark.find(W + name) is not None for name in ("del", "moveFrom"))


def _ends_section(paragraph: Any) -> bool:
    return paragraph.find(f"{W}pPr/{W}sectPr") is not None


def _is_long(cell: Any) -> bool:
    """Whether a cell holds a text of several paragraphs, or a table with several rows."""
    blocks = list(_blocks(cell))
    if any(block.tag == W + "tbl" and len(block.findall(W + "tr")) > 1 for block in blocks):
        return True
    lengths = [sum(len(text.text or "") for text in block.iter(W + "t")) for block in blocks]
    return sum(map(bool, lengths)) > 1 and sum(lengths) > _LONG_CELL


def _blocks(container: Any) -> Iterator[Any]:
    """Paragraphs and tables, looking through content controls, custom XML and accepted insertions."""
    for child in container:
        if child.tag in _BLOCKS:
            yield child
        elif child.tag in _LOOKED_THROUGH:
            yield from _blocks(child)
        elif child.tag == ALTERNATE:
            yield from _blocks(chosen(child))


def _all_rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == W + "tr":
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif child.tag in _LOOKED_THROUGH:
            yield from _all_rows(child)


def _cells(row: Any, *, first: bool) -> Iterator[Any]:
    """The cells of a row; one that continues the cell above or before it is not a cell of its own.

    In the first row of a table there is nothing above.
    """
    for child in row:
        if child.tag == W + "tc":
            properties = child.find(W + "tcPr")
            continued = _continues(properties, "hMerge") or (not first and _continues(properties, "vMerge"))
            if not continued and (properties is None or properties.find(W + "cellDel") is None):
                yield child
        elif child.tag in _LOOKED_THROUGH:
            yield from _cells(child, first=first)


def _continues(properties: Any, kind: str) -> bool:
    merge = properties.find(W + kind) if properties is not None else None
    return merge is not None and merge.get(W + "val") != "restart"
