"""Verify a quotation against the documents, deterministically: where it stands, and what differs.

Both sides are reduced to their letters and digits in simplified characters, half-width and lower case; a quotation
agrees when that form occurs in the document's. Otherwise pieces of it that must survive a few changes are looked up
and the text around them is aligned. Everything reported points into the original text and cites it verbatim.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Protocol, runtime_checkable

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from corpus.catalog import Catalog
from corpus.errors import QueryError, QueryProblem
from corpus.script import fold

QUOTE_LIMIT = 5_000  # characters
NEAR_SIMILARITY = 0.80  # below this share of agreeing characters a quotation counts as not found
NEAR_MINIMUM = 6  # letters; a shorter quotation is found as it is or not at all
ELLIPSIS_REACH = 2_000  # characters that …… may stand for
EXACT_PER_DOCUMENT = 5
MATCHES = 20
_PIECES = 48  # a quotation with more changes than this, spread over all pieces, may be missed
_WINDOWS = 5_000  # places looked at in one document for a near match


class Agreement(StrEnum):
    """How far a quotation agrees with the text, best first."""

    EXACT = "exact"
    SCRIPT_OR_PUNCTUATION = "script_or_punctuation"
    NEAR = "near"


class DifferenceKind(StrEnum):
    """What happened to the text on its way into the quotation."""

    INSERT = "insert"  # the quotation adds something
    DELETE = "delete"  # the quotation leaves something out
    REPLACE = "replace"
    ELLIPSIS = "ellipsis"  # left out, and marked with ……


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: half-open spans into the quotation and into the document's text, and the words of each."""

    kind: DifferenceKind
    quote_span: tuple[int, int]
    text_span: tuple[int, int]
    quoted: str
    found: str

    @property
    def in_number(self) -> bool:
        """Whether digits differ: 245 quoted, 254 found."""
        return self.kind is not DifferenceKind.ELLIPSIS and any(c.isdigit() for c in self.quoted + self.found)


@dataclass(frozen=True, slots=True)
class QuoteMatch:
    """Where a quotation stands: `found == text[start:end]`.

    `similarity` is 1 - edits / letters of the longer side, 1.0 unless `agreement` is NEAR. `differences` are in the
    order of the text; for SCRIPT_OR_PUNCTUATION they hold the punctuation, not each converted character.
    """

    doc_id: str
    title: str
    agreement: Agreement
    start: int
    end: int
    found: str
    similarity: float
    differences: tuple[Difference, ...] = ()


@runtime_checkable
class Quotable(Protocol):
    """What a quotation is verified against: `corpus.model.Document`, or anything with these."""

    @property
    def doc_id(self) -> str:
        """The stable id."""
        ...

    @property
    def text(self) -> str:
        """The text as extracted."""
        ...

    @property
    def title(self) -> str:
        """What to call it."""
        ...


@dataclass(frozen=True, slots=True)
class Stored:
    """A document of the catalogue with no more than a quotation is verified against."""

    doc_id: str
    text: str
    title: str


def stored(catalog: Catalog) -> Iterator[Stored]:
    """Every document of `catalog`, one at a time."""
    titles = {summary.doc_id: summary.title for summary in catalog.summaries()}
    for doc_id, text in catalog.texts():
        yield Stored(doc_id, text, titles.get(doc_id, doc_id))


@dataclass(frozen=True, slots=True)
class _Letters:
    """The letters and digits of a text, folded, and where each came from.

    `starts[i]` is the index in `letters` of the first letter after the i-th gap, `shifts[i]` how far the original is
    ahead of it there.
    """

    original: str
    letters: str
    starts: tuple[int, ...]
    shifts: tuple[int, ...]

    def position(self, index: int) -> int:
        """The offset in the original of letter `index`."""
        return index + self.shifts[bisect.bisect_right(self.starts, index) - 1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original span of `letters[start:end]`; an empty one stands right after the letter before it."""
        if start == end:
            here = self.position(start - 1) + 1 if start else 0
            return here, here
        return self.position(start), self.position(end - 1) + 1


# Signs that change a value stay: % ‰, and what stands between two digits, as one of . and -, because 3.5 is not 35,
# 2-3 is not 23, and two cells of a table are not one number. The comma in 1,000 and the spaces in 2 0 2 1 go.
_GAP = re.compile(r"[^\w%‰]+|_+")
_THOUSANDS = re.compile(r"\D*\d{1,3}\s*,\s*\d{3}\D?")
_SPACED = re.compile(r"\D?\d\s+\d\D?")
_ELLIPSIS = re.compile(r"…+|⋯+|\.{3,}|。{3,}|\[…+\]|［…+］")
_OUTER_MARKS = "“”\"'‘’「」『』《》 \t\r\n\u3000"


def _kept(folded: str, gap: re.Match[str]) -> str:
    """What stays of a gap: nothing, or the sign between two digits."""
    start, end = gap.span()
    if not (start > 0 and end < len(folded) and folded[start - 1].isdigit() and folded[end].isdigit()):
        return ""
    sign = gap.group().strip()
    if sign == ".":
        return "."
    if sign == "," and _THOUSANDS.fullmatch(folded[max(0, start - 4) : end + 4]):
        return ""
    return "-" if sign or "\n" in gap.group() or not _SPACED.fullmatch(folded[max(0, start - 2) : end + 2]) else ""


def _reduce(folded: str) -> str:
    """The letters only; `_letters` says where they stand."""
    return _GAP.sub(lambda gap: _kept(folded, gap), folded)


def _letters(original: str, folded: str) -> _Letters:
    """The letters of a text and the way back to it."""
    parts, starts, shifts = [], [0], [0]
    length = last = 0
    for gap in _GAP.finditer(folded):
        kept = _kept(folded, gap)
        parts += [folded[last : gap.start()], kept]
        if kept:  # the sign stands for the first character of the gap
            starts.append(length + gap.start() - last)
            shifts.append(gap.start() - starts[-1])
        length += gap.start() - last + len(kept)
        last = gap.end()
        starts.append(length)
        shifts.append(last - length)
    parts.append(folded[last:])
    return _Letters(original, "".join(parts), tuple(starts), tuple(shifts))


def verify(quote: str, documents: Iterable[Quotable], *, limit: int = MATCHES) -> tuple[QuoteMatch, ...]:
    """Where `quote` stands in the documents, best first; empty when it was not found.

    Exact places, and those that agree but for script, width, case, punctuation and spacing, are all reported (up to
    five in a document); near ones only where no document holds the quotation, the best in each document. Of a
    quotation with …… each part is looked for, in order, within `ELLIPSIS_REACH` characters.

    Args:
        quote: the words, with or without quotation marks around them.
        documents: read once; `folded` is used where a document has it, which saves half of the time.
        limit: at most so many matches.

    Raises:
        QueryError: nothing but punctuation, or more than `QUOTE_LIMIT` characters.
    """
    wanted = _wanted(quote)
    agreeing: list[QuoteMatch] = []
    near: list[QuoteMatch] = []
    for document in documents:
        folded = getattr(document, "folded", None) or fold(document.text)
        reduced = _reduce(folded)
        agreeing += _agreeing(wanted, document, folded, reduced)
        if not agreeing and (match := _near(wanted[0], document, folded, reduced)):
            near.append(match)
    order = list(Agreement)
    ranked = sorted(agreeing or near, key=lambda m: (order.index(m.agreement), -m.similarity))
    return tuple(ranked[:limit])


def differences_text(match: QuoteMatch) -> str:
    """The differences of a match in English, one per line, for the command line; empty for none."""
    wording = {
        DifferenceKind.INSERT: "{span}: the quotation adds {quoted!r}",
        DifferenceKind.DELETE: "{span}: the quotation leaves out {found!r}",
        DifferenceKind.REPLACE: "{span}: the text has {found!r}, the quotation {quoted!r}",
        DifferenceKind.ELLIPSIS: "{span}: {quoted!r} stands for {length} characters",
    }
    lines = (
        wording[d.kind].format(
            span=f"{d.text_span[0]}-{d.text_span[1]}", quoted=d.quoted, found=d.found, length=len(d.found)
        )
        + (" (a number)" if d.in_number else "")
        for d in match.differences
    )
    return "\n".join(lines)


def _wanted(quote: str) -> list[_Letters]:
    """The quotation as a whole, then its parts where …… divides it into several.

    The parts keep the offsets of the whole: their original is the quotation with everything else blanked out.
    """
    whole = _letters(quote, fold(quote))
    if not whole.letters:
        problem = QueryProblem.NO_TERMS if quote.strip() else QueryProblem.EMPTY
        raise QueryError(problem, len(quote), QUOTE_LIMIT)
    if len(quote) > QUOTE_LIMIT:
        raise QueryError(QueryProblem.TOO_LONG, len(quote), QUOTE_LIMIT)
    cuts = [0, *(i for gap in _ELLIPSIS.finditer(quote) for i in gap.span()), len(quote)]
    spans = list(zip(cuts[::2], cuts[1::2], strict=True))
    parts = [_part(quote, start, end) for start, end in spans]
    parts = [part for part in parts if part.letters]
    return [whole, *parts] if len(parts) > 1 else [whole]


def _part(quote: str, start: int, end: int) -> _Letters:
    blanked = " " * start + quote[start:end] + " " * (len(quote) - end)
    return _letters(blanked, fold(blanked))


def _agreeing(wanted: list[_Letters], document: Quotable, folded: str, reduced: str) -> list[QuoteMatch]:
    """All places where the quotation stands, or its parts in order."""
    whole, *parts = wanted
    if whole.letters in reduced:
        text = _letters(document.text, folded)
        places = _occurrences(whole.letters, text.letters)
        return [_agreement(whole, document, text.span(at, at + len(whole.letters))) for at in places]
    if parts and all(part.letters in reduced for part in parts):
        match = _elided(parts, document, _letters(document.text, folded))
        return [match] if match else []
    return []


def _occurrences(needle: str, letters: str) -> list[int]:
    """Where `needle` begins, not inside a longer number, up to the limit."""
    places: list[int] = []
    at = letters.find(needle)
    while at >= 0 and len(places) < EXACT_PER_DOCUMENT:
        if not _splits_number(letters, at) and not _splits_number(letters, at + len(needle)):
            places.append(at)
        at = letters.find(needle, at + 1)
    return places


def _splits_number(letters: str, at: int) -> bool:
    """Whether `at` lies inside a number; a point among the letters always stands between two digits."""
    return 0 < at < len(letters) and _is_number(letters[at - 1 : at + 1])


def _agreement(wanted: _Letters, document: Quotable, span: tuple[int, int]) -> QuoteMatch:
    """The match at `span`, widened to the punctuation that the quotation has at its ends."""
    text, quote = document.text, wanted.original
    first, last = wanted.span(0, len(wanted.letters))
    lead = _ending(text[: span[0]], quote[:first])
    trail = _ending(text[span[1] :][::-1], quote[last:][::-1])[::-1]
    start = span[0] - len(lead) if text[: span[0]].endswith(lead) else span[0]
    end = span[1] + len(trail) if text.startswith(trail, span[1]) else span[1]
    quoted_from = first - len(lead)
    quoted, found = quote[quoted_from : last + len(trail)], text[start:end]
    exact = quoted == found
    return QuoteMatch(
        document.doc_id,
        document.title,
        Agreement.EXACT if exact else Agreement.SCRIPT_OR_PUNCTUATION,
        start,
        end,
        found,
        1.0,
        () if exact else _punctuation(quoted, quoted_from, found, start),
    )


def _ending(text: str, marks: str) -> str:
    """What of `marks`, which stand before the quotation's first letter, is part of the quotation.

    All of them where the text has them too, else those that are no quotation marks around the whole.
    """
    whole = marks.lstrip()
    return whole if text.endswith(whole) else marks.lstrip(_OUTER_MARKS)


def _punctuation(quoted: str, quoted_from: int, found: str, start: int) -> tuple[Difference, ...]:
    """What differs beyond script, width, case and spacing."""
    edits = Levenshtein.opcodes(fold(found), fold(quoted))
    differences = (
        _difference((op.dest_start + quoted_from, op.dest_end + quoted_from), quoted[op.dest_start : op.dest_end],
                    (op.src_start + start, op.src_end + start), found[op.src_start : op.src_end])
        for op in edits
        if op.tag != "equal"
    )  # fmt: skip
    return tuple(d for d in differences if d.quoted.strip() or d.found.strip())


def _difference(quote_span: tuple[int, int], quoted: str, text_span: tuple[int, int], found: str) -> Difference:
    one_sided = DifferenceKind.INSERT if quoted else DifferenceKind.DELETE
    kind = DifferenceKind.REPLACE if quoted and found else one_sided
    return Difference(kind, quote_span, text_span, quoted, found)


def _elided(parts: list[_Letters], document: Quotable, text: _Letters) -> QuoteMatch | None:
    """The parts in order, each within reach of the one before, from the first start that works."""
    for at in _occurrences(parts[0].letters, text.letters):
        ends = [(at, at + len(parts[0].letters))]
        for part in parts[1:]:
            here = text.letters.find(part.letters, ends[-1][1], ends[-1][1] + ELLIPSIS_REACH + len(part.letters))
            if here < 0:
                break
            ends.append((here, here + len(part.letters)))
        if len(ends) == len(parts):
            spans = [text.span(*span) for span in ends]
            matches = [_agreement(part, document, span) for part, span in zip(parts, spans, strict=True)]
            return _joined(matches, parts, document)
    return None


def _joined(matches: list[QuoteMatch], parts: list[_Letters], document: Quotable) -> QuoteMatch:
    """One match from the first part to the last, with what …… stands for among the differences."""
    left_out = []
    for (before, part), (after, following) in pairwise(zip(matches, parts, strict=True)):
        quoted = part.span(0, len(part.letters))[1], following.span(0, len(following.letters))[0]
        found = document.text[before.end : after.start]
        left_out.append(
            Difference(DifferenceKind.ELLIPSIS, quoted, (before.end, after.start), "……", found),
        )
    start, end = matches[0].start, matches[-1].end
    exact = all(match.agreement is Agreement.EXACT for match in matches)
    differences = sorted([d for m in matches for d in m.differences] + left_out, key=lambda d: d.text_span)
    return replace(
        matches[0],
        agreement=Agreement.EXACT if exact else Agreement.SCRIPT_OR_PUNCTUATION,
        end=end,
        found=document.text[start:end],
        differences=tuple(differences),
    )


def _near(wanted: _Letters, document: Quotable, folded: str, reduced: str) -> QuoteMatch | None:
    """The most similar stretch of the document, if it is similar enough."""
    needle = wanted.letters
    if len(needle) < NEAR_MINIMUM:
        return None
    best: tuple[float, int, int] | None = None
    for start, end in _windows(needle, reduced):
        found = _closest(needle, reduced[start:end])
        if found and (best is None or found[0] > best[0]):
            best = found[0], start + found[1], start + found[2]
    if best is None:
        return None
    text = _letters(document.text, folded)
    start, end = _to_whole_numbers(reduced, best[1], best[2])
    similarity = _similarity(needle, reduced[start:end])
    if similarity < NEAR_SIMILARITY:
        return None
    first, last = text.span(start, end)
    return QuoteMatch(
        document.doc_id,
        document.title,
        Agreement.NEAR,
        first,
        last,
        document.text[first:last],
        similarity,
        _differences(wanted, text, start, end),
    )


def _windows(needle: str, reduced: str) -> Iterator[tuple[int, int]]:
    """Stretches that can hold the quotation with as many edits as are allowed.

    n edits leave one of n + 1 pieces whole, so the quotation can only be where a piece is.
    """
    edits = int(len(needle) * (1 - NEAR_SIMILARITY) / NEAR_SIMILARITY)
    pieces = min(edits + 1, _PIECES)
    cuts = [len(needle) * i // pieces for i in range(pieces + 1)]
    starts: set[int] = set()
    for offset, end in pairwise(cuts):
        at = reduced.find(needle[offset:end])
        while at >= 0 and len(starts) < _WINDOWS:
            starts.add(max(0, at - offset))
            at = reduced.find(needle[offset:end], at + 1)
    seen = -1
    for start in sorted(starts):
        if start > seen:  # one window takes in all starts that a few edits can shift
            seen = start + edits
            yield max(0, start - edits), start + len(needle) + 2 * edits


def _closest(needle: str, window: str) -> tuple[float, int, int] | None:
    """The stretch of `window` with the fewest edits to `needle`: (similarity, start, end), or None below the limit.

    The best window of equal length comes first, then its ends move one after the other to where edits are fewest; of
    ends with as many edits, to the more similar stretch: what the quotation leaves out explains more than what it adds.
    """
    place = fuzz.partial_ratio_alignment(needle, window, score_cutoff=100 * (2 * NEAR_SIMILARITY - 1))
    if place is None:
        return None
    reach = int(len(needle) * (1 - NEAR_SIMILARITY)) + 1
    start, end = (place.dest_start, place.dest_end) if len(window) > len(needle) else (0, len(window))

    def cost(at: int, to: int) -> tuple[int, int]:
        return Levenshtein.distance(needle, window[at:to]), -max(len(needle), to - at)

    end = _best(range(max(start + 1, end - reach), min(len(window), end + reach) + 1), lambda to: cost(start, to))
    start = _best(range(max(0, start - reach), min(end, start + reach + 1)), lambda at: cost(at, end))
    end = _best(range(max(start + 1, end - reach), min(len(window), end + reach) + 1), lambda to: cost(start, to))
    similarity = _similarity(needle, window[start:end])
    return (similarity, start, end) if similarity >= NEAR_SIMILARITY else None


def _similarity(quoted: str, found: str) -> float:
    """1 - edits / letters of the longer side."""
    return 1 - Levenshtein.distance(quoted, found) / max(len(quoted), len(found))


def _to_whole_numbers(letters: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to the numbers that it cuts, so that 45 is not found in 245 without saying so."""
    while _splits_number(letters, start):
        start -= 1
    while _splits_number(letters, end):
        end += 1
    return start, end


def _best(candidates: range, cost: Callable[[int], tuple[int, int]]) -> int:
    """The candidate with the lowest cost; of several, the one nearest to the middle of the range."""
    middle = (candidates.start + candidates.stop - 1) / 2
    return min(candidates, key=lambda at: (cost(at), abs(at - middle)))


def _differences(wanted: _Letters, text: _Letters, start: int, end: int) -> tuple[Difference, ...]:
    """What differs between the quotation and `text.letters[start:end]`, whole numbers at a time."""
    found = text.letters[start:end]
    changes = [
        (op.dest_start, op.dest_end, op.src_start, op.src_end)
        for op in Levenshtein.opcodes(found, wanted.letters)
        if op.tag != "equal"
    ]
    result = []
    for a, b, c, d in _whole_numbers(changes, wanted.letters, found):
        quote_span = wanted.span(a, b)
        text_span = text.span(start + c, start + d)
        quoted, said = wanted.original[slice(*quote_span)], text.original[slice(*text_span)]
        result.append(_difference(quote_span, quoted, text_span, said))
    return tuple(result)


def _is_number(chars: str) -> bool:
    return all(char == "." or char.isdigit() for char in chars)


_Change = tuple[int, int, int, int]


def _whole_numbers(changes: list[_Change], quoted: str, found: str) -> list[_Change]:
    """Changes inside numbers widened to the numbers, so that 245 against 254 is one change."""
    merged: list[_Change] = []
    for change in changes:
        a, b, c, d = change
        if any(char.isdigit() or char in ".-%‰" for char in quoted[a:b] + found[c:d]):
            while a and c and _is_number(quoted[a - 1] + found[c - 1]):
                a, c = a - 1, c - 1
            while b < len(quoted) and d < len(found) and _is_number(quoted[b] + found[d]):
                b, d = b + 1, d + 1
        if merged and (a < merged[-1][1] or c < merged[-1][3]):
            before = merged.pop()
            a, c, b, d = before[0], before[2], max(b, before[1]), max(d, before[3])
        merged.append((a, b, c, d))
    return merged
