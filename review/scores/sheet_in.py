"""A reviewer's sheet that was filled in elsewhere: taken over as a whole or not at all; every bad cell is named."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from corpus.readers.xlsx_grid import Grid, Row, column_letters
from review.rounds.model import Round, Submission
from review.rubric.model import Rubric
from review.scores.checks import on_a_step
from review.scores.model import COMMENT_LIMIT, CellFault, CellProblem, FileProblem, Score, SheetFileError
from review.scores.sheet_layout import (
    ABOUT_SHEET,
    COMMENT,
    FAULTS,
    NUMBER,
    PERSON,
    ROUND,
    SCORE,
    SCORES_SHEET,
    VERSIONS,
    columns_of,
    sheets_of,
    whole_number,
)

Taken = dict[tuple[int, str], tuple[Decimal | None, str]]


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
    differs from what was entered here since then is a fault. A sheet that does not say any more what it was written
    from is read as one that was written before anything was entered.

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
    found = {grid.name: grid for grid in sheets_of(data, "sheet.xlsx")}
    sheet, about = found.get(SCORES_SHEET), found.get(ABOUT_SHEET)
    said = {row.cells.get(0, ""): row.cells.get(1, "") for row in about.rows} if about else {}
    if sheet is None or not sheet.rows or (said.get(ROUND), said.get(PERSON)) != (round_.id, person):
        raise SheetFileError(FileProblem.FOREIGN)
    reading = _Reading(round_.rubric, sheet, numbers, [one for one in scores if one.person == person])
    reading.others = {one.number for one in submissions}.difference(numbers)
    reading.read()
    if reading.faults:
        raise SheetFileError(FileProblem.CELLS, tuple(reading.faults[:FAULTS]))
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
        wanted = [NUMBER, *columns_of(self._rubric)]
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
        number = whole_number(written)
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
            self._take(row, number, key, versions.get(key, 0))

    def _take(self, row: Row, number: int, key: str, version: int) -> None:
        value_text, comment = self._said(row, key)
        value = self._value(row, key, value_text)
        if len(comment) > COMMENT_LIMIT:
            self._fault(row, self._named(COMMENT, key), comment[:20] + "…", CellProblem.COMMENT)
        kept = self._kept.get((number, key))
        before = (kept.value, kept.comment) if kept else (None, "")
        if (value, comment) == before:
            return
        if version != (kept.revision if kept else 0):
            if value is None and not comment:
                return
            self._fault(row, self._named(SCORE, key), value_text or comment[:20], CellProblem.CHANGED)
        self.taken[number, key] = (value, comment)

    def _value(self, row: Row, key: str, text: str) -> Decimal | None:
        if not text:
            return None
        column = self._named(SCORE, key)
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
        score = row.cells.get(self._columns[self._named(SCORE, key)], "")
        comment = row.cells.get(self._columns[self._named(COMMENT, key)], "")
        return unicodedata.normalize("NFKC", score).strip(), comment.strip()

    def _versions(self, row: Row) -> dict[str, int]:
        """The revisions that the sheet was written with, by criterion; nothing where they were changed or deleted."""
        column = self._columns.get(VERSIONS)
        written = "" if column is None else row.cells.get(column, "")
        pairs = (one.partition("=") for one in written.split(","))
        found = {key.strip(): whole_number(revision) for key, _, revision in pairs}
        return {key: revision for key, revision in found.items() if revision is not None}

    def _keys(self) -> list[str]:
        return [one.key for one in self._rubric.criteria]

    def _named(self, form: str, key: str) -> str:
        criterion = self._rubric.get(key)
        return form.format(criterion.name if criterion else key)

    def _fault(self, row: Row, column: str, found: str, problem: CellProblem) -> None:
        self.faults.append(CellFault(f"{column_letters(self._columns[column])}{row.number}", found[:60], problem))
