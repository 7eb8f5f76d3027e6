"""What `python -m corpus add` and `check` say of each file while they go on, and at the end.

For machines: one object with `files`, `stored`, `failed` and `totals`. An item of `files` is one document, or what
was refused: `path` (an archive's member stands under the archive: 资料.zip/方案.docx), `status` (added, replaced,
unchanged, removed, readable, refused), `seconds` and `peak_mb`. These two are what reading took and the largest
resident size of the process that read, meanwhile; where one reading gave several documents (the rows of a table) they
stand with the first, and are 0 with the others. `totals` has `files`, `documents`, `refused`, `seconds` on the clock,
`reading_seconds` summed over all readings, `peak_mb` of the largest worker and `main_peak_mb` of the command itself.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Generator
from typing import Any

from corpus.catalog import Outcome
from corpus.commands import DONE, FAILED, ProgressBar, duration, one_line, to_json
from corpus.ingest import FileResult
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
        self._files = self._documents = self._refused = self._peak = 0
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
            self._documents += len(result.known) or 1
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
        documents = f"{self._documents} document{'s' if self._documents != 1 else ''}"
        took = duration(time.perf_counter() - self._began)
        return f"{self._files} of {self._total} files read: {documents}{refused}, {took}{again if stopped else ''}"

    def _object(self, stopped: BaseException | None) -> str:
        totals = {
            "files": self._files,
            "documents": self._documents,
            "refused": self._refused,
            "seconds": round(time.perf_counter() - self._began, 3),
            "reading_seconds": round(self._reading, 3),
            "peak_mb": round(self._peak / _MB, 1),
            "main_peak_mb": round(peak_bytes() / _MB, 1),
        }
        error = {"error": str(stopped) or type(stopped).__name__} if stopped else {}
        told = {"files": self._told, "stored": self._documents, "failed": self._refused}
        return to_json({**told, "totals": totals, **error})


def result_in_words(result: FileResult) -> str:
    """A line, and one for each notice."""
    path = one_line(result.path)
    if result.error:
        return f"refused    {one_line(str(result.error))}"
    if result.document is None:
        documents = result.known[0] if len(result.known) == 1 else f"{len(result.known)} documents"
        why = "not in its file any more" if result.outcome is Outcome.REMOVED else "not read again"
        return f"{result.outcome:<10} {documents}  {path}: {why}"
    document = result.document
    member = one_line(document.source.member or "")
    where = path if path.endswith(member) else f"{path} [{member.rpartition('/')[2]}]"
    head = f"{result.outcome or 'readable':<10} {document.doc_id}  {where}: {result.passages} passages, "
    lines = [head + f"{document.report.characters} characters, {document.report.script}"]
    lines += [f"           - {said}" for said in sentences(document.report.notices)]
    return "\n".join(lines)


def result_for_machines(result: FileResult) -> dict[str, object]:
    """The item of `files` for one result."""
    cost = {"seconds": round(result.cost.seconds, 3), "peak_mb": round(result.cost.peak / _MB, 1)}
    if result.error:
        refusal = {"path": result.path, "status": "refused", "problem": result.error.problem}
        return {**refusal, "message": str(result.error), **cost}
    status: dict[str, object] = {"path": result.path, "status": result.outcome or "readable"}
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
