"""The evidence of a round, found by criterion and submission, and its pieces as markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from review.matrix.model import Cell, Evidence, Matrix, Strength
from review.rounds.model import Submission
from search.sheets import Cell as SheetCell
from ui import labels
from ui.markup import Markup, join, tag
from ui.passages import Marked
from ui.review import evidence
from ui.review.evidence import Setting

_MARKS = {Strength.STRONG: "strong", Strength.CLEAR: "clear", Strength.WEAK: "weak"}


@dataclass(frozen=True, slots=True)
class Cells:
    """A matrix, prepared for being drawn: its cells by criterion and document."""

    of: Setting
    matrix: Matrix
    at: Mapping[tuple[str, str], Cell] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", {(one.criterion, one.doc_id): one for one in self.matrix.cells})

    def cell(self, criterion: str, submission: Submission) -> Cell:
        """The evidence of a submission for a criterion."""
        return self.at.get((criterion, submission.doc_id)) or Cell(criterion, submission.doc_id)

    def filled(self, submission: Submission) -> int:
        """For how many criteria there is evidence."""
        return sum(bool(self.cell(one.key, submission).evidence) for one in self.of.rubric.criteria)

    @property
    def filled_by_document(self) -> dict[str, float]:
        """As `filled`, for every submission, by document."""
        return {one.doc_id: self.filled(one) for one in self.of.submissions}


def mark(strength: Strength | None) -> Markup:
    """A small block: the higher the stronger, a dash for none; said in words beside it wherever it is alone."""
    return tag("i", class_=f"gauge {_MARKS[strength] if strength else 'none'}", aria_hidden="true")


def strength_word(strength: Strength) -> Markup:
    """How strong the evidence is, as a word with its mark."""
    return tag("span", mark(strength), labels.STRENGTHS[strength], class_=f"strength {strength}")


def none_found() -> Markup:
    """That there is no evidence."""
    return tag("p", labels.NO_EVIDENCE, class_="none-found")


def quotation(of: Setting, one: Evidence) -> Markup:
    """A passage of evidence that opens its place, with what matched marked in it."""
    start = one.quotation.start
    marks = [Marked(start + first, start + last, "words", labels.MATCHED_HINT) for first, last in one.highlights]
    return evidence.cited(of, one.quotation, marks)


def passages(of: Setting, cell: Cell) -> Markup:
    """All evidence of a cell, one below the other; or that there is none."""
    if not cell.evidence:
        return none_found()
    return join(tag("div", strength_word(one.strength), quotation(of, one), class_="found") for one in cell.evidence)


def sheet_rows(cells: Cells) -> Iterator[list[SheetCell]]:
    """The rows of the exported table, under `labels.MATRIX_COLUMNS`."""
    of = cells.of
    for submission in of.submissions:
        title = of.title(submission)
        doc_id = "" if of.blinded else submission.doc_id
        for criterion in of.rubric.criteria:
            found = cells.cell(criterion.key, submission).evidence
            if not found:
                yield [submission.number, title, criterion.name, labels.NO_EVIDENCE, "", "", "", "", "", doc_id]
            for rank, one in enumerate(found, start=1):
                quoted = one.quotation
                yield [
                    submission.number,
                    title,
                    criterion.name,
                    labels.STRENGTHS[one.strength],
                    rank,
                    evidence.words(of, quoted),
                    evidence.place(of, quoted),
                    quoted.start,
                    quoted.end,
                    doc_id,
                ]
