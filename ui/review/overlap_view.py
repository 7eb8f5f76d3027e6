"""文字重合: how much of each submission stands elsewhere, which words, and two texts side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from corpus.jobs import Task
from review.overlap.finding import overlaps_in
from review.overlap.model import Overlaps, Summary
from review.rounds.model import Round, Submission
from search.sheets import Cell as SheetCell
from ui import frame, labels
from ui.address import RoundAddress
from ui.library_list import download, pager
from ui.markup import Markup, link, tag
from ui.review import evidence, jobs, overlap_list, overlap_sides
from ui.review import stock as resources
from ui.review.evidence import Setting, in_order, setting
from ui.review.waiting import worked_out
from ui.widgets import segmented

PER_PAGE = 50


def render(address: RoundAddress, award: Round | None, submissions: Sequence[Submission]) -> None:
    """The view, within the frame of its round."""
    of = setting(address, award, submissions)
    if not of.submissions:
        frame.state(labels.NO_SUBMISSIONS, [labels.NO_SUBMISSIONS_DO], calm=True)
        return
    found = overlaps_of(of)
    if found is None:
        return
    frame.html(tag("p", labels.OVERLAP_NOTE, class_="notice"))
    one, other = of.by_number(address.number), _other(of)
    if address.number is not None and one is None:
        frame.state(labels.NO_SUCH_SUBMISSION, [labels.NO_SUCH_SUBMISSION_DO], calm=True)
    elif one and other and other != one.doc_id:
        overlap_sides.draw(of, found, one, other)
    elif one:
        overlap_list.draw(of, found, one)
    else:
        _summaries(of, found)


def _other(of: Setting) -> str:
    """The document to set beside: another submission by its number, or one of the library by its id."""
    beside = of.by_number(of.address.other)
    return beside.doc_id if beside else of.address.show


def overlaps_of(of: Setting) -> Overlaps | None:
    """The shared words; None while they are worked out, which the page then says."""
    home, doc_ids = resources.home(), of.doc_ids
    key = jobs.key_of(Task.OVERLAP, resources.holdings().identity, doc_ids)
    made = worked_out(
        Task.OVERLAP, key, lambda progress, stopped: overlaps_in(home, doc_ids, progress=progress, stopped=stopped)
    )
    found = cast("Overlaps | None", made)
    return found and resources.seen(found)


# The summary


def _summaries(of: Setting, found: Overlaps) -> None:
    address = of.address
    by_document = {one.doc_id: one for one in found.summaries}
    ordered = in_order(of, {one.doc_id: one.without for one in found.summaries})
    last = -(-len(ordered) // PER_PAGE)
    page = min(address.page, last)
    names = (("", labels.BY_NUMBER), ("title", labels.BY_TITLE), ("letters", labels.BY_LETTERS))
    orders = [(label, address.narrowed_by("sort", name).href, name == address.chosen("sort")) for name, label in names]
    frame.html(
        tag("div", segmented(labels.SUBMISSION_ORDER, orders), class_="asked-how"),
        _table(of, ordered[(page - 1) * PER_PAGE : page * PER_PAGE], by_document),
        pager(page, last, lambda number: address.turned_to(number).href) if last > 1 else "",
    )
    if not found.matches:
        frame.state(labels.NO_OVERLAP, calm=True)
    download(
        labels.EXPORT_OVERLAP,
        labels.OVERLAP_FILE,
        labels.OVERLAP_SHEET,
        lambda: _sheet_rows(of, found),
        key="export-overlap",
    )


def _table(of: Setting, shown: Sequence[Submission], summaries: dict[str, Summary]) -> Markup:
    heads = [
        tag("th", name, scope="col", class_="number" if at in (2, 3, 4) else None)
        for at, name in enumerate(labels.OVERLAP_COLUMNS)
    ]
    rows = [_row(of, one, summaries.get(one.doc_id)) for one in shown]
    inside = tag("caption", labels.OVERLAP_LABEL), tag("thead", tag("tr", *heads)), tag("tbody", *rows)
    return tag(
        "div", tag("table", *inside), class_="claims", tabindex="0", role="region", aria_label=labels.OVERLAP_LABEL
    )


def _row(of: Setting, submission: Submission, summary: Summary | None) -> Markup:
    number = tag("td", labels.submission_number(submission.number), class_="number nowrap")
    named = link(of.title(submission), of.address.on(submission.number).href)
    title = tag("th", named, " ", evidence.left_out(of, submission), scope="row", class_="titled")
    if summary is None:
        return tag("tr", number, title, tag("td"), tag("td"), tag("td"), tag("td"))
    values = (
        labels.letters(summary.letters),
        labels.letters(summary.total, summary.share),
        labels.letters(summary.without, summary.share_without),
    )
    names = labels.OVERLAP_COLUMNS
    figures = [
        tag("td", value, class_="number nowrap", data_label=name)
        for name, value in zip(names[2:5], values, strict=True)
    ]
    largest = tag("td", _largest(of, submission, summary), class_="titled", data_label=names[5])
    return tag("tr", number, title, *figures, largest)


def _largest(of: Setting, submission: Submission, summary: Summary) -> Markup:
    if summary.largest is None:
        return tag("span", labels.NO_LARGEST, class_="muted")
    doc_id, count = summary.largest
    beside = overlap_list.sides_href(of, submission, doc_id)
    return tag(
        "span",
        link(evidence.title_of(of, doc_id), beside),
        " ",
        tag("span", labels.letters(count), class_="muted number"),
    )


def _sheet_rows(of: Setting, found: Overlaps) -> Iterator[list[SheetCell]]:
    """The rows of the exported table, under `labels.OVERLAP_SHEET`."""
    for submission in of.submissions:
        for match in found.of(submission.doc_id):
            left, right = match.left, match.right
            yield [
                submission.number,
                of.title(submission),
                evidence.title_of(of, right.doc_id),
                labels.OTHER_SUBMISSIONS if of.by_document(right.doc_id) else labels.LIBRARY_TEXTS,
                labels.NATURES[match.nature],
                match.letters,
                match.counted,
                labels.CONVERTED if match.converted else "",
                evidence.words(of, left),
                left.start,
                left.end,
                evidence.words(of, right),
                right.start,
                right.end,
                "" if of.blinded else left.doc_id,
                "" if of.blinded else right.doc_id,
            ]
