"""The result of the reviewers and the public vote, kept apart, and combined only by the formula that is chosen."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import Final, TypeVar

from review.scores.model import Basis, Formula, Scaling, ScoreError, ScoreProblem

Key = TypeVar("Key", bound=Hashable)
Value = Fraction | float

_DECIMALS: Final = 6  # of the share of the vote
_DIGITS: Final = 12  # z-scores are floats: what agrees so far is the same


def checked_formula(formula: Formula) -> Formula:
    """The formula, if it can be computed.

    Raises:
        ScoreError: the share is none, or normalised scores are to be put in shares of their maximum.
    """
    share = formula.vote_share
    decimals = share.as_tuple().exponent
    if not isinstance(decimals, int) or decimals < -_DECIMALS or not 0 <= share <= 1:
        raise ScoreError(ScoreProblem.SHARE, value=share)
    if formula.basis is Basis.NORMALISED and formula.scaling is Scaling.MAXIMUM:
        raise ScoreError(ScoreProblem.NEGATIVE)
    return formula


def scaled(values: Mapping[Key, Value], scaling: Scaling) -> dict[Key, Value]:
    """Values from 0 to 1.

    Min–max: (x - least) / (most - least); where all are the same, 0 for all, which orders nothing. Share of the
    maximum: x / most; 0 for all where the most is 0.
    """
    if not values:
        return {}
    most = max(values.values())
    least = min(values.values()) if scaling is Scaling.RANGE else Fraction(0)
    width = most - least
    return {key: (value - least) / width if width else Fraction(0) for key, value in values.items()}


def combined(experts: Mapping[Key, Value], votes: Mapping[Key, int], formula: Formula) -> dict[Key, Value]:
    """(1 - w) scaled(experts) + w scaled(votes), w the share of the vote; the experts alone where there is no scaling.

    Both are scaled over the submissions that the experts have a result for; one that nobody voted for has 0 votes.
    """
    if formula.scaling is Scaling.NONE:
        return dict(experts)
    share = Fraction(formula.vote_share)
    judged = scaled(experts, formula.scaling)
    voted = scaled({key: Fraction(votes.get(key, 0)) for key in experts}, formula.scaling)
    return {key: _sum((1 - share) * judged[key], share * voted[key]) for key in experts}


def _sum(one: Value, other: Value) -> Value:
    total = one + other
    return round(total, _DIGITS) if isinstance(total, float) else total


_BASES: Final = {
    Basis.RAW: "评审结果 E：各指标得分均值按权重加权平均（原始分）",
    Basis.NORMALISED: "评审结果 E：各评审加权得分的标准化值（z 分数）的均值",
}
_SCALINGS: Final = {
    Scaling.RANGE: "E′ =（E − 最小值）÷（最大值 − 最小值），V′ =（票数 − 最小值）÷（最大值 − 最小值）",
    Scaling.MAXIMUM: "E′ = E ÷ 最大值，V′ = 票数 ÷ 最大值",
}


def in_words(formula: Formula) -> str:
    """The formula as the record prints it."""
    basis = _BASES[formula.basis]
    if formula.scaling is Scaling.NONE:
        return f"{basis}；按 E 由高到低排序，公众投票只作参考，不计入排序。"
    share = formula.vote_share
    parts = f"{_plain(1 - share)} × E′ + {_plain(share)} × V′"
    return f"{basis}；{_SCALINGS[formula.scaling]}；综合得分 = {parts}，由高到低排序。"


def _plain(value: object) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
