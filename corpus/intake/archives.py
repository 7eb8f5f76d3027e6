"""The files in ZIP and TAR archives, read one after the other in memory: nothing is ever unpacked to the disk.

An archive is what somebody sent: its names, sizes and links are claims. What cannot be trusted is refused, each with
its own sentence, and the rest is read.
"""

from __future__ import annotations

import bz2
import contextlib
import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath
from typing import BinaryIO, Final, cast

from corpus.encoding import plausibility
from corpus.errors import ReadError, ReadProblem
from corpus.intake import limits
from corpus.intake.files import file_kind, too_large

_ZIP_STARTS: Final = (b"PK\x03\x04", b"PK\x05\x06")
_HEAD: Final = 512  # bytes: the header of a TAR member
_CHUNK: Final = 2**16
_UTF8_NAME: Final = 0x800
_ENCRYPTED: Final = 0x1
_UNICODE_PATH: Final = 0x7075  # extra field of Info-ZIP: the name in UTF-8
_NAME_ENCODINGS: Final = ("gb18030", "big5", "cp437")  # the first of equals wins
_HIDDEN_FOLDERS: Final = frozenset({"__MACOSX"})
_HIDDEN_FILES: Final = frozenset({"Thumbs.db", "desktop.ini"})
_BROKEN: Final = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError,
                  struct.error, IndexError, OverflowError)  # fmt: skip


class Packing(StrEnum):
    """How an archive is packed."""

    ZIP = "ZIP"
    TAR = "TAR"
    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"


_COMPRESSED: Final = ((b"\x1f\x8b\x08", Packing.GZIP), (b"BZh", Packing.BZIP2), (b"\xfd7zXZ\0", Packing.XZ))
_ZIPPED_DOCUMENTS: Final = frozenset(
    {".docx", ".docm", ".dotx", ".dotm", ".xlsx", ".xlsm", ".xlsb", ".pptx", ".ofd", ".odt", ".ods", ".odp", ".epub"}
)
_ONLY_IN_DOCUMENTS: Final = frozenset(
    {"[Content_Types].xml", "OFD.xml", "mimetype", "META-INF/container.xml", "word/document.xml", "xl/workbook.xml"}
)
_COMPRESSED_SUFFIXES: Final = frozenset({".gz", ".tgz", ".bz2", ".tbz", ".tbz2", ".xz", ".txz"})


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its `path` inside, `size` in bytes as declared, and how to `read` it, once, now."""

    path: str
    size: int
    read: Callable[[], bytes]


@dataclass(slots=True)
class Budget:
    """What is left of what an archive, with all archives in it, may hold."""

    members: int = limits.MEMBERS
    unpacked: int = limits.UNPACKED_BYTES

    @property
    def is_spent(self) -> bool:
        """Whether more was asked for than there is."""
        return self.members < 0 or self.unpacked < 0

    def take(self, name: str) -> None:
        """Count one member more; refuse the rest when there are too many."""
        self.members -= 1
        if self.members < 0:
            detail = f"more than {limits.MEMBERS} files in it: the rest was not read"
            raise ReadError(name, ReadProblem.TOO_LARGE, detail)

    def spend(self, name: str, size: int) -> None:
        """Count `size` bytes more; refuse the rest when they are too many."""
        self.unpacked -= size
        if self.unpacked < 0:
            detail = f"it unpacks to more than {limits.UNPACKED_BYTES // 2**20} MB: the rest was not read"
            raise ReadError(name, ReadProblem.TOO_LARGE, detail)


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive that is open: `name` as it is told to people, `stream` at its start, `budget` shared by all in it."""

    name: str
    stream: BinaryIO
    packing: Packing
    budget: Budget = field(default_factory=Budget)

    def members(self) -> Iterator[Member | ReadError]:
        """The files in it, in order, each to be read before the next is asked for; or why one is not read."""
        walk = {Packing.ZIP: _zip_members, Packing.TAR: _tar_members}.get(self.packing, _compressed_members)
        try:
            yield from walk(self)
        except ReadError as error:
            yield error
        except (*_BROKEN, RuntimeError, NotImplementedError) as error:
            yield _damaged(self.name, error)


def packing_of(stream: BinaryIO, name: str) -> Packing | None:
    """How `stream` is packed, None where it is no archive; documents that are a ZIP inside are none."""
    head, suffix = stream.read(_HEAD), PurePath(name).suffix.lower()
    stream.seek(0)
    if head.startswith(_ZIP_STARTS):
        return Packing.ZIP if _is_archive(stream, suffix) else None
    certain = suffix in _COMPRESSED_SUFFIXES
    for magic, packing in _COMPRESSED:
        if head.startswith(magic) and (certain or not head[: len(magic)].isalnum()):
            return packing
    return Packing.TAR if _is_tar(head) else None


def _is_archive(stream: BinaryIO, suffix: str) -> bool:
    """Whether a ZIP holds files, rather than being the outside of an office document."""
    if suffix in _ZIPPED_DOCUMENTS:
        return False
    try:
        with zipfile.ZipFile(stream) as archive:
            return not (set(archive.namelist()) & _ONLY_IN_DOCUMENTS)
    except (*_BROKEN, RuntimeError, NotImplementedError):
        return suffix == ".zip"
    finally:
        stream.seek(0)


def _is_tar(head: bytes) -> bool:
    if len(head) < _HEAD or not head.strip(b"\0"):
        return False
    try:
        tarfile.TarInfo.frombuf(head, "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError):
        return False
    return True


# ZIP


def _zip_members(archive: Archive) -> Iterator[Member | ReadError]:
    with zipfile.ZipFile(archive.stream) as opened:
        files = [info for info in opened.infolist() if not _is_zip_folder(info)]
        names = _zip_names(files)
        last = {name: position for position, name in enumerate(names)}
        seen = 0
        for position, (info, name) in enumerate(zip(files, names, strict=True)):
            if _is_hidden(name):
                continue
            seen += 1
            archive.budget.take(archive.name)
            refusal = _zip_refusal(archive.name, info, name, repeated=last[name] != position)
            yield refusal or Member(name, info.file_size, _zip_reader(archive, opened, info, name))
            if archive.budget.is_spent:
                return
    if not seen:
        yield ReadError(archive.name, ReadProblem.NO_FILES)


def _is_zip_folder(info: zipfile.ZipInfo) -> bool:
    return info.orig_filename.endswith(("/", "\\")) and not info.file_size


def _zip_refusal(archive: str, info: zipfile.ZipInfo, name: str, *, repeated: bool) -> ReadError | None:
    shown = f"{archive}/{name}"
    mode = info.external_attr >> 16 if info.create_system == 3 else 0  # 3: Unix
    if error := _name_refusal(shown, name, repeated=repeated):
        return error
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return ReadError(shown, ReadProblem.NOT_A_FILE, file_kind(mode))
    if info.flag_bits & _ENCRYPTED:
        return ReadError(shown, ReadProblem.ENCRYPTED)
    if info.file_size > limits.FILE_BYTES:
        return too_large(shown, info.file_size)
    if info.file_size > limits.RATIO_FROM and info.file_size > limits.RATIO * max(info.compress_size, 1):
        return _too_dense(shown)
    return None


def _zip_reader(archive: Archive, opened: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Callable[[], bytes]:
    def read() -> bytes:
        shown = f"{archive.name}/{name}"
        archive.budget.spend(archive.name, info.file_size)
        try:
            with opened.open(info) as file:
                return _all_of(cast(BinaryIO, file))
        except NotImplementedError:
            detail = f"compressed by method {info.compress_type}"
            raise ReadError(shown, ReadProblem.UNSUPPORTED, detail) from None
        except RuntimeError:  # zipfile says so where a password is asked for
            raise ReadError(shown, ReadProblem.ENCRYPTED) from None
        except _BROKEN as error:
            raise _damaged(shown, error) from None

    return read


def _zip_names(files: list[zipfile.ZipInfo]) -> list[str]:
    """The names of all members. Those that do not say how they are encoded are all taken to be encoded alike."""
    raw = [info.orig_filename.encode("cp437") for info in files if _unknown_encoding(info)]
    encoding = _name_encoding(raw)
    return [_plain_path(_zip_name(info, encoding)) for info in files]


def _unknown_encoding(info: zipfile.ZipInfo) -> bool:
    return not info.flag_bits & _UTF8_NAME and not info.orig_filename.isascii() and _unicode_path(info) is None


def _zip_name(info: zipfile.ZipInfo, encoding: str) -> str:
    if info.flag_bits & _UTF8_NAME or info.orig_filename.isascii():
        return info.orig_filename
    return _unicode_path(info) or info.orig_filename.encode("cp437").decode(encoding, "replace")


def _unicode_path(info: zipfile.ZipInfo) -> str | None:
    """The name in the extra field, where it belongs to the name in the header."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        body, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(body) > 5 and body[0] == 1:
            of_name = int.from_bytes(body[1:5], "little") == zlib.crc32(info.orig_filename.encode("cp437", "replace"))
            return body[5:].decode("utf-8", "replace") if of_name else None
    return None


def _name_encoding(names: list[bytes]) -> str:
    """UTF-8 where all names are that, else the encoding in which most of them read like Chinese."""
    joined = b"\n".join(names)
    with contextlib.suppress(UnicodeDecodeError):
        joined.decode("utf-8")
        return "utf-8"
    return max(_NAME_ENCODINGS, key=lambda encoding: _reads_like_text(joined, encoding))


def _reads_like_text(names: bytes, encoding: str) -> float:
    text = names.decode(encoding, "replace")
    return plausibility("".join(char for char in text if not char.isascii()))


# TAR


def _tar_members(archive: Archive) -> Iterator[Member | ReadError]:
    yield from _tar_stream(archive, archive.stream)


def _tar_stream(archive: Archive, stream: BinaryIO) -> Iterator[Member | ReadError]:
    seen: Counter[str] = Counter()
    with tarfile.open(fileobj=stream, mode="r|", encoding="utf-8", errors="surrogateescape") as opened:
        for info in opened:
            opened.members = []  # type: ignore[attr-defined]  # in a stream it would keep every header it has met
            archive.budget.take(archive.name)
            name = _plain_path(_tar_name(info.name))
            if info.isdir() or _is_hidden(name):
                continue
            seen[name] += 1
            refusal = _tar_refusal(archive.name, info, name, repeated=seen[name] > 1)
            yield refusal or Member(name, info.size, _tar_reader(archive, opened, info, name))
            if archive.budget.is_spent:
                return
    if not seen:
        yield ReadError(archive.name, ReadProblem.NO_FILES)


def _tar_name(name: str) -> str:
    """The name in the encoding in which it reads best; the headers of old archives do not name theirs."""
    raw = name.encode("utf-8", "surrogateescape")
    return raw.decode(_name_encoding([raw]), "replace")


def _tar_refusal(archive: str, info: tarfile.TarInfo, name: str, *, repeated: bool) -> ReadError | None:
    shown = f"{archive}/{name}"
    if error := _name_refusal(shown, name, repeated=repeated):
        return error
    if info.islnk() or info.issym():
        return ReadError(shown, ReadProblem.NOT_A_FILE, "symbolic link" if info.issym() else "hard link")
    if not info.isreg():
        return ReadError(shown, ReadProblem.NOT_A_FILE, "pipe" if info.isfifo() else "device")
    if info.size > limits.FILE_BYTES:
        return too_large(shown, info.size)
    return None


def _tar_reader(archive: Archive, opened: tarfile.TarFile, info: tarfile.TarInfo, name: str) -> Callable[[], bytes]:
    def read() -> bytes:
        shown = f"{archive.name}/{name}"
        archive.budget.spend(archive.name, info.size)
        try:
            file = opened.extractfile(info)
            content = _all_of(cast(BinaryIO, file)) if file else b""
        except _BROKEN as error:
            raise _damaged(shown, error) from None
        if len(content) != info.size:
            raise ReadError(shown, ReadProblem.DAMAGED, "the archive ends in the middle of it")
        return content

    return read


# What is compressed as a whole: a TAR, or a single file


def _compressed_members(archive: Archive) -> Iterator[Member | ReadError]:
    buffered = io.BufferedReader(_Unpacked(archive), _CHUNK)
    head = buffered.peek(_HEAD)[:_HEAD]
    unpacked = cast(BinaryIO, buffered)
    if _is_tar(head):
        yield from _tar_stream(archive, unpacked)
        return
    name = PurePath(archive.name).name
    inner = name.rsplit(".", 1)[0] if PurePath(name).suffix.lower() in _COMPRESSED_SUFFIXES else name
    archive.budget.take(archive.name)
    yield Member(inner, 0, lambda: _read_all(archive, unpacked, inner))


def _read_all(archive: Archive, unpacked: BinaryIO, name: str) -> bytes:
    shown = f"{archive.name}/{name}"
    try:
        content = _all_of(unpacked)
    except _BROKEN as error:
        raise _damaged(shown, error) from None
    if len(content) > limits.FILE_BYTES:
        raise too_large(shown, len(content))
    return content


def _all_of(file: BinaryIO) -> bytes:
    """What there is, up to one byte more than a file may have; asked for all at once, room for that would be made."""
    whole = bytearray()
    while len(whole) <= limits.FILE_BYTES and (some := file.read(_CHUNK)):
        whole += some
    return bytes(whole)


class _Unpacked(io.RawIOBase):
    """A compressed stream as it unpacks, refused as soon as it gives more than its size can honestly hold."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._packed = self._given = 0
        self._decoder = _decoder(archive.packing)
        self._waiting = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # Buffer is not in Python 3.11
        given = self._next(len(buffer))
        buffer[: len(given)] = given
        return len(given)

    def _next(self, size: int) -> bytes:
        while True:
            if self._decoder.eof:  # another stream may follow, as parallel compressors write them
                self._waiting = (self._decoder.unused_data or self._more()).lstrip(b"\0")
                if not self._waiting:
                    return b""
                self._decoder = _decoder(self._archive.packing)
            given = self._decoder.decompress(self._waiting or self._input(), size)
            self._waiting = getattr(self._decoder, "unconsumed_tail", b"")
            if given:
                self._count(len(given))
                return given

    def _input(self) -> bytes:
        if not getattr(self._decoder, "needs_input", True):
            return b""
        packed = self._more()
        if not packed:
            raise EOFError("the stream ends too early")
        return packed

    def _more(self) -> bytes:
        packed = self._archive.stream.read(_CHUNK)
        self._packed += len(packed)
        return packed

    def _count(self, size: int) -> None:
        self._given += size
        if self._given > limits.RATIO_FROM and self._given > limits.RATIO * self._packed:
            raise _too_dense(self._archive.name)
        if self._given > 2 * limits.UNPACKED_BYTES:  # what is skipped in it takes time, too
            self._archive.budget.spend(self._archive.name, self._given)


def _decoder(packing: Packing) -> zlib._Decompress | bz2.BZ2Decompressor | lzma.LZMADecompressor:
    if packing is Packing.BZIP2:
        return bz2.BZ2Decompressor()
    if packing is Packing.XZ:
        return lzma.LZMADecompressor(memlimit=limits.DICTIONARY_BYTES)
    return zlib.decompressobj(16 + zlib.MAX_WBITS)


# Names


def _plain_path(name: str) -> str:
    """A name with / between its folders, without what a path may hold and a document's name must not."""
    return name.split("\0")[0].replace("\\", "/").removeprefix("./").encode("utf-8", "replace").decode("utf-8")


def _name_refusal(shown: str, name: str, *, repeated: bool) -> ReadError | None:
    drive = len(name) > 1 and name[1] == ":" and name[0].isascii() and name[0].isalpha()
    if not name or name.startswith("/") or drive or ".." in name.split("/"):
        return ReadError(shown, ReadProblem.UNSAFE_NAME)
    return ReadError(shown, ReadProblem.REPEATED) if repeated else None


def _is_hidden(name: str) -> bool:
    """What a person does not see in a folder: the leftovers of systems, and locks of office programs."""
    *folders, file = name.split("/")
    hidden = any(folder in _HIDDEN_FOLDERS or (folder.startswith(".") and folder.strip(".")) for folder in folders)
    return hidden or file in _HIDDEN_FILES or file.startswith("~$") or (file.startswith(".") and bool(file.strip(".")))


def _too_dense(shown: str) -> ReadError:
    detail = f"it unpacks to more than {limits.RATIO} times its size, as no text does"
    return ReadError(shown, ReadProblem.TOO_LARGE, detail)


def _damaged(shown: str, error: BaseException) -> ReadError:
    return ReadError(shown, ReadProblem.DAMAGED, " ".join(str(error).split())[:200])
