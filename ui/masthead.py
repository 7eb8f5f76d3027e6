"""What stands above and below every page: where one can go, how it is shown; version, citation, keys."""

from __future__ import annotations

import base64
import functools
import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from corpus.workspace import Action
from ui import labels, language, session, theme
from ui.address import (
    CollectionsAddress,
    LibraryAddress,
    ManageAddress,
    ReaderAddress,
    ReportAddress,
    RoundsAddress,
    SearchAddress,
)
from ui.language import Language
from ui.markup import Markup, icon, join, link, tag
from ui.theme import Theme

SEAL = Path(__file__).parent / "seal.svg"
_PROJECT = Path(__file__).parents[1] / "pyproject.toml"
_THEME_ICONS = {Theme.SYSTEM: "contrast", Theme.LIGHT: "light_mode", Theme.DARK: "dark_mode"}


def masthead(current: str) -> Markup:
    """The mark, the places that there are, the switches; `current` is the name of the place that one is in."""
    home = SearchAddress().href
    skip = tag("a", labels.SKIP, href="#content", class_="skip", data_skip=True)
    brand = link(join([tag("img", src=_seal(), alt=""), labels.APP]), home, class_="brand", title=labels.APP_FULL)
    places = [
        (labels.NAV_SEARCH, home),
        (labels.NAV_READER, ReaderAddress().href),
        (labels.NAV_LIBRARY, LibraryAddress().href),
        (labels.NAV_ROUNDS, RoundsAddress().href),
        (labels.NAV_COLLECTIONS, CollectionsAddress().href),
    ]
    if session.may(Action.EDIT):
        places.append((labels.NAV_MANAGE, ManageAddress().href))
    links = [link(name, href, aria_current="page" if name == current else None) for name, href in places]
    settings = [_themes(), _languages(), session.badge()]
    return tag(
        "header",
        skip,
        brand,
        tag("nav", *links, aria_label=labels.NAV_LABEL),
        tag("div", *settings, class_="settings", role="group", aria_label=labels.SETTINGS),
        tag("div", class_="progress", aria_hidden="true"),
        class_="masthead",
        data_language=language.current().tag,
        data_theme=theme.current(),
    )


def colophon() -> Markup:
    """The line below: version, how the results were measured, keys, how the product is cited."""
    keys = [tag("div", tag("dt", tag("kbd", key)), tag("dd", does)) for key, does in labels.KEYBOARD_LISTED.items()]
    cited = labels.product_cited(version(), date.today().year)
    copy = tag(
        "button", labels.COPY, type="button", data_copy=True, data_done=labels.COPIED, data_failed=labels.COPY_FAILED
    )
    citation = tag("div", tag("pre", cited), copy, class_="sheet", data_copies=True)
    return tag(
        "footer",
        tag("span", labels.APP, " · ", labels.version(version())),
        link(labels.NAV_REPORT, ReportAddress().href),
        tag("details", tag("summary", labels.KEYBOARD), tag("dl", *keys, class_="sheet"), class_="menu upward"),
        tag("details", tag("summary", labels.CITE_PRODUCT), citation, class_="menu upward"),
        class_="colophon",
        aria_label=labels.FOOTER_LABEL,
    )


def _themes() -> Markup:
    chosen = theme.current()
    options = [_option(theme.COOKIE, one, labels.THEMES[one], chosen=one is chosen) for one in Theme]
    return _switch(labels.THEME, labels.THEMES[chosen], icon(_THEME_ICONS[chosen]), options)


def _languages() -> Markup:
    chosen = language.current()
    options = [
        _option(language.COOKIE, one, labels.LANGUAGES[one], chosen=one is chosen, lang=one.tag) for one in Language
    ]
    return _switch(labels.LANGUAGE, labels.LANGUAGES[chosen], labels.LANGUAGE_SHORT, options)


def _switch(name: str, value: str, shown: object, options: Iterable[Markup]) -> Markup:
    said = labels.said_of(name, value)
    summary = tag("summary", shown, aria_label=said, title=said)
    return tag("details", summary, tag("div", *options, class_="sheet", role="group", aria_label=name), class_="menu")


def _option(cookie: str, value: str, shown: str, *, chosen: bool, lang: str | None = None) -> Markup:
    """A button that `ui/page.js` answers: it keeps `value` in the cookie and loads the page anew."""
    mark = icon("check") if chosen else ""
    pressed = "true" if chosen else "false"
    return tag(
        "button", shown, mark, type="button", data_cookie=cookie, data_value=value, aria_pressed=pressed, lang=lang
    )


@functools.cache
def version() -> str:
    """The version of the product."""
    return str(tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]["version"])


@functools.cache
def _seal() -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(SEAL.read_bytes()).decode("ascii")
