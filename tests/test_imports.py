"""Imports go one way, streamlit and torch stay where they belong, and commands start without what they do not need."""

import ast
import importlib
import re
import subprocess
import sys
from importlib.metadata import packages_distributions

import pytest
from conftest import ROOT

LAYERS = ["corpus", "indexing", "search", "review", "evaluation", "ui", "app"]
MAY_IMPORT = {
    "corpus": {"corpus"},
    "indexing": {"corpus", "indexing"},
    "search": {"corpus", "indexing", "search"},
    "review": {"corpus", "indexing", "search", "review"},
    "evaluation": {"corpus", "indexing", "search", "review", "evaluation"},
    "ui": {"corpus", "indexing", "search", "review", "evaluation", "ui"},
    "app": {"ui"},
}
HEAVY = ("torch", "sentence_transformers", "transformers", "streamlit", "pandas", "sklearn")


def sources():
    for layer in LAYERS:
        if (ROOT / f"{layer}.py").exists():
            yield layer, ROOT / f"{layer}.py"
        for path in sorted((ROOT / layer).rglob("*.py")):
            yield layer, path


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.split(".")[0]


def test_there_is_something_to_check():
    assert {layer for layer, _ in sources()} >= {"corpus", "indexing", "search", "evaluation", "ui", "app"}


@pytest.mark.parametrize(("layer", "path"), list(sources()), ids=lambda value: str(getattr(value, "name", value)))
def test_imports_go_one_way(layer, path):
    ours = {name for name in imported(path) if name in LAYERS}
    assert ours <= MAY_IMPORT[layer], f"{path.relative_to(ROOT)} imports {ours - MAY_IMPORT[layer]}"


@pytest.mark.parametrize(("layer", "path"), list(sources()), ids=lambda value: str(getattr(value, "name", value)))
def test_only_the_pages_know_streamlit(layer, path):
    assert layer in ("ui", "app") or "streamlit" not in set(imported(path))


@pytest.mark.parametrize("module", ["corpus.__main__", "indexing.__main__", "search.__main__", "review.__main__"])
def test_a_command_starts_without_heavy_packages(module):
    code = f"import {module}, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_imported_is_pinned():
    pinned = {
        line.split("==")[0].lower()
        for name in ("requirements.txt", "requirements-dev.txt")
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    ours = {*LAYERS, "conftest", "pdf_files", "build"}
    distributions = packages_distributions()
    for _, path in sources():
        for name in set(imported(path)) - ours - sys.stdlib_module_names:
            assert {found.lower() for found in distributions[name]} & pinned, f"{path.name} imports {name}"


def test_the_commands_of_a_review_are_parsed_without_what_they_do():
    heavy = ("numpy", "scipy", "openpyxl", "docx", "rjieba", "tantivy", "lxml")
    code = (
        "import sys, review.__main__ as review\n"
        "try: review.main(['--help'])\n"
        f"except SystemExit: print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_what_is_imported_later_is_there():
    named = [
        (module, function)
        for path in (ROOT / "review").glob("*/commands.py")
        for module, function in re.findall(r'later\("?([\w.]+)"?, "?(\w+)"?\)', path.read_text(encoding="utf-8"))
    ]
    assert len(named) >= 8
    for module, function in named:
        if module == "_RUNNING":
            module = "review.scores.running"
        if function != "call":
            assert callable(getattr(importlib.import_module(module), function))
