"""Passages that documents of the same text have in common: listed once, with the others under the best of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from corpus.catalog import Catalog
from corpus.duplicates import DUPLICATES, Link, Relation, is_same_passage, letters_of
from corpus.model import DocumentSummary, Passage
from corpus.script import fold
from search.fusion import Scored
from search.hits import Duplicate, Place


class Kin:
    """What the documents of some candidates are to one another and to others.

    Args:
        catalog: where links and passages are read.
        doc_ids: the documents of the candidates.
    """

    def __init__(self, catalog: Catalog, doc_ids: Iterable[str]) -> None:
        self._catalog = catalog
        self.links: Mapping[str, tuple[Link, ...]] = catalog.links(list(dict.fromkeys(doc_ids)))
        self._same_text = {
            doc_id: frozenset(link.other for link in links if link.relation in DUPLICATES)
            for doc_id, links in self.links.items()
        }
        self._letters: dict[int, str] = {}

    def gather(self, places: Sequence[Place], k: int) -> list[Place]:
        """The first `k` of `places`, without those that say what a better one says in a document of the same text.

        What is left out stands among the `twins` of the better one; the order of the others does not change.
        """
        kept: list[Place] = []
        twins: dict[int, list[Scored]] = {}
        for place in places:
            better = next((at for at, one in enumerate(kept) if self._say_the_same(one.leader, place.leader)), None)
            if better is not None:
                twins.setdefault(better, []).append(place.leader)
            elif len(kept) < k:
                kept.append(place)
            elif not self._same_text:
                break
        return [Place(one.leader, one.followers, tuple(twins.get(at, ()))) for at, one in enumerate(kept)]

    def duplicates(
        self, doc_id: str, documents: Mapping[str, DocumentSummary], twins: Sequence[Passage]
    ) -> tuple[Duplicate, ...]:
        """What `doc_id` is linked to: the same text first, versions by date; with the passages found there too."""
        found_there = {passage.doc_id: passage for passage in reversed(twins)}
        some = [
            Duplicate(documents[link.other], link.relation, link.similarity, link.dated, found_there.get(link.other))
            for link in self.links.get(doc_id, ())
            if link.other in documents
        ]
        same = [one for one in some if one.relation in DUPLICATES]
        versions = [one for one in some if one.relation is Relation.VERSION]
        return (*same, *sorted(versions, key=lambda one: one.dated or ""))

    def of(self, doc_id: str) -> tuple[Duplicate, ...]:
        """What `doc_id` is linked to, outside a search."""
        return self.duplicates(doc_id, self._catalog.summaries_of(self.linked_to([doc_id])), ())

    def linked_to(self, doc_ids: Iterable[str]) -> list[str]:
        """The documents that any of `doc_ids` is linked to."""
        return list(dict.fromkeys(link.other for doc_id in doc_ids for link in self.links.get(doc_id, ())))

    def _say_the_same(self, one: Scored, other: Scored) -> bool:
        if other.candidate.doc_id not in self._same_text.get(one.candidate.doc_id, ()):
            return False
        letters = self._letters_of(one), self._letters_of(other)
        return all(letters) and is_same_passage(*letters)

    def _letters_of(self, one: Scored) -> str:
        passage_id = one.candidate.passage_id
        if passage_id not in self._letters:
            passage = self._catalog.passages_by_id([passage_id]).get(passage_id)
            self._letters[passage_id] = letters_of(fold(passage.text)) if passage else ""
        return self._letters[passage_id]
