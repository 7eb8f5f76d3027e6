"""The lexical side: BM25 over passages and over whole documents, in tantivy.

Terms come from `indexing.analyzer`, so tantivy only splits at spaces. k1 = 1.2 and b = 0.75 (Robertson and Zaragoza,
The Probabilistic Relevance Framework: BM25 and Beyond, 2009) are tantivy's own.
"""

from __future__ import annotations

import contextlib
import math
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import tantivy

LEXICAL_VERSION = "tantivy-0.27/1"
_HEAP = 64 << 20


@dataclass(frozen=True, slots=True)
class LexicalItem:
    """What is indexed as one: an integer `key`, the document it belongs to, its terms."""

    key: int
    doc_id: str
    terms: Sequence[str]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("key", stored=True, indexed=True, fast=True)
    builder.add_text_field("doc_id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("terms", stored=False, tokenizer_name="terms", index_option="freq")
    return builder.build()


class LexicalWriter:
    """What `LexicalIndex.writing` hands out."""

    def __init__(self, writer: tantivy.IndexWriter) -> None:
        self._writer = writer

    def remove(self, doc_id: str) -> None:
        """Drop everything that belongs to `doc_id`."""
        self._writer.delete_documents_by_term("doc_id", doc_id)

    def add(self, item: LexicalItem) -> None:
        """Index one item."""
        terms = " ".join(item.terms)
        self._writer.add_document(tantivy.Document(key=item.key, doc_id=item.doc_id, terms=terms))


class LexicalIndex:
    """One tantivy index in one folder."""

    _copy: tempfile.TemporaryDirectory[str] | None = None  # lives as long as the index that reads it

    def __init__(self, index: tantivy.Index) -> None:
        splitter = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("terms", splitter)
        self._index = index
        self._schema = index.schema
        self._searcher = index.searcher()

    @classmethod
    def create(cls, folder: Path) -> Self:
        """Make an empty index in `folder`, which must not hold one."""
        folder.mkdir(parents=True)
        return cls(tantivy.Index(_schema(), path=str(folder)))

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the index in `folder`.

        Raises:
            ValueError: there is none, or its files are missing or damaged.
        """
        try:
            return cls(tantivy.Index.open(str(folder)))
        except ValueError as error:
            if "Lock" not in str(error):
                raise
        # tantivy writes a lock file even to read: from a medium that cannot be written, a copy is read.
        copy = tempfile.TemporaryDirectory(prefix="casebase-lexical-")
        shutil.copytree(folder, copy.name, dirs_exist_ok=True)
        index = cls(tantivy.Index.open(copy.name))
        index._copy = copy
        return index

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    @contextlib.contextmanager
    def writing(self) -> Iterator[LexicalWriter]:
        """Collect removals and additions; they are committed together when the block ends, or not at all."""
        writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        try:
            yield LexicalWriter(writer)
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(
        self,
        terms: Sequence[str],
        k: int,
        *,
        extra: Sequence[tuple[str, float]] = (),
        documents: Sequence[str] | None = None,
        required: Sequence[str] = (),
    ) -> list[tuple[int, float]]:
        """The `k` best as (key, BM25), best first.

        Args:
            terms: what is looked for; a term that stands there twice counts twice.
            k: how many at most.
            extra: further terms, each with what its BM25 is multiplied by.
            documents: where given, the only ones to look in.
            required: terms that must all be there.
        """
        limits = [self._term(term, 1) for term in dict.fromkeys(required)]
        if documents is not None:
            limits.append(tantivy.Query.term_set_query(self._schema, "doc_id", list(documents)))
        return self._run(terms, k, limits, extra)

    def score(
        self, terms: Sequence[str], keys: Sequence[int], *, extra: Sequence[tuple[str, float]] = ()
    ) -> dict[int, float]:
        """The BM25 of those of `keys` that hold any of `terms`, or of the `extra` ones by their weights."""
        if not keys:
            return {}
        # One by one: for so few keys a set of terms, which walks all that there are, takes five times as long.
        each = [(tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "key", key)) for key in keys]
        return dict(self._run(terms, len(keys), [tantivy.Query.boolean_query(each)], extra))

    def holding(self, terms: Sequence[str], k: int) -> list[int]:
        """The keys of at most `k` items that hold all of `terms`, in no promised order."""
        return self._keys(self._holding(terms, k))

    def documents_holding(self, terms: Sequence[str], k: int) -> list[str]:
        """The documents (`doc_id`) of at most `k` items that hold all of `terms`, in no promised order."""
        return [self._searcher.doc(address)["doc_id"][0] for address in self._holding(terms, k)]

    def _holding(self, terms: Sequence[str], k: int) -> list[tantivy.DocAddress]:
        if not terms or k < 1:
            return []
        all_of_them = [(tantivy.Occur.Must, self._term(term, 1)) for term in dict.fromkeys(terms)]
        hits = self._searcher.search(tantivy.Query.boolean_query(all_of_them), k, count=False).hits
        return [address for _, address in hits]

    def frequency(self, term: str) -> int:
        """How many items hold `term`."""
        return int(self._searcher.doc_freq("terms", term))

    def weight(self, terms: Sequence[str]) -> float:
        """The sum of the idf of `terms`: the BM25 of a passage of average length that holds each of them once."""
        return sum(count * self._idf(term) for term, count in Counter(terms).items())

    def _idf(self, term: str) -> float:
        holding = self.frequency(term)
        return math.log1p((len(self) - holding + 0.5) / (holding + 0.5))

    def _run(
        self,
        terms: Sequence[str],
        k: int,
        limits: Sequence[tantivy.Query],
        extra: Sequence[tuple[str, float]] = (),
    ) -> list[tuple[int, float]]:
        if not terms or k < 1:
            return []
        # A term that the question repeats counts as often as it stands there.
        weights = [*Counter(terms).items(), *extra]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, self._term(*weighted)) for weighted in weights])
        if limits:
            free = [tantivy.Query.const_score_query(limit, 0.0) for limit in limits]
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, one) for one in (query, *free)])
        hits = self._searcher.search(query, k, count=False).hits
        return list(zip(self._keys([address for _, address in hits]), (score for score, _ in hits), strict=True))

    def _keys(self, addresses: Sequence[tantivy.DocAddress]) -> list[int]:
        """The keys of what lies at `addresses`, from their column: reading stored items takes ten times as long."""
        column = self._searcher.fast_field_values("key", list(addresses))
        return [int(key) for key in column if key is not None]

    def _term(self, term: str, weight: float) -> tantivy.Query:
        query = tantivy.Query.term_query(self._schema, "terms", term)
        return query if weight == 1 else tantivy.Query.boost_query(query, float(weight))
