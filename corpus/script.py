"""Which script a text is written in, and folding it for searching.

Folding maps traditional to simplified characters and upper to lower case, one character for one, so that offsets
into the folded text are offsets into the original. It is for searching only: OpenCC also changes a few characters of
text that is simplified already, so what is shown, quoted or exported is always the original.
"""

from __future__ import annotations

import functools
import re
import unicodedata

import opencc

from corpus.model import Script

OPENCC_CONFIG = "t2s"
_SURROGATES = re.compile("[\ud800-\udfff]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MINORITY = 0.15  # below this share of the distinguishing characters, the other script is taken for quotations


def without_surrogates(text: str) -> str:
    """The text with U+FFFD for each lone surrogate, which no encoding can store; as long as `text`."""
    return _SURROGATES.sub("\ufffd", text)


def without_what_xml_forbids(text: str) -> str:
    """The text with U+FFFD for each character that no XML 1.0 file can hold; as long as `text`."""
    return _NOT_IN_XML.sub("\ufffd", text)


@functools.cache
def _converter(config: str) -> opencc.OpenCC:
    return opencc.OpenCC(config)


def _same_length(text: str, convert: opencc.OpenCC) -> str:
    """Convert, character by character where converting whole phrases would change the length."""
    converted: str = convert.convert(text)
    if len(converted) == len(text):
        return converted
    singles = (convert.convert(char) for char in text)
    return "".join(new if len(new) == 1 else old for old, new in zip(text, singles, strict=True))


def _width_and_case(char: str) -> str:
    """Half-width and lower case where that is one character, else the character itself."""
    folded = unicodedata.normalize("NFKC", char).lower()
    return folded if len(folded) == 1 else char


class _WidthAndCase(dict[int, str]):
    """A table for `str.translate` that fills itself, so that each distinct character is folded once."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _width_and_case(chr(code))
        return folded


_TABLE = _WidthAndCase()


def fold(text: str) -> str:
    """The text for searching: simplified, half-width, lower case; as long as `text`."""
    folded = to_simplified(text).translate(_TABLE)
    if len(folded) != len(text):
        raise AssertionError(f"folding changed the length from {len(text)} to {len(folded)}")
    return folded


def to_simplified(text: str) -> str:
    """The text in simplified characters for reading on the page; as long as `text`."""
    return _same_length(without_surrogates(text), _converter(OPENCC_CONFIG))


def in_taiwan_words(text: str) -> str:
    """Simplified text as it is folded after a conversion that also exchanges words (信息: 资讯); of another length."""
    return fold(_converter("s2twp").convert(without_surrogates(text)))


def detect_script(text: str) -> Script:
    """The script of `text`, from the characters that differ between the two."""
    text = without_surrogates(text)
    traditional = sum(a != b for a, b in zip(text, to_simplified(text), strict=True))
    simplified = sum(a != b for a, b in zip(text, _same_length(text, _converter("s2t")), strict=True))
    total = traditional + simplified
    if not total:
        return Script.SIMPLIFIED if any("\u4e00" <= char <= "\u9fff" for char in text) else Script.NONE
    if traditional < _MINORITY * total:
        return Script.SIMPLIFIED
    return Script.TRADITIONAL if simplified < _MINORITY * total else Script.MIXED
