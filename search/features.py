"""What is known of a candidate when the best ones are put in order: numbers, by name. Pure functions.

The first group comes from the two result lists, the second from comparing the question with the passage's own words
and pieces, the third from what the question refers to; the last says what kind of question it is, the same for all
candidates, so that a ranking can trust different things for different questions.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
import rjieba
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from corpus.script import fold
from indexing.encoder import PieceEncoder
from indexing.engine import Candidate
from indexing.sentences import SENTENCE_ENDS
from search.highlight import STOP
from search.quantities import grouped, holds_number
from search.signals import Readable, Signals
from search.synonyms import Alternatives
from search.understanding import Understood

Features = NDArray[np.float32]
"""Shape (candidates, len(NAMES))."""

_LISTS = (
    "lexical",  # the passage's BM25, over the best of the question
    "lexical_cover",  # the same, over that of a passage which holds every term once
    "lexical_rank",  # 1 / (5 + places from the top)
    "document",  # its document's BM25, over the best
    "document_rank",
    "dense",  # the inner product
    "dense_share",  # over the best
    "dense_gap",  # less the best
    "dense_rank",
)
_WORDING = (
    "pieces",  # each piece of the question with the piece of the passage nearest to it, by weight
    "pieces_least",  # the least of these among the pieces that weigh most
    "pieces_gap",
    "terms",  # the share of the question's terms that it holds under its headings, by idf
    "terms_gap",
    "terms_heading",  # ... that its title and headings hold
    "terms_title",
    "words",  # the share of the question's words, by idf, that it holds as words: 一楼 is none of 同一楼门
    "words_gap",
    "also",  # the same, where a synonym will do
    "also_gap",
    "together",  # the most that one of its sentences holds of these
    "longest",  # characters of the longest part of the question that stands in it
    "longest_share",
    "bigrams",  # the share of the question's pairs of characters that stand in it
    "digits",  # the share of the question's numbers that it holds, one half where there are none
    "length",  # the logarithm of its characters
)
_REFERENCES = ("title", "phrase", "year", "place")
_QUESTION = (
    "question_length",
    "coverage",  # see indexing.engine.Findings
    "lexical_peak",  # how far the tenth stands behind the first, by words
    "dense_best",
    "dense_peak",
    "agreement",  # the share of the first ten of both sides that they have in common
)
NAMES = _LISTS + _WORDING + _REFERENCES + _QUESTION
QUESTION_NAMES = frozenset(_QUESTION)

# Where more of it can only speak for a passage, everything else the same.
RISING = frozenset(NAMES) - {"length", "digits", *QUESTION_NAMES}

_RUNS = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003fffd〇]+|[a-z0-9]+")
_DIGITS = re.compile(r"\d+")
_PEAK = 10  # how far down a list its peak is looked at
_RANK = 5.0
_ZERO = 1e-9  # what nothing is divided by


@dataclass(frozen=True, slots=True)
class Lists:
    """The scores of all candidates on both sides, shape (candidates,) each, and what they say about the question.

    `weight` is the BM25 of a passage that holds every term of the question once.
    """

    lexical: Features
    document: Features
    dense: Features
    coverage: float
    weight: float

    @classmethod
    def of(cls, candidates: Sequence[Candidate], coverage: float) -> Lists:
        """The lists of what an engine found."""
        scores = np.array([(c.lexical, c.document, c.dense) for c in candidates], dtype=np.float32).reshape(-1, 3)
        best = float(scores[:, 0].max(initial=0.0))
        return cls(scores[:, 0], scores[:, 1], scores[:, 2], coverage, best / coverage if coverage else 0.0)


def question_features(lists: Lists, length: int) -> Features:
    """What kind of question it is, shape (6,); `length` is that of its text."""
    lexical, dense = np.sort(lists.lexical)[::-1], np.sort(lists.dense)[::-1]
    tenth = min(_PEAK, len(lexical)) - 1
    first = [set(np.argsort(-scores, kind="stable")[:_PEAK].tolist()) for scores in (lists.lexical, lists.dense)]
    return np.array(
        [
            np.log1p(length),
            lists.coverage,
            1 - lexical[tenth] / max(lexical[0], _ZERO),
            dense[0],
            dense[0] - dense[tenth],
            len(first[0] & first[1]) / _PEAK,
        ],
        dtype=np.float32,
    )


def list_features(lists: Lists) -> Features:
    """The first group for all candidates, shape (candidates, 9)."""
    best = max(float(lists.dense.max(initial=0.0)), _ZERO)
    return np.stack(
        [
            _share(lists.lexical),
            lists.lexical / max(lists.weight, _ZERO),
            _by_rank(lists.lexical),
            _share(lists.document),
            _by_rank(lists.document),
            lists.dense,
            lists.dense / best if best > _ZERO else np.zeros_like(lists.dense),
            lists.dense - best,
            _by_rank(lists.dense),
        ],
        axis=1,
    ).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the question, folded, what will do instead of it, and its idf."""

    word: str
    also: tuple[str, ...]
    idf: float


@dataclass(frozen=True, slots=True)
class Wording:
    """The question's own words and pieces, prepared once: terms with their idf, words, runs, pairs, numbers, pieces.

    `pieces` are vectors, shape (pieces of the question, d): what each looks like to the pieces of passages. `weights`
    are theirs, 1 together.
    """

    terms: tuple[tuple[str, float], ...]
    words: tuple[Word, ...]
    runs: tuple[str, ...]
    pairs: frozenset[str]
    digits: tuple[Set[str], ...]
    encoder: PieceEncoder
    pieces: Features
    weights: Features

    @classmethod
    def of(cls, folded: str, understood: Understood, idf: Callable[[str], float], encoder: PieceEncoder) -> Wording:
        """Prepare a question: its `folded` text, and what was understood of it."""
        runs = tuple(_RUNS.findall(folded))
        pieces, weights = encoder.asked(np.unique(encoder.cutter.occurring([folded]).ids))
        return cls(
            terms=tuple((term, idf(term)) for term in dict.fromkeys(understood.terms)),
            words=tuple(_words(folded, understood.synonyms, idf)),
            runs=runs,
            pairs=frozenset(run[i : i + 2] for run in runs for i in range(len(run) - 1)),
            digits=tuple(_numbers(folded, understood.synonyms)),
            encoder=encoder,
            pieces=pieces,
            weights=weights,
        )


def wording_features(wording: Wording, readable: Sequence[Readable]) -> Features:
    """The second group, shape (candidates, 17)."""
    pieces, least = _nearest(wording, [read.context for read in readable])
    terms, heading, title, words, also, together, *rest = (
        np.array([(*_in_words(wording, read), *_as_written(wording, read)) for read in readable], dtype=np.float32)
        .reshape(-1, 11)
        .T
    )
    columns = [pieces, least, _gap(pieces), terms, _gap(terms), heading, title]
    columns += [words, _gap(words), also, _gap(also), together, *rest]
    return np.column_stack(columns).astype(np.float32)


def features(
    chosen: Sequence[int],
    lists: Lists,
    wording: Wording,
    readable: Sequence[Readable],
    signals: Sequence[Signals],
    length: int,
) -> Features:
    """Everything about the candidates at the places `chosen` of `lists`; `readable` and `signals` are only theirs."""
    question = np.tile(question_features(lists, length), (len(chosen), 1))
    references = np.array([(s.title, s.phrase, s.year, s.place) for s in signals], dtype=np.float32).reshape(-1, 4)
    return np.hstack([list_features(lists)[list(chosen)], wording_features(wording, readable), references, question])


def _numbers(folded: str, synonyms: Sequence[Alternatives]) -> Iterator[Set[str]]:
    """The numbers of a question, each in all its forms: those in digits, and those in words that others print so."""
    yield from ({number, grouped(number)} for number in _DIGITS.findall(folded))
    for one in synonyms:
        if one.number and not _DIGITS.search(one.word):
            yield {one.word, *one.also}


def _words(folded: str, synonyms: Sequence[Alternatives], idf: Callable[[str], float]) -> Iterator[Word]:
    """The telling words of two characters and more, each once: those with synonyms whole, the rest as it is cut."""
    rest = list(folded)
    for one in synonyms:
        rest[one.start : one.end] = "\n" * (one.end - one.start)
        yield Word(one.word, tuple(map(fold, one.also)), max(map(idf, rjieba.cut(one.word))))
    cut = (word for run in _RUNS.findall("".join(rest)) for word in rjieba.cut(run))
    known = {one.word for one in synonyms} | STOP
    yield from (Word(word, (), idf(word)) for word in dict.fromkeys(cut) if len(word) > 1 and word not in known)


def _in_words(wording: Wording, read: Readable) -> tuple[float, ...]:
    """What it holds of the question's terms and words, by idf: anywhere, in headings, in the title; see NAMES."""
    above = read.context[: max(0, len(read.context) - len(read.unspaced))]
    title = above.partition("\n")[0]
    total = sum(weight for _, weight in wording.terms) or 1.0
    held = (read.context, above, title)
    terms, heading, in_title = (sum(w for term, w in wording.terms if term in text) / total for text in held)
    return (terms, heading, in_title, *_by_word(wording.words, above, read.unspaced))


def _by_word(words: Sequence[Word], above: str, text: str) -> tuple[float, float, float]:
    """The share of `words`, by idf, that a passage holds; that it holds with synonyms; that one sentence so holds."""
    total = sum(word.idf for word in words)
    if not total:
        return 0.0, 0.0, 0.0
    own, also, together = set[int](), set[int](), 0.0
    forms = [form for word in words for form in (word.word, *word.also)]
    for place, part in enumerate((above, *SENTENCE_ENDS.split(text))):
        if not any(form in part for form in forms):
            continue  # most sentences; cutting them is what takes long
        cut = set(rjieba.cut_for_search(part))
        here = {at for at, word in enumerate(words) if _stands(word.word, part, cut)}
        others = ((at, word.also) for at, word in enumerate(words) if word.also and at not in here)
        instead = here | {at for at, some in others if any(_stands(other, part, cut) for other in some)}
        own |= here
        also |= instead
        if place:
            together = max(together, sum(words[at].idf for at in instead))
    return sum(words[at].idf for at in own) / total, sum(words[at].idf for at in also) / total, together / total


def _stands(word: str, text: str, cut: Set[str]) -> bool:
    """Whether `text`, whose words are `cut`, holds `word`: 一楼 is not in 同一楼门, app in happy, nor 30 in 1,930."""
    if word[0].isdecimal():
        return holds_number(text, word)
    return word in cut or (len(word) > 2 and not word.isascii() and word in text)


def _as_written(wording: Wording, read: Readable) -> tuple[float, ...]:
    """What it holds of the question to the letter: the longest part, pairs of characters, numbers; and its length."""
    longest = _longest(wording.runs, read.unspaced)
    pairs = sum(pair in read.unspaced for pair in wording.pairs) / max(1, len(wording.pairs))
    held = [any(form in read.unspaced for form in forms) for forms in wording.digits]
    digits = sum(held) / len(held) if held else 0.5
    size = max(1, sum(map(len, wording.runs)))
    return (longest, longest / size, pairs, digits, float(np.log1p(len(read.context))))


def _gap(values: Features) -> Features:
    return np.asarray(values - values.max(initial=0.0), dtype=np.float32)


def _longest(runs: Sequence[str], text: str) -> int:
    """The length of the longest substring of any of `runs` that `text` holds."""
    longest = 0
    for run in runs:
        for start in range(len(run)):
            while start + longest < len(run) and run[start : start + longest + 1] in text:
                longest += 1
    return longest


def _nearest(wording: Wording, texts: Sequence[str]) -> tuple[Features, Features]:
    """How near the pieces of each text come to those of the question: by weight, and at worst.

    Late interaction with the maximum over the passage: Khattab and Zaharia, ColBERT, 2020; of single pieces here, as
    `indexing/train/interaction.py` learned to compare them.
    """
    bags = wording.encoder.cutter.occurring(texts)
    none = np.zeros(len(texts), dtype=np.float32)
    filled = np.flatnonzero(np.diff(bags.offsets))
    if not len(wording.pieces) or not len(filled):
        return none, none.copy()
    held, places = np.unique(bags.ids, return_inverse=True)
    table = wording.encoder.every
    with _pools().limit(limits=1, user_api="blas"):  # so small a product only waits for a second thread
        nearness = table[held] @ wording.pieces.T / wording.encoder.lengths[held, None]
    best = np.maximum.reduceat(nearness[places], bags.offsets[:-1][filled], axis=0)
    heavy = wording.weights >= np.median(wording.weights)
    mean, least = none, none.copy()
    mean[filled], least[filled] = best @ wording.weights, best[:, heavy].min(axis=1)
    return mean, least


@functools.cache
def _pools() -> ThreadpoolController:
    return ThreadpoolController()


def _share(scores: Features) -> Features:
    best = float(scores.max(initial=0.0))
    return np.asarray(np.maximum(scores, 0) / best if best > 0 else np.zeros_like(scores), dtype=np.float32)


def _by_rank(scores: Features) -> Features:
    places = np.empty(len(scores), dtype=np.float32)
    places[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    return np.asarray(1 / (_RANK + places), dtype=np.float32)


def named(row: Features) -> Mapping[str, float]:
    """One candidate's features by name."""
    return {name: float(value) for name, value in zip(NAMES, row, strict=True)}
