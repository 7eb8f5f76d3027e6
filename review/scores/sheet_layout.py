"""What a reviewer's sheet looks like: the names that writing it and reading it share."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from corpus.errors import ReadError
from corpus.readers.sheet import grids
from corpus.readers.xlsx_grid import Grid
from review.rubric.model import Rubric
from review.scores.model import FileProblem, SheetFileError

SCORES_SHEET: Final = "评分表"
ABOUT_SHEET: Final = "说明"
NUMBER, TITLE, VERSIONS = "编号", "申报材料", "版本（勿改）"
SCORE, COMMENT = "{}：得分", "{}：评语"
ROUND, PERSON = "评审标识", "评审人"
FAULTS: Final = 200  # told at most
_INTEGER: Final = re.compile(r"\d{1,13}")


def columns_of(rubric: Rubric) -> list[str]:
    """The columns of the criteria: a score and a comment for each."""
    return [form.format(one.name) for one in rubric.criteria for form in (SCORE, COMMENT)]


def sheets_of(data: bytes, name: str) -> tuple[Grid, ...]:
    """The sheets of a workbook or a CSV.

    Raises:
        SheetFileError: it cannot be read.
    """
    try:
        return grids(data, name)
    except ReadError:
        raise SheetFileError(FileProblem.UNREADABLE) from None


def whole_number(text: str) -> int | None:
    """A whole number, as spreadsheets write one (3, 3.0)."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix(".0")
    return int(plain) if _INTEGER.fullmatch(plain) else None
