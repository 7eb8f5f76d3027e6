"""What all rules share: what was found, where words begin, and which words are no names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import rjieba

from review.rounds.names import NameKind

HAN = re.compile(r"[\u3400-\u9fff]+")
_FUNCTION = frozenset(
    "在到对由从以为是的与和及于向给请让把被经按将使据自比如像等跟同令至往当即也都并而但则或会又了就去来"
)
_NEVER_INSIDE = _FUNCTION | frozenset("个各每某全该些有这那其本我你他她们两几多年月日第不没能可要所之系乃属副正进入")
_ORDINARY = frozenset(
    """
    居民 安置 住宅 商品 老旧 商住 成熟 试点 示范 重点 部分 所有 全部 城市 农村 城乡 城镇 本地
    单位 智慧 和谐 文明 美丽 先进 优秀 典型 开放 封闭 新建 大型 小型 中型 中心 街道 社区 小区
    基层 相关 有关 贫困 行政 自然 移民 搬迁 特色 周边 相邻 邻近 附近 无人 管理 物业 普通 高档
    完整 未来 数字 绿色 平安 幸福 活力 宜居 首批 其他 其余 原有 当地 外地 涉农 城郊 郊区 工业
    商业 开发 经济 技术 高新 保税 产业 文教 旅游 风景 保护 合作 实验 试验 先行 自治 功能 服务
    生活 办公 学习 活动 责任 网格 片区 党建 辖区 驻区 直属 下属 所属 各级 县城 老城 主城 新城
    古城 旧城 中心城 省级 市级 县级 区级 村级 镇级 街镇 村居 镇村 分社 联合 独立 示范性 地级 直辖
    国际 国家 国内 省会 沿海 沿江 内陆 特大 超大 中小 大中 地方 发达 落后 西部 东部 中部 北部
    南部 山区 库区 老年 老龄 无物业
    国际化 现代化 规范化 标准化 筑牢 公房 老公房
    """.split()  # noqa: SIM905  # a list of as many literals would be a page long
)


@dataclass(frozen=True, slots=True)
class Found:
    """A name that stands at `[start, end)`; `key` is the same for all forms of one name."""

    kind: NameKind
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Words:
    """A folded text cut into words: tag (`jieba`) and place of each, and where words begin behind a longer one."""

    folded: str
    tagged: tuple[tuple[str, str, int], ...]
    begins: frozenset[int]


@cache
def _dictionary() -> rjieba.Jieba:
    return rjieba.Jieba()


def words_of(folded: str) -> Words:
    """Cut a folded text."""
    tagged, begins, position, before = [], set(), 0, 0
    for word, tag in _dictionary().tag(folded, True):
        start = folded.find(word, position)
        if start < 0:
            continue
        if before >= 2:
            begins.add(start)
        tagged.append((word, tag, start))
        position, before = start + len(word), len(word) if HAN.fullmatch(word) else 0
    return Words(folded, tuple(tagged), frozenset(begins))


def known(word: str) -> bool:
    """Whether it is in the word list."""
    return bool(_dictionary().has_word(word))


@cache
def tags(word: str) -> tuple[tuple[str, str], ...]:
    """The words that `word` consists of, by the word list alone."""
    return tuple(_dictionary().tag(word, False))


def begins_name(words: Words, start: int, after: Iterable[int] = ()) -> bool:
    """Whether something can begin at `start`: behind another name, a mark, a word of grammar, or a longer word."""
    if start == 0 or start in after or not HAN.match(words.folded, start - 1):
        return True
    return words.folded[start - 1] in _FUNCTION or start in words.begins


def within_word(words: Words, start: int) -> bool:
    """Whether `start` lies inside a word of the word list that is no name."""
    at = bisect_right(words.tagged, start, key=lambda one: one[2]) - 1
    if at < 0:
        return False
    word, tag, begin = words.tagged[at]
    return begin < start < begin + len(word) and not is_proper(tag) and known(word)


def is_ordinary(stem: str) -> bool:
    """Whether `stem` before 区 or 社区 makes a word of every day rather than a name."""
    if stem in _ORDINARY or not _NEVER_INSIDE.isdisjoint(stem):
        return True
    return any(part in stem for part in ("街道", "社区", "小区", "城区", "片区"))


def is_everyday(stem: str) -> bool:
    """Whether it is, or holds, a word of the word list that is no name."""
    return any(len(word) >= 2 and known(word) and not is_proper(tag) for word, tag in tags(stem))


def is_proper(tag: str) -> bool:
    """Whether a tag of the word list is that of a name."""
    return tag in ("ns", "nr", "nt", "nrt", "nrfg", "nz")


def everywhere(folded: str, name: str) -> Iterable[int]:
    """Where `name` stands, one after another."""
    at = folded.find(name)
    while at >= 0:
        yield at
        at = folded.find(name, at + len(name))
