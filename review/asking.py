"""What the commands of a review have in common: the home, the round and the file that they are asked about."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import NotFoundError
from corpus.home import Home, nothing_there, resolve_home

if TYPE_CHECKING:
    from corpus.workspace import Workspace
    from review.rounds.model import Round

Call = Callable[[argparse.Namespace], int]


def later(module: str, name: str) -> Call:
    """The function `name` of `module`, imported when it is called: parsing options must not wait for what it needs."""

    def call(options: argparse.Namespace) -> int:
        code: int = getattr(importlib.import_module(module), name)(options)
        return code

    return call


def file_as(*suffixes: str) -> Callable[[str], Path]:
    """A type for argparse: a file to write, of one of these kinds (.xlsx), in place of no folder."""

    def named(text: str) -> Path:
        path = Path(text)
        if path.suffix.lower() not in suffixes:
            raise argparse.ArgumentTypeError(f"{text!r} does not end in {' or '.join(suffixes)}")
        if path.is_dir():
            raise argparse.ArgumentTypeError(f"{text!r} is a folder: name a file in it")
        return path

    return named


def something(text: str) -> str:
    """A type for argparse: words, not nothing (as an unset variable of a script gives)."""
    if not text.strip():
        raise argparse.ArgumentTypeError("it is empty")
    return text


def home_of(options: argparse.Namespace) -> Home:
    """The home that is asked about; a slip in its name must not make another.

    Raises:
        HomeError: there is none.
    """
    home = resolve_home(options.home)
    if not home.path.is_dir():
        raise nothing_there(home)
    return home


def round_named(workspace: Workspace, given: str) -> Round:
    """The round whose id is `given`, or begins so and is the only one.

    Raises:
        NotFoundError: there is none, or more than one.
    """
    from corpus.workspace.people import COMMAND_LINE
    from review.rounds.store import Rounds

    found = [one for one in Rounds(workspace, COMMAND_LINE).visible() if given and one.id.startswith(given)]
    if len(found) > 1:
        known = ", ".join(one.id for one in found)
        raise NotFoundError("single round", given, f"several begin like that ({known}): write more of the id")
    if not found:
        raise NotFoundError("round", given, "run python -m review rounds list for all of them")
    return found[0]


def held_by(home: Home, given: str) -> tuple[Round, list[str]]:
    """A round, and the ids of its submissions that are still in the library, by number.

    Raises:
        NotFoundError: there is no such round, or nothing of it in the library.
    """
    from corpus.catalog import Catalog
    from corpus.workspace import Workspace
    from corpus.workspace.people import COMMAND_LINE
    from review.rounds.intake import gone
    from review.rounds.store import Rounds

    with Workspace.open_readonly(home) as workspace:
        found = round_named(workspace, given)
        submissions = Rounds(workspace, COMMAND_LINE).submissions(found.id)
    if submissions:
        with Catalog.open_readonly(home) as catalog:
            missing = gone(catalog, submissions)
        submissions = tuple(one for one in submissions if one.number not in missing)
    if not submissions:
        remedy = f"add some with python -m review rounds add {found.id} PATH"
        raise NotFoundError("submission of the round in the library", found.title, remedy)
    return found, [one.doc_id for one in submissions]
