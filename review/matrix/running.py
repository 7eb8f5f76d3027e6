"""python -m review matrix: the evidence of submissions for each criterion."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from corpus.commands import DONE, ProgressBar, one_line, to_json
from corpus.errors import NotFoundError
from corpus.home import Home, write_atomically
from corpus.model import DocumentSummary
from review.asking import held_by, home_of
from review.matrix.build import build_matrix
from review.matrix.model import Cell, Evidence, Matrix
from review.matrix.sheets import matrix_xlsx
from review.rubric.bundled import bundled
from review.rubric.model import Rubric
from review.rubric.named import rubric_named
from search.citation import locator_text
from search.searcher import Searcher


def matrix(options: argparse.Namespace) -> int:
    """Show the evidence, or write it into a workbook."""
    if not options.documents and not options.round:
        options.parser.error("name documents, or a round with --round")
    home = home_of(options)
    with Searcher.open(home) as searcher:
        given = [searcher.catalog.resolve(prefix) for prefix in options.documents]
        rubric, submitted = _of_round(home, options.round) if options.round else (bundled()[0], [])
        rubric = rubric_named(options.rubric) if options.rubric else rubric
        rubric = _narrowed(rubric, options.criterion) if options.criterion else rubric
        bar = ProgressBar("matrix")
        made = build_matrix(searcher, rubric, list(dict.fromkeys([*submitted, *given])), progress=bar)
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


def _of_round(home: Home, given: str) -> tuple[Rubric, list[str]]:
    """The rubric of a round and the documents in it."""
    found, doc_ids = held_by(home, given)
    return found.rubric, doc_ids


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
