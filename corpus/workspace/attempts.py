"""Attempts to sign in: slowed down, and in the end stopped for a while, by name and by address.

An attempt is counted before it is known whether it succeeds, so that many at once count as many.
"""

from __future__ import annotations

import contextlib
import ipaddress
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from corpus.errors import CasebaseError
from corpus.workspace.accounts import account
from corpus.workspace.audit import Change, record
from corpus.workspace.people import NAME_LIMIT, Person, normal_name
from corpus.workspace.store import Workspace

LOCK_AFTER = {"name": 10, "address": 50}
LOCKED_FOR = 15 * 60  # seconds
FORGOTTEN_AFTER = 24 * 3600

_UNKNOWN = "(unknown name)"  # people type passwords where names belong: what is no name is not written down


class SlowDownError(CasebaseError):
    """Too many attempts to sign in failed; the next one counts in `seconds`. `locked` after very many."""

    def __init__(self, seconds: int, *, locked: bool) -> None:
        self.seconds = seconds
        self.locked = locked
        super().__init__(f"too many attempts to sign in have failed: try again in {seconds} seconds")


@dataclass(frozen=True, slots=True)
class Attempts:
    """The failures that are remembered in a workspace."""

    workspace: Workspace
    clock: Callable[[], float] = time.time

    def begin(self, name: str, address: str) -> None:
        """Count an attempt to sign in as `name` from `address`, before the password is looked at.

        Raises:
            SlowDownError: it comes too early, and must not be looked at.
        """
        now = int(self.clock())
        with self.workspace.transaction():
            self.workspace.execute("DELETE FROM attempts WHERE last < ?", [now - FORGOTTEN_AFTER])
            keys = list(_keys(name, address))
            waits = [self._wait(kind, key, now) for kind, key in keys]
            if max(waits) <= 0:
                for kind, key in keys:
                    self._count(kind, key, now)
        if (wait := max(waits)) > 0:
            raise SlowDownError(wait, locked=any(self._locked(*one) for one in keys))

    def failed(self, name: str, address: str) -> None:
        """Write down that the attempt that has begun failed; and that this was the last one for a while."""
        target = normal_name(name) if account(self.workspace, name) else _UNKNOWN
        with self.workspace.transaction():
            record(self.workspace, target, Change.SIGN_IN_FAILED, target, address=address)
            for kind, key in _keys(name, address):
                if self._failures(kind, key) == LOCK_AFTER[kind]:
                    what = target if kind == "name" else address
                    record(self.workspace, target, Change.SIGN_IN_LOCKED, what, by=kind, seconds=LOCKED_FOR)

    def succeeded(self, person: Person, address: str) -> None:
        """Forget the failures of a name; of its address only the attempt that was none."""
        with self.workspace.transaction():
            self.workspace.execute("DELETE FROM attempts WHERE kind = 'name' AND key = ?", [person.name])
            self.workspace.execute(
                "UPDATE attempts SET failures = failures - 1 WHERE kind = 'address' AND key = ?", [_network(address)]
            )

    def _wait(self, kind: str, key: str, now: int) -> int:
        """Seconds until the next attempt may come."""
        rows = self.workspace.select("SELECT failures, last FROM attempts WHERE kind = ? AND key = ?", [kind, key])
        return rows[0]["last"] + pause(rows[0]["failures"], LOCK_AFTER[kind]) - now if rows else 0

    def _count(self, kind: str, key: str, now: int) -> None:
        self.workspace.execute(
            "INSERT INTO attempts VALUES (?,?,1,?) ON CONFLICT (kind, key)"
            " DO UPDATE SET failures = failures + 1, last = excluded.last",
            [kind, key, now],
        )

    def _failures(self, kind: str, key: str) -> int:
        rows = self.workspace.select("SELECT failures FROM attempts WHERE kind = ? AND key = ?", [kind, key])
        return rows[0]["failures"] if rows else 0

    def _locked(self, kind: str, key: str) -> bool:
        return self._failures(kind, key) >= LOCK_AFTER[kind]


def pause(failures: int, lock_after: int) -> int:
    """Seconds between the last of so many failures and the next attempt: none, 1, 2, 4, … 60, then the lock.

    An address may fail more often than a name before it has to wait: many people may share it.
    """
    if failures >= lock_after:
        return LOCKED_FOR
    free = lock_after // 2
    return 0 if failures < free else min(2 ** (failures - free), 60)


def _keys(name: str, address: str) -> Iterable[tuple[str, str]]:
    yield "name", normal_name(name)[:NAME_LIMIT]
    yield "address", _network(address)


def _network(address: str) -> str:
    """What one subscriber has: an IPv4 address, but 2^64 of IPv6."""
    with contextlib.suppress(ValueError):
        if (parsed := ipaddress.ip_address(address)).version == 6 and not (parsed.ipv4_mapped or parsed.is_loopback):
            return str(ipaddress.ip_network((parsed, 64), strict=False))
    return address
