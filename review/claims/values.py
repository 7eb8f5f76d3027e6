"""Which true values a stated figure allows for: rounding and qualifiers give room, so that 1.2万 and 11,987 agree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from review.claims.model import Claim, Qualifier
from review.claims.units import base_unit

_FAR = Decimal(10) ** 18
_ROOM = {
    Qualifier.EXACT: (Decimal(1), Decimal(1)),
    Qualifier.ABOUT: (Decimal("0.85"), Decimal("1.15")),
    Qualifier.NEARLY: (Decimal("0.85"), Decimal(1)),
    Qualifier.OVER: (Decimal(1), Decimal("1.5")),
    Qualifier.AT_LEAST: (Decimal(1), _FAR),
    Qualifier.UP_TO: (Decimal(0), Decimal(1)),
}
_FROM = frozenset({Qualifier.OVER, Qualifier.AT_LEAST})
_UP_TO = frozenset({Qualifier.NEARLY, Qualifier.UP_TO})
_ROUNDED = re.compile(r"(\d+(?:\.(\d+))?)\s?([百千]?)([万亿萬億])$")
_DECIMALS = re.compile(r"\d+\.(\d+)$")
_PLACES = {"": 1, "百": 100, "千": 1000, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}


@dataclass(frozen=True, slots=True)
class Room:
    """The values, in base units, that a claim is true for."""

    low: Decimal
    high: Decimal

    def meets(self, other: Room) -> bool:
        """Whether both can be true of the same thing."""
        return self.low <= other.high and other.low <= self.high


def last_digit(claim: Claim, numeral: str) -> Decimal:
    """What one of the last printed digit is worth: 0.1 of 92.6%, 1,000 of 1.2万; 0 of a plain whole number."""
    plain = numeral.replace(",", "").replace("，", "")
    if found := _ROUNDED.search(plain):
        return Decimal(_PLACES[found[3]] * _PLACES[found[4]]).scaleb(-len(found[2] or ""))
    if found := _DECIMALS.search(plain):
        return Decimal(1).scaleb(-len(found[1]))
    return Decimal(0)


def room(claim: Claim, numeral: str) -> Room:
    """What the claim allows for, in base units; `numeral` is its number as printed (folded).

    A shortened number is rounded or cut off: 1.2万 is 11,500 to 13,000, but 2万 no more than 25,000.
    """
    less, more = _ROOM[claim.figure.qualifier]
    digit = last_digit(claim, numeral)
    below = 0 if claim.figure.qualifier in _FROM else digit / 2
    above = 0 if claim.figure.qualifier in _UP_TO else digit if claim.figure.high >= digit * 10 else digit / 2
    by = base_unit(claim.unit)[1]
    return Room((claim.figure.low - below) * less * by, (claim.figure.high + above) * more * by)
