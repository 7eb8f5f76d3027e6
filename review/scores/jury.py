"""Conflicts of interest, and who scores what."""

from __future__ import annotations

from collections.abc import Iterable
from sqlite3 import Row

from corpus.errors import NotFoundError
from corpus.workspace import Action, Change, record, require
from review.scores.access import Access
from review.scores.assignment import assigned
from review.scores.model import REASON_LIMIT, Assignment, Conflict, ScoreError, ScoreProblem


class Jury(Access):
    """Conflicts and assignments of the rounds that are there for the person."""

    def conflicts(self, round_id: str) -> tuple[Conflict, ...]:
        """All of them for the chair (for everybody once the round is decided), else the person's own."""
        every = self._sees_all(self._round(round_id))
        rows = self._select("*", "review_conflicts", round_id, order="number, person")
        return tuple(_conflict(row) for row in rows if every or row["person"] == self._person.name)

    def declare(self, round_id: str, number: int, reason: str, *, person: str | None = None) -> Conflict:
        """Say that the person, or as chair that a reviewer, does not judge a submission; scores there are left out.

        Raises:
            ScoreError: no reason, no such reviewer, or the round is decided.
            NotFoundError: no such round or submission.
        """
        require(self._person, Action.JUDGE)
        reason = reason.strip()
        if not reason or len(reason) > REASON_LIMIT:
            raise ScoreError(ScoreProblem.REASON, limit=REASON_LIMIT)
        with self._workspace.transaction() as now:
            name = self._meant(round_id, person)
            self._rounds.submission(round_id, number)
            self._require_mine(round_id, number, name)
            self._workspace.execute(
                "INSERT OR REPLACE INTO review_conflicts (round, number, person, reason, said_by, since)"
                " VALUES (?,?,?,?,?,?)",
                [round_id, number, name, reason, self._person.name, now],
            )
            record(self._workspace, self._person, Change.CONFLICT_SET, round_id, number=number, reviewer=name)
        return Conflict(round_id, number, name, reason, self._person.name, now)

    def withdraw(self, round_id: str, number: int, *, person: str | None = None) -> None:
        """Take a conflict back; the scores that were left out count again.

        Raises:
            ScoreError: the chair set it and the person is not one, or the round is decided.
            NotFoundError: there is none.
        """
        require(self._person, Action.JUDGE)
        with self._workspace.transaction():
            name = self._meant(round_id, person)
            if not self._require_mine(round_id, number, name):
                raise NotFoundError("conflict", f"{name}, {number}", "it was withdrawn already")
            self._workspace.execute(
                "DELETE FROM review_conflicts WHERE round = ? AND number = ? AND person = ?", [round_id, number, name]
            )
            record(self._workspace, self._person, Change.CONFLICT_WITHDRAWN, round_id, number=number, reviewer=name)

    def assignment(self, round_id: str) -> Assignment:
        """Who scores what: all for the chair, else the person's own; empty where everybody scores everything."""
        round_ = self._round(round_id)
        found = self._assignment(round_id)
        if self._sees_all(round_) or not found.numbers:
            return found
        return Assignment({self._person.name: found.numbers.get(self._person.name, ())})

    def assign(self, round_id: str, each: int) -> Assignment:
        """As chair, give every submission to so many reviewers, evenly and around the conflicts; 0: all to all.

        Raises:
            ScoreError: there are fewer reviewers than that.
        """
        require(self._person, Action.JUDGE)
        with self._workspace.transaction():
            self._chaired(round_id)
            people = [member.person for member in self._scorers(round_id)]
            if each < 0 or each > len(people):
                raise ScoreError(ScoreProblem.TOO_FEW, each=each, there=len(people))
            numbers = [one.number for one in self._judged(round_id)]
            given = assigned(numbers, people, each, self._barred(round_id)) if each else {}
            pairs = [(name, number) for name, some in given.items() for number in some]
            return self._replace(round_id, pairs, each=each)

    def assign_to(self, round_id: str, person: str, numbers: Iterable[int]) -> Assignment:
        """As chair, give a reviewer these submissions and no others; the rest of the assignment stays.

        The first time, everybody else keeps all submissions.
        """
        require(self._person, Action.JUDGE)
        with self._workspace.transaction():
            self._chaired(round_id)
            self._seated(round_id, person)
            every = {one.number for one in self._rounds.submissions(round_id)}
            wanted = sorted(set(numbers))
            for number in set(wanted) - every:
                self._rounds.submission(round_id, number)  # says that there is none
            before = self._assignment(round_id).numbers or {
                member.person: tuple(sorted(every)) for member in self._scorers(round_id)
            }
            given = {**before, person: tuple(wanted)}
            pairs = [(name, number) for name, some in given.items() for number in some]
            return self._replace(round_id, pairs, reviewer=person)

    def _replace(self, round_id: str, pairs: Iterable[tuple[str, int]], **detail: object) -> Assignment:
        self._workspace.execute("DELETE FROM review_assignments WHERE round = ?", [round_id])
        for name, number in pairs:
            self._workspace.execute(
                "INSERT INTO review_assignments (round, person, number) VALUES (?,?,?)", [round_id, name, number]
            )
        record(self._workspace, self._person, Change.REVIEW_ASSIGNED, round_id, **detail)
        return self._assignment(round_id)

    def _require_mine(self, round_id: str, number: int, name: str) -> bool:
        """Whether there is such a conflict; one that a chair set is for chairs to change."""
        rows = self._select(
            "said_by", "review_conflicts", round_id, where="number = ? AND person = ?", given=[number, name]
        )
        if rows and rows[0]["said_by"] != self._person.name and not self._rounds.is_chair(round_id):
            raise ScoreError(ScoreProblem.NOT_YOURS)
        return bool(rows)

    def _meant(self, round_id: str, person: str | None) -> str:
        """The reviewer that something is said of: the person, or somebody else if the person chairs the round."""
        name = person or self._person.name
        self._undecided(round_id)
        if name != self._person.name:
            self._rounds.require_chair(round_id)
        return self._seated(round_id, name).person


def _conflict(row: Row) -> Conflict:
    return Conflict(row["round"], row["number"], row["person"], row["reason"], row["said_by"], row["since"])
