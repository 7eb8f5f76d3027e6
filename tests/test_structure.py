"""Headings of made-up and of real documents."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.lines import front_matter_end, lines_of
from corpus.markers import Family, marker_of
from corpus.model import Heading, Reading
from corpus.official.numerals import parse_number
from corpus.structure import declared_title, find_outline

SHARED = Path(__file__).parents[1].parent / "shared"
BODY = "各地各部门要结合实际认真抓好落实，推动各项任务落地见效，及时总结上报进展情况，接受群众监督。"


def reading(text: str, media_type: str = "text/plain", headings: tuple[Heading, ...] = ()) -> Reading:
    return Reading(text=text, reader="test", media_type=media_type, headings=headings)


def outline(text: str, media_type: str = "text/plain") -> list[tuple[int, str]]:
    found = find_outline(reading(text, media_type))
    for heading in found:
        assert text[heading.start : heading.end].strip() == text[heading.start : heading.end] != ""
    return [(heading.level, heading.title) for heading in found]


def seed(number: str) -> str:
    found = sorted((SHARED / "seeds").glob(f"{number}_*.txt"))
    if not found:
        pytest.skip("the seed documents are not beside this checkout")
    return found[0].read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("12", 12), ("１２", 12), ("十", 10), ("十二", 12), ("二十", 20),
        ("廿", 20), ("卅一", 31), ("一百卌二", 142), ("一百零三", 103), ("二〇二一", 2021),
        ("贰", 2), ("㈢", 3), ("一千二百", 1200), (" 三 ", 3), ("字", None), ("", None), ("二" * 20, None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_printed(printed, value):
    assert parse_number(printed) == value


@pytest.mark.parametrize(
    ("line", "family", "number"),
    [
        ("第一章　总则", Family.CHAPTER, 1), ("第 三 條 本法", Family.ARTICLE, 3),
        ("第三条之一　企业", Family.ARTICLE, 3), ("第 10-1 條 申請", Family.ARTICLE, 10),
        ("第廿一条　企业", Family.ARTICLE, 21), ("卅二、附则", Family.CHINESE, 32),
        ("一、总体要求", Family.CHINESE, 1), ("(二)强化", Family.BRACKET_CHINESE, 2),
        ("1．目标", Family.DIGIT, 1), ("12、目标", Family.DIGIT, 12), ("（3）目标", Family.BRACKET_DIGIT, 3),
        ("2.1 方法", Family.DECIMAL, 1), ("第二分编 通则", Family.SUBVOLUME, 2), ("壹、前言", Family.FORMAL, 1),
    ],
)  # fmt: skip
def test_markers(line, family, number):
    found = marker_of(line)
    assert found is not None
    assert (found.family, found.number) == (family, number)


@pytest.mark.parametrize(
    "line",
    ["1.5亿元投资", "一是加强领导", "第三条规定的情形", "2021年5月18日", "第十届人大", "3.1%", "首先", "（试行）"],
)
def test_what_is_no_marker(line):
    assert marker_of(line) is None


def test_mixed_hierarchy_gets_one_level_for_each_rank():
    requirements = f"一、总体要求\n（一）指导思想\n{BODY}\n（二）工作目标\n{BODY}"
    tasks = f"二、重点任务\n（一）完善机制\n1. 建立台账\n{BODY}\n2. 定期会商\n{BODY}"
    details = f"（1）每月一次\n{BODY}\n（2）每季通报\n{BODY}"
    text = f"某市方案\n{BODY}\n{requirements}\n{tasks}\n{details}"
    assert outline(text) == [
        (1, "一、总体要求"), (2, "（一）指导思想"), (2, "（二）工作目标"), (1, "二、重点任务"), (2, "（一）完善机制"),
        (3, "1. 建立台账"), (3, "2. 定期会商"), (4, "（1）每月一次"), (4, "（2）每季通报"),
    ]  # fmt: skip


def test_numbering_inside_chapters_is_deeper_and_articles_are_deepest():
    text = "\n".join(["第一章 总则", "一、说明", BODY, "第一条 为了规范，制定本办法。", "第二条 适用本市。"])
    found = find_outline(reading(text))
    assert [(h.level, h.title, h.article) for h in found] == [
        (1, "第一章 总则", False), (2, "一、说明", False), (3, "第一条", True), (3, "第二条", True),
    ]  # fmt: skip


def test_a_run_in_heading_ends_before_the_first_full_stop():
    text = f"（一）加强组织领导。{BODY}\n（二）强化保障。{BODY}"
    found = find_outline(reading(text))
    assert [text[h.start : h.end] for h in found] == ["（一）加强组织领导", "（二）强化保障"]


def test_items_of_a_law_are_not_headings():
    items = "（一）具有唯一性，且可以被识别；\n（二）内容完整；\n（三）其他情形。"
    text = f"第一条 应当符合以下要求：\n{items}\n第二条 申请材料：\n（一）申请表\n{BODY}\n（二）证明\n{BODY}"
    assert outline(text) == [(1, "第一条"), (1, "第二条")]


def test_numbered_sentences_and_bare_lists_are_not_headings():
    sentences = "\n".join(f"（{n}）{BODY}" for n in "一二三")
    assert outline(f"通知\n{sentences}") == []
    assert outline(f"所需材料：\n1. 身份证\n2. 户口簿\n3. 照片\n{BODY}") == []


def test_a_sentence_among_titled_siblings_keeps_its_bare_number():
    text = f"（一）组织保障\n{BODY}\n（二）经费保障\n{BODY}\n（三）{BODY}\n"
    assert outline(text) == [(1, "（一）组织保障"), (1, "（二）经费保障"), (1, "（三）")]


def test_a_table_of_contents_is_passed_over():
    contents = "目录\n第一章 总则\n第二章 附则\n一、说明……3\n"
    body = "第一章 总则\n第一条 甲。\n第二条 乙。\n第二章 附则\n第三条 丙。"
    found = find_outline(reading(contents + body))
    assert [h.title for h in found] == ["第一章 总则", "第一条", "第二条", "第二章 附则", "第三条"]
    assert found[0].start == len(contents)


def test_references_to_articles_at_the_beginning_of_a_line_are_passed_over():
    text = "第一条 甲。\n第二条 乙。\n第一条、第二条的规定不适用。\n第九条规定的情形除外。\n第三条 丙。"
    assert [title for _, title in outline(text)] == ["第一条", "第二条", "第三条"]


def test_a_chapter_takes_its_title_from_the_line_below():
    assert outline("第一章\n总则\n第一条 甲。\n第二条 乙。")[0] == (1, "第一章 总则")


def test_quoted_articles_do_not_end_the_outer_numbering():
    text = f"一、修改内容\n{BODY}\n第一条 甲。\n（一）其一\n{BODY}\n第二条 乙。\n二、施行日期\n{BODY}"
    assert [title for _, title in outline(text)] == ["一、修改内容", "第一条", "第二条", "二、施行日期"]


def test_an_annex_has_an_outline_of_its_own():
    text = f"一、正文\n{BODY}\n二、附则\n{BODY}\n附件1\n一、表格\n{BODY}\n参考文献\n某书。"
    assert outline(text) == [(1, "一、正文"), (1, "二、附则"), (1, "附件1"), (2, "一、表格"), (1, "参考文献")]


def test_markdown_headings_without_fenced_code_and_without_the_title():
    fenced = "```\n# 不是标题\n一、也不是\n```"
    text = f"# 某市经验\n\n## 一、背景\n{BODY}\n{fenced}\n## **二、做法**\n（一）联建\n{BODY}\n（二）共治\n{BODY}"
    assert outline(text, "text/markdown") == [(1, "一、背景"), (1, "二、做法"), (2, "（一）联建"), (2, "（二）共治")]
    title = declared_title(reading(text, "text/markdown"))
    assert title is not None
    assert title.title == "某市经验"
    assert outline("# 不是标题\n正文。") == []


def test_two_main_headings_are_both_kept():
    assert outline(f"# 甲\n{BODY}\n# 乙\n{BODY}", "text/markdown") == [(1, "甲"), (1, "乙")]


def test_declared_headings_outrank_numbering_and_become_articles_where_they_are():
    text = f"总则部分\n第一条 立法目的\n{BODY}\n一、说明\n{BODY}"
    declared = (Heading(2, "总则部分", 0, 4), Heading(4, "第一条 立法目的", 5, 13))
    found = find_outline(reading(text, "text/html", declared))
    assert [(h.level, h.title, h.article) for h in found][:2] == [(1, "总则部分", False), (2, "第一条", True)]
    assert text[found[1].start : found[1].end] == "第一条"


def test_plain_numbering_above_declared_numbering_stays_above():
    text = f"一、目标\n（一）近期\n{BODY}\n（二）远期\n{BODY}\n二、任务\n{BODY}"
    spans = [(text.index(t), text.index(t) + len(t), t) for t in ("（一）近期", "（二）远期")]
    found = find_outline(reading(text, "text/html", tuple(Heading(3, t, a, b) for a, b, t in spans)))
    assert [(h.level, h.title) for h in found] == [
        (1, "一、目标"), (2, "（一）近期"), (2, "（二）远期"), (1, "二、任务"),
    ]  # fmt: skip


def test_front_matter_holds_no_headings():
    block = "---\ntitle: 一、某市经验\nkind: case\n---\n"
    assert front_matter_end(block) == len(block) - 1
    assert outline(f"{block}# 题名\n一、背景\n{BODY}", "text/markdown") == [(1, "一、背景")]


@pytest.mark.parametrize(
    "text", ["---\n正文\n---\n", "--- 正文", "---\ntitle: 甲\n", "", "甲\n---\na: b\n---\n", "---\n\n---\n"]
)
def test_what_is_no_front_matter(text):
    assert front_matter_end(text) == 0


def test_short_lines_between_paragraphs_are_headings_only_where_several_behave_alike():
    long = BODY * 2
    text = f"标题\n{long}\n坚持减负赋权\n\n推动扩权增效\n{long}\n本报记者 张三\n凝聚社区合力\n{long}\n图片\n说明文字\n"
    assert outline(text) == [(1, "坚持减负赋权 推动扩权增效"), (1, "凝聚社区合力")]
    assert outline(f"标题\n{long}\n坚持减负赋权\n{long}") == []


@pytest.mark.parametrize(
    "junk",
    ["图片", "南方日报记者 李四平", "2021-05-18", "—12—", "图1 组织架构", "来源：某报", "关键词:社区;治理",
     "（作者系某校讲师）", "电话：12345678", "甲\t乙\t丙", "首页 > 要闻", "联系人，", "责任编辑：王五"],
)  # fmt: skip
def test_junk_between_paragraphs_is_no_heading(junk):
    long = BODY * 2
    assert outline(f"标题\n{long}\n{junk}\n{long}\n{junk}\n{long}") == []


def test_lines_broken_at_a_margin_are_no_headings():
    broken = [BODY[i : i + 20] for i in range(0, len(BODY), 20)]
    assert outline("\n".join(broken * 6)) == []


def test_seed_interviews_have_speakers_above_two_line_headings():
    found = outline(seed("000"))
    assert [level for level, _ in found] == [1, 2] * 4
    assert found[6] == (1, "南山区粤海街道海珠社区党委书记 陈慧斌")
    assert found[7] == (2, "让群众从治理旁观者 变成治理参与者")


def test_seed_with_headings_on_two_lines_apart():
    assert [title for _, title in outline(seed("001"))] == [
        "坚持减负赋权 推动街道扩权增效", "坚持区域统筹 凝聚社区治理合力", "坚持党建引领 提升小区治理水平",
    ]  # fmt: skip


def test_seed_paper_with_numbers_and_back_matter():
    found = outline(seed("002"))
    assert [level for level, _ in found] == [1, 2, 2, 2, 2, 1, 2, 2, 2, 1, 2, 2, 1, 1, 1, 1]
    assert found[9][1].startswith("三、社区区域化党建")
    assert [title for _, title in found[-4:]] == ["参考文献", "作者简介", "基金项目", "其他文献"]


def test_seeds_without_or_with_traditional_numbers():
    assert [title for _, title in outline(seed("003"))] == [
        "基层党建与社会治理的互动关系", "以“基层党建+社会治理”构筑基层社会管理服务新格局", "参考文献",
    ]  # fmt: skip
    assert [title[:2] for _, title in outline(seed("004"))] == ["一、", "二、", "三、"]


def rows(name: str, count: int) -> list[dict[str, str]]:
    path = SHARED / "data" / "train" / f"{name}.jsonl.gz"
    if not path.exists():
        pytest.skip("the training data are not beside this checkout")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for _, line in zip(range(count), lines, strict=False)]


def test_every_article_of_real_laws_is_found():
    """Against a count that knows nothing of markers: lines that begin with 第…条 and a blank."""
    for row in rows("laws", 200):
        printed = [
            line.text for line in lines_of(row["text"]) if line.text[:1] == "第" and "条" in line.text.split()[0][-3:]
        ]
        found = [h for h in find_outline(reading(row["text"], "text/markdown")) if h.article]
        if len(printed) > 1:
            assert len(found) >= 0.97 * len(printed), row["title"]


def test_articles_of_taiwan_laws_keep_their_printed_number():
    row = rows("taiwan_laws", 1)[0]
    found = find_outline(reading(row["text"]))
    assert [h.title for h in found if h.article][:3] == ["第 1 條", "第 2 條", "第 3 條"]
    assert next(h.title for h in found) == "第 一 章 總綱"


PIECES = st.sampled_from(
    [
        "第一章 总则",
        "第一条 甲。",
        "第二条",
        "一、总体要求",
        "（一）目标。正文",
        "(二)任务",
        "1. 台账",
        "（1）",
        "附件1",
        "参考文献",
    ]
) | st.sampled_from(
    [
        "# 题",
        "## 节",
        "```",
        "---",
        "a: b",
        BODY,
        "短句",
        "图片",
        "\n",
        "\n\n",
        " ",
        "\r\n",
        "。",
        "：",
        "\u3000",
        "某大学教授 张三",
        "\u2028",
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(PIECES | st.text(max_size=8), max_size=40).map("".join), st.sampled_from(["text/plain", "text/markdown"])
)
def test_outlines_are_ordered_disjoint_and_trimmed(text, media_type):
    found = find_outline(reading(text, media_type))
    assert all(a.end <= b.start for a, b in pairwise(found))
    for heading in found:
        printed = text[heading.start : heading.end]
        assert printed == printed.strip() != ""
        assert heading.title == " ".join(heading.title.split()) != ""
        assert heading.level >= 1
        assert heading.start >= front_matter_end(text)
