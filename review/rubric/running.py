"""python -m review rubrics: the rubrics that come with the product, and checks of one's own."""

from __future__ import annotations

import argparse

from corpus.commands import DONE, one_line, to_json
from corpus.home import write_atomically
from review.asking import file_as
from review.rubric.bundled import bundled
from review.rubric.files import to_toml, to_xlsx
from review.rubric.model import Rubric, for_machines, plain_number
from review.rubric.named import rubric_in, rubric_named


def rubrics(options: argparse.Namespace) -> int:
    """List, show, check or convert rubrics."""
    if options.convert:
        return _convert(options)
    if options.show:
        found = rubric_named(options.show)
        print(to_json(for_machines(found)) if options.json else to_toml(found).rstrip())
    elif options.check:
        found = rubric_in(options.check)
        print(to_json(for_machines(found)) if options.json else f"{_line(found)}\n{_criteria(found)}")
    else:
        every = bundled()
        print(to_json([for_machines(one) for one in every]) if options.json else "\n".join(map(_line, every)))
    return DONE


def _convert(options: argparse.Namespace) -> int:
    try:
        out = file_as(".toml", ".xlsx")(options.convert[1])
    except argparse.ArgumentTypeError as error:
        options.parser.error(f"argument --convert: {error}")
    source = rubric_named(options.convert[0])
    write_atomically(out, to_xlsx(source) if out.suffix.lower() == ".xlsx" else to_toml(source).encode())
    print(to_json(for_machines(source)) if options.json else f"written: {one_line(str(out))}")
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
