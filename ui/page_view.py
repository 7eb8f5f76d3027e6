"""A page of a document as it looks, with boxes around the words that are marked in the text."""

from __future__ import annotations

import base64
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from corpus.errors import CasebaseError
from corpus.facsimile import WIDTHS, Box, Facsimiles, Lost, PageImage, Place
from corpus.home import Home
from corpus.model import Document, Page, PageKind
from ui import frame, labels, resources
from ui.address import ZOOMS, ReaderAddress
from ui.intake import doubt
from ui.markup import Markup, join, link, tag
from ui.resources import Opened
from ui.widgets import segmented

BOX_ID = "box"  # the first box, to be scrolled to

Span = tuple[int, int]


@st.cache_resource(show_spinner=False, max_entries=2, on_release=Facsimiles.close)
def _facsimiles(home: str) -> Facsimiles:
    return Facsimiles(Home(Path(home)))


def draw(address: ReaderAddress, opened: Opened, passage: Span | None, place: int) -> None:
    """The page that the address names, or that `place` is on."""
    document = opened.document
    pages = document.pages
    at = _leaf(address, pages, place)
    page = pages[at]
    frame.html(_turner(address, pages, at))
    source = resources.catalog().source_path(document.source)
    if not source.is_file():
        frame.state(labels.ORIGINAL_MISSING, [labels.PAGE_NOT_DRAWN_DO], calm=True)
        return
    pictures = _facsimiles(str(resources.home().path.absolute()))
    width = dict(zip(ZOOMS, WIDTHS, strict=True))[address.zoom]
    try:
        picture = pictures.picture(source, document, page.number, width)
    except CasebaseError:
        frame.state(labels.PAGE_NOT_DRAWN, [labels.PAGE_NOT_DRAWN_DO], calm=True)
        return
    holder = st.empty()
    here = passage is not None and passage[0] < page.end and page.start < passage[1]
    if passage is None or not here:
        _show(holder, address, document, page, picture, Place(), _elsewhere(address, pages, passage))
        return
    if page.kind is PageKind.OCR:  # the first time this takes seconds
        _show(holder, address, document, page, picture, Place(), tag("span", labels.LOCATING))
    found = pictures.place(source, document, page, *passage)
    _show(holder, address, document, page, picture, found, _said(found, page))


def leaf_of(pages: Sequence[Page], offset: int) -> int:
    """The index of the page that holds an offset; 0 before the first."""
    return max(bisect_right(pages, offset, key=lambda page: page.start) - 1, 0)


def _leaf(address: ReaderAddress, pages: Sequence[Page], place: int) -> int:
    numbers = [page.number for page in pages]
    return numbers.index(address.leaf) if address.leaf in numbers else leaf_of(pages, place)


def _show(
    holder: st.delta_generator.DeltaGenerator,
    address: ReaderAddress,
    document: Document,
    page: Page,
    picture: PageImage,
    found: Place,
    said: Markup,
) -> None:
    kind = doubt(labels.PAGE_KINDS[page.kind], hint=_hint(page)) if page.kind is not PageKind.NATIVE else ""
    image = tag(
        "img",
        src=f"data:{picture.media_type};base64,{base64.b64encode(picture.content).decode('ascii')}",
        alt=labels.page_picture(document.title, page.number, len(found.boxes)),
        width=picture.width,
        height=picture.height,
    )
    boxes = [_box(box, BOX_ID if at == 0 else None) for at, box in enumerate(found.boxes)]
    sheet = tag("div", image, *boxes, class_="sheet-of", style=f"width: {address.zoom}%")
    pane = tag("div", sheet, class_="pane", tabindex="0", role="region", aria_label=labels.FACSIMILE)
    caption = tag("figcaption", kind, " " if kind else "", said)
    holder.html(tag("figure", caption, pane, class_="facsimile"))


def _box(box: Box, name: str | None) -> Markup:
    edges = {"left": box.left, "top": box.top, "width": box.right - box.left, "height": box.bottom - box.top}
    style = "; ".join(f"{edge}: {100 * share:.3f}%" for edge, share in edges.items())
    return tag("span", class_="spot-box", style=style, id=name, aria_hidden="true")


def _said(found: Place, page: Page) -> Markup:
    """What there is to say about the boxes, or about there being none."""
    if found.lost is Lost.UNREADABLE:
        return tag("span", labels.NO_PLACE_EMPTY if page.kind is PageKind.EMPTY else labels.NO_PLACE_GARBLED)
    if found.lost is Lost.NOT_FOUND:
        return tag("span", labels.NO_PLACE)
    return tag("span", labels.ESTIMATED_PLACE if found.estimated else "")


def _elsewhere(address: ReaderAddress, pages: Sequence[Page], passage: Span | None) -> Markup:
    """Where the passage is that is not on this page."""
    if passage is None:
        return Markup("")
    page = pages[leaf_of(pages, passage[0])]
    return link(f"{labels.marked_on(page.number)} ›", address.leafed_to(page.number, passage[0]).href)


def _hint(page: Page) -> str | None:
    return {PageKind.OCR: labels.OCR_HINT, PageKind.GARBLED: labels.GARBLED_HINT}.get(page.kind)


def _turner(address: ReaderAddress, pages: Sequence[Page], at: int) -> Markup:
    def to(index: int, label: str) -> Markup:
        if not 0 <= index < len(pages):
            return tag("span", label, class_="muted")
        return link(label, address.leafed_to(pages[index].number, pages[index].start).href)

    number = tag("span", labels.page_of(pages[at].number, pages[-1].number), class_="muted number")
    turn = tag("span", to(at - 1, labels.PREVIOUS_PAGE), number, to(at + 1, labels.NEXT_PAGE), class_="turn-page")
    zooms = [(labels.zoomed(one), address.zoomed(one).href, one == address.zoom) for one in ZOOMS]
    return tag("div", join([turn, segmented(labels.ZOOM, zooms)]), class_="page-bar")
