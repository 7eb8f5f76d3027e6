"""Award rounds: who sees them, what may change in which phase, and how files become submissions."""

import io
import json
import sqlite3
import zipfile
from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest

from corpus.backup import back_up, restore
from corpus.catalog import Catalog, Outcome
from corpus.errors import HomeError, NotFoundError, ReadError, ReadProblem
from corpus.home import Home
from corpus.intake.assembly import read_upload
from corpus.workspace import OWNER, Action, Change, NotAllowedError, Person, Role, Workspace, history, record, tables
from corpus.workspace.accounts import add
from corpus.workspace.people import COMMAND_LINE
from corpus.workspace.settings import settings_path
from review.__main__ import main
from review.asking import held_by, round_named
from review.rounds import rules
from review.rounds.confidential import hidden_documents
from review.rounds.intake import gone, take_documents, take_files, take_uploads
from review.rounds.model import Phase, RoundError, RoundProblem, Seat, Standing
from review.rounds.names import NameKind
from review.rounds.requirements import NOTHING, Requirements, Section, from_toml, to_toml
from review.rounds.store import Rounds
from review.rubric.bundled import bundled
from review.rubric.model import RubricError, RubricProblem
from review.scores.store import Scores
from ui import labels
from ui.language import Language

GRASSROOTS, GENERAL = bundled()
CHAIR = Person("chair", Role.EDITOR, "组长")
ANN = Person("ann", Role.REVIEWER)
OUTSIDER = Person("outsider", Role.EDITOR)
ADMIN = Person("admin", Role.ADMINISTRATOR)


@pytest.fixture
def workspace(tmp_path):
    with Workspace.open(Home(tmp_path / "home")) as opened:
        yield opened


@pytest.fixture
def rounds(workspace):
    return Rounds(workspace, CHAIR)


@pytest.fixture
def made(rounds):
    made = rounds.make("年度评选", GRASSROOTS)
    rounds.add(made.id, ["a", "b", "c"], ["甲", "乙", "丙"])
    rounds.seat(made.id, "ann", Seat.REVIEWER)
    return rounds.get(made.id)


def refused(problem, call, *arguments, **options):
    with pytest.raises(RoundError) as caught:
        call(*arguments, **options)
    assert caught.value.problem is problem
    return str(caught.value)


def to_phase(rounds, made, phase):
    """Lead the round on; all submissions are eligible."""
    for one in rounds.submissions(made.id):
        rounds.set_standing(made.id, one.number, Standing.ELIGIBLE)
    for step in rules.ORDER[1 : rules.ORDER.index(phase) + 1]:
        rounds.advance(made.id, step)


def score(workspace, made, criterion="innovation"):
    with workspace.transaction():
        workspace.execute(
            "INSERT INTO review_scores (round, number, person, criterion, value, comment, changed, revision)"
            " VALUES (?,1,'ann',?,'8','','',1)",
            [made.id, criterion],
        )


# Who sees what


def test_a_round_is_there_for_those_who_sit_in_it_and_for_administrators(workspace, rounds, made):
    assert Rounds(workspace, ANN).visible() == rounds.visible() == (made,)
    assert Rounds(workspace, ADMIN).get(made.id) == made
    others = Rounds(workspace, OUTSIDER)
    assert others.visible() == ()
    for call, arguments in (
        (others.get, ()),
        (others.submissions, ()),
        (others.submission, (1,)),
        (others.members, ()),
        (others.is_chair, ()),
        (others.seat_of, ()),
        (others.change, ()),
        (others.advance, (Phase.ELIGIBILITY,)),
        (others.add, (["d"], ["丁"])),
        (others.take_out, (1,)),
        (others.set_standing, (1, Standing.ELIGIBLE)),
        (others.seat, ("outsider", Seat.CHAIR)),
        (others.unseat, ("ann",)),
        (others.given_names, (1,)),
        (others.give_name, (1, "枫浦", NameKind.PLACE)),
        (others.take_back_name, (1, "枫浦")),
        (others.remove, ()),
    ):
        with pytest.raises(NotFoundError) as caught:
            call(made.id, *arguments)
        with pytest.raises(NotFoundError) as nowhere:
            call("nowhere", *arguments)
        assert str(caught.value).replace(made.id, "nowhere") == str(nowhere.value)


def test_only_a_chair_changes_a_round(workspace, rounds, made):
    anns = Rounds(workspace, ANN)
    for call, arguments in (
        (anns.change, ()),
        (anns.advance, (Phase.ELIGIBILITY,)),
        (anns.add, (["d"], ["丁"])),
        (anns.take_out, (1,)),
        (anns.set_standing, (1, Standing.ELIGIBLE)),
        (anns.seat, ("ann", Seat.CHAIR)),
        (anns.unseat, ("ann",)),
        (anns.give_name, (1, "枫浦", NameKind.PLACE)),
        (anns.take_back_name, (1, "枫浦")),
        (anns.remove, ()),
    ):
        assert "组长" in refused(RoundProblem.NOT_CHAIR, call, made.id, *arguments)
    assert not anns.is_chair(made.id)
    assert rounds.get(made.id) == made


def test_making_one_needs_the_right_to_edit(workspace):
    with pytest.raises(NotAllowedError) as caught:
        Rounds(workspace, ANN).make("年度评选", GRASSROOTS)
    assert caught.value.action is Action.EDIT


def test_a_chair_who_is_no_editor_any_more_changes_nothing(workspace, made):
    demoted = Rounds(workspace, replace(CHAIR, role=Role.REVIEWER))
    assert not demoted.is_chair(made.id)
    refused(RoundProblem.NOT_CHAIR, demoted.advance, made.id, Phase.ELIGIBILITY)


def test_a_chair_who_is_no_editor_any_more_is_told_to_ask_somebody_else(workspace, made):
    demoted = Person(CHAIR.name, Role.REVIEWER)
    assert "ask an administrator" in refused(RoundProblem.NOT_CHAIR, Rounds(workspace, demoted).require_chair, made.id)


def test_a_chair_who_is_no_editor_any_more_reviews_blindly(workspace, rounds):
    blind = rounds.make("匿名", GENERAL, blind=True)
    rounds.add(blind.id, ["secret"], ["甲"])
    assert hidden_documents(workspace, CHAIR) == frozenset()
    assert hidden_documents(workspace, Person(CHAIR.name, Role.REVIEWER)) == {"secret"}


def test_an_administrator_acts_as_chair_unless_they_review(workspace, rounds, made):
    admins = Rounds(workspace, ADMIN)
    assert admins.is_chair(made.id)
    rounds.seat(made.id, "admin", Seat.REVIEWER)
    assert not admins.is_chair(made.id)
    without_chair = Rounds(workspace, COMMAND_LINE).make("无主持", GENERAL)
    admins.seat(without_chair.id, "admin", Seat.REVIEWER)
    assert admins.is_chair(without_chair.id)


def test_seats_are_for_those_who_can_sign_in_with_the_right_role(workspace, rounds, made):
    for name, role in (("reader", Role.READER), ("rev", Role.REVIEWER), ("ed", Role.EDITOR), ("chair", Role.EDITOR)):
        add(workspace, OWNER, name, role, shown=f"{name}先生")
    settings_path(workspace.home).write_text('[sign_in]\nmethod = "local"\n', encoding="utf-8")
    assert rounds.seat(made.id, "REV ", Seat.REVIEWER).shown == "rev先生"
    assert rounds.seat(made.id, "ed", Seat.CHAIR).seat is Seat.CHAIR
    refused(RoundProblem.CANNOT_SCORE, rounds.seat, made.id, "reader", Seat.REVIEWER)
    refused(RoundProblem.CANNOT_CHAIR, rounds.seat, made.id, "rev", Seat.CHAIR)
    refused(RoundProblem.NO_ACCOUNT, rounds.seat, made.id, "nobody", Seat.REVIEWER)
    refused(RoundProblem.BAD_PERSON, rounds.seat, made.id, "<b>", Seat.REVIEWER)
    rounds.unseat(made.id, "chair")
    last = Rounds(workspace, Person("ed", Role.EDITOR))
    refused(RoundProblem.LAST_CHAIR, last.unseat, made.id, "ed")
    refused(RoundProblem.LAST_CHAIR, last.seat, made.id, "ed", Seat.REVIEWER)
    assert [(one.person, one.seat) for one in last.members(made.id)] == [
        ("ed", Seat.CHAIR),
        ("ann", Seat.REVIEWER),
        ("rev", Seat.REVIEWER),
    ]
    with pytest.raises(NotFoundError):
        last.unseat(made.id, "nobody")


# What may change when


def test_a_round_comes_back_as_it_was_made(workspace, rounds):
    asked = Requirements(sections=(Section("成效", ("成效", "结果")),), attachments=("承诺书",), latest="2026-03-31")
    made = rounds.make(
        "  年度\n评选 ",
        GENERAL,
        description="说明",
        blind=True,
        opens_on="2026-01-01",
        closes_on="2026-03-31",
        requirements=asked,
    )
    assert (made.title, made.rubric, made.requirements, made.blind) == ("年度 评选", GENERAL, asked, True)
    assert (made.phase, made.made_by, made.submissions) == (Phase.COLLECTING, "chair", 0)
    assert Rounds(workspace, CHAIR).get(made.id) == made
    assert from_toml(to_toml(NOTHING)) == NOTHING


@pytest.mark.parametrize(
    ("problem", "given"),
    [
        (RoundProblem.NO_TITLE, {"title": " "}),
        (RoundProblem.TOO_LONG, {"title": "题" * 121}),
        (RoundProblem.TOO_LONG, {"description": "题" * 10_001}),
        (RoundProblem.BAD_DATE, {"opens_on": "2026-02-30"}),
        (RoundProblem.BAD_DATE, {"opens_on": "昨天"}),
        (RoundProblem.DATES_TURNED, {"opens_on": "2026-02-03", "closes_on": "2026-02-02"}),
        (RoundProblem.BAD_DATE, {"requirements": Requirements(latest="明天")}),
        (RoundProblem.REQUIREMENT, {"requirements": Requirements(shortest=10, longest=5)}),
        (RoundProblem.REQUIREMENT, {"requirements": Requirements(attachments=("",))}),
    ],
)
def test_what_a_round_cannot_be(rounds, made, problem, given):
    refused(problem, rounds.change, made.id, **given)
    refused(problem, rounds.make, **({"title": "x", "rubric": GENERAL} | given))
    assert rounds.visible() == (made,)


@pytest.mark.parametrize(
    "text",
    ["x", "shortest = '3'", "colour = 1", "sections = 3", "sections = [3]", "attachments = 'a'", "[[", "dated=1"],
)
def test_requirements_that_cannot_be_read(text):
    refused(RoundProblem.REQUIREMENT, from_toml, text)


def test_requirements_by_hand():
    asked = from_toml(
        'sections = ["成效", {name = "做法", words = ["做法", "措施"]}]\nlatest = 2026-03-31\nshortest = 5'
    )
    assert asked.sections == (Section("成效", ("成效",)), Section("做法", ("做法", "措施")))
    assert (asked.latest, asked.shortest, asked.duplicates) == ("2026-03-31", 5, True)


def test_the_whole_way_and_what_is_refused_on_it(rounds, made):
    refused(RoundProblem.NOT_NEXT, rounds.advance, made.id, Phase.REVIEW)
    refused(RoundProblem.NOT_NEXT, rounds.advance, made.id, Phase.COLLECTING)
    empty = rounds.make("空的", GENERAL)
    refused(RoundProblem.NOTHING_HELD, rounds.advance, empty.id, Phase.ELIGIBILITY)
    rounds.advance(made.id, Phase.ELIGIBILITY)
    refused(RoundProblem.NOT_COLLECTING, rounds.add, made.id, ["d"], ["丁"])
    refused(RoundProblem.NOT_COLLECTING, rounds.take_out, made.id, 1)
    assert "3 submissions" in refused(RoundProblem.UNDECIDED, rounds.advance, made.id, Phase.REVIEW)
    refused(RoundProblem.NO_REASON, rounds.set_standing, made.id, 3, Standing.INELIGIBLE, " ")
    refused(RoundProblem.STANDING_PHASE, rounds.set_standing, made.id, 1, Standing.SHORTLISTED)
    for number in (1, 2, 3):
        rounds.set_standing(made.id, number, Standing.INELIGIBLE, "缺少成效")
    refused(RoundProblem.NOTHING_HELD, rounds.advance, made.id, Phase.REVIEW)
    rounds.set_standing(made.id, 1, Standing.ELIGIBLE)
    rounds.set_standing(made.id, 2, Standing.ELIGIBLE)
    rounds.advance(made.id, Phase.REVIEW)
    refused(RoundProblem.STANDING_PHASE, rounds.set_standing, made.id, 1, Standing.PENDING)
    rounds.advance(made.id, Phase.SHORTLIST)
    refused(RoundProblem.STANDING_PHASE, rounds.set_standing, made.id, 1, Standing.AWARDED)
    refused(RoundProblem.STANDING_PHASE, rounds.set_standing, made.id, 3, Standing.SHORTLISTED)
    rounds.set_standing(made.id, 1, Standing.SHORTLISTED)
    rounds.set_standing(made.id, 1, Standing.AWARDED)
    rounds.advance(made.id, Phase.DECIDED)
    for call, arguments in (
        (rounds.set_standing, (2, Standing.AWARDED)),
        (rounds.seat, ("bob", Seat.REVIEWER)),
        (rounds.unseat, ("ann",)),
        (rounds.give_name, (1, "枫浦", NameKind.PLACE)),
        (rounds.change, ()),
        (rounds.remove, ()),
    ):
        refused(RoundProblem.DECIDED, call, made.id, *arguments)
    assert rounds.advance(made.id, Phase.SHORTLIST).phase is Phase.SHORTLIST
    assert [one.standing for one in rounds.submissions(made.id)] == [
        Standing.AWARDED,
        Standing.ELIGIBLE,
        Standing.INELIGIBLE,
    ]


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("before", Standing)
def test_what_is_offered_is_what_is_allowed(phase, before):
    for after in Standing:
        if after in rules.standings(phase, before):
            rules.require_standing(phase, before, after, "why")
        else:
            with pytest.raises(RoundError):
                rules.require_standing(phase, before, after, "why")


def test_numbers_are_never_given_again(rounds, made):
    rounds.take_out(made.id, 2)
    rounds.take_out(made.id, 3)
    added = rounds.add(made.id, ["d", "a", "d"], ["丁", "甲二", "丁"])
    assert [(one.number, one.title) for one in added.new] == [(4, "丁")]
    assert [(one.number, one.title) for one in added.known] == [(1, "甲")]
    assert [one.number for one in rounds.submissions(made.id)] == [1, 4]
    assert rounds.get(made.id).submissions == 2
    with pytest.raises(NotFoundError):
        rounds.submission(made.id, 2)


def test_a_submission_with_scores_is_not_taken_out(workspace, rounds, made):
    score(workspace, made)
    chair = Scores(workspace, CHAIR)
    chair.set_votes(made.id, {1: 3, 2: 4})
    rounds.give_name(made.id, 2, "清风园", NameKind.UNIT)
    assert "1 has scores" in refused(RoundProblem.SUBMISSION_SCORED, rounds.take_out, made.id, 1)
    rounds.take_out(made.id, 2)
    assert [(one.number, one.votes) for one in chair.votes(made.id)] == [(1, 3)]
    for table in tables.OF_SUBMISSIONS:
        assert not workspace.select(f"SELECT 1 FROM {table} WHERE round = ? AND number = 2", [made.id])
    assert rounds.set_standing(made.id, 1, Standing.WITHDRAWN).standing is Standing.WITHDRAWN


def test_every_table_with_submissions_is_emptied_or_kept_on_purpose(workspace):
    for table in tables.OF_ROUNDS:
        columns = [row["name"] for row in workspace.select(f"SELECT name FROM pragma_table_info('{table}')")]
        assert ("number" in columns) is (table in {*tables.OF_SUBMISSIONS, "review_scores"})


def test_a_rubric_with_scores_loses_nothing_silently(workspace, rounds, made):
    to_phase(rounds, made, Phase.REVIEW)
    first = GRASSROOTS.criteria[0]
    without = replace(GRASSROOTS, criteria=GRASSROOTS.criteria[1:])
    other_scale = replace(GRASSROOTS, highest=Decimal(100))
    assert rounds.change(made.id, rubric=without).rubric == without
    rounds.change(made.id, rubric=GRASSROOTS)
    score(workspace, made)
    assert "创新性" in refused(RoundProblem.RUBRIC_SCORED, rounds.change, made.id, rubric=without)
    refused(RoundProblem.RUBRIC_SCORED, rounds.change, made.id, rubric=other_scale)
    reworded = replace(first, weight=Decimal(50), words=("首创",))
    changed = replace(GRASSROOTS, criteria=(reworded, *GRASSROOTS.criteria[1:-1]))
    assert rounds.change(made.id, rubric=changed).rubric == changed


def test_of_two_chairs_who_change_the_rubric_neither_undoes_the_other(rounds, made):
    """Each edits what is there when they save, not what they saw."""
    first, second = GRASSROOTS.criteria[:2]

    def weigh(key: str):
        return lambda now: replace(
            now, criteria=tuple(replace(one, weight=Decimal(50)) if one.key == key else one for one in now.criteria)
        )

    rounds.change_rubric(made.id, weigh(first.key))
    after = rounds.change_rubric(made.id, weigh(second.key)).rubric
    assert [one.weight for one in after.criteria[:2]] == [50, 50]

    def refuse(now):
        raise RoundError(RoundProblem.CRITERION_CHANGED, first.name)

    refused(RoundProblem.CRITERION_CHANGED, rounds.change_rubric, made.id, refuse)
    assert rounds.get(made.id).rubric == after


def test_a_round_keeps_no_rubric_that_nobody_could_judge_by(rounds, made):
    for wrong, problem in (
        (replace(GENERAL, criteria=()), RubricProblem.NO_CRITERIA),
        (replace(GENERAL, criteria=GENERAL.criteria[:1] * 2), RubricProblem.REPEATED),
        (replace(GENERAL, step=Decimal(0)), RubricProblem.STEP),
    ):
        for call in (
            partial(rounds.make, "x", wrong),
            partial(rounds.change, made.id, rubric=wrong),
            partial(rounds.change_rubric, made.id, lambda _, wrong=wrong: wrong),
        ):
            with pytest.raises(RubricError) as caught:
                call()
            assert problem in [one.problem for one in caught.value.flaws]
    assert [one.id for one in rounds.visible()] == [made.id]
    assert rounds.get(made.id).rubric == made.rubric


def test_a_blind_round_with_scores_stays_blind(workspace, rounds, made):
    assert rounds.change(made.id, blind=True).blind
    score(workspace, made)
    refused(RoundProblem.BLIND_SCORED, rounds.change, made.id, blind=False)
    assert rounds.get(made.id).blind


def test_what_belongs_to_a_round_goes_with_it(workspace, rounds, made):
    rounds.give_name(made.id, 1, "枫浦", NameKind.PLACE)
    score(workspace, made)
    other = rounds.make("另一次", GENERAL)
    rounds.remove(made.id)
    assert rounds.visible() == (other,)
    for table in ("round_submissions", "round_names", "review_scores"):
        assert not workspace.select(f"SELECT 1 FROM {table}")
    assert [row["round"] for row in workspace.select("SELECT round FROM round_members")] == [other.id]


def test_every_change_is_in_the_log(workspace, rounds, made):
    rounds.give_name(made.id, 0, "枫浦", None)
    rounds.take_back_name(made.id, 0, "枫浦")
    rounds.change(made.id, title="改名")
    to_phase(rounds, made, Phase.ELIGIBILITY)
    rounds.unseat(made.id, "ann")
    rounds.remove(made.id)
    lines = [line.change for line in reversed(history(workspace))]
    assert lines == [
        Change.ROUND_MADE,
        Change.ROUND_SEATED,
        Change.SUBMITTED,
        Change.ROUND_SEATED,
        Change.ROUND_NAMES,
        Change.ROUND_NAMES,
        Change.ROUND_CHANGED,
        *[Change.STANDING] * 3,
        Change.ROUND_PHASE,
        Change.ROUND_SEATED,
        Change.ROUND_REMOVED,
    ]
    assert {line.person for line in history(workspace)} == {"chair"}


def test_what_the_chair_says_of_names(rounds, made):
    rounds.give_name(made.id, 0, "枫浦", NameKind.PLACE)
    rounds.give_name(made.id, 1, "枫浦", None)
    rounds.give_name(made.id, 1, " 老厂 长 ", NameKind.PERSON)
    assert [(one.name, one.kind) for one in rounds.given_names(made.id, 1)] == [
        ("枫浦", None),
        ("老厂 长", NameKind.PERSON),
    ]
    assert [(one.name, one.kind) for one in rounds.given_names(made.id, 2)] == [("枫浦", NameKind.PLACE)]
    rounds.take_back_name(made.id, 1, "枫浦")
    assert rounds.given_names(made.id, 1)[0].kind is NameKind.PLACE
    for name in ("", "枫", "，，", "枫" * 61):
        refused(RoundProblem.NO_NAME, rounds.give_name, made.id, 1, name, NameKind.PLACE)


@pytest.mark.parametrize("language", [Language.CHINESE, Language.TRADITIONAL, Language.ENGLISH])
def test_every_refusal_is_worded(language):
    said = labels.wordings(language)
    for problem in RoundProblem:
        text = said["error_text"](RoundError(problem, "{x}", 5))
        assert text.remedy
        assert "{given}" not in text.what + text.remedy
    assert (
        said["error_text"](NotFoundError("round", "x", "")).what
        != said["error_text"](NotFoundError("document", "x", "")).what
    )


# Files


BODY = "区里推行楼门议事，居民每月开会两次，物业公司列席并当场答复，三个月内解决停车难题。" * 12


def archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("10号 末.txt", f"末一份申报材料\n\n{BODY[::-1]}")
        packed.writestr("2号 甲.txt", f"甲区的申报材料\n\n{BODY}")
        packed.writestr("3号 又.md", f"# 甲区的申报材料\n\n{BODY}")
        packed.writestr("4号 空.txt", b"")
    return target.getvalue()


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


def test_a_zip_becomes_submissions(home, workspace, rounds):
    made = rounds.make("年度评选", GENERAL)
    taken = list(take_uploads(home, CHAIR, made.id, [("全部.zip", archive())]))
    told = [(one.path, one.submission.number if one.submission else 0, one.new, one.outcome) for one in taken]
    assert told == [
        ("全部.zip/2号 甲.txt", 1, True, Outcome.ADDED),
        ("全部.zip/3号 又.md", 2, True, Outcome.ADDED),
        ("全部.zip/4号 空.txt", 0, False, None),
        ("全部.zip/10号 末.txt", 3, True, Outcome.ADDED),
    ]
    assert taken[2].error.problem is ReadProblem.EMPTY
    assert [(twin.number, twin.same) for twin in taken[1].twins] == [(1, True)]
    with Catalog.open_readonly(home) as catalog:
        assert {one.metadata.get("kind") for one in catalog.summaries()} == {"submission"}
    again = list(take_uploads(home, CHAIR, made.id, [("全部.zip", archive())]))
    assert [(one.new, one.outcome) for one in again if one.submission] == [(False, Outcome.UNCHANGED)] * 3
    assert len(rounds.submissions(made.id)) == 3
    changes = [line.change for line in history(workspace)]
    assert changes.count(Change.ADDED) == 3


def test_nothing_is_read_for_who_may_not(home, workspace, rounds, tmp_path):
    made = rounds.make("年度评选", GENERAL)
    with pytest.raises(NotAllowedError):
        take_uploads(home, ANN, made.id, [("a.txt", b"x")])
    for person, error in ((OUTSIDER, NotFoundError), (CHAIR, RoundError)):
        if person is CHAIR:
            rounds.add(made.id, ["a"], ["甲"])
            rounds.advance(made.id, Phase.ELIGIBILITY)
        with pytest.raises(error):
            list(take_uploads(home, person, made.id, [("a.txt", BODY.encode())]))
    assert not home.catalog.exists()


def test_documents_of_the_library_and_one_that_goes(home, workspace, rounds):
    made = rounds.make("年度评选", GENERAL)
    with Catalog.open(home) as catalog:
        for name, kind in (("甲.txt", "case"), ("乙.txt", "")):
            catalog.add(read_upload(f"{name}\n{BODY}{name}".encode(), file_name=name))
            if kind:
                catalog.correct(catalog.summaries()[0].doc_id, {"kind": kind})
        doc_ids = [one.doc_id for one in catalog.summaries()]
        taken = take_documents(catalog, rounds, made.id, [*doc_ids, doc_ids[0]])
        assert [(one.submission.number, one.new) for one in taken] == [(1, True), (2, True)]
        with pytest.raises(NotFoundError):
            take_documents(catalog, rounds, made.id, ["nowhere"])
        assert gone(catalog, rounds.submissions(made.id)) == frozenset()
        catalog.remove(doc_ids[0])
        assert gone(catalog, rounds.submissions(made.id)) == {1}
    assert rounds.submission(made.id, 1).title
    assert rounds.set_standing(made.id, 1, Standing.WITHDRAWN).standing is Standing.WITHDRAWN


def test_what_a_document_is_already_stays(home, rounds, tmp_path):
    made = rounds.make("年度评选", GENERAL)
    path = tmp_path / "案例.md"
    path.write_text(f"---\ntitle: 甲\nkind: case\n---\n{BODY}", encoding="utf-8")
    (taken,) = take_files(home, CHAIR, made.id, [path])
    (known,) = take_files(home, CHAIR, made.id, [path])
    assert (taken.new, known.new, known.submission) == (True, False, taken.submission)
    with Catalog.open_readonly(home) as catalog:
        assert catalog.document(taken.submission.doc_id).metadata.get("kind") == "case"


# Homes of before


def test_a_workspace_of_before_opens_and_has_no_rounds(home):
    with Workspace.open(home) as workspace:
        record(workspace, CHAIR, Change.REMOVED, "x")
        tables = [row["name"] for row in workspace.select("SELECT name FROM sqlite_master WHERE type = 'table'")]
    connection = sqlite3.connect(Workspace.path(home))
    with connection:
        for table in tables:
            if table.startswith(("round", "review")):
                connection.execute(f"DROP TABLE {table}")
        connection.execute("UPDATE state SET value = '1' WHERE key = 'schema'")
    connection.close()
    with Workspace.open_readonly(home) as workspace:
        assert Rounds(workspace, ADMIN).visible() == ()
        assert len(history(workspace)) == 1
    with Workspace.open(home) as workspace:
        made = Rounds(workspace, CHAIR).make("年度评选", GENERAL)
    with Workspace.open_readonly(home) as workspace:
        assert Rounds(workspace, CHAIR).visible() == (made,)
        assert len(history(workspace)) == 3


def test_what_is_worked_out_of_submissions_is_left_out_of_backups(home, tmp_path):
    with Catalog.open(home) as catalog:
        catalog.add(read_upload(BODY.encode(), file_name="a.txt"))
    with Workspace.open(home) as workspace:
        Rounds(workspace, CHAIR).make("年度评选", GENERAL)
    home.reviews.mkdir()
    (home.reviews / "kept").write_text("x")
    back_up(home, tmp_path / "all.backup", OWNER, without_index=True)
    restore(tmp_path / "all.backup", Home(tmp_path / "other"), OWNER)
    other = Home(tmp_path / "other")
    assert not other.reviews.exists()
    with Workspace.open_readonly(other) as workspace:
        assert len(Rounds(workspace, CHAIR).visible()) == 1


# The command line


def test_the_command_line(home, tmp_path, capsys):
    def asked(*arguments, code=0):
        assert main(["rounds", *map(str, arguments), "--home", str(home.path), "--json"]) == code
        return json.loads(capsys.readouterr().out)

    home.path.mkdir(parents=True)
    (tmp_path / "全部.zip").write_bytes(archive())
    made = asked("make", "年度评选", "--rubric", "general", "--blind", "--chair", "li")
    assert (made["phase"], made["blind"], made["rubric"]["key"]) == ("collecting", True, "general")
    short = made["id"][:6]
    taken = asked("add", short, tmp_path / "全部.zip", code=1)
    assert [(one["number"], one["problem"]) for one in taken] == [(1, None), (2, None), (None, "empty"), (3, None)]
    assert [one["id"] for one in asked("list")] == [made["id"]]
    assert asked("members", short, "--reviewer", "wang")[1]["person"] == "wang"
    found = asked("check", short)
    assert [one["missing"] for one in found[0]["findings"] if one["requirement"] == "duplicate"] == ["same"]
    assert asked("standing", short, 2, "ineligible", "--reason", "重复")["reason"] == "重复"
    assert asked("masks", short, 1, "--place", "物业公司")[0]["given"] is True
    with pytest.raises(NotFoundError, match="write it as it was given"):
        asked("masks", short, 1, "--take-back", "无此名")
    assert asked("take-out", short, 3) == {"taken_out": 3}
    assert asked("advance", short, "eligibility")["phase"] == "eligibility"
    shown = asked("show", short)
    assert [one["standing"] for one in shown["held"]] == ["pending", "ineligible"]
    assert asked("remove", short) == {"removed": made["id"]}
    with pytest.raises(NotFoundError):
        asked("show", short)


def test_a_round_is_made_with_its_chair_or_not_at_all(home):
    home.path.mkdir(parents=True)
    with pytest.raises(RoundError):
        main(["rounds", "make", "年度评选", "--chair", "no one!", "--home", str(home.path)])
    with Workspace.open_readonly(home) as workspace:
        assert Rounds(workspace, ADMIN).visible() == ()


def test_a_round_is_named_by_the_beginning_of_its_id(home):
    with Workspace.open(home) as workspace:
        with workspace.transaction():  # one write to the disk; of seventeen two begin alike
            made = [Rounds(workspace, CHAIR).make(f"第{n}届", GENERAL) for n in range(17)]
        first = min(one.id[0] for one in made if sum(other.id[0] == one.id[0] for other in made) > 1)
        assert round_named(workspace, made[0].id[:12]) == made[0]
        with pytest.raises(NotFoundError, match="several begin like that"):
            round_named(workspace, first)
        for given in ("", "nowhere"):
            with pytest.raises(NotFoundError, match="rounds list"):
                round_named(workspace, given)


def test_what_is_compared_of_a_round_is_what_is_in_the_library(home):
    with Catalog.open(home) as catalog:
        catalog.add(read_upload(BODY.encode(), file_name="a.txt"))
        kept = catalog.summaries()[0].doc_id
    with Workspace.open(home) as workspace:
        rounds = Rounds(workspace, CHAIR)
        made = rounds.make("年度评选", GENERAL)
        with pytest.raises(NotFoundError, match="rounds add"):
            held_by(home, made.id)
        rounds.add(made.id, ["gone", kept], ["甲", "乙"])
    assert held_by(home, made.id[:8]) == (rounds_of(home, made.id), [kept])


def rounds_of(home, round_id):
    with Workspace.open_readonly(home) as workspace:
        return Rounds(workspace, CHAIR).get(round_id)


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"\xff\xfe\x97", ReadProblem.BINARY), (b"#" * 1_000_001, ReadProblem.TOO_LARGE), (None, ReadProblem.MISSING)],
)
def test_requirements_that_are_no_text_file(home, tmp_path, content, problem):
    home.path.mkdir(parents=True)
    file = tmp_path / "asked.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ReadError) as caught:
        main(["rounds", "make", "年度评选", "--requirements", str(file), "--home", str(home.path)])
    assert caught.value.problem is problem


USED_WRONGLY = [
    ["rounds"],
    ["rounds", "show", ""],
    ["rounds", "add", "x"],
    ["rounds", "standing", "x", "0", "eligible"],
    ["rounds", "standing", "x", "one", "eligible"],
    ["rounds", "advance", "x", "later"],
    ["rounds", "masks", "x", "1", "--unit", " "],
    ["rounds", "members", "x", "--chair", "a", "--reviewer", "b"],
    ["rounds", "make", "x", "--chair", ""],
    ["rubrics", "--convert", "grassroots", "rubric.pdf"],
    ["rubrics", "--convert", "grassroots", "."],
    ["scores", "--round", "x", "--output", "all.csv"],
    ["scores", "--round", "x", "--shortlist", "0"],
    ["record", "--round", "x", "record.pdf"],
    ["record", "--round", "x", "record.docx", "--without", "scores"],
    ["sheet", "--round", "x", "--reviewer", "ann", "sheet.docx"],
    ["sheet", "--round", "x", "--reviewer", "ann"],
    ["claims", "--output", "all.docx"],
    ["matrix"],
    ["matrix", "x", "--output", "."],
    ["overlap", "x", "--round", "y"],
    ["overlap", "--output", "all.csv"],
]


@pytest.mark.parametrize("given", USED_WRONGLY, ids=" ".join)
def test_wrong_use_is_told_before_anything_is_done(given, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as caught:
        main(given)
    assert caught.value.code == 2
    assert "error: " in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("given", [["rounds", "list"], ["claims"], ["matrix", "x"], ["overlap"],
                                   ["scores", "--round", "x"], ["record", "--round", "x", "o.docx"],
                                   ["sheet", "--round", "x", "--reviewer", "a", "o.xlsx"]], ids=" ".join)  # fmt: skip
def test_a_slip_in_the_name_of_the_home_makes_none(given, tmp_path):
    with pytest.raises(HomeError):
        main([*given, "--home", str(tmp_path / "nowhere")])
    assert not (tmp_path / "nowhere").exists()
