"""Words of the library, and of adding files to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from corpus.catalog import Outcome
from corpus.readers.sheet_columns import Role
from ui.labels.zh.base import AND, BAD_DATE, FIELDS, quoted, thousands

FIND: Final = "在文库中查找"
FIND_PLACEHOLDER: Final = "题名、地区、机关或文件名中的词"
FIND_BUTTON: Final = "查找"
ADD_FILES: Final = "添加文件"
ADD_HINT: Final = (
    "支持 PDF（含扫描件）、OFD、Word、WPS、网页、表格（XLSX、CSV）、邮件、图像和纯文本，以及装有这些文件的压缩包；"
    "可一次选多个。文件只保存在本机知识库中。"
)
ADD_BUTTON: Final = "入库"
ADDING: Final = "正在读取"
RESULTS_OF_ADDING: Final = "入库结果"
DISMISS: Final = "收起"
COLUMNS: Final = ("题名", "类型", "地区", "发文机关", "日期", "片段", "字数", "文字", "提示")
EDIT: Final = "校正文献信息"
EDIT_HINT: Final = "校正后的内容标为“人工校正”，以后重新读取文件也不会被改掉。留空表示删去这一项。"
SAVE: Final = "保存校正"
SAVED: Final = "已保存。"
NOTHING_CHANGED: Final = "没有改动。"
REMOVE: Final = "移出文库"
REMOVE_CONFIRM: Final = "我确认移出这篇文献，并删除保存的原件"
CLOSE_PANEL: Final = "返回列表"
NOT_IN_LIST: Final = "文库里没有符合的文献。"
NOT_IN_LIST_DO: Final = "换一个词，或清空后查看全部；要查正文，请用“检索”。"
NUMBER_COLUMNS: Final = ("日期", "片段", "字数", "提示")
PASSAGES_UNIT: Final = " 段"
CHARACTERS_UNIT: Final = " 字"
NOTICES_UNIT: Final = " 条提示"
GO_TO_LIBRARY: Final = "去添加文件"
UPLOAD_BROWSE: Final = "选择文件"
UPLOAD_DROP: Final = "或把文件拖到这里；每个不超过 200 MB"
OUTCOMES: Final[dict[Outcome, str]] = {
    Outcome.ADDED: "已入库",
    Outcome.UNCHANGED: "库中已有相同文件，未重复入库",
    Outcome.REPLACED: "已更新为新版本",
    Outcome.REMOVED: "原文件中已没有，已移出文库",
}
REFUSED: Final = "未入库"
FILES_UNIT: Final = "个文件"
DOCUMENTS_UNIT: Final = "篇文献"
PREVIEW: Final = "入库前预览"
PREVIEWING: Final = "正在查看表格……"
PREVIEW_COLUMNS: Final = ("列", "表头", "作为")
ROLES: Final[dict[str, str]] = {
    **{role: FIELDS[role] for role in Role if role in FIELDS},
    Role.BODY: "正文",
    Role.OTHER: "其他，随正文保留",
}
PREVIEW_TOO_LARGE: Final = "文件较大，不作预览，可以直接入库。"
PREVIEW_NOTHING: Final = "没有可读的工作表。"
ONLY_DOUBTFUL: Final = "只看信息待核对的"
NONE_DOUBTFUL: Final = "没有信息待核对的文献。"
FIELD_GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "题名与责任者": ("title", "author", "issuer", "document_number", "addressees"),
    "日期与效力": ("published_on", "released_on", "effective_on", "expires_on", "validity"),
    "归类": ("kind", "genre", "region", "level", "subject_words"),
    "出处": ("url", "source", "journal"),
}
SEVERAL_HINT: Final = "有几个时用顿号隔开"


def fields_with_bad_dates(names: Iterable[str]) -> str:
    """Which dates cannot be understood, and how they are written."""
    return f"{AND.join(FIELDS[name] for name in names)}无法识别。{BAD_DATE}"


def reading(done: int, total: int, documents: int, name: str) -> str:
    """How far reading uploads is."""
    return f"{ADDING}：已读完 {done} / {total} 个文件，得到 {thousands(documents)} 篇　{name}"


def members(total: int, stored: int, known: int, refused: int) -> str:
    """What became of what a file holds."""
    parts = [(stored, f"入库 {stored} 篇"), (known, f"{known} 篇库中已有"), (refused, f"{refused} 个未能读取")]
    return f"内含 {total} 项：" + "，".join(text for count, text in parts if count)


def sheet(name: str, header_row: int | None, rows: int) -> str:
    """A sheet of a table, and where its header is."""
    head = f"第 {header_row} 行是表头" if header_row else "没有表头"
    return f"{'工作表' + quoted(name) if name else '全表'}：{head}，其下 {thousands(rows)} 行"


def becomes(documents: int, *, by_row: bool) -> str:
    """What a sheet becomes."""
    return f"每行成为一篇文献，共 {thousands(documents)} 篇" if by_row else "整张表成为一篇文献"


def listed(count: int, total: int) -> str:
    """How many documents a list shows."""
    return f"共 {thousands(total)} 篇" if count == total else f"找到 {thousands(count)} 篇，共 {thousands(total)} 篇"


def added(document_passages: int, characters: int) -> str:
    """What came out of a file."""
    return f"{thousands(characters)} 字，{thousands(document_passages)} 段"


def adding_summary(stored: int, known: int, refused: int, *, unit: str) -> str:
    """What became of an upload as a whole; `unit` is what was stored."""
    parts = [
        (stored, f"入库 {thousands(stored)} {unit}"),
        (known, f"{thousands(known)} 个库中已有"),
        (refused, f"{thousands(refused)} 个未能读取"),
    ]
    return "，".join(text for count, text in parts if count) + "。"
