"""Words that mean the same: the lists that come with the product, and a person's own in the home directory.

One group a line: `a = b = c` finds each for any other, `a => b = c` finds b and c for a and not the other way round.
In the list of everyday words and in a person's own, b is then also how texts put what a says, for search by meaning.
A line that begins with `-` takes back the pairs of its group, `- a = b`, or all of a word, `- a`. Comments begin with
#. The signs may be those of a Chinese keyboard as well: ＝, ＝＞, →.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import rjieba

from corpus.script import fold
from indexing.wordlists import WordListError, entries, stamp

SYNONYMS = Path(__file__).parent / "synonyms.txt"
EVERYDAY = Path(__file__).parent / "everyday.txt"
BUNDLED = (SYNONYMS, EVERYDAY)
_LATIN = re.compile(r"[a-z0-9]")
_NUMERAL = re.compile(r"[〇零一二三四五六七八九十百千万]")
_SIGNS = str.maketrans({"＝": "=", "＞": ">", "→": "=>", "⇒": "=>"})
_ARROW = re.compile("=[>》]")  # the key of > is that of 》
_BACK = ("-", "－")
_LONGEST_OFFICIAL = 12  # characters


@dataclass(frozen=True, slots=True)
class Alternatives:
    """A `word` of the question, folded, at `[start, end)`, and what else is looked for because of it, as listed.

    With `number` it is a number or a day, and the others are other forms of it (search.quantities). `formal` is how
    texts put it, where the list leads from the word to that and not back.
    """

    word: str
    start: int
    end: int
    also: tuple[str, ...]
    number: bool = False
    formal: str | None = None


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Which words stand for which: `also` by folded word. Longer words win over shorter ones inside them.

    `formal` has the first of those that `=>` leads to, for the words that it leads from. Those of `whole` count only as
    whole words, and not inside one of the `official` terms, by their first two characters: 神药 is not in 精神药品, and
    who writes 停车泊位 needs no other word for 泊位.
    """

    also: MappingProxyType[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    beginnings: MappingProxyType[str, tuple[int, ...]] = field(default_factory=lambda: MappingProxyType({}))
    formal: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    whole: frozenset[str] = frozenset()
    official: MappingProxyType[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def found_in(self, folded: str) -> tuple[Alternatives, ...]:
        """The words of the list that stand in `folded`, in order, without overlaps, each once.

        A word of two characters must not join the end of one word to the beginning of the next (机车 is not in
        司机车辆), a Latin one must stand alone, and one that begins with a numeral not behind another (一楼 is not in
        十一楼).
        """
        found: dict[str, Alternatives] = {}
        edges: frozenset[int] | None = None
        position = 0
        while position < len(folded) - 1:
            end = 0
            for length in self.beginnings.get(folded[position : position + 2], ()):
                word = folded[position : position + length]
                if word not in self.also or len(word) < length:
                    continue
                if edges is None and (length == 2 or word in self.whole):
                    edges = _edges(folded)
                span = position, position + length
                if _stands(folded, *span, edges) and (word not in self.whole or self._alone(folded, span, edges)):
                    end = position + length
                    one = Alternatives(word, position, end, self.also[word], formal=self.formal.get(word))
                    found.setdefault(word, one)
                    break
            position = end or position + 1
        return tuple(found.values())

    def _alone(self, folded: str, span: tuple[int, int], edges: frozenset[int] | None) -> bool:
        """Whether `span` is made of whole words, by segmentation, and is no part of an official term."""
        start, end = span
        if edges is not None and not {start, end} <= edges:
            return False
        begins = range(max(0, start - _LONGEST_OFFICIAL), start + 1)
        terms = ((at, term) for at in begins for term in self.official.get(folded[at : at + 2], ()))
        return not any(at + len(term) >= end and folded.startswith(term, at) for at, term in terms)


def _edges(folded: str) -> frozenset[int]:
    """Where words begin and end by segmentation."""
    return frozenset(accumulate(map(len, rjieba.cut(folded)), initial=0))


def _stands(folded: str, start: int, end: int, edges: frozenset[int] | None) -> bool:
    if any(kind.match(folded[start]) and kind.match(folded[start - 1 : start]) for kind in (_LATIN, _NUMERAL)):
        return False
    if _LATIN.match(folded[end - 1]) and _LATIN.match(folded[end : end + 1]):
        return False
    return end - start > 2 or edges is None or start + 1 not in edges or {start, end} <= edges


def synonyms_at(path: Path) -> Synonyms:
    """The bundled synonyms changed by the list at `path`, if there is one; read again only when a file has changed.

    Raises:
        WordListError: a list cannot be read, or a line of it makes no group.
    """
    return _load(path, stamp(path), *map(stamp, BUNDLED))


@functools.lru_cache(maxsize=8)
def _load(path: Path, *_stamps: tuple[int, int]) -> Synonyms:
    return read_synonyms([*BUNDLED, path])


def read_synonyms(paths: Iterable[Path]) -> Synonyms:
    """The synonyms of several lists, later ones adding to earlier ones or taking back from them."""
    pairs: dict[str, dict[str, _Other]] = {}
    everyday: list[tuple[list[str], list[str]]] = []
    for place, path in enumerate(paths):
        for number, entry in entries(path):
            said = _take_in(pairs, path, number, entry, None if path == SYNONYMS else place)
            everyday += [said] if path == EVERYDAY else []
    whole = frozenset(word for words, _ in everyday for word in words)
    return _compiled(pairs, whole, {term for _, terms in everyday for term in terms})


class _Other(NamedTuple):
    """A word that stands for another, as listed; `place` is that of the list where it is how texts put the other."""

    word: str
    place: int | None


def _take_in(
    pairs: dict[str, dict[str, _Other]], path: Path, number: int, entry: str, place: int | None
) -> tuple[list[str], list[str]]:
    """Add the pairs of one line, or take them back; what stands on its two sides, folded."""
    back = entry.startswith(_BACK)
    signs = _ARROW.sub("=>", entry.lstrip("".join(_BACK)).translate(_SIGNS))
    left, arrow, right = signs.partition("=>")
    if "=>" in right:
        raise WordListError(path, number, "=> stands there twice: write one direction a line")
    sources = _members(path, number, left)
    targets = _members(path, number, right) if arrow else sources
    if back and not arrow and len(sources) == 1:
        pairs.pop(sources[0][0], None)
    elif not arrow and len(sources) < 2:
        raise WordListError(path, number, "a group needs two words at least: write a = b, or a => b for one direction")
    for key, _ in sources:
        for value, target in targets:
            if key == value:
                continue
            if back:
                pairs.get(key, {}).pop(value, None)
            else:
                known = pairs.setdefault(key, {}).get(value, _Other(target, None))
                pairs[key][value] = _Other(known.word, place) if arrow and place is not None else known
    return [word for word, _ in sources], [word for word, _ in targets]


def _members(path: Path, number: int, group: str) -> list[tuple[str, str]]:
    """The words of a group, each folded and as listed."""
    listed = [member.strip() for member in group.split("=")]
    wrong = next((member for member in listed if sum(map(str.isalnum, member)) < 2), None)
    if wrong is not None:
        raise WordListError(path, number, f"{wrong!r} is no word: write words of two characters or more between =")
    # Folded together: thousands of words, one by one, are a tenth of a second at every start.
    folded = fold("\n".join(listed)).split("\n")
    return list(zip(folded, listed, strict=True))


def _compiled(pairs: dict[str, dict[str, _Other]], whole: frozenset[str], official: Iterable[str]) -> Synonyms:
    also = {word: tuple(other.word for other in others.values()) for word, others in pairs.items() if others}
    formal = {}
    for word, others in pairs.items():
        ways = [(other.place, other.word) for other in others.values() if other.place is not None]
        if ways:  # the first of the last list: a person's own comes last
            formal[word] = max(ways, key=lambda way: way[0])[1]
    lengths: dict[str, set[int]] = {}
    for word in also:
        lengths.setdefault(word[:2], set()).add(len(word))
    beginnings = {start: tuple(sorted(some, reverse=True)) for start, some in lengths.items()}
    terms: dict[str, list[str]] = {}
    for term in sorted(set(official)):
        terms.setdefault(term[:2], []).append(term)
    return Synonyms(
        also=MappingProxyType(also),
        beginnings=MappingProxyType(beginnings),
        formal=MappingProxyType(formal),
        whole=whole,
        official=MappingProxyType({start: tuple(some) for start, some in terms.items()}),
    )
