"""The values that cross package boundaries: Document, Page, Heading, Passage, Locator, Metadata.

All offsets are half-open and count code points of `Document.text`, which keeps the original script; `folded` has
the same length, so one pair of offsets cuts both.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from enum import StrEnum


class Script(StrEnum):
    """The Chinese script that a text is mostly written in."""

    SIMPLIFIED = "simplified"
    TRADITIONAL = "traditional"
    MIXED = "mixed"
    NONE = "none"


class PageKind(StrEnum):
    """How the text of a page was obtained."""

    NATIVE = "native"
    OCR = "ocr"
    GARBLED = "garbled"
    EMPTY = "empty"


class Kind(StrEnum):
    """What a document is to its readers."""

    CASE = "case"
    POLICY = "policy"
    SUBMISSION = "submission"
    PAPER = "paper"
    OTHER = "other"


class Origin(StrEnum):
    """Where a metadata value comes from; a person's correction wins for ever."""

    TEXT = "text"
    FILE = "file"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Page:
    """One physical page: its 1-based `number`, its text `[start, end)`, the `label` printed on it if known."""

    number: int
    start: int
    end: int
    label: str | None = None
    kind: PageKind = PageKind.NATIVE


@dataclass(frozen=True, slots=True)
class Heading:
    """One entry of the outline.

    `[start, end)` spans the heading as printed, number included. `level` is 1 for the highest rank found in the
    document. `article` marks 第X条, which is a place to cite rather than a title.
    """

    level: int
    title: str
    start: int
    end: int
    article: bool = False


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a passage stands: enough for a person to find it in the original.

    `page` is physical and 1-based, `page_label` the number printed there; `heading_path` runs from the outermost
    heading inwards; `article` is 第X条 as printed; `paragraph` is the 1-based number, in the whole document, of the
    first paragraph (a non-blank line that is not a heading) that the passage holds.
    """

    page: int | None = None
    page_label: str | None = None
    heading_path: tuple[str, ...] = ()
    article: str | None = None
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document that is searched, shown and cited as one.

    Invariant: `text == document.text[start:end]`. `ordinal` counts from 0.
    """

    doc_id: str
    ordinal: int
    start: int
    end: int
    text: str
    locator: Locator

    @property
    def passage_id(self) -> int:
        """A 63-bit integer fixed by document and offsets, so that it survives a rebuild of anything."""
        digest = hashlib.blake2b(f"{self.doc_id}:{self.start}:{self.end}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") >> 1


@dataclass(frozen=True, slots=True)
class MetadataValue:
    """A value with its evidence: `[start, end)` in the text when `origin` is TEXT, else both None."""

    value: str
    origin: Origin
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document; None where nothing was found.

    `published_on` is ISO 8601, shortened to what is known (2021, 2021-05, 2021-05-18). `kind` holds a `Kind` value.
    `region` runs from province to county without separators (四川省巴中市).
    """

    title: MetadataValue | None = None
    author: MetadataValue | None = None
    issuer: MetadataValue | None = None
    document_number: MetadataValue | None = None
    published_on: MetadataValue | None = None
    region: MetadataValue | None = None
    level: MetadataValue | None = None
    genre: MetadataValue | None = None
    kind: MetadataValue | None = None
    source: MetadataValue | None = None
    url: MetadataValue | None = None

    def get(self, name: str) -> str | None:
        """The plain value of the field called `name`, or None."""
        found: MetadataValue | None = getattr(self, name)
        return found.value if found else None

    def values(self) -> dict[str, str]:
        """The plain values of all known fields, in declaration order."""
        return {name: value for name in METADATA_FIELDS if (value := self.get(name)) is not None}


METADATA_FIELDS: tuple[str, ...] = tuple(f.name for f in fields(Metadata))


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know about how a file was read.

    `code` is one of `NoticeCode`; `page` is physical, None for the whole file; `detail` fills the sentence.
    """

    code: str
    detail: str = ""
    page: int | None = None


class NoticeCode(StrEnum):
    """What a notice says (command line wording: corpus.report; page wording: ui.labels)."""

    SUFFIX_DIFFERS = "suffix_differs"  # detail: what the content is
    ENCODING_GUESSED = "encoding_guessed"  # detail: the encoding
    UNDECODABLE = "undecodable"  # detail: how many characters became U+FFFD
    CONTROL_CHARACTERS = "control_characters"  # detail: how many became spaces
    EMPTY_PAGE = "empty_page"
    GARBLED_PAGE = "garbled_page"
    RADICALS_REPAIRED = "radicals_repaired"  # detail: how many
    BODY_NOT_FOUND = "body_not_found"  # HTML: whole page kept
    PARTLY_READ = "partly_read"  # detail: what was left out
    RUNNING_LINES_DROPPED = "running_lines_dropped"  # detail: how many lines (PDF heads, feet, page numbers)
    LINKS_DROPPED = "links_dropped"  # detail: how many lines (lists of links at the end of a web page)


@dataclass(frozen=True, slots=True)
class Source:
    """The file as it came: its bytes are kept under `sha256`."""

    file_name: str
    media_type: str
    sha256: str
    size: int
    encoding: str | None = None


def title_of(metadata: Metadata, source: Source) -> str:
    """The title, or the file's name without its suffix where none was found; the whole name of `.txt`."""
    return metadata.get("title") or source.file_name.rsplit(".", 1)[0] or source.file_name


@dataclass(frozen=True, slots=True)
class IngestReport:
    """How a file was read. `reader` names the module; `script` is what the text is mostly written in."""

    reader: str
    characters: int
    script: Script
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file that has been read.

    `doc_id` is fixed by the bytes of the file. `folded` is `text` in simplified characters, lower case, of the same
    length, for searching only. Pages are empty for formats without pages.
    """

    doc_id: str
    text: str
    folded: str
    source: Source
    metadata: Metadata
    report: IngestReport
    pages: tuple[Page, ...] = ()
    outline: tuple[Heading, ...] = ()

    @property
    def title(self) -> str:
        """The title, or the file's name without its suffix where none was found."""
        return title_of(self.metadata, self.source)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader got out of a file, before anything is inferred from it.

    `headings` are those that the format itself declares (HTML h1–h6, Word styles); their offsets point into `text`.
    `properties` are the file's own statements: title, author, published_on, source, url, issuer.
    """

    text: str
    reader: str
    media_type: str
    encoding: str | None = None
    pages: tuple[Page, ...] = ()
    headings: tuple[Heading, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document without its text: what lists and hits need. `passages` is a count, `added_at` ISO 8601 in UTC."""

    doc_id: str
    source: Source
    metadata: Metadata
    characters: int
    script: Script
    passages: int
    notices: int
    added_at: str

    @property
    def title(self) -> str:
        """The title, or the file's name without its suffix where none was found."""
        return title_of(self.metadata, self.source)
