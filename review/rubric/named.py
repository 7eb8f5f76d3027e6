"""A rubric by its name on the command line: the key of a bundled one, or a file."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import ReadError, ReadProblem
from review.rubric.bundled import bundled
from review.rubric.files import LARGEST_FILE, read_rubric
from review.rubric.keys import BUNDLED
from review.rubric.model import Rubric


def rubric_named(name: str) -> Rubric:
    """The bundled rubric of that key, or the one in the file of that name.

    Raises:
        ReadError: there is no such file, or it cannot be read.
        RubricError: it cannot be used.
    """
    found = next((one for one in bundled() if one.key == name), None)
    return found or rubric_in(Path(name))


def rubric_in(path: Path) -> Rubric:
    """The rubric in a file; raises as `rubric_named`."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        keys = f"rubrics that come with the product: {', '.join(BUNDLED)}"
        if isinstance(error, FileNotFoundError):
            raise ReadError(str(path), ReadProblem.MISSING, keys) from None
        if isinstance(error, IsADirectoryError):
            raise ReadError(str(path), ReadProblem.NOT_A_FILE) from None
        raise ReadError(str(path), ReadProblem.UNREADABLE, error.strerror or "") from None
    return read_rubric(path.name, data)
