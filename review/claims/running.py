"""python -m review claims: the figures of submissions, and which do not agree."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

from corpus.catalog import Catalog
from corpus.commands import DONE, ProgressBar, one_line, to_json
from corpus.errors import HomeError, HomeProblem
from corpus.home import Home, write_atomically
from corpus.model import Document, Kind
from review.asking import held_by, home_of
from review.claims.finding import Found, claims_in
from review.claims.model import Claim, Contradiction, ContradictionKind, Group
from review.claims.sheets import claims_xlsx
from review.model import Quotation

_KINDS = {
    ContradictionKind.TWO_VALUES: "two values for one quantity",
    ContradictionKind.PARTS_EXCEED: "parts exceed their whole",
    ContradictionKind.PERCENTAGE: "the percentage does not follow",
    ContradictionKind.LIBRARY: "the library says otherwise",
}


def claims(options: argparse.Namespace) -> int:
    """List the figures, and those that do not agree."""
    home = home_of(options)
    doc_ids = _chosen(home, options)
    found = claims_in(home, doc_ids, library=not options.no_library, progress=ProgressBar("claims"))
    documents = _documents(home, found)
    if options.output:
        every = (*found.within, *found.library)
        write_atomically(options.output, claims_xlsx(documents, found.claims, every, found.groups))
    told = _told(found, only_contradictions=options.contradictions)
    print(to_json(told) if options.json else _text(found, documents, only_contradictions=options.contradictions))
    return DONE


def _chosen(home: Home, options: argparse.Namespace) -> list[str]:
    held = held_by(home, options.round)[1] if options.round else []
    with Catalog.open_readonly(home) as catalog:
        named = [catalog.resolve(given) for given in options.documents]
        if named or held:
            return list(dict.fromkeys([*named, *held]))
        chosen = [one.doc_id for one in catalog.summaries() if one.metadata.get("kind") == Kind.SUBMISSION]
    if not chosen:
        detail = "there is no submission in the library: name documents, or set kind=submission on some"
        raise HomeError(str(home.path), HomeProblem.NOTHING_THERE, detail)
    return sorted(chosen)


def _documents(home: Home, found: Found) -> dict[str, Document]:
    """Every document that something is quoted from."""
    quoted = [*found.claims, *(quotation.doc_id for one in found.library for quotation in one.quotations)]
    with Catalog.open_readonly(home) as catalog:
        return {doc_id: catalog.document(doc_id) for doc_id in dict.fromkeys(quoted)}


def _told(found: Found, *, only_contradictions: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"contradictions": [_contradiction(one) for one in (*found.within, *found.library)]}
    if not only_contradictions:
        told["claims"] = [_claim(claim) for claims in found.claims.values() for claim in claims]
        told["comparison"] = [_group(group) for group in found.groups]
    return told


def _claim(claim: Claim) -> dict[str, Any]:
    figure = claim.figure
    return {
        "doc_id": claim.doc_id, "printed": claim.printed, "low": str(figure.low), "high": str(figure.high),
        "qualifier": figure.qualifier, "measure": claim.measure, "unit": claim.unit, "object": claim.object,
        "label": claim.label, "when": claim.when, "period": claim.period, "subject": claim.subject,
        "planned": claim.planned, "part": claim.part, "change": claim.change, "each": claim.each,
        "number": claim.number, "quotation": _quotation(claim.quotation),
    }  # fmt: skip


def _quotation(quotation: Quotation) -> dict[str, Any]:
    return dataclasses.asdict(quotation)


def _contradiction(one: Contradiction) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "claims": [_claim(claim) for claim in one.claims],
        "quotations": [_quotation(quotation) for quotation in one.quotations],
        "expected": None if one.expected is None else str(one.expected),
    }


def _group(group: Group) -> dict[str, Any]:
    members = [
        {
            "doc_id": one.claim.doc_id,
            "value": str(one.value),
            "per_thousand": None if one.per_thousand is None else str(one.per_thousand),
            "printed": one.claim.printed,
            "number": one.claim.number,
        }
        for one in group.members
    ]
    return {"object": group.object, "unit": group.unit, "documents": group.documents, "members": members}


def _text(found: Found, documents: dict[str, Document], *, only_contradictions: bool) -> str:
    lines: list[str] = []
    for doc_id, claims in found.claims.items():
        within = [one for one in (*found.within, *found.library) if one.claims[0].doc_id == doc_id]
        lines.append(f"{one_line(documents[doc_id].title)} ({doc_id}): {len(claims)} figures, {len(within)} disagree")
        if not only_contradictions:
            lines += [_line(claim) for claim in claims]
        lines += _lines(within)
    return "\n".join(lines)


def _line(claim: Claim) -> str:
    start, end = claim.number
    named = " | ".join(part for part in (claim.object, claim.label, claim.when) if part)
    return one_line(f"  [{start},{end}) {claim.printed}  {named}")


def _lines(found: Iterable[Contradiction]) -> Sequence[str]:
    lines = []
    for one in found:
        expected = "" if one.expected is None else f" (expected {one.expected.normalize():f})"
        lines.append(f"  ! {_KINDS[one.kind]}{expected}: {one_line(', '.join(claim.printed for claim in one.claims))}")
        lines += [one_line(f"      [{quoted.start},{quoted.end}) {quoted.quote}") for quoted in one.quotations]
    return lines
