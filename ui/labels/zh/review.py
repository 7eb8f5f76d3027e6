"""Words of award rounds: what they are, their phases, submissions, rubrics, scores, results, settings."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from corpus.workspace import OWNER
from review.rounds.eligibility import Finding, Missing, Requirement
from review.rounds.model import Phase, Seat, Standing
from review.rounds.names import NameKind
from review.rubric.model import plain_number
from review.scores.combining import in_words as _in_words
from review.scores.model import Basis, Counting, Formula, Scaling
from ui.address import RoundView
from ui.labels.zh.base import thousands
from ui.labels.zh.people import AUDIT_OWNER

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
SUBMISSION_CHARACTERS: Final = "字数"
OWN_PROGRESS: Final = "我的打分"
SUBMISSIONS_NONE: Final = "还没有申报材料"
SUBMISSIONS_NONE_DO: Final = "在下面上传文件或压缩包，也可以从文库里选。"
SUBMISSIONS_NONE_WAIT: Final = "主持人加入材料以后，会列在这里。"
SUBMISSIONS_ADD: Final = "添加申报材料"
SUBMISSIONS_ADD_NOW: Final = "加入本轮评审"
SUBMISSIONS_NOTHING_CHOSEN: Final = "还没有选文件或文献。"
SUBMISSION_GONE: Final = "原文已从文库移除"
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
    Requirement.LENGTH: "字数",
    Requirement.DATE: "日期",
    Requirement.ATTACHMENT: "附件“{name}”",
    Requirement.CONTACT: "联系方式",
    Requirement.DUPLICATE: "重复申报",
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
STANDING_SAVED: Final = "状态已保存。"

# Scores

SCORES_NO_SEAT: Final = "您不是这轮评审的成员"
SCORES_NO_SEAT_DO: Final = "要打分，请先在“设置 · 成员”里把自己加为评审或主持人。"
SCORES_NOT_YET: Final = "还没有开始打分"
SCORES_NOT_YET_DO: Final = "资格审查完成、进入“评审”阶段后，就可以打分。证据对照、量化成果和文字重合现在就能看。"
SCORES_NONE: Final = "没有要您打分的材料"
SCORES_NONE_DO: Final = "可能都分给了别的评审，或者没有合格的材料；有疑问请联系主持人。"
SCORES_OVER: Final = "评审已经结束，分数不再改动"
SCORES_OVER_DO: Final = "下面是您当时打的分。"
SHEET_SUBMITTED: Final = "评分表已于 {at} 提交"
SHEET_SUBMITTED_DO: Final = "需要修改时，请主持人退回。"
TURNS_LABEL: Final = "我要打分的材料"
TURN_STATES: Final[dict[str, str]] = {"done": "已打完", "begun": "打了一部分", "open": "还没打", "away": "已回避"}
EVIDENCE_LOOKING: Final = "正在从材料里找证据……"
COMMENT_EXAMPLE: Final = "依据和意见（可以不填）"
NOT_SAVED: Final = "没有保存："
NOT_SCORED_YET: Final = "还没有打分"
NO_SCORE: Final = "没有分数"
CONFLICT_DECLARED: Final = "已回避"
CONFLICT_DECLARE: Final = "声明回避"
CONFLICT_WITHDRAW: Final = "撤回回避"
CONFLICT_HINT: Final = "与申报单位有利害关系时请回避：这一份不再由您打分，已经打的分不计入结果。"
CONFLICT_REASON: Final = "理由"
CONFLICT_REASON_EXAMPLE: Final = "如：曾在申报单位任职"
CONFLICT_SAVED: Final = "已声明回避。"
CONFLICT_WITHDRAWN: Final = "已撤回回避，这一份可以继续打分。"
CONFLICT_SAID: Final = "您已声明回避，这一份不由您打分"
SHEET_WHOLE: Final = "整份评分表"
SHEET_WHOLE_HINT: Final = "每填一项就已保存为草稿。全部打完后提交；提交以后只有主持人能退回。"
SHEET_SUBMIT: Final = "提交评分表"
SHEET_COMPLETE: Final = "所有材料的所有指标都已打分。提交以后不能再改，只有主持人能退回。"
SHEET_INCOMPLETE_SURE: Final = "我知道还有没打的，仍要提交"
SHEET_SENT: Final = "评分表已提交，谢谢。"
SHEET_OFFLINE: Final = "离线填写"
SHEET_OFFLINE_HINT: Final = "下载表格，在没有网络的地方填好再传回来。表里有一格不对，就整张不收，并逐格说明。"
SHEET_DOWNLOAD: Final = "下载我的评分表"
SHEET_FILE: Final = "评分表"
SHEET_UPLOAD: Final = "填好的评分表（XLSX）"
SHEET_TAKE_OVER: Final = "收入这张表"

# Results

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

# Settings

SETTINGS_LABEL: Final = "设置的各部分"
SETTINGS_SECTIONS: Final[dict[str, str]] = {
    "": "基本情况",
    "rubric": "评审指标",
    "people": "成员",
    "masks": "盲评代号",
    "requirements": "申报要求",
}
ROUND_SAVED: Final = "已保存。"
PHASE_BACK_HINT: Final = "每次进一步或退一步；退回不会丢掉任何内容。"
ROUND_REMOVE: Final = "删除这轮评审"
ROUND_REMOVE_HINT: Final = "删除后，分数、意见、状态和成员都会丢失，不能恢复；申报材料仍在文库里。"
ROUND_REMOVE_SURE: Final = "我知道删除以后不能恢复"
ROUND_REMOVED: Final = "评审已删除，材料仍在文库里。"
RUBRIC_SAVED: Final = "评审指标已保存。"
RUBRIC_SCALE: Final = "名称与分值"
RUBRIC_TITLE: Final = "这套指标的名称"
SCALE_LOWEST: Final = "最低分"
SCALE_HIGHEST: Final = "最高分"
SCALE_STEP: Final = "每档相差"
RUBRIC_REPLACE: Final = "换一套指标"
RUBRIC_REPLACE_HINT: Final = "整套替换。已经有分数的指标和分值不能少，也不能改。"
RUBRIC_DOWNLOAD: Final = "下载这套指标："
CRITERION_ADD: Final = "加一项指标"
CRITERION_EDIT: Final = "编辑"
CRITERION_UP: Final = "上移"
CRITERION_DOWN: Final = "下移"
CRITERION_REMOVE: Final = "移除"
CRITERION_REMOVED: Final = "这项指标已移除。"
CRITERION_QUESTIONS_LINES: Final = "引导问题（一行一个）"
CRITERION_EXAMPLES_LINES: Final = "示例句（一行一句）"
CRITERION_WORDS_LINES: Final = "检索词（找证据时用，以顿号隔开）"
SEATS: Final[dict[Seat, str]] = {Seat.CHAIR: "主持人", Seat.REVIEWER: "评审"}
SEAT: Final = "席位"
MEMBER_COLUMNS: Final = ("姓名", "账号", "席位")
MEMBER_CHOOSE: Final = "请选择"
MEMBER_SEAT: Final = "加入"
MEMBER_SEATED: Final = "已加入。"
MEMBER_NONE_CHOSEN: Final = "还没有选人。"
MEMBER_UNSEAT: Final = "移出"
MEMBER_UNSEAT_WHOM: Final = "移出谁"
MEMBER_UNSEATED: Final = "已移出；打过的分不再计入结果。"
PEOPLE_ALONE: Final = "现在不需要登录，只有您一个人"
PEOPLE_ALONE_DO: Final = "要请几位评审各自打分，请先在“管理 · 人员与权限”里建立账号并启用登录。您自己可以直接打分。"
ASSIGNMENT: Final = "分工"
ASSIGNMENT_NOTE: Final = "材料多时，可以每份只请几位评审；会避开已声明的回避，并让每人的份数尽量相同。"
ASSIGNMENT_COLUMNS: Final = ("评审", "份数", "材料")
ASSIGNED_ALL: Final = "现在：每位评审看全部材料。"
ASSIGNED_SOME: Final = "现在：每位评审看下面这些材料。"
ASSIGN_EACH: Final = "每份材料几位评审"
ASSIGN_NOW: Final = "自动分工"
ASSIGN_ALL: Final = "人人看全部"
ASSIGNED: Final = "分工已更新。"
MASKS_NOTE: Final = "评审看到的是代号，主持人看到的是原文。识别不会没有遗漏：请把漏掉的名称加进来，把误认的去掉。"
MASKS_NONE: Final = "这份材料里没有识别出名称。"
MASK_COLUMNS: Final = ("代号", "类别", "原文里的写法", "处数", "来源")
MASK_GIVEN: Final = "主持人添加"
MASK_FOUND: Final = "自动识别"
MASK_SAMPLE: Final = "评审看到的开头："
MASK_NAME: Final = "要遮住的名称"
MASK_NAME_EXAMPLE: Final = "如：青禾区"
MASK_KIND: Final = "类别"
MASK_ADD: Final = "遮住"
MASK_ADDED: Final = "已遮住。"
MASK_OUT: Final = "不遮"
MASK_OUT_WHICH: Final = "不必遮的名称"
MASK_REMOVED: Final = "这个名称不再遮住。"
MASK_BACK: Final = "恢复自动识别"
MASK_BACK_WHICH: Final = "说过不必遮的"
MASK_CHOOSE: Final = "请选择"
NAME_KINDS: Final[dict[NameKind, str]] = {
    NameKind.PERSON: "人名",
    NameKind.UNIT: "单位",
    NameKind.PLACE: "地名",
    NameKind.CONTACT: "联系方式",
}


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


def part_number(number: int) -> str:
    """A part of a long text."""
    return f"第 {number} 部分"


def scored_of(done: int, total: int) -> str:
    """How many scores there are, of how many."""
    return f"{done} / {total}"


def words_listed(words: Sequence[str]) -> str:
    """Words one after another."""
    return "；".join(words) if any("，" in one or "？" in one for one in words) else "、".join(words)


def shortened(words: str, limit: int) -> str:
    """The beginning of long words."""
    return words if len(words) <= limit else f"{words[: limit - 1]}…"


def weight(value: Decimal) -> str:
    """A weight as it was given."""
    return plain_number(value)


def share(value: float | Decimal) -> str:
    """A share of all weights."""
    return f"{float(value) * 100:.3g}%"


def share_range(low: float, high: float) -> str:
    """From one share to another."""
    return f"{low * 100:.3g}%—{high * 100:.3g}%"


def weight_and_share(value: Decimal, of_all: str) -> str:
    """A weight, and what part of all it is."""
    return f"权重 {plain_number(value)}（占 {of_all}）"


def scale(lowest: Decimal, highest: Decimal, step: Decimal) -> str:
    """What can be given."""
    return f"每项 {plain_number(lowest)}—{plain_number(highest)} 分，每档 {plain_number(step)} 分"


def scale_range(lowest: Decimal, highest: Decimal) -> str:
    """What can be given, in short."""
    return f"{plain_number(lowest)}—{plain_number(highest)}"


def criterion_holds(questions: int, words: int, examples: int) -> str:
    """What is said of a criterion."""
    return f"{questions} 个引导问题，{words} 个检索词，{examples} 个示例句"


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


def accept_all(count: int) -> str:
    """All that have everything, at once."""
    return f"把符合全部要求的 {count} 份定为合格" if count else "没有待定且符合全部要求的材料"


def accepted(count: int) -> str:
    """So many are eligible now."""
    return f"{count} 份已定为合格。"


def score_of(criterion: str) -> str:
    """The field for a score."""
    return f"{criterion}：分数"


def comment_of(criterion: str) -> str:
    """The field for a comment."""
    return f"{criterion}：意见"


def saved_at(clock: str) -> str:
    """When an entry was saved."""
    return f"已保存 {clock}"


def score_replaced(before: str) -> str:
    """Something else was entered meanwhile, on another page."""
    return f"另一个窗口里刚才填的是“{before}”，已被这一次替换。"


def scores_done(done: int, total: int) -> str:
    """How far one is with everything."""
    return f"我已打 {done} / {total} 项"


def turn_said(number: int, state: str, done: int, total: int) -> str:
    """A submission among those to be scored."""
    return f"{number} 号：{state}，{done} / {total}"


def sheet_missing(count: int) -> str:
    """How many scores are missing."""
    return f"还有 {count} 项没有打分。"


def sheet_taken_over(count: int) -> str:
    """A sheet from elsewhere was taken over."""
    return f"已收入评分表，更新了 {count} 项。" if count else "评分表与现有的分数相同，没有改动。"


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
    return f"名次按{what}排。{how}"


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
    return f"已收入 {count} 份材料的票数。"


def person_named(shown: str, name: str) -> str:
    """Somebody who sits in a round."""
    return AUDIT_OWNER if name == OWNER.name else shown or name


def member_named(shown: str, name: str, role: str) -> str:
    """An account in a list of choices."""
    return f"{shown or name}（{name}，{role}）"
