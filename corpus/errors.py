"""Every error that the product raises on purpose.

    CasebaseError
    ├── ReadError            a file cannot become a document (problem says why)
    ├── WorkerError          the processes that read files cannot be started
    ├── CatalogError         the home directory cannot be used
    │   ├── HomeError        it cannot be read or written
    │   ├── LockedError      another process is writing
    │   ├── NotFoundError    no such document or field
    │   └── MetadataError    a correction that its field cannot hold
    ├── IndexingError        the index cannot be built or opened
    │   ├── NoIndexError     nothing has been built yet
    │   ├── MismatchError    it was built with something else
    │   ├── DamagedIndexError  its files are missing or broken
    │   └── EncoderError     an encoder cannot be loaded
    └── SearchError          a question cannot be asked
        ├── QueryError       its text
        └── FilterError      its filters

A message is one sentence that says what, where and what to do. Libraries raise these; only entry points (the
command lines, the pages) catch them. Pages word them in Chinese from the type and the public attributes.
"""

from __future__ import annotations

from enum import StrEnum


class CasebaseError(Exception):
    """The root: catch this at an entry point, nowhere else."""


class ReadProblem(StrEnum):
    """Why a file was refused."""

    MISSING = "missing"
    NOT_A_FILE = "not_a_file"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"
    BINARY = "binary"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    NO_TEXT = "no_text"
    NEEDS_OFFICE = "needs_office"  # LibreOffice, which reads this format for us, is not installed
    CHANGING = "changing"
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"
    CRASHED = "crashed"
    NO_FILES = "no_files"  # of an archive, as are the three that follow
    UNSAFE_NAME = "unsafe_name"
    REPEATED = "repeated"
    NESTED = "nested"


_READ_SENTENCES = {
    ReadProblem.MISSING: "there is no such file: check the path",
    ReadProblem.NOT_A_FILE: "this is not a regular file: name a file or a folder of files",
    ReadProblem.UNREADABLE: "the file cannot be opened: check its permissions",
    ReadProblem.EMPTY: "the file is empty (0 bytes): save it again from its source",
    ReadProblem.TOO_LARGE: "the file is too large: split it",
    ReadProblem.UNSUPPORTED: "this format is not supported: save it as PDF, DOCX, HTML, Markdown or text",
    ReadProblem.BINARY: "the content is binary, not text, whatever the suffix says: check the file",
    ReadProblem.ENCRYPTED: "the file is protected by a password: save a copy without one",
    ReadProblem.DAMAGED: "the file is damaged: save it again from its source",
    ReadProblem.NO_TEXT: "no text could be extracted (a scan?): supply a version with text",
    ReadProblem.NEEDS_OFFICE: "this format is read with LibreOffice, which is not installed: "
    "install it, or save the file as DOCX (a spreadsheet as XLSX)",
    ReadProblem.CHANGING: "the file changes while it is read: add it again when it is finished",
    ReadProblem.TOO_SLOW: "reading took too long and was stopped: split the file, or save it in a simpler format",
    ReadProblem.TOO_MUCH_MEMORY: "reading needed too much memory and was stopped: split the file",
    ReadProblem.CRASHED: "the reader broke down on this file: save it again from its source, or as PDF",
    ReadProblem.NO_FILES: "there is no file in this archive: pack it again",
    ReadProblem.UNSAFE_NAME: "the name leads out of the archive, so it was not read: pack it again under a plain name",
    ReadProblem.REPEATED: "the archive holds another file of the same name, which was read instead: rename one of them",
    ReadProblem.NESTED: "archives are opened one inside another, not deeper: unpack this one and add what it holds",
}


class ReadError(CasebaseError):
    """A file that cannot become a document.

    Args:
        path: the file as the user named it.
        problem: why.
        detail: what the parser said, in a few words; may be empty.
    """

    def __init__(self, path: str, problem: ReadProblem, detail: str = "") -> None:
        self.path = path
        self.problem = problem
        self.detail = detail
        super().__init__(f"{path}: {_READ_SENTENCES[problem]}" + (f" ({detail})" if detail else ""))


class WorkerError(CasebaseError):
    """The processes that read files cannot be started; `detail` is the last thing that one of them said."""

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__(f"the processes that read files cannot be started ({detail}): install the packages again")


class CatalogError(CasebaseError):
    """The home directory cannot do what was asked."""


class HomeProblem(StrEnum):
    """Why a home directory cannot be used."""

    NOTHING_THERE = "nothing_there"
    UNUSABLE = "unusable"  # permissions, a full disk, something else in its place
    DAMAGED = "damaged"
    TOO_NEW = "too_new"
    FOREIGN = "foreign"  # it holds something else than what is wanted of it


class HomeError(CatalogError):
    """The home directory `home` cannot be used: `problem` says why, `detail` in a sentence what to do."""

    def __init__(self, home: str, problem: HomeProblem, detail: str) -> None:
        self.home = home
        self.problem = problem
        self.detail = detail
        super().__init__(f"{home}: {detail}")


class LockedError(CatalogError):
    """Another process is writing to the home directory; `holder` names it."""

    def __init__(self, home: str, holder: str) -> None:
        self.home = home
        self.holder = holder
        super().__init__(f"{home} is being written by {holder}: wait until it has finished, then try again")


class NotFoundError(CatalogError):
    """Nothing of that kind under that name; `kind` and `name` say what was asked for."""

    def __init__(self, kind: str, name: str, remedy: str) -> None:
        self.kind = kind
        self.name = name
        super().__init__(f"no {kind} {name!r}: {remedy}")


class MetadataError(CatalogError):
    """The metadata field `field` cannot hold `value`; `remedy` says what it can."""

    def __init__(self, field: str, value: str, remedy: str) -> None:
        self.field = field
        self.value = value
        self.remedy = remedy
        super().__init__(f"{field} cannot be {value!r}: {remedy}")


class IndexingError(CasebaseError):
    """The index cannot be built or opened."""


class NoIndexError(IndexingError):
    """Nothing has been indexed in this home directory yet."""

    def __init__(self, home: str) -> None:
        self.home = home
        super().__init__(f"{home} has no index yet: run python -m indexing build --home {home}")


class MismatchError(IndexingError):
    """The index was built with something else (`what`: built with `built`, now `current`)."""

    def __init__(self, what: str, built: str, current: str, home: str) -> None:
        self.what = what
        self.built = built
        self.current = current
        self.home = home
        super().__init__(
            f"the index was built with {what} {built}, but {current} is in use: "
            f"run python -m indexing build --home {home}"
        )


class DamagedIndexError(IndexingError):
    """Files of the index are missing, damaged or do not belong together; `detail` says which."""

    def __init__(self, home: str, detail: str) -> None:
        self.home = home
        self.detail = detail
        super().__init__(
            f"the index in {home} is damaged ({detail}): run python -m indexing build --home {home} to make it anew"
        )


class EncoderError(IndexingError):
    """An encoder cannot be loaded or used; `name` says which, `detail` why and what to do."""

    def __init__(self, name: str, detail: str) -> None:
        self.name = name
        self.detail = detail
        super().__init__(f"encoder {name}: {detail}")


class SearchError(CasebaseError):
    """A question that cannot be asked."""


class QueryProblem(StrEnum):
    """What is wrong with the text of a question."""

    EMPTY = "empty"
    NO_TERMS = "no_terms"
    ONLY_MINUS = "only_minus"
    TOO_LONG = "too_long"


class QueryError(SearchError):
    """The text of a question cannot be searched for; `problem` says why, `limit` is in characters."""

    def __init__(self, problem: QueryProblem, length: int, limit: int) -> None:
        self.problem = problem
        self.length = length
        self.limit = limit
        super().__init__(
            {
                QueryProblem.EMPTY: "the question is empty: type a few words",
                QueryProblem.NO_TERMS: "the question holds no letter, digit or Chinese character: type a few words",
                QueryProblem.ONLY_MINUS: "the question only leaves words out: say what to look for, then -WORD",
                QueryProblem.TOO_LONG: f"the question has {length} characters, the limit is {limit}: shorten it",
            }[problem]
        )


class FilterError(SearchError):
    """A filter that is unknown or malformed; `given` is what was typed, `known` the fields there are."""

    def __init__(self, given: str, detail: str, known: tuple[str, ...]) -> None:
        self.given = given
        self.detail = detail
        self.known = known
        super().__init__(f"filter {given!r}: {detail}; use FIELD=VALUE with one of {', '.join(known)}")
