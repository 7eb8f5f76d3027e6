"""E-mail and web archives: header, text, charsets, attachments, and what hostile ones do."""

from __future__ import annotations

import base64
import contextlib
import email.policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ReadError, ReadProblem
from corpus.model import Notice, NoticeCode
from corpus.readers import mail, read_bytes
from corpus.readers.sniff import Format, sniff

TEXT = "各区、县民政局：\n请于5月30日前报送社区治理案例，每区不少于三篇。"


def message(**headers: str) -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = headers.get("subject", "关于报送社区治理案例的通知")
    made["From"] = headers.get("sender", "民政局办公室 <office@example.org>")
    made["To"] = "a@example.org"
    made["Date"] = "Tue, 18 May 2021 09:30:00 +0800"
    return made


def crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


# --- text and header ---------------------------------------------------------------------------------------------


def test_a_plain_message():
    made = message()
    made.set_content(TEXT)
    reading = read_bytes(made.as_bytes(), "通知.eml")
    assert reading.text == f"关于报送社区治理案例的通知\n{TEXT}"
    assert reading.properties == {
        "title": "关于报送社区治理案例的通知",
        "author": "民政局办公室",
        "published_on": "2021-05-18",
    }
    heading = reading.headings[0]
    assert reading.text[heading.start : heading.end] == heading.title == "关于报送社区治理案例的通知"
    assert (reading.reader, reading.media_type, reading.notices) == ("mail", "message/rfc822", ())


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "big5", "utf-8"])
@pytest.mark.parametrize("coding", ["base64", "quoted-printable", "8bit"])
def test_charsets_and_transfer_encodings(charset, coding):
    text = "關於加強社區治理的意見" if charset == "big5" else "关于加强社区治理的意见"
    octets = (text + "\n").encode(charset)
    body = {
        "base64": base64.encodebytes(octets),
        "quoted-printable": b"".join(b"=%02X" % octet for octet in octets[:-1]) + b"\r\n",
        "8bit": octets,
    }[coding]
    subject = base64.b64encode(text.encode(charset)).decode()
    head = (
        f"From: a@example.org\nSubject: =?{charset}?B?{subject}?=\nMIME-Version: 1.0\n"
        f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {coding}\n\n"
    )
    reading = read_bytes(crlf(head) + body, "a.eml")
    assert reading.text == text  # the subject is the first line already
    assert reading.properties["title"] == text


def test_a_subject_in_raw_gbk_and_a_character_cut_between_two_encoded_words():
    raw = b"From: x@example.org\r\nSubject: " + "关于社区治理的通知".encode("gbk") + b"\r\n\r\n" + TEXT.encode("gbk")
    assert read_bytes(raw, "a.eml").properties["title"] == "关于社区治理的通知"
    octets = "关于社区治理".encode()
    words = " ".join(f"=?utf-8?B?{base64.b64encode(part).decode()}?=" for part in (octets[:4], octets[4:]))
    cut = crlf(f"From: x@example.org\nSubject: {words}\n\n{TEXT}")
    assert read_bytes(cut, "a.eml").properties["title"] == "关于社区治理"


def test_the_web_page_stands_in_where_there_is_no_plain_text():
    made = message()
    made.set_content(f"<html><body><h1>通知</h1><p>{TEXT}</p></body></html>", subtype="html", charset="gb18030")
    reading = read_bytes(made.as_bytes(policy=email.policy.SMTP), "a.eml")
    assert "请于5月30日前报送社区治理案例" in reading.text
    assert "<p>" not in reading.text
    assert reading.encoding == "gb18030"
    both = message()
    both.set_content(TEXT)
    both.add_alternative("<p>另一种写法</p>", subtype="html")
    assert "另一种写法" not in read_bytes(both.as_bytes(), "a.eml").text


def test_lines_that_the_program_broke_are_joined_only_where_it_says_so():
    body = "第一行 \n第二行\n> 引文 \n> 引文\n-- \n签名\n"
    head = "From: x@example.org\nSubject: s\nContent-Type: text/plain; charset=utf-8{}\n\n"
    flowed = read_bytes(crlf(head.format("; format=flowed; delsp=yes") + body), "a.eml").text
    assert flowed == "s\n第一行第二行\n> 引文 \n> 引文\n-- \n签名"
    assert "第一行 \n第二行" in read_bytes(crlf(head.format("") + body), "a.eml").text


# --- attachments -------------------------------------------------------------------------------------------------


def with_attachments() -> bytes:
    made = message()
    made.set_content(TEXT)
    made.add_attachment(b"%PDF-1.4 x", maintype="application", subtype="pdf", filename="附件一：方案.pdf")
    made.add_attachment("表".encode("gbk"), maintype="text", subtype="csv", filename="../../etc/名单.csv")
    inner = message(subject="转来的 通知/甲")
    inner.set_content("里面的信")
    made.add_attachment(inner)
    return made.as_bytes()


def test_attachments_are_named_and_handed_over():
    data = with_attachments()
    reading = read_bytes(data, "a.eml")
    names = ["附件一：方案.pdf", "名单.csv", "转来的 通知_甲.eml"]
    assert reading.notices == (Notice(NoticeCode.ATTACHMENTS, "、".join(names)),)
    found = dict(mail.attachments(data, "a.eml"))
    assert list(found) == names
    assert found["附件一：方案.pdf"] == b"%PDF-1.4 x"
    assert found["名单.csv"] == "表".encode("gbk")
    assert read_bytes(found["转来的 通知_甲.eml"], "b.eml").text.endswith("里面的信")
    assert "里面的信" not in reading.text


def test_a_message_of_attachments_only_says_so_and_still_hands_them_over():
    made = message()
    made.add_attachment(b"%PDF-1.4 x", maintype="application", subtype="pdf", filename="方案.pdf")
    with pytest.raises(ReadError) as caught:
        mail.read(made.as_bytes(), "a.eml")
    assert (caught.value.problem, caught.value.detail) == (ReadProblem.NO_TEXT, "only attachments: 方案.pdf")
    assert [name for name, _ in mail.attachments(made.as_bytes(), "a.eml")] == ["方案.pdf"]


def test_too_many_attachments_are_refused(monkeypatch):
    monkeypatch.setattr(mail, "_MAX_ATTACHMENTS", 2)
    with pytest.raises(ReadError) as caught:
        list(mail.attachments(with_attachments(), "a.eml"))
    assert caught.value.problem is ReadProblem.TOO_LARGE
    monkeypatch.setattr(mail, "_MAX_ATTACHMENTS", 3)
    assert len(list(mail.attachments(with_attachments(), "a.eml"))) == 3


# --- web archives ------------------------------------------------------------------------------------------------


def archive() -> bytes:
    page = f"<html><head><title>社区治理动态</title></head><body><h1>社区治理动态</h1><p>{TEXT}</p></body></html>"
    return crlf(
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/a.html\nSubject: 社区治理动态\n"
        "Date: Tue, 18 May 2021 09:30:00 +0800\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; type="text/html"; boundary="B"\n\n--B\n'
        "Content-Type: text/html; charset=utf-8\nContent-Location: https://example.org/a.html\n\n"
        f"{page}\n--B\nContent-Type: image/png\nContent-Location: https://example.org/a.png\n"
        f"Content-Transfer-Encoding: base64\n\n{base64.b64encode(b'png').decode()}\n--B--\n"
    )


def test_a_web_archive_is_the_page_that_was_saved():
    reading = read_bytes(archive(), "a.mht")
    assert "请于5月30日前报送社区治理案例" in reading.text
    assert reading.text.count("社区治理动态") == 1
    assert reading.media_type == "multipart/related"
    assert reading.properties["title"] == "社区治理动态"
    assert reading.properties["url"] == "https://example.org/a.html"
    assert "author" not in reading.properties  # "Saved by Blink" is nobody
    assert "published_on" not in reading.properties  # the day of saving is not that of the page
    assert list(mail.attachments(archive(), "a.mht")) == []


# --- told from other files ---------------------------------------------------------------------------------------


def test_what_is_taken_for_mail():
    plain = message()
    plain.set_content(TEXT)
    assert sniff(plain.as_bytes(), "无后缀") is Format.MAIL
    assert sniff(b"Subject: x\r\n\r\ny", "a.eml") is Format.MAIL
    assert sniff(b"Subject: x\r\n\r\ny", "a.txt") is Format.TEXT  # a note that begins like one
    assert sniff("通知：请报送材料".encode(), "a.eml") is Format.TEXT
    assert sniff(f"<html>{TEXT}</html>".encode(), "a.mht") is Format.HTML


# --- hostile -----------------------------------------------------------------------------------------------------


def test_parts_nested_without_end():
    nested = "".join(f'Content-Type: multipart/mixed; boundary="b{depth}"\n\n--b{depth}\n' for depth in range(3_000))
    data = crlf(f"From: a@example.org\nSubject: s\n{nested}Content-Type: text/plain\n\n{TEXT}\n")
    try:
        assert TEXT.splitlines()[0] in read_bytes(data, "a.eml").text
    except ReadError as error:
        assert error.problem in {ReadProblem.DAMAGED, ReadProblem.NO_TEXT}


def test_a_message_of_very_many_parts_is_refused():
    data = crlf(
        'From: a@example.org\nContent-Type: multipart/mixed; boundary="b"\n\n' + "--b\n\nx\n" * 10_050 + "--b--\n"
    )
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "a.eml")
    assert caught.value.problem is ReadProblem.TOO_LARGE


@pytest.mark.parametrize(
    "header",
    [
        "Content-Type: text/plain; charset=unknown-9",
        "Content-Type: text/plain; charset*=utf-8'zh'gb%zz",
        "Content-Type: ;;;=",
        "Content-Transfer-Encoding: base64",
        "Subject: =?utf-8?B?%%%?=",
        "Subject: =?nosuch?Q?=FF?=",
        "Date: Tue, 99 Foo 99999999999 99:99:99 +9999",
        "Content-Disposition: attachment; filename*0*=gbk''%; filename*9=x",
    ],
)
def test_malformed_headers_lose_no_message(header):
    data = crlf(f"From: a@example.org\nTo: b@example.org\n{header}\n\n{TEXT}\n")
    try:
        reading = read_bytes(data, "a.eml")
    except ReadError as error:
        assert error.problem is ReadProblem.NO_TEXT
        assert "base64" in header or "attachment" in header
    else:
        assert reading.text.strip()


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600), st.sampled_from(["text/plain", "text/html", "multipart/mixed; boundary=b", "x"]))
def test_arbitrary_bytes_behind_a_header_are_read_or_refused(data, kind):
    whole = f"From: a@example.org\r\nSubject: s\r\nContent-Type: {kind}\r\n".encode() + data
    for reader in (mail.read, lambda *given: list(mail.attachments(*given))):
        with contextlib.suppress(ReadError):
            reader(whole, "a.eml")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 700))
def test_a_message_damaged_anywhere_is_read_or_refused(noise, place):
    data = with_attachments()
    try:
        mail.read(data[:place] + noise + data[place + len(noise) // 2 :], "a.eml")
    except ReadError as error:
        assert "\n" not in str(error)
