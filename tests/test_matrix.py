"""Evidence by criterion: which sentences can be shown, what passes, what is kept, and how often it is right."""

import dataclasses
import io
import itertools
import json
from decimal import Decimal

import numpy as np
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.catalog import Catalog
from corpus.errors import NotFoundError
from corpus.home import Home, writing
from corpus.ingest import read_upload
from corpus.model import Locator
from evaluation.matrix import (
    LEARNED,
    LabelledCell,
    entries_of,
    is_evidence,
    judged,
    learning_cells,
    measure_cells,
    read_cells,
    second_cells,
)
from evaluation.matrix_learning import fit
from evaluation.own import STARTER
from evaluation.questions import SEED, Split
from indexing.analyzer import NO_DICTIONARY
from indexing.encoder import load_encoder
from review.__main__ import main
from review.matrix import build, choosing, features, wanted
from review.matrix.build import StoppedError, build_matrix
from review.matrix.choosing import LONGEST, MOST, choose, strength
from review.matrix.features import NAMES, figures, read
from review.matrix.model import Cell, Evidence, Matrix, Strength
from review.matrix.sheets import HEAD, NONE_FOUND, matrix_xlsx
from review.matrix.store import Store, criterion_digest
from review.matrix.stretches import stretches
from review.matrix.wanted import background, mass, overlap, prepare, rarity
from review.matrix.weights import CLEAR, PASSING, STRONG, WEIGHTS
from review.model import Quotation
from review.rubric.bundled import bundled
from review.rubric.model import Criterion, Rubric
from search.searcher import Searcher
from search.synonyms import read_synonyms

CASE = """柳荫街道“共享花园”案例

一、基本情况
柳荫街道坚持以习近平新时代中国特色社会主义思想为指导，坚持党建引领，深入贯彻新时代党的建设总要求。

二、主要做法
街道把六块闲置的边角地交给居民打理。每块地由居民推选三名“花园管家”，种什么、怎么种由居民会议投票决定，投票结果贴在楼门口公示七天。
社区第二党支部牵头，二十六名党员每人认领一段花坛，带头浇水、堆肥。
下一步，计划建设智慧花园平台，力争实现扫码浇水。

三、取得成效
截至2025年底，六块地共收到居民投工1,340人次，同类投诉由每月42件下降到9件。入户回访300户，表示满意的282户，满意率94%。
报道没有给出运行经费的数据。
"""


def document(text, name="案例.txt"):
    return read_upload(text.encode(), file_name=name).document


def criterion(key="c", name="群众参与", **rest):
    return Criterion(key, name, Decimal(1), **rest)


def found_in(text, one):
    some = stretches(made := document(text))
    encoder = load_encoder()
    reading = read(made.folded, some, encoder, NO_DICTIONARY)
    sought = prepare([one], encoder, read_synonyms([]), NO_DICTIONARY)[0]
    return made, choose(made.folded, some, reading, sought)


def quotes(text, one):
    made, chosen = found_in(text, one)
    return [made.text[each.start : each.end] for each in chosen]


def bundled_criterion(key):
    return bundled()[0].get(key)


# Which sentences can be shown


def test_headings_labels_contents_and_references_are_never_shown():
    text = (
        "社区治理创新案例\n目录\n一、做法……………3\n二、成效……………5\n一、做法\n社区每月召开一次居民议事会，由居民提出议题。\n"
        "二、成效\n全年共办结居民提出的事项一百二十件。\n参考文献\n[1]某某.社区治理创新研究[J].学刊,2018(5):58-59.\n"
        "[2]社区议事会的制度与实践研究综述。\n"
    )
    made = document(text)
    shown = [made.text[one.start : one.end] for one in stretches(made)]
    assert shown == ["社区每月召开一次居民议事会，由居民提出议题。", "全年共办结居民提出的事项一百二十件。"]


def test_the_headings_above_are_known_and_a_run_in_head_is_one_of_them():
    made = document(
        "题目在这里\n一、主要做法\n健全机制。街道每周召开一次协调会，各部门派人到场。会后由督办组逐项核对落实情况。\n"
    )
    first, second = stretches(made)
    assert first.headings == second.headings == "一、主要做法 健全机制。"
    assert made.text[first.start : first.end].startswith("街道每周")


def test_a_sentence_too_long_for_a_glance_is_cut_at_commas():
    made = document("一、做法\n" + "街道组织居民讨论花园怎么种，" * 40 + "最后投票决定。\n")
    some = stretches(made)
    assert len(some) > 2 and max(one.end - one.start for one in some) <= LONGEST
    assert all(made.text[one.end - 1] == "，" for one in some[:-1])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(alphabet="一二三、（）：。！？；，\n\t |.·…#-[]①“”「」居民議事會党组织参考文献资料来源12年 a", max_size=400)
)
def test_stretches_are_in_order_disjoint_and_inside_the_text(text):
    made = dataclasses.replace(document("占位的一句话。"), text=text, folded=text, outline=())
    some = stretches(made)
    ends = [0, *(one.end for one in some)]
    assert all(ends[i] <= one.start < one.end <= len(text) for i, one in enumerate(some))
    assert all(one.end - one.start <= LONGEST for one in some)
    assert all(text[one.start : one.end].strip() == text[one.start : one.end] for one in some)


def test_signs_of_lists_and_borders_of_tables_are_not_shown():
    made = document(
        "# 案例\n\n街道的做法有下面这些。\n\n- 居民每月开一次议事会，把要办的事排出先后。\n\n"
        "| 事项 | 办结数 |\n|---|---|\n| 居民提出并已经办结的事项 | 一百二十件 |\n",
        "案例.md",
    )
    shown = [made.text[one.start : one.end] for one in stretches(made)]
    assert "居民每月开一次议事会，把要办的事排出先后。" in shown and "居民提出并已经办结的事项 | 一百二十件" in shown


@pytest.mark.parametrize("line", ["| | |", "- ", "• |", "|", "● ● ●", "| 。 |", "||||||||||||||||||||||||||||||||||||"])
def test_a_line_of_nothing_but_signs_is_no_sentence(line):
    made = document(f"社区每月召开一次居民议事会，由居民提出议题。\n{line}\n全年共办结居民提出的事项一百二十件。\n")
    assert len(stretches(made)) == 2


# Formulas


def test_rarity_is_one_for_what_is_never_met_and_falls_to_a_tenth():
    assert rarity(0, 99) == 1.0
    assert rarity(9, 99) == pytest.approx(0.5)  # log(100 / 10) / log(100)
    assert rarity(99, 99) == 0.1


def test_common_words_say_little_by_themselves():
    said = background().weight_of_word
    assert said("平台") < 0.4 < said("推广") < 1.0 == said("党支部") == said("从未见过的词")


PLAIN = ("figures", "denied", "unknown", "planned", "creed", "row", "change", "rules", "steady")


def plain(text):
    made = document(text)
    return dict(zip(PLAIN, read(made.folded, stretches(made), load_encoder(), NO_DICTIONARY).plain[0], strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "街道用四类响应逐一落实，合称四步工作机制。",
        "规则写明了综合党委的主要职责和议事的办法。",
        "清单赋予街道规划建议权和人事考核的权力。",
        "这套办法适应居民不同的时间，也回应了投诉。",
    ],
)
def test_words_that_only_look_like_plans_are_none(text):
    assert plain(text)["planned"] == 0


def test_plans_denials_and_what_was_not_told_are_known():
    assert plain("街道应在明年建成三个议事点，并要把经费列入预算。")["planned"] == 1
    assert plain("街道没有为骑手另起炉灶，而是用现成的场地设立驿站。")["denied"] == 0
    assert plain("社区没有为骑手设立任何歇脚的地方和驿站。")["denied"] == 1
    assert plain("报道没有交代驿站的运行经费和使用的人次。")["unknown"] == 1


def test_change_rules_and_what_goes_on_are_known():
    said = plain("安置小区不再沿用原来的办法，改为以楼栋为单位组建。")
    assert said["change"] == 1 and said["steady"] == 0
    assert plain("县里印发实施办法，附有操作手册和协议范本。")["rules"] == 1
    assert plain("经费列入年度预算，楼长每季度轮换并公布账目。")["steady"] == 1


def sought(one):
    return prepare([one], load_encoder(), read_synonyms([]), NO_DICTIONARY)[0]


def test_what_a_criterion_asks_for_is_read_from_its_own_words():
    names = ("创新性", "可复制推广", "可持续", "实效与数据", "数字化", "邻里和睦")
    asked = {name: sought(criterion(name=name)) for name in names}
    kinds = {name: (one.change, one.rules, one.steady, one.figures) for name, one in asked.items()}
    assert kinds["创新性"] == (1, 0, 0, 0) and kinds["可复制推广"] == (0, 1, 0, 0)
    assert kinds["可持续"] == (0, 0, 1, 0) and kinds["实效与数据"] == (0, 0, 0, 1)
    assert kinds["数字化"] == kinds["邻里和睦"] == (0, 0, 0, 0)  # 数字化 asks for no figures


def test_words_shared_by_chance_are_measured_on_one_scale_for_every_criterion():
    spreads = [sought(bundled_criterion(key)).chance[1] for key in ("innovation", "party", "results", "digital")]
    assert max(spreads) < 3 * min(spreads)


def test_a_thin_criterion_finds_by_related_words_but_does_not_claim_them():
    made, chosen = found_in(CASE, criterion(name="党建引领", description="党组织起了什么作用。"))
    assert made.text[chosen[0].start : chosen[0].end].startswith("社区第二党支部牵头")
    assert "党支部" not in chosen[0].words and all(
        made.text[one.start : one.end][first:last] != "党支部" for one in chosen for first, last in one.highlights
    )
    assert {"党支部", "书记"} <= {word.shown for word in sought(criterion(name="党建引领")).words if not word.own}
    assert all(word.own for word in sought(bundled_criterion("party")).words)


def test_overlap_is_the_shared_weight_over_the_root_of_the_whole():
    assert mass(["从未见过的词甲", "从未见过的词乙"]) == pytest.approx(2**0.5)
    assert overlap({"甲": 0.5, "乙": 0.25}, {"甲", "丙"}, 2.0) == 0.25
    assert overlap({"甲": 1.0}, set(), 0.0) == 0.0


def test_figures_are_quantities_and_neither_dates_nor_ordinals():
    text = "2025年12月共办结4,200件，满意率92.6%，比2023年第3季度的三百户多，“六办六不办”数百次"
    assert [text[a:b] for a, b in figures(text)] == ["4,200件", "92.6%", "三百户", "数百"]


def test_strengths_are_ranks_of_the_score():
    assert [strength(x) for x in (PASSING, CLEAR, STRONG)] == [Strength.WEAK, Strength.CLEAR, Strength.STRONG]
    assert PASSING < CLEAR < STRONG


def test_scores_are_the_weighted_sum_of_the_features():
    made = document(CASE)
    some, encoder = stretches(made), load_encoder()
    reading = read(made.folded, some, encoder, NO_DICTIONARY)
    sought = prepare([bundled_criterion("results")], encoder, read_synonyms([]), NO_DICTIONARY)[0]
    rows = features.features(reading, sought)
    assert rows.shape == (len(some), len(NAMES)) and len(WEIGHTS) == len(NAMES)
    by_hand = [sum(float(x) * float(w) for x, w in zip(row, WEIGHTS, strict=True)) for row in rows]
    assert np.allclose(choosing.scores(reading, sought), np.array(by_hand) + choosing.BIAS, atol=1e-4)
    columns = dict(zip(NAMES, rows.T, strict=True))
    at = next(i for i, text in enumerate(reading.folded) if "1,340人次" in text)
    assert columns["figures_wanted"][at] > 0 == columns["figures_missing"][at]
    assert columns["unknown"].sum() == 1 and "没有给出" in reading.folded[int(columns["unknown"].argmax())]
    assert columns["creed"].argmax() == 0 and columns["planned"].max() > 0


def test_what_a_criterion_asks_for_comes_from_its_own_text():
    sought = {
        one.key: one
        for one in prepare(
            [bundled_criterion("results"), bundled_criterion("party"), bundled()[1].get("need")],
            load_encoder(),
            read_synonyms([]),
            NO_DICTIONARY,
        )
    }
    assert sought["results"].figures == 1.0 and sought["party"].figures < 0.1
    assert sought["need"].problems == 1.0 and sought["party"].problems == 0.0


# What is chosen


def test_slogans_plans_and_what_was_not_told_are_no_evidence():
    assert quotes(CASE, bundled_criterion("party"))[0].startswith("社区第二党支部牵头")
    assert not any("习近平" in quote for quote in quotes(CASE, bundled_criterion("party")))
    shown = quotes(CASE, bundled_criterion("results"))
    assert "1,340人次" in shown[0] and not any("没有给出" in quote for quote in shown)
    assert "投票" in quotes(CASE, bundled_criterion("participation"))[0]


def test_passages_are_verbatim_readable_and_disjoint_and_their_marks_are_words_of_the_criterion():
    for one in bundled()[0].criteria:
        made, chosen = found_in(CASE, one)
        spans = sorted((each.start, each.end) for each in chosen)
        assert len(chosen) <= MOST and all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
        for each in chosen:
            quote = made.text[each.start : each.end]
            assert len(quote) <= LONGEST and quote not in ("主要做法", "取得成效")
            assert all(0 <= a < b <= len(quote) for a, b in each.highlights)
            assert set(each.words) <= {*one.words, one.name}


def test_what_says_the_same_twice_is_shown_once():
    said = "社区每月召开居民议事会，议题由居民提出，表决后公示结果。"
    text = f"案例\n一、做法\n{said}\n街道有六个社区和两个公园，面积不大但是很热闹。\n二、小结\n{said}\n"
    assert quotes(text, bundled_criterion("participation")) == [said]


def test_the_other_script_is_found_by_the_same_words():
    text = "案例\n一、做法\n社區黨支部牽頭成立聯合工作組，三十名黨員分片包聯，逐戶登門。\n湖邊的柳樹在春天發芽。\n"
    made, chosen = found_in(text, bundled_criterion("party"))
    assert made.text[chosen[0].start : chosen[0].end].startswith("社區黨支部牽頭")
    assert {"党支部", "党员"} <= set(chosen[0].words)
    marked = [made.text[chosen[0].start + a : chosen[0].start + b] for a, b in chosen[0].highlights]
    assert "黨支部" in "".join(marked)


@pytest.mark.parametrize("text", ["无。", "柳树在春天发芽，湖边的游人很多，鸭子在水里游来游去。\n"])
def test_nothing_is_found_where_nothing_is(text):
    for one in bundled()[0].criteria:
        assert quotes(text, one) == []


def test_a_rubric_of_ones_own_needs_no_more_than_a_name_and_words():
    text = (
        "案例\n一、做法\n社区办起四点半课堂，放学后的孩子由大学生志愿者照看。\n小区新修了停车位，路面也重新铺过了。\n"
    )
    assert quotes(text, criterion(name="儿童关爱", words=("孩子", "放学", "课堂")))[0].startswith("社区办起四点半课堂")
    assert quotes(text, criterion(name="防汛应急", words=("汛期", "转移", "堤防"))) == []


@pytest.mark.parametrize("words", [("䶮䶮䶮",), ("!!!",), ("\x00",), ("的",), ("(.*",), ("=1+1",)])
def test_words_that_mean_nothing_break_nothing(words):
    for name in ("？？", "ｘ", "某"):
        for quote in quotes(CASE, criterion(name=name, words=words, examples=("",), questions=("　",))):
            assert quote in CASE


def test_the_background_is_prose_and_hardly_repeats_itself():
    lines = background().sentences
    assert len(lines) > 300 and len(set(lines)) > 0.99 * len(lines)
    assert wanted.background() is background()


# The whole matrix, kept and taken up again


@pytest.fixture
def home(tmp_path):
    home = Home(tmp_path / "home")
    texts = [CASE, CASE.replace("柳荫", "荷塘").replace("投票", "抽签"), "空白的材料。\n"]
    entries = [read_upload(text.encode(), file_name=f"{i}.txt") for i, text in enumerate(texts)]
    with writing(home, "test"), Catalog.open(home) as catalog:
        catalog.add_many(entries)
    return home, [one.document.doc_id for one in entries]


@pytest.fixture
def columns(monkeypatch):
    """How many documents were read for evidence."""
    seen = []
    monkeypatch.setattr(build, "stretches", lambda made: seen.append(made.doc_id) or stretches(made))
    return seen


def test_a_matrix_holds_every_cell_with_quotations_that_are_exact(home):
    home, ids = home
    told = []
    with Searcher.open(home) as searcher:
        made = build_matrix(searcher, bundled()[0], [*ids, ids[0]], progress=lambda *at: told.append(at))
        assert made.doc_ids == tuple(ids) and len(made.cells) == 7 * 3
        for cell in made.cells:
            text = searcher.catalog.text(cell.doc_id)
            for one in cell.evidence:
                said = one.quotation
                assert said.doc_id == cell.doc_id and text[said.start : said.end] == said.quote
                assert said.locator.heading_path
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert made.filled("results") == 2 and made.filled_in(ids[2]) == 0
    assert made.cell("digital", ids[2]).strength is None
    assert [cell.doc_id for cell in made.row("party")] == ids
    assert [cell.criterion for cell in made.column(ids[1])] == [one.key for one in bundled()[0].criteria]
    with pytest.raises(KeyError):
        made.cell("nope", ids[0])


def test_what_was_found_is_kept_and_one_more_submission_costs_one_column(home, columns):
    home, ids = home
    rubric = bundled()[0]
    with Searcher.open(home) as searcher:
        build_matrix(searcher, rubric, ids[:2])
        first = build_matrix(searcher, rubric, ids)
        assert columns == ids
        assert build_matrix(searcher, rubric, ids) == first and columns == ids
        weights = [dataclasses.replace(one, key=f"{one.key}2", weight=Decimal(3)) for one in rubric.criteria]
        build_matrix(searcher, dataclasses.replace(rubric, criteria=tuple(weights)), ids)
        assert columns == ids  # neither a key nor a weight changes what is evidence
        others = (*rubric.criteria[:-1], dataclasses.replace(rubric.criteria[-1], words=("花园",)))
        changed = build_matrix(searcher, dataclasses.replace(rubric, criteria=others), ids)
        assert columns == ids * 2 and changed.row("party") == first.row("party")
    with Searcher.open(home) as searcher:
        assert build_matrix(searcher, rubric, ids) == first and columns == ids * 2


def test_kept_evidence_that_is_damaged_or_of_another_synonym_list_is_found_anew(home, columns):
    home, ids = home
    with Searcher.open(home) as searcher:
        first = build_matrix(searcher, bundled()[0], ids[:1])
        path = home.path / "review" / "matrix" / f"{ids[0]}.json"
        kept = json.loads(path.read_text(encoding="utf-8"))
        kept["cells"] = {key: [[0, 10**9, "strong", [], []]] for key in kept["cells"]}
        for damaged in ("{", "[]", json.dumps(kept)):
            path.write_text(damaged, encoding="utf-8")
            assert build_matrix(searcher, bundled()[0], ids[:1]) == first
        assert columns == ids[:1] * 4
        home.synonyms.write_text("花园管家 = 园丁长\n", encoding="utf-8")
        build_matrix(searcher, bundled()[0], ids[:1])
        assert columns == ids[:1] * 5


def test_evidence_is_found_in_a_document_that_no_index_holds_yet(home):
    home, _ = home
    with Searcher.open(home) as searcher:
        entry = read_upload(CASE.replace("柳荫", "芦苇").encode(), file_name="new.txt")
        with writing(home, "test"), Catalog.open(home) as catalog:
            catalog.add_many([entry])
        made = build_matrix(searcher, bundled()[0], [entry.document.doc_id])
        assert made.filled_in(entry.document.doc_id) >= 3
        with pytest.raises(NotFoundError):
            build_matrix(searcher, bundled()[0], ["0" * 20])


def test_what_is_stopped_keeps_what_it_found(home, columns):
    home, ids = home
    with Searcher.open(home) as searcher:
        with pytest.raises(StoppedError):
            build_matrix(searcher, bundled()[0], ids, stopped=lambda: len(columns) == 1)
        build_matrix(searcher, bundled()[0], ids[:1])
    assert columns == ids[:1]


def test_a_disk_that_takes_nothing_is_no_reason_to_fail(home):
    home, ids = home
    (home.path / "review").write_text("in the way", encoding="utf-8")
    with Searcher.open(home) as searcher:
        assert build_matrix(searcher, bundled()[0], ids[:1]).filled("results") == 1


def test_the_store_forgets_the_oldest_criteria(tmp_path):
    store = Store(Home(tmp_path), "tools")
    store.write("d", "text", {str(number): () for number in range(100)})
    assert list(store.read("d", "text")) == [str(number) for number in range(36, 100)]
    assert store.read("d", "other text") == {} == Store(Home(tmp_path), "other").read("d", "text")


def test_digests_differ_where_evidence_may():
    one = bundled_criterion("party")
    assert criterion_digest(dataclasses.replace(one, weight=Decimal(9), key="x")) == criterion_digest(one)
    for field, value in {
        "name": "别的",
        "description": "别的",
        "words": ("a",),
        "examples": (),
        "questions": (),
    }.items():
        assert criterion_digest(dataclasses.replace(one, **{field: value})) != criterion_digest(one)


# The command


def test_the_command_prints_writes_and_narrows(home, capsys, tmp_path):
    home, ids = home
    common = ["--home", str(home.path)]
    assert main(["matrix", *ids, "--criterion", "results", *common]) == 0
    said = capsys.readouterr().out
    assert "1,340人次" in said and "no evidence found" in said and "三、取得成效" in said
    assert main(["matrix", ids[0][:8], "--json", *common]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["doc_id"] for one in told["documents"]] == ids[:1] and len(told["cells"]) == 7
    passage = next(one for cell in told["cells"] for one in cell["evidence"])
    assert {"quote", "start", "end", "strength", "locator"} <= passage.keys()
    out = tmp_path / "证据.xlsx"
    assert main(["matrix", *ids, "--rubric", "general", "-o", str(out), *common]) == 0
    rows = list(openpyxl.load_workbook(out).active.iter_rows(values_only=True))
    assert rows[0] == HEAD and any(row[2] == NONE_FOUND for row in rows)
    capsys.readouterr()
    with pytest.raises(SystemExit) as error:
        main(["matrix", *common])
    assert error.value.code == 2
    with pytest.raises(NotFoundError, match="innovation"):
        main(["matrix", ids[0], "--criterion", "nope", *common])


def test_a_cell_that_looks_like_a_formula_stays_text(home, tmp_path):
    home, ids = home
    with Searcher.open(home) as searcher:
        documents = searcher.catalog.summaries_of(ids[:1])
    said = Quotation(ids[0], 0, 9, "=1+1", Locator())
    cell = Cell("c", ids[0], (Evidence(said, Strength.WEAK, (), ("=2",)),))
    rubric = Rubric("r", "r", "", (criterion(name="=cmd()"),))
    book = openpyxl.load_workbook(io.BytesIO(matrix_xlsx(Matrix(rubric, (ids[0],), (cell,)), documents)))
    assert [one.data_type for one in book.active[2]][:6] == ["s"] * 6


# How often it is right


def test_a_passage_counts_when_half_of_the_shorter_is_shared():
    said = Evidence(Quotation("d", 100, 200, "", Locator()), Strength.WEAK)
    assert is_evidence(said, [(0, 10), (150, 400)]) and is_evidence(said, [(110, 120)])
    assert not is_evidence(said, [(151, 400)]) and not is_evidence(said, [])


def test_shares_are_over_what_was_found():
    cells = [LabelledCell(str(i), "", "r", "c", ((0, 10),) if i < 3 else ()) for i in range(6)]
    right = Evidence(Quotation("d", 0, 10, "right", Locator()), Strength.WEAK)
    wrong = Evidence(Quotation("d", 50, 60, "wrong", Locator()), Strength.WEAK)
    shown = [(right, wrong), (wrong,), (), (), (wrong,)]
    found = {one: Cell("c", one.document, some) for one, some in zip(cells, shown, strict=False)}
    made = judged(cells, found)
    assert (made.filled, made.empty, made.shown, made.left_out) == (3, 2, 3, 1)
    assert (made.first_right, made.shown_right, made.empty_right) == (1 / 3, 1 / 3, 1 / 2)
    assert [one.shown for one in made.wrong] == ["wrong", "", "wrong"]


def test_no_document_is_in_both_halves_of_the_labels():
    report, tune = read_cells(Split.TEST), read_cells(Split.CALIBRATION)
    assert not {one.document for one in report} & {one.document for one in tune}
    assert len(report) >= 60 and sum(not one.evidence for one in report) >= 20 and len(tune) >= 60
    assert len({one.rubric for one in report}) == 3


def test_what_was_learned_from_is_no_document_of_the_unseen_half():
    learned, second = {one.document for one in learning_cells()}, second_cells()
    unseen = [one for one in second if one.document not in LEARNED]
    assert len(second) == 76 and len(unseen) == 40 and not {one.document for one in unseen} & learned
    assert sum(not one.evidence for one in unseen) == 10


def test_evidence_is_right_in_the_starter_library(tmp_path):
    cells = [one for one in read_cells(Split.TEST) if not one.document.startswith(SEED)]
    made = measure_cells(Home(tmp_path / "home"), cells, seeds=tmp_path)
    assert made.left_out == 0 and made.filled >= 30 and made.empty >= 20
    assert made.first_right >= 0.8 and made.shown_right >= 0.85 and made.empty_right >= 0.9, made.wrong


def test_evidence_is_right_with_the_seeds(tmp_path, seeds):
    made = measure_cells(Home(tmp_path / "home"), read_cells(Split.TEST), seeds=seeds)
    assert made.left_out == 0
    assert made.first_right >= 0.85 and made.empty_right >= 0.9, made.wrong


def test_what_is_learned_keeps_to_its_bounds():
    draw = np.random.default_rng(1)
    rows = draw.random((400, len(NAMES)))
    right = (rows[:, NAMES.index("words")] + rows[:, NAMES.index("planned")] > 1).astype(float)
    found = dict(zip(NAMES, fit(rows, right, np.ones(400)), strict=False))
    assert found["words"] > 2 and found["planned"] == pytest.approx(-1.5) and 0 <= found["heading"] <= 2.5


def test_labels_of_documents_that_are_not_at_hand_are_left_out(tmp_path):
    cells = [one for one in read_cells(Split.CALIBRATION) if one.document.startswith("train:")][:3]
    assert entries_of(cells, seeds=tmp_path, train=tmp_path) == {}
    assert (STARTER / "cases").is_dir()
