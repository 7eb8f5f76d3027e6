"""Places on pages: the words inside the boxes, as PDFium alone reads them, are the words that were asked for."""

from __future__ import annotations

import io
import os
import random
import signal
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import PIL.Image
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_files import lines, pdf, ruled
from rapidfuzz.distance import Levenshtein

from corpus.errors import ReadError, ReadProblem
from corpus.facsimile import Alignment, Box, Facsimiles, Glyphs, Lost, align, has_pages
from corpus.facsimile.glyphs import glyphs_of_page, glyphs_of_picture
from corpus.facsimile.worker import is_pdf
from corpus.home import Home
from corpus.ingest import read_file
from corpus.model import Document, Page, PageKind
from corpus.ocr import Recognised, TextLine
from corpus.readers import pdf as pdf_reader
from corpus.readers.radicals import repair
from corpus.sentences import sentences

FIXTURES = Path(__file__).parents[2] / "shared" / "fixtures" / "pdf"


def plain(text: str) -> str:
    """Letters and digits alone, radicals as the ideographs that they stand for."""
    return "".join(c for c in unicodedata.normalize("NFKC", repair(text)[0]).casefold() if c.isalnum())


def inside(data: bytes, number: int, boxes: tuple[Box, ...]) -> str:
    """What PDFium says stands in the boxes of a page that is not turned."""
    with pdf_reader.opened_page(data, "test.pdf", number) as page:
        left, bottom, _, _ = page.get_bbox()
        width, height = page.get_size()
        text = page.get_textpage()
        found = [
            text.get_text_bounded(
                left + box.left * width,
                bottom + (1 - box.bottom) * height + 0.5,
                left + box.right * width,
                bottom + (1 - box.top) * height - 0.5,
            )
            for box in boxes
        ]
        text.close()
    return "".join(found)


def aligned(data: bytes, text: str, page: Page) -> Alignment:
    with pdf_reader.opened_page(data, "test.pdf", page.number) as opened:
        return align(text[page.start : page.end], glyphs_of_page(opened))


def boxes_of(data: bytes, words: str) -> tuple[int, tuple[Box, ...]]:
    """The page of `words`, which the reader must yield as they are, and their boxes there."""
    reading = pdf_reader.read(data, "test.pdf")
    at = reading.text.index(words)
    page = next(one for one in reading.pages if one.start <= at < one.end)
    found = aligned(data, reading.text, page)
    return page.number, found.place(at - page.start, at + len(words) - page.start)


def assert_boxed(data: bytes, words: str, *, count: int | None = None) -> None:
    number, boxes = boxes_of(data, words)
    assert plain(inside(data, number, boxes)) == plain(words)
    if count is not None:
        assert len(boxes) == count


BODY = [
    "社区食堂由街道提供场地，企业负责日常经营，账目每季度",
    "向居民公布一次，由议事会推选的三名代表逐笔核对之后，",
    "再张贴在单元门口的公示栏里，任何住户都可以查阅原始",
    "票据。老人每餐付八元，差额由慈善基金补足。",
]


def test_a_sentence_over_two_lines_has_two_boxes() -> None:
    data = pdf([lines(BODY)])
    assert_boxed(data, "账目每季度向居民公布一次", count=2)
    assert_boxed(data, "老人每餐付八元", count=1)


def test_columns_are_boxed_where_they_stand() -> None:
    left = lines([text[:18] for text in BODY] + ["左栏到此结束。"], x=50, size=11)
    right = lines(
        [
            "右栏另起一段说明停车管理的办法，",
            "夜间开放学校操场三十个车位，由",
            "物业公司派人值守至清晨六点整，",
            "租金归学校所有。",
        ],
        x=320,
        size=11,
    )
    data = pdf([[*left, *right]])
    number, boxes = boxes_of(data, "夜间开放学校操场三十个车位")
    assert number == 1
    assert all(box.left > 0.5 for box in boxes)
    assert_boxed(data, "夜间开放学校操场三十个车位", count=1)
    assert_boxed(data, "左栏到此结束")


def test_traditional_characters_and_repaired_radicals() -> None:
    data = pdf([lines(["臨江里弄設立居民議事會，每月第一個星期六開會。", "⼈⼝普查的⻓期数据由⼭⻄省统计局保存。"])])
    assert_boxed(data, "居民議事會")
    assert_boxed(data, "人口普查的长期数据", count=1)


def test_running_heads_take_no_place_from_the_text() -> None:
    head = "清溪区社区治理条例释义"
    pages = [
        [
            (200, 800, 9, head),
            *lines([f"第{n}页的正文说明第{n}项工作，", f"{head}共有若干章节，第{n}处提到。"]),
            (290, 40, 9, str(n)),
        ]
        for n in range(1, 7)
    ]
    data = pdf(pages)
    reading = pdf_reader.read(data, "test.pdf")
    page = reading.pages[3]
    text = reading.text[page.start : page.end]
    assert text.count(head) == 1, "the head is not in the text, the mention is"
    at = text.index(head)
    (box,) = aligned(data, reading.text, page).place(at, at + len(head))
    assert 0.13 < box.top < 0.2, "the mention in the second line, not the head at the top"


def test_cells_of_a_table_are_boxed_one_by_one() -> None:
    rows = [
        ("年份", "主体评级", "评级机构"),
        ("2023", "稳定甲等", "中部评估公司"),
        ("2022", "稳定乙等", "南方评估公司"),
    ]
    xs, ys = (60, 160, 300, 480), (700, 730, 760, 790)
    cells = [(xs[c] + 8, ys[2 - r] + 10, 12.0, text) for r, row in enumerate(rows) for c, text in enumerate(row)]
    data = pdf([cells], drawn=ruled(xs, ys))
    assert_boxed(data, "2022 | 稳定乙等 | 南方评估公司", count=3)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_turned_pages_are_boxed_as_they_are_shown(rotate: int) -> None:
    """The ink of the last line is inside its box, on the picture of the page as a browser gets it."""
    words = "只有这一行字在页面的下方。"
    data = pdf([[(60, 100, 14, words)]], rotate=rotate)
    reading = pdf_reader.read(data, "test.pdf")
    (box,) = aligned(data, reading.text, reading.pages[0]).place(0, len(words))
    with pdf_reader.opened_page(data, "test.pdf", 1) as page:
        picture = page.render(scale=1, may_draw_forms=False).to_pil().convert("L")
    ink = PIL.Image.eval(picture, lambda value: 255 * (value < 128)).getbbox()
    assert ink is not None
    width, height = picture.size
    assert box.left * width - 3 <= ink[0] and ink[2] <= box.right * width + 3
    assert box.top * height - 3 <= ink[1] and ink[3] <= box.bottom * height + 3
    assert (box.right - box.left) * width < 1.3 * (ink[2] - ink[0]) + 6


def test_the_same_words_twice_are_told_apart_by_what_is_around_them() -> None:
    data = pdf(
        [lines(["甲项：经费由街道承担。", "经费由街道承担。", "乙项另行规定如下。", "经费由街道承担。"], step=40)]
    )
    reading = pdf_reader.read(data, "test.pdf")
    page = reading.pages[0]
    found = aligned(data, reading.text, page)
    words = "经费由街道承担"
    starts = [at for at in range(len(reading.text)) if reading.text.startswith(words, at)]
    tops = [found.place(at, at + len(words))[0].top for at in starts]
    assert len(tops) == 3
    assert tops == sorted(tops)
    assert min(after - before for before, after in pairwise(tops)) > 0.03


def test_what_the_page_does_not_show_is_not_boxed() -> None:
    data = pdf([lines(BODY)])
    with pdf_reader.opened_page(data, "test.pdf", 1) as page:
        glyphs = glyphs_of_page(page)
    other = "完全是另一篇文章里的文字，与这一页没有任何关系，也不该有方框。"
    found = align(other, glyphs)
    assert not found.is_read
    assert found.place(0, len(other)) == ()
    mixed = align(BODY[0] + other, glyphs)
    assert mixed.place(0, len(BODY[0])) != ()
    assert mixed.place(len(BODY[0]), len(BODY[0]) + len(other)) == ()
    assert mixed.place(3, 3) == ()


def line(text: str, x: float, y: float, width: float, height: float) -> TextLine:
    return TextLine(text, x, y, x + width, y + height, 0.99)


def test_recognised_lines_are_spread_by_the_width_of_their_characters() -> None:
    found = Recognised((line("人均8元。", 100, 200, 500, 50),), 1000, 2000, 0.99)
    glyphs = glyphs_of_picture(found)
    (box,) = align("人均8元。", glyphs).place(2, 4)  # two ems, half an em, one, one: 4.5 in all
    assert (box.left, box.top, box.bottom) == (
        pytest.approx(0.1 + 0.5 * 2 / 4.5),
        pytest.approx(0.1),
        pytest.approx(0.125),
    )
    assert box.right == pytest.approx(0.1 + 0.5 * 3.5 / 4.5)


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (0, Box(0.1, 0.2, 0.5, 0.3)),
        (1, Box(0.7, 0.1, 0.8, 0.5)),
        (2, Box(0.5, 0.7, 0.9, 0.8)),
        (3, Box(0.2, 0.5, 0.3, 0.9)),
    ],
)
def test_places_on_a_page_that_was_set_upright_are_those_before(turns: int, expected: Box) -> None:
    """A box 0.1 from the left and 0.2 from the top of the upright page."""
    found = Recognised((line("甲乙丙丁", 100, 400, 400, 200),), 1000, 2000, 0.99, turns)
    (box,) = align("甲乙丙丁", glyphs_of_picture(found)).place(0, 4)
    for edge in ("left", "top", "right", "bottom"):
        assert getattr(box, edge) == pytest.approx(getattr(expected, edge)), edge


@given(st.lists(st.text("甲乙丙丁戊12ab，。", min_size=1, max_size=12), min_size=1, max_size=8), st.randoms())
def test_nothing_outside_the_stretch_is_boxed(printed: list[str], chance: random.Random) -> None:
    """Whatever is printed in whatever order: a character gets the box of an equal one, and no box is given twice."""
    shuffled = chance.sample(printed, len(printed))
    text = "\n".join(printed)
    shown = "\n".join(shuffled)
    boxes = tuple(None if c == "\n" else Box(i / 200, 0.0, (i + 1) / 200, 0.1) for i, c in enumerate(shown))
    found = align(text, Glyphs(shown, boxes, 100, 100))
    given_out = [(i, box) for i, box in enumerate(found.boxes) if box is not None]
    for i, box in given_out:
        assert shown[round(box.left * 200)] == text[i]
    assert len({box.left for _, box in given_out}) == len(given_out)


# Through the process that draws


@pytest.fixture(scope="module")
def facsimiles(tmp_path_factory) -> Iterator[Facsimiles]:
    made = Facsimiles(Home(tmp_path_factory.mktemp("facsimiles")))
    yield made
    made.close()


def stored(tmp_path: Path, data: bytes, name: str = "test.pdf") -> tuple[Path, Document]:
    path = tmp_path / name
    path.write_bytes(data)
    return path, read_file(path).document


def test_a_page_comes_as_a_picture_of_the_asked_width(facsimiles: Facsimiles, tmp_path: Path) -> None:
    path, document = stored(tmp_path, pdf([lines(BODY), lines(BODY[:2])]))
    assert has_pages(document)
    assert not has_pages(replace(document, source=replace(document.source, member="附件/方案.pdf")))
    picture = facsimiles.picture(path, document, 1, 900)
    with PIL.Image.open(io.BytesIO(picture.content)) as image:
        assert (image.format, image.size) == ("WEBP", (picture.width, picture.height))
    assert (picture.width, picture.height) == (900, pytest.approx(900 * 842 / 595, abs=1))
    assert facsimiles.picture(path, document, 1, 900) is picture
    start = document.text.index("老人每餐付八元")
    place = facsimiles.place(path, document, document.pages[0], start, start + 7)
    assert place.lost is None and not place.estimated
    assert plain(inside(path.read_bytes(), 1, place.boxes)) == "老人每餐付八元"
    elsewhere = facsimiles.place(path, document, document.pages[1], start, start + 7)
    assert (elsewhere.boxes, elsewhere.lost) == ((), Lost.NOT_FOUND)
    garbled = replace(document.pages[0], kind=PageKind.GARBLED)
    assert facsimiles.place(path, document, garbled, start, start + 7).lost is Lost.UNREADABLE


def test_enormous_and_broken_pages_are_refused_or_bounded(facsimiles: Facsimiles, tmp_path: Path) -> None:
    path, document = stored(tmp_path, pdf([lines(BODY)]))
    for media, size in (
        (b"[0 0 595 90000]", None),
        (b"[0 0 14400 14400]", None),
        (b"[0 0 9000000 842]", ReadProblem.TOO_LARGE),
    ):
        other = replace(document, source=replace(document.source, sha256=media.hex()))
        path.write_bytes(pdf([lines(BODY)]).replace(b"[0 0 595 842]", media))
        if size is None:
            picture = facsimiles.picture(path, other, 1, 2000)
            assert picture.width * picture.height <= 12_100_000
            assert max(picture.width, picture.height) <= 16_000
        else:
            with pytest.raises(ReadError) as caught:
                facsimiles.picture(path, other, 1, 2000)
            assert caught.value.problem is size
    fresh = replace(document, source=replace(document.source, sha256="no such page"))
    for data, number in ((b"%PDF-1.4 nonsense", 1), (pdf([lines(BODY)]), 2), (pdf([lines(BODY)]), 0), (b"", 1)):
        path.write_bytes(data)
        with pytest.raises(ReadError):
            facsimiles.picture(path, fresh, number, 900)
    path.write_bytes(pdf([lines(BODY)]))
    assert facsimiles.picture(path, fresh, 1, 900).width == 900, "the next page is drawn all the same"


def test_a_file_that_ends_the_process_is_reported_and_the_next_is_drawn(facsimiles: Facsimiles, tmp_path: Path) -> None:
    path, document = stored(tmp_path, pdf([lines(BODY)]))
    unlike = replace(document, source=replace(document.source, sha256="killed"))
    facsimiles.picture(path, unlike, 1, 900)
    process = facsimiles._drawing._process
    assert process is not None
    process.kill()
    process.wait()
    assert (
        facsimiles.picture(path, replace(unlike, source=replace(document.source, sha256="next")), 1, 900).width == 900
    )
    process = facsimiles._drawing._process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)  # a process that stands still answers nothing, however fast the machine
    with pytest.raises(ReadError) as caught:
        facsimiles._drawing.ask(
            {"kind": "draw", "path": str(path), "page": 1, "width": 900, "memory": 2**31}, seconds=0.2
        )
    assert caught.value.problem is ReadProblem.TOO_SLOW


def test_a_text_that_was_read_anew_has_places_of_its_own(facsimiles: Facsimiles, tmp_path: Path) -> None:
    path, document = stored(tmp_path, pdf([lines(BODY)]))
    page = document.pages[0]
    words = document.text[page.start + 4 : page.start + 8]
    before = facsimiles.place(path, document, page, page.start + 4, page.start + 8)
    text = "■■■■" + document.text
    again = replace(document, text=text, pages=(replace(page, end=page.end + 4),))
    assert before.boxes
    assert text[page.start + 8 : page.start + 12] == words
    assert facsimiles.place(path, again, again.pages[0], page.start + 8, page.start + 12).boxes == before.boxes


def test_a_picture_file_is_its_own_page(facsimiles: Facsimiles, tmp_path: Path) -> None:
    path, document = stored(tmp_path, pdf([lines(BODY)]))
    image = tmp_path / "scan.png"
    PIL.Image.new("RGB", (1800, 1200), "white").save(image)
    scan = replace(document, source=replace(document.source, sha256="scan", media_type="image/png"))
    picture = facsimiles.picture(image, scan, 1, 900)
    assert (picture.width, picture.height) == (900, 600)
    assert not is_pdf(image.read_bytes()) and is_pdf(path.read_bytes())


# Real files


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="../shared/fixtures is not here")
@pytest.mark.parametrize("name", ["chinese-tables.pdf", "Test.pdf", "traditional_hansard_250p.pdf", "在博物馆里"])
def test_sentences_of_real_files_are_boxed(name: str) -> None:
    path = next(one for one in FIXTURES.iterdir() if one.name.startswith(name))
    data = path.read_bytes()
    chance = random.Random(11)
    document = pypdfium2.PdfDocument(data)
    pages = len(document)
    document.close()
    reading = pdf_reader.read(data, name) if pages < 20 else pdf_reader.read(_first(data, 12), name)
    data = data if pages < 20 else _first(data, 12)
    found, asked, cache = 0, 0, {}
    spans = [(span, page) for page in reading.pages for span in _sentences(reading.text, page)]
    for (start, end), page in chance.sample(spans, min(40, len(spans))):
        if page.kind is not PageKind.NATIVE or len(plain(reading.text[start:end])) < 4:
            continue
        if page.number not in cache:
            cache[page.number] = aligned(data, reading.text, page)
        boxes = cache[page.number].place(start - page.start, end - page.start)
        want, have = plain(reading.text[start:end]), plain(inside(data, page.number, boxes))
        asked += 1
        found += Levenshtein.distance(want, have) <= max(1, 0.1 * len(want))
    assert asked >= 10
    assert found >= 0.97 * asked


def _first(data: bytes, count: int) -> bytes:
    """The first pages of a long file."""
    whole, part, stream = pypdfium2.PdfDocument(data), pypdfium2.PdfDocument.new(), io.BytesIO()
    part.import_pages(whole, list(range(count)))
    part.save(stream)
    part.close()
    whole.close()
    return stream.getvalue()


def _sentences(text: str, page: Page) -> list[tuple[int, int]]:
    return [
        (one.start, one.end) if hasattr(one, "start") else tuple(one) for one in sentences(text, page.start, page.end)
    ]
