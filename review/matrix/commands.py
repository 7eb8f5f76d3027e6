"""python -m review matrix: parse, call, print."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from corpus.commands import DONE, ProgressBar, one_line, to_json
from corpus.errors import NotFoundError, ReadError, ReadProblem
from corpus.home import resolve_home, write_atomically
from corpus.model import DocumentSummary
from corpus.workspace import OWNER, Workspace
from review.matrix.build import build_matrix
from review.matrix.model import Cell, Evidence, Matrix
from review.matrix.sheets import matrix_xlsx
from review.rounds.store import Rounds
from review.rubric.bundled import bundled
from review.rubric.files import read_rubric
from review.rubric.model import Rubric
from search.citation import locator_text
from search.searcher import Searcher


def add_commands(subparsers: Any, common: argparse.ArgumentParser) -> None:
    """Add `matrix`."""
    sentence = "show the evidence of submissions for each criterion, word for word"
    command = subparsers.add_parser("matrix", help=sentence, description=sentence, parents=[common])
    command.add_argument("documents", nargs="*", metavar="DOC", help="the id of a document, or its beginning")
    command.add_argument("--round", metavar="ID", help="all submissions of a round, by its own rubric")
    names = ", ".join(one.key for one in bundled())
    command.add_argument("--rubric", metavar="KEY|FILE", help=f"one of {names}, or a TOML or XLSX file")
    command.add_argument("--criterion", metavar="KEY", help="only this criterion")
    command.add_argument("-o", "--output", type=Path, metavar="FILE.xlsx", help="write a workbook instead")
    command.set_defaults(call=_matrix, parser=command)


def _matrix(options: argparse.Namespace) -> int:
    if not options.documents and not options.round:
        options.parser.error("name documents, or a round with --round")
    home = resolve_home(options.home)
    with Searcher.open(home) as searcher:
        given = [searcher.catalog.resolve(prefix) for prefix in options.documents]
        rubric, submitted = _of_round(home.path, options.round) if options.round else (bundled()[0], [])
        rubric = _rubric(options.rubric) if options.rubric else rubric
        rubric = _narrowed(rubric, options.criterion) if options.criterion else rubric
        bar = ProgressBar("matrix")
        made = build_matrix(searcher, rubric, [*submitted, *given], progress=bar)
        documents = searcher.catalog.summaries_of(made.doc_ids)
    if options.output:
        write_atomically(options.output, matrix_xlsx(made, documents))
    if options.json:
        print(to_json(_as_json(made, documents)))
    elif options.output:
        print(f"{options.output}: {len(made.doc_ids)} documents, {len(rubric.criteria)} criteria")
    else:
        print("\n".join(_lines(made, documents)))
    return DONE


def _of_round(home: Path, round_id: str) -> tuple[Rubric, list[str]]:
    """The rubric of a round and the documents in it."""
    with Workspace.open(home) as workspace:
        rounds = Rounds(workspace, OWNER)
        return rounds.get(round_id).rubric, [one.doc_id for one in rounds.submissions(round_id)]


def _rubric(name: str) -> Rubric:
    known = {one.key: one for one in bundled()}
    if name in known:
        return known[name]
    path = Path(name)
    try:
        content = path.read_bytes()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise ReadError(name, ReadProblem.MISSING if missing else ReadProblem.UNREADABLE) from error
    return read_rubric(path.name, content)


def _narrowed(rubric: Rubric, key: str) -> Rubric:
    found = rubric.get(key)
    if found is None:
        keys = ", ".join(one.key for one in rubric.criteria)
        raise NotFoundError("criterion", key, f"the rubric has {keys}")
    return replace(rubric, criteria=(found,))


def _lines(matrix: Matrix, documents: Mapping[str, DocumentSummary]) -> Sequence[str]:
    lines = []
    for criterion in matrix.rubric.criteria:
        lines.append(f"# {one_line(criterion.name)}")
        for cell in matrix.row(criterion.key):
            lines.append(f"  {cell.doc_id}  {one_line(documents[cell.doc_id].title)}")
            lines += [f"    {one.strength:<6}  {_said(one)}" for one in cell.evidence] or ["    no evidence found"]
    return lines


def _said(one: Evidence) -> str:
    said = one.quotation
    return f"{one_line(said.quote)}  [{locator_text(said.locator, start=said.start, end=said.end)}]"


def _as_json(matrix: Matrix, documents: Mapping[str, DocumentSummary]) -> dict[str, Any]:
    return {
        "rubric": {"key": matrix.rubric.key, "title": matrix.rubric.title, "digest": matrix.rubric.digest},
        "documents": [{"doc_id": one, "title": documents[one].title} for one in matrix.doc_ids],
        "cells": [_cell(one) for one in matrix.cells],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "criterion": cell.criterion,
        "doc_id": cell.doc_id,
        "evidence": [
            {
                "strength": one.strength,
                "quote": one.quotation.quote,
                "start": one.quotation.start,
                "end": one.quotation.end,
                "locator": asdict(one.quotation.locator),
                "highlights": one.highlights,
                "words": one.words,
            }
            for one in cell.evidence
        ],
    }
