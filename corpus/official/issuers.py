"""发文机关: who issued a document, by itself or together with others."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.lines import Line, front_matter_end, lines_of
from corpus.model import SEPARATOR, Confidence, MetadataValue, Origin
from corpus.official.adoption import Adoption
from corpus.official.dates import PrintedDate, dates_in
from corpus.official.organs import Organ, organs_in, without_others, without_state
from corpus.official.regions import Region
from corpus.script import fold

_NEAR_TOP = 3_000
_LABEL = re.compile(
    r"(?:发文机关|发文单位|制定机关|印发机关|发文主体)\s?:\s{0,4}(?P<value>[^\s|,。;:][^|。;:\n]{2,120})"
)
_PUBLISHER = re.compile(r"(?:发布机构|发布单位|发布机关|公布机关)\s?:\s{0,4}(?P<value>[^\s|,。;:][^|。;:\n]{2,120})")
_LABEL_ENDS = re.compile(r"[ \t]+[\u4e00-\u9fff]{2,5}\s?$|[ \t]{2,}.*$")
_ACTS = re.compile(r"关于|印发|转发|批转|公告|通告|发布|令")
_HEAD = re.compile(r"^[ \t]*(?P<value>[\u4e00-\u9fff、 ]{2,80}?)\s?(?:文件|令|公告|书?函)[ \t]*$")
_IMPRINT = re.compile(
    r"^[ \t]*(?P<value>[\u4e00-\u9fff]{3,40})[ \t]{1,40}\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日\s?印发[ \t]*$",
    re.MULTILINE,
)
_PERSON = re.compile(
    r"代?(?:总理|主席|委员长|省长|市长|州长|县长|区长|部长|署长|局长|主任|行长|书记|院长|检察长|会长)"
    r"\s{0,4}:?\s{0,4}[\u4e00-\u9fff](?:\s{0,3}[\u4e00-\u9fff]){1,3}"
)
_YEAR = re.compile(r"年|[-/.]")
_MOST_OFFICES = 40  # that sign together
_BOTTOM = 300
_REPORTING = re.compile(r"我(?:谨)?代表(?P<value>国务院|[\u4e00-\u9fff]{0,12}人民政府)")
_SIGNED_AT_MOST = 120
_PUBLISHED_BY = re.compile(r"^[ \t]*(?P<value>[\u4e00-\u9fff、 ]{3,60}?)\s?(?:联合)?(?:发布|印发|公布)[ \t]*$")
_PLACELESS = re.compile(r"本?(?:省|市|县|区|州|自治区|自治州|自治县)?(?=人民政府|人民代表大会)")


@dataclass(frozen=True, slots=True)
class Signature:
    """The end of a letter or notice: the offices that sign (none where a person does), the date below or beside."""

    organs: tuple[Organ, ...]
    dated: PrintedDate


def signature_of(text: str, folded: str) -> Signature | None:
    """The first signature: lines that are nothing but offices or a minister, and one that is nothing but a date."""
    above: deque[Line] = deque(maxlen=_MOST_OFFICES)
    for line in lines_of(text, front_matter_end(text)):
        if line.end - line.start <= _SIGNED_AT_MOST and _YEAR.search(folded, line.start, line.end):
            found = _signed(folded, line, above)
            if found:
                return found
        above.append(line)
    return None


def _signed(folded: str, line: Line, above: Sequence[Line]) -> Signature | None:
    """The signature whose date is on `line`, if there is nothing else but offices on it and directly above."""
    dated = next((date for date in dates_in(folded, line.start, line.end) if date.exact), None)
    if dated is None or folded[dated.end : line.end].strip(" \t)"):
        return None
    if folded[line.start : dated.start].strip(" \t("):
        beside = organs_in(folded, line.start, dated.start)
        return Signature((*_signing(folded, above), *beside), dated) if beside else None
    by_person = bool(above) and _PERSON.fullmatch(folded, above[-1].start, above[-1].end) is not None
    organs = _signing(folded, list(above)[:-1] if by_person else above)
    return Signature(organs, dated) if organs or by_person else None


def _signing(folded: str, above: Sequence[Line]) -> tuple[Organ, ...]:
    """The offices on the lines above a date, from the first to the last of those that are nothing else."""
    found: list[Organ] = []
    for line in reversed(above):
        organs = organs_in(folded, line.start, line.end)
        if not organs:
            break
        found[:0] = organs
    return tuple(found)


def joined(text: str, organs: Sequence[Organ], *, confidence: Confidence = Confidence.HIGH) -> MetadataValue | None:
    """Several offices as one value, in the script of the document, each named once."""
    names = dict.fromkeys(organ.name(text) for organ in organs)
    if not organs:
        return None
    start, end = min(organ.start for organ in organs), max(organ.end for organ in organs)
    return MetadataValue(SEPARATOR.join(names), Origin.TEXT, start, end, confidence)


def issuer(
    text: str,
    folded: str,
    title: MetadataValue | None,
    *,
    signature: Signature | None,
    adoption: Adoption,
    lines: Sequence[Line],
    place: Region | None,
) -> MetadataValue | None:
    """Who issued the document.

    In order: behind 发文机关; before 关于 in the title; in the signature; in the history of a law; on a line of its own
    at the top (某省人民政府文件, 某部发布); behind 发布机构, which may be the site that published it; the first of the
    offices that a title counts but does not name (民政部等11部门);
    the one that printed it, on one of the last lines.
    """
    return (
        _labelled(_LABEL, text, folded, Confidence.HIGH)
        or _in_title(text, title)
        or (joined(text, signature.organs) if signature else None)
        or _adopting(text, adoption, place)
        or _on_a_line(text, folded, lines)
        or _labelled(_PUBLISHER, text, folded, Confidence.MEDIUM)
        or _in_title(text, title, others=True)
        or _in_imprint(text, folded)
    )


def _adopting(text: str, adoption: Adoption, place: Region | None) -> MetadataValue | None:
    """Who passed or issued a law; an assembly that is only called that of the city is the one of `place`."""
    confidence = Confidence.HIGH if adoption.sure else Confidence.MEDIUM
    found = joined(text, adoption.organs, confidence=confidence)
    return (_with_place(found, place) or found) if found else None


def _labelled(pattern: re.Pattern[str], text: str, folded: str, confidence: Confidence) -> MetadataValue | None:
    """The offices behind a label near the top; what stands there as a whole where it does not read as offices."""
    match = pattern.search(folded, 0, min(len(folded), _NEAR_TOP))
    if match is None:
        return None
    start, end = match.span("value")
    end = start + len(folded[start:end].rstrip())
    while not (organs := organs_in(folded, start, end)):
        cut = _LABEL_ENDS.search(folded[start:end])
        if cut is None:
            break
        end = start + cut.start()
    if organs:
        return joined(text, organs, confidence=confidence)
    word = folded[start:end].split()
    end = start + len(word[0]) if word else start
    return MetadataValue(text[start:end], Origin.TEXT, start, end, Confidence.LOW) if end - start > 2 else None


def _in_title(text: str, title: MetadataValue | None, *, others: bool = False) -> MetadataValue | None:
    """The offices before what they do. `others` accepts the first of several that are only counted."""
    if title is None:
        return None
    printed = title.value if title.start is None or title.end is None else text[title.start : title.end]
    folded = fold(printed)
    act = _ACTS.search(folded)
    begins = len(folded) - len(folded.lstrip("# \t\n"))
    if act is None or act.start() <= begins:
        return None
    end = without_others(folded, begins, act.start()) if others else act.start()
    organs = [without_state(folded, organ) for organ in organs_in(folded, begins, end)]
    confidence = Confidence.LOW if others and end < act.start() else Confidence.HIGH
    found = joined(printed, organs, confidence=confidence)
    if found is None or found.start is None or found.end is None:
        return None
    if title.start is None:
        return MetadataValue(found.value, title.origin, confidence=confidence)
    return MetadataValue(found.value, Origin.TEXT, title.start + found.start, title.start + found.end, confidence)


def _in_imprint(text: str, folded: str) -> MetadataValue | None:
    match = _IMPRINT.search(folded, max(0, len(folded) - _BOTTOM))
    return joined(text, organs_in(folded, *match.span("value")), confidence=Confidence.LOW) if match else None


def _on_a_line(text: str, folded: str, lines: Sequence[Line]) -> MetadataValue | None:
    for line in lines:
        content = folded[line.start : line.end]
        match = _HEAD.match(content) or _PUBLISHED_BY.match(content)
        organs = organs_in(folded, line.start + match.start("value"), line.start + match.end("value")) if match else ()
        if organs:
            return joined(text, [without_state(folded, organ) for organ in organs])
    return None


def reporting(text: str, folded: str, place: Region | None) -> MetadataValue | None:
    """The government in whose name a report is given (我代表省人民政府), with the name of its place."""
    match = _REPORTING.search(folded, 0, min(len(folded), _NEAR_TOP))
    if match is None:
        return None
    start, end = match.span("value")
    found = MetadataValue(text[start:end], Origin.TEXT, start, end)
    return _with_place(found, place)


def _with_place(value: MetadataValue, place: Region | None) -> MetadataValue | None:
    """省人民政府 with the name of its province; None where that is not known."""
    unit = _PLACELESS.match(fold(value.value))
    if unit is None:
        return value
    if place is None:
        return None
    name = (place.county or place.city or place.province) + value.value[unit.end() :]
    return replace(value, value=name, confidence=Confidence.MEDIUM)
