"""评审指标: what submissions are judged by.

`model` says what a rubric is, `files` reads and writes TOML and XLSX, `bundled` holds those that come with the product.
"""

from review.rubric.bundled import bundled
from review.rubric.files import read_rubric, to_toml, to_xlsx
from review.rubric.model import Criterion, Flaw, Rubric, RubricError, RubricProblem

__all__ = [
    "Criterion",
    "Flaw",
    "Rubric",
    "RubricError",
    "RubricProblem",
    "bundled",
    "read_rubric",
    "to_toml",
    "to_xlsx",
]
