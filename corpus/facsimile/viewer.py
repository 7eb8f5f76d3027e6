"""Pages as pictures, and places on them: asked of a process of their own, and kept as far as memory is set aside."""

from __future__ import annotations

import contextlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from corpus.errors import CasebaseError
from corpus.facsimile.glyphs import Box, Glyphs
from corpus.facsimile.places import Alignment, align
from corpus.facsimile.process import Draughtsman
from corpus.home import Home, write_atomically
from corpus.model import Document, Page, PageKind

WIDTHS: Final = (900, 1400, 2000)  # pixels that a page can be drawn wide: few, so that what is drawn is met again

_PICTURES: Final = 96 * 2**20  # bytes of pictures that are kept
_PAGES: Final = 400  # pages whose places are kept
_KEPT_FILES: Final = 5_000  # pages in the cache on the disk, of some 100 KB each
_DRAWING: Final = 30.0  # seconds
_RECOGNISING: Final = 180.0
_MEMORY: Final = 3 * 2**30
_FORMAT: Final = 1  # of the files in the cache

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Lost(StrEnum):
    """Why a stretch has no place on the picture of its page."""

    UNREADABLE = "unreadable"  # the text of the page does not say what it shows
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as a picture of `width` × `height` pixels."""

    content: bytes
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stretch stands on a page: a box a line, or why there are none. `estimated`: from recognised lines."""

    boxes: tuple[Box, ...] = ()
    lost: Lost | None = None
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    alignment: Alignment
    estimated: bool


def has_pages(document: Document) -> bool:
    """Whether the pages of a document can be shown as pictures: those of PDFs and of images."""
    kind = document.source.media_type
    drawable = kind == "application/pdf" or kind.startswith("image/")
    return bool(document.pages) and drawable and document.source.member is None


class Facsimiles:
    """The pages of the documents in a home. Safe to share between threads; `close` ends the processes."""

    def __init__(self, home: Home) -> None:
        self._home = home
        # One process for what takes a tenth of a second, one for what takes several: nobody waits for a scan to turn.
        self._drawing, self._recognising = Draughtsman(), Draughtsman()
        self._pictures = _Kept[tuple[str, int, int], PageImage](_PICTURES, lambda picture: len(picture.content))
        self._aligned = _Kept[tuple[str, int, str], _Found](_PAGES, lambda _: 1)

    def close(self) -> None:
        """End the processes."""
        self._drawing.close()
        self._recognising.close()

    def picture(self, source: Path, document: Document, number: int, width: int) -> PageImage:
        """Page `number` of the file `source`, `width` pixels wide, or less where it would be too large.

        Raises:
            ReadError: the page cannot be drawn.
            WorkerError: the process that draws cannot be started.
        """
        width = min((one for one in WIDTHS if one >= width), default=WIDTHS[-1])
        key = (document.source.sha256, number, width)
        if (kept := self._pictures.get(key)) is not None:
            return kept
        message, content = self._drawing.ask(_request("draw", source, number, width=width), seconds=_DRAWING)
        picture = PageImage(content, "image/webp", message["width"], message["height"])
        self._pictures.keep(key, picture)
        return picture

    def place(self, source: Path, document: Document, page: Page, start: int, end: int) -> Place:
        """Where `[start, end)` of the text of `document` stands on `page`, as far as it does."""
        if page.kind in (PageKind.GARBLED, PageKind.EMPTY):
            return Place(lost=Lost.UNREADABLE)
        try:
            found = self._found(source, document, page)
        except CasebaseError:
            return Place(lost=Lost.NOT_FOUND)
        first, last = max(start, page.start) - page.start, min(end, page.end) - page.start
        boxes = found.alignment.place(first, last) if first < last and found.alignment.is_read else ()
        return Place(boxes, estimated=found.estimated) if boxes else Place(lost=Lost.NOT_FOUND)

    def _found(self, source: Path, document: Document, page: Page) -> _Found:
        text = document.text[page.start : page.end]
        # The text too: the same file, read anew by a later version, may yield another under the same name.
        key = (document.source.sha256, page.number, text)
        if (kept := self._aligned.get(key)) is not None:
            return kept
        message, _ = self._drawing.ask(_request("hold", source, page.number), seconds=_DRAWING)
        held = _glyphs(message)
        found = _Found(align(text, held), estimated=False)
        if page.kind is PageKind.OCR and found.alignment.share < 1:
            recognised = self._recognised(source, document.source.sha256, page.number)
            if held.text.strip():
                recognised = held + recognised
            better = align(text, recognised)
            if better.share > found.alignment.share + 0.05:
                found = _Found(better, estimated=True)
        self._aligned.keep(key, found)
        return found

    def _recognised(self, source: Path, sha256: str, number: int) -> Glyphs:
        """What stands on a page that is a picture; looked at once, then kept on the disk."""
        cached = self._home.page_cache / f"{sha256}-{number}.json"
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            message = json.loads(cached.read_text(encoding="utf-8"))
            if message["format"] == _FORMAT:
                return _glyphs(message)
        message, _ = self._recognising.ask(_request("recognise", source, number), seconds=_RECOGNISING)
        message["boxes"] = [box and [round(edge, 5) for edge in box] for box in message["boxes"]]
        with contextlib.suppress(OSError):  # a home that cannot be written is looked at anew each time
            write_atomically(cached, json.dumps(message | {"format": _FORMAT}, ensure_ascii=False).encode())
            _make_room(self._home.page_cache)
        return _glyphs(message)


def _request(kind: str, source: Path, number: int, **more: int) -> dict[str, Any]:
    return {"kind": kind, "path": str(source.absolute()), "page": number, "memory": _MEMORY, **more}


def _glyphs(message: dict[str, Any]) -> Glyphs:
    boxes = tuple(Box(*box) if box else None for box in message["boxes"])
    width, height = message["size"]
    if len(boxes) != len(message["text"]):
        raise ValueError("as many boxes as characters are needed")
    return Glyphs(message["text"], boxes, width, height)


def _make_room(folder: Path) -> None:
    """Remove the oldest files of the cache where there are too many."""
    files = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
    for path in files[: max(0, len(files) - _KEPT_FILES)]:
        with contextlib.suppress(OSError):
            path.unlink()


class _Kept(Generic[_Key, _Value]):
    """What was used last, as far as it fits."""

    def __init__(self, limit: int, size: Callable[[_Value], int]) -> None:
        self._limit, self._size = limit, size
        self._values: OrderedDict[_Key, _Value] = OrderedDict()
        self._total = 0
        self._guard = threading.Lock()

    def get(self, key: _Key) -> _Value | None:
        """The value, which counts as used; None where it is not kept."""
        with self._guard:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def keep(self, key: _Key, value: _Value) -> None:
        """Keep the value, and let go of those that were not used for longest."""
        with self._guard:
            if (before := self._values.pop(key, None)) is not None:
                self._total -= self._size(before)
            self._values[key] = value
            self._total += self._size(value)
            while self._total > self._limit and len(self._values) > 1:
                _, dropped = self._values.popitem(last=False)
                self._total -= self._size(dropped)
