"""The masking table of a blind round: every name with its token, what the chair adds and takes out."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from review.rounds.model import Round, Submission
from review.rounds.names import NameKind
from review.rounds.store import Rounds
from ui import frame, labels
from ui.address import RoundAddress, RoundView
from ui.markup import link, tag
from ui.review import blind, evidence, reach
from ui.tables import Cell, table

_SAMPLE = 400  # characters of what reviewers see


def draw(address: RoundAddress, award: Round, submissions: Sequence[Submission]) -> None:
    """The names of one submission, and the form that changes them."""
    if not submissions:
        frame.state(labels.SUBMISSIONS_NONE, [labels.SUBMISSIONS_NONE_DO], calm=True)
        return
    frame.html(tag("p", labels.MASKS_NOTE, class_="muted"))
    by_number = {one.number: one for one in submissions}
    number = address.number if address.number in by_number else submissions[0].number
    chosen = st.selectbox(
        labels.ROUND_VIEWS[RoundView.SUBMISSIONS],
        list(by_number),
        list(by_number).index(number),
        format_func=lambda one: labels.plain(labels.submission_named(one, by_number[one].title)),
        key="masks-of",
        width=420,
    )
    if chosen is not None and chosen != number:
        frame.go(address.on(chosen).href)
        st.rerun()
    one = by_number[number]
    masks = blind.table(award, one)
    document = masks.text.document
    start = document.outline[0].start if document.outline else 0
    end = min(start + _SAMPLE, len(document.text))
    sample = evidence.pieces(masks, document.text[start:end], start, end, ())
    rows = [
        [
            Cell(name.token),
            Cell(labels.NAME_KINDS[name.kind]),
            Cell(labels.words_listed(name.forms)),
            Cell(len(name.spans), number=True),
            Cell(labels.MASK_GIVEN if name.given else labels.MASK_FOUND),
        ]
        for name in masks.names
    ]
    frame.html(
        table(labels.MASK_COLUMNS, rows, caption=labels.SETTINGS_SECTIONS["masks"])
        if rows
        else tag("p", labels.MASKS_NONE, class_="muted"),
        tag("p", tag("b", labels.MASK_SAMPLE), tag("span", sample, class_="quote"), class_="mask-sample"),
        link(labels.SUBMISSION_READ, address.viewed(RoundView.SUBMISSIONS).on(number).href),
    )
    _add(award, number)
    _take_out(award, one.number, [form for name in masks.names for form in name.forms])


def _add(award: Round, number: int) -> None:
    with st.form("mask-add", border=False), st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        name = st.text_input(labels.MASK_NAME, placeholder=labels.MASK_NAME_EXAMPLE, width=240)
        kind = st.selectbox(labels.MASK_KIND, list(NameKind), format_func=labels.NAME_KINDS.__getitem__, width=130)
        added = st.form_submit_button(labels.MASK_ADD, icon=":material/visibility_off:")
    if added:
        if reach.change(lambda rounds: rounds.give_name(award.id, number, name, kind), labels.MASK_ADDED):
            st.rerun()
        reach.said()


def _take_out(award: Round, number: int, forms: Sequence[str]) -> None:
    """What is recognised and is no name; and what was said before, to be taken back."""
    given = reach.read(lambda rounds: rounds.given_names(award.id, number))
    shown = [one.name for one in given if one.kind is None]
    with st.container(key="mask-out", horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox(
            labels.MASK_OUT_WHICH,
            list(dict.fromkeys(forms)),
            None,
            format_func=labels.plain,
            placeholder=labels.MASK_CHOOSE,
            key="mask-out-which",
            width=280,
        )
        st.button(
            labels.MASK_OUT,
            disabled=chosen is None,
            key="mask-out-now",
            on_click=_no_name,
            args=(award.id, number, chosen),
        )
    if not shown:
        return
    with st.container(key="mask-back", horizontal=True, vertical_alignment="bottom", gap="small"):
        back = st.selectbox(
            labels.MASK_BACK_WHICH,
            shown,
            None,
            format_func=labels.plain,
            placeholder=labels.MASK_CHOOSE,
            key="mask-back-which",
            width=280,
        )
        st.button(
            labels.MASK_BACK, disabled=back is None, key="mask-back-now", on_click=_back, args=(award.id, number, back)
        )


def _no_name(award: str, number: int, name: str) -> None:
    """A name that the chair had added is taken back; one that was recognised is said to be none."""

    def do(rounds: Rounds) -> None:
        given = {one.name for one in rounds.given_names(award, number) if one.kind is not None}
        if name in given:
            rounds.take_back_name(award, number, name)
        else:
            rounds.give_name(award, number, name, None)

    reach.change(do, labels.MASK_REMOVED)


def _back(award: str, number: int, name: str) -> None:
    reach.change(lambda rounds: rounds.take_back_name(award, number, name), labels.MASK_ADDED)
