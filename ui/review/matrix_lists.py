"""Evidence in full: all submissions on one criterion, one submission on all criteria, two submissions side by side."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from review.rounds.model import Submission
from review.rubric.model import Criterion
from ui import frame, labels
from ui.address import RoundAddress
from ui.library_list import pager
from ui.markup import Markup, icon, join, link, tag
from ui.review import evidence
from ui.review.matrix_cells import Cells, passages
from ui.tables import fold_away
from ui.widgets import segmented

PER_PAGE = 40  # submissions


def _back(cells: Cells) -> Markup:
    address = cells.of.address
    whole = address.by("").on(None)
    return tag("div", link(join([icon("arrow_back"), labels.WHOLE_GRID]), whole.href), class_="reader-bar")


# One criterion


def row(cells: Cells) -> None:
    """All submissions on the criterion of the address: those with evidence in full, the others in one line."""
    of, address = cells.of, cells.of.address
    criterion = next(one for one in of.rubric.criteria if one.key == address.criterion)
    every = evidence.in_order(of, {one.doc_id: _rank(cells, criterion, one) for one in of.submissions})
    found = [one for one in every if cells.cell(criterion.key, one).evidence]
    without = [one for one in every if not cells.cell(criterion.key, one).evidence]
    others = [(one.name, address.by(one.key).href, one is criterion) for one in of.rubric.criteria]
    count = tag("p", labels.filled_of(len(found), len(every)), class_="count number")
    frame.html(
        _back(cells),
        tag("div", segmented(labels.CRITERION, others), class_="criteria"),
        _criterion(criterion),
        count,
    )
    last = max(-(-len(found) // PER_PAGE), 1)
    page = min(address.page, last)
    frame.html(*(_one(cells, criterion, one) for one in found[(page - 1) * PER_PAGE : page * PER_PAGE]))
    if last > 1:
        frame.html(pager(page, last, lambda number: address.turned_to(number).href))
    if without:
        frame.html(_without(cells, without))


def _rank(cells: Cells, criterion: Criterion, submission: Submission) -> float:
    """More for stronger evidence, so that the strongest can stand first."""
    order = ["weak", "clear", "strong"]
    strength = cells.cell(criterion.key, submission).strength
    return order.index(strength) + 1 if strength else 0


def _criterion(criterion: Criterion) -> Markup:
    questions = tag("ul", *(tag("li", one) for one in criterion.questions), class_="asked-of")
    return tag(
        "div",
        tag("h2", criterion.name, class_="criterion-name"),
        tag("p", criterion.description, class_="muted") if criterion.description else "",
        fold_away(labels.CRITERION_QUESTIONS, questions) if criterion.questions else "",
    )


def _one(cells: Cells, criterion: Criterion, submission: Submission) -> Markup:
    of = cells.of
    head = tag("h3", link(evidence.named(of, submission), of.address.by("").on(submission.number).href))
    return tag("section", head, passages(of, cells.cell(criterion.key, submission)), class_="evidence-of")


def _without(cells: Cells, without: Sequence[Submission]) -> Markup:
    of = cells.of
    items = [tag("li", link(evidence.named(of, one), of.address.by("").on(one.number).href)) for one in without]
    heading = tag("h3", labels.numbered(labels.WITHOUT_EVIDENCE, len(without)))
    return tag("section", heading, tag("ul", *items, class_="without"), class_="evidence-of")


# One submission


def column(cells: Cells, submission: Submission) -> None:
    """One submission on every criterion."""
    of = cells.of
    frame.html(
        _back(cells), tag("h2", evidence.named(of, submission), class_="criterion-name"), _neighbours(cells, submission)
    )
    _beside(of.address, cells, submission)
    filled = labels.criteria_filled(cells.filled(submission), len(of.rubric.criteria))
    sections = [
        tag(
            "section",
            tag("h3", link(one.name, of.address.on(None).by(one.key).href), id=one.key),
            passages(of, cells.cell(one.key, submission)),
            class_="evidence-of",
        )
        for one in of.rubric.criteria
    ]
    frame.html(tag("p", filled, class_="count number"), *sections)


def _neighbours(cells: Cells, submission: Submission) -> Markup:
    """The submission before and the one after."""
    some, address = cells.of.submissions, cells.of.address
    at = some.index(submission)

    def to(index: int, label: str) -> Markup:
        if not 0 <= index < len(some):
            return tag("span")
        return link(label, address.on(some[index].number).href)

    earlier, later = to(at - 1, labels.EARLIER_SUBMISSION), to(at + 1, labels.LATER_SUBMISSION)
    return tag("div", earlier, later, class_="turner") if len(some) > 1 else Markup("")


def _beside(address: RoundAddress, cells: Cells, submission: Submission) -> None:
    """The choice of a submission to set beside this one."""
    others = [one for one in cells.of.submissions if one is not submission]
    if not others:
        return
    key = f"beside-{submission.number}"

    def choose() -> None:
        chosen = st.session_state.get(key)
        if isinstance(chosen, int):
            frame.go(address.on(submission.number, other=chosen).href)

    names = {one.number: labels.plain(evidence.listed(cells.of, one)) for one in others}
    with st.container(key="set-beside"):
        st.selectbox(
            labels.SET_BESIDE,
            list(names),
            index=None if address.other is None else list(names).index(address.other),
            format_func=names.__getitem__,
            placeholder=labels.SET_BESIDE_CHOOSE,
            key=key,
            on_change=choose,
        )


# Two submissions


def pair(cells: Cells, one: Submission, other: Submission) -> None:
    """Two submissions on every criterion, criterion by criterion side by side."""
    of = cells.of
    frame.html(_back(cells))
    _beside(of.address, cells, one)
    heads = [
        tag("h2", link(evidence.named(of, side), of.address.on(side.number).href), class_="criterion-name")
        for side in (one, other)
    ]
    rows = [_aligned(cells, criterion, one, other) for criterion in of.rubric.criteria]
    swapped = link(join([icon("swap_horiz"), labels.COMPARE_SWAP]), of.address.on(other.number, other=one.number).href)
    frame.html(
        tag("div", swapped, class_="swap"), tag("div", tag("div", *heads, class_="aligned heads"), *rows, class_="pair")
    )


def _aligned(cells: Cells, criterion: Criterion, one: Submission, other: Submission) -> Markup:
    of = cells.of
    sides = [
        tag(
            "div",
            tag("p", labels.submission_number(side.number), class_="whose"),
            passages(of, cells.cell(criterion.key, side)),
        )
        for side in (one, other)
    ]
    heading = tag("h3", link(criterion.name, of.address.on(None).by(criterion.key).href))
    return tag("section", heading, tag("div", *sides, class_="aligned"))
