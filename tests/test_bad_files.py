"""Files that cannot be read: each is refused with the right problem, in one sentence, without noise."""

from __future__ import annotations

import io
import logging
import os
import random
import socket
import warnings
import zipfile
import zlib

import docx
import pypdf
import pytest
from pdf_files import lines, pdf

from corpus import readers
from corpus.errors import ReadError, ReadProblem
from corpus.readers import read, read_bytes

TEXT = "社区党组织牵头成立议事会，把停车难问题摆到桌面上。"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def problem(path) -> tuple[ReadProblem, str]:
    with pytest.raises(ReadError) as caught:
        read(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert "\n" not in message
    assert "Traceback" not in message
    return caught.value.problem, caught.value.detail


def refused(data: bytes, name: str) -> tuple[ReadProblem, str]:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, name)
    assert caught.value.path == name
    return caught.value.problem, caught.value.detail


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word(text: str = TEXT) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {member: archive.read(member) for member in archive.namelist()}
    return zipped(parts | {name: content})


# --- no regular file ---------------------------------------------------------------------------------------------


def test_missing(tmp_path):
    assert problem(tmp_path / "没有.txt")[0] is ReadProblem.MISSING
    (tmp_path / "文件").write_text("一", encoding="utf-8")
    assert problem(tmp_path / "文件" / "下级.txt")[0] is ReadProblem.MISSING
    (tmp_path / "断链").symlink_to(tmp_path / "不存在")
    assert problem(tmp_path / "断链")[0] is ReadProblem.MISSING


def test_folder_pipe_socket_and_device(tmp_path):
    assert problem(tmp_path) == (ReadProblem.NOT_A_FILE, "folder")
    os.mkfifo(tmp_path / "pipe.txt")
    assert problem(tmp_path / "pipe.txt") == (ReadProblem.NOT_A_FILE, "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        place = os.open(tmp_path, os.O_RDONLY)
        try:
            server.bind(f"/proc/self/fd/{place}/s.txt")
        finally:
            os.close(place)
        assert problem(tmp_path / "s.txt") == (ReadProblem.NOT_A_FILE, "socket")
    device = tmp_path / "device.txt"
    device.symlink_to("/dev/zero")
    assert problem(device) == (ReadProblem.NOT_A_FILE, "device")


def test_no_permission_or_a_circle_of_links(tmp_path):
    circle = tmp_path / "circle.txt"
    circle.symlink_to(circle)
    assert problem(circle) == (ReadProblem.NOT_A_FILE, "a symbolic link that leads back to itself")
    locked = tmp_path / "locked.txt"
    locked.write_text(TEXT, encoding="utf-8")
    locked.chmod(0)
    if os.access(locked, os.R_OK):
        pytest.skip("whoever runs the tests may read everything")
    assert problem(locked)[0] is ReadProblem.UNREADABLE


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".docx", ".pdf", ""])
def test_empty_file(tmp_path, suffix):
    file = tmp_path / f"空{suffix}"
    file.touch()
    assert problem(file)[0] is ReadProblem.EMPTY


def test_too_large_is_refused_before_it_is_read(tmp_path):
    file = tmp_path / "大.txt"
    with file.open("wb") as sparse:
        sparse.truncate(readers.MAX_BYTES + 1)
    found, detail = problem(file)
    assert found is ReadProblem.TOO_LARGE
    assert "the limit is 200 MB" in detail


# --- no text -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b" \n\t\r\n"),
        ("a.txt", "\ufeff".encode()),
        ("a.txt", "　\u00a0 ".encode()),
        ("a.md", b"\n\n\n"),
        ("a.html", b"<html><head><title>t</title></head><body> <script>x=1</script></body></html>"),
        ("a.html", b"<!-- nothing -->"),
        ("a.docx", word("")),
        ("a.pdf", pdf([[], []])),
    ],
)
def test_nothing_but_space(name, data):
    assert refused(data, name)[0] is ReadProblem.NO_TEXT


# --- what is not text at all -------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ""])
@pytest.mark.parametrize("seed", range(5))
def test_random_bytes_with_the_suffix_of_text(suffix, seed):
    data = random.Random(seed).randbytes(4096)
    assert refused(data, f"a{suffix}")[0] is ReadProblem.BINARY


@pytest.mark.parametrize("data", [bytes(1000), zlib.compress(TEXT.encode() * 500), bytes(range(256)) * 8])
def test_other_binary_content(data):
    assert refused(data, "a.txt")[0] is ReadProblem.BINARY


@pytest.mark.parametrize("suffix", [".pdf", ".docx"])
def test_random_bytes_with_the_suffix_of_a_format_are_a_damaged_file(suffix):
    assert refused(random.Random(1).randbytes(4096), f"a{suffix}")[0] is ReadProblem.DAMAGED


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"Rar!\x1a\x07\0" + bytes(64), "RAR archive"),
        (b"\x7fELF" + bytes(64), "program"),
        (zipped({"一.txt": b"1"}), "ZIP archive"),
        (zipped({}), "ZIP archive"),
        (zipped({"ppt/presentation.xml": b"<a/>"}), "PowerPoint presentation"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "PowerPoint 97-2003 presentation (.ppt)"),
        (OLE + "__substg1.0_".encode("utf-16-le"), "Outlook message (.msg)"),
        (OLE, "OLE compound file"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".docx", ".bin"])
def test_unsupported_formats_are_named(data, kind, suffix):
    assert refused(data, f"a{suffix}") == (ReadProblem.UNSUPPORTED, kind)


# --- protected ---------------------------------------------------------------------------------------------------


def test_pdf_with_a_password():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([lines([TEXT])])))
    writer.encrypt(user_password="secret", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    assert refused(buffer.getvalue(), "a.pdf")[0] is ReadProblem.ENCRYPTED


def test_docx_with_a_password():
    assert refused(OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx")[0] is ReadProblem.ENCRYPTED


# --- damaged or hostile PDF --------------------------------------------------------------------------------------

WHOLE = pdf([lines([TEXT])] * 3)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n",
        b"%PDF-1.7\nthis is no PDF at all, only its first line\n" * 50,
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF",
        WHOLE[:200],
    ],
)
def test_damaged_pdf(data):
    assert refused(data, "a.pdf")[0] is ReadProblem.DAMAGED


def test_pdf_whose_page_tree_is_a_circle():
    looped = WHOLE.replace(b"/Type /Pages /Kids [6 0 R 8 0 R 10 0 R]", b"/Type /Pages /Kids [2 0 R 2 0 R 02 0 R]")
    assert looped != WHOLE
    itself = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF"
    for data in (looped, itself):
        assert refused(data, "a.pdf")[0] in {ReadProblem.DAMAGED, ReadProblem.NO_TEXT}


def test_pdf_whose_cross_reference_is_a_circle():
    start = WHOLE.index(b"xref")
    looped = WHOLE.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % start)
    try:
        assert TEXT in read_bytes(looped, "a.pdf").text
    except ReadError as error:
        assert error.problem is ReadProblem.DAMAGED


def test_pdf_whose_content_calls_itself():
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 3 0 R >> >> /Length 5 >>"
    page = (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [4 0 R] /Count 1 >>\nendobj\n3 0 obj\n"
        + form
        + b"\nstream\n/X Do\nendstream\nendobj\n"
        b"4 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 5 0 R "
        b"/Resources << /XObject << /X 3 0 R >> >> >>\nendobj\n"
        b"5 0 obj\n<< /Length 5 >>\nstream\n/X Do\nendstream\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF"
    )
    assert refused(page, "a.pdf")[0] in {ReadProblem.DAMAGED, ReadProblem.NO_TEXT}


@pytest.mark.parametrize("seed", range(40))
def test_pdf_with_broken_bytes_is_read_or_refused(seed):
    chance = random.Random(seed)
    data = bytearray(WHOLE)
    for _ in range(chance.randrange(1, 40)):
        data[chance.randrange(10, len(data))] = chance.randrange(256)
    read_or_refused(bytes(data[: chance.randrange(100, len(data))] if seed % 2 else data), "a.pdf")


# --- damaged or hostile DOCX -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        word()[:-300],
        word()[:50],
        zipped({"[Content_Types].xml": b"<Types/>"}),
        zipped({"[Content_Types].xml": b"no xml", "word/document.xml": b"<a/>"}),
        with_part(word(), "word/document.xml", b"<w:document"),
        with_part(word(), "[Content_Types].xml", b""),
    ],
    ids=["cut", "head only", "nothing in it", "no xml", "document cut", "no types"],  # not the bytes: they hold a time
)
def test_damaged_docx(data):
    assert refused(data, "a.docx")[0] is ReadProblem.DAMAGED


def test_docx_with_entities_that_multiply():
    bomb = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + depth, b"&%c;" % (97 + depth) * 10) for depth in range(9)
    )
    namespace = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    bomb += b']><w:document xmlns:w="%s"><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>' % namespace
    for data in (bomb, bomb.decode().replace('version="1.0"', 'version="1.0" encoding="UTF-16"').encode("utf-16")):
        found, detail = refused(with_part(word(), "word/document.xml", data), "a.docx")
        assert found is ReadProblem.DAMAGED
        assert "entities" in detail


def test_docx_that_unpacks_to_far_more_than_it_weighs():
    bomb = with_part(word(), "word/document.xml", b"<a>" + b" " * 30_000_000 + b"</a>")
    assert len(bomb) < 100_000
    assert refused(bomb, "a.docx")[0] is ReadProblem.TOO_LARGE


def test_docx_that_names_an_external_file(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("不该读到的内容", encoding="utf-8")
    hostile = f'<!DOCTYPE w [<!ENTITY x SYSTEM "{secret.as_uri()}">]><w>&x;</w>'.encode()
    assert refused(with_part(word(), "word/document.xml", hostile), "a.docx")[0] is ReadProblem.DAMAGED


@pytest.mark.parametrize("seed", range(20))
def test_docx_with_broken_bytes_is_read_or_refused(seed):
    chance = random.Random(seed)
    data = bytearray(word())
    for _ in range(chance.randrange(1, 60)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    read_or_refused(bytes(data), "a.docx")


# --- HTML --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_html_cut_anywhere_is_read_or_refused(seed):
    chance = random.Random(seed)
    whole = (
        f"<!DOCTYPE html><html><body><table><tr><td>{TEXT}</td><tr><td><p>{TEXT}</table><pre>{TEXT}\n</pre>".encode()
    )
    read_or_refused(whole[: chance.randrange(1, len(whole))], "a.html")


@pytest.mark.parametrize(
    "markup",
    [
        "</p></p></div>",
        "<tr><td>散</td></tr></table></td>",
        "<![CDATA[x]]>",
        "<?php echo 1 ?>",
        "<a href=><b",
        "<!DOCTYPE html><html></html></html><p>后</p>",
        "<p>&#0;&#xD800;&#x110000;&nosuch;</p>",
        "<table><table><tr><tr>",
    ],
)
def test_malformed_html_keeps_its_text(markup):
    assert TEXT in read_bytes(f"<html><body>{markup}<p>{TEXT}</p></body></html>".encode(), "a.html").text


# --- no noise ----------------------------------------------------------------------------------------------------


def read_or_refused(data: bytes, name: str) -> None:
    try:
        reading = read_bytes(data, name)
    except ReadError:
        return
    assert reading.text.strip()


def test_nothing_is_printed_logged_or_warned(fixtures, capfd, caplog):
    caplog.set_level(logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in ("SimFang-variant.pdf", "Test3.pdf", "noembed-identity.pdf"):
            read(fixtures / "pdf" / name)
        for data, name in ((WHOLE[:-400], "a.pdf"), (b"%PDF-1.4 nothing", "a.pdf"), (b"<p>x", "a.html")):
            read_or_refused(data, name)
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")
    assert caplog.records == []
