"""The record of a round as XLSX: a sheet for each table, all scores with comments, and the quotations for checking."""

from __future__ import annotations

from typing import Final

from review.scores import record_tables as tables
from review.scores import record_words as words
from review.scores.decision import Decision
from review.scores.record_tables import Rows
from search.collections.export.brief import REFERENCES
from search.collections.export.sheet import EXCERPTS, WIDTHS, excerpt_cells
from search.sheets import Table, workbook_bytes

_WIDTH: Final = 14  # characters for one part of the width of a table
_ABOUT: Final = "说明"


def decision_xlsx(made: Decision) -> bytes:
    """The workbook; nothing in it is a formula, and its quotations are checked by `python -m search quote --file`."""
    sheets = [
        _table("概况", tables.overview(made)),
        _table("指标", tables.rubric(made)),
        _table("评审", tables.jury(made)),
        _table("回避", tables.conflicts(made)),
        _table("结果", tables.ranking(made)),
        _table("各指标均分", tables.means(made)),
        _table("评分", tables.every_score(made)),
        _table("一致性", tables.agreement(made)),
        _table("评审宽严", tables.profiles(made)),
        _table("偏离", tables.outliers(made)),
        _table("权重区间", tables.intervals(made)),
        _table("名次分布", tables.rank_shares(made)),
        _table("重合", tables.overlaps(made)),
        _table("决定", tables.decisions(made)),
        _table("比对结果", tables.quoted(made)),
        _quotations(made),
        Table(REFERENCES, (REFERENCES,), [(entry,) for entry in made.references()], (100,)),
        Table(_ABOUT, (_ABOUT,), [(line,) for line in _notes(made)], (120,)),
    ]
    return workbook_bytes(sheets)


def _table(name: str, rows: Rows) -> Table:
    return Table(name, rows.head, rows.rows, [width * _WIDTH for width in rows.widths])


def _quotations(made: Decision) -> Table:
    rows = [(one.number, one.about, *excerpt_cells(one.citation, "", made.on)) for one in made.cited()]
    return Table(EXCERPTS, list(WIDTHS), rows, list(WIDTHS.values()))


def _notes(made: Decision) -> list[str]:
    """The sentences that stand between the tables of the DOCX."""
    found = made.results.sensitivity
    missing = [
        f"{title}：{words.NOT_MADE}"
        for title, given in (
            (words.EVIDENCE, made.evidence), (words.OVERLAP, made.overlaps), (words.CONTRADICTIONS, made.disagreements),
        )
        if given is None
    ]  # fmt: skip
    return [
        words.RECORD_RULE,
        *([] if made.named else [words.BLIND_JURY]),
        tables.scale(made),
        f"排序公式：{tables.formula(made)}",
        *words.RULES,
        *words.DEFINITIONS,
        tables.concordance(made),
        words.INTERVALS.format(size=found.size),
        words.SHARES.format(draws=found.draws, concentration=found.concentration, seed=found.seed),
        words.EVIDENCE_RULE,
        words.OVERLAP_RULE,
        *missing,
    ]
