"""What a search returns, and how scored candidates are arranged into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.duplicates import Relation
from corpus.model import DocumentSummary, Passage
from indexing.wordlists import WordListError
from search.citation import Citation
from search.fusion import Reason, Scored
from search.highlight import Span
from search.query import Query
from search.signals import NO_SIGNALS, Signals
from search.understanding import NOTHING_UNDERSTOOD, Understood

OTHERS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Why:
    """What made a hit's score: the shares that came from the passage's BM25, its document's BM25, and meaning.

    `exact` is what a document number, an article or a title that the question names added; 0 for most questions.
    `reasons` say what moved the hit when it was reranked; without them the score is the sum of the shares.
    """

    passage: float
    document: float
    dense: float
    exact: float = 0.0
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A document that the one of a hit is linked to: the same text, nearly the same, or another version of it.

    `similarity` of their letters is in [0, 1]; `dated` is the date of that edition. `passage` says the same as the
    hit's and was found too: it stands here instead of in a place of its own. None where it was not.
    """

    document: DocumentSummary
    relation: Relation
    similarity: float
    dated: str | None = None
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage found. `rank` starts at 1; a higher `score` is better, and is no probability.

    `signals` says which of the question's references it meets.

    `highlights` are spans of `passage.text`; `others` are further passages of the same document, best first, ranked
    among themselves, where the question asked for grouping. `duplicates` are the document's: those of the same text
    first, then its versions by date.
    """

    rank: int
    score: float
    passage: Passage
    document: DocumentSummary
    highlights: tuple[Span, ...]
    why: Why
    others: tuple[Hit, ...] = ()
    signals: Signals = NO_SIGNALS
    duplicates: tuple[Duplicate, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits of a question, the time it took, and what a person should know about them.

    `passages` and `documents` count all candidates, of which `hits` are the best. `pending` is how many documents the
    index has yet to take in or to drop: those cannot be found until it has been built.

    `understood` is what was made of the question: also searched for, required, excluded. `unmet` are the required
    phrases that were not required in the end, `lacking` the document numbers and articles of the question that no
    candidate has to do with (search.candidates.Found). `suggestion` is a question that the user may
    have meant; it was not asked. `answered` is False where nothing found seems to answer the question: the hits are
    only the nearest there is then. It is `doubtful` where one seems to, but only just. `cross_scored` is how many
    candidates the cross-encoder scored within its budget, None without one.

    `relevant` are the documents that are relevant enough to be put in the order of their dates (search.ordering), best
    first, and `relevant_passages` how many passages of theirs are.

    `refused` says what is wrong with the person's list of synonyms: it was not used then. `dictionary_changed`: the
    person's own words are others than those that the index was built with.
    """

    query: Query
    hits: tuple[Hit, ...]
    passages: int
    documents: int
    took_ms: float
    pending: int = 0
    understood: Understood = NOTHING_UNDERSTOOD
    unmet: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    suggestion: str | None = None
    answered: bool = True
    doubtful: bool = False
    cross_scored: int | None = None
    relevant: tuple[str, ...] = ()
    relevant_passages: int = 0
    refused: WordListError | None = None
    dictionary_changed: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the list of results: a candidate, those of its document that stand under it, and its twins.

    Twins say the same in documents of the same text.
    """

    leader: Scored
    followers: tuple[Scored, ...] = ()
    twins: tuple[Scored, ...] = ()


def arrange(scored: Sequence[Scored], k: int, *, group: bool) -> list[Place]:
    """The first `k` places: one for each candidate, or one for each document when grouped. `scored` is best first."""
    if not group:
        return [Place(one) for one in scored[:k]]
    by_document: dict[str, list[Scored]] = {}
    for one in scored:
        by_document.setdefault(one.candidate.doc_id, []).append(one)
    return [Place(some[0], tuple(some[1 : 1 + OTHERS_SHOWN])) for some in list(by_document.values())[:k]]


def citation_of(passage: Passage, document: DocumentSummary) -> Citation:
    """What is needed to cite a passage and to check the quotation later."""
    return Citation(
        doc_id=document.doc_id,
        start=passage.start,
        end=passage.end,
        quote=passage.text,
        sha256=document.source.sha256,
        title=document.title,
        metadata=document.metadata,
        locator=passage.locator,
        file_name=document.source.file_name,
        ocr=passage.locator.ocr,
    )
