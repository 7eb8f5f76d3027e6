"""What the address bar holds: everything that a page shows can be read from it, and written to it.

Addresses are relative (`./?page=reader&doc=…`), so that they hold under any base path. The page is named in the query:
under a path of its own, Streamlit would first look for its server there and leave two errors in the console.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self, TypeVar
from urllib.parse import parse_qs, quote, urlencode

from search.query import FILTER_FIELDS, Filters, Mode, Query, parse_filters

Params = Mapping[str, Sequence[str]]
_Choice = TypeVar("_Choice", bound=StrEnum)

# How a question is answered unless somebody says otherwise: as the library does, so that the two never differ.
DEFAULT_MODE = Query("any").mode

SHOWN_FIRST = 10
SHOWN_AT_MOST = 100


class Place(StrEnum):
    """The pages there are."""

    SEARCH = "search"
    READER = "reader"
    LIBRARY = "library"
    REPORT = "report"


class Sort(StrEnum):
    """In which order hits are shown."""

    RELEVANCE = "relevance"
    DATE = "date"


class Reading(StrEnum):
    """In which characters the reader shows a text."""

    ORIGINAL = "original"
    SIMPLIFIED = "simplified"


@dataclass(frozen=True, slots=True)
class SearchAddress:
    """The search page: the question, how it is asked, what is shown of the answer.

    `expand` looks for synonyms as well.
    """

    q: str = ""
    mode: Mode = DEFAULT_MODE
    group: bool = True
    sort: Sort = Sort.RELEVANCE
    filters: tuple[tuple[str, str], ...] = ()
    shown: int = SHOWN_FIRST
    expand: bool = True

    @classmethod
    def read(cls, params: Params) -> Self:
        """From the address bar; what is not understood there counts as not given."""
        return cls(
            q=_first(params, "q"),
            mode=_choice(params, "mode", DEFAULT_MODE),
            group=_first(params, "group") != "0",
            sort=_choice(params, "sort", Sort.RELEVANCE),
            filters=tuple((name, value) for name in FILTER_FIELDS for value in params.get(name, ()) if value),
            shown=min(_number(params, "shown") or SHOWN_FIRST, SHOWN_AT_MOST),
            expand=_first(params, "expand") != "0",
        )

    def pairs(self) -> list[tuple[str, str]]:
        """What differs from a fresh page."""
        given = [
            ("q", self.q),
            ("mode", self.mode if self.mode is not DEFAULT_MODE else ""),
            ("group", "" if self.group else "0"),
            ("expand", "" if self.expand else "0"),
            ("sort", self.sort if self.sort is not Sort.RELEVANCE else ""),
            *self.filters,
            ("shown", str(self.shown) if self.shown != SHOWN_FIRST else ""),
        ]
        return [(name, str(value)) for name, value in given if value]

    @property
    def href(self) -> str:
        """The address of this page."""
        return _href(Place.SEARCH, self.pairs())

    def changed(
        self,
        *,
        mode: Mode | None = None,
        group: bool | None = None,
        sort: Sort | None = None,
        shown: int | None = None,
        expand: bool | None = None,
    ) -> Self:
        """The same question shown otherwise; from the first hit again unless `shown` says how many."""
        return replace(
            self,
            mode=self.mode if mode is None else mode,
            group=self.group if group is None else group,
            sort=self.sort if sort is None else sort,
            shown=SHOWN_FIRST if shown is None else shown,
            expand=self.expand if expand is None else expand,
        )

    def asking(self, question: str) -> Self:
        """Another question, asked in the same way, from the first hit."""
        return replace(self, q=question, shown=SHOWN_FIRST)

    def toggled(self, name: str, value: str) -> Self:
        """With the filter `name=value` if it was not set, without it if it was."""
        pair = (name, value)
        kept = tuple(one for one in self.filters if one != pair)
        return replace(self, filters=kept if pair in self.filters else (*self.filters, pair), shown=SHOWN_FIRST)

    def unfiltered(self) -> Self:
        """Without any filter."""
        return replace(self, filters=(), shown=SHOWN_FIRST)

    def parsed_filters(self) -> Filters:
        """The filters as the searcher wants them.

        Raises:
            FilterError: a year that is none.
        """
        return parse_filters(f"{name}={value}" for name, value in self.filters)


@dataclass(frozen=True, slots=True)
class ReaderAddress:
    """The reader: a document, the passage `[start, end)` to mark, and the search that led there.

    `at` is an offset to show where nothing is to be marked.
    """

    doc: str = ""
    start: int | None = None
    end: int | None = None
    at: int | None = None
    reading: Reading = Reading.ORIGINAL
    back: str = ""

    @classmethod
    def read(cls, params: Params) -> Self:
        """From the address bar; what is not understood there counts as not given."""
        start, end = _number(params, "start"), _number(params, "end")
        marked = start is not None and end is not None and start < end
        return cls(
            doc=_first(params, "doc"),
            start=start if marked else None,
            end=end if marked else None,
            at=_number(params, "at"),
            reading=_choice(params, "script", Reading.ORIGINAL),
            back=_first(params, "back"),
        )

    @property
    def href(self) -> str:
        """The address of this page."""
        given = [
            ("doc", self.doc or None),
            ("start", self.start),
            ("end", self.end),
            ("at", self.at),
            ("script", self.reading if self.reading is not Reading.ORIGINAL else None),
            ("back", self.back or None),
        ]
        return _href(Place.READER, [(name, str(value)) for name, value in given if value is not None])

    @property
    def question(self) -> SearchAddress:
        """The search that led here; an empty one if none did."""
        return SearchAddress.read(parse_qs(self.back))

    def turned_to(self, at: int) -> Self:
        """Another part of the same document, with the passage still marked where it is on show."""
        return replace(self, at=at)

    def in_script(self, reading: Reading) -> Self:
        """The same place in other characters."""
        return replace(self, reading=reading)


@dataclass(frozen=True, slots=True)
class LibraryAddress:
    """The library page: words that titles must hold, the page of the list, the document that is looked after.

    `doubtful`: only documents of whose metadata something is a guess.
    """

    find: str = ""
    page: int = 1
    doc: str = ""
    doubtful: bool = False

    @classmethod
    def read(cls, params: Params) -> Self:
        """From the address bar; what is not understood there counts as not given."""
        page = max(_number(params, "n") or 1, 1)  # `page` names the place
        return cls(_first(params, "find"), page, _first(params, "doc"), _first(params, "doubtful") == "1")

    @property
    def href(self) -> str:
        """The address of this page."""
        page, doubtful = str(self.page) if self.page > 1 else "", "1" if self.doubtful else ""
        given = [("find", self.find), ("n", page), ("doc", self.doc), ("doubtful", doubtful)]
        return _href(Place.LIBRARY, [(name, value) for name, value in given if value])


@dataclass(frozen=True, slots=True)
class ReportAddress:
    """The page about the quality of the results, which has one state only."""

    @property
    def href(self) -> str:
        """The address of this page."""
        return _href(Place.REPORT, ())


def passage_href(
    doc: str, start: int, end: int, *, back: SearchAddress | None = None, reading: Reading = Reading.ORIGINAL
) -> str:
    """Where the reader opens at a passage; `back` is the search that found it."""
    came_from = urlencode(back.pairs(), quote_via=quote) if back else ""
    return ReaderAddress(doc, start, end, reading=reading, back=came_from).href


def place(params: Params) -> Place:
    """Which page the address names; the search page where it names none."""
    return _choice(params, "page", Place.SEARCH)


def _href(page: Place, pairs: Iterable[tuple[str, str]]) -> str:
    named = [("page", str(page))] if page is not Place.SEARCH else []
    query = urlencode([*named, *pairs], quote_via=quote)
    return f"./?{query}" if query else "./"


def _first(params: Params, name: str) -> str:
    values = params.get(name)
    return values[0] if values else ""


def _number(params: Params, name: str) -> int | None:
    value = _first(params, name)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 12 else None


def _choice(params: Params, name: str, default: _Choice) -> _Choice:
    try:
        return type(default)(_first(params, name))
    except ValueError:
        return default
