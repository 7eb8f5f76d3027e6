"""The record of a round as DOCX: headings, tables, quotations with footnotes, references, and what checking needs."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from corpus.script import without_what_xml_forbids
from review.scores import record_tables as tables
from review.scores import record_words as words
from review.scores.decision import Decision
from review.scores.quoting import Cited
from review.scores.record_tables import Rows
from search.collections.export import word_styles as styles
from search.collections.export.brief import record_line
from search.collections.export.footnotes import Footnotes
from search.collections.export.word import AUTHOR, add_lines, add_quotation, add_references, add_text
from search.sheets import Cell

_WIDTH, _MARGIN = 25.7, 2  # centimetres: of what is printed, and on each side of it
_WIDE = 10  # columns from which a table needs small print


def decision_docx(made: Decision) -> bytes:
    """The document; its quotations are checked by `python -m search quote --file`."""
    document = docx.Document()
    styles.prepare(document)
    _landscape(document)
    document.core_properties.title = _clean(f"{made.round.title}：评审记录")
    document.core_properties.author = AUTHOR
    footnotes = Footnotes(document)
    add_text(document, f"{made.round.title}：评审记录", styles.TITLE)
    about = f"案据 Casebase · {made.on.isoformat()} 导出 · {words.RECORD_RULE}"
    add_text(document, about if made.named else f"{about}{words.BLIND_JURY}", styles.ABOUT)
    _frame(document, made)
    _outcome(document, made)
    _agreement(document, made)
    _evidence(document, footnotes, made)
    _overlap(document, footnotes, made)
    _contradictions(document, footnotes, made)
    _head(document, words.DECISIONS)
    _table(document, tables.decisions(made))
    if cited := made.cited():
        add_references(document, made.references(), [record_line(one.number, one.citation) for one in cited])
    footnotes.close()
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _frame(document: Document, made: Decision) -> None:
    """What was judged, by what, by whom."""
    _head(document, words.OVERVIEW)
    _table(document, tables.overview(made))
    _head(document, words.RUBRIC)
    add_lines(document, f"{tables.scale(made)}\n{made.round.rubric.description}", styles.BODY)
    _table(document, tables.rubric(made))
    _head(document, words.JURY)
    _table(document, tables.jury(made))
    _table_or(document, tables.conflicts(made), words.NO_CONFLICTS)


def _outcome(document: Document, made: Decision) -> None:
    """The ranking with its formula, and the scores that it is made of."""
    _head(document, words.RESULTS)
    add_text(document, f"排序公式：{tables.formula(made)}", styles.BODY)
    _table(document, tables.ranking(made))
    for rule in words.RULES:
        add_text(document, rule, styles.ABOUT)
    _head(document, words.SCORES)
    _table(document, tables.means(made))
    add_text(document, words.FULL_SCORES, styles.ABOUT)
    for submission in made.chosen:
        add_text(document, f"{submission.number}号 {submission.title}", styles.HEADING_2)
        _table_or(document, tables.scores_of(made, submission.number), words.NO_SCORES)


def _agreement(document: Document, made: Decision) -> None:
    """How far reviewers agree, and what hangs on the weights."""
    _head(document, words.AGREEMENT)
    _table(document, tables.agreement(made))
    add_text(document, tables.concordance(made), styles.BODY)
    _table(document, tables.profiles(made))
    _table_or(document, tables.outliers(made), words.NO_OUTLIERS)
    for definition in words.DEFINITIONS:
        add_text(document, definition, styles.ABOUT)
    _head(document, words.SENSITIVITY)
    found = made.results.sensitivity
    if not found.intervals:
        add_text(document, words.NO_SCORES, styles.BODY)
        return
    add_text(document, words.INTERVALS.format(size=found.size), styles.BODY)
    _table(document, tables.intervals(made))
    told = words.SHARES.format(draws=found.draws, concentration=found.concentration, seed=found.seed)
    add_text(document, told, styles.BODY)
    _table(document, tables.rank_shares(made))


def _evidence(document: Document, footnotes: Footnotes, made: Decision) -> None:
    """For each chosen submission the passages by criterion."""
    _head(document, words.EVIDENCE)
    if made.evidence is None:
        add_text(document, words.NOT_MADE, styles.BODY)
        return
    add_text(document, words.EVIDENCE_RULE, styles.ABOUT)
    before = 0
    for one in made.evidence:
        if one.submission.number != before:
            before = one.submission.number
            add_text(document, f"{before}号 {one.submission.title}", styles.HEADING_2)
        add_text(document, one.criterion, styles.HEADING_3)
        if not one.passages:
            add_text(document, words.NO_EVIDENCE, styles.BODY)
        for strength, cited in one.passages:
            _quoted(document, footnotes, made, cited, words.STRENGTHS[strength])


def _overlap(document: Document, footnotes: Footnotes, made: Decision) -> None:
    """How much stands elsewhere, and both sides of what is shared."""
    _head(document, words.OVERLAP)
    if made.overlaps is None:
        add_text(document, words.NOT_MADE, styles.BODY)
        return
    add_text(document, words.OVERLAP_RULE, styles.BODY)
    _table(document, tables.overlaps(made))
    if not made.borrowings:
        add_text(document, words.NO_BORROWING, styles.BODY)
    for one in made.borrowings or ():
        script = "（繁简不同）" if one.converted else ""
        title = one.right.citation.title
        add_text(document, f"{one.submission.number}号与《{title}》重合 {one.letters} 字{script}", styles.HEADING_3)
        for cited in (one.left, one.right):
            _quoted(document, footnotes, made, cited, cited.citation.title)


def _contradictions(document: Document, footnotes: Footnotes, made: Decision) -> None:
    """Figures that do not agree, with the words they stand in."""
    _head(document, words.CONTRADICTIONS)
    if made.disagreements is None:
        add_text(document, words.NOT_MADE, styles.BODY)
        return
    if not made.disagreements:
        add_text(document, words.NO_CONTRADICTION, styles.BODY)
    for one in made.disagreements:
        add_text(
            document, f"{one.submission.number}号 {one.submission.title}：{words.KINDS[one.kind]}", styles.HEADING_3
        )
        add_text(document, tables.disagreement(one.figures, one.expected), styles.BODY)
        for cited in one.quotations:
            _quoted(document, footnotes, made, cited, cited.citation.title)


def _quoted(document: Document, footnotes: Footnotes, made: Decision, cited: Cited, said: str) -> None:
    """A quotation under its number, on the same page."""
    label = add_text(document, f"[{cited.number}] {said}", styles.ABOUT).paragraph_format
    label.keep_with_next, label.space_after = True, Pt(0)
    add_quotation(document, footnotes, cited.number, cited.citation, made.on)


def _head(document: Document, text: str) -> None:
    add_text(document, text, styles.HEADING)


def _table_or(document: Document, rows: Rows, otherwise: str) -> None:
    if rows.rows:
        _table(document, rows)
    else:
        add_text(document, otherwise, styles.BODY)


def _table(document: Document, rows: Rows) -> None:
    """A table whose first row comes again on every page. Its XML is filled in directly: large tables are slow else."""
    made = document.add_table(rows=len(rows.rows) + 1, cols=len(rows.head), style="Table Grid")
    parts = [Cm(_WIDTH * part / sum(rows.widths)) for part in rows.widths]
    for column, part in zip(made._tbl.tblGrid.gridCol_lst, parts, strict=True):
        column.w = part
    size = Pt(8 if len(rows.head) >= _WIDE else 9)
    for number, (row, cells) in enumerate(zip(made._tbl.tr_lst, (rows.head, *rows.rows), strict=True)):
        row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, value, part in zip(row.tc_lst, cells, parts, strict=True):
            cell.width = part
            _fill(cell.p_lst[0], value, size, bold=number == 0)
    made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    add_text(document, "", styles.BODY).paragraph_format.space_after = Pt(4)


def _fill(paragraph: Any, value: Cell, size: Pt, *, bold: bool) -> None:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    for at, line in enumerate(_clean(text).split("\n")):
        run = paragraph.add_r()
        if at:
            run.append(OxmlElement("w:br"))
        run.add_t(line)
        properties = run.get_or_add_rPr()
        if bold:
            properties.append(OxmlElement("w:b"))
        properties.sz_val = size
    spacing = OxmlElement("w:spacing")
    for name, amount in {"before": "20", "after": "20", "line": "240"}.items():
        spacing.set(qn(f"w:{name}"), amount)
    paragraph.get_or_add_pPr().append(spacing)


def _landscape(document: Document) -> None:
    """Wide pages: the ranking has many columns."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(_WIDTH + 2 * _MARGIN), Cm(21)
    section.left_margin = section.right_margin = Cm(_MARGIN)


def _clean(text: str) -> str:
    return without_what_xml_forbids(text)
