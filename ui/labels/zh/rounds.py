"""Why a round or a rubric stays as it is: the wording of what was refused."""

from __future__ import annotations

from typing import Final

from review.rounds.model import Phase, RoundError, RoundProblem, Standing
from review.rubric.model import Flaw, RubricError, RubricProblem
from ui.labels.cases import ErrorText

_GIVEN: Final[dict[str, str]] = {
    Phase.COLLECTING: "征集",
    Phase.ELIGIBILITY: "资格审查",
    Phase.REVIEW: "评审",
    Phase.SHORTLIST: "入围",
    Phase.DECIDED: "已决定",
    Standing.PENDING: "待审",
    Standing.ELIGIBLE: "合格",
    Standing.INELIGIBLE: "不合格",
    Standing.SHORTLISTED: "入围",
    Standing.AWARDED: "获奖",
    Standing.WITHDRAWN: "已撤回",
    "title": "标题",
    "description": "说明",
    "reason": "理由",
    "submissions": "份申报材料",
    "names": "个名称",
    "there": "已收到",
    "an administrator": "管理员",
}
ROUND_PROBLEMS: Final[dict[RoundProblem, tuple[str, str]]] = {
    RoundProblem.NO_TITLE: ("还没有填写评审的标题。", "请写几个字再保存。"),
    RoundProblem.TOO_LONG: ("{given}超过了 {limit} 字的上限，没有保存。", "请缩短后再保存。"),
    RoundProblem.TOO_MANY: ("一次评审最多 {limit} {given}，没有添加。", "请另建一次评审，或先移出一些。"),
    RoundProblem.BAD_DATE: ("“{given}”不是日期，没有保存。", "请写成 2026-03-31。"),
    RoundProblem.DATES_TURNED: ("结束早于开始（{given}），没有保存。", "请把两个日期对调。"),
    RoundProblem.NOT_CHAIR: ("只有评审的主持人可以做这一步，没有改动任何内容。", "需要时请找{given}。"),
    RoundProblem.LAST_CHAIR: ("{given}是唯一的主持人，席位没有改动。", "请先指定另一位主持人。"),
    RoundProblem.BAD_PERSON: ("“{given}”不能作为登录名。", "请用字母、数字和 . _ - + ' @。"),
    RoundProblem.NO_ACCOUNT: ("没有名为“{given}”的账号，席位没有改动。", "请先在“管理 › 人员”里建立账号。"),
    RoundProblem.CANNOT_CHAIR: ("{given}的角色不能主持评审。", "请管理员把角色改为编辑，或另选主持人。"),
    RoundProblem.CANNOT_SCORE: ("{given}的角色不能打分。", "请管理员把角色改为评审，或另选评审。"),
    RoundProblem.NOT_COLLECTING: ("评审已到“{given}”阶段，不再增减申报材料。", "确需改动，请先退回“征集”。"),
    RoundProblem.NOT_NEXT: ("评审每次只能进到下一阶段，或退回上一阶段，不能直接到“{given}”。", "请逐个阶段进行。"),
    RoundProblem.NOTHING_HELD: ("还没有“{given}”的申报材料，没有进入下一阶段。", "请先添加申报材料，或作出资格认定。"),
    RoundProblem.UNDECIDED: ("还有 {given} 份申报材料没有作出资格认定。", "请逐份认定合格或不合格，再进入下一阶段。"),
    RoundProblem.DECIDED: ("评审已经决定，不再改动。", "确需改动，请先退回“入围”阶段。"),
    RoundProblem.STANDING_PHASE: (
        "现在不能把申报材料改为“{given}”。",
        "请先到相应的阶段；获奖的须先入围，入围的须先合格。",
    ),
    RoundProblem.NO_REASON: ("认定不合格须写明理由，没有保存。", "请写清缺什么、不符合哪一条。"),
    RoundProblem.RUBRIC_SCORED: (
        "已经有人按现在的指标打分（{given}），没有保存。",
        "有分数的指标不能删除，分值范围也不能改；说明、引导问题、检索词和权重可以改。",
    ),
    RoundProblem.CRITERION_CHANGED: (
        "“{given}”刚被别人改过或移除，您的改动没有保存。",
        "请先抄下要改的内容，关掉这个窗口，看过最新的内容再改。",
    ),
    RoundProblem.SUBMISSION_SCORED: ("{given}号已经有了评分，取出会丢掉这些评分，没有取出。", "请改为“撤回”。"),
    RoundProblem.BLIND_SCORED: ("已经有人在匿名评审中打分，不能再显示名称。", "请保持匿名，或另建一次评审。"),
    RoundProblem.REQUIREMENT: ("申报要求里有一处不能用：{given}。", "请改正后再保存。"),
    RoundProblem.NO_NAME: ("“{given}”不能遮蔽，没有保存。", "请写 2 至 {limit} 个字的名称。"),
}
RUBRIC_FIELDS: Final[dict[str, str]] = {
    "key": "标识",
    "title": "标题",
    "name": "名称",
    "weight": "权重",
    "description": "说明",
    "questions": "引导问题",
    "words": "检索词",
    "examples": "示例句",
    "scale": "分值",
    "lowest": "最低分",
    "highest": "最高分",
    "step": "步长",
    "criterion": "指标",
}
RUBRIC_PROBLEMS: Final[dict[RubricProblem, str]] = {
    RubricProblem.UNREADABLE: "无法读取（{value}），请用模板重新填写",
    RubricProblem.TOO_LARGE: "超过 {limit} 字节，请核对是不是选错了文件",
    RubricProblem.UNKNOWN_FORMAT: "既不是 TOML 也不是 XLSX，请另存为其中一种",
    RubricProblem.NO_CRITERIA: "没有指标，请至少写一项",
    RubricProblem.TOO_MANY: "超过 {limit} 项，请删去一些",
    RubricProblem.MISSING: "没有填写，请补上",
    RubricProblem.TOO_LONG: "超过 {limit} 字，请缩短",
    RubricProblem.NOT_TEXT: "写成了“{value}”，这里要用文字（TOML 中加引号）",
    RubricProblem.NOT_NUMBER: "“{value}”不是数字，请写成 20 或 1.5",
    RubricProblem.NOT_POSITIVE: "是 {value}，请写大于 0 的数",
    RubricProblem.REPEATED: "“{value}”与另一项相同，请改成不同的",
    RubricProblem.BAD_KEY: "“{value}”不能用，请写不超过 {limit} 个小写字母、数字、- 和 _",
    RubricProblem.UNKNOWN: "不认识，请核对写法，或者删去",
    RubricProblem.FORMULA: "含有没有保存结果的公式，请直接写数值",
    RubricProblem.SCALE: "是 {value}，没有高于最低分，请改大",
    RubricProblem.STEP: "是 {value}，请写能从最低分走到最高分、且不超过 {limit} 步的数",
}


def rubric_flaw(flaw: Flaw) -> str:
    """One place of a rubric that has to be mended: where, what, what to do."""
    row = f"（第 {flaw.row} 行）" if flaw.row else ""
    criterion = f"第 {flaw.number} 项指标“{flaw.criterion}”{row}" if flaw.number else ""
    field = RUBRIC_FIELDS.get(flaw.field, f"“{flaw.field}”" if flaw.field else "")
    where = f"{criterion}的{field}" if criterion and field else criterion or field or "文件"
    return f"{where}：{RUBRIC_PROBLEMS[flaw.problem].format(value=flaw.value, limit=f'{flaw.limit:,}')}。"


def round_refusal(error: RoundError | RubricError) -> ErrorText:
    """What was refused, and what to do."""
    if isinstance(error, RubricError):
        many = f"，有 {len(error.flaws)} 处要改" if len(error.flaws) > 1 else ""
        return ErrorText(f"评审指标“{error.name}”不能使用{many}。", " ".join(map(rubric_flaw, error.flaws)))
    given = _GIVEN.get(error.given, error.given)
    return ErrorText(*ROUND_PROBLEMS[error.problem]).filled({"given": given, "limit": f"{error.limit:,}"})
