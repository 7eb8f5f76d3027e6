"""What belongs to a round: submissions, members, what a chair said of names. Used by `store`, which asks for rights."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from corpus.errors import NotFoundError
from corpus.workspace import OWNER, Action, Change, Person, Workspace, allowed, record
from corpus.workspace.accounts import known_person
from corpus.workspace.people import PersonError, checked_name, checked_shown
from corpus.workspace.settings import read_settings
from corpus.workspace.tables import OF_SUBMISSIONS
from review.rounds.model import (
    NAMES_LIMIT,
    REASON_LIMIT,
    SUBMISSIONS_LIMIT,
    Added,
    Member,
    Phase,
    RoundError,
    RoundProblem,
    Seat,
    Standing,
    Submission,
)
from review.rounds.names import Given, NameKind
from review.rounds.rules import require_standing

_EVERYWHERE = 0  # the number under which names for all submissions of a round are kept


class Contents:
    """The rows that belong to rounds, written in the name of `person`; changes within a transaction only."""

    def __init__(self, workspace: Workspace, person: Person) -> None:
        self._workspace = workspace
        self._person = person

    # -- submissions

    def submissions(self, round_id: str) -> tuple[Submission, ...]:
        """Those of a round by number."""
        sql = "SELECT * FROM round_submissions WHERE round = ? ORDER BY number"
        return tuple(map(_submission, self._workspace.select(sql, [round_id])))

    def submission(self, round_id: str, number: int) -> Submission:
        """One of them; NotFoundError where there is none."""
        found = next((one for one in self.submissions(round_id) if one.number == number), None)
        if found is None:
            raise NotFoundError("submission", str(number), "choose one from the list of the round")
        return found

    def add(self, round_id: str, documents: Sequence[tuple[str, str]]) -> Added:
        """Put documents (id, title) at the end; those that are there stay."""
        there = {one.doc_id: one for one in self.submissions(round_id)}
        fresh = {doc_id: title for doc_id, title in documents if doc_id not in there}
        if len(there) + len(fresh) > SUBMISSIONS_LIMIT:
            raise RoundError(RoundProblem.TOO_MANY, "submissions", SUBMISSIONS_LIMIT)
        last = self._workspace.select("SELECT last FROM rounds WHERE id = ?", [round_id])[0]["last"]
        with self._workspace.transaction() as now:
            new = []
            for number, (doc_id, title) in enumerate(fresh.items(), last + 1):
                one = Submission(round_id, number, doc_id, " ".join(title.split()), Standing.PENDING, "", now)
                values = [round_id, number, doc_id, one.title, one.standing, "", self._person.name, now]
                self._workspace.execute("INSERT INTO round_submissions VALUES (?,?,?,?,?,?,?,?)", values)
                new.append(one)
            if new:
                sql = "UPDATE rounds SET last = ?, changed = ? WHERE id = ?"
                self._workspace.execute(sql, [last + len(new), now, round_id])
                numbers = "、".join(str(one.number) for one in new)
                record(self._workspace, self._person, Change.SUBMITTED, round_id, documents=len(new), numbers=numbers)
        known = [there[doc_id] for doc_id in dict.fromkeys(doc_id for doc_id, _ in documents) if doc_id in there]
        return Added(tuple(new), tuple(known))

    def take_out(self, round_id: str, number: int) -> None:
        """Take one out with all that is said of it but scores, which nobody may lose; its number is not given again."""
        gone = self.submission(round_id, number)
        if self._workspace.select("SELECT 1 FROM review_scores WHERE round = ? AND number = ?", [round_id, number]):
            raise RoundError(RoundProblem.SUBMISSION_SCORED, str(number))
        for table in OF_SUBMISSIONS:
            self._workspace.execute(f"DELETE FROM {table} WHERE round = ? AND number = ?", [round_id, number])
        self._changed(round_id, Change.STANDING, number=number, doc_id=gone.doc_id, after="taken out")

    def set_standing(self, round_id: str, number: int, standing: Standing, reason: str, phase: Phase) -> Submission:
        """Write how a submission stands."""
        before = self.submission(round_id, number)
        reason = reason.strip()
        if len(reason) > REASON_LIMIT:
            raise RoundError(RoundProblem.TOO_LONG, "reason", REASON_LIMIT)
        require_standing(phase, before.standing, standing, reason)
        self._workspace.execute(
            "UPDATE round_submissions SET standing = ?, reason = ? WHERE round = ? AND number = ?",
            [standing, reason, round_id, number],
        )
        detail = {"before": str(before.standing), "after": str(standing), "reason": reason}
        self._changed(round_id, Change.STANDING, number=number, **detail)
        return self.submission(round_id, number)

    def scored(self, round_id: str) -> tuple[str, ...]:
        """The keys of criteria that have scores in a round."""
        sql = "SELECT DISTINCT criterion FROM review_scores WHERE round = ? ORDER BY criterion"
        return tuple(row["criterion"] for row in self._workspace.select(sql, [round_id]))

    # -- members

    def members(self, round_id: str) -> tuple[Member, ...]:
        """Who sits in a round: chairs first, then by name."""
        sql = "SELECT * FROM round_members WHERE round = ? ORDER BY seat, person"
        rows = self._workspace.select(sql, [round_id])
        return tuple(Member(row["round"], row["person"], Seat(row["seat"]), row["shown"]) for row in rows)

    def chairs(self, round_id: str) -> tuple[Member, ...]:
        """The chairs among them."""
        return tuple(one for one in self.members(round_id) if one.seat is Seat.CHAIR)

    def seat_of(self, round_id: str) -> Seat | None:
        """That of the person."""
        return next((one.seat for one in self.members(round_id) if one.person == self._person.name), None)

    def seat(self, round_id: str, name: str, seat: Seat, shown: str) -> Member:
        """Give somebody a seat."""
        somebody = self._known(name)
        if somebody is not None and not allowed(somebody, Action.EDIT if seat is Seat.CHAIR else Action.JUDGE):
            problem = RoundProblem.CANNOT_CHAIR if seat is Seat.CHAIR else RoundProblem.CANNOT_SCORE
            raise RoundError(problem, str(somebody))
        name = somebody.name if somebody else checked_name(name)
        if seat is Seat.REVIEWER:
            self._require_other_chair(round_id, name)
        return self.put_member(round_id, name, seat, shown.strip() or (somebody.shown if somebody else "") or name)

    def put_member(self, round_id: str, name: str, seat: Seat, shown: str) -> Member:
        """Write a seat."""
        shown = checked_shown(name, shown)
        values = [round_id, name, seat, shown]
        self._workspace.execute("INSERT OR REPLACE INTO round_members VALUES (?,?,?,?)", values)
        self._changed(round_id, Change.ROUND_SEATED, who=name, after=str(seat))
        return Member(round_id, name, seat, shown)

    def unseat(self, round_id: str, name: str) -> None:
        """Take a seat away."""
        found = next((one for one in self.members(round_id) if one.person == name), None)
        if found is None:
            raise NotFoundError("member", name, "choose one from the members of the round")
        self._require_other_chair(round_id, name)
        self._workspace.execute("DELETE FROM round_members WHERE round = ? AND person = ?", [round_id, name])
        self._changed(round_id, Change.ROUND_SEATED, who=name, before=str(found.seat))

    def _known(self, name: str) -> Person | None:
        """Whom a name stands for; None for somebody without an account, where accounts are not needed."""
        try:
            plain = checked_name(name)
        except PersonError:
            raise RoundError(RoundProblem.BAD_PERSON, name[:80]) from None
        required = read_settings(self._workspace.home).required
        found = known_person(self._workspace, plain)
        if found is None and required:
            raise RoundError(RoundProblem.NO_ACCOUNT, plain)
        return found or (OWNER if plain == OWNER.name else None)

    def _require_other_chair(self, round_id: str, name: str) -> None:
        chairs = self.chairs(round_id)
        if [one.person for one in chairs] == [name]:
            raise RoundError(RoundProblem.LAST_CHAIR, chairs[0].shown)

    # -- names

    def given_names(self, round_id: str, number: int) -> tuple[Given, ...]:
        """What was said of names in a submission; what was said of it alone goes before what was said of all."""
        sql = "SELECT name, kind FROM round_names WHERE round = ? AND number IN (?, ?) ORDER BY number DESC, name"
        found: dict[str, Given] = {}
        for row in self._workspace.select(sql, [round_id, number, _EVERYWHERE]):
            kind = NameKind(row["kind"]) if row["kind"] else None
            found.setdefault(row["name"], Given(row["name"], kind))
        return tuple(found[name] for name in sorted(found))

    def give_name(self, round_id: str, number: int, given: Given) -> None:
        """Keep what is said of a name."""
        if number != _EVERYWHERE:
            self.submission(round_id, number)
        if len(self.given_names(round_id, number)) >= NAMES_LIMIT:
            raise RoundError(RoundProblem.TOO_MANY, "names", NAMES_LIMIT)
        values: list[Any] = [round_id, number, given.name, given.kind]
        self._workspace.execute("INSERT OR REPLACE INTO round_names VALUES (?,?,?,?)", values)
        self._changed(round_id, Change.ROUND_NAMES, number=number, name=given.name, after=str(given.kind or "shown"))

    def take_back_name(self, round_id: str, number: int, name: str) -> None:
        """Forget what was said of a name."""
        sql = "DELETE FROM round_names WHERE round = ? AND number = ? AND name = ?"
        if self._workspace.execute(sql, [round_id, number, name]).rowcount:
            self._changed(round_id, Change.ROUND_NAMES, number=number, name=name, after="as recognised")

    def _changed(self, round_id: str, change: Change, **detail: object) -> None:
        with self._workspace.transaction() as now:
            self._workspace.execute("UPDATE rounds SET changed = ? WHERE id = ?", [now, round_id])
            record(self._workspace, self._person, change, round_id, **detail)


def _submission(row: sqlite3.Row) -> Submission:
    return Submission(
        round=row["round"],
        number=row["number"],
        doc_id=row["doc_id"],
        title=row["title"],
        standing=Standing(row["standing"]),
        reason=row["reason"],
        added=row["added"],
    )
