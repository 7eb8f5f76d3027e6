"""python -m indexing: make the library searchable, and see whether it is."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus.commands import DONE, FAILED, ProgressBar, common_options, run, to_json
from corpus.home import Home, resolve_home
from corpus.workspace import Change
from corpus.workspace.library import CommandLog
from indexing.build import BuildReport, build
from indexing.choices import encoder_in_use
from indexing.doctor import Finding, examine
from indexing.manifest import EncoderChoice


def parser() -> argparse.ArgumentParser:
    """The command line of `python -m indexing`."""
    common = common_options()
    top = argparse.ArgumentParser(prog="python -m indexing", description="Build and check the index of the library.")
    commands = top.add_subparsers(dest="command", required=True)
    command = commands.add_parser("build", help="index what is new or changed", parents=[common])
    command.add_argument("--encoder", metavar="NAME|DIR", help="a sentence-transformers model (default: as before)")
    command.add_argument("--query-prompt", metavar="TEXT", help="what the model wants in front of a question")
    commands.add_parser("status", help="what is indexed, and with what", parents=[common])
    commands.add_parser("doctor", help="check that catalogue, files and index agree", parents=[common])
    command = commands.add_parser("train", help="train the bundled encoder from text", parents=[common])
    command.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder with train/ and dev/")
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the model")
    command.add_argument("--folds", type=Path, metavar="DIR", help="folder for five models, each to be measured unseen")
    return top


def main(arguments: Sequence[str]) -> int:
    """Parse, call, print; returns the exit code."""
    options = parser().parse_args(arguments)
    if options.command == "train":
        return _train(options.data, options.out, options.folds)
    home = resolve_home(options.home)
    if options.command == "build":
        choice = EncoderChoice(options.encoder, options.query_prompt) if options.encoder else None
        report = _built(home, choice)
        print(to_json(dataclasses.asdict(report)) if options.json else _in_words(report))
        return DONE
    findings = examine(home, thorough=options.command == "doctor")
    if options.json:
        print(to_json([dataclasses.asdict(finding) for finding in findings]))
    else:
        _print_findings(findings)
    return DONE if all(finding.good for finding in findings) else FAILED


def _built(home: Home, choice: EncoderChoice | None) -> BuildReport:
    before = encoder_in_use(home) if choice else ""
    report = build(home, encoder=choice, progress=ProgressBar("indexing"))
    with CommandLog(home) as log:
        if choice and choice.name != before:
            log.record(Change.ENCODER, choice.name, before=before, generation=report.generation)
        elif report.rebuilt or report.updated or report.dropped:
            log.record(Change.INDEXED, report.generation, documents=report.updated, anew=report.rebuilt)
    return report


def _in_words(report: BuildReport) -> str:
    did = "rebuilt" if report.rebuilt else "updated"
    if not report.updated and not report.dropped:
        did = "already up to date"
    changes = f"{report.updated} documents indexed, {report.dropped} dropped"
    held = f"{report.documents} documents, {report.passages} passages"
    return f"{did}: {changes}; the index holds {held} (generation {report.generation})"


def _print_findings(findings: Sequence[Finding]) -> None:
    for finding in findings:
        print(f"{'ok ' if finding.good else 'BAD'}  {finding.what}: {finding.detail}")


def _train(data: Path, out: Path, folds: Path | None) -> int:
    from indexing.train import train  # torch is needed for this one command only

    train(data, out, cross_validate=folds, progress=lambda line: print(line, file=sys.stderr, flush=True))
    print(f"trained: {out}")
    return DONE


if __name__ == "__main__":
    run(main)
