"""Fields of WordprocessingML: of each only what the page shows, which is its result; a few draw from their code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from corpus.readers.docx_styles import W, switched_on, value, whole


class Kind(StrEnum):
    """What a token of a paragraph is; SHOWN is what a field shows that has no result of its own."""

    TEXT = "text"
    INSTRUCTION = "instruction"
    SHOWN = "shown"
    BEGIN = "begin"
    SEPARATE = "separate"
    END = "end"


Token = tuple[Kind, str]
_MARKS = frozenset({Kind.BEGIN, Kind.SEPARATE, Kind.END})
_TICKED, _OPEN = "☑", "☐"


@dataclass(slots=True)
class _Field:
    """A field that has begun: where its code or, once that is over, its result begins; what it shows without one."""

    start: int
    in_code: bool = True
    shown: str = ""


def tokens(mark: Any) -> Iterator[Token]:
    """A mark of a field (w:fldChar); a box to tick and a list to choose from show what was chosen."""
    kind = mark.get(W + "fldCharType")
    if kind not in _MARKS:
        return
    yield Kind(kind), ""
    form = mark.find(W + "ffData")
    if form is None or kind != Kind.BEGIN:
        return
    box, choices = form.find(W + "checkBox"), form.find(W + "ddList")
    if box is not None:
        ticked = switched_on(box, "checked")
        yield Kind.SHOWN, _TICKED if (switched_on(box, "default") if ticked is None else ticked) else _OPEN
    elif choices is not None:
        entries = choices.findall(W + "listEntry")
        chosen = whole(value(choices, "result") or value(choices, "default")) or 0
        yield Kind.SHOWN, (entries[chosen].get(W + "val") or "") if chosen < len(entries) else ""


def resolved(parts: Iterable[Token]) -> str:
    """The text of a paragraph without the codes of its fields; a field that does not end in it has no code."""
    found: list[Token] = []
    fields: list[_Field] = []
    for kind, text in parts:
        if kind is Kind.BEGIN:
            fields.append(_Field(len(found)))
        elif kind is Kind.SHOWN and fields:
            fields[-1].shown = text
        elif kind in (Kind.TEXT, Kind.INSTRUCTION):
            found.append((kind, text))
        elif fields and kind is Kind.SEPARATE and fields[-1].in_code:
            _end_code(found, fields[-1])
        elif fields and kind is Kind.END:
            field = fields.pop()
            if field.in_code:
                _end_code(found, field)
            if not any(text.strip() for _, text in found[field.start :]):
                found.append((Kind.TEXT, field.shown))
    return "".join(text for kind, text in found if kind is Kind.TEXT)


def _end_code(found: list[Token], field: _Field) -> None:
    """Take the code of a field out of what was found; keep what the field draws from it."""
    code = "".join(text for kind, text in found[field.start :] if kind is Kind.INSTRUCTION)
    del found[field.start :]
    field.in_code = False
    field.shown = field.shown or drawn(code)


_EQ = re.compile(r"\s*eq\b(.*)", re.IGNORECASE | re.DOTALL)
_FRACTION = re.compile(r"\s*\\f\s*\(([^(),，;；]*)[,，;；]([^(),，;；]*)\)\s*", re.IGNORECASE)
_SWITCH = re.compile(r'\\\*\s*(?:"[^"]*"|\w+)|\\[a-z]+\s*-?\d*', re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_LAST = re.compile(r".*[,，;；]", re.DOTALL)
_DEEPEST = 8
_LONGEST = 1_000


def drawn(code: str) -> str:
    r"""What an EQ field draws, empty for any other: a fraction as a/b; of characters over one another the last.

    That is how Word circles a character (`eq \o\ac(○,1)`) and, in old files, sets pinyin over one
    (`eq \o\ad(\s\up 9(zhōng),中)`).
    """
    equation = _EQ.fullmatch(code[:_LONGEST])
    if equation is None:
        return ""
    fraction = _FRACTION.fullmatch(equation[1])
    if fraction:
        return f"{fraction[1].strip()}/{fraction[2].strip()}"
    bare = _SWITCH.sub("", equation[1])
    for _ in range(_DEEPEST):
        bare = _BRACKETS.sub(lambda match: _LAST.sub("", match[1]), bare)
    return bare.strip()
