"""Statements put the way people ask about them: a gap where the answer stands, everyday words for those of the law."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.script import fold
from indexing.train.texts import bucket

_LAY = Path(__file__).with_name("lay.tsv")
_LEAST, _MOST = 8, 60  # characters of a question

# What is asked for, and the words that ask for it. The first that fits a sentence leaves the gap.
_GAPS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"\d+(?:\.\d+)?%"), ("百分之多少", "多少", "占多大比例")),
    (re.compile(r"(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?"), ("哪一年", "什么时候", "何时")),
    (re.compile(r"\d[\d,.]*(?:余|多)?[万亿千]?(?=[元个名人家户条项次所座米公里岁亩])"), ("多少", "几")),
    (re.compile(r"[一二三四五六七八九十百]{1,4}(?=[年个日天]月?(?:内|以[上下内]))"), ("多少", "几")),
    (re.compile(r"《[^》]{3,24}》"), ("哪部文件", "什么文件", "什么")),
    (re.compile(r"“[^”]{2,14}”"), ("什么", "哪个")),
    (re.compile(r"(?<=[由向])[\u4e00-\u9fff]{2,6}(?:部|局|厅|署|院|机关|部门|委员会)"), ("哪个部门", "谁", "哪个单位")),
    (re.compile(r"(?<=在)[\u4e00-\u9fff]{2,4}(?:省|市|县|区|镇|村|街道|社区)"), ("哪里", "什么地方")),
)
_CLAUSES = re.compile(r"[,，:：;；。！？!?、]")
_PERMISSIONS = (("不得", ("可以", "能不能", "能")), ("应当", ("要不要", "必须")), ("可以", ("可不可以", "能不能")))
_ENDINGS = ("", "怎么办", "怎么处理", "吗", "有什么规定", "怎么赔", "谁负责", "合法吗", "有哪些做法", "如何解决")


def read_lay_words() -> list[tuple[str, tuple[str, ...]]]:
    """Formal words with what people say for them, the longest first."""
    lines = _LAY.read_text(encoding="utf-8").splitlines()
    rows = [fold(line).split("\t") for line in lines if line and not line.startswith("#")]
    return sorted(((formal, tuple(said.split())) for formal, said in rows), key=lambda row: -len(row[0]))


class LayWords:
    """Puts everyday words in the place of formal ones."""

    def __init__(self, words: Sequence[tuple[str, tuple[str, ...]]] | None = None) -> None:
        rows = read_lay_words() if words is None else words
        self._said = dict(rows)
        self._formal = re.compile("|".join(re.escape(formal) for formal, _ in rows))

    def count(self, text: str) -> int:
        """How many formal words there are in `text`."""
        return sum(1 for _ in self._formal.finditer(text))

    def reword(self, text: str, variant: int) -> str:
        """`text` with every formal word said plainly; `variant` chooses among the ways to say it."""

        def plainly(match: re.Match[str]) -> str:
            said = self._said[match[0]]
            return said[(variant + match.start()) % len(said)]

        return self._formal.sub(plainly, text)


def clauses(sentence: str, *, most: int = _MOST) -> str:
    """The longest run of whole clauses from some point of `sentence` on that has at most `most` characters.

    Where it begins is fixed by the sentence itself.
    """
    starts = [0, *(match.end() for match in _CLAUSES.finditer(sentence[:-1]))]
    start = starts[bucket(sentence, len(starts))]
    ends = [match.start() for match in _CLAUSES.finditer(sentence, start) if match.start() - start <= most]
    return sentence[start : ends[-1]] if ends else sentence[start : start + most]


def gapped(sentence: str) -> str | None:
    """A question that `sentence` answers: a part of it with the answer left out; None where none suggests itself."""
    part = clauses(sentence)
    fitting = [(pattern, asking) for pattern, asking in _GAPS if pattern.search(part)]
    if not fitting or len(part) < _LEAST:
        return None
    pattern, asking = fitting[bucket(part, len(fitting))]
    return pattern.sub(asking[bucket(part, len(asking))], part, count=1)


def plain_questions(sentence: str, words: LayWords) -> Iterator[str]:
    """`sentence` as somebody would ask who does not know the terms of the law; none where it holds no such terms."""
    part = clauses(sentence, most=40)
    if len(part) < _LEAST or not words.count(part):
        return
    variant = bucket(part, 97)
    asked = words.reword(part, variant)
    for formal, said in _PERMISSIONS:
        if formal in asked:
            asked = asked.replace(formal, said[variant % len(said)], 1)
            break
    yield asked.removesuffix("的") + _ENDINGS[variant % len(_ENDINGS)]
