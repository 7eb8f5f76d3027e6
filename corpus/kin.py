"""The duplicates and versions of a library, in words and for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.catalog import Catalog
from corpus.catalog.links import clusters
from corpus.commands import one_line
from corpus.duplicates import DUPLICATES, Relation
from corpus.model import DocumentSummary


@dataclass(frozen=True, slots=True)
class Member:
    """A document of a group, and the date of its edition where it is known."""

    document: DocumentSummary
    dated: str | None


@dataclass(frozen=True, slots=True)
class Kin:
    """Groups of documents of the same text, and of versions of one regulation, the oldest first.

    `pending` documents have not been compared with the others yet.
    """

    same: tuple[tuple[Member, ...], ...]
    versions: tuple[tuple[Member, ...], ...]
    pending: int


def kin_of(catalog: Catalog, doc_id: str | None = None) -> Kin:
    """All groups, or those that `doc_id` belongs to."""
    links = catalog.links()
    dates = {link.other: link.dated for some in links.values() for link in some}
    versioned = {link.doc_id for some in links.values() for link in some if link.relation is Relation.VERSION}
    same = clusters(links, DUPLICATES)
    versions = [some for some in clusters(links, frozenset(Relation)) if not versioned.isdisjoint(some)]

    def members(groups: Sequence[tuple[str, ...]]) -> tuple[tuple[Member, ...], ...]:
        wanted = [some for some in groups if doc_id is None or doc_id in some]
        held = catalog.summaries_of([one for some in wanted for one in some])
        found = [[Member(held[one], dates.get(one)) for one in some if one in held] for some in wanted]
        return tuple(tuple(sorted(some, key=lambda each: each.dated or "")) for some in found)

    return Kin(members(same), members(versions), catalog.unlinked())


def for_machines(kin: Kin) -> Mapping[str, object]:
    """The groups as JSON-ready values."""
    groups = {"same": kin.same, "versions": kin.versions}
    told = {name: [[_member_for_machines(one) for one in some] for some in groups[name]] for name in groups}
    return {**told, "pending": kin.pending}


def _member_for_machines(one: Member) -> dict[str, str | None]:
    document = one.document
    return {
        "doc_id": document.doc_id,
        "title": document.title,
        "file_name": document.source.file_name,
        "dated": one.dated,
    }


def in_words(kin: Kin) -> Iterator[str]:
    """The groups in lines, how many there are, and what to do where not all has been compared."""
    yield from groups_in_words(kin)
    yield f"{len(kin.same)} groups of the same text, {len(kin.versions)} regulations in several versions"
    if kin.pending:
        yield f"{kin.pending} documents have not been compared yet: run python -m indexing build"


def groups_in_words(kin: Kin) -> Iterator[str]:
    """The groups in lines."""
    for head, groups in (("the same text:", kin.same), ("versions, the oldest first:", kin.versions)):
        for some in groups:
            yield head
            for one in some:
                facts = ", ".join(fact for fact in (one.document.source.file_name, one.dated) if fact)
                yield one_line(f"  {one.document.doc_id}  {one.document.title}  ({facts})")
