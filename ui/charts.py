"""Charts as Vega-Lite specifications, drawn through Streamlit: one hue, labelled directly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

_HUES = {"light": "#2F5D62", "dark": "#7FB3B8"}
_INKS = {"light": "#1F2328", "dark": "#E8E6E1"}
_MUTED = {"light": "#5B6470", "dark": "#9AA3AD"}
_BAR, _GAP = 17, 16  # pixels: a bar, whose label has to stand beside it, and what parts the groups
_ROOM = 1.42  # of the longest bar: the labels stand behind it


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: the group it stands in, what is written behind it, its length in [0, 1], whether it is the main one."""

    group: str
    label: str
    value: float
    main: bool


@dataclass(frozen=True, slots=True)
class Point:
    """A value on a day (ISO 8601)."""

    day: str
    value: float


def bars(some: Sequence[Bar], *, alt: str) -> None:
    """Groups of horizontal bars in the order given, each with its label and value written behind it.

    `alt` says for those who cannot see it what the chart shows.
    """
    rows = [{**asdict(one), "text": f"{one.label} {_short(one.value)}"} for one in some]
    groups, names = (
        list(dict.fromkeys(values)) for values in zip(*((one.group, one.label) for one in some), strict=True)
    )
    axis = {"labelColor": _colour(_INKS), "labelLimit": 120, "labelFontSize": 13, "ticks": False, "domain": False}
    y = {"field": "group", "type": "nominal", "sort": groups, "title": None, "axis": {**axis, "labelPadding": 8}}
    offset = {"field": "label", "type": "nominal", "sort": names}
    x = {"field": "value", "type": "quantitative", "title": None, "scale": {"domain": [0, _ROOM]}, "axis": None}
    shade = {"condition": {"test": "datum.main", "value": 1}, "value": 0.5}
    text = {"type": "text", "align": "left", "dx": 5, "fontSize": 12.5, "color": _colour(_INKS)}
    layers = [
        {"mark": {"type": "bar", "color": _colour(_HUES)}, "encoding": {"opacity": shade}},
        {"mark": text, "encoding": {"text": {"field": "text"}}},
    ]
    place = {"y": {**y, "scale": {"paddingInner": 0.22}}, "yOffset": offset, "x": x}
    height = len(groups) * (_BAR * len(names) + _GAP)
    _draw({"data": {"values": rows}, "encoding": place, "layer": layers, "height": height}, alt)


def course(points: Sequence[Point], *, alt: str) -> None:
    """Values over time, at least two, as a line with each value written above its point."""
    rows = [{**asdict(one), "text": _short(one.value)} for one in points]
    values = [one.value for one in points]
    margin = max(max(values) - min(values), 0.01) / 2
    axis = {"labelColor": _colour(_MUTED), "labelFontSize": 12, "labelAngle": 0, "ticks": False}
    days = sorted({one.day for one in points})
    x = {"field": "day", "type": "ordinal", "sort": days, "title": None, "axis": axis}
    y = {"field": "value", "type": "quantitative", "axis": None}
    scale = {"domain": [min(values) - margin, max(values) + 2 * margin]}  # room for what is written above
    point = {"size": 50, "filled": True, "color": _colour(_HUES)}
    text = {"type": "text", "dy": -13, "fontSize": 12.5, "color": _colour(_INKS)}
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "line", "point": point, "color": _colour(_HUES)}},
        {"mark": text, "encoding": {"text": {"field": "text"}}},
    ]
    place = {"x": x, "y": {**y, "scale": scale}}
    _draw({"data": {"values": rows}, "encoding": place, "layer": layers, "height": 140}, alt)


def _draw(spec: dict[str, Any], alt: str) -> None:
    frame = {"background": "transparent", "config": {"view": {"stroke": None}}, "description": alt}
    st.vega_lite_chart(spec={**spec, **frame}, width="stretch")


def _short(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _colour(of: dict[str, str]) -> str:
    """For the theme in use; the chart is drawn anew when that changes."""
    return of[st.context.theme.type or "light"]
