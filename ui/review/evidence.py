"""What the views of evidence, figures and shared words have in common: whose words are shown, how, and where they lead.

A quotation is drawn as it stands, with what matched marked in it, and is a link to its place; for those who must not
see names in a blind round it is drawn with the names masked, and leads to the masked text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from corpus.errors import NotFoundError
from corpus.model import DocumentSummary
from corpus.script import fold
from review.model import Quotation
from review.rounds.masking import Masks
from review.rounds.model import Round, Submission
from review.rubric.bundled import bundled
from review.rubric.model import Rubric
from review.scores.access import NOT_JUDGED
from ui import labels
from ui.address import ReaderAddress, RoundAddress
from ui.markup import Markup, escape, join, link, tag
from ui.passages import Marked, language, path_text
from ui.passages import render as marked
from ui.review import blind
from ui.review import stock as resources

Insert = tuple[int, Markup]
"""What is put into a text, and before which of its offsets."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a view is drawn from: its address, the round if there is one, the rubric, the submissions by number.

    `of` finds a submission by its document, `held` any document that the visitor may know of; `known` are the masks
    that were asked for already. `blinded`: names are masked for the visitor, files that are made later included.
    """

    address: RoundAddress
    round: Round | None
    rubric: Rubric
    submissions: tuple[Submission, ...]
    of: Mapping[str, Submission]
    held: Mapping[str, DocumentSummary]
    blinded: bool
    known: dict[str, Masks | None] = field(default_factory=dict)

    @property
    def doc_ids(self) -> tuple[str, ...]:
        """The documents, each once, in the order of the submissions' numbers."""
        return tuple(dict.fromkeys(one.doc_id for one in self.submissions))

    def by_number(self, number: int | None) -> Submission | None:
        """The submission called `number`."""
        return next((one for one in self.submissions if one.number == number), None)

    def by_document(self, doc_id: str) -> Submission | None:
        """The submission that a document is; None for a document of the library."""
        return self.of.get(doc_id)

    def title(self, submission: Submission) -> str:
        """Its title as the visitor may see it."""
        return labels.submission_masked(submission.number) if self.blinded else submission.title

    def masks(self, doc_id: str) -> Masks | None:
        """What is masked in a document; None where the visitor may see it as it is."""
        submission = self.by_document(doc_id)
        if submission is None or self.round is None or not self.blinded:
            return None
        if doc_id not in self.known:
            self.known[doc_id] = blind.table(self.round, submission, frozenset(self.of))
        return self.known[doc_id]


def setting(address: RoundAddress, award: Round | None, submissions: Sequence[Submission]) -> Setting:
    """For a round its own rubric; without one the bundled rubric that the address names, or the first.

    Submissions whose document was removed from the library are left out: there is nothing to look at.
    """
    if award is not None:
        rubric = award.rubric
    else:
        key = address.chosen("rubric")
        rubric = next((one for one in bundled() if one.key == key), bundled()[0])
    held = resources.holdings()
    known = _summaries(held.identity, held)
    numbered = tuple(sorted((one for one in submissions if one.doc_id in known), key=lambda one: one.number))
    of = {one.doc_id: one for one in numbered}
    return Setting(address, award, rubric, numbered, of, known, blind.blinded(award))


# Titles


def title_of(of: Setting, doc_id: str) -> str:
    """The title of any document as the visitor may see it."""
    submission = of.by_document(doc_id)
    return of.title(submission) if submission else summary(of, doc_id).title


def named(of: Setting, submission: Submission, *, standing: bool = True) -> Markup:
    """Number and title, and that it is not judged where it is not; a title that is masked is nothing but the number."""
    title = escape(of.title(submission))
    if not of.blinded:
        title = join([tag("span", labels.submission_number(submission.number), class_="no"), " ", title])
    out = left_out(of, submission) if standing else ""
    return join([title, " ", out]) if out else title


def left_out(of: Setting, submission: Submission) -> Markup:
    """That a submission of a round is not judged, and why; nothing where it is."""
    if of.round is None or submission.standing not in NOT_JUDGED:
        return Markup("")
    return tag("span", labels.STANDINGS[submission.standing], class_=f"standing {submission.standing}")


def listed(of: Setting, submission: Submission) -> str:
    """The same as text, for lists of choices."""
    title = of.title(submission)
    return title if of.blinded else labels.submission_named(submission.number, title)


def by_title(of: Setting, submission: Submission) -> str:
    """What submissions are sorted by where titles matter."""
    return fold(of.title(submission))


def in_order(of: Setting, orders: Mapping[str, float]) -> list[Submission]:
    """The submissions by number, by title, or as the address says by what `orders` holds for each document."""
    chosen = of.address.chosen("sort")
    if chosen == "title":
        return sorted(of.submissions, key=lambda one: (by_title(of, one), one.number))
    if chosen:
        return sorted(of.submissions, key=lambda one: (-orders.get(one.doc_id, 0), one.number))
    return list(of.submissions)


# Quotations


def words(of: Setting, quotation: Quotation) -> str:
    """The words as the visitor may see them, as text."""
    masks = of.masks(quotation.doc_id)
    return masks.masked(quotation.start, quotation.end) if masks else quotation.quote


def quoted(of: Setting, quotation: Quotation, marks: Sequence[Marked] = ()) -> Markup:
    """The words with `marks`, which are in offsets of the document, and with masked names in their tokens."""
    masks = of.masks(quotation.doc_id)
    if masks is None:
        return _marked(quotation.quote, quotation.start, marks)
    return pieces(masks, quotation.quote, quotation.start, quotation.end, marks)


def pieces(
    masks: Masks, text: str, start: int, end: int, marks: Sequence[Marked], inserts: Sequence[Insert] = ()
) -> Markup:
    """`text`, which stands at `[start, end)`, with its names masked; a mark that covers a name covers its token."""
    parts: list[Markup] = []
    for shown, first, last in masks.pieces(start, end):
        here = [one for one in inserts if first <= one[0] < last]
        if shown == text[first - start : last - start]:
            parts.append(_marked(shown, first, marks, here))
            continue
        parts += [markup for _, markup in here]
        classes = [one.classes for one in marks if one.start < last and first < one.end]
        token = tag("span", shown, class_="masked")
        parts.append(tag("mark", token, class_=" ".join(dict.fromkeys(classes))) if classes else token)
    return join(parts)


def _marked(text: str, at: int, marks: Sequence[Marked], inserts: Sequence[Insert] = ()) -> Markup:
    here = [
        Marked(one.start - at, one.end - at, one.classes, one.hint)
        for one in marks
        if one.start < at + len(text) and at < one.end
    ]
    return marked(text, 0, len(text), here, [(place - at, markup) for place, markup in inserts])


def place(of: Setting, quotation: Quotation) -> str:
    """Where it stands, in short: page, last heading, article and paragraph, as far as they are known."""
    locator = quotation.locator
    heading = masked(of, quotation.doc_id, path_text(locator.heading_path[-1:]))
    return labels.short_place(locator.page, heading, locator.article or "", locator.paragraph, ocr=locator.ocr)


def href(of: Setting, quotation: Quotation) -> str:
    """Where its place opens: the reader, with a way back to this view; the masked text where names are masked."""
    return span_href(of, quotation.doc_id, quotation.start, quotation.end)


def span_href(of: Setting, doc_id: str, start: int, end: int) -> str:
    """As `href`, of a stretch of a document."""
    submission = of.by_document(doc_id)
    if submission is not None and of.blinded:
        return blind.where(of.round, submission, start, end)
    return ReaderAddress(doc_id, start, end, back=of.address.href.partition("?")[2]).href


def cited(of: Setting, quotation: Quotation, marks: Sequence[Marked] = (), *, class_: str = "quote") -> Markup:
    """A quotation that opens its place, with the place below it."""
    where = place(of, quotation)
    inside = (
        tag("span", quoted(of, quotation, marks), class_=class_, lang=spoken(of, quotation.doc_id)),
        tag("span", where or labels.OPEN_PASSAGE, class_="locator"),
    )
    return link(join(inside), href(of, quotation), class_="cited")


def spoken(of: Setting, doc_id: str) -> str:
    """The language of a document, so that a browser picks glyphs of the right region."""
    return language(summary(of, doc_id).script)


def summary(of: Setting, doc_id: str) -> DocumentSummary:
    """What the catalogue knows of a document.

    Raises:
        NotFoundError: it was removed, or is not for the visitor to know of.
    """
    found = of.held.get(doc_id)
    if found is None:
        raise NotFoundError("document", doc_id, "load the page again")
    return found


@st.cache_resource(show_spinner=False, max_entries=16)
def _summaries(identity: resources.Identity, _held: resources.Holdings) -> dict[str, DocumentSummary]:
    return {one.doc_id: one for one in _held.summaries}


def masked(of: Setting, doc_id: str, words: str) -> str:
    """Words of a document that stand alone, as the visitor may see them: a masked name in them is its token."""
    masks = of.masks(doc_id)
    return masks.masked_words(words) if masks and words else words
