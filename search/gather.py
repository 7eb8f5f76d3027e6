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
    """What documents found are to one another and to others, read of those that are asked about only.

    Args:
        catalog: where links and passages are read.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._links: dict[str, tuple[Link, ...]] = {}
        self._letters: dict[int, str] = {}

    def gather(self, places: Sequence[Place], k: int) -> list[Place]:
        """The first `k` of `places`, without those that say what a better one says in a document of the same text.

        What is left out stands among the `twins` of the better one; the order of the others does not change.
        """
        self._learn(place.leader.candidate.doc_id for place in places[:k])
        kept: list[Place] = []
        of_same_text: dict[str, list[int]] = {}  # which of those kept stand in a document of the same text
        twins: dict[int, list[Scored]] = {}
        for place in places:
            doc_id = place.leader.candidate.doc_id
            fitting = of_same_text.get(doc_id, ())
            better = next((at for at in fitting if self._say_the_same(kept[at].leader, place.leader)), None)
            if better is not None:
                twins.setdefault(better, []).append(place.leader)
            elif len(kept) < k:
                for link in self._links_of(doc_id):
                    if link.relation in DUPLICATES:
                        of_same_text.setdefault(link.other, []).append(len(kept))
                kept.append(place)
            elif not of_same_text:
                break
        return [Place(one.leader, one.followers, tuple(twins.get(at, ()))) for at, one in enumerate(kept)]

    def duplicates(
        self, doc_id: str, documents: Mapping[str, DocumentSummary], twins: Sequence[Passage]
    ) -> tuple[Duplicate, ...]:
        """What `doc_id` is linked to: the same text first, versions by date; with the passages found there too."""
        found_there = {passage.doc_id: passage for passage in reversed(twins)}
        some = [
            Duplicate(documents[link.other], link.relation, link.similarity, link.dated, found_there.get(link.other))
            for link in self._links_of(doc_id)
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
        some = list(doc_ids)
        self._learn(some)
        return list(dict.fromkeys(link.other for doc_id in some for link in self._links_of(doc_id)))

    def _learn(self, doc_ids: Iterable[str]) -> None:
        """Read the links of those of `doc_ids` that are not known yet, together."""
        unknown = [doc_id for doc_id in dict.fromkeys(doc_ids) if doc_id not in self._links]
        if unknown:
            found = self._catalog.links(unknown)
            self._links.update((doc_id, found.get(doc_id, ())) for doc_id in unknown)

    def _links_of(self, doc_id: str) -> tuple[Link, ...]:
        self._learn([doc_id])
        return self._links[doc_id]

    def _say_the_same(self, one: Scored, other: Scored) -> bool:
        letters = self._letters_of(one), self._letters_of(other)
        return all(letters) and is_same_passage(*letters)

    def _letters_of(self, one: Scored) -> str:
        passage_id = one.candidate.passage_id
        if passage_id not in self._letters:
            passage = self._catalog.passages_by_id([passage_id]).get(passage_id)
            self._letters[passage_id] = letters_of(fold(passage.text)) if passage else ""
        return self._letters[passage_id]
