"""Reviewers who work without a connection: their sheet goes out as XLSX and comes in again; votes come as a list."""

from __future__ import annotations

from corpus.workspace import Action, Person, Workspace, require
from review.rounds.store import Rounds
from review.scores.model import Vote
from review.scores.sheet_in import read_sheet
from review.scores.sheet_out import sheet_xlsx
from review.scores.store import Scores
from review.scores.vote_list import read_votes


def export_sheet(workspace: Workspace, person: Person, round_id: str, reviewer: str) -> bytes:
    """The sheet of a reviewer as XLSX: one's own, or as chair anybody's.

    Raises:
        NotFoundError: no such round for the person.
        RoundError: it is somebody else's and the person is no chair.
        ScoreError: the reviewer has no seat.
    """
    require(person, Action.JUDGE)
    rounds, scores = Rounds(workspace, person), Scores(workspace, person)
    round_ = rounds.get(round_id)
    member = scores.member(round_id, reviewer)
    numbers = scores.to_score(round_id, person=reviewer)
    submissions = [one for one in rounds.submissions(round_id) if one.number in numbers]
    return sheet_xlsx(round_, reviewer, member.shown, submissions, scores.scores(round_id, person=reviewer))


def import_sheet(workspace: Workspace, person: Person, round_id: str, reviewer: str, data: bytes) -> int:
    """Take over what a sheet says, as a whole or not at all; how many scores changed.

    Raises:
        SheetFileError: it is no such sheet, or has cells that cannot be taken over; all are named.
        ScoreError: the round is not open for scores, or the sheet is submitted.
    """
    require(person, Action.JUDGE)
    rounds, scores = Rounds(workspace, person), Scores(workspace, person)
    with workspace.transaction():
        round_ = rounds.get(round_id)
        scores.member(round_id, reviewer)
        numbers = scores.to_score(round_id, person=reviewer)
        kept = scores.scores(round_id, person=reviewer)
        entries = read_sheet(data, round_, reviewer, rounds.submissions(round_id), numbers, kept)
        return scores.take_over(round_id, reviewer, entries)


def import_votes(workspace: Workspace, person: Person, round_id: str, data: bytes, name: str) -> tuple[Vote, ...]:
    """As chair, take over a list of votes (CSV or XLSX), as a whole or not at all.

    Raises:
        SheetFileError: it cannot be read, or has cells that cannot be taken over; all are named.
    """
    require(person, Action.JUDGE)
    with workspace.transaction():
        numbers = [one.number for one in Rounds(workspace, person).submissions(round_id)]
        return Scores(workspace, person).set_votes(round_id, read_votes(data, name, numbers))
