"""Duplicates and versions: what is one, what only looks like one, what becomes of it in catalogue and hits."""

from __future__ import annotations

import gzip
import html
import io
import json
import random
import sqlite3
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

import docx
import numpy as np
import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_files import lines, pdf
from streamlit.testing.v1 import AppTest

from corpus import kin
from corpus.catalog import Catalog
from corpus.catalog.links import clusters, families, settle
from corpus.duplicates import (
    Link,
    Relation,
    Subject,
    Verdict,
    compare,
    edition,
    grams,
    is_same_passage,
    letters_of,
    may_be_versions,
    signature,
    similarity,
    title_key,
)
from corpus.home import Home
from corpus.ingest import ingest_text, read_upload
from corpus.script import fold
from evaluation.duplicates import Text, edited, measure, plant
from indexing.build import build
from search.__main__ import result_for_machines
from search.citation import Style, cite
from search.hits import citation_of
from search.query import Mode, Query, parse_filters
from search.searcher import Searcher
from ui import labels
from ui.address import LibraryAddress, SearchAddress
from ui.duplicates import duplicates as shown

SHARED = Path(__file__).parents[1].parent / "shared"

TEXT = (
    "居民社区养老托育住房医疗卫生教育交通消防环境绿化垃圾分类物业服务管理监督检查审批备案许可公开公示听证评估考核奖励处罚责令改正罚款补偿补贴资金预算采购招标合同质量安全应急预案演练救援储备信息平台数据共享"
    "网络档案登记申请受理审查批准公告委托机构组织协会企业个人家庭儿童老人残疾就业培训创业贷款税收价格市场竞争消费食品药品农村土地水利河道森林草原矿产能源节约排放污染防治监测建设规划设计施工验收维修改造拆除"
    "街道乡镇村庄楼道电梯停车道路桥梁公园广场图书文化体育旅游"
)
WORDS = [TEXT[at : at + 2] for at in range(0, len(TEXT), 2)]


def articles(seed: int, count: int = 30) -> list[str]:
    """Articles of a regulation on anything; two seeds have hardly a clause in common."""
    draw = random.Random(seed)
    clauses = [
        "、".join(draw.sample(WORDS, 5)) + "应当" + "".join(draw.sample(WORDS, 4)) + "。" for _ in range(2 * count)
    ]
    return [f"第{number}条　{''.join(clauses[2 * number - 2 : 2 * number])}" for number in range(1, count + 1)]


def regulation(title: str, seed: int, *, decided: str = "2018年5月3日", count: int = 30) -> str:
    return "\n".join([title, f"（{decided}市人民代表大会常务委员会通过）", "", *articles(seed, count)])


def subject(text: str, title: str, dated: str | None = None, region: str | None = None) -> Subject:
    return Subject(letters_of(fold(text)), title_key(title), dated, region)


def verdict(*pair: Subject) -> Relation | None:
    both = {compare(*pair).relation, compare(*pair[::-1]).relation}
    assert len(both) == 1  # whichever came first
    return both.pop()


TITLE = "清溪市物业服务管理条例"
LAW = regulation(TITLE, 1)


# What a title and a text are known by


@pytest.mark.parametrize(
    "title",
    [
        "中华人民共和国水土保持法",
        "水土保持法",
        "水土保持法（2010年修订）",
        "水土保持法(2010-12-25)",
        "《水土保持法》（试行）",
        "水土保持法 2020年版",
        "中華人民共和國水土保持法（2010修正）（試行）",
    ],
)
def test_titles_of_one_regulation(title):
    assert title_key(title) == "水土保持法"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("某法的解释（一）", "某法的解释（二）"),
        ("2019年政府工作报告", "2020年政府工作报告"),
        ("甲市养犬条例", "乙市养犬条例"),
    ],
)
def test_titles_of_two(one, other):
    assert title_key(one) != title_key(other)


def test_a_title_that_is_nothing_but_a_mark_stays():
    assert title_key("（试行）") == "试行"
    assert title_key("中华人民共和国") == "中华人民共和国"


@pytest.mark.parametrize(
    ("head", "names", "published_on", "expected"),
    [
        ("1994年5月1日通过 2016年11月7日修正\n第一条 2030年通过。", [], None, "2016-11-07"),
        ("二〇二一年五月十八日市政府印发\n第一条", [], "2021-06", "2021-05-18"),
        ("自2019年1月1日起。", [], "2018-03", "2018-03"),
        ("第一条", ["某法（2020年修正）", "下载"], "2001", "2020"),
        ("第一条", ["某法", "某法(2022-12-30)"], "2001", "2022-12-30"),
        ("", [], None, None),
    ],
)
def test_the_date_of_an_edition(head, names, published_on, expected):
    assert edition(fold(head), names, published_on) == expected


def test_letters_are_the_same_in_any_form_and_script():
    text = "第一条　物业管理委员会（以下称“物管会”）着力改善卫生。"
    for script in ("s2t", "s2tw", "s2hk"):
        other = opencc.OpenCC(script).convert(text).replace("（", " (").replace("。", "\n")
        assert letters_of(fold(other)) == letters_of(fold(text))


# Signatures


def resemblance(one: str, other: str) -> float:
    first, second = set(grams(one).tolist()), set(grams(other).tolist())
    return len(first & second) / len(first | second)


@pytest.mark.parametrize("rate", [0.0, 0.01, 0.03, 0.1, 0.3])
@pytest.mark.parametrize("count", [1, 4, 30])
def test_a_signature_estimates_the_resemblance(rate, count):
    draw = random.Random(7)
    errors = []
    for seed in range(25):
        one = letters_of(fold("".join(articles(seed, count))))
        other = edited(one, rate, draw)
        agreeing = np.mean(signature(one) == signature(other))
        errors.append(float(agreeing) - resemblance(one, other))
    assert abs(np.mean(errors)) < 0.03  # not biased, few grams or many
    assert max(map(abs, errors)) < 0.22  # five standard deviations


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_text_has_a_signature(text):
    held = signature(letters_of(fold(text)))
    assert held.shape == (128,)
    assert held.dtype == np.uint16


def test_grams_are_distinct_and_ascending():
    found = grams("一二三四五一二三四五")
    assert len(found) == 5
    assert (found[1:] > found[:-1]).all()


# What two texts are to one another


@pytest.mark.parametrize("rate", [0.01, 0.03, 0.06, 0.1])
@pytest.mark.parametrize("seed", range(5))
def test_errors_strewn_over_a_copy_leave_it_a_copy(rate, seed):
    copy = edited(regulation(TITLE, seed), rate, random.Random(seed))
    original = subject(regulation(TITLE, seed), TITLE, "2018-05-03")
    assert verdict(original, subject(copy, "附件3")) is Relation.NEAR
    assert verdict(original, subject(copy, TITLE, "2024-07-01")) is Relation.NEAR  # the date of the web page


def test_a_reprint_under_another_header_is_a_copy():
    reprint = "关于转发有关文件的通知\n各区人民政府：现转发给你们，请认真执行。\n市政府办公室　2024年7月1日\n" + LAW
    assert (
        verdict(subject(LAW, TITLE, "2018-05-03"), subject(reprint, "关于转发有关文件的通知", "2024-07-01"))
        is Relation.NEAR
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("清溪市养犬管理办法", "清溪市养犬管理办法", True),
        ("清溪市养犬管理办法", "养犬管理办法", True),
        ("清溪市养老服务发展规划", "清溪市养老服务发展规划", True),
        ("清溪市养犬管理办法", "关于转发《清溪市养犬管理办法》的通知", False),
        ("清溪市养犬管理办法", "乙市民政局转发《清溪市养犬管理办法》的通知", False),
        ("清溪市养犬管理办法", "关于印发清溪市养犬管理办法", False),
        ("清溪市养犬管理办法", "关于公布《清溪市养犬管理办法》的决定", False),
        ("清溪市养犬管理办法", "《清溪市养犬管理办法》政策解读", False),
        ("关于印发《清溪市养犬管理办法》的通知", "关于印发《清溪市养犬管理办法》的通知", True),
        ("关于召开大会的通知", "关于召开大会的通知", False),
        ("政府信息发布管理办法", "清溪市政府信息发布管理办法", True),
    ],
)
def test_which_titles_can_be_those_of_versions(one, other, expected):
    keys = title_key(one), title_key(other)
    assert may_be_versions(*keys) is may_be_versions(*keys[::-1]) is expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (f"乙市民政局转发《{TITLE}》的通知", None),
        (f"关于印发《{TITLE}》的通知", None),
        (f"乙市{TITLE}", Relation.VERSION),
    ],
)
def test_a_notice_that_passes_a_regulation_on_is_no_version_of_it(title, expected):
    clauses = articles(1)
    clauses[4], clauses[17] = articles(2)[4], articles(2)[17]
    passed_on = subject("\n".join(["现转发给你们，请认真执行。", *clauses]), title, "2021-02-03")
    original = subject(LAW, TITLE, "2018-05-03")
    assert similarity(original.letters, passed_on.letters) > 0.85
    assert verdict(original, passed_on) is expected


def test_two_notices_that_issue_one_regulation_are_versions_like_it():
    clauses = articles(1)
    clauses[4], clauses[17] = articles(2)[4], articles(2)[17]
    title = f"关于印发《{TITLE}》的通知"
    one, other = subject(LAW, title, "2018-05-03"), subject("\n".join(clauses), title, "2022-09-01")
    assert verdict(one, other) is Relation.VERSION


def test_running_lines_that_were_read_leave_it_a_copy():
    pages = [LAW[at : at + 500] for at in range(0, len(LAW), 500)]
    printed = "".join(f"{page}清溪市法规汇编{number}" for number, page in enumerate(pages, 1))
    assert verdict(subject(LAW, TITLE, "2018-05-03"), subject(printed, TITLE)) is Relation.NEAR


def test_a_conversion_that_exchanges_words_leaves_it_a_copy():
    text = LAW + "\n第三十一条　信息网络平台的数据和档案，由项目审批程序支持。" * 8
    converted = opencc.OpenCC("s2twp").convert(text)
    taiwanese = Subject(letters_of(fold(converted)), title_key("下载"), None, None, traditional=True)
    assert "资讯" in taiwanese.letters
    assert verdict(subject(text, TITLE, "2018-05-03"), taiwanese) is Relation.NEAR


@pytest.mark.parametrize("dates", [("2018-05-03", "2022-09-01"), (None, "2022-09-01"), (None, None)])
def test_an_amended_regulation_is_a_version(dates):
    clauses = articles(1)
    clauses[4], clauses[17] = articles(2)[4], articles(2)[17]
    amended = "\n".join(clauses)
    one, other = subject("\n".join(articles(1)), TITLE, dates[0]), subject(amended, TITLE, dates[1])
    assert similarity(one.letters, other.letters) > 0.9
    assert verdict(one, other) is Relation.VERSION


def test_a_regulation_written_anew_is_a_version_where_both_are_dated():
    clauses = articles(2)
    clauses[:3] = articles(1)[:3]
    one, other = subject(LAW, TITLE, "2001"), subject("\n".join(clauses), TITLE, "2022-09-01")
    assert similarity(one.letters, other.letters) < 0.5
    assert verdict(one, other) is Relation.VERSION
    assert verdict(one, subject("\n".join(articles(2)), "工作报告", "2022")) is None


def test_the_same_edition_with_a_slip_is_a_copy():
    clauses = articles(1)
    slip = "\n".join([*clauses[:9], *clauses[10:]])  # an article is missing
    assert verdict(subject(LAW, TITLE, "2018-05-03"), subject(slip, TITLE, "2018-05")) is Relation.NEAR


def named(city: str) -> str:
    return "\n".join(f"{clause}{city}市人民政府负责实施。" for clause in articles(3))


def test_two_cities_that_follow_one_model_are_nothing_to_one_another():
    one = subject(named("嘉兴"), "嘉兴市制定地方性法规条例", "2016-04")
    for city in ("衢州", "台州"):
        other = subject(named(city), f"{city}市制定地方性法规条例", "2016-04")
        assert similarity(one.letters, other.letters) > 0.93
        assert verdict(one, other) is None
    unnamed = subject(named("衢州"), "附件2")
    assert verdict(one, unnamed) is None
    assert verdict(subject(named("嘉兴"), "下载"), unnamed) is None


def test_one_title_in_two_regions_is_two_regulations():
    one = subject(named("嘉兴"), "养犬管理办法", region="浙江省嘉兴市")
    assert verdict(one, subject(named("衢州"), "养犬管理办法", region="浙江省衢州市")) is None
    assert verdict(one, subject(named("嘉兴"), "养犬管理办法", region="浙江省")) is Relation.SAME


def test_a_county_is_no_version_of_the_nation():
    clauses = articles(1)
    clauses[:12] = articles(2)[:12]
    own = subject("\n".join(clauses), "重庆市教育督导条例", "2015", region="重庆市")
    assert verdict(subject(LAW, "教育督导条例", "2012"), own) is None


NOTICE = "各科室：定于五月三日上午九点在三楼会议室召开全体职工大会，请准时参加，不得缺席。"


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (NOTICE.replace("，", "\n"), Relation.SAME),
        ("办公室通知第十二号\n" + NOTICE, Relation.NEAR),
        (NOTICE + "联系人：王某某", Relation.NEAR),
        (NOTICE.replace("缺席", "缺度"), Relation.NEAR),
        (NOTICE.replace("五月三日", "五月四日"), None),
        (NOTICE.replace("三楼", "二楼"), None),
        (NOTICE.replace("全体职工", "妇女代表"), None),
        ("关于做好今年防汛抗旱工作的通知，请各镇街认真组织落实，确保人民群众生命财产安全。", None),
    ],
)
def test_a_notice_of_forty_characters(other, expected):
    assert verdict(subject(NOTICE, "通知"), subject(other, "通知")) is expected


def test_long_texts_that_only_begin_alike_are_not_the_same():
    beginning = letters_of("".join(articles(1, 1000)))[:41_000]
    one, other = (beginning + letters_of("".join(articles(seed, 1000)))[:39_000] for seed in (2, 3))
    assert similarity(one, other) < 0.95
    assert similarity(one, beginning) == pytest.approx(2 * 41 / 121)
    assert compare(Subject(one, "甲卷"), Subject(beginning, "乙卷")).relation is None


def test_texts_without_letters_are_nothing_to_one_another():
    assert verdict(subject("……", "甲"), subject("——", "乙")) is None


def test_passages_cut_a_little_differently_say_the_same():
    one = letters_of("".join(articles(1, 4)))
    assert is_same_passage(one, one[10:])
    assert not is_same_passage(one, one[: len(one) // 3])
    assert not is_same_passage(one, letters_of("".join(articles(2, 4))))


# Making them agree


def edges(**said: tuple[Relation | None, float]) -> dict[frozenset[str], Verdict]:
    return {frozenset(name): Verdict(*what) for name, what in said.items()}


N, V = Relation.NEAR, Relation.VERSION


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"da": (N, 0.95), "db": (N, 0.93), "ab": (V, 0.98)}, {"da": N, "db": V, "ab": V}),
        ({"da": (N, 0.93), "db": (V, 0.98), "ab": (N, 0.95)}, {"da": V, "db": V, "ab": N}),
        ({"da": (N, 0.95), "db": (N, 0.93), "ab": (None, 0.97)}, {"da": N, "db": None, "ab": None}),
        ({"da": (N, 0.9), "db": (N, 0.9), "ab": (None, 0.8)}, {"da": N, "db": N, "ab": None}),  # two poor copies
        ({"da": (N, 0.9), "db": (N, 0.9)}, {"da": N, "db": N}),
        ({"da": (N, 0.9), "db": (N, 0.8), "ab": (N, 0.7)}, {"da": N, "db": N, "ab": N}),
    ],
)
def test_a_copy_of_one_version_is_no_copy_of_the_next(said, expected):
    settled = settle("d", ["a", "b"], edges(**said))
    assert {name: settled[frozenset(name)].relation for name in said} == expected


def linked(*said: tuple[str, Relation, float]) -> dict[str, tuple[Link, ...]]:
    """Links both ways between the two letters of each name."""
    found: dict[str, list[Link]] = {}
    for (one, other), relation, alike in said:
        found.setdefault(one, []).append(Link(one, other, relation, alike))
        found.setdefault(other, []).append(Link(other, one, relation, alike))
    return {doc_id: tuple(some) for doc_id, some in found.items()}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([("ab", N, 0.9), ("bc", N, 0.9), ("ac", N, 0.85)], ["abc"]),
        ([("ab", N, 0.9), ("bc", N, 0.95), ("cd", N, 0.9)], ["bc", "ab", "dc"]),  # a and d stand with their nearest
        ([("ab", N, 0.95), ("bc", N, 0.9), ("cd", N, 0.95)], ["ab", "cd"]),
        ([("ab", N, 0.9), ("ac", N, 0.9), ("ad", V, 0.99)], ["ab", "ac"]),
        ([("ab", V, 0.9)], []),
    ],
)
def test_every_two_of_a_group_are_linked(said, expected):
    links = linked(*said)
    groups = clusters(links, {N})
    assert sorted(map(sorted, groups)) == sorted(map(sorted, expected))
    pairs = {(link.doc_id, link.other) for some in links.values() for link in some if link.relation is N}
    assert all((one, other) in pairs for some in groups for one in some for other in some if one != other)
    assert {doc_id for some in groups for doc_id in some} == {doc_id for pair in pairs for doc_id in pair}


def test_versions_hang_together_and_bring_no_copies_along():
    links = linked(("ab", V, 0.9), ("bc", V, 0.4), ("cx", N, 0.9), ("xy", N, 0.9))
    assert [sorted(some) for some in families(links)] == [["a", "b", "c"]]


# In the catalogue


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "library")


def word(text: str) -> bytes:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def web_page(text: str) -> bytes:
    body = "".join(f"<p>{line}</p>" for line in text.splitlines())
    return (
        f'<html lang="zh"><head><meta charset="utf-8"><title>{TITLE}</title></head><body>'
        f'<div class="nav"><a href="/">首页</a></div><article>{body}</article></body></html>'
    ).encode()


def printed(text: str) -> bytes:
    broken = [line[at : at + 36] for line in text.splitlines() for at in range(0, max(len(line), 1), 36)]
    return pdf([lines(broken[at : at + 34]) for at in range(0, len(broken), 34)])


def taken_in(catalog: Catalog, content: bytes, name: str) -> str:
    entry = read_upload(content, file_name=name)
    catalog.add(entry)
    return entry.document.doc_id


def five_forms(catalog: Catalog) -> dict[str, str]:
    traditional = opencc.OpenCC("s2t").convert(LAW)
    files = {
        "法规.txt": LAW.encode(), "法规.docx": word(LAW), "下载.html": web_page(LAW), "打印.pdf": printed(LAW),
        "繁體.txt": traditional.encode("utf-8"),
    }  # fmt: skip
    return {name: taken_in(catalog, content, name) for name, content in files.items()}


def test_one_regulation_in_four_formats_and_two_scripts_is_one_group(home):
    with Catalog.open(home) as catalog:
        doc_ids = five_forms(catalog)
        taken_in(catalog, regulation("清溪市养犬条例", 9).encode(), "别的.txt")
        assert len(set(doc_ids.values())) == 5
        [group] = clusters(catalog.links(), {Relation.SAME, Relation.NEAR})
        assert sorted(group) == sorted(doc_ids.values())
        for doc_id in doc_ids.values():  # each of them knows all the others
            assert {link.other for link in catalog.links([doc_id])[doc_id]} == set(doc_ids.values()) - {doc_id}


def versions(catalog: Catalog) -> list[str]:
    doc_ids = []
    for year in (2022, 2001, 2011):
        clauses = articles(1)
        clauses[year % 20 : year % 20 + 2] = articles(year)[:2]
        text = "\n".join([TITLE, f"（{year}年5月3日市人民代表大会常务委员会修正）", "", *clauses])
        doc_ids.append(taken_in(catalog, text.encode(), f"{year}.txt"))
    return [doc_ids[1], doc_ids[2], doc_ids[0]]


def test_versions_stand_in_order_of_date(home):
    with Catalog.open(home) as catalog:
        oldest_first = versions(catalog)
        [chain] = kin.kin_of(catalog).versions
        assert [one.document.doc_id for one in chain] == oldest_first
        assert [one.dated for one in chain] == ["2001-05-03", "2011-05-03", "2022-05-03"]
        assert kin.kin_of(catalog).same == ()
        assert kin.kin_of(catalog, oldest_first[0]).versions == (chain,)
        assert any("versions, the oldest first" in line for line in kin.in_words(kin.kin_of(catalog)))


def test_the_order_of_adding_does_not_matter(tmp_path):
    copy = edited(regulation(TITLE, 1), 0.04, random.Random(3))
    clauses = articles(1)
    clauses[5] = articles(2)[5]
    amended = regulation(TITLE, 1, decided="2022年9月1日").replace(articles(1)[5], clauses[5])
    texts = {"original": LAW, "copy": copy, "amended": amended}
    told = set()
    for number, order in enumerate(
        (["original", "copy", "amended"], ["amended", "copy", "original"], ["copy", *texts])
    ):
        with Catalog.open(tmp_path / str(number)) as catalog:
            doc_ids = {taken_in(catalog, texts[name].encode(), f"{name}.txt"): name for name in order}
            links = {link for some in catalog.links().values() for link in some}
            told.add(frozenset((doc_ids[each.doc_id], doc_ids[each.other], each.relation) for each in links))
    assert len(told) == 1
    assert ("copy", "original", Relation.NEAR) in told.pop()


def test_removal_leaves_no_link_behind(home):
    with Catalog.open(home) as catalog:
        doc_ids = five_forms(catalog)
        gone = doc_ids.pop("打印.pdf")
        catalog.remove(gone)
        links = catalog.links()
        assert gone not in links
        assert all(link.other != gone for some in links.values() for link in some)
        for name in list(doc_ids)[1:]:
            catalog.remove(doc_ids[name])
        assert catalog.links() == {}
        assert catalog._select("SELECT count(*) FROM links")[0][0] == 0
        assert catalog._select("SELECT count(*) FROM fingerprints")[0][0] == 1


def test_links_outlive_the_one_copy_that_bore_them(home):
    with Catalog.open(home) as catalog:
        first = taken_in(catalog, LAW.encode(), "甲.txt")
        amended = LAW.replace(articles(1)[5], articles(2)[5]).replace("2018年", "2022年")
        later = taken_in(catalog, amended.encode(), "乙.txt")
        twin = taken_in(catalog, LAW.replace("，", "\n").encode("gb18030"), "丙.txt")
        catalog.remove(first)
        assert {link.other: link.relation for link in catalog.links([later])[later]} == {twin: Relation.VERSION}


def test_a_correction_links_anew(home):
    with Catalog.open(home) as catalog:
        oldest, middle, _ = versions(catalog)
        catalog.correct(middle, {"title": "浮山县养老服务条例", "region": "山西省临汾市浮山县"})
        catalog.correct(oldest, {"region": "浙江省"})
        assert middle not in {link.other for link in catalog.links([oldest]).get(oldest, ())}


def test_what_another_process_wrote_is_compared_too(home):
    with Catalog.open(home) as first, Catalog.open(home) as second:
        one = taken_in(first, LAW.encode(), "甲.txt")
        other = taken_in(second, edited(LAW, 0.02, random.Random(1)).encode(), "乙.txt")
        third = taken_in(first, edited(LAW, 0.02, random.Random(2)).encode(), "丙.txt")
        assert {link.other for link in first.links([third])[third]} == {one, other}


def test_nothing_is_left_of_what_was_rolled_back(home):
    good = ingest_text(LAW, name="甲", title=TITLE)

    def then_fail():
        yield good
        raise RuntimeError

    with Catalog.open(home) as catalog:
        with pytest.raises(RuntimeError):
            catalog.add_many(then_fail())
        other = taken_in(catalog, edited(LAW, 0.02, random.Random(1)).encode(), "乙.txt")
        assert catalog.links([other]) == {}
        catalog.add(good)
        assert [link.other for link in catalog.links([other])[other]] == [good.document.doc_id]


def test_an_old_home_opens_and_is_caught_up_with(home):
    with Catalog.open(home) as catalog:
        doc_ids = five_forms(catalog)
    with sqlite3.connect(home.catalog) as connection:  # as it was before there were links
        connection.execute("DROP TABLE links")
        connection.execute("DROP TABLE fingerprints")
    connection.close()
    with Catalog.open_readonly(home) as catalog:
        assert catalog.links() == {}
        assert catalog.unlinked() == 5
    with Catalog.open(home) as catalog:
        assert catalog.links() == {}
        new = taken_in(catalog, LAW.replace("。", "\n").encode(), "新.txt")
        assert catalog.links([new]) == {}
        assert catalog.relink() == 5
        assert catalog.relink() == 0
        assert {link.other for link in catalog.links([new])[new]} == set(doc_ids.values())


def test_the_command_tells_the_groups(home, command):
    with Catalog.open(home) as catalog:
        doc_ids = five_forms(catalog)
    told = json.loads(command("corpus", "duplicates", "--home", home.path, "--json").stdout)
    assert [sorted(one["file_name"] for one in some) for some in told["same"]] == [sorted(doc_ids)]
    assert told["versions"] == []
    assert told["pending"] == 0
    alone = command("corpus", "duplicates", doc_ids["法规.txt"][:12], "--home", home.path)
    assert alone.returncode == 0
    assert "1 groups of the same text" in alone.stdout


def changing(steps: int) -> list[str]:
    """Reports of which each has a tenth of the articles of the one before exchanged."""
    lines_of, other = articles(1), articles(2)
    told = ["\n".join(lines_of)]
    for step in range(steps):
        lines_of[3 * step : 3 * step + 3] = other[3 * step : 3 * step + 3]
        told.append("\n".join(lines_of))
    return told


def test_a_chain_of_changes_is_not_one_text(home):
    with Catalog.open(home) as catalog:
        held = [
            taken_in(catalog, f"关于社区治理的报告\n\n{text}".encode(), f"链{number}.txt")
            for number, text in enumerate(changing(7))
        ]
        links, found = catalog.links(), kin.kin_of(catalog)
        texts = {doc_id: letters_of(fold(catalog.text(doc_id))) for doc_id in held}
    assert len(links) == 8  # each is linked to its neighbours
    assert found.same == ()
    groups = [[one.document.doc_id for one in some] for some in found.near]
    assert {doc_id for some in groups for doc_id in some} == set(held)
    duplicates = {(link.doc_id, link.other) for some in links.values() for link in some}
    for one, other in ((one, other) for some in groups for one in some for other in some if one != other):
        assert (one, other) in duplicates
        assert similarity(texts[one], texts[other]) >= 0.85
    assert similarity(texts[held[0]], texts[held[7]]) < 0.6  # which used to stand in one group


def test_the_same_is_told_from_nearly_the_same(home, command):
    with Catalog.open(home) as catalog:
        first = taken_in(catalog, LAW.encode(), "甲.txt")
        twin = taken_in(catalog, word(LAW), "乙.docx")
        slip = taken_in(catalog, LAW.replace("第9条", "第g条").encode(), "丙.txt")
        found = kin.kin_of(catalog)
    assert [{one.document.doc_id for one in some} for some in found.same] == [{first, twin}]
    assert [{one.document.doc_id for one in some} for some in found.near] == [{first, twin, slip}]
    told = json.loads(command("corpus", "duplicates", "--home", home.path, "--json").stdout)
    assert {(one["relation"], one["similarity"]) for one in told["same"][0]} == {(None, None), ("same", 1.0)}
    near = [one for one in told["near"][0] if one["relation"] == "near"]
    assert near
    assert all(0.99 < one["similarity"] < 1 for one in near)
    said = command("corpus", "duplicates", "--home", home.path).stdout
    same, _, nearly = said.partition("nearly the same text:")
    assert same.startswith("the same text, letter for letter:")
    assert "丙.txt" not in same
    assert "丙.txt" in nearly
    assert "99.9% of the first's letters" in nearly
    assert "100" not in nearly
    assert "1 groups of the same text, 1 of nearly the same text" in nearly


def test_a_forwarding_notice_stands_in_no_group_of_versions(home):
    body = "\n".join(articles(1, 8))
    notice = f"乙市民政局转发《{TITLE}》的通知\n\n各区民政局：\n现转发给你们，请参照执行。\n2021年2月3日\n\n{TITLE}\n"
    later = body.replace(articles(1, 8)[4], articles(2, 8)[4])
    with Catalog.open(home) as catalog:
        old = taken_in(catalog, f"{TITLE}\n\n（2018年5月3日市政府令第3号公布）\n\n{body}".encode(), "旧.txt")
        forwarded = taken_in(catalog, (notice + body).encode(), "转发.txt")
        new = taken_in(catalog, f"{TITLE}\n\n（2022年9月1日市政府令第9号修正）\n\n{later}".encode(), "新.txt")
        [chain] = kin.kin_of(catalog).versions
        relations = {link.relation for link in catalog.links([forwarded]).get(forwarded, ())}
    assert [one.document.doc_id for one in chain] == [old, new]
    assert Relation.VERSION not in relations


@pytest.fixture
def copied(tmp_path):
    """Two files of one content, and another one."""
    for name, text in (("甲/原件.txt", LAW), ("乙/副本.txt", LAW), ("丙/别的.txt", regulation("清溪市养犬条例", 9))):
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "files"


def test_files_of_one_content_are_told_when_they_come_together(home, copied, command):
    said = command("corpus", "add", copied, "--home", home.path, "--workers", 1).stdout
    assert "3 of 3 files read: 2 different documents, 1 with the same content as another" in said
    [line] = [line for line in said.splitlines() if line.startswith("unchanged")]
    assert f"the same content as {TITLE} (" in line
    assert "not read again" not in line
    again = command("corpus", "add", copied, "--home", home.path, "--workers", 1).stdout
    assert again.count("not read again") == 3
    assert "the same content as 清溪" not in again  # these paths are known
    assert "3 of 3 files read: 2 different documents, 1 with the same content as another" in again


def test_a_file_of_known_content_is_told_when_it_comes_later(home, copied, command):
    first, second = copied / "甲" / "原件.txt", copied / "乙" / "副本.txt"
    command("corpus", "add", first, "--home", home.path, "--workers", 1)
    done = command("corpus", "add", second, "--home", home.path, "--workers", 1, "--json")
    told = json.loads(done.stdout)
    [one] = told["files"]
    assert one["status"] == "unchanged"
    assert one["same_as"] == {"doc_id": one["doc_ids"][0], "title": TITLE, "path": str(first)}
    assert (told["totals"]["documents"], told["totals"]["copies"]) == (1, 1)
    third = copied / "第三.txt"
    third.write_bytes(first.read_bytes())
    said = command("corpus", "add", third, "--home", home.path, "--workers", 1).stdout
    assert f"the same content as {TITLE} ({second}), not read again" in said
    assert "1 of 1 files read: 1 different document, 1 with the same content as another" in said


def test_all_paths_of_a_document_are_listed(home, copied, command):
    command("corpus", "add", copied, "--home", home.path, "--workers", 1)
    paths = sorted([str(copied / "甲" / "原件.txt"), str(copied / "乙" / "副本.txt")])
    told = json.loads(command("corpus", "duplicates", "--home", home.path, "--json").stdout)
    [one] = told["copies"]
    assert (one["title"], one["paths"]) == (TITLE, paths)
    for arguments in (["duplicates"], ["report", one["doc_id"]]):
        said = command("corpus", *arguments, "--home", home.path).stdout
        assert "the same file under several paths:" in said
        assert [line.strip() for line in said.splitlines() if line.strip() in paths] == paths
    report = json.loads(command("corpus", "report", one["doc_id"], "--home", home.path, "--json").stdout)
    assert report["kin"]["copies"] == [one]
    with Catalog.open_readonly(home) as catalog:
        [other] = [each.doc_id for each in catalog.summaries() if each.doc_id != one["doc_id"]]
    assert "several paths" not in command("corpus", "report", other, "--home", home.path).stdout


# In the hits


QUESTION = articles(1)[3][4:30]


@pytest.fixture
def library(home):
    with Catalog.open(home) as catalog:
        five_forms(catalog)
        for seed in (11, 12, 13):
            taken_in(catalog, regulation(f"清溪市第{seed}号办法", seed).encode(), f"{seed}.txt")
        clauses = articles(1)
        clauses[20] = articles(2)[20]
        text = regulation(TITLE, 1, decided="2022年9月1日").replace(articles(1)[20], clauses[20])
        taken_in(catalog, text.encode(), "新版.txt")
    build(home)
    return home


def test_a_passage_of_the_same_text_is_listed_once_with_the_others_under_it(library):
    with Searcher.open(library) as searcher:
        apart = searcher.search(Query(QUESTION, mode=Mode.LEXICAL, k=1000, gather=False)).hits
        together = searcher.search(Query(QUESTION, mode=Mode.LEXICAL, k=1000)).hits
    order = [hit.passage.passage_id for hit in apart]
    kept = [hit.passage.passage_id for hit in together]
    under = [each.passage.passage_id for hit in together for each in hit.duplicates if each.passage]
    assert len(kept) < len(order)
    assert kept == [one for one in order if one in kept]  # nothing has moved
    assert set(order) <= set(kept) | set(under)  # nothing is lost
    assert [hit.rank for hit in together] == list(range(1, len(together) + 1))
    best = together[0]
    relations = [each.relation for each in best.duplicates]
    assert relations.count(Relation.VERSION) == 1
    assert len(best.duplicates) == 5
    assert sum(each.passage is not None for each in best.duplicates) == 4
    assert relations[-1] is Relation.VERSION
    assert best.duplicates[-1].dated == "2022-09-01"


def test_both_stay_findable_and_citable(library):
    with Searcher.open(library) as searcher:
        best = searcher.search(Query(QUESTION, mode=Mode.LEXICAL, k=20)).hits[0]
        for each in best.duplicates:
            if each.passage is None:
                continue
            text = searcher.catalog.text(each.document.doc_id)
            assert text[each.passage.start : each.passage.end] == each.passage.text
            citation = citation_of(each.passage, each.document)
            assert citation.sha256 == each.document.source.sha256
            assert each.document.title in cite(citation, Style.GBT7714_2025, accessed=date(2024, 7, 1))
        for name in ("法规.txt", "法规.docx", "下载.html", "打印.pdf", "繁體.txt", "新版.txt"):
            [one] = [s for s in searcher.catalog.summaries() if s.source.file_name == name]
            query = Query(QUESTION, mode=Mode.LEXICAL, filters=parse_filters([f"doc={one.doc_id}"]))
            assert searcher.search(query).hits[0].document.doc_id == one.doc_id


def test_versions_keep_places_of_their_own(library):
    with Searcher.open(library) as searcher:
        hits = searcher.search(Query(QUESTION, mode=Mode.LEXICAL, k=20)).hits
    assert "新版.txt" in [hit.document.source.file_name for hit in hits]


def test_grouping_by_document_gathers_too(library):
    with Searcher.open(library) as searcher:
        hits = searcher.search(Query(QUESTION, mode=Mode.LEXICAL, k=20, group=True)).hits
    titles = [hit.document.source.file_name for hit in hits]
    assert len(set(titles) & {"法规.txt", "法规.docx", "下载.html", "打印.pdf", "繁體.txt"}) == 1
    assert "新版.txt" in titles


def test_as_many_hits_as_were_asked_for(library):
    with Searcher.open(library) as searcher:
        for k in (1, 2, 5):
            assert len(searcher.search(Query(QUESTION, mode=Mode.LEXICAL, k=k)).hits) == k


def test_machines_are_told(library):
    with Searcher.open(library) as searcher:
        [first, *_] = result_for_machines(searcher.search(Query(QUESTION, mode=Mode.LEXICAL)))["hits"]
    assert [set(one) for one in first["duplicates"]] == 5 * [
        {"doc_id", "title", "file_name", "relation", "similarity", "dated", "passage"}
    ]
    assert {one["relation"] for one in first["duplicates"]} >= {"same", "version"}
    json.dumps(first, ensure_ascii=False)


def test_the_page_shows_them_as_links(library):
    with Searcher.open(library) as searcher:
        best = searcher.search(Query(QUESTION, mode=Mode.LEXICAL)).hits[0]
    markup = shown(best.duplicates)
    assert labels.SAME_TEXT in markup
    assert labels.OTHER_VERSIONS in markup
    assert "（2022-09-01）" in markup
    for each in best.duplicates:
        assert each.document.doc_id in markup
    assert shown(()) == ""
    many = shown(best.duplicates[:1] * 9)
    assert labels.more_duplicates(9) in many
    assert many.count("<a ") == 9


def page(href: str) -> str:
    app = AppTest.from_file(str(Path(__file__).parents[1] / "app.py"), default_timeout=60)
    for name, values in parse_qs(href.partition("?")[2]).items():
        app.query_params[name] = values
    app.run()
    assert not app.exception, [one.value for one in app.exception]
    return html.unescape("\n".join(str(one.proto.body) for one in app.get("html")))


def test_the_pages_show_what_is_kin(library, monkeypatch):
    monkeypatch.setenv("CASEBASE_HOME", str(library.path))
    with Catalog.open_readonly(library) as catalog:
        held = {one.source.file_name: one.doc_id for one in catalog.summaries()}
    assert "同文 4 篇 · 另有版本 1 篇" in page(LibraryAddress().href)
    assert page(LibraryAddress().href).count("另有版本 5 篇") == 1
    care = page(LibraryAddress(doc=held["新版.txt"]).href)
    assert labels.OTHER_VERSIONS in care
    assert labels.SAME_TEXT not in care
    found = page(SearchAddress(QUESTION).href)
    assert found.count(labels.SAME_TEXT) >= 1
    assert all(doc_id in found for name, doc_id in held.items() if not name[0].isdigit())


# Planted among real laws


def test_planted_copies_are_found_among_real_laws(home):
    path = SHARED / "data" / "train" / "laws.jsonl.gz"
    if not path.is_file():
        pytest.skip("the laws are not part of the checkout (../shared/data/train/laws.jsonl.gz)")
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    some = random.Random(5).sample([row for row in rows if 500 < len(row["text"]) < 6000], 120)
    texts = [Text(Path(r["_id"]).stem, r["title"], tuple(r["info"]), r["text"]) for r in some]
    with Catalog.open(home) as catalog:
        measured = measure(catalog, plant(texts, copies=20, seed=5))
    assert measured.missed == ()
    assert measured.wrong == ()
    assert measured.recall == measured.precision == 1.0
    assert len(measured.right) >= 20
