"""Words of the concordance: every occurrence of a term in its context."""

from __future__ import annotations

from typing import Final

from search.concordance import Collation, Sort
from ui.labels.zh.base import quoted, thousands

CONCORDANCE: Final = "逐处查看"
CONCORDANCE_LONG: Final = "逐处查看（关键词居中）"
CONCORDANCE_SUB: Final = "一个词在文库里的每一处，连同前后文，排在一起看。"
TERM: Final = "要查看的词"
TERM_PLACEHOLDER: Final = "如：社区；几个词用顿号隔开"
TERM_BUTTON: Final = "查看"
TERM_HOW: Final = (
    "按字面逐处查找，不分简繁、全角半角和大小写；“社区”也会在“社区治理”里找到。",
    "可以按词的左邻、右邻排列，看它常和什么连用；点任何一行，打开原文的那一处。",
    "导出的表里有每一处的起止位置和原件校验值，可以逐条核对。",
)
LINE_ORDER: Final = "排列"
LINE_ORDERS: Final[dict[Sort, str]] = {
    Sort.DOCUMENT: "按文献",
    Sort.LEFT: "按左邻",
    Sort.RIGHT: "按右邻",
    Sort.DATE: "按日期",
}
COLLATION: Final = "字的次序"
COLLATIONS: Final[dict[Collation, str]] = {Collation.PINYIN: "拼音", Collation.CODE_POINT: "字码"}
WITH_VARIANTS: Final = "也查近义说法"
WITH_DETAILS: Final = "年份与搭配"
NO_OCCURRENCE_DO: Final = ("换一个更短的说法，或减少筛选条件。", "要按意思查找，请用“检索”。")
COLLOCATES: Final = "常在一起的词"
COLLOCATES_HINT: Final = (
    "前后各五个词以内、同一行中的词，与它在别处的多少相比。G²：对数似然比（Dunning 1993），越大越不像偶然；"
    "logDice：14 + log₂(2f(x,y) / (f(x) + f(y)))（Rychlý 2008），最大 14，可与别的文库相比。"
)
COLLOCATES_NONE: Final = "出现的次数太少，还看不出常和什么词连用。"
COLLOCATE_COLUMNS: Final = ("词", "近旁", "全部", "G²", "logDice")
YEARS_OF_TERM: Final = "逐年次数"
YEARS_HINT: Final = "点一根条形，只看那一年的文献。"
DOCUMENTS_OF_TERM: Final = "哪些文献里最多"
DOCUMENT_COLUMNS: Final = ("文献", "次数")
EXPORT_LINES: Final = "导出全部各处"
LINES_FILE: Final = "逐处查看"
LINE_COLUMNS: Final = (
    "序号",
    "文献编号",
    "题名",
    "日期",
    "位置",
    "起（从 0 数）",
    "止",
    "左文",
    "词",
    "右文",
    "文件校验值 SHA-256",
)
LINES_LABEL: Final = "各处"


def no_occurrence(terms: str) -> str:
    """Nothing was found."""
    return f"这些文献里没有出现{quoted(terms)}。"


def occurrences(count: int, documents: int, searched: int) -> str:
    """How many were found, in how many documents, of how many."""
    return f"共 {thousands(count)} 处，见于 {thousands(documents)} 篇（查了 {thousands(searched)} 篇）"


def also_looked_for(terms: str) -> str:
    """The synonyms that were looked for as well."""
    return f"也查找：{terms}"


def open_at(title: str) -> str:
    """What a line opens."""
    return f"打开《{title}》的这一处"


def years_say(term: str, first: str, last: str) -> str:
    """The chart of years in a sentence."""
    return f"{quoted(term)}从 {first} 年到 {last} 年逐年出现的次数，数字写在条形上。"
