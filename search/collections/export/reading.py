"""The quotations of an exported file, whatever format it has: what the file says now, not what was exported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from corpus.errors import CasebaseError
from search.collections.checking import Quotation
from search.collections.export import machine, markdown, references, sheet, word

SIZE_LIMIT = 100 * 1024 * 1024  # bytes


class ExportError(CasebaseError):
    """A file whose quotations cannot be checked; `path` names it, `detail` says why and what to do."""

    def __init__(self, path: str, detail: str) -> None:
        self.path = path
        self.detail = detail
        super().__init__(f"{path}: {detail}")


def _json(data: bytes) -> tuple[Quotation, ...] | None:
    own = machine.read(data)
    return references.read_csl(data) if own is None else own


_READERS: Final[dict[str, Callable[[bytes], tuple[Quotation, ...] | None]]] = {
    ".json": _json,
    ".docx": word.read,
    ".xlsx": sheet.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
}


def quotations(path: Path) -> tuple[Quotation, ...]:
    """The quotations in the file at `path`, in their order.

    Raises:
        ExportError: it is not there, too large, of another format, damaged, or was not exported from a collection.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise ExportError(str(path), f"only {', '.join(_READERS)} can be checked: export the collection as one of them")
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise ExportError(str(path), f"the file is larger than {SIZE_LIMIT} bytes: is it the right one?")
        data = path.read_bytes()
    except OSError as error:
        detail = f"the file cannot be read ({error.strerror or error}): check the path and its permissions"
        raise ExportError(str(path), detail) from error
    try:
        found = reader(data)
    except Exception as error:  # whatever zlib, an XML parser and what is built on them make of a damaged file
        raise ExportError(str(path), f"the file is damaged ({error}): export the collection again") from error
    if found is None:
        raise ExportError(str(path), "this is no export with a list of quotations: choose a file as it was exported")
    return found
