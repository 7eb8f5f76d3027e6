"""The process that draws pages, so that a file which breaks the drawing breaks only this.

Started by `corpus.facsimile.process`. It answers one request after the other on its standard output.
"""

from __future__ import annotations

import io
import math
import os
from pathlib import Path
from typing import Final, cast

import PIL.Image

from corpus import ocr
from corpus.errors import ReadError, ReadProblem
from corpus.facsimile.glyphs import Glyphs, glyphs_of_page, glyphs_of_picture
from corpus.intake.channel import Message, receive, send
from corpus.intake.worker import end_with, limit_memory, take_streams
from corpus.readers import image, pdf
from corpus.readers.pdf_picture import rendered

_MOST_PIXELS: Final = 12_000_000
_LONGEST: Final = 16_000  # pixels; WebP knows no more than 16,383
_LARGEST_PAGE: Final = 1_000_000  # points
_QUALITY: Final = 82


def main() -> None:
    """Answer requests until there are no more."""
    requests, answers = take_streams()
    end_with(os.getppid())
    send(answers, {"kind": "ready"})
    while (received := receive(requests)) is not None:
        request, _ = received
        limit_memory(request["memory"])
        try:
            message, content = _answer(request)
        except ReadError as error:
            message, content = {"kind": "refused", "problem": error.problem, "detail": error.detail}, b""
        except MemoryError:
            limit_memory(None)
            message, content = {"kind": "refused", "problem": ReadProblem.TOO_MUCH_MEMORY, "detail": ""}, b""
        limit_memory(None)
        send(answers, message, content)


def _answer(request: Message) -> tuple[Message, bytes]:
    path, number = Path(request["path"]), request["page"]
    data = path.read_bytes()
    if request["kind"] == "draw":
        picture = _drawn_page(data, path.name, number, request["width"])
        return {"kind": "drawn", "width": picture.width, "height": picture.height}, _encoded(picture)
    glyphs = _recognised(data, path.name, number) if request["kind"] == "recognise" else _held(data, path.name, number)
    boxes = [box and [box.left, box.top, box.right, box.bottom] for box in glyphs.boxes]
    return {"kind": "glyphs", "text": glyphs.text, "boxes": boxes, "size": [glyphs.width, glyphs.height]}, b""


def is_pdf(data: bytes) -> bool:
    """Whether these are the first bytes of a PDF, which may have something before its header."""
    return b"%PDF-" in data[:1024]


def _drawn_page(data: bytes, name: str, number: int, width: int) -> PIL.Image.Image:
    if not is_pdf(data):
        with image.opened(data, name) as opened:
            pixels = image.frame(opened, _index(number, getattr(opened, "n_frames", 1), name), name)
        picture = PIL.Image.fromarray(pixels[:, :, ::-1])
        scale = _scale(picture.width, picture.height, width)
        return picture if scale >= 1 else picture.resize(_size(picture, scale), PIL.Image.Resampling.LANCZOS)
    with pdf.opened_page(data, name, number) as page:
        across, down = page.get_size()
        if not 0 < max(across, down) <= _LARGEST_PAGE:
            raise ReadError(name, ReadProblem.TOO_LARGE, f"a page of {across:.0f} × {down:.0f} points")
        bitmap = page.render(scale=_scale(across, down, width), may_draw_forms=False)
        try:
            return cast("PIL.Image.Image", bitmap.to_pil()).convert("RGB")
        finally:
            bitmap.close()


def _scale(across: float, down: float, width: int) -> float:
    """So that the page is `width` pixels wide, or as wide as a picture of bounded size lets it be."""
    most = math.sqrt(_MOST_PIXELS / max(across * down, 1.0))
    return min(width / max(across, 1.0), most, _LONGEST / max(across, down, 1.0))


def _size(picture: PIL.Image.Image, scale: float) -> tuple[int, int]:
    return max(1, round(picture.width * scale)), max(1, round(picture.height * scale))


def _encoded(picture: PIL.Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "WEBP", quality=_QUALITY, method=2)
    return stream.getvalue()


def _held(data: bytes, name: str, number: int) -> Glyphs:
    """What the page holds as text; nothing where it is a picture."""
    if not is_pdf(data):
        return Glyphs("", (), 1.0, 1.0)
    with pdf.opened_page(data, name, number) as page:
        return glyphs_of_page(page)


def _recognised(data: bytes, name: str, number: int) -> Glyphs:
    """What can be made out on the page; nothing where what that takes is not installed."""
    if is_pdf(data):
        with pdf.opened_page(data, name, number) as page:
            picture = rendered(page)
        pixels = picture[0] if picture else None
    else:
        with image.opened(data, name) as opened:
            pixels = image.frame(opened, _index(number, getattr(opened, "n_frames", 1), name), name)
    found = ocr.recognise(pixels) if pixels is not None else None
    return glyphs_of_picture(found) if found else Glyphs("", (), 1.0, 1.0)


def _index(number: int, count: int, name: str) -> int:
    if not 1 <= number <= count:
        raise ReadError(name, ReadProblem.DAMAGED, f"it has {count} pages, so none of number {number}")
    return number - 1


if __name__ == "__main__":
    main()
