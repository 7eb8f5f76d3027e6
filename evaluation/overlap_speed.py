"""How long it takes to compare many submissions with a large library, and how much memory."""

from __future__ import annotations

import gzip
import itertools
import json
import random
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.ingest import read_upload
from corpus.model import Document
from corpus.script import fold
from evaluation.overlap_planting import SETS, OverlapError
from review.model import Progress, Text, nothing_told
from review.overlap.finding import find_overlaps


@dataclass(frozen=True, slots=True)
class Speed:
    """What was compared, in how many seconds, with how much memory at most (all texts are in it, too)."""

    submissions: int
    submitted_characters: int
    library: int
    library_characters: int
    matches: int
    seconds: float
    texts_mb: float
    peak_mb: float


def measure_speed(
    data: Path, *, submissions: int = 300, length: int = 20_000, library: int = 10_000, seed: int = 1,
    progress: Progress = nothing_told,
) -> Speed:  # fmt: skip
    """Compare submissions of real news put one behind the other with laws, reports and other news.

    Raises:
        OverlapError: there are too few texts.
    """
    draw = random.Random(seed)
    news = _texts(data / "news.jsonl.gz")
    draw.shuffle(news)
    left = iter(news)
    papers = ["\n".join(_until(left, length))[:length] for _ in range(submissions)]
    others = [text for name in SETS if name != "news" for text in _texts(data / f"{name}.jsonl.gz")]
    draw.shuffle(others)
    shelf = [*others[: library * 3 // 4], *itertools.islice(left, library - min(len(others), library * 3 // 4))]
    if len(shelf) < library or min(map(len, papers), default=0) < length // 2:
        raise OverlapError(f"{data} holds too few texts for {submissions} submissions and a library of {library}")
    model = read_upload(b"-", file_name="model.txt").document
    given, held = (
        [Text(_document(model, f"{kind}-{at}", text), ()) for at, text in enumerate(texts)]
        for kind, texts in (("submission", papers), ("library", shelf))
    )
    before = _peak()
    began = time.perf_counter()
    found = find_overlaps(given, held, progress=progress)
    return Speed(
        len(papers), sum(map(len, papers)), len(shelf), sum(map(len, shelf)), len(found.matches),
        time.perf_counter() - began, before, _peak(),
    )  # fmt: skip


def _document(model: Document, doc_id: str, text: str) -> Document:
    return replace(model, doc_id=doc_id, text=text, folded=fold(text))


def _texts(path: Path) -> list[str]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            return [json.loads(line)["text"] for line in stream]
    except OSError as error:
        raise OverlapError(f"{path} cannot be read ({error.strerror}): name the folder of texts with --data") from error


def _until(texts: Iterator[str], length: int) -> Iterator[str]:
    """As many of the texts as have this length together."""
    while length > 0 and (text := next(texts, None)) is not None:
        length -= len(text) + 1
        yield text


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
