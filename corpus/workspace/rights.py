"""Who may do what."""

from __future__ import annotations

from enum import StrEnum

from corpus.errors import CasebaseError
from corpus.workspace.people import Person, Role


class Action(StrEnum):
    """Something that a role is needed for."""

    READ = "read"  # search, read, browse; own collections, notes and history
    JUDGE = "judge"  # say how relevant a passage is; score submissions
    SHARE = "share"  # let others see a collection
    EDIT = "edit"  # add files, correct metadata, remove documents, update the index
    MEASURE = "measure"  # run an evaluation
    ADMINISTER = "administer"  # people, settings, encoder, backup and restore, the audit log


_ALLOWED: dict[Role, frozenset[Action]] = {
    Role.READER: frozenset({Action.READ}),
    Role.REVIEWER: frozenset({Action.READ, Action.JUDGE, Action.SHARE, Action.MEASURE}),
    Role.EDITOR: frozenset({Action.READ, Action.JUDGE, Action.SHARE, Action.MEASURE, Action.EDIT}),
    Role.ADMINISTRATOR: frozenset(Action),
}


class NotAllowedError(CasebaseError):
    """A person asked for something that their role does not include; nothing was changed."""

    def __init__(self, person: Person, action: Action) -> None:
        super().__init__(
            f"{person.name} is a {person.role} and may not {action}: ask an administrator for another role"
        )
        self.person, self.action = person, action


def allowed(person: Person, action: Action) -> bool:
    """Whether the role of `person` includes `action`."""
    return action in _ALLOWED[person.role]


def require(person: Person, action: Action) -> None:
    """Go on only where `person` may do `action`.

    Raises:
        NotAllowedError: they may not.
    """
    if not allowed(person, action):
        raise NotAllowedError(person, action)
