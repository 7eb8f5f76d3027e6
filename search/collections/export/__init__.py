"""A collection as a file, and the quotations of such a file for checking: one module per format.

A writer takes a `Brief` and returns bytes; the reader beside it takes bytes and returns `Quotation`s as they stand in
the file now, whatever was done to it since. `WRITERS` and `reading.quotations` are the two ways in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from search.citation import Style
from search.collections.export import machine, markdown, references, sheet, word
from search.collections.export.brief import Brief

__all__ = ["FORMATS", "Brief", "Form", "Format", "exported", "file_name"]

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_NAME_LIMIT = 60  # characters: of three bytes each, with the date and the suffix, within the 255 of most file systems


class Form(StrEnum):
    """The formats that a collection can be written in."""

    DOCX = "docx"
    MARKDOWN = "markdown"
    XLSX = "xlsx"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL = "csl"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is written: suffix without the dot, media type, writer."""

    suffix: str
    media_type: str
    write: Callable[[Brief], bytes]


FORMATS: dict[Form, Format] = {
    Form.DOCX: Format("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", word.written),
    Form.MARKDOWN: Format("md", "text/markdown", markdown.written),
    Form.XLSX: Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", sheet.written),
    Form.BIBTEX: Format("bib", "application/x-bibtex", lambda brief: references.written(brief, Style.BIBTEX)),
    Form.RIS: Format("ris", "application/x-research-info-systems", lambda brief: references.written(brief, Style.RIS)),
    Form.CSL: Format(
        "csl.json",
        "application/vnd.citationstyles.csl+json",
        lambda brief: references.written(brief, Style.CSL),
    ),
    Form.JSON: Format("json", "application/json", machine.written),
}


def exported(brief: Brief, form: Form) -> bytes:
    """The collection as a file."""
    return FORMATS[form].write(brief)


def file_name(brief: Brief, form: Form) -> str:
    """A name that any file system takes: the title, the day, the suffix."""
    printable = "".join(" " if unicodedata.category(c).startswith("C") else c for c in brief.collection.title)
    stem = " ".join(_NOT_IN_NAMES.sub(" ", printable).split()).strip(". ")[:_NAME_LIMIT].strip(". ")
    return f"{stem or 'casebase'}-{brief.on.isoformat()}.{FORMATS[form].suffix}"
