"""Files to `Reading`s: one module per format, chosen by what the content is.

To add a format: a member of `sniff.Format`, a module with `read(data, name) -> Reading`, a line in `_READERS`.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path, PurePath
from typing import Final

from corpus.errors import ReadError, ReadProblem
from corpus.model import Notice, NoticeCode, Reading
from corpus.readers.sniff import Format, sniff, suffix_agrees

MAX_BYTES: Final = 200 * 1024 * 1024

# Module and function, imported when the first such file comes: parsers are slow to import, and searching needs none.
_READERS: Final[dict[Format, tuple[str, str]]] = {
    Format.TEXT: ("text", "read"),
    Format.MARKDOWN: ("text", "read_markdown"),
    Format.HTML: ("html", "read"),
    Format.DOCX: ("docx", "read"),
    Format.PDF: ("pdf", "read"),
}
_PROMISED_BINARY: Final = frozenset({".pdf", ".docx", ".docm"})

__all__ = ["MAX_BYTES", "Format", "read", "read_bytes"]


def read(path: Path) -> tuple[Reading, bytes]:
    """Read the file at `path` once: its reading, and its bytes as they came.

    Raises:
        ReadError: it cannot become a document; `problem` says why.
    """
    data = _load(path)
    return read_bytes(data, str(path)), data


def read_bytes(data: bytes, file_name: str) -> Reading:
    """Read the content of a file called `file_name`, which need not exist.

    Raises:
        ReadError: it cannot become a document; `problem` says why.
    """
    if not data:
        raise ReadError(file_name, ReadProblem.EMPTY)
    if len(data) > MAX_BYTES:
        raise _too_large(file_name, len(data))
    found = sniff(data, file_name)
    reading = _read_as(found, data, file_name)
    if not reading.text.strip():
        raise ReadError(file_name, ReadProblem.NO_TEXT)
    if suffix_agrees(found, file_name):
        return reading
    return replace(reading, notices=(Notice(NoticeCode.SUFFIX_DIFFERS, reading.media_type), *reading.notices))


def _read_as(found: Format, data: bytes, name: str) -> Reading:
    """Call the reader; whatever a parser trips over is a damaged file, never a traceback."""
    module, function = _READERS[found]
    reader: Callable[[bytes, str], Reading] = getattr(import_module(f"corpus.readers.{module}"), function)
    try:
        return reader(data, name)
    except ReadError as error:
        if error.problem is ReadProblem.BINARY and PurePath(name).suffix.lower() in _PROMISED_BINARY:
            raise ReadError(name, ReadProblem.DAMAGED, "the content is not what the suffix promises") from None
        raise
    except Exception as error:
        detail = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise ReadError(name, ReadProblem.DAMAGED, detail) from error


def _load(path: Path) -> bytes:
    """The bytes of a regular file. Opened without blocking: a pipe without a writer would wait for ever."""
    try:
        _check_regular(path, path.stat())
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            _check_regular(path, os.fstat(file.fileno()))
            return file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise ReadError(str(path), ReadProblem.MISSING) from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            detail = "a symbolic link that leads back to itself"
            raise ReadError(str(path), ReadProblem.NOT_A_FILE, detail) from error
        raise ReadError(str(path), ReadProblem.UNREADABLE, error.strerror or "") from error


def _check_regular(path: Path, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        os.scandir(path).close()  # a folder that cannot be listed is refused for that
    if not stat.S_ISREG(status.st_mode):
        raise ReadError(str(path), ReadProblem.NOT_A_FILE, _file_kind(status.st_mode))
    if status.st_size > MAX_BYTES:
        raise _too_large(str(path), status.st_size)


def _file_kind(mode: int) -> str:
    kinds = {stat.S_IFDIR: "folder", stat.S_IFIFO: "pipe", stat.S_IFSOCK: "socket"}
    return kinds.get(stat.S_IFMT(mode), "device")


def _too_large(name: str, size: int) -> ReadError:
    return ReadError(name, ReadProblem.TOO_LARGE, f"{size / 2**20:.0f} MB, the limit is {MAX_BYTES // 2**20} MB")
