"""Words of the page on which reviewers score: turns, scores, conflicts of interest, the sheet."""

from __future__ import annotations

from typing import Final

from ui.labels.zh.base import thousands

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
TURNS_NEAR: Final = "这一份前后的材料"
TURN_STATES: Final[dict[str, str]] = {"done": "已打完", "begun": "打了一部分", "open": "还没打", "away": "已回避"}
EVIDENCE_LOOKING: Final = "正在从材料里找证据……"
COMMENT_EXAMPLE: Final = "依据和意见（可以不填）"
NOT_SAVED: Final = "没有保存："
OFF_SCALE: Final = "没有保存：分数须在 {scale} 之间，原来的分数不变。"
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
SAVED_AT_ONCE: Final = "填完一项就自动保存"
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


def scored_of(done: int, total: int) -> str:
    """How many scores there are, of how many."""
    return f"{done} / {total}"


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


def turns_all(count: int) -> str:
    """All submissions that one scores, where a few are in view."""
    return f"全部 {thousands(count)} 份"


def turn_said(number: int, state: str, done: int, total: int) -> str:
    """A submission among those to be scored."""
    return f"{number} 号：{state}，{done} / {total}"


def sheet_missing(count: int) -> str:
    """How many scores are missing."""
    return f"还有 {count} 项没有打分。"


def sheet_taken_over(count: int) -> str:
    """A sheet from elsewhere was taken over."""
    return f"已收入评分表，更新了 {count} 项。" if count else "评分表与现有的分数相同，没有改动。"
