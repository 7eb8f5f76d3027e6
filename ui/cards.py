"""A hit as a card."""

from __future__ import annotations

from dataclasses import replace

from search.citation import locator_text
from search.excerpts import headings_end, of_hit
from search.highlight import SpanKind
from search.hits import Hit
from search.similar import Likeness
from search.understanding import is_term
from ui import labels
from ui.address import ConcordanceAddress, SearchAddress, passage_href
from ui.citations import menu
from ui.duplicates import duplicates
from ui.intake import doubt
from ui.markup import Markup, icon, join, link, tag
from ui.passages import chips, language, marks_of, path_text, render
from ui.reasons import Scales, because

_NOTICEABLE = 0.05  # of what it was found by: below this a side had no part in finding the passage


def card(hit: Hit, position: int, asked: SearchAddress, *, scales: Scales) -> Markup:
    """Title, what the document is, heading path, passage with highlights, place, actions, reasons, further passages.

    `scales` are those of the bars (ui.reasons).
    """
    number = tag("span", position, class_="rank")
    return tag(
        "article",
        tag("h3", number, link(hit.document.title, _href(hit, asked))),
        chips(hit.document),
        _path(hit),
        _quote(hit),
        tag("div", _locator(hit), _recognised(hit), class_="locator"),
        _actions(hit, asked),
        because(hit, scales),
        duplicates(hit.duplicates, back=asked),
        _others(hit, asked),
        class_="hit",
    )


def _href(hit: Hit, asked: SearchAddress) -> str:
    return passage_href(hit.document.doc_id, hit.passage.start, hit.passage.end, back=asked)


def _path(hit: Hit) -> Markup:
    # The outermost heading usually repeats the title that stands right above it.
    path = [one for one in hit.passage.locator.heading_path if path_text([one]) != hit.document.title]
    return tag("p", path_text(path), class_="path") if path else Markup("")


def _quote(hit: Hit) -> Markup:
    text = hit.passage.text
    body = render(text, headings_end(text, hit.passage.locator.heading_path), len(text), marks_of(hit.highlights))
    return tag("p", body, class_="quote", lang=language(hit.document.script))


def _locator(hit: Hit) -> str:
    """The place of what is cited, without the heading path, which stands above the passage already."""
    cited = of_hit(hit)
    full = locator_text(replace(cited.locator, ocr=False), start=cited.start, end=cited.end)
    path = " › ".join(" ".join(title.split()) for title in cited.locator.heading_path)
    return full.replace(f"{path} · ", "", 1) if path else full


def _recognised(hit: Hit) -> Markup:
    """That the words were recognised from a picture, as a mark that stands out from the place."""
    return doubt(labels.OCR_MARK, hint=labels.OCR_HINT) if hit.passage.locator.ocr else Markup("")


def _actions(hit: Hit, asked: SearchAddress) -> Markup:
    opened = link(join([icon("menu_book"), labels.OPEN_PASSAGE]), _href(hit, asked))
    like = Likeness(hit.document.doc_id, hit.passage.start, hit.passage.end)
    similar = link(join([icon("join_inner"), labels.SIMILAR]), asked.resembling(str(like)).href)
    each = ""
    if is_term(asked.q):
        lines = ConcordanceAddress(asked.q.strip(), filters=(("doc", hit.document.doc_id),))
        each = link(join([icon("format_align_center"), labels.IN_CONTEXT]), lines.href)
    why = tag("span", _why(hit), class_="why")
    return tag("div", menu(of_hit(hit)), opened, similar, each, why, class_="actions")


def _why(hit: Hit) -> str:
    words = dict.fromkeys(
        word for span in hit.highlights if span.kind is SpanKind.WORDS for word in span.reason.split()
    )
    found_by = hit.why.passage + hit.why.document + hit.why.dense  # a reranked score is no sum of them
    parts = [
        labels.MATCHED_WORDS + " ".join(list(words)[:6]) if words else "",
        labels.MATCHED_MEANING if hit.why.dense > _NOTICEABLE * found_by else "",
        labels.MATCHED_DOCUMENT if hit.why.document > _NOTICEABLE * found_by and not words else "",
    ]
    return " · ".join(part for part in parts if part)


def _others(hit: Hit, asked: SearchAddress) -> Markup:
    if not hit.others:
        return Markup("")
    items = [tag("li", _quote(one), _place_of_other(one, asked)) for one in hit.others]
    return tag("details", tag("summary", labels.others(len(items))), tag("ul", *items), class_="others")


def _place_of_other(hit: Hit, asked: SearchAddress) -> Markup:
    cited = of_hit(hit)
    place = locator_text(cited.locator, start=cited.start, end=cited.end)
    return tag("div", place, "　", link(labels.OPEN_PASSAGE, _href(hit, asked)), class_="locator")
