"""A figure and its sentence as they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from corpus.script import fold
from review.claims.model import Claim
from ui import labels
from ui.markup import Markup
from ui.passages import Marked
from ui.review import evidence
from ui.review.evidence import Setting


def figure(one: Claim) -> str:
    """The figure in its unit, with how exactly it is meant."""
    stated = one.figure
    return labels.figure_said(stated.low, stated.high, one.unit, labels.QUALIFIERS[stated.qualifier])


def restated(one: Claim) -> str:
    """The figure in its unit where that says more than what is printed."""
    said = figure(one)
    plain = [fold(words).replace(" ", "").replace(",", "") for words in (said, one.printed)]
    return "" if plain[0] == plain[1] else said


def in_one_unit(claims: Sequence[Claim]) -> tuple[Decimal, str]:
    """What the figures of a sum are divided by, and the unit that is then theirs: 万 or 亿 where all are printed so."""
    unit = claims[0].unit
    for name, scale in (("亿", Decimal(100_000_000)), ("万", Decimal(10_000))):
        if all(name in fold(one.printed) for one in claims):
            return scale, name + unit
    return Decimal(1), unit


def subject(of: Setting, one: Claim) -> str:
    """What is counted, with what is said of it, as the visitor may see it."""
    return evidence.masked(of, one.doc_id, one.object)


def remarks(one: Claim) -> str:
    """What kind of statement it is, beyond a level that was reached."""
    flags = (
        (one.label, bool(one.label)),
        (labels.PLANNED, one.planned),
        (labels.PART_OF, one.part),
        (labels.CHANGE_OF, one.change),
        (labels.EACH_OF, one.each),
    )
    return labels.AND.join(word for word, holds in flags if holds)


def number_marked(of: Setting, *claims: Claim) -> Markup:
    """The sentence of the claims, which they share, with their numbers marked in it, as a link to its place."""
    marks = [Marked(*one.whole, "words", subject(of, one)) for one in claims]
    return evidence.cited(of, claims[0].quotation, marks)
