"""Criteria x submissions: the evidence of each. START READING HERE.

Every sentence of a submission is compared with every criterion: by words (those of the criterion, their synonyms, the
product's own terms, in either script) and by meaning (the encoder in use), see `features`. What passes a threshold that
was set on labelled texts (`weights`) is shown. Nothing depends on the index being up to date.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence

from corpus.model import Locator
from indexing.analyzer import Dictionary
from indexing.encoder import Encoder
from review.matrix.choosing import Chosen, choose
from review.matrix.features import read
from review.matrix.model import Cell, Evidence, Matrix
from review.matrix.store import Store, criterion_digest
from review.matrix.stretches import stretches
from review.matrix.wanted import Wanted, background, prepare
from review.matrix.weights import DIGEST
from review.model import Progress, Quotation, nothing_told
from review.rubric.model import Criterion, Rubric
from search.searcher import Searcher
from search.synonyms import Synonyms, synonyms_at

Kept = Mapping[str, tuple[Chosen, ...]]


class StoppedError(Exception):
    """Somebody asked for it to stop; what was found until then is kept."""


def never() -> bool:
    """A `stopped` that nobody presses."""
    return False


def build_matrix(
    searcher: Searcher,
    rubric: Rubric,
    doc_ids: Sequence[str],
    *,
    progress: Progress = nothing_told,
    stopped: Callable[[], bool] = never,
) -> Matrix:
    """The evidence of every document for every criterion of `rubric`; what was found before is not looked for again.

    Raises:
        NotFoundError: there is no document of one of the ids.
        StoppedError: `stopped` said so.
        WordListError: the person's list of synonyms cannot be read.
        EncoderError, NoIndexError, MismatchError: as `Searcher.search`.
    """
    wanted_ids = tuple(dict.fromkeys(doc_ids))
    tools = _Tools(searcher, rubric)
    cells: list[Cell] = []
    locators = searcher.catalog.locators(wanted_ids)
    for done, doc_id in enumerate(wanted_ids):
        if stopped():
            raise StoppedError
        progress(done, len(wanted_ids))
        text = searcher.catalog.text(doc_id)
        found = tools.column(doc_id, text)
        places = locators.get(doc_id, [])
        for one in rubric.criteria:
            evidence = (_evidence(doc_id, text, places, chosen) for chosen in found[criterion_digest(one)])
            cells.append(Cell(one.key, doc_id, tuple(evidence)))
    progress(len(wanted_ids), len(wanted_ids))
    return Matrix(rubric, wanted_ids, tuple(cells))


class _Tools:
    """What finds evidence: the encoder, the synonyms, and the criteria prepared for them once they are needed."""

    def __init__(self, searcher: Searcher, rubric: Rubric) -> None:
        self._catalog = searcher.catalog
        self._encoder: Encoder = searcher.encoder
        self._dictionary: Dictionary = searcher.dictionary
        self._synonyms: Synonyms = synonyms_at(searcher.home.synonyms)
        self._criteria = {criterion_digest(one): one for one in rubric.criteria}
        self._ready: dict[str, Wanted] = {}
        self._store = Store(searcher.home, self._digest())

    def column(self, doc_id: str, text: str) -> Kept:
        """The evidence of a document by the digest of the criterion, kept or found."""
        kept = self._store.read(doc_id, text)
        missing = [digest for digest in self._criteria if digest not in kept]
        if not missing:
            return kept
        document = self._catalog.document(doc_id)
        some = stretches(document)
        reading = read(document.folded, some, self._encoder, self._dictionary)
        fresh = {one: choose(document.folded, some, reading, self._wanted(missing)[one]) for one in missing}
        together = {**kept, **fresh}
        self._store.write(doc_id, text, together)
        return together

    def _wanted(self, digests: Sequence[str]) -> Mapping[str, Wanted]:
        new = [digest for digest in digests if digest not in self._ready]
        if new:
            criteria: list[Criterion] = [self._criteria[digest] for digest in new]
            made = prepare(criteria, self._encoder, self._synonyms, self._dictionary)
            self._ready.update(zip(new, made, strict=True))
        return self._ready

    def _digest(self) -> str:
        """Changes with everything beside text and criterion that evidence rests on."""
        listed = json.dumps(sorted(self._synonyms.also.items()), ensure_ascii=False)
        parts = [
            self._encoder.name,
            self._encoder.revision,
            self._dictionary.version,
            background().digest,
            DIGEST,
            listed,
        ]
        return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _evidence(doc_id: str, text: str, places: Sequence[tuple[int, Locator]], one: Chosen) -> Evidence:
    at = bisect_right(places, one.start, key=lambda place: place[0]) - 1
    locator = places[at][1] if at >= 0 else Locator()
    quotation = Quotation(doc_id, one.start, one.end, text[one.start : one.end], locator)
    return Evidence(quotation, one.strength, one.highlights, one.words)
