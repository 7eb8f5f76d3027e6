"""Spreadsheets: XLSX and CSV, one document a row where rows hold texts (submissions), else one document a sheet."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import PurePath
from typing import Literal

from corpus.encoding import decode
from corpus.errors import ReadError, ReadProblem
from corpus.model import Heading, Notice, NoticeCode, Part, Reading
from corpus.readers.sheet_columns import Column, Mode, Role, Table, is_label, is_total, understand
from corpus.readers.xlsx_grid import MAX_CELLS, MAX_CHARACTERS, MAX_ROWS, Grid, Row, column_letters, load

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSV = "text/csv"
_WHOLE = "全表"  # the member name of a CSV that is one document
_DELIMITERS = (",", "\t", ";", "|", "，")
_TRIED = 200  # records
_LONGEST_FIELD = 10_000_000  # characters
_CELLS = " | "  # between cells that have no names, as in the tables of other formats
_PAIRS = "；"  # between named cells
_DULL_NAME = re.compile(r"(?:sheet|工作表|工作簿|表格?|table) ?\d*(?: ?[(（]\d+[)）])?", re.IGNORECASE)
_LONGEST_TITLE = 100
_LARGE = 5_000  # rows
_NO_TITLE = re.compile(r"(?:附件|附表|附录|表)?[\W\d_一二三四五六七八九十]*|(?:计量|金额)?单位[:：].*|.*[。；;]")


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """One column as found: its letter (A), its name in the header, what it was taken for."""

    letter: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """What becomes of one sheet; `header_row` is 1-based, None without one; `title` is what stands above the header."""

    name: str
    title: str
    header_row: int | None
    columns: tuple[ColumnPreview, ...]
    mode: Mode
    rows: int
    documents: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What becomes of a spreadsheet."""

    sheets: tuple[SheetPreview, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class _Opened:
    tables: tuple[Table, ...]
    media_type: str
    encoding: str | None
    notices: tuple[Notice, ...]


def read_parts(data: bytes, name: str) -> tuple[Part, ...]:
    """The documents of a spreadsheet in order; notices about the whole file stand with the first.

    Raises:
        ReadError: damaged, protected, dangerous, or without text.
    """
    opened = _open(data, name)
    parts = [part for table in opened.tables for part in _parts(table, opened, name)]
    if not parts:
        only_hidden = any(notice.code == NoticeCode.SHEETS_SKIPPED for notice in opened.notices)
        raise ReadError(name, ReadProblem.NO_TEXT, "all sheets with text are hidden" if only_hidden else "")
    parts[0] = replace(parts[0], reading=replace(parts[0].reading, notices=opened.notices))
    return tuple(parts)


def read(data: bytes, name: str) -> Reading:
    """The whole spreadsheet as one document, its parts below one another.

    Raises:
        ReadError: damaged, protected, dangerous, or without text.
    """
    parts = read_parts(data, name)
    if len(parts) == 1:
        return parts[0].reading
    texts: list[str] = []
    headings: list[Heading] = []
    length = 0
    for part in parts:
        headings += [replace(h, start=h.start + length, end=h.end + length) for h in part.reading.headings]
        texts.append(part.reading.text)
        length += len(part.reading.text) + 1
    return replace(parts[0].reading, text="\n".join(texts), headings=tuple(headings), properties={"title": _stem(name)})


def preview(data: bytes, name: str) -> Preview:
    """What `read_parts` makes of the file, without making it.

    Raises:
        ReadError: damaged, protected or dangerous.
    """
    opened = _open(data, name)
    return Preview(tuple(_previewed(table) for table in opened.tables), opened.notices)


def grids(data: bytes, name: str) -> tuple[Grid, ...]:
    """The visible sheets of an XLSX, or the one of a CSV, cell by cell: for whoever wants a column, not documents.

    Raises:
        ReadError: damaged, protected, dangerous or not text.
    """
    if data.startswith(b"PK"):
        return load(data, name).grids
    return (_csv_grid(_text(data, name), name)[0],)


def _text(data: bytes, name: str) -> str:
    decoded = decode(data)
    if not decoded.plausible:
        raise ReadError(name, ReadProblem.BINARY)
    return decoded.text


def _previewed(table: Table) -> SheetPreview:
    columns = tuple(ColumnPreview(column_letters(column.index), column.name, column.role) for column in table.columns)
    documents = len(_filled(table)) if table.mode is Mode.ROWS else 1
    return SheetPreview(
        table.name, _title_above(table), table.header or None, columns, table.mode, len(table.rows), documents
    )


def _open(data: bytes, name: str) -> _Opened:
    if data.startswith(b"PK"):
        workbook = load(data, name)
        tables = tuple(understand(grid) for grid in workbook.grids if grid.rows)
        hidden = [Notice(NoticeCode.SHEETS_SKIPPED, "、".join(workbook.hidden))] if workbook.hidden else []
        return _Opened(tables, _XLSX, None, (*hidden, *_notices(workbook.grids), *_left_out(tables)))
    decoded = decode(data)
    if not decoded.plausible:
        raise ReadError(name, ReadProblem.BINARY)
    grid, unclosed = _csv_grid(decoded.text, name)
    tables = (understand(grid),) if grid.rows else ()
    ignored = [Notice(NoticeCode.QUOTES_IGNORED)] if unclosed else []
    notices = (*decoded.notices, *ignored, *_notices([grid]), *_left_out(tables))
    return _Opened(tables, _CSV, decoded.encoding, notices)


def _notices(grids: Sequence[Grid]) -> Iterator[Notice]:
    errors, unsaved = sum(grid.errors for grid in grids), sum(grid.unsaved for grid in grids)
    if errors:
        yield Notice(NoticeCode.CELL_ERRORS, str(errors))
    if unsaved:
        yield Notice(NoticeCode.FORMULAS_UNSAVED, str(unsaved))
    for grid in grids:
        if grid.cut:
            said = f"{grid.name}!1–{grid.rows[-1].number}" if grid.name else f"1–{grid.rows[-1].number}"
            yield Notice(NoticeCode.ROWS_SKIPPED, said)


def _left_out(tables: Sequence[Table]) -> Iterator[Notice]:
    """The rows that are part of no document (totals, instructions above the list), and the many that are of one."""
    lists = [table for table in tables if table.mode is Mode.ROWS]
    totals = sum(len(_filled(table, with_totals=True)) - len(_filled(table)) for table in lists)
    rows = sum(len(table.rows) - len(_filled(table)) + len(table.above) - bool(_title_above(table)) for table in lists)
    if rows > totals:
        yield Notice(NoticeCode.ROWS_WITHOUT_TEXT, str(rows - totals))
    if totals:
        yield Notice(NoticeCode.TOTALS_SKIPPED, str(totals))
    for table in tables:
        if table.mode is Mode.SHEET and len(table.rows) > _LARGE:
            yield Notice(NoticeCode.SHEET_LARGE, f"{table.name} {len(table.rows)}".strip())


def _csv_grid(text: str, name: str) -> tuple[Grid, bool]:
    """The records of a CSV; the second value says that its quotation marks were ignored, as one is never closed."""
    csv.field_size_limit(_LONGEST_FIELD)
    delimiter = _delimiter(text)
    grid, broken = None, True
    with contextlib.suppress(csv.Error):
        grid, broken = _records(text, delimiter, strict=True), False
    if grid is None:
        with contextlib.suppress(csv.Error):
            grid = _records(text, delimiter)
    if grid is not None and not _swallows_rows(grid, delimiter, _width(text, delimiter), broken=broken):
        return grid, False
    try:
        return _records(text, delimiter, quoted=False), True
    except csv.Error as error:
        raise ReadError(name, ReadProblem.DAMAGED, str(error)[:200]) from None


def _records(text: str, delimiter: str, *, strict: bool = False, quoted: bool = True) -> Grid:
    """The records of `text` up to the limits; raises csv.Error."""
    grid = Grid("")
    cells = characters = 0
    source = io.StringIO(text, newline="")
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    records = csv.reader(source, delimiter=delimiter, strict=strict, quoting=quoting)
    for number, record in enumerate(records, start=1):
        plain = record if quoted else map(_unquoted, record)
        found = {index: stripped for index, cell in enumerate(plain) if (stripped := cell.strip())}
        if found:
            grid.rows.append(Row(number, found))
            cells += len(found)
            characters += sum(map(len, found.values()))
        if len(grid.rows) >= MAX_ROWS or cells > MAX_CELLS or characters > MAX_CHARACTERS:
            grid.cut = True
            break
    return grid


def _unquoted(cell: str) -> str:
    """A cell without the quotation marks around it, where there are two."""
    stripped = cell.strip()
    if len(stripped) > 1 and stripped[0] == stripped[-1] == '"':
        return stripped[1:-1].replace('""', '"')
    return cell


def _width(text: str, delimiter: str) -> int:
    """How many cells most lines have, whatever is quoted."""
    lines = islice((line for line in io.StringIO(text) if line.strip()), _TRIED)
    widths = Counter(line.count(delimiter) + 1 for line in lines)
    return widths.most_common(1)[0][0] if widths else 0


def _swallows_rows(grid: Grid, delimiter: str, width: int, *, broken: bool) -> bool:
    """Whether some cell holds lines that are rows of the table: divided as often as most lines are.

    Where every quotation mark is closed, only several of them in a row, each of at least three cells, tell of that:
    a text may well hold a line with a comma.
    """
    least, cells = (1, 2) if broken else (2, 3)
    if width < cells:
        return False
    for row in grid.rows:
        for cell in row.cells.values():
            lines = [line for line in cell.split("\n")[1:] if line.strip()]
            whole = sum(line.count(delimiter) == width - 1 for line in lines)
            if whole >= least and whole >= len(lines) - 1:
                return True
    return False


def _delimiter(text: str) -> str:
    """What divides most records into the same number of cells, more than one."""
    return max(_DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    try:
        sample = islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _TRIED)
        widths = Counter(len(record) for record in sample if record)
    except csv.Error:
        return 0.0, 0
    if not widths:
        return 0.0, 0
    width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]))
    return (count / widths.total(), width) if width > 1 else (0.0, 0)


def _parts(table: Table, opened: _Opened, name: str) -> Iterator[Part]:
    if table.mode is Mode.SHEET:
        reading = _sheet_reading(table, opened, name)
        if reading.text.strip():
            yield Part(table.name or _WHOLE, reading)
        return
    prefix = f"{table.name}!" if table.name else ""
    for row in _filled(table):
        yield Part(f"{prefix}第{row.number}行", _row_reading(table, row, opened))


def _filled(table: Table, *, with_totals: bool = False) -> list[Row]:
    """The rows that are documents: those with a title or a text, but no totals."""
    wanted = {column.index for column in table.columns if column.role in {Role.TITLE, Role.BODY}}
    filled = [row for row in table.rows if wanted & row.cells.keys()]
    return filled if with_totals else [row for row in filled if not is_total(row, table.columns)]


@dataclass(slots=True)
class _Text:
    """Lines put together; unlike in other formats they keep every blank, so that a cell stands verbatim."""

    lines: list[str] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    length: int = 0

    def add(self, line: str, level: int = 0) -> None:
        """Append a line, which may hold newlines; `level` marks its first line as a heading."""
        if level:
            first = line.split("\n", 1)[0]
            self.headings.append(Heading(level, first.strip(), self.length, self.length + len(first.rstrip())))
        self.lines.append(line)
        self.length += len(line) + 1

    def reading(self, opened: _Opened, properties: dict[str, str]) -> Reading:
        """What has been put together, as a reading."""
        return Reading(
            text="\n".join(self.lines),
            reader="sheet",
            media_type=opened.media_type,
            encoding=opened.encoding,
            headings=tuple(self.headings),
            properties=properties,
        )


def _row_reading(table: Table, row: Row, opened: _Opened) -> Reading:
    """Title, then short cells as 列名：值, then the texts, each below the name of its column if there are several."""
    text = _Text()
    of_role = {role: [column for column in table.columns if column.role is role] for role in Role}
    for column in of_role[Role.TITLE]:
        if column.index in row.cells:
            text.add(row.cells[column.index], 1)
    for column in table.columns:
        if column.role not in {Role.TITLE, Role.BODY} and column.index in row.cells:
            text.add(_named(column, row.cells[column.index]))
    bodies = [column for column in of_role[Role.BODY] if column.index in row.cells]
    for column in bodies:
        if len(of_role[Role.BODY]) > 1 and column.name:
            text.add(column.name, 2 if of_role[Role.TITLE] else 1)
        text.add(row.cells[column.index])
    return text.reading(opened, _row_properties(table, row))


def _named(column: Column, value: str) -> str:
    return f"{column.name.rstrip('：:')}：{value}" if column.name else value


def _row_properties(table: Table, row: Row) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in table.columns:
        if column.role not in {Role.BODY, Role.OTHER} and column.index in row.cells:
            value = row.dates.get(column.index) if column.role is Role.PUBLISHED_ON else None
            found[column.role.value] = value or " ".join(row.cells[column.index].split())
    if (title := _title_above(table)) and "source" not in found:
        found["source"] = title
    return found


def _sheet_reading(table: Table, opened: _Opened, name: str) -> Reading:
    """What stands above the header, then every row on a line: 列名：值 where columns have names."""
    text = _Text()
    title = _title_above(table)
    for row in table.above:
        for line in _distinct(row):
            text.add(line, 1 if line == title and not text.headings else 0)
    for row in table.rows:
        line = _row_line(table, row)
        text.add(line, 1 if line == title and not text.headings else 0)
    named = "" if _DULL_NAME.fullmatch(table.name) else table.name.strip()
    stated = title or named or _stem(name)
    return text.reading(opened, {"title": stated} if stated else {})


def _stem(name: str) -> str:
    """The name of a file without its suffix, as a title."""
    return PurePath(name).stem.strip()


def _row_line(table: Table, row: Row) -> str:
    if table.header:
        return _PAIRS.join(
            _named(column, row.cells[column.index]) for column in table.columns if column.index in row.cells
        )
    cells = _distinct(row)
    if len(cells) > 1 and len(cells) % 2 == 0 and all(map(is_label, cells[::2])):
        return "\n".join(
            f"{label.rstrip('：:')}：{value}" for label, value in zip(cells[::2], cells[1::2], strict=True)
        )
    return _CELLS.join(cells)


def _distinct(row: Row) -> list[str]:
    """The cells of a row, what was merged across columns once."""
    cells: list[str] = []
    for _, text in sorted(row.cells.items()):
        if not cells or cells[-1] != text:
            cells.append(text)
    return cells


def _title_above(table: Table) -> str:
    """The line above the table that names it: alone in its row, no longer than a title, no remark such as 单位：万元.

    Where no row names the columns it is the first of all, over rows of several cells.
    """
    loose = table.rows[:1] if any(len(_distinct(row)) > 1 for row in table.rows[1:_TRIED]) else ()
    for row in table.above if table.header else loose:
        cells = _distinct(row)
        if len(cells) != 1 or len(cells[0]) > _LONGEST_TITLE or "\n" in cells[0]:
            continue
        if not _NO_TITLE.fullmatch(cells[0]):
            return cells[0]
    return ""
