"""The list of documents: what is shown of it, in which order, page by page, and as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial

import streamlit as st

from corpus.duplicates import DUPLICATES, Link
from corpus.model import DocumentSummary
from corpus.workspace import Action
from search.query import Filters
from search.sheets import Cell, csv_bytes, xlsx_bytes
from ui import corpus_tools, filters, frame, intake, labels, library_charts, resources, session
from ui.address import Charts, ConcordanceAddress, LibraryAddress, ListOrder, ReaderAddress
from ui.markup import Markup, icon, join, link, tag
from ui.resources import Holdings
from ui.widgets import form_row, segmented, switch

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw(address: LibraryAddress, held: Holdings) -> None:
    """The form, the filters, the charts, and the documents that pass."""
    _find_form(address)
    shelf = corpus_tools.shelf(held)
    chosen = address.parsed_filters()
    found = shelf.rows(chosen, address.find, address.order, doubtful=address.doubtful)
    frame.html(_shown_how(address, len(found), len(held.summaries), int(shelf.doubtful().sum())))
    if address.charts is not Charts.NONE:
        library_charts.draw(address, held, found)
    beside, main = st.columns([1, 3.8], gap="medium")
    with beside:
        narrowed = address.find or address.doubtful
        among = {one.doc_id for one in shelf.rows(Filters(), address.find, address.order, doubtful=address.doubtful)}
        counted = shelf.facets.counted(chosen, among=among if narrowed else None)
        frame.html(filters.panel(address, counted, above=_chips(address)))
    with main:
        _documents(address, held, found)


def _documents(address: LibraryAddress, held: Holdings, found: Sequence[DocumentSummary]) -> None:
    if not found:
        alone = address.doubtful and not address.find and not address.filters
        said = labels.NONE_DOUBTFUL if alone else labels.NOT_IN_LIST
        frame.state(said, [] if alone else [labels.NOT_IN_LIST_DO], calm=True)
        return
    last = -(-len(found) // PER_PAGE)
    page = min(address.page, last)
    links = resources.links(held)
    shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    rows = [_row(document, links.get(document.doc_id, ())) for document in shown]
    head = tag("thead", tag("tr", *(_heading(name) for name in (*labels.COLUMNS, ""))))
    frame.html(tag("div", tag("table", head, tag("tbody", *rows)), class_="shelves"))
    if last > 1:
        frame.html(pager(page, last, lambda number: address.turned_to(number).href))
    download(labels.EXPORT_LIST, labels.LIST_FILE, labels.LIST_COLUMNS, lambda: map(_cells, found), key="export-list")


def _shown_how(address: LibraryAddress, found: int, total: int, doubtful: int) -> Markup:
    orders = [(labels.LIST_ORDERS[one], address.in_order(one).href, one is address.order) for one in ListOrder]
    charts = [(labels.CHARTS_KINDS[one], address.drawn(one).href, one is address.charts) for one in Charts]
    places = ConcordanceAddress(filters=address.filters).href
    return tag(
        "div",
        tag("span", labels.listed(found, total), class_="count"),
        segmented(labels.LIST_ORDER, orders),
        segmented(labels.CHARTS, charts),
        _only_doubtful(address, doubtful),
        link(join([icon("format_align_center"), labels.LOOK_AT_PLACES]), places, class_="tool"),
        class_="asked-how",
    )


def _only_doubtful(address: LibraryAddress, count: int) -> Markup:
    """The switch to those whose metadata a person should look at; nothing where there are none."""
    if not count and not address.doubtful:
        return Markup("")
    label = labels.numbered(labels.ONLY_DOUBTFUL, count)
    return switch(label, address.only_doubtful(not address.doubtful).href, on=address.doubtful)


def _chips(address: LibraryAddress) -> Markup:
    """What the list is narrowed by: the filters, and the words of the form."""
    if not address.find:
        return filters.chips(address)
    words = labels.chosen_words(address.find)
    label = f"{labels.REMOVE_FILTER} {words}"
    taken = link(join([words, icon("close")]), address.finding("").href, class_="chip", aria_label=label)
    return join([tag("div", taken, class_="chosen"), filters.chips(address)])


def _find_form(address: LibraryAddress) -> None:
    if "find" not in st.session_state or st.session_state.get("find_of") != address.find:
        st.session_state["find"] = st.session_state["find_of"] = address.find
    with form_row("find-form"):
        st.text_input(labels.FIND, key="find", placeholder=labels.FIND_PLACEHOLDER, label_visibility="collapsed")
        st.form_submit_button(labels.FIND_BUTTON, on_click=_find, args=(address,))


def _find(address: LibraryAddress) -> None:
    words = str(st.session_state["find"]).strip()
    frame.go(address.finding(words).href)
    st.session_state["find_of"] = words


def _heading(name: str) -> Markup:
    return tag("th", name, class_="number" if name in labels.NUMBER_COLUMNS else None, scope="col")


def _kin(links: Sequence[Link]) -> Markup:
    same = sum(one.relation in DUPLICATES for one in links)
    return tag("div", said, class_="muted") if (said := labels.kin(same, len(links) - same)) else Markup("")


def _doubtful(document: DocumentSummary) -> Markup:
    return tag("div", said) if (said := intake.doubtful(document.metadata)) else Markup("")


def _row(document: DocumentSummary, links: Sequence[Link]) -> Markup:
    known = document.metadata
    manage = link(labels.MANAGE, LibraryAddress(doc=document.doc_id).href) if session.may(Action.EDIT) else ""
    return tag(
        "tr",
        tag("td", link(document.title, ReaderAddress(document.doc_id).href), _kin(links), _doubtful(document)),
        tag("td", labels.kind(known.get("kind")), class_="nowrap"),
        tag("td", known.get("region") or ""),
        tag("td", known.get("issuer") or ""),
        tag("td", known.get("published_on") or "", class_="nowrap number"),
        tag("td", labels.thousands(document.passages), class_="number", data_unit=labels.PASSAGES_UNIT),
        tag("td", labels.thousands(document.characters), class_="number", data_unit=labels.CHARACTERS_UNIT),
        tag("td", labels.SCRIPTS[document.script], class_="nowrap"),
        tag("td", document.notices or "", class_="number", data_unit=labels.NOTICES_UNIT),
        tag("td", manage, class_="nowrap"),
    )


def _cells(document: DocumentSummary) -> list[Cell]:
    """The row of a document under `labels.LIST_COLUMNS`."""
    known = document.metadata
    names = ("region", "issuer", "document_number", "published_on", "level", "genre", "subject_words", "author")
    return [
        document.doc_id,
        document.title,
        known.get("kind") or "",
        *(known.get(name) or "" for name in names),
        document.characters,
        document.passages,
        document.source.file_name,
        document.added_at,
        document.source.sha256,
    ]


# What other lists use as well


def pager(page: int, last: int, to: Callable[[int], str]) -> Markup:
    """Links to the page before and the page after; `to` gives the address of a page."""

    def turn(number: int, label: str) -> Markup:
        return link(label, to(number)) if 1 <= number <= last else tag("span")

    middle = tag("span", labels.pages(page, last), class_="muted")
    return tag("div", turn(page - 1, labels.PREVIOUS_PAGE), middle, turn(page + 1, labels.NEXT_PAGE), class_="turner")


def download(
    label: str, name: str, head: Sequence[str], rows: Callable[[], Iterable[Sequence[Cell]]], *, key: str
) -> None:
    """A table as CSV and as XLSX; `rows` are made when they are asked for, outside of the run that draws the page."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=key):
        st.html(tag("span", label, class_="muted"), width="content")
        for shown, suffix, media_type, made in (
            (labels.CSV_FILE, "csv", "text/csv", csv_bytes),
            (labels.XLSX_FILE, "xlsx", XLSX, xlsx_bytes),
        ):
            st.download_button(
                shown,
                session.later(partial(_made, made, head, rows)),
                file_name=f"{name}-{date.today().isoformat()}.{suffix}",
                mime=media_type,
                on_click="ignore",
                icon=":material/download:",
                key=f"{key}-{suffix}",
            )


def _made(
    write: Callable[[Sequence[str], Iterable[Sequence[Cell]]], bytes],
    head: Sequence[str],
    rows: Callable[[], Iterable[Sequence[Cell]]],
) -> bytes:
    return write(head, rows())
