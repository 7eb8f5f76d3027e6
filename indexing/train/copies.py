"""Which texts say nearly the same: print and reprint of one piece of news, one article in two versions of its law."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set

import numpy as np

from corpus.duplicates import SLOTS, letters_of, signature
from indexing.train.store import Rows

_ALIKE = 0.6  # estimated resemblance
_BAND = 4  # slots: texts as alike as that share one of 32 bands with a chance of .99, unrelated ones hardly ever
_LEAST = 4  # letters: fewer say nothing


def copies(texts: Sequence[str], asked: Set[int]) -> dict[int, Rows]:
    """For each row of `texts` that is `asked` for, the rows that say nearly the same, itself among them, ascending.

    MinHash over 5-grams of letters (corpus.duplicates.signature), candidates by bands of it.
    """
    near: dict[int, set[int]] = {row: {row} for row in asked}
    letters = {row: told for row, text in enumerate(texts) if len(told := letters_of(text)) >= _LEAST}
    signatures = np.zeros((len(texts), SLOTS), dtype=np.uint16)
    for row, told in letters.items():
        signatures[row] = signature(told)
    for start in range(0, SLOTS, _BAND):
        bands: dict[bytes, list[int]] = defaultdict(list)
        for row in letters:
            bands[signatures[row, start : start + _BAND].tobytes()].append(row)
        for group in bands.values():
            for row in asked & set(group) if len(group) > 1 else ():
                near[row].update(group)
    found = {}
    for row, others in near.items():
        candidates = np.array(sorted(others), dtype=np.int64)
        alike = (signatures[candidates] == signatures[row]).mean(axis=1) >= _ALIKE
        found[row] = candidates[alike]
    return found
