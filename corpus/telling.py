"""What `python -m corpus add` and `check` say of each file while they go on, and at the end.

For machines: one object with `files`, `stored`, `failed` and `totals`. An item of `files` is one document, or what
was refused: `path` (an archive's member stands under the archive: 资料.zip/方案.docx), `status` (added, replaced,
unchanged, removed, readable, refused), `seconds` and `peak_mb`. Where the same content was there before under another
path, `same_as` names that document with its `title` and `path`. `seconds` and `peak_mb` are what reading took and the
largest resident size of the process that read, meanwhile; where one reading gave several documents (the rows of a
table) they stand with the first, and are 0 with the others. `totals` has `files`, `documents` (different ones),
`copies` (results that gave a document which another one had given or which was there from another path), `refused`,
`seconds` on the clock, `reading_seconds` summed over all readings, `peak_mb` of the largest worker and `main_peak_mb`
of the command itself.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Generator
from typing import Any

from corpus.catalog import Outcome
from corpus.commands import DONE, FAILED, ProgressBar, duration, one_line, to_json
from corpus.ingest import FileResult, Held
from corpus.intake.measure import peak_bytes
from corpus.model import Document
from corpus.official.regions import code_of
from corpus.report import concern, pages_by_kind, pages_to_check, sentence, sentences

_MB = 2**20


class Telling:
    """Tells what becomes of `total` files: a line for each at once, or one JSON object at the end."""

    def __init__(self, total: int, *, as_json: bool) -> None:
        self._total = total
        self._as_json = as_json
        self._bar = ProgressBar("reading")
        self._began = time.perf_counter()
        self._told: list[dict[str, object]] = []
        self._documents: set[str] = set()
        self._files = self._refused = self._copies = self._peak = 0
        self._reading = 0.0

    def advance(self, done: int) -> None:
        """Take note that so many files are done."""
        self._files = done
        self._bar(done, self._total)

    def tell(self, results: Generator[FileResult]) -> int:
        """Say what becomes of each file; where it ends early, what was done until then. Returns the exit code."""
        stopped: BaseException | None = None
        try:
            with contextlib.closing(results):
                for result in results:
                    self._one(result)
        except BaseException as error:
            stopped = error
            raise
        finally:
            self._bar.clear()
            print(self._object(stopped) if self._as_json else self._line(stopped), flush=True)  # noqa: T201
        return FAILED if self._refused else DONE

    def _one(self, result: FileResult) -> None:
        self._refused += result.error is not None
        if result.error is None and result.outcome is not Outcome.REMOVED:
            given = set(result.known) if result.document is None else {result.document.doc_id}
            self._copies += result.same_as is not None or given <= self._documents
            self._documents |= given
        self._reading += result.cost.seconds
        self._peak = max(self._peak, result.cost.peak)
        if self._as_json:
            self._told.append(result_for_machines(result))
        else:
            self._bar.clear()
            print(result_in_words(result), flush=True)  # noqa: T201

    def _line(self, stopped: BaseException | None) -> str:
        refused = f", {self._refused} refused (see above)" if self._refused else ""
        again = "; stopped there: what is done is stored, the same command goes on with the rest"
        count = len(self._documents)
        documents = f"{count} different document{'s' if count != 1 else ''}" if self._copies else _documents(count)
        copies = f", {self._copies} with the same content as another" if self._copies else ""
        took = duration(time.perf_counter() - self._began)
        return (
            f"{self._files} of {self._total} files read: {documents}{copies}{refused}, {took}{again if stopped else ''}"
        )

    def _object(self, stopped: BaseException | None) -> str:
        totals = {
            "files": self._files,
            "documents": len(self._documents),
            "copies": self._copies,
            "refused": self._refused,
            "seconds": round(time.perf_counter() - self._began, 3),
            "reading_seconds": round(self._reading, 3),
            "peak_mb": round(self._peak / _MB, 1),
            "main_peak_mb": round(peak_bytes() / _MB, 1),
        }
        error = {"error": str(stopped) or type(stopped).__name__} if stopped else {}
        told = {"files": self._told, "stored": len(self._documents), "failed": self._refused}
        return to_json({**told, "totals": totals, **error})


def _documents(count: int) -> str:
    return f"{count} document{'s' if count != 1 else ''}"


def result_in_words(result: FileResult) -> str:
    """A line, and one for each notice."""
    path = one_line(result.path)
    if result.error:
        return f"refused    {one_line(str(result.error))}"
    if result.document is None:
        documents = result.known[0] if len(result.known) == 1 else f"{len(result.known)} documents"
        why = "not in its file any more" if result.outcome is Outcome.REMOVED else "not read again"
        why = f"{_same_as(result.same_as)}, {why}" if result.same_as else why
        return f"{result.outcome:<10} {documents}  {path}: {why}"
    document = result.document
    member = one_line(document.source.member or "")
    where = path if path.endswith(member) else f"{path} [{member.rpartition('/')[2]}]"
    head = f"{result.outcome or 'readable':<10} {document.doc_id}  {where}: {result.passages} passages, "
    told = f", {_same_as(result.same_as)}" if result.same_as else ""
    lines = [head + f"{document.report.characters} characters, {document.report.script}{told}"]
    lines += [f"           - {said}" for said in sentences(document.report.notices)]
    return "\n".join(lines)


def _same_as(held: Held) -> str:
    return one_line(f"the same content as {held.title} ({held.path})")


def result_for_machines(result: FileResult) -> dict[str, object]:
    """The item of `files` for one result."""
    cost = {"seconds": round(result.cost.seconds, 3), "peak_mb": round(result.cost.peak / _MB, 1)}
    if result.error:
        refusal = {"path": result.path, "status": "refused", "problem": result.error.problem}
        return {**refusal, "message": str(result.error), **cost}
    status: dict[str, object] = {"path": result.path, "status": result.outcome or "readable"}
    if result.same_as:
        status["same_as"] = dataclasses.asdict(result.same_as)
    if result.document is None:
        return {**status, "doc_ids": list(result.known), **cost}
    return {**status, "passages": result.passages, **cost, **report_for_machines(result.document)}


def report_for_machines(document: Document) -> dict[str, object]:
    """How a document was read, and what is known of it with its evidence.

    `pages_to_check` are physical numbers; `doubtful` the fields of low confidence; `concern` of a notice is unread,
    doubt, dropped (as no part of the text) or note.
    """
    region = document.metadata.get("region")
    return {
        "doc_id": document.doc_id,
        "title": document.title,
        "source": dataclasses.asdict(document.source),
        "reader": document.report.reader,
        "characters": document.report.characters,
        "script": document.report.script,
        "pages": [dataclasses.asdict(page) for page in document.pages],
        "pages_by_kind": pages_by_kind(document.pages),
        "pages_to_check": pages_to_check(document),
        "headings": len(document.outline),
        "metadata": provenance(document),
        "region_code": code_of(region) if region else None,
        "doubtful": document.metadata.doubtful(),
        "notices": [
            {**dataclasses.asdict(n), "concern": concern(n.code), "message": sentence(n)}
            for n in document.report.notices
        ],
    }


def provenance(document: Document) -> dict[str, dict[str, Any]]:
    """Every known field with where it comes from, and the words of the text that say so."""
    found: dict[str, dict[str, Any]] = {}
    for name in document.metadata.values():
        value = getattr(document.metadata, name)
        evidence = None if value.start is None else document.text[value.start : value.end]
        found[name] = {**dataclasses.asdict(value), "evidence": evidence}
    return found
