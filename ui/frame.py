"""What every page stands in: stylesheet, script, header; and how states and errors are worded on it."""

from __future__ import annotations

import base64
import contextlib
import functools
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import parse_qs

import streamlit as st

from corpus.errors import CasebaseError
from ui import labels, language
from ui.address import LibraryAddress, Params, ReaderAddress, ReportAddress, SearchAddress
from ui.markup import Markup, join, link, tag

_HERE = Path(__file__).parent
SEAL = _HERE / "seal.svg"


def params() -> Params:
    """What the address bar holds now."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def go(href: str) -> None:
    """Put the address `href` of the current page into the address bar; the page is drawn from it."""
    st.query_params.from_dict(parse_qs(href.partition("?")[2]))


def html(*parts: object) -> None:
    """Put markup on the page; text among it is escaped."""
    st.html(tag("div", *parts))


@contextlib.contextmanager
def page(name: str, current: str) -> Iterator[None]:
    """Draw the frame, then what stands within; an error is worded and ends the page."""
    language.look()
    st.set_page_config(page_title=f"{name} · {labels.APP}", page_icon=str(SEAL), layout="wide")
    st.html(_styles())
    st.html(_labels_of_streamlit())
    st.html(tag("div", _script(), hidden=True), unsafe_allow_javascript=True)
    html(_masthead(current))
    with errors_said():
        yield


@contextlib.contextmanager
def errors_said() -> Iterator[None]:
    """Say what went wrong within, and go on behind it."""
    try:
        yield
    except CasebaseError as error:
        show_error(error)


def show_error(error: CasebaseError) -> None:
    """An error, in Chinese, with what to do about it."""
    worded = labels.error_text(error)
    state(worded.what, [worded.remedy], command=worded.command)


def state(what: str, remedies: Sequence[str] = (), *, command: str = "", calm: bool = False) -> None:
    """A sentence on how things stand, what can be done, and a command where there is one."""
    items = tag("ul", *(tag("li", one) for one in remedies)) if len(remedies) > 1 else tag("p", *remedies)
    code = tag("code", command) if command else ""
    html(tag("div", tag("h3", what), items, code, class_="state calm" if calm else "state", role="status"))


def run_script(statement: str) -> None:
    """Run one call of a function in `page.js`; the caller must pass nothing that came from outside."""
    st.html(tag("div", Markup(f"<script>{statement}</script>"), hidden=True), unsafe_allow_javascript=True)


@functools.cache
def _labels_of_streamlit() -> Markup:
    """The stylesheet puts these in place of words that Streamlit has in English only."""
    given = {"browse": labels.UPLOAD_BROWSE, "drop": labels.UPLOAD_DROP}
    return Markup(
        "<style>:root {" + "".join(f'--label-{name}: "{text}";' for name, text in given.items()) + "}</style>"
    )


@functools.cache
def _styles() -> Markup:
    """What all pages share first, then what each adds."""
    sheets = sorted((_HERE / "style").glob("*.css"), key=lambda path: (path.stem != "base", path.stem))
    return Markup("<style>" + "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets) + "</style>")


@functools.cache
def _script() -> Markup:
    return Markup(f"<script>{(_HERE / 'page.js').read_text(encoding='utf-8')}</script>")


@functools.cache
def _seal() -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(SEAL.read_bytes()).decode("ascii")


def _masthead(current: str) -> Markup:
    home = SearchAddress().href
    brand = link(join([tag("img", src=_seal(), alt=""), labels.APP]), home, class_="brand", title=labels.APP_FULL)
    places = [
        (labels.NAV_SEARCH, home),
        (labels.NAV_READER, ReaderAddress().href),
        (labels.NAV_LIBRARY, LibraryAddress().href),
        (labels.NAV_REPORT, ReportAddress().href),
    ]
    links = [link(name, href, aria_current="page" if name == current else None) for name, href in places]
    return tag("header", brand, tag("nav", *links, aria_label=labels.NAV_LABEL), class_="masthead")
