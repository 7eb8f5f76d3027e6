"""Pieces that several pages use. Those of markup are links, so that their state is the address."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from indexing.build import Progress
from ui import labels
from ui.markup import Markup, icon, join, link, tag


def segmented(label: str, options: Iterable[tuple[str, str, bool]]) -> Markup:
    """A choice of one: (label, address, whether it is the current one) each."""
    links = [link(name, href, aria_current="true" if current else None) for name, href, current in options]
    return tag("div", *links, class_="choices", role="group", aria_label=label)


def switch(label: object, href: str, *, on: bool, class_: str = "switch") -> Markup:
    """Something that is on or off; the address is that of the other state."""
    box = icon("check_box" if on else "check_box_outline_blank")
    return link(join([box, label]), href, class_=class_, role="checkbox", aria_checked="true" if on else "false")


def fold(name: str, label: str, body: Markup) -> Markup:
    """Something that stands open on wide screens and behind a button on narrow ones, without a script."""
    box = tag("input", type="checkbox", id=f"fold-{name}", class_="hidden-input")
    button = tag("label", icon("tune"), label, for_=f"fold-{name}", class_="fold-label")
    return tag("div", box, button, tag("div", body, class_="fold-body"))


@contextlib.contextmanager
def form_row(key: str) -> Iterator[None]:
    """A form on one line: Enter submits it, typing does not."""
    line = st.container(key=key).form(f"{key}-form", border=False)
    with line.container(horizontal=True, wrap=False, vertical_alignment="bottom", gap="small"):
        yield


def indexing_progress(bar: DeltaGenerator) -> Progress:
    """What a build calls to move a progress bar on."""

    def progress(done: int, total: int) -> None:
        bar.progress(done / max(total, 1), labels.INDEXING)

    return progress
