"""What people make of a library, beside the library itself: who they are, and a record of what they change."""

from corpus.workspace.audit import Change, Entry, history, record, writers
from corpus.workspace.people import OWNER, NotSignedInError, Person, Role
from corpus.workspace.rights import Action, NotAllowedError, allowed, require
from corpus.workspace.store import Workspace

__all__ = [
    "OWNER",
    "Action",
    "Change",
    "Entry",
    "NotAllowedError",
    "NotSignedInError",
    "Person",
    "Role",
    "Workspace",
    "allowed",
    "history",
    "record",
    "require",
    "writers",
]
