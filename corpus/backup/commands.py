"""python -m corpus backup and restore: parse and call; `corpus.__main__` prints."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from corpus.backup.layout import Manifest, Progress
from corpus.backup.making import back_up
from corpus.backup.restoring import restore
from corpus.commands import ProgressBar, one_line, to_json
from corpus.home import resolve_home
from corpus.workspace.people import COMMAND_LINE

COMMANDS = ("backup", "restore")


def add_parsers(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add both commands to those of `python -m corpus`."""
    command = commands.add_parser("backup", help="everything in the library in one file", parents=[common])
    command.add_argument("file", metavar="FILE", type=Path, help="where to; must not be there yet")
    command.add_argument("--without-index", action="store_true", help="leave out what can be built anew")
    command = commands.add_parser("restore", help="bring a backup back", parents=[common])
    command.add_argument("file", metavar="FILE", type=Path, help="the backup")
    command.add_argument(
        "--move-aside", action="store_true", help="into a home that holds something: move that to a folder beside it"
    )


def run_command(options: argparse.Namespace) -> tuple[list[str], list[str]]:
    """Do what was asked for; returns the lines to print, and the remarks to make beside them."""
    home = resolve_home(options.home)
    bar = ProgressBar("backing up" if options.command == "backup" else "restoring")
    if options.command == "backup":
        manifest = back_up(
            home, options.file, COMMAND_LINE, without_index=options.without_index, progress=_in_megabytes(bar)
        )
        size = options.file.stat().st_size
        lost = f"note: {manifest.missing} originals are missing from the library: run python -m indexing doctor"
        said = _said(options, manifest, {"file": str(options.file), "bytes": size}, f"backed up: {options.file}")
        return said, [lost] if manifest.missing else []
    restored = restore(options.file, home, COMMAND_LINE, move_aside=options.move_aside, progress=_in_megabytes(bar))
    aside = str(restored.aside) if restored.aside else None
    said = _said(options, restored.manifest, {"home": str(home.path), "aside": aside}, f"restored: {home.path}")
    if aside and not options.json:
        said.append(one_line(f"what was there is in {aside}"))
    return said, [] if restored.manifest.index else [f"next: python -m indexing build --home {home.path}"]


def _in_megabytes(bar: ProgressBar) -> Progress:
    def progress(done: int, total: int, _name: str) -> None:
        bar(done >> 20, max(total >> 20, 1))

    return progress


def _said(options: argparse.Namespace, manifest: Manifest, more: dict[str, object], head: str) -> list[str]:
    known = {
        "made_at": manifest.made_at,
        "documents": manifest.documents,
        "passages": manifest.passages,
        "files": len(manifest.files),
        "index": manifest.index,
    }
    if options.json:
        return [to_json({"done": options.command, **more, **known})]
    index = "with index" if manifest.index else "without index"
    held = f"{manifest.documents} documents, {manifest.passages} passages, {len(manifest.files)} files, {index}"
    return [one_line(f"{head} ({held}, as of {manifest.made_at})")]
