"""设置, for the chair: title and dates, rubric, who sits in the round, what is masked and asked for; removal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import streamlit as st

from corpus.workspace import Action, Workspace
from corpus.workspace.accounts import State, accounts
from review.rounds.model import DESCRIPTION_LIMIT, TITLE_LIMIT, Round, Seat, Submission
from review.rounds.rules import steps
from ui import frame, labels, resources, session, visitors
from ui.address import RoundAddress, RoundsAddress
from ui.markup import Markup, tag
from ui.review import masks_view, reach, requirements, round_frame, rubric_editor
from ui.tables import Cell, table
from ui.widgets import segmented

_SECTIONS = ("", "rubric", "people", "masks", "requirements")


def render(address: RoundAddress, award: Round, submissions: Sequence[Submission]) -> None:
    """The view, within the frame of its round."""
    section = address.show if address.show in _SECTIONS else ""
    options = [
        (labels.SETTINGS_SECTIONS[one], address.on(None).showing(one).href, one == section)
        for one in _SECTIONS
        if one != "masks" or award.blind
    ]
    frame.html(segmented(labels.SETTINGS_LABEL, options))
    drawn: dict[str, Callable[[], None]] = {
        "": lambda: _basics(award),
        "rubric": lambda: rubric_editor.draw(award),
        "people": lambda: _people(award),
        "masks": lambda: masks_view.draw(address, award, submissions),
        "requirements": lambda: _requirements(award),
    }
    drawn[section]()


# Title, dates, phase, removal


def _basics(award: Round) -> None:
    with st.form("round-basics", border=False):
        title = st.text_input(labels.ROUND_TITLE, award.title, max_chars=TITLE_LIMIT)
        about = st.text_area(labels.ROUND_ABOUT, award.description, max_chars=DESCRIPTION_LIMIT, height=90)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            opens = st.date_input(labels.ROUND_OPENS, _day(award.opens_on), format="YYYY-MM-DD", width=180)
            closes = st.date_input(labels.ROUND_CLOSES, _day(award.closes_on), format="YYYY-MM-DD", width=180)
            blind = st.checkbox(labels.ROUND_BLIND_ASK, award.blind)
        frame.html(tag("p", labels.ROUND_BLIND_HELP, class_="muted under"))
        saved = st.form_submit_button(labels.ROUND_KEEP, type="primary")
    if saved:
        days = [one.isoformat() if isinstance(one, date) else "" for one in (opens, closes)]
        if reach.change(
            lambda rounds: rounds.change(
                award.id, title=title, description=about, opens_on=days[0], closes_on=days[1], blind=blind
            ),
            labels.ROUND_SAVED,
        ):
            st.rerun()
        reach.said()
    _phase(award)
    _removal(award)


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


def _phase(award: Round) -> None:
    """One step on, or one back."""
    frame.html(tag("div", tag("h2", labels.PHASES_LABEL), tag("p", labels.PHASE_BACK_HINT), class_="chapter"))
    order = list(type(award.phase))
    with st.container(horizontal=True, gap="small", key="phase-steps"):
        for phase in steps(award.phase):
            back = order.index(phase) < order.index(award.phase)
            words = labels.phase_back(labels.PHASES[phase]) if back else labels.phase_on(labels.PHASES[phase])
            st.button(words, key=f"phase-{phase}", on_click=round_frame.advance, args=(award.id, phase))


def _removal(award: Round) -> None:
    with st.container(key="round-remove"):
        frame.html(tag("p", labels.ROUND_REMOVE_HINT, class_="muted"))
        sure = st.checkbox(labels.ROUND_REMOVE_SURE, key="remove-sure")
        st.button(
            labels.ROUND_REMOVE,
            icon=":material/delete:",
            disabled=not sure,
            key="remove-round",
            on_click=_remove,
            args=(award.id,),
        )


def _remove(award: str) -> None:
    if reach.change(lambda rounds: rounds.remove(award), labels.ROUND_REMOVED):
        frame.go(RoundsAddress().href)


# Who sits in the round


def _people(award: Round) -> None:
    members = reach.read(lambda rounds: rounds.members(award.id))
    rows = [
        [Cell(labels.person_named(one.shown, one.person)), Cell(one.person), Cell(labels.SEATS[one.seat])]
        for one in members
    ]
    if rows:
        frame.html(table(labels.MEMBER_COLUMNS, rows, caption=labels.SETTINGS_SECTIONS["people"]))
    if visitors.gate() is None:
        frame.state(labels.PEOPLE_ALONE, [labels.PEOPLE_ALONE_DO], calm=True)
    _seating(award)
    if members:
        _unseating(award, {one.person: labels.person_named(one.shown, one.person) for one in members})
    _assignment(award)


def _seating(award: Round) -> None:
    known = _known()
    with st.form("seating", border=False), st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if known:
            name = st.selectbox(
                labels.PERSON_NAME,
                list(known),
                None,
                format_func=lambda one: labels.plain(known[one]),
                placeholder=labels.MEMBER_CHOOSE,
                width=280,
            )
            shown = ""
        else:
            name = st.text_input(labels.PERSON_NAME, width=200)
            shown = st.text_input(labels.PERSON_SHOWN, width=160)
        seat = st.selectbox(labels.SEAT, [Seat.REVIEWER, Seat.CHAIR], format_func=labels.SEATS.__getitem__, width=140)
        seated = st.form_submit_button(labels.MEMBER_SEAT, icon=":material/person_add:")
    if seated and not (name or "").strip():
        frame.state(labels.MEMBER_NONE_CHOSEN, calm=True)
    elif seated:
        if reach.change(
            lambda rounds: rounds.seat(award.id, str(name).strip(), seat or Seat.REVIEWER, shown.strip()),
            labels.MEMBER_SEATED,
        ):
            st.rerun()
        reach.said()


def _known() -> dict[str, str]:
    """The accounts, where the visitor may see them; their names as people read them."""
    if visitors.gate() is None or not session.may(Action.ADMINISTER):
        return {}
    with Workspace.open_readonly(resources.home()) as workspace:
        found = accounts(workspace, session.person())
    return {
        one.name: labels.member_named(one.shown, one.name, labels.ROLES_OF_PEOPLE[one.role])
        for one in found
        if one.state is State.ACTIVE
    }


def _unseating(award: Round, names: dict[str, str]) -> None:
    with st.container(key="unseating", horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox(
            labels.MEMBER_UNSEAT_WHOM,
            list(names),
            None,
            format_func=lambda one: labels.plain(names[one]),
            placeholder=labels.MEMBER_CHOOSE,
            key="unseat-whom",
            width=280,
        )
        st.button(
            labels.MEMBER_UNSEAT, disabled=chosen is None, key="unseat", on_click=_unseat, args=(award.id, chosen)
        )


def _unseat(award: str, person: str) -> None:
    reach.change(lambda rounds: rounds.unseat(award, person), labels.MEMBER_UNSEATED)


def _assignment(award: Round) -> None:
    """Who scores what: everybody everything, or so many reviewers for each submission."""
    now = reach.read_scores(lambda scores: scores.assignment(award.id))
    frame.html(
        tag("div", tag("h2", labels.ASSIGNMENT), tag("p", labels.ASSIGNMENT_NOTE), class_="chapter"),
        tag("p", labels.ASSIGNED_SOME if now.numbers else labels.ASSIGNED_ALL),
        _assigned(now.numbers) if now.numbers else "",
    )
    with st.container(key="assigning", horizontal=True, vertical_alignment="bottom", gap="small"):
        each = st.number_input(labels.ASSIGN_EACH, 1, 100, 3, key="assign-each", width=190)
        st.button(labels.ASSIGN_NOW, key="assign-now", on_click=_assign, args=(award.id, each))
        st.button(labels.ASSIGN_ALL, key="assign-all", on_click=_assign, args=(award.id, 0))


def _assigned(numbers: Mapping[str, Sequence[int]]) -> Markup:
    rows = [
        [Cell(labels.person_named("", person)), Cell(len(some), number=True), Cell(labels.numbers_of(some))]
        for person, some in numbers.items()
    ]
    return table(labels.ASSIGNMENT_COLUMNS, rows, caption=labels.ASSIGNMENT)


def _assign(award: str, each: int) -> None:
    reach.change_scores(lambda scores: scores.assign(award, each), labels.ASSIGNED)


# What is asked for


def _requirements(award: Round) -> None:
    frame.html(tag("p", labels.ROUND_REQUIREMENTS_HINT, class_="muted"))
    asked = requirements.fields("asked", award.requirements)
    if st.button(labels.ROUND_KEEP, type="primary", key="requirements-save"):
        if reach.change(lambda rounds: rounds.change(award.id, requirements=asked), labels.REQUIREMENTS_SAVED):
            st.rerun()
        reach.said()
