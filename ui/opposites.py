"""What a search can be compared with in one click: other modes, other filters."""

from __future__ import annotations

from collections.abc import Iterator

from search.query import Mode
from ui import labels
from ui.address import CompareAddress, SearchAddress
from ui.markup import Markup, icon, join, link, tag

_PAIRS = ("region", "year", "kind", "genre", "level", "issuer", "subject_words")


def opposites(asked: SearchAddress) -> Markup:
    """The menu 对比检索 of a search."""
    items = [link(name, CompareAddress(left, right).href) for name, left, right in _offered(asked)]
    sheet = tag("div", tag("h2", labels.COMPARE_WITH), *items, class_="sheet")
    return tag("details", tag("summary", icon("compare_arrows"), labels.COMPARE), sheet, class_="menu opposites")


def _offered(asked: SearchAddress) -> Iterator[tuple[str, SearchAddress, SearchAddress]]:
    """What to set against each other: two values of a filter, with and without filters, two modes."""
    for name in _PAIRS:
        values = [value for field, value in asked.filters if field == name]
        if len(values) > 1:
            one, other = (labels.filter_value(name, value) for value in values[:2])
            yield labels.against(one, other), asked.filtered(name, values[0]), asked.filtered(name, values[1])
    if asked.filters:
        yield labels.NO_FILTERS, asked, asked.unfiltered()
    for mode in Mode:
        if mode is not asked.mode:
            yield labels.mode_against(mode), asked, asked.changed(mode=mode)


def described(asked: SearchAddress) -> Markup:
    """How a search is asked, in one line: its mode and its filters."""
    parts = [labels.MODES[asked.mode], *(labels.filter_chip(name, value) for name, value in asked.filters)]
    return join([tag("span", part) for part in parts])
