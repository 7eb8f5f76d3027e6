"""DOCX: paragraphs, tables, text boxes and notes in reading order, with the numbers that Word prints."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docx.package import Package
from lxml import etree

from corpus.encoding import clean_controls
from corpus.errors import ReadError, ReadProblem
from corpus.model import Reading
from corpus.readers.builder import TextBuilder
from corpus.readers.docx_body import Walker
from corpus.readers.docx_numbering import Numbering
from corpus.readers.docx_styles import Styles, W

MAX_UNPACKED = 512 * 1024 * 1024
_MAX_XML = 64 * 1024 * 1024
_MAX_RATIO = 200  # of unpacked to packed size of one part; text seldom passes 30
_SMALL_PART = 1024 * 1024
_JUNK_TITLE = re.compile(r"untitled|无标题|未命名|文档 ?\d*|word document|powerpoint.*|microsoft.*", re.IGNORECASE)
_JUNK_AUTHOR = re.compile(
    r"python-docx|admin(?:istrator)?|user|pc|微软.*|windows.*|microsoft.*|lenovo|dell|hp|unknown|apache poi|.{0,1}",
    re.IGNORECASE,
)
_log = logging.getLogger(__name__)


def read(data: bytes, name: str) -> Reading:
    """Read a DOCX; tracked changes as if accepted.

    Raises:
        ReadError: damaged, protected, dangerous (a bomb, a document type definition) or without text.
    """
    _check_parts(data, name)
    try:
        package = Package.open(io.BytesIO(data))
        main = package.main_document_part
        root = _xml(main.blob)
    except (KeyError, ValueError, PackageNotFoundError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise ReadError(name, ReadProblem.DAMAGED, str(error)[:200]) from None
    builder = TextBuilder()
    styles = Styles(_related(main, "styles"))
    walker = Walker(builder, styles, Numbering(_related(main, "numbering"), styles))
    for body in root.iterchildren(W + "body"):
        walker.body(body)
    for notes in ("footnotes", "endnotes"):
        walker.notes(_related(main, notes))
    return Reading(
        text=builder.text,
        reader="docx",
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        headings=builder.headings,
        properties=_properties(package),
        notices=builder.notices,
    )


def _check_parts(data: bytes, name: str) -> None:
    """Refuse what unpacks to far more than it weighs, and XML with a document type definition: Word writes neither."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if any(part.flag_bits & 0x1 for part in parts):
                raise ReadError(name, ReadProblem.ENCRYPTED, "encrypted ZIP container")
            if _is_bomb(parts):
                raise ReadError(name, ReadProblem.TOO_LARGE, "it unpacks to far more than a document holds")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and _has_doctype(archive, part):
                    raise ReadError(name, ReadProblem.DAMAGED, f"{part.filename} defines its own entities")
    except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError, ValueError) as error:
        raise ReadError(name, ReadProblem.DAMAGED, str(error)[:200]) from None


def _is_bomb(parts: list[zipfile.ZipInfo]) -> bool:
    return sum(part.file_size for part in parts) > MAX_UNPACKED or any(
        part.filename.endswith((".xml", ".rels"))
        and (
            part.file_size > _MAX_XML
            or (part.file_size > _SMALL_PART and part.file_size > _MAX_RATIO * max(part.compress_size, 1))
        )
        for part in parts
    )


def _has_doctype(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with archive.open(part) as file:
        return b"<!DOCTYPE" in file.read(4096).replace(b"\0", b"")


def _related(part: Any, kind: str) -> Any:
    """The root of the part of this kind, or None; python-docx leaves some of them unparsed."""
    for relation in part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            try:
                return _xml(relation.target_part.blob)
            except etree.XMLSyntaxError:
                _log.debug("the %s part is no XML", kind)
                return None
    return None


def _xml(blob: bytes) -> Any:
    return etree.fromstring(blob, etree.XMLParser(resolve_entities=False, no_network=True))


_KEYWORD = re.compile(r"\b(kind|region|level|genre)\s*[:：=]\s*([^;；,，]+)")


def _properties(package: Any) -> dict[str, str]:
    """What the file says about itself, as far as a person may have said it."""
    found: dict[str, str] = {}
    try:
        core = package.core_properties
        title, author, created = core.title or "", core.author or "", core.created
    except (KeyError, ValueError, AttributeError):
        return found
    if title.strip() and not _JUNK_TITLE.fullmatch(title.strip()):
        found["title"] = clean_controls(title)[0].strip()
    if author.strip() and not _JUNK_AUTHOR.fullmatch(author.strip()):
        found["author"] = clean_controls(author)[0].strip()
    for name, value in _KEYWORD.findall(core.keywords or ""):
        found[name] = clean_controls(value)[0].strip()
    if created is not None and created.year > 1990 and author != "python-docx":
        found["created_on"] = created.date().isoformat()
    return found
