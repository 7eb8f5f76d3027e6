"""Words of the reader."""

from __future__ import annotations

from typing import Final

from ui.labels.zh.base import thousands

BEYOND_THE_END: Final = "链接所指的位置超出了全文，没有标出段落。"
BEYOND_THE_END_DO: Final = "链接可能不完整，或文献已更新；请重新检索。"
OUTLINE: Final = "目录"
NO_OUTLINE: Final = "这篇文献没有可识别的标题。"
ABOUT: Final = "文献信息"
SHOW_IN: Final = "显示"
BACK_TO_HITS: Final = "返回检索结果"
PREVIOUS_HIT: Final = "上一处"
NEXT_HIT: Final = "下一处"
PREVIOUS_PART: Final = "上一部分"
NEXT_PART: Final = "下一部分"
FRONT_MATTER: Final = "文件头"
EVIDENCE: Final = "依据"
DOWNLOAD_ORIGINAL: Final = "下载原件"
ORIGINAL_MISSING: Final = "知识库没有保存这个文件的原件。"
ORIGINAL_FILE: Final = "来源文件"
FINGERPRINT: Final = "原件校验值（SHA-256）"
INGEST_REPORT: Final = "入库报告"
KIN: Final = "同文与版本"
CITE_PASSAGE: Final = "引用这一段"
CITE_DOCUMENT: Final = "引用这篇文献"
READER_EMPTY: Final = "选一篇文献来读"
READER_EMPTY_SUB: Final = "从检索结果打开，会直接翻到所引的段落；也可以从这里挑选。"
NEWEST: Final = "最近入库"
OPENED: Final = "本次打开过"
ALL_DOCUMENTS: Final = "全部文献"


def part(first: int, last: int, total: int) -> str:
    """Which paragraphs of a long text are on show."""
    return f"全文较长，这里是第 {first}—{last} 段，共 {thousands(total)} 段"


def hit_position(position: int, total: int) -> str:
    """Which of the hits in a document is marked."""
    return f"{position} / {total}"
