"""What is written alike in every language."""

from __future__ import annotations

from typing import Final

from ui.language import Language

# What each calls itself, so that everybody finds their own.
LANGUAGES: Final[dict[Language, str]] = {
    Language.CHINESE: "简体中文",
    Language.TRADITIONAL: "繁體中文",
    Language.ENGLISH: "English",
}
_MARKDOWN = frozenset("\\`*_{}[]()<>#+-.!|~$:&")


def thousands(number: int) -> str:
    """12,345."""
    return f"{number:,}"


def plain(text: str) -> str:
    """`text` for Streamlit's own labels, which read Markdown: shown as it is written."""
    return "".join(f"\\{char}" if char in _MARKDOWN else char for char in text)
