"""Speed on the labelled sets at hand, written to one page with the machine named. Run by hand."""

from __future__ import annotations

import os
import platform
import random
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
from corpus.errors import QueryError
from corpus.home import Home
from corpus.ingest import add_files, files_under
from evaluation.beir import BeirError, read_beir
from evaluation.markdown import markdown_table
from evaluation.runner import Progress, peak_rss_mb, prepare
from indexing.build import build
from indexing.encoder import load_encoder
from search.query import Mode, Query
from search.searcher import Searcher

TRAINED_ON = "statutes"  # its questions: what they say of quality is in docs/quality.md, cross-validated
_STARTER = Path(__file__).parents[1] / "corpus" / "documents"
_STARTER_FOLDERS = ("cases", "policy", "papers", "submissions")
_QUESTIONS = 300
_WARM_UP = 10
_COLD_STARTS = 10
_ENCODED = 5_000
_PASSAGE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: a set asked in one mode. `index_seconds` covers taking in and indexing."""

    name: str
    passages: int
    mode: Mode
    questions: int
    p50_ms: float
    p95_ms: float
    index_seconds: float
    peak_rss_mb: float


def measure_sets(folder: Path, *, questions: int = _QUESTIONS, progress: Progress | None = None) -> Iterator[Line]:
    """The time of `questions` questions of every BEIR set in `folder`, in every mode; each set is taken in once.

    Raises:
        BeirError: the folder cannot be read, holds no set, or a set is malformed.
    """
    try:
        sets = sorted(path for path in folder.iterdir() if path.is_dir())
    except OSError as error:
        raise BeirError(folder, f"the folder cannot be read ({error.strerror}): name a folder of sets") from error
    if not sets:
        raise BeirError(folder, "there is no set here: name a folder of sets in the BEIR layout")
    for path in sets:
        beir = read_beir(path)
        with tempfile.TemporaryDirectory(prefix="casebase-benchmark-") as temporary:
            prepared = prepare(beir, Home(Path(temporary)), progress=progress)
            asked = random.Random(0).sample(list(beir.queries.values()), min(questions, len(beir.queries)))
            with Searcher.open(Home(Path(temporary))) as searcher:
                for mode in reversed(Mode):
                    times = question_times(searcher, asked, mode)
                    p50, p95 = (float(np.percentile(times, share)) for share in (50, 95))
                    counts = prepared.passages, mode, len(times)
                    yield Line(path.name, *counts, p50, p95, prepared.index_seconds, peak_rss_mb())


def question_times(searcher: Searcher, questions: Sequence[str], mode: Mode) -> list[float]:
    """Milliseconds of each question as the page asks it (ten hits, gathered, marked), after some that are not counted.

    Those that cannot be asked are left out.
    """
    for question in questions[:_WARM_UP]:
        _milliseconds(searcher, question, mode)
    times = (_milliseconds(searcher, question, mode) for question in questions)
    return [one for one in times if one is not None]


def _milliseconds(searcher: Searcher, question: str, mode: Mode) -> float | None:
    began = time.perf_counter()
    try:
        searcher.search(Query(question, mode=mode))
    except QueryError:
        return None
    return (time.perf_counter() - began) * 1000


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
    head = ["set", "passages", "mode", "questions", "p50 ms", "p95 ms", "taken in and indexed, s", "peak MiB"]
    return f"""# Benchmarks

Written by `python -m evaluation benchmark` on {date.today()}.
Machine: {machine()}. Times vary between machines; ratios hold.
How good the answers are is in [quality.md](quality.md).

## Time per question

Every document of a set goes in as a user's file would (structure, passages, catalogue). A question is asked as the page
asks it: understood, found by both sides, ranked, ten hits gathered, explained and marked; one after the other.

{markdown_table(head, [_cells(line) for line in lines])}

## Other times

| what | figure |
|---|---:|
| `python -m search` on the starter library, whole process, median of {len(cold)} | {statistics.median(cold):.2f} s |
| the slowest of these | {max(cold):.2f} s |
| loading the bundled encoder | {loaded:.2f} s |
| encoding passages of {_PASSAGE_LENGTH} characters, one thread | {passages_per_second:,.0f} a second |
"""


def _cells(line: Line) -> list[str]:
    times = [f"{line.p50_ms:.1f}", f"{line.p95_ms:.1f}", f"{line.index_seconds:.0f}", f"{line.peak_rss_mb:.0f}"]
    return [line.name, f"{line.passages:,}", str(line.mode), str(line.questions), *times]
