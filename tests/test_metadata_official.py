"""Official documents of many shapes: who issued them, to whom, under which number, in force from when to when."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.metadata import extract
from corpus.model import DATE_FIELDS, METADATA_FIELDS, Confidence, Metadata, Origin, Reading, several
from corpus.official.dates import dates_in
from corpus.official.organs import organs_in
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
