"""Figures of texts: what numerals are worth, which numbers are figures, what they count, and where they stand."""

import io
import itertools
import json
from collections import Counter
from decimal import Decimal

import openpyxl
import pytest
from conftest import ROOT, SHARED
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.catalog import Catalog
from corpus.errors import NotFoundError
from corpus.home import Home
from corpus.ingest import add_files, ingest_text
from corpus.model import Metadata, MetadataValue, Origin
from corpus.workspace import OWNER, Workspace
from evaluation.claims import (
    ClaimScores,
    Judged,
    Labelled,
    Sentence,
    measure_claims,
    read_labels,
    read_seed_labels,
    same_object,
    scores,
)
from review.__main__ import main
from review.claims.comparison import comparable
from review.claims.contradictions import contradictions
from review.claims.extract import claims_of
from review.claims.finding import Stopped, claims_in
from review.claims.model import Measure, Qualifier
from review.claims.numerals import percent_of, value_of
from review.claims.sheets import claims_xlsx
from review.claims.storing import from_json, to_json
from review.model import Text
from review.rounds.store import Rounds
from review.rubric.bundled import bundled

SUBMISSIONS = ROOT / "corpus" / "documents" / "submissions"
_DIGITS = "零一二三四五六七八九"


def text_of(words, *, name="a.txt"):
    entry = ingest_text(words, name=name)
    return Text(entry.document, entry.passages)


def claims(words):
    return claims_of(text_of(words))


def only(words):
    (claim,) = claims(words)
    return claim


def chinese(number):
    """A whole number as it is written out, by the textbook rule: an independent way to what value_of reads."""
    for place, char in ((10**8, "亿"), (10**4, "万")):
        if number >= place:
            high, low = divmod(number, place)
            gap = "零" if 0 < low < place // 10 else ""
            return chinese(high) + char + gap + (chinese(low) if low else "")
    said = ""
    for place, char in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            said += _DIGITS[digit] + char
        elif said and number and not said.endswith("零"):
            said += "零"
    return said.removeprefix("一") if said.startswith("一十") else said


@given(st.integers(1, 10**12 - 1))
def test_chinese_numerals_are_read_as_they_are_written(number):
    value = value_of(chinese(number))
    assert value is not None
    assert (value.low, value.high) == (number, number)


@given(st.integers(0, 10**12), st.integers(0, 3))
def test_arabic_numerals_with_and_without_commas(number, places):
    shown = f"{number:,}" if places == 0 else f"{number:,}.{'5' * places}"
    assert value_of(shown).low == Decimal(shown.replace(",", ""))
    assert value_of(shown.replace(",", "")) == value_of(shown)


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [
        ("1.2万", 12_000, 12_000),
        ("3,640万", 36_400_000, 36_400_000),
        ("12亿", 12 * 10**8, 12 * 10**8),
        ("1亿3千万", 130_000_000, 130_000_000),
        ("1.3万亿", 13 * 10**11, 13 * 10**11),
        ("20多万", 200_000, 200_000),
        ("一百二十三", 123, 123),
        ("两万三千", 23_000, 23_000),
        ("三千五", 3_500, 3_500),
        ("一万二", 12_000, 12_000),
        ("廿三", 23, 23),
        ("壹仟", 1_000, 1_000),
        ("一点五", Decimal("1.5"), Decimal("1.5")),
        ("三亿零四百七十五万", 304_750_000, 304_750_000),
        ("二三十", 20, 30),
        ("三五", 3, 5),
        ("十七八", 17, 18),
        ("十几", 11, 19),
        ("数百", 200, 900),
        ("几千万", 2 * 10**7, 9 * 10**7),
        ("千", 1_000, 1_000),
        ("1 1 3 4 4", 11_344, 11_344),
    ],
)
def test_what_numerals_are_worth(printed, low, high):
    value = value_of(printed)
    assert (value.low, value.high) == (low, high)


@pytest.mark.parametrize("printed", ["二〇二一", "一二三四", "百万千", "", "万亿万", "九八"])
def test_what_is_no_numeral(printed):
    assert value_of(printed) is None


@pytest.mark.parametrize(
    ("printed", "percent"),
    [
        ("百分之八十五", "85"),
        ("百分之十二点八", "12.8"),
        ("八成", "80"),
        ("七成五", "75"),
        ("四分之一", "25"),
        ("千分之六", "0.6"),
        ("一半", "50"),
    ],
)
def test_shares_in_percent(printed, percent):
    assert percent_of(printed).low == Decimal(percent)


@pytest.mark.parametrize(
    ("words", "number", "value", "unit", "qualifier", "named"),
    [
        ("全区累计受理加装电梯申请186台。", "186", "186", "台", Qualifier.EXACT, "加装电梯申请"),
        ("群众满意率达92.6%。", "92.6", "92.6", "%", Qualifier.EXACT, "群众满意率"),
        ("满意率超过９０％。", "９０", "90", "%", Qualifier.OVER, "满意率"),
        ("辖41个社区。", "41", "41", "个", Qualifier.EXACT, "社区"),
        ("共服务近千名老年人。", "千", "1000", "名", Qualifier.NEARLY, "老年人"),
        ("建成十余个党群服务中心。", "十", "10", "个", Qualifier.OVER, "党群服务中心"),
        ("财政补助合计2,520万元。", "2,520万", "25200000", "元", Qualifier.EXACT, "财政补助"),
        ("補助合計２，５２０萬元。", "２，５２０萬", "25200000", "元", Qualifier.EXACT, "補助"),
        ("涉及居民8,910戶。", "8,910", "8910", "户", Qualifier.EXACT, "居民"),
        ("常住人口约1.2万人。", "1.2万", "12000", "人", Qualifier.ABOUT, "常住人口"),
        ("公示期不少于10天。", "10", "10", "天", Qualifier.AT_LEAST, "公示期"),
        ("托管费不超过25元。", "25", "25", "元", Qualifier.UP_TO, "托管费"),
        ("全年开行班列3000列以上。", "3000", "3000", "列", Qualifier.AT_LEAST, "班列"),
        ("群众投诉办结率提高3个百分点。", "3", "3", "个百分点", Qualifier.EXACT, "群众投诉办结率"),
        ("去年集体收入增长2倍。", "2", "2", "倍", Qualifier.EXACT, "集体收入"),
        ("猪肉报价12元/斤。", "12", "12", "元/斤", Qualifier.EXACT, "猪肉报价"),
        ("有３７种产品。", "３７", "37", "种", Qualifier.EXACT, "产品"),
        ("社区党委每季度至少召开一次联席会议。", "一", "1", "次", Qualifier.EXACT, "联席会议"),
    ],
)
def test_figures(words, number, value, unit, qualifier, named):
    claim = only(words)
    assert words[slice(*claim.number)] == number
    assert claim.figure.low == claim.figure.high == Decimal(value)
    assert (claim.unit, claim.figure.qualifier, claim.object) == (unit, qualifier, named)
    assert words[slice(*claim.object_at)] == named


@pytest.mark.parametrize(
    ("words", "low", "high", "unit"),
    [
        ("议事小组由5至9人组成。", 5, 9, "人"),
        ("处理时间为3—5天。", 3, 5, "天"),
        ("补偿额在3,000元至12,000元之间。", 3000, 12000, "元"),
        ("报价从38万元到67万元不等。", 380_000, 670_000, "元"),
        ("每户补助3-5万元。", 30_000, 50_000, "元"),
        ("涉及二三十户居民。", 20, 30, "户"),
        ("占比20%～30%。", 20, 30, "%"),
    ],
)
def test_ranges(words, low, high, unit):
    claim = only(words)
    assert (claim.figure.low, claim.figure.high, claim.unit) == (low, high, unit)


@pytest.mark.parametrize(
    "words",
    [
        "2021年5月18日发布。",
        "自二〇二一年三月起施行。",
        "8月1日至31日举行。",
        "国发〔2020〕15号文件。",
        "依照第十二条第三款办理。",
        "一、基本情况\n（二）主要做法\n1. 组织",
        "党的十九大以来。",
        "落实“三会一课”制度。",
        "推行一站式服务。",
        "拨打12345热线。",
        "引入第三方评估。",
        "一是建机制；二是强队伍。",
        "一方面要统一思想，一起行动。",
        "健全“1+3+N”体系。",
        "增强“四个意识”。",
        "会议于上午9时30分开始。",
        "电话：010-85202353",
        "唯《商情》,2017(1):78-79.",
        "北京市朝阳区建国路88号。",
        "获第3届优秀案例奖。",
        "进入全国百强县前10名。",
        "位列世界500强。",
        "社区派一名联络员列席。",
        "推动三级联动、两级负责。",
        "五位一体总体布局。",
        "以3：0战胜对手。",
        "从思想、力量、机制三个方面发力。",
        "落实中央八项规定。",
        "身份证号110101199003070011。",
        "上世纪80年代建成。",
        "版本V2.0.1上线。",
        "开展三年行动计划。",
        "打通最后一公里。",
        "经济进入二〇二〇年第四季度。",
    ],
)
def test_numbers_that_count_nothing(words):
    assert [claim.printed for claim in claims(words)] == []


def test_several_figures_of_one_sentence():
    words = "截至2022年6月底，全区建成电梯168台，惠及居民2,016户、5,840人，其中老年人占21.9%。"
    found = claims(words)
    assert [(claim.printed, claim.object) for claim in found] == [
        ("168台", "电梯"),
        ("2,016户", "居民"),
        ("5,840人", "居民"),
        ("21.9%", "老年人"),
    ]
    assert {claim.when for claim in found} == {"2022年6月底"}
    assert {claim.period for claim in found} == {"2022-06"}
    assert [claim.part for claim in found] == [False, False, False, True]
    assert {claim.quotation.quote for claim in found} == {words}


def test_times_are_dated_only_where_the_document_is():
    words = "去年新增就业86万人，同期回访500户。"
    assert [claim.period for claim in claims(words)] == ["", ""]
    entry = ingest_text(words, name="a.txt")
    dated = Metadata(published_on=MetadataValue("2026-03-10", Origin.PERSON))
    document = type(entry.document)(
        **{name: getattr(entry.document, name) for name in entry.document.__slots__} | {"metadata": dated}
    )
    first, second = claims_of(Text(document, entry.passages))
    assert (first.when, first.period) == ("去年", "2025")
    assert (second.when, second.period) == ("同期", "")


def test_a_year_is_not_read_as_so_many_years():
    (claim,) = claims("2019年以来全市下拨小区党建工作经费243.5万元。")
    assert claim.when.startswith("2019年")
    assert claim.period.startswith("2019")


def test_targets_changes_and_amounts_each():
    target, change, each = claims("力争到2030年达到90%。意见减少12件。每台补助15万元。")
    assert (target.planned, change.change, each.each) == (True, True, True)
    assert not (change.planned or each.change or target.each)


def test_addresses_do_not_hide_what_stands_around_them():
    words = "建成电梯168台，详见https://example.org/2023/12，邮箱someone12@example.org，惠及居民2,016户。"
    assert [claim.printed for claim in claims(words)] == ["168台", "2,016户"]


def test_the_rows_of_a_table_name_what_their_cells_count():
    found = claims("指标 | 2022年 | 2025年\n有物业的小区 | 89个 | 151个\n收缴率 | 46% | 81%\n")
    assert [(claim.printed, claim.object) for claim in found] == [
        ("89个", "有物业的小区"),
        ("151个", "有物业的小区"),
        ("46%", "收缴率"),
        ("81%", "收缴率"),
    ]


def test_long_sentences_are_quoted_by_their_clauses():
    words = f"{'前面的话很长' * 10}，{'还有别的' * 10}，全区既有住宅累计建成电梯168台，{'后面的话也很长' * 10}。"
    assert only(words).quotation.quote == "全区既有住宅累计建成电梯168台"


_PIECES = st.sampled_from(
    [
        "全区",
        "建成",
        "电梯",
        "12台",
        "3,640万元",
        "百分之八十",
        "。",
        "，",
        "\n",
        "２０２１年",
        "數百戶",
        "|",
        "（",
        "）",
        "“",
        "”",
        "第3条",
        "1",
        "2.5",
        "万",
        "亿",
        "几",
        "①",
        "²",
        "至",
        "—",
        "其中",
        "占",
        "%",
        " ",
        "a",
        "\ufffd",
        "个",
        "的",
        "年",
        "月",
        "一",
        "十",
        "/",
        "𠮷",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, min_size=1, max_size=25).map("".join))
def test_offsets_hold_whatever_the_text(words):
    text = text_of(words)
    printed = text.document.text
    for claim in claims_of(text):
        quoted = claim.quotation
        assert printed[quoted.start : quoted.end] == quoted.quote
        assert printed[slice(*claim.whole)] == claim.printed
        assert quoted.start <= claim.whole[0] <= claim.number[0] < claim.number[1] <= claim.whole[1] <= quoted.end
        assert claim.figure.low <= claim.figure.high
        assert claim.object_at is None or printed[slice(*claim.object_at)] == claim.object
    contradictions(text, claims_of(text))


@pytest.mark.parametrize("words", ["一二三四五六七八九十百千万亿" * 500, "1," * 2000, "“" * 3000, "12台，占5%，" * 300])
def test_no_text_takes_long_or_fails(words):
    text = text_of(words)
    contradictions(text, claims_of(text))


def test_claims_survive_being_kept():
    text = text_of("截至2022年6月底，全区建成电梯168台，惠及居民近2,016户，满意率达92.6%，补助3—5万元。")
    found = claims_of(text)
    assert len(found) == 4
    assert from_json(to_json(found), text) == found


def test_comparison_over_the_fictional_submissions(library):
    home, ids = library
    found = claims_in(home, ids)
    groups = {(group.object, group.unit): group for group in found.groups}
    satisfied = groups["满意率", "%"]
    assert {member.value for member in satisfied.members} >= {Decimal("92.6"), Decimal("93"), Decimal("90.0")}
    assert all(member.per_thousand is None for member in satisfied.members)
    streets = groups["街道", "个"]
    assert streets.documents == 6
    rates = {str(member.value): member.per_thousand for member in streets.members}
    assert rates["6"] == Decimal("0.019")  # 6 × 1000 ÷ 324,000
    assert claims_in(home, ids) == found  # from what was kept
    with pytest.raises(Stopped):
        claims_in(home, ids, stopped=lambda: True)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("claims") / "home")
    with Catalog.open(home) as catalog:
        list(add_files(catalog, sorted(SUBMISSIONS.iterdir()), workers=1))
        return home, sorted(catalog.versions())


def test_the_spreadsheet_holds_every_claim_and_runs_nothing():
    text = text_of("=HYPERLINK党员12名。")
    found = claims_of(text)
    (group, *_) = comparable({"a": found}, least=1)
    book = openpyxl.load_workbook(
        io.BytesIO(claims_xlsx({text.document.doc_id: text.document}, {text.document.doc_id: found}, (), [group]))
    )
    assert book.sheetnames == ["量化成果", "数字矛盾", "横向比较"]
    head, row = book["量化成果"].iter_rows(values_only=True)
    told = dict(zip(head, row, strict=True))
    assert (told["数字"], told["最小值"], told["单位"]) == ("12名", 12, "名")
    assert told["原文"] == "=HYPERLINK党员12名。"
    assert (told["起"], told["止"], told["sha256"]) == (0, len(text.document.text), text.document.source.sha256)
    assert all(cell.data_type != "f" for sheet in book for cell in itertools.chain(*sheet.iter_rows()))


def test_the_command_line(library, command, tmp_path):
    home, _ = library
    done = command("review", "claims", "--home", home.path, "--contradictions", "--output", tmp_path / "out.xlsx")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("  ! ") == 4
    assert "[1213,1255) 全区累计受理加装电梯申请186台" in done.stdout
    assert openpyxl.load_workbook(tmp_path / "out.xlsx")["量化成果"].max_row > 300


def test_the_command_line_reads_the_submissions_of_a_round(library, capsys):
    home, ids = library
    with Workspace.open(home) as workspace:
        rounds = Rounds(workspace, OWNER)
        made = rounds.make("Round", bundled()[0])
        rounds.add(made.id, ids[:2], ["a", "b"])
    assert main(["claims", "--home", str(home.path), "--round", made.id, "--no-library", "--json"]) == 0
    assert {one["doc_id"] for one in json.loads(capsys.readouterr().out)["claims"]} == set(ids[:2])
    with pytest.raises(NotFoundError):
        main(["claims", "--home", str(home.path), "--round", "nothing"])


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("8家全国重点实验室落户河北。", ["全国重点实验室"]),
        ("新设14个国家自主创新示范区。", ["国家自主创新示范区"]),
        ("发生3起泡沫灭火剂泄漏事件。", ["泡沫灭火剂泄漏事件"]),
        ("发现了4名游客乘坐的皮卡车。", ["游客"]),
        ("他是四个儿子中的次子。", ["儿子"]),
        ("建成2座35万千瓦光热发电项目。", ["光热发电项目", "光热发电项目"]),
        ("安全事故起数和参保人数分别下降48.9%、54.3%。", ["安全事故起数", "参保人数"]),
        ("全国病床数比解放前的最高水平增加了60%。", ["全国病床数"]),
        ("外贸出口开始大幅度回升，全年达到1949亿美元，比上年增长6.1%。", ["外贸出口", "外贸出口"]),
        ("煤化工总产能超过4000万吨。", ["煤化工总产能"]),
        ("查处醉驾9起、疲劳驾驶7起。", ["", "疲劳驾驶"]),
        ("我国有13亿人口。", ["人口"]),
        ("每组由5人组成的“议事小组”负责。", ["“议事小组”"]),
        ("參與居民1.2万人次，带动就业3000人，投资增长5%。", ["居民", "就业", "投资"]),
    ],
)
def test_what_numbers_count(words, wanted):
    assert [claim.object for claim in claims(words)] == wanted


def test_there_are_labelled_sentences_of_two_people_half_of_them_unseen():
    sentences = read_labels()
    assert len({(one.source, one.document, one.start) for one in sentences}) == len(sentences) == 450
    parts = Counter(one.part for one in sentences)
    assert parts == {"developed": 150, "unseen": 150, "second developed": 75, "second unseen": 75}
    assert len(read_seed_labels()) == 5


def test_figures_of_labelled_texts():
    if not (SHARED / "data" / "train").is_dir() or not (SHARED / "seeds").is_dir():
        pytest.skip("the labelled documents are not part of the checkout (../shared)")
    found = measure_claims(SHARED)
    for part in ("developed", "unseen", "second developed", "second unseen"):
        assert found[part].numbers.f1 >= 0.95, part
        assert found[part].objects.f1 >= 0.8, part
    seeds = found["seed documents"].numbers
    assert seeds.right == seeds.found == seeds.wanted == 45


def test_scores_by_hand():
    claim = only("满意率达92.6%。")
    wanted = (Labelled(*claim.number, "%", "群众满意率"), Labelled(0, 1, "个", "小区"))
    judged = Judged(Sentence("", "", 0, 9, "", "", wanted), "", (claim,))
    found = scores([judged])
    assert isinstance(found, ClaimScores)
    assert (found.numbers.right, found.numbers.found, found.numbers.wanted) == (1, 1, 2)
    assert (found.objects.right, found.objects.found, found.objects.wanted, found.exact) == (1, 1, 2, 0)
    assert same_object("“雙全”社工", "双全社工")
    assert not same_object("工", "社工")


def test_measures_are_told_apart():
    percent, points, times, count = claims("收缴率为81%，提高3个百分点，增长2倍，共5户。")
    assert [one.measure for one in (percent, points, times, count)] == [
        Measure.PERCENT,
        Measure.POINTS,
        Measure.MULTIPLE,
        Measure.COUNT,
    ]
