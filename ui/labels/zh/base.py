"""Words that several pages use: names of fields, kinds and scripts; numbers, pages, places."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from corpus.model import Confidence, Kind, Origin, Script
from corpus.report import runs
from evaluation.judgements import Grade
from search.citation import Style
from search.query import Mode
from ui.address import Reading, Sort
from ui.labels.wording import LANGUAGES as LANGUAGES
from ui.labels.wording import plain as plain
from ui.labels.wording import thousands as thousands

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
SORTS: Final[dict[Sort, str]] = {Sort.RELEVANCE: "按相关度", Sort.DATE: "新的在前", Sort.OLDEST: "旧的在前"}
READINGS: Final[dict[Reading, str]] = {Reading.ORIGINAL: "原文", Reading.SIMPLIFIED: "简体"}
STYLES: Final[dict[Style, str]] = {
    Style.GBT7714_2025: "GB/T 7714—2025",
    Style.GBT7714_2015: "GB/T 7714—2015",
    Style.BIBTEX: "BibTeX",
    Style.RIS: "RIS",
    Style.CSL: "CSL-JSON",
}
KIND_UNKNOWN: Final = "（未定）"
OPENING: Final = "正在打开知识库……"
OPEN_PASSAGE: Final = "打开原文"
CITE: Final = "引用"
COPY: Final = "复制"
COPIED: Final = "已复制"
COPY_FAILED: Final = "请手动复制"
BEFORE_PAGES: Final = "第 "
AFTER_PAGES: Final = " 页"
AND: Final = "、"
CONFIDENCES: Final[dict[str, str]] = {
    Confidence.HIGH: "确有依据",
    Confidence.MEDIUM: "推断",
    Confidence.LOW: "低把握",
}
LOW_HINT: Final = "从几种可能中猜测得出，请与原文核对；校正后不再提示。"
MEDIUM_HINT: Final = "由其他内容推断，或取自不太常见的位置。"
OCR_MARK: Final = "OCR 识别文字"
OCR_HINT: Final = "这段文字由图像识别得到，可能与原件有出入，引用前请核对。"
MANAGE: Final = "管理"
OPEN: Final = "打开"
EMPTY_LIBRARY: Final = "文库里还没有文献"
EMPTY_LIBRARY_DO: Final = "在“文库”页添加文件，或者在命令行运行："
EMPTY_LIBRARY_OR: Final = "在上面选择文件，或者在命令行运行："
PREVIOUS_PAGE: Final = "上一页"
NEXT_PAGE: Final = "下一页"
DATE_PLACEHOLDER: Final = "如 2021-05-18"
BAD_DATE: Final = "日期请写成 2021、2021-05 或 2021-05-18。"


def seconds(milliseconds: float) -> str:
    """0.04 秒."""
    return f"{max(milliseconds / 1000, 0.01):.2f} 秒"


def kind(value: str | None) -> str:
    """The label of a kind; empty for none."""
    return KINDS.get(value, value) if value else ""


def kind_or_none(value: str) -> str:
    """The label of a kind in a list of choices."""
    return KINDS.get(value, KIND_UNKNOWN)


def filter_value(name: str, value: str) -> str:
    """A filter's value as people read it."""
    return kind(value) if name == "kind" else value


def titled(title: str) -> str:
    """A title in its marks."""
    return f"《{title}》"


def numbered(name: str, count: int) -> str:
    """Something and how much of it there is."""
    return f"{name}（{thousands(count)}）"


def suffixed(name: str, suffix: str) -> str:
    """A format and the suffix of its files."""
    return f"{name}（.{suffix}）"


def said_of(name: str, value: str) -> str:
    """A name and what is said of it."""
    return f"{name}：{value}"


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


def version_of(title: str, dated: str) -> str:
    """A version of a document, told from the others by its date."""
    return f"{titled(title)}（{dated}）"


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


def pages(current: int, total: int) -> str:
    """Which page of a list this is."""
    return f"第 {current} 页，共 {total} 页"


def file_size(size: int) -> str:
    """A size in bytes, for people."""
    if size < 1024:
        return f"{size} 字节"
    return f"{size / 1024:.0f} KB" if size < 1024**2 else f"{size / 1024**2:.1f} MB"


def mode(value: str) -> str:
    """The label of a mode; one of an earlier version as it was called there."""
    return MODES[Mode(value)] if value in set(Mode) else value


def add_command(home: object) -> str:
    """The command that adds files to the library in `home`."""
    return f"python -m corpus add 文件或文件夹 --home {shlex.quote(str(home))}"
