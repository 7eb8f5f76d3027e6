"""What stands in the record of a round: gathered once, written as DOCX (`record_word`) and XLSX (`record_sheet`).

Every quotation has a number, the same in both files, under which it can be checked to the character
(`python -m search quote --file`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from corpus.catalog import Catalog
from corpus.model import DocumentSummary
from corpus.workspace import Action, Change, Person, Workspace, record, require
from review.claims.model import Contradiction, ContradictionKind
from review.matrix.model import Matrix, Strength
from review.model import Quotation
from review.overlap.model import Nature, Overlaps
from review.rounds.model import Member, Round, Seat, Standing, Submission
from review.rounds.store import Rounds
from review.rubric.model import Rubric
from review.scores.model import Counting
from review.scores.results import Results, results
from search.citation import Citation, Style, cite_all

_NOT_IN_NAMES: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_NAME_LIMIT: Final = 60  # characters
_LONGEST_QUOTE: Final = 30_000  # characters, the beginning of what is longer: a cell of XLSX holds 32,767
CHOSEN: Final = frozenset({Standing.SHORTLISTED, Standing.AWARDED})


@dataclass(frozen=True, slots=True)
class Cited:
    """A quotation with its number in the record; `about` says in a few words what it is there for."""

    number: int
    citation: Citation
    about: str


@dataclass(frozen=True, slots=True)
class EvidenceOf:
    """The evidence of one submission for one criterion; without any: none was found."""

    submission: Submission
    criterion: str
    passages: tuple[tuple[Strength, Cited], ...]


@dataclass(frozen=True, slots=True)
class OverlapOf:
    """How much of a submission stands elsewhere, in letters; `source` is the title of the largest single source."""

    submission: Submission
    letters: int
    total: int
    without: int
    source: str
    source_letters: int


@dataclass(frozen=True, slots=True)
class Borrowing:
    """Words of a submission that stand in another document, too."""

    submission: Submission
    letters: int
    converted: bool
    left: Cited
    right: Cited


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Figures of a submission that do not agree, and the words they stand in."""

    submission: Submission
    kind: ContradictionKind
    figures: tuple[str, ...]
    expected: str
    quotations: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """Which library the record was made with: how many documents, and a digest of their ids and files."""

    documents: int
    digest: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The record of a round on a day.

    `names` says how each person is called in it. `evidence`, `overlaps`, `borrowings` and `disagreements` are None
    where the comparison was not made. `chosen` are the submissions whose evidence and scores are printed.
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
        return self.names.get(person, person if self.named else "管理员")

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
    quoted = _Quoted(catalog, {one.doc_id: one for one in submissions})
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
    )
    record(workspace, person, Change.RESULTS_EXPORTED, round_id, quotations=len(made.cited()), named=named)
    return made


def decision_submissions(found: Results) -> tuple[int, ...]:
    """The numbers of the submissions whose evidence a record prints: shortlisted and awarded ones, else the first."""
    chosen = [one.number for one in found.results if one.standing in CHOSEN]
    first = [one.number for one in found.results if one.place is not None and one.place <= found.sensitivity.size]
    return tuple(sorted(chosen or first))


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


class _Quoted:
    """Findings with numbered quotations, one number after the other; of documents that are gone there are none."""

    def __init__(self, catalog: Catalog, submissions: Mapping[str, Submission]) -> None:
        self._catalog = catalog
        self._submissions = submissions
        self._documents: dict[str, DocumentSummary] = {}
        self._number = 0

    def evidence(self, matrix: Matrix, chosen: Sequence[Submission], rubric: Rubric) -> Iterator[EvidenceOf]:
        """By submission, then by criterion."""
        there = {(cell.doc_id, cell.criterion): cell for cell in matrix.cells}
        self._read(one.doc_id for one in chosen)
        for submission in chosen:
            for criterion in rubric.criteria:
                cell = there.get((submission.doc_id, criterion.key))
                if cell is None:
                    continue
                about = f"证据 · {submission.number}号 · {criterion.name}"
                passages = [(one.strength, self._cited(one.quotation, about)) for one in cell.evidence]
                kept = tuple((strength, cited) for strength, cited in passages if cited is not None)
                yield EvidenceOf(submission, criterion.name, kept)

    def overlaps(self, found: Overlaps) -> Iterator[OverlapOf]:
        """A line for each submission of the round that was compared."""
        self._read(one.largest[0] for one in found.summaries if one.largest)
        for one in found.summaries:
            if submission := self._submissions.get(one.doc_id):
                doc_id, letters = one.largest or ("", 0)
                known = self._documents.get(doc_id)
                title = known.title if known else doc_id
                yield OverlapOf(submission, one.letters, one.total, one.without, title, letters)

    def borrowings(self, found: Overlaps, submissions: Sequence[Submission]) -> Iterator[Borrowing]:
        """What submissions share with other documents, each match once."""
        told: set[frozenset[tuple[str, int, int]]] = set()
        for submission in submissions:
            matches = [one for one in found.of(submission.doc_id) if one.nature is Nature.BORROWING]
            self._read(one.right.doc_id for one in matches)
            self._read([submission.doc_id])
            for match in matches:
                places = frozenset((one.doc_id, one.start, one.end) for one in (match.left, match.right))
                about = f"重合 · {submission.number}号"
                if places in told or not {match.left.doc_id, match.right.doc_id} <= self._documents.keys():
                    continue
                told.add(places)
                left, right = self._cited(match.left, about), self._cited(match.right, f"{about} · 对照")
                if left is not None and right is not None:
                    yield Borrowing(submission, match.letters, match.converted, left, right)

    def disagreements(self, found: Sequence[Contradiction]) -> Iterator[Disagreement]:
        """Those whose first figure is one of a submission of the round."""
        for one in found:
            submission = self._submissions.get(one.claims[0].doc_id)
            if submission is None:
                continue
            self._read(quotation.doc_id for quotation in one.quotations)
            quotations = [self._cited(each, f"矛盾 · {submission.number}号") for each in one.quotations]
            expected = "" if one.expected is None else f"{one.expected.normalize():f}"
            figures = tuple(claim.printed for claim in one.claims)
            yield Disagreement(submission, one.kind, figures, expected, tuple(each for each in quotations if each))

    def _read(self, doc_ids: Iterable[str]) -> None:
        """Look the documents up that are not known yet."""
        wanted = list({doc_id for doc_id in doc_ids if doc_id and doc_id not in self._documents})
        if wanted:
            self._documents |= self._catalog.summaries_of(wanted)

    def _cited(self, quotation: Quotation, about: str) -> Cited | None:
        document = self._documents.get(quotation.doc_id)
        if document is None:
            return None
        self._number += 1
        quote = quotation.quote[:_LONGEST_QUOTE]
        citation = Citation(
            doc_id=quotation.doc_id,
            start=quotation.start,
            end=quotation.start + len(quote),
            quote=quote,
            sha256=document.source.sha256,
            title=document.title,
            metadata=document.metadata,
            locator=quotation.locator,
            file_name=document.source.file_name,
            ocr=quotation.locator.ocr,
        )
        return Cited(self._number, citation, about)
