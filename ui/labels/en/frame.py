"""Words of what stands around every page: the switches above it and the line below it."""

from __future__ import annotations

from typing import Final

from ui.theme import Theme

SKIP: Final = "Skip to content"
SETTINGS: Final = "Display"
THEME: Final = "Appearance"
THEMES: Final[dict[Theme, str]] = {Theme.SYSTEM: "As the system", Theme.LIGHT: "Light", Theme.DARK: "Dark"}
LANGUAGE: Final = "Language"
LANGUAGE_SHORT: Final = "EN"
FOOTER_LABEL: Final = "About"
KEYBOARD: Final = "Keyboard"
KEYBOARD_LISTED: Final[dict[str, str]] = {
    "Tab": "to the next item, Shift + Tab to the one before",
    "Enter": "search, or open the link",
    "j · k": "in the reader, to the next and the previous place that was found",
    "Esc": "close a menu",
    "Alt + ←": "back, with the question and its filters",
}
CITE_PRODUCT: Final = "Cite this software"


def version(number: str) -> str:
    """Which version of the product this is."""
    return f"Version {number}"


def product_cited(number: str, year: int) -> str:
    """A reference to the product itself."""
    return f"Casebase: governance cases and policy texts [computer program]. Version {number}. {year}."
