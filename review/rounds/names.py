"""Names that are hidden in blind review: what kinds there are, and what a chair says of one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from review.rounds.model import RoundError, RoundProblem

LONGEST_NAME = 60  # characters


class NameKind(StrEnum):
    """What a name names."""

    PERSON = "person"
    UNIT = "unit"
    PLACE = "place"
    CONTACT = "contact"  # a telephone number or an e-mail address


@dataclass(frozen=True, slots=True)
class Given:
    """What the chair said of a name: it is one of `kind`, or none (`kind` None), whatever is recognised."""

    name: str
    kind: NameKind | None


def checked_given(name: str, kind: NameKind | None) -> Given:
    """What a chair says of a name, as it is kept.

    Raises:
        RoundError: no such name can be looked for.
    """
    plain = " ".join(name.split())
    if not 2 <= len(plain) <= LONGEST_NAME or not any(char.isalnum() for char in plain):
        raise RoundError(RoundProblem.NO_NAME, name[:LONGEST_NAME], LONGEST_NAME)
    return Given(plain, kind)
