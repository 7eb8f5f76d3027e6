"""Metadata of made-up and of real documents: what is found, where, and what is left alone."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.metadata import extract
from corpus.model import METADATA_FIELDS, Confidence, Heading, Metadata, Origin, Reading
from corpus.official.dates import dates_in
from corpus.official.regions import dominant, mentions
from corpus.official.titles import genre_of, law_of
from corpus.script import fold
from corpus.structure import find_outline

SHARED = Path(__file__).parents[1].parent / "shared"
BODY = "各地各部门要结合实际认真抓好落实，推动各项任务落地见效，及时总结上报进展情况，接受群众监督，确保取得实效。"


def metadata(
    text: str,
    *,
    file_name: str = "a.txt",
    media_type: str = "text/plain",
    headings: tuple[Heading, ...] = (),
    **said: str,
) -> Metadata:
    reading = Reading(text=text, reader="test", media_type=media_type, headings=headings, properties=said)
    found = extract(reading, find_outline(reading), file_name=file_name)
    assert_evidence(text, found)
    return found


def assert_evidence(text: str, found: Metadata) -> None:
    """Every value read from the text has a span there that is not blank; every other one has none."""
    for name in METADATA_FIELDS:
        value = getattr(found, name)
        if value is None:
            continue
        assert value.value.strip() == value.value != ""
        assert value.confidence in Confidence
        if value.origin is Origin.TEXT:
            assert 0 <= value.start < value.end <= len(text)
            assert text[value.start : value.end].strip() != ""
        else:
            assert (value.start, value.end) == (None, None)


def printed(text: str, found: Metadata, name: str) -> str:
    value = getattr(found, name)
    return text[value.start : value.end]


NOTICE = f"""穗民规字〔2024〕3号
广州市民政局 广州市财政局关于印发
广州市老年人助餐服务办法的通知
各区人民政府：
{BODY}
广州市民政局
广州市财政局
2024年3月4日
附件
第一条 {BODY}
第二条 依照《某某通知》（穗府〔2019〕9号）执行。
第三条 自2024年5月1日起施行。
"""


def test_an_official_notice():
    found = metadata(NOTICE)
    assert found.values() == {
        "title": "广州市民政局 广州市财政局关于印发 广州市老年人助餐服务办法的通知",
        "issuer": "广州市民政局、广州市财政局",
        "addressees": "各区人民政府",
        "document_number": "穗民规字〔2024〕3号",
        "published_on": "2024-03-04",
        "region": "广东省广州市",
        "level": "市级",
        "genre": "通知",
        "kind": "policy",
    }
    assert printed(NOTICE, found, "published_on") == "2024年3月4日"
    assert "广州市" in printed(NOTICE, found, "region")
    assert printed(NOTICE, found, "genre").endswith("通知")


@pytest.mark.parametrize("brackets", ["〔〕", "[]", "（）", "()", "【】", "［］"])
def test_document_numbers_in_all_brackets_as_printed(brackets):
    number = f"国发{brackets[0]}2021{brackets[1]}5号"
    assert metadata(f"{number}\n国务院关于某事的意见\n{BODY}").get("document_number") == number
    assert metadata(f"某市文章\n发文字号：{number}\n{BODY}").get("document_number") == number


@pytest.mark.parametrize("number", ["国发〔二〇二一〕十五号", "国发（二○二一）5号", "國發〔2021〕十五號"])
def test_document_numbers_in_chinese_numerals_as_printed(number):
    assert metadata(f"{number}\n国务院关于某事的意见\n{BODY}").get("document_number") == number
    assert metadata(f"某市文章\n发文字号：{number}\n{BODY}").get("document_number") == number


def test_numbers_of_other_documents_are_not_the_documents_own():
    text = f"某市做法\n{BODY}\n根据《通知》（国发〔2021〕5号）。\n国发〔2021〕6号\n"
    assert metadata(text).document_number is None


@pytest.mark.parametrize(
    ("printed_date", "iso"),
    [
        ("2021-05-18", "2021-05-18"),
        ("2021/5/18", "2021-05-18"),
        ("2021年5月18日", "2021-05-18"),
        ("二〇二一年五月十八日", "2021-05-18"),
        ("二○二一年十二月三十一日", "2021-12-31"),
        ("2021年5月", "2021-05"),
        ("中華民國一百一十年五月十八日", "2021-05-18"),
        ("民國110年5月18日", "2021-05-18"),
        ("２０２１年５月１８日", "2021-05-18"),
        ("2026年 4月 20 日", "2026-04-20"),
        ("2021.05.18", "2021-05-18"),
        ("二O二一年五月廿八日", "2021-05-28"),
        ("民國元年三月一日", "1912-03-01"),
        ("中華民國一百零一年七月\n  六日", "2012-07-06"),
    ],
)
def test_dates_in_all_spellings(printed_date, iso):
    text = f"甲{printed_date}乙"
    (found,) = dates_in(text)
    assert (found.iso, text[found.start : found.end]) == (iso, printed_date)


@pytest.mark.parametrize(
    "text", ["2021-13-40", "2021年2月30日", "十二年", "8月18日", "1.5.3", "IP 10.2021.05.18", "0123年"]
)
def test_what_is_no_date(text):
    assert list(dates_in(text)) == []


def test_labelled_dates_win_over_dates_in_the_text_and_made_over_published():
    text = f"标题文字很清楚\n发布日期：2021-05-18 08:30 成文日期：2021年4月30日\n2020年1月1日以来，{BODY}\n"
    assert metadata(text).get("published_on") == "2021-04-30"
    assert metadata(text.replace("成文日期", "截止")).get("published_on") == "2021-05-18"
    assert metadata(f"标题文字很清楚\n2020年1月1日以来，{BODY}\n").published_on is None


def test_the_date_of_the_signature_wins_over_that_of_the_web_page():
    text = f"关于某事的通告\n发布时间：2025-03-20\n{BODY}\n广州市住房保障办公室\n2025年3月19日\n"
    found = metadata(text)
    assert (found.get("published_on"), found.get("issuer")) == ("2025-03-19", "广州市住房保障办公室")


def test_the_day_a_law_was_passed():
    text = f"某市养犬条例\n（2003年9月5日某会议通过　自2003年10月15日起施行）\n第一条 {BODY}\n第二条 {BODY}"
    assert metadata(text).get("published_on") == "2003-09-05"


def test_what_a_file_states_is_used_where_the_text_is_silent():
    found = metadata(BODY, title="某市推进社区治理_某某网", published_on="2022-03-01T08:00:00", author="administrator")
    assert (found.get("title"), found.get("published_on"), found.author) == ("某市推进社区治理", "2022-03-01", None)
    assert found.title is not None
    assert found.title.origin is Origin.FILE
    assert metadata(f"发布时间：2022-04-02\n{BODY}", published_on="2022-03-01").get("published_on") == "2022-04-02"


def test_a_stated_title_is_found_again_in_the_text():
    text = f"首页 > 要闻\n推进社区\n治理创新\n{BODY}"
    found = metadata(text, title="推进社区治理创新 - 某某市人民政府门户网站")
    assert found.get("title") == "推进社区治理创新"
    assert printed(text, found, "title") == "推进社区\n治理创新"


def test_the_only_main_heading_is_the_title():
    text = f"# 某街道议事会\n\n## 一、背景\n{BODY}"
    found = metadata(text, media_type="text/markdown")
    assert (found.get("title"), printed(text, found, "title")) == ("某街道议事会", "# 某街道议事会")


@pytest.mark.parametrize("stated", ["Microsoft Word - 1.doc", "无标题文档", "12345", "Untitled"])
def test_meaningless_titles_of_files_are_ignored(stated):
    assert metadata(f"推进社区治理创新\n{BODY}", title=stated).get("title") == "推进社区治理创新"


def test_titles_from_the_name_of_the_file():
    assert metadata(BODY, file_name="03_深圳市社区治理条例(2020-01-01).txt").get("title") == "深圳市社区治理条例"
    assert metadata(BODY, file_name="004_f024165973e271da.txt").title is None


@pytest.mark.parametrize(
    "junk", ["首页 > 要闻", "来源：某报", "高国成", "2021年5月18日", "图片", "国发〔2021〕5号", "各区人民政府："]
)
def test_junk_is_no_title(junk):
    assert metadata(f"{junk}\n{BODY}").title is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("作者：徐 嘉    来源：某网", "徐嘉"),
        ("作者:张三、李四", "张三、李四"),
        ("四川省巴中市委常委、组织部部长 熊文琦", "熊文琦"),
        ("高國成", "高國成"),
        ("本报记者 王五", "王五"),
    ],
)
def test_authors(line, name):
    assert metadata(f"推进社区治理创新\n{line}\n{BODY}").get("author") == name


@pytest.mark.parametrize("line", ["共建共治", "（作者系某校讲师）", "图片\n陈文", "作者单位：某大学"])
def test_what_is_no_author(line):
    assert metadata(f"推进社区治理创新\n{line}\n{BODY}").author is None


def test_sources_and_addresses():
    text = f"标题文字很清楚\n文章来源:中国城市报浏览量:3\n原文链接：https://a.gov.cn/x.html，查阅\n{BODY}"
    found = metadata(text)
    assert (found.get("source"), found.get("url")) == ("中国城市报", "https://a.gov.cn/x.html")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("广东省深圳市南山区", ["广东省深圳市南山区"]),
        ("镇江市润州区委", ["江苏省镇江市润州区"]),
        ("重庆市沙坪坝区", ["重庆市沙坪坝区"]),
        ("四川省巴中市委", ["四川省巴中市"]),
        ("吉林省吉林市", ["吉林省吉林市"]),
        ("恩施州", ["湖北省恩施土家族苗族自治州"]),
        ("深圳的小区和杭州的社区", ["广东省深圳市", "浙江省杭州市"]),
        ("国家长治久安，来宾很多", []),
        ("新疆维吾尔自治区和田地区", ["新疆维吾尔自治区和田地区"]),
        ("北京市天津市", ["北京市", "天津市"]),
        ("北京市西城区", ["北京市西城区"]),
        ("深圳示范区", ["广东省深圳市"]),
        ("海南省海口市", ["海南省海口市"]),
    ],
)
def test_places(text, names):
    assert [mention.region.name for mention in mentions(text)] == names


def test_a_text_is_about_the_place_that_it_keeps_naming():
    text = "深圳市做法。深圳经验。深圳探索。杭州也学。"
    found = dominant(list(mentions(text)), text)
    assert found is not None
    assert found.region.name == "广东省深圳市"
    assert dominant(list(mentions("深圳、杭州、深圳、杭州、深圳、杭州")), "") is None
    assert dominant(list(mentions("深圳市一次")), "") is None


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("某市养犬管理条例", "条例"),
        ("关于某事的通知", "通知"),
        ("某市办法（试行）", "办法"),
        ("中华人民共和国反洗钱法", "法"),
        ("某市工作方案(2024-12-31)", "方案"),
        ("社区治理的做法", None),
        ("社区治理创新研究", None),
        ("通知", None),
        ("基层治理方法", None),
    ],
)
def test_genres(title, genre):
    assert genre_of(title) == genre


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"社区治理研究\n摘要：{BODY}\n关键词：社区；治理\n{BODY}", "paper"),
        (f"某社区案例申报书\n申报单位：某街道\n{BODY}", "submission"),
        (f"深圳市社区治理经验\n{BODY}探索机制，形成模式，治理见效。", "case"),
        (f"今日天气很好的报道\n{BODY}", "other"),
        (f"养犬规矩\n第一条 {BODY}\n第二条 {BODY}\n第三条 {BODY}", "policy"),
    ],
)
def test_kinds(text, kind):
    assert metadata(text).get("kind") == kind


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("国务院关于某事的意见", "国家级"),
        ("广东省人民政府关于某事的意见", "省级"),
        ("北京市人民政府关于某事的意见", "省级"),
        ("深圳市人民政府关于某事的意见", "市级"),
        ("深圳市南山区人民政府关于某事的意见", "县级"),
        ("深圳市南山区粤海街道办事处关于某事的通知", "街道"),
    ],
)
def test_levels_follow_the_issuer(title, level):
    assert metadata(f"{title}\n{BODY}").get("level") == level


def test_front_matter_states_everything_with_spans():
    block = (
        '---\ntitle: "示例：某区做法"\nauthor: 编写组  # 注\nregion: 江蘇省鎮江市潤州區\nlevel: 區縣級\n'
        "kind: submission\npublished_on: 2022-05\nurl: https://a.cn/b\nunknown: x\nissuer:\n---\n"
    )
    text = f"{block}# 别的题名\n{BODY}"
    found = metadata(text, media_type="text/markdown")
    assert found.values() == {
        "title": "示例：某区做法",
        "author": "编写组",
        "published_on": "2022-05",
        "region": "江苏省镇江市润州区",
        "level": "县级",
        "kind": "submission",
        "url": "https://a.cn/b",
    }
    assert printed(text, found, "region") == "江蘇省鎮江市潤州區"
    assert printed(text, found, "title") == "示例：某区做法"


def test_a_kind_that_does_not_exist_is_not_believed():
    assert metadata(f"---\nkind: poem\n---\n{BODY}").get("kind") == "other"


def seed(number: str) -> tuple[str, Metadata]:
    paths = sorted((SHARED / "seeds").glob(f"{number}_*.txt"))
    if not paths:
        pytest.skip("the seed documents are not beside this checkout")
    text = paths[0].read_text(encoding="utf-8")
    return text, metadata(text, file_name=paths[0].name)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (
            "000",
            {
                "title": "专家学者共议党建引领治理创新",
                "author": "徐烜和、雷林山、黄思华",
                "region": "广东省深圳市",
                "level": "市级",
                "kind": "case",
            },
        ),
        (
            "001",
            {
                "title": "打造城市基层党建共同体 化解基层社会治理难题",
                "author": "熊文琦",
                "published_on": "2021-05-18",
                "released_on": "2021-05-18",
                "region": "四川省巴中市",
                "level": "市级",
                "kind": "case",
                "source": "中国城市报",
            },
        ),
        (
            "002",
            {
                "title": "“互联网+”背景下社区区域化党建引领基层协同治理机制创新研究",
                "author": "张大勇",
                "kind": "paper",
                "subject_words": "区域化党建、大党委、互联网+、社区治理、协同治理",
                "source": "东方藏品",
            },
        ),
        (
            "003",
            {
                "title": "推进“基层党建+社会治理”深度融合",
                "author": "徐嘉",
                "published_on": "2020-01-16",
                "released_on": "2020-01-16",
                "kind": "paper",
                "source": "人民论坛网",
            },
        ),
        ("004", {"author": "高國成", "region": "江苏省镇江市润州区", "level": "县级", "kind": "case"}),
    ],
)
def test_the_seed_documents(number, expected):
    text, found = seed(number)
    assert found.values() == expected
    assert fold(printed(text, found, "author"))[0] == fold(expected["author"])[0]


def test_titles_and_dates_of_real_laws():
    """Against what the collection itself records: its title and the lines of its history."""
    path = SHARED / "data" / "train" / "laws.jsonl.gz"
    if not path.exists():
        pytest.skip("the training data are not beside this checkout")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for _, line in zip(range(300), lines, strict=False)]
    rows = [row for row in rows if row["info"] and "条" in row["text"]]
    right_title = right_genre = 0
    for row in rows:
        text = "\n".join([row["title"], *row["info"], row["text"]])
        found = metadata(text, file_name="law.txt", media_type="text/markdown")
        right_title += found.get("title") == " ".join(row["title"].split())
        right_genre += found.get("kind") == "policy"
        date = found.get("published_on")
        assert date is None or date in {d.iso for line in row["info"] for d in dates_in(line)}, row["title"]
    assert right_title >= 0.97 * len(rows)
    assert right_genre >= 0.99 * len(rows)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "作者：张三",
                "来源：",
                "某网",
                "发布日期：",
                "2021-05-18",
                "国发〔2021〕5号",
                "关于印发",
                "通知",
                "广东省深圳市",
                "\n",
                "\n---\n",
            ]
        )
        | st.sampled_from(
            ["---\n", "title: a\n", "民國", "年", "摘要：", "第一条 甲。\n", "本报记者 李四", "# ", BODY, " ", "\u3000"]
        )
        | st.text(max_size=6),
        max_size=30,
    ).map("".join)
)
def test_evidence_holds_on_any_text(text):
    metadata(text, media_type="text/markdown")


@pytest.mark.parametrize(
    ("title", "law"),
    [
        ("民法典第五十四条", "民法典"),
        ("个体工商户条例 第二条", "个体工商户条例"),
        ("刑法第一百二十条之一", "刑法"),
        ("勞動基準法第12條", "勞動基準法"),
        ("关于适用《民法典》婚姻家庭编的解释（一）第三条", "关于适用《民法典》婚姻家庭编的解释（一）"),
        ("民法典第五十四条释义", None),
        ("第五十四条", None),
        ("一梯一议做法", None),
        ("", None),
    ],
)
def test_an_article_is_part_of_a_law(title, law):
    assert law_of(title) == law
