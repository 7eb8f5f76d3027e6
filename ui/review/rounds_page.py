"""对比评审: the list of award rounds, what a round is where there is none, and documents side by side without one."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from corpus.workspace import Action
from review.rounds.model import Round
from review.rounds.store import Rounds
from ui import frame, labels, resources, session
from ui.address import RoundAddress, RoundsAddress, RoundView
from ui.markup import Markup, icon, join, link, tag
from ui.review import choosing, gathering, new_round, reach, round_frame

_TRIED_AT_MOST = 300
_LAST_TRIED = "trial-last"  # in the session: the documents that were looked at without a round


def render() -> None:
    """The page."""
    with frame.page(labels.NAV_ROUNDS, labels.NAV_ROUNDS):
        if RoundsAddress.read(frame.params()).new:
            new_round.draw()
        else:
            _list(reach.read(Rounds.visible))


def _list(visible: Sequence[Round]) -> None:
    heading = tag("h1", labels.NAV_ROUNDS), tag("p", labels.ROUNDS_SUB, class_="sub")
    frame.html(tag("div", *heading, class_="welcome"))
    reach.said()
    may = session.may(Action.EDIT)
    if visible:
        if may:
            frame.html(tag("p", _new(), class_="does"))
        frame.html(tag("div", *map(_card, visible), class_="shelf rounds"))
    else:
        _what_it_is(may=may)
    _trial()


def _new() -> Markup:
    return link(join([icon("add"), labels.ROUND_NEW]), RoundsAddress(new=True).href, class_="go")


def _card(one: Round) -> Markup:
    phase = tag("span", labels.PHASES[one.phase], class_=f"phase {one.phase}")
    facts = tag("span", " · ".join(round_frame.facts_of(one, one.submissions)))
    about = " ".join(one.description.split())
    words = tag("span", about, class_="excerpted") if about else ""
    return link(join([phase, tag("b", one.title), words, facts]), RoundAddress(one.id).href)


def _what_it_is(*, may: bool) -> None:
    """Where there is no round: what one is good for, and the two ways to begin."""
    steps = [tag("li", tag("b", name), tag("span", does)) for name, does in labels.ROUND_STEPS]
    frame.html(
        tag(
            "section",
            tag("h2", labels.ROUNDS_NONE),
            tag("p", labels.ROUNDS_NONE_DO if may else labels.ROUNDS_NONE_WAIT),
            tag("ol", *steps, class_="round-steps"),
            class_="round-intro",
        )
    )
    if not may:
        return
    with st.container(key="round-begin", horizontal=True, vertical_alignment="center", gap="medium"):
        frame.html(tag("p", _new()))
        st.button(labels.ROUND_SAMPLE, icon=":material/science:", key="round-sample", on_click=_sample)
    frame.html(tag("p", labels.ROUND_SAMPLE_HINT, class_="muted hint"))


def _sample() -> None:
    """A round of the six fictional submissions; files that the library lacks are added to it."""
    if made := new_round.begin(new_round.sample(), gathering.starter_files(), ()):
        frame.go(RoundAddress(made.id).href)


# Without a round


def _trial() -> None:
    held = resources.holdings() if resources.home().catalog.is_file() else None
    some = held.summaries if held else ()
    if not some:
        return
    known = {one.doc_id for one in some}
    last = [one for one in st.session_state.get(_LAST_TRIED, ()) if one in known]
    if last and "trial-documents" not in st.session_state:
        st.session_state["trial-documents"] = last  # whoever comes back changes the choice and need not repeat it
    with st.expander(labels.TRIAL_OPEN, icon=":material/view_column_2:", expanded=bool(last)):
        frame.html(tag("p", labels.TRIAL_HINT, class_="muted"))
        chosen = choosing.documents("trial", some, first="")
        view = st.segmented_control(
            labels.TRIAL_VIEW,
            list(round_frame.WITHOUT_ROUND),
            default=RoundView.MATRIX,
            required=True,
            format_func=labels.ROUND_VIEWS.__getitem__,
            key="trial-view",
        )
        enough = 1 <= len(chosen) <= _TRIED_AT_MOST
        st.button(
            labels.TRIAL_GO,
            disabled=not enough,
            key="trial-go",
            on_click=_go,
            args=(tuple(chosen), view or RoundView.MATRIX),
        )


def _go(chosen: tuple[str, ...], view: RoundView) -> None:
    st.session_state[_LAST_TRIED] = chosen
    address = RoundAddress(view=view, docs=tuple(one[:12] for one in chosen))
    # Of two texts that are compared for shared words there is nothing to choose: they stand side by side at once.
    two = view is RoundView.OVERLAP and len(chosen) == 2
    frame.go((address.on(1, other=2) if two else address).href)
