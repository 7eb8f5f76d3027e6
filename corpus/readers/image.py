"""PNG, JPEG, TIFF, WebP, BMP and GIF: scans and photographs of pages, of one page or of several, through OCR."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import numpy as np
import PIL
import PIL.Image
import PIL.ImageOps
import PIL.ImageSequence

from corpus import ocr
from corpus.errors import ReadError, ReadProblem
from corpus.model import Notice, NoticeCode, Reading
from corpus.readers.pdf import OCR_NOT_INSTALLED, reading_of
from corpus.readers.pdf_lines import Sheet
from corpus.readers.pdf_scan import Leaf, leaf_of_scan

_FORMATS: Final = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "TIFF": "image/tiff",
    "WEBP": "image/webp",
    "BMP": "image/bmp",
    "GIF": "image/gif",
}
_MOST_PIXELS: Final = 100_000_000  # A3 at 600 dots an inch has 70 million
_MOST_FRAMES: Final = 2_000
_LONGEST: Final = 3_400  # pixels: what is larger is made smaller; A4 at 300 dots an inch is just as long
_LONG: Final = 2.2  # height to width of a screenshot of several screens


def read(data: bytes, name: str) -> Reading:
    """Read an image page by page.

    Raises:
        ReadError: damaged, too large, without any text, or the packages that recognise text are not installed.
    """
    if not ocr.available():
        raise ReadError(name, ReadProblem.NO_TEXT, OCR_NOT_INSTALLED)
    with opened(data, name) as image:
        frames = getattr(image, "n_frames", 1)
        if image.format == "GIF":
            frames = 1  # an animation is no document of many pages
        if frames > _MOST_FRAMES:
            raise ReadError(name, ReadProblem.TOO_LARGE, f"{frames:,} pages, the limit is {_MOST_FRAMES:,}")
        leaves = [_leaf(image, index, name) for index in range(frames)]
        return reading_of(leaves, name, reader="image", media_type=_FORMATS[image.format or "PNG"])


@contextmanager
def opened(data: bytes, name: str) -> Iterator[PIL.Image.Image]:
    """An image, of which no pixel is decoded yet.

    Raises:
        ReadError: damaged, or far too large.
    """
    try:  # Pillow's own limit on size only warns: ours is checked by `frame`, before any pixel is decoded
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with PIL.Image.open(io.BytesIO(data), formats=tuple(_FORMATS)) as image:
                yield image
    except PIL.Image.DecompressionBombError as error:
        raise ReadError(name, ReadProblem.TOO_LARGE, str(error)[:200]) from None
    except PIL.UnidentifiedImageError:
        raise ReadError(name, ReadProblem.DAMAGED, "no image can be made out") from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError) as error:
        raise ReadError(name, ReadProblem.DAMAGED, " ".join(str(error).split())[:200]) from None


def frame(image: PIL.Image.Image, index: int, name: str) -> ocr.Image:
    """Page `index`, from 0, as it is shown.

    Raises:
        ReadError: it is too large.
    """
    image.seek(index)
    width, height = image.size
    if width * height > _MOST_PIXELS:
        detail = f"{width} × {height} pixels, the limit is {_MOST_PIXELS // 10**6} million"
        raise ReadError(name, ReadProblem.TOO_LARGE, detail)
    return _pixels(image)


def _leaf(image: PIL.Image.Image, index: int, name: str) -> Leaf:
    found = ocr.recognise(frame(image, index, name))
    if found is None or not found.lines:
        width, height = image.size
        notice = Notice(NoticeCode.EMPTY_PAGE, page=index + 1)
        return Leaf(Sheet((), float(width), float(height)), notices=(notice,))
    return leaf_of_scan(found, 1.0, index + 1)


def _pixels(image: PIL.Image.Image) -> ocr.Image:
    """The frame as it is shown: turned as its camera says, on white where it is transparent, not needlessly large."""
    if image.format == "JPEG":
        image.draft("RGB", (_LONGEST, _LONGEST))
    width, height = image.size
    limit = _LONGEST if height <= _LONG * width else _LONGEST * height // width
    image.load()
    factor = limit / max(width, height)
    frame = image.convert("RGBA") if image.has_transparency_data else image.convert("RGB")
    if factor < 1:
        frame = frame.resize((round(width * factor) or 1, round(height * factor) or 1), PIL.Image.Resampling.LANCZOS)
    if frame.mode == "RGBA":
        frame = PIL.Image.alpha_composite(PIL.Image.new("RGBA", frame.size, "white"), frame).convert("RGB")
    turned = PIL.ImageOps.exif_transpose(_with_exif(frame, image))
    return np.ascontiguousarray(np.asarray(turned)[:, :, ::-1])


def _with_exif(frame: PIL.Image.Image, image: PIL.Image.Image) -> PIL.Image.Image:
    """`frame` with what the camera noted, which conversions lose."""
    frame.getexif().update(image.getexif())
    return frame
