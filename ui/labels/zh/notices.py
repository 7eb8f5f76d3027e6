"""What is said about how a file was read."""

from __future__ import annotations

from typing import Final

from corpus.model import Notice, NoticeCode, PageKind
from corpus.report import Alike, Concern
from ui.labels.zh.base import page_numbers

NO_NOTICES: Final = "读取时没有发现问题。"
PAGE_KINDS: Final[dict[str, str]] = {
    PageKind.NATIVE: "原生文字",
    PageKind.OCR: "OCR 识别",
    PageKind.GARBLED: "乱码",
    PageKind.EMPTY: "空白",
}
PAGES_TO_CHECK: Final = "请核对"
CONCERNS: Final[dict[str, str]] = {
    Concern.UNREAD: "没有读到的",
    Concern.DOUBT: "引用前请核对",
    Concern.DROPPED: "未收入正文的",
    Concern.NOTE: "其他说明",
}


def media(media_type: str) -> str:
    """What a kind of file is called."""
    return _MEDIA.get(media_type, media_type)


def encoded(encoding: str) -> str:
    """How the file says its characters."""
    return f"{encoding.upper()} 编码"


_MEDIA: Final[dict[str, str]] = {
    "text/plain": "纯文本",
    "text/markdown": "Markdown",
    "text/html": "网页（HTML）",
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word（DOCX）",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel（XLSX）",
    "application/vnd.ms-excel.sheet.binary.macroenabled.12": "Excel（XLSB）",
    "application/vnd.ms-excel": "Excel（XLS）",
    "application/vnd.oasis.opendocument.text": "OpenDocument（ODT）",
    "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument（ODS）",
    "application/msword": "Word（DOC）",
    "application/vnd.ms-works": "WPS",
    "application/rtf": "RTF",
    "application/ofd": "OFD",
    "text/csv": "CSV",
    "message/rfc822": "电子邮件（EML）",
    "multipart/related": "网页存档（MHT）",
    **{f"image/{kind}": f"图像（{kind.upper()}）" for kind in ("png", "jpeg", "tiff", "webp", "bmp", "gif")},
    "the file holds more pages or objects than the limit": "页数或对象数超过上限的部分没有读取",
    "what is nested too deeply was left out": "嵌套过深的部分没有读取",
}
_OTHER: Final = "读取时有需要留意之处：{detail}。"
_SOME_PAGE: Final = "有一页"
_NOTICES: Final[dict[str, str]] = {
    NoticeCode.SUFFIX_DIFFERS: "文件扩展名与内容不符，已按实际内容（{detail}）读取。",
    NoticeCode.ENCODING_GUESSED: "文件没有声明文字编码，已按 {detail} 读取，请核对有无乱码。",
    NoticeCode.UNDECODABLE: "有 {detail} 个字无法解码，以“\N{REPLACEMENT CHARACTER}”代替，请对照原件。",
    NoticeCode.CONTROL_CHARACTERS: "有 {detail} 个不可见的控制字符，已换成空格。",
    NoticeCode.EMPTY_PAGE: "{page}没有可提取的文字，检索不到这一页；如是扫描件，请补充文字版。",
    NoticeCode.GARBLED_PAGE: "{page}的文字可能是乱码，引用前请核对原件。",
    NoticeCode.RADICALS_REPAIRED: "有 {detail} 个字在文件中存成了部首符号或兼容字符，已还原为通行的汉字。",
    NoticeCode.BODY_NOT_FOUND: "没有辨认出网页正文，保留了整页文字，可能混有导航栏目。",
    NoticeCode.PARTLY_READ: "文件没有读全：{detail}。",
    NoticeCode.RUNNING_LINES_DROPPED: "略去了 {detail} 行页眉、页脚和页码。",
    NoticeCode.LINKS_DROPPED: "略去了网页末尾 {detail} 行链接列表。",
    NoticeCode.ATTACHMENTS: "文件带有附件，不在正文之内：{detail}。",
    NoticeCode.CONVERTED: "文件先由 {detail} 转换，再读取；请对照原件核对版式。",
    NoticeCode.SEAL: "{page}盖有电子印章：{detail}（未验证签名）。",
    NoticeCode.SHEETS_SKIPPED: "未读取的工作表：{detail}。",
    NoticeCode.ROWS_SKIPPED: "表格过大，只读取了{detail}。",
    NoticeCode.ROWS_WITHOUT_TEXT: "有 {detail} 行既没有标题也没有正文（如表头说明、合计），没有单独成为文献。",
    NoticeCode.TOTALS_SKIPPED: "有 {detail} 行合计、小计，没有单独成为文献。",
    NoticeCode.SHEET_LARGE: "表格很大（{detail} 行），整张表成为一篇文献；如需一行一篇，请把列名改为“标题”“正文”。",
    NoticeCode.QUOTES_IGNORED: "表格中有引号没有收尾，已把引号当作普通字符、每行作为一条记录读取，请对照原件。",
    NoticeCode.CELL_ERRORS: "有 {detail} 个单元格显示公式错误（如 #N/A），没有读取。",
    NoticeCode.FORMULAS_UNSAVED: "有 {detail} 个公式没有保存计算结果，没有读取；请用表格软件打开后重新保存。",
    NoticeCode.WATERMARKS_DROPPED: "略去了 {detail} 处水印文字。",
    NoticeCode.HIDDEN_TEXT: "{page}有 {detail} 个不显示的字，没有读取。",
    NoticeCode.PICTURES: "文件中有 {detail} 幅图片或图表，其中的文字没有读取。",
    NoticeCode.PAGE_MISSING: "{page}在文件中缺失或已损坏，没有读取。",
    NoticeCode.PAGES_MISSING: "文件末尾声明的 {detail} 页并不存在，没有读取。",
    NoticeCode.OCR_PAGE: "{page}的文字由图像识别（OCR）得到，引用前请核对原件。",
    NoticeCode.OCR_UNSURE: "{page}图像不清，识别的平均置信度仅 {detail}%，请与原件核对后使用。",
    NoticeCode.OCR_LAYER: "{page}的文字由制作该文件的软件识别得到，引用前请核对原件。",
    NoticeCode.OCR_MISSING: "{page}是图像，未安装 rapidocr 与 onnxruntime，没有读取。",
    NoticeCode.PICTURE_TOO_LARGE: "{page}的图像过大（{detail} 像素），没有识别。",
}


def notice(given: Notice) -> str:
    """What a notice says."""
    return alike(Alike(given.code, given.detail, (given.page,) if given.page else ()))


def alike(one: Alike) -> str:
    """What a notice says of all its pages at once."""
    detail = _MEDIA.get(one.detail, one.detail)
    pages = page_numbers(one.pages) if one.pages else ""
    sentence = _NOTICES.get(one.code, _OTHER)
    placed = f"{pages}：" if pages and "{page}" not in sentence else ""
    return placed + sentence.format(detail=detail, page=pages or _SOME_PAGE)
