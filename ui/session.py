"""Who is looking at the page."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

import streamlit as st

from corpus.errors import CasebaseError
from corpus.workspace import OWNER, Action, NotSignedInError, Person, allowed
from ui import labels, visitors
from ui.markup import Markup, icon, join, tag

_WHO = "visitor"
_LATER: ContextVar[Person | None] = ContextVar("visitor", default=None)

_Result = TypeVar("_Result")


def person() -> Person:
    """The visitor, with the role that they have at this moment; the owner where nobody signs in.

    Raises:
        NotSignedInError: they have not, or not any more.
        SettingsError: the settings are broken; nobody is let in.
    """
    if asked_before := _LATER.get():
        return asked_before
    gate = visitors.gate()
    if gate is None:
        return OWNER
    found = gate.visitor(st.context.cookies)
    if found is None:
        raise NotSignedInError
    return found


def later(make: Callable[[], _Result]) -> Callable[[], _Result]:
    """`make`, which is called when the run that draws the page is over, in the name of who is the visitor now.

    Raises:
        NotSignedInError, SettingsError: as `person`.
    """
    visitor = person()

    def made() -> _Result:
        token = _LATER.set(visitor)
        try:
            return make()
        finally:
            _LATER.reset(token)

    return made


def may(action: Action) -> bool:
    """Whether the visitor may do `action`: what they may not is not shown; doing it is refused besides."""
    try:
        return allowed(person(), action)
    except CasebaseError:
        return False


def admitted() -> CasebaseError | None:
    """None for a visitor who may see the pages, else why not. What a visitor before them left behind is forgotten."""
    try:
        name = person().name
    except CasebaseError as error:
        st.session_state.clear()
        return error
    if st.session_state.get(_WHO, name) != name:
        st.session_state.clear()
    st.session_state[_WHO] = name
    return None


def badge() -> Markup:
    """The visitor's name, and behind it their account and the way out; nothing where nobody signs in."""
    try:
        visitor = person() if visitors.gate() else None
    except CasebaseError:
        visitor = None
    if visitor is None:
        return Markup("")
    said = labels.ACCOUNT_OF.format(name=visitor, role=labels.ROLES_OF_PEOPLE[visitor.role])
    shown = join([icon("account_circle"), tag("span", visitor, class_="visitor")])
    account = tag("a", labels.ACCOUNT, href="./account", target="_self")
    leave = tag("form", tag("button", labels.SIGN_OUT, type="submit"), method="post", action="./sign-out")
    sheet = tag("div", tag("p", said, class_="muted"), account, leave, class_="sheet")
    return tag("details", tag("summary", shown, aria_label=said, title=said), sheet, class_="menu account")
