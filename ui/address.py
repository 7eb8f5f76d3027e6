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

from search.concordance import WIDTH, WIDTH_AT_MOST, Collation
from search.concordance import Sort as LineOrder
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
    MANAGE = "manage"
    COLLECTIONS = "collections"
    CONCORDANCE = "concordance"
    COMPARE = "compare"
    BATCH = "batch"
    ROUNDS = "rounds"
    ROUND = "round"


class Sort(StrEnum):
    """In which order hits are shown: by relevance, the newest first, the oldest first."""

    RELEVANCE = "relevance"
    DATE = "date"
    OLDEST = "oldest"


class Reading(StrEnum):
    """In which characters the reader shows a text."""

    ORIGINAL = "original"
    SIMPLIFIED = "simplified"


class View(StrEnum):
    """What the reader shows of a document that has pages: its text, a page as it looks, or both."""

    TEXT = "text"
    PAGE = "page"
    BOTH = "both"


ZOOMS = (100, 150, 200)  # percent of the room there is


@dataclass(frozen=True, slots=True)
class SearchAddress:
    """The search page: the question, how it is asked, what is shown of the answer.

    `expand` looks for synonyms as well. `like`, where no question is asked, names a document or a stretch of one
    (search.similar.Likeness) that the results are to resemble.
    """

    q: str = ""
    mode: Mode = DEFAULT_MODE
    group: bool = True
    sort: Sort = Sort.RELEVANCE
    filters: tuple[tuple[str, str], ...] = ()
    shown: int = SHOWN_FIRST
    expand: bool = True
    like: str = ""

    @classmethod
    def read(cls, params: Params) -> Self:
        """From the address bar; what is not understood there counts as not given."""
        return cls(
            q=_first(params, "q"),
            like="" if _first(params, "q") else _first(params, "like"),
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
            ("like", self.like),
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
        return replace(self, q=question, like="", shown=SHOWN_FIRST)

    def resembling(self, like: str) -> Self:
        """What resembles a document or a stretch of one, among the same documents."""
        return replace(self, q="", like=like, sort=Sort.RELEVANCE, shown=SHOWN_FIRST)

    def toggled(self, name: str, value: str) -> Self:
        """With the filter `name=value` if it was not set, without it if it was."""
        pair = (name, value)
        kept = tuple(one for one in self.filters if one != pair)
        return replace(self, filters=kept if pair in self.filters else (*self.filters, pair), shown=SHOWN_FIRST)

    @property
    def query(self) -> str:
        """What stands behind the question mark, to be kept and compared."""
        return urlencode(self.pairs(), quote_via=quote)

    def filtered(self, name: str, *values: str) -> Self:
        """With only these values of one field, the other fields as they are."""
        kept = tuple(one for one in self.filters if one[0] != name)
        return replace(self, filters=(*kept, *((name, value) for value in values)), shown=SHOWN_FIRST)

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
class CompareAddress:
    """Two searches side by side, each a whole search address."""

    left: SearchAddress = SearchAddress()
    right: SearchAddress = SearchAddress()

    @classmethod
    def read(cls, params: Params) -> Self:
        """From the address bar; what is not understood there counts as not given."""
        return cls(*(SearchAddress.read(parse_qs(_first(params, side))) for side in ("a", "b")))

    @property
    def href(self) -> str:
        """The address of this page."""
        return _href(Place.COMPARE, [("a", self.left.query), ("b", self.right.query)])


@dataclass(frozen=True, slots=True)
class BatchAddress:
    """The page that answers a list of questions: how each is asked, how many passages are wanted."""

    mode: Mode = DEFAULT_MODE
    passages: int = 3
    filters: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, params: Params) -> Self:
        """From the address bar; what is not understood there counts as not given."""
        asked = SearchAddress.read(params)
        return cls(asked.mode, min(max(_number(params, "passages") or 3, 1), 10), asked.filters)

    @property
    def href(self) -> str:
        """The address of this page."""
        passages = str(self.passages) if self.passages != 3 else ""
        given = [("mode", self.mode if self.mode is not DEFAULT_MODE else ""), ("passages", passages), *self.filters]
        return _href(Place.BATCH, [(name, str(value)) for name, value in given if value])


@dataclass(frozen=True, slots=True)
class ReaderAddress:
    """The reader: a document, the passage `[start, end)` to mark, and the search that led there.

    `at` is an offset to show where nothing is to be marked; `leaf` the page, from 1, to show as a picture (that of
    the passage unless given), `zoom` how large; `fix` names the metadata field that is being corrected.
    """

    doc: str = ""
    start: int | None = None
    end: int | None = None
    at: int | None = None
    reading: Reading = Reading.ORIGINAL
    back: str = ""
    view: View = View.TEXT
    leaf: int | None = None
    zoom: int = ZOOMS[0]
    fix: str = ""

    @classmethod
    def read(cls, params: Params) -> Self:
        """From the address bar; what is not understood there counts as not given."""
        zoom = _number(params, "zoom")
        start, end = _number(params, "start"), _number(params, "end")
        marked = start is not None and end is not None and start < end
        return cls(
            doc=_first(params, "doc"),
            start=start if marked else None,
            end=end if marked else None,
            at=_number(params, "at"),
            reading=_choice(params, "script", Reading.ORIGINAL),
            back=_first(params, "back"),
            view=_choice(params, "view", View.TEXT),
            leaf=_number(params, "leaf"),
            zoom=zoom if zoom in ZOOMS else ZOOMS[0],
            fix=_first(params, "fix"),
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
            ("view", self.view if self.view is not View.TEXT else None),
            ("leaf", self.leaf),
            ("zoom", self.zoom if self.zoom != ZOOMS[0] else None),
            ("fix", self.fix or None),
            ("back", self.back or None),
        ]
        return _href(Place.READER, [(name, str(value)) for name, value in given if value is not None])

    @property
    def question(self) -> SearchAddress:
        """The search that led here; an empty one if none did."""
        return SearchAddress.read(parse_qs(self.back))

    @property
    def term(self) -> ConcordanceAddress | None:
        """The concordance that led here; None if none did."""
        came_from = parse_qs(self.back)
        return ConcordanceAddress.read(came_from) if place(came_from) is Place.CONCORDANCE else None

    @property
    def review(self) -> RoundAddress | None:
        """The view of submissions that led here; None if none did."""
        came_from = parse_qs(self.back)
        return RoundAddress.read(came_from) if place(came_from) is Place.ROUND else None

    def turned_to(self, at: int) -> Self:
        """Another part of the same document, with the passage still marked where it is on show."""
        return replace(self, at=at, leaf=None)

    def leafed_to(self, leaf: int, at: int) -> Self:
        """Another page, which begins at an offset of the text."""
        return replace(self, leaf=leaf, at=at)

    def marking(self, start: int, end: int) -> Self:
        """With another passage marked, and shown."""
        return replace(self, start=start, end=end, at=None, leaf=None)

    def shown_as(self, view: View) -> Self:
        """The same place as text, as a page, or as both."""
        return replace(self, view=view)

    def zoomed(self, zoom: int) -> Self:
        """The page larger or smaller."""
        return replace(self, zoom=zoom)

    def fixing(self, field: str) -> Self:
        """With the dialog open that corrects a metadata field; with none for an empty name."""
        return replace(self, fix=field)

    def in_script(self, reading: Reading) -> Self:
        """The same place in other characters."""
        return replace(self, reading=reading)


class ListOrder(StrEnum):
    """In which order documents are listed: the newest, the longest first, titles by pinyin."""

    ADDED = "added"
    TITLE = "title"
    DATE = "date"
    LENGTH = "length"


class Charts(StrEnum):
    """Which charts stand above the list."""

    NONE = ""
    OVERVIEW = "overview"
    THEMES = "themes"


@dataclass(frozen=True, slots=True)
class LibraryAddress:
    """The library page: words that titles must hold, the page of the list, the document that is looked after.

    `doubtful`: only documents of whose metadata something is a guess; `filters` are (field, value);
    `terms` are what the charts of themes follow over the years.
    """

    find: str = ""
    page: int = 1
    doc: str = ""
    doubtful: bool = False
    filters: tuple[tuple[str, str], ...] = ()
    order: ListOrder = ListOrder.ADDED
    charts: Charts = Charts.NONE
    terms: str = ""

    @classmethod
    def read(cls, params: Params) -> Self:
        """From the address bar; what is not understood there counts as not given."""
        return cls(
            find=_first(params, "find"),
            page=max(_number(params, "n") or 1, 1),  # `page` names the place
            doc=_first(params, "doc"),
            doubtful=_first(params, "doubtful") == "1",
            filters=_filters(params, without="doc"),
            order=_choice(params, "sort", ListOrder.ADDED),
            charts=_choice(params, "charts", Charts.NONE),
            terms=_first(params, "terms"),
        )

    @property
    def href(self) -> str:
        """The address of this page."""
        given = [
            ("find", self.find),
            ("n", str(self.page) if self.page > 1 else ""),
            ("doc", self.doc),
            ("doubtful", "1" if self.doubtful else ""),
            *self.filters,
            ("sort", self.order if self.order is not ListOrder.ADDED else ""),
            ("charts", self.charts),
            ("terms", self.terms),
        ]
        return _href(Place.LIBRARY, [(name, str(value)) for name, value in given if value])

    def turned_to(self, page: int) -> Self:
        """Another page of the same list."""
        return replace(self, page=page)

    def finding(self, words: str) -> Self:
        """The same list, only of what mentions `words`."""
        return replace(self, find=words, page=1)

    def toggled(self, name: str, value: str) -> Self:
        """With the filter `name=value` if it was not set, without it if it was."""
        return replace(self, filters=_toggled(self.filters, name, value), page=1)

    def unfiltered(self) -> Self:
        """Without any filter."""
        return replace(self, filters=(), find="", doubtful=False, page=1)

    def in_order(self, order: ListOrder) -> Self:
        """The same documents in another order."""
        return replace(self, order=order, page=1)

    def only_doubtful(self, doubtful: bool) -> Self:
        """Only documents of whose metadata something is a guess, or all."""
        return replace(self, doubtful=doubtful, page=1)

    def drawn(self, charts: Charts) -> Self:
        """With other charts above the list."""
        return replace(self, charts=charts)

    def following(self, terms: str) -> Self:
        """With the chart of `terms` over the years."""
        return replace(self, charts=Charts.THEMES, terms=terms)

    def parsed_filters(self) -> Filters:
        """The filters as the library wants them.

        Raises:
            FilterError: a year that is none.
        """
        return parse_filters(f"{name}={value}" for name, value in self.filters)


@dataclass(frozen=True, slots=True)
class ConcordanceAddress:
    """Every occurrence of a term: what is looked for, in which documents, in which order, with how much around it.

    `term` may be several parted by 、 or |; `variants` looks for synonyms as well; `details` draws years and
    collocates.
    """

    term: str = ""
    sort: LineOrder = LineOrder.DOCUMENT
    collation: Collation = Collation.PINYIN
    filters: tuple[tuple[str, str], ...] = ()
    variants: bool = False
    width: int = WIDTH
    page: int = 1
    details: bool = False

    @classmethod
    def read(cls, params: Params) -> Self:
        """From the address bar; what is not understood there counts as not given."""
        return cls(
            term=_first(params, "term"),
            sort=_choice(params, "sort", LineOrder.DOCUMENT),
            collation=_choice(params, "by", Collation.PINYIN),
            filters=_filters(params),
            variants=_first(params, "variants") == "1",
            width=min(max(_number(params, "width") or WIDTH, 1), WIDTH_AT_MOST),
            page=max(_number(params, "n") or 1, 1),
            details=_first(params, "details") == "1",
        )

    @property
    def href(self) -> str:
        """The address of this page."""
        given = [
            ("term", self.term),
            ("sort", self.sort if self.sort is not LineOrder.DOCUMENT else ""),
            ("by", self.collation if self.collation is not Collation.PINYIN else ""),
            *self.filters,
            ("variants", "1" if self.variants else ""),
            ("width", str(self.width) if self.width != WIDTH else ""),
            ("n", str(self.page) if self.page > 1 else ""),
            ("details", "1" if self.details else ""),
        ]
        return _href(Place.CONCORDANCE, [(name, str(value)) for name, value in given if value])

    def asking(self, term: str) -> Self:
        """Another term in the same documents."""
        return replace(self, term=term, page=1)

    def sorted_by(self, sort: LineOrder, collation: Collation | None = None) -> Self:
        """The same lines in another order."""
        return replace(self, sort=sort, collation=collation or self.collation, page=1)

    def with_variants(self, variants: bool) -> Self:
        """With or without synonyms."""
        return replace(self, variants=variants, page=1)

    def with_details(self, details: bool) -> Self:
        """With or without years and collocates."""
        return replace(self, details=details)

    def turned_to(self, page: int) -> Self:
        """Another page of the same lines."""
        return replace(self, page=page)

    def toggled(self, name: str, value: str) -> Self:
        """With the filter `name=value` if it was not set, without it if it was."""
        return replace(self, filters=_toggled(self.filters, name, value), page=1)

    def unfiltered(self) -> Self:
        """In all documents."""
        return replace(self, filters=(), page=1)

    def parsed_filters(self) -> Filters:
        """The filters as the library wants them.

        Raises:
            FilterError: a year that is none.
        """
        return parse_filters(f"{name}={value}" for name, value in self.filters)


@dataclass(frozen=True, slots=True)
class CollectionsAddress:
    """The collections: the list of them, or the one called `id`, of which `page` says which part."""

    id: str = ""
    page: int = 1

    @classmethod
    def read(cls, params: Params) -> Self:
        """From the address bar; what is not understood there counts as not given."""
        return cls(_first(params, "id"), max(_number(params, "n") or 1, 1))

    @property
    def href(self) -> str:
        """The address of this page."""
        given = [("id", self.id), ("n", str(self.page) if self.page > 1 else "")]
        return _href(Place.COLLECTIONS, [(name, value) for name, value in given if value])


class Section(StrEnum):
    """The sections of the management page."""

    FILES = "files"
    REVIEW = "review"
    KIN = "kin"
    INDEX = "index"
    BACKUP = "backup"
    PEOPLE = "people"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class ManageAddress:
    """The management page: a section, and what it shows.

    `doc` and `field` name the value that is reviewed, or `doc` and `other` two documents side by side; `remove` one
    that is to be removed, once that is confirmed; `page` the page of a list.
    """

    section: Section = Section.FILES
    doc: str = ""
    field: str = ""
    other: str = ""
    remove: str = ""
    page: int = 1

    @classmethod
    def read(cls, params: Params) -> Self:
        """From the address bar; what is not understood there counts as not given."""
        page = max(_number(params, "n") or 1, 1)  # `page` names the place
        doc, field, other, remove = (_first(params, name) for name in ("doc", "field", "other", "remove"))
        return cls(_choice(params, "section", Section.FILES), doc, field, other, remove, page)

    @property
    def href(self) -> str:
        """The address of this page."""
        given = [
            ("section", str(self.section) if self.section is not Section.FILES else ""),
            ("doc", self.doc),
            ("field", self.field),
            ("other", self.other),
            ("remove", self.remove),
            ("n", str(self.page) if self.page > 1 else ""),
        ]
        return _href(Place.MANAGE, [(name, value) for name, value in given if value])


@dataclass(frozen=True, slots=True)
class LogAddress:
    """The audit log: the lines of one person or of one kind of change, those before a line."""

    who: str = ""
    what: str = ""
    before: int | None = None

    @classmethod
    def read(cls, params: Params) -> Self:
        """From the address bar; what is not understood there counts as not given."""
        return cls(_first(params, "who"), _first(params, "what"), _number(params, "before"))

    @property
    def href(self) -> str:
        """The address of this page."""
        before = str(self.before) if self.before else ""
        given = [("section", str(Section.LOG)), ("who", self.who), ("what", self.what), ("before", before)]
        return _href(Place.MANAGE, [(name, value) for name, value in given if value])


@dataclass(frozen=True, slots=True)
class RoundsAddress:
    """The award rounds: the list of them, or the form for a new one."""

    new: bool = False

    @classmethod
    def read(cls, params: Params) -> Self:
        """From the address bar; what is not understood there counts as not given."""
        return cls(_first(params, "new") == "1")

    @property
    def href(self) -> str:
        """The address of this page."""
        return _href(Place.ROUNDS, [("new", "1")] if self.new else ())


NARROWING = ("sort", "rubric", "unit", "object", "percent", "nature", "match")
"""What a view of an award round can be narrowed by or sorted by, beyond the fields of its address."""


class RoundView(StrEnum):
    """What is shown of an award round."""

    SUBMISSIONS = "submissions"
    ELIGIBILITY = "eligibility"
    MATRIX = "matrix"
    CLAIMS = "claims"
    OVERLAP = "overlap"
    SCORES = "scores"
    RESULTS = "results"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class RoundAddress:
    """A view of an award round, or, where no round is named, of some documents as if they were its submissions.

    `number` is a submission (without a round: the place among `docs`, from 1), `other` the one that is set beside it;
    `criterion` a criterion of the rubric; `show` says in words of the view which of its sides is shown, `page` which
    part of a list; `narrowed` holds what a view is narrowed by or sorted by, of the names in `NARROWING`.
    """

    round: str = ""
    view: RoundView = RoundView.SUBMISSIONS
    number: int | None = None
    other: int | None = None
    criterion: str = ""
    show: str = ""
    page: int = 1
    docs: tuple[str, ...] = ()
    narrowed: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, params: Params) -> Self:
        """From the address bar; what is not understood there counts as not given."""
        return cls(
            round=_first(params, "round"),
            view=_choice(params, "view", RoundView.SUBMISSIONS),
            number=_number(params, "number"),
            other=_number(params, "with"),
            criterion=_first(params, "criterion"),
            show=_first(params, "show"),
            page=max(_number(params, "n") or 1, 1),  # `page` names the place
            docs=tuple(one for one in params.get("doc", ()) if one),
            narrowed=tuple((name, value) for name in NARROWING if (value := _first(params, name))),
        )

    @property
    def href(self) -> str:
        """The address of this page."""
        given = [
            ("round", self.round),
            ("view", str(self.view) if self.view is not RoundView.SUBMISSIONS else ""),
            ("number", "" if self.number is None else str(self.number)),
            ("with", "" if self.other is None else str(self.other)),
            ("criterion", self.criterion),
            ("show", self.show),
            ("n", str(self.page) if self.page > 1 else ""),
            *(("doc", one) for one in self.docs),
            *self.narrowed,
        ]
        return _href(Place.ROUND, [(name, value) for name, value in given if value])

    def viewed(self, view: RoundView) -> Self:
        """Another view of the same round; the submission at hand stays where it is."""
        return replace(self, view=view, other=None, criterion="", show="", page=1, narrowed=())

    def on(self, number: int | None, *, other: int | None = None) -> Self:
        """Another submission in the same view, with one beside it where that is named."""
        return replace(self, number=number, other=other, page=1)

    def by(self, criterion: str) -> Self:
        """Another criterion in the same view."""
        return replace(self, criterion=criterion, page=1)

    def showing(self, show: str) -> Self:
        """Another side of the same view."""
        return replace(self, show=show, page=1)

    def chosen(self, name: str) -> str:
        """What the view is narrowed by under a name of `NARROWING`; '' where it is not."""
        return dict(self.narrowed).get(name, "")

    def narrowed_by(self, name: str, value: str) -> Self:
        """Narrowed by one more value, or no longer by that name where the value is ''."""
        given = {**dict(self.narrowed), name: value}
        kept = tuple((one, given[one]) for one in NARROWING if given.get(one))
        return replace(self, narrowed=kept, page=1)

    def turned_to(self, page: int) -> Self:
        """Another part of the same list."""
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class ReportAddress:
    """The page about the quality of the results, which has one state only."""

    @property
    def href(self) -> str:
        """The address of this page."""
        return _href(Place.REPORT, ())


def passage_href(
    doc: str,
    start: int,
    end: int,
    *,
    back: SearchAddress | ConcordanceAddress | None = None,
    reading: Reading = Reading.ORIGINAL,
) -> str:
    """Where the reader opens at a passage; `back` is the search or the concordance that found it."""
    came_from = back.href.partition("?")[2] if back else ""
    return ReaderAddress(doc, start, end, reading=reading, back=came_from).href


def place(params: Params) -> Place:
    """Which page the address names; the search page where it names none."""
    return _choice(params, "page", Place.SEARCH)


def _href(page: Place, pairs: Iterable[tuple[str, str]]) -> str:
    named = [("page", str(page))] if page is not Place.SEARCH else []
    query = urlencode([*named, *pairs], quote_via=quote)
    return f"./?{query}" if query else "./"


def _filters(params: Params, *, without: str = "") -> tuple[tuple[str, str], ...]:
    names = [name for name in FILTER_FIELDS if name != without]
    return tuple((name, value) for name in names for value in params.get(name, ()) if value)


def _toggled(filters: tuple[tuple[str, str], ...], name: str, value: str) -> tuple[tuple[str, str], ...]:
    pair = (name, value)
    changed = tuple(one for one in filters if one != pair) if pair in filters else (*filters, pair)
    return tuple(sorted(changed, key=lambda one: FILTER_FIELDS.index(one[0])))


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
