"""Which documents an engine holds, at which version, and which passages belong to each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from corpus.home import write_atomically
from indexing.dense import Ids


@dataclass(frozen=True, slots=True)
class Member:
    """A document held: its version in the catalogue, the ids of its passages, the work that it is part of, if any."""

    version: int
    passage_ids: tuple[int, ...]
    work: str | None = None


class Members:
    """Members by `doc_id`, and from passage to document through a sorted array, small at any size."""

    def __init__(self, by_document: Mapping[str, Member]) -> None:
        self._by_document = dict(by_document)
        self._names = list(self._by_document)
        lengths = [len(member.passage_ids) for member in self._by_document.values()]
        ids = np.array([i for m in self._by_document.values() for i in m.passage_ids], dtype=np.int64)
        order = np.argsort(ids)
        self._ids = ids[order]
        self._owners = np.repeat(np.arange(len(lengths)), lengths)[order]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote.

        Raises:
            OSError: there is no such file, or it cannot be read.
            ValueError: it is damaged.
        """
        rows = json.loads(path.read_bytes())
        return cls({doc_id: Member(version, tuple(ids), work) for doc_id, version, ids, work in rows})

    def save(self, path: Path) -> None:
        """Write everything to `path`, whole or not at all."""
        rows = [[doc_id, one.version, one.passage_ids, one.work] for doc_id, one in self._by_document.items()]
        write_atomically(path, json.dumps(rows).encode())

    def changed(self, *, remove: Iterable[str], add: Mapping[str, Member]) -> Members:
        """The members after dropping `remove` and adding `add`."""
        gone = set(remove)
        kept = {doc_id: member for doc_id, member in self._by_document.items() if doc_id not in gone}
        return Members({**kept, **add})

    def versions(self) -> dict[str, int]:
        """The version of every document, by `doc_id`."""
        return {doc_id: member.version for doc_id, member in self._by_document.items()}

    def counts(self) -> tuple[int, int]:
        """How many documents and how many passages there are."""
        return len(self._names), len(self._ids)

    def passage_ids(self, doc_ids: Iterable[str]) -> Ids:
        """The ids of all passages of those `doc_ids` that are held."""
        members = (self._by_document.get(doc_id) for doc_id in doc_ids)
        return np.array([i for member in members if member for i in member.passage_ids], dtype=np.int64)

    def work(self, doc_id: str) -> str:
        """The work that the document `doc_id`, which must be held, is part of: itself, unless it is of a larger one."""
        return self._by_document[doc_id].work or doc_id

    def owners(self, passage_ids: Sequence[int]) -> list[str | None]:
        """The document that each of `passage_ids` belongs to, None where it is not held."""
        wanted = np.array(passage_ids, dtype=np.int64)
        if not len(self._ids):
            return [None] * len(wanted)
        at = np.minimum(np.searchsorted(self._ids, wanted), len(self._ids) - 1)
        owners = np.where(self._ids[at] == wanted, self._owners[at], -1)
        return [self._names[owner] if owner >= 0 else None for owner in owners.tolist()]
