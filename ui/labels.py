"""Every Chinese string on the pages, with the wording of each error and each notice."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from corpus.catalog import Outcome
from corpus.errors import (
    CasebaseError,
    DamagedIndexError,
    EncoderError,
    FilterError,
    HomeError,
    HomeProblem,
    LockedError,
    MetadataError,
    MismatchError,
    NoIndexError,
    NotFoundError,
    QueryError,
    QueryProblem,
    ReadError,
    ReadProblem,
    WorkerError,
)
from corpus.model import DATE_FIELDS, Confidence, Kind, Notice, NoticeCode, Origin, PageKind, Script
from corpus.readers.sheet_columns import Role
from corpus.report import Alike, Concern, runs
from evaluation.beir import BeirError
from evaluation.judgements import Grade
from indexing.wordlists import WordListError
from search.citation import Style
from search.query import Mode
from ui.address import DEFAULT_MODE, Reading, Sort

APP: Final = "案据"
APP_FULL: Final = "案据 Casebase · 治理案例与政策知识库"
NAV_SEARCH: Final = "检索"
NAV_READER: Final = "阅读"
NAV_LIBRARY: Final = "文库"
NAV_REPORT: Final = "评测"
NAV_LABEL: Final = "主导航"

KINDS: Final[dict[str, str]] = {
    Kind.CASE: "案例",
    Kind.POLICY: "政策文本",
    Kind.SUBMISSION: "申报材料",
    Kind.PAPER: "论文",
    Kind.OTHER: "其他",
}
FIELDS: Final[dict[str, str]] = {
    "title": "题名",
    "author": "作者",
    "issuer": "发文机关",
    "document_number": "发文字号",
    "addressees": "主送机关",
    "published_on": "成文日期",
    "released_on": "发布日期",
    "effective_on": "施行日期",
    "expires_on": "失效日期",
    "validity": "有效性",
    "region": "地区",
    "level": "行政层级",
    "genre": "文种",
    "kind": "类型",
    "subject_words": "主题词",
    "journal": "期刊",
    "source": "来源",
    "url": "网址",
    "year": "年份",
    "doc": "文献",
}
SCRIPTS: Final[dict[str, str]] = {
    Script.SIMPLIFIED: "简体",
    Script.TRADITIONAL: "繁体",
    Script.MIXED: "简繁混用",
    Script.NONE: "非中文",
}
ORIGINS: Final[dict[str, str]] = {Origin.TEXT: "正文", Origin.FILE: "文件信息", Origin.PERSON: "人工校正"}
MODES: Final[dict[Mode, str]] = {
    Mode.RERANKED: "精排",
    Mode.HYBRID: "综合",
    Mode.DENSE: "语义",
    Mode.LEXICAL: "关键词",
}
GRADES: Final[dict[Grade, str]] = {
    Grade.HIGHLY_RELEVANT: "很相关",
    Grade.RELEVANT: "相关",
    Grade.NOT_RELEVANT: "不相关",
}
SORTS: Final[dict[Sort, str]] = {Sort.RELEVANCE: "按相关度", Sort.DATE: "按日期"}
READINGS: Final[dict[Reading, str]] = {Reading.ORIGINAL: "原文", Reading.SIMPLIFIED: "简体"}
STYLES: Final[dict[Style, str]] = {
    Style.GBT7714_2025: "GB/T 7714—2025",
    Style.GBT7714_2015: "GB/T 7714—2015",
    Style.BIBTEX: "BibTeX",
    Style.RIS: "RIS",
    Style.CSL: "CSL-JSON",
}

# Search

QUESTION: Final = "检索内容"
QUESTION_PLACEHOLDER: Final = "输入一句话或几个词"
SEARCH: Final = "检索"
OPENING: Final = "正在打开知识库……"
MODE: Final = "检索方式"
ORDER: Final = "排列次序"
GROUP: Final = "合并同篇"
FILTERS: Final = "筛选"
CLEAR_FILTERS: Final = "清除筛选"
SHOW_MORE: Final = "显示更多结果"
OPEN_PASSAGE: Final = "打开原文"
CITE: Final = "引用"
COPY: Final = "复制"
COPIED: Final = "已复制"
COPY_FAILED: Final = "请手动复制"
SELECT: Final = "选入导出"
EXPORT: Final = "导出引用"
EXPORT_EMPTY: Final = "在结果卡片上勾选“选入导出”，再从这里下载。"
EXPORT_CLEAR: Final = "清空已选"
WELCOME: Final = "查案例，找依据，字字可核对"
WELCOME_SUB: Final = "用一句话提问，得到标明出处的原文片段。"
EXAMPLES: Final = "试试这些（取自库内文献）"
RECENT: Final = "最近检索"
WORDS_HINT: Final = "与检索内容相同的词语："
MEANING_HINT: Final = "这一句与检索内容意思最接近"
MATCHED_WORDS: Final = "命中词语："
MATCHED_MEANING: Final = "语义相近"
MATCHED_DOCUMENT: Final = "全文相关"
NOT_EXPANDED: Final = "没有查找近义说法"
EXPAND: Final = "也查近义说法"
EXPAND_NOT: Final = "只查原词"
MUST_HOLD: Final = "必须包含"
MUST_NOT_HOLD: Final = "不含"
ARTICLE: Final = "条款"
DID_YOU_MEAN: Final = "您是不是要找："
UNANSWERED: Final = "未找到相关内容"
NEAREST: Final = "最接近的内容（可能无关）"
WHY_HERE: Final = "为什么排在这里"
WHY_PARTS: Final[dict[str, str]] = {
    "passage": "本段用词",
    "document": "所在文献用词",
    "dense": "语义",
    "exact": "精确指认",
}
REORDERED_BY: Final = "精排时"
FOUND_BY: Final = "初选时"
REASONS: Final[dict[str, str]] = {
    "words": "用词",
    "meaning": "语义",
    "headings": "题名和标题",
    "references": "所指短语、年份、地区",
}
MOVED_UP: Final = "提前"
MOVED_DOWN: Final = "推后"
PART_MAIN: Final = "主要依据"
PART_SOME: Final = "部分依据"
PART_LITTLE: Final = "作用很小"
PART_NONE: Final = "没有作用"
MET: Final = "相符之处："
BARS_HINT: Final = "长短可在本页各条结果之间比较，只说明次序由来，不是相关的概率。"
SIGNALS: Final[dict[str, tuple[str, str]]] = {
    "number": ("发文字号相符", "文中引用了这个文号"),
    "article": ("条款相符", "文中提到这一条"),
    "title": ("题名相符", "题名部分相符"),
    "phrase": ("包含全部引号内容", "包含部分引号内容"),
    "year": ("年份相符", "部分年份相符"),
    "place": ("地区相符", "属于所问地区的上级地区"),
}
GRADE_HINT: Final = "这一段相关吗"
GRADED: Final = "已记下，再点一次可撤销"
UPDATE_INDEX: Final = "更新索引"
BUILD_INDEX: Final = "建立索引"
INDEXING: Final = "正在更新索引……"

# Reader

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
NO_NOTICES: Final = "读取时没有发现问题。"
PAGE_KINDS: Final[dict[str, str]] = {
    PageKind.NATIVE: "原生文字",
    PageKind.OCR: "OCR 识别",
    PageKind.GARBLED: "乱码",
    PageKind.EMPTY: "空白",
}
PAGES_TO_CHECK: Final = "请核对"
BEFORE_PAGES: Final = "第 "
AFTER_PAGES: Final = " 页"
AND: Final = "、"
CONCERNS: Final[dict[str, str]] = {
    Concern.UNREAD: "没有读到的",
    Concern.DOUBT: "引用前请核对",
    Concern.DROPPED: "未收入正文的",
    Concern.NOTE: "其他说明",
}
CONFIDENCES: Final[dict[str, str]] = {
    Confidence.HIGH: "确有依据",
    Confidence.MEDIUM: "推断",
    Confidence.LOW: "低把握",
}
LOW_HINT: Final = "从几种可能中猜测得出，请与原文核对；校正后不再提示。"
MEDIUM_HINT: Final = "由其他内容推断，或取自不太常见的位置。"
OCR_MARK: Final = "OCR 识别文字"
OCR_HINT: Final = "这段文字由图像识别得到，可能与原件有出入，引用前请核对。"
KIN: Final = "同文与版本"
CITE_PASSAGE: Final = "引用这一段"
CITE_DOCUMENT: Final = "引用这篇文献"
READER_EMPTY: Final = "选一篇文献来读"
READER_EMPTY_SUB: Final = "从检索结果打开，会直接翻到所引的段落；也可以从这里挑选。"
NEWEST: Final = "最近入库"
OPENED: Final = "本次打开过"
ALL_DOCUMENTS: Final = "全部文献"

# Library

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
MANAGE: Final = "管理"
OPEN: Final = "打开"
COLUMNS: Final = ("题名", "类型", "地区", "发文机关", "日期", "片段", "字数", "文字", "提示")
EDIT: Final = "校正文献信息"
EDIT_HINT: Final = "校正后的内容标为“人工校正”，以后重新读取文件也不会被改掉。留空表示删去这一项。"
SAVE: Final = "保存校正"
SAVED: Final = "已保存。"
NOTHING_CHANGED: Final = "没有改动。"
REMOVE: Final = "移出文库"
REMOVE_CONFIRM: Final = "我确认移出这篇文献，并删除保存的原件"
CLOSE_PANEL: Final = "返回列表"
EMPTY_LIBRARY: Final = "文库里还没有文献"
EMPTY_LIBRARY_DO: Final = "在“文库”页添加文件，或者在命令行运行："
EMPTY_LIBRARY_OR: Final = "在上面选择文件，或者在命令行运行："
NOT_IN_LIST: Final = "文库里没有符合的文献。"
NOT_IN_LIST_DO: Final = "换一个词，或清空后查看全部；要查正文，请用“检索”。"
NUMBER_COLUMNS: Final = ("日期", "片段", "字数", "提示")
PASSAGES_UNIT: Final = " 段"
CHARACTERS_UNIT: Final = " 字"
NOTICES_UNIT: Final = " 条提示"
PREVIOUS_PAGE: Final = "上一页"
NEXT_PAGE: Final = "下一页"
GO_TO_LIBRARY: Final = "去添加文件"
KIND_UNKNOWN: Final = "（未定）"
DATE_PLACEHOLDER: Final = "如 2021-05-18"
BAD_DATE: Final = "日期请写成 2021、2021-05 或 2021-05-18。"
NO_FILES_CHOSEN: Final = "请先选择文件。"
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


_MARKDOWN = frozenset("\\`*_{}[]()<>#+-.!|~$:&")


def thousands(number: int) -> str:
    """12,345."""
    return f"{number:,}"


def seconds(milliseconds: float) -> str:
    """0.04 秒."""
    return f"{max(milliseconds / 1000, 0.01):.2f} 秒"


def kind(value: str | None) -> str:
    """The label of a kind; empty for none."""
    return KINDS.get(value, value) if value else ""


def kind_or_none(value: str) -> str:
    """The label of a kind in a list of choices."""
    return KINDS.get(value, KIND_UNKNOWN)


def plain(text: str) -> str:
    """`text` for Streamlit's own labels, which read Markdown: shown as it is written."""
    return "".join(f"\\{char}" if char in _MARKDOWN else char for char in text)


def filter_value(name: str, value: str) -> str:
    """A filter's value as people read it."""
    return kind(value) if name == "kind" else value


def shown(count: int, passages: int, documents: int, milliseconds: float) -> str:
    """How many hits are on show, out of what, and how long it took."""
    return (
        f"显示最相关的 {count} 条（候选 {thousands(passages)} 段，来自 {thousands(documents)} 篇）"
        f"· {seconds(milliseconds)}"
    )


def also_searched(words: Sequence[str], count: int) -> str:
    """Synonyms that are looked for as well, out of how many."""
    return f"也查找：{'、'.join(words)}" + (f" 等 {count} 个说法" if count > len(words) else "")


def recognised(name: str, values: Iterable[str]) -> str:
    """Something that the question was found to name."""
    shown = list(values)
    return f"{name}{'' if shown[0].startswith('“') else ' '}{'、'.join(shown)}"


def titled(title: str) -> str:
    """A title in its marks."""
    return f"《{title}》"


def unmet(phrases: Sequence[str]) -> str:
    """That no passage holds all required phrases."""
    both = "同时包含" if len(phrases) > 1 else "包含"
    return f"没有原文{both}{'和'.join(map(quoted, phrases))}，已放宽这一要求。"


def unanswered_remedies(*, filtered: bool) -> list[str]:
    """What to do where the library seems to hold no answer."""
    fewer = ["去掉一部分筛选条件，再试一次。"] if filtered else []
    return [*fewer, "换一种说法，或写成一句完整的问题。", "把可能写有答案的文件添加到文库，再来检索。"]


def nearest(count: int) -> str:
    """How many passages are on show although none seems to be an answer."""
    return f"最接近的 {count} 条"


def others(count: int) -> str:
    """How many more passages of the same document there are."""
    return f"本篇另有 {count} 段"


def more_values(count: int) -> str:
    """What opens the rest of a long list of filter values."""
    return f"另外 {count} 项"


def chosen(count: int) -> str:
    """The button of the export, with how many citations are chosen."""
    return f"{EXPORT}（{count}）" if count else EXPORT


def pending(count: int) -> str:
    """What a search says when the index is behind."""
    return f"有 {thousands(count)} 篇文献的改动还没有进入索引，暂时检索不到；更新索引后即可。"


def holdings(documents: int, passages: int) -> str:
    """What is in the library, in one line."""
    return f"{thousands(documents)} 篇文献 · {thousands(passages)} 个原文片段"


def quoted(words: str) -> str:
    """Words in quotation marks."""
    return f"“{words}”"


SAME_TEXT: Final = "同文另见："
OTHER_VERSIONS: Final = "另有版本："
UNDATED: Final = "日期不详"


def duplicate(title: str, file_name: str, *, exact: bool) -> str:
    """A document of the same text, told from others of the same title by its file."""
    return f"《{title}》（{file_name}{'' if exact else '，文字略有出入'}）"


def kin(same: int, versions: int) -> str:
    """How many documents hold the same text, and how many another version; '' for none of either."""
    parts = [f"同文 {same} 篇" if same else "", f"另有版本 {versions} 篇" if versions else ""]
    return " · ".join(part for part in parts if part)


def more_duplicates(count: int) -> str:
    """How many more there are than are shown."""
    return f"等 {thousands(count)} 篇"


def listed_hints(hints: Iterable[str]) -> str:
    """Why something is marked, where there is more than one reason."""
    return "；".join(dict.fromkeys(hints))


def characters(count: int) -> str:
    """The length of a text."""
    return f"{thousands(count)} 字"


def years(first: str, last: str) -> str:
    """From which years the documents are."""
    return f"{first} 年" if first == last else f"{first}—{last} 年"


def part(first: int, last: int, total: int) -> str:
    """Which paragraphs of a long text are on show."""
    return f"全文较长，这里是第 {first}—{last} 段，共 {thousands(total)} 段"


def hit_position(position: int, total: int) -> str:
    """Which of the hits in a document is marked."""
    return f"{position} / {total}"


def page_number(number: int, label: str | None) -> str:
    """A page break, with the printed number where it is another."""
    return f"第 {number} 页" + (f"（印刷页码 {label}）" if label and label != str(number) else "")


def page_count(count: int) -> str:
    """How many pages."""
    return f"{thousands(count)} 页"


def run_of_pages(first: int, last: int) -> str:
    """Neighbouring pages: 3, or 3—5."""
    return str(first) if first == last else f"{first}—{last}"


def page_numbers(numbers: Iterable[int]) -> str:
    """第 1—3、7 页."""
    return BEFORE_PAGES + AND.join(run_of_pages(first, last) for first, last in runs(numbers)) + AFTER_PAGES


def media(media_type: str) -> str:
    """What a kind of file is called."""
    return _MEDIA.get(media_type, media_type)


def encoded(encoding: str) -> str:
    """How the file says its characters."""
    return f"{encoding.upper()} 编码"


def place_in_file(file_name: str, member: str | None) -> str:
    """The file, and the place in an archive or a table: 资料.zip/目录/方案.docx, 申报.xlsx › 申报表!第2行."""
    if not member:
        return file_name
    return member if file_name in member else f"{file_name} › {member}"


def region(name: str, code: str | None) -> str:
    """A region with its code."""
    return f"{name}（{code}）" if code else name


def doubtful(names: Sequence[str]) -> str:
    """Which values are guesses."""
    return f"{len(names)} 项低把握，请核对：{AND.join(names)}"


def moment(at: str) -> str:
    """When something was done, in the time of this machine."""
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"


def corrections(count: int) -> str:
    """What opens the history of corrections."""
    return f"校正记录（{count}）"


def correction(name: str, before: str, origin: str, after: str) -> str:
    """A change by a person: what it was, where that came from, what it is now."""
    was = f"“{before}”" + (f"（{origin}）" if origin else "") if before else "空"
    return f"{name}：由{was}{'改为' + quoted(after) if after else '删去'}"


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


def pages(current: int, total: int) -> str:
    """Which page of a list this is."""
    return f"第 {current} 页，共 {total} 页"


def added(document_passages: int, characters: int) -> str:
    """What came out of a file."""
    return f"{thousands(characters)} 字，{thousands(document_passages)} 段"


def file_size(size: int) -> str:
    """A size in bytes, for people."""
    if size < 1024:
        return f"{size} 字节"
    return f"{size / 1024:.0f} KB" if size < 1024**2 else f"{size / 1024**2:.1f} MB"


def adding_summary(stored: int, known: int, refused: int, *, unit: str) -> str:
    """What became of an upload as a whole; `unit` is what was stored."""
    parts = [
        (stored, f"入库 {thousands(stored)} {unit}"),
        (known, f"{thousands(known)} 个库中已有"),
        (refused, f"{thousands(refused)} 个未能读取"),
    ]
    return "，".join(text for count, text in parts if count) + "。"


# Nothing found


def nothing_found(*, filtered: bool, lexical: bool) -> tuple[str, list[str]]:
    """Why nothing was found, and what to do."""
    if filtered:
        return "在当前筛选条件下没有找到。", ["去掉一部分筛选条件，再试一次。"]
    if lexical:
        return "没有文献包含这些词语。", [
            f"改用“{MODES[DEFAULT_MODE]}”或“{MODES[Mode.DENSE]}”方式，用词不同也能找到。",
            "换一个更常见的说法，或减少词语。",
        ]
    return "没有找到相关的原文片段。", ["换一种说法，或写成一句完整的问题。", "看看文库里有没有这方面的文献。"]


# Notices

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
    sentence = _NOTICES.get(one.code, "读取时有需要留意之处：{detail}。")
    placed = f"{pages}：" if pages and "{page}" not in sentence else ""
    return placed + sentence.format(detail=detail, page=pages or "有一页")


# How good it is

REPORT: Final = "检索质量评测"
REPORT_SUB: Final = "用公开的标注数据和自编的问题实测，数字可以复核。"
QUALITY_COMMAND: Final = "python -m evaluation quality --data 数据文件夹"
NOT_MEASURED: Final = "还没有评测记录"
NOT_MEASURED_DO: Final = "把标注数据集（BEIR 格式）放在一个文件夹里，在命令行运行："
OWN_HEADING: Final = "自编问题集"
OWN_NOTE: Final = "由人工编写，尽量不用原文的词；命中的片段与答案重叠才算对。"
ASKED_BY: Final = "提问者"
QUESTIONS: Final = "问题数"
SETS_HEADING: Final = "公开数据集"
SETS_NOTE: Final = "每篇文献像用户的文件一样入库，按其最好的片段排名。"
MEDIAN_TIME: Final = "用时中位数"
SLOW_TIME: Final = "95% 不超过"
AGAINST_LEXICAL: Final = "与“关键词”相比，是不是偶然"
PAIR_COLUMNS: Final = ("指标", "方式", "相差", "95% 区间", "p", "结论", "更好 / 相同 / 更差")
PAIR_NOTE: Final = (
    "按问题配对的双侧随机化检验，p 经 Holm 校正，区间由自助法得出。"
    "p 小于 .05 表示不太可能出于偶然，差别要不要紧还要看大小。"
)
SCRIPTS_HEADING: Final = "换一种字提问"
SCRIPTS_NOTE: Final = "文献不动，把问题转成另一种字（简体转繁体，或繁体转简体）再问一遍。"
SCRIPT_COLUMNS: Final = ("数据集", "提问用字", "方式", "原样 nDCG@10", "转换后", "相差", "前十条完全相同")
ABSTAINING: Final = "知道自己没有答案"
ABSTAINING_NOTE: Final = "同一批问题里，库中没有答案的，应当说“未找到相关内容”；有答案的，不应当这样说。"
ABSTAINING_COLUMNS: Final = ("说得对", "该说的说了", "其中题目相近的", "误说没有")
HISTORY_HEADING: Final = "历次评测"
ALL_FIGURES: Final = "查看全部数字"
DEFINITIONS: Final = "指标含义"
MEANS_NOTE: Final = "平均值包括每一个问题；没有结果或无法提问的，按 0 计。相关指标注为 1 级以上。"
DAY: Final = "日期"
SET: Final = "数据集"
ENCODER: Final = "语义模型版本"
MEASURES: Final[dict[str, str]] = {
    "nDCG@10": "前 10 篇的折损累计增益，除以最理想次序所能得到的；以标注级别为增益（线性），按名次的对数折损。",
    "RR@10": "第一篇相关文献名次的倒数，前 10 篇里没有则为 0；平均值常称 MRR@10。",
    "R@10": "全部相关文献中，排进前 10 的比例；相关的多于 10 篇时到不了 1。",
    "R@100": "全部相关文献中，排进前 100 的比例。",
    "Success@5": "前 5 条里至少有一条相关，记 1，否则记 0；又称命中率。",
    "Success@1": "第一条就相关，记 1，否则记 0。",
}
_SETS: Final[dict[str, str]] = {
    "cmrc_simplified": "百科问答（简体）",
    "drcd_traditional": "百科问答（繁体）",
    "statutes": "法律条文",
    "statutes, cross-validated": "法律条文·交叉验证",
    "statutes, unseen fifth": "法律条文·未训练",
}
_SET_NOTES: Final[dict[str, str]] = {
    "training saw four fifths of these questions": "其中五分之四的问题参与过训练，数字偏高。",
    "questions that training never saw": "训练时没有见过的问题。",
    "what is installed was trained on these questions: no evidence of quality": (
        "随附的模型用这些问题训练过，不能作为质量的证据。"
    ),
    "five folds: each question answered by what was learned without it; times of what is installed": (
        "五折交叉验证：每个问题都由没有见过它的模型回答；用时是随附模型的。"
    ),
}
_USERS: Final[dict[str, str]] = {
    "": "全部",
    "official": "政府工作人员",
    "reviewer": "评审人员",
    "researcher": "研究人员",
}
MY_LABELS: Final = "我的标注"
MY_LABELS_NOTE: Final = "在检索结果上标的“很相关、相关、不相关”，只保存在本机知识库中，可以用来检验检索，也可以带走。"
NO_LABELS: Final = "还没有标注"
NO_LABELS_DO: Final = "检索以后，在每条结果下面选“很相关”“相关”或“不相关”。"
GO_TO_SEARCH: Final = "去检索"
QUESTION_COLUMN: Final = "问题"
LABELLED_ON: Final = "最近标注"
DOWNLOAD_LABELS: Final = "下载标注（BEIR 格式，.zip）"
MEASURE_LABELS: Final = "用标注评测"
MEASURING: Final = "正在逐题检索并计算……"
FEW_QUESTIONS: Final = "问题还不到 30 个，数字只供参考。"


def mode(value: str) -> str:
    """The label of a mode; one of an earlier version as it was called there."""
    return MODES[Mode(value)] if value in set(Mode) else value


def set_name(name: str) -> str:
    """What a labelled set is called; one that is not known by its own name."""
    return _SETS.get(name, name)


def set_note(note: str) -> str:
    """What has to be known about a set."""
    return _SET_NOTES.get(note, note)


def user(group: str) -> str:
    """A group of users; all of them for none."""
    return _USERS.get(group, group)


def measured(day: str, machine: str) -> str:
    """When and where the figures were measured."""
    return f"{day} 在这台机器上测得：{machine.replace('cores in use', '个处理器核心')}"


def encoder(name: str, revision: str) -> str:
    """With which encoder."""
    return f"语义模型：{'自带' if name == 'bundled' else name}，版本 {revision}"


def limited(count: int) -> str:
    """That not every question was asked."""
    return f"每个数据集只问了前 {thousands(count)} 个问题。"


def own_size(answerable: int, unanswerable: int, documents: int, passages: int) -> str:
    """How large the own question set is."""
    return (
        f"{thousands(answerable)} 个问题库中有答案，{thousands(unanswerable)} 个没有；"
        f"{thousands(documents)} 篇文献，{thousands(passages)} 个片段。"
    )


def left_out(count: int) -> str:
    """That questions could not be asked."""
    return f"另有 {thousands(count)} 个问题因缺少所问的文献而没有提问。"


def set_size(questions: int, documents: int, passages: int) -> str:
    """How large a labelled set is."""
    return f"{thousands(questions)} 个问题，{thousands(documents)} 篇文献，{thousands(passages)} 个片段。"


def by_mode(measure: str) -> str:
    """The title of a chart of one measure."""
    return f"{measure}，按检索方式"


def by_user(measure: str) -> str:
    """The title of the chart of the own questions."""
    return f"{measure}，按提问者"


def history_note(measure: str) -> str:
    """What the charts of the runs show."""
    return f"各次评测时默认检索方式的 {measure}。"


def measure_value(value: float) -> str:
    """A measure in [0, 1], with as many digits as it deserves."""
    return f"{value:.4f}".removeprefix("0") if value < 1 else f"{value:.3f}"


def signed(value: float) -> str:
    """A difference with its sign, a true minus."""
    return f"{value:+.4f}".replace("-", "−").replace("0.", ".", 1)


def interval(low: float, high: float) -> str:
    """From where to where a difference may lie."""
    return f"{signed(low)} 至 {signed(high)}"


def p_value(p: float) -> str:
    """A probability as papers print it."""
    return "<.001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


def verdict(difference: float, *, likely: bool) -> str:
    """What a test says about a difference."""
    if not likely:
        return "分不出高下"
    return "确实更好" if difference > 0 else "确实更差"


def wins(better: int, same: int, worse: int) -> str:
    """On how many questions it was better, equal, worse."""
    return f"{better} / {same} / {worse}"


def milliseconds(value: float) -> str:
    """A time in milliseconds."""
    return f"{value:.0f} 毫秒" if value >= 10 else f"{value:.1f} 毫秒"


def scripts_verdict(worst: float, *, limit: float) -> str:
    """Whether the script of a question makes a difference."""
    most = f"{worst:.4f}".removeprefix("0")
    wanted = f"{limit}".removeprefix("0")
    said = "用哪种字提问，结果一样好" if worst < limit else "换一种字提问，结果有差别"
    return f"{said}：nDCG@10 最多相差 {most}（要求小于 {wanted}）。"


def labelled(questions: int, count: int, counts: Mapping[Grade, int]) -> str:
    """How much was labelled."""
    each = "，".join(f"{GRADES[grade]} {number}" for grade, number in counts.items())
    return f"{thousands(questions)} 个问题，{thousands(count)} 条标注：{each}。"


def every_label(count: int) -> str:
    """What opens the list of labels."""
    return f"逐条查看（{count}）"


def lost(count: int) -> str:
    """Labels that apply to nothing any more."""
    return f"{count} 条标注的原文已不在文库中，不参加评测"


def without_relevant(count: int) -> str:
    """Questions that cannot be measured."""
    return f"{count} 个问题没有标出相关的片段，不参加评测"


def measured_with(questions: int, count: int) -> str:
    """What the labels were measured with."""
    return f"用 {thousands(questions)} 个问题、{thousands(count)} 条标注评测；没有标注的片段按不相关计。"


# Errors


@dataclass(frozen=True, slots=True)
class ErrorText:
    """What happened, what to do, and the command for it where there is one."""

    what: str
    remedy: str
    command: str = ""


READ_PROBLEMS: Final[dict[ReadProblem, tuple[str, str]]] = {
    ReadProblem.MISSING: ("找不到这个文件", "请核对路径。"),
    ReadProblem.NOT_A_FILE: ("这不是普通文件", "请选择文件，或装有文件的文件夹。"),
    ReadProblem.UNREADABLE: ("文件无法打开", "请检查读取权限。"),
    ReadProblem.EMPTY: ("文件是空的（0 字节）", "请从来源重新保存。"),
    ReadProblem.TOO_LARGE: ("文件超过 200 MB", "请拆分后再添加。"),
    ReadProblem.UNSUPPORTED: ("不支持这种格式", "请另存为 PDF、DOCX、HTML、Markdown 或纯文本。"),
    ReadProblem.BINARY: ("内容不是文字（与扩展名无关）", "请检查是不是选错了文件。"),
    ReadProblem.ENCRYPTED: ("文件有密码保护", "请另存一份不设密码的。"),
    ReadProblem.DAMAGED: ("文件已损坏", "请从来源重新保存。"),
    ReadProblem.NO_TEXT: ("没有可提取的文字，可能是扫描件", "请提供文字版。"),
    ReadProblem.NEEDS_OFFICE: (
        "读取这种格式需要 LibreOffice，本机没有安装",
        "请安装，或另存为 DOCX（表格另存为 XLSX）。",
    ),
    ReadProblem.CHANGING: ("文件正在改动，没有读取", "请等它写完后再添加。"),
    ReadProblem.TOO_SLOW: ("读取时间过长，已中止", "请拆分文件，或另存为较简单的格式。"),
    ReadProblem.TOO_MUCH_MEMORY: ("读取占用内存过多，已中止", "请拆分文件。"),
    ReadProblem.CRASHED: ("读取程序在这个文件上出错退出", "请从来源重新保存，或另存为 PDF。"),
    ReadProblem.NO_FILES: ("压缩包里没有文件", "请重新打包。"),
    ReadProblem.UNSAFE_NAME: ("压缩包内的文件名指向包外，没有读取", "请用普通文件名重新打包。"),
    ReadProblem.REPEATED: ("压缩包里另有同名文件，只读取了其中一个", "请改名后重新打包。"),
    ReadProblem.NESTED: ("压缩包嵌套过深，没有打开", "请先解压，再添加其中的文件。"),
}
_QUERY_PROBLEMS: Final[dict[QueryProblem, tuple[str, str]]] = {
    QueryProblem.EMPTY: ("还没有输入检索内容。", "请输入几个词，或一句话。"),
    QueryProblem.NO_TERMS: ("检索内容里没有文字或数字。", "请输入几个词，或一句话。"),
}


def add_command(home: object) -> str:
    """The command that adds files to the library in `home`."""
    return f"python -m corpus add 文件或文件夹 --home {shlex.quote(str(home))}"


def _build(home: str) -> str:
    return f"python -m indexing build --home {shlex.quote(home)}"


def _read_error(error: ReadError) -> ErrorText:
    what, remedy = READ_PROBLEMS[error.problem]
    return ErrorText(f"{what}。", remedy)


def _query_error(error: QueryError) -> ErrorText:
    if error.problem is QueryProblem.TOO_LONG:
        length, limit = thousands(error.length), thousands(error.limit)
        return ErrorText(f"检索内容有 {length} 字，超过了 {limit} 字的上限。", "请截取最要紧的一两句再检索。")
    return ErrorText(*_QUERY_PROBLEMS[error.problem])


def _filter_error(error: FilterError) -> ErrorText:
    if error.given.startswith("year="):
        return ErrorText(f"年份“{error.given[5:]}”无法识别。", "请写成 2021 或 2020..2023，或清除筛选。")
    return ErrorText(f"筛选条件“{error.given}”无法识别。", "请清除筛选，从左侧重新选择。")


def _home_error(error: HomeError) -> ErrorText:
    if error.problem is HomeProblem.NOTHING_THERE:
        return ErrorText(
            f"{EMPTY_LIBRARY}。", EMPTY_LIBRARY_DO, f"python -m corpus add 文件或文件夹 --home {error.home}"
        )
    if error.problem is HomeProblem.DAMAGED and error.detail.startswith("judgements.sqlite"):
        return ErrorText(
            f"“{error.home}”中的标注文件 judgements.sqlite 已损坏，文献和检索不受影响。",
            "请从备份恢复这个文件；没有备份，把它移走后可以重新标注。",
        )
    if error.problem is HomeProblem.DAMAGED:
        what = f"知识库“{error.home}”的目录文件 catalog.sqlite 已损坏。"
        return ErrorText(
            what, "请从备份恢复，或把文件重新添加到一个新的知识库：", "python -m corpus add 文件夹 --home 新目录"
        )
    if error.problem is HomeProblem.TOO_NEW:
        return ErrorText(f"知识库“{error.home}”由更新版本的程序建立。", "请更新程序后再打开。")
    return ErrorText(f"知识库“{error.home}”无法读取或写入。", "请检查磁盘空间和文件夹权限，然后重试。")


def _damaged_index_error(error: DamagedIndexError) -> ErrorText:
    command = f"python -m indexing build --home {error.home}"
    return ErrorText("索引文件缺失或损坏，文献没有丢失。", "请重建索引：", command)


def _metadata_error(error: MetadataError) -> ErrorText:
    remedy = BAD_DATE if error.field in DATE_FIELDS else "请从给出的选项中选择一项。"
    return ErrorText(f"“{error.value}”不能作为{FIELDS.get(error.field, error.field)}，没有保存。", remedy)


def _encoder_error(error: EncoderError) -> ErrorText:
    return ErrorText(
        f"语义模型“{error.name}”无法加载。",
        "可先改用“关键词”方式检索；或用自带的模型重建索引：",
        "python -m indexing build --encoder bundled",
    )


def _word_list_error(error: WordListError) -> ErrorText:
    where = f"“{error.path}”第 {error.line} 行" if error.line else f"“{error.path}”"
    reason = next((said for words, said in _WORD_LIST_REASONS.items() if words in error.detail), error.detail)
    return ErrorText(f"词表{where}无法使用：{reason}", "请改正后再试；在此之前，检索不能使用这份词表。")


# As `indexing.wordlists` and `search.synonyms` have it: what is said of a line cannot be told from its type.
_WORD_LIST_REASONS: Final[dict[str, str]] = {
    "cannot be read": "文件无法打开，请检查读取权限。",
    "the limit is": "文件过大，请缩短。",
    "not UTF-8": "文字编码不是 UTF-8，请另存为 UTF-8。",
    "needs two words": "一组至少要有两个词，写成“甲 = 乙”，只从左到右则写“甲 => 乙”。",
    "cannot be a word": "每个词要有两个以上的字，不能有标点。",
    "is no word": "每个词至少要有两个字，词与词之间用“=”隔开。",
}


def _beir_error(error: BeirError) -> ErrorText:
    where = f"“{error.path}”" + (f"第 {error.line} 行" if error.line else "")
    return ErrorText(f"评测数据{where}不能使用。", "请重新评测以生成这个文件：", QUALITY_COMMAND)


_WORDED: Final[tuple[tuple[type[CasebaseError], Callable[..., ErrorText]], ...]] = (
    (ReadError, _read_error),
    (QueryError, _query_error),
    (FilterError, _filter_error),
    (
        LockedError,
        lambda e: ErrorText(
            "另一个程序正在写入知识库，这一次没有改动任何内容。", "请等它完成后再试；检索和阅读不受影响。"
        ),
    ),
    (HomeError, _home_error),
    (DamagedIndexError, _damaged_index_error),
    (MetadataError, _metadata_error),
    (
        NotFoundError,
        lambda e: ErrorText(f"文库里没有“{e.name}”。", "它可能已被移出，或者链接不完整；请从文库或检索重新打开。"),
    ),
    (
        NoIndexError,
        lambda e: ErrorText("文献已经入库，但还没有建立索引。", "点“建立索引”，或者在命令行运行：", _build(e.home)),
    ),
    (
        MismatchError,
        lambda e: ErrorText(
            "索引与当前的程序、模型或文库不一致，不能使用。", "需要重建一次，文献不受影响：", _build(e.home)
        ),
    ),
    (EncoderError, _encoder_error),
    (
        WorkerError,
        lambda e: ErrorText("读取文件的程序无法启动。", "请重新安装所需的软件包，再添加一次；已入库的文献不受影响。"),
    ),
    (WordListError, _word_list_error),
    (BeirError, _beir_error),
)


def error_text(error: CasebaseError) -> ErrorText:
    """An error as the page words it: what happened, what to do."""
    for kind_of_error, worded in _WORDED:
        if isinstance(error, kind_of_error):
            return worded(error)
    return ErrorText(
        "这一步没有完成。", "请重试；如果仍不成功，请在命令行运行以查看原因：", "python -m indexing doctor"
    )
