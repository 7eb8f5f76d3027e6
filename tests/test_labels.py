"""The wording of the pages: every language says the same things, with the same places for what is put in."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import ModuleType

import pytest

from corpus.errors import HomeError, HomeProblem, MetadataError, ReadError, ReadProblem
from ui import adding, labels
from ui.labels import MODULES
from ui.labels.cases import Case, ErrorText
from ui.labels.traditional import convert
from ui.language import Language

FOLDER = Path(labels.__file__).parent
HAN = re.compile("[\u3400-\u9fff]")
# Chinese in English on purpose: the languages' own names, the name of the product, examples of what to type.
CHINESE_IN_ENGLISH = {"LANGUAGES", "APP_FULL", "THEMES_PLACEHOLDER", "TERM_PLACEHOLDER", "TERM_HOW", "BATCH_FORMATS"}
FULL_WIDTH = re.compile("[，。；：？！（）]")


def module(language: Language, name: str) -> ModuleType:
    return importlib.import_module(f"ui.labels.{language}.{name}")


def own(of: ModuleType) -> dict[str, object]:
    """What a module defines under names that pages may ask for."""
    language = Language.CHINESE if ".zh" in of.__name__ else Language.ENGLISH
    tree = ast.parse((FOLDER / language / f"{of.__name__.rpartition('.')[2]}.py").read_text(encoding="utf-8"))
    defined = [getattr(node, "target", None) or getattr(node, "name", None) for node in tree.body]
    names = [one.id if isinstance(one, ast.Name) else one for one in defined]
    return {name: vars(of)[name] for name in names if isinstance(name, str) and not name.startswith("_")}


def sentences(value: object) -> Iterator[str]:
    """Every text in a value: of a mapping the values only, since its keys are looked up."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from sentences(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from sentences(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from sentences(one)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_what_can_be_asked_for_in_chinese_can_be_asked_for_in_every_language() -> None:
    asked = {name for name in labels.wordings(Language.CHINESE) if name.isupper() or name.islower()}
    for language in Language:
        missing = {name for name in asked - set(labels.wordings(language)) if not name.startswith("_")}
        assert not missing - {"annotations"}, language


def test_every_file_of_a_language_is_known() -> None:
    for language in (Language.CHINESE, Language.ENGLISH):
        assert {file.stem for file in (FOLDER / language).glob("*.py")} == {"__init__", *MODULES}


@pytest.mark.parametrize("language", [Language.CHINESE, Language.ENGLISH])
def test_no_two_modules_of_a_language_use_one_name(language: Language) -> None:
    """Pages ask for a word by its name alone: of two, the later module would answer for both."""
    seen: dict[str, str] = {}
    for name in MODULES:
        tree = ast.parse((FOLDER / language / f"{name}.py").read_text(encoding="utf-8"))
        defined = [
            getattr(node, "name", None) or getattr(getattr(node, "target", None), "id", None) for node in tree.body
        ]
        for one in filter(None, defined):
            if not one.startswith("_"):
                assert seen.setdefault(one, name) == name, f"{one} stands in {seen[one]} and in {name}"


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize("language", [Language.ENGLISH, Language.TRADITIONAL])
def test_languages_have_the_same_names_of_the_same_kind(language: Language, name: str) -> None:
    chinese, other = own(module(Language.CHINESE, name)), own(module(language, name))
    assert set(chinese) <= set(other), f"missing in {language}: {set(chinese) - set(other)}"
    if name != "base":  # which in English has a helper for plurals
        assert set(other) <= set(chinese), f"in {language} only: {set(other) - set(chinese)}"
    for key, value in chinese.items():
        if callable(value):
            assert inspect.signature(value) == inspect.signature(other[key]), key
            continue
        assert type(value) is type(other[key]), key
        if isinstance(value, dict) and key != "FIELD_GROUPS":  # whose keys are headings
            assert list(value) == list(other[key]) or key == "KEYBOARD_LISTED", key
        if isinstance(value, tuple | dict):
            assert len(value) == len(other[key]), key


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize("language", [Language.ENGLISH, Language.TRADITIONAL])
def test_places_for_what_is_put_in_are_the_same(language: Language, name: str) -> None:
    chinese, other = vars(module(Language.CHINESE, name)), vars(module(language, name))
    for key, value in chinese.items():
        pairs = {None: value} if isinstance(value, str) else value if isinstance(value, dict) else {}
        for inner, text in pairs.items():
            told = other.get(key) if inner is None else other.get(key, {}).get(inner)
            if isinstance(text, ErrorText):
                assert places(text.what + text.remedy + text.command) == places(
                    told.what + told.remedy + told.command
                ), (key, inner)
            elif isinstance(text, str) and isinstance(told, str) and "{" in text:
                assert places(text) == places(told), (key, inner)


@pytest.mark.parametrize("name", MODULES)
def test_english_is_english(name: str) -> None:
    for key, value in vars(module(Language.ENGLISH, name)).items():
        if key.startswith("__") or key in CHINESE_IN_ENGLISH or callable(value):
            continue
        for sentence in sentences(value):
            assert not HAN.search(sentence), (key, sentence)
            assert not FULL_WIDTH.search(sentence), (key, sentence)
            assert "  " not in sentence, (key, sentence)


@pytest.mark.parametrize("name", MODULES)
def test_what_english_functions_write_is_english(name: str) -> None:
    tree = ast.parse((FOLDER / "en" / f"{name}.py").read_text(encoding="utf-8"))
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        for node in ast.walk(ast.Module(function.body[1:], [])):  # its docstring may quote examples
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not HAN.search(node.value), (function.name, node.value)
                assert not FULL_WIDTH.search(node.value), (function.name, node.value)


def test_english_counts_with_the_right_number() -> None:
    english = labels.wordings(Language.ENGLISH)
    assert english["holdings"](1, 12345) == "1 document · 12,345 passages"
    assert english["pages"](1, 3) == "Page 1 of 3"
    assert english["page_numbers"]([7]) == "page 7"
    assert english["page_numbers"]([1, 2, 3, 7]) == "pages 1–3, 7"
    assert english["page_numbers"]([1, 2]) == "pages 1–2"
    assert english["kin"](1, 2) == "1 copy of this text · 2 other versions"
    assert english["adding_summary"](1, 0, 2, unit=english["FILES_UNIT"]) == "1 file added, 2 not readable."
    assert english["pending"](1).startswith("1 changed document is ")
    assert english["file_size"](1) == "1 byte"


def test_every_case_of_an_error_is_worded_in_every_language() -> None:
    for language in Language:
        errors = labels.wordings(language)["ERRORS"]
        assert set(errors) == set(Case)
        assert set(labels.wordings(language)["READ_PROBLEMS"]) == set(ReadProblem)
        assert all(text.what and text.remedy for text in errors.values())


def test_an_error_names_what_it_is_about_and_nothing_in_it_is_read_as_a_place() -> None:
    error = HomeError("/tmp/{what} 库", HomeProblem.TOO_NEW, "update")
    assert labels.wordings(Language.ENGLISH)["error_text"](error).what == (
        "The library “/tmp/{what} 库” was made by a newer version of the program."
    )
    bad_date = labels.wordings(Language.ENGLISH)["error_text"](MetadataError("published_on", "昨天", "x"))
    assert bad_date.what == "Dated: “昨天” is not possible and was not saved."
    assert "2021-05-18" in bad_date.remedy
    read = labels.wordings(Language.ENGLISH)["error_text"](ReadError("a", ReadProblem.EMPTY))
    assert read.what == "The file is empty (0 bytes)."


def test_traditional_is_converted_where_it_is_written_and_nowhere_else() -> None:
    traditional = labels.wordings(Language.TRADITIONAL)
    assert traditional["APP"] == "案據"
    assert traditional["FIELDS"]["kind"] == "類型"
    assert traditional["SCRIPTS"] == {key: convert(value) for key, value in labels.SCRIPTS.items()}
    assert traditional["titled"]("关于检索的通知") == "《关于检索的通知》"
    assert traditional["duplicate"](
        "关于检索", "资料.zip", exact=False
    ) == "《关于检索》（资料.zip，文字略有出入）".replace("文字略有出入", "文字略有出入")
    assert traditional["doubtful"](["题名"]) == "1 項低把握，請核對：题名"
    error = traditional["error_text"](HomeError("我的资料库", HomeProblem.TOO_NEW, "update"))
    assert error.what == "知識庫“我的资料库”由更新版本的程式建立。"
    assert traditional["LANGUAGES"] == labels.LANGUAGES


def test_words_that_a_dictionary_of_computing_mistakes_are_kept() -> None:
    assert convert("类型、权限、发布日期、来源文件") == "類型、權限、發布日期、來源檔案"
    assert convert("检索软件里的文件") == "檢索軟體裡的檔案"


def test_no_module_takes_words_while_it_is_loaded() -> None:
    for file in (*FOLDER.parent.glob("*.py"), FOLDER.parents[1] / "app.py"):
        source = file.read_text(encoding="utf-8")
        assert not re.search(r"^from ui\.labels(\.(zh|en)[\w.]*)? import|^\w+.*= .*labels\.[A-Z]", source, re.M), file


def test_nothing_is_worded_before_somebody_asks() -> None:
    """A decorator is worked out when a file is imported: then every visitor would read it in one language."""
    for file in FOLDER.parent.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
        decorators = [one for function in functions for one in function.decorator_list]
        worded = {one.id for part in decorators for one in ast.walk(part) if isinstance(one, ast.Name)}
        assert "labels" not in worded, file


def test_a_preview_is_worded_for_whoever_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    table = "题名,正文\n甲,一段话。\n".encode()
    shown = {}
    for language in (Language.CHINESE, Language.ENGLISH):
        monkeypatch.setattr(labels, "current", lambda language=language: language)
        shown[language] = [str(adding._previewed(content, "表.csv")) for content in (table, b"")]
        assert all(str(labels.PREVIEWING) not in one for one in shown[language])
    assert HAN.search(shown[Language.CHINESE][0])
    for one, other in zip(*shown.values(), strict=True):
        assert one != other
