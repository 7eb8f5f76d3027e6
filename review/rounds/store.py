"""The rounds that a person may see: made, changed, led from phase to phase. Submissions and members: `contents`."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from corpus.workspace import Action, Change, Role, record, require
from corpus.workspace.people import COMMAND_LINE
from corpus.workspace.tables import OF_ROUNDS
from review.rounds import rules
from review.rounds.model import (
    DESCRIPTION_LIMIT,
    TITLE_LIMIT,
    Added,
    Member,
    Phase,
    Round,
    RoundError,
    RoundProblem,
    Seat,
    Standing,
    Submission,
)
from review.rounds.names import Given, NameKind, checked_given
from review.rounds.reading import SeenRounds
from review.rounds.requirements import Requirements, checked, is_day, to_toml
from review.rubric.draft import checked_again
from review.rubric.model import Rubric, to_json


class Rounds(SeenRounds):
    """The rounds of `SeenRounds`, and every way to change them."""

    # -- making and changing

    def make(
        self,
        title: str,
        rubric: Rubric,
        *,
        description: str = "",
        blind: bool = False,
        opens_on: str = "",
        closes_on: str = "",
        requirements: Requirements | None = None,
    ) -> Round:
        """A new round, with the person as its chair.

        Raises:
            NotAllowedError: the person may not make one.
            RoundError: title, days or requirements cannot be as they are given.
            RubricError: nor can the rubric.
        """
        require(self._person, Action.EDIT)
        title, description, rubric = _title(title), _description(description), checked_again(rubric)
        _check_days(opens_on, closes_on)
        asked = checked(requirements or Requirements())
        with self._workspace.transaction() as now:
            made = secrets.token_hex(8)
            self._workspace.execute(
                "INSERT INTO rounds VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
                [
                    *(made, title, description, to_json(rubric), Phase.COLLECTING, int(blind), opens_on, closes_on),
                    *(to_toml(asked), 0, self._person.name, now, now),
                ],
            )
            record(self._workspace, self._person, Change.ROUND_MADE, made, title=title)
            if self._person.name != COMMAND_LINE.name:
                self._contents.put_member(made, self._person.name, Seat.CHAIR, str(self._person))
        return self.get(made)

    def change(
        self,
        round_id: str,
        *,
        title: str | None = None,
        description: str | None = None,
        opens_on: str | None = None,
        closes_on: str | None = None,
        blind: bool | None = None,
        rubric: Rubric | None = None,
        requirements: Requirements | None = None,
    ) -> Round:
        """Change what is given.

        Raises:
            RoundError: the person is no chair, the round is decided, or it cannot be as it is asked for.
            RubricError: the rubric cannot.
        """
        with self._workspace.transaction() as now:
            before = self._changeable(round_id)
            values: dict[str, Any] = {}
            if title is not None:
                values["title"] = _title(title)
            if description is not None:
                values["description"] = _description(description)
            if opens_on is not None or closes_on is not None:
                days = [opens_on, closes_on]
                values["opens_on"] = before.opens_on if days[0] is None else days[0]
                values["closes_on"] = before.closes_on if days[1] is None else days[1]
                _check_days(values["opens_on"], values["closes_on"])
            if blind is not None:
                self._check_blind(before, blind)
                values["blind"] = int(blind)
            if rubric is not None:
                rubric = checked_again(rubric)
                rules.require_rubric(before.rubric, rubric, self._contents.scored(round_id))
                values["rubric"] = to_json(rubric)
            if requirements is not None:
                values["requirements"] = to_toml(checked(requirements))
            self._write(before, values, now)
        return self.get(round_id)

    def change_rubric(self, round_id: str, edit: Callable[[Rubric], Rubric]) -> Round:
        """Change the rubric as it is now, whatever it was when somebody looked: of two chairs neither undoes the other.

        Args:
            round_id: the round.
            edit: makes the new rubric of the present one; what it raises leaves everything as it is.

        Raises:
            RoundError: as `change`.
        """
        with self._workspace.transaction():
            return self.change(round_id, rubric=edit(self._changeable(round_id).rubric))

    def advance(self, round_id: str, phase: Phase) -> Round:
        """Lead the round to the next phase, or back to the one before.

        Raises:
            RoundError: the person is no chair, or it is not time for that.
        """
        with self._workspace.transaction() as now:
            before = self.require_chair(round_id)
            held = [one.standing for one in self._contents.submissions(round_id)]
            rules.require_step(before.phase, phase, held)
            self._workspace.execute("UPDATE rounds SET phase = ?, changed = ? WHERE id = ?", [phase, now, round_id])
            record(
                self._workspace,
                self._person,
                Change.ROUND_PHASE,
                round_id,
                title=before.title,
                before=str(before.phase),
                after=str(phase),
            )
        return self.get(round_id)

    def remove(self, round_id: str) -> None:
        """Delete the round with all that belongs to it, scores included, for good; documents stay in the library.

        Raises:
            RoundError: the person is no chair; or it is decided, and they are no administrator.
        """
        with self._workspace.transaction():
            before = self.require_chair(round_id)
            if before.phase is Phase.DECIDED and self._person.role is not Role.ADMINISTRATOR:
                raise RoundError(RoundProblem.DECIDED)
            for table in OF_ROUNDS:
                self._workspace.execute(f"DELETE FROM {table} WHERE round = ?", [round_id])
            self._workspace.execute("DELETE FROM rounds WHERE id = ?", [round_id])
            counted = {"title": before.title, "submissions": before.submissions}
            record(self._workspace, self._person, Change.ROUND_REMOVED, round_id, **counted)

    # -- submissions

    def add(self, round_id: str, doc_ids: Sequence[str], titles: Sequence[str]) -> Added:
        """Take documents of the library into the round, which gives each the next number; known ones stay as they are.

        Args:
            round_id: the round.
            doc_ids: of documents.
            titles: of the same, in the same order.

        Raises:
            RoundError: the person is no chair, the round takes none now, or holds too many.
        """
        with self._workspace.transaction():
            self.require_collecting(round_id)
            return self._contents.add(round_id, list(zip(doc_ids, titles, strict=True)))

    def take_out(self, round_id: str, number: int) -> None:
        """Take out what came in by mistake, while submissions are collected; its number stays empty.

        Raises:
            RoundError: the person is no chair, the round has gone on, or it has scores (it can be withdrawn then).
        """
        with self._workspace.transaction():
            self.require_collecting(round_id)
            self._contents.take_out(round_id, number)

    def set_standing(self, round_id: str, number: int, standing: Standing, reason: str = "") -> Submission:
        """Decide how a submission stands, and why.

        Raises:
            RoundError: the person is no chair, or the phase or the present standing does not allow it.
        """
        with self._workspace.transaction():
            found = self.require_chair(round_id)
            return self._contents.set_standing(round_id, number, standing, reason, found.phase)

    # -- members

    def seat(self, round_id: str, name: str, seat: Seat, shown: str = "") -> Member:
        """Give somebody a seat, or another one.

        Raises:
            RoundError: the person is no chair, nobody has that name, or their role does not include it.
        """
        with self._workspace.transaction():
            self._changeable(round_id)
            return self._contents.seat(round_id, name, seat, shown)

    def unseat(self, round_id: str, name: str) -> None:
        """Take a seat away; what they scored stays.

        Raises:
            RoundError: the person is no chair, or it is the seat of the only chair.
            NotFoundError: nobody of that name sits there.
        """
        with self._workspace.transaction():
            self._changeable(round_id)
            self._contents.unseat(round_id, name)

    # -- names, for blind review

    def give_name(self, round_id: str, number: int, name: str, kind: NameKind | None) -> tuple[Given, ...]:
        """Say that `name` is masked as one of `kind`, or not masked (None); `number` 0: in all submissions.

        Raises:
            RoundError: the person is no chair, or the name cannot be masked.
        """
        given = checked_given(name, kind)
        with self._workspace.transaction():
            self._changeable(round_id)
            self._contents.give_name(round_id, number, given)
        return self._contents.given_names(round_id, number)

    def take_back_name(self, round_id: str, number: int, name: str) -> tuple[Given, ...]:
        """Take back what was said of a name: it is masked again if it is recognised.

        Raises:
            RoundError: the person is no chair.
        """
        with self._workspace.transaction():
            self._changeable(round_id)
            self._contents.take_back_name(round_id, number, name)
        return self._contents.given_names(round_id, number)

    # -- within a transaction

    def _changeable(self, round_id: str) -> Round:
        found = self.require_chair(round_id)
        if found.phase is Phase.DECIDED:
            raise RoundError(RoundProblem.DECIDED)
        return found

    def _check_blind(self, before: Round, blind: bool) -> None:
        if before.blind and not blind and self._contents.scored(before.id):
            raise RoundError(RoundProblem.BLIND_SCORED)

    def _write(self, before: Round, values: dict[str, Any], now: str) -> None:
        if not values:
            return
        columns = ", ".join(f"{name} = ?" for name in values)
        sql = f"UPDATE rounds SET {columns}, changed = ? WHERE id = ?"
        self._workspace.execute(sql, [*values.values(), now, before.id])
        detail = {"rubric": before.rubric.digest} if "rubric" in values else {}
        what = "、".join(values)
        record(self._workspace, self._person, Change.ROUND_CHANGED, before.id, title=before.title, what=what, **detail)


def _title(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise RoundError(RoundProblem.NO_TITLE)
    if len(text) > TITLE_LIMIT:
        raise RoundError(RoundProblem.TOO_LONG, "title", TITLE_LIMIT)
    return text


def _description(text: str) -> str:
    text = text.strip()
    if len(text) > DESCRIPTION_LIMIT:
        raise RoundError(RoundProblem.TOO_LONG, "description", DESCRIPTION_LIMIT)
    return text


def _check_days(opens_on: str, closes_on: str) -> None:
    for day in (opens_on, closes_on):
        if day and not is_day(day):
            raise RoundError(RoundProblem.BAD_DATE, day)
    if opens_on and closes_on and opens_on > closes_on:
        raise RoundError(RoundProblem.DATES_TURNED, f"{opens_on}, {closes_on}")
