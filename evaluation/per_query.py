"""One row a question: what each measure gave, and where the first relevant document stood."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluation.beir import BeirSet
from evaluation.measures import Quality, Ranking, first_relevant_rank

BYTE_ORDER_MARK = "\ufeff"  # without it, Excel takes Chinese in a CSV for another encoding


@dataclass(frozen=True, slots=True)
class QueryRow:
    """A question of a run: its values by measure; `first_relevant` is a rank from 1, None where nothing was found."""

    query_id: str
    text: str
    values: Mapping[str, float]
    first_relevant: int | None
    run: str


def query_rows(beir: BeirSet, quality: Quality, rankings: Mapping[str, Ranking], *, run: str) -> list[QueryRow]:
    """The rows of one run, in the order of the set."""
    return [
        QueryRow(
            query, text, quality.per_query[query], first_relevant_rank(beir.qrels[query], rankings.get(query, ())), run
        )
        for query, text in beir.queries.items()
    ]


def to_csv(rows: Sequence[QueryRow]) -> str:
    """The rows as CSV: query id, text, each measure (unrounded), first relevant rank (empty for none), run."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = list(rows[0].values) if rows else []
    writer.writerow(["query_id", "text", *names, "first_relevant_rank", "run"])
    for row in rows:
        values = [repr(row.values[name]) for name in names]
        writer.writerow([row.query_id, row.text, *values, row.first_relevant or "", row.run])
    return BYTE_ORDER_MARK + out.getvalue()
