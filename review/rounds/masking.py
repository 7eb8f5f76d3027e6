"""Blind review: names of people, units and places in a text, each shown as a token instead.

A help, not a guarantee: what it misses is said in `review.rounds.recognition`. The chair looks at the table of names
and adds what is missing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.script import fold
from review.model import Text
from review.rounds.names import Given, NameKind
from review.rounds.recognition.people import contacts, people
from review.rounds.recognition.places import known_regions, made_like_places
from review.rounds.recognition.units import labelled, offices
from review.rounds.recognition.words import Found, everywhere, words_of

__all__ = ["Given", "Masks", "Name", "NameKind", "Piece", "Span", "masks_of"]

Span = tuple[int, int]
Piece = tuple[str, int, int]
"""What is shown, and the span `[start, end)` of the original that it stands for."""

_CALLED = {
    NameKind.PERSON: "人名",
    NameKind.UNIT: "单位",
    NameKind.PLACE: "地名",
    NameKind.CONTACT: "联系方式",
}
_FICTION = re.compile(r"\((?:虚构|示例)\)|\s+")
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its token (〔单位1〕); `forms` are its spellings in the text and title, `spans` where they stand.

    `given`: the chair added it. A name that stands in the title only has no spans.
    """

    kind: NameKind
    token: str
    forms: tuple[str, ...]
    spans: tuple[Span, ...]
    given: bool = False


@dataclass(frozen=True, slots=True)
class Masks:
    """The names of a text, in the order of their tokens, and the text without them."""

    text: Text
    names: tuple[Name, ...]
    _spans: tuple[tuple[int, int, str], ...] = field(default=(), repr=False)

    @property
    def people(self) -> tuple[Name, ...]:
        """Those of people."""
        return self._of(NameKind.PERSON)

    @property
    def units(self) -> tuple[Name, ...]:
        """Those of units."""
        return self._of(NameKind.UNIT)

    @property
    def places(self) -> tuple[Name, ...]:
        """Those of places."""
        return self._of(NameKind.PLACE)

    @property
    def contacts(self) -> tuple[Name, ...]:
        """Telephone numbers and e-mail addresses."""
        return self._of(NameKind.CONTACT)

    def masked(self, start: int = 0, end: int | None = None) -> str:
        """`text[start:end]` with tokens for names; of one that is cut by an end, nothing is shown either."""
        return "".join(shown for shown, _, _ in self.pieces(start, end))

    def pieces(self, start: int = 0, end: int | None = None) -> tuple[Piece, ...]:
        """The same in pieces, in order and without gaps: what is shown, and the span that it stands for."""
        return tuple(self._pieces(start, len(self.text.document.text) if end is None else end))

    def masked_words(self, words: str) -> str:
        """Other words about the text (its title, a heading, a file name) with the same tokens."""
        forms = {fold(form): name.token for name in self.names for form in name.forms}
        if not forms:
            return words
        longest = sorted(forms, key=lambda form: (-len(form), form))
        folded, shown, at = fold(words), [], 0
        for match in re.finditer("|".join(map(re.escape, longest)), folded):
            shown += [words[at : match.start()], forms[match.group()]]
            at = match.end()
        return "".join([*shown, words[at:]])

    def _of(self, kind: NameKind) -> tuple[Name, ...]:
        return tuple(one for one in self.names if one.kind is kind)

    def _pieces(self, start: int, end: int) -> Iterator[Piece]:
        whole, at = self.text.document.text, start
        first = max(bisect_right(self._spans, start, key=lambda span: span[0]) - 1, 0)
        for begin, stop, token in self._spans[first:]:
            if begin >= end:
                break
            if stop <= at:
                continue
            if begin > at:
                yield whole[at:begin], at, begin
            yield token, max(begin, at), min(stop, end)
            at = min(stop, end)
        if at < end:
            yield whole[at:end], at, end


def masks_of(text: Text, given: Sequence[Given] = ()) -> Masks:
    """The names in a text and its title. The same name has the same token, also in its short form.

    What the chair said of a name (`given`) goes before what is recognised.
    """
    document = text.document
    length = len(document.text)
    folded = f"{document.folded}\n{fold(document.title)}"
    found = _without(_recognised(text, folded), given)
    added = {fold(one.name): one.kind for one in given if one.kind is not None}
    mine = [Found(kind, name, at, at + len(name)) for name, kind in added.items() for at in everywhere(folded, name)]
    chosen = _apart(mine, found)
    return _named(text, folded, length, chosen, frozenset(added))


def _recognised(text: Text, folded: str) -> list[Found]:
    words = words_of(folded)
    places = list(known_regions(words))
    places += made_like_places(words, places)
    places = _longest(places)
    return [
        *places,
        *offices(words, places),
        *labelled(words, places),
        *_of_metadata(text, folded, "issuer"),
        *people(words),
        *_of_metadata(text, folded, "author"),
        *contacts(folded),
    ]


def _of_metadata(text: Text, folded: str, field_name: str) -> Iterator[Found]:
    """Where the issuers or the authors of the document are named."""
    value = text.document.metadata.get(field_name) or ""
    for part in value.split("、"):
        name = _FICTION.sub("", fold(part))
        if len(name) < _SHORTEST:
            continue
        person = field_name == "author" and len(name) <= 3
        kind = NameKind.PERSON if person else NameKind.UNIT
        yield from (Found(kind, name, at, at + len(name)) for at in everywhere(folded, name))


def _without(found: Iterable[Found], given: Sequence[Given]) -> list[Found]:
    """What was recognised, without names that the chair took away or gave another kind."""
    said = {fold(one.name) for one in given}
    return [one for one in found if one.key not in said]


def _longest(found: Iterable[Found]) -> list[Found]:
    """Of those that overlap, the one that begins first, and of these the longest."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _apart(first: Iterable[Found], others: Iterable[Found]) -> list[Found]:
    """What does not overlap: all of `first`, of `others` what is longest."""
    kept = _longest(first)
    taken = {at for one in kept for at in range(one.start, one.end)}
    for one in sorted(others, key=lambda one: (one.start - one.end, one.start)):
        span = range(one.start, one.end)
        if taken.isdisjoint(span):
            kept.append(one)
            taken.update(span)
    return sorted(kept, key=lambda one: one.start)


def _named(text: Text, folded: str, length: int, found: Sequence[Found], given: frozenset[str]) -> Masks:
    """The names with their tokens, numbered as they come."""
    numbers: Counter[NameKind] = Counter()
    tokens: dict[tuple[NameKind, str], str] = {}
    spans: dict[tuple[NameKind, str], list[Span]] = {}
    forms: dict[tuple[NameKind, str], dict[str, None]] = {}
    whole = f"{text.document.text}\n{text.document.title}"
    for one in found:
        key = (one.kind, one.key)
        if key not in tokens:
            numbers[one.kind] += 1
            tokens[key] = f"〔{_CALLED[one.kind]}{numbers[one.kind]}〕"
        forms.setdefault(key, {})[whole[one.start : one.end]] = None
        spans.setdefault(key, [])
        if one.end <= length:
            spans[key].append((one.start, one.end))
    names = tuple(
        Name(kind, token, tuple(forms[kind, name]), tuple(spans[kind, name]), name in given)
        for (kind, name), token in tokens.items()
    )
    places = sorted((start, end, one.token) for one in names for start, end in one.spans)
    return Masks(text, names, tuple(places))
