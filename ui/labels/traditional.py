"""The words of the pages in traditional Chinese: those of `ui.labels.zh`, converted where they are written.

Only what stands between quotation marks in the source is converted, once, while a module is loaded. What is put into
the sentences later — titles, names, passages — passes through as it came.
"""

from __future__ import annotations

import ast
import functools
import importlib.abc
import importlib.machinery
import importlib.util
import re
import sys
from collections.abc import Sequence
from itertools import zip_longest
from types import ModuleType

import opencc

PACKAGE = "ui.labels.zh_hant"
_SOURCE = "ui.labels.zh"

# What a dictionary of computing takes for something else, or cuts in the wrong place.
_KEPT = {
    "类型": "類型",
    "权限": "權限",
    "发布": "發布",
    "来源文件": "來源檔案",
    "原文件": "原檔案",
    "政策文件": "政策文件",
    "声明": "聲明",
    "像素": "像素",
}
_KEPT_WORD = re.compile("|".join(_KEPT))


class Converted(importlib.abc.InspectLoader):
    """Loads a module of the simplified wording with its text converted, and its imports of that wording redirected."""

    def get_source(self, fullname: str) -> str:
        """The source in simplified characters."""
        spec = importlib.util.find_spec(_SOURCE + fullname.removeprefix(PACKAGE))
        loader = spec.loader if spec else None
        source = loader.get_source(spec.name) if spec and isinstance(loader, importlib.abc.InspectLoader) else None
        if source is None:
            raise ImportError(f"there is no source for {fullname}", name=fullname)
        return source

    def is_package(self, fullname: str) -> bool:
        """Whether it is the package itself."""
        return fullname == PACKAGE

    def exec_module(self, module: ModuleType) -> None:
        """Run the converted source in `module`."""
        name = module.__name__
        tree = _Converter().visit(ast.parse(self.get_source(name)))
        exec(compile(ast.fix_missing_locations(tree), f"<{name}>", "exec"), vars(module))


class Finder(importlib.abc.MetaPathFinder):
    """Finds `ui.labels.zh_hant` and its modules, which are no files."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """A spec for what belongs to the package; None for anything else."""
        if fullname != PACKAGE and not fullname.startswith(f"{PACKAGE}."):
            return None
        return importlib.machinery.ModuleSpec(fullname, Converted(), is_package=fullname == PACKAGE)


def convert(text: str) -> str:
    """Wording in traditional characters, with the words that are usual where those are written."""
    rest = map(_opencc().convert, _KEPT_WORD.split(text))
    kept = (_KEPT[word] for word in _KEPT_WORD.findall(text))
    return "".join(piece + word for piece, word in zip_longest(rest, kept, fillvalue=""))


def install() -> None:
    """Make the package importable."""
    if not any(isinstance(one, Finder) for one in sys.meta_path):
        sys.meta_path.append(Finder())


@functools.cache
def _opencc() -> opencc.OpenCC:
    return opencc.OpenCC("s2twp")


class _Converter(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant(convert(node.value)) if isinstance(node.value, str) else node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.ImportFrom:
        if node.module and f"{node.module}.".startswith(f"{_SOURCE}."):
            node.module = PACKAGE + node.module.removeprefix(_SOURCE)
        return node
