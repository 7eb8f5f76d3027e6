"""python -m review rounds: award rounds for whoever can run commands in the home directory."""

from __future__ import annotations

import argparse
from pathlib import Path

from corpus.catalog import Catalog
from corpus.commands import DONE, FAILED, ProgressBar, one_line, to_json
from corpus.errors import NotFoundError, ReadError, ReadProblem
from corpus.workspace import Workspace
from corpus.workspace.people import COMMAND_LINE
from review.asking import home_of, round_named
from review.model import read_text
from review.rounds import told
from review.rounds.model import Phase, Round, Seat, Standing
from review.rounds.names import NameKind
from review.rounds.requirements import Requirements, from_toml
from review.rounds.store import Rounds

_LARGEST = 1_000_000  # bytes of a file of requirements


def every(options: argparse.Namespace) -> int:
    """List all rounds."""
    with _workspace(options) as workspace:
        found = Rounds(workspace, COMMAND_LINE).visible()
    print(to_json([told.round_for_machines(one) for one in found]) if options.json else told.rounds_in_words(found))
    return DONE


def show(options: argparse.Namespace) -> int:
    """Show a round with its submissions and members."""
    home = home_of(options)
    with _workspace(options) as workspace:
        rounds, found = _found(workspace, options.round)
        submissions, members = rounds.submissions(found.id), rounds.members(found.id)
    missing: frozenset[int] = frozenset()
    if submissions:
        from review.rounds.intake import gone

        with Catalog.open_readonly(home) as catalog:
            missing = gone(catalog, submissions)
    if options.json:
        print(to_json(told.whole_for_machines(found, submissions, members, missing)))
    else:
        print(told.whole_in_words(found, submissions, members, missing))
    return DONE


def make(options: argparse.Namespace) -> int:
    """Make a round, with its chair or not at all."""
    from review.rubric.named import rubric_named

    rubric = rubric_named(options.rubric)
    asked = _requirements(options.requirements) if options.requirements else None
    with _workspace(options) as workspace, workspace.transaction():
        rounds = Rounds(workspace, COMMAND_LINE)
        made = rounds.make(
            options.title,
            rubric,
            description=options.description,
            blind=options.blind,
            opens_on=options.opens,
            closes_on=options.closes,
            requirements=asked,
        )
        if options.chair:
            rounds.seat(made.id, options.chair, Seat.CHAIR)
    return _tell(made, options)


def _requirements(path: Path) -> Requirements:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except IsADirectoryError:
        raise ReadError(str(path), ReadProblem.NOT_A_FILE) from None
    except FileNotFoundError:
        raise ReadError(str(path), ReadProblem.MISSING) from None
    if len(data) > _LARGEST:
        raise ReadError(str(path), ReadProblem.TOO_LARGE)
    try:
        return from_toml(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ReadError(str(path), ReadProblem.BINARY, "requirements are TOML in UTF-8") from None


def add(options: argparse.Namespace) -> int:
    """Put documents and files into a round; FAILED if one of them could not be read."""
    from corpus.ingest import find_files
    from review.rounds.intake import Taken, take_documents, take_files

    if not options.paths and not options.document:
        options.parser.error("name files or folders, or documents of the library with --document")
    home = home_of(options)
    paths = find_files(options.paths).files
    with _workspace(options) as workspace:
        rounds, found = _found(workspace, options.round)
        rounds.require_collecting(found.id)
        taken: list[Taken] = []
        if options.document:
            with Catalog.open_readonly(home) as catalog:
                doc_ids = [catalog.resolve(given) for given in options.document]
                taken += take_documents(catalog, rounds, found.id, doc_ids)
    if paths:
        taken += take_files(home, COMMAND_LINE, found.id, paths, progress=ProgressBar("reading"))
    print(to_json([told.taken_for_machines(one) for one in taken]) if options.json else told.taken_in_words(taken))
    return FAILED if any(one.error for one in taken) else DONE


def advance(options: argparse.Namespace) -> int:
    """Lead a round to another phase."""
    with _workspace(options) as workspace:
        rounds, found = _found(workspace, options.round)
        return _tell(rounds.advance(found.id, Phase(options.phase)), options)


def take_out(options: argparse.Namespace) -> int:
    """Take a submission out of a round that is collecting."""
    with _workspace(options) as workspace:
        rounds, found = _found(workspace, options.round)
        gone = rounds.submission(found.id, options.number)
        rounds.take_out(found.id, options.number)
    print(to_json({"taken_out": gone.number}) if options.json else f"taken out: {told.submission_in_words(gone)}")
    return DONE


def check(options: argparse.Namespace) -> int:
    """Tell what each submission lacks of the requirements."""
    from review.rounds import eligibility
    from review.rounds.intake import gone

    home = home_of(options)
    with _workspace(options) as workspace:
        rounds, found = _found(workspace, options.round)
        submissions = rounds.submissions(found.id)
    if not submissions:
        raise told.none_held(found)
    with Catalog.open_readonly(home) as catalog:
        missing = gone(catalog, submissions)
        same = eligibility.same_texts(catalog, submissions)
        findings = {
            one.number: eligibility.check(read_text(catalog, one.doc_id), found.requirements, same=same[one.number])
            for one in submissions
            if one.number not in missing
        }
    if options.json:
        print(to_json(told.findings_for_machines(submissions, findings)))
    else:
        print(told.findings_in_words(submissions, findings))
    return DONE


def standing(options: argparse.Namespace) -> int:
    """Decide how a submission stands."""
    with _workspace(options) as workspace:
        rounds, found = _found(workspace, options.round)
        stands = rounds.set_standing(found.id, options.number, Standing(options.standing), options.reason)
    print(to_json(told.submission_for_machines(stands)) if options.json else told.submission_in_words(stands))
    return DONE


def members(options: argparse.Namespace) -> int:
    """Give and take seats; list who sits in a round."""
    with _workspace(options) as workspace:
        rounds, found = _found(workspace, options.round)
        for name, seat in ((options.chair, Seat.CHAIR), (options.reviewer, Seat.REVIEWER)):
            if name:
                rounds.seat(found.id, name, seat)
        if options.remove:
            rounds.unseat(found.id, options.remove)
        members = rounds.members(found.id)
    if options.json:
        print(to_json([told.member_for_machines(one) for one in members]))
    else:
        print("\n".join([*map(told.member_in_words, members), f"{len(members)} members"]))
    return DONE


def masks(options: argparse.Namespace) -> int:
    """Change what is masked; list the names of a submission."""
    from review.rounds.masking import masks_of

    with _workspace(options) as workspace:
        rounds, found = _found(workspace, options.round)
        submission = rounds.submission(found.id, options.number)
        for kind in NameKind:
            if name := getattr(options, kind):
                rounds.give_name(found.id, options.number, name, kind)
        if options.show_name:
            rounds.give_name(found.id, options.number, options.show_name, None)
        if options.take_back:
            _take_back(rounds, found, options)
        given = rounds.given_names(found.id, options.number)
    with Catalog.open_readonly(home_of(options)) as catalog:
        known = masks_of(read_text(catalog, submission.doc_id), given)
    print(to_json(told.masks_for_machines(known)) if options.json else told.masks_in_words(known))
    return DONE


def _take_back(rounds: Rounds, found: Round, options: argparse.Namespace) -> None:
    if options.take_back not in [one.name for one in rounds.given_names(found.id, options.number)]:
        raise NotFoundError("name that a chair has given", options.take_back, "write it as it was given")
    rounds.take_back_name(found.id, options.number, options.take_back)


def remove(options: argparse.Namespace) -> int:
    """Delete a round."""
    with _workspace(options) as workspace:
        rounds, found = _found(workspace, options.round)
        rounds.remove(found.id)
    print(to_json({"removed": found.id}) if options.json else f"removed: {one_line(found.title)}")
    return DONE


def _workspace(options: argparse.Namespace) -> Workspace:
    return Workspace.open(home_of(options))


def _found(workspace: Workspace, given: str) -> tuple[Rounds, Round]:
    return Rounds(workspace, COMMAND_LINE), round_named(workspace, given)


def _tell(made: Round, options: argparse.Namespace) -> int:
    print(to_json(told.round_for_machines(made)) if options.json else told.rounds_in_words([made]))
    return DONE
