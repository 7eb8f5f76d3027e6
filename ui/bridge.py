"""Buttons within markup that reach Python: one small component in place of a widget for every button of every card."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from ui.markup import Markup, tag

States = Mapping[str, Mapping[str, str]]
"""By act and by what a button is about: the value that is in force."""

_mount = st.components.v2.component(
    "casebase_bridge", js=Path(__file__).with_name("bridge.js").read_text(encoding="utf-8"), isolate_styles=False
)


@dataclass(frozen=True, slots=True)
class Act:
    """A click: what is to be done, to what, and the value that the button stands for. Not to be trusted."""

    act: str
    of: str
    value: str


def button(act: str, of: object, label: object, *, value: str = "", pressed: bool | None = None) -> Markup:
    """A button that a bridge on the same page hears; `pressed` for those that stay on or off."""
    state = None if pressed is None else "true" if pressed else "false"
    return tag(
        "button", label, type="button", class_="act", data_act=act, data_of=of, data_value=value, aria_pressed=state
    )


def bridge(key: str, states: Callable[[], States], done: Callable[[Act], None]) -> Act | None:
    """Hear the buttons of the acts in `states`; to be called within a fragment, which alone is drawn again.

    Args:
        key: names this bridge on its page.
        states: what is in force, asked for after `done`; the buttons show it.
        done: called with each click before anything is drawn.

    Returns:
        The click that this run answers, for what can only be done while drawing, such as opening a dialog.
    """

    def heard() -> None:
        if act := _act(st.session_state.get(key)):
            done(act)

    result = _mount(key=key, data={"states": states()}, on_act_change=heard, height="content")
    return _act(result)


def _act(state: object) -> Act | None:
    given = state.get("act") if isinstance(state, Mapping) else getattr(state, "act", None)
    if not isinstance(given, Mapping):
        return None
    return Act(*(str(given.get(name, "")) for name in ("act", "of", "value")))
