"""Words about people, signing in and the audit log."""

from __future__ import annotations

from typing import Final

from corpus.workspace.accounts import State
from corpus.workspace.audit import Change
from corpus.workspace.people import LONGEST_PASSWORD, NAME_LIMIT, SHORTEST_PASSWORD, PersonProblem, Role

# Signing in

SIGN_IN: Final = "登录"
SIGN_IN_NAME: Final = "账号"
SIGN_IN_PASSWORD: Final = "密码"
SIGN_IN_WRONG: Final = "账号或密码不对，请重新输入。"
SIGN_IN_WAIT: Final = "尝试过于频繁，请在 {seconds} 秒后再试。"
SIGN_IN_LOCKED: Final = "连续多次未能登录，请在 {minutes} 分钟后再试，或请管理员重设密码。"
SIGN_IN_HELP: Final = "没有账号，或忘记了密码，请联系管理员。"
SIGN_IN_PROVIDER: Final = "用单位账号登录"
SIGN_IN_PROVIDER_NOTE: Final = "点击后转到贵单位的统一身份认证页面，完成后自动回来。"
SIGN_IN_AGAIN: Final = "登录已结束，请重新登录。"
SIGN_IN_GO: Final = "去登录"
SIGNED_OUT: Final = "已退出登录。"
SIGN_OUT: Final = "退出"
SIGN_OUT_EVERYWHERE: Final = "在所有设备上退出"
NO_ROLE: Final = "“{name}”还没有使用权限"
NO_ROLE_DO: Final = "身份已经核实，但管理员尚未为您开通。请把上面的账号告诉管理员。"
NOT_VERIFIED: Final = "身份认证没有提供经过核实的电子邮箱"
NOT_VERIFIED_DO: Final = "请联系管理员：可以在身份认证系统中核实邮箱，或修改设置文件。"
OTHER_ACCOUNT: Final = "换一个账号"
DOOR_CLOSED: Final = "暂时不能使用"
DOOR_CLOSED_DO: Final = (
    "登录设置有问题，修好之前不让任何人进入，文献没有受到影响。请管理员在服务器上运行下面的命令查看原因："
)
DOOR_CLOSED_COMMAND: Final = "python -m corpus people list"
GOING_ON: Final = "正在打开……"
GO_ON: Final = "如果没有自动打开，请点这里。"

# One's own account

ACCOUNT: Final = "我的账号"
ACCOUNT_OF: Final = "{name}（{role}）"
ACCOUNT_BACK: Final = "返回"
CHANGE_PASSWORD: Final = "修改密码"
PASSWORD_NOW: Final = "现在的密码"
PASSWORD_NEW: Final = "新密码"
PASSWORD_AGAIN: Final = "再输入一次新密码"
PASSWORD_RULE: Final = f"至少 {SHORTEST_PASSWORD} 个字符，几个不相干的词连起来既好记又安全。"
PASSWORD_SAVE: Final = "保存新密码"
PASSWORD_CHANGED: Final = "密码已修改，其他设备上的登录已全部退出。"
PASSWORDS_DIFFER: Final = "两次输入的新密码不一样，没有修改。"
SESSIONS: Final = "已登录的设备"
SESSION_HERE: Final = "这台设备"
SESSION_SINCE: Final = "登录时间"
SESSION_SEEN: Final = "最近使用"
SESSION_ADDRESS: Final = "地址"
SESSION_AGENT: Final = "浏览器"

# Administration

PEOPLE: Final = "人员与权限"
PEOPLE_NOTE: Final = "角色决定能做什么；改动立即生效。移出的人不能再登录，他们建立的专题集和记录都会保留。"
PEOPLE_NOBODY_SIGNS_IN: Final = "现在不需要登录：能打开这个网页的人就是管理员。"
PEOPLE_TURN_ON: Final = (
    "要让大家各用各的账号：先在这里或用命令行建立一个管理员账号，再在知识库文件夹里写一个设置文件 casebase.toml："
)
PEOPLE_SETTINGS: Final = '[sign_in]\nmethod = "local"'
PEOPLE_NO_ADMINISTRATOR: Final = "还没有管理员账号：请先建立一个，再启用登录。"
PEOPLE_NONE: Final = "还没有账号。"
PERSON_NAME: Final = "账号"
PERSON_NAME_HINT: Final = "登录时输入，例如 zhang.san"
PERSON_EMAIL_HINT: Final = "电子邮箱，例如 zhang.san@example.cn"
PERSON_SHOWN: Final = "姓名"
PERSON_ROLE: Final = "角色"
PERSON_ROLES: Final = "各角色能做什么"
PERSON_MAY: Final = "能做什么"
PERSON_STATE: Final = "状态"
PERSON_SESSIONS: Final = "在线设备"
PERSON_MADE: Final = "建立于"
PERSON_ADD: Final = "新建账号"
PERSON_ADD_BUTTON: Final = "建立"
PERSON_EDIT: Final = "管理"
PERSON_SAVE: Final = "保存"
PERSON_DISABLE: Final = "停用"
PERSON_ENABLE: Final = "恢复使用"
PERSON_REMOVE: Final = "移出"
PERSON_REMOVE_SURE: Final = "确认移出；其专题集和记录保留"
PERSON_RESET: Final = "重设密码"
PERSON_SIGN_OUT: Final = "退出其所有设备"
PERSON_AGAIN: Final = "这是同一个人：把账号连同以前的内容还给他"
PERSON_SAVED: Final = "已保存。"
PERSON_REMOVED: Final = "已移出“{name}”。"
PASSWORD_ONCE: Final = "“{name}”的密码（只显示这一次，请当面或用其他可靠的方式交给本人）："
PASSWORD_ONCE_DO: Final = "请本人登录后在“我的账号”里改成自己的密码。"

ROLES_OF_PEOPLE: Final[dict[Role, str]] = {
    Role.READER: "读者",
    Role.REVIEWER: "评审",
    Role.EDITOR: "编辑",
    Role.ADMINISTRATOR: "管理员",
}
ROLES_MEAN: Final[dict[Role, str]] = {
    Role.READER: "检索、阅读、摘引，建立自己的专题集",
    Role.REVIEWER: "读者能做的，加上：标注相关性、评分、评测、共享专题集",
    Role.EDITOR: "评审能做的，加上：添加文件、更正文献信息、移出文献、更新索引",
    Role.ADMINISTRATOR: "全部，包括人员、设置、备份与恢复、操作记录",
}
STATES_OF_PEOPLE: Final[dict[State, str]] = {State.ACTIVE: "可用", State.DISABLED: "已停用", State.REMOVED: "已移出"}

PERSON_PROBLEMS: Final[dict[PersonProblem, tuple[str, str]]] = {
    PersonProblem.NAME: ("不能用作账号", f"请用字母、数字、汉字和 . _ - + @，不超过 {NAME_LIMIT} 个字符。"),
    PersonProblem.TAKEN: ("已经有账号", "请换一个名字。"),
    PersonProblem.REMOVED: (
        "曾被移出，以前的内容还在这个名下",
        "如果是同一个人，请勾选“把账号连同以前的内容还给他”；否则请换一个名字。",
    ),
    PersonProblem.SHOWN: ("的姓名不能这样写", f"请写在一行之内，不超过 {NAME_LIMIT} 个字符。"),
    PersonProblem.SHORT_PASSWORD: ("的密码太短", f"请至少用 {SHORTEST_PASSWORD} 个字符。"),
    PersonProblem.LONG_PASSWORD: ("的密码太长", f"请不要超过 {LONGEST_PASSWORD} 个字符。"),
    PersonProblem.PASSWORD_IS_NAME: ("的密码与账号相同", "请换一个别人猜不到的。"),
    PersonProblem.WRONG_PASSWORD: ("现在的密码不对", "请重新输入现在的密码。"),
    PersonProblem.LAST_ADMINISTRATOR: ("是最后一位管理员", "请先让另一个人成为管理员。"),
}

# The audit log

AUDIT: Final = "操作记录"
AUDIT_NOTE: Final = "谁在什么时候改了什么。只增不改。"
AUDIT_NONE: Final = "没有符合条件的记录。"
AUDIT_WHEN: Final = "时间"
AUDIT_WHO: Final = "人员"
AUDIT_WHAT: Final = "操作"
AUDIT_TARGET: Final = "对象"
AUDIT_DETAIL: Final = "说明"
AUDIT_EVERYBODY: Final = "所有人"
AUDIT_EVERYTHING: Final = "所有操作"
AUDIT_NEWER: Final = "回到最新"
AUDIT_OLDER: Final = "更早的"
AUDIT_DOWNLOAD: Final = "下载 CSV"
AUDIT_COMMAND_LINE: Final = "命令行"
AUDIT_OWNER: Final = "本机用户"
AUDIT_JOIN: Final = "；"
# What is recorded beside a change, by its name in the log; names that are not here are shown as they are.
AUDIT_DETAILS: Final[dict[str, str]] = {
    "address": "地址",
    "method": "方式",
    "role": "角色",
    "again": "给回原账号",
    "everywhere": "所有设备",
    "title": "题名",
    "file": "文件",
    "outcome": "结果",
    "question": "检索内容",
    "questions": "问题数",
    "judgements": "标注数",
    "grade": "标注",
    "values": "更正为",
    "password": "密码",
    "shown": "姓名",
    "state": "状态",
    "by": "按",
    "seconds": "暂停秒数",
    "documents": "文献数",
    "bytes": "字节",
    "index": "含索引",
    "anew": "全部重建",
    "before": "原为",
    "generation": "索引版次",
    "made_at": "备份时间",
    "kept": "原文库存于",
    "confirmed": "经核对无误",
    "what": "改动",
    "item": "条目",
    "after": "改为",
    "excerpts": "引文数",
    "doc_id": "文献",
    "start": "起",
    "end": "止",
    "reach": "可见范围",
}
AUDIT_VALUES: Final[dict[str, str]] = {
    "True": "是",
    "changed": "已更换",
    "added": "新增",
    "replaced": "替换旧文件",
    "name": "账号",
    "excerpt added": "收入原文",
    "heading added": "添加小标题",
    "text added": "添加文字",
    "order": "调整次序",
    "restored": "放回",
    "removed": "移除",
    "note": "备注",
    "text": "文字",
    "title and description": "名称与说明",
    "private": "仅自己可见",
    "shared": "大家可见",
    "open": "大家可见、可添加",
}
AUDIT_UNKNOWN: Final = "（没有这个账号）"
CHANGES: Final[dict[str, str]] = {
    Change.ADDED: "添加文献",
    Change.CORRECTED: "更正文献信息",
    Change.REMOVED: "移出文献",
    Change.INDEXED: "更新索引",
    Change.ENCODER: "更换语义模型",
    Change.COLLECTION_MADE: "新建专题集",
    Change.COLLECTION_CHANGED: "修改专题集",
    Change.COLLECTION_SHARED: "改变专题集的共享",
    Change.COLLECTION_REMOVED: "删除专题集",
    Change.NOTED: "写笔记",
    Change.NOTE_REMOVED: "删除笔记",
    Change.JUDGED: "标注相关性",
    Change.MEASURED: "用标注评测",
    Change.PERSON_ADDED: "新建账号",
    Change.PERSON_CHANGED: "修改账号",
    Change.PERSON_REMOVED: "移出账号",
    Change.SIGNED_IN: "登录",
    Change.SIGN_IN_FAILED: "登录失败",
    Change.SIGN_IN_LOCKED: "暂停登录",
    Change.SIGNED_OUT: "退出",
    Change.BACKED_UP: "备份",
    Change.BACKUP_REMOVED: "删除备份",
    Change.RESTORED: "恢复备份",
    Change.ROUND_MADE: "新建评审",
    Change.ROUND_CHANGED: "修改评审",
    Change.ROUND_PHASE: "改变评审阶段",
    Change.ROUND_SEATED: "改变评审成员",
    Change.ROUND_NAMES: "修改遮蔽的名称",
    Change.ROUND_REMOVED: "删除评审",
    Change.SUBMITTED: "添加申报材料",
    Change.STANDING: "改变申报材料的状态",
    Change.SCORED: "保存评分",
    Change.SHEET_SUBMITTED: "提交评分表",
    Change.SHEET_REOPENED: "退回评分表",
    Change.CONFLICT_SET: "登记回避",
    Change.CONFLICT_WITHDRAWN: "撤销回避",
    Change.REVIEW_ASSIGNED: "分配评审任务",
    Change.VOTES_ENTERED: "录入公众投票",
    Change.FORMULA_CHOSEN: "选定排序公式",
    Change.RESULTS_EXPORTED: "导出评审记录",
}


def detail(name: str, value: str) -> str:
    """Something that is recorded beside a change."""
    return f"{AUDIT_DETAILS.get(name, name)}：{value}"
