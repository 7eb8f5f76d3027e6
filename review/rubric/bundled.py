"""The rubrics that come with the product."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from review.rubric.files import read_rubric
from review.rubric.keys import BUNDLED
from review.rubric.model import Rubric

_FOLDER = Path(__file__).parent


@cache
def bundled() -> tuple[Rubric, ...]:
    """The rubrics that come with the product, the one for cases of grassroots governance first."""
    return tuple(read_rubric(f"{key}.toml", (_FOLDER / f"{key}.toml").read_bytes()) for key in BUNDLED)
