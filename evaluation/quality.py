"""How good is this release? Every set in every mode, both scripts, the own questions: one run. START READING HERE."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import opencc

from corpus.home import Home, utc_now
from corpus.model import Script
from corpus.script import detect_script
from evaluation.abstaining import DEFINITIONS as ABSTAINING_DEFINITIONS
from evaluation.beir import BeirSet, read_beir
from evaluation.benchmark import TRAINED_ON, machine
from evaluation.measures import DEFINITIONS, PRIMARY
from evaluation.own import SEEDS, ModeResult, OwnReport, SaidNothing, evaluate_own
from evaluation.report import (
    TRAINED_NOTE,
    ModeFigures,
    OwnFigures,
    OwnModeFigures,
    PairFigures,
    Run,
    ScriptFigures,
    SetFigures,
)
from evaluation.runner import Prepared, Progress, Report, ask, prepare
from evaluation.significance import Comparison, compare_all
from evaluation.table import ladder, sets_in
from evaluation.trec import read_run, score_run
from indexing.encoder import BUNDLED
from indexing.manifest import EncoderChoice
from search.query import Mode

COMPARED = (PRIMARY, "R@100", "Success@5")
OWN_COMPARED = ("Success@5", "RR@10")
SCRIPT_QUESTIONS = 500  # of each set that are asked in the other script too
SAME_FIRST = 10  # documents that must be the same in either script
ALL_DEFINITIONS = {**DEFINITIONS, **{f"abstaining: {name}": text for name, text in ABSTAINING_DEFINITIONS.items()}}
_TO_OTHER = {Script.SIMPLIFIED: ("s2t", Script.TRADITIONAL), Script.TRADITIONAL: ("t2s", Script.SIMPLIFIED)}


def measure_quality(
    data: Path,
    *,
    names: Sequence[str] = (),
    modes: Sequence[Mode] | None = None,
    encoder: str = BUNDLED,
    limit: int | None = None,
    cross_validated: Path | None = None,
    seeds: Path = SEEDS,
    questions: Path | None = None,
    said_nothing: SaidNothing | None = None,
    progress: Progress | None = None,
) -> Run:
    """Measure the labelled sets in `data` and the own questions.

    Args:
        data: a folder of sets in the BEIR layout.
        names: only these of them.
        modes: only these; None: all.
        encoder: a name or folder.
        limit: only the first so many questions of each set.
        cross_validated: a folder with `<mode>.run` for the set that was trained on, each question answered by what was
            learned without it (`learn-ranking --runs`); that part is left out otherwise.
        seeds: the seed documents that own questions are about; those are left out where it is absent.
        questions: a file of own questions; None: the bundled ones.
        said_nothing: how a result says that there is nothing relevant; None: abstaining is not measured.
        progress: told how far it is.

    Raises:
        BeirError: a set or the questions cannot be read.
        EncoderError: the encoder cannot be loaded.
    """
    asked, revision = ladder(modes), ""
    sets: list[SetFigures] = []
    for path in sets_in(data, names):
        beir = read_beir(path, limit=limit)
        with tempfile.TemporaryDirectory(prefix="casebase-quality-") as temporary:
            home = Home(Path(temporary))
            prepared = prepare(beir, home, encoder=EncoderChoice(encoder), progress=progress)
            reports = {mode: ask(beir, home, prepared, mode=mode, progress=progress) for mode in asked}
            scripts = tuple(_scripts(beir, home, prepared, reports, progress))
        revision = next(iter(reports.values())).encoder_revision
        sets += _set_figures(path.name, beir, reports, scripts, cross_validated)
    with tempfile.TemporaryDirectory(prefix="casebase-quality-") as temporary:
        own = evaluate_own(
            Home(Path(temporary)),
            questions=questions,
            seeds=seeds,
            modes=asked,
            encoder=EncoderChoice(encoder),
            said_nothing=said_nothing,
            progress=progress,
        )
    return Run(utc_now(), machine(), Path(encoder).name, revision, limit, tuple(sets), own_figures(own))


def _set_figures(
    name: str,
    beir: BeirSet,
    reports: Mapping[Mode, Report],
    scripts: tuple[ScriptFigures, ...],
    cross_validated: Path | None,
) -> Iterator[SetFigures]:
    """The set; of one that was trained on also what was reached without training on the question asked."""
    trained = name == TRAINED_ON
    note = TRAINED_NOTE if trained else ""
    yield _part(name, note, list(beir.queries), reports, scripts)
    if trained and cross_validated:
        unseen = {
            mode: replace(report, quality=score_run(beir, read_run(path)).quality)
            for mode, report in reports.items()
            if (path := cross_validated / f"{mode}.run").is_file()
        }
        note = "five folds: each question answered by what was learned without it; times of what is installed"
        yield _part(f"{name}, cross-validated", note, list(beir.queries), unseen, ())


def _part(
    name: str,
    note: str,
    queries: Sequence[str],
    reports: Mapping[Mode, Report],
    scripts: tuple[ScriptFigures, ...],
) -> SetFigures:
    qualities = {str(mode): report.quality.part(queries) for mode, report in reports.items()}
    compared = compare_all(qualities, measures=COMPARED) if len(qualities) > 1 else []
    some = next(iter(reports.values()))
    return SetFigures(
        name=name,
        note=note,
        questions=len(queries),
        documents=some.documents,
        passages=some.passages,
        modes=tuple(
            ModeFigures(
                str(mode),
                qualities[str(mode)].means,
                report.percentile_ms(50, queries),
                report.percentile_ms(95, queries),
            )
            for mode, report in reports.items()
        ),
        pairs=tuple(map(_pair, compared)),
        scripts=scripts,
    )


def _pair(one: Comparison) -> PairFigures:
    return PairFigures(
        measure=one.measure,
        first=one.first,
        second=one.second,
        difference=one.difference,
        low=one.low,
        high=one.high,
        p=one.p.value,
        p_holm=one.p_holm,
        wins=one.wins,
        ties=one.ties,
        losses=one.losses,
    )


def in_other_script(beir: BeirSet) -> tuple[BeirSet, Script] | None:
    """The same set with its questions in the other script; None where they are in neither or in both."""
    found = _TO_OTHER.get(detect_script("\n".join(beir.queries.values())))
    if found is None:
        return None
    config, script = found
    converter = opencc.OpenCC(config)
    converted = {query: str(converter.convert(text)) for query, text in beir.queries.items()}
    return replace(beir, queries=converted), script


def _scripts(
    beir: BeirSet, home: Home, prepared: Prepared, reports: Mapping[Mode, Report], progress: Progress | None
) -> Iterator[ScriptFigures]:
    some = list(beir.queries)[:SCRIPT_QUESTIONS]
    other = in_other_script(replace(beir, queries={query: beir.queries[query] for query in some}))
    if other is None:
        return
    converted, script = other
    converted = replace(converted, qrels={query: beir.qrels[query] for query in some})
    for mode, report in reports.items():
        again = ask(converted, home, prepared, mode=mode, progress=progress)
        yield ScriptFigures(
            mode=str(mode),
            script=str(script),
            measure=PRIMARY,
            as_is=report.quality.part(some).means[PRIMARY],
            converted=again.quality.means[PRIMARY],
            same_first=_same_first(report, again, some),
        )


def _same_first(one: Report, other: Report, queries: Sequence[str]) -> float:
    first, second = one.rankings, other.rankings
    same = [tuple(first.get(q, ()))[:SAME_FIRST] == tuple(second.get(q, ()))[:SAME_FIRST] for q in queries]
    return sum(same) / len(same)


def own_figures(report: OwnReport) -> OwnFigures:
    """The figures of the own questions, without the failures one by one."""
    qualities = {str(result.mode): result.quality for result in report.results}
    return OwnFigures(
        answerable=report.answerable,
        unanswerable=report.unanswerable,
        left_out=report.left_out,
        documents=report.documents,
        passages=report.passages,
        modes=tuple(map(_own_mode, report.results)),
        pairs=tuple(map(_pair, compare_all(qualities, measures=OWN_COMPARED) if len(qualities) > 1 else [])),
    )


def _own_mode(result: ModeResult) -> OwnModeFigures:
    return OwnModeFigures(
        mode=str(result.mode),
        measures=result.quality.means,
        by_user={str(user): quality.means for user, quality in result.by_user.items()},
        questions_by_user={str(user): len(quality.per_query) for user, quality in result.by_user.items()},
        failures=len(result.failures),
        abstaining=result.abstaining,
    )
