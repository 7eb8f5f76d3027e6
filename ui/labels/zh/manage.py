"""Words of the management page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from corpus.backup import BackupProblem
from corpus.jobs import Step, Task
from ui.address import Section
from ui.labels.wording import thousands
from ui.labels.zh.base import file_size, moment

NAV_MANAGE: Final = "管理"
NOTHING_TO_MANAGE: Final = "您的角色没有管理权限。"
NOTHING_TO_MANAGE_DO: Final = "检索、阅读和专题集照常使用；需要管理权限，请联系管理员。"
NOT_THIS_SECTION: Final = "您的角色不能使用这一栏。"
NOT_THIS_SECTION_DO: Final = "请从上面选择其他栏目；需要时请管理员调整角色。"
SECTIONS: Final[dict[Section, str]] = {
    Section.FILES: "添加文件",
    Section.REVIEW: "待核对",
    Section.KIN: "同文与版本",
    Section.INDEX: "索引与模型",
    Section.BACKUP: "备份",
    Section.PEOPLE: "人员",
    Section.LOG: "日志",
}
SECTIONS_LABEL: Final = "管理栏目"

TASKS: Final[dict[Task, str]] = {
    Task.ADDING: "添加文件",
    Task.GATHERING: "收入申报材料",
    Task.INDEXING: "更新索引",
    Task.ENCODER: "更换语义模型",
    Task.CHECKING: "核对文库",
    Task.MEASURING: "比较语义模型",
    Task.BACKING_UP: "制作备份",
    Task.RESTORING: "恢复备份",
    Task.MATRIX: "查找证据",
    Task.CLAIMS: "提取量化成果",
    Task.OVERLAP: "比对文字",
}
STEPS: Final[dict[Step, str]] = {
    Step.STARTING: "正在准备",
    Step.LOOKING: "正在查看文件夹",
    Step.READING: "正在读取文件",
    Step.INDEXING: "正在建立索引",
    Step.CHECKING: "正在核对",
    Step.SEARCHING: "正在逐题检索",
    Step.PACKING: "正在打包",
    Step.UNPACKING: "正在解包并核对校验值",
    Step.COMPARING: "正在比对",
}
STOP: Final = "读完手头的文件后停止"
STOPPING: Final = "已要求停止，正在读完手头的文件……"
STOPPED: Final = "已按要求停止，其余文件没有读取；已读的都已入库。"
GOES_ON: Final = "关闭或刷新本页不影响进行；随时可以回来查看。"
ENDED_BADLY: Final = "没有完成"

ADD_FOLDER: Final = "添加本机文件夹"
ADD_FOLDER_HINT: Final = (
    "读取这台服务器上的文件夹，包括其下各级文件夹；指向文件夹之外的符号链接、隐藏文件不读取。原文件不会改动。"
)
FOLDER: Final = "文件夹的完整路径"
FOLDER_PLACEHOLDER: Final = "如 /home/资料/案例"
FOLDER_BUTTON: Final = "读取这个文件夹"
NO_FOLDER_TYPED: Final = "请先输入文件夹的完整路径。"
BY_PAGE: Final = "逐页情况"
NOT_FOLLOWED: Final = "没有读取的符号链接（指向文件夹之外）"
NO_FILES_FOUND: Final = "没有可以读取的文件。"

REVIEW_DONE: Final = "没有待核对的信息"
REVIEW_DONE_DO: Final = "所有低把握和推断得出的信息都已由人核对。"
REVIEW_EVIDENCE: Final = "依据"
REVIEW_FROM_FILE: Final = "取自文件自身的信息，正文中没有对应的文字。"
REVIEW_INFERRED: Final = "由其他内容推断得出，正文中没有直接写明。"
ACCEPT: Final = "正确，确认"
CORRECT: Final = "改为"
CORRECT_BUTTON: Final = "保存校正"
CLEAR_VALUE: Final = "都不对，删去这一项"
SKIP_ONE: Final = "先跳过"
REVIEW_TYPE_ANOTHER: Final = "请输入与识别结果不同的内容；如果识别正确，请点“正确，确认”。"
CONFIRMED: Final = "已确认。"
CORRECTED: Final = "已校正。"
READ_IN_CONTEXT: Final = "在原文中查看"

KIN_NONE: Final = "没有发现同文或不同版本的文献"
KIN_NONE_DO: Final = "添加文件时会自动比对，发现相同、相近的文本或同一法规的各版本，会列在这里。"
KIN_NOTE: Final = "只列出，不自动删除。检索结果里同文只显示一篇，并注明“同文另见”。"
KIN_SAME: Final = "文字完全相同"
KIN_NEAR: Final = "文字几乎相同"
KIN_VERSIONS: Final = "同一文件的不同版本"
KIN_COPIES: Final = "同一个文件，来自几个路径"
KIN_COPIES_NOTE: Final = "逐字节相同，文库中只保存一份，无须处理。"
COMPARE_TEXTS: Final = "逐字对照"
REMOVE_ONE: Final = "移出文库"
REMOVE_ASK: Final = "把这篇文献移出文库？"
REMOVE_ASK_DO: Final = "它的片段、元数据和保存的原件都会删除，其他文献不受影响。此操作不能撤销，可以重新添加文件。"
REMOVE_YES: Final = "移出"
REMOVE_NO: Final = "不移出"
REMOVED: Final = "已移出文库。"
FIRST_OF_GROUP: Final = "最早"
BACK_TO_GROUPS: Final = "返回列表"
DIFF_NOTE: Final = "删去的文字加删除线，增加的文字加下划线；简繁字形不同不算差异。"
DIFF_SAME: Final = "两篇的文字没有差异（简繁字形和空白除外）。"
DIFF_CUT: Final = "文献很长，只对照了前面的部分。"
DIFF_MORE: Final = "差异很多，这里只显示前面的部分。"

INDEX_STATE: Final = "现状"
INDEX_NONE: Final = "还没有索引，暂时不能检索。"
INDEX_FACTS: Final[dict[str, str]] = {
    "generation": "版次",
    "built_at": "建立时间",
    "encoder": "语义模型",
    "documents": "文献",
    "passages": "可检索的片段",
    "pending": "待更新",
    "dense": "向量索引",
    "disk": "占用空间",
}
UP_TO_DATE: Final = "已是最新"
UPDATE: Final = "更新索引"
REBUILD: Final = "全部重建"
REBUILD_HINT: Final = "更新只处理有变化的文献；全部重建时，旧索引一直可用。"
EXAMINE: Final = "逐项核对文库"
EXAMINE_NOTE: Final = "核对每个片段的位置、每份原件的校验值、索引的每个成员和句子向量；文库大时需要几分钟。"
FINDINGS: Final[dict[str, tuple[str, str]]] = {
    "catalogue": ("目录库可以读取", "目录库无法读取，请从备份恢复"),
    "passages": ("每个片段都落在原文之内，次序无误", "有文献的片段位置有误，请移出后重新添加"),
    "kept files": ("每份原件与入库时逐字节相同", "有原件缺失或被改动，请重新添加原文件"),
    "index": ("索引可以使用", "索引不能使用，请重建"),
    "encoder": ("语义模型与索引一致", "语义模型与索引不一致，请重建索引"),
    "up to date": ("索引已是最新", "有文献的改动还没有进入索引，请更新索引"),
    "index members": ("索引的每个成员都在目录库中", "索引里有目录库没有的片段，请重建索引"),
    "sentences": ("每个片段的句子向量都与原文相符", "有片段的句子向量缺失或被改动，请重建索引"),
}
ENCODERS: Final = "语义模型"
ENCODERS_NOTE: Final = (
    "任何 sentence-transformers 模型都可以使用：放进文库文件夹的 encoders 目录，或填写服务器上的路径。"
    "更换之前先测量：用同一批问题比较现用的和候选的模型，不改动索引。"
)
ENCODER_PICK: Final = "候选模型"
ENCODER_OTHER: Final = "其他文件夹……"
ENCODER_PATH: Final = "模型文件夹的完整路径"
ENCODER_PROMPT: Final = "提问前缀（可不填）"
ENCODER_BUNDLED: Final = "自带模型"
ENCODER_IN_USE: Final = "（现用）"
MEASURE_ENCODER: Final = "测量差别"
MEASURE_NOTE: Final = "在普通处理器上，大模型可能需要几分钟到几十分钟；期间照常使用。"
SWITCH: Final = "换用这个模型"
SWITCH_NOTE: Final = "更换会用新模型重建全部索引；完成之前旧索引照常使用。"
SWITCH_UNMEASURED: Final = "还没有测量这个模型。我确认不测量，直接更换"
SAME_ENCODER: Final = "这就是现用的模型。"
MEASURED: Final = "测量结果"
MEASURED_COLUMNS: Final = ("指标", "检索方式", "现用", "候选", "相差", "95% 区间", "p", "结论", "更好 / 相同 / 更差")
COST_COLUMNS: Final = ("模型", "维数", "每个片段", "每个问题")
QUESTIONS_OF: Final[dict[str, str]] = {
    "labels": "用本库用户标注的 {count} 个问题测得。",
    "own": "本库的标注还不足 {enough} 个问题（现有 {labelled} 个），改用随附的 {count} 个问题和入门文库测得；"
    "在检索结果上多标一些“相关”，就能用本库的材料来测。",
}

BACKUP_NOTE: Final = (
    "备份是一个 ZIP 文件，包含目录库、原件、标注、专题集、人员和设置，每个文件都有校验值；制作时可以照常使用。"
    "备份含有全部文献，请妥善保管。"
)
BACKUP_MAKE: Final = "制作备份"
BACKUP_WITHOUT_INDEX: Final = "不含索引（更小；恢复后自动重建）"
BACKUP_WHERE: Final = "保存在服务器的文件夹"
BACKUPS: Final = "已有的备份"
BACKUPS_NONE: Final = "还没有备份。"
BACKUP_COLUMNS: Final = ("时间", "文件", "大小", "内容")
BACKUP_CHOOSE: Final = "选择一份备份"
BACKUP_BROKEN: Final = "无法读取，可能已损坏"
BACKUP_DOWNLOAD: Final = "下载这份备份"
BACKUP_TOO_LARGE: Final = "文件较大，请直接从服务器的文件夹复制。"
BACKUP_REMOVE: Final = "删除这份备份"
BACKUP_REMOVE_SURE: Final = "我确认删除这份备份"
BACKUP_REMOVED: Final = "已删除这份备份。"
BACKUP_OTHER: Final = "服务器上的其他备份……"
BACKUP_PATH: Final = "备份文件的完整路径"
RESTORE: Final = "恢复这份备份"
RESTORE_ASK: Final = "恢复备份"
RESTORE_SURE: Final = "我确认用这份备份替换现在的文库"
RESTORE_YES: Final = "开始恢复"
RESTORED: Final = "已恢复，检索和阅读已经用上恢复后的文库。"
WITH_INDEX: Final = "含索引"
WITHOUT_INDEX: Final = "不含索引"

BACKUP_PROBLEMS: Final[dict[BackupProblem, tuple[str, str]]] = {
    BackupProblem.EXISTS: ("已经有同名的文件，没有写入", "请换一个文件名。"),
    BackupProblem.UNREADABLE: ("找不到或无法打开这份备份", "请核对路径和读取权限。"),
    BackupProblem.UNWRITABLE: ("备份无法写入，没有留下残缺的文件", "请检查文件夹、权限和磁盘空间，然后重试。"),
    BackupProblem.FOREIGN: ("这个文件不是案据的备份，没有恢复", "请选择由本程序制作的备份。"),
    BackupProblem.DAMAGED: ("这份备份不完整或已损坏，没有恢复，现在的文库没有改动", "请换一份备份。"),
    BackupProblem.UNSAFE: ("这份备份里有指向文库之外的文件名，没有恢复", "它可能被人改动过，请不要使用。"),
    BackupProblem.TOO_NEW: ("这份备份由更新版本的程序制作，没有恢复", "请先更新程序。"),
    BackupProblem.NO_SPACE: ("磁盘空间不足，没有恢复", "请先腾出空间。"),
    BackupProblem.OCCUPIED: ("目标文件夹里已有内容，没有恢复", "请恢复到新的文件夹。"),
    BackupProblem.IMMOVABLE: (
        "现在的文库文件夹不能改名（例如是挂载的磁盘），没有改动",
        "请在命令行恢复到新的文件夹，再改用它。",
    ),
}


def time_left(seconds: float) -> str:
    """An estimate, no more precise than it is."""
    if seconds < 60:
        return "不到 1 分钟"
    minutes = round(seconds / 60)
    return f"约 {minutes} 分钟" if minutes < 90 else f"约 {minutes / 60:.1f} 小时"


def job_progress(step: str, done: int, total: int, left: str, *, in_bytes: bool) -> str:
    """How far a job is."""
    if not total:
        return f"{step}……"
    amount = f"{file_size(done)} / {file_size(total)}" if in_bytes else f"{thousands(done)} / {thousands(total)}"
    return f"{step}：{amount}" + (f"，还需{left}" if left else "")


def job_by(task: str, person: str, since: str) -> str:
    """Who is doing what."""
    return f"{task}（{person}，{moment(since)} 开始）"


def documents_so_far(count: int) -> str:
    """How many documents have come out of the files so far."""
    return f"已得到 {thousands(count)} 篇文献"


def report_of(names: Sequence[str], person: str, since: str) -> str:
    """Whose report it is, and of what."""
    some = "、".join(names[:3]) + (f" 等 {len(names)} 个" if len(names) > 3 else "")
    return (f"{some}　" if some else "") + f"{person}，{moment(since)}"


def left_to_review(low: int, medium: int) -> str:
    """How much is left in the queue."""
    return f"还有 {thousands(low)} 项低把握，{thousands(medium)} 项推断"


def review_position(position: int, total: int) -> str:
    """Which of the queue is on show."""
    return f"第 {thousands(position)} 项，共 {thousands(total)} 项"


def kin_counts(same: int, near: int, versions: int) -> str:
    """How many groups there are."""
    return f"完全相同 {same} 组，几乎相同 {near} 组，不同版本 {versions} 组"


def kin_pending(count: int) -> str:
    """That not everything was compared."""
    return f"还有 {thousands(count)} 篇没有比对，更新索引时会补上。"


def likeness(share: float) -> str:
    """How alike two texts are, in words: never 100 % for what is not the same."""
    percent = min(share, 0.999) * 100
    steps = ((0.99, "只差几个字"), (0.8, "大部分相同"), (0.5, "部分相同"))
    words = next((said for least, said in steps if share >= least), "改动很大")
    return f"{words}（{percent:.1f}% 的字相同）"


def diff_counts(removed: int, inserted: int) -> str:
    """How much differs."""
    return f"删去 {thousands(removed)} 字，增加 {thousands(inserted)} 字。"


def unchanged(count: int) -> str:
    """Paragraphs that both texts have."""
    return f"{thousands(count)} 段相同"


def pending_documents(take_in: int, drop: int) -> str:
    """What the index has yet to take in and to drop."""
    return f"{thousands(take_in)} 篇待编入，{thousands(drop)} 篇待移除"


def disk(catalog: int, sources: int, index: int, vectors: int) -> str:
    """How much room each part takes."""
    parts = [("目录库", catalog), ("原件", sources), ("索引", index), ("向量缓存", vectors)]
    return "，".join(f"{name} {file_size(size)}" for name, size in parts)


def index_done(updated: int, dropped: int, documents: int, passages: int) -> str:
    """What a build did."""
    if not updated and not dropped:
        return f"索引已是最新：{thousands(documents)} 篇，{thousands(passages)} 段。"
    return (
        f"索引完成：编入 {thousands(updated)} 篇，移除 {thousands(dropped)} 篇；"
        f"现有 {thousands(documents)} 篇，{thousands(passages)} 段。"
    )


def milliseconds_each(value: float) -> str:
    """How long one takes."""
    return f"{value:.0f} 毫秒" if value >= 10 else f"{value:.2f} 毫秒"


def indexing_estimate(passages: int, milliseconds: float) -> str:
    """How long indexing everything would take."""
    return f"按此估算，编码全库 {thousands(passages)} 个片段需 {max(passages * milliseconds / 60_000, 0.1):.1f} 分钟。"


def backup_holds(documents: int, files: int, index: str) -> str:
    """What a backup holds."""
    return f"{thousands(documents)} 篇文献，{thousands(files)} 个文件，{index}"


def backup_done(name: str, size: int, documents: int) -> str:
    """That a backup was made."""
    return f"备份完成：{name}（{file_size(size)}，{thousands(documents)} 篇文献）。"


def originals_missing(count: int) -> str:
    """Originals that were lost before the backup."""
    return f"有 {thousands(count)} 份原件在制作备份之前就已缺失，请在“索引与模型”中逐项核对文库。"


def restore_says(made_at: str, documents: int, now: int) -> tuple[str, ...]:
    """What restoring will do."""
    return (
        f"文库将回到 {moment(made_at)} 的样子：{thousands(documents)} 篇文献（现在是 {thousands(now)} 篇）。",
        "现在的文库不会删除，改名保存在它旁边的文件夹里。",
        "先解包并核对每个文件的校验值，全部无误才替换；中途出错，现在的文库不变。",
        "标注、专题集、人员和设置也回到那时；所有人需要重新登录。",
    )


def restored_to(made_at: str, kept: str) -> str:
    """What was restored, and where the library is that was there before."""
    before = f"原来的文库保存在“{kept}”。" if kept else ""
    return f"文库已回到 {moment(made_at)} 的样子。{before}"
