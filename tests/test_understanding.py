"""What a question says beyond its words, from the pure functions to the whole way through a library."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.catalog import Catalog
from corpus.errors import MismatchError, QueryError, QueryProblem
from corpus.home import Home
from corpus.ingest import ingest_text
from corpus.model import DocumentSummary, Locator, Metadata, MetadataValue, Origin, Passage, Script, Source
from corpus.official.numerals import parse_number
from corpus.script import fold
from indexing.analyzer import ANALYZER_VERSION, Dictionary, analyze, bigrams_of_folded, terms_of_folded
from indexing.build import build
from indexing.generations import published
from indexing.manifest import check_tools
from indexing.wordlists import WordListError
from search.__main__ import _remarks
from search.candidates import DEEPEST
from search.holdings import Holdings, Named
from search.operators import Operators, operators
from search.quantities import holds
from search.query import Mode, Query, parse_filters
from search.references import article_key, articles, canonical_number, chinese, cites, document_numbers, years
from search.searcher import Searcher
from search.signals import Readable, signals_of
from search.suggestions import Vocabulary, _sounds, suggest
from search.synonyms import BUNDLED, EVERYDAY, SYNONYMS, read_synonyms, synonyms_at
from search.understanding import NO_SYNONYMS, NUMERAL_WEIGHT, SYNONYM_WEIGHT, understand

# Document numbers


@pytest.mark.parametrize(
    "typed",
    [
        "国发〔2021〕15号",
        "国发[2021]15号",
        "国发(2021)15号",
        "国发（2021）15号",
        "国发【2021】15 号",
        "国发［２０２１］１５号",
        "國發〔2021〕15號",
        "国发 〔2021〕 第15号",
        "国发2021年15号",
        "关于国发〔2021〕15号的解读",
        "请问根据国发[2021]15号怎么办",
        "国发〔2021〕015号",
        "国发〔二〇二一〕十五号",
        "国发〔二○二一〕15号",
        "國發（二零二一）第十五號",
        "国发[二O二一]十五号",
        "国发【2021】十五号",
        "国发二〇二一年第十五号",
    ],
)
def test_a_document_number_in_any_dress(typed):
    assert [found.canonical for found in document_numbers(fold(typed))] == ["国发〔2021〕15号"]


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("中华人民共和国国务院令第743号", "国务院令第743号"),
        ("国务院令 第七百四十三号", "国务院令第743号"),
        ("京政办发〔2022〕5号", "京政办发〔2022〕5号"),
        ("2021年", None),
        ("第15号", None),
        ("表（2021）3", "表〔2021〕3号"),
        ("京政办发〔一九九八〕一百零三号", "京政办发〔1998〕103号"),
        ("规划（2021）一是加强领导", None),
        ("规划（二〇二一）", None),
    ],
)
def test_what_is_a_document_number(typed, canonical):
    assert canonical_number(fold(typed)) == canonical


NUMERALS = ("国发〔2021〕15号", "国发〔二〇二一〕十五号", "国发[二零二一]第15号")


@pytest.mark.parametrize("asked", NUMERALS)
@pytest.mark.parametrize("printed", NUMERALS)
def test_a_document_number_is_found_in_whichever_numerals_it_is_printed(asked, printed):
    number = canonical_number(fold(asked))
    assert cites(fold(f"按照《意见》（{printed}）办理。"), number)
    assert not cites(fold(f"按照《意见》（{printed}）办理。"), "国发〔2021〕5号")
    assert not cites(fold(f"按照《意见》（{printed}）办理。"), "国发〔2022〕15号")
    metadata = Metadata(document_number=MetadataValue(printed, Origin.PERSON))
    document = DocumentSummary("d", Source("意见.txt", "text/plain", "", 0), metadata, 0, Script.SIMPLIFIED, 0, 0, "")
    assert Holdings([document]).named(understand(asked)).by_number == {"d"}


# Articles


@given(st.integers(1, 9999))
def test_numbers_in_chinese_are_read_back(number):
    assert parse_number(chinese(number)) == number


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (110, "一百一十"),
        (105, "一百零五"),
        (1005, "一千零五"),
        (1260, "一千二百六十"),
    ],
)
def test_numbers_as_laws_print_them(number, printed):
    assert chinese(number) == printed


@pytest.mark.parametrize(
    ("typed", "key", "law"),
    [
        ("第十二条", (12, 0), ""),
        ("第12条", (12, 0), ""),
        ("第１２條", (12, 0), ""),
        ("第廿一条", (21, 0), ""),
        ("第卅條", (30, 0), ""),
        ("民法典第一百卌二条之廿", (142, 20), "民法典"),
        ("第一百二十条之一", (120, 1), ""),
        ("刑法第120条之一", (120, 1), "刑法"),
        ("第12-1条", (12, 1), ""),
        ("民法典12条", (12, 0), "民法典"),
        ("民法典12条怎么规定", (12, 0), "民法典"),
        ("《中华人民共和国民法典》第一千一百六十五条", (1165, 0), "中华人民共和国民法典"),
        ("《城乡规划法》（2019年修正）第八条", (8, 0), "城乡规划法"),
        ("民法典里的第三条", (3, 0), "民法典"),
    ],
)
def test_articles(typed, key, law):
    assert [(found.key, found.law) for found in articles(fold(typed))] == [(key, law)]


@pytest.mark.parametrize("typed", ["12条措施", "办法12条措施", "第三条道路", "第12条例", "十二条", "条", "第〇条"])
def test_what_is_no_article(typed):
    assert list(articles(fold(typed))) == []


def test_an_article_as_printed():
    assert article_key("第一百二十條之一") == (120, 1)
    assert article_key("第卌二條") == (42, 0)
    assert article_key("前言") is None
    assert next(articles("第120条之一")).printed == "第一百二十条之一"


# Years


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2021年", (2021,)),
        ("二〇二一年", (2021,)),
        ("２０２１年", (2021,)),
        ("2019—2021年", (2019, 2020, 2021)),
        ("2019-2021", (2019, 2020, 2021)),
        ("2019年至2021年的报告", (2019, 2020, 2021)),
        ("民國110年", (2021,)),
        ("2021 政府工作报告", (2021,)),
        ("2021-2019", (2019, 2021)),
        ("12021号", ()),
        ("3.2021", ()),
    ],
)
def test_years(typed, expected):
    assert years(fold(typed)) == expected


def titled(doc_id, metadata):
    return DocumentSummary(doc_id, Source("a.txt", "text/plain", "", 0), metadata, 9, Script.SIMPLIFIED, 1, 0, "")


@pytest.mark.parametrize("typed", ["1930人次", "服务1998户", "投入2000多万元", "2015 个小区", "增长2021%"])
def test_a_quantity_is_no_year(typed):
    assert years(fold(typed)) == ()


@pytest.mark.parametrize(
    "asked", ["民法典第1062条", "《民法典》第一千零六十二条", "中华人民共和国民法典第1062条怎么说"]
)
def test_a_law_that_is_held_in_parts_is_known_by_its_name(asked):
    found = {}
    for title in ("中华人民共和国民法典 婚姻家庭编", "中华人民共和国民法典 继承编", "民法典 释义", "民法典解释"):
        metadata = Metadata(title=MetadataValue(title, Origin.PERSON))
        found[title] = titled(title, metadata)
    named = Holdings(list(found.values())).named(understand(asked))
    assert named.with_articles == {"中华人民共和国民法典 婚姻家庭编", "中华人民共和国民法典 继承编"}


def holdings(*titles):
    return Holdings([titled(title, Metadata(title=MetadataValue(title, Origin.PERSON))) for title in titles])


RESIDENTS = "中华人民共和国城市居民委员会组织法"
VILLAGERS = "中华人民共和国村民委员会组织法"


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("居委会组织法第九条", RESIDENTS),
        ("请问居委会组织法第9条怎么说", RESIDENTS),
        ("城市居民委员会组织法第九条", RESIDENTS),
        ("居民委员会组织法第九条", RESIDENTS),
        ("《居委会组织法》第九条", RESIDENTS),
        ("村委会组织法第九条", VILLAGERS),
    ],
)
def test_a_law_is_known_by_a_short_name(typed, title):
    named = holdings(RESIDENTS, VILLAGERS).named(understand(typed, synonyms=read_synonyms(BUNDLED)))
    assert named.with_articles == {title}
    assert title.removeprefix("中华人民共和国") in named.laws


@pytest.mark.parametrize(
    "typed",
    [
        "委员会组织法第九条",
        "组织法第九条",
        "业主委员会组织法第九条",
        "合同法第九条",
        "物业管理条例第九条",
        "企业所得税法第四条",
        "治安管理处罚法第九条",
        "第九条",
    ],
)
def test_another_law_is_not_named_by_the_end_of_its_title(typed):
    others = ("劳动合同法", "北京市物业管理条例", "外商投资企业和外国企业所得税法", "解读治安管理处罚法")
    held = holdings(RESIDENTS, VILLAGERS, *others)
    assert not held.named(understand(typed, synonyms=read_synonyms(BUNDLED)))


def test_a_year_in_the_title_counts_for_every_passage():
    metadata = Metadata(title=MetadataValue("2015年国务院政府工作报告", Origin.PERSON))
    read = Readable.of(Passage("d", 0, 0, 4, "住房保障", Locator()), titled("d", metadata))
    assert signals_of(understand("2015年怎么讲住房"), Named(), read).year == 1
    assert signals_of(understand("2016年怎么讲住房"), Named(), read).year == 0


def test_the_year_of_a_document_number_is_no_year_asked_for():
    assert understand("国发〔2021〕15号 2019年").years == (2019,)


# Operators


@pytest.mark.parametrize(
    ("typed", "text", "excluded"),
    [
        ("加装电梯 -深圳", "加装电梯", ("深圳",)),
        ("加裝電梯　－深圳", "加裝電梯", ("深圳",)),
        ("-深圳 加装电梯 −巴中", "加装电梯", ("深圳", "巴中")),
        ('电梯 -"加装 电梯"', "电梯", ("加装 电梯",)),
        ("2019-2021年养老", "2019-2021年养老", ()),
        ("2019 -2021年养老", "2019 -2021年养老", ()),
        ("养老 - 托育", "养老 - 托育", ()),
        ("covid-19疫情", "covid-19疫情", ()),
        ("党建——引领", "党建——引领", ()),
        ("-深圳", "", ("深圳",)),
        ("电梯 2025 -公约", "电梯 2025", ("公约",)),
        ("2019 - 2024 养老", "2019 - 2024 养老", ()),
        ("气温5、-3度", "气温5、-3度", ()),
        ("-2019 -2020 养老", "养老", ("2019", "2020")),
        ("加装电梯 -公约。", "加装电梯", ("公约",)),
        ("-公约，议事", "议事", ("公约",)),
        ("电梯 -公约-议事", "电梯", ("公约", "议事")),
        ("电梯 -公约，-议事。楼道", "电梯 楼道", ("公约", "议事")),
        ("疫情 -COVID-19-公约", "疫情", ("covid-19", "公约")),
        ("电梯 -c++ -3.5 -o'neil", "电梯", ("c++", "3.5", "o'neil")),
        ("加装电梯，-公约", "加装电梯，", ("公约",)),
        ("加装电梯？-公约", "加装电梯？", ("公约",)),
        ("加装电梯 –公约", "加装电梯", ("公约",)),
        ("加装电梯 —公约", "加装电梯", ("公约",)),
        ("加装电梯 --公约", "加装电梯", ("公约",)),
        ("—公约", "—公约", ()),
        ("加装电梯，—公约", "加装电梯，—公约", ()),
        ("加装电梯 ——公约", "加装电梯 ——公约", ()),
        ("加装电梯 -公约——议事", "加装电梯 ——议事", ("公约",)),
        ("南京-上海", "南京-上海", ()),
        ("清单：\n  -居民议事\n\t-楼道清理", "清单：\n  -居民议事\n\t-楼道清理", ()),
        ("电梯 -", "电梯 -", ()),
        ("电梯 -“……”", "电梯 -“……”", ()),
        ("电梯（旧楼 -公约）", "电梯（旧楼 ）", ("公约",)),
        ("“加装 -电梯”费用", "“加装 -电梯”费用", ()),
        ("《养老 -规划》", "《养老 -规划》", ()),
        ("清单：\n-居民议事\n-楼道清理", "清单：\n-居民议事\n-楼道清理", ()),
    ],
)
def test_minus_terms(typed, text, excluded):
    found = operators(typed)
    assert (found.text, found.excluded) == (text, excluded)


@pytest.mark.parametrize(
    "phrase",
    [
        *("“电梯公约”", "「電梯公約」", "『电梯公约』", "〝电梯公约〞", "〝电梯公约〟", '"电梯公约"', "＂电梯公约＂"),
        *("《电梯公约》", "〈电梯公约〉", "‘电梯公约’", "'电梯公约'", "（电梯公约）", "(电梯公约)", "【电梯公约】"),
        *("“ 电梯公约。”", "（电梯公约", "电梯公约》"),
    ],
)
def test_a_minus_before_marks_excludes_what_is_between_them(phrase):
    found = operators(f"楼道 -{phrase} 照明")
    assert found.excluded == ("电梯公约",)
    assert found.text.replace("》 ", "") == "楼道 照明"
    assert (found.required, found.stressed, found.titles) == ((), (), ())


@pytest.mark.parametrize("typed", ["-公约", " －公约。", "-公约，-议事", "--公约 -“议事”", "？-公约"])
def test_a_question_of_minus_terms_asks_for_nothing(typed):
    with pytest.raises(QueryError) as caught:
        understand(typed)
    assert caught.value.problem is QueryProblem.ONLY_MINUS


@pytest.mark.parametrize("typed", ["-", "——", "- - -", "－", "--", " - ", "-\n-", "- 公约", "-——-公约"])
def test_dashes_alone_are_no_minus_terms(typed):
    assert operators(typed) == Operators(typed)


@pytest.mark.parametrize(
    "typed", ["“红色物业” 电梯", "「紅色物業」　電梯", "『红色物业』 电梯", '"红色物业"电梯', "＂红色物业＂ 电梯"]
)
def test_a_quotation_that_stands_alone_is_required(typed):
    found = operators(typed)
    assert found.required == ("红色物业",)
    assert found.stressed == ()
    assert fold(found.text).replace(" ", "") == "红色物业电梯"


def test_a_quotation_in_a_sentence_only_stresses():
    found = operators("什么是“枫桥经验”？")
    assert (found.required, found.stressed, found.text) == ((), ("枫桥经验",), "什么是“枫桥经验”？")


def test_titles_and_empty_quotations():
    assert operators("《民法典》 “” 居住权").titles == ("民法典",)
    assert operators("“……” 居住权").required == ()


@given(st.text(max_size=60))
def test_any_question_can_be_understood(text):
    try:
        found = understand(text, synonyms=synonyms_at(SYNONYMS.parent / "none.txt"))
    except QueryError:
        assert operators(text).excluded
        return
    assert len(found.text) <= len(text)
    if any(map(str.isalnum, text)):
        assert any(map(str.isalnum, found.text))


@given(st.text(alphabet="社区治理电梯加装居民议事的吗", min_size=1, max_size=30))
def test_a_plain_question_stays_as_it_is(text):
    found = understand(text)
    assert found.text == text
    assert list(found.terms) == analyze(text)
    assert (found.extra, found.required, found.excluded, found.names_something) == ((), (), (), False)


# Synonyms


def lists(tmp_path, *contents):
    paths = []
    for i, content in enumerate(contents):
        path = tmp_path / f"{i}.txt"
        path.write_text(content, encoding="utf-8")
        paths.append(path)
    return read_synonyms(paths)


def test_groups_work_both_ways_and_arrows_one(tmp_path):
    found = lists(tmp_path, "# 注\n老年食堂 = 長者飯堂 = 助餐点  # 注\n機車 => 摩托车\n")
    assert found.also["老年食堂"] == ("長者飯堂", "助餐点")
    assert found.also["长者饭堂"] == ("老年食堂", "助餐点")
    assert found.also["机车"] == ("摩托车",)
    assert "摩托车" not in found.also


def test_a_second_list_adds_and_takes_back(tmp_path):
    found = lists(tmp_path, "甲甲 = 乙乙 = 丙丙\n机车 => 摩托车\n", "- 甲甲 = 乙乙\n甲甲 = 丁丁\n- 机车 => 摩托车\n")
    assert found.also["甲甲"] == ("丙丙", "丁丁")
    assert found.also["乙乙"] == ("丙丙",)
    assert "机车" not in found.also


def test_one_way_leads_to_how_texts_put_it(tmp_path):
    mine = "公家 = 上面的钱 => 财政 = 财政资金\n財政 = 庫款\n"
    found = lists(tmp_path, mine)
    assert dict(found.formal) == {"公家": "财政", "上面的钱": "财政"}
    assert found.also["财政"] == ("庫款",)
    assert lists(tmp_path, mine, "- 公家 = 财政\n").formal["公家"] == "财政资金"
    assert "公家" not in lists(tmp_path, mine, "- 公家 => 财政 = 财政资金\n").formal


def test_a_question_put_the_way_of_texts(tmp_path):
    found = lists(tmp_path, "公家 => 财政\n修電梯 => 电梯维护保养 = 电梯维修\n老人 = 老年人\n")
    understood = understand("公家出錢給老人修電梯，三千人，公家", synonyms=found)
    assert understood.restated == "财政出钱给老人电梯维护保养,三千人,公家"  # each word once
    assert understood.text == "公家出錢給老人修電梯，三千人，公家"
    assert understand("给老人出钱", synonyms=found).restated is None


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "劳动争议仲裁员的条件",
            "精神药品管理",
            "人口数据",
            "选民自由行使选举权",
            "存量资金盘活",
            "威胁人民生命财产安全",
        ),
        *("刑满释放人员", "停车泊位", "宅基地", "保修期", "退耕还林", "河长制", "失火罪", "召开听证会"),
        *("太原市小店区", "浙江天台县", "辛集市", "《公家与柜台》", "“公家”"),
    ],
)
def test_no_official_term_and_no_name_is_put_otherwise(typed):
    assert understand(typed, synonyms=read_synonyms(BUNDLED)).restated is None


def test_no_term_that_everyday_words_lead_to_is_put_otherwise():
    synonyms = read_synonyms(BUNDLED)
    terms = {other for word in read_synonyms([EVERYDAY]).formal for other in synonyms.also[word]}
    changed = {term: understand(term, synonyms=synonyms).restated for term in terms}
    assert {term: said for term, said in changed.items() if said} == {}


def test_everyday_words_are_whole_words(tmp_path, monkeypatch):
    path = tmp_path / "everyday.txt"
    path.write_text("泊位 => 停车泊位\n裁员 => 经济性裁员\n神药 => 假药劣药\n", encoding="utf-8")
    monkeypatch.setattr("search.synonyms.EVERYDAY", path)
    found = read_synonyms([path])
    assert [one.word for one in found.found_in("没有泊位，公司裁员")] == ["泊位", "裁员"]
    assert found.found_in("停车泊位，仲裁员，精神药品") == ()


def test_a_persons_own_list_says_how_texts_put_it(tmp_path):
    bundled = "公家 => 财政 = 财政资金\n业委会 = 业主委员会\n"
    own = lists(tmp_path, bundled, "公家 => 公家单位\n业委会 => 业主委员会\n")
    assert own.also["公家"] == ("财政", "财政资金", "公家单位")
    assert dict(own.formal) == {"公家": "公家单位", "业委会": "业主委员会"}
    assert "公家" not in lists(tmp_path, bundled, "- 公家\n").also
    assert lists(tmp_path, bundled, "- 公家\n公家 => 国库\n").also["公家"] == ("国库",)


def test_what_must_not_be_held_is_not_looked_for(tmp_path):
    found = lists(tmp_path, "公家 => 财政补助 = 国库\n上面的钱 => 财政补助\n电梯 = 升降机\n")
    asked = understand("公家和上面的钱给电梯 -财政 -升降机", synonyms=found)
    assert asked.excluded == ("财政", "升降机")
    assert [(one.word, one.also, one.formal) for one in asked.synonyms] == [("公家", ("国库",), "国库")]


def test_everyday_words_lead_one_way_and_only_where_no_synonym_does():
    found, synonyms = read_synonyms([EVERYDAY]), read_synonyms([SYNONYMS])
    assert len(found.formal) >= 6000
    assert found.also.keys() == found.formal.keys()
    assert not found.formal.keys() & synonyms.also.keys()
    assert all(word == fold(word) and 2 <= len(word) <= 8 for word in found.formal)
    lines = [line for line in EVERYDAY.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    said = [word.strip() for line in lines for word in line.split("=>")[0].split("=")]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("甲甲\n", 1),
        ("甲甲 = 乙乙\n= 丙丙\n", 2),
        ("甲 = 乙乙\n", 1),
        ("\n\n甲甲 =>\n", 3),
        ("甲甲 => 乙乙 => 丙丙\n", 1),
    ],
)
def test_a_line_that_makes_no_group_is_named(tmp_path, content, line):
    with pytest.raises(WordListError, match=f"line {line}: ") as caught:
        lists(tmp_path, content)
    assert caught.value.line == line


def test_two_arrows_in_a_line_are_said_so(tmp_path):
    with pytest.raises(WordListError, match="twice"):
        lists(tmp_path, "甲甲＝＞乙乙→丙丙\n")


@pytest.mark.parametrize("line", ["电梯＝升降機", "电梯 ＝ 升降機　＃ 注", "升降機=电梯"])
def test_groups_may_be_written_with_full_width_signs(tmp_path, line):
    assert lists(tmp_path, line).also == {"电梯": ("升降機",), "升降机": ("电梯",)}


@pytest.mark.parametrize("arrow", ["＝＞", "=＞", "＝>", "→", "⇒", "=》", "＝》"])
def test_arrows_may_be_those_of_a_chinese_keyboard(tmp_path, arrow):
    assert lists(tmp_path, f"機車{arrow}摩托车＝電單車").also == {"机车": ("摩托车", "電單車")}
    assert lists(tmp_path, "機車 => 摩托车", f"－　機車{arrow}摩托车").also == {}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_a_list_is_read_however_windows_saves_it(tmp_path, encoding):
    path = tmp_path / "synonyms.txt"
    path.write_bytes("电梯 = 升降机\r\n网格员 = 网格管理员\r\n孤零零".encode(encoding))
    with pytest.raises(WordListError, match=r"line 3: .*two words"):
        read_synonyms([path])
    path.write_bytes("电梯 = 升降机\r\n网格员 = 网格管理员\r\n".encode(encoding))
    assert set(read_synonyms([path]).also) == {"电梯", "升降机", "网格员", "网格管理员"}


def test_a_list_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "synonyms.txt"
    path.write_bytes("电梯 = 升降机\n网格".encode() + b"\xff\n")
    with pytest.raises(WordListError, match=r"line 2: .*UTF-8"):
        read_synonyms([path])
    path.write_bytes(bytes(range(256)))
    with pytest.raises(WordListError, match="UTF-8"):
        read_synonyms([path])


def test_short_words_must_be_words_and_long_ones_win(tmp_path):
    found = lists(tmp_path, "两委 = 双委\n两委换届 = 换届选举\n机车 => 摩托车\ngdp = 国内生产总值\n")
    assert [each.word for each in found.found_in("社区两委换届")] == ["两委换届"]
    assert [each.word for each in found.found_in("村两委成员")] == ["两委"]
    assert found.found_in("司机车辆") == ()
    assert found.found_in("ngdp2") == ()
    assert [each.word for each in found.found_in("看gdp")] == ["gdp"]


def test_a_word_that_begins_with_a_numeral_is_not_the_end_of_a_number(tmp_path):
    found = lists(tmp_path, "一楼 = 底楼\n一楼住户 = 底楼住户\n")
    assert [each.word for each in found.found_in("住一楼的老人")] == ["一楼"]
    assert found.found_in("十一楼") == found.found_in("二十一楼住户") == ()


def test_a_synonym_weighs_less_than_the_word_itself(tmp_path):
    found = understand("两新组织", synonyms=lists(tmp_path, "两新组织 => 新经济组织和新社会组织"))
    weights = dict(found.extra)
    assert weights
    assert not weights.keys() & set(found.terms)
    assert max(weights.values()) <= SYNONYM_WEIGHT
    assert sum(weights.values()) <= SYNONYM_WEIGHT * len(found.terms) + 1e-9


def test_the_bundled_list_is_sound():
    found = read_synonyms(BUNDLED)
    groups = [line for line in SYNONYMS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert len(groups) >= 150
    assert len(set(groups)) == len(groups)
    for word, also in found.also.items():
        assert word == fold(word)
        assert len({fold(other) for other in also}) == len(also)
        assert word not in {fold(other) for other in also}


@pytest.mark.parametrize(
    ("typed", "also"),
    [
        ("两新组织党建", "新经济组织和新社会组织"),
        ("長照", "长期照护"),
        ("長者飯堂補貼", "老年食堂"),
        ("智慧型手機", "智能手机"),
        ("低保怎么申请", "最低生活保障"),
        ("视频宣传", "影片"),
        ("影片宣傳", "视频"),
        ("信息平台", "資訊"),
        ("資訊平臺", "信息"),
        *(("送餐员闯红灯", also) for also in ("外卖员", "骑手", "外送員")),
        *((typed, "送餐员") for typed in ("外卖员", "骑手", "外送員")),
        *(("托儿所收费", also) for also in ("托育机构", "托育")),
        *((typed, "托儿所") for typed in ("托育机构", "托育补贴")),
        *(("一楼不愿出钱", also) for also in ("底楼", "底层", "低层", "低楼层")),
        *((typed, "一楼") for typed in ("底楼", "低楼层")),
        ("底层住户的补偿", "一楼住户"),
    ],
)
def test_the_bundled_list_knows(typed, also):
    found = understand(typed, synonyms=read_synonyms(BUNDLED))
    assert also in [other for each in found.synonyms for other in each.also]


@pytest.mark.parametrize("typed", ["底层逻辑", "低层建筑", "十一楼", "一楼一策"])
def test_the_bundled_list_finds_no_ground_floor(typed):
    found = understand(typed, synonyms=read_synonyms(BUNDLED))
    assert not {"一楼", "底楼"} & {other for each in found.synonyms for other in each.also}


def test_numbers_are_looked_for_in_the_other_form():
    assert ("第十二条", NUMERAL_WEIGHT) in understand("民法典第12条").extra
    assert ("12", NUMERAL_WEIGHT) in understand("民法典第十二条").extra
    assert understand("二〇二一年的报告").extra == (("2021", NUMERAL_WEIGHT),)
    assert understand("2021年的报告").extra == ()
    assert {("2021", NUMERAL_WEIGHT), ("15", NUMERAL_WEIGHT)} == set(understand("国发〔二〇二一〕十五号").extra)
    assert ("第二十一条", NUMERAL_WEIGHT) in understand("第廿一条").extra


# The dictionary


def test_own_words_are_added_and_nothing_is_lost(tmp_path):
    text = "推行微网格长制，微网格连心"
    own = Dictionary.of(["微网格", "微網格長"])
    terms = terms_of_folded(text, own)
    plain = terms_of_folded(text)
    assert terms[: len(plain)] == plain
    assert terms.count("微网格") == 2
    assert terms.count("微网格长") == 1


def test_an_own_word_of_two_characters_counts_as_words_do():
    own = Dictionary.of(["网连"])
    assert terms_of_folded("三网连心", own).count("网连") == 2
    assert terms_of_folded("社区", Dictionary.of(["社区"])) == terms_of_folded("社区")


def test_the_version_follows_the_words(tmp_path):
    path = tmp_path / "dictionary.txt"
    assert Dictionary.load(path).version == ANALYZER_VERSION
    path.write_text("# 注\n微网格 3 n\n", encoding="utf-8")
    one = Dictionary.load(path)
    path.write_text("\n微網格\n", encoding="utf-8")
    assert Dictionary.load(path) == one
    assert one.version not in (ANALYZER_VERSION, Dictionary.of(["微网"]).version)


@pytest.mark.parametrize("word", ["字", "微，网格", "字" * 33])
def test_a_word_that_cannot_be_one_is_named(tmp_path, word):
    path = tmp_path / "dictionary.txt"
    path.write_text(f"微网格\n{word}\n", encoding="utf-8")
    with pytest.raises(WordListError, match="line 2"):
        Dictionary.load(path)


def test_bigrams_do_not_depend_on_segmentation():
    assert bigrams_of_folded("红色物业2.0") == ["红色", "色物", "物业"]
    assert bigrams_of_folded("gb2312") == ["gb2312"]
    assert set(bigrams_of_folded("红色物业")) <= set(analyze("把红色物业办好"))


# Suggestions


def vocabulary(coverage=0.3, known=(), **passages):
    terms = [set(analyze(text)) for text in (*passages.values(), *passages.values())]
    return Vocabulary(lambda term: sum(term in some for some in terms), known, coverage)


LIBRARY = {"a": "加装电梯要协商议事", "b": "党建引领社区治理", "c": "网格员走访居民"}
# Words that only sound like those of the questions below.
ALIKE = {
    "d": "市委为何如此，世纪广场，汽车市场",
    "e": "树立威信，威信很高，信群众",
    "f": "网格化管理，乡村振兴战略，垃圾分类，努力村，往返车票",
}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("加装店梯", "加装电梯"),
        ("协尚议事", "协商议事"),
        ("党建引铃", "党建引领"),
        ("社去治理", "社区治理"),
        ("加裝店梯的費用", "加裝電梯的費用"),
        ("加装电替", "加装电梯"),
        ("党剑引领", "党建引领"),
        ("加装电梯", None),
        ("网格员走访", None),
        ("医保报销", None),
        ("海洋渔业", None),
        ("hello", None),
    ],
)
def test_what_sounds_the_same_is_suggested(typed, meant):
    assert suggest(typed, vocabulary(**LIBRARY)) == meant


@pytest.mark.parametrize("coverage", [0.0, 0.4])
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("网各化", "网格化"),
        ("網各化管理", "網格化管理"),
        ("乡村镇兴", "乡村振兴"),
        ("垃及分类", "垃圾分类"),
        ("计程车司机", None),
        ("司机师傅", None),
        ("司机", None),
        ("微信", None),
        ("微信群里汇报进度", None),
        ("微信群中辱骂", None),
        ("三种写法有何不同", None),
        ("網格化管理三種寫法有何不同", None),
        ("三種寫法有著不同", None),
        ("女力村", None),
        ("王芳", None),
    ],
)
def test_only_usual_readings_count_and_words_of_the_language_are_left(typed, meant, coverage):
    assert suggest(typed, vocabulary(coverage, **LIBRARY, **ALIKE)) == meant


def test_a_word_of_the_language_is_doubted_only_where_it_is_the_whole_question_and_nothing_is_found():
    assert suggest("智力", vocabulary(0.4, **LIBRARY)) is None
    assert suggest("智力", vocabulary(0.0, **LIBRARY)) == "治理"
    assert suggest("智力开发", vocabulary(0.0, **LIBRARY)) is None


def test_a_character_sounds_as_it_is_usually_read():
    sounds = _sounds()
    assert (sounds["机"], sounds["有"], sounds["似"], sounds["绿"]) == ({"ji"}, {"you"}, {"si"}, {"lv"})
    assert sounds["行"] == {"xing", "hang"}


def test_a_known_synonym_is_no_slip():
    assert suggest("店梯", vocabulary(known=("店梯",), **LIBRARY)) is None


# The whole way

NUMBERED = "国办发〔2019〕5号"
LAW = "\n".join(f"第{chinese(i)}条 居民享有第{i}项权利，网格员应当走访登记，协商议事。" for i in range(1, 31))
DOCUMENTS = {
    "中华人民共和国民法典": LAW,
    "治安管理处罚法": LAW.replace("权利", "义务"),
    "关于推进养老服务的意见": "各地要建设社区养老机构，办好老年食堂，方便老年人就近用餐。",
    "解读": "本文解读国办发[2019]5号文件的要点，讲怎样申请补贴。",
    "别的解读": "本文解读国办发[2019]55号文件的要点，讲怎样申请补贴。",
    "引用": "按照民法典第十二条，父母应当教育子女。",
    "深圳": "某街道在深圳开办老年食堂，红色物业进小区，电梯由居民协商加装。",
    "巴中": "巴中开办老年食堂，红色物业进小区，居民一起更新电梯。",
    "物业": "物业公司粉刷红色外墙，物业费照旧，电梯检修。",
    "两新": "新经济组织和新社会组织的党员到社区报到。",
    "二〇二一": "二〇二一年的工作总结：微网格连心，三网合一。",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("understanding") / "home")
    with Catalog.open(home) as catalog:
        catalog.add_many([ingest_text(text, name=name, title=name) for name, text in DOCUMENTS.items()])
        numbered = next(s for s in catalog.summaries() if "意见" in s.title)
        catalog.correct(numbered.doc_id, {"document_number": NUMBERED})
        region = next(s for s in catalog.summaries() if s.title == "深圳")
        catalog.correct(region.doc_id, {"region": "广东省深圳市南山区"})
    build(home)
    return home


@pytest.fixture
def searcher(library):
    with Searcher.open(library) as opened:
        yield opened


def titles(result):
    return [hit.document.title for hit in result.hits]


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize(
    "typed", ["国办发(2019)5 号", "國辦發【２０１９】５號", "国办发[2019]5号讲了什么", "国办发〔二〇一九〕五号"]
)
def test_the_document_of_a_number_first_then_who_cites_it(searcher, mode, typed):
    result = searcher.search(Query(typed, mode=mode, k=3))
    assert titles(result)[:2] == ["关于推进养老服务的意见", "解读"]
    assert [hit.signals.number for hit in result.hits] == [1.0, 0.5, 0.0]
    hit = result.hits[0]
    if mode is not Mode.RERANKED:
        assert hit.score == pytest.approx(hit.why.passage + hit.why.document + hit.why.dense + hit.why.exact)


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize(
    "typed", ["民法典12条", "民法典第十二条", "《民法典》第１２條", "中华人民共和国民法典第12条怎么规定"]
)
def test_an_article_of_a_law_first(searcher, mode, typed):
    hits = searcher.search(Query(typed, mode=mode, k=3)).hits
    assert hits[0].document.title == "中华人民共和国民法典"
    assert hits[0].passage.locator.article == "第十二条"
    if mode is not Mode.DENSE:
        assert hits[1].document.title == "引用"  # which names it, before the same article of another law


def test_an_article_alone_and_among_words(searcher):
    alone = searcher.search(Query("第12条", k=2)).hits
    assert {hit.passage.locator.article for hit in alone} == {"第十二条"}
    assert {hit.document.title for hit in alone} == {"中华人民共和国民法典", "治安管理处罚法"}
    among = searcher.search(Query("老年食堂怎么办 第三条", k=40)).hits
    assert {hit.why.exact for hit in among} == {0.0, 0.3}  # a hint: it may be the third article of any law


def test_the_law_of_an_article_is_the_one_before_it(searcher):
    hits = searcher.search(Query("《民法典》施行后合同法第3条还有效吗", k=40)).hits
    assert max(hit.why.exact for hit in hits) <= 0.4  # 合同法 is not held: nobody's third article comes first
    hits = searcher.search(Query("《民法典》关于居民权利的第3条")).hits
    assert (hits[0].document.title, hits[0].passage.locator.article) == ("中华人民共和国民法典", "第三条")
    hits = searcher.search(Query("国办发〔2019〕5号第3条")).hits
    assert hits[0].document.title == "关于推进养老服务的意见"


def test_an_article_that_the_law_does_not_have(searcher):
    assert searcher.search(Query("民法典第900条")).hits[0].signals.article == 0


def test_a_title_only_helps(searcher):
    result = searcher.search(Query("《民法典》 老年食堂", k=20))
    assert "老年食堂" in result.hits[0].passage.text
    assert {hit.signals.title for hit in result.hits if hit.document.title.endswith("民法典")} == {1.0}


@pytest.mark.parametrize("mode", list(Mode))
def test_a_required_phrase_is_in_every_hit(searcher, mode):
    result = searcher.search(Query("“紅色物業” 电梯", mode=mode))
    assert sorted(titles(result)) == ["巴中", "深圳"]
    assert result.unmet == ()
    assert {hit.signals.phrase for hit in result.hits} == {1.0}


def test_a_phrase_that_nobody_uses_is_told_and_not_required(searcher):
    result = searcher.search(Query("“红色电梯”"))
    assert result.unmet == ("红色电梯",)
    assert result.hits


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("group", [False, True])
def test_only_the_phrases_that_nobody_uses_are_not_required(searcher, mode, group):
    result = searcher.search(Query('"红色物业" "不存在的词组甲乙丙" "居民一起"', mode=mode, group=group))
    assert titles(result) == ["巴中"]
    assert result.unmet == ("不存在的词组甲乙丙",)
    assert result.hits[0].signals.phrase == pytest.approx(2 / 3)


def test_phrases_that_only_stand_apart_are_not_required(searcher):
    result = searcher.search(Query('"粉刷红色外墙" "居民一起"'))
    assert result.unmet == ("粉刷红色外墙", "居民一起")
    assert result.hits
    result = searcher.search(Query('"粉刷红色外墙" "不存在的词组甲乙丙" "居民一起"'))
    assert result.unmet == ("粉刷红色外墙", "不存在的词组甲乙丙", "居民一起")
    assert result.hits


def test_a_phrase_that_the_filters_leave_nowhere_is_not_required(searcher):
    typed = '"红色物业" "粉刷红色外墙"'
    result = searcher.search(Query(typed, filters=parse_filters(["title=巴中"])))
    assert (result.unmet, titles(result)) == (("粉刷红色外墙",), ["巴中"])


def test_a_pasted_text_full_of_phrases_is_not_looked_for_one_by_one(searcher, monkeypatch):
    engine = searcher._current().engine
    asked = []
    search = engine.search
    monkeypatch.setattr(engine, "search", lambda question: asked.append(question) or search(question))
    phrases = ["红色物业", *(f"不存在的词组{number}" for number in "甲乙丙丁戊己庚辛壬癸")]
    result = searcher.search(Query(" ".join(f'"{phrase}"' for phrase in phrases)))
    assert result.unmet == tuple(phrases)
    assert len(asked) == 2


@pytest.mark.parametrize("mode", list(Mode))
def test_what_is_excluded_is_in_no_hit(searcher, mode):
    assert "深圳" in titles(searcher.search(Query("老年食堂", mode=mode)))
    for typed in ("老年食堂 -深圳", "老年食堂 －南山區"):  # in its text, in its region
        found = titles(searcher.search(Query(typed, mode=mode)))
        assert "巴中" in found
        assert "深圳" not in found


def test_excluding_looks_deeper_until_enough_is_left(tmp_path):
    home = Home(tmp_path / "home")
    with Catalog.open(home) as catalog:
        many = [ingest_text(f"甲地第{i}社区建老年食堂，老年食堂好。", name=f"{i}", title=f"{i}") for i in range(260)]
        few = [
            ingest_text(f"乙地的社区里也有一处老年食堂，情况大致相同，编号{i}。", name=f"b{i}", title="乙")
            for i in range(9)
        ]
        catalog.add_many([*many, *few])
    build(home)
    with Searcher.open(home) as searcher:
        found = searcher.search(Query("老年食堂 -甲地", mode=Mode.LEXICAL, k=9))
    assert titles(found) == ["乙"] * 9
    assert DEEPEST > 260


def test_synonyms_are_found_told_marked_and_can_be_switched_off(searcher):
    with_them = searcher.search(Query("两新组织", mode=Mode.LEXICAL))
    without = searcher.search(Query("两新组织", mode=Mode.LEXICAL, expand=False))
    assert titles(with_them)[0] == "两新"
    assert [each.word for each in with_them.understood.synonyms] == ["两新组织"]
    assert without.understood.synonyms == ()
    assert without.understood.extra == ()
    share = {hit.document.title: hit.why.passage for hit in without.hits}
    assert "两新" not in share or with_them.hits[0].why.passage >= share["两新"]
    text = with_them.hits[0].passage.text
    assert "新经济组织" in "".join(text[span.start : span.end] for span in with_them.hits[0].highlights)


def test_the_users_own_word_outranks_its_synonym(searcher, library):
    path = library.synonyms
    path.write_text("巴中 = 深圳\n", encoding="utf-8")
    try:
        assert titles(searcher.search(Query("巴中", mode=Mode.LEXICAL)))[:2] == ["巴中", "深圳"]
        assert titles(searcher.search(Query("深圳", mode=Mode.LEXICAL)))[:2] == ["深圳", "巴中"]
        path.write_text("巴中 = 深圳\n巴中\n", encoding="utf-8")
        spoilt = searcher.search(Query("巴中", mode=Mode.LEXICAL))
        assert spoilt.refused.line == 2
        assert titles(spoilt) == ["巴中"]  # the list is not used, the search goes on
    finally:
        path.unlink()
    again = searcher.search(Query("巴中", mode=Mode.LEXICAL))
    assert (titles(again), again.refused) == (["巴中"], None)


def test_a_dictionary_that_changed_while_searching_is_told(searcher, library):
    assert not searcher.search(Query("巴中")).dictionary_changed
    library.dictionary.write_text("红色物业\n", encoding="utf-8")
    try:
        result = searcher.search(Query("巴中"))
        assert result.dictionary_changed and result.hits
    finally:
        library.dictionary.unlink()
    assert not searcher.search(Query("巴中")).dictionary_changed


@pytest.mark.parametrize(("typed", "title"), [("巴中市", "巴中"), ("2021年", "二〇二一"), ("二○二一年", "二〇二一")])
def test_places_and_years_in_another_form(searcher, typed, title):
    assert title in titles(searcher.search(Query(typed, mode=Mode.HYBRID)))[:3]


def test_a_filter_holds_for_what_is_named(searcher):
    result = searcher.search(Query("国办发〔2019〕5号 民法典第12条", filters=parse_filters(["title=巴中"])))
    assert set(titles(result)) == {"巴中"}


def test_a_slip_is_suggested_and_not_applied(searcher):
    result = searcher.search(Query("红色务业"))
    assert result.suggestion == "红色物业"
    assert result.understood.text == "红色务业"
    assert searcher.search(Query("红色物业")).suggestion is None


def test_a_changed_dictionary_asks_for_a_new_index(tmp_path):
    home = Home(tmp_path / "home")
    with Catalog.open(home) as catalog:
        catalog.add(ingest_text("三网连心，全域推行微网格。", name="a", title="a"))
    build(home)
    home.dictionary.write_text("网连心\n", encoding="utf-8")
    with pytest.raises(MismatchError, match=r"dictionary.*python -m indexing build") as caught:
        Searcher.open(home)
    assert f"the user dictionary {home.dictionary} without words, but one in version " in str(caught.value)
    assert build(home).rebuilt
    assert published(home).manifest.analyzer == Dictionary.load(home.dictionary).version
    with Searcher.open(home) as searcher:
        result = searcher.search(Query("网连心", mode=Mode.LEXICAL))
    assert "网连心" in result.understood.terms
    assert result.hits
    home.dictionary.unlink()
    with pytest.raises(MismatchError, match=r"the user dictionary .*, but one without words is in use"):
        Searcher.open(home)


def test_another_analyzer_is_not_laid_at_the_dictionarys_door(tmp_path):
    home = Home(tmp_path / "home")
    with Catalog.open(home) as catalog:
        catalog.add(ingest_text("三网连心，全域推行微网格。", name="a", title="a"))
    build(home)
    home.dictionary.write_text("网连心\n", encoding="utf-8")
    manifest = replace(published(home).manifest, analyzer="words/0")
    with pytest.raises(MismatchError, match="built with analyzer version words/0"):
        check_tools(manifest, home)


def test_the_command_says_how_the_question_was_taken(library, command):
    done = command("search", "“红色物业” 长者饭堂 -深圳", "--home", library.path, "--json")
    understood = json.loads(done.stdout)["understood"]
    assert understood["required"] == ["红色物业"]
    assert understood["excluded"] == ["深圳"]
    assert understood["synonyms"][0]["word"] == "红色物业"
    done = command("search", "长者饭堂 民法典第12条 -深圳", "--home", library.path)
    assert "also searched for: 老年食堂" in done.stderr
    assert "without passages that hold: 深圳" in done.stderr
    done = command("search", "长者饭堂", "--home", library.path, "--no-synonyms", "--json")
    assert json.loads(done.stdout)["understood"]["synonyms"] == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("“红色物业”", ["only passages with “红色物业”"]),
        ("“蓝鲸驿站”", ["no passage holds “蓝鲸驿站”: searched for the words instead"]),
        (
            '"红色物业" "蓝鲸驿站" "居民一起"',
            ["no passage holds “蓝鲸驿站”: searched for the words instead", "only passages with “红色物业” “居民一起”"],
        ),
        (
            '"红色物业" "蓝鲸驿站" "紫鲸驿站"',
            [
                "no passage holds “蓝鲸驿站” or “紫鲸驿站”: searched for the words instead",
                "only passages with “红色物业”",
            ],
        ),
        (
            '"粉刷红色外墙" "居民一起"',
            ["no passage holds “粉刷红色外墙” and “居民一起” together: searched for the words instead"],
        ),
    ],
)
def test_the_command_says_which_phrases_were_required(searcher, typed, told):
    remarks = _remarks(searcher.search(Query(typed)))
    assert [one for one in remarks if "passage holds" in one or "only passages" in one] == told


@pytest.mark.parametrize(
    ("typed", "filters", "told"),
    [
        ("“红色物业” 电梯", ["title=物业"], "under these filters, no passage holds"),
        ("“粉刷红色外墙” -检修", [], "no passage without the excluded words holds"),
        ("“粉刷红色外墙” -检修", ["title=物业"], "under these filters, no passage without the excluded words holds"),
    ],
)
def test_the_command_says_within_what_no_passage_holds_a_phrase(searcher, typed, filters, told):
    result = searcher.search(Query(typed, filters=parse_filters(filters)))
    assert f"{told} “{result.unmet[0]}”: searched for the words instead" in _remarks(result)


@pytest.mark.parametrize(
    ("typed", "lacking", "answered"),
    [
        ("国发〔2018〕7号 养老", ("国发〔2018〕7号",), True),
        ("我想知道国办发〔2019〕5号讲什么", (), True),
        ("国办发〔2019〕5号和国发〔2018〕7号", ("国发〔2018〕7号",), True),
        ("国办发〔2019〕5号 -食堂", (), True),
        ("“双全社工” 国发〔2018〕7号", ("国发〔2018〕7号",), True),
        ("“红色物业” 国办发〔2019〕5号", (), True),
        ("民法典第十二条和第九十条", ("第九十条",), True),
        ("著作权法第十二条", ("著作权法第十二条",), True),
        ("《著作权法》第十二条", ("著作权法第十二条",), True),
        ("国办发〔2019〕5号 养老", (), True),
        ("国发〔2018〕7号", ("国发〔2018〕7号",), False),
        ("民法典第九十九条", ("第九十九条",), False),
        ("民法典第十二条", (), True),
        ("《安管理处罚》第九十九条", ("第九十九条",), False),
        ("养老机构第九十九条", ("第九十九条",), True),
        ("养老食堂", (), True),
    ],
)
def test_a_reference_to_what_is_not_there_is_said(searcher, typed, lacking, answered):
    result = searcher.search(Query(typed))
    assert result.lacking == lacking
    assert result.answered is answered
    assert [one for one in _remarks(result) if "not found" in one] == [f"not found: {one}" for one in lacking]


@pytest.mark.parametrize("typed", ["《安管理处罚》第十三条", "请问《安管理处罚》第十三条怎么说"])
def test_a_part_of_a_title_before_an_article_names_its_law(searcher, typed):
    first, second = searcher.search(Query(typed, group=False)).hits[:2]
    assert (first.document.title, first.passage.locator.article) == ("治安管理处罚法", "第十三条")
    assert first.score > 2 > second.score


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("《入户管理办法》第三条", {"广州市入户管理办法"}),
        ("《入户管理办法实施细则》第三条", {"广州市入户管理办法实施细则"}),
        ("《入户》第三条和《救助》第四条", set()),
        ("《困难救助》第四条", {"广州市困难救助工作规程"}),
        ("《管理办法》第三条", {"广州市入户管理办法", *(f"某地第{n}管理办法" for n in range(4))}),
        ("《某地第》第三条", set()),
    ],
)
def test_a_part_of_a_title_names_a_few_laws_at_most(tmp_path, typed, named):
    titles = ["广州市入户管理办法", "广州市入户管理办法实施细则", "广州市困难救助工作规程"]
    titles += [f"某地第{n}{kind}" for n in range(4) for kind in ("管理办法", "工作方案")]
    with Catalog.open(Home(tmp_path / "home")) as catalog:
        catalog.add_many([ingest_text(f"{title}：第三条 甲。", name=title, title=title) for title in titles])
        held = catalog.summaries()
    found = Holdings(held).named(understand(typed))
    assert {one.title for one in held if one.doc_id in found.with_articles} == named


def test_the_command_refuses_a_question_of_minus_terms(library, command):
    done = command("search", "--home", library.path, "--", "-公约")
    assert (done.returncode, done.stdout) == (2, "")
    assert "the question only leaves words out: say what to look for, then -WORD" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("-公约，电梯", "--group"),
        ("--filter", "title=巴中", "-公约，电梯"),
        ("--json", "-“公约”，电梯"),
        ("--json", "--", "-公约，电梯"),
    ],
)
def test_a_question_may_begin_with_a_minus_term(library, command, arguments):
    done = command("search", *arguments, CASEBASE_HOME=str(library.path))
    assert done.returncode == 0
    assert "电梯" in done.stdout
    assert "公约" in done.stdout + done.stderr  # as what is excluded


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("-公约",), 2, "error: the question only leaves words out"),
        (("quote", "-公约居民", "--json"), 1, '"quote": "-公约居民"'),
        (("concordance", "-公约", "--sort", "left"), 1, "0 occurrences"),
        (("batch", "-公约.csv", "-o", "x.xlsx"), 1, "error: -公约.csv: there is no such file"),
        (("--json", "-covid疫情"), 2, "required: QUESTION (words that begin with a minus sign go last, behind --)"),
        (("--group", "-公约，电梯", "-k", "5"), 2, "go last, behind --"),
        (("quote", "-covid疫情"), 2, "go last, behind --"),
        (("concordance", "词", "--output", "-公约"), 2, "argument --output: expected one argument"),
    ],
)
def test_words_that_begin_with_a_minus_sign_are_no_options(library, command, arguments, code, said):
    done = command("search", *arguments, CASEBASE_HOME=str(library.path))
    assert done.returncode == code
    assert said in done.stdout + done.stderr


def test_nothing_is_expanded_unless_it_is_asked_for():
    assert understand("两新组织", synonyms=NO_SYNONYMS).extra == ()


def test_a_document_that_is_one_article(tmp_path):
    home = Home(tmp_path / "home")
    held = {
        "民法典总则第十二条": "领域内的民事活动，适用本国法律。",
        "民法典总则第十三条": "自然人从出生时起到死亡时止，具有民事权利能力。",
        "中华人民共和国民用航空法第十二条": "民用航空器的所有人应当办理登记。",
        "某条例第十二条": "居民可以就民法典提出意见，参加协商议事。",
    }
    with Catalog.open(home) as catalog:
        catalog.add_many([ingest_text(text, name=name, title=name) for name, text in held.items()])
    build(home)
    with Searcher.open(home) as searcher:
        hits = searcher.search(Query("民法典第12条", k=4)).hits
        assert hits[0].document.title == "民法典总则第十二条"
        assert [hit.signals.article for hit in hits] == [1.0, 0.0, 0.0, 0.0]
        assert titles(searcher.search(Query("民用航空法12条")))[0] == "中华人民共和国民用航空法第十二条"


@pytest.mark.parametrize(
    ("typed", "region", "published_on", "place", "year"),
    [
        ("南山的老年食堂", "广东省深圳市南山区", None, 1.0, 0.0),
        ("深圳市老年食堂", "广东省深圳市南山区", None, 0.5, 0.0),
        ("巴中的老年食堂", "四川省巴中市", "2021-05", 1.0, 0.0),
        ("巴中老年食堂2021年", "四川省巴中市", "2021-05", 1.0, 1.0),
        ("2019—2022年老年食堂", None, "2021", 0.0, 0.5),
        ("延邊的老年食堂", "吉林省延边朝鲜族自治州", None, 1.0, 0.0),
        ("老年食堂", "四川省巴中市", "2021", 0.0, 0.0),
    ],
)
def test_places_and_years_are_signals(typed, region, published_on, place, year):
    known = {"region": region, "published_on": published_on}
    metadata = Metadata(**{name: MetadataValue(value, Origin.PERSON) for name, value in known.items() if value})
    source = Source("a.txt", "text/plain", "0" * 64, 1)
    document = DocumentSummary("a", source, metadata, 20, Script.SIMPLIFIED, 1, 0, "2026-01-01T00:00:00Z")
    passage = Passage("a", 0, 0, 20, "老年食堂从2020年起每天开门，价格公道。", Locator())
    found = signals_of(understand(typed), Named(), Readable.of(passage, document))
    assert (found.place, found.year) == (place, year)


@pytest.mark.parametrize(
    ("typed", "also", "terms"),
    [
        ("累计服务1930人次", ["1,930"], {"930"}),
        ("累计服务1,930人次", ["1930"], {"1930"}),
        ("累计服务一千九百三十人次", ["1930", "1,930"], {"1930", "930"}),
        ("服务12345人", ["12,345"], {"345"}),
        ("1,234,567元", ["1234567"], {"1234567"}),
        ("1086个", ["1,086"], {"086"}),
        ("1144张", ["1,144"], {"144"}),
        ("8940条线索", ["8,940"], {"940"}),
        ("1000万元", ["1,000"], set()),
        ("10000户", ["10,000"], set()),
        ("两百户", ["200"], {"200"}),
        ("百分之九十七点三的居民", ["97.3%"], {"97.3"}),
        ("百分之百", ["100%"], {"100"}),
        ("62.05%", ["百分之六十二点〇五"], set()),
        ("0.5%", ["百分之零点五"], set()),
        ("2026年3月20日", ["2026-03-20", "2026.3.20"], {"03", "2026.3.20"}),
        ("2026-03-20的通知", ["2026年3月20日", "2026.3.20"], {"3", "2026.3.20"}),
    ],
)
def test_quantities_and_days_are_looked_for_as_others_print_them(typed, also, terms):
    found = understand(typed)
    assert [other for one in found.synonyms for other in one.also] == also
    assert dict(found.extra) == dict.fromkeys(terms, NUMERAL_WEIGHT)
    [one] = found.synonyms
    assert fold(typed)[one.start : one.end] == one.word


@pytest.mark.parametrize(
    "typed",
    [
        "2021年的报告",
        "国发〔2021〕15号",
        "12345热线",
        "圆周率3.1416",
        "2024项目申报",
        "2025人工智能大会",
        "2021年3月",
        "改造楼栋120，300户受益",
        "百分之十几",
        "百分之三十多",
        "百分之九十七点三几",
        "四百多户",
        "第二百户",
        "数百户",
        "民法典1043条",
        "一两个人",
        "三三两两",
    ],
)
def test_what_counts_nothing_has_one_form(typed):
    assert understand(typed).synonyms == ()


def test_two_forms_do_not_meet_in_one_word(tmp_path):
    found = understand("一千户一楼住户", synonyms=lists(tmp_path, "一楼 = 底楼\n一千户 = 千户\n"))
    assert [one.word for one in found.synonyms] == ["一千户", "一楼"]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("1930人次", ["1930"]),
        ("百分之九十七点三", ["百分之九十七点三"]),
        ("2026年3月20日", ["2026年3月20日"]),
        ("解决率百分之九十七点三", []),
        ("电梯", []),
        ("", []),
    ],
)
def test_a_question_may_be_nothing_but_a_number(typed, numbers):
    assert [one.word for one in understand(typed).quantities] == numbers


@pytest.mark.parametrize("typed", ["接诉即办", "十五分钟生活圈"])
def test_a_synonym_that_holds_digits_makes_no_number_of_a_word(typed):
    found = understand(typed, synonyms=read_synonyms(BUNDLED))
    assert any(other[0].isdecimal() for one in found.synonyms for other in one.also)
    assert found.quantities == ()


@pytest.mark.parametrize(
    ("typed", "text", "held"),
    [
        ("1930人次", "服务1,930人次", True),
        ("1930人次", "服务11,930人次", False),
        ("1930人次", "服务1930人次", True),
        ("1930人次", "服务1930.5人次", False),
        ("2016户", "2016年至今", False),
        ("2016户", "2,016户", True),
        ("百分之九十七点三", "解决率97.3%", True),
        ("百分之九十七点三", "解决率百分之九十七点三", True),
        ("百分之九十七点三", "解决率97.35%", False),
        ("97.3%", "百分之九十七点三", True),
        ("2026年3月5日", "2026-03-05", True),
        ("2026年3月5日", "2026.3.5", True),
        ("2026年3月5日", "2026年3月15日", False),
    ],
)
def test_a_number_is_held_in_any_of_its_forms(typed, text, held):
    [one] = understand(typed).quantities
    assert holds(text, one) is held


NUMBERS = {
    "接诉": "市民热线不只是接电话，还用来发现规律。全年诉求的解决率达到97.3%，满意率也在上升。",
    "指标": "以建设数量为指标的地方，容易看出投入，却看不出使用情况；百分之几才算够，各地说法不一，三点值得注意。",
    "律师": "调解队每周六上午坐班，全年共为居民提供咨询1,930人次，没有一件上了法庭。",
    "志愿": "志愿服务的人次在1930年代无从谈起，今天的记录也只有三年，人次怎样统计还没有统一的办法。",
}


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("百分之九十七点三", "接诉"),
        ("97.3%", "接诉"),
        ("1930人次", "律师"),
        ("一千九百三十人次", "律师"),
        ("1,930人次", "律师"),
    ],
)
def test_a_number_alone_finds_the_passage_that_holds_it(tmp_path, typed, title):
    home = Home(tmp_path / "home")
    with Catalog.open(home) as catalog:
        for name, text in NUMBERS.items():
            catalog.add(ingest_text(text, name=name, title=name))
    build(home)
    with Searcher.open(home) as searcher:
        found = searcher.search(Query(typed))
        plain = searcher.search(Query(typed, expand=False))
    assert found.answered
    assert found.hits[0].document.title == title
    assert found.understood.synonyms and not plain.understood.synonyms


def test_a_number_alone_is_found_behind_much_that_is_numbered_so(tmp_path):
    home = Home(tmp_path / "home")
    with Catalog.open(home) as catalog:
        wanted = "全区去年改造老旧住宅1225栋，整治背街小巷1411条，引入物业380家，加装电梯800台。" * 3 + "改造率为43%。"
        catalog.add(ingest_text(wanted, name="改造", title="改造"))
        for disease in range(80):
            text = f"四十三、慢性病第{disease}种的认定：百分之十以下的，每四十三天复查，编码43。"
            catalog.add(ingest_text(text, name=f"病{disease}", title=f"病{disease}"))
    build(home)
    with Searcher.open(home) as searcher:
        found = searcher.search(Query("百分之四十三"))
    assert found.answered
    assert found.hits[0].document.title == "改造"


def test_of_two_numbers_alone_each_is_found(tmp_path):
    home = Home(tmp_path / "home")
    with Catalog.open(home) as catalog:
        catalog.add(ingest_text("改造率达到百分之四十三，还要再查。", name="改造", title="改造"))
        catalog.add(ingest_text("满意率99%。", name="满意", title="满意"))
        catalog.add(ingest_text("43项工作，99个网格，437台，991户。", name="别的", title="别的"))
    build(home)
    with Searcher.open(home) as searcher:
        hits = searcher.search(Query("43%和99%")).hits
    assert {hit.document.title for hit in hits[:2]} == {"改造", "满意"}
