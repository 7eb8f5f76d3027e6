"""A document on its way into the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.model import Document, Passage


@dataclass(frozen=True, slots=True)
class Entry:
    """One document on its way in.

    `content` is the file's bytes, kept under their SHA-256; None keeps no copy (measuring, where the originals are at
    hand). `origin` is the path it came from: another file under that path replaces this one. None replaces nothing.
    """

    document: Document
    passages: tuple[Passage, ...]
    content: bytes | None
    origin: str | None = None
