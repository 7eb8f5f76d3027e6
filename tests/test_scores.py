"""Scores as they are kept: at once, for good, for the right eyes; what they come to; sheets out and in again."""

from __future__ import annotations

import contextlib
import io
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from conftest import ROOT

from corpus.backup import back_up, restore
from corpus.catalog import Catalog
from corpus.errors import CasebaseError, NotFoundError
from corpus.home import Home
from corpus.workspace import OWNER, Change, NotAllowedError, Person, Role, Workspace, history
from review.rounds.model import Phase, Round, RoundError, Seat, Standing
from review.rounds.store import Rounds
from review.rubric.model import Criterion, Rubric
from review.scores.model import (
    Basis,
    CellFault,
    CellProblem,
    Counting,
    FileProblem,
    Formula,
    Scaling,
    Score,
    ScoreError,
    ScoreProblem,
    SheetFileError,
)
from review.scores.offline import export_sheet, import_sheet, import_votes
from review.scores.results import Results, results
from review.scores.store import Scores
from ui import labels
from ui.language import Language

RUBRIC = Rubric(
    "test",
    "测试指标",
    "",
    (Criterion("new", "创新性", Decimal(40), questions=("新在哪里？",)), Criterion("effect", "实效", Decimal(60))),
    step=Decimal("0.5"),
)
CHAIR = Person("chair", Role.EDITOR, "组长")
ANN, BEN, CAT = (Person(name, Role.REVIEWER) for name in ("ann", "ben", "cat"))
READER = Person("ann", Role.READER)
SOMEBODY = Person("somebody", Role.EDITOR)
ADMIN = Person("admin", Role.ADMINISTRATOR)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(Home(tmp_path)) as opened:
        yield opened


def make_round(workspace: Workspace, submissions: int = 3, *, blind: bool = False) -> Round:
    """A round in the phase of review."""
    rounds = Rounds(workspace, CHAIR)
    numbers = range(1, submissions + 1)
    with workspace.transaction():  # one write to the disk
        made = rounds.make("第一届治理创新奖", RUBRIC, blind=blind)
        rounds.add(made.id, [f"doc{n}" for n in numbers], [f"=案例{n}" for n in numbers])
        for person in (ANN, BEN, CAT):
            rounds.seat(made.id, person.name, Seat.REVIEWER)
        rounds.advance(made.id, Phase.ELIGIBILITY)
        for n in numbers:
            rounds.set_standing(made.id, n, Standing.ELIGIBLE)
        return rounds.advance(made.id, Phase.REVIEW)


@pytest.fixture
def round_(workspace: Workspace) -> Round:
    return make_round(workspace)


Refused = Callable[..., ScoreProblem]


@pytest.fixture
def refused() -> Refused:
    def asked(call: Callable[..., object], *given: object, **named: object) -> ScoreProblem:
        with pytest.raises(ScoreError) as caught:
            call(*given, **named)
        assert "{" not in str(caught.value)
        return caught.value.problem

    return asked


def fill(workspace: Workspace, round_: Round, person: Person, rows: list[tuple[str, str]]) -> None:
    """Scores of one reviewer: (创新性, 实效) for each submission."""
    scores = Scores(workspace, person)
    for number, row in enumerate(rows, 1):
        for criterion, value in zip(("new", "effect"), row, strict=True):
            scores.save(round_.id, number, criterion, Decimal(value))


FILLED = {
    ANN: [("8", "9"), ("6", "7"), ("5", "4")],
    BEN: [("7", "9"), ("7", "6.5"), ("3", "5")],
    CAT: [("9", "8"), ("2", "7"), ("5", "5")],
}


@pytest.fixture
def filled(workspace: Workspace, round_: Round) -> Round:
    for person, rows in FILLED.items():
        fill(workspace, round_, person, rows)
    return round_


# Saving


def test_a_score_is_kept_at_once_and_another_process_reads_it(workspace: Workspace, round_: Round) -> None:
    saved = Scores(workspace, ANN).save(round_.id, 1, "new", Decimal("7.5"), " 有新意 ")
    assert (saved.score.value, saved.score.comment, saved.score.revision) == (Decimal("7.5"), "有新意", 1)
    assert saved.replaced is None
    with Workspace.open(workspace.home) as other:
        assert Scores(other, ANN).scores(round_.id) == (saved.score,)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        *((value, ScoreProblem.OUTSIDE) for value in ("-0.5", "10.5", "NaN", "sNaN", "Infinity", "1e999999")),
        *((value, ScoreProblem.STEP) for value in ("7.25", "1e-999999", "5." + "0" * 40 + "1")),
    ],
)
def test_values_off_the_scale_are_refused(
    workspace: Workspace, round_: Round, refused: Refused, value: str, problem: ScoreProblem
) -> None:
    scores = Scores(workspace, ANN)
    assert refused(scores.save, round_.id, 1, "new", Decimal(value)) is problem
    assert scores.scores(round_.id) == ()


def test_what_cannot_be_scored_is_refused(workspace: Workspace, round_: Round, refused: Refused) -> None:
    scores = Scores(workspace, ANN)
    assert refused(scores.save, round_.id, 1, "new", Decimal(1), "长" * 4001) is ScoreProblem.COMMENT
    with pytest.raises(NotFoundError):
        scores.save(round_.id, 1, "nothing", Decimal(1))
    with pytest.raises(NotFoundError):
        scores.save(round_.id, 99, "new", Decimal(1))
    with pytest.raises(NotFoundError):
        Scores(workspace, SOMEBODY).save(round_.id, 1, "new", Decimal(1))
    with pytest.raises(NotAllowedError):
        Scores(workspace, READER).save(round_.id, 1, "new", Decimal(1))
    assert refused(Scores(workspace, ADMIN).save, round_.id, 1, "new", Decimal(1)) is ScoreProblem.NO_REVIEWER
    Rounds(workspace, CHAIR).set_standing(round_.id, 2, Standing.INELIGIBLE, "重复申报")
    assert refused(scores.save, round_.id, 2, "new", Decimal(1)) is ScoreProblem.NOT_JUDGED
    Rounds(workspace, CHAIR).advance(round_.id, Phase.ELIGIBILITY)
    assert refused(scores.save, round_.id, 1, "new", Decimal(1)) is ScoreProblem.NOT_OPEN
    assert scores.scores(round_.id) == ()


def test_of_two_tabs_the_last_one_stands_and_says_what_it_replaced(workspace: Workspace, round_: Round) -> None:
    tab, other = Scores(workspace, ANN), Scores(workspace, ANN)
    first = tab.save(round_.id, 1, "new", Decimal(6), "第一稿", seen=0).score
    second = other.save(round_.id, 1, "new", Decimal(8), seen=0)
    assert second.replaced == first
    assert second.score.revision == 2
    third = other.save(round_.id, 1, "new", Decimal(9), seen=2)
    assert third.replaced is None
    again = tab.save(round_.id, 1, "new", Decimal(9), seen=1)
    assert (again.score, again.replaced) == (third.score, None)  # nothing new: nothing written, nothing replaced
    assert tab.scores(round_.id) == (third.score,)


def test_a_score_can_be_taken_back(workspace: Workspace, round_: Round) -> None:
    scores = Scores(workspace, ANN)
    scores.save(round_.id, 1, "new", Decimal(6))
    assert scores.save(round_.id, 1, "new", None).score.value is None
    assert scores.progress(round_.id)[0].done == 0
    assert scores.save(round_.id, 2, "new", None).score.revision == 0  # nothing said, nothing kept


# Who sees what


def test_reviewers_see_their_own_scores_until_the_round_is_decided(workspace: Workspace, filled: Round) -> None:
    own = Scores(workspace, ANN)
    assert {one.person for one in own.scores(filled.id)} == {"ann"}
    assert own.scores(filled.id, person="ben") == ()
    assert [one.person for one in own.sheets(filled.id)] == ["ann"]
    assert [one.person for one in own.progress(filled.id)] == ["ann"]
    assert own.votes(filled.id) == ()
    with pytest.raises(RoundError):
        results(workspace, ANN, filled.id)
    with pytest.raises(RoundError):
        own.to_score(filled.id, person="ben")
    for person in (CHAIR, ADMIN):
        every = Scores(workspace, person)
        assert {one.person for one in every.scores(filled.id)} == {"ann", "ben", "cat"}
        assert len(every.scores(filled.id, number=1, person="ben")) == 2
        assert [one.person for one in every.sheets(filled.id)] == ["ann", "ben", "cat"]
    with pytest.raises(NotFoundError):
        Scores(workspace, SOMEBODY).scores(filled.id)
    decide(workspace, filled)
    assert {one.person for one in own.scores(filled.id)} == {"ann", "ben", "cat"}
    assert results(workspace, ANN, filled.id).results[0].number == 1


def decide(workspace: Workspace, round_: Round) -> None:
    rounds = Rounds(workspace, CHAIR)
    rounds.advance(round_.id, Phase.SHORTLIST)
    rounds.set_standing(round_.id, 1, Standing.SHORTLISTED)
    rounds.set_standing(round_.id, 1, Standing.AWARDED, "一等奖")
    rounds.advance(round_.id, Phase.DECIDED)


CHAIRS_ONLY: list[Callable[[Scores, str], object]] = [
    lambda scores, id_: scores.reopen(id_, "ben"),
    lambda scores, id_: scores.declare(id_, 1, "同乡", person="ben"),
    lambda scores, id_: scores.withdraw(id_, 1, person="ben"),
    lambda scores, id_: scores.assign(id_, 1),
    lambda scores, id_: scores.assign_to(id_, "ben", [1]),
    lambda scores, id_: scores.set_votes(id_, {1: 5}),
    lambda scores, id_: scores.set_formula(id_, Formula()),
    lambda scores, id_: scores.take_over(id_, "ben", {(1, "new"): (Decimal(1), "")}),
]


@pytest.mark.parametrize("call", CHAIRS_ONLY)
def test_what_only_a_chair_may_do(workspace: Workspace, filled: Round, call: Callable[[Scores, str], object]) -> None:
    before = Scores(workspace, CHAIR).scores(filled.id)
    with pytest.raises(RoundError):
        call(Scores(workspace, ANN), filled.id)
    with pytest.raises(NotFoundError):
        call(Scores(workspace, SOMEBODY), filled.id)
    assert Scores(workspace, CHAIR).scores(filled.id) == before


def test_a_decided_round_stays_as_it_is(workspace: Workspace, filled: Round, refused: Refused) -> None:
    decide(workspace, filled)
    for call in CHAIRS_ONLY:
        assert refused(call, Scores(workspace, CHAIR), filled.id) is ScoreProblem.DECIDED
    own = Scores(workspace, ANN)
    assert refused(own.save, filled.id, 1, "new", Decimal(1)) is ScoreProblem.DECIDED
    assert refused(own.declare, filled.id, 1, "同乡") is ScoreProblem.DECIDED
    assert refused(own.submit, filled.id) is ScoreProblem.DECIDED


def test_the_log_says_who_scored_what_but_not_how(workspace: Workspace, round_: Round) -> None:
    Scores(workspace, ANN).save(round_.id, 2, "new", Decimal("3.5"), "太旧")
    line = history(workspace, limit=1)[0]
    assert (line.change, line.person, line.target) == (Change.SCORED, "ann", round_.id)
    assert line.detail == {"number": 2, "criterion": "new"}


# Sheets


def test_a_sheet_is_submitted_when_it_is_full_and_reopened_by_the_chair(
    workspace: Workspace, round_: Round, refused: Refused
) -> None:
    own = Scores(workspace, ANN)
    fill(workspace, round_, ANN, FILLED[ANN][:2])
    assert refused(own.submit, round_.id) is ScoreProblem.INCOMPLETE
    with pytest.raises(ScoreError, match="2 scores are missing, the first is submission 3, 创新性"):
        own.submit(round_.id)
    assert own.submit(round_.id, incomplete=True).submitted
    assert refused(own.save, round_.id, 3, "new", Decimal(5)) is ScoreProblem.SUBMITTED
    assert refused(own.submit, round_.id) is ScoreProblem.SUBMITTED
    Scores(workspace, CHAIR).reopen(round_.id, "ann")
    fill(workspace, round_, ANN, FILLED[ANN])
    assert own.submit(round_.id).submitted
    assert own.sheet(round_.id).submitted
    done = [(one.change, one.person) for one in history(workspace, limit=50) if "sheet" in one.change]
    assert done == [(Change.SHEET_SUBMITTED, "ann"), (Change.SHEET_REOPENED, "chair"), (Change.SHEET_SUBMITTED, "ann")]


def test_progress_counts_what_is_expected(workspace: Workspace, filled: Round) -> None:
    chair = Scores(workspace, CHAIR)
    chair.declare(filled.id, 1, "曾任该社区顾问", person="ben")
    Rounds(workspace, CHAIR).set_standing(filled.id, 3, Standing.WITHDRAWN)
    chair.set_votes(filled.id, {})
    Scores(workspace, CAT).save(filled.id, 2, "new", None)
    told = {one.person: (one.done, one.expected, one.conflicts, one.chair) for one in chair.progress(filled.id)}
    assert told == {"ann": (4, 4, 0, False), "ben": (2, 2, 1, False), "cat": (3, 4, 0, False)}


def test_a_chair_who_scores_is_a_reviewer_from_then_on(workspace: Workspace, round_: Round) -> None:
    chair = Scores(workspace, CHAIR)
    assert "chair" not in {one.person for one in chair.progress(round_.id)}
    chair.save(round_.id, 1, "new", Decimal(5))
    assert [one.person for one in chair.progress(round_.id) if one.chair] == ["chair"]
    assert {one.person for one in results(workspace, CHAIR, round_.id).scores} == {"chair"}


def test_who_loses_the_seat_does_not_count(workspace: Workspace, filled: Round) -> None:
    Rounds(workspace, CHAIR).unseat(filled.id, "cat")
    assert {one.person for one in Scores(workspace, CHAIR).scores(filled.id)} == {"ann", "ben"}
    with pytest.raises(NotFoundError):
        Scores(workspace, CAT).scores(filled.id)


# Conflicts of interest


def test_scores_of_a_conflict_are_nowhere_and_come_back_when_it_is_withdrawn(
    workspace: Workspace, filled: Round, refused: Refused
) -> None:
    before = results(workspace, CHAIR, filled.id)
    own = Scores(workspace, ANN)
    made = own.declare(filled.id, 1, " 本人所在单位 ")
    assert (made.person, made.reason, made.said_by) == ("ann", "本人所在单位", "ann")
    assert refused(own.save, filled.id, 1, "new", Decimal(10)) is ScoreProblem.CONFLICT
    assert not [one for one in own.scores(filled.id) if one.number == 1]
    after = results(workspace, CHAIR, filled.id)
    assert not [one for one in after.scores if (one.person, one.number) == ("ann", 1)]
    first = after.result(1)
    assert first is not None
    assert (first.reviewers, first.means["new"]) == (2, 8)  # 7 and 9
    assert own.to_score(filled.id) == (2, 3)
    assert own.conflicts(filled.id) == Scores(workspace, CHAIR).conflicts(filled.id) == after.conflicts == (made,)
    assert Scores(workspace, BEN).conflicts(filled.id) == ()
    own.withdraw(filled.id, 1)
    assert results(workspace, CHAIR, filled.id) == before
    with pytest.raises(NotFoundError):
        own.withdraw(filled.id, 1)


def test_a_conflict_that_the_chair_set_is_withdrawn_by_the_chair(
    workspace: Workspace, filled: Round, refused: Refused
) -> None:
    chair, own = Scores(workspace, CHAIR), Scores(workspace, ANN)
    chair.declare(filled.id, 1, "同一系统", person="ann")
    assert own.conflicts(filled.id)[0].said_by == "chair"
    assert refused(own.withdraw, filled.id, 1) is ScoreProblem.NOT_YOURS
    assert refused(own.declare, filled.id, 1, "换个说法") is ScoreProblem.NOT_YOURS  # and then withdraw it
    assert refused(own.declare, filled.id, 2, "  ") is ScoreProblem.REASON
    assert refused(own.declare, filled.id, 2, "长" * 1001) is ScoreProblem.REASON
    assert refused(chair.declare, filled.id, 2, "x", person="nobody") is ScoreProblem.NO_REVIEWER
    chair.withdraw(filled.id, 1, person="ann")
    assert own.conflicts(filled.id) == ()


# Who scores what


def test_submissions_are_assigned_around_conflicts(workspace: Workspace, filled: Round, refused: Refused) -> None:
    chair = Scores(workspace, CHAIR)
    assert chair.assignment(filled.id).numbers == {}
    chair.declare(filled.id, 1, "同乡", person="ann")
    given = chair.assign(filled.id, 2)
    assert 1 not in given.numbers["ann"]
    assert sorted(len(some) for some in given.numbers.values()) == [2, 2, 2]
    other = next(n for n in (1, 2, 3) if n not in given.numbers["ben"])
    assert refused(Scores(workspace, BEN).save, filled.id, other, "new", Decimal(1)) is ScoreProblem.NOT_ASSIGNED
    assert Scores(workspace, BEN).to_score(filled.id) == given.numbers["ben"]
    assert set(Scores(workspace, BEN).assignment(filled.id).numbers) == {"ben"}
    assert chair.assign_to(filled.id, "ben", [2]).numbers["ben"] == (2,)
    assert chair.assign_to(filled.id, "cat", []).numbers.get("cat", ()) == ()
    with pytest.raises(NotFoundError):
        chair.assign_to(filled.id, "ben", [2, 44])
    assert refused(chair.assign, filled.id, 4) is ScoreProblem.TOO_FEW
    assert refused(chair.assign, filled.id, -1) is ScoreProblem.TOO_FEW
    assert chair.assign(filled.id, 0).numbers == {}
    assert Scores(workspace, BEN).to_score(filled.id) == (1, 2, 3)


def test_the_first_assignment_by_hand_leaves_the_others_everything(workspace: Workspace, filled: Round) -> None:
    given = Scores(workspace, CHAIR).assign_to(filled.id, "ben", [2])
    assert given.numbers == {"ann": (1, 2, 3), "ben": (2,), "cat": (1, 2, 3)}


# What they come to (hand-computed: weights 40 and 60)


def test_results(workspace: Workspace, filled: Round) -> None:
    found = results(workspace, CHAIR, filled.id)
    one, two, three = (found.result(n) for n in (1, 2, 3))
    assert one and two and three
    # 1: (8+7+9)/3 = 8, (9+9+8)/3 = 26/3; 2: 5, 41/6; 3: 13/3, 14/3
    assert one.means == {"new": 8, "effect": pytest.approx(26 / 3)}
    assert one.total == pytest.approx(0.4 * 8 + 0.6 * 26 / 3)
    assert two.total == pytest.approx(0.4 * 5 + 0.6 * 41 / 6)
    assert three.total == pytest.approx(0.4 * 13 / 3 + 0.6 * 14 / 3)
    assert [(r.number, r.rank, r.normalised_rank, r.place) for r in found.results] == [
        (1, 1, 1, 1),
        (2, 2, 2, 2),
        (3, 3, 3, 3),
    ]
    # reviewers' own totals of 1: 8.6, 8.2, 8.4
    assert one.spread is not None
    assert (one.spread.count, one.spread.range) == (3, pytest.approx(0.4))
    assert one.spread.sd == pytest.approx(0.2)
    assert [(o.number, o.person, o.criterion, o.middle) for o in found.outliers] == [(2, "cat", "new", 6.5)]
    assert [a.criterion for a in found.agreement] == ["new", "effect", ""]
    assert all(a.interval.values == 9 for a in found.agreement)
    # rank sums 9, 5.5, 3.5 (cat gives 2 and 3 the same): 12 · 15.5 / (9 · 24 - 3 · 6)
    assert found.concordance.w == pytest.approx(186 / 198)
    assert found.concordance.judges == 3
    assert {p.person: p.submissions for p in found.profiles} == {"ann": 3, "ben": 3, "cat": 3}
    assert sum(p.severity or 0 for p in found.profiles) == pytest.approx(0)
    assert [i.criterion for i in found.sensitivity.intervals] == ["new", "effect"]
    assert found.sensitivity.intervals[0].first == (0, 1)  # 1 leads on both criteria
    assert found.sensitivity.shares[0].first == 1
    assert all(r.complete for r in found.results)


def test_missing_criteria_are_left_out_and_said(workspace: Workspace, round_: Round) -> None:
    Scores(workspace, ANN).save(round_.id, 2, "effect", Decimal(7))
    found = results(workspace, CHAIR, round_.id)
    first = found.results[0]
    assert (first.number, first.total, first.complete, first.means["new"]) == (2, 7, False, None)
    assert [one.total for one in found.results[1:]] == [None, None]
    assert [one.place for one in found.results] == [1, None, None]
    assert found.concordance.w is None


def test_a_round_without_scores_has_results_without_values(workspace: Workspace, round_: Round) -> None:
    found = results(workspace, CHAIR, round_.id)
    assert [one.place for one in found.results] == [None] * 3
    assert (found.outliers, found.sensitivity.intervals, found.sensitivity.shares) == ((), (), ())
    assert [p.mean for p in found.profiles] == [None] * 3


def test_drafts_count_or_not(workspace: Workspace, filled: Round) -> None:
    Scores(workspace, BEN).submit(filled.id)
    found = results(workspace, CHAIR, filled.id, counting=Counting.SUBMITTED)
    assert {one.person for one in found.scores} == {"ben"}
    first = found.result(1)
    assert first is not None
    assert first.total == pytest.approx(0.4 * 7 + 0.6 * 9)


def test_the_size_of_the_shortlist(workspace: Workspace, filled: Round) -> None:
    assert results(workspace, CHAIR, filled.id).sensitivity.size == 1  # a third
    assert results(workspace, CHAIR, filled.id, shortlist=2).sensitivity.size == 2
    rounds = Rounds(workspace, CHAIR)
    rounds.advance(filled.id, Phase.SHORTLIST)
    for number in (1, 2):
        rounds.set_standing(filled.id, number, Standing.SHORTLISTED)
    assert results(workspace, CHAIR, filled.id).sensitivity.size == 2


def test_votes_stay_apart_until_a_formula_is_chosen(workspace: Workspace, filled: Round, refused: Refused) -> None:
    chair = Scores(workspace, CHAIR)
    without = results(workspace, CHAIR, filled.id)
    chair.set_votes(filled.id, {1: 10, 2: 5000, 3: 0})
    apart = results(workspace, CHAIR, filled.id)
    assert [one.votes for one in apart.results] == [10, 5000, 0]
    assert [one.place for one in apart.results] == [one.place for one in without.results]
    chair.set_formula(filled.id, Formula(Basis.RAW, Scaling.RANGE, Decimal("0.6")))
    both = results(workspace, CHAIR, filled.id)
    assert [(one.number, one.place) for one in both.results] == [(2, 1), (1, 2), (3, 3)]
    second = both.result(1)
    assert second is not None
    assert second.combined == pytest.approx(0.4 + 0.6 * 10 / 5000)
    assert second.rank == 1  # the ranking without the vote is still there
    assert refused(chair.set_votes, filled.id, {1: -1, 2: 3}) is ScoreProblem.VOTES
    assert chair.set_votes(filled.id, {3: None})[-1].number == 2


# Nothing is lost


WRITER = """
import sys
from decimal import Decimal
from pathlib import Path
from corpus.home import Home
from corpus.workspace import Person, Role, Workspace
from review.scores.store import Scores
home, round_id, first, last = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
with Workspace.open(Home(Path(home))) as workspace:
    own = Scores(workspace, Person(sys.argv[5], Role.REVIEWER))
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(first, last + 1):
        for criterion in ("new", "effect"):
            own.save(round_id, number, criterion, Decimal(number % 10))
            print(number, criterion, flush=True)
"""


def writer(workspace: Workspace, round_: Round, person: str, last: int) -> subprocess.Popen[str]:
    arguments = [str(workspace.home.path), round_.id, "1", str(last), person]
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def test_a_killed_server_loses_no_saved_score(workspace: Workspace) -> None:
    round_ = make_round(workspace, 200)
    with writer(workspace, round_, "ann", 200) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("go\n")
        process.stdin.flush()
        told = [process.stdout.readline().split() for _ in range(25)]
        process.send_signal(signal.SIGKILL)
        told += [line.split() for line in process.stdout.read().splitlines()]
    assert process.returncode == -signal.SIGKILL
    assert 25 <= len(told) < 400  # it was in the middle of it
    with Workspace.open(workspace.home) as opened:
        kept = [(one.number, one.criterion, one.value) for one in Scores(opened, ANN).scores(round_.id)]
        Scores(opened, ANN).save(round_.id, 200, "new", Decimal(1))  # and it goes on
    said = [(int(number), criterion, Decimal(int(number) % 10)) for number, criterion in told]
    assert kept[: len(said)] == said
    assert len(kept) - len(said) in (0, 1)  # one may have been kept and not been told of any more


def test_twenty_reviewers_at_once_lose_nothing(workspace: Workspace) -> None:
    """Two other processes, and eighteen threads of this one, as the sessions of a server are."""
    round_ = make_round(workspace, 5)
    rounds = Rounds(workspace, CHAIR)
    names = [f"reviewer{n:02}" for n in range(20)]
    for name in names:
        rounds.seat(round_.id, name, Seat.REVIEWER)
    failed: list[BaseException] = []
    together = threading.Barrier(19)

    def score(name: str) -> None:
        try:
            together.wait(30)
            own = Scores(workspace, Person(name, Role.REVIEWER))
            for number in range(1, 6):
                for criterion in ("new", "effect"):
                    own.save(round_.id, number, criterion, Decimal(number), f"{name} {number}")
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=score, args=(name,)) for name in names[2:]]
    with contextlib.ExitStack() as stack:
        processes = [stack.enter_context(writer(workspace, round_, name, 5)) for name in names[:2]]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for thread in threads:
            thread.start()
        together.wait(30)
        for process in processes:
            assert process.communicate("go\n", timeout=60)[0].count("\n") == 10
        for thread in threads:
            thread.join()
    assert not failed
    found = Scores(workspace, CHAIR).scores(round_.id)
    expected = {(name, n, c): Decimal(n) for name in names for n in range(1, 6) for c in ("new", "effect")}
    assert {(one.person, one.number, one.criterion): one.value for one in found} == expected
    assert len([one for one in history(workspace, limit=500) if one.change == Change.SCORED]) == 200


# Sheets that are filled in elsewhere


def cells(data: bytes, sheet: str = "评分表") -> list[list[object]]:
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(data))[sheet].iter_rows(values_only=True)]


def edited(data: bytes, changes: dict[str, object], sheet: str = "评分表") -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for place, value in changes.items():
        book[sheet][place] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_sheet_goes_out_and_comes_in_again(workspace: Workspace, round_: Round) -> None:
    own = Scores(workspace, ANN)
    own.save(round_.id, 1, "new", Decimal("7.5"), '=HYPERLINK("http://x")')
    own.declare(round_.id, 3, "本人单位")
    data = export_sheet(workspace, ANN, round_.id, "ann")
    assert cells(data) == [
        ["编号", "申报材料", "创新性：得分", "创新性：评语", "实效：得分", "实效：评语", "版本（勿改）"],
        [1, "=案例1", 7.5, '=HYPERLINK("http://x")', None, None, "new=1,effect=0"],
        [2, "=案例2", None, None, None, None, "new=0,effect=0"],
    ]
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    assert import_sheet(workspace, ANN, round_.id, "ann", data) == 0  # nothing new
    filled_in = edited(data, {"C2": 8, "D2": "改了", "E2": "９．５", "C3": 6, "F3": "只写评语"})
    assert import_sheet(workspace, CHAIR, round_.id, "ann", filled_in) == 4
    told = {(one.number, one.criterion): (one.value, one.comment) for one in own.scores(round_.id)}
    assert told == {
        (1, "new"): (Decimal(8), "改了"),
        (1, "effect"): (Decimal("9.5"), ""),
        (2, "new"): (Decimal(6), ""),
        (2, "effect"): (None, "只写评语"),
    }
    line = history(workspace, limit=1)[0]
    assert (line.person, line.detail) == ("chair", {"reviewer": "ann", "scores": 4})


def test_all_bad_cells_are_named_and_nothing_is_half_imported(workspace: Workspace, round_: Round) -> None:
    Scores(workspace, ANN).declare(round_.id, 3, "本人单位")
    data = export_sheet(workspace, BEN, round_.id, "ben")
    Scores(workspace, BEN).declare(round_.id, 3, "同乡")
    bad = edited(
        data,
        {"C2": 8, "E2": 11, "F2": "长" * 4001, "C3": "八分", "E3": 7.3, "C4": 5, "A5": 1, "C5": 2, "A6": 77, "C6": 3},
    )
    with pytest.raises(SheetFileError) as caught:
        import_sheet(workspace, BEN, round_.id, "ben", bad)
    assert [(fault.cell, fault.found, fault.problem) for fault in caught.value.faults] == [
        ("E2", "11", CellProblem.OUTSIDE),
        ("F2", "长" * 20 + "…", CellProblem.COMMENT),
        ("C3", "八分", CellProblem.NOT_A_NUMBER),
        ("E3", "7.3", CellProblem.STEP),
        ("A4", "3", CellProblem.NOT_YOURS),
        ("A5", "1", CellProblem.TWICE),
        ("A6", "77", CellProblem.UNKNOWN_SUBMISSION),
    ]
    assert "7 cells cannot be taken over, nothing was imported: E2: '11' is outside the scale" in str(caught.value)
    assert Scores(workspace, BEN).scores(round_.id) == ()


def test_what_was_entered_meanwhile_is_not_overwritten(workspace: Workspace, round_: Round) -> None:
    own = Scores(workspace, ANN)
    own.save(round_.id, 1, "new", Decimal(5))
    data = export_sheet(workspace, ANN, round_.id, "ann")
    own.save(round_.id, 1, "new", Decimal(6))
    own.save(round_.id, 2, "effect", Decimal(4))
    with pytest.raises(SheetFileError) as caught:
        import_sheet(workspace, ANN, round_.id, "ann", edited(data, {"C2": 9}))
    assert [(one.cell, one.problem) for one in caught.value.faults] == [("C2", CellProblem.CHANGED)]
    assert import_sheet(workspace, ANN, round_.id, "ann", edited(data, {"C2": None, "C4": 3})) == 1
    assert {(one.number, one.criterion): one.value for one in own.scores(round_.id)} == {
        (1, "new"): 6, (2, "effect"): 4, (3, "new"): 3,
    }  # fmt: skip
    emptied = edited(export_sheet(workspace, ANN, round_.id, "ann"), {"C2": None})
    assert import_sheet(workspace, ANN, round_.id, "ann", emptied) == 1  # taken back on purpose
    assert own.scores(round_.id)[0].value is None


def test_a_sheet_that_does_not_say_what_it_was_written_from_takes_nothing_back(
    workspace: Workspace, round_: Round
) -> None:
    own = Scores(workspace, ANN)
    blank = export_sheet(workspace, ANN, round_.id, "ann")
    own.save(round_.id, 1, "new", Decimal(5))
    for lost in ({"G2": None}, {"G2": "???"}, {"G1": "x"}):
        assert import_sheet(workspace, ANN, round_.id, "ann", edited(blank, lost)) == 0
        with pytest.raises(SheetFileError) as caught:
            import_sheet(workspace, ANN, round_.id, "ann", edited(blank, {**lost, "C2": 9}))
        assert [(one.cell, one.problem) for one in caught.value.faults] == [("C2", CellProblem.CHANGED)]
    assert import_sheet(workspace, ANN, round_.id, "ann", edited(blank, {"G3": None, "C3": 7})) == 1
    assert [one.value for one in own.scores(round_.id)] == [5, 7]


def test_a_sheet_outlives_a_new_order_of_the_criteria(workspace: Workspace, round_: Round) -> None:
    own = Scores(workspace, ANN)
    own.save(round_.id, 1, "new", Decimal(5))
    own.save(round_.id, 1, "new", Decimal(6))
    data = export_sheet(workspace, ANN, round_.id, "ann")
    Rounds(workspace, CHAIR).change(round_.id, rubric=replace(RUBRIC, criteria=RUBRIC.criteria[::-1]))
    assert import_sheet(workspace, ANN, round_.id, "ann", edited(data, {"C2": 8, "E2": 4})) == 2
    assert {one.criterion: one.value for one in own.scores(round_.id)} == {"new": 8, "effect": 4}


def test_a_criterion_that_is_renamed_keeps_its_scores_and_an_older_sheet_says_so(
    workspace: Workspace, filled: Round
) -> None:
    data = export_sheet(workspace, ANN, filled.id, "ann")
    criteria = (replace(RUBRIC.criteria[0], name="新意"), *RUBRIC.criteria[1:])
    before = [one.total for one in results(workspace, CHAIR, filled.id).results]
    Rounds(workspace, CHAIR).change(filled.id, rubric=replace(RUBRIC, criteria=criteria))
    assert [one.total for one in results(workspace, CHAIR, filled.id).results] == before
    with pytest.raises(SheetFileError) as caught:
        import_sheet(workspace, ANN, filled.id, "ann", data)
    assert {one.problem for one in caught.value.faults} == {CellProblem.COLUMN}


def test_scores_come_back_from_a_backup(workspace: Workspace, filled: Round, tmp_path: Path) -> None:
    with Catalog.open(workspace.home):
        pass
    back_up(workspace.home, tmp_path / "all.backup", OWNER, without_index=True)
    restore(tmp_path / "all.backup", Home(tmp_path / "other"), OWNER)
    with Workspace.open_readonly(Home(tmp_path / "other")) as other:
        assert results(other, CHAIR, filled.id) == results(workspace, CHAIR, filled.id)


def test_a_sheet_of_another_round_or_reviewer_or_no_sheet_is_refused(workspace: Workspace, round_: Round) -> None:
    other = make_round(workspace)
    data = export_sheet(workspace, ANN, round_.id, "ann")
    for given, round_id, problem in (
        (data, other.id, FileProblem.FOREIGN),
        (export_sheet(workspace, BEN, round_.id, "ben"), round_.id, FileProblem.FOREIGN),
        (b"PK\x03\x04 damaged", round_.id, FileProblem.UNREADABLE),
        ("编号,得分\n1,8\n".encode(), round_.id, FileProblem.FOREIGN),
    ):
        with pytest.raises(SheetFileError) as caught:
            import_sheet(workspace, ANN, round_id, "ann", given)
        assert caught.value.problem is problem
    with pytest.raises(SheetFileError) as caught:
        import_sheet(workspace, ANN, round_.id, "ann", edited(data, {"C1": "别的", "E2": "=1+1"}))
    assert [(one.found, one.problem) for one in caught.value.faults] == [
        ("创新性：得分", CellProblem.COLUMN), ("评分表", CellProblem.FORMULA),
    ]  # fmt: skip
    with pytest.raises(RoundError):
        export_sheet(workspace, ANN, round_.id, "ben")


def test_a_blind_sheet_does_not_name_the_submissions(workspace: Workspace) -> None:
    round_ = make_round(workspace, blind=True)
    data = export_sheet(workspace, ANN, round_.id, "ann")
    assert [row[1] for row in cells(data)[1:]] == ["申报材料 1号", "申报材料 2号", "申报材料 3号"]


@pytest.mark.parametrize(
    "written",
    ['编号,题名,票数\n1,甲,120\n3,丙,"1,300"\n', "公众投票\n票数,序号\n120,1\n1300,3\n", "1,120\n3,1300\n"],
)
def test_votes_are_read_from_a_list(workspace: Workspace, round_: Round, written: str) -> None:
    votes = import_votes(workspace, CHAIR, round_.id, written.encode(), "票.csv")
    assert [(one.number, one.votes) for one in votes] == [(1, 120), (3, 1300)]


def test_all_bad_votes_are_named(workspace: Workspace, round_: Round) -> None:
    with pytest.raises(SheetFileError) as caught:
        import_votes(workspace, CHAIR, round_.id, "编号,票数\n1,5\n1,6\n9,7\n2,-3\n3,1.5\n".encode(), "票.csv")
    assert [(one.cell, one.problem) for one in caught.value.faults] == [
        ("A3", CellProblem.TWICE),
        ("A4", CellProblem.UNKNOWN_SUBMISSION),
        ("B5", CellProblem.NOT_A_NUMBER),
        ("B6", CellProblem.NOT_A_NUMBER),
    ]
    assert Scores(workspace, CHAIR).votes(round_.id) == ()


def test_results_know_their_scores(workspace: Workspace, filled: Round) -> None:
    found: Results = results(workspace, CHAIR, filled.id)
    score = found.score("cat", 2, "new")
    assert isinstance(score, Score)
    assert score.value == 2
    assert found.score("cat", 9, "new") is None
    assert found.result(9) is None


@pytest.mark.parametrize("language", list(Language))
def test_what_is_refused_is_worded(language: Language) -> None:
    said = labels.wordings(language)
    given = {
        "value": 3, "lowest": 0, "highest": 10, "step": 1, "person": "ann", "number": 2, "phase": Phase.COLLECTING,
        "standing": Standing.WITHDRAWN, "missing": 2, "criterion": "创新性", "limit": 10, "each": 3, "there": 2,
    }  # fmt: skip
    faults = tuple(CellFault(f"A{n}", "{x}", problem) for n, problem in enumerate(CellProblem, 1))
    every = [
        *(ScoreError(problem, **given) for problem in ScoreProblem),
        *(SheetFileError(problem, faults) for problem in FileProblem),
    ]
    for error in every:
        worded = said["error_text"](error)
        assert worded.what != said["error_text"](CasebaseError()).what
        assert worded.remedy
        assert not re.search(r"\{(?!x)", worded.what + worded.remedy)
