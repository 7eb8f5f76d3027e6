"""The library as the pages of a round see it: with the submissions of that round, which these pages mask themselves.

What another blind round keeps from the visitor is not there for these pages either.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.catalog import Catalog
from corpus.errors import NotFoundError
from search.searcher import Searcher
from ui import frame, resources
from ui.address import RoundAddress
from ui.resources import Holdings, Identity, Opened, home
from ui.review import reach

if TYPE_CHECKING:
    from review.claims.finding import Found
    from review.overlap.model import Overlaps

__all__ = ["Holdings", "Identity", "Opened", "catalog", "holdings", "home", "opened", "searcher", "seen", "seen_claims"]


def catalog() -> Catalog:
    """As `resources.catalog`."""
    return resources.catalog(_own())


def holdings() -> Holdings:
    """As `resources.holdings`."""
    return resources.holdings(_own())


def opened(doc_id: str) -> Opened:
    """As `resources.opened`."""
    return resources.opened(doc_id, _own())


def searcher() -> Searcher:
    """As `resources.searcher`."""
    return resources.searcher(_own())


def seen(found: Overlaps) -> Overlaps:
    """What of the shared words the visitor may know of."""
    hidden = resources.veil() - _own()
    if not hidden:
        return found
    summaries = tuple(
        replace(one, largest=None) if one.largest and one.largest[0] in hidden else one for one in found.summaries
    )
    matches = tuple(one for one in found.matches if not {one.left.doc_id, one.right.doc_id} & hidden)
    duplicates = tuple(one for one in found.duplicates if not {one.doc_id, one.other} & hidden)
    return replace(found, matches=matches, summaries=summaries, duplicates=duplicates)


def seen_claims(found: Found) -> Found:
    """What of the figures and contradictions the visitor may know of."""
    hidden = resources.veil() - _own()
    if not hidden:
        return found
    library = tuple(one for one in found.library if not any(quotation.doc_id in hidden for quotation in one.quotations))
    return replace(found, library=library)


def _own() -> frozenset[str]:
    """The submissions of the round whose page it is, where anything is hidden at all."""
    asked = RoundAddress.read(frame.params()).round if resources.veil() else ""
    if not asked:
        return frozenset()
    try:
        return frozenset(one.doc_id for one in reach.read(lambda rounds: rounds.submissions(asked)))
    except NotFoundError:
        return frozenset()
