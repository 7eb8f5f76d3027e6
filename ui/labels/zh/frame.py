"""Words of what stands around every page: the switches above it and the line below it."""

from __future__ import annotations

from typing import Final

from ui.theme import Theme

SKIP: Final = "跳到正文"
SETTINGS: Final = "显示设置"
THEME: Final = "外观"
THEMES: Final[dict[Theme, str]] = {Theme.SYSTEM: "跟随系统", Theme.LIGHT: "浅色", Theme.DARK: "深色"}
LANGUAGE: Final = "界面语言"
LANGUAGE_SHORT: Final = "简"
FOOTER_LABEL: Final = "关于本站"
KEYBOARD: Final = "键盘操作"
KEYBOARD_LISTED: Final[dict[str, str]] = {
    "Tab": "逐项前移，Shift + Tab 后退",
    "Enter": "检索，或打开所在的链接",
    "j · k": "阅读时翻到下一处、上一处检索结果",
    "Esc": "收起菜单",
    "Alt + ←": "返回上一步，检索内容和筛选都还在",
}
CITE_PRODUCT: Final = "引用本软件"


def version(number: str) -> str:
    """Which version of the product this is."""
    return f"版本 {number}"


def product_cited(number: str, year: int) -> str:
    """A reference to the product itself, as GB/T 7714 words one to a program."""
    return f"案据 Casebase：治理案例与政策知识库[CP]. 版本 {number}. {year}."
