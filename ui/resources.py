"""What all sessions share: the open searcher, and what is worked out from the catalogue once per change of it."""

from __future__ import annotations

import contextlib
import gc
from bisect import bisect_right
from dataclasses import dataclass

import streamlit as st

from corpus.catalog import Catalog
from corpus.chunker import Paragraph, paragraphs
from corpus.duplicates import DUPLICATES, Link
from corpus.errors import CasebaseError, NotFoundError
from corpus.home import Home, resolve_home
from corpus.model import Document, DocumentSummary, Locator, Passage
from review.rounds.confidential import hidden_in
from search.facets import Facets
from search.gather import Kin
from search.hits import Duplicate
from search.query import Query
from search.searcher import Searcher
from search.themes import Theme
from search.themes import themes as library_themes
from ui import labels, session
from ui.facets import Facet, examples, facets

_NOTHING: frozenset[str] = frozenset()
_VEILS = 64  # reviewers of the same rounds share one
_EXAMPLE_DOCUMENTS = 24  # read for example questions: enough to choose from, little enough to open at once


Identity = tuple[str, int, int, int]
"""Path, device and inode of a catalogue, and its revision: one of them changes when anything in it does."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """The catalogue at one revision. `identity` names the file and the revision, and keys what is derived from it."""

    identity: Identity
    summaries: tuple[DocumentSummary, ...]
    passages: int

    def summary(self, doc_id: str) -> DocumentSummary:
        """The document whose id begins with `doc_id`.

        Raises:
            NotFoundError: there is none, or more than one.
        """
        found = [one for one in self.summaries if doc_id and one.doc_id.startswith(doc_id)]
        if len(found) != 1:
            raise NotFoundError("document", doc_id, "open it from the library")
        return found[0]


@dataclass(frozen=True, slots=True)
class Opened:
    """A document with its paragraphs, numbered as locators number them, and its passages."""

    document: Document
    paragraphs: tuple[Paragraph, ...]
    passages: tuple[Passage, ...]

    def locator(self, start: int) -> Locator:
        """Where the passage stands that `start` lies in; nothing is known before the first."""
        at = bisect_right(self.passages, start, key=lambda passage: passage.start) - 1
        return self.passages[at].locator if at >= 0 else Locator()


def home() -> Home:
    """The home directory that the pages serve."""
    return resolve_home(None)


def searcher(shown: frozenset[str] = _NOTHING) -> Searcher:
    """The searcher of the home directory, shared by all sessions for whom it finds the same.

    Raises:
        HomeError: the directory cannot be read.
        IndexingError: there is no index that fits.
    """
    with st.spinner(labels.OPENING):  # which Streamlit draws only for what takes longer than half a second
        whole = _searcher(*_file(home()))
    hidden = veil() - shown
    return _narrowed(_identity(hidden), whole, catalog(shown)) if hidden else whole


def catalog(shown: frozenset[str] = _NOTHING) -> Catalog:
    """The catalogue for reading, shared by all sessions for whom it holds the same.

    Raises:
        HomeError: there is none, or it cannot be read.
    """
    hidden = veil() - shown
    return _without(_file(home()), tuple(sorted(hidden))) if hidden else _catalog(*_file(home()))


def veil() -> frozenset[str]:
    """The documents that are not there for the visitor: what they review blindly, and copies of it.

    Everything here is without them. The pages of a round, which mask what they show, ask for their own submissions by
    name (`shown`); see `ui/review/stock.py`.
    """
    hidden = hidden_in(home(), session.person())
    if not hidden or not home().catalog.is_file():
        return hidden
    whole = _catalog(*_file(home()))
    return hidden | _copies((*_file(home()), whole.revision), tuple(sorted(hidden)), whole)


def holdings(shown: frozenset[str] = _NOTHING) -> Holdings:
    """All documents, without their texts."""
    shared = catalog(shown)
    return _holdings((*_identity(veil() - shown), shared.revision), shared)


def links(held: Holdings) -> dict[str, tuple[Link, ...]]:
    """The duplicates and versions of every document that has some."""
    return _links(held.identity, catalog())


def duplicates(doc_id: str) -> tuple[Duplicate, ...]:
    """The documents of the same text as `doc_id`, and its other versions by date."""
    return Kin(catalog()).of(doc_id)


def all_facets(held: Holdings) -> tuple[Facet, ...]:
    """What can be filtered by, with counts."""
    return _facets(held.identity, held)


def facet_counts(held: Holdings) -> Facets:
    """All documents, prepared for counting them under any filters."""
    return _facet_counts(held.identity, held)


def themes(held: Holdings) -> tuple[Theme, ...]:
    """What the library is about."""
    return _themes(held.identity, held)


def example_questions(held: Holdings) -> tuple[tuple[str, str], ...]:
    """Questions that the library answers, each with the title it was taken from."""
    return _examples(held.identity, held, catalog())


def opened(doc_id: str, shown: frozenset[str] = _NOTHING) -> Opened:
    """A document for reading; `doc_id` may be its beginning.

    Raises:
        NotFoundError: there is none, or more than one.
    """
    shared = catalog(shown)
    with st.spinner(labels.OPENING):
        return _opened((*_identity(veil() - shown), shared.revision), shared.resolve(doc_id), shared)


def _identity(hidden: frozenset[str]) -> tuple[str, int, int]:
    """As `_file`; another one for whom documents are hidden."""
    path, device, inode = _file(home())
    return ("\0".join([path, *sorted(hidden)]), device, inode) if hidden else (path, device, inode)


def _file(where: Home) -> tuple[str, int, int]:
    """Tells one catalogue file from another, also under the same path."""
    path = where.catalog.absolute()
    try:
        status = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path), status.st_dev, status.st_ino


@st.cache_resource(show_spinner=False, max_entries=2, on_release=Searcher.close)
def _searcher(path: str, device: int, inode: int) -> Searcher:
    opened = Searcher.open(home())
    # The first question loads the encoder and the word list: do that now, so that nobody waits for it. What is wrong
    # with the encoder is said when a question needs it.
    with contextlib.suppress(CasebaseError):
        opened.search(Query(labels.APP))
    # What is loaded for good need not be looked at again at every collection of garbage.
    gc.collect()
    gc.freeze()
    return opened


@st.cache_resource(show_spinner=False, max_entries=_VEILS)
def _narrowed(identity: tuple[str, int, int], _whole: Searcher, _catalog: Catalog) -> Searcher:
    return _whole.through(_catalog)


@st.cache_resource(show_spinner=False, max_entries=_VEILS)
def _without(file: tuple[str, int, int], hidden: tuple[str, ...]) -> Catalog:
    return Catalog.open_without(home(), hidden)


@st.cache_resource(show_spinner=False, max_entries=_VEILS)
def _copies(identity: Identity, hidden: tuple[str, ...], _catalog: Catalog) -> frozenset[str]:
    found = _catalog.links(hidden).values()
    return frozenset(link.other for links in found for link in links if link.relation in DUPLICATES)


@st.cache_resource(show_spinner=False, max_entries=2, on_release=Catalog.close)
def _catalog(path: str, device: int, inode: int) -> Catalog:
    return Catalog.open_readonly(home())


@st.cache_resource(show_spinner=False, max_entries=2)
def _holdings(identity: Identity, _catalog: Catalog) -> Holdings:
    return Holdings(identity, _catalog.summaries(), _catalog.counts()[1])


@st.cache_resource(show_spinner=False, max_entries=2)
def _links(identity: Identity, _catalog: Catalog) -> dict[str, tuple[Link, ...]]:
    return _catalog.links()


@st.cache_resource(show_spinner=False, max_entries=2)
def _facets(identity: Identity, _held: Holdings) -> tuple[Facet, ...]:
    return facets(_held.summaries)


@st.cache_resource(show_spinner=False, max_entries=2)
def _facet_counts(identity: Identity, _held: Holdings) -> Facets:
    return Facets(_held.summaries)


@st.cache_resource(show_spinner=False, max_entries=2)
def _themes(identity: Identity, _held: Holdings) -> tuple[Theme, ...]:
    return library_themes(_held.summaries)


@st.cache_resource(show_spinner=False, max_entries=2)
def _examples(identity: Identity, _held: Holdings, _catalog: Catalog) -> tuple[tuple[str, str], ...]:
    some = sorted(_held.summaries, key=lambda one: one.doc_id)[:_EXAMPLE_DOCUMENTS]
    return examples([_catalog.document(one.doc_id) for one in some])


@st.cache_resource(show_spinner=False, max_entries=16)
def _opened(identity: Identity, doc_id: str, _catalog: Catalog) -> Opened:
    document = _catalog.document(doc_id)
    return Opened(document, paragraphs(document.text, document.outline), _catalog.passages(doc_id))
