"""Sessions: that somebody has signed in, kept as the hash of a token that only their browser holds."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from corpus.workspace.accounts import end_sessions, known_person
from corpus.workspace.audit import Change, record
from corpus.workspace.people import Person
from corpus.workspace.rights import Action, require
from corpus.workspace.settings import SignIn
from corpus.workspace.store import Workspace

_NOTED_EVERY = 60  # seconds: a click need not write each time
_AT_MOST = 20  # browsers in which one person is signed in
_AGENT_LIMIT = 200  # characters

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Session:
    """A browser in which somebody is signed in. `key` tells it from others, and opens nothing. Times are ISO 8601."""

    key: str
    name: str
    since: str
    seen: str
    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of a workspace, under the settings that say how long they last."""

    workspace: Workspace
    settings: SignIn
    clock: Clock = time.time

    def begin(self, person: Person, *, address: str = "", agent: str = "", method: str = "") -> str:
        """Sign `person` in; the token for their browser, 256 random bits, which is kept nowhere else."""
        token, now = secrets.token_urlsafe(32), int(self.clock())
        with self.workspace.transaction():
            self._forget_old(now)
            self.workspace.execute(
                "INSERT INTO sessions VALUES (?,?,?,?,?,?)",
                [_hash(token), person.name, now, now, address, agent[:_AGENT_LIMIT]],
            )
            self.workspace.execute(
                "DELETE FROM sessions WHERE name = ? AND token NOT IN"
                " (SELECT token FROM sessions WHERE name = ? ORDER BY since DESC, rowid DESC LIMIT ?)",
                [person.name, person.name, _AT_MOST],
            )
            record(self.workspace, person, Change.SIGNED_IN, person.name, address=address, method=method)
        return token

    def person(self, token: str) -> Person | None:
        """Who holds `token`, with the role that they have now; None where it is not, or no longer, good."""
        rows = self.workspace.select("SELECT * FROM sessions WHERE token = ?", [_hash(token)]) if token else []
        if not rows or not self._good(rows[0]["since"], rows[0]["seen"]):
            return None
        return known_person(self.workspace, rows[0]["name"])

    def seen(self, token: str) -> None:
        """Note that the holder of `token` is still there: the time until they are signed out begins anew."""
        now = int(self.clock())
        rows = self.workspace.select("SELECT since, seen FROM sessions WHERE token = ?", [_hash(token)])
        if rows and self._good(rows[0]["since"], rows[0]["seen"]) and now - rows[0]["seen"] >= _NOTED_EVERY:
            with self.workspace.transaction():
                self.workspace.execute("UPDATE sessions SET seen = ? WHERE token = ?", [now, _hash(token)])

    def end(self, token: str) -> None:
        """Sign out the browser that holds `token`."""
        with self.workspace.transaction():
            rows = self.workspace.select("SELECT name FROM sessions WHERE token = ?", [_hash(token)])
            self.workspace.execute("DELETE FROM sessions WHERE token = ?", [_hash(token)])
            if rows:
                record(self.workspace, rows[0]["name"], Change.SIGNED_OUT, rows[0]["name"])

    def end_all(self, by: Person, name: str) -> None:
        """Sign `name` out everywhere.

        Raises:
            NotAllowedError: they are somebody else than `by`, who is no administrator.
        """
        if by.name != name:
            require(by, Action.ADMINISTER)
        with self.workspace.transaction():
            end_sessions(self.workspace, name)
            record(self.workspace, by, Change.SIGNED_OUT, name, everywhere=True)

    def of(self, by: Person, name: str = "") -> tuple[Session, ...]:
        """Where `name`, or everybody, is signed in, the latest first.

        Raises:
            NotAllowedError: they are somebody else than `by`, who is no administrator.
        """
        if by.name != name:
            require(by, Action.ADMINISTER)
        where, given = ("WHERE name = ?", [name]) if name else ("", [])
        rows = self.workspace.select(f"SELECT * FROM sessions {where} ORDER BY seen DESC, since DESC", given)
        return tuple(
            Session(one["token"][:12], one["name"], _iso(one["since"]), _iso(one["seen"]), one["address"], one["agent"])
            for one in rows
            if self._good(one["since"], one["seen"])
        )

    def _good(self, since: int, seen: int) -> bool:
        now = int(self.clock())
        return now - since < self.settings.longest and now - seen < self.settings.idle

    def _forget_old(self, now: int) -> None:
        limits = [now - self.settings.longest, now - self.settings.idle]
        self.workspace.execute("DELETE FROM sessions WHERE since <= ? OR seen <= ?", limits)


def key(token: str) -> str:
    """What tells the session of `token` from others, and opens nothing."""
    return _hash(token)[:12]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
