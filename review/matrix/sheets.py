"""The matrix as a workbook: one row a passage, with everything needed to check it, and one row an empty cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from corpus.model import DocumentSummary
from review.matrix.model import Cell, Matrix, Strength
from search.citation import locator_text
from search.sheets import Cell as Value
from search.sheets import xlsx_bytes

HEAD = ("指标", "材料", "强弱", "quote", "位置", "相关词", "doc_id", "start", "end", "sha256")
"""The columns; those in English are what `python -m search quote --file` checks a quotation by."""

NONE_FOUND = "未找到证据"
STRENGTHS: Mapping[Strength, str] = {Strength.STRONG: "强", Strength.CLEAR: "中", Strength.WEAK: "弱"}
_WIDTHS = (14, 32, 12, 80, 36, 24, 22, 8, 8, 22)


def matrix_xlsx(matrix: Matrix, documents: Mapping[str, DocumentSummary]) -> bytes:
    """An XLSX of `matrix`, criterion by criterion; `documents` are those that it is about."""
    return xlsx_bytes(HEAD, _rows(matrix, documents), name="证据对照", widths=_WIDTHS)


def _rows(matrix: Matrix, documents: Mapping[str, DocumentSummary]) -> Iterator[tuple[Value, ...]]:
    by_criterion: dict[str, list[Cell]] = {}
    for cell in matrix.cells:
        by_criterion.setdefault(cell.criterion, []).append(cell)
    for criterion in matrix.rubric.criteria:
        for cell in by_criterion.get(criterion.key, ()):
            yield from _rows_of(cell, criterion.name, documents[cell.doc_id])


def _rows_of(cell: Cell, name: str, document: DocumentSummary) -> Iterator[tuple[Value, ...]]:
    if not cell.evidence:
        yield (name, document.title, NONE_FOUND, "", "", "", "", "", "", "")
    for one in cell.evidence:
        said = one.quotation
        place = locator_text(said.locator, start=said.start, end=said.end)
        about = (name, document.title, STRENGTHS[one.strength])
        yield (
            *about,
            said.quote,
            place,
            "、".join(one.words),
            cell.doc_id,
            said.start,
            said.end,
            document.source.sha256,
        )
