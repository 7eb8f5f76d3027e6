"""python -m review scores, record, sheet: parse, call, print."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

from corpus.catalog import Catalog
from corpus.commands import DONE, ProgressBar, number_between, one_line, to_json
from corpus.errors import NotFoundError
from corpus.home import Home, nothing_there, resolve_home, write_atomically
from corpus.workspace import Workspace
from corpus.workspace.people import COMMAND_LINE
from review.claims.finding import claims_in
from review.claims.model import Contradiction
from review.matrix.build import build_matrix
from review.matrix.model import Matrix
from review.overlap.finding import overlaps_in
from review.overlap.model import Overlaps
from review.rounds.intake import gone
from review.rounds.model import Round, Submission
from review.rounds.store import Rounds
from review.scores.decision import decision, decision_submissions
from review.scores.model import Counting
from review.scores.offline import export_sheet, import_sheet
from review.scores.record_sheet import decision_xlsx
from review.scores.record_word import decision_docx
from review.scores.results import Result, Results, results
from search.searcher import Searcher

_PARTS: Final = ("evidence", "overlap", "claims")
_MOST: Final = 1000


def add_commands(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    """Add `scores`, `record` and `sheet`."""
    scores = _command(subparsers, common, "scores", "what the scores of a round come to", _scores)
    scores.add_argument("--output", type=Path, metavar="FILE.xlsx", help="write everything into a workbook, too")
    _counting(scores)
    record = _command(subparsers, common, "record", "write the decision record of a round (DOCX or XLSX)", _record)
    record.add_argument("out", type=_record_file, metavar="OUT.docx|OUT.xlsx")
    _counting(record)
    record.add_argument("--anonymous", action="store_true", help="reviewers as 评委1, 评委2 … instead of their names")
    without = f"leave comparisons out: {', '.join(_PARTS)}"
    record.add_argument("--without", nargs="+", choices=_PARTS, default=[], metavar="PART", help=without)
    sheet = _command(subparsers, common, "sheet", "a reviewer's score sheet, out and in again", _sheet)
    sheet.add_argument("--reviewer", required=True, metavar="NAME", help="by sign-in name")
    which = sheet.add_mutually_exclusive_group(required=True)
    which.add_argument("out", nargs="?", type=Path, metavar="OUT.xlsx")
    which.add_argument("--import", type=Path, dest="given", metavar="FILE", help="take over what a sheet says")


def _command(subparsers: Any, common: argparse.ArgumentParser, name: str, text: str, call: Any) -> Any:
    made = subparsers.add_parser(name, help=text, description=text, parents=[common])
    made.add_argument("--round", required=True, metavar="ID", help="its id, or how that begins")
    made.set_defaults(call=call)
    return made


def _counting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--submitted", action="store_true", help="count submitted sheets only, no drafts")
    size = "how many the sensitivity to weights looks at (default: the shortlist, else a third, at most 10)"
    parser.add_argument("--shortlist", type=number_between(1, _MOST), metavar="N", help=size)


def _record_file(name: str) -> Path:
    if Path(name).suffix.lower() not in (".docx", ".xlsx"):
        raise argparse.ArgumentTypeError(f"{name!r} is neither .docx nor .xlsx")
    return Path(name)


def _scores(options: argparse.Namespace) -> int:
    home = _home(options)
    with Workspace.open(home) as workspace:
        found = _results(workspace, options)
        if options.output:
            with Catalog.open_readonly(home) as catalog:
                made = decision(catalog, workspace, COMMAND_LINE, found.round.id, on=date.today(), **_given(options))
            write_atomically(options.output, decision_xlsx(made))
    print(to_json(results_for_machines(found)) if options.json else "\n".join(_in_words(found)))
    return DONE


def _record(options: argparse.Namespace) -> int:
    home = _home(options)
    with Workspace.open(home) as workspace:
        found = _results(workspace, options)
        submissions = Rounds(workspace, COMMAND_LINE).submissions(found.round.id)
        with Catalog.open_readonly(home) as catalog:
            missing = gone(catalog, submissions)
            there = [one for one in submissions if one.number not in missing]
            compared = _compared(home, found, there, options.without)
            made = decision(
                catalog,
                workspace,
                COMMAND_LINE,
                found.round.id,
                on=date.today(),
                named=not options.anonymous,
                **compared,
                **_given(options),
            )
    write = decision_docx if options.out.suffix.lower() == ".docx" else decision_xlsx
    write_atomically(options.out, write(made))
    quotations = len(made.cited())
    if options.json:
        print(to_json({"file": str(options.out), "round": found.round.id, "quotations": quotations}))
    else:
        print(f"{options.out}: {quotations} quotations; to check them: python -m search quote --file {options.out}")
    return DONE


def _compared(home: Home, found: Results, submissions: Sequence[Submission], without: Sequence[str]) -> dict[str, Any]:
    """Evidence of the chosen submissions, overlaps and contradictions of all; what was computed before is read."""
    numbers = decision_submissions(found)
    chosen = [one.doc_id for one in submissions if one.number in numbers]
    every = [one.doc_id for one in submissions]
    matrix: Matrix | None = None
    overlaps: Overlaps | None = None
    contradictions: list[Contradiction] | None = None
    if "evidence" not in without:
        with Searcher.open(home) as searcher:
            matrix = build_matrix(searcher, found.round.rubric, chosen, progress=ProgressBar("evidence"))
    if "overlap" not in without:
        overlaps = overlaps_in(home, every, progress=ProgressBar("overlap"))
    if "claims" not in without:
        told = claims_in(home, every, progress=ProgressBar("claims"))
        contradictions = [*told.within, *told.library]
    return {"matrix": matrix, "overlaps": overlaps, "contradictions": contradictions}


def _sheet(options: argparse.Namespace) -> int:
    with Workspace.open(_home(options)) as workspace:
        found = _round(workspace, options.round)
        if options.given:
            data = options.given.read_bytes()
            changed = import_sheet(workspace, COMMAND_LINE, found.id, options.reviewer, data)
            told = {"file": str(options.given), "reviewer": options.reviewer, "changed": changed}
            print(to_json(told) if options.json else f"{options.given}: {changed} scores taken over")
            return DONE
        data = export_sheet(workspace, COMMAND_LINE, found.id, options.reviewer)
    write_atomically(options.out, data)
    print(to_json({"file": str(options.out), "reviewer": options.reviewer}) if options.json else options.out)
    return DONE


def results_for_machines(found: Results) -> dict[str, object]:
    """JSON-ready; the keys are part of the documented interface."""
    return {
        "round": found.round.id,
        "title": found.round.title,
        "phase": found.round.phase,
        "counting": found.counting,
        "formula": {**asdict(found.formula), "vote_share": float(found.formula.vote_share)},
        "progress": [asdict(one) for one in found.progress],
        "results": [asdict(one) for one in found.results],
        "scores": [{**asdict(one), "value": None if one.value is None else float(one.value)} for one in found.scores],
        "reviewers": [asdict(one) for one in found.profiles],
        "outliers": [asdict(one) for one in found.outliers],
        "agreement": [asdict(one) for one in found.agreement],
        "concordance": asdict(found.concordance),
        "sensitivity": asdict(found.sensitivity),
        "conflicts": [asdict(one) for one in found.conflicts],
    }


def _in_words(found: Results) -> list[str]:
    lines = [f"{one_line(found.round.title)} ({found.round.id}), {found.round.phase}"]
    for one in found.progress:
        state = f"submitted {one.submitted}" if one.submitted else "draft"
        lines.append(f"  {one_line(one.shown)}: {one.done}/{one.expected}, {state}, {one.conflicts} conflicts")
    lines += map(_result_in_words, found.results)
    overall = found.agreement[-1].interval.value
    lines.append(f"Krippendorff's alpha (interval) of weighted results: {_number(overall, 3)}")
    agreed = found.concordance
    lines.append(f"Kendall's W: {_number(agreed.w, 3)} ({agreed.judges} judges, {agreed.objects} objects)")
    for far in found.outliers:
        where = f"submission {far.number}, {far.criterion}, {far.person}"
        lines.append(f"far from the others: {one_line(where)}: {far.value:g}, the others {far.middle:g}")
    return lines


def _result_in_words(one: Result) -> str:
    place = "-" if one.place is None else str(one.place)
    told = f"{place:>4}  {one.number}号 {one_line(one.title)}: {_number(one.total)} (rank {one.rank or '-'})"
    told += f", z {_number(one.normalised)} (rank {one.normalised_rank or '-'}), {one.reviewers} reviewers"
    told += "" if one.votes is None else f", {one.votes} votes"
    return told if one.complete or one.total is None else f"{told}, criteria missing"


def _number(value: float | None, digits: int = 2) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _given(options: argparse.Namespace) -> dict[str, Any]:
    counting = Counting.SUBMITTED if options.submitted else Counting.SAVED
    return {"counting": counting, "shortlist": options.shortlist}


def _results(workspace: Workspace, options: argparse.Namespace) -> Results:
    return results(workspace, COMMAND_LINE, _round(workspace, options.round).id, **_given(options))


def _home(options: argparse.Namespace) -> Home:
    """A home that is there: a slip in its name must not make another."""
    home = resolve_home(options.home)
    if not home.path.is_dir():
        raise nothing_there(home)
    return home


def _round(workspace: Workspace, given: str) -> Round:
    """The round whose id is `given`, or begins so and is the only one."""
    found = [one for one in Rounds(workspace, COMMAND_LINE).visible() if given and one.id.startswith(given)]
    if len(found) != 1:
        raise NotFoundError("round", given, "run python -m review rounds list for all of them")
    return found[0]
