"""What stands above every view of a round: its title, how far it is, what comes next, and the views that there are."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from review.rounds.model import Phase, Round
from ui import frame, labels
from ui.address import RoundAddress, RoundsAddress, RoundView
from ui.markup import Markup, icon, join, link, tag
from ui.review import reach

_ICONS = {
    RoundView.SUBMISSIONS: "description",
    RoundView.ELIGIBILITY: "fact_check",
    RoundView.MATRIX: "grid_on",
    RoundView.CLAIMS: "tag",
    RoundView.OVERLAP: "content_copy",
    RoundView.SCORES: "edit_note",
    RoundView.RESULTS: "leaderboard",
    RoundView.SETTINGS: "settings",
}
CHAIRS_ONLY = frozenset({RoundView.ELIGIBILITY, RoundView.RESULTS, RoundView.SETTINGS})
WITHOUT_ROUND = (RoundView.MATRIX, RoundView.CLAIMS, RoundView.OVERLAP)


def head(address: RoundAddress, award: Round, *, chair: bool, submissions: int) -> None:
    """Title, facts, phases; for the chair what comes next."""
    back = link(join([icon("arrow_back"), labels.ROUNDS_ALL]), RoundsAddress().href)
    title = tag("div", tag("h1", award.title), class_="reader-title")
    facts = tag("p", " · ".join(facts_of(award, submissions)), class_="muted number")
    frame.html(tag("div", back, class_="reader-bar"), title, facts, _stepper(award.phase))
    if chair:
        _next(address, award)
    frame.html(_views(address, award.phase, chair=chair))
    reach.said()


def trial_head(address: RoundAddress) -> None:
    """The head of a view of documents that belong to no round."""
    back = link(join([icon("arrow_back"), labels.ROUNDS_ALL]), RoundsAddress().href)
    title = tag("div", tag("h1", labels.TRIAL_TITLE), class_="reader-title")
    facts = tag("p", labels.trial_facts(len(address.docs)), class_="muted number")
    links = [_view(address, view) for view in WITHOUT_ROUND]
    nav = tag("nav", *links, class_="sections round-views", aria_label=labels.ROUND_VIEWS_LABEL)
    frame.html(tag("div", back, class_="reader-bar"), title, facts, nav)


def facts_of(award: Round, submissions: int) -> list[str]:
    """What is told of a round in one line."""
    facts = [
        labels.submission_count(submissions),
        labels.round_dates(award.opens_on, award.closes_on),
        labels.ROUND_BLIND if award.blind else "",
    ]
    return [one for one in facts if one]


def views(phase: Phase, *, chair: bool) -> Sequence[RoundView]:
    """The views that the visitor has: results are everybody's once they are decided."""
    hidden = CHAIRS_ONLY - ({RoundView.RESULTS} if phase is Phase.DECIDED else set())
    return [view for view in RoundView if chair or view not in hidden]


def _stepper(now: Phase) -> Markup:
    phases = list(Phase)
    at = phases.index(now)
    steps = []
    for position, phase in enumerate(phases):
        state = "done" if position < at else "now" if position == at else "ahead"
        mark = icon("check") if position < at else tag("span", position + 1, class_="mark-number", aria_hidden="true")
        said = tag("span", labels.STEP_STATES[state], class_="unseen")
        name = tag("span", labels.PHASES[phase])
        steps.append(tag("li", mark, name, said, class_=state, aria_current="step" if state == "now" else None))
    return tag("ol", *steps, class_="stepper", aria_label=labels.PHASES_LABEL)


def _next(address: RoundAddress, award: Round) -> None:
    """What the chair does in this phase, and the button that goes on to the next one."""
    phases = list(Phase)
    at = phases.index(award.phase)
    where = labels.PHASE_VIEWS[award.phase]
    with st.container(key="round-next", horizontal=True, vertical_alignment="center", gap="small"):
        todo = link(labels.ROUND_VIEWS[where], address.viewed(where).on(None).href) if where is not address.view else ""
        frame.html(tag("p", tag("b", labels.PHASE_NOW[award.phase]), " ", labels.PHASE_DO[award.phase], " ", todo))
        if at + 1 < len(phases):
            st.button(
                labels.phase_on(labels.PHASES[phases[at + 1]]),
                icon=":material/arrow_forward:",
                key="round-on",
                on_click=advance,
                args=(award.id, phases[at + 1]),
            )


def advance(award: str, phase: Phase) -> None:
    """Go on to a phase, or back to one."""
    reach.change(lambda rounds: rounds.advance(award, phase), labels.PHASE_CHANGED.format(phase=labels.PHASES[phase]))


def _views(address: RoundAddress, phase: Phase, *, chair: bool) -> Markup:
    links = [_view(address, view) for view in views(phase, chair=chair)]
    return tag("nav", *links, class_="sections round-views", aria_label=labels.ROUND_VIEWS_LABEL)


def _view(address: RoundAddress, view: RoundView) -> Markup:
    href = address.viewed(view).on(None if view is RoundView.SUBMISSIONS else address.number).href
    current = "page" if view is address.view else None
    return link(join([icon(_ICONS[view]), labels.ROUND_VIEWS[view]]), href, aria_current=current)
