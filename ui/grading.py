"""很相关 / 相关 / 不相关: saying how well a passage answers the question, beside the passage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import streamlit as st

from corpus.errors import CasebaseError
from corpus.model import DocumentSummary, Passage
from corpus.workspace import Action
from evaluation.judgements import Grade, Judgements
from ui import actions, frame, labels, resources, session
from ui.markup import tag

_BEST_FIRST = sorted(Grade, reverse=True)


@dataclass(slots=True)
class Grades:
    """The grades in force for a question, by passage id; a click changes them here and in the library's file."""

    question: str
    of: dict[int, Grade] = field(default_factory=dict)
    error: CasebaseError | None = None

    @classmethod
    def read(cls, question: str, passages: Iterable[Passage]) -> Grades:
        """Those that were given earlier; what keeps them from being read is said beside the buttons."""
        try:
            with Judgements.open_readonly(resources.home()) as judgements:
                return cls(question, judgements.grades(question, passages))
        except CasebaseError as error:
            return cls(question, error=error)

    def set(self, passage: Passage, document: DocumentSummary, grade: Grade | None) -> None:
        """Say how well `passage` answers, or take that back; what keeps it from being written stays in `error`."""
        try:
            given = actions.judge(resources.home(), session.person(), self.question, passage, document, grade)
        except CasebaseError as error:
            self.error = error
            return
        if given is None:
            self.of.pop(passage.passage_id, None)
        else:
            self.of[passage.passage_id] = given

    def toggle(self, passage: Passage, document: DocumentSummary, grade: Grade) -> None:
        """As `set`; the grade that is in force already is taken back."""
        self.set(passage, document, None if self.of.get(passage.passage_id) is grade else grade)


@st.fragment
def grade_buttons(grades: Grades, passage: Passage, document: DocumentSummary) -> None:
    """The three buttons, the one that was chosen marked; a second click on it takes it back.

    Nothing for those who may not judge.
    """
    if not session.may(Action.JUDGE):
        return
    key = f"grade-{passage.passage_id}-{grades.question}"
    st.session_state[key] = grades.of.get(passage.passage_id)
    with st.container(key=f"grading-{passage.passage_id}", horizontal=True, vertical_alignment="center", gap="small"):
        st.segmented_control(
            labels.GRADE_HINT,
            _BEST_FIRST,
            format_func=labels.GRADES.__getitem__,
            key=key,
            on_change=_judge,
            args=(grades, passage, document, key),
        )
        if passage.passage_id in grades.of:
            frame.html(tag("span", labels.GRADED, class_="graded", role="status"))
    if grades.error:
        frame.show_error(grades.error)
        grades.error = None


def _judge(grades: Grades, passage: Passage, document: DocumentSummary, key: str) -> None:
    grades.set(passage, document, st.session_state[key])
