"""Text in images: RapidOCR (PP-OCRv6 on ONNX Runtime), whose models lie inside its package, so nothing is fetched.

The packages are imported when the first image comes: searching needs none of them. One engine serves the process.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]  # height × width × 3, blue green red

UNSURE: Final = 0.85  # mean confidence below which a page is worth a second look by a person

_MODELS: Final = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}
_DETECTION_SIDE: Final = 1_600  # pixels; finding lines needs less detail than reading them
_LONGEST_SIDE: Final = 5_000  # pixels that are read as they come
_THREADS: Final = 1  # files are read in several processes, and threads that wait for each other cost half as much again
_DOUBTFUL: Final = 0.5  # confidence below which a line is more likely dirt than text
_ASTRAY: Final = 0.7  # mean confidence of all lines below which the page may stand on its head
_LONG: Final = 2.2  # height to width of a picture that is read window by window
_TALL: Final = 1.5  # height to width of a line that runs downwards
_FEWEST_TALL: Final = 3
_LOCK = threading.Lock()

_WIDE = r"[\u3000-\u303f\u3400-\u9fff\uff00-\uff60“”‘’]"
_HALF_WIDTH: Final = str.maketrans(",!?:;()", "，！？：；（）")
_BESIDE_IDEOGRAPHS = re.compile(rf"(?<={_WIDE})[,!?:;()]|[,!?:;()](?={_WIDE})")
_UNEVEN = re.compile(r"（([^()（）]*)\)|\(([^()（）]*)）")
_DASH = re.compile(r"(?<=[\u3400-\u9fff”）》])[—－](?=[\u3400-\u9fff“（《])")
_DOTS = re.compile(rf"(?<={_WIDE})(?<!…)…(?!…)")


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line; `[x0, x1)` × `[y0, y1)` are pixels from the upper left corner, `confidence` is in 0–1."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Recognised:
    """What an image says: its lines, as they stand on an image of `width` × `height` pixels that was set upright.

    `confidence` is the mean over its characters, 0 without any; `turns` is how many quarter turns, anticlockwise, set
    the image upright.
    """

    lines: tuple[TextLine, ...]
    width: int
    height: int
    confidence: float
    turns: int = 0


class Engine(Protocol):
    """Whatever finds lines of text in an image."""

    def lines(self, image: Image) -> tuple[TextLine, ...]:
        """The lines of an image that stands upright, or lies on its side."""


def available() -> bool:
    """Whether the packages that recognise text are installed and work; the first call takes two seconds."""
    return _engine() is not None


def recognise(image: Image) -> Recognised | None:
    """Read an image; None where the packages that do it are not installed.

    Pages that were scanned lying on their side or upside down are set upright first; columns of vertical writing
    come from right to left.
    """
    engine = _engine()
    if engine is None:
        return None
    with _LOCK:
        if image.shape[0] > _LONG * image.shape[1] and image.shape[0] > _DETECTION_SIDE:
            return _cleaned(_read_long(engine, image))
        found = _read(engine, image)
        for turns in _other_positions(found):
            turned = replace(_read(engine, np.ascontiguousarray(np.rot90(image, turns))), turns=turns)
            found = turned if _is_sideways(found) or turned.confidence > found.confidence else found
            if found.confidence >= UNSURE:
                break
    return _cleaned(found)


def clean(text: str) -> str:
    """The punctuation of Chinese text at its full width: the recogniser writes much of it half as wide or halved."""
    text = _BESIDE_IDEOGRAPHS.sub(lambda mark: mark[0].translate(_HALF_WIDTH), text)
    text = _UNEVEN.sub(lambda pair: f"（{pair[1] or pair[2] or ''}）", text)
    return _DOTS.sub("……", _DASH.sub("——", text))


def _read(engine: Engine, image: Image) -> Recognised:
    return _recognised(engine.lines(image), image.shape[1], image.shape[0])


def _recognised(lines: Sequence[TextLine], width: int, height: int) -> Recognised:
    weight = sum(len(line.text) for line in lines)
    mean = sum(line.confidence * len(line.text) for line in lines) / weight if weight else 0.0
    return Recognised(tuple(lines), width, height, mean)


def _cleaned(found: Recognised) -> Recognised:
    """Without lines that are more likely dirt than text."""
    lines = [replace(line, text=clean(line.text)) for line in found.lines if line.confidence >= _DOUBTFUL]
    return replace(_recognised(lines, found.width, found.height), turns=found.turns)


def _read_long(engine: Engine, image: Image) -> Recognised:
    """A picture of several screens, window by window; what a window cuts, its neighbour shows whole."""
    height, width = image.shape[:2]
    window, overlap = int(1.4 * width), max(64, width // 8)
    found: list[TextLine] = []
    for top in range(0, max(1, height - overlap), window - overlap):
        piece = np.ascontiguousarray(image[top : top + window])
        for line in _read(engine, piece).lines:
            cut = (line.y0 < 2 and top > 0) or (line.y1 > window - 2 and top + window < height)
            moved = replace(line, y0=line.y0 + top, y1=line.y1 + top)
            if not cut and not any(_is_same(moved, one) for one in found):
                found.append(moved)
    return _recognised(found, width, height)


def _is_same(one: TextLine, other: TextLine) -> bool:
    """Whether two lines stand in the same place."""
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    return high > 0.5 * min(one.y1 - one.y0, other.y1 - other.y0) and wide > 0.5 * min(
        one.x1 - one.x0, other.x1 - other.x0
    )


def _other_positions(found: Recognised) -> tuple[int, ...]:
    """Quarter turns, anticlockwise, that the page may need.

    The recogniser reads a line that runs downwards whichever way its characters stand, so that only the order of
    such lines needs the turn.
    """
    if _is_sideways(found):
        return (1, 3)
    return (2,) if found.lines and found.confidence < _ASTRAY else ()


def _is_sideways(found: Recognised) -> bool:
    tall = [line for line in found.lines if line.y1 - line.y0 > _TALL * (line.x1 - line.x0) and len(line.text) > 1]
    return len(tall) >= _FEWEST_TALL and sum(len(x.text) for x in tall) > 0.6 * sum(len(x.text) for x in found.lines)


@cache
def _engine() -> Engine | None:
    try:
        return _RapidOCR()
    except ImportError:  # not installed, or a system library that it needs is missing
        return None


class _RapidOCR:
    """The models are named one by one: where a name is left out, the package would fetch it from the network."""

    def __init__(self) -> None:
        import_module("onnxruntime")  # rapidocr asks for it when the first picture comes: too late to do without
        import rapidocr

        models = Path(rapidocr.__file__).parent / "models"
        options: dict[str, Any] = {f"{part}.model_path": str(models / name) for part, name in _MODELS.items()}
        options |= {
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.max_side_len": _LONGEST_SIDE,
            "Global.text_score": 0.0,
            "Det.limit_type": "max",
            "Det.limit_side_len": _DETECTION_SIDE,
            "Rec.rec_batch_num": 1,  # larger ones take twice the memory and no less time
            "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
        }
        self._engine = rapidocr.RapidOCR(params=options)

    def lines(self, image: Image) -> tuple[TextLine, ...]:
        """The lines in no particular order."""
        found: Any = self._engine(image)
        if found.boxes is None or found.txts is None or found.scores is None:
            return ()
        return tuple(
            TextLine(text.strip(), *_bounds(box), float(score))
            for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
            if text.strip()
        )


def _bounds(box: NDArray[Any]) -> tuple[float, float, float, float]:
    """The upright rectangle around four corners: left, top, right, bottom."""
    left, top = box.min(axis=0)
    right, bottom = box.max(axis=0)
    return float(left), float(top), float(right), float(bottom)
