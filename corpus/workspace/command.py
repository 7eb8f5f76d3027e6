"""python -m corpus people: the accounts of a home, for whoever can run commands there."""

from __future__ import annotations

import argparse
import dataclasses
import getpass
import sys
from collections.abc import Callable

from corpus.commands import one_line, to_json
from corpus.errors import CasebaseError
from corpus.home import Home, nothing_there, resolve_home
from corpus.workspace.accounts import Account, accounts, add, change, remove, set_password
from corpus.workspace.people import COMMAND_LINE, Role, checked_name, checked_password
from corpus.workspace.settings import SettingsError, read_settings, settings_path
from corpus.workspace.store import Workspace


class PasswordNotTypedError(CasebaseError):
    """There is no password to go on with; `detail` says why."""

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__(f"{detail}: nothing was changed")


Told = tuple[list[str], list[str]]
"""What is printed on standard output, and what on standard error."""


def add_people_options(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    """Add `people` and what can be done with them to the command line."""
    people = commands.add_parser("people", help="who may sign in: add, list, set, password, remove")
    deeds = people.add_subparsers(dest="deed", required=True)
    roles = [str(role) for role in Role]
    deeds.add_parser("list", help="all accounts", parents=[common])
    for name, text in (
        ("add", "make an account"),
        ("set", "change the role or the shown name, disable, enable"),
        ("password", "give somebody another password; ends their sessions"),
        ("remove", "take an account away; what the person made stays"),
    ):
        deed = deeds.add_parser(name, help=text, parents=[common])
        deed.add_argument("person", metavar="NAME", help="what they sign in with")
        if name in ("add", "set"):
            deed.add_argument("--role", choices=roles, required=name == "add", help="what they may do")
            deed.add_argument("--name", metavar="TEXT", dest="shown", help="their name as people read it")
        if name in ("add", "password"):
            text = "read the password from standard input instead of asking for it"
            deed.add_argument("--password-stdin", action="store_true", help=text)
        if name == "add":
            text = "without a password: the identity provider (OIDC) vouches for them"
            deed.add_argument("--no-password", action="store_true", help=text)
            deed.add_argument("--again", action="store_true", help="give the name of a removed person back to them")
        if name == "set":
            which = deed.add_mutually_exclusive_group()
            which.add_argument("--disable", dest="disabled", action="store_true", default=None, help="keep them out")
            which.add_argument("--enable", dest="disabled", action="store_false", help="let them in again")


def people(options: argparse.Namespace) -> Told:
    """Do what the command line asks; returns what to print."""
    return _DEEDS[options.deed](resolve_home(options.home), options)


def _list(home: Home, options: argparse.Namespace) -> Told:
    with Workspace.open_readonly(home) as workspace:
        found = accounts(workspace, COMMAND_LINE)
    if options.json:
        lines = [to_json([dataclasses.asdict(one) for one in found])]
    else:
        lines = [*map(_in_words, found), f"{len(found)} accounts"]
    return lines, _remarks(home, bool(found))


def _remarks(home: Home, some: bool) -> list[str]:
    """What keeps the accounts from being used."""
    try:
        needless = some and not read_settings(home).required
    except SettingsError as error:
        return [f"note: {one_line(str(error))}"]
    hint = f'nobody has to sign in yet: write [sign_in] and method = "local" into {settings_path(home)}'
    return [f"note: {one_line(hint)}"] if needless else []


def _add(home: Home, options: argparse.Namespace) -> Told:
    name = checked_name(options.person)
    password = "" if options.no_password else _password(name, options)
    with Workspace.open(home) as workspace:
        made = add(
            workspace,
            COMMAND_LINE,
            name,
            Role(options.role),
            password=password,
            shown=options.shown or "",
            again=options.again,
        )
    return _told(made, options)


def _set(home: Home, options: argparse.Namespace) -> Told:
    role = Role(options.role) if options.role else None
    with _opened(home) as workspace:
        after = change(
            workspace, COMMAND_LINE, options.person, role=role, shown=options.shown, disabled=options.disabled
        )
    return _told(after, options)


def _set_password(home: Home, options: argparse.Namespace) -> Told:
    password = _password(checked_name(options.person), options)
    with _opened(home) as workspace:
        set_password(workspace, COMMAND_LINE, options.person, password)
    return _done("password", options)


def _remove(home: Home, options: argparse.Namespace) -> Told:
    with _opened(home) as workspace:
        remove(workspace, COMMAND_LINE, options.person)
    return _done("removed", options)


_DEEDS: dict[str, Callable[[Home, argparse.Namespace], Told]] = {
    "list": _list,
    "add": _add,
    "set": _set,
    "password": _set_password,
    "remove": _remove,
}


def _password(name: str, options: argparse.Namespace) -> str:
    """A password that will do, from the terminal (twice) or from standard input."""
    if options.password_stdin:
        return checked_password(name, sys.stdin.readline().rstrip("\r\n"))
    if not sys.stdin.isatty():
        raise PasswordNotTypedError("there is no terminal to ask for a password (use --password-stdin)")
    first = checked_password(name, getpass.getpass(f"password for {name}: "))
    if getpass.getpass("once more: ") != first:
        raise PasswordNotTypedError("the two passwords differ")
    return first


def _opened(home: Home) -> Workspace:
    """The workspace of a home that is there: a slip in its name must not make another."""
    if not home.path.is_dir():
        raise nothing_there(home)
    return Workspace.open(home)


def _told(one: Account, options: argparse.Namespace) -> Told:
    return [to_json(dataclasses.asdict(one)) if options.json else _in_words(one)], []


def _done(what: str, options: argparse.Namespace) -> Told:
    told = {"name": options.person, "done": what}
    return [to_json(told) if options.json else f"{what}: {one_line(options.person)}"], []


def _in_words(one: Account) -> str:
    way = "password" if one.has_password else "no password"
    return one_line(f"{one.name}  {one.role}  {one.state}  {way}" + (f"  {one.shown}" if one.shown else ""))
