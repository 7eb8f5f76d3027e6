"""OFD: pages, templates, annotations and seals in reading order, and what hostile files do."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from corpus import ocr
from corpus.errors import ReadError, ReadProblem
from corpus.model import Notice, NoticeCode, PageKind
from corpus.readers import ofd, read, read_bytes, xml_package

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
LINE = "社区党组织牵头成立议事会，把停车难问题摆到桌面上，居民物业商户三方协商"


def text(x: float, y: float, content: str, *, size: float = 4.0, more: str = "", code: str = "") -> str:
    """A text object whose characters are one em wide, its baseline at `y`."""
    steps = f'DeltaX="g {len(content) - 1} {size}"' if len(content) > 1 and "Delta" not in code else ""
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y} 200 {size}" Font="1" Size="{size}" {more}>'
        f'<ofd:TextCode X="0" Y="0" {steps} {code}>{content}</ofd:TextCode></ofd:TextObject>'
    )


def page(*objects: str, template: str = "", box: str = "0 0 210 297") -> str:
    used = f'<ofd:Template TemplateID="{template}"/>' if template else ""
    area = f"<ofd:Area><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:Area>"
    return f"<ofd:Page {NS}>{area}{used}<ofd:Content><ofd:Layer>{''.join(objects)}</ofd:Layer></ofd:Content></ofd:Page>"


def package(
    *pages: str,
    info: str = "",
    common: str = "",
    document: str = "",
    body: str = "",
    parts: dict[str, str | bytes] | None = None,
) -> bytes:
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/P{n}.xml"/>' for n in range(1, len(pages) + 1))
    files: dict[str, str | bytes] = {
        "OFD.xml": f"<ofd:OFD {NS}><ofd:DocBody><ofd:DocInfo>{info}</ofd:DocInfo>"
        f"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{body}</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NS}><ofd:CommonData>{common}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages>{document}</ofd:Document>",
        **{f"Doc_0/Pages/P{number}.xml": content for number, content in enumerate(pages, start=1)},
        **(parts or {}),
    }
    return zipped(files)


def zipped(files: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def refused(data: bytes) -> tuple[ReadProblem, str]:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "a.ofd")
    assert "\n" not in str(caught.value)
    return caught.value.problem, caught.value.detail


def words(*objects: str, **options) -> list[str]:
    return read_bytes(package(page(*objects), **options), "a.ofd").text.rstrip("\n").split("\n")


# --- reading order -----------------------------------------------------------------------------------------------


def test_lines_are_read_from_top_to_bottom_whatever_their_order_in_the_file():
    assert words(text(30, 60, "第三"), text(30, 20, "第一", size=8), text(30, 40, "第二")) == ["第一", "第二", "第三"]


def test_full_lines_are_one_paragraph():
    whole = LINE * 3
    lines = [whole[i : i + 30] for i in range(0, len(whole), 30)]
    objects = [text(30, 30 + 7 * number, line) for number, line in enumerate(lines)]
    assert words(*objects) == [whole]


def test_single_characters_side_by_side_are_one_line():
    objects = [text(30 + 5 * index, 40, char) for index, char in enumerate("建筑工程施工许可证")]
    assert words(*reversed(objects)) == ["建筑工程施工许可证"]


def test_values_of_a_form_stand_behind_the_labels_of_its_template():
    labels = page(text(20, 20, "编号："), text(20, 30, "日期："))
    values = page(text(33, 30.2, "五月"), text(33, 20.2, "甲一"), template="9")
    data = package(
        values,
        common='<ofd:TemplatePage ID="9" BaseLoc="Tpls/T.xml"/>',
        parts={"Doc_0/Tpls/T.xml": labels},
    )
    assert read_bytes(data, "a.ofd").text.split("\n")[:2] == ["编号：甲一", "日期：五月"]


def test_a_value_that_is_printed_into_the_blanks_of_a_label():
    assert (
        words(
            text(20, 40, "年", code='DeltaX="4"'),
            text(40, 40, "　年　　月", size=4),
            text(40, 40, "一", size=4),
            text(52, 40.1, "五", size=4),
        )[0].replace(" ", "")
        == "年一年五月"
    )


def test_two_columns_of_running_text_below_a_title():
    left = [text(20, 40 + 6 * n, f"左{n}" + "社区治理议事协商居民" * 2) for n in range(8)]
    right = [text(115, 40 + 6 * n, f"右{n}" + "社区治理议事协商居民" * 2) for n in range(8)]
    title = text(60, 20, "一个横跨两栏的标题在这里占满整行", size=6)
    found = "".join(words(*[one for pair in zip(left, right, strict=True) for one in pair], title))
    order = [found.index(mark) for mark in ["一个横跨", *(f"左{n}" for n in range(8)), *(f"右{n}" for n in range(8))]]
    assert order == sorted(order)


def test_the_cells_of_a_table_are_read_row_by_row():
    cells = [
        text(20 + 45 * column, 40 + 9 * row, f"{a}行{b}列")
        for column, b in enumerate("甲乙丙丁")
        for row, a in enumerate("一二三四五")
    ]
    assert words(*cells) == [" ".join(f"{row}行{column}列" for column in "甲乙丙丁") for row in "一二三四五"]


def test_the_two_pages_of_a_spread_are_read_one_after_the_other():
    left = [text(20, 40 + 6 * n, f"左{n}" + "社区治理议事协商居民物业三方" * 2) for n in range(9)]
    right = [text(220, 43 + 25 * n, f"右{n}许可证" + "某市某区某街道某社区" * 2) for n in range(3)]
    data = package(page(*[*right, *left], box="0 0 366 260"))
    found = read_bytes(data, "a.ofd").text
    assert found.index("左8") < found.index("右0") < found.index("右2")


def test_matrices_deltas_and_runs():
    scaled = text(30, 20, "甲乙", size=40, more='CTM="0.1 0 0 0.1 0 0"')
    below = text(30, 30, "丙丁")
    assert words(below, scaled) == ["甲乙", "丙丁"]
    apart = text(30, 20, "甲乙丙丁", code='DeltaX="4 g 1 40 4"')  # a jump of ten em between two cells
    assert words(apart) == ["甲乙 丙丁"]
    latin = text(30, 20, "ab", code='DeltaX="9"', size=4)
    assert words(latin) == ["a b"]
    assert ofd.numbers("g 3 2.5 x 1e999 7 g") == [2.5, 2.5, 2.5, 0.0, 0.0, 7.0, 0.0]


def test_vertical_columns_are_read_from_right_to_left():
    columns = ["社区治理纪实甲", "议事协商办法乙", "居民公约全文丙"]
    objects = [
        text(100 - 12 * number, 20, column, code=f'DeltaX="g {len(column) - 1} 0" DeltaY="g {len(column) - 1} 4"')
        for number, column in enumerate(columns)
    ]
    assert words(*reversed(objects)) == columns


def test_a_label_set_downwards_is_one_word():
    label = [text(10, 20 + 5 * index, char) for index, char in enumerate("购买方")]
    assert words(*label, text(30, 20, "名称：某公司"), text(30, 35, "地址：某街")) == [
        "购买方 名称：某公司",
        "地址：某街",
    ]


def test_text_printed_twice_to_look_bold_is_read_once():
    assert words(text(30, 20, "标题一行"), text(30.1, 20.1, "标题一行"), text(30, 40, "标题一行")) == [
        "标题一行",
        "标题一行",
    ]


def test_composite_objects_stand_where_they_are_placed():
    unit = (
        f'<ofd:CompositeGraphicUnit ID="7"><ofd:Content>{text(0, 0, "单元")}</ofd:Content></ofd:CompositeGraphicUnit>'
    )
    resources = f"<ofd:Res {NS}><ofd:CompositeGraphicUnits>{unit}</ofd:CompositeGraphicUnits></ofd:Res>"
    low = '<ofd:CompositeObject ResourceID="7" Boundary="30 80 9 9" CTM="1 0 0 1 0 0"/>'
    assert words(
        low,
        text(30, 50, "之前"),
        '<ofd:PageBlock><ofd:CompositeObject ResourceID="none"/></ofd:PageBlock>',
        common="<ofd:DocumentRes>R.xml</ofd:DocumentRes>",
        parts={"Doc_0/R.xml": resources},
    ) == ["之前", "单元"]


# --- what is not the text of the page ----------------------------------------------------------------------------


def annotated(*notes: str) -> dict[str, object]:
    listing = (
        f'<ofd:Annotations {NS}><ofd:Page PageID="1"><ofd:FileLoc>A.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>'
    )
    return {
        "document": "<ofd:Annotations>Annots.xml</ofd:Annotations>",
        "parts": {"Doc_0/Annots.xml": listing, "Doc_0/A.xml": f"<ofd:PageAnnot {NS}>{''.join(notes)}</ofd:PageAnnot>"},
    }


def note(kind: str, *objects: str, more: str = "") -> str:
    drawn = f'<ofd:Appearance Boundary="0 0 210 297">{"".join(objects)}</ofd:Appearance>'
    return f'<ofd:Annot Type="{kind}" {more}>{drawn}</ofd:Annot>'


def test_watermarks_are_counted_not_read():
    turned = 'CTM="0.7 0.7 -0.7 0.7 0 {}"'
    marks = [text(10, 10, "保密资料", more=turned.format(50 * number)) for number in range(5)]
    options = annotated(note("Stamp", *marks), note("Watermark", text(50, 80, "内部使用")))
    data = package(page(text(30, 20, "正文")), **options)
    reading = read_bytes(data, "a.ofd")
    assert reading.text == "正文\n"
    assert reading.notices == (Notice(NoticeCode.WATERMARKS_DROPPED, "6"),)
    alone = read_bytes(package(page(), **options), "a.ofd")  # where there is nothing else, they are what can be read
    assert alone.text.split() == ["保密资料", "内部使用"]


def test_annotations_that_say_something_are_read_and_hidden_ones_are_not():
    options = annotated(
        note("Stamp", text(30, 90, "收文第5号")), note("Stamp", text(30, 99, "不可见"), more='Visible="false"')
    )
    assert words(text(30, 20, "正文"), **options) == ["正文", "收文第5号"]


def test_text_that_is_not_shown_is_counted_unless_it_lies_over_a_scan():
    hidden = text(30, 20, "不显示的字", more='Visible="false"')
    reading = read_bytes(package(page(text(30, 40, "正文"), hidden)), "a.ofd")
    assert reading.text == "正文\n"
    assert Notice(NoticeCode.HIDDEN_TEXT, "5", page=1) in reading.notices
    picture = '<ofd:ImageObject Boundary="0 0 210 297" ResourceID="3"/>'
    scan = read_bytes(package(page(picture, text(30, 20, "扫描件的文字层", more='Alpha="0"'))), "a.ofd")
    assert (scan.text, scan.pages[0].kind) == ("扫描件的文字层\n", PageKind.OCR)
    assert scan.notices == (Notice(NoticeCode.OCR_LAYER, page=1),)


def test_a_page_that_is_a_picture_is_recognised(fixtures):
    pypdfium2 = pytest.importorskip("pypdfium2")
    if not ocr.available():
        pytest.skip("the packages that recognise text are not installed")
    document = pypdfium2.PdfDocument(fixtures / "scanned" / "moe_simplified_2p.pdf")
    drawn = io.BytesIO()
    document[1].render(scale=1.5).to_pil().convert("L").save(drawn, "PNG")
    document.close()
    media = '<ofd:MultiMedia ID="3" Type="Image"><ofd:MediaFile>scan.png</ofd:MediaFile></ofd:MultiMedia>'
    data = package(
        page(text(30, 20, "第一页有字")),
        page('<ofd:ImageObject Boundary="0 0 210 297" ResourceID="3"/>'),
        common="<ofd:DocumentRes>R.xml</ofd:DocumentRes>",
        parts={
            "Doc_0/R.xml": f'<ofd:Res {NS} BaseLoc="Res"><ofd:MultiMedias>{media}</ofd:MultiMedias></ofd:Res>',
            "Doc_0/Res/scan.png": drawn.getvalue(),
        },
    )
    reading = read_bytes(data, "a.ofd")
    assert [one.kind for one in reading.pages] == [PageKind.NATIVE, PageKind.OCR]
    assert {notice.page for notice in reading.notices} == {2}
    truth = (fixtures / "scanned" / "moe_simplified_2p.truth.txt").read_text(encoding="utf-8")
    han = [char for char in reading.text[reading.pages[1].start :] if "\u4e00" <= char <= "\u9fff"]
    assert len(han) > 100
    assert sum((Counter(han) - Counter(truth)).values()) < 0.05 * len(han)


def test_glyphs_without_codes_are_reported_as_not_readable():
    pages = page(text(30, 20, "\xa4" * 12)), page(text(30, 20, "第二页可以读"))
    reading = read_bytes(package(*pages), "a.ofd")
    assert [one.kind for one in reading.pages] == [PageKind.GARBLED, PageKind.NATIVE]
    assert reading.notices == (Notice(NoticeCode.GARBLED_PAGE, page=1),)


def test_running_heads_stay_where_they_first_stand():
    pages = [
        page(text(30, 10, "某市社区治理条例"), text(30, 40, f"第{n}页的正文"), text(100, 290, f"— {n} —"))
        for n in range(1, 6)
    ]
    reading = read_bytes(package(*pages), "a.ofd")
    assert reading.text.count("某市社区治理条例") == 1
    assert Notice(NoticeCode.RUNNING_LINES_DROPPED, "9") in reading.notices
    assert [f"第{n}页的正文" in reading.text[one.start : one.end] for n, one in enumerate(reading.pages, 1)] == [
        True
    ] * 5


# --- the file ----------------------------------------------------------------------------------------------------


def test_pages_follow_one_another_and_a_paragraph_goes_on_overleaf():
    rows = [text(30, 30 + 7 * n, LINE[:34]) for n in range(30)]
    reading = read_bytes(package(page(*rows), page(text(30, 30, "续到下一页的结尾。"))), "a.ofd")
    assert reading.pages[0].end == reading.pages[1].start
    assert reading.text[reading.pages[0].end - 1] != "\n"
    assert reading.text[reading.pages[1].start :] == "续到下一页的结尾。\n"


def test_what_the_file_says_about_itself():
    info = (
        "<ofd:Title>社区治理办法</ofd:Title><ofd:Author>民政局</ofd:Author>"
        "<ofd:CreationDate>2021-05-18 09:00:00</ofd:CreationDate>"
    )
    assert read_bytes(package(page(text(9, 9, "正文")), info=info), "a.ofd").properties == {
        "title": "社区治理办法",
        "author": "民政局",
        "created_on": "2021-05-18",
    }
    dull = "<ofd:Title>未命名</ofd:Title><ofd:Author>Administrator</ofd:Author>"
    assert read_bytes(package(page(text(9, 9, "正文")), info=dull), "a.ofd").properties == {}


def test_the_outline_points_at_the_lines_that_it_names():
    def entry(title: str, number: int, inner: str = "") -> str:
        goal = f'<ofd:Actions><ofd:Action><ofd:Goto><ofd:Dest PageID="{number}"/></ofd:Goto></ofd:Action></ofd:Actions>'
        return f'<ofd:OutlineElem Title="{title}">{goal}{inner}</ofd:OutlineElem>'

    outline = entry("第一章 总则", 1, entry("第一条", 1)) + entry("第二章", 2) + entry("没有的标题", 2)
    pages = (
        page(text(30, 20, "第一章总则"), text(30, 30, "第一条"), text(30, 40, "正文")),
        page(text(30, 20, "第二章"), text(30, 40, "第一条")),
    )
    reading = read_bytes(package(*pages, document=f"<ofd:Outlines>{outline}</ofd:Outlines>"), "a.ofd")
    assert [(h.level, reading.text[h.start : h.end]) for h in reading.headings] == [
        (1, "第一章总则"),
        (2, "第一条"),
        (1, "第二章"),
    ]


def test_several_documents_in_one_file_follow_one_another():
    data = package(page(text(9, 9, "第一份")))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    body = b"<ofd:DocBody><ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    files["OFD.xml"] = files["OFD.xml"].replace(b"</ofd:OFD>", body)
    files["Doc_1/Document.xml"] = files["Doc_0/Document.xml"]
    files["Doc_1/Pages/P1.xml"] = page(text(9, 9, "第二份")).encode()
    reading = read_bytes(zipped(files), "a.ofd")
    assert reading.text == "第一份\n第二份\n"
    assert [one.number for one in reading.pages] == [1, 2]


def der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x82]) + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def seal(name: str, picture: bytes = b"") -> bytes:
    header = der(0x30, der(0x16, b"ES") + der(0x02, b"\4") + der(0x16, b"VENDOR"))
    properties = der(0x30, der(0x02, b"\1") + der(0x0C, name.encode()) + der(0x02, b"\1"))
    drawn = der(0x30, der(0x16, b"ofd") + der(0x04, picture)) if picture else b""
    return der(0x30, der(0x30, header + der(0x16, b"ID1") + properties + drawn))


def sealed(data: bytes) -> bytes:
    signature = (
        f'<ofd:Signature {NS}><ofd:SignedInfo><ofd:StampAnnot ID="1" PageRef="2"/>'
        "<ofd:Seal><ofd:BaseLoc>S.esl</ofd:BaseLoc></ofd:Seal></ofd:SignedInfo></ofd:Signature>"
    )
    listing = f'<ofd:Signatures {NS}><ofd:Signature ID="1" BaseLoc="/Signs/S.xml"/></ofd:Signatures>'
    return package(
        page(text(9, 9, "第一页")),
        page(text(9, 9, "第二页")),
        body="<ofd:Signatures>Signs/Ss.xml</ofd:Signatures>",
        parts={"Signs/Ss.xml": listing, "Signs/S.xml": signature, "Signs/S.esl": data},
    )


def test_a_seal_is_named_on_its_page_and_what_it_prints_is_read():
    reading = read_bytes(sealed(seal("某市民政局")), "a.ofd")
    assert reading.notices == (Notice(NoticeCode.SEAL, "某市民政局", page=2),)
    assert reading.text == "第一页\n第二页\n"
    drawn = package(page(text(5, 5, "民政局专用章"), box="0 0 40 40"))
    assert read_bytes(sealed(seal("某市民政局", drawn)), "a.ofd").text == "第一页\n第二页\n民政局专用章\n"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=80), st.integers(0, 60))
def test_a_damaged_seal_loses_no_page(noise, place):
    data = seal("某市民政局")
    reading = read_bytes(sealed(data[:place] + noise + data[place + len(noise) :]), "a.ofd")
    assert reading.text.startswith("第一页\n第二页\n")


def test_attachments_are_named():
    names = '<ofd:Attachment Name="附表" Format="xlsx"/><ofd:Attachment Name="b.pdf"/>'
    listing = f"<ofd:Attachments {NS}>{names}</ofd:Attachments>"
    data = package(
        page(text(9, 9, "正文")),
        document="<ofd:Attachments>At.xml</ofd:Attachments>",
        parts={"Doc_0/At.xml": listing},
    )
    assert read_bytes(data, "a.ofd").notices == (Notice(NoticeCode.ATTACHMENTS, "附表.xlsx、b.pdf"),)


# --- real files --------------------------------------------------------------------------------------------------


def raw_pages(data: bytes) -> list[Counter[str]]:
    """The characters of all text codes that each page shows, straight from the XML, annotations apart."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    root = etree.fromstring(archive.read("OFD.xml"))
    document = root.findtext(".//{*}DocRoot")
    base = document.rpartition("/")[0] + "/"
    tree = etree.fromstring(archive.read(document))
    templates = {t.get("ID"): t.get("BaseLoc") for t in tree.iterfind(".//{*}TemplatePage")}
    units = {}
    for kind in ("PublicRes", "DocumentRes"):
        for resource in tree.iterfind(f".//{{*}}{kind}"):
            if base + resource.text in archive.namelist():
                found = etree.fromstring(archive.read(base + resource.text))
                units |= {unit.get("ID"): unit for unit in found.iterfind(".//{*}CompositeGraphicUnit")}

    def shown(element) -> str:
        own = "".join("".join(code.itertext()) for code in element.iterfind(".//{*}TextCode"))
        used = (units.get(found.get("ResourceID")) for found in element.iterfind(".//{*}CompositeObject"))
        return own + "".join(shown(unit) for unit in used if unit is not None)

    pages = []
    for one in tree.iterfind("{*}Pages/{*}Page"):
        content = etree.fromstring(archive.read(base + one.get("BaseLoc")))
        used = [templates[t.get("TemplateID")] for t in content.iterfind("{*}Template")]
        below = "".join(shown(etree.fromstring(archive.read(base + name))) for name in used)
        pages.append(Counter("".join((shown(content) + below).split())))
    return pages


# Characters of the raw XML that are not in the text, by file and page, and why.
DROPPED = {
    ("draw_param_ref.ofd", 3): 35,  # the title and the foot of the list, which page 2 has already
    ("draw_param_ref.ofd", 4): 35,
    ("draw_param_ref.ofd", 5): 35,
    ("y.ofd", 1): 2,  # page numbers
    ("y.ofd", 2): 2,
    ("y.ofd", 3): 2,
    ("zsbk.ofd", 2): 148,  # printed twice on one spot
}
NAMES = [
    "20240531141733.ofd",
    "SignScaleError.ofd",
    "ano.ofd",
    "draw_param_ref.ofd",
    "helloworld.ofd",
    "pattern类型.ofd",
    "testImageNotFound.ofd",
    "testPathClip.ofd",
    "y.ofd",
    "zsbk.ofd",
    "发票监制章-数科.ofd",
    "文字横向-数科.ofd",
]


@pytest.mark.parametrize("name", NAMES)
def test_every_character_of_a_real_file_is_read(fixtures, name):
    reading, data = read(fixtures / "ofd" / name)
    pages = raw_pages(data)
    assert len(pages) == len(reading.pages)
    for one, raw in zip(reading.pages, pages, strict=True):
        missing = raw - Counter(reading.text[one.start : one.end])
        assert missing.total() == DROPPED.get((name, one.number), 0), (one.number, missing)
        assert one.kind is PageKind.NATIVE


@pytest.mark.parametrize(
    ("name", "page_number", "phrases"),
    [
        (
            "y.ofd",
            1,
            ["勇立潮头 真抓实干\n建设新时代海关数字档案室\n", "因此，顺应数字化、规范化、智能化的发展趋势"],
        ),
        ("y.ofd", 2, ["在完成文书档案全文数字化的基础上", "3.存量数字化战略\n"]),
        ("zsbk.ofd", 1, ["编号420000202012394121", "发证日期2020年10月9日", "建设单位 中华安保有限公司"]),
        ("20240531141733.ofd", 1, ["开票日期：2024年05月28日", "购买方信息 名称：海南麒麟云服科技有限公司"]),
        ("draw_param_ref.ofd", 1, ["校验码：03272875819686271285", "开票人：李大山", "全国统一发票监制章"]),
        ("testImageNotFound.ofd", 2, ["探 矿 权人：test123", "2022 年 11 月 01 日"]),
        ("pattern类型.ofd", 1, ["信息系统密码应用测评要求\n"]),
        ("发票监制章-数科.ofd", 1, ["全国统一发票监制章"]),
    ],
)
def test_phrases_of_real_files_stand_in_reading_order(fixtures, name, page_number, phrases):
    reading, _ = read(fixtures / "ofd" / name)
    one = reading.pages[page_number - 1]
    for phrase in phrases:
        assert phrase in reading.text[one.start : one.end]


# --- damaged or hostile ------------------------------------------------------------------------------------------

WHOLE = package(page(text(30, 20, "第一行"), text(30, 30, "第二行")), page(text(30, 20, "第二页")))


def without(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        return zipped({member: archive.read(member) for member in archive.namelist() if member != name})


def test_a_missing_page_is_reported_and_the_others_are_read():
    reading = read_bytes(without("Doc_0/Pages/P1.xml"), "a.ofd")
    assert reading.text == "第二页\n"
    assert reading.notices == (Notice(NoticeCode.PAGE_MISSING, page=1),)
    assert [one.kind for one in reading.pages] == [PageKind.EMPTY, PageKind.NATIVE]


@pytest.mark.parametrize("data", [WHOLE[:-60], WHOLE[:300], without("Doc_0/Document.xml"), package()])
def test_damaged_files_are_refused(data):
    assert refused(data)[0] is ReadProblem.DAMAGED


def test_nothing_to_read():
    assert refused(package(page()))[0] is ReadProblem.NO_TEXT
    assert refused(package("no xml", "<x"))[0] is ReadProblem.DAMAGED


@pytest.mark.parametrize("part", ["OFD.xml", "Doc_0/Document.xml", "Doc_0/Pages/P1.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(part, encoding):
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "哈"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    problem, detail = refused(zipped({"OFD.xml": "<x/>"} | rebuilt(part, bomb.encode(encoding))))
    assert problem is ReadProblem.DAMAGED
    assert detail == f"{part} defines its own entities"


def rebuilt(part: str, content: bytes) -> dict[str, str | bytes]:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        return {name: content if name == part else archive.read(name) for name in archive.namelist()}


def test_parts_that_unpack_to_far_more_than_they_weigh_are_refused():
    bomb = page(text(9, 9, "正文")).encode() + b" " * 30_000_000
    data = zipped(rebuilt("Doc_0/Pages/P1.xml", bomb))
    assert len(data) < 100_000
    assert refused(data)[0] is ReadProblem.TOO_LARGE


def test_composites_within_themselves_and_within_one_another_end(monkeypatch):
    inner = "".join(f'<ofd:CompositeObject ResourceID="{n}"/>' for n in range(10))
    units = "".join(
        f'<ofd:CompositeGraphicUnit ID="{n}"><ofd:Content>{inner}{text(0, 9 * n, "字")}</ofd:Content>'
        "</ofd:CompositeGraphicUnit>"
        for n in range(10)
    )
    resources = f"<ofd:Res {NS}>{units}</ofd:Res>"
    monkeypatch.setattr(ofd.Limits.__init__, "__defaults__", (20_000, 10_000, False))
    data = package(
        page(text(30, 200, "正文"), '<ofd:CompositeObject ResourceID="0"/>'),
        common="<ofd:PublicRes>R.xml</ofd:PublicRes>",
        parts={"Doc_0/R.xml": resources},
    )
    reading = read_bytes(data, "a.ofd")
    assert "正文" in reading.text
    assert any(notice.code == NoticeCode.PARTLY_READ for notice in reading.notices)


def test_a_page_named_a_million_times_is_read_within_limits(monkeypatch):
    monkeypatch.setattr(xml_package, "_MAX_ALL_XML", 1_000_000)
    listed = '<ofd:Page ID="1" BaseLoc="Pages/P1.xml"/>' * 20_000
    with zipfile.ZipFile(io.BytesIO(package(page(text(9, 9, "正文"))))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["Doc_0/Document.xml"] = files["Doc_0/Document.xml"].replace(
        b"</ofd:Pages>", listed.encode() + b"</ofd:Pages>"
    )
    assert refused(zipped(files))[0] is ReadProblem.TOO_LARGE


def test_names_that_lead_out_of_the_file_lead_nowhere():
    data = zipped(rebuilt("OFD.xml", b"<OFD><DocBody><DocRoot>../../../etc/passwd</DocRoot></DocBody></OFD>"))
    assert refused(data)[0] is ReadProblem.DAMAGED


def test_an_encrypted_container():
    data = bytearray(WHOLE)
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(magic)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(magic, place + 4)
    assert refused(bytes(data))[0] is ReadProblem.ENCRYPTED


@settings(max_examples=150, deadline=None)
@given(st.binary(min_size=1, max_size=300), st.floats(0, 1))
def test_a_file_damaged_anywhere_is_read_or_refused(noise, place):
    at = int(place * len(WHOLE))
    for data in (WHOLE[:at] + noise + WHOLE[at + len(noise) :], b"PK\x03\x04" + noise):
        with contextlib.suppress(ReadError):
            ofd.read(data, "a.ofd")


ATTRIBUTE = st.text("0123456789.- gGeE+x,", max_size=20)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(ATTRIBUTE, ATTRIBUTE, ATTRIBUTE, ATTRIBUTE, st.sampled_from("字aé\xa4")), min_size=1, max_size=5)
)
def test_any_geometry_is_read(objects):
    drawn = "".join(
        f'<ofd:TextObject Boundary="{box}" CTM="{ctm}" Size="{size}"><ofd:TextCode X="1" Y="2" DeltaX="{delta}">'
        f"{char * 3}</ofd:TextCode></ofd:TextObject>"
        for box, ctm, size, delta, char in objects
    )
    reading = ofd.read(package(page(drawn, text(9, 250, "正文"))), "a.ofd")
    assert "正文" in reading.text.replace(" ", "").replace("\n", "")
    assert reading.pages[0].end == len(reading.text)
