"""Words of the settings of a round: rubric, members, who scores what, masking."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from corpus.workspace import OWNER
from review.rounds.model import Seat
from review.rounds.names import NameKind
from review.rubric.model import plain_number
from ui.labels.zh.people import AUDIT_OWNER

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


def person_named(shown: str, name: str) -> str:
    """Somebody who sits in a round."""
    return AUDIT_OWNER if name == OWNER.name else shown or name


def member_named(shown: str, name: str, role: str) -> str:
    """An account in a list of choices."""
    return f"{shown or name}（{name}，{role}）"
