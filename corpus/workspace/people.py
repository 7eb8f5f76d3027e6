"""People and their roles."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from corpus.errors import CasebaseError

NAME_LIMIT = 64  # characters
SHORTEST_PASSWORD = 10  # characters
LONGEST_PASSWORD = 1024

# Letters and digits of any script, and what e-mail addresses hold besides: nothing that could be taken for markup, a
# formula of a spreadsheet, or a path.
_NAME = re.compile(r"\w[\w.+@'-]*")


class Role(StrEnum):
    """What a person is here for; each is allowed what `corpus.workspace.rights` says."""

    READER = "reader"
    REVIEWER = "reviewer"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who uses the library.

    Args:
        name: what they sign in with, unique; for OIDC the e-mail address. It owns collections and signs changes.
        role: what they may do.
        shown: their name as people read it; `name` where nothing else is known.
    """

    name: str
    role: Role
    shown: str = ""

    def __str__(self) -> str:
        return self.shown or self.name


OWNER = Person("owner", Role.ADMINISTRATOR)
"""Whoever sits at a machine where nobody signs in: it is theirs, and so is everything on it."""

COMMAND_LINE = Person("command line", Role.ADMINISTRATOR)
"""Whoever can run commands in the home directory; no account can have this name."""


class PersonProblem(StrEnum):
    """Why an account cannot be as it was asked for."""

    NAME = "name"
    TAKEN = "taken"
    REMOVED = "removed"  # somebody of this name was removed; what they made still belongs to it
    SHOWN = "shown"
    SHORT_PASSWORD = "short password"
    LONG_PASSWORD = "long password"
    PASSWORD_IS_NAME = "password is name"
    WRONG_PASSWORD = "wrong password"
    LAST_ADMINISTRATOR = "last administrator"


_SENTENCES = {
    PersonProblem.NAME: f"is no name to sign in with: use up to {NAME_LIMIT} letters, digits and . _ - + ' @",
    PersonProblem.TAKEN: "has an account already: choose another name",
    PersonProblem.REMOVED: "was removed, and what they made still belongs to this name: choose another name, "
    "or give it back to the same person with --again",
    PersonProblem.SHOWN: f"cannot be shown with that name: use up to {NAME_LIMIT} characters on one line",
    PersonProblem.SHORT_PASSWORD: f"needs a password of at least {SHORTEST_PASSWORD} characters",
    PersonProblem.LONG_PASSWORD: f"needs a password of at most {LONGEST_PASSWORD} characters",
    PersonProblem.PASSWORD_IS_NAME: "needs a password that is not the name",
    PersonProblem.WRONG_PASSWORD: "has another password than that: type the present one again",
    PersonProblem.LAST_ADMINISTRATOR: "is the last administrator: make somebody else one first",
}


class PersonError(CasebaseError):
    """An account cannot be as it was asked for; `problem` says why."""

    def __init__(self, name: str, problem: PersonProblem) -> None:
        self.name = name
        self.problem = problem
        super().__init__(f"{name!r} {_SENTENCES[problem]}")


class NotSignedInError(CasebaseError):
    """Somebody who has not signed in, or not any more, asked for something that needs it."""

    def __init__(self) -> None:
        super().__init__("nobody is signed in, or the time is up: sign in again")


def normal_name(given: str) -> str:
    """The one way in which a name is written, whatever the keyboard makes of it."""
    return unicodedata.normalize("NFKC", given).strip().casefold()


def checked_name(given: str) -> str:
    """A name to sign in with, as it is kept.

    Raises:
        PersonError: it cannot be one.
    """
    name = normal_name(given)
    if len(name) > NAME_LIMIT or not _NAME.fullmatch(name):
        raise PersonError(given, PersonProblem.NAME)
    return name


def checked_shown(name: str, given: str) -> str:
    """The name of `name` as people read it, as it is kept.

    Raises:
        PersonError: it cannot be shown on one line.
    """
    shown = " ".join(unicodedata.normalize("NFC", given).split())
    if len(shown) > NAME_LIMIT or not shown.isprintable():
        raise PersonError(name, PersonProblem.SHOWN)
    return shown


def checked_password(name: str, given: str) -> str:
    """A password as it is hashed.

    Raises:
        PersonError: it is too short, too long, or the name itself.
    """
    password = normal_password(given)
    if len(password) < SHORTEST_PASSWORD:
        raise PersonError(name, PersonProblem.SHORT_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise PersonError(name, PersonProblem.LONG_PASSWORD)
    if normal_name(password) == name:
        raise PersonError(name, PersonProblem.PASSWORD_IS_NAME)
    return password


def normal_password(given: str) -> str:
    """The same characters from any keyboard (RFC 8265); what cannot be encoded is replaced."""
    return unicodedata.normalize("NFC", given).encode("utf-8", "replace").decode("utf-8")
