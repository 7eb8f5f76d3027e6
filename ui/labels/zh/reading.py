"""Words of the reader around the text: pages as pictures, what is done with marked words, notes, print."""

from __future__ import annotations

from typing import Final

from corpus.workspace.notes import NoteReach
from ui.labels.zh.base import FIELDS, thousands

# How the document is shown: by value of ui.address.View
VIEW: Final = "版式"
VIEWS: Final = {"text": "文字", "page": "页面", "both": "对照"}

# The page as a picture
ZOOM: Final = "放大"
FACSIMILE: Final = "页面图像"
NO_PLACE: Final = "这一处未能在页面图像上定位，请对照文字。"
NO_PLACE_GARBLED: Final = "这一页的文字与页面不符，未能定位，请以页面图像为准。"
NO_PLACE_EMPTY: Final = "这一页没有读出文字，请以页面图像为准。"
ESTIMATED_PLACE: Final = "扫描页上的位置由 OCR 推定，可能偏差一两个字。"
PAGE_NOT_DRAWN: Final = "这一页无法显示成图像。"
PAGE_NOT_DRAWN_DO: Final = "请看文字，或下载原件查看。"
LOCATING: Final = "正在定位，扫描页第一次需要几秒……"
GARBLED_MARK: Final = "文字乱码"
GARBLED_HINT: Final = "这一页的文字编码有误，读出的内容不可靠，引用前请核对页面图像或原件。"
IN_PASSAGE_OCR: Final = "以下这段在 OCR 识别的页上，引用前请核对原件。"
IN_PASSAGE_GARBLED: Final = "以下这段在文字乱码的页上，内容不可靠，请以页面图像或原件为准。"


def zoomed(percent: int) -> str:
    """How large the page is shown."""
    return f"{percent}%"


def page_of(number: int, total: int) -> str:
    """Which page of how many."""
    return f"第 {thousands(number)} 页，共 {thousands(total)} 页"


def page_picture(title: str, number: int, marked: int) -> str:
    """What the picture of a page shows, for those who do not see it."""
    words = f"《{title}》第 {number} 页的页面图像"
    return f"{words}，所引文字以方框标出 {marked} 行" if marked else words


def marked_on(number: int) -> str:
    """Leads to the page that the passage stands on."""
    return f"所引段落在第 {number} 页"


# Marked words
SELECTED: Final = "对选中文字"
SELECT_COPY: Final = "复制并附出处"
SELECT_COLLECT: Final = "收入专题集"
SELECT_NOTE: Final = "加批注"
SELECT_COPIED: Final = "已复制，附出处"
SELECT_NOT_COPIED: Final = "浏览器没有允许复制，请点“引用”旁的“复制”"
KEYS: Final = "按 j、k 翻到下一处、上一处"
KEYS_HINT: Final = "也可以按 ]、[。输入文字时不起作用。"
BACK_TO_LINES: Final = "返回逐处查看"

# Correcting one value
FIX_MORE: Final = "补充其他信息"
FIX_FIELD: Final = "项目"
FIX_VALUE: Final = "改为"
FIX_NOTHING_LEFT: Final = "各项都已填写，可直接校正。"
FIX_ALL: Final = "在文库中一并校正 ›"
FIX_HINT: Final = "留空表示清除。校正会记入修改记录，重新入库时仍保留。"


def fix(field: str) -> str:
    """What a dialog that corrects one field is called."""
    return f"校正{FIELDS[field]}"


# Notes
NOTES: Final = "批注"
NOTE_PROMPT: Final = "对标出的文字写批注"
NOTE_PLACEHOLDER: Final = "这里为什么要紧，或有什么疑问"
NOTE_SHARE: Final = "同事也可以看到"
NOTE_SAVE: Final = "保存批注"
NOTE_SAVED: Final = "批注已保存。"
NOTE_REMOVED: Final = "批注已删除。"
NOTE_EDIT: Final = "修改批注"
NOTE_REMOVE: Final = "删除批注"
NOTE_REMOVE_SURE: Final = "确定删除"
NOTE_EMPTY: Final = "批注还是空的，请先写几个字。"
NOTE_LOST: Final = "所批的文字在现在的文本里找不到，可能文献已重新读取。"
NOTE_MOVED: Final = "文献重新读取过，已按原文重新找到位置。"
NOTE_MINE: Final = "我"
NO_NOTES: Final = "还没有批注。在正文里选中文字，点“加批注”。"
NOTE_REACH: Final = {NoteReach.PRIVATE: "仅自己可见", NoteReach.SHARED: "同事可见"}


def notes(count: int) -> str:
    """How many notes stand at a paragraph."""
    return f"批注 {count}"


# On paper
PRINT_FROM: Final = "来源"
PRINT_ADDRESS: Final = "网址"
PRINT_FILE: Final = "原件"
PRINT: Final = "打印"
