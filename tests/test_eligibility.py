"""What a submission has to have: each requirement with the words that prove it, or what is missing and where."""

from pathlib import Path

import pytest
from conftest import ROOT

from corpus.catalog import Catalog
from corpus.home import Home
from corpus.intake.assembly import read_file, read_upload
from review.model import Text, read_text
from review.rounds.eligibility import Finding, Missing, Place, Requirement, check, same_texts
from review.rounds.model import Standing, Submission
from review.rounds.requirements import NOTHING, SECTIONS, Requirements, Section

SUBMISSIONS = sorted((ROOT / "corpus" / "documents" / "submissions").iterdir())
BODY = "区里推行楼门议事，居民每月开会两次，物业公司列席并当场答复。" * 3


def read(text: str, name: str = "材料.md") -> Text:
    return Text(read_upload(text.encode(), file_name=name).document, ())


def only(text: Text, **asked: object) -> Finding:
    (finding,) = check(
        text, Requirements(**({"sections": (), "shortest": 0, "longest": 0, "duplicates": False} | asked))
    )
    if finding.quotation:
        quoted = finding.quotation
        assert quoted.quote == text.document.text[quoted.start : quoted.end]
    return finding


def test_nothing_asked_nothing_found():
    assert check(read(BODY), NOTHING) == ()


@pytest.mark.parametrize("path", SUBMISSIONS, ids=lambda path: path.stem)
def test_the_fictional_submissions_have_all_sections_in_either_script(path: Path):
    text = Text(read_file(path).document, ())
    findings = check(text, Requirements())
    assert [one for one in findings if not one.passed] == []
    sections = [one for one in findings if one.requirement is Requirement.SECTION]
    assert [one.name for one in sections] == [one.name for one in SECTIONS]
    quotes = [one.quotation.quote.lstrip("# ") for one in sections if one.quotation]
    assert [quote[:2] for quote in quotes] == ["一、", "二、", "三、", "五、", "六、"]


SECTION = (Section("实施成效", ("成效", "成果")),)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (f"# 申报材料\n\n## 二、取得的成果\n{BODY}", Missing.NOTHING),
        (f"# 申報材料\n\n## 二、取得的成果\n{BODY}", Missing.NOTHING),
        (f"# 申报材料\n\n## 一、做法\n{BODY}\n## 二、成效\n无\n## 三、其他\n{BODY}", Missing.EMPTY),
        (f"# 申报材料\n\n## 一、做法\n{BODY}成效很好。", Missing.NOT_FOUND),
        (f"# 成效\n\n## 一、做法\n{BODY}", Missing.NOT_FOUND),
        (f"# 申报材料\n\n## 一、成效\n### （一）降\n{BODY}\n## 二、其他\n{BODY}", Missing.NOTHING),
    ],
)
def test_sections_by_their_headings(text, missing):
    finding = only(read(text), sections=SECTION)
    assert (finding.missing, finding.passed, finding.looked) == (missing, not missing, Place.HEADINGS)
    assert (finding.quotation is not None) is finding.passed
    assert finding.wanted == "成效、成果"


@pytest.mark.parametrize(
    "text", [f"某区材料\n{BODY}\n实施成效\n{BODY}", f"{BODY}\n【实施成效】{BODY}", f"实施成效：{BODY}"]
)
def test_sections_where_nothing_is_marked_as_a_heading(text):
    finding = only(read(text, "材料.txt"), sections=SECTION)
    assert finding.passed
    assert finding.quotation.quote.strip("【】：") == "实施成效"


@pytest.mark.parametrize(
    ("shortest", "longest", "missing"),
    [(9, 0, Missing.NOTHING), (9, 9, Missing.NOTHING), (10, 0, Missing.TOO_SHORT), (0, 8, Missing.TOO_LONG)],
)
def test_length_counts_letters(shortest, longest, missing):
    finding = only(read("一二三，四五 六。\n七8Ⅸ！", "a.txt"), shortest=shortest, longest=longest)
    assert (finding.found, finding.missing) == ("9", missing)


@pytest.mark.parametrize(
    ("date", "missing"),
    [
        ("2026-03-15", Missing.NOTHING),
        ("2026-03-10", Missing.NOTHING),
        ("2026-03-09", Missing.TOO_EARLY),
        ("2026-03-31", Missing.NOTHING),
        ("2026-04-01", Missing.TOO_LATE),
        ("2026-03", Missing.VAGUE),
        ("2026-02", Missing.TOO_EARLY),
        ("2027", Missing.TOO_LATE),
        ("", Missing.NOT_FOUND),
    ],
)
def test_dates(date, missing):
    text = read(f"---\npublished_on: {date}\n---\n# 材料\n{BODY}" if date else BODY)
    finding = only(text, earliest="2026-03-10", latest="2026-03-31")
    assert (finding.missing, finding.found) == (missing, date)
    assert only(text, dated=True).passed is bool(date)


def test_a_date_that_is_printed_is_quoted():
    finding = only(read(f"材料\n{BODY}\n\n某区民政局\n2026年3月15日", "a.txt"), latest="2026-03-31")
    assert finding.passed
    assert finding.quotation.quote == "2026年3月15日"


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        (f"{BODY}\n附件：1.诚信承诺书\n2.照片", True),
        (f"{BODY}\n附件\n1.照片\n2.誠信承諾書（蓋章）", True),
        (f"{BODY}\n（详见附件3：承诺书）", True),
        (f"{BODY}我们签了承诺书。", False),
        (f"承诺书\n{BODY}\n附件：照片", False),
    ],
)
def test_attachments_are_named_as_such(text, passed):
    finding = only(read(text, "a.txt"), attachments=("承诺书",))
    assert (finding.passed, finding.name) == (passed, "承诺书")
    assert (finding.quotation is not None) is passed


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("联系人：周敏，电话 0571-88123456", Missing.NOTHING),
        ("聯絡人：周敏\n手機：13800138000", Missing.NOTHING),
        ("负责人 周敏 zhou.min@example.cn", Missing.NOTHING),
        ("联系人：周敏", Missing.NO_NUMBER),
        ("热线：0571-88123456", Missing.NO_PERSON),
        ("合同编号 2026031500123456", Missing.NOT_FOUND),
        ("每月联系群众两次。", Missing.NOT_FOUND),
    ],
)
def test_contact(text, missing):
    finding = only(read(f"{BODY}\n{text}", "a.txt"), contact=True)
    assert finding.missing is missing
    if missing is not Missing.NOT_FOUND:
        assert finding.quotation.quote in text


def test_the_same_text_twice_in_a_round(tmp_path):
    with Catalog.open(Home(tmp_path)) as catalog:
        for name, text in (("1.txt", BODY * 5), ("2.txt", f"\n{BODY * 5}"), ("3.txt", BODY[::-1] * 5)):
            catalog.add(read_upload(f"某区材料\n\n{text}".encode(), file_name=name))
        submissions = [
            Submission("r", number, one.doc_id, one.title, Standing.PENDING, "", "")
            for number, one in enumerate(sorted(catalog.summaries(), key=lambda one: one.source.file_name), 1)
        ]
        same = same_texts(catalog, submissions)
        assert same == {1: {2: True}, 2: {1: True}, 3: {}}
        asked = Requirements(sections=(), shortest=0, longest=0)
        (finding,) = check(read_text(catalog, submissions[0].doc_id), asked, same=same[1])
    assert (finding.missing, finding.found, finding.looked) == (Missing.SAME, "2", Place.ROUND)
    (nearly,) = check(read(BODY), asked, same={5: False, 3: False})
    assert (nearly.missing, nearly.found) == (Missing.NEARLY_SAME, "3、5")
