"""Passwords: hashed with argon2id, verified in the same time whether or not there is such a person."""

from __future__ import annotations

import functools
import secrets
import threading

import argon2

from corpus.workspace.people import LONGEST_PASSWORD, normal_password

# RFC 9106's choice for little memory (64 MiB, 3 passes), as argon2-cffi has it.
_HASHER = argon2.PasswordHasher()
_AT_ONCE = threading.BoundedSemaphore(2)  # each takes 64 MiB: many at once must not exhaust the machine

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another when read aloud


def hashed(password: str) -> str:
    """What is kept instead of a password."""
    with _AT_ONCE:
        return _HASHER.hash(normal_password(password))


def verified(kept: str, given: str) -> bool:
    """Whether `given` is the password that `kept` was made of; takes as long where nothing is kept."""
    if len(given) > LONGEST_PASSWORD:
        given = ""
    with _AT_ONCE:
        try:
            _HASHER.verify(kept or _nobody(), normal_password(given))
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False
    return bool(kept)


def outdated(kept: str) -> bool:
    """Whether `kept` was made with weaker parameters than those in use."""
    return _HASHER.check_needs_rehash(kept)


def generated() -> str:
    """A password nobody can guess (78 bits) and everybody can type."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


@functools.cache
def _nobody() -> str:
    """Takes the time of a hash, and fits no password."""
    return _HASHER.hash(secrets.token_hex(32))
