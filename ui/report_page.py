"""评测: how good the results are, measured; and what this library's own users said of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import streamlit as st

from evaluation.abstaining import Abstaining
from evaluation.report import BUNDLED_REPORT, OwnFigures, PairFigures, QualityReport, Run, SetFigures, load_report
from search.query import Mode
from ui import charts, frame, labels, own_labels
from ui.address import DEFAULT_MODE
from ui.charts import Bar, Point
from ui.markup import Markup, tag
from ui.tables import Cell, difference, figure, fold_away, table

REPORT = BUNDLED_REPORT
_CHARTED = ("nDCG@10", "R@100")
_OWN_CHARTED = "Success@5"
_LIKELY = 0.05  # p below which a difference is unlikely to be luck
_SAME = 0.005  # the most that the script of a question may change a mean


def render() -> None:
    """The page."""
    with frame.page(labels.NAV_REPORT, labels.NAV_REPORT):
        frame.html(tag("div", tag("h1", labels.REPORT), tag("p", labels.REPORT_SUB, class_="sub"), class_="welcome"))
        with frame.errors_said():
            report = load_report(REPORT)
            if report and report.runs:
                _measured(report)
            else:
                frame.state(labels.NOT_MEASURED, [labels.NOT_MEASURED_DO], command=labels.QUALITY_COMMAND, calm=True)
        own_labels.section()


def _measured(report: QualityReport) -> None:
    run = report.runs[0]
    encoder = labels.encoder(run.encoder, run.encoder_revision[:12])
    limited = tag("p", labels.limited(run.limit)) if run.limit else ""
    frame.html(
        tag("div", tag("p", labels.measured(run.at[:10], run.machine)), tag("p", encoder), limited, class_="muted")
    )
    if run.own and run.own.modes:
        _own(run.own)
    if run.sets:
        _sets(run.sets)
        _scripts(run.sets)
    _history(report.runs)
    frame.html(_definitions(report, run))


def heading(title: str, *below: object) -> Markup:
    """The heading of a part of the page, with what has to be known before it is read."""
    return tag("div", tag("h2", title), *(tag("p", one) for one in below if one), class_="chapter")


def _chart(title: str, some: Sequence[Bar]) -> None:
    frame.html(tag("h3", title, class_="chart-title"))
    charts.bars(some, alt=title)


def _mode(mode: str) -> Cell:
    return Cell(labels.mode(mode), strong=mode == DEFAULT_MODE)


# Our own questions


def _own(own: OwnFigures) -> None:
    size = labels.own_size(own.answerable, own.unanswerable, own.documents, own.passages)
    left = labels.left_out(own.left_out) if own.left_out else ""
    frame.html(heading(labels.OWN_HEADING, labels.OWN_NOTE, size + left))
    _chart(labels.by_user(_OWN_CHARTED), list(_own_bars(own)))
    frame.html(tag("section", _own_table(own), _luck(own.pairs), class_="measured"))
    rows = [
        [_mode(one.mode), *_abstaining(one.abstaining)]
        for one in own.modes
        if one.abstaining and _judges(one.abstaining)
    ]
    if rows:
        about = tag("p", labels.ABSTAINING_NOTE)
        shown = table([labels.MODE, *labels.ABSTAINING_COLUMNS], rows, caption=labels.ABSTAINING)
        frame.html(tag("section", tag("h3", labels.ABSTAINING), about, shown, class_="measured"))


def _own_bars(own: OwnFigures) -> Iterator[Bar]:
    for group in ("", *own.modes[0].by_user):
        for mode in own.modes:
            means = mode.by_user[group] if group else mode.measures
            yield Bar(labels.user(group), labels.mode(mode.mode), means[_OWN_CHARTED], mode.mode == DEFAULT_MODE)


def _own_table(own: OwnFigures) -> Markup:
    measures = list(own.modes[0].measures)
    rows = []
    for group in ("", *own.modes[0].by_user):
        means = {mode.mode: mode.by_user[group] if group else mode.measures for mode in own.modes}
        asked = own.modes[0].questions_by_user[group] if group else own.answerable
        best = {name: max(each[name] for each in means.values()) for name in measures}
        for name, each in means.items():
            figures = [figure(each[measure], best=best[measure]) for measure in measures]
            rows.append([Cell(labels.user(group)), _mode(name), Cell(labels.thousands(asked), number=True), *figures])
    return table([labels.ASKED_BY, labels.MODE, labels.QUESTIONS, *measures], rows, caption=labels.OWN_HEADING)


def _judges(figures: Abstaining) -> bool:
    """Whether this way to search ever says that there is nothing: the others would seem never to be wrong about it."""
    return figures.precision is not None or bool(figures.doubted or figures.wrongly_doubted)


def _abstaining(figures: Abstaining) -> list[Cell]:
    said = (figures.precision, figures.recall, figures.recall_near, figures.wrongly_silent)
    return [figure(value) for value in (*said, figures.doubted, figures.wrongly_doubted)]


# Sets that others made


def _sets(sets: Sequence[SetFigures]) -> None:
    frame.html(heading(labels.SETS_HEADING, labels.SETS_NOTE))
    for measure, column in zip(_CHARTED, st.columns(len(_CHARTED), gap="large"), strict=True):
        some = [
            Bar(labels.set_name(one.name), labels.mode(mode.mode), mode.measures[measure], mode.mode == DEFAULT_MODE)
            for one in sets
            if one.is_evidence
            for mode in one.modes
        ]
        with column:
            _chart(labels.by_mode(measure), some)
    frame.html(*map(_set, sets))


def _set(one: SetFigures) -> Markup:
    measures = list(one.modes[0].measures)
    best = {name: max(mode.measures[name] for mode in one.modes) for name in measures}
    rows = [
        [
            _mode(mode.mode),
            *(figure(mode.measures[name], best=best[name]) for name in measures),
            Cell(labels.milliseconds(mode.p50_ms), number=True),
            Cell(labels.milliseconds(mode.p95_ms), number=True),
        ]
        for mode in one.modes
    ]
    name = labels.set_name(one.name)
    about = labels.set_size(one.questions, one.documents, one.passages) + labels.set_note(one.note)
    shown = table([labels.MODE, *measures, labels.MEDIAN_TIME, labels.SLOW_TIME], rows, caption=name)
    title = tag("h3", name, tag("span", one.name, class_="muted") if name != one.name else "")
    return tag("section", title, tag("p", about), shown, _luck(one.pairs), class_="measured")


def _luck(pairs: Iterable[PairFigures]) -> Markup:
    """Whether the differences from searching by words alone may be luck."""
    rows = [
        [
            Cell(one.measure),
            _mode(one.second),
            difference(one.difference),
            Cell(labels.interval(one.low, one.high), number=True),
            Cell(labels.p_value(one.p_holm), number=True),
            Cell(labels.verdict(one.difference, likely=one.p_holm < _LIKELY)),
            Cell(labels.wins(one.wins, one.ties, one.losses), number=True),
        ]
        for one in pairs
        if one.first == Mode.LEXICAL
    ]
    if not rows:
        return Markup("")
    body = tag("div", table(labels.PAIR_COLUMNS, rows, caption=labels.AGAINST_LEXICAL), tag("p", labels.PAIR_NOTE))
    return fold_away(labels.AGAINST_LEXICAL, body)


def _scripts(sets: Sequence[SetFigures]) -> None:
    found = [(one.name, script) for one in sets for script in one.scripts]
    if not found:
        return
    worst = max(abs(script.difference) for _, script in found)
    rows = [
        [
            Cell(labels.set_name(name)),
            Cell(labels.SCRIPTS.get(one.script, one.script)),
            _mode(one.mode),
            figure(one.as_is),
            figure(one.converted),
            difference(one.difference),
            figure(one.same_first),
        ]
        for name, one in found
    ]
    shown = table(labels.SCRIPT_COLUMNS, rows, caption=labels.SCRIPTS_HEADING)
    verdict = labels.scripts_verdict(worst, limit=_SAME)
    frame.html(heading(labels.SCRIPTS_HEADING, labels.SCRIPTS_NOTE, verdict), fold_away(labels.ALL_FIGURES, shown))


# Over time, and what the measures are


def _history(runs: Sequence[Run]) -> None:
    """Each set over the days on which it was measured, in the mode that people got then, which stands last.

    Of several times on one day the chart has the last.
    """
    measure = _CHARTED[0]
    rows = [(run, one.name, one.modes[-1]) for run in reversed(runs) for one in run.sets if one.is_evidence]
    by_day: dict[str, dict[str, Point]] = {}
    for run, name, mode in rows:
        by_day.setdefault(name, {})[run.at[:10]] = Point(run.at[:10], mode.measures[measure])
    courses = {name: list(points.values()) for name, points in by_day.items() if len(points) > 1}
    if not courses:
        return
    frame.html(heading(labels.HISTORY_HEADING, labels.history_note(measure)))
    columns = st.columns(2, gap="large")
    for i, (name, points) in enumerate(courses.items()):
        with columns[i % 2]:
            frame.html(tag("h3", labels.set_name(name), class_="chart-title"))
            charts.course(points, alt=f"{labels.HISTORY_HEADING} {labels.set_name(name)}")
    cells = [
        [
            *map(Cell, (run.at[:10], run.encoder_revision[:12], labels.set_name(name))),
            _mode(mode.mode),
            figure(mode.measures[measure]),
        ]
        for run, name, mode in rows
    ]
    head = [labels.DAY, labels.ENCODER, labels.SET, labels.MODE, measure]
    frame.html(fold_away(labels.ALL_FIGURES, table(head, cells, caption=labels.HISTORY_HEADING)))


def _definitions(report: QualityReport, run: Run) -> Markup:
    own = run.own.modes if run.own else ()
    names = [name for one in run.sets for mode in one.modes for name in mode.measures]
    names += [name for mode in own for name in mode.measures]
    terms = [
        tag("div", tag("dt", name), tag("dd", labels.MEASURES.get(name) or report.definitions.get(name, "")))
        for name in dict.fromkeys(names)
    ]
    return fold_away(labels.DEFINITIONS, tag("div", tag("dl", *terms), tag("p", labels.MEANS_NOTE), class_="terms"))
