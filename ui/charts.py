"""Charts as Vega-Lite specifications, drawn through Streamlit: one hue, labelled directly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

_HUES = {"light": "#2F5D62", "dark": "#7FB3B8"}
_INKS = {"light": "#1F2328", "dark": "#E8E6E1"}
_MUTED = {"light": "#5B6470", "dark": "#9AA3AD"}
_LINES = {"light": "#E4E0D8", "dark": "#34393F"}
_COUNT_ROOM = 1.18  # of the longest bar: its count stands behind it
_LABEL_ROOM = 1.22  # of the highest bar: its count stands above it
_CROWDED = 24  # bars: beyond that their counts would run into each other
_BAR, _GAP = 19, 16  # pixels: a bar, whose label has to stand beside it, and what parts the groups
_NARROW = "windowSize()[0] < 700"  # in a chart: as narrow as a telephone
_ROOM = {"expr": f"{_NARROW} ? 1.75 : 1.42"}  # of the longest bar: the labels stand behind it


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
    scale = {"domainMin": 0, "domainMax": _ROOM, "nice": False}
    x = {"field": "value", "type": "quantitative", "title": None, "scale": scale, "axis": None}
    shade = {"condition": {"test": "datum.main", "value": 1}, "value": 0.5}
    # Vega-Lite sets a text at the upper edge of its bar, wherever in the band it is asked to stand.
    text = {"type": "text", "align": "left", "dx": 5, "dy": _BAR / 4, "fontSize": 12.5, "color": _colour(_INKS)}
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


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are of something.

    Args:
        value: what is chosen by clicking on it.
        label: what is written of it.
        count: how many.
        chosen: whether it is chosen now; where nothing is, all look as if they were.
    """

    value: str
    label: str
    count: float
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class YearValue:
    """A value in a year."""

    year: str
    value: float


def counted(some: Sequence[Count], *, alt: str, key: str, pick: Callable[[str], None]) -> None:
    """Horizontal bars, the name before and the count behind each; a click on one picks its value."""
    order = [one.label for one in some]
    axis = {"labelColor": _colour(_INKS), "labelLimit": 130, "labelFontSize": 13, "ticks": False, "domain": False}
    y = {"field": "label", "type": "nominal", "sort": order, "title": None, "axis": {**axis, "labelPadding": 8}}
    longest = max([1, *(one.count for one in some)])
    x = {"field": "count", "type": "quantitative", "axis": None, "scale": {"domain": [0, longest * _COUNT_ROOM]}}
    text = {"type": "text", "align": "left", "dx": 5, "fontSize": 12.5, "color": _colour(_INKS)}
    place = {"y": {**y, "scale": {"paddingInner": 0.3}}, "x": x}
    _pickable(some, place, text, {"height": max(len(some), 1) * 25, "alt": alt, "key": key}, pick)


def timeline(some: Sequence[Count], *, alt: str, key: str, pick: Callable[[str], None]) -> None:
    """Upright bars in the order given, the count above each; a click on one picks its value."""
    order = [one.label for one in some]
    crowded = len(some) > _CROWDED
    axis = {"labelColor": _colour(_MUTED), "labelFontSize": 12, "labelAngle": 0, "ticks": False, "domain": False}
    axis |= {"labelOverlap": "parity"}
    x = {"field": "label", "type": "ordinal", "sort": order, "title": None, "axis": axis}
    tallest = max([1, *(one.count for one in some)])
    y = {"field": "count", "type": "quantitative", "axis": None, "scale": {"domain": [0, tallest * _LABEL_ROOM]}}
    text = {"type": "text", "dy": -8, "fontSize": 11.5, "color": _colour(_MUTED), "opacity": 0 if crowded else 1}
    place = {"x": {**x, "scale": {"paddingInner": 0.25}}, "y": y}
    _pickable(some, place, text, {"height": 170, "alt": alt, "key": key}, pick)


def _pickable(
    some: Sequence[Count],
    place: dict[str, Any],
    text: dict[str, Any],
    drawn: dict[str, Any],
    pick: Callable[[str], None],
) -> None:
    any_chosen = any(one.chosen for one in some)
    rows = [{**asdict(one), "text": f"{one.count:,}", "strong": one.chosen or not any_chosen} for one in some]
    shade = {"condition": {"test": "datum.strong", "value": 1}, "value": 0.4}
    selected = {"name": "picked", "select": {"type": "point", "fields": ["value"], "toggle": False}}
    tip = [{"field": "label", "title": " "}, {"field": "text", "title": " "}]
    bar = {
        "mark": {"type": "bar", "color": _colour(_HUES), "cursor": "pointer", "cornerRadiusEnd": 2},
        "encoding": {"opacity": shade, "tooltip": tip},
        "params": [selected],
    }
    layers = [bar, {"mark": text, "encoding": {"text": {"field": "text"}}}]
    spec = {"data": {"values": rows}, "encoding": place, "layer": layers, "height": drawn["height"]}
    key = drawn["key"]

    def chosen() -> None:
        picked = st.session_state[key]["selection"].get("picked") or []
        if picked:
            pick(str(picked[0]["value"]))

    st.vega_lite_chart(spec={**spec, **_framed(drawn["alt"])}, width="stretch", key=key, on_select=chosen)


def years(values: Sequence[YearValue], *, top: float, alt: str) -> None:
    """One of several small charts above each other: upright bars over years, all on a scale that ends at `top`.

    The highest bar is labelled; the others are told by a pointer and by the table that belongs to every such chart.
    """
    highest = max(values, key=lambda one: one.value, default=None)
    rows = [{**asdict(one), "text": f"{one.value:.1f}" if one is highest else ""} for one in values]
    axis = {"labelColor": _colour(_MUTED), "labelFontSize": 12, "labelAngle": 0, "ticks": False, "title": None}
    axis |= {"labelOverlap": "parity", "domainColor": _colour(_LINES)}
    x = {"field": "year", "type": "ordinal", "axis": axis, "scale": {"paddingInner": 0.25}}
    y = {"field": "value", "type": "quantitative", "axis": None, "scale": {"domain": [0, max(top, 0.1) * 1.4]}}
    tip = [{"field": "year", "title": " "}, {"field": "value", "title": " ", "format": ".2f"}]
    text = {"type": "text", "dy": -8, "fontSize": 12, "color": _colour(_INKS)}
    bar = {"type": "bar", "color": _colour(_HUES), "cornerRadiusEnd": 2}
    layers: list[dict[str, Any]] = [
        {"mark": bar, "encoding": {"tooltip": tip}},
        {"mark": text, "encoding": {"text": {"field": "text"}}},
    ]
    _draw({"data": {"values": rows}, "encoding": {"x": x, "y": y}, "layer": layers, "height": 118}, alt)


@dataclass(frozen=True, slots=True)
class Range:
    """From where to where something goes, and where it is now; `text` is written behind it."""

    label: str
    low: float
    now: float
    high: float
    text: str


def ranges(some: Sequence[Range], *, least: float, most: float, ticks: Sequence[float], alt: str, form: str) -> None:
    """Horizontal stretches in the order given on one scale, each with a point where it is now.

    `ticks` are named below on the scale from `least` to `most`, as `form` (d3) writes them.
    """
    order = [one.label for one in some]
    room = {"expr": f"{most} + {most - least} * ({_NARROW} ? 1.8 : 0.4)"}  # with what is written behind
    limit = {"expr": f"{_NARROW} ? 110 : 260"}
    axis = {"labelColor": _colour(_INKS), "labelLimit": limit, "labelFontSize": 13, "ticks": False, "domain": False}
    y = {"field": "label", "type": "nominal", "sort": order, "title": None, "axis": {**axis, "labelPadding": 8}}
    below = {"values": list(ticks), "format": form, "labelColor": _colour(_MUTED), "labelFontSize": 12, "title": None}
    below |= {"gridColor": _colour(_LINES), "domain": False, "ticks": False}
    scale = {"domainMin": least, "domainMax": room, "nice": False, "zero": False}
    x = {"field": "low", "type": "quantitative", "axis": below, "scale": scale}
    text = {"type": "text", "align": "left", "dx": 9, "fontSize": 12.5, "color": _colour(_INKS)}
    bar = {"type": "bar", "height": 7, "color": _colour(_HUES)}
    point = {"type": "point", "filled": True, "size": 70, "opacity": 1, "color": _colour(_HUES)}
    layers: list[dict[str, Any]] = [
        {"mark": {**bar, "opacity": 0.4}, "encoding": {"x2": {"field": "high"}}},
        {"mark": point, "encoding": {"x": {**x, "field": "now"}}},
        {"mark": text, "encoding": {"x": {**x, "field": "high"}, "text": {"field": "text"}}},
    ]
    rows = [asdict(one) for one in some]
    height = max(len(some), 1) * 26 + 48  # with the scale below
    _draw({"data": {"values": rows}, "encoding": {"y": y, "x": x}, "layer": layers, "height": height}, alt)


def _draw(spec: dict[str, Any], alt: str) -> None:
    st.vega_lite_chart(spec={**spec, **_framed(alt)}, width="stretch")


def _framed(alt: str) -> dict[str, Any]:
    return {"background": "transparent", "config": {"view": {"stroke": None}}, "description": alt}


def _short(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _colour(of: dict[str, str]) -> str:
    """For the theme in use; the chart is drawn anew when that changes."""
    return of[st.context.theme.type or "light"]
