"""Running heads, feet and page numbers: what is printed on the pages but is no part of the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from corpus.readers.pdf_lines import Line, Sheet

_EDGE = 0.12  # share of the page's height at its top and at its bottom
_DEEP = 2  # lines counted from an edge
_REPEATS = 1 / 3  # share of the pages, so that heads which differ on left and right pages count
_FEWEST = 4  # pages
_NUMBER = re.compile(r"\d+")
_ROMAN_DIGITS = str.maketrans(dict.fromkeys("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ", "#"))
_PAGE_NUMBER = re.compile(
    r"[-—–─－·. ]*(?:第? ?(?:\d{1,4}|[ivxlcIVXLC]{1,6}|[Ⅰ-Ⅻⅰ-ⅻ]) ?页?"
    r"|\d{1,4} ?(?:/|of) ?\d{1,4}|第? ?\d{1,4} ?页? ?[,，/]? ?共 ?\d{1,4} ?页)[-—–─－·. ]*"
)
_PRINTED_AT = re.compile(r"\d{2,4}[/.-]\d{1,2}[/.-]\d{1,4},? (?:[上下]午)?\d{1,2}:\d{2}\b.*")
_PRINTED_FROM = re.compile(r"((?:https?|file)://\S+?)(?: ?\d{1,4}/\d{1,4})?")
_RULE = re.compile(r"([=\-_*—─~·.])\1{9,}")


@dataclass(frozen=True, slots=True)
class Cleared:
    """The sheets without furniture, how many lines that took, what is known from it.

    `labels` has one entry a page: the number printed there, or None.
    """

    sheets: tuple[Sheet, ...]
    dropped: int
    labels: tuple[str | None, ...]
    url: str | None


def clear(sheets: tuple[Sheet, ...]) -> Cleared:
    """Take the furniture off all pages."""
    repeated = _repeated(sheets)
    kept: list[Sheet] = []
    removed: list[list[str]] = []
    for sheet in sheets:
        edge = _edge_lines(sheet)
        gone = {id(line) for line in sheet.lines if _RULE.fullmatch(line.text)}
        gone |= {id(line) for line in edge if _is_furniture(line.text, repeated)}
        kept.append(replace(sheet, lines=tuple(line for line in sheet.lines if id(line) not in gone)))
        removed.append([line.text for line in sheet.lines if id(line) in gone])
    texts = [text for page in removed for text in page]
    return Cleared(tuple(kept), len(texts), _labels(removed), _printed_from(texts))


def _edge_lines(sheet: Sheet) -> list[Line]:
    """The outermost lines at the top and at the bottom, as far as they stand near the edge."""
    down = sorted(sheet.lines, key=lambda line: -line.y)
    top = [line for line in down[:_DEEP] if line.y > (1 - _EDGE) * sheet.height]
    bottom = [line for line in down[-_DEEP:] if line.y < _EDGE * sheet.height and line not in top]
    return top + bottom


def _pattern(text: str) -> str:
    """What the heads of different pages have in common."""
    return re.sub(r"[\s\d#]+", "", text.translate(_ROMAN_DIGITS))


def _repeated(sheets: tuple[Sheet, ...]) -> set[str]:
    """Patterns at the edges of at least a third of the pages, in documents of four pages and more."""
    if len(sheets) < _FEWEST:
        return set()
    counts = Counter(pattern for sheet in sheets for pattern in {_pattern(line.text) for line in _edge_lines(sheet)})
    return {pattern for pattern, count in counts.items() if pattern and count >= max(3, _REPEATS * len(sheets))}


def _is_furniture(text: str, repeated: set[str]) -> bool:
    return (
        _PAGE_NUMBER.fullmatch(text) is not None
        or _PRINTED_AT.fullmatch(text) is not None
        or _PRINTED_FROM.fullmatch(text) is not None
        or _pattern(text) in repeated
    )


def _labels(removed: list[list[str]]) -> tuple[str | None, ...]:
    """The printed page numbers: those that run with the physical ones on most pages that print any."""
    found = [{int(number) for text in page for number in _NUMBER.findall(text)[:6]} for page in removed]
    offsets = Counter(number - index for index, numbers in enumerate(found) for number in numbers)
    if not offsets:
        return (None,) * len(removed)
    offset, votes = offsets.most_common(1)[0]
    printing = sum(bool(numbers) for numbers in found)
    if votes < max(3, 0.5 * printing) or offset == 1:
        return (None,) * len(removed)
    return tuple(str(index + offset) if index + offset in numbers else None for index, numbers in enumerate(found))


def _printed_from(texts: Iterable[str]) -> str | None:
    matches = (_PRINTED_FROM.fullmatch(text) for text in texts)
    return next((match[1] for match in matches if match and match[1].startswith("http")), None)
