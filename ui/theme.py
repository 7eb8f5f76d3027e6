"""Light or dark: what the visitor chose, or what their system says; a cookie of their browser says it.

The cookie is read here, so that the stylesheet is right when it arrives; `ui/page.js` tells Streamlit the same, which
keeps it in the browser and needs the page to be loaded anew.
"""

from __future__ import annotations

from enum import StrEnum

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

COOKIE = "casebase-theme"
_DARK_SYSTEM = "@media (prefers-color-scheme: dark)"


class Theme(StrEnum):
    """What can be chosen."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


def current() -> Theme:
    """The visitor's choice; that of their system where they made none, and outside of a page."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return Theme.SYSTEM
    try:
        return Theme(st.context.cookies.get(COOKIE, ""))
    except ValueError:
        return Theme.SYSTEM


def themed(css: str, theme: Theme) -> str:
    """A stylesheet whose rules for dark systems hold always, never, or as the system says."""
    media = {Theme.SYSTEM: _DARK_SYSTEM, Theme.LIGHT: "@media not all", Theme.DARK: "@media all"}[theme]
    return css.replace(_DARK_SYSTEM, media)
