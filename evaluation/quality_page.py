"""docs/quality.md: the newest run of the report, in words and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evaluation.markdown import markdown_table, p_text, share_text
from evaluation.measures import OVER_ALL_QUERIES, PRIMARY
from evaluation.report import OwnFigures, OwnModeFigures, QualityReport, Run, SetFigures
from evaluation.significance import ROUNDS

SAME = 0.005  # the most that the script of a question may change a mean


def page(report: QualityReport) -> str:
    """The page in Markdown, about the newest run.

    Raises `ValueError` where nothing was measured.
    """
    if not report.runs:
        raise ValueError("there is no run in this report: measure first")
    run = report.runs[0]
    parts = [
        _head(run),
        _sets(run.sets),
        _pairs(run),
        _scripts(run.sets),
        _own(run.own),
        _definitions(report),
        _reproduce(run),
        _earlier(report.runs[1:]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(run: Run) -> str:
    limited = f" Only the first {run.limit} questions of each set were asked." if run.limit else ""
    return (
        f"# Quality\n\nWritten by `python -m evaluation quality` on {run.at[:10]}. Machine: {run.machine}. "
        f"Encoder: {run.encoder}, revision {run.encoder_revision[:12]}.{limited}"
    )


def _sets(sets: Sequence[SetFigures]) -> str:
    names = list(sets[0].modes[0].measures)
    rows = [
        [
            one.name,
            str(one.questions),
            m.mode,
            *(f"{m.measures[n]:.4f}" for n in names),
            f"{m.p50_ms:.1f}",
            f"{m.p95_ms:.1f}",
        ]
        for one in sets
        for m in one.modes
    ]
    notes = "".join(f"\n- `{one.name}`: {one.note}." for one in sets if one.note)
    sizes = "".join(f"\n- `{one.name}`: {one.documents:,} documents, {one.passages:,} passages." for one in sets)
    return (
        "## Labelled sets\n\nEvery document goes in as a user's file would, and is ranked by its best passage.\n\n"
        + markdown_table(["set", "questions", "mode", *names, "p50 ms", "p95 ms"], rows)
        + f"\n{sizes}{notes}"
    )


def _pairs(run: Run) -> str:
    compared = [(one.name, pair) for one in run.sets for pair in one.pairs]
    compared += [("own questions", pair) for pair in (run.own.pairs if run.own else ())]
    rows = [
        [
            name,
            pair.measure,
            f"{pair.second} – {pair.first}",
            f"{pair.difference:+.4f}",
            f"{pair.low:+.4f} to {pair.high:+.4f}",
            p_text(pair.p_holm),
            f"{pair.wins} / {pair.ties} / {pair.losses}",
        ]
        for name, pair in compared
    ]
    if not rows:
        return ""
    return (
        "## Is the difference luck?\n\nPaired two-sided randomisation test over questions (Fisher; Smucker, Allan and "
        f"Carterette 2007), {ROUNDS:,} random assignments with a fixed seed, p corrected by Holm for all pairs of a "
        "set and measure; 95 % interval of the mean difference by bootstrap. Better, equal and worse count questions. "
        "A p below .05 says that the difference is unlikely to be luck, not that it matters: look at its size.\n\n"
        + markdown_table(
            ["set", "measure", "modes", "difference", "95 % interval", "p", "better / equal / worse"], rows
        )
    )


def _scripts(sets: Sequence[SetFigures]) -> str:
    found = [(one.name, script) for one in sets for script in one.scripts]
    if not found:
        return ""
    rows = [
        [
            name,
            script.script,
            script.mode,
            f"{script.as_is:.4f}",
            f"{script.converted:.4f}",
            f"{script.difference:+.4f}",
            f"{script.same_first:.4f}",
        ]
        for name, script in found
    ]
    worst = max(abs(script.difference) for _, script in found)
    held = "holds" if worst < SAME else "DOES NOT HOLD"
    head = ["set", "asked in", "mode", f"{PRIMARY} as is", "converted", "difference", "same ten documents"]
    return (
        "## The other script\n\nThe same questions converted by OpenCC (`s2t` or `t2s`), the documents as they are. "
        f"Wanted: a difference below {SAME}. It {held}: the largest is {worst:.4f}.\n\n" + markdown_table(head, rows)
    )


def _own(own: OwnFigures | None) -> str:
    if own is None:
        return ""
    left = f" {own.left_out} questions were left out: their documents were not at hand." if own.left_out else ""
    measures = list(own.modes[0].measures)
    rows = [row for mode in own.modes for row in _own_rows(mode, own.answerable, measures)]
    return (
        "## Own questions\n\nQuestions of officials, reviewers and researchers over the starter library and the seed "
        "documents, written by hand so that they share few words with their answers. A hit counts only where its "
        f"passage overlaps the answer. {own.answerable} questions that the library answers, {own.unanswerable} that it "
        f"does not; {own.documents} documents, {own.passages} passages.{left}\n\n"
        + markdown_table(["mode", "users", "questions", *measures], rows)
        + _abstaining(own.modes)
    )


def _own_rows(mode: OwnModeFigures, answerable: int, measures: Sequence[str]) -> Iterable[list[str]]:
    yield [mode.mode, "all", str(answerable), *(f"{mode.measures[name]:.4f}" for name in measures)]
    for user, means in mode.by_user.items():
        yield [mode.mode, user, str(mode.questions_by_user[user]), *(f"{means[name]:.4f}" for name in measures)]


def _abstaining(modes: Sequence[OwnModeFigures]) -> str:
    rows = [
        [
            mode.mode,
            share_text(a.precision),
            share_text(a.recall),
            share_text(a.recall_near),
            share_text(a.wrongly_silent),
            share_text(a.doubted),
            share_text(a.wrongly_doubted),
        ]
        for mode in modes
        if (a := mode.abstaining)
    ]
    if not rows:
        return ""
    return "\n\nSaying that there is nothing relevant, on the same questions:\n\n" + markdown_table(
        ["mode", "precision", "recall", "recall, near", "wrongly silent", "doubted", "wrongly doubted"], rows
    )


def _definitions(report: QualityReport) -> str:
    lines = "\n".join(f"- **{name}**: {text}" for name, text in report.definitions.items())
    return f"## Definitions\n\n{lines}\n\n{OVER_ALL_QUERIES} Relevant means a grade of 1 or more."


def _reproduce(run: Run) -> str:
    limit = f" --limit {run.limit}" if run.limit else ""
    return (
        "## Reproduce\n\n```bash\n"
        f"python -m evaluation quality --data DIR{limit}   # DIR: a folder of sets in the BEIR layout\n"
        "```\n\nThe same figures as data: `evaluation/report.json`. One set and mode, with a TREC run and a table by "
        "question: `python -m evaluation run --beir DIR --mode MODE --run FILE --per-query FILE`; two runs of any "
        "systems: `python -m evaluation compare --beir DIR --run A B`."
    )


def _earlier(runs: Sequence[Run]) -> str:
    rows = [
        [run.at[:10], run.encoder_revision[:12], one.name, str(one.questions), m.mode, f"{m.measures[PRIMARY]:.4f}"]
        for run in runs
        for one in run.sets
        for m in one.modes
    ]
    if not rows:
        return ""
    head = ["date", "encoder revision", "set", "questions", "mode", PRIMARY]
    return "## Earlier runs\n\n" + markdown_table(head, rows)
