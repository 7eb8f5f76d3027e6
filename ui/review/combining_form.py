"""The public vote, and the formula that the ranking is made by: kept apart from the scores, combined on purpose."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from corpus.errors import CasebaseError
from corpus.workspace import Workspace
from review.rounds.model import Phase, Round
from review.scores.model import Basis, Formula, Scaling
from review.scores.offline import import_votes
from review.scores.results import Results
from ui import frame, labels, resources, session
from ui.markup import tag
from ui.review import reach


def draw(award: Round, found: Results) -> None:
    """What the ranking goes by, in words and as fields; the vote as a file."""
    heading = tag("div", tag("h2", labels.FORMULA), tag("p", labels.FORMULA_NOTE), class_="chapter")
    frame.html(heading, tag("p", labels.formula_said(found.formula), class_="formula"))
    if award.phase is Phase.DECIDED:
        return
    _formula(award, found.formula)
    _votes(award, found)


def _formula(award: Round, now: Formula) -> None:
    with st.container(key="formula", horizontal=True, vertical_alignment="bottom", gap="medium"):
        basis = st.selectbox(
            labels.FORMULA_BASIS,
            list(Basis),
            list(Basis).index(now.basis),
            labels.BASES.__getitem__,
            key="basis",
            width=260,
        )
        scaling = st.selectbox(
            labels.FORMULA_SCALING,
            list(Scaling),
            list(Scaling).index(now.scaling),
            labels.SCALINGS.__getitem__,
            key="scaling",
            width=300,
        )
        share = st.number_input(
            labels.FORMULA_SHARE,
            0,
            100,
            int(now.vote_share * 100),
            5,
            disabled=scaling is Scaling.NONE,
            key="vote-share",
            width=170,
        )
        given = Formula(basis or Basis.RAW, scaling or Scaling.NONE, Decimal(share or 0) / 100)
        st.button(labels.FORMULA_SAVE, key="formula-save", on_click=_choose, args=(award.id, given))


def _choose(award: str, formula: Formula) -> None:
    plain = formula if formula.scaling is not Scaling.NONE else Formula(formula.basis)
    reach.change_scores(lambda scores: scores.set_formula(award, plain), labels.FORMULA_SAVED)


def _votes(award: Round, found: Results) -> None:
    voted = sum(one.votes is not None for one in found.results)
    with st.expander(labels.votes_entered(voted), icon=":material/how_to_vote:"):
        frame.html(tag("p", labels.VOTES_HINT, class_="muted"))
        given = st.file_uploader(labels.VOTES_UPLOAD, ["csv", "xlsx"], key="votes-file")
        if given and st.button(labels.VOTES_TAKE_OVER, type="primary", key="votes-take-over"):
            try:
                with Workspace.open(resources.home()) as workspace:
                    votes = import_votes(workspace, session.person(), award.id, given.getvalue(), given.name)
            except CasebaseError as error:
                frame.show_error(error)
            else:
                reach.say(labels.votes_taken_over(len(votes)))
                st.rerun()
