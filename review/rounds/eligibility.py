"""Has a submission what the round asks for? Each requirement with the words that prove it, or what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.catalog import Catalog
from corpus.duplicates import DUPLICATES, Relation, letters_of
from corpus.lines import lines_of
from corpus.model import SEPARATOR
from corpus.script import fold
from review.model import Quotation, Text
from review.rounds.model import Submission
from review.rounds.recognition.people import contacts
from review.rounds.requirements import Requirements, Section

_FILLED = 20  # letters that stand below the heading of a section at least
_LONGEST_HEADING = 30  # characters, of a line that is taken for a heading where nothing marks one
_LONGEST_LINE = 200
_AROUND = 80  # characters before and behind a telephone number, where somebody to ask for stands
_LIST = 300  # characters behind 附件 that its list can be long
_LABEL = re.compile(r"(?:[【\[][^】\]\n]{2,20}[】\]]|[^：:\n]{2,16}[：:])")
_ATTACHED = re.compile(r"附件|附表|附录|附:")
_ASKED = re.compile(r"(?:联系人|联络人|联系方式|联系电话|负责人|经办人|咨询电话)\s{0,4}[:：|]")
_PERSON = re.compile(r"(?:联系人|联络人|联系方式|联系电话|联系|负责人|经办人|申报人|咨询)")


class Requirement(StrEnum):
    """What is asked for."""

    SECTION = "section"
    LENGTH = "length"
    DATE = "date"
    ATTACHMENT = "attachment"
    CONTACT = "contact"
    DUPLICATE = "duplicate"


class Missing(StrEnum):
    """What is wrong where a requirement is not met."""

    NOTHING = ""
    NOT_FOUND = "not found"
    EMPTY = "empty"  # a section with a heading and nothing below it
    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    TOO_EARLY = "too early"
    TOO_LATE = "too late"
    VAGUE = "vague"  # a date of which year or month alone are known, and that decides
    NO_NUMBER = "no number"  # a contact without telephone number and e-mail address
    NO_PERSON = "no person"  # … without anybody to ask for
    SAME = "same"  # the text of another submission
    NEARLY_SAME = "nearly same"


class Place(StrEnum):
    """Where was looked."""

    HEADINGS = "headings"
    WHOLE = "whole text"
    METADATA = "metadata"
    ROUND = "other submissions"


@dataclass(frozen=True, slots=True)
class Finding:
    """One requirement and what became of it.

    `name` is the section or the attachment asked for; `found` what there is instead (a number of letters, a day,
    numbers of submissions joined by 、), `wanted` what is asked for (a limit, a day, the words that were looked for).
    """

    requirement: Requirement
    passed: bool
    missing: Missing = Missing.NOTHING
    name: str = ""
    found: str = ""
    wanted: str = ""
    looked: Place = Place.WHOLE
    quotation: Quotation | None = None


def check(text: Text, requirements: Requirements, *, same: Mapping[int, bool] | None = None) -> tuple[Finding, ...]:
    """Every requirement that the round has, and what became of it; those that are met with the words that prove it.

    `same` are the numbers of other submissions of the round that are the same text (True) or nearly (False).
    """
    findings = [_section(text, section) for section in requirements.sections]
    if requirements.shortest or requirements.longest:
        findings.append(_length(text, requirements))
    if requirements.dated or requirements.earliest or requirements.latest:
        findings.append(_date(text, requirements))
    findings += [_attachment(text, name) for name in requirements.attachments]
    if requirements.contact:
        findings.append(_contact(text))
    if requirements.duplicates:
        findings.append(_duplicate(same or {}))
    return tuple(findings)


def same_texts(catalog: Catalog, submissions: Sequence[Submission]) -> dict[int, dict[int, bool]]:
    """By number: the numbers of other submissions that are the same text (True) or nearly (False)."""
    numbers = {one.doc_id: one.number for one in submissions}
    found: dict[int, dict[int, bool]] = {one.number: {} for one in submissions}
    for doc_id, links in catalog.links(list(numbers)).items():
        for link in links:
            if link.relation in DUPLICATES and link.other in numbers and doc_id in numbers:
                found[numbers[doc_id]][numbers[link.other]] = link.relation is Relation.SAME
    return found


# Sections


def _section(text: Text, section: Section) -> Finding:
    document, words = text.document, tuple(map(fold, section.words))
    wanted = SEPARATOR.join(section.words)
    empty = False
    for start, end, stop in _headings(text):
        title = document.folded[start:end]
        if not any(word in title for word in words):
            continue
        if len(letters_of(document.folded[end:stop])) >= _FILLED:
            quotation = text.quotation(start, end)
            return Finding(
                Requirement.SECTION, True, Missing.NOTHING, section.name, "", wanted, Place.HEADINGS, quotation
            )
        empty = True
    missing = Missing.EMPTY if empty else Missing.NOT_FOUND
    return Finding(Requirement.SECTION, False, missing, section.name, "", wanted, Place.HEADINGS)


def _headings(text: Text) -> Iterator[tuple[int, int, int]]:
    """Where each heading begins and ends, and where what stands below it does; the title is none.

    Where the outline has none, short lines that end without a full stop, and lines that begin with 【…】 or …：.
    """
    document = text.document
    whole = len(document.text)
    outline = [one for one in document.outline if not one.article and not _is_title(one.title, document.title)]
    for at, heading in enumerate(outline):
        below = (one.start for one in outline[at + 1 :] if one.level <= heading.level)
        yield heading.start, heading.end, next(below, whole)
    if outline:
        return
    lines = [line for line in lines_of(document.text) if not _is_title(line.text, document.title)]
    for at, line in enumerate(lines):
        if label := _LABEL.match(line.text):
            yield line.start, line.start + label.end(), whole
        elif len(line.text) <= _LONGEST_HEADING and line.text[-1] not in "。；;，,!！?？":
            short = (one.start for one in lines[at + 1 :] if len(one.text) <= _LONGEST_HEADING)
            yield line.start, line.end, next(short, whole)


def _is_title(heading: str, title: str) -> bool:
    one, other = letters_of(fold(heading)), letters_of(fold(title))
    return bool(other) and one == other


# Length, date


def _length(text: Text, asked: Requirements) -> Finding:
    letters = len(letters_of(text.document.folded))
    wanted = f"{asked.shortest or ''}–{asked.longest or ''}"
    missing = Missing.NOTHING
    if letters < asked.shortest:
        missing = Missing.TOO_SHORT
    elif asked.longest and letters > asked.longest:
        missing = Missing.TOO_LONG
    return Finding(Requirement.LENGTH, not missing, missing, "", str(letters), wanted)


def _date(text: Text, asked: Requirements) -> Finding:
    """The date of the document; of one that is known to the month or the year, all days that it can be."""
    value = text.document.metadata.published_on
    wanted = f"{asked.earliest}–{asked.latest}" if asked.earliest or asked.latest else ""
    if value is None:
        return Finding(Requirement.DATE, False, Missing.NOT_FOUND, "", "", wanted, Place.METADATA)
    first, last = _days(value.value)
    missing = Missing.NOTHING
    if asked.earliest and last < asked.earliest:
        missing = Missing.TOO_EARLY
    elif asked.latest and first > asked.latest:
        missing = Missing.TOO_LATE
    elif first < asked.earliest or (asked.latest and last > asked.latest):
        missing = Missing.VAGUE
    quotation = None
    if value.start is not None and value.end is not None:
        quotation = text.quotation(value.start, value.end)
    return Finding(Requirement.DATE, not missing, missing, "", value.value, wanted, Place.METADATA, quotation)


def _days(date: str) -> tuple[str, str]:
    """The first and the last day that a date of ISO 8601 can mean: 2026-03 is 2026-03-01 to 2026-03-31."""
    return date + "-01-01"[len(date) - 4 :], date + "-12-31"[len(date) - 4 :]


# Attachments, contact, duplicates


def _attachment(text: Text, name: str) -> Finding:
    """A line that names the attachment, behind the word 附件 in the same line or in a list below it."""
    folded, word = text.document.folded, fold(name)
    for match in _ATTACHED.finditer(folded):
        at = folded.find(word, match.start(), match.end() + _LIST)
        if at >= 0:
            quotation = _line(text, at, at + len(word))
            return Finding(Requirement.ATTACHMENT, True, Missing.NOTHING, name, "", name, Place.WHOLE, quotation)
    return Finding(Requirement.ATTACHMENT, False, Missing.NOT_FOUND, name, "", name)


def _contact(text: Text) -> Finding:
    """A telephone number or an e-mail address with somebody to ask for in the lines around it."""
    folded = text.document.folded
    found = sorted(contacts(folded), key=lambda one: one.start)
    for one in found:
        around = folded[max(one.start - _AROUND, 0) : one.end + _AROUND]
        if _PERSON.search(around):
            quotation = _line(text, one.start, one.end)
            return Finding(Requirement.CONTACT, True, quotation=quotation)
    if found:
        quotation = _line(text, found[0].start, found[0].end)
        return Finding(Requirement.CONTACT, False, Missing.NO_PERSON, quotation=quotation)
    if label := _ASKED.search(folded):
        quotation = _line(text, *label.span())
        return Finding(Requirement.CONTACT, False, Missing.NO_NUMBER, quotation=quotation)
    return Finding(Requirement.CONTACT, False, Missing.NOT_FOUND)


def _line(text: Text, start: int, end: int) -> Quotation:
    """The line around a span."""
    whole = text.document.text
    first, last = whole.rfind("\n", 0, start) + 1, whole.find("\n", end)
    line = next(lines_of(whole, first, len(whole) if last < 0 else last))
    if line.end - line.start > _LONGEST_LINE:
        return text.quotation(max(line.start, start - _AROUND), min(line.end, end + _AROUND))
    return text.quotation(line.start, line.end)


def _duplicate(same: Mapping[int, bool]) -> Finding:
    missing = Missing.NOTHING
    if same:
        missing = Missing.SAME if any(same.values()) else Missing.NEARLY_SAME
    numbers = SEPARATOR.join(map(str, sorted(same)))
    return Finding(Requirement.DUPLICATE, not same, missing, "", numbers, "", Place.ROUND)
