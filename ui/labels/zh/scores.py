"""Why a score, a sheet, a conflict or a vote was not kept: the wording of what was refused."""

from __future__ import annotations

from typing import Final

from review.rounds.model import Phase, Standing
from review.scores.model import CellFault, CellProblem, FileProblem, ScoreError, ScoreProblem, SheetFileError
from ui.labels.cases import ErrorText

_CELLS_SHOWN: Final = 20
_NAMES: Final[dict[object, str]] = {
    Phase.COLLECTING: "征集",
    Phase.ELIGIBILITY: "资格审查",
    Phase.REVIEW: "评审",
    Phase.SHORTLIST: "入围",
    Phase.DECIDED: "已决定",
    Standing.INELIGIBLE: "不合格",
    Standing.WITHDRAWN: "已撤回",
}
SCORE_PROBLEMS: Final[dict[ScoreProblem, tuple[str, str]]] = {
    ScoreProblem.OUTSIDE: ("{value} 不在评分范围内，没有保存。", "请填写 {lowest} 至 {highest} 之间的分数。"),
    ScoreProblem.STEP: ("{value} 不在评分的档位上，没有保存。", "从 {lowest} 分起，每档 {step} 分。"),
    ScoreProblem.CONFLICT: (
        "{number}号已经登记回避，不能打分。",
        "如果登记有误，请先撤销回避；主持人登记的，请主持人撤销。",
    ),
    ScoreProblem.NOT_ASSIGNED: ("{number}号没有分给这位评审。", "有疑问请联系主持人。"),
    ScoreProblem.NOT_OPEN: ("这轮评审现在不能打分，它在“{phase}”阶段。", "进入“评审”阶段后再打分。"),
    ScoreProblem.NOT_JUDGED: ("{number}号{standing}，不参加打分。", "有疑问请联系主持人。"),
    ScoreProblem.SUBMITTED: ("评分表已经提交，不能再改。", "需要修改时，请主持人退回评分表。"),
    ScoreProblem.INCOMPLETE: (
        "还有 {missing} 项没有打分，没有提交。",
        "第一项是 {number}号的“{criterion}”；请补齐，或确认就这样提交。",
    ),
    ScoreProblem.NO_REVIEWER: ("“{person}”不是这轮评审的成员。", "请先在“设置”里加入成员。"),
    ScoreProblem.COMMENT: ("评语超过了 {limit} 字的上限，没有保存。", "请缩短。"),
    ScoreProblem.REASON: ("登记回避要写明理由。", "请写 1 至 {limit} 个字。"),
    ScoreProblem.NOT_YOURS: ("这项回避是主持人登记的。", "只有主持人可以更改或撤销。"),
    ScoreProblem.TOO_FEW: ("每份材料 {each} 位评审，现在办不到。", "这轮评审有 {there} 位评审；请改小，或增加评审。"),
    ScoreProblem.VOTES: ("{value} 不能作为票数，没有保存。", "请填写不小于 0 的整数。"),
    ScoreProblem.SHARE: ("{value} 不能作为公众投票的占比。", "请填写 0 至 1 之间的数。"),
    ScoreProblem.NEGATIVE: (
        "标准化得分可能为负，不能按“占最大值的比例”合并。",
        "请改用“最小值—最大值”，或改用原始得分。",
    ),
    ScoreProblem.DECIDED: ("这轮评审已经结束，没有改动任何内容。", "需要修改时，请主持人先退回“入围”阶段。"),
}
CELL_PROBLEMS: Final[dict[CellProblem, str]] = {
    CellProblem.NOT_A_NUMBER: "不是数字",
    CellProblem.OUTSIDE: "不在评分范围内",
    CellProblem.STEP: "不在评分的档位上",
    CellProblem.COMMENT: "评语太长",
    CellProblem.UNKNOWN_SUBMISSION: "没有这个编号的申报材料",
    CellProblem.UNKNOWN_CRITERION: "没有这项指标",
    CellProblem.TWICE: "重复出现",
    CellProblem.NOT_YOURS: "不由这位评审打分",
    CellProblem.CHANGED: "下载之后在网页上又改过",
    CellProblem.FORMULA: "有没有算出值的公式，请改成数值",
    CellProblem.COLUMN: "缺少这一列",
}
FILE_PROBLEMS: Final[dict[FileProblem, tuple[str, str]]] = {
    FileProblem.UNREADABLE: ("文件无法读取，没有收入任何内容。", "请重新保存为 {form} 再上传。"),
    FileProblem.FOREIGN: ("这不是本轮评审里这位评审的评分表，没有收入任何内容。", "请重新下载一份，填好再上传。"),
    FileProblem.CELLS: ("有 {count} 处不对，没有收入任何内容。", "请改正后再上传：{cells}"),
}


def cell_fault(fault: CellFault) -> str:
    """What is wrong with one cell."""
    where = f"{fault.cell} " if fault.cell else ""
    return f"{where}“{fault.found}”{CELL_PROBLEMS[fault.problem]}"


def score_refusal(error: ScoreError | SheetFileError) -> ErrorText:
    """What was refused, and what to do."""
    if isinstance(error, SheetFileError):
        shown = "；".join(map(cell_fault, error.faults[:_CELLS_SHOWN]))
        more = "；……" if len(error.faults) > _CELLS_SHOWN else "。"
        given: dict[str, object] = {"form": error.form, "count": len(error.faults), "cells": shown + more}
        return ErrorText(*FILE_PROBLEMS[error.problem]).filled(given)
    named = {name: _NAMES.get(value, value) for name, value in error.given.items()}
    return ErrorText(*SCORE_PROBLEMS[error.problem]).filled(named)
