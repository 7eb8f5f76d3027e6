"""Tables as files for spreadsheets: CSV and XLSX in which nothing that came from a document can run.

A cell that begins like a formula is run by spreadsheets when a CSV is opened (OWASP, CSV Injection): there it gets an
apostrophe in front. XLSX can say that a cell is text, so there every cell is as it was.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from corpus.script import without_what_xml_forbids

ROWS_AT_MOST = 1_048_575  # of XLSX, without the head
_CELL_LIMIT = 32_767  # characters, of XLSX

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")

Cell = str | int | float


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV in UTF-8 with a byte order mark, without which Excel takes Chinese for something else."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(map(_inert, head))
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig", errors="replace")


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of a workbook: its name, its first row, the others; `widths` of the first columns are in characters."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[float] = ()


def xlsx_bytes(
    head: Sequence[str], rows: Iterable[Sequence[Cell]], *, name: str = "Sheet1", widths: Sequence[float] = ()
) -> bytes:
    """An XLSX of one sheet whose first row stays in sight; rows beyond `ROWS_AT_MOST` are left out.

    `widths` of the first columns are in characters.
    """
    book = openpyxl.Workbook(write_only=True)
    _append(book, Table(name, head, rows, widths), _typed)
    return _saved(book)


def workbook_bytes(tables: Iterable[Table]) -> bytes:
    """An XLSX of several sheets that people read: bold first rows that stay in sight, words that wrap."""
    book = openpyxl.Workbook(write_only=True)
    for table in tables:
        _append(book, table, _wrapped, Font(bold=True))
    return _saved(book)


def _append(
    book: openpyxl.Workbook, table: Table, made: Callable[[object, Cell], WriteOnlyCell], font: Font | None = None
) -> None:
    sheet = book.create_sheet(table.name)
    sheet.freeze_panes = "A2"
    for column, width in enumerate(table.widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate((table.head, *table.rows)):
        if number > ROWS_AT_MOST:
            break
        cells = [made(sheet, cell) for cell in row]
        if font and not number:
            for cell in cells:
                cell.font = font
        sheet.append(cells)


def _saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def cell_text(text: str) -> str:
    """What a cell of an XLSX takes of `text`: U+FFFD for each character that it cannot hold, no more than fits."""
    return without_what_xml_forbids(text[:_CELL_LIMIT])


def _inert(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _typed(sheet: object, cell: Cell) -> WriteOnlyCell:
    """A cell that is text where it was text, whatever it begins with."""
    if not isinstance(cell, str):
        return WriteOnlyCell(sheet, cell)
    made = WriteOnlyCell(sheet, "")
    made._value = cell_text(cell)
    made.data_type = "s"
    return made


def _wrapped(sheet: object, cell: Cell) -> WriteOnlyCell:
    """The same, for cells that people read: long words go on in the next line."""
    made = _typed(sheet, cell)
    made.alignment = Alignment(wrap_text=True, vertical="top")
    made.quotePrefix = isinstance(cell, str)  # text even after somebody has edited it
    return made
