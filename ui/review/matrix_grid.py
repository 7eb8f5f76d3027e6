"""The whole table of evidence: criteria as rows, some submissions at a time as columns; and all of it at a glance."""

from __future__ import annotations

from collections.abc import Sequence

from review.matrix.model import Cell
from review.rounds.model import Submission
from review.rubric.bundled import bundled
from review.rubric.model import Criterion
from ui import frame, labels
from ui.address import RoundAddress
from ui.library_list import download
from ui.markup import Markup, join, link, tag
from ui.review import evidence
from ui.review.matrix_cells import Cells, mark, none_found, quotation, sheet_rows, strength_word
from ui.widgets import segmented

PER_PAGE = 10  # columns


def draw(cells: Cells, submissions: Sequence[Submission]) -> None:
    """The overview, the table of one page of submissions, and all of it as a file."""
    address = cells.of.address
    last = -(-len(submissions) // PER_PAGE)
    page = min(address.page, last)
    shown = submissions[(page - 1) * PER_PAGE : page * PER_PAGE]
    frame.html(
        tag("p", labels.MATRIX_NOTE, class_="muted"),
        _ordered(cells),
        _overview(cells, submissions, page),
        _table(cells, shown),
    )
    download(
        labels.EXPORT_MATRIX,
        labels.MATRIX_FILE,
        labels.MATRIX_COLUMNS,
        lambda: sheet_rows(cells),
        key="export-matrix",
    )


def _ordered(cells: Cells) -> Markup:
    """The order of the submissions, and without a round the rubric."""
    address = cells.of.address
    names = (("", labels.BY_NUMBER), ("title", labels.BY_TITLE), ("filled", labels.BY_FILLED))
    chosen = address.chosen("sort")
    orders = [(label, address.narrowed_by("sort", name).href, name == chosen) for name, label in names]
    rubrics = [(one.title, address.narrowed_by("rubric", one.key).href, one is cells.of.rubric) for one in bundled()]
    choice = segmented(labels.TRIAL_RUBRIC, rubrics) if cells.of.round is None else ""
    return tag("div", segmented(labels.SUBMISSION_ORDER, orders), choice, class_="asked-how")


# At a glance


def _overview(cells: Cells, submissions: Sequence[Submission], page: int) -> Markup:
    rows = [_overview_row(cells, one, submissions) for one in cells.of.rubric.criteria]
    inside = (
        tag("h2", labels.EVIDENCE_MAP),
        tag("div", *rows, _ranges(cells.of.address, len(submissions), page), class_="map", style=_size(submissions)),
        tag("p", labels.EVIDENCE_MAP_HINT, class_="muted small"),
    )
    return tag("section", *inside, class_="overview")


def _size(submissions: Sequence[Submission]) -> str:
    """How wide a column of the overview is, in pixels: 200 of them still fit on a wide screen."""
    return f"--dot: {max(4, min(22, 900 // len(submissions)))}px"


def _overview_row(cells: Cells, criterion: Criterion, submissions: Sequence[Submission]) -> Markup:
    row = [cells.cell(criterion.key, one) for one in submissions]
    without = [one.number for one, cell in zip(submissions, row, strict=True) if not cell.evidence]
    filled = len(row) - len(without)
    said = labels.map_row(criterion.name, filled, len(row), without)
    dots = tag("span", *(mark(one.strength) for one in row), class_="dots", role="img", aria_label=said)
    name = link(criterion.name, cells.of.address.by(criterion.key).href)
    count = tag("span", labels.filled_of(filled, len(row)), class_="muted number")
    return tag("div", name, dots, count, class_="map-row")


def _ranges(address: RoundAddress, total: int, page: int) -> Markup:
    """Which columns of the overview are in the table below, each part a link; nothing where all are."""
    if total <= PER_PAGE:
        return Markup("")
    parts = []
    for number, first in enumerate(range(1, total + 1, PER_PAGE), start=1):
        last = min(first + PER_PAGE - 1, total)
        parts.append(
            link(
                tag("span", first),
                address.turned_to(number).href,
                aria_label=labels.grid_pages(first, last),
                title=labels.grid_pages(first, last),
                aria_current="true" if number == page else None,
                style=f"--columns: {last - first + 1}",
            )
        )
    return tag(
        "div", tag("span"), tag("nav", *parts, class_="ranges", aria_label=labels.SUBMISSION_COLUMN), class_="map-row"
    )


# The table


def _table(cells: Cells, shown: Sequence[Submission]) -> Markup:
    corner = tag("th", labels.CRITERION, scope="col", class_="corner")
    heads = [tag("th", _head(cells, one), scope="col") for one in shown]
    rows = [_row(cells, one, shown) for one in cells.of.rubric.criteria]
    inside = (
        tag("caption", labels.MATRIX_LABEL),
        tag("thead", tag("tr", corner, *heads)),
        tag("tbody", *rows),
    )
    table = tag("table", *inside)
    return tag("div", table, class_="matrix", tabindex="0", role="region", aria_label=labels.MATRIX_LABEL)


def _head(cells: Cells, submission: Submission) -> Markup:
    of = cells.of
    title = link(evidence.named(of, submission, standing=False), of.address.on(submission.number).href, class_="head")
    filled = labels.criteria_filled(cells.filled(submission), len(of.rubric.criteria))
    return join([title, tag("span", filled, class_="muted number"), " ", evidence.left_out(of, submission)])


def _row(cells: Cells, criterion: Criterion, shown: Sequence[Submission]) -> Markup:
    name = tag("th", link(criterion.name, cells.of.address.by(criterion.key).href), scope="row")
    return tag("tr", name, *(_cell(cells, cells.cell(criterion.key, one), one) for one in shown))


def _cell(cells: Cells, cell: Cell, submission: Submission) -> Markup:
    if not cell.evidence:
        return tag("td", none_found(), class_="empty")
    more = len(cell.evidence) - 1
    address = cells.of.address.on(submission.number).href
    rest = link(labels.more_in_cell(more), address, class_="muted") if more else ""
    foot = tag("div", strength_word(cell.evidence[0].strength), rest, class_="foot")
    return tag("td", quotation(cells.of, cell.evidence[0]), foot)
