"""Short forms in a dialog: closing them when their work is done."""

from __future__ import annotations

import streamlit as st

_DONE = "dialog-done"


def done() -> None:
    """To be called by the click that did the work of a dialog."""
    st.session_state[_DONE] = True


def close_when_done() -> None:
    """To be called first in a dialog."""
    if st.session_state.pop(_DONE, False):
        st.rerun()


def none_open() -> None:
    """To be called where a page is drawn."""
    st.session_state.pop(_DONE, None)
