"""Words of award rounds: the list of rounds, a new one, phases, submissions, eligibility."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from review.rounds.eligibility import Finding, Missing, Requirement
from review.rounds.model import Phase, Standing
from ui.address import RoundView
from ui.labels.zh.base import thousands
from ui.labels.zh.evidence import numbers_of

NAV_ROUNDS: Final = "对比评审"
ROUND_KEEP: Final = "保存"

# The list of rounds

ROUNDS_SUB: Final = "把申报材料放在一起比：逐项找证据，核对数字，查文字重合，打分定案，每一处都能回到原文。"
ROUNDS_ALL: Final = "全部评审"
ROUND_NEW: Final = "新建一轮评审"
ROUNDS_NONE: Final = "还没有评审"
ROUNDS_NONE_DO: Final = "一轮评审把一批申报材料、一套指标和几位评审放在一起，从征集到定案分五步走："
ROUNDS_NONE_WAIT: Final = "主持人把您加为评审后，评审会出现在这里。一轮评审从征集到定案分五步走："
ROUND_STEPS: Final[tuple[tuple[str, str], ...]] = (
    ("征集", "上传文件或压缩包，也可以从文库里挑；选定评审指标，写明申报要求。"),
    ("资格审查", "逐项核对章节、字数、日期、附件和联系方式，缺什么一目了然。"),
    ("评审", "每项指标旁边就是原文证据；数字矛盾、文字重合另有专页；打分随手保存。"),
    ("入围", "看得分、分歧和权重的影响，定下入围名单。"),
    ("已决定", "导出评审记录，里面的每段引文都可以逐字核对。"),
)
ROUND_SAMPLE: Final = "用六份虚构材料试一轮"
ROUND_SAMPLE_HINT: Final = "材料是示例文库自带的，地名、机构和数字都是编出来的；试完可以在“设置”里删除。"
ROUND_SAMPLE_TITLE: Final = "试用：老旧小区加装电梯案例评审"
ROUND_SAMPLE_ABOUT: Final = "六份申报材料均为虚构，供试用各项功能。"
ROUND_BLIND: Final = "盲评"
TRIAL_OPEN: Final = "不建评审，先试看几篇文献"
TRIAL_HINT: Final = "从文库里挑几篇，直接看证据对照、量化成果和文字重合；不打分，也不保存。"
TRIAL_VIEW: Final = "先看"
TRIAL_GO: Final = "开始试看"
TRIAL_TITLE: Final = "试看"
KIND_ANY: Final = "全部类型"
SUBMISSIONS_OF_LIBRARY: Final = "从文库里选"

# A new round

ROUND_NAME: Final = "评审"
ROUND_TITLE: Final = "名称"
ROUND_TITLE_EXAMPLE: Final = "如：2026 年基层治理创新案例评审"
ROUND_UNTITLED: Final = "未命名评审"
ROUND_ABOUT: Final = "说明"
ROUND_ABOUT_EXAMPLE: Final = "评什么、给谁看（可以不填）"
ROUND_OPENS: Final = "开始日期"
ROUND_CLOSES: Final = "截止日期"
ROUND_BLIND_ASK: Final = "盲评"
ROUND_BLIND_HELP: Final = "评审看到的题名和引文里，人名、单位和地名换成代号；主持人看原文。"
ROUND_RUBRIC: Final = "评审指标"
ROUND_REQUIREMENTS: Final = "申报要求"
ROUND_REQUIREMENTS_HINT: Final = "资格审查时逐份核对，不填的不查。以后可以在“设置”里改。"
ROUND_SUBMISSIONS: Final = "申报材料"
ROUND_SUBMISSIONS_HINT: Final = "可以现在加，也可以建好以后再加。文件会同时进入文库。"
SUBMISSIONS_UPLOAD: Final = "上传文件或压缩包"
ROUND_MAKE: Final = "建立评审"
RUBRIC_FROM: Final = "指标来源"
RUBRIC_SOURCES: Final[dict[str, str]] = {"bundled": "自带的", "file": "上传文件", "round": "沿用另一轮评审的"}
RUBRIC_BUNDLED: Final = "自带的指标"
RUBRIC_UPLOAD: Final = "指标文件（TOML 或 XLSX）"
RUBRIC_TEMPLATE: Final = "不知道怎么写？下载一份改："
RUBRIC_CHOOSE: Final = "请先选定评审指标。"
RUBRIC_CRITERION: Final = "指标"
RUBRIC_WEIGHT: Final = "权重"
CRITERION_DESCRIPTION: Final = "说明"
RUBRIC_QUESTIONS: Final = "引导问题"
CRITERION_WORDS: Final = "检索词"
CRITERION_EXAMPLES: Final = "示例句"
CRITERIA_DETAILS: Final = "引导问题、检索词和示例句"

# The head of a round

PHASES: Final[dict[Phase, str]] = {
    Phase.COLLECTING: "征集",
    Phase.ELIGIBILITY: "资格审查",
    Phase.REVIEW: "评审",
    Phase.SHORTLIST: "入围",
    Phase.DECIDED: "已决定",
}
PHASES_LABEL: Final = "进度"
STEP_STATES: Final[dict[str, str]] = {"done": "（已完成）", "now": "（当前）", "ahead": "（未开始）"}
PHASE_NOW: Final[dict[Phase, str]] = {
    Phase.COLLECTING: "现在：收材料。",
    Phase.ELIGIBILITY: "现在：查资格。",
    Phase.REVIEW: "现在：评审打分。",
    Phase.SHORTLIST: "现在：定入围。",
    Phase.DECIDED: "评审已经结束。",
}
PHASE_DO: Final[dict[Phase, str]] = {
    Phase.COLLECTING: "把申报材料加进来，齐了就进入下一步。",
    Phase.ELIGIBILITY: "逐份核对要求，定下哪些合格、哪些不合格。",
    Phase.REVIEW: "在“设置”里安排评审；打分进度和结果随时可看。",
    Phase.SHORTLIST: "看排名、分歧和权重的影响，标出入围和获奖的材料。",
    Phase.DECIDED: "分数已经封存，可以导出评审记录。",
}
PHASE_VIEWS: Final[dict[Phase, RoundView]] = {
    Phase.COLLECTING: RoundView.SUBMISSIONS,
    Phase.ELIGIBILITY: RoundView.ELIGIBILITY,
    Phase.REVIEW: RoundView.RESULTS,
    Phase.SHORTLIST: RoundView.RESULTS,
    Phase.DECIDED: RoundView.RESULTS,
}
PHASE_CHANGED: Final = "已进入“{phase}”阶段。"
ROUND_VIEWS: Final[dict[RoundView, str]] = {
    RoundView.SUBMISSIONS: ROUND_SUBMISSIONS,
    RoundView.ELIGIBILITY: "资格审查",
    RoundView.MATRIX: "证据对照",
    RoundView.CLAIMS: "量化成果",
    RoundView.OVERLAP: "文字重合",
    RoundView.SCORES: "打分",
    RoundView.RESULTS: "结果",
    RoundView.SETTINGS: "设置",
}
ROUND_VIEWS_LABEL: Final = "评审的各个页面"
ROUND_VIEW_NOT: Final = "这一页只有主持人能看"
ROUND_VIEW_NOT_DO: Final = "需要时请联系这轮评审的主持人。"

# Submissions

SUBMISSION_NUMBER: Final = "号"
STANDING: Final = "状态"
STANDINGS: Final[dict[Standing, str]] = {
    Standing.PENDING: "待审",
    Standing.ELIGIBLE: "合格",
    Standing.INELIGIBLE: "不合格",
    Standing.SHORTLISTED: "入围",
    Standing.AWARDED: "获奖",
    Standing.WITHDRAWN: "撤回",
}
SUBMISSION_CHARACTERS: Final = "字数（含标点）"
OWN_PROGRESS: Final = "我的打分"
SUBMISSIONS_NONE: Final = "还没有申报材料"
SUBMISSIONS_NONE_DO: Final = "在下面上传文件或压缩包，也可以从文库里选。"
SUBMISSIONS_NONE_WAIT: Final = "主持人加入材料以后，会列在这里。"
SUBMISSIONS_ADD: Final = "添加申报材料"
SUBMISSIONS_ADD_NOW: Final = "加入本轮评审"
SUBMISSIONS_NOTHING_CHOSEN: Final = "还没有选文件或文献。"
SUBMISSION_GONE: Final = "原文已从文库移除"
SUBMISSION_GONE_DO: Final = "请主持人把原文重新收入文库，或把这一份定为撤回。"
SUBMISSION_BACK: Final = "全部申报材料"
SUBMISSION_OPEN: Final = "在阅读页打开"
SUBMISSION_SCORE: Final = "给这一份打分"
SUBMISSION_MASKED: Final = "盲评：人名、单位和地名已换成代号。"
NEXT_ONE: Final = "下一份"
PREVIOUS_ONE: Final = "上一份"
NOT_YOURS_TO_SCORE: Final = "不由我评"
SUBMISSION_TITLE: Final = "题名"
SUBMISSION_READ: Final = "看评审看到的全文"
SUBMISSIONS_ADD_HINT: Final = "压缩包里的每个文件是一份材料。文件会同时进入文库；文库里已有的同一份不会重复。"
READ_WHOLE: Final = "看全文"
PARTS_LABEL: Final = "全文的各部分"

# Eligibility

REQUIREMENTS_CHANGE: Final = "修改申报要求"
REQUIREMENTS_SAVED: Final = "申报要求已保存。"
REQUIRED_SECTIONS: Final = "必备章节（一行一个）"
REQUIRED_SECTIONS_HELP: Final = "写成“章节名：词、词”。标题里有其中一个词就算有这一章；冒号后面不写，就按章节名找。"
REQUIRED_SHORTEST: Final = "最少字数"
REQUIRED_LONGEST: Final = "最多字数"
REQUIRED_EARLIEST: Final = "日期不早于"
REQUIRED_LATEST: Final = "日期不晚于"
REQUIRED_ANY: Final = "不限"
REQUIRED_ATTACHMENTS: Final = "附件"
REQUIRED_ATTACHMENTS_EXAMPLE: Final = "如：承诺书、推荐表（用顿号隔开，可以不填）"
REQUIRED_DATE: Final = "要有日期"
REQUIRED_CONTACT: Final = "要有联系人和电话或邮箱"
REQUIRED_ONCE: Final = "不得重复申报"
REQUIREMENTS: Final[dict[Requirement, str]] = {
    Requirement.SECTION: "章节“{name}”",
    Requirement.LENGTH: "字数（不计标点）",
    Requirement.DATE: "日期",
    Requirement.ATTACHMENT: "附件“{name}”",
    Requirement.CONTACT: "联系方式",
    Requirement.DUPLICATE: "未重复申报",
}
MISSINGS: Final[dict[Missing, str]] = {
    Missing.NOTHING: "符合",
    Missing.NOT_FOUND: "没有找到",
    Missing.EMPTY: "只有标题，没有内容",
    Missing.TOO_SHORT: "{found} 字，太短（要求 {wanted} 字）",
    Missing.TOO_LONG: "{found} 字，太长（要求 {wanted} 字）",
    Missing.TOO_EARLY: "是 {found}，早于 {wanted}",
    Missing.TOO_LATE: "是 {found}，晚于 {wanted}",
    Missing.VAGUE: "只写到 {found}，无法判断是否符合 {wanted}",
    Missing.NO_NUMBER: "没有电话或邮箱",
    Missing.NO_PERSON: "没有联系人",
    Missing.SAME: "与 {found} 号是同一篇文字",
    Missing.NEARLY_SAME: "与 {found} 号几乎相同",
}
ELIGIBILITY_TABLE: Final = "要求一览"
STANDING_SET: Final = "定状态"
STANDING_WHY: Final = "理由"
STANDING_WHY_EXAMPLE: Final = "不合格时请写明缺什么；会记入评审记录。"
FIND_ELIGIBLE: Final = "合格"
FIND_INELIGIBLE: Final = "不合格，写理由"
FILE_BY_FILE: Final = "逐个文件"
STANDING_SAVED: Final = "状态已保存。"


def submission_count(count: int) -> str:
    """How many submissions there are."""
    return f"{thousands(count)} 份申报材料"


def round_dates(opens: str, closes: str) -> str:
    """From when to when a round goes; empty where nobody said."""
    if opens and closes:
        return f"{opens} 至 {closes}"
    return f"{opens} 开始" if opens else f"{closes} 截止" if closes else ""


def trial_facts(count: int) -> str:
    """What a look without a round is of."""
    return f"文库里的 {count} 篇文献，不打分，不保存"


def documents_to_choose(count: int) -> str:
    """What stands in the empty box."""
    return f"共 {thousands(count)} 篇，输入题名里的字可以筛选"


def choose_all(count: int) -> str:
    """All documents of a kind."""
    return f"选中这一类的全部 {thousands(count)} 篇"


def phase_on(name: str) -> str:
    """To the next phase."""
    return f"进入“{name}”"


def phase_back(name: str) -> str:
    """To the phase before."""
    return f"退回“{name}”"


def submission_masked(number: int) -> str:
    """A submission whose title must not be seen."""
    return f"申报材料 {number} 号"


def submissions_added(count: int) -> str:
    """Documents of the library were taken in."""
    return f"已加入 {count} 份材料。"


def submissions_gone(numbers: Sequence[int]) -> str:
    """Submissions whose document is not in the library any more."""
    return f"{numbers_of(numbers)}的原文已从文库移除，没有参与对照。"


def part_number(number: int) -> str:
    """A part of a long text."""
    return f"第 {number} 部分"


def words_listed(words: Sequence[str]) -> str:
    """Words one after another."""
    return "；".join(words) if any("，" in one or "？" in one for one in words) else "、".join(words)


def shortened(words: str, limit: int) -> str:
    """The beginning of long words."""
    return words if len(words) <= limit else f"{words[: limit - 1]}…"


def eligibility_summary(complete: int, total: int) -> str:
    """How many have everything."""
    return f"{total} 份材料中，{complete} 份符合全部要求。自动核对只作参考，请以原件为准。"


def requirement_named(finding: Finding) -> str:
    """A requirement at the head of a column."""
    return finding.name or REQUIREMENTS[finding.requirement]


def missing_count(count: int) -> str:
    """How many requirements are not met."""
    return f"缺 {count} 项" if count else "符合全部要求"


def passed_count(count: int) -> str:
    """How many requirements are met."""
    return f"另有 {count} 项符合"


def finding_of(finding: Finding) -> str:
    """A requirement, and what became of it."""
    name = REQUIREMENTS[finding.requirement].format(name=finding.name)
    said = MISSINGS[finding.missing].format(found=finding.found, wanted=finding.wanted)
    if finding.passed and finding.found and finding.requirement in (Requirement.LENGTH, Requirement.DATE):
        said = f"{said}（{finding.found}）"
    return f"{name}：{said}"


def submissions_taken_in(count: int, refused: int) -> str:
    """What became of files that were read for a round."""
    said = f"{count} 份申报材料已收入本轮评审" if count else "没有收入申报材料"
    return f"{said}，{refused} 个文件读不了" if refused else said


def reasons_joined(reasons: Sequence[str]) -> str:
    """Several reasons as one."""
    return "；".join(reasons)


def accept_all(count: int) -> str:
    """All that have everything, at once."""
    return f"把符合全部要求的 {count} 份定为合格" if count else "没有待定且符合全部要求的材料"


def accepted(count: int) -> str:
    """So many are eligible now."""
    return f"{count} 份已定为合格。"
