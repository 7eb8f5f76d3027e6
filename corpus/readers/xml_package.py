"""The parts of a ZIP of XML, as OFD and XLSX are, read within limits and without entities or network."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from corpus.errors import ReadError, ReadProblem

_MAX_UNPACKED = 1024 * 1024 * 1024  # bytes declared, pictures and fonts included; only XML is ever unpacked
_MAX_XML = 32 * 1024 * 1024
_MAX_ALL_XML = 384 * 1024 * 1024  # bytes of XML parsed, in one file, however often a part is asked for
_MAX_RATIO = 200
_SMALL_PART = 1024 * 1024
_CHUNK = 256 * 1024
_LONGEST_TAG = 1024 * 1024
_MAX_PARTS = 100_000
BAD_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    UnicodeError,
)


class XmlPackage:
    """The parts of one file by their names."""

    def __init__(self, data: bytes, name: str, *, largest: int = _MAX_XML) -> None:
        """Open the package; `largest` is how many bytes a part may unpack to that is read at once."""
        self._name = name
        self._largest = largest
        self._left = _MAX_ALL_XML
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except BAD_ZIP as error:
            raise ReadError(name, ReadProblem.DAMAGED, str(error)[:200]) from None
        parts = self._archive.infolist()
        if any(part.flag_bits & 0x1 for part in parts):
            raise ReadError(name, ReadProblem.ENCRYPTED, "encrypted ZIP container")
        if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
            raise ReadError(name, ReadProblem.TOO_LARGE, "it unpacks to far more than a document holds")
        self._parts = {_plain(part.filename): part for part in parts}

    def find(self, location: str, base: str) -> str | None:
        """The name of the part that `location`, written in the part `base`, means; None where there is none.

        From the root where it begins with a slash, else from the folder of `base`; some programs leave the slash out.
        """
        written = location.strip().replace("\\", "/")
        tried = [written] if written.startswith("/") else [posixpath.join(posixpath.dirname(base), written), written]
        return next((name for name in map(_plain, tried) if name in self._parts), None)

    def xml(self, part_name: str) -> Any:
        """The root element of a part, or None where it is no XML.

        Raises:
            ReadError: a part that unpacks to far more than it weighs or defines its own entities.
        """
        blob = self.content(part_name)
        if blob is None:
            return None
        self._refuse_doctype(part_name, blob[:4096].replace(b"\0", b""))
        try:
            root = etree.fromstring(blob, _parser())
        except (etree.XMLSyntaxError, ValueError):
            return None
        if root is not None and root.getroottree().docinfo.internalDTD is not None:
            self._refuse_doctype(part_name, b"<!DOCTYPE")
        return root

    def content(self, part_name: str) -> bytes | None:
        """The content of a part, or None where it cannot be unpacked.

        Raises:
            ReadError: a part that unpacks to far more than it weighs.
        """
        part = self._parts[part_name]
        ratio = part.file_size > _SMALL_PART and part.file_size > _MAX_RATIO * max(part.compress_size, 1)
        self._left -= part.file_size
        if part.file_size > self._largest or ratio or self._left < 0:
            raise ReadError(self._name, ReadProblem.TOO_LARGE, f"{part_name} unpacks to far more than a page holds")
        try:
            return self._archive.read(part)
        except BAD_ZIP:
            return None

    def stream(self, part_name: str, tags: tuple[str, ...], empty: tuple[re.Pattern[bytes], ...] = ()) -> Iterator[Any]:
        """The elements of a large part that have one of `tags`, whatever their namespace, each thrown away after use.

        What matches one of the patterns `empty`, in turn, is taken out before it costs anything. Ends where the part
        is damaged.

        Raises:
            ReadError: it defines its own entities, or there is more XML in the file than the limit.
        """
        part = self._parts[part_name]
        self._left -= part.file_size
        if self._left < 0:
            raise ReadError(self._name, ReadProblem.TOO_LARGE, f"{part_name} unpacks to far more than a table holds")
        try:
            with self._archive.open(part) as head:
                self._refuse_doctype(part_name, head.read(4096).replace(b"\0", b""))
            with self._archive.open(part) as file:
                yield from self._elements(_Without(file, empty) if empty else file, part_name, tags)
        except (*BAD_ZIP, etree.XMLSyntaxError):
            return

    def _elements(self, file: IO[bytes] | _Without, part_name: str, tags: tuple[str, ...]) -> Iterator[Any]:
        wanted = tuple(f"{{*}}{tag}" for tag in tags)
        first = True
        for _, element in etree.iterparse(file, tag=wanted, resolve_entities=False, no_network=True, load_dtd=False):
            if first and element.getroottree().docinfo.internalDTD is not None:
                self._refuse_doctype(part_name, b"<!DOCTYPE")
            first = False
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]

    def _refuse_doctype(self, part_name: str, head: bytes) -> None:
        if b"<!DOCTYPE" in head:
            raise ReadError(self._name, ReadProblem.DAMAGED, f"{part_name} defines its own entities")


class _Without:
    """A file without what the patterns match, each within one run of tags."""

    def __init__(self, file: IO[bytes], patterns: tuple[re.Pattern[bytes], ...]) -> None:
        self._file = file
        self._patterns = patterns
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        """More of the file, empty only at its end; never cut within a tag unless the tag is longer than a chunk."""
        while True:
            chunk = self._file.read(max(size, _CHUNK))
            data = self._rest + chunk
            end = data.rfind(b">") + 1 if chunk and len(data) < _LONGEST_TAG else len(data)
            self._rest, data = data[end:], data[:end]
            for pattern in self._patterns:
                data = pattern.sub(b"", data)
            if data or not chunk:
                return data


def _plain(name: str) -> str:
    """One spelling for a part: no leading slash, no dots; what leads out of the package names nothing in it."""
    return posixpath.normpath("/" + name.replace("\\", "/").lstrip("/")).lstrip("/")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False, remove_comments=True)


def text_of(element: Any, name: str) -> str:
    """The text of the first child called `name`, in whatever namespace; empty without one."""
    found = element.find(f"{{*}}{name}") if element is not None else None
    return "".join(found.itertext()).strip() if found is not None else ""
