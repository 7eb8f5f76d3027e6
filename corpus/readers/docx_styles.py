"""What styles say about outline rank, numbering and hidden text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_NAME = re.compile(r"(?:heading|标题|標題) ?([1-9])", re.IGNORECASE)
_TITLE_NAMES = frozenset({"title", "标题", "標題"})
_DEEPEST_LEVEL = 8
_DEEPEST = 20  # styles based on one another


def value(element: Any, path: str) -> str | None:
    """The w:val of the descendant at `path` (of w: names, divided by /), or None."""
    found = element.find("/".join(W + name for name in path.split("/"))) if element is not None else None
    return None if found is None else found.get(W + "val")


def whole(text: str | None) -> int | None:
    """A whole number from 0 to 32,767, as much as Word counts; None for anything else."""
    return int(text) if text and len(text) <= 5 and text.isascii() and text.isdigit() and int(text) < 2**15 else None


def switched_on(properties: Any, name: str) -> bool | None:
    """Whether a property that is on or off is on; None where it is not said."""
    found = properties.find(W + name) if properties is not None else None
    return None if found is None else found.get(W + "val", "1") not in ("0", "false", "off", "none")


def outline_rank(properties: Any) -> tuple[bool, int | None]:
    """Whether paragraph properties say an outline rank, and which: 1–9, None for body text (level 9)."""
    level = whole(value(properties, "outlineLvl"))
    return level is not None, None if level is None or level > _DEEPEST_LEVEL else level + 1


@dataclass(frozen=True, slots=True)
class _Said:
    """What a style says, and those that it is based on."""

    rank: int | None
    numbering: tuple[str | None, str | None]
    lineage: tuple[str, ...]
    hides: bool


class Styles:
    """Looks styles up by id; what a style does not say, the style that it is based on says."""

    def __init__(self, root: Any) -> None:
        self._styles = {style.get(W + "styleId"): style for style in root.iter(W + "style")} if root is not None else {}
        self._default = next(
            (
                style
                for style in self._styles.values()
                if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true")
            ),
            None,
        )
        self._known: dict[str | None, _Said] = {}

    def rank(self, style_id: str | None) -> int | None:
        """0 for a title, 1–9 for a heading, None for anything else."""
        return self._said(style_id).rank

    def numbering(self, style_id: str | None) -> tuple[str | None, str | None]:
        """The numbering id and level that the style brings."""
        return self._said(style_id).numbering

    def lineage(self, style_id: str | None) -> tuple[str, ...]:
        """The id of the style and of those that it is based on."""
        return self._said(style_id).lineage

    def hides(self, style_id: str | None) -> bool:
        """Whether what is in this style is hidden; no style, no hiding."""
        return style_id is not None and self._said(style_id).hides

    def _said(self, style_id: str | None) -> _Said:
        if style_id not in self._known:
            chain = self._chain(style_id)
            hidden = (switched_on(style.find(W + "rPr"), "vanish") for style in chain)
            self._known[style_id] = _Said(
                rank=_rank(chain),
                numbering=_numbering(chain),
                lineage=tuple(style.get(W + "styleId") or "" for style in chain),
                hides=next((one for one in hidden if one is not None), False),
            )
        return self._known[style_id]

    def _chain(self, style_id: str | None) -> list[Any]:
        chain: list[Any] = []
        style = self._styles.get(style_id) if style_id else self._default
        while style is not None and len(chain) < _DEEPEST:
            chain.append(style)
            style = self._styles.get(value(style, "basedOn"))
        return chain


def _rank(chain: list[Any]) -> int | None:
    for style in chain:
        name = (value(style, "name") or "").strip()
        heading = _HEADING_NAME.fullmatch(name)
        if heading:
            return int(heading[1])
        if name.lower() in _TITLE_NAMES:
            return 0
        said, level = outline_rank(style.find(W + "pPr"))
        if said:
            return level
    return None


def _numbering(chain: list[Any]) -> tuple[str | None, str | None]:
    level = None
    for style in chain:
        level = level if level is not None else value(style, "pPr/numPr/ilvl")
        number = value(style, "pPr/numPr/numId")
        if number is not None:
            return number, level
    return None, level
