"""Words of the results of a round: progress, ranking, agreement, weights, public vote, decision record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from review.scores.combining import in_words as _in_words
from review.scores.model import Basis, Counting, Formula, Scaling
from ui.labels.zh.base import thousands

RESULTS_PROGRESS: Final = "打分进度"
PROGRESS_COLUMNS: Final = ("评审", "已打", "评分表", "回避", "最近保存")
SHEET_DRAFT: Final = "草稿"
SHEET_REOPEN: Final = "退回修改"
SHEET_REOPEN_WHOSE: Final = "退回谁的评分表"
SHEET_REOPENED: Final = "已退回，评审可以继续修改。"
NO_REVIEWERS: Final = "还没有评审"
NO_REVIEWERS_DO: Final = "请在“设置 · 成员”里添加评审；主持人自己打了分，也会列在这里。"
RESULTS_RANKING: Final = "得分与排名"
RESULTS_NONE: Final = "还没有可以计算的分数"
RESULTS_NONE_DO: Final = "评审打分以后，这里会有得分、排名、分歧和权重的影响。"
RESULTS_BY_CRITERION: Final = "各项指标的平均分"
RESULTS_COUNTING: Final = "计入"
COUNTINGS: Final[dict[Counting, str]] = {Counting.SAVED: "全部已存的分", Counting.SUBMITTED: "只计已提交的"}
RESULT_PLACE: Final = "名次"
RESULT_RAW: Final = "加权均分"
RESULT_RANK: Final = "均分排名"
RESULT_NORMALISED: Final = "标准化"
RESULT_NORMALISED_RANK: Final = "标准化排名"
IN_PART_NOTE: Final = "标“缺项”的，有的指标还没有人打分，均分只按已有分的指标算，名次还会变。"
RESULT_SPREAD: Final = "分歧（最低—最高）"
RESULT_REVIEWERS: Final = "评审数"
RESULT_VOTES: Final = "公众票数"
RESULT_COMBINED: Final = "综合得分"
NO_VALUE: Final = "—"
BASES: Final[dict[Basis, str]] = {Basis.RAW: "加权均分（原始分）", Basis.NORMALISED: "标准化得分（z 分数）"}
SCALINGS: Final[dict[Scaling, str]] = {
    Scaling.NONE: "不计公众投票",
    Scaling.RANGE: "按最小—最大换算后合并",
    Scaling.MAXIMUM: "按占最高者的比例换算后合并",
}
SHORTLIST_SIZE: Final = "入围名额"
AGREEMENT: Final = "评审之间一致吗"
AGREEMENT_NOTE: Final = "一致不等于正确，不一致也不等于谁错：先看指标是不是人人理解得一样。"
AGREEMENT_NOT_YET: Final = "至少两位评审给同一份材料打了分，才能计算一致程度、宽严和离群的分。"
AGREEMENT_COLUMNS: Final = ("指标", "α（等距）", "α（等级）", "有两人以上打分的材料", "分数个数")
AGREEMENT_WHOLE: Final = "加权得分"
ALPHA_MEANS: Final = (
    "Krippendorff α：1 减去“实际的分歧÷随机打分应有的分歧”。1 是完全一致，0 与随机无异，负数比随机还差；"
    "等距看分差，等级只看先后。缺分的也能算，只有一人打分的材料不计入。"
)
W_MEANS: Final = (
    "Kendall W：各位评审排出的名次有多接近，0 是毫无共同，1 是完全相同；并列按平均名次算，只比较人人都打了分的材料。"
)
KENDALL_W: Final = "Kendall W："
PROFILES: Final = "各位评审的宽严"
PROFILES_NOTE: Final = "宽严是与打同一份材料的其他评审相比，平均高出或低出多少分；标准化得分已去掉它的影响。"
PROFILE_COLUMNS: Final = ("评审", "份数", "平均", "标准差", "宽严")
OUTLIERS: Final = "与其他人差得多的分"
OUTLIERS_NONE: Final = "没有一个分数与其他人差得太多。"
OUTLIERS_NOTE: Final = "只作提示，没有剔除：也许正是这位评审看出了别人没看出的。"
SENSITIVITY: Final = "换一套权重，排名会变吗"
SENSITIVITY_RANKS: Final = "名次的范围"
SENSITIVITY_WEIGHTS: Final = "权重可以变到哪里，第一名不变"
SENSITIVITY_WEIGHTS_NOTE: Final = "点是现在的权重，横条是它单独变动、其余按比例让出时，第一名保持不变的范围。"
SENSITIVITY_FIGURES: Final = "权重的数字"
KEEPS_FIRST: Final = "第一名不变"
FORMULA: Final = "排名怎么算"
FORMULA_NOTE: Final = "公众投票与评审打分分开保存；只有在这里写明公式，才会合在一起。"
FORMULA_BASIS: Final = "评审得分用"
FORMULA_SCALING: Final = "公众投票"
FORMULA_SHARE: Final = "投票占百分之几"
FORMULA_SAVE: Final = "按此计算"
FORMULA_SAVED: Final = "公式已保存，名次已重新计算。"
VOTES_HINT: Final = "CSV 或 XLSX，两列：编号、票数。没有写到的材料保持原样。"
VOTES_UPLOAD: Final = "投票结果（CSV 或 XLSX）"
VOTES_TAKE_OVER: Final = "收入票数"
DECISION: Final = "评审记录"
DECISION_NOTE: Final = "指标、分数、意见、证据和文字重合的情况都写进一份文件，其中每段引文都可以逐字核对："
DECISION_COMMAND: Final = "python -m search quote --file 评审记录.docx"
DECISION_MAKE: Final = "生成评审记录"
DECISION_BACK: Final = "返回结果"
DECISION_NAMED: Final = "写明评审的姓名"
DECISION_NAMED_HINT: Final = "不勾选时，评审写作“评委1”“评委2”。"
DECISION_WAIT: Final = "还要先把材料对照一遍，做完后这里会出现下载按钮。"
DECISION_DOCX: Final = "Word 记录（.docx）"
DECISION_XLSX: Final = "Excel 记录（.xlsx）"


def mark(value: float | None, places: int = 2) -> str:
    """A result on the scale of the rubric."""
    return NO_VALUE if value is None else f"{value:.{places}f}"


def signed_mark(value: float | None) -> str:
    """A result that may lie below 0."""
    if value is None:
        return NO_VALUE
    return "0.00" if f"{abs(value):.2f}" == "0.00" else f"{value:+.2f}".replace("-", "−")


def spread_of(sd: float | None, low: float, high: float) -> str:
    """How far apart reviewers are."""
    return NO_VALUE if sd is None else f"{sd:.2f}（{low:.1f}—{high:.1f}）"


def ranked_by(what: str) -> str:
    """What the place goes by."""
    how = "加权均分是各指标平均分按权重合成的；标准化把每位评审的分数换成离他自己平均分几个标准差，消除宽严不同。"
    return f"名次按{what}排，同分同名次。{how}分歧是各位评审给这份材料的加权得分的标准差，括号里是最低和最高。"


def in_part(mark: str) -> str:
    """A mean of a submission of which some criteria have no score."""
    return f"{mark}（缺项）"


def scored_by_one(numbers: Sequence[int]) -> str:
    """Which submissions have the scores of one reviewer only."""
    return f"{'、'.join(map(str, numbers))} 号只有一位评审的分，均分和名次受他一个人的宽严左右，请谨慎比较。"


def shortlist_first(size: int) -> str:
    """The first of the ranking onto the shortlist."""
    return f"前 {size} 名列为入围"


def shortlisted(count: int) -> str:
    """So many were put on the shortlist."""
    return f"{count} 份已列为入围。"


def coefficient(value: float | None) -> str:
    """A coefficient of agreement."""
    return "无法计算" if value is None else f"{value:.3f}".replace("-", "−")


def concordance(w: float | None, judges: int, objects: int, p: float | None, left_out: int) -> str:
    """Kendall's W in a sentence."""
    if w is None:
        return "至少要有两位评审都打完两份材料，才能计算。"
    tail = f"，另有 {left_out} 份不是人人都打了分，没有算进去" if left_out else ""
    chance = "" if p is None else f"；若大家各排各的，碰巧到这个程度的可能约为 {p:.3f}"
    return f"{w:.3f}（{judges} 位评审，{objects} 份材料{tail}{chance}）。"


def outlier_place(number: int, criterion: str) -> str:
    """Where a score stands apart."""
    return f"{number} 号 · {criterion}"


def outlier(person: str, value: str, middle: str) -> str:
    """A score that stands apart."""
    return f"{person} 打 {value}，其他人的中位数是 {middle}。"


def sensitivity_note(draws: int, concentration: int) -> str:
    """How the ranges were found."""
    return (
        f"在现有权重附近随机取 {thousands(draws)} 套权重（Dirichlet 分布，集中度 {concentration}），"
        "看每份材料的名次落在哪里：横条是九成情形下的范围，点是现在的名次，“居首”是排第一的情形占多少。"
    )


def sensitivity_alt(lines: Sequence[str]) -> str:
    """The chart in words."""
    return "；".join(lines)


def rank_range(low: int, high: int, first: float) -> str:
    """From which place to which."""
    places = f"第 {low} 名" if low == high else f"第 {low}—{high} 名"
    return f"{places}，居首 {first * 100:.0f}%" if first >= 0.005 else places


def weight_range(now: float, low: float, high: float) -> str:
    """How far a weight can go."""
    return f"现在 {now * 100:.3g}%，{low * 100:.3g}%—{high * 100:.3g}% 不变"


def keeps_shortlist(size: int) -> str:
    """Within these, the first so many stay."""
    return f"前 {size} 名不变"


def formula_said(formula: Formula) -> str:
    """How the ranking is made."""
    return _in_words(formula)


def votes_entered(count: int) -> str:
    """For how many there are votes."""
    return f"公众投票（已有 {count} 份材料的票数）" if count else "公众投票（还没有票数）"


def votes_taken_over(count: int) -> str:
    """Votes from a file were taken over."""
    return f"票数已收入，现在 {count} 份材料有票数。"
