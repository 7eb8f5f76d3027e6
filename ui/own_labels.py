"""我的标注: the grades that were given in this library, to take away and to measure with."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from corpus.catalog import Catalog
from corpus.home import Home
from corpus.workspace import Action
from evaluation.judgements import Grade, Judgement, Judgements, OwnLabels
from ui import actions, frame, labels, resources, session
from ui.address import SearchAddress, passage_href
from ui.markup import Markup, link, tag
from ui.passages import path_text
from ui.tables import Cell, figure, fold_away, table

if TYPE_CHECKING:
    from evaluation.labels import LabelReport

_QUOTED = 60  # characters of a passage that are enough to know it again
_FEW = 30  # questions below which figures say little
_KEPT = "label_report"


def section() -> None:
    """What was labelled, what of it is lost, the set for download, and measuring with it."""
    frame.html(tag("div", tag("h2", labels.MY_LABELS), tag("p", labels.MY_LABELS_NOTE), class_="chapter"))
    with Judgements.open_readonly(resources.home()) as judgements:
        hidden = resources.veil()
        given = tuple(one for one in judgements.current() if one.doc_id not in hidden)
        if not given:
            frame.state(labels.NO_LABELS, [labels.NO_LABELS_DO], calm=True)
            frame.html(link(labels.GO_TO_SEARCH, SearchAddress().href))
            return
        own = judgements.labels(resources.catalog())
        own = replace(own, lost=tuple(one for one in own.lost if one.doc_id not in hidden))
    frame.html(_summary(given), _list(given), _unusable(own))
    if own.qrels:
        _take_away()
        _measure(len(own.qrels))


def _summary(given: tuple[Judgement, ...]) -> Markup:
    counts = {grade: sum(one.grade is grade for one in given) for grade in sorted(Grade, reverse=True)}
    return tag("p", labels.labelled(len({one.question for one in given}), len(given), counts), class_="holdings")


def _list(given: Iterable[Judgement]) -> Markup:
    by_question: dict[str, list[Judgement]] = {}
    for one in reversed(list(given)):
        by_question.setdefault(one.question, []).append(one)
    rows = [
        [
            Cell(link(question, SearchAddress(question).href)),
            *(Cell(sum(one.grade is grade for one in some), number=True) for grade in sorted(Grade, reverse=True)),
            Cell(max(one.at for one in some)[:10], number=True),
        ]
        for question, some in by_question.items()
    ]
    head = [labels.QUESTION_COLUMN, *labels.GRADES.values(), labels.LABELLED_ON]
    every = [tag("li", _one(one)) for some in by_question.values() for one in some]
    return tag(
        "div",
        table(head, rows, caption=labels.MY_LABELS),
        fold_away(labels.every_label(len(every)), tag("ul", *every, class_="labelled")),
    )


def _one(one: Judgement) -> Markup:
    grade = tag("b", labels.GRADES[one.grade]) if one.grade is not None else ""
    where = link(one.title, passage_href(one.doc_id, one.start, one.end, back=SearchAddress(one.question)))
    return tag("div", grade, " ", one.question, tag("p", where, "　", _quote(one.quote), class_="muted"))


def _quote(text: str) -> str:
    words = path_text([text])
    return labels.quoted(f"{words[:_QUOTED]}……" if len(words) > _QUOTED else words)


def _unusable(own: OwnLabels) -> Markup:
    parts = []
    if own.lost:
        gone = [tag("li", one.title, "　", _quote(one.quote)) for one in own.lost]
        parts.append(fold_away(labels.lost(len(own.lost)), tag("ul", *gone, class_="labelled")))
    if own.without_relevant:
        without = [tag("li", link(one, SearchAddress(one).href)) for one in own.without_relevant]
        parts.append(fold_away(labels.without_relevant(len(without)), tag("ul", *without, class_="labelled")))
    return tag("div", *parts)


def _take_away() -> None:
    home, catalog = resources.home(), resources.catalog()
    st.download_button(
        labels.DOWNLOAD_LABELS,
        lambda: zipped(home, catalog),
        file_name="casebase-labels.zip",
        mime="application/zip",
        icon=":material/download:",
        on_click="ignore",
    )


def zipped(home: Home, catalog: Catalog) -> bytes:
    """The labels of `home` and all passages of `catalog` in the BEIR layout, packed when they are asked for.

    Raises:
        HomeError: nothing is marked as relevant there, or it cannot be read.
    """
    packed = io.BytesIO()
    with (
        tempfile.TemporaryDirectory(prefix="casebase-labels-") as temporary,
        Judgements.open_readonly(home) as judgements,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        folder = Path(temporary)
        judgements.export(folder, catalog)
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            archive.write(path, path.relative_to(folder))
    return packed.getvalue()


def _measure(questions: int) -> None:
    if session.may(Action.MEASURE) and st.button(labels.MEASURE_LABELS, icon=":material/analytics:"):
        with st.spinner(labels.MEASURING), frame.errors_said():
            st.session_state[_KEPT] = actions.measure(resources.home(), session.person())
    report: LabelReport | None = st.session_state.get(_KEPT)
    if report:
        frame.html(_measured(report), tag("p", labels.FEW_QUESTIONS, class_="muted") if questions < _FEW else "")


def _measured(report: LabelReport) -> Markup:
    measures = list(next(iter(report.by_mode.values())).means)
    best = {name: max(quality.means[name] for quality in report.by_mode.values()) for name in measures}
    rows = [
        [Cell(labels.mode(mode)), *(figure(quality.means[name], best=best[name]) for name in measures)]
        for mode, quality in report.by_mode.items()
    ]
    about = tag("p", labels.measured_with(report.questions, report.judgements))
    return tag(
        "section", about, table([labels.MODE, *measures], rows, caption=labels.MEASURE_LABELS), class_="measured"
    )
