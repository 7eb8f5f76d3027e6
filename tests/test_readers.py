"""Reading text, Markdown, HTML, DOCX and PDF: what comes out, and that offsets hold."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import pypdf
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given
from hypothesis import strategies as st
from pdf_files import lines, pdf

from corpus.encoding import clean_controls, decode
from corpus.model import Notice, NoticeCode, PageKind, Reading
from corpus.readers import read, read_bytes
from corpus.readers.docx_numbering import chinese, formatted, roman
from corpus.readers.radicals import repair
from corpus.report import sentence

SIMPLIFIED = "社区党组织牵头成立议事会，把居民反映的停车难问题摆到桌面上，逐件商量、逐件公开、逐件回访。"
TRADITIONAL = "區議會邀請居民代表出席公聽會，就舊區重建的補償標準與安置時間表逐項說明，並在會後公布紀錄。"
CODES = {NoticeCode(code) for code in NoticeCode}


def codes(reading: Reading) -> set[str]:
    return {notice.code for notice in reading.notices}


def headings(reading: Reading) -> list[tuple[int, str]]:
    for heading in reading.headings:
        assert reading.text[heading.start : heading.end].strip() == heading.title
    return [(heading.level, heading.title) for heading in reading.headings]


# --- encodings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("length", [30, 10_000])
def test_simplified_text_in_every_encoding(encoding, length):
    text = (SIMPLIFIED * (length // 40 + 1))[:length]
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "cp950", "big5hkscs", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("length", [30, 10_000])
def test_traditional_text_in_every_encoding(encoding, length):
    text = (TRADITIONAL * (length // 40 + 1))[:length]
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize(("other", "appended"), [("gb18030", SIMPLIFIED), ("big5", TRADITIONAL)])
@pytest.mark.parametrize("times", [(1, 1), (9, 1), (1, 9)])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_in_two_encodings_is_read_line_by_line(other, appended, times, end):
    first, second = f"{SIMPLIFIED}{end}" * times[0], f"{appended}{end}" * times[1]
    for data in (first.encode() + second.encode(other), second.encode(other) + first.encode()):
        found = decode(data)
        assert found.encoding == f"utf-8+{other}"
        assert found.plausible
        assert found.text.count(SIMPLIFIED) >= times[0]
        assert found.text.count(appended) >= times[1]
        assert found.notices == (Notice(NoticeCode.ENCODING_GUESSED, f"utf-8+{other}"),)


@pytest.mark.parametrize(("first", "second"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_a_line_that_begins_in_one_encoding_and_ends_in_another(first, second):
    lines = f"{SIMPLIFIED}\n" * 5
    found = decode(f"{lines}{SIMPLIFIED}".encode(first) + f"{SIMPLIFIED}\n{lines}".encode(second))
    assert found.text == f"{lines}{SIMPLIFIED}{SIMPLIFIED}\n{lines}"


def test_what_is_in_neither_of_two_encodings_is_counted():
    data = f"{SIMPLIFIED}\n".encode() + f"{SIMPLIFIED}\n".encode("gbk") + b"\xff\xff\n"
    found = decode(data)
    assert found.plausible
    assert found.text == f"{SIMPLIFIED}\n{SIMPLIFIED}\n\ufffd\ufffd\n"
    assert Notice(NoticeCode.UNDECODABLE, "2") in found.notices


def test_damaged_utf_8_is_not_taken_for_two_encodings():
    whole = f"{SIMPLIFIED}\n".encode() * 3
    for damaged in (whole[:-2], whole[:-3], whole.replace("，".encode(), b"\xef\xbc", 1), whole + b"\xff\xff"):
        assert decode(damaged).encoding == "utf-8"


def test_big5_of_windows_and_of_hong_kong():
    assert decode("會期約三十～四十天，於里長辦公處公布。".encode("cp950")).text[5] == "～"
    assert decode("深水埗區嘅街坊話，佢哋唔使再等。".encode("big5hkscs")).text.endswith("唔使再等。")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be", "utf-16", "utf-8-sig"])
def test_real_documents_in_every_encoding(seeds, encoding):
    encoded = 0
    for path in sorted(seeds.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        for piece in (text, text[200:230], text[1000:1030]):
            try:
                data = piece.encode(encoding)
            except UnicodeEncodeError:
                continue
            assert decode(data).text == piece
            encoded += 1
    assert encoded >= 2


def test_offsets_are_those_of_python_open(tmp_path, seeds):
    for path in sorted(seeds.glob("*.txt")):
        reading, data = read(path)
        assert data == path.read_bytes()
        with path.open(encoding=reading.encoding) as file:
            assert reading.text == file.read()
    odd = tmp_path / "换行.txt"
    odd.write_bytes("一行\r\n二行\r三行\n\r\n四行".encode("gb18030"))
    reading, _ = read(odd)
    with odd.open(encoding=reading.encoding) as file:
        assert reading.text == file.read() == "一行\n二行\n三行\n\n四行"


def test_control_characters_become_spaces_one_for_one():
    reading = read_bytes("第一行\x00内容\x0b还有\x1f\t制表\u0085完\n".encode(), "a.txt")
    assert reading.text == "第一行 内容 还有 \t制表 完\n"
    assert Notice(NoticeCode.CONTROL_CHARACTERS, "4") in reading.notices


def test_undecodable_bytes_are_counted_and_marked():
    data = SIMPLIFIED.encode() * 20
    reading = read_bytes(data[:300] + b"\xff\xfe" + data[300:], "a.txt")
    assert reading.encoding == "utf-8"
    assert reading.text.count("\ufffd") == 2
    assert reading.text.replace("\ufffd", "") == SIMPLIFIED * 20
    assert Notice(NoticeCode.UNDECODABLE, "2") in reading.notices


def test_a_file_cut_in_the_middle_of_a_character():
    reading = read_bytes(SIMPLIFIED.encode()[:-2], "a.txt")
    assert reading.encoding == "utf-8"
    assert reading.text == SIMPLIFIED[:-1] + "\ufffd"


def test_guessing_is_reported_and_certainty_is_not():
    assert Notice(NoticeCode.ENCODING_GUESSED, "gb18030") in read_bytes(SIMPLIFIED.encode("gbk"), "a.txt").notices
    assert read_bytes(SIMPLIFIED.encode(), "a.txt").notices == ()


def test_other_languages_are_not_taken_for_chinese():
    assert decode("The “cost–benefit” analysis — naïve, perhaps — of the café".encode("cp1252")).encoding == "cp1252"
    assert decode(b"plain ASCII with one \x00 NUL in it").text == "plain ASCII with one   NUL in it"


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(
        lambda text: text[0] != "\ufeff"
    )
)
def test_utf8_round_trip(text):
    assert decode(text.encode()).text == text


@given(st.binary(max_size=300))
def test_decoding_never_fails_and_leaves_no_control_character(data):
    text = decode(data).text
    assert clean_controls(text) == (text, 0)
    text.encode("utf-8")


def test_a_single_line_of_ten_megabytes():
    line = (SIMPLIFIED * 80_000)[:3_500_000]
    reading = read_bytes(line.encode("gb18030"), "a.txt")
    assert reading.text == line


def test_markdown_stays_raw():
    reading = read_bytes("# 标题\n\n- 要点 **一**\n".encode(), "办法.md")
    assert (reading.text, reading.media_type, reading.headings) == ("# 标题\n\n- 要点 **一**\n", "text/markdown", ())


# --- which reader ------------------------------------------------------------------------------------------------


def test_content_decides_and_the_difference_is_said(tmp_path):
    file = tmp_path / "办法.txt"
    file.write_bytes(pdf([lines(["第一条 为了规范管理，制定本办法。"])]))
    reading, _ = read(file)
    assert (reading.reader, reading.media_type) == ("pdf", "application/pdf")
    assert reading.notices[0] == Notice(NoticeCode.SUFFIX_DIFFERS, "application/pdf")


@pytest.mark.parametrize(
    ("name", "data", "reader", "differs"),
    [
        ("a.htm", b"<p>plain</p>", "html", False),
        ("a.txt", b"<!DOCTYPE html><html><body><p>page</p></body></html>", "html", True),
        ("a.pdf", "这其实是一份文本文件，不是版式文件。".encode(), "text", True),
        ("a.log", "没有人认识的后缀也是文本。".encode(), "text", False),
        ("README", "没有后缀也是文本。".encode(), "text", False),
        ("a.txt", "在 <html> 之前先有文字，就是文本。".encode(), "text", False),
    ],
)
def test_suffix_and_content(name, data, reader, differs):
    reading = read_bytes(data, name)
    assert reading.reader == reader
    assert (NoticeCode.SUFFIX_DIFFERS in codes(reading)) is differs


# --- HTML --------------------------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>关于试行楼栋议事的通知 - 某市门户网站</title>
<meta name="ArticleTitle" content="关于试行楼栋议事的通知"><meta name="PubDate" content="2024-03-05 09:30">
<meta name="ContentSource" content="某市民政局"><meta name="Url" content="https://www.example.cn/post_1.html"></head>
<body><nav><ul><li><a href="/">首页</a></li><li><a href="/b">政务公开</a></li></ul></nav>
<div class="article"><h1>关于试行楼栋议事的通知</h1><p>某民规〔2024〕7号</p><p>各街道办事处：</p>
<p>{body}</p><h2>一、试行范围</h2><p>{body}</p><h3>（一）时间安排</h3><p>{body}</p>
<table><tr><th>街道</th><th>楼栋<br>数量</th></tr><tr><td>东山街道</td><td>12</td></tr></table>
<ul><li>先收集议题，再确定次序</li><li>先公开草案，再表决</li></ul>
<p>附件：</p><p><a href="/f/1.doc">1.楼栋议事登记表</a></p><p>某市民政局</p><p>2024年3月5日</p></div>
<div class="links"><ul>{links}</ul></div><script>var a = "脚本";</script></body></html>"""
DEPARTMENTS = ["市教育局", "市公安局", "市民政局", "市司法局", "市财政局", "市水务局", "市商务局"]
LINKS = "".join(f'<li><p>· <a href="/{name}">{name}</a></p></li>' for name in DEPARTMENTS)


def page(charset: str = "utf-8", encoding: str = "utf-8", body: str = SIMPLIFIED) -> bytes:
    return PAGE.format(charset=charset, body=body, links=LINKS).encode(encoding)


def test_html_body_headings_and_properties():
    reading = read_bytes(page(), "a.html")
    assert headings(reading) == [(1, "关于试行楼栋议事的通知"), (2, "一、试行范围"), (3, "（一）时间安排")]
    assert reading.properties == {
        "title": "关于试行楼栋议事的通知",
        "published_on": "2024-03-05",
        "source": "某市民政局",
        "url": "https://www.example.cn/post_1.html",
    }
    kept = reading.text.split("\n")
    assert kept[1] == "某民规〔2024〕7号"
    assert "街道 | 楼栋 数量" in kept
    assert "东山街道 | 12" in kept
    assert "1.楼栋议事登记表" in kept
    assert kept[-1] == "2024年3月5日"
    assert "脚本" not in reading.text
    assert "首页" not in reading.text


def test_html_trailing_list_of_links_is_dropped_and_said():
    reading = read_bytes(page(), "a.html")
    assert not any(name in reading.text for name in DEPARTMENTS if name != "市民政局")


@pytest.mark.parametrize(
    ("charset", "encoding", "text"),
    [
        ("gb2312", "gb18030", SIMPLIFIED),
        ("gbk", "utf-8", SIMPLIFIED),
        ("utf-8", "gbk", SIMPLIFIED),
        ("no-such-charset", "gbk", SIMPLIFIED),
        ("big5", "big5", TRADITIONAL),
        ("utf-8", "utf-16", TRADITIONAL),
    ],
)
def test_html_charset_declared_wrong_or_unknown(charset, encoding, text):
    template = page(charset, "utf-8", text).decode()
    if encoding == "big5":
        template = f'<html><head><meta charset="big5"></head><body><p>{text}</p></body></html>'
    reading = read_bytes(template.encode(encoding), "a.html")
    assert text in reading.text


def test_html_without_an_article_is_kept_whole():
    reading = read_bytes("<html><body><b>仅此一句</b><i>别无其他</i></body></html>".encode(), "a.html")
    assert reading.text == "仅此一句别无其他"
    assert NoticeCode.BODY_NOT_FOUND in codes(reading)


def test_html_nested_deeper_than_python_recurses():
    deep = b"<div>" * 50_000 + SIMPLIFIED.encode() + b"</div>" * 50_000
    try:
        reading = read_bytes(b"<html><body><p>" + TRADITIONAL.encode() + b"</p>" + deep + b"</body></html>", "a.html")
    except Exception as error:
        assert type(error).__name__ == "ReadError"
    else:
        assert TRADITIONAL in reading.text


def test_saved_government_pages(fixtures):
    pages = sorted((fixtures / "html").glob("*.html"))
    assert len(pages) >= 20
    dropped = 0
    for path in pages:
        reading, _ = read(path)
        assert "市港务局" not in reading.text[-400:], path.name
        assert "市林业园林局" not in reading.text, path.name
        assert {"title", "published_on"} <= set(reading.properties), path.name
        assert reading.properties["title"] == reading.headings[0].title or len(reading.text) > 1000, path.name
        assert NoticeCode.BODY_NOT_FOUND not in codes(reading), path.name
        headings(reading)
        dropped += NoticeCode.LINKS_DROPPED in codes(reading)
    assert dropped == 13


def test_document_numbers_tables_and_attachments_of_a_saved_page(fixtures):
    [path] = (fixtures / "html").glob("10b_*.html")
    reading, _ = read(path)
    assert "穗医保规字〔2019〕4号" in reading.text
    assert re.search(r"^1 \| 一类 \| 高血压病 \|", reading.text, re.MULTILINE)
    assert reading.text.endswith("公开方式：主动公开")
    [path] = (fixtures / "html").glob("02_*.html")
    assert read(path)[0].text.endswith(".xlsx")


# --- DOCX --------------------------------------------------------------------------------------------------------


def saved(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_docx_order_headings_tables_and_properties():
    document = docx.Document()
    document.core_properties.title = "楼栋议事试行方案"
    document.core_properties.author = "某市民政局"
    document.add_heading("楼栋议事试行方案", 0)
    document.add_heading("总体要求", 1)
    document.add_paragraph("先试点，后推开。")
    table = document.add_table(2, 3)
    for cell, text in zip(table._cells, ["街道", "楼栋数", "", "东山", "12", "十二"], strict=True):
        cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    document.add_heading("组织实施", 2)
    document.add_paragraph("由街道组织实施。")
    reading = read_bytes(saved(document), "方案.docx")
    assert reading.text.split("\n") == [
        "楼栋议事试行方案",
        "总体要求",
        "先试点，后推开。",
        "街道 | 楼栋数",
        "东山 | 12 | 十二",
        "组织实施",
        "由街道组织实施。",
    ]
    assert headings(reading) == [(1, "楼栋议事试行方案"), (2, "总体要求"), (3, "组织实施")]
    assert reading.properties["title"] == "楼栋议事试行方案"
    assert reading.properties["author"] == "某市民政局"


def test_docx_default_properties_are_nobodys_statement():
    document = docx.Document()
    document.add_paragraph("正文。")
    assert read_bytes(saved(document), "a.docx").properties == {}


def test_docx_vertically_merged_cell_once():
    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "同一单位"
    table.cell(0, 1).text, table.cell(1, 1).text = "甲", "乙"
    assert read_bytes(saved(document), "a.docx").text == "同一单位 | 甲\n乙"


def test_docx_tracked_changes_as_accepted():
    document = docx.Document()
    paragraph = document.add_paragraph("期限为")
    paragraph._p.append(parse_xml(f'<w:del {nsdecls("w")} w:id="1"><w:r><w:delText>三年</w:delText></w:r></w:del>'))
    paragraph._p.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="2"><w:r><w:t>五年。</w:t></w:r></w:ins>'))
    assert read_bytes(saved(document), "a.docx").text == "期限为五年。"


def test_docx_text_box_once_and_content_control():
    document = docx.Document()
    document.add_paragraph("正文在前。")
    run = document.add_paragraph().add_run()
    box = "<w:txbxContent><w:p><w:r><w:t>文本框里的话。</w:t></w:r></w:p></w:txbxContent>"
    namespaces = (
        f'{nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    run._r.append(
        parse_xml(
            f'<mc:AlternateContent {namespaces}><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx>'
            f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
            "</mc:AlternateContent>"
        )
    )
    control = parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>控件里的话。</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    document.element.body.insert(2, control)
    assert read_bytes(saved(document), "a.docx").text == "正文在前。\n文本框里的话。\n控件里的话。"


def test_docx_prints_the_numbers_that_word_prints():
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.append(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1条"/></w:lvl><w:lvl w:ilvl="1">'
            '<w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>'
        )
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for level, text in ((0, "为了规范。"), (1, "其一；"), (1, "其二。"), (0, "本办法所称。"), (1, "又一。")):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        number = OxmlElement("w:numPr")
        for tag, value in (("w:ilvl", level), ("w:numId", 77)):
            child = OxmlElement(tag)
            child.set(qn("w:val"), str(value))
            number.append(child)
        properties.append(number)
    assert read_bytes(saved(document), "a.docx").text.split("\n") == [
        "第一条 为了规范。",
        "（一）其一；",
        "（二）其二。",
        "第二条 本办法所称。",
        "（一）又一。",
    ]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (21, "二十一"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
    ],
)
def test_chinese_numbers(number, expected):
    assert chinese(number) == expected


def test_other_number_formats():
    assert (roman(4), roman(1994)) == ("iv", "mcmxciv")
    assert formatted(3, "ideographTraditional") == "丙"
    assert formatted(21, "chineseLegalSimplified") == "贰拾壹"
    assert formatted(12, "decimalEnclosedCircle") == "⑫"
    assert formatted(28, "upperLetter") == "BB"
    assert formatted(7, "somethingNew") == "7"


def test_real_docx_files(fixtures):
    for path in sorted((fixtures / "docx").glob("*.docx")):
        reading, data = read(path)
        assert data == path.read_bytes()
        assert len(reading.text) >= 30
        headings(reading)
    [path] = (fixtures / "docx").glob("“探寻楚韵文脉*.docx")
    reading, _ = read(path)
    assert (1, "一、活动背景") in headings(reading)
    assert "矿泉水 | 40元/箱 | 1 | 40元" in reading.text


# --- PDF ---------------------------------------------------------------------------------------------------------


def checked(reading: Reading) -> Reading:
    """Pages partition the text, and no look-alike radical is left."""
    assert reading.pages[0].start == 0
    assert reading.pages[-1].end == len(reading.text)
    for before, after in zip(reading.pages, reading.pages[1:], strict=False):
        assert before.end == after.start
    assert [page.number for page in reading.pages] == list(range(1, len(reading.pages) + 1))
    assert not re.search("[\u2e80-\u2fdf]", reading.text)
    return reading


FULL = "为完善基层治理体系，提升治理能力，现就有关事项通知如下，请各"  # thirty ideographs: a full line


def test_pdf_joins_the_lines_of_a_paragraph():
    data = pdf([lines(["工作要点", FULL, FULL, "单位执行。", "一、总体要求", FULL, "单位落实。"])])
    assert checked(read_bytes(data, "a.pdf")).text.split("\n") == [
        "工作要点",
        FULL + FULL + "单位执行。",
        "一、总体要求",
        FULL + "单位落实。",
        "",
    ]


def test_pdf_indented_line_begins_a_paragraph():
    ended = FULL[:-1] + "。"
    placed = [*lines([FULL, ended], top=740), *lines([FULL[:-2]], x=84, top=700), *lines(["单位。"], top=680)]
    assert read_bytes(pdf([placed]), "a.pdf").text == f"{FULL}{ended}\n{FULL[:-2]}单位。\n"


def test_pdf_article_in_the_middle_of_a_sentence_is_no_new_paragraph():
    first = FULL[:-4] + "应当依照"
    data = pdf([lines([first, "第十二条规定办理。", "第十三条 本办法自公布之日起施行。"])])
    assert read_bytes(data, "a.pdf").text == f"{first}第十二条规定办理。\n第十三条 本办法自公布之日起施行。\n"


def test_pdf_sentence_goes_on_over_the_page():
    reading = checked(read_bytes(pdf([lines([FULL, FULL]), lines(["单位执行。", "特此通知。"])]), "a.pdf"))
    assert reading.text == f"{FULL}{FULL}单位执行。\n特此通知。\n"
    first, second = reading.pages
    assert reading.text[first.start : first.end] == FULL + FULL
    assert reading.text[second.start :].startswith("单位执行")


def test_pdf_running_heads_and_page_numbers():
    body = ["第一项工作已经完成。", "第二项工作正在进行。"]
    pages = [
        [*lines(body), (200, 810, 9, "某市年度报告 2023"), (290, 30, 9, f"— {number} —")] for number in range(15, 20)
    ]
    reading = checked(read_bytes(pdf(pages), "a.pdf"))
    assert reading.text == "第一项工作已经完成。\n第二项工作正在进行。\n" * 5
    assert [page.label for page in reading.pages] == ["15", "16", "17", "18", "19"]
    assert Notice(NoticeCode.RUNNING_LINES_DROPPED, "10") in reading.notices


def test_pdf_web_print_header_and_footer():
    placed = [
        (30, 825, 8, "2025/12/31 11:58 某页"),
        *lines(["议事会每月召开一次。"]),
        (30, 15, 8, "https://www.example.cn/a.html 1/1"),
    ]
    reading = read_bytes(pdf([placed]), "a.pdf")
    assert reading.text == "议事会每月召开一次。\n"
    assert reading.properties["url"] == "https://www.example.cn/a.html"


def test_pdf_declared_page_labels():
    labels = b"/PageLabels << /Nums [0 << /S /r >> 2 << /S /D /St 1 >>] >>"
    reading = read_bytes(pdf([lines([f"这是其中的一页{n}。"]) for n in "甲乙丙"], catalog=labels), "a.pdf")
    assert [page.label for page in reading.pages] == ["i", "ii", "1"]


def test_pdf_pages_without_text_are_named():
    reading = checked(read_bytes(pdf([lines(["第一页有字。"]), [], lines(["第三页有字。"])]), "a.pdf"))
    assert [page.kind for page in reading.pages] == [PageKind.NATIVE, PageKind.EMPTY, PageKind.NATIVE]
    assert Notice(NoticeCode.EMPTY_PAGE, page=2) in reading.notices
    assert reading.pages[1].start == reading.pages[1].end


def test_pdf_table_rows_stay_lines():
    rows = [[(60, y, 12, "东山街道"), (260, y, 12, "一百二十栋"), (420, y, 12, "九百三十户")] for y in (700, 680, 660)]
    reading = read_bytes(pdf([[placed for row in rows for placed in row]]), "a.pdf")
    assert reading.text == "东山街道 一百二十栋 九百三十户\n" * 3


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_pdf_rotated_page_still_reads(rotate):
    reading = read_bytes(pdf([lines([FULL, "单位执行。"])], rotate=rotate), "a.pdf")
    assert FULL in reading.text
    assert "单位执行。" in reading.text


@pytest.mark.parametrize(
    ("info", "properties"),
    [
        (b"<< /Title (Annual report) /Author (Civil Affairs Bureau) >>", {"title", "author"}),
        (b"<< /Title (Microsoft Word - a.doc) /Author (Administrator) >>", set()),
        (b"<< /Title (untitled) /Author (user) >>", set()),
    ],
)
def test_pdf_properties_that_someone_stated(info, properties):
    reading = read_bytes(pdf([lines(["正文一句。"])], info=info), "a.pdf")
    assert set(reading.properties) == properties


def test_pdf_with_an_empty_password_is_read():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([lines(["只限制了打印。"])])))
    writer.encrypt(user_password="", owner_password="secret", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    assert read_bytes(buffer.getvalue(), "a.pdf").text == "只限制了打印。\n"


def test_radicals_are_repaired_one_for_one():
    assert repair("⼈⺠⻓⻔⻛⻢⻬⻳⼀⾔⿇") == ("人民长门风马齐龟一言麻", 11)
    every = "".join(map(chr, range(0x2E80, 0x2FE0)))
    repaired, count = repair(every)
    assert (len(repaired), count) == (len(every), len(every))
    assert not re.search("[\u2e80-\u2fdf]", repaired)
    assert repair("人民\uf0fc") == ("人民✓", 0)


def test_web_pages_printed_to_pdf(fixtures):
    expected = {
        "百年接力": "2021-05-31 来源：《光明日报》收藏",
        "在博物馆里上好": "12月9日，一堂别开生面的思政课在江苏苏州博物馆开讲。",
        "借智博物馆": "习近平总书记指出，中华民族历史悠久",
        "博物馆奇妙游": "在“5·18”国际博物馆日，北京知识产权法院立案庭党支部",
        "文物见证": '组织"文物见证复兴路，薪火相传赤子心"主题党日活动',
        "新生引航": "传媒博物馆作为国家二级博物馆，这里的丰富展陈",
        "溯历史之源": "政法学院组织全体研究生党员于4月26日开展了",
        "物理学院": "（通讯员曲韵高梓航）",
    }
    for start, whole in expected.items():
        [path] = (fixtures / "pdf").glob(f"{start}*.pdf")
        reading = checked(read(path)[0])
        assert whole in reading.text, path.name
        assert "====" not in reading.text
        title = reading.properties["title"].replace(" ", "")
        assert reading.text.replace(" ", "").startswith(title[:20])


def test_printed_page_numbers_of_a_long_record(fixtures):
    reading = checked(read(fixtures / "pdf" / "traditional_hansard_250p.pdf")[0])
    assert len(re.findall("[\u4e00-\u9fff]", reading.text)) >= 160_000
    assert [page.label for page in reading.pages[:3]] == ["1493", "1494", "1495"]
    assert "一再強調這25個可考慮的填海地點並不是已落實的填海選址清單" in reading.text


def test_hard_pdfs(fixtures):
    folder = fixtures / "pdf"
    assert "全世界无产者，联合起来" in read(folder / "SimFang-variant.pdf")[0].text
    assert "あいうえお" in read(folder / "noembed-identity.pdf")[0].text
    tables = read(folder / "chinese-tables.pdf")[0].text.split("\n")
    assert "4 | 民生银行盐城分行 | 262,000.00 | 88,500.00 | 173,500.00" in tables
    assert "一、发行人历史信用评级情况" in tables


# --- the report --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_notice_has_a_sentence(code):
    said = sentence(Notice(code, "12", page=3))
    assert said.startswith("Page 3: ")
    assert said.endswith(".")
    assert code not in said
    assert "\n" not in said


def test_an_unknown_notice_is_shown_as_it_is():
    assert sentence(Notice("from_the_future", "7")) == "from_the_future 7."


def test_bytes_and_path_agree(tmp_path: Path):
    file = tmp_path / "一.md"
    file.write_text("# 一\n", encoding="utf-8")
    assert read(file)[0] == read_bytes(file.read_bytes(), "一.md")
    assert zipfile.is_zipfile(io.BytesIO(saved(docx.Document())))


@pytest.mark.parametrize(("depth", "whole"), [(300, True), (1500, True), (5000, False)])
def test_a_web_page_that_is_nested_deeply_loses_nothing_without_saying_so(depth, whole):
    article = "".join(f"<p>第{i}段，{SIMPLIFIED}</p>" for i in range(12))
    deep = "<div>" * depth + f"<p>深处的一段。{SIMPLIFIED}</p>" + "</div>" * depth
    page = (
        f"<html><head><title>题名</title></head><body><div>{article}{deep}<p>末段。{SIMPLIFIED}</p></div></body></html>"
    )
    reading = read_bytes(page.encode(), "a.html")
    assert ("深处的一段" in reading.text and "末段" in reading.text) is whole
    assert (NoticeCode.PARTLY_READ in codes(reading)) is not whole
