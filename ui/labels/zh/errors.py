"""The wording of every error: what happened, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from corpus.errors import CasebaseError, ReadProblem
from corpus.workspace import OWNER
from review.rounds.model import RoundError
from review.rubric.model import RubricError
from review.scores.model import ScoreError, SheetFileError
from ui.labels.cases import Case, ErrorText, ListFault, worded
from ui.labels.zh.base import BAD_DATE, EMPTY_LIBRARY, EMPTY_LIBRARY_DO, FIELDS
from ui.labels.zh.manage import BACKUP_PROBLEMS, TASKS
from ui.labels.zh.people import (
    AUDIT_OWNER,
    DOOR_CLOSED,
    DOOR_CLOSED_COMMAND,
    DOOR_CLOSED_DO,
    PERSON_PROBLEMS,
    ROLES_OF_PEOPLE,
)
from ui.labels.zh.report import QUALITY_COMMAND
from ui.labels.zh.rounds import round_refusal
from ui.labels.zh.scores import score_refusal

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
LIST_FAULTS: Final[dict[ListFault, str]] = {
    ListFault.UNREADABLE: "文件无法打开，请检查读取权限。",
    ListFault.TOO_LARGE: "文件过大，请缩短。",
    ListFault.ENCODING: "文字编码无法识别，请另存为 UTF-8。",
    ListFault.ALONE: "一组至少要有两个词，写成“甲 = 乙”，只从左到右则写“甲 => 乙”。",
    ListFault.TWO_ARROWS: "“=>”在一行里只能写一次，请分成几行。",
    ListFault.NO_WORD: "每个词要有两个以上的字，不能有标点。",
    ListFault.TOO_SHORT: "每个词至少要有两个字，词与词之间用“=”隔开。",
}
_BUILD: Final = "python -m indexing build --home {path}"
_MEND_LIST: Final = "请改正后再试；在此之前，检索不能使用这份词表。"
_MEASURE_ANEW: Final = "请重新评测以生成这个文件："
ERRORS: Final[dict[Case, ErrorText]] = {
    Case.OTHER: ErrorText(
        "这一步没有完成。", "请重试；如果仍不成功，请在命令行运行以查看原因：", "python -m indexing doctor"
    ),
    Case.READ: ErrorText("{what}。", "{remedy}"),
    Case.QUERY_EMPTY: ErrorText("还没有写要找什么。", "请输入几个词，或一句话。"),
    Case.QUERY_NO_TERMS: ErrorText("检索内容里没有文字或数字。", "请输入几个词，或一句话。"),
    Case.QUERY_ONLY_MINUS: ErrorText("检索内容里只有要排除的词。", "请同时写出要找什么，例如“电梯 -物业”。"),
    Case.QUERY_TOO_LONG: ErrorText("检索内容有 {length} 字，超过了 {limit} 字的上限。", "请截取最要紧的一两句再检索。"),
    Case.FILTER_YEAR: ErrorText("年份“{year}”无法识别。", "请写成 2021 或 2020..2023，或清除筛选。"),
    Case.FILTER: ErrorText("筛选条件“{given}”无法识别。", "请清除筛选，从左侧重新选择。"),
    Case.LOCKED: ErrorText(
        "另一个程序正在写入知识库，这一次没有改动任何内容。", "请等它完成后再试；检索和阅读不受影响。"
    ),
    Case.HOME_EMPTY: ErrorText(
        f"{EMPTY_LIBRARY}。", EMPTY_LIBRARY_DO, "python -m corpus add 文件或文件夹 --home {path}"
    ),
    Case.HOME_GRADES_DAMAGED: ErrorText(
        "“{home}”中的标注文件 judgements.sqlite 已损坏，文献和检索不受影响。",
        "请从备份恢复这个文件；没有备份，把它移走后可以重新标注。",
    ),
    Case.HOME_DAMAGED: ErrorText(
        "知识库“{home}”的目录文件 catalog.sqlite 已损坏。",
        "请从备份恢复，或把文件重新添加到一个新的知识库：",
        "python -m corpus add 文件夹 --home 新目录",
    ),
    Case.HOME_TOO_NEW: ErrorText("知识库“{home}”由更新版本的程序建立。", "请更新程序后再打开。"),
    Case.HOME_UNUSABLE: ErrorText("知识库“{home}”无法读取或写入。", "请检查磁盘空间和文件夹权限，然后重试。"),
    Case.INDEX_DAMAGED: ErrorText("索引文件缺失或损坏，文献没有丢失。", "请重建索引：", _BUILD),
    Case.INDEX_MISSING: ErrorText("文献已经入库，但还没有建立索引。", "点“建立索引”，或者在命令行运行：", _BUILD),
    Case.INDEX_MISMATCH: ErrorText(
        "索引与当前的程序、模型或文库不一致，不能使用。", "需要重建一次，文献不受影响：", _BUILD
    ),
    Case.INDEX_DICTIONARY: ErrorText(
        "分词词典 dictionary.txt 改过了，索引还是按改动前的词典建的，不能使用。",
        "请把词典改回原样，或重建一次索引，文献不受影响：",
        _BUILD,
    ),
    Case.METADATA_DATE: ErrorText("“{value}”不能作为{field}，没有保存。", BAD_DATE),
    Case.METADATA_CHOICE: ErrorText("“{value}”不能作为{field}，没有保存。", "请从给出的选项中选择一项。"),
    Case.NOT_FOUND: ErrorText("文库里没有“{name}”。", "它可能已被移出，或者链接不完整；请从文库或检索重新打开。"),
    Case.ROUND_NOT_FOUND: ErrorText(
        "没有这次评审，或其中没有“{name}”。", "它可能已被删除，或者您不在其中；请从“对比评审”重新打开。"
    ),
    Case.COLLECTION_NOT_FOUND: ErrorText(
        "没有这个专题集，或者其中的这一项已被移除。", "它可能已被删除，或没有分享给您；请从“专题集”页重新打开。"
    ),
    Case.COLLECTION_NOT_YOURS: ErrorText(
        "这是别人的专题集，没有改动任何内容。", "可以请它的主人修改，或者收进自己的专题集。"
    ),
    Case.COLLECTION_NO_WORDS: ErrorText("还没有填写内容。", "请写几个字再保存。"),
    Case.COLLECTION_TOO_LONG: ErrorText("内容超过了 {limit} 字的上限，没有保存。", "请缩短，或分成几段。"),
    Case.COLLECTION_TOO_MANY: ErrorText("这个专题集已有 {limit} 项，放不下了。", "请另建一个专题集。"),
    Case.COLLECTION_MEANWHILE: ErrorText(
        "这一项刚被别人改过，您的改动没有保存。", "请先复制自己写的文字，取消编辑，看过新的内容后再改。"
    ),
    Case.NOTE_EMPTY: ErrorText("批注还是空的，没有保存。", "请写几个字再保存。"),
    Case.NOTE_TOO_LONG: ErrorText("批注超过了 {limit} 字的上限，没有保存。", "请缩短，或分成几条。"),
    Case.NOTE_WORDS: ErrorText("没有选中可以批注的文字，没有保存。", "请在正文里选中 1 至 {limit} 字，再写批注。"),
    Case.ENCODER: ErrorText(
        "语义模型“{name}”无法加载。",
        "可先改用“关键词”方式检索；或用自带的模型重建索引：",
        "python -m indexing build --encoder bundled",
    ),
    Case.WORKER: ErrorText("读取文件的程序无法启动。", "请重新安装所需的软件包，再添加一次；已入库的文献不受影响。"),
    Case.WORD_LIST: ErrorText("词表“{path}”无法使用：{fault}", _MEND_LIST),
    Case.WORD_LIST_LINE: ErrorText("词表“{path}”第 {line} 行无法使用：{fault}", _MEND_LIST),
    Case.PERSON: ErrorText("“{name}”{what}，没有保存。", "{remedy}"),
    Case.NOT_ALLOWED: ErrorText("“{name}”是{role}，不能做这一步，没有改动任何内容。", "需要时请管理员调整角色。"),
    Case.NOT_SIGNED_IN: ErrorText("登录已到期，或者还没有登录。", "请重新登录。"),
    Case.SLOW_DOWN: ErrorText("尝试过于频繁。", "请在 {seconds} 秒后再试。"),
    Case.SETTINGS: ErrorText(DOOR_CLOSED, DOOR_CLOSED_DO, DOOR_CLOSED_COMMAND),
    Case.BACKUP: ErrorText("{what}。", "{remedy}"),
    Case.BUSY: ErrorText("{person}正在{task}，这一次没有开始。", "请等它完成后再试；进度显示在“管理”页。"),
    Case.BROKEN_OFF: ErrorText("{task}意外中断。", "请重试；如果仍不成功，请查看服务器的运行日志。"),
    Case.LABELLED_SET: ErrorText("评测数据“{path}”不能使用。", _MEASURE_ANEW, QUALITY_COMMAND),
    Case.QUESTIONS_NONE: ErrorText(
        "“{name}”里没有问题。", "请把问题写在名为“问题”的一列里，或存成一行一个问题的文本文件。"
    ),
    Case.QUESTIONS_MANY: ErrorText("“{name}”里有 {found} 个问题，一次最多 {limit} 个。", "请分成几个文件，逐个提交。"),
    Case.SAVED_NAMELESS: ErrorText("保存检索需要一个名称。", "请写几个字，方便以后认出它。"),
    Case.SAVED_LONG: ErrorText("名称太长。", "请写在 {limit} 个字以内。"),
    Case.SAVED_MANY: ErrorText("已经保存了 {limit} 次检索。", "请先移除一些不再需要的，再保存新的。"),
    Case.LABELLED_SET_LINE: ErrorText("评测数据“{path}”第 {line} 行不能使用。", _MEASURE_ANEW, QUALITY_COMMAND),
}


def error_text(error: CasebaseError) -> ErrorText:
    """An error as the page words it: what happened, what to do."""
    if isinstance(error, RoundError | RubricError):
        return round_refusal(error)
    if isinstance(error, ScoreError | SheetFileError):
        return score_refusal(error)
    problems = (*READ_PROBLEMS.items(), *PERSON_PROBLEMS.items(), *BACKUP_PROBLEMS.items())
    what, remedy = ({problem: said[at] for problem, said in problems} for at in (0, 1))
    names: dict[str, Mapping[Any, object]] = {"what": what, "remedy": remedy, "field": FIELDS, "fault": LIST_FAULTS}
    names |= {"role": ROLES_OF_PEOPLE, "task": TASKS, "person": {OWNER.name: AUDIT_OWNER}}
    return worded(error, ERRORS, names)
