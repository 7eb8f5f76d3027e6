"""证据对照: criteria by submissions; the whole table, one criterion, one submission, or two side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from corpus.jobs import Task
from review.matrix.build import build_matrix
from review.matrix.model import Matrix
from review.rounds.model import Round, Submission
from ui import frame, labels
from ui.address import RoundAddress
from ui.review import jobs, matrix_grid, matrix_lists
from ui.review import stock as resources
from ui.review.evidence import Setting, in_order, setting
from ui.review.matrix_cells import Cells
from ui.review.waiting import worked_out


def render(address: RoundAddress, award: Round | None, submissions: Sequence[Submission]) -> None:
    """The view, within the frame of its round."""
    of = setting(address, award, submissions)
    if not of.submissions:
        frame.state(labels.NO_SUBMISSIONS, [labels.NO_SUBMISSIONS_DO], calm=True)
        return
    made = matrix_of(of)
    if made is None:
        return
    cells = Cells(of, made)
    if of.rubric.get(address.criterion):
        matrix_lists.row(cells)
        return
    one, other = of.by_number(address.number), of.by_number(address.other)
    if address.number is not None and one is None:
        frame.state(labels.NO_SUCH_SUBMISSION, [labels.NO_SUCH_SUBMISSION_DO], calm=True)
    elif one and other and one is not other:
        matrix_lists.pair(cells, one, other)
    elif one:
        matrix_lists.column(cells, one)
    else:
        matrix_grid.draw(cells, in_order(of, cells.filled_by_document))


def matrix_of(of: Setting) -> Matrix | None:
    """The evidence; None while it is worked out, which the page then says."""
    held = resources.holdings()
    searcher = resources.searcher()
    rubric, doc_ids = of.rubric, of.doc_ids
    key = jobs.key_of(Task.MATRIX, held.identity, [rubric.digest, searcher.generation.folder], doc_ids)
    made = worked_out(
        Task.MATRIX,
        key,
        lambda progress, stopped: build_matrix(searcher, rubric, doc_ids, progress=progress, stopped=stopped),
    )
    return cast("Matrix | None", made)
