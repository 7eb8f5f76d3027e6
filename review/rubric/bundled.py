"""The rubrics that come with the product."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from review.rubric.files import read_rubric
from review.rubric.model import Rubric

_FOLDER = Path(__file__).parent
_NAMES = ("grassroots.toml", "general.toml")


@cache
def bundled() -> tuple[Rubric, ...]:
    """The rubrics that come with the product, the one for cases of grassroots governance first."""
    return tuple(read_rubric(name, (_FOLDER / name).read_bytes()) for name in _NAMES)
