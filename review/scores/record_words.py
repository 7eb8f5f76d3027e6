"""The words of a record: what things are called in it, and how each figure is defined."""

from __future__ import annotations

from typing import Final

from review.claims.model import ContradictionKind
from review.matrix.model import Strength
from review.rounds.model import Phase, Seat, Standing
from review.scores.model import Counting
from review.scores.statistics import FAR

PHASES: Final = {
    Phase.COLLECTING: "征集",
    Phase.ELIGIBILITY: "资格审查",
    Phase.REVIEW: "评审",
    Phase.SHORTLIST: "入围",
    Phase.DECIDED: "已决定",
}
STANDINGS: Final = {
    Standing.PENDING: "待审",
    Standing.ELIGIBLE: "合格",
    Standing.INELIGIBLE: "不合格",
    Standing.SHORTLISTED: "入围",
    Standing.AWARDED: "获奖",
    Standing.WITHDRAWN: "撤回",
}
SEATS: Final = {Seat.CHAIR: "主持人", Seat.REVIEWER: "评审"}
STRENGTHS: Final = {Strength.STRONG: "有力", Strength.CLEAR: "明确", Strength.WEAK: "较弱"}
KINDS: Final = {
    ContradictionKind.TWO_VALUES: "同一指标有两个数字",
    ContradictionKind.PARTS_EXCEED: "分项之和超过总数",
    ContradictionKind.PERCENTAGE: "百分比与数字对不上",
    ContradictionKind.LIBRARY: "与文库中的数字不一致",
}
COUNTINGS: Final = {
    Counting.SAVED: "计入全部已保存的评分，包括尚未提交的草稿",
    Counting.SUBMITTED: "只计入已提交的评分表",
}

OVERVIEW: Final = "一、评审概况"
RUBRIC: Final = "二、评审指标与权重"
JURY: Final = "三、评审人员、进度与回避"
RESULTS: Final = "四、结果与排序"
SCORES: Final = "五、评分明细"
AGREEMENT: Final = "六、评审一致性"
SENSITIVITY: Final = "七、权重敏感性"
EVIDENCE: Final = "八、证据对照"
OVERLAP: Final = "九、文字重合"
CONTRADICTIONS: Final = "十、量化成果中的矛盾"
DECISIONS: Final = "十一、决定与理由"

NOT_MADE: Final = "未作这项比对。"
NO_BORROWING: Final = "没有发现需要查看的重合。"
NO_CONTRADICTION: Final = "没有发现互相矛盾的数字。"
NO_EVIDENCE: Final = "未找到证据。"
NO_CONFLICTS: Final = "没有登记回避。"
NO_OUTLIERS: Final = "没有偏离其他评审较远的评分。"
NO_SCORES: Final = "还没有评分。"

RULES: Final = (
    "缺项：一份材料某项指标的得分，是给它打了分的评审的均值；加权均分只用有分的指标，权重按比例放大，"
    "既不当作 0 分，也不用均值代替。回避的评分一律不计。",
    "名次：分数相同名次相同，其后名次空出（1、2、2、4）。",
    "标准化（z 分数）：每位评审的加权得分减去其均值，再除以其标准差（n − 1）；给分全部相同或只评一份的，z 一律为 0。",
)
DEFINITIONS: Final = (
    "Krippendorff α = 1 − 实际不一致 ÷ 随机预期的不一致；1 为完全一致，0 相当于随机，可以为负。允许缺失，"
    "只有一位评审打分的材料不计（K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011）。"
    "“定距”按分差计，“定序”按名次计；最后一行按每位评审的加权得分计算。",
    "Kendall W 衡量排序是否一致：1 为完全一致，0 为毫无一致；含同分校正，χ² = m(n − 1)W，自由度 n − 1，p 为近似值"
    "（M. G. Kendall 与 B. Babington Smith, 1939）。只用每位评审都评过的材料。",
    f"偏离：与其他评审中位数的差距，超过离散程度的三倍，且不小于量表宽度的 {FAR:.0%}；离散程度取其他评审的"
    "1.4826 × 绝对中位差与本次评审通常的离散（各格绝对中位差经小样本校正后的均值）两者中较大的；"
    "至少三位评审才判断。宽严：本人评分减其他评审均值的平均，负数偏严，正数偏宽。",
)
INTERVALS: Final = (
    "一项指标的权重在下列区间内变动（其余指标按比例增减），按原始加权均分排在首位、或排在前 {size} 位的材料不变；"
    "区间由线性不等式精确求出。"
)
SHARES: Final = (
    "在给定权重附近随机抽取 {draws} 组权重（Dirichlet 分布，集中度 {concentration}，随机种子 {seed}，结果可以复现），"
    "每份材料的名次分布如下。"
)
OVERLAP_RULE: Final = (
    "重合不等于抄袭：下列只说明哪些文字与别处相同，是否属于借用由评审判断。"
    "“扣除后”不含公文套话、注明出处的引文和文件名称。"
)
EVIDENCE_RULE: Final = "每项指标列出检索到的原文，强弱为名次词而非分值；“未找到证据”只表示没有找到，不等于没有做。"
RECORD_RULE: Final = (
    "本记录由程序按固定规则生成，不使用大语言模型。各段引文均可逐字核对：python -m search quote --file 文件名。"
)
BLIND_JURY: Final = "本记录隐去评审姓名，评语和理由里写出的成员姓名也换成代号；绰号、职务等仍可能认得出人。"
FULL_SCORES: Final = "这里列出入围、获奖（尚未选定时为名次靠前）的材料；全部评分和评语见 XLSX 记录。"
