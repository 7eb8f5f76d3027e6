"""One submission to read within its round: as it is, or with names masked for those who must not see them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.chunker import Paragraph
from review.rounds.masking import Masks
from review.rounds.model import Round, Submission
from ui import frame, labels, prose
from ui.address import ReaderAddress, RoundAddress, RoundView
from ui.markup import Markup, icon, join, link, tag
from ui.passages import Marked, language, render
from ui.resources import Opened
from ui.review import blind, evidence
from ui.review import stock as resources

_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")


def read(address: RoundAddress, award: Round, submissions: Sequence[Submission], one: Submission) -> None:
    """Title, neighbours, the text; scrolled to the passage that the address names."""
    opened = resources.opened(one.doc_id)
    masks = blind.masks(award, one)
    passage = _passage(address.show, len(opened.document.text))
    frame.html(_bar(address, award, submissions, one), _title(award, one, masked=masks is not None))
    part = _part(opened, passage, address.page)
    frame.html(_pages(address, opened, part), _text(opened, masks, passage, part), _pages(address, opened, part))
    if passage:
        frame.run_script(f"window.casebaseShow('{prose.PASSAGE_ID}')")


def _passage(show: str, length: int) -> tuple[int, int] | None:
    found = _SPAN.fullmatch(show)
    if not found:
        return None
    start, end = map(int, found.groups())
    return (start, min(end, length)) if start < min(end, length) else None


def _bar(address: RoundAddress, award: Round, submissions: Sequence[Submission], one: Submission) -> Markup:
    numbers = [other.number for other in submissions]
    at = numbers.index(one.number)
    to = address.showing("")
    around = [
        (labels.PREVIOUS_ONE, "chevron_left", numbers[at - 1] if at else None),
        (labels.NEXT_ONE, "chevron_right", numbers[at + 1] if at + 1 < len(numbers) else None),
    ]
    links = [
        link(join([icon("arrow_back"), labels.SUBMISSION_BACK]), to.on(None).href),
        *(link(join([icon(sign), words]), to.on(number).href) for words, sign, number in around if number is not None),
        link(join([icon("edit_note"), labels.SUBMISSION_SCORE]), to.viewed(RoundView.SCORES).on(one.number).href),
    ]
    if not blind.blinded(award):
        links.append(link(join([icon("menu_book"), labels.SUBMISSION_OPEN]), ReaderAddress(one.doc_id).href))
    return tag("div", *links, class_="reader-bar within")


def _title(award: Round, one: Submission, *, masked: bool) -> Markup:
    number = "" if masked else tag("span", labels.submission_number(one.number), class_="no")
    title = tag("h2", number, " ", blind.title(award, one))
    hint = tag("p", icon("visibility_off"), labels.SUBMISSION_MASKED, class_="muted") if masked else ""
    return tag("div", title, hint, class_="submission-title")


def _part(opened: Opened, passage: tuple[int, int] | None, page: int) -> int:
    all_parts = prose.parts(opened.paragraphs)
    if passage and page == 1:
        return prose.part_with(all_parts, opened.paragraphs, passage[0])
    return min(page, len(all_parts)) - 1


def _pages(address: RoundAddress, opened: Opened, part: int) -> Markup:
    """To the other parts of a long text."""
    there = range(len(prose.parts(opened.paragraphs)))
    if len(there) < 2:
        return Markup("")
    links = [
        link(labels.part_number(at + 1), address.showing("").turned_to(at + 1).href, aria_current="true")
        if at == part
        else link(labels.part_number(at + 1), address.showing("").turned_to(at + 1).href)
        for at in there
    ]
    return tag("nav", *links, class_="choices", aria_label=labels.PARTS_LABEL)


def _text(opened: Opened, masks: Masks | None, passage: tuple[int, int] | None, part: int) -> Markup:
    document = opened.document
    shown = prose.parts(opened.paragraphs)[part]
    marks = [Marked(*passage, "passage", "")] if passage else []
    drawn = []
    for one in opened.paragraphs[shown.first : shown.last]:
        text = document.text[one.start : one.end]
        if masks is None:
            body = render(document.text, one.start, one.end, marks)
        else:
            body = evidence.pieces(masks, text, one.start, one.end, marks)
        drawn.append(_paragraph(one, body, passage))
    return tag("div", *drawn, class_="prose", lang=language(document.report.script))


def _paragraph(one: Paragraph, body: Markup, passage: tuple[int, int] | None) -> Markup:
    here = passage is not None and one.start <= passage[0] < one.end
    spot = tag("span", id=prose.PASSAGE_ID) if here else Markup("")
    if one.number is None:
        return tag("h4", spot, body)
    number = tag("span", f"¶{one.number}", class_="no", aria_hidden="true")
    return tag("p", number, spot, body, class_="spot" if here else None)
