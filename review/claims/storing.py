"""The claims of one document as bytes that can be kept, and back: places only, the words are cut anew."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from review.claims.model import Claim, Figure, Measure, Qualifier
from review.model import Text

FORMAT = "2"  # changes when the same text would give other claims
_WORDS = ("unit", "object", "label", "when", "period", "subject")
_MARKS = ("planned", "part", "change", "each")


def to_json(claims: Sequence[Claim]) -> bytes:
    """What was found, without quotations."""
    return json.dumps([_told(claim) for claim in claims], ensure_ascii=False, separators=(",", ":")).encode()


def _told(claim: Claim) -> list[Any]:
    figure = claim.figure
    return [
        [claim.quotation.start, claim.quotation.end], claim.number, claim.whole, claim.object_at,
        [str(figure.low), str(figure.high), figure.qualifier], claim.measure,
        [getattr(claim, name) for name in _WORDS], [int(getattr(claim, name)) for name in _MARKS],
    ]  # fmt: skip


def from_json(content: bytes, text: Text) -> tuple[Claim, ...]:
    """What `to_json` kept, with the words of the document."""
    return tuple(_made(told, text) for told in json.loads(content))


def _made(told: list[Any], text: Text) -> Claim:
    quoted, number, whole, object_at, (low, high, qualifier), measure, said, marks = told
    rest: dict[str, Any] = dict(zip(_WORDS, said, strict=True))
    rest |= {name: bool(mark) for name, mark in zip(_MARKS, marks, strict=True)}
    return Claim(
        quotation=text.quotation(*quoted),
        number=(number[0], number[1]),
        whole=(whole[0], whole[1]),
        printed=text.document.text[whole[0] : whole[1]],
        figure=Figure(Decimal(low), Decimal(high), Qualifier(qualifier)),
        measure=Measure(measure),
        object_at=(object_at[0], object_at[1]) if object_at else None,
        **rest,
    )
