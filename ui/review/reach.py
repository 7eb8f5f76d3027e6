"""How these pages read and change what is kept of rounds: in the visitor's name, with nothing left open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from corpus.errors import CasebaseError
from corpus.workspace import Workspace
from review.rounds.store import Rounds
from review.scores.store import Scores
from ui import frame, resources, session

_SAID = "round-said"

_Result = TypeVar("_Result")


def read(ask: Callable[[Rounds], _Result]) -> _Result:
    """What `ask` finds out about rounds."""
    with Workspace.open_readonly(resources.home()) as workspace:
        return ask(Rounds(workspace, session.person()))


def read_scores(ask: Callable[[Scores], _Result]) -> _Result:
    """What `ask` finds out about scores."""
    with Workspace.open_readonly(resources.home()) as workspace:
        return ask(Scores(workspace, session.person()))


def change(do: Callable[[Rounds], object], said: str = "") -> bool:
    """Do it, and say so when the page is drawn next, or what was wrong. Whether it was done."""
    try:
        with Workspace.open(resources.home()) as workspace:
            do(Rounds(workspace, session.person()))
    except CasebaseError as error:
        st.session_state[_SAID] = error
        return False
    if said:
        st.session_state[_SAID] = said
    return True


def change_scores(do: Callable[[Scores], object], said: str = "") -> bool:
    """As `change`, of scores."""
    try:
        with Workspace.open(resources.home()) as workspace:
            do(Scores(workspace, session.person()))
    except CasebaseError as error:
        st.session_state[_SAID] = error
        return False
    if said:
        st.session_state[_SAID] = said
    return True


def say(words: str | CasebaseError) -> None:
    """Have it said when the page is drawn next."""
    st.session_state[_SAID] = words


def said() -> None:
    """What became of the last change."""
    words = st.session_state.pop(_SAID, None)
    if isinstance(words, CasebaseError):
        frame.show_error(words)
    elif words:
        frame.state(words, calm=True)
