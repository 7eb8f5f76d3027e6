"""What ingest reports say."""

import json
from dataclasses import replace

import pytest

from corpus.__main__ import main
from corpus.catalog import Catalog
from corpus.home import Home
from corpus.ingest import ingest_text
from corpus.intake.assembly import passages_of
from corpus.intake.entry import Entry
from corpus.model import Confidence, Document, MetadataValue, Notice, NoticeCode, Origin, Page, PageKind, Source
from corpus.report import (
    _CONCERNS,
    Alike,
    Concern,
    alike,
    concern,
    in_words,
    page_ranges,
    pages_by_kind,
    pages_to_check,
    sentence,
    sentences,
)

TEXT = "云岭街道议事会办法\n议事会每月召开一次。\n费用当场公布。\n扫描的附件。\n"
NOTICES = (
    Notice(NoticeCode.OCR_PAGE, page=2),
    Notice(NoticeCode.EMPTY_PAGE, page=3),
    Notice(NoticeCode.RUNNING_LINES_DROPPED, "6"),
    Notice(NoticeCode.HIDDEN_TEXT, "4", page=1),
)


def scanned() -> Document:
    """Three pages: printed, recognised, empty; its issuer is a guess."""
    document = ingest_text(TEXT, name="办法").document
    second = TEXT.index("费用")
    pages = (
        Page(1, 0, second),
        Page(2, second, len(TEXT), kind=PageKind.OCR),
        Page(3, len(TEXT), len(TEXT), kind=PageKind.EMPTY),
    )
    known = replace(
        document.metadata,
        issuer=MetadataValue("云岭街道", Origin.TEXT, 0, 4, Confidence.LOW),
        region=MetadataValue("四川省巴中市", Origin.FILE, confidence=Confidence.MEDIUM),
    )
    source = Source("办法.pdf", "application/pdf", "0" * 64, 10, member="资料.zip/附件/办法.pdf")
    report = replace(document.report, notices=NOTICES)
    return replace(document, pages=pages, metadata=known, report=report, source=source)


def test_page_ranges():
    assert page_ranges([7, 1, 2, 3, 3]) == "1–3, 7"
    assert page_ranges([]) == ""


def test_every_code_has_a_sentence():
    for code in NoticeCode:
        said = sentence(Notice(code, "4"))
        assert said.endswith(".")
        assert code.value not in said


def test_the_same_thing_about_several_pages_is_said_once():
    notices = [Notice(NoticeCode.EMPTY_PAGE, page=page) for page in (1, 2, 5)]
    assert sentences([*notices, Notice(NoticeCode.CONTROL_CHARACTERS, "3")]) == [
        "Pages 1–2, 5: No text here (a scan?).",
        "3 control characters were replaced by spaces.",
    ]
    assert sentence(notices[0]).startswith("Page 1: ")


def test_every_code_has_one_concern():
    codes = [code for some in _CONCERNS.values() for code in some]
    assert sorted(codes) == sorted(NoticeCode)
    assert set(_CONCERNS) == set(Concern)
    assert concern("something new") is Concern.DOUBT


def test_how_sure_each_page_was_is_one_range():
    notices = [Notice(NoticeCode.OCR_UNSURE, sure, page) for page, sure in ((1, "71"), (2, "8"), (4, "64"))]
    assert alike(notices) == (Alike(NoticeCode.OCR_UNSURE, "8–71", (1, 2, 4)),)
    assert alike(notices[:1]) == (Alike(NoticeCode.OCR_UNSURE, "71", (1,)),)


def test_pages_by_kind_and_those_to_check():
    document = scanned()
    kinds = pages_by_kind(document.pages)
    assert kinds == {PageKind.NATIVE: (1,), PageKind.OCR: (2,), PageKind.EMPTY: (3,)}
    assert list(kinds) == sorted(kinds, key=list(PageKind).index)
    assert pages_to_check(document) == (1, 2, 3)
    assert pages_to_check(replace(document, report=replace(document.report, notices=()))) == (2, 3)
    assert pages_to_check(replace(document, pages=(), report=replace(document.report, notices=()))) == ()


def test_the_report_in_words():
    lines = list(in_words(scanned()))
    assert lines[:3] == [
        "pages: 1 native (1); 1 ocr (2); 1 empty (3)",
        "pages to check against the original: 1–3",
        f"text: {len(TEXT)} characters, simplified, 0 headings",
    ]
    assert "issuer: 云岭街道  [text, 0–4: 云岭街道, low confidence]" in lines
    assert "region: 四川省巴中市 (511900)  [file, medium confidence]" in lines
    assert "low confidence, to check: issuer" in lines
    heads = [line for line in lines if line.endswith(":")]
    assert heads == ["not read:", "to check:", "left out as no part of the text:"]
    assert lines[lines.index(heads[2]) + 1] == "  - 6 lines of running heads, feet and page numbers were left out."
    assert "nothing to note" not in lines


@pytest.fixture
def home(tmp_path) -> Home:
    home, document = Home(tmp_path / "home"), scanned()
    with Catalog.open(home) as catalog:
        catalog.add(Entry(document, passages_of(document), None))
        catalog.correct(document.doc_id, {"issuer": "云岭街道办事处"})
    return home


def test_the_command_says_the_same_to_people_and_machines(home, capsys):
    doc_id = scanned().doc_id
    assert main(["report", doc_id, "--home", str(home.path)]) == 0
    said = capsys.readouterr().out
    assert "file: 办法.pdf [资料.zip/附件/办法.pdf]" in said
    assert "1 ocr (2)" in said
    assert "issuer from 云岭街道 (text) to 云岭街道办事处" in said
    assert main(["report", doc_id, "--home", str(home.path), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["pages_by_kind"] == {"native": [1], "ocr": [2], "empty": [3]}
    assert report["pages_to_check"] == [1, 2, 3]
    assert report["region_code"] == "511900"
    assert report["doubtful"] == []  # a person's word is no guess
    assert [notice["concern"] for notice in report["notices"]] == ["doubt", "unread", "dropped", "unread"]
    assert [(one["field"], one["before"], one["after"]) for one in report["corrections"]] == [
        ("issuer", "云岭街道", "云岭街道办事处")
    ]
    assert report["kin"] == {"same": [], "near": [], "versions": [], "copies": [], "pending": 0}
