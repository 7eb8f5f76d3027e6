"""What a library is about: the words that its documents name as their subject, else those that their titles share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import rjieba

from corpus.model import DocumentSummary, several
from corpus.script import fold

THEMES = 10
_LEAST = 2  # documents
_ENOUGH = 4  # subject words: below, titles say more
_LONGEST = 8  # characters
_JOINED = 0.7  # of the documents with a word: where a longer one stands in so many of them, it says the same and more
_RUN = re.compile(r"[\u4e00-\u9fff]+")
_BRACKETED = re.compile(r"[（(〔\[][^（(〔\[]{0,20}[）)〕\]]")
# What kind of text it is, who issued it, that it is one: not what it is about.
_FORMAL = frozenset(
    """
    关于 印发 通知 意见 办法 方案 实施 报告 工作 政府 工作报告 政府工作 摘编 案例 示例 虚构 研究 进一步 若干 规定 条例
    决定 我国 全国 中国 推进 加强 做好 开展 有关 问题 分析 梳理 札记 阅读 启示 经验 做法 探索 实践 试行 暂行 指导 行动
    计划 规划 建设 发展 以及 如何 怎样 国务院 资料
    """.split()  # noqa: SIM905 (a word list reads better than quoted strings)
)


@dataclass(frozen=True, slots=True)
class Theme:
    """A word that `documents` of the library are about."""

    word: str
    documents: int


def themes(documents: Sequence[DocumentSummary], most: int = THEMES) -> tuple[Theme, ...]:
    """The themes of the most documents first; none that a single one has."""
    named = Counter(
        word for one in documents for word in dict.fromkeys(several(one.metadata.get("subject_words") or ""))
    )
    common = [Theme(word, count) for word, count in named.most_common(most) if count >= _LEAST]
    return tuple(common) if len(common) >= _ENOUGH else _of_titles(documents, most)


def _of_titles(documents: Sequence[DocumentSummary], most: int) -> tuple[Theme, ...]:
    names = fold("\n".join({one.metadata.get(name) or "" for one in documents for name in ("region", "issuer")}))
    single: Counter[str] = Counter()
    joined: Counter[tuple[str, str]] = Counter()
    for one in documents:
        runs = [rjieba.cut(run) for run in _RUN.findall(fold(_BRACKETED.sub(" ", one.title)))]
        single.update({word for run in runs for word in run if _tells(word, names)})
        pairs = {pair for run in runs for pair in pairwise(run)}
        joined.update({p for p in pairs if len("".join(p)) <= _LONGEST and all(_tells(word, names) for word in p)})
    counts = Counter({word: count for word, count in single.items() if count >= _LEAST})
    for (first, second), count in joined.items():
        if count >= _LEAST and count >= _JOINED * min(single[first], single[second]):
            counts[first + second] = count
            for word in (first, second):
                if count >= _JOINED * single[word]:
                    counts.pop(word, None)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], -len(item[0]), item[0]))
    return tuple(Theme(word, count) for word, count in ordered[:most])


def _tells(word: str, names: str) -> bool:
    """Whether a word may be a theme: neither what every title says nor part of the `names` of places and issuers."""
    return len(word) > 1 and word not in _FORMAL and word not in names
