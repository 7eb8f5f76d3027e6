"""python -m review overlap: its options; what it does stands in `running`."""

from __future__ import annotations

import argparse

from review.asking import file_as, later, something


def add_commands(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    """Add `overlap` to the command line."""
    sentence = "which words submissions share with one another and with the library; overlap is not plagiarism"
    added = subparsers.add_parser("overlap", parents=[common], help=sentence, description=sentence)
    names = "submissions (all documents of this kind unless named)"
    added.add_argument("doc", nargs="*", type=something, metavar="DOC", help=names)
    added.add_argument("--round", type=something, metavar="ID", help="the submissions of a round instead")
    added.add_argument(
        "--library", action=argparse.BooleanOptionalAction, default=True, help="also look in all other documents (yes)"
    )
    output = "write FILE.xlsx or FILE.html instead"
    added.add_argument("--output", type=file_as(".xlsx", ".html"), metavar="FILE", help=output)
    added.set_defaults(call=later("review.overlap.running", "overlap"), parser=added)
