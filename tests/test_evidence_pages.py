"""Evidence, figures and shared words as pages show them: every quotation is where its link says, and nothing runs."""

from __future__ import annotations

import html
import re
import threading
import time
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from conftest import ROOT
from streamlit.testing.v1 import AppTest
from test_contrast import AA, STYLE, contrast, variables

from corpus.catalog import Catalog
from corpus.home import Home
from corpus.ingest import add_files, ingest_text
from corpus.jobs import BOARD, Lane, Task
from corpus.model import Locator
from corpus.script import fold
from corpus.workspace import OWNER, NotAllowedError, Person, Role, Workspace
from corpus.workspace.accounts import account, add
from indexing.build import build
from review.claims.model import Claim, Figure, Measure, Qualifier
from review.matrix.build import build_matrix
from review.matrix.model import Cell, Evidence, Matrix, Strength
from review.model import Quotation, Text, read_text
from review.overlap.model import Match, Nature, Run
from review.rounds.masking import masks_of
from review.rounds.model import Phase, Seat, Standing, Submission
from review.rounds.store import Rounds
from review.rubric.bundled import bundled
from ui import labels, session
from ui.address import ReaderAddress, RoundAddress, RoundView
from ui.markup import Markup
from ui.passages import Marked
from ui.review import evidence, jobs, matrix_grid, matrix_view, overlap_list, overlap_sides
from ui.review.claim_pieces import in_one_unit, restated
from ui.review.matrix_cells import Cells, sheet_rows

APP = str(ROOT / "app.py")
STARTER = ROOT / "corpus" / "documents" / "submissions"
_NOWHERE = Locator()
HOSTILE = "<script>document.title='owned'</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Home:
    home = Home(tmp_path_factory.mktemp("evidence"))
    with Catalog.open(home) as catalog:
        assert all(result.error is None for result in add_files(catalog, sorted(STARTER.iterdir())))
        catalog.add_many(
            [ingest_text(f"# 甲{HOSTILE}\n\n社区议事{HOSTILE}共3次。", name="x.txt", title=f"甲{HOSTILE}")]
        )
    build(home)
    return home


@pytest.fixture
def home(library: Home, monkeypatch) -> Home:
    monkeypatch.setenv("CASEBASE_HOME", str(library.path))
    return library


@pytest.fixture
def texts(home: Home) -> dict[str, Text]:
    """The texts by a word of their titles: 青禾, 苇塘, 石渡, 枫浦, 松陂, 锦垣, 甲."""
    with Catalog.open_readonly(home) as catalog:
        words = ("青禾", "苇塘", "石渡", "枫浦", "松陂", "锦垣", "甲")
        by_word = {next(w for w in words if w in fold(one.title)): one.doc_id for one in catalog.summaries()}
        return {word: read_text(catalog, by_word[word]) for word in words}


def docs(texts: dict[str, Text], *words: str) -> tuple[str, ...]:
    return tuple(texts[word].document.doc_id for word in words or list(texts)[:6])


def trial(texts: dict[str, Text], view: RoundView, *words: str, **given: object) -> RoundAddress:
    return RoundAddress(view=view, docs=docs(texts, *words), **given)


def open_page(address: RoundAddress) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=120)
    for name, values in parse_qs(address.href.partition("?")[2]).items():
        app.query_params[name] = values
    deadline = time.monotonic() + 100
    app.run()
    while labels.EVIDENCE_GOES_ON in words(app):
        assert time.monotonic() < deadline, words(app)
        time.sleep(0.3)
        app.run()
    assert not app.exception, app.exception
    return app


def markup(app: AppTest) -> str:
    return "\n".join(str(one.value) for one in app.get("html"))


def plain(made: str) -> str:
    return html.unescape(re.sub(r"<(style|script).*?</\1>|<[^>]+>", "", made, flags=re.DOTALL))


def words(app: AppTest) -> str:
    return plain(re.sub(r"(?=<)", " ", markup(app)))


def cited(made: str) -> list[tuple[ReaderAddress, str]]:
    """Every quotation of a page: where it leads, and its words."""
    found = re.findall(
        r'<a href="([^"]*)"[^>]*class="cited"><span class="quote"[^>]*>(.*?)</span><span class="loc', made
    )
    assert found
    return [
        (ReaderAddress.read(parse_qs(html.unescape(href).partition("?")[2])), plain(quote)) for href, quote in found
    ]


def each_is_where_it_leads(made: str, texts: dict[str, Text]) -> None:
    by_id = {one.document.doc_id: one.document.text for one in texts.values()}
    for address, quote in cited(made):
        assert by_id[address.doc][address.start : address.end] == quote
        assert address.review is not None


# Evidence


def test_the_table_of_evidence_names_its_rows_and_columns_and_quotes_what_it_leads_to(texts: dict[str, Text]) -> None:
    page = markup(open_page(trial(texts, RoundView.MATRIX)))
    table = re.search(r'<div class="matrix" tabindex="0" role="region".*?</table></div>', page, re.DOTALL)
    assert table
    assert table[0].count('scope="row"') == 7
    assert table[0].count('scope="col"') == 7  # six submissions and the corner
    each_is_where_it_leads(table[0], texts)
    assert table[0].count('class="cited"') + table[0].count(labels.NO_EVIDENCE) == 7 * 6
    assert table[0].count(labels.NO_EVIDENCE) >= 1
    assert page.count('role="img"') == 7  # rows of the overview say in words what they show
    assert labels.EXPORT_MATRIX in page


def test_one_criterion_lists_all_submissions_and_one_submission_all_criteria(texts: dict[str, Text]) -> None:
    row = open_page(trial(texts, RoundView.MATRIX, criterion="party"))
    each_is_where_it_leads(markup(row), texts)
    said = words(row)
    assert all(f"{number}号" in said for number in range(1, 7))
    column = markup(open_page(trial(texts, RoundView.MATRIX, number=2)))
    assert re.findall(r'<h3 id="([a-z]+)"', column)[:2] == ["innovation", "party"]
    each_is_where_it_leads(column, texts)
    both = open_page(trial(texts, RoundView.MATRIX, number=2, other=3))
    assert {address.doc for address, _ in cited(markup(both))} == set(docs(texts, "苇塘", "石渡"))
    assert both.selectbox[0].value == 3
    assert labels.NO_SUCH_SUBMISSION in words(open_page(trial(texts, RoundView.MATRIX, number=9)))


def made_matrix(texts: dict[str, Text], count: int) -> Cells:
    """A matrix by hand: `count` submissions, of which the one called `n` has evidence for the first n criteria."""
    submissions = [
        Submission("", n, one.document.doc_id, f"材料{count - n}", Standing.PENDING, "", "")
        for n, one in zip(range(1, count + 1), list(texts.values()) * (count // len(texts) + 1), strict=False)
    ]
    of = evidence.setting(RoundAddress(view=RoundView.MATRIX), None, submissions)
    by_id = {one.document.doc_id: one for one in texts.values()}
    found = []
    for at, doc_id in enumerate(of.doc_ids):
        for number, criterion in enumerate(of.rubric.criteria):
            quotation = by_id[doc_id].quotation(0, 12)
            some = (Evidence(quotation, Strength.CLEAR, ((2, 4),), ("议事",)),) if number <= at else ()
            found.append(Cell(criterion.key, doc_id, some))
    return Cells(of, Matrix(of.rubric, of.doc_ids, tuple(found)))


def test_submissions_are_sorted_by_number_by_title_and_by_what_was_found(texts: dict[str, Text]) -> None:
    cells = made_matrix(texts, 7)

    def numbers(sort: str) -> list[int]:
        of = evidence.setting(cells.of.address.narrowed_by("sort", sort), None, cells.of.submissions)
        return [one.number for one in evidence.in_order(of, cells.filled_by_document)]

    assert numbers("") == [1, 2, 3, 4, 5, 6, 7]
    assert numbers("title") == [7, 6, 5, 4, 3, 2, 1]
    assert numbers("filled") == [7, 6, 5, 4, 3, 2, 1]
    assert [cells.filled(one) for one in cells.of.submissions] == [1, 2, 3, 4, 5, 6, 7]


def test_the_exported_evidence_can_be_checked(texts: dict[str, Text]) -> None:
    rows = list(sheet_rows(made_matrix(texts, 7)))
    assert len(rows) == 7 * 7
    assert all(len(row) == len(labels.MATRIX_COLUMNS) for row in rows)
    by_id = {one.document.doc_id: one.document.text for one in texts.values()}
    for row in rows:
        if row[3] != labels.NO_EVIDENCE:
            assert by_id[str(row[9])][int(row[7]) : int(row[8])] == row[5]
    assert sum(row[3] == labels.NO_EVIDENCE for row in rows) == 6 + 5 + 4 + 3 + 2 + 1


def test_of_two_hundred_submissions_ten_stand_in_the_table_and_all_in_the_overview(texts: dict[str, Text]) -> None:
    cells = made_matrix(texts, 200)
    submissions = cells.of.submissions
    shown = matrix_grid._table(cells, submissions[: matrix_grid.PER_PAGE])
    assert shown.count('scope="col"') == 11
    overview = matrix_grid._overview(cells, submissions, 3)
    assert overview.count('class="gauge') == 200 * 7
    assert overview.count("--columns: 10") == 20
    assert re.search(r'aria-current="true"[^>]*><span>21</span>', overview)
    assert "未找到的是 1号" in html.unescape(overview)


def test_text_from_documents_does_not_run(texts: dict[str, Text]) -> None:
    for view in (RoundView.MATRIX, RoundView.CLAIMS, RoundView.OVERLAP):
        page = markup(open_page(trial(texts, view, "甲", "青禾")))
        assert "<script>document" not in page
        assert "<img src=x" not in page
        assert html.escape(HOSTILE) in page or view is RoundView.CLAIMS
    sides = markup(open_page(trial(texts, RoundView.OVERLAP, "甲", "青禾", number=1, other=2)))
    assert html.escape(HOSTILE) in sides
    assert "<img src=x" not in sides


# Figures


def test_every_figure_is_marked_in_its_sentence(texts: dict[str, Text]) -> None:
    page = markup(open_page(trial(texts, RoundView.CLAIMS)))
    each_is_where_it_leads(page, texts)
    rows = re.findall(r'<td class="number printed"><b>(.*?)</b></td>.*?<mark class="words"[^>]*>(.*?)</mark>', page)
    assert len(rows) == 100  # the first page of them
    assert all(plain(printed) == plain(marked) for printed, marked in rows if "<" not in marked)


def test_figures_are_narrowed_by_submission_unit_object_and_percentage(texts: dict[str, Text]) -> None:
    address = trial(texts, RoundView.CLAIMS, number=2).narrowed_by("unit", "台").narrowed_by("object", "電梯")
    page = open_page(address)
    rows = re.findall(r'<td class="number printed"><b>(.*?)</b></td><td[^>]*>.*?</td><td>(.*?)<', markup(page))
    assert rows
    assert all(printed.endswith("台") and "电梯" in name for printed, name in rows)
    assert {one.doc for one, _ in cited(markup(page))} == set(docs(texts, "苇塘"))
    percent = markup(open_page(trial(texts, RoundView.CLAIMS, number=1).narrowed_by("percent", "1")))
    printed = re.findall(r'<td class="number printed"><b>(.*?)</b>', percent)
    assert printed
    assert all(re.search("[%％]|百分|成", one) for one in printed)
    nothing = open_page(trial(texts, RoundView.CLAIMS).narrowed_by("unit", "光年"))
    assert labels.NO_CLAIMS in words(nothing)


def test_the_planted_contradiction_is_said_as_arithmetic(texts: dict[str, Text]) -> None:
    page = open_page(trial(texts, RoundView.CLAIMS, show="contradictions"))
    assert "102＋61＋48＝211，超过总数 186 台。" in words(page)
    each_is_where_it_leads(markup(page), texts)
    assert labels.CONTRADICTIONS_NOTE in words(page)
    assert labels.COMPARED_NOTE in words(open_page(trial(texts, RoundView.CLAIMS, show="compare")))


def offered(page: AppTest) -> list[str]:
    """What can be downloaded."""
    return [str(one.proto.label) for one in page.get("download_button")]


def test_figures_are_offered_as_a_table_and_as_a_whole_book(texts: dict[str, Text]) -> None:
    page = open_page(trial(texts, RoundView.CLAIMS, "苇塘", "青禾"))
    assert offered(page) == [labels.CSV_FILE, labels.XLSX_FILE, labels.EXPORT_CLAIMS_BOOK]


def claim(text: Text, printed: str, value: str, unit: str) -> Claim:
    at = text.document.text.index(printed)
    span = (at, at + len(printed))
    value = Decimal(value)
    figure = Figure(value, value, Qualifier.ABOUT)
    return Claim(text.quotation(at - 2, span[1] + 2), span, span, printed, figure, Measure.COUNT, unit, object="电梯")


def test_figures_of_a_sum_are_worded_in_the_unit_in_which_all_are_printed(texts: dict[str, Text]) -> None:
    one = claim(texts["青禾"], "32.4万人", "324000", "人")
    other = claim(texts["青禾"], "5,840人", "5840", "人")
    assert in_one_unit([one, one]) == (Decimal(10_000), "万人")
    assert in_one_unit([one, other]) == (Decimal(1), "人")
    assert restated(one) == "约 324,000 人"
    assert labels.figure_said(Decimal("15.50"), Decimal("21"), "%", "") == "15.5—21%"


# Shared words


def test_the_planted_borrowing_is_listed_and_shown_in_the_same_colour_on_both_sides(texts: dict[str, Text]) -> None:
    summary = open_page(trial(texts, RoundView.OVERLAP))
    assert labels.OVERLAP_NOTE in words(summary)
    assert "重合不等于抄袭" in labels.OVERLAP_NOTE
    assert len(re.findall(r'<th scope="row" class="titled">', markup(summary))) == 6
    listed = open_page(trial(texts, RoundView.OVERLAP, number=1))
    assert "石渡" in fold(words(listed))
    assert labels.OVERLAP_MAP in words(listed)
    sides = markup(open_page(trial(texts, RoundView.OVERLAP, number=1, other=3)))
    boxes = re.findall(r'<div class="text" tabindex="0".*?</div>', sides, re.DOTALL)
    assert len(boxes) == 2
    classes = [re.findall(r'<mark class="(shared m-\d+ c\d [a-z]+)', box) for box in boxes]
    assert set(classes[0]) == set(classes[1])
    assert [text.document.text.count("5至9人") for text in (texts["青禾"], texts["石渡"])] == [1, 1]
    here = [next(m for m in re.findall(r"<mark[^>]*>", box.split("5至9人")[0])[-1:]) for box in boxes]
    assert here[0].split('"')[1] == here[1].split('"')[1]
    changed = re.findall(r'<mark class="shared [^"]* changed"[^>]*>(.*?)</mark>', boxes[1])
    assert "25" in changed


def match(left: tuple[int, int], right: tuple[int, int]) -> Match:
    text = "甲" * 400

    def side(doc_id: str, span: tuple[int, int]) -> Quotation:
        return Quotation(doc_id, *span, text[slice(*span)], _NOWHERE)

    run = Run(left, right, equal=True)
    return Match(side("a", left), side("b", right), Nature.BORROWING, 1.0, 10, 10, converted=False, pairs=(run,))


def test_a_match_has_one_number_in_the_list_and_beside_the_other_text(texts: dict[str, Text]) -> None:
    listed = markup(open_page(trial(texts, RoundView.OVERLAP, number=1)))
    group = next(one for one in listed.split('class="evidence-of source-of"') if "石渡" in fold(one))
    numbers = re.findall(r'<b class="tag">(\d+)</b>', group)
    sides = markup(open_page(trial(texts, RoundView.OVERLAP, number=1, other=3)))
    chips = re.findall(r'<button type="button" class="goes c\d ([a-z]+)" data-match="(\d+)"', sides)
    assert sorted(numbers, key=int) == [number for _, number in chips]
    assert ("boilerplate", numbers[-1]) in chips  # hatched, as in the text
    texts_of = re.findall(r'<div class="text" tabindex="0".*?</div>', sides, re.DOTALL)
    assert all({*re.findall(r"shared m-(\d+) ", one)} == {*numbers} for one in texts_of)


def test_what_shares_words_has_one_colour_and_the_rest_take_turns() -> None:
    apart = [match((at, at + 5), (at, at + 5)) for at in range(0, 80, 10)]
    assert overlap_sides._hues(apart) == [1, 2, 3, 4, 5, 6, 1, 2]
    twice = [match((0, 20), (0, 20)), match((30, 40), (60, 70)), match((5, 15), (100, 110))]
    assert overlap_sides._hues(twice) == [1, 2, 1]


def test_spans_that_touch_are_one_stretch() -> None:
    assert overlap_sides._stretches([(5, 9), (0, 5), (20, 20), (12, 14)]) == [(0, 9), (12, 14)]


def test_matches_are_grouped_by_the_source_that_shares_most() -> None:
    few, many = match((0, 5), (0, 5)), match((9, 30), (9, 30))
    other = [Match(**{**{n: getattr(many, n) for n in Match.__slots__}, "right": _of("c"), "counted": 90})]
    groups = overlap_list._by_source(list(enumerate([few, *other, many], start=1)))
    assert [[number for number, _ in group] for group in groups] == [[2], [1, 3]]


def _of(doc_id: str) -> Quotation:
    return Quotation(doc_id, 0, 1, "甲", _NOWHERE)


# Names that are masked


def test_masked_names_are_never_drawn_and_marks_around_them_hold(texts: dict[str, Text]) -> None:
    text = texts["青禾"]
    at = text.document.text.index("青禾区位于云岭市")
    quote = text.document.text[at : at + 12]
    marks = [Marked(at, at + 5, "words", "")]
    drawn = evidence.pieces(masks_of(text), quote, at, at + 12, marks, [(at + 3, Markup("<b>1</b>"))])
    assert re.fullmatch(r"〔地名\d+〕1位于〔地名\d+〕主城东部", plain(drawn))
    assert drawn.count('<mark class="words"') == 2  # the name, and the words behind it


@pytest.fixture
def blind_round(home: Home, texts: dict[str, Text], monkeypatch) -> str:
    """A blind round of all six submissions, looked at by a reviewer who does not chair it."""
    with Workspace.open(home) as workspace:
        rounds = Rounds(workspace, OWNER)
        if account(workspace, "li") is None:
            add(workspace, OWNER, "li", Role.REVIEWER, password="only for this test 1")
        made = rounds.make("盲评一轮", bundled()[0], blind=True)
        some = [texts[word].document for word in list(texts)[:6]]
        rounds.add(made.id, [one.doc_id for one in some], [one.title for one in some])
        rounds.seat(made.id, "li", Seat.REVIEWER)
        for phase in (Phase.ELIGIBILITY,):
            rounds.advance(made.id, phase)
        for number in range(1, 7):
            rounds.set_standing(made.id, number, Standing.ELIGIBLE)
        rounds.advance(made.id, Phase.REVIEW)
    monkeypatch.setattr(session, "person", lambda: Person("li", Role.REVIEWER))
    return made.id


@pytest.mark.parametrize(
    "given",
    [
        {"view": RoundView.MATRIX},
        {"view": RoundView.MATRIX, "number": 1},
        {"view": RoundView.MATRIX, "number": 1, "other": 3},
        {"view": RoundView.CLAIMS},
        {"view": RoundView.CLAIMS, "show": "compare"},
        {"view": RoundView.CLAIMS, "show": "contradictions"},
        {"view": RoundView.OVERLAP},
        {"view": RoundView.OVERLAP, "number": 1},
        {"view": RoundView.OVERLAP, "number": 1, "other": 3},
    ],
)
def test_reviewers_of_a_blind_round_read_no_names(
    blind_round: str, texts: dict[str, Text], given: dict[str, object]
) -> None:
    page = open_page(RoundAddress(blind_round, **given))  # type: ignore[arg-type]
    shown = fold(html.unescape(markup(page))) + "".join(str(one.options) for one in page.selectbox)
    named = [name for name in ("青禾", "苇塘", "石渡", "枫浦", "松陂", "锦垣", "云岭市", "临溪市") if name in shown]
    assert named == []
    assert fold(labels.submission_masked(1)) in shown or given.get("show") == "contradictions"
    assert labels.EXPORT_CLAIMS_BOOK not in offered(page)  # quotations stand in it as they are
    assert not [one for one in docs(texts) if one in shown]  # nor is there a way to the texts as they are


def test_what_is_not_judged_is_marked_beside_what_is(home: Home, blind_round: str) -> None:
    with Workspace.open(home) as workspace:
        Rounds(workspace, OWNER).set_standing(blind_round, 2, Standing.INELIGIBLE, "缺少章节")
    mark = f'<span class="standing ineligible">{labels.STANDINGS[Standing.INELIGIBLE]}</span>'
    for given in ({"view": RoundView.MATRIX}, {"view": RoundView.MATRIX, "number": 2}, {"view": RoundView.OVERLAP}):
        made = markup(open_page(RoundAddress(blind_round, **given)))
        assert made.count(mark) == 1, given
    assert mark not in markup(open_page(RoundAddress(blind_round, RoundView.MATRIX, 1)))


# Work in the background


@pytest.fixture
def own(tmp_path: Path) -> Home:
    return Home(tmp_path / "jobs")


def test_a_result_is_worked_out_once_and_kept(own: Home) -> None:
    key = jobs.key_of(Task.MATRIX, ["a", "b"], ["c"])
    assert key != jobs.key_of(Task.MATRIX, ["a"], ["b", "c"])
    assert key != jobs.key_of(Task.CLAIMS, ["a", "b"], ["c"])
    assert jobs.result(own, key) is None
    job = jobs.begin(own, OWNER, Task.MATRIX, key, lambda progress, stopped: "made")
    assert job.wait(10)
    assert jobs.result(own, key) == "made"
    assert jobs.ended(own, key) is None
    assert jobs.result(Home(own.path / "other"), key) is None


def test_what_was_stopped_waits_to_be_asked_for_again(own: Home) -> None:
    begun = threading.Event()

    def work(progress: object, stopped: object) -> object:
        begun.set()
        while not stopped():  # type: ignore[operator]
            time.sleep(0.01)
        raise RuntimeError("stopped in the middle")

    colleague = Person("zhang", Role.REVIEWER)
    job = jobs.begin(own, OWNER, Task.OVERLAP, "k", work)
    assert begun.wait(10)
    number = job.state().number
    with pytest.raises(NotAllowedError):
        jobs.stop(own, colleague, number)
    jobs.stop(own, OWNER, number + 1)  # of another job: nothing happens
    assert not job.stopped
    jobs.stop(own, OWNER, number)
    assert job.wait(10)
    assert jobs.result(own, "k") is None
    assert jobs.ended(own, "k")
    jobs.dismiss(own, "k")
    assert jobs.ended(own, "k") is None


# Colours


def test_text_can_be_read_on_every_hue() -> None:
    css = (STYLE / "evidence.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root\s*\{([^}]*--hue-1[^}]*)\}", css)
    for theme, block in zip(("light", "dark"), blocks, strict=True):
        hues = re.findall(r"--hue-\d:\s*(#[0-9A-F]{6})", block)
        assert len(hues) == overlap_list.HUES
        for hue in hues:
            assert contrast(variables()[theme]["text"], hue) >= AA, (theme, hue)


def test_a_trial_can_be_looked_at_by_another_rubric(texts: dict[str, Text]) -> None:
    first, second = bundled()
    page = open_page(trial(texts, RoundView.MATRIX).narrowed_by("rubric", second.key))
    assert all(one.name in words(page) for one in second.criteria)
    assert first.title in words(page)  # to be chosen


def test_what_takes_long_says_how_far_it_is_and_can_be_stopped_and_begun_again(
    home: Home, texts: dict[str, Text], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = threading.Event()

    def build(*given: object, progress: object, stopped: object) -> Matrix:
        progress(1, 3)  # type: ignore[operator]
        while not slow.wait(0.01):
            if stopped():  # type: ignore[operator]
                raise RuntimeError
        return build_matrix(*given, progress=progress, stopped=stopped)  # type: ignore[arg-type]

    monkeypatch.setattr(matrix_view, "build_matrix", build)
    app = AppTest.from_file(APP, default_timeout=60)
    for name, values in parse_qs(trial(texts, RoundView.MATRIX, "苇塘", "青禾").href.partition("?")[2]).items():
        app.query_params[name] = values
    app.run()
    assert labels.EVIDENCE_GOES_ON in words(app)
    app.button(key="stop-comparing").click().run()
    job = BOARD.running(home, Lane.COMPARING)
    assert job is None or job.wait(10)
    app.run()
    assert labels.EVIDENCE_STOPPED in words(app)
    slow.set()
    app.button(key="compare-again").click().run()
    assert labels.MATRIX_LABEL in markup(app)
