"""Scores as reviewers give them: each saved at once, in a transaction of its own, and never seen by other reviewers.

A score is on the disk when `save` returns (SQLite, synchronous FULL): a killed server loses nothing that was saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from sqlite3 import Row

from corpus.workspace import Action, Change, record, require
from review.rounds.model import Member, Phase, Round, Seat
from review.rubric.model import plain_number
from review.scores.access import NOT_JUDGED, SCORING
from review.scores.checks import checked_score
from review.scores.jury import Jury
from review.scores.model import (
    ReviewerProgress,
    Saved,
    Score,
    ScoreError,
    ScoreProblem,
    Sheet,
)
from review.scores.voting import Voting

Entries = Mapping[tuple[int, str], tuple[Decimal | None, str]]
"""Values and comments by number of the submission and key of the criterion."""


class Scores(Jury, Voting):
    """Scores, sheets, conflicts, assignments and votes of the rounds in which the person has a seat.

    Reviewers see their own scores only, until the round is decided; a chair sees all. What a reviewer with a conflict
    of interest may have entered before is there for nobody.
    """

    # -- reading

    def scores(self, round_id: str, *, number: int | None = None, person: str | None = None) -> tuple[Score, ...]:
        """What the person may see, by submission, reviewer and criterion; of one submission or one reviewer if named.

        Scores of those who have no seat any more, of conflicts, and on criteria that the rubric no longer has are
        left out.
        """
        round_ = self._round(round_id)
        name = person if self._sees_all(round_) else self._person.name
        if person not in (None, name):
            return ()
        wanted = {column: value for column, value in (("number", number), ("person", name)) if value is not None}
        where = " AND ".join(f"{column} = ?" for column in wanted)
        rows = self._select("*", "review_scores", round_id, where=where, given=list(wanted.values()))
        barred, members = self._barred(round_id), self._members(round_id)
        order = {one.key: at for at, one in enumerate(round_.rubric.criteria)}
        found = [
            _score(row)
            for row in rows
            if row["person"] in members and row["criterion"] in order and (row["person"], row["number"]) not in barred
        ]
        return tuple(sorted(found, key=lambda one: (one.number, one.person, order[one.criterion])))

    def sheet(self, round_id: str) -> Sheet:
        """The person's own."""
        self._round(round_id)
        return self._sheet(round_id, self._person.name)

    def sheets(self, round_id: str) -> tuple[Sheet, ...]:
        """Those of all who score for the chair, else the person's own."""
        if not self._sees_all(self._round(round_id)):
            return (self._sheet(round_id, self._person.name),)
        return tuple(self._sheet(round_id, member.person) for member in self._scorers(round_id))

    def member(self, round_id: str, person: str) -> Member:
        """Somebody who sits in the round.

        Raises:
            ScoreError: they do not.
        """
        self._round(round_id)
        return self._seated(round_id, person)

    def to_score(self, round_id: str, *, person: str | None = None) -> tuple[int, ...]:
        """The numbers of the submissions that the person, or as chair a reviewer, is to score."""
        self._round(round_id)
        name = person or self._person.name
        if name != self._person.name:
            self._rounds.require_chair(round_id)
        return self._to_score(round_id, name)

    def progress(self, round_id: str) -> tuple[ReviewerProgress, ...]:
        """How far everybody is, for the chair; how far the person is, for a reviewer."""
        round_ = self._round(round_id)
        scorers = self._scorers(round_id)
        if not self._sees_all(round_):
            scorers = tuple(one for one in scorers if one.person == self._person.name)
        return tuple(self._progress(round_, member) for member in scorers)

    # -- changing

    def save(
        self,
        round_id: str,
        number: int,
        criterion: str,
        value: Decimal | None,
        comment: str = "",
        *,
        seen: int | None = None,
    ) -> Saved:
        """Keep a score and a comment as a draft, at once; the last one written stands.

        Args:
            round_id: of the round.
            number: of the submission.
            criterion: its key.
            value: on the scale of the rubric, None for none.
            comment: why.
            seen: the revision that the writer had before them, 0 for none; another one that stood there meanwhile is
                told as `replaced`.

        Raises:
            ScoreError: it cannot be kept; nothing is changed.
            NotFoundError: no such round, submission or criterion.
        """
        require(self._person, Action.JUDGE)
        with self._workspace.transaction() as now:
            round_ = self._round(round_id)
            name = self._seated(round_id, self._person.name).person
            self._require_open(round_, name, number)
            before = self._kept(round_id, number, name, criterion)
            score = Score(round_id, number, name, criterion, value, comment.strip(), now, 0)
            saved = self._write(round_, score, before)
            if saved is None:
                return Saved(before or score)
            record(self._workspace, self._person, Change.SCORED, round_id, number=number, criterion=criterion)
        unseen = before is not None and seen is not None and before.revision != seen
        return Saved(saved, before if unseen else None)

    def take_over(self, round_id: str, person: str, entries: Entries) -> int:
        """Keep many scores of one reviewer, all or none: a sheet that was filled in elsewhere. How many changed.

        One's own, or as chair anybody's.

        Raises:
            ScoreError: one of them cannot be kept; nothing is changed.
        """
        require(self._person, Action.JUDGE)
        with self._workspace.transaction() as now:
            round_ = self._round(round_id)
            if person != self._person.name:
                self._rounds.require_chair(round_id)
            name = self._seated(round_id, person).person
            changed = 0
            for number in sorted({number for number, _ in entries}):
                self._require_open(round_, name, number)
            for (number, criterion), (value, comment) in entries.items():
                before = self._kept(round_id, number, name, criterion)
                score = Score(round_id, number, name, criterion, value, comment.strip(), now, 0)
                changed += self._write(round_, score, before) is not None
            if changed:
                record(self._workspace, self._person, Change.SCORED, round_id, reviewer=name, scores=changed)
        return changed

    def submit(self, round_id: str, *, incomplete: bool = False) -> Sheet:
        """Hand the person's sheet in: from then on only a chair can open it again.

        Raises:
            ScoreError: scores are missing (unless it may be `incomplete`), or it is submitted already.
        """
        require(self._person, Action.JUDGE)
        with self._workspace.transaction() as now:
            round_ = self._round(round_id)
            name = self._seated(round_id, self._person.name).person
            self._require_phase(round_)
            self._require_draft(round_id, name)
            missing = self._missing(round_, name)
            if missing and not incomplete:
                (number, criterion), *_ = missing
                known = round_.rubric.get(criterion)
                given = {"number": number, "criterion": known.name if known else criterion}
                raise ScoreError(ScoreProblem.INCOMPLETE, missing=len(missing), **given)
            self._workspace.execute("INSERT OR REPLACE INTO review_sheets VALUES (?,?,?)", [round_id, name, now])
            record(self._workspace, self._person, Change.SHEET_SUBMITTED, round_id, missing=len(missing))
        return Sheet(round_id, name, now)

    def reopen(self, round_id: str, person: str) -> Sheet:
        """As chair, make a submitted sheet a draft again."""
        require(self._person, Action.JUDGE)
        with self._workspace.transaction():
            self._chaired(round_id)
            name = self._seated(round_id, person).person
            self._workspace.execute("DELETE FROM review_sheets WHERE round = ? AND person = ?", [round_id, name])
            record(self._workspace, self._person, Change.SHEET_REOPENED, round_id, reviewer=name)
        return Sheet(round_id, name)

    # -- what is kept

    def _write(self, round_: Round, score: Score, before: Score | None) -> Score | None:
        """What stands there now; None where it says nothing new."""
        checked_score(round_, score)
        if (score.value, score.comment) == ((before.value, before.comment) if before else (None, "")):
            return None
        written = replace(score, revision=before.revision + 1 if before else 1)
        value = None if score.value is None else plain_number(score.value)
        self._workspace.execute(
            "INSERT OR REPLACE INTO review_scores (round, number, person, criterion, value, comment, changed, revision)"
            " VALUES (?,?,?,?,?,?,?,?)",
            [round_.id, score.number, score.person, score.criterion, value, score.comment, score.changed,
             written.revision],
        )  # fmt: skip
        return written

    def _kept(self, round_id: str, number: int, person: str, criterion: str) -> Score | None:
        where = "number = ? AND person = ? AND criterion = ?"
        rows = self._select("*", "review_scores", round_id, where=where, given=[number, person, criterion])
        return _score(rows[0]) if rows else None

    def _sheet(self, round_id: str, person: str) -> Sheet:
        rows = self._select("submitted", "review_sheets", round_id, where="person = ?", given=[person])
        return Sheet(round_id, person, rows[0]["submitted"] if rows else "")

    def _to_score(self, round_id: str, person: str) -> tuple[int, ...]:
        assignment, barred = self._assignment(round_id), self._barred(round_id)
        numbers = (one.number for one in self._judged(round_id))
        return tuple(n for n in numbers if assignment.includes(person, n) and (person, n) not in barred)

    def _missing(self, round_: Round, person: str) -> list[tuple[int, str]]:
        where = "person = ? AND value IS NOT NULL"
        rows = self._select("number, criterion", "review_scores", round_.id, where=where, given=[person])
        there = {(row["number"], row["criterion"]) for row in rows}
        wanted = ((number, one.key) for number in self._to_score(round_.id, person) for one in round_.rubric.criteria)
        return [pair for pair in wanted if pair not in there]

    def _progress(self, round_: Round, member: Member) -> ReviewerProgress:
        name = member.person
        expected = len(self._to_score(round_.id, name)) * len(round_.rubric.criteria)
        last = self._select("max(changed) AS last", "review_scores", round_.id, where="person = ?", given=[name])
        return ReviewerProgress(
            name,
            member.shown or name,
            expected - len(self._missing(round_, name)),
            expected,
            self._sheet(round_.id, name).submitted,
            sum(person == name for person, _ in self._barred(round_.id)),
            last[0]["last"] or "",
            member.seat is Seat.CHAIR,
        )

    # -- what must be so

    def _require_open(self, round_: Round, person: str, number: int) -> None:
        """That `person` can score the submission now."""
        self._require_phase(round_)
        submission = self._rounds.submission(round_.id, number)
        if submission.standing in NOT_JUDGED:
            raise ScoreError(ScoreProblem.NOT_JUDGED, number=number, standing=submission.standing)
        if (person, number) in self._barred(round_.id):
            raise ScoreError(ScoreProblem.CONFLICT, person=person, number=number)
        if not self._assignment(round_.id).includes(person, number):
            raise ScoreError(ScoreProblem.NOT_ASSIGNED, person=person, number=number)
        self._require_draft(round_.id, person)

    def _require_phase(self, round_: Round) -> None:
        if round_.phase is Phase.DECIDED:
            raise ScoreError(ScoreProblem.DECIDED)
        if round_.phase not in SCORING:
            raise ScoreError(ScoreProblem.NOT_OPEN, phase=round_.phase)

    def _require_draft(self, round_id: str, person: str) -> None:
        if self._sheet(round_id, person).submitted:
            raise ScoreError(ScoreProblem.SUBMITTED, person=person)


def _score(row: Row) -> Score:
    return Score(
        row["round"],
        row["number"],
        row["person"],
        row["criterion"],
        None if row["value"] is None else Decimal(row["value"]),
        row["comment"],
        row["changed"],
        row["revision"],
    )
