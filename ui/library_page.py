"""文库: what is in it, adding files, correcting what is known about a document, removing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from corpus.duplicates import DUPLICATES, Link
from corpus.model import DATE_FIELDS, DocumentSummary, Kind
from corpus.official.dates import is_iso
from corpus.script import fold
from ui import actions, adding, frame, intake, labels, resources
from ui.address import LibraryAddress, ReaderAddress
from ui.duplicates import duplicates
from ui.markup import Markup, icon, join, link, tag
from ui.resources import Holdings
from ui.widgets import form_row, switch

_PER_PAGE = 50
_WIDE = ("title", "url")
_SEVERAL = ("author", "issuer", "subject_words")


def render() -> None:
    """The page."""
    with frame.page(labels.NAV_LIBRARY, labels.NAV_LIBRARY):
        address = LibraryAddress.read(frame.params())
        if address.doc:
            _care(address, resources.holdings().summary(address.doc))
            return
        held = resources.holdings() if resources.home().catalog.is_file() else None
        adding.last_report()
        adding.add(open_at_once=not (held and held.summaries))
        if held and held.summaries:
            _list(address, held)
        else:
            command = labels.add_command(resources.home().path)
            frame.state(f"{labels.EMPTY_LIBRARY}。", [labels.EMPTY_LIBRARY_OR], command=command, calm=True)


# The list


def _list(address: LibraryAddress, held: Holdings) -> None:
    _find_form(address)
    doubtful = sum(bool(one.metadata.doubtful()) for one in held.summaries)
    found = [one for one in held.summaries if _mentions(one, address.find) and _wanted(one, address)]
    last = max(-(-len(found) // _PER_PAGE), 1)
    page = min(address.page, last)
    count = tag("span", labels.listed(len(found), len(held.summaries)), class_="count")
    frame.html(tag("div", count, _only_doubtful(address, doubtful), class_="asked-how"))
    if not found:
        said = labels.NONE_DOUBTFUL if address.doubtful and not address.find else labels.NOT_IN_LIST
        frame.state(said, [] if said == labels.NONE_DOUBTFUL else [labels.NOT_IN_LIST_DO], calm=True)
        return
    links = resources.links(held)
    shown = found[(page - 1) * _PER_PAGE : page * _PER_PAGE]
    rows = [_row(document, links.get(document.doc_id, ())) for document in shown]
    head = tag("thead", tag("tr", *(_heading(name) for name in (*labels.COLUMNS, ""))))
    frame.html(tag("div", tag("table", head, tag("tbody", *rows)), class_="shelves"))
    if last > 1:
        frame.html(_pager(address, page, last))


def _wanted(document: DocumentSummary, address: LibraryAddress) -> bool:
    return not address.doubtful or bool(document.metadata.doubtful())


def _only_doubtful(address: LibraryAddress, count: int) -> Markup:
    """The switch to those whose metadata a person should look at; nothing where there are none."""
    if not count and not address.doubtful:
        return Markup("")
    label = f"{labels.ONLY_DOUBTFUL}（{labels.thousands(count)}）"
    return switch(label, LibraryAddress(address.find, doubtful=not address.doubtful).href, on=address.doubtful)


def _find_form(address: LibraryAddress) -> None:
    if "find" not in st.session_state or st.session_state.get("find_of") != address.find:
        st.session_state["find"] = st.session_state["find_of"] = address.find
    with form_row("find-form"):
        st.text_input(labels.FIND, key="find", placeholder=labels.FIND_PLACEHOLDER, label_visibility="collapsed")
        st.form_submit_button(labels.FIND_BUTTON, on_click=_find, args=(address.doubtful,))


def _find(doubtful: bool) -> None:
    words = str(st.session_state["find"]).strip()
    frame.go(LibraryAddress(words, doubtful=doubtful).href)
    st.session_state["find_of"] = words


def _mentions(document: DocumentSummary, words: str) -> bool:
    """Whether every word occurs in the title, the metadata or the file name, in either script."""
    if not words:
        return True
    held = fold(" ".join([document.title, document.source.file_name, *document.metadata.values().values()]))
    return all(word in held for word in fold(words).split())


def _heading(name: str) -> Markup:
    return tag("th", name, class_="number" if name in labels.NUMBER_COLUMNS else None, scope="col")


def _kin(links: Sequence[Link]) -> Markup:
    same = sum(one.relation in DUPLICATES for one in links)
    return tag("div", said, class_="muted") if (said := labels.kin(same, len(links) - same)) else Markup("")


def _doubtful(document: DocumentSummary) -> Markup:
    return tag("div", said) if (said := intake.doubtful(document.metadata)) else Markup("")


def _row(document: DocumentSummary, links: Sequence[Link]) -> Markup:
    known = document.metadata
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
        tag("td", link(labels.MANAGE, LibraryAddress(doc=document.doc_id).href), class_="nowrap"),
    )


def _pager(address: LibraryAddress, page: int, last: int) -> Markup:
    def to(number: int, label: str) -> Markup:
        href = LibraryAddress(address.find, number, doubtful=address.doubtful).href
        return link(label, href) if 1 <= number <= last else tag("span")

    middle = tag("span", labels.pages(page, last), class_="muted")
    return tag("div", to(page - 1, labels.PREVIOUS_PAGE), middle, to(page + 1, labels.NEXT_PAGE), class_="turner")


# Looking after one document


def _care(address: LibraryAddress, document: DocumentSummary) -> None:
    back = link(join([icon("arrow_back"), labels.CLOSE_PANEL]), LibraryAddress(address.find).href)
    opened = link(join([icon("menu_book"), labels.OPEN]), ReaderAddress(document.doc_id).href)
    bar = tag("div", back, opened, class_="reader-bar")
    frame.html(bar, tag("div", tag("h1", document.title), class_="reader-title"))
    place = labels.place_in_file(document.source.file_name, document.source.member)
    frame.html(tag("p", place, class_="muted"), duplicates(resources.duplicates(document.doc_id)))
    if removed := st.session_state.pop("saved", None):
        frame.state(removed, calm=True)
    form, side = st.columns([2.2, 1], gap="large")
    with form:
        _correction_form(document)
    with side:
        _removal(document)


def _correction_form(document: DocumentSummary) -> None:
    frame.html(tag("h2", labels.EDIT), tag("p", labels.EDIT_HINT, class_="muted"))
    if doubtful := intake.doubtful(document.metadata):
        frame.html(tag("p", doubtful))
    given: dict[str, str] = {}
    with st.form(f"correct-{document.doc_id}", border=False):
        for group, names in labels.FIELD_GROUPS.items():
            frame.html(tag("h3", group, class_="group"))
            given |= {name: _field(document, name) for name in names if name in _WIDE}
            narrow = [name for name in names if name not in _WIDE]
            for at in range(0, len(narrow), 2):
                for column, name in zip(st.columns(2), narrow[at : at + 2], strict=False):
                    with column:
                        given[name] = _field(document, name)
        submitted = st.form_submit_button(labels.SAVE, type="primary")
    if submitted:
        _save(document, {name: value.strip() for name, value in given.items()})
    frame.html(intake.history(resources.catalog().corrections(document.doc_id)))


def _field(document: DocumentSummary, name: str) -> str:
    """The field called `name`, as it is now; one whose value is a guess says so."""
    label, known, key = labels.FIELDS[name], document.metadata.get(name) or "", f"{name}-{document.doc_id}"
    if name == "kind":
        kinds = ["", *Kind]
        chosen = st.selectbox(label, kinds, kinds.index(known), labels.kind_or_none, key=key)
    else:
        hint = labels.DATE_PLACEHOLDER if name in DATE_FIELDS else labels.SEVERAL_HINT if name in _SEVERAL else None
        chosen = st.text_input(label, known, key=key, placeholder=hint)
    value = getattr(document.metadata, name)
    if value is not None and (mark := intake.confidence(value)):
        frame.html(tag("div", mark, class_="mark"))
    return str(chosen or "")


def _save(document: DocumentSummary, given: Mapping[str, str]) -> None:
    changed = {name: value for name, value in given.items() if value != (document.metadata.get(name) or "")}
    if not changed:
        frame.state(labels.NOTHING_CHANGED, calm=True)
    elif bad := _bad_dates(changed):
        frame.state(labels.fields_with_bad_dates(bad))
    else:
        with st.spinner(labels.INDEXING):
            actions.correct(resources.home(), document.doc_id, changed)
        st.session_state["saved"] = labels.SAVED
        st.rerun()


def _bad_dates(given: Mapping[str, str]) -> list[str]:
    """The date fields that hold something else than a date that exists."""
    return [name for name in DATE_FIELDS if given.get(name) and not is_iso(given[name])]


def _removal(document: DocumentSummary) -> None:
    frame.html(tag("h2", labels.REMOVE), tag("p", document.source.file_name, class_="muted"))
    sure = st.checkbox(labels.REMOVE_CONFIRM, key=f"sure-{document.doc_id}")
    if st.button(labels.REMOVE, disabled=not sure, icon=":material/delete:"):
        with st.spinner(labels.INDEXING):
            actions.remove(resources.home(), [document.doc_id])
        frame.go(LibraryAddress().href)
        st.rerun()
