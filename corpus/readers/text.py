"""Plain text and Markdown: decoded, otherwise as it stands."""

from __future__ import annotations

from corpus.encoding import decode
from corpus.errors import ReadError, ReadProblem
from corpus.model import Reading


def read(data: bytes, name: str) -> Reading:
    """Read plain text.

    Raises:
        ReadError: the content is not text in any encoding known here.
    """
    return _read(data, name, media_type="text/plain")


def read_markdown(data: bytes, name: str) -> Reading:
    """Read Markdown: kept raw, so that offsets point into the file.

    Raises:
        ReadError: the content is not text in any encoding known here.
    """
    return _read(data, name, media_type="text/markdown")


def _read(data: bytes, name: str, *, media_type: str) -> Reading:
    decoded = decode(data)
    if not decoded.plausible:
        raise ReadError(name, ReadProblem.BINARY)
    return Reading(
        text=decoded.text,
        reader="text",
        media_type=media_type,
        encoding=decoded.encoding,
        notices=decoded.notices,
    )
