"""Quality and speed on the labelled sets at hand, written to one page with the machine named. Run by hand."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

import numpy as np

from corpus.catalog import Catalog
from corpus.home import Home
from corpus.ingest import add_files, files_under
from evaluation.beir import BeirError, read_beir
from evaluation.runner import Progress, Report, evaluate
from indexing.build import build
from indexing.encoder import load_encoder
from search.query import Mode

TRAINED_ON = "statutes"  # its questions: what they say of quality is in docs/quality.md, cross-validated
_STARTER = Path(__file__).parents[1] / "corpus" / "documents"
_STARTER_FOLDERS = ("cases", "policy", "papers", "submissions")
_COLD_STARTS = 10
_ENCODED = 5_000
_PASSAGE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the quality table."""

    name: str
    queries: int
    mode: Mode
    means: dict[str, float]
    p50_ms: float
    p95_ms: float
    index_seconds: float
    peak_rss_mb: float


def measure_sets(folder: Path, *, progress: Progress | None = None) -> Iterator[Line]:
    """Every BEIR set in `folder` in every mode; each is ingested once."""
    try:
        sets = sorted(path for path in folder.iterdir() if path.is_dir())
    except OSError as error:
        raise BeirError(folder, f"the folder cannot be read ({error.strerror}): name a folder of sets") from error
    if not sets:
        raise BeirError(folder, "there is no set here: name a folder of sets in the BEIR layout")
    for path in sets:
        beir = read_beir(path)
        with tempfile.TemporaryDirectory(prefix="casebase-benchmark-") as temporary:
            index_seconds = 0.0
            for mode in reversed(Mode):
                report = evaluate(beir, Home(Path(temporary)), mode=mode, progress=progress)
                index_seconds = index_seconds or report.index_seconds
                yield _line(path.name, report, list(beir.queries), index_seconds)


def _line(name: str, report: Report, queries: Sequence[str], index_seconds: float) -> Line:
    per_query = report.quality.per_query
    means = {m: statistics.fmean(per_query[q][m] for q in queries) for m in report.quality.means}
    times = [report.answers[query].milliseconds for query in queries if query in report.answers]
    p50, p95 = (float(np.percentile(times, share)) for share in (50, 95))
    return Line(name, len(queries), report.mode, means, p50, p95, index_seconds, report.peak_rss_mb)


def cold_start_seconds() -> list[float]:
    """Whole-process times of `python -m search` on the starter library, one process after the other."""
    with tempfile.TemporaryDirectory(prefix="casebase-benchmark-") as temporary:
        home = Home(Path(temporary))
        with Catalog.open(home) as catalog:
            for _ in add_files(catalog, files_under([_STARTER / name for name in _STARTER_FOLDERS])):
                pass
        build(home)
        command = [sys.executable, "-m", "search", "怎样让居民参与社区治理", "--home", str(home.path), "--json"]
        return [_seconds(command) for _ in range(_COLD_STARTS)]


def _seconds(command: Sequence[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).parents[1])
    return time.perf_counter() - began


def encoder_speed() -> tuple[float, float]:
    """Seconds to load the bundled encoder, and passages of 200 characters it encodes in a second."""
    began = time.perf_counter()
    encoder = load_encoder()
    loaded = time.perf_counter() - began
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(_STARTER.glob("*/*.md")))
    step = max(1, (len(text) - _PASSAGE_LENGTH) // _ENCODED)
    passages = [text[i * step : i * step + _PASSAGE_LENGTH] for i in range(_ENCODED)]
    began = time.perf_counter()
    encoder.encode_documents(passages)
    return loaded, len(passages) / (time.perf_counter() - began)


def machine() -> str:
    """The machine in words: processor, cores, memory, system, Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{_processor()}, {cores} cores in use, {memory:.0f} GiB, {system}, faiss {version('faiss-cpu')}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or "unknown processor"


def page(lines: Sequence[Line], cold: Sequence[float], loaded: float, passages_per_second: float) -> str:
    """The page in Markdown."""
    measures = list(lines[0].means) if lines else []
    head = ["set", "questions", "mode", *measures, "p50 ms", "p95 ms", "indexing s", "peak MiB"]
    rows = [head, ["---", "---:", "---", *["---:"] * (len(head) - 3)], *(_cells(line) for line in lines)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"""# Benchmarks

Written by `python -m evaluation benchmark` on {date.today()}.
Machine: {machine()}. Times vary between machines; ratios hold.

## Quality and time per question

Every document of a set goes in as a user's file would (structure, passages, catalogue), and is ranked by its best
passage. Means run over all questions, those without results count 0; definitions are in `evaluation/measures.py`.
The bundled encoder and ranking were trained on the questions of `{TRAINED_ON}`: all but its lexical figures say nothing
of quality here (`docs/quality.md` has them cross-validated). They never saw the other sets.

{table}

## Speed

| what | figure |
|---|---:|
| `python -m search` on the starter library, whole process, median of {len(cold)} | {statistics.median(cold):.2f} s |
| the slowest of these | {max(cold):.2f} s |
| loading the bundled encoder | {loaded:.2f} s |
| encoding passages of {_PASSAGE_LENGTH} characters | {passages_per_second:,.0f} a second |
"""


def _cells(line: Line) -> list[str]:
    figures = [f"{value:.4f}" for value in line.means.values()]
    cost = [f"{line.p50_ms:.1f}", f"{line.p95_ms:.1f}", f"{line.index_seconds:.0f}", f"{line.peak_rss_mb:.0f}"]
    return [line.name, str(line.queries), str(line.mode), *figures, *cost]
