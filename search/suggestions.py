"""您是不是要找: words that a pinyin keyboard gives instead of those that the library uses. Only ever suggested.

A word whose characters stand side by side nowhere in the library, and that is no word of the language either, is read
by its sound; a word of the library that sounds the same is proposed.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import opencc
import rjieba

from corpus.model import Script
from corpus.script import detect_script, fold
from indexing.encoder import BUNDLED_FOLDER, ModelLayout

Frequency = Callable[[str], int]
"""In how many passages a term stands."""

_RUN = re.compile(r"[\u4e00-\u9fff]+")
# They part words, and stand beside anything: no slip of the keyboard is looked for across them.
_FUNCTION = frozenset(
    "的了着著过得地在是有和与及或对从到把被让给为由向以于也都就还不没很更最个这那哪谁吗呢吧啊它他她我你您们几多会能要该将其之所而但并若如何"
    "前后上下里中内外时年月日人名位次种项条家只些每各某第一二三四五六七八九十两"
)
_LONGEST = 8  # characters of a word that is looked into
_MOST_WORDS = 5  # words of a question that are looked into: a question in another language is not a slip
_WELL_COVERED = 0.7  # where words answer the question by themselves (search.fusion)
_SEEN = 2  # passages that must use a pair of characters for it to be proposed
_USUAL_SHARE = 0.1  # of the phrases that hold a character: below that, a reading of it is a rare one
_FAR_MORE_USUAL = 2.0  # natural logarithm of how many times more often the language has a word than another
_UNHEARD = -20.0  # such a logarithm for what is no piece of the vocabulary; the rarest piece has -16
# Sounds that many speakers do not tell apart, and keyboards with fuzzy pinyin neither.
_FUZZY = ((re.compile(r"^([zcs])h"), r"\1"), (re.compile(r"([aei])ng$"), r"\1n"))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is known of words: in how many passages of the library a term stands, and words that are no slips.

    `coverage` is how well the library answers the words of the question (indexing.engine): where it answers none,
    a word of the language that is all the question is doubted as well; where it answers well, stray characters are not
    taken for a word.
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

    What is not replaced stays as it was typed; what is takes the script of the question.
    """
    folded = fold(question)
    asked = "".join(filter(str.isalnum, folded))
    words = [
        span
        for span in _words(folded, stray=vocabulary.coverage < _WELL_COVERED)
        if _doubtful(folded[slice(*span)], vocabulary, asked)
    ]
    if len(words) > _MOST_WORDS:
        return None
    better = list(folded)
    for start, end in words:
        word = folded[start:end]
        new = _replacement(word, vocabulary)
        if new and (_FUNCTION.isdisjoint(word) or _fits(new, folded, start, end, vocabulary.frequency)):
            better[start:end] = new
    if better == list(folded):
        return None
    shown = _in_script_of(question, "".join(better))
    return "".join(
        new if other != old else typed for typed, old, other, new in zip(question, folded, better, shown, strict=True)
    )


def _in_script_of(question: str, folded: str) -> str:
    """`folded` in the script of `question`, as long as it is; as it stands where the other script would mean more."""
    if detect_script(question) is not Script.TRADITIONAL:
        return folded
    converted: str = _to_traditional().convert(folded)
    return converted if fold(converted) == folded else folded


@functools.cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2tw")  # 為 and 裡, where s2t has 爲 and 裏 that few people type


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


def _doubtful(word: str, vocabulary: Vocabulary, asked: str) -> bool:
    """Whether the library does not use `word`, and, unless it is all that was `asked` in vain, nobody else does."""
    if len(word) > _LONGEST or _FUNCTION.issuperset(word) or any(word in one for one in vocabulary.known):
        return False
    if all(vocabulary.frequency(word[i : i + 2]) for i in range(len(word) - 1)):
        return False
    return (vocabulary.is_silent and word == asked) or not _is_of_the_language(word)


def _replacement(word: str, vocabulary: Vocabulary) -> str | None:
    """The word of the library, most used first, that sounds like `word`: one character differs, or both of two.

    Where both do, and where `word` is one of the language, it is typed with the same letters; in the latter case it
    must also be far more usual.
    """
    frequency = vocabulary.frequency
    texts = [word[:i] + new + word[i + 1 :] for i, char in enumerate(word) for new in _like(char)]
    if len(word) == 2 and vocabulary.is_silent:
        pairs = (first + second for first in _like(word[0]) for second in _like(word[1]))
        texts += [text for text in pairs if _sound_the_same(word, text)]
    if _is_of_the_language(word):
        least = _usual().get(word, _UNHEARD) + _FAR_MORE_USUAL
        texts = [text for text in texts if _usual().get(text, _UNHEARD) >= least and _sound_the_same(word, text)]
    seen = {text: _rarest_pair(text, frequency) for text in texts if text != word}
    likely = sorted((text for text, count in seen.items() if count >= _SEEN), key=lambda text: (-seen[text], text))
    return next((text for text in likely if _is_word(text, frequency)), None)


def _fits(new: str, folded: str, start: int, end: int, frequency: Frequency) -> bool:
    """Whether the library has `new`, in place of `[start, end)`, beside what stands there: 垃圾分, but not 群众辱."""
    beside = [folded[start - 1 : start] + new[0], new[-1] + folded[end : end + 1]]
    return all(frequency(pair) >= _SEEN for pair in beside if len(pair) == 2 and _RUN.fullmatch(pair))


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


def _is_of_the_language(word: str) -> bool:
    """Whether a dictionary has it, or the vocabulary of the bundled encoder, which knows newer words (微信)."""
    return rjieba.has_word(word) or word in _usual()


@functools.cache
def _usual() -> dict[str, float]:
    """The pieces of the bundled encoder's vocabulary, with the natural logarithm of how likely each is."""
    layout = ModelLayout.find(BUNDLED_FOLDER)
    return dict(json.loads(layout.tokenizer.read_bytes())["model"]["vocab"]) if layout else {}


def _sound_the_same(one: str, other: str) -> bool:
    """Whether two texts of one length are typed with the same letters."""
    sounds = _sounds()
    return all(a == b or sounds.get(a, set()) & sounds.get(b, set()) for a, b in zip(one, other, strict=True))


def _like(char: str) -> tuple[str, ...]:
    """The characters that sound like `char`, itself first."""
    by_sound = _by_sound()
    sounds = sorted({_fuzzy(one) for one in _sounds().get(char, ())})
    return tuple(dict.fromkeys([char, *(other for sound in sounds for other in by_sound[sound])]))


@functools.cache
def _by_sound() -> dict[str, tuple[str, ...]]:
    """The characters of GB 2312 by fuzzy sound."""
    found: dict[str, list[str]] = {}
    for char, sounds in _sounds().items():
        for sound in {_fuzzy(one) for one in sounds}:
            found.setdefault(sound, []).append(char)
    return {sound: tuple(chars) for sound, chars in found.items()}


@functools.cache
def _sounds() -> dict[str, frozenset[str]]:
    """How the characters of GB 2312 are usually read, without tones.

    A dictionary's rare readings (机 as wèi) are left out: those that count are the readings in pypinyin's phrases, and
    the first that it gives for a character that none of them holds.
    """
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT  # half a second that few questions need

    first = {chr(code): readings.split(",")[0] for code, readings in PINYIN_DICT.items()}
    held: dict[str, Counter[str]] = {char: Counter() for char in first if _is_common(char)}
    for phrase, readings in PHRASES_DICT.items():
        for char, reading in zip(phrase, readings, strict=False):
            if char in held:
                held[char][_plain(reading[0])] += 1
    return {char: _usual_of(counts) or frozenset({_plain(first[char])}) for char, counts in held.items()}


def _usual_of(counts: Counter[str]) -> frozenset[str]:
    return frozenset(sound for sound, count in counts.items() if count >= _USUAL_SHARE * counts.total())


def _is_common(char: str) -> bool:
    try:
        return "\u4e00" <= char <= "\u9fff" and bool(char.encode("gb2312"))
    except UnicodeEncodeError:
        return False


@functools.cache
def _plain(syllable: str) -> str:
    """A syllable without its tone; ü is v, as it is typed."""
    letters = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(char for char in letters if not unicodedata.combining(char))


def _fuzzy(sound: str) -> str:
    """What fuzzy pinyin makes of a syllable: zhong is zon."""
    for pattern, simple in _FUZZY:
        sound = pattern.sub(simple, sound)
    return sound
