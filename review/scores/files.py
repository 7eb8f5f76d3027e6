"""Files that are filled in elsewhere: a reviewer's sheet as XLSX, out and in again; a list of public votes.

What comes in is taken over as a whole or not at all; every cell that cannot be is named.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from corpus.errors import ReadError
from corpus.readers.sheet import grids
from corpus.readers.xlsx_grid import Grid, Row, column_letters
from review.rounds.model import Round, Submission
from review.rubric.model import Rubric, plain_number
from review.scores.model import (
    COMMENT_LIMIT,
    MOST_VOTES,
    CellFault,
    CellProblem,
    FileProblem,
    Score,
    SheetFileError,
)
from review.scores.store import on_a_step
from search.sheets import cell_text

SCORES_SHEET: Final = "评分表"
ABOUT_SHEET: Final = "说明"
NUMBER, TITLE, VERSIONS = "编号", "申报材料", "版本（勿改）"
_SCORE, _COMMENT = "{}：得分", "{}：评语"
_ROUND, _PERSON = "评审标识", "评审人"
_VOTE_NUMBERS: Final = ("编号", "序号", "申报编号", "number", "no")
_VOTES: Final = ("票数", "得票", "得票数", "votes", "vote")
_HEAD_ROWS: Final = 20
_FAULTS: Final = 200  # told at most
_INTEGER: Final = re.compile(r"\d{1,13}")

Taken = dict[tuple[int, str], tuple[Decimal | None, str]]


def shown_title(round_: Round, submission: Submission) -> str:
    """What a submission is called in front of reviewers: its title, or its number only in a blind round."""
    return f"申报材料 {submission.number}号" if round_.blind else submission.title


# Out


def sheet_xlsx(
    round_: Round, person: str, shown: str, submissions: Sequence[Submission], scores: Sequence[Score]
) -> bytes:
    """The sheet of a reviewer: a row for each submission that is theirs, two columns for each criterion.

    Args:
        round_: the round.
        person: whose sheet it is.
        shown: their name as people read it.
        submissions: those that they are to score.
        scores: what they have entered so far.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = SCORES_SHEET
    keys = [one.key for one in round_.rubric.criteria]
    given = {(one.number, one.criterion): one for one in scores if one.person == person}
    _put(sheet, 1, _head(round_.rubric))
    for row, submission in enumerate(submissions, 2):
        entered = [given.get((submission.number, key)) for key in keys]
        cells: list[object] = [submission.number, shown_title(round_, submission)]
        for one in entered:
            cells += [None if one is None else one.value, "" if one is None else one.comment]
        versions = ",".join(str(one.revision if one else 0) for one in entered)
        _put(sheet, row, [*cells, f"v{versions}"])
    _dress(sheet, round_.rubric, len(submissions) + 1)
    about = book.create_sheet(ABOUT_SHEET)
    for row, cells in enumerate(_about(round_, person, shown), 1):
        _put(about, row, cells)
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 16, 100
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _head(rubric: Rubric) -> list[object]:
    columns = [form.format(one.name) for one in rubric.criteria for form in (_SCORE, _COMMENT)]
    return [NUMBER, TITLE, *columns, VERSIONS]


def _about(round_: Round, person: str, shown: str) -> list[list[object]]:
    rubric = round_.rubric
    lowest, highest, step = map(plain_number, (rubric.lowest, rubric.highest, rubric.step))
    how = f"请在“{SCORES_SHEET}”里填写得分（{lowest} 至 {highest}，每档 {step}）和评语，留空表示还没有打分；"
    lines: list[list[object]] = [
        ["评审", round_.title],
        [_ROUND, round_.id],
        [_PERSON, person],
        ["姓名", shown],
        ["填写说明", f"{how}填好后交回，由本人或主持人导入。编号、表头和最后一列请勿改动。"],
    ]
    for one in rubric.criteria:
        asked = "".join(f"\n· {question}" for question in one.questions)
        lines.append([one.name, f"权重 {plain_number(one.weight)}。{one.description}{asked}"])
    return lines


def _put(sheet: Worksheet, row: int, values: Sequence[object]) -> None:
    for column, value in enumerate(values, 1):
        cell = sheet.cell(row, column)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if isinstance(value, int | Decimal):
            cell.value = value
        elif value:
            cell.value = cell_text(str(value))
            cell.data_type = "s"  # never a formula, whatever it begins with …
            cell.quotePrefix = True  # … not even after somebody has edited it


def _dress(sheet: Worksheet, rubric: Rubric, last: int) -> None:
    """Bold head, widths, what a score can be, and the versions out of sight."""
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "C2"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 6, 36
    lowest, highest = plain_number(rubric.lowest), plain_number(rubric.highest)
    rule = DataValidation("decimal", operator="between", formula1=lowest, formula2=highest, allow_blank=True)
    rule.error = f"请填写 {lowest} 至 {highest} 之间的数"
    rule.showErrorMessage = True
    sheet.add_data_validation(rule)
    for at in range(len(rubric.criteria)):
        score, comment = get_column_letter(3 + 2 * at), get_column_letter(4 + 2 * at)
        sheet.column_dimensions[score].width, sheet.column_dimensions[comment].width = 10, 30
        rule.add(f"{score}2:{score}{max(last, 2)}")
    sheet.column_dimensions[get_column_letter(3 + 2 * len(rubric.criteria))].hidden = True


# In


def read_sheet(
    data: bytes,
    round_: Round,
    person: str,
    submissions: Sequence[Submission],
    numbers: Sequence[int],
    scores: Sequence[Score],
) -> Taken:
    """What a reviewer's sheet says, where it says something new.

    A cell that is empty takes a score back only if nothing was entered here since the sheet was written; a cell that
    differs from what was entered here since then is a fault.

    Args:
        data: the file.
        round_: the round.
        person: whose sheet it must be.
        submissions: all of the round.
        numbers: of those that they are to score.
        scores: what is kept of theirs now.

    Raises:
        SheetFileError: no such sheet, or cells that cannot be taken over, all of which are named.
    """
    found = {grid.name: grid for grid in _grids(data, "sheet.xlsx")}
    sheet, about = found.get(SCORES_SHEET), found.get(ABOUT_SHEET)
    said = {row.cells.get(0, ""): row.cells.get(1, "") for row in about.rows} if about else {}
    if sheet is None or not sheet.rows or (said.get(_ROUND), said.get(_PERSON)) != (round_.id, person):
        raise SheetFileError(FileProblem.FOREIGN)
    reading = _Reading(round_.rubric, sheet, numbers, [one for one in scores if one.person == person])
    reading.others = {one.number for one in submissions}.difference(numbers)
    reading.read()
    if reading.faults:
        raise SheetFileError(FileProblem.CELLS, tuple(reading.faults[:_FAULTS]))
    return reading.taken


class _Reading:
    """One sheet being read: what is taken over, and what is wrong with it."""

    def __init__(self, rubric: Rubric, sheet: Grid, numbers: Sequence[int], scores: Sequence[Score]) -> None:
        self.taken: Taken = {}
        self.faults: list[CellFault] = []
        self.others: set[int] = set()  # submissions that are not theirs
        self._rubric = rubric
        self._sheet = sheet
        self._numbers = set(numbers)
        self._kept = {(one.number, one.criterion): one for one in scores}
        self._columns = {name: at for at, name in sheet.rows[0].cells.items()}

    def read(self) -> None:
        wanted = [NUMBER, *(str(name) for name in _head(self._rubric)[2:-1])]
        missing = [name for name in wanted if name not in self._columns]
        self.faults += [CellFault("", name, CellProblem.COLUMN) for name in missing]
        if self._sheet.unsaved:
            self.faults.append(CellFault("", SCORES_SHEET, CellProblem.FORMULA))
        if missing:
            return
        seen: set[int] = set()
        for row in self._sheet.rows[1:]:
            self._read_row(row, seen)

    def _read_row(self, row: Row, seen: set[int]) -> None:
        written = row.cells.get(self._columns[NUMBER], "").strip()
        number = _whole(written)
        entries = {key: said for key in self._keys() if any(said := self._said(row, key))}
        if number is None or number not in self._numbers:
            problem = CellProblem.NOT_YOURS if number in self.others else CellProblem.UNKNOWN_SUBMISSION
            if entries:
                self._fault(row, NUMBER, written, problem)
            return
        if number in seen:
            self._fault(row, NUMBER, written, CellProblem.TWICE)
            return
        seen.add(number)
        versions = self._versions(row)
        for key in self._keys():
            self._take(row, number, key, versions.get(key))

    def _take(self, row: Row, number: int, key: str, version: int | None) -> None:
        value_text, comment = self._said(row, key)
        value = self._value(row, key, value_text)
        if len(comment) > COMMENT_LIMIT:
            self._fault(row, self._named(_COMMENT, key), comment[:20] + "…", CellProblem.COMMENT)
        kept = self._kept.get((number, key))
        before = (kept.value, kept.comment) if kept else (None, "")
        if (value, comment) == before:
            return
        if version is not None and version != (kept.revision if kept else 0):
            if value is None and not comment:
                return
            self._fault(row, self._named(_SCORE, key), value_text or comment[:20], CellProblem.CHANGED)
        self.taken[number, key] = (value, comment)

    def _value(self, row: Row, key: str, text: str) -> Decimal | None:
        if not text:
            return None
        column = self._named(_SCORE, key)
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            self._fault(row, column, text, CellProblem.NOT_A_NUMBER)
        elif not self._rubric.lowest <= value <= self._rubric.highest:
            self._fault(row, column, text, CellProblem.OUTSIDE)
        elif not on_a_step(self._rubric, value):
            self._fault(row, column, text, CellProblem.STEP)
        return value

    def _said(self, row: Row, key: str) -> tuple[str, str]:
        score = row.cells.get(self._columns[self._named(_SCORE, key)], "")
        comment = row.cells.get(self._columns[self._named(_COMMENT, key)], "")
        return unicodedata.normalize("NFKC", score).strip(), comment.strip()

    def _versions(self, row: Row) -> dict[str, int]:
        """The revisions that the sheet was written with; nothing where they were changed or deleted."""
        column = self._columns.get(VERSIONS)
        written = "" if column is None else row.cells.get(column, "").removeprefix("v")
        found = [_whole(one) for one in written.split(",")]
        keys = self._keys()
        given = {key: one for key, one in zip(keys, found, strict=False) if one is not None}
        return given if len(found) == len(keys) else {}

    def _keys(self) -> list[str]:
        return [one.key for one in self._rubric.criteria]

    def _named(self, form: str, key: str) -> str:
        criterion = self._rubric.get(key)
        return form.format(criterion.name if criterion else key)

    def _fault(self, row: Row, column: str, found: str, problem: CellProblem) -> None:
        self.faults.append(CellFault(f"{column_letters(self._columns[column])}{row.number}", found[:60], problem))


def read_votes(data: bytes, name: str, numbers: Sequence[int]) -> dict[int, int]:
    """The votes in a CSV or XLSX by number of the submission: columns 编号 and 票数, else the first two.

    Raises:
        SheetFileError: it cannot be read, or cells that cannot be taken over, all of which are named.
    """
    filled = [grid for grid in _grids(data, name) if grid.rows]
    if not filled:
        raise SheetFileError(FileProblem.UNREADABLE, form="XLSX, CSV")
    grid = filled[0]
    place, number_column, votes_column = _vote_columns(grid)
    known, votes, faults = set(numbers), dict[int, int](), list[CellFault]()
    for row in grid.rows[place:]:
        texts = [unicodedata.normalize("NFKC", row.cells.get(at, "")).strip() for at in (number_column, votes_column)]
        if not any(texts):
            continue
        number, count = _whole(texts[0]), _whole(texts[1].replace(",", ""))
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
        raise SheetFileError(FileProblem.CELLS, tuple(faults[:_FAULTS]))
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


def _grids(data: bytes, name: str) -> tuple[Grid, ...]:
    try:
        return grids(data, name)
    except ReadError:
        raise SheetFileError(FileProblem.UNREADABLE) from None


def _whole(text: str) -> int | None:
    """A whole number, as spreadsheets write one (3, 3.0)."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix(".0")
    return int(plain) if _INTEGER.fullmatch(plain) else None
