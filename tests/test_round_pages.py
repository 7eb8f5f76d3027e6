"""The pages of award rounds, run by Streamlit's own test harness over a small real library."""

# ruff: noqa: F811 - fixtures are arguments of the same name

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest
from test_pages import home, library, markup, open_page, run, words  # noqa: F401 - fixtures are found by their names

from corpus.catalog import Catalog
from corpus.home import Home
from corpus.jobs import BOARD, Lane
from corpus.workspace import OWNER, Person, Role, Workspace
from review.rounds.confidential import hidden_in
from review.rounds.model import Phase, Round, Seat, Standing
from review.rounds.store import Rounds
from review.rubric.bundled import bundled
from review.scores.offline import export_sheet, import_sheet
from review.scores.store import Scores
from ui import actions, labels, session
from ui.address import RoundAddress, RoundsAddress, RoundView
from ui.language import Language
from ui.review import gathering

EVIL = "<script>window.owned = true</script><img src=x onerror=alert(1)>**粗** $x$"
FIRST = bundled()[0].criteria[0]
EVE = Person("eve", Role.REVIEWER)


def made(home: Home, *, phase: Phase = Phase.REVIEW, blind: bool = False, title: str = "案例评审") -> Round:
    """A round with all documents of the library, as far as `phase`, with eve for a reviewer."""
    with Workspace.open(home) as workspace, Catalog.open_readonly(home) as catalog:
        rounds = Rounds(workspace, OWNER)
        award = rounds.make(title, bundled()[0], blind=blind, opens_on="2026-03-01", closes_on="2026-04-30")
        some = sorted(catalog.summaries(), key=lambda one: one.title)
        rounds.add(award.id, [one.doc_id for one in some], [one.title for one in some])
        rounds.seat(award.id, EVE.name, Seat.REVIEWER, "夏娃")
        if phase is not Phase.COLLECTING:
            rounds.advance(award.id, Phase.ELIGIBILITY)
        if phase in (Phase.REVIEW, Phase.SHORTLIST, Phase.DECIDED):
            for one in rounds.submissions(award.id):
                rounds.set_standing(award.id, one.number, Standing.ELIGIBLE)
            rounds.advance(award.id, Phase.REVIEW)
        for step in (Phase.SHORTLIST, Phase.DECIDED):
            if phase in (step, Phase.DECIDED):
                rounds.advance(award.id, step)
        return rounds.get(award.id)


@pytest.fixture
def as_eve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "person", lambda: EVE)


def state(home: Home, award: str) -> Round:
    with Workspace.open_readonly(home) as workspace:
        return Rounds(workspace, OWNER).get(award)


def scores(home: Home, award: str) -> dict[tuple[str, int, str], tuple[Decimal | None, str]]:
    with Workspace.open_readonly(home) as workspace:
        kept = Scores(workspace, OWNER).scores(award)
    return {(one.person, one.number, one.criterion): (one.value, one.comment) for one in kept}


def number_of(home: Home, award: str, title: str) -> int:
    with Workspace.open_readonly(home) as workspace:
        return next(one.number for one in Rounds(workspace, OWNER).submissions(award) if title in one.title)


def button(app: AppTest, label: str):
    return next(one for one in app.button if one.label == label)


def press(app: AppTest, label: str) -> AppTest:
    button(app, label).click()
    return run(app)


def field(widgets, label: str):
    return next(one for one in widgets if one.label == label)


# The list, and a new round


def test_without_a_round_the_page_says_what_one_is(home: Home) -> None:
    app = open_page(RoundsAddress().href)
    page = words(markup(app))
    assert labels.ROUNDS_NONE in page
    assert all(name in page and does in page for name, does in labels.ROUND_STEPS)
    assert RoundsAddress(new=True).href in markup(app).replace("&amp;", "&")
    assert button(app, labels.ROUND_SAMPLE)


def test_who_may_not_edit_is_not_offered_a_new_round(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "person", lambda: Person("eve", Role.READER))
    app = open_page(RoundsAddress().href)
    assert labels.ROUNDS_NONE_WAIT in words(markup(app))
    assert labels.ROUND_SAMPLE not in [one.label for one in app.button]
    assert "new=1" not in markup(app)
    refused = open_page(RoundsAddress(new=True).href)
    assert "不能做这一步" in words(markup(refused))


def test_a_round_is_made_of_documents_of_the_library(home: Home) -> None:
    app = open_page(RoundsAddress(new=True).href)
    field(app.text_input, labels.ROUND_TITLE).input(EVIL)
    field(app.number_input, labels.REQUIRED_SHORTEST).set_value(10)
    kinds = next(one for one in app.button_group if one.key == "new-kind")
    kinds.set_value("")
    run(app)
    with Catalog.open_readonly(home) as catalog:
        some = [one.doc_id for one in catalog.summaries()][:2]
    app.multiselect[0].set_value(some)
    press(run(app), labels.ROUND_MAKE)
    with Workspace.open_readonly(home) as workspace:
        (award,) = Rounds(workspace, OWNER).visible()
        held = Rounds(workspace, OWNER).submissions(award.id)
    assert award.title == EVIL
    assert (award.rubric, award.requirements.shortest, award.phase) == (bundled()[0], 10, Phase.COLLECTING)
    assert {one.doc_id for one in held} == set(some)
    assert app.query_params["round"] == award.id
    assert "<script>window" not in markup(app)
    assert "<script>window" not in markup(open_page(RoundsAddress().href))


def test_six_fictional_submissions_are_a_round_at_a_click(home: Home) -> None:
    app = open_page(RoundsAddress().href)
    app = press(app, labels.ROUND_SAMPLE)
    with Workspace.open_readonly(home) as workspace:
        (award,) = Rounds(workspace, OWNER).visible()
    if job := BOARD.running(home, Lane.WRITING):
        assert job.wait(120)
    app = run(app)
    assert next(one.title for one in _held(home, award.id)).startswith("示例（虚")
    assert len(_held(home, award.id)) == len(gathering.starter_files()) == 6
    assert labels.submissions_taken_in(6, 0) in words(markup(app))
    assert labels.ROUND_SAMPLE_TITLE in words(markup(app))


def _held(home: Home, award: str):
    with Workspace.open_readonly(home) as workspace:
        return Rounds(workspace, OWNER).submissions(award)


def test_all_documents_of_a_kind_are_chosen_at_a_click(home: Home) -> None:
    app = open_page(RoundsAddress(new=True).href)
    next(one for one in app.button_group if one.key == "new-kind").set_value("case")
    run(app)
    app.button(key="new-all").click()
    app = press(run(app), labels.ROUND_MAKE)
    with Workspace.open_readonly(home) as workspace, Catalog.open_readonly(home) as catalog:
        (award,) = Rounds(workspace, OWNER).visible()
        cases = {one.doc_id for one in catalog.summaries() if one.metadata.get("kind") == "case"}
        assert {one.doc_id for one in Rounds(workspace, OWNER).submissions(award.id)} == cases != set()


def test_two_texts_that_are_tried_for_shared_words_stand_side_by_side(home: Home) -> None:
    app = open_page(RoundsAddress().href)
    with Catalog.open_readonly(home) as catalog:
        some = [one.doc_id for one in catalog.summaries()][:2]
    app.multiselect(key="trial-documents").set_value(some)
    next(one for one in app.button_group if one.key == "trial-view").set_value(RoundView.OVERLAP)
    run(app)
    app.button(key="trial-go").click()
    app.run()
    given = [app.query_params[name] for name in ("view", "number", "with")]
    assert given == [RoundView.OVERLAP, "1", "2"]


# Who sees what


def test_the_chair_sees_every_view_and_a_reviewer_theirs(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    award = made(home)
    whole = words(markup(open_page(RoundAddress(award.id).href)))
    assert all(labels.ROUND_VIEWS[one] in whole for one in RoundView)
    assert labels.PHASE_DO[Phase.REVIEW] in whole
    assert "2026-03-01 至 2026-04-30" in whole
    monkeypatch.setattr(session, "person", lambda: EVE)
    app = open_page(RoundAddress(award.id).href)
    links = markup(app)
    for view in (RoundView.ELIGIBILITY, RoundView.RESULTS, RoundView.SETTINGS):
        assert f"view={view}" not in links
        refused = open_page(RoundAddress(award.id, view).href)
        assert labels.ROUND_VIEW_NOT in words(markup(refused))
    assert labels.phase_on(labels.PHASES[Phase.SHORTLIST]) not in [one.label for one in app.button]


def test_a_round_of_others_is_not_there(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    award = made(home, title="不公开的评审")
    monkeypatch.setattr(session, "person", lambda: Person("mallory", Role.EDITOR))
    for view in RoundView:
        page = markup(open_page(RoundAddress(award.id, view).href))
        assert "不公开的评审" not in page
        assert "清溪区" not in page
    assert "不公开的评审" not in markup(open_page(RoundsAddress().href))


def test_reviewers_of_a_blind_round_see_no_names(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    award = made(home, blind=True)
    number = number_of(home, award.id, "清溪区")
    reading = RoundAddress(award.id, RoundView.SUBMISSIONS, number).href
    assert "清溪区楼道协商加装电梯" in words(markup(open_page(reading)))
    monkeypatch.setattr(session, "person", lambda: EVE)
    for href in (RoundAddress(award.id).href, reading, RoundAddress(award.id, RoundView.SCORES, number).href):
        page = words(markup(open_page(href)))
        assert labels.submission_masked(number) in page
        assert "清溪区" not in page
    assert "〔地名1〕" in words(markup(open_page(reading)))
    assert "楼道" in words(markup(open_page(reading)))


def test_once_a_blind_round_is_decided_its_names_show_and_its_documents_are_open(home: Home, as_eve: None) -> None:
    award = made(home, phase=Phase.SHORTLIST, blind=True)
    number = number_of(home, award.id, "清溪区")
    hrefs = RoundAddress(award.id).href, RoundAddress(award.id, RoundView.SUBMISSIONS, number).href
    assert hidden_in(home, EVE)
    assert all("清溪区" not in words(markup(open_page(href))) for href in hrefs)
    with Workspace.open(home) as workspace:
        Rounds(workspace, OWNER).advance(award.id, Phase.DECIDED)
    assert not hidden_in(home, EVE)
    for href in hrefs:
        page = words(markup(open_page(href)))
        assert "清溪区" in page
        assert labels.submission_masked(number) not in page


def test_the_chair_masks_a_name_and_takes_it_back(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    award = made(home, blind=True)
    number = number_of(home, award.id, "清溪区")
    app = open_page(RoundAddress(award.id, RoundView.SETTINGS, number, show="masks").href)
    field(app.text_input, labels.MASK_NAME).input("法律顾问")
    press(app, labels.MASK_ADD)
    reading = RoundAddress(award.id, RoundView.SUBMISSIONS, number).href
    with monkeypatch.context() as patched:
        patched.setattr(session, "person", lambda: EVE)
        assert "法律顾问" not in words(markup(open_page(reading)))
    app = open_page(RoundAddress(award.id, RoundView.SETTINGS, number, show="masks").href)
    app.selectbox(key="mask-out-which").set_value("法律顾问")
    press(run(app), labels.MASK_OUT)
    monkeypatch.setattr(session, "person", lambda: EVE)
    assert "法律顾问" in words(markup(open_page(reading)))


# Eligibility


def test_eligibility_names_what_is_missing_and_the_chair_decides(home: Home) -> None:
    award = made(home, phase=Phase.ELIGIBILITY)
    app = open_page(RoundAddress(award.id, RoundView.ELIGIBILITY).href)
    page = words(markup(app))
    assert f"太短（要求 {award.requirements.shortest}–{award.requirements.longest} 字）" in page
    assert labels.eligibility_summary(0, 4) in page
    assert button(app, labels.accept_all(0)).disabled
    app.button(key="standing-1").click()
    run(app)
    app.radio(key="standing-chosen").set_value(Standing.INELIGIBLE)
    app.text_area(key="standing-reason").input("字数不够。")
    app.button(key="standing-save").click()
    run(app)
    one = _held(home, award.id)[0]
    assert (one.standing, one.reason) == (Standing.INELIGIBLE, "字数不够。")


def test_what_is_missing_is_the_reason_to_begin_with_and_a_click_finds_eligible(home: Home) -> None:
    award = made(home, phase=Phase.ELIGIBILITY)
    app = open_page(RoundAddress(award.id, RoundView.ELIGIBILITY).href)
    app.button(key="ineligible-1").click()
    run(app)
    assert app.radio(key="standing-chosen").value is Standing.INELIGIBLE
    reason = app.text_area(key="standing-reason").value
    assert "太短" in reason
    assert reason in words(markup(app)) or all(part in words(markup(app)) for part in reason.split("；"))
    app.button(key="standing-save").click()
    run(app)
    app = open_page(RoundAddress(award.id, RoundView.ELIGIBILITY).href)
    app.button(key="eligible-2").click()
    run(app)
    one, other, *_ = _held(home, award.id)
    assert (one.standing, one.reason) == (Standing.INELIGIBLE, reason)
    assert (other.standing, other.reason) == (Standing.ELIGIBLE, "")


# Scores


def test_a_score_is_saved_as_soon_as_it_is_entered(home: Home, as_eve: None) -> None:
    award = made(home)
    app = open_page(RoundAddress(award.id, RoundView.SCORES, 1).href)
    field(app.number_input, labels.score_of(FIRST.name)).set_value(7.5)
    run(app)
    assert scores(home, award.id) == {("eve", 1, FIRST.key): (Decimal("7.5"), "")}
    field(app.text_area, labels.comment_of(FIRST.name)).input("有依据。")
    run(app)
    assert scores(home, award.id) == {("eve", 1, FIRST.key): (Decimal("7.5"), "有依据。")}
    assert labels.scores_done(1, 4 * 7) in words(markup(app))
    again = open_page(RoundAddress(award.id, RoundView.SCORES, 1).href)
    assert field(again.number_input, labels.score_of(FIRST.name)).value == 7.5
    assert "已保存" in words(markup(again))


def test_what_another_window_entered_meanwhile_is_told(home: Home, as_eve: None) -> None:
    award = made(home)
    here = open_page(RoundAddress(award.id, RoundView.SCORES, 1).href)
    there = open_page(RoundAddress(award.id, RoundView.SCORES, 1).href)
    for app, value in ((there, 3.0), (here, 9.0)):
        field(app.number_input, labels.score_of(FIRST.name)).set_value(value)
        run(app)
    assert labels.score_replaced("3") in words(markup(here))
    assert scores(home, award.id)["eve", 1, FIRST.key][0] == 9


def test_a_sheet_that_was_taken_over_is_what_the_fields_show(home: Home, as_eve: None) -> None:
    """A field of the page must not put back what it showed before."""
    award = made(home)
    app = open_page(RoundAddress(award.id, RoundView.SCORES, 1).href)
    field(app.number_input, labels.score_of(FIRST.name)).set_value(3.0)
    run(app)
    with Workspace.open(home) as workspace:
        sheet = load_workbook(io.BytesIO(export_sheet(workspace, EVE, award.id, "eve")))
        sheet.worksheets[0]["C2"] = 8.5
        target = io.BytesIO()
        sheet.save(target)
        assert import_sheet(workspace, EVE, award.id, "eve", target.getvalue()) == 1
    run(app)
    assert field(app.number_input, labels.score_of(FIRST.name)).value == 8.5
    field(app.text_area, labels.comment_of(FIRST.name)).input("有依据。")
    run(app)
    assert scores(home, award.id)["eve", 1, FIRST.key] == (Decimal("8.5"), "有依据。")


def test_a_conflict_of_interest_closes_the_sheet_of_that_submission(home: Home, as_eve: None) -> None:
    award = made(home)
    app = open_page(RoundAddress(award.id, RoundView.SCORES, 2).href)
    press(app, labels.CONFLICT_DECLARE)
    app.text_area(key="conflict-reason").input("曾在申报单位任职。")
    app.button(key="conflict-now").click()
    run(app)
    app = open_page(RoundAddress(award.id, RoundView.SCORES, 2).href)
    assert labels.CONFLICT_SAID in words(markup(app))
    assert all(one.disabled for one in app.number_input)
    press(app, labels.CONFLICT_WITHDRAW)
    app = open_page(RoundAddress(award.id, RoundView.SCORES, 2).href)
    assert not any(one.disabled for one in app.number_input)


def test_a_submitted_sheet_is_closed_until_the_chair_reopens_it(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    award = made(home)
    with monkeypatch.context() as patched:
        patched.setattr(session, "person", lambda: EVE)
        app = press(open_page(RoundAddress(award.id, RoundView.SCORES, 1).href), labels.SHEET_SUBMIT)
        assert labels.sheet_missing(28) in words(markup(app))
        assert app.button(key="sheet-submit-now").disabled
        with Workspace.open(home) as workspace:
            every = {(n, one.key): (Decimal(5), "") for n in range(1, 5) for one in award.rubric.criteria}
            Scores(workspace, EVE).take_over(award.id, EVE.name, every)
        app = press(open_page(RoundAddress(award.id, RoundView.SCORES, 1).href), labels.SHEET_SUBMIT)
        app.button(key="sheet-submit-now").click()
        run(app)
        app = open_page(RoundAddress(award.id, RoundView.SCORES, 1).href)
        assert labels.SHEET_SUBMITTED_DO in words(markup(app))
        assert all(one.disabled for one in app.number_input)
    app = open_page(RoundAddress(award.id, RoundView.RESULTS).href)
    press(app, labels.SHEET_REOPEN)
    with Workspace.open_readonly(home) as workspace:
        assert [one.submitted for one in Scores(workspace, OWNER).sheets(award.id)] == [""]


@pytest.mark.parametrize("phase", [Phase.COLLECTING, Phase.ELIGIBILITY])
def test_before_the_review_nothing_can_be_scored(home: Home, as_eve: None, phase: Phase) -> None:
    award = made(home, phase=phase)
    app = open_page(RoundAddress(award.id, RoundView.SCORES).href)
    assert labels.SCORES_NOT_YET in words(markup(app))
    assert not app.number_input


# Results


def test_results_rank_and_say_how_far_reviewers_agree(home: Home) -> None:
    award = made(home)
    given = {"owner": (9, 5, 7, 2), "eve": (8, 4, 8, 3)}
    with Workspace.open(home) as workspace:
        for person in (OWNER, EVE):
            for number, value in enumerate(given[person.name], start=1):
                for criterion in award.rubric.criteria:
                    Scores(workspace, person).save(award.id, number, criterion.key, Decimal(value))
    app = open_page(RoundAddress(award.id, RoundView.RESULTS).href)
    page = words(markup(app))
    assert "8.50" in page
    assert "夏娃" in page
    assert labels.AUDIT_OWNER in page
    assert "Kendall W" in page
    assert labels.ALPHA_MEANS in page
    assert len(app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")) == 2
    app.selectbox(key="basis").set_value("normalised")
    press(run(app), labels.FORMULA_SAVE)
    with Workspace.open_readonly(home) as workspace:
        assert Scores(workspace, OWNER).formula(award.id).basis == "normalised"


def test_what_one_reviewer_alone_scored_is_told_beside_the_ranking(home: Home) -> None:
    award = made(home)
    with Workspace.open(home) as workspace:
        for who, numbers in ((OWNER, (1, 2)), (EVE, (1, 2, 3))):
            for number in numbers:
                Scores(workspace, who).save(award.id, number, FIRST.key, Decimal(7), "")
    page = words(markup(open_page(RoundAddress(award.id, RoundView.RESULTS).href)))
    assert labels.scored_by_one([3]) in page
    assert page.count(labels.in_part(labels.mark(7.0))) == 3  # one criterion of several is scored
    assert labels.IN_PART_NOTE in page


def test_the_last_criterion_leads_on_to_the_next_submission(home: Home, as_eve: None) -> None:
    award = made(home)
    page = markup(open_page(RoundAddress(award.id, RoundView.SCORES, 2).href)).replace("&amp;", "&")
    onward = page.partition('class="turner onward"')[2].partition("</nav>")[0]
    assert RoundAddress(award.id, RoundView.SCORES, 1).href in onward
    assert RoundAddress(award.id, RoundView.SCORES, 3).href in onward


def test_the_first_of_the_ranking_become_the_shortlist(home: Home) -> None:
    award = made(home)
    with Workspace.open(home) as workspace:
        for number, value in enumerate((2, 9, 5, 7), start=1):
            for criterion in award.rubric.criteria:
                Scores(workspace, OWNER).save(award.id, number, criterion.key, Decimal(value))
        Rounds(workspace, OWNER).advance(award.id, Phase.SHORTLIST)
    app = open_page(RoundAddress(award.id, RoundView.RESULTS).href)
    app.number_input(key="shortlist-size").set_value(2)
    press(run(app), labels.shortlist_first(2))
    assert [one.number for one in _held(home, award.id) if one.standing is Standing.SHORTLISTED] == [2, 4]


# Settings


def test_settings_change_the_round_its_rubric_and_its_seats(home: Home) -> None:
    award = made(home, phase=Phase.COLLECTING)
    app = open_page(RoundAddress(award.id, RoundView.SETTINGS).href)
    field(app.text_input, labels.ROUND_TITLE).input("改过的名称")
    press(app, labels.ROUND_KEEP)
    assert state(home, award.id).title == "改过的名称"

    app = open_page(RoundAddress(award.id, RoundView.SETTINGS, show="rubric").href)
    app.button(key=f"edit-{FIRST.key}").click()
    field(run(app).text_input, labels.RUBRIC_WEIGHT).input("４０")
    press(app, labels.ROUND_KEEP)
    assert state(home, award.id).rubric.criteria[0].weight == 40
    app = open_page(RoundAddress(award.id, RoundView.SETTINGS, show="rubric").href)
    app.button(key=f"move-1-{FIRST.key}").click()
    run(app)
    assert state(home, award.id).rubric.criteria[1].key == FIRST.key
    app.button(key=f"remove-{FIRST.key}").click()
    run(app)
    assert state(home, award.id).rubric.get(FIRST.key) is None

    app = open_page(RoundAddress(award.id, RoundView.SETTINGS, show="people").href)
    app.selectbox(key="unseat-whom").set_value("eve")
    press(run(app), labels.MEMBER_UNSEAT)
    with Workspace.open_readonly(home) as workspace:
        assert [one.person for one in Rounds(workspace, OWNER).members(award.id)] == ["owner"]


def test_a_bad_weight_is_told_and_changes_nothing(home: Home) -> None:
    award = made(home, phase=Phase.COLLECTING)
    app = open_page(RoundAddress(award.id, RoundView.SETTINGS, show="rubric").href)
    app.button(key=f"edit-{FIRST.key}").click()
    field(run(app).text_input, labels.RUBRIC_WEIGHT).input("很多")
    app = press(app, labels.ROUND_KEEP)
    assert "很多" in words(markup(app))
    assert state(home, award.id).rubric == award.rubric


def test_a_criterion_that_another_chair_changed_meanwhile_is_not_overwritten(home: Home) -> None:
    award = made(home, phase=Phase.COLLECTING)
    href = RoundAddress(award.id, RoundView.SETTINGS, show="rubric").href
    slow, other = open_page(href), open_page(href)
    for app, key in ((slow, FIRST.key), (other, FIRST.key)):
        app.button(key=f"edit-{key}").click()
        run(app)
    field(other.text_input, labels.RUBRIC_WEIGHT).input("40")
    press(other, labels.ROUND_KEEP)
    second = award.rubric.criteria[1].key
    other.button(key=f"move-1-{second}").click()
    run(other)
    kept = state(home, award.id).rubric

    field(slow.text_input, labels.RUBRIC_WEIGHT).input("7")
    slow = press(slow, labels.ROUND_KEEP)
    assert "刚被别人改过" in words(markup(slow))
    assert state(home, award.id).rubric == kept

    stale = open_page(href)
    stale.button(key=f"edit-{second}").click()
    run(stale)
    other.button(key=f"remove-{FIRST.key}").click()
    run(other)
    field(stale.text_input, labels.RUBRIC_WEIGHT).input("9")
    press(stale, labels.ROUND_KEEP)  # of another criterion than was removed
    after = state(home, award.id).rubric
    assert (after.get(FIRST.key), after.get(second).weight) == (None, 9)


def test_a_round_is_removed_on_purpose_only(home: Home) -> None:
    award = made(home)
    app = open_page(RoundAddress(award.id, RoundView.SETTINGS).href)
    assert app.button(key="remove-round").disabled
    app.checkbox(key="remove-sure").check()
    run(app).button(key="remove-round").click()
    app = run(app)
    assert app.query_params["page"] == "rounds"
    assert labels.ROUND_REMOVED in words(markup(app))
    with Workspace.open_readonly(home) as workspace:
        assert Rounds(workspace, OWNER).visible() == ()


# Addresses and words


@pytest.mark.parametrize(
    "address",
    [
        RoundAddress("r1"),
        RoundAddress("r1", RoundView.MATRIX, 3, 5, "innovation", "x", 2),
        RoundAddress(view=RoundView.OVERLAP, docs=("a", "b")),
        RoundAddress("r1", RoundView.CLAIMS, narrowed=(("unit", "元"),)),
    ],
)
def test_addresses_read_what_they_write(address: RoundAddress) -> None:
    from urllib.parse import parse_qs

    assert RoundAddress.read(parse_qs(address.href.partition("?")[2])) == address


def test_phases_standings_and_views_are_worded_in_every_language() -> None:
    for language in Language:
        worded = labels.wordings(language)
        assert set(worded["PHASES"]) == set(worded["PHASE_DO"]) == set(worded["PHASE_VIEWS"]) == set(Phase)
        assert set(worded["STANDINGS"]) == set(Standing)
        assert set(worded["ROUND_VIEWS"]) == set(RoundView)


def test_a_round_goes_on_without_a_document_that_was_removed_from_the_library(home: Home, as_eve: None) -> None:
    award = made(home)
    with Workspace.open_readonly(home) as workspace:
        first, *others = Rounds(workspace, OWNER).submissions(award.id)
    actions.remove(home, OWNER, [first.doc_id])
    page = words(markup(open_page(RoundAddress(award.id, RoundView.SUBMISSIONS).href)))
    assert labels.SUBMISSION_GONE in page
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(session, "person", lambda: OWNER)
        page = words(markup(open_page(RoundAddress(award.id, RoundView.ELIGIBILITY).href)))
    assert labels.ELIGIBILITY_TABLE in page
    assert labels.SUBMISSION_GONE in page
    page = words(markup(open_page(RoundAddress(award.id, RoundView.CLAIMS).href)))
    assert labels.submissions_gone([first.number]) in page
    app = open_page(RoundAddress(award.id, RoundView.SCORES, first.number).href)
    assert labels.SUBMISSION_GONE in words(markup(app))
    app = open_page(RoundAddress(award.id, RoundView.SCORES, others[0].number).href)
    field(app.number_input, labels.score_of(FIRST.name)).set_value(7.5)
    run(app)
    assert scores(home, award.id)["eve", others[0].number, FIRST.key][0] == Decimal("7.5")
