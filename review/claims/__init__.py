"""Quantitative statements (量化成果): every figure with what it counts, and where figures do not agree."""

from review.claims.comparison import comparable
from review.claims.contradictions import contradictions
from review.claims.extract import claims_of
from review.claims.library import against_library
from review.claims.model import (
    Claim,
    Compared,
    Contradiction,
    ContradictionKind,
    Figure,
    Group,
    Measure,
    Qualifier,
    Span,
)
from review.claims.sheets import claims_xlsx

__all__ = [
    "Claim",
    "Compared",
    "Contradiction",
    "ContradictionKind",
    "Figure",
    "Group",
    "Measure",
    "Qualifier",
    "Span",
    "against_library",
    "claims_of",
    "claims_xlsx",
    "comparable",
    "contradictions",
]
