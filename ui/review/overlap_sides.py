"""Two texts side by side: what they share in the same colour and under the same number; a click goes to both places."""

from __future__ import annotations

import functools
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from corpus.chunker import Paragraph
from review.overlap.model import Match, Nature, Overlaps
from review.rounds.model import Submission
from ui import frame, labels
from ui.address import ReaderAddress
from ui.markup import Markup, icon, join, link, tag
from ui.passages import Marked
from ui.passages import render as marked
from ui.resources import Opened
from ui.review import evidence
from ui.review import stock as resources
from ui.review.evidence import Insert, Setting
from ui.review.overlap_list import HUES

_WHOLE = 30_000  # characters: of a longer text only what stands near a match is drawn
_NEAR = 2  # paragraphs before and after a match
_NUMBERED = 60  # matches that are listed above the texts

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Side:
    """A text with what is marked in it: stretches by their start, and the numbers that stand before them."""

    opened: Opened
    marks: tuple[Marked, ...]
    inserts: tuple[Insert, ...]


def draw(of: Setting, found: Overlaps, submission: Submission, other: str) -> None:
    """The submission on the left, another document on the right."""
    left, right = resources.opened(submission.doc_id), resources.opened(other)
    other = right.document.doc_id
    matches = found.between(submission.doc_id, other)
    numbers = _listed(found, submission, other)
    shown = _chosen(of, matches, numbers)
    beside = of.by_document(other)
    back = of.address.on(submission.number).showing("").narrowed_by("match", "")
    links = [link(join([icon("arrow_back"), labels.BACK_TO_MATCHES]), back.href)]
    if beside:
        swapped = of.address.narrowed_by("match", "").on(beside.number, other=submission.number).href
        links.append(link(join([icon("swap_horiz"), labels.COMPARE_SWAP]), swapped))
    hues = _hues(matches)
    sides = _side(left, matches, numbers, hues, right=False), _side(right, matches, numbers, hues, right=True)
    heads = _head(of, submission.doc_id), _head(of, other)
    texts = [
        _text(of, side, head, name)
        for side, head, name in zip(sides, heads, (labels.LEFT_TEXT, labels.RIGHT_TEXT), strict=True)
    ]
    frame.html(
        tag("div", *links, class_="reader-bar"),
        _legend(matches),
        _numbers(matches, numbers, hues) if matches else "",
        tag("div", *texts, class_="texts"),
    )
    if not matches:
        frame.state(labels.NO_OVERLAP, calm=True)
    st.html(tag("div", _script(), hidden=True), unsafe_allow_javascript=True)
    if shown:
        frame.run_script(f"window.casebaseMatch?.({shown})")


def _listed(found: Overlaps, submission: Submission, other: str) -> list[int]:
    """The number of each match with `other` in the list of all matches of the submission, which leads here."""
    every = enumerate(found.of(submission.doc_id), start=1)
    return [number for number, match in every if match.right.doc_id == other]


def _chosen(of: Setting, matches: Sequence[Match], listed: Sequence[int]) -> int:
    """The number of the match that the address names by its beginning, else of the weightiest; 0 for no match."""
    given = of.address.chosen("match")
    at = int(given) if given.isascii() and given.isdigit() and len(given) < 12 else None
    numbers = [number for number, one in zip(listed, matches, strict=True) if one.left.start == at]
    if numbers or not matches:
        return numbers[0] if numbers else 0
    weights = [(one.counted, one.letters) for one in matches]
    return listed[weights.index(max(weights))]


def _head(of: Setting, doc_id: str) -> Markup:
    submission = of.by_document(doc_id)
    if submission:
        return link(evidence.named(of, submission), of.address.on(submission.number).showing("").href)
    back = of.address.href.partition("?")[2]
    title = join([tag("span", labels.LIBRARY_TEXTS, class_="no"), " ", evidence.title_of(of, doc_id)])
    return link(title, ReaderAddress(doc_id, back=back).href)


# Above the texts


def _legend(matches: Sequence[Match]) -> Markup:
    natures = [one for one in Nature if any(match.nature is one for match in matches)]
    items = [
        tag("li", tag("mark", labels.NATURES[one], class_=f"shared c1 {one}"), " ", labels.NATURE_HINTS[one])
        for one in natures
    ]
    if any(not run.equal for match in matches for run in match.pairs):
        items.append(tag("li", tag("mark", labels.CHANGED_WORDS, class_="changed")))
    return tag("ul", *items, class_="legend") if items else Markup("")


def _numbers(matches: Sequence[Match], listed: Sequence[int], hues: Sequence[int]) -> Markup:
    """Buttons that go to each match on both sides; boilerplate has none where there are many."""
    every = list(zip(listed, matches, hues, strict=True))
    if len(every) > _NUMBERED:
        every = [one for one in every if one[1].nature is Nature.BORROWING][:_NUMBERED]
    buttons = [
        tag(
            "button",
            tag("b", number),
            " ",
            labels.letters(match.letters),
            type="button",
            class_=f"goes c{hue} {match.nature}",
            data_match=number,
            title=labels.NATURES[match.nature],
            aria_label=labels.SHOW_MATCH.format(number=number),
        )
        for number, match, hue in every
    ]
    return tag("div", *buttons, class_="numbers", role="group", aria_label=labels.MATCH_LIST)


def _hues(matches: Sequence[Match]) -> list[int]:
    """The colour of each match, from 1: those that share words with one another share it, too."""
    hues: list[int] = []
    fresh = 0
    for at, match in enumerate(matches):
        kin = next((hues[i] for i in range(at) if _touching(matches[i], match)), 0)
        fresh += not kin
        hues.append(kin or (fresh - 1) % HUES + 1)
    return hues


def _touching(one: Match, other: Match) -> bool:
    sides = (one.left, other.left), (one.right, other.right)
    return any(a.start < b.end and b.start < a.end for a, b in sides)


# The texts


def _side(
    opened: Opened, matches: Sequence[Match], listed: Sequence[int], hues: Sequence[int], *, right: bool
) -> _Side:
    marks: list[Marked] = []
    inserts: list[Insert] = []
    for number, match, hue in zip(listed, matches, hues, strict=True):
        quotation = match.right if right else match.left
        hint = labels.said_of(labels.match_number(number), labels.NATURES[match.nature])
        classes = f"shared m-{number} c{hue} {match.nature}"
        spans = [run.right if right else run.left for run in match.pairs]
        marks += [Marked(*span, classes, hint) for span in _stretches(spans) or [(quotation.start, quotation.end)]]
        changed = [span for span, run in zip(spans, match.pairs, strict=True) if not run.equal and span[0] < span[1]]
        marks += [Marked(*span, "changed", "") for span in changed]
        inserts.append((quotation.start, _number(number)))
    ordered = sorted(marks, key=lambda one: (one.start, one.end))
    return _Side(opened, tuple(ordered), tuple(sorted(inserts, key=lambda one: one[0])))


def _stretches(spans: Sequence[Span]) -> list[Span]:
    """Spans as few stretches as they make: those that touch are one."""
    joined: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _number(number: int) -> Markup:
    return tag(
        "button",
        number,
        type="button",
        class_="tag",
        data_match=number,
        aria_label=labels.SHOW_MATCH.format(number=number),
    )


def _text(of: Setting, side: _Side, head: Markup, name: str) -> Markup:
    document = side.opened.document
    box = tag(
        "div",
        *_paragraphs(of, side),
        class_="text",
        tabindex="0",
        role="region",
        aria_label=name,
        lang=evidence.spoken(of, document.doc_id),
    )
    return tag("section", tag("h2", head, class_="criterion-name"), box)


def _paragraphs(of: Setting, side: _Side) -> Iterator[Markup]:
    """The paragraphs; of a long text those that stand near a match, with how much is left out between them."""
    opened = side.opened
    text = opened.document.text
    kept = _kept(opened.paragraphs, side.marks) if len(text) > _WHOLE else None
    left_out = 0
    for at, paragraph in enumerate(opened.paragraphs):
        if kept is not None and at not in kept:
            left_out += paragraph.end - paragraph.start
            continue
        if left_out:
            yield _gap(left_out)
            left_out = 0
        yield _paragraph(of, side, paragraph)
    if left_out:
        yield _gap(left_out)


def _kept(paragraphs: Sequence[Paragraph], marks: Sequence[Marked]) -> set[int]:
    starts = [one.start for one in paragraphs]
    kept: set[int] = set()
    for mark in marks:
        first, last = bisect_right(starts, mark.start) - 1, bisect_left(starts, mark.end)
        kept.update(range(max(first - _NEAR, 0), last + _NEAR))
    return kept


def _gap(count: int) -> Markup:
    return tag("p", labels.TEXT_LEFT_OUT.format(count=labels.thousands(count)), class_="gap")


def _paragraph(of: Setting, side: _Side, paragraph: Paragraph) -> Markup:
    document = side.opened.document
    start, end = paragraph.start, paragraph.end
    marks = _within(side.marks, start, end)
    inserts = [one for one in side.inserts if start <= one[0] < end] if marks else []
    masks = of.masks(document.doc_id)
    if masks is None:
        inside = marked(document.text, start, end, marks, inserts)
    else:
        inside = evidence.pieces(masks, document.text[start:end], start, end, marks, inserts)
    return tag("p", inside, class_=None if paragraph.number else "heading")


def _within(marks: Sequence[Marked], start: int, end: int) -> list[Marked]:
    """Those that reach into `[start, end)`; `marks` are in the order of their starts."""
    upto = bisect_left(marks, end, key=lambda one: one.start)
    return [one for one in marks[:upto] if one.end > start]


@functools.cache
def _script() -> Markup:
    return Markup(f"<script>{Path(__file__).with_name('sides.js').read_text(encoding='utf-8')}</script>")
