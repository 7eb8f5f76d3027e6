"""Tables as files for spreadsheets: CSV and XLSX in which nothing that came from a document can run.

A cell that begins like a formula is run by spreadsheets when a CSV is opened (OWASP, CSV Injection): there it gets an
apostrophe in front. XLSX can say that a cell is text, so there every cell is as it was.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

import openpyxl
from openpyxl.cell import WriteOnlyCell
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


def xlsx_bytes(
    head: Sequence[str], rows: Iterable[Sequence[Cell]], *, name: str = "Sheet1", widths: Sequence[float] = ()
) -> bytes:
    """An XLSX of one sheet whose first row stays in sight; rows beyond `ROWS_AT_MOST` are left out.

    `widths` of the first columns are in characters.
    """
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate((head, *rows)):
        if number > ROWS_AT_MOST:
            break
        sheet.append([_typed(sheet, cell) for cell in row])
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
