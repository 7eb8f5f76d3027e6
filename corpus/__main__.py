"""python -m corpus: files in, and what is there."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from corpus.catalog import Catalog
from corpus.commands import DONE, FAILED, USAGE, ProgressBar, common_options, one_line, run, to_json
from corpus.errors import CasebaseError
from corpus.home import Home, resolve_home, writing
from corpus.ingest import FileResult, add_files, check_files, files_under
from corpus.model import Document, DocumentSummary
from corpus.report import sentence, sentences


def parser() -> argparse.ArgumentParser:
    """The command line of `python -m corpus`."""
    common = common_options()
    top = argparse.ArgumentParser(prog="python -m corpus", description="Put files into the library, look after it.")
    commands = top.add_subparsers(dest="command", required=True)
    for name, text in (("add", "store files and folders"), ("check", "the same report, storing nothing")):
        command = commands.add_parser(name, help=text, parents=[common])
        command.add_argument("paths", nargs="+", metavar="PATH", type=_path)
    commands.add_parser("list", help="what is in the library", parents=[common])
    for name, text in (
        ("show", "a document with its passages"),
        ("report", "how a document was read, and where its metadata comes from"),
        ("remove", "delete a document"),
        ("set", "correct metadata: FIELD=VALUE, an empty value clears it"),
    ):
        command = commands.add_parser(name, help=text, parents=[common])
        command.add_argument("document", metavar="DOC", help="its id, or the beginning of it")
        if name == "set":
            command.add_argument("assignments", nargs="+", metavar="FIELD=VALUE")
    return top


def main(arguments: Sequence[str]) -> int:
    """Parse, call, print; returns the exit code."""
    top = parser()
    options = top.parse_args(arguments)
    if options.command in ("add", "check"):
        return _take_in(options)
    if options.command in ("remove", "set"):
        return _change(options, top)
    with Catalog.open_readonly(resolve_home(options.home)) as catalog:
        if options.command == "list":
            _list(catalog.summaries(), as_json=options.json)
            return DONE
        document = catalog.document(options.document)
        show = _show if options.command == "show" else _report
        show(document, catalog, as_json=options.json)
    return DONE


def _take_in(options: argparse.Namespace) -> int:
    paths = files_under(options.paths)
    if not paths:
        print("error: there is no file in these folders: name a folder with files", file=sys.stderr)
        return FAILED
    if options.command == "check":
        return _print_results(check_files(paths), paths, as_json=options.json)
    home = resolve_home(options.home)
    code = _print_results(_stored(home, paths), paths, as_json=options.json)
    if not options.json:
        print(f"next: python -m indexing build --home {home.path}", file=sys.stderr)
    return code


def _stored(home: Home, paths: Sequence[Path]) -> Iterator[FileResult]:
    with writing(home, "python -m corpus add"), Catalog.open(home) as catalog:
        yield from add_files(catalog, paths)


def _print_results(results: Iterable[FileResult], paths: Sequence[Path], *, as_json: bool) -> int:
    """Say what becomes of each file; where the library itself fails, what was done until then."""
    bar = ProgressBar("reading")
    told: list[dict[str, object]] = []
    done = failed = 0
    stopped: CasebaseError | None = None
    try:
        for done, result in enumerate(results, 1):
            failed += result.error is not None
            if as_json:
                told.append(_result_for_machines(result))
            else:
                bar.clear()
                print(_result_in_words(result), flush=True)
            bar(done, len(paths))
    except CasebaseError as error:
        stopped = error
        raise
    finally:
        if as_json:
            error_key = {"error": str(stopped)} if stopped else {}
            print(to_json({"files": told, "stored": done - failed, "failed": failed, **error_key}))
        else:
            print(_totals(done, failed, paths))
    return FAILED if failed else DONE


def _totals(done: int, failed: int, paths: Sequence[Path]) -> str:
    refused = f", {failed} refused (see above)" if failed else ""
    stopped = f"; stopped at {one_line(str(paths[done]))}" if done < len(paths) else ""
    return f"{done - failed} of {len(paths)} files read{refused}{stopped}"


def _path(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("an empty path names no file: name a file or a folder")
    return Path(text)


def _result_in_words(result: FileResult) -> str:
    if result.error:
        return f"refused    {one_line(str(result.error))}"
    document = result.document
    assert document is not None
    path = one_line(result.path)
    head = f"{result.outcome or 'readable':<10} {document.doc_id}  {path}: {result.passages} passages, "
    lines = [head + f"{document.report.characters} characters, {document.report.script}"]
    lines += [f"           - {said}" for said in sentences(document.report.notices)]
    return "\n".join(lines)


def _result_for_machines(result: FileResult) -> dict[str, object]:
    if result.error:
        return {"path": result.path, "status": "refused", "problem": result.error.problem, "message": str(result.error)}
    assert result.document is not None
    status = {"path": result.path, "status": result.outcome or "readable", "passages": result.passages}
    return {**status, **_report_for_machines(result.document)}


def _list(summaries: Sequence[DocumentSummary], *, as_json: bool) -> None:
    if as_json:
        print(to_json([_summary_for_machines(summary) for summary in summaries]))
        return
    for summary in summaries:
        known = summary.metadata
        facts = [known.get("kind"), known.get("region"), known.get("published_on"), f"{summary.passages} passages"]
        print(one_line(f"{summary.doc_id}  {summary.title}  ({', '.join(fact for fact in facts if fact)})"))
    print(f"{len(summaries)} documents")


def _summary_for_machines(summary: DocumentSummary) -> dict[str, object]:
    return {
        "doc_id": summary.doc_id,
        "title": summary.title,
        "source": dataclasses.asdict(summary.source),
        "metadata": summary.metadata.values(),
        "characters": summary.characters,
        "script": summary.script,
        "passages": summary.passages,
        "notices": summary.notices,
        "added_at": summary.added_at,
    }


def _show(document: Document, catalog: Catalog, *, as_json: bool) -> None:
    passages = catalog.passages(document.doc_id)
    if as_json:
        rows = [{**dataclasses.asdict(p), "passage_id": p.passage_id} for p in passages]
        print(to_json({**_report_for_machines(document), "text": document.text, "passages": rows}))
        return
    print(f"{one_line(document.title)}\n{document.doc_id}  {one_line(document.source.file_name)}")
    for passage in passages:
        path = one_line(" › ".join(passage.locator.heading_path))
        print(f"\n[{passage.ordinal}] {passage.start}–{passage.end}  {path}\n{passage.text}")


def _report(document: Document, catalog: Catalog, *, as_json: bool) -> None:
    del catalog
    if as_json:
        print(to_json(_report_for_machines(document)))
        return
    source, report = document.source, document.report
    print(f"{one_line(document.title)}\n{document.doc_id}")
    print(f"file: {one_line(source.file_name)} ({source.media_type}, {source.size} bytes, sha256 {source.sha256})")
    print(f"read by: {report.reader}, encoding {source.encoding or 'n/a'}, {len(document.pages)} pages")
    print(f"text: {report.characters} characters, {report.script}, {len(document.outline)} headings")
    for name, entry in _provenance(document).items():
        print(one_line(f"{name}: {entry['value']}  [{entry['origin']}{_evidence(entry)}]"))
    for said in sentences(report.notices):
        print(f"notice: {said}")


def _evidence(entry: dict[str, object]) -> str:
    return f", {entry['start']}–{entry['end']}: {entry['evidence']}" if entry["evidence"] else ""


def _report_for_machines(document: Document) -> dict[str, object]:
    return {
        "doc_id": document.doc_id,
        "title": document.title,
        "source": dataclasses.asdict(document.source),
        "reader": document.report.reader,
        "characters": document.report.characters,
        "script": document.report.script,
        "pages": [dataclasses.asdict(page) for page in document.pages],
        "headings": len(document.outline),
        "metadata": _provenance(document),
        "notices": [{**dataclasses.asdict(n), "message": sentence(n)} for n in document.report.notices],
    }


def _provenance(document: Document) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for name in document.metadata.values():
        value = getattr(document.metadata, name)
        evidence = None if value.start is None else document.text[value.start : value.end]
        found[name] = {**dataclasses.asdict(value), "evidence": evidence}
    return found


def _change(options: argparse.Namespace, top: argparse.ArgumentParser) -> int:
    home = resolve_home(options.home)
    pairs = [assignment.partition("=") for assignment in getattr(options, "assignments", [])]
    if any(not separator for _, separator, _ in pairs):
        top.print_usage(sys.stderr)
        print("error: a correction looks like FIELD=VALUE", file=sys.stderr)
        return USAGE
    Catalog.open_readonly(home).close()
    with writing(home, f"python -m corpus {options.command}"), Catalog.open(home) as catalog:
        doc_id = catalog.resolve(options.document)
        if options.command == "remove":
            catalog.remove(doc_id)
        else:
            catalog.correct(doc_id, {field.strip(): value for field, _, value in pairs})
    done = {"doc_id": doc_id, "done": options.command}
    print(to_json(done) if options.json else f"{options.command}: {doc_id}")
    return DONE


if __name__ == "__main__":
    run(main)
