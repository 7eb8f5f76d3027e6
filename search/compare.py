"""Two searches side by side: what both found, what only one did, and how far their orders agree. Pure functions."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from search.hits import Hit

PERSISTENCE = 0.9  # p: the first ten ranks carry 86 % of the weight (Webber et al., section 4.3)


@dataclass(frozen=True, slots=True)
class Compared:
    """The hits of two searches.

    `both` are passages that either found, as (left, right), in the order of the left search; `documents` counts the
    documents that both found, whichever passages of them. `agreement` is the rank-biased overlap of the passages.
    """

    both: tuple[tuple[Hit, Hit], ...]
    only_left: tuple[Hit, ...]
    only_right: tuple[Hit, ...]
    documents: int
    agreement: float


def compare(left: Sequence[Hit], right: Sequence[Hit]) -> Compared:
    """What two lists of hits, best first, have in common."""
    on_left = {hit.passage.passage_id: hit for hit in left}
    on_right = {hit.passage.passage_id: hit for hit in right}
    return Compared(
        both=tuple((hit, on_right[key]) for key, hit in on_left.items() if key in on_right),
        only_left=tuple(hit for key, hit in on_left.items() if key not in on_right),
        only_right=tuple(hit for key, hit in on_right.items() if key not in on_left),
        documents=len({hit.document.doc_id for hit in left} & {hit.document.doc_id for hit in right}),
        agreement=rank_biased_overlap(list(on_left), list(on_right)),
    )


def rank_biased_overlap(one: Sequence[Hashable], other: Sequence[Hashable], p: float = PERSISTENCE) -> float:
    """RBO_EXT of two rankings without repetitions, in [0, 1]: 1 where they are the same, 0 where they share nothing.

    Webber, Moffat and Zobel, A Similarity Measure for Indefinite Rankings, 2010, equation 32: the rankings go on
    beyond their ends as they did before; X_d is the overlap of the first d, s and l the shorter and the longer length.
    0 where either is empty.
    """
    shorter, longer = sorted((one, other), key=len)
    s, l = len(shorter), len(longer)  # noqa: E741 - as in the paper
    if not s:
        return 0.0
    overlaps = _overlaps(shorter, longer)
    x_s, x_l = overlaps[s - 1], overlaps[l - 1]
    seen = sum(x / d * p**d for d, x in enumerate(overlaps, 1))
    assumed = sum(x_s * (d - s) / (s * d) * p**d for d in range(s + 1, l + 1))
    return (1 - p) / p * (seen + assumed) + ((x_l - x_s) / l + x_s / s) * p**l


def _overlaps(shorter: Sequence[Hashable], longer: Sequence[Hashable]) -> list[int]:
    """X_d for d from 1 to the length of the longer ranking."""
    found: list[int] = []
    first: set[Hashable] = set()
    second: set[Hashable] = set()
    for depth, item in enumerate(longer):
        second.add(item)
        if depth < len(shorter):
            first.add(shorter[depth])
        found.append(len(first & second))
    return found
