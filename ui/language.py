"""In which language the pages are worded for this visitor: a cookie of their browser says it."""

from __future__ import annotations

from enum import StrEnum

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

COOKIE = "casebase-language"


class Language(StrEnum):
    """In which the pages are worded."""

    CHINESE = "zh"
    TRADITIONAL = "zh_hant"
    ENGLISH = "en"

    @property
    def tag(self) -> str:
        """The language as a browser is told it (BCP 47)."""
        return _TAGS[self]


_TAGS = {Language.CHINESE: "zh-CN", Language.TRADITIONAL: "zh-Hant-TW", Language.ENGLISH: "en"}

_LARGEST = 10_000
_by_session: dict[str, Language] = {}  # a page asks for hundreds of words: the browser's headers are read once


def look() -> None:
    """Read the visitor's choice anew: at the head of every page."""
    session = _session()
    if session is not None:
        if len(_by_session) >= _LARGEST:
            _by_session.clear()
        _by_session[session] = _chosen()


def current() -> Language:
    """The visitor's language; Chinese where nothing was chosen, and outside of a page."""
    session = _session()
    if session is None:
        return Language.CHINESE
    if session not in _by_session:
        look()
    return _by_session.get(session, Language.CHINESE)


def _session() -> str | None:
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else None


def _chosen() -> Language:
    try:
        return Language(st.context.cookies.get(COOKIE, ""))
    except ValueError:
        return Language.CHINESE
