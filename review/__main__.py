"""python -m review: rounds, rubrics, evidence by criterion, figures, overlap, scores."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Sequence

from corpus.commands import common_options, run

# Each part adds its own commands: `add_commands(subparsers, common)` sets `call`, a function of the parsed options
# that returns an exit code. What a command needs is imported when it is called (`review.asking.later`).
PARTS: tuple[str, ...] = ("rubric", "rounds", "claims", "matrix", "overlap", "scores")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m review", description=__doc__)
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    common = common_options()
    for part in PARTS:
        importlib.import_module(f"review.{part}.commands").add_commands(subparsers, common)
    options = parser.parse_args(arguments)
    code: int = options.call(options)
    return code


if __name__ == "__main__":
    run(main)
