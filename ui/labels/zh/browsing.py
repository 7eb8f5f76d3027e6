"""Words of browsing the library: its order, its filters, its charts, its list as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ui.address import Charts, ListOrder
from ui.labels.zh.base import quoted, thousands

LIST_ORDER: Final = "文献次序"
LIST_ORDERS: Final[dict[ListOrder, str]] = {
    ListOrder.ADDED: "最近入库",
    ListOrder.TITLE: "题名",
    ListOrder.DATE: "日期",
    ListOrder.LENGTH: "篇幅",
}
CHARTS: Final = "图表"
CHARTS_KINDS: Final[dict[Charts, str]] = {
    Charts.NONE: "不看图表",
    Charts.OVERVIEW: "分布",
    Charts.THEMES: "主题与用语变迁",
}
BY_REGION: Final = "按地区"
BY_YEAR: Final = "按年份"
BY_KIND: Final = "按类型"
CHARTS_HINT: Final = "点一根条形，下面的列表就只看这一项；再点筛选里的同一项即可取消。"
AS_TABLE: Final = "以表格查看"
DOCUMENTS_COUNTED: Final = "篇数"
NO_REGION_KNOWN: Final = "这些文献都没有注明地区。"
NO_YEAR_KNOWN: Final = "这些文献都没有日期。"
TERMS_BY_YEAR: Final = "词语逐年出现情况"
THEMES_LABEL: Final = "要比较的词，最多五个"
THEMES_PLACEHOLDER: Final = "如：数字政府、养老服务（用顿号隔开，最多五个）"
THEMES_BUTTON: Final = "画图"
THEMES_HINT: Final = "图高为每万字出现的次数，各图用同一把尺；按所选文献的原文逐字统计，简繁一并计入。"
TOO_MANY_TERMS: Final = "一次最多比较五个词，其余未画。"
YEAR: Final = "年份"
TIMES: Final = "次数"
PER_10K: Final = "每万字"
PERIODS: Final = "各时期的特征用语"
PERIODS_HINT: Final = (
    "与其余年份相比，这一时期明显多用的词（对数似然比 G²，Rayson 与 Garside 2000；数值越大，差别越不像偶然）。"
    "词由程序切分，只列两字以上、至少出现三次、G² 在 6.63（p < 0.01）以上的。"
)
PERIODS_NONE: Final = "年份只有一个时期，没有可比的。"
PERIODS_ALIKE: Final = "各时期的用语没有明显差别。"
PERIOD_ALIKE: Final = "没有明显多用的词。"
WORD: Final = "词"
INSIDE: Final = "本时期"
OUTSIDE: Final = "其余"
COUNTING: Final = "正在统计用语……"
EXPORT_LIST: Final = "导出这份列表"
CSV_FILE: Final = "CSV"
XLSX_FILE: Final = "XLSX"
LIST_FILE: Final = "文献列表"
LIST_COLUMNS: Final = (
    "编号",
    "题名",
    "类型",
    "地区",
    "发文机关",
    "发文字号",
    "成文日期",
    "层级",
    "文种",
    "主题词",
    "作者",
    "字数",
    "片段数",
    "文件名",
    "入库时间",
    "文件校验值 SHA-256",
)
LOOK_AT_PLACES: Final = "逐处查看用词"


def chosen_words(words: str) -> str:
    """The words of the list in force, as their chip says it."""
    return f"含{quoted(words)}"


def chart_says(what: str, counts: Sequence[tuple[str, int]]) -> str:
    """A chart in a sentence, for those who cannot see it."""
    listed = "，".join(f"{name} {thousands(count)} 篇" for name, count in counts[:12])
    return f"{what}的文献数：{listed}" + (f"，等 {len(counts)} 项。" if len(counts) > 12 else "。")


def theme_says(term: str, first: str, last: str, total: int) -> str:
    """The chart of a term in a sentence."""
    return f"“{term}”从 {first} 年到 {last} 年逐年每万字出现的次数，共 {thousands(total)} 处；数字见下表。"


def theme_total(total: int) -> str:
    """How often a term stands in all years."""
    return f"{thousands(total)} 处"


def period(first: str, last: str) -> str:
    """A period."""
    return f"{first} 年" if first == last else f"{first}—{last} 年"
