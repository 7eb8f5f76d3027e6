"""The lines of a web page as a reader sees them: one a paragraph, a list item or a table row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import lxml.html
from lxml import etree

from corpus.readers.builder import one_line

_HEADING_RANKS = {f"h{rank}": rank for rank in range(1, 7)}
_SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "head", "iframe", "object", "embed", "svg", "canvas", "audio", "video"}
    | {"map", "select", "option", "button", "input", "textarea", "nav", "dialog"}
)
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"}
    | {"fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "legend", "li", "main", "ol"}
    | {"p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul", *_HEADING_RANKS}
)
_CELLS = frozenset({"td", "th"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ATTACHMENT = re.compile(
    r"\.(?:docx?|xlsx?|pptx?|pdf|ofd|wps|et|zip|rar|7z|csv|txt|jpe?g|png)(?:[?#]|$)", re.IGNORECASE
)
_CELL_SEPARATOR = " | "
_DEEPEST = 64  # elements of a path that are kept


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line, how many of its characters are links, whether one leads to a file, its heading rank (h2: 2).

    `place` is the path from the root of the page to the element that holds the line, as child numbers.
    """

    text: str
    linked: int = 0
    attachment: bool = False
    rank: int | None = None
    place: tuple[int, ...] = ()


class _Collector:
    """Text in document order, cut into lines where blocks begin and end; cells of a row share one line."""

    def __init__(self) -> None:
        self.lines: list[PageLine] = []
        self._pieces: list[str] = []
        self._cells: list[str] = []
        self._linked = 0
        self._attachment = False
        self._row_depth = 0
        self._preformatted = 0
        self._path: list[int] = [0]

    def add(self, text: str | None, *, link: bool) -> None:
        """Append text to the current line."""
        if not text:
            return
        if self._preformatted and not self._row_depth:
            first, *others = text.split("\n")
            self._append(first, link=link)
            for other in others:
                self.end_line(None)
                self._append(other, link=link)
        else:
            self._append(re.sub(r"\s+", _collapsed, text), link=link)

    def _append(self, text: str, *, link: bool) -> None:
        self._pieces.append(text)
        if link:
            self._linked += len(text.strip())

    def end_line(self, rank: int | None) -> None:
        """End the current line, unless a table row is open: its cells stay on one line."""
        if self._row_depth:
            self._pieces.append(" ")
            return
        text = one_line("".join(self._pieces))
        self._flush(text, rank)

    def end_cell(self) -> None:
        """End a cell of the row that is open."""
        self._cells.append(one_line("".join(self._pieces)))
        self._pieces = []

    def open_row(self) -> None:
        """Begin a row; a table inside a cell is part of that cell."""
        if not self._row_depth:
            self.end_line(None)
        self._row_depth += 1

    def close_row(self) -> None:
        """End a row: its cells become one line."""
        self._row_depth = max(0, self._row_depth - 1)
        if self._row_depth:
            self._pieces.append(" ")
            return
        self.end_cell()
        while self._cells and not self._cells[-1]:
            self._cells.pop()
        text = _CELL_SEPARATOR.join(self._cells) if any(self._cells) else ""
        self._cells = []
        self._flush(text, None)

    def link(self, href: str) -> None:
        """Note that the current line holds a link to `href`."""
        self._attachment = self._attachment or _ATTACHMENT.search(href) is not None

    def preformatted(self, step: int) -> None:
        """Enter or leave text whose line breaks count."""
        self._preformatted += step

    def enter(self) -> None:
        """Go down into an element."""
        self._path[-1] += 1
        self._path.append(0)

    def leave(self) -> None:
        """Come back up from it."""
        self._path.pop()

    def is_nested(self) -> bool:
        """Whether a row is open."""
        return self._row_depth > 1

    def _flush(self, text: str, rank: int | None) -> None:
        if text.strip():
            self.lines.append(PageLine(text, min(self._linked, len(text)), self._attachment, rank, self._place()))
        self._pieces = []
        self._linked = 0
        self._attachment = False

    def _place(self) -> tuple[int, ...]:
        return tuple(self._path[: min(_DEEPEST, len(self._path) - 1)])


def _collapsed(space: re.Match[str]) -> str:
    """Ideographic spaces indent paragraphs and divide names: they are text."""
    kept = "".join(char for char in space[0] if char == "\u3000")
    return kept or " "


def page_lines(root: lxml.html.HtmlElement) -> list[PageLine]:
    """The visible lines of the page in document order. Iterative: pages nest deeper than Python recurses."""
    collector = _Collector()
    links = 0
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event in ("comment", "pi"):
            collector.add(element.tail, link=links > 0)
        elif event == "start":
            if _is_hidden(element):
                walk.skip_subtree()
                continue
            links += element.tag == "a"
            _open(collector, element)
            collector.enter()
            collector.add(element.text, link=links > 0)
        else:
            links -= element.tag == "a" and not _is_hidden(element)
            _leave(collector, element)
            collector.add(element.tail, link=links > 0)
    collector.end_line(None)
    return collector.lines


def _is_hidden(element: Any) -> bool:
    if element.tag in _SKIPPED or element.get("hidden") is not None:
        return True
    # Pages hide their whole body until a script has run, which it never will here.
    return element.tag not in ("body", "html") and _HIDDEN.search(element.get("style") or "") is not None


def _open(collector: _Collector, element: Any) -> None:
    tag = element.tag
    if tag == "tr":
        collector.open_row()
    elif tag == "pre":
        collector.end_line(None)
        collector.preformatted(1)
    elif tag == "a":
        collector.link(element.get("href") or "")
    elif tag in _BLOCKS or tag == "br":
        collector.end_line(None)


def _leave(collector: _Collector, element: Any) -> None:
    """A subtree that was skipped ends all the same, without having been entered."""
    if not _is_hidden(element):
        _close(collector, element)
        collector.leave()


def _close(collector: _Collector, element: Any) -> None:
    tag = element.tag
    if tag == "tr":
        collector.close_row()
    elif tag in _CELLS and not collector.is_nested():
        collector.end_cell()
    elif tag == "pre":
        collector.end_line(None)
        collector.preformatted(-1)
    elif tag in _BLOCKS:
        collector.end_line(_HEADING_RANKS.get(tag))
