"""What stands in the record of a round: gathered once, written as DOCX (`record_word`) and XLSX (`record_sheet`).

Every quotation has a number, the same in both files, under which it can be checked to the character
(`python -m search quote --file`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from corpus.catalog import Catalog
from corpus.model import DocumentSummary
from corpus.workspace import Action, Change, Person, Workspace, record, require
from review.claims.model import Contradiction
from review.matrix.model import Matrix
from review.overlap.model import Overlaps
from review.rounds.intake import gone
from review.rounds.model import Member, Round, Seat, Standing, Submission
from review.rounds.store import Rounds
from review.scores.model import Counting
from review.scores.quoting import Borrowing, Cited, Disagreement, EvidenceOf, OverlapOf, Quoted
from review.scores.results import Results, results
from search.citation import Style, cite_all

_NOT_IN_NAMES: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_NAME_LIMIT: Final = 60  # characters
CHOSEN: Final = frozenset({Standing.SHORTLISTED, Standing.AWARDED})


@dataclass(frozen=True, slots=True)
class Library:
    """Which library the record was made with: how many documents, and a digest of their ids and files."""

    documents: int
    digest: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The record of a round on a day.

    `names` says how each person is called in it. `evidence`, `overlaps`, `borrowings` and `disagreements` are None
    where the comparison was not made. `chosen` are the submissions whose evidence and scores are printed, `gone` the
    numbers of those whose document is no longer in the library, so that nothing of it can be compared.
    """

    round: Round
    on: date
    results: Results
    submissions: tuple[Submission, ...]
    members: tuple[Member, ...]
    names: Mapping[str, str]
    named: bool
    chosen: tuple[Submission, ...]
    library: Library
    evidence: tuple[EvidenceOf, ...] | None
    overlaps: tuple[OverlapOf, ...] | None
    borrowings: tuple[Borrowing, ...] | None
    disagreements: tuple[Disagreement, ...] | None
    gone: frozenset[int] = frozenset()

    def cited(self) -> tuple[Cited, ...]:
        """Every quotation, in the order of its number."""
        found = [one for each in self.evidence or () for _, one in each.passages]
        found += [one for each in self.borrowings or () for one in (each.left, each.right)]
        found += [one for each in self.disagreements or () for one in each.quotations]
        return tuple(sorted(found, key=lambda one: one.number))

    def references(self) -> list[str]:
        """The GB/T 7714 list of the documents that are quoted, an entry a line."""
        citations = [one.citation for one in self.cited()]
        return cite_all(citations, Style.GBT7714_2025, accessed=self.on).splitlines()

    def called(self, person: str) -> str:
        """How a person is called in this record."""
        return self.names.get(person, person if self.named else "席外人员")

    def said(self, words: str) -> str:
        """What somebody wrote, as it stands in this record: without the names of members where they are left out."""
        if self.named:
            return words
        called = {
            name: self.names[one.person] for one in self.members for name in (one.person, one.shown) if len(name) > 1
        }
        longest = sorted(called, key=len, reverse=True)
        return re.sub("|".join(map(_as_a_name, longest)), lambda found: called[found[0]], words) if called else words

    def file_name(self, suffix: str) -> str:
        """A name that any file system takes: the title, the day, the suffix (docx, xlsx)."""
        stem = " ".join(_NOT_IN_NAMES.sub(" ", self.round.title).split()).strip(". ")[:_NAME_LIMIT].strip(". ")
        return f"{stem or 'casebase'}-评审记录-{self.on.isoformat()}.{suffix}"


def decision(
    catalog: Catalog,
    workspace: Workspace,
    person: Person,
    round_id: str,
    *,
    on: date,
    matrix: Matrix | None = None,
    overlaps: Overlaps | None = None,
    contradictions: Sequence[Contradiction] | None = None,
    named: bool = True,
    counting: Counting = Counting.SAVED,
    shortlist: int | None = None,
) -> Decision:
    """Gather the record of a round, as its chair: it names submissions and reviewers.

    Args:
        catalog: of the library.
        workspace: where the round is kept.
        person: who asks.
        round_id: of the round.
        on: the day of the record.
        matrix: the evidence, if it was looked for; of submissions that are not in it, nothing is said.
        overlaps: what submissions share with one another and with the library, if that was looked for.
        contradictions: of the figures of submissions, if they were looked for.
        named: reviewers by their names, or as 评委1, 评委2 ….
        counting: whether drafts count.
        shortlist: how many submissions the sensitivity and the evidence are about where none is chosen yet.
    """
    require(person, Action.JUDGE)
    Rounds(workspace, person).require_chair(round_id)
    found = results(workspace, person, round_id, counting=counting, shortlist=shortlist)
    rounds = Rounds(workspace, person)
    submissions, members = rounds.submissions(round_id), rounds.members(round_id)
    chosen = [one for one in submissions if one.number in decision_submissions(found)]
    quoted = Quoted(catalog, {one.doc_id: one for one in submissions})
    made = Decision(
        found.round,
        on,
        found,
        submissions,
        members,
        _names(members, named=named),
        named,
        tuple(chosen),
        _library(catalog.summaries()),
        None if matrix is None else tuple(quoted.evidence(matrix, chosen, found.round.rubric)),
        None if overlaps is None else tuple(quoted.overlaps(overlaps)),
        None if overlaps is None else tuple(quoted.borrowings(overlaps, submissions)),
        None if contradictions is None else tuple(quoted.disagreements(contradictions)),
        gone(catalog, submissions),
    )
    record(workspace, person, Change.RESULTS_EXPORTED, round_id, quotations=len(made.cited()), named=named)
    return made


def decision_submissions(found: Results) -> tuple[int, ...]:
    """The numbers of the submissions whose evidence a record prints: shortlisted and awarded ones, else the first."""
    chosen = [one.number for one in found.results if one.standing in CHOSEN]
    first = [one.number for one in found.results if one.place is not None and one.place <= found.sensitivity.size]
    return tuple(sorted(chosen or first))


def _as_a_name(name: str) -> str:
    """A pattern for a name: in letters that are written with spaces between words, only as a whole word."""
    before = r"(?<![A-Za-z0-9_])" if re.match(r"[A-Za-z0-9_]", name) else ""
    behind = r"(?![A-Za-z0-9_])" if re.search(r"[A-Za-z0-9_]$", name) else ""
    return f"{before}{re.escape(name)}{behind}"


def _names(members: Sequence[Member], *, named: bool) -> dict[str, str]:
    if named:
        return {one.person: one.shown for one in members}
    counted: dict[Seat, int] = {}
    names = {}
    for one in members:
        counted[one.seat] = counted.get(one.seat, 0) + 1
        names[one.person] = f"{'主持人' if one.seat is Seat.CHAIR else '评委'}{counted[one.seat]}"
    return names


def _library(summaries: Iterable[DocumentSummary]) -> Library:
    lines = sorted(f"{one.doc_id} {one.source.sha256}" for one in summaries)
    return Library(len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()[:20])
