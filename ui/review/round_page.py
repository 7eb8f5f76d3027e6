"""One award round: its head, and the view of it that the address names."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

from corpus.errors import NotFoundError
from review.rounds.model import Round, Standing, Submission
from ui import frame, labels, resources
from ui.address import RoundAddress, RoundView
from ui.markup import tag
from ui.review import blind, dialogs, evidence, reach, round_frame

_MODULES = {
    RoundView.SUBMISSIONS: "submissions_view",
    RoundView.ELIGIBILITY: "eligibility_view",
    RoundView.MATRIX: "matrix_view",
    RoundView.CLAIMS: "claims_view",
    RoundView.OVERLAP: "overlap_view",
    RoundView.SCORES: "scores_view",
    RoundView.RESULTS: "results_view",
    RoundView.SETTINGS: "settings_view",
}


def render() -> None:
    """The page."""
    with frame.page(labels.NAV_ROUNDS, labels.NAV_ROUNDS):
        dialogs.none_open()
        address = RoundAddress.read(frame.params())
        if not address.round:
            _trial(address)
            return
        award, chair, submissions = reach.read(
            lambda rounds: (
                rounds.get(address.round),
                rounds.is_chair(address.round),
                rounds.submissions(address.round),
            )
        )
        blind.look(award, chair=chair)
        round_frame.head(address, award, chair=chair, submissions=len(submissions))
        if address.view in round_frame.views(award.phase, chair=chair):
            if address.view in round_frame.WITHOUT_ROUND:
                _missing(award, submissions)
            _draw(address, award, submissions)
        else:
            frame.state(labels.ROUND_VIEW_NOT, [labels.ROUND_VIEW_NOT_DO], calm=True)


def _missing(award: Round, submissions: Sequence[Submission]) -> None:
    """Which submissions cannot be compared any more."""
    there = evidence.setting(RoundAddress(award.id), award, submissions).of
    if gone := [one.number for one in submissions if one.doc_id not in there]:
        frame.html(tag("p", labels.submissions_gone(gone), class_="muted"))


def _trial(address: RoundAddress) -> None:
    """Documents of the library side by side, without a round."""
    view = address.view if address.view in round_frame.WITHOUT_ROUND else RoundView.MATRIX
    address = address.viewed(view) if view is not address.view else address
    if not address.docs:
        raise NotFoundError("round", "", "open it from the list of rounds")
    held = resources.holdings()
    found = [held.summary(one) for one in address.docs]
    submissions = [
        Submission("", number, one.doc_id, one.title, Standing.PENDING, "", "")
        for number, one in enumerate(found, start=1)
    ]
    round_frame.trial_head(address)
    _draw(address, None, submissions)


def _draw(address: RoundAddress, award: Round | None, submissions: Sequence[Submission]) -> None:
    # Loaded when they are drawn: each brings what only it needs.
    importlib.import_module(f"ui.review.{_MODULES[address.view]}").render(address, award, submissions)
