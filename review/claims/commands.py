"""python -m review claims: its options; what it does stands in `running`."""

from __future__ import annotations

import argparse

from review.asking import file_as, later, something


def add_commands(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    """Add `claims` to the command line."""
    sentence = "list every figure of submissions with its place, and the figures that do not agree"
    added = subparsers.add_parser("claims", help=sentence, description=sentence, parents=[common])
    names = "ids of documents, or how they begin (default: every submission)"
    added.add_argument("documents", nargs="*", type=something, metavar="DOC", help=names)
    added.add_argument("--round", type=something, metavar="ID", help="the submissions of this round")
    added.add_argument("--contradictions", action="store_true", help="only the figures that do not agree")
    added.add_argument("--no-library", action="store_true", help="do not look in the other documents of the library")
    added.add_argument("--output", type=file_as(".xlsx"), metavar="FILE.xlsx", help="also write a spreadsheet")
    added.set_defaults(call=later("review.claims.running", "claims"))
