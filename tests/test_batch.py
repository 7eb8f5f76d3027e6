"""Many questions at once: what is read, what is answered, what the table holds."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from corpus.catalog import Catalog
from corpus.errors import CasebaseError, ReadError
from corpus.home import Home
from corpus.ingest import add_files
from indexing.build import build
from indexing.wordlists import WordListError
from search.batch import (
    FOUND,
    HEAD,
    NOT_ASKED,
    NOTHING_FOUND,
    QUESTIONS_AT_MOST,
    BatchError,
    Options,
    Outcome,
    answers,
    read_questions,
    workbook,
)
from search.query import Mode, parse_filters
from search.searcher import Searcher

LIFT = """---
title: =HYPERLINK("http://x","清溪区楼道协商")
region: 浙江省杭州市
published_on: 2023-05-18
---
# 清溪区楼道协商加装电梯

## 一、怎样让住户坐到一起商量
清溪区把协商放在楼道里办。住户先报名，再由楼长召集，每周三晚上在一楼门厅商量费用怎样分担，一户一票，当场公布。
"""
QUESTIONS = ["楼道里怎样商量费用分担", "？！", "火星基地的氧气供应", "=1+1 楼长怎样召集住户"]


def xlsx(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "texts", "column"),
    [
        ("编号,问题\n1,甲如何\n2,\n3,乙如何\n".encode("gb18030"), "q.csv", ("甲如何", "乙如何"), "问题"),
        ("id;Question\n1;甲如何\n".encode(), "q.csv", ("甲如何",), "Question"),
        ("甲如何，还有\n乙如何\n".encode("utf-8-sig"), "q.txt", ("甲如何，还有", "乙如何"), ""),
        ("甲如何,x\n乙如何,y\n".encode(), "q.csv", ("甲如何", "乙如何"), ""),
        ("这算什么问题？\n乙如何\n".encode(), "q.csv", ("这算什么问题？", "乙如何"), ""),
        (
            xlsx(("2026年调研",), ("序号", "调研问题"), (1, " 甲\n如何 "), (2, "=1+1")),
            "q.xlsx",
            ("甲 如何",),
            "调研问题",
        ),
    ],
)
def test_questions_are_found(data: bytes, name: str, texts: tuple[str, ...], column: str) -> None:
    found = read_questions(data, name)
    assert (found.texts, found.column) == (texts, column)


@pytest.mark.parametrize(
    ("data", "name", "error"),
    [
        (b"", "q.csv", BatchError),
        ("问题\n".encode(), "q.csv", BatchError),
        ("问\n".encode() * (QUESTIONS_AT_MOST + 1), "q.txt", BatchError),
        (b"PK\x03\x04broken", "q.xlsx", ReadError),
        (bytes(range(256)) * 9, "q.txt", ReadError),
        (b"%PDF-1.7", "q.pdf", ReadError),
    ],
)
def test_what_cannot_be_used_is_refused(data: bytes, name: str, error: type[CasebaseError]) -> None:
    with pytest.raises(error):
        read_questions(data, name)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    file = tmp_path_factory.mktemp("files") / "电梯.md"
    file.write_text(LIFT, encoding="utf-8")
    home = Home(tmp_path_factory.mktemp("home"))
    with Catalog.open(home) as catalog:
        assert [one.error for one in add_files(catalog, [file])] == [None]
    build(home)
    return home


@pytest.fixture(scope="module")
def searcher(home: Home) -> Iterator[Searcher]:
    with Searcher.open(home) as opened:
        yield opened


def test_no_table_is_made_without_the_list_of_synonyms_that_somebody_wrote(searcher: Searcher, home: Home) -> None:
    home.synonyms.write_text("电梯\n", encoding="utf-8")
    try:
        with pytest.raises(WordListError, match="line 1"):
            list(answers(searcher, QUESTIONS, Options()))
    finally:
        home.synonyms.unlink()


def test_a_bad_question_stops_nothing(searcher: Searcher) -> None:
    found = list(answers(searcher, QUESTIONS, Options()))
    assert [one.outcome for one in found] == [Outcome.FOUND, Outcome.NOT_ASKED, Outcome.NOTHING, Outcome.FOUND]
    assert [one.number for one in found] == [1, 2, 3, 4]
    assert found[1].problem is not None


def test_filters_and_mode_hold_for_every_question(searcher: Searcher) -> None:
    elsewhere = Options(Mode.LEXICAL, 1, parse_filters(["region=四川"]))
    assert {one.outcome for one in answers(searcher, ["电梯", "楼长"], elsewhere)} == {Outcome.NOTHING}


def test_every_quotation_in_the_table_can_be_checked(searcher: Searcher) -> None:
    data = workbook(answers(searcher, QUESTIONS, Options()), on=date(2026, 3, 1), worded=lambda error: "太短")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    head, *rows = list(sheet.iter_rows(values_only=True))
    assert head == HEAD
    assert {"quote", "doc_id", "start", "end", "sha256"} <= set(head)
    told = [dict(zip(head, row, strict=True)) for row in rows]
    assert [one["结果"] for one in told] == [FOUND, f"{NOT_ASKED}：太短", NOTHING_FOUND, FOUND]
    for one in (told[0], told[3]):
        document = searcher.catalog.document(one["doc_id"])
        assert document.text[one["start"] : one["end"]] == one["quote"]
        assert document.source.sha256 == one["sha256"]
        assert one["quote"].startswith("清溪区把协商放在楼道里办")
        assert (one["地区"], one["日期"], one["名次"]) == ("浙江省杭州市", "2023-05-18", 1)
        assert "怎样让住户坐到一起商量" in one["位置"]
    assert told[1]["quote"] is None


def test_nothing_in_the_table_is_a_formula(searcher: Searcher) -> None:
    data = workbook(answers(searcher, QUESTIONS, Options()), on=date(2026, 3, 1))
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    assert any(str(cell.value).startswith("=1+1") for cell in cells)
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)


def test_on_the_command_line(home: Home, tmp_path: Path, command) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "q.txt").write_text("\n".join(QUESTIONS), encoding="utf-8")
    out = tmp_path / "a.xlsx"
    done = command("search", "batch", tmp_path / "q.txt", "-o", out, "-k", "1", "--json", "--home", home.path)
    assert done.returncode == 1, done.stderr  # one question could not be asked
    assert "question 2" in done.stderr
    said = json.loads(done.stdout)["questions"]
    assert [one["outcome"] for one in said] == ["found", "not asked", "nothing relevant", "found"]
    assert openpyxl.load_workbook(out).active.max_row == 5
    checked = command("search", "quote", "--file", out, "--home", home.path)
    assert (checked.returncode, checked.stdout.count("exact")) == (0, 2), checked.stdout + checked.stderr
    assert command("search", "batch", tmp_path / "none.csv", "-o", out, "--home", home.path).returncode == 1
    assert command("search", "batch", tmp_path / "q.txt", "--home", home.path).returncode == 2
