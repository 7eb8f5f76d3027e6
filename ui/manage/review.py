"""待核对: one doubtful value after another, with the words it came from: right, wrong, or later."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from corpus.doubts import Doubt, context, doubts
from corpus.errors import CasebaseError
from corpus.model import Confidence, Kind, Origin
from ui import actions, frame, intake, labels, resources, session
from ui.address import ManageAddress, ReaderAddress, Section, passage_href
from ui.markup import Markup, icon, join, link, tag
from ui.passages import language

_SAID = "reviewed"


def section(address: ManageAddress) -> None:
    """The value at hand, and what is left."""
    queue = doubts(resources.holdings().summaries) if resources.home().catalog.is_file() else ()
    said = st.session_state.pop(_SAID, "")
    low = sum(one.value.confidence is Confidence.LOW for one in queue)
    left = tag("b", labels.left_to_review(low, len(queue) - low))
    frame.html(tag("p", left, "　", said, class_="holdings", role="status"))
    if not queue:
        frame.state(labels.REVIEW_DONE, [labels.REVIEW_DONE_DO], calm=True)
        return
    at = _position(queue, address)
    one, following = queue[at], queue[(at + 1) % len(queue)]
    frame.html(_shown(one, at + 1, len(queue)))
    with st.container(key="review-actions"):
        _buttons(one, following)
        _correction(one, following)


def _position(queue: Sequence[Doubt], address: ManageAddress) -> int:
    """Where the value stands that the address names; at the first where it is done, or none is named."""
    named = (address.doc, address.field)
    return next((at for at, one in enumerate(queue) if (one.document.doc_id, one.field) == named), 0)


def _href(one: Doubt) -> str:
    return ManageAddress(Section.REVIEW, one.document.doc_id, one.field).href


# What there is to see


def _shown(one: Doubt, position: int, total: int) -> Markup:
    document = one.document
    title = link(document.title, ReaderAddress(document.doc_id).href)
    place = labels.place_in_file(document.source.file_name, document.source.member)
    value = labels.filter_value(one.field, one.value.value)
    mark = intake.confidence(one.value)
    return tag(
        "article",
        tag("p", labels.review_position(position, total), class_="muted number"),
        tag("h2", title),
        tag("p", place, class_="muted"),
        tag(
            "dl",
            tag("div", tag("dt", labels.FIELDS[one.field]), tag("dd", tag("b", value), " ", mark)),
            tag("div", tag("dt", labels.REVIEW_EVIDENCE), tag("dd", _evidence(one))),
        ),
        class_="review-card",
    )


def _evidence(one: Doubt) -> Markup:
    """The words that the value was read from, among those around them."""
    found = context(resources.catalog().text(one.document.doc_id), one.value)
    if found is None or one.value.start is None or one.value.end is None:
        from_file = one.value.origin is Origin.FILE
        return tag("span", labels.REVIEW_FROM_FILE if from_file else labels.REVIEW_INFERRED, class_="muted")
    words = join(
        [
            "……" if found.cut_before else "",
            found.before,
            tag("mark", found.words, class_="words"),
            found.after,
            "……" if found.cut_after else "",
        ]
    )
    where = passage_href(one.document.doc_id, one.value.start, one.value.end)
    opened = link(join([icon("menu_book"), labels.READ_IN_CONTEXT]), where)
    return join([tag("q", words, class_="context", lang=language(one.document.script)), tag("p", opened)])


# What can be done about it


def _buttons(one: Doubt, following: Doubt) -> None:
    key = f"{one.document.doc_id}-{one.field}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            labels.ACCEPT,
            key=f"accept-{key}",
            type="primary",
            icon=":material/check:",
            shortcut="Alt+A",
            on_click=_confirm,
            args=(one, following),
        )
        st.button(
            labels.SKIP_ONE,
            key=f"skip-{key}",
            icon=":material/skip_next:",
            shortcut="Alt+N",
            on_click=frame.go,
            args=(_href(following),),
        )


def _correction(one: Doubt, following: Doubt) -> None:
    key = f"{one.document.doc_id}-{one.field}"
    line = st.form(f"review-{key}", border=False)
    with line.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if one.field == "kind":
            kinds = [str(kind) for kind in Kind]
            at = kinds.index(one.value.value) if one.value.value in kinds else None
            given: str | None = st.selectbox(labels.CORRECT, kinds, at, labels.kind_or_none, key=f"value-{key}")
        else:
            given = st.text_input(labels.CORRECT, one.value.value, key=f"value-{key}")
        submitted = st.form_submit_button(labels.CORRECT_BUTTON)
        cleared = st.form_submit_button(labels.CLEAR_VALUE, type="tertiary")
    value = "" if cleared else str(given or "").strip()
    if submitted and value in ("", one.value.value):
        frame.state(labels.REVIEW_TYPE_ANOTHER, calm=True)
    elif submitted or cleared:
        _correct(one, following, value)


def _confirm(one: Doubt, following: Doubt) -> None:
    """A click on the button; what goes wrong is said where the page is drawn."""
    try:
        actions.confirm(resources.home(), session.person(), one.document.doc_id, one.field)
    except CasebaseError as error:
        st.session_state[_SAID] = labels.error_text(error).what
        return
    st.session_state[_SAID] = labels.CONFIRMED
    frame.go(_href(following))


def _correct(one: Doubt, following: Doubt, value: str) -> None:
    try:
        with st.spinner(labels.INDEXING):
            actions.correct(resources.home(), session.person(), one.document.doc_id, {one.field: value})
    except CasebaseError as error:
        frame.show_error(error)
        return
    st.session_state[_SAID] = labels.CORRECTED
    frame.go(_href(following))
    st.rerun()
