"""What a record quotes: evidence, overlaps and figures that do not agree, each quotation with its number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from corpus.catalog import Catalog
from corpus.model import DocumentSummary
from review.claims.model import Contradiction, ContradictionKind
from review.matrix.model import Matrix, Strength
from review.model import Quotation
from review.overlap.model import Nature, Overlaps
from review.rounds.model import Submission
from review.rubric.model import Rubric
from search.citation import Citation

_LONGEST_QUOTE: Final = 30_000  # characters, the beginning of what is longer: a cell of XLSX holds 32,767


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


class Quoted:
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
