"""A concordance as rows for spreadsheets, as values for machines, and as text whose nodes stand under each other."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Iterable, Sequence

from corpus.commands import one_line
from search.citation import locator_text
from search.concordance import Concordance, Line
from search.sheets import Cell

COLUMNS = (
    "number", "document", "title", "date", "place", "start", "end", "left", "node", "right", "sha256 of the file",
)  # fmt: skip
_ELLIPSIS = "…"
_BREAKS = str.maketrans("\n\r\t\v\f\x85\u2028\u2029", " " * 8)


def rows(lines: Iterable[Line]) -> Iterable[tuple[Cell, ...]]:
    """The rows under `COLUMNS`: `start` and `end` count code points from 0, `node` is the text between them."""
    for number, line in enumerate(lines, 1):
        place = locator_text(line.locator, start=line.start, end=line.end)
        named = (number, line.doc_id, line.title, line.date, place)
        yield (*named, line.start, line.end, line.left, line.node, line.right, line.sha256)


def for_machines(found: Concordance, lines: Sequence[Line]) -> dict[str, object]:
    """Counts and `lines` as JSON-ready values; the keys are part of the documented interface."""
    per_document = [{"doc_id": one.doc_id, "title": one.title, "count": n} for one, n in found.by_document()]
    return {
        "terms": found.terms,
        "occurrences": len(found),
        "documents": per_document,
        "years": found.by_year(),
        "lines": [dataclasses.asdict(line) for line in lines],
    }


def aligned(lines: Sequence[Line]) -> str:
    """One line of text an occurrence, the nodes under each other where a Chinese character is two columns wide."""
    lefts = [_flat(line.left) for line in lines]
    nodes = [_flat(line.node) for line in lines]
    left, node = (max(map(columns, texts), default=0) for texts in (lefts, nodes))
    return "\n".join(
        f"{_padding(before, left)}{before} 【{inside}】{_padding(inside, node)} {_flat(line.right)}  {_where(line)}"
        for line, before, inside in zip(lines, lefts, nodes, strict=True)
    )


def columns(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padding(text: str, width: int) -> str:
    return " " * (width - columns(text))


def _flat(text: str) -> str:
    return one_line(text.translate(_BREAKS))


def _where(line: Line) -> str:
    title = one_line(line.title)
    short = title if len(title) <= 24 else title[:23] + _ELLIPSIS
    return f"{line.doc_id[:8]} {line.start}–{line.end} {short}{f' {line.date}' if line.date else ''}"
