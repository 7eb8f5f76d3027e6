"""The record of a round: what stands in it, that its quotations are checked to the character, the command line."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from test_scores import ANN, BEN, CAT, CHAIR, FILLED, RUBRIC, SOMEBODY

from corpus.catalog import Catalog
from corpus.errors import HomeError, NotFoundError
from corpus.home import Home
from corpus.ingest import add_files
from corpus.workspace import Change, Workspace, history
from review.__main__ import main as review_main
from review.claims.model import Claim, Contradiction, ContradictionKind, Figure, Measure
from review.matrix.model import Cell, Evidence, Matrix, Strength
from review.model import Text, read_text
from review.overlap.model import Match, Nature, Overlaps, Summary
from review.rounds.model import Phase, RoundError, Seat, Standing
from review.rounds.store import Rounds
from review.scores.decision import Decision, decision, decision_submissions
from review.scores.model import Basis, Formula, Scaling, ScoreError
from review.scores.record_sheet import decision_xlsx
from review.scores.record_word import decision_docx
from review.scores.results import results
from review.scores.store import Scores
from search.__main__ import main as search_main
from search.collections.checking import Finding, check
from search.collections.export import word_styles as styles
from search.collections.export.reading import ExportError, quotations

DAY = date(2026, 11, 22)
SHARED = (
    "社区把协商搬到楼道里，住户先报名，再由楼长召集，每周三晚上在一楼门厅商量费用怎样分担，一户一票，当场公布结果，"
    "反对的住户可以提出补偿，由法律顾问记录在册，三天之内答复。"
)
TEXTS = {
    "甲": f"# 楼道协商\n\n## 主要做法\n{SHARED}\n\n## 实施成效\n全年办结 120 件。共处理 130 件诉求。=1+1 是原文。\n",
    "乙": f"# 院落议事\n\n## 主要做法\n{SHARED}每月一次。\n\n## 实施成效\n满意率 96%。\n",
    "丙": "# 网格微治理\n\n## 主要做法\n网格员每天走访，问题随手拍。\n\n## 实施成效\n发现问题 300 个。\n",
}


@dataclass(frozen=True, slots=True)
class Made:
    """A home with a round in the phase of the shortlist: 1 is shortlisted, everything is scored."""

    home: Home
    round_id: str
    texts: dict[str, Text]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("files")
    for name, text in TEXTS.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    home = Home(tmp_path_factory.mktemp("home"))
    with Catalog.open(home) as catalog:
        assert all(result.error is None for result in add_files(catalog, sorted(folder.iterdir())))
        ids = {Path(one.source.file_name).stem: one.doc_id for one in catalog.summaries()}
        texts = {name: read_text(catalog, ids[name]) for name in TEXTS}
    with Workspace.open(home) as workspace, workspace.transaction():
        rounds = Rounds(workspace, CHAIR)
        one = rounds.make("治理创新奖/初评", RUBRIC, description="=为了测试")
        rounds.add(one.id, [text.document.doc_id for text in texts.values()], [f"={name}案例" for name in texts])
        for person, shown in ((ANN, "安评委"), (BEN, "本评委"), (CAT, "柯评委")):
            rounds.seat(one.id, person.name, Seat.REVIEWER, shown)
        rounds.advance(one.id, Phase.ELIGIBILITY)
        for number in (1, 2, 3):
            rounds.set_standing(one.id, number, Standing.ELIGIBLE)
        rounds.advance(one.id, Phase.REVIEW)
        for person, rows in FILLED.items():
            scores = Scores(workspace, person)
            for number, row in enumerate(rows, 1):
                for criterion, value in zip(("new", "effect"), row, strict=True):
                    scores.save(one.id, number, criterion, Decimal(value), "=HYPERLINK(1)" if value == "8" else "")
        chair = Scores(workspace, CHAIR)
        chair.declare(one.id, 3, "曾任顾问", person="cat")
        chair.set_votes(one.id, {1: 20, 2: 80, 3: 5})
        chair.set_formula(one.id, Formula(Basis.RAW, Scaling.RANGE, Decimal("0.2")))
        rounds.advance(one.id, Phase.SHORTLIST)
        rounds.set_standing(one.id, 1, Standing.SHORTLISTED, "做法新，数据待核")
    return Made(home, one.id, texts)


@pytest.fixture
def workspace(made: Made) -> Iterator[Workspace]:
    with Workspace.open(made.home) as opened:
        yield opened


@pytest.fixture
def catalog(made: Made) -> Iterator[Catalog]:
    with Catalog.open_readonly(made.home) as opened:
        yield opened


def at(text: Text, words: str) -> tuple[int, int]:
    start = text.document.text.index(words)
    return start, start + len(words)


def matrix_of(made: Made) -> Matrix:
    one = made.texts["甲"]
    doc_id = one.document.doc_id
    found = Evidence(one.quotation(*at(one, SHARED)), Strength.STRONG)
    cells = (Cell("new", doc_id, (found,)), Cell("effect", doc_id, ()))
    return Matrix(RUBRIC, (doc_id,), cells)


def overlaps_of(made: Made) -> Overlaps:
    one, two, three = made.texts.values()
    left, right = one.quotation(*at(one, SHARED)), two.quotation(*at(two, SHARED))
    borrowed = Match(left, right, Nature.BORROWING, 1.0, 20, 20, False, ())
    heading = Match(
        one.quotation(*at(one, "主要做法")), three.quotation(*at(three, "主要做法")), Nature.TITLE, 1.0, 4, 0, False, ()
    )
    ids = [text.document.doc_id for text in made.texts.values()]
    summaries = (
        Summary(ids[0], 60, 24, 20, (ids[1], 20)),
        Summary(ids[1], 40, 20, 20, (ids[0], 20)),
        Summary(ids[2], 30, 4, 0, None),
    )
    return Overlaps((borrowed, heading), summaries)


def contradictions_of(made: Made) -> list[Contradiction]:
    text = made.texts["甲"]
    claims = tuple(
        Claim(text.quotation(*at(text, words)), at(text, number), at(text, number), number,
              Figure(Decimal(number), Decimal(number)), Measure.COUNT, "件")
        for words, number in (("全年办结 120 件。", "120"), ("共处理 130 件诉求。", "130"))
    )  # fmt: skip
    quoted = tuple(claim.quotation for claim in claims)
    return [Contradiction(ContradictionKind.TWO_VALUES, claims, quoted)]


@pytest.fixture
def full(made: Made, workspace: Workspace, catalog: Catalog) -> Decision:
    return decision(
        catalog,
        workspace,
        CHAIR,
        made.round_id,
        on=DAY,
        matrix=matrix_of(made),
        overlaps=overlaps_of(made),
        contradictions=contradictions_of(made),
    )


WRITERS: dict[str, Callable[[Decision], bytes]] = {"docx": decision_docx, "xlsx": decision_xlsx}


def words_of(data: bytes, suffix: str) -> str:
    """Everything that a reader of the file sees."""
    if suffix == "docx":
        document = docx.Document(io.BytesIO(data))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    book = openpyxl.load_workbook(io.BytesIO(data))
    return "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None)


# Quotations


@pytest.mark.parametrize("suffix", WRITERS)
def test_every_quotation_of_a_record_is_exact(full: Decision, catalog: Catalog, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / full.file_name(suffix)
    path.write_bytes(WRITERS[suffix](full))
    found = quotations(path)
    assert [one.quote for one in found] == [SHARED, SHARED, SHARED, "全年办结 120 件。", "共处理 130 件诉求。"]
    assert [one.number for one in found] == [1, 2, 3, 4, 5]
    assert [one.finding for one in check(found, catalog)] == [Finding.EXACT] * 5


@pytest.mark.parametrize("suffix", WRITERS)
def test_one_changed_character_is_found(
    full: Decision, made: Made, tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"记录.{suffix}"
    path.write_bytes(WRITERS[suffix](full))
    asked = ["quote", "--file", str(path), "--home", str(made.home.path)]
    assert search_main(asked) == 0
    assert capsys.readouterr().err.strip() == "5 quotations checked, 0 failed"
    assert changed(path, "共处理 130 件诉求。", "共处理 131 件诉求。") == 1
    assert search_main(asked) == 1
    said = capsys.readouterr()
    assert said.err.strip() == "5 quotations checked, 1 failed"
    assert "[5] changed" in said.out


def changed(path: Path, before: str, after: str) -> int:
    """Change words in a file as somebody would who opens it; how many places."""
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        runs = [run for paragraph in document.paragraphs for run in paragraph.runs if run.text == before]
        for run in runs:
            run.text = after
        document.save(str(path))
        return len(runs)
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value == before]
    for cell in cells:
        cell.value = after
    book.save(path)
    return len(cells)


def test_quotations_of_documents_that_are_gone_are_left_out(
    full: Decision, made: Made, workspace: Workspace, tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(made.home.path, home.path)
    with Catalog.open(home) as catalog:
        catalog.remove(made.texts["乙"].document.doc_id)
        again = decision(
            catalog, workspace, CHAIR, made.round_id, on=DAY, matrix=matrix_of(made), overlaps=overlaps_of(made)
        )
    assert "2号：评分仍计入" in words_of(decision_xlsx(again), "xlsx")
    assert "已不在文库" not in words_of(decision_xlsx(full), "xlsx")
    assert [one.citation.doc_id for one in again.cited()] == [made.texts["甲"].document.doc_id]
    assert again.borrowings == ()
    assert again.library != full.library


# What stands in it


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_record_says_everything(full: Decision, suffix: str) -> None:
    said = words_of(WRITERS[suffix](full), suffix)
    for words in (
        "治理创新奖/初评", "=为了测试", "入围", full.library.digest, RUBRIC.digest,  # the round
        "创新性", "40.0%", "新在哪里？",  # the rubric
        "安评委", "曾任顾问", "6/6", "4/4",  # the jury: cat has a conflict
        "0.8 × E′ + 0.2 × V′", "做法新，数据待核",  # the ranking and the decision
        "Krippendorff α = 1 −", "Kendall W",  # agreement
        "首位不变的区间", "随机种子 20260101",  # sensitivity
        "有力", "未找到证据。",  # evidence
        "重合不等于抄袭", "院落议事",  # overlap
        "同一指标有两个数字", "120、130",  # contradictions
        "参考文献", "2026-11-22",
    ):  # fmt: skip
        assert words in said, words
    assert full.results.results[0].number == 1
    assert full.names["ann"] == "安评委"


def test_the_headings_are_headings_and_the_sources_footnotes(full: Decision) -> None:
    data = decision_docx(full)
    document = docx.Document(io.BytesIO(data))
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert [re.sub("、.*", "", one) for one in headings[:11]] == [*"一二三四五六七八九十", "十一"]
    assert headings[11:] == ["参考文献", "附录：引文核对信息"]
    assert [one.text for one in document.paragraphs if one.style.name == "Heading 2"] == ["1号 =甲案例"] * 2
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        notes = package.read("word/footnotes.xml").decode()
    assert notes.count("<w:footnoteRef/>") == 5
    assert all(table.rows[0]._tr.trPr is not None for table in document.tables)


def test_the_workbook_holds_all_scores_and_computes_nothing(full: Decision) -> None:
    book = openpyxl.load_workbook(io.BytesIO(decision_xlsx(full)))
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    rows = list(book["评分"].iter_rows(values_only=True, min_row=2))
    assert len(rows) == 16  # three by three by two, less the two of the conflict
    assert (1, "=甲案例", "安评委", "创新性", 8, "=HYPERLINK(1)") in {row[:6] for row in rows}
    ranking = {row[1]: row for row in book["结果"].iter_rows(values_only=True, min_row=2)}
    first = full.results.result(1)
    assert first is not None
    assert first.total is not None
    assert ranking[1][:5] == (1, 1, "=甲案例", "入围", round(first.total, 2))
    assert book["回避"]["D2"].value == "曾任顾问"


@pytest.mark.parametrize("suffix", WRITERS)
def test_what_was_not_looked_for_is_said(made: Made, workspace: Workspace, catalog: Catalog, suffix: str) -> None:
    plain = decision(catalog, workspace, CHAIR, made.round_id, on=DAY)
    said = words_of(WRITERS[suffix](plain), suffix)
    assert said.count("未作这项比对。") == 3
    assert plain.cited() == ()


@pytest.mark.parametrize("suffix", WRITERS)
def test_reviewers_can_be_left_unnamed(full: Decision, made: Made, workspace: Workspace, catalog: Catalog,
                                       suffix: str) -> None:  # fmt: skip
    blind = decision(catalog, workspace, CHAIR, made.round_id, on=DAY, named=False)
    said = words_of(WRITERS[suffix](blind), suffix)
    assert not [name for name in ("安评委", "本评委", "柯评委", "ann", "cat", "组长", "chair") if name in said]
    assert "评委3" in said
    assert "主持人1" in said  # who set the conflict


def test_names_of_members_in_what_they_wrote_are_left_out_too(full: Decision) -> None:
    blind = replace(full, named=False, names={"ann": "评委1", "ben": "评委2", "cat": "评委3", "chair": "主持人1"})
    others = "，benches 与 scatter 不是人名"
    assert blind.said(f"同意安评委和ben的意见{others}") == f"同意评委1和评委2的意见{others}"
    assert full.said("同意安评委") == "同意安评委"
    told = replace(full.results.scores[0], comment="听柯评委（cat）说过")
    conflict = replace(full.results.conflicts[0], reason="与本评委共事")
    submissions = (replace(full.submissions[0], reason="安评委推荐"), *full.submissions[1:])
    changed = replace(full.results, scores=(told,), conflicts=(conflict,))
    said = words_of(decision_xlsx(replace(blind, results=changed, submissions=submissions)), "xlsx")
    for words in ("听评委3（评委3）说过", "与评委2共事", "评委1推荐"):
        assert words in said
    assert not [name for name in ("安评委", "本评委", "柯评委") if name in said]


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_record_without_quotations_has_nothing_to_check(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    out, home = tmp_path / f"record.{suffix}", ["--home", str(made.home.path)]
    without = ["--without", "evidence", "overlap", "claims"]
    assert review_main(["record", "--round", made.round_id, str(out), *without, *home]) == 0
    assert "0 quotations; nothing to check in it" in capsys.readouterr().out
    assert search_main(["quote", "--file", str(out), *home]) == 0
    assert "0 quotations checked, 0 failed" in capsys.readouterr().err


def test_a_record_that_lost_what_it_is_checked_by_does_not_pass(full: Decision, tmp_path: Path) -> None:
    document = docx.Document(io.BytesIO(decision_docx(full)))
    lines = [one for one in document.paragraphs if one.style is not None and one.style.name == styles.RECORD]
    assert len(lines) == len(full.cited())
    for paragraph in lines:
        paragraph._p.getparent().remove(paragraph._p)
    path = tmp_path / "cut.docx"
    document.save(path)
    assert [one.doc_id for one in quotations(path)] == [None] * len(lines)  # nowhere to be found: each fails
    docx.Document().save(path)
    with pytest.raises(ExportError, match="no export with a list of quotations"):
        quotations(path)


def test_what_submissions_share_is_told_whether_they_are_chosen_or_not(
    made: Made, workspace: Workspace, catalog: Catalog
) -> None:
    _, two, three = made.texts.values()
    left, right = (text.quotation(*at(text, "主要做法")) for text in (two, three))
    found = Overlaps((Match(left, right, Nature.BORROWING, 1.0, 4, 4, False, ()),), ())
    told = decision(catalog, workspace, CHAIR, made.round_id, on=DAY, overlaps=found)
    assert [(one.submission.number, one.left.citation.quote) for one in told.borrowings or ()] == [(2, "主要做法")]
    assert "没有发现" not in words_of(decision_docx(told), "docx")
    none = decision(catalog, workspace, CHAIR, made.round_id, on=DAY, overlaps=Overlaps((), ()), contradictions=[])
    said = words_of(decision_docx(none), "docx")
    assert "没有发现需要查看的重合。" in said
    assert "没有发现互相矛盾的数字。" in said


def test_a_record_is_the_chairs_and_the_log_says_so(made: Made, workspace: Workspace, catalog: Catalog) -> None:
    before = len(history(workspace, change=Change.RESULTS_EXPORTED))
    with pytest.raises(RoundError):
        decision(catalog, workspace, ANN, made.round_id, on=DAY)
    with pytest.raises(NotFoundError):
        decision(catalog, workspace, SOMEBODY, made.round_id, on=DAY)
    assert len(history(workspace, change=Change.RESULTS_EXPORTED)) == before
    decision(catalog, workspace, CHAIR, made.round_id, on=DAY)
    assert history(workspace, limit=1)[0].change == Change.RESULTS_EXPORTED


def test_without_a_choice_the_evidence_is_that_of_the_first(made: Made, workspace: Workspace) -> None:
    found = results(workspace, CHAIR, made.round_id, shortlist=2)
    assert decision_submissions(found) == (1,)
    open_ = replace(found, results=tuple(replace(one, standing=Standing.ELIGIBLE) for one in found.results))
    assert decision_submissions(open_) == (1, 2)


# The command line


def test_the_commands(made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--home", str(made.home.path)]
    assert review_main(["scores", "--round", made.round_id[:6], *home]) == 0
    said = capsys.readouterr().out
    assert "安评委: 6/6, draft, 0 conflicts" in said
    assert "1号 =甲案例" in said
    assert "Kendall's W" in said
    assert review_main(["scores", "--round", made.round_id, "--submitted", "--json", *home]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counting"] == "submitted"
    assert [one["total"] for one in told["results"]] == [None] * 3
    assert told["formula"] == {"basis": "raw", "scaling": "range", "vote_share": 0.2}
    assert told.keys() >= {"progress", "scores", "outliers", "agreement", "concordance", "sensitivity", "conflicts"}
    out = tmp_path / "results.xlsx"
    assert review_main(["scores", "--round", made.round_id, "--output", str(out), *home]) == 0
    assert openpyxl.load_workbook(out)["结果"]["B2"].value == 1
    with pytest.raises(NotFoundError):
        review_main(["scores", "--round", "nowhere", *home])
    with pytest.raises(HomeError):
        review_main(["scores", "--round", made.round_id, "--home", str(tmp_path / "nowhere")])
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("suffix", WRITERS)
def test_the_record_of_the_command_line_is_compared_and_checked(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    out = tmp_path / f"record.{suffix}"
    given = ["record", "--round", made.round_id, str(out), "--without", "evidence", "--home", str(made.home.path)]
    assert review_main(given) == 0
    assert "to check them: python -m search quote --file" in capsys.readouterr().out
    said = words_of(out.read_bytes(), suffix)
    assert said.count("未作这项比对。") == 1
    assert search_main(["quote", "--file", str(out), "--home", str(made.home.path)]) == 0
    with pytest.raises(SystemExit):
        review_main(["record", "--round", made.round_id, "record.pdf"])


def test_a_sheet_from_the_command_line(made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(made.home.path, home.path)
    given = ["sheet", "--round", made.round_id, "--reviewer", "ben", "--home", str(home.path)]
    out = tmp_path / "ben.xlsx"
    assert review_main([*given, str(out)]) == 0
    book = openpyxl.load_workbook(out)
    book["评分表"]["C2"] = 3.5
    book.save(out)
    assert review_main([*given, "--import", str(out)]) == 0
    assert "1 scores taken over" in capsys.readouterr().out
    with Workspace.open(home) as workspace:
        score = Scores(workspace, BEN).scores(made.round_id)[0]
    assert (score.value, score.revision) == (Decimal("3.5"), 2)
    with pytest.raises(ScoreError):
        review_main([*given[:4], "nobody", *given[5:], str(out)])
