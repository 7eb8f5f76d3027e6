"""Words that mean the same: the lists that come with the product, and a person's own in the home directory.

One group a line: `a = b = c` finds each for any other, `a => b = c` finds b and c for a and not the other way round;
then b is also how texts put what a says, for search by meaning.
A line that begins with `-` takes back the pairs of its group: `- a = b`. Comments begin with #. The signs may be those
of a Chinese keyboard as well: ＝, ＝＞, →.
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

    `formal` has the first of those that `=>` leads to, for the words that it leads from.
    """

    also: MappingProxyType[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    beginnings: MappingProxyType[str, tuple[int, ...]] = field(default_factory=lambda: MappingProxyType({}))
    formal: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))

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
                if length == 2 and edges is None:
                    edges = _edges(folded)
                if _stands(folded, position, position + length, edges):
                    end = position + length
                    one = Alternatives(word, position, end, self.also[word], formal=self.formal.get(word))
                    found.setdefault(word, one)
                    break
            position = end or position + 1
        return tuple(found.values())


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
    for path in paths:
        for number, entry in entries(path):
            _take_in(pairs, path, number, entry)
    return _compiled(pairs)


class _Other(NamedTuple):
    """A word that stands for another, as listed, and whether only that way round."""

    word: str
    one_way: bool


def _take_in(pairs: dict[str, dict[str, _Other]], path: Path, number: int, entry: str) -> None:
    """Add the pairs of one line, or take them back."""
    back = entry.startswith(_BACK)
    signs = _ARROW.sub("=>", entry.lstrip("".join(_BACK)).translate(_SIGNS))
    left, arrow, right = signs.partition("=>")
    if "=>" in right:
        raise WordListError(path, number, "=> stands there twice: write one direction a line")
    sources = _members(path, number, left)
    targets = _members(path, number, right) if arrow else sources
    if not arrow and len(sources) < 2:
        raise WordListError(path, number, "a group needs two words at least: write a = b, or a => b for one direction")
    for key, _ in sources:
        for value, target in targets:
            if key == value:
                continue
            if back:
                pairs.get(key, {}).pop(value, None)
            else:
                pairs.setdefault(key, {}).setdefault(value, _Other(target, bool(arrow)))


def _members(path: Path, number: int, group: str) -> list[tuple[str, str]]:
    """The words of a group, each folded and as listed."""
    listed = [member.strip() for member in group.split("=")]
    wrong = next((member for member in listed if sum(map(str.isalnum, member)) < 2), None)
    if wrong is not None:
        raise WordListError(path, number, f"{wrong!r} is no word: write words of two characters or more between =")
    # Folded together: thousands of words, one by one, are a tenth of a second at every start.
    folded = fold("\n".join(listed)).split("\n")
    return list(zip(folded, listed, strict=True))


def _compiled(pairs: dict[str, dict[str, _Other]]) -> Synonyms:
    also = {word: tuple(other.word for other in others.values()) for word, others in pairs.items() if others}
    ways = {word: [other.word for other in others.values() if other.one_way] for word, others in pairs.items()}
    formal = {word: some[0] for word, some in ways.items() if some}
    lengths: dict[str, set[int]] = {}
    for word in also:
        lengths.setdefault(word[:2], set()).add(len(word))
    beginnings = {start: tuple(sorted(some, reverse=True)) for start, some in lengths.items()}
    return Synonyms(MappingProxyType(also), MappingProxyType(beginnings), MappingProxyType(formal))
