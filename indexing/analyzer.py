"""Text to terms, for documents and queries alike: words and character bigrams in one stream.

Words carry meaning, bigrams survive a wrong segmentation; together they beat either alone on every labelled set
(docs/decisions.md). Runs of Latin letters and digits are one term each. A person's own words (`Dictionary`) are added
wherever they stand; nothing is taken away for them, so that what was found before is still found.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import rjieba

from corpus.script import fold
from indexing.wordlists import WordListError, entries, stamp

ANALYZER_VERSION = "words+bigrams/1"
_OWN_WORDS = "+dictionary:"  # before what tells a person's own words from others

_CHINESE = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd〇]+"
# A number such as 3.1416 or 1.2.3.4; so many groups at most, because 1.1.1… would be one term as long as the text.
_RUNS = re.compile(_CHINESE + r"|[a-z0-9]{1,64}(?:\.[0-9]{1,20})?(?:\.[0-9]{1,4}){0,7}")


def _is_latin(run: str) -> bool:
    return run[0] < "\u3000"


_LONGEST_WORD = 32


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A person's own words, folded. `version` names the analyzer together with them: it changes when they do."""

    words: frozenset[str] = frozenset()
    lengths: tuple[int, ...] = ()
    version: str = ANALYZER_VERSION

    @classmethod
    def of(cls, words: Iterable[str]) -> Self:
        """The dictionary of `words` in either script."""
        folded = frozenset(fold(word) for word in words)
        if not folded:
            return cls()
        digest = hashlib.blake2b("\n".join(sorted(folded)).encode(), digest_size=6).hexdigest()
        lengths = tuple(sorted({len(word) for word in folded}))
        return cls(folded, lengths, ANALYZER_VERSION + _OWN_WORDS + digest)

    @classmethod
    def load(cls, path: Path) -> Self:
        """The dictionary at `path`: one word a line, whatever follows after a blank is left out.

        Raises:
            WordListError: it cannot be read, or a word cannot be one.
        """
        return cls.of(_word(path, number, entry) for number, entry in entries(path))

    def occurrences(self, folded: str) -> Counter[str]:
        """How often each of the words stands in `folded`, words inside longer words included."""
        return Counter(
            folded[i : i + length]
            for length in self.lengths
            for i in range(len(folded) - length + 1)
            if folded[i : i + length] in self.words
        )


NO_DICTIONARY = Dictionary()


def parted(version: str) -> tuple[str, str]:
    """The version of the analyzer and that of the dictionary, empty without one, from a `Dictionary.version`."""
    analyzer, _, dictionary = version.partition(_OWN_WORDS)
    return analyzer, dictionary


@functools.lru_cache(maxsize=8)
def _load(path: Path, _stamp: tuple[int, int]) -> Dictionary:
    return Dictionary.load(path)


def dictionary_at(path: Path) -> Dictionary:
    """The dictionary at `path`, read again only when the file has changed; see `Dictionary.load` for the errors."""
    return _load(path, stamp(path))


def _word(path: Path, number: int, entry: str) -> str:
    word = entry.split()[0]
    if not 2 <= len(word) <= _LONGEST_WORD or not word.isalnum():
        detail = f"{word[:_LONGEST_WORD]!r} cannot be a word: write 2 to {_LONGEST_WORD} letters without punctuation"
        raise WordListError(path, number, detail)
    return word


def terms_of_folded(folded: str, dictionary: Dictionary = NO_DICTIONARY) -> list[str]:
    """The terms of text that is folded already, in order, repetitions included; those of `dictionary` come last.

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
    return terms + _own_words(folded, terms, dictionary) if dictionary.words else terms


def _own_words(folded: str, terms: list[str], dictionary: Dictionary) -> list[str]:
    """What is missing of the words of `dictionary` for each to count as words do: two characters twice."""
    held = Counter(terms)
    missing: list[str] = []
    for word, count in dictionary.occurrences(folded).items():
        due = 2 * count if len(word) == 2 and not _is_latin(word) else count
        missing.extend([word] * (due - held[word]))
    return missing


def bigrams_of_folded(folded: str) -> list[str]:
    """The terms of folded text that do not depend on how it is cut into words: a text that holds it has them all.

    The bigrams of Chinese runs; where there are none, the Latin and digit runs.
    """
    runs = _RUNS.findall(folded)
    pairs = [run[i : i + 2] for run in runs if not _is_latin(run) for i in range(len(run) - 1)]
    return list(dict.fromkeys(pairs or [run for run in runs if _is_latin(run)]))


def analyze(text: str, dictionary: Dictionary = NO_DICTIONARY) -> list[str]:
    """The terms of `text` as written, in either script."""
    return terms_of_folded(fold(text), dictionary)


def has_terms(text: str) -> bool:
    """Whether anything in `text` can be searched for."""
    return _RUNS.search(fold(text)) is not None
