"""How strongly words go together, or belong to a part of a corpus: pure functions of frequencies."""

from __future__ import annotations

import math


def keyness(a: int, b: int, c: int, d: int) -> float:
    """G² of a word in two corpora (Rayson and Garside, Comparing Corpora using Frequency Profiling, 2000).

    It follows Dunning (Accurate Methods for the Statistics of Surprise and Coincidence, 1993):
    E1 = c(a + b) / (c + d), E2 = d(a + b) / (c + d), G² = 2(a ln(a / E1) + b ln(b / E2)).

    Args:
        a: how often the word stands in the first corpus.
        b: how often in the second.
        c: words in the first corpus.
        d: words in the second.

    Returns:
        G² with the sign of the difference: negative where the word is rarer in the first corpus than in the second.
    """
    if not c or not d:
        return 0.0
    expected_a, expected_b = c * (a + b) / (c + d), d * (a + b) / (c + d)
    g2 = 2 * (_term(a, expected_a) + _term(b, expected_b))
    return math.copysign(max(g2, 0.0), a * d - b * c)


def log_likelihood(o11: int, r1: int, c1: int, n: int) -> float:
    """Dunning's G² of a 2 × 2 table, in the notation of Evert (Corpora and Collocations, 2008), signed likewise.

    G² = 2 Σ O ln(O / E) over the four cells, where E11 = R1 C1 / N and so on.

    Args:
        o11: how often the collocate stands near the node.
        r1: words near the node.
        c1: how often the collocate stands anywhere.
        n: words in the corpus.

    Returns:
        G²; negative where the collocate is rarer near the node than elsewhere.
    """
    r2, c2 = n - r1, n - c1
    cells = ((o11, r1 * c1), (r1 - o11, r1 * c2), (c1 - o11, r2 * c1), (c2 - r1 + o11, r2 * c2))
    g2 = 2 * sum(_term(observed, product / n) for observed, product in cells) if n else 0.0
    return math.copysign(max(g2, 0.0), o11 * n - r1 * c1)


def log_dice(f_xy: int, f_x: int, f_y: int) -> float:
    """The score logDice = 14 + log2(2 f_xy / (f_x + f_y)) (Rychlý, A Lexicographer-Friendly Association Score, 2008).

    14 where two words always go together; one point less is half as often; it does not depend on the corpus's size.
    """
    return 14 + math.log2(2 * f_xy / (f_x + f_y)) if f_xy else -math.inf


def _term(observed: int, expected: float) -> float:
    """O ln(O / E), which is 0 in the limit where nothing was observed."""
    return observed * math.log(observed / expected) if observed else 0.0
