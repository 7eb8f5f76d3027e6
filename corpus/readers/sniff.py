"""What a file is, from its first bytes; the suffix only settles what the content leaves open."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
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
    (b"\x7fELF", "program"),
    (b"SQLite format 3\0", "SQLite database"),
    (b"ID3", "MP3 audio"),
    (b"%!PS", "PostScript document"),
    (b"AT&TFORM", "DjVu document"),
    (b"CAJ\0", "CAJ document"),
    (b"HN\0\0", "CAJ document"),
    (b"KDH ", "KDH document"),
)
_IMAGE_KINDS = frozenset({"PNG image", "JPEG image", "TIFF image", "GIF image", "WebP image", "BMP image"})
_IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_KINDS = (
    ("PowerPoint Document", "PowerPoint 97-2003 presentation (.ppt)"),
    ("__substg1.0_", "Outlook message (.msg)"),
)
_ZIP_KINDS = (
    ("ppt/presentation.xml", "PowerPoint presentation"),
    ("META-INF/container.xml", "EPUB book"),
    ("content.xml", "OpenDocument file"),
)
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OFFICE_SUFFIXES = frozenset({".doc", ".dot", ".wps", ".wpt", ".odt", ".ott"})
_XLS_SUFFIXES = frozenset({".xls", ".xlt", ".et", ".ett", ".xlsb", ".ods"})
_WORD_SUFFIXES = frozenset({".docx", ".docm", ".dotx", ".dotm"})
_ZIPPED_SUFFIXES = _WORD_SUFFIXES | frozenset({".xlsx", ".xlsm", ".ofd", ".odt", ".ods"})
_CSV_SUFFIXES = frozenset({".csv", ".tsv"})
_MAIL_SUFFIXES = frozenset({".eml", ".mht", ".mhtml"})
_HEADER_LINE = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*(?:\r?\n|$)")


class Format(StrEnum):
    """The formats that can be read."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"
    OFD = "ofd"
    OFFICE = "office"  # DOC, WPS, ODT: what LibreOffice turns into DOCX
    XLS = "xls"  # XLS, XLSB, ODS: what LibreOffice turns into XLSX
    RTF = "rtf"
    MAIL = "mail"
    IMAGE = "image"  # PNG, JPEG, TIFF, WebP, BMP, GIF: what text recognition reads


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
        return _ole_format(data, name, suffix)
    if data.startswith(b"{\\rtf"):
        return Format.RTF
    kind = _unsupported_kind(data)
    if kind in _IMAGE_KINDS:
        return Format.IMAGE
    if kind:
        raise ReadError(name, ReadProblem.UNSUPPORTED, kind)
    if _looks_like_mail(data, suffix):
        return Format.MAIL
    if suffix in _CSV_SUFFIXES:
        return Format.CSV
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
    promised = {".pdf": Format.PDF, **dict.fromkeys(_WORD_SUFFIXES, Format.DOCX)}
    promised |= dict.fromkeys(_HTML_SUFFIXES, Format.HTML) | dict.fromkeys(_MARKDOWN_SUFFIXES, Format.MARKDOWN)
    promised |= dict.fromkeys(_TEXT_SUFFIXES, Format.TEXT) | dict.fromkeys(_OFFICE_SUFFIXES, Format.OFFICE)
    promised |= dict.fromkeys(_XLS_SUFFIXES, Format.XLS) | dict.fromkeys(_CSV_SUFFIXES, Format.CSV)
    promised |= dict.fromkeys(_MAIL_SUFFIXES, Format.MAIL) | dict.fromkeys(_IMAGE_SUFFIXES, Format.IMAGE)
    promised |= {".xlsx": Format.XLSX, ".xlsm": Format.XLSX, ".xltx": Format.XLSX}
    promised |= {".ofd": Format.OFD, ".rtf": Format.RTF}
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
            declared = _open_document_kind(archive) if "content.xml" in members else ""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        problem = ReadProblem.DAMAGED if suffix in _ZIPPED_SUFFIXES else ReadProblem.UNSUPPORTED
        detail = str(error) if problem is ReadProblem.DAMAGED else "ZIP archive, damaged"
        raise ReadError(name, problem, detail) from None
    if "word/document.xml" in members or (suffix in _WORD_SUFFIXES and "[Content_Types].xml" in members):
        return Format.DOCX
    if found := _zipped_table_or_page(members, declared, suffix):
        return found
    kind = next((kind for member, kind in _ZIP_KINDS if member in members), "ZIP archive")
    raise ReadError(name, ReadProblem.UNSUPPORTED, kind)


def _zipped_table_or_page(members: set[str], declared: str, suffix: str) -> Format | None:
    """Workbooks, OFD and OpenDocument: by the parts that only they have."""
    if "xl/workbook.xml" in members or (suffix == ".xlsx" and "[Content_Types].xml" in members):
        return Format.XLSX
    if "OFD.xml" in members:
        return Format.OFD
    if "xl/workbook.bin" in members or declared.startswith("spreadsheet"):
        return Format.XLS
    return Format.OFFICE if declared.startswith("text") else None


def _open_document_kind(archive: zipfile.ZipFile) -> str:
    """What the `mimetype` of an OpenDocument package says after its common beginning (text, spreadsheet, ...)."""
    try:
        with archive.open("mimetype") as file:
            declared = file.read(100).decode("ascii", "replace").strip()
    except (KeyError, RuntimeError, zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, zlib.error):
        return ""
    return declared.removeprefix(_OPEN_DOCUMENT) if declared.startswith(_OPEN_DOCUMENT) else ""


def _looks_like_mail(data: bytes, suffix: str) -> bool:
    """A mail header at the very start; without the suffix of mail also the lines that only mail programs write."""
    head = data[: 4 * _HEAD].removeprefix(_MARKS[0]).lstrip(b"\r\n")
    end = 0
    while line := _HEADER_LINE.match(head, end):
        end = line.end()
    names = {line.split(b":")[0].lower() for line in head[:end].splitlines() if b":" in line and line[:1] not in b" \t"}
    if suffix in _MAIL_SUFFIXES:
        return bool(names & {b"from", b"subject", b"date", b"mime-version", b"content-type", b"received"})
    return {b"mime-version", b"content-type"} <= names and bool(names & {b"from", b"subject", b"date"})


def _ole_format(data: bytes, name: str, suffix: str) -> Format:
    """Word wraps an encrypted DOCX in the container of the old binary formats."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise ReadError(name, ReadProblem.ENCRYPTED, "encrypted Office document")
    if "WordDocument".encode("utf-16-le") in data:
        return Format.OFFICE
    if "Workbook".encode("utf-16-le") in data or (suffix == ".xls" and "Book".encode("utf-16-le") in data):
        return Format.XLS
    kind = next((kind for stream, kind in _OLE_KINDS if stream.encode("utf-16-le") in data), "OLE compound file")
    if kind == "OLE compound file" and suffix in _OFFICE_SUFFIXES:
        return Format.OFFICE
    raise ReadError(name, ReadProblem.UNSUPPORTED, kind)
