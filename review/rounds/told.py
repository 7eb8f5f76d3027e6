"""Rounds as the command line tells of them: in words, and as JSON."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from corpus.commands import one_line
from corpus.errors import NotFoundError, ReadError
from review.rounds.model import Member, Round, Submission

if TYPE_CHECKING:
    from review.rounds.eligibility import Finding
    from review.rounds.intake import Taken
    from review.rounds.masking import Masks

Json = dict[str, object]


def round_for_machines(one: Round) -> Json:
    """A round without its contents."""
    return {
        "id": one.id,
        "title": one.title,
        "description": one.description,
        "phase": one.phase,
        "blind": one.blind,
        "opens_on": one.opens_on,
        "closes_on": one.closes_on,
        "rubric": {"key": one.rubric.key, "title": one.rubric.title, "digest": one.rubric.digest},
        "submissions": one.submissions,
        "made_by": one.made_by,
        "made": one.made,
        "changed": one.changed,
    }


def none_held(one: Round) -> NotFoundError:
    """The refusal where something is asked of the submissions of a round that has none."""
    return NotFoundError("submission in", one.title, f"add some with python -m review rounds add {one.id} PATH")


def rounds_in_words(rounds: Sequence[Round]) -> str:
    """A line for each."""
    lines = [
        f"{one.id}  {one_line(one.title)}  {one.phase}{', blind' if one.blind else ''}, {one.submissions} submissions"
        for one in rounds
    ]
    return "\n".join(lines) or "no rounds yet: make one with python -m review rounds make TITLE"


def whole_for_machines(
    found: Round, submissions: Sequence[Submission], members: Sequence[Member], missing: Collection[int]
) -> Json:
    """A round with its submissions and members."""
    held = [submission_for_machines(one) | {"in_library": one.number not in missing} for one in submissions]
    return round_for_machines(found) | {"members": [member_for_machines(one) for one in members], "held": held}


def whole_in_words(
    found: Round, submissions: Sequence[Submission], members: Sequence[Member], missing: Collection[int]
) -> str:
    """The same in lines."""
    days = " to ".join(day or "…" for day in (found.opens_on, found.closes_on)) if found.opens_on else ""
    lines = [rounds_in_words([found]), f"rubric: {one_line(found.rubric.title)} ({found.rubric.key})"]
    lines += [f"from {days}"] if days else []
    lines += map(member_in_words, members)
    removed = ", not in the library any more"
    lines += [submission_in_words(one) + (removed if one.number in missing else "") for one in submissions]
    return "\n".join(lines)


def submission_for_machines(one: Submission) -> Json:
    """A submission."""
    return {
        "number": one.number,
        "doc_id": one.doc_id,
        "title": one.title,
        "standing": one.standing,
        "reason": one.reason,
        "added": one.added,
    }


def submission_in_words(one: Submission) -> str:
    """A submission on a line."""
    reason = f" ({one_line(one.reason)})" if one.reason else ""
    return f"no. {one.number}  {one_line(one.title)}  {one.doc_id}  {one.standing}{reason}"


def member_for_machines(one: Member) -> Json:
    """A member."""
    return {"person": one.person, "seat": one.seat, "shown": one.shown}


def member_in_words(one: Member) -> str:
    """A member on a line."""
    return f"{one.seat}: {one_line(one.shown)} ({one.person})"


def taken_for_machines(one: Taken) -> Json:
    """What became of a file."""
    error = one.error
    return {
        "path": one.path,
        "number": one.submission.number if one.submission else None,
        "doc_id": one.submission.doc_id if one.submission else None,
        "new": one.new,
        "outcome": one.outcome,
        "same_as": [twin.number for twin in one.twins if twin.same],
        "nearly_same_as": [twin.number for twin in one.twins if not twin.same],
        "problem": error.problem if isinstance(error, ReadError) else None,
        "message": str(error) if error else None,
    }


def taken_in_words(taken: Sequence[Taken]) -> str:
    """A line for each file, and a count."""
    lines = [_taken(one) for one in taken]
    new = sum(one.new for one in taken)
    known = sum(one.submission is not None and not one.new for one in taken)
    failed = sum(one.error is not None for one in taken)
    note = "  (run python -m indexing build so that they can be searched)" if new else ""
    return "\n".join([*lines, f"{new} added, {known} there already, {failed} not read{note}"])


def _taken(one: Taken) -> str:
    if one.submission is None:
        return f"not read: {one_line(str(one.error))}"
    twins = "".join(
        f"; {'the same text as' if twin.same else 'nearly the same text as'} no. {twin.number}" for twin in one.twins
    )
    begin = "added" if one.new else "there already"
    return f"{begin}: no. {one.submission.number}  {one_line(one.submission.title)}  {one_line(one.path)}{twins}"


def findings_for_machines(submissions: Sequence[Submission], findings: Mapping[int, Sequence[Finding]]) -> list[Json]:
    """What became of each requirement; None for a submission whose document is gone."""
    return [
        {"number": one.number, "title": one.title, "findings": _findings(findings.get(one.number))}
        for one in submissions
    ]


def _findings(found: Sequence[Finding] | None) -> list[Json] | None:
    if found is None:
        return None
    return [
        {
            "requirement": one.requirement,
            "name": one.name,
            "passed": one.passed,
            "missing": one.missing or None,
            "found": one.found,
            "wanted": one.wanted,
            "looked_in": one.looked,
            "quote": one.quotation.quote if one.quotation else None,
            "start": one.quotation.start if one.quotation else None,
            "end": one.quotation.end if one.quotation else None,
        }
        for one in found
    ]


def findings_in_words(submissions: Sequence[Submission], findings: Mapping[int, Sequence[Finding]]) -> str:
    """What is missing, submission by submission."""
    lines = []
    for one in submissions:
        found = findings.get(one.number)
        if found is None:
            lines.append(f"no. {one.number}  {one_line(one.title)}: not in the library any more")
            continue
        failed = [finding for finding in found if not finding.passed]
        lines.append(f"no. {one.number}  {one_line(one.title)}: {len(found) - len(failed)} of {len(found)} met")
        lines += [f"    {_missing(finding)}" for finding in failed]
    return "\n".join(lines)


def _missing(one: Finding) -> str:
    name = f" {one_line(one.name)}" if one.name else ""
    found = f", found {one_line(one.found)}" if one.found else ""
    wanted = f", wanted {one_line(one.wanted)}" if one.wanted else ""
    return f"{one.requirement}{name}: {one.missing}{found}{wanted} (looked in the {one.looked})"


def masks_for_machines(masks: Masks) -> list[Json]:
    """Every name with its token."""
    return [
        {"token": one.token, "kind": one.kind, "forms": one.forms, "spans": one.spans, "given": one.given}
        for one in masks.names
    ]


def masks_in_words(masks: Masks) -> str:
    """A line for each name."""
    lines = [
        f"{one.token}  {one_line('、'.join(one.forms))}  {len(one.spans)} times{', by the chair' if one.given else ''}"
        for one in masks.names
    ]
    note = "a help, not a guarantee: read the text and add what is missing"
    return "\n".join([*lines, f"{len(masks.names)} names ({note})"])
