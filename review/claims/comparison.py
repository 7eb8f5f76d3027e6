"""What several submissions state of the same thing, in the same unit, per thousand residents where it can be said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from corpus.script import fold
from review.claims.model import Claim, Compared, Group, Measure
from review.claims.units import TIME, base_unit

# What tells how many live in a place, the most telling first.
_POPULATIONS = tuple(
    re.compile(pattern)
    for pattern in ("常住人口$", "户籍人口$", "(?:总人口|人口总数)$", "^人口$", "(?:现有|共有|常住)居民$")
)
_EDGES = re.compile(
    r"^(?:全[省市区县州旗镇乡街]道?|各类|全部|累计|合计|有效|受益|惠及|涉及|覆盖|建成|共|新|本|该)+|"
    r"[“”「」『』()（）\s]|(?:总数|数量|总量|合计|总计|总额)$"
)
_LEAST = 2  # characters of an object that says something
_PLACES = Decimal("0.001")


def comparable(claims_by_doc: Mapping[str, Sequence[Claim]], *, least: int = 2) -> tuple[Group, ...]:
    """Groups of claims with the same object and base unit that at least `least` documents state.

    Values are the middles of ranges, in base units; targets and changes keep their marks and are not left out.
    """
    groups: dict[tuple[str, str], list[Compared]] = {}
    for claims in claims_by_doc.values():
        residents = population(claims)
        for claim in claims:
            if (named := object_key(claim)) is not None:
                unit, by = base_unit(claim.unit)
                value = claim.figure.middle * by
                groups.setdefault((named, unit), []).append(Compared(claim, value, _per(value, claim, residents)))
    made = (Group(named, unit, tuple(members)) for (named, unit), members in groups.items())
    kept = [group for group in made if group.documents >= least]
    return tuple(sorted(kept, key=lambda group: (-group.documents, -len(group.members), group.object, group.unit)))


def population(claims: Sequence[Claim]) -> Decimal | None:
    """How many people live where a submission comes from, as it states itself; None where it does not."""
    counts = [one for one in claims if one.unit in {"人", ""} and not (one.change or one.part or one.planned)]
    for pattern in _POPULATIONS:
        for claim in counts:
            if pattern.search(fold(claim.object)) and claim.figure.low >= 100:
                return claim.figure.middle
    return None


def object_key(claim: Claim) -> str | None:
    """What a claim counts, as it is compared: folded, without filling; None where nothing names it."""
    if not claim.object_at and not (claim.object and claim.measure is Measure.PERCENT):
        return None
    named = _EDGES.sub("", _EDGES.sub("", fold(claim.object)))
    return named if len(named) >= _LEAST else None


def _per(value: Decimal, claim: Claim, residents: Decimal | None) -> Decimal | None:
    """The value per thousand residents; None for what does not grow with them."""
    if residents is None or claim.measure is not Measure.COUNT or claim.each or claim.unit in TIME:
        return None
    return (value * 1000 / residents).quantize(_PLACES)
