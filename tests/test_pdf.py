"""PDF beyond running text: tables, outlines, long records, and files that were made to break readers."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import zlib

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_files import lines, pdf, picture_pdf, ruled

from corpus.chunker import chunk
from corpus.errors import ReadError, ReadProblem
from corpus.model import Heading, Notice, NoticeCode, PageKind
from corpus.readers import read, read_bytes
from corpus.readers.pdf import MAX_PAGES
from corpus.readers.pdf_grid import Grid
from corpus.readers.radicals import repair
from corpus.structure import find_outline

SENTENCE = "社区党组织牵头成立议事会，把停车难问题摆到桌面上。"
WHOLE = pdf([lines([SENTENCE])] * 3)


def refused(data: bytes) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "a.pdf")
    assert "\n" not in str(caught.value)
    return caught.value


# --- a record of 250 pages ---------------------------------------------------------------------------------------

# Picked by looking at the pages: physical page, words on it.
SEEN = [
    (12, "當中更是吸引了四萬多名女性加入勞工市場"),
    (12, "我們現在差不多是全民就業"),
    (37, "新加坡則規定旅遊巴士及貨車的車齡期限為20年"),
    (37, "按車輛類別及廢氣排放標準的車輛分布"),
    (59, "發現有關的通道權爭議並無涉及違法的殘疾歧視"),
    (59, "更充分運用鐵路，讓鐵路成為客運系統的骨幹"),
    (83, "約7%的同學已選擇在境外升學"),
    (83, "副學位課程基本入學要求為文憑試5個科目"),
    (105, "這3套短片目前仍在本港5間電視台共37條頻道中播放"),
    (105, "以上播放時間的分配十分合理"),
    (132, "摧毀了原來商場的人情風貌"),
    (132, "其中一隻吸血的大怪獸便是領匯"),
    (160, "車位的收費亦大部分上調了"),
    (160, "受影響的車輛超過500部"),
    (179, "陳鑑林議員起立要求記名表決"),
    (179, "表決鐘會響5分鐘"),
    (202, "委員會最關心的當然是履行《公約》"),
    (202, "那些跨政策局、部門的議題會交給由政務司司長"),
    (223, "他們的聾啞兒童在學校仿如隱形般"),
    (223, "目前融合教育得到的最大效果"),
    (241, "王國興議員就經張超雄議員修正的議案動議的進一步修正案如下"),
]


def test_a_long_record(fixtures):
    reading, _ = read(fixtures / "pdf" / "traditional_hansard_250p.pdf")
    pages = {page.number: reading.text[page.start : page.end] for page in reading.pages}
    assert len(pages) == 250
    assert len(re.findall("[\u4e00-\u9fff]", reading.text)) >= 160_000
    assert [(number, words) for number, words in SEEN if words not in pages[number]] == []
    assert [page.number for page in reading.pages if page.kind is not PageKind.NATIVE] == [248]  # blank, indeed
    assert "歐盟III期 | 17 100 | 9 500 | 500 | 400 | 200 | 2 700 | 1 300" in pages[37].split("\n")
    passages = chunk("d", reading.text, outline=find_outline(reading), pages=reading.pages)
    running = re.compile(r"立法會\s*[—–-]\s*2012年11月21日")
    assert [passage.ordinal for passage in passages if running.search(passage.text)] == []
    assert [page.label for page in reading.pages[:247]] == [str(1493 + index) for index in range(247)]
    assert pages[77].startswith("資歷架構級別主要學習／培訓範疇 | 第一級 | 第二級 | 第三級")


def test_compatibility_ideographs_become_the_ordinary_characters(fixtures):
    assert repair("\uf98e\uf902\ufa08") == ("年車行", 3)
    reading, _ = read(fixtures / "pdf" / "traditional_hansard_250p.pdf")
    assert not re.search("[\uf900-\ufa0d]", reading.text)
    assert Notice(NoticeCode.RADICALS_REPAIRED, "1774") in reading.notices


# --- tables ------------------------------------------------------------------------------------------------------

XS, YS = (60, 160, 360, 500), (720, 690, 640, 610)


def test_cells_of_a_ruled_table_are_one_line_a_row():
    text = [
        *lines(["下表列出各街道的情况。"], top=750),
        (65, 700, 10, "街道"), (165, 700, 10, "做法"), (365, 700, 10, "户数"),
        (65, 670, 10, "东山街道"), (165, 670, 10, "在每个小区设立议事点，由党员"), (165, 655, 10, "轮流值守"),
        (365, 670, 10, "930"), (65, 620, 10, "合计"), (365, 620, 10, "930"),
        *lines(["以上为全部内容。"], top=580),
    ]  # fmt: skip
    reading = read_bytes(pdf([text], drawn=ruled(XS, YS)), "a.pdf")
    assert reading.text.split("\n") == [
        "下表列出各街道的情况。",
        "街道 | 做法 | 户数",
        "东山街道 | 在每个小区设立议事点，由党员轮流值守 | 930",
        "合计 |  | 930",
        "以上为全部内容。",
        "",
    ]


def test_text_that_runs_through_a_file_cell_by_cell_is_cut_at_the_rulings():
    row = [(62, 700, 10, "甲" * 10), (162, 700, 10, "乙" * 19), (362, 700, 10, "丙")]  # cells that touch
    reading = read_bytes(pdf([[*row, (62, 620, 10, "丁")]], drawn=ruled(XS, YS)), "a.pdf")
    assert reading.text == f"{'甲' * 10} | {'乙' * 19} | 丙\n丁\n"


def test_a_cell_over_several_rows_stands_in_the_first():
    drawn = ruled((60, 160, 300), (720, 660)) + b" 160 690 m 300 690 l S"
    text = [(65, 685, 10, "职责"), (165, 700, 10, "受理"), (165, 670, 10, "办结")]
    assert read_bytes(pdf([text], drawn=drawn), "a.pdf").text == "职责 | 受理\n办结\n"


def test_a_form_whose_cell_holds_a_whole_text_keeps_its_paragraphs():
    long = [(165, 700 - 16 * n, 10, "为完善基层治理体系提升治理能力现就有关事项通知如下") for n in range(12)]
    text = [(65, 700, 10, "主要做法"), *long, (65, 480, 10, "单位"), (165, 480, 10, "某区民政局")]
    printed = read_bytes(pdf([text], drawn=ruled((60, 160, 440), (720, 500, 470))), "a.pdf").text.split("\n")
    assert printed[0] == "主要做法"
    assert printed[-2] == "单位 | 某区民政局"
    assert "".join(printed[1:-2]) == "为完善基层治理体系提升治理能力现就有关事项通知如下" * 12


def test_rulings_that_make_no_table_change_nothing():
    text = [lines([SENTENCE] * 4, top=740)]
    framed = read_bytes(pdf(text, drawn=ruled((40, 560), (780, 600))), "a.pdf")
    underlined = read_bytes(pdf(text, drawn=b"60 735 m 400 735 l S 60 600 m 60 500 l S"), "a.pdf")
    assert framed.text == underlined.text == read_bytes(pdf(text), "a.pdf").text


def test_tables_of_a_real_prospectus(fixtures):
    printed = read(fixtures / "pdf" / "chinese-tables.pdf")[0].text.split("\n")
    assert "年份 | 主体信用评级 | 涵义 | 评级机构 | 评级展望" in printed
    assert "11 | 上海银行盐城分行 | 46,265.00 | 46,265.00 | 0.00" in printed
    [row] = [line for line in printed if line.startswith("2021")]
    assert row.endswith("违约风险很低 | 联合资信评估有限公司 | 稳定")


def test_places_in_a_grid():
    grid = Grid((0, 10, 20), (30, 20, 10), ((0, 1), (0, 2)))
    assert [grid.cell_at(x, y) for x, y in ((5, 25), (15, 25), (5, 15), (15, 15))] == [0, 1, 0, 2]
    assert [grid.cell_at(x, y) for x, y in ((-1, 25), (21, 25), (5, 31), (5, 9))] == [None] * 4
    assert list(grid.rows()) == [[0, 1], [2]]


# --- bookmarks ---------------------------------------------------------------------------------------------------

SHORT = "居民议事会每月召开一次。"
BODY = [["总则与目标", SENTENCE, SHORT, "一般规定", SHORT], ["工作要求", SHORT]]


def bookmarked(*titles: tuple[str, int]) -> bytes:
    """Two pages (objects 6 and 8), and bookmarks (10 and following) that lead to them."""
    marks = []
    for index, (title, page) in enumerate(titles):
        following = b"/Next %d 0 R" % (12 + index) if index + 1 < len(titles) else b""
        name = ("\ufeff" + title).encode("utf-16-be").hex().encode()
        marks.append(b"<< /Title <%s> /Parent 10 0 R %s /Dest [%d 0 R /Fit] >>" % (name, following, 6 + 2 * page))
    root = b"<< /Type /Outlines /First 11 0 R /Last %d 0 R /Count %d >>" % (10 + len(titles), len(titles))
    return pdf([lines(page) for page in BODY], catalog=b"/Outlines 10 0 R", more=[root, *marks])


def test_bookmarks_that_the_text_holds_are_the_outline():
    reading = read_bytes(bookmarked(("总则与目标", 0), ("一般 规定", 0), ("工作要求", 1)), "a.pdf")
    assert [heading.title for heading in reading.headings] == ["总则与目标", "一般规定", "工作要求"]
    for heading in reading.headings:
        assert reading.text[heading.start : heading.end] == heading.title
    assert [heading.title for heading in find_outline(reading)] == ["总则与目标", "一般规定", "工作要求"]


@pytest.mark.parametrize(
    "titles",
    [
        [("幻灯片 1", 0), ("幻灯片 2", 1), ("工作要求", 1)],  # most are not in the text
        [("工作要求", 1)],  # one says nothing
        [("社区党组织", 0), ("议事会", 1)],  # words within sentences
    ],
)
def test_bookmarks_that_are_no_headings_are_ignored(titles):
    assert read_bytes(bookmarked(*titles), "a.pdf").headings == ()


def test_bookmarks_in_a_circle():
    looped = bookmarked(("总则与目标", 0), ("工作要求", 1)).replace(b"/Next 12 0 R", b"/Next 11 0 R")
    assert read_bytes(looped, "a.pdf").headings == ()


# --- pages that are more than text -------------------------------------------------------------------------------

RED = zlib.compress(b"\xff\0\0" * 64)


def test_text_behind_a_scan_was_recognised_by_someone_else():
    hidden = picture_pdf((8, 8), RED, placed=[(60, 700, 12, SENTENCE)]).replace(b"BT /F", b"BT 3 Tr /F")
    hidden = hidden.replace(b"/Length", b"/Length ", 1)
    reading = read_bytes(hidden, "a.pdf")
    assert reading.text == SENTENCE + "\n"
    assert reading.pages[0].kind is PageKind.OCR
    assert reading.notices == (Notice(NoticeCode.OCR_LAYER, page=1),)


def test_pages_full_of_text_are_not_recognised_for_a_picture():
    text = lines([SENTENCE] * 14, top=740)
    reading = read_bytes(picture_pdf((8, 8), RED, placed=text), "a.pdf")
    assert reading.pages[0].kind is PageKind.NATIVE
    assert reading.notices == ()


# --- hostile files -----------------------------------------------------------------------------------------------


def test_a_million_declared_pages():
    error = refused(WHOLE.replace(b"/Count 3", b"/Count 1000000"))
    assert error.problem is ReadProblem.TOO_LARGE
    assert error.detail == f"1,000,000 pages declared, the limit is {MAX_PAGES:,}"


@pytest.mark.parametrize("count", [4, 9_999, MAX_PAGES])
def test_pages_that_are_declared_but_not_there_are_counted(count):
    reading = read_bytes(WHOLE.replace(b"/Count 3", b"/Count %d" % count), "a.pdf")
    assert len(reading.pages) == 3
    assert reading.text == f"{SENTENCE}\n" * 3
    assert Notice(NoticeCode.PAGES_MISSING, str(count - 3)) in reading.notices


@pytest.mark.parametrize("kids", [b"[2 0 R 2 0 R 02 0 R]", b"[6 0 R 2 0 R 10 0 R]", b"[99 0 R 8 0 R 98 0 R]"])
def test_page_trees_that_lead_back_or_nowhere(kids):
    try:
        reading = read_bytes(WHOLE.replace(b"[6 0 R 8 0 R 10 0 R]", kids), "a.pdf")
    except ReadError as error:
        assert error.problem in {ReadProblem.DAMAGED, ReadProblem.NO_TEXT}
    else:
        assert SENTENCE in reading.text
        assert len(reading.pages) <= 3


@pytest.mark.parametrize("side", [b"14400", b"100000", b"999999999", b"0", b"-5", b"1e30"])
def test_pages_of_any_size(side):
    try:
        reading = read_bytes(WHOLE.replace(b"0 0 595 842", b"0 0 %s %s" % (side, side)), "a.pdf")
    except ReadError as error:
        assert error.problem is ReadProblem.DAMAGED
    else:
        assert reading.text == f"{SENTENCE}\n" * 3


def test_pictures_that_are_declared_to_be_huge_are_not_looked_at():
    error = refused(picture_pdf((36_000, 36_000), RED))
    assert (error.problem, error.detail) == (
        ReadProblem.NO_TEXT,
        "a picture of 36000 × 36000 pixels is too large to be read",
    )
    reading = read_bytes(picture_pdf((36_000, 36_000), RED, placed=[(60, 700, 12, "附件一。")]), "a.pdf")
    assert reading.text == "附件一。\n"
    assert reading.notices == (Notice(NoticeCode.PICTURE_TOO_LARGE, "36000 × 36000", 1),)


_RENDERED = """
import resource, sys
sys.path[:0] = ["tests"]
import pypdfium2
from pdf_files import picture_pdf
from corpus.readers.pdf_picture import rendered
import zlib
data = picture_pdf((8, 8), zlib.compress(b"\\xff\\0\\0\\0\\0\\xff" * 32), media=(%d, %d))
page = pypdfium2.PdfDocument(data)[0]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
pixels, scale = rendered(page)
print(pixels.size, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is counted in KB on Linux only")
@pytest.mark.parametrize("media", [(14_400, 14_400), (595, 200_000), (200_000, 595), (1, 1)])
def test_a_page_of_any_size_is_rendered_within_bounds(media):
    code = _RENDERED % media
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    size, megabytes = map(int, done.stdout.split())
    assert 0 < size <= 50_000_000
    assert megabytes <= 150


def test_many_references_to_one_page_are_many_pages():
    data = WHOLE.replace(b"[6 0 R 8 0 R 10 0 R] /Count 3", b"[" + b"6 0 R " * 300 + b"] /Count 300")
    assert len(read_bytes(data, "a.pdf").pages) == 300


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.95, 0.99])
def test_truncated_files(share):
    data = pdf([lines([SENTENCE] * 20)] * 5)
    try:
        assert SENTENCE in read_bytes(data[: int(len(data) * share)], "a.pdf").text
    except ReadError as error:
        assert error.problem is ReadProblem.DAMAGED


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_broken_bytes_in_tables_bookmarks_and_pictures(seed):
    chance = random.Random(seed)
    data = bytearray(
        chance.choice(
            [
                pdf([[(65, 700, 10, "甲"), (165, 700, 10, "乙")]], drawn=ruled(XS, YS)),
                bookmarked(("总则与目标", 0), ("工作要求", 1)),
            ]
        )
    )
    for _ in range(chance.randrange(1, 30)):
        data[chance.randrange(10, len(data))] = chance.randrange(256)
    try:
        reading = read_bytes(bytes(data), "a.pdf")
    except ReadError as error:
        assert "\n" not in str(error)
    else:
        assert reading.pages[-1].end == len(reading.text)
        for heading in reading.headings:
            assert isinstance(heading, Heading)
            assert 0 <= heading.start < heading.end <= len(reading.text)
