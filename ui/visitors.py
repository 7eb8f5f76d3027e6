"""Who is at the door: the settings in force, and whom a cookie stands for. Knows nothing of pages or of a server."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.home import Home, resolve_home
from corpus.workspace.attempts import Attempts
from corpus.workspace.people import Person
from corpus.workspace.sessions import Sessions
from corpus.workspace.settings import SettingsError, SignIn, read_settings, settings_path
from corpus.workspace.store import Workspace

COOKIE = "casebase-session"

_TRIES = 5

_lock = threading.Lock()
_opened: dict[Path, _Files] = {}
_locked_once: set[Path] = set()


@dataclass(frozen=True, slots=True)
class Gate:
    """What is needed to let somebody in."""

    settings: SignIn
    workspace: Workspace
    lookups: Workspace  # for reading alone: it waits for nobody who writes

    @property
    def sessions(self) -> Sessions:
        """Who is signed in."""
        return Sessions(self.workspace, self.settings)

    @property
    def attempts(self) -> Attempts:
        """Who tried to."""
        return Attempts(self.workspace)

    def visitor(self, cookies: Mapping[str, str]) -> Person | None:
        """Whom these cookies stand for, with the role that they have now."""
        return Sessions(self.lookups, self.settings).person(cookies.get(COOKIE, ""))


@dataclass(frozen=True, slots=True)
class _Files:
    identity: tuple[int, int]
    workspace: Workspace
    lookups: Workspace


def gate() -> Gate | None:
    """How people are let in; None where everybody who can reach the page is the owner.

    Raises:
        SettingsError: the settings are broken, or were taken away while the door was locked.
        HomeError: the accounts cannot be read.
    """
    home = resolve_home(None)
    settings, path = read_settings(home), settings_path(home).absolute()
    if settings.required:
        _locked_once.add(path)
        files = _files(home)
        return Gate(settings, files.workspace, files.lookups)
    if path in _locked_once and not path.exists():
        # An editor that replaces the file, or a slip, must not let everybody in for a moment.
        raise SettingsError(str(path), "it was taken away while people had to sign in: start the program again")
    return None


def _files(home: Home) -> _Files:
    """The workspace of `home`, opened once; again where a backup was brought back in its place."""
    path = Workspace.path(home).absolute()
    with _lock:
        held = _opened.get(path)
        if held and held.identity == _identity(path):
            return held
        for _ in range(_TRIES):
            files = _open(home, _identity(path))
            if files.identity == _identity(path):
                break  # else a backup was brought back, or the first file made, while this was being opened
        _opened[path] = files
    return files


def _open(home: Home, identity: tuple[int, int]) -> _Files:
    files = _Files(identity, Workspace.open(home), Workspace.open(home))
    files.workspace.close_when_unused()
    files.lookups.close_when_unused()
    return files


def _identity(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_dev, status.st_ino
