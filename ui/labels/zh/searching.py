"""Words of what the search page does beside answering: themes, orders, likeness, saved searches; comparing; batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from search.query import Mode
from ui.labels.zh.base import FIELDS, MODES, filter_value, quoted, seconds, thousands, titled

LIBRARY_THEMES: Final = "这个文库里常见的主题"
TOOLS_LABEL: Final = "检索工具"
BATCH: Final = "批量检索"
BATCH_HINT: Final = "一次提交一批问题，下载带引用的答案"
HISTORY: Final = "检索记录"
HISTORY_ALL: Final = "全部记录"
HISTORY_EMPTY: Final = "还没有检索记录。"
HISTORY_OFF: Final = "没有在保留检索记录。"
HISTORY_KEEP: Final = "保留我的检索记录"
HISTORY_CLEAR: Final = "清空记录"
HISTORY_PRIVATE: Final = "只有您自己看得到，最多保留最近 200 条。关闭后立即清空。"
SAVED_SEARCHES: Final = "保存的检索"
SAVE_SEARCH: Final = "保存检索"
SAVE_NAME: Final = "名称"
SAVE_DO: Final = "保存"
SAVE_REMOVE: Final = "不再保存"
SAVE_HINT: Final = "筛选、方式和次序一并保存。以后打开，会说明上次查看之后新增了多少篇相关文献。"
NEW_NONE: Final = "上次查看之后没有新增的相关文献。"
COUNTS_HINT: Final = "数字是文库中符合其余各项筛选的文献篇数。"
CHOSEN_FILTERS: Final = "已选"
REMOVE_FILTER: Final = "去掉"
SIMILAR: Final = "更多类似"
SIMILAR_DOCUMENT: Final = "整篇的类似文献"
SIMILAR_WORDS: Final = "据以查找的词语："
SIMILAR_NOTHING: Final = "没有找到类似的内容。"
SIMILAR_NOTHING_DO: Final = "去掉一部分筛选条件再试，或回到原文另选一段。"
SIMILAR_SOURCE: Final = "对照的原文"
IN_CONTEXT: Final = "逐处查看"
COMPARE: Final = "对比检索"
COMPARE_WITH: Final = "与这次检索并排对比"
COMPARE_TITLE: Final = "两次检索对比"
COMPARE_LEFT: Final = "左侧检索内容"
COMPARE_RIGHT: Final = "右侧检索内容"
COMPARE_DO: Final = "对比"
COMPARE_SWAP: Final = "左右对调"
COMPARE_EMPTY: Final = "填好两侧的检索内容，再点“对比”。"
COMPARE_LEGEND: Final = (
    "排序一致度按前 {k} 段计算（RBO，p = 0.9）：1 是段落和次序完全相同，0 是没有一段相同；越靠前的位置分量越重。"
)
COMPARE_EDIT: Final = "单独打开这次检索"
NO_FILTERS: Final = "不加筛选"
BATCH_TITLE: Final = "批量检索"
BATCH_SUB: Final = "上传一批问题，逐条检索，下载每条都能核对的引用。"
BATCH_FILE: Final = "问题文件"
BATCH_FORMATS: Final = (
    "CSV、XLSX 或 TXT，最多 1,000 个问题。表格取名为“问题”或“question”的一列，没有就取第一列；TXT 一行一个问题。"
)
BATCH_DROP: Final = "或把文件拖到这里；不超过 10 MB"
BATCH_PASSAGES: Final = "每个问题几段"
BATCH_START: Final = "开始检索"
BATCH_DOWNLOAD: Final = "下载答案（.xlsx）"
BATCH_QUESTION: Final = "问题"
BATCH_ANSWER: Final = "最相关的原文"
BATCH_SOURCE: Final = "出处"
BATCH_TABLE: Final = "批量检索结果"
BATCH_IN_DOUBT: Final = "接近，未必直接回答"
BATCH_VERIFY: Final = "下载的表格带有逐字核对所需的各列，可以随时用这条命令核对："


def by_date(shown: int, passages: int, documents: int, milliseconds: float) -> str:
    """What is put in the order of dates, and how many of it are on show."""
    return (
        f"相关度达到最相关一段一半以上的 {thousands(passages)} 段（来自 {thousands(documents)} 篇）按日期排列，"
        f"显示前 {shown} 条，日期不详的排在最后 · {seconds(milliseconds)}"
    )


def theme(word: str, count: int) -> str:
    """A theme, with how many documents are about it."""
    return f"{word}（{count} 篇）"


def similar_to(title: str, *, whole: bool) -> str:
    """What the results resemble."""
    return f"与{titled(title)}{'全篇' if whole else '中这一段'}类似的内容"


def similar_count(count: int, documents: int, left_out: int, milliseconds: float) -> str:
    """How many similar passages are on show, and what was left out."""
    out = f"，已略去它的 {left_out} 份同文或其他版本" if left_out else ""
    return f"显示最类似的 {count} 条（候选来自 {thousands(documents)} 篇{out}）· {seconds(milliseconds)}"


def new_since(count: int, moment: str) -> str:
    """How many relevant documents were added since a saved search was looked at."""
    return f"上次查看（{moment}）之后新增 {thousands(count)} 篇相关文献："


def saved_as(name: str) -> str:
    """That a search is kept under a name."""
    return f"已保存为{quoted(name)}。"


def filter_chip(name: str, value: str) -> str:
    """A chosen filter, with its field."""
    return f"{FIELDS[name]}：{filter_value(name, value)}"


def only(values: Sequence[str]) -> str:
    """A search within these values of a field."""
    return f"只看{'、'.join(values)}"


def against(left: str, right: str) -> str:
    """Two searches, named shortly."""
    return f"{left} 对 {right}"


def mode_against(mode: Mode) -> str:
    """The same question in another mode."""
    return f"换成“{MODES[mode]}”方式"


def agreement(value: float) -> str:
    """How far two orders agree, as a figure and in words."""
    steps = ((0.8, "几乎相同"), (0.5, "大半相同"), (0.2, "有一部分相同"), (1e-9, "很少相同"))
    said = next((said for least, said in steps if value >= least), "没有一段相同")
    return f"排序一致度 {value:.2f}，两边{said}"


def overlap(both: int, left: int, right: int, documents: int) -> str:
    """How many passages both searches found, and how many only one did."""
    return f"两边都有 {both} 段 · 只在左边 {left} 段 · 只在右边 {right} 段 · 共同文献 {documents} 篇"


def other_side(rank: int, *, right: bool) -> str:
    """Where a passage stands on the other side."""
    return f"{'右' if right else '左'}边第 {rank} 条也是这段"


def only_side(*, right: bool) -> str:
    """That only one side has a passage."""
    return f"只在{'右' if right else '左'}边"


def batch_read(count: int, column: str) -> str:
    """What was found in a file of questions."""
    return f"读到 {thousands(count)} 个问题" + (f"（取自“{column}”一列）。" if column else "。")


def batch_progress(done: int, total: int) -> str:
    """How far it is."""
    return f"正在检索第 {thousands(done)} 个，共 {thousands(total)} 个"


def batch_done(total: int, found: int, doubtful: int, nothing: int, refused: int) -> str:
    """What became of the questions."""
    parts = [f"{thousands(found)} 个找到原文", f"{thousands(nothing)} 个未找到相关内容"]
    if doubtful:
        parts.insert(1, f"{thousands(doubtful)} 个只有接近的内容")
    if refused:
        parts.append(f"{thousands(refused)} 个无法检索")
    return f"共 {thousands(total)} 个问题：{'，'.join(parts)}。"


def batch_shown(count: int, total: int) -> str:
    """That the page lists the first ones only."""
    return f"页面上列出前 {thousands(count)} 个问题，全部 {thousands(total)} 个都在下载的表格里。"


def more_passages(count: int) -> str:
    """How many more passages a question has."""
    return f"另有 {count} 段，见表格"
