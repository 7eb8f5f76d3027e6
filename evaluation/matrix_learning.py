"""Learn what evidence looks like from labelled cells: the numbers of review/matrix/weights.py.

A logistic regression on single sentences (Hosmer and Lemeshow 2000, chapter 1), with a ridge and with bounds on some
weights that say what no label may teach: that a plan, a denial or a creed counts in favour, that a heading is enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corpus.intake.entry import Entry
from evaluation.matrix import LabelledCell, Span, rubrics
from indexing.analyzer import NO_DICTIONARY
from indexing.encoder import load_encoder
from review.matrix.features import NAMES, features, read
from review.matrix.stretches import Stretch, stretches
from review.matrix.wanted import prepare
from review.rubric.model import Criterion
from search.synonyms import read_synonyms

Rows = NDArray[np.float64]

_RIDGE = 10.0
_HEADINGS = ("heading", "heading_name")
_NEVER_FOR = {"planned": -1.5, "denied": -0.6, "creed": -2.0, "figures_missing": -4.0, "unknown": -4.0, "row": 0.0}
_AT_MOST = {"heading": 2.5, "heading_name": 2.5, "planned_wanted": 1.0, "denied_wanted": 1.5}
_FREE = frozenset({"figures"})
_HALF = 0.5


def learn_weights(cells: Sequence[LabelledCell], entries: Mapping[str, Entry]) -> dict[str, float]:
    """The weight of every feature by name, and "bias"; `entries` are the documents of `cells` at hand."""
    parts = list(_examples(cells, entries))
    rows = np.concatenate([rows for rows, _, _ in parts]).astype(np.float64)
    right = np.concatenate([right for _, right, _ in parts]).astype(np.float64)
    shares = np.concatenate([np.full(len(right), share) for _, right, share in parts])
    found = fit(rows, right, shares)
    return dict(zip((*NAMES, "bias"), found.tolist(), strict=True))


def fit(rows: Rows, right: Rows, shares: Rows) -> Rows:
    """The weights and the bias that make `right` (n, 0 or 1) most likely for `rows` (n, features) within the bounds."""
    from scipy.optimize import minimize

    spread = rows.std(axis=0) + 1e-6
    scaled = rows / spread

    def loss(point: Rows) -> tuple[float, Rows]:
        said = scaled @ point[:-1] + point[-1]
        missed = shares * (1 / (1 + np.exp(-said)) - right)
        value = float((shares * (np.logaddexp(0, said) - right * said)).sum() + _RIDGE * (point[:-1] ** 2).sum())
        return value, np.append(scaled.T @ missed + 2 * _RIDGE * point[:-1], missed.sum())

    limits = [_bounds(name) for name in NAMES]
    bounds = [
        (None if low is None else low * width, None if high is None else high * width)
        for (low, high), width in zip(limits, spread, strict=True)
    ]
    start = np.array([*(_NEVER_FOR.get(name, 0.0) for name in NAMES), 0.0])
    start[:-1] *= spread
    options = {"maxiter": 5_000, "maxfun": 50_000, "ftol": 1e-12, "gtol": 1e-4}
    best: Rows = minimize(loss, start, jac=True, bounds=[*bounds, (None, None)], method="L-BFGS-B", options=options).x
    best[:-1] /= spread
    return best


def _bounds(name: str) -> tuple[float | None, float | None]:
    if name in _NEVER_FOR:
        return None, _NEVER_FOR[name]
    return (None, None) if name in _FREE else (0.0, _AT_MOST.get(name))


def _variants(one: Criterion) -> Iterator[tuple[Criterion, float]]:
    """The criterion as it is, and with less said of it, as users write them; with how much each counts."""
    yield one, 1.0
    yield replace(one, examples=()), 0.4
    yield replace(one, words=()), 0.4
    yield replace(one, words=(), examples=()), 0.3
    yield replace(one, words=(), examples=(), questions=()), 0.5
    yield replace(one, examples=(), questions=(), description=""), 0.4


def _examples(
    cells: Sequence[LabelledCell], entries: Mapping[str, Entry]
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.bool_], float]]:
    """Features of the sentences of each cell, which of them are evidence, and how much each counts."""
    encoder, synonyms, known = load_encoder(), read_synonyms([]), rubrics()
    pairs = dict.fromkeys((cell.rubric, cell.criterion) for cell in cells)
    written = {pair: list(_variants(_criterion(known[pair[0]].get(pair[1])))) for pair in pairs}
    prepared = {
        pair: prepare([one for one, _ in some], encoder, synonyms, NO_DICTIONARY) for pair, some in written.items()
    }
    columns = [NAMES.index(name) for name in _HEADINGS]
    for name in dict.fromkeys(cell.document for cell in cells if cell.document in entries):
        document = entries[name].document
        some = stretches(document)
        reading = read(document.folded, some, encoder, NO_DICTIONARY)
        for cell in cells:
            if cell.document != name:
                continue
            right = np.array([_labelled(one, cell.evidence) for one in some], dtype=bool)
            sought = prepared[cell.rubric, cell.criterion]
            counts = [count for _, count in written[cell.rubric, cell.criterion]]
            for one, count in zip(sought, counts, strict=True):
                rows = features(reading, one)
                without = rows.copy()
                without[:, columns] = 0
                yield rows, right, count / 2
                yield without, right, count / 2


def _criterion(one: Criterion | None) -> Criterion:
    if one is None:
        raise LookupError("a label names a criterion that its rubric does not have: correct the label")
    return one


def _labelled(one: Stretch, evidence: Sequence[Span]) -> bool:
    return any(min(one.end, b) - max(one.start, a) >= _HALF * min(one.end - one.start, b - a) for a, b in evidence)
