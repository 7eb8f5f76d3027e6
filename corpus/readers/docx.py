"""DOCX: paragraphs, tables, text boxes and notes in reading order, with the numbers that Word prints."""

from __future__ import annotations

import re
from typing import Any

from corpus.encoding import clean_controls
from corpus.model import Notice, NoticeCode, Reading
from corpus.readers.builder import TextBuilder
from corpus.readers.docx_body import Walker
from corpus.readers.docx_inline import Inline
from corpus.readers.docx_notes import KINDS, Notes
from corpus.readers.docx_numbering import Numbering
from corpus.readers.docx_package import DocxPackage
from corpus.readers.docx_styles import Styles, W
from corpus.readers.xml_package import text_of

_JUNK_TITLE = re.compile(r"untitled|无标题|未命名|文档 ?\d*|word document|powerpoint.*|microsoft.*", re.IGNORECASE)
_JUNK_AUTHOR = re.compile(
    r"python-docx|admin(?:istrator)?|user|pc|微软.*|windows.*|microsoft.*|lenovo|dell|hp|unknown|apache poi|.{0,1}",
    re.IGNORECASE,
)
_KEYWORD = re.compile(r"\b(kind|region|level|genre)\s*[:：=]\s*([^;；,，]+)")
_MOST_NAMED = 20
_LONGEST_NAME = 100
_DATE = re.compile(r"(?:199[1-9]|2\d{3})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


def read(data: bytes, name: str) -> Reading:
    """Read a DOCX, DOCM or DOTX; tracked changes as if accepted.

    Raises:
        ReadError: damaged, protected, or dangerous (a bomb, a document type definition).
    """
    package = DocxPackage(data, name)
    builder = TextBuilder()
    styles = Styles(package.related("styles"))
    notes = Notes({kind: package.related(kind) for kind in KINDS}, package.related("settings"), package.document)
    inline = Inline(package, styles, notes)
    walker = Walker(builder, styles, Numbering(package.related("numbering"), styles), inline, notes)
    for body in package.document.iterchildren(W + "body"):
        walker.document(body)
    return Reading(
        text=builder.text,
        reader="docx",
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        headings=builder.headings,
        properties=_properties(package.core_properties()),
        notices=(*builder.notices, *_notices(package, inline)),
    )


def _notices(package: DocxPackage, inline: Inline) -> tuple[Notice, ...]:
    """What the text does not hold, though the file does."""
    counts = {
        NoticeCode.PICTURES: inline.pictures,
        NoticeCode.HIDDEN_TEXT: inline.hidden,
        NoticeCode.UNDECODABLE: inline.unknown,
    }
    embedded = package.embedded()
    return (
        *(Notice(code, str(count)) for code, count in counts.items() if count),
        *([Notice(NoticeCode.ATTACHMENTS, _listed(embedded))] if embedded else []),
    )


def _listed(names: tuple[str, ...]) -> str:
    more = f"（+{len(names) - _MOST_NAMED}）" if len(names) > _MOST_NAMED else ""
    return "、".join(clean_controls(name)[0][:_LONGEST_NAME] for name in names[:_MOST_NAMED]) + more


def _properties(core: Any) -> dict[str, str]:
    """What the file says about itself, as far as a person may have said it."""
    title, author, keywords, created = (
        clean_controls(text_of(core, name))[0].strip() for name in ("title", "creator", "keywords", "created")
    )
    found: dict[str, str] = {}
    if title and not _JUNK_TITLE.fullmatch(title):
        found["title"] = title
    if author and not _JUNK_AUTHOR.fullmatch(author):
        found["author"] = author
    for name, said in _KEYWORD.findall(keywords):
        found[name] = said.strip()
    date = _DATE.match(created)
    if date and author != "python-docx":
        found["created_on"] = date[0]
    return found
