"""A list of public votes, CSV or XLSX: taken over as a whole or not at all; every bad cell is named."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from corpus.readers.xlsx_grid import Grid, column_letters
from review.scores.model import MOST_VOTES, CellFault, CellProblem, FileProblem, SheetFileError
from review.scores.sheet_layout import FAULTS, sheets_of, whole_number

_VOTE_NUMBERS: Final = ("编号", "序号", "申报编号", "number", "no")
_VOTES: Final = ("票数", "得票", "得票数", "votes", "vote")
_HEAD_ROWS: Final = 20


def read_votes(data: bytes, name: str, numbers: Sequence[int]) -> dict[int, int]:
    """The votes in a CSV or XLSX by number of the submission: columns 编号 and 票数, else the first two.

    Raises:
        SheetFileError: it cannot be read, or cells that cannot be taken over, all of which are named.
    """
    filled = [grid for grid in sheets_of(data, name) if grid.rows]
    if not filled:
        raise SheetFileError(FileProblem.UNREADABLE, form="XLSX, CSV")
    grid = filled[0]
    place, number_column, votes_column = _vote_columns(grid)
    known, votes, faults = set(numbers), dict[int, int](), list[CellFault]()
    for row in grid.rows[place:]:
        texts = [unicodedata.normalize("NFKC", row.cells.get(at, "")).strip() for at in (number_column, votes_column)]
        if not any(texts):
            continue
        number, count = whole_number(texts[0]), whole_number(texts[1].replace(",", ""))
        cells = [f"{column_letters(at)}{row.number}" for at in (number_column, votes_column)]
        if number not in known or number is None:
            faults.append(CellFault(cells[0], texts[0][:60], CellProblem.UNKNOWN_SUBMISSION))
        elif number in votes:
            faults.append(CellFault(cells[0], texts[0][:60], CellProblem.TWICE))
        if count is None or count > MOST_VOTES:
            faults.append(CellFault(cells[1], texts[1][:60], CellProblem.NOT_A_NUMBER))
        elif number is not None:
            votes.setdefault(number, count)
    if faults:
        raise SheetFileError(FileProblem.CELLS, tuple(faults[:FAULTS]))
    return votes


def _vote_columns(grid: Grid) -> tuple[int, int, int]:
    """The first row with votes, the column of the numbers, that of the votes."""
    for place, row in enumerate(grid.rows[:_HEAD_ROWS]):
        named: Mapping[str, int] = {text.strip().lower(): at for at, text in reversed(row.cells.items())}
        numbers = [named[name] for name in _VOTE_NUMBERS if name in named]
        votes = [named[name] for name in _VOTES if name in named]
        if numbers and votes:
            return place + 1, numbers[0], votes[0]
    columns = sorted({at for row in grid.rows for at in row.cells})
    first = columns[0]
    return 0, first, columns[1] if len(columns) > 1 else first + 1
