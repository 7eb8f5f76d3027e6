"""The cells of an XLSX workbook as text (ECMA-376 part 1, 18), row by row, without holding what is empty.

The parts are read here rather than by openpyxl, which refuses whole workbooks for a faulty style and keeps an object
for every formatted cell of a million empty rows; its tables of number formats are used.
"""

from __future__ import annotations

import contextlib
import datetime
import math
import re
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from corpus.encoding import clean_controls
from corpus.errors import ReadError, ReadProblem
from corpus.readers.number_format import Shown, code_of, show
from corpus.readers.xml_package import XmlPackage
from corpus.script import without_surrogates

MAX_ROWS = 100_000  # with something in them, of one sheet
MAX_CELLS = 1_000_000  # of one workbook
MAX_CHARACTERS = 100_000_000
_MAX_SHEETS = 1_000
_MAX_STRINGS = 2_000_000
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_EMPTY = (  # cells and rows that only have a style: some files hold a million of them
    re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"[^<>]*/>'),
    re.compile(rb'<row r="[0-9]{1,7}"[^<>]*(?:/>|>\s*</row>)'),
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


@dataclass(slots=True)
class Row:
    """What stands in one row: its 1-based number, its cells as shown and its dates (ISO 8601), by 0-based column."""

    number: int
    cells: dict[int, str]
    dates: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells merged to one: rows 1-based, columns 0-based, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Grid:
    """A sheet: its rows that hold something, in order, and what was found out about it.

    `errors` counts cells that show an error, `unsaved` formulas whose value the file does not hold; neither has text.
    `cut` says that there was more than the limit.
    """

    name: str
    rows: list[Row] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    errors: int = 0
    unsaved: int = 0
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """The visible sheets, and the names of the hidden ones."""

    grids: tuple[Grid, ...]
    hidden: tuple[str, ...]


@dataclass(slots=True)
class _Book:
    """What the sheets of a workbook share."""

    package: XmlPackage
    strings: list[str]
    formats: list[str]
    epoch: datetime.datetime
    cells_left: int = MAX_CELLS
    characters_left: int = MAX_CHARACTERS


def load(data: bytes, name: str) -> Workbook:
    """The sheets of a workbook.

    Raises:
        ReadError: damaged, protected or dangerous (a bomb, a document type definition).
    """
    package = XmlPackage(data, name)
    part = _main_part(package)
    root = package.xml(part) if part else None
    if root is None or part is None:
        raise ReadError(name, ReadProblem.DAMAGED, "the workbook part is missing or damaged")
    related = _relations(package, part)
    properties = root.find("{*}workbookPr")
    mac = properties is not None and properties.get("date1904", "0").lower() in {"1", "true"}
    book = _Book(
        package,
        _strings(package, _of_kind(related, "sharedStrings")),
        _formats(package, _of_kind(related, "styles")),
        MAC_EPOCH if mac else WINDOWS_EPOCH,
    )
    grids: list[Grid] = []
    hidden: list[str] = []
    for index, sheet in enumerate(root.iterfind("{*}sheets/{*}sheet")):
        target = related.get(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION) or "")
        title = _clean(sheet.get("name", ""))
        if index >= _MAX_SHEETS or target is None or target[0] != "worksheet":
            continue
        if sheet.get("state", "visible") != "visible":
            hidden.append(title)
        else:
            grids.append(_grid(book, title, target[1]))
    if not grids and not hidden:
        raise ReadError(name, ReadProblem.DAMAGED, "the workbook names no sheet that can be read")
    return Workbook(tuple(grids), tuple(hidden))


def _main_part(package: XmlPackage) -> str | None:
    named = _of_kind(_relations(package, ""), "officeDocument")
    return named or package.find("xl/workbook.xml", "")


def _relations(package: XmlPackage, part: str) -> dict[str, tuple[str, str]]:
    """Kind and part name of each relation of a part, by its id."""
    folder, _, leaf = part.rpartition("/")
    rels = package.find(f"/{folder}/_rels/{leaf}.rels", "")
    root = package.xml(rels) if rels else None
    found: dict[str, tuple[str, str]] = {}
    for relation in root.iterfind("{*}Relationship") if root is not None else ():
        target = package.find(relation.get("Target", ""), part)
        if target and relation.get("TargetMode") != "External":
            found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], target)
    return found


def _of_kind(related: dict[str, tuple[str, str]], kind: str) -> str | None:
    return next((part for found, part in related.values() if found == kind), None)


def _strings(package: XmlPackage, part: str | None) -> list[str]:
    found: list[str] = []
    for item in package.stream(part, ("si",)) if part else ():
        found.append(_rich(item))
        if len(found) >= _MAX_STRINGS:
            break
    return found


def _rich(item: Any) -> str:
    """The text of a string item, runs joined, phonetic guides left out."""
    texts = [child.text or "" for child in item.iterfind("{*}t")]
    texts += [run.text or "" for run in item.iterfind("{*}r/{*}t")]
    return "".join(texts)


def _formats(package: XmlPackage, part: str | None) -> list[str]:
    """The number format of each cell style."""
    root = package.xml(part) if part else None
    if root is None:
        return []
    own = {
        _integer(entry.get("numFmtId")): entry.get("formatCode", "") for entry in root.iterfind("{*}numFmts/{*}numFmt")
    }
    ids = [_integer(entry.get("numFmtId")) or 0 for entry in root.iterfind("{*}cellXfs/{*}xf")]
    return [own.get(number) or code_of(number) for number in ids]


def _grid(book: _Book, title: str, part: str) -> Grid:
    grid = Grid(title)
    number = 0
    for element in book.package.stream(part, ("row", "mergeCell"), _EMPTY):
        if element.tag.endswith("mergeCell"):
            if (merged := _merged(element.get("ref", ""))) and len(grid.merged) < MAX_ROWS:
                grid.merged.append(merged)
            continue
        number = min(_integer(element.get("r")) or number + 1, _LAST_ROW)
        if grid.cut or not len(element):
            continue
        row = _row(book, grid, element, number)
        if row.cells:
            grid.rows.append(row)
            book.cells_left -= len(row.cells)
            book.characters_left -= sum(map(len, row.cells.values()))
        grid.cut = len(grid.rows) >= MAX_ROWS or book.cells_left < 0 or book.characters_left < 0
    grid.rows.sort(key=lambda row: row.number)
    return grid


def _row(book: _Book, grid: Grid, element: Any, number: int) -> Row:
    row = Row(number, {})
    column = -1
    for cell in element:
        column = min(_column(cell.get("r", ""), column + 1), _LAST_COLUMN)
        if not len(cell):
            continue
        shown = _cell(book, grid, cell)
        text = _clean(shown.text).strip() if shown else ""
        if text:
            row.cells[column] = text
            if shown and shown.day:
                row.dates[column] = shown.day
    return row


def _cell(book: _Book, grid: Grid, cell: Any) -> Shown | None:
    kind = cell.get("t", "n")
    value = cell.findtext("{*}v")
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        return Shown(_unescaped(_rich(inline))) if inline is not None else None
    if value is None or value == "":
        grid.unsaved += cell.find("{*}f") is not None and kind != "str"
        return None
    if kind == "s":
        index = _integer(value)
        return Shown(_unescaped(book.strings[index])) if index is not None and index < len(book.strings) else None
    if kind == "e":
        grid.errors += 1
        return None
    if kind == "b":
        return Shown("TRUE" if value.strip() == "1" else "FALSE")
    return Shown(_unescaped(value)) if kind in {"str", "d"} else _number(book, cell, value)


def _number(book: _Book, cell: Any, value: str) -> Shown:
    style = _integer(cell.get("s")) or 0
    code = book.formats[style] if style < len(book.formats) else "General"
    with contextlib.suppress(ValueError, OverflowError, ArithmeticError):
        number = float(value)
        if math.isfinite(number):
            return show(number, code, book.epoch)
    return Shown(value)


def _unescaped(text: str) -> str:
    """Characters that XML cannot hold are written as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _clean(text: str) -> str:
    return clean_controls(without_surrogates(text.replace("\r\n", "\n").replace("\r", "\n")))[0]


def _column(reference: str, default: int) -> int:
    found = _REFERENCE.fullmatch(reference)
    return column_number(found[1]) if found else default


def column_number(letters: str) -> int:
    """A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    number += 1
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _merged(reference: str) -> Merged | None:
    corners = [_REFERENCE.fullmatch(corner) for corner in reference.split(":")]
    if len(corners) != 2 or corners[0] is None or corners[1] is None:
        return None
    (left, top), (right, bottom) = corners[0].groups(), corners[1].groups()
    return Merged(int(top), column_number(left), min(int(bottom), _LAST_ROW), min(column_number(right), _LAST_COLUMN))


def _integer(written: str | None) -> int | None:
    try:
        number = int(written or "")
    except ValueError:
        return None
    return number if 0 <= number < 2**31 else None
