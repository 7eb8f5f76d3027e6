"""Where the header of a sheet is and what its columns hold: rules over header names and the length of what is below."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.readers.xlsx_grid import Grid, Merged, Row
from corpus.script import fold

_SEARCHED = 40  # rows at the top among which the header is
_LONGEST_HEADER = 40  # characters of one cell
_LONG_TEXT = 50  # characters that a cell under 内容 and the like has at the median where a row is a document
_LONG_ANYHOW = 100  # the same where no header says so
_SAMPLED = 400  # rows
_MAX_FILLED = 500_000  # cells


class Role(StrEnum):
    """What a column holds; apart from TITLE, BODY and OTHER the values are names of metadata fields."""

    TITLE = "title"
    BODY = "body"
    AUTHOR = "author"
    ISSUER = "issuer"
    DOCUMENT_NUMBER = "document_number"
    PUBLISHED_ON = "published_on"
    REGION = "region"
    LEVEL = "level"
    GENRE = "genre"
    SOURCE = "source"
    URL = "url"
    OTHER = "other"


class Mode(StrEnum):
    """What becomes a document: every row, or the sheet as a whole."""

    ROWS = "rows"
    SHEET = "sheet"


# In order of trust: the first pattern that fits a name decides. Names come folded, without blanks and brackets.
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        (Role.DOCUMENT_NUMBER, r"(?:发文)?(?:文号|字号)|发文(?:字|文)号|文件(?:编号|文号)|公文字号|documentnumber"),
        (Role.URL, r"(?:原文|网页|来源)?(?:链接|网址|地址链接)|.*url|link"),
        (Role.ISSUER, r"(?:发文|发布|印发|制定|颁布|公布|成文|签发)(?:机关|单位|机构|部门|主体)|issuer"),
        (
            Role.AUTHOR,
            r"作者|著者|(?:第一)?撰(?:稿|写)人|(?:申报|报送|推荐|填报|参评|完成|实施|提案|建议|参赛|投稿|创建)"
            r"(?:单位|主体|机构|部门|人|者)(?:名称|全称)?|提案者|author",
        ),
        (
            Role.PUBLISHED_ON,
            r"(?:成文|发文|发布|印发|公布|通过|颁布|签发|出版|申报|填报|报送|提交|创建)?(?:日期|时间)|(?:发文|发布)?年份|date",
        ),
        (
            Role.REGION,
            r"(?:所属|所在|申报|参评)?(?:地区|区域|地域|省份|省市|省区市|市州|地市|区县|县区|市县|城市|行政区划?)|所在地|region",
        ),
        (Role.LEVEL, r"(?:行政)?(?:层级|级别)|level"),
        (Role.GENRE, r"文种|体裁|公文种类"),
        (Role.SOURCE, r"(?:资料|信息|文章|稿件|数据)?(?:来源|出处)|source"),
        (
            Role.TITLE,
            r"题名|标题|题目|篇名|案由|名称|title"
            r"|.{0,6}(?:项目|案例|课题|成果|作品|文件|政策|文章|论文|提案|议案|建议|报告|经验|事项|法规|品牌|做法)(?:名称|题目|标题|题名)"
            r"|.{1,6}(?:标题|题名|题目)",
        ),
        (
            Role.BODY,
            r"(?:正文|全文|内容|摘要|简介|概述|描述|介绍|说明|背景|答复|回复|text|content|body|abstract)"
            r"|.{0,8}(?:内容|正文|全文|简介|介绍|摘要|做法|举措|措施|成效|效果|经验|描述|概述|概况|说明|理由|背景|启示|亮点|创新点|意见)",
        ),
    )
)
# Names so plain that a table with both is a list of texts, however short these are. Folded, as above.
_OF_A_TEXT = r"(?:案例|文章|文件|政策|法规|提案|议案|建议|新闻|论文)?"
_PLAIN_TITLE = re.compile(rf"{_OF_A_TEXT}(?:题名|标题|题目|篇名)|title")
_PLAIN_BODY = re.compile(rf"{_OF_A_TEXT}(?:正文|全文|内容)|主要内容|text|content|body")
_TOTALS = re.compile(r"(?:合|总|小|共|累)计|合计.{0,8}|.{0,12}(?:小计|合计|总计)")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年|$)")
_BRACKETS = re.compile(r"[（(【\[〔][^）)】\]〕]*[）)】\]〕]|[\s*＊：:、_·]+")
_OPEN_NAME = re.compile(
    r".{3,}(?:标题|题名|题目|正文|全文|简介|介绍|摘要|描述|概述|概况|说明|背景|启示|意见|做法|经验|链接)"
)
_FORM_LABEL = re.compile(
    r"联系(?:人|电话|方式)|(?:联系)?电话|手机(?:号码?)?|邮箱|电子邮箱|地址|通讯地址|姓名|性别|职务|负责人|备注|序号|编号|单位名称|传真|邮编"
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its 0-based `index`, the `name` in the header (empty without one) and what it holds."""

    index: int
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet understood: its header (1-based rows; 0 without one), columns, the rows above and below it, its mode."""

    name: str
    header: int
    columns: tuple[Column, ...]
    above: tuple[Row, ...]
    rows: tuple[Row, ...]
    mode: Mode
    grid: Grid


def understand(grid: Grid) -> Table:
    """Find the header, name the columns and decide what becomes a document; fills merged cells of `grid`."""
    merged = _fill(grid)
    place = _header(grid.rows, merged)
    if place is None:
        return Table(grid.name, 0, _nameless(grid.rows), (), tuple(grid.rows), Mode.SHEET, grid)
    last = place + 1 if _has_second_line(grid.rows, place, merged) else place
    names = _names(grid.rows[place : last + 1])
    below = grid.rows[last + 1 :]
    columns = _columns(names, below)
    mode = Mode.ROWS if _are_documents(columns, below) else Mode.SHEET
    return Table(grid.name, grid.rows[last].number, columns, tuple(grid.rows[:place]), tuple(below), mode, grid)


def role_of(name: str) -> Role:
    """What a header name says about its column."""
    plain = _BRACKETS.sub("", fold(name))
    return next((role for role, pattern in _ROLES if pattern.fullmatch(plain)), Role.OTHER)


def is_total(row: Row, columns: Sequence[Column]) -> bool:
    """Whether a row of a list of texts adds up those above it: its first cell says so, and it holds no text."""
    first = _BRACKETS.sub("", fold(row.cells[min(row.cells)])) if row.cells else ""
    text = sum(len(row.cells.get(column.index, "")) for column in columns if column.role is Role.BODY)
    return text < _LONG_TEXT and _TOTALS.fullmatch(first) is not None


def is_label(text: str, *, strictly: bool = False) -> bool:
    """Whether a cell reads like the label of a form or the head of a column.

    `strictly` leaves out words that only end like one (XX社区介绍), which may as well be a title.
    """
    if len(text) > _LONGEST_HEADER:
        return False
    plain = _BRACKETS.sub("", fold(text))
    if strictly and _OPEN_NAME.fullmatch(plain):
        return False
    return role_of(text) is not Role.OTHER or _FORM_LABEL.fullmatch(plain) is not None


def _fill(grid: Grid) -> dict[tuple[int, int], Merged]:
    """Give every cell of a merged region that is in a row with content its value; returns the region of each."""
    rows = {row.number: row for row in grid.rows}
    numbers = sorted(rows)
    widest = max((max(row.cells) for row in grid.rows), default=-1)
    filled: dict[tuple[int, int], Merged] = {}
    for merged in grid.merged:
        source = rows.get(merged.top)
        value = source.cells.get(merged.left) if source else None
        if source is None or value is None:
            continue
        for number in _between(numbers, merged.top, merged.bottom):
            for column in range(merged.left, min(merged.right, widest) + 1):
                if len(filled) >= _MAX_FILLED:
                    return filled
                filled[number, column] = merged
                rows[number].cells.setdefault(column, value)
                if merged.left in source.dates:
                    rows[number].dates.setdefault(column, source.dates[merged.left])
    return filled


def _between(numbers: Sequence[int], first: int, last: int) -> Iterable[int]:
    if last - first < len(numbers):
        known = set(numbers) if last - first > 64 else numbers
        return [number for number in range(first, last + 1) if number in known]
    return [number for number in numbers if first <= number <= last]


def _header(rows: Sequence[Row], merged: dict[tuple[int, int], Merged]) -> int | None:
    """The index of the row that names the columns: the one with most known names, else the first that could."""
    best: tuple[int, int] | None = None
    for index, row in enumerate(rows[:_SEARCHED]):
        texts = _own_texts(row, merged)
        if len(texts) < 2 or max(map(len, texts)) > _LONGEST_HEADER or len(set(texts)) < len(texts):
            continue
        known = sum(is_label(text) for text in texts)
        if known * 2 < len(texts) and (known < 2 or known * 3 < len(texts)):
            continue
        if (best is None or known > best[0]) and not _is_form(rows, index, merged):
            best = known, index
    if best is not None:
        groups = best[1] > 0 and _has_second_line(rows, best[1] - 1, merged)
        return best[1] - 1 if groups else best[1]
    return next((index for index in range(min(len(rows), _SEARCHED)) if _could_be_header(rows, index, merged)), None)


def _own_texts(row: Row, merged: dict[tuple[int, int], Merged]) -> list[str]:
    """The cells of a row, those merged to one counted once."""
    return [
        text
        for column, text in sorted(row.cells.items())
        if (region := merged.get((row.number, column))) is None or region.left == column
    ]


def _is_form(rows: Sequence[Row], index: int, merged: dict[tuple[int, int], Merged]) -> bool:
    """Whether labels stand beside their values: then other labels stand below a label, where a table has values."""
    labels = [column for column, text in rows[index].cells.items() if is_label(text)]
    first = index + (2 if _has_second_line(rows, index, merged) else 1)
    below = [row.cells[column] for row in rows[first : first + 8] for column in labels if column in row.cells]
    return len(below) > 0 and 3 * sum(is_label(text, strictly=True) for text in below) >= len(below)


def _could_be_header(rows: Sequence[Row], index: int, merged: dict[tuple[int, int], Merged]) -> bool:
    """Short, distinct words over at least two rows of the same width, none of them a number."""
    row = rows[index]
    texts = _own_texts(row, merged)
    below = rows[index + 1 : index + 4]
    return (
        len(texts) >= 2
        and len(below) >= 2
        and len(set(texts)) == len(texts)
        and all(_could_name(text) for text in texts)
        and all(2 * len(set(other.cells) & set(row.cells)) >= len(row.cells) for other in below)
        and all(set(other.cells) <= set(row.cells) for other in below)
        and not _is_form(rows, index, merged)
        and any(
            re.search(r"\d", text) or len(text) > _LONGEST_HEADER for other in below for text in other.cells.values()
        )
    )


def _could_name(text: str) -> bool:
    """Short words on one line without a number, unless it is a year."""
    return len(text) <= _LONGEST_HEADER and "\n" not in text and not re.search(r"\d", _YEAR.sub("", text))


def _has_second_line(rows: Sequence[Row], index: int, merged: dict[tuple[int, int], Merged]) -> bool:
    """Whether the next row divides names that span several columns of this one."""
    if index + 1 >= len(rows) or len(_own_texts(rows[index], merged)) < 2:
        return False
    row, below = rows[index], rows[index + 1]
    spanning = {
        column
        for column in row.cells
        if (region := merged.get((row.number, column))) and region.right > region.left and region.bottom == row.number
    }
    own = [below.cells.get(column, "") for column in spanning]
    rest = [column for column in below.cells if column not in spanning]
    carried = all((region := merged.get((below.number, column))) and region.top <= row.number for column in rest)
    return bool(own) and carried and all(0 < len(text) <= _LONGEST_HEADER for text in own) and len(set(own)) > 1


def _names(lines: Sequence[Row]) -> dict[int, str]:
    """The name of each column; that of a group stands before those of its columns."""
    names: dict[int, str] = {}
    for row in lines:
        for column, text in row.cells.items():
            flat = " ".join(text.split())
            before = names.get(column, "")
            names[column] = before if before == flat else f"{before}{flat}" if before else flat
    return names


def _columns(names: dict[int, str], rows: Sequence[Row]) -> tuple[Column, ...]:
    """Roles by name, each metadata field once; a column of long texts is a body whatever it is called."""
    taken: set[Role] = set()
    found: list[Column] = []
    sample = rows[:_SAMPLED]
    unnamed = sorted({column for row in sample for column in row.cells} - set(names))
    for index, name in [*sorted(names.items()), *((index, "") for index in unnamed)]:
        role = role_of(name) if name else Role.OTHER
        if role is not Role.BODY and role in taken:
            role = Role.OTHER
        if role in {Role.OTHER, Role.TITLE} and _median_length(sample, index) >= _LONG_ANYHOW:
            role = Role.BODY
        taken.add(role)
        found.append(Column(index, name, role))
    return tuple(sorted(found, key=lambda column: column.index))


def _nameless(rows: Sequence[Row]) -> tuple[Column, ...]:
    return tuple(Column(index, "", Role.OTHER) for index in sorted({column for row in rows for column in row.cells}))


def _median_length(rows: Sequence[Row], column: int) -> float:
    lengths = [len(row.cells[column]) for row in rows if column in row.cells]
    return statistics.median(lengths) if 2 * len(lengths) >= len(rows) and lengths else 0.0


def _are_documents(columns: Sequence[Column], rows: Sequence[Row]) -> bool:
    """Whether most rows hold a text of their own."""
    bodies = [column.index for column in columns if column.role is Role.BODY]
    lengths = [sum(len(row.cells.get(column, "")) for column in bodies) for row in rows[:_SAMPLED]]
    titled = any(column.role is Role.TITLE for column in columns)
    least = 1 if _say_so(columns) else _LONG_TEXT if titled else _LONG_ANYHOW
    return bool(bodies and lengths) and statistics.median(lengths) >= least


def _say_so(columns: Sequence[Column]) -> bool:
    """Whether the header plainly names a title and a text."""
    names = [(column.role, _BRACKETS.sub("", fold(column.name))) for column in columns]
    titled = any(role is Role.TITLE and _PLAIN_TITLE.fullmatch(name) for role, name in names)
    return titled and any(role is Role.BODY and _PLAIN_BODY.fullmatch(name) for role, name in names)
