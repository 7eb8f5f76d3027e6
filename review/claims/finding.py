"""The whole way from submissions to their figures, and to what does not agree: START READING HERE."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.catalog import Catalog
from corpus.home import Home, write_atomically
from corpus.model import DocumentSummary
from review.claims.comparison import comparable
from review.claims.contradictions import contradictions
from review.claims.extract import claims_of
from review.claims.library import against_library, names_of, related
from review.claims.model import Claim, Contradiction, Group
from review.claims.storing import FORMAT, from_json, to_json
from review.model import Progress, Text, nothing_told, read_text


@dataclass(frozen=True, slots=True)
class Found:
    """The claims of each submission, what does not agree within one or with the library, and what can be compared."""

    claims: Mapping[str, tuple[Claim, ...]]
    within: tuple[Contradiction, ...]
    library: tuple[Contradiction, ...]
    groups: tuple[Group, ...]


class Stopped(Exception):  # noqa: N818 - nothing went wrong
    """Somebody asked to stop; what was read until then is kept."""


def claims_in(
    home: Home,
    doc_ids: Sequence[str],
    *,
    library: bool = True,
    progress: Progress = nothing_told,
    stopped: Callable[[], bool] = lambda: False,
) -> Found:
    """The figures of documents of the catalogue, compared; those of a text are read once, then kept.

    Args:
        home: where the catalogue is; what was read of each document is kept under it.
        doc_ids: the submissions.
        library: whether to look in the other documents on the same places and programmes, too.
        progress: told how many submissions are done.
        stopped: asked before each submission whether to stop.

    Raises:
        NotFoundError: a document is not there.
        Stopped: it was asked to stop.
    """
    with Catalog.open_readonly(home) as catalog:
        ids = list(dict.fromkeys(catalog.resolve(doc_id) for doc_id in doc_ids))
        shelf = _Shelf(home, catalog)
        others = [one for one in catalog.summaries() if one.doc_id not in set(ids)] if library else []
        claims: dict[str, tuple[Claim, ...]] = {}
        within: list[Contradiction] = []
        outside: list[Contradiction] = []
        for done, doc_id in enumerate(ids):
            if stopped():
                raise Stopped
            progress(done, len(ids))
            text, claims[doc_id] = shelf.read(doc_id)
            within += contradictions(text, claims[doc_id])
            outside += against_library(text, claims[doc_id], shelf.about(text, others))
        progress(len(ids), len(ids))
        return Found(claims, tuple(within), tuple(outside), comparable(claims))


class _Shelf:
    """Documents with their claims, which are kept in files that can be deleted at any time."""

    def __init__(self, home: Home, catalog: Catalog) -> None:
        self._folder = home.reviews / "claims"
        self._catalog = catalog
        self._versions = catalog.versions()

    def read(self, doc_id: str) -> tuple[Text, tuple[Claim, ...]]:
        """A document, and what it claims."""
        text = read_text(self._catalog, doc_id)
        key = f"{FORMAT} {self._catalog.catalog_id} {self._versions[doc_id]}\n".encode()
        path = self._folder / f"{doc_id}.z"
        with contextlib.suppress(OSError, ValueError, zlib.error):  # not kept, or damaged: it is read anew
            kept = zlib.decompress(path.read_bytes())
            if kept.startswith(key):
                return text, from_json(kept[len(key) :], text)
        claims = claims_of(text)
        self._keep(path, key + to_json(claims))
        return text, claims

    def _keep(self, path: Path, content: bytes) -> None:
        with contextlib.suppress(OSError):  # a full or read-only disk costs time, nothing else
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, zlib.compress(content))

    def about(self, text: Text, summaries: Sequence[DocumentSummary]) -> Iterator[tuple[Text, tuple[Claim, ...]]]:
        """The other documents on the place and the programme of a submission."""
        names = names_of(text.document.title, text.document.metadata.get("region"))
        for summary in summaries:
            if related(names, summary.title, summary.metadata.get("region")):
                yield self.read(summary.doc_id)
