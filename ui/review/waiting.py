"""While something is worked out of submissions: how far it is, how to stop it, what went wrong."""

from __future__ import annotations

import contextlib

import streamlit as st

from corpus.jobs import BusyError, State, Task
from ui import background, frame, labels, resources, session
from ui.markup import tag
from ui.review import jobs

_EVERY = 1.0  # seconds between two looks


def worked_out(task: Task, key: str, work: jobs.Work) -> object | None:
    """The result; None where it is not there yet, which the page then says.

    It is begun for whoever comes first, and drawn when it is there; what was stopped or has failed waits to be asked
    for again.
    """
    home = resources.home()
    found = jobs.result(home, key)
    if found is not None:
        return found
    if state := jobs.ended(home, key):
        _over(state, key)
        return None
    if not jobs.running(home):
        with contextlib.suppress(BusyError):  # somebody was faster: this begins when they have ended
            background.wait_a_moment(jobs.begin(home, session.person(), task, key, work))
        if (found := jobs.result(home, key)) is not None:
            return found
    state = jobs.running(home)
    if state is None:
        st.rerun()
    _followed(state.number)
    return None


@st.fragment(run_every=_EVERY)
def _followed(number: int) -> None:
    state = jobs.running(resources.home())
    if state is None or state.number != number:
        st.rerun(scope="app")
        return
    with st.container(key="job-comparing", border=True):
        frame.html(tag("h2", labels.job_by(labels.TASKS[state.task], background.named(state), state.since)))
        st.progress(min(state.done / state.total, 1.0) if state.total else 0.0, labels.plain(_said(state)))
        frame.html(tag("p", labels.EVIDENCE_GOES_ON, class_="muted"))
        if state.stopping:
            frame.html(tag("p", labels.EVIDENCE_STOPPING, class_="muted"))
        elif jobs.may_stop(session.person(), state):
            st.button(
                labels.EVIDENCE_STOP,
                icon=":material/stop_circle:",
                key="stop-comparing",
                on_click=_stop,
                args=(number,),
            )


def _said(state: State) -> str:
    left = labels.time_left(state.seconds_left) if state.seconds_left is not None else ""
    return labels.job_progress(labels.STEPS[state.step], state.done, state.total, left, in_bytes=False)


def _stop(number: int) -> None:
    jobs.stop(resources.home(), session.person(), number)


def _over(state: State, key: str) -> None:
    if state.error and not state.stopping:
        frame.show_error(state.error)
    else:
        frame.state(labels.EVIDENCE_STOPPED, [labels.EVIDENCE_STOPPED_DO], calm=True)
    st.button(labels.EVIDENCE_AGAIN, icon=":material/refresh:", key="compare-again", on_click=_again, args=(key,))


def _again(key: str) -> None:
    jobs.dismiss(resources.home(), key)
