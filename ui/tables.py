"""Tables of figures: whole on wide screens, and to be pushed sideways on narrow ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ui import labels
from ui.markup import Markup, tag


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table: a number is set to the right, the best of its column or the main row is bold."""

    text: object
    number: bool = False
    strong: bool = False


def figure(value: float | None, *, best: float | None = None) -> Cell:
    """A measure; bold where it is the best of several."""
    if value is None:
        return Cell("—", number=True)
    return Cell(labels.measure_value(value), number=True, strong=best is not None and value == best)


def difference(value: float) -> Cell:
    """A difference between two measures, with its sign."""
    return Cell(labels.signed(value), number=True)


def table(head: Sequence[str], rows: Iterable[Sequence[Cell]], *, caption: str = "") -> Markup:
    """A table whose first column names the rows; measures in its head say what they mean to a pointer."""
    drawn = [list(row) for row in rows]
    numbers = [column[0].number for column in zip(*drawn, strict=True)] if drawn else []
    heads = [_head(name, number=number) for name, number in zip(head, numbers, strict=True)]
    body = [tag("tr", *(_cell(cell, first=not i) for i, cell in enumerate(row))) for row in drawn]
    inside = (tag("caption", caption) if caption else "", tag("thead", tag("tr", *heads)), tag("tbody", *body))
    return tag(
        "div", tag("table", *inside), class_="figures", tabindex="0", role="region", aria_label=caption or head[0]
    )


def _head(name: str, *, number: bool) -> Markup:
    return tag("th", name, scope="col", title=labels.MEASURES.get(name), class_="number" if number else None)


def _cell(cell: Cell, *, first: bool) -> Markup:
    text = tag("b", cell.text) if cell.strong else cell.text
    if first:
        return tag("th", text, scope="row")
    return tag("td", text, class_="number" if cell.number else None)


def fold_away(label: str, body: object) -> Markup:
    """Something that is there for those who want it."""
    return tag("details", tag("summary", label), body, class_="more")
