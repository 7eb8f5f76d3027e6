"""Passages: the whole text, in order, cut only where they may be."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.chunker import CHUNKER_VERSION, LONGEST, SHORTEST, Paragraph, chunk, paragraphs, sentences
from corpus.lines import front_matter_end
from corpus.model import Heading, Page, Passage, Reading
from corpus.structure import find_outline

SHARED = Path(__file__).parents[1].parent / "shared"
SENTENCE = "各地要结合实际认真抓好落实，推动各项任务落地见效。"


def outline_of(text: str, media_type: str = "text/plain") -> tuple[Heading, ...]:
    return find_outline(Reading(text=text, reader="test", media_type=media_type))


def passages_of(text: str, *, media_type: str = "text/plain", pages: tuple[Page, ...] = ()) -> tuple[Passage, ...]:
    return chunk("doc", text, outline=outline_of(text, media_type), pages=pages)


def assert_contract(text: str, outline: tuple[Heading, ...], passages: tuple[Passage, ...]) -> None:
    """Everything that the docstring of the chunker promises."""
    position = front_matter_end(text)
    for ordinal, passage in enumerate(passages):
        assert passage.ordinal == ordinal
        assert passage.text == text[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""
        assert text[position : passage.start].strip() == ""
        position = passage.end
    assert text[position:].strip() == ""
    for passage in passages:
        inside = [h for h in outline if passage.start < h.start < passage.end]
        for heading in inside:
            assert text[passage.start : heading.start].strip() == covered(text, outline, passage.start, heading.start)
        last = max(
            (h.end for h in (*inside, *outline) if passage.start <= h.start < passage.end), default=passage.start
        )
        assert passage.end - last <= LONGEST
    assert_locators(text, outline, passages)


def covered(text: str, outline: tuple[Heading, ...], start: int, end: int) -> str:
    """What of `text[start:end]` is heading, if nothing else stands there."""
    body = start
    for heading in outline:
        if start <= heading.start < end:
            assert text[body : heading.start].strip() == ""
            body = heading.end
    assert text[body:end].strip() == ""
    return text[start:end].strip()


def assert_locators(text: str, outline: tuple[Heading, ...], passages: tuple[Passage, ...]) -> None:
    """Heading path, article and paragraph, found again in another, slower way."""
    numbered = [p for p in paragraphs(text, outline) if p.number is not None]
    for passage in passages:
        first = next((p for p in numbered if p.end > passage.start and p.start < passage.end), None)
        assert passage.locator.paragraph == (first.number if first else None)
        above = [h for h in outline if h.start < passage.end]
        path: list[Heading] = []
        for heading in above:
            if not heading.article:
                path = [*(h for h in path if h.level < heading.level), heading]
        assert passage.locator.heading_path == tuple(h.title for h in path)
        assert passage.locator.article == (above[-1].title if above and above[-1].article else None)


def texts(path: Path, count: int) -> list[str]:
    if not path.exists():
        pytest.skip(f"{path.name} is not beside this checkout")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for _, line in zip(range(count), lines, strict=False)]


def spans(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


def test_the_version_names_a_revision():
    assert CHUNKER_VERSION.rpartition("/")[2].isdigit()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一。二！三？四；五", ["一。", "二！", "三？", "四；", "五"]),
        ("他说：“好。”然后走了。再见", ["他说：“好。”", "然后走了。", "再见"]),
        ("“先办。再议。后报。”陈文说。会议结束。", ["“先办。再议。后报。”陈文说。", "会议结束。"]),
        ("「行。」他答。（见表。）完。", ["「行。」", "他答。", "（见表。）", "完。"]),
        ("增长3.5%，网址http://a.cn/?x=1;y=2可查。好", ["增长3.5%，网址http://a.cn/?x=1;y=2可查。", "好"]),
        ("甲\n乙。\r\n丙", ["甲", "乙。", "丙"]),
        ("等等……还有呢？！好", ["等等……", "还有呢？！", "好"]),
        ("1. 目标。2. 任务", ["1. 目标。", "2. 任务"]),
        ("工作.下一步", ["工作.", "下一步"]),
        ('说"是。不。"完。好', ['说"是。不。"', "完。", "好"]),
        ("“没有结束。下一句。", ["“没有结束。", "下一句。"]),
        ("   \n\u3000", []),
    ],
)  # fmt: skip
def test_sentences(text, expected):
    assert spans(text) == expected


def test_a_long_quotation_is_cut_at_its_sentences():
    quoted = "“" + SENTENCE * 8 + "”他说。"
    found = spans(quoted)
    assert len(found) == 8
    assert "".join(found) == quoted


def test_passages_keep_to_the_size_and_to_sentences():
    passages = passages_of("\n".join([SENTENCE * 3] * 20))
    assert all(SHORTEST <= len(p.text) <= LONGEST for p in passages)
    assert all(p.text.endswith("。") for p in passages)


def test_passages_end_with_paragraphs_where_sizes_allow():
    text = "\n".join([SENTENCE * 11] * 4)
    assert [p.text for p in passages_of(text)] == text.split("\n")


def test_there_is_no_short_tail():
    text = SENTENCE * 17  # 425 characters: 400 + 25 would be the greedy cut
    assert [len(p.text) for p in passages_of(text)] in ([200, 225], [225, 200])


def test_a_heading_and_its_parents_begin_the_passage_below():
    text = f"前言。\n一、总体要求\n（一）指导思想\n{SENTENCE}\n（二）目标\n{SENTENCE}\n二、任务\n{SENTENCE}"
    passages = passages_of(text)
    assert [p.text.split("\n")[0] for p in passages] == ["前言。", "一、总体要求", "（二）目标", "二、任务"]
    assert passages[1].locator.heading_path == ("一、总体要求", "（一）指导思想")
    assert [p.locator.paragraph for p in passages] == [1, 2, 3, 4]


def test_a_heading_with_nothing_below_stands_alone():
    text = "第一章 总则\n第二章 附则\n第一条 甲。\n第二条 乙。"
    passages = passages_of(text)
    assert [p.text for p in passages] == ["第一章 总则", "第二章 附则\n第一条 甲。", "第二条 乙。"]
    assert passages[0].locator.paragraph is None


def test_short_articles_are_never_merged():
    text = "\n".join(f"第{n}条 {SENTENCE}" for n in "一二三四五")
    passages = passages_of(text)
    assert [p.locator.article for p in passages] == ["第一条", "第二条", "第三条", "第四条", "第五条"]


def test_a_long_article_is_cut_and_keeps_its_name():
    text = f"第一章 总则\n第一条 {SENTENCE * 40}\n第二条 {SENTENCE}"
    passages = passages_of(text)
    assert len(passages) > 3
    assert {p.locator.article for p in passages[:-1]} == {"第一条"}
    assert {p.locator.heading_path for p in passages} == {("第一章 总则",)}


def test_pages_are_where_a_passage_begins_and_force_no_cut():
    text = f"{SENTENCE * 4}\n{SENTENCE * 4}"
    pages = (Page(1, 0, 101, label="i"), Page(2, 101, len(text)))
    (passage,) = passages_of(text, pages=pages)
    assert (passage.locator.page, passage.locator.page_label) == (1, "i")
    long = f"{SENTENCE * 14}\n{SENTENCE * 14}"
    pages = (Page(1, 0, 351), Page(2, 351, len(long), label="2"))
    assert [(p.locator.page, p.locator.page_label) for p in passages_of(long, pages=pages)] == [(1, None), (2, "2")]


def test_a_sentence_that_is_too_long_is_cut_at_commas_into_even_pieces():
    passages = passages_of("这是一个没有句号的长句，" * 50)
    assert all(p.text.endswith("，") for p in passages)
    assert max(len(p.text) for p in passages) - min(len(p.text) for p in passages) <= 24


def test_text_without_any_punctuation_is_cut_hard():
    passages = passages_of("字" * 1001)
    assert [len(p.text) for p in passages] == [333, 334, 334]


@pytest.mark.parametrize(
    "unit", ["字", "一。", "a\n", "“", "”", "（。", "（一）\n", "第一条 甲\n", "短行标题文字\n\n", "…", "《a。》"]
)
def test_hundred_thousands_of_characters_take_linear_time(unit):
    """A quadratic step anywhere would run into the time limit of the suite."""
    text = unit * (200_000 // len(unit))
    outline = outline_of(text)
    assert_contract_cheaply(text, chunk("doc", text, outline=outline, pages=()))


def assert_contract_cheaply(text: str, passages: tuple[Passage, ...]) -> None:
    assert "".join("".join(p.text.split()) for p in passages) == "".join(text.split())
    assert all(p.end - p.start <= LONGEST + 60 for p in passages)


def test_front_matter_is_covered_by_no_passage():
    text = f"---\ntitle: 题\nkind: case\n---\n# 题\n{SENTENCE}"
    (passage,) = passages_of(text, media_type="text/markdown")
    assert passage.text == f"# 题\n{SENTENCE}"
    assert passage.locator.paragraph == 1


def test_paragraph_numbers_pass_over_headings_and_blank_lines():
    text = f"题名\n\n一、目标\n{SENTENCE}\n\u3000\n二、任务\n{SENTENCE}"
    assert [(p.number, text[p.start : p.end][:2]) for p in paragraphs(text, outline_of(text))] == [
        (1, "题名"), (None, "一、"), (2, "各地"), (None, "二、"), (3, "各地"),
    ]  # fmt: skip
    assert paragraphs("", ()) == ()
    assert paragraphs(" 甲\n", ()) == (Paragraph(1, 1, 2),)


@pytest.mark.parametrize("text", ["", " \n\u3000\t", "---\na: b\n---\n"])
def test_nothing_to_cite_gives_no_passages(text):
    assert passages_of(text) == ()


PIECES = st.sampled_from(
    [
        "第一章 总则\n",
        "\n第一条 甲。",
        "\n第二条",
        "\n一、总体要求\n",
        "\n（一）目标。正文",
        "(二)任务\n",
        "1. 台账\n",
        "附件1\n",
        "# 题\n",
    ]
) | st.sampled_from(
    [
        SENTENCE,
        SENTENCE * 9,
        "“",
        "”",
        "。",
        "？！",
        "……",
        "，",
        "\n",
        "\r\n",
        "\u2028",
        "\x0b",
        " ",
        "\u3000",
        "字" * 450,
        "a.b",
        "---\n",
        "k: v\n",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=12), max_size=30).map("".join)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.sampled_from(["text/plain", "text/markdown"]))
def test_the_contract_holds_on_any_text(text, media_type):
    outline = outline_of(text, media_type)
    assert_contract(text, outline, chunk("doc", text, outline=outline, pages=()))


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_sentences_cover_everything_in_order(text):
    found = sentences(text, 0, len(text))
    assert all(a[1] <= b[0] for a, b in pairwise(found))
    assert all(text[a:b] == text[a:b].strip() != "" for a, b in found)
    assert "".join("".join(text[a:b].split()) for a, b in found) == "".join(text.split())


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.data())
def test_the_contract_holds_for_any_declared_headings(text, data):
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    levels = data.draw(st.lists(st.integers(1, 6), min_size=8, max_size=8))
    declared = tuple(Heading(level, "", a, b) for level, (a, b) in zip(levels, pairwise(cuts), strict=False))
    outline = find_outline(Reading(text=text, reader="test", media_type="text/html", headings=declared))
    passages = chunk("doc", text, outline=outline, pages=())
    assert "".join("".join(p.text.split()) for p in passages) == "".join(text[front_matter_end(text) :].split())
    assert_locators(text, outline, passages)


def test_the_contract_holds_on_the_seed_documents():
    seeds = sorted((SHARED / "seeds").glob("*.txt"))
    if not seeds:
        pytest.skip("the seed documents are not beside this checkout")
    for path in seeds:
        text = path.read_text(encoding="utf-8")
        outline = outline_of(text)
        passages = chunk("doc", text, outline=outline, pages=())
        assert_contract(text, outline, passages)
        assert 200 <= sorted(len(p.text) for p in passages)[len(passages) // 2] <= 340


@pytest.mark.parametrize(("name", "media_type"), [("laws", "text/markdown"), ("taiwan_laws", "text/plain")])
def test_the_contract_holds_on_real_laws(name, media_type):
    for text in texts(SHARED / "data" / "train" / f"{name}.jsonl.gz", 200):
        outline = outline_of(text, media_type)
        passages = chunk("doc", text, outline=outline, pages=())
        assert "".join("".join(p.text.split()) for p in passages) == "".join(text[front_matter_end(text) :].split())
        articles = [h.start for h in outline if h.article]
        assert all(sum(p.start <= start < p.end for start in articles) <= 1 for p in passages[:50])
