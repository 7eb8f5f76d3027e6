"""Footnotes and endnotes: their marks where they stand in the text, and what they say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus.readers.docx_numbering import formatted
from corpus.readers.docx_styles import W, value, whole

KINDS = ("footnotes", "endnotes")
_PROPERTIES = {"footnotes": "footnotePr", "endnotes": "endnotePr"}
_USUAL_FORMAT = {"footnotes": "decimal", "endnotes": "lowerRoman"}
_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})


class Notes:
    """Numbers notes in the order of their marks; one without a mark is not printed and not read.

    A mark is written in square brackets ([1]) but where its format encloses it already (①).
    """

    def __init__(self, roots: dict[str, Any], settings: Any, document: Any) -> None:
        self._settings = settings
        self._sections = list(document.iter(W + "sectPr"))
        self._section = 0
        self._bodies = {kind: _bodies(roots.get(kind)) for kind in KINDS}
        self._marks: dict[tuple[str, str], str] = {}
        self._waiting: dict[str, list[tuple[str, Any]]] = {kind: [] for kind in KINDS}
        self._counts = {kind: self._setting(kind, "numStart", "1") for kind in KINDS}

    def mark(self, kind: str, reference: Any) -> str:
        """What stands in the text for this reference; empty where the author's own mark follows it."""
        name = reference.get(W + "id") or ""
        body = self._bodies[kind].get(name)
        if body is None:
            return ""
        if (kind, name) not in self._marks:
            own = reference.get(W + "customMarkFollows") in ("1", "true", "on")
            self._marks[kind, name] = "" if own else self._next(kind)
            self._waiting[kind].append((self._marks[kind, name], body))
        return self._marks[kind, name]

    def waiting(self, kind: str) -> Iterator[tuple[str, Any]]:
        """The marks and bodies of the notes of this kind that were marked since the last call."""
        while self._waiting[kind]:
            yield self._waiting[kind].pop(0)

    def end_section(self) -> None:
        """Go on to the next section of the document, where notes may be counted anew."""
        self._section += 1
        for kind in KINDS:
            if self._setting_text(kind, "numRestart") == "eachSect":
                self._counts[kind] = self._setting(kind, "numStart", "1")

    def _next(self, kind: str) -> str:
        written = self._setting_text(kind, "numFmt") or _USUAL_FORMAT[kind]
        number = formatted(self._counts[kind], written)
        self._counts[kind] += 1
        return number if "\u2460" <= number[:1] <= "\u32ff" else f"[{number}]"

    def _setting(self, kind: str, name: str, usual: str) -> int:
        return whole(self._setting_text(kind, name) or usual) or 1

    def _setting_text(self, kind: str, name: str) -> str | None:
        """What the section says of its notes, else what the document says."""
        here = self._sections[self._section : self._section + 1]
        said = (value(place, f"{_PROPERTIES[kind]}/{name}") for place in (*here, self._settings))
        return next((text for text in said if text is not None), None)


def _bodies(root: Any) -> dict[str, Any]:
    notes = () if root is None else root.iterchildren(W + "footnote", W + "endnote")
    return {note.get(W + "id") or "": note for note in notes if note.get(W + "type") not in _SEPARATORS}
