"""In which language the pages are worded for this visitor: a cookie of their browser says it."""

from __future__ import annotations

from enum import StrEnum

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

COOKIE = "casebase-language"


class Language(StrEnum):
    """In which the pages are worded."""

    CHINESE = "zh"
    ENGLISH = "en"


def current() -> Language:
    """The visitor's language; Chinese where nothing was chosen, and outside of a page."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return Language.CHINESE
    try:
        return Language(st.context.cookies.get(COOKIE, ""))
    except ValueError:
        return Language.CHINESE
