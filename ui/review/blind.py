"""What reviewers see of a blind round until it is decided: numbers for titles, tokens for names.

The chair sees what is written, and so does everybody afterwards; `review.rounds.confidential` hides the documents
themselves for just as long.
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from review.model import Text
from review.rounds.masking import Given, Masks, masks_of
from review.rounds.model import Phase, Round, Submission
from ui import labels
from ui import resources as everywhere
from ui.address import ReaderAddress, RoundAddress, RoundView
from ui.review import reach
from ui.review import stock as resources

_CHAIRED = "rounds-chaired"  # in the session: asked once for every drawing of a page, not for every title


def look(award: Round, *, chair: bool) -> None:
    """Take note of how the visitor sits in a round; to be called where its page is drawn."""
    st.session_state[_CHAIRED] = {award.id: chair}


def blinded(award: Round | None) -> bool:
    """Whether the visitor must not see names."""
    return award is not None and award.blind and award.phase is not Phase.DECIDED and not chaired(award)


def chaired(award: Round) -> bool:
    """Whether the visitor chairs the round.

    Outside of a run, where files are made when they are asked for, what Streamlit calls the session is everybody's.
    """
    if get_script_run_ctx(suppress_warning=True) is None:
        return reach.read(lambda rounds: rounds.is_chair(award.id))
    known = st.session_state.get(_CHAIRED, {})
    if award.id not in known:
        known = {award.id: reach.read(lambda rounds: rounds.is_chair(award.id))}
        st.session_state[_CHAIRED] = known
    return bool(known[award.id])


def title(award: Round | None, submission: Submission) -> str:
    """The title as the visitor may see it."""
    return labels.submission_masked(submission.number) if blinded(award) else submission.title


def words(award: Round | None, submission: Submission, start: int, end: int) -> str:
    """Words of a submission as the visitor may see them."""
    if found := masks(award, submission):
        return found.masked(start, end)
    return resources.opened(submission.doc_id).document.text[start:end]


def where(award: Round | None, submission: Submission, start: int, end: int) -> str:
    """Where words of a submission are shown among those around them."""
    if award is not None and blinded(award):
        return RoundAddress(award.id, RoundView.SUBMISSIONS, submission.number, show=f"{start}-{end}").href
    return ReaderAddress(submission.doc_id, start, end).href


def masks(award: Round | None, submission: Submission) -> Masks | None:
    """The names of a submission and their tokens; None where the visitor sees names."""
    return table(award, submission) if award is not None and blinded(award) else None


def table(award: Round, submission: Submission, own: frozenset[str] = frozenset()) -> Masks:
    """The names of a submission and their tokens, with what the chair said of them.

    `own` are the documents of the round, for where no address says whose page it is: in files made later.
    """
    given = reach.read(lambda rounds: rounds.given_names(award.id, submission.number))
    identity = resources.holdings().identity
    opened = everywhere.opened(submission.doc_id, own) if own else resources.opened(submission.doc_id)
    return _masks(identity, opened.document.doc_id, tuple(given), Text(opened.document, opened.passages))


@st.cache_resource(show_spinner=False, max_entries=400)
def _masks(identity: resources.Identity, doc_id: str, given: tuple[Given, ...], _text: Text) -> Masks:
    return masks_of(_text, given)
