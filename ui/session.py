"""Who is looking at the page."""

from __future__ import annotations

from corpus.workspace import OWNER, Person


def person() -> Person:
    """The visitor; the owner where nobody signs in."""
    return OWNER
