"""打分: one submission at a time, each criterion with its evidence beside the score; everything is saved at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from review.matrix.build import build_matrix
from review.rounds.model import Phase, Round, Seat, Submission
from review.scores.access import SCORING
from review.scores.model import Conflict, Score, Sheet
from review.scores.store import Scores
from ui import frame, labels, session
from ui.address import RoundAddress, RoundView
from ui.markup import Markup, icon, join, link, tag
from ui.review import evidence, matrix_cells, own_sheet, reach, score_fields
from ui.review import stock as resources
from ui.tables import fold_away

_TURNS = 40  # beyond that many only those around the one at hand are in view
_AROUND = 6


@dataclass(frozen=True, slots=True)
class Desk:
    """What a reviewer has before them: their submissions, what they have said of them, what they do not judge."""

    address: RoundAddress
    award: Round
    submissions: Sequence[Submission]
    mine: Sequence[int]
    given: Mapping[tuple[int, str], Score]
    sheet: Sheet
    conflicts: Mapping[int, Conflict]

    @property
    def total(self) -> int:
        """How many scores there are to be."""
        return len(self.mine) * len(self.award.rubric.criteria)

    def done(self, number: int) -> int:
        """On how many criteria a submission is scored."""
        values = (self.given.get((number, one.key)) for one in self.award.rubric.criteria)
        return sum(one is not None and one.value is not None for one in values)

    @property
    def all_done(self) -> int:
        """How many scores there are."""
        return sum(self.done(number) for number in self.mine)

    @property
    def open(self) -> bool:
        """Whether anything can be entered."""
        return self.award.phase in SCORING and not self.sheet.submitted


def render(address: RoundAddress, award: Round, submissions: Sequence[Submission]) -> None:
    """The view, within the frame of its round."""
    seat = reach.read(lambda rounds: rounds.seat_of(award.id))
    desk = read_desk(address, award, submissions)
    if not _can_be_done(award, seat, desk):
        return
    listed = sorted({*desk.mine, *desk.conflicts})
    number = address.number if address.number in listed else _first_open(desk)
    one = next((one for one in submissions if one.number == number), None)
    if one is None:
        frame.state(labels.SCORES_NONE, [labels.SCORES_NONE_DO], calm=True)
        return
    found = _evidence(address, award, submissions, one)
    _sheet(address, award, submissions, one.number, found)
    own_sheet.draw(desk)


def _can_be_done(award: Round, seat: Seat | None, desk: Desk) -> bool:
    """Whether there is anything to show; else why not is said."""
    if seat is None:
        frame.state(labels.SCORES_NO_SEAT, [labels.SCORES_NO_SEAT_DO], calm=True)
        return False
    if award.phase not in SCORING and award.phase is not Phase.DECIDED:
        frame.state(labels.SCORES_NOT_YET, [labels.SCORES_NOT_YET_DO], calm=True)
        return False
    if not desk.mine and not desk.conflicts:
        frame.state(labels.SCORES_NONE, [labels.SCORES_NONE_DO], calm=True)
        return False
    if award.phase is Phase.DECIDED:
        frame.state(labels.SCORES_OVER, [labels.SCORES_OVER_DO], calm=True)
    elif desk.sheet.submitted:
        frame.state(
            labels.SHEET_SUBMITTED.format(at=labels.moment(desk.sheet.submitted)),
            [labels.SHEET_SUBMITTED_DO],
            calm=True,
        )
    return True


def read_desk(address: RoundAddress, award: Round, submissions: Sequence[Submission]) -> Desk:
    """As it is now."""
    me = session.person().name

    def ask(scores: Scores) -> Desk:
        given = {(one.number, one.criterion): one for one in scores.scores(award.id, person=me)}
        conflicts = {one.number: one for one in scores.conflicts(award.id) if one.person == me}
        return Desk(address, award, submissions, scores.to_score(award.id), given, scores.sheet(award.id), conflicts)

    return reach.read_scores(ask)


def _first_open(desk: Desk) -> int | None:
    """The first submission that is not scored to its end; the first at all where every one is."""
    whole = len(desk.award.rubric.criteria)
    unfinished = (number for number in desk.mine if desk.done(number) < whole)
    return next(unfinished, next(iter([*desk.mine, *sorted(desk.conflicts)]), None))


def _evidence(
    address: RoundAddress, award: Round, submissions: Sequence[Submission], one: Submission
) -> dict[str, Markup]:
    """The passages of one submission, by criterion."""
    of = evidence.setting(address, award, submissions)
    if of.by_number(one.number) is None:
        frame.state(labels.SUBMISSION_GONE, [labels.SUBMISSION_GONE_DO], calm=True)
        return {}
    with st.spinner(labels.EVIDENCE_LOOKING):
        column = build_matrix(resources.searcher(), award.rubric, [one.doc_id]).column(one.doc_id)
    return {cell.criterion: matrix_cells.passages(of, cell) for cell in column}


@st.fragment
def _sheet(
    address: RoundAddress,
    award: Round,
    submissions: Sequence[Submission],
    number: int,
    found: Mapping[str, Markup],
) -> None:
    """A submission with its criteria; drawn anew after each entry, and nothing else with it."""
    desk = read_desk(address, award, submissions)
    one = next(one for one in submissions if one.number == number)
    frame.html(_bar(desk, number), _heading(desk, one))
    conflict = desk.conflicts.get(number)
    with st.container(key="score-turns", horizontal=True, vertical_alignment="center", gap="small"):
        _turns(desk, number)
        score_fields.conflict_button(desk.award, number, conflict, shown=desk.open)
    if conflict:
        frame.state(labels.CONFLICT_SAID, [conflict.reason], calm=True)
    for criterion in award.rubric.criteria:
        with st.container(key=f"score-{criterion.key}"):
            beside, entry = st.columns([0.6, 0.4], gap="medium")
            with beside:
                frame.html(score_fields.about(award.rubric, criterion, found.get(criterion.key, Markup(""))))
            with entry:
                score = desk.given.get((number, criterion.key))
                score_fields.entry(award, number, criterion, score, enabled=desk.open and conflict is None)
    frame.html(_onward(desk, number))


def _bar(desk: Desk, number: int) -> Markup:
    """Every submission of the reviewer with how far it is; and how far all of them are."""
    whole = len(desk.award.rubric.criteria)
    links = []
    listed = sorted({*desk.mine, *desk.conflicts})
    for one in listed:
        done = desk.done(one)
        state = "away" if one in desk.conflicts else "done" if done == whole else "begun" if done else "open"
        said = labels.turn_said(one, labels.TURN_STATES[state], done, whole)
        marks = {"done": icon("check"), "away": icon("block"), "begun": icon("more_horiz"), "open": ""}
        to = RoundAddress(desk.award.id, RoundView.SCORES, one).href
        current = "page" if one == number else None
        links.append(
            link(join([str(one), marks[state]]), to, class_=state, aria_current=current, aria_label=said, title=said)
        )
    kept = tag("span", labels.SAVED_AT_ONCE, class_="muted") if desk.open else ""
    so_far = tag("b", labels.scores_done(desk.all_done, desk.total))
    progress = tag("p", so_far, " ", kept, class_="number", role="status")
    if len(links) <= _TURNS:
        return tag("div", progress, _turns_nav(links, labels.TURNS_LABEL), class_="score-bar")
    at = listed.index(number)
    first = min(max(at - _AROUND, 0), len(listed) - 2 * _AROUND - 1)
    near = _turns_nav(links[first : first + 2 * _AROUND + 1], labels.TURNS_NEAR)
    return tag(
        "div",
        progress,
        near,
        fold_away(labels.turns_all(len(links)), _turns_nav(links, labels.TURNS_LABEL)),
        class_="score-bar",
    )


def _turns_nav(links: Sequence[Markup], label: str) -> Markup:
    return tag("nav", *links, class_="turns", aria_label=label)


def _heading(desk: Desk, one: Submission) -> Markup:
    of = evidence.setting(desk.address, desk.award, desk.submissions)
    read = RoundAddress(desk.award.id, RoundView.SUBMISSIONS, one.number).href
    number = "" if of.blinded else tag("span", labels.submission_number(one.number), class_="no")
    title = tag("h2", number, " ", of.title(one))
    links = [link(join([icon("menu_book"), labels.READ_WHOLE]), read)]
    for view, sign in ((RoundView.CLAIMS, "tag"), (RoundView.OVERLAP, "content_copy")):
        to = RoundAddress(desk.award.id, view, one.number).href
        links.append(link(join([icon(sign), labels.ROUND_VIEWS[view]]), to))
    return tag("div", title, *links, class_="submission-title")


def _turns(desk: Desk, number: int) -> None:
    listed = sorted({*desk.mine, *desk.conflicts})
    at = listed.index(number)
    for words, sign, step, keys in (
        (labels.PREVIOUS_ONE, "chevron_left", -1, "Alt+P"),
        (labels.NEXT_ONE, "chevron_right", 1, "Alt+N"),
    ):
        there = 0 <= at + step < len(listed)
        to = RoundAddress(desk.award.id, RoundView.SCORES, listed[at + step] if there else number).href
        if st.button(words, icon=f":material/{sign}:", key=f"turn-{step}", disabled=not there, shortcut=keys):
            frame.go(to)
            st.rerun()


def _onward(desk: Desk, number: int) -> Markup:
    """The submissions before and after, for those who have scored down to the end."""
    listed = sorted({*desk.mine, *desk.conflicts})
    at = listed.index(number)

    def to(place: int, words: str) -> Markup:
        if not 0 <= place < len(listed):
            return tag("span")
        return link(f"{words} · {listed[place]}", RoundAddress(desk.award.id, RoundView.SCORES, listed[place]).href)

    if len(listed) < 2:
        return Markup("")
    return tag("nav", to(at - 1, labels.PREVIOUS_ONE), to(at + 1, labels.NEXT_ONE), class_="turner onward",
               aria_label=labels.TURNS_LABEL)  # fmt: skip
