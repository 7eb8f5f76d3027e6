"""Passages that say where a text comes from: known by headings and labels, behind the others unless asked for."""

from __future__ import annotations

import pytest

from corpus.catalog import Catalog
from corpus.home import Home
from corpus.ingest import add_files
from corpus.script import fold
from indexing.build import build
from search.apparatus import asks_for_apparatus, is_apparatus
from search.query import Query
from search.searcher import Searcher
from search.signals import Readable

CASE = """# 青石镇完整社区

## 一、做法
青石镇把老旧小区连片改造，补上托育点、停车棚和助餐点，由居民小组挑先后。

## 二、成效
两年改造十二个小区，新增停车位三百个，居民满意度由六成升到九成。

## 资料来源
《青石镇完整社区建设报告》，青石镇完整社区办公室，2026年2月3日。本文据此改写。
"""


def added(folder, texts):
    """A home that holds these Markdown files, by title."""
    folder.mkdir()
    for title, text in texts.items():
        (folder / f"{title}.md").write_text(text, encoding="utf-8")
    home = Home(folder / "home")
    with Catalog.open(home) as catalog:
        assert not [one.error for one in add_files(catalog, sorted(folder.glob("*.md"))) if one.error]
    return home


def readable(folder, text, title):
    with Catalog.open(added(folder, {title: text})) as catalog:
        [document] = catalog.summaries()
        return [Readable.of(passage, document) for passage in catalog.passages(document.doc_id)]


def test_a_section_of_sources_is_known_by_its_heading(tmp_path):
    some = readable(tmp_path / "some", CASE, "青石镇完整社区")
    told = {path[-1]: is_apparatus(read) for read in some if (path := read.passage.locator.heading_path)}
    assert told == {"一、做法": False, "二、成效": False, "资料来源": True}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("青石镇报告\n来源：青石日报\n作者：甲\n日期：2026-02-03", True),
        ("來源：青石日報\n發布時間：2026年2月3日", True),
        ("来源：青石日报\n青石镇把老旧小区连片改造，补上托育点、停车棚和助餐点，由居民小组挑先后。", False),
        ("资金来源是大家最关心的事，三方各出一份。", False),
        ("记者：" + "居民在楼道里议了三次，把费用、噪声和停车都写进了公约，谁也没有再提反对。" * 3, False),
        ("青石镇把老旧小区连片改造。", False),
        ("青石镇报告\n申报单位：青石镇人民政府\n本材料为示例（虚构），人物和数字不对应任何真实单位。", True),
        ("本案例为全镇第一个连片改造的小区，由居民小组挑先后，两年完成。", False),
        ("青石镇报告\n一、做法………………3\n二、成效 ...... 12\n三、经验……………（15）", True),
        ("# 青石镇报告\n来源：青石日报\n本材料为示例（虚构），人物和数字不对应任何真实单位。", True),
        ("# 青石镇评估报告\n\n目 录\n\n一、做法………………3\n二、成效………………12", True),
        ("# 服务目录\n\n居家老人助浴、理发和陪诊由社区日间中心承接，每月结算一次。", False),
        ("青石镇报告\n申报主体：在本市依法登记、成立满两年的社会组织。", False),
        ("青石镇报告\n推荐单位：青石镇人民政府；主要做法是两年完成十二个小区的改造。", False),
        ("本案例为模拟法庭进社区的做法，居民反映好，纠纷减少三成。", False),
        ("第一部分 楼道照明，由社区出资\n第二部分 申请加装电梯？带上房产证！", False),
        ("第一编 总则。\n第二节 居民在楼道里议了三次；\n第三节 公约由大家签字。", False),
    ],
)
def test_a_block_of_labelled_lines_says_nothing_else(tmp_path, text, expected):
    [read] = readable(tmp_path / "some", text, "青石镇报告")
    assert is_apparatus(read) is expected


@pytest.mark.parametrize(
    "text",
    [
        "第三部门参与居家养老服务的三种途径\n第三部分居民反映停车难问题突出",
        "第二节能改造工程惠及三百户\n第三部门参与服务",
    ],
)
def test_what_only_begins_like_a_chapter_is_none(tmp_path, text):
    assert not any(map(is_apparatus, readable(tmp_path / "some", text, "青石镇报告")))


def test_headings_alone_are_a_list_of_contents(tmp_path):
    law = "目  录\n第一章 总则\n第二章 公约\n第一章 总则\n第一条 为规范议事，制定本办法。\n第二条 议事由社区召集。"
    some = readable(tmp_path / "some", law, "青石镇议事办法")
    said = {read.passage.text.partition("\n")[2] or read.passage.text: is_apparatus(read) for read in some}
    assert said == {
        "第一章 总则": True,
        "第二章 公约": True,
        "第一条 为规范议事，制定本办法。": False,
        "第二条 议事由社区召集。": False,
    }


@pytest.mark.parametrize("heading", ["相关阅读", "推荐阅读", "五、延伸阅读"])
def test_what_stands_under_these_headings_is_not_what_a_text_says(tmp_path, heading):
    text = f"# 青石镇\n\n## 做法\n青石镇把老旧小区连片改造。\n\n## {heading}\n两年改造十二个小区，新增车位三百个。\n"
    some = readable(tmp_path / "some", text, "青石镇")
    told = {path[-1]: is_apparatus(read) for read in some if (path := read.passage.locator.heading_path)}
    assert told[heading]
    assert not any(said for name, said in told.items() if name != heading)


@pytest.mark.parametrize(
    "question", ["这篇文章发表在哪份报纸", "改造報告的出處", "谁写的", "参考文献", "报告的目录", "2026年2月3日"]
)
def test_who_asks_where_it_comes_from_gets_it(question):
    assert asks_for_apparatus(fold(question))
    assert not asks_for_apparatus(fold("青石镇 完整社区"))


@pytest.mark.parametrize("question", ["医保目录怎么调整", "权责清单和目录的做法", "虚构交易套取补贴怎么处罚"])
def test_who_asks_what_a_text_says_does_not(question):
    assert not asks_for_apparatus(fold(question))


def test_content_stands_before_sources(tmp_path):
    home = added(tmp_path / "some", {"青石镇完整社区": CASE, "别处": "# 别处\n\n河边的柳树今年修剪过两次。"})
    build(home)
    with Searcher.open(home) as searcher:
        plain = searcher.search(Query("青石镇 完整社区", group=False)).hits
        asked = searcher.search(Query("青石镇 完整社区 资料来源", group=False)).hits
    assert "资料来源" not in plain[0].passage.text
    assert "资料来源" in asked[0].passage.text
