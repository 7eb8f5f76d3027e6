"""What a file is, from its first bytes; the suffix only settles what the content leaves open."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePath

from corpus.errors import ReadError, ReadProblem

_HEAD = 4_096
_HTML_START = re.compile(
    rb"(?:\s|<\?xml[^>]*>|<!--.{0,2000}?-->)*<(?:!doctype\s+html|html|head|body|meta|title)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown"})
_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".shtml"})
_TEXT_SUFFIXES = frozenset({".txt", ".text", ""})
_MARKS = "\ufeff".encode("utf-8"), "\ufeff".encode("utf-16-le"), "\ufeff".encode("utf-16-be")

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF87a", "GIF image"),
    (b"GIF89a", "GIF image"),
    (b"II*\0", "TIFF image"),
    (b"MM\0*", "TIFF image"),
    (b"Rar!\x1a\x07", "RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (b"\x1f\x8b\x08", "gzip archive"),
    (b"BZh", "bzip2 archive"),
    (b"\xfd7zXZ\0", "xz archive"),
    (b"{\\rtf", "RTF document"),
    (b"\x7fELF", "program"),
    (b"SQLite format 3\0", "SQLite database"),
    (b"ID3", "MP3 audio"),
    (b"%!PS", "PostScript document"),
    (b"AT&TFORM", "DjVu document"),
    (b"CAJ\0", "CAJ document"),
    (b"HN\0\0", "CAJ document"),
    (b"KDH ", "KDH document"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_KINDS = (
    ("WordDocument", "Word 97-2003 document (.doc)"),
    ("Workbook", "Excel 97-2003 workbook (.xls)"),
    ("PowerPoint Document", "PowerPoint 97-2003 presentation (.ppt)"),
)
_ZIP_KINDS = (
    ("xl/workbook.xml", "Excel workbook"),
    ("ppt/presentation.xml", "PowerPoint presentation"),
    ("OFD.xml", "OFD document"),
    ("META-INF/container.xml", "EPUB book"),
    ("content.xml", "OpenDocument file"),
)


class Format(StrEnum):
    """The formats that can be read."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"


def sniff(data: bytes, name: str) -> Format:
    """The format of `data`.

    Raises:
        ReadError: a known format that is not supported, a protected or a damaged container.
    """
    suffix = PurePath(name).suffix.lower()
    if is_pdf(data, suffix):
        return Format.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_format(data, name, suffix)
    if data.startswith(_OLE):
        raise _ole_error(data, name)
    kind = _unsupported_kind(data)
    if kind:
        raise ReadError(name, ReadProblem.UNSUPPORTED, kind)
    if _looks_like_html(data) or suffix in _HTML_SUFFIXES:
        return Format.HTML
    return Format.MARKDOWN if suffix in _MARKDOWN_SUFFIXES else Format.TEXT


def is_pdf(data: bytes, suffix: str) -> bool:
    """Whether the header is where PDF asks for it: at the start, or among the first 1,024 bytes of a .pdf file."""
    return data[:64].lstrip().removeprefix(_MARKS[0]).startswith(b"%PDF-") or (
        suffix == ".pdf" and b"%PDF-" in data[:1024]
    )


def suffix_agrees(found: Format, name: str) -> bool:
    """Whether the suffix of `name` promises this format; text is what any unknown suffix promises."""
    suffix = PurePath(name).suffix.lower()
    promised = {".pdf": Format.PDF, ".docx": Format.DOCX, ".docm": Format.DOCX, ".dotx": Format.DOCX}
    promised |= dict.fromkeys(_HTML_SUFFIXES, Format.HTML) | dict.fromkeys(_MARKDOWN_SUFFIXES, Format.MARKDOWN)
    promised |= dict.fromkeys(_TEXT_SUFFIXES, Format.TEXT)
    return promised.get(suffix, Format.TEXT if found is Format.TEXT else None) == found


def _looks_like_html(data: bytes) -> bool:
    head = data[:_HEAD]
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return _HTML_START.match(head.replace(b"\0", b"")) is not None


def _unsupported_kind(data: bytes) -> str | None:
    for magic, kind in _MAGIC:
        if data.startswith(magic) and not (magic.isalnum() and _is_ascii(data[:64])):
            return kind
    if data[:4] == b"RIFF":
        return {b"WEBP": "WebP image", b"WAVE": "WAV audio"}.get(data[8:12], "RIFF media file")
    if data[:2] == b"BM" and data[2:6] == len(data).to_bytes(4, "little"):
        return "BMP image"
    if data[4:8] == b"ftyp":
        return "HEIC image" if data[8:11] == b"hei" else "MP4 video"
    if data[:2] == b"MZ" and b"\0\0" in data[:64]:
        return "program"
    return None


def _is_ascii(head: bytes) -> bool:
    """Whether this is plain text that happens to begin with the letters of a magic number."""
    return all(byte in b"\n\r\t" or 32 <= byte < 127 for byte in head)


def _zip_format(data: bytes, name: str, suffix: str) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        problem = ReadProblem.DAMAGED if suffix in {".docx", ".docm"} else ReadProblem.UNSUPPORTED
        detail = str(error) if problem is ReadProblem.DAMAGED else "ZIP archive, damaged"
        raise ReadError(name, problem, detail) from None
    if "word/document.xml" in members or (suffix == ".docx" and "[Content_Types].xml" in members):
        return Format.DOCX
    kind = next((kind for member, kind in _ZIP_KINDS if member in members), "ZIP archive")
    raise ReadError(name, ReadProblem.UNSUPPORTED, kind)


def _ole_error(data: bytes, name: str) -> ReadError:
    """Word wraps an encrypted DOCX in the container of the old binary formats."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return ReadError(name, ReadProblem.ENCRYPTED, "encrypted Office document")
    kind = next((kind for stream, kind in _OLE_KINDS if stream.encode("utf-16-le") in data), "OLE compound file")
    return ReadError(name, ReadProblem.UNSUPPORTED, kind)
