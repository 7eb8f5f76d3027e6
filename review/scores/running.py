"""python -m review scores, record, sheet: what scores come to, the record, sheets out and in."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from corpus.catalog import Catalog
from corpus.commands import DONE, ProgressBar, one_line, to_json
from corpus.home import Home, write_atomically
from corpus.workspace import Workspace
from corpus.workspace.people import COMMAND_LINE
from review.asking import home_of, round_named
from review.rounds.model import Submission
from review.rounds.store import Rounds
from review.scores.model import Counting
from review.scores.results import Result, Results, results

if TYPE_CHECKING:
    from review.claims.model import Contradiction
    from review.matrix.model import Matrix
    from review.overlap.model import Overlaps


def scores(options: argparse.Namespace) -> int:
    """Tell what the scores of a round come to."""
    home = home_of(options)
    with Workspace.open(home) as workspace:
        found = _results(workspace, options)
        if options.output:
            from review.scores.decision import decision
            from review.scores.record_sheet import decision_xlsx

            with Catalog.open_readonly(home) as catalog:
                made = decision(catalog, workspace, COMMAND_LINE, found.round.id, on=date.today(), **_given(options))
            write_atomically(options.output, decision_xlsx(made))
    written = [f"written: {one_line(str(options.output))}"] if options.output else []
    print(to_json(results_for_machines(found)) if options.json else "\n".join([*_in_words(found), *written]))
    return DONE


def record(options: argparse.Namespace) -> int:
    """Write the record of a round."""
    from review.rounds.intake import gone
    from review.scores.decision import decision
    from review.scores.record_sheet import decision_xlsx
    from review.scores.record_word import decision_docx

    home = home_of(options)
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
        told = f"to check them: python -m search quote --file {options.out}" if quotations else "nothing to check in it"
        print(one_line(f"{options.out}: {quotations} quotations; {told}"))
    return DONE


def _compared(home: Home, found: Results, submissions: Sequence[Submission], without: Sequence[str]) -> dict[str, Any]:
    """Evidence of the chosen submissions, overlaps and contradictions of all; what was computed before is read."""
    from review.claims.finding import claims_in
    from review.matrix.build import build_matrix
    from review.overlap.finding import overlaps_in
    from review.scores.decision import decision_submissions
    from search.searcher import Searcher

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


def sheet(options: argparse.Namespace) -> int:
    """Write the sheet of a reviewer, or take it over."""
    from review.scores.offline import export_sheet, import_sheet

    with Workspace.open(home_of(options)) as workspace:
        found = round_named(workspace, options.round)
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
    return results(workspace, COMMAND_LINE, round_named(workspace, options.round).id, **_given(options))
