"""Text from documents as markup: highlights, Markdown marks out of the way, page breaks; nothing of it is executed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.model import DocumentSummary, Script
from search.highlight import Span, SpanKind
from ui import labels
from ui.markup import Markup, join, tag

_HEADING_MARK = re.compile(r"^#{1,6}[ \t]+", re.MULTILINE)
_HIDDEN = re.compile(r"^#{1,6}[ \t]+|(?<=\n)[ \t\r]*\n+", re.MULTILINE)  # heading marks, blank lines


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch `[start, end)` to mark, with the class it gets and what a pointer over it says."""

    start: int
    end: int
    classes: str
    hint: str


def marks_of(spans: Iterable[Span], *, shift: int = 0) -> list[Marked]:
    """Highlights of a hit, moved by `shift`."""
    return [Marked(span.start + shift, span.end + shift, span.kind, _hint(span)) for span in spans]


def render(
    text: str, start: int, end: int, marks: Sequence[Marked] = (), inserts: Sequence[tuple[int, Markup]] = ()
) -> Markup:
    """`text[start:end]` with everything that is marked there.

    Where marks overlap, the classes and hints of all of them hold. `inserts` stand before their offset.
    """
    hidden = [Marked(m.start(), m.end(), "syntax", "") for m in _HIDDEN.finditer(text, start, end)]
    here = [mark for mark in marks if mark.start < end and start < mark.end]
    edges = {start, end, *(at for at, _ in inserts if start < at < end)}
    for mark in (*here, *hidden):
        edges |= {max(mark.start, start), min(mark.end, end)}
    cuts = sorted(edges)
    parts: list[Markup] = []
    for first, last in pairwise(cuts):
        parts += [markup for at, markup in inserts if at == first]
        parts.append(_piece(text[first:last], first, here, hidden))
    return join(parts)


def _piece(piece: str, at: int, marks: Sequence[Marked], hidden: Sequence[Marked]) -> Markup:
    if any(one.start <= at < one.end for one in hidden):
        return tag("span", piece, class_="syntax")
    holding = [mark for mark in marks if mark.start <= at < mark.end]
    if not holding:
        return join([piece])
    classes = " ".join(dict.fromkeys(mark.classes for mark in holding))
    hints = labels.listed_hints(mark.hint for mark in holding if mark.hint)
    return tag("mark", piece, class_=classes, title=hints or None)


def _hint(span: Span) -> str:
    return labels.WORDS_HINT + span.reason if span.kind is SpanKind.WORDS else labels.MEANING_HINT


def language(script: Script) -> str:
    """What the browser should take the text for, so that it picks glyphs of the right region."""
    return "zh-Hant" if script is Script.TRADITIONAL else "zh-Hans"


def chips(document: DocumentSummary) -> Markup:
    """Kind, region, issuer or source, and date of a document, as far as they are known."""
    known = document.metadata
    values = [
        labels.kind(known.get("kind")),
        known.get("region"),
        known.get("issuer") or known.get("author"),
        known.get("published_on"),
    ]
    return tag("div", *(tag("span", value) for value in values if value), class_="chips")


def path_text(heading_path: Sequence[str]) -> str:
    """The heading path on one line."""
    return " › ".join(_HEADING_MARK.sub("", " ".join(title.split())) for title in heading_path)
