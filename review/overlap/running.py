"""python -m review overlap: which words submissions share with one another and with the library."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from corpus.catalog import Catalog
from corpus.commands import DONE, ProgressBar, one_line, to_json
from corpus.errors import CasebaseError
from corpus.home import Home
from corpus.model import Kind
from review.asking import held_by, home_of
from review.overlap.export import overlap_html, overlap_xlsx
from review.overlap.finding import overlaps_in
from review.overlap.model import Match, Overlaps, weightiest_first

CAUTION = "Overlap is not plagiarism: look at both texts before you judge."

_WRITERS = {".xlsx": overlap_xlsx, ".html": overlap_html}
_SHOWN = 80  # characters of a quotation in a line


class OverlapUseError(CasebaseError):
    """What was asked for cannot be compared, or written."""


def overlap(options: argparse.Namespace) -> int:
    """Tell what is shared, or write it into a file."""
    if options.round and options.doc:
        options.parser.error("--round and documents were both named: name one of them")
    home = home_of(options)
    doc_ids = _submissions(home, options)
    found = overlaps_in(home, doc_ids, library=options.library, progress=ProgressBar("compare"))
    with Catalog.open_readonly(home) as catalog:
        named = {match.right.doc_id for match in found.matches} | {one.other for one in found.duplicates}
        ids = [*(one.doc_id for one in found.summaries), *sorted(named)]
        titles = {doc_id: summary.title for doc_id, summary in catalog.summaries_of(ids).items()}
    if options.output:
        _write(options.output, _WRITERS[options.output.suffix.lower()](found, titles))
    if options.json:
        print(to_json({"caution": CAUTION, **asdict(found)}))
    elif options.output:
        print(f"{options.output}: {len(found.matches)} matches. {CAUTION}")
    else:
        print("\n".join(_lines(found, titles)))
    return DONE


def _submissions(home: Home, options: argparse.Namespace) -> Sequence[str]:
    if options.round:
        return held_by(home, options.round)[1]
    with Catalog.open_readonly(home) as catalog:
        if options.doc:
            return [catalog.resolve(doc) for doc in options.doc]
        found = [
            one.doc_id
            for one in catalog.summaries()
            if one.metadata.kind and one.metadata.kind.value == Kind.SUBMISSION
        ]
    if not found:
        raise OverlapUseError("no document of the library is a submission: name some, or python -m corpus set DOC "
                              "kind=submission")  # fmt: skip
    return found


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise OverlapUseError(f"{path}: the file cannot be written ({error.strerror}): name another") from error


def _lines(found: Overlaps, titles: Mapping[str, str]) -> Sequence[str]:
    lines = [CAUTION, ""]
    for one in found.summaries:
        source = (
            f", largest source {titles.get(one.largest[0], one.largest[0])} ({one.largest[1]})" if one.largest else ""
        )
        lines.append(
            f"{one.doc_id[:12]}  {titles.get(one.doc_id, '')}: {one.letters} letters, {one.total} overlap "
            f"({one.share:.1%}), {one.without} without boilerplate, quotations and titles "
            f"({one.share_without:.1%}){source}"
        )
    lines += [f"{one.doc_id[:12]} as a whole is a copy or version of {one.other[:12]}" for one in found.duplicates]
    for match in weightiest_first(found.matches):
        lines += ["", *_match(match, titles)]
    return [one_line(line) for line in lines]


def _match(match: Match, titles: Mapping[str, str]) -> Sequence[str]:
    script = ", another script" if match.converted else ""
    lines = [f"{match.nature}: {match.letters} letters agree, similarity {match.similarity:.2f}{script}"]
    for side in (match.left, match.right):
        at = side.locator
        where = [
            f"page {at.page}" if at.page else "",
            *at.heading_path,
            f"paragraph {at.paragraph}" if at.paragraph else "",
        ]
        quote = (
            side.quote if len(side.quote) <= _SHOWN else f"{side.quote[: _SHOWN // 2]} … {side.quote[-_SHOWN // 2 :]}"
        )
        path = " > ".join(part for part in where if part)
        lines.append(f"  {side.doc_id[:12]} {side.start}-{side.end}  {titles.get(side.doc_id, '')}  {path}")
        lines.append(f"    {quote}")
    return lines
