"""python -m evaluation: how good, how fast, how large on a labelled set."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus.catalog import Catalog
from corpus.commands import DONE, ProgressBar, number_between, run, to_json
from corpus.home import Home, resolve_home
from evaluation import wording
from evaluation.beir import BeirError, BeirSet, read_beir
from evaluation.benchmark import cold_start_seconds, encoder_speed, measure_sets, page
from evaluation.claims import SHARED, claims_table, measure_claims, told_claims
from evaluation.judgements import Judgements
from evaluation.labels import evaluate_labels
from evaluation.markdown import text_table
from evaluation.matrix import TRAIN, entries_of, learning_cells, measure_cells, read_cells, second_cells, time_matrix
from evaluation.matrix_learning import learn_weights
from evaluation.measures import MEASURES, PRIMARY, no_deeper_than
from evaluation.overlap import measure, report
from evaluation.overlap_planting import SETS as OVERLAP_SETS
from evaluation.overlap_planting import base_texts, plant
from evaluation.overlap_speed import measure_speed
from evaluation.own import SAID_NOTHING, SEEDS, evaluate_own
from evaluation.pages import PageSpeedError, measure_pages, page_speed_page
from evaluation.per_query import QueryRow, query_rows, to_csv
from evaluation.quality import ALL_DEFINITIONS, measure_quality
from evaluation.quality_page import page as quality_page
from evaluation.questions import Split
from evaluation.report import BUNDLED_REPORT, load_report, save_report, with_run
from evaluation.runner import evaluate, trec_run
from evaluation.significance import ROUNDS, compare_all
from evaluation.table import compare_sets, default_mode, ladder, to_markdown
from evaluation.trec import Scored, read_run, score_run
from indexing.encoder import BUNDLED
from indexing.manifest import EncoderChoice
from search.query import Mode

_LARGEST = 10**9


def main(arguments: Sequence[str]) -> int:
    """Parse, call, print; returns the exit code."""
    options = parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.call
    return command(options)


def _benchmark(options: argparse.Namespace) -> int:
    lines = list(measure_sets(options.data, progress=_Bars()))
    _write(options.out, page(lines, cold_start_seconds(), *encoder_speed()))
    print(to_json({"out": str(options.out)}) if options.json else options.out)
    return DONE


def _run(options: argparse.Namespace) -> int:
    beir = read_beir(options.beir, split=options.split, limit=options.limit)
    choice = EncoderChoice(options.encoder, options.query_prompt) if options.encoder else None
    with _home(options.home) as home:
        whole = evaluate(beir, home, mode=options.mode, k=options.k, encoder=choice, progress=_Bars())
    report = dataclasses.replace(whole, quality=whole.quality.only(no_deeper_than(options.k)))
    if options.run:
        with _ids_of(beir):
            _write(options.run, "".join(trec_run(report)))
    if options.per_query:
        _write(options.per_query, to_csv(query_rows(beir, report.quality, report.rankings, run=str(report.mode))))
    print(to_json(report.figures()) if options.json else wording.run_text(report))
    return DONE


@contextlib.contextmanager
def _ids_of(beir: BeirSet) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise BeirError(beir.folder, str(error)) from error


def _score(options: argparse.Namespace) -> int:
    beir, scored = _scored(options)
    if options.per_query:
        _write(options.per_query, to_csv(_rows(beir, scored)))
    told = {
        name: {**one.quality.means, "queries": len(beir.queries), "missing": one.missing, "unjudged": one.unjudged}
        for name, one in scored.items()
    }
    print(to_json({"runs": told}) if options.json else wording.scored_text(scored))
    return DONE


def _rows(beir: BeirSet, scored: dict[str, Scored]) -> list[QueryRow]:
    return [row for name, one in scored.items() for row in query_rows(beir, one.quality, one.run.rankings, run=name)]


def _scored(options: argparse.Namespace) -> tuple[BeirSet, dict[str, Scored]]:
    """The set and the runs, each by the name of its file, or its path where two have the same."""
    beir = read_beir(options.beir, split=options.split)
    paths: list[Path] = list(dict.fromkeys(options.run))
    names = [path.name for path in paths]
    unique = [path.name if names.count(path.name) == 1 else str(path) for path in paths]
    return beir, {name: score_run(beir, read_run(path)) for name, path in zip(unique, paths, strict=True)}


def _compare(options: argparse.Namespace) -> int:
    beir, scored = _scored(options)
    if len(scored) < 2:
        raise BeirError(options.run[0], "there is nothing to compare this run with: name at least two different files")
    runs = {name: one.quality for name, one in scored.items()}
    compared = compare_all(runs, rounds=options.rounds, shown=options.shown)
    told = [dataclasses.asdict(one) for one in compared]
    text = "\n".join(
        [*wording.incomplete(scored), wording.compared_text(compared, beir.queries, measure=options.measure)]
    )
    print(to_json({"queries": len(beir.queries), "comparisons": told}) if options.json else text)
    return DONE


def _table(options: argparse.Namespace) -> int:
    names = options.encoder or [BUNDLED]
    prompts = options.query_prompt or [None] * len(names)
    if len(prompts) != len(names):
        parser().error(
            f"{len(names)} --encoder need as many --query-prompt, not {len(prompts)}: give one each, or none"
        )
    encoders = [EncoderChoice(name, prompt) for name, prompt in zip(names, prompts, strict=True)]
    rows = list(
        compare_sets(
            options.data,
            names=options.set,
            modes=options.modes,
            encoders=encoders,
            limit=options.limit,
            progress=_Bars(),
        )
    )
    text = to_json([dataclasses.asdict(row) for row in rows]) if options.json else to_markdown(rows)
    if options.out:
        _write(options.out, text + "\n")
    print(text)
    return DONE


def _quality(options: argparse.Namespace) -> int:
    earlier = load_report(options.report)
    measured = measure_quality(
        options.data,
        names=options.set,
        modes=options.modes,
        encoder=options.encoder,
        limit=options.limit,
        cross_validated=options.cross_validated,
        seeds=options.seeds,
        questions=options.questions,
        said_nothing=SAID_NOTHING,
        progress=_Bars(),
    )
    report = save_report(with_run(earlier, measured, ALL_DEFINITIONS), options.report)
    _write(options.out, quality_page(report))
    print(to_json(dataclasses.asdict(measured)) if options.json else f"{options.out}\n{options.report}")
    return DONE


def _learn_ranking(options: argparse.Namespace) -> int:
    from evaluation.ranking.learn import learn  # brings torch along, and LightGBM later

    if not options.out.absolute().parent.is_dir():
        raise BeirError(options.out, "there is no such folder to write into: make it, or name another")
    facts = learn(
        options.data,
        options.folds,
        options.out,
        runs=options.runs,
        progress=lambda line: print(line, file=sys.stderr, flush=True),
    )
    measured = facts["cross_validated"]
    rows = [[mode, *(f"{value:.4f}" for value in means.values())] for mode, means in measured.items()]
    table = text_table(["mode", *next(iter(measured.values()), ())], rows)
    print(to_json({"out": str(options.out), **facts}) if options.json else f"{table}\n{options.out}")
    return DONE


def _own(options: argparse.Namespace) -> int:
    modes = ladder(options.modes)
    with _home(options.home) as home:
        report = evaluate_own(
            home,
            questions=options.questions,
            split=options.split,
            seeds=options.seeds,
            modes=modes,
            encoder=EncoderChoice(options.encoder) if options.encoder else None,
            said_nothing=SAID_NOTHING,
            progress=_Bars(),
        )
    shown = next((one for one in report.results if one.mode is default_mode()), report.results[-1])
    print(to_json(dataclasses.asdict(report)) if options.json else wording.own_text(report, shown))
    return DONE


def _matrix(options: argparse.Namespace) -> int:
    told: dict[str, Any]
    with _home(options.home) as home:
        if options.learn:
            cells = learning_cells()
            told = dict(learn_weights(cells, entries_of(cells, seeds=options.seeds, train=options.train)))
        elif options.speed:
            told = dataclasses.asdict(time_matrix(home, train=options.train, progress=ProgressBar("matrix")))
        else:
            cells = second_cells() if options.second else read_cells(options.split)
            told = dataclasses.asdict(measure_cells(home, cells, seeds=options.seeds, train=options.train))
    print(to_json(told) if options.json else wording.matrix_text(told))
    return DONE


def _labels(options: argparse.Namespace) -> int:
    report = evaluate_labels(resolve_home(options.home), modes=ladder(options.modes))
    print(to_json(dataclasses.asdict(report)) if options.json else wording.labels_text(report))
    return DONE


def _export(options: argparse.Namespace) -> int:
    home = resolve_home(options.home)
    with Catalog.open_readonly(home) as catalog, Judgements.open_readonly(home) as judgements:
        export = judgements.export(options.out, catalog, judged_documents=options.judged_documents)
    told = {**dataclasses.asdict(export), "folder": str(export.folder)}
    print(to_json(told) if options.json else wording.export_text(export))
    return DONE


def _pages(options: argparse.Namespace) -> int:
    asked = [line.strip() for line in _lines(options.questions) if line.strip()]
    speed = measure_pages(
        resolve_home(options.home), asked[: options.limit], browsers=options.browsers, rounds=options.rounds
    )
    figures = speed.figures()
    if options.out:
        _write(options.out, page_speed_page(speed))
    print(to_json(figures) if options.json else "\n".join(f"{name}: {value}" for name, value in figures.items()))
    return DONE


def _overlap(options: argparse.Namespace) -> int:
    if options.speed:
        speed = dataclasses.asdict(measure_speed(options.data, seed=options.seed, progress=ProgressBar("compare")))
        print(to_json(speed) if options.json else "\n".join(f"{name}: {value}" for name, value in speed.items()))
        return DONE
    texts = base_texts(options.data, options.set or OVERLAP_SETS, options.texts, options.seed)
    planted = plant(
        texts,
        submissions=min(options.submissions, len(texts)),
        borrowings=options.borrowings,
        quotations=options.quotations,
        seed=options.seed,
    )
    measured = measure(planted, progress=ProgressBar("compare"))
    print(to_json(measured.figures()) if options.json else "\n".join(report(planted, measured, options.shown)))
    return DONE


def _claims(options: argparse.Namespace) -> int:
    found = measure_claims(options.shared)
    print(to_json(told_claims(found)) if options.json else claims_table(found))
    return DONE


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise PageSpeedError(f"{path} cannot be read ({error}): name a UTF-8 file with a question a line") from error


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BeirError(path, f"the file cannot be written ({error.strerror}): name another") from error


def parser() -> argparse.ArgumentParser:
    """The command line of `python -m evaluation`."""
    top = argparse.ArgumentParser(prog="python -m evaluation", description="Measure search on labelled sets.")
    commands = top.add_subparsers(dest="command", required=True)

    def command(name: str, call: Callable[[argparse.Namespace], int], sentence: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=sentence, description=sentence)
        added.set_defaults(call=call)
        added.add_argument("--json", action="store_true", help="print JSON for machines")
        return added

    _run_options(command("run", _run, "ingest, index, search and measure a set in the BEIR layout"))
    scoring = command("score", _score, "measure TREC runs of any systems on a set in the BEIR layout")
    _runs_options(scoring)
    scoring.add_argument("--per-query", type=Path, metavar="FILE", help="also write a table by question (CSV)")
    comparing = command("compare", _compare, "say whether TREC runs differ by more than luck, and on which questions")
    _runs_options(comparing)
    _compare_options(comparing)
    _table_options(command("table", _table, "compare encoders and modes on several sets in one table"))
    _quality_options(
        command("quality", _quality, "measure everything; write docs/quality.md and evaluation/report.json")
    )
    _own_options(command("own", _own, "measure the own questions over the starter library and the seeds, on passages"))
    _learn_options(
        command("learn-ranking", _learn_ranking, "learn the ranking that ships, from data and fold encoders")
    )
    _matrix_options(command("matrix", _matrix, "measure the evidence by criterion on labelled cells, and its speed"))
    _labels_options(command("labels", _labels, "measure a library on what its own users have judged"))
    _export_options(command("export-labels", _export, "write what users have judged as a set in the BEIR layout"))
    _pages_options(command("pages", _pages, "how fast the web page answers in a real browser, alone and with many"))
    _overlap_options(
        command("overlap", _overlap, "plant borrowings in real texts and see which are found, how exactly, how fast")
    )
    claims = command("claims", _claims, "how often the figures of texts are found, on sentences labelled by hand")
    claims.add_argument("--shared", type=Path, default=SHARED, metavar="DIR", help="holds seeds/ and data/ (../shared)")
    benchmark = command("benchmark", _benchmark, "speed on several sets, written to a page")
    benchmark.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of sets in the BEIR layout")
    benchmark.add_argument("--out", type=Path, default=Path("docs/benchmarks.md"), metavar="FILE")
    return top


def _set_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--beir", type=Path, required=True, metavar="DIR", help="corpus.jsonl, queries.jsonl, qrels/")
    command.add_argument("--split", metavar="NAME", help="which qrels/NAME.tsv to read (test)")


def _run_options(command: argparse.ArgumentParser) -> None:
    _set_options(command)
    command.add_argument("--mode", type=Mode, choices=list(Mode), default=default_mode(), metavar="|".join(Mode))
    command.add_argument("--encoder", metavar="NAME|DIR", help="the bundled one unless named")
    command.add_argument("--query-prompt", metavar="TEXT", help="what that encoder wants in front of a question")
    depth = "documents per query (100); measures that look deeper are left out"
    command.add_argument("--k", type=number_between(1, sys.maxsize), default=100, help=depth)
    _limit(command)
    command.add_argument("--home", type=Path, metavar="DIR", help="keep the index here and use it again")
    command.add_argument("--run", type=Path, metavar="FILE", help="also write a TREC run file")
    command.add_argument("--per-query", type=Path, metavar="FILE", help="also write a table by question (CSV)")


def _runs_options(command: argparse.ArgumentParser) -> None:
    _set_options(command)
    command.add_argument(
        "--run", type=Path, required=True, nargs="+", action="extend", metavar="FILE", help="TREC runs"
    )


def _compare_options(command: argparse.ArgumentParser) -> None:
    rounds = number_between(1000, 10**7)
    command.add_argument("--rounds", type=rounds, default=ROUNDS, metavar="N", help=f"random assignments ({ROUNDS})")
    command.add_argument(
        "--shown", type=number_between(0, _LARGEST), default=5, metavar="N", help="questions named (5)"
    )
    names = [str(measure) for measure in MEASURES]
    command.add_argument("--measure", choices=names, default=PRIMARY, help=f"that questions are named for ({PRIMARY})")


def _table_options(command: argparse.ArgumentParser) -> None:
    _data_options(command)
    command.add_argument(
        "--encoder", action="append", metavar="NAME|DIR", help="bundled, or a folder; several times to compare"
    )
    command.add_argument(
        "--query-prompt", action="append", metavar="TEXT", help="what each encoder wants before a question, in turn"
    )
    command.add_argument("--out", type=Path, metavar="FILE", help="also write it here")


def _quality_options(command: argparse.ArgumentParser) -> None:
    _data_options(command)
    command.add_argument("--encoder", default=BUNDLED, metavar="NAME|DIR", help="the bundled one unless named")
    command.add_argument("--out", type=Path, default=Path("docs/quality.md"), metavar="FILE")
    command.add_argument("--report", type=Path, default=BUNDLED_REPORT, metavar="FILE", help="the figures as JSON")
    unseen = "runs on the questions that were trained on, each by what was learned without it (learn-ranking --runs)"
    command.add_argument("--cross-validated", type=Path, metavar="DIR", help=unseen)
    _questions_options(command)


def _own_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--home", type=Path, metavar="DIR", help="keep the index here and use it again")
    command.add_argument("--split", type=Split, choices=list(Split), default=Split.TEST, metavar="|".join(Split))
    command.add_argument("--encoder", metavar="NAME|DIR", help="the bundled one unless named")
    _modes(command)
    _questions_options(command)


def _learn_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--data", type=Path, required=True, metavar="DIR", help="holds train/ and dev/statutes/")
    folds = "encoders that never saw a fold of the questions: 0/ to 4/, from python -m indexing train --folds"
    command.add_argument("--folds", type=Path, required=True, metavar="DIR", help=folds)
    where = Path("search/ranking.safetensors")
    command.add_argument("--out", type=Path, default=where, metavar="FILE", help=f"the file to write ({where})")
    runs = "also write a TREC run of each mode on the labelled questions, cross-validated"
    command.add_argument("--runs", type=Path, metavar="DIR", help=runs)


def _pages_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--home", metavar="DIR", help="home directory (default: $CASEBASE_HOME, else ./library)")
    command.add_argument("--questions", type=Path, required=True, metavar="FILE", help="a question a line, UTF-8")
    command.add_argument("--limit", type=number_between(2, _LARGEST), default=60, metavar="N", help="of them (60)")
    command.add_argument("--browsers", type=number_between(1, 100), default=20, metavar="N", help="at once (20)")
    command.add_argument("--rounds", type=number_between(1, 100), default=3, metavar="N", help="of all browsers (3)")
    command.add_argument("--out", type=Path, metavar="FILE", help="also write a page (docs/page-speed.md)")


def _matrix_options(command: argparse.ArgumentParser) -> None:
    sentence = "test: to report (default); calibration: what the thresholds were set on"
    command.add_argument("--split", type=Split, choices=list(Split), default=Split.TEST, help=sentence)
    command.add_argument("--second", action="store_true", help="the cells that another annotator labelled instead")
    command.add_argument("--speed", action="store_true", help="time 200 submissions x 8 criteria instead")
    command.add_argument("--learn", action="store_true", help="learn the weights anew from labels")
    command.add_argument("--seeds", type=Path, default=SEEDS, metavar="DIR", help="seed documents (../shared/seeds)")
    command.add_argument("--train", type=Path, default=TRAIN, metavar="DIR", help="texts (../shared/data/train)")
    command.add_argument("--home", type=Path, metavar="DIR", help="keep the library here (default: a temporary one)")


def _labels_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--home", metavar="DIR", help="home directory (default: $CASEBASE_HOME, else ./library)")
    _modes(command)


def _export_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--home", metavar="DIR", help="home directory (default: $CASEBASE_HOME, else ./library)")
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write")
    command.add_argument("--judged-documents", action="store_true", help="only passages of documents with a judgement")


def _overlap_options(command: argparse.ArgumentParser) -> None:
    count = number_between(1, 100_000)
    command.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of NAME.jsonl.gz (data/train)")
    command.add_argument("--set", action="append", choices=OVERLAP_SETS, help="only these texts; several times (all)")
    command.add_argument("--seed", type=number_between(0, _LARGEST), default=1, metavar="N", help="of what is drawn")
    command.add_argument("--texts", type=count, default=400, metavar="N", help="texts to plant among (400)")
    command.add_argument("--submissions", type=count, default=120, metavar="N", help="of them, submissions (120)")
    command.add_argument("--borrowings", type=count, default=400, metavar="N", help="to plant (400)")
    command.add_argument("--quotations", type=count, default=60, metavar="N", help="attributed, beside them (60)")
    command.add_argument("--shown", type=number_between(0, _LARGEST), default=5, metavar="N", help="examples (5)")
    command.add_argument("--speed", action="store_true", help="instead: 300 submissions against 10,000 documents")


def _data_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of sets in the BEIR layout")
    command.add_argument("--set", action="append", default=[], metavar="NAME", help="only this one; several times")
    _modes(command)
    _limit(command)


def _questions_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--seeds", type=Path, default=SEEDS, metavar="DIR", help="seed documents (../shared/seeds)")
    command.add_argument("--questions", type=Path, metavar="FILE", help="other questions in the same layout")


def _modes(command: argparse.ArgumentParser) -> None:
    known = ",".join(Mode)
    command.add_argument("--modes", type=_mode_list, metavar="MODE,…", help=f"of {known} (all of them)")


def _mode_list(text: str) -> tuple[Mode, ...]:
    try:
        return tuple(dict.fromkeys(Mode(name.strip()) for name in text.split(",")))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of {', '.join(Mode)}") from None


def _limit(command: argparse.ArgumentParser) -> None:
    limit = number_between(1, sys.maxsize)
    command.add_argument("--limit", type=limit, metavar="N", help="only the first N judged queries")


@contextlib.contextmanager
def _home(path: Path | None) -> Iterator[Home]:
    """The directory that was named, or one that is gone afterwards."""
    if path:
        yield Home(path)
        return
    with tempfile.TemporaryDirectory(prefix="casebase-evaluation-") as temporary:
        yield Home(Path(temporary))


class _Bars:
    """One progress bar after the other on a terminal."""

    def __init__(self) -> None:
        self._bars: dict[str, ProgressBar] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        self._bars.setdefault(step, ProgressBar(step))(done, total)


if __name__ == "__main__":
    run(main)
