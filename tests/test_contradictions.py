"""Figures that do not agree: what is planted is found at its place, and what another reading explains is left alone."""

import json
from decimal import Decimal

import pytest
from conftest import ROOT

from corpus.ingest import ingest_text, read_file
from review.claims.comparison import comparable
from review.claims.contradictions import contradictions
from review.claims.extract import claims_of
from review.claims.library import against_library, names_of
from review.claims.model import ContradictionKind
from review.model import Text

DOCUMENTS = ROOT / "corpus" / "documents"
PLANTED = json.loads((ROOT / "tests" / "data" / "planted.json").read_text(encoding="utf-8"))
_KINDS = {
    "two values for one quantity": ContradictionKind.TWO_VALUES,
    "parts exceed the whole": ContradictionKind.PARTS_EXCEED,
    "percentage does not follow": ContradictionKind.PERCENTAGE,
}


def read(path):
    entry = read_file(path)
    return Text(entry.document, entry.passages)


def text_of(words, title="a"):
    entry = ingest_text(words, name=f"{title}.txt", title=title)
    return Text(entry.document, entry.passages)


def found(words):
    text = text_of(words, "某某工程項目")
    return contradictions(text, claims_of(text))


@pytest.fixture(scope="module")
def submissions():
    return {name: read(DOCUMENTS / name) for name in PLANTED["submissions"]}


def test_what_is_planted_is_found_with_its_offsets_and_nothing_else(submissions):
    for name, text in submissions.items():
        planted = {one["id"]: one for one in PLANTED["contradictions"] if one["file"] == name}
        flagged = contradictions(text, claims_of(text))
        assert len(flagged) == len(planted)
        for one in planted.values():
            words = text.document.text
            spans = [(words.index(quote), words.index(quote) + len(quote)) for quote in one["quotes"]]
            (same,) = [found for found in flagged if _meets(found, one, spans)]
            for quotation, (start, end) in zip(same.quotations, spans, strict=True):
                assert quotation.start == start
                assert quotation.end <= end
                assert words[quotation.start : quotation.end] == quotation.quote
            assert all(words[slice(*claim.whole)] == claim.printed for claim in same.claims)


def _meets(flagged, planted, spans):
    start, end = spans[0]
    return flagged.kind is _KINDS[planted["kind"]] and start <= flagged.quotations[0].start < end


def test_what_follows_from_the_others_is_told(submissions):
    flagged = contradictions(*_with_claims(submissions["submissions/苇塘区-红色电梯.docx"]))
    expected = {one.claims[0].printed: one.expected for one in flagged}
    assert expected == {"12个": None, "186台": 211, "3,640万元": 38_800_000, "1,240份": Decimal("85.0")}


def _with_claims(text):
    return text, claims_of(text)


def test_the_cases_of_the_starter_library_agree_with_themselves():
    for folder in ("cases", "policy", "papers"):
        for path in sorted((DOCUMENTS / folder).iterdir()):
            if path.suffix in {".md", ".txt", ".html"}:  # the others are slow to open
                assert contradictions(*_with_claims(read(path))) == (), path.name


def test_the_seed_documents_agree_with_themselves(seeds):
    assert [contradictions(*_with_claims(read(path))) for path in sorted(seeds.iterdir())] == [()] * 5


@pytest.mark.parametrize(
    ("words", "kind", "expected"),
    [
        ("全区累计办理诉求300件，其中已办结200件，正在办理150件。", ContradictionKind.PARTS_EXCEED, 350),
        (
            "工程总投入100万元，其中财政补助60万元，居民出资30万元，其他20万元。",
            ContradictionKind.PARTS_EXCEED,
            1_100_000,
        ),
        ("培训学员80人，其中党员95人。", ContradictionKind.PARTS_EXCEED, 95),
        ("回收问卷200份，表示满意的150份，满意率90%。", ContradictionKind.PERCENTAGE, 75),
        ("抽查60栋，其中记录完整的有51栋，占95%。", ContradictionKind.PERCENTAGE, 85),
        ("纠纷由40件下降到10件，下降60%。", ContradictionKind.PERCENTAGE, 75),
        ("来电降到500宗，比2023年的1,000宗减少70%。", ContradictionKind.PERCENTAGE, 50),
        ("全区常住人口32万人。到了年底，全区常住人口40万人。", ContradictionKind.TWO_VALUES, None),
        ("全区共建成服务中心18个。总结来看，服务中心全区已建成25个。", ContradictionKind.TWO_VALUES, None),
        ("全镇辖区面积56平方公里。全镇辖区面积为5,100公顷。", ContradictionKind.TWO_VALUES, None),
        ("全區累計加裝電梯二百一十台。全區累計加裝電梯230台。", ContradictionKind.TWO_VALUES, None),
        ("项目惠及居民近2万户。项目惠及居民28,000户。", ContradictionKind.TWO_VALUES, None),
        ("发放问卷500份，收回450份，回收率为95%。", ContradictionKind.PERCENTAGE, 90),
        ("收缴物业费120万元，应收150万元，收缴率达92%。", ContradictionKind.PERCENTAGE, 80),
        ("信访量由800件下降到500件，下降62.5%。", ContradictionKind.PERCENTAGE, Decimal("37.5")),
        ("发送旅客300万人次，较2022年增加100万人次，增长80%。", ContradictionKind.PERCENTAGE, 50),
        ("項目覆蓋12個社區。後來寫道，項目已覆蓋14個社區。", ContradictionKind.TWO_VALUES, None),
    ],
)
def test_contradictions(words, kind, expected):
    (one,) = found(words)
    assert (one.kind, one.expected) == (kind, expected)


@pytest.mark.parametrize(
    "words",
    [
        "全区共办理诉求300件，其中已办结200件，正在办理100件。",
        "累计服务居民约1.2万人，其中老年人11,987人。",
        "成员100人，其中党员70人，女性60人。",  # one may be both
        "民生支出100亿元，其中教育支出80亿元，义务教育支出50亿元。",  # one may hold the other
        "回收问卷1,368份，表示满意的1,231份，满意率90.0%。",
        "全区受理296个，签订192个，建成168台，协议签订率64.9%。",
        "全年新增就业44.1万人，帮助失业人员就业16.8万人，调查失业率5.3%。",
        "纠纷由41件下降到16件，下降61%。",
        "来电降到486宗，比2023年的1,145宗减少57.6%。",
        "2023年办结120件，2024年办结160件，同比增长50%。",
        "工程覆盖近200个小区。工程覆盖196个小区。",
        "全区受理意见超过12件。全区受理意见14件。",
        "全区常住人口1.2万人。全区常住人口11,987人。",
        "2022年全区建成电梯12台。2025年全区建成电梯253台。",
        "甲小区成立党小组3个。乙小区成立党小组5个。",
        "到2023年全区建成30台，力争到2030年全区建成90台。",
        "新增营造林148万亩、其中绿化工程43万亩，修复退化草原517万亩。",
        "比去年增加4000亿元，其中中央财政赤字8500亿元。",
        "2名老人被拦下，其中一名老人被4名警察带走。",
        "甲项目总投资50亿元。乙项目总投资80亿元。",
        "每台补助15万元，每户补助3万元。",
        "上半年，全区办理诉求3,200件。全年，全区办理诉求7,100件。",
        "发送旅客1145.6万人次，较2022年增加582.3万人次，增长103.4%。",
        "待售面积73931万平方米，比年末增加2077万平方米，同比增长15.7%。",
        "建筑面积1.14亿平方米，较去年同期的9430万平方米增加20.4%。",
        "从2011年的20.8万人减少到16.3万人，减少了五分之一。",
        "排查险情55处，其中渗水17处、管涌35处、其他问题3处，已处理53处，正在处理2处。",
        "中山渔船总数为567艘，其中海洋渔船298艘，除12艘免休渔船外，其余286艘全部休渔。",
        "王平镇16个村、4个社区全部受灾，其中11个村需要重建。",
        "胜诉403件、败诉153件、撤诉88件，胜诉案件占77.9%。",
        "发放游戏88款，已上线的只有23款，上线率不足30%。",
        "车站有两个候车厅，其中一厅只有40个普通座椅。",
        "核心数量从6个增加到8个，性能提升了15%。",
        "写入寿命达到3000TB，较于2TB版本提高了100%。",
        "多个站超过100毫米，其中最大天柱山347.6毫米。",
        "客车超员1人，其中2人为儿童。",
        "雨量大于25毫米89站，其中大于50毫米26站。",
        "指标 | 2022年 | 2025年\n收缴率 | 46% | 81%\n小区 | 89个 | 151个",
    ],
)
def test_what_agrees(words):
    assert found(words) == ()


def test_the_library_is_asked_about_the_same_place_only():
    mine = text_of("全区建成党群服务中心18个。群众满意率达到98%。", "云岭市青禾区治理经验")
    same = text_of("青禾区建成党群服务中心25个。群众满意率达到98%。", "青禾区党建做法")
    other = text_of("全区建成党群服务中心25个。", "石渡区党建做法")
    library = [_with_claims(same), _with_claims(other)]
    (one,) = against_library(mine, claims_of(mine), library)
    assert one.kind is ContradictionKind.LIBRARY
    assert [claim.printed for claim in one.claims] == ["18个", "25个"]
    assert [quotation.doc_id for quotation in one.quotations] == [mine.document.doc_id, same.document.doc_id]


def test_a_rounded_figure_of_the_library_agrees():
    mine = text_of("青禾区累计服务居民11,987人次。", "青禾区治理经验")
    same = text_of("青禾区累计服务居民1.2万人次。", "青禾区党建做法")
    assert against_library(mine, claims_of(mine), [_with_claims(same)]) == ()


def test_what_a_title_is_about():
    assert names_of("示例：云岭市青禾区“一梯一议”既有住宅加装电梯", None) == {"青禾区", "一梯一议"}
    assert names_of("治理经验", "云岭市青禾区（虚构）") == {"青禾区"}
    assert names_of("四川省巴中市巴州区街道减负赋权", None) == {"巴州区"}
    assert names_of("四川省民生实事", None) == set()


def test_values_are_compared_in_base_units():
    one, other = text_of("常住人口2万人。补助资金50万元。", "a"), text_of("补助资金300元。", "b")
    (group,) = comparable({"a": claims_of(one), "b": claims_of(other)})
    assert (group.object, group.unit, group.documents) == ("补助资金", "元", 2)
    assert [(member.value, member.per_thousand) for member in group.members] == [
        (500_000, Decimal("25000.000")), (300, None),
    ]  # fmt: skip
