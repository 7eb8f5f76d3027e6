"""筛选: the fields that results can be narrowed by, with counts; what is chosen stays in sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, Self

from corpus.errors import FilterError
from search.facets import Choice, Facet
from search.query import Filters
from ui import labels, resources
from ui.address import SearchAddress
from ui.markup import Markup, icon, join, link, tag
from ui.resources import Holdings
from ui.widgets import fold, switch


class Filtered(Protocol):
    """An address that holds filters."""

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """The filters in force, (field, value)."""

    @property
    def href(self) -> str:
        """The address as a link."""

    def toggled(self, name: str, value: str) -> Self:
        """With one filter more, or without it."""

    def unfiltered(self) -> Self:
        """Without any."""


_VALUES_SHOWN = 6
_ORDER = ("region", "year", "issuer", "genre", "level", "kind", "subject_words")


def filters(asked: SearchAddress, held: Holdings) -> Markup:
    """A section a field; folded up on narrow screens under one button."""
    try:
        chosen = asked.parsed_filters()
    except FilterError:  # said where the answer would stand
        chosen = Filters()
    counted = resources.facet_counts(held).counted(chosen)
    return join([chips(asked), panel(asked, counted)])  # in sight on narrow screens too, where the fields fold up


def panel(asked: Filtered, counted: Sequence[Facet], *, above: Markup | str = "") -> Markup:
    """The fields of `counted` to choose from, below what stands `above` them."""
    by_name = {facet.name: facet for facet in counted}
    sections = [_section(asked, by_name[name]) for name in _ORDER if name in by_name]
    hint = tag("p", labels.COUNTS_HINT, class_="hint")
    label = labels.numbered(labels.FILTERS, len(asked.filters)) if asked.filters else labels.FILTERS
    body = tag("div", above, *sections, hint, class_="filters")
    return fold("filters", label, body)


def chips(asked: Filtered) -> Markup:
    """The filters in force, each with what takes it away; empty where there are none."""
    if not asked.filters:
        return Markup("")
    items = [
        link(
            join([labels.filter_chip(name, value), icon("close")]),
            asked.toggled(name, value).href,
            class_="chip",
            aria_label=f"{labels.REMOVE_FILTER} {labels.filter_chip(name, value)}",
        )
        for name, value in asked.filters
    ]
    clear = link(labels.CLEAR_FILTERS, asked.unfiltered().href)
    return tag("div", *items, clear, class_="chosen", role="group", aria_label=labels.CHOSEN_FILTERS)


def _section(asked: Filtered, facet: Facet) -> Markup:
    first = [one for place, one in enumerate(facet.choices) if place < _VALUES_SHOWN or one.chosen]
    rest = [one for one in facet.choices if one not in first]
    items = _values(asked, facet.name, first)
    if rest:
        more = _values(asked, facet.name, rest)
        items.append(tag("details", tag("summary", labels.more_values(len(rest))), *more))
    return tag("section", tag("h2", labels.FIELDS[facet.name]), *items)


def _values(asked: Filtered, name: str, choices: Sequence[Choice]) -> list[Markup]:
    """The choices; one that stands right under what it belongs to is named by the rest of its name only."""
    made: list[Markup] = []
    above: dict[int, str] = {}
    for one in choices:
        parent = above.get(one.depth - 1, "") if one.depth else ""
        under = bool(parent) and one.value == parent + one.label
        above = {depth: value for depth, value in above.items() if depth < one.depth} | {one.depth: one.value}
        shown = one.label if under else labels.filter_value(name, one.value)
        made.append(_value(asked, name, one, shown, one.depth if under else 0))
    return made


def _value(asked: Filtered, name: str, one: Choice, shown: str, depth: int) -> Markup:
    label = join([tag("span", shown), tag("span", labels.thousands(one.count), class_="number")])
    href, on = asked.toggled(name, one.value).href, (name, one.value) in asked.filters
    return switch(label, href, on=on, class_=f"facet under-{depth}" if depth else "facet")
