"""Figures of the same thing beside one another, and figures that cannot all be right."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from review.claims.finding import Found
from review.claims.model import Claim, Compared, Contradiction, ContradictionKind, Group
from ui import frame, labels
from ui.library_list import pager
from ui.markup import Markup, join, link, tag
from ui.passages import Marked
from ui.review import evidence
from ui.review.claim_pieces import figure, in_one_unit, number_marked, remarks, subject
from ui.review.evidence import Setting

PER_PAGE = 20  # groups


# The same thing in several submissions


def groups(of: Setting, every: Sequence[Group]) -> None:
    """Each group as a table, those that most submissions state first."""
    if not every:
        frame.state(labels.NOTHING_COMPARED, [labels.NOTHING_COMPARED_DO], calm=True)
        return
    ordered = sorted(every, key=lambda one: (-one.documents, one.object, one.unit))
    last = -(-len(ordered) // PER_PAGE)
    page = min(of.address.page, last)
    shown = ordered[(page - 1) * PER_PAGE : page * PER_PAGE]
    frame.html(
        tag("p", labels.COMPARED_NOTE, class_="muted"),
        tag("h2", labels.numbered(labels.CLAIM_VIEWS["compare"], len(every)), class_="criterion-name"),
        *(_group(of, one) for one in shown),
        pager(page, last, lambda number: of.address.turned_to(number).href) if last > 1 else "",
    )


def _group(of: Setting, group: Group) -> Markup:
    what = evidence.masked(of, group.members[0].claim.doc_id, group.object)
    name = labels.group_named(what, group.unit, group.documents)
    # The residents themselves are 1,000 of every thousand.
    known = any(one.per_thousand not in (None, 1000) for one in group.members)
    columns = [one for at, one in enumerate(labels.COMPARED_COLUMNS) if known or at != 3]
    numbers = {labels.COMPARED_COLUMNS[at] for at in (1, 2, 3)}
    heads = [tag("th", one, scope="col", class_="number" if one in numbers else None) for one in columns]
    most = max((one.value for one in group.members), default=Decimal(0))
    ordered = sorted(group.members, key=lambda one: -one.value)
    rows = [_member(of, one, group.unit, most, known=known) for one in ordered]
    table = tag("table", tag("caption", name), tag("thead", tag("tr", *heads)), tag("tbody", *rows))
    box = tag("div", table, class_="claims", tabindex="0", role="region", aria_label=name)
    return tag("section", tag("h3", name), box, class_="evidence-of")


def _member(of: Setting, one: Compared, unit: str, most: Decimal, *, known: bool) -> Markup:
    claim = one.claim
    share = float(one.value / most * 100) if most > 0 and one.value > 0 else 0.0
    bar = tag("span", class_="bar", style=f"width: {share:.1f}%", aria_hidden="true")
    value = labels.figure_said(one.value, one.value, unit, "")
    residents = labels.number_said(round(one.per_thousand, 2)) if one.per_thousand is not None else ""
    said = remarks(claim)
    cells = [
        tag("th", _whose(of, claim), scope="row", class_="whole"),
        tag("td", tag("b", claim.printed), class_="number printed"),
        tag("td", value, bar, class_="number measured-by"),
        tag("td", residents, class_="number", data_label=labels.COMPARED_COLUMNS[3]) if known else "",
        tag("td", claim.when, tag("span", said, class_="muted") if said else ""),
        tag("td", number_marked(of, claim), class_="words-of"),
    ]
    return tag("tr", *cells)


def _whose(of: Setting, claim: Claim) -> Markup:
    submission = of.by_document(claim.doc_id)
    if submission is None:
        return join([tag("span", labels.IN_LIBRARY, class_="no"), " ", evidence.title_of(of, claim.doc_id)])
    return link(evidence.named(of, submission), of.address.showing("").on(submission.number).href)


# What does not agree


def contradictions(of: Setting, found: Found) -> None:
    """Cards, those within submissions first, those between a submission and the library apart."""
    chosen = of.by_number(of.address.number)
    within = [one for one in found.within if chosen is None or one.claims[0].doc_id == chosen.doc_id]
    library = [one for one in found.library if chosen is None or one.claims[0].doc_id == chosen.doc_id]
    if not within and not library:
        frame.state(labels.NO_CONTRADICTION, [labels.NO_CONTRADICTION_DO], calm=True)
        return
    frame.html(tag("p", labels.CONTRADICTIONS_NOTE, class_="muted"))
    if within:
        frame.html(_section(of, labels.CONTRADICTIONS_WITHIN, "", within))
    if library:
        frame.html(_section(of, labels.CONTRADICTIONS_LIBRARY, labels.CONTRADICTIONS_LIBRARY_NOTE, library))


def _section(of: Setting, name: str, note: str, some: Sequence[Contradiction]) -> Markup:
    heading = tag("h2", labels.numbered(name, len(some)), class_="criterion-name")
    said = tag("p", note, class_="muted") if note else ""
    return tag("section", heading, said, *(_card(of, one) for one in some), class_="contradictions")


def _card(of: Setting, one: Contradiction) -> Markup:
    kind = tag("span", labels.CONTRADICTION_KINDS[one.kind], class_="kind")
    head = tag("header", tag("h3", _whose(of, one.claims[0])), kind)
    sentence = tag("p", said(of, one), class_="sum")
    return tag("article", head, sentence, tag("div", *_sides(of, one), class_="sides"), class_="boxed contradiction")


def _sides(of: Setting, one: Contradiction) -> list[Markup]:
    """Each quotation once, with the numbers that are at odds marked in it, and whose words it is where that differs."""
    several = len({quotation.doc_id for quotation in one.quotations}) > 1
    sides = []
    for quotation in one.quotations:
        here = [
            claim
            for claim in one.claims
            if claim.doc_id == quotation.doc_id
            and quotation.start <= claim.whole[0]
            and claim.whole[1] <= quotation.end
        ]
        marks = [Marked(*claim.whole, "words", subject(of, claim)) for claim in here]
        whose = tag("p", _whose(of, here[0]), class_="whose") if several and here else ""
        sides.append(tag("div", whose, evidence.cited(of, quotation, marks)))
    return sides


def said(of: Setting, one: Contradiction) -> str:
    """The arithmetic in a sentence."""
    first = one.claims[0]
    what = subject(of, first)
    if one.kind is ContradictionKind.PARTS_EXCEED:
        return _sum(one)
    if one.kind is ContradictionKind.PERCENTAGE and len(one.claims) > 2 and one.expected is not None:
        whole, part, percent = one.claims[:3]
        follows = labels.number_said(round(one.expected, 2))
        return labels.percentage_wrong(
            labels.number_said(part.figure.middle), labels.number_said(whole.figure.middle), follows, figure(percent)
        )
    values = [figure(claim) for claim in one.claims]
    if one.kind is ContradictionKind.LIBRARY:
        return labels.library_differs(what, values[0], values[-1])
    return labels.two_values(what, [values[0], values[-1]])


def _sum(one: Contradiction) -> str:
    whole, *parts = one.claims
    scale, unit = in_one_unit(one.claims)
    total = one.expected if one.expected is not None else sum((part.figure.middle for part in parts), Decimal(0))
    numbers = [labels.number_said(part.figure.middle / scale) for part in parts]
    stated = whole.figure
    said_whole = labels.figure_said(stated.low / scale, stated.high / scale, unit, labels.QUALIFIERS[stated.qualifier])
    return labels.parts_exceed(numbers, labels.number_said(total / scale), said_whole)
