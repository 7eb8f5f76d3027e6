"""Every pair of colours that the stylesheets put on one another can be read: WCAG 2.2, level AA."""

from __future__ import annotations

import re
import tomllib
from itertools import product
from pathlib import Path

import pytest

from ui.theme import Theme, themed

ROOT = Path(__file__).parents[1]
STYLE = ROOT / "ui" / "style"
AA = 4.5

GROUNDS = ("page", "panel", "wash")
PAIRS = [
    *product(("text", "muted", "accent", "second"), GROUNDS),
    *product(("text",), ("words", "meaning")),
    ("on-accent", "accent"),
]
# Text on marked words takes the colour of what stands around it, which is never muted where words are marked.


def variables() -> dict[str, dict[str, str]]:
    """The colours of each theme, as the stylesheet gives them."""
    css = (STYLE / "base.css").read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", block))
        for block in re.findall(r":root\s*\{([^}]*--page[^}]*)\}", css)
    )
    assert set(light) == set(dark)
    return {"light": light, "dark": dark}


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB` (WCAG 2.2)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_formula() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(theme: str, ink: str, ground: str) -> None:
    colours = variables()[theme]
    assert contrast(colours[ink], colours[ground]) >= AA, f"{contrast(colours[ink], colours[ground]):.2f}"


def test_streamlit_has_the_same_colours() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    for theme, colours in variables().items():
        given = config[theme]
        assert given["backgroundColor"] == colours["page"]
        assert given["secondaryBackgroundColor"] == colours["panel"]
        assert given["textColor"] == colours["text"]
        assert given["primaryColor"] == given["linkColor"] == colours["accent"]
        assert given["greenColor"] == colours["second"]


# Pictures of pages are of white paper in either theme, and what marks a place on them lies on that; so is print.
PAPER = (".pane", ".spot-box")


def test_colours_stand_in_one_place() -> None:
    """Rules use the variables: a colour of their own would be right in one theme only."""
    for sheet in STYLE.glob("*.css"):
        if sheet.stem == "print":
            continue
        css = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.S)
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
            if selector.strip().startswith((":root", *PAPER)) or "mask-image" in body:
                continue
            assert not re.search(r":[^;]*#[0-9a-fA-F]{3,8}\b", body), f"{sheet.name}: {selector.strip()}"


def test_rules_for_dark_systems_hold_as_was_chosen() -> None:
    css = (STYLE / "base.css").read_text(encoding="utf-8")
    assert themed(css, Theme.SYSTEM) == css
    assert "prefers-color-scheme" in css
    for theme, media in {Theme.LIGHT: "@media not all", Theme.DARK: "@media all"}.items():
        assert "prefers-color-scheme" not in themed(css, theme)
        assert media in themed(css, theme)
