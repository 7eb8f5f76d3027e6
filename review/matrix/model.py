"""What the matrix of evidence consists of: criteria x submissions, each cell with its passages or without any."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from review.model import Quotation
from review.rubric.model import Rubric

Span = tuple[int, int]


class Strength(StrEnum):
    """How firmly a passage speaks to a criterion: a rank, never a percentage."""

    STRONG = "strong"
    CLEAR = "clear"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that speaks to a criterion.

    `highlights` are half-open spans of `quotation.quote`, in order and disjoint; `words` are the criterion's words
    that stand there, as the criterion has them.
    """

    quotation: Quotation
    strength: Strength
    highlights: tuple[Span, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """The evidence of one submission for one criterion, the strongest first; empty is "no evidence found"."""

    criterion: str
    doc_id: str
    evidence: tuple[Evidence, ...] = ()

    @property
    def strength(self) -> Strength | None:
        """That of the strongest passage; None where there is none."""
        return self.evidence[0].strength if self.evidence else None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Criteria x submissions: `cells` in the order of the documents, within each in that of the rubric's criteria."""

    rubric: Rubric
    doc_ids: tuple[str, ...]
    cells: tuple[Cell, ...]

    def cell(self, criterion: str, doc_id: str) -> Cell:
        """The one cell.

        Raises:
            KeyError: there is no such criterion or document in it.
        """
        found = next((one for one in self.cells if one.criterion == criterion and one.doc_id == doc_id), None)
        if found is None:
            raise KeyError((criterion, doc_id))
        return found

    def row(self, criterion: str) -> tuple[Cell, ...]:
        """All submissions on one criterion, in the order of `doc_ids`."""
        return tuple(one for one in self.cells if one.criterion == criterion)

    def column(self, doc_id: str) -> tuple[Cell, ...]:
        """One submission on all criteria, in the order of the rubric."""
        return tuple(one for one in self.cells if one.doc_id == doc_id)

    def filled(self, criterion: str) -> int:
        """How many submissions have evidence for it."""
        return sum(bool(one.evidence) for one in self.row(criterion))

    def filled_in(self, doc_id: str) -> int:
        """For how many criteria this submission has evidence."""
        return sum(bool(one.evidence) for one in self.column(doc_id))
