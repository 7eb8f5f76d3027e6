"""检索: a question, its hits as cards, filters beside them, citations to take away."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from corpus.errors import CasebaseError, IndexingError, NoIndexError, NotFoundError
from corpus.home import utc_now
from corpus.workspace import Action
from search.hits import Hit, SearchResult
from search.query import Mode, Order, Query
from search.similar import Likeness, Similar
from ui import actions, frame, hit_tools, labels, remembering, resources, session
from ui.address import SHOWN_AT_MOST, SHOWN_FIRST, BatchAddress, SearchAddress, Sort, passage_href
from ui.cards import card
from ui.filters import filters
from ui.grading import Grades
from ui.markup import Markup, icon, join, link, tag
from ui.opposites import opposites
from ui.passages import language
from ui.passages import render as marked
from ui.reasons import Scales
from ui.resources import Holdings
from ui.understood import notes, understood_line
from ui.welcome import empty_library, greeting, welcome
from ui.widgets import form_row, indexing_progress, segmented, switch

_ORDERS = {Sort.RELEVANCE: Order.RELEVANCE, Sort.DATE: Order.NEWEST, Sort.OLDEST: Order.OLDEST}
_EXCERPT = 160  # characters of what others are to resemble


def render() -> None:
    """The page."""
    with frame.page(labels.NAV_SEARCH, labels.NAV_SEARCH):
        asked = SearchAddress.read(frame.params())
        if not resources.home().catalog.is_file() or not (held := resources.holdings()).summaries:
            empty_library()
            return
        above = st.container()  # there in any case: otherwise the box would move, and for a moment stand there twice
        if not asked.q and not asked.like:
            with above:
                frame.html(greeting())
        _question_form(asked)
        if asked.q:
            _answer(asked, held)
        elif asked.like:
            _alike(asked, held)
        else:
            welcome(held)


# Asking


def _question_form(asked: SearchAddress) -> None:
    _follow_address(asked)
    with form_row("ask"):
        st.text_input(
            labels.QUESTION,
            key="question",
            placeholder=labels.QUESTION_PLACEHOLDER,
            label_visibility="collapsed",
            autocomplete="off",
        )
        st.form_submit_button(labels.SEARCH, type="primary", on_click=_ask, args=(asked,))


def _follow_address(asked: SearchAddress) -> None:
    """Show the question of the address, without undoing what is being typed under the same address."""
    if "question" not in st.session_state or st.session_state.get("question_of") != asked.q:
        st.session_state["question"] = asked.q
        st.session_state["question_of"] = asked.q


def _ask(asked: SearchAddress) -> None:
    """Submit: the same filters and mode, another question, from the first hit."""
    question = str(st.session_state["question"]).strip()
    frame.go(asked.asking(question).href)
    st.session_state["question_of"] = question


# Answering


def _answer(asked: SearchAddress, held: Holdings) -> None:
    """Search first and draw afterwards, from the top down: what is on the page already never moves."""
    asked_at = utc_now()
    try:
        answer: SearchResult | CasebaseError = resources.searcher().search(query_of(asked))
    except CasebaseError as error:
        answer = error
    with st.container():  # there in any case, so that what stands below keeps its place from question to question
        if isinstance(answer, SearchResult) and (line := understood_line(asked, answer)):
            frame.html(line)
    frame.html(_asked_how(asked))
    beside, main = st.columns([1, 3.4], gap="medium")
    with beside:
        frame.html(filters(asked, held))
    with main:
        if isinstance(answer, SearchResult):
            _results(asked, answer, asked_at)
        else:
            _failed(answer)
    if isinstance(answer, SearchResult):
        remembering.remember(asked)


def query_of(asked: SearchAddress) -> Query:
    """The question of an address as the searcher takes it.

    Raises:
        SearchError: its text or its filters cannot be searched for.
    """
    return Query(
        asked.q,
        mode=asked.mode,
        k=asked.shown,
        filters=asked.parsed_filters(),
        group=asked.group,
        expand=asked.expand,
        order=_ORDERS[asked.sort],
    )


def _failed(error: CasebaseError) -> None:
    frame.show_error(error)
    if isinstance(error, IndexingError):
        _index_button(labels.BUILD_INDEX if isinstance(error, NoIndexError) else labels.UPDATE_INDEX)


def _index_button(label: str) -> None:
    if session.may(Action.EDIT) and st.button(label, icon=":material/refresh:"):
        bar = st.progress(0.0, labels.INDEXING)
        try:
            actions.update_index(resources.home(), session.person(), indexing_progress(bar))
        except CasebaseError as error:
            frame.show_error(error)
            return
        st.rerun()


def _asked_how(asked: SearchAddress) -> Markup:
    modes = [(labels.MODES[one], asked.changed(mode=one).href, one is asked.mode) for one in Mode]
    sorts = [(labels.SORTS[one], asked.changed(sort=one).href, one is asked.sort) for one in Sort]
    grouped = switch(labels.GROUP, asked.changed(group=not asked.group).href, on=asked.group)
    return tag("div", segmented(labels.MODE, modes), segmented(labels.ORDER, sorts), grouped, class_="asked-how")


def _results(asked: SearchAddress, result: SearchResult, asked_at: str) -> None:
    if result.refused:
        frame.show_error(result.refused)
    behind = [labels.pending(result.pending)] if result.pending else []
    behind += [labels.DICTIONARY_CHANGED] if result.dictionary_changed else []
    for one in behind:
        frame.state(one, calm=True)
    if behind:
        _index_button(labels.UPDATE_INDEX)
    if said := notes(asked, result):
        frame.html(said)
    remembering.news(frame.params(), result, asked_at)
    if not result.hits:
        _nothing(asked)
    elif result.answered:
        if result.doubtful:
            frame.html(tag("p", labels.DOUBTFUL, class_="doubtful", role="status"))
        _list(asked, result.hits, _count(asked, result))
        if len(result.hits) == asked.shown < SHOWN_AT_MOST:
            frame.html(link(labels.SHOW_MORE, asked.changed(shown=asked.shown + SHOWN_FIRST).href))
    else:
        frame.state(labels.UNANSWERED, labels.unanswered_remedies(filtered=bool(asked.filters)), calm=True)
        if asked.filters:
            frame.html(link(labels.CLEAR_FILTERS, asked.unfiltered().href))
        with st.expander(labels.NEAREST):
            _list(asked, result.hits, labels.nearest(len(result.hits)))


def _count(asked: SearchAddress, result: SearchResult) -> str:
    if asked.sort is Sort.RELEVANCE:
        return labels.shown(len(result.hits), result.passages, result.documents, result.took_ms)
    return labels.by_date(len(result.hits), result.relevant_passages, len(result.relevant), result.took_ms)


def _list(asked: SearchAddress, hits: Sequence[Hit], line: str) -> None:
    """The cards as one piece of markup; what is done with them draws nothing but the line above them anew."""
    grades = Grades.read(asked.q, (hit.passage for hit in hits)) if asked.q else None
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="count"):
        frame.html(tag("div", line, class_="count"))
        with st.container(width="content", horizontal=True, gap="small", key="take"):
            if asked.q:
                _tools(asked)
            hit_tools.hear({str(hit.passage.passage_id): hit for hit in hits}, grades)
    scales = Scales.of(hits)
    cards = (_boxed(hit, position, asked, scales, grades) for position, hit in enumerate(hits, 1))
    frame.html(tag("div", *cards, class_="hits"))


def _boxed(hit: Hit, position: int, asked: SearchAddress, scales: Scales, grades: Grades | None) -> Markup:
    shown = card(hit, position, asked, scales=scales)
    return tag("div", shown, hit_tools.choose(hit), hit_tools.tools(hit, grades), class_="boxed")


def _tools(asked: SearchAddress) -> None:
    """Comparing this search with another, asking many questions in the same way, keeping it."""
    batch = BatchAddress(mode=asked.mode, filters=asked.filters).href
    frame.html(opposites(asked), link(join([icon("table_view"), labels.BATCH]), batch, title=labels.BATCH_HINT))
    remembering.save_button(asked)


def _nothing(asked: SearchAddress) -> None:
    what, remedies = labels.nothing_found(filtered=bool(asked.filters), lexical=asked.mode is Mode.LEXICAL)
    frame.state(what, remedies, calm=True)
    if asked.filters:
        frame.html(link(labels.CLEAR_FILTERS, asked.unfiltered().href))


# More like this


def _alike(asked: SearchAddress, held: Holdings) -> None:
    """What resembles a document or a passage."""
    answer: Similar | CasebaseError
    try:
        like = Likeness.read(asked.like)
        if like is None:
            raise NotFoundError("passage", asked.like, "open it from a result or from the reader")
        answer = resources.searcher().similar(like, k=asked.shown, filters=asked.parsed_filters(), group=asked.group)
    except CasebaseError as error:
        answer = error
    if isinstance(answer, Similar):
        frame.html(_original(answer, asked))
    beside, main = st.columns([1, 3.4], gap="medium")
    with beside:
        frame.html(filters(asked, held))
    with main:
        if isinstance(answer, CasebaseError):
            _failed(answer)
        elif not answer.hits:
            frame.state(labels.SIMILAR_NOTHING, [labels.SIMILAR_NOTHING_DO], calm=True)
        else:
            count = labels.similar_count(len(answer.hits), answer.documents, answer.left_out, answer.took_ms)
            _list(asked, answer.hits, count)
            if len(answer.hits) == asked.shown < SHOWN_AT_MOST:
                frame.html(link(labels.SHOW_MORE, asked.changed(shown=asked.shown + SHOWN_FIRST).href))


def _original(found: Similar, asked: SearchAddress) -> Markup:
    """What the results resemble, and by which words it was looked for."""
    whole = found.like.start is None
    start, end = (0, 0) if found.like.start is None or found.like.end is None else (found.like.start, found.like.end)
    place = passage_href(found.document.doc_id, start, end, back=asked)
    text = found.text[:_EXCERPT] + ("……" if len(found.text) > _EXCERPT else "")
    excerpt = tag("p", marked(text, 0, len(text)), class_="quote", lang=language(found.document.script))
    whole_link = link(labels.SIMILAR_DOCUMENT, asked.resembling(found.document.doc_id).href) if not whole else ""
    return tag(
        "section",
        tag("h1", labels.similar_to(found.document.title, whole=whole)),
        "" if whole else excerpt,
        tag("p", labels.SIMILAR_WORDS, "　".join(found.words), class_="muted") if found.words else "",
        tag(
            "div",
            link(join([icon("menu_book"), labels.OPEN_PASSAGE]), place),
            whole_link,
            _grouping(asked),
            class_="actions",
        ),
        class_="alike",
        aria_label=labels.SIMILAR_SOURCE,
    )


def _grouping(asked: SearchAddress) -> Markup:
    return switch(labels.GROUP, asked.changed(group=not asked.group).href, on=asked.group)
