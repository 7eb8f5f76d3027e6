"""Rubrics as files that people write: TOML, and XLSX with a row for each criterion."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal

import tomli_w
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from corpus.errors import ReadError, ReadProblem
from corpus.readers.xlsx_grid import Grid, Row, load
from review.rubric.draft import HEAD, LISTS, SCALE, TEXTS, Draft, Written, checked
from review.rubric.model import Flaw, Rubric, RubricError, RubricProblem, plain_number
from search.sheets import cell_text

LARGEST_FILE = 1_000_000  # bytes
_ROWS = 500  # of a sheet that are looked at

CRITERIA_SHEET = "指标"
ABOUT_SHEET = "说明"
_COLUMNS = {
    "key": ("标识", "標識", "編號", "编号"),
    "name": ("指标", "指標", "指标名称", "指標名稱", "名称", "名稱", "criterion"),
    "weight": ("权重", "權重", "分值"),
    "description": ("说明", "說明", "指标说明", "指標說明", "描述"),
    "questions": ("引导问题", "引導問題", "评审要点", "評審要點"),
    "words": ("检索词", "檢索詞", "关键词", "關鍵詞"),
    "examples": ("示例句", "例句", "示例"),
}
_ABOUT = {
    "key": ("标识", "標識"),
    "title": ("标题", "標題", "名称", "名稱"),
    "description": ("说明", "說明"),
    "lowest": ("最低分",),
    "highest": ("最高分",),
    "step": ("步长", "步長", "分差"),
}
_WIDTHS = (16, 14, 8, 48, 48, 36, 60)
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def read_rubric(name: str, data: bytes) -> Rubric:
    """The rubric in a file; `name` is the file's, for messages. TOML and XLSX are told apart by their content.

    Raises:
        RubricError: it is too large, neither, or has places to mend, all of which are named.
    """
    if len(data) > LARGEST_FILE:
        raise RubricError(name, (Flaw(RubricProblem.TOO_LARGE, limit=LARGEST_FILE),))
    return checked(_of_sheets(name, data) if data[:2] == b"PK" else _of_toml(name, data))


# TOML


def to_toml(rubric: Rubric) -> str:
    """The rubric as TOML, which `read_rubric` reads back to the same."""
    content = {
        "key": rubric.key,
        "title": rubric.title,
        "description": rubric.description,
        "scale": {name: _simple(getattr(rubric, name)) for name in SCALE},
        "criterion": [
            {
                "key": one.key,
                "name": one.name,
                "weight": _simple(one.weight),
                "description": one.description,
                **{each: list(getattr(one, each)) for each in LISTS},
            }
            for one in rubric.criteria
        ],
    }
    return tomli_w.dumps(content)


def _simple(number: Decimal) -> int | Decimal:
    return int(number) if number == int(number) else Decimal(plain_number(number))


def _of_toml(name: str, data: bytes) -> Draft:
    try:
        content = tomllib.loads(data.decode("utf-8-sig"), parse_float=str)
    except UnicodeDecodeError:
        raise RubricError(name, (Flaw(RubricProblem.UNKNOWN_FORMAT),)) from None
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise RubricError(name, (Flaw(RubricProblem.UNREADABLE, value=str(error)[:200]),)) from None
    scale, criteria = content.pop("scale", {}), content.pop("criterion", [])
    flaws = _unknown(content, HEAD)
    if not isinstance(scale, dict):
        flaws.append(Flaw(RubricProblem.UNREADABLE, "scale", value="a table is wanted"))
        scale = {}
    flaws += _unknown(scale, SCALE)
    if not isinstance(criteria, list) or not all(isinstance(one, dict) for one in criteria):
        flaws.append(Flaw(RubricProblem.UNREADABLE, "criterion", value="tables [[criterion]] are wanted"))
        criteria = []
    for number, one in enumerate(criteria, 1):
        flaws += _unknown(one, (*TEXTS, *LISTS), str(one.get("name", "")), number)
    return Draft(name, content, scale, [Written(one) for one in criteria], flaws)


def _unknown(given: Mapping[str, object], known: tuple[str, ...], criterion: str = "", number: int = 0) -> list[Flaw]:
    return [Flaw(RubricProblem.UNKNOWN, key[:60], criterion[:60], number) for key in given if key not in known]


# XLSX


def to_xlsx(rubric: Rubric) -> bytes:
    """The rubric as a workbook: a row for each criterion, a sheet with title and scale; nothing in it is a formula."""
    book = Workbook()
    criteria = book.active
    criteria.title = CRITERIA_SHEET
    _append(criteria, [_COLUMNS[name][0] for name in (*TEXTS, *LISTS)])
    for one in rubric.criteria:
        lists = ["\n".join(getattr(one, each)) for each in LISTS]
        _append(criteria, [one.key, one.name, one.weight, one.description, *lists])
    about = book.create_sheet(ABOUT_SHEET)
    for name in (*HEAD, *SCALE):
        _append(about, [_ABOUT[name][0], getattr(rubric, name)])
    for sheet, widths in ((criteria, _WIDTHS), (about, (12, 100))):
        for letter, width in zip("ABCDEFG", widths, strict=False):
            sheet.column_dimensions[letter].width = width
    for cell in criteria[1]:
        cell.font = Font(bold=True)
    criteria.freeze_panes = "C2"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _append(sheet: Worksheet, values: list[str | Decimal]) -> None:
    row = sheet.max_row + 1 if sheet.max_row > 1 or sheet["A1"].value is not None else 1
    for column, value in enumerate(values, 1):
        cell = sheet.cell(row, column)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if isinstance(value, str):
            cell.value = _ESCAPED.sub("_x005F_", cell_text(value))
            cell.data_type = "s"  # never a formula, whatever it begins with
        else:
            cell.value = _simple(value)


def _of_sheets(name: str, data: bytes) -> Draft:
    try:
        book = load(data, name)
    except ReadError as error:
        bomb = error.problem is ReadProblem.TOO_LARGE
        flaw = Flaw(RubricProblem.TOO_LARGE, limit=LARGEST_FILE) if bomb else None
        detail = (error.detail or str(error.problem))[:200]
        raise RubricError(name, (flaw or Flaw(RubricProblem.UNREADABLE, value=detail),)) from None
    about, grids = _about(book.grids), book.grids
    flaws = [Flaw(RubricProblem.FORMULA, grid.name[:60]) for grid in grids if grid.unsaved]
    for grid in grids:
        if columns := _columns(grid):
            written = _criteria(grid, columns, flaws)
            title = about.get("title") or name.rsplit(".", 1)[0]
            head = {key: about.get(key, "") for key in HEAD} | {"title": title}
            return Draft(name, head, {key: about.get(key) for key in SCALE}, written, flaws)
    flaws += [Flaw(RubricProblem.MISSING, "name"), Flaw(RubricProblem.MISSING, "weight")]
    return Draft(name, {"title": name}, {}, (), flaws)


def _about(grids: tuple[Grid, ...]) -> dict[str, str]:
    """Title and scale, from the sheet of two columns; of each the first that is given."""
    found: dict[str, str] = {}
    for grid in grids:
        if _columns(grid):
            continue
        for row in grid.rows[:_ROWS]:
            label = _label(row.cells.get(0, ""))
            for key, labels in _ABOUT.items():
                if label == key or label in labels:
                    found.setdefault(key, row.cells.get(1, ""))
    return found


def _columns(grid: Grid) -> dict[int, tuple[str, str]]:
    """What each column of a sheet of criteria is, and how it is called there; nothing for another sheet."""
    head = grid.rows[0].cells if grid.rows else {}
    found: dict[int, tuple[str, str]] = {}
    for column, called in head.items():
        label = _label(called)
        key = next((key for key, labels in _COLUMNS.items() if label == key or label in labels), "")
        found[column] = key, called
    keys = {key for key, _ in found.values()}
    return found if {"name", "weight"} <= keys else {}


def _label(text: str) -> str:
    return "".join(text.split()).rstrip("：:").lower()


def _criteria(grid: Grid, columns: Mapping[int, tuple[str, str]], flaws: list[Flaw]) -> list[Written]:
    flaws += [Flaw(RubricProblem.UNKNOWN, called[:60]) for key, called in columns.values() if not key]
    flaws += _twice(columns)
    rows = grid.rows[1:]
    if len(rows) > _ROWS:
        flaws.append(Flaw(RubricProblem.TOO_MANY, "criterion", limit=_ROWS))
    return [Written(_values(row, columns), row.number) for row in rows[:_ROWS]]


def _twice(columns: Mapping[int, tuple[str, str]]) -> list[Flaw]:
    keys = [key for key, _ in columns.values() if key]
    return [Flaw(RubricProblem.REPEATED, key, value=key) for key in dict.fromkeys(keys) if keys.count(key) > 1]


def _values(row: Row, columns: Mapping[int, tuple[str, str]]) -> dict[str, object]:
    values: dict[str, object] = {}
    for column, (key, _) in columns.items():
        text = row.cells.get(column, "")
        if key:
            values[key] = text.split("\n") if key in LISTS else text
    return values
