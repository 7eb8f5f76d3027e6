"""A new award round: its title and dates, its rubric, what it asks of submissions, and the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import streamlit as st

from corpus.errors import CasebaseError
from corpus.workspace import Action, Workspace, require
from review.rounds.model import Round
from review.rounds.requirements import Requirements
from review.rounds.store import Rounds
from review.rubric.bundled import bundled
from review.rubric.model import Rubric
from ui import actions, background, frame, labels, resources, session
from ui.address import RoundAddress, RoundsAddress
from ui.markup import icon, join, link, tag
from ui.review import choosing, gathering, reach, requirements, rubric_source

_TITLE_LIMIT = 120


@dataclass(frozen=True, slots=True)
class Draft:
    """What a round is made of, before it has submissions."""

    title: str
    rubric: Rubric
    description: str = ""
    blind: bool = False
    opens_on: str = ""
    closes_on: str = ""
    requirements: Requirements = field(default_factory=Requirements)


def draw() -> None:
    """The form."""
    require(session.person(), Action.EDIT)
    back = link(join([icon("arrow_back"), labels.ROUNDS_ALL]), RoundsAddress().href)
    frame.html(tag("div", back, class_="reader-bar"), tag("h1", labels.ROUND_NEW))
    reach.said()
    title = st.text_input(
        labels.ROUND_TITLE, key="new-title", placeholder=labels.ROUND_TITLE_EXAMPLE, max_chars=_TITLE_LIMIT
    )
    description = st.text_area(labels.ROUND_ABOUT, key="new-about", placeholder=labels.ROUND_ABOUT_EXAMPLE, height=80)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        opens = st.date_input(labels.ROUND_OPENS, None, format="YYYY-MM-DD", key="new-opens", width=180)
        closes = st.date_input(labels.ROUND_CLOSES, None, format="YYYY-MM-DD", key="new-closes", width=180)
        blind = st.checkbox(labels.ROUND_BLIND_ASK, key="new-blind")
    frame.html(tag("p", labels.ROUND_BLIND_HELP, class_="muted under"))
    _heading(labels.ROUND_RUBRIC)
    rubric = rubric_source.choose()
    _heading(labels.ROUND_REQUIREMENTS, labels.ROUND_REQUIREMENTS_HINT)
    asked = requirements.fields("new", Requirements())
    _heading(labels.ROUND_SUBMISSIONS, labels.ROUND_SUBMISSIONS_HINT)
    uploads, chosen = submissions("new")
    if st.button(labels.ROUND_MAKE, type="primary", key="new-make", icon=":material/check:"):
        if rubric is None:
            frame.state(labels.RUBRIC_CHOOSE, calm=True)
        else:
            days = (_day(opens), _day(closes))
            draft = Draft(title.strip() or labels.ROUND_UNTITLED, rubric, description.strip(), blind, *days, asked)
            if made := begin(draft, uploads, chosen):
                frame.go(RoundAddress(made.id).href)
                st.rerun()
            reach.said()


def _heading(name: str, hint: str = "") -> None:
    frame.html(tag("div", tag("h2", name), tag("p", hint) if hint else "", class_="chapter"))


def _day(given: object) -> str:
    return given.isoformat() if isinstance(given, date) else ""


def submissions(key: str, taken: frozenset[str] = frozenset()) -> tuple[Sequence[actions.Upload], Sequence[str]]:
    """Files, and documents of the library by their ids."""
    uploads = st.file_uploader(
        labels.SUBMISSIONS_UPLOAD,
        accept_multiple_files=True,
        key=f"{key}-uploads-{st.session_state.get(f'{key}-batch', 0)}",
    )
    held = resources.holdings().summaries if resources.home().catalog.is_file() else ()
    if not held:
        return uploads, ()
    return uploads, choosing.documents(key, held, taken)


def begin(draft: Draft, uploads: Sequence[actions.Upload], doc_ids: Sequence[str]) -> Round | None:
    """Make the round with documents of the library, and begin to read its files; None where that is refused."""
    try:
        with Workspace.open(resources.home()) as workspace:
            rounds = Rounds(workspace, session.person())
            made = rounds.make(
                draft.title,
                draft.rubric,
                description=draft.description,
                blind=draft.blind,
                opens_on=draft.opens_on,
                closes_on=draft.closes_on,
                requirements=draft.requirements,
            )
            gathering.add(rounds, made.id, doc_ids)
    except CasebaseError as error:
        reach.say(error)
        return None
    if uploads:
        read_files(made.id, uploads)
    return made


def read_files(award: str, uploads: Sequence[actions.Upload]) -> bool:
    """Begin to read files for a round; why that cannot be is said on its page. Whether it began."""
    try:
        job = gathering.gather(resources.home(), session.person(), award, uploads)
    except CasebaseError as error:
        reach.say(error)
        return False
    background.wait_a_moment(job)
    return True


def sample() -> Draft:
    """A round of fictional submissions, to try things with."""
    return Draft(labels.ROUND_SAMPLE_TITLE, bundled()[0], labels.ROUND_SAMPLE_ABOUT)
