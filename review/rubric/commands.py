"""python -m review rubrics: its options; what it does stands in `running`."""

from __future__ import annotations

import argparse
from pathlib import Path

from review.asking import later


def add_commands(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    """Add `rubrics` to the command line."""
    text = "what submissions are judged by: show, check, convert"
    rubrics = subparsers.add_parser("rubrics", parents=[common], help=text, description=text)
    which = rubrics.add_mutually_exclusive_group()
    which.add_argument("--show", metavar="KEY", help="one that comes with the product, as TOML")
    which.add_argument("--check", type=Path, metavar="FILE", help="a TOML or XLSX file: name everything to mend")
    which.add_argument(
        "--convert", nargs=2, metavar=("FILE", "OUT"), help="FILE or KEY as another kind of file: OUT is .toml or .xlsx"
    )
    rubrics.set_defaults(call=later("review.rubric.running", "rubrics"), parser=rubrics)
