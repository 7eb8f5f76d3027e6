"""python -m review matrix: its options; what it does stands in `running`."""

from __future__ import annotations

import argparse

from review.asking import file_as, later, something
from review.rubric.keys import BUNDLED


def add_commands(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    """Add `matrix` to the command line."""
    sentence = "show the evidence of submissions for each criterion, word for word"
    added = subparsers.add_parser("matrix", help=sentence, description=sentence, parents=[common])
    added.add_argument("documents", nargs="*", type=something, metavar="DOC", help="ids, or how they begin")
    added.add_argument("--round", type=something, metavar="ID", help="all submissions of a round, by its own rubric")
    names = ", ".join(BUNDLED)
    added.add_argument("--rubric", metavar="KEY|FILE", help=f"one of {names}, or a TOML or XLSX file")
    added.add_argument("--criterion", metavar="KEY", help="only this criterion")
    output = "write a workbook instead"
    added.add_argument("-o", "--output", type=file_as(".xlsx"), metavar="FILE.xlsx", help=output)
    added.set_defaults(call=later("review.matrix.running", "matrix"), parser=added)
