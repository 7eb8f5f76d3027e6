"""Lines of a text, and the front matter that a Markdown file may begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_FENCE = re.compile(r"---[ \t]*(?=\n|\r|$)", re.MULTILINE)
_KEY = re.compile(r"[A-Za-z_][\w-]*[ \t]*:")
_ENTRY = re.compile(r"[A-Za-z_][\w-]*[ \t]*:|#|-|[ \t]+\S|[ \t]*$")
_LONGEST_FRONT_MATTER = 20_000


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: `[start, end)` without the white space around it, and that text."""

    start: int
    end: int
    text: str


def lines_of(text: str, start: int = 0, end: int | None = None) -> Iterator[Line]:
    """The lines of `text[start:end]` that are not blank, in order, each without the white space around it."""
    for match in _LINE.finditer(text, start, len(text) if end is None else end):
        printed = match.group()
        content = printed.strip()
        if content:
            first = match.start() + len(printed) - len(printed.lstrip())
            yield Line(first, first + len(content), content)


def front_matter_end(text: str) -> int:
    """Where the front matter (`---`, lines of `key: value`, `---`) at the very beginning ends; 0 without one.

    Front matter describes the document and is not text to cite: it is the only part of a document that no heading
    and no passage covers.
    """
    first = len(text) - len(text.lstrip("\ufeff"))
    opening = _FENCE.match(text, first)
    if opening is None:
        return 0
    closing = _FENCE.search(text, opening.end() + 1, _LONGEST_FRONT_MATTER)
    while closing is not None and text[closing.start() - 1] not in "\n\r":
        closing = _FENCE.search(text, closing.end(), _LONGEST_FRONT_MATTER)
    if closing is None:
        return 0
    entries = text[opening.end() : closing.start()].splitlines()
    is_front_matter = any(map(_KEY.match, entries)) and all(map(_ENTRY.match, entries))
    return closing.end() if is_front_matter else 0
