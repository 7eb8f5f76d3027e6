"""python -m review rounds: award rounds for whoever can run commands in the home directory."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus import ingest
from corpus.catalog import Catalog
from corpus.commands import DONE, FAILED, ProgressBar, one_line, to_json
from corpus.errors import NotFoundError
from corpus.home import Home, nothing_there, resolve_home
from corpus.workspace import Workspace
from corpus.workspace.people import COMMAND_LINE
from review.model import read_text
from review.rounds import told
from review.rounds.eligibility import check, same_texts
from review.rounds.intake import Taken, gone, take_documents, take_files
from review.rounds.masking import masks_of
from review.rounds.model import Phase, Round, Seat, Standing
from review.rounds.names import NameKind
from review.rounds.requirements import from_toml
from review.rounds.store import Rounds
from review.rubric.commands import rubric_named


def add_commands(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    """Add `rounds` and what can be done with them to the command line."""
    rounds = subparsers.add_parser("rounds", help="award rounds: list, show, make, add, advance, check, members, …")
    deeds = rounds.add_subparsers(dest="deed", required=True, metavar="DEED")

    def deed(
        name: str, call: Callable[[argparse.Namespace], int], text: str, *, of: bool = True
    ) -> argparse.ArgumentParser:
        made = deeds.add_parser(name, help=text, parents=[common])
        if of:
            made.add_argument("round", metavar="ROUND", help="its id, or how that begins")
        made.set_defaults(call=call)
        return made

    deed("list", _list, "all rounds", of=False)
    deed("show", _show, "a round with its submissions and members")
    making = deed("make", _make, "a new round", of=False)
    making.add_argument("title", metavar="TITLE")
    making.add_argument("--rubric", default="grassroots", metavar="KEY|FILE", help="what is judged by (%(default)s)")
    making.add_argument("--requirements", type=Path, metavar="FILE", help="TOML: what submissions have to have")
    making.add_argument("--description", default="", metavar="TEXT")
    making.add_argument("--blind", action="store_true", help="reviewers see neither names nor places")
    making.add_argument("--opens", default="", metavar="DAY", help="first day, as 2026-03-01")
    making.add_argument("--closes", default="", metavar="DAY", help="last day")
    making.add_argument("--chair", default="", metavar="NAME", help="who chairs it, by sign-in name")
    adding = deed("add", _add, "add files, folders and archives to the library and the round")
    adding.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    adding.add_argument("--document", action="append", default=[], metavar="DOC", help="one of the library; repeatable")
    advancing = deed("advance", _advance, "lead it to the next phase, or back to the one before")
    advancing.add_argument("phase", choices=[str(one) for one in Phase])
    deed("check", _check, "what each submission lacks of the requirements")
    standing = deed("standing", _standing, "decide how a submission stands")
    standing.add_argument("number", type=int)
    standing.add_argument("standing", choices=[str(one) for one in Standing])
    standing.add_argument("--reason", default="", metavar="TEXT")
    members = deed("members", _members, "who sits in it; give and take seats")
    which = members.add_mutually_exclusive_group()
    which.add_argument("--chair", metavar="NAME", help="give the seat of a chair")
    which.add_argument("--reviewer", metavar="NAME", help="give the seat of a reviewer")
    which.add_argument("--remove", metavar="NAME", help="take the seat away")
    masks = deed("masks", _masks, "the names that blind review hides in a submission")
    masks.add_argument("number", type=int)
    change = masks.add_mutually_exclusive_group()
    for kind in NameKind:
        change.add_argument(f"--{kind}", metavar="NAME", help=f"hide it as a {kind}")
    change.add_argument("--show-name", metavar="NAME", help="do not hide it")
    change.add_argument("--take-back", metavar="NAME", help="forget what was said of it")
    deed("remove", _remove, "delete it with all scores, for good; documents stay in the library")


def _list(options: argparse.Namespace) -> int:
    with _workspace(options) as workspace:
        found = Rounds(workspace, COMMAND_LINE).visible()
    print(to_json([told.round_for_machines(one) for one in found]) if options.json else told.rounds_in_words(found))
    return DONE


def _show(options: argparse.Namespace) -> int:
    home = resolve_home(options.home)
    with _workspace(options) as workspace:
        rounds, found = _found(workspace, options.round)
        submissions, members = rounds.submissions(found.id), rounds.members(found.id)
    missing: frozenset[int] = frozenset()
    if submissions:
        with Catalog.open_readonly(home) as catalog:
            missing = gone(catalog, submissions)
    if options.json:
        print(to_json(told.whole_for_machines(found, submissions, members, missing)))
    else:
        print(told.whole_in_words(found, submissions, members, missing))
    return DONE


def _make(options: argparse.Namespace) -> int:
    rubric = rubric_named(options.rubric)
    asked = from_toml(options.requirements.read_text(encoding="utf-8")) if options.requirements else None
    with _workspace(options) as workspace:
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


def _add(options: argparse.Namespace) -> int:
    home = resolve_home(options.home)
    with _workspace(options) as workspace:
        rounds, found = _found(workspace, options.round)
        rounds.require_collecting(found.id)
        taken: list[Taken] = []
        if options.document:
            with Catalog.open_readonly(home) as catalog:
                doc_ids = [catalog.resolve(given) for given in options.document]
                taken += take_documents(catalog, rounds, found.id, doc_ids)
    paths = ingest.find_files(options.paths).files
    if paths:
        taken += take_files(home, COMMAND_LINE, found.id, paths, progress=ProgressBar("reading"))
    print(to_json([told.taken_for_machines(one) for one in taken]) if options.json else told.taken_in_words(taken))
    return FAILED if any(one.error for one in taken) else DONE


def _advance(options: argparse.Namespace) -> int:
    with _workspace(options) as workspace:
        rounds, found = _found(workspace, options.round)
        return _tell(rounds.advance(found.id, Phase(options.phase)), options)


def _check(options: argparse.Namespace) -> int:
    home = resolve_home(options.home)
    with _workspace(options) as workspace:
        rounds, found = _found(workspace, options.round)
        submissions = rounds.submissions(found.id)
    with Catalog.open_readonly(home) as catalog:
        missing = gone(catalog, submissions)
        same = same_texts(catalog, submissions)
        findings = {
            one.number: check(read_text(catalog, one.doc_id), found.requirements, same=same[one.number])
            for one in submissions
            if one.number not in missing
        }
    if options.json:
        print(to_json(told.findings_for_machines(submissions, findings)))
    else:
        print(told.findings_in_words(submissions, findings))
    return DONE


def _standing(options: argparse.Namespace) -> int:
    with _workspace(options) as workspace:
        rounds, found = _found(workspace, options.round)
        stands = rounds.set_standing(found.id, options.number, Standing(options.standing), options.reason)
    print(to_json(told.submission_for_machines(stands)) if options.json else told.submission_in_words(stands))
    return DONE


def _members(options: argparse.Namespace) -> int:
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


def _masks(options: argparse.Namespace) -> int:
    with _workspace(options) as workspace:
        rounds, found = _found(workspace, options.round)
        submission = rounds.submission(found.id, options.number)
        for kind in NameKind:
            if name := getattr(options, kind):
                rounds.give_name(found.id, options.number, name, kind)
        if options.show_name:
            rounds.give_name(found.id, options.number, options.show_name, None)
        if options.take_back:
            rounds.take_back_name(found.id, options.number, options.take_back)
        given = rounds.given_names(found.id, options.number)
    with Catalog.open_readonly(resolve_home(options.home)) as catalog:
        masks = masks_of(read_text(catalog, submission.doc_id), given)
    print(to_json(told.masks_for_machines(masks)) if options.json else told.masks_in_words(masks))
    return DONE


def _remove(options: argparse.Namespace) -> int:
    with _workspace(options) as workspace:
        rounds, found = _found(workspace, options.round)
        rounds.remove(found.id)
    print(to_json({"removed": found.id}) if options.json else f"removed: {one_line(found.title)}")
    return DONE


def _workspace(options: argparse.Namespace) -> Workspace:
    """The workspace of a home that is there: a slip in its name must not make another."""
    home = resolve_home(options.home)
    if not home.path.is_dir():
        raise nothing_there(Home(home.path))
    return Workspace.open(home)


def _found(workspace: Workspace, given: str) -> tuple[Rounds, Round]:
    """The round whose id is `given`, or begins so and is the only one."""
    rounds = Rounds(workspace, COMMAND_LINE)
    begin: Sequence[Round] = [one for one in rounds.visible() if given and one.id.startswith(given)]
    if len(begin) != 1:
        raise NotFoundError("round", given, "run python -m review rounds list for all of them")
    return rounds, begin[0]


def _tell(made: Round, options: argparse.Namespace) -> int:
    print(to_json(told.round_for_machines(made)) if options.json else told.rounds_in_words([made]))
    return DONE
