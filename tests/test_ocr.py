"""Text in pictures: recognised, put in order, marked as such to the citation, and never a reason to break down."""

from __future__ import annotations

import io
import re
import struct
import subprocess
import sys
import zlib
from datetime import date

import numpy as np
import PIL.Image
import PIL.ImageOps
import pypdfium2
import pytest
from conftest import ROOT
from pdf_files import lines, pdf, picture_pdf
from rapidfuzz.distance import Levenshtein

from corpus import ocr
from corpus.catalog import Catalog
from corpus.errors import ReadError, ReadProblem
from corpus.ingest import read_file, read_upload
from corpus.model import Notice, NoticeCode, PageKind
from corpus.readers import read, read_bytes
from corpus.readers.pdf_lines import Line
from corpus.readers.pdf_order import in_reading_order
from corpus.readers.pdf_scan import leaf_of_scan
from corpus.report import sentence
from search.citation import Style, cite, locator_text
from search.hits import citation_of

NOTICE = ("关于加强社区议事工作的通知", "各街道办事处：", "居民议事会每月召开一次，研究停车、绿化等事项。")


def page_picture(dpi: int = 150, texts=NOTICE) -> PIL.Image.Image:
    """A page as a scanner sees it: PDFium draws it with the font that the system has for STSong."""
    document = pypdfium2.PdfDocument(pdf([lines(list(texts), size=16, step=30)]))
    bottom = 842 - 60 - max(300, 30 * len(texts) + 120)
    image = document[0].render(scale=dpi / 72, crop=(0, bottom, 0, 60)).to_pil().convert("RGB")
    document.close()
    if np.asarray(image).min() > 128:
        pytest.skip("there is no Chinese font to draw a page with")
    return image


def scan(image: PIL.Image.Image, **options) -> bytes:
    media = (595, round(595 * image.height / image.width))
    return picture_pdf(image.size, zlib.compress(image.tobytes()), media=media, **options)


def saved(image: PIL.Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def codes(reading):
    return [notice.code for notice in reading.notices]


# --- what is on a picture ----------------------------------------------------------------------------------------


def error_rate(found: str, truth: str) -> float:
    """Insertions, deletions and substitutions (Levenshtein) over the characters of the truth.

    White space does not count, nor do rules drawn with ====, which are no text.
    """
    found, truth = (re.sub(r"\s|=", "", text) for text in (found, truth))
    return Levenshtein.distance(found, truth) / len(truth)


def test_character_error_rate_of_a_scan(fixtures):
    reading, _ = read(fixtures / "scanned" / "moe_simplified_2p.pdf")
    truth = (fixtures / "scanned" / "moe_simplified_2p.truth.txt").read_text(encoding="utf-8")
    assert error_rate(reading.text, truth) <= 0.03
    assert [page.kind for page in reading.pages] == [PageKind.OCR, PageKind.OCR]
    assert "经久不息。当天中午起，在学校党委领导下，全校各级党组织及时组织学习" in reading.text  # two lines, joined
    assert codes(reading) == [NoticeCode.OCR_PAGE, NoticeCode.OCR_PAGE]


def test_native_and_scanned_pages_in_one_file(fixtures):
    reading, _ = read(fixtures / "scanned" / "direct_and_image.pdf")
    assert [page.kind for page in reading.pages] == [PageKind.NATIVE, PageKind.OCR]
    native, scanned = (reading.text[page.start : page.end] for page in reading.pages)
    assert "Scene text detection and recognition has received increasing research attention." in native
    left, right = scanned.index("Innovation in offensive"), scanned.index("cyberattacks that are invisible")
    assert left < scanned.index("current day. The war in Ukraine has pitted offensive") < right  # column by column


def test_pictures_on_a_page_that_has_text(fixtures):
    reading, _ = read(fixtures / "scanned" / "ocr_test.pdf")
    assert reading.text.split() == ["我是文字", "横向文本框", "English", "text", "竖向文本框"]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_scans_that_lie_on_their_side_or_upside_down(turn):
    reading = read_bytes(scan(page_picture().rotate(turn, expand=True)), "a.pdf")
    assert reading.text.split("\n")[:3] == list(NOTICE)


def test_a_stamp_over_a_scan_stays_as_it_is():
    stamp = "密级编号：三七二一"
    reading = read_bytes(scan(page_picture(), placed=[(380, 6, 12, stamp)]), "a.pdf")
    assert reading.pages[0].kind is PageKind.OCR
    assert [line for line in reading.text.split("\n") if line] == [*NOTICE, stamp]


def test_garbled_pages_are_recognised(fixtures):
    [path] = (fixtures / "pdf").glob("GMT*.pdf")
    alone = _page_alone(path, 3)
    reading = read_bytes(alone, "a.pdf")
    assert reading.pages[0].kind is PageKind.OCR
    assert "本标准由密码行业标准化技术委员会提出并归口。" in reading.text


def _page_alone(path, index: int) -> bytes:
    whole, single = pypdfium2.PdfDocument(path), pypdfium2.PdfDocument.new()
    single.import_pages(whole, [index])
    buffer = io.BytesIO()
    single.save(buffer)
    single.close()
    whole.close()
    return buffer.getvalue()


def test_a_picture_without_text_is_an_empty_page():
    assert ocr.recognise(np.full((600, 400, 3), 255, np.uint8)).lines == ()
    slope = np.linspace(0, 255, 400, dtype=np.uint8)[None, :, None].repeat(500, 0).repeat(3, 2)
    with pytest.raises(ReadError) as caught:
        read_bytes(scan(PIL.Image.fromarray(slope)), "a.pdf")
    assert caught.value.problem is ReadProblem.NO_TEXT


def test_pages_that_are_hard_to_read_are_named():
    line = ocr.TextLine("文字模糊不清", 10, 10, 160, 40, 0.71)
    leaf = leaf_of_scan(ocr.Recognised((line,), 600, 800, 0.71), 1.0, 7)
    assert leaf.notices == (Notice(NoticeCode.OCR_UNSURE, "71", 7),)
    assert sentence(leaf.notices[0]).startswith("Page 7: The text was recognised from a picture that is hard to read")


@pytest.mark.parametrize(
    ("printed", "cleaned"),
    [
        ("强国有我!", "强国有我！"),
        ("来源:《光明日报》", "来源：《光明日报》"),
        ("电话：（010)64275323", "电话：（010）64275323"),
        ("清华园—清华党史", "清华园——清华党史"),
        ("杨学诚、蒋南翔…这些", "杨学诚、蒋南翔……这些"),
        ("12:30, at (3.5)", "12:30, at (3.5)"),
        ("GB/T 9704-2012", "GB/T 9704-2012"),
    ],
)
def test_chinese_punctuation(printed, cleaned):
    assert ocr.clean(printed) == cleaned


# --- image files -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "suffix", "media"),
    [
        ("PNG", "png", "image/png"),
        ("JPEG", "jpg", "image/jpeg"),
        ("WEBP", "webp", "image/webp"),
        ("BMP", "bmp", "image/bmp"),
    ],
)
def test_image_files(kind, suffix, media):
    reading = read_bytes(saved(page_picture(), kind), f"a.{suffix}")
    assert (reading.reader, reading.media_type) == ("image", media)
    assert reading.text.split("\n")[:3] == list(NOTICE)
    assert codes(reading) == [NoticeCode.OCR_PAGE]


def test_tiff_of_several_pages():
    second = page_picture(texts=("第二页还有内容。",))
    blank = PIL.Image.new("1", (800, 1100), 1)
    data = saved(page_picture().convert("L"), "TIFF", save_all=True, append_images=[second.convert("L"), blank])
    reading = read_bytes(data, "a.tif")
    assert [page.kind for page in reading.pages] == [PageKind.OCR, PageKind.OCR, PageKind.EMPTY]
    assert reading.text[reading.pages[1].start :] == "第二页还有内容。\n"
    assert codes(reading) == [NoticeCode.OCR_PAGE, NoticeCode.OCR_PAGE, NoticeCode.EMPTY_PAGE]


def test_transparent_and_turned_images():
    image = page_picture()
    clear = PIL.Image.new("RGBA", image.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=PIL.ImageOps.invert(image.convert("L")))
    assert read_bytes(saved(clear, "PNG"), "a.png").text.split("\n")[:3] == list(NOTICE)
    exif = PIL.Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    turned = saved(image.rotate(90, expand=True), "JPEG", exif=exif)
    assert read_bytes(turned, "a.jpg").text.split("\n")[:3] == list(NOTICE)


def test_a_long_screenshot_is_read_to_its_end_once():
    image = page_picture(dpi=72, texts=[f"第{n}项：社区议事会讨论的事情。" for n in "一二三四五六七八九"])
    strip = image
    long = PIL.Image.new("RGB", (strip.width, strip.height * 6), "white")
    for number in range(6):
        long.paste(strip, (0, number * strip.height))
    text = read_bytes(saved(long, "PNG"), "a.png").text
    assert [text.count(f"第{n}项") for n in "一二三四五六七八九"] == [6] * 9


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif"])
def test_damaged_images(suffix):
    kind = {"png": "PNG", "jpg": "JPEG", "tif": "TIFF"}[suffix]
    whole = saved(PIL.Image.new("RGB", (300, 200), "white"), kind)
    for data in (whole[:40], whole[: len(whole) // 2]):
        with pytest.raises(ReadError) as caught:
            read_bytes(data, f"a.{suffix}")
        assert caught.value.problem in {ReadProblem.DAMAGED, ReadProblem.NO_TEXT}
        assert "\n" not in str(caught.value)


def huge_png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(36_000, 36_000), (2**31 - 1, 2**31 - 1), (11_000, 11_000)])
def test_an_image_that_says_it_is_huge_is_refused_before_it_is_decoded(size):
    with pytest.raises(ReadError) as caught:
        read_bytes(huge_png(*size), "a.png")
    assert caught.value.problem is ReadProblem.TOO_LARGE


# --- without the packages ----------------------------------------------------------------------------------------


@pytest.fixture
def without_ocr(monkeypatch):
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    ocr._engine.cache_clear()
    yield
    ocr._engine.cache_clear()


@pytest.mark.usefixtures("without_ocr")
def test_without_the_packages_scans_are_refused_with_what_to_install():
    blank = PIL.Image.new("RGB", (60, 80), "red")
    for data, name in ((scan(blank), "a.pdf"), (saved(blank, "PNG"), "a.png")):
        with pytest.raises(ReadError, match="install rapidocr and onnxruntime") as caught:
            read_bytes(data, name)
        assert caught.value.problem is ReadProblem.NO_TEXT


@pytest.mark.usefixtures("without_ocr")
def test_without_the_packages_text_beside_pictures_is_read_and_the_page_named():
    picture = scan(PIL.Image.new("RGB", (60, 80), "red"), placed=[(60, 700, 12, "附件一。")])
    reading = read_bytes(picture, "a.pdf")
    assert reading.text == "附件一。\n"
    assert [(notice.code, notice.page) for notice in reading.notices] == [(NoticeCode.OCR_MISSING, 1)]


def test_searching_imports_none_of_it():
    code = "import search.__main__, sys; print({'rapidocr', 'onnxruntime', 'cv2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# --- order -------------------------------------------------------------------------------------------------------


def placed(text: str, x: float, y: float, width: float = 200.0) -> Line:
    return Line(text, x, x + width, y, 10.0)


def test_columns_are_read_one_after_the_other():
    left = [placed(f"左{n}", 50, 700 - 15 * n) for n in range(8)]
    right = [placed(f"右{n}", 300, 700 - 15 * n) for n in range(8)]
    title, foot = placed("题", 50, 760, 450), placed("脚", 50, 560, 450)
    mixed = [line for pair in zip(left, right, strict=True) for line in pair]
    assert in_reading_order([*mixed, foot, title]) == (title, *left, *right, foot)


def test_three_columns():
    columns = [[placed(f"{x}-{n}", x, 700 - 15 * n, 150) for n in range(6)] for x in (40, 210, 380)]
    mixed = [line for row in zip(*columns, strict=True) for line in row]
    assert in_reading_order(mixed) == tuple(line for column in columns for line in column)


def test_cells_of_a_table_are_read_across():
    rows = [[placed(f"{n}{x}", x, 700 - 20 * n, 40) for x in (50, 200, 350)] for n in range(5)]
    mixed = [line for column in zip(*rows, strict=True) for line in column]
    assert in_reading_order(mixed) == tuple(line for row in rows for line in row)


def test_every_line_is_read_once():
    some = [placed(str(n), 37 * n % 400, 53 * n % 700, 20 + 71 * n % 300) for n in range(60)]
    assert sorted(line.text for line in in_reading_order(some)) == sorted(line.text for line in some)
    assert in_reading_order([]) == ()


# --- to the citation ---------------------------------------------------------------------------------------------


def test_citations_say_that_the_words_were_recognised(tmp_path):
    path = tmp_path / "扫描件.pdf"
    path.write_bytes(scan(page_picture()))
    entry = read_file(path)
    assert all(passage.locator.ocr for passage in entry.passages)
    with Catalog.open(tmp_path / "library") as catalog:
        catalog.add(entry)
        doc_id = entry.document.doc_id
        kept = catalog.passages(doc_id)
        assert kept == entry.passages
        found = catalog.passages_by_id([kept[0].passage_id])[kept[0].passage_id]
        citation = citation_of(found, catalog.summaries_of([doc_id])[doc_id])
    assert citation.ocr
    assert cite(citation, Style.GBT7714_2025, accessed=date(2026, 8, 3)).endswith(
        "注：本段文字由 OCR 识别，引用前请核对原件。"
    )
    assert "请核对原件" in cite(citation, Style.RIS, accessed=date(2026, 8, 3))
    assert locator_text(found.locator, start=found.start, end=found.end).endswith(" · OCR 识别文字")


def test_only_passages_of_recognised_pages_are_marked(tmp_path):
    native = read_upload(pdf([lines(["居民议事会每月召开一次。"])]), file_name="a.pdf")
    assert not any(passage.locator.ocr for passage in native.passages)
    citation = citation_of(native.passages[0], _summary(native, tmp_path))
    assert not citation.ocr
    assert "OCR" not in cite(citation, Style.GBT7714_2025, accessed=date(2026, 8, 3))


def _summary(entry, tmp_path):
    with Catalog.open(tmp_path / "library") as catalog:
        catalog.add(entry)
        return catalog.summaries_of([entry.document.doc_id])[entry.document.doc_id]
