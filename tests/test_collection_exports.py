"""A collection as a file: what independent readers find in it, and that its quotations are checked to the character."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.catalog import Catalog
from corpus.home import Home
from corpus.ingest import add_files
from corpus.model import Document, Locator, Metadata
from corpus.workspace import OWNER, Workspace
from search.citation import Citation, Style, cite_all
from search.collections import Collection, Collections, Contents, Item, ItemKind, Visibility
from search.collections.checking import Finding, check
from search.collections.export import FORMATS, Brief, Form, exported, file_name, machine, markdown, word
from search.collections.export.reading import ExportError, quotations

DAY = date(2026, 11, 22)
LIFT = """---
title: 清溪区楼道协商加装电梯
published_on: 2023-05-18
region: 浙江省杭州市
issuer: 清溪区人民政府
document_number: 清政发〔2023〕7号
kind: case
---
# 清溪区楼道协商加装电梯

## 一、怎样让住户坐到一起商量
清溪区把协商放在楼道里办。住户先报名，再由楼长召集，每周三晚上在一楼门厅商量费用怎样分担，一户一票，当场公布。
反对的住户可以提出补偿，由社区法律顾问记录在册，三天内答复，协商不成的不开工。

## 二、费用
=SUM(1+1)*2 与 <script>alert(1)</script>、[链接](http://x.cn)、`代码`、a_b_c、50%、$x$、#标题 都只是文字。
"""
CANTEEN = """---
title: 臨江里弄議事
---
# 臨江里弄議事

## 一、居民議事會如何運作
臨江里弄設立居民議事會，每月第一個星期六開會，討論垃圾分類、停車和綠化，決議張貼在弄堂口。
"""
WORDS = {
    "lift": (
        "清溪区把协商放在楼道里办。住户先报名，再由楼长召集，每周三晚上在一楼门厅商量费用怎样分担，一户一票，当场公布。\n"
        "反对的住户可以提出补偿，由社区法律顾问记录在册，三天内答复，协商不成的不开工。"
    ),
    "hostile": (
        "=SUM(1+1)*2 与 <script>alert(1)</script>、[链接](http://x.cn)、`代码`、a_b_c、50%、$x$、#标题 都只是文字。"
    ),
    "traditional": "臨江里弄設立居民議事會，每月第一個星期六開會，討論垃圾分類、停車和綠化，決議張貼在弄堂口。",
}
CHECKED = (Form.DOCX, Form.MARKDOWN, Form.XLSX, Form.CSL, Form.JSON)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("files")
    (folder / "电梯.md").write_text(LIFT, encoding="utf-8")
    (folder / "里弄.md").write_text(CANTEEN, encoding="utf-8")
    home = Home(tmp_path_factory.mktemp("home"))
    with Catalog.open(home) as catalog:
        assert all(result.error is None for result in add_files(catalog, sorted(folder.iterdir())))
    return home


def excerpt(document: Document, words: str, locator: Locator) -> Citation:
    at = document.text.index(words)
    span = (at, at + len(words), words, document.source.sha256)
    return Citation(document.doc_id, *span, document.title, document.metadata, locator, document.source.file_name)


@pytest.fixture(scope="module")
def brief(library: Home) -> Brief:
    with Catalog.open_readonly(library) as catalog:
        lift, alley = (
            catalog.document(next(one.doc_id for one in catalog.summaries() if one.title.startswith(title)))
            for title in ("清溪区", "臨江")
        )
    with Workspace.open(library) as workspace:
        made = Collections(workspace, OWNER).make("加装电梯：怎样协商 / 怎样补偿", "给老旧小区改造科。\n第二段说明。")
        contents = Contents(workspace, OWNER, made.id)
        contents.add_heading("一、协商")
        place = Locator(heading_path=("一、怎样让住户坐到一起商量",), paragraph=1)
        contents.add_excerpt(excerpt(lift, WORDS["lift"], place), '=HYPERLINK("http://x.cn") 这段最要紧\n* 第二行备注')
        contents.add_text("以下两段供对照。\n- 自己的话")
        contents.add_heading("二、其他")
        contents.add_excerpt(excerpt(lift, WORDS["hostile"], Locator(page=3, page_label="1", ocr=True)))
        contents.add_excerpt(excerpt(alley, WORDS["traditional"], Locator(paragraph=1)), "+1")
        return Brief(Collections(workspace, OWNER).get(made.id), contents.items(), DAY)


@pytest.fixture
def written(brief: Brief, tmp_path: Path) -> Callable[[Form], Path]:
    def write(form: Form) -> Path:
        path = tmp_path / file_name(brief, form)
        path.write_bytes(exported(brief, form))
        return path

    return write


def findings(path: Path, library: Home) -> list[Finding]:
    with Catalog.open_readonly(library) as catalog:
        return [one.finding for one in check(quotations(path), catalog)]


@pytest.mark.parametrize("form", CHECKED)
def test_every_quotation_of_an_export_is_exact(written, library: Home, form: Form) -> None:
    assert findings(written(form), library) == [Finding.EXACT] * 3


@pytest.mark.parametrize("form", CHECKED)
def test_quotations_come_back_as_they_were(written, brief: Brief, form: Form) -> None:
    read = {(one.doc_id, one.start, one.end, one.sha256, one.quote) for one in quotations(written(form))}
    assert read == {(one.doc_id, one.start, one.end, one.sha256, one.quote) for one in brief.citations()}


def rewritten(path: Path, before: str, after: str, count: int) -> None:
    """Change characters in a file, or in the parts of a package."""
    if not zipfile.is_zipfile(path):
        text = path.read_text(encoding="utf-8")
        assert text.count(before) >= count
        path.write_text(text.replace(before, after), encoding="utf-8")
        return
    target, seen = io.BytesIO(), 0
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith(".xml"):
                coded = [word.encode("ascii", "xmlcharrefreplace").decode() for word in (before, after)]
                for old_words, new_words in ((before, after), coded):
                    seen += data.decode().count(old_words)
                    data = data.decode().replace(old_words, new_words).encode()
            new.writestr(name, data)
    assert seen >= count
    path.write_bytes(target.getvalue())


@pytest.mark.parametrize("form", CHECKED)
@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("一户一票", "一户二票", Finding.CHANGED),
        ("決議張貼", "决議張貼", Finding.CHANGED),
        ("50%", "50％", Finding.CHANGED),
    ],
)
def test_a_changed_character_is_found(
    written, library: Home, form: Form, before: str, after: str, found: Finding
) -> None:
    path = written(form)
    rewritten(path, before, after, 1)
    assert sorted(findings(path, library)) == sorted([found, Finding.EXACT, Finding.EXACT])


@pytest.mark.parametrize("form", CHECKED)
def test_a_changed_place_document_or_file_is_found(written, brief: Brief, library: Home, form: Form) -> None:
    one = brief.citations()[2]
    cases = [(one.doc_id, "f" * 20, Finding.GONE)]
    if form not in (Form.CSL, Form.JSON):
        cases.append((f"{one.sha256[:63]}", "g" * 63, Finding.CHANGED))
    for before, after, expected in cases:
        path = written(form)
        rewritten(path, before, after, 1)
        assert findings(path, library).count(expected) >= 1
    path = written(form)
    if form in (Form.DOCX, Form.MARKDOWN):
        rewritten(path, f"start={one.start} end={one.end}", f"start={one.start + 1} end={one.end + 1}", 1)
        assert findings(path, library) == [Finding.EXACT, Finding.EXACT, Finding.MOVED]


# Each format, read by somebody else


def test_docx_as_word_reads_it(written, brief: Brief) -> None:
    path = written(Form.DOCX)
    document = docx.Document(path)
    assert document.core_properties.title == brief.collection.title
    by_style: dict[str, list[str]] = {}
    for paragraph in document.paragraphs:
        by_style.setdefault(paragraph.style.name, []).append(paragraph.text)
    assert by_style["Title"] == [brief.collection.title]
    assert by_style["Heading 1"] == ["一、协商", "二、其他", "参考文献", "附录：引文核对信息"]
    assert by_style["案据 引文"] == [one.quote for one in brief.citations()]
    assert by_style["案据 备注"] == [
        "备注：=HYPERLINK(\"http://x.cn\") 这段最要紧", "* 第二行备注", "备注：+1",
    ]  # fmt: skip
    assert by_style["案据 参考文献"] == cite_all(brief.citations(), Style.GBT7714_2025, accessed=DAY).splitlines()
    assert len(by_style["案据 参考文献"]) == 2
    for citation, line in zip(brief.citations(), by_style["案据 核对信息"], strict=True):
        for value in (citation.doc_id, f"start={citation.start} end={citation.end}", citation.sha256):
            assert value in line


def test_docx_has_a_real_footnote_for_every_quotation(written) -> None:
    with zipfile.ZipFile(written(Form.DOCX)) as package:
        notes, body = (package.read(f"word/{name}.xml").decode() for name in ("footnotes", "document"))
        assert "footnotes+xml" in package.read("[Content_Types].xml").decode()
        assert "footnotes.xml" in package.read("word/_rels/document.xml.rels").decode()
    ids = re.findall(r'<w:footnoteReference w:id="(\d+)"/>', body)
    assert ids == ["1", "2", "3"]
    texts = dict(re.findall(r'<w:footnote w:id="(\d+)">.*?<w:t[^>]*>(.*?)</w:t>', notes, re.DOTALL))
    assert "一、怎样让住户坐到一起商量 · 第1段" in texts["1"]
    assert "清溪区人民政府. 清溪区楼道协商加装电梯：清政发〔2023〕7号[A]" in texts["1"]
    assert "第3页（印刷页码 1）" in texts["2"]
    assert "OCR" in texts["2"]
    assert "臨江里弄議事" in texts["3"]


def test_docx_edited_in_word_is_read_as_its_reader_sees_it(written, library: Home) -> None:
    path = written(Form.DOCX)
    document = docx.Document(path)
    quote = next(one for one in document.paragraphs if one.text.startswith("臨江"))
    quote.runs[0].text, rest = quote.runs[0].text[:5], quote.runs[0].text[5:]
    run = quote.add_run(rest)  # a run split in two, behind the bookmark's end
    quote.runs[0]._r.addnext(run._r)
    document.save(path)
    assert findings(path, library) == [Finding.EXACT] * 3
    inserted = docx.oxml.parse_xml(
        '<w:ins xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:id="9" w:author="x">'
        "<w:r><w:t>不</w:t></w:r></w:ins>"
    )
    quote.runs[0]._r.addnext(inserted)
    document.save(path)
    assert findings(path, library) == [Finding.EXACT, Finding.EXACT, Finding.CHANGED]


def test_what_a_docx_has_lost_is_said(written, library: Home) -> None:
    path = written(Form.DOCX)
    document = docx.Document(path)
    quote = next(one for one in document.paragraphs if one.text.startswith("臨江"))
    quote._p.getparent().remove(quote._p)
    record = next(one for one in document.paragraphs if one.text.startswith("[1] doc="))
    record._p.getparent().remove(record._p)
    document.save(path)
    assert findings(path, library) == [Finding.INCOMPLETE, Finding.EXACT, Finding.INCOMPLETE]


def test_docx_opens_in_libreoffice_and_survives_being_saved_there(written, library: Home, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed")
    path = written(Form.DOCX)
    out = tmp_path / "out"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    saved = out / path.name
    assert findings(saved, library) == [Finding.EXACT] * 3
    with zipfile.ZipFile(saved) as package:
        assert package.read("word/footnotes.xml").decode().count("清溪区楼道协商加装电梯") == 2


def test_markdown_shows_everything_as_text(written, brief: Brief) -> None:
    text = written(Form.MARKDOWN).read_text(encoding="utf-8")
    assert text.startswith("# 加装电梯：怎样协商 / 怎样补偿\n\n")
    assert "\n## 一、协商\n\n> 清溪区把协商放在楼道里办。" in text
    assert "当场公布。\\\n> 反对的住户" in text
    assert [f"[^{n}]" in text and f"[^{n}]: " in text for n in (1, 2, 3)] == [True] * 3
    assert "<script" not in text.replace("\\<", "")
    assert "\\[链接\\](http://x.cn)" in text
    assert "\n\\- 自己的话\n" in text
    assert "\n\\* 第二行备注\n" in text
    assert "\n## 参考文献\n" in text
    for citation in brief.citations():
        assert citation.doc_id in text
        assert citation.sha256 in text


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cn"]), min_size=1, max_size=60))
@example("\\\n\\\\\n\\")
@example("  前后空白 \n\n\t- 一\n1. 二\n2) 三\n> 四[^1]\n&#65;\r\x85\u2028")
@example("]\n[^3]")
def test_any_words_survive_markdown(words: str) -> None:
    citation = Citation("d" * 20, 3, 3 + len(words), words, "a" * 64, "题", Metadata(), Locator(), "f.txt")
    item = Item(1, "c", 0, ItemKind.EXCERPT, "", words, citation, "owner", "2026-11-22")
    collection = Collection("c", "题", "", "owner", Visibility.PRIVATE, "", "")
    data = markdown.written(Brief(collection, (item,), DAY))
    assert [one.quote for one in markdown.read(data) or ()] == [words]


@settings(deadline=None, max_examples=40)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cn", "Cc"]), min_size=1, max_size=60))
@example("两行\n\n与\t制表 ")
def test_any_printable_words_survive_docx(words: str) -> None:
    citation = Citation("d" * 20, 3, 3 + len(words), words, "a" * 64, "题", Metadata(), Locator(), "f.txt")
    item = Item(1, "c", 0, ItemKind.EXCERPT, "", "", citation, "owner", "2026-11-22")
    collection = Collection("c", "题", "", "owner", Visibility.PRIVATE, "", "")
    data = word.written(Brief(collection, (item,), DAY))
    assert [one.quote for one in word.read(data) or ()] == [words]


def test_xlsx_computes_nothing(written, brief: Brief) -> None:
    book = openpyxl.load_workbook(written(Form.XLSX))
    assert book.sheetnames == ["引文", "专题集", "参考文献"]
    rows = list(book["引文"].iter_rows(values_only=True))
    names = list(rows[0])
    excerpts = [dict(zip(names, row, strict=True)) for row in rows[1:]]
    assert [one["引文"] for one in excerpts] == [one.quote for one in brief.citations()]
    assert [one["小标题"] for one in excerpts] == ["一、协商", "二、其他", "二、其他"]
    assert [one["备注"] for one in excerpts] == [
        "=HYPERLINK(\"http://x.cn\") 这段最要紧\n* 第二行备注", None, "+1",
    ]  # fmt: skip
    assert [one["起"] for one in excerpts] == [one.start for one in brief.citations()]
    assert excerpts[0]["发文字号"] == "清政发〔2023〕7号"
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in "sn", cell.coordinate
                assert cell.data_type == "n" or cell.quotePrefix
    with zipfile.ZipFile(written(Form.XLSX)) as package:
        assert all(b"<f>" not in package.read(name) for name in package.namelist())


@pytest.mark.parametrize("begin", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\x00=1"])
def test_no_cell_begins_a_formula(begin: str, brief: Brief) -> None:
    collection = Collection("c", begin, begin, "owner", Visibility.PRIVATE, "", "")
    book = openpyxl.load_workbook(io.BytesIO(exported(Brief(collection, brief.items, DAY), Form.XLSX)))
    cells = [book["专题集"]["A1"], book["专题集"]["A3"]]
    assert [cell.data_type for cell in cells] == ["s", "s"]
    assert all(str(cell.value).endswith(begin.lstrip("\x00")) for cell in cells)


def test_xlsx_is_read_after_its_columns_were_moved(written, library: Home) -> None:
    path = written(Form.XLSX)
    book = openpyxl.load_workbook(path)
    book["引文"].delete_cols(2)
    book["引文"].move_range("B1:B4", cols=30)
    book.save(path)
    assert findings(path, library) == [Finding.EXACT] * 3


def ris(text: str) -> list[dict[str, list[str]]]:
    records: list[dict[str, list[str]]] = []
    for line in text.splitlines():
        tag, _, value = line.partition("  - ")
        if tag == "TY":
            records.append({})
        if line:
            records[-1].setdefault(tag, []).append(value)
    return records


def test_records_for_reference_managers(written, brief: Brief) -> None:
    found = ris(written(Form.RIS).read_text(encoding="utf-8"))
    assert [len(one["N1"]) for one in found] == [2, 1]
    bibtex = written(Form.BIBTEX).read_text(encoding="utf-8")
    assert re.findall(r"^@(\w+)\{", bibtex, re.MULTILINE) == ["misc", "misc"]
    assert bibtex.count("{") == bibtex.count("}")
    csl = json.loads(written(Form.CSL).read_text(encoding="utf-8"))
    assert [len(one["custom"]["quotes"]) for one in csl] == [2, 1]
    notes = [note for one in found for note in one["N1"]]
    for citation, note in zip(brief.citations(), notes, strict=True):
        needed = f"doc={citation.doc_id}; start={citation.start}; end={citation.end}; sha256={citation.sha256}"
        assert needed in note
        assert needed in bibtex
        assert " ".join(citation.quote.split()) in note


def test_json_as_documented(written, brief: Brief) -> None:
    found = json.loads(written(Form.JSON).read_text(encoding="utf-8"))
    assert (found["format"], found["version"], found["exported_on"]) == ("casebase-collection", 1, "2026-11-22")
    assert found["collection"].keys() == {
        "id", "title", "description", "owner", "visibility", "created", "changed",
    }  # fmt: skip
    kinds = ["heading", "excerpt", "text", "heading", "excerpt", "excerpt"]
    assert [one["kind"] for one in found["items"]] == kinds
    assert found["items"][1].keys() == {
        "kind", "added_by", "added", "number", "quote", "doc_id", "start", "end", "sha256", "note", "title",
        "file_name", "ocr", "locator", "place", "metadata", "citation",
    }  # fmt: skip
    assert found["items"][1]["metadata"]["document_number"] == "清政发〔2023〕7号"
    assert len(found["references"]) == 2


@pytest.mark.parametrize("form", list(Form))
def test_a_collection_without_quotations_is_exported_all_the_same(form: Form) -> None:
    collection = Collection("c", "空", "", "owner", Visibility.PRIVATE, "", "")
    text = Item(1, "c", 0, ItemKind.TEXT, "只有一句话", "", None, "owner", "2026-11-22")
    data = exported(Brief(collection, (text,), DAY), form)
    assert isinstance(data, bytes)
    if form in (Form.DOCX, Form.MARKDOWN, Form.XLSX, Form.JSON):
        assert data


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("加装电梯：一/二", "加装电梯：一 二-2026-11-22.docx"),
        ("../../etc/passwd", "etc passwd-2026-11-22.docx"),
        ("\u202efdp.exe\x00", "fdp.exe-2026-11-22.docx"),
        ("...", "casebase-2026-11-22.docx"),
        ("长" * 120, f"{'长' * 60}-2026-11-22.docx"),
    ],
)
def test_file_names_that_any_system_takes(title: str, name: str) -> None:
    collection = Collection("c", title, "", "owner", Visibility.PRIVATE, "", "")
    assert file_name(Brief(collection, (), DAY), Form.DOCX) == name


def test_every_form_has_a_format() -> None:
    assert set(FORMATS) == set(Form)
    assert len({one.suffix for one in FORMATS.values()}) == len(Form)


# Files that are none of ours


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", b"%PDF-1.7", "can be checked"),
        ("a.json", b"{", "damaged"),
        ("a.json", b"\xff\xfe", "damaged"),
        ("a.json", b"[" * 100_000, "damaged"),
        ("a.json", b"{}", "no export"),
        ("a.json", b"[1, 2]", "no export"),
        ("a.json", json.dumps({"format": machine.FORMAT, "version": 2}).encode(), "version 2"),
        ("a.docx", b"PK\x03\x04", "damaged"),
        ("a.docx", b"", "damaged"),
        ("a.xlsx", b"not a workbook", "damaged"),
        ("a.md", "# 别的文章\n\n> 引用\n".encode(), "no export"),
        ("a.md", b"\xff", "damaged"),
    ],
)
def test_other_files_are_refused_in_a_sentence(folder: Path, name: str, data: bytes, said: str) -> None:
    (folder / name).write_bytes(data)
    with pytest.raises(ExportError) as raised:
        quotations(folder / name)
    assert said in str(raised.value)


@pytest.mark.parametrize("form", [Form.XLSX, Form.DOCX, Form.MARKDOWN, Form.JSON, Form.CSL])
@pytest.mark.filterwarnings("ignore")
def test_damaged_files_never_raise_anything_but_sentences(written, form: Form) -> None:
    path = written(form)
    data = path.read_bytes()
    step = max(len(data) // 60, 1)
    flipped = [data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :] for at in range(0, len(data), step)]
    for damaged in (*flipped, *(data[:at] for at in range(0, len(data), step * 4))):
        path.write_bytes(damaged)
        with contextlib.suppress(ExportError):
            quotations(path)


def test_strange_values_are_incomplete_and_no_traceback(folder: Path, library: Home) -> None:
    items = [{"quote": 5, "doc_id": [], "start": "x", "end": None}, {"quote": "词"}, "no item", {"kind": "text"}]
    own = {"format": machine.FORMAT, "version": 1, "items": items}
    (folder / "a.json").write_text(json.dumps(own), encoding="utf-8")
    assert findings(folder / "a.json", library) == [Finding.INCOMPLETE] * 2
    records = [{"id": "d", "custom": {"quotes": ["x", {"quote": "y"}]}}, {"id": "e"}, {"id": "f", "custom": 3}]
    (folder / "b.json").write_text(json.dumps(records), encoding="utf-8")
    assert set(findings(folder / "b.json", library)) <= {Finding.INCOMPLETE, Finding.GONE}


# The command line


def test_the_command_checks_an_export(written, library: Home, command) -> None:
    path = written(Form.DOCX)
    done = command("search", "quote", "--file", path, "--home", library.path)
    assert (done.returncode, done.stdout.count("exact: ")) == (0, 3), done.stderr
    assert "3 quotations checked, 0 failed" in done.stderr
    rewritten(path, "一户一票", "一户二票", 1)
    done = command("search", "quote", "--file", path, "--home", library.path)
    assert done.returncode == 1
    assert "[1] changed: " in done.stdout
    assert "the text has '一', the quotation '二'" in done.stdout
    told = json.loads(command("search", "quote", "--file", path, "--home", library.path, "--json").stdout)
    assert (told["checked"], told["failed"]) == (3, 1)
    assert [one["finding"] for one in told["quotations"]] == ["changed", "exact", "exact"]
    assert told["quotations"][0].keys() == {
        "number", "quote", "doc_id", "start", "end", "sha256", "title", "finding", "other_file", "place", "differences",
    }  # fmt: skip


def test_wrong_usage_of_the_command(tmp_path: Path, library: Home, command) -> None:
    for arguments in ([], ["引文", "--file", "a.json"]):
        assert command("search", "quote", *arguments, "--home", library.path).returncode == 2
    done = command("search", "quote", "--file", tmp_path / "nowhere.json", "--home", library.path)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "nowhere.json" in done.stderr
