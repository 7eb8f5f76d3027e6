"""The decision record: everything that led to a decision, with quotations that anybody can check."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from corpus.workspace import Workspace
from review.rounds.model import Round, Submission
from review.scores.decision import Decision, decision
from review.scores.model import Counting
from review.scores.record_sheet import decision_xlsx
from review.scores.record_word import decision_docx
from ui import frame, labels, resources, session
from ui.address import RoundAddress, RoundView
from ui.markup import icon, join, link, tag
from ui.review.claims_view import claims_of
from ui.review.evidence import setting
from ui.review.matrix_view import matrix_of
from ui.review.overlap_view import overlaps_of
from ui.review.rubric_source import XLSX

RECORD = "record"  # what the address shows of the results
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def offer(address: RoundAddress) -> None:
    """The section of the results that leads to the record."""
    heading = tag("div", tag("h2", labels.DECISION), tag("p", labels.DECISION_NOTE), class_="chapter")
    to = link(join([icon("description"), labels.DECISION_MAKE]), address.showing(RECORD).href)
    frame.html(heading, tag("p", tag("code", labels.DECISION_COMMAND)), tag("p", to, class_="in-all"))


def page(address: RoundAddress, award: Round, submissions: Sequence[Submission]) -> None:
    """The record: what it rests on is compared first, as far as that was not done; then it can be taken away."""
    back = link(join([icon("arrow_back"), labels.DECISION_BACK]), address.showing("").href)
    frame.html(
        tag("div", back, class_="reader-bar"),
        tag("div", tag("h2", labels.DECISION), tag("p", labels.DECISION_NOTE), class_="record-title"),
        tag("p", tag("code", labels.DECISION_COMMAND)),
    )
    of = setting(RoundAddress(award.id, RoundView.MATRIX), award, submissions)
    # One after the other: each says on the page how far it is.
    matrix = matrix_of(of)
    overlaps = overlaps_of(of) if matrix else None
    claims = claims_of(of) if overlaps else None
    if matrix is None or overlaps is None or claims is None:
        frame.html(tag("p", labels.DECISION_WAIT, class_="muted"))
        return
    with st.container(horizontal=True, gap="large", key="record-choices"):
        named = st.checkbox(labels.DECISION_NAMED, True, key="record-named")
        submitted = st.checkbox(labels.COUNTINGS[Counting.SUBMITTED], key="record-submitted")

    frame.html(tag("p", labels.DECISION_NAMED_HINT, class_="muted under"))
    home, person, catalog = resources.home(), session.person(), resources.catalog()
    counting = Counting.SUBMITTED if submitted else Counting.SAVED
    contradictions = (*claims.within, *claims.library)

    def make(write: Callable[[Decision], bytes]) -> bytes:
        with Workspace.open(home) as workspace:
            return write(
                decision(
                    catalog,
                    workspace,
                    person,
                    award.id,
                    on=date.today(),
                    matrix=matrix,
                    overlaps=overlaps,
                    contradictions=contradictions,
                    named=named,
                    counting=counting,
                )
            )

    with st.container(horizontal=True, gap="small", key="record-files"):
        for suffix, name, media, write in (
            ("docx", labels.DECISION_DOCX, _DOCX, decision_docx),
            ("xlsx", labels.DECISION_XLSX, XLSX, decision_xlsx),
        ):
            st.download_button(
                name,
                functools.partial(make, write),
                file_name=f"{award.title}-{labels.DECISION}-{date.today().isoformat()}.{suffix}",
                mime=media,
                key=f"record-{suffix}",
                on_click="ignore",
                type="primary" if suffix == "docx" else "secondary",
                icon=":material/download:",
            )
