"""Many questions at once: a list of them in, cited answers out. START READING HERE for `python -m search batch`.

A question that cannot be asked is reported in its place and stops nothing; one that nothing answers says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import PurePath

from corpus.encoding import decode
from corpus.errors import CasebaseError, ReadError, ReadProblem, SearchError
from corpus.readers.sheet import grids
from corpus.readers.xlsx_grid import Grid
from search.citation import Style, cite, locator_text
from search.excerpts import of_hit
from search.hits import Hit
from search.query import Filters, Mode, Query
from search.searcher import Searcher
from search.sheets import Cell, xlsx_bytes

QUESTIONS_AT_MOST = 1_000
PASSAGES_AT_MOST = 10
NOTHING_FOUND = "未找到相关内容"
NOT_ASKED = "无法检索"
FOUND = "已找到"
IN_DOUBT = "接近，未必直接回答"
HEAD = (
    *("序号", "问题", "结果", "名次", "quote", "引用（GB/T 7714—2025）", "位置", "题名", "地区", "日期"),
    *("doc_id", "start", "end", "sha256"),
)
"""The columns of the answers; those in English are what `python -m search quote --file` checks a quotation by."""

_WIDTHS = (6, 36, 14, 6, 70, 60, 30, 36, 16, 12, 22, 9, 9, 22)
_SHEETS = frozenset({".csv", ".tsv", ".xlsx", ".xlsm"})
_LINES = frozenset({".txt", ".md", ""})
_HEAD_ROWS = 10  # in which the head of a table is looked for, below its title
_NAMES = frozenset(
    {"问题", "问句", "提问", "检索内容", "检索词", "查询", "查询内容", "question", "questions", "query", "queries"}
)
_LONGEST_NAME = 12
_NAME = re.compile(r"问题|question", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


class Outcome(StrEnum):
    """What became of a question."""

    FOUND = "found"
    IN_DOUBT = "in doubt"
    NOTHING = "nothing relevant"
    NOT_ASKED = "not asked"


class BatchError(CasebaseError):
    """A list of questions that cannot be used: the file `name` holds `found` of them, and at most `limit` may be."""

    def __init__(self, name: str, found: int, limit: int = QUESTIONS_AT_MOST) -> None:
        self.name, self.found, self.limit = name, found, limit
        many = f"{found} questions, the limit is {limit}: split the file"
        none = "no question: write one a line, or a table with a column called 问题 or question"
        super().__init__(f"{name}: {many if found else none}")


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of a file in order; `column` is the name of the column they stand in, '' where it has none."""

    texts: tuple[str, ...]
    column: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """How each question is asked; `passages` is how many are wanted of each, one a document."""

    mode: Mode = Mode.RERANKED
    passages: int = 3
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, numbered from 1, with its passages, best first; `problem` says why it could not be asked."""

    number: int
    question: str
    outcome: Outcome
    hits: tuple[Hit, ...] = ()
    problem: SearchError | None = None


def read_questions(data: bytes, name: str) -> Questions:
    """The questions in a file: a column of a CSV or XLSX, else the lines of a text.

    In a table the column is the one called 问题 or question in one of the first rows; where none is, the first one,
    from its first row on. Only the first sheet that holds anything is read.

    Raises:
        ReadError: the file cannot be read.
        BatchError: it holds no question, or more than QUESTIONS_AT_MOST.
    """
    suffix = PurePath(name).suffix.lower()
    if data.startswith(b"PK") or suffix in _SHEETS:
        filled = [grid for grid in grids(data, name) if grid.rows]
        found = _of_table(filled[0]) if filled else Questions(())
    elif suffix in _LINES:
        decoded = decode(data)
        if not decoded.plausible:
            raise ReadError(name, ReadProblem.BINARY)
        found = Questions(_cleaned(decoded.text.splitlines()))
    else:
        raise ReadError(name, ReadProblem.UNSUPPORTED, "a list of questions is a CSV, XLSX or text file")
    if not 0 < len(found.texts) <= QUESTIONS_AT_MOST:
        raise BatchError(name, len(found.texts))
    return found


def _of_table(grid: Grid) -> Questions:
    for place, row in enumerate(grid.rows[:_HEAD_ROWS]):
        for column, cell in row.cells.items():
            if _is_name(cell):
                below = (one.cells.get(column, "") for one in grid.rows[place + 1 :])
                return Questions(_cleaned(below), cell.strip())
    first = min(column for row in grid.rows for column in row.cells)
    return Questions(_cleaned(row.cells.get(first, "") for row in grid.rows))


def _is_name(cell: str) -> bool:
    name = cell.strip().lower()
    return name in _NAMES or (len(name) <= _LONGEST_NAME and bool(_NAME.search(name)) and name[-1] not in "?？。")


def _cleaned(cells: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for cell in cells if (text := _SPACES.sub(" ", cell.lstrip("\ufeff")).strip()))


def answers(searcher: Searcher, questions: Sequence[str], options: Options) -> Iterator[Answered]:
    """What the library answers to each question, in order, as soon as it is known.

    Raises:
        IndexingError: there is nothing to search in, whatever is asked.
        WordListError: the person's list of synonyms cannot be used.
    """
    for number, question in enumerate(questions, 1):
        try:
            query = Query(question, options.mode, options.passages, options.filters, group=True, highlight=False)
            result = searcher.search(query)
        except SearchError as error:
            yield Answered(number, question, Outcome.NOT_ASKED, problem=error)
            continue
        if result.refused:  # beside a table nobody sees that a list of words was not used
            raise result.refused
        if result.answered and result.hits:
            outcome = Outcome.IN_DOUBT if result.doubtful else Outcome.FOUND
            yield Answered(number, question, outcome, result.hits)
        else:
            yield Answered(number, question, Outcome.NOTHING)


def table(
    answered: Iterable[Answered], *, on: date, worded: Callable[[SearchError], str] = str
) -> Iterator[tuple[Cell, ...]]:
    """The answers row by row under HEAD: one a passage, one for a question without any.

    `on` is the day of citing; `worded` says in words why a question could not be asked.
    """
    blank = ("",) * (len(HEAD) - 3)
    for one in answered:
        if one.hits:
            said = IN_DOUBT if one.outcome is Outcome.IN_DOUBT else FOUND
            yield from ((one.number, one.question, said, *_cells(hit, on)) for hit in one.hits)
        elif one.problem:
            yield (one.number, one.question, f"{NOT_ASKED}：{worded(one.problem)}", *blank)
        else:
            yield (one.number, one.question, NOTHING_FOUND, *blank)


def workbook(answered: Iterable[Answered], *, on: date, worded: Callable[[SearchError], str] = str) -> bytes:
    """The answers as an XLSX."""
    return xlsx_bytes(HEAD, table(answered, on=on, worded=worded), name="答案", widths=_WIDTHS)


def _cells(hit: Hit, on: date) -> tuple[Cell, ...]:
    cited, known = of_hit(hit), hit.document.metadata
    return (
        hit.rank,
        cited.quote,
        cite(cited, Style.GBT7714_2025, accessed=on),
        locator_text(cited.locator, start=cited.start, end=cited.end),
        cited.title,
        known.get("region") or "",
        known.get("published_on") or "",
        cited.doc_id,
        cited.start,
        cited.end,
        cited.sha256,
    )
