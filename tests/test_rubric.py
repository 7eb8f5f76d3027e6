"""Rubrics: what comes with the product, files that people write, and every mistake named at once."""

import io
import json
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ReadError
from review.__main__ import main
from review.rubric.bundled import bundled
from review.rubric.files import LARGEST_FILE, read_rubric, to_toml, to_xlsx
from review.rubric.model import Criterion, Rubric, RubricError, RubricProblem, from_json, to_json
from ui import labels
from ui.language import Language


def flaws(name: str, data: bytes):
    with pytest.raises(RubricError) as caught:
        read_rubric(name, data)
    return caught.value


def test_two_rubrics_come_with_the_product():
    grassroots, general = bundled()
    names = [one.name for one in grassroots.criteria]
    assert names == ["创新性", "党建引领", "群众参与", "实效与数据", "可复制推广", "可持续", "数字化"]
    for rubric in (grassroots, general):
        assert sum(one.weight for one in rubric.criteria) == 100
        assert sum(rubric.share(one.key) for one in rubric.criteria) == 1
        for one in rubric.criteria:
            assert one.description
            assert 2 <= len(one.questions) <= 4
            assert 10 <= len(one.words) <= 25
            assert 2 <= len(one.examples) <= 4


@pytest.mark.parametrize("rubric", bundled(), ids=lambda one: one.key)
def test_the_bundled_ones_come_back_from_every_form(rubric):
    assert read_rubric("a.toml", to_toml(rubric).encode()) == rubric
    assert read_rubric("a.xlsx", to_xlsx(rubric)) == rubric
    assert from_json(to_json(rubric)) == rubric


LINE = st.text(st.characters(blacklist_categories=("C", "Z")), min_size=1, max_size=20)
CRITERIA = st.lists(
    st.builds(
        Criterion,
        key=st.from_regex("[a-z0-9][a-z0-9_-]{0,8}", fullmatch=True),
        name=LINE,
        weight=st.decimals("0.01", 1000, places=2).map(lambda value: Decimal(f"{value.normalize():f}")),
        description=st.lists(LINE, max_size=3).map("\n".join),
        questions=st.lists(LINE, max_size=3, unique=True).map(tuple),
        words=st.lists(LINE, max_size=3, unique=True).map(tuple),
        examples=st.lists(LINE, max_size=3, unique=True).map(tuple),
    ),
    min_size=1,
    max_size=3,
    unique_by=(lambda one: one.key, lambda one: one.name.casefold()),
).map(tuple)


@settings(max_examples=25, deadline=None)
@given(criteria=CRITERIA, title=LINE)
def test_any_rubric_comes_back_as_it_was(criteria, title):
    rubric = Rubric("own", title, "", criteria, Decimal(1), Decimal(5), Decimal("0.5"))
    assert read_rubric("a.toml", to_toml(rubric).encode()) == rubric
    assert read_rubric("a.xlsx", to_xlsx(rubric)) == rubric


def test_the_digest_changes_with_the_content():
    one, other = bundled()
    assert one.digest == read_rubric("a", to_toml(one).encode()).digest
    assert one.digest != other.digest
    assert len(one.digest) == 20


def test_the_scale_says_what_is_on_it():
    rubric = Rubric("a", "a", "", (), Decimal(1), Decimal(5), Decimal("0.5"))
    assert [value for value in ("0.5", "1", "1.25", "1.5", "5", "5.5") if rubric.holds(Decimal(value))] == [
        "1",
        "1.5",
        "5",
    ]


def test_every_mistake_of_a_file_is_named_at_once():
    text = """
    title = "试"
    colour = "red"
    [scale]
    lowest = 5
    highest = 1
    [[criterion]]
    key = "A b"
    name = "创新性"
    weight = -3
    words = "创新"
    [[criterion]]
    name = "创新性"
    weight = "许多"
    wieght = 3
    [[criterion]]
    weight = true
    """
    found = flaws("自定.toml", text.encode())
    told = [(one.problem, one.number, one.field) for one in found.flaws]
    assert told == [
        (RubricProblem.UNKNOWN, 0, "colour"),
        (RubricProblem.UNKNOWN, 2, "wieght"),
        (RubricProblem.SCALE, 0, "highest"),
        (RubricProblem.BAD_KEY, 1, "key"),
        (RubricProblem.NOT_POSITIVE, 1, "weight"),
        (RubricProblem.NOT_TEXT, 1, "words"),
        (RubricProblem.NOT_NUMBER, 2, "weight"),
        (RubricProblem.MISSING, 3, "name"),
        (RubricProblem.NOT_NUMBER, 3, "weight"),
        (RubricProblem.REPEATED, 2, "name"),
    ]
    assert "criterion 2 创新性, weight is '许多', which is no number" in str(found)


@pytest.mark.parametrize("language", [Language.CHINESE, Language.TRADITIONAL, Language.ENGLISH])
def test_every_mistake_is_worded(language):
    said = labels.wordings(language)
    assert set(said["RUBRIC_PROBLEMS"]) == set(RubricProblem)
    found = flaws("自定.toml", b'title = "x"\n[[criterion]]\nname = "a"\nweight = 0\n[[criterion]]\nname = "b"')
    text = said["error_text"](found)
    assert "自定.toml" in text.what
    assert "“a”" in text.remedy
    assert "“b”" in text.remedy
    assert "{" not in text.what + text.remedy


def sheet(rows, about=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    other = book.create_sheet("说明")
    for row in about:
        other.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_sheet_as_people_write_it():
    rows = [
        ["權重", "指標", "评审要点"],
        [0.25, "創新性", "新在哪里？\n首创吗？"],
        [None, None, None],
        [30, "成效", None],
    ]
    found = read_rubric("我的指标.xlsx", sheet(rows, [["标题：", "年度评选"], ["最高分", 100], ["步长", 5]]))
    assert (found.title, found.highest, found.step) == ("年度评选", 100, 5)
    assert [(one.key, one.name, one.weight) for one in found.criteria] == [
        ("c1", "創新性", Decimal("0.25")),
        ("c2", "成效", 30),
    ]
    assert found.criteria[0].questions == ("新在哪里？", "首创吗？")


def test_mistakes_in_a_sheet_say_which_row_and_column():
    rows = [["指标", "权重", "颜色"], ["创新性", "很多", "红"], ["", 3, ""], ["成效", "=1+1", ""]]
    found = flaws("a.xlsx", sheet(rows))
    told = {(one.problem, one.row, one.field) for one in found.flaws}
    assert told == {
        (RubricProblem.FORMULA, 0, "Sheet"),
        (RubricProblem.UNKNOWN, 0, "颜色"),
        (RubricProblem.NOT_NUMBER, 2, "weight"),
        (RubricProblem.MISSING, 3, "name"),
        (RubricProblem.MISSING, 4, "weight"),
    }


def test_words_that_look_like_formulas_stay_words():
    hostile = Criterion("a", '=HYPERLINK("http://x")', Decimal(1), "+1", words=("@x", "_x0041_"))
    rubric = Rubric("own", "=1", "", (hostile,))
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(rubric)))
    assert not [cell for rows in book for row in rows for cell in row if cell.data_type == "f"]
    assert read_rubric("a.xlsx", to_xlsx(rubric)) == rubric


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 300_000_000)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"x" * (LARGEST_FILE + 1), RubricProblem.TOO_LARGE),
        (bomb(), RubricProblem.TOO_LARGE),
        (b"PK\x03\x04 broken", RubricProblem.UNREADABLE),
        (sheet([["a", "b"], [1, 2]]), RubricProblem.MISSING),
        (b"\xff\xfe\x00", RubricProblem.UNKNOWN_FORMAT),
        (b"not toml at all", RubricProblem.UNREADABLE),
        (b"a = " + b"[" * 5000, RubricProblem.UNREADABLE),
        (b"criterion = 3", RubricProblem.UNREADABLE),
        (b'title = "x"', RubricProblem.NO_CRITERIA),
        (b"", RubricProblem.MISSING),
        (b'title = "x"\nscale = 3\n[[criterion]]\nname = "a"\nweight = 1', RubricProblem.UNREADABLE),
        (b'title = "x"\n[scale]\nstep = 0.3\n[[criterion]]\nname = "a"\nweight = 1', RubricProblem.STEP),
        (b'title = "x"\n' + b'[[criterion]]\nname = "a"\nweight = 1\n' * 41, RubricProblem.TOO_MANY),
        (b'title = "x"\n[[criterion]]\nname = "a"\nweight = 1e99', RubricProblem.NOT_NUMBER),
    ],
)
def test_files_that_are_no_rubric(data, problem):
    assert problem in [one.problem for one in flaws("file", data).flaws]


def test_the_command_line(tmp_path, capsys):
    def asked(*arguments):
        assert main(["rubrics", *map(str, arguments)]) == 0
        return capsys.readouterr().out

    assert [one["key"] for one in json.loads(asked("--json"))] == ["grassroots", "general"]
    out = tmp_path / "指标.xlsx"
    asked("--convert", "general", out)
    assert "问题与需求, 15.0%" in asked("--check", out)
    assert read_rubric("a", asked("--show", "general").encode()) == bundled()[1]
    for wrong in ("nowhere", "."):  # nothing, and a folder
        with pytest.raises(ReadError):
            main(["rubrics", "--check", str(tmp_path / wrong)])


def test_the_command_says_all_that_is_wrong_in_a_sentence(tmp_path):
    (tmp_path / "坏.toml").write_text("title = 3", encoding="utf-8")
    with pytest.raises(RubricError) as caught:
        main(["rubrics", "--check", str(tmp_path / "坏.toml")])
    assert str(caught.value) == (
        "the rubric 坏.toml cannot be used: title is 3, where text is wanted: put it into quotation marks; "
        "title is missing: write it; it holds no criterion: add at least one"
    )
