"""Figures of a submission that a document of the library on the same place or programme states otherwise.

Only what is plainly the same indicator is compared: the same words lead to the number, it counts the same thing in
the same unit, and both are said of the same time (or of none). Whatever else differs is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from corpus.script import fold
from review.claims.indicators import statement_of, without_place
from review.claims.model import Claim, Contradiction, ContradictionKind, Measure
from review.claims.units import base_unit
from review.claims.values import room
from review.model import Text

_PLACE = re.compile(r"[\u4e00-\u9fff]{2,6}?(?:自治[区县州]|新区|[省市区县州旗]|街道|社区|[镇乡村])")
_TOO_WIDE = re.compile(r"(?:中华人民共和国|[^市区县]{1,6}(?:省|自治区))$")
_PROGRAMME = re.compile("[“「『]([^”」』]{3,12})[”」』]")
_LEAST = 4  # characters that lead to a number, for two statements to be the same
Key = tuple[str, str, str]


def names_of(title: str, region: str | None) -> frozenset[str]:
    """The place (county, district, street) and the programme that a document is about, folded."""
    folded = fold(title)
    places = _PLACE.findall(fold(region.split("（")[0])) if region else []
    places = places or _PLACE.findall(folded)
    nearest = [place for place in places if not _TOO_WIDE.fullmatch(place) and len(place) >= 3]
    return frozenset([*nearest[-1:], *_PROGRAMME.findall(folded)])


def related(names: frozenset[str], title: str, region: str | None) -> bool:
    """Whether a document of the library is about one of `names`, by its title or its region."""
    about = fold(f"{title} {region or ''}")
    return any(name in about for name in names)


def against_library(
    text: Text, claims: Sequence[Claim], library: Iterable[tuple[Text, Sequence[Claim]]]
) -> tuple[Contradiction, ...]:
    """Claims of the submission `text` that a text of the library contradicts.

    Args:
        text: the submission.
        claims: its claims.
        library: documents, each with its claims; only those on the same place or programme are compared (`related`).
    """
    own = dict(_first(text, claims))
    names = names_of(text.document.title, text.document.metadata.get("region"))
    found: list[Contradiction] = []
    for other, others in library:
        if not related(names, other.document.title, other.document.metadata.get("region")):
            continue
        stated = {key: claim for key, claim in _first(other, others) if key in own}
        for key, theirs in stated.items():
            if (mine := _disagreeing(text, own[key], other, theirs)) is not None:
                pair = (mine[0], theirs[0])
                found.append(Contradiction(ContradictionKind.LIBRARY, pair, tuple(one.quotation for one in pair)))
    return tuple(sorted(found, key=lambda one: (one.claims[0].number, one.claims[1].doc_id, one.claims[1].number)))


def _first(text: Text, claims: Sequence[Claim]) -> Iterator[tuple[Key, list[Claim]]]:
    """The plain statements of a text by what they say."""
    by_key: dict[Key, list[Claim]] = {}
    for claim in claims:
        if (key := _key(text, claim)) is not None:
            by_key.setdefault(key, []).append(claim)
    return iter(by_key.items())


def _key(text: Text, claim: Claim) -> Key | None:
    if claim.change or claim.planned or claim.part or claim.each or "|" in claim.quotation.quote:
        return None
    if claim.measure not in {Measure.COUNT, Measure.PERCENT} or claim.figure.low != claim.figure.high:
        return None
    said = statement_of(text, claim)
    said = without_place(said) if said else None
    named = fold(claim.object) if claim.object_at and claim.object_at[0] >= claim.number[1] else ""
    if said is None or len(said) + len(named) < _LEAST:
        return None
    return said, named, base_unit(claim.unit)[0]


def _disagreeing(text: Text, mine: Sequence[Claim], other: Text, theirs: Sequence[Claim]) -> tuple[Claim] | None:
    """The claim of `mine` that none of `theirs` agrees with, if all that share its time disagree."""
    for claim in mine:
        same = [one for one in theirs if one.period == claim.period]
        if same and not any(_agree(text, claim, other, one) for one in theirs):
            return (claim,)
    return None


def _agree(text: Text, claim: Claim, other: Text, theirs: Claim) -> bool:
    return room(claim, _numeral(text, claim)).meets(room(theirs, _numeral(other, theirs)))


def _numeral(text: Text, claim: Claim) -> str:
    return text.document.folded[claim.number[0] : claim.number[1]]
