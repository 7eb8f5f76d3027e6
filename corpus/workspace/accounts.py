"""Accounts: who there is, with which role; kept when a person is removed, since what they made stays theirs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from sqlite3 import Row

from corpus.errors import NotFoundError
from corpus.workspace.audit import Change, record
from corpus.workspace.people import (
    Person,
    PersonError,
    PersonProblem,
    Role,
    checked_name,
    checked_password,
    checked_shown,
    normal_name,
)
from corpus.workspace.rights import Action, require
from corpus.workspace.settings import Method, read_settings
from corpus.workspace.store import Workspace


class State(StrEnum):
    """Whether an account can be used."""

    ACTIVE = "active"
    DISABLED = "disabled"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Account:
    """An account. `has_password` is False where a provider vouches for the person. Times are UTC, ISO 8601."""

    name: str
    shown: str
    role: Role
    state: State
    has_password: bool
    made_at: str
    changed_at: str

    @property
    def person(self) -> Person:
        """Whose account it is."""
        return Person(self.name, self.role, self.shown)


def accounts(workspace: Workspace, by: Person) -> tuple[Account, ...]:
    """All accounts that were not removed, by name.

    Raises:
        NotAllowedError: `by` may not see them.
    """
    require(by, Action.ADMINISTER)
    rows = workspace.select("SELECT * FROM accounts WHERE state <> ? ORDER BY name", [State.REMOVED])
    return tuple(map(_account, rows))


def account(workspace: Workspace, name: str) -> Account | None:
    """The account of `name`, also one that was removed; None where there never was one."""
    rows = workspace.select("SELECT * FROM accounts WHERE name = ?", [normal_name(name)])
    return _account(rows[0]) if rows else None


def known_person(workspace: Workspace, name: str) -> Person | None:
    """Whom `name` stands for and what they may do now; None for somebody who may not come in.

    An account says it, else (OIDC) the settings file, else its default role.

    Raises:
        SettingsError: the settings file is broken.
    """
    settings, found = read_settings(workspace.home), account(workspace, name)
    if found is not None:
        return found.person if found.state is State.ACTIVE else None
    role = settings.roles.get(name, settings.default_role) if settings.method is Method.OIDC else None
    return Person(name, role) if role else None


def add(
    workspace: Workspace, by: Person, name: str, role: Role, *, password: str = "", shown: str = "", again: bool = False
) -> Account:
    """Make an account; without a password it is for somebody whom a provider vouches for.

    `again` gives the name of a person who was removed back to them, with all that they made.

    Raises:
        NotAllowedError: `by` may not.
        PersonError: the name is taken or cannot be one, or the password is too short.
    """
    require(by, Action.ADMINISTER)
    from corpus.workspace.passwords import hashed  # argon2, which only this needs

    name = checked_name(name)
    shown = checked_shown(name, shown)
    secret = hashed(checked_password(name, password)) if password else ""
    with workspace.transaction() as now:
        before = account(workspace, name)
        if before is not None and before.state is not State.REMOVED:
            raise PersonError(name, PersonProblem.TAKEN)
        if before is not None and not again:
            raise PersonError(name, PersonProblem.REMOVED)
        workspace.execute(
            "INSERT OR REPLACE INTO accounts VALUES (?,?,?,?,?,?,?)",
            [name, shown, role, State.ACTIVE, secret, before.made_at if before else now, now],
        )
        record(workspace, by, Change.PERSON_ADDED, name, role=role, again=before is not None)
    return _existing(workspace, name)


def change(
    workspace: Workspace,
    by: Person,
    name: str,
    *,
    role: Role | None = None,
    shown: str | None = None,
    disabled: bool | None = None,
) -> Account:
    """Change what is given; it holds from the next click of that person on. Disabling ends their sessions.

    Raises:
        NotAllowedError: `by` may not.
        NotFoundError: there is no such account.
        PersonError: nobody would be left to administer, or the name cannot be shown.
    """
    require(by, Action.ADMINISTER)
    with workspace.transaction() as now:
        before = _existing(workspace, name)
        state = before.state if disabled is None else State.DISABLED if disabled else State.ACTIVE
        after = replace(
            before,
            role=before.role if role is None else role,
            shown=before.shown if shown is None else checked_shown(before.name, shown),
            state=state,
        )
        if after == before:
            return before
        _require_administrator_besides(workspace, before, after)
        workspace.execute(
            "UPDATE accounts SET role = ?, shown = ?, state = ?, changed_at = ? WHERE name = ?",
            [after.role, after.shown, after.state, now, after.name],
        )
        if after.state is not State.ACTIVE:
            end_sessions(workspace, after.name)
        record(workspace, by, Change.PERSON_CHANGED, after.name, **_difference(before, after))
    return _existing(workspace, after.name)


def remove(workspace: Workspace, by: Person, name: str) -> None:
    """Take an account away, with its password and sessions; what the person made stays under their name.

    Raises:
        NotAllowedError: `by` may not.
        NotFoundError: there is no such account.
        PersonError: nobody would be left to administer.
    """
    require(by, Action.ADMINISTER)
    with workspace.transaction() as now:
        before = _existing(workspace, name)
        _require_administrator_besides(workspace, before, replace(before, state=State.REMOVED))
        workspace.execute(
            "UPDATE accounts SET state = ?, secret = '', changed_at = ? WHERE name = ?",
            [State.REMOVED, now, before.name],
        )
        end_sessions(workspace, before.name)
        record(workspace, by, Change.PERSON_REMOVED, before.name)


def set_password(workspace: Workspace, by: Person, name: str, password: str) -> None:
    """Give somebody another password; they are signed out everywhere, and may try again at once.

    Raises:
        NotAllowedError: `by` may not, and is not `name` either.
        NotFoundError: there is no such account.
        PersonError: the password is too short or too long.
    """
    from corpus.workspace.passwords import hashed

    before = _existing(workspace, name)
    if by.name != before.name:
        require(by, Action.ADMINISTER)
    secret = hashed(checked_password(before.name, password))
    with workspace.transaction() as now:
        before = _existing(workspace, name)
        workspace.execute("UPDATE accounts SET secret = ?, changed_at = ? WHERE name = ?", [secret, now, before.name])
        workspace.execute("DELETE FROM attempts WHERE kind = 'name' AND key = ?", [before.name])
        end_sessions(workspace, before.name)
        record(workspace, by, Change.PERSON_CHANGED, before.name, password="changed")


def password_fits(workspace: Workspace, name: str, given: str) -> bool:
    """Whether `given` is the password of an account that may be used; takes as long for one that is not there."""
    from corpus.workspace.passwords import hashed, outdated, verified

    name = normal_name(name)
    rows = workspace.select("SELECT secret FROM accounts WHERE name = ? AND state = ?", [name, State.ACTIVE])
    secret = rows[0]["secret"] if rows else ""
    if not verified(secret, given):
        return False
    if outdated(secret):
        better = hashed(given)
        with workspace.transaction():
            workspace.execute("UPDATE accounts SET secret = ? WHERE name = ? AND secret = ?", [better, name, secret])
    return True


def end_sessions(workspace: Workspace, name: str) -> None:
    """Sign somebody out everywhere, within a transaction."""
    workspace.execute("DELETE FROM sessions WHERE name = ?", [name])


def _existing(workspace: Workspace, name: str) -> Account:
    found = account(workspace, name)
    if found is None or found.state is State.REMOVED:
        raise NotFoundError("account", name, "list them with python -m corpus people list")
    return found


def _require_administrator_besides(workspace: Workspace, before: Account, after: Account) -> None:
    """Somebody must be left who can put right what this change does."""
    settings = read_settings(workspace.home)

    def administers(one: Account) -> bool:
        """Whether they can sign in, and then put things right."""
        vouched = one.has_password or settings.method is Method.OIDC
        return vouched and one.role is Role.ADMINISTRATOR and one.state is State.ACTIVE

    if not administers(before) or administers(after):
        return
    rows = workspace.select("SELECT * FROM accounts WHERE name <> ?", [before.name])
    others = {one["name"]: _account(one) for one in rows}
    named = (name for name, role in settings.roles.items() if role is Role.ADMINISTRATOR and name != before.name)
    if not any(map(administers, others.values())) and all(name in others for name in named):
        raise PersonError(before.name, PersonProblem.LAST_ADMINISTRATOR)


def _difference(before: Account, after: Account) -> dict[str, str]:
    pairs = {
        "role": (before.role, after.role),
        "shown": (before.shown, after.shown),
        "state": (before.state, after.state),
    }
    return {name: f"{old} → {new}" for name, (old, new) in pairs.items() if old != new}


def _account(row: Row) -> Account:
    return Account(
        row["name"],
        row["shown"],
        Role(row["role"]),
        State(row["state"]),
        bool(row["secret"]),
        row["made_at"],
        row["changed_at"],
    )
