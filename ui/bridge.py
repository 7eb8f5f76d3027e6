"""Buttons within markup that reach Python: one small component in place of a widget for every button of every card."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from ui.markup import Markup, tag

_mount = st.components.v2.component(
    "casebase_bridge", js=Path(__file__).with_name("bridge.js").read_text(encoding="utf-8"), isolate_styles=False
)


@dataclass(frozen=True, slots=True)
class Act:
    """A click: what is to be done, to what, and the value that the button stands for. Not to be trusted."""

    act: str
    of: str
    value: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the buttons of a page show, by act and by what they are about.

    `pressed` holds the values in force, `said` the words beside them; `acts` are all that are listened to.
    """

    acts: tuple[str, ...]
    pressed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    said: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def button(act: str, of: object, label: object, *, value: str = "", pressed: bool | None = None) -> Markup:
    """A button that a bridge on the same page hears; `pressed` for those that stay on or off."""
    state = None if pressed is None else "true" if pressed else "false"
    return tag(
        "button", label, type="button", class_="act", data_act=act, data_of=of, data_value=value, aria_pressed=state
    )


def said(act: str, of: object, words: str = "") -> Markup:
    """A place beside a button for what became of a click."""
    return tag("span", words, class_="said", role="status", data_said=act, data_of=of)


def bridge(key: str, shown: Callable[[], Shown], done: Callable[[Act], None]) -> None:
    """Hear the buttons of a page; to be called within a fragment, which alone is drawn again.

    Args:
        key: names this bridge on its page.
        shown: what is in force, asked for after `done`.
        done: called with each click before anything is drawn.
    """

    def heard() -> None:
        if act := _act(st.session_state.get(key)):
            done(act)

    now = shown()
    data = {"acts": list(now.acts), "pressed": now.pressed, "said": now.said}
    _mount(key=key, data=data, on_act_change=heard, height="content")


def _act(state: object) -> Act | None:
    given = state.get("act") if isinstance(state, Mapping) else getattr(state, "act", None)
    if not isinstance(given, Mapping):
        return None
    return Act(*(str(given.get(name, "")) for name in ("act", "of", "value")))
