"""The words of a text, tagged by jieba (rjieba): the tags n, v, a, d, p, c, r, u… are those of ICTCLAS."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import rjieba

from review.claims.model import Span
from review.claims.vocabulary import ACTIVITIES, AFTER_SKIP, NOMINAL, PLACES, QUANTITIES, REALLY_NOUNS, STOP_NOUNS

_NO_SUBJECT = frozenset(
    ["其中", "此外", "同时", "目前", "截至", "一是", "二是", "三是", "四是", "平均", "每年", "每月"]
)
_TAGS = ("n", "j", "l", "b", "s", "f", "vn", "eng", "nz")
_LINE = re.compile(r"[,;。]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word at `[start, end)`, tagged."""

    start: int
    end: int
    text: str
    tag: str

    @property
    def nominal(self) -> bool:
        """Whether it can stand in a noun phrase."""
        return (self.tag.startswith(NOMINAL) or self.text in ACTIVITIES or self.text in REALLY_NOUNS) and not (
            self.text in STOP_NOUNS or self.text.startswith(("全面", "深入", "大力"))
        )


def words(folded: str, start: int, end: int, times: Sequence[Span] = ()) -> list[Word]:
    """The tagged words of `[start, end)`; each of the `times` in it is one word."""
    found: list[Word] = []
    for left, right in times:
        if left >= start and right <= end:
            found += _tagged(folded, start, left)
            found.append(Word(left, right, folded[left:right], "tx"))
            start = right
    return found + _tagged(folded, start, end)


def _tagged(folded: str, at: int, end: int) -> list[Word]:
    found: list[Word] = []
    for text, tag in rjieba.tag(folded[at:end]):
        if text == "比" and found and found[-1].text == "占":  # which jieba takes apart
            text, tag = "占比", "n"
            at = found.pop().start
        if len(text) == 2 and text[1] == "比" and text[0] in QUANTITIES:  # 病床|数比
            found.append(Word(at, at + 1, text[0], "n"))
            text, tag, at = "比", "p", at + 1
        if found and _becomes(found[-1], text, at):
            before = found.pop()
            found.append(Word(before.start, at + len(text), before.text + text, "n"))
        else:
            found.append(Word(at, at + len(text), text, tag))
        at += len(text)
    return found


def _becomes(before: Word, text: str, at: int) -> bool:
    """Whether a word makes a noun of the one before it: 保种|场, 审减|率."""
    if text in PLACES:
        return before.tag[0] in "nvbl" and before.end == at
    return text in QUANTITIES and before.tag[0] in "nvajbl" and before.text not in AFTER_SKIP


def subject_of(tagged: list[Word], stop: int) -> tuple[int, int] | None:
    """The first noun phrase among the words that ends before `stop` and is followed by a verb or an adverb."""
    first = last = None
    for word in tagged:
        if word.start >= stop:
            return None
        if word.tag.startswith(_TAGS) and word.text not in _NO_SUBJECT:
            first = first if first is not None and last == word.start else word.start
            last = word.end
        elif first is not None and last == word.start and word.tag.startswith(("v", "d", "p")):
            return (first, last)
        elif first is not None and word.tag.startswith(("x", "w")) and _LINE.match(word.text):
            first = last = None
    return None
