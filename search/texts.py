"""The folded texts of a library, kept so that each is folded once, and which of them can hold a term at all."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence

from corpus.catalog import Catalog
from corpus.errors import IndexingError
from corpus.script import fold
from indexing.analyzer import ANALYZER_VERSION, bigrams_of_folded
from indexing.engine import Layout
from indexing.generations import published, versions
from indexing.lexical import LexicalIndex

KEPT_CHARACTERS = 100_000_000  # two bytes each: at most some 200 MB
_WORTH_NARROWING = 2_000  # texts that are not folded yet: fewer are read faster than the index is asked
_TOO_COMMON = 4  # a term in more than one of so many documents rules out too few
_AT_ONCE = 500


class FoldedTexts:
    """Texts as they are searched, remembered up to `kept` characters. May be shared by threads.

    Args:
        catalog: where they come from.
        kept: how many characters to remember; what is beyond that is folded anew each time.
    """

    def __init__(self, catalog: Catalog, *, kept: int = KEPT_CHARACTERS) -> None:
        self.catalog = catalog
        self._kept = kept
        self._held = 0
        self._texts: dict[str, tuple[int, str]] = {}
        self._versions: dict[str, int] = {}
        self._revision = -1
        self._guard = threading.Lock()
        self.catch_up()

    def use(self, catalog: Catalog) -> None:
        """Go on with `catalog`, which is open on the same file, as it is now."""
        self.catalog = catalog
        self.catch_up()

    def catch_up(self) -> None:
        """Forget what the catalogue does not hold any more, or holds in another version."""
        revision = self.catalog.revision
        if revision == self._revision:
            return
        current = self.catalog.versions()
        with self._guard:
            self._texts = {one: kept for one, kept in self._texts.items() if current.get(one) == kept[0]}
            self._held = sum(len(text) for _, text in self._texts.values())
            self._versions, self._revision = current, revision

    def of(self, doc_ids: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Those of `doc_ids` that exist, in order, each with its folded text."""
        for start in range(0, len(doc_ids), _AT_ONCE):
            some = doc_ids[start : start + _AT_ONCE]
            found = {one: kept[1] for one in some if (kept := self._texts.get(one))}
            if missing := [one for one in some if one not in found]:
                found |= self._read(missing)
            yield from ((one, found[one]) for one in some if one in found)

    def narrowed(self, doc_ids: Sequence[str], folded: Iterable[str]) -> list[str]:
        """Those of `doc_ids` whose text may hold one of the `folded` terms; all where asking is not worth it."""
        given = list(doc_ids)
        if sum(one not in self._texts for one in given) < _WORTH_NARROWING:
            return given
        try:
            may_hold = self._may_hold(list(folded), len(given))
        except (IndexingError, ValueError):  # the texts themselves answer as well, only slower
            return given
        return given if may_hold is None else [one for one in given if one in may_hold]

    def _read(self, doc_ids: Sequence[str]) -> dict[str, str]:
        versions = self._versions
        found = {doc_id: fold(text) for doc_id, text in self.catalog.texts_of(doc_ids)}
        with self._guard:
            if versions is not self._versions:  # read before a change that was noticed since: perhaps the old text
                return found
            for doc_id, text in found.items():
                version = versions.get(doc_id)
                if version is not None and doc_id not in self._texts and self._held + len(text) <= self._kept:
                    self._texts[doc_id] = (version, text)
                    self._held += len(text)
        return found

    def _may_hold(self, terms: Sequence[str], documents: int) -> set[str] | None:
        """The documents with all bigrams of a term, by the index, and those that it does not hold as they are now.

        None where a term has no bigrams or is too common for the index to be of use.
        """
        home = self.catalog.home
        generation = published(home)
        if not generation.manifest.analyzer.startswith(ANALYZER_VERSION):
            return None
        index = LexicalIndex.open(Layout(generation.folder).documents)
        wanted = [[pair for pair in bigrams_of_folded(term) if pair[0] >= "\u3000"] for term in terms]
        if not all(wanted):
            return None
        rarest = [min(map(index.frequency, pairs)) for pairs in wanted]
        if sum(rarest) * _TOO_COMMON > documents:
            return None
        indexed = versions(generation, home)
        stale = {one for one, version in self._versions.items() if indexed.get(one) != version}
        return stale.union(*(index.documents_holding(pairs, most) for pairs, most in zip(wanted, rarest, strict=True)))
