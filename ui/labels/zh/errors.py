"""The wording of every error: what happened, what to do."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

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
from corpus.model import DATE_FIELDS
from evaluation.beir import BeirError
from indexing.wordlists import WordListError
from ui.labels.zh.base import BAD_DATE, EMPTY_LIBRARY, EMPTY_LIBRARY_DO, FIELDS, thousands
from ui.labels.zh.report import QUALITY_COMMAND


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
