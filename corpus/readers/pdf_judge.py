"""Whether the text of a page is text: native, garbled or empty."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from corpus.model import PageKind
from corpus.readers.pdf_lines import Sheet

ODD = frozenset("!\"#$%&'*+<=>@\\^_`{|}~") | frozenset(map(chr, range(0xA1, 0x100))) - frozenset("·×°±§©®")

_JUNK = 0.10  # share of characters that no text holds
_MOST_ODD = 0.25  # the same and those that running text holds few of
_AMONG_KIN = 0.08  # the same on the pages of a document of which a third is garbled
_FILLERS = re.compile(r"[\s.…·_=\-—─]+")
_GLYPH_NAMES = re.compile(r"(?:/[A-Za-z]+\w{1,5}){3,}")


def kind_of(sheet: Sheet, limit: float = _MOST_ODD) -> PageKind:
    """EMPTY without any letter; GARBLED where the characters are hardly those of any text."""
    text = _FILLERS.sub("", "".join(line.text.replace("|", "") if line.row else line.text for line in sheet.lines))
    if not any(char.isalnum() for char in text):
        return PageKind.EMPTY
    counts = Counter(text)
    junk = sum(count for char, count in counts.items() if _is_junk(char))
    odd = sum(count for char, count in counts.items() if char in ODD)
    names = sum(len(found) for found in _GLYPH_NAMES.findall(text))
    garbled = junk > _JUNK * len(text) or junk + odd + names > limit * len(text)
    return PageKind.GARBLED if garbled else PageKind.NATIVE


def judged_together(sheets: Sequence[Sheet], kinds: Sequence[PageKind]) -> list[PageKind]:
    """Pages share fonts: where a third of them is garbled, the others are looked at more severely."""
    if kinds.count(PageKind.GARBLED) * 3 < len(kinds) - kinds.count(PageKind.EMPTY):
        return list(kinds)
    return [
        kind_of(sheet, _AMONG_KIN) if kind is PageKind.NATIVE else kind
        for sheet, kind in zip(sheets, kinds, strict=True)
    ]


def letters(sheet: Sheet) -> int:
    """How many letters, digits and ideographs the lines of a page hold."""
    return sum(char.isalnum() for line in sheet.lines for char in line.text)


def is_mojibake(text: str) -> bool:
    """Whether characters that titles and names hold few of abound."""
    return sum(char in ODD or char == "\ufffd" for char in text) > 0.2 * len(text)


def _is_junk(char: str) -> bool:
    """Whether no text holds it; the private code points of symbol fonts are bullets and ticks."""
    symbol = "\uf020" <= char <= "\uf0ff"
    return char == "\ufffd" or (unicodedata.category(char) in {"Cc", "Cn", "Co"} and not symbol)
