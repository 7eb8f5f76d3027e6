"""Word lists that people edit: plain text, best in UTF-8, one entry a line, comments behind #."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from corpus.encoding import decode
from corpus.errors import CasebaseError
from corpus.model import NoticeCode

_LARGEST = 8 << 20  # bytes: some half a million words; more is a mistaken file
_COMMENT = re.compile("[#＃].*")


class WordListError(CasebaseError):
    """A word list that cannot be used: `path`, `line` (1-based, 0 for the whole file), `detail` with the remedy."""

    def __init__(self, path: Path, line: int, detail: str) -> None:
        self.path = path
        self.line = line
        self.detail = detail
        super().__init__(f"{path}" + (f", line {line}" if line else "") + f": {detail}")


def entries(path: Path) -> Iterator[tuple[int, str]]:
    """The entries of the list at `path` with their line numbers (1-based); none where there is no such file.

    Raises:
        WordListError: it cannot be read, is too large, or is in no encoding that can be told.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return
    except OSError as error:
        raise WordListError(path, 0, f"the list cannot be read ({error.strerror}): check its permissions") from error
    if len(content) > _LARGEST:
        raise WordListError(path, 0, f"the list has {len(content)} bytes, the limit is {_LARGEST}: shorten it")
    for number, line in enumerate(_text(path, content).split("\n"), 1):
        if entry := _COMMENT.sub("", line).strip():
            yield number, entry


def _text(path: Path, content: bytes) -> str:
    decoded = decode(content)
    if decoded.plausible and all(notice.code is not NoticeCode.UNDECODABLE for notice in decoded.notices):
        return decoded.text
    before, broken, _ = decoded.text.partition("\ufffd")
    line = before.count("\n") + 1 if broken else 0
    raise WordListError(path, line, "its encoding cannot be told: save the list as UTF-8")


def stamp(path: Path) -> tuple[int, int]:
    """What changes when the list does (time in nanoseconds, size); zeros where there is none."""
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)
