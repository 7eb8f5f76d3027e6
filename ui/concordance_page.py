"""逐处查看: every occurrence of a term in its context, in the order of its neighbours; years, collocates, documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import streamlit as st

from search.citation import locator_text
from search.concordance import Collation, Concordance, Line, Sort, lines, parse_terms, with_variants, year_of
from search.kwic import rows
from search.sheets import Cell as SheetCell
from search.synonyms import synonyms_at
from ui import charts, corpus_tools, filters, frame, labels, resources
from ui.address import ConcordanceAddress, LibraryAddress, passage_href
from ui.charts import Count
from ui.library_list import download, pager
from ui.markup import Markup, escape, icon, join, link, tag
from ui.resources import Holdings
from ui.tables import Cell, fold_away, table
from ui.widgets import form_row, segmented, switch

PER_PAGE = 100
_DOCUMENTS = 12
_COLLOCATES = 24
_NEIGHBOURS = (Sort.LEFT, Sort.RIGHT, Sort.DOCUMENT)  # whose order depends on how characters are compared
_HEADING = re.compile(r"^#{1,6}[ \t]+")


def render() -> None:
    """The page."""
    with frame.page(labels.CONCORDANCE, labels.NAV_LIBRARY):
        asked = ConcordanceAddress.read(frame.params())
        back = link(join([icon("arrow_back"), labels.NAV_LIBRARY]), LibraryAddress(filters=asked.filters).href)
        frame.html(tag("div", back, class_="reader-bar"), tag("h1", labels.CONCORDANCE_LONG))
        frame.html(tag("p", labels.CONCORDANCE_SUB, class_="muted"))
        _form(asked)
        frame.html(filters.chips(asked))
        if asked.term.strip():
            _answer(asked, resources.holdings())
        else:
            frame.html(tag("ul", *(tag("li", one) for one in labels.TERM_HOW), class_="how"))


def _form(asked: ConcordanceAddress) -> None:
    if "term" not in st.session_state or st.session_state.get("term_of") != asked.term:
        st.session_state["term"] = st.session_state["term_of"] = asked.term
    with form_row("term-form"):
        st.text_input(labels.TERM, key="term", placeholder=labels.TERM_PLACEHOLDER, label_visibility="collapsed")
        st.form_submit_button(labels.TERM_BUTTON, on_click=_ask, args=(asked,), type="primary")


def _ask(asked: ConcordanceAddress) -> None:
    term = str(st.session_state["term"]).strip()
    frame.go(asked.asking(term).href)
    st.session_state["term_of"] = term


def _answer(asked: ConcordanceAddress, held: Holdings) -> None:
    terms, chosen = parse_terms(asked.term), asked.parsed_filters()
    wanted = with_variants(terms, synonyms_at(resources.home().synonyms)) if asked.variants else terms
    found = corpus_tools.occurrences(held, wanted, asked.filters, chosen)
    searched = corpus_tools.within(held, asked.filters, chosen)
    frame.html(_shown_how(asked, found, len(searched)))
    if len(wanted) > len(terms):
        also = labels.also_looked_for(labels.AND.join(wanted[len(terms) :]))
        frame.html(tag("p", also, class_="understood"))
    if not len(found):
        frame.state(labels.no_occurrence(labels.AND.join(terms)), labels.NO_OCCURRENCE_DO, calm=True)
        return
    if asked.details:
        _details(asked, held, found)
    order = corpus_tools.in_order(held, found, asked.filters, asked.sort, asked.collation)
    last = -(-len(found) // PER_PAGE)
    page = min(asked.page, last)
    shown = order[(page - 1) * PER_PAGE : page * PER_PAGE].tolist()
    catalog = resources.catalog()
    frame.html(_kwic(asked, list(lines(catalog, found, shown, width=asked.width))))
    if last > 1:
        frame.html(pager(page, last, lambda number: asked.turned_to(number).href))

    def every() -> Iterator[tuple[SheetCell, ...]]:
        return iter(rows(lines(catalog, found, order.tolist(), width=asked.width)))

    download(labels.EXPORT_LINES, labels.LINES_FILE, labels.LINE_COLUMNS, every, key="export-lines")


def _shown_how(asked: ConcordanceAddress, found: Concordance, searched: int) -> Markup:
    sorts = [(labels.LINE_ORDERS[one], asked.sorted_by(one).href, one is asked.sort) for one in Sort]
    collations = [
        (labels.COLLATIONS[one], asked.sorted_by(asked.sort, one).href, one is asked.collation)
        for one in (Collation.PINYIN, Collation.CODE_POINT)
    ]
    return tag(
        "div",
        tag("span", labels.occurrences(len(found), len(found.documents), searched), class_="count"),
        segmented(labels.LINE_ORDER, sorts),
        segmented(labels.COLLATION, collations) if asked.sort in _NEIGHBOURS else "",
        switch(labels.WITH_VARIANTS, asked.with_variants(not asked.variants).href, on=asked.variants),
        switch(labels.WITH_DETAILS, asked.with_details(not asked.details).href, on=asked.details),
        class_="asked-how",
    )


# The lines


def _kwic(asked: ConcordanceAddress, shown: Sequence[Line]) -> Markup:
    items = [tag("li", _line(asked, one)) for one in shown]
    return tag("ol", *items, class_="kwic", aria_label=labels.LINES_LABEL)


def _line(asked: ConcordanceAddress, one: Line) -> Markup:
    place = locator_text(one.locator, start=one.start, end=one.end)
    inside = (
        tag("span", tag("span", _flat(one.left)), class_="left"),
        tag("mark", _flat(one.node), class_="words"),
        tag("span", _flat(one.right), class_="right"),
        tag("span", one.title, class_="of"),
        tag("span", one.date, class_="number on"),
    )
    title = f"{labels.open_at(one.title)}\n{place}"
    return link(join(inside), passage_href(one.doc_id, one.start, one.end, back=asked), title=title)


def _flat(text: str) -> Markup:
    """On one line: a line break is drawn as a mark that is not selected with the text."""
    first, *rest = re.split(r"\s*\n\s*", text)
    lines = [first, *(_HEADING.sub("", line) for line in rest)]  # its mark is none of the words
    broken = [escape(" ".join(line.split())) for line in lines]
    mark = tag("span", "¶", class_="break", aria_hidden="true")
    return Markup(mark.join(broken))


# Years, collocates, documents


def _details(asked: ConcordanceAddress, held: Holdings, found: Concordance) -> None:
    left, right = st.columns([1.35, 1], gap="large")
    with left:
        _years(asked, found)
        _documents(asked, found)
    with right:
        _collocates(asked, held, found)


def _years(asked: ConcordanceAddress, found: Concordance) -> None:
    counts = {year: count for year, count in found.by_year().items() if year}
    frame.html(tag("h2", labels.YEARS_OF_TERM))
    if not counts:
        frame.html(tag("p", labels.NO_YEAR_KNOWN, class_="muted"))
        return
    first, last = min(counts), max(counts)
    chosen = {value for name, value in asked.filters if name == "year"}
    every = [str(year) for year in range(int(first), int(last) + 1)]
    bars = [Count(year, year, counts.get(year, 0), year in chosen) for year in every]
    said = labels.years_say(asked.term, first, last)

    def pick(year: str) -> None:
        frame.go(asked.toggled("year", year).href)

    charts.timeline(bars, alt=said, key=f"chart-years-{asked.href}", pick=pick)
    rows = [[Cell(one.label), Cell(labels.thousands(int(one.count)), number=True)] for one in bars]
    made = table((labels.YEAR, labels.TIMES), rows, caption=labels.YEARS_OF_TERM)
    frame.html(tag("p", labels.YEARS_HINT, class_="muted"), fold_away(labels.AS_TABLE, made))


def _documents(asked: ConcordanceAddress, found: Concordance) -> None:
    rows = []
    for document, count in found.by_document()[:_DOCUMENTS]:
        href = asked.toggled("doc", document.doc_id).href
        year = tag("span", year_of(document), class_="muted number")
        rows.append([Cell(join([link(document.title, href), " ", year])), Cell(labels.thousands(count), number=True)])
    made = table(labels.DOCUMENT_COLUMNS, rows, caption=labels.DOCUMENTS_OF_TERM)
    frame.html(fold_away(labels.DOCUMENTS_OF_TERM, made))


def _collocates(asked: ConcordanceAddress, held: Holdings, found: Concordance) -> None:
    frame.html(tag("h2", labels.COLLOCATES))
    with st.spinner(labels.COUNTING):
        listed = corpus_tools.neighbours(held, found, asked.filters, asked.parsed_filters())
    if not listed:
        frame.html(tag("p", labels.COLLOCATES_NONE, class_="muted"))
        return
    rows = [
        [
            Cell(link(one.word, asked.asking(one.word).href)),
            *(Cell(labels.thousands(count), number=True) for count in (one.near, one.anywhere)),
            Cell(f"{one.g2:,.0f}", number=True),
            Cell(f"{one.log_dice:.1f}", number=True),
        ]
        for one in listed[:_COLLOCATES]
    ]
    made = table(labels.COLLOCATE_COLUMNS, rows, caption=labels.COLLOCATES)
    frame.html(tag("div", made, class_="collocates"), tag("p", labels.COLLOCATES_HINT, class_="small"))
