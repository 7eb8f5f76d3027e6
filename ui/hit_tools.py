"""What is done with a hit on its card: choosing it for export, keeping it in a collection, saying how good it is."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from corpus.workspace import Action
from evaluation.judgements import Grade
from search.excerpts import of_hit
from search.hits import Hit
from ui import collecting, exporting, frame, labels, session
from ui.bridge import Act, Shown, bridge, button, said
from ui.grading import Grades
from ui.markup import Markup, icon, join, tag

_CHOOSE, _COLLECT, _GRADE = "choose", "collect", "grade"
_ON = "on"
_OPEN = "collecting"  # in the session: the passage whose form is to be opened


def choose(hit: Hit) -> Markup:
    """The box that puts a hit among what is to be exported."""
    key = hit.passage.passage_id
    mark = tag("span", class_="box", aria_hidden="true")
    return button(_CHOOSE, key, join([mark, labels.SELECT]), value=_ON, pressed=key in exporting.chosen())


def tools(hit: Hit, grades: Grades | None) -> Markup:
    """The row of buttons under a hit; `grades` where there is a question that it may answer."""
    key = hit.passage.passage_id
    kept = collecting.said(of_hit(hit), str(key))
    collect = button(_COLLECT, key, join([icon("bookmark_add"), labels.COLLECT]))
    row = [tag("span", collect, said(_COLLECT, key, kept))]
    if grades and session.may(Action.JUDGE):
        row.append(_grading(key, grades.of.get(key)))
    return tag("div", *row, class_="tools")


def _grading(key: int, given: Grade | None) -> Markup:
    marks = [
        button(_GRADE, key, labels.GRADES[one], value=str(int(one)), pressed=one is given)
        for one in sorted(Grade, reverse=True)
    ]
    return tag(
        "span",
        tag("span", labels.GRADE_HINT, class_="hint"),
        tag("span", *marks, class_="grades", role="group", aria_label=labels.GRADE_HINT),
        said(_GRADE, key, labels.GRADED if given is not None else ""),
    )


@st.fragment
def hear(hits: Mapping[str, Hit], grades: Grades | None) -> None:
    """Do what the buttons of `hits`, by passage id, ask for, and offer what was chosen; nothing else is drawn anew."""

    def done(act: Act) -> None:
        if hit := hits.get(act.of):
            _do(act, hit, grades)

    bridge("hit-tools", lambda: _shown(hits, grades), done)
    exporting.export()
    if grades and grades.error:
        frame.show_error(grades.error)
        grades.error = None
    if hit := hits.get(st.session_state.pop(_OPEN, "")):
        collecting.collect_dialog(of_hit(hit), str(hit.passage.passage_id))


def _do(act: Act, hit: Hit, grades: Grades | None) -> None:
    if act.act == _CHOOSE:
        exporting.toggle(hit)
    elif act.act == _COLLECT:
        st.session_state[_OPEN] = act.of
    elif act.act == _GRADE and grades and act.value in {str(int(one)) for one in Grade}:
        grades.toggle(hit.passage, hit.document, Grade(int(act.value)))


def _shown(hits: Mapping[str, Hit], grades: Grades | None) -> Shown:
    given = {str(key): str(int(grade)) for key, grade in grades.of.items()} if grades else {}
    kept = {key: words for key, hit in hits.items() if (words := collecting.said(of_hit(hit), key))}
    return Shown(
        acts=(_CHOOSE, _COLLECT, _GRADE),
        pressed={_CHOOSE: {str(key): _ON for key in exporting.chosen()}, _GRADE: given},
        said={_GRADE: dict.fromkeys(given, labels.GRADED), _COLLECT: kept},
    )
