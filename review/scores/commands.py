"""python -m review scores, record, sheet: their options; what they do stands in `running`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corpus.commands import number_between
from review.asking import Call, file_as, later, something

_PARTS: Final = ("evidence", "overlap", "claims")
_MOST: Final = 1000
_RUNNING: Final = "review.scores.running"

if TYPE_CHECKING:
    _Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add_commands(subparsers: _Subparsers, common: argparse.ArgumentParser) -> None:
    """Add `scores`, `record` and `sheet`."""
    call = later(_RUNNING, "scores")
    scores = _command(subparsers, common, "scores", "what the scores of a round come to", call)
    output = "write everything into a workbook, too"
    scores.add_argument("--output", type=file_as(".xlsx"), metavar="FILE.xlsx", help=output)
    _counting(scores)
    call = later(_RUNNING, "record")
    record = _command(subparsers, common, "record", "write the decision record of a round (DOCX or XLSX)", call)
    record.add_argument("out", type=file_as(".docx", ".xlsx"), metavar="OUT.docx|OUT.xlsx")
    _counting(record)
    record.add_argument("--anonymous", action="store_true", help="reviewers as 评委1, 评委2 … instead of their names")
    without = f"leave comparisons out: {', '.join(_PARTS)}"
    record.add_argument("--without", nargs="+", choices=_PARTS, default=[], metavar="PART", help=without)
    call = later(_RUNNING, "sheet")
    sheet = _command(subparsers, common, "sheet", "a reviewer's score sheet, out and in again", call)
    sheet.add_argument("--reviewer", required=True, type=something, metavar="NAME", help="by sign-in name")
    which = sheet.add_mutually_exclusive_group(required=True)
    which.add_argument("out", nargs="?", type=file_as(".xlsx"), metavar="OUT.xlsx")
    which.add_argument("--import", type=Path, dest="given", metavar="FILE", help="take over what a sheet says")


def _command(
    subparsers: _Subparsers, common: argparse.ArgumentParser, name: str, text: str, call: Call
) -> argparse.ArgumentParser:
    made = subparsers.add_parser(name, help=text, description=text, parents=[common])
    made.add_argument("--round", required=True, type=something, metavar="ID", help="its id, or how that begins")
    made.set_defaults(call=call)
    return made


def _counting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--submitted", action="store_true", help="count submitted sheets only, no drafts")
    size = "how many the sensitivity to weights looks at (default: the shortlist, else a third, at most 10)"
    parser.add_argument("--shortlist", type=number_between(1, _MOST), metavar="N", help=size)
