"""The public vote, and the formula that the ranking is made by: kept and changed by the chair."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from corpus.workspace import Action, Change, record, require
from review.scores.access import Access
from review.scores.combining import checked_formula
from review.scores.model import MOST_VOTES, Basis, Formula, Scaling, ScoreError, ScoreProblem, Vote


class Voting(Access):
    """Votes and formulas of the rounds that are there for the person."""

    def votes(self, round_id: str) -> tuple[Vote, ...]:
        """The votes by number of the submission; none before the round is decided for those who do not chair it."""
        if not self._sees_all(self._round(round_id)):
            return ()
        rows = self._select("number, votes", "review_votes", round_id, order="number")
        return tuple(Vote(round_id, row["number"], row["votes"]) for row in rows)

    def set_votes(self, round_id: str, votes: Mapping[int, int | None]) -> tuple[Vote, ...]:
        """As chair, enter votes by number of the submission; None takes one out, those not named stay.

        Raises:
            ScoreError: a number of votes is negative or not a whole number; nothing is entered then.
            NotFoundError: no such submission.
        """
        require(self._person, Action.JUDGE)
        with self._workspace.transaction():
            self._chaired(round_id)
            for number, count in votes.items():
                self._rounds.submission(round_id, number)
                self._set_vote(round_id, number, count)
            record(self._workspace, self._person, Change.VOTES_ENTERED, round_id, submissions=len(votes))
        return self.votes(round_id)

    def _set_vote(self, round_id: str, number: int, count: int | None) -> None:
        if count is None:
            self._workspace.execute("DELETE FROM review_votes WHERE round = ? AND number = ?", [round_id, number])
            return
        if not 0 <= count <= MOST_VOTES:
            raise ScoreError(ScoreProblem.VOTES, value=count)
        self._workspace.execute(
            "INSERT OR REPLACE INTO review_votes (round, number, votes) VALUES (?,?,?)", [round_id, number, count]
        )

    def formula(self, round_id: str) -> Formula:
        """How the ranking is made: by the weighted means alone until a chair says otherwise."""
        self._round(round_id)
        rows = self._select("*", "review_formulas", round_id)
        if not rows:
            return Formula()
        row = rows[0]
        return Formula(Basis(row["basis"]), Scaling(row["scaling"]), Decimal(row["vote_share"]))

    def set_formula(self, round_id: str, formula: Formula) -> Formula:
        """As chair, choose how the ranking is made.

        Raises:
            ScoreError: it cannot be computed.
        """
        require(self._person, Action.JUDGE)
        checked_formula(formula)
        with self._workspace.transaction():
            self._chaired(round_id)
            given = [str(formula.basis), str(formula.scaling), str(formula.vote_share)]
            self._workspace.execute(
                "INSERT OR REPLACE INTO review_formulas (round, basis, scaling, vote_share) VALUES (?,?,?,?)",
                [round_id, *given],
            )
            names = ("basis", "scaling", "vote_share")
            detail = dict(zip(names, given, strict=True))
            record(self._workspace, self._person, Change.FORMULA_CHOSEN, round_id, **detail)
        return formula
