"""People and their roles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
