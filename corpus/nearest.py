"""Where words stand in a text that has changed since somebody noted their place."""

from __future__ import annotations


def nearest(text: str, words: str, start: int) -> int:
    """Where `words` begin, of several places the one nearest to `start`, the earlier of two; -1 for nowhere."""
    before = text.rfind(words, 0, max(start, 0) + len(words))
    after = text.find(words, max(start, 0))
    if before < 0 or after < 0:
        return max(before, after)
    return before if start - before <= after - start else after
