"""What paragraph styles say about outline rank and numbering."""

from __future__ import annotations

import re
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_NAME = re.compile(r"(?:heading|标题|標題) ?([1-9])", re.IGNORECASE)
_TITLE_NAMES = frozenset({"title", "标题", "標題"})
_DEEPEST = 20  # styles based on one another


def value(element: Any, path: str) -> str | None:
    """The w:val of the descendant at `path` (of w: names, divided by /), or None."""
    found = element.find("/".join(W + name for name in path.split("/"))) if element is not None else None
    return None if found is None else found.get(W + "val")


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

    def rank(self, style_id: str | None) -> int | None:
        """0 for a title, 1–9 for a heading, None for anything else."""
        for style in self._chain(style_id):
            name = (value(style, "name") or "").strip()
            heading = _HEADING_NAME.fullmatch(name)
            if heading:
                return int(heading[1])
            if name.lower() in _TITLE_NAMES:
                return 0
            level = value(style, "pPr/outlineLvl")
            if level is not None and level.isdigit():
                return int(level) + 1 if int(level) < 9 else None
        return None

    def numbering(self, style_id: str | None) -> tuple[str | None, str | None]:
        """The numbering id and level that the style brings."""
        for style in self._chain(style_id):
            number = value(style, "pPr/numPr/numId")
            if number is not None:
                return number, value(style, "pPr/numPr/ilvl")
        return None, None

    def _chain(self, style_id: str | None) -> list[Any]:
        chain: list[Any] = []
        style = self._styles.get(style_id) if style_id else self._default
        while style is not None and len(chain) < _DEEPEST:
            chain.append(style)
            style = self._styles.get(value(style, "basedOn"))
        return chain
