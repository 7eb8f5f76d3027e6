"""DOC, WPS, ODT, XLS through LibreOffice, real or acted by a small program, and RTF without it."""

from __future__ import annotations

import contextlib
import http.server
import io
import os
import random
import signal
import stat
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.errors import ReadError, ReadProblem
from corpus.model import Notice, NoticeCode
from corpus.readers import office, read_bytes, read_parts, rtf
from corpus.readers.builder import TextBuilder
from corpus.readers.sniff import Format, sniff

TEXT = "社区党组织牵头成立议事会，把停车难问题摆到桌面上。"
EMPTY_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b">\0\x03\0\xfe\xff\x09\0\x06\0" + bytes(478)
OLE = EMPTY_OLE + "CONTENTS".encode("utf-16-le")
DOC = EMPTY_OLE + "WordDocument".encode("utf-16-le")
XLS = EMPTY_OLE + "Workbook".encode("utf-16-le")
CONVERTED = Notice(NoticeCode.CONVERTED, "LibreOffice")

posix = pytest.mark.skipif(os.name != "posix", reason="the acting program is a shell script")


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in (["标题", "正文"], ["甲", TEXT * 3], ["乙", TEXT * 4]):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def open_document(kind: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", "<x/>")
    return buffer.getvalue()


@pytest.fixture
def acted(tmp_path, monkeypatch):
    """A program called soffice, first on the path, that does what the test says."""

    def act(script: str) -> Path:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        program = folder / "soffice"
        program.write_text(
            f"#!{sys.executable}\nimport os, subprocess, sys, time\nfrom pathlib import Path\n{script}\n"
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        return folder

    return act


CONVERT = """
given = Path(sys.argv[-1])
target = sys.argv[sys.argv.index("--convert-to") + 1].partition(":")[0]
(Path(sys.argv[sys.argv.index("--outdir") + 1]) / given.name).with_suffix("." + target).write_bytes({content!r})
Path({log!r}).write_text("\\n".join([*sys.argv, str(given.stat().st_size), os.environ.get("DISPLAY", "none")]))
"""


@pytest.fixture
def nowhere(monkeypatch):
    """No LibreOffice anywhere."""
    monkeypatch.setattr(office, "_PROGRAMS", ("no-such-program",))
    monkeypatch.setattr(office, "_PLACES", ())


def refused(data: bytes, name: str) -> tuple[ReadProblem, str]:
    with pytest.raises(ReadError) as caught:
        read_parts(data, name)
    assert "\n" not in str(caught.value)
    return caught.value.problem, caught.value.detail


# --- with a program ----------------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize(
    ("data", "name", "media_type", "given"),
    [
        (DOC, "方案.doc", "application/msword", "document.doc"),
        (DOC, "方案.wps", "application/msword", "document.doc"),
        (OLE, "方案.wps", "application/vnd.ms-works", "document.wps"),
        (b"{\\rtf1 x}", "方案.rtf", "application/rtf", "document.rtf"),
        (open_document("text"), "方案.odt", "application/vnd.oasis.opendocument.text", "document.odt"),
    ],
)
def test_documents_are_converted_and_read(acted, tmp_path, data, name, media_type, given):
    log = tmp_path / "log"
    acted(CONVERT.format(content=word("标题一", TEXT), log=str(log)))
    reading = read_bytes(data, name)
    assert reading.text == f"标题一\n{TEXT}"
    assert (reading.reader, reading.media_type, reading.notices) == ("office", media_type, (CONVERTED,))
    *arguments, size, display = log.read_text().split("\n")
    assert (Path(arguments[-1]).name, size, display) == (given, str(len(data)), "none")
    assert "--headless" in arguments
    profile = next(argument for argument in arguments if argument.startswith("-env:UserInstallation=file://"))
    assert not Path(profile.partition("file://")[2]).exists()  # nothing is left behind


@posix
@pytest.mark.parametrize(
    ("data", "name"), [(XLS, "汇总.xls"), (XLS, "汇总.et"), (open_document("spreadsheet"), "汇总.ods")]
)
def test_spreadsheets_are_converted_and_read_row_by_row(acted, tmp_path, data, name):
    acted(CONVERT.format(content=workbook(), log=str(tmp_path / "log")))
    first, second = read_parts(data, name)
    assert (first.member, second.member) == ("Sheet!第2行", "Sheet!第3行")
    assert first.reading.text == f"甲\n{TEXT * 3}"
    assert first.reading.notices == (CONVERTED,)
    assert second.reading.notices == ()
    assert office.preview(data, name).sheets[0].documents == 2
    assert read_bytes(data, name).text == f"甲\n{TEXT * 3}\n乙\n{TEXT * 4}"


@posix
def test_a_program_that_hangs_is_killed_with_all_that_it_started(acted, tmp_path, monkeypatch):
    child = tmp_path / "child"
    acted(
        f"started = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"Path({str(child)!r}).write_text(str(started.pid))\ntime.sleep(600)"
    )
    monkeypatch.setattr(office, "_SECONDS", (3.0, 0.0, 3.0))
    problem, detail = refused(DOC, "a.doc")
    assert (problem, detail) == (ReadProblem.TOO_SLOW, "LibreOffice, more than 3 s")
    assert has_ended(int(child.read_text()))


@posix
def test_children_of_a_program_that_ended_are_killed_too(acted, tmp_path):
    child = tmp_path / "child"
    acted(
        CONVERT.format(content=word(TEXT), log=str(tmp_path / "log"))
        + "started = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        + f"Path({str(child)!r}).write_text(str(started.pid))"
    )
    assert read_bytes(DOC, "a.doc").text == TEXT
    assert has_ended(int(child.read_text()))


def has_ended(process: int) -> bool:
    for _ in range(200):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{process}/stat").exists() and ") Z " in Path(f"/proc/{process}/stat").read_text():
            return True  # dead, and only not yet buried by whoever inherited it
        time.sleep(0.05)
    os.kill(process, signal.SIGKILL)
    return False


@posix
@pytest.mark.parametrize("script", ["sys.exit(1)", "sys.exit(0)", "os.kill(os.getpid(), 9)"])
def test_a_file_that_the_program_cannot_open_is_damaged(acted, script):
    acted(script)
    assert refused(DOC, "a.doc") == (
        ReadProblem.DAMAGED,
        "LibreOffice cannot open it: damaged, or protected by a password",
    )


@posix
def test_what_comes_out_is_not_trusted(acted, tmp_path):
    acted(CONVERT.format(content=b"no zip", log=str(tmp_path / "log")))
    assert refused(DOC, "a.doc")[0] is ReadProblem.DAMAGED
    acted(CONVERT.format(content=word(""), log=str(tmp_path / "log")))
    assert refused(DOC, "a.doc")[0] is ReadProblem.NO_TEXT


# --- without one -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name"), [(DOC, "a.doc"), (OLE, "a.wps"), (XLS, "a.xls"), (open_document("text"), "a.odt")]
)
def test_without_a_program_the_sentence_says_what_to_do(nowhere, data, name):
    assert refused(data, name) == (ReadProblem.NEEDS_OFFICE, "")
    with pytest.raises(ReadError, match=r"LibreOffice, which is not installed: install it, or save the file as DOCX"):
        read_bytes(data, name)


def test_formats_are_told_from_the_content():
    assert sniff(DOC, "a.txt") is Format.OFFICE
    assert sniff(XLS, "a.doc") is Format.XLS
    assert sniff(OLE, "a.wps") is Format.OFFICE
    assert sniff(b"{\\rtf1 x}", "a.doc") is Format.RTF
    for kind, name in (("__substg1.0_", "Outlook message (.msg)"), ("PowerPoint Document", "PowerPoint 97-2003")):
        with pytest.raises(ReadError) as caught:
            sniff(OLE + kind.encode("utf-16-le"), "a.doc")
        assert (caught.value.problem, name in caught.value.detail) == (ReadProblem.UNSUPPORTED, True)


# --- with the real one -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def libreoffice(tmp_path_factory):
    """Turns a DOCX or an XLSX into another format with LibreOffice itself."""
    program = office.find_office()
    if program is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("libreoffice")

    def convert(data: bytes, suffix: str, target: str) -> bytes:
        given = folder / f"given{suffix}"
        given.write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", target, "--outdir", str(folder), str(given)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return given.with_suffix(f".{target.partition(':')[0]}").read_bytes()

    return convert


def test_a_real_doc_says_what_the_docx_said(libreoffice):
    given = word("关于加强社区治理的通知", TEXT, "二○二一年五月十八日")
    made = libreoffice(given, ".docx", "doc:MS Word 97")
    assert read_bytes(made, "通知.doc").text == read_bytes(given, "通知.docx").text
    assert read_bytes(made, "通知.wps").text.startswith("关于加强社区治理的通知")


def test_a_real_xls_says_what_the_xlsx_said(libreoffice):
    made = libreoffice(workbook(), ".xlsx", "xls:MS Excel 97")
    assert [part.reading.text for part in read_parts(made, "a.xls")] == [f"甲\n{TEXT * 3}", f"乙\n{TEXT * 4}"]


def test_a_damaged_doc_is_refused_by_the_real_program(libreoffice):
    made = bytearray(libreoffice(word(TEXT), ".docx", "doc:MS Word 97"))
    made[512:] = random.Random(1).randbytes(len(made) - 512)
    assert refused(bytes(made) + "WordDocument".encode("utf-16-le"), "a.doc")[0] is ReadProblem.DAMAGED


def test_the_real_program_fetches_nothing_for_a_document(libreoffice):
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            asked.append(self.rfile.readline().decode("latin-1"))

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    names = "office:office text:text draw:drawing svg-compatible:svg-compatible"
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
        for short, full in (name.split(":") for name in names.split())
    )
    content = f"""<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">
<office:body><office:text><text:p>正文<draw:frame svg-compatible:width="1cm" svg-compatible:height="1cm">
<draw:image xlink:href="{address}/a.png" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame>
</text:p></office:text></office:body></office:document-content>"""
    kind = "application/vnd.oasis.opendocument.text"
    entries = "".join(
        f'<m:file-entry m:full-path="{path}" m:media-type="{media}"/>'
        for path, media in (("/", kind), ("content.xml", "text/xml"))
    )
    manifest = f'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{entries}</m:manifest>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    try:
        assert read_bytes(buffer.getvalue(), "a.odt").text == "正文"
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []


def test_rtf_of_the_real_program_is_read_alike_without_it(libreoffice, nowhere):
    document = docx.Document()
    document.add_heading("一、总体要求", 1)
    document.add_paragraph(f"{TEXT}😀𠮷 A–B")
    table = document.add_table(2, 2)
    for cell, content in zip((cell for row in table.rows for cell in row.cells), "甲乙丙丁", strict=True):
        cell.text = content
    buffer = io.BytesIO()
    document.save(buffer)
    made = libreoffice(buffer.getvalue(), ".docx", "rtf")
    reading = read_bytes(made, "a.rtf")
    assert reading.reader == "rtf"
    assert reading.text == read_bytes(buffer.getvalue(), "a.docx").text
    assert [heading.title for heading in reading.headings] == ["一、总体要求"]


# --- RTF ---------------------------------------------------------------------------------------------------------

FONTS = r"{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\fnil\fcharset0 Arial;}{\f2\fnil\fcharset136 MingLiU;}}"


def escaped(text: str, encoding: str = "gbk") -> str:
    return "".join(f"\\'{octet:02x}" for octet in text.encode(encoding))


def plain(body: str, *, head: str = r"\ansi\ansicpg936" + FONTS) -> str:
    return rtf.read(f"{{\\rtf1{head} {body}}}".encode("latin-1"), "a.rtf").text


def test_bytes_in_the_code_page_of_the_font():
    assert plain(r"\f0 " + escaped("社区治理")) == "社区治理"
    assert plain(r"\f2 " + escaped("社區治理", "big5") + r"\f1  A") == "社區治理 A"
    assert plain(r"\f1 " + escaped("没有中文字体")) == "没有中文字体"  # the code page of the file counts
    assert plain(escaped("無代碼頁", "big5"), head=r"\ansi\ansicpg950") == "無代碼頁"
    assert plain(r"\loch\af1\hich\af1\dbch\af0 " + escaped("中文"), head=r"\ansi\ansicpg1252" + FONTS) == "中文"


def test_a_second_byte_written_as_a_plain_character():
    pair = "丂".encode("gbk")  # 81 40
    assert pair[1:] == b"@"
    assert plain(rf"\f0 \'{pair[0]:02x}@" + escaped("完")) == "丂完"
    brace = "亄".encode("gbk")  # 81 7b, a brace
    assert brace[1:] == b"{"
    assert plain(rf"\f0 \'{brace[0]:02x}\{{" + escaped("完")) == "亄完"


def test_unicode_with_substitutes():
    assert plain(r"\u31038?\u21306?") == "社区"
    assert plain(r"\uc2\u31038" + escaped("社") + r"\u21306" + escaped("区")) == "社区"
    assert plain(r"\uc0\u-24892\u31038 x") == "黄社x"
    assert plain(r"\uc0\u-10179\u-8704 {\uc1\u31038 ?}\u21306") == "😀社区"
    assert plain(r"\uc0\u-10179 x") == "\ufffdx"


def test_what_is_not_text_is_left_out():
    body = (
        r"{\info{\title " + escaped("社区治理办法") + r"}{\author Zhang San}}{\stylesheet{\s1 heading 1;}}"
        r"{\header "
        + escaped("页眉")
        + r"}\f0 "
        + escaped("正文")
        + r"{\*\bkmkstart a}{\pict 89504e47}{\v "
        + escaped("隐藏")
        + r"}{\deleted "
        + escaped("删去")
        + r"}{\field{\*\fldinst HYPERLINK x}{\fldrslt "
        + escaped("链接")
        + r"}}\par "
    )
    data = f"{{\\rtf1\\ansi\\ansicpg936{FONTS}{body}}}".encode("latin-1")
    reading = rtf.read(data, "a.rtf")
    assert reading.text == "正文链接"
    assert reading.properties == {"title": "社区治理办法", "author": "Zhang San"}


def test_paragraphs_tables_numbers_headings_and_notes():
    body = (
        r"{\stylesheet{\s1\outlinelevel0 heading 1;}{\s2 heading 2;}}"
        r"\pard\s1 "
        + escaped("第一章 总则")
        + r"\par\pard\s2 {\listtext 1.\tab}"
        + escaped("目的")
        + r"\par\pard "
        + escaped("正文")
        + r"{\footnote "
        + escaped("注文")
        + r"}"
        + escaped("继续")
        + r"\line "
        + escaped("换行")
        + r"\par\trowd "
        + escaped("甲")
        + r"\cell "
        + escaped("乙")
        + r"\cell\row"
    )
    reading = rtf.read(f"{{\\rtf1\\ansi\\ansicpg936{FONTS}{body}}}".encode("latin-1"), "a.rtf")
    assert reading.text == "第一章 总则\n1. 目的\n正文继续\n换行\n甲 | 乙\n注文"
    assert [(h.level, reading.text[h.start : h.end]) for h in reading.headings] == [(1, "第一章 总则"), (2, "1. 目的")]


def test_binary_data_and_what_follows_the_end():
    picture = rb"{\pict\bin6 }}{{\\}" + escaped("后").encode()
    data = rb"{\rtf1\ansi\ansicpg936 " + escaped("前").encode() + picture + b"}" + escaped("之外").encode()
    assert rtf.read(data, "a.rtf").text == "前后"


@pytest.mark.parametrize(
    "data",
    [
        b"{\\rtf1",
        b"{\\rtf1}" * 1000,
        b"{\\rtf1 " + b"{" * 100_000,
        b"{\\rtf1 " + b"}" * 100_000,
        b"{\\rtf1 \\bin99999999999 x",
        b"{\\rtf1 \\'g1\\u99999999999 \\uc99999 \\ansicpg99999999999 ",
        b"{\\rtf1{\\field{\\*\\fldinst{" * 3000,
    ],
)
def test_malformed_rtf_is_read_or_refused(data):
    with contextlib.suppress(ReadError):
        assert rtf.read(data, "a.rtf").text


@settings(max_examples=300, deadline=None)
@example([b"\\info", b"\\*", b"\\title", b"\x00"])  # a title that nothing has begun
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=12),
            st.sampled_from(
                [
                    b"\\u",
                    b"\\'",
                    b"\\uc3 ",
                    b"{",
                    b"}",
                    b"\\*",
                    b"\\info",
                    b"\\title ",
                    b"\\f0 ",
                    b"\\cell ",
                    b"\\par ",
                    b"\\bin3 ",
                    b"\\footnote ",
                    b"\\ansicpg950 ",
                    b"\\fonttbl",
                    b"\\fcharset134 ",
                    b"\\stylesheet",
                    b"\\s1 ",
                    b"-10179 ",
                    b"d6",
                ]
            ),
        ),
        max_size=40,
    )
)
def test_arbitrary_bytes_are_read_or_refused(pieces):
    try:
        reading = rtf.read(b"{\\rtf1 " + b"".join(pieces), "a.rtf")
    except ReadError:
        return
    assert reading.text.encode("utf-8")
    for heading in reading.headings:
        assert reading.text[heading.start : heading.end].strip() == heading.title


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([DOC, XLS, open_document("text"), open_document("spreadsheet")]))
def test_arbitrary_bytes_behind_each_magic_are_refused(noise, start):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(office, "_PROGRAMS", ())
        patch.setattr(office, "_PLACES", ())
        with pytest.raises(ReadError):
            office.read(start + noise, "a.doc")


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=40))
def test_any_text_comes_back_from_unicode_escapes(text):
    units = text.encode("utf-16-le")
    codes = (int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2))
    made = plain(r"\uc1" + "".join(f"\\u{code}?" for code in codes))
    expected = TextBuilder()
    expected.add(text)
    assert made == expected.text


@pytest.mark.parametrize("data", [EMPTY_OLE, OLE[:8] + random.Random(0).randbytes(4_000), DOC[:300]])
def test_a_compound_file_without_a_document_is_damaged(data):
    problem, detail = refused(data, "旧.doc")
    assert (problem, detail) == (ReadProblem.DAMAGED, "a compound file without a document")
