"""检索: a question, its hits as cards, filters beside them, citations to take away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import streamlit as st

from corpus.errors import CasebaseError, IndexingError, NoIndexError
from search.citation import Citation, Style, cite_all
from search.hits import Hit, SearchResult
from search.query import Mode, Query
from ui import actions, frame, labels, resources
from ui.address import SHOWN_AT_MOST, SHOWN_FIRST, LibraryAddress, SearchAddress, Sort
from ui.cards import card
from ui.citations import of_hit
from ui.facets import Facet
from ui.grading import Grades, grade_buttons
from ui.markup import Markup, icon, join, link, tag
from ui.reasons import Scales
from ui.resources import Holdings
from ui.understood import notes, understood_line
from ui.widgets import fold, form_row, indexing_progress, segmented, switch

_RECENT = 6
_VALUES_SHOWN = 6
_EXPORTS = {
    Style.GBT7714_2025: ("txt", "text/plain"),
    Style.BIBTEX: ("bib", "application/x-bibtex"),
    Style.RIS: ("ris", "application/x-research-info-systems"),
    Style.CSL: ("json", "application/vnd.citationstyles.csl+json"),
}


def render() -> None:
    """The page."""
    with frame.page(labels.NAV_SEARCH, labels.NAV_SEARCH):
        asked = SearchAddress.read(frame.params())
        if not resources.home().catalog.is_file() or not (held := resources.holdings()).summaries:
            _empty_library()
            return
        above = st.container()  # there in any case: otherwise the box would move, and for a moment stand there twice
        if not asked.q:
            with above:
                frame.html(_greeting())
        _question_form(asked)
        if asked.q:
            _answer(asked, held)
        else:
            _welcome(held)


def _empty_library() -> None:
    frame.html(_greeting())
    command = labels.add_command(resources.home().path)
    frame.state(labels.EMPTY_LIBRARY, [labels.EMPTY_LIBRARY_DO], command=command, calm=True)
    frame.html(link(join([icon("upload_file"), labels.GO_TO_LIBRARY]), LibraryAddress().href))


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


def _remember(asked: SearchAddress) -> None:
    recent = [one for one in st.session_state.get("recent", []) if one.q != asked.q]
    st.session_state["recent"] = [asked, *recent][:_RECENT]


# Before anything is asked


def _greeting() -> Markup:
    heading, sub = tag("h1", labels.WELCOME), tag("p", labels.WELCOME_SUB, class_="sub")
    return tag("div", heading, sub, class_="welcome")


def _welcome(held: Holdings) -> None:
    frame.html(tag("p", _holdings_line(held), class_="holdings"))
    chosen = resources.example_questions(held)
    cards = [link(join([tag("b", q), tag("span", title)]), SearchAddress(q).href) for q, title in chosen]
    if cards:
        frame.html(tag("div", tag("h2", labels.EXAMPLES), tag("div", *cards, class_="shelf"), class_="block"))
    recent = [link(one.q, one.href) for one in st.session_state.get("recent", [])]
    if recent:
        frame.html(tag("div", tag("h2", labels.RECENT), tag("div", *recent, class_="recent"), class_="block"))


def _holdings_line(held: Holdings) -> Markup:
    by_name = {facet.name: facet for facet in resources.all_facets(held)}
    parts: list[object] = [labels.holdings(len(held.summaries), held.passages)]
    if years := by_name.get("year"):
        parts.append(labels.years(years.values[-1][0], years.values[0][0]))
    if kinds := by_name.get("kind"):
        parts.append("、".join(f"{labels.kind(value)} {count}" for value, count in kinds.values))
    if regions := by_name.get("region"):
        parts.append("、".join(value for value, _ in regions.values[:6]))
    return tag("span", tag("b", parts[0]), *(tag("span", part) for part in parts[1:]))


# Answering


def _answer(asked: SearchAddress, held: Holdings) -> None:
    """Search first and draw afterwards, from the top down: what is on the page already never moves."""
    try:
        answer: SearchResult | CasebaseError = _search(asked)
    except CasebaseError as error:
        answer = error
    with st.container():  # there in any case, so that what stands below keeps its place from question to question
        if isinstance(answer, SearchResult) and (line := understood_line(asked, answer.understood)):
            frame.html(line)
    frame.html(_asked_how(asked))
    beside, main = st.columns([1, 3.4], gap="medium")
    with beside:
        frame.html(_filters(asked, resources.all_facets(held)))
    with main:
        if isinstance(answer, SearchResult):
            _remember(asked)
            _results(asked, answer)
        elif isinstance(answer, IndexingError):
            _no_index(answer)
        else:
            frame.show_error(answer)


def _search(asked: SearchAddress) -> SearchResult:
    filters = asked.parsed_filters()
    query = Query(asked.q, mode=asked.mode, k=asked.shown, filters=filters, group=asked.group, expand=asked.expand)
    return resources.searcher().search(query)


def _no_index(error: IndexingError) -> None:
    frame.show_error(error)
    _index_button(labels.BUILD_INDEX if isinstance(error, NoIndexError) else labels.UPDATE_INDEX)


def _index_button(label: str) -> None:
    if st.button(label, icon=":material/refresh:"):
        bar = st.progress(0.0, labels.INDEXING)
        try:
            actions.update_index(resources.home(), indexing_progress(bar))
        except CasebaseError as error:
            frame.show_error(error)
            return
        st.rerun()


def _asked_how(asked: SearchAddress) -> Markup:
    modes = [(labels.MODES[one], asked.changed(mode=one).href, one is asked.mode) for one in Mode]
    sorts = [(labels.SORTS[one], asked.changed(sort=one).href, one is asked.sort) for one in Sort]
    grouped = switch(labels.GROUP, asked.changed(group=not asked.group).href, on=asked.group)
    return tag("div", segmented(labels.MODE, modes), segmented(labels.ORDER, sorts), grouped, class_="asked-how")


def _filters(asked: SearchAddress, facets: tuple[Facet, ...]) -> Markup:
    """A section a field; folded up on narrow screens under one button."""
    sections = [_facet(asked, facet) for facet in facets]
    clear = tag("p", link(labels.CLEAR_FILTERS, asked.unfiltered().href)) if asked.filters else ""
    label = f"{labels.FILTERS}（{len(asked.filters)}）" if asked.filters else labels.FILTERS
    return fold("filters", label, tag("div", clear, *sections, class_="filters"))


def _facet(asked: SearchAddress, facet: Facet) -> Markup:
    chosen = [value for name, value in asked.filters if name == facet.name]
    counts = dict(facet.values)
    first = list(dict.fromkeys([*chosen, *list(counts)[:_VALUES_SHOWN]]))
    rest = [value for value in counts if value not in first]
    items = [_facet_value(asked, facet.name, value, counts.get(value, 0)) for value in first]
    if rest:
        more = [_facet_value(asked, facet.name, value, counts[value]) for value in rest]
        items.append(tag("details", tag("summary", labels.more_values(len(rest))), *more))
    return tag("section", tag("h2", labels.FIELDS[facet.name]), *items)


def _facet_value(asked: SearchAddress, name: str, value: str, count: int) -> Markup:
    label = join([tag("span", labels.filter_value(name, value)), tag("span", count, class_="number")])
    return switch(label, asked.toggled(name, value).href, on=(name, value) in asked.filters, class_="facet")


def _results(asked: SearchAddress, result: SearchResult) -> None:
    if result.pending:
        frame.state(labels.pending(result.pending), calm=True)
        _index_button(labels.UPDATE_INDEX)
    if said := notes(asked, result):
        frame.html(said)
    if not result.hits:
        _nothing(asked)
    elif result.answered:
        line = labels.shown(len(result.hits), result.passages, result.documents, result.took_ms)
        _list(asked, _in_order(result, asked.sort), line)
        if len(result.hits) == asked.shown < SHOWN_AT_MOST:
            frame.html(link(labels.SHOW_MORE, asked.changed(shown=asked.shown + SHOWN_FIRST).href))
    else:
        frame.state(labels.UNANSWERED, labels.unanswered_remedies(filtered=bool(asked.filters)), calm=True)
        if asked.filters:
            frame.html(link(labels.CLEAR_FILTERS, asked.unfiltered().href))
        with st.expander(labels.NEAREST):
            _list(asked, _in_order(result, asked.sort), labels.nearest(len(result.hits)))


def _list(asked: SearchAddress, hits: Sequence[Hit], line: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="count"):
        frame.html(tag("div", line, class_="count"))
        export = st.container(width="content")
    grades, scales = Grades.read(asked.q, (hit.passage for hit in hits)), Scales.of(hits)
    for position, hit in enumerate(hits, 1):
        with st.container(key=f"hit-{position}"):
            st.html(card(hit, position, asked, scales=scales))
            _select(hit)
            grade_buttons(grades, hit.passage, hit.document)
    with export:
        _export({hit.passage.passage_id: hit for hit in hits})


def _nothing(asked: SearchAddress) -> None:
    what, remedies = labels.nothing_found(filtered=bool(asked.filters), lexical=asked.mode is Mode.LEXICAL)
    frame.state(what, remedies, calm=True)
    if asked.filters:
        frame.html(link(labels.CLEAR_FILTERS, asked.unfiltered().href))


def _in_order(result: SearchResult, sort: Sort) -> list[Hit]:
    if sort is Sort.RELEVANCE:
        return list(result.hits)
    return sorted(result.hits, key=lambda hit: hit.document.metadata.get("published_on") or "", reverse=True)


def _select(hit: Hit) -> None:
    key = hit.passage.passage_id
    st.checkbox(labels.SELECT, key in _chosen(), key=f"choose-{key}", on_change=_choose, args=(hit,))


# Taking citations away


def _chosen() -> dict[int, Citation]:
    """The citations chosen in this session, by passage, in the order of choosing."""
    chosen: dict[int, Citation] = st.session_state.setdefault("chosen", {})
    return chosen


def _choose(hit: Hit) -> None:
    chosen, key = _chosen(), hit.passage.passage_id
    if st.session_state[f"choose-{key}"]:
        chosen[key] = of_hit(hit)
    else:
        chosen.pop(key, None)


def _forget(shown: Mapping[int, Hit]) -> None:
    _chosen().clear()
    for key in shown:
        st.session_state[f"choose-{key}"] = False


def _export(shown: Mapping[int, Hit]) -> None:
    chosen = _chosen()
    with st.popover(labels.chosen(len(chosen)), icon=":material/download:"):
        if not chosen:
            frame.html(tag("p", labels.EXPORT_EMPTY, class_="muted"))
            return
        for style, (suffix, media_type) in _EXPORTS.items():
            st.download_button(
                f"{labels.STYLES[style]}（.{suffix}）",
                _exported(list(chosen.values()), style),
                file_name=f"casebase-{date.today().isoformat()}.{suffix}",
                mime=media_type,
                on_click="ignore",
                width="stretch",
            )
        st.button(labels.EXPORT_CLEAR, on_click=_forget, args=(shown,), type="tertiary")


def _exported(citations: list[Citation], style: Style) -> Callable[[], bytes]:
    """Worded when it is asked for, not whenever the page is drawn."""
    return lambda: cite_all(citations, style, accessed=date.today()).encode("utf-8")
