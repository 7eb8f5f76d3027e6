"""python -m evaluation: how good, how fast, how large on a labelled set."""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.commands import DONE, ProgressBar, number_between, run, to_json
from corpus.home import Home
from evaluation.beir import BeirError, read_beir
from evaluation.benchmark import cold_start_seconds, encoder_speed, measure_sets, page
from evaluation.runner import Report, evaluate, trec_run
from indexing.manifest import EncoderChoice
from search.query import Mode

_TABLE = (
    "nDCG@10",
    "R@10",
    "R@100",
    "RR@10",
    "queries",
    "documents",
    "index_seconds",
    "p50_ms",
    "p95_ms",
    "peak_rss_mb",
)


def main(arguments: Sequence[str]) -> int:
    """Parse, call, print; returns the exit code."""
    options = parser().parse_args(arguments)
    return _benchmark(options) if options.command == "benchmark" else _run(options)


def _benchmark(options: argparse.Namespace) -> int:
    lines = list(measure_sets(options.data, progress=_Bars()))
    _write(options.out, page(lines, cold_start_seconds(), *encoder_speed()))
    print(options.out)
    return DONE


def _run(options: argparse.Namespace) -> int:
    beir = read_beir(options.beir, split=options.split, limit=options.limit)
    choice = EncoderChoice(options.encoder, options.query_prompt) if options.encoder else None
    with _home(options.home) as home:
        report = evaluate(beir, home, mode=options.mode, k=options.k, encoder=choice, progress=_Bars())
    print(to_json(report.figures()) if options.json else _table(report))
    if options.run:
        _write(options.run, "".join(trec_run(report)))
    return DONE


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BeirError(path, f"the file cannot be written ({error.strerror}): name another") from error


def parser() -> argparse.ArgumentParser:
    """The command line of `python -m evaluation`."""
    top = argparse.ArgumentParser(prog="python -m evaluation", description="Measure search on a labelled set.")
    commands = top.add_subparsers(dest="command", required=True)
    command = commands.add_parser("run", help="ingest, index, search and measure a set in the BEIR layout")
    command.add_argument("--beir", type=Path, required=True, metavar="DIR", help="corpus.jsonl, queries.jsonl, qrels/")
    command.add_argument("--split", metavar="NAME", help="which qrels/NAME.tsv to read (test)")
    command.add_argument("--mode", type=Mode, choices=list(Mode), default=Mode.HYBRID, metavar="|".join(Mode))
    command.add_argument("--encoder", metavar="NAME|DIR", help="the bundled one unless named")
    command.add_argument("--query-prompt", metavar="TEXT", help="what that encoder wants in front of a question")
    command.add_argument("--k", type=number_between(1, sys.maxsize), default=100, help="documents per query (100)")
    command.add_argument(
        "--limit", type=number_between(1, sys.maxsize), metavar="N", help="only the first N judged queries"
    )
    command.add_argument("--home", type=Path, metavar="DIR", help="keep the index here and use it again")
    command.add_argument("--run", type=Path, metavar="FILE", help="also write a TREC run file")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command = commands.add_parser("benchmark", help="quality and speed on several sets, written to a page")
    command.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of sets in the BEIR layout")
    command.add_argument("--out", type=Path, default=Path("docs/benchmarks.md"), metavar="FILE")
    return top


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


def _table(report: Report) -> str:
    figures = report.figures()
    lines = [f"{report.mode}, encoder {report.encoder}"]
    for name in _TABLE:
        value = figures[name]
        lines.append(f"{name:<14}{value:>12.4f}" if name in report.quality.means else f"{name:<14}{value:>12}")
    if report.unanswerable:
        lines.append(f"{report.unanswerable} queries could not be asked (no words, or too long) and count 0")
    return "\n".join(lines)


if __name__ == "__main__":
    run(main)
