"""python -m corpus: files in, and what is there."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import sys
import time
from collections.abc import Generator, Sequence
from datetime import datetime
from pathlib import Path

from corpus import kin
from corpus.backup.commands import COMMANDS as BACKUP_COMMANDS
from corpus.backup.commands import add_parsers, run_command
from corpus.catalog import Catalog
from corpus.commands import DONE, FAILED, USAGE, common_options, number_between, one_line, run, to_json
from corpus.errors import LockedError
from corpus.home import Home, resolve_home, utc_now, writing
from corpus.ingest import FileResult, Progress, add_files, check_files, find_files
from corpus.intake.watch import Watch
from corpus.model import Document, DocumentSummary, Source
from corpus.official.regions import is_region, nearest_regions
from corpus.report import in_words
from corpus.script import fold
from corpus.telling import Telling, report_for_machines, result_for_machines, result_in_words
from corpus.workspace import Change
from corpus.workspace.command import add_people_options, people
from corpus.workspace.library import CommandLog

_LINKS_TOLD = 20


def parser() -> argparse.ArgumentParser:
    """The command line of `python -m corpus`."""
    common = common_options()
    top = argparse.ArgumentParser(prog="python -m corpus", description="Put files into the library, look after it.")
    commands = top.add_subparsers(dest="command", required=True)
    for name, text in (("add", "store files and folders"), ("check", "the same report, storing nothing")):
        command = commands.add_parser(name, help=text, parents=[common])
        command.add_argument("paths", nargs="+", metavar="PATH", type=_path)
        count = number_between(1, 256)
        command.add_argument("--workers", metavar="N", type=count, help="processes that read at once (default: cores)")
        if name == "add":
            _add_options(command)
    commands.add_parser("list", help="what is in the library", parents=[common])
    twins = commands.add_parser("duplicates", help="documents of the same text, and versions", parents=[common])
    twins.add_argument("document", nargs="?", metavar="DOC", help="only those of this document")
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
    add_parsers(commands, common)
    add_people_options(commands, common)
    return top


def main(arguments: Sequence[str]) -> int:
    """Parse, call, print; returns the exit code."""
    top = parser()
    options = top.parse_args(arguments)
    if options.command in ("add", "check"):
        return _take_in(options)
    if options.command in ("remove", "set"):
        return _change(options, top)
    if options.command in BACKUP_COMMANDS or options.command == "people":
        lines, remarks = people(options) if options.command == "people" else run_command(options)
        print("\n".join(lines))
        for remark in remarks:
            print(remark, file=sys.stderr)
        return DONE
    with Catalog.open_readonly(resolve_home(options.home)) as catalog:
        if options.command == "list":
            _list(catalog.summaries(), as_json=options.json)
            return DONE
        if options.command == "duplicates":
            _duplicates(catalog, options.document, as_json=options.json)
            return DONE
        document = catalog.document(options.document)
        show = _show if options.command == "show" else _report
        show(document, catalog, as_json=options.json)
    return DONE


def _duplicates(catalog: Catalog, name: str | None, *, as_json: bool) -> None:
    found = kin.kin_of(catalog, None if name is None else catalog.resolve(name))
    print(to_json(kin.for_machines(found)) if as_json else "\n".join(kin.in_words(found)))


def _add_options(command: argparse.ArgumentParser) -> None:
    for name, text in (
        ("--reread", "read also files that have not changed, and keep today's reading of them"),
        ("--watch", "go on adding what is new or has changed, until interrupted"),
    ):
        command.add_argument(name, action="store_true", help=text)
    seconds = number_between(1, 86_400)
    command.add_argument("--every", metavar="SECONDS", type=seconds, default=5, help="how often to look (default: 5)")


def _take_in(options: argparse.Namespace) -> int:
    if options.command == "add" and options.watch:
        return _watch(options)
    found = find_files(options.paths)
    paths = found.files
    _tell_links(found.leading_out)
    if not paths:
        print("error: there is no file in these folders: name a folder with files", file=sys.stderr)
        return FAILED
    telling = Telling(len(paths), as_json=options.json)
    if options.command == "check":
        return telling.tell(check_files(paths, workers=options.workers, progress=telling.advance))
    home = resolve_home(options.home)
    code = telling.tell(_stored(home, paths, options, telling.advance))
    if not options.json:
        print(_next(home), file=sys.stderr)
    return code


def _tell_links(links: Sequence[Path]) -> None:
    """Say which links were not followed; a folder may hold thousands."""
    for link in links[:_LINKS_TOLD]:
        why = "a symbolic link that leads out of the folder named; to read it, name it itself"
        print(f"not followed: {one_line(str(link))} is {why}", file=sys.stderr)
    if len(links) > _LINKS_TOLD:
        print(f"not followed: {len(links) - _LINKS_TOLD} more such links", file=sys.stderr)


def _stored(
    home: Home, paths: Sequence[Path], options: argparse.Namespace, progress: Progress | None = None
) -> Generator[FileResult]:
    with CommandLog(home) as log, writing(home, "python -m corpus add"), Catalog.open(home) as catalog:
        added = add_files(catalog, paths, workers=options.workers, reread=options.reread, progress=progress)
        with contextlib.closing(added):
            for result in added:
                log.added(result)
                yield result


def _watch(options: argparse.Namespace) -> int:
    """Add what is there, then what comes; an interruption is how this ends, and no failure."""
    home, watch = resolve_home(options.home), Watch(options.paths)
    _tell_links(find_files(options.paths).leading_out)
    Catalog.open(home).close()  # what is wrong with the home is said before waiting begins
    print(f"watching {one_line(', '.join(map(str, options.paths)))}: Ctrl-C ends it", file=sys.stderr, flush=True)
    try:
        while True:
            seen = watch.look()
            for path in seen.vanished:
                words = f"vanished   {one_line(str(path))}: what it held stays in the library"
                _tell_event({"path": str(path), "status": "vanished"}, words, as_json=options.json)
            if seen.ready:
                _add_ready(home, seen.ready, watch, options)
            time.sleep(options.every)
    except KeyboardInterrupt:
        print(_next(home), file=sys.stderr)
        return DONE


def _add_ready(home: Home, paths: Sequence[Path], watch: Watch, options: argparse.Namespace) -> None:
    """Add files, or leave them to the next look while somebody else is writing."""
    try:
        with contextlib.closing(_stored(home, paths, options)) as results:
            for result in results:
                _tell_event(result_for_machines(result), result_in_words(result), as_json=options.json)
    except LockedError as error:
        print(f"waiting: {one_line(str(error))}", file=sys.stderr, flush=True)
    else:
        watch.settle(paths)


def _tell_event(event: dict[str, object], words: str, *, as_json: bool) -> None:
    """One line, with the time; one JSON object a line for machines."""
    if as_json:
        print(json.dumps({"at": utc_now(), **event}, ensure_ascii=False), flush=True)
    else:
        print(f"{datetime.now():%H:%M:%S}  {words}", flush=True)


def _next(home: Home) -> str:
    return f"next: python -m indexing build --home {home.path}"


def _path(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("an empty path names no file: name a file or a folder")
    return Path(text)


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
        print(to_json({**report_for_machines(document), "text": document.text, "passages": rows}))
        return
    print(f"{one_line(document.title)}\n{document.doc_id}  {_file(document.source)}")
    for passage in passages:
        path = one_line(" › ".join(passage.locator.heading_path))
        print(f"\n[{passage.ordinal}] {passage.start}–{passage.end}  {path}\n{passage.text}")


def _report(document: Document, catalog: Catalog, *, as_json: bool) -> None:
    corrections = catalog.corrections(document.doc_id)
    found = kin.kin_of(catalog, document.doc_id)
    if as_json:
        changes = [dataclasses.asdict(one) for one in corrections]
        print(to_json({**report_for_machines(document), "corrections": changes, "kin": kin.for_machines(found)}))
        return
    source = document.source
    print(f"{one_line(document.title)}\n{document.doc_id}")
    print(f"file: {_file(source)} ({source.media_type}, {source.size} bytes, sha256 {source.sha256})")
    print(f"read by: {document.report.reader}, encoding {source.encoding or 'n/a'}")
    for line in in_words(document):
        print(one_line(line))
    for one in corrections:
        before = f"{one.before} ({one.origin})" if one.before else "nothing"
        print(one_line(f"corrected {one.at}: {one.field} from {before} to {one.after or 'nothing'}"))
    for line in kin.groups_in_words(found):
        print(line)


def _file(source: Source) -> str:
    """The name of the file, with the place in an archive or a table where the document stands."""
    place = f" [{one_line(source.member)}]" if source.member else ""
    return f"{one_line(source.file_name)}{place}"


def _change(options: argparse.Namespace, top: argparse.ArgumentParser) -> int:
    home = resolve_home(options.home)
    pairs = [assignment.partition("=") for assignment in getattr(options, "assignments", [])]
    if any(not separator for _, separator, _ in pairs):
        top.print_usage(sys.stderr)
        print("error: a correction looks like FIELD=VALUE", file=sys.stderr)
        return USAGE
    Catalog.open_readonly(home).close()
    activity = f"python -m corpus {options.command}"
    with CommandLog(home) as log, writing(home, activity), Catalog.open(home) as catalog:
        doc_id = catalog.resolve(options.document)
        if options.command == "remove":
            title = catalog.summaries_of([doc_id])[doc_id].title
            catalog.remove(doc_id)
            log.record(Change.REMOVED, doc_id, title=title)
        else:
            values = {field.strip(): value.strip() for field, _, value in pairs}
            catalog.correct(doc_id, values)
            log.record(Change.CORRECTED, doc_id, values=values)
            _remark_on_region(values.get("region"))
    done = {"doc_id": doc_id, "done": options.command}
    print(to_json(done) if options.json else f"{options.command}: {doc_id}")
    return DONE


def _remark_on_region(name: str | None) -> None:
    """A place that the table does not know is kept as it was given: the table ends somewhere, a slip does not show."""
    if name and not is_region(fold(name)):
        near = ", ".join(nearest_regions(fold(name)))
        known = f"; nearest: {near}" if near else ""
        print(f"note: {name} is not in the table of administrative divisions{known}", file=sys.stderr)


if __name__ == "__main__":
    run(main)
