"""Words of what is found in submissions: evidence by criterion, figures, shared words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from review.claims.model import Qualifier
from review.matrix.model import Strength
from review.overlap.model import Nature
from ui.labels.zh.base import AND, quoted, thousands

# While it is worked out
EVIDENCE_GOES_ON: Final = "关闭或刷新本页不影响进行；做完后自动显示。没有改动的材料，下次直接沿用结果。"
EVIDENCE_STOP: Final = "停止"
EVIDENCE_STOPPING: Final = "已要求停止，正在收尾……"
EVIDENCE_STOPPED: Final = "已按要求停止，还没有结果。"
EVIDENCE_STOPPED_DO: Final = "需要时可以重新开始；已经完成的部分会沿用。"
EVIDENCE_AGAIN: Final = "重新开始"
NO_SUBMISSIONS: Final = "还没有申报材料"
NO_SUBMISSIONS_DO: Final = "先在“申报材料”里添加材料，再来对照。"
NO_SUCH_SUBMISSION: Final = "没有这一件申报材料。"
NO_SUCH_SUBMISSION_DO: Final = "可能已从这一轮移出，请从列表里重新打开。"

# What all views use
SUBMISSION_ORDER: Final = "排列"
BY_NUMBER: Final = "按编号"
BY_TITLE: Final = "按题名"
BACK_TO_REVIEW: Final = "返回对比评审"
WHOLE_GRID: Final = "返回总表"
SET_BESIDE: Final = "与另一件并排"
SET_BESIDE_CHOOSE: Final = "选一件并排看"
SUBMISSION_COLUMN: Final = "申报材料"
EARLIER_SUBMISSION: Final = "上一件"
LATER_SUBMISSION: Final = "下一件"


def submission_number(number: int) -> str:
    """A submission by its number."""
    return f"{number}号"


def submission_named(number: int, title: str) -> str:
    """A submission in a list of choices."""
    return f"{number}号　{title}"


def numbers_of(numbers: Sequence[int]) -> str:
    """Submissions by their numbers."""
    return AND.join(submission_number(one) for one in numbers)


def short_place(page: int | None, heading: str, article: str, paragraph: int | None, *, ocr: bool) -> str:
    """Where a passage stands, in short; what is unknown is left out."""
    parts = [
        f"第 {page} 页" if page else "",
        heading,
        "" if article and heading.startswith(article) else article,
        f"第 {paragraph} 段" if paragraph else "",
        "OCR" if ocr else "",
    ]
    return " · ".join(part for part in parts if part)


# 证据对照
MATRIX_NOTE: Final = (
    "每格是这份材料里对这项指标说得最切题的原文，点开可在原文中核对。没有切题的就写“未找到证据”，不代表材料没有做。"
)
NO_EVIDENCE: Final = "未找到证据"
STRENGTHS: Final[dict[Strength, str]] = {
    Strength.STRONG: "证据充分",
    Strength.CLEAR: "有证据",
    Strength.WEAK: "证据较弱",
}
BY_FILLED: Final = "按有证据的项数"
CRITERION: Final = "评审指标"
CRITERION_QUESTIONS: Final = "参考问题"
TRIAL_RUBRIC: Final = "评审指标"
EVIDENCE_MAP: Final = "一览"
EVIDENCE_MAP_HINT: Final = "每格一份材料，自左而右按下面表格的次序；方块越高证据越足，短横是未找到证据。"
MATRIX_LABEL: Final = "证据对照表"
MATRIX_FILE: Final = "证据对照"
EXPORT_MATRIX: Final = "导出证据对照"
MATRIX_COLUMNS: Final = (
    "编号",
    "申报材料",
    "评审指标",
    "证据强弱",
    "次序",
    "原文",
    "位置",
    "起（从 0 数）",
    "止",
    "文献编号",
)
WITHOUT_EVIDENCE: Final = "未找到证据的材料"
MATCHED_HINT: Final = "与指标用词相合"


def filled_of(filled: int, total: int) -> str:
    """How many have evidence."""
    return f"{thousands(filled)} / {thousands(total)} 有证据"


def criteria_filled(filled: int, total: int) -> str:
    """For how many criteria a submission has evidence."""
    return f"{filled} / {total} 项有证据"


def more_in_cell(count: int) -> str:
    """How many more passages a cell has."""
    return f"另有 {count} 段"


def map_row(name: str, filled: int, total: int, without: Sequence[int]) -> str:
    """A row of the overview, for those who do not see it."""
    words = f"{name}：{total} 件中 {filled} 件有证据"
    return f"{words}；未找到的是 {numbers_of(without)}" if without else words


def grid_pages(first: int, last: int) -> str:
    """A part of the grid by the numbers of its columns."""
    return f"第 {first} 件" if first == last else f"第 {first}—{last} 件"


# 量化成果
CLAIM_VIEWS: Final = {"": "全部数字", "compare": "同项比较", "contradictions": "前后不一"}
CLAIM_VIEW: Final = "看什么"
CLAIMS_NOTE: Final = "从原文中逐句读出的数字；归一后的数值便于比较，是否属实仍须核对原文。"
CLAIM_COLUMNS: Final = ("编号", "数字", "折合", "指什么", "时间", "主体", "原文")
CLAIMS_LABEL: Final = "量化成果表"
CLAIMS_FILE: Final = "量化成果"
EXPORT_CLAIMS: Final = "导出量化成果"
EXPORT_CLAIMS_BOOK: Final = "全部数字、同项比较、前后不一，三张表一个文件（XLSX）"
CLAIMS_BOOK_FILE: Final = "三表"
CLAIM_SHEET: Final = (
    "编号",
    "申报材料",
    "数字（原文）",
    "程度",
    "下限",
    "上限",
    "单位",
    "指什么",
    "说明",
    "时间",
    "时间（归一）",
    "主体",
    "原文",
    "位置",
    "数字起（从 0 数）",
    "数字止",
    "文献编号",
)
UNIT: Final = "单位"
ANY_UNIT: Final = "全部单位"
NO_UNIT: Final = "（无单位）"
OBJECT: Final = "指什么"
OBJECT_PLACEHOLDER: Final = "如：电梯"
ANY_SUBMISSION: Final = "全部材料"
ONLY_PERCENT: Final = "只看百分比"
NO_CLAIMS: Final = "没有符合条件的数字"
NO_CLAIMS_DO: Final = "换一个单位，或减少筛选条件。"
NO_CLAIMS_AT_ALL: Final = "这些材料里没有读出数字。"
QUALIFIERS: Final[dict[Qualifier, str]] = {
    Qualifier.EXACT: "",
    Qualifier.ABOUT: "约",
    Qualifier.NEARLY: "近",
    Qualifier.OVER: "超过",
    Qualifier.AT_LEAST: "不少于",
    Qualifier.UP_TO: "不超过",
}
PLANNED: Final = "目标"
PART_OF: Final = "其中"
CHANGE_OF: Final = "增减"
EACH_OF: Final = "平均"
COMPARED_NOTE: Final = (
    "同一事项、同一单位的数字放在一起；口径可能不同，比较前请看原文。材料写明常住人口的，另折合每千人。"
)
COMPARED_COLUMNS: Final = ("申报材料", "数字", "折合", "每千人", "时间", "原文")
NOTHING_COMPARED: Final = "没有两份以上材料写到同一事项"
NOTHING_COMPARED_DO: Final = "可以在“全部数字”里按单位筛选查看。"
NO_CONTRADICTION: Final = "没有发现前后不一的数字"
NO_CONTRADICTION_DO: Final = "只核对了能自动比较的数字，其余仍须人工核对。"
CONTRADICTIONS_WITHIN: Final = "材料内部"
CONTRADICTIONS_LIBRARY: Final = "与文库不一致"
CONTRADICTIONS_LIBRARY_NOTE: Final = "文库里同一主体、同一事项、同一时间的数字与材料不同；哪个对，请核对两边的原文。"
CONTRADICTIONS_NOTE: Final = "数字对不上不等于造假：可能是笔误、口径或时点不同，请向申报单位核实。"
IN_LIBRARY: Final = "文库"
CONTRADICTION_KINDS: Final = {
    "two_values": "同一指标两个数字",
    "parts_exceed": "分项之和超过总数",
    "percentage": "百分比与数字不符",
    "library": "与文库不一致",
}


def number_said(value: Decimal) -> str:
    """A number for people: 36,400,000, or 15.5."""
    whole = value.normalize()
    return f"{whole:,f}"


def figure_said(low: Decimal, high: Decimal, unit: str, qualifier: str) -> str:
    """A figure in its base unit: 约 36,400,000 元."""
    amount = number_said(low) if low == high else f"{number_said(low)}—{number_said(high)}"
    tight = unit in {"%", "‰"}
    return " ".join(part for part in (qualifier, f"{amount}{unit}" if tight else amount, "" if tight else unit) if part)


def claim_count(shown: int, total: int) -> str:
    """How many figures there are."""
    return f"共 {thousands(shown)} 个数字" + (f"（全部 {thousands(total)} 个）" if shown != total else "")


def group_named(name: str, unit: str, documents: int) -> str:
    """A group of figures that can be compared."""
    return f"{name}{f'（{unit}）' if unit else NO_UNIT} · {documents} 份材料"


def two_values(what: str, values: Sequence[str]) -> str:
    """One thing, two figures."""
    return f"{quoted(what) if what else '同一事项'}在一处是 {values[0]}，在另一处是 {values[1]}。"


def parts_exceed(parts: Sequence[str], total: str, whole: str) -> str:
    """The parts add up to more than their whole: 102＋61＋48＝211，超过总数186."""
    return f"{'＋'.join(parts)}＝{total}，超过总数 {whole}。"


def percentage_wrong(part: str, whole: str, expected: str, stated: str) -> str:
    """A percentage that does not follow."""
    return f"{part}÷{whole}＝{expected}%，文中写的是 {stated}。"


def library_differs(what: str, here: str, there: str) -> str:
    """A figure of a submission and one of the library."""
    return f"{quoted(what) if what else '同一事项'}在材料里是 {here}，在文库里是 {there}。"


# 文字重合
OVERLAP_NOTE: Final = (
    "重合不等于抄袭：公文套话、引用和文件名称本来就会相同。下面只列出哪些文字在别处也有，请对照原文判断。"
    "字数只算参与比对的正文，不计标点、来源和日期等。"
)
OVERLAP_COLUMNS: Final = ("编号", "申报材料", "参与比对", "重合", "除去套话、引文和名称", "重合最多的一个来源")
OVERLAP_LABEL: Final = "文字重合汇总"
OVERLAP_FILE: Final = "文字重合"
EXPORT_OVERLAP: Final = "导出文字重合"
OVERLAP_SHEET: Final = (
    "编号",
    "申报材料",
    "另一篇",
    "另一篇在",
    "性质",
    "相同字数",
    "计入字数",
    "字形转换",
    "材料原文",
    "材料起（从 0 数）",
    "材料止",
    "另一篇原文",
    "另一篇起",
    "另一篇止",
    "文献编号",
    "另一篇文献编号",
)
BY_LETTERS: Final = "按重合字数"
NATURES: Final[dict[Nature, str]] = {
    Nature.BORROWING: "文字相同或相近",
    Nature.BOILERPLATE: "公文套话",
    Nature.QUOTATION: "注明出处的引文",
    Nature.TITLE: "文件、会议、机构名称",
}
NATURE_HINTS: Final[dict[Nature, str]] = {
    Nature.BORROWING: "需要人来判断",
    Nature.BOILERPLATE: "许多互不相干的文献里都有",
    Nature.QUOTATION: "有引号并说明出处",
    Nature.TITLE: "书名号或全称里的名称",
}
CONVERTED: Final = "繁简转换"
CHANGED_WORDS: Final = "改动的字下加线"
NO_OVERLAP: Final = "没有发现重合的文字"
NO_OVERLAP_OF: Final = "这份材料没有与别处重合的文字。"
OTHER_SUBMISSIONS: Final = "申报材料"
LIBRARY_TEXTS: Final = "文库"
SIDE_BY_SIDE: Final = "并排看"
BACK_TO_MATCHES: Final = "返回这份材料的重合清单"
BACK_TO_SUMMARY: Final = "返回汇总"
OVERLAP_MAP: Final = "在全文中的位置"
MATCH_LIST: Final = "重合各处"
DUPLICATES_OF: Final = "整篇相同或是另一版本，不逐处列出："
LEFT_TEXT: Final = "左边"
RIGHT_TEXT: Final = "右边"
NO_LARGEST: Final = "无"
ALL_NATURES: Final = "全部"
NATURE: Final = "性质"
TEXT_LEFT_OUT: Final = "（没有重合，略去 {count} 字）"
SHOW_MATCH: Final = "两边都转到第 {number} 处"


def letters(count: int, share: float | None = None) -> str:
    """So many letters, and which share of the text that is."""
    words = f"{thousands(count)} 字"
    if share is None:
        return words
    percent = share * 100
    shown = "<0.1" if 0 < percent < 0.1 else f"{percent:.1f}"
    return f"{words}（{shown}％）"


def matches_with(count: int, total: int) -> str:
    """What a submission shares with one document."""
    return f"{thousands(count)} 处，{thousands(total)} 字"


def match_number(number: int) -> str:
    """A match by its number on the page."""
    return f"第 {number} 处"


def match_place(number: int, nature: str, start: int, end: int) -> str:
    """A match in the strip of the whole text."""
    return f"第 {number} 处：{nature}，字 {thousands(start + 1)}—{thousands(end)}"


def strip_said(count: int, total: int) -> str:
    """The strip of the whole text, for those who do not see it."""
    return f"全文 {thousands(total)} 字中 {thousands(count)} 处重合的位置"


def natures_counted(counts: Sequence[tuple[str, int]]) -> str:
    """How many matches of each nature."""
    return " · ".join(f"{name} {thousands(count)} 处" for name, count in counts if count)
