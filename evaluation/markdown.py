"""Tables and numbers as reports print them."""

from __future__ import annotations

from collections.abc import Sequence


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown; columns whose cells are all numbers stand to the right."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(head)
    rule = ["---:" if column and all(map(_is_number, column)) else "---" for column in columns]
    return "\n".join(f"| {' | '.join(map(_escaped, row))} |" for row in [head, rule, *rows])


def text_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The same for a terminal: columns padded, numbers to the right."""
    lines = [list(head), *map(list, rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    right = [bool(rows) and all(_is_number(row[i]) for row in rows) for i in range(len(head))]
    return "\n".join(
        "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(line, widths, right, strict=True)).rstrip()
        for line in lines
    )


def p_text(p: float | None) -> str:
    """A p-value as it is read: three decimals, never 0; a dash where nothing was compared."""
    if p is None:
        return "–"
    return "<.001" if p < 0.001 else f"{p:.3f}"


def share_text(share: float | None) -> str:
    """A share with four decimals, or a dash where it is of nothing."""
    return "–" if share is None else f"{share:.4f}"


def _escaped(cell: str) -> str:
    return " ".join(cell.replace("|", "\\|").split())


def _is_number(cell: str) -> bool:
    return cell.strip("*<%+-–").replace(",", "").replace(".", "", 1).isdecimal() or cell == "–"
