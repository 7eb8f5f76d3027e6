"""The pages' side of the door: who may not see them is told so, who is signed out meanwhile is led back to it."""

from __future__ import annotations

import functools
from pathlib import Path

import streamlit as st

from corpus.errors import CasebaseError
from ui import frame, labels, visitors
from ui.markup import Markup, tag


def turn_away(error: CasebaseError) -> None:
    """Say why somebody may not see the pages, and where to sign in. The door keeps most of them out before."""
    with frame.page(labels.SIGN_IN, ""):
        frame.show_error(error)
        frame.html(tag("p", tag("a", labels.SIGN_IN_GO, href="./sign-in", target="_self")))


def watch() -> None:
    """Have the browser go back to the door when its session ends; nothing where nobody signs in."""
    if visitors.gate() is not None:
        st.html(tag("div", _script(), hidden=True), unsafe_allow_javascript=True)


@functools.cache
def _script() -> Markup:
    return Markup(f"<script>{Path(__file__).with_name('door.js').read_text(encoding='utf-8')}</script>")
