"""What the commands print for people: reports as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from corpus.commands import one_line
from evaluation.judgements import Export, Judgement
from evaluation.labels import LabelReport
from evaluation.markdown import p_text, share_text, text_table
from evaluation.measures import DEFINITIONS, MEASURES, OVER_ALL_QUERIES, PRIMARY
from evaluation.own import SHOWN, Failure, ModeResult, OwnReport
from evaluation.runner import Report
from evaluation.significance import Comparison, QueryChange
from evaluation.trec import Scored

_RUN_FIGURES = ("queries", "documents", "index_seconds", "p50_ms", "p95_ms", "peak_rss_mb")
_QUOTED = 40  # characters of a passage that are enough to know it again


def run_text(report: Report) -> str:
    """What one run was worth and what it cost."""
    figures = report.figures()
    lines = [f"{report.mode}, encoder {report.encoder}"]
    lines += [f"{name:<14}{value:>12.4f}" for name, value in report.quality.means.items()]
    lines += [f"{name:<14}{figures[name]:>12}" for name in _RUN_FIGURES]
    if left_out := [str(measure) for measure in MEASURES if str(measure) not in report.quality.means]:
        lines.append(f"not measured, because --k asks for fewer documents than they look at: {', '.join(left_out)}")
    if report.unanswerable:
        lines.append(f"{report.unanswerable} queries could not be asked (no words, or too long) and count 0")
    return "\n".join(lines)


def scored_text(scored: Mapping[str, Scored]) -> str:
    """Runs of any systems, one a line, and what the measures mean."""
    names = list(next(iter(scored.values())).quality.means)
    rows = [[name, *(f"{one.quality.means[m]:.4f}" for m in names)] for name, one in scored.items()]
    return "\n".join([text_table(["run", *names], rows), *incomplete(scored), "", definitions(names)])


def incomplete(scored: Mapping[str, Scored]) -> list[str]:
    """A line for each run that does not answer just the judged queries."""
    return [
        f"{name}: {one.missing} judged queries have no line and count 0; {one.unjudged} queries without judgements "
        "do not count"
        for name, one in scored.items()
        if one.missing or one.unjudged
    ]


def definitions(names: Iterable[str]) -> str:
    """What the measures called `names` mean."""
    return "\n".join([*(f"{name}: {DEFINITIONS[name]}" for name in names), OVER_ALL_QUERIES])


def compared_text(compared: Sequence[Comparison], texts: Mapping[str, str], *, measure: str = PRIMARY) -> str:
    """Pairs of runs on every measure, and the questions that changed most on `measure`."""
    rows = [
        [
            one.measure,
            one.first,
            one.second,
            f"{one.first_mean:.4f}",
            f"{one.second_mean:.4f}",
            f"{one.difference:+.4f}",
            f"{one.low:+.4f} to {one.high:+.4f}",
            p_text(one.p.value),
            p_text(one.p_holm),
            f"{one.wins}/{one.ties}/{one.losses}",
        ]
        for one in compared
    ]
    head = ["measure", "A", "B", "mean A", "mean B", "B - A", "95 % interval", "p", "p (Holm)", "better/equal/worse"]
    lines = [f"{compared[0].queries} questions, two-sided randomisation test", text_table(head, rows)]
    for one in compared:
        if one.measure == measure:
            lines += _changes(f"{one.second} gains most on {measure} against {one.first}", one.gains, texts)
            lines += _changes(f"{one.second} loses most on {measure} against {one.first}", one.falls, texts)
    return "\n".join(lines)


def _changes(title: str, changes: Sequence[QueryChange], texts: Mapping[str, str]) -> list[str]:
    rows = [f"  {one.difference:+.4f}  {one.query_id}  {one_line(texts[one.query_id])}" for one in changes]
    return ["", f"{title}:", *rows] if rows else []


def own_text(report: OwnReport, shown: ModeResult) -> str:
    """The own questions by mode and user group, and the failures of one mode."""
    names = list(report.results[0].quality.means)
    rows = [row for result in report.results for row in _own_rows(result, names)]
    lines = [
        f"{report.answerable} questions with an answer, {report.unanswerable} without, {report.left_out} left out "
        f"because their documents are not at hand; {report.documents} documents, {report.passages} passages, "
        f"encoder {report.encoder}",
        text_table(["mode", "users", "questions", *names], rows),
    ]
    lines += [_abstaining(result) for result in report.results if result.abstaining]
    if report.repeated:
        lines.append(f"anchors that stand in several places, all of which count: {', '.join(report.repeated)}")
    lines += ["", f"{shown.mode}: {len(shown.failures)} without an answer among the first {SHOWN}"]
    return "\n".join([*lines, *(line for failure in shown.failures for line in _failure(failure))])


def _own_rows(result: ModeResult, names: Sequence[str]) -> list[list[str]]:
    groups = {"all": result.quality, **{str(user): quality for user, quality in result.by_user.items()}}
    return [
        [str(result.mode), group, str(len(quality.per_query)), *(f"{quality.means[name]:.4f}" for name in names)]
        for group, quality in groups.items()
    ]


def _abstaining(result: ModeResult) -> str:
    figures = result.abstaining
    if figures is None:
        return ""
    return (
        f"{result.mode}, saying that there is nothing: precision {share_text(figures.precision)}, "
        f"recall {share_text(figures.recall)} ({share_text(figures.recall_near)} of those whose subject it treats), "
        f"wrongly silent {share_text(figures.wrongly_silent)}; in doubt {share_text(figures.doubted)} of those without "
        f"an answer, {share_text(figures.wrongly_doubted)} of those with one"
    )


def _failure(failure: Failure) -> list[str]:
    rank = f"at rank {failure.rank}" if failure.rank else "not found"
    wanted = " | ".join(f"{target.document}: {_start(target.quote)}" for target in failure.wanted)
    first = f"{failure.first_document}: {_start(failure.first_text)}" if failure.first_text else "nothing"
    return [
        f"  {failure.question_id} ({failure.user}) {one_line(failure.question)}",
        f"    wanted ({rank}) {wanted}",
        f"    came first {first}",
    ]


def _start(text: str) -> str:
    return one_line(" ".join(text.split())[:_QUOTED])


def labels_text(report: LabelReport) -> str:
    """Search measured on the labels of its users."""
    names = list(next(iter(report.by_mode.values())).means)
    rows = [[str(mode), *(f"{quality.means[name]:.4f}" for name in names)] for mode, quality in report.by_mode.items()]
    lines = [
        f"{report.questions} questions with {report.judgements} judged passages; a passage that nobody judged counts "
        "as not relevant",
        text_table(["mode", *names], rows),
    ]
    return "\n".join([*lines, *_unused(report.lost, report.without_relevant)])


def matrix_text(told: Mapping[str, Any]) -> str:
    """The evidence by criterion measured: figures, then the cells that are not right."""
    figures = [f"{name}: {_figure(value)}" for name, value in told.items() if name != "wrong"]
    wrong = [f"{one['document']} {one['criterion']}: {_wrong(one)}" for one in told.get("wrong", ())]
    return "\n".join([*figures, *wrong])


def _figure(value: float | int | None) -> str:
    return f"{value:.3f}" if isinstance(value, float) else "-" if value is None else str(value)


def _wrong(one: Mapping[str, Any]) -> str:
    shown = one_line(one["shown"])
    if not one["filled"]:
        return f"shown although it says nothing: {shown}"
    return f"shown first and no evidence: {shown}" if shown else "none found although there is some"


def export_text(export: Export) -> str:
    """What was written, and what could not be."""
    lines = [
        f"{export.folder}: {export.questions} questions, {export.judgements} judgements, {export.passages} passages",
        f"measure with: python -m evaluation run --beir {export.folder}",
    ]
    return "\n".join([*lines, *_unused(export.lost, export.without_relevant)])


def _unused(lost: Sequence[Judgement], without_relevant: Sequence[str]) -> list[str]:
    lines = [
        f"lost its document or passage: {one_line(one.title)}, judged on {one.at[:10]} for {one_line(one.question)}"
        for one in lost
    ]
    return [*lines, *(f"nothing is marked relevant for: {one_line(question)}" for question in without_relevant)]
