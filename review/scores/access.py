"""Who may do what with the scores of a round: the questions that every part of the store asks first."""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Row
from typing import Any, Final

from corpus.workspace import Action, Person, Workspace, require
from review.rounds.model import Member, Phase, Round, Seat, Standing, Submission
from review.rounds.store import Rounds
from review.scores.model import Assignment, ScoreError, ScoreProblem

SCORING: Final = frozenset({Phase.REVIEW, Phase.SHORTLIST})
NOT_JUDGED: Final = frozenset({Standing.INELIGIBLE, Standing.WITHDRAWN})


class Access:
    """The rounds of `workspace` as they are there for `person`; base of everything that is kept about scores."""

    def __init__(self, workspace: Workspace, person: Person) -> None:
        self._workspace = workspace
        self._person = person
        self._rounds = Rounds(workspace, person)

    def _round(self, round_id: str) -> Round:
        """The round; NotFoundError where the person has no seat in it."""
        require(self._person, Action.READ)
        return self._rounds.get(round_id)

    def _undecided(self, round_id: str) -> Round:
        """The round, as long as something can be changed about how it is judged.

        Raises:
            ScoreError: it is decided.
        """
        round_ = self._round(round_id)
        if round_.phase is Phase.DECIDED:
            raise ScoreError(ScoreProblem.DECIDED)
        return round_

    def _chaired(self, round_id: str) -> Round:
        """The round, if the person chairs it and it is not decided."""
        round_ = self._undecided(round_id)
        self._rounds.require_chair(round_id)
        return round_

    def _sees_all(self, round_: Round) -> bool:
        """Whether scores of others are there for the person: the chair's always, everybody's once it is decided."""
        return round_.phase is Phase.DECIDED or self._rounds.is_chair(round_.id)

    def _members(self, round_id: str) -> dict[str, Member]:
        return {member.person: member for member in self._rounds.members(round_id)}

    def _seated(self, round_id: str, name: str) -> Member:
        """The member of that name.

        Raises:
            ScoreError: they have no seat in this round.
        """
        member = self._members(round_id).get(name)
        if member is None:
            raise ScoreError(ScoreProblem.NO_REVIEWER, person=name)
        return member

    def _scorers(self, round_id: str) -> tuple[Member, ...]:
        """The reviewers, and the chairs who have scored, too."""
        scored = {row["person"] for row in self._select("DISTINCT person", "review_scores", round_id)}
        members = self._rounds.members(round_id)
        return tuple(one for one in members if one.seat is not Seat.CHAIR or one.person in scored)

    def _judged(self, round_id: str) -> tuple[Submission, ...]:
        """The submissions that are scored."""
        return tuple(one for one in self._rounds.submissions(round_id) if one.standing not in NOT_JUDGED)

    def _assignment(self, round_id: str) -> Assignment:
        rows = self._select("person, number", "review_assignments", round_id, order="person, number")
        numbers: dict[str, tuple[int, ...]] = {}
        for row in rows:
            numbers[row["person"]] = (*numbers.get(row["person"], ()), row["number"])
        return Assignment(numbers)

    def _barred(self, round_id: str) -> frozenset[tuple[str, int]]:
        """Who does not judge what."""
        rows = self._select("person, number", "review_conflicts", round_id)
        return frozenset((row["person"], row["number"]) for row in rows)

    def _select(self, columns: str, table: str, round_id: str, *, where: str = "", order: str = "1",
                given: Sequence[Any] = ()) -> list[Row]:  # fmt: skip
        condition = f" AND {where}" if where else ""
        sql = f"SELECT {columns} FROM {table} WHERE round = ?{condition} ORDER BY {order}"
        return self._workspace.select(sql, [round_id, *given])
