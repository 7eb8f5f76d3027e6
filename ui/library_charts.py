"""The charts above the list: where and when the documents are from, what they are; themes and words over the years."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from corpus.errors import QueryError
from corpus.model import DocumentSummary
from search.concordance import concordance, parse_terms
from search.facets import Choice, Facet
from search.words import YearCount, periods, term_by_year
from ui import charts, corpus_tools, frame, labels
from ui.address import Charts, ConcordanceAddress, LibraryAddress
from ui.charts import Count, YearValue
from ui.markup import join, link, tag
from ui.resources import Holdings
from ui.tables import Cell, fold_away, table
from ui.widgets import form_row

_REGIONS = 14  # bars: more are in the table below
_TERMS = 5


def draw(address: LibraryAddress, held: Holdings, found: Sequence[DocumentSummary]) -> None:
    """The charts that the address asks for, of the documents in the list."""
    with st.container(key="charts"):
        if address.charts is Charts.OVERVIEW:
            _overview(address, found, held)
        else:
            _themes(address, found, held)


# Where, when, what


def _overview(address: LibraryAddress, found: Sequence[DocumentSummary], held: Holdings) -> None:
    among = {one.doc_id for one in found} if address.find or address.doubtful else None
    counted = corpus_tools.shelf(held).facets.counted(address.parsed_filters(), among=among)
    by_name = {facet.name: facet for facet in counted}
    frame.html(tag("p", labels.CHARTS_HINT, class_="muted"))
    left, right = st.columns([1, 1.35], gap="large")
    with left:
        _bars(address, by_name.get("region"), labels.BY_REGION, labels.NO_REGION_KNOWN)
    with right:
        _years(address, by_name.get("year"))
        _bars(address, by_name.get("kind"), labels.BY_KIND, "")


def _bars(address: LibraryAddress, facet: Facet | None, title: str, none: str) -> None:
    if facet is None:
        if none:
            frame.html(tag("h2", title), tag("p", none, class_="muted"))
        return
    some = [one for one in facet.choices if not one.depth or one.chosen]
    counts = [_count(facet.name, one) for one in some]
    frame.html(tag("h2", title))
    said = labels.chart_says(title, [(one.label, int(one.count)) for one in counts])
    key = f"chart-{facet.name}-{address.href}"
    charts.counted(counts[:_REGIONS], alt=said, key=key, pick=lambda value: _pick(address, facet.name, value))
    _as_table(facet.name, title, counts)


def _years(address: LibraryAddress, facet: Facet | None) -> None:
    frame.html(tag("h2", labels.BY_YEAR))
    known = {one.value: one for one in facet.choices if one.value.isdigit()} if facet else {}
    if not known:
        frame.html(tag("p", labels.NO_YEAR_KNOWN, class_="muted"))
        return
    every = [str(year) for year in range(int(min(known)), int(max(known)) + 1)]
    counts = [_count("year", known[year]) if year in known else Count(year, year, 0) for year in every]
    said = labels.chart_says(labels.BY_YEAR, [(one.label, int(one.count)) for one in counts])
    key = f"chart-year-{address.href}"
    charts.timeline(counts, alt=said, key=key, pick=lambda value: _pick(address, "year", value))
    _as_table("year", labels.BY_YEAR, counts)


def _count(name: str, one: Choice) -> Count:
    return Count(one.value, labels.filter_value(name, one.value), one.count, one.chosen)


def _pick(address: LibraryAddress, name: str, value: str) -> None:
    frame.go(address.toggled(name, value).href)


def _as_table(name: str, title: str, counts: Sequence[Count]) -> None:
    rows = [[Cell(one.label), Cell(labels.thousands(int(one.count)), number=True)] for one in counts]
    made = table((labels.FIELDS[name], labels.DOCUMENTS_COUNTED), rows, caption=title)
    frame.html(fold_away(labels.AS_TABLE, made))


# Themes and words


def _themes(address: LibraryAddress, found: Sequence[DocumentSummary], held: Holdings) -> None:
    frame.html(tag("h2", labels.TERMS_BY_YEAR))
    key = "themes"
    if key not in st.session_state or st.session_state.get("themes_of") != address.terms:
        st.session_state[key] = st.session_state["themes_of"] = address.terms
    with form_row("themes-form"):
        st.text_input(labels.THEMES_LABEL, key=key, placeholder=labels.THEMES_PLACEHOLDER, label_visibility="collapsed")
        st.form_submit_button(labels.THEMES_BUTTON, on_click=_follow, args=(address,))
    if address.terms.strip():
        _terms(address, found)
    _periods(address, found, held)


def _follow(address: LibraryAddress) -> None:
    terms = str(st.session_state["themes"]).strip()
    frame.go(address.following(terms).href)
    st.session_state["themes_of"] = terms


def _terms(address: LibraryAddress, found: Sequence[DocumentSummary]) -> None:
    try:
        given = parse_terms(address.terms)
    except QueryError as error:
        frame.show_error(error)
        return
    texts = corpus_tools.texts()
    followed = [(term, term_by_year(concordance(found, [term], texts), found)) for term in given[:_TERMS]]
    if not followed[0][1]:
        frame.html(tag("p", labels.NO_YEAR_KNOWN, class_="muted"))
        return
    hint = labels.THEMES_HINT + (labels.TOO_MANY_TERMS if len(given) > _TERMS else "")
    frame.html(tag("p", hint, class_="muted"))
    top = max(one.per_10k for _, counts in followed for one in counts)
    for term, counts in followed:
        total = sum(one.count for one in counts)
        places = ConcordanceAddress(term, filters=address.filters).href
        name = join([term, tag("span", labels.theme_total(total), class_="muted")])
        frame.html(tag("h3", link(name, places), class_="strip"))
        said = labels.theme_says(term, counts[0].year, counts[-1].year, total)
        charts.years([YearValue(one.year, one.per_10k) for one in counts], top=top, alt=said)
    frame.html(fold_away(labels.AS_TABLE, _followed(followed)))


def _followed(followed: Sequence[tuple[str, Sequence[YearCount]]]) -> object:
    head = [labels.YEAR]
    for term, _ in followed:
        head += [f"{term} {labels.TIMES}", f"{term} {labels.PER_10K}"]
    rows = []
    for at, one in enumerate(followed[0][1]):
        row = [Cell(one.year)]
        for _, counts in followed:
            row.append(Cell(labels.thousands(counts[at].count), number=True))
            row.append(Cell(f"{counts[at].per_10k:.2f}", number=True))
        rows.append(row)
    return table(head, rows, caption=labels.TERMS_BY_YEAR)


def _periods(address: LibraryAddress, found: Sequence[DocumentSummary], held: Holdings) -> None:
    frame.html(tag("h2", labels.PERIODS, class_="later"), tag("p", labels.PERIODS_HINT, class_="muted"))
    with st.spinner(labels.COUNTING):
        marked = periods(corpus_tools.words_of(held, found))
    if not any(one.words for one in marked):
        alone = labels.PERIODS_NONE if marked else labels.NO_YEAR_KNOWN
        frame.html(tag("p", labels.PERIODS_ALIKE if len(marked) > 1 else alone, class_="muted"))
        return
    columns = []
    for one in marked:
        strongest = max((word.g2 for word in one.words), default=1)
        items = [
            tag(
                "li",
                link(word.word, ConcordanceAddress(word.word, filters=address.filters).href),
                tag("span", tag("span", style=f"width:{100 * word.g2 / strongest:.0f}%"), class_="bar"),
                tag("span", f"{word.g2:.0f}", class_="number muted", title=f"G² {word.g2:.1f}"),
            )
            for word in one.words
        ]
        shown = tag("ol", *items) if items else tag("p", labels.PERIOD_ALIKE, class_="muted")
        columns.append(tag("section", tag("h3", labels.period(one.first, one.last)), shown))
    frame.html(tag("div", *columns, class_="periods"))
    head = (labels.PERIODS, labels.WORD, labels.INSIDE, labels.OUTSIDE, "G²")
    rows = [
        [Cell(labels.period(one.first, one.last)), Cell(word.word), *_figures(word.inside, word.outside, word.g2)]
        for one in marked
        for word in one.words
    ]
    frame.html(fold_away(labels.AS_TABLE, table(head, rows, caption=labels.PERIODS)))


def _figures(inside: int, outside: int, g2: float) -> list[Cell]:
    return [Cell(text, number=True) for text in (labels.thousands(inside), labels.thousands(outside), f"{g2:.1f}")]
