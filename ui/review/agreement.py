"""How far reviewers agree: the figures, what they mean, who scores how, and which scores stand apart."""

from __future__ import annotations

from review.rubric.model import plain_number
from review.scores.panel import Outlier
from review.scores.results import Results
from ui import frame, labels
from ui.address import RoundAddress, RoundView
from ui.markup import Markup, link, tag
from ui.tables import Cell, fold_away, table

_LISTED = 40


def draw(found: Results) -> None:
    """The section."""
    heading = tag("div", tag("h2", labels.AGREEMENT), tag("p", labels.AGREEMENT_NOTE), class_="chapter")
    if all(one.interval.value is None for one in found.agreement) and found.concordance.w is None:
        frame.html(heading, tag("p", labels.AGREEMENT_NOT_YET))
        return
    frame.html(heading, _figures(found), _profiles(found))
    frame.html(_outliers(found))


def _figures(found: Results) -> Markup:
    names = {one.key: one.name for one in found.round.rubric.criteria}
    rows = [
        [
            Cell(names.get(one.criterion, labels.AGREEMENT_WHOLE), strong=not one.criterion),
            Cell(labels.coefficient(one.interval.value), number=True),
            Cell(labels.coefficient(one.ordinal.value), number=True),
            Cell(one.interval.units, number=True),
            Cell(one.interval.values, number=True),
        ]
        for one in found.agreement
    ]
    w = found.concordance
    concordance = labels.concordance(w.w, w.judges, w.objects, w.p, w.left_out)
    return tag(
        "div",
        table(labels.AGREEMENT_COLUMNS, rows, caption=labels.AGREEMENT),
        tag("p", tag("b", labels.KENDALL_W), concordance),
        tag("p", labels.ALPHA_MEANS, class_="muted"),
        tag("p", labels.W_MEANS, class_="muted"),
    )


def _profiles(found: Results) -> Markup:
    rows = [
        [
            Cell(labels.person_named(one.shown, one.person)),
            Cell(one.submissions, number=True),
            Cell(labels.mark(one.mean), number=True),
            Cell(labels.mark(one.sd), number=True),
            Cell(labels.signed_mark(one.severity), number=True),
        ]
        for one in found.profiles
    ]
    inside = tag("p", labels.PROFILES_NOTE), table(labels.PROFILE_COLUMNS, rows, caption=labels.PROFILES)
    return fold_away(labels.PROFILES, tag("div", *inside))


def _outliers(found: Results) -> Markup:
    """Scores far from those of the others: to be looked at, not to be thrown away."""
    heading = tag("h3", labels.OUTLIERS)
    if not found.outliers:
        return tag("div", heading, tag("p", labels.OUTLIERS_NONE, class_="muted"), class_="outliers")
    lines = [_outlier(found, one) for one in found.outliers]
    rest = fold_away(labels.more_values(len(lines) - _LISTED), tag("ul", *lines[_LISTED:])) if lines[_LISTED:] else ""
    note = tag("p", labels.OUTLIERS_NOTE, class_="muted")
    return tag("div", heading, note, tag("ul", *lines[:_LISTED]), rest, class_="outliers")


def _outlier(found: Results, one: Outlier) -> Markup:
    names = {other.key: other.name for other in found.round.rubric.criteria}
    people = {other.person: labels.person_named(other.shown, other.person) for other in found.progress}
    score = found.score(one.person, one.number, one.criterion)
    value = plain_number(score.value) if score and score.value is not None else labels.mark(one.value)
    said = labels.outlier(people.get(one.person, one.person), value, labels.mark(one.middle))
    to = RoundAddress(found.round.id, RoundView.MATRIX, one.number, criterion=one.criterion).href
    place = link(labels.outlier_place(one.number, names.get(one.criterion, one.criterion)), to)
    comment = tag("p", f"“{score.comment}”", class_="muted") if score and score.comment else ""
    return tag("li", place, " ", said, comment)
