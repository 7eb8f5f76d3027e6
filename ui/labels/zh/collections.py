"""Words of collections: taking excerpts into them, ordering, checking, exporting, sharing."""

from __future__ import annotations

from typing import Final

from search.collections import ItemKind, Visibility
from search.collections.checking import Finding
from search.collections.export import Form

NAV_COLLECTIONS: Final = "专题集"
COLLECTIONS_SUB: Final = "把检索到的原文片段收在一起，写上备注，排好次序，导出成可以逐字核对的材料。"
COLLECT: Final = "收入专题集"
COLLECT_INTO: Final = "收入"
COLLECT_NEW: Final = "新建专题集……"
COLLECT_SAVE: Final = "收入"
COLLECTION_TITLE: Final = "专题集名称"
COLLECTION_TITLE_EXAMPLE: Final = "如：老旧小区加装电梯"
COLLECTION_UNTITLED: Final = "未命名专题集"
COLLECTION_DESCRIPTION: Final = "说明"
COLLECTION_DESCRIPTION_EXAMPLE: Final = "给谁看、回答什么问题（可以不填）"
COLLECTION_MAKE: Final = "新建"
COLLECTIONS_OWN: Final = "我的专题集"
COLLECTIONS_SHARED: Final = "别人分享的"
COLLECTIONS_NONE: Final = "还没有专题集"
COLLECTIONS_NONE_DO: Final = (
    "先去检索，在结果卡片或阅读页上点“收入专题集”；",
    "或者在上面起个名字，建一个空的，以后再往里收。",
)
COLLECTIONS_SEARCH: Final = "去检索"
COLLECTIONS_ALL: Final = "全部专题集"
COLLECTION_EMPTY: Final = "这个专题集还是空的"
COLLECTION_EMPTY_DO: Final = (
    "在检索结果或阅读页上点“收入专题集”，片段会带着出处进来；也可以先在下面加小标题，搭好框架。"
)
ITEM_NOTE: Final = "备注"
ITEM_NOTE_EXAMPLE: Final = "为什么收它、说明什么（可以不填）"
ITEM_NOTED: Final = "备注："
ITEM_TEXTS: Final[dict[ItemKind, str]] = {
    ItemKind.EXCERPT: "备注",
    ItemKind.HEADING: "小标题",
    ItemKind.TEXT: "文字",
}
ITEM_UP: Final = "上移"
ITEM_DOWN: Final = "下移"
ITEM_EDIT: Final = "编辑"
ITEM_REMOVE: Final = "移除"
ITEM_UNDO: Final = "撤销"
ITEM_POSITION: Final = "排在第几位"
ITEM_SAVE: Final = "保存"
ITEM_CANCEL: Final = "取消"
ADD_HEADING: Final = "加小标题"
ADD_TEXT: Final = "加一段文字"
ADD_TEXT_HINT: Final = "自己的话：引言、过渡、小结。它不是引文，导出时与引文分得清楚。"
ADD_ITEM: Final = "加上"
EXPORT_COLLECTION: Final = "导出"
EXPORT_COLLECTION_HINT: Final = "每段引文都带着文献标识、起止位置和原件校验值，日后可以逐字核对："
EXPORT_COLLECTION_COMMAND: Final = "python -m search quote --file 导出的文件"
FORMS: Final[dict[Form, str]] = {
    Form.DOCX: "Word 简报",
    Form.MARKDOWN: "Markdown",
    Form.XLSX: "Excel 表格",
    Form.BIBTEX: "BibTeX",
    Form.RIS: "RIS",
    Form.CSL: "CSL-JSON",
    Form.JSON: "JSON（全部内容）",
}
CHECK_ALL: Final = "核对全部引文"
QUOTATION_FINDINGS: Final[dict[Finding, str]] = {
    Finding.EXACT: "与原文一字不差",
    Finding.MOVED: "原话还在，位置变了",
    Finding.CHANGED: "与文库里的原文不同",
    Finding.GONE: "原文献已不在文库里",
    Finding.INCOMPLETE: "缺少核对所需的信息",
}
FINDING_OTHER_FILE: Final = "文献换成了另一个文件"
FINDING_NOTHING_LIKE_IT: Final = "原文里已没有相近的话"
COLLECTION_SETTINGS: Final = "名称与分享"
COLLECTION_VISIBILITY: Final = "谁能看到"
VISIBILITIES: Final[dict[Visibility, str]] = {
    Visibility.PRIVATE: "只有我",
    Visibility.SHARED: "大家可看",
    Visibility.OPEN: "大家可看，评审和编辑可以往里收",
}
VISIBILITY_MARKS: Final[dict[Visibility, str]] = {
    Visibility.PRIVATE: "只有自己可见",
    Visibility.SHARED: "大家可看",
    Visibility.OPEN: "大家可看，也可往里收",
}
VISIBILITY_NOT_ALLOWED: Final = "您的角色不能分享专题集，需要时请管理员调整。"
COLLECTION_SAVE: Final = "保存"
COLLECTION_DELETE: Final = "删除专题集"
COLLECTION_DELETE_SURE: Final = "我知道删除以后不能恢复"
COLLECTION_DELETED: Final = "专题集已删除。"


def collected(title: str) -> str:
    """An excerpt was put into a collection."""
    return f"已收入《{title}》"


def collected_already(title: str) -> str:
    """The same span stands in the collection already."""
    return f"《{title}》里已经有这一段，没有重复收入。"


def collection_size(excerpts: int, documents: int) -> str:
    """How much stands in a collection."""
    return f"{excerpts} 段引文，来自 {documents} 篇文献" if excerpts else "还没有引文"


def collection_changed(moment: str) -> str:
    """When a collection was last changed."""
    return f"{moment} 更新"


def collection_owner(name: str) -> str:
    """Whose it is."""
    return f"{name} 的专题集"


def item_added_by(name: str) -> str:
    """Who put an item in, where that is not the owner."""
    return f"{name} 收入"


def item_removed(words: str) -> str:
    """Something was taken out; the words it begins with."""
    return f"已移除“{words}”"


def checked_all(checked: int, failed: int) -> str:
    """What checking every quotation found."""
    if not checked:
        return "还没有可以核对的引文。"
    return f"{checked} 段引文逐字核对完毕：" + (f"{failed} 段需要留意。" if failed else "全部与原文一字不差。")


def finding_now(words: str) -> str:
    """What the document says now."""
    return f"现在的原文：“{words}”"


def finding_difference(quoted: str, found: str) -> str:
    """One difference between the quotation and the text."""
    return f"引文作“{quoted}”，原文作“{found}”"


def finding_elsewhere(title: str) -> str:
    """The same words stand in another document."""
    return f"同样的话见《{title}》"


def export_as(form: Form, suffix: str) -> str:
    """A format on offer."""
    return f"{FORMS[form]}（.{suffix}）"
