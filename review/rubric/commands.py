"""python -m review rubrics: the rubrics that come with the product, and checks of one's own."""

from __future__ import annotations

import argparse
from pathlib import Path

from corpus.commands import DONE, one_line, to_json
from corpus.errors import ReadError, ReadProblem
from review.rubric.bundled import bundled
from review.rubric.files import LARGEST_FILE, read_rubric, to_toml, to_xlsx
from review.rubric.model import Rubric, for_machines, plain_number


def add_commands(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    """Add `rubrics` to the command line."""
    rubrics = subparsers.add_parser("rubrics", parents=[common], help="what submissions are judged by: show, check")
    which = rubrics.add_mutually_exclusive_group()
    which.add_argument("--show", metavar="KEY", help="one that comes with the product, as TOML")
    which.add_argument("--check", type=Path, metavar="FILE", help="a TOML or XLSX file: name everything to mend")
    which.add_argument(
        "--convert", nargs=2, metavar=("FILE", "OUT"), help="FILE or KEY as another kind of file: OUT is .toml or .xlsx"
    )
    rubrics.set_defaults(call=_rubrics)


def rubric_named(name: str) -> Rubric:
    """The bundled rubric of that key, or the one in the file of that name.

    Raises:
        ReadError: there is no such file.
        RubricError: it cannot be used.
    """
    found = next((one for one in bundled() if one.key == name), None)
    return found or _read(Path(name))


def _read(path: Path) -> Rubric:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        keys = ", ".join(one.key for one in bundled())
        raise ReadError(str(path), ReadProblem.MISSING, f"rubrics that come with the product: {keys}") from None
    return read_rubric(path.name, data)


def _rubrics(options: argparse.Namespace) -> int:
    if options.convert:
        source, out = rubric_named(options.convert[0]), Path(options.convert[1])
        if out.suffix.lower() not in (".toml", ".xlsx"):
            raise ReadError(str(out), ReadProblem.UNSUPPORTED, "a rubric is written as .toml or .xlsx")
        out.write_bytes(to_xlsx(source) if out.suffix.lower() == ".xlsx" else to_toml(source).encode())
        print(to_json(for_machines(source)) if options.json else f"written: {one_line(str(out))}")
    elif options.show:
        found = rubric_named(options.show)
        print(to_json(for_machines(found)) if options.json else to_toml(found).rstrip())
    elif options.check:
        found = _read(options.check)
        print(to_json(for_machines(found)) if options.json else f"{_line(found)}\n{_criteria(found)}")
    else:
        every = bundled()
        print(to_json([for_machines(one) for one in every]) if options.json else "\n".join(map(_line, every)))
    return DONE


def _line(rubric: Rubric) -> str:
    scale = f"{plain_number(rubric.lowest)} to {plain_number(rubric.highest)} by {plain_number(rubric.step)}"
    return f"{rubric.key}: {one_line(rubric.title)} ({len(rubric.criteria)} criteria, {scale})"


def _criteria(rubric: Rubric) -> str:
    return "\n".join(
        f"  {one.key}: {one_line(one.name)}, {rubric.share(one.key):.1%} (weight {plain_number(one.weight)}), "
        f"{len(one.words)} words, {len(one.questions)} questions, {len(one.examples)} examples"
        for one in rubric.criteria
    )
