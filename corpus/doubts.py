"""What a person should look at among the metadata: values that were guessed or inferred, the least certain first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.model import METADATA_FIELDS, Confidence, DocumentSummary, MetadataValue

_ORDER = (Confidence.LOW, Confidence.MEDIUM)
_AROUND = 48  # characters before and behind the words that a value came from


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value of the metadata that nobody has confirmed yet."""

    document: DocumentSummary
    field: str
    value: MetadataValue


@dataclass(frozen=True, slots=True)
class Context:
    """The words `[start, end)` that a value came from, with what stands around them; `cut` where the text goes on."""

    before: str
    words: str
    after: str
    cut_before: bool
    cut_after: bool


def doubts(documents: Iterable[DocumentSummary]) -> tuple[Doubt, ...]:
    """Everything to look at: guesses first, then what was inferred, each document by document."""
    every = [
        Doubt(document, name, value)
        for document in documents
        for name in METADATA_FIELDS
        if (value := getattr(document.metadata, name)) is not None and value.confidence in _ORDER
    ]
    return tuple(sorted(every, key=lambda one: _ORDER.index(one.value.confidence)))


def context(text: str, value: MetadataValue) -> Context | None:
    """Where `value` was read from in `text`; None where it comes from the file and not from its text."""
    if value.start is None or value.end is None or not 0 <= value.start < value.end <= len(text):
        return None
    first, last = max(value.start - _AROUND, 0), min(value.end + _AROUND, len(text))
    return Context(
        before=text[first : value.start],
        words=text[value.start : value.end],
        after=text[value.end : last],
        cut_before=first > 0,
        cut_after=last < len(text),
    )
