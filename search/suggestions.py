"""您是不是要找: words that a pinyin keyboard gives instead of those that the library uses. Only ever suggested.

A word whose characters stand side by side nowhere in the library, and that is in no dictionary, is read by its sound;
a word of the library that sounds the same is proposed.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import rjieba

from corpus.script import fold

Frequency = Callable[[str], int]
"""In how many passages a term stands."""

_RUN = re.compile(r"[\u4e00-\u9fff]+")
# They part words, and stand beside anything: no slip of the keyboard is looked for across them.
_FUNCTION = frozenset(
    "的了着过得地在是有和与及或对从到把被让给为由向以于也都就还不没很更最个这那哪谁吗呢吧啊它他她我你您们几多会能要该将其之所而但并若如何"
    "前后上下里中内外时年月日人名位次种项条家只些每各某第一二三四五六七八九十两"
)
_LONGEST = 8  # characters of a word that is looked into
_MOST_WORDS = 5  # words of a question that are looked into: a question in another language is not a slip
_WELL_COVERED = 0.7  # where words answer the question by themselves (search.fusion)
_SEEN = 2  # passages that must use a pair of characters for it to be proposed
# Sounds that many speakers do not tell apart, and keyboards with fuzzy pinyin neither.
_FUZZY = ((re.compile(r"^([zcs])h"), r"\1"), (re.compile(r"([aei])ng$"), r"\1n"))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is known of words: in how many passages of the library a term stands, and words that are no slips.

    `coverage` is how well the library answers the words of the question (indexing.engine): where it answers none,
    words of the language are doubted as well; where it answers well, stray characters are not taken for a word.
    """

    frequency: Frequency
    known: tuple[str, ...] = ()
    coverage: float = 0.0

    @property
    def is_silent(self) -> bool:
        """Whether the library answers no word of the question."""
        return self.coverage == 0


def suggest(question: str, vocabulary: Vocabulary) -> str | None:
    """The question with words of the library in place of those that only sound like them; None where there are none.

    What is not replaced stays as it was typed.
    """
    folded, replaced = fold(question), list(question)
    words = [
        span
        for span in _words(folded, stray=vocabulary.coverage < _WELL_COVERED)
        if _doubtful(folded[slice(*span)], vocabulary)
    ]
    if len(words) > _MOST_WORDS:
        return None
    for start, end in words:
        better = _replacement(folded[start:end], vocabulary) or folded[start:end]
        for position, new in enumerate(better, start):
            if folded[position] != new:
                replaced[position] = new
    suggestion = "".join(replaced)
    return None if suggestion == question else suggestion


def _words(folded: str, *, stray: bool) -> Iterator[tuple[int, int]]:
    """Words of two characters or more as `[start, end)`; if `stray`, single ones side by side count as one word."""
    for run in _RUN.finditer(folded):
        position, single = run.start(), run.start()
        for word in [*rjieba.cut(run.group()), ""]:
            if len(word) == 1 and word not in _FUNCTION:
                position += 1
                continue
            if stray and position - single > 1:
                yield single, position
            if len(word) > 1:
                yield position, position + len(word)
            position = single = position + len(word)


def _doubtful(word: str, vocabulary: Vocabulary) -> bool:
    """Whether the library does not use `word`, and, where it uses others of the question, nobody else does either."""
    if len(word) > _LONGEST or any(word in one for one in vocabulary.known):
        return False
    if not vocabulary.is_silent and rjieba.has_word(word):
        return False
    return any(not vocabulary.frequency(word[i : i + 2]) for i in range(len(word) - 1))


def _replacement(word: str, vocabulary: Vocabulary) -> str | None:
    """The word of the library, most used first, that sounds like `word`: one character differs, or both of two."""
    frequency = vocabulary.frequency
    texts = [word[:i] + new + word[i + 1 :] for i, char in enumerate(word) for new in _like(char) if new != char]
    if len(word) == 2 and vocabulary.is_silent:
        texts += [first + second for first in _like(word[0]) for second in _like(word[1])]
    seen = {text: _rarest_pair(text, frequency) for text in texts if text != word}
    likely = sorted((text for text, count in seen.items() if count >= _SEEN), key=lambda text: (-seen[text], text))
    return next((text for text in likely if _is_word(text, frequency)), None)


def _rarest_pair(text: str, frequency: Frequency) -> int:
    rarest = frequency(text[:2])
    for i in range(1, len(text) - 1):
        if not rarest:
            break
        rarest = min(rarest, frequency(text[i : i + 2]))
    return rarest


def _is_word(text: str, frequency: Frequency) -> bool:
    """Whether it is one, not merely the end of a word and the beginning of the next.

    Terms of three characters and more are words of the library by segmentation; bigrams need not be.
    """
    if len(text) > 2 and frequency(text) >= _SEEN:
        return True
    pieces = rjieba.cut(text, False)
    return all(len(piece) > 1 and rjieba.has_word(piece) for piece in pieces)


def _like(char: str) -> tuple[str, ...]:
    """The characters that sound like `char`, itself first."""
    by_sound, sounds = _sounds()
    alike = dict.fromkeys([char, *(other for sound in sounds.get(char, ()) for other in by_sound[sound])])
    return tuple(alike)


@functools.cache
def _sounds() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Characters by sound, and sounds by character, without tones, for the characters of GB 2312."""
    from pypinyin.constants import PINYIN_DICT  # a third of a second that few questions need

    by_sound: dict[str, list[str]] = {}
    sounds: dict[str, tuple[str, ...]] = {}
    for code, printed in PINYIN_DICT.items():
        char = chr(code)
        if "\u4e00" <= char <= "\u9fff" and _is_common(char):
            sounds[char] = tuple(dict.fromkeys(_plain(one) for one in printed.split(",")))
            for sound in sounds[char]:
                by_sound.setdefault(sound, []).append(char)
    return {sound: tuple(chars) for sound, chars in by_sound.items()}, sounds


def _is_common(char: str) -> bool:
    try:
        return bool(char.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _plain(syllable: str) -> str:
    """A syllable without its tone, and without what fuzzy pinyin leaves out: zhōng is zong."""
    letters = unicodedata.normalize("NFD", syllable.replace("ü", "v"))
    plain = "".join(char for char in letters if not unicodedata.combining(char))
    for pattern, simple in _FUZZY:
        plain = pattern.sub(simple, plain)
    return plain
