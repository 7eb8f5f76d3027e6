"""What can be asked: the question, how to search, how many, within what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from corpus.errors import FilterError, QueryError, QueryProblem
from corpus.model import DocumentSummary
from corpus.script import fold, without_surrogates
from indexing.analyzer import has_terms

QUERY_LIMIT = 2000  # characters: longer than any question, short enough to answer at once

FILTER_FIELDS: tuple[str, ...] = (
    "kind",
    "region",
    "year",
    "issuer",
    "level",
    "genre",
    "subject_words",
    "author",
    "title",
    "doc",
)

_YEARS = re.compile(r"([0-9]{4})?\.\.([0-9]{4})?")


class Mode(StrEnum):
    """Which sides are asked, and whether the best of both are put in order anew by the learned ranking."""

    RERANKED = "reranked"
    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"


class Order(StrEnum):
    """In which order hits come: by relevance, or what is relevant enough (search.ordering) by date."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents to look in: every field must hold (AND), any of its values will do (OR).

    A value fits where the document's own value contains it, in either script; a year fits exactly or within `a..b`
    (either end may be missing); `doc` fits the beginning of a `doc_id`, `kind` the whole value.
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def __bool__(self) -> bool:
        return bool(self.values)

    def accepts(self, document: DocumentSummary) -> bool:
        """Whether `document` passes every filter."""
        return all(any(_fits(document, name, value) for value in some) for name, some in self.values.items())


def parse_filters(given: Iterable[str]) -> Filters:
    """Filters from `FIELD=VALUE` words; a field given twice accepts either value.

    Raises:
        FilterError: an unknown field, a missing value, a year that is none.
    """
    values: dict[str, tuple[str, ...]] = {}
    for word in given:
        name, separator, value = (part.strip() for part in word.partition("="))
        if not separator or not value:
            raise FilterError(word, "a filter needs a value", FILTER_FIELDS)
        if name not in FILTER_FIELDS:
            raise FilterError(word, f"there is no field {name!r}", FILTER_FIELDS)
        if name == "year" and not (re.fullmatch(r"[0-9]{4}", value) or (_YEARS.fullmatch(value) and value != "..")):
            raise FilterError(word, "a year looks like 2021 or 2020..2023", FILTER_FIELDS)
        values[name] = (*values.get(name, ()), value)
    return Filters(MappingProxyType(values))


def _fits(document: DocumentSummary, name: str, wanted: str) -> bool:
    own = stated(document, name)
    return own is not None and value_fits(name, own, wanted)


def stated(document: DocumentSummary, name: str) -> str | None:
    """What `document` says in the filter field `name`; a whole date for the year."""
    if name == "doc":
        return document.doc_id
    if name == "title":
        return document.title
    return document.metadata.get("published_on" if name == "year" else name)


def value_fits(name: str, own: str, wanted: str) -> bool:
    """Whether the value `wanted` of a filter lets a document through that states `own` in that field."""
    if name == "doc":
        return own.startswith(wanted)
    if name == "year":
        return _year_fits(own, wanted)
    return own == wanted if name == "kind" else fold(wanted) in fold(own)


def _year_fits(published_on: str, wanted: str) -> bool:
    printed = re.match(r"[0-9]{4}", published_on)
    if not printed:
        return False
    year = int(printed[0])
    span = _YEARS.fullmatch(wanted)
    if not span:
        return year == int(wanted)
    first, last = span.groups()
    return (not first or year >= int(first)) and (not last or year <= int(last))


@dataclass(frozen=True, slots=True)
class Query:
    """A question.

    `k` is how many hits are wanted; `group` keeps the best passage of each document and lists the others under it;
    `highlight` marks in each hit what matched; `expand` also looks for synonyms (search.synonyms); `gather` lists what
    documents of the same text have in common once, the others under the best. `order` is that of the hits.

    Raises `QueryError` on construction when the text cannot be searched for.
    """

    text: str
    mode: Mode = Mode.RERANKED
    k: int = 10
    filters: Filters = field(default_factory=Filters)
    group: bool = False
    highlight: bool = True
    expand: bool = True
    gather: bool = True
    order: Order = Order.RELEVANCE

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", without_surrogates(self.text))  # encoders refuse them
        length = len(self.text)
        if not self.text.strip():
            raise QueryError(QueryProblem.EMPTY, length, QUERY_LIMIT)
        if length > QUERY_LIMIT:
            raise QueryError(QueryProblem.TOO_LONG, length, QUERY_LIMIT)
        if not has_terms(self.text):
            raise QueryError(QueryProblem.NO_TERMS, length, QUERY_LIMIT)
