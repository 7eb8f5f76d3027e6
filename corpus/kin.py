"""The duplicates and versions of a library, in words and for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.catalog import Catalog
from corpus.catalog.links import clusters, families
from corpus.commands import one_line
from corpus.duplicates import DUPLICATES, Link, Relation
from corpus.model import DocumentSummary

_ALL_BUT = 0.999  # what is not the same letter for letter must not be shown as 100 %


@dataclass(frozen=True, slots=True)
class Member:
    """A document of a group, and the date of its edition where it is known.

    `relation` and `similarity` (0 to 1) are to the first of the group, None with the first itself and, in a group of
    versions, where the two were not compared or have too little in common.
    """

    document: DocumentSummary
    dated: str | None
    relation: Relation | None = None
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Copies:
    """A document that came in from several paths, byte for byte the same."""

    document: DocumentSummary
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kin:
    """Groups of documents, the oldest first, and the documents that have several files.

    `same` are letter for letter the same. In each of `near` every two are the same or nearly so, and not all the same;
    two of these groups may share documents. `versions` are those of one regulation. `pending` documents have not been
    compared with the others yet.
    """

    same: tuple[tuple[Member, ...], ...]
    near: tuple[tuple[Member, ...], ...]
    versions: tuple[tuple[Member, ...], ...]
    copies: tuple[Copies, ...]
    pending: int


_Links = Mapping[str, Sequence[Link]]
_Groups = Sequence[tuple[str, ...]]


def kin_of(catalog: Catalog, doc_id: str | None = None) -> Kin:
    """All groups, or those that `doc_id` belongs to."""
    links = catalog.links()
    same = clusters(links, {Relation.SAME})
    class_of = {one: number for number, some in enumerate(same) for one in some}
    near = [some for some in clusters(links, DUPLICATES) if len({class_of.get(one, one) for one in some}) > 1]
    kinds: list[_Groups] = [same, near, families(links)]
    wanted = [[some for some in groups if doc_id is None or doc_id in some] for groups in kinds]
    origins = {one: paths for one, paths in catalog.origins(doc_id).items() if len(paths) > 1}
    held = catalog.summaries_of(list({one for groups in wanted for some in groups for one in some} | origins.keys()))
    told = [tuple(_members(some, links, held) for some in groups) for groups in wanted]
    copies = tuple(Copies(held[one], paths) for one, paths in origins.items() if one in held)
    return Kin(told[0], told[1], told[2], copies, catalog.unlinked())


def _members(group: Sequence[str], links: _Links, held: Mapping[str, DocumentSummary]) -> tuple[Member, ...]:
    within = {(one, link.other): link for one in group for link in links.get(one, ())}
    dates = {other: link.dated for (_, other), link in within.items()}
    ordered = sorted((one for one in group if one in held), key=lambda one: dates.get(one) or "")
    members = []
    for one in ordered:
        link = within.get((ordered[0], one))
        to_first = (link.relation, link.similarity) if link else (None, None)
        members.append(Member(held[one], dates.get(one), *to_first))
    return tuple(members)


def for_machines(kin: Kin) -> Mapping[str, object]:
    """The groups as JSON-ready values."""
    groups = {"same": kin.same, "near": kin.near, "versions": kin.versions}
    told = {name: [[_member_for_machines(one) for one in some] for some in groups[name]] for name in groups}
    copies = [{**_named(one.document), "paths": one.paths} for one in kin.copies]
    return {**told, "copies": copies, "pending": kin.pending}


def _named(document: DocumentSummary) -> dict[str, str]:
    return {"doc_id": document.doc_id, "title": document.title, "file_name": document.source.file_name}


def _member_for_machines(one: Member) -> dict[str, str | float | None]:
    return {**_named(one.document), "dated": one.dated, "relation": one.relation, "similarity": one.similarity}


def in_words(kin: Kin) -> Iterator[str]:
    """The groups in lines, how many there are, and what to do where not all has been compared."""
    yield from groups_in_words(kin)
    yield (
        f"{len(kin.same)} groups of the same text, {len(kin.near)} of nearly the same text, "
        f"{len(kin.versions)} regulations in several versions, {len(kin.copies)} documents under several paths"
    )
    if kin.pending:
        yield f"{kin.pending} documents have not been compared yet: run python -m indexing build"


def groups_in_words(kin: Kin) -> Iterator[str]:
    """The groups in lines."""
    heads = ("the same text, letter for letter:", "nearly the same text:", "versions, the oldest first:")
    for head, groups in zip(heads, (kin.same, kin.near, kin.versions), strict=True):
        for some in groups:
            yield head
            yield from map(_member_in_words, some)
    for one in kin.copies:
        yield "the same file under several paths:"
        yield one_line(f"  {one.document.doc_id}  {one.document.title}")
        yield from (one_line(f"    {path}") for path in one.paths)


def _member_in_words(one: Member) -> str:
    facts = [one.document.source.file_name, one.dated, _likeness(one)]
    return one_line(f"  {one.document.doc_id}  {one.document.title}  ({', '.join(fact for fact in facts if fact)})")


def _likeness(one: Member) -> str:
    if one.relation is None or one.similarity is None:
        return ""
    if one.relation is Relation.SAME:
        return "the same letters as the first"
    return f"{min(one.similarity, _ALL_BUT):.1%} of the first's letters"
