"""More like this: passages that resemble a passage, a stretch of text or a whole document. START READING HERE for it.

What others are to resemble becomes a question to the engine: the mean of the vectors that the index holds of it, and
the terms that tell it from the rest of the library. The document itself and every copy and version of it stay out.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import rjieba

from corpus.catalog import Catalog
from corpus.errors import NotFoundError
from corpus.model import DocumentSummary, Passage
from corpus.script import fold
from indexing.analyzer import Dictionary, analyze
from indexing.dense import Vectors
from indexing.encoder import Encoder
from indexing.engine import Engine, Question
from search.fusion import Scored, convex_combination
from search.highlight import STOP
from search.hits import Hit

DENSE_WEIGHT = 0.7  # of the vectors beside the words; documents and passages alike (docs/decisions.md)
TERMS = 20  # that a text is looked for by; twice as many find less
_FREQUENT = 400  # terms of a text that are weighed at all: what it says once says little of a long one
_DEPTH = 200  # passages that each side proposes
_DEEPEST = 6_400
_SHOWN_WORDS = 12
_WRITTEN = re.compile(r"([0-9a-f]+)(?::([0-9]{1,9})-([0-9]{1,9}))?")


@dataclass(frozen=True, slots=True)
class Likeness:
    """What others are to resemble: `[start, end)` of the document `doc_id`, or all of it where both are None."""

    doc_id: str
    start: int | None = None
    end: int | None = None

    @classmethod
    def read(cls, written: str) -> Self | None:
        """From `DOC` or `DOC:START-END`, as `str` writes it; None where it is neither."""
        found = _WRITTEN.fullmatch(written)
        if not found:
            return None
        doc_id, start, end = found.groups()
        if start is None:
            return cls(doc_id)
        return cls(doc_id, int(start), int(end)) if int(start) < int(end) else None

    def __str__(self) -> str:
        return self.doc_id if self.start is None else f"{self.doc_id}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Similar:
    """What resembles something, the most similar first.

    `document` is the one that `like` names, `text` what of it is resembled; `words` are those it was looked for by, the
    most telling first; `left_out` is how many copies and versions of it were not looked at. The counts, `took_ms` and
    `pending` are as in `SearchResult`.
    """

    like: Likeness
    document: DocumentSummary
    text: str
    hits: tuple[Hit, ...]
    words: tuple[str, ...]
    left_out: int
    passages: int
    documents: int
    took_ms: float
    pending: int = 0


@dataclass(frozen=True, slots=True)
class Resembled:
    """What is resembled, as it is looked for: its `text`, its `terms`, its `vector` (d,), documents not to look in."""

    like: Likeness
    document: DocumentSummary
    text: str
    terms: tuple[str, ...]
    vector: Vectors
    without: frozenset[str]

    @property
    def words(self) -> tuple[str, ...]:
        """Those of the terms that people would call words of the text."""
        cut = frozenset(rjieba.cut(fold(self.text))) - STOP
        return tuple(term for term in self.terms if term in cut)[:_SHOWN_WORDS]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where to look: the engine with its words, the catalogue, and what loads the encoder when it is needed."""

    engine: Engine
    catalog: Catalog
    dictionary: Dictionary
    encoder: Callable[[], Encoder]


def resembled(shelf: Shelf, like: Likeness) -> Resembled:
    """Read what others are to resemble.

    Raises:
        NotFoundError: there is no such document, or it does not reach that far.
        EncoderError: the encoder is needed and cannot be loaded.
    """
    catalog = shelf.catalog
    doc_id = catalog.resolve(like.doc_id)
    document, passages = catalog.summaries_of([doc_id])[doc_id], catalog.passages(doc_id)
    whole = catalog.text(doc_id)
    start, end = (0, len(whole)) if like.start is None or like.end is None else (like.start, like.end)
    if not 0 <= start < end <= len(whole):
        raise NotFoundError("passage", str(like), f"the document has {len(whole)} characters")
    text = whole[start:end]
    copies = frozenset(link.other for link in catalog.links([doc_id]).get(doc_id, ()))
    return Resembled(
        like=Likeness(doc_id, like.start, like.end),
        document=document,
        text=text,
        terms=telling_terms(analyze(text, shelf.dictionary), shelf.engine),
        vector=_vector(shelf, document, text, [p for p in passages if p.start < end and start < p.end], (start, end)),
        without=copies | {doc_id},
    )


def look(
    shelf: Shelf, one: Resembled, within: Sequence[str] | None = None, *, dense_weight: float = DENSE_WEIGHT
) -> list[Scored]:
    """The passages that resemble `one` in the documents `within` (None: in all of them), best first."""
    documents = None if within is None else tuple(doc_id for doc_id in within if doc_id not in one.without)
    if documents == ():
        return []
    own = sum(each.passages for each in shelf.catalog.summaries_of(list(one.without)).values())
    question = Question(
        terms=one.terms,
        vector=one.vector,
        depth=min(_DEPTH + (own if documents is None else 0), _DEEPEST),
        documents=documents,
        whole=True,
    )
    found = [c for c in shelf.engine.search(question).candidates if c.doc_id not in one.without]
    return convex_combination(found, dense_weight=dense_weight)


def telling_terms(terms: Sequence[str], engine: Engine, most: int = TERMS) -> tuple[str, ...]:
    """The terms that tell a text from others, at most `most`: those of the highest (1 + ln tf) * idf.

    Salton and Buckley, Term-weighting approaches in automatic text retrieval, 1988. Terms that no passage of the
    library holds find nothing and are left out; so are single characters.
    """
    held = engine.counts()[1]
    weights: dict[str, float] = {}
    for term, count in Counter(term for term in terms if len(term) > 1).most_common(_FREQUENT):
        if holding := engine.frequency(term):
            weights[term] = (1 + math.log(count)) * math.log1p((held - holding + 0.5) / (holding + 0.5))
    return tuple(sorted(weights, key=lambda term: (-weights[term], term))[:most])


def _vector(
    shelf: Shelf, document: DocumentSummary, text: str, passages: Sequence[Passage], span: tuple[int, int]
) -> Vectors:
    """The mean of the vectors of `passages`, of unit length; of the text itself where they do not make it up."""
    fits = bool(passages) and passages[0].start >= span[0] and passages[-1].end <= span[1]
    stored = shelf.engine.vectors(document.doc_id, [p.passage_id for p in passages]) if fits else np.zeros((0, 0))
    if not len(stored):
        stored = shelf.encoder().encode_documents([f"{document.title}\n{text}"])
    mean: Vectors = stored.mean(axis=0).astype(np.float32)
    return mean / max(float(np.linalg.norm(mean)), 1e-9)
