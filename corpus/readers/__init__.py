"""Files to `Reading`s: one module per format, chosen by what the content is.

To add a format: a member of `sniff.Format`, a module with `read(data, name) -> Reading`, a line in `_READERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path, PurePath
from typing import Any, Final

from corpus.errors import ReadError, ReadProblem
from corpus.intake.files import load, too_large
from corpus.intake.limits import FILE_BYTES
from corpus.model import Notice, NoticeCode, Part, Reading
from corpus.readers.sniff import Format, sniff, suffix_agrees

MAX_BYTES: Final = FILE_BYTES

# Module and function, imported when the first such file comes: parsers are slow to import, and searching needs none.
_READERS: Final[dict[Format, tuple[str, str]]] = {
    Format.TEXT: ("text", "read"),
    Format.MARKDOWN: ("text", "read_markdown"),
    Format.HTML: ("html", "read"),
    Format.DOCX: ("docx", "read"),
    Format.PDF: ("pdf", "read"),
    Format.XLSX: ("sheet", "read"),
    Format.CSV: ("sheet", "read"),
    Format.OFD: ("ofd", "read"),
    Format.OFFICE: ("office", "read"),
    Format.XLS: ("office", "read"),
    Format.RTF: ("office", "read"),
    Format.MAIL: ("mail", "read"),
    Format.IMAGE: ("image", "read"),
}
# Formats that may hold several documents: what returns them all.
_PARTS: Final[dict[Format, tuple[str, str]]] = {
    Format.XLSX: ("sheet", "read_parts"),
    Format.CSV: ("sheet", "read_parts"),
    Format.XLS: ("office", "read_parts"),
}
_PROMISED_BINARY: Final = frozenset(
    {".pdf", ".docx", ".docm", ".dotx", ".dotm", ".doc", ".wps", ".odt", ".rtf"}
    | {".xlsx", ".xlsm", ".xls", ".et", ".ods", ".ofd"}
    | {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif"}
)

__all__ = ["MAX_BYTES", "Format", "format_of", "read", "read_bytes", "read_parts"]


def read(path: Path) -> tuple[Reading, bytes]:
    """Read the file at `path` once: its reading, and its bytes as they came.

    Raises:
        ReadError: it cannot become a document; `problem` says why.
    """
    data, _ = load(path)
    return read_bytes(data, str(path)), data


def read_bytes(data: bytes, file_name: str) -> Reading:
    """Read the content of a file called `file_name`, which need not exist, as one document.

    Raises:
        ReadError: it cannot become a document; `problem` says why.
    """
    found = format_of(data, file_name)
    return _checked(_read_as(_READERS[found], data, file_name), found, file_name)


def read_parts(data: bytes, file_name: str) -> tuple[Part, ...]:
    """The documents in a file called `file_name`: one, whose `member` is empty, but where a format holds several.

    Raises:
        ReadError: nothing in it can become a document; `problem` says why.
    """
    found = format_of(data, file_name)
    if found not in _PARTS:
        return (Part("", _checked(_read_as(_READERS[found], data, file_name), found, file_name)),)
    parts = tuple(part for part in _read_as(_PARTS[found], data, file_name) if part.reading.text.strip())
    if not parts:
        raise ReadError(file_name, ReadProblem.NO_TEXT)
    first = replace(parts[0], reading=_checked(parts[0].reading, found, file_name))
    return (first, *parts[1:])


def format_of(data: bytes, file_name: str) -> Format:
    """The format of the content of a file called `file_name`.

    Raises:
        ReadError: it is empty, too large, or nothing that can be read.
    """
    if not data:
        raise ReadError(file_name, ReadProblem.EMPTY)
    if len(data) > MAX_BYTES:
        raise too_large(file_name, len(data))
    return sniff(data, file_name)


def _checked(reading: Reading, found: Format, file_name: str) -> Reading:
    """Refuse a reading without text; say so where the suffix promised something else."""
    if not reading.text.strip():
        raise ReadError(file_name, ReadProblem.NO_TEXT)
    if suffix_agrees(found, file_name):
        return reading
    return replace(reading, notices=(Notice(NoticeCode.SUFFIX_DIFFERS, reading.media_type), *reading.notices))


def _read_as(place: tuple[str, str], data: bytes, name: str) -> Any:
    """Call the reader; whatever a parser trips over is a damaged file, never a traceback."""
    module, function = place
    reader: Callable[[bytes, str], Any] = getattr(import_module(f"corpus.readers.{module}"), function)
    try:
        return reader(data, name)
    except ReadError as error:
        if error.problem is ReadProblem.BINARY and PurePath(name).suffix.lower() in _PROMISED_BINARY:
            raise ReadError(name, ReadProblem.DAMAGED, "the content is not what the suffix promises") from None
        raise
    except MemoryError:
        raise ReadError(name, ReadProblem.TOO_MUCH_MEMORY) from None
    except Exception as error:
        detail = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise ReadError(name, ReadProblem.DAMAGED, detail) from error
