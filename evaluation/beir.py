"""Labelled sets in the BEIR layout: corpus.jsonl[.gz], queries.jsonl[.gz], qrels/*.tsv.

Source: Thakur et al., BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of Information Retrieval Models,
NeurIPS 2021 (Datasets and Benchmarks).
"""

from __future__ import annotations

import contextlib
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import CasebaseError
from corpus.script import without_surrogates

_GRADE = re.compile(r"-?[0-9]+")

Qrels = dict[str, dict[str, int]]
"""Grades by query id and document id; 0 and below is judged not relevant."""


class BeirError(CasebaseError):
    """A labelled set that cannot be used; `path` and `line` (from 1, None for the whole file) say where."""

    def __init__(self, path: Path, detail: str, line: int | None = None) -> None:
        self.path = path
        self.line = line
        super().__init__(f"{path}{f', line {line}' if line else ''}: {detail}")


@dataclass(frozen=True, slots=True)
class BeirDocument:
    """One document of the corpus, under the id that the judgements use."""

    doc_id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class BeirSet:
    """A labelled set. `queries` holds the texts of the judged queries, in the order of the file."""

    folder: Path
    queries: dict[str, str]
    qrels: Qrels

    def documents(self) -> Iterator[BeirDocument]:
        """The corpus, one document at a time, so that it need not fit into memory.

        Raises `BeirError` where a line is malformed or an id occurs twice.
        """
        path = _find(self.folder, "corpus.jsonl")
        seen: set[str] = set()
        for number, row in numbered_rows(path):
            doc_id = _text(row, "_id", path, number)
            if doc_id in seen:
                raise BeirError(path, f"the id {doc_id!r} occurs a second time: make it unique", number)
            seen.add(doc_id)
            title = without_surrogates(str(row.get("title") or ""))
            yield BeirDocument(doc_id, title, _text(row, "text", path, number))


def read_beir(folder: Path, *, split: str | None = None, limit: int | None = None) -> BeirSet:
    """Read the queries and judgements of the set in `folder`.

    Args:
        folder: the BEIR folder.
        split: which qrels to read (`test` for qrels/test.tsv); None: test.tsv, else the only file there is.
        limit: keep the first so many judged queries.

    Raises:
        BeirError: a file is missing or malformed, or judgements name queries that are not there.
    """
    path = _find(folder, "queries.jsonl")
    texts: dict[str, str] = {}
    for number, row in numbered_rows(path):
        query = _text(row, "_id", path, number)
        if query in texts:
            raise BeirError(path, f"the id {query!r} occurs a second time: make it unique", number)
        texts[query] = _text(row, "text", path, number)
    qrels_path = _find_qrels(folder, split)
    qrels = _read_qrels(qrels_path)
    unknown = sorted(qrels.keys() - texts.keys())
    if unknown:
        some = ", ".join(unknown[:3])
        raise BeirError(qrels_path, f"{len(unknown)} queries (such as {some}) are not in {path.name}: add their text")
    judged = [query for query in texts if query in qrels][:limit]
    return BeirSet(folder, {query: texts[query] for query in judged}, {query: qrels[query] for query in judged})


def _find(folder: Path, name: str) -> Path:
    for path in (folder / name, folder / f"{name}.gz"):
        with contextlib.suppress(OSError):  # a path that no file can have
            if path.is_file():
                return path
    raise BeirError(folder, f"there is no {name} or {name}.gz: name a folder in the BEIR layout")


def _find_qrels(folder: Path, split: str | None) -> Path:
    found = sorted((folder / "qrels").glob("*.tsv"))
    wanted = [path for path in found if path.stem == (split or "test")]
    if wanted or (len(found) == 1 and not split):
        return (wanted or found)[0]
    names = ", ".join(path.stem for path in found)
    detail = f"choose one with --split: {names}" if found else "name a folder in the BEIR layout"
    raise BeirError(folder, f"there is no qrels/{split or 'test'}.tsv: {detail}")


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines that hold something, unpacked where the name ends in .gz.

    Raises `BeirError` where the file cannot be read, or not as UTF-8.
    """
    try:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8-sig") as file:  # some editors put a mark before the first line
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise BeirError(path, f"the file cannot be read ({error}): fetch it again") from error


def numbered_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Numbered JSON objects, one a line."""
    for number, line in numbered_lines(path):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BeirError(path, f"this is not JSON ({error}): write one object per line", number) from error
        if not isinstance(row, dict):
            raise BeirError(path, "this is not a JSON object: write one object per line", number)
        yield number, row


def _text(row: dict[str, Any], field: str, path: Path, number: int) -> str:
    value = row.get(field)
    if not isinstance(value, str) or (field == "_id" and not value):
        raise BeirError(path, f"the field {field!r} is missing or not text: add it", number)
    return without_surrogates(value)


def _read_qrels(path: Path) -> Qrels:
    """Tab-separated query, document, grade; a first line whose grade is no number is the header."""
    qrels: Qrels = {}
    for number, line in numbered_lines(path):
        fields = line.rstrip("\r\n").split("\t")
        if len(fields) != 3:
            raise BeirError(path, f"there are {len(fields)} fields, not query, document and grade with tabs", number)
        query, document, grade = fields
        if not _GRADE.fullmatch(grade.strip()):
            if number == 1 and not any(char.isdecimal() for char in grade):
                continue  # the header
            raise BeirError(path, f"the grade {grade!r} is not a whole number: correct it", number)
        qrels.setdefault(query, {})[document] = int(grade)
    if not qrels:
        raise BeirError(path, "there are no judgements: add at least one")
    return qrels
