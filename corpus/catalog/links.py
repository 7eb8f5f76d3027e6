"""What the catalogue keeps to know duplicates and versions: a fingerprint a document, and links between documents.

A new document is compared with the signatures of all others, which are held in memory, and with the texts of the few
that look like it. Documents of the same letters are not linked one by one: they have the same `text_key`, and what one
of them is linked to, all of them are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.duplicates import (
    CANDIDATE,
    DUPLICATES_VERSION,
    NEAR_OTHER_TITLE,
    SLOTS,
    Fingerprint,
    Link,
    Relation,
    Subject,
    Verdict,
    compare,
    edition,
    fingerprint,
    is_regulation,
    letters_of,
    may_be_versions,
    similarity,
    title_key,
)
from corpus.model import DocumentSummary, Script
from corpus.script import fold

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS fingerprints (
    doc_id TEXT PRIMARY KEY REFERENCES documents ON DELETE CASCADE, version TEXT NOT NULL, text_key TEXT,
    title_key TEXT NOT NULL, dated TEXT, letters INTEGER NOT NULL, signature BLOB NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS fingerprints_by_text ON fingerprints (text_key)",
    "CREATE INDEX IF NOT EXISTS fingerprints_by_title ON fingerprints (title_key)",
    """CREATE TABLE IF NOT EXISTS links (
    doc_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    other TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    relation TEXT NOT NULL, similarity REAL NOT NULL, PRIMARY KEY (doc_id, other)) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS links_by_other ON links (other)",
)

_MOST_COMPARED = 40  # texts: a form that thousands have filled in must not be compared with all of them
_LEAST_REWRITTEN = 200  # letters
_BATCH = 500
_FIRST_SLOTS = 32  # looked at first, for speed: of the texts to be found 3 in 10,000 agree in fewer than
_FIRST_AGREEING = 3
_SIMPLIFIED = frozenset({Script.SIMPLIFIED, Script.NONE})

Select = Callable[[str, Sequence[Any]], list[sqlite3.Row]]
Execute = Callable[[str, Sequence[Any]], object]


@dataclass(frozen=True, slots=True)
class Described:
    """A document as far as links depend on it."""

    summary: DocumentSummary
    text: str

    def subject(self) -> Subject:
        """The document as it is compared."""
        one, folded = self.summary, fold(self.text)
        dated = edition(folded, [one.title, _stem(one.source.file_name)], one.metadata.get("published_on"))
        region = one.metadata.get("region")
        return Subject(letters_of(folded), title_key(one.title), dated, region, one.script not in _SIMPLIFIED)


def _stem(file_name: str) -> str:
    return file_name.rsplit(".", 1)[0]


@dataclass(frozen=True, slots=True)
class _Edition:
    """Which text a document holds (the same for documents of the same letters), and of which date."""

    text: str
    dated: str | None


_Edges = Mapping[frozenset[str], Verdict]


def _ends(one: str, other: str) -> frozenset[str]:
    return frozenset((one, other))


def settle(doc_id: str, others: Iterable[str], edges: _Edges) -> dict[frozenset[str], Verdict]:
    """The `edges` without contradictions around `doc_id`.

    Of three documents two pairs may be near, and the third not, though much alike: two versions, or two texts that
    follow one model, and a copy of one of them. Then the weaker of the two pairs becomes what the third one is.
    """
    settled = dict(edges)
    for one, other in combinations(others, 2):
        corners = [_ends(doc_id, one), _ends(doc_id, other), _ends(one, other)]
        near = [ends for ends in corners if ends in settled and settled[ends].relation is Relation.NEAR]
        apart = [settled[ends] for ends in corners if ends in settled and _are_apart(settled[ends])]
        if len(near) == 2 and apart:
            weaker = min(near, key=lambda ends: settled[ends].similarity)
            settled[weaker] = replace(settled[weaker], relation=apart[0].relation)
    return settled


def _without_notices(edges: _Edges, settled: _Edges, titles: Mapping[str, str]) -> dict[frozenset[str], Verdict]:
    """What was settled, but what became a version and cannot be one by its title is nothing."""
    said = dict(settled)
    for ends, verdict in settled.items():
        one, other = ends
        became = verdict.relation is Relation.VERSION and verdict != edges[ends]
        if became and not may_be_versions(titles[one], titles[other]):
            said[ends] = replace(verdict, relation=None)
    return said


def _are_apart(verdict: Verdict) -> bool:
    unrelated = verdict.relation is None and verdict.similarity >= NEAR_OTHER_TITLE
    return unrelated or verdict.relation is Relation.VERSION


class _Signatures:
    """The signatures of all documents as the columns of one array, so that a slot of all is compared in one go."""

    def __init__(self, rows: Iterable[tuple[str, bytes]]) -> None:
        held = list(rows)
        self._doc_ids = [doc_id for doc_id, _ in held]
        rows_of_documents = np.frombuffer(b"".join(some for _, some in held), np.uint16).reshape(-1, SLOTS)
        self._slots = np.ascontiguousarray(rows_of_documents.T)

    def add(self, doc_id: str, signature: bytes) -> None:
        at = len(self._doc_ids)
        if at == self._slots.shape[1]:
            self._slots = np.concatenate([self._slots, np.zeros((SLOTS, max(at, 64)), np.uint16)], axis=1)
        self._slots[:, at] = np.frombuffer(signature, np.uint16)
        self._doc_ids.append(doc_id)

    def like(self, signature: bytes) -> list[str]:
        """The documents that seem to share enough grams, best first; some may not be there any more."""
        wanted: NDArray[np.uint16] = np.frombuffer(signature, np.uint16)[:, np.newaxis]
        held = self._slots[:, : len(self._doc_ids)]
        first = np.nonzero(_agreeing(held[:_FIRST_SLOTS], wanted[:_FIRST_SLOTS]) >= _FIRST_AGREEING)[0]
        agreeing = _agreeing(held[:, first], wanted)
        best = np.argsort(-agreeing, kind="stable")
        return [self._doc_ids[first[at]] for at in best if agreeing[at] >= CANDIDATE * SLOTS]


def _agreeing(held: NDArray[np.uint16], wanted: NDArray[np.uint16]) -> NDArray[np.int16]:
    agreeing: NDArray[np.int16] = np.sum(held == wanted, axis=0, dtype=np.int16)
    return agreeing


class Links:
    """The fingerprints and links of one catalogue. Writing happens inside the catalogue's transaction.

    Args:
        select: runs a SELECT.
        execute: runs another statement.
        describe: the documents of some ids that exist, by id.
    """

    def __init__(
        self, select: Select, execute: Execute, describe: Callable[[Sequence[str]], Mapping[str, Described]]
    ) -> None:
        self._select = select
        self._execute = execute
        self._describe = describe
        self._signatures: tuple[int, _Signatures] | None = None

    def forget(self) -> None:
        """Drop what is held in memory: a transaction that had added to it was rolled back."""
        self._signatures = None

    # -- writing

    def record(self, document: Described) -> None:
        """Store the fingerprint of a document and what it is to others, instead of what was known of it."""
        doc_id, subject = document.summary.doc_id, document.subject()
        printed = fingerprint(subject.letters)
        signatures = self._held()
        for statement in ("fingerprints WHERE doc_id = ?1", "links WHERE ?1 IN (doc_id, other)"):
            self._execute(f"DELETE FROM {statement}", [doc_id])
        self._link(doc_id, subject, self._candidates(doc_id, subject, printed, signatures))
        stored = [printed.text_key, subject.title, subject.dated, printed.letters, printed.signature]
        self._execute("INSERT INTO fingerprints VALUES (?,?,?,?,?,?,?)", [doc_id, DUPLICATES_VERSION, *stored])
        signatures.add(doc_id, printed.signature)

    def hand_over(self, doc_id: str) -> None:
        """Give the links of a document that goes to another one of the same letters, if there is one."""
        twins = self._select(
            "SELECT b.doc_id FROM fingerprints a JOIN fingerprints b USING (text_key)"
            " WHERE a.doc_id = ?1 AND b.doc_id <> ?1 LIMIT 1",
            [doc_id],
        )
        for row in twins:
            for end in ("doc_id", "other"):
                self._execute(f"UPDATE OR IGNORE links SET {end} = ? WHERE {end} = ?", [row["doc_id"], doc_id])

    def _held(self) -> _Signatures:
        """The signatures; read again when another process has written since."""
        state = int(self._select("PRAGMA data_version", [])[0][0])
        if self._signatures is None or self._signatures[0] != state:
            rows = self._select("SELECT doc_id, signature FROM fingerprints WHERE version = ?", [DUPLICATES_VERSION])
            self._signatures = (state, _Signatures((row["doc_id"], row["signature"]) for row in rows))
        return self._signatures[1]

    def _candidates(self, doc_id: str, subject: Subject, printed: Fingerprint, held: _Signatures) -> list[str]:
        """The documents to compare with, one for each text that is not this one: those of the same title first."""
        found = dict.fromkeys([*self._bearing(subject), *held.like(printed.signature)])
        keys = self._text_keys(list(found))
        one_each: dict[str, str] = {}
        for other in found:
            if other in keys and other != doc_id and keys[other] != printed.text_key:
                one_each.setdefault(keys[other] or other, other)
        return list(one_each.values())[:_MOST_COMPARED]

    def _bearing(self, subject: Subject) -> list[str]:
        """The latest documents with the title of a regulation; what bears another title is found by its text."""
        if not is_regulation(subject.title) or len(subject.letters) < _LEAST_REWRITTEN:
            return []
        sql = "SELECT doc_id FROM fingerprints WHERE title_key = ? AND letters >= ? ORDER BY rowid DESC LIMIT ?"
        return [row["doc_id"] for row in self._select(sql, [subject.title, _LEAST_REWRITTEN, _MOST_COMPARED // 2])]

    def _text_keys(self, doc_ids: Sequence[str]) -> dict[str, str | None]:
        return {
            row["doc_id"]: row["text_key"]
            for some, marks in _batches(doc_ids)
            for row in self._select(f"SELECT doc_id, text_key FROM fingerprints WHERE doc_id IN ({marks})", some)
        }

    def _link(self, doc_id: str, subject: Subject, others: Sequence[str]) -> None:
        said: dict[str, Verdict] = {}
        near: dict[str, Subject] = {}
        titles = {doc_id: subject.title}
        for other in others:  # one text in memory at a time
            for described in self._describe([other]).values():
                compared = described.subject()
                titles[other] = compared.title
                said[other] = compare(subject, compared)
                if said[other].relation is Relation.NEAR:
                    near[other] = compared
        if near:
            said = self._settled(doc_id, said, near, titles)
        for other, verdict in said.items():
            if verdict.relation:
                row = [doc_id, other, verdict.relation, round(verdict.similarity, 4)]
                self._execute("INSERT OR REPLACE INTO links VALUES (?,?,?,?)", row)

    def _settled(
        self, doc_id: str, said: Mapping[str, Verdict], near: Mapping[str, Subject], titles: Mapping[str, str]
    ) -> dict[str, Verdict]:
        """What is `said` of a document, made to agree with what the others are to one another.

        A poor copy of one version of a regulation is also near to the next version: it is a copy of the nearer one.
        """
        edges = {_ends(doc_id, other): verdict for other, verdict in said.items()}
        stored = self.of(list(said))
        between = {_ends(each.doc_id, each.other): each for links in stored.values() for each in links}
        edges |= {ends: Verdict(link.relation, link.similarity) for ends, link in between.items() if doc_id not in ends}
        for one, other in combinations(near, 2):
            if _ends(one, other) not in edges:
                edges[_ends(one, other)] = Verdict(None, similarity(near[one].letters, near[other].letters))
        settled = _without_notices(edges, settle(doc_id, said, edges), titles)
        for ends, verdict in settled.items():
            if doc_id not in ends and verdict != edges[ends]:
                self._change(ends, verdict)
        return {other: settled[_ends(doc_id, other)] for other in said}

    def _change(self, ends: Iterable[str], verdict: Verdict) -> None:
        """Put another relation between two texts."""
        here, there = (list(self._with_twins([end])) for end in ends)
        for pair in product([*here, *there], repeat=2):
            if verdict.relation:
                self._execute("UPDATE links SET relation = ? WHERE doc_id = ? AND other = ?", [verdict.relation, *pair])
            else:
                self._execute("DELETE FROM links WHERE doc_id = ? AND other = ?", list(pair))

    # -- reading

    def missing(self) -> list[str]:
        """The documents without a fingerprint of this version."""
        if not self._are_there():
            return [row["doc_id"] for row in self._select("SELECT doc_id FROM documents", [])]
        sql = "SELECT doc_id FROM documents WHERE doc_id NOT IN (SELECT doc_id FROM fingerprints WHERE version = ?)"
        return [row["doc_id"] for row in self._select(sql, [DUPLICATES_VERSION])]

    def of(self, doc_ids: Sequence[str] | None = None) -> dict[str, tuple[Link, ...]]:
        """What each of `doc_ids` (None: every document) is linked to, most similar first; only those with links."""
        if not self._are_there():
            return {}
        keys = self._with_twins(doc_ids)
        rows = self._linked(None if doc_ids is None else list(keys))
        ends = [end for row in rows for end in (row["doc_id"], row["other"]) if end not in keys]
        if ends:
            keys |= self._with_twins(list(dict.fromkeys(ends)))
        return dict(_spread(keys, rows, list(keys) if doc_ids is None else doc_ids))

    def _are_there(self) -> bool:
        """Whether there are tables: not in an older catalogue that has not been written since."""
        return bool(self._select("SELECT 1 FROM sqlite_master WHERE name = 'links'", []))

    def _with_twins(self, doc_ids: Sequence[str] | None) -> dict[str, _Edition]:
        """`doc_ids` and all documents of the same letters as one of them."""
        columns = "SELECT doc_id, coalesce(text_key, doc_id) AS text, dated FROM fingerprints"
        if doc_ids is None:
            rows = self._select(columns, [])
        else:
            keys = "SELECT text_key FROM fingerprints WHERE text_key IS NOT NULL AND doc_id IN"
            rows = [
                row
                for some, marks in _batches(doc_ids)
                for row in self._select(
                    f"{columns} WHERE doc_id IN ({marks}) OR text_key IN ({keys} ({marks}))", [*some, *some]
                )
            ]
        return {row["doc_id"]: _Edition(row["text"], row["dated"]) for row in rows}

    def _linked(self, doc_ids: Sequence[str] | None) -> list[sqlite3.Row]:
        if doc_ids is None:
            return self._select("SELECT * FROM links", [])
        return [
            row
            for some, marks in _batches(doc_ids)
            for end in ("doc_id", "other")
            for row in self._select(f"SELECT * FROM links WHERE {end} IN ({marks})", some)
        ]


_Known = dict[str, dict[str, tuple[Relation, float]]]


def _spread(
    held: Mapping[str, _Edition], rows: Sequence[sqlite3.Row], doc_ids: Iterable[str]
) -> Iterator[tuple[str, tuple[Link, ...]]]:
    """The links of each document, those of its twins and those to the twins of others included."""
    members: dict[str, list[str]] = {}
    for doc_id, one in held.items():
        members.setdefault(one.text, []).append(doc_id)
    known = _between_texts(held, rows)
    for doc_id in dict.fromkeys(doc_ids):
        if doc_id not in held:
            continue
        text = held[doc_id].text
        said = [(text, Relation.SAME, 1.0), *((there, *some) for there, some in known.get(text, {}).items())]
        links = [
            Link(doc_id, other, relation, similarity, held[other].dated)
            for there, relation, similarity in said
            for other in members[there]
            if other != doc_id
        ]
        if links:
            yield doc_id, tuple(sorted(links, key=lambda link: -link.similarity))


def _between_texts(held: Mapping[str, _Edition], rows: Sequence[sqlite3.Row]) -> _Known:
    """What each text is to others: where several pairs say it, by the most similar."""
    known: _Known = {}
    for row in rows:
        if row["doc_id"] in held and row["other"] in held:
            said = Relation(row["relation"]), float(row["similarity"])
            ends = held[row["doc_id"]].text, held[row["other"]].text
            for here, there in (ends, ends[::-1]):
                others = known.setdefault(here, {})
                others[there] = max(said, others.get(there, said), key=lambda each: each[1])
    return known


def _batches(doc_ids: Sequence[str]) -> Iterator[tuple[Sequence[str], str]]:
    for start in range(0, len(doc_ids), _BATCH):
        some = doc_ids[start : start + _BATCH]
        yield some, ",".join("?" * len(some))


def clusters(links: Mapping[str, Iterable[Link]], relations: Container[Relation]) -> list[tuple[str, ...]]:
    """Groups of documents of which each is linked to every other one by one of these relations.

    The most similar come together first (complete linkage): a chain of texts, each somewhat like the next, falls into
    parts. A document that fits into no group, because all that it is like are in groups with others that it is not
    like, makes one more group with the most similar of them: nothing that has a duplicate is left out.
    """
    alike = _alike(links, relations)
    pairs = sorted((-value, one, other) for one, some in alike.items() for other, value in some.items() if one < other)
    group_of = {doc_id: [doc_id] for doc_id in alike}
    for _, one, other in pairs:
        here, there = group_of[one], group_of[other]
        if here is not there and all(last in alike[first] for first in here for last in there):
            here += there
            group_of.update((doc_id, here) for doc_id in there)
    found = {id(group): group for group in group_of.values() if len(group) > 1}
    alone = [doc_id for doc_id, group in group_of.items() if len(group) == 1 and alike[doc_id]]
    return [*map(tuple, found.values()), *(_around(doc_id, alike) for doc_id in alone)]


def _alike(links: Mapping[str, Iterable[Link]], relations: Container[Relation]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {doc_id: {} for doc_id in links}
    for link in (link for some in links.values() for link in some if link.relation in relations):
        found[link.doc_id][link.other] = link.similarity
        found.setdefault(link.other, {})[link.doc_id] = link.similarity
    return found


def _around(doc_id: str, alike: Mapping[str, Mapping[str, float]]) -> tuple[str, ...]:
    """A document with the most similar ones that are also like one another."""
    group = [doc_id]
    for other, _ in sorted(alike[doc_id].items(), key=lambda item: (-item[1], item[0])):
        if all(other in alike[one] for one in group):
            group.append(other)
    return tuple(group)


def families(links: Mapping[str, Iterable[Link]]) -> list[tuple[str, ...]]:
    """The documents that hang together as versions: of a regulation's oldest and newest little need be in common."""
    versions = frozenset({Relation.VERSION})
    left = {doc_id: list(some) for doc_id, some in _alike(links, versions).items() if some}
    found = []
    while left:
        together: dict[str, None] = {}
        waiting = [next(iter(left))]
        while waiting:
            doc_id = waiting.pop()
            if doc_id not in together:
                together[doc_id] = None
                waiting += left.pop(doc_id, ())
        found.append(tuple(together))
    return found
