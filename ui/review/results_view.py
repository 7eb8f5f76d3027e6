"""结果: how far reviewers are, what the scores come to, how far they agree, what hangs on the weights; the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from corpus.workspace import Workspace
from review.rounds.model import Phase, Round, Standing, Submission
from review.scores.model import Counting
from review.scores.results import Result, Results, results
from ui import charts, frame, labels, resources, session
from ui.address import RoundAddress, RoundView
from ui.markup import Markup, link, tag
from ui.review import agreement, blind, combining_form, decision, eligibility_view, reach
from ui.tables import Cell, fold_away, table
from ui.widgets import segmented

_DRAWN_AT_MOST = 40  # submissions in a chart: beyond that nobody reads it, and the table says it, too


def render(address: RoundAddress, award: Round, submissions: Sequence[Submission]) -> None:
    """The view, within the frame of its round."""
    chair = blind.chaired(award)
    if chair and address.show == decision.RECORD:
        decision.page(address, award, submissions)
        return
    counting = Counting.SUBMITTED if address.show == Counting.SUBMITTED else Counting.SAVED
    with Workspace.open_readonly(resources.home()) as workspace:
        found = results(workspace, session.person(), award.id, counting=counting)
    _progress(award, found)
    frame.html(_heading(labels.RESULTS_RANKING), _counting(address, counting))
    scored = [one for one in found.results if one.place is not None]
    if not scored:
        frame.state(labels.RESULTS_NONE, [labels.RESULTS_NONE_DO], calm=True)
    else:
        titles = {one.number: blind.title(award, one) for one in submissions}
        frame.html(_ranking(address, found, titles), _by_criterion(found, titles))
        if chair:
            _standings(award, submissions, scored)
        agreement.draw(found)
        _weights(found, titles)
    combining_form.draw(award, found)
    if chair:
        decision.offer(address)


def _heading(name: str, hint: str = "") -> Markup:
    return tag("div", tag("h2", name), tag("p", hint) if hint else "", class_="chapter")


def _counting(address: RoundAddress, counting: Counting) -> Markup:
    options = [
        (labels.COUNTINGS[one], address.showing("" if one is Counting.SAVED else str(one)).href, one is counting)
        for one in Counting
    ]
    return segmented(labels.RESULTS_COUNTING, options)


# How far everybody is


def _progress(award: Round, found: Results) -> None:
    frame.html(tag("div", tag("h2", labels.RESULTS_PROGRESS), class_="record-title"))
    if not found.progress:
        frame.state(labels.NO_REVIEWERS, [labels.NO_REVIEWERS_DO], calm=True)
        return
    rows = [
        [
            Cell(labels.person_named(one.shown, one.person)),
            Cell(labels.scored_of(one.done, one.expected), number=True),
            Cell(labels.moment(one.submitted) if one.submitted else labels.SHEET_DRAFT),
            Cell(one.conflicts or "", number=True),
            Cell(labels.moment(one.last) if one.last else "", number=True),
        ]
        for one in found.progress
    ]
    frame.html(table(labels.PROGRESS_COLUMNS, rows, caption=labels.RESULTS_PROGRESS))
    submitted = [one for one in found.progress if one.submitted]
    if submitted and award.phase is not Phase.DECIDED:
        with st.container(key="reopen-line", horizontal=True, vertical_alignment="bottom", gap="small"):
            names = {one.person: labels.person_named(one.shown, one.person) for one in submitted}
            chosen = st.selectbox(
                labels.SHEET_REOPEN_WHOSE, list(names), format_func=names.__getitem__, key="reopen-whose", width=260
            )
            st.button(labels.SHEET_REOPEN, key="reopen", on_click=_reopen, args=(award.id, chosen))


def _reopen(award: str, person: str | None) -> None:
    if person:
        reach.change_scores(lambda scores: scores.reopen(award, person), labels.SHEET_REOPENED)


# The ranking


def _ranking(address: RoundAddress, found: Results, titles: Mapping[int, str]) -> Markup:
    """Raw and normalised side by side; the column that the place goes by is told in the head."""
    combined = found.formula.scaling != "none"
    voted = any(one.votes is not None for one in found.results)
    head = [labels.RESULT_PLACE, labels.SUBMISSION_TITLE, labels.RESULT_RAW, labels.RESULT_RANK]
    head += [labels.RESULT_NORMALISED, labels.RESULT_NORMALISED_RANK, labels.RESULT_SPREAD, labels.RESULT_REVIEWERS]
    head += [labels.RESULT_VOTES] if voted else []
    head += [labels.RESULT_COMBINED] if combined else []
    head += [labels.STANDING]
    rows = [_row(address, one, titles[one.number], voted=voted, combined=combined) for one in found.results]
    by = labels.RESULT_COMBINED if combined else labels.BASES[found.formula.basis]
    note = tag("p", labels.ranked_by(by), class_="muted")
    parts = "" if all(map(_whole, found.results)) else tag("p", labels.IN_PART_NOTE, class_="notice")
    ranking = table(head, rows, caption=labels.RESULTS_RANKING)
    return tag("div", ranking, parts, _alone(found), note, class_="ranking")


def _whole(one: Result) -> bool:
    """Whether a result rests on every criterion; also where there is none at all."""
    return one.complete or one.total is None


def _alone(found: Results) -> Markup:
    """Which submissions only one reviewer scored, where others were scored by more."""
    counts = {one.number: one.reviewers for one in found.results if one.place is not None}
    alone = sorted(number for number, count in counts.items() if count == 1)
    if not alone or max(counts.values()) == 1:
        return Markup("")
    return tag("p", labels.scored_by_one(alone), class_="notice")


def _row(address: RoundAddress, one: Result, named: str, *, voted: bool, combined: bool) -> list[Cell]:
    to = address.viewed(RoundView.SUBMISSIONS).on(one.number).href
    title = link(labels.submission_named(one.number, named), to)
    spread = one.spread
    cells = [
        Cell(one.place or labels.NO_VALUE, number=True, strong=True),
        Cell(title),
        Cell(labels.mark(one.total) if _whole(one) else labels.in_part(labels.mark(one.total)), number=True),
        Cell(one.rank or "", number=True),
        Cell(labels.signed_mark(one.normalised), number=True),
        Cell(one.normalised_rank or "", number=True),
        Cell(labels.spread_of(spread.sd, spread.lowest, spread.highest) if spread else "", number=True),
        Cell(one.reviewers, number=True),
    ]
    cells += [Cell("" if one.votes is None else labels.thousands(one.votes), number=True)] if voted else []
    cells += [Cell(labels.mark(one.combined, 3), number=True)] if combined else []
    return [*cells, Cell(labels.STANDINGS[one.standing])]


def _by_criterion(found: Results, titles: Mapping[int, str]) -> Markup:
    """The mean of each criterion, and the weighted mean behind them."""
    criteria = found.round.rubric.criteria
    head = [labels.SUBMISSION_TITLE, *(one.name for one in criteria), labels.RESULT_RAW]
    rows = [
        [
            Cell(labels.submission_named(one.number, titles[one.number])),
            *(Cell(labels.mark(one.means.get(criterion.key)), number=True) for criterion in criteria),
            Cell(labels.mark(one.total), number=True, strong=True),
        ]
        for one in found.results
    ]
    return fold_away(labels.RESULTS_BY_CRITERION, table(head, rows, caption=labels.RESULTS_BY_CRITERION))


def _standings(award: Round, submissions: Sequence[Submission], scored: Sequence[Result]) -> None:
    """Putting the first of the ranking on the shortlist, or one of them where it belongs."""
    if award.phase is not Phase.SHORTLIST:
        return
    by_number = {one.number: one for one in submissions}
    with st.container(key="shortlist-tools", horizontal=True, vertical_alignment="bottom", gap="small"):
        size = st.number_input(
            labels.SHORTLIST_SIZE, 1, len(scored), min(3, len(scored)), key="shortlist-size", width=140
        )
        first = [one.number for one in scored if one.place and one.place <= size and one.standing is Standing.ELIGIBLE]
        st.button(
            labels.shortlist_first(size),
            key="shortlist-now",
            disabled=not first,
            on_click=_shortlist,
            args=(award.id, first),
        )
        titles = {one.number: labels.submission_named(one.number, one.title) for one in scored}
        chosen = st.selectbox(
            labels.SUBMISSION_TITLE,
            list(titles),
            format_func=lambda number: labels.plain(titles[number]),
            key="standing-of",
            width=320,
        )
        if st.button(labels.STANDING_SET, key="standing-open", icon=":material/gavel:") and chosen in by_number:
            st.dialog(labels.STANDING_SET)(eligibility_view.stand)(award, by_number[chosen])


def _shortlist(award: str, numbers: Sequence[int]) -> None:
    reach.change(
        lambda rounds: [rounds.set_standing(award, number, Standing.SHORTLISTED) for number in numbers],
        labels.shortlisted(len(numbers)),
    )


# What hangs on the weights


def _weights(found: Results, titles: Mapping[int, str]) -> None:
    made = found.sensitivity
    if not made.shares:
        return
    frame.html(_heading(labels.SENSITIVITY, labels.sensitivity_note(made.draws, made.concentration)))
    now = {one.number: one.rank or one.place or 1 for one in found.results}
    order = sorted(made.shares, key=lambda one: (now.get(one.number, 0), one.number))[:_DRAWN_AT_MOST]
    rows = [
        charts.Range(
            labels.submission_named(one.number, titles.get(one.number, "")),
            one.low,
            now.get(one.number, one.middle),
            one.high,
            labels.rank_range(one.low, one.high, one.first),
        )
        for one in order
    ]
    last = max(len(made.shares), 2)
    frame.html(tag("h3", labels.SENSITIVITY_RANKS, class_="chart-title"))
    charts.ranges(
        rows, least=1, most=last, ticks=_ticks(last), alt=labels.sensitivity_alt([one.text for one in rows]), form="d"
    )
    names = {one.key: one.name for one in found.round.rubric.criteria}
    spans = [
        charts.Range(
            names[one.criterion],
            one.first[0],
            one.weight,
            one.first[1],
            labels.weight_range(one.weight, one.first[0], one.first[1]),
        )
        for one in made.intervals
    ]
    frame.html(
        tag("h3", labels.SENSITIVITY_WEIGHTS, class_="chart-title"),
        tag("p", labels.SENSITIVITY_WEIGHTS_NOTE, class_="muted"),
    )
    quarters = (0, 0.25, 0.5, 0.75, 1)
    said = labels.sensitivity_alt([f"{one.label} {one.text}" for one in spans])
    charts.ranges(spans, least=0, most=1, ticks=quarters, alt=said, form=".0%")
    frame.html(_weights_table(found))


def _ticks(last: int) -> list[int]:
    step = max(1, last // 8)
    return [*range(1, last + 1, step)]


def _weights_table(found: Results) -> Markup:
    """The same in figures, with the shortlist."""
    made = found.sensitivity
    names = {one.key: one.name for one in found.round.rubric.criteria}
    rows = [
        [
            Cell(names[one.criterion]),
            Cell(labels.share(one.weight), number=True),
            Cell(labels.share_range(*one.first), number=True),
            Cell(labels.share_range(*one.shortlist), number=True),
        ]
        for one in made.intervals
    ]
    head = [labels.RUBRIC_CRITERION, labels.RUBRIC_WEIGHT, labels.KEEPS_FIRST, labels.keeps_shortlist(made.size)]
    return fold_away(labels.SENSITIVITY_FIGURES, table(head, rows, caption=labels.SENSITIVITY_WEIGHTS))
