"""Words of the page on the quality of the results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from evaluation.judgements import Grade
from ui.labels.zh.base import GRADES, thousands

REPORT: Final = "检索质量评测"
REPORT_SUB: Final = "用公开的标注数据和自编的问题实测，数字可以复核。"
QUALITY_COMMAND: Final = "python -m evaluation quality --data 数据文件夹"
NOT_MEASURED: Final = "还没有评测记录"
NOT_MEASURED_DO: Final = "把标注数据集（BEIR 格式）放在一个文件夹里，在命令行运行："
OWN_HEADING: Final = "自编问题集"
OWN_NOTE: Final = "由人工编写，尽量不用原文的词；命中的片段与答案重叠才算对。"
ASKED_BY: Final = "提问者"
QUESTIONS: Final = "问题数"
SETS_HEADING: Final = "公开数据集"
SETS_NOTE: Final = "每篇文献像用户的文件一样入库，按其最好的片段排名。"
MEDIAN_TIME: Final = "用时中位数"
SLOW_TIME: Final = "95% 不超过"
AGAINST_LEXICAL: Final = "与“关键词”相比，是不是偶然"
PAIR_COLUMNS: Final = ("指标", "方式", "相差", "95% 区间", "p", "结论", "更好 / 相同 / 更差")
PAIR_NOTE: Final = (
    "按问题配对的双侧随机化检验，p 经 Holm 校正，区间由自助法得出。"
    "p 小于 .05 表示不太可能出于偶然，差别要不要紧还要看大小。"
)
SCRIPTS_HEADING: Final = "换一种字提问"
SCRIPTS_NOTE: Final = "文献不动，把问题转成另一种字（简体转繁体，或繁体转简体）再问一遍。"
SCRIPT_COLUMNS: Final = ("数据集", "提问用字", "方式", "原样 nDCG@10", "转换后", "相差", "前十条完全相同")
ABSTAINING: Final = "知道自己没有答案"
ABSTAINING_NOTE: Final = (
    "同一批问题里，库中没有答案的，应当说“未找到相关内容”；有答案的，不应当这样说。"
    "拿不准的照样列出，只提示“未必直接回答”。"
)
ABSTAINING_COLUMNS: Final = ("说得对", "该说的说了", "其中题目相近的", "误说没有", "没有答案而存疑", "有答案而存疑")
HISTORY_HEADING: Final = "历次评测"
ALL_FIGURES: Final = "查看全部数字"
DEFINITIONS: Final = "指标含义"
MEANS_NOTE: Final = "平均值包括每一个问题；没有结果或无法提问的，按 0 计。相关指标注为 1 级以上。"
DAY: Final = "日期"
SET: Final = "数据集"
ENCODER: Final = "语义模型版本"
MEASURES: Final[dict[str, str]] = {
    "nDCG@10": "前 10 篇的折损累计增益，除以最理想次序所能得到的；以标注级别为增益（线性），按名次的对数折损。",
    "RR@10": "第一篇相关文献名次的倒数，前 10 篇里没有则为 0；平均值常称 MRR@10。",
    "R@10": "全部相关文献中，排进前 10 的比例；相关的多于 10 篇时到不了 1。",
    "R@100": "全部相关文献中，排进前 100 的比例。",
    "Success@5": "前 5 条里至少有一条相关，记 1，否则记 0；又称命中率。",
    "Success@1": "第一条就相关，记 1，否则记 0。",
}
_SETS: Final[dict[str, str]] = {
    "cmrc_simplified": "百科问答（简体）",
    "drcd_traditional": "百科问答（繁体）",
    "statutes": "法律条文",
    "statutes, cross-validated": "法律条文·交叉验证",
    "statutes, unseen fifth": "法律条文·未训练",
}
_SET_NOTES: Final[dict[str, str]] = {
    "training saw four fifths of these questions": "其中五分之四的问题参与过训练，数字偏高。",
    "questions that training never saw": "训练时没有见过的问题。",
    "what is installed was trained on these questions: no evidence of quality": (
        "随附的模型用这些问题训练过，不能作为质量的证据。"
    ),
    "five folds: each question answered by what was learned without it; times of what is installed": (
        "五折交叉验证：每个问题都由没有见过它的模型回答；用时是随附模型的。"
    ),
    "times taken beside other work: far too long": "用时是在机器另有工作时测的，明显偏长。",
}
_USERS: Final[dict[str, str]] = {
    "": "全部",
    "official": "政府工作人员",
    "reviewer": "评审人员",
    "researcher": "研究人员",
}
MY_LABELS: Final = "我的标注"
MY_LABELS_NOTE: Final = "在检索结果上标的“很相关、相关、不相关”，只保存在本机知识库中，可以用来检验检索，也可以带走。"
NO_LABELS: Final = "还没有标注"
NO_LABELS_DO: Final = "检索以后，在每条结果下面选“很相关”“相关”或“不相关”。"
GO_TO_SEARCH: Final = "去检索"
QUESTION_COLUMN: Final = "问题"
LABELLED_ON: Final = "最近标注"
DOWNLOAD_LABELS: Final = "下载标注（BEIR 格式，.zip）"
MEASURE_LABELS: Final = "用标注评测"
MEASURING: Final = "正在逐题检索并计算……"
FEW_QUESTIONS: Final = "问题还不到 30 个，数字只供参考。"


def set_name(name: str) -> str:
    """What a labelled set is called; one that is not known by its own name."""
    return _SETS.get(name, name)


def set_note(note: str) -> str:
    """What has to be known about a set."""
    return "".join(_SET_NOTES.get(part, part) for part in note.split(" / "))


def user(group: str) -> str:
    """A group of users; all of them for none."""
    return _USERS.get(group, group)


def measured(day: str, machine: str) -> str:
    """When and where the figures were measured."""
    return f"{day} 测得。测试用的机器：{machine.replace('cores in use', '个处理器核心')}"


def encoder(name: str, revision: str) -> str:
    """With which encoder."""
    return f"语义模型：{'自带' if name == 'bundled' else name}，版本 {revision}"


def limited(count: int) -> str:
    """That not every question was asked."""
    return f"每个数据集只问了前 {thousands(count)} 个问题。"


def own_size(answerable: int, unanswerable: int, documents: int, passages: int) -> str:
    """How large the own question set is."""
    return (
        f"{thousands(answerable)} 个问题库中有答案，{thousands(unanswerable)} 个没有；"
        f"{thousands(documents)} 篇文献，{thousands(passages)} 个片段。"
    )


def left_out(count: int) -> str:
    """That questions could not be asked."""
    return f"另有 {thousands(count)} 个问题因缺少所问的文献而没有提问。"


def set_size(questions: int, documents: int, passages: int) -> str:
    """How large a labelled set is."""
    return f"{thousands(questions)} 个问题，{thousands(documents)} 篇文献，{thousands(passages)} 个片段。"


def by_mode(measure: str) -> str:
    """The title of a chart of one measure."""
    return f"{measure}，按检索方式"


def by_user(measure: str) -> str:
    """The title of the chart of the own questions."""
    return f"{measure}，按提问者"


def history_note(measure: str) -> str:
    """What the charts of the runs show."""
    return f"各次评测时默认检索方式的 {measure}。"


def measure_value(value: float) -> str:
    """A measure in [0, 1], with as many digits as it deserves."""
    return f"{value:.4f}".removeprefix("0") if value < 1 else f"{value:.3f}"


def signed(value: float) -> str:
    """A difference with its sign, a true minus."""
    return f"{value:+.4f}".replace("-", "−").replace("0.", ".", 1)


def interval(low: float, high: float) -> str:
    """From where to where a difference may lie."""
    return f"{signed(low)} 至 {signed(high)}"


def p_value(p: float) -> str:
    """A probability as papers print it."""
    return "<.001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


def verdict(difference: float, *, likely: bool) -> str:
    """What a test says about a difference."""
    if not likely:
        return "分不出高下"
    return "确实更好" if difference > 0 else "确实更差"


def wins(better: int, same: int, worse: int) -> str:
    """On how many questions it was better, equal, worse."""
    return f"{better} / {same} / {worse}"


def milliseconds(value: float) -> str:
    """A time in milliseconds."""
    return f"{value:.0f} 毫秒" if value >= 10 else f"{value:.1f} 毫秒"


def scripts_verdict(worst: float, *, limit: float) -> str:
    """Whether the script of a question makes a difference."""
    most = f"{worst:.4f}".removeprefix("0")
    wanted = f"{limit}".removeprefix("0")
    said = "用哪种字提问，结果一样好" if worst < limit else "换一种字提问，结果有差别"
    return f"{said}：nDCG@10 最多相差 {most}（要求小于 {wanted}）。"


def labelled(questions: int, count: int, counts: Mapping[Grade, int]) -> str:
    """How much was labelled."""
    each = "，".join(f"{GRADES[grade]} {number}" for grade, number in counts.items())
    return f"{thousands(questions)} 个问题，{thousands(count)} 条标注：{each}。"


def every_label(count: int) -> str:
    """What opens the list of labels."""
    return f"逐条查看（{count}）"


def lost(count: int) -> str:
    """Labels that apply to nothing any more."""
    return f"{count} 条标注的原文已不在文库中，不参加评测"


def without_relevant(count: int) -> str:
    """Questions that cannot be measured."""
    return f"{count} 个问题没有标出相关的片段，不参加评测"


def measured_with(questions: int, count: int) -> str:
    """What the labels were measured with."""
    return f"用 {thousands(questions)} 个问题、{thousands(count)} 条标注评测；没有标注的片段按不相关计。"
