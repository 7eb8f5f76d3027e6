"""Text to terms, for documents and queries alike: words and character bigrams in one stream.

Words carry meaning, bigrams survive a wrong segmentation; together they beat either alone on every labelled set
(docs/decisions.md). Runs of Latin letters and digits are one term each.
"""

from __future__ import annotations

import re

import rjieba

from corpus.script import fold

ANALYZER_VERSION = "words+bigrams/1"

_CHINESE = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd〇]+"
# A number such as 3.1416 or 1.2.3.4; so many groups at most, because 1.1.1… would be one term as long as the text.
_RUNS = re.compile(_CHINESE + r"|[a-z0-9]{1,64}(?:\.[0-9]{1,20})?(?:\.[0-9]{1,4}){0,7}")


def _is_latin(run: str) -> bool:
    return run[0] < "\u3000"


def terms_of_folded(folded: str) -> list[str]:
    """The terms of text that is folded already, in order, repetitions included.

    Words of Chinese runs (search-mode segmentation, which also yields the words inside long words), then all their
    character bigrams, so that a word of two characters counts twice; and Latin or digit runs of at most 64 characters,
    with the groups of digits that follow after dots (120 characters in all).
    """
    terms: list[str] = []
    for run in _RUNS.findall(folded):
        if _is_latin(run):
            terms.append(run)
            continue
        words = rjieba.cut_for_search(run)
        terms.extend(words)
        terms.extend(run[i : i + 2] for i in range(len(run) - 1))
    return terms


def analyze(text: str) -> list[str]:
    """The terms of `text` as written, in either script."""
    return terms_of_folded(fold(text))


def has_terms(text: str) -> bool:
    """Whether anything in `text` can be searched for."""
    return _RUNS.search(fold(text)) is not None
