"""The audit log: who changed what, and when. Written in the same transaction as the change where both are here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from corpus.workspace.people import Person

if TYPE_CHECKING:
    from corpus.workspace.store import Workspace


class Change(StrEnum):
    """What was changed."""

    ADDED = "documents added"
    CORRECTED = "metadata corrected"
    REMOVED = "document removed"
    INDEXED = "index updated"
    ENCODER = "encoder changed"
    COLLECTION_MADE = "collection made"
    COLLECTION_CHANGED = "collection changed"
    COLLECTION_SHARED = "collection shared"
    COLLECTION_REMOVED = "collection removed"
    NOTED = "note written"
    NOTE_REMOVED = "note removed"
    JUDGED = "passage judged"
    MEASURED = "library measured"
    PERSON_ADDED = "person added"
    PERSON_CHANGED = "person changed"
    PERSON_REMOVED = "person removed"
    SIGNED_IN = "signed in"
    SIGN_IN_FAILED = "sign-in failed"
    SIGN_IN_LOCKED = "sign-in locked"
    SIGNED_OUT = "signed out"
    BACKED_UP = "backup made"
    BACKUP_REMOVED = "backup removed"
    RESTORED = "backup restored"
    ROUND_MADE = "round made"
    ROUND_CHANGED = "round changed"
    ROUND_PHASE = "round phase changed"
    ROUND_SEATED = "round members changed"
    ROUND_NAMES = "names masked"
    ROUND_REMOVED = "round removed"
    SUBMITTED = "submissions added"
    STANDING = "standing changed"
    SCORED = "scores saved"
    SHEET_SUBMITTED = "score sheet submitted"
    SHEET_REOPENED = "score sheet reopened"
    CONFLICT_SET = "conflict of interest set"
    CONFLICT_WITHDRAWN = "conflict of interest withdrawn"
    REVIEW_ASSIGNED = "submissions assigned to reviewers"
    VOTES_ENTERED = "votes entered"
    FORMULA_CHOSEN = "ranking formula chosen"
    RESULTS_EXPORTED = "review record written"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. `at` is UTC, ISO 8601; `target` names what was changed; `detail` is JSON-like, small."""

    number: int
    at: str
    person: str
    change: str
    target: str
    detail: Mapping[str, object]


def record(workspace: Workspace, person: Person | str, change: Change, target: str = "", **detail: object) -> None:
    """Add a line to the log; lines are never changed or removed."""
    name = person if isinstance(person, str) else person.name
    with workspace.transaction() as now:
        workspace.execute(
            "INSERT INTO audit (at, person, change, target, detail) VALUES (?,?,?,?,?)",
            [now, name, change, target, json.dumps(detail, ensure_ascii=False, sort_keys=True)],
        )


def history(
    workspace: Workspace, *, limit: int = 200, before: int | None = None, person: str = "", change: str = ""
) -> tuple[Entry, ...]:
    """Lines of the log, newest first, those numbered below `before` only; of one person or one change if named."""
    conditions = [("number < ?", before), ("person = ?", person), ("change = ?", change)]
    given = [(condition, value) for condition, value in conditions if value]
    where = " AND ".join(condition for condition, _ in given) or "1"
    sql = f"SELECT * FROM audit WHERE {where} ORDER BY number DESC LIMIT ?"
    rows = workspace.select(sql, [*(value for _, value in given), limit])
    return tuple(
        Entry(row["number"], row["at"], row["person"], row["change"], row["target"], json.loads(row["detail"]))
        for row in rows
    )


def writers(workspace: Workspace) -> tuple[str, ...]:
    """Everybody who is named in the log."""
    return tuple(row["person"] for row in workspace.select("SELECT DISTINCT person FROM audit ORDER BY person"))
