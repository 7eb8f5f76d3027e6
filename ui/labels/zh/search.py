"""Words of the search page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from search.query import Mode
from ui.address import DEFAULT_MODE
from ui.labels.zh.base import MODES, quoted, seconds, thousands

QUESTION: Final = "检索内容"
QUESTION_PLACEHOLDER: Final = "输入一句话或几个词"
SEARCH: Final = "检索"
MODE: Final = "检索方式"
ORDER: Final = "排列次序"
GROUP: Final = "合并同篇"
FILTERS: Final = "筛选"
CLEAR_FILTERS: Final = "清除筛选"
SHOW_MORE: Final = "显示更多结果"
SELECT: Final = "选入导出"
EXPORT: Final = "导出引用"
EXPORT_EMPTY: Final = "在结果卡片上勾选“选入导出”，再从这里下载。"
EXPORT_CLEAR: Final = "清空已选"
WELCOME: Final = "查案例，找依据，字字可核对"
WELCOME_SUB: Final = "用一句话提问，得到标明出处的原文片段。"
EXAMPLES: Final = "试试这些（取自库内文献）"
RECENT: Final = "最近检索"
WORDS_HINT: Final = "与检索内容相同的词语："
MEANING_HINT: Final = "这一句与检索内容意思最接近"
MATCHED_WORDS: Final = "命中词语："
MATCHED_MEANING: Final = "语义相近"
MATCHED_DOCUMENT: Final = "全文相关"
NOT_EXPANDED: Final = "没有查找近义说法"
EXPAND: Final = "也查近义说法"
EXPAND_NOT: Final = "只查原词"
MUST_HOLD: Final = "必须包含"
MUST_NOT_HOLD: Final = "不含"
ARTICLE: Final = "条款"
DID_YOU_MEAN: Final = "您是不是要找："
UNANSWERED: Final = "未找到相关内容"
DOUBTFUL: Final = "下面是最接近的内容，未必直接回答了这个问题；换一种说法，或写成一句完整的问题，可能更准。"
NEAREST: Final = "最接近的内容（可能无关）"
WHY_HERE: Final = "为什么排在这里"
WHY_PARTS: Final[dict[str, str]] = {
    "passage": "本段用词",
    "document": "所在文献用词",
    "dense": "语义",
    "exact": "精确指认",
}
REORDERED_BY: Final = "精排时"
FOUND_BY: Final = "初选时"
REASONS: Final[dict[str, str]] = {
    "words": "用词",
    "meaning": "语义",
    "headings": "题名和标题",
    "references": "所指短语、年份、地区",
}
MOVED_UP: Final = "提前"
MOVED_DOWN: Final = "推后"
PART_MAIN: Final = "主要依据"
PART_SOME: Final = "部分依据"
PART_LITTLE: Final = "作用很小"
PART_NONE: Final = "没有作用"
MET: Final = "相符之处："
BARS_HINT: Final = "长短可在本页各条结果之间比较，只说明次序由来，不是相关的概率。"
SIGNALS: Final[dict[str, tuple[str, str]]] = {
    "number": ("发文字号相符", "文中引用了这个文号"),
    "article": ("条款相符", "文中提到这一条"),
    "title": ("题名相符", "题名部分相符"),
    "phrase": ("包含全部引号内容", "包含部分引号内容"),
    "year": ("年份相符", "部分年份相符"),
    "place": ("地区相符", "属于所问地区的上级地区"),
}
GRADE_HINT: Final = "这一段相关吗"
GRADED: Final = "已记下，再点一次可撤销"
UPDATE_INDEX: Final = "更新索引"
DICTIONARY_CHANGED: Final = "分词词典改过了，更新索引后才起作用。"
BUILD_INDEX: Final = "建立索引"
INDEXING: Final = "正在更新索引……"


def shown(count: int, passages: int, documents: int, milliseconds: float) -> str:
    """How many hits are on show, out of what, and how long it took."""
    return (
        f"显示最相关的 {count} 条（候选 {thousands(passages)} 段，来自 {thousands(documents)} 篇）"
        f"· {seconds(milliseconds)}"
    )


def also_searched(words: Sequence[str], count: int) -> str:
    """Synonyms that are looked for as well, out of how many."""
    return f"也查找：{'、'.join(words)}" + (f" 等 {count} 个说法" if count > len(words) else "")


def recognised(name: str, values: Iterable[str]) -> str:
    """Something that the question was found to name."""
    shown = list(values)
    return f"{name}{'' if shown[0].startswith('“') else ' '}{'、'.join(shown)}"


def unmet(phrases: Sequence[str], *, kept: Sequence[str] = (), filtered: bool = False, excluding: bool = False) -> str:
    """That no passage holds all of `phrases`; where others are `kept` as required, that none holds any of them.

    Only passages within the filters, where it is `filtered`, and without the excluded words, were looked at.
    """
    both, also = ("同时包含", "和") if len(phrases) > 1 and not kept else ("包含", "或")
    within = "在当前筛选条件下，" if filtered else ""
    within += "除去含有排除词的原文，" if excluding else ""
    return f"{within}没有原文{both}{also.join(map(quoted, phrases))}，已放宽这一要求。"


def lacking(references: Sequence[str], *, filtered: bool, others: bool) -> str:
    """That such document numbers or articles were not found, maybe within filters; and what the `others` go by."""
    within = "在当前筛选条件下，" if filtered else ""
    rest = "，以下按问题的其余文字查找" if others else ""
    return f"{within}没有找到{'、'.join(references)}{rest}。"


def unanswered_remedies(*, filtered: bool) -> list[str]:
    """What to do where the library seems to hold no answer."""
    fewer = ["去掉一部分筛选条件，再试一次。"] if filtered else []
    return [*fewer, "换一种说法，或写成一句完整的问题。", "把可能写有答案的文件添加到文库，再来检索。"]


def nearest(count: int) -> str:
    """How many passages are on show although none seems to be an answer."""
    return f"最接近的 {count} 条"


def others(count: int) -> str:
    """How many more passages of the same document there are."""
    return f"本篇另有 {count} 段"


def more_values(count: int) -> str:
    """What opens the rest of a long list of filter values."""
    return f"另外 {count} 项"


def chosen(count: int) -> str:
    """The button of the export, with how many citations are chosen."""
    return f"{EXPORT}（{count}）" if count else EXPORT


def pending(count: int) -> str:
    """What a search says when the index is behind."""
    return f"有 {thousands(count)} 篇文献的改动还没有进入索引，暂时检索不到；更新索引后即可。"


def holdings(documents: int, passages: int) -> str:
    """What is in the library, in one line."""
    return f"{thousands(documents)} 篇文献 · {thousands(passages)} 个原文片段"


def nothing_found(*, filtered: bool, lexical: bool) -> tuple[str, list[str]]:
    """Why nothing was found, and what to do."""
    if filtered:
        return "在当前筛选条件下没有找到。", ["去掉一部分筛选条件，再试一次。"]
    if lexical:
        return "没有文献包含这些词语。", [
            f"改用“{MODES[DEFAULT_MODE]}”或“{MODES[Mode.DENSE]}”方式，用词不同也能找到。",
            "换一个更常见的说法，或减少词语。",
        ]
    return "没有找到相关的原文片段。", ["换一种说法，或写成一句完整的问题。", "看看文库里有没有这方面的文献。"]
