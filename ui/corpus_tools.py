"""What browsing and the tools for researchers work out once per change of the catalogue, shared by all sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from corpus.model import DocumentSummary
from corpus.script import fold
from search.concordance import Collation, Concordance, Rows, Sort, collated, concordance, ordered
from search.facets import Facets
from search.query import Filters
from search.texts import FoldedTexts
from search.words import Collocate, WordCounts, collocates, count_words
from ui import resources
from ui.address import ListOrder
from ui.resources import Holdings, Identity

Given = tuple[tuple[str, str], ...]
"""Filters as an address holds them: they key what is worked out for them."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """All documents, prepared for being listed: counted by field, searched by word, in every order.

    `held` is what the words of the list are looked for in, folded; `orders` are rows by order.
    """

    facets: Facets
    held: tuple[str, ...]
    orders: dict[ListOrder, Rows]

    def rows(self, chosen: Filters, words: str, order: ListOrder, *, doubtful: bool) -> list[DocumentSummary]:
        """The documents that pass `chosen` and mention every one of `words`, in order."""
        mask = self.facets.accepted(chosen) & self.mentioning(words)
        if doubtful:
            mask &= self.doubtful()
        return [self.facets.documents[row] for row in self.orders[order] if mask[row]]

    def mentioning(self, words: str) -> NDArray[np.bool_]:
        """Which documents hold every one of `words` in title, metadata or file name, in either script."""
        wanted = fold(words).split()
        return np.array([all(word in one for word in wanted) for one in self.held], dtype=bool)

    def doubtful(self) -> NDArray[np.bool_]:
        """Which documents have metadata that a person should look at."""
        return np.array([bool(one.metadata.doubtful()) for one in self.facets.documents], dtype=bool)


def shelf(held: Holdings) -> Shelf:
    """The documents of `held`, prepared for being listed."""
    return _shelf(held.identity, held)


def within(held: Holdings, filters: Given, chosen: Filters) -> tuple[DocumentSummary, ...]:
    """The documents that pass `chosen`, whose wording in the address is `filters`."""
    if not filters:
        return held.summaries
    accepted = shelf(held).facets.accepted(chosen)
    return tuple(one for one, fits in zip(held.summaries, accepted, strict=True) if fits)


def texts() -> FoldedTexts:
    """The folded texts of the library, as they are now."""
    catalog = resources.catalog()
    held = _texts(resources.holdings().identity[:3])
    held.use(catalog)
    return held


def occurrences(held: Holdings, terms: tuple[str, ...], filters: Given, chosen: Filters) -> Concordance:
    """Every occurrence of `terms` in the documents that pass `chosen`."""
    return _occurrences(held.identity, terms, filters, held, chosen)


def in_order(held: Holdings, found: Concordance, filters: Given, sort: Sort, collation: Collation) -> Rows:
    """The rows of `found`, which came of `occurrences` with `filters`, in order."""
    return _in_order(held.identity, found.terms, filters, sort, collation, found)


def words(held: Holdings, filters: Given, chosen: Filters) -> WordCounts:
    """How often each word stands in the documents that pass `chosen`, by year."""
    return words_of(held, within(held, filters, chosen))


def words_of(held: Holdings, some: Sequence[DocumentSummary]) -> WordCounts:
    """How often each word stands in `some` of the documents of `held`, by year."""
    return _words(held.identity, frozenset(one.doc_id for one in some), tuple(some))


def neighbours(held: Holdings, found: Concordance, filters: Given, chosen: Filters) -> tuple[Collocate, ...]:
    """What stands near the nodes of `found`, which came of `occurrences` with `filters`, the strongest first."""
    return _neighbours(held.identity, found.terms, filters, held, found, chosen)


@st.cache_resource(show_spinner=False, max_entries=2)
def _shelf(identity: Identity, _held: Holdings) -> Shelf:
    some = _held.summaries
    named = [" ".join([one.title, one.source.file_name, *one.metadata.values().values()]) for one in some]
    titles = collated([fold(one.title) for one in some], Collation.PINYIN)
    dates = [one.metadata.get("published_on") or "" for one in some]
    every = range(len(some))
    orders = {
        ListOrder.ADDED: list(every),  # as the catalogue lists them: the newest first
        ListOrder.TITLE: sorted(every, key=titles.__getitem__),
        ListOrder.DATE: sorted(every, key=dates.__getitem__, reverse=True),
        ListOrder.LENGTH: sorted(every, key=lambda row: some[row].characters, reverse=True),
    }
    return Shelf(
        resources.facet_counts(_held), tuple(map(fold, named)), {name: np.array(rows) for name, rows in orders.items()}
    )


@st.cache_resource(show_spinner=False, max_entries=2)
def _texts(file: tuple[str, int, int]) -> FoldedTexts:
    return FoldedTexts(resources.catalog())


@st.cache_resource(show_spinner=False, max_entries=16)
def _occurrences(
    identity: Identity, terms: tuple[str, ...], filters: Given, _held: Holdings, _chosen: Filters
) -> Concordance:
    return concordance(within(_held, filters, _chosen), terms, texts())


@st.cache_resource(show_spinner=False, max_entries=16)
def _in_order(
    identity: Identity, terms: tuple[str, ...], filters: Given, sort: Sort, collation: Collation, _found: Concordance
) -> Rows:
    return ordered(_found, sort, texts(), collation=collation)


@st.cache_resource(show_spinner=False, max_entries=4)
def _words(identity: Identity, doc_ids: frozenset[str], _some: tuple[DocumentSummary, ...]) -> WordCounts:
    return count_words(_some, texts())


@st.cache_resource(show_spinner=False, max_entries=16)
def _neighbours(
    identity: Identity,
    terms: tuple[str, ...],
    filters: Given,
    _held: Holdings,
    _found: Concordance,
    _chosen: Filters,
) -> tuple[Collocate, ...]:
    return collocates(_found, texts(), words(_held, filters, _chosen).total())
