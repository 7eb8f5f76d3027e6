"""What a criterion looks for, taken from its own text only: words, terms, vectors, and what kind of sentence."""

from __future__ import annotations

import functools
import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rjieba
from numpy.typing import NDArray

from corpus.script import fold
from indexing.analyzer import Dictionary, terms_of_folded
from indexing.encoder import Encoder, Vectors
from review.rubric.model import Criterion
from search.highlight import STOP
from search.synonyms import Synonyms

BACKGROUND = Path(__file__).parent / "background.txt"
RELATED = Path(__file__).parent / "related.txt"  # words that name a subject, and words that show it
FREQUENCIES = Path(__file__).parent / "frequencies.txt"  # words, and how many of 100,000 sentences hold each
SYNONYM = 0.6  # of what the criterion's own word counts
_SINGLE = 0.25  # of what a longer word counts: one character stands in many words
_LEAST = 0.1
_NARROWEST = 0.01  # of a spread
_COUNTED = 100_000
_SELDOM = 100  # of them: a word that no more sentences hold says as much as any can
_COMPOUND = 4  # characters from which a word has parts
_SHOWN = 0.3  # of words of a description: those that say less are not marked
_RELATED = 0.8  # of words that show what the name speaks of
_IMPLIED = 0.6  # of words that nobody listed but the name or the description has
_IN_NAME = 3.0  # what a word in the name counts; one in the description counts 1
_IN_REST = 0.5
_ASKED_LEAST = 2.0  # so many are asked for
_ASKED_EACH = 80  # and one more for so many characters of the criterion


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split("、"))


_FIGURES = _listed(
    "数字、数据、比例、率、百分、人次、万元、增长、下降、减少、同比、统计、口径、累计、降幅、多少、缩短、增幅、产值、收入、指标值、对比"
)
_PROBLEMS = _listed("问题、不足、困难、短板、难题、痛点、难点、堵点、困境、制约、风险、反思、教训、失败、需求、投诉")
_PLANS = _listed("下一步、规划、计划、展望、打算、今后、未来、目标、愿景、设想、建议")
_CHANGE = _listed(
    "创新、首创、首个、率先、突破、改革、新做法、新办法、新意、以前、以往、老办法、现在、不同、差别、区别、独特、特色、探索、试点"
)
_RULES = _listed(
    "制度、标准、流程、手册、范本、规范、文件、规则、条例、章程、指引、模板、推广、复制、借鉴、规章、其他地方、别的地方、操作"
)
_STEADY = _listed(
    "可持续、长效、长期、持续、今后、经费、资金、预算、管护、维护、常态、运行、后续、稳定、保障、责任划分、长远、延续"
)
_NO_FIGURES = re.compile(r"数字(?=化|技术|手段|赋能|平台|政府|经济|社会|治理|素养|乡村)|率(?=先|领)")
# What descriptions and questions say of any criterion.
_ASKING = frozenset(
    _listed(
        "做法、材料、具体、实际、清楚、说明、怎样、怎么、多少、作用、方式、内容、程度、是不是、写清、结果、情形、不同、得到、别的、地方、不算、而不、只是、其中、它们、人们、一个、第一、各自"
        "、做到、写进、说清、交代、看待、事情、有没有、什么样、能不能、是否、哪里、需要"
    )
)
_PUNCTUATION = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Background:
    """Sentences about nothing in particular: what is common, and how close any sentence is by chance.

    `weights` holds the inverse document frequency of every term there, from 0 to 1; `words` that of the words that many
    government reports and news use, squared.
    """

    sentences: tuple[str, ...]
    weights: Mapping[str, float]
    words: Mapping[str, float]
    digest: str

    def weight(self, term: str) -> float:
        """How much a term says: 1 where it is never met."""
        return self.weights.get(term, 1.0)

    def weight_of_word(self, word: str) -> float:
        """How much a word says by itself: 1 where fewer than one sentence in a thousand holds it, 平台 a third."""
        return self.words.get(word, 1.0)


def rarity(holding: int, sentences: int) -> float:
    """Inverse document frequency as a share of the largest there is, never below 0.1."""
    return max(math.log((sentences + 1) / (holding + 1)) / math.log(sentences + 1), _LEAST)


@functools.cache
def background() -> Background:
    """The sentences that come with the product, folded."""
    content = BACKGROUND.read_bytes()
    lines = tuple(fold(line) for line in content.decode("utf-8").splitlines() if line)
    holding = Counter(term for line in lines for term in set(terms_of_folded(line)))
    weights = {term: rarity(count, len(lines)) for term, count in holding.items()}
    counted = FREQUENCIES.read_bytes()
    pairs = (line.split() for line in counted.decode("utf-8").splitlines())
    words = {word: rarity(int(count) // _SELDOM, _COUNTED // _SELDOM) ** 2 for word, count in pairs}
    return Background(
        lines, weights, words, hashlib.blake2b(content + counted + RELATED.read_bytes(), digest_size=6).hexdigest()
    )


Forms = tuple[tuple[str, float], ...]
"""Strings to look for, folded, and how much each says."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a criterion with what stands for it, folded, and how much it says; `parts` are those of a compound.

    One that is not its `own` counts, but is never shown as the criterion's: the criterion does not have it, or it says
    too little by itself.
    """

    shown: str
    forms: Forms
    parts: Forms = ()
    own: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """A criterion, ready to be compared with sentences.

    `vectors` (n, d) are of its name with its description, its questions, its examples and its words; `mean` and
    `spread` say how close the background comes to each. `figures`, `problems` and `plans` say from 0 to 1 how far it
    asks for such sentences.
    """

    key: str
    words: tuple[Word, ...]
    name: Mapping[str, float]
    terms: Mapping[str, float]
    vectors: Vectors
    mean: NDArray[np.float32]
    spread: NDArray[np.float32]
    chance: tuple[float, float]
    figures: float
    problems: float
    plans: float
    change: float
    rules: float
    steady: float


def prepare(
    criteria: Sequence[Criterion], encoder: Encoder, synonyms: Synonyms, dictionary: Dictionary
) -> tuple[Wanted, ...]:
    """What each of `criteria` looks for."""
    about = background()
    near = encoder.encode_documents(about.sentences)
    sets = [set(terms_of_folded(line, dictionary)) for line in about.sentences]
    return tuple(_prepared(one, encoder, synonyms, dictionary, near, sets) for one in criteria)


def _prepared(
    one: Criterion,
    encoder: Encoder,
    synonyms: Synonyms,
    dictionary: Dictionary,
    near: Vectors,
    sets: Sequence[Set[str]],
) -> Wanted:
    about = background()
    texts = [f"{one.name}：{one.description}" if one.description else one.name, *one.questions, *one.examples]
    texts += ["、".join(one.words)] if one.words else []
    vectors = encoder.encode_queries(texts)
    terms = _terms([one.name, one.description, *one.questions, *one.words, *one.examples], dictionary)
    mean, spread = _by_chance(near @ vectors.T)
    shared = np.array([overlap(terms, some, mass(some)) for some in sets], dtype=np.float32)
    by_chance = float(shared.mean()), max(float(shared.std()), _NARROWEST)
    return Wanted(
        key=one.key,
        words=_words(one, synonyms, about),
        name={term: about.weight(term) for term in _distinct(one.name, dictionary)},
        terms=terms,
        vectors=vectors,
        mean=mean,
        spread=spread,
        chance=by_chance,
        figures=_asked(_FIGURES, one),
        problems=_asked(_PROBLEMS, one),
        plans=_asked(_PLANS, one),
        change=_asked(_CHANGE, one),
        rules=_asked(_RULES, one),
        steady=_asked(_STEADY, one),
    )


def _by_chance(values: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The middle of each column, and how far it spreads below.

    What the background happens to say about the criterion's own subject lies above the middle and does not count.
    """
    low, middle = np.quantile(values, (0.16, 0.5), axis=0).astype(np.float32)
    return middle, np.maximum(middle - low, _NARROWEST)


def mass(terms: Iterable[str]) -> float:
    """The root of how much distinct terms say together."""
    return math.sqrt(sum(map(background().weight, terms)))


def overlap(terms: Mapping[str, float], held: Set[str], whole: float) -> float:
    """How much of what a sentence says with its distinct terms, of this `mass`, the criterion says, too."""
    return sum(terms[term] for term in terms.keys() & held) / whole if whole else 0.0


def _terms(texts: Iterable[str], dictionary: Dictionary) -> dict[str, float]:
    """The distinct terms by weight, a little more for each further text that holds one."""
    about = background()
    counts = Counter(term for text in texts for term in _distinct(text, dictionary))
    return {term: about.weight(term) * min(1 + 0.25 * (count - 1), 2) for term, count in counts.items()}


def _distinct(text: str, dictionary: Dictionary) -> list[str]:
    return [t for t in dict.fromkeys(terms_of_folded(fold(text), dictionary)) if len(t) > 1 and t not in STOP]


def _words(one: Criterion, synonyms: Synonyms, about: Background) -> tuple[Word, ...]:
    """The words to look for: those listed with the name, or those that its text implies, each with its synonyms."""
    listed = dict.fromkeys((word for word in (*one.words, one.name) if _PUNCTUATION.sub("", word)), 1.0)
    made = []
    written = fold("\n".join([one.name, one.description, *one.questions]))
    for word, share in (listed if one.words else _implied(one, about)).items():
        folded = fold(word)
        forms = {folded: share * _says(folded, about)}
        for other in synonyms.also.get(folded, ()):
            forms.setdefault(fold(other), share * SYNONYM * _says(fold(other), about))
        own = bool(one.words) or folded in fold(one.name) or (folded in written and forms[folded] >= _SHOWN)
        made.append(Word(word, tuple(forms.items()), _parts(folded, about) if one.words else (), own))
    return tuple(made)


def _parts(word: str, about: Background) -> Forms:
    """The words that a longer one is made of."""
    if len(word) < _COMPOUND:
        return ()
    parts = [part for part in dict.fromkeys(rjieba.cut(word)) if 1 < len(part) < len(word) and part not in STOP]
    return tuple((part, about.weight_of_word(part)) for part in parts)


def _says(word: str, about: Background) -> float:
    return about.weight_of_word(word) * (_SINGLE if len(word) == 1 else 1.0)


def _implied(one: Criterion, about: Background) -> dict[str, float]:
    """The words to look for where a criterion lists none, by how much they count.

    Those of its name, less so those of its other text, and those that show what its name speaks of.
    """
    found: dict[str, float] = {}
    for text, weight in ((one.name, 1.0), (one.description, _IMPLIED), *((text, _IMPLIED) for text in one.questions)):
        for run in _PUNCTUATION.split(fold(text)):
            for word in rjieba.cut(run):
                if len(word) > 1 and word not in STOP and word not in _ASKING:
                    found.setdefault(word, weight * about.weight_of_word(word))
    name = fold(one.name)
    for subject, words in related():
        if any(word in name for word in subject):
            found.update({word: max(found.get(word, 0.0), _RELATED) for word in words})
    return found


@functools.cache
def related() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Subjects that come with the product: the words that name one, and the words that show it, folded."""
    lines = (line.split("=") for line in RELATED.read_text(encoding="utf-8").splitlines() if line[:1] not in ("", "#"))
    return tuple((tuple(fold(names).split()), tuple(fold(words).split())) for names, words in lines)


def _asked(words: Sequence[str], one: Criterion) -> float:
    """From 0 to 1: how far a criterion asks for what `words` speak of, its name most and its description more than all.

    A criterion of which little is written need not hold as many of them.
    """
    name, described, rest = (
        _NO_FIGURES.sub("", fold(text)) for text in (one.name, one.description, " ".join([*one.questions, *one.words]))
    )
    hits = sum(_IN_NAME if word in name else 1 if word in described else _IN_REST * (word in rest) for word in words)
    written = len(name) + len(described) + len(rest)
    return min(hits / (_ASKED_LEAST + written / _ASKED_EACH), 1.0) ** 2
