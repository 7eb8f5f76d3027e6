"""What one submission shares with others: where in its text, and match by match, grouped by source and nature."""

from __future__ import annotations

from collections.abc import Sequence

from review.overlap.model import Match, Nature, Overlaps, Summary
from review.rounds.model import Submission
from ui import frame, labels
from ui.library_list import pager
from ui.markup import Markup, icon, join, link, tag
from ui.passages import Marked
from ui.review import evidence
from ui.review.evidence import Setting
from ui.tables import fold_away
from ui.widgets import segmented

PER_PAGE = 15  # sources
HUES = 6

Numbered = tuple[int, Match]
"""A match with its number on the page, from 1, in the order of the text."""


def sides_href(of: Setting, submission: Submission, doc_id: str, match: int | None = None) -> str:
    """The address of two texts side by side; `match` is where on the left the match begins that is to be shown."""
    other = of.by_document(doc_id)
    address = of.address.on(submission.number, other=other.number if other else None)
    address = address.showing("" if other else doc_id).narrowed_by("nature", "")
    return address.narrowed_by("match", "" if match is None else str(match)).href


def draw(of: Setting, found: Overlaps, submission: Submission) -> None:
    """The matches of a submission."""
    address = of.address
    matches = found.of(submission.doc_id)
    summary = next((one for one in found.summaries if one.doc_id == submission.doc_id), None)
    whole = link(join([icon("arrow_back"), labels.BACK_TO_SUMMARY]), address.on(None).narrowed_by("nature", "").href)
    frame.html(
        tag("div", whole, class_="reader-bar"),
        tag("h2", evidence.named(of, submission), class_="criterion-name"),
        _figures(summary) if summary else "",
        _duplicates(of, found, submission),
    )
    if not matches:
        frame.state(labels.NO_OVERLAP_OF, calm=True)
        return
    shown, nature = _narrowed(of, matches)
    groups = _by_source(shown)
    last = max(-(-len(groups) // PER_PAGE), 1)
    page = min(address.page, last)
    frame.html(
        strip(matches, evidence.summary(of, submission.doc_id).characters),
        tag("h2", labels.MATCH_LIST),
        _natures(of, matches, nature),
        *(_group(of, submission, one) for one in groups[(page - 1) * PER_PAGE : page * PER_PAGE]),
        pager(page, last, lambda number: address.turned_to(number).href) if last > 1 else "",
    )


def _figures(summary: Summary) -> Markup:
    columns = labels.OVERLAP_COLUMNS
    said = (
        (columns[2], labels.letters(summary.letters)),
        (columns[3], labels.letters(summary.total, summary.share)),
        (columns[4], labels.letters(summary.without, summary.share_without)),
    )
    return tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in said), class_="sums number")


def _duplicates(of: Setting, found: Overlaps, submission: Submission) -> Markup:
    """Documents that are a copy or a version of it as a whole."""
    same = [
        one.other if one.doc_id == submission.doc_id else one.doc_id
        for one in found.duplicates
        if submission.doc_id in (one.doc_id, one.other)
    ]
    if not same:
        return Markup("")
    names = [link(evidence.title_of(of, one), sides_href(of, submission, one)) for one in dict.fromkeys(same)]
    items = [part for name in names for part in (name, labels.AND)][:-1]
    return tag("p", labels.DUPLICATES_OF, *items, class_="notice")


# Which are shown


def _narrowed(of: Setting, matches: Sequence[Match]) -> tuple[list[Numbered], str]:
    chosen = of.address.chosen("nature")
    nature = chosen if chosen in set(Nature) else ""
    every = list(enumerate(matches, start=1))
    return [one for one in every if not nature or one[1].nature == nature], nature


def _natures(of: Setting, matches: Sequence[Match], chosen: str) -> Markup:
    counts = {nature: sum(one.nature is nature for one in matches) for nature in Nature}
    options = [(labels.ALL_NATURES, "", len(matches))]
    options += [(labels.NATURES[nature], str(nature), count) for nature, count in counts.items() if count]
    if len(options) < 3:
        return Markup("")
    links = [
        (labels.numbered(label, count), of.address.narrowed_by("nature", value).href, value == chosen)
        for label, value, count in options
    ]
    return tag("div", segmented(labels.NATURE, links), class_="asked-how")


def _by_source(shown: Sequence[Numbered]) -> list[list[Numbered]]:
    """The matches of each source together, the source with most borrowed letters first."""
    groups: dict[str, list[Numbered]] = {}
    for one in shown:
        groups.setdefault(one[1].right.doc_id, []).append(one)

    def weight(group: Sequence[Numbered]) -> tuple[int, int]:
        return -sum(match.counted for _, match in group), -sum(match.letters for _, match in group)

    return sorted(groups.values(), key=weight)


def _group(of: Setting, submission: Submission, group: Sequence[Numbered]) -> Markup:
    doc_id = group[0][1].right.doc_id
    other = of.by_document(doc_id)
    whose = labels.submission_number(other.number) if other else labels.LIBRARY_TEXTS
    total = sum(match.letters for _, match in group)
    title = join([tag("span", whose, class_="no"), " ", evidence.title_of(of, doc_id)])
    count = tag("span", labels.matches_with(len(group), total), class_="muted number")
    beside = link(join([icon("compare"), labels.SIDE_BY_SIDE]), sides_href(of, submission, doc_id))
    parts: list[Markup] = []
    for nature in Nature:
        some = [one for one in group if one[1].nature is nature]
        items = [_match(of, submission, number, match) for number, match in some]
        if items and nature is Nature.BORROWING:
            parts += items
        elif items:
            parts.append(fold_away(labels.numbered(labels.NATURES[nature], len(items)), join(items)))
    head = tag("header", tag("h3", title), count, beside)
    return tag("section", head, *parts, class_="evidence-of source-of")


def _match(of: Setting, submission: Submission, number: int, match: Match) -> Markup:
    changed = [Marked(*run.left, "changed", "") for run in match.pairs if not run.equal and run.left[0] < run.left[1]]
    words = tag(
        "span", evidence.quoted(of, match.left, changed), class_="quote", lang=evidence.spoken(of, submission.doc_id)
    )
    facts = [
        labels.NATURES[match.nature],
        labels.letters(match.letters),
        labels.CONVERTED if match.converted else "",
        evidence.place(of, match.left),
    ]
    about = tag("span", " · ".join(fact for fact in facts if fact), class_="locator")
    href = sides_href(of, submission, match.right.doc_id, match.left.start)
    shown = link(join([words, about]), href, class_="cited")
    there = link(labels.open_at(evidence.title_of(of, match.right.doc_id)), evidence.href(of, match.right))
    return tag("div", tag("b", number, class_="tag"), tag("div", shown, there), class_=f"match {match.nature}")


# Where in the text


def strip(matches: Sequence[Match], length: int) -> Markup:
    """The whole text as a strip, with a segment for each match; they are listed in full below it."""
    segments = [_segment(number, match, length) for number, match in enumerate(matches, start=1)]
    counts = [(labels.NATURES[nature], sum(one.nature is nature for one in matches)) for nature in Nature]
    said = labels.strip_said(len(matches), length)
    return tag(
        "section",
        tag("h2", labels.OVERLAP_MAP),
        tag("div", *segments, class_="strip", role="img", aria_label=said),
        tag("p", labels.natures_counted(counts), class_="muted small"),
        class_="overview",
    )


def _segment(number: int, match: Match, length: int) -> Markup:
    start, end = match.left.start, match.left.end
    place = f"left: {start / length * 100:.2f}%; width: {max((end - start) / length * 100, 0.3):.2f}%"
    said = labels.match_place(number, labels.NATURES[match.nature], start, end)
    return tag("i", class_=str(match.nature), style=place, title=said)
