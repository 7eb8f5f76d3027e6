"""What a collection is: who may see it, what stands in it; and what cannot be kept in one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpus.errors import CasebaseError
from search.citation import Citation

TITLE_LIMIT = 120  # characters
TEXT_LIMIT = 20_000  # characters: of a description, a note, a free text or an excerpt
ITEMS_LIMIT = 1_000


class Visibility(StrEnum):
    """Who else sees a collection."""

    PRIVATE = "private"  # nobody
    SHARED = "shared"  # everyone reads it
    OPEN = "open"  # everyone reads it, and whoever may share adds to it


class ItemKind(StrEnum):
    """What stands in a collection."""

    EXCERPT = "excerpt"
    HEADING = "heading"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection without its items.

    `owner` is the name of a person; `created` and `changed` (which includes its items) are UTC, ISO 8601; `excerpts`
    counts those that stand in it now, `documents` those that they are from.
    """

    id: str
    title: str
    description: str
    owner: str
    visibility: Visibility
    created: str
    changed: str
    excerpts: int = 0
    documents: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """Something that stands in a collection.

    `number` never changes and names the item; `position` counts from 0. `text` holds a heading or a free text and is
    empty for an excerpt, which has a `citation`: the words as they stood when they were added, not as they are now.
    """

    number: int
    collection: str
    position: int
    kind: ItemKind
    text: str
    note: str
    citation: Citation | None
    added_by: str
    added: str


class CollectionProblem(StrEnum):
    """Why a collection stays as it is."""

    NOT_YOURS = "not_yours"
    NO_WORDS = "no_words"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    MEANWHILE = "meanwhile"


_SENTENCES = {
    CollectionProblem.NOT_YOURS: "belongs to somebody else: ask its owner, or make a collection of your own",
    CollectionProblem.NO_WORDS: "cannot be empty: type a few words",
    CollectionProblem.TOO_LONG: "is longer than {limit} characters: shorten it",
    CollectionProblem.TOO_MANY: "holds {limit} items already: begin another collection",
    CollectionProblem.MEANWHILE: "was changed by somebody else meanwhile: look at it again, then change it",
}


class CollectionError(CasebaseError):
    """A collection that cannot be changed like this.

    Args:
        problem: why.
        what: what it is about, in a word or two (the collection, its title, the note).
        limit: of characters or items, where there is one.
    """

    def __init__(self, problem: CollectionProblem, what: str, limit: int = 0) -> None:
        self.problem = problem
        self.what = what
        self.limit = limit
        super().__init__(f"{what} {_SENTENCES[problem].format(limit=limit)}")


def worded(text: str, what: str, *, limit: int = TEXT_LIMIT, needed: bool = False) -> str:
    """`text` without space around it, if it can be kept.

    Raises:
        CollectionError: it is longer than `limit`, or `needed` and empty.
    """
    text = text.strip()
    if needed and not text:
        raise CollectionError(CollectionProblem.NO_WORDS, what)
    if len(text) > limit:
        raise CollectionError(CollectionProblem.TOO_LONG, what, limit)
    return text
