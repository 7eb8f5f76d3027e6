"""The rounds that a person may see, and what they may do in each."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from corpus.errors import NotFoundError
from corpus.workspace import Action, Person, Role, Workspace, allowed, require
from review.rounds.contents import Contents
from review.rounds.model import Member, Phase, Round, RoundError, RoundProblem, Seat, Submission
from review.rounds.names import Given
from review.rounds.requirements import from_toml
from review.rubric.model import from_json

_ROUNDS = "SELECT r.*, (SELECT count(*) FROM round_submissions s WHERE s.round = r.id) AS submissions FROM rounds r"


class SeenRounds:
    """What of the rounds in `workspace` is there for `person`.

    A round is there for those who sit in it and for administrators; for others it raises `NotFoundError` like one that
    never was. What only a chair may do raises `RoundError` for others. An administrator who has no seat in a round may
    do what its chair may; one who sits in it as a reviewer is a reviewer there, as long as it has a chair.
    """

    def __init__(self, workspace: Workspace, person: Person) -> None:
        self._workspace = workspace
        self._person = person
        self._contents = Contents(workspace, person)

    def visible(self) -> tuple[Round, ...]:
        """Those that are there for the person; what was changed last first."""
        require(self._person, Action.READ)
        return tuple(self._select("1", []))

    def get(self, round_id: str) -> Round:
        """One round.

        Raises:
            NotFoundError: there is none of this id for the person.
        """
        require(self._person, Action.READ)
        found = self._select("r.id = ?", [round_id])
        if not found:
            raise NotFoundError("round", round_id, "choose one from the list of rounds")
        return found[0]

    def seat_of(self, round_id: str) -> Seat | None:
        """What the person does in a round; None for an administrator who has no seat."""
        self.get(round_id)
        return self._contents.seat_of(round_id)

    def is_chair(self, round_id: str) -> bool:
        """Whether the person may do what a chair may."""
        seat = self.seat_of(round_id)
        if self._person.role is Role.ADMINISTRATOR:
            return seat is not Seat.REVIEWER or not self._contents.chairs(round_id)
        return seat is Seat.CHAIR and allowed(self._person, Action.EDIT)

    def require_chair(self, round_id: str) -> Round:
        """The round, if the person may do in it what a chair may.

        Raises:
            RoundError: they may not.
        """
        found = self.get(round_id)
        if not self.is_chair(round_id):
            others = [one for one in self._contents.chairs(round_id) if one.person != self._person.name]
            names = "、".join(one.shown for one in others)
            raise RoundError(RoundProblem.NOT_CHAIR, names or "an administrator")
        return found

    def require_collecting(self, round_id: str) -> Round:
        """The round, if the person may add submissions to it now.

        Raises:
            RoundError: they are no chair, or it takes none any more.
        """
        found = self.require_chair(round_id)
        if found.phase is not Phase.COLLECTING:
            raise RoundError(RoundProblem.NOT_COLLECTING, found.phase)
        return found

    def submissions(self, round_id: str) -> tuple[Submission, ...]:
        """Those of a round by number, whatever their standing."""
        self.get(round_id)
        return self._contents.submissions(round_id)

    def submission(self, round_id: str, number: int) -> Submission:
        """One of them.

        Raises:
            NotFoundError: there is none of this number.
        """
        self.get(round_id)
        return self._contents.submission(round_id, number)

    def members(self, round_id: str) -> tuple[Member, ...]:
        """Who sits in a round: chairs first, then by name."""
        self.get(round_id)
        return self._contents.members(round_id)

    def given_names(self, round_id: str, number: int) -> tuple[Given, ...]:
        """What a chair said of names in a submission, for `masks_of`; those for all submissions included."""
        self.submission(round_id, number)
        return self._contents.given_names(round_id, number)

    def _select(self, condition: str, parameters: Sequence[Any]) -> list[Round]:
        seen, names = "1", []
        if self._person.role is not Role.ADMINISTRATOR:
            seen = "EXISTS (SELECT 1 FROM round_members m WHERE m.round = r.id AND m.person = ?)"
            names = [self._person.name]
        sql = f"{_ROUNDS} WHERE {condition} AND {seen} ORDER BY r.changed DESC, r.id"
        return [_round(row) for row in self._workspace.select(sql, [*parameters, *names])]


def _round(row: sqlite3.Row) -> Round:
    return Round(
        id=row["id"],
        title=row["title"],
        description=row["description"],
        rubric=from_json(row["rubric"]),
        phase=Phase(row["phase"]),
        blind=bool(row["blind"]),
        opens_on=row["opens_on"],
        closes_on=row["closes_on"],
        requirements=from_toml(row["requirements"]),
        made_by=row["made_by"],
        made=row["made"],
        changed=row["changed"],
        submissions=row["submissions"],
    )
