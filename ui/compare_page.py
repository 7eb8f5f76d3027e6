"""对比检索: two searches side by side, with what both found marked, and how far their orders agree."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from corpus.errors import CasebaseError
from search.compare import compare
from search.excerpts import headings_end
from search.hits import Hit, SearchResult
from search.query import Mode
from ui import frame, labels, resources
from ui.address import CompareAddress, SearchAddress, passage_href
from ui.markup import Markup, icon, join, link, tag
from ui.passages import chips, language, marks_of
from ui.passages import render as marked
from ui.search_page import query_of
from ui.widgets import form_row, segmented

_Answer = SearchResult | CasebaseError


def render() -> None:
    """The page."""
    with frame.page(labels.COMPARE_TITLE, labels.NAV_SEARCH):
        address = CompareAddress.read(frame.params())
        frame.html(tag("h1", labels.COMPARE_TITLE))
        _form(address)
        if not address.left.q or not address.right.q:
            frame.html(tag("p", labels.COMPARE_EMPTY, class_="muted"))
            return
        _compared(address)


def _form(address: CompareAddress) -> None:
    for side, asked in (("left", address.left), ("right", address.right)):
        if st.session_state.get(f"compare-{side}-of") != asked.q:
            st.session_state[f"compare-{side}"] = st.session_state[f"compare-{side}-of"] = asked.q
    with form_row("compare"):
        st.text_input(labels.COMPARE_LEFT, key="compare-left", placeholder=labels.QUESTION_PLACEHOLDER)
        st.text_input(labels.COMPARE_RIGHT, key="compare-right", placeholder=labels.QUESTION_PLACEHOLDER)
        st.form_submit_button(labels.COMPARE_DO, type="primary", on_click=_ask, args=(address,))
    if address.left.q or address.right.q:
        swapped = CompareAddress(address.right, address.left).href
        frame.html(link(join([icon("swap_horiz"), labels.COMPARE_SWAP]), swapped, class_="swap"))


def _ask(address: CompareAddress) -> None:
    left, right = (str(st.session_state[f"compare-{side}"]).strip() for side in ("left", "right"))
    frame.go(CompareAddress(address.left.asking(left), address.right.asking(right)).href)


def _compared(address: CompareAddress) -> None:
    answers = [_search(address.left), _search(address.right)]
    hits = [_hits(one) for one in answers]
    found = compare(*hits)
    if all(isinstance(one, SearchResult) for one in answers):
        overlap = labels.overlap(len(found.both), len(found.only_left), len(found.only_right), found.documents)
        legend = tag("p", labels.COMPARE_LEGEND.format(k=max(map(len, hits))))
        frame.html(
            tag("div", tag("b", labels.agreement(found.agreement)), tag("span", overlap), legend, class_="compared")
        )
    ranks = (
        {left.passage.passage_id: right.rank for left, right in found.both},
        {right.passage.passage_id: left.rank for left, right in found.both},
    )
    columns = st.columns(2, gap="medium")
    for at, (column, asked, answer) in enumerate(zip(columns, (address.left, address.right), answers, strict=True)):
        with column:
            frame.html(_head(asked, address, right=bool(at)))
            if isinstance(answer, CasebaseError):
                frame.show_error(answer)
            else:
                _side(asked, answer, ranks[at], right=bool(at))


def _search(asked: SearchAddress) -> _Answer:
    try:
        return resources.searcher().search(query_of(asked))
    except CasebaseError as error:
        return error


def _hits(answer: _Answer) -> tuple[Hit, ...]:
    return answer.hits if isinstance(answer, SearchResult) and answer.answered else ()


def _head(asked: SearchAddress, address: CompareAddress, *, right: bool) -> Markup:
    def href(changed: SearchAddress) -> str:
        return (CompareAddress(address.left, changed) if right else CompareAddress(changed, address.right)).href

    modes = [(labels.MODES[one], href(asked.changed(mode=one)), one is asked.mode) for one in Mode]
    fields = [
        link(join([labels.filter_chip(name, value), icon("close")]), href(asked.toggled(name, value)), class_="chip")
        for name, value in asked.filters
    ]
    head = tag(
        "header",
        tag("h2", asked.q),
        segmented(labels.MODE, modes),
        tag("div", *fields, class_="how") if fields else "",
        tag("div", link(labels.COMPARE_EDIT, asked.href), class_="how"),
    )
    return tag("div", head, class_="side")


def _side(asked: SearchAddress, answer: SearchResult, elsewhere: Mapping[int, int], *, right: bool) -> None:
    if not _hits(answer):
        frame.state(labels.UNANSWERED, labels.unanswered_remedies(filtered=bool(asked.filters)), calm=True)
        return
    if answer.doubtful:
        frame.html(tag("p", labels.DOUBTFUL, class_="doubtful"))
    cards = [_card(hit, asked, elsewhere.get(hit.passage.passage_id), right=right) for hit in answer.hits]
    frame.html(tag("div", *cards, class_="side"))


def _card(hit: Hit, asked: SearchAddress, rank: int | None, *, right: bool) -> Markup:
    passage, document = hit.passage, hit.document
    href = passage_href(document.doc_id, passage.start, passage.end, back=asked)
    start = headings_end(passage.text, passage.locator.heading_path)
    where = labels.only_side(right=right) if rank is None else labels.other_side(rank, right=not right)
    return tag(
        "article",
        tag("h3", tag("span", hit.rank, class_="rank"), link(document.title, href)),
        chips(document),
        tag(
            "p",
            marked(passage.text, start, len(passage.text), marks_of(hit.highlights)),
            class_="quote",
            lang=language(document.script),
        ),
        tag("p", where, class_="where"),
        class_="found" if rank is None else "found both",
    )
