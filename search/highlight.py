"""What to mark in a passage: where the words of the question stand, and the sentence closest in meaning.

Offsets are half-open and relative to the passage as written; both sides are folded, so that a question in one script
marks text in the other.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import rjieba

from corpus.script import fold

MEANING_SIMILARITY = 0.40  # cosine; a sentence below this is not clearly about the question
MEANING_LEAD = 0.03  # the closest sentence is marked only when it is ahead of the next by this
_SHORTEST_RUN = 3  # characters; bigrams alone mark too much, so they count only where they join into this many

_NUMERAL = re.compile("[第〇零一二三四五六七八九十百千万亿两]")
_RUN = re.compile(r"[a-z0-9]+(?:\.[0-9]+)*|[^\W_a-z0-9]+")
# Question words and function words, as segmentation yields them: they say how one asks, not what about.
STOP = frozenset(
    """
    什么 怎么 怎样 怎么样 怎么办 如何 为何 为什么 何时 何地 多少 多久 几个 哪些 哪个 哪里
    哪种 哪 谁 是否 能否 可否 可以 能够 有没有 是不是 请问 一下 吗 呢 吧 啊 的 地 得
    了 着 过 和 与 及 或 或者 以及 并 并且 而 而且 但 但是 是 有 在 对 对于 关于 为
    为了 由 被 把 从 到 向 于 以 等 等等 这 那 这个 那个 这些 那些 它 他 她 我 你
    我们 你们 他们 其 之 所 也 都 就 还 又 很 更 最 不 没 没有 会 能 要 应 应该
    应当 需要 进行 通过 根据 按照 以下 以上 之间 情况 方面 问题 哪几 几 个 中 上 下 里
    后 前 时 人 说 做 用 让 给 跟 如 如果 因为 所以 由于 具有 有关 相关 主要 其中
    其他 各 各种 该 本 此 时候 介绍 告诉
    """.split()  # noqa: SIM905 (a word list reads better than ninety quoted strings)
)


class SpanKind(StrEnum):
    """Why something is marked."""

    WORDS = "words"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch to mark, `[start, end)` in the passage.

    `reason` holds the words of the question that occur there, folded and parted by spaces, or the cosine similarity
    of the sentence with two decimals.
    """

    start: int
    end: int
    kind: SpanKind
    reason: str


def lexical_spans(query_text: str, passage_text: str, others: Sequence[str] = ()) -> tuple[Span, ...]:
    """Where the words of the question stand, in order, without overlaps; what touches is one span.

    Marked are its words of two or more characters (where one is not there, those it begins and ends with), its numbers
    and Latin words where they stand alone, and any stretch of three or more characters that all belong to pairs of
    neighbours in the question. Question words and function words are never marked by themselves. Of the `others`,
    looked for beside it, only the whole and such stretches of Chinese characters are: 人员 alone says nothing of
    灵活就业人员.
    """
    return spans_in_folded(query_text, fold(passage_text), tuple(map(fold, others)))


def spans_in_folded(query_text: str, folded: str, others: Sequence[str] = ()) -> tuple[Span, ...]:
    """As `lexical_spans`, in a passage that is folded already, and of others that are."""
    found: list[tuple[int, int, str]] = []
    for other in others:
        found += _alone(other, folded) if other.isascii() else _everywhere(other, folded)
        for run in _RUN.findall(other):
            found += [] if run[0].isascii() else _pairs(run, folded)
    for stretch in _stretches(fold(query_text)):
        if stretch[0].isascii():
            found += _alone(stretch[0], folded)
            continue
        for word in dict.fromkeys(word for word in stretch if len(word) > 1):
            found += _everywhere(word, folded) or _in_parts(word, folded)
        found += _pairs("".join(stretch), folded)
    return _merged(found)


def meaning_span(
    query_vector: npt.NDArray[np.floating],
    sentence_spans: Sequence[tuple[int, int]],
    sentence_vectors: npt.NDArray[np.floating] | Sequence[npt.NDArray[np.floating]],
) -> Span | None:
    """The sentence closest in meaning to the question; None unless it is clearly related and clearly ahead.

    Args:
        query_vector: (d,), any length but zero.
        sentence_spans: n half-open spans of the passage.
        sentence_vectors: (n, d), one row per span; a row of zeros is never the closest.

    Raises:
        ValueError: not as many vectors as spans.
    """
    if len(sentence_spans) != len(sentence_vectors):
        raise ValueError(f"{len(sentence_spans)} sentences but {len(sentence_vectors)} vectors: give one for each")
    if not len(sentence_spans):
        return None
    lengths = np.linalg.norm(sentence_vectors, axis=1) * np.linalg.norm(query_vector)
    cosines = np.divide(sentence_vectors @ query_vector, lengths, out=np.full(len(lengths), -1.0), where=lengths > 0)
    best = int(np.argmax(cosines))
    next_best = float(np.max(np.delete(cosines, best), initial=-1.0))
    similarity = float(cosines[best])
    if similarity < MEANING_SIMILARITY or similarity - next_best < MEANING_LEAD:
        return None
    start, end = sentence_spans[best]
    return Span(start, end, SpanKind.MEANING, f"{similarity:.2f}")


@functools.lru_cache(maxsize=8)  # the same for all passages of an answer
def _stretches(folded: str) -> tuple[tuple[str, ...], ...]:
    """The question as lists of neighbouring words without stop words; a Latin word or number is a list of its own."""
    stretches: list[list[str]] = []
    for run in _RUN.findall(folded):
        if run[0].isascii():
            stretches.append([run])
            continue
        current: list[str] = []
        for word in rjieba.cut(run):
            if word not in STOP:
                current.append(word)
            elif current:
                stretches.append(current)
                current = []
        if current:
            stretches.append(current)
    return tuple(map(tuple, stretches))


def _alone(term: str, folded: str) -> list[tuple[int, int, str]]:
    """Where a number or Latin word stands by itself: 12 is not in 2012."""
    alone = re.compile(rf"(?<![a-z0-9])(?<![0-9]\.){re.escape(term)}(?![a-z0-9]|\.[0-9])")
    return [(at.start(), at.end(), term) for at in alone.finditer(folded)]


def _places(word: str, folded: str) -> Iterator[int]:
    """Where `word` begins, from left to right, overlaps included."""
    at = folded.find(word)
    while at >= 0:
        yield at
        at = folded.find(word, at + 1)


def _everywhere(word: str, folded: str) -> list[tuple[int, int, str]]:
    """Where `word` stands, from left to right, without overlaps."""
    found: list[tuple[int, int, str]] = []
    at = folded.find(word)
    while at >= 0:
        found.append((at, at + len(word), word))
        at = folded.find(word, at + len(word))
    return found


def _in_parts(word: str, folded: str) -> list[tuple[int, int, str]]:
    """Where the words that `word` begins and ends with stand, if both do: 停车 and 车位 for 停车位.

    Words as segmentation yields them, so no 分数 in 部分数据; what holds a numeral is another number in parts.
    """
    parts = {part for part in rjieba.cut_for_search(word) if 1 < len(part) < len(word) and part not in STOP}
    ends = {part for part in parts if word.startswith(part)}, {part for part in parts if word.endswith(part)}
    if _NUMERAL.search(word) or not all(any(part in folded for part in some) for some in ends):
        return []
    found = [(start, end, one) for one, start, end in rjieba.tokenize(folded, "search") if one in ends[0] | ends[1]]
    return found if all(any(one in some for _, _, one in found) for some in ends) else []


def _pairs(stretch: str, folded: str) -> list[tuple[int, int, str]]:
    """Runs of at least three characters in which every neighbouring pair is one of the question's."""
    pairs = {stretch[i : i + 2] for i in range(len(stretch) - 1)}
    places = sorted(at for pair in pairs for at in _places(pair, folded))
    found: list[tuple[int, int, str]] = []
    start = end = 0
    for at in (*places, len(folded)):
        if at != end - 1:  # the run before ends here
            if end - start >= _SHORTEST_RUN:
                found.append((start, end, folded[start:end]))
            start = at
        end = at + 2
    return found


def _merged(found: list[tuple[int, int, str]]) -> tuple[Span, ...]:
    """Spans in order; overlapping and touching ones become one, with the widest reasons."""
    merged: list[tuple[int, int, list[str]]] = []
    for start, end, reason in sorted(found):
        if merged and start <= merged[-1][1]:
            last_start, last_end, reasons = merged.pop()
            merged.append((last_start, max(last_end, end), [*reasons, reason]))
        else:
            merged.append((start, end, [reason]))
    return tuple(Span(start, end, SpanKind.WORDS, _widest(reasons)) for start, end, reasons in merged)


def _widest(reasons: list[str]) -> str:
    """The reasons that are not part of another, each once."""
    distinct = list(dict.fromkeys(reasons))
    return " ".join(r for r in distinct if not any(r != other and r in other for other in distinct))
