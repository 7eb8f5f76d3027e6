"""What finds candidates for a question: the protocol, and the engine that keeps everything in one folder."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from indexing.dense import DenseIndex, Ids, Vectors
from indexing.lexical import LexicalIndex, LexicalItem
from indexing.members import Member, Members
from indexing.sentences import SentenceVectors, packed

_COMPARED = 300  # passages, beyond those wanted, of which single sentences are looked at
_MOST_HOLDING = 20_000  # passages with the words of a required phrase that the dense side chooses among


@dataclass(frozen=True, slots=True)
class EnginePassage:
    """A passage as an engine stores it: its id, its terms, its vector (d,), those of its sentences (n, d), if known."""

    passage_id: int
    terms: Sequence[str]
    vector: Vectors
    sentences: Vectors | None = None


@dataclass(frozen=True, slots=True)
class EngineDocument:
    """A document as an engine stores it: `version` is its version in the catalogue, `terms` those of its whole text.

    `work` names what it is part of, where it is only a part: the law that it is an article of.
    """

    doc_id: str
    version: int
    terms: Sequence[str]
    passages: tuple[EnginePassage, ...]
    work: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What an engine is asked: `terms` for the lexical side, `vector` for the dense side; empty or None: not asked.

    `depth` is how many passages each side proposes; `documents`, where given, are the only ones to look in. `extra`
    are further terms for the lexical side, each with what its BM25 is multiplied by; they do not count for coverage.
    `required` are terms that a passage must hold, whichever side proposes it; `include` are passages to propose
    in any case. A question is compared with single sentences of a passage too, unless `whole` says that it is as long
    as one itself.
    """

    terms: tuple[str, ...]
    vector: Vectors | None
    depth: int
    documents: tuple[str, ...] | None = None
    extra: tuple[tuple[str, float], ...] = ()
    required: tuple[str, ...] = ()
    include: tuple[int, ...] = ()
    whole: bool = False


class Candidate(NamedTuple):
    """A passage that either side proposed, with the scores of both; a tuple, for a question makes hundreds.

    `lexical` is the passage's BM25, `document` its document's, `dense` the inner product, its best sentence's included;
    0 where a side was not asked or shares no term. `work` is what its document is part of, mostly the document itself.
    """

    passage_id: int
    doc_id: str
    lexical: float
    document: float
    dense: float
    work: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What an engine answers: the candidates, in no promised order, and how well words alone answer the question.

    `coverage` is the best passage's BM25 over that of a passage of average length that holds every term once: near 0
    where the library does not use the words of the question, about 1 where some passage uses them all.
    """

    candidates: tuple[Candidate, ...] = ()
    coverage: float = 0.0


class Engine(Protocol):
    """Passages in, candidates out. Derived from the catalogue; one process writes, any number read."""

    def versions(self) -> dict[str, int]:
        """The version of every document held, by `doc_id`."""

    def counts(self) -> tuple[int, int]:
        """How many documents and how many passages are held."""

    def update(self, *, remove: Iterable[str], add: Iterable[EngineDocument]) -> None:
        """Drop the documents `remove`, then hold `add`."""

    def search(self, question: Question) -> Findings:
        """Every passage that either side proposes, each with the scores of both."""

    def frequency(self, term: str) -> int:
        """How many passages hold `term`."""

    def vectors(self, doc_id: str, passage_ids: Sequence[int] | None = None) -> Vectors:
        """The vectors (n, d) of those of `passage_ids` (None: all) that belong to `doc_id` and are held."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of a local engine in its folder."""

    folder: Path

    @property
    def dense(self) -> Path:
        """The FAISS index."""
        return self.folder / "dense.faiss"

    @property
    def sentences(self) -> Path:
        """The vectors of sentences."""
        return self.folder / "sentences.npy"

    @property
    def passages(self) -> Path:
        """The tantivy index of passages."""
        return self.folder / "lexical" / "passages"

    @property
    def documents(self) -> Path:
        """The tantivy index of whole documents."""
        return self.folder / "lexical" / "documents"

    @property
    def members(self) -> Path:
        """Which documents and passages are held: JSON, passage ids by document."""
        return self.folder / "members.json"


class LocalEngine:
    """FAISS and tantivy in one folder; the `Engine` that needs no server."""

    def __init__(
        self,
        layout: Layout,
        passages: LexicalIndex,
        documents: LexicalIndex,
        members: Members,
        dense: DenseIndex,
        sentences: SentenceVectors,
    ) -> None:
        self._layout = layout
        self._passages = passages
        self._documents = documents
        self._members = members
        self._dense = dense
        self._sentences = sentences

    @classmethod
    def create(cls, folder: Path, dimension: int) -> Self:
        """An engine that holds nothing, for vectors of `dimension`, in a new folder."""
        layout = Layout(folder)
        dense = DenseIndex.build(np.zeros((0, dimension), dtype=np.float32), np.zeros(0, dtype=np.int64))
        passages, documents = LexicalIndex.create(layout.passages), LexicalIndex.create(layout.documents)
        engine = cls(layout, passages, documents, Members({}), dense, SentenceVectors.empty(dimension))
        engine.update(remove=[], add=[])
        return engine

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The engine that `create` and `update` left in `folder`.

        Raises:
            OSError, RuntimeError: a file is missing or cannot be read.
            ValueError: a file is damaged, or the parts do not hold the same passages.
        """
        layout = Layout(folder)
        dense = DenseIndex.load(layout.dense)
        engine = cls(
            layout,
            LexicalIndex.open(layout.passages),
            LexicalIndex.open(layout.documents),
            Members.load(layout.members),
            dense,
            SentenceVectors.load(layout.sentences, dense.dimension),
        )
        sizes = engine.sizes()
        if len(set(sizes.values())) != 1 or len(engine._documents) != engine.counts()[0]:
            raise ValueError(f"its parts hold different numbers of passages: {sizes}")
        if None in engine._members.owners(engine._sentences.passages.tolist()):
            raise ValueError("it holds sentences of passages that it does not hold")
        return engine

    @property
    def factory(self) -> str:
        """What kind of FAISS index holds the vectors."""
        return self._dense.factory

    def versions(self) -> dict[str, int]:
        """The version of every document held, by `doc_id`."""
        return self._members.versions()

    def counts(self) -> tuple[int, int]:
        """How many documents and how many passages are held."""
        return self._members.counts()

    def passage_ids(self) -> list[int]:
        """The ids of all passages held."""
        ids: list[int] = self._members.passage_ids(self._members.versions()).tolist()
        return ids

    def sizes(self) -> dict[str, int]:
        """How many passages each part holds: all the same, unless something is broken."""
        return {"members": self.counts()[1], "lexical": len(self._passages), "dense": len(self._dense)}

    def update(self, *, remove: Iterable[str], add: Iterable[EngineDocument]) -> None:
        """Drop the documents `remove`, then hold `add`, and write everything to the folder."""
        removed = list(remove)
        added: dict[str, Member] = {}
        vectors: list[Vectors] = []
        sentences: list[NDArray[Any]] = []
        with self._passages.writing() as passages, self._documents.writing() as documents:
            for doc_id in removed:
                passages.remove(doc_id)
                documents.remove(doc_id)
            for document in add:
                documents.add(LexicalItem(_document_key(document.doc_id), document.doc_id, document.terms))
                for passage in document.passages:
                    passages.add(LexicalItem(passage.passage_id, document.doc_id, passage.terms))
                    vectors.append(passage.vector)
                    if passage.sentences is not None:
                        sentences.append(packed(passage.passage_id, passage.sentences))
                ids = tuple(passage.passage_id for passage in document.passages)
                added[document.doc_id] = Member(document.version, ids, document.work)
        kept = self._members.changed(remove=removed, add={})
        gone = self._members.passage_ids(removed)
        new = np.array([i for member in added.values() for i in member.passage_ids], dtype=np.int64)
        self._dense = self._dense.updated(
            keep=kept.passage_ids(kept.versions()),
            remove=gone,
            vectors=np.stack(vectors) if vectors else np.zeros((0, self._dense.dimension), dtype=np.float32),
            ids=new,
        )
        self._dense.save(self._layout.dense)
        self._sentences = self._sentences.updated(remove=gone, add=sentences)
        self._sentences.save(self._layout.sentences)
        self._members = kept.changed(remove=[], add=added)
        self._members.save(self._layout.members)

    def search(self, question: Question) -> Findings:
        """Every passage that either side proposes, each with the scores of both."""
        nearest = _beside().submit(self._nearest, question)
        lexical, of_documents = self._matching(question)
        dense = nearest.result()
        proposed = list(dict.fromkeys([*lexical, *dense, *question.include]))
        owners = {i: owner for i, owner in zip(proposed, self._members.owners(proposed), strict=True) if owner}
        keys = {owner: _document_key(owner) for owner in owners.values()}
        works = {owner: self._members.work(owner) for owner in keys}
        self._complete(question, list(owners), list(keys.values()), lexical, dense, of_documents)
        candidates = tuple(
            Candidate(i, doc, lexical.get(i, 0.0), of_documents.get(keys[doc], 0.0), dense.get(i, 0.0), works[doc])
            for i, doc in owners.items()
        )
        return Findings(candidates, self._coverage(question.terms, lexical))

    def frequency(self, term: str) -> int:
        """How many passages hold `term`."""
        return self._passages.frequency(term)

    def vectors(self, doc_id: str, passage_ids: Sequence[int] | None = None) -> Vectors:
        """The vectors (n, d) of those of `passage_ids` (None: all) that belong to `doc_id` and are held."""
        ids = self._members.passage_ids([doc_id])
        if passage_ids is not None:
            ids = np.intersect1d(ids, np.array(passage_ids, dtype=np.int64))
        return self._dense.vectors(ids)

    def sentence_vectors(self, passage_id: int) -> Vectors:
        """The vectors (n, d) of the sentences that are held of a passage."""
        return self._sentences.of_passage(passage_id)

    def _nearest(self, question: Question) -> dict[int, float]:
        """What the dense side proposes: inner products by passage."""
        if question.vector is None:
            return {}
        further = _COMPARED if len(self._sentences.passages) and not question.whole else 0
        wanted = question.depth + further
        ids, whole = self._dense.nearest(question.vector, wanted, within=self._chosen(question))
        scores = self._closer(question, ids, whole)
        order = np.argsort(-scores, kind="stable")[: question.depth]
        return dict(zip(ids[order].tolist(), scores[order].tolist(), strict=True))

    def _closer(self, question: Question, ids: Ids, whole: Vectors) -> Vectors:
        """What the dense side says of the passages `ids` (n,), whose products as a whole are known."""
        if question.whole or question.vector is None:
            return whole
        return self._sentences.blended(question.vector, ids, whole)

    def _matching(self, question: Question) -> tuple[dict[int, float], dict[int, float]]:
        """What the lexical side proposes: BM25 by passage, and by the key of a document."""
        if not question.terms:
            return {}, {}
        within = None if question.documents is None else list(question.documents)
        found = self._passages.search(
            question.terms, question.depth, extra=question.extra, documents=within, required=question.required
        )
        best = self._documents.search(question.terms, question.depth, extra=question.extra, documents=within)
        return dict(found), dict(best)

    def _chosen(self, question: Question) -> Ids | None:
        """The only passages that the dense side may propose; None for all."""
        within = None if question.documents is None else self._members.passage_ids(question.documents)
        if not question.required:
            return within
        holding = np.array(self._passages.holding(question.required, _MOST_HOLDING), dtype=np.int64)
        return holding if within is None else np.intersect1d(holding, within)

    def _coverage(self, terms: Sequence[str], lexical: dict[int, float]) -> float:
        best = max(lexical.values(), default=0.0)
        return best / self._passages.weight(terms) if best else 0.0

    def _complete(
        self,
        question: Question,
        passages: Sequence[int],
        documents: Sequence[int],
        lexical: dict[int, float],
        dense: dict[int, float],
        of_documents: dict[int, float],
    ) -> None:
        """Score on each side what only the other side proposed; `documents` are keys, as in `of_documents`."""
        unscored = [i for i in passages if i not in lexical] if question.terms else []
        of_passages = _beside().submit(self._passages.score, question.terms, unscored, extra=question.extra)
        if question.terms:
            missing = [key for key in documents if key not in of_documents]
            of_documents.update(self._documents.score(question.terms, missing, extra=question.extra))
        if question.vector is not None:
            far = np.array([i for i in passages if i not in dense], dtype=np.int64)
            scores = self._closer(question, far, self._dense.score(question.vector, far))
            dense.update(zip(far.tolist(), scores.tolist(), strict=True))
        lexical.update(of_passages.result())


@functools.cache
def _beside() -> ThreadPoolExecutor:
    """Threads for one of two halves of a search: both libraries let go of Python while they look."""
    return ThreadPoolExecutor(max_workers=os.cpu_count(), thread_name_prefix="casebase-search")


@functools.lru_cache(maxsize=100_000)
def _document_key(doc_id: str) -> int:
    """A 63-bit key for a whole document in the lexical index."""
    return int.from_bytes(hashlib.blake2b(doc_id.encode(), digest_size=8).digest(), "big") >> 1
