"""What every page stands in: stylesheet, script, masthead, colophon; and how states and errors are worded on it."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import parse_qs

import streamlit as st

from corpus.errors import CasebaseError
from ui import labels, language, theme
from ui.address import Params
from ui.language import Language
from ui.markup import Markup, tag
from ui.masthead import SEAL, colophon, masthead
from ui.theme import Theme, themed

_HERE = Path(__file__).parent


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
    """Draw the frame around what stands within; an error is worded and ends the page."""
    language.look()
    st.set_page_config(page_title=f"{name} · {labels.APP}", page_icon=str(SEAL), layout="wide")
    st.html(_styles(theme.current()))
    st.html(_labels_of_streamlit(language.current()))
    html(masthead(current))
    st.html(tag("div", _script(), hidden=True), unsafe_allow_javascript=True)
    with st.container(key="content"), errors_said():
        yield
    html(colophon())


@contextlib.contextmanager
def errors_said() -> Iterator[None]:
    """Say what went wrong within, and go on behind it."""
    try:
        yield
    except CasebaseError as error:
        show_error(error)


def show_error(error: CasebaseError) -> None:
    """An error, worded, with what to do about it."""
    worded = labels.error_text(error)
    state(worded.what, [worded.remedy], command=worded.command)


def state(what: str, remedies: Sequence[str] = (), *, command: str = "", calm: bool = False) -> None:
    """A sentence on how things stand, what can be done, and a command where there is one."""
    items = tag("ul", *(tag("li", one) for one in remedies)) if len(remedies) > 1 else tag("p", *remedies)
    code = tag("code", command) if command else ""
    html(tag("div", tag("h2", what), items, code, class_="state calm" if calm else "state", role="status"))


def run_script(statement: str) -> None:
    """Run one call of a function in `page.js`; the caller must pass nothing that came from outside."""
    st.html(tag("div", Markup(f"<script>{statement}</script>"), hidden=True), unsafe_allow_javascript=True)


@functools.cache
def _labels_of_streamlit(of: Language) -> Markup:
    """The stylesheet puts these in place of words that Streamlit has in English only."""
    worded = labels.wordings(of)
    given = {"browse": worded["UPLOAD_BROWSE"], "drop": worded["UPLOAD_DROP"]}
    return Markup(
        "<style>:root {" + "".join(f'--label-{name}: "{text}";' for name, text in given.items()) + "}</style>"
    )


@functools.cache
def _styles(chosen: Theme) -> Markup:
    """What all pages share first, then what each adds."""
    sheets = sorted((_HERE / "style").glob("*.css"), key=lambda path: (path.stem != "base", path.stem))
    return Markup("<style>" + "\n".join(themed(sheet.read_text("utf-8"), chosen) for sheet in sheets) + "</style>")


@functools.cache
def _script() -> Markup:
    return Markup(f"<script>{(_HERE / 'page.js').read_text(encoding='utf-8')}</script>")
