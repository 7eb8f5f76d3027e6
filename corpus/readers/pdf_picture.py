"""The pictures on a page, and the page as a picture."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from corpus.ocr import Image

_SHARPNESS: Final = 200 / 72  # pixels per point: 200 dots an inch read the smallest type of official documents
_LONGEST: Final = 3_400  # pixels
_MOST_PIXELS: Final = 16_000_000  # 48 MB in three colours
_LONG: Final = 2.2  # height to width of a web page saved as one page
_LARGEST_PICTURE: Final = 200_000_000  # pixels; a page of A3 at 1,000 dots an inch has 190 million
_DEEPEST: Final = 3  # forms within forms
_MOST_OBJECTS: Final = 20_000  # looked at on a page: drawings have more, pages of text fewer
_INVISIBLE: Final = 3  # text rendering mode


@dataclass(frozen=True, slots=True)
class Pictures:
    """What a page shows beside text.

    `coverage` is the share of the page under pictures (0–1, what overlaps counts twice, up to 1); `oversized` names
    one that is too large to be looked at; `objects` counts everything, text included; `unseen_text` says that the
    page holds text which it does not show, as programs put behind a scan.
    """

    coverage: float = 0.0
    objects: int = 0
    oversized: str = ""
    unseen_text: bool = False


def pictures_on(page: pypdfium2.PdfPage) -> Pictures:
    """Look at the objects of a page without decoding any picture."""
    left, bottom, right, top = page.get_bbox()
    area = max((right - left) * (top - bottom), 1.0)
    covered, unseen, seen, oversized = 0.0, 0, 0, ""
    for item in _objects(page.raw, _DEEPEST):
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = _bounds(item)
            covered += max(0.0, min(x1, right) - max(x0, left)) * max(0.0, min(y1, top) - max(y0, bottom))
            oversized = oversized or _oversized(item)
        elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
            hidden = pdfium.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE
            unseen, seen = unseen + hidden, seen + (not hidden)
    return Pictures(min(1.0, covered / area), pdfium.FPDFPage_CountObjects(page), oversized, unseen > seen)


def rendered(page: pypdfium2.PdfPage) -> tuple[Image, float] | None:
    """The page as it is shown, with its scale in points per pixel; None where nothing is on it.

    However large the page is said to be, the picture takes no more than some 50 MB.
    """
    width, height = page.get_size()
    side = max(width, height) if height <= _LONG * width else width
    scale = min(_SHARPNESS, _LONGEST / max(side, 1.0), math.sqrt(_MOST_PIXELS / max(width * height, 1.0)))
    bitmap = page.render(scale=scale, may_draw_forms=False)
    try:
        pixels: Image = np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
        return None if int(pixels.max()) - int(pixels.min()) < 16 else (pixels.copy(), 1 / scale)
    finally:
        bitmap.close()


def _objects(page: Any, depth: int) -> Iterator[Any]:
    """Everything on a page, and in its forms down to `depth`."""
    left = [_MOST_OBJECTS]
    count = pdfium.FPDFPage_CountObjects(page)
    yield from _limited((pdfium.FPDFPage_GetObject(page, index) for index in range(count)), depth, left)


def _limited(items: Iterator[Any], depth: int, left: list[int]) -> Iterator[Any]:
    for item in items:
        left[0] -= 1
        if left[0] < 0:
            return
        yield item
        if depth and pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_FORM:
            inner = range(max(0, pdfium.FPDFFormObj_CountObjects(item)))
            yield from _limited((pdfium.FPDFFormObj_GetObject(item, index) for index in inner), depth - 1, left)


def _bounds(item: Any) -> tuple[float, float, float, float]:
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(item, *edges):
        return 0.0, 0.0, 0.0, 0.0
    left, bottom, right, top = (edge.value for edge in edges)
    return left, bottom, right, top


def _oversized(item: Any) -> str:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    known = pdfium.FPDFImageObj_GetImagePixelSize(item, width, height)
    too_large = known and width.value * height.value > _LARGEST_PICTURE
    return f"{width.value} × {height.value}" if too_large else ""
