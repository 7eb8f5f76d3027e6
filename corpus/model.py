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


class Confidence(StrEnum):
    """How far a value can be relied on without looking at its evidence.

    HIGH: printed where such a value belongs (behind its label, in the heading, by a person). MEDIUM: inferred from
    another value or from a weaker place. LOW: the best guess among several; a person should look at it.
    """

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


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
    first paragraph (a non-blank line that is not a heading) that the passage holds. `ocr` says that words of it were
    recognised from a picture and may differ from it.
    """

    page: int | None = None
    page_label: str | None = None
    heading_path: tuple[str, ...] = ()
    article: str | None = None
    paragraph: int | None = None
    ocr: bool = False


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
    confidence: Confidence = Confidence.HIGH


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document; None where nothing was found.

    `published_on` (成文日期, else when it was released), `released_on` (发布日期), `effective_on` (施行日期) and
    `expires_on` (失效日期) are ISO 8601, shortened to what is known (2021, 2021-05, 2021-05-18). `kind` holds a `Kind`
    value. `region` runs from province to county without separators (四川省巴中市). `validity` is what the document says
    of itself (现行有效, 已废止, 有效期5年). Several authors, issuers, numbers or subject words are joined by 、
    (`several` takes them apart); `addressees` (主送机关) stand as printed.
    """

    title: MetadataValue | None = None
    author: MetadataValue | None = None
    issuer: MetadataValue | None = None
    document_number: MetadataValue | None = None
    addressees: MetadataValue | None = None
    published_on: MetadataValue | None = None
    released_on: MetadataValue | None = None
    effective_on: MetadataValue | None = None
    expires_on: MetadataValue | None = None
    validity: MetadataValue | None = None
    region: MetadataValue | None = None
    level: MetadataValue | None = None
    genre: MetadataValue | None = None
    kind: MetadataValue | None = None
    subject_words: MetadataValue | None = None
    journal: MetadataValue | None = None
    source: MetadataValue | None = None
    url: MetadataValue | None = None

    def get(self, name: str) -> str | None:
        """The plain value of the field called `name`, or None."""
        found: MetadataValue | None = getattr(self, name)
        return found.value if found else None

    def doubtful(self) -> tuple[str, ...]:
        """The fields whose values are guesses, for a person to look at."""
        known = ((name, getattr(self, name)) for name in METADATA_FIELDS)
        return tuple(name for name, value in known if value is not None and value.confidence is Confidence.LOW)

    def values(self) -> dict[str, str]:
        """The plain values of all known fields, in declaration order."""
        return {name: value for name in METADATA_FIELDS if (value := self.get(name)) is not None}


METADATA_FIELDS: tuple[str, ...] = tuple(f.name for f in fields(Metadata))
DATE_FIELDS: tuple[str, ...] = ("published_on", "released_on", "effective_on", "expires_on")
SEPARATOR = "、"


def several(value: str) -> tuple[str, ...]:
    """The single values in one that holds several: 甲局、乙局 are two issuers."""
    return tuple(part for part in value.split(SEPARATOR) if part)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person changed in the metadata of a document, and when (ISO 8601 in UTC).

    `before` is the value until then and `origin` where that came from, both None where the field was empty; an empty
    `after` clears the field.
    """

    at: str
    doc_id: str
    field: str
    before: str | None
    origin: Origin | None
    after: str


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
    ATTACHMENTS = "attached_files"  # detail: their names
    CONVERTED = "converted_by"  # detail: the program that turned the file into a format that can be read
    SEAL = "electronic_seal"  # detail: the name of an electronic seal, whose signature is not verified
    SHEETS_SKIPPED = "sheets_skipped"  # detail: the names of hidden sheets
    ROWS_SKIPPED = "rows_skipped"  # detail: what was read of a table beyond the limit
    TOTALS_SKIPPED = "totals_skipped"  # detail: how many rows of totals, of a list whose rows are documents
    SHEET_LARGE = "sheet_large"  # detail: how many rows (behind the sheet's name) that are one document all the same
    QUOTES_IGNORED = "quotes_ignored"  # a CSV with a quotation mark that is never closed
    ROWS_WITHOUT_TEXT = "rows_without_text"  # detail: how many, of a list whose rows are documents
    CELL_ERRORS = "cell_errors"  # detail: how many cells of a sheet show an error instead of a value
    FORMULAS_UNSAVED = "formulas_unsaved"  # detail: how many formulas whose value the file does not hold
    WATERMARKS_DROPPED = "watermarks_dropped"  # detail: how many
    HIDDEN_TEXT = "hidden_text"  # detail: how many characters the page does not show
    PICTURES = "pictures"  # detail: how many images and charts a document without pages shows
    PAGE_MISSING = "page_missing"  # declared, but not there or damaged
    PAGES_MISSING = "pages_missing"  # detail: how many of the pages that are declared at the end are not there
    OCR_PAGE = "ocr_page"  # recognised from a picture
    OCR_UNSURE = "ocr_unsure"  # the same; detail: mean confidence in percent
    OCR_LAYER = "ocr_layer"  # recognised by the program that made the file
    OCR_MISSING = "ocr_missing"  # a picture, and the packages that recognise text are not installed
    PICTURE_TOO_LARGE = "picture_too_large"  # detail: its size in pixels


@dataclass(frozen=True, slots=True)
class Source:
    """The file as it came: its bytes are kept under `sha256`; `member` names the part of it that this document is."""

    file_name: str
    media_type: str
    sha256: str
    size: int
    encoding: str | None = None
    member: str | None = None


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
class Part:
    """One of several documents in a file.

    `member` names it inside the file (工作表1!第5行; 附件/方案.docx); `reading` is what it says.
    """

    member: str
    reading: Reading


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
