from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Locator, Metadata, MetadataValue, Origin
from search.citation import Citation, Style, cite, cite_all, locator_text

DAY = date(2026, 8, 3)
SHA = "ab" * 32


def known(**values: str) -> Metadata:
    return Metadata(**{name: MetadataValue(value, Origin.TEXT) for name, value in values.items()})


def citation(metadata: Metadata, *, title: str = "题名", locator: Locator | None = None, **changes: object) -> Citation:
    whole = Citation(
        doc_id="0123456789abcdef0123",
        start=811,
        end=817,
        quote="深化党建领航",
        sha256=SHA,
        title=title,
        metadata=metadata,
        locator=locator or Locator(),
        file_name="文件.txt",
    )
    return replace(whole, **changes)


NOTICE = known(
    issuer="北京市人民政府办公厅",
    document_number="京政办发〔2005〕37号",
    published_on="2005-07-12",
    url="http://b.cn/1",
)
NOTICE_TITLE = "关于转发核准暂行实施办法的通知"
NEWS = known(author="熊文琦", source="中国城市报", published_on="2021-05-18")
PAPER = known(author="张三、李四、王五、赵六", source="东方藏品", kind="paper", published_on="2019")
PAGE = known(author="徐 嘉", source="人民论坛网", published_on="2020-01-16")


@pytest.mark.parametrize(
    ("metadata", "title", "edition_2015", "edition_2025"),
    [
        (
            NOTICE,
            NOTICE_TITLE,
            "北京市人民政府办公厅. 关于转发核准暂行实施办法的通知: 京政办发〔2005〕37号[A/OL]. "
            "(2005-07-12)[2026-08-03]. http://b.cn/1.",
            "北京市人民政府办公厅. 关于转发核准暂行实施办法的通知：京政办发〔2005〕37号[A/OL]. 2005-07-12. http://b.cn/1.",
        ),
        (
            NEWS,
            "打造城市基层党建共同体 化解基层社会治理难题",
            "熊文琦. 打造城市基层党建共同体 化解基层社会治理难题[N]. 中国城市报, 2021-05-18.",
            "熊文琦. 打造城市基层党建共同体 化解基层社会治理难题[N]. 中国城市报，2021-05-18.",
        ),
        (
            replace(NEWS, url=MetadataValue("http://n.cn/2", Origin.TEXT)),
            "题名",
            "熊文琦. 题名[N/OL]. 中国城市报, 2021-05-18[2026-08-03]. http://n.cn/2.",
            "熊文琦. 题名[N/OL]. 中国城市报，2021-05-18. http://n.cn/2.",
        ),
        (
            PAPER,
            "协同治理机制创新研究",
            "张三, 李四, 王五, 等. 协同治理机制创新研究[J]. 东方藏品, 2019.",
            "张三，李四，王五，等. 协同治理机制创新研究[J]. 东方藏品，2019.",
        ),
        (
            PAGE,
            "推进深度融合",
            "徐嘉. 推进深度融合[EB/OL]. 人民论坛网, 2020(2020-01-16)[2026-08-03].",
            "徐嘉. 推进深度融合[EB/OL]. 人民论坛网（2020-01-16）[2026-08-03].",
        ),
        (
            known(url="https://w.cn/", published_on="2022-10-26"),
            "网页",
            "网页[EB/OL]. (2022-10-26)[2026-08-03]. https://w.cn/.",
            "网页[EB/OL]. （2022-10-26）[2026-08-03]. https://w.cn/.",
        ),
        (
            known(url="https://w.cn/"),
            "网页",
            "网页[EB/OL]. [2026-08-03]. https://w.cn/.",
            "网页[EB/OL]. [2026-08-03]. https://w.cn/.",
        ),
        (
            known(issuer="国务院", genre="政府工作报告", published_on="2019-03"),
            "政府工作报告",
            "国务院. 政府工作报告[R]. 2019-03.",
            "国务院. 政府工作报告[R]. 2019-03.",
        ),
        (
            known(kind="policy", genre="办法", issuer="民政部 财政部"),
            "管理办法",
            "民政部, 财政部. 管理办法[A].",
            "民政部，财政部. 管理办法[A].",
        ),
        (known(kind="case"), "某区案例", "某区案例[Z].", "某区案例[Z]."),
        (known(kind="case", author="王小明"), "某区案例", "王小明. 某区案例[Z].", "王小明. 某区案例[Z]."),
    ],
)
def test_gbt7714_entries(metadata: Metadata, title: str, edition_2015: str, edition_2025: str) -> None:
    cited = citation(metadata, title=title)
    assert cite(cited, Style.GBT7714_2015, accessed=DAY) == edition_2015
    assert cite(cited, Style.GBT7714_2025, accessed=DAY) == edition_2025


@pytest.mark.parametrize(
    ("source", "mark"),
    [
        ("文汇报", "N"),
        ("大公报", "N"),
        ("人民日报", "N"),
        ("《学习时报》", "N"),
        ("北京大学学报", "J"),
        ("国务院公报", "J"),
        ("社会学研究", "J"),
        ("央视网", "EB/OL"),
        ("新华社", "Z"),
    ],
)
def test_the_type_follows_from_the_source(source: str, mark: str) -> None:
    entry = cite(citation(known(source=source)), Style.GBT7714_2015, accessed=DAY)
    assert entry.startswith(f"题名[{mark}].")


@pytest.mark.parametrize(
    ("metadata", "edition_2015", "edition_2025"),
    [
        (known(issuer="国务院", genre="报告", published_on="2019"), "[R]. 2019: 5.", "[R]. 2019：5."),
        (PAPER, "[J]. 东方藏品, 2019: 5.", "[J]. 东方藏品，2019：5."),
        (NOTICE, "[A/OL]. 2005: 5(2005-07-12)[2026-08-03]. http://b.cn/1.", "[A/OL]. 2005-07-12：5. http://b.cn/1."),
        (NEWS, "[N]. 中国城市报, 2021-05-18.", "[N]. 中国城市报，2021-05-18."),
    ],
)
def test_the_cited_page_stands_in_the_entry(metadata: Metadata, edition_2015: str, edition_2025: str) -> None:
    cited = citation(metadata, locator=Locator(page=9, page_label="5"))
    assert cite(cited, Style.GBT7714_2015, accessed=DAY).endswith(edition_2015)
    assert cite(cited, Style.GBT7714_2025, accessed=DAY).endswith(edition_2025)


def test_a_title_keeps_to_one_line_and_a_missing_one_is_the_file_name() -> None:
    two_lines = citation(Metadata(), title="上半\n下半 ")
    assert cite(two_lines, Style.GBT7714_2015, accessed=DAY) == "上半 下半[Z]."
    assert cite(citation(Metadata(), title=" "), Style.GBT7714_2015, accessed=DAY) == "文件.txt[Z]."


def test_a_list_names_each_document_once() -> None:
    first = citation(NEWS, title="甲", locator=Locator(page=3))
    other = citation(PAPER, title="乙", locator=Locator(page=7), doc_id="ff")
    later = citation(NEWS, title="甲", locator=Locator(page=4), start=900, end=910)
    assert cite_all([first, other, later, first], Style.GBT7714_2025, accessed=DAY) == (
        "[1] 熊文琦. 甲[N]. 中国城市报，2021-05-18.\n"
        "[2] 张三，李四，王五，等. 乙[J]. 东方藏品，2019：7.\n"
    )  # fmt: skip
    pages = [citation(PAPER, locator=Locator(page=n), start=n) for n in (3, 4)]
    assert cite_all(pages, Style.GBT7714_2015, accessed=DAY) == "[1] 张三, 李四, 王五, 等. 题名[J]. 东方藏品, 2019.\n"


@pytest.mark.parametrize("style", list(Style))
def test_no_citations_make_an_empty_file(style: Style) -> None:
    assert cite_all([], style, accessed=DAY) == ("[]\n" if style is Style.CSL else "")


NOTE = (
    "“深化党建领航” 第3页 · 第2段 · 字 812–817; file=文件.txt; doc=0123456789abcdef0123; start=811; end=817; "
    f"sha256={SHA}"
)
HERE = Locator(page=3, paragraph=2)


def test_bibtex() -> None:
    assert cite(citation(NOTICE, title=NOTICE_TITLE, locator=HERE), Style.BIBTEX, accessed=DAY) == (
        "@misc{doc0123456789ab,\n"
        "  author = {{北京市人民政府办公厅}},\n"
        "  title = {{关于转发核准暂行实施办法的通知}},\n"
        "  number = {京政办发〔2005〕37号},\n"
        "  year = {2005},\n"
        "  date = {2005-07-12},\n"
        "  url = {http://b.cn/1},\n"
        "  urldate = {2026-08-03},\n"
        "  langid = {chinese},\n"
        "  mark = {A},\n"
        "  medium = {OL},\n"
        f"  annote = {{{NOTE}}},\n"
        "}\n"
    )


def test_ris() -> None:
    scanned = citation(replace(NEWS, published_on=MetadataValue("2021-05", Origin.TEXT)), locator=HERE, ocr=True)
    assert cite(scanned, Style.RIS, accessed=DAY) == (
        "TY  - NEWS\n"
        "AU  - 熊文琦\n"
        "TI  - 题名\n"
        "T2  - 中国城市报\n"
        "PY  - 2021\n"
        "DA  - 2021/05//\n"
        "LA  - zh\n"
        f"N1  - {NOTE}; 文字由扫描件识别，引用前请核对原件\n"
        "ID  - 0123456789abcdef0123\n"
        "ER  - \n"
    )


def test_csl_json() -> None:
    cited = citation(NOTICE, title=NOTICE_TITLE, locator=HERE, quote="深化\n党建领航")
    assert json.loads(cite(cited, Style.CSL, accessed=DAY)) == [
        {
            "id": "0123456789abcdef0123",
            "type": "legislation",
            "title": NOTICE_TITLE,
            "author": [{"literal": "北京市人民政府办公厅"}],
            "publisher": "北京市人民政府办公厅",
            "number": "京政办发〔2005〕37号",
            "issued": {"date-parts": [[2005, 7, 12]]},
            "accessed": {"date-parts": [[2026, 8, 3]]},
            "URL": "http://b.cn/1",
            "language": "zh",
            "note": NOTE.replace("深化党建", "深化 党建"),
            "custom": {
                "sha256": SHA,
                "file": "文件.txt",
                "quotes": [
                    {
                        "start": 811,
                        "end": 817,
                        "quote": "深化\n党建领航",
                        "locator": "第3页 · 第2段 · 字 812–817",
                        "ocr": False,
                    }
                ],
            },
        }
    ]


def test_several_excerpts_of_a_document_are_one_record_with_all_of_them() -> None:
    cited = [citation(NEWS), citation(NEWS, start=5, end=7, quote="城市"), citation(PAPER, doc_id="9" * 20)]
    ris = parse_ris(cite_all(cited, Style.RIS, accessed=DAY))
    assert [len(record["N1"]) for record in ris] == [2, 1]
    assert [ris[0]["TY"], ris[1]["TY"]] == [["NEWS"], ["JOUR"]]
    assert ris[1]["AU"] == ["张三", "李四", "王五", "赵六"]
    csl = json.loads(cite_all(cited, Style.CSL, accessed=DAY))
    assert [[q["quote"] for q in item["custom"]["quotes"]] for item in csl] == [
        ["深化党建领航", "城市"],
        ["深化党建领航"],
    ]
    bibtex = parse_bibtex(cite_all(cited, Style.BIBTEX, accessed=DAY))
    assert [entry["annote"].count("sha256=") for entry in bibtex] == [2, 1]
    assert bibtex[1]["author"] == "{张三} and {李四} and {王五} and {赵六}"


def test_bibtex_keys_are_unique_where_ids_begin_alike() -> None:
    ids = ["0123456789ab-x1", "0123456789ab-x2", "0123456789abx1"]
    text = cite_all([citation(NEWS, doc_id=i) for i in ids], Style.BIBTEX, accessed=DAY)
    assert re.findall(r"^@\w+\{(.+),$", text, re.M) == ["doc0123456789abx1", "doc0123456789abx2", "doc0123456789abx1-2"]


TRICKY = st.text(st.sampled_from("党建 a{}\\%$#_&~^\"'@,\n=甲乙"), min_size=1, max_size=30)


@given(title=TRICKY, quote=TRICKY, author=TRICKY)
def test_bibtex_survives_any_characters(title: str, quote: str, author: str) -> None:
    cited = citation(known(author=author, url="http://x.cn/a%20b_{c}"), title=title, quote=quote)
    (entry,) = parse_bibtex(cite(cited, Style.BIBTEX, accessed=DAY))
    assert untex(entry["title"][1:-1]) == (" ".join(title.split()) or "文件.txt")
    assert f"“{' '.join(quote.split())}”" in untex(entry["annote"])
    assert entry["url"] == "http://x.cn/a%20b_%7Bc%7D"


@given(title=TRICKY, quote=TRICKY)
def test_ris_survives_any_characters(title: str, quote: str) -> None:
    (record,) = parse_ris(cite(citation(NEWS, title=title, quote=quote), Style.RIS, accessed=DAY))
    assert record["TI"] == [" ".join(title.split()) or "文件.txt"]
    assert record["N1"][0].startswith(f"“{' '.join(quote.split())}”")
    assert f"sha256={SHA}" in record["N1"][0]


@pytest.mark.parametrize(
    ("locator", "expected"),
    [
        (
            Locator(3, "3", ("三、机制创新", "（三）党组织机制"), "第十二条", 2),
            "第3页 · 三、机制创新 › （三）党组织机制 · 第十二条 · 第2段 · 字 812–965",
        ),
        (Locator(page=3, page_label="1"), "第3页（印刷页码 1） · 字 812–965"),
        (Locator(page_label="iv"), "第iv页 · 字 812–965"),
        (Locator(heading_path=("第一章 总则", "第三条"), article="第三条"), "第一章 总则 · 第三条 · 字 812–965"),
        (Locator(), "字 812–965"),
    ],
)
def test_locator_text(locator: Locator, expected: str) -> None:
    assert locator_text(locator, start=811, end=965) == expected


def parse_ris(text: str) -> list[dict[str, list[str]]]:
    records: list[dict[str, list[str]]] = []
    for line in text.splitlines():
        if not line:
            continue
        tag, separator, value = line[:2], line[2:6], line[6:]
        assert separator == "  - ", line
        if tag == "TY":
            records.append({})
        records[-1].setdefault(tag, []).append(value)
    assert all("ER" in record for record in records)
    return records


def parse_bibtex(text: str) -> list[dict[str, str]]:
    """A reader that only knows braces, as BibTeX does."""
    entries: list[dict[str, str]] = []
    at = 0
    while (at := text.find("@", at)) >= 0:
        at = text.index(",", at) + 1
        entry: dict[str, str] = {}
        while field := re.compile(r"\s*(\w+) = \{").match(text, at):
            depth, end = 1, field.end()
            while depth:
                depth += {"{": 1, "}": -1}.get(text[end], 0)
                end += 1
            entry[field.group(1)] = text[field.end() : end - 1]
            assert text[end] == ","
            at = end + 1
        assert text[at : at + 2] == "\n}"
        entries.append(entry)
    return entries


def untex(text: str) -> str:
    words = {"backslash": "\\", "braceleft": "{", "braceright": "}", "asciitilde": "~", "asciicircum": "^"}
    return re.sub(r"\\text(\w+)\{\}|\\(.)", lambda m: words[m[1]] if m[1] else m[2], text)


@pytest.mark.parametrize("style", list(Style))
def test_a_stored_value_that_is_no_date_is_left_out(style):
    text = cite(citation(known(published_on="去年春天", author="张三")), style, accessed=DAY)
    assert "去年" not in text
    assert text == cite(citation(known(author="张三")), style, accessed=DAY)


def test_line_breaks_in_names_do_not_begin_a_line_of_the_record():
    metadata = known(url="http://a.cn/\nTY  - HACK", author="张三\nER  - ")
    wicked = citation(metadata, title="", file_name="a\nTY  - HACK.txt")
    for style in (Style.RIS, Style.BIBTEX, Style.GBT7714_2015, Style.GBT7714_2025):
        lines = cite(wicked, style, accessed=DAY).splitlines()
        assert not [line for line in lines if line.startswith("TY  - HACK")]
        assert sum(line.startswith("ER  - ") for line in lines) == (style is Style.RIS)


def test_a_digest_is_not_cited_as_if_it_had_stood_in_its_source():
    known = {
        "title": "某地经验",
        "author": "某编写组",
        "source": "南方日报",
        "published_on": "2022-08-19",
        "kind": "case",
    }
    metadata = Metadata(**{name: MetadataValue(value, Origin.FILE) for name, value in known.items()})
    digest = Citation("d", 0, 2, "经验", "0" * 64, "某地经验", metadata, Locator(), "经验.md")
    for style in Style:
        worded = cite(digest, style, accessed=date(2026, 11, 21))
        assert "某地经验" in worded
        assert "南方日报" not in worded
    assert cite(digest, Style.GBT7714_2025, accessed=date(2026, 11, 21)) == "某编写组. 某地经验[Z]."
