"""The only place where HTML is put together: whatever is not markup already is escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

_VOID = frozenset({"br", "hr", "img", "input"})
# Unpaired surrogates cannot be sent to a browser, and the other control characters have no business on a page.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Markup(str):
    """HTML that was made here; any other string is text."""

    __slots__ = ()


def escape(value: object) -> Markup:
    """`value` as it should appear on the page, with nothing in it that a browser would act upon."""
    if isinstance(value, Markup):
        return value
    return Markup(html.escape(_UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", str(value))))


def join(parts: Iterable[object]) -> Markup:
    """The parts one after another."""
    return Markup("".join(map(escape, parts)))


def tag(name: str, /, *children: object, **attributes: object) -> Markup:
    """An element. Children are escaped, and so are attributes; None and False leave an attribute out.

    A trailing underscore frees a Python keyword (`class_`), any other underscore is a hyphen (`data_copy`).
    """
    given = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Markup(f"<{name}{given}>")
    return Markup(f"<{name}{given}>{join(children)}</{name}>")


def link(label: object, href: str, **attributes: object) -> Markup:
    """A link within the application: `ui/page.js` follows it without loading the page again."""
    return tag("a", label, href=href, target="_self", data_inside=True, **attributes)


def outside(url: str) -> Markup:
    """A link to a web address that a document names; as text alone where it is not http(s)."""
    if not url.startswith(("http://", "https://")):
        return escape(url)
    return tag("a", url, href=url, target="_blank", rel="noopener noreferrer", class_="outside")


def icon(name: str) -> Markup:
    """A Material Symbol, from the font that Streamlit serves itself."""
    return tag("span", name, class_="icon", aria_hidden="true")
