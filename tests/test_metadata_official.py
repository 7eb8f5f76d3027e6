"""Official documents of many shapes: who issued them, to whom, under which number, in force from when to when."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.metadata import extract
from corpus.model import DATE_FIELDS, METADATA_FIELDS, Confidence, Metadata, Origin, Reading, several
from corpus.official.dates import dates_in
from corpus.official.organs import organs_in
from corpus.official.regions import is_region, nearest_regions
from corpus.script import fold
from corpus.structure import find_outline

BODY = "各地各部门要结合实际认真抓好落实，推动各项任务落地见效，及时总结上报进展情况，接受群众监督，确保取得实效。"


def metadata(text: str, media_type: str = "text/plain", **said: str) -> Metadata:
    reading = Reading(text=text, reader="test", media_type=media_type, properties=said)
    return extract(reading, find_outline(reading), file_name="a.txt")


def known(text: str, *names: str) -> dict[str, str | None]:
    found = metadata(text)
    return {name: found.get(name) for name in names}


def test_a_document_with_a_red_head():
    text = (
        "国务院文件\n\n国发〔2021〕5号\n\n国务院关于某项改革的意见\n\n各省、自治区、直辖市人民政府，国务院各部委：\n"
        f"　　{BODY}\n　　　国务院\n　　　二〇二一年三月七日\n（此件公开发布）"
    )
    assert metadata(text).values() == {
        "title": "国务院关于某项改革的意见",
        "issuer": "国务院",
        "document_number": "国发〔2021〕5号",
        "addressees": "各省、自治区、直辖市人民政府，国务院各部委",
        "published_on": "2021-03-07",
        "level": "国家级",
        "genre": "意见",
        "kind": "policy",
    }


@pytest.mark.parametrize(
    ("text", "organs"),
    [
        ("广州市民政局 广州市财政局", ["广州市民政局", "广州市财政局"]),
        ("财政部国家税务总局", ["财政部", "国家税务总局"]),
        ("中共中央 国务院", ["中共中央", "国务院"]),
        ("中共中央办公厅国务院办公厅", ["中共中央办公厅", "国务院办公厅"]),
        ("中共杭州市余杭区委、杭州市余杭区人民政府", ["中共杭州市余杭区委", "杭州市余杭区人民政府"]),
        ("广州市民政局广州市财政局", ["广州市民政局", "广州市财政局"]),
        ("民 政 部\n财 政 部", ["民政部", "财政部"]),
        ("国务院办公厅", ["国务院办公厅"]),
        ("某某小区居民", []),
        ("广州市民政局 张三", []),
        ("全部 干部", []),
        ("", []),
    ],
)
def test_offices_in_a_row(text, organs):
    assert [organ.name(text) for organ in organs_in(text, 0, len(text))] == organs


def test_all_who_sign_are_issuers_where_the_title_only_counts_them():
    unsigned = f"民政部等3部门关于某事的意见\n民发〔2024〕20号\n各省民政厅（局）：\n{BODY}\n"
    found = metadata(f"{unsigned}民政部\n国家发展改革委\n财政部\n2024年5月8日")
    assert several(found.get("issuer") or "") == ("民政部", "国家发展改革委", "财政部")
    guessed = metadata(unsigned).issuer
    assert guessed is not None
    assert (guessed.value, guessed.confidence) == ("民政部", Confidence.LOW)


def test_guesses_are_for_a_person_to_look_at():
    found = metadata(f"上海市浦东新区2024年实事项目实施方案\n{BODY}\n上海市浦东新区人民政府办公室    2024年1月31日印发")
    assert found.get("issuer") == "上海市浦东新区人民政府办公室"
    assert found.get("published_on") == "2024-01-31"
    assert set(found.doubtful()) == {"issuer", "level"}


def test_an_order_prints_its_number_below_and_a_minister_signs_it():
    text = f"中华人民共和国国务院令\n第743号\n{BODY}\n总理 李某某\n2021年1月15日\n某某条例\n第一章 总则\n第一条 {BODY}"
    assert known(text, "issuer", "document_number", "published_on") == {
        "issuer": "国务院",
        "document_number": "中华人民共和国国务院令第743号",
        "published_on": "2021-01-15",
    }


def test_the_box_of_a_government_site():
    text = (
        "发文机关：国务院办公厅\n成文日期：2021年04月13日\n标题：国务院办公厅关于某事的意见\n发文字号：国办发〔2021〕10号\n"
        f"发布日期：2021年04月15日\n主题词：财政；预算\n时效性：有效\n实施日期：2021年5月1日\n失效日期：2026年4月30日\n{BODY}"
    )
    assert metadata(text).values() == {
        "title": "国务院办公厅关于某事的意见",
        "issuer": "国务院办公厅",
        "document_number": "国办发〔2021〕10号",
        "published_on": "2021-04-13",
        "released_on": "2021-04-15",
        "effective_on": "2021-05-01",
        "expires_on": "2026-04-30",
        "validity": "现行有效",
        "subject_words": "财政、预算",
        "level": "国家级",
        "genre": "意见",
        "kind": "policy",
    }


def test_who_republishes_is_not_who_issued():
    text = f"发布机构：某区财政局\n广州市民政局关于某事的通知\n各区民政局：\n{BODY}"
    assert metadata(text).get("issuer") == "广州市民政局"
    assert metadata(text.replace("广州市民政局关于", "关于")).get("issuer") == "某区财政局"


ARTICLES = f"第一条 {BODY}\n第二条 {BODY}\n第三条 本条例自2003年10月15日起施行。"


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (
            "2003年9月5日 青岛市第十三届人民代表大会常务委员会第八次会议通过\n"
            "2003年9月20日 山东省第十届人民代表大会常务委员会第四次会议批准\n"
            "2010年1月1日 青岛市第十四届人民代表大会常务委员会第九次会议修正",
            ("青岛市人民代表大会常务委员会", "2003-09-05", None),
        ),
        ("（2003年9月5日国务院令第391号公布）", ("国务院", "2003-09-05", "国务院令第391号")),
        (
            "2003年9月5日 第十届全国人民代表大会常务委员会第四次会议通过",
            ("全国人民代表大会常务委员会", "2003-09-05", None),
        ),
        (
            "2003年9月1日 最高人民法院审判委员会第12次会议、2003年9月5日最高人民检察院第十届检察委员会第7次会议通过",
            ("最高人民法院、最高人民检察院", "2003-09-01", None),
        ),
        ("２００３年９月５日 公安部部长办公会议通过", ("公安部", "2003-09-05", None)),
        (
            "2003年9月5日 市第十二届人民代表大会常务委员会第八次会议修订",
            ("青岛市人民代表大会常务委员会", "2003-09-05", None),
        ),
        ("2003年9月5日 国务院批准", (None, "2003-09-05", None)),
    ],
)
def test_the_history_of_a_law(history, expected):
    found = metadata(f"青岛市养犬管理条例\n{history}\n{ARTICLES}")
    assert (found.get("issuer"), found.get("published_on"), found.get("document_number")) == expected
    assert found.get("effective_on") == "2003-10-15"


def test_the_history_of_a_taiwanese_law():
    text = (
        "某某人員進用辦法\n"
        "1.中華民國八十二年六月三十日行政院文化建設委員會（82）文建參字第 06015\n"
        "  號令、財政部（82）台財稅字第 821489075 號令會銜訂定發布全文 11 條；並自八十二\n"
        "  年七月一日施行\n"
        "2.中華民國九十二年九月十六日行政院文化建設委員會文參字第 0922119\n"
        f"  758 號令發布廢止\n第 1 條 {BODY}\n第 2 條 {BODY}"
    )
    found = metadata(text)
    assert found.values() == {
        "title": "某某人員進用辦法",
        "issuer": "行政院文化建設委員會、財政部",
        "document_number": "（82）文建參字第06015號、（82）台財稅字第821489075號",
        "published_on": "1993-06-30",
        "released_on": "1993-06-30",
        "effective_on": "1993-07-01",
        "validity": "已废止",
        "genre": "办法",
        "kind": "policy",
    }
    assert metadata(text.replace("發布廢止", "發布廢止第 3 條")).validity is None


def test_a_report_to_an_assembly_is_the_governments():
    text = (
        "2026年安徽省政府工作报告\n——2026年2月5日在安徽省第十四届人民代表大会第四次会议上\n时间：2026-02-11\n"
        f"各位代表：\n现在，我代表省人民政府，向大会报告工作。{BODY}"
    )
    found = metadata(text)
    assert (found.get("issuer"), found.get("level")) == ("安徽省人民政府", "省级")
    assert (found.get("published_on"), found.get("released_on")) == ("2026-02-05", "2026-02-11")
    assert found.addressees is None
    assert found.issuer is not None
    assert text[found.issuer.start : found.issuer.end] == "省人民政府"


@pytest.mark.parametrize(
    ("said", "effective", "expires", "status"),
    [
        ("本办法自2019年7月1日起实施，有效期5年。", "2019-07-01", "2024-06-30", "有效期5年"),
        ("本通知自印发之日起施行，有效期三年。", "2024-01-03", "2027-01-02", "有效期3年"),
        ("本规定自2020年2月29日起施行，有效期1年。", "2020-02-29", "2021-02-28", "有效期1年"),
        ("重新发布，有效期调整至2026年12月31日。", None, "2026-12-31", None),
        ("本条例自2003年12月1日起正式施行。", "2003-12-01", None, None),
        ("居住证有效期5年，自2019年7月1日起计算。", None, None, None),
        ("本办法第三条自2019年7月1日起施行。", None, None, None),
    ],
)
def test_from_when_to_when(said, effective, expires, status):
    text = f"广州市民政局关于某事的通知\n各区民政局：\n{BODY}{said}\n广州市民政局\n2024年1月3日"
    found = metadata(text)
    assert (found.get("effective_on"), found.get("expires_on"), found.get("validity")) == (effective, expires, status)


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("各区人民政府，市政府各部门、各直属机构：", "各区人民政府，市政府各部门、各直属机构"),
        ("各幼儿园：", "各幼儿园"),
        ("江苏省人民政府：", "江苏省人民政府"),
        (
            "各省、自治区、直辖市财政厅（局），新疆生产建设兵团财政局：",
            "各省、自治区、直辖市财政厅（局），新疆生产建设兵团财政局",
        ),
        ("各位代表：", None),
        ("申报单位：", None),
        ("办理方式如下：", None),
        ("同志们：", None),
    ],
)
def test_to_whom_it_is_sent(line, printed):
    assert metadata(f"某市关于某事的通知\n{line}\n{BODY}").get("addressees") == printed


def test_what_a_page_calls_its_date_is_when_it_was_released():
    text = f"广州市民政局关于某事的通知\n{BODY}\n广州市民政局\n2024年1月3日"
    found = metadata(text, "text/html", published_on="2024-01-09")
    assert (found.get("published_on"), found.get("released_on")) == ("2024-01-03", "2024-01-09")
    assert metadata(text, published_on="2024-01-09").released_on is None


def test_papers_name_their_journal_year_and_words():
    text = f"社区治理的逻辑\n张三\n摘　要：{BODY}\n关键词：社区 治理；共同体\n来源：《中国行政管理》2019年第5期\n{BODY}"
    assert known(text, "kind", "journal", "published_on", "subject_words") == {
        "kind": "paper",
        "journal": "中国行政管理",
        "published_on": "2019",
        "subject_words": "社区 治理、共同体",
    }
    assert metadata(text.replace("关键词", "主题")).journal is None


def test_numbers_of_official_letters():
    assert known(
        f"行政院 函\n發文日期：中華民國110年5月18日\n發文字號：院臺內字第1100170000號\n{BODY}",
        "issuer",
        "document_number",
    ) == {
        "issuer": "行政院",
        "document_number": "院臺內字第1100170000號",
    }
    announced = f"湖北省民政厅公告\n2023年第5号\n关于撤销登记的公告\n{BODY}\n湖北省民政厅\n2023年6月1日"
    assert known(announced, "title", "document_number", "genre") == {
        "title": "关于撤销登记的公告",
        "document_number": "湖北省民政厅公告2023年第5号",
        "genre": "公告",
    }


PIECES = (
    "2003年9月5日|中华民国一百零一年七月十九日|中華民國九十年|国务院|广州市民政局|第十届人民代表大会常务委员会"
    "|第四次会议通过|号令|訂定發布|國發字第 123 號令|关于|通知|本办法自|起施行|有效期5年|：|各区人民政府|\n"
    "|\n1.|　|、|第|〔2021〕5号|来源：|主题词：|摘要：|关键词：|（|）|《中国行政管理》2019年第5期|我代表省人民政府"
    "|政府工作报告|——|臺北市|天河区|印发|总理 李某|文件|失效日期：|時效性：現行有效"
)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PIECES.split("|")) | st.text(max_size=4), max_size=40).map("".join), st.booleans())
def test_evidence_supports_every_value_on_any_text(text, as_page):
    """Spans are valid, and what stands there says what the value says: its characters, its date, its number."""
    found = metadata(text, "text/html" if as_page else "text/plain")
    for name in METADATA_FIELDS:
        value = getattr(found, name)
        if value is None or value.origin is not Origin.TEXT:
            continue
        assert 0 <= value.start < value.end <= len(text)
        evidence = text[value.start : value.end]
        assert evidence.strip()
        if name in {"document_number", "addressees", "title", "author", "subject_words", "journal", "source", "url"}:
            assert letters(value.value) <= letters(evidence)
        if name in DATE_FIELDS and value.confidence is Confidence.HIGH:
            stated = [date.iso for date in dates_in(fold(evidence), era=True)] or [value.value]
            assert value.value in stated


def letters(text: str) -> set[str]:
    return {char for char in fold(text) if char.isalnum()}


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("来源：枫浦日报", "枫浦日报"),
        ("发布日期：2021-05-18 08:30文章来源：枫浦日报", "枫浦日报"),
        ("作者：张三    来源：枫浦日报", "枫浦日报"),
        ("（来源：枫浦日报）", "枫浦日报"),
        ("本会经费的主要来源：\n（一）会费收入；", None),
        ("本会经费的主要来源：会费收入", None),
        ("来源：\n（一）会费收入；", None),
        ("来源：（一）会费收入；", None),
    ],
)
def test_a_source_stands_behind_its_label_on_one_line(line, printed):
    assert metadata(f"邻里互助会章程\n{line}\n{BODY}").get("source") == printed


@pytest.mark.parametrize(
    ("title", "region"),
    [
        ("安阳市林州清渠保护条例", "河南省安阳市林州市"),
        ("安阳市清渠红旗区保护条例", "河南省安阳市"),
        ("安阳市幸福县保护条例", "河南省安阳市"),
        ("三明市永安路保护条例", "福建省三明市"),
        ("桂林市龙胜县保护条例", "广西壮族自治区桂林市龙胜各族自治县"),
    ],
)
def test_a_region_in_a_title_is_one_of_the_table(title, region):
    assert metadata(f"{title}\n第一条 {BODY}").get("region") == region


@pytest.mark.parametrize(
    ("issuer", "confidence"),
    [
        ("杭州市民政局", Confidence.HIGH),
        ("浙江省民政厅", Confidence.MEDIUM),
        ("民政部", Confidence.MEDIUM),
    ],
)
def test_a_place_that_only_a_quoted_title_names_is_less_sure_under_another_issuer(issuer, confidence):
    quoted = metadata(f"关于同意《杭州市邻里食堂方案》的批复\n{BODY}\n{issuer}\n2021年5月8日").region
    assert quoted is not None
    assert (quoted.value, quoted.confidence) == ("浙江省杭州市", confidence)
    named = metadata(f"关于杭州市执行《杭州市邻里食堂方案》的批复\n{BODY}\n{issuer}\n2021年5月8日").region
    assert named is not None
    assert named.confidence is Confidence.HIGH


def test_a_line_of_the_history_is_no_title():
    passed = "2009年2月3日 国务院第47次常务会议通过"
    assert metadata(f"{passed}\n国务院关于邻里事务的规定\n{BODY}").get("title") == "国务院关于邻里事务的规定"
    untitled = f"{passed}\n第一条 {BODY}\n第二条 {BODY}\n第三条 {BODY}"
    assert metadata(untitled).get("title") is None
    assert metadata(untitled, title=passed).get("title") is None
    assert metadata(f"# {passed}\n\n第一条 {BODY}", "text/markdown").get("title") is None


@pytest.mark.parametrize("between", [" ", "\n"])
@pytest.mark.parametrize("genre", ["解释", "规定", "意见", "通知", "解释（二）"])
def test_long_titles_of_two_courts(genre, between):
    courts = f"最高人民法院{between}最高人民检察院"
    crime = "损毁邻里公共设施以及其他扰乱居民共同生活秩序和损害院落绿地古树名木"
    matter = f"关于各级人民法院人民检察院办理{crime}的刑事案件具体应用法律若干问题的"
    found = metadata(f"{courts}{'' if between == ' ' else between}{matter}{genre}\n{BODY}")
    title = found.get("title") or ""
    assert len(title) > 70
    assert (title.startswith("最高人民法院"), title.endswith(matter + genre)) == (True, True)
    assert found.get("genre") == genre.removesuffix("（二）")


def test_running_text_that_names_a_genre_is_no_title():
    text = f"　　我们在这里学习了关于邻里公约的几项内容，{BODY[:-1]}。大家都说这是一份很好的通知\n{BODY}"
    assert metadata(text).get("title") is None


@pytest.mark.parametrize(
    ("title", "region"),
    [
        ("最高人民法院关于内地与香港特别行政区法院相互转递邻里调解书的安排", None),
        ("最高人民法院关于澳门特别行政区与内地相互转递邻里调解书的安排", None),
        ("广东省高级人民法院关于内地与澳门特别行政区相互转递邻里调解书的安排", "广东省"),
    ],
)
def test_an_arrangement_between_two_sides_is_of_neither(title, region):
    text = f"{title}\n{BODY}\n香港特别行政区与内地，香港与内地，香港与内地，香港与内地。"
    assert known(text, "genre", "region", "kind") == {"genre": "安排", "region": region, "kind": "policy"}


def test_arranging_work_is_no_genre():
    assert metadata(f"枫浦区关于全年邻里工作安排\n{BODY}").genre is None


def test_a_form_is_called_what_it_submits():
    text = (
        "附件2\n枫叶奖邻里治理案例申报书\n案例名称：楼道里的“三张凳”办法\n"
        f"申报单位：杭州市余杭区白塔街道办事处（盖章）\n填报日期：2024年6月3日\n一、背景\n{BODY}"
    )
    assert metadata(text).values() == {
        "title": "楼道里的“三张凳”办法",
        "author": "杭州市余杭区白塔街道办事处",
        "published_on": "2024-06-03",
        "region": "浙江省杭州市余杭区",
        "level": "县级",
        "kind": "submission",
    }
    cells = f"邻里项目推荐表\n项目名称 | 夜市公约\n推荐单位 | 白塔镇商会 | 申报日期 | 2023年11月\n主要做法\n{BODY}"
    assert known(cells, "title", "author", "published_on") == {
        "title": "夜市公约",
        "author": "白塔镇商会",
        "published_on": "2023-11",
    }


def test_lines_of_a_form_that_were_left_empty_say_nothing():
    text = f"邻里项目推荐表\n作品名称：________\n推荐单位：（盖章）\n申报日期：  年  月  日\n主要做法\n{BODY}"
    assert metadata(text).values() == {"title": "邻里项目推荐表", "kind": "submission"}
    span = f"邻里案例申报表\n申报日期：2024年5月1日至6月1日\n{BODY}"
    assert metadata(span).published_on is None


def test_a_notice_that_calls_for_cases_is_no_form():
    text = f"关于征集邻里案例的通知\n{BODY}\n附件\n邻里案例申报表\n案例名称：夜市公约\n申报单位：白塔镇商会\n"
    assert known(text, "title", "author", "kind") == {
        "title": "关于征集邻里案例的通知",
        "author": None,
        "kind": "policy",
    }


@pytest.mark.parametrize(
    ("stated", "name", "confidence"),
    [
        ("召瑞 芶", "芶召瑞", Confidence.MEDIUM),
        ("建国 王", "王建国", Confidence.MEDIUM),
        ("王 宁", "王 宁", Confidence.HIGH),
        ("欧阳 宁", "欧阳 宁", Confidence.HIGH),
        ("张 伟", "张 伟", Confidence.HIGH),
        ("Ada Wang", "Ada Wang", Confidence.HIGH),
    ],
)
def test_the_family_name_goes_first(stated, name, confidence):
    found = metadata(BODY, author=stated).author
    assert found is not None
    assert (found.value, found.confidence, found.origin) == (name, confidence, Origin.FILE)


def test_regions_that_the_table_knows_and_those_nearest_to_others():
    assert all(map(is_region, ["四川省巴中市", "巴中市", "四川巴中", "四川省成都市天府新区", "台湾省台北市大安区"]))
    assert not any(map(is_region, ["不存在省", "四川省不存在县", "在四川省", "四川省的", ""]))
    assert nearest_regions("四川省巴中县")[0] == "四川省巴中市"
    assert nearest_regions("某") == []
