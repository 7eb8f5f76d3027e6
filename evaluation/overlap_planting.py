"""Borrowings planted on purpose among real texts, to see whether they are found."""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import opencc
import rjieba

from corpus.duplicates import grams, letters_of
from corpus.errors import CasebaseError
from corpus.ingest import read_upload
from corpus.script import fold
from corpus.sentences import sentences
from review.model import Text

SETS = ("gov_reports", "laws", "taiwan_laws", "news")
_LENGTHS = (3_000, 20_000)  # characters of a text
_BORROWED = (60, 600)  # characters
_RATES = (0.1, 0.3)  # of the words of what is edited
_APART = 200  # characters of its own between two parts of what is split
_PHRASES_PER_TEXT = (1, 5)
_ALIKE = 0.1  # of the n-grams: two texts that share more are reprints of one another
_WIDTHS = str.maketrans("，。：；！？（）", ",。:;!?()")

# What every report says, worded for this purpose; planted in many documents each.
PHRASES = (
    "坚持以人民为中心的发展思想，把群众满意不满意作为检验工作成效的根本标准。",
    "坚持党建引领，推动形成共建共治共享的社会治理格局，不断增强人民群众的获得感、幸福感、安全感。",
    "深入学习贯彻习近平新时代中国特色社会主义思想，认真落实党中央、国务院决策部署。",
    "提高政治站位，强化责任担当，狠抓工作落实，确保各项任务落到实处、取得实效。",
    "加强组织领导，健全工作机制，明确责任分工，形成一级抓一级、层层抓落实的工作格局。",
    "充分发挥基层党组织的战斗堡垒作用和党员的先锋模范作用，打通服务群众的最后一公里。",
    "坚持问题导向、目标导向、结果导向相统一，着力补短板、强弱项、固底板、扬优势。",
    "统筹发展和安全，坚决守住不发生系统性风险的底线，为经济社会高质量发展提供有力保障。",
    "广泛宣传发动，营造全社会关心支持、人人参与的浓厚氛围，及时总结推广好经验好做法。",
    "建立健全长效机制，加强督促检查，定期通报进展情况，对工作不力的严肃追究责任。",
    "以钉钉子精神抓好落实，一张蓝图绘到底，一茬接着一茬干，久久为功、善作善成。",
    "让数据多跑路、群众少跑腿，实现从能办向好办、快办、智办转变，持续优化营商环境。",
)


class OverlapError(CasebaseError):
    """What the measurement needs is not there."""


class Way(StrEnum):
    """How words came from one text into another."""

    VERBATIM = "verbatim"
    SCRIPT = "script"
    EDITED = "edited"
    REORDERED = "reordered"
    SPLIT = "split"
    QUOTED = "quoted"  # no borrowing: marked and attributed
    PHRASE = "phrase"  # no borrowing: everybody says so


BORROWED = (Way.VERBATIM, Way.SCRIPT, Way.EDITED, Way.REORDERED, Way.SPLIT)


@dataclass(slots=True)
class _Draft:
    """A text that grows: what is put in, and where."""

    name: str
    title: str
    text: str
    traditional: bool
    inserted: list[tuple[int, str, int]] = field(default_factory=list)  # where, what, which planting (-1: a phrase)
    taken: list[tuple[int, int]] = field(default_factory=list)

    def at(self, place: int) -> int:
        """Where a place of the text is when all is put in; in front of what is put in there."""
        return place + sum(len(what) for where, what, _ in self.inserted if where < place)

    def whole(self) -> str:
        parts, last = [], 0
        for where, what, _ in sorted(self.inserted, key=lambda one: one[0]):
            parts += [self.text[last:where], what]
            last = where
        return "".join([*parts, self.text[last:]])


@dataclass(frozen=True, slots=True)
class Planting:
    """Words of `source` at `[start, end)` put into `target` at `spans`."""

    way: Way
    source: str
    start: int
    end: int
    target: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """Texts with what was planted in them; `untouched` are the same texts without it."""

    submissions: tuple[Text, ...]
    library: tuple[Text, ...]
    plantings: tuple[Planting, ...]
    untouched: tuple[tuple[Text, ...], tuple[Text, ...]]


def base_texts(data: Path, sets: Sequence[str], count: int, seed: int) -> list[tuple[str, str, bool]]:
    """Real texts of 3,000 to 20,000 characters: title, text, whether it is in traditional characters.

    Longer ones are cut, short news are put one behind the other; reprints are left out.

    Raises:
        OverlapError: a file is not there, or there are too few texts.
    """
    draw = random.Random(seed)
    found: list[tuple[str, str, bool]] = []
    for at, name in enumerate(sets):
        wanted = count // len(sets) + (at < count % len(sets))
        found += _some(_long(_rows(data / f"{name}.jsonl.gz", draw, 30 * wanted + 300), draw), wanted, name)
    draw.shuffle(found)
    return found


def _rows(path: Path, draw: random.Random, count: int) -> list[tuple[str, str]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            rows = [(row["title"], _plain(row["text"])) for row in map(json.loads, stream)]
    except OSError as error:
        raise OverlapError(f"{path} cannot be read ({error.strerror}): name the folder of texts with --data") from error
    return draw.sample(rows, min(count, len(rows)))


def _plain(text: str) -> str:
    """The text as a reader of files leaves it."""
    return "\n".join(line.strip() for line in text.splitlines()).strip()


def _long(rows: Iterable[tuple[str, str]], draw: random.Random) -> Iterator[tuple[str, str]]:
    """Texts of the wanted length from rows."""
    held: list[str] = []
    wanted = draw.randint(*_LENGTHS)
    for title, text in rows:
        if title and len(text) >= _LENGTHS[0]:
            start = 0
            while len(text) - start >= _LENGTHS[0]:
                size = draw.randint(*_LENGTHS)
                yield title, text[start : start + size]
                start += size
        elif not title and len(text) > _APART:
            held.append(text)
            if sum(map(len, held)) >= wanted:
                yield "", "\n".join(held)[: _LENGTHS[1]]
                held, wanted = [], draw.randint(*_LENGTHS)


def _some(texts: Iterable[tuple[str, str]], wanted: int, name: str) -> list[tuple[str, str, bool]]:
    """The first of them that are no reprints of one another."""
    seen: set[int] = set()
    found: list[tuple[str, str, bool]] = []
    for title, text in texts:
        some = set(grams(letters_of(fold(text))).tolist())
        if len(some & seen) > max(_ALIKE, 0.6 if name.endswith("laws") else _ALIKE) * len(some):
            continue
        seen |= some
        found.append((title or f"新闻汇编之{len(found) + 1}", text, name == "taiwan_laws"))
        if len(found) == wanted:
            return found
    return found


def plant(
    texts: Sequence[tuple[str, str, bool]], *, submissions: int, borrowings: int, quotations: int, seed: int
) -> Field:
    """Plant borrowings, quotations and phrases in the first texts, from all of them.

    Args:
        texts: title, text, whether it is in traditional characters.
        submissions: how many of the texts are submissions; the others are the library.
        borrowings: how many to plant, of all ways in turn.
        quotations: how many attributed quotations.
        seed: fixes everything.
    """
    return _Planter(texts, submissions, random.Random(seed)).planted(borrowings, quotations)


class _Planter:
    def __init__(self, texts: Sequence[tuple[str, str, bool]], submissions: int, draw: random.Random) -> None:
        self._draw = draw
        self._texts = [_Draft(f"text-{at}", *one) for at, one in enumerate(texts)]
        self._submissions = submissions
        self._spans = [sentences(each.text, 0, len(each.text)) for each in self._texts]
        self._words = _words([each.text for each in self._texts if not each.traditional] or [texts[0][1]])
        self._to_traditional = opencc.OpenCC("s2t").convert
        self._to_simplified = opencc.OpenCC("t2s").convert
        self._plantings: list[tuple[Way, int, int, int, int]] = []

    def planted(self, borrowings: int, quotations: int) -> Field:
        for way in [BORROWED[at % len(BORROWED)] for at in range(borrowings)] + [Way.QUOTED] * quotations:
            self._borrow(way)
        for phrase in PHRASES:
            share = self._draw.uniform(0.08, 0.3)
            for at in self._draw.sample(range(len(self._texts)), max(8, int(share * len(self._texts)))):
                self._put(at, self._in_script(phrase, self._texts[at].traditional), -1)
        return self._field()

    def _in_script(self, text: str, traditional: bool) -> str:
        return self._to_traditional(text) if traditional else text

    def _borrow(self, way: Way) -> None:
        target = self._draw.randrange(self._submissions)
        while True:
            source = self._draw.randrange(len(self._texts))
            if source != target and (span := self._passage(source, way)):
                break
        start, end = span
        words, number = self._texts[source].text[start:end], len(self._plantings)
        self._texts[source].taken.append(span)
        self._plantings.append((way, source, start, end, target))
        for part in self._altered(way, words, self._texts[source], self._texts[target]):
            self._put(target, part, number)

    def _passage(self, source: int, way: Way) -> tuple[int, int] | None:
        """Whole sentences of a text of a length that is drawn, that nothing was put into."""
        spans = self._spans[source]
        wanted = self._draw.randint(*_BORROWED) if way is not Way.QUOTED else self._draw.randint(40, 160)
        first = self._draw.randrange(len(spans))
        least = {Way.REORDERED: 3, Way.SPLIT: 2}.get(way, 1)
        last = first
        while last < len(spans) and (spans[last][1] - spans[first][0] < wanted or last - first < least - 1):
            last += 1
        if last == len(spans):
            return None
        start, end = spans[first][0], spans[last][1]
        words = self._texts[source].text[start:end]
        if len(letters_of(words)) < 0.75 * wanted or end - start > 2 * _BORROWED[1]:
            return None
        if way is Way.QUOTED and any(mark in words for mark in "“”「」\n"):
            return None
        is_free = all(not start < where < end for where, _, _ in self._texts[source].inserted)
        return (start, end) if is_free else None

    def _altered(self, way: Way, words: str, source: _Draft, target: _Draft) -> list[str]:
        if way is Way.SCRIPT:
            return [(self._to_simplified if source.traditional else self._to_traditional)(words)]
        if way is Way.EDITED:
            return [self._edited(words)]
        if way is Way.QUOTED:
            return [f"《{source.title}》指出：“{words.rstrip('。')}。”"]
        if way in (Way.REORDERED, Way.SPLIT):
            parts = [words[a:b] for a, b in sentences(words, 0, len(words))]
            if way is Way.REORDERED:
                return ["".join(self._shuffled(parts))]
            cut = self._draw.randrange(1, len(parts)) if len(parts) > 1 else 1
            return [part for part in ("".join(parts[:cut]), "".join(parts[cut:])) if part]
        return [words.translate(_WIDTHS) if self._draw.random() < 0.2 else words]

    def _shuffled(self, parts: list[str]) -> list[str]:
        shuffled = parts[:]
        while len(parts) > 1 and shuffled == parts:
            self._draw.shuffle(shuffled)
        return shuffled

    def _edited(self, words: str) -> str:
        rate = self._draw.uniform(*_RATES)
        edits: tuple[Callable[[str], str], ...] = (
            lambda _: self._draw.choice(self._words),
            lambda _: "",
            lambda word: word + self._draw.choice(self._words),
        )
        return "".join(
            self._draw.choice(edits)(word) if letters_of(word) and self._draw.random() < rate else word
            for word in rjieba.cut(words)
        )

    def _put(self, at: int, words: str, number: int) -> None:
        """Put words behind a sentence of a text, far from what is there already and not into what was taken."""
        draft = self._texts[at]
        for tries in range(200):
            where = self._draw.choice(self._spans[at])[1]
            apart = _APART if tries < 100 else 1
            if all(abs(where - other) >= apart for other, _, _ in draft.inserted) and not any(
                a < where < b for a, b in draft.taken
            ):
                draft.inserted.append((where, words, number))
                return

    def _field(self) -> Field:
        spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for draft in self._texts:
            for where, what, number in draft.inserted:
                if number >= 0:
                    start = draft.at(where)
                    spans[number].append((start, start + len(what)))
        texts = [_text(draft.name, draft.whole()) for draft in self._texts]
        ids = [text.document.doc_id for text in texts]
        plantings = tuple(
            Planting(
                way, ids[source], self._texts[source].at(start + 1) - 1, self._texts[source].at(end), ids[target],
                tuple(sorted(spans[number])),
            )
            for number, (way, source, start, end, target) in enumerate(self._plantings)
            if spans[number]
        )  # fmt: skip
        before = [_text(draft.name, draft.text) for draft in self._texts]
        at = self._submissions
        return Field(tuple(texts[:at]), tuple(texts[at:]), plantings, (tuple(before[:at]), tuple(before[at:])))


def _words(texts: Sequence[str]) -> list[str]:
    return [word for text in texts[:20] for word in rjieba.cut(text[:2000]) if letters_of(word)]


def _text(name: str, text: str) -> Text:
    entry = read_upload(text.encode(), file_name=f"{name}.txt")
    if entry.document.text != text:
        raise OverlapError(f"{name} was read otherwise than it was written: its offsets are of no use")
    return Text(entry.document, tuple(entry.passages))
