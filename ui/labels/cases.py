"""Errors told apart as far as the pages word them apart: which case each is, and what its wording may name.

A language has one `ErrorText` a case (`ERRORS`), with places in braces; a new error gets a line here and a case there.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from corpus.backup import BackupError
from corpus.errors import (
    CasebaseError,
    DamagedIndexError,
    EncoderError,
    FilterError,
    HomeError,
    HomeProblem,
    LockedError,
    MetadataError,
    MismatchError,
    NoIndexError,
    NotFoundError,
    QueryError,
    QueryProblem,
    ReadError,
    WorkerError,
)
from corpus.jobs import BrokenOffError, BusyError
from corpus.model import DATE_FIELDS
from corpus.workspace.attempts import SlowDownError
from corpus.workspace.notes import NoteError, NoteProblem
from corpus.workspace.people import NotSignedInError, PersonError
from corpus.workspace.rights import NotAllowedError
from corpus.workspace.settings import SettingsError
from evaluation.beir import BeirError
from indexing.manifest import DICTIONARY
from indexing.wordlists import WordListError
from search.batch import BatchError
from search.collections import CollectionError, CollectionProblem
from search.saved import SavedSearchError


@dataclass(frozen=True, slots=True)
class ErrorText:
    """What happened, what to do, and the command for it where there is one."""

    what: str
    remedy: str
    command: str = ""

    def filled(self, given: Mapping[str, object]) -> ErrorText:
        """With what is `given` in the places."""
        return ErrorText(*(text.format_map(given) for text in (self.what, self.remedy, self.command)))


class Case(StrEnum):
    """What can go wrong, as far as it is worded apart."""

    OTHER = "other"
    READ = "read"
    QUERY_EMPTY = "query_empty"
    QUERY_NO_TERMS = "query_no_terms"
    QUERY_ONLY_MINUS = "query_only_minus"
    QUERY_TOO_LONG = "query_too_long"
    FILTER_YEAR = "filter_year"
    FILTER = "filter"
    LOCKED = "locked"
    HOME_EMPTY = "home_empty"
    HOME_GRADES_DAMAGED = "home_grades_damaged"
    HOME_DAMAGED = "home_damaged"
    HOME_TOO_NEW = "home_too_new"
    HOME_UNUSABLE = "home_unusable"
    INDEX_DAMAGED = "index_damaged"
    INDEX_MISSING = "index_missing"
    INDEX_MISMATCH = "index_mismatch"
    INDEX_DICTIONARY = "index_dictionary"
    METADATA_DATE = "metadata_date"
    METADATA_CHOICE = "metadata_choice"
    NOT_FOUND = "not_found"
    ROUND_NOT_FOUND = "round_not_found"
    COLLECTION_NOT_FOUND = "collection_not_found"
    COLLECTION_NOT_YOURS = "collection_not_yours"
    COLLECTION_NO_WORDS = "collection_no_words"
    COLLECTION_TOO_LONG = "collection_too_long"
    COLLECTION_TOO_MANY = "collection_too_many"
    COLLECTION_MEANWHILE = "collection_meanwhile"
    NOTE_EMPTY = "note_empty"
    NOTE_TOO_LONG = "note_too_long"
    NOTE_WORDS = "note_words"
    ENCODER = "encoder"
    WORKER = "worker"
    WORD_LIST = "word_list"
    WORD_LIST_LINE = "word_list_line"
    PERSON = "person"
    NOT_ALLOWED = "not_allowed"
    NOT_SIGNED_IN = "not_signed_in"
    SLOW_DOWN = "slow_down"
    SETTINGS = "settings"
    BACKUP = "backup"
    BUSY = "busy"
    BROKEN_OFF = "broken_off"
    LABELLED_SET = "labelled_set"
    LABELLED_SET_LINE = "labelled_set_line"
    QUESTIONS_NONE = "questions_none"
    QUESTIONS_MANY = "questions_many"
    SAVED_NAMELESS = "saved_nameless"
    SAVED_LONG = "saved_long"
    SAVED_MANY = "saved_many"


class ListFault(StrEnum):
    """What is wrong with a word list, by the words of `indexing.wordlists` and `search.synonyms` that say it."""

    UNREADABLE = "cannot be read"
    TOO_LARGE = "the limit is"
    ENCODING = "encoding cannot be told"
    ALONE = "needs two words"
    TWO_ARROWS = "stands there twice"
    NO_WORD = "cannot be a word"
    TOO_SHORT = "is no word"


Told = tuple[Case, dict[str, object]]


def told(error: CasebaseError) -> Told:
    """Which case an error is, and what its wording may name."""
    for kind, tell in _TOLD:
        if isinstance(error, kind):
            return tell(error)
    return Case.OTHER, {}


def worded(
    error: CasebaseError, errors: Mapping[Case, ErrorText], names: Mapping[str, Mapping[Any, object]]
) -> ErrorText:
    """An error in the words of one language.

    Args:
        error: what was raised.
        errors: a wording a case.
        names: for the places that hold something with a name of its own in that language, the names.
    """
    case, given = told(error)
    return errors[case].filled(
        {place: names[place].get(value, value) if place in names else value for place, value in given.items()}
    )


_QUERIES: Final = {
    QueryProblem.EMPTY: Case.QUERY_EMPTY,
    QueryProblem.NO_TERMS: Case.QUERY_NO_TERMS,
    QueryProblem.ONLY_MINUS: Case.QUERY_ONLY_MINUS,
    QueryProblem.TOO_LONG: Case.QUERY_TOO_LONG,
}
_HOMES: Final = {
    HomeProblem.NOTHING_THERE: Case.HOME_EMPTY,
    HomeProblem.DAMAGED: Case.HOME_DAMAGED,
    HomeProblem.TOO_NEW: Case.HOME_TOO_NEW,
}


def _query(error: QueryError) -> Told:
    return _QUERIES[error.problem], {"length": f"{error.length:,}", "limit": f"{error.limit:,}"}


def _filter(error: FilterError) -> Told:
    year = error.given.removeprefix("year=")
    return (Case.FILTER, {"given": error.given}) if year == error.given else (Case.FILTER_YEAR, {"year": year})


def _home(error: HomeError) -> Told:
    case = _HOMES.get(error.problem, Case.HOME_UNUSABLE)
    if case is Case.HOME_DAMAGED and error.detail.startswith("judgements.sqlite"):
        case = Case.HOME_GRADES_DAMAGED
    return case, {"home": error.home, "path": shlex.quote(error.home)}


def _index(case: Case) -> Callable[..., Told]:
    return lambda error: (case, {"path": shlex.quote(error.home)})


def _mismatch(error: MismatchError) -> Told:
    case = Case.INDEX_DICTIONARY if error.what.startswith(DICTIONARY) else Case.INDEX_MISMATCH
    return case, {"path": shlex.quote(error.home)}


def _metadata(error: MetadataError) -> Told:
    case = Case.METADATA_DATE if error.field in DATE_FIELDS else Case.METADATA_CHOICE
    return case, {"value": error.value, "field": error.field}


def _word_list(error: WordListError) -> Told:
    fault = next((one for one in ListFault if one in error.detail), error.detail)
    case = Case.WORD_LIST_LINE if error.line else Case.WORD_LIST
    return case, {"path": error.path, "line": error.line, "fault": fault}


def _labelled_set(error: BeirError) -> Told:
    case = Case.LABELLED_SET_LINE if error.line else Case.LABELLED_SET
    return case, {"path": error.path, "line": error.line}


def _questions(error: BatchError) -> Told:
    case = Case.QUESTIONS_MANY if error.found else Case.QUESTIONS_NONE
    return case, {"name": error.name, "found": f"{error.found:,}", "limit": f"{error.limit:,}"}


_SAVED: Final = {"empty": Case.SAVED_NAMELESS, "long": Case.SAVED_LONG, "many": Case.SAVED_MANY}
_COLLECTIONS: Final = {
    CollectionProblem.NOT_YOURS: Case.COLLECTION_NOT_YOURS,
    CollectionProblem.NO_WORDS: Case.COLLECTION_NO_WORDS,
    CollectionProblem.TOO_LONG: Case.COLLECTION_TOO_LONG,
    CollectionProblem.TOO_MANY: Case.COLLECTION_TOO_MANY,
    CollectionProblem.MEANWHILE: Case.COLLECTION_MEANWHILE,
}

_NOTES: Final = {
    NoteProblem.EMPTY: Case.NOTE_EMPTY,
    NoteProblem.TOO_LONG: Case.NOTE_TOO_LONG,
    NoteProblem.NO_WORDS: Case.NOTE_WORDS,
}


_MISSING: Final = {
    **dict.fromkeys(("collection", "item"), Case.COLLECTION_NOT_FOUND),
    **dict.fromkeys(("round", "submission", "member", "criterion", "conflict"), Case.ROUND_NOT_FOUND),
}


def _not_found(error: NotFoundError) -> Told:
    return _MISSING.get(error.kind, Case.NOT_FOUND), {"name": error.name}


_TOLD: Final[tuple[tuple[type[CasebaseError], Callable[..., Told]], ...]] = (
    (ReadError, lambda error: (Case.READ, {"what": error.problem, "remedy": error.problem})),
    (QueryError, _query),
    (FilterError, _filter),
    (LockedError, lambda error: (Case.LOCKED, {})),
    (HomeError, _home),
    (DamagedIndexError, _index(Case.INDEX_DAMAGED)),
    (NoIndexError, _index(Case.INDEX_MISSING)),
    (MismatchError, _mismatch),
    (MetadataError, _metadata),
    (NotFoundError, _not_found),
    (CollectionError, lambda error: (_COLLECTIONS[error.problem], {"limit": f"{error.limit:,}"})),
    (NoteError, lambda error: (_NOTES[error.problem], {"limit": f"{error.limit:,}"})),
    (EncoderError, lambda error: (Case.ENCODER, {"name": error.name})),
    (WorkerError, lambda error: (Case.WORKER, {})),
    (WordListError, _word_list),
    (PersonError, lambda error: (Case.PERSON, {"name": error.name, "what": error.problem, "remedy": error.problem})),
    (NotAllowedError, lambda error: (Case.NOT_ALLOWED, {"name": str(error.person), "role": error.person.role})),
    (NotSignedInError, lambda error: (Case.NOT_SIGNED_IN, {})),
    (SlowDownError, lambda error: (Case.SLOW_DOWN, {"seconds": error.seconds})),
    (SettingsError, lambda error: (Case.SETTINGS, {})),
    (BackupError, lambda error: (Case.BACKUP, {"what": error.problem, "remedy": error.problem})),
    (BusyError, lambda error: (Case.BUSY, {"task": error.task, "person": error.person})),
    (BrokenOffError, lambda error: (Case.BROKEN_OFF, {"task": error.task})),
    (BeirError, _labelled_set),
    (BatchError, _questions),
    (SavedSearchError, lambda error: (_SAVED[error.problem], {"limit": error.limit})),
)
