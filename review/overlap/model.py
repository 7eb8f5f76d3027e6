"""What words that two documents share are to a reader: matches, and what they add up to for each submission."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from review.model import Quotation

Span = tuple[int, int]


class Nature(StrEnum):
    """What shared words most likely are; only the first is for a person to look at."""

    BORROWING = "borrowing"
    BOILERPLATE = "boilerplate"  # phrases that many unrelated documents share
    QUOTATION = "quotation"  # marked as quoted, and said from where
    TITLE = "title"  # names of documents, meetings, organs


_WEIGHT = (Nature.BORROWING, Nature.QUOTATION, Nature.TITLE, Nature.BOILERPLATE)


@dataclass(frozen=True, slots=True)
class Run:
    """Aligned words of both sides, as spans of the documents' texts; `equal` but for script, width and punctuation.

    Where they are not, one of the two may be empty: words that were added or left out.
    """

    left: Span
    right: Span
    equal: bool


@dataclass(frozen=True, slots=True)
class Match:
    """Words of a submission (`left`) that stand in another document (`right`), too.

    `letters` is how many letters of the left side agree, `counted` how many of them are neither boilerplate nor
    quoted nor part of a title. `similarity` is the agreeing share of the letters of both sides, 0 to 1. `pairs` are
    in the order of the left side; where sentences were reordered the right spans are not in order. `converted`: the
    same characters are written in another script.
    """

    left: Quotation
    right: Quotation
    nature: Nature
    similarity: float
    letters: int
    counted: int
    converted: bool
    pairs: tuple[Run, ...]

    def turned(self) -> Match:
        """The same match as seen from the other side."""
        runs = (Run(run.right, run.left, run.equal) for run in self.pairs)
        pairs = tuple(sorted(runs, key=lambda run: (run.left, run.right)))
        return replace(self, left=self.right, right=self.left, pairs=pairs)


@dataclass(frozen=True, slots=True)
class Summary:
    """How much of a submission stands elsewhere, in letters; what several sources share is counted once.

    `total` counts everything, `without` only borrowings without the boilerplate, quotations and titles in them;
    `largest` is the one source with most of those, None where there is none.
    """

    doc_id: str
    letters: int
    total: int
    without: int
    largest: tuple[str, int] | None

    @property
    def share(self) -> float:
        """`total` of the letters, 0 to 1."""
        return self.total / self.letters if self.letters else 0.0

    @property
    def share_without(self) -> float:
        """`without` of the letters, 0 to 1."""
        return self.without / self.letters if self.letters else 0.0


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A document that is a copy or another version of a submission as a whole: no source of single passages."""

    doc_id: str
    other: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Overlaps:
    """What was found: the matches, each told once, and a summary for each submission in the order they were given.

    Of boilerplate that very many documents share, only a few of them are named.
    """

    matches: tuple[Match, ...]
    summaries: tuple[Summary, ...]
    duplicates: tuple[Duplicate, ...] = ()

    def of(self, doc_id: str) -> tuple[Match, ...]:
        """The matches with this document on the left, in the order of its text."""
        found = [m for m in self.matches if m.left.doc_id == doc_id]
        found += [m.turned() for m in self.matches if m.right.doc_id == doc_id]
        return _in_order(found)

    def between(self, one: str, other: str) -> tuple[Match, ...]:
        """The matches of two documents, with `one` on the left, in the order of its text."""
        return tuple(match for match in self.of(one) if match.right.doc_id == other)

    def summary(self, doc_id: str) -> Summary:
        """The summary of one submission.

        Raises:
            KeyError: it was not among the submissions.
        """
        for summary in self.summaries:
            if summary.doc_id == doc_id:
                return summary
        raise KeyError(doc_id)


def weightiest_first(matches: Iterable[Match]) -> list[Match]:
    """The borrowings first, then what is quoted, the names, the boilerplate; else as they were."""
    return sorted(matches, key=lambda match: _WEIGHT.index(match.nature))


def _in_order(matches: Iterable[Match]) -> tuple[Match, ...]:
    return tuple(sorted(matches, key=lambda m: (m.left.start, -m.left.end, m.right.doc_id, m.right.start)))
