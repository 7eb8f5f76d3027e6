"""申报材料: the list of a round's submissions, one of them to read, and the way in for more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from corpus.errors import NotFoundError
from corpus.model import DocumentSummary
from corpus.workspace import Action
from review.rounds.model import Phase, Round, Submission
from review.scores.access import NOT_JUDGED
from ui import frame, labels, session
from ui.address import RoundAddress, RoundView
from ui.markup import Markup, link, tag
from ui.review import blind, gathering, masked_text, new_round, own, reach
from ui.review import stock as resources

_WAYS_IN = (Phase.COLLECTING,)


def render(address: RoundAddress, award: Round, submissions: Sequence[Submission]) -> None:
    """The view, within the frame of its round."""
    if address.number is not None:
        one = next((one for one in submissions if one.number == address.number), None)
        if one is None:
            raise NotFoundError("submission", str(address.number), "open it from the list")
        masked_text.read(address, award, submissions, one)
        return
    chair = blind.chaired(award)
    reading = chair and gathering.progress(award, submissions)
    if submissions:
        frame.html(_table(address, award, submissions))
    elif not reading:
        frame.state(
            labels.SUBMISSIONS_NONE, [labels.SUBMISSIONS_NONE_DO if chair else labels.SUBMISSIONS_NONE_WAIT], calm=True
        )
    if chair and award.phase in _WAYS_IN and session.may(Action.EDIT):
        _add(award, submissions, open_=not submissions and not reading)


def _table(address: RoundAddress, award: Round, submissions: Sequence[Submission]) -> Markup:
    held = {one.doc_id: one for one in resources.holdings().summaries} if resources.home().catalog.is_file() else {}
    done = own.done(award)
    heads = [labels.SUBMISSION_NUMBER, labels.SUBMISSION_TITLE, labels.SUBMISSION_CHARACTERS, labels.STANDING]
    classes = ["number", None, "number", None]
    if done is not None:
        heads.append(labels.OWN_PROGRESS)
        classes.append(None)
    head = tag("tr", *(tag("th", name, scope="col", class_=of) for name, of in zip(heads, classes, strict=True)))
    rows = [_row(address, award, one, held.get(one.doc_id), done) for one in submissions]
    inside = tag("caption", labels.ROUND_SUBMISSIONS, class_="unseen"), tag("thead", head), tag("tbody", *rows)
    return tag("div", tag("table", *inside), class_="shelves submissions")


def _row(
    address: RoundAddress,
    award: Round,
    one: Submission,
    held: DocumentSummary | None,
    done: Mapping[int, str] | None,
) -> Markup:
    title = link(blind.title(award, one), address.on(one.number).href) if held else blind.title(award, one)
    gone = "" if held else tag("p", labels.SUBMISSION_GONE, class_="muted")
    standing = tag("span", labels.STANDINGS[one.standing], class_=f"standing {one.standing}")
    why = tag("p", one.reason, class_="muted") if one.reason and not blind.blinded(award) else ""
    size = labels.thousands(held.characters) if held else ""
    cells = [
        tag("td", one.number, class_="number no"),
        tag("td", title, gone),
        tag("td", size, class_="number", data_unit=labels.CHARACTERS_UNIT),
        tag("td", standing, why),
    ]
    if done is not None:
        judged = one.standing not in NOT_JUDGED
        words = done.get(one.number, labels.NOT_YOURS_TO_SCORE) if judged else ""
        to = RoundAddress(award.id, RoundView.SCORES, one.number).href
        cells.append(tag("td", link(words, to) if one.number in done and judged else words, class_="nowrap"))
    return tag("tr", *cells)


def _add(award: Round, submissions: Sequence[Submission], *, open_: bool) -> None:
    with st.expander(labels.SUBMISSIONS_ADD, expanded=open_, icon=":material/upload_file:"):
        frame.html(tag("p", labels.SUBMISSIONS_ADD_HINT, class_="muted"))
        key = f"more-{award.id}"
        uploads, chosen = new_round.submissions(key, frozenset(one.doc_id for one in submissions))
        if st.button(labels.SUBMISSIONS_ADD_NOW, type="primary", key=f"{key}-add"):
            if not uploads and not chosen:
                frame.state(labels.SUBMISSIONS_NOTHING_CHOSEN, calm=True)
                return
            said = labels.submissions_added(len(chosen)) if chosen else ""
            done = not chosen or reach.change(lambda rounds: gathering.add(rounds, award.id, chosen), said)
            if done and (not uploads or new_round.read_files(award.id, uploads)):
                st.session_state[f"{key}-batch"] = st.session_state.get(f"{key}-batch", 0) + 1  # empties the form
                st.session_state.pop(f"{key}-documents", None)
                st.rerun()
            reach.said()
