"""XLSX: a row for every excerpt, a sheet with what the collection says of itself, a sheet with the references.

Every cell that holds words is written as text, so that a spreadsheet computes nothing that a document or a note says.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from search.citation import Citation, Style, cite
from search.collections.checking import Quotation
from search.collections.export.brief import OCR_NOTE, REFERENCES, Brief, place, whole_number
from search.collections.model import ItemKind
from search.sheets import cell_text

EXCERPTS: Final = "引文"
_ABOUT: Final = "专题集"
WIDTHS: Final = {  # of the columns of EXCERPTS, in characters
    "序号": 6,
    "小标题": 18,
    "引文": 64,
    "备注": 30,
    "题名": 30,
    "位置": 34,
    "成文日期": 12,
    "发文字号": 18,
    "地区": 14,
    "参考文献（GB/T 7714—2025）": 48,
    "文件": 24,
    "文献标识": 24,
    "起": 8,
    "止": 8,
    "原件 SHA-256": 34,
}
_NEEDED: Final = frozenset({"引文", "文献标识", "起", "止", "原件 SHA-256"})
_OF_BATCHES: Final = {"quote": "引文", "doc_id": "文献标识", "start": "起", "end": "止", "sha256": "原件 SHA-256"}
"""What the columns are called in the answers to a list of questions (search.batch)."""


def written(brief: Brief) -> bytes:
    """The workbook."""
    book = Workbook()
    rows = book.active
    rows.title = EXCERPTS
    _head(rows)
    for row in _rows(brief):
        _append(rows, row)
    about = book.create_sheet(_ABOUT)
    texts = [item.text for item in brief.items if item.kind is ItemKind.TEXT]
    for text in (brief.collection.title, brief.about(), brief.collection.description, *texts):
        _append(about, [text])
    about.column_dimensions["A"].width = 100
    references = book.create_sheet(REFERENCES)
    for entry in brief.references():
        _append(references, [entry])
    references.column_dimensions["A"].width = 100
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read(data: bytes) -> tuple[Quotation, ...] | None:
    """The quotations of such a workbook, also after its columns were put in another order; None for another one.

    Raises:
        Exception: this is no workbook; of which kind is up to what unpacks it.
    """
    book = load_workbook(io.BytesIO(data), read_only=True)
    sheet = book[EXCERPTS] if EXCERPTS in book.sheetnames else book[book.sheetnames[0]]
    rows = list(sheet.iter_rows(values_only=True))
    names = [_OF_BATCHES.get(str(name), str(name)) for name in rows[0]] if rows else []
    if not set(names) >= _NEEDED:
        return None
    told = (dict(zip(names, row, strict=False)) for row in rows[1:])
    # A question that nothing answers has a row without a quotation in the table of a batch.
    filled = [row for row in told if any(row.get(name) is not None for name in _NEEDED)]
    return tuple(_quotation(number, row) for number, row in enumerate(filled, 1))


def _quotation(number: int, row: dict[str, Any]) -> Quotation:
    def text(name: str) -> str | None:
        return None if row.get(name) is None else str(row[name])

    return Quotation(
        whole_number(row.get("序号")) or number,
        text("引文"),
        text("文献标识"),
        whole_number(row.get("起")),
        whole_number(row.get("止")),
        text("原件 SHA-256"),
    )


def _rows(brief: Brief) -> list[list[object]]:
    rows: list[list[object]] = []
    heading = ""
    for number, item in brief.numbered():
        if item.kind is ItemKind.HEADING:
            heading = item.text
        if item.citation:
            rows.append([number, heading, *excerpt_cells(item.citation, item.note, brief.on)])
    return rows


def excerpt_cells(citation: Citation, note: str, on: date) -> list[str | int]:
    """The cells of a quotation after its number and heading: in the columns `WIDTHS`, which `read` reads again."""
    known = citation.metadata
    return [
        citation.quote,
        note,
        citation.title,
        place(citation) + (OCR_NOTE if citation.ocr else ""),
        *(known.get(name) or "" for name in ("published_on", "document_number", "region")),
        cite(citation, Style.GBT7714_2025, accessed=on),
        *(citation.file_name, citation.doc_id, citation.start, citation.end, citation.sha256),
    ]


def _head(sheet: Worksheet) -> None:
    _append(sheet, list(WIDTHS))
    for number, (cell, width) in enumerate(zip(sheet[1], WIDTHS.values(), strict=True), 1):
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"


def _append(sheet: Worksheet, values: Sequence[object]) -> None:
    row = sheet.max_row + 1 if sheet.max_row > 1 or sheet["A1"].value is not None else 1
    for column, value in enumerate(values, 1):
        _fill(sheet.cell(row, column), value)


def _fill(cell: Cell, value: object) -> None:
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(value, int):
        cell.value = value
    elif value:
        cell.value = cell_text(str(value))
        cell.data_type = "s"  # never a formula, whatever it begins with …
        cell.quotePrefix = True  # … not even after somebody has edited it
