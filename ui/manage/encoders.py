"""语义模型: measure another one beside that in use, on the same questions, and then switch, or not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import streamlit as st

from corpus.errors import CasebaseError
from corpus.jobs import State, Task
from indexing.choices import encoder_in_use, known_encoders, local_encoder
from ui import background, frame, jobs, labels, resources, session
from ui.manage.index import called, start
from ui.markup import Markup, tag
from ui.tables import Cell, difference, figure, table

if TYPE_CHECKING:
    from evaluation.encoders import EncoderComparison

_LIKELY = 0.05  # p below which a difference is unlikely to be luck
_OTHER = "other"


def section() -> None:
    """What was measured, which encoders there are, and both steps: measuring and switching."""
    heading = tag("h2", labels.ENCODERS)
    frame.html(tag("div", heading, tag("p", labels.ENCODERS_NOTE), class_="chapter"))
    background.reports(_report, Task.MEASURING)
    name, prompt = _candidate()
    if not name:
        return
    try:
        same = local_encoder(name) == encoder_in_use(resources.home())
    except CasebaseError as error:
        frame.show_error(error)
        return
    if same and not prompt:
        frame.html(tag("p", labels.SAME_ENCODER, class_="muted"))
        return
    _steps(name, prompt)


def _candidate() -> tuple[str, str]:
    """The encoder that was chosen, and what it wants in front of a question."""
    known, used = known_encoders(resources.home()), encoder_in_use(resources.home())

    def shown(name: str) -> str:
        if name == _OTHER:
            return labels.ENCODER_OTHER
        return called(name) + (labels.ENCODER_IN_USE if name == used else "")

    chosen = st.selectbox(labels.ENCODER_PICK, [*known, _OTHER], format_func=shown, key="encoder-pick")
    path = st.text_input(labels.ENCODER_PATH, key="encoder-path").strip() if chosen == _OTHER else str(chosen)
    prompt = st.text_input(labels.ENCODER_PROMPT, key="encoder-prompt")
    return path, prompt


def _steps(name: str, prompt: str) -> None:
    home, person = resources.home(), session.person()
    frame.html(tag("p", labels.MEASURE_NOTE, class_="muted"))
    if st.button(labels.MEASURE_ENCODER, type="primary", icon=":material/analytics:"):
        start(lambda: jobs.measure_encoder(home, person, name, prompt))
    frame.html(tag("p", labels.SWITCH_NOTE, class_="muted"))
    measured = local_encoder(name) in _measured()
    sure = measured or st.checkbox(labels.SWITCH_UNMEASURED, key="switch-unmeasured")
    if st.button(labels.SWITCH, disabled=not sure, icon=":material/swap_horiz:"):
        start(lambda: jobs.switch_encoder(home, person, name, prompt))


def _measured() -> set[str]:
    """The encoders whose measurement is on the page."""
    states = jobs.ended(resources.home(), Task.MEASURING)
    return {outcome.second.encoder for state in states if (outcome := _outcome(state))}


def _outcome(state: State) -> EncoderComparison | None:
    from evaluation.encoders import EncoderComparison  # with it comes what only measuring needs

    return state.outcome if isinstance(state.outcome, EncoderComparison) else None


def _report(state: State) -> Markup:
    one = _outcome(state)
    if one is None:
        return Markup("")
    from evaluation.encoders import ENOUGH

    said = labels.QUESTIONS_OF[one.question_set]
    about = said.format(count=one.questions, enough=ENOUGH, labelled=one.labelled)
    cost = [
        [
            Cell(called(each.encoder)),
            Cell(labels.thousands(each.dimension), number=True),
            Cell(labels.milliseconds_each(each.passage_ms), number=True),
            Cell(labels.milliseconds_each(each.question_ms), number=True),
        ]
        for each in (one.first, one.second)
    ]
    title = labels.said_of(labels.MEASURED, f"{called(one.first.encoder)} → {called(one.second.encoder)}")
    return tag(
        "section",
        tag("h3", title),
        tag("p", about),
        table(labels.MEASURED_COLUMNS, _rows(one), caption=labels.MEASURED),
        tag("p", labels.PAIR_NOTE),
        table(labels.COST_COLUMNS, cost, caption=labels.ENCODERS),
        tag("p", labels.indexing_estimate(one.passages, one.second.passage_ms)),
        class_="measured",
    )


def _rows(one: EncoderComparison) -> Iterator[list[Cell]]:
    for mode, pairs in one.pairs.items():
        for pair in pairs:
            best = max(pair.first_mean, pair.second_mean)
            yield [
                Cell(pair.measure),
                Cell(labels.mode(mode)),
                figure(pair.first_mean, best=best),
                figure(pair.second_mean, best=best),
                difference(pair.difference),
                Cell(labels.interval(pair.low, pair.high), number=True),
                Cell(labels.p_value(pair.p.value), number=True),
                Cell(labels.verdict(pair.difference, likely=pair.p.value < _LIKELY)),
                Cell(labels.wins(pair.wins, pair.ties, pair.losses), number=True),
            ]
