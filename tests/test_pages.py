"""The pages, run by Streamlit's own test harness over a small real library; and the pieces that they are made of."""

from __future__ import annotations

import html
import importlib
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from corpus import errors
from corpus.catalog import Catalog, Outcome
from corpus.errors import CasebaseError, QueryProblem, ReadProblem
from corpus.home import Home, writing
from corpus.ingest import add_files, ingest_text
from corpus.intake.assembly import passages_of
from corpus.intake.entry import Entry
from corpus.model import (
    DATE_FIELDS,
    METADATA_FIELDS,
    Confidence,
    Document,
    Kind,
    Notice,
    NoticeCode,
    Origin,
    Page,
    PageKind,
    Passage,
    Script,
    Source,
)
from corpus.readers.sheet_columns import Role
from corpus.report import Alike, Concern
from evaluation.beir import BeirError
from evaluation.judgements import Grade, Judgements
from indexing.build import build
from indexing.manifest import DICTIONARY
from indexing.wordlists import WordListError
from search import rerank
from search.citation import Style
from search.excerpts import of_hit
from search.fusion import Reason
from search.hits import Hit, Why
from search.query import FILTER_FIELDS, Mode, Query
from search.searcher import Searcher
from search.signals import Signals
from search.synonyms import read_synonyms
from ui import labels, prose
from ui.address import LibraryAddress, ReaderAddress, Reading, SearchAddress, Sort, passage_href
from ui.citations import headings_end
from ui.facets import facets
from ui.grading import Grades
from ui.markup import escape, outside, tag
from ui.passages import Marked, render
from ui.reasons import Scales, because

APP = str(Path(__file__).parents[1] / "app.py")

LIFT = """---
title: 清溪区楼道协商加装电梯
published_on: 2023-05-18
region: 浙江省杭州市
kind: case
---
# 清溪区楼道协商加装电梯

## 一、怎样让住户坐到一起商量
清溪区把协商放在楼道里办。住户先报名，再由楼长召集，每周三晚上在一楼门厅商量费用怎样分担，一户一票，当场公布。
反对的住户可以提出补偿，由社区法律顾问记录在册，三天内答复，协商不成的不开工。

## 二、费用与补偿办法公开透明
费用按楼层分担，一楼不出钱并得到补偿，全部账目贴在单元门口，住户随时可以查看，退出也有明确的办法。
"""
CANTEEN = """---
title: 星湖镇老年食堂运营记
published_on: 2021-11
region: 四川省成都市
kind: policy
---
# 星湖镇老年食堂运营记

## 一、老年食堂的钱从哪里来
星湖镇的老年食堂由镇政府补贴场地，企业负责经营，老人每餐付八元，差额由慈善基金补足，账目每季度公开一次。
"""
TRADITIONAL = """---
title: 臨江里弄議事
published_on: 2020
---
# 臨江里弄議事

## 一、居民議事會如何運作
臨江里弄設立居民議事會，每月第一個星期六開會，討論垃圾分類、停車和綠化，決議張貼在弄堂口。
"""
HOSTILE = """---
title: <script>document.title="owned"</script><img src=x onerror=alert(1)>
---
# 标题里的脚本

蓝鲸计划记录：<script>window.owned = true</script> 与 <img src=x onerror="window.owned = true"> 都只是文字。
"""
FILES = {"电梯.md": LIFT, "食堂.md": CANTEEN, "里弄.md": TRADITIONAL, '<b onclick="x()">恶意.md': HOSTILE}


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("files")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    home = Home(tmp_path_factory.mktemp("home"))
    with Catalog.open(home) as catalog:
        results = list(add_files(catalog, sorted(folder.iterdir())))
    assert [result.error for result in results] == [None] * len(FILES)
    build(home)
    return home


@pytest.fixture
def home(library: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A copy that a test may change."""
    copy = Home(tmp_path / "home")
    shutil.copytree(library.path, copy.path)
    monkeypatch.setenv("CASEBASE_HOME", str(copy.path))
    return copy


@pytest.fixture
def shared(library: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("CASEBASE_HOME", str(library.path))
    return library


def open_page(href: str) -> AppTest:
    from urllib.parse import parse_qs

    app = AppTest.from_file(APP, default_timeout=60)
    for name, values in parse_qs(href.partition("?")[2]).items():
        app.query_params[name] = values
    return run(app)


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, [one.value for one in app.exception]
    return app


def markup(app: AppTest) -> str:
    """Everything that was put on the page as HTML, without the stylesheet and the script."""
    bodies = [str(one.proto.body) for one in app.get("html")]
    return "\n".join(body for body in bodies if not body.startswith(("<div hidden><script>", "<style>")))


def words(markup_text: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup_text))


def doc_id(home: Home, title: str) -> str:
    with Catalog.open_readonly(home) as catalog:
        return next(one.doc_id for one in catalog.summaries() if title in one.title)


def passage_of(home: Home, words_in_it: str) -> Passage:
    with Catalog.open_readonly(home) as catalog:
        every = [p for one in catalog.summaries() for p in catalog.passages(one.doc_id)]
    return next(passage for passage in every if words_in_it in passage.text)


# The search page


def test_first_screen_says_what_is_there_and_what_to_ask(shared: Home) -> None:
    page = markup(open_page("./"))
    assert f"{len(FILES)} 篇文献" in words(page)
    assert "2020—2023 年" in words(page)
    assert "怎样让住户坐到一起商量" in words(page)
    assert "恶意" not in words(page).replace("标题里的脚本", "")


def test_a_question_yields_the_passage_verbatim_with_its_place(shared: Home) -> None:
    page = markup(open_page(SearchAddress("电梯费用按楼层分担").href))
    quotes = [words(one) for one in re.findall(r'<p class="quote"[^>]*>(.*?)</p>', page, re.S)]
    passage = passage_of(shared, "费用按楼层分担")
    assert quotes[0].strip() == passage.text.split("\n", 1)[1].strip()
    assert "清溪区楼道协商加装电梯" in words(page)
    assert f"第{passage.locator.paragraph}段" in words(page)
    assert re.search(r'<mark class="words[^"]*" title="与检索内容相同的词语：[^"]*费用', page)
    assert "%" not in words(re.sub(r"<pre>.*?</pre>", "", page, flags=re.S))


def test_every_citation_format_carries_quote_and_place(shared: Home) -> None:
    page = markup(open_page(SearchAddress("电梯费用按楼层分担").href))
    first = page.split("</article>")[0]
    copies = [html.unescape(one) for one in re.findall(r"<pre>(.*?)</pre>", first, re.S)]
    assert len(copies) == len(Style)
    for copied in copies:
        assert "费用按楼层分担" in copied
        assert "二、费用与补偿办法公开透明" in copied


def test_filters_narrow_and_count(shared: Home) -> None:
    found = words(markup(open_page(SearchAddress("怎样商量", filters=(("region", "四川省成都市"),)).href)))
    assert "星湖镇老年食堂运营记" in found
    assert "第1—" not in found
    asked = SearchAddress("居民怎样议事", filters=(("year", "2023"),))
    titles = re.findall(r"<h3>.*?</h3>", markup(open_page(asked.href)))
    assert titles
    assert all("清溪区" in words(one) for one in titles)


def test_sorting_by_date_puts_the_newest_first(shared: Home) -> None:
    page = markup(open_page(SearchAddress("公开 公布 居民 住户 老人", mode=Mode.DENSE, sort=Sort.DATE).href))
    years = re.findall(r'<div class="chips">.*?<span>(\d{4})[^<]*</span></div>', page)
    assert years == sorted(years, reverse=True)
    assert len(years) >= 3


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (SearchAddress("？！"), "检索内容里没有文字或数字"),
        (SearchAddress("长" * 2001), "检索内容有 2,001 字，超过了 2,000 字的上限"),
        (SearchAddress("电梯", filters=(("year", "去年"),)), "年份“去年”无法识别"),
        (SearchAddress("电梯", filters=(("region", "火星"),)), "在当前筛选条件下没有找到"),
        (SearchAddress("quux zyzzy", mode=Mode.LEXICAL), "没有文献包含这些词语"),
    ],
)
def test_what_cannot_be_answered_is_said_in_chinese(shared: Home, address: SearchAddress, said: str) -> None:
    assert said in words(markup(open_page(address.href)))


def test_submitting_moves_the_question_into_the_address(shared: Home) -> None:
    app = open_page(SearchAddress("旧问题", mode=Mode.LEXICAL).href)
    app.text_input(key="question").set_value("老年食堂的钱从哪里来")
    next(one for one in app.button if one.label == labels.SEARCH).click()
    run(app)
    assert app.query_params["q"] == "老年食堂的钱从哪里来"
    assert app.query_params["mode"] == "lexical"
    assert "镇政府补贴场地" in words(markup(app))


def test_chosen_citations_can_be_taken_away(shared: Home) -> None:
    app = open_page(SearchAddress("电梯费用按楼层分担").href)
    assert not app.get("download_button")
    passage = passage_of(shared, "费用按楼层分担")
    hit = next(one for one in searched(shared, "电梯费用按楼层分担") if one.passage.start == passage.start)
    app.session_state["chosen"] = {passage.passage_id: of_hit(hit)}  # as a click on the card leaves it
    run(app)
    assert app.get("download_button")
    assert re.search(rf'data-act="choose" data-of="{passage.passage_id}"[^>]*aria-pressed="true"', markup(app))


def searched(home: Home, question: str) -> Sequence[Hit]:
    with Searcher.open(home) as searcher:
        return searcher.search(Query(question)).hits


def test_an_empty_library_says_how_to_fill_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEBASE_HOME", str(tmp_path / "none yet"))
    for href in (SearchAddress().href, LibraryAddress().href, ReaderAddress().href):
        said = words(markup(open_page(href)))
        assert labels.EMPTY_LIBRARY in said
        assert "python -m corpus add" in said
    assert not (tmp_path / "none yet").exists()


def test_a_damaged_catalogue_is_said_so(home: Home) -> None:
    home.catalog.write_bytes(b"SQLite format 3\x00" + b"broken" * 2000)
    assert "已损坏" in words(markup(open_page("./")))


def test_an_index_built_otherwise_can_be_rebuilt_from_the_page(home: Home) -> None:
    for manifest in home.index.glob("*/manifest.json"):
        manifest.write_text(re.sub(r'"opencc": "[^"]*"', '"opencc": "0"', manifest.read_text("utf-8")), "utf-8")
    app = open_page(SearchAddress("电梯").href)
    assert "索引与当前的程序、模型或文库不一致" in words(markup(app))
    next(one for one in app.button if one.label == labels.UPDATE_INDEX).click()
    run(app)
    assert "清溪区楼道协商加装电梯" in words(markup(app))


def test_a_changed_dictionary_is_named_and_can_be_taken_in_from_the_page(home: Home) -> None:
    home.dictionary.write_text("楼道协商\n", encoding="utf-8")
    app = open_page(SearchAddress("电梯").href)
    said = words(markup(app))
    assert home.dictionary.name in said
    assert "请把词典改回原样，或重建一次索引" in said
    next(one for one in app.button if one.label == labels.UPDATE_INDEX).click()
    run(app)
    assert "清溪区楼道协商加装电梯" in words(markup(app))


def test_lists_of_words_that_changed_are_told_beside_the_results(home: Home) -> None:
    app = open_page(SearchAddress("电梯").href)
    home.synonyms.write_text("升降机\n", encoding="utf-8")
    home.dictionary.write_text("楼道协商\n", encoding="utf-8")
    said = words(markup(run(app)))
    assert "synonyms.txt”第 1 行无法使用" in said
    assert labels.DICTIONARY_CHANGED in said
    assert "清溪区楼道协商加装电梯" in said
    next(one for one in app.button if one.label == labels.UPDATE_INDEX).click()
    assert labels.DICTIONARY_CHANGED not in words(markup(run(app)))


def test_documents_that_are_not_indexed_yet_are_announced_and_taken_in(home: Home, tmp_path: Path) -> None:
    app = open_page(SearchAddress("电梯").href)
    file = tmp_path / "补充.txt"
    file.write_text("信天翁码头为渔船提供夜间照明，由渔民合作社轮流值守。", encoding="utf-8")
    with Catalog.open(home) as catalog:
        assert [result.error for result in add_files(catalog, [file])] == [None]
    run(app)
    assert labels.pending(1) in words(markup(app))
    next(one for one in app.button if one.label == labels.UPDATE_INDEX).click()
    run(app)
    assert labels.pending(1) not in words(markup(app))
    assert "信天翁码头" in words(markup(open_page(SearchAddress("信天翁码头").href)))


# What was understood


def understood(page: str) -> str:
    found = re.search(r'<p class="understood">(.*?)</p>', page, re.S)
    return words(found.group(1)) if found else ""


@pytest.fixture
def synonyms(home: Home) -> Home:
    home.synonyms.write_text("飞檐走廊 = 电梯 = 升降机\n", encoding="utf-8")
    return home


def test_synonyms_are_named_and_can_be_switched_off(synonyms: Home) -> None:
    asked = SearchAddress("飞檐走廊的费用")
    page = markup(open_page(asked.href))
    assert "也查找：电梯、升降机" in understood(page)
    assert html.escape(asked.changed(expand=False).href) in page
    off = markup(open_page(asked.changed(expand=False).href))
    assert "电梯、升降机" not in understood(off)
    assert labels.EXPAND in understood(off)
    assert f'href="{html.escape(asked.href)}"' in off


def test_a_question_without_any_of_it_shows_no_line(shared: Home) -> None:
    assert understood(markup(open_page(SearchAddress("楼道里怎样商量").href))) == ""


def test_operators_and_references_are_named(shared: Home) -> None:
    said = understood(
        markup(open_page(SearchAddress('"住户先报名" -食堂 国发[2021]15号 第12条 《议事规则》 2023年 杭州市').href))
    )
    for one in (
        "必须包含“住户先报名”",
        "不含“食堂”",
        "发文字号 国发〔2021〕15号",
        "条款 第十二条",
        "题名 《议事规则》",
    ):
        assert one in said
    assert "年份 2023" in said
    assert "地区 浙江省杭州市" in said


def test_phrases_that_nothing_holds_are_said_and_relaxed(shared: Home) -> None:
    page = markup(open_page(SearchAddress('"电梯补偿金" "蓝鲸驿站" 住户').href))
    assert labels.unmet(("电梯补偿金", "蓝鲸驿站")) in words(page)
    assert labels.MUST_HOLD not in words(page)
    assert "<article" in page


def test_the_phrases_that_something_holds_stay_required(shared: Home) -> None:
    said = words(markup(open_page(SearchAddress('"住户先报名" "红鲸驿站" "电梯补偿金" "绿鲸驿站"').href)))
    assert "没有原文包含“红鲸驿站”或“电梯补偿金”或“绿鲸驿站”，已放宽这一要求。" in said
    assert "必须包含“住户先报名”" in said
    assert said.count("必须包含") == 1


def test_phrases_that_only_filters_or_minus_terms_take_away_are_said_so(shared: Home) -> None:
    for typed, filters, said in (
        ('"住户先报名" 住户', (("kind", "policy"),), "在当前筛选条件下，没有原文包含“住户先报名”，已放宽这一要求。"),
        ('"住户先报名" -住户', (), "除去含有排除词的原文，没有原文包含“住户先报名”，已放宽这一要求。"),
        (
            '"住户先报名" -住户',
            (("kind", "policy"),),
            "在当前筛选条件下，除去含有排除词的原文，没有原文包含“住户先报名”，已放宽这一要求。",
        ),
    ):
        assert said in words(markup(open_page(SearchAddress(typed, filters=filters).href)))


def test_the_note_on_phrases_is_as_true_in_every_language() -> None:
    for language, said in (
        ("zh_hant", "在當前篩選條件下，除去含有排除詞的原文，沒有原文包含“甲乙”，已放寬這一要求。"),
        (
            "en",
            "Under these filters, no passage without the excluded words contains “甲乙”; this was no longer required.",
        ),
    ):
        wording = importlib.import_module(f"ui.labels.{language}.search")
        assert wording.unmet(("甲乙",), filtered=True, excluding=True) == said
    english = importlib.import_module("ui.labels.en.search")
    assert english.lacking(("A", "B"), filtered=True, others=False) == "Under these filters, A, B were not found."
    assert english.lacking(("A",), filtered=False, others=True) == (
        "A was not found; what follows goes by the rest of the question."
    )


def test_a_reference_that_is_not_found_is_said(shared: Home) -> None:
    page = markup(open_page(SearchAddress('国发〔2018〕7号 住户 "红鲸驿站"').href))
    assert '<p class="unmet">没有找到国发〔2018〕7号，以下按问题的其余文字查找。</p>' in page
    assert '<p class="unmet">没有原文包含“红鲸驿站”，已放宽这一要求。</p>' in page
    filtered = SearchAddress("国发〔2018〕7号 住户", filters=(("kind", "policy"),))
    assert "在当前筛选条件下，没有找到国发〔2018〕7号" in words(markup(open_page(filtered.href)))


def test_a_question_of_minus_terms_is_refused(shared: Home) -> None:
    for typed in ("-公约", "-《公约》，－议事"):
        said = words(markup(open_page(SearchAddress(typed).href)))
        assert "检索内容里只有要排除的词。请同时写出要找什么，例如“电梯-物业”。" in said.replace(" ", "")
    for typed in ("-", "——", "- - -"):
        assert "检索内容里没有文字或数字" in words(markup(open_page(SearchAddress(typed).href)))


def test_a_suggestion_is_a_link_and_is_not_asked(home: Home, tmp_path: Path) -> None:
    with Catalog.open(home) as catalog:
        for n in range(3):
            file = tmp_path / f"{n}.txt"
            file.write_text(f"第{n}个社区开展垃圾分类，居民轮流值守，月底公布结果。", encoding="utf-8")
            assert [result.error for result in add_files(catalog, [file])] == [None]
    build(home)
    asked = SearchAddress("垃及分类", filters=(("year", "2020..2026"),))
    app = open_page(asked.href)
    with Searcher.open(home) as searcher:
        suggestion = searcher.search(Query("垃及分类")).suggestion
    assert suggestion == "垃圾分类"
    page = markup(app)
    assert labels.DID_YOU_MEAN in words(page)
    assert html.escape(asked.asking(suggestion).href) in page
    assert app.text_input(key="question").value == "垃及分类"


def test_a_broken_word_list_is_said_with_its_line(home: Home) -> None:
    home.synonyms.write_text("电梯 = 升降机\n孤零零\n", encoding="utf-8")
    said = words(markup(open_page(SearchAddress("电梯").href)))
    assert "第 2 行" in said
    assert home.synonyms.name in said
    assert "一组至少要有两个词" in said


# Why a hit stands where it stands


def test_every_hit_says_why_without_percentages(shared: Home) -> None:
    page = markup(open_page(SearchAddress("电梯费用按楼层分担", mode=Mode.LEXICAL).href))
    folds = re.findall(r'<details class="because">(.*?)</details>', page, re.S)
    assert len(folds) == len(re.findall("<article", page))
    for name in labels.WHY_PARTS.values():
        assert all(name in words(fold) for fold in folds)
    widths = [float(one) for fold in folds for one in re.findall(r"width: ([\d.]+)%", fold)]
    assert max(widths) == 100
    assert labels.PART_MAIN in words(folds[0])
    assert not re.search(r"\d", words(folds[0]))


def test_a_reordered_hit_says_what_moved_it_and_which_way(shared: Home) -> None:
    with Searcher.open(shared) as searcher:
        first, second = searcher.search(Query("电梯费用按楼层分担", Mode.HYBRID, k=2)).hits
    moved = replace(first, why=replace(first.why, reasons=(Reason("headings", 0.5), Reason("words", -0.25))))
    fold = because(moved, Scales.of([moved, second]))
    bars = re.findall(
        r'<dt>(.*?)</dt><dd><span class="(.*?)"[^>]*><span style="width: ([\d.]+)%"></span>(.*?)</dd>', fold
    )
    assert [(name, kind, width, words(said)) for name, kind, width, said in bars[:2]] == [
        (labels.REASONS["headings"], "bar", "100.0", labels.MOVED_UP),
        (labels.REASONS["words"], "bar against", "50.0", labels.MOVED_DOWN),
    ]
    assert [name for name, *_ in bars[2:]] == list(labels.WHY_PARTS.values())
    assert labels.REORDERED_BY in words(fold)
    assert labels.REORDERED_BY not in words(because(second, Scales.of([second])))


def test_references_that_a_passage_meets_are_named(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "通知.txt"
    file.write_text(
        "关于开展楼道清理工作的通知\n望街办发〔2024〕7号\n各社区：请于本月底前完成清理，并报送结果。\n", "utf-8"
    )
    with Catalog.open(home) as catalog:
        assert [result.error for result in add_files(catalog, [file])] == [None]
    build(home)
    page = markup(open_page(SearchAddress("望街办发[2024]7号").href))
    assert labels.SIGNALS["number"][0] in words(page.split("</article>")[0])


# Saying that there is nothing


def test_an_unanswered_question_is_calm_and_keeps_the_nearest_folded(
    shared: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = Searcher.search
    monkeypatch.setattr(Searcher, "search", lambda self, query: replace(ask(self, query), answered=False))
    app = open_page(SearchAddress("怎样缴纳个人所得税", filters=(("kind", "case"),)).href)
    page = words(markup(app))
    assert labels.UNANSWERED in page
    assert "去掉一部分筛选条件" in page
    (nearest,) = [one for one in app.expander if one.label == labels.NEAREST]
    assert not nearest.proto.expanded
    assert nearest.get("html")
    assert labels.shown(1, 1, 1, 1)[:6] not in page


def test_doubt_is_one_line_above_what_is_listed(shared: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = Searcher.search
    monkeypatch.setattr(Searcher, "search", lambda self, query: replace(ask(self, query), doubtful=True))
    page = words(markup(open_page(SearchAddress("电梯").href)))
    assert labels.DOUBTFUL in page and labels.UNANSWERED not in page
    assert page.index(labels.DOUBTFUL) < page.index("电梯", page.index(labels.DOUBTFUL) + len(labels.DOUBTFUL))


# Saying how good a hit is


def grade(app: AppTest, value: Grade | None) -> None:
    app.segmented_control[0].set_value(value)
    run(app)


def reading(home: Home, question: str) -> AppTest:
    """The passage that answers, opened from a search for `question`."""
    passage = passage_of(home, "费用按楼层分担")
    return open_page(passage_href(passage.doc_id, passage.start, passage.end, back=SearchAddress(question)))


def pressed(app: AppTest) -> list[str]:
    """The grades that the cards show as given."""
    return re.findall(r'data-act="grade" data-of="\d+" data-value="(\d)" aria-pressed="true"', markup(app))


def test_a_grade_is_kept_changed_and_taken_back(home: Home) -> None:
    question = "电梯费用按楼层分担"
    app = reading(home, question)
    grade(app, Grade.HIGHLY_RELEVANT)
    assert app.segmented_control[0].value is Grade.HIGHLY_RELEVANT
    assert labels.GRADED in words(markup(app))
    found = open_page(SearchAddress(question, mode=Mode.LEXICAL).href)
    assert pressed(found) == ["2"]
    assert labels.GRADED in words(markup(found))
    grade(app, Grade.NOT_RELEVANT)
    grade(app, None)
    with Judgements.open_readonly(home) as judgements:
        assert [one.grade for one in judgements.history()] == [Grade.HIGHLY_RELEVANT, Grade.NOT_RELEVANT, None]
        assert judgements.current() == ()
    assert labels.GRADED not in words(markup(app))


def test_a_click_on_a_card_keeps_a_grade_and_a_second_one_takes_it_back(home: Home) -> None:
    passage = passage_of(home, "费用按楼层分担")
    with Catalog.open_readonly(home) as catalog:
        document = catalog.summaries_of([passage.doc_id])[passage.doc_id]
    given = Grades.read("电梯费用", [passage])
    given.toggle(passage, document, Grade.RELEVANT)
    assert Grades.read("电梯费用", [passage]).of == {passage.passage_id: Grade.RELEVANT}
    given.toggle(passage, document, Grade.NOT_RELEVANT)
    given.toggle(passage, document, Grade.NOT_RELEVANT)
    assert Grades.read("电梯费用", [passage]).of == {}
    assert given.error is None


def test_grades_belong_to_their_question(home: Home) -> None:
    grade(reading(home, "电梯费用按楼层分担"), Grade.RELEVANT)
    assert pressed(open_page(SearchAddress("电梯费用怎样分担").href)) == []


def test_a_passage_can_be_graded_where_it_is_read(home: Home) -> None:
    passage = passage_of(home, "费用按楼层分担")
    back = SearchAddress("电梯费用")
    app = open_page(passage_href(passage.doc_id, passage.start, passage.end, back=back))
    grade(app, Grade.RELEVANT)
    with Judgements.open_readonly(home) as judgements:
        (one,) = judgements.current()
    assert (one.question, one.span, one.quote) == (
        "电梯费用",
        (passage.doc_id, passage.start, passage.end),
        passage.text,
    )
    assert not open_page(passage_href(passage.doc_id, passage.start, passage.end)).segmented_control


def test_labels_that_cannot_be_kept_are_said_so_and_hits_stay(home: Home) -> None:
    Judgements.path(home).write_bytes(b"SQLite format 3\x00" + b"broken" * 2000)
    app = open_page(SearchAddress("电梯费用按楼层分担").href)
    assert "judgements.sqlite 已损坏" in words(markup(app))
    assert "费用按楼层分担" in words(markup(app))
    assert pressed(app) == []
    app = reading(home, "电梯费用")
    grade(app, Grade.RELEVANT)
    assert "judgements.sqlite 已损坏" in words(markup(app))
    assert app.segmented_control[0].value is None


# The reader


def test_reader_marks_exactly_the_passage(shared: Home) -> None:
    passage = passage_of(shared, "住户先报名")
    page = markup(open_page(passage_href(passage.doc_id, passage.start, passage.end)))
    marked = "".join(re.findall(r'<mark class="passage[^"]*"[^>]*>(.*?)</mark>', page, re.S))
    hidden = re.sub(r"^## |\n", "", passage.text)
    assert html.unescape(marked) == hidden
    assert f"¶{passage.locator.paragraph}" in words(page)
    assert 'id="passage"' in page


def test_simplified_keeps_the_place(shared: Home) -> None:
    passage = passage_of(shared, "每月第一個星期六")
    address = ReaderAddress(passage.doc_id, passage.start, passage.end)

    def marked(href: str) -> str:
        return "".join(re.findall(r'<mark class="passage[^"]*"[^>]*>(.*?)</mark>', markup(open_page(href)), re.S))

    original = marked(address.href)
    simplified = marked(address.in_script(Reading.SIMPLIFIED).href)
    assert "每月第一個星期六開會" in original
    assert "每月第一个星期六开会" in simplified
    assert len(original) == len(simplified)


def test_reader_words_missing_documents_and_places(shared: Home) -> None:
    assert "文库里没有“nosuch”" in words(markup(open_page(ReaderAddress("nosuch").href)))
    beyond = passage_href(doc_id(shared, "清溪区"), 10, 10**7)
    assert labels.BEYOND_THE_END in words(markup(open_page(beyond)))


def test_reader_shows_where_metadata_comes_from(shared: Home) -> None:
    page = words(markup(open_page(ReaderAddress(doc_id(shared, "清溪区")).href)))
    assert f"浙江省杭州市（330100）{labels.FRONT_MATTER}" in page
    assert labels.FINGERPRINT in page
    assert labels.NO_NOTICES in page


def test_a_value_read_from_the_text_leads_to_its_words(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "通知.txt"
    file.write_text(
        "关于开展楼道清理工作的通知\n发文机关：望江街道办事处\n成文日期：2024年3月5日\n各社区：请于本月底前完成清理，并报送结果。\n",
        "utf-8",
    )
    with Catalog.open(home) as catalog:
        (result,) = add_files(catalog, [file])
    assert result.document
    issuer = result.document.metadata.issuer
    assert issuer and issuer.start is not None and issuer.end is not None
    page = markup(open_page(ReaderAddress(result.document.doc_id).href))
    assert html.escape(passage_href(result.document.doc_id, issuer.start, issuer.end)) in page


SCANNED = (
    "望江街道垃圾分类经费说明\n第一页说明经费来源，由街道财政列支，按季度拨付到社区。\n"
    "扫描页写着信天翁巡查队每晚八点清点垃圾桶，次日公布满溢的点位。\n乱码页没有人读得懂。\n"
)


def scanned(home: Home) -> Document:
    """Store a document of five pages: one printed, two recognised, one garbled, one empty."""
    document = ingest_text(SCANNED, name="说明").document
    cuts = [0, SCANNED.index("扫描页"), SCANNED.index("次日"), SCANNED.index("乱码页"), len(SCANNED), len(SCANNED)]
    kinds = (PageKind.NATIVE, PageKind.OCR, PageKind.OCR, PageKind.GARBLED, PageKind.EMPTY)
    pages = tuple(Page(n + 1, cuts[n], cuts[n + 1], kind=kind) for n, kind in enumerate(kinds))
    notices = (
        Notice(NoticeCode.OCR_PAGE, page=2),
        Notice(NoticeCode.OCR_PAGE, page=3),
        Notice(NoticeCode.GARBLED_PAGE, page=4),
        Notice(NoticeCode.EMPTY_PAGE, page=5),
        Notice(NoticeCode.RUNNING_LINES_DROPPED, "12"),
    )
    source = Source("说明.pdf", "application/pdf", document.source.sha256, 2048, member="资料.zip/附件/说明.pdf")
    document = replace(document, pages=pages, source=source, report=replace(document.report, notices=notices))
    with Catalog.open(home) as catalog:
        catalog.add(Entry(document, passages_of(document), None))
    return document


def test_reader_reports_how_a_document_came_in(home: Home) -> None:
    document = scanned(home)
    page = markup(open_page(ReaderAddress(document.doc_id).href))
    said = words(page)
    for one in (
        "原生文字1 页",
        "OCR 识别2 页",
        "乱码1 页",
        "空白1 页",
        "第 2—5 页",
        "第 2—3 页的文字由图像识别（OCR）得到",
        "没有读到的第 5 页没有可提取的文字",
        "未收入正文的略去了 12 行页眉、页脚和页码",
        "资料.zip/附件/说明.pdf",
    ):
        assert one in said, one
    assert labels.NO_NOTICES not in said
    second = ReaderAddress(document.doc_id).turned_to(document.pages[1].start).href
    assert f'href="{html.escape(second)}"' in page
    breaks = [words(one) for one in re.findall(r'<div class="break">(.*?)</div>', page)]
    assert [re.sub("^help|(?<=页)help", "", one) for one in breaks][:2] == ["第 1 页", "第 2 页OCR 识别"]


def test_recognised_words_are_marked_in_card_reader_and_citation(home: Home) -> None:
    document = scanned(home)
    build(home)
    page = markup(open_page(SearchAddress("信天翁巡查队每晚清点垃圾桶", mode=Mode.LEXICAL).href))
    card = next(one for one in page.split("</article>") if "信天翁" in one)
    locator = re.search(r'<div class="locator">.*?</div>', card)
    assert locator and words(locator.group()).count(labels.OCR_MARK) == 1
    assert 'class="doubt"' in locator.group()
    assert "引用前请核对原件" in card
    others = [one for one in page.split("</article>") if "<article" in one and "信天翁" not in one]
    assert all(labels.OCR_MARK not in one for one in others)

    def bar_and_citation(start: int, end: int) -> tuple[str, str]:
        read = markup(open_page(passage_href(document.doc_id, start, end)))
        found = re.search(r'<div class="reader-bar">.*?</div></div>', read, re.S)
        copied = re.search(r"<pre>(.*?)</pre>", read, re.S)
        assert found and copied
        return found.group(), copied.group(1)

    start = SCANNED.index("扫描页")
    bar, copied = bar_and_citation(start, start + 20)
    assert labels.OCR_MARK in bar
    assert "OCR" in copied
    bar, copied = bar_and_citation(SCANNED.index("第一页"), start - 1)
    assert labels.OCR_MARK not in bar
    assert "OCR" not in copied


GUESSED = "楼栋议事会怎样开\n\n楼道灯坏了半年没人修，大家凑钱也不是办法。\n发文机关：老槐树楼栋议事会\n"


@pytest.fixture
def guessed(home: Home, tmp_path: Path) -> str:
    """A document whose issuer is a guess."""
    file = tmp_path / "议事.txt"
    file.write_text(GUESSED, "utf-8")
    with Catalog.open(home) as catalog:
        (result,) = add_files(catalog, [file])
    assert result.document and result.document.metadata.doubtful() == ("issuer",)
    return result.document.doc_id


def test_a_guess_is_marked_in_words_listed_and_gone_when_corrected(home: Home, guessed: str) -> None:
    said = labels.doubtful([labels.FIELDS["issuer"]])
    read = markup(open_page(ReaderAddress(guessed).href))
    assert said in words(read)
    facts = [words(fact) for fact in re.findall(r"<dt>发文机关</dt><dd>(.*?)</dd>", read)]
    assert any(labels.CONFIDENCES[Confidence.LOW] in fact for fact in facts)
    listed = markup(open_page(LibraryAddress().href))
    assert words(listed).count(said) == 1
    only = LibraryAddress(doubtful=True)
    assert f'href="{html.escape(only.href)}"' in listed
    rows = re.findall(r"<tr>.*?</tr>", markup(open_page(only.href)).split("<tbody>")[1])
    assert len(rows) == 1 and "楼栋议事会" in rows[0]

    app = open_page(LibraryAddress(doc=guessed).href)
    next(one for one in app.text_input if one.label == labels.FIELDS["issuer"]).set_value("老槐树社区居民委员会")
    next(one for one in app.button if one.label == labels.SAVE).click()
    run(app)
    assert said not in words(markup(app))
    assert labels.NONE_DOUBTFUL in words(markup(open_page(only.href)))
    read = words(markup(open_page(ReaderAddress(guessed).href)))
    assert labels.corrections(1) in read
    assert "发文机关：由“老槐树楼栋议事会”（正文）改为“老槐树社区居民委员会”" in read


def test_reader_links_the_same_text(home: Home, tmp_path: Path) -> None:
    copy = tmp_path / "电梯副本.txt"
    copy.write_text(LIFT + "\n\n", "utf-8")  # other bytes, the same words
    with Catalog.open(home) as catalog:
        (result,) = add_files(catalog, [copy])
    build(home)
    assert result.document
    page = markup(open_page(ReaderAddress(result.document.doc_id).href))
    assert labels.SAME_TEXT in words(page)
    assert html.escape(ReaderAddress(doc_id(home, "清溪区楼道协商加装电梯")).href) in page


def test_long_documents_open_in_parts(home: Home, tmp_path: Path) -> None:
    lines = [f"第{n}件事，居民在会上逐条讨论，意见不同的另行记录，月底公布办理结果。" for n in range(1, 3001)]
    file = tmp_path / "长文.txt"
    file.write_text("\n".join(lines), encoding="utf-8")
    with Catalog.open(home) as catalog:
        (result,) = add_files(catalog, [file])
    assert result.document
    start = result.document.text.index("第2000件事")
    page = markup(open_page(passage_href(result.document.doc_id, start, start + 8)))
    assert "第2000件事" in page
    assert "第1件事" not in page
    assert labels.PREVIOUS_PART in page
    assert labels.NEXT_PART in page
    assert len(page) < 400_000


def test_parts_cover_every_paragraph_once() -> None:
    from corpus.chunker import paragraphs

    text = "\n".join("字" * size for size in (10, 30_000, 5, 23_000, 2_000, 1))
    found = paragraphs(text, ())
    parts = prose.parts(found)
    assert [i for part in parts for i in range(part.first, part.last)] == list(range(len(found)))
    assert len(parts) > 1
    for index, part in enumerate(parts):
        assert prose.part_with(parts, found, found[part.first].start) == index
        assert prose.part_with(parts, found, found[part.last - 1].end - 1) == index


# The library


def test_library_lists_and_finds_in_either_script(shared: Home) -> None:
    assert f"共 {len(FILES)} 篇" in words(markup(open_page(LibraryAddress().href)))
    found = words(markup(open_page(LibraryAddress("临江 议事").href)))
    assert "找到 1 篇" in found
    assert "臨江里弄議事" in found
    assert labels.NOT_IN_LIST in words(markup(open_page(LibraryAddress("不存在的词").href)))


def test_a_correction_is_recorded_as_a_persons(home: Home) -> None:
    app = open_page(LibraryAddress(doc=doc_id(home, "星湖镇")).href)
    next(one for one in app.text_input if one.label == labels.FIELDS["issuer"]).set_value("星湖镇人民政府")
    next(one for one in app.button if one.label == labels.SAVE).click()
    run(app)
    assert labels.SAVED in words(markup(app))
    with Catalog.open_readonly(home) as catalog:
        document = catalog.document(doc_id(home, "星湖镇"))
    assert document.metadata.issuer
    assert (document.metadata.issuer.value, document.metadata.issuer.origin) == ("星湖镇人民政府", Origin.PERSON)
    with Searcher.open(home) as searcher:
        assert searcher.search(Query("老年食堂")).pending == 0


def test_a_date_that_is_none_is_refused(home: Home) -> None:
    app = open_page(LibraryAddress(doc=doc_id(home, "星湖镇")).href)
    next(one for one in app.text_input if one.label == labels.FIELDS["published_on"]).set_value("二〇二一年")
    next(one for one in app.button if one.label == labels.SAVE).click()
    run(app)
    assert labels.BAD_DATE in words(markup(app))
    with Catalog.open_readonly(home) as catalog:
        assert catalog.document(doc_id(home, "星湖镇")).metadata.get("published_on") == "2021-11"


@pytest.mark.parametrize("field", DATE_FIELDS)
def test_every_date_field_is_checked(home: Home, field: str) -> None:
    app = open_page(LibraryAddress(doc=doc_id(home, "星湖镇")).href)
    next(one for one in app.text_input if one.label == labels.FIELDS[field]).set_value("2023-02-30")
    next(one for one in app.button if one.label == labels.SAVE).click()
    run(app)
    assert labels.fields_with_bad_dates([field]) in words(markup(app))
    with Catalog.open_readonly(home) as catalog:
        assert catalog.corrections() == ()


def test_every_field_can_be_corrected() -> None:
    listed = [name for names in labels.FIELD_GROUPS.values() for name in names]
    assert sorted(listed) == sorted(METADATA_FIELDS)


def test_the_address_of_the_list_holds_its_state() -> None:
    from urllib.parse import parse_qs

    for address in (LibraryAddress("议事", 3, doubtful=True), LibraryAddress(doc="abc"), LibraryAddress(page=2)):
        assert LibraryAddress.read(parse_qs(address.href.partition("?")[2])) == address


def test_removal_needs_a_confirmation(home: Home) -> None:
    app = open_page(LibraryAddress(doc=doc_id(home, "星湖镇")).href)
    button = next(one for one in app.button if one.label == labels.REMOVE)
    assert button.disabled
    app.checkbox[0].check()
    run(app)
    next(one for one in app.button if one.label == labels.REMOVE).click()
    run(app)
    with Catalog.open_readonly(home) as catalog:
        assert all("星湖镇" not in one.title for one in catalog.summaries())
    assert f"共 {len(FILES) - 1} 篇" in words(markup(app))


def test_while_another_process_writes_nothing_is_changed(home: Home) -> None:
    app = open_page(LibraryAddress(doc=doc_id(home, "星湖镇")).href)
    next(one for one in app.text_input if one.label == labels.FIELDS["issuer"]).set_value("别处")
    next(one for one in app.button if one.label == labels.SAVE).click()
    with writing(home, "a test"):
        run(app)
    assert "另一个程序正在写入知识库" in words(markup(app))
    with Catalog.open_readonly(home) as catalog:
        assert catalog.document(doc_id(home, "星湖镇")).metadata.issuer is None


# Text from documents is text


@pytest.mark.parametrize("href", [SearchAddress("蓝鲸计划").href, LibraryAddress().href, ReaderAddress().href, "./"])
def test_what_documents_contain_is_shown_not_executed(shared: Home, href: str) -> None:
    page = markup(open_page(href))
    assert not re.search(r"<script|<img|<b onclick", page.replace('<img src="data:', ""))


def test_hostile_document_in_reader_and_care(shared: Home) -> None:
    hostile = passage_of(shared, "蓝鲸计划").doc_id
    for href in (ReaderAddress(hostile).href, LibraryAddress(doc=hostile).href):
        page = markup(open_page(href))
        assert not re.search(r"<script|<img|<b onclick", page.replace('<img src="data:', ""))
    assert "<script>window.owned = true</script>" in words(markup(open_page(ReaderAddress(hostile).href)))


@given(st.text(), st.text())
def test_markup_escapes_children_and_attributes(text: str, value: str) -> None:
    made = tag("p", text, title=value)
    opening, _, rest = made.partition(">")
    assert "<" not in opening[1:]
    assert opening.count('"') == 2
    assert "<" not in rest.removesuffix("</p>")
    assert escape(escape(text)) == escape(text)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "JAVASCRIPT:x", " https://a"])
def test_only_web_addresses_become_links(url: str) -> None:
    assert "<a" not in outside(url)
    assert '<a href="https://example.org/?a=1&amp;b=2"' in outside("https://example.org/?a=1&b=2")


@given(
    st.text(alphabet="字<&\n# a", max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5)
)
def test_rendering_keeps_every_character(text: str, pairs: list[tuple[int, int]]) -> None:
    marks = [Marked(a, b, "words", "因为") for a, b in pairs if a < b <= len(text)]
    assert words(render(text, 0, len(text), marks)) == text
    marked = {i for mark in marks for i in range(mark.start, mark.end)}
    shown = re.sub(r'<span class="syntax">.*?</span>', "", render(text, 0, len(text), marks), flags=re.S)
    assert len(html.unescape("".join(re.findall(r"<mark[^>]*>(.*?)</mark>", shown, re.S)))) <= len(marked)


# Addresses

_filters = st.lists(st.tuples(st.sampled_from(FILTER_FIELDS), st.text(min_size=1)), max_size=4)


@given(
    st.builds(
        SearchAddress,
        q=st.text(),
        mode=st.sampled_from(Mode),
        group=st.booleans(),
        sort=st.sampled_from(Sort),
        shown=st.sampled_from([10, 20, 100]),
        expand=st.booleans(),
    ),
    _filters,
)
def test_an_address_holds_the_whole_state(address: SearchAddress, filters: list[tuple[str, str]]) -> None:
    for name, value in filters:
        address = address.toggled(name, value)
    params = dict_of(address.href)
    read = SearchAddress.read(params)
    assert (read.q, read.mode, read.group, read.sort) == (address.q, address.mode, address.group, address.sort)
    assert (read.shown, read.expand) == (address.shown, address.expand)
    assert sorted(read.filters) == sorted(address.filters)
    opened = ReaderAddress.read(dict_of(passage_href("doc", 3, 9, back=read)))
    assert (opened.doc, opened.start, opened.end) == ("doc", 3, 9)
    assert opened.question == read


def dict_of(href: str) -> dict[str, list[str]]:
    from urllib.parse import parse_qs

    return parse_qs(href.partition("?")[2])


def test_nonsense_in_an_address_counts_as_not_given() -> None:
    assert SearchAddress.read({"q": ["x"], "mode": ["psychic"], "sort": ["?"], "shown": ["-3"]}) == SearchAddress("x")
    assert ReaderAddress.read({"doc": ["d"], "start": ["9"], "end": ["3"]}) == ReaderAddress("d")
    assert ReaderAddress.read({"doc": ["d"], "start": ["٣"], "end": ["9e9"]}) == ReaderAddress("d")
    assert LibraryAddress.read({"page": ["0"]}) == LibraryAddress()


def test_a_filter_is_set_and_taken_off_by_the_same_link() -> None:
    plain = SearchAddress("x", shown=40)
    once = plain.toggled("region", "四川省")
    assert once.filters == (("region", "四川省"),)
    assert once.shown == 10
    assert once.toggled("region", "四川省") == SearchAddress("x")


# Facets and quotations


def test_a_region_counts_what_its_filter_lets_through(shared: Home) -> None:
    with Catalog.open(shared) as catalog:
        summaries = catalog.summaries()
    found = {facet.name: dict(facet.values) for facet in facets(summaries)}
    assert {"浙江省杭州市": 1, "四川省成都市": 1}.items() <= found["region"].items()
    assert list(found["year"]) == ["2023", "2021", "2020"]
    for name, counts in found.items():
        for value, count in counts.items():
            accepts = SearchAddress("x", filters=((name, value),)).parsed_filters().accepts
            assert sum(map(accepts, summaries)) == count


def test_a_quotation_begins_below_its_headings() -> None:
    assert headings_end("## 一、总则\n正文。", ("一、总则",)) == len("## 一、总则\n")
    assert headings_end("第一章 总则\n\n第一节 目的\n  正文。", ("第一章 总则", "第一节 目的")) == 17
    assert headings_end("## 一、总则", ("一、总则",)) == 0
    assert headings_end("正文。\n## 一、总则", ("一、总则",)) == 0


def test_each_of_several_issuers_is_one_to_filter_by(home: Home) -> None:
    with Catalog.open(home) as catalog:
        for title, issuer in (("清溪区", "望江民政局、望江财政局"), ("星湖镇", "望江民政局")):
            catalog.set_metadata(doc_id(home, title), "issuer", issuer)
        summaries = catalog.summaries()
    found = {facet.name: facet.values for facet in facets(summaries)}
    assert found["issuer"] == (("望江民政局", 2), ("望江财政局", 1))
    for value, count in found["issuer"]:
        accepts = SearchAddress("x", filters=(("issuer", value),)).parsed_filters().accepts
        assert sum(map(accepts, summaries)) == count


def test_a_value_in_both_scripts_is_one_to_filter_by(home: Home) -> None:
    with Catalog.open(home) as catalog:
        for title, genre in (("清溪区", "案例摘编"), ("星湖镇", "案例摘编"), ("臨江", "案例摘編")):
            catalog.set_metadata(doc_id(home, title), "genre", genre)
        found = {facet.name: facet.values for facet in facets(catalog.summaries())}
    assert found["genre"] == (("案例摘编", 3),)


# Words


def leaves(cls: type[CasebaseError]) -> Iterator[type[CasebaseError]]:
    subclasses = [one for one in cls.__subclasses__() if one.__module__ == errors.__name__]  # those that pages meet
    if not subclasses:
        yield cls
    for one in subclasses:
        yield from leaves(one)


EXAMPLES: dict[type[CasebaseError], list[CasebaseError]] = {
    errors.ReadError: [errors.ReadError("a.pdf", problem, "parser said no") for problem in ReadProblem],
    errors.HomeError: [errors.HomeError("home", problem, "what to do") for problem in errors.HomeProblem],
    errors.WorkerError: [errors.WorkerError("no module named pypdf")],
    errors.LockedError: [errors.LockedError("home", "python -m corpus add")],
    errors.NotFoundError: [errors.NotFoundError("document", "abc", "list them")],
    errors.DamagedIndexError: [errors.DamagedIndexError("home", "dense.faiss is missing")],
    errors.MetadataError: [errors.MetadataError(name, "x", "what to do") for name in ("published_on", "kind")],
    errors.NoIndexError: [errors.NoIndexError("home")],
    errors.MismatchError: [errors.MismatchError(what, "a", "b", "home") for what in ("encoder", DICTIONARY)],
    errors.EncoderError: [errors.EncoderError("m", "cannot be loaded")],
    errors.QueryError: [errors.QueryError(problem, 3000, 2000) for problem in QueryProblem],
    errors.FilterError: [errors.FilterError("year=x", "no year", ("year",)), errors.FilterError("q=1", "no", ())],
}


def test_every_error_is_worded_in_chinese() -> None:
    assert set(EXAMPLES) == set(leaves(CasebaseError))
    fallback = labels.error_text(CasebaseError("x")).what
    for error in (one for some in EXAMPLES.values() for one in some):
        worded = labels.error_text(error)
        assert worded.what != fallback, error
        for sentence in (worded.what, worded.remedy):
            assert re.search("[\u4e00-\u9fff]", sentence)
            assert not re.search(r"[a-z]{4,} [a-z]{2,}", sentence), sentence


def test_errors_of_lists_and_labelled_sets_are_worded(tmp_path: Path) -> None:
    broken = {"孤词": "a = ", "只有一个词": "孤零零", "标点": "甲 = ，，", "两个箭头": "甲乙 => 丙丁 => 戊己"}
    for text in broken.values():
        path = tmp_path / "synonyms.txt"
        path.write_text(f"# 注释\n{text}\n", encoding="utf-8")
        with pytest.raises(WordListError) as raised:
            read_synonyms([path])
        worded = labels.error_text(raised.value)
        assert f"{path.name}”第 2 行" in worded.what
        assert raised.value.detail not in worded.what
    path.write_bytes("甲乙 = 丙丁".encode() + b"\xff")
    with pytest.raises(WordListError) as raised:
        read_synonyms([path])
    assert "UTF-8" in labels.error_text(raised.value).what
    assert "第 3 行" in labels.error_text(BeirError(path, "not JSON", 3)).what


def test_every_notice_is_worded_in_chinese() -> None:
    for code in NoticeCode:
        for page in (None, 7):
            said = labels.notice(Notice(code, "12", page))
            assert re.search("[\u4e00-\u9fff]", said)
            assert "{" not in said
            assert not page or "第 7 页" in said
    assert set(labels._NOTICES) == set(NoticeCode)


def test_a_notice_about_several_pages_is_said_once() -> None:
    said = labels.alike(Alike(NoticeCode.OCR_PAGE, "", (1, 2, 3, 7)))
    assert said.startswith("第 1—3、7 页的文字由图像识别")


def test_a_place_in_a_file_is_worded() -> None:
    assert labels.place_in_file("方案.docx", None) == "方案.docx"
    assert labels.place_in_file("方案.docx", "资料.zip/目录/方案.docx") == "资料.zip/目录/方案.docx"
    assert labels.place_in_file("申报.xlsx", "申报表!第2行") == "申报.xlsx › 申报表!第2行"


def test_every_choice_has_a_label() -> None:
    assert set(labels.PAGE_KINDS) == set(PageKind)
    assert set(labels.CONCERNS) == set(Concern)
    assert set(labels.CONFIDENCES) == set(Confidence)
    assert set(labels.ROLES) == set(Role)
    assert set(labels.KINDS) == set(Kind)
    assert set(labels.SCRIPTS) == set(Script)
    assert set(labels.ORIGINS) == set(Origin)
    assert set(labels.MODES) == set(Mode)
    assert set(labels.GRADES) == set(Grade)
    assert set(labels.SIGNALS) == {field.name for field in fields(Signals)}
    assert {*labels.WHY_PARTS, "reasons"} == {field.name for field in fields(Why)}
    assert set(labels.REASONS) == set(rerank._GROUPS)
    assert set(labels.STYLES) == set(Style)
    assert set(labels.SORTS) == set(Sort)
    assert set(labels.OUTCOMES) == set(Outcome)
    assert set(labels.READ_PROBLEMS) == set(ReadProblem)
    assert {*METADATA_FIELDS, *FILTER_FIELDS} <= set(labels.FIELDS)


def test_labels_hold_every_chinese_string() -> None:
    folder = Path(__file__).parents[1] / "ui"
    for file in (*folder.glob("*.py"), folder.parent / "app.py"):
        if file.name in ("facets.py", "screens.py"):  # patterns of numbering; questions to the starter library
            continue
        code = re.sub(r'"""[\s\S]*?"""|#.*', "", file.read_text(encoding="utf-8"))
        assert not re.search("[\u4e00-\u9fff]", code), file.name


def test_streamlit_labels_show_text_as_it_is_written() -> None:
    assert labels.plain("![x](http://e)*a*") == r"\!\[x\]\(http\://e\)\*a\*"
