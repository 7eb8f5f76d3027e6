"""Which module draws which page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ui import (
    batch_page,
    collections_page,
    compare_page,
    concordance_page,
    library_page,
    manage,
    reader_page,
    report_page,
    review,
    search_page,
)
from ui.address import Place

PAGES: Final[dict[Place, Callable[[], None]]] = {
    Place.SEARCH: search_page.render,
    Place.READER: reader_page.render,
    Place.LIBRARY: library_page.render,
    Place.REPORT: report_page.render,
    Place.MANAGE: manage.render,
    Place.CONCORDANCE: concordance_page.render,
    Place.COMPARE: compare_page.render,
    Place.BATCH: batch_page.render,
    Place.COLLECTIONS: collections_page.render,
    Place.ROUNDS: review.render_rounds,
    Place.ROUND: review.render_round,
}
