"""Evidence that was found once, kept by document: derived, can be deleted at any time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.errors import HomeError
from corpus.home import Home, storage_errors, write_atomically
from review.matrix.choosing import Chosen
from review.matrix.model import Strength
from review.rubric.model import Criterion

FORMAT = 2  # of the files, and of how evidence is found: another one makes what is kept out of date
_KEPT = 64  # criteria a document: those of some rubrics, and of what they were changed from


def criterion_digest(one: Criterion) -> str:
    """What fixes which evidence is found for a criterion: neither its key nor its weight do."""
    content = [one.name, one.description, one.questions, one.words, one.examples]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:20]


class Store:
    """Columns of evidence in `home`, found with the tools that `tools` names."""

    def __init__(self, home: Home, tools: str) -> None:
        self._home = home
        self._folder = home.reviews / "matrix"
        self._tools = f"{FORMAT}:{tools}"

    def read(self, doc_id: str, text: str) -> dict[str, tuple[Chosen, ...]]:
        """What is kept of a document whose text is still `text`, by the digest of the criterion."""
        try:
            kept = json.loads(self._path(doc_id).read_bytes())
            if kept["tools"] != self._tools or kept["text"] != _digest(text):
                return {}
            return {key: tuple(_chosen(one, len(text)) for one in some) for key, some in kept["cells"].items()}
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return {}  # not there, or damaged: it is found anew

    def write(self, doc_id: str, text: str, cells: Mapping[str, tuple[Chosen, ...]]) -> None:
        """Keep `cells`, the newest last; the oldest beyond a limit are forgotten. A full disk is no reason to fail."""
        newest = list(cells.items())[-_KEPT:]
        rows = {key: [_row(one) for one in some] for key, some in newest}
        content = {"tools": self._tools, "text": _digest(text), "cells": rows}
        try:
            with storage_errors(self._home):
                write_atomically(self._path(doc_id), json.dumps(content, ensure_ascii=False).encode())
        except HomeError:
            return

    def _path(self, doc_id: str) -> Path:
        return self._folder / f"{doc_id}.json"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _row(one: Chosen) -> list[Any]:
    return [one.start, one.end, one.strength, one.highlights, one.words]


def _chosen(row: list[Any], length: int) -> Chosen:
    start, end, strength, highlights, words = row
    spans = tuple((int(first), int(last)) for first, last in highlights)
    if not 0 <= start < end <= length or any(not 0 <= first < last <= end - start for first, last in spans):
        raise ValueError(f"a passage from {start} to {end} does not fit a text of {length}")
    return Chosen(start, end, Strength(strength), spans, tuple(map(str, words)))
