"""Who or what a statement is about: the first noun phrase of its sentence."""

from __future__ import annotations

import re

from review.claims.nouns import Word

_NO_SUBJECT = frozenset(
    ["其中", "此外", "同时", "目前", "截至", "一是", "二是", "三是", "四是", "平均", "每年", "每月"]
)
_TAGS = ("n", "j", "l", "b", "s", "f", "vn", "eng", "nz")
_LINE = re.compile(r"[,;。]")


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
