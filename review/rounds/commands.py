"""python -m review rounds: its options; what it does stands in `running`."""

from __future__ import annotations

import argparse
from pathlib import Path

from corpus.commands import number_between
from review.asking import later, something
from review.rounds.model import SUBMISSIONS_LIMIT, Phase, Standing
from review.rounds.names import NameKind
from review.rubric.keys import BUNDLED

_MOST = 1000 * SUBMISSIONS_LIMIT  # numbers of submissions that were taken out are not given again


def add_commands(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    """Add `rounds` and what can be done with them to the command line."""
    text = "award rounds: list, show, make, add, take-out, advance, check, standing, members, masks, remove"
    rounds = subparsers.add_parser("rounds", help=text, description=text)
    deeds = rounds.add_subparsers(dest="deed", required=True, metavar="DEED")

    def deed(name: str, call: str, text: str, *, of: bool = True) -> argparse.ArgumentParser:
        made = deeds.add_parser(name, help=text, description=text, parents=[common])
        if of:
            made.add_argument("round", type=something, metavar="ROUND", help="its id, or how that begins")
        made.set_defaults(call=later("review.rounds.running", call), parser=made)
        return made

    deed("list", "every", "all rounds", of=False)
    deed("show", "show", "a round with its submissions and members")
    _make(deed("make", "make", "a new round", of=False))
    adding = deed("add", "add", "add files, folders and archives to the library and the round")
    adding.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    one = "one of the library, by its id or how that begins; repeatable"
    adding.add_argument("--document", action="append", type=something, default=[], metavar="DOC", help=one)
    advancing = deed("advance", "advance", "lead it to the next phase, or back to the one before")
    advancing.add_argument("phase", choices=[str(one) for one in Phase])
    _number(deed("take-out", "take_out", "take out what came in by mistake, while submissions are collected"))
    deed("check", "check", "what each submission lacks of the requirements")
    standing = deed("standing", "standing", "decide how a submission stands")
    _number(standing)
    standing.add_argument("standing", choices=[str(one) for one in Standing])
    standing.add_argument("--reason", default="", metavar="TEXT", help="why; needed for ineligible")
    _members(deed("members", "members", "who sits in it; give and take seats"))
    _masks(deed("masks", "masks", "the names that blind review hides in a submission"))
    deed("remove", "remove", "delete it with all scores, for good; documents stay in the library")


def _make(making: argparse.ArgumentParser) -> None:
    making.add_argument("title", metavar="TITLE")
    rubric = f"what is judged by: {', '.join(BUNDLED)}, or a TOML or XLSX file (%(default)s)"
    making.add_argument("--rubric", default=BUNDLED[0], metavar="KEY|FILE", help=rubric)
    making.add_argument("--requirements", type=Path, metavar="FILE", help="TOML: what submissions have to have")
    making.add_argument("--description", default="", metavar="TEXT")
    making.add_argument("--blind", action="store_true", help="reviewers see neither names nor places")
    making.add_argument("--opens", default="", metavar="DAY", help="first day, as 2026-03-01")
    making.add_argument("--closes", default="", metavar="DAY", help="last day")
    making.add_argument("--chair", type=something, metavar="NAME", help="who chairs it, by sign-in name")


def _members(members: argparse.ArgumentParser) -> None:
    which = members.add_mutually_exclusive_group()
    which.add_argument("--chair", type=something, metavar="NAME", help="give the seat of a chair")
    which.add_argument("--reviewer", type=something, metavar="NAME", help="give the seat of a reviewer")
    which.add_argument("--remove", type=something, metavar="NAME", help="take the seat away")


def _masks(masks: argparse.ArgumentParser) -> None:
    _number(masks)
    change = masks.add_mutually_exclusive_group()
    for kind in NameKind:
        change.add_argument(f"--{kind}", type=something, metavar="NAME", help=f"hide it as a {kind}")
    change.add_argument("--show-name", type=something, metavar="NAME", help="do not hide it")
    change.add_argument("--take-back", type=something, metavar="NAME", help="forget what was said of it")


def _number(parser: argparse.ArgumentParser) -> None:
    text = "of the submission, as rounds show lists it"
    parser.add_argument("number", type=number_between(1, _MOST), metavar="NUMBER", help=text)
