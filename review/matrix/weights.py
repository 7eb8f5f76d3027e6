"""What evidence looks like: a logistic regression on sentences labelled by hand, and the thresholds on its scores.

Learned from 241 labelled cells: the 205 of evaluation/evidence/calibration.jsonl (105 with evidence), of the starter
library's submissions, papers and policy texts, of news and of government reports, and the 36 of second.jsonl whose
documents `evaluation.matrix.LEARNED` names; with variants of each criterion that leave out its words, examples,
questions or description, and of each text that leave out its headings. Signs and some bounds are set by hand: what is
only planned, denied, professed or untold never counts in favour, a heading alone is not enough, and where figures are
asked for a sentence has some. Leaving out an eighth of the documents at a time, with weights of an earlier encoder,
about 80 % of first passages were right and about 86 % of the empty cells empty; with the name and the description of a
criterion only, 72 % and 76 %.
"""

from __future__ import annotations

import hashlib

import numpy as np

from review.matrix.features import NAMES

_BY_NAME = {
    "words": 1.47,
    "word_best": 0.93,
    "parts": 0.94,
    "name": 0.00,
    "terms": 0.16,
    "dense_best": 0.17,
    "dense_mean": 0.29,
    "agreement": 0.00,
    "heading": 2.50,
    "heading_name": 2.50,
    "figures_wanted": 4.03,
    "figures_missing": -4.00,
    "figures": -0.21,
    "denied": -0.60,
    "denied_wanted": 1.50,
    "unknown": -4.00,
    "planned": -1.51,
    "planned_wanted": 1.00,
    "creed": -2.10,
    "row": -0.43,
    "change_wanted": 2.33,
    "rules_wanted": 2.18,
    "steady_wanted": 1.97,
}
WEIGHTS = np.array([_BY_NAME[name] for name in NAMES], dtype=np.float32)
BIAS = -3.07

PASSING = -1.12  # below it, a sentence is no evidence
FURTHER = 0.4  # above PASSING: what a second and a third passage need
BEHIND = 3.5  # how far they may stand behind the first
CLEAR = 0.8
STRONG = 2.6

DIGEST = hashlib.blake2b(
    repr((_BY_NAME, BIAS, PASSING, FURTHER, BEHIND, CLEAR, STRONG)).encode(), digest_size=6
).hexdigest()
"""Changes with any of these numbers."""
