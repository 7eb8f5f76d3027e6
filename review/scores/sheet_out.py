"""A reviewer's sheet as XLSX, to be filled in without a connection."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from review.rounds.model import Round, Submission
from review.rubric.model import Rubric, plain_number
from review.scores.model import Score
from review.scores.sheet_layout import (
    ABOUT_SHEET,
    NUMBER,
    PERSON,
    ROUND,
    SCORES_SHEET,
    TITLE,
    VERSIONS,
    columns_of,
)
from search.sheets import cell_text


def shown_title(round_: Round, submission: Submission) -> str:
    """What a submission is called in front of reviewers: its title, or its number only in a blind round."""
    return f"申报材料 {submission.number}号" if round_.blind else submission.title


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
    _put(sheet, 1, [NUMBER, TITLE, *columns_of(round_.rubric), VERSIONS])
    for row, submission in enumerate(submissions, 2):
        entered = [given.get((submission.number, key)) for key in keys]
        cells: list[object] = [submission.number, shown_title(round_, submission)]
        for one in entered:
            cells += [None if one is None else one.value, "" if one is None else one.comment]
        versions = ",".join(f"{key}={one.revision if one else 0}" for key, one in zip(keys, entered, strict=True))
        _put(sheet, row, [*cells, versions])
    _dress(sheet, round_.rubric, len(submissions) + 1)
    about = book.create_sheet(ABOUT_SHEET)
    for row, cells in enumerate(_about(round_, person, shown), 1):
        _put(about, row, cells)
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 16, 100
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _about(round_: Round, person: str, shown: str) -> list[list[object]]:
    rubric = round_.rubric
    lowest, highest, step = map(plain_number, (rubric.lowest, rubric.highest, rubric.step))
    how = f"请在“{SCORES_SHEET}”里填写得分（{lowest} 至 {highest}，每档 {step}）和评语，留空表示还没有打分；"
    lines: list[list[object]] = [
        ["评审", round_.title],
        [ROUND, round_.id],
        [PERSON, person],
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
