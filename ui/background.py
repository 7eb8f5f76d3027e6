"""What goes on in the background, as every visitor sees it: how far it is, how to stop it, what came of it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from corpus.jobs import LANES, Job, State, Step, Task
from corpus.workspace import OWNER, Action
from ui import frame, jobs, labels, resources, session
from ui.markup import Markup, tag

_EVERY = 1.0  # seconds between two looks
_MOMENT = 1.2  # seconds: what is done by then is shown as done at once
_IN_BYTES = (Step.PACKING, Step.UNPACKING)


def named(state: State) -> str:
    """Who began a job, as people read it."""
    return labels.AUDIT_OWNER if state.person == OWNER else str(state.person)


def wait_a_moment(job: Job) -> None:
    """Give a small job the time to end, so that its report is what comes next."""
    job.wait(_MOMENT)


def progress(*tasks: Task) -> None:
    """How far the one of `tasks` is that is going on, followed until its end; nothing where none is."""
    state = _running(tasks)
    if state:
        _followed(tasks, state.number)


def _running(tasks: tuple[Task, ...]) -> State | None:
    home = resources.home()
    states = [jobs.running(home, lane) for lane in dict.fromkeys(LANES[task] for task in tasks)]
    return next((state for state in states if state and state.task in tasks), None)


@st.fragment(run_every=_EVERY)
def _followed(tasks: tuple[Task, ...], number: int) -> None:
    state = _running(tasks)
    if state is None or state.number != number:
        st.rerun(scope="app")
        return
    with st.container(key=f"job-{LANES[state.task]}", border=True):
        frame.html(tag("h3", labels.job_by(labels.TASKS[state.task], named(state), state.since)))
        st.progress(_share(state), labels.plain(_words(state)))
        frame.html(tag("p", state.current or " ", class_="job-file"), tag("p", labels.GOES_ON, class_="muted"))
        if state.task in (Task.ADDING, Task.GATHERING) and session.may(Action.EDIT):
            _stopping(state)


def _share(state: State) -> float:
    return min(state.done / state.total, 1.0) if state.total else 0.0


def _words(state: State) -> str:
    left = labels.time_left(state.seconds_left) if state.seconds_left is not None else ""
    in_bytes = state.step in _IN_BYTES
    words = labels.job_progress(labels.STEPS[state.step], state.done, state.total, left, in_bytes=in_bytes)
    documents = sum(one.document is not None for one in jobs.results(state))
    return f"{words}　{labels.documents_so_far(documents)}" if documents else words


def _stopping(state: State) -> None:
    if state.stopping:
        frame.html(tag("p", labels.STOPPING, class_="muted"))
        return
    st.button(
        labels.STOP, icon=":material/stop_circle:", key=f"stop-{state.number}", on_click=_stop, args=(state.task,)
    )


def _stop(task: Task) -> None:
    jobs.stop(resources.home(), session.person(), LANES[task])


def reports(draw: Callable[[State], Markup], *tasks: Task, wanted: Callable[[State], bool] = lambda _: True) -> None:
    """What came of those that have ended and are `wanted` here, the newest first, each until it is put away."""
    for state in filter(wanted, jobs.ended(resources.home(), *tasks)):
        with st.container(key=f"report-{state.number}"):
            if state.error:
                frame.html(tag("h3", labels.said_of(labels.TASKS[state.task], labels.ENDED_BADLY)))
                frame.show_error(state.error)
            if not state.error or state.results:
                frame.html(draw(state))
            st.button(
                labels.DISMISS, key=f"dismiss-{state.number}", on_click=_dismiss, args=(state.number,), type="tertiary"
            )


def _dismiss(number: int) -> None:
    jobs.dismiss(resources.home(), session.person(), number)
